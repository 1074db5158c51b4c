"""From the text of a conclusion or directive to proposed clauses.

Deterministic and without any model: structure of the text, names of the units of this
installation, and the fixed phrases of official language. What isn't recognised is said
to be unknown; nothing is guessed. The secretary accepts or corrects each line.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from . import due_phrases, outline, unit_names
from .outline import fold
from .unit_names import ORDER, aliases

__all__ = ["LIMIT", "Proposal", "SplitError", "aliases", "split"]

# no conclusion is longer; what is has been pasted by mistake
LIMIT = 200_000

_LEADIN = re.compile(
    r"\b(?:giao|yeu cau|de nghi|phan cong|chi dao|nhiem vu|ket luan|thuc hien|chu tri|"
    r"chi thi|co y kien|y kien cua chu tich|giai phap|quyet dinh|lam ro|thong nhat)\b"
)
# a section that tells what is or was said, and gives no work
_TELLING = re.compile(
    r"(?:ve )?(?:cong tac )?(?:danh gia|tinh hinh|ket qua (?:dat duoc|thuc hien|"
    r"cong tac)|"
    r"(?:nhung )?(?:uu diem|han che|ton tai|khuyet diem|nguyen nhan|thanh phan)|"
    r"(?:noi dung |cac )*(?:y kien|kien nghi|phan anh|cau hoi)(?: cua| phat bieu|, kien"
    r" nghi| kien nghi| phan anh)*(?: (?:dai bieu|cong dan|cu tri|nhan dan|nguoi dan)\b"
    r"|$)|noi dung (?:tiep cong dan|doi thoai|kien nghi|phan anh|buoi|trinh bay)|"
    r"dien bien|thoi gian,? dia diem)"
)
# sentences that close a paper and give no work of their own
_NOW = (
    r"(?:(?:can )?(?:nghiem tuc|khan truong|tich cuc|chu dong|kip thoi|phoi hop|"
    r"quan tam)[,\s]*(?:va )?)*"
)
_CLOSING = (
    re.compile(
        r"(?:nhan duoc|can cu) (?:noi dung )?(?:van ban|cong van|thong bao|ke hoach|"
        r"chi thi|quyet dinh|ket luan)(?: nay)?\b(?!.*\bbao cao\b.*\btruoc\b)"
    ),
    re.compile(
        r"(?:van phong|vp|ubnd|uy ban|"
        r"ban tiep cong dan)\b.{0,60}\b(?:xin )?(?:tran trong )?"
        r"thong bao\b.*\b(?:biet|thuc hien|to chuc thuc hien)\b[^.;]{0,60}[\s./]*$"
    ),
    re.compile(
        r"(?:thong bao|cong van|van ban|chi thi|ket luan|quyet dinh) nay "
        r"(?:co hieu luc|thay the|duoc pho bien)"
    ),
    re.compile(
        r".*\bchiu trach nhiem (?:thi hanh|thuc hien) (?:quyet dinh|thong bao|chi thi|"
        r"ket luan|cong van) nay"
    ),
)
_FORMULA = re.compile(
    rf"[\s,]*(?:chiu trach nhiem )?{_NOW}(?:trien khai|to chuc|quan triet)?[\s,]*"
    r"(?:va )?(?:trien khai )?(?:thuc hien|thi hanh)(?: nghiem tuc| nghiem| tot|"
    r" kip thoi| hieu qua| day du| theo dung| cac| "
    r"noi dung| nhiem vu| y kien| chi dao| ket luan| tren| neu tren| nay| theo| "
    r"thong bao| cong van| van ban| chi thi| quyet dinh| cua| dong chi| chu tich| ubnd|"
    r" huyen| xa| "
    r"tinh| ke hoach|,)*[\s./]*$"
)
_AGREES = re.compile(
    r"(?:co ban )?(?:thong nhat|nhat tri|ghi nhan|danh gia cao|bieu duong|hoan nghenh|"
    r"dong y|tiep thu)\b"
)
# one date for several clauses: «Thời gian thực hiện: các nội dung trên xong trước …»
_FOR_ALL = re.compile(
    r"^(?:ve )?(?:thoi gian|thoi han|tien do|han)\b[^:;.]{0,40}(?::|la\b|truoc\b|"
    r"xong\b)"
    r"|\b(?:noi dung|nhiem vu|cong viec|phan viec|viec|y kien|"
    r"kien nghi) (?:neu )?tren\b"
)
_PREAMBLE = re.compile(
    r"\b(?:ket luan|chi dao|yeu cau|chi thi|giao|thong nhat|de nghi|y kien)\b.*"
    r"(?::|\bsau(?: day)?\.?)$"
)
# a heading without which its sentence would say nothing
_TOPIC = re.compile(
    r"(?:(?:ve|doi voi|lien quan den) )?(?:cac |noi dung |viec )*(?:kien nghi|y kien|"
    r"phan anh|de nghi cua|don(?= (?:cua|khieu|to|kien|phan))|vu viec|truong hop|"
    r"ho (?:ong|ba)|khieu nai|to cao|cau hoi)\b"
)
_NEXT = re.compile(r"(?:(?:dong thoi|ngoai ra|truoc mat|rieng|va)[,\s]+)?")
_PRODUCTS = (
    (
        r"(?:tra loi|phuc dap)(?: ket qua)?(?: bang van ban)?(?: cho|"
        r" den)? (?:cong dan|"
        r"nguoi dan|ho dan|cu tri|nhan dan|ba con|cac ho|ong\b|ba\b|kien nghi)",
        "trả lời công dân",
    ),
    (
        r"(?:thong bao|thong tin)(?: ket qua)?(?: bang van ban)?(?: cho| den)"
        r"(?: \w+){0,4}? (?:cong dan|nguoi dan|ho dan|cu tri|nhan dan|ba con)",
        "thông báo cho công dân",
    ),
    (r"van ban (?:tra loi|phuc dap)", "văn bản trả lời"),
    (r"bao cao (?:\w+ ){0,6}?ket qua", "báo cáo kết quả"),
    (r"bao cao", "báo cáo"),
    (r"thong bao ket qua", "thông báo kết quả"),
    (r"to trinh", "tờ trình"),
    (r"(?:xay dung|ban hanh|lap|tham muu) (?:\w+ ){0,3}?ke hoach", "kế hoạch"),
    (r"(?:xay dung|de xuat|lap|tham muu) (?:\w+ ){0,3}?phuong an", "phương án"),
    (r"(?:lap|tong hop|ra soat) danh sach", "danh sách"),
    (r"lap du toan", "dự toán"),
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
    the text names no date and no rhythm. ``due_from`` is the day from which the days
    are counted when it names one; else they run from the document.
    """

    content: str
    source: str
    leads: list = field(default_factory=list)
    supports: list = field(default_factory=list)
    unknown: list = field(default_factory=list)
    due_kind: str = ""
    due_date: date | None = None
    due_days: int = 0
    due_from: date | None = None
    rhythm: str = ""
    due_text: str = ""
    product: str = ""

    def set_due(self, due):
        self.due_kind, self.due_date = due.kind, due.day
        self.due_days, self.due_from = due.days, due.start
        self.rhythm, self.due_text = due.rhythm, due.words


