from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain


class CitizenMembership(models.Model):
    """Somebody's place in a unit for a time. People wear two hats, so a user may have
    several; what he may see and do follows from all that are valid today."""

    _name = "citizen.membership"
    _description = "Membership of a Unit"
    _order = "unit_id, position_rank, id"

    user_id = fields.Many2one(
        comodel_name="res.users", required=True, index=True, ondelete="restrict"
    )
    unit_id = fields.Many2one(
        comodel_name="citizen.unit", required=True, index=True, ondelete="restrict"
    )
    role = fields.Selection(
        selection=[
            ("officer", "Officer"),
            ("clerk", "Clerk (Numbers and Dispatches)"),
            ("head", "Head of the Unit"),
            ("followup", "Follow-up Office"),
            ("leader", "Leader of the Authority"),
            ("inspector", "Inspector (Read Only)"),
            ("custodian", "Identity Custodian"),
            ("admin", "Business Administrator"),
        ],
        required=True,
        default="officer",
    )
    position = fields.Selection(
        selection=[
            ("chair", "Chairman"),
            ("vice_chair", "Vice-Chairman"),
            ("head", "Head"),
            ("vice_head", "Deputy Head"),
            ("officer", "Officer"),
            ("clerk", "Clerk"),
            ("other", "Other"),
        ],
        required=True,
        default="officer",
    )
    position_rank = fields.Integer(compute="_compute_position_rank", store=True)
    position_title = fields.Char(
        string="Title", help="As in letters and signature blocks: Chánh Văn phòng."
    )
    is_acting = fields.Boolean(string="Acting (Q.)")
    authorisation_ref = fields.Char(
        string="Authorisation to Sign (TUQ.)",
        help="Number and date of the written authorisation.",
    )
    authorisation_until = fields.Date()
    date_from = fields.Date(
        string="From", default=lambda self: self.env["citizen.calendar"]._today()
    )
    date_to = fields.Date(string="To")
    is_current = fields.Boolean(
        compute="_compute_is_current", search="_search_is_current"
    )
    deputises_for_id = fields.Many2one(
        comodel_name="citizen.membership",
        string="Deputises for",
        domain="[('unit_id', '=', unit_id)]",
        index="btree_not_null",
        ondelete="set null",
    )
    category_ids = fields.Many2many(
        comodel_name="citizen.category", string="Fields of Work"
    )

    _valid_period = models.Constraint(
        "CHECK (date_to IS NULL OR date_from IS NULL OR date_to >= date_from)",
        "A membership can't end before it begins.",
    )
    _once = models.UniqueIndex(
        "(user_id, unit_id, role) WHERE date_to IS NULL",
        "This person already has this role in this unit.",
    )

    # ------------------------------------------------------------------
    # computes
    # ------------------------------------------------------------------
    @api.depends("position")
    def _compute_position_rank(self):
        ranks = {
            value: rank
            for rank, (value, _label) in enumerate(self._fields["position"].selection)
        }
        for membership in self:
            membership.position_rank = ranks.get(membership.position, len(ranks))

    @api.depends("date_from", "date_to")
    def _compute_is_current(self):
        today = self.env["citizen.calendar"]._today()
        for membership in self:
            membership.is_current = (
                not membership.date_from or membership.date_from <= today
            ) and (not membership.date_to or membership.date_to >= today)

    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        if True in value and False in value:
            return Domain.TRUE
        current = self._valid_domain()
        return current if True in value else ~current

    @api.depends("user_id.name", "position_title", "unit_id.name")
    def _compute_display_name(self):
        for membership in self:
            parts = [
                # sudo: the name of a colleague
                membership.sudo().user_id.name,
                membership.position_title,
                membership.unit_id.name,
            ]
            membership.display_name = ", ".join(part for part in parts if part)

    # ------------------------------------------------------------------
    # checks
    # ------------------------------------------------------------------
    @api.constrains("deputises_for_id", "unit_id")
    def _check_deputises_for_id(self):
        for membership in self.filtered("deputises_for_id"):
            if membership.deputises_for_id.unit_id != membership.unit_id:
                raise ValidationError(
                    self.env._("Somebody deputises only within one unit.")
                )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        memberships = super().create(vals_list)
        memberships._check_may_grant()
        memberships.user_id._citizen_refresh_reach()
        return memberships

    def write(self, vals):
        users = self.user_id
        self._check_may_grant()
        result = super().write(vals)
        self._check_may_grant()
        (users | self.user_id)._citizen_refresh_reach()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        raise UserError(
            self.env._(
                "Who did what in which post must stay traceable: enter the last day of "
                "the membership instead of deleting it."
            )
        )

    # ------------------------------------------------------------------
    # business methods
    # ------------------------------------------------------------------
    @api.model
    def _valid_domain(self, on=None):
        day = on or self.env["citizen.calendar"]._today()
        return (Domain("date_from", "=", False) | Domain("date_from", "<=", day)) & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", day)
        )

    def _check_may_grant(self):
        """A business administrator appoints everybody but the custodian, whom the
        leader appoints: nobody who runs the system can open identities for himself."""
        if self.env.su:
            return
        is_leader = self.env.user.has_group(
            "citizen_dialogue.citizen_dialogue_group_leader"
        )
        is_admin = self.env.user.has_group(
            "citizen_dialogue.citizen_dialogue_group_admin"
        )
        for membership in self:
            custodian = membership.role == "custodian"
            if (custodian and not is_leader) or (not custodian and not is_admin):
                raise AccessError(
                    self.env._(
                        "The custodian of identities is appointed by the leader of the "
                        "authority, everybody else by the business administrator."
                    )
                )

    @api.model
    def _cron_refresh_reach(self):
        """Memberships begin and end at midnight without anybody writing them."""
        # sudo: runs as the system
        users = self.env["res.users"].sudo()
        users.search([("citizen_membership_ids", "!=", False)])._citizen_refresh_reach()
