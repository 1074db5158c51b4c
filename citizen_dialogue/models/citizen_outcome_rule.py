from odoo import fields, models

from .citizen_petition import OUTCOMES


class CitizenOutcomeRule(models.Model):
    """A row of the decision matrix: in this situation the law asks for that outcome,
    with this form and on this ground (domain/law.md §2.4)."""

    _name = "citizen.outcome.rule"
    _description = "Outcome by Law"
    _order = "number, sequence, id"

    number = fields.Integer(required=True, readonly=True, aggregator=None, index=True)
    sequence = fields.Integer(default=10, readonly=True)
    name = fields.Char(string="Situation", required=True, readonly=True)
    outcome = fields.Selection(selection=OUTCOMES, required=True, readonly=True)
    form_code = fields.Char(string="Form", readonly=True)
    step = fields.Char(string="Step of the Form", readonly=True)
    article = fields.Char(string="Legal Basis", required=True, readonly=True)
    valid_from = fields.Date(required=True, readonly=True)
    valid_to = fields.Date(readonly=True)
