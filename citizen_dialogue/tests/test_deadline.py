from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CitizenCase

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


# a decision of the office about TD01
PRACTICE = {
    "code": "TD01",
    "name": "Trả lời",
    "trigger": "Tiếp nhận",
    "article": "Quy chế tiếp công dân",
    "keyed_by": "receipt",
    "days": 7,
    "unit_of_days": "working",
    "valid_from": date(2026, 1, 1),
    "override_by": "Chủ tịch UBND huyện",
    "override_document": "12/QĐ-UBND",
}


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
class TestCalendarAndPractice(CitizenCase):
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
        rules = self.env["citizen.deadline.rule"]
        rule = rules._applicable("DT02", event=date(2026, 1, 1))
        parameter = rules._applicable("DTP03", event=date(2026, 1, 1))
        for row in (rule, parameter):
            for door in (row, row.with_user(self.user_admin)):
                with self.assertRaises(AccessError):
                    door.days = 12
                with self.assertRaises(AccessError):
                    door.name = "x"
            forger = row.with_user(self.user_admin)
            with self.assertRaises(AccessError):
                forger.with_context(install_mode=True, citizen_token=True).days = 12
            with self.assertRaises(UserError):
                row.with_user(self.user_admin).unlink()
        for forged in ({"is_law": True}, {"is_parameter": True}, {"pending": False}):
            with self.assertRaises(AccessError):
                rules.with_user(self.user_admin).create({**PRACTICE, **forged})

    def test_local_practice_goes_before_the_law_once_applied(self):
        rules = self.env["citizen.deadline.rule"].with_user(self.user_admin)
        for missing in ("override_by", "override_document"):
            with self.assertRaises(ValidationError):
                rules.create({**PRACTICE, missing: False})
        practice = rules.create(PRACTICE)
        self.assertTrue(practice.pending)
        day = date(2026, 2, 1)
        self.assertEqual(rules._applicable("TD01", receipt=day).days, 10)
        self._apply(practice)
        self.assertEqual(rules._applicable("TD01", receipt=day).days, 7)
        self.assertEqual(rules._applicable("TD01", receipt=date(2025, 2, 1)).days, 10)
        with self.assertRaises(AccessError):
            practice.days = 6
        with self.assertRaises(UserError):
            practice.unlink()
        # a second row that would be valid at the same time waits, and closes the first
        other = rules.create({**PRACTICE, "days": 5, "valid_from": date(2026, 6, 1)})
        self._apply(other)
        self.assertEqual(practice.valid_to, date(2026, 5, 31))
        self.assertEqual(rules._applicable("TD01", receipt=date(2026, 6, 1)).days, 5)
        with self.assertRaises(ValidationError):
            self._apply(
                rules.create({**PRACTICE, "days": 4, "valid_from": date(2026, 1, 1)})
            )

    def test_local_practice_ends_or_is_taken_back(self):
        rules = self.env["citizen.deadline.rule"].with_user(self.user_admin)
        practice = rules.create(PRACTICE)
        self._apply(practice)
        practice.closing_on = date(2026, 3, 31)
        self.assertEqual(rules._applicable("TD01", receipt=date(2026, 4, 1)).days, 7)
        self._apply(practice)
        self.assertEqual(practice.valid_to, date(2026, 3, 31))
        self.assertEqual(rules._applicable("TD01", receipt=date(2026, 4, 1)).days, 10)
        practice.closing_on = date(2025, 12, 31)
        self._apply(practice)
        self.assertTrue(practice.pending)
        self.assertEqual(rules._applicable("TD01", receipt=date(2026, 2, 1)).days, 10)
        practice.unlink()

    def _apply(self, rules):
        action = rules.action_preview()
        self.env[action["res_model"]].with_user(self.user_admin).browse(
            action["res_id"]
        ).action_apply()

    @mute_logger("odoo.sql_db")
    def test_nonsense_in_rules_and_holidays(self):
        rules = self.env["citizen.deadline.rule"].with_user(self.user_admin)
        for bad in (
            {"days": -1},
            {"days": 99999},
            {"extension_days": -1},
            {"valid_to": date(2020, 1, 1)},
        ):
            with self.subTest(bad=bad), self.assertRaises(IntegrityError):
                with self.cr.savepoint():
                    rules.create({**PRACTICE, **bad})
        for bad in (
            {"valid_from": False},
            {"valid_from": "2026-02-31"},
            {"keyed_by": "event"},
        ):
            with self.subTest(bad=bad), self.assertRaises(ValidationError):
                rules.create({**PRACTICE, **bad})
        rules.create(PRACTICE)
        with self.assertRaises(ValidationError):
            rules.create({**PRACTICE, "valid_from": date(2026, 5, 1)})
        holidays = self.env["citizen.holiday"].with_user(self.user_admin)
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            holidays.create({"date": date(2026, 9, 2), "name": "Quốc khánh"})
        for bad in (
            {"date": date(2026, 12, 1), "kind": "swap_work"},
            {"date": "2026-02-31"},
        ):
            with self.assertRaises(ValidationError):
                holidays.create({"name": "x", **bad})


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
