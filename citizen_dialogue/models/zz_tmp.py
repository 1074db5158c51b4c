from odoo import models
class C(models.Model):
    _inherit = "citizen.case"
    def _document_vals(self, code):
        return {"name": code}
