"""The days off of a year: proposed, ticked, confirmed; and what happens without."""

from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..wizard import citizen_holiday_wizard
from .common import CitizenCase


@tagged("post_install", "-at_install")
class TestHolidayYear(CitizenCase):
    def _wizard(self, year, **vals):
        return (
            self.env["citizen.holiday.wizard"]
            .with_user(self.user_admin)
            .create({"year": year, "source_document": "TB 1/TB-BNV", **vals})
        )

    def _lines(self, wizard, state="new"):
        return {line.date: line for line in wizard.line_ids if line.state == state}

    def test_a_year_is_proposed_without_what_is_entered(self):
        wizard = self._wizard(2027)
        new, entered = self._lines(wizard), self._lines(wizard, "entered")
        self.assertIn(date(2027, 4, 16), entered)
        self.assertIn(date(2027, 5, 3), entered)
        self.assertFalse(set(new) & set(entered))
        # Tết and the day beside Quốc khánh wait for the Prime Minister
        for day in (date(2027, 2, 8), date(2027, 9, 3)):
            self.assertFalse(new[day].accept)
            self.assertTrue(new[day].is_decided_yearly)
        self.assertFalse([day for day in new if day and day.weekday() >= 5])

    def test_a_year_with_nothing_entered(self):
        new = self._lines(self._wizard(2028))
        self.assertEqual(new[date(2028, 1, 3)].kind, "compensatory")
        self.assertTrue(new[date(2028, 1, 3)].accept)
        self.assertTrue(new[date(2028, 4, 4)].accept)
        self.assertTrue(new[date(2028, 11, 24)].accept)
        self.assertFalse(new[date(2028, 1, 26)].accept)

    def test_without_the_package_the_fixed_days_and_their_compensation(self):
        with patch.object(citizen_holiday_wizard, "holidays", None):
            wizard = self._wizard(2028)
            self.assertTrue(wizard.hint)
            new = self._lines(wizard)
            asked = wizard.line_ids.filtered(lambda line: not line.date)
        self.assertEqual(
            {day for day in new if day},
            {
                # 1 January and 2 September fall on Saturdays, 30 April on a Sunday
                date(2028, 1, 3),
                date(2028, 5, 1),
                date(2028, 5, 2),
                date(2028, 9, 4),
                date(2028, 11, 24),
            },
        )
        self.assertEqual(len(asked), 7)
        self.assertFalse(any(asked.mapped("accept")))

    def test_taken_over_previewed_and_confirmed(self):
        calendar = self.env["citizen.calendar"]
        proof = calendar._count(date(2028, 1, 20), 5, "working").as_dict()
        text = "\n".join(calendar._explain([{"kind": "count", **proof}]))
        self.assertIn("lịch nghỉ năm 2028 chưa được xác nhận", text)
        wizard = self._wizard(2028)
        wizard.line_ids.filtered(lambda line: line.state == "new").accept = True
        wizard.line_ids = [
            Command.create({"date": date(2028, 2, 12), "name": "Làm bù"})
        ]
        action = wizard.action_take_over()
        change = self.env["citizen.law.change"].browse(action["res_id"])
        self.assertIn("xác nhận lịch nghỉ năm 2028", change.name)
        self.assertIn("thêm ngày làm bù 12/02/2028", change.name)
        year = self.env["citizen.holiday.year"].search([("year", "=", 2028)])
        self.assertEqual(year.state, "proposed")
        self.assertTrue(calendar._work_calendar().is_working(date(2028, 1, 26)))
        change.with_user(self.user_admin).action_apply()
        self.assertEqual(year.state, "confirmed")
        self.assertEqual(year.confirmed_by_id, self.user_admin)
        self.assertFalse(calendar._work_calendar().is_working(date(2028, 1, 26)))
        self.assertTrue(calendar._work_calendar().is_working(date(2028, 2, 12)))
        text = "\n".join(calendar._explain([{"kind": "count", **proof}]))
        self.assertNotIn("chưa được xác nhận", text)
        # a second proposal doubles nothing
        again = self._wizard(2028)
        self.assertFalse(self._lines(again))
        with self.assertRaises(UserError):
            again.action_take_over()

    def test_bad_lines_lose_nothing(self):
        for vals, line in (
            ({"source_document": " "}, {}),
            ({}, {"date": False}),
            ({}, {"date": date(2027, 3, 1)}),
            ({}, {"date": date(2028, 11, 24), "kind": "holiday"}),
        ):
            wizard = self._wizard(2028, **vals)
            self.assertTrue(wizard.line_ids)
            if line:
                wizard.line_ids = [Command.create({"name": "Nghỉ", **line})]
            count = len(wizard.line_ids)
            with self.subTest(vals=vals, line=line), self.assertRaises(UserError):
                wizard.action_take_over()
            self.assertEqual(len(wizard.line_ids), count)
        self.assertFalse(self.env["citizen.holiday"].search([("year", "=", 2028)]))

    def test_december_asks_the_administrators_once(self):
        years = self.env["citizen.holiday.year"]
        with freeze_time("2026-11-30 03:00:00"):
            years._cron_warn()
            self.assertFalse(years.search([("year", "=", 2027)]).activity_ids)
        with freeze_time("2026-12-01 03:00:00"):
            years._cron_warn()
            year = years.search([("year", "=", 2027)])
            self.assertIn(self.user_admin, year.activity_ids.user_id)
            number = len(year.activity_ids)
            years._cron_warn()
            self.assertEqual(len(year.activity_ids), number)
            wizard = self._wizard(2027)
            action = wizard.action_take_over()
            self.env["citizen.law.change"].browse(action["res_id"]).with_user(
                self.user_admin
            ).action_apply()
            self.assertFalse(year.activity_ids)
        with freeze_time("2027-12-01 03:00:00"):
            years._cron_warn()
            self.assertTrue(years.search([("year", "=", 2028)]).activity_ids)

    def test_a_year_is_confirmed_by_its_preview_only(self):
        year = self.env["citizen.holiday.year"].search([("year", "=", 2027)])
        with self.assertRaises(AccessError):
            year.with_user(self.user_admin).state = "confirmed"
        self.assertEqual(year.state, "open")
