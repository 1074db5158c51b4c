from odoo import api, fields, models

MONTH_OF_WARNING = 12


class CitizenHolidayYear(models.Model):
    """Whether the days off of a year are decided. Until they are, every date counted
    into that year says so."""

    _name = "citizen.holiday.year"
    _description = "Year of the Working Calendar"
    _inherit = ["citizen.protected.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "year desc"
    _rec_name = "year"

    _protected_fields = frozenset({"state", "confirmed_by_id", "confirmed_on"})
    _create_only_fields = frozenset({"year"})

    year = fields.Integer(required=True, aggregator=None)
    state = fields.Selection(
        selection=[
            ("open", "Not Confirmed"),
            ("proposed", "Waits to Be Applied"),
            ("confirmed", "Confirmed"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="open",
    )
    source_document = fields.Char(string="Source")
    confirmed_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False
    )
    confirmed_on = fields.Date(readonly=True, copy=False)
    holiday_count = fields.Integer(string="Days", compute="_compute_holiday_count")

    _year_once = models.Constraint("UNIQUE (year)", "This year is already listed.")
    _year_sane = models.Constraint(
        "CHECK (year BETWEEN 1990 AND 2200)", "A year has four digits, such as 2027."
    )

    @api.depends("year")
    def _compute_display_name(self):
        for record in self:
            record.display_name = str(record.year or "")

    @api.depends("year")
    def _compute_holiday_count(self):
        counts = dict(
            self.env["citizen.holiday"]._read_group(
                [("year", "in", self.mapped("year")), ("pending", "=", False)],
                ["year"],
                ["__count"],
            )
        )
        for record in self:
            record.holiday_count = counts.get(record.year, 0)

    @api.model_create_multi
    def create(self, vals_list):
        installing = self.env["citizen.holiday"]._is_installing()
        if installing and not self.env["citizen.holiday"]._is_first_install():
            # an upgrade confirms nothing by itself
            vals_list = [{**vals, "state": "proposed"} for vals in vals_list]
        years = super().create(vals_list)
        self.env.registry.clear_cache()
        return years

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def _spend_token(self, guarded):
        if self.env["citizen.holiday"]._is_installing():
            return self
        return super()._spend_token(guarded)

    def action_propose(self):
        """Open the proposal of the days of this year."""
        self.ensure_one()
        return self.env["citizen.holiday.wizard"]._action_of_year(self.year)

    @api.model
    def _of(self, year):
        """The row of ``year``, made when there is none."""
        return self.search([("year", "=", year)]) or self._create_protected(
            [{"year": year, "state": "open"}]
        )

    def _propose(self, source):
        self.filtered(lambda y: y.state != "confirmed")._write_protected(
            {"state": "proposed", "source_document": source}
        )

    def _confirm(self):
        self._write_protected(
            {
                "state": "confirmed",
                "confirmed_by_id": self.env.uid,
                "confirmed_on": self.env["citizen.calendar"]._today(),
            }
        )
        self.activity_unlink(["citizen_dialogue.mail_activity_type_calendar"])

    @api.model
    def _cron_warn(self):
        """In December the business administrators are asked for next year's days."""
        today = self.env["citizen.calendar"]._today()
        if today.month < MONTH_OF_WARNING:
            return
        year = self._of(today.year + 1)
        if year.state == "confirmed" or year.activity_ids:
            return
        group = self.env.ref("citizen_dialogue.citizen_dialogue_group_admin")
        for user in group.all_user_ids.filtered("active"):
            year.activity_schedule(
                "citizen_dialogue.mail_activity_type_calendar",
                date_deadline=today.replace(day=31),
                summary=self.env._(
                    "Confirm the days off and make-up days of %(year)s",
                    year=year.year,
                ),
                user_id=user.id,
            )
