"""From the text of a conclusion or directive to proposed clauses.

Deterministic and without any model: structure of the text, names of the units of this
installation, and the fixed phrases of official language. What isn't recognised is said
to be unknown; nothing is guessed. The secretary accepts or corrects each line.
"""

import calendar
import itertools
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta

# no conclusion is longer; what is has been pasted by mistake
LIMIT = 200_000
# a line broken by the layout is longer than this, a heading is not
SHORT = 60

_MARKER = re.compile(
    r"""^(?:
        (?P<roman>[IVX]{1,5})[.)]
      | (?P<number>\d{1,2}(?:\.\d{1,2})+[.)]?|\d{1,2}[.)])
      | (?P<letter>[a-zđ])[.)]
      | (?P<ordinal>Thứ\ (?:nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)\s*[,:])
      | (?P<paren>\((?:\d{1,2}|[a-zđ])\))
      | (?P<dash>[-–—•*])
      | (?P<plus>\+)
    )\s*(?=\S)""",
    re.VERBOSE,
)
_LEVELS = ("roman", "number", "ordinal", "letter", "paren", "dash", "plus")
_AND = re.compile(r"(?<![a-z0-9])va(?![a-z0-9])")
# folded: without accents, lower case
_ORDER = r"\b(?:giao|yeu cau|de nghi|phan cong|chi dao)\b"
_LEADIN = re.compile(_ORDER + r"|\bnhiem vu|\bket luan|\bthuc hien|\bchu tri")
# who does this gives work, and is not given it: «UBND huyện ghi nhận, giao …»
_ISSUES = re.compile(_ORDER + r"|(?:ghi nhan|tiep thu|thong nhat|dong y)\b")
_ORDER = re.compile(_ORDER)
_COOPERATE = re.compile(r"\b(?:phoi hop(?: chat che)?(?: voi| cung)?|cung voi)\b")
_PREFIX = re.compile(
    r"[\s,;:\-]*(?:(?:va|cung|cac dong chi|dong chi|d/c|ong|ba|thu truong|giam doc|"
    r"truong(?= (?:phong|ban|cong an))|chanh(?= (?:van phong|thanh tra))|"
    r"chu tich(?= (?:ubnd|uy ban))|lanh dao|nguoi dung dau|cho)\b[\s,:]*)*"
)
_STARTER = re.compile(
    r"(?:van phong|phong|ban|thanh tra|cong an|trung tam|so|chi cuc|hat|tram|ubnd"
    r"|uy ban|dai|hoi|kho bac|bao hiem|chi nhanh|doi|benh vien|truong|toa an|vien"
    r"|cong ty|dien luc|ngan hang|mat tran|doan|cac don vi|cac co quan|cac nganh)\b"
)
# beginnings that are never a deed, as «phòng chống» is one
_SURE = re.compile(
    r"(?:van phong|thanh tra|cong an|trung tam|chi cuc|hat|tram|ubnd|uy ban|kho bac|"
    r"bao hiem|chi nhanh|benh vien|toa an|vien kiem sat|cong ty|dien luc|ngan hang|"
    r"mat tran|hoi (?:nong dan|phu nu|cuu chien binh|dong y|chu thap do)|"
    r"doan thanh nien|huyen doan|ban quan ly|ban chi huy|ban chi dao)\b"
)
# sentences that close a paper and give no work of their own
_CLOSING = re.compile(
    r"(?:nhan duoc|can cu) (?:noi dung )?(?:van ban|cong van|thong bao|ke hoach|"
    r"chi thi|quyet dinh)(?: nay)?\b"
)
_NAME_END = re.compile(
    r"[,;:.()]|\b(?:giao|yeu cau|de nghi|phan cong|ghi nhan|tiep thu|thong nhat|dong y|"
    r"chu tri|phoi hop|thuc hien|to chuc|kiem tra|ra soat|khan truong|"
    r"co trach nhiem|chiu trach nhiem|tham muu|hoan thanh|bao cao|xay dung|trien khai|"
    r"tiep tuc|tang cuong|sua|giai quyet|xem xet|tra loi|lap|bo tri|huong dan|"
    r"don doc|theo doi|truoc|trong|cham nhat|nghien cuu|chi dao|cung cap|ban giao|kip "
    r"thoi|can cu|de xuat|ban hanh|chuan bi|tiep nhan|xu ly|do dac|tham dinh|cong khai|"
    r"niem yet|lap dat|dam bao|bao dam|quan ly|tong hop|gui|chuyen|dieu tra|"
    r"xac minh|khac phuc|don dep|don ve sinh|thu gom|tuan tra|nao vet|tu sua|"
    r"ho tro|chi tra|nghiem thu|thanh lap|doi thoai|tiep cong dan|cong bo|chi dinh|"
    r"ra quan|tuyen truyen|van dong|giam sat|thong bao|tap trung|chu dong|"
    r"thuong xuyen|dinh ky|hang|khong|va(?= (?:van phong|phong|ban|cong an|ubnd|uy "
    r"ban|thanh tra|trung tam|cac)))\b"
)
_RHYTHMS = (
    (r"(?:hang|moi|dinh ky(?: hang)?) (?:01 |1 )?thang", "monthly"),
    (r"(?:hang|moi|dinh ky(?: hang)?) (?:01 |1 )?quy", "quarterly"),
    (r"(?:dinh ky|hang|moi) (?:06|6|sau) thang|nua nam", "half_yearly"),
    (r"(?:hang|moi|dinh ky(?: hang)?) (?:01 |1 )?nam\b", "yearly"),
)
_LATEST = r"truoc|den het|den|het|cham nhat(?: la)?(?: den)?(?: vao)?(?: truoc)?"
_DAY = re.compile(
    # «trước 15/7» too; «xong 1/2» is a half
    rf"(?:(?:{_LATEST}|xong|han)\s*(?:ngay|hom)|(?:{_LATEST}))\s*"
    r"(\d{1,2})\s*(?:[/.\-]|\s+thang\s+)\s*(\d{1,2})"
    r"(?:\s*(?:[/.\-]|\s+nam\s+)\s*(\d{4}))?"
)
_MONTH = re.compile(
    r"(?:trong|het|cuoi)\s*thang\s*(\d{1,2})(?:\s*(?:[/.\-]|nam)\s*(\d{4}))?"
)
_QUARTER = re.compile(
    r"(?:trong|het|cuoi)\s*quy\s*(iv|i{1,3}|[1-4])\b(?:\s*(?:[/.\-]|nam)\s*(\d{4}))?"
)
_YEAR = re.compile(r"(?:trong|het|cuoi)\s*nam\s*(\d{4})")
_DAYS = re.compile(
    r"(\d{1,3})\s*(?:\([^)]{1,30}\)\s*)?ngay(?P<working>\s*lam viec)?"
    r"(?:[\s,]*ke tu ngay\s*(\d{1,2})[/.\-](\d{1,2})(?:[/.\-](\d{4}))?)?"
)
_TERM = re.compile(
    r"(?:trong|thoi han|thoi gian|vong|cham nhat|sau|toi da|ke tu)\D{0,25}$"
)
_PRODUCTS = (
    (
        r"tra loi (?:bang van ban )?(?:cho )?(?:cong dan|nguoi dan|ho dan)",
        "trả lời công dân",
    ),
    (r"bao cao ket qua", "báo cáo kết quả"),
    (r"(?:tong hop,? )?bao cao", "báo cáo"),
    (r"thong bao ket qua", "thông báo kết quả"),
    (r"to trinh", "tờ trình"),
    (r"(?:xay dung|ban hanh|lap) ke hoach", "kế hoạch"),
    (r"lap ho so", "hồ sơ"),
)


