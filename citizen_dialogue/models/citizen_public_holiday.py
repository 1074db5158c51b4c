from odoo import api, fields, models
from odoo.fields import Domain


class CitizenPublicHoliday(models.Model):
    """A public holiday as the law names it. Only for proposing the days of a year; the
    days that count are ``citizen.holiday``."""

    _name = "citizen.public.holiday"
    _description = "Public Holiday by Law"
    _order = "sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    month = fields.Integer(help="0: by the lunar calendar.")
    day = fields.Integer(string="Day of the Month")
    day_count = fields.Integer(string="Days", default=1)
    is_decided_yearly = fields.Boolean(
        string="Decided Each Year",
        help="The days are fixed by a decision each year.",
    )
    article = fields.Char(string="Legal Basis", required=True)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date()

    @api.model
    def _of_year(self, year):
        first = fields.Date.to_date(f"{year}-01-01")
        last = fields.Date.to_date(f"{year}-12-31")
        return self.search(
            Domain("valid_from", "<=", last)
            & (Domain("valid_to", "=", False) | Domain("valid_to", ">=", first))
        )
