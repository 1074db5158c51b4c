"""Periods of statutory reports: from the day of the month that the circular cuts at to
the day before it, in the year of their end."""

from datetime import date, timedelta

from .vietnamese import format_date

# kind → how many months it lasts, and whether it is one of several in a year
MONTHS = {"month": 1, "quarter": 3, "half": 6, "nine": 9, "year": 12}
NUMBERS = {"month": 12, "quarter": 4}


def bounds(kind, year, number, cut):
    """(first day, last day) of a period: quarter 1 of 2024, cut at 15, is from
    15/12/2023 to 14/3/2024.

    :param number: which month or quarter; of no meaning for the others
    :param cut: the day of the month a period begins on
    :raise ValueError: there is no such period
    """
    months = MONTHS[kind]
    if not 1 <= number <= NUMBERS.get(kind, 1):
        raise ValueError(number)
    last = months * number if kind in NUMBERS else months
    first = last - months
    start = date(year - 1, 12, cut) if first == 0 else date(year, first, cut)
    return start, date(year, last, cut) - timedelta(days=1)


def label(kind, year, number, date_from, date_to):
    """The period in words, as in the title of a report."""
    if kind == "quarter":
        return f"quý {('I', 'II', 'III', 'IV')[number - 1]} năm {year}"
    if kind == "month":
        return f"tháng {number} năm {year}"
    if kind in ("half", "nine"):
        return f"{MONTHS[kind]} tháng đầu năm {year}"
    if kind == "year":
        return f"năm {year}"
    return f"từ ngày {format_date(date_from)} đến ngày {format_date(date_to)}"


def year_before(day):
    """The same day a year earlier; 29 February is the 28th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def of_day(kind, day, cut):
    """(year, number) of the period that contains ``day``; of a quarter or month."""
    month = day.month + (day.day >= cut)
    year = day.year + (month > 12)
    month = (month - 1) % 12 + 1
    return year, (month - 1) // MONTHS[kind] + 1 if kind in NUMBERS else 1


def ended(day, cut):
    """[(kind, year, number)] of the periods that were over last, with ``day`` as the
    present: they ended together, on the day before the last cut."""
    first = day.replace(day=cut)
    if first > day:
        first = (first.replace(day=1) - timedelta(days=1)).replace(day=cut)
    last = first - timedelta(days=1)
    return [
        (kind, last.year, number)
        for kind in MONTHS
        for number in range(1, NUMBERS.get(kind, 1) + 1)
        if bounds(kind, last.year, number, cut)[1] == last
    ]
