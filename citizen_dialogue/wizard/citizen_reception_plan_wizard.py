from datetime import datetime, time
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

MOST = 60


class CitizenReceptionPlanWizard(models.TransientModel):
    """The published schedule of a leader: one reception day for each date."""

    _name = "citizen.reception.plan.wizard"
    _description = "Schedule of Reception Days"

    unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        required=True,
        default=lambda self: self.env["citizen.unit"]._current(),
    )
    chair_membership_id = fields.Many2one(
        comodel_name="citizen.membership",
        string="Leader",
        required=True,
        domain="[('position', 'in', ('chair', 'vice_chair', 'head', 'vice_head')),"
        " ('is_current', '=', True)]",
    )
    date_from = fields.Date(
        required=True,
        default=lambda self: (
            self.env["citizen.calendar"]._today() + relativedelta(months=1, day=1)
        ),
    )
    date_to = fields.Date(
        required=True,
        default=lambda self: (
            self.env["citizen.calendar"]._today() + relativedelta(months=1, day=31)
        ),
    )
    rhythm = fields.Selection(
        selection=[
            ("week", "Every Week on This Weekday"),
            ("month", "Every Month on These Days"),
        ],
        required=True,
        default="month",
    )
    weekday = fields.Selection(
        selection=[
            ("0", "Monday"),
            ("1", "Tuesday"),
            ("2", "Wednesday"),
            ("3", "Thursday"),
            ("4", "Friday"),
        ],
        default="3",
    )
    month_days = fields.Char(
        string="Days of the Month", default="10, 25", help="For example: 10, 25"
    )
    hour = fields.Float(string="Begins at", default=8.0)
    place = fields.Char(required=True)
    preview = fields.Text(compute="_compute_preview")

    @api.depends("date_from", "date_to", "rhythm", "weekday", "month_days")
    def _compute_preview(self):
        for wizard in self:
            days = wizard._days()
            wizard.preview = "\n".join(day.strftime("%d/%m/%Y") for day in days)

    def _days(self):
        """Days of the schedule; a day off gives way to the next working day."""
        if not (self.date_from and self.date_to):
            return []
        wanted = {
            int(part)
            for part in (self.month_days or "").replace(";", ",").split(",")
            if part.strip().isdigit()
        }
        calendar = self.env["citizen.calendar"]._work_calendar()
        days, day = [], self.date_from
        while day <= self.date_to and len(days) < MOST:
            hit = (
                str(day.weekday()) == self.weekday
                if self.rhythm == "week"
                else day.day in wanted
            )
            if hit:
                working = calendar.next_working(day)
                if working not in days:
                    days.append(working)
            day += relativedelta(days=1)
        return days

    def action_plan(self):
        """Create the days that are not planned yet, and show them.

        :raise UserError: no day falls into the period
        """
        self.ensure_one()
        days = self._days()
        if not days:
            raise UserError(
                self.env._("No day of the schedule falls into this period.")
            )
        dialogues = self.env["citizen.dialogue"]
        planned = dialogues.search(
            [
                ("kind", "=", "reception_day"),
                ("owner_unit_id", "=", self.unit_id.id),
                ("state", "!=", "cancelled"),
            ]
        )
        taken = {dialogue._session_day() for dialogue in planned}
        zone = ZoneInfo("Asia/Ho_Chi_Minh")
        hour = time(int(self.hour) % 24, round(self.hour % 1 * 60) % 60)
        # sudo: the name of the leader, on every paper of the day
        title = self.chair_membership_id.sudo().position_title or ""
        created = dialogues.create(
            [
                {
                    "name": f"Tiếp công dân của {title} "
                    f"ngày {day.strftime('%d/%m/%Y')}",
                    "kind": "reception_day",
                    "owner_unit_id": self.unit_id.id,
                    "chair_membership_id": self.chair_membership_id.id,
                    "date_start": datetime.combine(day, hour, zone)
                    .astimezone(ZoneInfo("UTC"))
                    .replace(tzinfo=None),
                    "place": self.place,
                    "plan_year": day.year,
                }
                for day in days
                if day not in taken
            ]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "citizen_dialogue.citizen_dialogue_action_reception"
        )
        if created:
            action["domain"] = [("id", "in", created.ids)]
        return action