class SplitError(ValueError):
    """The text can't be split; ``code`` says why: "empty", "long"."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


@dataclass
class Proposal:
    """One proposed clause beside the sentence it came from.

    ``leads`` and ``supports`` hold the keys of the names given to ``split``;
    ``unknown`` the names of units that are none of them. ``due_kind`` is empty where
    the text names no date and no rhythm.
    """

    content: str
    source: str
    leads: list = field(default_factory=list)
    supports: list = field(default_factory=list)
    unknown: list = field(default_factory=list)
    due_kind: str = ""
    due_date: date | None = None
    due_days: int = 0
    rhythm: str = ""
    due_text: str = ""
    product: str = ""


def fold(text):
    """Lower case without accents, one letter for each of an NFC text, so that
    positions stay the same."""
    letters = []
    for letter in text:
        base = unicodedata.normalize("NFD", letter)[0].lower()
        letters.append("d" if base == "đ" else base[:1] or " ")
    return "".join(letters)


def aliases(name, place_names=()):
    """Ways in which a unit is written: with and without the name of its place, and
    with the initials of its field: «Phòng Tài nguyên và Môi trường» is also «Phòng
    TN&MT»."""
    name = unicodedata.normalize("NFC", name).strip()
    found = {name}
    for place in place_names:
        pattern = (
            rf"\s*(?:tỉnh|huyện|thị xã|thành phố|xã|phường)?\s+{re.escape(place)}$"
        )
        short = re.sub(pattern, "", name)
        if short != name and len(short.split()) > 1:
            found.add(short)
            for level in ("huyện", "xã", "tỉnh"):
                if re.search(rf"{level}\s+{re.escape(place)}$", name):
                    found.add(f"{short} {level}")
    forms = sorted(found)
    for form in forms:
        match = re.match(r"(Phòng|Văn phòng|Ban|Sở|Trung tâm)\s+(.+)", form)
        if match:
            start, rest = match.groups()
            level = re.search(r"\s+(?:huyện|xã|tỉnh)$", rest)
            core = rest[: level.start()] if level else rest
            tail = level.group() if level else ""
            groups = re.split(r"\s+(?:và|-|–)\s+|\s*,\s*", core)
            short = "".join(_initials(part) for part in groups)
            if len(short) > 1:
                found.add(f"{start} {short}{tail}")
            if 1 < len(groups) <= 4:
                # «Nông nghiệp và PTNT», «Lao động - TB&XH»
                for mixed in itertools.product(
                    *((part, _initials(part)) for part in groups)
                ):
                    found.add(f"{start} {' và '.join(mixed)}{tail}")
    swaps = (("Ủy ban nhân dân", "UBND"), ("Hội đồng nhân dân", "HĐND"))
    for pair in swaps:
        for old, new in (pair, pair[::-1]):
            found |= {form.replace(old, new) for form in found if old in form}
    return found


def _initials(part):
    words = part.split()
    if len(words) == 1 and words[0].isupper():
        return words[0]
    return "".join(word[0].upper() for word in words)


def split(text, names, reference):
    """Propose clauses.

    :param names: ``{name: key}``, each way of writing a unit or group of units
    :param reference: date of the document, for dates without a year
    :raise SplitError: nothing in it, or far too long
    """
    if len(text) > LIMIT:
        raise SplitError("long")
    paragraphs = _paragraphs(text)
    if not paragraphs:
        raise SplitError("empty")
    matcher = _Names(names)
    proposals = []
    for leaf, heads in _leaves(paragraphs):
        if leaf.isupper() or _CLOSING.match(fold(leaf)):
            continue
        above = (matcher.assigned(head) for head in reversed(heads))
        inherited = next(
            (found for found in above if found.leads or found.unknown), None
        )
        ordered = any(_LEADIN.search(fold(head)) for head in heads)
        for part in _parts(leaf, matcher):
            if matcher.only_names(part):
                # addressees, not work
                continue
            found = matcher.assigned(part)
            if not (found.leads or found.unknown):
                if not ordered:
                    continue
                if inherited:
                    found.leads = list(inherited.leads)
                    found.unknown = list(inherited.unknown)
            proposals.append(_proposal(part, found, heads, reference))
    return proposals


# ----------------------------------------------------------------------
# structure
# ----------------------------------------------------------------------
def _paragraphs(text):
    """[(level or None, text)] with broken lines joined and the tail left out."""
    text = unicodedata.normalize("NFC", text).replace("\u00ad", "").replace("**", "")
    rows, blank, last = [], True, 0
    for line in text.replace("\r", "\n").replace("\u00a0", " ").split("\n"):
        line = re.sub(r"\s+", " ", line).strip()
        if not line or re.fullmatch(r"\d{1,3}", line):
            # a page number stands alone and breaks no sentence
            blank = blank or not line
            continue
        match = _MARKER.match(line)
        goes_on = rows and not match and not re.search(r"[.;:!?/]$", rows[-1][1])
        if goes_on and line[0].isupper() and not line.isupper():
            # a heading ends with its line: in capitals, or numbered and short
            short = rows[-1][0] is not None and last < SHORT
            goes_on = not (rows[-1][1].isupper() or short)
        last = len(line)
        if goes_on and (not blank or line[0].islower()):
            rows[-1][1] += " " + line
        else:
            level = match and _LEVELS.index(match.lastgroup)
            if match and match.lastgroup == "number":
                level += 0.1 * match.group("number").strip(".)").count(".")
            rows.append([level, line[match.end() :] if match else line])
        blank = False
    for index, (_level, line) in enumerate(rows):
        if re.match(r"(?:Nơi nhận|Trên đây là)\b", line):
            return rows[:index]
    return rows


def _leaves(rows):
    """(text, headings above it) of every paragraph that nothing stands below."""
    heads = []
    for index, (level, line) in enumerate(rows):
        below = rows[index + 1][0] if index + 1 < len(rows) else None
        if level is None:
            heads = [(-1, line)] if line.endswith(":") or below is not None else []
            if not heads or (_ORDER.search(fold(line)) and not line.endswith(":")):
                yield line, []
            continue
        heads = [row for row in heads if row[0] < level]
        if below is not None and below > level:
            heads.append((level, line))
        elif (
            below is None
            and index + 1 < len(rows)
            and len(line) < SHORT
            and line[-1] not in ".;:"
        ):
            # «2. Về môi trường» above a paragraph without a number
            continue
        else:
            yield line, [text for _level, text in heads]


def _parts(text, matcher):
    """A paragraph that gives work to several units one after the other."""
    cuts = [0]
    for match in re.finditer(r"(?<=[.;])\s+(?=\S)", text):
        rest = text[match.end() :]
        if matcher.only_names(text[cuts[-1] : match.end()].strip(" ;.")):
            # «Phòng A; Phòng B thẩm định …»: one list
            continue
        order = _ORDER.match(fold(rest))
        if order and matcher.list_at(rest, order.end())[0]:
            cuts.append(match.end())
        elif matcher.list_at(rest, 0)[0] and matcher.starts_with_unit(rest):
            cuts.append(match.end())
    return [
        text[start:end].strip(" ;")
        for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True)
    ]


# ----------------------------------------------------------------------
# units
# ----------------------------------------------------------------------
@dataclass
class _Assigned:
    leads: list = field(default_factory=list)
    supports: list = field(default_factory=list)
    unknown: list = field(default_factory=list)
    unknown_supports: list = field(default_factory=list)


class _Names:
    """Finds names of units whatever spaces, hyphens and accents do between letters."""

    def __init__(self, names):
        self.keys = {}
        for name, key in names.items():
            folded = fold(unicodedata.normalize("NFC", name))
            # «Tài nguyên và Môi trường», «Tài nguyên - Môi trường», «… & …» alike
            compact = re.sub(r"\bva\b|[^a-z0-9]", "", folded)
            if len(compact) > 1:
                self.keys.setdefault(compact, key)
        self.longest = max(map(len, self.keys), default=0)

    def at(self, text, start):
        """(key, end) of the longest name that begins at ``start``."""
        folded, compact, best = fold(text), "", (None, start)
        position = start
        while position < len(text) and len(compact) <= self.longest:
            letter = folded[position]
            if compact and _AND.match(folded, position):
                position += 2
                continue
            if letter.isalnum():
                compact += letter
                last = position + 1 == len(text) or not folded[position + 1].isalnum()
                if last and compact in self.keys:
                    short = len(compact) < 5
                    if not short or text[start].isupper():
                        best = (self.keys[compact], position + 1)
            elif letter in ".;:()" and compact:
                break
            position += 1
        return best

    def list_at(self, text, start):
        """([keys], [unknown names], end) of the units listed from ``start`` on."""
        folded, keys, unknown = fold(text), [], []
        position = start
        while True:
            begin = _PREFIX.match(folded, position).end()
            key, end = self.at(text, begin)
            if key is None and _STARTER.match(folded, begin):
                # a deed in capitals belongs to the name: «Ban Quản lý dự án»
                stops = _NAME_END.finditer(folded, begin + 2)
                ends = (m.start() for m in stops if not text[m.start()].isupper())
                end = next(ends, len(text))
                # a unit is named with a capital; «phòng chống thiên tai» is none
                if not text[begin].isupper() and not re.search(
                    r"\s[A-ZĐ]", text[begin:end]
                ):
                    break
                unknown.append(text[begin:end].strip(" ,;-"))
            elif key is None:
                break
            elif key not in keys:
                keys.append(key)
            position = end
        return keys, unknown, position

    def starts_with_unit(self, text):
        begin = _PREFIX.match(fold(text)).end()
        return self.at(text, begin)[0] is not None

    def only_names(self, text):
        keys, unknown, end = self.list_at(text, 0)
        return bool(keys or unknown) and not text[end:].strip(" .;,:/")

    def assigned(self, text):
        """Who leads and who cooperates, in the words of the text."""
        found, folded = _Assigned(), fold(text)
        # «Về lĩnh vực đất đai: Phòng …»
        colon = folded.find(":") + 1
        begins = [0, colon] if 0 < colon < len(text) else [0]
        for spot in [*begins, *(match.end() for match in _ORDER.finditer(folded))]:
            keys, unknown, end = self.list_at(text, spot)
            if spot in begins and _ISSUES.match(folded[end:].strip()):
                keys, unknown = [], []
            if spot in begins and not keys and unknown:
                # «Phòng chống …» at the beginning is a deed unless somebody acts
                first = _PREFIX.match(folded, spot).end()
                if (
                    not _COOPERATE.match(folded[end:].strip())
                    and "chu tri" not in folded
                    and not (_SURE.match(folded, first) and folded[end:].strip(" .;/"))
                ):
                    unknown = []
            found.leads += [key for key in keys if key not in found.leads]
            found.unknown += unknown
            if keys or unknown:
                break
        for match in _COOPERATE.finditer(folded):
            keys, unknown, _end = self.list_at(text, match.end())
            found.supports += [
                key for key in keys if key not in found.leads + found.supports
            ]
            found.unknown_supports += [
                name for name in unknown if name not in found.unknown
            ]
        return found


# ----------------------------------------------------------------------
# dates and results
# ----------------------------------------------------------------------
def _proposal(part, found, heads, reference):
    content = part.rstrip(" ;./") or part
    proposal = Proposal(
        content=content[0].upper() + content[1:],
        source=" › ".join([*heads, part]),
        leads=found.leads,
        supports=found.supports,
        unknown=[*found.unknown, *found.unknown_supports],
    )
    for text in (part, *reversed(heads)):
        if _set_due(proposal, text, reference):
            break
    folded = fold(part)
    proposal.product = next(
        (words for pattern, words in _PRODUCTS if re.search(rf"\b{pattern}\b", folded)),
        "",
    )
    return proposal


def _set_due(proposal, text, reference):
    folded = fold(text)
    for pattern, read in (
        (_DAY, lambda m: _day(int(m[1]), int(m[2]), m[3], reference)),
        (_QUARTER, lambda m: _month_end(3 * _quarter(m[1]), m[2], reference)),
        (_MONTH, lambda m: _month_end(int(m[1]), m[2], reference)),
        (_YEAR, lambda m: date(int(m[1]), 12, 31)),
    ):
        match = pattern.search(folded)
        day = match and read(match)
        if day:
            proposal.due_kind, proposal.due_date = "date", day
            proposal.due_text = text[match.start() : match.end()]
            return True
    for match in _DAYS.finditer(folded):
        if not match.group("working") and not _TERM.search(folded[: match.start()]):
            continue
        start = match[3] and _day(int(match[3]), int(match[4]), match[5], reference)
        number = int(match[1])
        proposal.due_text = text[match.start() : match.end()]
        if start and not match.group("working"):
            proposal.due_kind = "date"
            proposal.due_date = start + timedelta(days=number)
        else:
            kind = "working_days" if match.group("working") else "calendar_days"
            proposal.due_kind, proposal.due_days = kind, number
        return True
    for pattern, rhythm in _RHYTHMS:
        match = re.search(rf"\b(?:{pattern})", folded)
        if match:
            proposal.due_kind, proposal.rhythm = "rhythm", rhythm
            proposal.due_text = text[match.start() : match.end()]
            return True
    match = re.search(r"\b(?:thuong xuyen|lien tuc|dinh ky)\b", folded)
    if match:
        proposal.due_kind = "rhythm"
        proposal.due_text = text[match.start() : match.end()]
    return bool(match)


def _quarter(text):
    return {"i": 1, "ii": 2, "iii": 3, "iv": 4}.get(text) or int(text)


def _day(day, month, year, reference):
    """The date meant; without a year the next one that isn't past. None if there is
    no such day."""
    try:
        found = date(int(year or reference.year), month, day)
        if not year and found < reference:
            found = date(reference.year + 1, month, day)
    except ValueError:
        return None
    return found


def _month_end(month, year, reference):
    if not 1 <= month <= 12:
        return None
    number = int(year or reference.year)
    last = date(number, month, calendar.monthrange(number, month)[1])
    if not year and last < reference:
        number += 1
        last = date(number, month, calendar.monthrange(number, month)[1])
    return last
