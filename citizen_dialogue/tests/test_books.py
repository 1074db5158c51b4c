"""Books: reception, petitions, outgoing documents, conclusions; as sheet and paper."""

import io
from unittest.mock import patch

import openpyxl
from lxml import html
from pypdf import PdfReader

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from ..models import citizen_book
from ..tools import book_sheet, pdf
from ..tools.book_sheet import Column, Part, spans
from .test_transfer import TransferCase


class BookCase(TransferCase):
    def _rows(self, code, unit, user=None, first=-400, last=0):
        books = self.env["citizen.book"].with_user(user or self.user_secretary)
        unit = books.env["citizen.unit"].browse(unit.id)
        parts = books._parts(code, unit, self._day(first), self._day(last))
        return [row for part in parts for row in part.rows()]

    def _sheet(self, code, unit, user=None, first=-400, last=0):
        books = self.env["citizen.book"].with_user(user or self.user_secretary)
        unit = books.env["citizen.unit"].browse(unit.id)
        data = books._xlsx(code, unit, self._day(first), self._day(last))
        return openpyxl.load_workbook(io.BytesIO(data))

    def _visit(self, **vals):
        return (
            self.env["citizen.reception"]
            .with_user(self.user_secretary)
            .create(
                {
                    "sender_name": "Lò Văn Thử",
                    "content": "Hỏi về đền bù",
                    "kind": "kn_pa",
                    "result": "explained",
                    **vals,
                }
            )
        )

    def _wizard_of(self, user=None, **vals):
        return (
            self.env["citizen.book.wizard"]
            .with_user(user or self.user_secretary)
            .create({"date_from": self._day(-400), "date_to": self._day(), **vals})
        )


