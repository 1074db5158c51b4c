import base64
import binascii
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..tools import system_calls
from .citizen_petitioner import PERSON_FIELDS

# what a caller may say of a petition, of a person of it, of a scan
_PETITION = (
    "subject",
    "content",
    "demand",
    "kind",
    "title_kind",
    "receipt_date",
    "petition_date",
    "source",
    "source_body",
    "source_reference",
    "wants_secrecy",
    "is_anonymous",
    "has_originals",
    "is_disciplinary",
    "signatory_count",
    "other_addressees",
    "matter_commune_id",
    "matter_hamlet",
    "paper_place",
)
_PERSON = ("role", "is_organisation", *PERSON_FIELDS)
_FILE = ("kind", "data")
MOST_PERSONS = 2000
MOST_FILES = 20
# as long as the longest transaction: what commits late is not missed by a caller that
# goes on from the time it was told
OVERLAP = timedelta(minutes=20)


class CitizenApiMixin(models.AbstractModel):
    """What the calls of the API share: values checked before they reach the database,
    and lists of what changed, page by page."""

    _name = "citizen.api.mixin"
    _description = "Calls of Connected Systems"

    @api.model
    def _api_values(self, values, allowed, what):
        """Values of this model as a caller may give them.

        :raise UserError: one that isn't taken, or isn't what the field holds
        """
        if not isinstance(values, dict):
            raise UserError(self.env._("“%s” is an object of values.", what))
        unknown = sorted(str(name)[:60] for name in values.keys() - set(allowed))
        if unknown:
            raise UserError(
                self.env._(
                    "“%(what)s” doesn't take: %(names)s.",
                    what=what,
                    names=", ".join(unknown),
                )
            )
        for name, value in values.items():
            field = self._fields[name]
            good = system_calls.is_value(field.type, value)
            if good and value and field.type == "selection":
                good = value in field.get_values(self.env)
            if good and value and field.type == "many2one":
                good = bool(self.env[field.comodel_name].browse(value).exists())
            if not good:
                raise UserError(
                    self.env._("“%(name)s” has an impossible value.", name=name)
                )
        return values

    @api.model
    def _api_list(self, entries, most, what):
        entries = entries or []
        if not isinstance(entries, list) or len(entries) > most:
            raise UserError(
                self.env._(
                    "“%(what)s” is a list of at most %(most)s.", what=what, most=most
                )
            )
        return entries

    @api.model
    def _api_bytes(self, data):
        try:
            return base64.b64decode(data or "", validate=True)
        except (binascii.Error, ValueError, TypeError):
            raise UserError(
                self.env._("The file arrived damaged: add it again.")
            ) from None

    @api.model
    def _api_page(self, domain, since, after, limit):
        """One page of what changed, oldest record first.

        :return: (records, what a caller is told to ask next)
        """
        for name, kind, value in (
            ("since", "datetime", since),
            ("after", "integer", after),
        ):
            if not system_calls.is_value(kind, value):
                raise UserError(
                    self.env._("“%(name)s” has an impossible value.", name=name)
                )
        if type(limit) is not int or not 1 <= limit <= system_calls.MOST_ROWS:
            raise UserError(
                self.env._("“limit” is a number from 1 to %s.", system_calls.MOST_ROWS)
            )
        if since:
            moment = fields.Datetime.to_datetime(since.replace("T", " ").rstrip("Z"))
            domain &= Domain("write_date", ">=", moment)
        if after:
            domain &= Domain("id", ">", after)
        records = self.search(domain, order="id", limit=limit + 1)
        page = records[:limit]
        return page, {
            "next_after": page[-1:].id if len(records) > limit else None,
            "next_since": self._api_moment(self.env.cr.now() - OVERLAP),
        }

    @api.model
    def _api_moment(self, value):
        return value and f"{value:%Y-%m-%dT%H:%M:%S}Z" or None

    @api.model
    def _api_day(self, value):
        return value and fields.Date.to_string(value) or None


