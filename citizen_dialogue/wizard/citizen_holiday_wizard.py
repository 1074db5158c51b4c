from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

try:
    import holidays
except ImportError:
    # without it the fixed days are proposed and the others asked for
    holidays = None


class CitizenHolidayWizard(models.TransientModel):
    """The days off of a year, proposed line by line; a person ticks what the decision
    of the Prime Minister says and adds the make-up Saturdays."""

    _name = "citizen.holiday.wizard"
    _description = "Days Off of a Year"

    year = fields.Integer(
        required=True,
        default=lambda self: self.env["citizen.calendar"]._today().year + 1,
    )
    source_document = fields.Char(
        string="Decision or Notice",
        help="Number and date of the notice that fixes the days off of this year.",
    )
    is_complete = fields.Boolean(
        string="All Days of the Year Are Here",
        default=True,
        help="Confirms the year: dates counted into it are then shown without a "
        "warning.",
    )
    line_ids = fields.One2many(
        comodel_name="citizen.holiday.wizard.line",
        inverse_name="wizard_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    year_state = fields.Selection(
        selection=lambda self: (
            self.env["citizen.holiday.year"]
            ._fields["state"]
            ._description_selection(self.env)
        ),
        compute="_compute_year_state",
    )
    hint = fields.Char(compute="_compute_year_state")

    @api.model
    def _action_of_year(self, year):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Days off of %(year)s", year=year),
            "res_model": self._name,
            "view_mode": "form",
            "target": "current",
            "context": {"default_year": year},
        }

    @api.depends("year")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = self.env._("Days off of %(year)s", year=wizard.year)

    @api.depends("year")
    @api.depends_context("lang")
    def _compute_year_state(self):
        for wizard in self:
            found = self.env["citizen.holiday.year"].search(
                [("year", "=", wizard.year)]
            )
            wizard.year_state = found.state or "open"
            wizard.hint = (
                False
                if holidays
                else self.env._(
                    "The package “holidays” is not installed: only the fixed days are "
                    "proposed. Enter Tết, Giỗ Tổ and the second day of Quốc khánh by "
                    "hand."
                )
            )

    @api.depends("year")
    def _compute_line_ids(self):
        for wizard in self:
            commands = [Command.clear()]
            if 1990 <= wizard.year <= 2200:
                commands += [
                    Command.create(vals) for vals in self._proposal(wizard.year)
                ]
            wizard.line_ids = commands

    # ------------------------------------------------------------------
    # proposal
    # ------------------------------------------------------------------
    @api.model
    def _proposal(self, year):
        """Values of the lines: what is entered already, then what is proposed."""
        entered = self.env["citizen.holiday"].search(
            [("year", "=", year), ("removing", "=", False)], order="date"
        )
        lines = [
            {
                "date": day.date,
                "name": day.name,
                "kind": day.kind,
                "accept": False,
                "state": "waiting" if day.pending else "entered",
            }
            for day in entered
        ]
        known = set(entered.mapped("date"))
        proposed = self._proposed_by_package(year) or self._proposed_by_law(year)
        lines += [
            {**line, "state": "new"} for line in proposed if line["date"] not in known
        ]
        return sorted(lines, key=lambda line: (line["date"] or date.max, line["name"]))

    @api.model
    def _proposed_by_package(self, year):
        if not holidays:
            return []
        certain = (
            self.env["citizen.public.holiday"]
            ._of_year(year)
            .filtered(lambda h: not h.is_decided_yearly)
        )
        lines = []
        for day, names in holidays.country_holidays(
            "VN", years=year, language="vi"
        ).items():
            if day.weekday() >= 5 or day.year != year:
                continue
            kind = "holiday"
            if "nghỉ bù" in names:
                kind = "compensatory"
            elif "thay cho" in names:
                kind = "swap_off"
            # Tết, the second day of Quốc khánh and swaps are decided each year: ticked
            # by whoever has the decision before him
            sure = kind != "swap_off" and any(
                holiday.name.lower() in names.lower()
                and (
                    kind == "compensatory"
                    or not holiday.month
                    or (holiday.month, holiday.day) == (day.month, day.day)
                )
                for holiday in certain
            )
            lines.append(
                {
                    "date": day,
                    "name": names,
                    "kind": kind,
                    "accept": sure,
                    "is_decided_yearly": not sure,
                }
            )
        return lines

    @api.model
    def _proposed_by_law(self, year):
        """Fixed days with their compensation; the others without a date."""
        lines, taken = [], set()
        fixed = self.env["citizen.public.holiday"]._of_year(year)
        for holiday in fixed:
            if not holiday.month or holiday.is_decided_yearly:
                lines += [
                    {
                        "date": False,
                        "name": holiday.name,
                        "kind": "holiday",
                        "accept": False,
                        "is_decided_yearly": True,
                    }
                    for _number in range(holiday.day_count)
                ]
                continue
            day = date(year, holiday.month, holiday.day)
            if day < holiday.valid_from:
                continue
            taken.add(day)
            if day.weekday() < 5:
                lines.append(
                    {
                        "date": day,
                        "name": holiday.name,
                        "kind": "holiday",
                        "accept": True,
                    }
                )
        for holiday in fixed.filtered(lambda h: h.month and not h.is_decided_yearly):
            day = date(year, holiday.month, holiday.day)
            if day.weekday() < 5 or day < holiday.valid_from:
                continue
            # a holiday on a weekly day off is given on the next working day
            while day.weekday() >= 5 or day in taken:
                day += timedelta(days=1)
            taken.add(day)
            lines.append(
                {
                    "date": day,
                    "name": f"{holiday.name} (nghỉ bù)",
                    "kind": "compensatory",
                    "accept": True,
                }
            )
        return lines

    # ------------------------------------------------------------------
    # taking over
    # ------------------------------------------------------------------
    def action_take_over(self):
        """Enter the ticked lines as days that wait, and open their preview.

        :raise UserError: a ticked line without a date, of another year or twice; no
            decision named; nothing to do
        """
        self.ensure_one()
        self._check_lines()
        lines = self.line_ids.filtered(lambda line: line._is_new() and line.accept)
        days = self.env["citizen.holiday"].create(
            [
                {
                    "date": line.date,
                    "name": line.name,
                    "kind": line.kind,
                    "source_document": self.source_document,
                }
                for line in lines
            ]
        )
        years = self.env["citizen.holiday.year"]
        if self.is_complete:
            # sudo: the state of a year is set by its steps only
            year = years.sudo()._of(self.year)
            year._propose(self.source_document)
            years = year.filtered(lambda y: y.state == "proposed")
        waiting = self.env["citizen.holiday"].search(
            [("year", "=", self.year), ("pending", "=", True)]
        )
        return self.env["citizen.law.change"]._preview(
            holidays=waiting | days, years=years
        )

    def _check_lines(self):
        self.env["citizen.law.change"]._check_admin()
        lines = self.line_ids.filtered(lambda line: line._is_new() and line.accept)
        if not (self.source_document or "").strip():
            raise UserError(
                self.env._("Enter the notice or decision that fixes the days off.")
            )
        seen = set(self.line_ids.filtered(lambda o: not o._is_new()).mapped("date"))
        for line in lines:
            if not line.date:
                raise UserError(
                    self.env._("“%(name)s” is ticked and has no date.", name=line.name)
                )
            if line.date.year != self.year:
                raise UserError(
                    self.env._(
                        "%(date)s doesn't belong to %(year)s.",
                        date=line.date.strftime("%d/%m/%Y"),
                        year=self.year,
                    )
                )
            if line.date in seen:
                raise UserError(
                    self.env._(
                        "%(date)s is listed twice.",
                        date=line.date.strftime("%d/%m/%Y"),
                    )
                )
            seen.add(line.date)
