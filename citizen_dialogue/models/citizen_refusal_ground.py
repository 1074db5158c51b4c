from odoo import fields, models


class CitizenRefusalGround(models.Model):
    """A ground that the law lists and a step has to name: on which citizens are refused
    at the reception place, a petition is not dealt with or not accepted, a matter is
    complex, suspended or terminated. Rows of the law, each valid for a time."""

    _name = "citizen.refusal.ground"
    _description = "Ground by Law"
    _inherit = ["citizen.law.row.mixin"]
    _order = "sequence, id"
    _rec_names_search = ["code", "name"]

    code = fields.Char(required=True, readonly=True, index=True)
    kind = fields.Selection(
        selection=[
            ("reception", "Refusal of Reception"),
            ("ineligible", "Petition Not Eligible"),
            ("kn_bar", "Complaint Not Accepted"),
            ("tc_condition", "Denunciation: Condition Not Met"),
            ("complex", "Complex Matter"),
            ("kn_suspend", "Complaint Suspended"),
            ("kn_terminate", "Complaint Terminated"),
            ("tc_suspend", "Denunciation Suspended"),
            ("tc_terminate", "Denunciation Terminated"),
        ],
        required=True,
        readonly=True,
        default="reception",
        index=True,
    )
    applies_to = fields.Selection(
        selection=[("kn", "Complaints"), ("tc", "Denunciations")],
        string="Applies to",
        readonly=True,
        help="Empty: to what its kind says.",
    )
    sequence = fields.Integer(default=10, readonly=True)
    name = fields.Char(string="In Short", required=True, readonly=True)
    text = fields.Text(string="Words of the Law", required=True, readonly=True)
    article = fields.Char(string="Legal Basis", required=True, readonly=True)
    needs_notice = fields.Boolean(
        string="Written Notice",
        readonly=True,
        help="A notice of refusal is issued; the other grounds are explained orally.",
    )
