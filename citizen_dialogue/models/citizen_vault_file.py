import base64
import io
import secrets

from PIL import Image
from PyPDF2 import PdfReader
from PyPDF2.errors import PyPdfError

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.orm.models import NO_ACCESS
from odoo.tools import clean_context
from odoo.tools.mimetypes import guess_mimetype

# largest scan accepted, in MB, unless the parameter says otherwise
DEFAULT_MAX_FILE_MB = 50
MIMETYPES = ("application/pdf", "image/png", "image/jpeg")


class CitizenVaultFile(models.Model):
    """The scan of an original: encrypted, in a table of our own and never an
    attachment, under a name that says nothing."""

    _name = "citizen.vault.file"
    _description = "Original in the Vault"
    _inherit = ["citizen.vault.mixin"]
    _order = "sequence, id"

    petition_id = fields.Many2one(
        comodel_name="citizen.petition",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
    )
    reception_id = fields.Many2one(
        comodel_name="citizen.reception",
        string="Visit",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        selection=[
            ("letter", "Letter"),
            ("evidence", "Enclosed Papers"),
            ("appointment", "Appointment of Representatives"),
            ("paper", "Identity Paper"),
            ("authorisation", "Authorisation"),
            ("other", "Other"),
        ],
        required=True,
        default="letter",
    )
    data = fields.Binary(string="Scan", store=False, attachment=False)
    data_name = fields.Char(store=False)
    mimetype = fields.Char(readonly=True)
    size = fields.Integer(string="Size (Bytes)", readonly=True, aggregator=None)
    pages = fields.Integer(readonly=True, aggregator=None)
    digest = fields.Char(readonly=True, groups=NO_ACCESS, prefetch=False)
    blob = fields.Binary(
        readonly=True, attachment=False, groups=NO_ACCESS, prefetch=False
    )
    seal_ref = fields.Char(readonly=True, groups=NO_ACCESS, prefetch=False)
    vault_key_id = fields.Many2one(
        comodel_name="citizen.vault.key",
        readonly=True,
        groups=NO_ACCESS,
        prefetch=False,
        ondelete="set null",
    )
    is_struck = fields.Boolean(string="Struck Out", readonly=True)
    strike_reason = fields.Char(readonly=True)

    _has_owner = models.Constraint(
        "CHECK (petition_id IS NOT NULL OR reception_id IS NOT NULL)",
        "A file belongs to a petition or a visit.",
    )

    @api.depends("kind", "sequence")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for file in self:
            file.display_name = f"{labels.get(file.kind)} ({file.id or '…'})"

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        rows = []
        for vals in vals_list:
            data = vals.get("data")
            if not data:
                raise UserError(self.env._("Choose the file to be kept."))
            owner = (
                self.env["citizen.petition"].browse(vals.get("petition_id"))
                or self.env["citizen.reception"].browse(vals.get("reception_id"))
            ).sudo()
            if not owner:
                raise UserError(self.env._("A file belongs to a petition or a visit."))
            self._check_owners(vals)
            owner._check_may_store_originals()
            rows.append(
                {
                    key: vals[key]
                    for key in ("petition_id", "reception_id", "kind", "sequence")
                    if key in vals
                }
            )
        # sudo: columns nobody has access to; rights are checked on what was made. No
        # default of the caller's context may reach them
        store = self.sudo().with_context(clean_context(self.env.context))
        files = super(CitizenVaultFile, store).create(rows).with_env(self.env)
        files.check_access("create")
        for file, vals in zip(files, vals_list, strict=True):
            # sealed for this row: its number is known only now
            file._write_columns(file._sealed_vals(vals["data"], file._owner()))
        return files

    @api.model
    def _check_owners(self, vals):
        """:raise AccessError: somebody else's petition or visit"""
        if self.env.su:
            return
        for name in ("petition_id", "reception_id"):
            if vals.get(name):
                self.env[self._fields[name].comodel_name].browse(
                    vals[name]
                ).check_access("write")

    def write(self, vals):
        if self._is_direct():
            return super().write(vals)
        if vals.get("data"):
            raise UserError(
                self.env._("An original isn't replaced: strike it out and add another.")
            )
        vals = {k: v for k, v in vals.items() if k not in ("data", "data_name")}
        if vals.keys() - {"kind", "sequence"} and not self.env.su:
            raise AccessError(
                self.env._("What the vault keeps is changed through its own buttons.")
            )
        return super().write(vals) if vals else True

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ever(self):
        raise UserError(
            self.env._("An original is struck out with a reason, never deleted.")
        )

    def _sealed_vals(self, data, owner):
        content = self._checked(data)
        mimetype, pages = self._inspect(content)
        key, ref = owner._vault_key(), secrets.token_hex(8)
        return {
            "mimetype": mimetype,
            "size": len(content),
            "pages": pages,
            "digest": self.env["citizen.vault.key"]
            ._keys()
            .digest("file", base64.b64encode(content).decode()),
            "blob": key._seal(content, f"file:{self.id}:{ref}"),
            "seal_ref": ref,
            "vault_key_id": key.id,
        }

    @api.model
    def _checked(self, data):
        try:
            content = base64.b64decode(data, validate=True)
        except (ValueError, TypeError) as error:
            raise UserError(
                self.env._("The file arrived damaged: add it again.")
            ) from (error)
        # sudo: the limit is a setting
        limit = int(
            self.env["ir.config_parameter"]
            .sudo()
            .get_param("citizen_dialogue.max_file_mb", DEFAULT_MAX_FILE_MB)
        )
        if len(content) > limit * 1024 * 1024:
            raise UserError(
                self.env._(
                    "The file has %(size)s MB; %(limit)s MB is the most. Scan with "
                    "less resolution or split it.",
                    size=len(content) // (1024 * 1024),
                    limit=limit,
                )
            )
        return content

    @api.model
    def _inspect(self, content):
        """Kind and number of pages of a scan that can be read.

        :raise UserError: neither a PDF nor a picture, or one that can't be opened
        """
        mimetype = guess_mimetype(content)
        try:
            if mimetype == "application/pdf":
                return mimetype, len(PdfReader(io.BytesIO(content)).pages)
            if mimetype in MIMETYPES:
                Image.open(io.BytesIO(content)).verify()
                return mimetype, 1
        except (PyPdfError, OSError, SyntaxError, ValueError, KeyError):
            # damaged: refused below
            mimetype = False
        raise UserError(
            self.env._(
                "This file is no scan that can be read: a picture (JPEG, PNG) or a PDF "
                "without password. Nothing was stored."
            )
        )

    # ------------------------------------------------------------------
    # reading
    # ------------------------------------------------------------------
    def _owner(self):
        self.ensure_one()
        # sudo: its identity decides, whoever asks
        return (self.sudo().petition_id or self.sudo().reception_id).sudo()

    def _content(self):
        """The file itself. Inside the server only; who may have it is checked by
        ``_open_page``."""
        self.ensure_one()
        # sudo: columns nobody has access to
        file = self.sudo()
        if not file.vault_key_id:
            raise UserError(self.env._("This original has been erased."))
        blob = file.blob
        text = blob.decode() if isinstance(blob, bytes) else blob
        return file.vault_key_id._unseal(text, f"file:{file.id}:{file.seal_ref}")

    def action_open(self):
        """Show the original: at once when the petition is open, else after asking what
        for."""
        self.ensure_one()
        self.check_access("read")
        owner = self._owner()
        if owner._seals("petitioner"):
            return self.env["citizen.reveal.wizard"]._open(owner, file=self)
        return self._url_action()

    def _may_open(self):
        owner = self._owner()
        return not owner._seals("petitioner") or owner._may_reveal()

    def _open_page(self, purpose=False, reason=""):
        """Leave a trace and give the address for one opening.

        :raise AccessError: the user may not open it
        :raise UserError: no purpose, or no words that say what for
        """
        self.check_access("read")
        owner = self._owner()
        if not self._may_open():
            raise AccessError(
                self.env._("Originals of sealed petitions open for few only.")
            )
        if owner._seals("petitioner"):
            if not purpose or not (reason or "").strip():
                raise UserError(self.env._("Say what the identity is needed for."))
            self.env["citizen.identity.log"]._log(
                "page", owner, self.display_name, purpose, reason
            )
        return self._url_action()

    def _url_action(self):
        return {
            "type": "ir.actions.act_url",
            "url": f"/citizen_dialogue/vault/{self.id}?t={self._ticket()}",
            "target": "new",
        }

    def _ticket(self):
        """Permission for this user to open this file for some minutes."""
        stamp = self.env.cr.now().strftime("%Y%m%d%H%M")
        return f"{stamp}.{self._ticket_digest(stamp)}"

    def _ticket_digest(self, stamp):
        # a ticket given while the petition was open isn't one for the sealed original
        keys = self.env["citizen.vault.key"]._keys()
        sealed = self._owner().identity
        return keys.digest("ticket", f"{self.id}|{self.env.uid}|{stamp}|{sealed}")

    def _strike(self, reason):
        """Strike a wrong scan out: it stays, and doesn't count."""
        self.check_access("write")
        self._write_columns({"is_struck": True, "strike_reason": reason})

    def _move_to(self, petition):
        """What came with a visit belongs to the petition that came of it as well."""
        self._write_columns({"petition_id": petition.id})

    def _erase(self):
        """Nothing of the file remains but its entry."""
        keys = self.sudo().vault_key_id
        self._write_columns(
            {"blob": False, "digest": False, "vault_key_id": False, "seal_ref": False}
        )
        return keys
