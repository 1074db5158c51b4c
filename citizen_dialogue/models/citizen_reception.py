from odoo import api, fields, models
from odoo.exceptions import UserError


class CitizenReception(models.Model):
    """A visit: one line of the reception book (sổ tiếp công dân)."""

    _name = "citizen.reception"
    _description = "Visit"
    _inherit = [
        "citizen.state.mixin",
        "citizen.person.owner.mixin",
        "citizen.chatter.mixin",
    ]
    _order = "date desc, id desc"

    _protected_fields = frozenset({"state", "number", "identity"})
    _create_only_fields = frozenset({"owner_unit_id", "dialogue_id"})
    _transitions = {"open": frozenset({"done", "void"}), "done": frozenset({"void"})}

    number = fields.Char(
        string="No. in the Book", readonly=True, copy=False, index="btree_not_null"
    )
    state = fields.Selection(
        selection=[
            ("open", "Being Received"),
            ("done", "Finished"),
            ("void", "Entered by Mistake"),
        ],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    date = fields.Date(
        required=True, default=lambda self: self.env["citizen.calendar"]._today()
    )
    dialogue_id = fields.Many2one(
        comodel_name="citizen.dialogue",
        string="Reception Day",
        index="btree_not_null",
        ondelete="restrict",
    )
    content = fields.Text(string="Content")
    petitioner_ids = fields.One2many(
        comodel_name="citizen.petitioner",
        inverse_name="reception_id",
        string="Persons",
    )
    file_ids = fields.One2many(
        comodel_name="citizen.vault.file",
        inverse_name="reception_id",
        string="Originals",
    )
    petition_ids = fields.One2many(
        comodel_name="citizen.petition", inverse_name="reception_id"
    )

    @api.depends("number")
    def _compute_display_name(self):
        for visit in self:
            visit.display_name = self.env._("Visit %s", visit.number or "…")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ever(self):
        raise UserError(
            self.env._("A visit stays in the book: mark it as entered by mistake.")
        )
