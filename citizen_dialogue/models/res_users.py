from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command, Domain

# roles that see and, where marked, handle what lies below their unit
SUBTREE_ROLES = frozenset({"head", "followup", "leader", "inspector"})
SUBTREE_WRITE_ROLES = frozenset({"head", "followup", "leader"})
READ_ONLY_ROLES = frozenset({"inspector", "custodian", "admin"})
# a custodian or business administrator sees no record of a unit by that alone
OUTSIDE_ROLES = frozenset({"custodian", "admin"})
ROLE_GROUPS = {
    role: f"citizen_dialogue.citizen_dialogue_group_{role}"
    for role in (
        "officer",
        "clerk",
        "head",
        "followup",
        "leader",
        "inspector",
        "custodian",
        "admin",
    )
}


class ResUsers(models.Model):
    _inherit = "res.users"

    citizen_membership_ids = fields.One2many(
        comodel_name="citizen.membership", inverse_name="user_id", string="Posts"
    )
    citizen_unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        string="Current Unit",
        help="The unit in whose name the user works now; new records belong to it.",
    )
    citizen_unit_ids = fields.Many2many(
        comodel_name="citizen.unit",
        relation="citizen_user_own_rel",
        string="Own Units",
        readonly=True,
    )
    citizen_reach_ids = fields.Many2many(
        comodel_name="citizen.unit",
        relation="citizen_user_reach_rel",
        string="Units Within Reach",
        readonly=True,
    )
    citizen_write_ids = fields.Many2many(
        comodel_name="citizen.unit",
        relation="citizen_user_write_rel",
        string="Units Handled",
        readonly=True,
    )
    citizen_custody_ids = fields.Many2many(
        comodel_name="citizen.unit",
        relation="citizen_user_custody_rel",
        string="Units Whose Identities Are in Custody",
        readonly=True,
    )
    citizen_reach_all = fields.Boolean(readonly=True)
    citizen_notify = fields.Selection(
        selection=[
            ("badge", "Only in the Application"),
            ("mail", "By Mail at Once"),
            ("digest", "One Mail a Day"),
        ],
        string="Tell Me of Work",
        required=True,
        default="mail",
    )
    citizen_digest_on = fields.Date(readonly=True, help="Day of the last digest.")

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + [
            "citizen_unit_id",
            "citizen_unit_ids",
            "citizen_membership_ids",
            "citizen_notify",
        ]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + [
            "citizen_unit_id",
            "citizen_notify",
        ]

    @api.model
    def _get_invalidation_fields(self):
        """Rule domains are cached per user with these values baked in."""
        return super()._get_invalidation_fields() | {
            "citizen_unit_id",
            "citizen_unit_ids",
            "citizen_reach_ids",
            "citizen_write_ids",
            "citizen_custody_ids",
            "citizen_reach_all",
        }

    @api.constrains("citizen_unit_id")
    def _check_citizen_unit_id(self):
        today = self.env["citizen.calendar"]._today()
        for user in self.filtered("citizen_unit_id"):
            own = user.citizen_membership_ids.filtered("is_current").unit_id
            if user.citizen_unit_id not in own:
                raise ValidationError(
                    self.env._(
                        "%(user)s has no post in %(unit)s on %(date)s.",
                        user=user.name,
                        unit=user.citizen_unit_id.name,
                        date=fields.Date.to_string(today),
                    )
                )

    @api.model
    def citizen_switch_unit(self, unit_id):
        """Make one of the user's own units his current one.

        :raise ValidationError: he has no post there today
        """
        self.env.user.write({"citizen_unit_id": int(unit_id)})
        return True

    # ------------------------------------------------------------------
    # mails about work
    # ------------------------------------------------------------------
    @api.model
    def _citizen_mail(self, told, summary):
        """Queue one mail for each user who wants mails at once, with all the records he
        is told of. Mails leave in working hours, after the commit of what they tell.

        :param told: {user: records}
        """
        # sudo: how a colleague wants to be told, and his address; read for all at once
        users = self.sudo().union(*(user.sudo() for user in told))
        users.fetch(["citizen_notify", "partner_id"])
        users.partner_id.fetch(["name", "email"])
        records_of = {user.id: records for user, records in told.items()}
        vals_list = [
            user._citizen_mail_vals(records_of[user.id], summary)
            for user in users
            if user.citizen_notify == "mail" and user.email
        ]
        # sudo: the queue belongs to the system
        return self.env["mail.mail"].sudo().create(vals_list)

    def _citizen_mail_vals(self, records, summary):
        self.ensure_one()
        base = self.get_base_url()
        # sudo: that he may read them was checked; one line of each, for all at once
        rows = [
            (
                record._mail_line(),
                f"{base}/mail/view?model={record._name}&res_id={record.id}",
            )
            for record in records.sudo()
        ]
        count = f" ({len(rows)})" if len(rows) > 1 else ""
        sender = self.env.company.email_formatted or self.env.user.email_formatted
        return {
            # the office writes, not the colleague whose step it was
            "email_from": sender,
            "reply_to": sender,
            # between the office and him: the log of the record shows no trace of it
            "message_type": "user_notification",
            "author_id": self.env["ir.model.data"]._xmlid_to_res_id(
                "base.partner_root"
            ),
            "subject": f"{summary}{count}",
            "body_html": self.env["ir.qweb"]._render(
                "citizen_dialogue.mail_work",
                {"user": self, "rows": rows, "summary": summary},
                minimal_qcontext=True,
            ),
            "recipient_ids": [Command.link(self.partner_id.id)],
            "scheduled_date": self.env["citizen.calendar"]._office_moment(),
            "auto_delete": True,
            "is_citizen": True,
            "model": records[:1]._name,
            "res_id": records[:1].id,
        }

    @api.model
    def _cron_citizen_digest(self):
        """One mail a day, on working days, to whoever chose it: what is late, due
        within three working days, or new."""
        calendar = self.env["citizen.calendar"]
        today = calendar._today()
        if not calendar._work_calendar().is_working(today):
            return
        soon = calendar._work_calendar().working_day_ahead(today, 3)
        guarded = self._citizen_guarded_models()
        # sudo: runs as the system
        users = self.sudo().search(
            [
                ("citizen_notify", "=", "digest"),
                ("citizen_membership_ids", "!=", False),
                "|",
                ("citizen_digest_on", "=", False),
                ("citizen_digest_on", "<", today),
            ]
        )
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(users))
        for user in users:
            since = user.citizen_digest_on or fields.Date.to_date("1900-01-01")
            activities = (
                self.env["mail.activity"]
                .sudo()
                .search(
                    Domain("user_id", "=", user.id)
                    & Domain("res_model", "in", guarded)
                    & (
                        Domain("date_deadline", "<=", soon)
                        | Domain("create_date", ">=", since)
                    ),
                    order="date_deadline",
                )
            )
            if activities and user.email:
                self.env["mail.mail"].sudo().create(
                    user._citizen_digest_vals(activities)
                )
            user.citizen_digest_on = today
            # when the time of this run is over, Odoo starts the next one at once
            if not cron._commit_progress(1):
                return

    def _citizen_digest_vals(self, activities):
        base = self.get_base_url()
        # asked once for each model, and named together
        readable = {
            name: self.env[name]
            .browse(dict.fromkeys(same.mapped("res_id")))
            .with_user(self)
            .sudo(False)
            ._filtered_access("read")
            .sudo()
            .grouped("id")
            for name, same in activities.grouped("res_model").items()
        }
        rows = []
        for activity in activities:
            record = readable[activity.res_model].get(activity.res_id)
            if record:
                rows.append(
                    (
                        f"{activity.summary or activity.activity_type_id.name}: "
                        f"{record._mail_line()}",
                        f"{base}/mail/view?model={record._name}&res_id={record.id}",
                    )
                )
        vals = self._citizen_mail_vals(
            self.env[activities[0].res_model].browse(activities[0].res_id),
            self.env._("Your work today (%s)", len(rows)),
        )
        vals["body_html"] = self.env["ir.qweb"]._render(
            "citizen_dialogue.mail_work",
            {"user": self, "rows": rows, "summary": self.env._("Your work today")},
            minimal_qcontext=True,
        )
        return vals

    @api.model
    def _citizen_guarded_models(self):
        return [
            name
            for name in self.env.registry.descendants(
                ["citizen.chatter.mixin"], "_inherit"
            )
            if not self.env[name]._abstract
        ]

    # ------------------------------------------------------------------
    # reach
    # ------------------------------------------------------------------
    def _citizen_refresh_reach(self):
        """Recompute which units these users see and handle, their groups and their
        current unit. Four queries whatever their number, plus writes for who changes.
        """
        # sudo: follows from memberships, whoever changed them
        users = self.sudo().with_context(active_test=False)
        if not users:
            return
        tree = self.env["citizen.unit"]._load_tree()
        memberships = (
            self.env["citizen.membership"]
            .sudo()
            .search(
                Domain("user_id", "in", users.ids)
                & self.env["citizen.membership"]._valid_domain()
            )
        )
        posts = defaultdict(list)
        for membership in memberships:
            posts[membership.user_id.id].append(
                (membership.unit_id.id, membership.role)
            )
        changed = self.browse()
        for user in users:
            vals = user._citizen_reach_vals(posts[user.id], tree)
            if vals:
                user.write(vals)
                changed |= user
        changed._citizen_leave_unreadable()

    def _citizen_reach_vals(self, posts, tree):
        """What differs from the user's stored reach, groups and current unit."""
        own, reach, handled, custody = set(), set(), set(), set()
        roles = {role for _unit, role in posts}
        for unit, role in posts:
            if role == "custodian":
                custody |= tree.with_predecessors(tree.below(unit))
            if role in OUTSIDE_ROLES:
                continue
            below = tree.below(unit) if role in SUBTREE_ROLES else {unit}
            with_past = tree.with_predecessors(below)
            own |= tree.with_predecessors({unit})
            reach |= with_past
            if role not in READ_ONLY_ROLES:
                handled |= (
                    with_past
                    if role in SUBTREE_WRITE_ROLES
                    else tree.with_predecessors({unit})
                )
        wanted = {
            "citizen_reach_all": bool(tree.ids) and reach >= tree.ids,
        }
        vals = {name: value for name, value in wanted.items() if self[name] != value}
        for name, ids in (
            ("citizen_unit_ids", own),
            ("citizen_reach_ids", reach),
            ("citizen_write_ids", handled),
            ("citizen_custody_ids", custody),
        ):
            if set(self[name].ids) != ids:
                vals[name] = [Command.set(sorted(ids))]
        today_units = [unit for unit, _role in posts]
        if self.citizen_unit_id.id not in today_units:
            first = today_units[0] if today_units else False
            if self.citizen_unit_id.id != first:
                vals["citizen_unit_id"] = first
        commands = self._citizen_group_commands(roles)
        if commands:
            vals["group_ids"] = commands
        return vals

    def _citizen_group_commands(self, roles):
        commands = []
        for role, xmlid in ROLE_GROUPS.items():
            group = self.env.ref(xmlid)
            if role in roles and group not in self.group_ids:
                commands.append(Command.link(group.id))
            elif role not in roles and group in self.group_ids:
                commands.append(Command.unlink(group.id))
        return commands

    def _citizen_leave_unreadable(self):
        """After a move: stop following what may no longer be read, and hand open
        activities to the person in charge of the unit the record belongs to."""
        if not self:
            return
        self.env.flush_all()
        guarded = self._citizen_guarded_models()
        # sudo: the leaver can't read these records any more
        followers = (
            self.env["mail.followers"]
            .sudo()
            .search(
                [
                    ("res_model", "in", guarded),
                    ("partner_id", "in", self.partner_id.ids),
                ]
            )
        )
        by_partner = {user.partner_id.id: user for user in self}
        followers.filtered(
            lambda follower: (
                not self._citizen_reads(
                    by_partner[follower.partner_id.id],
                    follower.res_model,
                    follower.res_id,
                )
            )
        ).unlink()
        activities = (
            self.env["mail.activity"]
            .sudo()
            .search([("res_model", "in", guarded), ("user_id", "in", self.ids)])
        )
        for activity in activities:
            if self._citizen_reads(
                activity.user_id, activity.res_model, activity.res_id
            ):
                continue
            record = self.env[activity.res_model].sudo().browse(activity.res_id)
            heir = record._activity_heir() - activity.user_id
            if heir and self._citizen_reads(heir, record._name, record.id):
                activity.user_id = heir
            else:
                activity.unlink()

    def _citizen_reads(self, user, model, res_id):
        record = self.env[model].with_user(user).browse(res_id)
        return bool(record.sudo().exists()) and record.has_access("read")
