from odoo import models
from odoo.tools.pdf import merge_pdf

DOCUMENT_REPORT = "citizen_dialogue.report_citizen_document"
# papers that their model lays out: report name → model with ``_render_sheet``
SHEET_REPORTS = {
    "citizen_dialogue.report_citizen_deadline": "citizen.deadline",
    "citizen_dialogue.report_citizen_deadline_wizard": "citizen.deadline.wizard",
    "citizen_dialogue.report_citizen_reception_book": "citizen.reception.book.wizard",
}
# papers of a dossier: report name → template
DOSSIER_REPORTS = {
    "citizen_dialogue.report_citizen_dossier": "citizen_dialogue.dossier_papers",
    "citizen_dialogue.report_citizen_handover": "citizen_dialogue.dossier_handover",
}


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        """Official documents are never rendered by wkhtmltopdf: an issued one is its
        stored file, everything else is laid out by WeasyPrint."""
        report = self._get_report(report_ref)
        if report.report_name in SHEET_REPORTS:
            sheets = self.env[SHEET_REPORTS[report.report_name]].browse(res_ids)
            return sheets._render_sheet(), "pdf"
        if report.report_name in DOSSIER_REPORTS:
            dossiers = self.env["citizen.dossier"].browse(res_ids)
            return dossiers._render_paper(DOSSIER_REPORTS[report.report_name]), "pdf"
        if report.report_name != DOCUMENT_REPORT:
            return super()._render_qweb_pdf(report_ref, res_ids=res_ids, data=data)
        documents = self.env["citizen.document"].browse(res_ids)
        contents = [document._pdf_content() for document in documents]
        return (contents[0] if len(contents) == 1 else merge_pdf(contents)), "pdf"
