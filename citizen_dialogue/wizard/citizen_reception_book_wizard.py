import io

import xlsxwriter
from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..models.citizen_petitioner import SENDER_ROLES
from ..tools import pdf, vietnamese

# the first day of the book of Nghị định 154/2026/NĐ-CP (Mẫu 03/TCD); before it that of
# Thông tư 04/2021/TT-TTCP (Mẫu 03)
NEW_BOOK = fields.Date.to_date("2026-07-01")
HEADS_OLD = (
    "STT",
    "Ngày tiếp",
    "Họ tên - Địa chỉ",
    "CMND/Hộ chiếu của công dân",
    "Nội dung vụ việc",
    "Phân loại đơn/Số người",
    "Cơ quan đã giải quyết",
    "Thụ lý để giải quyết",
    "Trả lại đơn và hướng dẫn",
    "Chuyển đơn đến cơ quan, tổ chức, đơn vị có thẩm quyền",
    "Theo dõi kết quả giải quyết",
    "Ghi chú",
)
HEADS_NEW = (
    "STT",
    "Ngày tiếp",
    "Họ tên, địa chỉ",
    "CCCD/CMND/Hộ chiếu (hoặc giấy tờ tùy thân)",
    "Nội dung đơn (tóm tắt vụ việc)",
    "Loại đơn (KN/TC/KN/PA)",
    "Số người cùng nội dung",
    "Cơ quan đã giải quyết (hết thẩm quyền)",
    "Thuộc thẩm quyền (x)",
    "Hướng dẫn công dân đến cơ quan có thẩm quyền (+ số văn bản)",
    "Cơ quan, đơn vị thụ lý (+ số văn bản chuyển đơn)",
    "Theo dõi kết quả giải quyết",
    "Ghi chú",
)
KINDS = {"kn": "KN", "tc": "TC", "kn_pa": "KN, PA"}
RESULTS = {
    "explained": "Đã giải thích, trả lời",
    "guided": "Hướng dẫn",
    "transferred": "Chuyển đơn",
    "refused": "Từ chối tiếp",
    "petition": "Nhận đơn",
    "oral": "Ghi lời trình bày",
}


class CitizenReceptionBookWizard(models.TransientModel):
    """The reception book of a unit and period, printed or as a sheet, in the columns
    that the law of each day asks for."""

    _name = "citizen.reception.book.wizard"
    _description = "Reception Book"

    unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        required=True,
        default=lambda self: self.env["citizen.unit"]._current(),
    )
    date_from = fields.Date(
        required=True,
        default=lambda self: self.env["citizen.calendar"]._today().replace(day=1),
    )
    date_to = fields.Date(
        required=True,
        default=lambda self: (
            self.env["citizen.calendar"]._today() + relativedelta(day=31)
        ),
    )

    def _visits(self):
        if self.date_to < self.date_from:
            raise UserError(self.env._("The period ends before it begins."))
        visits = self.env["citizen.reception"].search(
            [
                ("owner_unit_id", "=", self.unit_id.id),
                ("date", ">=", self.date_from),
                ("date", "<=", self.date_to),
                ("state", "!=", "void"),
            ],
            order="date, id",
        )
        if not visits:
            raise UserError(self.env._("Nobody was received in this period."))
        return visits

    def _parts(self):
        """[(is the new book, heads, rows)] of the period."""
        parts = []
        visits = self._visits()
        old = visits.filtered(lambda v: v.date < NEW_BOOK)
        for is_new, group in ((False, old), (True, visits - old)):
            if group:
                rows = [
                    self._row(visit, index, is_new)
                    for index, visit in enumerate(group, start=1)
                ]
                parts.append((is_new, HEADS_NEW if is_new else HEADS_OLD, rows))
        return parts

    def _row(self, visit, index, is_new):
        people = visit.petitioner_ids.filtered(lambda p: p.role in SENDER_ROLES)
        # of sealed persons the pseudonym, and no paper
        names = "; ".join(
            ", ".join(part for part in (p.label, self._address(p)) if part)
            for p in people[:5]
        )
        papers = "; ".join(p.paper_number for p in people[:5] if p.paper_number)
        petition = visit.petition_ids[:1]
        kind = KINDS.get(visit.kind, "")
        own = petition.competence == "own" or (
            not petition and visit.result == "explained"
        )
        guided = visit.referred_to if visit.result == "guided" else ""
        moved = visit.referred_to if visit.result == "transferred" else ""
        follow = petition.number and f"Đơn số {petition.number}"
        note = "; ".join(
            part
            for part in (
                RESULTS.get(visit.result),
                visit.refusal_ground_id.article,
                visit.note,
            )
            if part
        )
        day = visit.date.strftime("%d/%m/%Y")
        content = visit.content or ""
        if is_new:
            return [
                index,
                day,
                names,
                papers,
                content,
                kind,
                visit.people_count,
                visit.prior_bodies or "",
                "x" if own else "",
                guided or "",
                moved or "",
                follow or "",
                note,
            ]
        return [
            index,
            day,
            names,
            papers,
            content,
            f"{kind}/{visit.people_count}",
            visit.prior_bodies or "",
            "x" if own else "",
            guided or "",
            moved or "",
            follow or "",
            note,
        ]

    def _address(self, person):
        return "" if person.is_sealed else person._address_vi()

    def _file_stem(self):
        return (
            f"so-tiep-cong-dan-{self.unit_id.symbol or self.unit_id.id}-"
            f"{self.date_from:%Y%m%d}-{self.date_to:%Y%m%d}"
        )

    def action_print(self):
        """Print the book of the period.

        :raise UserError: nobody was received
        """
        self.ensure_one()
        self._visits()
        return self.env.ref(
            "citizen_dialogue.citizen_reception_book_report"
        ).report_action(self)

    def _render_sheet(self):
        """PDF of the book."""
        self.check_access("read")
        html = self.env["ir.qweb"]._render(
            "citizen_dialogue.reception_book",
            {
                "o": self,
                "parts": self._parts(),
                "day_text": vietnamese.date_in_text,
                "day": vietnamese.format_date,
            },
            minimal_qcontext=True,
        )
        return pdf.render(str(html))

    def action_sheet(self):
        """Fetch the book as a sheet (XLSX).

        :raise UserError: nobody was received
        """
        self.ensure_one()
        self._visits()
        return {
            "type": "ir.actions.act_url",
            "url": f"/citizen_dialogue/reception-book/{self.unit_id.id}"
            f"/{self.date_from}/{self.date_to}",
            "target": "self",
        }

    def _xlsx(self):
        """Bytes of the sheet; made for one download and stored nowhere, for it names
        persons."""
        target = io.BytesIO()
        book = xlsxwriter.Workbook(target, {"in_memory": True})
        head = book.add_format({"bold": True, "text_wrap": True, "border": 1})
        cell = book.add_format({"text_wrap": True, "border": 1, "valign": "top"})
        for is_new, heads, rows in self._parts():
            page = book.add_worksheet("Mẫu 03-TCD" if is_new else "Mẫu 03 TT 04-2021")
            page.set_landscape()
            page.set_column(0, 1, 11)
            page.set_column(2, len(heads) - 1, 22)
            for column, text in enumerate(heads):
                page.write_string(0, column, text, head)
                page.write_number(1, column, column + 1, head)
            for line, row in enumerate(rows, start=2):
                for column, value in enumerate(row):
                    if isinstance(value, int):
                        page.write_number(line, column, value, cell)
                    else:
                        # as text: what a citizen wrote is never a formula
                        page.write_string(line, column, value, cell)
            page.freeze_panes(2, 0)
        book.close()
        return target.getvalue()
