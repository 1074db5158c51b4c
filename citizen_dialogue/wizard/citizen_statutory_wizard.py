from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import report_period
from ..tools.vietnamese import format_date

KINDS = [
    ("quarter", "Quarter"),
    ("half", "6 Months"),
    ("nine", "9 Months"),
    ("year", "Year"),
    ("month", "Month"),
    ("adhoc", "As Asked for"),
]


class CitizenStatutoryWizard(models.TransientModel):
    """Which period a statutory report is made for."""

    _name = "citizen.statutory.wizard"
    _description = "Period of a Statutory Report"

    owner_unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        string="Drafting Unit",
        required=True,
        default=lambda self: self.env["citizen.unit"]._current(),
    )
    report_unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        string="Reporting Body",
        compute="_compute_report_unit_id",
        store=True,
        readonly=False,
    )
    period_kind = fields.Selection(
        selection=KINDS, string="Period", required=True, default="quarter"
    )
    year = fields.Integer(
        required=True, default=lambda self: self._last_over("quarter")[0]
    )
    quarter = fields.Selection(
        selection=[("1", "I"), ("2", "II"), ("3", "III"), ("4", "IV")],
        default=lambda self: str(self._last_over("quarter")[1]),
    )
    month = fields.Integer(default=lambda self: self._last_over("month")[1])
    date_from = fields.Date(
        compute="_compute_dates", store=True, readonly=False, string="From"
    )
    date_to = fields.Date(
        compute="_compute_dates", store=True, readonly=False, string="To"
    )
    row_level = fields.Selection(
        selection=lambda self: (
            self.env["citizen.report"]
            ._fields["row_level"]
            ._description_selection(self.env)
        ),
        string="Rows of the Tables",
        required=True,
        default="direct",
    )

    @api.model
    def _last_over(self, kind):
        """(year, number) of the last quarter or month that is over."""
        today = self.env["citizen.calendar"]._today()
        cut = self.env["citizen.report"]._cut(today.year)
        year, number = report_period.of_day(kind, today, cut)
        first, _last = report_period.bounds(kind, year, number, cut)
        return report_period.of_day(kind, fields.Date.subtract(first, days=1), cut)

    @api.depends("owner_unit_id")
    def _compute_report_unit_id(self):
        for wizard in self:
            wizard.report_unit_id = self.env["citizen.report"]._reporting_unit(
                wizard.owner_unit_id
            )

    @api.depends("period_kind", "year", "quarter", "month")
    def _compute_dates(self):
        for wizard in self:
            if wizard.period_kind == "adhoc":
                continue
            try:
                wizard.date_from, wizard.date_to = self.env["citizen.report"]._bounds(
                    wizard.period_kind, wizard.year, wizard._number()
                )
            except ValueError:
                wizard.date_from = wizard.date_to = False

    def _number(self):
        if self.period_kind == "quarter":
            return int(self.quarter or 0)
        return self.month if self.period_kind == "month" else 1

    def action_open(self):
        """Open the report of the period: the one that is there, or a new draft.

        :raise UserError: there is no such period, or the body didn't exist in it
        """
        self.ensure_one()
        if not self.date_from or not self.date_to or self.date_to < self.date_from:
            raise UserError(
                self.env._("There is no such period: check year, quarter or month.")
            )
        unit = self.report_unit_id
        born, ended = unit.valid_from, unit.valid_to
        if (born and born > self.date_to) or (ended and ended < self.date_from):
            raise UserError(
                self.env._(
                    "%(unit)s didn't exist yet, or no longer, from %(first)s to "
                    "%(last)s: choose another period, or the body of that time.",
                    unit=unit.name,
                    first=format_date(self.date_from),
                    last=format_date(self.date_to),
                )
            )
        year = self.date_to.year if self.period_kind == "adhoc" else self.year
        return (
            self.env["citizen.report"]
            ._open_period(
                self.owner_unit_id,
                self.report_unit_id,
                self.period_kind,
                year,
                self._number(),
                (self.date_from, self.date_to),
                self.row_level,
            )
            ._open_form()
        )
