from markupsafe import Markup

from odoo import fields, models

from ..tools import pdf, report_xlsx, vietnamese
from ..tools.report_figures import heading
from ..tools.report_formula import terms
from ..tools.report_measure import DIGITS

# changes printed with a corrected report; the page shows them all
MOST_CHANGES = 200
# millimetres: the name of the unit, the remarks, and between the margins of A4 and A3
UNIT, REMARKS, PAGE = 32, 14, (277, 400)
# zero width space: a line may break here
BREAK = "\u200b"


class CitizenReport(models.Model):
    """A statutory report on paper and as a workbook."""

    _inherit = "citizen.report"

    def _about(self, figures):
        """Texts of the title and signature blocks of every table."""
        self.ensure_one()
        unit = self.report_unit_id
        above = unit.parent_id.authority_id or unit.parent_id
        document = self.document_ids.filtered(
            lambda d: d.step == "report" and d.state != "cancelled"
        )[:1]
        day = document.date_issued
        reference = (
            f"số {document.number} {vietnamese.date_in_text(day)}"
            if document.number and day
            else "số … ngày … tháng … năm …"
        )
        signature = document._signature_block() if document else ["THỦ TRƯỞNG ĐƠN VỊ"]
        first, last = (
            vietnamese.format_date(fields.Date.to_date(figures.about[name]))
            for name in ("date_from", "date_to")
        )
        # sudo: names of the body above and below, printed on the form
        return {
            "title": self.name,
            "above": (unit.letterhead_parent or above.sudo().name or "").upper(),
            "unit": " ".join((unit.letterhead_name or unit.name).split()).upper(),
            "attached": f"(Kèm theo Báo cáo {reference})",
            "days": f"Số liệu tính từ ngày {first} đến ngày {last}",
            "banner": figures.about["banner"],
            "place_date": vietnamese.date_line(unit.place_name or "…", day),
            "signature": signature,
            "signer": document.signer_name or "",
        }

    def _xlsx(self):
        """Bytes of the workbook; a sheet for each table."""
        self.ensure_one()
        self.check_access("read")
        figures = self._content()
        return report_xlsx.build(figures, self._about(figures))

    def _file_stem(self):
        return (
            f"bao-cao-{self.report_unit_id._file_part()}-{self.date_from:%Y%m%d}-"
            f"{self.date_to:%Y%m%d}-{self.version}"
        )

    def _render_tables(self):
        """PDF of the tables alone."""
        self.ensure_one()
        self.check_access("read")
        self._check_statutory()
        html = self.env["ir.qweb"]._render(
            "citizen_dialogue.statutory_paper",
            {"annex": self._annex()},
            minimal_qcontext=True,
        )
        return pdf.render(str(html))

    def _annex(self):
        """HTML of the tables, one on each page, and of what a correction changes."""
        self.ensure_one()
        figures = self._content()
        changes = [self._change_vi(found) for found in self._changes(figures)]
        return self.env["ir.qweb"]._render(
            "citizen_dialogue.statutory_annex",
            {
                "about": self._about(figures),
                "tables": [self._paper_table(figures, code) for code in figures.tables],
                "changes": changes[:MOST_CHANGES],
                "more_changes": len(changes[MOST_CHANGES:]),
                "written": _written,
            },
            minimal_qcontext=True,
        )

    def _paper_table(self, figures, code):
        table = figures.tables[code]
        columns = list(table.columns.values())
        remarks = not columns[-1].is_blank
        shares = report_xlsx.shares(columns)
        is_wide = report_xlsx.is_wide(columns)
        space = PAGE[is_wide] - UNIT - (REMARKS if remarks else 0)
        rows = [
            (
                figures.units[index]["name"],
                [
                    ""
                    if c.is_blank
                    else _written(figures.values(code, c.number)[index])
                    for c in columns
                ],
                figures.units[index]["sent"],
            )
            for index in figures.shown_rows(code)
        ]
        return {
            "code": code,
            "name": table.name,
            "is_wide": is_wide,
            "depth": len(heading(columns)),
            "widths": [f"{space * share / sum(shares):.2f}mm" for share in shares],
            "unit_width": f"{UNIT}mm",
            "remark_width": f"{REMARKS}mm",
            "head": heading(columns),
            # breaks between its terms only
            "printed": [BREAK.join(terms(column.printed)) for column in columns],
            "remarks": remarks,
            "rows": rows,
            "total": [
                "" if c.is_blank else _written(figures.total(code, c.number))
                for c in columns
            ],
        }


def _written(value):
    """As in an official table: 1.234 and 0,5."""
    return vietnamese.format_amount(value, DIGITS)


class CitizenDocument(models.Model):
    """A Báo cáo that carries statutory tables prints them behind its signature."""

    _inherit = "citizen.document"

    def _statutory_annex(self):
        self.ensure_one()
        if self.step != "report" or not self.report_id:
            return Markup()
        # sudo: who signs or numbers the report need not read the records counted
        return self.sudo().report_id._annex()
