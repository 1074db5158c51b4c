"""Old registers without the ORM: workbooks good and bad, headings, days, scripts."""

import io
import zipfile
from datetime import date, datetime, time

import openpyxl
import xlsxwriter
import xlwt
from openpyxl.styles import Font

from odoo.tests import BaseCase, tagged

from ..tools import legacy_text, register_kinds, registers
from ..tools.registers import Broken, CellError, Refused

TODAY = date(2026, 11, 26)
# the same words in Unicode, TCVN3 (.VnTime) and VNI
WORDS = [
    ("Lò Văn Hùng", "Lß V¨n Hïng", "Loø Vaên Huøng"),
    ("khiếu nại", "khiÕu n¹i", "khieáu naïi"),
    ("Quỳnh Nhai", "Quúnh Nhai", "Quyønh Nhai"),
    ("đường vào bản", "®­êng vµo b¶n", "ñöôøng vaøo baûn"),
    ("Đơn đề nghị", "§¬n ®Ò nghÞ", "Ñôn ñeà nghò"),
    ("tranh chấp đất nương", "tranh chÊp ®Êt n­¬ng", "tranh chaáp ñaát nöông"),
    ("Quàng Thị Đượng", "Quµng ThÞ §­îng", "Quaøng Thò Ñöôïng"),
    ("thuỷ điện Sơn La", "thuû ®iÖn S¬n La", "thuyû ñieän Sôn La"),
    ("kỹ thuật, sữa, mẫu, rẽ", "kü thuËt, s÷a, mÉu, rÏ", "kyõ thuaät, söõa, maãu, reõ"),
    ("Ngày 5 tháng 9, kỳ họp", "Ngµy 5 th¸ng 9, kú häp", "Ngaøy 5 thaùng 9, kyø hoïp"),
]


