from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CitizenCase

# domain/law.md §3.4: code, days, unit, direction, words of the article, valid from
LAW_ROWS = (
    ("TD01", 10, "working", "after", "Điều 28 khoản 1", date(2014, 7, 1)),
    ("TD02", 7, "working", "after", "Điều 27 khoản 2", date(2014, 7, 1)),
    ("TD03", 5, "working", "after", "Điều 28 khoản 2", date(2014, 7, 1)),
    ("TD04", 5, "working", "before", "Điều 24 khoản 4", date(2014, 7, 1)),
    ("TD05", 0, "calendar", "after", "Điều 24 khoản 4", date(2014, 7, 1)),
    ("TD06", 3, "working", "after", "Điều 4 khoản 3", date(2026, 7, 1)),
    ("TD07", 5, "working", "before", "Điều 16–24", date(2026, 7, 1)),
    ("TD07a", 1, "working", "before", "Điều 16–24", date(2026, 7, 1)),
    ("TD08", 0, "working", "after", "Điều 25 khoản 2", date(2026, 7, 1)),
    ("TD09", 10, "working", "after", "11-QĐi/TW", date(2019, 2, 18)),
    ("TD10", 0, "calendar", "after", "không quy định", date(2014, 7, 1)),
    ("DT01", 7, "calendar", "before", "Điều 125", date(2016, 1, 1)),
    ("DT01", 7, "calendar", "before", "Điều 43", date(2025, 6, 16)),
    ("DT02", 10, "calendar", "after", "Điều 43", date(2025, 6, 16)),
    ("VT01", 1, "working", "after", "Điều 15", date(2020, 3, 5)),
    ("VT02", 365, "calendar", "after", "Điều 30", date(2020, 3, 5)),
)

