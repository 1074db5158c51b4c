"""A register as a sheet: landscape, national title, numbered columns, head repeated on
each page. Rows are written one after the other and never held in memory together."""

import io
import textwrap
from datetime import date
from tempfile import TemporaryDirectory
from typing import NamedTuple

import xlsxwriter

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
# as xlsxwriter and Excel number them
PAPER_SIZES = {"A4": 9, "A3": 8}
# a sheet's name has at most 31 letters
MOST_LETTERS = 31
FONT = "Times New Roman"
# widths of columns are counted in letters of the font that a book begins with
OPTIONS = {"default_format_properties": {"font_name": FONT, "font_size": 11}}
# a line and the highest row, in points
LINE, MOST_POINTS = 15, 409


class Column(NamedTuple):
    """``width`` in percent of the page; columns side by side with the same ``group``
    stand below one common head."""

    head: str
    width: float
    group: str = ""


class Part(NamedTuple):
    """One table of a book. ``rows`` is called anew for each writing and gives lists of
    texts, whole numbers and dates."""

    sheet: str
    title: str
    note: str
    columns: tuple
    rows: object


def lines_in(text, width):
    """How many lines a text takes in a cell ``width`` letters wide, about: most letters
    are narrower than the digit that widths are counted in."""
    letters = int(1.15 * width)
    return sum(
        1
        if len(part) <= letters
        else len(textwrap.wrap(part, letters, break_long_words=False))
        for part in text.split("\n")
    )


def spans(columns):
    """[(group or "", columns)]: the upper line of the head."""
    found = []
    for column in columns:
        if found and column.group and found[-1][0] == column.group:
            found[-1][1].append(column)
        else:
            found.append((column.group, [column]))
    return found


def write(parts, unit, period, paper="A4"):
    """Bytes of the workbook."""
    target = io.BytesIO()
    # a folder of its own: nothing of what names persons stays when writing breaks off
    with TemporaryDirectory() as folder:
        book = xlsxwriter.Workbook(
            target, {**OPTIONS, "constant_memory": True, "tmpdir": folder}
        )
        styles = _Styles(book)
        for part in parts:
            page = book.add_worksheet(part.sheet[:MOST_LETTERS])
            _write_part(page, part, unit, period, paper, styles)
        book.close()
    return target.getvalue()


class _Styles:
    def __init__(self, book):
        base = {"font_name": FONT, "font_size": 11}
        middle = {**base, "align": "center", "valign": "vcenter"}
        cell = {**base, "text_wrap": True, "border": 1, "valign": "top"}
        head = {**middle, "bold": True, "text_wrap": True}
        self.unit = book.add_format({**middle, "bold": True, "text_wrap": True})
        self.motto = book.add_format({**middle, "bold": True, "underline": 1})
        self.title = book.add_format({**middle, "bold": True, "font_size": 16})
        self.note = book.add_format({**middle, "italic": True})
        self.group = book.add_format({**head, "border": 1})
        # rows are written once and in order, so a head over two lines is not one merged
        # cell but two without a line between
        self.head_above = book.add_format({**head, "top": 1, "left": 1, "right": 1})
        self.head_below = book.add_format({**head, "bottom": 1, "left": 1, "right": 1})
        self.head = book.add_format({**head, "border": 1})
        self.number = book.add_format({**middle, "italic": True, "border": 1})
        self.text = book.add_format(cell)
        self.integer = book.add_format({**cell, "align": "center"})
        self.day = book.add_format(
            {**cell, "align": "center", "num_format": "dd/mm/yyyy"}
        )


def _write_part(page, part, unit, period, paper, styles):
    columns = part.columns
    last = len(columns) - 1
    scale = 1.9 if paper == "A3" else 1.3
    page.set_landscape()
    page.set_paper(PAPER_SIZES[paper])
    page.set_margins(left=0.8, right=0.4, top=0.6, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.set_footer(f'&R&"{FONT}"&P/&N')
    widths = [max(4, column.width * scale) for column in columns]
    for index, width in enumerate(widths):
        page.set_column(index, index, width)
    half = max(1, last // 2)
    page.set_row(0, 32)
    _across(page, 0, 0, half - 1, unit.upper(), styles.unit)
    _across(page, 0, half, last, NATION, styles.unit)
    _across(page, 1, half, last, MOTTO, styles.motto)
    page.set_row(3, 24)
    _across(page, 3, 0, last, part.title, styles.title)
    _across(page, 4, 0, last, period, styles.note)
    if part.note:
        _across(page, 5, 0, last, part.note, styles.note)
    first = 7
    line = _write_head(page, part, first, styles)
    page.repeat_rows(first, line - 1)
    page.freeze_panes(line, 0)
    for row in part.rows():
        height = LINE * max(
            lines_in(value, width) if isinstance(value, str) else 1
            for value, width in zip(row, widths, strict=True)
        )
        if height > LINE:
            # not every program makes room for what it wraps
            page.set_row(line, min(height, MOST_POINTS))
        for index, value in enumerate(row):
            _write_cell(page, line, index, value, styles)
        line += 1


def _write_head(page, part, line, styles):
    groups = spans(part.columns)
    has_groups = any(group for group, _columns in groups)
    if has_groups:
        index = 0
        for group, columns in groups:
            if group:
                _across(
                    page, line, index, index + len(columns) - 1, group, styles.group
                )
            else:
                page.write_blank(line, index, None, styles.head_above)
            index += len(columns)
        line += 1
    page.set_row(line, 62)
    for index, column in enumerate(part.columns):
        single = has_groups and not column.group
        page.write_string(
            line, index, column.head, styles.head_below if single else styles.head
        )
    line += 1
    for index in range(len(part.columns)):
        page.write_number(line, index, index + 1, styles.number)
    return line + 1


def _across(page, line, first, last, text, style):
    if last > first:
        page.merge_range(line, first, line, last, text, style)
    else:
        page.write_string(line, first, text, style)


def _write_cell(page, line, index, value, styles):
    if isinstance(value, date):
        page.write_datetime(line, index, value, styles.day)
    elif isinstance(value, int) and not isinstance(value, bool):
        page.write_number(line, index, value, styles.integer)
    elif value == "x":
        page.write_string(line, index, value, styles.integer)
    else:
        # as text: what a citizen wrote is never a formula
        page.write_string(line, index, value or "", styles.text)
