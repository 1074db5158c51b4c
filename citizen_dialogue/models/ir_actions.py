from odoo import models


class IrActionsActWindow(models.Model):
    _inherit = "ir.actions.act_window"

    def _get_action_dict(self):
        """Odoo's web client keeps what a list or form showed in the browser's storage
        and shows it again before it asks the server. Desks share their computers, and a
        clerk must not act on yesterday's state: of our records nothing is kept."""
        action = super()._get_action_dict()
        if (action.get("res_model") or "").startswith("citizen."):
            action["cache"] = False
        return action
