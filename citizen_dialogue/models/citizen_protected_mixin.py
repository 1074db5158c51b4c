from odoo import api, models, tools
from odoo.exceptions import AccessError
from odoo.tools import SQL


class OneTimeToken:
    """Permission for one create or write of the named fields of one model.

    A Python object cannot be sent over RPC, so nobody outside the server can put
    one into a context; it is spent by its first use, so a write triggered further
    down by the same call does not profit from it.
    """

    __slots__ = ("fields", "model")

    def __init__(self, model, fields):
        self.model = model
        self.fields = frozenset(fields)

    def spend(self, model, fields):
        valid = self.model == model and self.fields.issuperset(fields)
        self.model = None
        return valid


class CitizenProtectedMixin(models.AbstractModel):
    """Fields that only the model's own methods may write.

    ``readonly=True`` on a field binds the web client only; an RPC call writes it all
    the same. Models list such fields in ``_protected_fields`` (state, numbers, dates
    of law) or, when the value may be chosen once at creation, in
    ``_create_only_fields`` (the unit a record belongs to).
    """

    _name = "citizen.protected.mixin"
    _description = "Protected Fields"
    _inherit = ["citizen.link.mixin"]

    _protected_fields = frozenset()
    _create_only_fields = frozenset()

    @api.model
    @tools.ormcache()
    def _guarded_fields(self):
        """Protected fields and every stored field of ours that is read-only, computed
        and related ones included: the ORM would write those too. Asked for each row
        that is made or written."""
        return self._protected_fields | {
            name
            for name, field in self._fields.items()
            if field.readonly
            and field.store
            and name not in (*models.MAGIC_COLUMNS, "revision")
            and "citizen_dialogue" in field._modules
        }

    # ------------------------------------------------------------------
    # the two doors of the model's own methods
    # ------------------------------------------------------------------
    def _write_protected(self, vals):
        token = OneTimeToken(self._name, vals)
        return self.with_context(citizen_token=token).write(vals)

    @api.model
    def _create_protected(self, vals_list):
        names = {name for vals in vals_list for name in vals}
        token = OneTimeToken(self._name, names)
        return self.with_context(citizen_token=token).create(vals_list)

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model
    def default_get(self, fields):
        """Defaults of protected fields come from the model alone: neither from a
        context (``default_state``) nor from a default a user stored for himself."""
        values = super().default_get(fields)
        for name in self._guarded_fields() & values.keys():
            field = self._fields[name]
            if field.default:
                values[name] = field.convert_to_write(
                    field.convert_to_cache(field.default(self), self.new()), self
                )
            else:
                del values[name]
        return values

    @api.model_create_multi
    def create(self, vals_list):
        names = {name for vals in vals_list for name in vals}
        names |= {
            key[len("default_") :]
            for key in self.env.context
            if key.startswith("default_")
        }
        model = self._spend_token(names & self._guarded_fields())
        records = super(CitizenProtectedMixin, model).create(vals_list)
        if not self.env.context.get("citizen_token"):
            records._check_links(names)
        return records

    def write(self, vals):
        guarded = vals.keys() & (self._guarded_fields() | self._create_only_fields)
        records = self._spend_token(guarded)
        result = super(CitizenProtectedMixin, records).write(vals)
        if not self.env.context.get("citizen_token"):
            records._check_links(vals)
        return result

    def _spend_token(self, guarded):
        """Return ``self`` without a token; raise AccessError when guarded fields are
        touched and no valid token came with the call."""
        token = self.env.context.get("citizen_token")
        if isinstance(token, OneTimeToken):
            allowed = token.spend(self._name, guarded)
        else:
            allowed = False
        if guarded and not allowed:
            raise AccessError(
                self.env._(
                    "“%(fields)s” of %(model)s can't be set by hand: use the button "
                    "of the step that changes it.",
                    fields=", ".join(
                        sorted(
                            self._fields[name]._description_string(self.env)
                            for name in guarded
                        )
                    ),
                    model=self.env["ir.model"]._get(self._name).name,
                )
            )
        return self if token is None else self.with_context(citizen_token=None)

    def _lock_rows(self):
        """Take the row locks, waiting for whoever holds them. When the other one has
        changed a row meanwhile, PostgreSQL refuses (REPEATABLE READ) and Odoo runs
        the whole request again on what is true then."""
        self.flush_recordset()
        self.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
                SQL.identifier(self._table),
                tuple(self.ids),
            )
        )
        self.invalidate_recordset(flush=False)
