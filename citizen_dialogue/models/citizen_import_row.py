from odoo import fields, models


class CitizenImportRow(models.Model):
    """What became of one row of an uploaded register: its number in the file and why it
    isn't in, or what was entered. Nothing that stands in the row is kept here."""

    _name = "citizen.import.row"
    _description = "Row of an Import"
    _order = "import_id, number, id"
    _rec_name = "number"

    import_id = fields.Many2one(
        comodel_name="citizen.import",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    number = fields.Integer(string="Row in the File", readonly=True, aggregator=None)
    status = fields.Selection(
        selection=[
            ("error", "Error"),
            ("duplicate", "There Already"),
            ("warning", "Goes in with a Remark"),
            ("entered", "Entered"),
        ],
        readonly=True,
        required=True,
    )
    reason = fields.Char(readonly=True)
    res_id = fields.Integer(readonly=True, aggregator=None)

    _entered = models.Index("(import_id, res_id) WHERE res_id IS NOT NULL")
