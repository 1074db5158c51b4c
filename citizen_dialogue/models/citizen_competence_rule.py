from odoo import api, fields, models

from .citizen_petition import KINDS
from .citizen_petition_outcome import CONTESTED


class CitizenCompetenceRule(models.Model):
    """Who resolves a matter, by whom it is directed against, instance and date of
    receipt (domain/law.md §2.6); where the law is in doubt, the row says so."""

    _name = "citizen.competence.rule"
    _description = "Competence by Law"
    _inherit = ["citizen.law.row.mixin"]
    _order = "sequence, id"
    _rec_name = "post"

    sequence = fields.Integer(default=10, readonly=True)
    kind = fields.Selection(selection=KINDS[:3], required=True, readonly=True)
    contested_by = fields.Selection(
        selection=CONTESTED, string="Directed against", readonly=True
    )
    is_disciplinary = fields.Boolean(
        string="About a Disciplinary Decision", readonly=True
    )
    instance = fields.Selection(
        selection=[("first", "First Instance"), ("second", "Second Instance")],
        required=True,
        readonly=True,
    )
    post = fields.Char(string="Who Resolves", required=True, readonly=True)
    locate = fields.Selection(
        selection=[
            ("unit", "The Unit Concerned"),
            ("authority", "Its People's Committee"),
            ("above", "The Unit above It"),
            ("above_authority", "The Authority above Its Committee"),
            ("province", "The Province"),
            ("successor", "What Came after It, else the Province"),
            ("hand", "Named by Hand"),
            ("body", "A Body outside the Tree"),
        ],
        string="Which Unit",
        required=True,
        readonly=True,
    )
    body = fields.Char(string="Body outside the Tree", readonly=True)
    article = fields.Char(string="Legal Basis", required=True, readonly=True)
    confidence = fields.Selection(
        selection=[("sure", "Sure"), ("uncertain", "In Doubt")],
        required=True,
        default="sure",
        readonly=True,
    )
    doubt = fields.Text(
        readonly=True, help="What the leader has to know before he decides."
    )

    _key = models.Index("(kind, contested_by, instance)")

    @api.model
    def _find(self, kind, contested_by, instance, day, disciplinary=False):
        """The row for a matter received on ``day``, or none: then the competent body
        is named by hand."""
        against = [contested_by or False]
        if kind == "tc" and instance == "second":
            # whoever it is directed against, it goes above who resolved it (Luật Tố cáo
            # 2018 Điều 37)
            against = [False]
        elif disciplinary:
            # so it does here, but for what the law names (Luật Khiếu nại 2011 Điều 51)
            against.append(False)
        rows = self._in_force(
            day,
            [("kind", "=", kind)],
            [
                ("contested_by", "in", against),
                ("is_disciplinary", "=", disciplinary),
                ("instance", "=", instance),
            ],
        )
        return rows.sorted(lambda row: not row.contested_by)[:1]

    def _competent_unit(self, unit, day):
        """The unit in the tree that this row names for a matter about ``unit``; none
        when it lies outside, or when several came after what has ended."""
        self.ensure_one()
        if not unit or self.locate in ("hand", "body"):
            return unit.browse()
        # sudo: the tree of units, whatever of it the user works in
        unit = unit.sudo()
        authority = unit.authority_id or unit
        if self.locate == "unit":
            found = unit._on_day(day)
        elif self.locate == "authority":
            found = authority._on_day(day)
        elif self.locate == "above":
            found = (unit._on_day(day)[:1] or unit)._above(day)
        elif self.locate == "above_authority":
            found = (authority._on_day(day)[:1] or authority)._above(day).authority_id
        elif self.locate == "successor":
            found = authority._on_day(day)
            if len(found) != 1:
                found = authority._province()
        else:
            found = authority._province()
        return found.sudo(False) if len(found) == 1 else unit.browse()


class CitizenUnit(models.Model):
    _inherit = "citizen.unit"

    def _on_day(self, day):
        """These units as they stand on a day: what has ended by then is replaced by
        what came after it."""
        found, queue, seen = self.browse(), self, self.browse()
        while queue:
            seen |= queue
            alive = queue.filtered(
                lambda unit: not unit.valid_to or unit.valid_to >= day
            )
            found |= alive
            queue = (queue - alive).successor_ids - seen
        return found

    def _above(self, day):
        """The nearest unit above that exists on that day."""
        self.ensure_one()
        above = self.parent_id
        while above and not above._exists_on(day):
            above = above.parent_id
        return above

    def _province(self):
        self.ensure_one()
        return self._superiors().filtered(lambda unit: unit.kind == "province")[:1]
