"""Statutory tables as data: every column, printed number, formula and measure."""

from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import BaseCase, tagged

from ..tools import report_period
from ..tools.report_figures import Figures, heading
from ..tools.report_formula import parse_check, parse_printed, pieces, ranges
from ..tools.report_measure import SOURCES, Measure
from ..tools.report_words import CONDITIONS, SUBJECTS, describe
from .common import CitizenCase

# number of the columns and printed numbers that carry a formula, of each circular
TT02 = {
    "01/TCD": (29, "1=4+13+22 2=5+14+23 3=6+7+15+16+24+25"),
    "02/TCD": (17, "1=3+5+7=9+11 2=4+6+8=10+12"),
    "01/XLD": (
        26,
        "1=2+3+…+7 9=11+12+13=14+15+16+17=18+22 18=19+20+21 22=23+24+25",
    ),
    "02/XLD": (
        30,
        "1=2+…+5 6=7+8 10=11+15+16+17=18+…+22=23+26 23=24+25 26=27+28+29",
    ),
    "03/XLD": (
        33,
        "1=2+…+7 12=13+18+…+21=22+…+25=26+29 26=27+28 29=30+31+32",
    ),
    "04/XLD": (24, "1=2+…+7 8=9+10 12=13+…+16=17+…+19=20+21 21=22+23"),
    "01/KQGQ": (26, "1=2+3 5=20+…+24"),
    "02/KQGQ": (19, ""),
    "03/KQGQ": (31, "1=2+3 6=7+…+10=24+26+28=30+31 8=25+27+29"),
    "04/KQGQ": (24, ""),
}
TT01 = {
    "01/TCD": TT02["01/TCD"],
    "01/XLD": (
        22,
        "1=2+3=4+5 6=8+9+10=11+12+13=14+18 14=15+16+17 18=19+20+21",
    ),
    "02/XLD": (
        26,
        "1=2+3 4=5+6 8=9+13+14+15=16+…+19=20+23 9=10+11+12 20=21+22 23=24+25",
    ),
    "03/XLD": (
        27,
        "1=2+3 4=5+6 8=9+14+15+16+17=18+19+20=21+24 9=10+11+12+13 21=22+23 24=25+26",
    ),
    "04/XLD": (20, "1=2+3 4=5+6 8=9+10+11+12=13+14=15+16 16=17+18"),
    "01/KQGQ": TT02["01/KQGQ"],
    "02/KQGQ": TT02["02/KQGQ"],
    "03/KQGQ": TT02["03/KQGQ"],
    "04/KQGQ": TT02["04/KQGQ"],
}


