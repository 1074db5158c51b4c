from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Give the web client the user's units, for the switch at the top."""
        info = super().session_info()
        user = self.env.user
        if user._is_internal():
            units = user.citizen_membership_ids.filtered("is_current").unit_id
            info["citizen_units"] = {
                "current": user.citizen_unit_id.id,
                "units": [
                    {"id": unit.id, "name": unit.short_name or unit.name}
                    for unit in units
                ],
            }
        return info
