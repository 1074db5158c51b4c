"""Old registers in Excel: the workbook read safely, the line of its headings found, and
its cells understood (days, numbers, crosses). No ORM.

What can't be read is ``Refused`` with a code, and what one cell can't mean is a
``CellError`` with a code: whoever shows it finds the words. Neither carries what stands
in the cell, for that may be a person.
"""

import io
import json
import re
import warnings
import zipfile
import zlib
from collections import Counter
from datetime import date, datetime, time, timedelta
from itertools import islice
from xml.etree.ElementTree import ParseError, iterparse

import openpyxl
import xlrd
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from . import legacy_text
from .identity import fold

MAX_BYTES = 30 * 1024 * 1024
# of all parts of a workbook unpacked, and how much smaller a big part may be packed
MAX_UNPACKED = 600 * 1024 * 1024
MAX_RATIO = 200
RATIO_FROM = 10 * 1024 * 1024
MAX_PARTS = 2000
MAX_ROWS = 100_000
MAX_COLUMNS = 100
# headings stand among the first lines, below titles and the name of the body
HEAD_LINES = 40
# lines of headings, one below the other
HEAD_DEPTH = 4
# in letters; longer ones are what stands in the rows
LONGEST_HEADING = 400
# days of a register lie after this
OLDEST = date(1950, 1, 1)
_EPOCH = date(1899, 12, 30)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# the line of sums at the foot of a page
_SUM = re.compile(r"(tổng|cộng)(\s|$|:)")
_REMARK = re.compile(r"\([^)]*\)|\[[^\]]*\]")


class Refused(Exception):
    """The file is no register that can be read; ``code`` says why."""

    def __init__(self, code, **params):
        super().__init__(code)
        self.code = code
        self.params = params


