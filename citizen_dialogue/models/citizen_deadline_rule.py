from datetime import timedelta

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..tools.counting import UNIT_WORDS, UNITS, count

FAR = fields.Date.to_date("9999-12-31")
# what a row means: a new law closes it and adds another one
MEANING = frozenset(
    {
        "code",
        "days",
        "days_complex",
        "days_remote",
        "days_remote_complex",
        "unit_of_days",
        "direction",
        "extension_policy",
        "extension_days",
        "extension_max",
        "roll",
        "is_effect",
        "keyed_by",
        "pause_code",
        "pause_obstacle",
        "follows_code",
        "follows_end",
        "valid_from",
        "valid_to",
    }
)


class CitizenDeadlineRule(models.Model):
    """A time limit as the law states it: the only place where a statutory number of
    days stands. A new law closes a row and adds one; local practice is a row of its
    own, with who decided it. Both count only after their preview has been applied."""

    _name = "citizen.deadline.rule"
    _description = "Time Limit by Law"
    _inherit = ["citizen.pending.mixin"]
    _order = "code, valid_from desc, id desc"
    _rec_names_search = ["code", "name"]

    _protected_fields = frozenset({"pending", "is_law", "is_parameter"})
    _meaning_fields = MEANING

    code = fields.Char(required=True, index=True)
    name = fields.Char(required=True)
    trigger = fields.Char(required=True)
    days = fields.Integer(
        string="Limit",
        help="Empty (0) where the law says “at once” or no number.",
    )
    days_complex = fields.Integer(string="Complex")
    days_remote = fields.Integer(string="Remote Area")
    days_remote_complex = fields.Integer(string="Remote and Complex")
    unit_of_days = fields.Selection(
        selection=[
            ("calendar", "Calendar Days"),
            ("working", "Working Days"),
            ("month", "Months"),
            ("year", "Years"),
            ("hour", "Hours"),
            ("times", "Times"),
        ],
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
        help="A last day that is a day off gives way to the next working day.",
    )
    is_effect = fields.Boolean(
        string="Date of Effect",
        help="The limit gives the day on which something takes legal effect: the day "
        "after its last one, whatever weekday that is.",
    )
    pause_code = fields.Char(
        string="Suspended under",
        help="The clock may be suspended on a day on which the time limit of this code "
        "is in force; empty: never.",
    )
    pause_obstacle = fields.Boolean(
        string="Obstacles Don't Count",
        help="The time of illness, disaster or another objective obstacle is left out.",
    )
    follows_code = fields.Char(
        string="Begins at the End of", help="Code of the time limit before it."
    )
    follows_end = fields.Selection(
        selection=[
            ("due", "Its Last Working Day"),
            ("raw", "Its Last Day as Counted"),
        ],
        string="Which End",
    )
    article = fields.Char(required=True, string="Legal Basis")
    transition_article = fields.Char(
        string="Transition",
        help="By this article the row also holds for matters accepted before it.",
    )
    note = fields.Char(string="Remark")
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
    closing_on = fields.Date(
        string="To End on",
        help="Last day of this local practice, once the preview has been applied. A "
        "day before its first one takes it back altogether.",
    )
    is_law = fields.Boolean(string="Law", readonly=True, copy=False)
    is_parameter = fields.Boolean(
        string="Parameter",
        readonly=True,
        copy=False,
        help="No law gives this number: a default that the office replaces by a row of "
        "its own.",
    )
    is_latest = fields.Boolean(
        compute="_compute_is_latest",
        search="_search_is_latest",
        help="The newest row of its code.",
    )
    override_by = fields.Char(string="Decided by")
    override_document = fields.Char(string="Decision")

    _days_sane = models.Constraint(
        "CHECK (days BETWEEN 0 AND 3660 AND days_complex BETWEEN 0 AND 3660 "
        "AND days_remote BETWEEN 0 AND 3660 "
        "AND days_remote_complex BETWEEN 0 AND 3660 "
        "AND extension_days BETWEEN 0 AND 3660 AND extension_max BETWEEN 0 AND 99)",
        "A time limit has between 0 and 3,660 days and at most 99 extensions.",
    )
    _valid_period = models.Constraint(
        "CHECK (valid_to IS NULL OR valid_to >= valid_from)",
        "A rule can't end before it begins.",
    )
    _waiting = models.Index("(id) WHERE pending OR closing_on IS NOT NULL")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = " – ".join(filter(None, (rule.code, rule.name)))

    @api.depends("code", "valid_from", "pending")
    def _compute_is_latest(self):
        latest = self._latest()
        for rule in self:
            rule.is_latest = rule in latest

    def _search_is_latest(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain("id", "in", self._latest().ids)
        return domain if True in value else ~domain

    @api.model
    def _latest(self):
        """The newest row of each code, whichever law or practice it comes from."""
        rules = self.search([("pending", "=", False)], order="code, valid_from, id")
        return self.browse({rule.code: rule.id for rule in rules}.values())

    @api.constrains("code", "valid_from", "valid_to", "is_law", "pending")
    def _check_overlap(self):
        rules = self.search([("code", "in", self.mapped("code"))])
        for rule in self:
            for other in rules - rule:
                if (
                    other.code == rule.code
                    and other._is_base() == rule._is_base()
                    and other.pending == rule.pending
                    and other.valid_from <= (rule.valid_to or FAR)
                    and rule.valid_from <= (other.valid_to or FAR)
                ):
                    raise ValidationError(
                        self.env._(
                            "Two rows of “%(code)s” would be valid at the same time "
                            "(from %(one)s and from %(other)s): close one (valid to) "
                            "before the other begins.",
                            code=rule.code,
                            one=rule.valid_from.strftime("%d/%m/%Y"),
                            other=other.valid_from.strftime("%d/%m/%Y"),
                        )
                    )

    @api.constrains(
        "code", "is_law", "is_parameter", "override_by", "override_document"
    )
    def _check_override(self):
        for rule in self:
            if rule._is_base():
                continue
            if not (rule.override_by and rule.override_document):
                raise ValidationError(
                    self.env._(
                        "Local practice needs who decided it and by which document."
                    )
                )

    @api.constrains("code", "keyed_by", "pending")
    def _check_keyed_by(self):
        """Local practice is chosen by the same date as the law it replaces."""
        rules = self.search([("code", "in", self.mapped("code"))])
        for rule in self.filtered(lambda r: not r._is_base()):
            law = rules.filtered(lambda r, c=rule.code: r.code == c and r._is_base())
            if law and rule.keyed_by not in law.mapped("keyed_by"):
                names = dict(self._fields["keyed_by"]._description_selection(self.env))
                raise ValidationError(
                    self.env._(
                        "“%(code)s” is chosen by “%(key)s”: local practice can't be "
                        "chosen by another date.",
                        code=rule.code,
                        key=names[law[0].keyed_by],
                    )
                )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        self._check_validity(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        if "valid_from" in vals:
            self._check_validity([vals])
        if any(rule._is_base() for rule in self):
            self._check_law_door()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_law(self):
        if any(rule._is_base() for rule in self):
            raise UserError(self.env._("A row of the law is closed, never deleted."))
        if any(not rule.pending for rule in self):
            raise UserError(
                self.env._(
                    "This practice already counts: enter the day on which it is to "
                    "end, look at the preview and apply it."
                )
            )

    def _check_validity(self, vals_list):
        if any(not vals.get("valid_from") for vals in vals_list):
            raise ValidationError(
                self.env._(
                    "A time limit needs the day from which it is valid (valid from)."
                )
            )

    def _check_law_door(self):
        """Rows of the law come with the add-on; nobody edits them in the interface."""
        if not (self._is_installing() or self._is_own_step()):
            raise AccessError(
                self.env._(
                    "Rows of the law come with the product and aren't edited. Enter "
                    "local practice as a row of its own, with its decision."
                )
            )

    def _frozen_message(self):
        return self.env._(
            "This practice already counts and isn't edited: enter the day on which it "
            "is to end and a new row, look at the preview and apply both."
        )

    # ------------------------------------------------------------------
    # choosing a row
    # ------------------------------------------------------------------
    def _is_base(self):
        """A row that came with the product, not a decision of the office."""
        return self.is_law or self.is_parameter

    def _key_row(self, **changed):
        """What choosing needs of a row, as plain data."""
        return {
            "id": self.id,
            "key": self.keyed_by,
            "from": self.valid_from,
            "to": self.valid_to or FAR,
            "base": self._is_base(),
            **changed,
        }

    @api.model
    @tools.ormcache("code")
    def _rows(self, code):
        """Rows of ``code`` in force: local practice before the law, newest first."""
        # sudo: the law is the same for everybody
        rules = self.sudo().search([("code", "=", code), ("pending", "=", False)])
        return self._in_order([rule._key_row() for rule in rules])

    @api.model
    def _in_order(self, rows):
        return sorted(
            rows, key=lambda row: (row["base"], -row["from"].toordinal(), -row["id"])
        )

    @api.model
    def _pick(self, rows, dates):
        """Of ordered ``rows`` the first that its own date chooses; empty when none."""
        for row in rows:
            if row["from"] <= dates[row["key"]] <= row["to"]:
                return self.browse(row["id"])
        return self.browse()

    @api.model
    def _applicable(self, code, **dates):
        """The row of ``code`` that applies; empty when there is no such duty then.

        :param dates: of ``receipt``, ``acceptance``, ``event``, ``period_end`` those
            that are known. Each row is chosen by its own one (``keyed_by``), never by
            today: a complaint accepted before a new law keeps the clock of its
            acceptance and gets the rules of the day of its dialogue or suspension.
        :raise UserError: the date that chooses isn't among them
        """
        rows = self._rows(code)
        known = {key: day for key, day in dates.items() if day}
        for row in rows:
            if row["key"] not in known:
                names = dict(self._fields["keyed_by"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "Which rule of “%(code)s” applies depends on another date: "
                        "%(date)s.",
                        code=code,
                        date=names[row["key"]].lower(),
                    )
                )
        return self._pick(rows, known)

    # ------------------------------------------------------------------
    # counting
    # ------------------------------------------------------------------
    def _amount(self, is_complex=False, is_remote=False, extensions=0):
        """Days of this limit. For complaints the longer limits are ceilings that hold
        the extension; for denunciations each extension adds (domain/law.md §3.1)."""
        self.ensure_one()
        return self._base_amount(is_complex, is_remote) + (
            extensions * self.extension_days
        )

    def _base_amount(self, is_complex, is_remote):
        longer = [self.days]
        if is_complex:
            longer.append(self.days_complex)
        if is_remote:
            longer.append(self.days_remote)
        if is_complex and is_remote:
            longer.append(self.days_remote_complex)
        return max(longer)

    def _variant(self, is_complex=False, is_remote=False, extensions=0):
        """What makes the limit longer, for its proof; None when nothing does."""
        base = self._base_amount(is_complex, is_remote)
        variant = {
            "complex": bool(is_complex and base > self._base_amount(False, is_remote)),
            "remote": bool(is_remote and base > self._base_amount(is_complex, False)),
            "extensions": extensions if self.extension_days else 0,
            "base": base,
            "each": self.extension_days,
        }
        if is_complex and is_remote and base > self.days:
            variant |= {"complex": True, "remote": True}
        longer = variant["complex"] or variant["remote"] or variant["extensions"]
        return variant if longer else None

    def _check_variant(self, is_complex=False, is_remote=False, extensions=0):
        """:raise UserError: more extensions than the law allows"""
        self.ensure_one()
        if not 0 <= extensions <= self.extension_max:
            raise UserError(
                self.env._(
                    "This time limit can be extended %s time(s) at most.",
                    self.extension_max,
                )
            )

    def _is_countable(self):
        return bool(self.days) and self.unit_of_days in UNITS

    def _count_from(self, start, amount=None, calendar=None):
        """Count this limit from ``start``; see ``tools.counting.count``."""
        self.ensure_one()
        return count(
            start,
            self.days if amount is None else amount,
            self.unit_of_days,
            calendar or self.env["citizen.calendar"]._work_calendar(),
            roll=self.roll,
            backward=self.direction == "before",
            effect=self.is_effect,
        )

    def _check_may_suspend(self, on):
        """The row by which this limit may be suspended on that day.

        :raise UserError: there is none
        """
        self.ensure_one()
        if not self.pause_code:
            raise UserError(
                self.env._("The law doesn't suspend “%(name)s”.", name=self.name)
            )
        law = self._applicable(self.pause_code, event=on)
        if not law:
            raise UserError(
                self.env._(
                    "On %(day)s the law had no suspension of “%(name)s” yet.",
                    day=on.strftime("%d/%m/%Y"),
                    name=self.name,
                )
            )
        return law

    def _pause_basis_vi(self, start):
        """Article of a suspension of what began on ``start``, for its proof."""
        if self.transition_article and start < self.valid_from:
            return f"{self.article}; chuyển tiếp: {self.transition_article}"
        return self.article

    # ------------------------------------------------------------------
    # changes that wait
    # ------------------------------------------------------------------
    def action_preview(self):
        """Preview of these rows, or of all that wait when none is given: what moves
        when they come in force or end.

        :raise UserError: nothing waits
        """
        if not self:
            return self.env["citizen.law.change"].action_preview_rules()
        return self.env["citizen.law.change"]._preview(rules=self)

    def _words_vi(self):
        """The change that this row stands for. Vietnamese, as it goes into proofs."""
        self.ensure_one()
        if not self.pending:
            return (
                f"{self.code} theo {self.override_document}: áp dụng đến hết ngày "
                f"{self.closing_on.strftime('%d/%m/%Y')}"
            )
        source = self.article if self._is_base() else self.override_document
        until = (
            f" đến ngày {self.valid_to.strftime('%d/%m/%Y')}" if self.valid_to else ""
        )
        return (
            f"{self.code}: {self.days} {UNIT_WORDS[self.unit_of_days]} từ ngày "
            f"{self.valid_from.strftime('%d/%m/%Y')}{until}, {source}"
        )

    def _rows_after(self):
        """Rows of each code touched once the waiting ones of ``self`` are applied."""
        after = {}
        for code in set(self.mapped("code")):
            rules = self.sudo().search([("code", "=", code)])
            rows = []
            for rule in rules:
                if rule in self and rule.pending:
                    rows.append(rule._key_row())
                elif not rule.pending:
                    row = rule._key_row()
                    if rule in self and rule.closing_on:
                        row["to"] = rule.closing_on
                    for new in rules & self:
                        if new._replaces(rule):
                            day_before = new.valid_from - timedelta(days=1)
                            row["to"] = min(row["to"], day_before)
                    rows.append(row)
            after[code] = self._in_order(rows)
        return after

    def _replaces(self, rule):
        """Whether this pending row closes ``rule`` when it comes in force."""
        return (
            self.pending
            and not rule.pending
            and self.code == rule.code
            and self._is_base() == rule._is_base()
            and rule.valid_from < self.valid_from <= (rule.valid_to or FAR)
        )

    def _come_in_force(self):
        """Apply the waiting rows; a row replaced ends on the day before."""
        coming = self.filtered("pending")
        for rule in (self - coming).filtered("closing_on"):
            if rule.closing_on < rule.valid_from:
                # never valid: back to what waits, where it can be deleted
                rule._write_protected({"pending": True, "closing_on": False})
            else:
                rule._write_protected(
                    {"valid_to": rule.closing_on, "closing_on": False}
                )
        for rule in coming:
            old = self.search([("code", "=", rule.code), ("pending", "=", False)])
            for replaced in old.filtered(rule._replaces):
                replaced._write_protected(
                    {"valid_to": rule.valid_from - timedelta(days=1)}
                )
            rule._write_protected({"pending": False})
