from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class CitizenLawRowMixin(models.AbstractModel):
    """Rows of the law: they come with the product, each valid for a time."""

    _name = "citizen.law.row.mixin"
    _description = "Row of the Law"

    valid_from = fields.Date(required=True, readonly=True)
    valid_to = fields.Date(readonly=True)

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

    def _is_valid_on(self, day):
        self.ensure_one()
        return self.valid_from <= day and (not self.valid_to or self.valid_to >= day)

    @api.model
    def _valid_domain(self, day):
        return Domain("valid_from", "<=", day) & (
            Domain("valid_to", "=", False) | Domain("valid_to", ">=", day)
        )

    @api.model
    def _in_force(self, day, table=(), choice=()):
        """Rows of ``choice`` valid on ``day``, in their order. For what lies before the
        first row of ``table`` those first ones: an old letter, too, is dealt with by
        rows that are known."""
        table = Domain(table)
        first = self.search(table, order="valid_from", limit=1).valid_from or day
        day = max(day, first)
        return self.search(table & Domain(choice) & self._valid_domain(day))
