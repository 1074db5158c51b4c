from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class CitizenRefusalGround(models.Model):
    """A case in which citizens may be refused at the reception place (Luật Tiếp công
    dân 2013 Điều 9; from 2026-07-01 also Nghị định 154/2026/NĐ-CP Điều 4)."""

    _name = "citizen.refusal.ground"
    _description = "Ground of Refusal"
    _order = "sequence, id"
    _rec_names_search = ["code", "name"]

    code = fields.Char(required=True, readonly=True, index=True)
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
