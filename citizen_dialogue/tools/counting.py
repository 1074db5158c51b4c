"""Counting of statutory time limits: arithmetic only, no ORM.

Rules (Bộ luật Dân sự 2015 Điều 147–148; domain/law.md §3.1): the day of the event is
not counted; a limit ends at 24:00 of its last day; when that day is no working day it
ends with the next working day. Working days leave out Saturdays, Sundays and days off,
and include Saturdays declared working days.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

CALENDAR = "calendar"
WORKING = "working"
ONE_DAY = timedelta(days=1)
# a limit of more days than this is a typing error; it also bounds every loop here
MAX_DAYS = 36_600


@dataclass(frozen=True)
class WorkCalendar:
    """Days off and make-up working days, each with the name shown to people."""

    off: dict[date, str] = field(default_factory=dict)
    work: dict[date, str] = field(default_factory=dict)

    def is_working(self, day):
        if day in self.work:
            return True
        return day.weekday() < 5 and day not in self.off

    def next_working(self, day):
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def previous_working(self, day):
        while not self.is_working(day):
            day -= ONE_DAY
        return day

    def working_day_back(self, day, number):
        """The ``number``-th working day counted back from ``day``, itself included."""
        while True:
            day = self.previous_working(day)
            number -= 1
            if number <= 0:
                return day
            day -= ONE_DAY

    def working_day_ahead(self, day, number):
        """The ``number``-th working day after ``day``, itself not included."""
        for _step in range(number):
            day = self.next_working(day + ONE_DAY)
        return day


@dataclass(frozen=True)
class Count:
    """A counted limit and its proof.

    ``raw`` is the last day before rolling, ``due`` the day to go by, ``reminder`` for a
    limit counted backwards the last working day not after ``due``.
    """

    start: date
    amount: int
    unit: str
    raw: date
    due: date
    backward: bool = False
    reminder: date | None = None
    skipped: tuple[tuple[date, str], ...] = ()
    made_up: tuple[tuple[date, str], ...] = ()
    rolled_over: tuple[tuple[date, str], ...] = ()

    def as_dict(self):
        """The proof as plain data, to be stored beside the date it proves."""

        def days(items):
            return [[day.isoformat(), name] for day, name in items]

        return {
            "start": self.start.isoformat(),
            "amount": self.amount,
            "unit": self.unit,
            "backward": self.backward,
            "raw": self.raw.isoformat(),
            "due": self.due.isoformat(),
            "skipped": days(self.skipped),
            "made_up": days(self.made_up),
            "rolled_over": days(self.rolled_over),
        }


def count(start, amount, unit, calendar, *, roll=True, backward=False):
    """Count ``amount`` days from the event on ``start``.

    :param unit: ``"calendar"`` or ``"working"``
    :param roll: end on the next working day when the last day is none
    :param backward: the latest day on which something must be done *before* ``start``
        ("ít nhất 05 ngày trước"); such a day never rolls, for it would come too late
    :raise ValueError: an unknown unit, a negative or absurd number of days
    """
    if unit not in (CALENDAR, WORKING):
        raise ValueError(f"unknown unit of days: {unit!r}")
    if not 0 <= amount <= MAX_DAYS:
        raise ValueError(f"not a number of days: {amount}")
    step = -ONE_DAY if backward else ONE_DAY
    skipped, made_up = [], []
    if unit == CALENDAR:
        raw = start + amount * step
    else:
        raw, left = start, amount
        while left:
            raw += step
            if calendar.is_working(raw):
                left -= 1
                if raw in calendar.work:
                    made_up.append((raw, calendar.work[raw]))
            elif raw in calendar.off:
                skipped.append((raw, calendar.off[raw]))
    due, rolled_over = raw, []
    if roll and not backward:
        while not calendar.is_working(due):
            rolled_over.append((due, calendar.off.get(due, "")))
            due += ONE_DAY
    return Count(
        start=start,
        amount=amount,
        unit=unit,
        raw=raw,
        due=due,
        backward=backward,
        reminder=calendar.previous_working(due) if backward else None,
        skipped=tuple(skipped),
        made_up=tuple(made_up),
        rolled_over=tuple(rolled_over),
    )


def used_days(start, suspended_on, unit, calendar):
    """Days of the limit used up when it is suspended: the day of suspension counts
    (Luật Khiếu nại Điều 11a: the time of suspension itself is not counted)."""
    if suspended_on <= start:
        return 0
    if unit == CALENDAR:
        return (suspended_on - start).days
    day, used = start, 0
    while day < suspended_on:
        day += ONE_DAY
        used += calendar.is_working(day)
    return used


def days_left(start, amount, suspended_on, unit, calendar):
    """Days of the limit still to run when it is suspended, never below zero."""
    return max(0, amount - used_days(start, suspended_on, unit, calendar))


def effective_date(decided_on, days):
    """First day on which something is in legal effect "after ``days`` days" (Luật Khiếu
    nại Điều 44): the day after the last one, whatever weekday it is."""
    return decided_on + timedelta(days=days + 1)


def _names(items):
    return "; ".join(
        f"{day.strftime('%d/%m/%Y')}{f' ({name})' if name else ''}"
        for day, name in ((_as_date(day), name) for day, name in items)
    )


def _as_date(day):
    return date.fromisoformat(day) if isinstance(day, str) else day


def explain_vi(proof):
    """The lines that answer «Vì sao hạn là ngày này?» for a proof of ``as_dict``."""
    unit = "ngày làm việc" if proof["unit"] == WORKING else "ngày"
    start, raw, due = (_as_date(proof[key]) for key in ("start", "raw", "due"))
    way = "trước" if proof["backward"] else "kể từ"
    lines = [
        f"{proof['amount']} {unit} {way} ngày {start.strftime('%d/%m/%Y')} "
        "(không tính ngày xảy ra sự kiện)."
    ]
    if proof["skipped"]:
        lines.append(f"Không tính ngày nghỉ: {_names(proof['skipped'])}.")
    if proof["made_up"]:
        lines.append(f"Tính là ngày làm việc (làm bù): {_names(proof['made_up'])}.")
    lines.append(f"Ngày cuối cùng theo cách tính: {raw.strftime('%d/%m/%Y')}.")
    if proof["rolled_over"]:
        lines.append(
            f"Ngày cuối là ngày nghỉ ({_names(proof['rolled_over'])}) nên thời hạn kết "
            f"thúc vào ngày làm việc tiếp theo: {due.strftime('%d/%m/%Y')} "
            "(Bộ luật Dân sự 2015, Điều 148 khoản 5)."
        )
    return lines
