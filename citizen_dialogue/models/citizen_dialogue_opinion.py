from odoo import api, fields, models
from odoo.exceptions import UserError


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

    _group_sane = models.Constraint(
        "CHECK (group_size BETWEEN 0 AND 100000)", "Check the number of people."
    )

    # ------------------------------------------------------------------
    # computes
    # ------------------------------------------------------------------
    @api.depends("owner_unit_id", "prepare_unit_id", "dialogue_id.owner_unit_id")
    def _compute_access_unit_ids(self):
        return super()._compute_access_unit_ids()

    def _get_access_units(self):
        return (
            super()._get_access_units()
            | self.prepare_unit_id
            | self.dialogue_id.owner_unit_id.authority_id
        )

    @api.depends("dialogue_id.opinion_ids", "sequence")
    def _compute_number(self):
        for dialogue in self.dialogue_id:
            for number, opinion in enumerate(dialogue.opinion_ids, start=1):
                opinion.number = number
        # a line just begun in the list of the hall is not among them yet
        for opinion in self - self.dialogue_id.opinion_ids:
            opinion.number = len(opinion.dialogue_id.opinion_ids) + 1

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
        self._check_session_open()
        result = super().write(vals)
        if "prepared_answer" in vals:
            ready = self.filtered("prepared_answer")
            ready._write_protected(
                {"prepared_on": self.env["citizen.calendar"]._today()}
            )
            (self - ready)._write_protected({"prepared_on": False})
            ready._done_with(["citizen_dialogue.mail_activity_type_prepare"])
        if "prepare_unit_id" in vals:
            self._done_with(["citizen_dialogue.mail_activity_type_prepare"])
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
    # helpers
    # ------------------------------------------------------------------
    def _check_session_open(self):
        closed = self.dialogue_id.filtered(lambda d: d.state in ("closed", "cancelled"))
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

    def _as_list(self):
        """Lines for a message: number and the first words."""
        return "\n".join(
            f"{opinion.number}. {' '.join((opinion.content or '').split())[:80]}"
            for opinion in self
        )
