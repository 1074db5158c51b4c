from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from .citizen_petition import KINDS

# cases that are over: nothing of them is left to be settled
OVER_CASES = ("decided", "effective", "closed", "terminated", "void")
REASONS = ("is_late", "is_complex", "is_prolonged", "is_crowd")
# the leader is reminded so many days before the quarter ends
REMIND_DAYS = 15
# so many are reminded of in one transaction
BATCH = 500
REVIEW = "citizen_dialogue.mail_activity_type_backlog_review"
PLAN = "citizen_dialogue.mail_activity_type_backlog_plan"


def quarter_of(day):
    """The calendar quarter of a day as one number: 20264 is the fourth of 2026."""
    return day.year * 10 + (day.month - 1) // 3 + 1


def quarter_end(day):
    month = 3 * ((day.month - 1) // 3 + 1)
    following = date(day.year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


class CitizenBacklog(models.Model):
    """What is left over, complex or prolonged: one open entry for each case, or
    petition without one, with a plan, reviewed by the leader each quarter until it is
    settled or ended (paragraph 2 of the dispatch). Which matters belong here is local
    practice, not law; see ``citizen.backlog.candidate``."""

    _name = "citizen.backlog"
    _description = "Backlog Matter"
    _inherit = [
        "citizen.state.mixin",
        "citizen.access.mixin",
        "citizen.chatter.mixin",
    ]
    _order = "since, id"

    _protected_fields = frozenset(
        {
            "state",
            "case_id",
            "petition_id",
            "previous_id",
            "kind",
            "category_id",
            "since",
            "letter_count",
            "instance_count",
            "last_due",
            *REASONS,
            "listed_on",
            "listed_by_id",
            "closed_on",
            "closed_by_id",
            "close_ground",
            "reviewed_quarter",
            "reminded_quarter",
        }
    )
    _create_only_fields = frozenset({"owner_unit_id"})
    _transitions = {"open": frozenset({"settled", "ended"})}

    case_id = fields.Many2one(
        comodel_name="citizen.case",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    petition_id = fields.Many2one(
        comodel_name="citizen.petition",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    matter = fields.Char(compute="_compute_display_name")
    previous_id = fields.Many2one(
        comodel_name="citizen.backlog",
        string="Came Up Before",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    state = fields.Selection(
        selection=[("open", "Open"), ("settled", "Settled"), ("ended", "Ended")],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    kind = fields.Selection(
        selection=[*KINDS, ("dispute", "Land Dispute (Mediation)")],
        readonly=True,
        copy=False,
    )
    category_id = fields.Many2one(
        comodel_name="citizen.category",
        string="Field",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    since = fields.Date(string="First Letter", readonly=True, copy=False)
    letter_count = fields.Integer(
        string="Number of Letters", readonly=True, copy=False, aggregator=None
    )
    instance_count = fields.Integer(
        string="Times Resolved", readonly=True, copy=False, aggregator=None
    )
    last_due = fields.Date(string="Last Clock", readonly=True, copy=False)
    is_late = fields.Boolean(string="Past Its Last Clock", readonly=True, copy=False)
    is_complex = fields.Boolean(string="Complex", readonly=True, copy=False)
    is_prolonged = fields.Boolean(string="Prolonged", readonly=True, copy=False)
    is_crowd = fields.Boolean(string="Many People", readonly=True, copy=False)
    reason_words = fields.Char(string="Why It Is Here", compute="_compute_reason_words")
    listed_on = fields.Date(
        readonly=True,
        copy=False,
        default=lambda self: self.env["citizen.calendar"]._today(),
    )
    listed_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Listed by",
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    plan_unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        string="Unit in Charge",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    plan_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Person in Charge",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('citizen_membership_ids.unit_id', '=', plan_unit_id)]",
    )
    measure = fields.Text(help="What is done to settle it for good.")
    plan_date = fields.Date(string="To Be Settled by", tracking=True)
    has_plan = fields.Boolean(
        string="Planned",
        compute="_compute_has_plan",
        store=True,
        help="Who, what, when.",
    )
    is_plan_late = fields.Boolean(
        string="Plan Late", compute="_compute_is_plan_late", search="_search_plan_late"
    )
    check_ids = fields.One2many(
        comodel_name="citizen.backlog.check", inverse_name="backlog_id"
    )
    reviewed_quarter = fields.Integer(readonly=True, copy=False, aggregator=None)
    reminded_quarter = fields.Integer(readonly=True, copy=False, aggregator=None)
    is_to_review = fields.Boolean(
        string="To Be Reviewed This Quarter",
        compute="_compute_is_to_review",
        search="_search_is_to_review",
    )
    may_decide = fields.Boolean(compute="_compute_may_decide")
    closed_on = fields.Date(readonly=True, copy=False)
    closed_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, ondelete="restrict"
    )
    close_ground = fields.Text(string="Ground, Result", readonly=True, copy=False)

    _one_owner = models.Constraint(
        "CHECK (num_nonnulls(case_id, petition_id) = 1)",
        "A backlog entry belongs to exactly one case or petition.",
    )
    _one_open_case = models.UniqueIndex(
        "(case_id) WHERE state = 'open'", "This case is in the backlog already."
    )
    _one_open_petition = models.UniqueIndex(
        "(petition_id) WHERE state = 'open'", "This petition is in the backlog already."
    )
    _open = models.Index("(owner_unit_id, since) WHERE state = 'open'")

    # ------------------------------------------------------------------
    # computes
    # ------------------------------------------------------------------
    @api.depends("owner_unit_id", "plan_unit_id")
    def _compute_access_unit_ids(self):
        return super()._compute_access_unit_ids()

    def _get_access_units(self):
        return super()._get_access_units() | self.plan_unit_id

    @api.depends("case_id.display_name", "petition_id.display_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for entry in self:
            # sudo: number, and of an open matter its subject, for the unit in charge
            record = entry.sudo().case_id or entry.sudo().petition_id
            entry.display_name = entry.matter = record.display_name

    @api.depends(*REASONS)
    @api.depends_context("lang")
    def _compute_reason_words(self):
        labels = self._reason_labels()
        for entry in self:
            entry.reason_words = ", ".join(
                labels[name] for name in REASONS if entry[name]
            )

    @api.model
    def _reason_labels(self):
        return {
            "is_late": self.env._("past its last clock"),
            "is_complex": self.env._("complex"),
            "is_prolonged": self.env._("prolonged"),
            "is_crowd": self.env._("of many people"),
        }

    @api.depends("plan_unit_id", "plan_user_id", "measure", "plan_date")
    def _compute_has_plan(self):
        for entry in self:
            entry.has_plan = bool(
                entry.plan_unit_id
                and entry.plan_user_id
                and (entry.measure or "").strip()
                and entry.plan_date
            )

    @api.depends("plan_date", "state")
    def _compute_is_plan_late(self):
        today = self.env["citizen.calendar"]._today()
        for entry in self:
            entry.is_plan_late = bool(
                entry.state == "open" and entry.plan_date and entry.plan_date < today
            )

    def _search_plan_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        if True in value and False in value:
            return Domain.TRUE
        late = Domain("state", "=", "open") & Domain(
            "plan_date", "<", self.env["citizen.calendar"]._today()
        )
        return late if True in value else ~late

    @api.depends("reviewed_quarter", "state")
    def _compute_is_to_review(self):
        quarter = quarter_of(self.env["citizen.calendar"]._today())
        for entry in self:
            entry.is_to_review = (
                entry.state == "open" and entry.reviewed_quarter != quarter
            )

    def _search_is_to_review(self, operator, value):
        if operator != "in":
            return NotImplemented
        if True in value and False in value:
            return Domain.TRUE
        waiting = Domain("state", "=", "open") & Domain(
            "reviewed_quarter",
            "!=",
            quarter_of(self.env["citizen.calendar"]._today()),
        )
        return waiting if True in value else ~waiting

    @api.depends("owner_unit_id", "state")
    @api.depends_context("uid")
    def _compute_may_decide(self):
        deciders = self.owner_unit_id._leaders_above()
        for entry in self:
            entry.may_decide = (
                entry.state == "open"
                and self.env.user.id in deciders[entry.owner_unit_id.id]
            )

    # ------------------------------------------------------------------
    # checks
    # ------------------------------------------------------------------
    @api.constrains("plan_user_id", "plan_unit_id")
    def _check_plan_user_id(self):
        for entry in self.filtered("plan_user_id"):
            # sudo: who sits where
            units = entry.plan_user_id.sudo().citizen_unit_ids
            if entry.plan_unit_id not in units:
                raise ValidationError(
                    self.env._(
                        "The person in charge sits in another unit: choose somebody of "
                        "%(unit)s, or the unit first.",
                        unit=entry.plan_unit_id.name or "…",
                    )
                )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        if not all(
            vals.get("case_id") or vals.get("petition_id") for vals in vals_list
        ):
            raise UserError(
                self.env._("Matters are taken into the backlog from its proposals.")
            )
        return super().create(vals_list)

    def write(self, vals):
        plan = vals.keys() & {"plan_unit_id", "plan_user_id", "measure", "plan_date"}
        closed = self.filtered(lambda entry: entry.state != "open")
        if plan and closed:
            raise UserError(
                self.env._(
                    "“%(name)s” was closed on %(day)s: its plan stays.",
                    name=closed[:1].display_name,
                    day=closed[:1].closed_on.strftime("%d/%m/%Y"),
                )
            )
        if vals.get("plan_date"):
            self._check_plan_date(fields.Date.to_date(vals["plan_date"]))
        before = {entry: entry.plan_user_id for entry in self} if plan else {}
        result = super().write(vals)
        for entry, user in before.items():
            if entry.plan_user_id != user:
                entry._tell_person_in_charge()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ever(self):
        raise UserError(
            self.env._(
                "A backlog entry is settled or ended by the leader, not deleted."
            )
        )

    def _check_plan_date(self, day):
        today = self.env["citizen.calendar"]._today()
        if day < today and any(entry.plan_date != day for entry in self):
            raise UserError(
                self.env._("“To be settled by” lies in the past: choose a day to come.")
            )

    def _tell_person_in_charge(self):
        self._done_with([PLAN])
        if self.plan_user_id:
            self._schedule_for(
                self.plan_user_id,
                PLAN,
                self.env._("Settle a matter of the backlog"),
                self.plan_date or None,
            )

    # ------------------------------------------------------------------
    # coming in
    # ------------------------------------------------------------------
    @api.model
    def _take_in(self, candidates):
        """Entries for these candidates, in a number of queries that doesn't grow.

        :raise AccessError: the user doesn't handle the unit of one of them
        """
        # anew: what somebody has listed meanwhile is no candidate any more
        candidates.invalidate_model()
        rows = candidates.search(
            [("id", "in", candidates.ids), ("backlog_id", "=", False)]
        )
        earlier = self._earlier_entries(rows)
        return self._create_protected(
            [
                {
                    "case_id": row.case_id.id,
                    "petition_id": row.petition_id.id,
                    "owner_unit_id": row.owner_unit_id.id,
                    "plan_unit_id": row.owner_unit_id.id,
                    "previous_id": earlier.get(row.id, self).id,
                    "kind": row.kind,
                    "category_id": row.category_id.id,
                    **row._facts(),
                }
                for row in rows
            ]
        )

    @api.model
    def _earlier_entries(self, rows):
        """{candidate id: the last closed entry of the same matter}."""
        # sudo: that a matter was here before shows wherever its letters are
        rows = rows.sudo()
        cases = rows.case_id | rows.case_id.previous_id
        letters = cases.petition_ids | rows.petition_id
        roots = letters | letters.matter_root_id
        letters |= roots | roots.joined_ids
        closed = rows.env["citizen.backlog"].search(
            Domain("state", "!=", "open")
            & (
                Domain("case_id", "in", (cases | letters.case_ids).ids)
                | Domain("petition_id", "in", letters.ids)
            ),
            order="closed_on, id",
        )
        found = {}
        for row in rows:
            own = row.case_id.petition_ids | row.case_id.previous_id.petition_ids
            own |= row.petition_id
            roots = own | own.matter_root_id
            matter = roots | roots.joined_ids
            for entry in closed:
                if (entry.petition_id or entry.case_id.petition_ids) & matter:
                    found[row.id] = entry.sudo(False)
        return found

    # ------------------------------------------------------------------
    # the review of the quarter
    # ------------------------------------------------------------------
    def action_keep(self):
        """The leader has reviewed them in this quarter: they stay in the backlog.

        :raise AccessError: the user is no leader of the authority
        :raise UserError: closed, reviewed already, or without a plan
        """
        self._check_decider()
        quarter = quarter_of(self.env["citizen.calendar"]._today())
        waiting = self.filtered(lambda entry: entry.reviewed_quarter != quarter)
        closed = self.filtered(lambda entry: entry.state != "open")
        if closed:
            raise UserError(closed[:1]._refused_transition("settled"))
        if not waiting:
            last = self[:1].check_ids[:1]
            raise UserError(
                self.env._(
                    "%(user)s reviewed this on %(day)s already: once a quarter is "
                    "enough.",
                    # sudo: the name of a colleague
                    user=last.sudo().decided_by_id.name,
                    day=last.decided_on.strftime("%d/%m/%Y"),
                )
            )
        planless = waiting.filtered(lambda entry: not entry.has_plan)
        if planless:
            raise UserError(
                self.env._(
                    "What stays needs a plan: who, what, by when. Still without:\n"
                    "%(list)s",
                    list="\n".join(
                        f"- {entry.display_name}" for entry in planless[:20]
                    ),
                )
            )
        waiting._record_check("kept")
        return True

    def _settle(self, result):
        """The leader finds them settled; what has still to be decided isn't."""
        self._check_decider()
        for entry in self:
            entry._check_over()
        self._close("settled", result)

    def _end(self, ground):
        """The leader ends the review of them on a ground."""
        self._check_decider()
        self._close("ended", ground)

    def _close(self, state, ground):
        self._transition(
            state,
            {
                "closed_on": self.env["citizen.calendar"]._today(),
                "closed_by_id": self.env.uid,
                "close_ground": ground,
            },
        )
        self._record_check(state, ground)
        self._done_with([PLAN])

    def _record_check(self, decision, ground=False):
        """One decision for each entry and quarter; a later one in the same quarter
        takes the place of “kept”, and the log tells both."""
        today = self.env["citizen.calendar"]._today()
        quarter = quarter_of(today)
        checks = self.env["citizen.backlog.check"]
        vals = {
            "decision": decision,
            "ground": ground,
            "decided_on": today,
            "decided_by_id": self.env.uid,
        }
        again = checks.search(
            [("backlog_id", "in", self.ids), ("quarter", "=", quarter)]
        )
        again._write_protected(vals)
        for check in again:
            check.backlog_id._message_log(
                body=self.env._(
                    "Decided anew in the same quarter: %s",
                    checks._decision_label(decision),
                )
            )
        checks._create_protected(
            [
                {"backlog_id": entry.id, "quarter": quarter, **vals}
                for entry in self - again.backlog_id
            ]
        )
        self._write_protected({"reviewed_quarter": quarter})
        self._done_with([REVIEW])

    def _check_decider(self):
        """:raise AccessError: the user is no leader of the authority"""
        deciders = self.owner_unit_id._leaders_above()
        for entry in self:
            if (
                not self.env.su
                and self.env.user.id not in deciders[entry.owner_unit_id.id]
            ):
                raise AccessError(
                    self.env._(
                        "A leader of %(unit)s reviews the backlog.",
                        unit=entry.owner_unit_id.authority_id.name,
                    )
                )

    def _check_over(self):
        """:raise UserError: the case or petition is still being worked on"""
        # sudo: whether it is over
        entry = self.sudo()
        running = entry.case_id.filtered(lambda case: case.state not in OVER_CASES)
        petition = entry.petition_id
        if petition.state in ("registered", "classified"):
            raise UserError(
                self.env._(
                    "%(name)s isn't handled yet: it is settled when its outcome is "
                    "issued. End it with a ground instead, if nothing more is done.",
                    name=self.display_name,
                )
            )
        running |= petition.case_ids.filtered(lambda c: c.state not in OVER_CASES)
        if running:
            raise UserError(
                self.env._(
                    "%(name)s isn't decided yet: it is settled when its decision is "
                    "issued. End it with a ground instead, if nothing more is done.",
                    name=running[:1].display_name,
                )
            )

    def action_open_matter(self):
        """Open the case or petition."""
        self.ensure_one()
        record = self.case_id or self.petition_id
        record.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
        }

    def _mail_line(self):
        # number and link, no content
        self.ensure_one()
        return (self.case_id or self.petition_id)._mail_line()

    # ------------------------------------------------------------------
    # the schedule
    # ------------------------------------------------------------------
    @api.model
    def _cron_review(self):
        """Bring the reasons up to date, and before a quarter ends remind the leaders,
        once, of what they haven't reviewed in it; each batch is committed."""
        # sudo: runs as the system
        entries = self.sudo()
        entries._refresh_reasons()
        today = self.env["citizen.calendar"]._today()
        if (quarter_end(today) - today).days >= REMIND_DAYS:
            return
        quarter = quarter_of(today)
        waiting = entries.search(
            [
                ("state", "=", "open"),
                ("reviewed_quarter", "!=", quarter),
                ("reminded_quarter", "!=", quarter),
            ]
        )
        leaders = waiting.owner_unit_id.authority_id._leaders_by_unit()
        cron = self.env["ir.cron"]
        for start in range(0, len(waiting), BATCH):
            some = waiting[start : start + BATCH]
            some._schedule(
                [
                    (entry, user, quarter_end(today))
                    for entry in some
                    for user in leaders.get(entry.owner_unit_id.authority_id.id, ())
                ],
                REVIEW,
                self.env._("Review the backlog of the quarter"),
            )
            some._write_protected({"reminded_quarter": quarter})
            # when the time of this run is over, Odoo starts the next one at once
            if not cron._commit_progress(
                len(some), remaining=len(waiting) - start - len(some)
            ):
                return

    @api.model
    def _refresh_reasons(self):
        """What is listed as late may have become prolonged. One query, and one for each
        way of change."""
        candidates = self.env["citizen.backlog.candidate"].sudo()
        # a row of the query is no record that changes tell of
        candidates.invalidate_model()
        rows = candidates.search([("backlog_id", "!=", False)])
        changes = {}
        for row in rows:
            facts = row._facts()
            entry = row.backlog_id
            if any(facts[name] for name in REASONS) and any(
                entry[name] != value for name, value in facts.items()
            ):
                key = tuple(sorted(facts.items()))
                changes[key] = changes.get(key, self.sudo()) | entry
        for facts, changed in changes.items():
            changed._write_protected(dict(facts))


class CitizenBacklogCheck(models.Model):
    """What the leader decided about one backlog matter in one quarter."""

    _name = "citizen.backlog.check"
    _description = "Review of a Backlog Matter"
    _inherit = ["citizen.protected.mixin"]
    _order = "quarter desc, id desc"

    _protected_fields = frozenset(
        {"backlog_id", "quarter", "decision", "ground", "decided_by_id", "decided_on"}
    )

    backlog_id = fields.Many2one(
        comodel_name="citizen.backlog",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    quarter = fields.Integer(
        string="Year and Quarter", required=True, readonly=True, aggregator=None
    )
    quarter_words = fields.Char(string="Quarter", compute="_compute_quarter_words")
    decision = fields.Selection(
        selection=[("kept", "Kept"), ("settled", "Settled"), ("ended", "Ended")],
        required=True,
        readonly=True,
    )
    ground = fields.Text(string="Ground, Result", readonly=True)
    decided_by_id = fields.Many2one(
        comodel_name="res.users", string="By", readonly=True, ondelete="restrict"
    )
    decided_on = fields.Date(string="On", readonly=True)

    _once = models.UniqueIndex(
        "(backlog_id, quarter)", "This matter was reviewed in this quarter already."
    )

    @api.depends("quarter")
    @api.depends_context("lang")
    def _compute_quarter_words(self):
        for check in self:
            check.quarter_words = self.env._(
                "Quarter %(number)s/%(year)s",
                number=("I", "II", "III", "IV")[(check.quarter or 1) % 10 - 1],
                year=(check.quarter or 0) // 10,
            )

    @api.depends("quarter", "decision")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for check in self:
            check.display_name = (
                f"{check.quarter_words}: {self._decision_label(check.decision)}"
            )

    def _decision_label(self, decision):
        return dict(self._fields["decision"]._description_selection(self.env)).get(
            decision, ""
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ever(self):
        raise UserError(self.env._("What the leader decided is never deleted."))
