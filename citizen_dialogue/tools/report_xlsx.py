"""Statutory tables as a workbook, laid out as the form: title blocks, merged heading,
row of column numbers, live formulas with our values, signatures."""

import io

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from .book_sheet import FONT, OPTIONS, lines_in
from .report_figures import heading
from .report_formula import in_lines, ranges
from .report_measure import DIGITS
from .vietnamese import format_amount

A4, A3 = 9, 8
# more than so many columns, as wide as one of counts, are set on A3
WIDE = 20
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
INTEGER, DECIMAL = "#,##0", "#,##0.0##"
# a column of money or land beside one of counts
AMOUNT = 1.5
# in letters, as the sheet measures: the unit, the remarks, what a page is wide, and the
# least that a word of the heading needs
UNIT, REMARKS, PAGE, LEAST = 26, 9, {A4: 142, A3: 205}, 6
# points: a line of the heading, of a row, of the titles, the title with its accents
LINE, ROW, TITLES, TITLE = 12, 15, 16, 21
# per cent: a wide table with its heading in sight leaves room for figures on a laptop
ZOOM = 80


def shares(columns):
    """How wide the columns are beside one another."""
    return [
        AMOUNT if column.measure and column.measure.is_amount else 1
        for column in columns
    ]


def is_wide(columns):
    """Whether a table needs the larger sheet."""
    return sum(shares(columns)) > WIDE