# domain/law.md §3.2, §3.3 and HG01 of §3.4: code, days, complex, remote, both, unit,
# direction, words of the article, valid from
PETITION_ROWS = (
    ("KN01", 90, 0, 0, 0, "calendar", "after", "Điều 9", date(2012, 7, 1)),
    (
        "KN02",
        10,
        0,
        0,
        0,
        "working",
        "after",
        "Điều 27, Điều 36 khoản 1",
        date(2020, 12, 10),
    ),
    (
        "KN02",
        7,
        0,
        0,
        0,
        "working",
        "after",
        "Điều 2 khoản 15 điểm b",
        date(2026, 7, 1),
    ),
    ("KN03", 30, 45, 45, 60, "calendar", "after", "Điều 28", date(2012, 7, 1)),
    ("KN04", 3, 0, 0, 0, "working", "after", "Điều 32", date(2020, 12, 10)),
    ("KN05", 30, 0, 45, 0, "calendar", "after", "Điều 33 khoản 1", date(2012, 7, 1)),
    ("KN06", 10, 0, 0, 0, "working", "after", "Điều 36 khoản 1", date(2020, 12, 10)),
    ("KN06", 7, 0, 0, 0, "working", "after", "Điều 36 khoản 1", date(2026, 7, 1)),
    ("KN07", 45, 60, 60, 70, "calendar", "after", "Điều 37", date(2012, 7, 1)),
    ("KN08", 7, 0, 0, 0, "working", "after", "Điều 41 khoản 1", date(2020, 12, 10)),
    ("KN09", 15, 0, 0, 0, "calendar", "after", "Điều 29 khoản 3", date(2020, 12, 10)),
    ("KN09a", 3, 0, 0, 0, "calendar", "before", "Điều 29 khoản 3", date(2020, 12, 10)),
    ("KN09b", 15, 0, 0, 0, "calendar", "after", "Điều 29 khoản 3", date(2020, 12, 10)),
    ("KN09c", 0, 0, 0, 0, "calendar", "after", "Điều 29 khoản 3", date(2020, 12, 10)),
    ("KN10", 30, 0, 45, 0, "calendar", "after", "Điều 44 khoản 1", date(2012, 7, 1)),
    ("KN11", 30, 0, 45, 0, "calendar", "after", "Điều 44 khoản 2", date(2012, 7, 1)),
    ("KN12", 5, 0, 0, 0, "working", "after", "Điều 31 khoản 1", date(2020, 12, 10)),
    ("KN13", 7, 0, 0, 0, "calendar", "after", "Điều 12, 13, 14", date(2012, 7, 1)),
    ("KN14", 0, 0, 0, 0, "calendar", "before", "Điều 30 khoản 2", date(2020, 12, 10)),
    (
        "KN14",
        5,
        0,
        0,
        0,
        "calendar",
        "before",
        "Điều 28 khoản 1 (sửa đổi)",
        date(2026, 7, 1),
    ),
    ("KN15", 3, 0, 0, 0, "working", "after", "Điều 28b khoản 1", date(2026, 7, 1)),
    ("KN16", 3, 0, 0, 0, "working", "after", "Điều 28b khoản 2", date(2026, 7, 1)),
    ("KN17", 7, 0, 0, 0, "calendar", "after", "Điều 66 khoản 2", date(2012, 7, 1)),
    ("KN18", 365, 0, 0, 0, "calendar", "after", "Điều 116", date(2016, 7, 1)),
    ("KN19", 0, 0, 0, 0, "calendar", "after", "Điều 35", date(2012, 7, 1)),
    ("KNKL01", 15, 0, 0, 0, "calendar", "after", "Điều 48", date(2012, 7, 1)),
    ("KNKL02", 10, 0, 0, 0, "calendar", "after", "Điều 48", date(2012, 7, 1)),
    ("KNKL03", 30, 0, 0, 0, "calendar", "after", "Điều 48", date(2012, 7, 1)),
    ("KNKL04", 10, 0, 0, 0, "calendar", "after", "Điều 50", date(2012, 7, 1)),
    (
        "KNKL04",
        7,
        0,
        0,
        0,
        "working",
        "after",
        "Điều 50 (sửa đổi bởi Luật 136/2025/QH15)",
        date(2026, 7, 1),
    ),
    ("KNKL05", 30, 45, 0, 0, "calendar", "after", "Điều 50", date(2012, 7, 1)),
    (
        "KNKL06",
        3,
        0,
        0,
        0,
        "working",
        "after",
        "Điều 29 khoản 2 điểm b",
        date(2020, 12, 10),
    ),
    (
        "KNKL07",
        7,
        0,
        0,
        0,
        "working",
        "after",
        "Điều 29 khoản 2 điểm b",
        date(2020, 12, 10),
    ),
    (
        "XLD45",
        45,
        0,
        0,
        0,
        "calendar",
        "after",
        "Điều 41 khoản 3 điểm b",
        date(2026, 7, 1),
    ),
    ("TC01", 7, 10, 0, 0, "working", "after", "Điều 24 khoản 1", date(2019, 1, 1)),
    ("TC02", 5, 0, 0, 0, "working", "after", "Điều 24 khoản 2", date(2019, 1, 1)),
    ("TC03", 20, 0, 0, 0, "calendar", "after", "Điều 26 khoản 2", date(2019, 1, 1)),
    ("TC04", 5, 0, 0, 0, "working", "after", "Điều 29 khoản 3", date(2019, 1, 1)),
    ("TC05", 30, 0, 0, 0, "calendar", "after", "Điều 30", date(2019, 1, 1)),
    ("TC06", 5, 0, 0, 0, "working", "after", "Điều 34 khoản 4", date(2019, 1, 1)),
    ("TC07", 5, 0, 0, 0, "working", "after", "Điều 35 khoản 3", date(2019, 1, 1)),
    ("TC08", 7, 0, 0, 0, "working", "after", "Điều 36 khoản 1", date(2019, 1, 1)),
    ("TC09", 5, 0, 0, 0, "working", "after", "Điều 36 khoản 3", date(2019, 1, 1)),
    ("TC10", 7, 0, 0, 0, "working", "after", "Điều 40 khoản 1", date(2019, 1, 1)),
    ("TC11", 20, 0, 0, 0, "calendar", "after", "Điều 37 khoản 2", date(2019, 1, 1)),
    ("TC12", 5, 0, 0, 0, "working", "after", "Điều 38 khoản 2", date(2019, 1, 1)),
    ("TC13", 5, 0, 0, 0, "working", "after", "Điều 38 khoản 3", date(2019, 1, 1)),
    ("TC14", 0, 0, 0, 0, "calendar", "after", "Điều 18", date(2019, 5, 28)),
    ("TC14", 0, 0, 0, 0, "calendar", "after", "Điều 18 (sửa đổi)", date(2026, 7, 1)),
    (
        "TC15",
        0,
        0,
        0,
        0,
        "calendar",
        "after",
        "Điều 27 khoản 1, Điều 36 khoản 2",
        date(2019, 1, 1),
    ),
    (
        "HG01",
        30,
        0,
        0,
        0,
        "calendar",
        "after",
        "Điều 235 khoản 2 điểm c",
        date(2024, 8, 1),
    ),
)

