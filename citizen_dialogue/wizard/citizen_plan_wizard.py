from odoo import api, fields, models
from odoo.exceptions import UserError


class CitizenPlanWizard(models.TransientModel):
    """The yearly plan: the sessions of a year as a Kế hoạch."""

    _name = "citizen.plan.wizard"
    _description = "Yearly Plan of Dialogues"

    unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        required=True,
        default=lambda self: self.env["citizen.unit"]._current(),
    )
    year = fields.Integer(
        required=True,
        default=lambda self: self.env["citizen.calendar"]._today().year,
    )
    dialogue_ids = fields.Many2many(
        comodel_name="citizen.dialogue",
        compute="_compute_dialogue_ids",
        string="Sessions of the Year",
    )

    @api.depends("unit_id", "year")
    def _compute_dialogue_ids(self):
        for wizard in self:
            wizard.dialogue_ids = self.env["citizen.dialogue"].search(
                [
                    ("owner_unit_id", "=", wizard.unit_id.id),
                    ("plan_year", "=", wizard.year),
                    ("state", "!=", "cancelled"),
                ],
                order="date_start, id",
            )

    def action_draft_plan(self):
        """Draft the Kế hoạch of the year from its sessions.

        :raise UserError: no session is planned for this year
        """
        self.ensure_one()
        if not 2000 <= self.year <= 2100:
            raise UserError(self.env._("Check the year."))
        if not self.dialogue_ids:
            raise UserError(
                self.env._("Enter the sessions planned for %s first.", self.year)
            )
        documents = self.env["citizen.document"]
        today = self.env["citizen.calendar"]._today()
        form = self.env["citizen.document.type"]._get("KH_DT", today)
        document = documents._create_protected(
            [
                {
                    "type_id": form.id,
                    "step": "plan",
                    "owner_unit_id": self.unit_id.id,
                    "issuer_unit_id": self.unit_id.authority_id.id,
                    "name": f"Đối thoại trực tiếp với Nhân dân năm {self.year}",
                    "signature_mode": form.default_signature_mode,
                    "recipient_lines": "Các cơ quan, đơn vị;\n"
                    f"Lưu: VT, {self.unit_id.symbol or 'VP'}.",
                }
            ]
        )
        document._fill_body(self)
        return document._open_form()