class CellError(Exception):
    """A cell can't mean what its column asks for; ``code`` says why."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


class Broken:
    """A cell without a value: a formula never computed, or an error of Excel."""

    __slots__ = ("code",)

    def __init__(self, code):
        self.code = code

    def __repr__(self):
        return f"<{self.code}>"


FORMULA = Broken("formula")
EXCEL_ERROR = Broken("excel_error")
_BROKEN = {value.code: value for value in (FORMULA, EXCEL_ERROR)}


class Table:
    """The lines of one sheet: ``rows`` is ``[(number in Excel, [values])]``, cells of a
    merged range all hold its value; ``whole`` says whether these are all lines."""

    def __init__(self, name, rows, merged=(), hidden=(), fonts=None, whole=True):
        self.name = name
        self.whole = whole
        self.merged = list(merged)
        self.hidden = set(hidden)
        self._fonts = fonts or {}
        rows = {number: values for number, values in rows}
        self._fill_merged(rows)
        self.rows = sorted(rows.items())

    def _fill_merged(self, rows):
        for top, left, bottom, right in self.merged:
            first = rows.get(top, [])
            value = first[left] if left < len(first) else None
            if value is None or right >= MAX_COLUMNS * 3:
                continue
            font = self._fonts.get((top, left))
            # only where there are lines: a range may reach to the end of the sheet
            for number in _present(rows, top, bottom):
                cells = rows[number]
                if len(cells) <= right:
                    cells.extend([None] * (right + 1 - len(cells)))
                for column in range(left, right + 1):
                    if cells[column] is None:
                        cells[column] = value
                        if font:
                            self._fonts[number, column] = font

    def decode(self):
        """Bring every text to composed Unicode, whatever font it was typed in."""
        samples = {}
        for _number, values in self.rows:
            for column, value in enumerate(values):
                if isinstance(value, str) and len(samples.get(column, ())) < 200:
                    samples.setdefault(column, []).append(value)
        likely = {c: legacy_text.likely_script(texts) for c, texts in samples.items()}
        scripts = Counter(likely.values())
        for number, values in self.rows:
            for column, value in enumerate(values):
                if isinstance(value, str):
                    values[column] = legacy_text.to_unicode(
                        value,
                        self._fonts.get((number, column)),
                        likely.get(column, legacy_text.UNICODE),
                    ).strip()
        self._fonts = {}
        scripts.pop(legacy_text.UNICODE, None)
        return scripts

    def pack(self):
        """Bytes of the lines as they were understood: reading these takes a tenth of
        the time that the workbook takes. One line of text for each, so that the first
        ones can be had alone."""
        head = {
            "name": self.name,
            "merged": self.merged,
            "hidden": sorted(self.hidden),
            "whole": self.whole,
        }
        lines = [head, *self.rows]
        text = "\n".join(
            json.dumps(line, ensure_ascii=False, default=_packed) for line in lines
        )
        return zlib.compress(text.encode(), 1)

    @classmethod
    def unpack(cls, data, most=None):
        """What ``pack`` has made, or its first ``most`` lines."""
        lines = io.BytesIO(zlib.decompress(data))
        head = json.loads(next(lines))
        rows = [json.loads(line, object_hook=_unpacked) for line in islice(lines, most)]
        whole = head["whole"] and not next(lines, None)
        table = cls(head["name"], rows, hidden=head["hidden"], whole=whole)
        # the cells below a merged one hold its value already
        table.merged = [tuple(area) for area in head["merged"]]
        return table


def _packed(value):
    if isinstance(value, Broken):
        return {"broken": value.code}
    # of dates a datetime is one too
    return {"day" if type(value) is date else "moment": value.isoformat()}


def _unpacked(value):
    if "broken" in value:
        return _BROKEN[value["broken"]]
    if "day" in value:
        return date.fromisoformat(value["day"])
    return datetime.fromisoformat(value["moment"])


def _present(rows, top, bottom):
    if bottom - top < len(rows):
        return [number for number in range(top, bottom + 1) if number in rows]
    return [number for number in rows if top <= number <= bottom]


# ----------------------------------------------------------------------
# the workbook
# ----------------------------------------------------------------------
class Book:
    """An opened workbook: ``kind`` («xlsx» or «xls») by its content, ``sheets`` by
    name."""

    def __init__(self, content):
        self.kind = kind_of(content)
        self._content = content
        self._book = _open_xlsx(content) if self.kind == "xlsx" else _open_xls(content)
        self.sheets = (
            self._book.sheetnames if self.kind == "xlsx" else self._book.sheet_names()
        )

    def read_sheet(self, name, most=None):
        """One sheet.

        :param most: read so many lines only
        :raise Refused: too many lines or columns, or a damaged sheet
        """
        if name not in self.sheets:
            raise Refused("no_sheet")
        read = _read_xlsx if self.kind == "xlsx" else _read_xls
        try:
            with warnings.catch_warnings():
                # of openpyxl, about parts of a workbook that are of no matter here
                warnings.simplefilter("ignore")
                table = read(self._book, name, most)
        except Refused:
            raise
        except _DAMAGED as error:
            raise Refused("damaged") from error
        used = _used_columns(table.rows)
        if used > MAX_COLUMNS:
            raise Refused("columns", count=used, limit=MAX_COLUMNS)
        return table


# what the readers raise on files that are none, or were cut
_DAMAGED = (
    zipfile.BadZipFile,
    InvalidFileException,
    ParseError,
    xlrd.XLRDError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    AssertionError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    UnicodeError,
    MemoryError,
)


def kind_of(content):
    """«xlsx» or «xls» by what the file is, not by what it is called.

    :raise Refused: it is something else, locked by a password, or too big
    """
    if not content:
        raise Refused("empty_file")
    if len(content) > MAX_BYTES:
        raise Refused("size", limit=MAX_BYTES // (1024 * 1024))
    if content.startswith(_OLE):
        return _kind_of_ole(content)
    if content.startswith(b"PK"):
        _check_zip(content)
        return "xlsx"
    head = content[:2048].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith(b"\x09\x08") or head.startswith(b"\t\x04"):
        return "xls"
    if head.startswith(b"<") and (b"<html" in head or b"<table" in head):
        raise Refused("html")
    if head.startswith(b"<?xml"):
        raise Refused("xml_2003")
    if content.startswith(b"%PDF"):
        raise Refused("pdf")
    raise Refused("not_excel")


def _kind_of_ole(content):
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Refused("password")
    if any(
        name.encode("utf-16-le") + b"\0\0" in content for name in ("Workbook", "Book")
    ):
        return "xls"
    raise Refused("not_excel")


def _check_zip(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED:
                raise Refused("bomb")
            for part in parts:
                packed = max(part.compress_size, 1)
                if part.file_size > RATIO_FROM and part.file_size / packed > MAX_RATIO:
                    raise Refused("bomb")
                if part.flag_bits & 1:
                    raise Refused("password")
            if "xl/workbook.bin" in names:
                raise Refused("xlsb")
            if "content.xml" in names:
                raise Refused("ods")
            if not any(name.startswith("xl/") for name in names):
                raise Refused("not_excel")
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    with archive.open(part) as source:
                        # entities of a document type can grow without end
                        if b"<!DOCTYPE" in source.read(65536):
                            raise Refused("bomb")
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError) as error:
        raise Refused("damaged") from error
    except RuntimeError as error:
        raise Refused("password") from error


def _open_xlsx(content):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader = _Reader(
                io.BytesIO(content), read_only=True, data_only=True, keep_links=False
            )
            reader.read()
            book = reader.wb
    except _DAMAGED as error:
        raise Refused("damaged") from error
    # sheets of diagrams have no cells
    if not book.worksheets:
        raise Refused("empty_sheet")
    return book


def _open_xls(content):
    try:
        return xlrd.open_workbook(
            file_contents=content, formatting_info=True, logfile=io.StringIO()
        )
    except xlrd.XLRDError as error:
        code = "password" if "encrypt" in str(error).lower() else "damaged"
        raise Refused(code) from error
    except _DAMAGED as error:
        raise Refused("damaged") from error


class _Reader(ExcelReader):
    """Takes the texts of a workbook without making an object of each of their parts:
    before anything else is known of a big register, all of them are read."""

    def read_strings(self):
        part = self.package.find(SHARED_STRINGS)
        if part is not None:
            with self.archive.open(part.PartName[1:]) as source:
                self.shared_strings = [
                    _text_of(item)
                    for _event, item in iterparse(source)
                    if item.tag == _ITEM
                ]


_ITEM, _TEXT, _RUN = (f"{{{SHEET_MAIN_NS}}}{tag}" for tag in ("si", "t", "r"))


def _text_of(item):
    """One text, of one piece or of several in different fonts, without the remarks on
    its pronunciation that some programs add."""
    texts = []
    for child in item:
        if child.tag == _TEXT:
            texts.append(child.text or "")
        elif child.tag == _RUN:
            texts.append(child.findtext(_TEXT) or "")
    item.clear()
    return "".join(texts).replace("x005F_", "")


class _Parser(WorkSheetParser):
    """Besides the values: formulas that no program computed."""

    def parse_cell(self, element):
        cell = super().parse_cell(element)
        if cell["value"] is None and element.find(FORMULA_TAG) is not None:
            cell["value"] = FORMULA
        elif cell["data_type"] == "e":
            cell["value"] = EXCEL_ERROR
        return cell


def _read_xlsx(book, name, most):
    sheet = book[name]
    if not hasattr(sheet, "_get_source"):
        raise Refused("empty_sheet")
    fonts_of = _legacy_fonts(book)
    rows, fonts, hidden, whole = [], {}, [], True
    with sheet._get_source() as source:
        parser = _Parser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for number, cells in parser.parse():
            values = []
            for cell in cells:
                value = cell["value"]
                if value is None or value == "":
                    continue
                if isinstance(value, time | timedelta):
                    # an hour is no day and no number: text
                    value = str(value)
                column = cell["column"] - 1
                if len(values) <= column:
                    values.extend([None] * (column + 1 - len(values)))
                values[column] = value
                font = fonts_of.get(cell["style_id"])
                if font:
                    fonts[number, column] = font
            if values:
                rows.append((number, values))
                if len(rows) > MAX_ROWS:
                    raise Refused("rows", limit=MAX_ROWS)
            if most and len(rows) >= most:
                whole = False
                break
        hidden = [
            int(number)
            for number, attrs in parser.row_dimensions.items()
            if attrs.get("hidden") in ("1", "true")
        ]
        ranges = parser.merged_cells.mergeCell if parser.merged_cells else ()
        merged = [(r.min_row, r.min_col - 1, r.max_row, r.max_col - 1) for r in ranges]
    if most and not merged:
        merged = _merged_of(sheet)
    return Table(name, rows, merged, hidden, fonts, whole)


_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')


def _merged_of(sheet):
    """Merged ranges of a sheet of which only the first lines were read: they stand
    behind all lines."""
    found, rest = [], b""
    with sheet._get_source() as source:
        while chunk := source.read(1 << 20):
            text = rest + chunk
            end = 0
            for match in _MERGED.finditer(text):
                left, top, right, bottom = match.groups()
                found.append((int(top), _column(left), int(bottom), _column(right)))
                end = match.end()
            rest = text[max(end, len(text) - 200) :]
    return found


def _column(letters):
    return openpyxl.utils.column_index_from_string(letters.decode()) - 1


def _legacy_fonts(book):
    """{style: font} of the styles whose font isn't of Unicode."""
    found = {}
    for index, style in enumerate(book._cell_styles):
        if style.fontId < len(book._fonts):
            font = book._fonts[style.fontId].name
            if legacy_text.script_of_font(font):
                found[index] = font
    return found