@tagged("post_install", "-at_install")
class TestReportArithmetic(BaseCase):
    """Without a database: numbers, periods, measures."""

    def test_printed_numbers(self):
        self.assertEqual(parse_printed("4"), (4, []))
        self.assertEqual(
            parse_printed("12=13+18+...+21=22+…+25 =26+29"),
            (12, [[13, 18, 19, 20, 21], [22, 23, 24, 25], [26, 29]]),
        )
        self.assertEqual(parse_printed("1=2+..+5"), (1, [[2, 3, 4, 5]]))
        for wrong in ("", "x", "1=", "1=…+4", "1=5+…+3", "1=2+…", "1=a"):
            with self.subTest(wrong=wrong), self.assertRaises(ValueError):
                parse_printed(wrong)

    def test_a_printed_number_breaks_between_its_terms_only(self):
        self.assertEqual(pieces("4"), ["4"])
        self.assertEqual(
            pieces("12=13+18+…+21=26+29"), ["12", "=13+", "18+", "…+21", "=26+", "29"]
        )
        self.assertEqual(pieces("1=2+…+5"), ["1", "=2+", "…+5"])

    def test_checks(self):
        self.assertEqual(
            parse_check("10=02/XLD.10+03/XLD.12"),
            ([(None, 10)], [("02/XLD", 10), ("03/XLD", 12)]),
        )
        for wrong in ("10", "1=2=3", "1=x", "=2"):
            with self.subTest(wrong=wrong), self.assertRaises(ValueError):
                parse_check(wrong)

    def test_sums_in_a_cell(self):
        self.assertEqual(
            ranges([2, 3, 4, 7, 9, 10]), [(2, 4), (7, 7), (9, 9), (10, 10)]
        )

    def test_periods(self):
        def bounds(kind, year, number=1):
            return report_period.bounds(kind, year, number, 15)

        self.assertEqual(
            bounds("quarter", 2024), (date(2023, 12, 15), date(2024, 3, 14))
        )
        self.assertEqual(
            bounds("quarter", 2024, 4), (date(2024, 9, 15), date(2024, 12, 14))
        )
        self.assertEqual(bounds("half", 2024), (date(2023, 12, 15), date(2024, 6, 14)))
        self.assertEqual(bounds("nine", 2024), (date(2023, 12, 15), date(2024, 9, 14)))
        self.assertEqual(bounds("year", 2024), (date(2023, 12, 15), date(2024, 12, 14)))
        self.assertEqual(
            bounds("month", 2024, 1), (date(2023, 12, 15), date(2024, 1, 14))
        )
        self.assertEqual(
            bounds("month", 2024, 12), (date(2024, 11, 15), date(2024, 12, 14))
        )
        for kind, number in (("quarter", 5), ("month", 13), ("quarter", 0)):
            with self.subTest(kind=kind), self.assertRaises(ValueError):
                bounds(kind, 2024, number)

    def test_quarters_follow_each_other_without_gap(self):
        last = None
        for year in (2023, 2024):
            for number in (1, 2, 3, 4):
                first, end = report_period.bounds("quarter", year, number, 15)
                if last:
                    self.assertEqual((first - last).days, 1)
                self.assertEqual(
                    report_period.of_day("quarter", first, 15),
                    report_period.of_day("quarter", end, 15),
                )
                self.assertEqual(
                    report_period.of_day("quarter", end, 15), (year, number)
                )
                last = end

    def test_what_was_over_last(self):
        ended = report_period.ended
        self.assertEqual(
            ended(date(2024, 12, 15), 15),
            [("month", 2024, 12), ("quarter", 2024, 4), ("year", 2024, 1)],
        )
        # the last day itself is not over
        self.assertEqual(ended(date(2024, 12, 14), 15), [("month", 2024, 11)])
        self.assertEqual(ended(date(2025, 1, 3), 15), ended(date(2024, 12, 15), 15))
        self.assertEqual(
            ended(date(2024, 7, 14), 15),
            [("month", 2024, 6), ("quarter", 2024, 2), ("half", 2024, 1)],
        )

    def test_the_year_before(self):
        self.assertEqual(
            report_period.year_before(date(2024, 2, 29)), date(2023, 2, 28)
        )

    def test_labels(self):
        self.assertEqual(
            report_period.label("quarter", 2024, 3, None, None), "quý III năm 2024"
        )
        self.assertEqual(
            report_period.label("nine", 2024, 1, None, None), "9 tháng đầu năm 2024"
        )

    def test_unknown_words_are_refused(self):
        for wrong in (
            "dogs.count",
            "letters.people",
            "letters.letters: colour=red",
            "letters.letters: kind=xx",
            "letters.letters: kind",
            "letters.letters: kind=kn kind=tc",
        ):
            with self.subTest(wrong=wrong), self.assertRaises(ValueError):
                Measure(wrong)

    def test_every_condition_and_quantity_has_its_words(self):
        for name, source in SOURCES.items():
            for quantity in source.quantities:
                self.assertTrue(
                    SUBJECTS.get(f"{name}.{quantity}") or SUBJECTS.get(quantity),
                    (name, quantity),
                )
            for dim, values in source.dims.items():
                self.assertLessEqual(set(values), set(CONDITIONS[dim]))

    def _figures(self, facts):
        definition = [
            {
                "code": "X",
                "regime": "thử",
                "name": "Thử",
                "note": "",
                "columns": [
                    {
                        "number": number,
                        "printed": printed,
                        "path": path.split("/"),
                        "measure": measure,
                        "check": "",
                        "note": "",
                    }
                    for number, printed, path, measure in (
                        (1, "1=2+3", "Tổng số", "files.letters"),
                        (2, "2", "Chia ra/Khiếu nại", "files.letters: kind=kn"),
                        (3, "3", "Chia ra/Tố cáo", "files.letters: kind=tc"),
                        (4, "4", "Ghi chú", ""),
                    )
                ],
            }
        ]
        units = [
            {"id": 1, "name": "A", "former": False, "sent": ""},
            {"id": 2, "name": "B", "former": True, "sent": ""},
        ]
        return Figures(definition, units, {"files": facts})

    def _fact(self, row, kind, ids):
        return (
            row,
            {"kind": kind, "flow": "received"},
            {"letters": len(ids)},
            {"letters": ids},
        )

    def test_values_totals_and_records(self):
        figures = self._figures([self._fact(0, "kn", [1, 2]), self._fact(0, "tc", [3])])
        self.assertEqual(figures.values("X", 1), [3, 0])
        self.assertEqual(figures.total("X", 2), 2)
        self.assertEqual(
            figures.records("X", 1, 0), ("citizen.petition", {1: 1, 2: 1, 3: 1})
        )
        self.assertEqual(figures.shown_rows("X"), [0])
        self.assertEqual(figures.broken(), [])

    def test_a_broken_balance_names_the_records(self):
        figures = self._figures(
            [self._fact(0, "kn", [1]), self._fact(1, "kn_pa", [7, 8])]
        )
        (found,) = figures.broken()
        self.assertEqual((found["left"], found["right"]), (3, 1))
        self.assertEqual(found["units"], ["B"])
        self.assertEqual([cause["ids"] for cause in found["causes"]], [[7, 8]])
        # the value of the column is what its formula says, as in the workbook
        self.assertEqual(figures.total("X", 1), 1)

    def test_kept_figures_are_the_same_and_the_same_bytes(self):
        facts = [self._fact(0, "kn", [2, 1]), self._fact(0, "tc", [3])]
        data = self._figures(facts).dumps()
        again = Figures.loads(data)
        self.assertEqual(again.values("X", 1), [3, 0])
        self.assertEqual(again.records("X", 2)[1], {1: 1, 2: 1})
        self.assertEqual(self._figures(list(reversed(facts))).dumps(), data)

    def test_difference(self):
        before = self._figures([self._fact(0, "kn", [1, 2])])
        after = self._figures([self._fact(0, "kn", [2, 3]), self._fact(0, "tc", [9])])
        changes = {change["column"]: change for change in after.difference(before)}
        self.assertEqual(set(changes), {1, 2, 3})
        self.assertEqual((changes[2]["added"], changes[2]["removed"]), ([3], [1]))
        self.assertEqual((changes[3]["before"], changes[3]["after"]), (0, 1))
        self.assertEqual(after.difference(after), [])

    def test_heading(self):
        columns = list(self._figures([]).tables["X"].columns.values())
        self.assertEqual(
            [
                [(c["text"], c["cols"], c["rows"]) for c in row]
                for row in heading(columns)
            ],
            [
                [("Tổng số", 1, 2), ("Chia ra", 2, 1), ("Ghi chú", 1, 2)],
                [("Khiếu nại", 1, 1), ("Tố cáo", 1, 1)],
            ],
        )


