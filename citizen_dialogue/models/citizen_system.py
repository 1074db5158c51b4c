from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessDenied, UserError, ValidationError
from odoo.fields import Command, Domain

from ..tools import system_calls

# a key that nobody renews ends by itself
MOST_DAYS = 366
# days before the end from which the list points it out
SOON = 30


class CitizenSystem(models.Model):
    """Another system of an office that works through the API: a technical account with
    one post in one unit, and a key of its own.

    It has the rights of that post and no more, opens no identity, and is nobody who
    could log in, be told of work or be given any.
    """

    _name = "citizen.system"
    _description = "Connected System"
    _inherit = ["citizen.protected.mixin"]
    _order = "date_to, id"

    _create_only_fields = frozenset({"unit_id", "role"})

    name = fields.Char(required=True, help="As in the log of who changed what.")
    unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_current', '=', True)]",
        help="The system sees and enters what an account of this unit may.",
    )
    role = fields.Selection(
        selection=[
            ("officer", "Reads and Enters (Officer)"),
            ("inspector", "Reads Only (Inspector)"),
        ],
        string="Rights",
        required=True,
        default="inspector",
        help="An inspector's account also reads the units below.",
    )
    purpose = fields.Text(string="What It Is for")
    contact = fields.Char(
        string="Who Runs It", help="Office and telephone, for when something is wrong."
    )
    date_to = fields.Date(
        string="Valid until",
        required=True,
        default=lambda self: (
            self.env["citizen.calendar"]._today() + timedelta(days=MOST_DAYS - 1)
        ),
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Account",
        readonly=True,
        copy=False,
        index=True,
        ondelete="restrict",
    )
    key_issued_on = fields.Datetime(string="Key Issued on", readonly=True, copy=False)
    key_issued_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Key Issued by",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    revoked_on = fields.Datetime(readonly=True, copy=False)
    revoked_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, ondelete="restrict"
    )
    state = fields.Selection(
        selection=[
            ("new", "Without a Key"),
            ("active", "Connected"),
            ("soon", "Ends Soon"),
            ("expired", "Expired"),
            ("revoked", "Revoked"),
        ],
        compute="_compute_state",
    )

    # ------------------------------------------------------------------
    # computes and checks
    # ------------------------------------------------------------------
    @api.depends("date_to", "revoked_on", "key_issued_on")
    def _compute_state(self):
        today = self.env["citizen.calendar"]._today()
        for system in self:
            if system.revoked_on:
                system.state = "revoked"
            elif system.date_to and system.date_to < today:
                system.state = "expired"
            elif not system.key_issued_on:
                system.state = "new"
            elif system.date_to and system.date_to < today + timedelta(days=SOON):
                system.state = "soon"
            else:
                system.state = "active"

    @api.constrains("date_to")
    def _check_date_to(self):
        most = self.env["citizen.calendar"]._today() + timedelta(days=MOST_DAYS)
        for system in self:
            if system.date_to > most:
                raise ValidationError(
                    self.env._(
                        "A key is valid for a year at most: enter a day up to "
                        "%(day)s and renew it then.",
                        day=most.strftime("%d/%m/%Y"),
                    )
                )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        systems = super().create(vals_list)
        for system in systems:
            system._make_account()
        return systems

    def write(self, vals):
        if {"name", "date_to"} & vals.keys() and any(s.revoked_on for s in self):
            raise UserError(
                self.env._("A revoked system stays as it is: enter a new one.")
            )
        result = super().write(vals)
        if "name" in vals:
            # sudo: the administrator of units and people manages no accounts of Odoo
            self.sudo().user_id.name = vals["name"]
        if "date_to" in vals:
            for system in self:
                system._follow_date_to()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ever(self):
        raise UserError(
            self.env._(
                "What a system has entered must stay traceable: revoke its key instead "
                "of deleting it."
            )
        )

    # ------------------------------------------------------------------
    # the account behind it
    # ------------------------------------------------------------------
    def _make_account(self):
        self.ensure_one()
        today = self.env["citizen.calendar"]._today()
        if self.date_to < today:
            raise UserError(self.env._("“Valid until” lies in the past."))
        installed = dict(self.env["res.lang"].get_installed())
        # sudo: as in write; the rights come from the post below, which the same
        # administrator could give to any account
        user = (
            self.env["res.users"]
            .sudo()
            .with_context(no_reset_password=True, mail_create_nosubscribe=True)
            .create(
                {
                    "name": self.name,
                    "login": f"system-{self.id}",
                    "citizen_is_system": True,
                    "citizen_notify": "badge",
                    "notification_type": "inbox",
                    "lang": "vi_VN" if "vi_VN" in installed else self.env.lang,
                    "tz": "Asia/Ho_Chi_Minh",
                    "group_ids": [Command.set(self.env.ref("base.group_user").ids)],
                }
            )
        )
        self._write_protected({"user_id": user.id})
        # sudo: as above
        self.env["citizen.membership"].sudo().create(
            {
                "user_id": user.id,
                "unit_id": self.unit_id.id,
                "role": self.role,
                "position": "other",
                "position_title": self.env._("Connected system"),
                "date_from": today,
                "date_to": self.date_to,
            }
        )

    def _follow_date_to(self):
        """Post and keys end with the system."""
        self.ensure_one()
        # sudo: as in _make_account
        user = self.sudo().user_id
        for post in user.citizen_membership_ids:
            post.date_to = max(self.date_to, post.date_from)
        self._keys().write({"expiration_date": self._key_end()})

    def _keys(self):
        # sudo: keys of another account; their secret part is in no field
        return (
            self.env["res.users.apikeys"]
            .sudo()
            .search([("user_id", "in", self.user_id.ids)])
        )

    def _key_end(self):
        """The end of the last day in Viet Nam, in UTC."""
        return datetime.combine(self.date_to, time(17))

    # ------------------------------------------------------------------
    # buttons
    # ------------------------------------------------------------------
    def action_issue_key(self):
        """Make a key and show it this once; a former one no longer opens anything.

        :raise UserError: revoked, or past its last day
        """
        self.ensure_one()
        self.check_access("write")
        if self.state in ("revoked", "expired"):
            raise UserError(
                self.env._(
                    "“%s” is revoked or expired: set a later last day, or enter a new "
                    "system.",
                    self.name,
                )
            )
        self._keys()._remove()
        key = (
            self.env["res.users.apikeys"]
            # sudo: the key of the system's account, valid longer than a person's
            .with_user(self.sudo().user_id)
            .sudo()
            ._generate("rpc", self.name, self._key_end())
        )
        self._write_protected(
            {"key_issued_on": fields.Datetime.now(), "key_issued_by_id": self.env.uid}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Key of “%s”", self.name),
            "res_model": "citizen.system.key",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_key": key},
        }

    def action_revoke(self):
        """Close the system's door at once: key, post and account end.

        :raise AccessError: the user doesn't administer units and people
        """
        self.check_access("write")
        today = self.env["citizen.calendar"]._today()
        for system in self.filtered(lambda s: not s.revoked_on):
            system._keys()._remove()
            # sudo: as in _make_account
            user = system.sudo().user_id
            user.citizen_membership_ids.date_to = today
            user.active = False
            system._write_protected(
                {"revoked_on": fields.Datetime.now(), "revoked_by_id": self.env.uid}
            )
        return True

    # ------------------------------------------------------------------
    # what a system may call
    # ------------------------------------------------------------------
    @api.model
    def _call_context(self):
        """The context of every call of a system, whatever it sends itself."""
        user = self.env.user
        return {"lang": user.lang, "tz": user.tz, "mail_create_nosubscribe": True}

    @api.model
    def _check_call(self, model, method, ids, kwargs):
        """The arguments of a documented call, checked; see ``api/openapi.yaml``.

        :raise UserError: no such call, or arguments it doesn't take
        """
        try:
            ids, kwargs = system_calls.check(model, method, ids, kwargs)
            if method == "search_read":
                self._check_order(model, kwargs["order"])
                kwargs["domain"] = self._checked_domain(model, kwargs["domain"])
        except system_calls.BadCall as error:
            raise UserError(self._said(*error.args)) from None
        return ids, kwargs

    def _said(self, what, detail):
        return {
            "call": self.env._(
                "“%s” is not open to connected systems; see the description of the "
                "interface.",
                detail,
            ),
            "argument": self.env._("This call doesn't take “%s”.", detail),
            "fields": self.env._("Name the fields wanted in “fields”."),
            "field": self.env._(
                "The field “%s” is not open to connected systems.", detail
            ),
            "domain": self.env._("This condition can't be understood: %s", detail),
            "limit": self.env._(
                "“limit” is a number from 1 to %s.", system_calls.MOST_ROWS
            ),
        }[what]

    def _check_order(self, model, order):
        for term in order.split(","):
            field = self.env[model]._fields[term.split()[0]]
            if not field._description_sortable(self.env):
                raise system_calls.BadCall("argument", "order")

    def _checked_domain(self, model, conditions):
        """What the database would refuse in its own words, told before it is asked."""
        for item in conditions:
            if isinstance(item, str):
                continue
            name, operator, value = item
            field = self.env[model]._fields[name]
            kind = field.type
            if not field._description_searchable or kind in ("json", "binary"):
                # counted when it is read
                raise system_calls.BadCall("domain", str(item)[:60])
            if operator == "ilike":
                kind = "char"
            values = value if operator in ("in", "not in") else [value]
            if not isinstance(values, list) or not all(
                # false and null ask for what is empty
                one in (None, False) or system_calls.is_value(kind, one)
                for one in values
            ):
                raise system_calls.BadCall("domain", str(item)[:60])
        try:
            domain = Domain(conditions)
        except (ValueError, IndexError, TypeError):
            raise system_calls.BadCall("domain", str(conditions)[:60]) from None
        return domain & Domain(system_calls.ALWAYS.get(model, []))