def _read_xls(book, name, most):
    sheet = book.sheet_by_name(name)
    if sheet.nrows > MAX_ROWS:
        raise Refused("rows", limit=MAX_ROWS)
    rows, fonts = [], {}
    for index in range(min(sheet.nrows, most or sheet.nrows)):
        values = [
            _xls_value(book, sheet.cell(index, column))
            for column in range(sheet.row_len(index))
        ]
        while values and values[-1] is None:
            values.pop()
        if not values:
            continue
        for column, value in enumerate(values):
            if isinstance(value, str):
                style = book.xf_list[sheet.cell_xf_index(index, column)]
                font = book.font_list[style.font_index].name
                if legacy_text.script_of_font(font):
                    fonts[index + 1, column] = font
        rows.append((index + 1, values))
    merged = [
        (top + 1, left, bottom, right - 1)
        for top, bottom, left, right in sheet.merged_cells
    ]
    hidden = [index + 1 for index, info in sheet.rowinfo_map.items() if info.hidden]
    return Table(name, rows, merged, hidden, fonts)


def _xls_value(book, cell):
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return None
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return EXCEL_ERROR
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate_as_datetime(cell.value, book.datemode)
        except (xlrd.xldate.XLDateError, OverflowError, ValueError):
            return EXCEL_ERROR
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    return cell.value if cell.value != "" else None