class CitizenPetition(models.Model):
    _name = "citizen.petition"
    _inherit = ["citizen.petition", "citizen.api.mixin"]

    system_reference = fields.Char(
        string="Reference of the Sending System",
        readonly=True,
        copy=False,
        help="A letter sent twice with the same reference is entered once.",
    )

    _system_once = models.UniqueIndex(
        "(received_by_id, system_reference) WHERE system_reference IS NOT NULL",
        "A letter with this reference has just been entered: ask for it again.",
    )
    _changed = models.Index("(write_date)")

    @api.model
    def citizen_api_register(self, reference, values, persons=None, files=None):
        """Enter a letter with its persons and scans, through the vault. Sent again with
        the same reference, e.g. after a lost connection, it is not entered twice.

        :param reference: number of the letter in the caller's system
        :param values: what is known of the letter; ``subject`` is required,
            ``category`` is code or full name of a field
        :param persons: of them those who turned to the office come first
        :param files: scans, as base64
        :return: as ``citizen_api_list`` gives it, and whether it is new
        :raise UserError: a value that isn't taken or impossible; an identity that by
            decision of the head stays on paper
        :raise AccessError: the account only reads
        """
        self.check_access("create")
        if not isinstance(reference, str) or not 1 <= len(reference.strip()) <= 100:
            raise UserError(self.env._("“reference” is a text of 1 to 100 characters."))
        reference = reference.strip()
        # sudo: entered by this very account; another unit may handle it by now
        known = self.sudo().search(
            [
                ("received_by_id", "=", self.env.uid),
                ("system_reference", "=", reference),
            ]
        )
        known = known.sudo(False)
        if known:
            if not known.has_access("read"):
                raise UserError(
                    self.env._(
                        "A letter with this reference was entered and is handled by "
                        "another unit now."
                    )
                )
            return {"is_new": False, "petition": known._api_rows()[0]}
        petition = self.create(self._api_vals(values, persons, files))
        petition._write_protected({"system_reference": reference})
        return {"is_new": True, "petition": petition._api_rows()[0]}

    def _api_vals(self, values, persons, files):
        vals = dict(values) if isinstance(values, dict) else values
        category = vals.pop("category", None) if isinstance(values, dict) else None
        vals = self._api_values(vals, _PETITION, "values")
        if category:
            vals["category_id"] = self._api_category(category).id
        if not (vals.get("subject") or "").strip():
            raise UserError(self.env._("“subject” is missing."))
        vals.setdefault("source", "online")
        if vals.get("kind") == "mixed":
            # its contents are told apart by an officer
            raise UserError(
                self.env._("“%(name)s” has an impossible value.", name="kind")
            )
        person_model = self.env["citizen.petitioner"]
        vals["petitioner_ids"] = [
            Command.create(
                {
                    **person_model._api_person(person),
                    "sequence": number,
                }
            )
            for number, person in enumerate(
                self._api_list(persons, MOST_PERSONS, "persons"), start=1
            )
        ]
        vals["file_ids"] = [
            Command.create(self._api_file(file))
            for file in self._api_list(files, MOST_FILES, "files")
        ]
        return vals

    @api.model
    def _api_category(self, name):
        categories = self.env["citizen.category"]
        found = categories.browse()
        if system_calls.is_value("char", name):
            found = categories.search(
                Domain("code", "=", name) | Domain("complete_name", "=", name), limit=2
            )
        if len(found) != 1:
            raise UserError(
                self.env._("“%(name)s” has an impossible value.", name="category")
            )
        return found

    def _api_file(self, file):
        if not isinstance(file, dict) or file.keys() - set(_FILE):
            raise UserError(self.env._("A file has “kind” and “data”."))
        kinds = self.env["citizen.vault.file"]._fields["kind"].get_values(self.env)
        if file.get("kind", "letter") not in kinds:
            raise UserError(
                self.env._("“%(name)s” has an impossible value.", name="kind")
            )
        self._api_bytes(file.get("data"))
        return {"kind": file.get("kind", "letter"), "data": file.get("data")}

    @api.model
    @api.readonly
    def citizen_api_list(
        self, number=None, reference=None, since=None, after=None, limit=100
    ):
        """Petitions with state, time limits, cases and issued papers: by number in the
        register, by reference, or all that changed since a moment. No person is named.

        :param since: moment in UTC, as the last call named it in ``next_since``
        :param after: ``next_after`` of the page before
        :return: ``{"records", "next_after", "next_since"}``
        """
        domain = Domain.TRUE
        for name, field, value in (
            ("number", "number", number),
            ("reference", "system_reference", reference),
        ):
            if not system_calls.is_value("char", value):
                raise UserError(
                    self.env._("“%(name)s” has an impossible value.", name=name)
                )
            if value:
                domain &= Domain(field, "=", value)
        page, told = self._api_page(domain, since, after, limit)
        return {"records": page._api_rows(), **told}

    def _api_rows(self):
        """Few queries whatever their number; who may read a petition may read what
        hangs on it, and of that only what he may read is told."""
        limits = self._api_by_petition("citizen.deadline", "petition_id")
        papers = self._api_by_petition(
            "citizen.document", "petition_id", [("state", "=", "issued")]
        )
        cases = self.case_ids._filtered_access("read")
        return [
            {
                "id": petition.id,
                "number": petition.number or None,
                "reference": petition.system_reference or None,
                "state": petition.state,
                "outcome": petition.outcome or None,
                "kind": petition.kind or None,
                "source": petition.source,
                "identity": petition.identity,
                # in the words of a sealed one he may be found
                "subject": petition.subject if petition.identity == "open" else None,
                "receipt_date": self._api_day(petition.receipt_date),
                "petition_date": self._api_day(petition.petition_date),
                "handled_on": self._api_day(petition.handled_on),
                "due_date": self._api_day(petition.due_date),
                "is_overdue": petition.is_overdue,
                "signatory_count": petition.signatory_count,
                "unit": {
                    "id": petition.owner_unit_id.id,
                    "name": petition.owner_unit_id.name,
                },
                "category": petition.category_id
                and {
                    "id": petition.category_id.id,
                    "name": petition.category_id.complete_name,
                }
                or None,
                "deadlines": [
                    {
                        "code": limit.rule_id.code or None,
                        "name": limit.name,
                        "start": self._api_day(limit.date_start),
                        "due": self._api_day(limit.due_date),
                        "met_on": self._api_day(limit.met_on),
                        "ended_on": self._api_day(limit.ended_on),
                    }
                    for limit in limits.get(petition, ())
                ],
                "cases": [
                    {"id": case.id, "code": case.code or None, "state": case.state}
                    for case in petition.case_ids & cases
                ],
                "documents": [
                    {
                        "id": paper.id,
                        "kind": paper.type_id.code,
                        "number": paper.number or None,
                        "date_issued": self._api_day(paper.date_issued),
                    }
                    for paper in papers.get(petition, ())
                ],
                "changed_at": self._api_moment(petition.write_date),
            }
            for petition in self
        ]

    def _api_by_petition(self, model, inverse, conditions=()):
        found = self.env[model].search(
            Domain(inverse, "in", self.ids) & Domain(list(conditions)), order="id"
        )
        return found.grouped(inverse)


class CitizenPetitioner(models.Model):
    _name = "citizen.petitioner"
    _inherit = ["citizen.petitioner", "citizen.api.mixin"]

    @api.model
    def _api_person(self, person):
        return self._api_values(person, _PERSON, "persons")
