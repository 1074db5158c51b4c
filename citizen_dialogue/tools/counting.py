"""Counting of statutory time limits: arithmetic only, no ORM.

Rules (Bộ luật Dân sự 2015 Điều 147–148; domain/law.md §3.1): the day of the event is
not counted; a limit ends at 24:00 of its last day; when that day is no working day it
ends with the next working day. Working days leave out Saturdays, Sundays and days off,
and include Saturdays declared working days. A limit of months or years ends on the
corresponding day of the last month, or on that month's last day.
"""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta

CALENDAR = "calendar"
WORKING = "working"
MONTH = "month"
YEAR = "year"
UNITS = (CALENDAR, WORKING, MONTH, YEAR)
ONE_DAY = timedelta(days=1)
# a limit of more days than this is a typing error; it also bounds every loop here
MAX_DAYS = 36_600
# what replaces the count before it in a proof
REPLACING = ("extend", "calendar", "law")


@dataclass(frozen=True)
class WorkCalendar:
    """Days off and make-up working days, each with the name shown to people.

    ``years`` are those whose days off are decided; None: nobody asks.
    """

    off: dict[date, str] = field(default_factory=dict)
    work: dict[date, str] = field(default_factory=dict)
    years: frozenset[int] | None = None

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

    def undecided(self, first, last):
        """Years between the two days whose days off nobody has decided yet."""
        if self.years is None:
            return []
        first, last = sorted((first, last))
        return [y for y in range(first.year, last.year + 1) if y not in self.years]

    def changed_days(self, other):
        """Days that work in one of the two calendars only, in order."""
        days = {*self.off, *self.work, *other.off, *other.work}
        return sorted(d for d in days if self.is_working(d) != other.is_working(d))


@dataclass(frozen=True)
class Count:
    """A counted limit and its proof.

    ``raw`` is the last day before rolling, ``due`` the day to go by, ``reminder`` for a
    limit counted backwards the last working day not after ``due``. With ``effect``,
    ``due`` is the first day in legal effect, the day after ``raw``.
    """

    start: date
    amount: int
    unit: str
    raw: date
    due: date
    backward: bool = False
    roll: bool = True
    effect: bool = False
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
            "roll": self.roll,
            "effect": self.effect,
            "raw": self.raw.isoformat(),
            "due": self.due.isoformat(),
            "reminder": self.reminder and self.reminder.isoformat(),
            "skipped": days(self.skipped),
            "made_up": days(self.made_up),
            "rolled_over": days(self.rolled_over),
        }


def count(start, amount, unit, calendar, *, roll=True, backward=False, effect=False):
    """Count ``amount`` days, months or years from the event on ``start``.

    :param unit: one of ``UNITS``
    :param roll: end on the next working day when the last day is none
    :param backward: the latest day on which something must be done *before* ``start``
        ("ít nhất 05 ngày trước"); such a day never rolls, for it would come too late
    :param effect: the limit says when something takes legal effect ("có hiệu lực pháp
        luật sau 30 ngày"): the day after its last day, whatever weekday that is
    :raise ValueError: an unknown unit, a negative or absurd number, a day that no
        calendar has
    """
    if unit not in UNITS:
        raise ValueError(f"unknown unit of days: {unit!r}")
    if not 0 <= amount <= MAX_DAYS:
        raise ValueError(f"not a number of days: {amount}")
    skipped, made_up, rolled_over = [], [], []
    try:
        if unit == WORKING:
            raw = _working(start, amount, backward, calendar, skipped, made_up)
        else:
            raw = _shifted(start, -amount if backward else amount, unit)
        due = raw + ONE_DAY if effect else raw
        if roll and not backward and not effect:
            while not calendar.is_working(due):
                rolled_over.append((due, calendar.off.get(due, "")))
                due += ONE_DAY
        reminder = calendar.previous_working(due) if backward else None
    except OverflowError as error:
        raise ValueError("a day outside the calendar") from error
    return Count(
        start=start,
        amount=amount,
        unit=unit,
        raw=raw,
        due=due,
        backward=backward,
        roll=roll,
        effect=effect,
        reminder=reminder,
        skipped=tuple(skipped),
        made_up=tuple(made_up),
        rolled_over=tuple(rolled_over),
    )


def _working(day, left, backward, calendar, skipped, made_up):
    """The last of ``left`` working days; notes what was left out and what was not."""
    step = -ONE_DAY if backward else ONE_DAY
    while left:
        day += step
        if calendar.is_working(day):
            left -= 1
            if day in calendar.work:
                made_up.append((day, calendar.work[day]))
        elif day in calendar.off:
            skipped.append((day, calendar.off[day]))
    return day