# domain/law.md §3.5: code, day of the event, complex, remote, extensions, raw, due
VECTORS = (
    ("KN02", date(2022, 8, 25), 0, 0, 0, None, date(2022, 9, 12)),
    ("KN03", date(2022, 8, 4), 0, 0, 0, date(2022, 9, 3), date(2022, 9, 5)),
    ("KN03", date(2022, 8, 4), 1, 0, 0, date(2022, 9, 18), date(2022, 9, 19)),
    ("KN01", date(2022, 1, 4), 0, 0, 0, None, date(2022, 4, 4)),
    ("TC02", date(2025, 4, 24), 0, 0, 0, None, date(2025, 5, 5)),
    ("KN03", date(2026, 3, 27), 0, 0, 0, date(2026, 4, 26), date(2026, 4, 28)),
    ("KN03", date(2026, 7, 3), 1, 1, 0, date(2026, 9, 1), date(2026, 9, 3)),
    ("KN02", date(2026, 11, 18), 0, 0, 0, None, date(2026, 11, 30)),
    ("KN02", date(2026, 8, 25), 0, 0, 0, None, date(2026, 9, 8)),
    ("KN14", date(2026, 9, 3), 0, 0, 0, None, date(2026, 8, 29)),
    ("TC05", date(2026, 7, 10), 0, 0, 0, date(2026, 8, 9), date(2026, 8, 10)),
    ("TC05", date(2026, 7, 10), 0, 0, 1, None, date(2026, 9, 8)),
    ("TC05", date(2026, 7, 10), 0, 0, 2, None, date(2026, 10, 8)),
    # the law of the day decides: ten working days until 30 June 2026, seven from July
    ("KN02", date(2026, 6, 30), 0, 0, 0, None, date(2026, 7, 14)),
    ("KN02", date(2026, 7, 1), 0, 0, 0, None, date(2026, 7, 10)),
)


@tagged("post_install", "-at_install")
class TestCalculator(CitizenCase):
    def _wizard(self, code, day, **vals):
        rules = self.env["citizen.deadline.rule"]
        return (
            self.env["citizen.deadline.wizard"]
            .with_user(self.user_commune_a)
            .create(
                {
                    # whichever row of the limit was chosen, the day decides
                    "rule_id": rules.search(
                        [("code", "=", code), ("days", ">", 0)], limit=1
                    ).id,
                    "date_start": day,
                    **vals,
                }
            )
        )

    def test_vectors_of_the_law_page(self):
        for code, day, is_complex, is_remote, extensions, raw, due in VECTORS:
            with self.subTest(code=code, day=day):
                wizard = self._wizard(
                    code,
                    day,
                    is_complex=bool(is_complex),
                    is_remote=bool(is_remote),
                    extensions=extensions,
                )
                self.assertEqual(wizard.due_date, due)
                if raw:
                    self.assertEqual(wizard.raw_due_date, raw)
                self.assertIn("Căn cứ:", wizard.explanation)

    def test_backward_limits_name_the_last_working_day(self):
        wizard = self._wizard("KN14", date(2026, 9, 3))
        self.assertEqual(wizard.reminder_date, date(2026, 8, 28))

    def test_impossible_questions_are_answered_in_words(self):
        for wizard in (
            self._wizard("KN14", date(2026, 6, 1)),  # no number before July
            self._wizard("TC05", date(2018, 1, 1)),  # no such law yet
            self._wizard("TC05", date(2026, 7, 10), extensions=3),
            self._wizard("KN03", date(2026, 7, 10), extensions=1),
        ):
            self.assertFalse(wizard.due_date)
            self.assertTrue(wizard.problem)
            with self.assertRaises(UserError):
                wizard.action_print()

    def test_the_sheet_prints(self):
        wizard = self._wizard("KN03", date(2026, 3, 27))
        self.assertEqual(wizard._render_sheet()[:4], b"%PDF")


