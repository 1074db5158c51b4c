import json
import secrets
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.orm.models import NO_ACCESS
from odoo.tools import SQL, clean_context

from ..tools import identity, vietnamese

# what says who somebody is; of a sealed person none of these stands in a column
PERSON_FIELDS = (
    "name",
    "birth_year",
    "paper_kind",
    "paper_number",
    "paper_date",
    "paper_place",
    "phone",
    "email",
    "hamlet",
    "commune_id",
    "address",
)
# whoever turned to the office; the others are those it is about
SENDER_ROLES = ("petitioner", "representative", "authorised")
# whom a denunciation or complaint is about: kept away from it when he has an account
TARGET_ROLES = ("respondent", "denounced")
# what a caller may give when a person is entered; everything else is the vault's
_ENTERED = frozenset(
    {
        *PERSON_FIELDS,
        "petition_id",
        "reception_id",
        "sequence",
        "role",
        "is_organisation",
        "user_id",
    }
)
# pseudonyms printed and shown instead of a person, by kind of the petition
PSEUDONYMS = {
    "kn": "Người khiếu nại",
    "tc": "Người tố cáo",
    "kn_pa": "Người kiến nghị, phản ánh",
    False: "Người gửi đơn",
}


class CitizenPetitioner(models.Model):
    """A person or organisation of one petition or visit and the role in it.

    The only place where persons are kept. Open ones stand in searchable columns; of a
    sealed one there is a pseudonym, ciphertext and keyed hashes, and the method
    ``_reveal`` that asks what for and leaves its trace.
    """

    _name = "citizen.petitioner"
    _description = "Person of a Petition"
    _inherit = ["citizen.vault.mixin"]
    _order = "sequence, id"
    _rec_names_search = ["number"]

    petition_id = fields.Many2one(
        comodel_name="citizen.petition",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
    )
    reception_id = fields.Many2one(
        comodel_name="citizen.reception",
        string="Visit",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
    )
    owner_unit_id = fields.Many2one(
        comodel_name="citizen.unit", readonly=True, ondelete="restrict"
    )
    sequence = fields.Integer(default=10)
    role = fields.Selection(
        selection=[
            ("petitioner", "Petitioner"),
            ("representative", "Representative"),
            ("authorised", "Authorised Person"),
            ("respondent", "Complained about"),
            ("denounced", "Denounced"),
        ],
        required=True,
        default="petitioner",
    )
    number = fields.Integer(
        string="No. of the Pseudonym", readonly=True, copy=False, aggregator=None
    )
    is_sealed = fields.Boolean(string="Sealed", readonly=True, copy=False)
    is_organisation = fields.Boolean(string="Organisation")
    name = fields.Char(string="Full Name")
    name_id = fields.Many2one(
        comodel_name="citizen.person.name",
        readonly=True,
        groups=NO_ACCESS,
        prefetch=False,
        ondelete="set null",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="His Account",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('citizen_membership_ids', '!=', False)]",
        help="An official the petition is about: with this account it shows nowhere.",
    )
    birth_year = fields.Integer(string="Year of Birth", aggregator=None)
    paper_kind = fields.Selection(
        selection=[
            ("cccd", "Identity Card (12 Digits)"),
            ("cmnd", "Former Identity Card (9 Digits)"),
            ("gcncc", "Certificate of Identity"),
            ("passport", "Passport"),
            ("other", "Other Paper"),
        ],
        string="Identity Paper",
    )
    paper_number = fields.Char(string="Number of the Paper")
    paper_date = fields.Date(string="Issued on")
    paper_place = fields.Char(string="Issued by")
    phone = fields.Char()
    email = fields.Char()
    hamlet = fields.Char(string="Hamlet, Street")
    commune_id = fields.Many2one(
        comodel_name="citizen.unit",
        domain="[('kind', '=', 'commune')]",
        ondelete="restrict",
        help="Former communes too: they are found under their successors.",
    )
    address = fields.Char()
    replied_on = fields.Date(
        string="Answered on",
        readonly=True,
        copy=False,
        help="Everybody gets an answer.",
    )
    payload = fields.Char(readonly=True, copy=False, groups=NO_ACCESS, prefetch=False)
    vault_key_id = fields.Many2one(
        comodel_name="citizen.vault.key",
        readonly=True,
        copy=False,
        groups=NO_ACCESS,
        prefetch=False,
        ondelete="set null",
    )
    seal_ref = fields.Char(readonly=True, copy=False, groups=NO_ACCESS, prefetch=False)
    paper_hash = fields.Char(
        readonly=True, copy=False, groups=NO_ACCESS, prefetch=False
    )
    phone_hash = fields.Char(
        readonly=True, copy=False, groups=NO_ACCESS, prefetch=False
    )
    name_hash = fields.Char(
        readonly=True,
        copy=False,
        groups=NO_ACCESS,
        prefetch=False,
        help="Folded name and year of birth.",
    )
    pseudonym = fields.Char(string="Person", compute="_compute_pseudonym")
    label = fields.Char(
        string="Name or Pseudonym", compute="_compute_label", help="As lists show it."
    )
    may_reveal = fields.Boolean(compute="_compute_may_reveal")

    _has_owner = models.Constraint(
        "CHECK (petition_id IS NOT NULL OR reception_id IS NOT NULL)",
        "A person belongs to a petition or a visit.",
    )
    _sealed_is_empty = models.Constraint(
        "CHECK (NOT is_sealed OR num_nonnulls(name, name_id, paper_number, phone, "
        "email, hamlet, commune_id, address, paper_date, paper_place) = 0)",
        "Of a sealed person nothing stands in a column.",
    )
    _by_name = models.Index("(name_id, owner_unit_id, id) WHERE name_id IS NOT NULL")
    _by_name_everywhere = models.Index("(name_id, id) WHERE name_id IS NOT NULL")
    _by_paper = models.Index("(paper_hash) WHERE paper_hash IS NOT NULL")
    _by_phone = models.Index("(phone_hash) WHERE phone_hash IS NOT NULL")
    _by_name_hash = models.Index("(name_hash) WHERE name_hash IS NOT NULL")

    def init(self):
        # a sequence of PostgreSQL: pseudonyms need no row that clerks would wait for
        self.env.cr.execute(
            "CREATE SEQUENCE IF NOT EXISTS citizen_petitioner_pseudonym_seq"
        )

    # ------------------------------------------------------------------
    # computes
    # ------------------------------------------------------------------
    @api.depends("role", "number", "petition_id.kind")
    def _compute_pseudonym(self):
        for person in self:
            if person.role == "denounced":
                title = "Người bị tố cáo"
            elif person.role == "respondent":
                title = "Người bị khiếu nại"
            else:
                title = PSEUDONYMS.get(person.petition_id.kind, PSEUDONYMS[False])
            person.pseudonym = f"{title} số {person.number}" if person.number else title

    @api.depends("pseudonym")
    def _compute_display_name(self):
        # never the name: others may list it
        for person in self:
            person.display_name = person.pseudonym

    @api.depends("is_sealed", "name", "pseudonym")
    def _compute_label(self):
        for person in self:
            person.label = person.pseudonym if person.is_sealed else person.name

    @api.depends("is_sealed")
    @api.depends_context("uid")
    def _compute_may_reveal(self):
        for person in self:
            owner = person._owner()
            person.may_reveal = bool(person.is_sealed and owner._may_reveal())

    # ------------------------------------------------------------------
    # CRUD: the one storage API
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        self._check_entered(vals_list)
        self._check_papers(vals_list)
        petitions, receptions = self._owners_of(vals_list)
        numbers = self._draw_numbers(len(vals_list))
        entered = []
        for vals, number in zip(vals_list, numbers, strict=True):
            owner = petitions.get(vals.get("petition_id")) or receptions.get(
                vals.get("reception_id")
            )
            if not owner:
                raise UserError(
                    self.env._("A person belongs to a petition or a visit.")
                )
            entered.append((vals, self._person_values(vals), owner, number))
        self._make_room(entered)
        rows = [
            {
                **{k: v for k, v in vals.items() if k not in PERSON_FIELDS},
                **self._stored_vals(
                    values, owner._seals(self._role_of(vals)), owner, number
                ),
                "number": number,
                "owner_unit_id": owner.owner_unit_id.id,
            }
            for vals, values, owner, number in entered
        ]
        self._fill_names(rows)
        # sudo: columns nobody has access to; rights are checked on what was made. No
        # default of the caller's context may reach them
        vault = self.sudo().with_context(clean_context(self.env.context))
        people = super(CitizenPetitioner, vault).create(rows).with_env(self.env)
        people.check_access("create")
        people._keep_targets_away()
        return people

    @api.model
    def _role_of(self, vals):
        return vals.get("role") or "petitioner"

    @api.model
    def _make_room(self, entered):
        """What sealing these persons needs, asked and made once for all.

        :raise UserError: by decision of the head an identity stays on paper
        """
        sealed = [
            (vals, values, owner)
            for vals, values, owner, _number in entered
            if owner._seals(self._role_of(vals))
        ]
        for vals, values, owner in sealed:
            if any(values.values()):
                # the mode is one for all
                owner._check_may_store(self._role_of(vals), values)
                break
        for name in ("citizen.petition", "citizen.reception"):
            ids = {owner.id for _v, _w, owner in sealed if owner._name == name}
            # sudo: as in _owners_of
            self.env[name].sudo().browse(sorted(ids))._make_vault_keys()

    def write(self, vals):
        if self._is_direct():
            return super().write(vals)
        self._check_protected(vals)
        personal = {k: v for k, v in vals.items() if k in PERSON_FIELDS}
        rest = {k: v for k, v in vals.items() if k not in PERSON_FIELDS}
        if personal or "role" in rest:
            self._check_may_change_sealed()
        if rest:
            super().write(rest)
        if personal:
            self.check_access("write")
            for person in self:
                person._store({**person._values(), **personal})
        elif "role" in rest:
            for person in self:
                person._store(person._values())
        if {"user_id", "role"} & rest.keys():
            self._keep_targets_away()
        return True

    def _check_may_change_sealed(self):
        """Who may not open a sealed identity may not change it either, nor make the
        sealed person one of those who aren't sealed; each change leaves its trace."""
        sealed = self.filtered(lambda p: p.sudo().is_sealed)
        if self.env.su or not sealed:
            return
        sealed.check_access("write")
        if any(not person._owner()._may_reveal() for person in sealed):
            raise AccessError(
                self.env._(
                    "This identity is sealed: only who may open it changes the entry."
                )
            )
        for person in sealed:
            self.env["citizen.identity.log"]._log(
                "change", person._owner(), person.pseudonym, "correct"
            )

    def _keep_targets_away(self):
        """Whom it is about follows and does nothing on it any more."""
        # sudo: accounts of other units
        users = self.sudo().filtered(lambda p: p.role in TARGET_ROLES).user_id
        users._citizen_leave_unreadable()

    @api.model
    def _check_entered(self, vals_list):
        """:raise AccessError: a column of the vault, or somebody else's petition"""
        if self.env.su:
            return
        if any(vals.keys() - _ENTERED for vals in vals_list):
            raise AccessError(
                self.env._("What the vault keeps is changed through its own buttons.")
            )
        for name in ("petition_id", "reception_id"):
            ids = {vals[name] for vals in vals_list if vals.get(name)}
            owners = self.env[self._fields[name].comodel_name].browse(ids)
            owners.check_access("write")

    def _check_protected(self, vals):
        protected = vals.keys() & {
            name
            for name, field in self._fields.items()
            if field.readonly and field.store and name not in models.MAGIC_COLUMNS
        }
        if protected and not self.env.su:
            raise AccessError(
                self.env._("What the vault keeps is changed through its own buttons.")
            )

    def _store(self, values):
        """Store these values of one person as its owner's identity asks."""
        owner = self._owner()
        values = self._person_values(values)
        self._check_papers([{"role": self.role, **values}])
        owner._check_may_store(self.role, values)
        former = self.sudo().name_id
        row = self._stored_vals(
            values, owner._seals(self.role), owner, self.sudo().number
        )
        self._fill_names([row])
        self._write_columns(row)
        if former != self.sudo().name_id:
            self.env["citizen.person.name"]._forget(former.ids)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_registered(self):
        for person in self:
            if not person._owner()._may_remove_persons():
                raise UserError(
                    self.env._(
                        "This petition has been classified: its persons stay. Correct "
                        "a wrong entry instead."
                    )
                )

    @api.model
    def _owners_of(self, vals_list):
        def owners(model, key):
            ids = {vals[key] for vals in vals_list if vals.get(key)}
            # sudo: whether it is sealed; writing is checked on the person
            return {r.id: r for r in self.env[model].sudo().browse(ids)}

        return (
            owners("citizen.petition", "petition_id"),
            owners("citizen.reception", "reception_id"),
        )

    def _owner(self):
        """The petition, or the visit that led to none. Sudo: its identity decides,
        whoever asks."""
        self.ensure_one()
        return (self.sudo().petition_id or self.sudo().reception_id).sudo()

    @api.model
    def _draw_numbers(self, amount):
        return [
            row[0]
            for row in self.env.execute_query(
                SQL(
                    "SELECT nextval('citizen_petitioner_pseudonym_seq') "
                    "FROM generate_series(1, %s)",
                    amount,
                )
            )
        ]

    @api.model
    def _person_values(self, vals):
        """The person in ``vals``, cleaned; every key present."""
        values = {name: vals.get(name) or False for name in PERSON_FIELDS}
        for key in ("name", "paper_place", "email", "hamlet", "address"):
            if values[key]:
                values[key] = " ".join(str(values[key]).split())
        values["paper_number"] = identity.clean_paper(values["paper_number"]) or False
        values["phone"] = identity.clean_phone(values["phone"]) or False
        if values["paper_number"] and not values["paper_kind"]:
            values["paper_kind"] = (
                identity.paper_kind_of(values["paper_number"]) or "other"
            )
        if not values["paper_number"]:
            values["paper_kind"] = False
        if not values["birth_year"]:
            values["birth_year"] = (
                identity.birth_year_of(values["paper_number"]) or False
            )
        return values

    @api.model
    def _check_papers(self, vals_list):
        """Refuse what can't be: messages name the field, never what was typed, because
        they are logged."""
        labels = {
            name: self._fields[name]._description_string(self.env)
            for name in PERSON_FIELDS
        }
        today = self.env["citizen.calendar"]._today()
        for vals in vals_list:
            self._check_typed(vals, labels)
            kind, number = vals.get("paper_kind"), vals.get("paper_number")
            if number and not kind:
                # digits alone are an identity card, of the right length or wrong
                digits = identity.clean_paper(number).isdigit()
                kind = identity.paper_kind_of(number) or ("cccd" if digits else False)
            if number and kind and not identity.paper_is_valid(kind, number):
                raise ValidationError(
                    self.env._(
                        "“%(field)s” isn't right: an identity card has 12 digits and "
                        "begins with the code of a province, a former one 9 digits, a "
                        "passport a letter or two and 7 or 8 digits.",
                        field=labels["paper_number"],
                    )
                )
            if number and not identity.paper_is_valid("other", number):
                raise ValidationError(
                    self.env._(
                        "“%(field)s” holds letters and digits only.",
                        field=labels["paper_number"],
                    )
                )
            phone = vals.get("phone")
            if phone and not identity.phone_is_valid(phone):
                raise ValidationError(
                    self.env._(
                        "“%(field)s” isn't a telephone number of Viet Nam.",
                        field=labels["phone"],
                    )
                )
            year = vals.get("birth_year")
            if year and not identity.birth_year_is_valid(year, today):
                raise ValidationError(
                    self.env._(
                        "“%(field)s” lies between 1900 and this year.",
                        field=labels["birth_year"],
                    )
                )
            issued = fields.Date.to_date(vals.get("paper_date"))
            if issued and issued > today:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” is still to come.", field=labels["paper_date"]
                    )
                )

    @api.model
    def _check_typed(self, vals, labels):
        """Numbers and dates that a script sends as text."""
        try:
            name = "birth_year"
            if vals.get(name):
                vals[name] = int(vals[name])
            name = "paper_date"
            fields.Date.to_date(vals.get(name))
        except (ValueError, TypeError):
            # without its cause: that one names what was typed
            raise ValidationError(
                self.env._(
                    "“%(field)s” isn't right: there is no such day or number.",
                    field=labels[name],
                )
            ) from None

    @api.model
    def _hashes(self, values):
        keys = self.env["citizen.vault.key"]._keys()
        name = identity.fold_name(values.get("name"))
        return {
            "paper_hash": bool(values.get("paper_number"))
            and keys.digest("paper", identity.clean_paper(values["paper_number"])),
            "phone_hash": bool(values.get("phone"))
            and keys.digest("phone", identity.clean_phone(values["phone"])),
            "name_hash": bool(name and values.get("birth_year"))
            and keys.digest("name", f"{name}|{values['birth_year']}"),
        }

    @api.model
    def _stored_vals(self, values, sealed, owner, number):
        """Columns for these values. ``name_id`` is filled later, for all at once.

        :param number: of the pseudonym; what is sealed opens in this row only
        """
        hashes = self._hashes(values)
        if not sealed:
            return {
                **values,
                **hashes,
                "is_sealed": False,
                "payload": False,
                "vault_key_id": False,
                "seal_ref": False,
            }
        key = owner._vault_key()
        ref = secrets.token_hex(8)
        content = json.dumps(
            {
                name: fields.Date.to_string(value) if name == "paper_date" else value
                for name, value in values.items()
                if value
            }
        )
        return {
            **dict.fromkeys(PERSON_FIELDS, False),
            **hashes,
            "name_id": False,
            "is_sealed": True,
            "payload": key._seal(content.encode(), f"person:{number}:{ref}"),
            "vault_key_id": key.id,
            "seal_ref": ref,
        }

    @api.model
    def _fill_names(self, rows):
        ids = self.env["citizen.person.name"]._ids_of(
            [row["name"] for row in rows if row.get("name")]
        )
        for row in rows:
            if "name_id" not in row:
                row["name_id"] = ids.get(identity.fold_name(row.get("name")), False)

    # ------------------------------------------------------------------
    # reading
    # ------------------------------------------------------------------
    def _values(self):
        """What is known of one person, from columns or opened. Inside the server only:
        what leaves it goes through ``_reveal``."""
        self.ensure_one()
        # sudo: columns nobody has access to
        person = self.sudo()
        if not person.is_sealed:
            return {
                name: person.commune_id.id if name == "commune_id" else person[name]
                for name in PERSON_FIELDS
            }
        if not (person.payload and person.vault_key_id):
            return dict.fromkeys(PERSON_FIELDS, False)
        content = person.vault_key_id._unseal(
            person.payload, f"person:{person.number}:{person.seal_ref}"
        )
        values = {**dict.fromkeys(PERSON_FIELDS, False), **json.loads(content)}
        values["paper_date"] = fields.Date.to_date(values["paper_date"]) or False
        return values

    def _reveal(self, purpose, reason):
        """The persons in words, for one dialog; each leaves a line in the log.

        :raise AccessError: the user may not open these identities
        :raise UserError: no purpose, or no words that say what for
        """
        if not purpose or not (reason or "").strip():
            raise UserError(self.env._("Say what the identity is needed for."))
        self.check_access("read")
        if not self or any(not p._owner()._may_reveal() for p in self):
            raise AccessError(
                self.env._(
                    "Only the custodian of identities, who registered the petition "
                    "(until it is classified), and those the leader has named may "
                    "open this identity."
                )
            )
        shown = []
        for person in self:
            self.env["citizen.identity.log"]._log(
                "reveal", person._owner(), person.pseudonym, purpose, reason.strip()
            )
            shown.append(person._in_words())
        return shown

    def _in_words(self):
        """``{"title": …, "rows": [[label, value], …]}`` of one person."""
        values = self._values()
        labels = {
            name: self._fields[name]._description_string(self.env)
            for name in PERSON_FIELDS
        }
        kinds = dict(self._fields["paper_kind"]._description_selection(self.env))
        rows = []
        for name in PERSON_FIELDS:
            value = values[name]
            if not value:
                continue
            if name == "commune_id":
                # sudo: the name of a commune
                value = self.env["citizen.unit"].sudo().browse(value).display_name
            elif name == "paper_kind":
                value = kinds.get(value, value)
            elif name == "paper_date":
                value = value.strftime("%d/%m/%Y")
            rows.append([labels[name], str(value)])
        return {"title": self.pseudonym, "rows": rows}

    def _address_vi(self, values=None):
        """Hamlet, commune and address in one line, as papers print it."""
        values = values or self._values()
        # sudo: the name of a commune
        commune = self.env["citizen.unit"].sudo().browse(values["commune_id"] or [])
        parts = [
            values["address"],
            values["hamlet"],
            vietnamese.place(commune.short_name or commune.name),
        ]
        return ", ".join(part for part in parts if part)

    # ------------------------------------------------------------------
    # changing the seal
    # ------------------------------------------------------------------
    def _apply_seal(self):
        """Bring the columns of these persons to what their petition asks for now."""
        for person in self:
            sealed = person._owner()._seals(person.role)
            if person.is_sealed != sealed:
                person._store(person._values())

    def _move_to(self, petition):
        """What came with a visit belongs to the petition that came of it as well."""
        self._write_columns({"petition_id": petition.id})
        self._apply_seal()

    def _erase(self):
        """Nothing of the person remains but number and role."""
        names = self.sudo().name_id
        keys = self.sudo().vault_key_id
        self._write_columns(
            {
                **dict.fromkeys(PERSON_FIELDS, False),
                "name_id": False,
                "payload": False,
                "vault_key_id": False,
                "seal_ref": False,
                "paper_hash": False,
                "phone_hash": False,
                "name_hash": False,
            }
        )
        self.env["citizen.person.name"]._forget(names.ids)
        return keys

    def action_reveal(self):
        """Ask what for; the dialog then shows the person."""
        return self.env["citizen.reveal.wizard"]._open(self._owner(), self)

    def action_mark_replied(self):
        """This person has been answered today: every co-signer has his own answer."""
        self.check_access("write")
        self._write_columns({"replied_on": self.env["citizen.calendar"]._today()})
        return True

    # ------------------------------------------------------------------
    # finding
    # ------------------------------------------------------------------
    @api.model
    def _find_exact(self, values, limit=20):
        """Ids of petitions and visits of persons with the same paper, telephone or
        name and year of birth, by keyed hashes: ``[(why, petition, reception, sealed,
        person id)]``, newest first."""
        hashes = {k: v for k, v in self._hashes(values).items() if v}
        rows = []
        for column, digest in hashes.items():
            rows += [
                (column, *row)
                for row in self.env.execute_query(
                    SQL(
                        """SELECT petition_id, reception_id, is_sealed, id
                           FROM citizen_petitioner WHERE %s = %s
                           ORDER BY id DESC LIMIT %s""",
                        SQL.identifier(column),
                        digest,
                        limit,
                    )
                )
            ]
        return rows

    @api.model
    def _find_named(self, name, limit=50):
        """``[(petition, reception, is the same name, commune, birth year, person id)]``
        of open persons with a name like ``name`` in the units within reach, the likest
        and newest first."""
        names = self.env["citizen.person.name"]._find(name)
        if not names:
            return []
        user = self.env.user
        if user.citizen_reach_all or self.env.su:
            units = SQL("TRUE")
        else:
            units = SQL("owner_unit_id = ANY(%s)", user.citizen_reach_ids.ids)
        # newest of each name by the index, so that a common name reads few rows
        return self.env.execute_query(
            SQL(
                """SELECT p.petition_id, p.reception_id, n.same, p.commune_id,
                          p.birth_year, p.id
                   FROM unnest(%s, %s) WITH ORDINALITY AS n(name_id, same, rank)
                   CROSS JOIN LATERAL (
                       SELECT * FROM citizen_petitioner q
                       WHERE q.name_id = n.name_id AND %s
                       ORDER BY q.id DESC LIMIT %s) p
                   ORDER BY n.rank, p.id DESC LIMIT %s""",
                [row[0] for row in names],
                [row[1] for row in names],
                units,
                limit,
                limit,
            )
        )

    @api.model
    def citizen_propose(self, typed):
        """Open persons known from earlier whose name, paper or telephone fits what is
        typed, for the list below the field.

        :param typed: a name, a number of a paper or a telephone number
        :return: at most 8 of ``{"id", "label", "values"}``, one for each person
        """
        typed = (typed or "").strip()
        if len(typed) < 3 or not self.env["citizen.petition"].has_access("create"):
            return []
        digits = identity.clean_paper(typed)
        if identity.paper_kind_of(digits):
            found = self._find_exact({"paper_number": digits})
            ids = [row[4] for row in found if not row[3]]
        elif identity.phone_is_valid(typed):
            found = self._find_exact({"phone": typed})
            ids = [row[4] for row in found if not row[3]]
        else:
            ids = [row[5] for row in self._find_named(typed)]
        people = self.search(
            [
                ("id", "in", ids),
                ("role", "in", SENDER_ROLES),
                ("is_sealed", "=", False),
            ]
        )
        by_id = {person.id: person for person in people}
        proposals, seen = [], defaultdict(int)
        for person in (by_id[i] for i in ids if i in by_id):
            values = person._values()
            key = values["paper_number"] or (
                identity.fold_name(values["name"]),
                values["birth_year"],
                values["commune_id"],
            )
            seen[key] += 1
            if seen[key] == 1:
                proposals.append((key, person, values))
        return [
            {
                "id": person.id,
                "label": person._proposal_label(values, seen[key]),
                "values": {
                    **values,
                    "paper_date": fields.Date.to_string(values["paper_date"]) or False,
                    "commune_id": values["commune_id"]
                    and {
                        "id": values["commune_id"],
                        "display_name": person.commune_id.display_name,
                    },
                },
            }
            for key, person, values in proposals[:8]
        ]

    def _proposal_label(self, values, count):
        parts = [
            values["name"],
            values["birth_year"] and str(values["birth_year"]),
            self._address_vi(values),
            values["paper_number"] and f"…{values['paper_number'][-4:]}",
        ]
        text = ", ".join(part for part in parts if part)
        return self.env._("%(person)s – %(count)s earlier", person=text, count=count)

    @api.model
    def _petition_domain(self, typed):
        """Domain on petitions of open persons named like ``typed``, or of anybody with
        exactly this paper or telephone number whom the user may open."""
        digits = identity.clean_paper(typed)
        ids = {row[0] for row in self._find_named(typed, limit=200) if row[0]}
        values = {}
        if identity.paper_kind_of(digits):
            values["paper_number"] = digits
        if identity.phone_is_valid(typed):
            values["phone"] = typed
        exact = self._find_exact(values, limit=200) if values else []
        ids |= {row[1] for row in exact if row[1] and not row[3]}
        sealed = self.env["citizen.petition"].browse(
            {row[1] for row in exact if row[1] and row[3]}
        )
        ids |= set(sealed.filtered(lambda p: p._may_reveal()).ids)
        return Domain("id", "in", list(ids))
