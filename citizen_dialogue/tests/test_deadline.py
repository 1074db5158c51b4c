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


@tagged("post_install", "-at_install")
class TestLawData(CitizenCase):
    def test_rules_are_those_of_the_law_page(self):
        rules = self.env["citizen.deadline.rule"].search([("code", "not like", "DTP")])
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
