from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models, tools

from ..tools.counting import WorkCalendar, count

# mails go out between these hours of Viet Nam
OFFICE_HOURS = (time(7, 30), time(17, 0))


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
    def _office_moment(self):
        """When a mail may go out, in UTC: now in working hours, else at the beginning
        of the next working day. Nobody is urged on a Sunday night."""
        zone = ZoneInfo("Asia/Ho_Chi_Minh")
        now = fields.Datetime.now().replace(tzinfo=UTC).astimezone(zone)
        calendar = self._work_calendar()
        day, moment = now.date(), now
        if now.time() > OFFICE_HOURS[1]:
            day += timedelta(days=1)
        day = calendar.next_working(day)
        if day > now.date() or now.time() < OFFICE_HOURS[0]:
            moment = datetime.combine(day, OFFICE_HOURS[0], zone)
        return moment.astimezone(UTC).replace(tzinfo=None)

    @api.model
    def _count(self, start, amount, unit, **kw):
        """See ``tools.counting.count``."""
        return count(start, amount, unit, self._work_calendar(), **kw)
