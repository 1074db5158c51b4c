from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.orm.models import NO_ACCESS

from .citizen_petitioner import PERSON_FIELDS, SENDER_ROLES

# printed where the name of a sealed person is put in by hand
NO_NAME = "……………………………………………………"
# typed on the form itself for the first person; stored by the vault, not here
_SENDER = {
    "sender_name": "name",
    "sender_birth_year": "birth_year",
    "sender_paper_number": "paper_number",
    "sender_phone": "phone",
    "sender_hamlet": "hamlet",
    "sender_commune_id": "commune_id",
    "sender_address": "address",
    "sender_is_organisation": "is_organisation",
}


class CitizenPersonOwnerMixin(models.AbstractModel):
    """What petition and visit share: persons and originals in the vault, whether they
    are sealed, and the quick entry of the first person."""

    _name = "citizen.person.owner.mixin"
    _description = "Persons and Originals"
    _inherit = ["citizen.access.mixin"]

    identity = fields.Selection(
        selection=[("open", "Open"), ("sealed", "Sealed")],
        required=True,
        default="open",
        readonly=True,
        copy=False,
        help="Sealed: who brought it shows to few, and each time is logged.",
    )
    wants_secrecy = fields.Boolean(
        string="Keep the Identity Secret",
        help="Sealed from the first moment on until it is found to be no denunciation.",
    )
    vault_key_id = fields.Many2one(
        comodel_name="citizen.vault.key",
        readonly=True,
        copy=False,
        groups=NO_ACCESS,
        prefetch=False,
        ondelete="set null",
    )
    identity_reader_ids = fields.Many2many(
        comodel_name="res.users",
        string="May Open the Identity",
        readonly=True,
        copy=False,
        help="Named by the leader who resolves the matter.",
    )
    may_reveal = fields.Boolean(compute="_compute_may_reveal")
    is_on_paper = fields.Boolean(
        string="Identity on Paper Only",
        compute="_compute_is_on_paper",
        help="By decision of the head, persons and originals of denunciations are not "
        "stored here.",
    )
    paper_place = fields.Char(
        string="Where the Paper Is",
        help="Sealed petitions kept on paper: cabinet, file, who keeps it.",
    )
    sender_name = fields.Char(string="Full Name", store=False)
    sender_birth_year = fields.Integer(
        string="Year of Birth", store=False, aggregator=None
    )
    sender_paper_number = fields.Char(string="Number of the Paper", store=False)
    sender_phone = fields.Char(string="Phone", store=False)
    sender_hamlet = fields.Char(string="Hamlet, Street", store=False)
    sender_commune_id = fields.Many2one(
        comodel_name="citizen.unit",
        string="Commune",
        store=False,
        domain="[('kind', '=', 'commune')]",
        default=lambda self: self._default_commune(),
    )
    sender_address = fields.Char(string="Address", store=False)
    sender_is_organisation = fields.Boolean(string="Organisation", store=False)

    @api.model
    def _default_commune(self):
        authority = self.env["citizen.unit"]._current().authority_id
        return authority if authority.kind == "commune" else False

    # ------------------------------------------------------------------
    # computes
    # ------------------------------------------------------------------
    @api.depends("identity", "owner_unit_id")
    @api.depends_context("uid")
    def _compute_may_reveal(self):
        for record in self:
            record.may_reveal = record.identity == "sealed" and record._may_reveal()

    @api.depends("wants_secrecy")
    def _compute_is_on_paper(self):
        on_paper = self.env["citizen.identity.mode"]._current() == "paper"
        for record in self:
            record.is_on_paper = on_paper and record._must_be_sealed()

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model
    def _pop_sender(self, vals):
        """Take what was typed for the first person out of ``vals``."""
        found = {
            target: vals.pop(name) for name, target in _SENDER.items() if name in vals
        }
        who = {k: v for k, v in found.items() if v}
        # the commune is proposed: alone it is no person
        return who if who.keys() - {"commune_id", "is_organisation"} else {}

    @api.model
    def _split_people(self, vals_list):
        """(values without persons, first persons, lists of persons and originals): the
        record is sealed before the first person is stored."""
        vals_list = [dict(vals) for vals in vals_list]
        senders = [self._pop_sender(vals) for vals in vals_list]
        nested = [
            {
                name: vals.pop(name)
                for name in ("petitioner_ids", "file_ids")
                if name in vals
            }
            for vals in vals_list
        ]
        return vals_list, senders, nested

    def _store_people(self, senders, nested):
        inverse = self._fields["petitioner_ids"].inverse_name
        people, files = [], []
        for record, sender, lists in zip(self, senders, nested, strict=True):
            if sender:
                people.append({**sender, inverse: record.id, "sequence": 1})
            for name, target in (("petitioner_ids", people), ("file_ids", files)):
                for command in lists.get(name) or []:
                    if command[0] == Command.CREATE:
                        target.append({**command[2], inverse: record.id})
                    elif command[0] != Command.CLEAR:
                        raise UserError(
                            self.env._("Persons are entered anew for each petition.")
                        )
        self.env["citizen.petitioner"].create(people)
        self.env["citizen.vault.file"].create(files)

    def _typed_people(self):
        """The first person while it is typed, for finding duplicates."""
        if not (self.sender_name or self.sender_paper_number or self.sender_phone):
            return []
        return [
            {
                "name": self.sender_name,
                "birth_year": self.sender_birth_year,
                "paper_number": self.sender_paper_number,
                "phone": self.sender_phone,
                "commune_id": self.sender_commune_id.id,
            }
        ]

    def _missing_representatives(self, people_count, day):
        """What a group lacks (Luật Tiếp công dân 2013 Điều 29): representatives, not
        too many, and their written appointment."""
        norms = self.env["citizen.norm"]
        most = norms._representatives(people_count, day)
        if not most:
            return []
        people = self.petitioner_ids.filtered(lambda p: p.role == "representative")
        items = []
        if not people:
            items.append(self.env._("representatives of the group (1 to %s)", most))
        elif len(people) > most:
            items.append(self.env._("too many representatives: %s at most", most))
        if not self.file_ids.filtered(
            lambda f: f.kind == "appointment" and not f.is_struck
        ):
            items.append(self.env._("their written appointment, signed by all"))
        return items

    def _addressee(self):
        """Whom a letter goes to; of a sealed one the name is put in by hand."""
        people = self.petitioner_ids.filtered(
            lambda p: p.role in SENDER_ROLES and p.name
        ).sorted(lambda p: p.role != "representative")
        if self.identity == "open" and people:
            return f"Ông (bà) {people[0].name}"
        return NO_NAME

    def write(self, vals):
        if vals.keys() & _SENDER.keys():
            vals = {k: v for k, v in vals.items() if k not in _SENDER}
            if not vals:
                return True
        return super().write(vals)

    # ------------------------------------------------------------------
    # contract of the vault
    # ------------------------------------------------------------------
    def _must_be_sealed(self):
        """Whether what is known of the record asks for secrecy; models add theirs."""
        self.ensure_one()
        return self.wants_secrecy

    def _registrar(self):
        """Who registered it and may still open the identity; models say until when."""
        return self.create_uid

    def _seals(self, role):
        """Persons of this role are sealed: who turned to the office, not those whom
        the matter is about."""
        self.ensure_one()
        return self.identity == "sealed" and role in SENDER_ROLES

    def _may_reveal(self):
        """Custodian, who registered it (see ``_registrar``), and whom the resolver
        named; never who is denounced in it, nor another system."""
        self.ensure_one()
        # sudo: rights on the identity, not on the record
        record, user = self.sudo(), self.env.user
        if user.citizen_is_system or user in record._excluded_users():
            return False
        return (
            user in record._registrar()
            or user in record.identity_reader_ids
            or record.owner_unit_id in user.citizen_custody_ids
        )

    def _excluded_users(self):
        """Whom the record is kept away from; models say whom."""
        return self.env["res.users"]

    def _check_may_store(self, role, values):
        """:raise UserError: by decision of the head this identity stays on paper"""
        known = any(values.get(name) for name in PERSON_FIELDS)
        if known and self._seals(role):
            self._check_vault_mode()

    def _check_may_store_originals(self):
        if self._seals("petitioner"):
            self._check_vault_mode()

    def _check_vault_mode(self):
        if self.env["citizen.identity.mode"]._current() == "paper":
            raise UserError(
                self.env._(
                    "By decision of the head the identity of denouncers is kept on "
                    "paper only: leave the person and the scan out and say where the "
                    "paper is."
                )
            )

    def _may_remove_persons(self):
        return True

    def _vault_key(self):
        """The data key of this record, made when first needed."""
        self.ensure_one()
        self._make_vault_keys()
        # sudo: nobody has access to keys; this is the only place that hands them out
        return self.sudo().vault_key_id

    def _make_vault_keys(self):
        """Data keys for those of these records that have none, all at once."""
        # sudo: as in _vault_key
        without = self.sudo().filtered(lambda record: not record.vault_key_id)
        keys = self.env["citizen.vault.key"]._new(len(without))
        for record, key in zip(without, keys, strict=True):
            record._write_protected({"vault_key_id": key.id})

    # ------------------------------------------------------------------
    # sealing
    # ------------------------------------------------------------------
    def _sync_identity(self):
        """Seal or open the persons as the record asks for now.

        :raise AccessError: a seal would be lifted by who may not open the identity
        """
        # sudo: the seal follows from what the record is, whoever found it out
        changed = self.sudo().filtered(
            lambda r: r.identity != ("sealed" if r._must_be_sealed() else "open")
        )
        opened = changed.filtered(lambda r: r.identity == "sealed")
        if not self.env.su and any(not record._may_reveal() for record in opened):
            raise AccessError(
                self.env._(
                    "The seal of this identity is lifted only by who may open it: the "
                    "custodian, who registered the petition (until it is classified), "
                    "and those the leader has named."
                )
            )
        self._change_identity(opened, "open", "unseal")
        self._change_identity(changed - opened, "sealed", "seal")

    def _change_identity(self, records, identity, event):
        if not records:
            return
        records._write_protected({"identity": identity})
        people = records.petitioner_ids.filtered(lambda p: p.role in SENDER_ROLES)
        if identity == "sealed":
            records._unname_drafts()
            records.opinion_id._receive_apart()
            if self.env["citizen.identity.mode"]._current() == "paper":
                for record in records:
                    record._erase_persons(people.filtered(record._has_person))
                return
        people._apply_seal()
        self.env["citizen.identity.log"].with_user(self.env.user)._log_each(
            event, records
        )

    def _has_person(self, person):
        return person._owner() == self

    def _unname_drafts(self):
        """A paper drafted while the identity was open doesn't go on naming it."""
        field = "petition_id" if self._name == "citizen.petition" else "reception_id"
        # sudo: also those that another unit issues
        drafts = (
            self.env["citizen.document"]
            .sudo()
            .search(
                [
                    (field, "in", self.ids),
                    ("state", "in", ("draft", "submitted", "approved")),
                ]
            )
        )
        if drafts:
            drafts._write_protected({"addressee_text": NO_NAME})

    def _erase_persons(self, people):
        """Persons and originals leave the database: they stay on paper."""
        keys = people._erase() | self.file_ids._erase() | self.vault_key_id
        self._write_protected({"vault_key_id": False})
        keys.unlink()
        self.env["citizen.identity.log"].with_user(self.env.user)._log(
            "erase", self, self._log_subject()
        )

    def _log_subject(self):
        return self.display_name

    def _name_readers(self, users, reason):
        """The leader who resolves the matter names who may open the identity.

        :raise AccessError: the user doesn't decide for the unit
        """
        self.ensure_one()
        if self.identity != "sealed":
            raise UserError(self.env._("This identity isn't sealed."))
        if self.env.user not in self.owner_unit_id._superiors()._members(
            roles=("leader",)
        ):
            raise AccessError(
                self.env._("The leader of the authority names who may open it.")
            )
        without = users.filtered(lambda u: not self.with_user(u).has_access("read"))
        if without:
            raise UserError(
                self.env._(
                    "%(users)s can't read this petition.",
                    users=", ".join(without.mapped("name")),
                )
            )
        # sudo: a protected field; the right to name was checked above
        self.sudo()._write_protected({"identity_reader_ids": [Command.set(users.ids)]})
        self.env["citizen.identity.log"]._log(
            "readers", self, self._log_subject(), False, reason
        )

    def action_reveal(self):
        """Ask what for; the dialog then shows who turned to the office."""
        self.ensure_one()
        people = self.petitioner_ids.filtered("is_sealed")
        return self.env["citizen.reveal.wizard"]._open(self, people)

    def action_name_readers(self):
        """Open the dialog in which the leader names who may open the identity."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Who May Open the Identity"),
            "res_model": "citizen.readers.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"citizen_owner": [self._name, self.id]},
        }
