from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Date, Domain

from ..tools import book_sheet, pdf, vietnamese
from ..tools.book_sheet import Column, Part
from .citizen_petitioner import SENDER_ROLES

BOOKS = [
    ("reception", "Reception Book"),
    ("petition", "Petition Register"),
    ("document", "Register of Outgoing Documents"),
    ("conclusion", "Follow-up Book of Conclusions"),
]
TITLES = {
    "reception": "SỔ TIẾP CÔNG DÂN",
    "petition": "SỔ TIẾP NHẬN, THEO DÕI ĐƠN",
    "document": "SỔ ĐĂNG KÝ VĂN BẢN ĐI",
    "conclusion": "SỔ THEO DÕI KẾT LUẬN ĐỐI THOẠI",
}
STEMS = {
    "reception": "so-tiep-cong-dan",
    "petition": "so-tiep-nhan-theo-doi-don",
    "document": "so-dang-ky-van-ban-di",
    "conclusion": "so-theo-doi-ket-luan-doi-thoai",
}
# twenty columns need the larger sheet
PAPERS = {"petition": "A3"}
# so many records are read at a time
BATCH = 500
# laying out more lines takes minutes and most of a worker's memory (1,500 lines of
# twenty columns: 800 MB): a longer book is printed in portions; the sheet is whole
MOST_PRINTED = 1000

