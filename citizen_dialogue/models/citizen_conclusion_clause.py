from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..tools import vietnamese

RHYTHM_MONTHS = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}


class CitizenConclusionClause(models.Model):
    """One instruction of a conclusion: what, who, until when or how often."""

    _name = "citizen.conclusion.clause"
    _description = "Clause of a Conclusion"
    _inherit = ["citizen.access.mixin"]
    _order = "conclusion_id, sequence, id"

    _create_only_fields = frozenset({"conclusion_id", "owner_unit_id"})

    conclusion_id = fields.Many2one(
        comodel_name="citizen.conclusion",
        required=True,
        index=True,
        ondelete="cascade",
    )
    conclusion_state = fields.Selection(related="conclusion_id.state")
    sequence = fields.Integer(default=10)
    number = fields.Integer(compute="_compute_number", string="No.")
    content = fields.Text()
    opinion_ids = fields.Many2many(
        comodel_name="citizen.dialogue.opinion",
        relation="citizen_clause_opinion_rel",
        column1="clause_id",
        column2="opinion_id",
        string="Answers the Opinions",
    )
    lead_unit_ids = fields.Many2many(
        comodel_name="citizen.unit",
        relation="citizen_clause_lead_rel",
        string="Lead Units",
        domain="[('is_current', '=', True)]",
    )
    lead_group_label = fields.Char(
        string="As a Group", help="The name of the group in the document: UBND các xã."
    )
    support_unit_ids = fields.Many2many(
        comodel_name="citizen.unit",
        relation="citizen_clause_support_rel",
        string="Cooperating Units",
        domain="[('is_current', '=', True)]",
    )
    due_kind = fields.Selection(
        selection=[
            ("date", "By a Date"),
            ("working_days", "Working Days"),
            ("calendar_days", "Calendar Days"),
            ("rhythm", "Continuously"),
        ],
        string="Due",
        required=True,
        default="date",
    )
    due_date = fields.Date(string="By")
    due_days = fields.Integer(
        string="Days", help="Counted from the date of the conclusion."
    )
    rhythm = fields.Selection(
        selection=[
            ("monthly", "Every Month"),
            ("quarterly", "Every Quarter"),
            ("half_yearly", "Every Half-Year"),
            ("yearly", "Every Year"),
        ],
        help="The conclusion says “continuously”; how often to report is set here.",
    )
    rhythm_by_enterer = fields.Boolean(
        string="Rhythm Set by the Office",
        help="The document names no rhythm; whoever entered it has set one.",
        default=True,
    )
    product = fields.Char(string="Result Expected")
    is_dissemination = fields.Boolean(
        string="Law Dissemination",
        help="Each round is entered with date, audience, people and content.",
    )
    task_ids = fields.One2many(
        comodel_name="citizen.task", inverse_name="clause_id", string="Tasks"
    )
    due_text = fields.Char(string="Time Limit", compute="_compute_due_text")
    matrix = fields.Json(compute="_compute_matrix")
    task_count = fields.Integer(compute="_compute_matrix")
    verified_count = fields.Integer(compute="_compute_matrix")
    roll_up = fields.Selection(
        selection=[
            ("open", "Not Begun"),
            ("running", "Under Way"),
            ("late", "Some Late"),
            ("done", "All Verified"),
        ],
        string="Status",
        compute="_compute_matrix",
    )

    _days_sane = models.Constraint(
        "CHECK (due_days BETWEEN 0 AND 3660)", "Check the number of days."
    )

    # ------------------------------------------------------------------
    # computes
    # ------------------------------------------------------------------
    @api.depends(
        "owner_unit_id",
        "conclusion_id.issuer_unit_id",
        "task_ids.unit_id",
        "task_ids.support_unit_ids",
    )
    def _compute_access_unit_ids(self):
        return super()._compute_access_unit_ids()

    def _get_access_units(self):
        return (
            super()._get_access_units()
            | self.conclusion_id.issuer_unit_id
            | self.task_ids.unit_id
            | self.task_ids.support_unit_ids
        )

    @api.depends("conclusion_id.clause_ids", "sequence")
    def _compute_number(self):
        numbers = {
            clause: number
            for conclusion in self.conclusion_id
            for number, clause in enumerate(conclusion.clause_ids, start=1)
        }
        # only those asked for: to any other the assignment would be a write
        for clause in self:
            clause.number = numbers.get(
                clause, len(clause.conclusion_id.clause_ids) + 1
            )

    @api.depends("number", "content")
    def _compute_display_name(self):
        for clause in self:
            text = " ".join((clause.content or "").split())
            clause.display_name = (
                f"{clause.number}. {text[:70]}{'…' if len(text) > 70 else ''}"
            )

    @api.depends("due_kind", "due_date", "due_days", "rhythm")
    def _compute_due_text(self):
        for clause in self:
            clause.due_text = clause._due_in_words()

    def _compute_matrix(self):
        """Unit × status of the newest round, for all clauses with one query."""
        today = self.env["citizen.calendar"]._today()
        tasks = self.env["citizen.task"].search_fetch(
            [("clause_id", "in", self.ids), ("state", "!=", "cancelled")],
            ["clause_id", "unit_id", "state", "due_date", "progress", "round_no"],
            order="round_no, id",
        )
        newest = defaultdict(dict)
        for task in tasks:
            newest[task.clause_id.id][task.unit_id.id] = task
        labels = dict(tasks._fields["state"]._description_selection(self.env))
        for clause in self:
            rows = [
                {
                    "task_id": task.id,
                    "unit": task.unit_id.short_name or task.unit_id.name,
                    "state": task.state,
                    "label": labels[task.state],
                    "late": task._is_late_on(today),
                    "late_words": task.late_words or "",
                    "due": task.due_date and task.due_date.strftime("%d/%m/%Y") or "",
                    "progress": task.progress,
                }
                for task in newest[clause.id].values()
            ]
            clause.matrix = rows
            clause.task_count = len(rows)
            clause.verified_count = sum(row["state"] == "verified" for row in rows)
            clause.roll_up = clause._roll_up(rows)

    def _roll_up(self, rows):
        if not rows or all(row["state"] == "assigned" for row in rows):
            state = "open"
        elif all(row["state"] == "verified" for row in rows):
            state = "done"
        else:
            state = "running"
        return "late" if any(row["late"] for row in rows) else state

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        conclusions = self.env["citizen.conclusion"].browse(
            {vals["conclusion_id"] for vals in vals_list if vals.get("conclusion_id")}
        )
        owners = {c.id: c.owner_unit_id.id for c in conclusions}
        for vals in vals_list:
            owner = owners.get(vals.get("conclusion_id"))
            if owner:
                vals["owner_unit_id"] = owner
        clauses = super().create(vals_list)
        clauses._check_draft()
        return clauses

    def write(self, vals):
        if vals.keys() - {"sequence"}:
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        self._check_draft()

    def _check_draft(self):
        fixed = self.conclusion_id.filtered(lambda c: c.state not in ("draft",))
        if fixed and self.env.context.get("citizen_latecomers") is not _LATECOMERS:
            raise UserError(
                self.env._(
                    "“%(name)s” is “%(state)s”: its clauses are fixed. Send it back to "
                    "draft first; once in force only further units can be added.",
                    name=fixed[:1].display_name,
                    state=fixed[:1]._state_label(fixed[:1].state),
                )
            )

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_add_units(self):
        """Open the wizard that adds a group of units, or latecomers to a clause in
        force."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add Units"),
            "res_model": "citizen.clause.units.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_clause_id": self.id},
        }

    def _add_units(self, units, label=None):
        """Add lead units; in force, the missing tasks are given at once."""
        self.ensure_one()
        self.conclusion_id._check_may_assign()
        state = self.conclusion_id.state
        if state in ("done", "cancelled"):
            raise UserError(self.env._("The conclusion is no longer in force."))
        vals = {"lead_unit_ids": [Command.link(unit.id) for unit in units]}
        if label:
            vals["lead_group_label"] = label
        # the token is a Python object: an RPC context can't carry it
        self.with_context(citizen_latecomers=_LATECOMERS).write(vals)
        if state == "issued":
            self._create_tasks()

    # ------------------------------------------------------------------
    # tasks
    # ------------------------------------------------------------------
    def _create_tasks(self):
        """Give each lead unit of these clauses its task and clock, once."""
        tasks = self.env["citizen.task"].sudo()
        existing = {
            (task.clause_id.id, task.unit_id.id)
            for task in tasks.search_fetch(
                Domain("clause_id", "in", self.ids) & Domain("round_no", "<=", 1),
                ["clause_id", "unit_id"],
            )
        }
        vals_list, specs = [], []
        for clause in self:
            spec = clause._clock()
            for unit in clause.lead_unit_ids:
                if (clause.id, unit.id) in existing:
                    continue
                vals_list.append(clause._task_vals(unit, spec))
                specs.append(spec)
        return tasks._give(vals_list, specs)

    def _task_vals(self, unit, spec, round_no=1):
        self.ensure_one()
        text = " ".join((self.content or "").split())
        return {
            "clause_id": self.id,
            "unit_id": unit.id,
            "owner_unit_id": self.owner_unit_id.id,
            "name": text[:200] + ("…" if len(text) > 200 else ""),
            "product": self.product,
            "round_no": round_no,
            "period_start": spec.get("period_start"),
            "period_end": spec.get("period_end"),
            "support_unit_ids": [Command.set((self.support_unit_ids - unit).ids)],
        }

    def _clock(self, after=None):
        """How the deadline of the tasks of this clause is set.

        :param after: for a clause with a rhythm, the last day of the former period
        """
        self.ensure_one()
        start = self.conclusion_id.date_issued
        if self.due_kind == "date":
            return {"date_start": start, "due_date": self.due_date}
        if self.due_kind in ("working_days", "calendar_days"):
            return {
                "date_start": start,
                "days": self.due_days,
                "unit_of_days": self.due_kind.removesuffix("_days"),
            }
        begin = fields.Date.add(after, days=1) if after else start
        end = self._period_end(begin)
        return {
            "date_start": begin,
            "due_date": end,
            "period_start": begin,
            "period_end": end,
        }

    def _period_end(self, day):
        """Last day of the calendar month, quarter, half-year or year of ``day``."""
        months = RHYTHM_MONTHS[self.rhythm]
        first = (day.month - 1) // months * months + 1
        start = day.replace(month=first, day=1)
        return fields.Date.subtract(fields.Date.add(start, months=months), days=1)

    # ------------------------------------------------------------------
    # helpers
    # ------------------------------------------------------------------
    def _missing_items(self, day=None):
        self.ensure_one()
        items = []
        if not (self.content or "").strip():
            items.append(self.env._("no content"))
        if not self.lead_unit_ids:
            items.append(self.env._("no unit"))
        ended = self.lead_unit_ids.filtered(lambda u: day and not u._exists_on(day))
        if ended:
            items.append(
                self.env._(
                    "%(units)s no longer exist(s)",
                    units=", ".join(ended.mapped("name")),
                )
            )
        has_due = {
            "date": self.due_date,
            "working_days": self.due_days,
            "calendar_days": self.due_days,
            "rhythm": self.rhythm,
        }[self.due_kind]
        if not has_due:
            items.append(self.env._("neither a date nor a rhythm"))
        if day and self.due_kind == "date" and self.due_date and self.due_date < day:
            items.append(
                self.env._(
                    "due on %(due)s, before the conclusion of %(day)s",
                    due=self.due_date.strftime("%d/%m/%Y"),
                    day=day.strftime("%d/%m/%Y"),
                )
            )
        return items

    def _due_in_words(self):
        """As the document prints it, in Vietnamese whoever reads it."""
        self.ensure_one()
        if self.due_kind == "date":
            day = self.due_date and vietnamese.format_date(self.due_date)
            return day and f"trước ngày {day}" or ""
        if self.due_kind == "rhythm":
            words = {
                "monthly": "hằng tháng",
                "quarterly": "hằng quý",
                "half_yearly": "6 tháng một lần",
                "yearly": "hằng năm",
            }
            return f"thường xuyên, báo cáo {words.get(self.rhythm, '…')}"
        unit = "ngày làm việc" if self.due_kind == "working_days" else "ngày"
        return f"{self.due_days} {unit} kể từ ngày ban hành" if self.due_days else ""

    def _leads_vi(self):
        self.ensure_one()
        label = self.lead_group_label or ", ".join(self.lead_unit_ids.mapped("name"))
        # in the middle of a sentence: «Giao các cơ quan, đơn vị»
        return label[:1].lower() + label[1:] if label.startswith("Các ") else label

    def _sentence(self):
        """The content as a sentence of the document, with its full stop."""
        self.ensure_one()
        text = (self.content or "").strip()
        return text if text[-1:] in ".;:!?" else f"{text}."


# identity of the one caller that may touch a clause in force: adding latecomers
_LATECOMERS = object()
