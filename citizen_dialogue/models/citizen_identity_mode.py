from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError


class CitizenIdentityMode(models.Model):
    """Decision how the identity of denouncers is kept: on paper only, or in the vault.

    Names and addresses of denouncers may be state secrets (Quyết định 774/QĐ-TTg 2020),
    which must not be stored on a networked computer (Luật Bảo vệ bí mật nhà nước). The
    head decides; the last row is in force; rows are neither changed nor deleted, so the
    list is the record of every change.
    """

    _name = "citizen.identity.mode"
    _description = "How Denouncers Are Kept"
    _order = "id desc"
    _rec_name = "decision_number"

    mode = fields.Selection(
        selection=[
            ("paper", "On Paper Only"),
            ("vault", "In the Encrypted Vault"),
        ],
        required=True,
    )
    decision_number = fields.Char(string="Number of the Decision")
    decision_date = fields.Date(string="Date of the Decision")
    decision_scan = fields.Binary(string="Scan of the Decision", attachment=True)
    decision_scan_name = fields.Char()
    independent_lan = fields.Boolean(
        string="Independent Network (LAN)",
        help="The server stands in a network of one premises without any connection "
        "outside (Luật Bảo vệ bí mật nhà nước 117/2025/QH15).",
    )
    note = fields.Text()

    @api.constrains("mode", "decision_number", "decision_date", "decision_scan")
    def _check_decision(self):
        today = self.env["citizen.calendar"]._today()
        for row in self:
            if row.decision_date and row.decision_date > today:
                raise ValidationError(
                    self.env._("The decision can't have a date that is still to come.")
                )
            complete = row.decision_number and row.decision_date and row.decision_scan
            if row.mode == "vault" and not (complete or row.independent_lan):
                raise ValidationError(
                    self.env._(
                        "The vault may hold denouncers only by a written decision of "
                        "the head (number, date and scan), or in an independent "
                        "network."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and not self.env.user.has_group(
            "citizen_dialogue.citizen_dialogue_group_leader"
        ):
            raise AccessError(
                self.env._(
                    "The leader of the authority decides how denouncers are kept."
                )
            )
        rows = super().create(vals_list)
        self.env["citizen.identity.log"]._log_mode(rows)
        return rows

    # pylint: disable=method-required-super
    def write(self, vals):
        raise UserError(
            self.env._("A decision is not changed: enter the new one as a new line.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ever(self):
        raise UserError(self.env._("These decisions are kept for good."))

    @api.model
    def _current(self):
        """``paper`` until somebody decided otherwise."""
        # sudo: who registers a denunciation must follow it without reading it
        return self.sudo().search([], limit=1).mode or "paper"
