"""Numbers and dates as official Vietnamese documents write them
(Nghị định 30/2020/NĐ-CP, Phụ lục I)."""

import re
from decimal import ROUND_HALF_UP, Decimal

from num2words import num2words

_UNITS = ("", "nghìn", "triệu", "tỷ")


def number_in_words(number):
    """A whole number in words: 2022 is «hai nghìn không trăm hai mươi hai».

    num2words gives each group of three digits rightly but drops the zero hundreds of
    the groups that follow a higher one («hai nghìn lẻ hai mươi hai»): so it reads the
    groups, and they are put together here.

    :raise ValueError: negative, not whole, or a thousand milliards and more
    """
    if number != int(number) or not 0 <= number < 10**12:
        raise ValueError(f"cannot be written in words: {number}")
    number = int(number)
    if number == 0:
        return "không"
    groups = []
    while number:
        number, rest = divmod(number, 1000)
        groups.append(rest)
    words = []
    for rank in range(len(groups) - 1, -1, -1):
        group = groups[rank]
        if not group:
            continue
        words.append(_group_in_words(group, follows=bool(words)))
        if rank:
            words.append(_UNITS[rank])
    return " ".join(words)


def _group_in_words(group, follows):
    if follows and group < 10:
        return f"không trăm lẻ {num2words(group, lang='vi')}"
    if follows and group < 100:
        return f"không trăm {num2words(group, lang='vi')}"
    return num2words(group, lang="vi")


def format_number(number):
    """Numbers below 10 take a leading zero: 4 is «04»."""
    return f"{number:02d}"


def format_amount(amount, digits=1):
    """«12.500.000», «1.250,5»: points between thousands, a comma before decimals.

    A half is rounded up, as workbooks and browsers do.

    :param digits: most decimals that are written
    """
    step = Decimal(1).scaleb(-digits)
    # sums of floats are off by less than what is kept of money and land
    exact = Decimal(str(round(amount, 6))).quantize(step, ROUND_HALF_UP)
    text = f"{exact:,f}"
    if digits:
        text = text.rstrip("0").removesuffix(".")
    return text.translate(str.maketrans(",.", ".,"))


def money_in_text(amount):
    """«12.500.000 đồng (mười hai triệu năm trăm nghìn đồng)»."""
    amount = round(amount)
    text = f"{format_amount(amount)} đồng"
    if amount >= 10**12:
        return text
    return f"{text} ({number_in_words(amount)} đồng)"


def format_date(day):
    """«05/9/2026»: days below 10 and the months 1 and 2 take a leading zero."""
    return f"{day.day:02d}/{_month(day.month)}/{day.year}"


def date_in_text(day):
    """«ngày 04 tháng 8 năm 2022»."""
    return f"ngày {day.day:02d} tháng {_month(day.month)} năm {day.year}"


def date_line(place, day):
    """«Quỳnh Nhai, ngày 04 tháng 8 năm 2022»; without a day the dots of a draft."""
    if day:
        return f"{place}, {date_in_text(day)}"
    return f"{place}, ngày … tháng … năm …"


def _month(month):
    return f"{month:02d}" if month < 3 else str(month)


def document_symbol(type_code, issuer, drafter):
    """The part behind the number: «TB-UBND» for a named type, «UBND-BTCD» for a công
    văn, which has no type (Nghị định 30/2020/NĐ-CP, Phụ lục III)."""
    parts = (type_code, issuer) if type_code else (issuer, drafter)
    return "-".join(part for part in parts if part)


def document_number(number, type_code, issuer, drafter):
    """«1619/UBND-BTCD», «05/TB-UBND»."""
    symbol = document_symbol(type_code, issuer, drafter)
    return f"{format_number(number)}/{symbol}"


def in_full(name):
    """A body as the text of a document writes it: «Ủy ban nhân dân xã A»."""
    return re.sub(r"^UBND\b", "Ủy ban nhân dân", name or "")


def place(name):
    """A commune as an address writes it: «UBND xã A» and «Xã A» are «xã A»."""
    return re.sub(
        r"^(?:UBND )?(?:xã|phường|thị trấn|đặc khu|huyện|quận|thị xã|thành phố|tỉnh)\b",
        lambda level: level[0].removeprefix("UBND ").lower(),
        name or "",
        flags=re.IGNORECASE,
    )


_ACT = r"((?:Luật|Nghị định|Thông tư|Nghị quyết)\b[^,;]*?) ?(\d+/\d{4}/[\w-]+)"
_GROUND = re.compile(
    rf"{_ACT}, (Điều \w+)( khoản \w+)?( đoạn cuối)?( điểm \w+)?( \(.+\))?"
)


def cite(grounds):
    """Grounds as a document names them, the smallest part first: «Luật Tố cáo
    25/2018/QH14, Điều 29 khoản 1 điểm a» is «điểm a khoản 1 Điều 29 Luật Tố cáo số
    25/2018/QH14». What is written otherwise stays as it is."""
    return "; ".join(
        _cite(ground.strip()) for ground in re.split(r";(?![^(]*\))", grounds)
    )


def _cite(ground):
    found = _GROUND.fullmatch(ground)
    if not found:
        return ground
    act, number, article, clause, end, point, note = found.groups(default="")
    act = act if act.endswith(" số") else f"{act} số"
    parts = (end, point, clause, f" {article}", f" {act}", f" {number}", note)
    return "".join(parts).strip()


def head_of(title, unit):
    """Who heads a unit, without saying its kind twice: «Trưởng phòng» of «Phòng Kinh
    tế xã A» is «Trưởng phòng Kinh tế xã A»."""
    said, words = title.split(), unit.split()
    for size in range(min(len(said), len(words)), 0, -1):
        if [w.lower() for w in said[-size:]] == [w.lower() for w in words[:size]]:
            words = words[size:]
            break
    return " ".join(said + words)


# the mark behind a symbol goes with it: it must not begin a line
_SYMBOL = re.compile(r"\d+[A-Z]?/(?:\d{4}/)?[A-ZĐ]{2}[\wĐ]*(?:-[\wĐ]+)*[.,;:)]*")
_PAIR = re.compile(r"(?<=\d) (?=(?:m²|ha|km|đồng)(?!\w))|(?<=\b[Ôô]ng) (?=\(bà\))")


def keep_together(html):
    """The same text with symbols of documents («05/2021/TT-TTCP»), amounts and «ông
    (bà)» marked so that no line ends within them."""
    parts = re.split(r"(<[^>]+>)", html)
    parts[::2] = [
        _SYMBOL.sub(r'<span class="unbroken">\g<0></span>', _PAIR.sub("\u00a0", part))
        for part in parts[::2]
    ]
    return "".join(parts)


def glue_end(text):
    """A title whose last three words stay on one line."""
    words = text.split()
    if len(words) < 6:
        return text
    return " ".join([*words[:-3], "\u00a0".join(words[-3:])])


def sentence(text):
    """A text with the full stop it may lack."""
    text = text.strip()
    return text if not text or text[-1] in ".!?…;:" else f"{text}."


def inside(text):
    """A text as it goes on inside a sentence, after «về việc»: «Yêu cầu bồi thường.» is
    «yêu cầu bồi thường»; «UBND» stays."""
    text = text.strip().rstrip(".")
    text = re.sub(r"^việc ", "", text, flags=re.IGNORECASE)
    if text[:1].isupper() and not text[1:2].isupper():
        return text[0].lower() + text[1:]
    return text
