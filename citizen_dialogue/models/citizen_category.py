from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CitizenCategory(models.Model):
    """Field of work of a matter, with the class the statutory reports count it in."""

    _name = "citizen.category"
    _description = "Field"
    _parent_store = True
    _order = "complete_name"
    _rec_name = "complete_name"
    _rec_names_search = ["complete_name", "code"]

    name = fields.Char(required=True)
    code = fields.Char()
    complete_name = fields.Char(
        compute="_compute_complete_name", store=True, recursive=True
    )
    parent_id = fields.Many2one(
        comodel_name="citizen.category", index=True, ondelete="restrict"
    )
    parent_path = fields.Char(index=True)
    report_class = fields.Selection(
        selection=[
            ("policy", "Administrative: Benefits and Policies"),
            ("land", "Administrative: Land and Housing"),
            ("civil_service", "Administrative: Officials and Public Service"),
            ("administrative", "Administrative: Other"),
            ("corruption", "Corruption"),
            ("judicial", "Judicial"),
            ("party", "Party and Mass Organisations"),
            ("other", "Other"),
        ],
        string="Class in Reports",
        required=True,
        default="other",
    )

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for category in self:
            names = [category.parent_id.complete_name, category.name]
            category.complete_name = " / ".join(name for name in names if name)

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A field can't stand below itself."))
