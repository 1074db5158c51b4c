"""Properties of the counting of time limits, over days nobody chose."""

import importlib.util
import sys
from datetime import date, timedelta

from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

_spec = importlib.util.spec_from_file_location(
    "counting", ROOT / "citizen_dialogue/tools/counting.py"
)
counting = importlib.util.module_from_spec(_spec)
sys.modules["counting"] = counting
_spec.loader.exec_module(counting)

DAYS = st.dates(date(2012, 7, 1), date(2040, 12, 31))
AMOUNTS = st.integers(0, 200)
UNITS = st.sampled_from([counting.CALENDAR, counting.WORKING])


@st.composite
def calendars(draw):
    """A year's worth of holidays and make-up Saturdays around any day."""
    start = draw(DAYS)
    shifts = st.sets(st.integers(0, 400), max_size=40)
    off = {start + timedelta(days=n): "nghỉ" for n in draw(shifts)}
    work = {
        day: "làm bù"
        for n in draw(shifts)
        if (day := start + timedelta(days=n)).weekday() >= 5 and day not in off
    }
    return start, counting.WorkCalendar(off, work)


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(calendars(), AMOUNTS, UNITS)
def test_a_limit_ends_on_a_working_day(case, amount, unit):
    start, calendar = case
    found = counting.count(start, amount, unit, calendar)
    assert calendar.is_working(found.due)
    assert found.due >= found.raw
    # nothing but days off lies between the last day counted and the due date
    day = found.raw
    while day < found.due:
        assert not calendar.is_working(day)
        day += timedelta(days=1)


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(calendars(), AMOUNTS, st.integers(0, 30), UNITS)
def test_more_days_never_end_earlier(case, amount, more, unit):
    start, calendar = case
    first = counting.count(start, amount, unit, calendar)
    second = counting.count(start, amount + more, unit, calendar)
    assert second.due >= first.due and second.raw >= first.raw


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(calendars(), AMOUNTS)
def test_working_days_and_days_off_add_up(case, amount):
    start, calendar = case
    found = counting.count(start, amount, counting.WORKING, calendar)
    passed = [start + timedelta(days=n) for n in range(1, (found.raw - start).days + 1)]
    worked = sum(calendar.is_working(day) for day in passed)
    assert worked == amount
    weekends = sum(
        not calendar.is_working(day) and day not in calendar.off for day in passed
    )
    assert worked + weekends + len(found.skipped) == len(passed)


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(calendars(), st.integers(1, 90), st.integers(0, 120), st.integers(0, 60), UNITS)
def test_a_pause_keeps_the_days_left(case, amount, after, pause, unit):
    start, calendar = case
    suspended = start + timedelta(days=after)
    left = counting.days_left(start, amount, suspended, unit, calendar)
    used = counting.used_days(start, suspended, unit, calendar)
    assert left + min(used, amount) == amount
    resumed = suspended + timedelta(days=pause)
    whole = counting.count(start, amount, unit, calendar)
    later = counting.count(resumed, left, unit, calendar)
    if used <= amount and unit == counting.CALENDAR:
        # in calendar days a pause of n days shifts the last day by exactly n
        assert later.raw == whole.raw + timedelta(days=pause)
    if used <= amount:
        assert later.raw >= whole.raw


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(calendars(), AMOUNTS, UNITS)
def test_what_must_be_done_before_never_comes_too_late(case, amount, unit):
    start, calendar = case
    found = counting.count(start, amount, unit, calendar, backward=True)
    assert found.due <= start
    assert found.reminder <= found.due and calendar.is_working(found.reminder)


EASY = settings(max_examples=300, deadline=None, database=None, derandomize=True)


def working_between(calendar, after, until):
    """Working days after the one and until the other, counted one by one."""
    span = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
    return sum(map(calendar.is_working, span))


@EASY
@given(calendars(), st.integers(1, 90), st.integers(0, 120), st.integers(0, 60))
def test_a_pause_in_working_days_leaves_as_many_to_work(case, amount, after, pause):
    start, calendar = case
    suspended = start + timedelta(days=after)
    left = counting.days_left(start, amount, suspended, counting.WORKING, calendar)
    resumed = suspended + timedelta(days=pause)
    later = counting.count(resumed, left, counting.WORKING, calendar)
    worked = working_between(calendar, start, suspended)
    assert min(worked, amount) + working_between(calendar, resumed, later.raw) == amount
    # a pause of no days changes nothing
    if not pause and left:
        whole = counting.count(start, amount, counting.WORKING, calendar)
        assert later.raw == whole.raw