def split(text, names, reference):
    """Propose clauses.

    :param names: ``{name: key}``, each way of writing a unit or group of units
    :param reference: date of the document, for dates without a year; what the text
        itself is dated goes before it
    :raise SplitError: nothing in it, or far too long
    """
    if len(text) > LIMIT:
        raise SplitError("long")
    matcher = unit_names.Names(names)
    rows = outline.read(text, _joins(matcher))
    if not rows:
        raise SplitError("empty")
    dated = due_phrases.date_line(outline.lines(text)[:80])
    clock = due_phrases.Clock(dated or reference, dated is not None)
    proposals = []
    for row, heads, is_head in outline.leaves(_without_preamble(rows, matcher)):
        if row.cells:
            proposals.append((_from_table(row.cells, matcher, clock), heads))
        elif not is_head or matcher.assigned(row.text).led:
            for piece in _pieces(row.text):
                _from_paragraph(piece, heads, matcher, clock, proposals)
    return [proposal for proposal, _heads in proposals]


def _pieces(text):
    """A text that has lost its ends of lines, cut to the length of paragraphs."""
    while len(text) > outline.LONGEST:
        cut = max(
            text.rfind(mark, 0, outline.LONGEST) for mark in (". ", "; ", ", ", " ")
        )
        cut = cut + 1 if cut > 0 else outline.LONGEST
        yield text[:cut].strip()
        text = text[cut:].strip()
    yield text