def count_rows(content):
    """About how many lines the biggest sheet has, without reading it.

    :raise Refused: the file was cut or changed on its way
    """
    if not content.startswith(b"PK"):
        return 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return max(
                (
                    _count_lines(archive, part)
                    for part in archive.infolist()
                    if part.filename.startswith("xl/worksheets/")
                ),
                default=0,
            )
    except _DAMAGED as error:
        raise Refused("damaged") from error


def _count_lines(archive, part):
    lines, rest = 0, b""
    with archive.open(part) as source:
        while chunk := source.read(1 << 20):
            text = rest + chunk
            lines += text.count(b"<row ")
            rest = text[-4:]
    return lines


def _used_columns(rows):
    used = set()
    for _number, values in rows[:500]:
        used.update(column for column, value in enumerate(values) if value is not None)
    return len(used)


# ----------------------------------------------------------------------
# headings
# ----------------------------------------------------------------------
class Head:
    """The headings of a table: ``names`` by column, the number of its last line, and
    ``fields`` ``{column: key}`` as recognised."""

    def __init__(self, names, last, fields):
        self.names = names
        self.last = last
        self.fields = fields


def find_head(table, columns, remembered=None):
    """The line, or lines, of headings: where most columns are recognised.

    :param columns: ``[Column]`` that the register may have
    :param remembered: ``{folded heading: key}`` that somebody chose before
    :raise Refused: nothing in it, or no headings of such a register
    """
    if not table.rows:
        raise Refused("empty_sheet")
    best, variants = None, Variants(columns)
    for index, (number, _values) in enumerate(table.rows[:HEAD_LINES]):
        for depth in range(1, HEAD_DEPTH + 1):
            lines = table.rows[index : index + depth]
            if len(lines) < depth or lines[-1][0] != number + depth - 1:
                break
            names = _join_lines(values for _number, values in lines)
            if best and sum(map(bool, names)) <= best[0]:
                # can't be better: most lines below the headings of a clear register
                continue
            fields = _recognise(names, variants, remembered or {})
            certain = sum(1 for key in fields.values() if key)
            # another line must recognise more, or it is the first line of data
            if best is None or certain > best[0]:
                best = (certain, names, lines[-1][0], fields)
    certain, names, last, fields = best
    if certain < 2:
        raise Refused("no_head")
    return Head(names, _after_numbers(table, last), fields)


