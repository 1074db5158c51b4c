from odoo import models

# name of a report → model and method that give its PDF, and what the method is told
RENDERERS = {
    "citizen_dialogue.report_citizen_document": ("citizen.document", "_render_pdf"),
    "citizen_dialogue.report_citizen_deadline": ("citizen.deadline", "_render_sheet"),
    "citizen_dialogue.report_citizen_deadline_wizard": (
        "citizen.deadline.wizard",
        "_render_sheet",
    ),
    "citizen_dialogue.report_citizen_book": ("citizen.book.wizard", "_render_sheet"),
    "citizen_dialogue.report_citizen_dossier": (
        "citizen.dossier",
        "_render_paper",
        "citizen_dialogue.dossier_papers",
    ),
    "citizen_dialogue.report_citizen_handover": (
        "citizen.dossier",
        "_render_paper",
        "citizen_dialogue.dossier_handover",
    ),
    "citizen_dialogue.report_citizen_statutory": ("citizen.report", "_render_tables"),
    "citizen_dialogue.report_citizen_handout": (
        "citizen.identity.log",
        "_render_handout",
    ),
    "citizen_dialogue.report_citizen_receipt": (
        "citizen.petition",
        "_render_paper",
        "citizen_dialogue.petition_receipt",
    ),
    "citizen_dialogue.report_citizen_appointment": (
        "citizen.petition",
        "_render_paper",
        "citizen_dialogue.petition_appointment",
    ),
    "citizen_dialogue.report_citizen_representatives": (
        "citizen.petition",
        "_render_paper",
        "citizen_dialogue.petition_representatives",
    ),
}


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        """Official papers are never rendered by wkhtmltopdf: an issued document is its
        stored file, everything else is laid out by WeasyPrint."""
        renderer = RENDERERS.get(self._get_report(report_ref).report_name)
        if not renderer:
            return super()._render_qweb_pdf(report_ref, res_ids=res_ids, data=data)
        model, method, *told = renderer
        return getattr(self.env[model].browse(res_ids), method)(*told), "pdf"
