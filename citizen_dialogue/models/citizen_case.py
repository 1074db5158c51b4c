from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain

from .citizen_petition import KINDS
from .citizen_petition_outcome import CONTESTED
from .citizen_protected_mixin import OneTimeToken

# the clock of each kind of case, started by acceptance
MAIN_CLOCKS = ("KN03", "KN07", "KNKL05", "TC05", "HG01")
# states in which the matter is being worked on
WORKED_ON = ("accepted", "verifying", "verified")
# what the verifying unit writes; the rest belongs to the unit that resolves
VERIFIER_FIELDS = frozenset(
    {
        "verify_plan",
        "verify_until",
        "verify_head_id",
        "verifier_ids",
        "findings",
        "demand_differs",
    }
)
# papers of the verifying unit; every other step is the resolving unit's
VERIFIER_STEPS = frozenset(
    {"work", "request", "receipt", "team_report", "verify_report", "dialogue_report"}
)
# papers that move the case on: none is dated before the one before it
ORDERED_STEPS = frozenset(
    {
        "accept",
        "verify",
        "verify_report",
        "suspend",
        "resume",
        "terminate",
        "decide",
        "mediate",
    }
)
# papers that a case has only once it is accepted
FOLLOWING_STEPS = VERIFIER_STEPS | {"notify_sender", "notify_denounced", "lift_hold"}
# time of the complainant for his second complaint: nobody in the office is late with it
CITIZENS_CLOCKS = ("KN05a", "KN05b", "KNKL02", "KNKL03")
ACTIVITIES = [
    "citizen_dialogue.mail_activity_type_due_soon",
    "citizen_dialogue.mail_activity_type_late",
    "citizen_dialogue.mail_activity_type_orphan_case",
    "citizen_dialogue.mail_activity_type_verify_case",
]
# so many cases take effect in one transaction
BATCH = 200


