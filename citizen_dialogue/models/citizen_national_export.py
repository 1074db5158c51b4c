from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import national_export
from .citizen_petitioner import SENDER_ROLES

# rows read and forgotten at a time: memory and queries for so many, whatever the year
BATCH = 1000
# what is carried out of a decision, and what it orders
FIGURES = "citizen.case.figures"


class CitizenNationalExport(models.Model):
    """One export for the national database (Nghị định 154/2026/NĐ-CP Điều 27): of a
    unit and what lies below it, of a period, whole or only what changed since.

    The file is made when it is taken and kept nowhere; its sums are remembered.
    """

    _name = "citizen.national.export"
    _description = "Export for the National Database"
    _inherit = ["citizen.access.mixin"]
    _order = "id desc"

    _create_only_fields = frozenset(
        {"owner_unit_id", "date_from", "date_to", "changed_since", "with_persons"}
    )

    owner_unit_id = fields.Many2one(string="Unit")
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: (
            self.env["citizen.calendar"]._today().replace(month=1, day=1)
        ),
    )
    date_to = fields.Date(
        string="To",
        required=True,
        default=lambda self: self.env["citizen.calendar"]._today(),
    )
    changed_since = fields.Datetime(
        string="Only What Changed Since",
        help="Empty: everything of the period. Proposed by “Continue”: the moment of "
        "the export before.",
    )
    with_persons = fields.Boolean(
        string="With Names, Addresses and Summaries",
        help="Of complaints, recommendations and reflections, as far as you may read "
        "them. Of denunciations and of what is sealed neither, ever.",
    )
    taken_on = fields.Datetime(string="Taken on", readonly=True, copy=False)
    taken_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Taken by",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    counts = fields.Json(readonly=True, copy=False)
    counts_text = fields.Char(string="Contents", compute="_compute_counts_text")
    content_sha256 = fields.Char(
        string="SHA-256 of the Contents", readonly=True, copy=False
    )

    _period_sane = models.Constraint(
        "CHECK (date_to >= date_from)", "The period ends before it begins."
    )

    @api.depends("owner_unit_id", "date_from", "date_to")
    def _compute_display_name(self):
        for export in self:
            export.display_name = " – ".join(
                [
                    export.owner_unit_id.name or "",
                    *(
                        day.strftime("%d/%m/%Y")
                        for day in (export.date_from, export.date_to)
                        if day
                    ),
                ]
            )

    @api.depends("counts")
    @api.depends_context("lang")
    def _compute_counts_text(self):
        labels = {
            "receptions": self.env._("visits"),
            "petitions": self.env._("petitions"),
            "outcomes": self.env._("outcomes"),
            "cases": self.env._("cases"),
            "decisions": self.env._("decisions"),
        }
        for export in self:
            counts = export.counts or {}
            export.counts_text = (
                ", ".join(
                    f"{counts[name]} {label}"
                    for name, label in labels.items()
                    if name in counts
                )
                or False
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ever(self):
        raise UserError(
            self.env._("What was given out stays recorded: it is never deleted.")
        )

    # ------------------------------------------------------------------
    # buttons
    # ------------------------------------------------------------------
    def action_take(self):
        """Make the file and download it.

        :raise AccessError: the user doesn't handle the unit
        """
        self.ensure_one()
        self.check_access("write")
        # the page waits for the file: only then it is known what was taken
        return {
            "type": "ir.actions.client",
            "tag": "citizen_download",
            "params": {"url": f"/citizen_dialogue/national-export/{self.id}"},
        }

    def action_continue(self):
        """A new export of the same unit up to today, of what changed since this one.

        :raise UserError: this one was not taken
        """
        self.ensure_one()
        if not self.taken_on:
            raise UserError(self.env._("Take this export first."))
        following = self.create(
            {
                "owner_unit_id": self.owner_unit_id.id,
                "date_from": self.date_from,
                "date_to": max(self.date_to, self.env["citizen.calendar"]._today()),
                "changed_since": self.taken_on,
                "with_persons": self.with_persons,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": following.id,
            "views": [(False, "form")],
        }

    # ------------------------------------------------------------------
    # the file
    # ------------------------------------------------------------------
    def _file_name(self):
        self.ensure_one()
        return f"csdlqg-{self.owner_unit_id.id}-{self.date_from}-{self.date_to}.zip"

    def _write_file(self, target):
        """Write the ZIP into ``target`` by the rights of the user, and remember its
        sums.

        :return: the manifest
        """
        self.ensure_one()
        self.check_access("write")
        # before anything is read: what changes meanwhile comes again next time
        moment = self.env.cr.now()
        package = national_export.Package(target)
        for name in national_export.FILES:
            with package.lines(name) as add:
                getattr(self, f"_add_{name}")(add)
        manifest = package.close(self._about())
        self._write_protected(
            {
                "taken_on": moment,
                "taken_by_id": self.env.uid,
                "counts": {
                    file["name"].partition(".")[0]: file["records"]
                    for file in manifest["files"]
                },
                "content_sha256": manifest["content_sha256"],
            }
        )
        return manifest

    def _about(self):
        # sudo: the mark of this installation
        parameters = self.env["ir.config_parameter"].sudo()
        return {
            "installation": parameters.get_param("database.uuid"),
            "unit": self._unit(self.owner_unit_id),
            "period": {"from": _day(self.date_from), "to": _day(self.date_to)},
            "changed_since": _moment(self.changed_since),
            "with_persons": self.with_persons,
        }

    def _batches(self, model, day_field, more=Domain.TRUE):
        """Records whose day lies in the period, in the order of their ids."""
        domain = (
            Domain("owner_unit_id", "child_of", self.owner_unit_id.id)
            & Domain(day_field, ">=", self.date_from)
            & Domain(day_field, "<=", self.date_to)
            & more
        )
        if self.changed_since:
            changed = Domain("write_date", ">=", self.changed_since)
            if "petitioner_ids" in self.env[model]._fields:
                changed |= Domain(
                    "petitioner_ids", "any", [("write_date", ">=", self.changed_since)]
                )
            domain &= changed
        ids = self.env[model].search(domain, order="id").ids
        for start in range(0, len(ids), BATCH):
            yield self.env[model].browse(ids[start : start + BATCH])
            self.env.invalidate_all()

    def _add_receptions(self, add):
        for visits in self._batches("citizen.reception", "date"):
            petitions = self._readable(visits.petition_ids)
            people = self._people(visits, "reception_id")
            for visit in visits:
                opened = not self._is_delicate(visit)
                add(
                    {
                        "id": visit.id,
                        "number": visit.number or None,
                        "unit": self._unit(visit.owner_unit_id),
                        "date": _day(visit.date),
                        "reception_kind": visit.reception_kind,
                        "session_id": visit.dialogue_id.id or None,
                        "is_online": visit.is_online,
                        "is_repeated": visit.is_repeated,
                        "people_count": visit.people_count,
                        "kind": visit.kind or None,
                        "category": self._category(visit.category_id),
                        "content": self._summary(visit, opened),
                        "prior_bodies": visit.prior_bodies or None,
                        "result": visit.result or None,
                        "referred_to": visit.referred_to or None,
                        "refusal_ground": visit.refusal_ground_id.code or None,
                        "petition_ids": _ids(visit.petition_ids & petitions),
                        "state": visit.state,
                        "identity": visit.identity,
                        "persons": people.get(visit, []) if opened else [],
                    }
                )

    def _add_petitions(self, add):
        for petitions in self._batches("citizen.petition", "receipt_date"):
            cases = self._readable(petitions.case_ids)
            people = self._people(petitions, "petition_id")
            for petition in petitions:
                opened = not (
                    self._is_delicate(petition) or petition._is_denunciation()
                )
                add(
                    {
                        "id": petition.id,
                        "number": petition.number or None,
                        "unit": self._unit(petition.owner_unit_id),
                        "receipt_date": _day(petition.receipt_date),
                        "petition_date": _day(petition.petition_date),
                        "source": petition.source,
                        "source_body": petition.source_body or None,
                        "kind": petition.kind or None,
                        "category": self._category(petition.category_id),
                        "subject": petition.subject if opened else None,
                        "content": self._summary(petition, opened),
                        "is_anonymous": petition.is_anonymous,
                        "is_collective": petition.is_collective,
                        "signatory_count": petition.signatory_count,
                        "is_second": petition.is_second,
                        "is_eligible": petition.is_eligible or None,
                        "competence": petition.competence or None,
                        "matter_commune": self._unit(petition.matter_commune_id),
                        "reception_id": petition.reception_id.id or None,
                        "joined_with_id": petition.matter_root_id.id or None,
                        "case_ids": _ids(petition.case_ids & cases),
                        "state": petition.state,
                        "identity": petition.identity,
                        "persons": people.get(petition, []) if opened else [],
                    }
                )

    def _add_outcomes(self, add):
        for petitions in self._batches(
            "citizen.petition", "handled_on", Domain("outcome", "!=", False)
        ):
            papers = self._papers(petitions, "petition_id")
            for petition in petitions:
                add(
                    {
                        "petition_id": petition.id,
                        "unit": self._unit(petition.owner_unit_id),
                        "outcome": petition.outcome,
                        "handled_on": _day(petition.handled_on),
                        "legal_basis": petition.outcome_rule_id.article or None,
                        "ground": petition.ground_id.code or None,
                        "competent_unit": self._unit(petition.competent_unit_id),
                        "competent_body": petition.competent_body or None,
                        "documents": papers.get(petition, []),
                    }
                )

    def _add_cases(self, add):
        for cases in self._batches("citizen.case", "accepted_on"):
            petitions = self._readable(cases.petition_ids)
            previous = self._readable(cases.previous_id)
            for case in cases:
                opened = not self._is_delicate(case)
                add(
                    {
                        "id": case.id,
                        "code": case.code or None,
                        "unit": self._unit(case.owner_unit_id),
                        "kind": case.kind,
                        "instance": case.instance,
                        "previous_id": (case.previous_id & previous).id or None,
                        "petition_ids": _ids(case.petition_ids & petitions),
                        "category": self._category(case.category_id),
                        "subject": case.subject if opened else None,
                        "accepted_on": _day(case.accepted_on),
                        "complexity": case.complexity,
                        "extended_times": case.extended_times,
                        "verify_unit": self._unit(case.verify_unit_id),
                        "verified_on": _day(case.verified_on),
                        "suspended_on": _day(case.suspended_on),
                        "due_date": _day(case.due_date),
                        "state": case.state,
                        "ended_how": case.ended_how or None,
                        "closed_on": _day(case.closed_on),
                        "identity": case.identity,
                    }
                )

    def _add_decisions(self, add):
        figures = [
            name
            for name, field in self.env[FIGURES]._fields.items()
            if field.type in ("integer", "float") and name != "id"
        ]
        for cases in self._batches("citizen.case", "decided_on"):
            papers = self._papers(cases, "case_id", [("step", "=", "decide")])
            for case in cases:
                add(
                    {
                        "case_id": case.id,
                        "unit": self._unit(case.owner_unit_id),
                        "decided_on": _day(case.decided_on),
                        "decided_in_time": case.decided_in_time,
                        "verdict": case.verdict or None,
                        "second_verdict": case.second_verdict or None,
                        "documents": papers.get(case, []),
                        "published_on": _day(case.published_on),
                        "effective_on": _day(case.effective_on),
                        "figures": {name: case[name] for name in figures if case[name]},
                    }
                )

    # ------------------------------------------------------------------
    # parts of a row
    # ------------------------------------------------------------------
    def _readable(self, records):
        return records._filtered_access("read")

    def _is_delicate(self, record):
        """A denunciation, or what is kept like one: no name and no word goes out."""
        return (
            record.identity == "sealed"
            or record.kind == "tc"
            or record.category_id.report_class == "corruption"
        )

    def _summary(self, record, opened):
        # names stand in summaries, whatever the rule about subjects
        return record.content or None if opened and self.with_persons else None

    def _unit(self, unit):
        return unit and {"id": unit.id, "name": unit.name} or None

    def _category(self, category):
        return (
            category
            and {
                "code": category.code or None,
                "name": category.complete_name,
                "class": category.report_class,
            }
            or None
        )

    def _people(self, records, inverse):
        """{record: persons who turned to the office} of those who may be named."""
        if not self.with_persons:
            return {}
        found = self.env["citizen.petitioner"].search(
            Domain(inverse, "in", records.ids)
            & Domain("role", "in", SENDER_ROLES)
            & Domain("is_sealed", "=", False)
            & Domain("name", "!=", False),
            order="id",
        )
        # their names for all at once
        found.commune_id.mapped("short_name")
        return {
            record: [
                {
                    "role": person.role,
                    "name": person.name,
                    "address": person._address_vi() or None,
                    "is_organisation": person.is_organisation,
                }
                for person in people
            ]
            for record, people in found.grouped(inverse).items()
        }

    def _papers(self, records, inverse, more=()):
        found = self.env["citizen.document"].search(
            Domain(inverse, "in", records.ids)
            & Domain("state", "=", "issued")
            & Domain(list(more)),
            order="id",
        )
        return {
            record: [
                {
                    "kind": paper.type_id.code,
                    "number": paper.number or None,
                    "date_issued": _day(paper.date_issued),
                }
                for paper in papers
            ]
            for record, papers in found.grouped(inverse).items()
        }


def _day(value):
    return fields.Date.to_string(value) if value else None


def _moment(value):
    return f"{value:%Y-%m-%dT%H:%M:%SZ}" if value else None


def _ids(records):
    return sorted(records.ids)
