from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..models.citizen_identity_log import HANDOUT_FORMS, PURPOSES


class CitizenHandoutWizard(models.TransientModel):
    """The custodian hands an original of a sealed petition out: to whom, in which form
    and what for. What is entered becomes a line of the log, and its protocol."""

    _name = "citizen.handout.wizard"
    _description = "Hand an Original Out"
    _inherit = ["citizen.dialog.mixin"]

    petition_id = fields.Many2one(
        comodel_name="citizen.petition",
        required=True,
        ondelete="cascade",
        domain=lambda self: self._petition_domain(),
    )
    form = fields.Selection(
        selection=HANDOUT_FORMS,
        string="Handed Out as",
        required=True,
        default="redacted",
        help="To who verifies only what doesn't tell the identity is handed.",
    )
    receiver = fields.Char(
        string="Handed to", required=True, help="Name and post of the official."
    )
    purpose = fields.Selection(
        selection=PURPOSES, string="What For", required=True, default="verify"
    )
    reason = fields.Char(
        string="In Words", required=True, help="Stands in the log beside your name."
    )

    @api.model
    def _petition_domain(self):
        ids = self.env.context.get("citizen_petition_ids")
        return [("id", "in", ids)] if isinstance(ids, list) else []

    def action_hand_out(self):
        """Log the hand-out and print its protocol.

        :raise AccessError: anybody but the custodian of identities
        :raise UserError: the petition isn't sealed, or something isn't said
        """
        self.ensure_one()
        if not self.petition_id.has_access("read"):
            raise AccessError(
                self.env._(
                    "Originals of sealed petitions leave only through the custodian "
                    "of identities."
                )
            )
        log = self.petition_id._hand_out(
            self.form, self.receiver, self.purpose, self.reason
        )
        return self.env.ref(
            "citizen_dialogue.citizen_identity_log_report_handout"
        ).report_action(log.sudo(False))
