"""The structure of an official text: its lines put together again, its outline and the
rows of its tables, whatever the layout, the PDF or the OCR has done to them."""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

# a line broken by the layout is longer than this, a heading is not
SHORT = 60

_MARKER = re.compile(
    r"""^(?:
        (?P<chapter>[A-H])[.)]\s+
      | (?P<roman>[IVX]{1,5})\s?[.)]
      | (?P<article>(?:Điều|Câu|Câu\ hỏi|Nội\ dung|Vấn\ đề|Ý\ kiến|Kiến\ nghị|Nhiệm\ vụ)
            \s+(?:số\s+|thứ\s+)?(?:\d{1,2}|nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)
            \s*[.:)])
      | (?P<number>\d{1,2}(?:\.\d{1,2})+\s?[.)]?(?=\s|[^\W\d])|\d{1,2}\s?[.)](?!\d)
            |\d{1,2}/(?=\s)|\d{1,2}\s?[-–](?=\s?[A-ZĐÀ-Ỹ][a-zđà-ỹ]))
      | (?P<ordinal>(?:Thứ\ (?:nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)|Một\ là|Hai\ là
            |Ba\ là|Bốn\ là|Năm\ là|Sáu\ là)\s*[,:])
      | (?P<letter>[a-zđ])\s?[.)](?!\w\.)
      | (?P<paren>\((?:\d{1,2}|[a-zđ])\))
      | (?P<bullet>[-–—−•*+▪●○◦➢✓]|o(?=\s+[^\W\d_a-zđ]))
    )\s*(?=\S)""",
    re.VERBOSE,
)
_LEVELS = ("chapter", "roman", "article", "number", "ordinal", "letter", "paren")
_BULLET = len(_LEVELS)
_SENTENCE_END = (".", ";", ":", "!", "?", "/")
# no paragraph is longer; what is has lost its line ends
LONGEST = 3000
# stamps of digital signatures and of pages
_STAMP = re.compile(
    r"(?:Ký bởi|Người ký|Được ký bởi|Thời gian ký|Ngày ký|Email|E-mail|Cơ quan|"
    r"Signature Not Verified|Signer|Digitally signed by)\s*:|Signature Not Verified"
    r"|Trang\s+\d+(?:\s*/\s*\d+)?$|\d+\s*\|\s*(?:Page|Trang)"
)
# what stands above every paper and is no part of a sentence
_LETTERHEAD = re.compile(
    r"(?:Độc lập\s*[-–]|(?:Số|Số và ký hiệu)\s*:|V/v\b|Về việc\b.{0,120}$)"
)
_DATED = re.compile(r".{2,60},\s*ngày\s*\d{1,2}\s*tháng\s*\d{1,2}\s*năm\s*\d{4}$")
_TAIL = re.compile(r"(?:Nơi nhận|NƠI NHẬN|Trên đây là)\b")
_ANNEX = re.compile(r"(?:PHỤ LỤC|Phụ lục|DANH MỤC|BIỂU)\b[^.;]*$")
# «Thời hạn: …», «Đơn vị phối hợp: …» belong to the clause they stand under
LABEL = re.compile(
    r"(?:thoi gian|thoi han|tien do|han|(?:don vi|co quan|phong|can bo|nguoi)"
    r"(?: duoc giao| chiu trach nhiem)? (?:chu tri|thuc hien|phoi hop|theo doi|"
    r"chiu trach nhiem)|san pham|ket qua)\b[^:.;,]{0,30}:"
)
_DUE_LABEL = re.compile(r"(?:thoi gian|thoi han|tien do|han)\b")
# what a column of a table holds, by the words of its head
_COLUMNS = (
    ("support", r"phoi hop"),
    ("lead", r"chu tri|thuc hien|don vi|co quan|phan cong|trach nhiem"),
    ("due", r"thoi han|thoi gian|tien do|hoan thanh|han"),
    ("product", r"san pham|ket qua"),
    ("number", r"s?tt|so tt"),
    ("content", r"noi dung|nhiem vu|kien nghi|y kien|cong viec"),
)

_LONE_MARK = re.compile(r"[-–•*+▪●○]|(?:\d{1,2}|[a-zđ])[.)]")
# rules and the walls of tables
_RULE = re.compile(r"[-_=|*.~\s]{2,}|\|")