class Sheet:
    """One table on one page of the workbook."""

    def __init__(self, book, formats, figures, code, about):
        self.figures, self.about, self.formats = figures, about, formats
        self.table = figures.tables[code]
        self.columns = list(self.table.columns.values())
        # the first column is the unit; tables without a numbered one for remarks get it
        self.last = len(self.columns) + (not self._has_remarks())
        self.place = {
            column.number: index for index, column in enumerate(self.columns, start=1)
        }
        self.page = book.add_worksheet(code.replace("/", "-"))
        self.paper = A3 if is_wide(self.columns) else A4
        # the column of remarks is as wide as itself, numbered or not
        numbered = self.columns[:-1] if self._has_remarks() else self.columns
        parts = shares(numbered)
        part = max(LEAST, (PAGE[self.paper] - UNIT - REMARKS) / sum(parts))
        self.widths = [
            UNIT,
            *(
                max(share * part, self._longest(column))
                for share, column in zip(parts, numbered, strict=True)
            ),
            REMARKS,
        ]

    def _longest(self, column):
        """Letters that the largest amount of a column takes: a number that doesn't fit
        shows as ####."""
        if not (column.measure and column.measure.is_amount):
            return 0
        total = self.figures.total(self.table.code, column.number)
        return len(format_amount(total, DIGITS)) + 1.5

    def _has_remarks(self):
        return self.columns[-1].is_blank

    def fill(self):
        self._page_setup()
        row = self._titles()
        first, row = self._heading(row)
        last = self._body(row)
        self.page.repeat_rows(first, row - 1)
        self.page.print_area(0, 0, last, self.last)
        self.page.freeze_panes(row, 1)

    def _page_setup(self):
        page = self.page
        page.set_landscape()
        if self.paper == A3:
            page.set_zoom(ZOOM)
        page.set_paper(self.paper)
        page.set_margins(left=0.5, right=0.4, top=0.6, bottom=0.6)
        page.fit_to_pages(1, 0)
        page.set_footer(f'&C&"{FONT}"&P/&N')
        for index, width in enumerate(self.widths):
            page.set_column(index, index, width)

    def _span(self, row, first, last, text, style):
        if last > first:
            self.page.merge_range(row, first, row, last, text, self.formats[style])
        else:
            self.page.write_string(row, first, text, self.formats[style])

    def _titles(self):
        self.page.set_row(0, TITLES)
        self.page.set_row(1, TITLES)
        left = max(1, self.last // 3)
        right = max(left + 1, self.last - max(6, self.last // 2))
        self._span(0, right, self.last, NATION, "bold")
        self._span(1, right, self.last, MOTTO, "motto")
        above = self.about["above"]
        if above:
            self._span(0, 0, left, above, "centre")
        # who has nobody above stands beside the name of the country
        self._span(1 if above else 0, 0, left, self.about["unit"], "motto")
        lines = [
            (f"Biểu số: {self.table.code}", "right"),
            (self.table.name.upper(), "title"),
            (self.about["attached"], "italic"),
            (self.about["days"], "italic"),
        ]
        if self.about["banner"]:
            lines.append((self.about["banner"], "warning"))
        row = 3
        for text, style in lines:
            if text:
                self.page.set_row(row, TITLE if style == "title" else TITLES)
                self._span(row, 0, self.last, text, style)
                row += 1
        return row + 1

    def _heading(self, first):
        """(first row of the heading, first row of the body)."""
        page, head = self.page, self.formats["head"]
        rows = heading(self.columns)
        depth = len(rows)
        self._block(first, 0, depth, 1, "Đơn vị")
        if not self._has_remarks():
            self._block(first, self.last, depth, 1, "Ghi chú")
        taken, places = set(), []
        for level, cells in enumerate(rows):
            column = 1
            for cell in cells:
                while (level, column) in taken:
                    column += 1
                self._block(
                    first + level, column, cell["rows"], cell["cols"], cell["text"]
                )
                places.append((level, column, cell))
                for down in range(cell["rows"]):
                    for across in range(cell["cols"]):
                        taken.add((level + down, column + across))
                column += cell["cols"]
        row = first + depth
        page.write_string(row, 0, "MS", head)
        longest = 1
        for column in self.columns:
            place = self.place[column.number]
            lines = in_lines(column.printed, int(1.2 * self.widths[place]))
            page.write_string(row, place, "\n".join(lines), self.formats["number"])
            longest = max(longest, len(lines))
        if not self._has_remarks():
            page.write_blank(row, self.last, None, head)
        for level, height in enumerate(self._heights(places, depth)):
            page.set_row(first + level, height)
        page.set_row(row, 6 + 10 * longest)
        return first, row + 1

    def _lines(self, text, column, cols):
        return lines_in(text, sum(self.widths[column : column + cols]))

    def _heights(self, places, depth):
        """Points for each level of the heading; a cell over several levels grows the
        lowest of them."""
        heights = [LINE + 6] * depth
        for level, column, cell in sorted(places, key=lambda place: place[2]["rows"]):
            lowest = level + cell["rows"] - 1
            need = 6 + LINE * self._lines(cell["text"], column, cell["cols"])
            missing = need - sum(heights[level : lowest + 1])
            heights[lowest] += max(0, missing)
        return heights

    def _block(self, row, column, rows, cols, text):
        head = self.formats["head"]
        if rows > 1 or cols > 1:
            self.page.merge_range(
                row, column, row + rows - 1, column + cols - 1, text, head
            )
        else:
            self.page.write_string(row, column, text, head)

    def _body(self, first):
        """Rows and signatures; the last row."""
        shown = self.figures.shown_rows(self.table.code)
        page, code = self.page, self.table.code
        # a province has some hundred thousand cells: what doesn't change by row is
        # looked up once
        columns = [
            (
                self.place[column.number],
                self.figures.values(code, column.number),
                self._number(column, ""),
                self._formula_of(column) if column.sums else None,
                column.is_blank,
            )
            for column in self.columns
        ]
        for row, index in enumerate(shown, start=first):
            unit = self.figures.units[index]
            # not left to the program that opens it: some keep one line and cut the rest
            lines = max(
                self._lines(unit["name"], 0, 1),
                self._lines(unit["sent"], self.last, 1),
            )
            if lines > 1:
                page.set_row(row, ROW * lines)
            page.write_string(row, 0, unit["name"], self.formats["unit"])
            for place, values, style, formula, is_blank in columns:
                if is_blank:
                    page.write_blank(row, place, None, self.formats["text"])
                elif formula:
                    page.write_formula(
                        row,
                        place,
                        formula.replace("#", str(row + 1)),
                        style,
                        values[index],
                    )
                else:
                    page.write_number(row, place, values[index], style)
            if not self._has_remarks():
                page.write_string(row, self.last, unit["sent"], self.formats["text"])
        total = first + len(shown)
        page.write_string(total, 0, "Tổng", self.formats["total_unit"])
        for column in self.columns:
            value = self.figures.total(self.table.code, column.number)
            place = self.place[column.number]
            if column.is_blank:
                page.write_blank(total, place, None, self.formats["text"])
                continue
            letter = xl_col_to_name(place)
            page.write_formula(
                total,
                place,
                f"=SUM({letter}{first + 1}:{letter}{total})",
                self._number(column, "total_"),
                value,
            )
        if not self._has_remarks():
            page.write_blank(total, self.last, None, self.formats["text"])
        self._whole(first, total)
        return self._signatures(total + 2)

    def _whole(self, first, last):
        """An amount without decimals is written without: 6, not 6,0."""
        for column in self.columns:
            if not (column.measure and column.measure.is_amount):
                continue
            place = self.place[column.number]
            cell = f"{xl_col_to_name(place)}{first + 1}"
            self.page.conditional_format(
                first,
                place,
                last,
                place,
                {
                    "type": "formula",
                    "criteria": f"=ROUND({cell},{DIGITS})=INT(ROUND({cell},{DIGITS}))",
                    "format": self.formats["whole"],
                },
            )

    def _number(self, column, prefix):
        amount = column.measure and column.measure.is_amount
        return self.formats[f"{prefix}{'decimal' if amount else 'integer'}"]

    def _formula_of(self, column):
        """The formula of a column, with # for the number of the row."""
        terms = []
        for first, last in ranges(column.sums[0]):
            cell = f"{xl_col_to_name(self.place[first])}#"
            if last > first:
                terms.append(f"SUM({cell}:{xl_col_to_name(self.place[last])}#)")
            else:
                terms.append(cell)
        return f"={'+'.join(terms)}"

    def _signatures(self, row):
        half = max(1, self.last // 2)
        self._span(row, half + 1, self.last, self.about["place_date"], "italic")
        self._span(row + 1, 0, half, "NGƯỜI LẬP BIỂU", "bold")
        for offset, line in enumerate(self.about["signature"], start=1):
            self.page.set_row(row + offset, TITLES)
            self._span(row + offset, half + 1, self.last, line, "bold")
        name = row + 1 + len(self.about["signature"]) + 4
        self._span(name, half + 1, self.last, self.about["signer"], "bold")
        return name


def build(figures, about):
    """Bytes of the workbook.

    :param about: texts of the title and signature blocks: above, unit, attached, days,
        banner, place_date, signature (lines), signer
    """
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {**OPTIONS, "in_memory": True})
    book.set_properties({"title": about["title"], "author": about["unit"]})
    formats = {name: book.add_format(style) for name, style in _styles().items()}
    for code in figures.tables:
        Sheet(book, formats, figures, code, about).fill()
    book.close()
    return target.getvalue()


def _styles():
    centre = {"align": "center", "valign": "vcenter", "text_wrap": True}
    box = {"border": 1, "valign": "vcenter"}
    styles = {
        "centre": centre,
        "bold": {**centre, "bold": True},
        "motto": {**centre, "bold": True, "underline": 1},
        "title": {**centre, "bold": True, "font_size": 13},
        "italic": {**centre, "italic": True},
        "right": {"align": "right", "bold": True},
        "warning": {**centre, "bold": True, "font_color": "#C00000"},
        "head": {**centre, **box, "bold": True, "font_size": 9},
        "number": {**centre, **box, "italic": True, "font_size": 8},
        "unit": {**box, "text_wrap": True},
        "text": {**box, "text_wrap": True, "font_size": 9},
        "total_unit": {**box, "bold": True, "align": "center"},
        "whole": {"num_format": INTEGER},
    }
    for prefix, extra in (("", {}), ("total_", {"bold": True})):
        # what is too long for its cell is set smaller, never as ###
        number = {**box, **extra, "align": "right", "font_size": 10, "shrink": True}
        styles[f"{prefix}integer"] = {**number, "num_format": INTEGER}
        styles[f"{prefix}decimal"] = {**number, "num_format": DECIMAL}
    return styles
