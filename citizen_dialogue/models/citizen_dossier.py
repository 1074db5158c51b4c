import io
import logging

import xlsxwriter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.pdf import PdfFileReader

from ..tools import package, pdf, vietnamese

_logger = logging.getLogger(__name__)

# proposed where no law was seen (domain/law.md §5.4); an installation sets its own
DEFAULT_RETENTION = 10
# what the file of a session consists of (domain/law.md §4.5), in its order. A row ticks
# itself by issued documents of these steps, by what the product knows, or by a file.
REQUIREMENTS = [
    ("plan", "Kế hoạch, quyết định thành phần tham dự", False, ("plan",)),
    ("announce", "Thông báo, giấy mời", True, ("announce",)),
    ("opinions", "Phiếu tổng hợp ý kiến đăng ký", False, ("opinions",)),
    ("prepared", "Ý kiến chuẩn bị trả lời của các đơn vị", False, ()),
    ("attendance", "Danh sách người tham dự", True, ()),
    ("minutes", "Biên bản", True, ("minutes",)),
    ("recording", "Ghi âm, ghi hình", False, ()),
    ("conclude", "Thông báo kết luận và nơi nhận", True, ("conclude",)),
    ("urge", "Văn bản đôn đốc", False, ("urge",)),
    ("result", "Kết quả thực hiện của các đơn vị", True, ()),
    ("results", "Thông báo, trả lời công dân", False, ("results", "answer")),
    ("brief", "Báo cáo kết quả thực hiện", False, ("brief",)),
]
STEP_CODES = {step: code for code, _n, _r, steps in REQUIREMENTS for step in steps}


# how TT 06/2024/TT-TTCP Điều 11 divides the file of a case
GROUPS = [
    ("1", "Main Papers"),
    ("2", "Papers Produced during the Handling"),
    ("3", "Information, Papers and Evidence Collected"),
]


