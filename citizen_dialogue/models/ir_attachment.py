from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError

# their originals are in the vault, encrypted; an attachment would lie beside it
WITHOUT_ATTACHMENTS = frozenset(
    {
        "citizen.petition",
        "citizen.petitioner",
        "citizen.reception",
        "citizen.petition.line",
        "citizen.vault.file",
    }
)


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        default = self.env.context.get("default_res_model")
        self._check_no_vault({vals.get("res_model", default) for vals in vals_list})
        return super().create(vals_list)

    def write(self, vals):
        self._check_no_vault({vals.get("res_model")})
        if {"raw", "datas", "db_datas", "name", "res_model", "res_id"} & vals.keys():
            self._check_frozen()
        return super().write(vals)

    def _check_no_vault(self, names):
        if names & WITHOUT_ATTACHMENTS:
            raise UserError(
                self.env._(
                    "Originals of petitions and visits are added under “Originals”, "
                    "where they are encrypted. Nothing was stored."
                )
            )

    def unlink(self):
        self._check_frozen()
        return super().unlink()

    def _check_frozen(self):
        """Files of issued documents and submitted reports are evidence: a wrong one is
        struck out with a reason. A model takes part by ``_frozen_attachments``."""
        by_model = defaultdict(self.browse)
        for attachment in self:
            by_model[attachment.res_model or ""] |= attachment
        for name, attachments in by_model.items():
            model = self.env.get(name)
            if model is None or not hasattr(model, "_frozen_attachments"):
                continue
            if model._frozen_attachments(attachments):
                raise UserError(
                    self.env._(
                        "This file is evidence and can be neither changed nor "
                        "deleted. Strike a wrong one out with a reason and add the "
                        "right one."
                    )
                )
