from odoo import api, fields, models
from odoo.tools import SQL

# the first day shown: the product's oldest regime (domain/law.md §1.2)
FIRST = "2021-11-15"


class CitizenReceptionDuty(models.Model):
    """Duty of the head of each authority to receive citizens, month by month or week by
    week as the law of that day says, against the days held. Nothing is stored."""

    _name = "citizen.reception.duty"
    _description = "Reception Days of Leaders"
    _auto = False
    _order = "period_start desc, unit_id"

    unit_id = fields.Many2one(comodel_name="citizen.unit", readonly=True)
    unit_kind = fields.Selection(
        selection=lambda self: self.env["citizen.unit"]._kind_selection(),
        string="Level",
        readonly=True,
    )
    norm_id = fields.Many2one(comodel_name="citizen.norm", string="Rule", readonly=True)
    period_start = fields.Date(string="From", readonly=True)
    period_end = fields.Date(string="To", readonly=True)
    required = fields.Integer(string="Days by Law", readonly=True)
    held = fields.Integer(string="Held in Person", readonly=True)
    deputised = fields.Integer(string="By a Deputy", readonly=True)
    empty = fields.Integer(
        string="Nobody Came", readonly=True, help="Held, and no citizen came."
    )
    postponed = fields.Integer(readonly=True)
    missing = fields.Integer(string="Days Missing", readonly=True)
    is_over = fields.Boolean(string="Period Is Over", readonly=True)

    @property
    def _table_query(self):
        today = self.env["citizen.calendar"]._today()
        return SQL(
            """
            SELECT (u.id::bigint * 100000 + (s.start - DATE %(first)s))::bigint AS id,
                   u.id AS unit_id, u.kind AS unit_kind, n.id AS norm_id,
                   s.start AS period_start, s.last AS period_end,
                   n.number AS required,
                   COALESCE(d.held, 0) AS held,
                   COALESCE(d.deputised, 0) AS deputised,
                   COALESCE(d.empty, 0) AS empty,
                   COALESCE(d.postponed, 0) AS postponed,
                   GREATEST(0, n.number - COALESCE(d.held, 0)) AS missing,
                   s.last < %(today)s AS is_over
              FROM citizen_norm n
              JOIN citizen_unit u ON u.kind = n.unit_kind
              CROSS JOIN LATERAL (
                   SELECT g::date AS start,
                          (g + ('1 ' || n.per)::interval)::date - 1 AS last
                     FROM generate_series(
                       date_trunc(n.per, GREATEST(n.valid_from, DATE %(first)s)
                                  ::timestamp),
                       LEAST(COALESCE(n.valid_to, %(today)s), %(today)s)::timestamp,
                       ('1 ' || n.per)::interval) AS g) s
              -- the days of a unit are read once, not once for each of its periods
              LEFT JOIN LATERAL (
                   SELECT date_trunc(n.per, y.day::timestamp)::date AS start,
                          count(*) FILTER (WHERE y.held_on IS NOT NULL
                                           AND y.is_deputised IS NOT TRUE) AS held,
                          count(*) FILTER (WHERE y.held_on IS NOT NULL
                                           AND y.is_deputised) AS deputised,
                          count(*) FILTER (WHERE y.nobody_came) AS empty,
                          count(*) FILTER (WHERE y.state = 'postponed') AS postponed
                     FROM (SELECT x.*, COALESCE(x.held_on, (x.date_start
                               AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
                           ) AS day
                             FROM citizen_dialogue x
                            WHERE x.kind = 'reception_day'
                              AND x.owner_unit_id IN (
                                  SELECT o.id FROM citizen_unit o
                                   WHERE o.authority_id = u.id OR o.id = u.id)) y
                    GROUP BY 1) d ON d.start = s.start
             WHERE n.code = 'RECEPTION_DAYS'
               AND (u.valid_from IS NULL OR u.valid_from <= s.start)
               AND (u.valid_to IS NULL OR u.valid_to >= s.start)
               AND s.start >= n.valid_from AND s.start >= DATE %(first)s
               AND (u.kind != 'department' OR d.held + d.deputised + d.postponed > 0)
            """,
            first=FIRST,
            today=today,
        )

    @api.depends("unit_id", "period_start")
    def _compute_display_name(self):
        for duty in self:
            day = duty.period_start and duty.period_start.strftime("%d/%m/%Y")
            duty.display_name = f"{duty.unit_id.display_name}, {day}"

    def action_open_days(self):
        """The reception days counted here."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "citizen_dialogue.citizen_dialogue_action_reception"
        )
        zone = self.env["citizen.calendar"]
        action["domain"] = [
            ("kind", "=", "reception_day"),
            "|",
            ("owner_unit_id.authority_id", "=", self.unit_id.id),
            ("owner_unit_id", "=", self.unit_id.id),
            ("date_start", ">=", zone._day_begins(self.period_start)),
            (
                "date_start",
                "<",
                zone._day_begins(fields.Date.add(self.period_end, days=1)),
            ),
        ]
        action["context"] = {}
        return action
