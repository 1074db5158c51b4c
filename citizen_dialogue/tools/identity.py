"""Names, identity papers, telephones and land plots as people write them, brought to a
form in which two writings of the same thing are equal. No ORM."""

import re
import unicodedata
from datetime import date

# written before a name, no part of it
_TITLES = {"ong", "ba", "anh", "chi", "co", "chu", "bac", "cu", "em"}
_SPACES = re.compile(r"[^a-z0-9]+")
_PLOT = re.compile(
    r"\bthua(?: dat)?(?: so)? (?P<plot>\d{1,5})\b(?P<between>[^.;]{0,60}?)"
    r"\bto(?: ban do)?(?: dia chinh)?(?: so)? (?P<sheet>\d{1,4})\b"
    r"|\bto(?: ban do)?(?: dia chinh)?(?: so)? (?P<sheet2>\d{1,4})\b"
    r"(?P<between2>[^.;]{0,60}?)\bthua(?: dat)?(?: so)? (?P<plot2>\d{1,5})\b"
)
# kind of paper: what a number of it looks like
_PAPERS = {
    # chứng minh nhân dân
    "cmnd": re.compile(r"\d{9}"),
    # căn cước, căn cước công dân, số định danh cá nhân
    "cccd": re.compile(r"\d{12}"),
    # giấy chứng nhận căn cước carries a personal number of 12 digits too
    "gcncc": re.compile(r"\d{12}"),
    "passport": re.compile(r"[A-Z][A-Z0-9]\d{5,8}|[A-Z]\d{7,8}"),
    "other": re.compile(r"[A-Z0-9/.-]{3,30}"),
}
_LAST_PROVINCE = 96
# third digit group of a personal number: century of birth and sex
_CENTURIES = {"0": 1900, "1": 1900, "2": 2000, "3": 2000, "4": 2100, "5": 2100}


class _WithoutMarks(dict):
    """For ``str.translate``: combining marks go, asked once for each letter."""

    def __missing__(self, code):
        kept = self[code] = None if unicodedata.combining(chr(code)) else code
        return kept


_BARE = _WithoutMarks()


def fold(text):
    """Small letters without accents, single spaces: «Nguyễn Thị Đượng» composed or
    decomposed is «nguyen thi duong»."""
    text = unicodedata.normalize("NFD", (text or "").lower()).replace("đ", "d")
    text = text.translate(_BARE)
    return _SPACES.sub(" ", text).strip()


def fold_name(name):
    """A person's name as ``fold`` gives it, without «ông», «bà» before it."""
    words = fold(name).split()
    while len(words) > 1 and words[0] in _TITLES:
        # «Ba» and «Cụ» are names too: only what is followed by a whole name is a title
        if len(words) < 3:
            break
        words.pop(0)
    return " ".join(words)


def clean_paper(number):
    """The number of a paper in capital letters, without spaces, dots and hyphens."""
    return re.sub(r"[\s.\-]", "", (number or "")).upper()


def paper_is_valid(kind, number):
    """Whether ``number`` can be the number of a paper of this kind: CMND 9 digits, căn
    cước 12 digits beginning with a province and the year of birth, passport letters
    and digits."""
    number = clean_paper(number)
    pattern = _PAPERS.get(kind)
    if not pattern or not pattern.fullmatch(number):
        return False
    if kind in ("cccd", "gcncc"):
        return 1 <= int(number[:3]) <= _LAST_PROVINCE and number[3] in _CENTURIES
    return True


def birth_year_of(number):
    """Year of birth in a personal number of 12 digits, or None."""
    number = clean_paper(number)
    if not paper_is_valid("cccd", number):
        return None
    return _CENTURIES[number[3]] + int(number[4:6])


def paper_kind_of(number):
    """The kind of paper a number looks like, or None."""
    number = clean_paper(number)
    for kind in ("cccd", "cmnd", "passport"):
        if paper_is_valid(kind, number):
            return kind
    return None


def clean_phone(phone):
    """A telephone number in digits, written as within Viet Nam: +84 912… is 0912…"""
    digits = re.sub(r"\D", "", phone or "")
    if digits.startswith("84") and len(digits) > 9:
        digits = f"0{digits[2:]}"
    return digits


def phone_is_valid(phone):
    digits = clean_phone(phone)
    return 9 <= len(digits) <= 11 and digits.startswith("0")


def birth_year_is_valid(year, today=None):
    today = today or date.today()
    return 1900 <= year <= today.year


def land_plots(text):
    """Keys «sheet/plot» of the land plots a text names: «thửa đất số 12, tờ bản đồ số
    5» is «5/12»."""
    found = []
    for match in _PLOT.finditer(fold(text)):
        sheet = match["sheet"] or match["sheet2"]
        plot = match["plot"] or match["plot2"]
        key = f"{int(sheet)}/{int(plot)}"
        if key not in found:
            found.append(key)
    return found
