"""Registers brought in from Excel: by officers, checked, entered, taken back."""

import base64
import io
from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

import openpyxl
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import SQL, mute_logger

from ..models import citizen_import, citizen_import_enter
from ..tools import register_kinds, registers
from .test_petition import PetitionCase
from .test_registers import xls, xlsx, zipped

HEADS = [
    "Số đến",
    "Ngày nhận",
    "Họ và tên người gửi",
    "Địa chỉ",
    "Nội dung đơn",
    "Loại đơn",
    "Lĩnh vực",
    "Hướng xử lý",
    "Số, ngày văn bản xử lý",
]
MAU = "Lò Văn Mẫu"
REFUSED = "không nhận"


def row(number, day="05/9/2021", name=MAU, content=None, **more):
    cells = {
        "address": "Bản Bon",
        "kind": "Khiếu nại",
        "category": "Đất đai",
        "outcome": "Thụ lý giải quyết",
        "ref": "12/TB-UBND, 15/9/2021",
        **more,
    }
    return [
        number,
        day,
        name,
        cells["address"],
        content or f"Thu hồi đất làm đường, việc {number}",
        cells["kind"],
        cells["category"],
        cells["outcome"],
        cells["ref"],
    ]


class ImportCase(PetitionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # a test has one transaction
        cls.enterClassContext(
            patch.object(
                cls.env.registry["ir.cron"],
                "_commit_progress",
                lambda self, *args, **kwargs: float("inf"),
            )
        )
        cls.head = cls._officer("t_truong_btcd", cls.board, "head", "head")
        cls.deputy = cls._officer("t_pho_btcd", cls.board, "head", "vice_head")

    @classmethod
    def _upload(cls, content, kind="petitions", user=None, unit=None, **vals):
        user = user or cls.head
        return (
            cls.env["citizen.import"]
            .with_user(user)
            .create(
                {
                    "kind": kind,
                    "owner_unit_id": (unit or cls.board).id,
                    "data": base64.b64encode(content),
                    **vals,
                }
            )
        )

    @classmethod
    def _entered(cls, rows, heads=HEADS, **vals):
        record = cls._upload(xlsx([heads, *rows]), **vals)
        record.action_check()
        record.action_import()
        return record

    @contextmanager
    def _at_once(self, rows):
        with (
            patch.object(citizen_import, "AT_ONCE", rows),
            patch.object(citizen_import_enter, "BATCH", 2),
        ):
            yield

    def _petitions(self, record):
        return self.env["citizen.petition"].search([("import_id", "=", record.id)])

    def _later(self, records):
        """As if somebody had written to them in another transaction."""
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                "UPDATE %s SET write_date = write_date + interval '1 hour' "
                "WHERE id IN %s RETURNING id",
                SQL.identifier(records._table),
                tuple(records.ids),
            )
        )
        records.invalidate_recordset()


