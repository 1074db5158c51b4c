from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

KINDS = [
    ("before", "Reminder before the Deadline"),
    ("head", "Digest to the Head of the Unit"),
    ("letter", "Letter of Urging"),
    ("brief", "In the Chairman's Brief"),
    ("review", "Proposal for Responsibility Review"),
]
_ORDER = {kind: rank for rank, (kind, _label) in enumerate(KINDS)}


def _label(record):
    """Kind of a rung or of a line of the ledger, with the number of a letter."""
    kinds = dict(record._fields["kind"]._description_selection(record.env))
    label = kinds.get(record.kind, "")
    if record.kind == "letter":
        return record.env._(
            "%(letter)s no. %(number)s", letter=label, number=record.number
        )
    return label


class CitizenUrgingRung(models.Model):
    """One rung of the urging ladder: what happens how many working days before or
    after a deadline. The days are practice of the office, not law; a unit that sets
    rungs of its own uses only these, all others the common ones."""

    _name = "citizen.urging.rung"
    _description = "Rung of the Urging Ladder"
    _order = "unit_id, sequence, days, id"

    unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        string="For Tasks of",
        index=True,
        ondelete="cascade",
        help="The office that follows the tasks; empty: everybody without own rungs.",
    )
    kind = fields.Selection(selection=KINDS, string="What Happens", required=True)
    sequence = fields.Integer(compute="_compute_sequence", store=True)
    number = fields.Integer(
        string="No. of the Letter",
        required=True,
        default=1,
        aggregator=None,
        help="A ladder may have several letters: first, second …",
    )
    days = fields.Integer(
        string="Working Days",
        required=True,
        default=1,
        aggregator=None,
        help="Before the deadline for the reminder, after it for all others.",
    )

    _days_sane = models.Constraint(
        "CHECK (days BETWEEN 1 AND 250)",
        "A rung needs a number of working days between 1 and 250.",
    )
    _number_sane = models.Constraint(
        "CHECK (number BETWEEN 1 AND 9)", "Letters are numbered from 1 to 9."
    )
    _once = models.UniqueIndex(
        "(COALESCE(unit_id, 0), kind, number)", "This rung exists already."
    )

    @api.depends("kind")
    def _compute_sequence(self):
        for rung in self:
            rung.sequence = _ORDER.get(rung.kind, 0)

    @api.depends("kind", "number", "days")
    def _compute_display_name(self):
        for rung in self:
            rung.display_name = _label(rung)

    @api.constrains("unit_id", "kind", "number", "days")
    def _check_rising(self):
        """A later rung can't come before an earlier one."""
        for unit_id in {rung.unit_id.id for rung in self}:
            rungs = self.search(
                [("unit_id", "=", unit_id), ("kind", "!=", "before")],
                order="sequence, number",
            )
            for lower, higher in zip(rungs, rungs[1:], strict=False):
                if higher.days < lower.days:
                    raise ValidationError(
                        self.env._(
                            "“%(higher)s” (%(more)s days) can't come before "
                            "“%(lower)s” (%(less)s days).",
                            higher=higher.display_name,
                            more=higher.days,
                            lower=lower.display_name,
                            less=lower.days,
                        )
                    )

    @api.constrains("kind", "number")
    def _check_number(self):
        for rung in self:
            if rung.kind != "letter" and rung.number != 1:
                raise ValidationError(
                    self.env._("Only letters have a second and third rung.")
                )

    @api.model
    def _ladders(self, units):
        """{(kind, number, days, gap): ids of the offices} for these units: those with
        rungs of their own or of the nearest unit above them, else the common rungs.
        ``gap``: working days between a letter and the one before it."""
        # sudo: the ladder is the same whoever runs it
        rows = self.sudo().search_fetch(
            Domain("unit_id", "=", False) | Domain("unit_id", "parent_of", units.ids),
            ["unit_id", "kind", "number", "days"],
        )
        by_unit = rows.grouped(lambda rung: rung.unit_id.id)
        ladders = {}
        for unit in units.sudo():
            path = [int(part) for part in (unit.parent_path or "").split("/") if part]
            nearest = next((u for u in reversed(path) if u in by_unit), False)
            ladder = by_unit.get(nearest, self)
            letters = {r.number: r.days for r in ladder if r.kind == "letter"}
            for rung in ladder:
                gap = max(1, rung.days - letters.get(rung.number - 1, 0))
                key = (rung.kind, rung.number, rung.days, gap)
                ladders.setdefault(key, []).append(unit.id)
        return dict(
            sorted(ladders.items(), key=lambda item: (_ORDER[item[0][0]], item[0][1]))
        )
