from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

GROUP = "citizen_dialogue.citizen_dialogue_group_admin"
EFFECTS = {"late": 1, "saved": 2, "moved": 3}


class CitizenLawChange(models.Model):
    """A change of the working calendar or of time limits: first the preview of what it
    does to running deadlines, then, applied, the log of it.

    The only door by which days off, local practice and rows of a new law come in force.
    """

    _name = "citizen.law.change"
    _description = "Change of the Calendar or of Time Limits"
    _inherit = ["citizen.protected.mixin"]
    _order = "id desc"

    state = fields.Selection(
        selection=[("draft", "Preview"), ("applied", "Applied")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
    )
    name = fields.Text(string="What Changes", readonly=True, copy=False)
    holiday_ids = fields.Many2many(
        comodel_name="citizen.holiday", readonly=True, copy=False
    )
    rule_ids = fields.Many2many(
        comodel_name="citizen.deadline.rule", readonly=True, copy=False
    )
    year_ids = fields.Many2many(
        comodel_name="citizen.holiday.year", readonly=True, copy=False
    )
    applied_by_id = fields.Many2one(comodel_name="res.users", readonly=True, copy=False)
    applied_on = fields.Datetime(readonly=True, copy=False)
    line_ids = fields.One2many(
        comodel_name="citizen.law.change.line", inverse_name="change_id", readonly=True
    )
    moved_count = fields.Integer(
        string="Deadlines That Move", readonly=True, copy=False, aggregator=None
    )
    late_count = fields.Integer(
        string="Become Late", readonly=True, copy=False, aggregator=None
    )
    saved_count = fields.Integer(
        string="No Longer Late", readonly=True, copy=False, aggregator=None
    )

    @api.depends("state", "applied_on")
    def _compute_display_name(self):
        for change in self:
            if change.applied_on:
                moment = fields.Datetime.context_timestamp(
                    change.with_context(tz="Asia/Ho_Chi_Minh"), change.applied_on
                )
                change.display_name = self.env._(
                    "Applied on %(day)s", day=moment.strftime("%d/%m/%Y %H:%M")
                )
            else:
                change.display_name = self.env._("Preview of the change")

    # ------------------------------------------------------------------
    # preview
    # ------------------------------------------------------------------
    @api.model
    def action_preview_calendar(self):
        """Preview of all days and years that wait.

        :raise UserError: nothing waits
        """
        return self._preview(
            holidays=self.env["citizen.holiday"].search(
                Domain("pending", "=", True) | Domain("removing", "=", True)
            ),
            years=self.env["citizen.holiday.year"].search([("state", "=", "proposed")]),
        )

    @api.model
    def action_preview_rules(self):
        """Preview of all rows of time limits that wait.

        :raise UserError: nothing waits
        """
        return self._preview(
            rules=self.env["citizen.deadline.rule"].search(
                Domain("pending", "=", True) | Domain("closing_on", "!=", False)
            )
        )

    @api.model
    def _preview(self, holidays=None, rules=None, years=None):
        self._check_admin()
        # sudo: the preview looks at deadlines of every unit and shows no content
        model = self.sudo()
        model._drop_old_previews()
        change = model._create_protected(
            [
                {
                    "holiday_ids": (holidays or self.env["citizen.holiday"]).ids,
                    "rule_ids": (rules or self.env["citizen.deadline.rule"]).ids,
                    "year_ids": (years or self.env["citizen.holiday.year"]).ids,
                }
            ]
        )
        words = change._words()
        change._store(words, change._plan(*change._waiting(), "; ".join(words)))
        return change._action_open()

    def _check_admin(self):
        if not (self.env.su or self.env.user.has_group(GROUP)):
            raise AccessError(
                self.env._(
                    "Only a business administrator changes the calendar and the time "
                    "limits."
                )
            )

    def _action_open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Preview of the change"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "current",
        }

    @api.model
    def _drop_old_previews(self):
        """Of each administrator one preview is enough."""
        self.search(
            [("state", "=", "draft"), ("create_uid", "=", self.env.uid)]
        ).unlink()

    @api.autovacuum
    def _gc_previews(self):
        yesterday = fields.Datetime.now() - timedelta(days=1)
        self.search([("state", "=", "draft"), ("create_date", "<", yesterday)]).unlink()

    def _waiting(self):
        """Those of the rows named here that still wait."""
        return (
            self.holiday_ids.filtered(lambda d: d.pending or d.removing),
            self.rule_ids.filtered(lambda r: r.pending or r.closing_on),
            self.year_ids.filtered(lambda y: y.state == "proposed"),
        )

    def _words(self):
        """What changes, one item each; Vietnamese, as it goes into proofs.

        :raise UserError: nothing waits
        """
        holidays, rules, years = self._waiting()
        words = [row._words_vi() for row in [*holidays.sorted("date"), *rules]]
        words += [f"xác nhận lịch nghỉ năm {year.year}" for year in years]
        if not words:
            raise UserError(self.env._("Nothing waits to be applied."))
        return words

    def _store(self, words, plan):
        """Keep what the administrator is to see."""
        self.line_ids.unlink()
        moves = [move for move in plan if move[2]]
        self.env["citizen.law.change.line"].create(
            [
                {
                    "change_id": self.id,
                    "deadline_id": deadline.id,
                    "unit_id": deadline.owner_unit_id.id,
                    "name": deadline.rule_id.display_name or deadline.name,
                    "date_from": deadline.due_date,
                    "date_to": vals["due_date"],
                    "effect": effect,
                    "sequence": EFFECTS[effect],
                }
                for deadline, vals, effect in moves
            ]
        )
        effects = [effect for _deadline, _vals, effect in moves]
        self._write_protected(
            {
                "name": ";\n".join(words),
                "moved_count": len(effects),
                "late_count": effects.count("late"),
                "saved_count": effects.count("saved"),
            }
        )

    # ------------------------------------------------------------------
    # what moves
    # ------------------------------------------------------------------
    @api.model
    def _plan(self, holidays, rules, years, what):
        """[(deadline, its new values, effect)] for the running deadlines that the
        change touches; the effect is empty where only the reasons change.

        Counted twice in Python, with the calendar and rows of now and of then; the
        number of queries doesn't grow with the number of deadlines. What is met, ended,
        suspended or set by a decision stays.
        """
        calendars = self.env["citizen.calendar"]
        now = calendars._work_calendar()
        then = calendars._calendar_of(
            self.env["citizen.holiday"].search(
                (Domain("pending", "=", False) & Domain("removing", "=", False))
                | Domain("id", "in", holidays.filtered("pending").ids)
                | (Domain("removing", "=", True) & Domain("id", "not in", holidays.ids))
            ),
            years.mapped("year"),
        )
        days = now.changed_days(then)
        rows = rules._rows_after()
        deadlines = self._touched(days, set(rows))
        today = calendars._today()
        plan = []
        for deadline in deadlines:
            vals = deadline._after_change(then, days, rows, what, today)
            if not vals:
                continue
            effect = ""
            if vals["due_date"] != deadline.due_date:
                effect = self._effect(deadline.due_date, vals["due_date"], today)
            plan.append((deadline, vals, effect))
        return plan

    @api.model
    def _touched(self, days, codes):
        if not (days or codes):
            return self.env["citizen.deadline"]
        domain = Domain.TRUE if days else Domain("rule_id.code", "in", list(codes))
        return self.env["citizen.deadline"].search_fetch(
            Domain("met_on", "=", False)
            & Domain("ended_on", "=", False)
            & Domain("due_date", "!=", False)
            & domain,
            [
                "due_date",
                "raw_due_date",
                "date_start",
                "law_date",
                "proof",
                "rule_id",
                "owner_unit_id",
                "name",
                "is_complex",
                "is_remote",
                "extensions",
            ],
        )

    @api.model
    def _effect(self, before, after, today):
        if before >= today > after:
            return "late"
        if after >= today > before:
            return "saved"
        return "moved"

    # ------------------------------------------------------------------
    # applying
    # ------------------------------------------------------------------
    def action_apply(self):
        """Bring the waiting rows in force and move the deadlines of the preview.

        :raise UserError: it is applied already, or the preview isn't true any more
        """
        self.ensure_one()
        self._check_admin()
        # sudo: as in _preview
        change = self.sudo()
        change._lock_rows()
        if change.state != "draft":
            raise UserError(self.env._("This change has already been applied."))
        words = change._words()
        holidays, rules, years = change._waiting()
        plan = change._plan(holidays, rules, years, "; ".join(words))
        if not change._is_as_seen(words, plan):
            change._store(words, plan)
            return change._notify_stale()
        holidays.filtered("removing")._take_away()
        holidays.exists()._write_protected({"pending": False})
        rules._come_in_force()
        years._confirm()
        deadlines = self.env["citizen.deadline"].sudo()
        deadlines._store_moves([(d.id, vals) for d, vals, _effect in plan])
        deadlines.browse([d.id for d, _vals, effect in plan if effect])._after_moved()
        change._write_protected(
            {
                "state": "applied",
                "applied_by_id": self.env.uid,
                "applied_on": fields.Datetime.now(),
            }
        )
        return change._action_open()

    def _is_as_seen(self, words, plan):
        """Whether the preview still shows what would happen now."""
        lines = self.env["citizen.law.change.line"].search_fetch(
            [("change_id", "=", self.id)],
            ["deadline_id", "date_from", "date_to", "effect"],
        )
        seen = {
            (line.deadline_id.id, line.date_from, line.date_to, line.effect)
            for line in lines
        }
        now = {
            (deadline.id, deadline.due_date, vals["due_date"], effect)
            for deadline, vals, effect in plan
            if effect
        }
        return seen == now and self.name == ";\n".join(words)

    def _notify_stale(self):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "message": self.env._(
                    "Something has changed since this preview. It has been made again: "
                    "look at it once more and apply it."
                ),
                "next": self._action_open(),
            },
        }
