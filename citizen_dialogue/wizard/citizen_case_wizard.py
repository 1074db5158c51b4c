from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..models.citizen_case_stop import GROUNDS

STEPS = [
    ("sent", "Sent"),
    ("published", "Published"),
    ("complex", "Found Complex"),
    ("suspend", "Suspend"),
    ("terminate", "Terminate"),
]


class CitizenCaseWizard(models.TransientModel):
    """The steps of a case that ask for a day, a ground or criteria first."""

    _name = "citizen.case.wizard"
    _description = "Step of a Case"
    _inherit = ["citizen.dialog.mixin"]

    case_id = fields.Many2one(
        comodel_name="citizen.case", required=True, readonly=True, ondelete="cascade"
    )
    case_kind = fields.Selection(related="case_id.kind", related_sudo=False)
    is_decided = fields.Boolean(compute="_compute_is_decided")
    step = fields.Selection(selection=STEPS, required=True, readonly=True)
    day = fields.Date(
        string="On", default=lambda self: self.env["citizen.calendar"]._today()
    )
    received_on = fields.Date(
        string="Received by the Petitioner on",
        help="As on the receipt; the time for a second complaint runs from then.",
    )
    published_how = fields.Selection(
        selection=lambda self: (
            self.env["citizen.case"]
            ._fields["published_how"]
            ._description_selection(self.env)
        ),
        string="How",
    )
    ground_domain = fields.Json(compute="_compute_ground_domain")
    ground_id = fields.Many2one(
        comodel_name="citizen.refusal.ground",
    )
    ground_text = fields.Text(related="ground_id.text")
    ground_article = fields.Char(related="ground_id.article")
    criterion_ids = fields.Many2many(
        comodel_name="citizen.refusal.ground", string="Criteria"
    )
    after_explanation = fields.Boolean(
        string="Withdrawn after Explanation",
        help="Counted apart in the reports (01/KQGQ).",
    )
    reason = fields.Text(string="In Words")

    @api.depends("case_id")
    def _compute_is_decided(self):
        for wizard in self:
            wizard.is_decided = bool(wizard.case_id.decided_on)

    @api.depends("case_id", "step")
    def _compute_ground_domain(self):
        today = self.env["citizen.calendar"]._today()
        grounds = self.env["citizen.refusal.ground"]
        for wizard in self:
            kind = GROUNDS.get((wizard.case_kind, wizard.step), "complex")
            # complex by the law under which it was accepted
            day = wizard.case_id._law_day() if kind == "complex" else today
            domain = Domain("kind", "=", kind) & grounds._valid_domain(day)
            if kind == "complex":
                prefix = f"CX_{(wizard.case_kind or '').upper()}_"
                domain &= Domain("code", "=like", f"{prefix}%")
            wizard.ground_domain = list(domain)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        step = self.env.context.get("citizen_step")
        case = self.env["citizen.case"].browse(self.env.context.get("active_id"))
        if step not in dict(STEPS) or not case.exists():
            raise UserError(self.env._("This step can't be taken here."))
        values.update(case_id=case.id, step=step)
        if step == "complex":
            values["criterion_ids"] = case.complex_ground_ids.ids
        return values

    def action_apply(self):
        """Take the step.

        :raise UserError: the case isn't in a state for it, or something is missing
        """
        self.ensure_one()
        case = self.case_id
        case.check_access("write")
        if self.step in ("sent", "published") and not self.day:
            raise UserError(self.env._("Enter the day."))
        if self.step == "sent":
            case._register_sent(self.day, self.received_on)
        elif self.step == "published":
            if not self.published_how:
                raise UserError(self.env._("Say how it was published."))
            case._register_published(self.day, self.published_how)
        elif self.step == "complex":
            return case._find_complex(self.criterion_ids, self.reason)
        else:
            if not self.ground_id:
                raise UserError(self.env._("Choose the ground that the law names."))
            return case._draft_stop(self.step, self.ground_id, self.after_explanation)
        return {"type": "ir.actions.act_window_close"}