def _joins(matcher):
    """«Phòng Tài chính» at the end of a line and «- Kế hoạch» at the beginning of the
    next are one name."""

    def join(before, line):
        tail = before[-80:]
        whole = f"{tail} {line}"
        return any(
            matcher.at(whole, match.start())[1] > len(tail) + 2
            for match in re.finditer(r"(?<!\w)\w", tail)
        )

    return join


def _without_preamble(rows, matcher):
    """Without what is told before «… kết luận như sau:», unless it is an order."""
    first = next(
        (
            index
            for index, row in enumerate(rows)
            if row.level is None
            and not row.cells
            and _PREAMBLE.search(fold(row.text))
            and not ORDER.match(fold(row.text))
        ),
        0,
    )
    return [
        row
        for index, row in enumerate(rows)
        if index >= first or row.level is not None or ORDER.match(fold(row.text))
    ]


# ----------------------------------------------------------------------
# paragraphs
# ----------------------------------------------------------------------
def _from_paragraph(leaf, heads, matcher, clock, proposals):
    folded = fold(leaf)
    if leaf.isupper() or any(closing.match(folded) for closing in _CLOSING):
        return
    above = [matcher.heading(head) for head in heads]
    inherited = next((found for found in reversed(above) if found.led), None)
    ordered = _is_ordered(heads)
    if _FOR_ALL.search(folded) and _date_for_all(leaf, heads, clock, proposals):
        return
    for part in _parts(leaf, matcher):
        if matcher.only_names(part):
            # addressees, not work
            continue
        if ordered is False and not ORDER.search(fold(part)):
            continue
        found = matcher.assigned(part)
        if found.led:
            if _is_formula(part, matcher):
                continue
        elif inherited:
            found.leads = list(inherited.leads)
            found.unknown = list(inherited.unknown)
            supports = [*inherited.supports, *found.supports]
            found.supports = [
                key for key in dict.fromkeys(supports) if key not in found.leads
            ]
            found.unknown_supports = [
                *inherited.unknown_supports,
                *found.unknown_supports,
            ]
        elif not ordered or _AGREES.match(fold(part)):
            continue
        proposals.append((_proposal(part, found, heads, clock), heads))


def _is_ordered(heads):
    """Whether the headings say that work is given below: True, False, or None when
    they say nothing."""
    for head in reversed(heads):
        folded = fold(head)
        if _TELLING.match(folded) and not ORDER.search(folded):
            return False
        if _LEADIN.search(folded):
            return True
    return None


def _is_formula(part, matcher):
    """«Yêu cầu các đơn vị nghiêm túc thực hiện» is no work of its own."""
    return any(
        _FORMULA.fullmatch(fold(part[run.end :]))
        for run in matcher.runs(part)
        if len(part) - run.end < 200
    )


def _date_for_all(leaf, heads, clock, proposals):
    """Give the one date to the clauses above that have none.

    :return: False when there is no date or nothing above
    """
    due = clock.find(leaf)
    rows = [
        proposal
        for proposal, above in proposals
        if above[: len(heads)] == heads and not proposal.due_text
    ]
    if not due or not any(above[: len(heads)] == heads for _row, above in proposals):
        return False
    for proposal in rows:
        proposal.set_due(due)
        proposal.source = f"{proposal.source} › {leaf}"
    return True


def _parts(text, matcher):
    """A paragraph that gives work to several units one after the other."""
    cuts, folded = [0], fold(text)
    for match in re.finditer(r"(?<=[.;,])\s+(?=\S)", text):
        end = match.end()
        order = ORDER.match(folded, _NEXT.match(folded, end).end())
        if text[match.start() - 1] == ",":
            cut = (
                order
                and matcher.list_at(text, order.end())
                and matcher.assigned(text[cuts[-1] : end]).led
            )
        elif outline.LABEL.match(folded, end):
            cut = False
        else:
            cut = _begins_anew(text, end, order, matcher) and not (
                # «Phòng A; Phòng B thẩm định …»: one list
                matcher.only_names(text[cuts[-1] : end].strip(" ;."))
            )
        if cut:
            cuts.append(match.end())
    return [
        text[start:end].strip(" ;,")
        for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True)
    ]


