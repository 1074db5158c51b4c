from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import SQL

from .citizen_case import CITIZENS_CLOCKS
from .citizen_urging_rung import KINDS, _label

# who tells the office that nobody is in charge, by what waits
ORPHANS = {
    "citizen.task": "citizen_dialogue.mail_activity_type_orphan",
    "citizen.dialogue.opinion": "citizen_dialogue.mail_activity_type_orphan_opinion",
    "citizen.petition": "citizen_dialogue.mail_activity_type_orphan_petition",
    "citizen.case": "citizen_dialogue.mail_activity_type_orphan_case",
}
# deadlines told of in one transaction
BATCH = 500
# where a deadline stands that is urged: model, unit, due date, what is still open
_SOURCES = {
    "task_id": SQL(
        "SELECT id, unit_id, owner_unit_id, due_date FROM citizen_task "
        "WHERE state IN ('assigned', 'accepted') AND due_date IS NOT NULL"
    ),
    "opinion_id": SQL(
        "SELECT o.id, o.prepare_unit_id AS unit_id, o.owner_unit_id, "
        "o.prepare_by AS due_date FROM citizen_dialogue_opinion o "
        "JOIN citizen_dialogue d ON d.id = o.dialogue_id "
        "WHERE o.prepared_on IS NULL AND o.prepare_unit_id IS NOT NULL "
        "AND o.prepare_by IS NOT NULL "
        "AND d.state IN ('draft', 'announced', 'postponed')"
    ),
    # two limits of one petition that end on one day are urged once
    "petition_id": SQL(
        "SELECT DISTINCT p.id, p.owner_unit_id AS unit_id, p.owner_unit_id, d.due_date "
        "FROM citizen_deadline d JOIN citizen_petition p ON p.id = d.petition_id "
        "WHERE d.met_on IS NULL AND d.ended_on IS NULL AND d.due_date IS NOT NULL "
        "AND p.state IN ('registered', 'classified')"
    ),
    # the day of legal effect comes by itself, and the complainant has his own time
    "case_id": SQL(
        "SELECT DISTINCT c.id, c.owner_unit_id AS unit_id, c.owner_unit_id, d.due_date "
        "FROM citizen_deadline d JOIN citizen_case c ON c.id = d.case_id "
        "JOIN citizen_deadline_rule r ON r.id = d.rule_id "
        "WHERE d.met_on IS NULL AND d.ended_on IS NULL AND d.due_date IS NOT NULL "
        "AND r.is_effect IS NOT TRUE AND r.code NOT IN %s",
        CITIZENS_CLOCKS,
    ),
}
# a unit gets no letter from itself, and the brief is on conclusions
_OWN_SOURCES = ("petition_id", "case_id")
_OWN_RUNGS = ("before", "head", "review")
# a petition not handled after so many days that the law makes it a ground for
# discipline (Nghị định 154/2026/NĐ-CP Điều 41 khoản 3 điểm b)
_ALARM = SQL(
    "SELECT p.id, p.owner_unit_id AS unit_id, p.owner_unit_id, d.due_date "
    "FROM citizen_deadline d JOIN citizen_petition p ON p.id = d.petition_id "
    "JOIN citizen_deadline_rule r ON r.id = d.rule_id "
    "WHERE d.met_on IS NULL AND d.ended_on IS NULL AND d.due_date IS NOT NULL "
    "AND p.state IN ('registered', 'classified') AND r.code = 'XLD45'"
)
# fires on the first working day after the last day of the limit
_ALARM_RUNG = ("alarm", 1, 1, 1)