@tagged("post_install", "-at_install")
class TestReportTables(CitizenCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tables = cls.env["citizen.report.table"]

    def test_every_column_and_formula_of_the_annexes(self):
        for day, expected in ((date(2023, 12, 14), TT02), (date(2024, 12, 14), TT01)):
            tables, missing = self.tables._for_period(day)
            self.assertFalse(missing)
            self.assertEqual(tables.mapped("code"), list(expected))
            for table in tables:
                number, formulas = expected[table.code]
                with self.subTest(regime=table.regime, table=table.code):
                    self.assertEqual(
                        table.column_ids.mapped("number"), list(range(1, number + 1))
                    )
                    printed = table.column_ids.filtered(lambda c: "=" in c.printed)
                    self.assertEqual(" ".join(printed.mapped("printed")), formulas)

    def test_the_end_of_the_period_chooses_the_tables(self):
        for day, regime, missing in (
            (date(2024, 3, 4), "TT 02/2021/TT-TTCP", False),
            (date(2024, 3, 5), "TT 01/2024/TT-TTCP", False),
            (date(2025, 9, 29), "TT 01/2024/TT-TTCP", False),
            (date(2025, 9, 30), "TT 01/2024/TT-TTCP", "TT 06/2025/TT-TTCP"),
            (date(2026, 12, 14), "TT 01/2024/TT-TTCP", "TT 06/2025/TT-TTCP"),
        ):
            with self.subTest(day=day):
                tables, without = self.tables._for_period(day)
                self.assertEqual(set(tables.mapped("regime")), {regime})
                self.assertEqual(without, missing)
        self.assertEqual(len(self.tables._for_period(date(2010, 1, 1))[0]), 0)

    def test_formulas_stay_inside_their_table_and_checks_inside_the_circular(self):
        for table in self.tables.search([]):
            numbers = set(table.column_ids.mapped("number"))
            siblings = self.tables.search([("regime", "=", table.regime)])
            known = {
                (sibling.code, number)
                for sibling in siblings
                for number in sibling.column_ids.mapped("number")
            }
            for column in table.column_ids:
                with self.subTest(table=table.display_name, column=column.number):
                    _number, sums = parse_printed(column.printed)
                    self.assertLessEqual({n for part in sums for n in part}, numbers)
                    if column.extra_check:
                        for side in parse_check(column.extra_check):
                            for code, number in side:
                                self.assertIn((code or table.code, number), known)

    def test_every_column_counts_something_and_says_what(self):
        for column in self.env["citizen.report.column"].search([]):
            with self.subTest(table=column.table_id.code, column=column.number):
                if column.path == "Ghi chú":
                    self.assertFalse(column.measure)
                    continue
                self.assertTrue(column.measure)
                self.assertTrue(column.meaning)
                self.assertIn(describe(column._definition()), column.meaning)

    def test_measures_of_a_table_differ(self):
        """Two columns that count the same thing are a slip of the data."""
        for table in self.tables.search([]):
            measures = [m for m in table.column_ids.mapped("measure") if m]
            twice = {m for m in measures if measures.count(m) > 1}
            self.assertFalse(
                twice
                - {
                    # one petition of an own complaint counts in both
                    m
                    for m in twice
                    if m.startswith("cases.count") or "competence=own" in m
                },
                table.display_name,
            )

    def test_doubts_are_marked(self):
        marked = self.env["citizen.report.column"].search(
            [
                ("note", "ilike", "chưa đối chiếu"),
                ("table_id.regime", "ilike", "01/2024"),
            ]
        )
        self.assertEqual(
            {(c.table_id.code, c.number) for c in marked},
            {("02/XLD", 7), ("02/XLD", 8), ("04/XLD", 8), ("04/XLD", 15)},
        )
        uncertain = self.tables.search([("note", "!=", False)])
        self.assertEqual(set(uncertain.mapped("code")), {"03/KQGQ", "04/KQGQ"})

    def test_rows_of_the_law_have_no_door(self):
        table = self.tables.search([], limit=1)
        for user in (self.user_admin, self.user_leader, self.user_secretary):
            with self.assertRaises(AccessError):
                table.with_user(user).name = "khác"
        with self.assertRaises(AccessError):
            table.sudo().column_ids[:1].measure = "visits.times"

    def test_a_definition_that_cannot_be_read_is_refused(self):
        table = self.tables.search([], limit=1)
        columns = self.env["citizen.report.column"].sudo()
        for vals in (
            {"printed": "99=x"},
            {"printed": "98"},
            {"printed": "99", "measure": "letters.letters: kind=xx"},
            {"printed": "99", "extra_check": "99"},
        ):
            with self.subTest(vals=vals), self.assertRaises(ValidationError):
                columns.with_context(install_mode=True).create(
                    {"table_id": table.id, "number": 99, "path": "Thử", **vals}
                )
