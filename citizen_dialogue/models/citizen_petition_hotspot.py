from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

# unless ir.config_parameter citizen_dialogue.hotspot_… says otherwise: days that count,
# days before them to compare with, and from how many letters on it may be called so.
# Local practice, not law.
DEFAULTS = {"days": 30, "days_before": 30, "least": 3}


class CitizenPetitionHotspot(models.Model):
    """Hamlet × field of each unit: letters of the last days against those of the days
    before. Former and present names of a commune are one place. Sealed petitions don't
    count: a number may say who wrote."""

    _name = "citizen.petition.hotspot"
    _description = "Hot Spot"
    _auto = False
    _order = "is_rising desc, recent_count desc, id desc"
    _depends = {
        "citizen.petition": [
            "owner_unit_id",
            "matter_commune_id",
            "matter_hamlet",
            "matter_hamlet_key",
            "category_id",
            "receipt_date",
            "identity",
            "state",
            "outcome",
        ],
        "citizen.unit": ["predecessor_ids"],
    }

    owner_unit_id = fields.Many2one(
        comodel_name="citizen.unit", string="Unit", readonly=True
    )
    commune_id = fields.Many2one(comodel_name="citizen.unit", readonly=True)
    hamlet = fields.Char(readonly=True)
    hamlet_key = fields.Char(readonly=True)
    category_id = fields.Many2one(
        comodel_name="citizen.category", string="Field", readonly=True
    )
    recent_count = fields.Integer(string="Lately", readonly=True)
    previous_count = fields.Integer(string="Before", readonly=True)
    is_rising = fields.Boolean(string="Rising", readonly=True)

    def _compute_display_name(self):
        for spot in self:
            spot.display_name = f"{spot.hamlet} – {spot.category_id.display_name}"

    def _setting(self, name):
        """A whole number above zero; a wrong entry counts as none."""
        # sudo: settings of the product
        value = (
            self.env["ir.config_parameter"]
            .sudo()
            .get_param(f"citizen_dialogue.hotspot_{name}", "")
        )
        valid = value.isdecimal() and 0 < int(value) < 10000
        return int(value) if valid else DEFAULTS[name]

    def _first_days(self):
        """First day that counts, and first day of those compared with."""
        today = self.env["citizen.calendar"]._today()
        recent = today - timedelta(days=self._setting("days") - 1)
        return recent, recent - timedelta(days=self._setting("days_before"))

    @property
    def _places(self):
        """CTE: each commune and its last successor, which is its name today."""
        return SQL(
            """WITH RECURSIVE later(origin, last, depth) AS (
                   SELECT id, id, 0 FROM citizen_unit WHERE kind = 'commune'
                   UNION
                   SELECT l.origin, r.successor_id, l.depth + 1 FROM later l
                   JOIN citizen_unit_succession_rel r ON r.predecessor_id = l.last),
               place AS (
                   SELECT DISTINCT ON (origin) origin, last FROM later
                   ORDER BY origin, depth DESC, last)"""
        )

    @property
    def _table_query(self):
        recent, before = self._first_days()
        return SQL(
            """%(places)s
               SELECT s.*,
                      s.recent_count >= %(least)s
                      AND s.recent_count * %(days_before)s
                          > s.previous_count * %(days)s AS is_rising
               FROM (
                   SELECT min(p.id) AS id,
                          p.owner_unit_id,
                          place.last AS commune_id,
                          p.matter_hamlet_key AS hamlet_key,
                          (array_agg(p.matter_hamlet ORDER BY p.id DESC))[1] AS hamlet,
                          p.category_id,
                          count(*) FILTER (
                              WHERE p.receipt_date >= %(recent)s) AS recent_count,
                          count(*) FILTER (
                              WHERE p.receipt_date < %(recent)s) AS previous_count
                   FROM citizen_petition p
                   JOIN place ON place.origin = p.matter_commune_id
                   WHERE p.receipt_date >= %(before)s
                     AND p.identity = 'open'
                     AND p.matter_hamlet_key IS NOT NULL
                     AND p.category_id IS NOT NULL
                     AND p.state <> 'void'
                     AND p.outcome IS DISTINCT FROM 'file'
                   GROUP BY p.owner_unit_id, place.last, p.matter_hamlet_key,
                            p.category_id) s""",
            places=self._places,
            recent=recent,
            before=before,
            least=self._setting("least"),
            days=self._setting("days"),
            days_before=self._setting("days_before"),
        )

    def action_open_recent(self):
        """The letters of the last days: exactly those counted."""
        recent, _before = self._first_days()
        return self._open([("receipt_date", ">=", recent)])

    def action_open_previous(self):
        """The letters of the days compared with."""
        recent, before = self._first_days()
        return self._open(
            [("receipt_date", ">=", before), ("receipt_date", "<", recent)]
        )

    def _open(self, days):
        self.ensure_one()
        communes = [
            row[0]
            for row in self.env.execute_query(
                SQL(
                    "%s SELECT origin FROM place WHERE last = %s",
                    self._places,
                    self.commune_id.id,
                )
            )
        ]
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "citizen_dialogue.citizen_petition_action"
        )
        action["domain"] = [
            ("owner_unit_id", "=", self.owner_unit_id.id),
            ("matter_commune_id", "in", communes),
            ("matter_hamlet_key", "=", self.hamlet_key),
            ("category_id", "=", self.category_id.id),
            ("identity", "=", "open"),
            ("state", "!=", "void"),
            ("outcome", "!=", "file"),
            *days,
        ]
        action["context"] = {}
        action["display_name"] = self.display_name
        return action
