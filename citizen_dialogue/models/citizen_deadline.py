from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.counting import days_left, explain_vi

OWNER_FIELDS = ("dialogue_id", "task_id", "petition_id", "reception_id")


class CitizenDeadline(models.Model):
    """One running time limit of a session, task, petition or visit, with its proof.

    The date due is stored; being late is not: it is searched and computed, so nothing
    goes stale overnight.
    """

    _name = "citizen.deadline"
    _description = "Deadline"
    _inherit = ["citizen.access.mixin"]
    _order = "due_date, id"

    _protected_fields = frozenset(
        {
            "dialogue_id",
            "task_id",
            "petition_id",
            "reception_id",
            "rule_id",
            "date_start",
            "due_date",
            "raw_due_date",
            "suspended_on",
            "days_left_at_suspension",
            "met_on",
            "ended_on",
            "proof",
        }
    )

    name = fields.Char(required=True, readonly=True)
    dialogue_id = fields.Many2one(
        comodel_name="citizen.dialogue",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    task_id = fields.Many2one(
        comodel_name="citizen.task",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    petition_id = fields.Many2one(
        comodel_name="citizen.petition",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    reception_id = fields.Many2one(
        comodel_name="citizen.reception",
        string="Visit",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    rule_id = fields.Many2one(
        comodel_name="citizen.deadline.rule",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Empty when the conclusion itself sets the date.",
    )
    date_start = fields.Date(string="From", readonly=True, copy=False)
    raw_due_date = fields.Date(
        string="Last Day Counted",
        readonly=True,
        copy=False,
        help="Before it rolls to a working day; the target inside the office.",
    )
    due_date = fields.Date(string="Due", readonly=True, copy=False)
    suspended_on = fields.Date(readonly=True, copy=False)
    days_left_at_suspension = fields.Integer(readonly=True, copy=False)
    met_on = fields.Date(readonly=True, copy=False)
    ended_on = fields.Date(
        readonly=True, copy=False, help="No longer runs, without having been met."
    )
    proof = fields.Json(readonly=True, copy=False)
    explanation = fields.Text(string="Why This Date?", compute="_compute_explanation")
    is_overdue = fields.Boolean(
        compute="_compute_is_overdue", search="_search_is_overdue"
    )
    days_left = fields.Integer(compute="_compute_is_overdue")
    extension_ids = fields.One2many(
        comodel_name="citizen.extension", inverse_name="deadline_id"
    )

    _one_owner = models.Constraint(
        "CHECK (num_nonnulls(dialogue_id, task_id, petition_id, reception_id) = 1)",
        "A deadline belongs to exactly one session, task, petition or visit.",
    )
    _running = models.Index(
        "(owner_unit_id, due_date) WHERE met_on IS NULL AND ended_on IS NULL "
        "AND due_date IS NOT NULL"
    )

    # ------------------------------------------------------------------
    # computes
    # ------------------------------------------------------------------
    @api.depends("owner_unit_id", *(f"{name}.access_unit_ids" for name in OWNER_FIELDS))
    def _compute_access_unit_ids(self):
        return super()._compute_access_unit_ids()

    def _get_access_units(self):
        owner = self._owner_record()
        return super()._get_access_units() | owner.access_unit_ids

    @api.depends("proof", "rule_id", "suspended_on", "days_left_at_suspension")
    def _compute_explanation(self):
        for deadline in self:
            deadline.explanation = "\n".join(deadline._explanation_lines())

    @api.depends("due_date", "met_on", "ended_on", "suspended_on")
    @api.depends_context("uid")
    def _compute_is_overdue(self):
        today = self.env["citizen.calendar"]._today()
        for deadline in self:
            running = deadline.due_date and not (deadline.met_on or deadline.ended_on)
            deadline.is_overdue = bool(running and deadline.due_date < today)
            deadline.days_left = (deadline.due_date - today).days if running else 0

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        if True in value and False in value:
            return Domain.TRUE
        late = (
            Domain("due_date", "<", self.env["citizen.calendar"]._today())
            & Domain("met_on", "=", False)
            & Domain("ended_on", "=", False)
        )
        return late if True in value else ~late

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_explain(self):
        """Open the answer to “why is it due on this day?”."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why this date?"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    # ------------------------------------------------------------------
    # business methods
    # ------------------------------------------------------------------
    def _owner_record(self):
        self.ensure_one()
        for name in OWNER_FIELDS:
            if self[name]:
                return self[name]
        return self.env["citizen.task"]

    @api.model
    def _open(self, vals_list):
        """Start clocks. Each of ``vals_list`` has an owner, ``owner_unit_id``,
        ``name``, ``date_start`` and either ``rule_id`` or ``due_date`` or
        ``days`` and ``unit_of_days``; where none is given, no date is due."""
        rows = []
        for vals in vals_list:
            vals = dict(vals)
            days, unit = vals.pop("days", None), vals.pop("unit_of_days", None)
            reason = vals.pop("reason", "")
            rule = self.env["citizen.deadline.rule"].browse(vals.get("rule_id"))
            counted = None
            if rule and rule.days:
                counted = rule._count_from(vals["date_start"])
            elif days:
                counted = self.env["citizen.calendar"]._count(
                    vals["date_start"], days, unit
                )
            if counted:
                vals.update(
                    due_date=counted.due,
                    raw_due_date=counted.raw,
                    proof=[{"kind": "count", **counted.as_dict()}],
                )
            elif vals.get("due_date"):
                vals.update(
                    raw_due_date=vals["due_date"],
                    proof=[
                        {
                            "kind": "set",
                            "due": fields.Date.to_string(vals["due_date"]),
                            "by": reason,
                        }
                    ],
                )
            rows.append(vals)
        # sudo: whoever takes the legal step starts its clock, also for another unit
        return self.sudo()._create_protected(rows).sudo(False)

    def _running(self):
        return self.filtered(lambda d: not (d.met_on or d.ended_on))

    def _meet(self, on):
        """Done on ``on``: the clock stops."""
        # sudo: the unit that meets a deadline need not be the one that answers for it
        self.sudo()._running()._write_protected({"met_on": on})

    def _end(self, on):
        """Nothing is due any more (cancelled); it was not met."""
        # sudo: as in _meet
        self.sudo()._running()._write_protected({"ended_on": on})

    def _suspend(self, on):
        """Stop the clock; what is left of the limit is kept.

        :raise UserError: it isn't running
        """
        calendar = self.env["citizen.calendar"]._work_calendar()
        for deadline in self:
            if deadline not in deadline._running() or not deadline.due_date:
                raise UserError(self.env._("This deadline isn't running."))
            last = deadline._last_count()
            left = days_left(
                fields.Date.to_date(last["start"]),
                last["amount"],
                on,
                last["unit"],
                calendar,
            )
            deadline._write_protected(
                {
                    "suspended_on": on,
                    "days_left_at_suspension": left,
                    "due_date": False,
                    "proof": deadline.proof
                    + [
                        {
                            "kind": "suspend",
                            "on": fields.Date.to_string(on),
                            "left": left,
                            "unit": last["unit"],
                        }
                    ],
                }
            )

    def _resume(self, on):
        """Count the days that were left, from the day of the decision to resume."""
        for deadline in self:
            if not deadline.suspended_on or on < deadline.suspended_on:
                raise UserError(
                    self.env._(
                        "Only a suspended deadline can be resumed, and not before the "
                        "day of its suspension."
                    )
                )
            last = deadline._last_count()
            counted = self.env["citizen.calendar"]._count(
                on,
                deadline.days_left_at_suspension,
                last["unit"],
                roll=deadline.rule_id.roll if deadline.rule_id else True,
            )
            deadline._write_protected(
                {
                    "suspended_on": False,
                    "days_left_at_suspension": 0,
                    "due_date": counted.due,
                    "raw_due_date": counted.raw,
                    "proof": deadline.proof
                    + [
                        {"kind": "resume", "on": fields.Date.to_string(on)},
                        {"kind": "count", **counted.as_dict()},
                    ],
                }
            )

    def _move(self, due, reason):
        """Set a later (or other) date by a decision, for example an extension."""
        for deadline in self:
            deadline._write_protected(
                {
                    "due_date": due,
                    "raw_due_date": due,
                    "proof": (deadline.proof or [])
                    + [
                        {
                            "kind": "move",
                            "from": fields.Date.to_string(deadline.due_date),
                            "due": fields.Date.to_string(due),
                            "by": reason,
                        }
                    ],
                }
            )

    def _last_count(self):
        for item in reversed(self.proof or []):
            if item["kind"] == "count":
                return item
        start = self.date_start
        return {
            "start": fields.Date.to_string(start),
            "amount": max(0, (self.due_date - start) // timedelta(days=1)),
            "unit": "calendar",
        }

    def _explanation_lines(self):
        """The proof in words. Vietnamese whoever reads it, like the law it quotes."""

        def day(text):
            return fields.Date.to_date(text).strftime("%d/%m/%Y")

        lines = []
        if self.rule_id:
            lines.append(
                f"{self.rule_id.code} – {self.rule_id.name}. "
                f"Căn cứ: {self.rule_id.article}."
            )
        for item in self.proof or []:
            if item["kind"] == "count":
                lines += explain_vi(item)
            elif item["kind"] == "set":
                by = f" ({item['by']})" if item.get("by") else ""
                lines.append(f"Thời hạn do kết luận ấn định: {day(item['due'])}{by}.")
            elif item["kind"] == "move":
                lines.append(
                    f"Điều chỉnh từ {day(item['from'])} sang {day(item['due'])}: "
                    f"{item['by']}."
                )
            elif item["kind"] == "suspend":
                unit = "ngày làm việc" if item["unit"] == "working" else "ngày"
                lines.append(
                    f"Tạm đình chỉ từ {day(item['on'])}, còn {item['left']} {unit}."
                )
            elif item["kind"] == "resume":
                lines.append(f"Tiếp tục từ {day(item['on'])}.")
        return lines
