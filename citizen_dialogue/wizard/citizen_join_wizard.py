from odoo import api, fields, models
from odoo.exceptions import UserError


class CitizenJoinWizard(models.TransientModel):
    """Two petitions side by side, to see whether they belong together."""

    _name = "citizen.join.wizard"
    _description = "Compare Two Petitions"
    _inherit = ["citizen.dialog.mixin"]

    petition_id = fields.Many2one(
        comodel_name="citizen.petition",
        string="This Petition",
        ondelete="cascade",
        default=lambda self: self.env.context.get("citizen_petition_id"),
    )
    other_id = fields.Many2one(
        comodel_name="citizen.petition",
        string="Earlier Petition",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.context.get("citizen_other_id"),
    )
    petition_people = fields.Char(
        related="petition_id.people_text", related_sudo=False, string="Sent by (This)"
    )
    petition_subject = fields.Char(
        related="petition_id.subject", related_sudo=False, string="About (This)"
    )
    petition_content = fields.Text(
        related="petition_id.content", related_sudo=False, string="Summary (This)"
    )
    petition_date = fields.Date(
        related="petition_id.receipt_date", related_sudo=False, string="Received (This)"
    )
    other_people = fields.Char(
        related="other_id.people_text", related_sudo=False, string="Sent by"
    )
    other_subject = fields.Char(
        related="other_id.subject", related_sudo=False, string="About"
    )
    other_content = fields.Text(
        related="other_id.content", related_sudo=False, string="Summary"
    )
    other_date = fields.Date(
        related="other_id.receipt_date", related_sudo=False, string="Received"
    )
    other_state = fields.Selection(
        related="other_id.state", related_sudo=False, string="State"
    )
    kind = fields.Selection(
        selection=lambda self: (
            self.env["citizen.petition.link"]
            ._fields["kind"]
            ._description_selection(self.env)
        ),
        string="They Are",
        default="duplicate",
    )
    reason = fields.Char()

    @api.depends("petition_id", "other_id")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = self.env._("Compare")

    def action_join(self):
        """Join the two.

        :raise UserError: no reason, or they can't be joined
        """
        self.ensure_one()
        if not self.petition_id:
            raise UserError(self.env._("Save the petition first."))
        self.env["citizen.petition.link"].citizen_join(
            self.petition_id.id, self.other_id.id, self.kind, self.reason
        )
        return {"type": "ir.actions.act_window_close"}

    def action_open_other(self):
        """Open the earlier petition."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "citizen.petition",
            "res_id": self.other_id.id,
            "view_mode": "form",
        }
