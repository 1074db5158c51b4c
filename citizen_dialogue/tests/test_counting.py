"""Counting of time limits: every vector of the specification, then properties."""

from datetime import date, timedelta

from odoo.tests import TransactionCase, tagged

from ..tools import counting, vietnamese

# start, number, unit, way, last day counted, due (counted backwards: the last working
# day); computed from the dates of domain/law.md §8.2 by listing days, not by this code
VECTORS = """
2023-12-29  10 working  after  2024-01-15 2024-01-15
2025-12-31   1 working  after  2026-01-05 2026-01-05
2025-12-30   3 working  after  2026-01-06 2026-01-06
2026-01-01   1 working  after  2026-01-05 2026-01-05
2026-01-02   5 working  after  2026-01-09 2026-01-09
2026-01-05   5 working  after  2026-01-10 2026-01-10
2026-01-09   1 working  after  2026-01-10 2026-01-10
2026-01-10   1 working  after  2026-01-12 2026-01-12
2026-02-13   1 working  after  2026-02-23 2026-02-23
2026-02-13   5 working  after  2026-02-27 2026-02-27
2026-02-16   3 working  after  2026-02-25 2026-02-25
2026-02-20   7 working  after  2026-03-03 2026-03-03
2026-02-05  10 working  after  2026-02-26 2026-02-26
2026-01-17  30 calendar after  2026-02-16 2026-02-23
2026-01-20  30 calendar after  2026-02-19 2026-02-23
2026-01-21  30 calendar after  2026-02-20 2026-02-23
2024-04-26   5 working  after  2024-05-07 2024-05-07
2024-04-29   3 working  after  2024-05-04 2024-05-04
2024-05-02   2 working  after  2024-05-04 2024-05-04
2024-05-03   1 working  after  2024-05-04 2024-05-04
2024-04-03  30 calendar after  2024-05-03 2024-05-03
2024-04-04  30 calendar after  2024-05-04 2024-05-04
2025-04-25   1 working  after  2025-04-26 2025-04-26
2025-04-26   2 working  after  2025-04-29 2025-04-29
2025-04-01  30 calendar after  2025-05-01 2025-05-05
2025-01-24   1 working  after  2025-02-03 2025-02-03
2025-01-20  10 working  after  2025-02-10 2025-02-10
2024-02-07   7 working  after  2024-02-23 2024-02-23
2024-01-30  10 working  after  2024-02-20 2024-02-20
2024-01-09  30 calendar after  2024-02-08 2024-02-15
2023-01-19   2 working  after  2023-01-30 2023-01-30
2022-12-30  10 working  after  2023-01-16 2023-01-16
2026-08-21   1 working  after  2026-08-22 2026-08-22
2026-08-20   5 working  after  2026-08-26 2026-08-26
2026-08-22   7 working  after  2026-09-04 2026-09-04
2026-08-28   1 working  after  2026-09-03 2026-09-03
2026-07-23  30 calendar after  2026-08-22 2026-08-22
2026-08-01  30 calendar after  2026-08-31 2026-09-03
2026-11-23   1 working  after  2026-11-25 2026-11-25
2026-10-25  30 calendar after  2026-11-24 2026-11-25
2026-11-24   7 working  after  2026-12-03 2026-12-03
2026-12-24   5 working  after  2026-12-31 2026-12-31
2026-12-31  45 calendar after  2027-02-14 2027-02-15
2026-11-02  60 calendar after  2027-01-01 2027-01-04
2024-02-29   1 year     after  2025-02-28 2025-02-28
2023-05-10   1 year     after  2024-05-10 2024-05-10
2025-05-03   1 year     after  2026-05-03 2026-05-04
2026-01-31   1 month    after  2026-02-28 2026-03-02
2024-01-31   1 month    after  2024-02-29 2024-02-29
2025-08-31   1 month    after  2025-09-30 2025-09-30
2026-05-30   1 month    after  2026-06-30 2026-06-30
2026-09-03   5 working  before 2026-08-24 2026-08-24
2026-08-24   1 working  before 2026-08-22 2026-08-22
2026-08-25   5 working  before 2026-08-19 2026-08-19
2026-02-23   5 working  before 2026-02-09 2026-02-09
2026-02-24   1 working  before 2026-02-23 2026-02-23
2026-01-05   5 working  before 2025-12-25 2025-12-25
2026-09-07   5 calendar before 2026-09-02 2026-08-28
2026-08-27   5 calendar before 2026-08-22 2026-08-22
2026-02-25   5 calendar before 2026-02-20 2026-02-13
2026-01-07   5 calendar before 2026-01-02 2025-12-31
2026-11-26   3 calendar before 2026-11-23 2026-11-23
2026-09-01   0 working  after  2026-09-01 2026-09-03
2026-09-01   0 calendar after  2026-09-01 2026-09-03
2026-08-30   0 calendar after  2026-08-30 2026-09-03
"""


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

    def test_vectors_found_by_listing_days(self):
        for line in VECTORS.strip().splitlines():
            start, number, unit, way, raw, due = line.split()
            with self.subTest(line):
                counted = counting.count(
                    date.fromisoformat(start),
                    int(number),
                    unit,
                    self.calendar,
                    backward=way == "before",
                )
                self.assertEqual(str(counted.raw), raw)
                self.assertEqual(str(counted.reminder or counted.due), due)

    def _listed(self, start, amount, unit, backward):
        """As the vectors: by listing the days one after the other."""
        span = [start + timedelta(days=n) for n in range(-500, 501)]
        if unit == "working":
            span = [day for day in span if self.calendar.is_working(day)]
        if backward:
            days = [day for day in span if day < start]
            return days[-amount]
        return [day for day in span if day > start][amount - 1]

    def test_every_day_of_six_years_against_the_list(self):
        day = date(2022, 1, 1)
        while day <= date(2027, 12, 31):
            for unit in ("calendar", "working"):
                for amount in (1, 3, 5, 7, 10, 45):
                    for backward in (False, True):
                        counted = counting.count(
                            day, amount, unit, self.calendar, backward=backward
                        )
                        listed = self._listed(day, amount, unit, backward)
                        if counted.raw != listed:
                            self.assertEqual(counted.raw, listed, (day, amount, unit))
            day += timedelta(days=3)

    def test_a_suspension_with_nothing_left_ends_on_the_day_of_its_end(self):
        item = {
            "kind": "count",
            **counting.count(date(2026, 7, 6), 10, "calendar", self.calendar).as_dict(),
        }
        stopped = counting.suspend_item(item, date(2026, 7, 20), self.calendar)
        self.assertEqual((stopped["used"], stopped["left"]), (14, 0))
        items, counted = counting.resume_items(
            item, stopped["left"], date(2026, 8, 30), self.calendar
        )
        self.assertEqual(
            (counted.raw, counted.due), (date(2026, 8, 30), date(2026, 9, 3))
        )
        self.assertEqual([i["kind"] for i in items], ["resume", "count"])

    def test_suspension_in_working_days(self):
        # three of seven working days used by Friday 21 August, make-up Saturday next
        item = {
            "kind": "count",
            **counting.count(date(2026, 8, 18), 7, "working", self.calendar).as_dict(),
        }
        stopped = counting.suspend_item(item, date(2026, 8, 21), self.calendar)
        self.assertEqual((stopped["used"], stopped["left"]), (3, 4))
        _items, counted = counting.resume_items(
            item, 4, date(2026, 8, 28), self.calendar
        )
        # 31/8 to 2/9 off: 3, 4, 7, 8 September
        self.assertEqual(counted.due, date(2026, 9, 8))

    def test_two_suspensions(self):
        first = counting.count(date(2026, 3, 2), 30, "calendar", self.calendar)
        proof = [counting.count_item(first)]
        for stop, go in (
            (date(2026, 3, 12), date(2026, 3, 22)),
            (date(2026, 3, 27), date(2026, 4, 6)),
        ):
            item = counting.suspend_item(proof[-1], stop, self.calendar)
            items, counted = counting.resume_items(
                proof[-1], item["left"], go, self.calendar
            )
            proof += [item, *items]
        # twenty days of pause
        self.assertEqual(counted.raw, first.raw + timedelta(days=20))
        text = "\n".join(counting.explain_proof_vi(proof, self.calendar))
        for part in ("đã dùng 10 ngày, còn 20 ngày", "đã dùng 5 ngày, còn 15 ngày"):
            self.assertIn(part, text)

    def test_years_nobody_has_decided_are_named(self):
        calendar = counting.WorkCalendar(years=frozenset({2026}))
        for start, amount, unit, named in (
            (date(2026, 12, 28), 7, "working", True),
            (date(2026, 12, 1), 7, "working", False),
            (date(2026, 12, 20), 30, "calendar", True),
            (date(2027, 1, 4), 5, "working", True),
        ):
            proof = counting.count(start, amount, unit, calendar).as_dict()
            text = "\n".join(counting.explain_vi(proof, calendar))
            self.assertEqual("lịch nghỉ năm 2027 chưa được xác nhận" in text, named)
        effect = counting.count(
            date(2026, 12, 20), 30, "calendar", calendar, effect=True
        )
        text = "\n".join(counting.explain_vi(effect.as_dict(), calendar))
        self.assertNotIn("chưa được xác nhận", text)
        self.assertIn("có hiệu lực từ ngày tiếp theo: 20/01/2027", text)

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
        text = "\n".join(counting.explain_vi(proof, basis="Điều 148"))
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
