from odoo import api, fields, models, tools

from ..tools.counting import WorkCalendar, count


class CitizenCalendar(models.AbstractModel):
    """Today and the working days, the same for a clerk, a cron and a script."""

    _name = "citizen.calendar"
    _description = "Working Calendar"

    @api.model
    def _today(self):
        """Today in Viet Nam; OdooBot, who runs crons, has no timezone of his own."""
        return fields.Date.context_today(self.with_context(tz="Asia/Ho_Chi_Minh"))

    @api.model
    @tools.ormcache()
    def _work_calendar(self):
        # sudo: the calendar is the same for everybody
        holidays = self.env["citizen.holiday"].sudo().search([("date", "!=", False)])
        off, work = {}, {}
        for holiday in holidays:
            target = work if holiday.kind == "swap_work" else off
            target[holiday.date] = holiday.name
        return WorkCalendar(off, work)

    @api.model
    def _count(self, start, amount, unit, **kw):
        """See ``tools.counting.count``."""
        return count(start, amount, unit, self._work_calendar(), **kw)