# spellings of a syllable: what may stand before its vowel and what may stand alone
_ONSET = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])", re.IGNORECASE
)
_VOWELS = "aeiouy"
_ALONE = frozenset(
    "a à á ạ ai ải ái am ám an án ang anh ảnh ánh ao ào áo ảo áp au ác ách ăn ắn "
    "ăng ắt âm ấm ẩm ân ấn ẩn ấp ất âu ấu ẩu ấy e é em én eo èo ép êm ếm êu ếch i ỉ "
    "im in ít ích o ó oa òa oà oai oải oan oán oanh oi ói om on óc ong ông ống ồn "
    "ổn ôn ổ ô ố ồ ốc ổi ôi ôm ốm ốp ở ơ ờ ơi ơn ớt u ú ù ủ ụ ua ùa úa uy uý úy ủy "
    "uỷ uể uốn uổng uống uất um ùm ung ùng úng ủng út úp ục ức ư ừ ứ ưa ừa ước ươi "
    "ươm ươn ướp ướt ương ưng ứng ửng ưu ý y ỷ yên yến yêu yếu yểu yếm yết".split()
)


# a single capital after these is a name
_NAMED = frozenset("ban ong ba xa to khu thon anh chi diem nhom lo cum ho".split())


@dataclass
class Row:
    """A paragraph. ``level`` is None without a marker; ``cells`` holds what the columns
    of a table say: {"content": …, "lead": …}."""

    level: float | None
    text: str
    kind: str = ""
    cells: dict = field(default_factory=dict)


@lru_cache(maxsize=512)
def fold(text):
    """Lower case without accents, one letter for each of an NFC text, so that
    positions stay the same."""
    letters = []
    for letter in text:
        base = unicodedata.normalize("NFD", letter)[0].lower()
        letters.append("d" if base == "đ" else base[:1] or " ")
    return "".join(letters)


def read(text, join=lambda before, line: False):
    """[Row] of a text, its letterhead, its stamps and its tail left out.

    :param join: says whether a line that begins with a dash goes on with the name that
        the line before it began
    """
    reader = _Reader(join)
    for line in lines(text):
        reader.take(line)
    return _with_levels(reader.finish())


class _Reader:
    """Puts the lines of a text together to rows."""

    def __init__(self, join):
        self.join = join
        self.rows = []
        self.blank = True
        # length of the line before
        self.last = 0
        self.skipping = False
        self.columns = None
        self.table = None
        self.mark = ""

    def finish(self):
        if self.table:
            self.table.close(self.rows)
        return self.rows

    def take(self, raw):
        if raw.count("\t") > 1:
            self.columns = _cells(raw, self.columns, self.rows)
            if self.columns:
                self.blank = True
                return
        line = mend(re.sub(r"\s+", " ", raw).strip())
        if _LONE_MARK.fullmatch(line):
            # the layout has put it on a line of its own
            self.mark = f"{line} "
            return
        if line or not self.mark:
            line, self.mark = self.mark + line, ""
        if _RULE.fullmatch(line) or self._is_left_out(line) or self._in_table(line):
            return
        if not line or re.fullmatch(r"[-–]?\s?\d{1,3}\s?[-–]?", line):
            # a page number stands alone and breaks no sentence
            self.blank = self.blank or not line
            return
        self._put(line)
        self.last, self.blank = len(line), False

    def _is_left_out(self, line):
        if _ANNEX.match(line):
            self.skipping = False
        elif _TAIL.match(line):
            self.skipping = True
        return self.skipping or bool(_STAMP.match(line))

    def _in_table(self, line):
        if _Lines.opens(line):
            if self.table:
                self.table.close(self.rows)
            self.table = _Lines(line)
            return True
        if self.table and not self.table.take(line, self.rows):
            self.table = None
        return bool(self.table)

    def _put(self, line):
        rows, match = self.rows, _MARKER.match(line)
        if _LETTERHEAD.match(line):
            # the lines that it has been broken into are dropped with it
            rows.append(Row(None, line, "letterhead"))
            return
        ended = self._has_ended(line)
        if match and match.lastgroup == "bullet" and not ended:
            match = None if self.join(rows[-1].text, line) else match
        goes_on = not match and not ended
        if goes_on and line[0].isupper() and not line.isupper():
            # a heading ends with its line: in capitals, or numbered and short
            short = rows[-1].level is not None and self.last < SHORT
            goes_on = not (rows[-1].text.isupper() or short)
        if goes_on and not rows[-1].cells and (not self.blank or line[0].islower()):
            rows[-1].text += " " + line
        elif not _belongs(rows, match, line):
            rows.append(_row(match, line))

    def _has_ended(self, line):
        """Whether the row before can't go on with this line."""
        if not self.rows:
            return True
        row = self.rows[-1]
        if row.kind == "letterhead":
            # only what the paper is about goes on, and in small letters
            return not row.text.startswith("V") or not line[:1].islower()
        return (
            row.text.endswith(_SENTENCE_END)
            or len(row.text) > LONGEST
            or bool(_DATED.match(row.text[-120:]))
        )


