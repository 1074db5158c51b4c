"""Every row of domain/law.md §3.2–§3.4 and of the transition of §1.2, transcribed row
by row; the data are compared with it in both directions."""

import ast
import re
from datetime import date
from pathlib import Path

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CitizenCase

KN = "Luật Khiếu nại 02/2011/QH13"
TC = "Luật Tố cáo 25/2018/QH14"
TCD = "Luật Tiếp công dân 42/2013/QH13"
N124, N31 = "Nghị định 124/2020/NĐ-CP", "Nghị định 31/2019/NĐ-CP"
N154, N30 = "Nghị định 154/2026/NĐ-CP", "Nghị định 30/2020/NĐ-CP"
T155 = "Nghị định 155/2026/NĐ-CP, Điều 22 khoản 1"
T156 = "Nghị định 156/2026/NĐ-CP, Điều 10 khoản 1"

# code | normal complex remote both | unit | direction | keyed by | from | to | article
# parts; ">" marks a limit counted backwards, "=" one that never rolls, "!" one that
# gives a date of effect
TABLE = f"""
KN01  | 90           | calendar |   | event      | 2012-07-01 |            | {KN}; Điều 9
KN02  | 10           | working  |   | receipt    | 2020-12-10 | 2026-06-30 | Điều 27; Điều 36 khoản 1; {N124}; Điều 16 khoản 1
KN02  | 7            | working  |   | receipt    | 2026-07-01 |            | Luật 136/2025/QH15; Điều 2 khoản 15 điểm b; Nghị định 155/2026/NĐ-CP; Điều 10
KN03  | 30 45 45 60  | calendar |   | acceptance | 2012-07-01 |            | {KN}; Điều 28
KN04  | 3            | working  |   | event      | 2020-12-10 |            | Điều 32; {N124}; Điều 29 khoản 2
KN05a | 30 0 45      | calendar |   | event      | 2012-07-01 |            | Điều 33 khoản 1
KN05b | 30 0 45      | calendar |   | event      | 2012-07-01 |            | Điều 33 khoản 1
KN06  | 10           | working  |   | receipt    | 2020-12-10 | 2026-06-30 | Điều 36 khoản 1
KN06  | 7            | working  |   | receipt    | 2026-07-01 |            | Điều 36 khoản 1
KN07  | 45 60 60 70  | calendar |   | acceptance | 2012-07-01 |            | Điều 37
KN08  | 7            | working  |   | event      | 2020-12-10 |            | Điều 41 khoản 1; {N124}; Điều 29 khoản 2
KN09  | 15           | calendar |   | event      | 2020-12-10 |            | {N124}; Điều 29 khoản 3
KN09a | 3            | calendar | > | event      | 2020-12-10 |            | {N124}; Điều 29 khoản 3
KN09b | 15           | calendar | = | event      | 2020-12-10 |            | {N124}; Điều 29 khoản 3
KN09c | 2            | times    |   | event      | 2020-12-10 |            | {N124}; Điều 29 khoản 3
KN10  | 30 0 45      | calendar | ! | event      | 2012-07-01 |            | Điều 44 khoản 1
KN11  | 30 0 45      | calendar | ! | event      | 2012-07-01 |            | Điều 44 khoản 2
KN12  | 5            | working  |   | event      | 2020-12-10 |            | {N124}; Điều 31 khoản 1
KN13  | 7            | calendar |   | event      | 2012-07-01 |            | Điều 12, 13, 14
KN14  | 0            | calendar | > | event      | 2020-12-10 | 2026-06-30 | Điều 30 khoản 2; {N124}; Điều 28 khoản 2
KN14  | 5            | calendar | > | event      | 2026-07-01 |            | {N124}; Điều 28 khoản 1 (sửa đổi); @{T155}
KN15  | 3            | working  |   | event      | 2026-07-01 |            | {N124}; Điều 28b khoản 1; @{T155}
KN16  | 3            | working  |   | event      | 2026-07-01 |            | {N124}; Điều 28b khoản 2; @{T155}
KN17  | 7            | calendar |   | event      | 2012-07-01 |            | Điều 66 khoản 2
KN18  | 1            | year     |   | event      | 2016-07-01 |            | Luật Tố tụng hành chính 2015; Điều 116
KN19  | 0            | calendar |   | event      | 2012-07-01 |            | Điều 35
KNKL01| 15           | calendar |   | event      | 2012-07-01 |            | Điều 48
KNKL02| 10           | calendar |   | event      | 2012-07-01 |            | Điều 48
KNKL03| 30           | calendar |   | event      | 2012-07-01 |            | Điều 48
KNKL04| 10           | calendar |   | receipt    | 2012-07-01 | 2026-06-30 | Điều 50
KNKL04| 7            | working  |   | receipt    | 2026-07-01 |            | Điều 50; Luật 136/2025/QH15
KNKL05| 30 45        | calendar |   | acceptance | 2012-07-01 |            | Điều 50
KNKL06| 3            | working  |   | event      | 2020-12-10 |            | {N124}; Điều 29 khoản 2 điểm b
KNKL07| 7            | working  |   | event      | 2020-12-10 |            | {N124}; Điều 29 khoản 2 điểm b
XLD45 | 45           | calendar | = | receipt    | 2026-07-01 |            | {N154}; Điều 41 khoản 3 điểm b
TC01  | 7 10         | working  |   | receipt    | 2019-01-01 |            | {TC}; Điều 24 khoản 1
TC02  | 5            | working  |   | receipt    | 2019-01-01 |            | Điều 24 khoản 2
TC03  | 20           | calendar |   | receipt    | 2019-01-01 |            | Điều 26 khoản 2
TC04  | 5            | working  |   | event      | 2019-01-01 |            | Điều 29 khoản 3
TC05  | 30           | calendar |   | acceptance | 2019-01-01 |            | Điều 30; {N31}; Điều 3
TC06  | 5            | working  |   | event      | 2019-01-01 |            | Điều 34 khoản 4
TC07  | 5            | working  |   | event      | 2019-01-01 |            | Điều 35 khoản 3
TC08  | 7            | working  |   | event      | 2019-01-01 |            | Điều 36 khoản 1
TC09  | 5            | working  |   | event      | 2019-01-01 |            | Điều 36 khoản 3
TC10  | 7            | working  |   | event      | 2019-01-01 |            | Điều 40 khoản 1; {N31}; Điều 6 khoản 2
TC10a | 15           | calendar | = | event      | 2019-05-28 |            | {N31}; Điều 6 khoản 2
TC10b | 2            | times    |   | event      | 2019-05-28 |            | {N31}; Điều 6 khoản 2
TC11  | 20           | calendar |   | receipt    | 2019-01-01 |            | Điều 37 khoản 2
TC12  | 5            | working  |   | receipt    | 2019-01-01 |            | Điều 38 khoản 2
TC13  | 5            | working  |   | event      | 2019-01-01 |            | Điều 38 khoản 3
TC14  | 1            | month    |   | period_end | 2019-05-28 | 2026-06-30 | {N31}; Điều 18
TC14  | 0            | calendar |   | period_end | 2026-07-01 |            | {N31}; Điều 18 (sửa đổi); @{T156}
TC15  | 0            | calendar |   | event      | 2019-01-01 |            | Điều 27 khoản 1; Điều 36 khoản 2
TD01  | 10           | working  |   | receipt    | 2014-07-01 |            | {TCD}; Điều 28 khoản 1
TD02  | 7            | working  |   | event      | 2014-07-01 |            | Điều 27 khoản 2
TD03  | 5            | working  |   | event      | 2014-07-01 |            | Điều 28 khoản 2
TD04  | 5            | working  | > | event      | 2014-07-01 |            | Điều 24 khoản 4
TD05  | 0            | calendar |   | event      | 2014-07-01 |            | Điều 24 khoản 4
TD06  | 3            | working  |   | event      | 2026-07-01 |            | {N154}; Điều 4 khoản 3
TD07  | 5            | working  | > | event      | 2026-07-01 |            | {N154}; Điều 16–24; Điều 23 khoản 1
TD07a | 1            | working  | > | event      | 2026-07-01 |            | {N154}; Điều 16–24; Điều 23 khoản 1
TD07b | 1            | hour     | > | event      | 2026-07-01 |            | {N154}; Điều 16–24; Điều 23 khoản 1
TD08  | 0            | working  |   | event      | 2026-07-01 |            | {N154}; Điều 25 khoản 2
TD09  | 10           | working  |   | receipt    | 2019-02-18 |            | Quy định 11-QĐi/TW
TD10  | 0            | calendar |   | acceptance | 2014-07-01 |            | không quy định
DT01  | 7            | calendar | > | event      | 2016-01-01 | 2025-06-15 | Luật Tổ chức chính quyền địa phương 2015; Điều 125
DT01  | 7            | calendar | > | event      | 2025-06-16 |            | 72/2025/QH15; Điều 43
DT02  | 10           | calendar |   | event      | 2025-06-16 |            | 72/2025/QH15; Điều 43
HG01  | 30           | calendar |   | event      | 2024-08-01 |            | Luật Đất đai 2024; Điều 235 khoản 2 điểm c
VT01  | 1            | working  |   | event      | 2020-03-05 |            | {N30}; Điều 15; Điều 18
VT02  | 1            | year     |   | event      | 2020-03-05 |            | {N30}; Điều 30 khoản 2 điểm b
KNRUT | 0            | calendar |   | event      | 2012-07-01 | 2026-06-30 | Điều 10
KNRUT | 0            | calendar |   | event      | 2026-07-01 |            | Điều 10; Luật 136/2025/QH15; @{T155}
TCRUT | 0            | calendar |   | event      | 2019-05-28 | 2026-06-30 | Điều 33; {N31}; Điều 4
TCRUT | 0            | calendar |   | event      | 2026-07-01 |            | Điều 33; 156/2026/NĐ-CP; @{T156}
TH01  | 0            | calendar |   | event      | 2017-01-01 |            | Bộ luật Dân sự 2015; Điều 147
TH02  | 0            | calendar |   | event      | 2017-01-01 |            | Bộ luật Dân sự 2015; Điều 148 khoản 5
DTP01 | 15           | calendar | > | event      | 2019-02-27 |            | không phải luật
DTP02 | 5            | calendar | > | event      | 2019-02-27 |            | không phải luật
DTP03 | 5            | working  |   | event      | 2019-02-27 |            | không phải luật
"""  # noqa: E501
PARAMETERS = {"TD08", "TD10", "DTP01", "DTP02", "DTP03"}
RECALLED = {"KN18", "TD10", "TH01", "TH02"}
# §3.1, §3.3: extensions of a denunciation add; what may be suspended, and by which row
PAUSES = {"KN03": "KN15", "KN07": "KN15", "KNKL05": "KN15", "TC05": "TC06"}
OBSTACLES = {"KN01", "KNKL01", "KNKL02", "KNKL03"}


