"""Statutory reports: figures against a second count, balances, carry-over, what is sent
and corrected, who may."""

import base64
import io
from datetime import date
from unittest.mock import patch

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..models.citizen_report_facts import STATEMENTS
from ..tools import report_period
from ..tools.report_figures import Figures
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
            page, live = (
                book[code.replace("/", "-")] for book in (values, formulas)
            )
            self.assertEqual(page.page_setup.orientation, "landscape")
            self.assertTrue(page.sheet_properties.pageSetUpPr.fitToPage)
            # one page wide, as many as it takes long
            self.assertEqual(page.page_setup.fitToHeight, 0)
            self.assertTrue(page.print_title_rows)
            self.assertTrue(page.freeze_panes)
            (line,) = [
                row for row in range(1, 20) if page.cell(row, 1).value == "MS"
            ]
            printed = [
                page.cell(line, place).value
                for place in range(2, 2 + len(table.columns))
            ]
            self.assertEqual(printed, [c.printed for c in table.columns.values()])
            shown = figures.shown_rows(code)
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
                        self.assertAlmostEqual(
                            evaluate(page, formula), expected[n], 4
                        )

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