@tagged("post_install", "-at_install")
class TestLawData(CitizenCase):
    def test_rules_are_those_of_the_law_page(self):
        rules = self.env["citizen.deadline.rule"].search([("code", "not like", "DTP")])
        petition = {row[0] for row in PETITION_ROWS}
        rules = rules.filtered(lambda rule: rule.code not in petition)
        found = {
            (
                rule.code,
                rule.days,
                rule.unit_of_days,
                rule.direction,
                rule.valid_from,
            ): rule.article
            for rule in rules
        }
        for code, days, unit, direction, article, start in LAW_ROWS:
            with self.subTest(code=code, start=start):
                key = (code, days, unit, direction, start)
                self.assertIn(key, found)
                self.assertIn(article, found[key])
        self.assertEqual(len(rules), len(LAW_ROWS))

    def test_rules_of_petitions_are_those_of_the_law_page(self):
        rules = self.env["citizen.deadline.rule"].search(
            [("code", "in", [row[0] for row in PETITION_ROWS])]
        )
        found = {
            (
                rule.code,
                rule.days,
                rule.days_complex,
                rule.days_remote,
                rule.days_remote_complex,
                rule.unit_of_days,
                rule.direction,
                rule.valid_from,
            ): rule.article
            for rule in rules
        }
        for *figures, article, start in PETITION_ROWS:
            with self.subTest(code=figures[0], start=start):
                self.assertIn((*figures, start), found)
                self.assertIn(article, found[(*figures, start)])
        self.assertEqual(len(rules), len(PETITION_ROWS))
        self.assertTrue(all(rules.mapped("is_law")))

    def test_what_is_no_law_says_so(self):
        parameters = self.env["citizen.deadline.rule"].search(
            [("is_parameter", "=", True)]
        )
        self.assertEqual(
            set(parameters.mapped("code")), {"TD08", "TD10", "DTP01", "DTP02", "DTP03"}
        )
        self.assertFalse(any(parameters.mapped("is_law")))

    def test_date_chooses_the_row(self):
        rules = self.env["citizen.deadline.rule"]
        self.assertIn("125", rules._rule("DT01", date(2025, 6, 15)).article)
        self.assertIn("43", rules._rule("DT01", date(2025, 6, 16)).article)
        self.assertFalse(rules._rule("DT02", date(2025, 6, 15)))
        self.assertFalse(rules._rule("TD06", date(2026, 6, 30)))

    def test_days_off_of_each_year(self):
        holidays = self.env["citizen.holiday"].search([])
        expected = {
            2022: "0103 0131 0201 0202 0203 0204 0411 0502 0503 0901 0902",
            2023: "0102 0120 0123 0124 0125 0126 0501 0502 0503 0901 0904",
            2024: "0101 0208 0209 0212 0213 0214 0418 0429 0430 0501 0902 0903",
            2025: "0101 0127 0128 0129 0130 0131 0407 0430 0501 0502 0901 0902",
            2026: "0101 0102 0216 0217 0218 0219 0220 0427 0430 0501 0831 0901 0902 "
            "1124",
        }
        for year, days in expected.items():
            off = holidays.filtered(
                lambda h, year=year: h.year == year and h.kind != "swap_work"
            )
            self.assertEqual(
                sorted(day.strftime("%m%d") for day in off.mapped("date")), days.split()
            )
        worked = holidays.filtered(lambda h: h.kind == "swap_work").mapped("date")
        self.assertEqual(
            sorted(worked),
            [
                date(2024, 5, 4),
                date(2025, 4, 26),
                date(2026, 1, 10),
                date(2026, 8, 22),
            ],
        )

    def test_rows_of_the_law_are_nobodys_to_edit(self):
        rule = self.env["citizen.deadline.rule"]._rule("DT02", date(2026, 1, 1))
        with self.assertRaises(AccessError):
            rule.with_user(self.user_admin).days = 12
        with self.assertRaises(AccessError):
            rule.days = 12
        with self.assertRaises(UserError):
            rule.with_user(self.user_admin).unlink()
        with self.assertRaises(AccessError):
            rule.create({"code": "X", "name": "x", "trigger": "x", "is_law": True})

    def test_local_practice_goes_before_the_law(self):
        rules = self.env["citizen.deadline.rule"].with_user(self.user_admin)
        vals = {
            "code": "TD01",
            "name": "Trả lời",
            "trigger": "Tiếp nhận",
            "article": "Quy chế tiếp công dân",
            "days": 7,
            "unit_of_days": "working",
            "valid_from": date(2026, 1, 1),
        }
        with self.assertRaises(ValidationError):
            rules.create(vals)
        vals |= {"override_by": "Chủ tịch UBND huyện", "override_document": "12/QĐ"}
        rules.create(vals)
        self.assertEqual(rules._rule("TD01", date(2026, 2, 1)).days, 7)
        self.assertEqual(rules._rule("TD01", date(2025, 2, 1)).days, 10)
        with self.assertRaises(ValidationError):
            rules.create({**vals, "valid_from": date(2026, 6, 1)})

    @mute_logger("odoo.sql_db")
    def test_nonsense_in_rules_and_holidays(self):
        rules = self.env["citizen.deadline.rule"]
        good = {
            "code": "Z1",
            "name": "x",
            "trigger": "x",
            "article": "x",
            "is_parameter": True,
            "valid_from": date(2026, 1, 1),
        }
        for bad in ({"days": -1}, {"days": 99999}, {"valid_to": date(2020, 1, 1)}):
            with self.subTest(bad=bad), self.assertRaises(IntegrityError):
                with self.cr.savepoint():
                    rules.create({**good, **bad})
        holidays = self.env["citizen.holiday"]
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            holidays.create({"date": date(2026, 9, 2), "name": "Quốc khánh"})
        with self.assertRaises(ValidationError):
            holidays.create(
                {"date": date(2026, 12, 1), "name": "x", "kind": "swap_work"}
            )

    def test_new_holiday_counts_at_once(self):
        calendar = self.env["citizen.calendar"]
        before = calendar._count(date(2026, 12, 1), 1, "working").due
        self.env["citizen.holiday"].create({"date": before, "name": "Nghỉ đột xuất"})
        self.assertGreater(calendar._count(date(2026, 12, 1), 1, "working").due, before)