class CitizenSystemKey(models.AbstractModel):
    """The dialog that shows a new key; it is stored nowhere in clear."""

    _name = "citizen.system.key"
    _description = "Key of a Connected System"

    # asked for by the onchange that brings the key
    id = fields.Id()
    key = fields.Char(readonly=True)


class ResUsers(models.Model):
    _inherit = "res.users"

    citizen_is_system = fields.Boolean(
        string="Account of a Connected System", readonly=True
    )

    def _check_credentials(self, credential, env):
        """A system comes with its key through the API, never by a login."""
        if self.env.user.citizen_is_system:
            raise AccessDenied()
        return super()._check_credentials(credential, env)

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Nobody picks a system as a person."""
        people = Domain("citizen_is_system", "=", False) & Domain(domain or [])
        return super().name_search(name, people, operator, limit)


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _get_mention_suggestions_domain(self, search):
        systems = Domain("user_ids.citizen_is_system", "=", True)
        return super()._get_mention_suggestions_domain(search) & ~systems


class CitizenMembership(models.Model):
    _inherit = "citizen.membership"

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Nobody picks a system as a signatory, chair or resolver."""
        people = Domain("user_id.citizen_is_system", "=", False) & Domain(domain or [])
        return super().name_search(name, people, operator, limit)

    @api.constrains("user_id", "unit_id", "role")
    def _check_system(self):
        """A system has the one post its entry describes."""
        # sudo: accounts and entries of systems, whoever gives the post
        posts = self.sudo().filtered("user_id.citizen_is_system")
        systems = {
            system.user_id: system
            for system in self.env["citizen.system"]
            .sudo()
            .search([("user_id", "in", posts.user_id.ids)])
        }
        for post in posts:
            system = systems[post.user_id]
            if (post.unit_id, post.role) != (system.unit_id, system.role):
                raise ValidationError(
                    self.env._(
                        "“%s” is a connected system: it has one post in one unit. "
                        "Enter another system for other rights.",
                        system.name,
                    )
                )