class CitizenDossier(models.Model):
    """The archive file of a session or case: what belongs into it, what is in it, sheet
    by sheet, until it is closed and handed over (Nghị định 30/2020/NĐ-CP Điều 28–30).
    What is particular to cases stands in ``citizen_dossier_case.py``."""

    _name = "citizen.dossier"
    _description = "Dossier"
    _inherit = [
        "citizen.state.mixin",
        "citizen.access.mixin",
        "citizen.chatter.mixin",
    ]
    _order = "opened_on desc, id desc"
    _rec_names_search = ["code", "name"]

    _protected_fields = frozenset(
        {
            "state",
            "code",
            "opened_on",
            "closed_on",
            "closed_by_id",
            "close_reason",
            "handed_on",
            "received_by",
            "handed_by_id",
            "package_sha256",
            "package_on",
        }
    )
    _create_only_fields = frozenset({"owner_unit_id", "dialogue_id", "case_id"})
    _transitions = {
        "open": frozenset({"closed"}),
        "closed": frozenset({"handed_over"}),
    }

    dialogue_id = fields.Many2one(
        comodel_name="citizen.dialogue",
        string="Session",
        index="btree_not_null",
        ondelete="restrict",
    )
    case_id = fields.Many2one(
        comodel_name="citizen.case",
        index="btree_not_null",
        ondelete="restrict",
    )
    name = fields.Char(string="Title of the Dossier", required=True)
    code = fields.Char(readonly=True, copy=False, index=True)
    state = fields.Selection(
        selection=[
            ("open", "Open"),
            ("closed", "Closed"),
            ("handed_over", "Handed Over"),
        ],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    creator_id = fields.Many2one(
        comodel_name="res.users",
        string="Kept by",
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    opened_on = fields.Date(
        readonly=True, default=lambda self: self.env["citizen.calendar"]._today()
    )
    closed_on = fields.Date(readonly=True, copy=False)
    closed_by_id = fields.Many2one(comodel_name="res.users", readonly=True, copy=False)
    close_reason = fields.Text(
        string="Closed Incomplete because", readonly=True, copy=False
    )
    is_permanent = fields.Boolean(string="Kept for Ever")
    retention_years = fields.Integer(
        string="Kept for (Years)",
        help="From the year the work ends.",
        default=lambda self: self._default_retention(),
        aggregator=None,
    )
    retention_words = fields.Char(compute="_compute_retention_words")
    item_ids = fields.One2many(
        comodel_name="citizen.dossier.item", inverse_name="dossier_id"
    )
    sheet_total = fields.Integer(
        string="Sheets", compute="_compute_sheet_total", help="Of paper."
    )
    missing = fields.Text(string="Still Missing", compute="_compute_missing")
    handed_on = fields.Date(readonly=True, copy=False)
    received_by = fields.Char(readonly=True, copy=False, string="Received by")
    handed_by_id = fields.Many2one(comodel_name="res.users", readonly=True, copy=False)
    package_sha256 = fields.Char(
        string="SHA-256 of the Last Package", readonly=True, copy=False
    )
    package_on = fields.Datetime(readonly=True, copy=False)

    _one_owner = models.Constraint(
        "CHECK (num_nonnulls(dialogue_id, case_id) = 1)",
        "A dossier belongs to exactly one session or case.",
    )
    _one_per_case = models.UniqueIndex(
        "(case_id)", "This case has its dossier already."
    )
    _one_per_session = models.UniqueIndex(
        "(dialogue_id)", "This session has its dossier already."
    )
    _retention_sane = models.Constraint(
        "CHECK (retention_years BETWEEN 1 AND 200)", "Check the years of retention."
    )

    @api.model
    def _default_retention(self):
        # sudo: a setting
        return int(
            self.env["ir.config_parameter"]
            .sudo()
            .get_param("citizen_dialogue.dossier_retention_years", DEFAULT_RETENTION)
        )

    # ------------------------------------------------------------------
    # computes
    # ------------------------------------------------------------------
    @api.depends("owner_unit_id")
    def _compute_access_unit_ids(self):
        return super()._compute_access_unit_ids()

    def _get_access_units(self):
        return super()._get_access_units() | self.owner_unit_id.authority_id

    @api.depends("code", "name")
    def _compute_display_name(self):
        for dossier in self:
            dossier.display_name = " – ".join(
                part for part in (dossier.code, dossier.name) if part
            )

    @api.depends("is_permanent", "retention_years")
    def _compute_retention_words(self):
        for dossier in self:
            dossier.retention_words = (
                "Vĩnh viễn"
                if dossier.is_permanent
                else f"{dossier.retention_years} năm"
            )

    @api.depends("item_ids.sheets", "item_ids.is_sealed")
    def _compute_sheet_total(self):
        for dossier in self:
            dossier.sheet_total = sum(
                item._counted_sheets() for item in dossier.item_ids
            )

    @api.depends("item_ids.is_complete", "item_ids.is_required")
    def _compute_missing(self):
        for dossier in self:
            dossier.missing = "; ".join(dossier._missing_names()) or False

    def _missing_names(self):
        self.ensure_one()
        return [
            item.name
            for item in self.item_ids
            if item.is_required and not item.is_complete
        ]

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    def write(self, vals):
        if vals.keys() & {
            "name",
            "item_ids",
            "main_item_ids",
            "produced_item_ids",
            "collected_item_ids",
            "is_permanent",
            "retention_years",
            "creator_id",
        }:
            self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ever(self):
        raise UserError(self.env._("A dossier is never deleted."))

    def _check_open(self):
        closed = self.filtered(lambda d: d.state != "open")
        if closed:
            raise UserError(
                self.env._(
                    "Dossier %(code)s was closed on %(day)s and can only be read.",
                    code=closed[:1].code,
                    day=closed[:1].closed_on.strftime("%d/%m/%Y"),
                )
            )

    # ------------------------------------------------------------------
    # opening and filling
    # ------------------------------------------------------------------
    @api.model
    def _open_for(self, dialogues):
        """Each session opens its dossier with the rows of what belongs into it; the
        papers of a dialogue in a case are filed with the case."""
        # sudo: the dossier comes with the session, whoever plans it
        dossiers = self.sudo()
        today = self.env["citizen.calendar"]._today()
        vals_list = [
            {
                "dialogue_id": dialogue.id,
                "owner_unit_id": dialogue.owner_unit_id.id,
                "name": dialogue.name,
                "creator_id": dialogue.secretary_id.id or self.env.uid,
                "item_ids": [
                    (
                        0,
                        0,
                        {
                            "code": code,
                            "name": name,
                            "is_required": required,
                            "sequence": 10 * rank,
                        },
                    )
                    for rank, (code, name, required, _steps) in enumerate(
                        REQUIREMENTS, 1
                    )
                ],
            }
            for dialogue in dialogues
            if not dialogue.case_id
        ]
        created = dossiers.create(vals_list)
        created._draw_codes(today)
        return created

    def _draw_codes(self, day):
        series = self.env["citizen.document.series"]
        for dossier in self:
            unit = dossier.owner_unit_id
            number, year = series._draw_code(
                unit.authority_id or unit, "HS", day
            ).split("/")
            # practice: number, symbol of the unit, year (NĐ 30/2020, Điều 29)
            dossier._write_protected({"code": f"{number}.{unit.symbol or 'VP'}-{year}"})

    def action_refresh(self):
        """Take in documents issued meanwhile and count their sheets."""
        self.check_access("write")
        self._check_open()
        self._take_in()
        return True

    def _take_in(self):
        """Put issued documents into the rows they belong to; what is in stays. Called
        after each step and safe to repeat."""
        for dossier in self.filtered(lambda d: d.state == "open"):
            # sudo: papers of a step are filed whoever took it
            dossier = dossier.sudo()
            dossier._sync_required()
            filed = dossier.item_ids.document_id
            for document in dossier._documents() - filed:
                dossier._file(document)
            for item in dossier.item_ids:
                item._count_sheets()

    def _sync_required(self):
        """Which rows are required may follow from what happened; see cases."""

    def _step_codes(self):
        """{step of a document: code of the row it belongs into}."""
        return STEP_CODES

    def _documents(self):
        """Issued documents of the session, its conclusions, answers and letters."""
        self.ensure_one()
        dialogue = self.dialogue_id
        conclusions = dialogue.conclusion_ids
        tasks = conclusions.task_ids
        return (
            (
                dialogue.document_ids
                | conclusions.document_ids
                | dialogue.opinion_ids.document_ids
                | tasks.urging_ids.document_id
            )
            .filtered(lambda d: d.state == "issued")
            .sorted("date_issued")
        )

    def _file(self, document):
        code = self._step_codes().get(document.step, "other")
        rows = self.item_ids.filtered(lambda item: item.code == code)
        empty = rows.filtered(
            lambda item: not (item.document_id or item.attachment_ids or item.sheets)
        )
        if empty:
            empty[:1]._write_protected({"document_id": document.id})
            return
        last = rows[-1:] or self.item_ids[-1:]
        self.item_ids._create_protected(
            [
                {
                    "dossier_id": self.id,
                    "code": code,
                    "group": last.group,
                    "name": last.name if rows else document.type_id.name,
                    "sequence": last.sequence + 1,
                    "document_id": document.id,
                }
            ]
        )

    # ------------------------------------------------------------------
    # closing and handing over
    # ------------------------------------------------------------------
    def action_close(self):
        """Close a complete dossier; from here on it can only be read.

        :raise UserError: something required is missing, a conclusion isn't issued, or
            the step of the case at which the law closes it is still to come
        """
        for dossier in self:
            dossier._close()
        return True

    def _close_incomplete(self, reason):
        """Close although something is missing, with the reason on the certificate."""
        for dossier in self:
            dossier._close(reason)

    def _close(self, reason=False):
        self._check_open()
        self._take_in()
        day = self._closing_day()
        missing = self._missing_names()
        if missing and not reason:
            raise UserError(
                self.env._(
                    "Still missing in the dossier:\n%(list)s\nAdd it, or close with a "
                    "reason (“Close Incomplete”).",
                    list="\n".join(f"- {name}" for name in missing),
                )
            )
        # rows without anything in them are no contents of the closed file
        self._transition(
            "closed",
            {
                "closed_on": day,
                "closed_by_id": self.env.uid,
                "close_reason": reason,
            },
        )

    def _closing_day(self):
        """The day on which the dossier is closed.

        :raise UserError: what it is about isn't over yet
        """
        self.ensure_one()
        dialogue = self.dialogue_id
        if dialogue.state not in ("held", "concluded", "closed", "cancelled"):
            raise UserError(
                self.env._("The session is still to come: its dossier stays open.")
            )
        drafts = dialogue.conclusion_ids.filtered(
            lambda c: c.state in ("draft", "submitted")
        )
        if drafts:
            raise UserError(
                self.env._(
                    "The conclusion isn't issued yet: issue or cancel it first. The "
                    "dossier stays open."
                )
            )
        if dialogue.state == "held":
            # what is still to come could not be filed any more
            raise UserError(
                self.env._(
                    "The conclusion isn't issued yet: issue it, or close the session "
                    "without one. The dossier stays open."
                )
            )
        return self.env["citizen.calendar"]._today()

    def _hand_over(self, receiver, day):
        for dossier in self:
            dossier._transition(
                "handed_over",
                {
                    "handed_on": day,
                    "received_by": receiver,
                    "handed_by_id": self.env.uid,
                },
            )

    # ------------------------------------------------------------------
    # papers
    # ------------------------------------------------------------------
    def _contents(self):
        """Rows of the contents list: what is really in, with its sheets."""
        self.ensure_one()
        rows, sheet = [], 0
        for item in self.item_ids.filtered("is_filled"):
            number = item._counted_sheets()
            first, sheet = sheet + 1, sheet + number
            if number > 1:
                sheets = f"{first:02d}–{sheet:02d}"
            else:
                sheets = f"{first:02d}" if number else ""
            document = item.document_id
            rows.append(
                {
                    "number": len(rows) + 1,
                    "symbol": document.number or "",
                    "date": document.date_issued or item.date,
                    "title": document._title() if document else item.name,
                    "author": document.issuer_unit_id.name or item.author or "",
                    "sheets": sheets,
                    "count": number,
                    "note": "; ".join(
                        part for part in (item._custody_note(), item.note) if part
                    ),
                }
            )
        return rows

    def _period(self):
        """First and last day of what is in the dossier."""
        self.ensure_one()
        days = [row["date"] for row in self._contents() if row["date"]]
        held = self.dialogue_id.held_on
        days += [held] if held else []
        return (
            min(days, default=self.opened_on),
            max(days, default=self.closed_on),
        )

    def _kinds_words(self):
        """What these dossiers are, for the minutes of the hand-over."""
        words = []
        if self.dialogue_id:
            words.append("hồ sơ đối thoại, tiếp công dân")
        if self.case_id:
            words.append("hồ sơ giải quyết khiếu nại, tố cáo, kiến nghị, phản ánh")
        return "; ".join(words)

    def _render_paper(self, template):
        """PDF of a form of the dossiers (cover, contents, certificate, hand-over)."""
        self.check_access("read")
        html = self.env["ir.qweb"]._render(
            template,
            {
                "dossiers": self,
                "words": vietnamese.number_in_words,
                "day": lambda d: d and vietnamese.format_date(d) or "",
                "day_text": lambda d: d and vietnamese.date_in_text(d) or "ngày …",
            },
            minimal_qcontext=True,
        )
        return pdf.render(str(html))

    # ------------------------------------------------------------------
    # the package
    # ------------------------------------------------------------------
    def action_export(self):
        """Download the package: all files, contents list, manifest of SHA-256 sums."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/citizen_dialogue/dossier/{self.id}/package",
            "target": "download",
        }

    def _export(self, target):
        """Write the package into ``target`` and remember its manifest."""
        self.ensure_one()
        self.check_access("read")
        digest = package.build(target, self.code, self._package_files())
        # sudo: a reader exports too; what he took is remembered
        self.sudo()._write_protected(
            {"package_sha256": digest, "package_on": fields.Datetime.now()}
        )

    def _package_files(self):
        """Paths and contents, one at a time; no path names a person."""
        yield "00_muc_luc.xlsx", self._contents_xlsx()
        yield (
            "00_chung_tu_ket_thuc.pdf",
            self._render_paper("citizen_dialogue.dossier_certificate"),
        )
        for number, item in enumerate(self.item_ids.filtered("is_filled"), 1):
            # sudo: who may read the dossier may have its papers
            for index, (name, content) in enumerate(item.sudo()._files(), 1):
                yield f"{number:02d}_{index:02d}_{name}", content

    def _contents_xlsx(self):
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
            sheet = book.add_worksheet("Mục lục")
            font = {"font_name": "Times New Roman", "font_size": 12}
            bold = book.add_format(
                {
                    **font,
                    "bold": True,
                    "border": 1,
                    "text_wrap": True,
                    "align": "center",
                }
            )
            cell = book.add_format(
                {**font, "border": 1, "text_wrap": True, "valign": "top"}
            )
            title = book.add_format({**font, "bold": True, "align": "center"})
            sheet.merge_range(0, 0, 0, 6, "MỤC LỤC VĂN BẢN, TÀI LIỆU", title)
            sheet.merge_range(1, 0, 1, 6, f"Hồ sơ {self.code}: {self.name}", title)
            head = [
                "Số TT",
                "Số, ký hiệu",
                "Ngày tháng",
                "Tên loại, trích yếu nội dung",
                "Tác giả",
                "Tờ số",
                "Ghi chú",
            ]
            for column, (label, width) in enumerate(
                zip(head, (7, 18, 12, 55, 32, 10, 20), strict=True)
            ):
                sheet.set_column(column, column, width)
                sheet.write(3, column, label, bold)
            for row, line in enumerate(self._contents(), 4):
                day = line["date"]
                values = (
                    line["number"],
                    line["symbol"],
                    day.strftime("%d/%m/%Y") if day else "",
                    line["title"],
                    line["author"],
                    line["sheets"],
                    line["note"],
                )
                for column, value in enumerate(values):
                    # a title that begins with “=” is text, not a formula
                    if isinstance(value, str):
                        sheet.write_string(row, column, value, cell)
                    else:
                        sheet.write(row, column, value, cell)
            sheet.set_landscape()
            sheet.set_paper(9)
            sheet.fit_to_pages(1, 0)
            sheet.freeze_panes(4, 0)
        return buffer.getvalue()


class CitizenDossierItem(models.Model):
    """One row of a dossier: a paper with its sheets, or what should be there."""

    _name = "citizen.dossier.item"
    _description = "Contents of a Dossier"
    _inherit = ["citizen.protected.mixin"]
    _order = "dossier_id, group, sequence, id"

    # the package holds the paper whoever exports it: only the product files one
    _protected_fields = frozenset({"document_id"})
    _create_only_fields = frozenset({"dossier_id", "code", "group", "is_required"})

    dossier_id = fields.Many2one(
        comodel_name="citizen.dossier", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=1000)
    code = fields.Char(default="other", required=True)
    group = fields.Selection(selection=GROUPS, string="Part of the Dossier")
    name = fields.Char(string="Paper", required=True)
    is_required = fields.Boolean(string="Required")
    document_id = fields.Many2one(
        comodel_name="citizen.document",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="citizen_dossier_item_attachment_rel",
        string="Files",
    )
    date = fields.Date()
    author = fields.Char()
    sheets = fields.Integer(help="Sheets of paper; counted from the pages at first.")
    sheet_numbers = fields.Char(string="Sheet No.", compute="_compute_sheet_numbers")
    note = fields.Char()
    absence_reason = fields.Char(
        string="Does Not Exist because", help="A required paper that there is not."
    )
    is_sealed = fields.Boolean(
        compute="_compute_is_sealed", help="Names who denounced: kept apart."
    )
    is_filled = fields.Boolean(compute="_compute_is_complete")
    is_complete = fields.Boolean(string="Present", compute="_compute_is_complete")

    _sheets_sane = models.Constraint(
        "CHECK (sheets BETWEEN 0 AND 100000)", "Check the number of sheets."
    )

    @api.depends("dossier_id.item_ids.sheets", "sequence", "is_sealed")
    def _compute_sheet_numbers(self):
        numbers = {}
        for dossier in self.dossier_id:
            sheet = 0
            for item in dossier.item_ids:
                number = item._counted_sheets()
                first, sheet = sheet + 1, sheet + number
                if number:
                    numbers[item] = f"{first}–{sheet}" if number > 1 else str(first)
        # only those asked for: to any other the assignment would be a write
        for item in self:
            item.sheet_numbers = numbers.get(item, False)

    def _compute_is_sealed(self):
        """Nobody is sealed in the file of a session; see cases."""
        self.is_sealed = False

    def _counted_sheets(self):
        """Sheets that lie in the dossier itself."""
        self.ensure_one()
        return 0 if self.is_sealed else self.sheets

    def _custody_note(self):
        """Where the paper is when it doesn't lie in the dossier."""
        return ""

    @api.depends("document_id", "attachment_ids", "sheets", "absence_reason")
    def _compute_is_complete(self):
        for item in self:
            item.is_filled = (
                bool(item.document_id or item.attachment_ids or item.sheets)
                or item._is_known()
            )
            item.is_complete = item.is_filled or bool(item.absence_reason)

    def _is_known(self):
        """Rows that tick themselves by what the product knows of session or case."""
        self.ensure_one()
        # sudo: whether everything is there, not what it says
        dialogue = self.sudo().dossier_id.dialogue_id
        if self.code == "prepared":
            asked = dialogue.opinion_ids.filtered("prepare_unit_id")
            return bool(asked) and all(asked.mapped("prepared_on"))
        if self.code == "attendance":
            rows = dialogue.participant_ids
            return bool(
                dialogue.held_on and rows and all(row.attendance for row in rows)
            )
        if self.code == "result":
            tasks = dialogue.conclusion_ids.task_ids
            return bool(tasks) and all(
                task.state in ("verified", "cancelled") for task in tasks
            )
        return False

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items.dossier_id._check_open()
        items._own_files()
        return items

    def write(self, vals):
        self.dossier_id._check_open()
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._own_files()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_filed(self):
        self.dossier_id._check_open()
        if any(item.is_required or item.document_id for item in self):
            raise UserError(
                self.env._(
                    "What is required or issued stays in the dossier: say why it does "
                    "not exist instead."
                )
            )

    def _own_files(self):
        for item in self:
            foreign = item.attachment_ids.filtered(
                lambda a, i=item: (
                    a.res_model
                    and (a.res_model, a.res_id) != (i._name, i.id)
                    and a.res_id
                )
            )
            if foreign:
                raise UserError(self.env._("This file belongs to another record."))
            # sudo: files are uploaded loose; the row that shows them owns them now
            item.attachment_ids.sudo().write(
                {"res_model": self._name, "res_id": item.id}
            )
            item._count_sheets()

    def _frozen_attachments(self, attachments):
        """Contract of the guard in ``ir.attachment``: files of a closed dossier."""
        return attachments.filtered(
            # sudo: whether it is closed decides, not who asks
            lambda a: (
                a.res_id
                and self.browse(a.res_id).sudo().dossier_id.state
                in ("closed", "handed_over")
            )
        )

    # ------------------------------------------------------------------
    # files
    # ------------------------------------------------------------------
    def _count_sheets(self):
        """Propose the sheets from the pages; what somebody entered stays."""
        for item in self.filtered(lambda i: not i.sheets):
            pages = sum(
                _pages(content, name) for name, content in item.sudo()._stored()
            )
            if pages:
                item.sheets = pages

    def _stored(self):
        """Names and contents of the files of this row."""
        self.ensure_one()
        document = self.document_id
        if document:
            attachment = document.signed_attachment_id or document.pdf_attachment_id
            if attachment:
                yield attachment.name, attachment.raw
        for number, attachment in enumerate(self.attachment_ids, 1):
            # what people call their files may name a person
            extension = (attachment.name or "").rpartition(".")[2].lower()[:5]
            yield f"tep_{number}.{extension or 'bin'}", attachment.raw

    def _files(self):
        """As ``_stored``, and for the results of the units their evidence."""
        yield from self._stored()
        if self.code == "result":
            tasks = self.dossier_id.dialogue_id.conclusion_ids.task_ids
            for task in tasks:
                files = task.update_ids.filtered(
                    lambda u: not u.is_struck
                ).attachment_ids
                for number, attachment in enumerate(files, 1):
                    extension = (attachment.name or "").rpartition(".")[2].lower()[:5]
                    yield (
                        f"nhiem_vu_{task.id}_{number}.{extension or 'bin'}",
                        attachment.raw,
                    )


def _pages(content, name):
    """Pages of a PDF, 1 for a picture, 0 for what isn't printed."""
    if not content:
        return 0
    if content[:4] == b"%PDF":
        try:
            return len(PdfFileReader(io.BytesIO(content), strict=False).pages)
        except Exception:  # noqa: BLE001 – a damaged scan is still filed
            _logger.info("pages of a file of a dossier can't be counted")
            return 0
    return int(name.rpartition(".")[2].lower() in ("png", "jpg", "jpeg"))
