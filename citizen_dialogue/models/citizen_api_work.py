import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain

from ..tools import system_calls

KINDS = ("progress", "done", "support")
MOST_FILES = 20
# with their content, which is held in memory
MOST_CONTENTS = 10


class CitizenTask(models.Model):
    _name = "citizen.task"
    _inherit = ["citizen.task", "citizen.api.mixin"]

    def citizen_api_report(self, kind="progress", progress=None, text=None, files=None):
        """Report on one task for the unit of the account, with evidence, as the unit's
        officer does with his buttons.

        :param kind: ``progress``, ``done`` or, by a cooperating unit, ``support``
        :param progress: per cent, of a report on progress
        :param files: ``[{"name", "data"}]``, as base64
        :return: the task's new state and the number of the report
        :raise UserError: not under way; reported done without words or evidence
        :raise AccessError: another unit's task
        """
        if len(self) != 1:
            raise UserError(self.env._("Name one task in “ids”."))
        if not self.exists() or not self.has_access("write"):
            raise AccessError(
                self.env._("There is no such task, or another unit reports on it.")
            )
        updates = self.env["citizen.task.update"]
        if kind not in KINDS:
            raise UserError(
                self.env._("“%(name)s” has an impossible value.", name="kind")
            )
        number = type(progress) is int and 0 <= progress <= 100
        if not (number or (progress is None and kind != "progress")):
            raise UserError(
                self.env._("“%(name)s” has an impossible value.", name="progress")
            )
        if not system_calls.is_value("text", text):
            raise UserError(
                self.env._("“%(name)s” has an impossible value.", name="text")
            )
        evidence = self.env["ir.attachment"].create(
            [
                self._api_evidence(file)
                for file in self._api_list(files, MOST_FILES, "files")
            ]
        )
        update = updates.create(
            {
                "task_id": self.id,
                "kind": kind,
                "progress": progress or 0,
                "text": text or False,
                "attachment_ids": [Command.set(evidence.ids)],
            }
        )
        return {
            "id": self.id,
            "state": self.state,
            "progress": self.progress,
            "reported_on": self._api_day(self.reported_on),
            "update_id": update.id,
        }

    def _api_evidence(self, file):
        if (
            not isinstance(file, dict)
            or file.keys() != {"name", "data"}
            or not system_calls.is_value("char", file["name"])
            or not file["name"]
        ):
            raise UserError(self.env._("A file has “name” and “data”."))
        return {"name": file["name"][:200], "raw": self._api_bytes(file["data"])}


class CitizenDocument(models.Model):
    _name = "citizen.document"
    _inherit = ["citizen.document", "citizen.api.mixin"]

    @api.readonly
    def citizen_api_issued(self, since=None, after=None, limit=100, with_files=False):
        """Issued documents: those named by ``ids``, else all that changed since a
        moment, page by page; ``with_files`` adds the signed copy, or where there is
        none yet the PDF, as base64.

        :return: ``{"records", "next_after", "next_since"}``
        :raise AccessError: a document of another unit is among ``ids``
        :raise UserError: a draft, or too many with their files
        """
        domain = Domain("state", "=", "issued")
        if self:
            if self - self.exists() or not self.has_access("read"):
                raise AccessError(
                    self.env._("There is no such document, or it is another unit's.")
                )
            if self.filtered(lambda d: d.state != "issued"):
                raise UserError(self.env._("A document is given out once issued."))
            domain &= Domain("id", "in", self.ids)
            since, after, limit = None, None, len(self)
        page, told = self.browse()._api_page(domain, since, after, limit)
        if with_files and limit > MOST_CONTENTS:
            raise UserError(
                self.env._("With their files at most %s at a time.", MOST_CONTENTS)
            )
        return {
            "records": [document._api_row(with_files) for document in page],
            **told,
        }

    def _api_row(self, with_file):
        row = {
            "id": self.id,
            "kind": self.type_id.code,
            "kind_name": self.type_id.name,
            "subject": self.name,
            "number": self.number or None,
            "date_issued": self._api_day(self.date_issued),
            "issuer": {"id": self.issuer_unit_id.id, "name": self.issuer_unit_id.name},
            "step": self.step,
            "is_external": self.is_external,
            "petition_id": self.petition_id.id or None,
            "case_id": self.case_id.id or None,
            "dialogue_id": self.dialogue_id.id or None,
            "conclusion_id": self.conclusion_id.id or None,
            "report_id": self.report_id.id or None,
            "file": "signed"
            if self.signed_sha256
            else ("pdf" if self.pdf_sha256 else None),
            "sha256": self.signed_sha256 or self.pdf_sha256 or None,
            "changed_at": self._api_moment(self.write_date),
        }
        if with_file:
            # sudo: the file of a document that was found by the user's own rights
            document = self.sudo()
            stored = document.signed_attachment_id or document.pdf_attachment_id
            row["data"] = stored and base64.b64encode(stored.raw).decode() or None
        return row


class CitizenReport(models.Model):
    _inherit = "citizen.report"

    locked_tables = fields.Json(
        compute="_compute_locked_tables",
        help="The tables of a statutory report as they were sent, for other systems.",
    )

    @api.depends("state", "frozen_sha256")
    def _compute_locked_tables(self):
        for report in self:
            sent = report.state == "locked" and report.frozen_sha256
            report.locked_tables = report._frozen_tables() if sent else False

    def _frozen_tables(self):
        """Columns by the number printed on the form, one line for each unit."""
        figures = self._frozen()
        return [
            {
                "code": code,
                "name": table.name,
                "regime": table.regime,
                "columns": [
                    {
                        "number": column.number,
                        "printed": column.printed,
                        "title": ": ".join(column.path),
                    }
                    for column in table.columns.values()
                ],
                "rows": [
                    {
                        "unit_id": figures.units[index]["id"],
                        "unit": figures.units[index]["name"],
                        "cells": [
                            figures.values(code, number)[index]
                            for number in table.columns
                        ],
                    }
                    for index in figures.shown_rows(code)
                ],
                "total": [figures.total(code, number) for number in table.columns],
            }
            for code, table in figures.tables.items()
        ]
