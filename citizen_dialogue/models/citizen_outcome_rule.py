from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import classification
from .citizen_document import STEPS
from .citizen_petition import OUTCOMES


class CitizenOutcomeRule(models.Model):
    """A row of the decision matrix: in this situation the law asks for that outcome,
    with this form and on this ground (domain/law.md §2.4)."""

    _name = "citizen.outcome.rule"
    _description = "Outcome by Law"
    _inherit = ["citizen.law.row.mixin"]
    _order = "sequence, id"
    _rec_names_search = ["name"]

    number = fields.Integer(required=True, readonly=True, aggregator=None, index=True)
    sequence = fields.Integer(
        default=10, readonly=True, help="The first row that holds is the outcome."
    )
    name = fields.Char(string="Situation", required=True, readonly=True)
    outcome = fields.Selection(selection=OUTCOMES, required=True, readonly=True)
    form_code = fields.Char(string="Form", readonly=True)
    step = fields.Selection(selection=STEPS, string="Step of the Form", readonly=True)
    article = fields.Char(string="Legal Basis", required=True, readonly=True)
    is_side = fields.Boolean(
        string="Goes along with an Outcome",
        readonly=True,
        help="Done besides, by a paper of its own; it doesn't end the petition.",
    )
    conditions = fields.Json(
        readonly=True, help="Facts of which one set has to hold, with their values."
    )

    @api.depends("name", "outcome")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["outcome"]._description_selection(self.env))
        for rule in self:
            rule.display_name = f"{labels.get(rule.outcome, '')}: {rule.name or ''}"

    @api.constrains("conditions")
    def _check_conditions(self):
        """A misspelt fact would make a row that never holds."""
        values = {q.key: q.values for q in classification.QUESTIONS}
        values |= classification.GIVEN
        for rule in self:
            for condition in rule.conditions or [{}]:
                if not condition or any(
                    set(allowed) - set(values.get(key, ()))
                    for key, allowed in condition.items()
                ):
                    raise ValidationError(
                        self.env._("Unknown fact in the conditions of “%s”.", rule.name)
                    )

    @api.model
    def _choose(self, facts, day):
        """(row of the matrix that follows from ``facts`` or none, rows that go along),
        of those in force on ``day``."""
        rows = [
            {"rule": rule, "conditions": rule.conditions, "is_side": rule.is_side}
            for rule in self._in_force(day)
        ]
        main, sides = classification.choose(rows, facts)
        return (
            main["rule"] if main else self.browse(),
            self.union(*(side["rule"] for side in sides)),
        )

    def _guides_once(self):
        """Guidance to another body, given once for the same content."""
        self.ensure_one()
        return self.outcome == "guide" and self.form_code not in ("CV_BS", "CV_HDT")
