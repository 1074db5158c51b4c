from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CitizenDocumentSeries(models.Model):
    """The running numbers of one issuer, year and kind of document.

    Ordinary documents get their number in the agency's own book (``typed``); a series
    may be handed to this product (``drawn``). Codes of our own (sessions, dossiers) are
    always drawn (Nghị định 30/2020/NĐ-CP Điều 15: from 01 on 1 January, unique per
    agency and year, secret documents apart).
    """

    _name = "citizen.document.series"
    _description = "Number Series"
    _order = "year desc, unit_id, kind, secret"

    unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        string="Issuer",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env["citizen.unit"]._current().authority_id,
    )
    year = fields.Integer(
        required=True,
        aggregator=None,
        default=lambda self: self.env["citizen.calendar"]._today().year,
    )
    kind = fields.Char(
        required=True, help="Type code as in the number (TB, KH …); CV for letters."
    )
    secret = fields.Boolean()
    mode = fields.Selection(
        selection=[
            ("typed", "Typed from the Agency's Book"),
            ("drawn", "Drawn Here"),
        ],
        required=True,
        default="typed",
    )
    next_number = fields.Integer(required=True, default=1, aggregator=None)

    _once = models.UniqueIndex(
        "(unit_id, year, kind, secret)", "This number series already exists."
    )
    _positive = models.Constraint(
        "CHECK (next_number >= 1)", "Numbers begin at 1 or later."
    )

    @api.depends("unit_id.name", "year", "kind")
    def _compute_display_name(self):
        for series in self:
            series.display_name = f"{series.kind} {series.year} – {series.unit_id.name}"

    def write(self, vals):
        if {"unit_id", "year", "kind", "secret"} & vals.keys() and not self.env.su:
            raise UserError(
                self.env._("A number series keeps its issuer, year and kind.")
            )
        for series in self:
            first = vals.get("next_number")
            if first is not None and first <= series._highest():
                raise UserError(
                    self.env._(
                        "Number %(highest)s is already used: the next one must be "
                        "higher.",
                        highest=series._highest(),
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        raise UserError(self.env._("A number series is never deleted."))

    def _highest(self):
        """The highest number used in this series by documents of this product."""
        self.ensure_one()
        rows = self.env.execute_query(
            SQL(
                """SELECT COALESCE(MAX(number_int), 0) FROM citizen_document
                   WHERE issuer_unit_id = %s AND year = %s AND series_kind = %s
                     AND is_secret = %s""",
                self.unit_id.id,
                self.year,
                self.kind,
                self.secret,
            )
        )
        return rows[0][0]

    @api.model
    def _get(self, unit, year, kind, secret=False, mode="typed"):
        """The series of this issuer, year and kind; the mode of a new one is that of
        the year before, so the choice is made once."""
        # sudo: every drafter looks his series up, only few may list them
        series = self.sudo()
        domain = [
            ("unit_id", "=", unit.id),
            ("kind", "=", kind),
            ("secret", "=", secret),
        ]
        found = series.search([*domain, ("year", "=", year)])
        if found:
            return found
        former = series.search(
            [*domain, ("year", "<", year)], order="year desc", limit=1
        )
        self.env.execute_query(
            SQL(
                """INSERT INTO citizen_document_series
                       (unit_id, year, kind, secret, mode, next_number,
                        create_uid, write_uid, create_date, write_date)
                   VALUES (%s, %s, %s, %s, %s, 1, %s, %s,
                           now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC')
                   ON CONFLICT DO NOTHING RETURNING id""",
                unit.id,
                year,
                kind,
                secret,
                former.mode or mode,
                self.env.uid,
                self.env.uid,
            )
        )
        return series.search([*domain, ("year", "=", year)])

    def _draw(self, amount=1):
        """The next number, or the first of ``amount`` in a row.

        Who draws at the same time waits for the row and is run again by Odoo on the
        new value: no gap, no double. Call it last.
        """
        self.ensure_one()
        self.flush_recordset()
        rows = self.env.execute_query(
            SQL(
                """UPDATE citizen_document_series SET next_number = next_number + %s
                   WHERE id = %s RETURNING next_number - %s""",
                amount,
                self.id,
                amount,
            )
        )
        self.invalidate_recordset(["next_number"], flush=False)
        return rows[0][0]

    @api.model
    def _draw_many(self, unit, kind, year, amount):
        """The first of ``amount`` numbers in a row of an internal series."""
        return self._get(unit, year, kind, mode="drawn")._draw(amount)

    @api.model
    def _draw_code(self, unit, kind, day):
        """A code of our own: number and year, drawn from an internal series."""
        number = self._get(unit, day.year, kind, mode="drawn")._draw()
        return f"{number:02d}/{day.year}"