# the first day of the book of Nghị định 154/2026/NĐ-CP (Mẫu 03/TCD); before it that of
# Thông tư 04/2021/TT-TTCP (Mẫu 03)
NEW_BOOK = Date.to_date("2026-07-01")
# twelve digits of an identity card stand in one line
RECEPTION_OLD = (
    Column("STT", 3.5),
    Column("Ngày tiếp", 7),
    Column("Họ tên - Địa chỉ", 13),
    Column("CMND/Hộ chiếu của công dân", 9.5),
    Column("Nội dung vụ việc", 16),
    Column("Phân loại đơn/Số người", 6.5),
    Column("Cơ quan đã giải quyết", 7.5),
    Column("Thụ lý để giải quyết", 5.5, "Hướng xử lý"),
    Column("Trả lại đơn và hướng dẫn", 8, "Hướng xử lý"),
    Column("Chuyển đơn đến cơ quan, tổ chức, đơn vị có thẩm quyền", 7.5, "Hướng xử lý"),
    Column("Theo dõi kết quả giải quyết", 7.5),
    Column("Ghi chú", 8.5),
)
RECEPTION_NEW = (
    Column("STT", 3.5),
    Column("Ngày tiếp", 7),
    Column("Họ tên, địa chỉ", 12.5),
    Column("CCCD/CMND/Hộ chiếu (hoặc giấy tờ tùy thân)", 9.5),
    Column("Nội dung đơn (tóm tắt vụ việc)", 14),
    Column("Loại đơn (KN/TC/KN/PA)", 5),
    Column("Số người cùng nội dung", 4.5),
    Column("Cơ quan đã giải quyết (hết thẩm quyền)", 7.5),
    Column("Thuộc thẩm quyền (x)", 5),
    Column("Hướng dẫn công dân đến cơ quan có thẩm quyền (+ số văn bản)", 8.5),
    Column("Cơ quan, đơn vị thụ lý (+ số văn bản chuyển đơn)", 7.5),
    Column("Theo dõi kết quả giải quyết", 7.5),
    Column("Ghi chú", 8),
)
PETITION = (
    Column("Số đến", 5),
    Column("Ngày nhận", 5),
    Column("Nguồn đơn", 5),
    Column("Ngày ghi trên đơn", 5),
    Column("Họ tên, địa chỉ người gửi", 8.5),
    Column("Số người ký", 3),
    Column("Tóm tắt nội dung", 9.5),
    Column("Loại đơn", 4.5),
    Column("Lĩnh vực", 5),
    Column("Đủ/không đủ điều kiện", 4.5),
    Column("Thẩm quyền", 5.5),
    Column("Đơn trùng của số", 4),
    Column("Người xử lý", 5),
    Column("Hướng xử lý", 5),
    Column("Số, ngày văn bản xử lý", 5),
    Column("Cơ quan thụ lý", 5.5),
    Column("Hạn giải quyết", 5),
    Column("Kết quả", 5),
    Column("Số, ngày quyết định/kết luận", 5),
    Column("Ghi chú", 5),
)
DOCUMENT = (
    Column("Số, ký hiệu văn bản", 11),
    Column("Ngày tháng văn bản", 8),
    Column("Tên loại và trích yếu nội dung văn bản", 30),
    Column("Người ký", 10),
    Column("Nơi nhận văn bản", 20),
    Column("Đơn vị, người nhận bản lưu", 9),
    Column("Số lượng bản", 5),
    Column("Ghi chú", 7),
)
CONCLUSION = (
    Column("STT", 4),
    Column("Số thông báo kết luận", 8),
    Column("Ngày", 7),
    Column("Cuộc đối thoại", 10),
    Column("Nội dung kết luận", 16),
    Column("Đơn vị chủ trì", 9),
    Column("Đơn vị phối hợp", 8),
    Column("Thời hạn", 7),
    Column("Kết quả", 9),
    Column("Văn bản", 5),
    Column("Tình trạng", 7),
    Column("Khó khăn, vướng mắc; đề xuất", 10),
)
KINDS = {"kn": "KN", "tc": "TC", "kn_pa": "KN, PA", "mixed": "Nhiều nội dung"}
RESULTS = {
    "explained": "Đã giải thích, trả lời",
    "guided": "Hướng dẫn",
    "transferred": "Chuyển đơn",
    "refused": "Từ chối tiếp",
    "petition": "Nhận đơn",
    "oral": "Ghi lời trình bày",
}
SOURCES = {
    "desk": "Tiếp công dân",
    "post": "Bưu chính",
    "box": "Hòm thư góp ý",
    "oral": "Lời trình bày ghi lại",
    "dialogue": "Ý kiến tại cuộc đối thoại",
    "party": "Cơ quan Đảng, lãnh đạo Nhà nước chuyển đến",
    "elected": "Cơ quan dân cử, đại biểu chuyển đến",
    "press": "Báo chí chuyển đến",
    "agency": "Cơ quan khác chuyển đến",
    "online": "Điện tử",
}
OUTCOMES = {
    "accept": "Thụ lý",
    "not_accept": "Không thụ lý",
    "guide": "Hướng dẫn",
    "transfer": "Chuyển đơn",
    "return": "Trả lại cơ quan chuyển đơn",
    "file": "Lưu đơn",
    "urge": "Đôn đốc cấp dưới giải quyết",
    "inspect": "Chuyển thanh tra, kiểm tra",
    "answer": "Trả lời",
    "police": "Chuyển cơ quan điều tra",
    "inform": "Báo cáo người đứng đầu",
    "refuse": "Từ chối tiếp",
}
# papers that say what becomes of a petition
OUTCOME_STEPS = (
    "not_accept",
    "guide",
    "transfer",
    "return",
    "file",
    "urge_lower",
    "inspect",
    "police",
    "inform",
    "answer",
    "refuse",
)
VERDICTS = {
    "kn": {"right": "Khiếu nại đúng", "partly": "Đúng một phần", "wrong": "Sai"},
    "tc": {"right": "Tố cáo đúng", "partly": "Đúng một phần", "wrong": "Sai"},
}
ENDINGS = {
    "withdrawn": "Rút đơn",
    "explained": "Rút đơn sau giải thích",
    "terminated": "Đình chỉ",
    "mediated": "Hòa giải thành",
    "unmediated": "Hòa giải không thành",
}
# what stands for the content of a sealed petition or visit in a file that leaves
SEALED_CONTENT = "Nội dung trong hồ sơ bảo mật"
# the unit had the petition and another one has it now
HANDED_OVER = ("accepted", "answered", "decided")