@tagged("post_install", "-at_install")
class TestDeadline(CitizenCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-07-06 03:00:00"):
            cls.task = cls._issued(
                [cls._clause(cls.commune_a, due_kind="calendar_days", due_days=30)]
            ).task_ids
        cls.deadline = cls.task.deadline_id.sudo()

    def test_suspended_and_resumed(self):
        deadline = self.deadline
        deadline._suspend(date(2026, 7, 16))
        self.assertFalse(deadline.due_date)
        self.assertEqual(deadline.days_left_at_suspension, 20)
        self.assertFalse(deadline.is_overdue)
        with self.assertRaises(UserError):
            deadline._suspend(date(2026, 7, 17))
        with self.assertRaises(UserError):
            deadline._resume(date(2026, 7, 1))
        deadline._resume(date(2026, 8, 10))
        self.assertEqual(deadline.raw_due_date, date(2026, 8, 30))
        self.assertEqual(deadline.due_date, date(2026, 9, 3))
        for part in ("16/07/2026", "20 ngày", "10/08/2026", "03/09/2026"):
            self.assertIn(part, deadline.explanation)

    def test_search_of_overdue_is_the_computed_one(self):
        deadlines = self.env["citizen.deadline"]
        for day, late in (("2026-08-05", False), ("2026-08-06", True)):
            with freeze_time(f"{day} 03:00:00"):
                self.env.invalidate_all()
                self.assertEqual(self.deadline.is_overdue, late)
                self.assertEqual(
                    self.deadline in deadlines.search([("is_overdue", "=", True)]), late
                )
                self.assertEqual(
                    self.deadline in deadlines.search([("is_overdue", "=", False)]),
                    not late,
                )
        self.deadline._meet(date(2026, 8, 4))
        self.assertNotIn(self.deadline, deadlines.search([("is_overdue", "=", True)]))

    def test_late_turns_at_midnight_in_viet_nam(self):
        # 17:30 UTC on the 5th is 00:30 on the 6th in Viet Nam
        with freeze_time("2026-08-05 16:30:00"):
            self.env.invalidate_all()
            self.assertFalse(self.task.sudo().is_overdue)
        with freeze_time("2026-08-05 17:30:00"):
            self.env.invalidate_all()
            self.assertTrue(self.task.sudo().is_overdue)

    def test_met_deadline_stays_met(self):
        self.deadline._meet(date(2026, 8, 4))
        self.deadline._meet(date(2026, 8, 20))
        self.assertEqual(self.deadline.met_on, date(2026, 8, 4))
