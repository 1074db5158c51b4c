import logging

from odoo import models
from odoo.exceptions import AccessError

_logger = logging.getLogger(__name__)


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        """Odoo's own message names the refused records to whoever turns on the
        developer mode, and an official can't do anything with its tone."""
        if not records._name.startswith("citizen."):
            return super()._make_access_error(operation, records)
        _logger.info(
            "Record rules refused %s on %s%s to user %s",
            operation,
            records._name,
            records.ids[:6],
            self.env.uid,
        )
        kind = self.env["ir.model"]._get(records._name).name
        if operation == "read":
            message = self.env._(
                "“%(kind)s”: this one isn't yours to see. It is open to the unit that "
                "handles it and to those above it; ask the head of your unit.",
                kind=kind,
            )
        else:
            message = self.env._(
                "“%(kind)s”: this one isn't yours to change. That is for the unit that "
                "handles it, in the state it is in now.",
                kind=kind,
            )
        return AccessError(message)
