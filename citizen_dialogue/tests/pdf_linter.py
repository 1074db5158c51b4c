"""Reads a rendered PDF and says what differs from Nghị định 30/2020/NĐ-CP, Phụ lục I
(domain/law.md §1.5), and what a document to be archived must not hold."""

import io
import re

from pypdf import PdfReader

MM = 72 / 25.4


class Line:
    """One printed line: where it stands and how it is set (points)."""

    def __init__(self, chars, page):
        self.page = page
        self.text = "".join(char.get_text() for char in chars).strip()
        self.x0 = min(char.x0 for char in chars)
        self.x1 = max(char.x1 for char in chars)
        self.y = max(char.y0 for char in chars)
        self.size = round(max(char.size for char in chars), 1)
        self.font = chars[0].fontname
        self.bold = "Bold" in self.font
        self.italic = "Italic" in self.font or "Oblique" in self.font


def read_lines(content):
    """Pages of a PDF as lists of lines from top to bottom, with their width, height."""
    from pdfminer.high_level import extract_pages
    from pdfminer.layout import LTChar, LTTextContainer, LTTextLine

    pages = []
    for number, layout in enumerate(extract_pages(io.BytesIO(content)), start=1):
        lines = []
        for box in layout:
            if not isinstance(box, LTTextContainer):
                continue
            for row in box:
                if isinstance(row, LTTextLine):
                    chars = [item for item in row if isinstance(item, LTChar)]
                    if any(char.get_text().strip() for char in chars):
                        lines.append(Line(chars, number))
        lines.sort(key=lambda line: -line.y)
        pages.append((layout.width, layout.height, lines))
    return pages


def lint(content, layout="named"):
    """What is wrong with a document, as a list of sentences; empty when it is right."""
    problems = _lint_file(content)
    pages = read_lines(content)
    landscape = layout == "sheet"
    for number, (width, height, lines) in enumerate(pages, start=1):
        expected = (297, 210) if landscape else (210, 297)
        if abs(width / MM - expected[0]) > 1 or abs(height / MM - expected[1]) > 1:
            problems.append(f"page {number}: not A4")
        problems += _lint_margins(number, width, height, lines, landscape)
        problems += _lint_page_number(number, width, height, lines)
    problems += _lint_blocks(pages, layout)
    return problems


def _lint_file(content):
    problems = []
    reader = PdfReader(io.BytesIO(content))
    root = reader.trailer["/Root"]
    metadata = root.get("/Metadata")
    text = metadata.get_object().get_data().decode() if metadata else ""
    if "pdfaid" not in text or not re.search(r"part[^0-9]{1,20}3", text):
        problems.append("no PDF/A-3 metadata")
    intents = root.get("/OutputIntents")
    if not intents or not intents[0].get_object().get("/DestOutputProfile"):
        problems.append("no output intent")
    if "/OpenAction" in root or "/AA" in root or b"/JavaScript" in content:
        problems.append("an action or script")
    for number, page in enumerate(reader.pages, start=1):
        for annotation in page.get("/Annots") or ():
            action = annotation.get_object().get("/A")
            if action and "/URI" in action:
                problems.append(f"page {number}: an external reference")
        fonts = page["/Resources"].get("/Font") or {}
        for font in fonts.values():
            problems += _lint_font(number, font.get_object())
    return problems


def _lint_font(number, font):
    for child in font.get("/DescendantFonts") or [font]:
        descriptor = child.get_object().get("/FontDescriptor")
        name = str(font.get("/BaseFont", ""))
        descriptor = descriptor.get_object() if descriptor else {}
        if not any(f"/FontFile{kind}" in descriptor for kind in ("", "2", "3")):
            yield f"page {number}: font {name} is not embedded"
        if not re.search("Times|LiberationSerif|Liberation-Serif", name):
            yield f"page {number}: font {name} is not Times New Roman or its equal"


def _lint_margins(number, width, height, lines, landscape):
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    top = max(line.y + line.size for line in lines if not _is_page_number(line))
    bottom = min(line.y for line in lines)
    margins = {
        "left": (left / MM, 19.5 if landscape else 29.5),
        # a justified line may end with a space that shows nothing
        "right": ((width - right) / MM, 14),
        "top": ((height - top) / MM, 18),
        "bottom": (bottom / MM, 14 if landscape else 19.5),
    }
    for side, (value, least) in margins.items():
        if value < least:
            yield f"page {number}: {side} margin of {value:.1f} mm"


def _is_page_number(line):
    return bool(re.fullmatch(r"\d{1,3}", line.text)) and line.y > 740


def _lint_page_number(number, width, height, lines):
    limit = height - 22 * MM
    found = [
        line for line in lines if line.y > limit and re.fullmatch(r"\d{1,3}", line.text)
    ]
    if number == 1:
        return ["page 1: carries a page number"] if found else []
    if not found or found[0].text != str(number):
        return [f"page {number}: no page number at the top"]
    line = found[0]
    # centred in the text area: left and right margins differ
    if abs((line.x0 + line.x1) / 2 - width / 2) > 10 * MM:
        return [f"page {number}: page number not centred"]
    if not 13 <= line.size <= 14:
        return [f"page {number}: page number of {line.size} pt"]
    return []


# block: pattern, sizes allowed, bold, italic
BLOCKS = {
    "motto 1": (r"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", (12, 13), True, False),
    "motto 2": (r"Độc lập - Tự do - Hạnh phúc", (13, 14), True, False),
    "number": (r"Số:.*", (13, 13), False, False),
    "date": (r".*, ngày .* tháng .* năm .*", (13, 14), False, True),
    "regarding": (r"V/v .*", (12, 13), False, False),
    "to": (r"Kính gửi:.*", (13, 14), False, False),
    "copies": (r"Nơi nhận:", (12, 12), True, True),
    "copy": (r"- Lưu: VT.*", (11, 11), False, False),
}


def _lint_blocks(pages, layout):
    problems = []
    lines = [line for _width, _height, page in pages for line in page]
    order = ["motto 1", "motto 2"]
    if layout in ("named", "letter"):
        order += ["number", "date"] if layout == "named" else ["number", "regarding"]
        order += ["copies", "copy"]
    position = 0
    for name in order:
        pattern, sizes, bold, italic = BLOCKS[name]
        found = [
            (index, line)
            for index, line in enumerate(lines)
            if re.fullmatch(pattern, line.text)
        ]
        if not found:
            problems.append(f"{name}: missing")
            continue
        index, line = found[0]
        if not sizes[0] <= line.size <= sizes[1]:
            problems.append(f"{name}: {line.size} pt")
        if (line.bold, line.italic) != (bold, italic):
            problems.append(f"{name}: wrong weight or slant ({line.font})")
        # the two columns of the head may overlap by a line
        if index < position - 2:
            problems.append(f"{name}: out of order")
        position = max(position, index)
    return problems
