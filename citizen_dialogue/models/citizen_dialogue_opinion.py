from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import vietnamese
from .citizen_protected_mixin import OneTimeToken

PREPARE_ACTIVITIES = [
    "citizen_dialogue.mail_activity_type_prepare",
    "citizen_dialogue.mail_activity_type_due_soon",
    "citizen_dialogue.mail_activity_type_late",
    "citizen_dialogue.mail_activity_type_orphan_opinion",
]
# what was said is not read out before everybody who was invited
RECEIVED_APART = "Nội dung được tiếp riêng."


class CitizenDialogueOpinion(models.Model):
    """What one citizen or group said on one matter, and what became of it.

    A denunciation is not written down here: it is received apart, where who brought it
    is protected.
    """

    _name = "citizen.dialogue.opinion"
    _description = "Opinion at a Session"
    _inherit = [
        "citizen.revision.mixin",
        "citizen.access.mixin",
        "citizen.chatter.mixin",
    ]
    _order = "dialogue_id, sequence, id"

    _revision_fields = ("prepared_answer", "answer")
    _protected_fields = frozenset({"prepared_on"})
    _create_only_fields = frozenset({"dialogue_id", "owner_unit_id"})

    dialogue_id = fields.Many2one(
        comodel_name="citizen.dialogue",
        string="Session",
        required=True,
        index=True,
        ondelete="cascade",
    )
    dialogue_state = fields.Selection(related="dialogue_id.state")
    sequence = fields.Integer(default=10)
    number = fields.Integer(compute="_compute_number", string="No.")
    speaker_label = fields.Char(
        string="Speaker",
        help="As the speaker gave it before everybody; a group by its village.",
    )
    is_anonymous = fields.Boolean(string="Name Not Given")
    is_group = fields.Boolean(string="Group")
    group_size = fields.Integer(string="Number of People")
    category_id = fields.Many2one(
        comodel_name="citizen.category",
        string="Field",
        ondelete="restrict",
        index="btree_not_null",
    )
    content = fields.Text(required=True)
    source = fields.Selection(
        selection=[("before", "Registered Before"), ("live", "Said in the Session")],
        required=True,
        default="before",
    )
    prepare_unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        string="Unit to Prepare",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('is_current', '=', True)]",
    )
    prepare_by = fields.Date(string="Prepare by")
    prepared_answer = fields.Text()
    prepared_on = fields.Date(readonly=True, copy=False)
    answer = fields.Text(string="Answer Given")
    disposition = fields.Selection(
        selection=[
            ("answered", "Answered on the Spot"),
            ("taken_over", "Taken Over into the Conclusion"),
            ("referred", "Referred"),
            ("outside", "Outside Competence"),
            ("petition", "Registered as a Petition"),
        ],
        index=True,
        tracking=True,
    )
    referred_to = fields.Char(string="Referred to")
    assign_unit_ids = fields.Many2many(
        comodel_name="citizen.unit",
        relation="citizen_opinion_assign_rel",
        string="Given to",
        domain="[('is_current', '=', True)]",
    )
    assign_due_date = fields.Date(string="Done by")
    clause_ids = fields.Many2many(
        comodel_name="citizen.conclusion.clause",
        relation="citizen_clause_opinion_rel",
        column1="opinion_id",
        column2="clause_id",
        string="Clauses",
        copy=False,
    )

    task_ids = fields.Many2many(
        comodel_name="citizen.task",
        compute="_compute_outcome",
        string="Tasks",
    )
    outcome = fields.Text(string="What Became of It", compute="_compute_outcome")
    answer_state = fields.Selection(
        selection=[
            ("waiting", "Being Carried Out"),
            ("ready", "To Be Answered"),
            ("drafted", "Answer Drafted"),
            ("sent", "Answered"),
        ],
        string="Letter to the Speaker",
        compute="_compute_outcome",
        search="_search_answer_state",
    )
    document_ids = fields.One2many(
        comodel_name="citizen.document", inverse_name="opinion_id", string="Letters"
    )
    petition_ids = fields.One2many(
        comodel_name="citizen.petition", inverse_name="opinion_id", string="Petitions"
    )
    visit_ids = fields.One2many(
        comodel_name="citizen.reception", inverse_name="opinion_id", string="Visits"
    )

    _group_sane = models.Constraint(
        "CHECK (group_size BETWEEN 0 AND 100000)", "Check the number of people."
    )

    # ------------------------------------------------------------------
    # computes
    # ------------------------------------------------------------------
    @api.depends(
        "owner_unit_id",
        "prepare_unit_id",
        "dialogue_id.owner_unit_id",
        "visit_ids.owner_unit_id",
    )
    def _compute_access_unit_ids(self):
        return super()._compute_access_unit_ids()

    def _get_access_units(self):
        return (
            super()._get_access_units()
            | self.prepare_unit_id
            | self.dialogue_id.owner_unit_id.authority_id
            # the desk reads what the leader said to whom it has in its book
            | self.visit_ids.owner_unit_id
        )

    @api.depends(
        "clause_ids.task_ids.state",
        "clause_ids.task_ids.reported_on",
        "document_ids.state",
    )
    @api.depends_context("lang")
    def _compute_outcome(self):
        # sudo: what became of his words is told to who may read the opinion
        tasks = self.sudo().clause_ids.task_ids.filtered(
            lambda t: t.state != "cancelled"
        )
        results = tasks._last_results()
        for opinion in self:
            own = tasks.filtered(
                lambda t, o=opinion: t.clause_id in o.sudo().clause_ids
            )
            opinion.task_ids = own.sudo(False)
            opinion.outcome = (
                "\n".join(task._outcome_line(results.get(task.id)) for task in own)
                or opinion._disposition_words()
            )
            opinion.answer_state = opinion._find_answer_state(own)

    def _disposition_words(self):
        label = dict(self._fields["disposition"]._description_selection(self.env)).get(
            self.disposition
        )
        parts = [label, self.referred_to if self.disposition == "referred" else None]
        return ": ".join(part for part in parts if part) or False

    def _find_answer_state(self, tasks):
        # sudo: whether the letter went out, not what it says
        letters = self.sudo().document_ids.filtered(lambda d: d.state != "cancelled")
        if "issued" in letters.mapped("state"):
            return "sent"
        if letters:
            return "drafted"
        if not tasks:
            return False
        return "ready" if all(task.state == "verified" for task in tasks) else "waiting"

    def _search_answer_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: as in _compute_outcome
        letters = self.env["citizen.document"].sudo()

        def with_letter(states):
            return letters._search(
                [("opinion_id", "!=", False), ("state", "in", states)]
            ).subselect("opinion_id")

        sent = Domain("id", "in", with_letter(("issued",)))
        drafted = Domain("id", "in", with_letter(("draft", "submitted", "approved")))
        open_tasks = Domain(
            "clause_ids.task_ids.state", "in", ("assigned", "accepted", "reported")
        )
        ready = Domain("clause_ids.task_ids.state", "in", ("verified",)) & ~open_tasks
        domains = {
            "sent": sent,
            "drafted": drafted & ~sent,
            "waiting": open_tasks & ~sent & ~drafted,
            "ready": ready & ~sent & ~drafted,
            False: ~open_tasks & ~ready & ~sent & ~drafted,
        }
        return Domain.OR([domains[key] for key in value if key in domains])

    @api.depends("dialogue_id.opinion_ids", "sequence")
    def _compute_number(self):
        numbers = {
            opinion: number
            for dialogue in self.dialogue_id
            for number, opinion in enumerate(dialogue.opinion_ids, start=1)
        }
        # only those asked for: to any other the assignment would be a write
        for opinion in self:
            # a line just begun in the list of the hall is not among them yet
            opinion.number = numbers.get(
                opinion, len(opinion.dialogue_id.opinion_ids) + 1
            )

    @api.depends("number", "content")
    def _compute_display_name(self):
        for opinion in self:
            text = " ".join((opinion.content or "").split())
            opinion.display_name = self.env._(
                "Opinion %(number)s: %(text)s",
                number=opinion.number,
                text=text[:60] + ("…" if len(text) > 60 else ""),
            )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        dialogues = self.env["citizen.dialogue"].browse(
            {vals["dialogue_id"] for vals in vals_list if vals.get("dialogue_id")}
        )
        owners = {dialogue.id: dialogue.owner_unit_id.id for dialogue in dialogues}
        for vals in vals_list:
            owner = owners.get(vals.get("dialogue_id"))
            if owner:
                vals["owner_unit_id"] = owner
        opinions = super().create(vals_list)
        opinions._check_session_open()
        opinions._ask_for_preparation()
        return opinions

    def write(self, vals):
        # what is sealed later is taken out of a closed session, too
        if not isinstance(self.env.context.get("citizen_token"), OneTimeToken):
            self._check_session_open()
        result = super().write(vals)
        if "prepared_answer" in vals:
            ready = self.filtered("prepared_answer")
            ready._write_protected(
                {"prepared_on": self.env["citizen.calendar"]._today()}
            )
            (self - ready)._write_protected({"prepared_on": False})
            ready._done_with(PREPARE_ACTIVITIES)
        if "prepare_unit_id" in vals:
            self._done_with(PREPARE_ACTIVITIES)
            self._ask_for_preparation()
        if "content" in vals and self.filtered("clause_ids.task_ids"):
            raise UserError(
                self.env._(
                    "A conclusion already answers this opinion; its words are fixed."
                )
            )
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        if any(opinion.dialogue_id.held_on or opinion.clause_ids for opinion in self):
            raise UserError(
                self.env._(
                    "What was said in a session held isn't deleted. Choose a "
                    "disposition instead."
                )
            )

    # ------------------------------------------------------------------
    # petitions
    # ------------------------------------------------------------------
    def action_register_petition(self):
        """Open a new petition for what was said; complaints leave the session and are
        handled as such. Who spoke is entered there anew, where persons are protected.
        """
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Petition"),
            "res_model": "citizen.petition",
            "view_mode": "form",
            "context": {
                "default_opinion_id": self.id,
                "default_source": "dialogue",
                "default_content": self.content,
                "default_category_id": self.category_id.id,
                "default_signatory_count": max(1, self.group_size),
            },
        }

    def _on_petition_registered(self):
        """Its way goes on as a petition, unless the session disposed of it already."""
        for opinion in self.filtered(
            lambda o: (
                not o.disposition
                # sudo: as in _check_session_open
                and o.sudo().dialogue_id.state not in ("closed", "cancelled")
            )
        ):
            # sudo: the desk that received the person need not handle the session
            own = any(opinion.visit_ids.mapped("is_ours"))
            (opinion.sudo() if own else opinion).disposition = "petition"

    def _receive_apart(self):
        """What turned out to be a denunciation isn't read by all who were invited; the
        petition keeps the words and the person."""
        # what a conclusion already answers was said before everybody
        for opinion in self.filtered(lambda o: not o.task_ids):
            vals = {
                "content": RECEIVED_APART,
                "prepared_answer": False,
                "answer": False,
                "revision": opinion._lock_revision(),
            }
            if not opinion.visit_ids:
                vals |= {"speaker_label": False, "is_anonymous": True}
            opinion._write_protected(vals)

    # ------------------------------------------------------------------
    # the answer to the speaker
    # ------------------------------------------------------------------
    def action_draft_answer(self):
        """Draft the letter that tells the speaker what was done about his words.

        :raise UserError: a task is still open, or nobody gave a name to write to
        """
        self.ensure_one()
        # sudo: as in _compute_outcome
        tasks = self.sudo().task_ids
        if self.dialogue_id.state not in ("held", "concluded", "closed"):
            raise UserError(self.env._("The session has not been held yet."))
        waiting = tasks.filtered(lambda t: t.state != "verified")
        if waiting:
            raise UserError(
                self.env._(
                    "Not verified yet:\n%(list)s\nThe letter is written when "
                    "everything promised is done.",
                    list="\n".join(waiting.mapped("display_name")),
                )
            )
        document = self.env["citizen.document"]._draft_for(self, "CV_TL", "answer")
        return document._open_form()

    def _document_vals(self, code):
        chair = self.dialogue_id.chair_membership_id
        name = self.speaker_label if not self.is_anonymous else False
        # sudo: who came is with the visit; the letter goes to that person
        visit = self.sudo().visit_ids[:1]
        if visit:
            name = visit._addressee()
        vals = {
            # the subject shows in lists: number and session, never who spoke
            "name": f"trả lời ý kiến số {self.number} tại "
            f"{self.dialogue_id._kind_vi()}",
            "addressee_text": name or "Công dân nêu ý kiến tại hội nghị",
            "recipient_lines": "Như trên;\n"
            f"Lưu: VT, {self.owner_unit_id.symbol or 'VP'}.",
        }
        if chair:
            vals["signer_membership_id"] = chair.id
            # sudo: the post of the chair decides the block
            deputy = chair.sudo().position == "vice_chair"
            vals["signature_mode"] = "kt" if deputy else "direct"
        return vals

    def _check_document_issue(self, document, day):
        pass

    def _on_document_issued(self, document):
        # sudo: the clerk who issues the letter doesn't handle the session
        self.sudo()._done_with(["citizen_dialogue.mail_activity_type_answer_speaker"])

    def _outcome_rows(self):
        """What the letter says of each task: unit, words, day and result."""
        # sudo: as in _compute_outcome
        tasks = self.sudo().task_ids
        results = tasks._last_results()
        return [
            {
                "unit": task.unit_id.name,
                "task": (task.name or "").rstrip(". "),
                "source": task.conclusion_id.number or "",
                "day": task.reported_on and vietnamese.format_date(task.reported_on),
                "result": results.get(task.id, ""),
            }
            for task in tasks
        ]

    def _ask_for_answers(self):
        """Everything promised to these speakers is verified: somebody writes."""
        for opinion in self.filtered(lambda o: o.answer_state == "ready"):
            opinion._schedule_for(
                opinion.dialogue_id.secretary_id
                or opinion.owner_unit_id._person_in_charge(),
                "citizen_dialogue.mail_activity_type_answer_speaker",
                self.env._("Answer the speaker of opinion %s", opinion.number),
            )

    # ------------------------------------------------------------------
    # helpers
    # ------------------------------------------------------------------
    def _check_session_open(self):
        # sudo: the unit asked to prepare an answer need not be invited to the session
        sessions = self.sudo().dialogue_id
        closed = sessions.filtered(lambda d: d.state in ("closed", "cancelled"))
        if closed:
            raise UserError(
                self.env._(
                    "“%(name)s” is closed: its opinions are fixed.",
                    name=closed[:1].display_name,
                )
            )

    def _ask_for_preparation(self):
        for opinion in self.filtered(
            lambda o: o.prepare_unit_id and not o.prepared_answer
        ):
            if not opinion.prepare_by and opinion.dialogue_id.date_start:
                opinion.prepare_by = self.env["citizen.dialogue"]._opinions_due(
                    opinion.dialogue_id._session_day()
                )
            opinion._schedule_for(
                opinion.prepare_unit_id._person_in_charge(),
                "citizen_dialogue.mail_activity_type_prepare",
                self.env._("Prepare the answer to opinion %s", opinion.number),
                date_deadline=opinion.prepare_by,
            )

    def _mail_line(self):
        self.ensure_one()
        # who spoke and what about stay inside the product
        return self.env._(
            "Opinion %(number)s, %(session)s",
            number=self.number,
            session=self.dialogue_id.display_name,
        )

    def _urged_unit(self):
        return self.prepare_unit_id

    def _urged_persons(self):
        """{opinion id: who prepares the answer in the unit asked}."""
        persons = self.prepare_unit_id._persons_in_charge()
        return {opinion.id: persons[opinion.prepare_unit_id.id] for opinion in self}

    def _as_list(self):
        """Lines for a message: number and the first words."""
        return "\n".join(
            f"{opinion.number}. {' '.join((opinion.content or '').split())[:80]}"
            for opinion in self
        )