class CitizenUrging(models.Model):
    """The ledger of every reminder and letter: once per deadline, rung and due date.

    The ladder is climbed every night. A moved date or an approved extension is another
    due date, so its rungs fire anew; a repeated or interrupted night adds nothing.
    """

    _name = "citizen.urging"
    _description = "Urging"
    _inherit = ["citizen.access.mixin"]
    _order = "date desc, id desc"

    _protected_fields = frozenset(
        {
            "task_id",
            "opinion_id",
            "petition_id",
            "case_id",
            "unit_id",
            "kind",
            "number",
            "due_date",
            "date",
            "urged_on",
            "document_id",
            "told_ids",
            "note",
        }
    )

    task_id = fields.Many2one(
        comodel_name="citizen.task",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    opinion_id = fields.Many2one(
        comodel_name="citizen.dialogue.opinion",
        string="Answer to Prepare",
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
    case_id = fields.Many2one(
        comodel_name="citizen.case",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        string="Unit Urged",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    kind = fields.Selection(
        selection=[*KINDS, ("manual", "By Hand"), ("alarm", "Alarm: Not Handled")],
        string="What Happened",
        required=True,
        readonly=True,
    )
    number = fields.Integer(
        string="No. of the Letter", readonly=True, default=1, aggregator=None
    )
    due_date = fields.Date(string="Was Due", readonly=True, required=True)
    date = fields.Date(readonly=True, required=True)
    urged_on = fields.Date(
        readonly=True,
        help="When it counts as urging: a letter on the day it is issued.",
    )
    document_id = fields.Many2one(
        comodel_name="citizen.document",
        string="Letter",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    told_ids = fields.Many2many(
        comodel_name="res.users",
        relation="citizen_urging_user_rel",
        string="Who Was Told",
        readonly=True,
    )
    note = fields.Char(readonly=True)
    subject = fields.Char(compute="_compute_subject")

    _by_date = models.Index("(date DESC, id DESC)")
    _one_deadline = models.Constraint(
        "CHECK (num_nonnulls(task_id, opinion_id, petition_id, case_id) = 1)",
        "An urging belongs to one task, answer to prepare, petition or case.",
    )
    _once_task = models.UniqueIndex(
        "(task_id, kind, number, due_date) "
        "WHERE task_id IS NOT NULL AND kind != 'manual'",
        "This rung has fired already for this due date.",
    )
    _once_opinion = models.UniqueIndex(
        "(opinion_id, kind, number, due_date) WHERE opinion_id IS NOT NULL",
        "This rung has fired already for this due date.",
    )
    _once_petition = models.UniqueIndex(
        "(petition_id, kind, number, due_date) WHERE petition_id IS NOT NULL",
        "This rung has fired already for this due date.",
    )
    _once_case = models.UniqueIndex(
        "(case_id, kind, number, due_date) WHERE case_id IS NOT NULL",
        "This rung has fired already for this due date.",
    )
    _once_manual = models.UniqueIndex(
        "(task_id, date) WHERE kind = 'manual'",
        "This task was already urged by hand today.",
    )

    # ------------------------------------------------------------------
    # computes
    # ------------------------------------------------------------------
    @api.depends("owner_unit_id", "unit_id")
    def _compute_access_unit_ids(self):
        return super()._compute_access_unit_ids()

    def _get_access_units(self):
        return super()._get_access_units() | self.unit_id

    @api.depends("kind", "number")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for urging in self:
            urging.display_name = _label(urging)

    @api.depends(
        "task_id.name", "opinion_id.number", "petition_id.number", "case_id.code"
    )
    def _compute_subject(self):
        for urging in self:
            if urging.petition_id:
                urging.subject = self.env._("Petition %s", urging.petition_id.number)
            elif urging.case_id:
                urging.subject = self.env._("Case %s", urging.case_id.code)
            else:
                urging.subject = urging.task_id.name or self.env._(
                    "Answer to opinion %s", urging.opinion_id.number
                )

    # ------------------------------------------------------------------
    # the night
    # ------------------------------------------------------------------
    @api.model
    def _cron_climb(self):
        """Fire what has become due on the ladder: on working days only; what a missed
        night or a holiday left is caught up. Each batch is committed on its own, with
        its activities, mails and letters, and costs the same number of queries
        whatever the number of open tasks."""
        cron = self.env["ir.cron"]
        for amount in self._climb():
            # when the time of this run is over, Odoo starts the next one at once
            if not cron._commit_progress(amount, remaining=1):
                return
            self.env.invalidate_all()
        cron._commit_progress(remaining=0)

    @api.model
    def _climb(self, today=None):
        """Fire rung by rung and batch by batch; yields the size of each batch, which
        the caller commits."""
        calendar = self.env["citizen.calendar"]
        today = today or calendar._today()
        if not calendar._work_calendar().is_working(today):
            return
        # sudo: runs as the system, for all offices
        model = self.sudo()
        owners = self._owners_with_deadlines()
        ladders = self.env["citizen.urging.rung"]._ladders(owners)
        for rung, owner_ids in ladders.items():
            for source, running in _SOURCES.items():
                if source in _OWN_SOURCES and rung[0] not in _OWN_RUNGS:
                    continue
                yield from model._climb_rung(source, running, rung, owner_ids, today)
        if owners:
            yield from model._climb_rung(
                "petition_id", _ALARM, _ALARM_RUNG, owners.ids, today
            )

    def _climb_rung(self, source, running, rung, owner_ids, today):
        waiting = self._waiting(source, running, rung, owner_ids, today)
        fired = 0
        for unit_ids in self._batches(waiting):
            rows = self._candidates(waiting, unit_ids)
            self._fire(source, rung[0], rung[1], rows, today)
            fired += len(rows)
            yield len(rows)
        if fired >= BATCH:
            # the next rung asks the ledger for each deadline: with statistics from
            # before this night PostgreSQL would read it from end to end
            self.env.cr.execute("ANALYZE citizen_urging")

    @api.model
    def _owners_with_deadlines(self):
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT owner_unit_id FROM (%s) AS running",
                SQL(" UNION ALL ").join(
                    SQL("SELECT owner_unit_id FROM (%s) s", running)
                    for running in _SOURCES.values()
                ),
            )
        )
        return self.env["citizen.unit"].browse([row[0] for row in rows])

    @api.model
    def _limits(self, kind, days, today):
        """Due dates (from, to) for which a rung fires today."""
        calendar = self.env["citizen.calendar"]._work_calendar()
        if kind == "before":
            beyond = calendar.working_day_ahead(today, days + 1)
            return today, fields.Date.subtract(beyond, days=1)
        reached = calendar.working_day_back(today, days)
        return fields.Date.to_date("1900-01-01"), fields.Date.subtract(reached, days=1)

    def _waiting(self, source, running, rung, owner_ids, today):
        """SQL of what has not been told yet, as (id, unit_id, owner_unit_id, due)."""
        kind, number, days, gap = rung
        first, last = self._limits(kind, days, today)
        return SQL(
            "SELECT r.id, r.unit_id, r.owner_unit_id, r.due_date FROM (%s) r "
            "WHERE r.owner_unit_id IN %s AND r.due_date BETWEEN %s AND %s "
            "AND NOT EXISTS (SELECT 1 FROM citizen_urging u WHERE u.%s = r.id "
            "AND u.kind = %s AND u.number = %s AND u.due_date = r.due_date) AND %s",
            running,
            tuple(owner_ids),
            first,
            last,
            SQL.identifier(source),
            kind,
            number,
            self._in_order(source, kind, number, gap, today),
        )

    def _in_order(self, source, kind, number, gap, today):
        """What must have happened before a rung, also when several became due in one
        night: a second letter follows a first one that was sent, and nobody is held
        responsible who was not urged on an earlier day."""
        # an office sends no letter to itself
        own = SQL("r.unit_id != r.owner_unit_id") if kind == "letter" else SQL("TRUE")
        if kind == "letter" and number > 1:
            calendar = self.env["citizen.calendar"]._work_calendar()
            former = SQL("u.kind = 'letter' AND u.number = %s", number - 1)
            before = calendar.working_day_back(today, gap)
        elif kind == "review":
            former, before = SQL("TRUE"), today
        else:
            return own
        return SQL(
            "%s AND EXISTS (SELECT 1 FROM citizen_urging u WHERE u.%s = r.id "
            "AND u.due_date = r.due_date AND %s AND u.urged_on < %s)",
            own,
            SQL.identifier(source),
            former,
            before,
        )

    def _batches(self, waiting):
        """Units in groups of about ``BATCH`` deadlines: a unit is never split, so its
        head gets one digest and the unit one letter."""
        self.env.flush_all()
        counts = self.env.execute_query(
            SQL(
                "SELECT unit_id, count(*) FROM (%s) w GROUP BY unit_id ORDER BY 1",
                waiting,
            )
        )
        batches, size = [], BATCH
        for unit_id, amount in counts:
            if size + amount > BATCH:
                batches.append([])
                size = 0
            batches[-1].append(unit_id)
            size += amount
        return batches

    def _candidates(self, waiting, unit_ids):
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                "SELECT * FROM (%s) w WHERE unit_id IN %s ORDER BY unit_id, id",
                waiting,
                tuple(unit_ids),
            )
        )

    # ------------------------------------------------------------------
    # rungs
    # ------------------------------------------------------------------
    def _fire(self, source, kind, number, rows, today):
        """Tell whom the rung tells and write it into the ledger, in one transaction."""
        if not rows:
            return self.browse()
        records = self.env[self._fields[source].comodel_name].browse(
            [row[0] for row in rows]
        )
        told = getattr(self, f"_tell_{kind}")(records, rows)
        urgings = self._create_protected(
            [
                {
                    source: record_id,
                    "unit_id": unit_id,
                    "owner_unit_id": owner_id,
                    "kind": kind,
                    "number": number,
                    "due_date": due,
                    "date": today,
                    "urged_on": kind in ("head", "alarm") and today,
                    "told_ids": [Command.set(told.get(record_id, ()))],
                }
                for record_id, unit_id, owner_id, due in rows
            ]
        )
        if kind == "letter":
            urgings._draft_letters()
        elif kind in ("review", "alarm"):
            self.env["citizen.review"]._propose_for(urgings)
        return urgings

    def _tell_before(self, records, rows):
        """The person in charge: an activity and, as he chose, a mail."""
        in_charge = records._urged_persons()
        self._report_orphans(records.filtered(lambda r: not in_charge[r.id]))
        records._schedule(
            [
                (record, in_charge[record.id], due)
                for record, (_id, _unit, _owner, due) in zip(records, rows, strict=True)
                if in_charge[record.id]
            ],
            "citizen_dialogue.mail_activity_type_due_soon",
            self.env._("Soon due"),
        )
        return {record.id: in_charge[record.id].ids for record in records}

    def _tell_head(self, records, rows):
        """The heads of the late units, and whoever is in charge."""
        in_charge = records._urged_persons()
        units = self.env["citizen.unit"].browse({row[1] for row in rows})
        heads = units._heads_by_unit()
        none = records.filtered(
            lambda r: not (in_charge[r.id] or heads[r._urged_unit().id])
        )
        self._report_orphans(none)
        told = {
            record.id: (heads[row[1]] | in_charge[record.id]).ids
            for record, row in zip(records, rows, strict=True)
        }
        users = self.env["res.users"].browse({i for ids in told.values() for i in ids})
        by_id = {user.id: user for user in users}
        records._schedule(
            [
                (record, by_id[user_id], row[3])
                for record, row in zip(records, rows, strict=True)
                for user_id in told[record.id]
            ],
            "citizen_dialogue.mail_activity_type_late",
            self.env._("Late: carry out and report"),
        )
        return told

    def _tell_alarm(self, records, rows):
        """Heads of the unit and leaders of the authority: a petition lies too long."""
        units = records.owner_unit_id
        heads, leaders = units._heads_by_unit(), units.authority_id._heads_by_unit()
        nobody = self.env["res.users"]
        told = {
            record.id: heads[record.owner_unit_id.id]
            | leaders.get(record.owner_unit_id.authority_id.id, nobody)
            for record in records
        }
        records._schedule(
            [(record, user, None) for record in records for user in told[record.id]],
            "citizen_dialogue.mail_activity_type_alarm",
            self.env._("Not handled within the limit of the law"),
        )
        return {record_id: users.ids for record_id, users in told.items()}

    def _tell_letter(self, records, rows):
        return {}

    def _tell_brief(self, records, rows):
        return {}

    def _tell_review(self, records, rows):
        return {}

    def _report_orphans(self, records):
        """A unit with nobody in charge is reported to the office, not skipped."""
        for owner, group in records.grouped("owner_unit_id").items():
            group._schedule_for(
                owner._members(roles=("followup", "head")),
                ORPHANS[records._name],
                self.env._("Nobody is in charge in this unit"),
            )

    # ------------------------------------------------------------------
    # letters
    # ------------------------------------------------------------------
    def _draft_letters(self):
        """One letter per office and unit with all its late tasks and answers, for the
        head of the office. A letter that still waits for approval takes the new ones
        in. The number of queries doesn't grow with the number of letters."""
        urgings = self | self._rest_of_the_units()
        by_letter = urgings.grouped(lambda u: (u.owner_unit_id, u.unit_id))
        documents = self.env["citizen.document"]
        waiting = documents.search(
            [
                ("urge_unit_id", "in", self.unit_id.ids),
                ("owner_unit_id", "in", self.owner_unit_id.ids),
                ("state", "in", ("draft", "submitted")),
                ("step", "=", "urge"),
            ]
        ).grouped(lambda d: (d.owner_unit_id, d.urge_unit_id))
        missing = [pair for pair in by_letter if pair not in waiting]
        letters = documents._draft_urging(missing)
        letters = {
            **{pair: found[:1] for pair, found in waiting.items()},
            **dict(zip(missing, letters, strict=True)),
        }
        for pair, group in by_letter.items():
            group._write_protected({"document_id": letters[pair].id})
        documents = documents.union(*(letters[pair] for pair in by_letter))
        documents._name_urging()
        return documents

    def _rest_of_the_units(self):
        """The other late tasks of these units belong into the same letters: their rung
        fires with them, so that no second letter follows a day later."""
        today = self.env["citizen.calendar"]._today()
        numbers = {
            pair: max(group.mapped("number"))
            for pair, group in self.grouped(
                lambda u: (u.owner_unit_id, u.unit_id)
            ).items()
        }
        tasks = self.env["citizen.task"].search(
            Domain("unit_id", "in", self.unit_id.ids)
            & Domain("owner_unit_id", "in", self.owner_unit_id.ids)
            & Domain("is_overdue", "=", True)
            & Domain("id", "not in", self.task_id.ids)
        )
        fired = {
            (urging.task_id.id, urging.number, urging.due_date)
            for urging in self.search(
                [("task_id", "in", tasks.ids), ("kind", "=", "letter")]
            )
        }
        vals_list = []
        for task in tasks:
            number = numbers.get((task.owner_unit_id, task.unit_id))
            if number and (task.id, number, task.due_date) not in fired:
                vals_list.append(
                    {
                        "task_id": task.id,
                        "unit_id": task.unit_id.id,
                        "owner_unit_id": task.owner_unit_id.id,
                        "kind": "letter",
                        "number": number,
                        "due_date": task.due_date,
                        "date": today,
                    }
                )
        return self._create_protected(vals_list)

    def _source_vi(self):
        """Where the task comes from, as the letter names it."""
        self.ensure_one()
        conclusion = self.task_id.conclusion_id
        if conclusion.number:
            day = conclusion.date_issued.strftime("%d/%m/%Y")
            return f"{conclusion.number} ngày {day}"
        return conclusion.name or self.opinion_id.dialogue_id.name or ""

    def _still_late(self):
        """Those whose task or answer is late to this day."""
        today = self.env["citizen.calendar"]._today()
        return self.filtered(
            lambda u: (
                u.task_id._is_late_on(today)
                if u.task_id
                else (not u.opinion_id.prepared_on and u.due_date < today)
            )
        )

    # contract of the owner of a document
    def _check_document_issue(self, document, day):
        if not self._still_late():
            raise UserError(
                self.env._(
                    "Everything this letter urges has been reported meanwhile: "
                    "cancel it."
                )
            )

    def _on_document_issued(self, document):
        """Sent: each task that is still late counts as urged from this day."""
        late = self._still_late()
        # sudo: the clerk who issues the letter doesn't handle the tasks
        late.sudo()._write_protected({"urged_on": document.date_issued})
        # a sentence in the history that the unit reads
        for task in late.sudo().task_id:
            task._log_step(
                "urged",
                self.env._("Letter of urging no. %s", document._urging_number()),
            )
        unit = document.urge_unit_id
        document.sudo()._schedule_for(
            unit._heads() | unit._person_in_charge(),
            "citizen_dialogue.mail_activity_type_letter_received",
            self.env._("A letter of urging"),
        )