@tagged("post_install", "-at_install")
class TestImportPetitions(ImportCase):
    def test_lines_that_are_no_row_are_named(self):
        """Nothing is left behind without a word."""
        only_content = [None] * len(HEADS)
        only_content[4] = "Khiếu nại việc thu hồi đất"
        record = self._upload(
            xlsx([HEADS, ["Tháng 9"], row(1), [], only_content, row(2), ["Cộng: 2"]])
        )
        record.action_check()
        self.assertEqual((record.row_count, record.left_out), (2, "2, 5, 7"))
        titles = [["Tháng 9"]] * 25
        record = self._upload(xlsx([HEADS, *titles, row(3)]))
        record.action_check()
        self.assertEqual(record.left_out[-5:], ", 21…")

    def test_from_the_file_to_the_register(self):
        content = xlsx(
            [
                ["UBND HUYỆN THỬ"],
                ["SỔ THEO DÕI ĐƠN NĂM 2021"],
                [],
                HEADS,
                [1, 2, 3, 4, 5, 6, 7, 8, 9],
                row(1),
                row(2, name="Quàng Thị Mới", outcome="Chuyển đơn", ref=""),
                row(3, day="tháng 10/2021"),
                row(1),
                row(5, kind="KNPA", outcome="Đang giải quyết", category="Chẳng rõ"),
            ]
        )
        record = self._upload(content)
        self.assertEqual(record.state, "draft")
        self.assertEqual(record.head_row, 5)
        self.assertEqual(
            record.column_ids.mapped("target"),
            [
                "number",
                "receipt_date",
                "person",
                "address",
                "content",
                "kind",
                "category",
                "outcome",
                "outcome_ref",
            ],
        )
        self.assertIn(MAU, record.preview)
        record.action_check()
        self.assertEqual(
            (record.row_count, record.good_count, record.error_count),
            (5, 3, 1),
        )
        self.assertEqual(record.duplicate_count, 1)
        self.assertEqual(
            record.row_ids.mapped(lambda r: (r.number, r.status)),
            [(8, "error"), (9, "duplicate"), (10, "warning")],
        )
        self.assertFalse(self._petitions(record), "nothing is entered by checking")
        record.action_import()
        self.assertEqual((record.state, record.created_count), ("done", 3))
        petitions = self._petitions(record).sorted("id")
        self.assertEqual(petitions.mapped("number"), ["1/2021", "2/2021", "5/2021"])
        self.assertEqual(petitions.mapped("old_number"), ["1", "2", "5"])
        first, second, third = petitions
        self.assertEqual(first.state, "handled")
        self.assertEqual(first.outcome, "accept")
        self.assertEqual(first.handled_on, date(2021, 9, 15))
        self.assertEqual(first.receipt_date, date(2021, 9, 5))
        self.assertEqual(first.category_id, self.land)
        self.assertEqual(first.petitioner_ids.name, MAU)
        self.assertEqual(first.petitioner_ids.address, "Bản Bon")
        self.assertEqual(first.received_by_id, self.head)
        self.assertEqual(first.owner_unit_id, self.board)
        self.assertIn("12/TB-UBND", first.old_note)
        self.assertEqual((second.outcome, second.handled_on), ("transfer", False))
        self.assertEqual((third.state, third.kind), ("registered", "kn_pa"))
        self.assertFalse(third.category_id)
        # a new letter of that year comes behind the old ones
        self.assertEqual(
            self._petition(
                self.head, owner_unit_id=self.board.id, receipt_date=date(2021, 12, 1)
            ).number,
            "6/2021",
        )

    def test_nothing_of_old_years_is_urged(self):
        year = self._day().year
        record = self._entered(
            [
                row(1),
                row(2, outcome=""),
                row(3, day="06/01/2020", outcome="", kind="Kiến nghị"),
                row(4, day=f"03/01/{year}", outcome="", content="việc năm nay"),
            ]
        )
        old = self._petitions(record).filtered(lambda p: p.receipt_date.year < year)
        self.assertEqual(len(old), 3)
        self.assertFalse(old.deadline_ids)
        self.assertFalse(old.filtered("is_overdue"))
        self.assertTrue((self._petitions(record) - old).deadline_ids)
        self.env["citizen.urging"]._cron_climb()
        self.assertFalse(
            self.env["citizen.urging"].search([("petition_id", "in", old.ids)])
        )
        self.assertFalse(old.activity_ids)
        self.assertFalse(old.message_ids)
        # also when somebody goes on with one later
        old[0].sudo()._sync_clocks()
        self.assertFalse(old.deadline_ids)

    def test_persons_stand_nowhere_but_in_the_vault(self):
        record = self._upload(
            xlsx([HEADS, row(1), row(2, day="hôm kia"), row(1), row(4, kind="lạ")])
        )
        record.action_check()
        self.env.flush_all()
        tables = ("citizen_import", "citizen_import_row", "citizen_import_column")
        for table in (*tables, "ir_attachment", "base_import_mapping"):
            rows = self.env.execute_query(
                SQL(
                    "SELECT count(*) FROM %s t WHERE t::text ILIKE %s",
                    SQL.identifier(table),
                    f"%{MAU}%",
                )
            )
            self.assertEqual(rows[0][0], 0, table)
        self.assertFalse(record.with_user(self.deputy).preview)
        self.assertFalse(record.with_user(self.deputy).row_ids)
        with self.assertRaises(AccessError):
            record.with_user(self.deputy)._bad_rows_xlsx()
        # nothing of the file in what can be read, whoever reads
        self.assertNotIn("blob", record.fields_get())
        record.action_import()
        self.assertTrue(record.has_file, "kept for the rows to correct")
        record.action_erase_file()
        self.assertFalse(record.has_file)
        self.assertFalse(record.sudo().blob or record.sudo().rows_blob)
        self.assertFalse(record.sudo().vault_key_id)

    def test_the_file_goes_when_all_is_in(self):
        record = self._entered([row(1), row(2)])
        self.assertFalse(record.has_file)
        self.assertFalse(record.sudo().blob or record.sudo().rows_blob)

    def test_files_are_not_kept_for_ever(self):
        begun = self._upload(xlsx([HEADS, row(1)]))
        entered = self._entered([row(1, content="a b"), row(2, day="x")])
        both = begun + entered
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                "UPDATE citizen_import SET write_date = now() - interval '40 days' "
                "WHERE id IN %s RETURNING id",
                tuple(both.ids),
            )
        )
        both.invalidate_recordset()
        self.env["citizen.import"]._gc_files()
        self.assertFalse(begun.exists())
        self.assertFalse(entered.has_file)

    def test_the_same_file_once(self):
        content = xlsx([HEADS, row(1), row(2)])
        first, second = self._upload(content), self._upload(content, user=self.deputy)
        first.action_check()
        second.action_check()
        first.action_import()
        with self.assertRaisesRegex(UserError, "once"):
            second.action_import()
        # nearly at the same time the check sees nothing, and the table decides
        self.env.flush_all()
        with (
            self.assertRaises(UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
            patch.object(
                self.env.registry["citizen.import"], "_check_once", lambda self: None
            ),
        ):
            second.action_import()
        self.assertEqual(len(self._petitions(first) | self._petitions(second)), 2)

    def test_the_same_rows_in_another_file(self):
        self._entered([row(1), row(2, name="Quàng Thị Mới")])
        again = self._upload(
            xlsx([HEADS, row(1), row(8, name="Quàng Thị Mới", content=row(2)[4])])
        )
        again.action_check()
        self.assertEqual((again.good_count, again.duplicate_count), (0, 2))
        self.assertIn("1/2021", again.row_ids[0].reason)
        with self.assertRaisesRegex(UserError, "Not one row"):
            again.action_import()
        again.duplicates = "take"
        again.action_check()
        again.action_import()
        petitions = self._petitions(again)
        self.assertEqual(len(petitions), 2)
        # their old numbers stay, the register gives its own
        self.assertEqual(petitions.sorted("id").mapped("old_number"), ["1", "8"])
        self.assertNotIn("1/2021", petitions.mapped("number"))

    def test_against_what_was_typed_by_hand(self):
        self._petition(
            self.head,
            owner_unit_id=self.board.id,
            receipt_date=date(2021, 9, 5),
            subject="Đường vào bản hỏng",
            content="Đường vào bản hỏng",
            who={"name": MAU},
        )
        record = self._upload(
            xlsx(
                [
                    HEADS,
                    row(71, content="đường vào bản hỏng"),
                    row(72, content="đường vào bản hỏng", name="Vàng A Khác"),
                ]
            )
        )
        record.action_check()
        self.assertEqual(
            record.row_ids.mapped(lambda r: (r.number, r.status)), [(2, "duplicate")]
        )

    def test_a_column_of_counters_makes_no_duplicates(self):
        heads = ["STT", *HEADS[1:]]
        record = self._upload(
            xlsx([heads, row(1), row(1, content="việc khác"), row(1, "06/9/2021")])
        )
        record.action_check()
        self.assertEqual((record.good_count, record.duplicate_count), (3, 0))

    def test_denunciations_on_paper(self):
        record = self._entered([row(1, kind="Tố cáo"), row(2)])
        sealed = self._petitions(record).filtered(lambda p: p.kind == "tc")
        self.assertEqual(sealed.identity, "sealed")
        self.assertFalse(sealed.petitioner_ids)
        self.assertFalse(sealed.content)
        self.assertFalse(sealed.old_note)
        self.assertTrue(sealed.paper_place)
        self.assertEqual(record.row_ids.mapped("status"), ["warning"])

    def test_denunciations_in_the_vault(self):
        self._vault_mode()
        record = self._entered([row(1, kind="TC"), row(2)])
        sealed = self._petitions(record).filtered(lambda p: p.kind == "tc")
        person = sealed.petitioner_ids
        self.assertTrue(person.is_sealed)
        self.assertFalse(person.name)
        self.assertEqual(person._values()["name"], MAU)
        # taken back: the log of identities stays, so does the entry, without persons
        record._undo("nhập nhầm")
        self.assertEqual(sealed.state, "void")
        self.assertFalse(any(person._values().values()))
        self.assertEqual(self._petitions(record), sealed)
        self.assertEqual(record.state, "undone")

    def test_the_subject_names_nobody(self):
        record = self._entered([row(1, content=f"Ông {MAU} đề nghị xem xét đất")])
        self.assertEqual(
            self._petitions(record).subject, "người gửi đơn đề nghị xem xét đất"
        )

    def test_all_errors_of_a_row_are_told(self):
        heads = [*HEADS, "Số CMND", "Điện thoại", "Ngày viết đơn"]
        wrong = [*row(1, day="31/02/2021", kind="thư"), "12", "abc", "9/2021"]
        late = [*row(2, self._day(1).strftime("%d/%m/%Y")), "", "", ""]
        before = [*row(3), "014070001234", "912345678", "06/9/2021"]
        empty = [*row(4), "", "", ""]
        empty[4] = None
        good = [*row(5), "CCCD: 014 070 001 234", "912345678", "01/9/2021"]
        record = self._upload(xlsx([heads, wrong, late, before, empty, good]))
        record.action_check()
        reasons = {r.number: r.reason for r in record.row_ids}
        self.assertEqual(reasons[2].count(";"), 4, reasons[2])
        self.assertIn("still to come", reasons[3])
        self.assertIn("after the one of receipt", reasons[4])
        self.assertIn("is empty", reasons[5])
        for reason in reasons.values():
            for secret in (MAU, "abc", "thư", "31/02"):
                self.assertNotIn(secret, reason)
        record.action_import()
        person = self._petitions(record).petitioner_ids
        self.assertEqual(person.paper_number, "014070001234")
        self.assertEqual(person.phone, "0912345678")

    def test_rows_to_correct(self):
        record = self._upload(xlsx([HEADS, row(1), row(2, day="hôm kia"), row(1)]))
        record.action_check()
        action = record.action_fetch_bad()
        self.assertIn(f"/import/{record.id}/rows", action["url"])
        page = openpyxl.load_workbook(io.BytesIO(record._bad_rows_xlsx())).active
        lines = list(page.iter_rows(values_only=True))
        self.assertEqual(list(lines[0][1:]), HEADS)
        self.assertEqual(len(lines), 3)
        self.assertEqual(lines[1][1:4], ("2", "hôm kia", MAU))
        # seen first, and the cell in question stands out
        self.assertIn("day/month/year", lines[1][0])
        plain, wrong = page["D2"].fill.fgColor.rgb, page["C2"].fill.fgColor.rgb
        self.assertNotEqual(plain, wrong)
        # corrected and uploaded again as it was fetched it goes in
        corrected = [list(line) for line in lines[:2]]
        corrected[1][2] = "07/9/2021"
        again = self._entered(corrected[1:], corrected[0])
        self.assertEqual(again.created_count, 1)

    def test_errors_are_told_by_the_headings_of_the_file(self):
        heads = ["Số vào sổ", "Đến hôm", *HEADS[2:]]
        record = self._upload(xlsx([heads, row(1, day="x")]))
        record.column_ids[1].target = "receipt_date"
        record.action_check()
        self.assertTrue(record.row_ids.reason.startswith("Đến hôm: "))

    def test_a_formula_stays_text(self):
        record = self._upload(
            xlsx([HEADS, row(2, day="x", content="'=cmd|' /C calc'!A0")])
        )
        record.action_check()
        page = openpyxl.load_workbook(io.BytesIO(record._bad_rows_xlsx())).active
        for cell in page[2]:
            self.assertNotEqual(cell.data_type, "f")

    def test_columns_can_be_corrected_and_are_remembered(self):
        heads = ["Số đến", "Ngày nhận", "Bà con", "Chuyện gì"]
        rows = [[1, "05/9/2021", MAU, "Đường vào bản hỏng"]]
        record = self._upload(xlsx([heads, *rows]))
        with self.assertRaisesRegex(UserError, "Tóm tắt nội dung"):
            record.action_check()
        record.column_ids[2].target = "person"
        record.column_ids[3].target = "person"
        with self.assertRaisesRegex(UserError, "Two columns"):
            record.action_check()
        record.column_ids[3].target = "content"
        record.action_check()
        self.assertEqual(record.state, "checked")
        with self.assertRaises(UserError):
            record.column_ids[3].target = "login"
        record.column_ids[0].target = False
        self.assertEqual(record.state, "draft", "checked with other columns")
        record.column_ids[0].target = "number"
        record.action_check()
        record.action_import()
        self.assertEqual(self._petitions(record).petitioner_ids.name, MAU)
        again = self._upload(xlsx([heads, [2, "06/9/2021", "A B", "khác"]]))
        self.assertEqual(
            again.column_ids.mapped("target"),
            ["number", "receipt_date", "person", "content"],
        )
        with self.assertRaises(UserError):
            record.column_ids[0].target = "note"

    def test_another_sheet(self):
        book = openpyxl.Workbook()
        book.active.title = "Bìa"
        book.active.append(["SỔ ĐƠN"])
        for year in (2020, 2021):
            page = book.create_sheet(f"Năm {year}")
            page.append(HEADS)
            page.append(row(1, f"05/9/{year}", ref=""))
        target = io.BytesIO()
        book.save(target)
        record = self._upload(target.getvalue())
        self.assertEqual(record.sheet, "Năm 2020")
        record.sheet = "Năm 2021"
        record.action_check()
        record.action_import()
        self.assertEqual(self._petitions(record).receipt_date, date(2021, 9, 5))
        other = self._upload(target.getvalue(), user=self.deputy)
        with self.assertRaisesRegex(UserError, "no sheet"):
            other.sheet = "Năm 1999"

    def test_old_scripts_and_xls(self):
        heads = ["Sè ®Õn", "Ngµy nhËn", "Hä vµ tªn", "Néi dung ®¬n"]
        rows = [[1, "05/9/2003", "Lß V¨n Hïng", "khiÕu n¹i thu håi ®Êt"]]
        record = self._upload(xls([heads, *rows]))
        self.assertIn("97", record.note)
        record.action_check()
        record.action_import()
        petition = self._petitions(record)
        self.assertEqual(petition.petitioner_ids.name, "Lò Văn Hùng")
        self.assertEqual(petition.subject, "khiếu nại thu hồi đất")

    def test_what_cannot_be_read_leaves_nothing(self):
        before = self.env["citizen.import"].search_count([])
        keys = self.env["citizen.vault.key"].search_count([])
        for content, words in (
            (b"PK\x03\x04cut", "damaged"),
            (b"%PDF-1.4", "PDF"),
            (b"ten,ngay", "no Excel file"),
            (xlsx([]), "nothing in this file"),
            (xlsx([["Thực đơn", "Giá"], ["Phở", 40000]]), "headings"),
            (xlsx([[f"Cột {n}" for n in range(200)]]), "200 columns"),
            (zipped({"xl/workbook.xml": b"0" * 30_000_000}), "unusual size"),
            (zipped({"xl/workbook.bin": b"x"}), "binary workbook"),
            (zipped({"content.xml": b"<x/>"}), "OpenDocument"),
            (b"<html><table>", "web page"),
            (
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
                + b"\0" * 512
                + "EncryptedPackage".encode("utf-16-le"),
                "password",
            ),
        ):
            with (
                self.subTest(words=words),
                self.assertRaisesRegex(UserError, words),
                self.cr.savepoint(),
            ):
                self._upload(content)
        with self.assertRaises(UserError), self.cr.savepoint():
            self._upload(b"")
        self.assertEqual(self.env["citizen.import"].search_count([]), before)
        self.assertEqual(self.env["citizen.vault.key"].search_count([]), keys)

    def test_first_rows_in_the_web_client(self):
        """It asks for the size of files instead of them."""
        record = self._upload(xlsx([HEADS, row(1)])).with_context(bin_size=True)
        self.assertIn(MAU, record.preview)
        record.action_check()
        record.action_import()
        self.assertEqual(record.created_count, 1)

    def test_first_rows_show_what_is_filled_in(self):
        heads = [*HEADS, "Ghi chú", "Năm sinh"]
        rows = [[*row(1), None, "không rõ"], [*row(2), None, None]]
        preview = self._upload(xlsx([heads, *rows])).preview
        self.assertIn("Year of Birth", preview)
        self.assertNotIn("Remarks", preview)

    def test_first_rows_follow_a_column_before_it_is_saved(self):
        record = self._upload(xlsx([HEADS, row(1)]))
        form = Form(record, "citizen_dialogue.citizen_import_view_form")
        self.assertIn("12/TB-UBND", form.preview)
        with form.column_ids.edit(8) as column:
            column.target = False
        self.assertNotIn("12/TB-UBND", form.preview)
        self.assertIn(MAU, form.preview)

    def test_the_workbook_is_opened_once(self):
        """Opening a big workbook takes longer than everything but entering its rows."""
        opened = []
        former = registers.Book

        def book(content):
            opened.append(len(content))
            return former(content)

        with patch.object(registers, "Book", book):
            record = self._upload(xlsx([HEADS, row(1), row(2, day="x")]))
            self.assertIn("Lò Văn Mẫu", record.preview)
            record.action_check()
            record._bad_rows_xlsx()
            record.action_import()
            self.assertEqual(len(opened), 1)
            # of a big one only the first lines, until they are checked
            with self._at_once(1), patch.object(registers, "HEAD_LINES", 1):
                big = self._upload(
                    xlsx([HEADS, *(row(n, content=f"số {n}") for n in range(50, 80))])
                )
                self.assertIn("số 53", big.preview)
                big.action_check()
                self.env["citizen.import"]._cron_run()
                big.action_import()
                self.env["citizen.import"]._cron_run()
            self.assertEqual(len(opened), 3)
        self.assertEqual((record.created_count, big.created_count), (1, 30))

    def test_defaults_asked_once_are_those_of_every_row(self):
        self.assertEqual(self._entered([row(1), row(2)]).created_count, 2)
        for name in ("citizen.petition", "citizen.reception", "citizen.petitioner"):
            model = self.env[name].with_user(self.head)
            first, second = (model.default_get(list(model._fields)) for _ in range(2))
            self.assertEqual(first.keys(), second.keys())
            self.assertEqual(
                {key for key in first if first[key] != second[key]},
                model._import_own_defaults,
                "another one for each row",
            )

    def test_rows_are_written_once(self):
        """What is computed of a new letter goes in with it."""
        record = self._upload(xlsx([HEADS, row(1), row(2)]))
        record.action_check()
        queries = []
        former = type(self.env.cr).execute

        def execute(cursor, query, *args, **kwargs):
            queries.append(str(getattr(query, "code", query)))
            return former(cursor, query, *args, **kwargs)

        with patch.object(type(self.env.cr), "execute", execute):
            record.action_import()
            self.env.flush_all()
        again = [q for q in queries if 'UPDATE "citizen_petition"' in q]
        self.assertFalse(again)
        self.assertEqual(self._petitions(record).mapped("case_count"), [1, 1])

    def test_only_headings(self):
        record = self._upload(xlsx([HEADS]))
        with self.assertRaisesRegex(UserError, "no row"):
            record.action_check()

    def test_not_one_good_row(self):
        record = self._upload(xlsx([HEADS, row(1, day="x"), row(2, day="y")]))
        record.action_check()
        with self.assertRaisesRegex(UserError, "Not one row"):
            record.action_import()

    def test_a_form_of_the_officer(self):
        form = Form(
            self.env["citizen.import"].with_user(self.head),
            "citizen_dialogue.citizen_import_view_form",
        )
        form.data = base64.b64encode(xlsx([HEADS, row(1)]))
        record = form.save()
        self.assertEqual(record.owner_unit_id, self.board)
        self.assertEqual(len(record.column_ids), 9)


@tagged("post_install", "-at_install")
class TestImportBatches(ImportCase):
    def test_in_the_background(self):
        rows = [row(n, content=f"việc thứ {n}") for n in range(1, 8)]
        with self._at_once(1):
            record = self._upload(xlsx([HEADS, *rows]))
            record.action_check()
            self.assertEqual(record.state, "checking")
            self.env["citizen.import"]._cron_run()
            self.assertEqual((record.state, record.good_count), ("checked", 7))
            record.action_import()
            self.assertEqual(record.state, "queued")
            self.assertFalse(self._petitions(record))
            self.env["citizen.import"]._cron_run()
        self.assertEqual((record.state, record.created_count), ("done", 7))
        self.assertEqual(record.progress, 100)
        self.assertEqual(self._petitions(record).create_uid, self.head)
        self.assertEqual(self._petitions(record).received_by_id, self.head)

    def test_interrupted_it_goes_on_without_doubles(self):
        rows = [row(n, content=f"việc thứ {n}") for n in range(1, 8)]
        with self._at_once(100):
            record = self._upload(xlsx([HEADS, *rows]))
            record.action_check()
            record._transition("queued")
            record._transition("running")
            work = record._enter_rows()
            next(work)
            next(work)
            work.close()
            self.assertEqual((record.created_count, record.processed_count), (4, 4))
            self.assertEqual(record.progress, 57)
            record.sudo()._stop(UserError("mất kết nối"))
            self.assertEqual((record.state, record.failure), ("failed", "mất kết nối"))
            record.action_import()
        self.assertEqual((record.state, record.created_count), ("done", 7))
        numbers = self._petitions(record).mapped("old_number")
        self.assertEqual(sorted(numbers), [str(n) for n in range(1, 8)])

    def test_a_batch_that_fails_leaves_nothing_half(self):
        rows = [row(n, content=f"việc thứ {n}") for n in range(1, 6)]
        rows[3][4] = "HỎNG"

        record = self._upload(xlsx([HEADS, *rows]))
        record.action_check()
        create = self.env.registry["citizen.petition"]._sync_plots

        def late(petitions):
            # after numbers, persons and seals: the furthest point of an entry
            create(petitions)
            if any(p.content == "HỎNG" for p in petitions):
                raise ValidationError(REFUSED)

        with patch.object(self.env.registry["citizen.petition"], "_sync_plots", late):
            record.action_import()
        self.assertEqual((record.created_count, record.error_count), (4, 1))
        bad = record.row_ids
        self.assertEqual((bad.number, bad.status), (5, "error"))
        self.assertIn(REFUSED, bad.reason)
        petitions = self._petitions(record)
        self.assertEqual(len(petitions), 4)
        self.assertEqual(len(petitions.petitioner_ids), 4)
        self.assertEqual(
            sorted(petitions.mapped("number")), ["1/2021", "2/2021", "3/2021", "5/2021"]
        )

    def test_who_lost_his_post_enters_nothing_more(self):
        with self._at_once(1):
            record = self._upload(xlsx([HEADS, row(1), row(2)]))
            record.action_check()
            self.env["citizen.import"]._cron_run()
            record.action_import()
            self.head.citizen_membership_ids.sudo().date_to = self._day(-1)
            self.head.sudo().citizen_membership_ids.date_from = date(2020, 1, 1)
            self.env["citizen.import"]._cron_run()
        self.assertEqual(record.sudo().state, "failed")
        self.assertTrue(record.sudo().failure)
        self.assertFalse(self._petitions(record.sudo()))

    def test_undo_and_again(self):
        content = xlsx([HEADS, row(1, name="Vàng A Hiếm"), row(2)])
        record = self._upload(content)
        record.action_check()
        record.action_import()
        petitions = self._petitions(record)
        people = petitions.petitioner_ids
        names = self.env["citizen.person.name"]
        self.assertTrue(names.search([("folded", "=", "vang a hiem")]))
        self.env["citizen.reason.wizard"].with_user(self.deputy).with_context(
            active_model="citizen.import", active_id=record.id, reason_method="_undo"
        ).create({"reason": "nhập nhầm sổ"}).action_apply()
        self.assertEqual(record.state, "undone")
        self.assertEqual(record.undo_reason, "nhập nhầm sổ")
        self.assertFalse(petitions.exists())
        self.assertFalse(people.exists())
        self.assertFalse(names.search([("folded", "=", "vang a hiem")]))
        self.assertFalse(
            self.env["citizen.petition.plot"].search(
                [("petition_id", "in", petitions.ids)]
            )
        )
        again = self._upload(content)
        again.action_check()
        again.action_import()
        self.assertEqual(again.created_count, 2)

    def test_undo_in_the_background(self):
        rows = [row(n, content=f"việc thứ {n}") for n in range(1, 6)]
        record = self._entered(rows)
        with self._at_once(1):
            record._undo("nhầm")
            self.assertEqual(record.state, "undoing")
            self.env["citizen.import"]._cron_run()
        self.assertEqual(record.state, "undone")
        self.assertFalse(self._petitions(record))
        record = self._entered(rows)
        self._later(self._petitions(record)[0])
        with self._at_once(1):
            record._undo("nhầm")
            self.env["citizen.import"]._cron_run()
        self.assertEqual(record.state, "done")
        self.assertIn("undone any more", record.failure)
        self.assertEqual(len(self._petitions(record)), 5)

    def test_no_undo_of_what_was_built_on(self):
        def write(petition):
            petition.demand = "thêm"
            self._later(petition)

        def change_person(petition):
            petition.petitioner_ids.phone = "0912345678"
            self._later(petition.petitioner_ids)

        def comment(petition):
            petition.message_post(body="đã xem")

        def guide(petition):
            self.env["citizen.document"].sudo().create(
                {
                    "petition_id": petition.id,
                    "type_id": self.env["citizen.document.type"]
                    ._get("CV_HDT", self._day())
                    .id,
                    "name": "hướng dẫn",
                    "owner_unit_id": self.board.id,
                    "issuer_unit_id": self.district.id,
                }
            )

        def join(petition):
            other = self._petition(self.head, owner_unit_id=self.board.id)
            petition.env["citizen.petition.link"].citizen_join(
                other.id, petition.id, "matter", "một việc"
            )

        for deed in (write, change_person, comment, guide, join):
            with self.subTest(deed=deed.__name__), self.cr.savepoint() as savepoint:
                record = self._entered([row(1), row(2)])
                deed(self._petitions(record).with_user(self.head)[0])
                with self.assertRaisesRegex(UserError, "undone any more"):
                    record._undo("nhầm")
                self.assertEqual(len(self._petitions(record)), 2)
                savepoint.rollback()

    def test_the_door_of_deletion_is_closed(self):
        record = self._entered([row(1)])
        petition = self._petitions(record).with_user(self.head)
        for token in (True, "UNDO", 1, {"a": 1}):
            forged = petition.with_context(citizen_import_undo=token).sudo()
            with self.assertRaises(UserError), self.cr.savepoint():
                forged.petitioner_ids.unlink()
            with self.assertRaises(UserError), self.cr.savepoint():
                forged.unlink()
        with self.assertRaises(UserError):
            record.unlink()


@tagged("post_install", "-at_install")
class TestImportRights(ImportCase):
    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_who_brings_what_where(self):
        register = xlsx([HEADS, row(1)])
        units = xlsx([["Tên đơn vị", "Loại đơn vị"], ["UBND xã Mới Nhập", "UBND xã"]])
        for user, kind, unit, content in (
            (self.user_secretary, "petitions", self.office, register),
            (self.head, "petitions", self.office, register),
            (self.user_followup, "petitions", self.commune_a, register),
            (self.user_leader, "petitions", self.district, register),
            (self.user_inspector, "petitions", self.district, register),
            (self.user_admin, "petitions", self.district, register),
            (self.user_outsider, "petitions", self.board, register),
            (self.head, "units", self.board, units),
            (self.user_followup, "people", self.office, units),
            (self.user_leader, "holidays", self.district, units),
        ):
            with (
                self.subTest(user=user.login, kind=kind),
                self.assertRaises(AccessError),
                self.cr.savepoint(),
            ):
                self._upload(content, kind, user, unit)
        for user, kind, unit, content in (
            (self.head, "petitions", self.board, register),
            (self.user_followup, "petitions", self.office, register),
            (self.user_clerk, "petitions", self.district, register),
            (self.user_commune_a_head, "petitions", self.commune_a, register),
            (self.user_admin, "units", self.district, units),
        ):
            with self.subTest(user=user.login, kind=kind):
                record = self._upload(content, kind, user, unit)
                record.action_check()
                record.action_import()
                self.assertEqual(record.created_count, 1)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_a_colleague_does_not_go_on_with_it(self):
        record = self._upload(xlsx([HEADS, row(1)]))
        for user in (self.deputy, self.user_followup, self.user_commune_a_head):
            for step in ("action_check", "action_import", "action_erase_file"):
                with self.assertRaises(AccessError):
                    getattr(record.with_user(user), step)()
        with self.assertRaises(AccessError):
            record.with_user(self.deputy).duplicates = "take"
        with self.assertRaises(AccessError):
            record.with_user(self.user_commune_a_head).read(["state"])
        with self.assertRaises(AccessError):
            record.write({"state": "done"})
        with self.assertRaises(AccessError):
            record.write({"user_id": self.deputy.id})
        with self.assertRaises(AccessError):
            record.column_ids[0].heading = "khác"


@tagged("post_install", "-at_install")
class TestImportOthers(ImportCase):
    def test_the_reception_book(self):
        heads = [
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
        ]
        record = self._entered(
            [
                [1, "05/9/2021", f"{MAU}\nBản Bon", "014070001234", "Đất", "KN/3"]
                + ["UBND xã A", "x", None, None, "Xong", None],
                [2, "06/9/2021", "Quàng Thị Mới", None, "Đường", "KN, PA/1"]
                + [None, None, "Phòng TNMT", None, None, None],
                [3, "07/9/2021", "Cà Văn Ba", None, "Khác", "TC/1"]
                + [None, None, None, "Công an huyện", None, None],
            ],
            heads,
            kind="receptions",
        )
        visits = self.env["citizen.reception"].search([("import_id", "=", record.id)])
        first, second, third = visits.sorted("id")
        self.assertEqual(first.number, "1/2021")
        self.assertEqual((first.state, first.result), ("done", "explained"))
        self.assertEqual((first.kind, first.people_count), ("kn", 3))
        self.assertEqual(first.petitioner_ids.name, MAU)
        self.assertEqual(first.petitioner_ids.address, "Bản Bon")
        self.assertEqual(first.petitioner_ids.paper_number, "014070001234")
        self.assertEqual(second.kind, "kn_pa")
        self.assertEqual((second.result, second.referred_to), ("guided", "Phòng TNMT"))
        self.assertEqual(third.result, "transferred")
        self.assertEqual(third.identity, "sealed")
        self.assertFalse(third.petitioner_ids)
        self.assertFalse(visits.deadline_ids)
        again = self._upload(
            xlsx([heads, [9, "05/9/2021", MAU, None, "Đất", "KN/3"]]), "receptions"
        )
        again.action_check()
        self.assertEqual(again.duplicate_count, 1)
        record._undo("nhầm")
        self.assertEqual(visits.exists(), third)
        self.assertEqual(third.state, "void")

    def test_each_menu_offers_what_it_brings_in(self):
        for kind, user, offered in (
            ("petitions", self.head, ["petitions", "receptions", "conclusions"]),
            ("units", self.user_admin, ["units", "people", "holidays"]),
        ):
            form = Form(
                self.env["citizen.import"]
                .with_user(user)
                .with_context(default_kind=kind),
                "citizen_dialogue.citizen_import_view_form",
            )
            self.assertEqual(form.allowed_kinds, offered)

    def test_units(self):
        heads = ["Tên đơn vị", "Loại đơn vị", "Trực thuộc", "Ký hiệu", "Từ ngày"]
        record = self._entered(
            [
                ["Phòng Văn hóa xã Nhập", "Phòng ban", "UBND xã Nhập", "VH", None],
                ["UBND xã Nhập", "UBND cấp xã", "UBND tỉnh Thử", "UBND", "01/7/2025"],
                ["UBND xã A", "UBND cấp xã", "UBND huyện Thử", None, None],
                ["Phòng Lạ", "Phòng ban", "UBND xã Không Có", None, None],
            ],
            heads,
            kind="units",
            user=self.user_admin,
            unit=self.district,
        )
        self.assertEqual((record.created_count, record.error_count), (2, 1))
        self.assertEqual(record.duplicate_count, 1)
        commune = self.Unit.search([("name", "=", "UBND xã Nhập")])
        self.assertEqual(commune.parent_id, self.province)
        self.assertEqual(commune.kind, "commune")
        self.assertEqual(commune.valid_from, date(2025, 7, 1))
        room = commune.child_ids
        self.assertEqual(room.authority_id, commune)
        self._post(self.user_land, room)
        with self.assertRaises(UserError):
            record._undo("nhầm")
        other = self._entered(
            [["UBND xã Nhập Hai", "UBND cấp xã", "UBND tỉnh Thử", None, None]],
            heads,
            kind="units",
            user=self.user_admin,
            unit=self.district,
        )
        # as the administrator does it, who is no officer
        self._undo_by_button(other)
        self.assertFalse(self.Unit.search([("name", "=", "UBND xã Nhập Hai")]))

    def _undo_by_button(self, record):
        wizard = (
            self.env["citizen.reason.wizard"]
            .with_user(record.user_id)
            .with_context(
                active_model=record._name,
                active_id=record.id,
                reason_method="_undo",
            )
        )
        form = Form(wizard)
        form.reason = "nhầm"
        form.save().action_apply()
        self.assertEqual(record.state, "undone")

    def test_a_unit_that_has_ended_is_another_one(self):
        old = self.Unit.create(
            {
                "name": "UBND xã Đã Hết",
                "kind": "commune",
                "parent_id": self.province.id,
                "valid_to": "2025-06-30",
            }
        )
        heads = ["Tên đơn vị", "Loại đơn vị", "Trực thuộc", "Từ ngày", "Đến ngày"]
        by_admin = {"kind": "units", "user": self.user_admin, "unit": self.district}
        below = self._upload(
            xlsx(
                [
                    heads,
                    [
                        "Phòng Kinh tế xã Đã Hết",
                        "Phòng ban",
                        "UBND xã Đã Hết",
                        None,
                        None,
                    ],
                    ["Phòng Ngược", "Phòng ban", "", "01/7/2025", "01/01/2025"],
                    ["Trạm bơm", "Trạm", "", None, None],
                ]
            ),
            **by_admin,
        )
        below.action_check()
        reasons = {r.number: r.reason for r in below.row_ids}
        self.assertIn("Trực thuộc: this unit has ended", reasons[2])
        self.assertIn("Đến ngày: the last day lies before the first", reasons[3])
        self.assertIn("department", reasons[4])
        record = self._entered(
            [["UBND xã Đã Hết", "UBND cấp xã", "UBND tỉnh Thử", "01/7/2025", None]],
            heads,
            **by_admin,
        )
        self.assertEqual(record.created_count, 1, record.row_ids.mapped("reason"))
        new = self.Unit.search([("name", "=", "UBND xã Đã Hết")]) - old
        # what is sent there afterwards goes to the one of today
        people = self._entered(
            [["Lường Văn Mới", "moi@example.com", "UBND xã Đã Hết"]],
            ["Họ và tên", "Email", "Đơn vị"],
            **{**by_admin, "kind": "people"},
        )
        posts = self.env["citizen.membership"].search([("unit_id", "=", new.id)])
        self.assertEqual(posts.user_id.login, "moi@example.com")
        self._undo_by_button(people)
        self.assertFalse(posts.exists())

    def test_units_at_home_go_by_their_short_names(self):
        room = self.Unit.create(
            {
                "name": "Phòng Kinh tế xã A",
                "kind": "department",
                "parent_id": self.commune_a.id,
            }
        )
        rows = [["Lường Văn Mới", "moi@example.com", "Phòng kinh tế"]]
        heads = ["Họ và tên", "Email", "Đơn vị"]
        for unit, created in ((self.commune_b, 0), (self.commune_a, 1)):
            record = self._upload(xlsx([heads, *rows]), "people", self.user_admin, unit)
            record.action_check()
            self.assertEqual(record.good_count, created)
        record.action_import()
        self.assertTrue(room.membership_ids)

    def test_what_was_entered_opens_in_its_own_views(self):
        """The board of units counts tasks, which the administrator doesn't read."""
        record = self._entered(
            [["UBND xã Nhập", "UBND cấp xã", "UBND tỉnh Thử"]],
            ["Tên đơn vị", "Loại đơn vị", "Trực thuộc"],
            kind="units",
            user=self.user_admin,
            unit=self.district,
        )
        action = record.action_open_records()
        plain = self.env.ref("citizen_dialogue.citizen_unit_view_kanban_plain")
        self.assertIn((plain.id, "kanban"), action["views"])
        self.assertNotIn("context", action)
        units = self.Unit.with_user(self.user_admin)
        self.assertEqual(units.search(action["domain"]).name, "UBND xã Nhập")
        # also where nobody says which view is meant: below its superior unit
        self.assertEqual(units.get_view(view_type="kanban")["id"], plain.id)

    def test_people(self):
        heads = ["Họ và tên", "Email", "Đơn vị", "Vai trò", "Chức vụ"]
        record = self._entered(
            [
                ["Lường Văn Mới", "moi@example.com", "UBND xã A", "Cán bộ", "CV"],
                ["Lường Văn Mới", "moi@example.com", "UBND xã B", "Văn thư", ""],
                ["Đã Có", "t_tnmt", "UBND xã B", "Trưởng đơn vị", "Phó phòng"],
                ["Giữ Kín", "kin@example.com", "UBND xã A", "Lưu giữ danh tính", ""],
                ["Nơi Lạ", "la@example.com", "UBND xã Không Có", "", ""],
            ],
            heads,
            kind="people",
            user=self.user_admin,
            unit=self.district,
        )
        self.assertEqual((record.created_count, record.error_count), (3, 2))
        user = self.env["res.users"].search([("login", "=", "moi@example.com")])
        self.assertEqual(
            user.citizen_membership_ids.unit_id, self.commune_a | self.commune_b
        )
        self.assertTrue(user._is_internal())
        self.assertFalse(user.has_group("base.group_system"))
        self.assertTrue(user.has_group("citizen_dialogue.citizen_dialogue_group_clerk"))
        post = self.user_land.citizen_membership_ids - self._first_post(self.user_land)
        self.assertEqual((post.role, post.position), ("head", "vice_head"))
        self.assertEqual(self.user_land.name, "Người dùng t_tnmt")
        record._undo("nhầm")
        self.assertFalse(user.citizen_membership_ids)
        self.assertFalse(user.active)
        self.assertTrue(self.user_land.active)

    def _first_post(self, user):
        return user.citizen_membership_ids.filtered(
            lambda post: post.unit_id == self.dept_land
        )

    def test_holidays_wait_for_their_preview(self):
        heads = ["Ngày", "Tên ngày nghỉ", "Loại ngày", "Văn bản"]
        record = self._entered(
            [
                ["10/02/2031", "Nghỉ Tết", "Nghỉ lễ", "TB 1"],
                ["11/02/2031", "Nghỉ Tết", "Nghỉ lễ", "TB 1"],
                ["15/02/2031", "Làm bù", "Làm bù", "TB 1"],
                ["12/02/2031", "Làm bù sai", "Làm bù", "TB 1"],
            ],
            heads,
            kind="holidays",
            user=self.user_admin,
            unit=self.district,
        )
        days = self.env["citizen.holiday"].search(
            [("date", ">=", "2031-02-01"), ("date", "<=", "2031-02-28")]
        )
        # 12/02/2031 is a Wednesday: worked anyway
        self.assertEqual((record.created_count, record.error_count), (3, 1))
        self.assertEqual(len(days), 3)
        self.assertEqual(set(days.mapped("pending")), {True})
        record._undo("nhầm")
        self.assertFalse(days.exists())

    def test_running_conclusions(self):
        heads = [
            "Số TB",
            "Ngày ban hành",
            "Cuộc đối thoại",
            "Nội dung kết luận",
            "Đơn vị chủ trì",
            "Phối hợp",
            "Thời hạn",
            "Tình trạng",
            "Ngày hoàn thành",
        ]
        due = self._day(30).strftime("%d/%m/%Y")
        day = self._day(-60).strftime("%d/%m/%Y")
        done = self._day(-20).strftime("%d/%m/%Y")
        talk = "Đối thoại với Nhân dân"
        rows = [
            [771, day, talk, "Sửa đường", "UBND xã A; UBND xã B", "Phòng TNMT Thử"]
            + [due, "Đang thực hiện", None],
            [771, day, talk, "Cấp đất", "Phòng TNMT Thử", None]
            + [due, "Đã hoàn thành", done],
            [772, day, talk, "Tuyên truyền", "UBND xã A", None]
            + ["thường xuyên, hằng quý", None, None],
            [773, day, talk, "Việc lạ", "UBND xã Không Có", None, "sớm nhất"]
            + [None, None],
        ]
        mails = self.env["mail.mail"].search_count([])
        record = self._entered(
            rows, heads, kind="conclusions", user=self.user_followup, unit=self.office
        )
        self.assertEqual(
            (record.created_count, record.error_count), (3, 1), record.row_ids.read()
        )
        self.assertIn("monthly, quarterly", record.row_ids.reason)
        conclusions = self.env["citizen.conclusion"].search(
            [("name", "=", talk)], order="id"
        )
        self.assertEqual(len(conclusions), 2)
        self.assertEqual(set(conclusions.mapped("state")), {"issued"})
        self.assertEqual(conclusions[0].date_issued, self._day(-60))
        self.assertIn("771", conclusions[0].number)
        tasks = conclusions[0].task_ids
        self.assertEqual(len(tasks), 3)
        self.assertEqual(
            tasks.filtered(lambda t: t.state == "assigned").unit_id,
            self.commune_a | self.commune_b,
        )
        verified = tasks.filtered(lambda t: t.state == "verified")
        self.assertEqual(verified.unit_id, self.dept_land)
        self.assertEqual(verified.reported_on, self._day(-20))
        self.assertFalse(verified.activity_ids)
        self.assertFalse(verified.is_overdue)
        self.assertTrue((tasks - verified).activity_ids)
        self.assertGreater(self.env["mail.mail"].search_count([]), mails)
        again = self._upload(
            xlsx([heads, rows[0]]), "conclusions", self.user_followup, self.office
        )
        again.action_check()
        self.assertEqual(again.duplicate_count, 1)
        record._undo("nhầm")
        self.assertFalse(conclusions.exists())
        self.assertFalse(tasks.exists())
        again = self._entered(
            rows, heads, kind="conclusions", user=self.user_followup, unit=self.office
        )
        conclusion = self.env["citizen.conclusion"].search([("name", "=", talk)])[0]
        conclusion.task_ids.filtered(lambda t: t.unit_id == self.commune_a).with_user(
            self.user_commune_a
        ).action_accept()
        self._later(conclusion.task_ids)
        with self.assertRaises(UserError):
            again._undo("nhầm")

    def test_templates_come_back_in(self):
        for kind in register_kinds.KINDS:
            content = self.env["citizen.import"]._template_xlsx(kind)
            book = openpyxl.load_workbook(io.BytesIO(content))
            self.assertIn("Hướng dẫn", book.sheetnames)
            admin = kind in citizen_import.ADMIN_KINDS
            user = self.user_admin if admin else self.head
            record = self._upload(content, kind, user)
            self.assertEqual(
                record.column_ids.mapped("target"),
                [column.key for column in register_kinds.in_template(kind)],
            )
            self.assertEqual(record.sheet, book.sheetnames[0])
            self.assertNotIn("table-danger", record.preview)
            # who leaves the example where it is hasn't entered it
            with self.assertRaisesRegex(UserError, "no row"):
                record.action_check()


@tagged("post_install", "-at_install")
class TestImportDownloads(ImportCase, HttpCase):
    def test_who_may_fetch_what(self):
        record = self._upload(xlsx([HEADS, row(1, day="x")]))
        record.action_check()
        url = f"/citizen_dialogue/import/{record.id}/rows"
        for user, status in ((self.head, 200), (self.deputy, 404)):
            user.password = user.login
            self.authenticate(user.login, user.login)
            response = self.url_open(url)
            self.assertEqual(response.status_code, status, user.login)
        self.authenticate(self.head.login, self.head.login)
        response = self.url_open("/citizen_dialogue/import/template/petitions")
        self.assertEqual(response.status_code, 200)
        self.assertIn("no-store", response.headers["Cache-Control"])
        self.assertIn(
            "mau-so-tiep-nhan-theo-doi-don.xlsx",
            response.headers["Content-Disposition"],
        )
        page = openpyxl.load_workbook(io.BytesIO(response.content)).active
        self.assertEqual(page["A1"].value, "Số đến")
        response = self.url_open("/citizen_dialogue/import/template/gibtsnicht")
        self.assertEqual(response.status_code, 404)
