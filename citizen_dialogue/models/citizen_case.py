from odoo import api, fields, models

from .citizen_petition import KINDS
from .citizen_petition_outcome import CONTESTED


class CitizenCase(models.Model):
    """A matter: the second phase, from acceptance to what was decided being carried out.

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
            "previous_id",
            "identity",
            "accepted_on",
            "verify_started_on",
            "verified_on",
            "decided_on",
            "sent_on",
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
        }
    )
    _create_only_fields = frozenset({"owner_unit_id", "kind", "instance"})
    _transitions = {
        "draft": frozenset({"accepted", "void"}),
        "accepted": frozenset(
            {"verifying", "verified", "decided", "suspended", "terminated"}
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
    is_renewed = fields.Boolean(
        string="Denounced Again", help="Tố cáo tiếp (Luật Tố cáo 2018 Điều 37, 38)."
    )
    state = fields.Selection(
        selection=[
            ("draft", "To Be Accepted"),
            ("accepted", "Accepted"),
            ("verifying", "In Verification"),
            ("verified", "Verified"),
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
        string="First Instance",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
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
        help="First instance: where they differ, the resolver holds a dialogue (Luật "
        "Khiếu nại 2011 Điều 30 khoản 1).",
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

    _newest = models.Index("(owner_unit_id, accepted_on DESC, id DESC)")
    _due = models.Index(
        "(owner_unit_id, due_date) WHERE state IN "
        "('accepted', 'verifying', 'verified')"
    )

    # ------------------------------------------------------------------
    # computes
    # ------------------------------------------------------------------
    @api.depends("owner_unit_id", "verify_unit_id", "state")
    def _compute_access_unit_ids(self):
        return super()._compute_access_unit_ids()

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

    @api.depends("kind", "instance", "is_disciplinary", "demand_differs")
    def _compute_dialogue_need(self):
        for case in self:
            case.dialogue_need = "none"

    @api.depends(
        "deadline_ids.due_date", "deadline_ids.met_on", "deadline_ids.ended_on"
    )
    def _compute_due_date(self):
        for case in self:
            running = case.deadline_ids._running().filtered("due_date")
            case.due_date = min(running.mapped("due_date"), default=False)
