import base64
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.orm.models import NO_ACCESS

from ..tools import vault


class CitizenVaultKey(models.Model):
    """The data key of one petition or visit, itself encrypted by the installation's
    key, which is not in the database. Erasing the row erases what it sealed."""

    _name = "citizen.vault.key"
    _description = "Data Key of the Vault"

    ref = fields.Char(required=True, readonly=True, index=True)
    wrapped = fields.Char(
        required=True, readonly=True, groups=NO_ACCESS, prefetch=False
    )

    @api.model
    def _keys(self):
        """Keys of the installation.

        :raise UserError: there is no key file, or it is damaged
        """
        try:
            return vault.load_keys()
        except vault.VaultError as error:
            raise UserError(
                self.env._(
                    "The vault of persons is closed: its key file is missing, can't be "
                    "read or is damaged. Nothing was stored or shown. Ask who runs the "
                    "server to check the file that %(variable)s names.",
                    variable=vault.KEY_FILE_VARIABLE,
                )
            ) from error

    @api.model
    def _new(self, amount=1):
        """Fresh data keys."""
        rows = []
        for _key in range(amount):
            ref = secrets.token_hex(8)
            wrapped = self._keys().wrap(vault.new_data_key(), f"key:{ref}")
            rows.append({"ref": ref, "wrapped": wrapped.decode()})
        # sudo: nobody has access to this table; it is used through this API alone
        return self.sudo().create(rows)

    def _seal(self, content, context):
        """``content`` (bytes) sealed with this key, as text for a column.

        :param context: what it belongs to; it opens nowhere else
        """
        self.ensure_one()
        sealed = vault.seal(self._data_key(), content, f"{self._ref()}:{context}")
        return base64.b64encode(sealed).decode()

    def _unseal(self, text, context):
        """:raise UserError: the value was changed in the database or moved"""
        self.ensure_one()
        try:
            return vault.unseal(
                self._data_key(), base64.b64decode(text), f"{self._ref()}:{context}"
            )
        except (vault.VaultError, ValueError, TypeError) as error:
            # the text itself may be anything after a change in the database
            raise self._damaged() from error

    def _data_key(self):
        # sudo: as in _new
        row = self.sudo()
        try:
            return self._keys().unwrap((row.wrapped or "").encode(), f"key:{row.ref}")
        except (vault.VaultError, ValueError) as error:
            raise self._damaged() from error

    def _ref(self):
        # sudo: as in _new
        return self.sudo().ref

    def _damaged(self):
        return UserError(
            self.env._(
                "What is stored here can't be opened: the key is another one, or the "
                "data was changed outside the product. Tell who runs the server."
            )
        )
