from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext


class CitizenRevisionMixin(models.AbstractModel):
    """Long texts that two clerks may have open at the same time.

    A write that touches one of ``_revision_fields`` must carry ``revision`` as it was
    read; the form view ``citizen_form`` sends it. An older one is refused and both
    texts are shown, so that nobody's paragraph disappears.
    """

    _name = "citizen.revision.mixin"
    _description = "Revisions of Long Texts"
    _inherit = ["citizen.protected.mixin"]

    _revision_fields = ()

    revision = fields.Integer(readonly=True, copy=False, default=0)

    def write(self, vals):
        touched = [name for name in self._revision_fields if name in vals]
        if not touched:
            vals = {name: value for name, value in vals.items() if name != "revision"}
            return super().write(vals) if vals else True
        for record in self:
            current = record._lock_revision()
            if "revision" not in vals or vals["revision"] != current:
                raise UserError(record._refused_revision(vals, touched))
        for record in self:
            super(CitizenRevisionMixin, record).write(
                {**vals, "revision": record.revision + 1}
            )
        return True

    def _write_revised(self, vals):
        """Write long texts from a method of the model, on what the database holds."""
        for record in self:
            record.write({**vals, "revision": record._lock_revision()})

    def _lock_revision(self):
        self._lock_rows()
        return self.revision

    def _refused_revision(self, vals, touched):
        texts = []
        for name in touched:
            field = self._fields[name]
            mine, theirs = vals[name] or "", self[name] or ""
            if field.type == "html":
                mine, theirs = html2plaintext(mine), html2plaintext(theirs)
            texts.append(
                self.env._(
                    "%(field)s – your text:\n%(mine)s\n\n%(field)s – saved "
                    "meanwhile:\n%(theirs)s",
                    field=field._description_string(self.env),
                    mine=mine,
                    theirs=theirs,
                )
            )
        return self.env._(
            "%(user)s has changed this text since you opened it. Nothing was "
            "overwritten: copy your text, reload the page and put it in again.\n\n"
            "%(texts)s",
            # sudo: the name of a colleague of another unit, for the message only
            user=self.sudo().write_uid.name,
            texts="\n\n".join(texts),
        )
