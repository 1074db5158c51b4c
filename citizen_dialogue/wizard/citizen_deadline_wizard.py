from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.counting import (
    UNIT_WORDS,
    UNITS,
    count_item,
    resume_items,
    suspend_item,
)


class CitizenDeadlineWizard(models.TransientModel):
    """The desk calculator: a rule, a day, and the date with its reasons; printed as a
    one-page sheet (phiếu tính hạn)."""

    _name = "citizen.deadline.wizard"
    _description = "Deadline Calculator"
    _rec_name = "rule_id"

    rule_id = fields.Many2one(
        comodel_name="citizen.deadline.rule",
        string="Time Limit",
        required=True,
        ondelete="cascade",
        domain="[('is_latest', '=', True), ('trigger', '!=', False)]",
    )
    date_start = fields.Date(
        string="Day of the Event",
        required=True,
        default=lambda self: self.env["citizen.calendar"]._today(),
    )
    law_date = fields.Date(
        string="Date That Chooses the Law",
        help="Empty: the day of the event.",
    )
    case_date = fields.Date(
        string="Matter Accepted on",
        help="Tells why a later law holds for an older matter.",
    )
    previous_start = fields.Date(
        string="Acceptance of the Time Limit Before",
        help="Where this time limit begins when another one ends: the acceptance from "
        "which that one is counted.",
    )
    trigger = fields.Char(compute="_compute_shown")
    note = fields.Char(compute="_compute_shown")
    keyed_by = fields.Selection(related="applied_id.keyed_by")
    applied_id = fields.Many2one(
        comodel_name="citizen.deadline.rule",
        string="Row Applied",
        compute="_compute_shown",
        help="The law of that day decides.",
    )
    is_complex = fields.Boolean(string="Complex Matter")
    is_remote = fields.Boolean(string="Remote Area, Difficult Travel")
    has_complex = fields.Boolean(compute="_compute_shown")
    has_remote = fields.Boolean(compute="_compute_shown")
    has_previous = fields.Boolean(compute="_compute_shown")
    has_transition = fields.Boolean(compute="_compute_shown")
    needs_law_date = fields.Boolean(compute="_compute_shown")
    pause_kind = fields.Selection(
        selection=[("decision", "By Decision"), ("obstacle", "Obstacle")],
        compute="_compute_shown",
    )
    extensions = fields.Integer(string="Times Extended")
    extension_max = fields.Integer(compute="_compute_shown")
    suspended_on = fields.Date()
    resumed_on = fields.Date()
    is_effect = fields.Boolean(related="applied_id.is_effect")
    due_date = fields.Date(string="Due", compute="_compute_due")
    raw_due_date = fields.Date(string="Last Day Counted", compute="_compute_due")
    reminder_date = fields.Date(string="Do It by", compute="_compute_due")
    days_left = fields.Char(compute="_compute_due")
    problem = fields.Char(compute="_compute_due")
    explanation = fields.Text(string="Why This Date?", compute="_compute_due")

    @api.depends("rule_id", "date_start", "law_date", "previous_start")
    def _compute_shown(self):
        for wizard in self:
            rule = wizard._applied_rule()
            shown = rule or wizard.rule_id
            previous = wizard._previous_rule() if wizard.previous_start else rule
            wizard.applied_id = rule
            wizard.trigger = shown.trigger
            wizard.note = shown.note
            wizard.has_previous = bool(shown.follows_code)
            wizard.has_complex = any(
                r.days_complex or r.days_remote_complex for r in rule | previous
            )
            wizard.has_remote = any(
                r.days_remote or r.days_remote_complex for r in rule | previous
            )
            wizard.extension_max = rule.extension_max
            wizard.has_transition = bool(rule.transition_article)
            wizard.needs_law_date = wizard.rule_id.keyed_by == "period_end"
            wizard.pause_kind = (
                "decision"
                if shown.pause_code
                else "obstacle"
                if shown.pause_obstacle
                else False
            )

    @api.depends(
        "applied_id",
        "date_start",
        "law_date",
        "case_date",
        "previous_start",
        "is_complex",
        "is_remote",
        "extensions",
        "suspended_on",
        "resumed_on",
    )
    @api.depends_context("lang")
    def _compute_due(self):
        for wizard in self:
            wizard.update(
                {
                    "due_date": False,
                    "raw_due_date": False,
                    "reminder_date": False,
                    "days_left": False,
                    "problem": False,
                    "explanation": False,
                }
            )
            if not (wizard.rule_id and wizard.date_start):
                continue
            try:
                proof, counted, before = wizard._proof()
            except UserError as error:
                wizard.problem = str(error)
                continue
            lines = [
                *self.env["citizen.deadline"]._rule_lines(
                    wizard.applied_id,
                    wizard.law_date,
                    wizard.case_date,
                ),
                *before,
                *self.env["citizen.calendar"]._explain(proof),
            ]
            wizard.explanation = "\n".join(lines)
            if counted:
                wizard.due_date = counted.due
                wizard.raw_due_date = counted.raw
                wizard.reminder_date = counted.reminder
            else:
                item = proof[-1]
                wizard.days_left = f"{item['left']} {UNIT_WORDS[item['unit']]}"

    @api.onchange("rule_id")
    def _onchange_rule_id(self):
        """What was entered for another limit, and is no longer shown, doesn't count."""
        self.update(
            {
                "law_date": False,
                "case_date": False,
                "previous_start": False,
                "is_complex": False,
                "is_remote": False,
                "extensions": 0,
                "suspended_on": False,
                "resumed_on": False,
            }
        )

    def _applied_rule(self):
        """The row of the same limit that its own date chooses."""
        rules = self.env["citizen.deadline.rule"]
        if not (self.rule_id and self.date_start):
            return rules
        day = self.law_date or self.date_start
        return rules._applicable(
            self.rule_id.code,
            receipt=day,
            acceptance=day,
            period_end=day,
            event=self.date_start,
        )

    def _previous_rule(self):
        rule = self._applied_rule()
        if not (rule.follows_code and self.previous_start):
            return rule.browse()
        return rule._applicable(
            rule.follows_code,
            receipt=self.previous_start,
            acceptance=self.previous_start,
            event=self.previous_start,
            period_end=self.previous_start,
        )

    def _proof(self):
        """(proof, last count or None while suspended, lines of the limit before).

        :raise UserError: what is wrong with the question
        """
        rule = self.applied_id
        self._check_question(rule)
        try:
            start, before = self._start(rule)
            longer = {
                "is_complex": self.is_complex,
                "is_remote": self.is_remote,
                "extensions": self.extensions,
            }
            rule._check_variant(**longer)
            counted = rule._count_from(start, rule._amount(**longer))
            proof = [count_item(counted, rule._variant(**longer))]
            if self.suspended_on:
                items, counted = self._pause(rule, proof[-1])
                proof += items
        except ValueError as error:
            raise UserError(
                self.env._("This day is outside the calendar: check the day.")
            ) from error
        return proof, counted, before

    def _check_question(self, rule):
        if not rule:
            raise UserError(
                self.env._("On this day there was no such time limit: check the day.")
            )
        if rule.days and rule.unit_of_days not in UNITS:
            raise UserError(
                self.env._(
                    "%(name)s: %(number)s %(unit)s; no day to be counted.",
                    name=rule.name,
                    number=rule.days,
                    unit=UNIT_WORDS[rule.unit_of_days],
                )
            )
        if not rule.days:
            raise UserError(self.env._("The law names no number of days on this day."))

    def _start(self, rule):
        """Where counting begins, and why when another limit has to end first."""
        previous = self._previous_rule()
        if not previous:
            return self.date_start, []
        longer = {"is_complex": self.is_complex, "is_remote": self.is_remote}
        counted = previous._count_from(self.previous_start, previous._amount(**longer))
        item = count_item(counted, previous._variant(**longer))
        start = counted.raw if rule.follows_end == "raw" else counted.due
        return start, [
            f"{previous.code} – {previous.name}:",
            *self.env["citizen.calendar"]._explain([item]),
            f"Thời hạn này tính từ {start.strftime('%d/%m/%Y')}.",
        ]

    def _pause(self, rule, last):
        """Items of a suspension or an obstacle, and the count after it."""
        calendar = self.env["citizen.calendar"]._work_calendar()
        begin, end = self.suspended_on, self.resumed_on
        if end and end < begin:
            raise UserError(self.env._("It can't end before it begins."))
        if begin < fields.Date.to_date(last["start"]):
            raise UserError(
                self.env._("The clock can't stop before it has begun to run.")
            )
        if self.pause_kind == "obstacle":
            if not end:
                raise UserError(self.env._("Enter the last day of the obstacle."))
            # both days of the obstacle are left out
            item = suspend_item(last, begin - timedelta(days=1), calendar)
            item |= {
                "kind": "obstacle",
                "from": fields.Date.to_string(begin),
                "to": fields.Date.to_string(end),
            }
            items, counted = resume_items(last, item["left"], end, calendar)
            return [item, items[-1]], counted
        law = rule._check_may_suspend(begin)
        item = suspend_item(last, begin, calendar)
        item["by"] = law._pause_basis_vi(fields.Date.to_date(last["start"]))
        if not end:
            return [item], None
        items, counted = resume_items(last, item["left"], end, calendar)
        return [item, *items], counted

    def action_print(self):
        """Print the sheet.

        :raise UserError: there is no date to print
        """
        self.ensure_one()
        if not self.explanation:
            raise UserError(self.problem or self.env._("There is no date to print."))
        return self.env.ref(
            "citizen_dialogue.citizen_deadline_wizard_report"
        ).report_action(self, config=False)

    def _render_sheet(self):
        """PDF of the sheet."""
        self.check_access("read")
        return self.env["citizen.deadline"]._sheet_pdf(
            [wizard._sheet_values() for wizard in self]
        )

    def _sheet_values(self):
        rule = self.applied_id
        start = self.date_start
        if self.previous_start and rule.follows_code:
            start = self._start(rule)[0]
        return {
            "name": rule.name,
            "code": rule.code,
            "trigger": rule.trigger,
            "start": start,
            "due": self.due_date,
            "effect": rule.is_effect,
            "reminder": self.reminder_date,
            "suspended_on": not self.due_date and self.suspended_on,
            "met_on": False,
            "lines": (self.explanation or "").split("\n"),
        }
