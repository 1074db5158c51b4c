from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..models.citizen_identity_log import PURPOSES

OWNERS = ("citizen.petition", "citizen.reception")


class CitizenRevealWizard(models.TransientModel):
    """Asks what an identity is needed for. It never holds the identity: that goes to
    one dialog of the browser and nowhere else."""

    _name = "citizen.reveal.wizard"
    _description = "Open an Identity"

    petitioner_ids = fields.Many2many(
        comodel_name="citizen.petitioner", string="Persons"
    )
    file_id = fields.Many2one(comodel_name="citizen.vault.file", ondelete="cascade")
    purpose = fields.Selection(selection=PURPOSES, string="What For", required=True)
    reason = fields.Char(
        string="In Words", required=True, help="Stands in the log beside your name."
    )

    @api.model
    def _open(self, owner, people=None, file=None):
        """The dialog for persons or one original of a petition or visit.

        :raise AccessError: the user may not open them
        :raise UserError: nobody is sealed
        """
        if not owner.with_user(self.env.user)._may_reveal():
            raise AccessError(
                self.env._(
                    "Only the custodian of identities, who registered the petition "
                    "(until it is classified), and those the leader has named may "
                    "open this identity."
                )
            )
        if not people and not file:
            raise UserError(self.env._("No sealed identity is stored here."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open the Identity"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_petitioner_ids": people.ids if people else [],
                "default_file_id": file.id if file else False,
            },
        }

    def action_reveal(self):
        """Log and show.

        :raise AccessError: the user may not open it
        :raise UserError: no reason in words
        """
        self.ensure_one()
        if len((self.reason or "").strip()) < 3:
            raise UserError(self.env._("Say what the identity is needed for."))
        if self.file_id:
            return self.file_id._open_page(self.purpose, self.reason)
        return {
            "type": "ir.actions.client",
            "tag": "citizen_reveal",
            "name": self.env._("Identity"),
            "target": "new",
            "params": {
                "people": self.petitioner_ids._reveal(self.purpose, self.reason)
            },
        }


class CitizenReadersWizard(models.TransientModel):
    """The leader names who may open one identity."""

    _name = "citizen.readers.wizard"
    _description = "Who May Open an Identity"

    user_ids = fields.Many2many(
        comodel_name="res.users",
        string="Officials",
        default=lambda self: self._owner().identity_reader_ids,
        domain="[('citizen_membership_ids', '!=', False)]",
    )
    reason = fields.Char(required=True)

    @api.model
    def _owner(self):
        name, record_id = self.env.context.get("citizen_owner") or (OWNERS[0], 0)
        if name not in OWNERS:
            raise UserError(self.env._("This step can't be taken here."))
        return self.env[name].browse(record_id)

    def action_apply(self):
        """Name them.

        :raise AccessError: the user is no leader of the authority
        """
        self.ensure_one()
        owner = self._owner()
        owner.check_access("read")
        owner._name_readers(self.user_ids, self.reason)
        return {"type": "ir.actions.act_window_close"}
