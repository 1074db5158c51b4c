"""Statutory reports: figures against a second count, balances, carry-over, what is sent
and corrected, who may."""

import io
from datetime import date
from itertools import pairwise
from unittest.mock import patch

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..models import citizen_report_narrative as narrative
from ..models.citizen_report_facts import STATEMENTS
from ..tools import report_period
from .common import CitizenCase
from .report_oracle import Oracle
from .report_sample import Province

UNITS, LETTERS = 300, 3000


@tagged("post_install", "-at_install")
class TestStatutoryFigures(CitizenCase):
    """A generated province, every cell counted twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sample = Province(cls.env, UNITS, LETTERS).build()
        cls.officer = cls._officer("t_mau", cls.sample.province)

    def _report(self, kind, year, number=1, rows="every"):
        top = self.sample.province
        reports = self.env["citizen.report"].with_user(self.officer)
        with patch.object(type(reports), "_proposed_text", lambda report: "…"):
            return reports._open_period(top, top, kind, year, number, rows=rows)

    def _expected(self, report, regime):
        _rows, row_of, _former = self.env["citizen.report.facts"]._rows_of(
            report.report_unit_id, True, report.date_from, report.date_to
        )
        oracle = Oracle(self.cr, report.date_from, report.date_to, self.sample.units)
        cells = {}
        for (table, column, unit), value in oracle.count(regime).items():
            key = (table, column, row_of[unit])
            cells[key] = cells.get(key, 0) + value
        return cells

    def _compare(self, report, regime):
        figures = report._content()
        expected = self._expected(report, regime)
        compared, filled = 0, set()
        for code, table in figures.tables.items():
            for number in table.columns:
                for row, value in enumerate(figures.values(code, number)):
                    wanted = expected.pop((code, number, row), 0)
                    self.assertAlmostEqual(
                        value, wanted, 4, f"{code} cột {number} dòng {row}"
                    )
                    compared += 1
                    if value:
                        filled.add((code, number))
        self.assertFalse(expected)
        empty = {
            (code, number)
            for code, table in figures.tables.items()
            for number, column in table.columns.items()
            if not column.is_blank
        } - filled
        return compared, empty

    def test_every_cell_of_a_year_of_2024(self):
        compared, empty = self._compare(self._report("year", 2024), "tt01")
        self.assertGreater(compared, 50_000)
        # the sample is rich enough to fill every column
        self.assertEqual(empty, set())

    def test_every_cell_of_a_quarter_by_the_former_circular(self):
        compared, empty = self._compare(self._report("month", 2024, 2), "tt02")
        self.assertGreater(compared, 50_000)
        self.assertLess(len(empty), 20)

    def test_carry_over_chains_over_four_quarters(self):
        left = None
        total = {"received": 0, "done": 0}
        for number in (1, 2, 3, 4):
            figures = self._report("quarter", 2024, number)._content()
            values = {
                column: figures.values("01/XLD", column) for column in (1, 2, 3, 4, 5)
            }
            for row in range(len(figures.units)):
                everything, carried, received, done, stays = (
                    values[column][row] for column in (1, 2, 3, 4, 5)
                )
                self.assertEqual(carried + received, done + stays)
                self.assertEqual(everything, carried + received)
                if left:
                    self.assertEqual(carried, left[row])
            left = values[5]
            total["received"] += sum(values[3])
            total["done"] += sum(values[4])
        year = self._report("year", 2024)._content()
        self.assertEqual(year.total("01/XLD", 3), total["received"])
        self.assertEqual(year.total("01/XLD", 4), total["done"])
        self.assertEqual(year.values("01/XLD", 5), left)

    def test_a_year_of_a_province_costs_a_bounded_number_of_queries(self):
        report = self._report("year", 2024)
        report._content()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        report._content()
        # one statement for each source, the tree, the tables and their columns
        self.assertLessEqual(self.cr.sql_log_count - before, len(STATEMENTS) + 12)

    def test_every_cell_opens_what_it_counts(self):
        figures = self._report("year", 2024)._content()
        checked = 0
        for code, table in figures.tables.items():
            for number, column in table.columns.items():
                if column.is_blank or column.measure.is_amount:
                    continue
                if column.measure.quantity not in ("times", "count", "letters"):
                    continue
                _model, counted = figures.records(code, number)
                measures = figures._measures(code, number)
                value = figures.total(code, number)
                if len(measures) == 1 and not column.sums:
                    self.assertEqual(sum(counted.values()), value, (code, number))
                    checked += 1
        self.assertGreater(checked, 60)

    def test_broken_balances_name_their_records(self):
        broken = self._report("year", 2024)._content().broken()
        self.assertTrue(broken)
        for found in broken:
            self.assertNotEqual(found["left"], found["right"])
            self.assertTrue(found["causes"])
        reasons = {cause["why"] for found in broken for cause in found["causes"]}
        for reason in (
            "chưa chọn lĩnh vực",
            "chưa xác định thẩm quyền",
            "không có kết luận đúng, sai",
        ):
            self.assertTrue(any(reason in words for words in reasons), reason)
        fields = [
            cause["ids"]
            for found in broken
            for cause in found["causes"]
            if cause["why"] == "chưa chọn lĩnh vực"
        ]
        for ids in fields:
            self.assertFalse(self.env["citizen.petition"].browse(ids).category_id)

    def test_rows_add_up_whichever_level_they_have(self):
        report = self._report("year", 2024)
        every = report._content()
        report.row_level = "direct"
        direct = report._content()
        for code, table in every.tables.items():
            for number in table.columns:
                self.assertAlmostEqual(
                    every.total(code, number), direct.total(code, number), 4
                )
        self.assertLess(len(direct.units), len(every.units))

    def test_erased_content_changes_no_figure(self):
        report = self._report("year", 2024)
        before = report._content().dumps()
        petitions = self.env["citizen.petition"].browse(
            [letter for letter, _row in self.sample.petitions[:500]]
        )
        self.cr.execute(
            "UPDATE citizen_petition SET subject = '…', content = NULL, demand = NULL, "
            "text_key = NULL, source_body = NULL WHERE id = ANY(%s)",
            [petitions.ids],
        )
        petitions.invalidate_recordset()
        self.assertEqual(report._content().dumps(), before)

    def test_the_workbook_holds_the_form_and_live_formulas(self):
        report = self._report("year", 2024)
        figures = report._content()
        data = report._xlsx()
        values = load_workbook(io.BytesIO(data), data_only=True)
        formulas = load_workbook(io.BytesIO(data))
        self.assertEqual(
            values.sheetnames, [code.replace("/", "-") for code in figures.tables]
        )
        for code, table in figures.tables.items():
            page, live = (book[code.replace("/", "-")] for book in (values, formulas))
            self.assertEqual(page.page_setup.orientation, "landscape")
            self.assertTrue(page.sheet_properties.pageSetUpPr.fitToPage)
            # one page wide, as many as it takes long
            self.assertEqual(page.page_setup.fitToHeight, 0)
            self.assertTrue(page.print_title_rows)
            self.assertTrue(page.freeze_panes)
            self.assertTrue(page.print_area)
            (line,) = [row for row in range(1, 20) if page.cell(row, 1).value == "MS"]
            for place, column in enumerate(table.columns.values(), start=2):
                lines = page.cell(line, place).value.split("\n")
                self.assertEqual("".join(lines), column.printed)
                # no number is torn
                for above, below in pairwise(lines):
                    self.assertFalse(above[-1].isdigit() and below[0].isdigit())
            # what is too long for its cell is set smaller
            self.assertTrue(page.cell(line + 1, 2).alignment.shrink_to_fit)
            shown = figures.shown_rows(code)
            # whole amounts are shown without decimals
            self.assertEqual(
                {
                    area.min_col
                    for rule in page.conditional_formatting
                    for area in rule.sqref.ranges
                },
                {
                    place
                    for place, column in enumerate(table.columns.values(), start=2)
                    if column.measure and column.measure.is_amount
                },
            )
            for place, column in enumerate(table.columns.values(), start=2):
                if column.is_blank:
                    continue
                expected = [
                    figures.values(code, column.number)[row] for row in shown
                ] + [figures.total(code, column.number)]
                found = [
                    page.cell(line + 1 + n, place).value for n in range(len(expected))
                ]
                self.assertEqual(found, expected, (code, column.number))
                for n in range(len(expected)):
                    formula = live.cell(line + 1 + n, place).value
                    if column.sums or n == len(shown):
                        self.assertTrue(str(formula).startswith("="))
                        self.assertAlmostEqual(evaluate(page, formula), expected[n], 4)
                if column.measure.is_amount:
                    # neither #### nor 6,0
                    letter = get_column_letter(place)
                    width = page.column_dimensions[letter].width
                    self.assertGreater(width, len(f"{expected[-1]:,.3f}".rstrip("0.")))
                    rules = [
                        rule.dxf.numFmt.formatCode
                        for area in page.conditional_formatting
                        for rule in area.rules
                        if f"{letter}{line + 1}" in area.sqref
                    ]
                    self.assertEqual(rules, ["#,##0"])

    def test_a_long_name_has_its_lines_in_the_workbook(self):
        top = self.sample.province
        name = "UBND xã Mẫu có tên dài hơn một dòng của cột đơn vị"
        long = self.env["citizen.unit"].create(
            {"name": name, "kind": "commune", "parent_id": top.id}
        )
        page = load_workbook(io.BytesIO(self._report("year", 2024)._xlsx()))["01-XLD"]
        heights = {
            page.cell(row, 1).value: page.row_dimensions[row].height
            for row in range(10, page.max_row)
        }
        self.assertGreaterEqual(heights[long.name], 30)
        self.assertFalse(heights["UBND xã Mẫu 1"])

    def test_the_text_says_what_the_tables_say(self):
        report = self._report("year", 2024)
        figures = report._content()
        text = " ".join(report._letters(figures.count, figures.count))
        eligible, own = (narrative.number(figures.total("01/XLD", n)) for n in (6, 14))
        self.assertIn(f"Đủ điều kiện xử lý {eligible} đơn:", text)
        self.assertIn(f"Thuộc thẩm quyền {own} đơn;", text)
        text = " ".join(report._solved(figures.count))
        upheld = narrative.number(figures.total("01/KQGQ", 23))
        self.assertIn(f"lần hai công nhận quyết định lần đầu {upheld}", text)

    def test_units_stand_in_vietnamese_order(self):
        tree = self.env["citizen.unit"]
        top = tree.create({"name": "UBND tỉnh Thứ tự", "kind": "province"})
        for name in ("Ếch", "Ân", "Đá", "Dê", "An", "Ăn", "Ê", "Em"):
            tree.create({"name": name, "kind": "commune", "parent_id": top.id})
        rows, _row_of, _former = self.env["citizen.report.facts"]._rows_of(
            top, False, date(2024, 1, 1), date(2024, 2, 1)
        )
        self.assertEqual(
            [name for _id, name in rows[1:]],
            ["An", "Ăn", "Ân", "Dê", "Đá", "Em", "Ê", "Ếch"],
        )


def evaluate(page, formula):
    """Value of a sum of cells and SUM(…) of a workbook, from the cells it names."""
    total = 0
    for term in formula[1:].split("+"):
        if term.startswith("SUM("):
            for line in page[term[4:-1]]:
                total += sum(cell.value for cell in line)
        else:
            total += page[term].value
    return total


@tagged("post_install", "-at_install")
class TestStatutoryReport(CitizenCase):
    """A report on its way: counted by hand, submitted, approved, sent, corrected."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head_district = cls._officer(
            "t_dau_huyen",
            cls.district,
            "head",
            "head",
            position_title="Chánh Văn phòng",
        )
        cls.land = cls.env["citizen.category"].create(
            {"name": "Đất mẫu", "report_class": "land"}
        )

    # ------------------------------------------------------------------
    # records of a former time
    # ------------------------------------------------------------------
    @classmethod
    def _letter(cls, unit, received, handled=None, outcome=None, **vals):
        protected = {
            name: vals.pop(name)
            for name in ("is_eligible", "held_since", "ground_id")
            if name in vals
        }
        letter = (
            cls.env["citizen.petition"]
            .sudo()
            .create(
                {
                    "subject": "về việc thử",
                    "owner_unit_id": unit.id,
                    "receipt_date": received,
                    "kind": "kn",
                    "source": "post",
                    "category_id": cls.land.id,
                    **vals,
                }
            )
        )
        if handled:
            protected.update(state="handled", handled_on=handled, outcome=outcome)
        if protected:
            letter._write_protected(protected)
        return letter

    @classmethod
    def _case(cls, letter, accepted, **vals):
        return (
            cls.env["citizen.case"]
            .sudo()
            ._create_protected(
                [
                    {
                        "subject": "về việc thử",
                        "owner_unit_id": letter.owner_unit_id.id,
                        "kind": letter.kind,
                        "instance": "first",
                        "petition_id": letter.id,
                        "petition_ids": [(6, 0, letter.ids)],
                        "category_id": letter.category_id.id,
                        "accepted_on": accepted,
                        "state": "verifying",
                        **vals,
                    }
                ]
            )
        )

    def _report(self, kind="quarter", year=2024, number=2, unit=None, user=None):
        unit = unit or self.district
        user = user or self.user_secretary
        owner = user.citizen_unit_id.sudo(False) if unit == self.district else unit
        return (
            self.env["citizen.report"]
            .with_user(user)
            ._open_period(owner, unit, kind, year, number)
        )

    def _row(self, report, code, unit):
        figures = report._content()
        (row,) = [n for n, item in enumerate(figures.units) if item["id"] == unit.id]
        return {
            number: values
            for number in figures.tables[code].columns
            if (values := figures.values(code, number)[row])
        }

    def _sent(self, report):
        report.action_submit()
        report.with_user(self.user_leader).action_approve()
        report.action_lock()
        return report

    # ------------------------------------------------------------------
    # a small quarter, counted by hand
    # ------------------------------------------------------------------
    def test_a_quarter_counted_by_hand(self):
        """Quarter II of 2024, from 15/3 to 14/6."""
        a = self.commune_a
        # in hand from before, handled in the quarter
        first = self._letter(
            a, date(2024, 3, 14), date(2024, 3, 15), "accept", competence="own"
        )
        self._case(
            first,
            date(2024, 3, 15),
            state="decided",
            decided_on=date(2024, 5, 1),
            decided_in_time=True,
            verdict="right",
            ended_how="decided",
            due_state_money=2_500_000,
        )
        # received on the last day, still in hand
        self._letter(a, date(2024, 6, 14))
        # received a day too late
        self._letter(a, date(2024, 6, 15))
        # another body's
        self._letter(a, date(2024, 4, 1), date(2024, 4, 2), "guide", competence="other")
        # anonymous, filed
        self._letter(
            a,
            date(2024, 4, 1),
            date(2024, 4, 2),
            "file",
            kind="tc",
            is_anonymous=True,
            is_eligible="no",
        )
        # five people, answered
        self._letter(
            a,
            date(2024, 5, 1),
            date(2024, 5, 10),
            "answer",
            kind="kn_pa",
            competence="own",
            signatory_count=5,
        )
        # entered by mistake
        self._letter(a, date(2024, 4, 1))._write_protected({"state": "void"})
        report = self._report()
        self.assertEqual(
            self._row(report, "01/XLD", a),
            {
                1: 5,
                2: 1,
                3: 4,
                4: 4,
                5: 1,
                6: 3,
                7: 3,
                8: 2,
                10: 1,
                11: 2,
                13: 1,
                14: 2,
                15: 1,
                17: 1,
                18: 1,
                19: 1,
            },
        )
        self.assertEqual(
            self._row(report, "02/XLD", a),
            {
                1: 3,
                2: 1,
                3: 2,
                4: 2,
                5: 1,
                6: 1,
                7: 2,
                8: 2,
                9: 2,
                11: 2,
                16: 1,
                19: 1,
                20: 1,
                21: 1,
                23: 1,
                24: 1,
            },
        )
        self.assertEqual(
            self._row(report, "01/KQGQ", a),
            {1: 1, 3: 1, 4: 1, 5: 1, 7: 2.5, 20: 1, 25: 1},
        )
        self.assertFalse(report._content().broken())

    def test_a_transferred_petition_counts_where_it_was_and_where_it_went(self):
        letter = self._letter(self.commune_a, date(2024, 2, 1), kind="kn_pa")
        self.env["citizen.transfer"].sudo()._create_protected(
            [
                {
                    "petition_id": letter.id,
                    "kind": "unit",
                    "state": "accepted",
                    "from_unit_id": self.commune_a.id,
                    "to_unit_id": self.commune_b.id,
                    "held_from": date(2024, 2, 1),
                    "sent_on": date(2024, 4, 1),
                    "accepted_on": date(2024, 4, 5),
                }
            ]
        )
        letter._write_protected(
            {"owner_unit_id": self.commune_b.id, "held_since": date(2024, 4, 5)}
        )
        report = self._report()
        sender = self._row(report, "01/XLD", self.commune_a)
        receiver = self._row(report, "01/XLD", self.commune_b)
        self.assertEqual((sender[2], sender[4], sender[20]), (1, 1, 1))
        self.assertNotIn(5, sender)
        self.assertEqual((receiver[3], receiver[5]), (1, 1))
        before = self._report(number=1)
        self.assertEqual(
            self._row(before, "01/XLD", self.commune_a), {1: 1, 3: 1, 5: 1}
        )
        # the total opens one petition and says that it counts twice
        action = report.with_user(self.user_leader).action_open_cell("01/XLD", 1)
        self.assertIn("2", action["params"]["message"])
        self.assertEqual(
            action["params"]["next"]["domain"], [("id", "in", [letter.id])]
        )

    def test_a_letter_handled_after_the_period_is_in_hand_at_its_end(self):
        self._letter(
            self.commune_a,
            date(2024, 6, 1),
            date(2024, 7, 1),
            "accept",
            competence="own",
        )
        row = self._row(self._report(), "01/XLD", self.commune_a)
        self.assertEqual(row, {1: 1, 3: 1, 5: 1})

    # ------------------------------------------------------------------
    # submitted, approved, sent
    # ------------------------------------------------------------------
    def test_from_draft_to_sent(self):
        letter = self._letter(self.commune_a, date(2024, 4, 1))
        report = self._report()
        report.action_submit()
        self.assertEqual(report.state, "submitted")
        self.assertIn(
            self.user_leader.id,
            report.sudo().activity_ids.user_id.ids,
        )
        with self.assertRaises(AccessError):
            report.action_approve()
        with self.assertRaises(UserError):
            report.body_html = "khác"
        # what happens meanwhile doesn't change what is approved
        self._letter(self.commune_a, date(2024, 4, 2))
        report.with_user(self.user_leader).action_approve()
        report.action_lock()
        self.assertEqual(report.state, "locked")
        self.assertEqual(report._content().total("01/XLD", 1), 1)
        action = report.with_user(self.user_leader).action_open_cell("01/XLD", 1)
        self.assertEqual(action["domain"], [("id", "in", [letter.id])])
        self.assertEqual(action["res_model"], "citizen.petition")
        # the officer of the office doesn't read what the commune handles
        message = report.action_open_cell("01/XLD", 1)["params"]["message"]
        self.assertIn("0", message)

    def test_returned_figures_are_counted_anew(self):
        report = self._report()
        report.action_submit()
        self._letter(self.commune_a, date(2024, 4, 2))
        report.with_user(self.user_leader)._return_report("Thiếu đơn")
        self.assertEqual(report.state, "draft")
        self.assertFalse(report.frozen_sha256)
        self.assertEqual(report.returned_note, "Thiếu đơn")
        self.assertEqual(report._content().total("01/XLD", 1), 1)

    def test_a_running_period_is_not_submitted(self):
        today = self.env["citizen.calendar"]._today()
        year, number = report_period.of_day("quarter", today, 15)
        report = self._report(year=year, number=number)
        with self.assertRaises(UserError):
            report.action_submit()
        with self.assertRaises(UserError):
            self._report(year=year + 1, number=4)

    def test_without_the_tables_of_its_circular_it_is_shown_but_not_submitted(self):
        report = self._report(year=2026, number=1)
        self.assertEqual(
            report.banner, "Biểu theo TT 01/2024 – chưa có biểu TT 06/2025"
        )
        with self.assertRaises(UserError) as error:
            report.action_submit()
        self.assertIn("TT 06/2025", str(error.exception))
        page = load_workbook(io.BytesIO(report._xlsx())).worksheets[0]
        texts = {cell.value for row in page.iter_rows(max_row=10) for cell in row}
        self.assertIn(report.banner, texts)
        self.assertIn(report.banner, str(report._annex()))

    def test_new_tables_are_rows_of_data(self):
        """An invented table stands for those of a later circular."""
        report = self._report(year=2026, number=1)
        self.env["citizen.report.table"].sudo().with_context(install_mode=True).create(
            {
                "code": "09/MAU",
                "regime": "TT 06/2025/TT-TTCP",
                "name": "Biểu mẫu thử",
                "valid_from": date(2025, 9, 30),
                "column_ids": [
                    (
                        0,
                        0,
                        {
                            "number": number,
                            "printed": printed,
                            "path": path,
                            "measure": measure,
                        },
                    )
                    for number, printed, path, measure in (
                        (1, "1=2+3", "Tổng số", ""),
                        (2, "2", "Chia ra › Đất đai", "letters.letters: field=land"),
                        (
                            3,
                            "3",
                            "Chia ra › Chính sách",
                            "letters.letters: field=policy",
                        ),
                    )
                ],
            }
        )
        self._letter(self.commune_a, date(2026, 2, 1))
        report.invalidate_recordset()
        self.assertFalse(report.banner)
        self.assertEqual(self._row(report, "09/MAU", self.commune_a), {1: 1, 2: 1})
        report.action_submit()
        self.assertEqual(report.state, "submitted")

    def test_kept_figures_that_were_changed_are_refused(self):
        report = self._report()
        report.action_submit()
        report.with_user(self.user_leader).action_approve()
        kept = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "citizen.report"),
                ("res_id", "=", report.id),
                ("res_field", "=", "frozen_data"),
            ]
        )
        self.assertEqual(len(kept), 1)
        for door in (
            lambda: kept.with_user(self.user_secretary).write({"raw": b"{}"}),
            lambda: kept.with_user(self.user_secretary).unlink(),
            lambda: kept.write({"raw": b"{}"}),
        ):
            with self.assertRaises(UserError):
                door()
        # changed behind the back of the product
        report.sudo()._write_protected({"frozen_sha256": "0" * 64})
        with self.assertRaises(UserError):
            report.action_lock()

    # ------------------------------------------------------------------
    # corrected
    # ------------------------------------------------------------------
    def test_a_sent_report_changes_by_a_new_version_only(self):
        self._letter(self.commune_a, date(2024, 4, 1))
        report = self._sent(self._report())
        sent = report.frozen_sha256
        late = self._letter(self.commune_a, date(2024, 4, 9), kind="tc")
        self.assertEqual(report._content().total("01/XLD", 1), 1)
        action = report.action_correct()
        version = report.browse(action["res_id"])
        self.assertEqual((version.version, version.corrects_id), (2, report))
        self.assertEqual(report.action_correct()["res_id"], version.id)
        # the records are opened by who may read them
        changes = version.with_user(self.user_leader).get_statutory_checks()["changes"]
        self.assertEqual(
            {(c["table"], c["column"], c["before"], c["after"]) for c in changes},
            {
                ("01/XLD", 1, 1, 2),
                ("01/XLD", 3, 1, 2),
                ("01/XLD", 5, 1, 2),
                ("03/XLD", 1, 0, 1),
                ("03/XLD", 3, 0, 1),
            },
        )
        self.assertEqual({tuple(c["ids"]) for c in changes}, {(late.id,)})
        self.assertFalse(report.superseded_on)
        self._sent(version)
        self.assertTrue(report.superseded_on)
        self.assertEqual(report.frozen_sha256, sent)
        self.assertEqual(report._content().total("01/XLD", 1), 1)
        with self.assertRaises(UserError):
            report.action_correct()
        self.assertIn("Những thay đổi so với bản đã gửi", str(version._annex()))

    def test_one_report_for_a_body_and_period(self):
        report = self._report()
        self.assertEqual(self._report(), report)
        with self.assertRaises(UserError):
            report.date_to = date(2024, 6, 1)

    # ------------------------------------------------------------------
    # balances
    # ------------------------------------------------------------------
    def test_what_does_not_balance_is_said_in_words(self):
        letter = self._letter(
            self.commune_a,
            date(2024, 4, 1),
            date(2024, 4, 5),
            "accept",
            competence="own",
            category_id=False,
        )
        report = self._report()
        (check,) = report.with_user(self.user_leader).get_statutory_checks()["checks"]
        self.assertIn("02/XLD", check["text"])
        self.assertIn("UBND xã A", check["text"])
        (cause,) = check["causes"]
        self.assertIn("chưa chọn lĩnh vực", cause["text"])
        action = report.with_user(self.user_leader).action_open_records(
            cause["model"], cause["ids"], "x"
        )
        self.assertEqual(action["domain"], [("id", "in", letter.ids)])

    def test_what_was_carried_over_otherwise_is_said(self):
        letter = self._letter(self.commune_a, date(2024, 2, 1))
        self._sent(self._report(number=1))
        after = self._report(number=2)
        self.assertFalse(after.get_statutory_checks()["checks"])
        # entered today, dated back into the quarter that was reported
        late = self._letter(self.commune_a, date(2024, 2, 20))
        letter._write_protected({"state": "void"})
        (check,) = after.with_user(self.user_leader).get_statutory_checks()["checks"]
        self.assertEqual(
            [cause["ids"] for cause in check["causes"]], [late.ids, letter.ids]
        )

    def test_records_of_other_models_are_not_opened(self):
        report = self._report()
        with self.assertRaises(AccessError):
            report.action_open_records("res.users", [1], "x")
        with self.assertRaises(UserError):
            report.action_open_cell("01/XLD", 1)
        with self.assertRaises(UserError):
            report.action_open_cell("77/XLD", 1)
        with self.assertRaises(UserError):
            report.get_statutory_table("77/XLD")

    def test_a_cell_counts_more_than_one_may_read_and_says_so(self):
        letter = self._letter(self.commune_a, date(2024, 4, 1), kind="tc")
        seen = self._letter(self.commune_a, date(2024, 4, 1), kind="tc")
        letter.sudo()._write_protected(
            {"excluded_user_ids": [(4, self.user_leader.id)]}
        )
        report = self._report().with_user(self.user_leader)
        action = report.action_open_cell("03/XLD", 1)
        self.assertEqual(report.get_statutory_table("03/XLD")["total"][0], 2)
        self.assertIn("2", action["params"]["message"])
        found = (
            self.env["citizen.petition"]
            .with_user(self.user_leader)
            .search(action["params"]["next"]["domain"])
        )
        self.assertEqual(found, seen)

    def test_records_behind_a_number_are_no_open_secret(self):
        """What is kept names the records; a reader gets those he may open."""
        hidden = self._letter(self.commune_a, date(2024, 4, 1), kind="tc")
        seen = self._letter(self.commune_a, date(2024, 4, 1), kind="tc")
        hidden.sudo()._write_protected(
            {"excluded_user_ids": [(4, self.user_leader.id)]}
        )
        report = self._sent(self._report())
        kept = (
            self.env["ir.attachment"]
            .sudo()
            .search([("res_model", "=", report._name), ("res_field", "!=", False)])
        )
        self.assertTrue(kept)
        for user in (self.user_leader, self.user_secretary, self.user_commune_b):
            with self.subTest(user.login):
                for name in ("frozen_data", "locked_figures"):
                    with self.assertRaises(AccessError):
                        report.with_user(user).read([name])
                    with self.assertRaises(AccessError):
                        report.with_user(user).search([(name, "!=", False)])
                with self.assertRaises(AccessError):
                    kept.with_user(user).read(["raw"])
        action = report.with_user(self.user_leader).action_open_cell("03/XLD", 1)
        domain = action["params"]["next"]["domain"]
        self.assertEqual(domain, [("id", "in", seen.ids)])
        # neither does what ids he sends himself
        action = report.with_user(self.user_leader).action_open_records(
            "citizen.petition", (hidden | seen).ids, "x"
        )
        self.assertEqual(action["params"]["next"]["domain"], [("id", "in", seen.ids)])

    def test_causes_and_changes_name_what_one_may_open(self):
        report = self._sent(self._report())
        letters = [
            self._letter(
                self.commune_a,
                date(2024, 4, 1),
                date(2024, 4, 5),
                "accept",
                kind="tc",
                competence="own",
                is_eligible="yes",
                category_id=False,
            )
            for _number in range(2)
        ]
        letters[0].sudo()._write_protected(
            {"excluded_user_ids": [(4, self.user_leader.id)]}
        )
        version = report.browse(report.action_correct()["res_id"])
        found = version.with_user(self.user_leader).get_statutory_checks()
        items = [c for check in found["checks"] for c in check["causes"]]
        self.assertTrue(items)
        self.assertTrue(found["changes"])
        for item in items + found["changes"]:
            self.assertEqual(item["ids"], letters[1].ids)
            self.assertIn("2 ", item["text"])

    # ------------------------------------------------------------------
    # laid ready
    # ------------------------------------------------------------------
    def _night(self, day):
        with (
            patch.object(
                self.env.registry["citizen.calendar"], "_today", lambda s: day
            ),
            patch.object(
                self.env.registry["ir.cron"], "_commit_progress", lambda *a, **k: 1
            ),
        ):
            self.env["citizen.report"]._cron_statutory()
        return self.env["citizen.report"].search(
            [
                ("kind", "=", "statutory"),
                ("report_unit_id", "child_of", self.district.id),
            ],
            order="id",
        )

    def test_reports_lie_ready_the_day_after_the_cut_off(self):
        self._letter(self.commune_a, date(2024, 4, 1))
        self.assertFalse(self._night(date(2024, 8, 1)))
        ready = self._night(date(2024, 9, 15))
        self.assertEqual(set(ready.mapped("state")), {"draft"})
        self.assertEqual(
            set(ready.mapped("period_kind")), {"quarter", "nine"}, "as configured"
        )
        self.assertEqual(set(ready.mapped("date_to")), {date(2024, 9, 14)})
        own = ready.filtered(lambda r: r.report_unit_id == self.district)
        # the office that follows things up drafts it, and is told
        self.assertEqual(own.owner_unit_id, self.office)
        self.assertEqual(
            own.sudo().activity_ids.user_id, self.office._person_in_charge()
        )
        theirs = ready.filtered(lambda r: r.report_unit_id == self.commune_b)
        self.assertEqual(theirs.owner_unit_id, self.commune_b)
        self.assertEqual(theirs.sudo().activity_ids.user_id, self.user_commune_b)
        self.assertTrue(theirs.with_user(self.user_commune_b).has_access("write"))
        # offices report with their body; who is gone and who has nobody do not
        self.assertNotIn(self.office, ready.report_unit_id)
        self.assertNotIn(self.old_commune, ready.report_unit_id)
        self.assertFalse(self.commune_c._persons_in_charge()[self.commune_c.id])
        self.assertNotIn(self.commune_c, ready.report_unit_id)

    def test_they_lie_ready_once(self):
        ready = self._night(date(2024, 9, 16))
        # one is dealt with, one isn't wanted, one was begun by hand
        ready.sudo().activity_ids.unlink()
        ready[0].sudo()._cancel("không phải báo cáo")
        self.assertEqual(self._night(date(2024, 9, 17)), ready)
        self.assertFalse(ready.sudo().activity_ids)
        begun = self._report("quarter", 2024, 4)
        later = self._night(date(2024, 12, 15)) - ready
        self.assertEqual(
            later.filtered(
                lambda r: (
                    r.report_unit_id == self.district and r.period_kind == "quarter"
                )
            ),
            begun,
        )

    def test_a_unit_that_ended_has_no_report_laid_ready(self):
        with patch.object(
            self.env.registry["citizen.calendar"], "_today", lambda s: date(2024, 9, 15)
        ):
            self.commune_b.sudo().valid_to = date(2024, 8, 31)
        ready = self._night(date(2024, 9, 15))
        self.assertIn(self.commune_a, ready.report_unit_id)
        self.assertNotIn(self.commune_b, ready.report_unit_id)

    def test_which_periods_is_a_setting(self):
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("citizen_dialogue.statutory_periods", "month")
        ready = self._night(date(2024, 9, 15))
        self.assertEqual(set(ready.mapped("period_kind")), {"month"})
        self.assertEqual(ready[0].date_from, date(2024, 8, 15))
        parameters.set_param("citizen_dialogue.statutory_periods", "")
        self.assertEqual(self._night(date(2024, 10, 15)), ready)

    # ------------------------------------------------------------------
    # the units below
    # ------------------------------------------------------------------
    def test_a_superior_adds_up_what_was_sent_and_urges_the_rest(self):
        self._letter(self.commune_a, date(2024, 4, 1))
        own = self._report(unit=self.commune_a, user=self.user_commune_a)
        own.action_submit()
        own.with_user(self.user_commune_a_head).action_approve()
        own.action_lock()
        # known only after the commune had sent its report
        self._letter(self.commune_a, date(2024, 4, 2))
        self._letter(self.commune_b, date(2024, 4, 2))
        report = self._report()
        self.assertEqual(self._row(report, "01/XLD", self.commune_a)[1], 1)
        self.assertEqual(self._row(report, "01/XLD", self.commune_b)[1], 1)
        table = report.get_statutory_table("01/XLD")
        marks = {row["name"]: row["sent"] for row in table["rows"]}
        self.assertIn("đã gửi", marks["UBND xã A"])
        self.assertFalse(marks["UBND xã B"])
        report.adds_locked = False
        self.assertEqual(self._row(report, "01/XLD", self.commune_a)[1], 2)
        below = {row["unit"]: row for row in report.get_statutory_checks()["below"]}
        self.assertTrue(below["UBND xã A"]["sent"])
        self.assertFalse(below["UBND xã B"]["sent"])
        # offices belong to the body itself, ended units send nothing
        self.assertNotIn(self.office.name, below)
        self.assertNotIn(self.old_commune.name, below)

        report.action_urge_missing()
        theirs = self.env["citizen.report"].search(
            [("report_unit_id", "=", self.commune_b.id), ("kind", "=", "statutory")]
        )
        self.assertEqual((theirs.state, theirs.urge_count), ("draft", 1))
        self.assertEqual(theirs.sudo().activity_ids.user_id, self.user_commune_b)
        report.action_urge_missing()
        self.assertEqual(theirs.urge_count, 1)
        self.assertFalse(own.urge_count)
        self.assertTrue(theirs.with_user(self.user_commune_b).has_access("write"))

    def test_what_units_below_have_sent_is_told(self):
        own = self._report(unit=self.commune_a, user=self.user_commune_a)
        own.action_submit()
        own.with_user(self.user_commune_a_head).action_approve()
        own.action_lock()
        own.action_correct()
        # one ended in the quarter and left nothing to be sent
        self.commune_c.sudo().valid_to = date(2024, 5, 31)
        report = self._report()
        below = {row["unit"]: row for row in report.get_statutory_checks()["below"]}
        row = below[self.commune_a.name]
        # a correction is under way; what was sent stays sent
        self.assertTrue(row["sent"])
        self.assertIn("bản 1", row["sent_on"])
        self.assertFalse(below[self.commune_b.name]["sent_on"])
        self.assertNotIn(self.commune_c.name, below)
        report.action_urge_missing()
        reports = self.env["citizen.report"].search([("kind", "=", "statutory")])
        self.assertNotIn(self.commune_c, reports.report_unit_id)
        self.assertFalse(own.urge_count)

    def test_each_reports_for_itself_or_its_authority(self):
        with self.assertRaises(ValidationError):
            self.env["citizen.report"].with_user(self.user_commune_a)._open_period(
                self.commune_a, self.commune_b, "quarter", 2024, 2
            )
        with self.assertRaises(AccessError):
            self.env["citizen.report"].with_user(self.user_commune_a)._open_period(
                self.commune_b, self.commune_b, "quarter", 2024, 2
            )
        with self.assertRaises(AccessError):
            self.env["citizen.report"].with_user(self.user_commune_a).create(
                {"kind": "statutory"}
            )

    def test_who_may_read(self):
        report = self._sent(self._report())
        self.assertFalse(report.with_user(self.user_commune_b).has_access("read"))
        self.assertTrue(report.with_user(self.user_inspector).has_access("read"))
        with self.assertRaises(AccessError):
            report.with_user(self.user_commune_b).get_statutory_table("01/XLD")
        with self.assertRaises(AccessError):
            report.with_user(self.user_inspector).action_correct()

    # ------------------------------------------------------------------
    # text and papers
    # ------------------------------------------------------------------
    def test_the_text_is_filled_and_compared_with_last_year(self):
        self._letter(self.commune_a, date(2023, 4, 1))
        for day in (1, 2, 3):
            self._letter(self.commune_a, date(2024, 4, day))
        text = self._report().body_html
        self.assertIn("quý II năm 2024", text)
        self.assertIn("03 đơn (tăng 02 đơn, 200,0% so với cùng kỳ năm trước)", text)
        for title in ("I. TÌNH HÌNH", "II. KẾT QUẢ", "VI. KIẾN NGHỊ"):
            self.assertIn(title, text)
        self.assertIn("0 triệu đồng", text)
        self.assertNotRegex(text, r"\b00\b")

    def test_the_text_says_what_the_tables_say(self):
        day = date(2024, 4, 10)
        self._letter(self.commune_a, day, day, "accept", is_eligible="yes")
        # its contents are to be filed apart: handled, but in no table by content
        self._letter(self.commune_a, day, day, "guide", kind="mixed", is_eligible="yes")
        self._case(
            self._letter(self.commune_a, day, day, "accept", kind="tc"),
            day,
            state="decided",
            ended_how="decided",
            decided_on=day,
            verdict="partly",
            due_state_land=5,
        )
        report = self._report()
        text = report.body_html
        total = report._content().total
        self.assertEqual([total("01/XLD", n) for n in (4, 6, 8, 9)], [3, 2, 1, 1])
        self.assertIn("Đã xử lý 03 đơn", text)
        self.assertIn("Đủ điều kiện xử lý 02 đơn: khiếu nại 01, tố cáo 01", text)
        self.assertIn("Thuộc thẩm quyền 02 đơn; không thuộc thẩm quyền 0 đơn", text)
        self.assertIn("có đúng, có sai 01", text)
        self.assertIn("0 triệu đồng, 5 m² đất", text)

    def test_a_text_that_nobody_wrote_says_what_is_submitted(self):
        self._letter(self.commune_a, date(2024, 4, 1))
        report, other = self._report(), self._report(number=1)
        self.assertIn("tiếp nhận 01 đơn", report.body_html)
        self._letter(self.commune_a, date(2024, 4, 2))
        self._letter(self.commune_a, date(2024, 2, 2))
        report.action_submit()
        self.assertIn("tiếp nhận 02 đơn", report.body_html)
        # what somebody wrote stays
        other.write({"body_html": "<p>Của tôi</p>", "revision": other.revision})
        other.action_submit()
        self.assertEqual(other.body_html, "<p>Của tôi</p>")
        with self.assertRaises(AccessError):
            other.is_text_proposed = True

    def test_a_report_opens_as_its_kind(self):
        report = self._report()
        form = self.env.ref("citizen_dialogue.citizen_report_view_form_statutory")
        brief = self.env["citizen.report"].with_user(self.user_secretary).create({})
        self.assertEqual(report.get_formview_id(), form.id)
        self.assertNotEqual(brief.get_formview_id(), form.id)
        action = report._open_form()
        self.assertEqual(action["path"], "statutory-reports")
        self.assertEqual(action["views"], [(form.id, "form")])
        self.assertEqual(report.period_label, "Quý II năm 2024")

    def test_the_document_carries_the_tables(self):
        self._letter(self.commune_a, date(2024, 4, 1))
        report = self._report()
        report.action_submit()
        with self.assertRaises(UserError):
            report.action_draft_document()
        report.with_user(self.user_leader).action_approve()
        action = report.action_draft_document()
        document = report.env["citizen.document"].browse(action["res_id"])
        self.assertEqual(report.state, "locked")
        self.assertEqual((document.type_id.code, document.step), ("BC_TCD", "report"))
        html = str(document._render_html())
        self.assertIn("Biểu số:", html)
        self.assertIn("TM. ỦY BAN NHÂN DÂN", html)
        issued = self._issue(action, 77)
        self.assertIn("Biểu số:", issued.snapshot_html)
        self.assertIn(issued.number, str(report._annex()))

    def test_the_tables_print(self):
        report = self._report()
        # the symbol of one People's Committee is that of all
        self.assertTrue(report._file_stem().startswith("bao-cao-ubnd-huyen-"))
        data = report._render_tables()
        self.assertTrue(data.startswith(b"%PDF"))

    def test_a_printed_formula_breaks_between_its_numbers(self):
        html = str(self._report()._annex())
        self.assertIn("8\u200b=9\u200b+10\u200b+11\u200b+12\u200b=13", html)
        self.assertNotIn("overflow-wrap", html)

    def test_the_wizard_proposes_the_quarter_that_is_over(self):
        wizard = (
            self.env["citizen.statutory.wizard"]
            .with_user(self.user_secretary)
            .create({})
        )
        self.assertLess(wizard.date_to, self.env["citizen.calendar"]._today())
        self.assertEqual(wizard.report_unit_id, self.district)
        action = wizard.action_open()
        report = wizard.env["citizen.report"].browse(action["res_id"])
        self.assertEqual(report.date_to, wizard.date_to)
        self.assertEqual(report.kind, "statutory")
        wizard.year = 0
        with self.assertRaises(UserError):
            wizard.action_open()

    def test_a_body_reports_while_it_exists(self):
        wizard = (
            self.env["citizen.statutory.wizard"]
            .with_user(self.user_secretary)
            .create({"period_kind": "half", "year": 2024})
        )
        self.district.valid_from = date(2024, 6, 15)
        with self.assertRaisesRegex(UserError, "exist yet|chưa"):
            wizard.action_open()
        self.district.write({"valid_from": False, "valid_to": date(2023, 12, 14)})
        with self.assertRaisesRegex(UserError, "exist yet|chưa"):
            wizard.action_open()
        # a part of the period is enough
        self.district.valid_to = date(2023, 12, 15)
        self.assertTrue(wizard.action_open()["res_id"])

    def test_a_period_that_was_asked_for(self):
        wizard = (
            self.env["citizen.statutory.wizard"]
            .with_user(self.user_secretary)
            .create(
                {
                    "period_kind": "adhoc",
                    "date_from": date(2024, 4, 1),
                    "date_to": date(2024, 4, 30),
                }
            )
        )
        report = wizard.env["citizen.report"].browse(wizard.action_open()["res_id"])
        self.assertIn("từ ngày 01/4/2024 đến ngày 30/4/2024", report.name)
