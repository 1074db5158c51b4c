from odoo import fields, models


class CitizenLawChangeLine(models.Model):
    """One running deadline that a change moves. Says which limit of which unit, nothing
    about the matter."""

    _name = "citizen.law.change.line"
    _description = "Deadline Moved by a Change"
    _order = "change_id, sequence, date_to, id"

    change_id = fields.Many2one(
        comodel_name="citizen.law.change",
        required=True,
        index=True,
        ondelete="cascade",
    )
    deadline_id = fields.Many2one(
        comodel_name="citizen.deadline", index=True, ondelete="set null"
    )
    sequence = fields.Integer()
    unit_id = fields.Many2one(comodel_name="citizen.unit")
    name = fields.Char(string="Time Limit")
    date_from = fields.Date(string="Due Now")
    date_to = fields.Date(string="Due Then")
    effect = fields.Selection(
        selection=[
            ("late", "Becomes late"),
            ("saved", "No longer late"),
            ("moved", "Moves"),
        ]
    )