def _join_lines(lines):
    """Headings of several lines, the upper one first: «Hướng xử lý / Thụ lý»."""
    joined = []
    for values in lines:
        joined.extend([] for _more in range(len(values) - len(joined)))
        for column, value in enumerate(values):
            if isinstance(value, Broken) or value is None:
                continue
            text = " ".join(str(value).split())
            if text and text not in joined[column]:
                joined[column].append(text)
    return [" / ".join(parts) for parts in joined]


def _after_numbers(table, last):
    """A line below the headings that only counts the columns, (1) (2) (3) or A B 1 2,
    is a heading too."""
    for number, values in table.rows:
        if number <= last:
            continue
        marks = [str(v).strip("() .") for v in values if v is not None]
        short = all(re.fullmatch(r"\d{1,2}|[A-Z]", mark) for mark in marks)
        digits = [int(mark) for mark in marks if mark.isdigit()]
        if short and len(digits) > 1 and digits == sorted(set(digits)):
            if digits[-1] - digits[0] == len(digits) - 1 and len(marks) > 2:
                return number
        break
    return last


def recognise(names, columns, remembered=None):
    """{column: key} of these headings; each key once, the surest heading first."""
    return _recognise(names, Variants(columns), remembered or {})


def _recognise(names, variants, remembered):
    scored = []
    for index, name in enumerate(names):
        if not name or len(name) > LONGEST_HEADING:
            continue
        if remembered.get(fold(name)):
            scored.append((0, index, remembered[fold(name)]))
            continue
        for rank, score in variants.scores(_heading_words(name)).items():
            scored.append((score * 1000 + rank, index, variants.columns[rank].key))
    fields, taken = {}, set()
    for _score, index, key in sorted(scored):
        if index not in fields and key not in taken:
            fields[index] = key
            taken.add(key)
    return fields


def _heading_words(name):
    """(the whole heading in two writings, its lowest line in two): with and without
    the remarks in parentheses."""
    parts = [part for part in name.split(" / ") if part]
    bare = [fold(_REMARK.sub(" ", part)) for part in parts]
    whole = [fold(part) for part in parts]
    return (
        (" ".join(bare), " ".join(whole)),
        (bare[-1], whole[-1]) if parts else ("", ""),
    )