class CitizenCase(models.Model):
    """A matter: the second phase, from acceptance until what was decided is carried
    out.

    First and second instance are two cases, one after the other. It holds no person:
    those are in the petitions it came from. Verification, decision, mediation and
    enforcement are its fields, papers, sessions and tasks.
    """

    _name = "citizen.case"
    _description = "Case"
    _inherit = [
        "citizen.state.mixin",
        "citizen.access.mixin",
        "citizen.case.figures",
        "citizen.chatter.mixin",
    ]
    _order = "accepted_on desc, id desc"
    _rec_names_search = ["code", "subject"]

    _protected_fields = frozenset(
        {
            "state",
            "code",
            "petition_ids",
            "petition_id",
            "identity",
            "accepted_on",
            "verify_started_on",
            "verified_on",
            "decided_on",
            "sent_on",
            "received_on",
            "published_on",
            "published_how",
            "effective_on",
            "closed_on",
            "suspended_on",
            "resume_state",
            "stop_ground_id",
            "complex_on",
            "complexity",
            "complex_ground_ids",
            "extended_times",
            "dialogue_waiver",
            "decided_in_time",
            "ended_how",
            "held_on",
            "hold_until",
            "hold_lifted_on",
        }
    )
    _create_only_fields = frozenset({"owner_unit_id", "kind", "instance"})
    _transitions = {
        "draft": frozenset({"accepted", "void"}),
        "accepted": frozenset(
            {
                "verifying",
                "verified",
                "decided",
                "suspended",
                "terminated",
                "closed",
            }
        ),
        "verifying": frozenset({"verified", "suspended", "terminated"}),
        "verified": frozenset({"verifying", "decided", "suspended", "terminated"}),
        "suspended": frozenset({"accepted", "verifying", "verified", "terminated"}),
        "decided": frozenset({"effective", "closed"}),
        "effective": frozenset({"closed"}),
    }

    subject = fields.Char(
        required=True, help="In some words, without the name of a person."
    )
    code = fields.Char(readonly=True, copy=False, index="btree_not_null")
    kind = fields.Selection(
        selection=[*KINDS[:3], ("dispute", "Land Dispute (Mediation)")],
        required=True,
        index=True,
    )
    instance = fields.Selection(
        selection=[("first", "First Instance"), ("second", "Second Instance")],
        required=True,
        default="first",
    )
    is_disciplinary = fields.Boolean(string="About a Disciplinary Decision")
    is_dismissal = fields.Boolean(
        string="Dismissal",
        help="Of an official: he has longer for the second complaint.",
    )
    is_renewed = fields.Boolean(
        string="Denounced Again",
        help="The same denunciation after it was concluded on, or not in time.",
    )
    state = fields.Selection(
        selection=[
            ("draft", "To Be Accepted"),
            ("accepted", "Accepted"),
            ("verifying", "In Verification"),
            ("verified", "Verification Reported"),
            ("suspended", "Suspended"),
            ("decided", "Decided"),
            ("effective", "In Force"),
            ("closed", "Closed"),
            ("terminated", "Terminated"),
            ("void", "Not Accepted"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    petition_ids = fields.Many2many(
        comodel_name="citizen.petition",
        relation="citizen_case_petition_rel",
        column1="case_id",
        column2="petition_id",
        string="Petitions",
        readonly=True,
        copy=False,
    )
    petition_id = fields.Many2one(
        comodel_name="citizen.petition",
        string="First Petition",
        readonly=True,
        copy=False,
        index=True,
        ondelete="restrict",
    )
    previous_id = fields.Many2one(
        comodel_name="citizen.case",
        string="Case of the First Instance",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('kind', '=', kind), ('accepted_on', '!=', False)]",
    )
    first_decision_ref = fields.Char(
        string="First Decision",
        help="Of a body that doesn't work with this product: number, date, issuer.",
    )
    next_ids = fields.One2many(comodel_name="citizen.case", inverse_name="previous_id")
    identity = fields.Selection(
        selection=[("open", "Open"), ("sealed", "Sealed")],
        compute="_compute_identity",
        store=True,
    )
    excluded_user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="citizen_case_excluded_rel",
        column1="case_id",
        column2="user_id",
        string="Kept Away from",
        compute="_compute_excluded_user_ids",
        store=True,
        compute_sudo=True,
    )
    category_id = fields.Many2one(
        comodel_name="citizen.category",
        string="Field",
        index="btree_not_null",
        ondelete="restrict",
    )
    content = fields.Text(string="Content of the Matter")
    demand = fields.Text(string="What Is Asked for")
    contested_by = fields.Selection(selection=CONTESTED, string="Directed against")
    contested_unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        string="Unit Concerned",
        index="btree_not_null",
        ondelete="restrict",
    )
    contested_ref = fields.Char(string="Contested Decision")
    resolver_membership_id = fields.Many2one(
        comodel_name="citizen.membership", string="Resolver", ondelete="restrict"
    )
    is_remote = fields.Boolean(string="Remote Area, Difficult Travel")
    complexity = fields.Selection(
        selection=[
            ("normal", "Normal"),
            ("complex", "Complex"),
            ("especially", "Especially Complex"),
        ],
        required=True,
        default="normal",
        readonly=True,
        copy=False,
    )
    complex_ground_ids = fields.Many2many(
        comodel_name="citizen.refusal.ground",
        relation="citizen_case_complex_rel",
        string="Criteria of Complexity",
        readonly=True,
        copy=False,
    )
    complex_on = fields.Date(string="Found Complex on", readonly=True, copy=False)
    extended_times = fields.Integer(
        string="Times Extended", readonly=True, copy=False, aggregator=None
    )
    accepted_on = fields.Date(
        string="Accepted on", readonly=True, copy=False, index=True, tracking=True
    )
    verify_unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        string="Verifying Unit",
        index="btree_not_null",
        ondelete="restrict",
    )
    verify_head_id = fields.Many2one(
        comodel_name="res.users", string="Head of the Team", ondelete="restrict"
    )
    verifier_ids = fields.Many2many(
        comodel_name="res.users",
        relation="citizen_case_verifier_rel",
        string="Members of the Team",
    )
    verify_plan = fields.Text(string="Plan of Verification")
    verify_until = fields.Date(string="Report due on")
    verify_started_on = fields.Date(readonly=True, copy=False)
    verified_on = fields.Date(readonly=True, copy=False)
    findings = fields.Text(string="What Was Found")
    demand_differs = fields.Selection(
        selection=[("yes", "Still Differ"), ("no", "Agree")],
        string="Demand and Findings",
        help="First instance: where they differ, the resolver holds a dialogue.",
    )
    dialogue_ids = fields.One2many(
        comodel_name="citizen.dialogue", inverse_name="case_id", string="Dialogues"
    )
    dialogue_need = fields.Selection(
        selection=[
            ("none", "Not Asked for by Law"),
            ("unknown", "Depends on the Findings"),
            ("required", "Compulsory"),
            ("held", "Held"),
            ("waived", "Not Held, with Ground"),
        ],
        string="Dialogue",
        compute="_compute_dialogue_need",
    )
    dialogue_waiver = fields.Text(
        string="Decided without Dialogue because", readonly=True, copy=False
    )
    verdict = fields.Selection(
        selection=[
            ("right", "Right"),
            ("partly", "Partly Right"),
            ("wrong", "Wrong"),
        ],
        tracking=True,
    )
    second_verdict = fields.Selection(
        selection=[
            ("upheld", "First Decision Upheld"),
            ("changed", "First Decision Changed or Cancelled"),
        ],
        string="On the First Decision",
        tracking=True,
    )
    verdict_text = fields.Text(string="What Is Decided")
    decided_on = fields.Date(readonly=True, copy=False, index=True, tracking=True)
    decided_in_time = fields.Boolean(readonly=True, copy=False)
    sent_on = fields.Date(string="Sent on", readonly=True, copy=False)
    received_on = fields.Date(
        string="Received by the Petitioner on", readonly=True, copy=False
    )
    published_on = fields.Date(string="Published on", readonly=True, copy=False)
    published_how = fields.Selection(
        selection=[
            ("meeting", "At a Meeting"),
            ("posting", "Posted at the Office"),
            ("portal", "On the Portal or an Electronic Newspaper"),
            ("media", "By Newspaper, Radio or Television"),
        ],
        readonly=True,
        copy=False,
    )
    effective_on = fields.Date(string="In Force from", readonly=True, copy=False)
    needs_enforcement = fields.Selection(
        selection=[("yes", "Something Is to Be Done"), ("no", "Nothing to Be Done")],
        string="Carrying out",
    )
    no_enforcement_reason = fields.Char(string="Nothing to Be Done because")
    closed_on = fields.Date(readonly=True, copy=False)
    ended_how = fields.Selection(
        selection=[
            ("decided", "By Decision"),
            ("withdrawn", "Withdrawn"),
            ("explained", "Withdrawn after Explanation"),
            ("terminated", "Terminated Otherwise"),
            ("mediated", "Mediated"),
            ("unmediated", "Mediation without Success"),
        ],
        readonly=True,
        copy=False,
    )
    held_on = fields.Date(
        string="Contested Decision Suspended on", readonly=True, copy=False
    )
    hold_until = fields.Date(
        string="Suspended until",
        readonly=True,
        copy=False,
        help="At most what is left of the time limit.",
    )
    hold_lifted_on = fields.Date(string="Lifted on", readonly=True, copy=False)
    suspended_on = fields.Date(readonly=True, copy=False)
    resume_state = fields.Char(readonly=True, copy=False)
    stop_ground_id = fields.Many2one(
        comodel_name="citizen.refusal.ground",
        string="Ground of Suspension or Termination",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    deadline_ids = fields.One2many(
        comodel_name="citizen.deadline", inverse_name="case_id"
    )
    document_ids = fields.One2many(
        comodel_name="citizen.document", inverse_name="case_id"
    )
    conclusion_ids = fields.One2many(
        comodel_name="citizen.conclusion", inverse_name="case_id"
    )
    due_date = fields.Date(string="Due", compute="_compute_due_date", store=True)
    is_overdue = fields.Boolean(
        compute="_compute_late", search="_search_is_overdue", string="Late"
    )
    late_text = fields.Char(string="Time Left", compute="_compute_late")
    missing_summary = fields.Char(
        string="Still Missing", compute="_compute_missing_summary"
    )
    dialogue_planned = fields.Char(compute="_compute_dialogue_planned")
    next_text = fields.Char(string="Goes on as", compute="_compute_next_text")
    people_text = fields.Char(string="Sent by", compute="_compute_people_text")
    signatory_count = fields.Integer(
        string="Number of Signatories", compute="_compute_people_text"
    )
    task_count = fields.Integer(string="Tasks", compute="_compute_counts")
    open_task_count = fields.Integer(string="Open Tasks", compute="_compute_counts")
    is_verifier = fields.Boolean(
        compute="_compute_is_verifier", help="The user handles the verifying unit."
    )

    _newest = models.Index("(owner_unit_id, accepted_on DESC, id DESC)")
    _due = models.Index(
        "(owner_unit_id, due_date) WHERE state IN "
        "('accepted', 'verifying', 'verified', 'decided')"
    )
    _effect = models.Index("(effective_on) WHERE state = 'decided'")

    # ------------------------------------------------------------------
    # computes
    # ------------------------------------------------------------------
    @api.depends("owner_unit_id", "verify_unit_id", "state", "decided_on")
    def _compute_access_unit_ids(self):
        return super()._compute_access_unit_ids()

    def _get_access_units(self):
        units = super()._get_access_units() | self.owner_unit_id.authority_id
        # a verifying unit learns of the case when verification is decided on
        if self.state not in ("draft", "accepted", "void"):
            units |= self.verify_unit_id
        if self.kind == "kn" and self.instance == "first" and self.decided_on:
            # the second resolver has the decision, and his offices take the second
            # complaint in
            superior = self.owner_unit_id.authority_id.parent_id.authority_id
            units |= superior | superior.child_ids.filtered(
                lambda unit: unit.kind == "office"
            )
        return units

    @api.depends("petition_ids.identity")
    def _compute_identity(self):
        for case in self:
            sealed = "sealed" in case.petition_ids.mapped("identity")
            case.identity = "sealed" if sealed else "open"

    @api.depends("petition_ids.excluded_user_ids")
    def _compute_excluded_user_ids(self):
        for case in self:
            case.excluded_user_ids = case.petition_ids.excluded_user_ids

    @api.depends("code", "subject", "identity")
    def _compute_display_name(self):
        for case in self:
            name = self.env._("Case %s", case.code or "…")
            if case.identity == "open" and case.subject:
                name = f"{name} – {case.subject}"
            case.display_name = name

    @api.depends(
        "kind",
        "instance",
        "is_disciplinary",
        "demand_differs",
        "dialogue_waiver",
        "dialogue_ids.held_on",
        "dialogue_ids.nobody_came",
    )
    def _compute_dialogue_need(self):
        """Whether the law asks for a dialogue before the decision (Luật Khiếu nại 2011
        Điều 30, 39, 53)."""
        for case in self:
            held = case.dialogue_ids.filtered(lambda d: d.held_on and not d.nobody_came)
            if case.kind != "kn":
                case.dialogue_need = "none"
            elif held:
                case.dialogue_need = "held"
            elif case.dialogue_waiver:
                case.dialogue_need = "waived"
            elif case.instance == "second" or case.is_disciplinary:
                case.dialogue_need = "required"
            else:
                case.dialogue_need = {"yes": "required", "no": "none"}.get(
                    case.demand_differs, "unknown"
                )

    @api.depends(
        "deadline_ids.due_date", "deadline_ids.met_on", "deadline_ids.ended_on"
    )
    def _compute_due_date(self):
        for case in self:
            running = case.deadline_ids._running().filtered(
                # the day of legal effect comes by itself: nobody can be late with it
                lambda d: (
                    d.due_date
                    and not d.rule_id.is_effect
                    and d.rule_id.code not in CITIZENS_CLOCKS
                )
            )
            case.due_date = min(running.mapped("due_date"), default=False)

    @api.depends("due_date")
    @api.depends_context("uid", "lang")
    def _compute_late(self):
        today = self.env["citizen.calendar"]._today()
        days_text = self.env["citizen.petition"]._days_text
        for case in self:
            due = case.due_date
            case.is_overdue = bool(due and due < today)
            case.late_text = days_text((due - today).days) if due else False

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        if True in value and False in value:
            return Domain.TRUE
        late = Domain("due_date", "<", self.env["citizen.calendar"]._today())
        return late if True in value else ~late

    @api.depends("dialogue_ids.state", "dialogue_ids.date_start")
    @api.depends_context("lang")
    def _compute_dialogue_planned(self):
        for case in self:
            planned = case.dialogue_ids.filtered(
                lambda d: d.state in ("draft", "announced", "postponed")
            )[:1]
            if not planned:
                case.dialogue_planned = False
            elif not planned.date_start:
                case.dialogue_planned = self.env._("A dialogue is being prepared.")
            else:
                moment = planned._local(planned.date_start)
                case.dialogue_planned = self.env._(
                    "The dialogue is planned for %(time)s on %(day)s.",
                    time=moment.strftime("%H:%M"),
                    day=moment.strftime("%d/%m/%Y"),
                )

    @api.depends("next_ids.state", "next_ids.code", "next_ids.owner_unit_id")
    @api.depends_context("lang")
    def _compute_next_text(self):
        # sudo: number and unit of what another body goes on with; searched, because
        # ``next_ids`` in the cache holds only what the user reads
        following_of = {
            following.previous_id.id: following
            for following in self.sudo().search(
                [("previous_id", "in", self.ids), ("accepted_on", "!=", False)],
                order="id desc",
            )
        }
        for case in self:
            following = following_of.get(case.id, self.browse())
            unit = following.owner_unit_id
            case.next_text = (
                self.env._(
                    "Goes on as case %(code)s at %(unit)s.",
                    code=following.code,
                    unit=(unit.authority_id or unit).name,
                )
                if following
                else False
            )

    @api.depends("petition_ids.people_text", "petition_ids.signatory_count")
    @api.depends_context("uid", "lang")
    def _compute_people_text(self):
        # who verifies reads the case and not the letters it came from; these are read
        # without the forbidden ones, beside which each would be asked for by itself
        texts = {
            letter.id: letter.people_text
            for letter in self.petition_id._filtered_access("read")
        }
        # sudo: a number
        for case, whole in zip(self, self.sudo(), strict=True):
            case.people_text = texts.get(case.petition_id.id, False)
            case.signatory_count = sum(whole.petition_ids.mapped("signatory_count"))

    def _compute_counts(self):
        tasks = self.env["citizen.task"]
        domain = [("conclusion_id.case_id", "in", self.ids)]
        counts, open_counts = {}, {}
        for conclusion, state, number in tasks._read_group(
            domain, ["conclusion_id", "state"], ["__count"]
        ):
            case_id = conclusion.case_id.id
            if state != "cancelled":
                counts[case_id] = counts.get(case_id, 0) + number
            if state not in ("cancelled", "verified"):
                open_counts[case_id] = open_counts.get(case_id, 0) + number
        for case in self:
            case.task_count = counts.get(case.id, 0)
            case.open_task_count = open_counts.get(case.id, 0)

    @api.depends("verify_unit_id")
    @api.depends_context("uid")
    def _compute_is_verifier(self):
        handled = self.env.user.citizen_write_ids
        for case in self:
            case.is_verifier = case.verify_unit_id in handled

    @api.depends(
        "state",
        "kind",
        "verdict",
        "second_verdict",
        "verdict_text",
        "findings",
        "demand_differs",
        "dialogue_need",
        "verify_unit_id",
        "sent_on",
        "published_on",
        "needs_enforcement",
        "previous_id",
        "first_decision_ref",
    )
    @api.depends_context("lang")
    def _compute_missing_summary(self):
        for case in self:
            items = case._missing_items() if case.id else []
            case.missing_summary = "; ".join(items) or False

    def _missing_items(self):
        """What the next step waits for, in the words shown in red."""
        self.ensure_one()
        if self.state == "draft":
            return self._missing_for_acceptance()
        if self.state in WORKED_ON and self.kind in ("kn", "tc"):
            if self.state == "verified":
                return self._missing_for_decision()
            if self.state == "accepted" and not self.verify_unit_id:
                return [self.env._("the verifying unit")]
            return self._missing_for_report() if self.state == "verifying" else []
        if self.state in ("decided", "effective"):
            # once it goes on in second instance nothing is left to be done here
            return [] if self.next_text else self._missing_for_closing()
        return []

    # ------------------------------------------------------------------
    # checks
    # ------------------------------------------------------------------
    @api.constrains("previous_id", "instance", "kind")
    def _check_previous_id(self):
        for case in self.filtered("previous_id"):
            former = case.previous_id
            if former == case or former.kind != case.kind:
                raise ValidationError(
                    self.env._("The first instance is an earlier case of this kind.")
                )
            if case.kind == "kn" and (
                case.instance != "second" or former.instance != "first"
            ):
                raise ValidationError(
                    self.env._(
                        "A complaint of the second instance follows one of the first."
                    )
                )

    @api.constrains("needs_enforcement", "no_enforcement_reason")
    def _check_enforcement(self):
        for case in self:
            if (
                case.needs_enforcement == "no"
                and not (case.no_enforcement_reason or "").strip()
            ):
                raise ValidationError(
                    self.env._("Say in a sentence why there is nothing to be done.")
                )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        if not all(vals.get("petition_id") for vals in vals_list):
            raise UserError(
                self.env._("A case begins with a petition: accept it there.")
            )
        return super().create(vals_list)

    def write(self, vals):
        self._check_may_change(vals)
        return super().write(vals)

    def _check_may_change(self, vals):
        """What the verifying unit may write, and what stays once it is accepted or
        decided."""
        token = self.env.context.get("citizen_token")
        if self.env.su or isinstance(token, OneTimeToken):
            return
        handled = self.env.user.citizen_write_ids
        for case in self:
            foreign = case.owner_unit_id not in handled
            if foreign and case.state != "verifying":
                raise UserError(
                    self.env._(
                        "“%(name)s” is “%(state)s”: the verifying unit enters what it "
                        "found while it verifies.",
                        name=case.display_name,
                        state=case._state_label(case.state),
                    )
                )
            if foreign and vals.keys() - VERIFIER_FIELDS:
                # sudo: the name of a unit
                unit = case.owner_unit_id.sudo()
                raise AccessError(
                    self.env._(
                        "%(unit)s resolves this case; the verifying unit enters plan, "
                        "team and findings.",
                        unit=unit.name,
                    )
                )
            fixed = set()
            if case.state != "draft":
                fixed |= {
                    "previous_id",
                    "first_decision_ref",
                    "is_disciplinary",
                    "is_renewed",
                    "is_remote",
                }
            if case.state in ("verifying", "suspended"):
                # named by the decision on the verification; a new one names another
                fixed.add("verify_unit_id")
            if case.state not in ("draft", *WORKED_ON, "suspended"):
                fixed |= {
                    *VERIFIER_FIELDS,
                    "verdict",
                    "second_verdict",
                    "verdict_text",
                    "demand",
                    "content",
                    "contested_by",
                    "contested_unit_id",
                    "contested_ref",
                    "verify_unit_id",
                    "category_id",
                    "subject",
                }
            if case.state in ("closed", "terminated", "void"):
                fixed |= set(vals) - {"message_follower_ids", "activity_ids"}
            touched = {
                name
                for name in fixed & vals.keys()
                if case._fields[name].convert_to_write(case[name], case) != vals[name]
            }
            if touched:
                raise UserError(
                    self.env._(
                        "“%(name)s” is “%(state)s”: %(fields)s stay as they are.",
                        name=case.display_name,
                        state=case._state_label(case.state),
                        fields=", ".join(
                            sorted(
                                f"“{case._fields[n]._description_string(self.env)}”"
                                for n in touched
                            )
                        ),
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ever(self):
        raise UserError(self.env._("A case is never deleted."))

    # ------------------------------------------------------------------
    # acceptance
    # ------------------------------------------------------------------
    def action_accept(self):
        """Accept: draft the notice (complaint) or decision (denunciation) whose issue
        accepts it; what has no statutory form is accepted at once.

        :raise UserError: something is missing, or another body is competent
        """
        self.ensure_one()
        self._check_ours()
        today = self.env["citizen.calendar"]._today()
        self._check_may_accept(today)
        if self.kind in ("kn", "tc"):
            code = "KN_03" if self.kind == "kn" else "TC_04"
            return self._draft(code, "accept")
        self._accept(today)
        return True

    def _missing_for_acceptance(self):
        items = []
        if not self.category_id:
            items.append(self.env._("field"))
        if self.kind == "kn" and not (self.contested_ref or self.contested_by):
            items.append(self.env._("the contested decision or act"))
        if self.kind == "kn" and self.instance == "second":
            if not (self.previous_id or self.first_decision_ref):
                items.append(
                    self.env._("the first decision (case, or number and date)")
                )
        petition = self.petition_id
        if self.kind == "kn" and petition.is_collective and not petition.is_on_paper:
            items += petition._missing_representatives(
                petition.signatory_count, petition.receipt_date
            )
        return items

    def _check_may_accept(self, day):
        self.ensure_one()
        if self.state != "draft":
            raise UserError(self._refused_transition("accepted"))
        missing = self._missing_for_acceptance()
        if missing:
            raise UserError(
                self.env._("Before it is accepted, enter: %s.", "; ".join(missing))
            )
        # sudo: letters of other units that were joined
        letters = self.sudo().petition_ids
        gone = letters.filtered(
            lambda p: (
                p.state == "void" or (p.state == "handled" and p.outcome != "accept")
            )
        )
        if gone or not letters:
            raise UserError(
                self.env._(
                    "%(name)s ended otherwise meanwhile: the case can't be accepted.",
                    name=gone[:1].display_name or self.display_name,
                )
            )
        first = min(letter._held_from() for letter in letters)
        if day < first:
            raise UserError(
                self.env._(
                    "The petition was received on %(day)s: it can't be accepted "
                    "before.",
                    day=first.strftime("%d/%m/%Y"),
                )
            )
        self._check_competence()
        self._check_conflict()
        self._check_former_case()

    def _check_competence(self):
        """:raise UserError: classification found another body competent"""
        petition, own = self.petition_id, self.owner_unit_id
        unit = petition.competent_unit_id
        ours = own | own.authority_id
        foreign = (unit and unit not in ours) or petition.competence == "other"
        if foreign:
            raise UserError(
                self.env._(
                    "%(unit)s isn't competent for this matter: %(competent)s is. Hand "
                    "it over, or classify the petition anew with the ground.",
                    unit=(own.authority_id or own).name,
                    competent=unit.name
                    or petition.competent_body
                    or self.env._("another body"),
                )
            )

    def _check_conflict(self):
        """A denunciation of a head opens at the superior unit (Luật Tố cáo 2018 Điều
        12, 13).

        :raise UserError: whom the denunciation is about heads this unit
        """
        # sudo: whom it is about isn't told, only that it can't stay here
        case = self.sudo()
        units = case.owner_unit_id | case.owner_unit_id.authority_id
        deciders = units._heads() | case.resolver_membership_id.user_id
        if case.kind == "tc" and case.excluded_user_ids & deciders:
            raise UserError(
                self.env._(
                    "The denunciation is about who heads this unit or its authority: "
                    "the superior body resolves it. Transfer it there."
                )
            )

    def _check_former_case(self):
        """The matter is taken from a body below, or from one of the own authority: the
        acceptance ends what runs there.

        :raise UserError: the former case is no such one, or another one follows it
        """
        # sudo: the first instance belongs to another unit
        former = self.sudo().previous_id
        if not former:
            return
        own = self.owner_unit_id.authority_id or self.owner_unit_id
        if own not in former.owner_unit_id._superiors():
            raise UserError(
                self.env._(
                    "The former case belongs to %(unit)s, which doesn't stand below "
                    "%(own)s: choose another one, or enter the first decision by "
                    "number and date.",
                    unit=former.owner_unit_id.name,
                    own=own.name,
                )
            )
        other = (former.next_ids - self.sudo()).filtered(
            lambda c: c.accepted_on and c.state != "terminated"
        )
        if self.kind == "kn" and other:
            raise UserError(
                self.env._(
                    "Case %s is the second instance of it already.", other[0].code
                )
            )

    def _accept(self, day):
        """Accepted on ``day``: numbered, its clock runs, the petitions are handled."""
        for case in self:
            series = self.env["citizen.document.series"]
            authority = case.owner_unit_id.authority_id or case.owner_unit_id
            case._transition(
                "accepted",
                {"accepted_on": day, "code": series._draw_code(authority, "VV", day)},
            )
            # sudo: letters of other units that were joined end with it too
            waiting = case.sudo().petition_ids.filtered(
                lambda p: p.state in ("registered", "classified")
            )
            waiting._handle("accept", day)
            case._done_with(["citizen_dialogue.mail_activity_type_accept_case"])
            case._start_main_clock(day)
            case._take_over_first_instance(day)
            self.env["citizen.dossier"]._open_for_case(case)

    def _main_code(self):
        if self.kind == "kn":
            if self.is_disciplinary:
                return "KNKL05"
            return "KN07" if self.instance == "second" else "KN03"
        return {"tc": "TC05", "dispute": "HG01"}.get(self.kind)

    def _start_main_clock(self, day):
        code = self._main_code()
        if not code:
            return
        # mediation is counted from the request (Luật Đất đai 2024 Điều 235)
        start = self.petition_id._held_from() if code == "HG01" else day
        self._start_clock(code, start, is_remote=self.is_remote)
        if self.kind == "tc":
            self._start_clock("TC04", day)

    def _start_clock(self, code, start, is_remote=False):
        """Start the limit ``code``; none when the law had no such duty then."""
        self.ensure_one()
        rule = self.env["citizen.deadline.rule"]._applicable(
            code,
            receipt=self.petition_id.receipt_date,
            acceptance=self.accepted_on or start,
            event=start,
            period_end=start,
        )
        if not rule._is_countable():
            return self.env["citizen.deadline"]
        longer = bool(is_remote and rule._variant(is_remote=True))
        return self.env["citizen.deadline"]._open(
            [
                {
                    "case_id": self.id,
                    "owner_unit_id": self.owner_unit_id.id,
                    "rule_id": rule.id,
                    "name": rule.name,
                    "date_start": start,
                    "case_date": self.accepted_on,
                    "is_remote": longer,
                }
            ]
        )

    def _main_deadline(self):
        return self.deadline_ids.filtered(lambda d: d.rule_id.code in MAIN_CLOCKS)[:1]

    def _clocks(self, *codes):
        return self.deadline_ids.filtered(lambda d: d.rule_id.code in codes)._running()

    def _take_over_first_instance(self, day):
        """The second instance has the matter now: the first decision takes no effect
        by itself, and a first instance that did not decide in time ends (Nghị định
        124/2020/NĐ-CP Điều 4 khoản 2)."""
        # sudo: the first instance belongs to another unit
        former = self.sudo().previous_id
        if not former:
            return
        if former.state in WORKED_ON or former.state == "suspended":
            former.deadline_ids._end(day)
            former._transition(
                "terminated", {"closed_on": day, "ended_how": "terminated"}
            )
            former._done_with(ACTIVITIES)
            former._cancel_planned_dialogues(
                self.env._("The second instance resolves the case.")
            )
        elif former.state == "decided" and self.kind == "kn":
            former._clocks("KN10", *CITIZENS_CLOCKS)._end(day)
            former._write_protected({"effective_on": False})
        former._message_log(
            body=self.env._("Goes on as case %s.", self.code or self.display_name)
        )

    def _give_back_first_instance(self, day):
        """The second complaint is resolved no more: the first decision takes effect
        after all, on its own day or, when that has passed, on ``day``."""
        # sudo: the first instance belongs to another unit
        former = self.sudo().previous_id
        if self.kind != "kn" or former.state != "decided" or former.effective_on:
            return
        effect = former._start_clock(
            "KN10", former.decided_on, is_remote=former.is_remote
        )
        former._write_protected({"effective_on": max(effect.due_date, day)})
        former._message_log(
            body=self.env._(
                "Case %s is terminated: this decision takes effect.", self.code
            )
        )

    # ------------------------------------------------------------------
    # verification
    # ------------------------------------------------------------------
    def action_verify(self):
        """Draft the decision on verification (Luật Khiếu nại 2011 Điều 29; Luật Tố cáo
        2018 Điều 31); its issue starts it.

        :raise UserError: not accepted, or no verifying unit is named
        """
        self.ensure_one()
        if self.kind not in ("kn", "tc") or self.state not in ("accepted", "verified"):
            raise UserError(self._refused_transition("verifying"))
        if not self.verify_unit_id:
            raise UserError(self.env._("Name the verifying unit first."))
        self._check_verifiers()
        return self._draft("KN_05" if self.kind == "kn" else "TC_07", "verify")

    def _check_verifiers(self):
        """:raise UserError: whom it is about heads the verifying unit or is of the
        team"""
        # sudo: whom it is about isn't told, only that these can't verify it
        case = self.sudo()
        if case.excluded_user_ids & (case.verify_unit_id._heads() | case._team()):
            raise UserError(
                self.env._(
                    "Whom this case is about heads the verifying unit or sits in the "
                    "team: choose others."
                )
            )

    def _missing_for_report(self):
        items = []
        if not (self.findings or "").strip():
            items.append(self.env._("what was found"))
        if (
            self.kind == "kn"
            and self.instance == "first"
            and not self.is_disciplinary
            and not self.demand_differs
        ):
            items.append(self.env._("whether demand and findings differ"))
        return items

    def action_report_verification(self):
        """Draft the report on the verification; its issue ends it.

        :raise UserError: not in verification, or what was found is missing
        """
        self.ensure_one()
        if self.state != "verifying":
            raise UserError(self._refused_transition("verified"))
        missing = self._missing_for_report()
        if missing:
            raise UserError(
                self.env._("Before it is reported, enter: %s.", "; ".join(missing))
            )
        code = "KN_13" if self.kind == "kn" else "TC_11"
        return self._draft(code, "verify_report")

    # ------------------------------------------------------------------
    # dialogue
    # ------------------------------------------------------------------
    def _check_may_belong(self, record):
        """A session or conclusion of a case is the resolving unit's.

        :raise AccessError: another unit resolves it, or the record is another unit's
        """
        self.ensure_one()
        if self.env.su:
            return
        self.check_access("write")
        self._check_ours()
        if record.owner_unit_id != self.owner_unit_id:
            raise AccessError(
                self.env._("%s resolves this case.", self.owner_unit_id.name)
            )

    def _check_may_talk(self):
        """:raise UserError: it isn't being worked on"""
        # sudo: whether it runs, whoever holds the session
        case = self.sudo()
        if case.state not in WORKED_ON:
            raise UserError(
                self.env._(
                    "“%(name)s” is “%(state)s”: no dialogue is held in it now. "
                    "Postpone or cancel the session.",
                    name=case.display_name,
                    state=self._state_label(case.state),
                )
            )

    def _cancel_planned_dialogues(self, reason):
        """What is still planned has lost its object."""
        # sudo: whoever issues the paper that ends the case
        planned = self.sudo().dialogue_ids.filtered(
            lambda d: d.state in ("draft", "announced", "postponed")
        )
        planned._cancel(reason)

    def action_plan_dialogue(self):
        """Open the dialogue of this complaint, planned now when there is none yet.

        :raise UserError: no complaint, or it isn't being worked on
        """
        self.ensure_one()
        self._check_ours()
        dialogue = self.dialogue_ids.filtered(
            lambda d: d.state in ("draft", "announced", "postponed")
        )[:1]
        if not dialogue:
            if self.kind != "kn" or self.state not in WORKED_ON:
                raise UserError(
                    self.env._(
                        "A dialogue is held on a complaint that is accepted and not "
                        "decided yet."
                    )
                )
            units = self.contested_unit_id | self.verify_unit_id
            dialogue = self.env["citizen.dialogue"].create(
                {
                    "kind": "case",
                    "case_id": self.id,
                    "name": self.env._("Dialogue on case %s", self.code),
                    "owner_unit_id": self.owner_unit_id.id,
                    "chair_membership_id": self.resolver_membership_id.id,
                    "participant_ids": [
                        Command.create({"kind": "unit", "unit_id": unit.id})
                        for unit in units
                    ]
                    + [
                        Command.create(
                            {
                                "kind": "citizens",
                                "name": self.env._("The complainant"),
                                "people": min(5, self.signatory_count or 1),
                            }
                        )
                    ],
                }
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Dialogue"),
            "res_model": "citizen.dialogue",
            "res_id": dialogue.id,
            "view_mode": "form",
        }

    def _waive_dialogue(self, reason):
        """Decide without the dialogue, with the ground: invited, and absent without
        good reason (Nghị định 124/2020/NĐ-CP Điều 28 khoản 5)."""
        for case in self:
            case.owner_unit_id._check_decider()
            if case.state not in WORKED_ON or case.dialogue_need != "required":
                raise UserError(
                    self.env._("There is no dialogue to be held in this case now.")
                )
            case._check_was_invited()
            case._write_protected({"dialogue_waiver": reason})
            case.message_post(
                body=self.env._("Decided without dialogue: %s", reason),
            )

    def _check_was_invited(self):
        """:raise UserError: no dialogue to which nobody came, or its notice came too
        late to be heeded"""
        missed = self.dialogue_ids.filtered("nobody_came")
        if not missed:
            raise UserError(
                self.env._(
                    "Only who was invited and didn't come is passed over: plan the "
                    "dialogue, issue its notice and enter that nobody came."
                )
            )
        if not any(dialogue._is_notified_in_time() for dialogue in missed):
            rule, day = missed[0]._notice_limit()
            raise UserError(
                self.env._(
                    "The notice had to go out by %(day)s (%(article)s): who was told "
                    "later isn't absent without good reason. Hold the dialogue on "
                    "another day.",
                    day=day.strftime("%d/%m/%Y"),
                    article=rule.article,
                )
            )

    # ------------------------------------------------------------------
    # decision
    # ------------------------------------------------------------------
    def action_decide(self):
        """Draft the decision on the complaint, the conclusion on the denunciation or
        the answer; its issue decides the case.

        :raise UserError: what has to come before is missing; the message lists it
        """
        self.ensure_one()
        self._check_may_decide(self.env["citizen.calendar"]._today())
        if self.kind == "kn":
            code = "KN_16" if self.instance == "second" else "KN_15"
        else:
            code = "TC_12" if self.kind == "tc" else "CV_TL"
        return self._draft(code, "decide")

    def _missing_for_decision(self):
        items = []
        if self.kind in ("kn", "tc"):
            second = self.kind == "kn" and self.instance == "second"
            if second and not self.second_verdict:
                items.append(self.env._("whether the first decision stands"))
            # of discipline the second decision answers each point, without this word
            # (Luật Khiếu nại 2011 Điều 40, 56)
            if not self.verdict and not (second and self.is_disciplinary):
                items.append(self.env._("right, partly right or wrong"))
        if not (self.verdict_text or "").strip():
            items.append(self.env._("what is decided"))
        if self.dialogue_need == "unknown":
            items.append(self.env._("whether demand and findings differ"))
        if self.dialogue_need == "required":
            items.append(
                self.env._("the compulsory dialogue, or the ground why it isn't held")
            )
        return items

    def _check_may_decide(self, day):
        self.ensure_one()
        if self.state not in WORKED_ON or self.kind == "dispute":
            raise UserError(self._refused_transition("decided"))
        if self.kind == "tc" and self.state != "verified":
            raise UserError(
                self.env._(
                    "A denunciation is concluded on after its verification was "
                    "reported."
                )
            )
        if self.state == "verifying":
            raise UserError(
                self.env._("The verification is still running: report it first.")
            )
        missing = self._missing_for_decision()
        if missing:
            raise UserError(
                self.env._("Before it is decided, enter: %s.", "; ".join(missing))
            )
        self._check_competence()
        grounds = [
            (self.accepted_on, self.env._("acceptance")),
            (self.verified_on, self.env._("report on the verification")),
            (
                max(
                    self.dialogue_ids.filtered("held_on").mapped("held_on"),
                    default=False,
                ),
                self.env._("dialogue"),
            ),
        ]
        later = [(on, what) for on, what in grounds if on and on > day]
        if later:
            raise UserError(
                self.env._(
                    "A decision of %(day)s would be older than its ground: %(ground)s "
                    "on %(on)s.",
                    day=day.strftime("%d/%m/%Y"),
                    ground=later[-1][1],
                    on=later[-1][0].strftime("%d/%m/%Y"),
                )
            )

    def _decide(self, day):
        self.ensure_one()
        main = self._main_deadline()
        self._transition(
            "decided",
            {
                "decided_on": day,
                "ended_how": "decided",
                "decided_in_time": not main.due_date or day <= main.due_date,
            },
        )
        main._meet(day)
        self._clocks("KN05b")._end(day)
        self._cancel_planned_dialogues(self.env._("The case is decided."))
        self._done_with(ACTIVITIES)
        for code in self._codes_after_decision():
            self._start_clock(code, day, is_remote=self.is_remote)
        effect = self.deadline_ids.filtered(
            lambda d: d.rule_id.code in ("KN10", "KN11")
        )
        if effect:
            self._write_protected({"effective_on": effect[0].due_date})

    def _codes_after_decision(self):
        """What the law asks for once it is decided: sending, publishing, effect."""
        return self._codes_of_decision() + self._codes_of_forwarders()

    def _codes_of_forwarders(self):
        """Who forwarded a letter is told the result: the Front and its members (Luật
        Khiếu nại 2011 Điều 66), elected bodies and deputies (Luật Tiếp công dân 2013
        Điều 27)."""
        # sudo: letters of other units that were joined
        sources = set(self.sudo().petition_ids.mapped("source"))
        codes = []
        if self.kind == "kn" and "front" in sources:
            codes.append("KN17")
        if self.kind in ("kn", "tc") and "elected" in sources:
            codes.append("TD02")
        return codes

    def _codes_of_decision(self):
        if self.kind == "tc":
            return ["TC07", "TC08", "TC10"]
        if self.kind != "kn":
            return []
        second = self.instance == "second"
        if self.is_disciplinary:
            codes = ["KNKL07" if second else "KNKL06"]
        else:
            codes = ["KN08" if second else "KN04"]
        return [*codes, "KN09", "KN11" if second else "KN10"]

    # ------------------------------------------------------------------
    # documents
    # ------------------------------------------------------------------
    def _draft(self, code, step, vals=None):
        """Draft a paper of this case and open it. What the verifying unit drafts is its
        own paper."""
        self.ensure_one()
        if step not in VERIFIER_STEPS:
            self._check_ours()
        vals = dict(vals or {})
        handled = self.env.user.citizen_write_ids
        if self.owner_unit_id not in handled:
            vals["owner_unit_id"] = self.verify_unit_id.id
        document = self.env["citizen.document"]._draft_for(self, code, step, vals)
        return document._open_form()

    def action_draft_work(self):
        """Draft the minutes of a working session with somebody."""
        return self._draft_if_worked_on("KN_06", "TC_08", "work")

    def action_draft_request(self):
        """Draft the request for information and papers."""
        return self._draft_if_worked_on("KN_07", "KN_07", "request")

    def action_draft_receipt(self):
        """Draft the minutes of handing papers over."""
        return self._draft_if_worked_on("KN_08", "KN_08", "receipt")

    def action_draft_team_report(self):
        """Draft the report of the verifying team on a denunciation."""
        return self._draft_if_worked_on("KN_13", "TC_10", "team_report")

    def action_draft_dialogue_report(self):
        """Draft the report on what the dialogue brought."""
        return self._draft_if_worked_on("BC_DT", "BC_DT", "dialogue_report")

    def _draft_if_worked_on(self, kn_code, tc_code, step):
        self.ensure_one()
        if self.state not in WORKED_ON:
            raise UserError(
                self.env._(
                    "“%(name)s” is “%(state)s”: this paper belongs to a case that is "
                    "being worked on.",
                    name=self.display_name,
                    state=self._state_label(self.state),
                )
            )
        return self._draft(tc_code if self.kind == "tc" else kn_code, step)

    def action_notify_sender(self):
        """Draft the notice of acceptance to the denouncer (Luật Tố cáo 2018 Điều 29
        khoản 3)."""
        return self._draft_notice("TC_05", "notify_sender")

    def action_notify_denounced(self):
        """Draft the notice of the contents to the denounced, without a word of who
        denounced (Luật Tố cáo 2018 Điều 29 khoản 3)."""
        return self._draft_notice("TC_06", "notify_denounced")

    def _draft_notice(self, code, step):
        self.ensure_one()
        if self.kind != "tc" or not self.accepted_on:
            raise UserError(
                self.env._("This notice belongs to a denunciation that is accepted.")
            )
        return self._draft(code, step)

    def _check_ours(self):
        """:raise AccessError: another unit resolves this case"""
        handled = self.env.user.citizen_write_ids
        for case in self:
            if not self.env.su and case.owner_unit_id not in handled:
                raise AccessError(
                    self.env._(
                        "%s resolves this case.",
                        # sudo: the name of a unit
                        case.owner_unit_id.sudo().name,
                    )
                )

    def _check_document_issue(self, document, day):
        # sudo: the clerk of the issuer need not handle the unit of the case
        case = self.sudo()
        issuers = case.owner_unit_id | case.owner_unit_id.authority_id
        if document.step in VERIFIER_STEPS:
            issuers |= case.verify_unit_id | case.verify_unit_id.authority_id
        if document.issuer_unit_id not in issuers:
            raise UserError(
                self.env._(
                    "This paper is issued by %s, which resolves the case.",
                    case.owner_unit_id.authority_id.name or case.owner_unit_id.name,
                )
            )
        check = getattr(case, f"_check_issue_{document.step}", None)
        if check:
            check(document, day)
        if document.step in ORDERED_STEPS:
            case._check_not_before_last_step(day)
        elif document.step in FOLLOWING_STEPS:
            case._check_not_before_acceptance(day)

    def _on_document_issued(self, document):
        # sudo: as in _check_document_issue
        case = self.sudo()
        happen = getattr(case, f"_on_issue_{document.step}", None)
        if happen:
            happen(document)
        case._take_into_dossier()

    def _take_into_dossier(self):
        # sudo: papers of a step are filed whoever took it
        dossiers = self.env["citizen.dossier"].sudo()
        dossiers.search([("case_id", "in", self.ids)])._take_in()

    def _check_issue_accept(self, document, day):
        self._check_may_accept(day)

    def _on_issue_accept(self, document):
        self._accept(document.date_issued)

    def _on_issue_notify_sender(self, document):
        self._meet_notices(document.date_issued)

    def _on_issue_notify_denounced(self, document):
        self._meet_notices(document.date_issued)

    def _meet_notices(self, day):
        """Both notices of a denunciation are out."""
        issued = self.document_ids.filtered(lambda d: d.state == "issued")
        if {"notify_sender", "notify_denounced"} <= set(issued.mapped("step")):
            self._clocks("TC04")._meet(day)

    def _check_issue_verify(self, document, day):
        if self.state not in ("accepted", "verified"):
            raise UserError(self._refused_transition("verifying"))
        self._check_verifiers()
        self._check_not_before_acceptance(day)
        self.verify_unit_id._check_receives(day)

    def _check_not_before_last_step(self, day):
        """:raise UserError: a paper that moved the case on is newer than this one"""
        papers = self.document_ids.filtered(
            lambda d: d.state == "issued" and d.step in ORDERED_STEPS
        )
        last = papers.sorted("date_issued")[-1:]
        if last.date_issued and day < last.date_issued:
            raise UserError(
                self.env._(
                    "“%(paper)s” was issued on %(last)s: what follows it can't be "
                    "dated %(day)s.",
                    paper=last.type_id.name,
                    last=last.date_issued.strftime("%d/%m/%Y"),
                    day=day.strftime("%d/%m/%Y"),
                )
            )

    def _check_not_before_acceptance(self, day):
        if self.accepted_on and day < self.accepted_on:
            raise UserError(
                self.env._(
                    "The case was accepted on %(day)s: no step of it is older.",
                    day=self.accepted_on.strftime("%d/%m/%Y"),
                )
            )

    def _on_issue_verify(self, document):
        self._transition(
            "verifying",
            {"verify_started_on": document.date_issued, "verified_on": False},
        )
        units = self.verify_unit_id
        self._schedule_for(
            units._members(roles=("officer", "head")) & self._team()
            or units._person_in_charge(),
            "citizen_dialogue.mail_activity_type_verify_case",
            self.env._("Verify and report"),
            self.verify_until or None,
        )

    def _team(self):
        return self.verify_head_id | self.verifier_ids

    def _check_issue_verify_report(self, document, day):
        if self.state != "verifying":
            raise UserError(self._refused_transition("verified"))
        if day < self.verify_started_on:
            raise UserError(
                self.env._(
                    "The verification began on %(day)s: its report can't be older.",
                    day=self.verify_started_on.strftime("%d/%m/%Y"),
                )
            )

    def _on_issue_verify_report(self, document):
        self._transition("verified", {"verified_on": document.date_issued})
        self._done_with(["citizen_dialogue.mail_activity_type_verify_case"])

    def _check_issue_decide(self, document, day):
        self._check_may_decide(day)

    def _on_issue_decide(self, document):
        self._decide(document.date_issued)

    # ------------------------------------------------------------------
    # going on from here
    # ------------------------------------------------------------------
    def action_open_petition(self):
        """The petition, or all petitions of this case."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "citizen_dialogue.citizen_petition_action"
        )
        action["context"] = {}
        if len(self.petition_ids) == 1:
            action.update(
                res_id=self.petition_ids.id, view_mode="form", views=[(False, "form")]
            )
        else:
            action["domain"] = [("id", "in", self.petition_ids.ids)]
        return action

    def action_open_tasks(self):
        """What units carry out of the decision."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "citizen_dialogue.citizen_task_action_all"
        )
        action["domain"] = [("conclusion_id.case_id", "=", self.id)]
        action["context"] = {}
        return action

    def action_open_dossier(self):
        """The archive file of this case."""
        self.ensure_one()
        dossier = self.env["citizen.dossier"].search([("case_id", "=", self.id)])
        if not dossier:
            raise UserError(
                self.env._("The dossier opens with the acceptance of the case.")
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": "citizen.dossier",
            "res_id": dossier.id,
            "view_mode": "form",
        }

    # ------------------------------------------------------------------
    # the ladder of urging
    # ------------------------------------------------------------------
    def _urged_unit(self):
        return self.owner_unit_id

    def _urged_persons(self):
        """{case id: who is asked}: the head of the team while it verifies and sits in
        the verifying unit, else the person in charge of the resolving unit."""
        persons = self.owner_unit_id._persons_in_charge()
        return {
            case.id: case.verify_head_id
            if case.state == "verifying" and case.verify_head_id
            else persons[case.owner_unit_id.id]
            for case in self
        }

    def _mail_line(self):
        # number and link, no content
        self.ensure_one()
        return self.env._("Case %s", self.code)

    def _stays_inside(self):
        return True
