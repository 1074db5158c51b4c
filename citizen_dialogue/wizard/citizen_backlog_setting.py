from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.citizen_backlog_candidate import DEFAULTS


class CitizenBacklogSetting(models.TransientModel):
    """From when on a matter is called prolonged: practice of the place, not law."""

    _name = "citizen.backlog.setting"
    _description = "Settings of the Backlog"

    years = fields.Integer(
        string="Years since the First Letter",
        required=True,
        default=lambda self: self._present("years"),
    )
    letters = fields.Integer(
        string="Letters of the Same Matter",
        required=True,
        default=lambda self: self._present("letters"),
    )
    instances = fields.Integer(
        string="Times Resolved",
        required=True,
        default=lambda self: self._present("instances"),
    )

    @api.model
    def _present(self, name):
        return self.env["citizen.backlog.candidate"]._setting(name)

    def action_save(self):
        """Keep the numbers for everybody.

        :raise UserError: not between 1 and 99
        """
        self.ensure_one()
        if not all(0 < self[name] < 100 for name in DEFAULTS):
            raise UserError(self.env._("Enter whole numbers between 1 and 99."))
        # sudo: settings; only the administrator has this dialog
        parameters = self.env["ir.config_parameter"].sudo()
        for name in DEFAULTS:
            parameters.set_param(f"citizen_dialogue.backlog_{name}", str(self[name]))
        return {"type": "ir.actions.act_window_close"}