def leaves(rows):
    """(row, headings above it, False) of every paragraph that nothing stands below,
    and with True of the sentences that are headings too."""
    heads = []
    for index, row in enumerate(rows):
        below = rows[index + 1] if index + 1 < len(rows) else None
        if row.cells:
            yield row, [], False
            continue
        level, line = row.level, row.text
        if level is None:
            opens = below is not None and below.level is not None
            under = bool(heads) and heads[-1][2]
            if line.endswith(":") and not line.isupper():
                heads = [*heads, (99.0, line, True)] if under else [(-1.0, line, True)]
            elif opens and re.search(r"\bsau(?: đây)?$", line.rstrip(" .")):
                heads = [(-1.0, line, True)]
            else:
                if not under:
                    heads = []
                yield row, [text for _level, text, _open in heads], False
            continue
        heads = [head for head in heads if head[0] < level]
        heading = len(line) < SHORT and not line.endswith(_SENTENCE_END)
        if below is not None and below.level is not None and below.level > level:
            if line[-1] in ".;/":
                yield row, [text for _level, text, _open in heads], True
            heads.append((level, line, False))
        elif line.endswith(":") or (
            heading and below is not None and below.level is None and not below.cells
        ):
            # «2. Phòng Tài chính» above a paragraph without a number
            heads.append((level, line, True))
        else:
            yield row, [text for _level, text, _open in heads], False


# ----------------------------------------------------------------------
# lines
# ----------------------------------------------------------------------
def lines(text):
    """Its lines, composed, without what nobody sees."""
    text = unicodedata.normalize("NFC", text).replace("\u00ad", "").replace("**", "")
    text = re.sub("[\u200b-\u200f\u2060\ufeff]", "", text)
    # soft line breaks and pages of Word, private bullets of its fonts
    text = re.sub("[\r\v\f\u2028\u2029]", "\n", text.replace("\r\n", "\n"))
    text = re.sub("[\uf000-\uf0ff]", "•", text)
    return text.replace("\u00a0", " ").split("\n")


def _row(match, line):
    if not match:
        return Row(None, line)
    kind, level = match.lastgroup, None
    if kind == "bullet":
        kind = match.group("bullet").replace("–", "-").replace("—", "-")
    else:
        level = float(_LEVELS.index(kind))
    if kind == "number":
        level += 0.1 * match.group("number").strip(" .)/-–").count(".")
    return Row(level, line[match.end() :], kind)


def _belongs(rows, match, line):
    """«- Thời hạn: …» under a clause is put to the clause."""
    if not rows or rows[-1].cells or rows[-1].text.endswith(":"):
        return False
    text = line[match.end() :] if match else line
    folded = fold(text)
    if not LABEL.match(folded) or " tren" in folded:
        return False
    row = _row(match, line)
    numbered = row.level is not None or not row.kind
    if row.kind == rows[-1].kind and (_DUE_LABEL.match(folded) or numbered):
        # the last of its kind may speak for all of them
        return False
    if rows[-1].level is None and not rows[-1].kind:
        return False
    rows[-1].text = f"{rows[-1].text.rstrip(' ;.')}; {text}"
    return True


def _with_levels(rows):
    """Bullets stand below numbers; among themselves in the order in which they come."""
    order = []
    for row in rows:
        if row.level is not None or not row.kind or row.kind == "head":
            order = []
            continue
        if row.kind not in order:
            order.append(row.kind)
        else:
            del order[order.index(row.kind) + 1 :]
        row.level = float(_BULLET + order.index(row.kind))
    return [row for row in rows if row.kind not in ("head", "letterhead")]


