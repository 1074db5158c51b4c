from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain

OPEN = ("assigned", "accepted")
# what reminds of the work itself; gone when it is reported or moved
WORK_ACTIVITIES = [
    "citizen_dialogue.mail_activity_type_task",
    "citizen_dialogue.mail_activity_type_due_soon",
    "citizen_dialogue.mail_activity_type_late",
    "citizen_dialogue.mail_activity_type_decided",
    "citizen_dialogue.mail_activity_type_orphan",
]

# so many recurring clauses get their next round in one transaction
BATCH = 200
_TOLD = object()


class CitizenTask(models.Model):
    """One unit's duty from one clause, in one round. Reported done is not verified
    done: the office that answers for the conclusion checks."""

    _name = "citizen.task"
    _description = "Task"
    _inherit = [
        "citizen.state.mixin",
        "citizen.access.mixin",
        "citizen.chatter.mixin",
    ]
    _order = "due_date, id"

    _protected_fields = frozenset(
        {
            "state",
            "clause_id",
            "unit_id",
            "round_no",
            "period_start",
            "period_end",
            "deadline_id",
            "progress",
            "accepted_on",
            "reported_on",
            "verified_on",
            "verified_by_id",
            "reason",
            "support_unit_ids",
            "name",
            "product",
        }
    )
    _create_only_fields = frozenset({"owner_unit_id"})
    _transitions = {
        "assigned": frozenset({"accepted", "reported", "cancelled"}),
        "accepted": frozenset({"reported", "cancelled"}),
        "reported": frozenset({"verified", "accepted", "cancelled"}),
    }

    name = fields.Char(string="Content", required=True, readonly=True)
    state = fields.Selection(
        selection=[
            ("assigned", "Not Yet Accepted"),
            ("accepted", "Under Way"),
            ("reported", "Reported Done"),
            ("verified", "Verified"),
            ("cancelled", "Cancelled"),
        ],
        default="assigned",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    clause_id = fields.Many2one(
        comodel_name="citizen.conclusion.clause",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    conclusion_id = fields.Many2one(
        comodel_name="citizen.conclusion",
        related="clause_id.conclusion_id",
        store=True,
        index=True,
    )
    dialogue_id = fields.Many2one(
        comodel_name="citizen.dialogue",
        related="clause_id.conclusion_id.dialogue_id",
        store=True,
        index="btree_not_null",
        string="Session",
    )
    clause_content = fields.Text(
        related="clause_id.content", string="What Was Concluded"
    )
    conclusion_number = fields.Char(
        related="conclusion_id.number", string="Conclusion No."
    )
    conclusion_date = fields.Date(related="conclusion_id.date_issued")
    conclusion_chair = fields.Char(related="conclusion_id.chair_name")
    unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    support_unit_ids = fields.Many2many(
        comodel_name="citizen.unit",
        relation="citizen_task_support_rel",
        string="Cooperating Units",
        readonly=True,
    )
    person_in_charge_id = fields.Many2one(
        comodel_name="res.users",
        string="In Charge",
        index="btree_not_null",
        tracking=True,
        ondelete="restrict",
    )
    product = fields.Char(string="Result Expected", readonly=True)
    round_no = fields.Integer(string="Round", readonly=True, default=1, aggregator=None)
    period_start = fields.Date(readonly=True)
    period_end = fields.Date(readonly=True)
    deadline_id = fields.Many2one(
        comodel_name="citizen.deadline",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    due_date = fields.Date(
        related="deadline_id.due_date", store=True, string="Due", index=True
    )
    explanation = fields.Text(related="deadline_id.explanation")
    progress = fields.Integer(
        string="Progress (%)", readonly=True, copy=False, aggregator="avg"
    )
    accepted_on = fields.Date(readonly=True, copy=False)
    reported_on = fields.Date(readonly=True, copy=False)
    verified_on = fields.Date(readonly=True, copy=False)
    verified_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False
    )
    reason = fields.Text(
        string="Sent Back or Cancelled because", readonly=True, copy=False
    )
    is_overdue = fields.Boolean(
        string="Late", compute="_compute_lateness", search="_search_is_overdue"
    )
    is_followed = fields.Boolean(
        search="_search_is_followed",
        compute="_compute_is_followed",
        help="Given by a unit that the user follows, not only seen by him.",
    )
    late_words = fields.Char(string="Time Left", compute="_compute_lateness")
    update_ids = fields.One2many(
        comodel_name="citizen.task.update", inverse_name="task_id"
    )
    extension_ids = fields.One2many(
        comodel_name="citizen.extension",
        inverse_name="task_id",
        string="Extensions",
    )
    obstacle_ids = fields.One2many(
        comodel_name="citizen.obstacle", inverse_name="task_id", string="Obstacles"
    )
    obstacle_words = fields.Char(string="Obstacle", compute="_compute_obstacle_words")
    is_dissemination = fields.Boolean(related="clause_id.is_dissemination")
    dissemination_words = fields.Char(
        string="Law Disseminated", compute="_compute_dissemination_words"
    )
    urging_ids = fields.One2many(comodel_name="citizen.urging", inverse_name="task_id")
    urge_count = fields.Integer(string="Times Urged", compute="_compute_urge_words")
    urge_words = fields.Char(string="Urged", compute="_compute_urge_words")
    extension_state = fields.Char(
        string="Extension", compute="_compute_extension_state"
    )
    is_mine = fields.Boolean(
        compute="_compute_is_mine", help="The user reports for the unit."
    )

    _once = models.UniqueIndex(
        "(clause_id, unit_id, round_no)",
        "This unit already has the task of this round.",
    )
    _round_sane = models.Constraint("CHECK (round_no >= 1)", "Rounds begin at 1.")
    _unit_open = models.Index(
        "(unit_id, due_date) WHERE state IN ('assigned', 'accepted')"
    )
    _open_due = models.Index("(due_date) WHERE state IN ('assigned', 'accepted')")
    _unit_state = models.Index("(unit_id, state)")
    _owner_state = models.Index("(owner_unit_id, state, due_date)")
    _to_verify = models.Index("(owner_unit_id) WHERE state = 'reported'")

    # ------------------------------------------------------------------
    # computes
    # ------------------------------------------------------------------
    @api.depends("owner_unit_id", "unit_id", "support_unit_ids")
    def _compute_access_unit_ids(self):
        return super()._compute_access_unit_ids()

    def _get_access_units(self):
        return super()._get_access_units() | self.unit_id | self.support_unit_ids

    @api.depends("name", "unit_id.name", "round_no", "period_end")
    def _compute_display_name(self):
        for task in self:
            text = (task.name or "")[:60]
            task.display_name = f"{task.unit_id.name}: {text}"

    def _is_late_on(self, day):
        self.ensure_one()
        return bool(self.state in OPEN and self.due_date and self.due_date < day)

    @api.depends("due_date", "state", "reported_on")
    @api.depends_context("lang")
    def _compute_lateness(self):
        today = self.env["citizen.calendar"]._today()
        for task in self:
            task.is_overdue = task._is_late_on(today)
            task.late_words = task._time_in_words(today)

    def _time_in_words(self, today):
        self.ensure_one()
        if not self.due_date or self.state == "cancelled":
            return False
        if self.state in ("reported", "verified"):
            days = (self.reported_on - self.due_date).days if self.reported_on else 0
            if days > 0:
                return self.env._("reported %(days)s day(s) late", days=days)
            return self.env._("in time")
        days = (self.due_date - today).days
        if days < 0:
            return self.env._("%(days)s day(s) late", days=-days)
        if days == 0:
            return self.env._("due today")
        return self.env._("%(days)s day(s) left", days=days)

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        if True in value and False in value:
            return Domain.TRUE
        late = Domain("state", "in", OPEN) & Domain(
            "due_date", "<", self.env["citizen.calendar"]._today()
        )
        return late if True in value else ~late

    @api.depends("owner_unit_id")
    @api.depends_context("uid")
    def _compute_is_followed(self):
        reach = self.env.user.citizen_reach_ids
        for task in self:
            task.is_followed = task.owner_unit_id in reach

    def _search_is_followed(self, operator, value):
        # one indexed column: lists of an office don't slow down as others give tasks
        if operator != "in" or False in value:
            return NotImplemented
        if self.env.user.citizen_reach_all:
            return Domain.TRUE
        return Domain("owner_unit_id", "in", self.env.user.citizen_reach_ids.ids)

    @api.depends("extension_ids.state", "extension_ids.requested_date")
    def _compute_extension_state(self):
        labels = dict(
            self.env["citizen.extension"]
            ._fields["state"]
            ._description_selection(self.env)
        )
        for task in self:
            last = task.extension_ids[:1]
            task.extension_state = last and (
                f"{labels[last.state]} ({last.requested_date.strftime('%d/%m/%Y')})"
            )

    @api.depends("obstacle_ids.state", "obstacle_ids.kind", "obstacle_ids.choice")
    @api.depends_context("lang")
    def _compute_obstacle_words(self):
        obstacles = self.env["citizen.obstacle"]
        kinds = dict(obstacles._fields["kind"]._description_selection(self.env))
        states = dict(obstacles._fields["state"]._description_selection(self.env))
        for task in self:
            task.obstacle_words = (
                "; ".join(
                    f"{kinds[obstacle.kind]} ({states[obstacle.state]})"
                    for obstacle in task.obstacle_ids
                    if obstacle.state != "ended"
                )
                or False
            )

    @api.depends("urging_ids.urged_on")
    @api.depends_context("lang")
    def _compute_urge_words(self):
        rows = {
            task.id: (number, last)
            for task, number, last in self.env["citizen.urging"]._read_group(
                [("task_id", "in", self.ids), ("urged_on", "!=", False)],
                ["task_id"],
                ["__count", "urged_on:max"],
            )
        }
        for task in self:
            number, last = rows.get(task.id, (0, None))
            task.urge_count = number
            task.urge_words = (
                self.env._(
                    "urged %(number)s time(s), last on %(day)s",
                    number=number,
                    day=last.strftime("%d/%m/%Y"),
                )
                if number
                else False
            )

    @api.depends("update_ids.people_count", "update_ids.is_struck")
    @api.depends_context("lang")
    def _compute_dissemination_words(self):
        for task in self:
            rounds = task.update_ids.filtered(
                lambda u: u.kind == "dissemination" and not u.is_struck
            )
            task.dissemination_words = (
                self.env._(
                    "%(rounds)s time(s), %(people)s people",
                    rounds=len(rounds),
                    people=sum(rounds.mapped("people_count")),
                )
                if rounds
                else False
            )

    @api.depends("unit_id", "owner_unit_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        handled = self.env.user.citizen_write_ids
        for task in self:
            task.is_mine = task.unit_id in handled

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    def write(self, vals):
        if vals.get("person_in_charge_id"):
            self._check_person(
                self.env["res.users"].browse(vals["person_in_charge_id"])
            )
        former = {task: task.person_in_charge_id for task in self}
        result = super().write(vals)
        if "person_in_charge_id" in vals:
            moved = self.filtered(
                lambda t: t.state in OPEN and former[t] != t.person_in_charge_id
            )
            if self.env.context.get("citizen_told") is not _TOLD:
                moved._done_with(WORK_ACTIVITIES)
                moved._ask_persons_in_charge()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ever(self):
        raise UserError(self.env._("A task is cancelled with a reason, never deleted."))

    # ------------------------------------------------------------------
    # actions of the unit
    # ------------------------------------------------------------------
    def action_accept(self):
        """The unit takes note of its task and begins."""
        for task in self:
            task._check_mine()
            task._transition(
                "accepted", {"accepted_on": self.env["citizen.calendar"]._today()}
            )
            if (
                not task.person_in_charge_id
                and self.env.user in task.unit_id._members()
            ):
                task.person_in_charge_id = self.env.user
        return True

    def action_report_progress(self):
        """Open the form of a progress report."""
        return self._open_update("progress")

    def action_report_done(self):
        """Open the form of the final report; text or evidence is needed."""
        return self._open_update("done")

    def action_report_support(self):
        """A cooperating unit tells the lead what it has done."""
        return self._open_update("support")

    def _open_update(self, kind):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": {
                "progress": self.env._("Report Progress"),
                "done": self.env._("Report Done"),
                "support": self.env._("Report to the Lead Unit"),
                "dissemination": self.env._("A Round of Law Dissemination"),
            }[kind],
            "res_model": "citizen.task.report.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_task_id": self.id,
                "default_kind": kind,
                "default_progress": 100 if kind == "done" else self.progress,
            },
        }

    def action_report_dissemination(self):
        """Enter one round of law dissemination: date, audience, people, content."""
        return self._open_update("dissemination")

    def action_report_obstacle(self):
        """Say what blocks: kind, a sentence, and what would help."""
        self.ensure_one()
        self._check_mine()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Obstacle"),
            "res_model": "citizen.obstacle",
            "view_mode": "form",
            "target": "new",
            "views": [
                (
                    self.env.ref(
                        "citizen_dialogue.citizen_obstacle_view_form_report"
                    ).id,
                    "form",
                )
            ],
            "context": {"default_task_id": self.id},
        }

    def action_request_extension(self):
        """Open the request for a later date."""
        self.ensure_one()
        self._check_mine()
        if not self.deadline_id or self.state not in OPEN:
            raise UserError(self.env._("Only a task under way can be extended."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask for an Extension"),
            "res_model": "citizen.extension",
            "view_mode": "form",
            "target": "new",
            "views": [
                (
                    self.env.ref(
                        "citizen_dialogue.citizen_extension_view_form_request"
                    ).id,
                    "form",
                )
            ],
            "context": {"default_deadline_id": self.deadline_id.id},
        }

    # ------------------------------------------------------------------
    # actions of the office
    # ------------------------------------------------------------------
    def action_verify(self):
        """The office has checked the result: done. The clock stops on the day of the
        accepted report."""
        for task in self:
            task._check_owner()
            today = self.env["citizen.calendar"]._today()
            task._transition(
                "verified", {"verified_on": today, "verified_by_id": self.env.uid}
            )
            task.deadline_id._meet(task.reported_on)
            task._log_step("verified")
            task._end_obstacles(self.env._("The task is done."))
            task._done_with(["citizen_dialogue.mail_activity_type_verify"])
        # sudo: the conclusion's state follows from its tasks, whoever verified the last
        self.conclusion_id.sudo()._refresh_done()
        # sudo: the session may belong to another unit than the task
        self.sudo().clause_id.opinion_ids._ask_for_answers()
        return True

    def _send_back(self, reason):
        """Not done: back to the unit, with the sentence that says what is missing."""
        for task in self:
            task._check_owner()
            task._transition(
                "accepted", {"reason": reason, "reported_on": False, "progress": 90}
            )
            task._log_step("sent_back", reason)
            task._done_with(["citizen_dialogue.mail_activity_type_verify"])
            task._ask_person_in_charge()

    def _cancel(self, reason):
        """Nothing is due any more; only the office that gave it may say so."""
        self.owner_unit_id._check_decider()
        for task in self:
            task._transition("cancelled", {"reason": reason})
            task._log_step("cancelled", reason)
            task.deadline_id._end(self.env["citizen.calendar"]._today())
            task._end_obstacles(reason)
            task._done_with(
                [*WORK_ACTIVITIES, "citizen_dialogue.mail_activity_type_verify"]
            )
        # sudo: as in action_verify
        self.conclusion_id.sudo()._refresh_done()

    def _end_obstacles(self, note):
        # sudo: nothing is blocked any more, whoever ended the task
        self.sudo().obstacle_ids.filtered(lambda o: o.state != "ended")._finish(note)

    def _leader_in_charge(self):
        """Who decides about this task: the leader of the issuer of its conclusion."""
        self.ensure_one()
        # sudo: who leads an authority is no secret
        leaders = self.sudo().conclusion_id.issuer_unit_id._memberships(
            roles=("leader",)
        )
        return leaders.sorted("position_rank")[:1].user_id.sudo(False)

    # ------------------------------------------------------------------
    # giving tasks
    # ------------------------------------------------------------------
    @api.model
    def _give(self, vals_list, clocks):
        """Create tasks with their clocks and ask who has to act next. The number of
        queries does not grow with the number of units, except for activities' own."""
        if not vals_list:
            return self.browse()
        units = self.env["citizen.unit"].browse({v["unit_id"] for v in vals_list})
        in_charge = units._persons_in_charge()
        for vals in vals_list:
            vals["person_in_charge_id"] = in_charge[vals["unit_id"]].id
        tasks = self._create_protected(vals_list)
        deadlines = self.env["citizen.deadline"]._open(
            [
                {
                    "task_id": task.id,
                    "owner_unit_id": task.owner_unit_id.id,
                    "name": self.env._("Task of %s", task.unit_id.name),
                    "date_start": clock["date_start"],
                    **{
                        key: clock[key]
                        for key in ("due_date", "days", "unit_of_days")
                        if clock.get(key)
                    },
                }
                for task, clock in zip(tasks, clocks, strict=True)
            ]
        )
        for task, deadline in zip(tasks, deadlines, strict=True):
            task._write_protected({"deadline_id": deadline.id})
        tasks._ask_persons_in_charge()
        return tasks

    def _ask_persons_in_charge(self):
        """One activity per task for its person in charge; a unit with nobody goes to
        the follow-up office."""
        orphans = self.filtered(lambda t: not t.person_in_charge_id)
        self._schedule(
            [
                (task, task.person_in_charge_id, task.due_date)
                for task in self - orphans
            ],
            "citizen_dialogue.mail_activity_type_task",
            self.env._("Carry out and report"),
        )
        if orphans:
            office = orphans.owner_unit_id._members(roles=("followup", "head"))
            orphans._schedule_for(
                office,
                "citizen_dialogue.mail_activity_type_orphan",
                self.env._("Nobody is in charge in this unit"),
            )

    def _ask_person_in_charge(self):
        self._ask_persons_in_charge()

    def _on_due_moved(self):
        """The due date has moved without anybody's decision: what asks for the work
        shows the new one, and what reminded of the old one goes."""
        self._done_with(
            [
                "citizen_dialogue.mail_activity_type_due_soon",
                "citizen_dialogue.mail_activity_type_late",
            ]
        )
        task_type = self.env.ref("citizen_dialogue.mail_activity_type_task")
        # sudo: activities of colleagues
        activities = (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("activity_type_id", "=", task_type.id),
                ]
            )
        )
        due = {task.id: task.due_date for task in self if task.due_date}
        for day, same in activities.grouped(lambda a: due.get(a.res_id)).items():
            if day:
                same.write({"date_deadline": day})

    @api.model
    def _cron_next_rounds(self):
        """Begin the next round of recurring tasks whose period is over; missed nights
        are caught up, a round exists once (unique index)."""
        cron = self.env["ir.cron"]
        for amount, left in self._next_rounds():
            # when the time of this run is over, Odoo starts the next one at once
            if not cron._commit_progress(amount, remaining=left):
                return

    @api.model
    def _next_rounds(self):
        """Yields after each batch how many clauses it was and how many are left; the
        caller commits."""
        # sudo: runs as the system
        clauses = (
            self.env["citizen.conclusion.clause"]
            .sudo()
            .search(
                [("due_kind", "=", "rhythm"), ("conclusion_id.state", "=", "issued")]
            )
        )
        for start in range(0, len(clauses), BATCH):
            some = clauses[start : start + BATCH]
            while self.sudo()._give_next_rounds(some):
                pass
            yield len(some), len(clauses) - start - len(some)

    def _give_next_rounds(self, clauses):
        """One round of each unit whose last period is over; whether there was any."""
        today = self.env["citizen.calendar"]._today()
        last = self._read_group(
            [("clause_id", "in", clauses.ids), ("state", "!=", "cancelled")],
            ["clause_id", "unit_id"],
            ["period_end:max", "round_no:max"],
        )
        vals_list, clocks = [], []
        for clause, unit, period_end, round_no in last:
            if (
                not period_end
                or period_end >= today
                or unit not in clause.lead_unit_ids
                or not unit.is_current
            ):
                continue
            clock = clause._clock(after=period_end)
            vals_list.append(clause._task_vals(unit, clock, round_no + 1))
            clocks.append(clock)
        if vals_list:
            self._give(vals_list, clocks)
        return bool(vals_list)

    # ------------------------------------------------------------------
    # urging
    # ------------------------------------------------------------------
    def action_urge(self):
        """Urge now: the person in charge and the head of each unit are told.

        :raise UserError: a task is not under way, or was urged by hand today
        """
        today = self.env["citizen.calendar"]._today()
        for task in self:
            task._check_owner()
            if task.state not in OPEN:
                raise UserError(
                    self.env._(
                        "“%(name)s” is not under way: there is nothing to urge.",
                        name=task.display_name,
                    )
                )
        # sudo: the ledger is written by the steps, not by people
        urgings = self.env["citizen.urging"].sudo()
        again = urgings.search(
            [("task_id", "in", self.ids), ("kind", "=", "manual"), ("date", "=", today)]
        )
        if again:
            raise UserError(
                self.env._(
                    "Already urged today: %(name)s.",
                    name=again[:1].task_id.display_name,
                )
            )
        rows = [
            (task.id, task.unit_id.id, task.owner_unit_id.id, task.due_date)
            for task in self
        ]
        told = urgings._tell_head(self.sudo(), rows)
        urgings._create_protected(
            [
                {
                    "task_id": task.id,
                    "unit_id": task.unit_id.id,
                    "owner_unit_id": task.owner_unit_id.id,
                    "kind": "manual",
                    "due_date": task.due_date or today,
                    "date": today,
                    "urged_on": today,
                    "told_ids": [Command.set(told.get(task.id, ()))],
                }
                for task in self
            ]
        )
        self._log_step("urged", self.env._("By hand"))
        return True

    def action_draft_urging(self):
        """Draft the letters of urging for the units of these late tasks.

        :raise UserError: none of them is late
        """
        late = self.filtered(lambda t: t.is_overdue)
        for task in late:
            task._check_owner()
        if not late:
            raise UserError(self.env._("None of these tasks is late."))
        # sudo: as in action_urge
        urgings = self.env["citizen.urging"].sudo()
        numbers = {
            task.id: number
            for task, number in urgings._read_group(
                [
                    ("task_id", "in", late.ids),
                    ("kind", "=", "letter"),
                    ("document_id.state", "=", "issued"),
                ],
                ["task_id"],
                ["number:max"],
            )
        }
        waiting = urgings.search(
            [
                ("task_id", "in", late.ids),
                ("document_id.state", "in", ("draft", "submitted", "approved")),
            ]
        )
        today = self.env["citizen.calendar"]._today()
        new = urgings._create_protected(
            [
                {
                    "task_id": task.id,
                    "unit_id": task.unit_id.id,
                    "owner_unit_id": task.owner_unit_id.id,
                    "kind": "letter",
                    "number": numbers.get(task.id, 0) + 1,
                    "due_date": task.due_date,
                    "date": today,
                }
                for task in late - waiting.task_id
            ]
        )
        letters = waiting.document_id | new._draft_letters()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "citizen_dialogue.citizen_document_action_urging"
        )
        action["domain"] = [("id", "in", letters.ids)]
        action["context"] = {}
        return action

    def _last_results(self):
        """{task id: words of the last report done}, with one query."""
        rows = self.env["citizen.task.update"].search_fetch(
            [
                ("task_id", "in", self.ids),
                ("kind", "=", "done"),
                ("is_struck", "=", False),
            ],
            ["task_id", "text"],
            order="id",
        )
        return {row.task_id.id: row.text or "" for row in rows}

    def _outcome_line(self, result):
        """Unit, status, date and result, for the opinion this task answers."""
        self.ensure_one()
        label = self._state_label(self.state)
        day = self.verified_on or self.reported_on or self.due_date
        parts = [
            self.unit_id.name,
            f"{label} ({day.strftime('%d/%m/%Y')})" if day else label,
            result or self.name,
        ]
        return " – ".join(part for part in parts if part)

    def _mail_line(self):
        self.ensure_one()
        parts = [self.late_words, self.name, self.conclusion_number]
        return " – ".join(part for part in parts if part)

    def _urged_unit(self):
        return self.unit_id

    def _urged_persons(self):
        """{task id: who is in charge today}. Somebody who left the unit is replaced by
        whom the unit has now, and the task says so."""
        units = self.unit_id
        posts = {
            (membership.unit_id.id, membership.user_id.id)
            for membership in (units | units.child_ids)._memberships()
        }
        substitutes = units._persons_in_charge()
        persons, moved = {}, self.browse()
        for task in self:
            person, unit = task.person_in_charge_id, task.unit_id
            if person and any(
                (own.id, person.id) in posts for own in unit | unit.child_ids
            ):
                persons[task.id] = person
            else:
                persons[task.id] = substitutes[unit.id]
                if person != substitutes[unit.id]:
                    moved |= task
        for person, tasks in moved.grouped(lambda t: persons[t.id]).items():
            # the rung itself tells him: not asked a second time the same night; the
            # token is a Python object, which an RPC context can't carry
            tasks.with_context(citizen_told=_TOLD).person_in_charge_id = person
        return persons

    # ------------------------------------------------------------------
    # called by updates and extensions
    # ------------------------------------------------------------------
    def _on_reported(self, update):
        """A report of the unit came in: progress, and with it the state."""
        self.ensure_one()
        # sudo: reporting for the unit was checked when the report was made
        task = self.sudo()
        today = self.env["citizen.calendar"]._today()
        if update.kind == "done":
            if task.state == "assigned":
                task._transition("accepted", {"accepted_on": today})
            task._transition("reported", {"reported_on": today, "progress": 100})
            task._done_with(WORK_ACTIVITIES)
            task._schedule_for(
                task.owner_unit_id._members(roles=("followup", "head", "officer")),
                "citizen_dialogue.mail_activity_type_verify",
                self.env._("Check what was reported done"),
            )
        elif update.kind in ("progress", "dissemination"):
            if task.state == "assigned":
                task._transition("accepted", {"accepted_on": today})
            elif task.state != "accepted":
                raise UserError(
                    self.env._("Progress is reported while the task is under way.")
                )
            if update.kind == "progress":
                task._write_protected({"progress": update.progress})

    def _on_extension_requested(self, extension):
        # sudo: asked by the unit, decided by the office
        self.sudo()._schedule_for(
            self.owner_unit_id._members(roles=("followup", "head")),
            "citizen_dialogue.mail_activity_type_extension",
            self.env._("Decide about an extension"),
        )
        self._log_step("extension", extension.reason)

    def _on_extension_decided(self, extension):
        # sudo: withdrawn by the unit or decided by the office
        self.sudo()._done_with(["citizen_dialogue.mail_activity_type_extension"])
        if extension.state == "approved":
            self.sudo()._done_with(WORK_ACTIVITIES)
            self.sudo()._ask_person_in_charge()
        label = extension._state_label(extension.state)
        note = extension.decision_note or ""
        self._log_step("extension", f"{label}. {note}".strip())

    def _log_step(self, kind, text=""):
        """Keep the step in the history that the unit and the office both read."""
        # sudo: a line of the record's own history, not something the user writes
        self.env["citizen.task.update"].sudo()._create_protected(
            [
                {
                    "task_id": task.id,
                    "unit_id": self.env.user.citizen_unit_id.id,
                    "kind": kind,
                    "progress": task.progress,
                    "text": text,
                    "user_id": self.env.uid,
                    "is_submitted": True,
                }
                for task in self
            ]
        )

    # ------------------------------------------------------------------
    # who may
    # ------------------------------------------------------------------
    def _check_mine(self):
        for task in self:
            if not self.env.su and task.unit_id not in self._handled_units():
                raise AccessError(
                    self.env._(
                        "%(unit)s carries this task out and reports on it.",
                        unit=task.unit_id.name,
                    )
                )

    def _check_owner(self):
        for task in self:
            if not self.env.su and task.owner_unit_id not in self._handled_units():
                raise AccessError(
                    self.env._(
                        "%(unit)s checks this task.", unit=task.owner_unit_id.name
                    )
                )

    def _handled_units(self):
        return self.env.user.citizen_write_ids.sudo(False)

    def _check_person(self, user):
        for task in self:
            if user not in (task.unit_id | task.unit_id.child_ids)._members():
                raise UserError(
                    self.env._(
                        "%(user)s has no post in %(unit)s.",
                        user=user.name,
                        unit=task.unit_id.name,
                    )
                )
