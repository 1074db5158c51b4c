from odoo import api, fields, models
from odoo.exceptions import UserError

from .citizen_petition import KINDS


class CitizenPetitionLine(models.Model):
    """One content of a letter: its kind, field and whose it is. It has no clock and no
    outcome: contents of different kinds are filed apart by the petitioner (Nghị định
    154/2026/NĐ-CP Điều 14 khoản 4); those of one kind are one or several matters."""

    _name = "citizen.petition.line"
    _description = "Content of a Petition"
    _inherit = ["citizen.protected.mixin"]
    _order = "petition_id, sequence, id"

    _create_only_fields = frozenset({"petition_id"})

    petition_id = fields.Many2one(
        comodel_name="citizen.petition",
        required=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(selection=KINDS[:3], required=True)
    category_id = fields.Many2one(
        comodel_name="citizen.category", string="Field", ondelete="restrict"
    )
    content = fields.Text(required=True)
    competence = fields.Selection(
        selection=[("own", "Ours"), ("other", "Another Body's")]
    )
    competent_unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        ondelete="restrict",
        domain="[('is_current', '=', True)]",
    )
    competent_body = fields.Char(help="A body that is not in the tree of units.")
    competent_name = fields.Char(
        string="Whose It Is", compute="_compute_competent_name"
    )
    case_number = fields.Integer(
        string="Matter No.",
        default=1,
        aggregator=None,
        help="Contents with the same number are one matter.",
    )
    withdrawn_on = fields.Date(
        string="Withdrawn on",
        readonly=True,
        copy=False,
        help="By all who sent it: it isn't decided.",
    )
    filed_ids = fields.One2many(
        comodel_name="citizen.petition",
        inverse_name="split_line_id",
        string="Filed Apart",
    )

    _case_sane = models.Constraint(
        "CHECK (case_number BETWEEN 1 AND 999)", "Matters are numbered from 1."
    )

    @api.depends("content")
    def _compute_display_name(self):
        for line in self:
            text = " ".join((line.content or "").split())
            line.display_name = text[:60] + ("…" if len(text) > 60 else "")

    @api.depends(
        "competence", "competent_unit_id", "competent_body", "petition_id.owner_unit_id"
    )
    def _compute_competent_name(self):
        for line in self:
            own = line.petition_id.owner_unit_id
            line.competent_name = (
                line.competent_unit_id.name
                or line.competent_body
                or (line.competence == "own" and (own.authority_id or own).name)
                or False
            )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_open()
        lines._on_changed()
        return lines

    def write(self, vals):
        # withdrawn also when the letter is handled and its case is being settled
        if vals.keys() != {"withdrawn_on"}:
            self._check_open()
        result = super().write(vals)
        self._on_changed()
        return result

    def unlink(self):
        self._check_open()
        petitions = self.petition_id
        result = super().unlink()
        petitions._sync_identity()
        return result

    def _on_changed(self):
        """Contents of several kinds make the letter one of several kinds; a content
        that denounces seals it."""
        for petition in self.petition_id:
            kinds = set(petition.line_ids.mapped("kind"))
            if len(kinds) > 1 and petition.kind != "mixed":
                petition.kind = "mixed"
            elif len(kinds) == 1 and petition.kind == "mixed":
                petition.kind = kinds.pop()
        self.petition_id._sync_identity()

    def _check_open(self):
        closed = self.petition_id.filtered(
            lambda p: p.state not in ("registered", "classified")
        )
        if closed:
            raise UserError(
                self.env._(
                    "“%s” is handled: its contents stay.", closed[0].display_name
                )
            )


class CitizenPetitionPlot(models.Model):
    """A land plot that the text of a petition names, as «sheet/plot»."""

    _name = "citizen.petition.plot"
    _description = "Land Plot of a Petition"
    _order = "petition_id, id"
    _rec_name = "key"

    petition_id = fields.Many2one(
        comodel_name="citizen.petition", required=True, index=True, ondelete="cascade"
    )
    key = fields.Char(required=True, index=True)
