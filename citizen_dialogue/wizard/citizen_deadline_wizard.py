from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import pdf, vietnamese
from ..tools.counting import explain_vi


class CitizenDeadlineWizard(models.TransientModel):
    """The desk calculator: a rule, a day, and the date with its reasons; printed as a
    one-page sheet (phiếu tính hạn)."""

    _name = "citizen.deadline.wizard"
    _description = "Deadline Calculator"

    rule_id = fields.Many2one(
        comodel_name="citizen.deadline.rule",
        string="Time Limit",
        required=True,
        ondelete="cascade",
        domain="[('days', '>', 0), ('pending', '=', False)]",
    )
    date_start = fields.Date(
        string="Day of the Event",
        required=True,
        default=lambda self: self.env["citizen.calendar"]._today(),
    )
    trigger = fields.Char(related="applied_id.trigger")
    applied_id = fields.Many2one(
        comodel_name="citizen.deadline.rule",
        string="Row Applied",
        compute="_compute_due",
        help="The law of that day decides.",
    )
    is_complex = fields.Boolean(string="Complex Matter")
    is_remote = fields.Boolean(string="Remote Area, Difficult Travel")
    has_complex = fields.Boolean(compute="_compute_due")
    has_remote = fields.Boolean(compute="_compute_due")
    extensions = fields.Integer(string="Times Extended")
    extension_max = fields.Integer(compute="_compute_due")
    due_date = fields.Date(string="Due", compute="_compute_due")
    raw_due_date = fields.Date(string="Last Day Counted", compute="_compute_due")
    reminder_date = fields.Date(string="Do It by", compute="_compute_due")
    problem = fields.Char(compute="_compute_due")
    explanation = fields.Text(string="Why This Date?", compute="_compute_due")

    @api.depends("rule_id", "date_start", "is_complex", "is_remote", "extensions")
    @api.depends_context("lang")
    def _compute_due(self):
        for wizard in self:
            rule = wizard.rule_id and wizard.date_start and wizard._applied_rule()
            rule = rule or self.env["citizen.deadline.rule"]
            wizard.applied_id = rule
            wizard.has_complex = bool(rule.days_complex or rule.days_remote_complex)
            wizard.has_remote = bool(rule.days_remote or rule.days_remote_complex)
            wizard.extension_max = rule.extension_max
            counted, problem = wizard._count(rule)
            wizard.problem = problem
            wizard.due_date = counted.due if counted else False
            wizard.raw_due_date = counted.raw if counted else False
            wizard.reminder_date = (
                counted.reminder if counted and counted.backward else False
            )
            wizard.explanation = (
                "\n".join([f"Căn cứ: {rule.article}.", *explain_vi(counted.as_dict())])
                if counted
                else False
            )

    def _applied_rule(self):
        """The row of the same limit that is valid on the day of the event."""
        return self.env["citizen.deadline.rule"]._rule(
            self.rule_id.code, self.date_start
        )

    def _count(self, rule):
        """(count, None) or (None, what is wrong)."""
        if not (self.rule_id and self.date_start):
            return None, False
        if not rule:
            return None, self.env._(
                "On this day there was no such time limit: check the day."
            )
        amount = rule._amount(self.is_complex, self.is_remote, self.extensions)
        if not amount:
            return None, self.env._("The law names no number of days on this day.")
        if self.extensions < 0 or self.extensions > rule.extension_max:
            return None, self.env._(
                "This time limit can be extended %s time(s) at most.",
                rule.extension_max,
            )
        return self.env["citizen.calendar"]._count(
            self.date_start,
            amount,
            rule.unit_of_days,
            roll=rule.roll,
            backward=rule.direction == "before",
        ), False

    def action_print(self):
        """Print the sheet.

        :raise UserError: there is no date to print
        """
        self.ensure_one()
        if not self.due_date:
            raise UserError(self.problem or self.env._("There is no date to print."))
        return self.env.ref(
            "citizen_dialogue.citizen_deadline_wizard_report"
        ).report_action(self)

    def _render_sheet(self):
        """PDF of the sheet."""
        self.check_access("read")
        html = self.env["ir.qweb"]._render(
            "citizen_dialogue.deadline_sheet",
            {
                "o": self,
                "unit": self.env["citizen.unit"]._current(),
                "today": self.env["citizen.calendar"]._today(),
                "day": lambda d: d and d.strftime("%d/%m/%Y") or "",
                "day_text": vietnamese.date_in_text,
                "lines": (self.explanation or "").split("\n"),
            },
            minimal_qcontext=True,
        )
        return pdf.render(str(html))
