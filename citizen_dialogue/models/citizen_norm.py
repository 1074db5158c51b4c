from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

FAR = fields.Date.to_date("9999-12-31")


class CitizenNorm(models.Model):
    """A number of the law that is no time limit: from how many persons on a group
    counts as such, how many represent it, how often a leader receives citizens."""

    _name = "citizen.norm"
    _description = "Number by Law"
    _order = "code, unit_kind, valid_from desc"
    _rec_name = "name"

    code = fields.Char(required=True, index=True, readonly=True)
    name = fields.Char(required=True, readonly=True)
    number = fields.Integer(required=True, readonly=True, aggregator=None)
    per = fields.Selection(
        selection=[("week", "A Week"), ("month", "A Month"), ("year", "A Year")],
        readonly=True,
    )
    unit_kind = fields.Selection(
        selection=lambda self: self.env["citizen.unit"]._kind_selection(),
        string="Level",
        readonly=True,
    )
    article = fields.Char(string="Legal Basis", required=True, readonly=True)
    valid_from = fields.Date(required=True, readonly=True)
    valid_to = fields.Date(readonly=True)

    _valid_period = models.Constraint(
        "CHECK (valid_to IS NULL OR valid_to >= valid_from)",
        "A rule can't end before it begins.",
    )

    @api.constrains("code", "unit_kind", "valid_from", "valid_to")
    def _check_overlap(self):
        rows = self.search([("code", "in", self.mapped("code"))])
        for row in self:
            for other in rows - row:
                if (
                    (other.code, other.unit_kind) == (row.code, row.unit_kind)
                    and other.valid_from <= (row.valid_to or FAR)
                    and row.valid_from <= (other.valid_to or FAR)
                ):
                    raise ValidationError(
                        self.env._(
                            "Two rows of “%(code)s” would be valid at the same time: "
                            "close one (valid to) before the other begins.",
                            code=row.code,
                        )
                    )

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

    @api.model
    def _on(self, code, day):
        """Rows of ``code`` valid on a day."""
        return self.search(
            Domain("code", "=", code)
            & Domain("valid_from", "<=", day)
            & (Domain("valid_to", "=", False) | Domain("valid_to", ">=", day))
        )

    @api.model
    def _number(self, code, day):
        return self._on(code, day)[:1].number

    @api.model
    def _representatives(self, people, day):
        """How many may represent a group of ``people`` (Luật Tiếp công dân 2013 Điều
        29), 0 when the law sets no number."""
        if people < self._number("GROUP", day):
            return 0
        code = (
            "REP_SMALL" if people <= self._number("GROUP_SMALL", day) else "REP_LARGE"
        )
        return self._number(code, day)
