from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models, tools

from ..tools.counting import WorkCalendar, count, explain_proof_vi

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
        holidays = self.env["citizen.holiday"].sudo()
        return self._calendar_of(holidays.search([("pending", "=", False)]))

    @api.model
    def _calendar_of(self, holidays, extra_years=()):
        """Calendar of these days; ``extra_years`` count as confirmed too."""
        off, work = {}, {}
        for holiday in holidays:
            target = work if holiday.kind == "swap_work" else off
            target[holiday.date] = holiday.name
        # sudo: as in _work_calendar
        years = self.env["citizen.holiday.year"].sudo()
        confirmed = years.search([("state", "=", "confirmed")]).mapped("year")
        return WorkCalendar(off, work, frozenset({*confirmed, *extra_years}))

    @api.model
    def _roll_basis(self, on):
        """Article by which a limit that ends on a day off ends later, on ``on``."""
        rule = self.env["citizen.deadline.rule"]._applicable("TH02", event=on)
        return rule.article or ""

    @api.model
    def _explain(self, proof):
        """Lines of a proof with today's knowledge of which years are confirmed."""
        return explain_proof_vi(
            proof, self._work_calendar(), self._roll_basis(self._today())
        )

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
    def _day_begins(self, day):
        """Midnight in Viet Nam at the beginning of ``day``, in UTC as it is stored."""
        zone = ZoneInfo("Asia/Ho_Chi_Minh")
        moment = datetime.combine(day, time(0), zone)
        return moment.astimezone(UTC).replace(tzinfo=None)

    @api.model
    def _count(self, start, amount, unit, **kw):
        """See ``tools.counting.count``."""
        return count(start, amount, unit, self._work_calendar(), **kw)
