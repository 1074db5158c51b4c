from odoo import api, fields, models


class CitizenObstacleWizard(models.TransientModel):
    """The decision about an obstacle: an option, a word, and what it changes."""

    _name = "citizen.obstacle.wizard"
    _description = "Decision about an Obstacle"
    _inherit = ["citizen.dialog.mixin"]

    obstacle_id = fields.Many2one(
        comodel_name="citizen.obstacle", required=True, ondelete="cascade"
    )
    content = fields.Text(related="obstacle_id.content", related_sudo=False)
    choice = fields.Selection(
        selection=[
            ("a", "Option A"),
            ("b", "Option B"),
            ("c", "Option C"),
            ("other", "Another Way"),
        ],
        string="Decided",
        required=True,
        default="other",
    )
    option_text = fields.Text(compute="_compute_option_text")
    note = fields.Text(string="A Word to the Unit")
    effect = fields.Selection(
        selection=[
            ("none", "The Task Stays as It Is"),
            ("extend", "A Later Date"),
            ("handover", "Another Unit"),
            ("directive", "A New Directive"),
        ],
        required=True,
        default="none",
    )
    due_date = fields.Date(string="New Date")
    unit_ids = fields.Many2many(
        comodel_name="citizen.unit",
        relation="citizen_obstacle_wizard_unit_rel",
        string="Unit That Takes Over",
        domain="[('is_current', '=', True)]",
    )

    @api.depends("choice", "obstacle_id")
    def _compute_option_text(self):
        for wizard in self:
            obstacle, choice = wizard.obstacle_id, wizard.choice
            parts = (
                [obstacle[f"option_{choice}"], obstacle[f"needs_{choice}"]]
                if choice in ("a", "b", "c")
                else []
            )
            wizard.option_text = "\n".join(part for part in parts if part) or False

    def action_apply(self):
        """Decide.

        :raise UserError: the option is empty, or the effect lacks its date or unit
        """
        self.ensure_one()
        self.obstacle_id._decide(
            self.choice, self.note, self.effect, self.due_date, self.unit_ids
        )
        if self.obstacle_id.directive_id:
            return {
                "type": "ir.actions.act_window",
                "res_model": "citizen.conclusion",
                "res_id": self.obstacle_id.directive_id.id,
                "view_mode": "form",
            }
        return {"type": "ir.actions.act_window_close"}