def _shifted(day, amount, unit):
    if unit == CALENDAR:
        return day + amount * ONE_DAY
    months = day.year * 12 + day.month - 1 + amount * (12 if unit == YEAR else 1)
    year, month = divmod(months, 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def used_days(start, suspended_on, unit, calendar):
    """Days of the limit used up when it is suspended: the day of suspension counts
    (Luật Khiếu nại Điều 11a: the time of suspension itself is not counted)."""
    if suspended_on <= start:
        return 0
    if unit != WORKING:
        return (suspended_on - start).days
    day, used = start, 0
    while day < suspended_on:
        day += ONE_DAY
        used += calendar.is_working(day)
    return used


def days_left(start, amount, suspended_on, unit, calendar):
    """Days of the limit still to run when it is suspended, never below zero."""
    if unit in (MONTH, YEAR):
        amount = (_shifted(start, amount, unit) - start).days
    return max(0, amount - used_days(start, suspended_on, unit, calendar))


def effective_date(decided_on, days):
    """First day on which something is in legal effect "after ``days`` days" (Luật Khiếu
    nại Điều 44): the day after the last one, whatever weekday it is."""
    return count(decided_on, days, CALENDAR, WorkCalendar(), effect=True).due


# ----------------------------------------------------------------------
# proofs: a list of plain items, the last of which says how the date came about
# ----------------------------------------------------------------------
def count_item(counted, variant=None):
    """Item of a count. ``variant``: ``complex``, ``remote``, ``extensions``, ``base``
    and ``each``, the parts of a limit that is longer than the ordinary one."""
    item = {"kind": "count", **counted.as_dict()}
    return {**item, "variant": variant} if variant else item


def suspend_item(last, on, calendar):
    """Item of the clock stopped on ``on`` while the count ``last`` ran."""
    start = _as_date(last["start"])
    return {
        "kind": "suspend",
        "on": on.isoformat(),
        "used": used_days(start, on, last["unit"], calendar),
        "left": days_left(start, last["amount"], on, last["unit"], calendar),
        # what is left of months or years is days
        "unit": WORKING if last["unit"] == WORKING else CALENDAR,
    }


def resume_items(last, left, on, calendar):
    """Items of the clock set going again on ``on`` with ``left`` days, and the count.

    The day of the decision to resume is the day of the event: counting begins with the
    next one (domain/law.md §3.5, remarks).
    """
    counted = count(
        on,
        left,
        WORKING if last["unit"] == WORKING else CALENDAR,
        calendar,
        roll=last.get("roll", True),
        effect=last.get("effect", False),
    )
    return [{"kind": "resume", "on": on.isoformat()}, count_item(counted)], counted


def recount(item, calendar):
    """The count of a proof again, with another calendar."""
    return count(
        _as_date(item["start"]),
        item["amount"],
        item["unit"],
        calendar,
        roll=item.get("roll", True),
        backward=item.get("backward", False),
        effect=item.get("effect", False),
    )


def touches(item, days):
    """Whether one of the ordered ``days`` lies where the count ``item`` looked."""
    if not days:
        return False
    first, last = sorted((_as_date(item["start"]), _as_date(item["due"])))
    if item.get("reminder"):
        first = min(first, _as_date(item["reminder"]))
    return any(first <= day <= last for day in days)


# ----------------------------------------------------------------------
# words
# ----------------------------------------------------------------------
UNIT_WORDS = {
    CALENDAR: "ngày",
    WORKING: "ngày làm việc",
    MONTH: "tháng",
    YEAR: "năm",
    "hour": "giờ",
    "times": "lần",
}


def _as_date(day):
    return date.fromisoformat(day) if isinstance(day, str) else day


def _day(day):
    return _as_date(day).strftime("%d/%m/%Y")


def _names(items):
    return "; ".join(
        f"{_day(day)}{f' ({name})' if name else ''}" for day, name in items
    )


def _variant_lines(variant, unit):
    if not variant:
        return []
    lines = []
    grounds = [
        words
        for key, words in (
            ("complex", "vụ việc phức tạp"),
            ("remote", "vùng sâu, vùng xa đi lại khó khăn"),
        )
        if variant.get(key)
    ]
    if grounds:
        words = ", ".join(grounds)
        lines.append(
            f"{words[0].upper()}{words[1:]}: thời hạn {variant['base']} {unit}."
        )
    times = variant.get("extensions")
    if times:
        total = variant["base"] + times * variant["each"]
        lines.append(
            f"Gia hạn {times} lần, mỗi lần {variant['each']} {unit}: "
            f"{variant['base']} + {times * variant['each']} = {total} {unit}."
        )
    return lines


def explain_vi(proof, calendar=None, basis=""):
    """The lines that answer «Vì sao hạn là ngày này?» for a count of ``as_dict``.

    :param calendar: where given, years whose days off aren't decided are named
    :param basis: article by which a limit ends on the next working day
    """
    unit = UNIT_WORDS[proof["unit"]]
    backward, effect = proof["backward"], proof.get("effect")
    raw, due = proof["raw"], proof["due"]
    lines = _variant_lines(proof.get("variant"), unit)
    lines.append(
        f"{proof['amount']} {unit} {'trước' if backward else 'kể từ'} ngày "
        f"{_day(proof['start'])} (không tính ngày xảy ra sự kiện)."
    )
    if proof["unit"] == WORKING:
        lines.append("Không tính thứ Bảy, Chủ nhật.")
    if proof["skipped"]:
        lines.append(f"Không tính ngày nghỉ: {_names(proof['skipped'])}.")
    if proof["made_up"]:
        lines.append(f"Tính là ngày làm việc (làm bù): {_names(proof['made_up'])}.")
    if effect:
        lines.append(
            f"Hết ngày {_day(raw)}; có hiệu lực từ ngày tiếp theo: {_day(due)} (không "
            "chuyển sang ngày làm việc)."
        )
    elif backward:
        lines.append(f"Phải thực hiện chậm nhất ngày {_day(due)}.")
        if proof.get("reminder") and proof["reminder"] != due:
            lines.append(
                f"Ngày {_day(due)} là ngày nghỉ; ngày làm việc cuối cùng trước đó: "
                f"{_day(proof['reminder'])}."
            )
    else:
        lines.append(f"Ngày cuối cùng theo cách tính: {_day(raw)}.")
    if proof["rolled_over"]:
        lines.append(
            f"Ngày cuối là ngày nghỉ ({_names(proof['rolled_over'])}) nên thời hạn kết "
            f"thúc vào ngày làm việc tiếp theo: {_day(due)}"
            f"{f' ({basis})' if basis else ''}."
        )
    return lines + _undecided_lines(proof, calendar)


def _undecided_lines(proof, calendar):
    """A date that may still move, because days off aren't decided there yet."""
    if not calendar or proof.get("effect"):
        return []
    far = _as_date(proof.get("reminder") or proof["due"])
    near = _as_date(proof["start" if proof["unit"] == WORKING else "raw"])
    if proof["unit"] != WORKING and not (proof["backward"] or proof.get("roll", True)):
        return []
    years = calendar.undecided(near, far)
    if not years:
        return []
    return [
        f"Lưu ý: lịch nghỉ năm {', '.join(map(str, years))} chưa được xác nhận, ngày "
        "này có thể thay đổi."
    ]


def explain_proof_vi(proof, calendar=None, basis=""):
    """The lines for a whole proof. A count that a later item has replaced is told only
    by that item."""
    lines = []
    last = max((n for n, i in enumerate(proof) if i["kind"] == "count"), default=-1)
    for number, item in enumerate(proof):
        following = proof[number + 1]["kind"] if number + 1 < len(proof) else ""
        if item["kind"] == "count":
            if following not in REPLACING:
                lines += explain_vi(item, calendar if number == last else None, basis)
        else:
            lines += _ITEM_WORDS[item["kind"]](item)
    return lines


def _words_set(item):
    by = f" ({item['by']})" if item.get("by") else ""
    return [f"Thời hạn do kết luận ấn định: {_day(item['due'])}{by}."]


def _words_move(item):
    return [
        f"Điều chỉnh từ {_day(item['from'])} sang {_day(item['due'])}: {item['by']}."
    ]


def _words_suspend(item):
    unit = UNIT_WORDS[item["unit"]]
    by = f" ({item['by']})" if item.get("by") else ""
    return [
        f"Tạm đình chỉ từ {_day(item['on'])}: đã dùng {item['used']} {unit}, còn "
        f"{item['left']} {unit}{by}."
    ]


def _words_obstacle(item):
    unit = UNIT_WORDS[item["unit"]]
    return [
        f"Trở ngại khách quan từ {_day(item['from'])} đến {_day(item['to'])}, thời "
        f"gian này không tính: đã dùng {item['used']} {unit}, còn {item['left']} "
        f"{unit}."
    ]


def _words_resume(item):
    return [f"Tiếp tục giải quyết từ {_day(item['on'])}."]


def _words_extend(item):
    by = f" ({item['by']})" if item.get("by") else ""
    if not item.get("due"):
        return [f"Kéo dài, gia hạn khi đang tạm đình chỉ{by}: còn {item['left']} ngày."]
    return [
        f"Kéo dài, gia hạn{by}: hạn chuyển từ {_day(item['from'])} sang "
        f"{_day(item['due'])}."
    ]


def _words_calendar(item):
    return [
        f"Lịch nghỉ thay đổi ({item['what']}; áp dụng ngày {_day(item['on'])}): hạn "
        f"chuyển từ {_day(item['from'])} sang {_day(item['due'])}."
    ]


def _words_law(item):
    return [
        f"Quy định thay đổi ({item['what']}; áp dụng ngày {_day(item['on'])}): hạn "
        f"chuyển từ {_day(item['from'])} sang {_day(item['due'])}."
    ]


_ITEM_WORDS = {
    "set": _words_set,
    "move": _words_move,
    "suspend": _words_suspend,
    "obstacle": _words_obstacle,
    "resume": _words_resume,
    "extend": _words_extend,
    "calendar": _words_calendar,
    "law": _words_law,
}
