from odoo import fields, models
from odoo.fields import Domain

from .citizen_petition import OPEN_STATES

OPEN_PETITIONS = [("state", "in", OPEN_STATES)]


class CitizenUnit(models.Model):
    _inherit = "citizen.unit"

    task_open_count = fields.Integer(compute="_compute_task_counts")
    task_late_count = fields.Integer(compute="_compute_task_counts")
    task_reported_count = fields.Integer(compute="_compute_task_counts")
    has_tasks = fields.Boolean(
        compute="_compute_task_counts", search="_search_has_tasks"
    )

    petition_open_count = fields.Integer(compute="_compute_petition_counts")
    petition_late_count = fields.Integer(compute="_compute_petition_counts")
    hotspot_count = fields.Integer(compute="_compute_petition_counts")
    has_petitions = fields.Boolean(
        compute="_compute_petition_counts", search="_search_has_petitions"
    )

    def _compute_task_counts(self):
        tasks = self.env["citizen.task"]
        counts = {
            (unit.id, state): number
            for unit, state, number in tasks._read_group(
                [("unit_id", "in", self.ids)], ["unit_id", "state"], ["__count"]
            )
        }
        late = dict(
            tasks._read_group(
                [("unit_id", "in", self.ids), ("is_overdue", "=", True)],
                ["unit_id"],
                ["__count"],
            )
        )
        for unit in self:
            unit.task_open_count = sum(
                counts.get((unit.id, state), 0) for state in ("assigned", "accepted")
            )
            unit.task_late_count = late.get(unit, 0)
            unit.task_reported_count = counts.get((unit.id, "reported"), 0)
            unit.has_tasks = any(key[0] == unit.id for key in counts)

    def _search_has_tasks(self, operator, value):
        if operator != "in" or False in value:
            return NotImplemented
        user = self.env.user
        reach = user.citizen_reach_ids.ids
        # by two indexed columns, so that tasks of the rest of the province cost nothing
        domain = (
            Domain.TRUE
            if user.citizen_reach_all
            else Domain("unit_id", "in", reach) | Domain("owner_unit_id", "in", reach)
        )
        groups = self.env["citizen.task"]._read_group(domain, ["unit_id"])
        return Domain("id", "in", [unit.id for (unit,) in groups])

    def _compute_petition_counts(self):
        petitions = self.env["citizen.petition"]
        counts = {
            field: dict(
                self.env[model]._read_group(
                    [("owner_unit_id", "in", self.ids), *domain],
                    ["owner_unit_id"],
                    ["__count"],
                )
            )
            for field, model, domain in (
                ("petition_open_count", petitions._name, OPEN_PETITIONS),
                ("petition_late_count", petitions._name, [("is_overdue", "=", True)]),
                (
                    "hotspot_count",
                    "citizen.petition.hotspot",
                    [("is_rising", "=", True)],
                ),
            )
        }
        for unit in self:
            for field, by_unit in counts.items():
                unit[field] = by_unit.get(unit, 0)
            unit.has_petitions = bool(unit.petition_open_count)

    def _search_has_petitions(self, operator, value):
        if operator != "in" or False in value:
            return NotImplemented
        user = self.env.user
        domain = Domain(OPEN_PETITIONS)
        if not user.citizen_reach_all:
            domain &= Domain("owner_unit_id", "in", user.citizen_reach_ids.ids)
        groups = self.env["citizen.petition"]._read_group(domain, ["owner_unit_id"])
        return Domain("id", "in", [unit.id for (unit,) in groups])

    def action_open_petitions(self):
        """Petitions of this unit to be handled: exactly those counted."""
        return self._open_petitions("citizen_petition_action", OPEN_PETITIONS)

    def action_open_petitions_late(self):
        """Late petitions of this unit."""
        return self._open_petitions(
            "citizen_petition_action", [("is_overdue", "=", True)]
        )

    def action_open_hotspots(self):
        """Hamlets and fields of this unit from which more and more letters come."""
        return self._open_petitions(
            "citizen_petition_hotspot_action", [("is_rising", "=", True)]
        )

    def _open_petitions(self, name, domain):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"citizen_dialogue.{name}"
        )
        action["domain"] = [("owner_unit_id", "=", self.id), *domain]
        action["context"] = {}
        action["display_name"] = self.name
        return action

    def action_open_tasks_late(self):
        """Late tasks of this unit: exactly those counted."""
        return self._open_tasks([("is_overdue", "=", True)])

    def action_open_tasks_running(self):
        """Tasks of this unit under way."""
        return self._open_tasks([("state", "in", ("assigned", "accepted"))])

    def action_open_tasks_reported(self):
        """Tasks of this unit that were reported done and wait for their check."""
        return self._open_tasks([("state", "=", "reported")])

    def _open_tasks(self, domain):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "citizen_dialogue.citizen_task_action_all"
        )
        action["domain"] = [("unit_id", "=", self.id), *domain]
        action["display_name"] = self.name
        return action
