from datetime import timedelta

from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import pdf, vietnamese
from ..tools.counting import (
    count_item,
    recount,
    resume_items,
    suspend_item,
    touches,
)

OWNER_FIELDS = ("dialogue_id", "task_id", "petition_id", "reception_id", "case_id")
# rows that one statement moves
BATCH = 1000


class CitizenDeadline(models.Model):
    """One running time limit of a session, task, petition or visit, with the proof of
    its date.

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
            "case_id",
            "rule_id",
            "date_start",
            "law_date",
            "case_date",
            "is_complex",
            "is_remote",
            "extensions",
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
    case_id = fields.Many2one(
        comodel_name="citizen.case",
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
    law_date = fields.Date(
        string="Law of",
        readonly=True,
        copy=False,
        help="The date that chose the row of the law; empty when it is the start.",
    )
    case_date = fields.Date(
        string="Matter Accepted on",
        readonly=True,
        copy=False,
        help="Where known: explains why a later law holds for an older matter.",
    )
    is_complex = fields.Boolean(string="Complex Matter", readonly=True, copy=False)
    is_remote = fields.Boolean(
        string="Remote Area, Difficult Travel", readonly=True, copy=False
    )
    extensions = fields.Integer(
        string="Times Extended", readonly=True, copy=False, aggregator=None
    )
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
        "CHECK (num_nonnulls(dialogue_id, task_id, petition_id, reception_id, case_id) "
        "= 1)",
        "A deadline belongs to exactly one session, task, petition, visit or case.",
    )
    _running = models.Index(
        "(owner_unit_id, due_date) WHERE met_on IS NULL AND ended_on IS NULL "
        "AND due_date IS NOT NULL"
    )

    # ------------------------------------------------------------------
    # computes
    # ------------------------------------------------------------------
    @api.depends(
        "owner_unit_id", *(f"{owner}.access_unit_ids" for owner in OWNER_FIELDS)
    )
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
        ``days`` and ``unit_of_days``; where none is given, no date is due.

        With a rule also ``is_complex``, ``is_remote`` and ``extensions`` for its longer
        limits, ``law_date`` where another date than the start has chosen the rule, and
        ``case_date``, the acceptance of the matter, where it is known.
        """
        rows = []
        for vals in vals_list:
            vals = dict(vals)
            days, unit = vals.pop("days", None), vals.pop("unit_of_days", None)
            reason = vals.pop("reason", "")
            rule = self.env["citizen.deadline.rule"].browse(vals.get("rule_id"))
            counted = variant = None
            if rule and rule._is_countable():
                longer = {
                    key: vals.get(key) or 0
                    for key in ("is_complex", "is_remote", "extensions")
                }
                rule._check_variant(**longer)
                variant = rule._variant(**longer)
                counted = rule._count_from(vals["date_start"], rule._amount(**longer))
            elif days:
                counted = self.env["citizen.calendar"]._count(
                    vals["date_start"], days, unit
                )
            if counted:
                vals.update(
                    due_date=counted.due,
                    raw_due_date=counted.raw,
                    proof=[count_item(counted, variant)],
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

        :raise UserError: it isn't running, or the law had no suspension on that day
        """
        calendar = self.env["citizen.calendar"]._work_calendar()
        for deadline in self:
            if deadline not in deadline._running() or not deadline.due_date:
                raise UserError(self.env._("This deadline isn't running."))
            item = suspend_item(deadline._last_count(), on, calendar)
            if deadline.rule_id:
                law = deadline.rule_id._check_may_suspend(on)
                item["by"] = law._pause_basis_vi(deadline.date_start)
            deadline._write_protected(
                {
                    "suspended_on": on,
                    "days_left_at_suspension": item["left"],
                    "due_date": False,
                    "proof": (deadline.proof or []) + [item],
                }
            )

    def _resume(self, on):
        """Count the days that were left, from the day of the decision to resume."""
        calendar = self.env["citizen.calendar"]._work_calendar()
        for deadline in self:
            if not deadline.suspended_on or on < deadline.suspended_on:
                raise UserError(
                    self.env._(
                        "Only a suspended deadline can be resumed, and not before the "
                        "day of its suspension."
                    )
                )
            items, counted = resume_items(
                deadline._last_count(), deadline.days_left_at_suspension, on, calendar
            )
            deadline._write_protected(
                {
                    "suspended_on": False,
                    "days_left_at_suspension": 0,
                    "due_date": counted.due,
                    "raw_due_date": counted.raw,
                    "proof": deadline.proof + items,
                }
            )

    def _lengthen(self, is_complex=None, is_remote=None, extensions=None, reason=""):
        """Give the longer limit of the same rule: the matter is complex, lies in a
        remote area, or is extended by a decision. Counted from the same day as before;
        what a suspension has left grows by the difference.

        :param reason: the decision, as the explanation quotes it
        :raise UserError: it isn't running, or the rule has no such longer limit
        """
        for deadline in self:
            rule = deadline.rule_id
            if not rule or deadline not in deadline._running():
                raise UserError(self.env._("This deadline isn't running."))
            before = deadline._longer()
            wanted = {
                "is_complex": is_complex,
                "is_remote": is_remote,
                "extensions": extensions,
            }
            after = before | {k: v for k, v in wanted.items() if v is not None}
            rule._check_variant(**after)
            more = rule._amount(**after) - rule._amount(**before)
            if not more:
                raise UserError(
                    self.env._("This time limit has no longer form of that kind.")
                )
            deadline._write_protected(deadline._longer_vals(after, more, reason))

    def _longer(self):
        return {
            "is_complex": self.is_complex,
            "is_remote": self.is_remote,
            "extensions": self.extensions,
        }

    def _longer_vals(self, longer, more, reason):
        item = {"kind": "extend", "by": reason}
        if self.suspended_on:
            left = self.days_left_at_suspension + more
            item["left"] = left
            return {
                **longer,
                "days_left_at_suspension": left,
                "proof": self.proof + [item],
            }
        last = self._last_count()
        counted = self.rule_id._count_from(
            fields.Date.to_date(last["start"]), last["amount"] + more
        )
        item |= {
            "from": fields.Date.to_string(self.due_date),
            "due": fields.Date.to_string(counted.due),
        }
        # after a suspension the count holds only what was left of the limit
        whole = last["amount"] + more == self.rule_id._amount(**longer)
        variant = self.rule_id._variant(**longer) if whole else None
        return {
            **longer,
            "due_date": counted.due,
            "raw_due_date": counted.raw,
            "proof": self.proof + [item, count_item(counted, variant)],
        }

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

    # ------------------------------------------------------------------
    # changes of the calendar and of the law
    # ------------------------------------------------------------------
    def _after_change(self, calendar, days, rows, what, today):
        """New values of this running deadline under another calendar and other rows of
        the law; None when the change doesn't touch it.

        :param days: days that work in one of the two calendars only, in order
        :param rows: by code, the rows to choose from then
        :param what: the change in words, for the proof
        """
        self.ensure_one()
        last = (self.proof or [{"kind": ""}])[-1]
        if last["kind"] != "count":
            return None
        rule, item, kind = self.rule_id, last, "calendar"
        if rule.code in rows:
            day = self.law_date or self.date_start
            dates = dict.fromkeys(("receipt", "acceptance", "period_end"), day)
            new = rule._pick(rows[rule.code], {**dates, "event": self.date_start})
            if new and new != rule and new._is_countable():
                rule, kind = new, "law"
                item = self._item_under(new, last)
        if kind == "calendar" and not touches(last, days):
            return None
        counted = recount(item, calendar)
        replaced = count_item(counted, item.get("variant"))
        vals = {
            "due_date": counted.due,
            "raw_due_date": counted.raw,
            "rule_id": rule.id,
        }
        if counted.due == self.due_date:
            if replaced == last and kind == "calendar":
                return None
            # the same day for other reasons: a day off made up for on a Saturday
            return {**vals, "proof": [*self.proof[:-1], replaced]}
        told = {
            "kind": kind,
            "what": what,
            "on": fields.Date.to_string(today),
            "from": fields.Date.to_string(self.due_date),
            "due": fields.Date.to_string(counted.due),
        }
        return {**vals, "proof": [*self.proof, told, replaced]}

    def _item_under(self, rule, last):
        """The last count with the numbers of another row. What a suspension has left
        changes by as much as the whole limit does."""
        old, longer = self.rule_id, self._longer()
        amount = rule._amount(**longer)
        item = {
            **last,
            "roll": rule.roll,
            "effect": rule.is_effect,
            "backward": rule.direction == "before",
        }
        if last["amount"] == old._amount(**longer):
            item |= {"amount": amount, "unit": rule.unit_of_days}
            item["variant"] = rule._variant(**longer)
        elif rule.unit_of_days == old.unit_of_days:
            more = amount - old._amount(**longer)
            item["amount"] = max(0, last["amount"] + more)
        return item

    @api.model
    def _store_moves(self, moves):
        """Write [(id, values of ``_after_change``)], many rows with one statement: each
        has a proof of its own, and writing them one by one would search the task of
        every one."""
        names = ["due_date", "raw_due_date", "rule_id", "proof"]
        self.flush_model(names)
        self.env.cr.execute_values(
            """UPDATE citizen_deadline d
               SET due_date = v.due, raw_due_date = v.raw, rule_id = v.rule,
                   proof = v.proof, write_uid = v.uid,
                   write_date = now() AT TIME ZONE 'UTC'
               FROM (VALUES %s) AS v (id, due, raw, rule, proof, uid)
               WHERE d.id = v.id""",
            [
                (
                    number,
                    vals["due_date"],
                    vals["raw_due_date"],
                    vals["rule_id"] or None,
                    Json(vals["proof"]),
                    self.env.uid,
                )
                for number, vals in moves
            ],
            template="(%s, %s::date, %s::date, %s::int, %s::jsonb, %s)",
            page_size=BATCH,
        )
        moved = self.browse([number for number, _vals in moves])
        moved.invalidate_recordset(names, flush=False)
        moved.modified(names)

    def _after_moved(self):
        """The dates have moved: what shows them elsewhere follows."""
        self.task_id._on_due_moved()

    def _last_count(self):
        """The count that the date rests on. A date set or moved by a decision counts as
        so many calendar days from where the last counting began."""
        decided, start = None, self.date_start
        for item in reversed(self.proof or []):
            if item["kind"] == "count":
                if decided is None:
                    return item
                start = fields.Date.to_date(item["start"])
                break
            if item["kind"] in ("set", "move") and decided is None:
                decided = fields.Date.to_date(item["due"])
        return {
            "start": fields.Date.to_string(start),
            "amount": max(0, ((decided or start) - start) // timedelta(days=1)),
            "unit": "calendar",
            "roll": self.rule_id.roll if self.rule_id else True,
        }

    def _explanation_lines(self):
        """The proof in words. Vietnamese whoever reads it, like the law it quotes."""
        lines = self._rule_lines(self.rule_id, self.law_date, self.case_date)
        return lines + self.env["citizen.calendar"]._explain(self.proof or [])

    @api.model
    def _rule_lines(self, rule, law_date, case_date):
        """Which law, by which date, and why although the matter is older.

        :param law_date: where another date than the start has chosen the rule
        :param case_date: acceptance of the matter, where known
        """
        lines = []
        if rule:
            lines.append(f"{rule.code} – {rule.name}.")
            lines.append(f"Căn cứ: {rule.article}.")
        if rule and not rule._is_base():
            lines.append(
                f"Theo quy định của cơ quan: {rule.override_document} "
                f"({rule.override_by})."
            )
        if rule and law_date:
            names = {
                "receipt": "ngày tiếp nhận",
                "acceptance": "ngày thụ lý",
                "event": "ngày xảy ra sự kiện",
                "period_end": "ngày cuối kỳ",
            }
            lines.append(
                f"Quy định áp dụng được chọn theo {names[rule.keyed_by]}: "
                f"{law_date.strftime('%d/%m/%Y')}."
            )
        if rule.transition_article and case_date and case_date < rule.valid_from:
            lines.append(
                f"Vụ việc thụ lý ngày {case_date.strftime('%d/%m/%Y')}, trước ngày quy "
                "định này có hiệu lực; áp dụng theo quy định chuyển tiếp: "
                f"{rule.transition_article}."
            )
        return lines

    # ------------------------------------------------------------------
    # the printed sheet
    # ------------------------------------------------------------------
    def action_print(self):
        """Print the sheet of this date (phiếu tính hạn)."""
        self.ensure_one()
        return self.env.ref("citizen_dialogue.citizen_deadline_report").report_action(
            self, config=False
        )

    def _render_sheet(self):
        """PDF of the sheets, one page each."""
        self.check_access("read")
        return self._sheet_pdf([deadline._sheet_values() for deadline in self])

    def _sheet_values(self):
        last = self._last_count() if self.due_date else {}
        reminder = last.get("reminder")
        return {
            "name": self.rule_id.name or self.name,
            "code": self.rule_id.code or "",
            "trigger": self.rule_id.trigger or "",
            "start": self.date_start,
            "due": self.due_date,
            "effect": self.rule_id.is_effect,
            "reminder": reminder and fields.Date.to_date(reminder),
            "suspended_on": self.suspended_on,
            "met_on": self.met_on,
            "lines": self._explanation_lines(),
        }

    @api.model
    def _sheet_pdf(self, sheets):
        """PDF of the sheets whose values are given: of a stored deadline and of the
        desk calculator alike."""
        html = self.env["ir.qweb"]._render(
            "citizen_dialogue.deadline_sheet",
            {
                "sheets": sheets,
                "unit": self.env["citizen.unit"]._current(),
                "clerk": self.env.user.name,
                "today": self.env["citizen.calendar"]._today(),
                "day": lambda d: d and d.strftime("%d/%m/%Y") or "",
                "day_text": vietnamese.date_in_text,
            },
            minimal_qcontext=True,
        )
        return pdf.render(str(html))
