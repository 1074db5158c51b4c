from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

# what the unit and the office may still work on while nobody has decided
_OPEN_FIELDS = frozenset(
    {
        "kind",
        "since",
        "content",
        "tried",
        "option_a",
        "needs_a",
        "option_b",
        "needs_b",
        "option_c",
        "needs_c",
        "decider_id",
        "decide_by",
    }
)


class CitizenObstacle(models.Model):
    """What keeps a unit from carrying out a task, with the ways out that it proposes
    and what was decided (paragraph 3 of the dispatch: difficulties with proposals).

    The decision may move the date, hand the task to another unit or begin a directive,
    each by its own procedure.
    """

    _name = "citizen.obstacle"
    _description = "Obstacle"
    _inherit = [
        "citizen.state.mixin",
        "citizen.access.mixin",
        "citizen.chatter.mixin",
    ]
    _order = "decide_by, since, id"

    _protected_fields = frozenset(
        {
            "state",
            "unit_id",
            "choice",
            "effect",
            "decision_note",
            "decided_by_id",
            "decided_on",
            "ended_on",
            "end_note",
            "extension_id",
            "directive_id",
        }
    )
    _create_only_fields = frozenset({"owner_unit_id", "task_id"})
    _transitions = {
        "open": frozenset({"decided", "ended"}),
        "decided": frozenset({"ended"}),
    }

    task_id = fields.Many2one(
        comodel_name="citizen.task", required=True, index=True, ondelete="restrict"
    )
    unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        related="task_id.unit_id",
        store=True,
        index=True,
    )
    conclusion_id = fields.Many2one(related="task_id.conclusion_id")
    task_due_date = fields.Date(related="task_id.due_date")
    task_late_words = fields.Char(related="task_id.late_words")
    state = fields.Selection(
        selection=[
            ("open", "Waiting for a Decision"),
            ("decided", "Decided"),
            ("ended", "Ended"),
        ],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    kind = fields.Selection(
        selection=[
            ("money", "Money"),
            ("law", "Rules Missing or Contradictory"),
            ("land", "Land, Site Clearance"),
            ("cooperation", "Cooperation of Another Unit"),
            ("people", "Staff"),
            ("citizens", "Citizens Do Not Agree"),
            ("weather", "Weather, Disaster"),
            ("other", "Other"),
        ],
        required=True,
    )
    since = fields.Date(
        required=True, default=lambda self: self.env["citizen.calendar"]._today()
    )
    days_blocked = fields.Integer(
        compute="_compute_days_blocked", aggregator=None, help="In calendar days."
    )
    content = fields.Text(string="What Blocks", required=True)
    tried = fields.Text(string="What Was Tried")
    option_a = fields.Text()
    needs_a = fields.Char(string="A Needs")
    option_b = fields.Text()
    needs_b = fields.Char(string="B Needs")
    option_c = fields.Text()
    needs_c = fields.Char(string="C Needs")
    decider_id = fields.Many2one(
        comodel_name="res.users",
        string="Who Decides",
        index="btree_not_null",
        ondelete="restrict",
    )
    decide_by = fields.Date(string="Decide by")
    is_waiting_long = fields.Boolean(
        compute="_compute_days_blocked", help="The day to decide by is over."
    )
    choice = fields.Selection(
        selection=[
            ("a", "Option A"),
            ("b", "Option B"),
            ("c", "Option C"),
            ("other", "Another Way"),
        ],
        string="Decided",
        readonly=True,
        copy=False,
    )
    effect = fields.Selection(
        selection=[
            ("none", "The Task Stays as It Is"),
            ("extend", "A Later Date"),
            ("handover", "Another Unit"),
            ("directive", "A New Directive"),
        ],
        readonly=True,
        copy=False,
    )
    decision_note = fields.Text(string="What Was Decided", readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        comodel_name="res.users", string="Decided by", readonly=True, copy=False
    )
    decided_on = fields.Date(readonly=True, copy=False)
    extension_id = fields.Many2one(
        comodel_name="citizen.extension", readonly=True, copy=False
    )
    directive_id = fields.Many2one(
        comodel_name="citizen.conclusion",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    ended_on = fields.Date(readonly=True, copy=False)
    end_note = fields.Text(string="How It Ended", readonly=True, copy=False)
    is_mine = fields.Boolean(related="task_id.is_mine")
    decision_words = fields.Char(compute="_compute_decision_words")

    _open = models.Index("(owner_unit_id, decide_by) WHERE state = 'open'")
    _one_open = models.UniqueIndex(
        "(task_id, kind) WHERE state = 'open'",
        "An obstacle of this kind is already open on this task: add to it.",
    )

    # ------------------------------------------------------------------
    # computes
    # ------------------------------------------------------------------
    @api.depends("owner_unit_id", "task_id.access_unit_ids")
    def _compute_access_unit_ids(self):
        return super()._compute_access_unit_ids()

    def _get_access_units(self):
        return super()._get_access_units() | self.task_id.access_unit_ids

    @api.depends("kind", "unit_id.name")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for obstacle in self:
            obstacle.display_name = (
                f"{obstacle.unit_id.name}: {labels.get(obstacle.kind, '')}"
            )

    @api.depends("since", "decide_by", "state", "ended_on")
    def _compute_days_blocked(self):
        today = self.env["citizen.calendar"]._today()
        for obstacle in self:
            end = obstacle.ended_on or today
            obstacle.days_blocked = (end - obstacle.since).days if obstacle.since else 0
            obstacle.is_waiting_long = bool(
                obstacle.state == "open"
                and obstacle.decide_by
                and obstacle.decide_by < today
            )

    @api.depends("choice", "decision_note", "state")
    @api.depends_context("lang")
    def _compute_decision_words(self):
        labels = dict(self._fields["choice"]._description_selection(self.env))
        for obstacle in self:
            parts = [labels.get(obstacle.choice), obstacle.decision_note]
            obstacle.decision_words = ": ".join(part for part in parts if part) or False

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        task = self.env["citizen.task"].browse(values.get("task_id"))
        if task and "decider_id" in fields:
            values["decider_id"] = task._leader_in_charge().id
        return values

    @api.model_create_multi
    def create(self, vals_list):
        tasks = self.env["citizen.task"].browse(
            [vals["task_id"] for vals in vals_list if vals.get("task_id")]
        )
        owners = {task.id: task.owner_unit_id.id for task in tasks}
        for vals in vals_list:
            if vals.get("task_id") in owners:
                vals["owner_unit_id"] = owners[vals["task_id"]]
        obstacles = super().create(vals_list)
        for obstacle in obstacles:
            obstacle._check_may_report()
            obstacle._check_sane()
            if obstacle.task_id.state not in ("assigned", "accepted"):
                raise UserError(
                    self.env._("Obstacles are reported while a task is under way.")
                )
            if not obstacle.decider_id:
                obstacle.decider_id = obstacle.task_id._leader_in_charge()
            obstacle.task_id._log_step("obstacle", obstacle.content)
            obstacle._ask_for_decision()
        return obstacles

    def write(self, vals):
        touched = vals.keys() & _OPEN_FIELDS
        if touched:
            for obstacle in self:
                obstacle._check_may_report()
                if obstacle.state != "open":
                    raise UserError(obstacle._refused_transition("open"))
        result = super().write(vals)
        if touched:
            for obstacle in self:
                obstacle._check_sane()
            if "decider_id" in vals:
                self._done_with(["citizen_dialogue.mail_activity_type_decide"])
                for obstacle in self:
                    obstacle._ask_for_decision()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ever(self):
        raise UserError(
            self.env._("An obstacle is ended with a sentence, not deleted.")
        )

    def _check_sane(self):
        self.ensure_one()
        if self.since > self.env["citizen.calendar"]._today():
            raise UserError(self.env._("An obstacle can't begin in the future."))
        if self.decide_by and self.decide_by < self.since:
            raise UserError(
                self.env._("The day to decide by lies before the obstacle began.")
            )

    def _ask_for_decision(self):
        self.ensure_one()
        office = self.owner_unit_id._members(roles=("followup", "head"))
        self._schedule_for(
            self.decider_id | office,
            "citizen_dialogue.mail_activity_type_decide",
            self.env._("An obstacle waits for a decision"),
            date_deadline=self.decide_by,
        )

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_choose_a(self):
        """Open the decision with option A chosen."""
        return self._open_decision("a")

    def action_choose_b(self):
        """Open the decision with option B chosen."""
        return self._open_decision("b")

    def action_choose_c(self):
        """Open the decision with option C chosen."""
        return self._open_decision("c")

    def action_decide(self):
        """Open the decision: an option or another way."""
        return self._open_decision("other")

    def _open_decision(self, choice):
        self.ensure_one()
        self.owner_unit_id._check_decider()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decide"),
            "res_model": "citizen.obstacle.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_obstacle_id": self.id, "default_choice": choice},
        }

    def action_open_task(self):
        """Open the task that is blocked."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "citizen.task",
            "res_id": self.task_id.id,
            "view_mode": "form",
        }

    def _decide(self, choice, note, effect="none", due_date=None, units=None):
        """Record the decision and let it take effect by the procedures of the task.

        :raise AccessError: the user doesn't decide for the unit that gave the task
        :raise UserError: the option is empty, or the effect lacks its date or unit
        """
        self.ensure_one()
        self.owner_unit_id._check_decider()
        if choice in ("a", "b", "c") and not self[f"option_{choice}"]:
            raise UserError(self.env._("This option was not proposed."))
        if choice == "other" and not (note or "").strip():
            raise UserError(self.env._("Say in a sentence what is to be done."))
        if effect == "extend" and not due_date:
            raise UserError(self.env._("Enter the new date."))
        if effect == "handover" and not units:
            raise UserError(self.env._("Choose the unit that takes over."))
        self._transition(
            "decided",
            {
                "choice": choice,
                "effect": effect,
                "decision_note": (note or "").strip() or False,
                "decided_by_id": self.env.uid,
                "decided_on": self.env["citizen.calendar"]._today(),
            },
        )
        self._done_with(["citizen_dialogue.mail_activity_type_decide"])
        text = self[f"option_{choice}"] if choice != "other" else ""
        words = ". ".join(part for part in (text, self.decision_note) if part)
        self.task_id._log_step("decision", words)
        getattr(self, f"_effect_{effect}")(words, due_date, units)
        if self.task_id.state in ("assigned", "accepted"):
            # sudo: the leader need not handle the unit of the person in charge
            self.task_id.sudo()._schedule_for(
                self.task_id.person_in_charge_id,
                "citizen_dialogue.mail_activity_type_decided",
                self.env._("The obstacle was decided"),
            )

    def _effect_none(self, words, due_date, units):
        pass

    def _effect_extend(self, words, due_date, units):
        deadline = self.task_id.deadline_id
        pending = deadline.extension_ids.filtered(lambda e: e.state == "requested")
        for extension in pending:
            extension._refuse(words)
        # sudo: the deciding leader was checked; the unit itself asked by the obstacle
        extension = (
            self.env["citizen.extension"]
            .sudo()
            .create(
                {
                    "deadline_id": deadline.id,
                    "requested_date": due_date,
                    "reason": self.content,
                }
            )
        )
        extension.sudo(False).action_approve()
        self._write_protected({"extension_id": extension.id})

    def _effect_handover(self, words, due_date, units):
        task = self.task_id
        label = False
        task.clause_id._add_units(units - task.unit_id, label)
        task._cancel(words or self.content)

    def _effect_directive(self, words, due_date, units):
        directive = self.env["citizen.conclusion"].create(
            {
                "name": self.env._("settling an obstacle of %s", self.unit_id.name),
                "kind": "directive",
                "owner_unit_id": self.owner_unit_id.id,
                "issuer_unit_id": self.task_id.conclusion_id.issuer_unit_id.id,
                "intro": words,
                "clause_ids": [
                    Command.create(
                        {
                            "content": words,
                            "lead_unit_ids": [Command.set((units or self.unit_id).ids)],
                            "due_date": due_date,
                        }
                    )
                ],
            }
        )
        self._write_protected({"directive_id": directive.id})

    def _end(self, note):
        """The obstacle is out of the way (or was none)."""
        for obstacle in self:
            obstacle._check_may_report()
            obstacle._finish(note)

    def _finish(self, note):
        self._transition(
            "ended",
            {"ended_on": self.env["citizen.calendar"]._today(), "end_note": note},
        )
        self._done_with(["citizen_dialogue.mail_activity_type_decide"])

    def _check_may_report(self):
        """The unit that is blocked and the office that gave the task."""
        handled = self.env.user.citizen_write_ids.sudo(False)
        if not self.env.su and not (self.unit_id | self.owner_unit_id) & handled:
            raise AccessError(
                self.env._(
                    "%(unit)s reports its obstacles itself.", unit=self.unit_id.name
                )
            )
