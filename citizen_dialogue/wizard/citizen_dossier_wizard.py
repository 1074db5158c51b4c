import base64
import io

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import package


class CitizenHandoverWizard(models.TransientModel):
    """Hand closed dossiers over to the archive, with its two forms."""

    _name = "citizen.handover.wizard"
    _description = "Hand Over to the Archive"

    dossier_ids = fields.Many2many(
        comodel_name="citizen.dossier",
        relation="citizen_handover_dossier_rel",
        default=lambda self: self.env.context.get("active_ids"),
        required=True,
    )
    receiver = fields.Char(
        string="Received by", required=True, help="Name and post of the archivist."
    )
    date = fields.Date(
        required=True, default=lambda self: self.env["citizen.calendar"]._today()
    )

    def action_hand_over(self):
        """Hand over and print Mục lục hồ sơ and Biên bản giao nhận.

        :raise UserError: one of them isn't closed yet, or the day is impossible
        """
        self.ensure_one()
        waiting = self.dossier_ids.filtered(lambda d: d.state != "closed")
        if waiting:
            raise UserError(
                self.env._(
                    "Only closed dossiers are handed over; these aren't: %(list)s",
                    list=", ".join(d.code or "" for d in waiting),
                )
            )
        if self.date > self.env["citizen.calendar"]._today() or self.date < max(
            self.dossier_ids.mapped("closed_on")
        ):
            raise UserError(
                self.env._("Handed over after closing and not in the future: check it.")
            )
        self.dossier_ids._hand_over(self.receiver.strip(), self.date)
        return self.env.ref(
            "citizen_dialogue.citizen_dossier_report_handover"
        ).report_action(self.dossier_ids)


class CitizenPackageWizard(models.TransientModel):
    """Verify an exported package: what was changed, is missing or was added."""

    _name = "citizen.package.wizard"
    _description = "Verify a Package"

    file = fields.Binary(string="Package (ZIP)", attachment=False)
    file_name = fields.Char()
    result = fields.Selection(
        selection=[
            ("whole", "Unchanged"),
            ("unknown", "Whole, but Not the Last Export"),
            ("broken", "Changed"),
        ],
        readonly=True,
    )
    report = fields.Text(string="What Was Found", readonly=True)

    def action_verify(self):
        """Compare each file with the manifest, and the manifest with what this
        installation remembers.

        :raise UserError: no file, not a ZIP, or no manifest in it
        """
        self.ensure_one()
        if not self.file:
            raise UserError(self.env._("Choose the package first."))
        try:
            verdict = package.verify(io.BytesIO(base64.b64decode(self.file)))
        except package.BadPackage as error:
            messages = {
                "zip": self.env._("This is not a ZIP file, or it is damaged."),
                "manifest": self.env._(
                    "The package has no readable list of sums: it was not exported "
                    "here, or the list was changed."
                ),
                "size": self.env._("This file unpacks to more than any dossier."),
            }
            raise UserError(messages[error.args[0]]) from error
        self.write(self._findings(verdict))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Verify a Package"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    @api.model
    def _findings(self, verdict):
        dossier = self.env["citizen.dossier"].search([("code", "=", verdict.code)])
        known = any(d.package_sha256 == verdict.manifest_sha256 for d in dossier)
        lines = [
            self.env._(
                "Dossier %(code)s: %(good)s file(s) unchanged.",
                code=verdict.code,
                good=len(verdict.good),
            )
        ]
        lines += [self.env._("Changed: %s", path) for path in verdict.changed]
        lines += [self.env._("Missing: %s", path) for path in verdict.missing]
        lines += [self.env._("Added: %s", path) for path in verdict.added]
        if not dossier:
            lines.append(
                self.env._("You have no access to this dossier, or it isn't kept here.")
            )
        elif known:
            lines.append(self.env._("The list of sums is that of the last export."))
        else:
            lines.append(
                self.env._(
                    "The list of sums is not that of the last export: an older export, "
                    "or the list itself was changed."
                )
            )
        if not verdict.is_whole:
            result = "broken"
        else:
            result = "whole" if known else "unknown"
        return {"result": result, "report": "\n".join(lines)}