def mend(line):
    """Put together what an OCR has torn: «ph ối hợp v ới» is «phối hợp với».

    Only letters that are no syllable on their own are joined, so that a clean text
    stays as it is.
    """
    words = line.split(" ")
    if len(words) < 2:
        return line
    result = []
    for word in words:
        before = result[-1] if result else ""
        if before and _torn(before, word, result[-2] if len(result) > 1 else ""):
            result[-1] = before + word
        else:
            result.append(word)
    return " ".join(result)


def _torn(before, word, earlier):
    core = re.match(r"[^\W\d_]+", word)
    # what stands before may carry a bracket or a quotation mark
    head = re.search(r"[^\W\d_]+$", before)
    if not core or not head or not core.group().islower():
        return False
    head, core = head.group(), core.group()
    folded = fold(core)
    if folded[0] in _VOWELS:
        whole = _ONSET.fullmatch(head)
        if whole and not (head.isupper() and len(head) > 1):
            if earlier[-1:].isdigit() or before != head:
                return False
            if len(head) > 1 or head.islower() or core not in _ALONE:
                return True
            # «V ăn phòng», and not «bản C ít nước», «Lò Văn B ở …»
            return not (earlier.istitle() or fold(earlier) in _NAMED)
        # «đi ểm»: no syllable begins so
        return (
            core not in _ALONE
            and fold(head[-1]) in _VOWELS
            and before[-1].isalpha()
            and len(folded) < 5
        )
    # «huyệ n», «trườn g»
    return bool(
        re.fullmatch(r"c|ch|m|n|ng|nh|p|t|g", core)
        and core == word.rstrip(",.;:)")
        and before[-1].isalpha()
        and not head.isupper()
        and (fold(head[-1]) in _VOWELS or (core == "g" and head[-1] == "n"))
        and len(head) > 1
        and not earlier[-1:].isdigit()
    )


# ----------------------------------------------------------------------
# tables
# ----------------------------------------------------------------------
def _column(text):
    folded = fold(text.strip())
    for name, pattern in _COLUMNS:
        if re.search(rf"\b(?:{pattern})\b", folded):
            return name
    return ""


def _cells(line, columns, rows):
    """Take a row whose cells are parted by tabs.

    :return: the columns of its table; None if it is no table of work
    """
    cells = [mend(re.sub(r" +", " ", cell).strip()) for cell in line.split("\t")]
    if not isinstance(columns, list) or len(cells) != len(columns):
        columns = [_column(cell) for cell in cells]
        if "lead" not in columns or "content" not in columns:
            return None
        rows.append(Row(None, "", "head"))
        return columns
    found = {}
    for name, cell in zip(columns, cells, strict=True):
        if name and cell and name not in found:
            found[name] = cell
    if found.get("content"):
        rows.append(Row(None, found["content"], "row", found))
        rows.append(Row(None, "", "head"))
    return columns


class _Lines:
    """A table that a PDF gives line by line: «1 / Sửa đập / Phòng NN&PTNT / 30/9»."""

    _HEAD = re.compile(r"(?:STT|Stt|TT|Số TT)(?:\s|$)")

    def __init__(self, line):
        self.head = line
        self.number = 0
        self.lines = []

    @classmethod
    def opens(cls, line):
        head = cls._HEAD.match(line)
        return bool(head) and (head.end() == len(line) or _column(line[3:]) != "")

    def take(self, line, rows):
        """False when the table has ended before this line."""
        start = re.match(rf"{self.number + 1}(?:[.)]?\s+(?=\S)|[.)]?$)", line)
        if start:
            self.close(rows)
            self.number += 1
            self.lines = [line[start.end() :]]
            return True
        ends = re.match(r"[IVX]{1,5}\.|(?:Nơi nhận|Trên đây)", line)
        if ends or (not self.number and len(self.head) > 300):
            self.close(rows)
            return False
        if self.number:
            self.lines.append(line)
        else:
            self.head += " " + line
        return True

    def close(self, rows):
        text = "\n".join(filter(None, self.lines)).strip()
        self.lines = []
        if text:
            folded = fold(self.head)
            cells = {"line": text}
            if "phoi hop" in folded:
                cells["line_support"] = "1"
            rows.append(Row(None, text, "row", cells))
