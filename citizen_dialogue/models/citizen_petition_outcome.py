from odoo import fields, models

from .citizen_petition import OUTCOMES

# what the matter is directed against, as the law's competence tables name it
CONTESTED = [
    ("commune_chair", "Chairman of the Commune"),
    ("commune_vice", "Vice-Chairman of the Commune"),
    ("commune_dept_head", "Head or Deputy of a Specialised Body of the Commune"),
    ("commune_officer", "Official Managed by the Commune"),
    ("district_chair", "Chairman of the District"),
    ("district_vice", "Vice-Chairman of the District"),
    ("district_dept_head", "Head or Deputy of a District Office"),
    ("district_officer", "Official of a District Office"),
    ("dept_unit_head", "Head or Deputy of a Unit under a Provincial Department"),
    ("dept_unit_officer", "Official of a Unit under a Provincial Department"),
    ("dept_head", "Head or Deputy of a Provincial Department"),
    ("dept_officer", "Official Managed by a Provincial Department"),
    ("province_chair", "Chairman of the Province"),
    ("province_vice", "Vice-Chairman of the Province"),
    ("outside", "Court, Procuracy, Elected, Party or Mass Organisation, Enterprise"),
    ("field", "Nobody in Public Service: the Body That Manages the Field"),
]

class CitizenPetition(models.Model):
    """What classification finds out and what becomes of a petition.

    Proposed by the rows of the law, decided by the officer; a deviation is recorded.
    """

    _inherit = "citizen.petition"

    is_eligible = fields.Selection(
        selection=[("yes", "Eligible"), ("no", "Not Eligible")],
        string="Condition of Processing",
        readonly=True,
        copy=False,
    )
    ground_id = fields.Many2one(
        comodel_name="citizen.refusal.ground",
        string="Ground",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    contested_by = fields.Selection(
        selection=CONTESTED, string="Directed against", readonly=True, copy=False
    )
    contested_unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        string="Unit Concerned",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    contested_ref = fields.Char(
        string="Contested Decision",
        readonly=True,
        copy=False,
        help="Number, date and issuer of the decision, or the act.",
    )
    competent_unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        string="Competent Unit",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    competent_body = fields.Char(
        string="Competent Body", readonly=True, copy=False, help="Outside the tree."
    )
    competence_doubt = fields.Text(
        string="Doubt about the Competence", readonly=True, copy=False
    )
    outcome_rule_id = fields.Many2one(
        comodel_name="citizen.outcome.rule",
        string="Outcome by Law",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    planned_outcome = fields.Selection(
        selection=OUTCOMES, string="What to Do", readonly=True, copy=False, index=True
    )
    outcome_basis = fields.Text(string="Legal Ground", copy=False)
    deviation_reason = fields.Text(
        string="Decided Otherwise because", readonly=True, copy=False
    )
    classification = fields.Json(
        readonly=True, copy=False, help="The answers as given, for later."
    )
    case_ids = fields.Many2many(
        comodel_name="citizen.case",
        relation="citizen_case_petition_rel",
        column1="petition_id",
        column2="case_id",
        string="Cases",
        readonly=True,
        copy=False,
    )
    transfer_ids = fields.One2many(
        comodel_name="citizen.transfer", inverse_name="petition_id"
    )
