from odoo import api, models

# of these every officer may see the name
PUBLIC = ("citizen.unit", "citizen.membership")


class CitizenLinkMixin(models.AbstractModel):
    """A record, or a dialog, links only to what its user may read.

    The web client offers nothing else, but a call may name any id, and Odoo tells the
    name of a linked record, and what is shown through it, whoever asks.
    """

    _name = "citizen.link.mixin"
    _description = "Links to What Its User Reads"

    @api.model
    def _link_fields(self, names):
        return [
            name
            for name in names
            if (field := self._fields.get(name))
            and field.type == "many2one"
            and field.store
            and field.comodel_name.startswith("citizen.")
            and field.comodel_name not in PUBLIC
        ]

    def _check_links(self, names):
        """:raise AccessError: a field of ``names`` links to what the user may not
        read"""
        if not self.env.su:
            for name in self._link_fields(names):
                self[name].check_access("read")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        # a context may name any record as the default
        for name in () if self.env.su else self._link_fields(values):
            comodel = self.env[self._fields[name].comodel_name]
            comodel.browse(values[name] or ()).check_access("read")
        return values


class CitizenDialogMixin(models.AbstractModel):
    """A dialog tells nothing of what its user may not read."""

    _name = "citizen.dialog.mixin"
    _description = "Dialog"
    _inherit = ["citizen.link.mixin"]

    @api.model_create_multi
    def create(self, vals_list):
        dialogs = super().create(vals_list)
        dialogs._check_links(self._fields)
        return dialogs

    def write(self, vals):
        result = super().write(vals)
        self._check_links(vals)
        return result
