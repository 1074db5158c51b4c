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
