from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import register_kinds

TARGETS = [
    ("number", "Number"),
    ("receipt_date", "Received on"),
    ("date", "Date"),
    ("source", "Source"),
    ("petition_date", "Date on the Letter"),
    ("person", "Full Name"),
    ("person_address", "Name and Address in One Cell"),
    ("address", "Address"),
    ("commune", "Commune"),
    ("birth_year", "Year of Birth"),
    ("paper_number", "Number of the Paper"),
    ("phone", "Phone"),
    ("signatories", "Number of Signatories"),
    ("people", "Number of People"),
    ("content", "Content"),
    ("demand", "What Is Asked for"),
    ("kind", "Kind"),
    ("kind_people", "Kind and Number of People in One Cell"),
    ("category", "Field"),
    ("competence", "Competence"),
    ("outcome", "How It Was Handled"),
    ("outcome_accept", "Accepted (x)"),
    ("outcome_guide", "Guided (x)"),
    ("outcome_transfer", "Transferred (x)"),
    ("outcome_file", "Filed (x)"),
    ("own", "Ours (x)"),
    ("guided", "Guided to"),
    ("transferred", "Transferred to"),
    ("handled_on", "Handled on"),
    ("outcome_ref", "Number and Date of the Letter"),
    ("competent_body", "Body That Handles It"),
    ("prior_bodies", "Bodies That Resolved It"),
    ("result", "Outcome Told"),
    ("note", "Remarks"),
    ("name", "Name"),
    ("parent", "Superior Unit"),
    ("symbol", "Symbol"),
    ("short_name", "Short Name"),
    ("place_name", "Place Name"),
    ("email", "Email"),
    ("valid_from", "Valid from"),
    ("valid_to", "Valid until"),
    ("login", "Login"),
    ("unit", "Unit"),
    ("role", "Role"),
    ("position_title", "Title"),
    ("date_from", "Since"),
    ("subject", "Subject"),
    ("chair", "Concluded by"),
    ("lead", "Lead Units"),
    ("support", "Cooperating Units"),
    ("due", "Due"),
    ("product", "Result Expected"),
    ("status", "Status"),
    ("done_on", "Done on"),
]


class CitizenImportColumn(models.Model):
    """What one column of an uploaded register is; proposed by its heading."""

    _name = "citizen.import.column"
    _description = "Column of an Import"
    _inherit = ["citizen.protected.mixin"]
    _order = "import_id, position"
    _rec_name = "heading"

    _create_only_fields = frozenset({"import_id", "position", "heading"})

    import_id = fields.Many2one(
        comodel_name="citizen.import", required=True, index=True, ondelete="cascade"
    )
    position = fields.Integer(required=True)
    letter = fields.Char(string="Column", compute="_compute_letter")
    heading = fields.Char(string="Heading in the File")
    target = fields.Selection(selection=TARGETS, string="Read as")
    allowed = fields.Json(compute="_compute_allowed")

    @api.depends("position")
    def _compute_letter(self):
        for column in self:
            letters, number = "", column.position + 1
            while number:
                number, rest = divmod(number - 1, 26)
                letters = chr(65 + rest) + letters
            column.letter = letters

    @api.depends("import_id.kind")
    def _compute_allowed(self):
        for column in self:
            kinds = register_kinds.KINDS.get(column.import_id.kind, [])
            column.allowed = [item.key for item in kinds]

    def write(self, vals):
        result = super().write(vals)
        if "target" in vals:
            for column in self:
                if column.target and column.target not in column.allowed:
                    raise UserError(
                        self.env._("Such a register has no column of this kind.")
                    )
            imports = self.import_id
            if imports.filtered(lambda r: r.state not in ("draft", "checked")):
                raise UserError(self.env._("The rows are being entered already."))
            imports._check_again()
        return result
