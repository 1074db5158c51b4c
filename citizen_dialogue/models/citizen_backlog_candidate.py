from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .citizen_backlog import REASONS
from .citizen_case import CITIZENS_CLOCKS
from .citizen_petition import KINDS, OPEN_STATES

# unless ir.config_parameter citizen_dialogue.backlog_… says otherwise: from how many
# years since the first letter, letters of one matter, and resolutions on a matter is
# called prolonged. Local practice, not law.
DEFAULTS = {"years": 2, "letters": 3, "instances": 2}
# accepted and not yet decided
RUNNING_CASES = ("accepted", "verifying", "verified", "suspended")


class CitizenBacklogCandidate(models.Model):
    """Running cases, and petitions without one, that may be called left over: past
    their last clock, complex, prolonged, or of many people. What is listed already
    shows with its entry. Reads open matters alone, by their indexes."""

    _name = "citizen.backlog.candidate"
    _description = "Candidate for the Backlog"
    _auto = False
    _order = "since, id"
    _depends = {
        "citizen.case": [
            "state",
            "kind",
            "owner_unit_id",
            "category_id",
            "complexity",
            "previous_id",
            "petition_ids",
        ],
        "citizen.petition": [
            "state",
            "kind",
            "owner_unit_id",
            "category_id",
            "due_date",
            "receipt_date",
            "is_collective",
            "matter_root_id",
        ],
        "citizen.deadline": [
            "case_id",
            "petition_id",
            "due_date",
            "met_on",
            "ended_on",
        ],
        "citizen.backlog": ["state", "case_id", "petition_id"],
    }

    case_id = fields.Many2one(comodel_name="citizen.case", readonly=True)
    petition_id = fields.Many2one(comodel_name="citizen.petition", readonly=True)
    backlog_id = fields.Many2one(comodel_name="citizen.backlog", readonly=True)
    owner_unit_id = fields.Many2one(
        comodel_name="citizen.unit", string="Unit", readonly=True
    )
    category_id = fields.Many2one(
        comodel_name="citizen.category", string="Field", readonly=True
    )
    kind = fields.Selection(
        selection=[*KINDS, ("dispute", "Land Dispute (Mediation)")], readonly=True
    )
    since = fields.Date(string="First Letter", readonly=True)
    letter_count = fields.Integer(string="Letters", readonly=True, aggregator=None)
    instance_count = fields.Integer(
        string="Times Resolved", readonly=True, aggregator=None
    )
    last_due = fields.Date(string="Last Clock", readonly=True)
    is_late = fields.Boolean(string="Past Its Last Clock", readonly=True)
    is_complex = fields.Boolean(string="Complex", readonly=True)
    is_prolonged = fields.Boolean(string="Prolonged", readonly=True)
    is_crowd = fields.Boolean(string="Many People", readonly=True)
    matter = fields.Char(compute="_compute_display_name")
    reason_words = fields.Char(string="Why It Is Here", compute="_compute_reason_words")

    @api.depends("case_id", "petition_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.matter = (
                row.case_id or row.petition_id
            ).display_name

    @api.depends(*REASONS)
    @api.depends_context("lang")
    def _compute_reason_words(self):
        labels = self.env["citizen.backlog"]._reason_labels()
        for row in self:
            row.reason_words = ", ".join(labels[name] for name in REASONS if row[name])

    @api.model
    def _setting(self, name):
        """A whole number above zero; a wrong entry counts as none."""
        # sudo: settings of the product
        value = (
            self.env["ir.config_parameter"]
            .sudo()
            .get_param(f"citizen_dialogue.backlog_{name}", "")
        )
        valid = value.isdecimal() and 0 < int(value) < 100
        return int(value) if valid else DEFAULTS[name]

    @property
    def _table_query(self):
        today = self.env["citizen.calendar"]._today()
        return SQL(
            "SELECT * FROM (%s UNION ALL %s) m WHERE m.backlog_id IS NOT NULL "
            "OR m.is_late OR m.is_complex OR m.is_prolonged OR m.is_crowd",
            self._cases_query(today),
            self._petitions_query(today),
        )

    def _cutoff(self, today):
        return fields.Date.subtract(today, years=self._setting("years"))

    def _last_clock(self, owner):
        return SQL(
            """SELECT max(d.due_date) AS last_due FROM citizen_deadline d
               LEFT JOIN citizen_deadline_rule r ON r.id = d.rule_id
               WHERE %s AND d.met_on IS NULL AND d.ended_on IS NULL
                 AND COALESCE(r.code, '') NOT IN %s""",
            owner,
            CITIZENS_CLOCKS,
        )

    def _cases_query(self, today):
        """A case with its earlier instances, and all letters of these."""
        return SQL(
            """SELECT c.id * 2 AS id, c.id AS case_id, NULL::integer AS petition_id,
                      b.id AS backlog_id, c.owner_unit_id, c.category_id, c.kind,
                      l.since, l.letters AS letter_count,
                      chain.instances AS instance_count, d.last_due,
                      COALESCE(d.last_due < %(today)s, FALSE) AS is_late,
                      c.complexity <> 'normal' AS is_complex,
                      COALESCE(l.since <= %(cutoff)s, FALSE)
                      OR l.letters >= %(letters)s
                      OR chain.instances >= %(instances)s AS is_prolonged,
                      COALESCE(l.crowd, FALSE) AS is_crowd
               FROM citizen_case c
               LEFT JOIN citizen_backlog b ON b.case_id = c.id AND b.state = 'open'
               CROSS JOIN LATERAL (
                   WITH RECURSIVE earlier(id, previous_id, depth) AS (
                       SELECT c.id, c.previous_id, 1
                       UNION ALL
                       SELECT k.id, k.previous_id, e.depth + 1 FROM earlier e
                       JOIN citizen_case k ON k.id = e.previous_id WHERE e.depth < 20)
                   SELECT array_agg(id) AS ids, count(*)::integer AS instances
                   FROM earlier) chain
               CROSS JOIN LATERAL (
                   WITH root AS (
                       SELECT DISTINCT COALESCE(p.matter_root_id, p.id) AS id
                       FROM citizen_case_petition_rel r
                       JOIN citizen_petition p ON p.id = r.petition_id
                       WHERE r.case_id = ANY(chain.ids)),
                   letter AS (
                       SELECT id FROM root
                       UNION
                       SELECT j.id FROM citizen_petition j
                       JOIN root ON root.id = j.matter_root_id)
                   SELECT min(p.receipt_date) AS since,
                          count(*)::integer AS letters,
                          bool_or(p.is_collective) AS crowd
                   FROM letter JOIN citizen_petition p ON p.id = letter.id
                   WHERE p.state <> 'void') l
               CROSS JOIN LATERAL (%(clock)s) d
               WHERE c.state IN %(running)s""",
            today=today,
            cutoff=self._cutoff(today),
            letters=self._setting("letters"),
            instances=self._setting("instances"),
            clock=self._last_clock(SQL("d.case_id = c.id")),
            running=RUNNING_CASES,
        )

    def _petitions_query(self, today):
        return SQL(
            """SELECT p.id * 2 + 1 AS id, NULL::integer AS case_id,
                      p.id AS petition_id, b.id AS backlog_id, p.owner_unit_id,
                      p.category_id, p.kind,
                      LEAST(p.receipt_date, j.since) AS since,
                      1 + j.letters AS letter_count, 0 AS instance_count, d.last_due,
                      COALESCE(d.last_due < %(today)s, FALSE) AS is_late,
                      FALSE AS is_complex,
                      LEAST(p.receipt_date, j.since) <= %(cutoff)s
                      OR 1 + j.letters >= %(letters)s AS is_prolonged,
                      COALESCE(p.is_collective OR j.crowd, FALSE) AS is_crowd
               FROM citizen_petition p
               LEFT JOIN citizen_backlog b
                      ON b.petition_id = p.id AND b.state = 'open'
               CROSS JOIN LATERAL (
                   SELECT min(o.receipt_date) AS since, count(*)::integer AS letters,
                          bool_or(o.is_collective) AS crowd
                   FROM citizen_petition o
                   WHERE o.matter_root_id = p.id AND o.state <> 'void') j
               CROSS JOIN LATERAL (%(clock)s) d
               WHERE p.state IN %(open)s AND p.matter_root_id IS NULL
                 AND (p.due_date < %(today)s OR p.is_collective
                      OR p.receipt_date <= %(cutoff)s OR b.id IS NOT NULL
                      OR EXISTS (SELECT FROM citizen_petition o
                                 WHERE o.matter_root_id = p.id))""",
            today=today,
            cutoff=self._cutoff(today),
            letters=self._setting("letters"),
            clock=self._last_clock(SQL("d.petition_id = p.id")),
            open=OPEN_STATES,
        )

    def _facts(self):
        """What the entry keeps of it."""
        self.ensure_one()
        names = ("since", "letter_count", "instance_count", "last_due", *REASONS)
        return {name: self[name] for name in names}

    def action_take_in(self):
        """Take what is chosen into the backlog.

        :raise AccessError: the user doesn't handle the unit of one of them
        :raise UserError: nothing is chosen, or all are listed already
        """
        entries = self.env["citizen.backlog"]._take_in(self)
        if not entries:
            raise UserError(
                self.env._("Nothing to take in: these are in the backlog already.")
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "citizen_dialogue.citizen_backlog_action"
        )
        action["domain"] = [("id", "in", entries.ids)]
        action["context"] = {}
        return action

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