class Variants:
    """The writings of these columns, found by the words of a heading."""

    def __init__(self, columns):
        self.columns = columns
        self._ranks = {}
        for rank, column in enumerate(columns):
            for variant in column.variants:
                self._ranks.setdefault(variant, []).append(rank)
        self._most = max(variant.count(" ") + 1 for variant in self._ranks)

    def scores(self, words):
        """{place of a column: how surely the heading names it}: 1 the same words, more
        for less sure."""
        joined, last = words
        found = {}

        def note(variant, score):
            for rank in self._ranks.get(variant, ()):
                found[rank] = min(score, found.get(rank, score))

        for text in joined:
            note(text, 1)
        for text in last:
            note(text, 2)
            parts = text.split(" ")
            for size in range(1, min(len(parts) - 1, self._most) + 1):
                variant = " ".join(parts[:size])
                if len(variant) > 4:
                    note(variant, 3 + 1 / len(variant))
        parts = joined[0].split(" ")
        for start in range(len(parts)):
            for end in range(start + 1, min(len(parts), start + self._most) + 1):
                variant = " ".join(parts[start:end])
                if len(variant) > 7:
                    note(variant, 4 + 1 / len(variant))
        return found


class Column:
    """One column that a register may have: ``key``, its heading in the template, other
    writings of it, an example and a note; ``spare``: it holds in another way what other
    columns do, and the template goes without it."""

    def __init__(
        self, key, heading, *variants, need=False, spare=False, example="", note=""
    ):
        self.key = key
        self.heading = heading
        self.need = need
        self.spare = spare
        self.example = example
        self.note = note
        names = (heading, *variants)
        self.variants = {fold(_REMARK.sub(" ", n)) for n in names} | {
            fold(n) for n in names
        }


def data_rows(table, head):
    """``(number, {key: value})`` of the lines below the headings that hold data: not
    the empty ones, the headings repeated on a new page, titles of a month or sums."""
    keys = {column: key for column, key in head.fields.items() if key}
    wide = {
        (top, left, right)
        for top, left, _bottom, right in table.merged
        if right - left >= 2
    }
    titles = {top for top, _left, _right in wide}
    repeated = {name.casefold() for name in head.names if name}
    for number, values in table.rows:
        if number <= head.last:
            continue
        row = {
            key: values[column]
            for column, key in keys.items()
            if column < len(values) and values[column] not in (None, "")
        }
        filled = [value for value in values if value not in (None, "")]
        if not row or len(filled) < 2:
            continue
        if number in titles and len({str(value) for value in filled}) <= 2:
            continue
        texts = [v.casefold() for v in filled if isinstance(v, str)]
        if texts and sum(text in repeated for text in texts) >= max(2, len(texts) // 2):
            continue
        if texts and _SUM.match(texts[0]):
            continue
        yield number, row


# ----------------------------------------------------------------------
# values
# ----------------------------------------------------------------------
_DMY = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4}|\d{2})")
_YMD = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?")
_WORDS = re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2}) nam (\d{4})")
_MONTH = re.compile(r"(?:thang )?(\d{1,2}) (?:nam )?(\d{4})|quy [ivx\d]+ .*|(\d{4})")


def parse_day(value, today):
    """The day in a cell: a day of Excel, its serial number, or text with day, month
    and year; a year of two digits lies between 1950 and 2049.

    :raise CellError: no_day (only a month or year), not_day, far
    """
    _check_broken(value)
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return _sane(value.date(), today)
    if isinstance(value, date):
        return _sane(value, today)
    if isinstance(value, bool):
        raise CellError("not_day")
    if isinstance(value, int | float):
        return _from_serial(value, today)
    text = str(value).strip().strip(".,;'")
    text = re.sub(r"\s+\d{1,2}:\d{2}(:\d{2})?$", "", text)
    match = _YMD.fullmatch(text)
    if match:
        return _day_of(int(match[1]), int(match[2]), int(match[3]), today)
    match = _DMY.fullmatch(text) or _WORDS.fullmatch(fold(text))
    if match:
        year = int(match[3])
        if len(match[3]) == 2:
            year += 2000 if 2000 + year < OLDEST.year + 100 else 1900
        return _day_of(year, int(match[2]), int(match[1]), today)
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return _from_serial(float(text), today)
    if _MONTH.fullmatch(fold(text)):
        raise CellError("no_day")
    raise CellError("not_day")


