from odoo import api, fields, models
from odoo.tools import format_date


class CitizenHolidayWizardLine(models.TransientModel):
    """One day of the proposal."""

    _name = "citizen.holiday.wizard.line"
    _description = "Day of the Proposal"
    _order = "date, id"

    wizard_id = fields.Many2one(
        comodel_name="citizen.holiday.wizard", required=True, ondelete="cascade"
    )
    accept = fields.Boolean(string="Take Over", default=True)
    date = fields.Date()
    weekday = fields.Char(compute="_compute_weekday")
    name = fields.Char(string="Day", required=True)
    kind = fields.Selection(
        selection=lambda self: (
            self.env["citizen.holiday"]._fields["kind"]._description_selection(self.env)
        ),
        required=True,
        default="swap_work",
    )
    is_decided_yearly = fields.Boolean(string="Decided Each Year")
    state = fields.Selection(
        selection=[
            ("new", "Proposed"),
            ("waiting", "Waits to Be Applied"),
            ("entered", "Already in the Calendar"),
        ],
        default="new",
        required=True,
    )

    @api.depends("date")
    def _compute_weekday(self):
        for line in self:
            line.weekday = line.date and format_date(
                self.env, line.date, date_format="EEEE"
            )

    def _is_new(self):
        return self.state == "new"
