from odoo import api, fields, models
from odoo.exceptions import UserError


class CitizenAppointmentWizard(models.TransientModel):
    """When, where and to whom the petitioner is to come, and the slip that says so."""

    _name = "citizen.appointment.wizard"
    _description = "Appointment Slip"
    _inherit = ["citizen.dialog.mixin"]

    petition_id = fields.Many2one(
        comodel_name="citizen.petition",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.context.get("active_id"),
    )
    dialogue_id = fields.Many2one(
        comodel_name="citizen.dialogue",
        string="Reception Day of the Leader",
        ondelete="cascade",
        domain="[('kind', '=', 'reception_day'), ('date_start', '>', 'now')]",
    )
    moment = fields.Datetime(
        string="When",
        compute="_compute_from_dialogue",
        store=True,
        readonly=False,
    )
    place = fields.Char(
        string="Where",
        compute="_compute_from_dialogue",
        store=True,
        readonly=False,
    )
    person = fields.Char(
        string="To Meet", compute="_compute_from_dialogue", store=True, readonly=False
    )

    @api.depends("dialogue_id")
    def _compute_from_dialogue(self):
        for wizard in self:
            day = wizard.dialogue_id
            wizard.moment = day.date_start or wizard.moment
            wizard.place = day.place or wizard.place
            wizard.person = day.chair_name or wizard.person

    def action_print(self):
        """Keep the appointment and print the slip.

        :raise UserError: no moment or place, or the moment has passed
        """
        self.ensure_one()
        if not (self.moment and self.place):
            raise UserError(
                self.env._("Enter first when and where the petitioner is to come.")
            )
        if self.moment <= fields.Datetime.now():
            raise UserError(self.env._("The appointment must lie ahead."))
        self.petition_id._make_appointment(self.moment, self.place, self.person)
        return self.petition_id.action_print_appointment()
