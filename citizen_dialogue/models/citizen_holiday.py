from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CitizenHoliday(models.Model):
    """One date on which the calendar differs from Monday to Friday
    (Bộ luật Lao động 2019 Điều 111–112 and the Prime Minister's decisions)."""

    _name = "citizen.holiday"
    _description = "Holiday or Make-up Day"
    _order = "date desc"
    _rec_name = "name"

    date = fields.Date(required=True, index=True)
    year = fields.Integer(compute="_compute_year", store=True, aggregator=None)
    name = fields.Char(required=True)
    kind = fields.Selection(
        selection=[
            ("holiday", "Public Holiday"),
            ("compensatory", "Compensatory Day Off"),
            ("swap_off", "Swapped Day Off"),
            ("swap_work", "Swapped Working Day"),
        ],
        required=True,
        default="holiday",
    )
    source_document = fields.Char(string="Source")

    _date_once = models.Constraint(
        "UNIQUE (date)", "This date is already in the calendar."
    )

    @api.depends("date")
    def _compute_year(self):
        for holiday in self:
            holiday.year = holiday.date.year if holiday.date else 0

    @api.constrains("date", "kind")
    def _check_kind(self):
        for holiday in self:
            weekend = holiday.date.weekday() >= 5
            if holiday.kind == "swap_work" and not weekend:
                raise ValidationError(
                    self.env._(
                        "%(date)s is a working day anyway: only a Saturday or Sunday "
                        "can be made a working day.",
                        date=holiday.date,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        holidays = super().create(vals_list)
        self.env.registry.clear_cache()
        return holidays

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
