from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

FAR = fields.Date.to_date("9999-12-31")


class CitizenDeadlineRule(models.Model):
    """A time limit as the law states it: the only place where a statutory number of
    days stands. A new law closes a row and adds one; local practice is a row of its
    own, with who decided it."""

    _name = "citizen.deadline.rule"
    _description = "Time Limit by Law"
    _order = "code, valid_from desc, id desc"
    _rec_names_search = ["code", "name"]

    code = fields.Char(required=True, index=True)
    name = fields.Char(required=True)
    trigger = fields.Char(required=True)
    days = fields.Integer(help="Empty (0) where the law says “at once” or no number.")
    days_complex = fields.Integer(string="Complex")
    days_remote = fields.Integer(string="Remote Area")
    days_remote_complex = fields.Integer(string="Remote and Complex")
    unit_of_days = fields.Selection(
        selection=[("calendar", "Calendar Days"), ("working", "Working Days")],
        required=True,
        default="calendar",
    )
    direction = fields.Selection(
        selection=[("after", "After the Event"), ("before", "Before the Event")],
        required=True,
        default="after",
    )
    extension_policy = fields.Selection(
        selection=[
            ("none", "No Extension"),
            ("ceiling", "Up to the Longer Limit"),
            ("additive", "Adds to the Limit"),
        ],
        required=True,
        default="none",
    )
    extension_days = fields.Integer(
        help="What one extension adds, where extensions add to the limit."
    )
    extension_max = fields.Integer(string="Extensions at Most", aggregator=None)
    roll = fields.Boolean(
        string="Ends on a Working Day",
        default=True,
        help="The last day rolls to the next working day (BLDS 2015, Điều 148.5).",
    )
    article = fields.Char(required=True, string="Legal Basis")
    confidence = fields.Selection(
        selection=[
            ("verified", "Read in the Text"),
            ("recalled", "Not Re-read"),
            ("uncertain", "Uncertain"),
        ],
        required=True,
        default="verified",
    )
    keyed_by = fields.Selection(
        selection=[
            ("receipt", "Date of Receipt"),
            ("acceptance", "Date of Acceptance"),
            ("event", "Date of the Event"),
            ("period_end", "End of the Period"),
        ],
        required=True,
        default="event",
        help="The date that chooses which row of the law applies.",
    )
    valid_from = fields.Date(required=True)
    valid_to = fields.Date()
    is_law = fields.Boolean(string="Law", readonly=True, copy=False)
    is_parameter = fields.Boolean(
        string="Parameter",
        help="No law gives this number: a proposed default that the office sets.",
    )
    pending = fields.Boolean(
        readonly=True,
        copy=False,
        help="Came with an upgrade and waits until somebody has applied it.",
    )
    override_by = fields.Char(string="Decided by")
    override_document = fields.Char(string="Decision")

    _days_sane = models.Constraint(
        "CHECK (days BETWEEN 0 AND 3660 AND days_complex BETWEEN 0 AND 3660 "
        "AND days_remote BETWEEN 0 AND 3660 "
        "AND days_remote_complex BETWEEN 0 AND 3660)",
        "A time limit has between 0 and 3,660 days.",
    )
    _valid_period = models.Constraint(
        "CHECK (valid_to IS NULL OR valid_to >= valid_from)",
        "A rule can't end before it begins.",
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = f"{rule.code} – {rule.name}"

    @api.constrains("code", "valid_from", "valid_to", "is_law", "pending")
    def _check_overlap(self):
        rules = self.search([("code", "in", self.mapped("code"))])
        for rule in self:
            for other in rules - rule:
                if (
                    other.code == rule.code
                    and other.is_law == rule.is_law
                    and other.pending == rule.pending
                    and other.valid_from <= (rule.valid_to or FAR)
                    and rule.valid_from <= (other.valid_to or FAR)
                ):
                    raise ValidationError(
                        self.env._(
                            "Two rows of “%(code)s” would be valid at the same time: "
                            "close one (valid to) before the other begins.",
                            code=rule.code,
                        )
                    )

    @api.constrains(
        "code", "is_law", "is_parameter", "override_by", "override_document"
    )
    def _check_override(self):
        for rule in self:
            if rule.is_law or rule.is_parameter:
                continue
            if not (rule.override_by and rule.override_document):
                raise ValidationError(
                    self.env._(
                        "Local practice needs who decided it and by which document."
                    )
                )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("is_law") or vals.get("pending") for vals in vals_list):
            self._check_law_door()
        return super().create(vals_list)

    def write(self, vals):
        if {"is_law", "pending"} & vals.keys() or any(rule.is_law for rule in self):
            self._check_law_door()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_law(self):
        if any(rule.is_law for rule in self):
            raise UserError(self.env._("A row of the law is closed, never deleted."))

    def _check_law_door(self):
        """Rows of the law come with the add-on; nobody edits them in the interface."""
        if not (self.env.su and self.env.context.get("install_mode")):
            raise AccessError(
                self.env._(
                    "Rows of the law come with the product and aren't edited. Enter "
                    "local practice as a row of its own, with its decision."
                )
            )

    # ------------------------------------------------------------------
    # business methods
    # ------------------------------------------------------------------
    @api.model
    def _rule(self, code, on):
        """The row of ``code`` valid on ``on``: local practice before the law; empty
        when there is no such duty on that day."""
        rules = self.search(
            Domain("code", "=", code)
            & Domain("pending", "=", False)
            & Domain("valid_from", "<=", on)
            & (Domain("valid_to", "=", False) | Domain("valid_to", ">=", on)),
            order="is_law, valid_from desc, id desc",
        )
        overrides = rules.filtered(lambda rule: not rule.is_law)
        return (overrides or rules)[:1]

    @api.model
    def _rules(self, pairs):
        """{(code, day): row} as ``_rule`` picks it, all with one query."""
        rows = self.search(
            Domain("code", "in", sorted({code for code, _day in pairs}))
            & Domain("pending", "=", False),
            order="is_law, valid_from desc, id desc",
        )
        by_code = rows.grouped("code")
        return {
            (code, day): by_code.get(code, self.browse()).filtered(
                lambda rule, day=day: (
                    rule.valid_from <= day
                    and (not rule.valid_to or rule.valid_to >= day)
                )
            )[:1]
            for code, day in pairs
        }

    def _amount(self, is_complex=False, is_remote=False, extensions=0):
        """Days of this limit. For complaints the longer limits are ceilings that hold
        the extension; for denunciations each extension adds (domain/law.md §3.1)."""
        self.ensure_one()
        days = self.days
        if is_complex and is_remote:
            days = max(
                days, self.days_remote_complex, self.days_complex, self.days_remote
            )
        elif is_complex:
            days = max(days, self.days_complex)
        elif is_remote:
            days = max(days, self.days_remote)
        return days + extensions * self.extension_days

    def _count_from(self, start):
        """Count this limit from ``start``; see ``tools.counting.count``."""
        self.ensure_one()
        return self.env["citizen.calendar"]._count(
            start,
            self.days,
            self.unit_of_days,
            roll=self.roll,
            backward=self.direction == "before",
        )