def rows():
    for line in TABLE.strip().splitlines():
        code, days, unit, marks, key, start, end, article = (
            part.strip() for part in line.split("|")
        )
        numbers = [*map(int, days.split()), 0, 0, 0][:4]
        yield code, numbers, unit, marks, key, start, end, article.split("; ")


@tagged("post_install", "-at_install")
class TestLawRows(CitizenCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["citizen.deadline.rule"]

    def test_each_row_of_the_page_is_a_row_of_data_and_no_other(self):
        found = {(r.code, str(r.valid_from)): r for r in self.rules.search([])}
        wanted = set()
        for code, numbers, unit, marks, key, start, end, article in rows():
            wanted.add((code, start))
            with self.subTest(code=code, start=start):
                rule = found[code, start]
                self.assertEqual(
                    [
                        rule.days,
                        rule.days_complex,
                        rule.days_remote,
                        rule.days_remote_complex,
                    ],
                    numbers,
                )
                self.assertEqual(rule.unit_of_days, unit)
                self.assertEqual(rule.keyed_by, key)
                self.assertEqual(str(rule.valid_to or ""), end)
                self.assertEqual(rule.direction == "before", ">" in marks)
                self.assertEqual(rule.is_effect, "!" in marks)
                self.assertEqual(rule.roll, not marks or ">" in marks)
                self.assertEqual(rule.is_parameter, code in PARAMETERS)
                self.assertEqual(rule.is_law, code not in PARAMETERS)
                self.assertFalse(rule.pending)
                self.assertEqual(rule.confidence == "recalled", code in RECALLED)
                transition = [p[1:] for p in article if p.startswith("@")]
                self.assertEqual(rule.transition_article or "", "".join(transition))
                for part in article:
                    if not part.startswith("@"):
                        self.assertIn(part, rule.article)
        self.assertEqual(set(found), wanted)
        self.assertEqual(len(found), len(list(rows())))

    def test_extensions_and_suspensions_are_those_of_the_page(self):
        rules = self.rules.search([])
        self.assertEqual({r.code: r.pause_code for r in rules if r.pause_code}, PAUSES)
        self.assertEqual({r.code for r in rules if r.pause_obstacle}, OBSTACLES)
        additive = rules.filtered(lambda r: r.extension_policy == "additive")
        self.assertEqual(additive.code, "TC05")
        self.assertEqual(
            [additive._amount(extensions=n) for n in range(3)], [30, 60, 90]
        )
        self.assertEqual(additive.extension_max, 2)
        self.assertFalse(rules.filtered("extension_max") - additive)
        follows = rules.filtered("follows_code")
        self.assertEqual(
            (follows.code, follows.follows_code, follows.follows_end),
            ("KN05b", "KN03", "due"),
        )

    # ------------------------------------------------------------------
    # which row applies (§1.2)
    # ------------------------------------------------------------------
    def test_receipt_on_the_last_day_and_on_the_first(self):
        for code in ("KN02", "KN06", "KNKL04"):
            old = self.rules._applicable(code, receipt=date(2026, 6, 30))
            new = self.rules._applicable(code, receipt=date(2026, 7, 1))
            self.assertEqual((old.days, new.days), (10, 7))
        self.assertEqual(
            self.rules._applicable("KNKL04", receipt=date(2026, 6, 30)).unit_of_days,
            "calendar",
        )

    def test_matters_accepted_before_july_keep_the_clock_and_get_the_new_rules(self):
        accepted, later = date(2026, 6, 20), date(2026, 7, 15)
        before = date(2026, 6, 25)
        for code in ("KN03", "TC05"):
            known = {"acceptance": accepted, "event": later}
            rule = self.rules._applicable(code, **known)
            self.assertLessEqual(rule.valid_from, accepted)
            self.assertEqual(rule.days, 30)
        for code in ("KN14", "KN15", "KN16", "KNRUT", "TCRUT"):
            rule = self.rules._applicable(code, acceptance=accepted, event=later)
            self.assertEqual(rule.valid_from, date(2026, 7, 1))
            self.assertTrue(rule.transition_article)
            old = self.rules._applicable(code, acceptance=accepted, event=before)
            self.assertNotEqual(old, rule)
            self.assertFalse(old.transition_article)
        self.assertEqual(self.rules._applicable("KN14", event=later).days, 5)
        self.assertFalse(self.rules._applicable("KN14", event=before).days)
        # follow-up of a conclusion: monthly to the end of June, then without a rhythm
        old = self.rules._applicable("TC14", period_end=date(2026, 6, 30))
        new = self.rules._applicable("TC14", period_end=date(2026, 7, 31))
        self.assertEqual((old.days, old.unit_of_days, new.days), (1, "month", 0))

    def test_suspension_of_a_complaint_follows_from_the_rows(self):
        complaint = self.rules._applicable("KN03", acceptance=date(2026, 6, 20))
        with self.assertRaises(UserError):
            complaint._check_may_suspend(date(2026, 6, 30))
        law = complaint._check_may_suspend(date(2026, 7, 1))
        self.assertIn("Điều 22 khoản 1", law._pause_basis_vi(date(2026, 6, 20)))
        self.assertNotIn("Điều 22", law._pause_basis_vi(date(2026, 7, 2)))
        denunciation = self.rules._applicable("TC05", acceptance=date(2026, 6, 20))
        denunciation._check_may_suspend(date(2026, 6, 30))
        with self.assertRaises(UserError):
            self.rules._applicable("TC02", receipt=date(2026, 7, 1))._check_may_suspend(
                date(2026, 7, 2)
            )

    def test_the_date_that_chooses_is_asked_for(self):
        with self.assertRaises(UserError):
            self.rules._applicable("KN03", receipt=date(2026, 7, 1))
        with self.assertRaises(UserError):
            self.rules._applicable("KN03")
        self.assertFalse(self.rules._applicable("không có", event=date(2026, 7, 1)))
        self.assertFalse(self.rules._applicable("DT02", event=date(2025, 6, 15)))
        self.assertIn(
            "125", self.rules._applicable("DT01", event=date(2025, 6, 15)).article
        )

    def test_choosing_costs_no_query_once_it_is_known(self):
        self.rules._applicable("KN03", acceptance=date(2026, 7, 1))
        with self.assertQueryCount(0):
            for day in range(1, 29):
                self.rules._applicable("KN03", acceptance=date(2026, 7, day))


@tagged("post_install", "-at_install")
class TestNoStatutoryNumbers(CitizenCase):
    """Days and articles of the law stand in data only."""

    ARTICLE = re.compile(r"\bĐiều \d|\bkhoản \d|\b\d+ ngày")
    ALLOWED = {
        # reads dates and documents out of texts that people have written
        "splitting.py",
        "due_phrases.py",
        # grounds of a review to choose from: no date is counted by them
        "citizen_review.py",
        # how far the brief of the month looks ahead
        "citizen_report.py",
    }

    def _docstrings(self, tree):
        for node in ast.walk(tree):
            body = getattr(node, "body", None)
            if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
                yield id(body[0].value)

    def test_python_names_no_article_and_no_number_of_days(self):
        root = Path(__file__).parent.parent
        found = []
        for folder in ("models", "wizard", "tools", "controllers"):
            for path in (root / folder).glob("*.py"):
                tree = ast.parse(path.read_text())
                skip = set(self._docstrings(tree))
                for node in ast.walk(tree):
                    if isinstance(node, ast.Constant) and id(node) not in skip:
                        text = node.value if isinstance(node.value, str) else ""
                        if self.ARTICLE.search(text):
                            found.append((path.name, node.lineno, text))
                    if isinstance(node, ast.keyword) and node.arg == "days":
                        number = getattr(node.value, "value", 0)
                        if isinstance(number, int) and number > 1:
                            found.append((path.name, node.value.lineno, number))
        self.assertFalse([f for f in found if f[0] not in self.ALLOWED])
