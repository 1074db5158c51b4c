from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class CitizenRefusalGround(models.Model):
    """A ground that the law lists and a step has to name: on which citizens are refused
    at the reception place, a petition is not dealt with or not accepted, a matter is
    complex, suspended or terminated. Rows of the law, each valid for a time."""

    _name = "citizen.refusal.ground"
    _description = "Ground by Law"
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
    valid_from = fields.Date(required=True, readonly=True)
    valid_to = fields.Date(readonly=True)

    @api.model
    def _valid_domain(self, day):
        return Domain("valid_from", "<=", day) & (
            Domain("valid_to", "=", False) | Domain("valid_to", ">=", day)
        )

    def _is_valid_on(self, day):
        self.ensure_one()
        return self.valid_from <= day and (not self.valid_to or self.valid_to >= day)

    @api.model_create_multi
    def create(self, vals_list):
        self._check_law_door()
        return super().create(vals_list)

    def write(self, vals):
        self._check_law_door()
        return super().write(vals)

    def _check_law_door(self):
        if not (self.env.su and self.env.context.get("install_mode")):
            raise AccessError(self.env._("Rows of the law come with the product."))
