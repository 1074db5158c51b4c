from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from .citizen_protected_mixin import OneTimeToken


class CitizenPendingMixin(models.AbstractModel):
    """Rows that decide dates: days off and time limits.

    A row entered by hand, by import or by an upgrade is *pending* and decides nothing
    until somebody has seen which running deadlines it moves and has applied it
    (``citizen.law.change``). Only the very first installation brings rows in force.
    """

    _name = "citizen.pending.mixin"
    _description = "Rows Applied After a Preview"
    _inherit = ["citizen.protected.mixin"]

    # what a row in force means; corrected by another row, never in place
    _meaning_fields = frozenset()

    pending = fields.Boolean(
        readonly=True,
        copy=False,
        default=lambda self: not self._is_first_install(),
        help="Counts for nothing until its preview has been applied.",
    )

    @api.model
    def _is_installing(self):
        """Data of the add-on itself is being loaded; a context alone opens nothing."""
        return bool(self.env.su and self.env.context.get("install_mode"))

    @api.model
    def _is_first_install(self):
        module = self.env["ir.module.module"]._get("citizen_dialogue")
        return self._is_installing() and module.state == "to install"

    @api.model
    def _is_own_step(self):
        """A step of the model's own methods, which hold the token of its mixin."""
        return isinstance(self.env.context.get("citizen_token"), OneTimeToken)

    def _spend_token(self, guarded):
        if self._is_installing():
            return self
        return super()._spend_token(guarded)

    @api.model
    def _check_dates(self, vals):
        """:raise ValidationError: a date that no calendar has, such as 31 February"""
        for name in vals:
            field = self._fields.get(name)
            if field and field.type == "date" and isinstance(vals[name], str):
                try:
                    fields.Date.to_date(vals[name])
                except ValueError:
                    raise ValidationError(
                        self.env._(
                            "“%(value)s” is no date: there is no such day.",
                            value=vals[name],
                        )
                    ) from None

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_dates(vals)
        records = super().create(vals_list)
        self.env.registry.clear_cache()
        return records

    def write(self, vals):
        self._check_dates(vals)
        frozen = self._meaning_fields & vals.keys()
        if frozen and not self._is_own_step():
            changed = self.filtered(
                lambda row: not row.pending and row._differs(vals, frozen)
            )
            if changed and self._is_installing():
                # an upgrade loads its file again: what a row in force means was
                # changed by applying another one, not by the file
                super(CitizenPendingMixin, self - changed).write(vals)
                vals = {key: vals[key] for key in vals.keys() - frozen}
                result = super(CitizenPendingMixin, changed).write(vals)
                self.env.registry.clear_cache()
                return result
            if changed:
                raise AccessError(changed[0]._frozen_message())
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    def _differs(self, vals, names):
        self.ensure_one()
        for name in names:
            field = self._fields[name]
            new = field.convert_to_cache(vals[name], self)
            old = field.convert_to_cache(self[name], self)
            if (new or False) != (old or False):
                return True
        return False

    def _frozen_message(self):
        """Why this row in force can't be edited, and what to do instead."""
        raise NotImplementedError
