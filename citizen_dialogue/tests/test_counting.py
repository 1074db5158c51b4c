"""Counting of time limits: every vector of the specification, then properties."""

from datetime import date, timedelta

from odoo.tests import TransactionCase, tagged

from ..tools import counting, vietnamese


@tagged("post_install", "-at_install")
class TestCounting(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.env["citizen.calendar"]._work_calendar()

    def _due(self, start, amount, unit="calendar", **kw):
        return counting.count(start, amount, unit, self.calendar, **kw).due

    def test_vectors_of_the_law_page(self):
        """domain/law.md §3.5, row by row."""
        rows = (
            # start, amount, unit, raw, due
            (date(2022, 8, 25), 10, "working", None, date(2022, 9, 12)),
            (date(2022, 8, 4), 30, "calendar", date(2022, 9, 3), date(2022, 9, 5)),
            (date(2022, 8, 4), 45, "calendar", date(2022, 9, 18), date(2022, 9, 19)),
            (date(2022, 1, 4), 90, "calendar", None, date(2022, 4, 4)),
            (date(2025, 4, 24), 5, "working", None, date(2025, 5, 5)),
            (date(2026, 3, 27), 30, "calendar", date(2026, 4, 26), date(2026, 4, 28)),
            (date(2026, 7, 3), 60, "calendar", date(2026, 9, 1), date(2026, 9, 3)),
            (date(2026, 11, 18), 7, "working", None, date(2026, 11, 30)),
            (date(2026, 8, 25), 7, "working", None, date(2026, 9, 8)),
            (date(2026, 7, 10), 30, "calendar", date(2026, 8, 9), date(2026, 8, 10)),
            (date(2026, 7, 10), 60, "calendar", None, date(2026, 9, 8)),
            (date(2026, 7, 10), 90, "calendar", None, date(2026, 10, 8)),
        )
        for start, amount, unit, raw, due in rows:
            with self.subTest(start=start, amount=amount, unit=unit):
                counted = counting.count(start, amount, unit, self.calendar)
                self.assertEqual(counted.due, due)
                if raw:
                    self.assertEqual(counted.raw, raw)

    def test_notice_before_a_dialogue(self):
        counted = counting.count(
            date(2026, 9, 3), 5, "calendar", self.calendar, backward=True
        )
        self.assertEqual(counted.due, date(2026, 8, 29))
        self.assertEqual(counted.reminder, date(2026, 8, 28))

    def test_suspension_keeps_the_days_left(self):
        left = counting.days_left(
            date(2026, 7, 6), 30, date(2026, 7, 16), "calendar", self.calendar
        )
        self.assertEqual(left, 20)
        counted = counting.count(date(2026, 8, 10), left, "calendar", self.calendar)
        self.assertEqual(counted.raw, date(2026, 8, 30))
        self.assertEqual(counted.due, date(2026, 9, 3))

    def test_legal_effect_never_rolls(self):
        # the day after the thirtieth, a Sunday
        self.assertEqual(
            counting.effective_date(date(2026, 9, 11), 30), date(2026, 10, 12)
        )
        self.assertEqual(
            counting.effective_date(date(2026, 9, 10), 30), date(2026, 10, 11)
        )

    def test_properties_over_four_years(self):
        day = date(2022, 1, 1)
        while day < date(2026, 12, 1):
            for unit in ("calendar", "working"):
                previous = day
                for amount in (1, 2, 5, 7, 10, 30):
                    counted = counting.count(day, amount, unit, self.calendar)
                    self.assertTrue(self.calendar.is_working(counted.due))
                    self.assertGreaterEqual(counted.due, counted.raw)
                    self.assertGreaterEqual(counted.due, previous)
                    previous = counted.due
                    if unit == "working":
                        span = [
                            day + timedelta(days=n)
                            for n in range(1, (counted.raw - day).days + 1)
                        ]
                        worked = sum(map(self.calendar.is_working, span))
                        self.assertEqual(worked, amount)
            day += timedelta(days=11)

    def test_nonsense_is_refused(self):
        for amount, unit in ((-1, "calendar"), (10**6, "working"), (3, "weeks")):
            with self.subTest(amount=amount, unit=unit), self.assertRaises(ValueError):
                counting.count(date(2026, 1, 1), amount, unit, self.calendar)

    def test_explanation_names_what_was_skipped_and_made_up(self):
        proof = counting.count(date(2025, 4, 24), 5, "working", self.calendar).as_dict()
        text = "\n".join(counting.explain_vi(proof))
        for part in ("5 ngày làm việc", "30/04/2025", "26/04/2025", "làm bù"):
            self.assertIn(part, text)
        proof = counting.count(
            date(2026, 7, 3), 60, "calendar", self.calendar
        ).as_dict()
        text = "\n".join(counting.explain_vi(proof))
        self.assertIn("Điều 148", text)
        self.assertIn("03/09/2026", text)


@tagged("post_install", "-at_install")
class TestVietnamese(TransactionCase):
    DIGITS = "không một hai ba bốn năm sáu bảy tám chín".split()

    def _group(self, number, full):
        """Independent reading of up to three digits."""
        hundreds, rest = divmod(number, 100)
        tens, ones = divmod(rest, 10)
        words = []
        if hundreds or full:
            words += [self.DIGITS[hundreds], "trăm"]
        if tens == 0 and ones and (hundreds or full):
            words.append("lẻ")
        if tens == 1:
            words.append("mười")
        elif tens > 1:
            words += [self.DIGITS[tens], "mươi"]
        if ones == 1 and tens > 1:
            words.append("mốt")
        elif ones == 5 and tens:
            words.append("lăm")
        elif ones:
            words.append(self.DIGITS[ones])
        return words

    def _words(self, number):
        if not number:
            return "không"
        words = []
        for power, unit in ((9, "tỷ"), (6, "triệu"), (3, "nghìn"), (0, "")):
            group = number // 10**power % 1000
            if group:
                words += self._group(group, bool(words))
                words += [unit] if unit else []
        return " ".join(words)

    def test_numbers_in_words(self):
        for number, text in (
            (2022, "hai nghìn không trăm hai mươi hai"),
            (1005, "một nghìn không trăm lẻ năm"),
            (25, "hai mươi lăm"),
            (15, "mười lăm"),
            (21, "hai mươi mốt"),
            (105, "một trăm lẻ năm"),
            (1000000, "một triệu"),
        ):
            self.assertEqual(vietnamese.number_in_words(number), text)

    def test_numbers_in_words_against_an_independent_reading(self):
        for number in [*range(10000), *range(10000, 3 * 10**6, 7919), 10**9 + 21]:
            if vietnamese.number_in_words(number) != self._words(number):
                self.assertEqual(
                    vietnamese.number_in_words(number), self._words(number), number
                )

    def test_dates_and_numbers_as_documents_write_them(self):
        self.assertEqual(
            vietnamese.date_line("Quỳnh Nhai", date(2022, 8, 4)),
            "Quỳnh Nhai, ngày 04 tháng 8 năm 2022",
        )
        self.assertEqual(
            vietnamese.date_line("Sơn La", date(2026, 2, 11)),
            "Sơn La, ngày 11 tháng 02 năm 2026",
        )
        self.assertEqual(vietnamese.format_date(date(2026, 9, 5)), "05/9/2026")
        self.assertEqual(
            vietnamese.document_number(1619, "", "UBND", "BTCD"), "1619/UBND-BTCD"
        )
        self.assertEqual(
            vietnamese.document_number(5, "TB", "UBND", "VP"), "05/TB-UBND"
        )
