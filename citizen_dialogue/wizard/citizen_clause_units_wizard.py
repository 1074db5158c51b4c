from odoo import api, fields, models
from odoo.exceptions import UserError


class CitizenClauseUnitsWizard(models.TransientModel):
    """“UBND các xã” in one click: all units of a kind below a unit, kept as a group."""

    _name = "citizen.clause.units.wizard"
    _description = "Add Units to a Clause"
    _inherit = ["citizen.dialog.mixin"]

    clause_id = fields.Many2one(
        comodel_name="citizen.conclusion.clause", required=True, ondelete="cascade"
    )
    below_unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        string="Below",
        default=lambda self: self.env["citizen.unit"]._current().authority_id,
    )
    kind = fields.Selection(
        selection=[
            ("commune", "Communes"),
            ("department", "Departments and Offices"),
            ("all", "Departments and Communes"),
            ("chosen", "Units Chosen One by One"),
        ],
        required=True,
        default="commune",
    )
    label = fields.Char(
        string="Name of the Group",
        compute="_compute_label",
        store=True,
        readonly=False,
    )
    unit_ids = fields.Many2many(
        comodel_name="citizen.unit",
        string="Units",
        compute="_compute_unit_ids",
        store=True,
        readonly=False,
    )

    @api.depends("kind")
    def _compute_label(self):
        # as the document prints it: Vietnamese whoever clicks
        labels = {
            "commune": "Ủy ban nhân dân các xã",
            "department": "Các cơ quan, đơn vị",
            "all": "Các cơ quan, đơn vị; Ủy ban nhân dân các xã",
        }
        for wizard in self:
            wizard.label = labels.get(wizard.kind, False)

    @api.depends("kind", "below_unit_id")
    def _compute_unit_ids(self):
        kinds = {
            "commune": ["commune"],
            "department": ["department", "office"],
            "all": ["commune", "department", "office"],
        }
        for wizard in self:
            if wizard.kind == "chosen" or not wizard.below_unit_id:
                wizard.unit_ids = False
                continue
            top = wizard.below_unit_id
            wizard.unit_ids = self.env["citizen.unit"].search(
                [
                    ("id", "child_of", top.id),
                    ("id", "!=", top.id),
                    ("kind", "in", kinds[wizard.kind]),
                    ("is_current", "=", True),
                    # a commune's own departments are the commune's affair
                    ("parent_id.kind", "in", (top.kind, "district", "province")),
                ]
            )

    def action_add(self):
        """Add the units to the clause; one in force gives them their tasks at once."""
        self.ensure_one()
        if not self.unit_ids:
            raise UserError(self.env._("There is no such unit below this one."))
        self.clause_id._add_units(self.unit_ids, self.label)
        return {"type": "ir.actions.act_window_close"}