@EASY
@given(
    calendars(),
    st.integers(1, 90),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4),
)
def test_pauses_in_calendar_days_add_up(case, amount, pauses):
    start, calendar = case
    whole = counting.count(start, amount, counting.CALENDAR, calendar)
    proof, day, paused = [counting.count_item(whole)], start, 0
    for after, pause in pauses:
        suspended = day + timedelta(days=after)
        item = counting.suspend_item(proof[-1], suspended, calendar)
        assert item["used"] >= 0 and item["left"] >= 0
        if suspended > date.fromisoformat(proof[-1]["raw"]):
            # the limit was over: nothing is left, and nothing comes back
            assert item["left"] == 0
            break
        day = suspended + timedelta(days=pause)
        items, counted = counting.resume_items(proof[-1], item["left"], day, calendar)
        proof += [item, *items]
        paused += pause
        assert counted.raw == whole.raw + timedelta(days=paused)
        assert calendar.is_working(counted.due)


@EASY
@given(calendars(), AMOUNTS)
def test_working_days_counted_back_add_up(case, amount):
    start, calendar = case
    found = counting.count(start, amount, counting.WORKING, calendar, backward=True)
    before = found.raw - timedelta(days=1)
    assert working_between(calendar, before, start - timedelta(days=1)) == amount or (
        amount == 0 and found.raw == start
    )
    less = counting.count(
        start, max(0, amount - 1), counting.WORKING, calendar, backward=True
    )
    assert found.raw <= less.raw


@EASY
@given(calendars(), AMOUNTS)
def test_a_date_of_effect_never_rolls(case, days):
    start, calendar = case
    found = counting.count(start, days, counting.CALENDAR, calendar, effect=True)
    assert found.due == start + timedelta(days=days + 1)
    assert not found.rolled_over


@EASY
@given(calendars(), st.integers(1, 24), st.sampled_from(["month", "year"]))
def test_months_end_on_the_day_of_their_number(case, amount, unit):
    start, calendar = case
    found = counting.count(start, amount, unit, calendar)
    months = amount * (12 if unit == "year" else 1)
    assert (found.raw.year * 12 + found.raw.month) == (
        start.year * 12 + start.month + months
    )
    # the same day, or the last one of a shorter month
    assert found.raw.day == start.day or (
        found.raw.day < start.day and (found.raw + timedelta(days=1)).day == 1
    )
    assert calendar.is_working(found.due)


@EASY
@given(calendars(), AMOUNTS, UNITS, st.booleans(), st.data())
def test_a_change_moves_only_what_it_touches(case, amount, unit, backward, data):
    start, calendar = case
    days = data.draw(st.sets(st.integers(-60, 460), max_size=6))
    off, work = dict(calendar.off), dict(calendar.work)
    for day in (start + timedelta(days=n) for n in days):
        if day in off or day in work:
            off.pop(day, None)
            work.pop(day, None)
        elif day.weekday() < 5:
            off[day] = "mới"
        else:
            work[day] = "bù"
    then = counting.WorkCalendar(off, work)
    changed = calendar.changed_days(then)
    item = counting.count_item(
        counting.count(start, amount, unit, calendar, backward=backward)
    )
    assert counting.count_item(counting.recount(item, calendar)) == item
    moved = counting.recount(item, then)
    if not counting.touches(item, changed):
        assert (moved.raw, moved.due, moved.reminder) == (
            date.fromisoformat(item["raw"]),
            date.fromisoformat(item["due"]),
            item["reminder"] and date.fromisoformat(item["reminder"]),
        )
    # and back again
    again = counting.recount(counting.count_item(moved), calendar)
    assert counting.count_item(again) == item


@EASY
@given(calendars(), AMOUNTS, UNITS)
def test_the_explanation_names_every_day_it_left_out(case, amount, unit):
    start, calendar = case
    found = counting.count(start, amount, unit, calendar)
    text = "\n".join(counting.explain_vi(found.as_dict(), calendar))
    for day, _name in (*found.skipped, *found.made_up, *found.rolled_over):
        assert day.strftime("%d/%m/%Y") in text
    assert found.due.strftime("%d/%m/%Y") in text