def xlsx(rows, sheet="Sổ", merge=(), font=None):
    """A workbook of openpyxl, as bytes."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(row)
    if font:
        for cells in page.iter_rows():
            for cell in cells:
                cell.font = Font(name=font)
    for area in merge:
        page.merge_cells(area)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def xls(rows):
    book = xlwt.Workbook()
    page = book.add_sheet("Sổ")
    day = xlwt.easyxf(num_format_str="dd/mm/yyyy")
    for line, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, date):
                page.write(line, column, value, day)
            else:
                page.write(line, column, value)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def zipped(parts):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def table_of(content, sheet=None, most=None):
    book = registers.Book(content)
    table = book.read_sheet(sheet or book.sheets[0], most)
    table.decode()
    return table


@tagged("post_install", "-at_install")
class TestLegacyText(BaseCase):
    def test_scripts_are_told_apart_and_converted(self):
        for text, tcvn3, vni in WORDS:
            with self.subTest(text=text):
                self.assertEqual(legacy_text.from_tcvn3(tcvn3), text)
                self.assertEqual(legacy_text.from_vni(vni), text)
                self.assertEqual(legacy_text.to_unicode(text), text)
                self.assertEqual(
                    legacy_text.to_unicode(tcvn3, likely=legacy_text.TCVN3), text
                )
                self.assertEqual(
                    legacy_text.to_unicode(vni, likely=legacy_text.VNI), text
                )
        self.assertEqual(
            legacy_text.likely_script([row[1] for row in WORDS]), legacy_text.TCVN3
        )
        self.assertEqual(
            legacy_text.likely_script([row[2] for row in WORDS]), legacy_text.VNI
        )
        self.assertEqual(
            legacy_text.likely_script([row[0] for row in WORDS]), legacy_text.UNICODE
        )

    def test_unicode_is_never_taken_for_another_script(self):
        for text in ("Cao Bằng", "có", "Lò Bé", "Hồ", "Müller", "Số 5/QĐ", "x", ""):
            self.assertEqual(legacy_text.to_unicode(text), text)

    def test_short_words_follow_their_column(self):
        # «cã» is a word in Unicode and «có» in TCVN3
        self.assertEqual(legacy_text.to_unicode("cã"), "cã")
        self.assertEqual(legacy_text.to_unicode("cã", likely=legacy_text.TCVN3), "có")
        # in a column of TCVN3 what was typed in Unicode later stays
        self.assertEqual(
            legacy_text.to_unicode("Hà Nội", likely=legacy_text.TCVN3), "Hà Nội"
        )

    def test_fonts_decide(self):
        self.assertEqual(legacy_text.to_unicode("cã", font=".VnTime"), "có")
        self.assertEqual(
            legacy_text.to_unicode("Lß V¨n Hïng", font=".VnTimeH"), "LÒ VĂN HÙNG"
        )
        self.assertEqual(legacy_text.to_unicode("ubnd", font=".VnArialH"), "UBND")
        self.assertEqual(legacy_text.to_unicode("coù", font="VNI-Times"), "có")
        # the font is old, the text is not
        self.assertEqual(
            legacy_text.to_unicode("Nguyễn Thị Mới", font=".VnTime"), "Nguyễn Thị Mới"
        )

    def test_decomposed_is_composed(self):
        for text in ("Nguye\u0302\u0303n", "Nguye\u0303\u0302n", "Nguyê\u0303n"):
            self.assertEqual(legacy_text.compose(text), "Nguyễn")
        self.assertEqual(legacy_text.compose("bản\u200b Bon"), "bản Bon")


@tagged("post_install", "-at_install")
class TestWorkbooks(BaseCase):
    HEADS = ["STT", "Ngày nhận", "Họ và tên", "Nội dung đơn"]
    ROW = [1, "05/9/2021", "Lò Văn Mẫu", "Đường vào bản"]

    def _refused(self, content, code):
        with self.assertRaises(Refused) as caught:
            table_of(content)
        self.assertEqual(caught.exception.code, code)

    def test_what_is_no_register(self):
        self._refused(b"", "empty_file")
        self._refused(b"%PDF-1.7 ...", "pdf")
        self._refused(b"<html><table><tr></tr></table>", "html")
        self._refused("họ tên;ngày".encode(), "not_excel")
        self._refused(b"PK\x03\x04 cut", "damaged")
        self._refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "not_excel")
        locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512
        self._refused(locked + "EncryptedPackage".encode("utf-16-le"), "password")
        self._refused(b"x" * (registers.MAX_BYTES + 1), "size")

    def test_other_archives(self):
        self._refused(zipped({"xl/workbook.bin": "x"}), "xlsb")
        self._refused(zipped({"content.xml": "<a/>"}), "ods")
        self._refused(zipped({"word/document.xml": "<a/>"}), "not_excel")
        self._refused(zipped({"xl/workbook.xml": "<a/>"}), "damaged")

    def test_bombs_are_not_opened(self):
        self._refused(zipped({"xl/a.xml": "0" * 30_000_000}), "bomb")
        entity = '<!DOCTYPE a [<!ENTITY b "x">]><a>&b;</a>'
        self._refused(zipped({"xl/workbook.xml": entity}), "bomb")
        many = {f"xl/{n}.xml": "" for n in range(registers.MAX_PARTS + 1)}
        self._refused(zipped(many), "bomb")

    def test_too_wide_and_too_long(self):
        wide = xlsx([[f"Cột {n}" for n in range(200)], list(range(200))])
        self._refused(wide, "columns")
        most = registers.MAX_ROWS
        registers.MAX_ROWS = 5
        try:
            self._refused(xlsx([[n, n] for n in range(1, 9)]), "rows")
        finally:
            registers.MAX_ROWS = most

    def test_an_xls_is_read_whatever_it_is_called(self):
        content = xls([self.HEADS, [1, date(2021, 9, 5), "Lò Văn Mẫu", "Đường"]])
        self.assertEqual(registers.kind_of(content), "xls")
        table = table_of(content)
        head = registers.find_head(table, register_kinds.PETITIONS)
        ((number, row),) = registers.data_rows(table, head)
        self.assertEqual(number, 2)
        self.assertEqual(
            registers.parse_day(row["receipt_date"], TODAY), date(2021, 9, 5)
        )
        self.assertEqual(row["person"], "Lò Văn Mẫu")

    def test_empty_sheet(self):
        with self.assertRaises(Refused) as caught:
            registers.find_head(table_of(xlsx([])), register_kinds.PETITIONS)
        self.assertEqual(caught.exception.code, "empty_sheet")

    def test_formulas_and_errors(self):
        content = xlsx([self.HEADS, ["=1+1", "#N/A", "Lò Văn Mẫu", "x"]])
        # a formula that no program has computed
        values = dict(table_of(content).rows)[2]
        self.assertIsInstance(values[0], Broken)
        self.assertEqual(values[0].code, "formula")
        self.assertEqual(values[1].code, "excel_error")
        # one with its value
        target = io.BytesIO()
        book = xlsxwriter.Workbook(target, {"in_memory": True})
        page = book.add_worksheet()
        page.write_formula(0, 0, "=1+1", None, 2)
        book.close()
        self.assertEqual(table_of(target.getvalue()).rows, [(1, [2])])

    def test_merged_cells_hold_their_value_everywhere(self):
        content = xlsx(
            [
                self.HEADS,
                [1, "05/9/2021", "Lò Văn Mẫu", "Nội dung một"],
                [None, None, None, "Nội dung hai"],
            ],
            merge=("A2:A3", "B2:B3", "C2:C3"),
        )
        for most in (None, 2):
            rows = table_of(content, most=most).rows
            self.assertEqual(rows[1][1][2], "Lò Văn Mẫu")
        rows = table_of(content).rows
        self.assertEqual(rows[2][1][:3], [1, "05/9/2021", "Lò Văn Mẫu"])

    def test_lines_are_kept_as_they_were_read(self):
        content = xlsx(
            [
                self.HEADS,
                [1.5, datetime(2021, 9, 5, 8, 30), "Lò\nVăn Mẫu", "Nội dung một"],
                ["=1+1", "#N/A", True, None],
                [time(8, 30), "Quàng Thị Mới", None, "b"],
            ],
            merge=("D2:D3",),
        )
        table = table_of(content)
        kept = registers.Table.unpack(table.pack())
        self.assertEqual([tuple(row) for row in kept.rows], table.rows)
        self.assertEqual((kept.name, kept.merged), (table.name, table.merged))
        self.assertTrue(kept.whole)
        self.assertEqual(kept.rows[3][1][0], "08:30:00", "an hour is no number")
        first = registers.Table.unpack(table.pack(), 2)
        self.assertEqual([number for number, _values in first.rows], [1, 2])
        self.assertFalse(first.whole)
        self.assertFalse(registers.Table.unpack(table_of(content, most=2).pack()).whole)

    def test_texts_of_several_fonts(self):
        target = io.BytesIO()
        book = xlsxwriter.Workbook(target, {"in_memory": True})
        page = book.add_worksheet()
        bold = book.add_format({"bold": True})
        page.write_rich_string(0, 0, "Lò ", bold, "Văn", " Mẫu")
        page.write_string(0, 1, "  đầu và cuối  ")
        book.close()
        with_sound = io.BytesIO()
        with (
            zipfile.ZipFile(target) as source,
            zipfile.ZipFile(with_sound, "w") as copy,
        ):
            for part in source.namelist():
                data = source.read(part)
                if part == "xl/sharedStrings.xml":
                    data = data.replace(
                        b"</si>", b'<rPh sb="0" eb="1"><t>x</t></rPh></si>'
                    )
                copy.writestr(part, data)
        self.assertEqual(
            table_of(with_sound.getvalue()).rows,
            [(1, ["Lò Văn Mẫu", "đầu và cuối"])],
        )

    def test_hidden_rows_are_known(self):
        book = openpyxl.Workbook()
        book.active.append(["a", "b"])
        book.active.append(["c", "d"])
        book.active.row_dimensions[2].hidden = True
        target = io.BytesIO()
        book.save(target)
        self.assertEqual(table_of(target.getvalue()).hidden, {2})

    def test_old_fonts_in_a_workbook(self):
        content = xlsx(
            [["STT", "Hä vµ tªn", "Néi dung"], [1, "Lß V¨n Hïng", "cã ®¬n"]],
            font=".VnTime",
        )
        self.assertEqual(table_of(content).rows[1][1][1:], ["Lò Văn Hùng", "có đơn"])
        capital = xlsx([["a", "b"], [1, "lß v¨n hïng"]], font=".VnTimeH")
        self.assertEqual(table_of(capital).rows[1][1][1], "LÒ VĂN HÙNG")


@tagged("post_install", "-at_install")
class TestHeads(BaseCase):
    def _head(self, rows, columns=register_kinds.PETITIONS, merge=()):
        table = table_of(xlsx(rows, merge=merge))
        return table, registers.find_head(table, columns)

    def test_below_titles_and_of_several_lines(self):
        table, head = self._head(
            [
                ["UBND HUYỆN QUỲNH NHAI", None, None, None, None, None, None],
                ["SỔ TIẾP CÔNG DÂN", None, None, None, None, None, None],
                [],
                [
                    "STT",
                    "Ngày tiếp",
                    "Họ tên - Địa chỉ",
                    "Nội dung vụ việc",
                    "Hướng xử lý",
                    None,
                    None,
                ],
                [
                    None,
                    None,
                    None,
                    None,
                    "Thụ lý để giải quyết",
                    "Trả lại đơn và hướng dẫn",
                    "Chuyển đơn đến cơ quan, tổ chức, đơn vị có thẩm quyền",
                ],
                [1, 2, 3, 4, 5, 6, 7],
                [1, "05/9/2021", "Lò Văn Mẫu\nBản Bon", "Đường", "x", None, None],
                [None, "Tháng 10/2021"],
                ["Tổng cộng", None, None, 12],
            ],
            register_kinds.RECEPTIONS,
            merge=("A1:G1", "A2:G2", "E4:G4", "A4:A5", "B4:B5", "C4:C5", "D4:D5"),
        )
        self.assertEqual(head.last, 6)
        self.assertEqual(
            head.fields,
            {
                0: "number",
                1: "date",
                2: "person_address",
                3: "content",
                4: "own",
                5: "guided",
                6: "transferred",
            },
        )
        rows = list(registers.data_rows(table, head))
        self.assertEqual([number for number, _row in rows], [7])

    def test_variants_accents_and_decomposed_headings(self):
        for names in (
            ["Số đến", "NGÀY NHẬN ĐƠN", "ho va ten nguoi gui", "Trích yếu nội dung"],
            ["Số đơn", "Nga\u0300y đê\u0301n", "Người viết đơn", "Nội dung đơn thư"],
            ["TT", "Ngày, tháng nhận đơn", "Họ tên người gửi đơn", "Tóm tắt nội dung"],
        ):
            with self.subTest(names=names):
                _table, head = self._head([names, [1, "05/9/2021", "A B", "c"]])
                self.assertEqual(
                    list(head.fields.values()),
                    ["number", "receipt_date", "person", "content"],
                )

    def test_every_template_is_recognised(self):
        for kind, columns in register_kinds.KINDS.items():
            names = [column.heading for column in columns]
            fields = registers.recognise(names, columns)
            self.assertEqual(
                [fields.get(n) for n in range(len(names))],
                [column.key for column in columns],
                kind,
            )
            self.assertFalse(register_kinds.missing_columns(kind, fields.values()))

    def test_one_column_is_one_thing(self):
        _table, head = self._head(
            [
                [
                    "STT",
                    "Ngày nhận",
                    "Ngày viết đơn",
                    "Ngày xử lý",
                    "Họ tên",
                    "Nội dung",
                ],
                [1, "5/9/2021", "1/9/2021", "20/9/2021", "A", "b"],
            ]
        )
        self.assertEqual(
            [head.fields[n] for n in range(1, 4)],
            ["receipt_date", "petition_date", "handled_on"],
        )

    def test_a_sheet_without_headings(self):
        with self.assertRaises(Refused) as caught:
            self._head([["Thực đơn", "Giá"], ["Phở", 40000]])
        self.assertEqual(caught.exception.code, "no_head")


@tagged("post_install", "-at_install")
class TestCells(BaseCase):
    def test_days(self):
        day = date(2021, 9, 5)
        for value in (
            "05/9/2021",
            "5.9.2021",
            "05-09-2021",
            "5/9/21",
            "ngày 05 tháng 9 năm 2021",
            "Ngày 5 tháng 09 năm 2021",
            "2021-09-05",
            "2021-09-05 00:00:00",
            "05/09/2021 08:30",
            44444,
            44444.5,
            "44444",
            day,
            datetime(2021, 9, 5, 7, 30),
            " 05/9/2021. ",
        ):
            with self.subTest(value=value):
                self.assertEqual(registers.parse_day(value, TODAY), day)
        self.assertEqual(registers.parse_day("01/02/98", TODAY), date(1998, 2, 1))
        self.assertEqual(registers.parse_day("01/02/27", TODAY), date(2027, 2, 1))
        self.assertEqual(registers.parse_day("01/02/50", TODAY), date(1950, 2, 1))
        self.assertIsNone(registers.parse_day("", TODAY))
        self.assertIsNone(registers.parse_day(None, TODAY))

    def test_what_is_no_day(self):
        for value, code in (
            ("tháng 5/2021", "no_day"),
            ("5/2021", "no_day"),
            ("Quý II năm 2021", "no_day"),
            ("2021", "no_day"),
            (2021, "no_day"),
            ("31/02/2021", "not_day"),
            ("13/25/2021", "not_day"),
            ("hôm qua", "not_day"),
            (12, "not_day"),
            (True, "not_day"),
            ("05/9/1921", "far"),
            (registers.FORMULA, "formula"),
            (registers.EXCEL_ERROR, "excel_error"),
        ):
            with self.subTest(value=value), self.assertRaises(CellError) as caught:
                registers.parse_day(value, TODAY)
            self.assertEqual(caught.exception.code, code)

    def test_numbers(self):
        for value, number in (
            (12, 12),
            (12.0, 12),
            ("12", 12),
            ("05", 5),
            ("1.234", 1234),
            ("12 người", 12),
            ("", None),
        ):
            self.assertEqual(registers.parse_number(value), number)
        for value, code in (
            ("nhiều", "not_number"),
            (1.5, "not_number"),
            (0, "out_of_range"),
            (True, "not_number"),
        ):
            with self.assertRaises(CellError) as caught:
                registers.parse_number(value, 1, 100)
            self.assertEqual(caught.exception.code, code)
        self.assertEqual(registers.parse_year("sinh năm 1970", TODAY), 1970)
        self.assertEqual(registers.parse_year(date(1970, 5, 1), TODAY), 1970)
        with self.assertRaises(CellError):
            registers.parse_year("2070", TODAY)

    def test_texts_and_crosses(self):
        self.assertEqual(registers.parse_text(12.0), "12")
        self.assertEqual(registers.parse_text("a  b\n\n c "), "a b\nc")
        for value, ticked in (("x", True), ("X ", True), ("-", False), (None, False)):
            self.assertEqual(registers.is_cross(value), ticked)

    def test_persons(self):
        for text, parts in (
            (
                "Lò Văn Mẫu\nBản Bon, Mường Giàng",
                ("Lò Văn Mẫu", "Bản Bon, Mường Giàng"),
            ),
            ("Lò Văn Mẫu - Bản Bon", ("Lò Văn Mẫu", "Bản Bon")),
            ("Lò Văn Mẫu, bản Bon, xã A", ("Lò Văn Mẫu", "bản Bon, xã A")),
            ("Lò Văn Mẫu", ("Lò Văn Mẫu", "")),
            ("Lò Văn Mẫu; Địa chỉ: bản Bon", ("Lò Văn Mẫu", "bản Bon")),
        ):
            self.assertEqual(registers.split_person(text), parts)
        self.assertEqual(
            registers.without_name("Ông Lò Văn Mẫu đề nghị cấp đất", "Lò Văn Mẫu"),
            "người gửi đơn đề nghị cấp đất",
        )

    def test_words_of_the_registers(self):
        kinds = register_kinds
        for text, kind in (
            ("KN", "kn"),
            ("Đơn khiếu nại", "kn"),
            ("TC", "tc"),
            ("Tố cáo", "tc"),
            ("KN, PA", "kn_pa"),
            ("KNPA", "kn_pa"),
            ("Kiến nghị, phản ánh", "kn_pa"),
            ("Đề nghị", "kn_pa"),
            ("Nhiều nội dung", "mixed"),
            ("", None),
        ):
            self.assertEqual(kinds.petition_kind(text), kind)
        with self.assertRaises(CellError):
            kinds.petition_kind("thư cảm ơn")
        for text, outcome in (
            ("Thụ lý giải quyết", "accept"),
            ("Không thụ lý", "not_accept"),
            ("Hướng dẫn công dân", "guide"),
            ("Chuyển đơn đến UBND xã giải quyết", "transfer"),
            ("Trả lại đơn", "return"),
            ("Lưu đơn", "file"),
            ("Đã trả lời", "answer"),
            ("Đã giải quyết", "accept"),
            ("Đang giải quyết", None),
            ("Chưa giải quyết", None),
        ):
            self.assertEqual(kinds.outcome(text), outcome, text)
        self.assertEqual(kinds.source("Bưu điện"), ("post", None))
        self.assertEqual(
            kinds.source("Thường trực HĐND tỉnh"), ("elected", "Thường trực HĐND tỉnh")
        )
        self.assertEqual(kinds.unit_kind("UBND cấp xã"), "commune")
        self.assertEqual(kinds.unit_kind("Phòng ban"), "department")
        self.assertEqual(kinds.unit_kind("Văn phòng"), "office")
        self.assertEqual(kinds.holiday_kind("Làm bù"), "swap_work")
        self.assertEqual(kinds.holiday_kind("Nghỉ bù"), "compensatory")
        self.assertEqual(kinds.role("Lãnh đạo"), "leader")
        self.assertEqual(kinds.role("Trưởng đơn vị"), "head")
        self.assertEqual(kinds.rhythm("thường xuyên, hằng quý"), "quarterly")
        self.assertTrue(kinds.is_done("Đã hoàn thành"))
        self.assertFalse(kinds.is_done("Chưa hoàn thành"))
        self.assertEqual(
            kinds.unit_key("Ủy ban nhân dân xã Mường Giàng"),
            kinds.unit_key("UBND xã Mường Giàng"),
        )