def _from_serial(value, today):
    if 1900 <= value <= 2100 and value == int(value):
        # a year alone
        raise CellError("no_day")
    if not 18264 <= value <= 73415:
        # 1950 to 2100
        raise CellError("not_day")
    return _sane(_EPOCH + timedelta(days=int(value)), today)


def _day_of(year, month, day, today):
    try:
        return _sane(date(year, month, day), today)
    except ValueError as error:
        raise CellError("not_day") from error


def _sane(day, today):
    if not OLDEST <= day <= today.replace(year=today.year + 30, day=1):
        raise CellError("far")
    return day


def parse_number(value, least=None, most=None):
    """A whole number: 12, 12.0, «05», «1.234», «12 người».

    :raise CellError: not_number, out_of_range
    """
    _check_broken(value)
    if value is None or value == "":
        return None
    if isinstance(value, bool | date | datetime):
        raise CellError("not_number")
    if isinstance(value, int | float):
        if value != int(value):
            raise CellError("not_number")
        number = int(value)
    else:
        match = re.fullmatch(
            r"(\d{1,3}(?:[. ]\d{3})+|\d+)(?:[.,]0+)?(?:\s*[^\W\d_]+)?", value.strip()
        )
        if not match:
            raise CellError("not_number")
        number = int(re.sub(r"[. ]", "", match[1]))
    if (least is not None and number < least) or (most is not None and number > most):
        raise CellError("out_of_range")
    return number


def parse_year(value, today):
    """A year of birth, also from a whole date of birth.

    :raise CellError: not_year
    """
    _check_broken(value)
    if value is None or value == "":
        return None
    if isinstance(value, datetime | date):
        return value.year
    text = str(int(value)) if isinstance(value, float) else str(value).strip()
    match = re.search(r"\b(19\d\d|20\d\d)\b", text)
    if not match or int(match[1]) > today.year:
        raise CellError("not_year")
    return int(match[1])


def parse_text(value):
    """The text of a cell: numbers without «.0», days as 05/9/2021, spaces once.

    :raise CellError: formula, excel_error
    """
    _check_broken(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, datetime | date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float) and value == int(value):
        value = int(value)
    lines = str(value).splitlines()
    if len(lines) == 1:
        return " ".join(lines[0].split())
    lines = [" ".join(line.split()) for line in lines]
    return "\n".join(line for line in lines if line)


def is_cross(value):
    """Whether a cell is ticked: «x», «X», «+», «1», «v», or holds any text at all."""
    text = fold(parse_text(value))
    return bool(parse_text(value).strip("-0 ")) and text not in ("khong", "no")


def split_person(text):
    """(name, address) of «Họ tên, địa chỉ» in one cell: by line, dash or comma."""
    text = text.strip()
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1:
        return lines[0].strip(" ,;-"), ", ".join(line.strip() for line in lines[1:])
    for mark in (r"\s+[-–—]\s*|\s*[–—]\s+", r"\s*;\s*", r"\s*,\s*"):
        parts = re.split(mark, text, maxsplit=1)
        if len(parts) == 2 and parts[0].strip() and parts[1].strip():
            return parts[0].strip(), re.sub(
                r"^(địa chỉ|đ/c)\s*:?\s*", "", parts[1], flags=re.I
            )
    return text, ""


def without_name(text, name):
    """``text`` with the full name of the person taken out."""
    text, words = " ".join(text.split()), (name or "").split()
    if len(words) < 2 or " ".join(words).lower() not in text.lower():
        # nearly always: looked for by the pattern below only when it is there
        return text
    found = re.compile(
        r"(?<!\w)(?:(?:ông|bà) )?" + re.escape(" ".join(words)) + r"(?!\w)", re.I
    )
    return found.sub("người gửi đơn", text)


def _check_broken(value):
    if isinstance(value, Broken):
        raise CellError(value.code)
