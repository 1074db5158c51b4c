from odoo import fields, models


class CitizenTransfer(models.Model):
    """Forwarding of a petition to another unit or body; accepted or returned. The only
    code that changes the unit that handles a petition."""

    _name = "citizen.transfer"
    _description = "Transfer"
    _inherit = ["citizen.state.mixin"]
    _order = "id desc"

    petition_id = fields.Many2one(
        comodel_name="citizen.petition",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    state = fields.Selection(
        selection=[("sent", "Sent")], required=True, default="sent", readonly=True
    )