def _begins_anew(text, start, order, matcher):
    """Whether the sentence that begins at ``start`` gives work to units of its own."""
    sentence = re.compile(r".*?(?:[.;](?=\s)|$)").match(text, start).group()
    if not matcher.assigned(sentence).led:
        return False
    # «…; UBND xã B phối hợp thực hiện»
    run = next(iter(matcher.runs(sentence)))
    after = fold(sentence[run.end :])
    if order or not re.match(r"\s*phoi hop\b(?! voi)", after):
        # between semicolons the name of a paper may hold units that do nothing
        ends = text[:start].rstrip().endswith(".")
        return bool(order) or ends or unit_names.acts(after[:80])
    return False


def _content(part, heads):
    """The sentence; below a heading that says whose matter it is, with that heading:
    «Kiến nghị của bản Lốm về nước sạch: Giao Phòng …»."""
    content = part.rstrip(" ;./") or part
    content = content[0].upper() + content[1:]
    topic = heads[-1].strip(" .:;") if heads else ""
    tells = _TOPIC.match(fold(topic)) and not topic.isupper()
    return f"{topic}: {content}" if tells else content


def _proposal(part, found, heads, clock):
    proposal = Proposal(
        content=_content(part, heads),
        source=" › ".join([*heads, part]),
        leads=found.leads,
        supports=found.supports,
        unknown=[*found.unknown, *found.unknown_supports],
        product=_product(part),
    )
    for text in (part, *reversed(heads)):
        due = clock.find(text)
        if due:
            proposal.set_due(due)
            break
    return proposal


def _product(text):
    """What shall come of it, in the order of the text."""
    folded, found = fold(text), []
    for pattern, words in _PRODUCTS:
        match = re.search(rf"\b(?:{pattern})", folded)
        if match and not any(words in known for _start, known in found):
            found.append((match.start(), words))
    return "; ".join(words for _start, words in sorted(found))


# ----------------------------------------------------------------------
# rows of a table
# ----------------------------------------------------------------------
def _from_table(cells, matcher, clock):
    if "line" in cells:
        cells = _columns(cells, matcher, clock)
    content = cells["content"].rstrip(" ;./") or cells["content"]
    proposal = Proposal(
        content=content[0].upper() + content[1:],
        source=" | ".join(filter(None, cells.values())),
        product=cells.get("product") or _product(content),
    )
    for name in ("lead", "support"):
        cell = cells.get(name, "")
        run = matcher.list_at(cell, 0)
        keys, unknown = list(run.keys), list(run.unknown)
        if cell and not run:
            unknown = [cell]
        if name == "lead":
            proposal.leads = keys
        else:
            proposal.supports = [key for key in keys if key not in proposal.leads]
        proposal.unknown += unknown
    due = clock.find(f"Thời hạn: {cells['due']}") if cells.get("due") else None
    due = due or clock.find(content)
    if due:
        proposal.set_due(due)
        proposal.due_text = proposal.due_text.removeprefix("Thời hạn: ")
    return proposal


def _columns(cells, matcher, clock):
    """The columns of a row whose lines a PDF has put one after the other: what is to be
    done, who does it, until when."""
    lines = cells["line"]
    text = lines.replace("\n", " ")
    due = clock.at_end(text)
    rest = text[: due.start()].rstrip(" ,;") if due else text
    found = {"content": rest, "due": due.group() if due else ""}
    # a cell begins with a line more often than within one
    begins = [match.end() for match in re.finditer("\n", lines)]
    begins += [match.start() for match in re.finditer(r"(?<=\s)[^\W\d_]", rest)]
    for begin in begins:
        run = matcher.list_at(rest, begin)
        if not (run and rest[begin].isupper()) or rest[run.end :].strip(" .,;"):
            continue
        found["content"], found["lead"] = rest[:begin].rstrip(" ,;"), rest[begin:]
        if "line_support" in cells and len(run.keys) > 1:
            # the column of who leads comes before that of who cooperates
            key, cut = matcher.at(rest, run.first)
            if key is not None:
                found["lead"] = rest[begin:cut]
                found["support"] = rest[cut:].strip(" ,;")
        break
    return found
