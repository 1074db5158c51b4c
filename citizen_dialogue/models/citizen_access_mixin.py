from odoo import api, fields, models
from odoo.tools import SQL


class CitizenAccessMixin(models.AbstractModel):
    """Which units a record belongs to; who sees it follows from the *user's* reach.

    Only the units directly involved are stored, so a unit that moves in the tree
    touches no record (design: access).
    """

    _name = "citizen.access.mixin"
    _description = "Access by Unit"
    _inherit = ["citizen.protected.mixin"]

    _create_only_fields = frozenset({"owner_unit_id"})

    owner_unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        string="Responsible Unit",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env["citizen.unit"]._current(),
    )
    access_unit_ids = fields.Many2many(
        comodel_name="citizen.unit",
        string="Units Involved",
        compute="_compute_access_unit_ids",
        store=True,
        # the rule asks for the units of a record: computing them must not ask back
        compute_sudo=True,
    )
    is_ours = fields.Boolean(
        compute="_compute_is_ours", help="The user handles the responsible unit."
    )

    def init(self):
        """How many records each of a thousand units has is known to PostgreSQL. With
        the statistics of a hundred, the usual number, it takes a unit with few for an
        average one, and looks for them from the newest of all records on."""
        super().init()
        if self._abstract:
            return
        field = self._fields["access_unit_ids"]
        self.env.cr.execute(
            SQL(
                "ALTER TABLE %s ALTER COLUMN %s SET STATISTICS 1000",
                SQL.identifier(field.relation),
                SQL.identifier(field.column2),
            )
        )

    @api.depends("owner_unit_id")
    @api.depends_context("uid")
    def _compute_is_ours(self):
        handled = self.env.user.citizen_write_ids
        for record in self:
            record.is_ours = record.owner_unit_id in handled

    @api.depends("owner_unit_id")
    def _compute_access_unit_ids(self):
        # one INSERT for all: a conclusion gives its tasks to many units at once
        self._fields["access_unit_ids"].write_batch(
            [(record, record._get_access_units()) for record in self]
        )

    def _get_access_units(self):
        """Units that take part; models add theirs and their dependencies."""
        self.ensure_one()
        return self.owner_unit_id

    @api.model
    def _search(self, *args, **kwargs):
        """The rules ask for ``access_unit_ids``; Odoo does not know that a domain on a
        stored computed many2many needs its pending values computed first."""
        self._recompute_model(["access_unit_ids"])
        return super()._search(*args, **kwargs)