@tagged("post_install", "-at_install")
class TestBooks(BookCase):
    # ------------------------------------------------------------------
    # reception
    # ------------------------------------------------------------------
    def test_reception_in_both_versions(self):
        self._visit(date="2026-06-30")
        self._visit(date="2026-07-01", result="guided", referred_to="Tòa án")
        books = self.env["citizen.book"].with_user(self.user_secretary)
        asked = (self.office, self._day(-400), self._day())
        old, new = books._parts("reception", *asked)
        ((*row,),) = old.rows()
        ((*row_new,),) = new.rows()
        self.assertEqual((len(old.columns), len(row)), (12, 12))
        self.assertEqual((len(new.columns), len(row_new)), (13, 13))
        self.assertEqual((row[0], row[2], row[5]), (1, "Lò Văn Thử", "KN, PA/1"))
        self.assertEqual(row_new[9], "Tòa án")
        self.assertIn("Thông tư 04/2021", old.note)
        self.assertIn("154/2026", new.note)
        sheet = self._sheet("reception", self.office)
        self.assertEqual([page.max_column for page in sheet], [12, 13])
        # the common head above three columns
        self.assertIn("Hướng xử lý", [cell.value for cell in sheet.worksheets[0][8]])

    def test_visit_that_became_a_petition(self):
        visit = self._visit(kind="kn_pa", result="petition")
        petition = self._petition(kind="kn_pa", reception_id=visit.id, competence="own")
        ((*row,),) = self._rows("reception", self.office)
        self.assertEqual(row[8], "x")
        self.assertIn(petition.number, row[11])

    def test_what_a_clerk_looks_for_in_the_book(self):
        visit = self._visit(
            result="refused",
            kind=False,
            date="2026-06-29",
            refusal_ground_id=self.env.ref(
                "citizen_dialogue.citizen_refusal_ground_tcd9_3"
            ).id,
        )
        visit.action_finish()
        notice = self._issue(visit.action_draft_refusal(), 778)
        guided = self._visit(result="petition", date="2026-07-02")
        guided.action_finish()
        guided.petition_ids.sudo()._write_protected(
            {"outcome": "guide", "competent_unit_id": self.commune_b.id}
        )
        first, second = self._rows("reception", self.office)
        self.assertEqual(first[5], "1", "no kind: the number of people alone")
        self.assertIn(notice.number, first[10])
        self.assertIn("khoản 3 Điều 9 Luật Tiếp công dân số 42/2013/QH13", first[11])
        self.assertEqual(second[9], self.commune_b.name)

    def test_a_long_line_is_shown_whole(self):
        """Not every program makes a row as high as its text."""
        self._visit(content="dài dòng " * 40)
        self._visit(content="ngắn", sender_name="Lò Ín")
        page = self._sheet("reception", self.office).worksheets[0]
        long, short = (page.row_dimensions[line].height for line in (10, 11))
        self.assertEqual(page.cell(11, 5).value, "ngắn")
        self.assertGreater(long, 5 * (short or 15))

    def test_an_identity_number_stands_in_one_line(self):
        self._visit(sender_paper_number="014070001234", date="2026-06-29")
        self._visit(sender_paper_number="014070005678", date="2026-07-02")
        books = self.env["citizen.book"].with_user(self.user_secretary)
        unit = books.env["citizen.unit"].browse(self.office.id)
        data = books._pdf("reception", unit, self._day(-400), self._day())
        text = "".join(p.extract_text() for p in PdfReader(io.BytesIO(data)).pages)
        self.assertIn("014070001234", text)
        self.assertIn("014070005678", text)

    def test_sealed_visit(self):
        self._vault_mode()
        self._visit(kind="tc", wants_secrecy=True, content="Ông X nhận tiền")
        text = str(self._rows("reception", self.office))
        for secret in ("Lò Văn Thử", "Ông X"):
            self.assertNotIn(secret, text)
        self.assertIn(citizen_book.SEALED_CONTENT, text)

    # ------------------------------------------------------------------
    # petitions
    # ------------------------------------------------------------------
    def test_petitions_in_the_order_of_their_numbers(self):
        for day in ("2025-12-30", "2026-03-01", "2026-02-01"):
            self._petition(receipt_date=day)
        rows = self._rows("petition", self.office)
        self.assertTrue(all(len(row) == len(citizen_book.PETITION) for row in rows))
        # as drawn, whatever the day of receipt, and the years one after the other
        self.assertEqual([row[0] for row in rows], ["1/2025", "1/2026", "2/2026"])
        row = rows[1]
        self.assertEqual(row[1].isoformat(), "2026-03-01")
        self.assertIn("Lò Văn Thử, bản Phiêng Nèn", row[4])
        self.assertEqual((row[5], row[7], row[8]), (1, "KN", self.land.name))
        # a later one counts as a number
        self.assertLess(
            citizen_book.number_key("9/2026"), citizen_book.number_key("10/2026")
        )

    def test_denunciation_shows_pseudonyms_to_everybody(self):
        self._vault_mode()
        petition = self._petition(kind="tc", subject="Ông X ở bản Y nhận tiền")
        for user in (self.user_secretary, self.user_leader, self.user_inspector):
            with self.subTest(user.login):
                ((*row,),) = self._rows("petition", self.office, user)
                self.assertEqual(row[4], petition.petitioner_ids.pseudonym)
                text = str(row)
                for secret in ("Lò Văn Thử", "Phiêng Nèn", "Ông X"):
                    self.assertNotIn(secret, text)
        sheet = self._sheet("petition", self.office)
        values = [str(cell.value) for line in sheet.worksheets[0] for cell in line]
        self.assertFalse([value for value in values if "Lò Văn" in value])

    def test_nothing_of_it_for_whom_it_is_about(self):
        self._vault_mode()
        petition = self._petition(self.user_secretary, kind="tc")
        self.env["citizen.petitioner"].with_user(self.user_secretary).create(
            {
                "petition_id": petition.id,
                "role": "denounced",
                "name": "Người bị nêu tên",
                "user_id": self.user_followup.id,
            }
        )
        self.assertTrue(self._rows("petition", self.office, self.user_leader))
        with self.assertRaises(UserError):
            self._rows("petition", self.office, self.user_followup)

    def test_petition_that_went_on_keeps_its_line(self):
        petition = self._letter(who={"name": "Lò Văn Thử"})
        former = petition.number
        self._hand_over(petition, self.commune_b)
        ((*gone,),) = self._rows("petition", self.commune_a, self.user_commune_a)
        self.assertEqual(gone[0], former)
        self.assertEqual((gone[13], gone[15]), ("Chuyển đơn", self.commune_b.name))
        self.assertIn(str(petition.sudo().number), gone[19])
        ((*here,),) = self._rows("petition", self.commune_b, self.user_commune_b)
        self.assertEqual(here[0], petition.sudo().number)
        self.assertIn(former, here[19])

    def test_void_entry_keeps_its_number(self):
        petition = self._petition()
        petition._void("nhầm")
        ((*row,),) = self._rows("petition", self.office)
        self.assertEqual((row[0], row[19]), (petition.number, "Vào sổ nhầm"))
        self.assertEqual(set(row[9:19]), {""})

    def test_outcome_and_paper(self):
        petition = self._letter()
        transfer = self._send(petition, "Sở Nội vụ")
        document = transfer.sudo().document_id
        ((*row,),) = self._rows("petition", self.commune_a, self.user_commune_a)
        self.assertEqual(row[13], "Chuyển đơn")
        self.assertIn(document.number, row[14])
        self.assertEqual(row[15], "Sở Nội vụ")

    def test_queries_do_not_grow_with_the_lines(self):
        def queries(amount):
            self.env["citizen.petition"].with_user(self.user_secretary).create(
                [
                    {
                        "subject": f"việc {number}",
                        "kind": "kn_pa",
                        "category_id": self.land.id,
                        "sender_name": f"Lò Văn {number}",
                    }
                    for number in range(amount)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            lines = len(self._rows("petition", self.office))
            return lines, self.env.cr.sql_log_count - before

        queries(1)
        few, cost = queries(2)
        many, cost_of_many = queries(20)
        self.assertGreater(many, few)
        self.assertLessEqual(cost_of_many, cost)

    # ------------------------------------------------------------------
    # documents and conclusions
    # ------------------------------------------------------------------
    def test_outgoing_documents(self):
        dialogue = self._session(participant_ids=[])
        document = self._issue(dialogue.action_draft_notice(), 45)
        rows = self._rows("document", self.district)
        row = next(row for row in rows if row[0] == document.number)
        self.assertEqual(len(row), 8)
        self.assertEqual(row[1], document.date_issued)
        self.assertTrue(row[2].startswith("Thông báo"))
        self.assertEqual(row[3], self.user_leader.name)
        self.assertEqual(row[5], "VT, VP")
        self.assertNotIn("Lưu", row[4])
        # minutes and sheets carry no number and don't stand in the book
        self.assertTrue(all(row[0] for row in rows))

    def test_conclusions(self):
        conclusion = self._issued(
            [
                self._clause(self.commune_a | self.commune_b),
                self._clause(self.dept_land, content="Đo lại đất"),
            ]
        )
        task = conclusion.task_ids.filtered(lambda t: t.unit_id == self.commune_a)
        self.env["citizen.obstacle"].with_user(self.user_commune_a).create(
            {
                "task_id": task.id,
                "kind": "money",
                "content": "Thiếu kinh phí",
                "option_a": "Ứng ngân sách huyện",
            }
        )
        task.deadline_id._write_protected({"due_date": self._day(-3)})
        rows = self._rows("conclusion", self.office)
        self.assertEqual([row[0] for row in rows], [1, 2, 3])
        row = next(row for row in rows if row[5] == self.commune_a.name)
        self.assertEqual(row[1], conclusion.number)
        self.assertEqual(row[10], "Quá hạn 3 ngày, chưa hoàn thành")
        self.assertIn("Đề xuất A: Ứng ngân sách huyện", row[11])
        self.assertEqual(len({row[5] for row in rows}), 3)
        # the issuer's book has the same lines
        self.assertEqual(len(self._rows("conclusion", self.district)), 3)

    # ------------------------------------------------------------------
    # sheet, paper, wizard
    # ------------------------------------------------------------------
    def test_every_book_as_sheet_and_paper(self):
        self._visit()
        self._petition(subject="=1+1")
        self._issued([self._clause(self.commune_a)])
        for code, unit in (
            ("reception", self.office),
            ("petition", self.office),
            ("document", self.district),
            ("conclusion", self.office),
        ):
            with self.subTest(code):
                wizard = self._wizard_of(book=code, unit_id=unit.id)
                self.assertEqual(wizard.action_print()["type"], "ir.actions.report")
                self.assertTrue(wizard._render_sheet().startswith(b"%PDF"))
                page = self._sheet(code, unit).worksheets[0]
                self.assertEqual(page.page_setup.orientation, "landscape")
                self.assertEqual(
                    page.page_setup.paperSize, 8 if code == "petition" else 9
                )
                self.assertTrue(page.print_title_rows)
                self.assertTrue(page.freeze_panes)
                texts = [str(c.value) for line in page["A1:T4"] for c in line]
                self.assertIn("Độc lập - Tự do - Hạnh phúc", texts)
                self.assertIn(citizen_book.TITLES[code], texts)
                self.assertNotIn("Lò", wizard._file_stem())
        # what a citizen wrote is never a formula
        page = self._sheet("petition", self.office).worksheets[0]
        formulas = [c for line in page for c in line if c.data_type == "f"]
        self.assertFalse(formulas)

    def test_a_cell_without_anything_stays_a_cell(self):
        """A document issued outside without its signatory: the columns stay."""
        row = [None, False, "", 0, self._day()]
        part = Part("x", "SỔ", "", (Column("a", 1),) * 5, lambda: [row])
        books = self.env["citizen.book"]
        self.assertEqual([books._as_text(value) for value in row[:4]], ["", "", "", 0])
        page = self.env["ir.qweb"]._render(
            "citizen_dialogue.book",
            {
                "unit": "x",
                "period": "",
                "paper": "A4",
                "nation": "",
                "motto": "",
                "parts": [part],
                "spans": spans,
                "text": books._as_text,
            },
            minimal_qcontext=True,
        )
        body = str(page).split("<tbody>")[1]
        self.assertEqual(body.count("<td"), 5)

    def test_a_line_of_a_sheet_is_as_high_as_what_it_wraps(self):
        rows = [["hai chữ " * 30, 1], ["ngắn", 2], ["dòng\n" * 200, 3]]
        part = Part("x", "SỔ", "", (Column("a", 20), Column("b", 5)), lambda: rows)
        content = book_sheet.write([part], "x", "")
        page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        last = page.max_row
        # 240 letters in a column of 26
        self.assertGreaterEqual(page.row_dimensions[last - 2].height, 8 * 15)
        self.assertIsNone(page.row_dimensions[last - 1].height)
        # no row is higher than a sheet allows
        self.assertAlmostEqual(page.row_dimensions[last].height, 409, delta=1)

    def test_nothing_to_print(self):
        for vals in (
            {"date_from": "2020-01-01", "date_to": "2020-01-31"},
            {"date_from": self._day(), "date_to": self._day(-1)},
        ):
            wizard = self._wizard_of(**vals)
            with self.assertRaises(UserError):
                wizard.action_print()
            with self.assertRaises(UserError):
                wizard.action_sheet()

    def _printed(self, wizard):
        """(line of the period, cells by row) of what is laid out."""
        with patch.object(pdf, "render", side_effect=lambda html: html):
            page = html.fromstring(wizard._render_sheet())
        rows = [
            [cell.text_content() for cell in row.iter("td")]
            for body in page.iter("tbody")
            for row in body
        ]
        return page.find_class("period")[0].text_content(), rows

    def test_a_long_book_is_printed_in_portions(self):
        self.patch(citizen_book, "MOST_PRINTED", 2)
        # both versions of the reception book: 3 lines, then 2
        for day in ("2026-06-28", "2026-06-29", "2026-06-30", "2026-07-01"):
            self._visit(date=day)
        self._visit(date="2026-07-02")
        for day in ("2026-02-01", "2026-03-01", "2026-04-01"):
            self._petition(receipt_date=day)
        self._issued([self._clause(self.commune_a | self.commune_b | self.dept_land)])
        self._issued([self._clause(self.commune_a)])
        for code, unit in (
            ("reception", self.office),
            ("petition", self.office),
            ("document", self.district),
            ("conclusion", self.office),
        ):
            with self.subTest(code):
                wizard = self._wizard_of(book=code, unit_id=unit.id)
                whole = [
                    [str(wizard.env["citizen.book"]._as_text(v)) for v in row]
                    for row in self._rows(code, unit)
                ]
                self.assertEqual(wizard.lines, len(whole))
                self.assertEqual(wizard.portions, (len(whole) + 1) // 2)
                found = []
                for portion in range(1, wizard.portions + 1):
                    wizard.portion = portion
                    wizard.action_print()
                    period, rows = self._printed(wizard)
                    self.assertLessEqual(len(rows), 2)
                    if wizard.portions > 1:
                        self.assertIn(f"phần {portion}/{wizard.portions}", period)
                        self.assertIn(f"-phan-{portion}", wizard._file_stem())
                    found += rows
                # every line once, in order, numbered on through the portions
                self.assertEqual(found, whole)
        wizard = self._wizard_of(book="reception", unit_id=self.office.id)
        self.assertEqual(wizard.portions, 3)
        for wrong in (0, 4, -1):
            wizard.portion = wrong
            with self.assertRaisesRegex(UserError, "3"):
                wizard.action_print()
        self.assertIn("/book/reception/", wizard.action_sheet()["url"])
        self.patch(citizen_book, "MOST_PRINTED", 1000)
        wizard.invalidate_recordset()
        wizard.portion = 1
        self.assertEqual(wizard.portions, 1)
        self.assertNotIn("phần", self._printed(wizard)[0])

    def test_no_book_names_who_denounced(self):
        """As sheet and on paper, whoever asks: visits, letters, the papers about them
        and what was concluded on them."""
        self._vault_mode()
        self._visit(kind="tc", wants_secrecy=True, content="Ông X nhận tiền")
        petition = self._letter(kind="tc", subject="Ông X ở bản Y nhận tiền")
        self._send(petition, "Công an tỉnh")
        self._issued([self._clause(self.commune_a)])
        for code, unit, user in (
            ("reception", self.office, self.user_secretary),
            ("petition", self.commune_a, self.user_commune_a),
            ("document", self.commune_a, self.user_commune_a),
            ("conclusion", self.office, self.user_secretary),
        ):
            wizard = self._wizard_of(user, book=code, unit_id=unit.id)
            _period, rows = self._printed(wizard)
            sheet = self._sheet(code, unit, user)
            cells = [str(c.value) for page in sheet for row in page for c in row]
            for text in (" ".join(cells), str(rows)):
                with self.subTest(code):
                    self.assertTrue(rows)
                    for secret in ("Lò Văn Thử", "Phiêng Nèn", "Ông X", "bản Y"):
                        self.assertNotIn(secret, text)


@tagged("post_install", "-at_install")
class TestBookDownload(BookCase, HttpCase):
    def test_download(self):
        self._petition()
        wizard = self._wizard_of(book="petition", unit_id=self.office.id)
        url = wizard.action_sheet()["url"]
        self.env.flush_all()
        self.authenticate(self.user_secretary.login, self.user_secretary.login)
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("no-store", answer.headers["Cache-Control"])
        self.assertIn(
            f"so-tiep-nhan-theo-doi-don-{self.office._file_part()}-",
            answer.headers["Content-Disposition"],
        )
        self.assertTrue(openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets)
        for wrong in (
            url.replace("petition", "nothing"),
            url.replace(f"/{self.office.id}/", "/999999999/"),
            url.rsplit("/", 1)[0] + "/hom-qua",
        ):
            self.assertEqual(self.url_open(wrong).status_code, 404)
        # who reads nothing of the unit gets no sheet either
        self.authenticate(self.user_commune_b.login, self.user_commune_b.login)
        self.assertEqual(self.url_open(url).status_code, 404)