def number_key(number):
    """Order of «12/2026» in a register: by year and number, as drawn."""
    first, _slash, year = (number or "").partition("/")
    return (
        int(year) if year.isdecimal() else 0,
        int(first) if first.isdecimal() else 0,
        number or "",
    )


def joined(*parts, by="; "):
    """Parts in one line; a full stop of one doesn't stand before the next."""
    found = [part.strip() for part in parts if part]
    return by.join([*(part.rstrip(".;") for part in found[:-1]), *found[-1:]])


class CitizenBook(models.AbstractModel):
    """The books an office keeps, from its records, for a unit and period, with the
    rights of who asks. Rows are made while they are written: memory and queries of a
    batch don't grow with the length of the book.

    Of sealed persons every file has the pseudonym, whoever fetches it.
    """

    _name = "citizen.book"
    _description = "Book"

    @api.model
    def _xlsx(self, code, unit, first, last):
        """Bytes of the sheet; made for one download and stored nowhere, for it names
        persons.

        :raise UserError: nothing belongs to the period
        """
        parts = self._parts(code, unit, first, last)
        return book_sheet.write(
            parts, unit.name, self._period(first, last), PAPERS.get(code, "A4")
        )

    @api.model
    def _pdf(self, code, unit, first, last, portion=1):
        """Bytes of the printed book, or of one portion of a long one.

        :raise UserError: nothing belongs to the period, or there is no such portion
        """
        amount, portions = self._check_printable(code, unit, first, last, portion)
        period = self._period(first, last)
        lines = range((portion - 1) * MOST_PRINTED, portion * MOST_PRINTED)
        if portions > 1:
            period += (
                f" – phần {portion}/{portions}: dòng {lines.start + 1} đến "
                f"{min(lines.stop, amount)}"
            )
        parts = getattr(self, f"_parts_{code}")(unit, first, last, lines)
        html = self.env["ir.qweb"]._render(
            "citizen_dialogue.book",
            {
                "unit": unit.name,
                "period": period,
                "paper": PAPERS.get(code, "A4"),
                "nation": book_sheet.NATION,
                "motto": book_sheet.MOTTO,
                "parts": parts,
                "spans": book_sheet.spans,
                "text": self._as_text,
            },
            minimal_qcontext=True,
        )
        return pdf.render(str(html))

    @api.model
    def _check_printable(self, code, unit, first, last, portion=1):
        """(lines, portions) of the printed book.

        :raise UserError: nothing belongs to the period, or there is no such portion
        """
        amount = self._count(code, unit, first, last)
        if not amount:
            raise UserError(
                self.env._("Nothing stands in this book in the period chosen.")
            )
        portions = self._portions(amount)
        if not 1 <= portion <= portions:
            raise UserError(
                self.env._(
                    "The book of this period has %(lines)s lines and is printed in "
                    "%(portions)s portions: choose one from 1 to %(portions)s.",
                    lines=amount,
                    portions=portions,
                )
            )
        return amount, portions

    @api.model
    def _portions(self, amount):
        """In how many portions so many lines are printed."""
        return -(-amount // MOST_PRINTED)

    @api.model
    def _portion(self, lines, wanted, before=0):
        """(those of ``lines`` that are wanted, how many of them stand before).

        :param wanted: range of line numbers, from 0, of the whole book; None for all
        :param before: lines that stand before these in the book
        """
        if wanted is None:
            return lines, 0
        start = max(0, wanted.start - before)
        return lines[start : max(0, wanted.stop - before)], start

    @api.model
    def _count(self, code, unit, first, last):
        """Number of lines.

        :raise UserError: the period ends before it begins
        """
        if last < first:
            raise UserError(self.env._("The period ends before it begins."))
        return sum(
            self.env[model].search_count(domain)
            for model, domain in getattr(self, f"_domains_{code}")(unit, first, last)
        )

    @api.model
    def _parts(self, code, unit, first, last):
        if not self._count(code, unit, first, last):
            raise UserError(
                self.env._("Nothing stands in this book in the period chosen.")
            )
        return getattr(self, f"_parts_{code}")(unit, first, last)

    @api.model
    def _stem(self, code, unit, first, last):
        """Name of the file: never a person's."""
        return f"{STEMS[code]}-{unit._file_part()}-{first:%Y%m%d}-{last:%Y%m%d}"

    @api.model
    def _period(self, first, last):
        return f"Từ ngày {first:%d/%m/%Y} đến ngày {last:%d/%m/%Y}"

    @api.model
    def _as_text(self, value):
        if hasattr(value, "strftime"):
            return value.strftime("%d/%m/%Y")
        # QWeb leaves a cell out that it is given nothing for
        return "" if value is None or value is False else value

    @api.model
    def _batches(self, records):
        """Records a batch at a time; what was read for one is forgotten before the
        next."""
        for start in range(0, len(records), BATCH):
            yield records.browse(records.ids[start : start + BATCH])
            self.env.invalidate_all()

    # ------------------------------------------------------------------
    # persons
    # ------------------------------------------------------------------
    @api.model
    def _senders(self, record):
        return record.petitioner_ids.filtered(lambda p: p.role in SENDER_ROLES)

    @api.model
    def _names(self, record):
        people = self._senders(record)
        text = "; ".join(
            # of sealed persons the pseudonym, and no address
            joined(p.label, "" if p.is_sealed else p._address_vi(), by=", ")
            for p in people[:5]
        )
        return joined(text, f"và {len(people) - 5} người" if len(people) > 5 else "")

    @api.model
    def _papers(self, record):
        return joined(
            *(p.paper_number for p in self._senders(record)[:5] if not p.is_sealed)
        )

    @api.model
    def _paper_ref(self, document):
        """«12/UBND-VP, 05/9/2026»."""
        if not document:
            return ""
        day = document.date_issued
        return joined(document.number, day and vietnamese.format_date(day), by=", ")

    # ------------------------------------------------------------------
    # reception
    # ------------------------------------------------------------------
    @api.model
    def _domains_reception(self, unit, first, last):
        return [
            (
                "citizen.reception",
                Domain("owner_unit_id", "=", unit.id)
                & Domain("date", ">=", first)
                & Domain("date", "<=", last)
                & Domain("state", "!=", "void"),
            )
        ]

    @api.model
    def _parts_reception(self, unit, first, last, wanted=None):
        ((model, domain),) = self._domains_reception(unit, first, last)
        parts, before = [], 0
        for is_new, side in (
            (False, Domain("date", "<", NEW_BOOK)),
            (True, Domain("date", ">=", NEW_BOOK)),
        ):
            visits = self.env[model].search(domain & side, order="date, id")
            shown, skipped = self._portion(visits, wanted, before)
            before += len(visits)
            if shown:
                parts.append(
                    Part(
                        "Mẫu 03-TCD" if is_new else "Mẫu 03 TT 04-2021",
                        TITLES["reception"],
                        "(Mẫu số 03/TCD, Nghị định 154/2026/NĐ-CP)"
                        if is_new
                        else "(Mẫu số 03, Thông tư 04/2021/TT-TTCP)",
                        RECEPTION_NEW if is_new else RECEPTION_OLD,
                        lambda v=shown, n=is_new, i=skipped: self._rows_reception(
                            v, n, i
                        ),
                    )
                )
        return parts

    def _rows_reception(self, visits, is_new, index):
        for batch in self._batches(visits):
            papers = self._outcome_papers(batch.petition_ids)
            for visit in batch:
                index += 1
                yield self._row_reception(visit, index, is_new, papers)

    def _row_reception(self, visit, index, is_new, papers):
        petition = visit.petition_ids[:1]
        outcome = petition.outcome
        paper = self._paper_ref(papers.get(petition.id))
        own = petition.competence == "own" or (
            not petition and visit.result == "explained"
        )
        guided = moved = ""
        if visit.result == "guided" or outcome == "guide":
            guided = joined(visit.referred_to or petition.competent_name, paper)
        elif visit.result == "transferred" or outcome == "transfer":
            moved = joined(visit.referred_to or petition.competent_name, paper)
        elif outcome == "accept":
            moved = petition.owner_unit_id.name
        follow = joined(
            petition.number and f"Đơn số {petition.number}",
            outcome and OUTCOMES[outcome],
            # of a refusal its notice
            *(
                self._paper_ref(document)
                for document in visit.document_ids
                if document.state == "issued"
            ),
        )
        ground = visit.refusal_ground_id.article
        note = joined(
            RESULTS.get(visit.result), ground and vietnamese.cite(ground), visit.note
        )
        content = SEALED_CONTENT if visit.identity == "sealed" else visit.content
        kind = KINDS.get(visit.kind, "")
        start = [index, visit.date, self._names(visit), self._papers(visit), content]
        own_mark = "x" if own else ""
        prior = visit.prior_bodies
        if is_new:
            middle = [kind, visit.people_count, prior, own_mark, guided, moved]
        else:
            sort = "/".join(part for part in (kind, str(visit.people_count)) if part)
            middle = [sort, prior, own_mark, guided, moved]
        return [*start, *middle, follow, note]

    # ------------------------------------------------------------------
    # petitions
    # ------------------------------------------------------------------
    @api.model
    def _domains_petition(self, unit, first, last):
        """What the unit has, by the day it came here, and what it had before it went
        on to another unit: that keeps its number and line."""
        here = Domain("owner_unit_id", "=", unit.id) & (
            (
                Domain("held_since", "=", False)
                & Domain("receipt_date", ">=", first)
                & Domain("receipt_date", "<=", last)
            )
            | (Domain("held_since", ">=", first) & Domain("held_since", "<=", last))
        )
        gone = (
            Domain("from_unit_id", "=", unit.id)
            & Domain("kind", "!=", "outside")
            & Domain("state", "in", HANDED_OVER)
            & Domain("former_number", "!=", False)
            & Domain("held_from", ">=", first)
            & Domain("held_from", "<=", last)
            # a superior may decide that it stays where it is
            & ~(
                Domain("state", "=", "decided")
                & Domain("decided_unit_id", "=", unit.id)
            )
        )
        return [("citizen.petition", here), ("citizen.transfer", gone)]

    @api.model
    def _parts_petition(self, unit, first, last, wanted=None):
        (_petition, here), (_transfer, gone) = self._domains_petition(unit, first, last)
        petitions = self.env["citizen.petition"].search_fetch(here, ["number"])
        transfers = self.env["citizen.transfer"].search_fetch(
            gone, ["former_number", "petition_id"]
        )
        lines = [(number_key(p.number), p.id, False) for p in petitions]
        lines += [
            (number_key(t.former_number), t.petition_id.id, t.id) for t in transfers
        ]
        lines.sort()
        lines, _skipped = self._portion(lines, wanted)
        self.env.invalidate_all()
        return [
            Part(
                "Sổ đơn",
                TITLES["petition"],
                "",
                PETITION,
                lambda: self._rows_petition(lines),
            )
        ]

    def _rows_petition(self, lines):
        for start in range(0, len(lines), BATCH):
            chunk = lines[start : start + BATCH]
            ids = list(dict.fromkeys(line[1] for line in chunk))
            petitions = self.env["citizen.petition"].browse(ids)
            transfers = self.env["citizen.transfer"].browse(
                [line[2] for line in chunk if line[2]]
            )
            papers = self._outcome_papers(petitions)
            cases = self._case_papers(petitions)
            # a letter of the same matter may be one that the user doesn't read
            roots = set(petitions.matter_root_id._filtered_access("read").ids)
            gone = {transfer.id: transfer for transfer in transfers}
            for _key, petition_id, transfer_id in chunk:
                petition = petitions.browse(petition_id).with_prefetch(ids)
                if transfer_id:
                    yield self._row_gone(petition, gone[transfer_id])
                else:
                    yield self._row_petition(petition, papers, cases, roots)
            self.env.invalidate_all()

    def _outcome_papers(self, petitions):
        """{petition id: the last paper that says what becomes of it}."""
        documents = self.env["citizen.document"].search_fetch(
            [
                ("petition_id", "in", petitions.ids),
                ("state", "=", "issued"),
                ("step", "in", OUTCOME_STEPS),
            ],
            ["petition_id", "number", "date_issued"],
            order="date_issued, id",
        )
        return {document.petition_id.id: document for document in documents}

    def _case_papers(self, petitions):
        """{case id: {step: its last paper}} of the cases of these petitions."""
        documents = self.env["citizen.document"].search_fetch(
            [
                ("case_id", "in", petitions.case_ids.ids),
                ("state", "=", "issued"),
                ("step", "in", ("accept", "decide")),
            ],
            ["case_id", "step", "number", "date_issued"],
            order="date_issued, id",
        )
        found = {}
        for document in documents:
            found.setdefault(document.case_id.id, {})[document.step] = document
        return found

    def _first_cells(self, petition, number, day):
        sealed = petition.identity == "sealed"
        source = joined(
            SOURCES.get(petition.source),
            petition.source_body,
            petition.source_reference,
        )
        return [
            number,
            day,
            source,
            petition.petition_date or "",
            self._names(petition) or ("Nặc danh" if petition.is_anonymous else ""),
            petition.signatory_count,
            SEALED_CONTENT if sealed else petition.subject,
            KINDS.get(petition.kind, ""),
            petition.category_id.name or "",
        ]

    def _row_petition(self, petition, papers, cases, roots):
        start = self._first_cells(petition, petition.number, petition._held_from())
        if petition.state == "void":
            return [*start, *[""] * 10, "Vào sổ nhầm"]
        case = petition.case_ids.sorted("id")[-1:]
        steps = cases.get(case.id, {})
        outcome = petition.outcome or petition.planned_outcome
        paper = papers.get(petition.id) or (
            petition.outcome == "accept" and steps.get("accept")
        )
        root = petition.matter_root_id
        return [
            *start,
            self._eligibility(petition),
            self._competence(petition),
            root.number if root.id in roots else "",
            # sudo: who registered it, as the book names him
            petition.sudo().received_by_id.name or "",
            OUTCOMES.get(outcome, ""),
            self._paper_ref(paper),
            self._handler(petition, case),
            case.due_date or petition.due_date or "",
            self._result(petition, case),
            self._paper_ref(steps.get("decide")),
            joined(
                petition.former_numbers and f"Số cũ: {petition.former_numbers}",
                petition.deviation_reason,
            ),
        ]

    def _row_gone(self, petition, transfer):
        """The line of a unit that no longer has the petition: what it did itself."""
        start = self._first_cells(petition, transfer.former_number, transfer.held_from)
        unit = transfer.decided_unit_id or transfer.to_unit_id
        # sudo: number and day of the paper that this unit sent it on with
        paper = transfer.sudo().document_id
        return [
            *start,
            "",
            unit.name or "",
            "",
            # sudo: as in the other lines
            petition.sudo().received_by_id.name or "",
            OUTCOMES["transfer"],
            self._paper_ref(paper if paper.state == "issued" else None),
            unit.name or "",
            "",
            joined(
                transfer.answer_number,
                transfer.answer_date and vietnamese.format_date(transfer.answer_date),
                by=", ",
            ),
            "",
            f"Số mới: {petition.number} "
            f"({petition.owner_unit_id.short_name or petition.owner_unit_id.name})",
        ]

    def _eligibility(self, petition):
        if petition.is_eligible == "no":
            return joined("Không đủ", petition.ground_id.article)
        return "Đủ" if petition.is_eligible == "yes" else ""

    def _competence(self, petition):
        if petition.competence == "own":
            return "Thuộc thẩm quyền"
        if petition.competence == "other":
            return (
                petition.competent_unit_id.name
                or petition.competent_body
                or "Không thuộc thẩm quyền"
            )
        return ""

    def _handler(self, petition, case):
        if case:
            return case.owner_unit_id.name
        if petition.outcome in ("transfer", "guide", "urge"):
            return petition.competent_unit_id.name or petition.competent_body or ""
        return ""

    def _result(self, petition, case):
        if not case:
            return (
                f"Xong ngày {petition.handled_on:%d/%m/%Y}"
                if petition.handled_on and petition.outcome != "accept"
                else ""
            )
        if case.ended_how in ENDINGS:
            return ENDINGS[case.ended_how]
        if case.decided_on:
            verdict = VERDICTS.get(case.kind, VERDICTS["kn"]).get(case.verdict)
            return verdict or "Đã có quyết định, kết luận"
        return "Đang giải quyết" if case.accepted_on else ""

    # ------------------------------------------------------------------
    # outgoing documents
    # ------------------------------------------------------------------
    @api.model
    def _domains_document(self, unit, first, last):
        # secret ones have a book of their own (Nghị định 30/2020/NĐ-CP Điều 15)
        return [
            (
                "citizen.document",
                Domain("issuer_unit_id", "=", unit.id)
                & Domain("state", "=", "issued")
                & Domain("number", "!=", False)
                & Domain("is_secret", "!=", True)
                & Domain("date_issued", ">=", first)
                & Domain("date_issued", "<=", last),
            )
        ]

    @api.model
    def _parts_document(self, unit, first, last, wanted=None):
        ((model, domain),) = self._domains_document(unit, first, last)
        documents = self.env[model].search(
            domain, order="date_issued, series_kind, number_int, id"
        )
        documents, _skipped = self._portion(documents, wanted)
        return [
            Part(
                "Văn bản đi",
                TITLES["document"],
                "(Phụ lục IV, Nghị định 30/2020/NĐ-CP)",
                DOCUMENT,
                lambda: self._rows_document(documents),
            )
        ]

    def _rows_document(self, documents):
        for batch in self._batches(documents):
            # not the texts
            batch.fetch(
                [
                    "number",
                    "date_issued",
                    "type_id",
                    "name",
                    "signer_name",
                    "addressee_text",
                    "recipient_lines",
                    "is_external",
                ]
            )
            for document in batch:
                yield self._row_document(document)

    def _row_document(self, document):
        name = document.name or ""
        kind = document.type_id.name or ""
        lines = [
            line.strip().rstrip(";.")
            for text in (document.addressee_text, document.recipient_lines)
            for line in (text or "").splitlines()
        ]
        kept = [line for line in lines if line.startswith("Lưu")]
        sent = [
            line for line in lines if line and line != "Như trên" and line not in kept
        ]
        return [
            document.number,
            document.date_issued,
            joined(kind, name, by=" – "),
            document.signer_name,
            joined(*dict.fromkeys(sent)),
            joined(*(line.removeprefix("Lưu").lstrip(": ") for line in kept)),
            # how many copies are made is known at the copier, not from the document:
            # written by hand
            "",
            "Ban hành ngoài phần mềm" if document.is_external else "",
        ]

    # ------------------------------------------------------------------
    # conclusions
    # ------------------------------------------------------------------
    @api.model
    def _domains_conclusion(self, unit, first, last):
        return [
            (
                "citizen.task",
                Domain("conclusion_id.date_issued", ">=", first)
                & Domain("conclusion_id.date_issued", "<=", last)
                & (
                    Domain("owner_unit_id", "=", unit.id)
                    | Domain("conclusion_id.issuer_unit_id", "=", unit.id)
                ),
            )
        ]

    @api.model
    def _parts_conclusion(self, unit, first, last, wanted=None):
        ((model, domain),) = self._domains_conclusion(unit, first, last)
        tasks = self.env[model].search(
            domain,
            order="conclusion_id, clause_id, round_no, unit_id, id",
        )
        # oldest conclusion first: their own order is the newest first
        days = {
            conclusion.id: (conclusion.date_issued, conclusion.id)
            for conclusion in tasks.conclusion_id
        }
        tasks = tasks.sorted(lambda task: days[task.conclusion_id.id])
        tasks, skipped = self._portion(tasks, wanted)
        return [
            Part(
                "Kết luận đối thoại",
                TITLES["conclusion"],
                "",
                CONCLUSION,
                lambda: self._rows_conclusion(tasks, skipped),
            )
        ]

    def _rows_conclusion(self, tasks, index):
        for batch in self._batches(tasks):
            reports = self._last_reports(batch)
            today = self.env["citizen.calendar"]._today()
            for task in batch:
                index += 1
                yield self._row_conclusion(task, index, reports, today)

    def _last_reports(self, tasks):
        """{task id: what its unit reported last}."""
        updates = self.env["citizen.task.update"].search_fetch(
            [
                ("task_id", "in", tasks.ids),
                ("kind", "in", ("progress", "done")),
                ("is_struck", "!=", True),
            ],
            ["task_id", "text", "progress"],
            order="id",
        )
        return {update.task_id.id: update for update in updates}

    def _row_conclusion(self, task, index, reports, today):
        conclusion = task.conclusion_id
        report = reports.get(task.id)
        number = task.clause_id.number
        result = report and joined(
            report.text,
            f"{report.progress}%" if task.state in ("assigned", "accepted") else "",
        )
        return [
            index,
            conclusion.number or "",
            conclusion.date_issued,
            # sudo: the title of the session a unit got its task from
            task.dialogue_id.sudo().name or conclusion.name,
            f"{number}. {task.name}",
            task.unit_id.name,
            ", ".join(task.support_unit_ids.mapped("name")),
            task.due_date or "",
            result or "",
            task.product or "",
            self._task_status(task, today),
            joined(*(self._obstacle(o) for o in task.obstacle_ids)),
        ]

    def _task_status(self, task, today):
        """In the words of the trade (domain/law.md §4.4)."""
        due, done = task.due_date, task.reported_on
        if task.state == "cancelled":
            return joined("Dừng", task.reason, by=": ")
        if task.state == "verified":
            late = due and done and done > due
            return "Hoàn thành quá hạn" if late else "Hoàn thành đúng hạn"
        if task.state == "reported":
            return "Đã báo cáo hoàn thành, chờ kiểm tra"
        if due and due < today:
            words = f"Quá hạn {(today - due).days} ngày, chưa hoàn thành"
        else:
            words = "Đang thực hiện" if task.state == "accepted" else "Chưa thực hiện"
        asked = task.extension_ids.filtered(lambda e: e.state == "requested")
        return joined(words, "xin gia hạn" if asked else "")

    def _obstacle(self, obstacle):
        options = (
            (letter, obstacle[f"option_{letter.lower()}"]) for letter in ("A", "B", "C")
        )
        proposals = joined(*(f"{letter}: {text}" for letter, text in options if text))
        return joined(
            obstacle.content,
            proposals and f"Đề xuất {proposals}",
            obstacle.decision_note and f"Quyết định: {obstacle.decision_note}",
            by=". ",
        )
