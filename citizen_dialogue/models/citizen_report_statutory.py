import base64
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.orm.models import NO_ACCESS

from ..tools import report_period
from ..tools.report_figures import Figures, heading
from ..tools.report_formula import pieces
from ..tools.report_measure import SOURCES, Measure
from ..tools.report_words import RECORDS, describe

TO_APPROVE = "citizen_dialogue.mail_activity_type_statutory_approve"
TO_SEND = "citizen_dialogue.mail_activity_type_statutory_send"
# units that report by themselves; offices are part of the body above them
SENDERS = ("province", "district", "commune", "department", "other")
# what is in hand when a period begins, and was at the end of the one before
CARRIED = "letters.letters: flow=carried"
LEFT = "letters.letters: done=no"


class CitizenReport(models.Model):
    """The statutory report of a period: tables that a circular prescribes, one row for
    each unit. What was submitted is kept with the records behind it; what was sent
    changes by a new version only."""

    _inherit = "citizen.report"

    _transitions = {
        "draft": frozenset({"locked", "cancelled", "submitted"}),
        "submitted": frozenset({"approved", "draft"}),
        "approved": frozenset({"locked", "draft"}),
    }
    _create_only_fields = frozenset({"owner_unit_id", "report_unit_id"})

    kind = fields.Selection(
        selection_add=[("statutory", "Statutory Report")],
        ondelete={"statutory": "cascade"},
    )
    state = fields.Selection(
        selection_add=[
            ("draft",),
            ("submitted", "Submitted"),
            ("approved", "Approved"),
            ("locked",),
        ],
        ondelete={"submitted": "set default", "approved": "set default"},
    )
    report_unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        string="Reporting Body",
        index="btree_not_null",
        ondelete="restrict",
    )
    period_kind = fields.Selection(
        selection=[
            ("quarter", "Quarter"),
            ("half", "6 Months"),
            ("nine", "9 Months"),
            ("year", "Year"),
            ("month", "Month"),
            ("adhoc", "As Asked for"),
        ],
        string="Period",
        readonly=True,
        copy=False,
    )
    period_year = fields.Integer(
        string="Year", readonly=True, copy=False, aggregator=None
    )
    period_number = fields.Integer(readonly=True, copy=False, aggregator=None)
    row_level = fields.Selection(
        selection=[
            ("direct", "Units Directly Below, Each with All below It"),
            ("every", "Every Unit below by Itself"),
        ],
        string="Rows of the Tables",
        default="direct",
        required=True,
    )
    adds_locked = fields.Boolean(
        string="Take over What Units Have Sent",
        default=True,
        help="Units that have sent their report are shown with the figures they sent; "
        "the others as their records are now.",
    )
    version = fields.Integer(readonly=True, copy=False, default=1, aggregator=None)
    corrects_id = fields.Many2one(
        comodel_name="citizen.report",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    correction_ids = fields.One2many(
        comodel_name="citizen.report", inverse_name="corrects_id"
    )
    superseded_on = fields.Date(
        string="Replaced on", readonly=True, copy=False, help="By a later version."
    )
    # it names every record that is counted, whoever may know of it
    frozen_data = fields.Binary(
        string="Figures as Submitted",
        readonly=True,
        copy=False,
        attachment=True,
        groups=NO_ACCESS,
    )
    frozen_sha256 = fields.Char(
        string="SHA-256 of the Figures", readonly=True, copy=False
    )
    submitted_on = fields.Date(readonly=True, copy=False)
    submitted_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, ondelete="restrict"
    )
    approved_on = fields.Date(readonly=True, copy=False)
    approved_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, ondelete="restrict"
    )
    returned_note = fields.Text(string="Returned with", readonly=True, copy=False)
    urged_on = fields.Date(string="Last Urged on", readonly=True, copy=False)
    urge_count = fields.Integer(
        string="Times Urged", readonly=True, copy=False, aggregator=None
    )
    period_label = fields.Char(
        string="Reporting Period", compute="_compute_period_label"
    )
    banner = fields.Char(compute="_compute_banner")
    missing_regime = fields.Char(compute="_compute_banner")
    statutory = fields.Json(compute="_compute_statutory")

    _one_draft = models.UniqueIndex(
        "(COALESCE(report_unit_id, owner_unit_id), kind, date_from, date_to, version) "
        "WHERE state != 'cancelled'",
        "There is a report of this period already.",
    )
    _sent_ones = models.Index(
        "(report_unit_id, date_from, date_to) "
        "WHERE kind = 'statutory' AND state = 'locked'"
    )

    # ------------------------------------------------------------------
    # computes
    # ------------------------------------------------------------------
    @api.depends("owner_unit_id", "report_unit_id")
    def _compute_access_unit_ids(self):
        return super()._compute_access_unit_ids()

    def _get_access_units(self):
        return super()._get_access_units() | self.report_unit_id

    @api.depends(
        "kind",
        "period_kind",
        "period_year",
        "period_number",
        "version",
        "report_unit_id.name",
    )
    def _compute_name(self):
        statutory = self.filtered(lambda r: r.kind == "statutory")
        result = super(CitizenReport, self - statutory)._compute_name()
        for report in statutory:
            name = (
                "Kết quả công tác tiếp công dân, xử lý đơn, giải quyết khiếu nại, tố "
                f"cáo {report._period_vi()}"
            )
            if report.version > 1:
                name = f"{name} (bản sửa đổi lần {report.version - 1})"
            report.name = name
        return result

    def _period_vi(self):
        self.ensure_one()
        return report_period.label(
            self.period_kind,
            self.period_year,
            self.period_number,
            self.date_from,
            self.date_to,
        )

    @api.depends(
        "kind", "period_kind", "period_year", "period_number", "date_from", "date_to"
    )
    def _compute_period_label(self):
        for report in self:
            words = report._period_vi() if report.period_kind else ""
            report.period_label = words[:1].upper() + words[1:]

    @api.depends("kind")
    def _compute_figures(self):
        statutory = self.filtered(lambda r: r.kind == "statutory")
        statutory.figures = False
        return super(CitizenReport, self - statutory)._compute_figures()

    @api.depends("kind", "date_to")
    def _compute_banner(self):
        tables = self.env["citizen.report.table"]
        for report in self:
            report.banner = report.missing_regime = False
            if report.kind != "statutory":
                continue
            used, missing = tables._for_period(report.date_to)
            if missing:
                report.missing_regime = missing
                report.banner = self._banner_vi(used[:1].regime, missing)

    @staticmethod
    def _banner_vi(used, missing):
        short = [regime.rpartition("/")[0] or regime for regime in (used, missing)]
        return f"Biểu theo {short[0]} – chưa có biểu {short[1]}"

    @api.depends("kind", "date_to", "state")
    def _compute_statutory(self):
        tables = self.env["citizen.report.table"]
        for report in self:
            if report.kind != "statutory":
                report.statutory = False
                continue
            used, _missing = tables._for_period(report.date_to)
            report.statutory = {
                "tables": [
                    {"code": table.code, "name": table.name}
                    for table in used.sorted("sequence")
                ]
            }

    # ------------------------------------------------------------------
    # checks
    # ------------------------------------------------------------------
    @api.constrains("kind", "report_unit_id", "owner_unit_id")
    def _check_report_unit(self):
        for report in self.filtered(lambda r: r.kind == "statutory"):
            owner, unit = report.owner_unit_id, report.report_unit_id
            if unit not in owner | owner.authority_id:
                raise ValidationError(
                    self.env._(
                        "%(owner)s reports for itself or for %(authority)s.",
                        owner=owner.name,
                        authority=owner.authority_id.name,
                    )
                )

    def _check_period(self):
        if self.kind != "statutory":
            return super()._check_period()
        if self.date_from > self.env["citizen.calendar"]._today():
            raise UserError(self.env._("The period hasn't begun yet."))

    def _find_previous(self):
        """The report whose period ended the day before this one began."""
        if self.kind != "statutory":
            return super()._find_previous()
        return self.search(
            [
                ("report_unit_id", "=", self.report_unit_id.id),
                ("kind", "=", "statutory"),
                ("state", "=", "locked"),
                ("superseded_on", "=", False),
                ("date_to", "=", fields.Date.subtract(self.date_from, days=1)),
            ],
            order="date_from desc, id desc",
            limit=1,
        )

    def write(self, vals):
        statutory = self.filtered(lambda r: r.kind == "statutory")
        touched = vals.keys() & {"body_html", "row_level", "adds_locked"}
        fixed = statutory.filtered(lambda r: r.state != "draft")
        if touched and fixed:
            raise UserError(
                self.env._(
                    "“%s” is submitted: have it returned before it is changed.",
                    fixed[0].name,
                )
            )
        if vals.keys() & {"date_from", "date_to"} and statutory.filtered(
            lambda r: r.period_kind != "adhoc"
        ):
            raise UserError(
                self.env._("The circular sets the days of this period: they stay.")
            )
        return super().write(vals)

    # ------------------------------------------------------------------
    # beginning one
    # ------------------------------------------------------------------
    @api.model
    def _cut(self, year):
        """The day of the month on which periods of that year begin.

        :raise ValueError: there is no such year
        """
        return self.env["citizen.norm"]._number("REPORT_CUT", date(year, 12, 31))

    @api.model
    def _bounds(self, kind, year, number):
        """(first, last) day of a period.

        :raise ValueError: there is no such period
        """
        return report_period.bounds(kind, year, number, self._cut(year))

    @api.model
    def _open_period(self, owner, unit, kind, year, number, days=None, rows="direct"):
        """The report of ``unit`` for a period: the one that is there, or a new draft.

        :param days: (first, last) of a period that was asked for
        """
        first, last = days or self._bounds(kind, year, number)
        existing = self.search(
            [
                ("report_unit_id", "=", unit.id),
                ("kind", "=", "statutory"),
                ("date_from", "=", first),
                ("date_to", "=", last),
                ("state", "!=", "cancelled"),
            ],
            order="version desc",
            limit=1,
        )
        return existing or self._begin_period(
            owner, unit, kind, year, number, (first, last), rows
        )

    @api.model
    def _begin_period(self, owner, unit, kind, year, number, days, rows="direct"):
        """A new draft of ``unit`` for a period that has none."""
        first, last = days
        return self._create_protected(
            [
                {
                    "kind": "statutory",
                    "owner_unit_id": owner.id,
                    "report_unit_id": unit.id,
                    "period_kind": kind,
                    "period_year": year,
                    "period_number": number,
                    "date_from": first,
                    "date_to": last,
                    "horizon": max(last, self.env["citizen.calendar"]._today()),
                    "row_level": rows,
                }
            ]
        )

    @api.model
    def _reporting_unit(self, unit):
        """The body that ``unit`` reports for: an office for its authority."""
        if unit.kind == "office" and unit.authority_id:
            return unit.authority_id
        return unit

    # ------------------------------------------------------------------
    # buttons
    # ------------------------------------------------------------------
    def action_submit(self):
        """Keep the figures as they are now and hand them to the head.

        :raise UserError: the period isn't over, or the tables of its circular are
            missing
        """
        today = self.env["citizen.calendar"]._today()
        for report in self:
            report._check_statutory()
            if report.date_to >= today:
                raise UserError(
                    self.env._(
                        "The period ends on %s: it is submitted afterwards.",
                        report.date_to.strftime("%d/%m/%Y"),
                    )
                )
            if report.missing_regime:
                raise UserError(
                    self.env._(
                        "%(banner)s. The figures can be looked at and printed, but not "
                        "submitted as statutory until the tables of %(regime)s are "
                        "loaded.",
                        banner=report.banner,
                        regime=report.missing_regime,
                    )
                )
            data = report._live().dumps()
            report.check_access("write")
            report._keep_text_true()
            if report.state == "draft":
                # sudo: nobody writes figures himself; once submitted they stay
                report.sudo()._write_protected({"frozen_data": base64.b64encode(data)})
            report._transition(
                "submitted",
                {
                    "frozen_sha256": Figures.digest(data),
                    "submitted_on": today,
                    "submitted_by_id": self.env.uid,
                    "returned_note": False,
                },
            )
            report._done_with([TO_SEND])
            report._schedule_for(
                (report.report_unit_id | report.owner_unit_id)._heads(),
                TO_APPROVE,
                self.env._("A statutory report waits to be approved"),
            )
        return True

    def action_approve(self):
        """The head or leader stands for these figures.

        :raise AccessError: the user decides for none of the units
        """
        for report in self:
            report._check_statutory()
            report.report_unit_id._check_decider()
            report._transition(
                "approved",
                {
                    "approved_on": self.env["citizen.calendar"]._today(),
                    "approved_by_id": self.env.uid,
                },
            )
            report._done_with([TO_APPROVE])
        return True

    def _return_report(self, reason):
        """Back to the officer: what was kept is dropped and counted anew."""
        for report in self:
            report._check_statutory()
            report.report_unit_id._check_decider()
            report._transition(
                "draft",
                {
                    "submitted_on": False,
                    "submitted_by_id": False,
                    "approved_on": False,
                    "approved_by_id": False,
                    "returned_note": reason,
                },
            )
            # its file can be dropped only now that it is a draft again
            # sudo: as in action_submit
            report.sudo()._write_protected(
                {"frozen_data": False, "frozen_sha256": False}
            )
            report._done_with([TO_APPROVE])
            report.message_post(body=reason)

    def action_lock(self):
        """Sent: from here on the figures change by a new version only.

        :raise UserError: not approved, or what is kept isn't what was approved
        """
        statutory = self.filtered(lambda r: r.kind == "statutory")
        for report in statutory:
            if report.state == "draft":
                raise UserError(report._refused_transition("locked"))
            report._frozen()
            report._transition(
                "locked",
                {"locked_on": fields.Datetime.now(), "locked_by_id": self.env.uid},
            )
            report.corrects_id._write_protected(
                {"superseded_on": self.env["citizen.calendar"]._today()}
            )
            report._done_with([TO_SEND])
        briefs = self - statutory
        return super(CitizenReport, briefs).action_lock() if briefs else True

    def _cancel(self, reason):
        result = super()._cancel(reason)
        self.filtered(lambda r: r.kind == "statutory")._done_with([TO_SEND, TO_APPROVE])
        return result

    def action_correct(self):
        """Begin a new version of a report that was sent; the sent one stays as it is.

        :raise UserError: not sent, or a newer version exists
        """
        self.ensure_one()
        self._check_statutory()
        if self.state != "locked" or self.superseded_on:
            raise UserError(
                self.env._("Only the version that was sent last is corrected.")
            )
        running = self.correction_ids.filtered(lambda r: r.state != "cancelled")
        if not running:
            names = ("period_kind", "period_year", "period_number", "row_level")
            running = self._create_protected(
                [
                    {
                        "kind": "statutory",
                        "owner_unit_id": self.owner_unit_id.id,
                        "report_unit_id": self.report_unit_id.id,
                        "date_from": self.date_from,
                        "date_to": self.date_to,
                        "horizon": self.horizon,
                        "version": self.version + 1,
                        "corrects_id": self.id,
                        "adds_locked": self.adds_locked,
                        **{name: self[name] for name in names},
                    }
                ]
            )
        return running._open_form()

    def action_draft_document(self):
        """Draft the Báo cáo with its tables; a statutory report that is approved is
        sent by it.

        :raise UserError: a statutory report that isn't approved yet
        """
        self.ensure_one()
        if self.kind != "statutory":
            return super().action_draft_document()
        if self.state != "locked":
            self.action_lock()
        return (
            self.env["citizen.document"]
            ._draft_for(self, "BC_TCD", "report")
            ._open_form()
        )

    def action_print_tables(self):
        """The tables as PDF."""
        self.ensure_one()
        self._check_statutory()
        return self.env.ref("citizen_dialogue.citizen_statutory_report").report_action(
            self
        )

    def action_sheet(self):
        """Fetch the tables as a workbook (XLSX)."""
        self.ensure_one()
        self._check_statutory()
        return {
            "type": "ir.actions.act_url",
            "url": f"/citizen_dialogue/statutory/{self.id}",
            "target": "self",
        }

    def _check_statutory(self):
        self.ensure_one()
        if self.kind != "statutory":
            raise UserError(self.env._("This is no statutory report."))

    def _open_form(self):
        """Through its own action: a page that is loaded again stays this report."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "citizen_dialogue.citizen_report_action_statutory"
        )
        view = self.env.ref("citizen_dialogue.citizen_report_view_form_statutory")
        return {**action, "res_id": self.id, "views": [(view.id, "form")]}

    def get_formview_id(self, access_uid=None):
        """Of a statutory report its own, wherever it is opened from."""
        if self.kind == "statutory":
            return self.env.ref(
                "citizen_dialogue.citizen_report_view_form_statutory"
            ).id
        return super().get_formview_id(access_uid)

    # ------------------------------------------------------------------
    # figures
    # ------------------------------------------------------------------
    def _content(self, sources=None):
        """The figures of this report: those that were submitted, else as they are now.

        :param sources: of a draft only what these count, when no more is asked for
        """
        self.ensure_one()
        return self._frozen() if self.frozen_sha256 else self._live(sources)

    def _frozen(self):
        """:raise UserError: the file isn't the one that was submitted"""
        self.ensure_one()
        # sudo: the records behind a number are opened with the rights of who asks
        kept = self.sudo().with_context(bin_size=False).frozen_data
        data = base64.b64decode(kept or b"")
        if Figures.digest(data) != self.frozen_sha256:
            raise UserError(
                self.env._(
                    "The kept figures of “%s” are not those that were submitted: the "
                    "file was changed outside this product.",
                    self.name,
                )
            )
        return Figures.loads(data)

    def _live(self, sources=None, days=None):
        """Figures counted now, by a number of queries that doesn't grow with units or
        records; units that have sent theirs are taken over as sent."""
        self.ensure_one()
        date_from, date_to = days or (self.date_from, self.date_to)
        tables, missing = self.env["citizen.report.table"]._for_period(date_to)
        definition = tables._definition()
        reader = self.env["citizen.report.facts"]
        rows, row_of, former = reader._rows_of(
            self.report_unit_id, self.row_level == "every", date_from, date_to
        )
        sent = {}
        if self.adds_locked and self.row_level == "direct" and not days:
            sent = self._sent_below([unit_id for unit_id, _name in rows[1:]])
        taken = {
            index: sent[unit_id]
            for index, (unit_id, _name) in enumerate(rows)
            if unit_id in sent
        }
        wanted = sources or Figures.sources_of(definition)
        groups = reader._read(wanted, list(row_of), date_from, date_to)
        kept = {index: report._frozen() for index, report in taken.items()}
        facts = {
            source: Figures.merged(
                [
                    (row_of[g.unit], g.attrs, g.sums, g.ids)
                    for g in groups[source]
                    if row_of[g.unit] not in taken
                ]
                + [
                    (index, *group[1:])
                    for index, figures in kept.items()
                    for group in figures.facts.get(source, ())
                ]
            )
            for source in wanted
        }
        units = [
            {
                "id": unit_id,
                "name": name,
                "former": unit_id in former,
                "sent": taken[index]._sent_vi() if index in taken else "",
            }
            for index, (unit_id, name) in enumerate(rows)
        ]
        return Figures(
            definition,
            units,
            facts,
            date_from=date_from.isoformat(),
            date_to=date_to.isoformat(),
            banner=self._banner_vi(tables[:1].regime, missing) if missing else "",
        )

    def _frozen_attachments(self, attachments):
        """Contract of the guard in ``ir.attachment``: the figures once submitted."""
        return attachments.filtered(
            lambda a: (
                a.res_field == "frozen_data"
                # sudo: whether it is submitted decides, not who asks
                and self.browse(a.res_id).sudo().state != "draft"
            )
        )

    def _sent_vi(self):
        day = fields.Datetime.context_timestamp(
            self.with_context(tz="Asia/Ho_Chi_Minh"), self.locked_on
        )
        return f"đã gửi {day:%d/%m/%Y}, bản {self.version}"

    def _sent_below(self, unit_ids):
        """{unit id: report it has sent for this period}."""
        # sudo: what units below have sent to this one; its figures, not its records
        sent = self.sudo().search(
            [
                ("report_unit_id", "in", unit_ids),
                ("kind", "=", "statutory"),
                ("date_from", "=", self.date_from),
                ("date_to", "=", self.date_to),
                ("state", "=", "locked"),
                ("superseded_on", "=", False),
            ]
        )
        return {report.report_unit_id.id: report for report in sent}

    def _last_year(self, sources):
        """Figures of the same period a year before: as sent, else as counted now."""
        days = (
            report_period.year_before(self.date_from),
            report_period.year_before(self.date_to),
        )
        sent = self.search(
            [
                ("report_unit_id", "=", self.report_unit_id.id),
                ("kind", "=", "statutory"),
                ("date_from", "=", days[0]),
                ("date_to", "=", days[1]),
                ("state", "=", "locked"),
                ("superseded_on", "=", False),
            ],
            limit=1,
        )
        return sent._frozen() if sent else self._live(sources, days)

    # ------------------------------------------------------------------
    # what the page shows
    # ------------------------------------------------------------------
    @api.readonly
    def get_statutory_table(self, code):
        """One table: heading, rows and total, with what each column counts.

        :raise AccessError: the report may not be read
        """
        self.ensure_one()
        self.check_access("read")
        figures = self._content(self._sources_of_table(code))
        if code not in figures.tables:
            raise UserError(self.env._("There is no table “%s” in this report.", code))
        table = figures.tables[code]
        meaning = {
            item["number"]: describe(item)
            for definition in figures.definition
            if definition["code"] == code
            for item in definition["columns"]
        }
        shown = figures.shown_rows(code)
        columns = list(table.columns.values())
        return {
            "code": code,
            "name": table.name,
            "regime": table.regime,
            "note": table.note,
            "head": heading(columns),
            "columns": [
                {
                    "number": column.number,
                    "printed": column.printed,
                    "pieces": pieces(column.printed),
                    "title": ": ".join(column.path),
                    "meaning": meaning[column.number],
                    "blank": column.is_blank,
                    "digits": bool(column.measure and column.measure.is_amount),
                }
                for column in columns
            ],
            "rows": [
                {
                    "index": index,
                    "name": figures.units[index]["name"],
                    "sent": figures.units[index]["sent"],
                    "cells": [
                        figures.values(code, column.number)[index] for column in columns
                    ],
                }
                for index in shown
            ],
            "total": [figures.total(code, column.number) for column in columns],
        }

    def _sources_of_table(self, code):
        tables, _missing = self.env["citizen.report.table"]._for_period(self.date_to)
        found = tables.filtered(lambda t: t.code == code)
        return Figures.sources_of(found._definition())

    @api.readonly
    def get_statutory_checks(self):
        """Balances that don't hold and what was carried over otherwise than the last
        report said, in words; changes since the version that was sent; what the units
        below have sent.

        :raise AccessError: the report may not be read
        """
        self.ensure_one()
        self.check_access("read")
        figures = self._content()
        checks = [self._check_vi(found) for found in self._broken(figures)]
        changes = [self._change_vi(found) for found in self._changes(figures)]
        self._keep_readable([c for check in checks for c in check["causes"]] + changes)
        return {"checks": checks, "changes": changes, "below": self._units_below()}

    def _keep_readable(self, found):
        """Of the records of each item only those that the user may open: how many there
        are is said in words."""
        wanted = {}
        for item in found:
            wanted.setdefault(item["model"], set()).update(item["ids"])
        readable = {
            model: set(self._readable(model, ids).ids) for model, ids in wanted.items()
        }
        for item in found:
            item["ids"] = [i for i in item["ids"] if i in readable[item["model"]]]

    def _readable(self, model, ids):
        records = self.env[model].with_context(active_test=False)
        return records.search([("id", "in", list(ids))], order="id")

    def _broken(self, figures):
        return figures.broken() + self._carried_otherwise(figures)

    def _carried_otherwise(self, figures):
        """What is carried over must be what the last report left; where it isn't, the
        petitions."""
        # sudo: a report of the same body
        before = self.sudo()._find_previous()
        if not before or "letters" not in figures.facts:
            return []
        left = before._frozen().records_of(Measure(LEFT))
        now = figures.records_of(Measure(CARRIED))
        causes = [
            (
                sorted(set(now) - set(left)),
                "có trong số kỳ trước chuyển sang, nhưng báo cáo kỳ trước không ghi là "
                "chưa xử lý (mở lại, sửa ngày hoặc vào sổ muộn)",
            ),
            (
                sorted(set(left) - set(now)),
                "báo cáo kỳ trước ghi là chưa xử lý, nay "
                "không còn (đã xử lý với ngày thuộc kỳ trước, hủy do ghi nhầm)",
            ),
        ]
        if not any(ids for ids, _why in causes):
            return []
        return [
            {
                "table": "",
                "text": "kỳ trước chuyển sang = chưa xử lý của báo cáo kỳ trước",
                "left": sum(now.values()),
                "right": sum(left.values()),
                "units": [],
                "causes": [
                    {"why": why, "model": "citizen.petition", "ids": ids}
                    for ids, why in causes
                    if ids
                ],
            }
        ]

    def _check_vi(self, found):
        """A broken balance in words."""
        units = found["units"]
        where = ", ".join(units[:3]) + (
            f" và {len(units) - 3} đơn vị" if units[3:] else ""
        )
        head = (
            f"Biểu {found['table']}: cột {found['text']}"
            if found["table"]
            else (found["text"][:1].upper() + found["text"][1:])
        )
        return {
            "text": f"{head} không cân đối ({found['left']} và {found['right']})"
            + (f" ở {where}" if where else "")
            + ".",
            "causes": [
                {
                    "text": f"{len(cause['ids'])} {RECORDS[cause['model']]}: "
                    f"{cause['why']}",
                    "model": cause["model"],
                    "ids": cause["ids"],
                }
                for cause in found["causes"]
            ],
        }

    def _changes(self, figures):
        """Cells that differ from the version that was sent before."""
        # sudo: a version of the same report
        former = self.sudo().corrects_id
        return figures.difference(former._frozen()) if former else []

    def _change_vi(self, found):
        parts = []
        if found["added"]:
            parts.append(f"thêm {len(found['added'])} {RECORDS[found['model']]}")
        if found["removed"]:
            parts.append(f"bớt {len(found['removed'])} {RECORDS[found['model']]}")
        return {
            "table": found["table"],
            "column": found["column"],
            "title": found["title"],
            "unit": found["unit"],
            "before": found["before"],
            "after": found["after"],
            "text": ", ".join(parts) or "sửa số liệu",
            "model": found["model"],
            "ids": sorted({*found["added"], *found["removed"]}),
        }

    def action_open_cell(self, code, number, row=None):
        """Open the records a cell counts, or those of the total of a column.

        A cell may count more than the user may read: the message says so, and how
        often one record is counted.

        :param row: index of the row, none for the total
        :raise UserError: nothing is counted there
        """
        self.ensure_one()
        self.check_access("read")
        figures = self._content(self._sources_of_table(code))
        column = figures.tables.get(code) and figures.tables[code].columns.get(number)
        if not column:
            raise UserError(self.env._("There is no such column in this report."))
        model, counted = figures.records(code, number, row)
        unit = figures.units[row]["name"] if row is not None else "Tổng"
        title = f"{code} – cột {number}: {column.path[-1]} – {unit}"
        return self._open_records(model, counted, title)

    def action_open_records(self, model, ids, title):
        """Open records behind a balance or a change.

        :raise UserError: there are none
        """
        self.ensure_one()
        self.check_access("read")
        if model not in {source.model for source in SOURCES.values()}:
            raise AccessError(self.env._("Reports don't count these."))
        return self._open_records(model, dict.fromkeys(map(int, ids), 1), title)

    def _open_records(self, model, counted, title):
        if not counted:
            raise UserError(self.env._("Nothing is counted here."))
        readable = self._readable(model, counted)
        action = {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "view_mode": "list,kanban,form",
            "mobile_view_mode": "kanban",
            "domain": [("id", "in", readable.ids)],
            "context": {"active_test": False, "create": False},
        }
        words = []
        if len(readable) < len(counted):
            words.append(
                self.env._(
                    "%(all)s are counted; you may read %(readable)s of them.",
                    all=len(counted),
                    readable=len(readable),
                )
            )
        times = sum(counted.values())
        if times > len(counted):
            words.append(
                self.env._(
                    "Counted %(times)s times: a petition that was transferred counts "
                    "where it was and where it went.",
                    times=times,
                )
            )
        if not words:
            return action
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": " ".join(words), "type": "info", "next": action},
        }

    # ------------------------------------------------------------------
    # the units below
    # ------------------------------------------------------------------
    def _senders_below(self):
        """Units that send this body their report for this period."""
        rows, _row_of, former = self.env["citizen.report.facts"]._rows_of(
            self.report_unit_id, False, self.date_from, self.date_to
        )
        # sudo: the tree is the same whoever reports
        units = (
            self.env["citizen.unit"]
            .sudo()
            .browse([unit_id for unit_id, _name in rows[1:] if unit_id not in former])
        )
        return units.filtered(lambda u: u.kind in SENDERS)

    def _reports_below(self, units):
        """{unit: its reports of this period}, the latest version last."""
        # sudo: whether it was sent, not what it says
        reports = self.sudo().search(
            [
                ("report_unit_id", "in", units.ids),
                ("kind", "=", "statutory"),
                ("date_from", "=", self.date_from),
                ("date_to", "=", self.date_to),
                ("state", "!=", "cancelled"),
            ],
            order="version",
        )
        return reports.grouped("report_unit_id")

    def _sent_last(self):
        """The version that was sent last, though a correction may be under way."""
        return self.filtered(lambda r: r.state == "locked")[-1:]

    def _units_below(self):
        units = self._senders_below()
        reports = self._reports_below(units)
        labels = dict(self._fields["state"]._description_selection(self.env))
        rows = []
        for unit in units:
            versions = reports.get(unit, self.browse())
            if not versions and not unit.is_current:
                # it ended, and what it had to report is its successors'
                continue
            report, sent = versions[-1:], versions._sent_last()
            rows.append(
                {
                    "unit": unit.name,
                    "state": labels[report.state]
                    if report
                    else self.env._("Not begun"),
                    "sent": bool(sent),
                    "sent_on": sent._sent_vi() if sent else "",
                    "urged_on": report.urged_on.strftime("%d/%m/%Y")
                    if report.urged_on
                    else "",
                    "urge_count": report.urge_count,
                }
            )
        return rows

    def action_urge_missing(self):
        """Remind the units below that haven't sent their report for this period, each
        once a day: its report lies ready and its people get an activity.

        :raise UserError: the period isn't over, or all have sent theirs
        """
        self.ensure_one()
        self._check_statutory()
        self.check_access("write")
        today = self.env["citizen.calendar"]._today()
        if self.date_to >= today:
            raise UserError(self.env._("The period isn't over yet."))
        units = self._senders_below()
        reports = self._reports_below(units)
        missing = units.filtered(
            lambda u: u.is_current and not reports.get(u, self.browse())._sent_last()
        )
        if not missing:
            raise UserError(self.env._("All units have sent their report."))
        # sudo: the report of a unit below lies ready for it
        drafts = self.sudo()
        drafting = self._drafting_units(missing)
        persons = (
            self.env["citizen.unit"].union(*drafting.values())._persons_in_charge()
        )
        heads = missing._heads_by_unit()
        urged = nobody = 0
        for unit in missing:
            people = persons[drafting[unit].id] | heads[unit.id]
            if not people:
                nobody += 1
                continue
            # not sent, so there is one version at most
            report = reports.get(unit) or drafts._begin_period(
                drafting[unit],
                unit,
                self.period_kind,
                self.period_year,
                self.period_number,
                (self.date_from, self.date_to),
            )
            if report.urged_on == today:
                continue
            report._write_protected(
                {"urged_on": today, "urge_count": report.urge_count + 1}
            )
            report._done_with([TO_SEND])
            report._schedule_for(
                people, TO_SEND, self.env._("A statutory report has to be sent")
            )
            report._message_log(
                body=self.env._(
                    "%(unit)s asks for this report (%(times)s).",
                    unit=self.report_unit_id.name,
                    times=report.urge_count,
                )
            )
            urged += 1
        message = self.env._("%s unit(s) urged.", urged)
        if nobody:
            message += " " + self.env._(
                "%s unit(s) have nobody with an account.", nobody
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "success",
                # what each unit has done is told anew
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # ------------------------------------------------------------------
    # the schedule
    # ------------------------------------------------------------------
    @api.model
    def _drafting_units(self, units):
        """{unit: who drafts its report}: the office that follows things up for it, else
        the unit itself."""
        # sudo: runs as the system, as does all of the schedule
        offices = (
            self.env["citizen.membership"]
            .sudo()
            .search(
                [
                    ("role", "=", "followup"),
                    ("is_current", "=", True),
                    ("unit_id.kind", "=", "office"),
                    ("unit_id.is_current", "=", True),
                    ("unit_id.parent_id", "in", units.ids),
                ],
                order="id desc",
            )
            .unit_id
        )
        drafting = {office.parent_id: office for office in offices}
        return {unit: drafting.get(unit, unit) for unit in units}

    @api.model
    def _cron_statutory(self):
        """From the day after the cut-off on, the reports of the periods that are over
        lie ready as drafts with each unit that reports and has somebody to do it; once
        only, whatever became of them. A missed night is caught up until the next
        cut-off."""
        today = self.env["citizen.calendar"]._today()
        # sudo: runs as the system
        model = self.sudo()
        parameters = self.env["ir.config_parameter"].sudo()
        kinds = (
            parameters.get_param("citizen_dialogue.statutory_periods") or ""
        ).split()
        periods = [
            (kind, year, number, model._bounds(kind, year, number))
            for kind, year, number in report_period.ended(today, model._cut(today.year))
            if kind in kinds
        ]
        wanted = []
        for kind, year, number, days in periods:
            wanted += [
                (unit, kind, year, number, days)
                for unit in model._reporting_units(*days)
            ]
        units = self.env["citizen.unit"].union(*(item[0] for item in wanted))
        drafting = model._drafting_units(units)
        people = self.env["citizen.unit"].union(*drafting.values())._persons_in_charge()
        wanted = [item for item in wanted if people[drafting[item[0]].id]]
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(wanted))
        for left, (unit, kind, year, number, days) in enumerate(reversed(wanted)):
            owner = drafting[unit]
            report = model._begin_period(owner, unit, kind, year, number, days)
            report._schedule_for(
                people[owner.id],
                TO_SEND,
                self.env._("A statutory report lies ready to be checked and submitted"),
            )
            if not cron._commit_progress(1, remaining=len(wanted) - left - 1):
                break

    @api.model
    def _reporting_units(self, first, last):
        """Units that report for these days and have no report of them: they existed in
        the period and haven't ended since."""
        # sudo: runs as the system
        units = (
            self.env["citizen.unit"]
            .sudo()
            .search([("kind", "in", SENDERS), ("is_current", "=", True)])
            .filtered(
                lambda u: self.env["citizen.report.facts"]._existed(u, first, last)
            )
        )
        # one that was cancelled isn't wanted
        there = self.search(
            [
                ("report_unit_id", "in", units.ids),
                ("kind", "=", "statutory"),
                ("date_from", "=", first),
                ("date_to", "=", last),
            ]
        )
        return units - there.report_unit_id

    # ------------------------------------------------------------------
    # documents
    # ------------------------------------------------------------------
    def _document_vals(self, code):
        if self.kind != "statutory":
            return super()._document_vals(code)
        unit, owner = self.report_unit_id, self.owner_unit_id
        above = unit.parent_id.authority_id or unit.parent_id
        signer = unit._memberships(roles=("leader", "head")).filtered(
            lambda m: m.unit_id == unit and m.position in ("chair", "head")
        )
        vals = {
            "name": self.name[:1].lower() + self.name[1:],
            "issuer_unit_id": unit.id,
            # sudo: the name of the superior body
            "addressee_text": above.sudo().name or "",
            "recipient_lines": f"Như trên;\nLưu: VT, {owner.symbol or 'VP'}.",
            "signature_mode": "direct" if unit.authority_id != unit else "tm",
        }
        if signer:
            vals["signer_membership_id"] = signer[:1].id
        return vals
