import re
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import identity, vietnamese

AUTHORITY_KINDS = ("province", "district", "commune")
# who answers for a unit, before its other members
HEAD_ROLES = ("head", "leader")


class _Tree:
    """All units in memory (a province has about a thousand), to work out the reach of
    many users with two queries."""

    def __init__(self, paths, predecessors):
        self.ids = set(paths)
        self._below = defaultdict(set)
        for unit, path in paths.items():
            for part in path.split("/"):
                if part:
                    self._below[int(part)].add(unit)
        self._predecessors = defaultdict(set)
        for successor, predecessor in predecessors:
            self._predecessors[successor].add(predecessor)

    def below(self, unit):
        return self._below[unit] | {unit}

    def with_predecessors(self, units):
        """The units, what they came from and what lay below that."""
        found, queue = set(units), list(units)
        while queue:
            for former in self._predecessors[queue.pop()]:
                for unit in self.below(former) - found:
                    found.add(unit)
                    queue.append(unit)
        return found


class CitizenUnit(models.Model):
    """An authority or one of its departments.

    Units are never deleted: a reform ends them (``valid_to``) and names successors,
    who keep the right to their files.
    """

    _name = "citizen.unit"
    _description = "Unit"
    _parent_store = True
    _order = "kind_rank, name, id"
    _rec_names_search = ["name", "short_name", "symbol"]

    name = fields.Char(required=True)
    short_name = fields.Char()
    kind = fields.Selection(
        selection=[
            ("province", "People's Committee of a Province"),
            ("district", "People's Committee of a District"),
            ("commune", "People's Committee of a Commune"),
            ("office", "Office"),
            ("department", "Department"),
            ("other", "Other Body"),
        ],
        required=True,
        default="department",
    )
    kind_rank = fields.Integer(compute="_compute_kind_rank", store=True)
    parent_id = fields.Many2one(
        comodel_name="citizen.unit",
        string="Superior Unit",
        index=True,
        ondelete="restrict",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many(
        comodel_name="citizen.unit", inverse_name="parent_id", string="Units Below"
    )
    authority_id = fields.Many2one(
        comodel_name="citizen.unit",
        compute="_compute_authority_id",
        store=True,
        index=True,
        recursive=True,
        help="The People's Committee in whose name the unit writes.",
    )
    symbol = fields.Char(help="As in the number of a document: UBND, BTCD, TNMT.")
    letterhead_parent = fields.Char(
        string="Letterhead: Superior Body",
        help="First line above the issuing body; empty for a People's Committee.",
    )
    letterhead_name = fields.Text(string="Letterhead: Issuing Body")
    place_name = fields.Char(help="As before the date of a document: Quỳnh Nhai.")
    body_title = fields.Char(
        string="Collective Body",
        help="As after TM. in a signature block: ỦY BAN NHÂN DÂN.",
    )
    chair_title = fields.Char(
        string="Title of the Head",
        help="As in a signature block: CHỦ TỊCH.",
    )
    sign_tl = fields.Boolean(
        string="Heads Sign by Order (TL.)",
        help="Heads of units of this authority may sign “TL. CHỦ TỊCH”.",
    )
    sign_tuq = fields.Boolean(
        string="Signing by Authorisation (TUQ.)",
        help="Written, time-limited authorisations are in use.",
    )
    address = fields.Char()
    phone = fields.Char()
    email = fields.Char()
    is_remote_area = fields.Boolean(
        help="Remote area with difficult travel: longer time limits for complaints."
    )
    valid_from = fields.Date()
    valid_to = fields.Date(help="Last day on which the unit existed.")
    is_current = fields.Boolean(
        compute="_compute_is_current", search="_search_is_current"
    )
    predecessor_ids = fields.Many2many(
        comodel_name="citizen.unit",
        relation="citizen_unit_succession_rel",
        column1="successor_id",
        column2="predecessor_id",
        string="Predecessors",
    )
    successor_ids = fields.Many2many(
        comodel_name="citizen.unit",
        relation="citizen_unit_succession_rel",
        column1="predecessor_id",
        column2="successor_id",
        string="Successors",
    )
    membership_ids = fields.One2many(
        comodel_name="citizen.membership", inverse_name="unit_id", string="People"
    )

    _valid_period = models.Constraint(
        "CHECK (valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from)",
        "A unit can't end before it begins.",
    )

    # ------------------------------------------------------------------
    # computes
    # ------------------------------------------------------------------
    @api.depends("kind")
    def _compute_kind_rank(self):
        ranks = {
            kind: rank for rank, (kind, _label) in enumerate(self._kind_selection())
        }
        for unit in self:
            unit.kind_rank = ranks.get(unit.kind, len(ranks))

    @api.depends("kind", "parent_id.authority_id")
    def _compute_authority_id(self):
        for unit in self:
            if unit.kind in AUTHORITY_KINDS:
                unit.authority_id = unit
            else:
                unit.authority_id = unit.parent_id.authority_id

    @api.depends("valid_from", "valid_to")
    def _compute_is_current(self):
        today = self.env["citizen.calendar"]._today()
        for unit in self:
            unit.is_current = unit._exists_on(today)

    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env["citizen.calendar"]._today()
        current = Domain.OR(
            [Domain("valid_from", "=", False), Domain("valid_from", "<=", today)]
        ) & Domain.OR([Domain("valid_to", "=", False), Domain("valid_to", ">=", today)])
        if True in value and False in value:
            return Domain.TRUE
        return current if True in value else ~current

    @api.depends("name", "valid_to")
    def _compute_display_name(self):
        for unit in self:
            name = unit.name or ""
            if unit.valid_to and not unit.is_current:
                name = self.env._(
                    "%(name)s (until %(year)s)", name=name, year=unit.valid_to.year
                )
            unit.display_name = name

    # ------------------------------------------------------------------
    # checks
    # ------------------------------------------------------------------
    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A unit can't stand below itself."))

    @api.constrains("predecessor_ids", "successor_ids")
    def _check_succession(self):
        if self._has_cycle("predecessor_ids"):
            raise ValidationError(self.env._("A unit can't succeed itself."))

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        units = super().create(vals_list)
        units._refresh_reach_of_superiors()
        return units

    def write(self, vals):
        moved = "parent_id" in vals
        reform = {"predecessor_ids", "successor_ids"} & vals.keys()
        before = self._superiors() if moved or reform else self.browse()
        result = super().write(vals)
        if moved or reform:
            self._refresh_reach_of_superiors(before)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        raise UserError(
            self.env._(
                "Units are not deleted: enter the last day of “%(name)s” and its "
                "successors instead.",
                name=self[:1].name,
            )
        )

    # ------------------------------------------------------------------
    # business methods
    # ------------------------------------------------------------------
    @api.model
    def _current(self):
        """The unit in whose name the user works now, or none."""
        return self.env.user.citizen_unit_id.sudo(False)

    @api.model
    def _kind_selection(self):
        return self._fields["kind"].selection

    def _exists_on(self, day):
        self.ensure_one()
        return (not self.valid_from or self.valid_from <= day) and (
            not self.valid_to or self.valid_to >= day
        )

    def _members(self, roles=None, on=None):
        """Users with a membership in these units that is valid ``on`` a day (today).

        :param roles: only memberships with one of these roles
        """
        return self._memberships(roles=roles, on=on).user_id

    def _memberships(self, roles=None, on=None):
        domain = Domain("unit_id", "in", self.ids) & self.env[
            "citizen.membership"
        ]._valid_domain(on)
        if roles:
            domain &= Domain("role", "in", list(roles))
        # sudo: who sits in a unit is not secret inside the authority, and steps must
        # find the next officer whatever the acting user may read
        memberships = self.env["citizen.membership"].sudo().search(domain)
        return memberships.filtered(
            lambda post: post.user_id.active and not post.user_id.citizen_is_system
        )

    def _file_part(self):
        """«ubnd-xa-quynh-nhai» for the name of a file: the symbol of one People's
        Committee is that of all."""
        self.ensure_one()
        return re.sub(r"[^a-z0-9]+", "-", identity.fold(self.name)).strip("-")

    def _letterhead(self):
        """Lines above and of the issuing body, as the unit says, else by its names;
        none for a sheet that belongs to no unit."""
        if not self:
            return [], []
        self.ensure_one()
        # sudo: names of the authority, printed on the unit's papers
        authority = self.authority_id.sudo()
        above, name = self.letterhead_parent, self.letterhead_name
        if not name and (not authority or authority == self):
            name = vietnamese.in_full(self.name).replace(" nhân dân ", " nhân dân\n", 1)
        elif not name:
            # «VĂN PHÒNG HĐND VÀ UBND»: whose it is stands above
            place = vietnamese.place(authority.short_name or authority.name)
            name = self.name.removesuffix(f" {place}")
        if authority != self:
            above = above or authority.name
        return above and [above] or [], name.upper().split("\n")

    def _place(self):
        """Place before the date of the unit's papers."""
        # sudo: as above
        return self.place_name or self.authority_id.sudo().place_name or ""

    def _head_post(self):
        """The post of who signs for the unit itself."""
        posts = self._memberships(roles=("head", "followup"))
        return posts.filtered(lambda post: post.position == "head")[:1]

    def _chair(self):
        """The post of the chairman of an authority."""
        posts = self._memberships(roles=("leader",))
        return posts.filtered(lambda post: post.position == "chair")[:1]

    def _heads(self):
        """Users who answer for these units."""
        return self._members(roles=HEAD_ROLES)

    def _deciders(self):
        """Users who decide in the name of these units: their heads, the follow-up
        office and the leaders of the authorities above them."""
        return self._superiors()._members(roles=("head", "leader", "followup"))

    def _check_decider(self):
        """Raise unless the user decides in the name of these units.

        :raise AccessError: naming the unit
        """
        if not self.env.su and self.env.user not in self._deciders():
            raise AccessError(
                self.env._(
                    "A head of %(unit)s or a leader decides this.",
                    unit=self[:1].name,
                )
            )

    def _person_in_charge(self):
        """Whom to ask in one unit; see ``_persons_in_charge``."""
        self.ensure_one()
        return self._persons_in_charge()[self.id]

    def _persons_in_charge(self):
        """{unit id: user} for these units with one query: an officer of the unit, who
        does the work, else its head, else nobody."""
        memberships = self._memberships()
        found = dict.fromkeys(self.ids, self.env["res.users"])
        for roles in (HEAD_ROLES, ("officer", "followup", "clerk")):
            for membership in memberships:
                if membership.role in roles:
                    found[membership.unit_id.id] = membership.user_id
        return found

    def _heads_by_unit(self):
        """{unit id: its heads} for these units with one query."""
        heads = dict.fromkeys(self.ids, self.env["res.users"])
        for membership in self._memberships(roles=HEAD_ROLES):
            heads[membership.unit_id.id] |= membership.user_id
        return heads

    def _leaders_by_unit(self):
        """{unit id: who leads this authority} with one query: its leaders, and where it
        has none the chairman who heads it."""
        found = {unit_id: self.env["res.users"] for unit_id in self.ids}
        chairs = dict(found)
        for post in self._memberships(roles=("leader", "head")):
            if post.role == "leader":
                found[post.unit_id.id] |= post.user_id
            elif post.position in ("chair", "vice_chair"):
                chairs[post.unit_id.id] |= post.user_id
        return {unit_id: users or chairs[unit_id] for unit_id, users in found.items()}

    def _leaders_above(self):
        """{unit id: ids of users}: leaders of the authority of each of these units, and
        of those above it."""
        above = {unit.id: unit._superiors() for unit in self}
        leaders = self._superiors()._leaders_by_unit()
        return {
            unit_id: {
                user.id for superior in units for user in leaders.get(superior.id, ())
            }
            for unit_id, units in above.items()
        }

    def _superiors(self):
        """These units and all above them."""
        ids = {
            int(part)
            for unit in self
            for part in (unit.parent_path or "").split("/")
            if part
        }
        return self.browse(ids)

    def _check_receives(self, day):
        """:raise UserError: the unit doesn't exist on that day"""
        self.ensure_one()
        if self._exists_on(day):
            return
        if self.valid_to and self.valid_to < day:
            heirs = ", ".join(self.successor_ids.mapped("name"))
            raise UserError(
                self.env._(
                    "%(unit)s ended on %(day)s. Its successors: %(heirs)s.",
                    unit=self.name,
                    day=self.valid_to.strftime("%d/%m/%Y"),
                    heirs=heirs or self.env._("none entered"),
                )
            )
        raise UserError(
            self.env._(
                "%(unit)s exists only from %(day)s on.",
                unit=self.name,
                day=self.valid_from.strftime("%d/%m/%Y"),
            )
        )

    def _common_superior(self):
        """The lowest authority that stands above all these units; where there is none,
        the topmost authority of the first."""
        paths = [
            [int(part) for part in (unit.parent_path or "").split("/") if part]
            for unit in self
        ]
        common = set.intersection(*(set(path[:-1]) for path in paths))
        # from the lowest up; a unit of the dispute doesn't decide it
        above = self.browse([i for i in reversed(paths[0]) if i in common]) - self
        top = self.browse(paths[0])
        authorities = above.filtered(lambda u: u.authority_id == u)
        return (
            authorities[:1]
            or top.filtered(lambda u: u.authority_id == u)[:1]
            or top[:1]
        )

    def _refresh_reach_of_superiors(self, former=None):
        """Recompute whom a change of these units lets see more or less: people of
        the units above them, before and after, and of their successors."""
        self.flush_model(["parent_id", "parent_path"])
        units = self._superiors() | (former or self.browse())
        heirs = units.successor_ids
        while heirs - units:
            units |= heirs._superiors()
            heirs = units.successor_ids
        memberships = (
            # sudo: the reach of other users follows from the tree, not from rights
            self.env["citizen.membership"].sudo().search([("unit_id", "in", units.ids)])
        )
        memberships.user_id._citizen_refresh_reach()

    @api.model
    def _same_places(self, unit_ids):
        """{unit id: ids of it, what it came from and what came from it}: the same place
        under former and present names. One query."""
        ids = sorted({unit_id for unit_id in unit_ids if unit_id})
        if not ids:
            return {}
        places = {unit_id: {unit_id} for unit_id in ids}
        for start, unit_id in self.env.execute_query(
            SQL(
                """WITH RECURSIVE former(start, id) AS (
                       SELECT i, i FROM unnest(%(ids)s) AS i
                       UNION SELECT f.start, r.predecessor_id FROM former f
                       JOIN citizen_unit_succession_rel r ON r.successor_id = f.id),
                   later(start, id) AS (
                       SELECT i, i FROM unnest(%(ids)s) AS i
                       UNION SELECT l.start, r.successor_id FROM later l
                       JOIN citizen_unit_succession_rel r ON r.predecessor_id = l.id)
                   SELECT * FROM former UNION SELECT * FROM later""",
                ids=ids,
            )
        ):
            places[start].add(unit_id)
        return places

    @api.model
    def _load_tree(self):
        self.flush_model()
        rows = self.env.execute_query(SQL("SELECT id, parent_path FROM citizen_unit"))
        succession = self.env.execute_query(
            SQL("SELECT successor_id, predecessor_id FROM citizen_unit_succession_rel")
        )
        return _Tree({unit: path or f"{unit}/" for unit, path in rows}, succession)
