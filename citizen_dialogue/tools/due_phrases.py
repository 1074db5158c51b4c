"""Time limits in the words of official texts."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from .outline import fold

# folded: without accents, lower case
_LATEST = r"truoc|den het|den|het|cham nhat|muon nhat|han(?: cuoi| chot)|vao|trong"
_LABEL = (
    r"(?:thoi gian|thoi han|tien do|han|xong|hoan thanh)"
    r"(?: (?:thuc hien|hoan thanh|bao cao|giai quyet|gui|xong|cong viec))*"
)
_TIME = r"(?:\d{1,2}\s*(?:h|g|gio|:)\s*(?:\d{2})?\s*(?:phut)?\s*,?\s*)?"
_JOIN = r"(?:\s*(?:la|den|vao|truoc|xong|trong|het)\b)*"
_YEAR4 = r"(?:\s*[/.\-]\s*|\s*,?\s*nam\s*)"
_DAY = re.compile(
    # «trước 15/7» too; «xong 1/2» is a half
    rf"(?:\b(?:{_LATEST}){_JOIN}\s*{_TIME}(?:ngay\s*|hom\s*)?"
    rf"|\b{_LABEL}\s*:?{_JOIN}\s*{_TIME}(?:ngay\s*|hom\s*|(?<=:)\s*|(?<=: )))"
    r"(\d{1,2})\s*(?:[/.\-]|\s+thang\s+)\s*(\d{1,2})(?!\d)"
    rf"(?:{_YEAR4}(\d{{4}}|\d{{2}})(?!\d))?"
)
_BARE = re.compile(
    r"(?:(?:truoc|trong|het|xong|den|cham nhat)\s+)*(?:ngay\s*)?"
    r"(?:\d{1,2}\s?[/.\-]\s?\d{1,2}(?:\s?[/.\-]\s?\d{4})?"
    r"|(?:quy\s*(?:iv|i{1,3}|[1-4])|thang\s*\d{1,2})(?:\s*(?:[/.\-]|nam)\s*\d{4})?"
    r"|nam\s*\d{4}|thuong xuyen|hang (?:thang|quy|nam)|\d{1,3} ngay(?: lam viec)?)\s*$"
)
_IN = rf"(?:trong|het|cuoi|vao|{_LABEL}\s*:?)(?:\s*(?:trong|cuoi|vao|het)\b)*\s*"
_MONTH = re.compile(
    rf"\b(?P<by>truoc|{_IN})\s*thang\s*(\d{{1,2}})(?!\d)(?:{_YEAR4}(\d{{4}}))?"
)
_QUARTER = re.compile(
    rf"\b(?P<by>truoc|{_IN})\s*qu[yi]\s*(iv|i{{1,3}}|[1-4])\b(?:{_YEAR4}(\d{{4}}))?"
)
_HALF = re.compile(
    rf"\b(?P<by>truoc|{_IN})\s*0?6\s*thang\s*(dau|cuoi)\s*nam(?:\s*(\d{{4}}))?"
)
_YEAR = re.compile(rf"\b(?:{_IN}|den het\s*|den\s*)nam\s*(\d{{4}})")
_START = (
    r"(?P<start>[\s,]*(?:ke\s*)?tu\s*(?:ngay|khi)\s*"
    r"(?:(\d{1,2})\s?[/.\-]\s?(\d{1,2})(?:\s?[/.\-]\s?(\d{4}))?)?[^,;.:]{0,60})?"
)
_TERM = re.compile(
    r"(\d{1,3})\s*(?:\([^)]{1,30}\)\s*)?(?P<unit>ngay|tuan|thang)(?P<working>\s*lam "
    rf"viec)?\b{_START}"
)
_WITHIN = re.compile(
    r"(?:trong|thoi han|thoi gian|vong|cham nhat|sau|toi da|ke tu|khong qua|"
    r"muon nhat)\D{0,25}$"
)
_EACH = r"(?:hang|moi|dinh ky(?: hang)?)"
_RHYTHMS = (
    (rf"{_EACH} (?:01 |1 )?tuan|dinh ky 0?2 tuan", ""),
    (r"thang cuoi (?:cua |cung cua )?(?:moi |hang )?quy|hang qu[yi]", "quarterly"),
    (rf"{_EACH} (?:01 |1 )?thang(?! \d)|(?:01|1|mot) lan\s?/\s?thang", "monthly"),
    (
        rf"{_EACH} (?:01 |1 )?qu[yi](?! [i1-4]\b)|(?:03|3) thang (?:mot|01|1) lan"
        r"|(?:01|1|mot) lan\s?/\s?quy",
        "quarterly",
    ),
    (
        rf"{_EACH} (?:06|6|sau) thang|nua nam|(?:06|6|sau) thang (?:mot|01|1) lan",
        "half_yearly",
    ),
    (rf"{_EACH} (?:01 |1 )?nam\b(?! \d)|(?:01|1|mot) lan\s?/\s?nam", "yearly"),
)
_STEADY = re.compile(r"\b(?:thuong xuyen|lien tuc|dinh ky|hang ngay)\b")
# named, and left to the secretary: nobody knows the day
_VAGUE = re.compile(
    r"\b(?:trong (?:tuan|thang|quy|nam) (?:nay|toi|sau)|ngay sau (?:hoi nghi|khi|cuoc)"
    r"[^,;.]{0,40}|truoc (?:mua|tet|khi|dip)\b[^,;.]{0,40})"
)
# a day that is a condition and no limit: «đất sử dụng trước ngày 15/10/1993»
_CONDITION = re.compile(
    r"(?:\btừ|\btính|sử dụng[^,;.]{0,30}|hình thành|được cấp|đã cấp|được giao|"
    r"lấn chiếm[^,;.]{0,20}|phát sinh|tồn tại|sinh|có hiệu lực|ổn định)\s*$"
)
_DATE_LINE = re.compile(
    r"[,.]\s*ngay\s*(\d{1,2})\s*thang\s*(\d{1,2})\s*nam\s*(\d{4})\s*$"
    r"|^ngay\s*(\d{1,2})\s*thang\s*(\d{1,2})\s*nam\s*(\d{4})$"
)
# «Sơn / La, ngày 16 tháng 11 / năm 2018»
_BROKEN_DATE_LINE = re.compile(
    r"[A-ZĐÀ-Ỹ]\S*\s*,\s*ngày\s*(\d{1,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4})"
)


@dataclass
class Due:
    """A time limit and its words. ``start`` is the day named to count from."""

    words: str
    kind: str = ""
    day: date | None = None
    days: int = 0
    start: date | None = None
    rhythm: str = ""


def date_line(lines):
    """The date under the letterhead: «Quỳnh Nhai, ngày 04 tháng 8 năm 2022»."""
    lines = [" ".join(line.split()) for line in lines]
    matches = (_DATE_LINE.search(fold(line)) for line in lines if len(line) < 160)
    match = next(filter(None, matches), None)
    match = match or _BROKEN_DATE_LINE.search(" ".join(lines)[:1500])
    if not match:
        return None
    day, month, year = (int(number) for number in match.groups() if number)
    try:
        return date(year, month, day)
    except ValueError:
        return None


class Clock:
    """Reads time limits.

    :param day: date of the document
    :param certain: the document itself says so; days long before it are no limits then
    """

    def __init__(self, day, certain=False):
        self.today = day
        self.certain = certain

    def find(self, text):
        """The Due of a text, or None."""
        folded = fold(text)
        found = self._date(text, folded)
        rhythm = self._rhythm(text, folded)
        if found and rhythm and self._repeats(folded, found, rhythm):
            return rhythm[0]
        if found:
            return found[0]
        term = self._term(text, folded)
        if term:
            return term
        if rhythm:
            return rhythm[0]
        match = _STEADY.search(folded)
        if match:
            return Due(text[match.start() : match.end()], "rhythm")
        match = _VAGUE.search(folded)
        return match and Due(text[match.start() : match.end()].strip())

    def at_end(self, text):
        """A time limit that stands without any word at the end of a row, as a match
        over the text."""
        match = _BARE.search(fold(text))
        while match and match.start() and text[match.start() - 1].isalnum():
            match = _BARE.search(fold(text), match.start() + 1)
        return match and re.compile(re.escape(text[match.start() :])).search(
            text, match.start()
        )

    # ------------------------------------------------------------------
    # dates
    # ------------------------------------------------------------------
    def _date(self, text, folded):
        """(Due, start, end) of the first day, quarter, month, half or year."""
        for pattern, read in (
            (_DAY, lambda m: self._day(m[1], m[2], m[3])),
            (_QUARTER, lambda m: self._month(3 * _quarter(m[2]), m[3], m["by"], 3)),
            (_HALF, lambda m: self._month(_half(m[2]), m[3], m["by"], 6)),
            (_MONTH, lambda m: self._month(int(m[2]), m[3], m["by"], 1)),
            (_YEAR, lambda m: date(int(m[1]), 12, 31)),
        ):
            for match in pattern.finditer(folded):
                day = read(match)
                if not day or self._is_no_limit(text, match, day):
                    continue
                words = text[match.start() : match.end()].strip(" ,")
                return Due(words, "date", day), match.start(), match.end()
        return None

    def _is_no_limit(self, text, match, day):
        if match.group().startswith("vao"):
            # «vào ngày 5/8 đã họp» tells, «xong vào ngày» has its own word
            return True
        if match.group().startswith("trong") and not re.match(
            r"trong (?:ngay|thang|qu[yi]|nam|0?6)", match.group()
        ):
            # «trong 2.5 …» is a number
            return True
        before = text[max(0, match.start() - 45) : match.start()].lower()
        if _CONDITION.search(before):
            return True
        return self.certain and day < self.today - timedelta(days=31)

    def _day(self, day, month, year):
        """The date meant; without a year the next one that isn't past. None if there
        is no such day."""
        try:
            number = int(year or self.today.year)
            found = date(
                number + 2000 if number < 100 else number, int(month), int(day)
            )
            if not year and found < self.today:
                found = date(found.year + 1, int(month), int(day))
        except ValueError:
            return None
        return found

    def _month(self, month, year, before, length):
        """The last day of a month; of the one before its period after «trước»."""
        if not 1 <= month <= 12:
            return None
        number = int(year or self.today.year)
        if not year and _last(number, month) < self.today:
            number += 1
        if before.strip() == "truoc":
            month -= length
            if month < 1:
                number, month = number - 1, month + 12
        return _last(number, month)

    # ------------------------------------------------------------------
    # terms and rhythms
    # ------------------------------------------------------------------
    def _term(self, text, folded):
        for match in _TERM.finditer(folded):
            working, unit = match["working"], match["unit"]
            if not working and not _WITHIN.search(
                folded[max(0, match.start() - 60) : match.start()]
            ):
                continue
            if working and unit != "ngay":
                continue
            start = None
            if match[5]:
                start = self._day(match[5], match[6], match[7])
            number = int(match[1])
            words = text[match.start() : match.end()].strip(" ,")
            if not number:
                continue
            if working:
                return Due(words, "working_days", days=number, start=start)
            if unit == "thang":
                # months are no days: without a day to count from only the words
                if not start:
                    return Due(words)
                return Due(words, "date", _months_after(start, number))
            days = number * (7 if unit == "tuan" else 1)
            if start:
                return Due(words, "date", start + timedelta(days=days))
            return Due(words, "calendar_days", days=days)
        return None

    def _rhythm(self, text, folded):
        """(Due, start, end) of the first rhythm."""
        best = None
        for pattern, rhythm in _RHYTHMS:
            match = re.search(rf"\b(?:{pattern})", folded)
            if match and (best is None or match.start() < best[1]):
                words = text[match.start() : match.end()]
                due = Due(words, "rhythm", rhythm=rhythm)
                best = (due, match.start(), match.end())
        return best

    def _repeats(self, folded, found, rhythm):
        """«trước ngày 20/12 hằng năm», «định kỳ 6 tháng (trước 15/6)» come again."""
        _due, start, end = found
        first, last = sorted((rhythm[1:], (start, end)))
        between = folded[first[1] : last[0]]
        if re.search(r"[.;]", between):
            return False
        if rhythm[1] >= end:
            return len(between) < 15
        return len(between) < 60


def _last(year, month):
    return date(year, month, calendar.monthrange(year, month)[1])


def _months_after(day, number):
    month = day.month - 1 + number
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _quarter(text):
    return {"i": 1, "ii": 2, "iii": 3, "iv": 4}.get(text) or int(text)


def _half(text):
    return 6 if text == "dau" else 12
