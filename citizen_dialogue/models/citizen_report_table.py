from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from ..tools.report_formula import parse_check, parse_printed
from ..tools.report_measure import Measure
from ..tools.report_words import describe

SEPARATOR = " › "


class CitizenReportTable(models.Model):
    """A table that a circular prescribes; which ones are used is decided by the end of
    the period (format: ``data/report_tables/README.md``)."""

    _name = "citizen.report.table"
    _description = "Statutory Table"
    _order = "valid_from, sequence, id"
    _rec_names_search = ["code", "name"]

    code = fields.Char(string="Table", required=True, readonly=True)
    regime = fields.Char(string="Circular", required=True, readonly=True)
    sequence = fields.Integer(default=10, readonly=True)
    name = fields.Char(string="Title", required=True, readonly=True)
    valid_from = fields.Date(required=True, readonly=True)
    valid_to = fields.Date(readonly=True)
    replaced_by = fields.Char(readonly=True, help="The circular that came after.")
    note = fields.Char(string="Remarks", readonly=True)
    column_ids = fields.One2many(
        comodel_name="citizen.report.column", inverse_name="table_id"
    )

    _once = models.UniqueIndex(
        "(code, valid_from)", "This table exists already for that time."
    )
    _valid_period = models.Constraint(
        "CHECK (valid_to IS NULL OR valid_to >= valid_from)",
        "A rule can't end before it begins.",
    )

    @api.depends("code", "regime")
    def _compute_display_name(self):
        for table in self:
            table.display_name = f"{table.code} ({table.regime})"

    @api.model_create_multi
    def create(self, vals_list):
        self._check_law_door()
        return super().create(vals_list)

    def write(self, vals):
        self._check_law_door()
        return super().write(vals)

    @api.model
    def _check_law_door(self):
        if not (self.env.su and self.env.context.get("install_mode")):
            raise AccessError(self.env._("Rows of the law come with the product."))

    @api.model
    def _for_period(self, date_to):
        """(tables for a period ending that day, the circular whose tables are missing
        or False). Without tables of the right circular those of the last one are
        used."""
        tables = self.search(
            Domain("valid_from", "<=", date_to)
            & (Domain("valid_to", "=", False) | Domain("valid_to", ">=", date_to))
        )
        if tables:
            return tables, False
        ended = self.search(
            [("valid_to", "<", date_to)], order="valid_to desc", limit=1
        )
        if ended:
            last = self.search([("regime", "=", ended.regime)])
            return last, ended.replaced_by or ended.regime
        return self.search([], limit=1).browse(), False

    def _definition(self):
        """What a report keeps of these tables, so that what was sent can be read when
        the rows of the law have changed."""
        return [
            {
                "code": table.code,
                "regime": table.regime,
                "name": table.name,
                "note": table.note or "",
                "columns": [column._definition() for column in table.column_ids],
            }
            for table in self.sorted("sequence")
        ]


class CitizenReportColumn(models.Model):
    """One column of a statutory table: its heading, printed number with formula, and
    what is counted in it."""

    _name = "citizen.report.column"
    _description = "Column of a Statutory Table"
    _order = "table_id, number, id"
    _rec_name = "path"

    table_id = fields.Many2one(
        comodel_name="citizen.report.table",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    number = fields.Integer(required=True, readonly=True, aggregator=None)
    printed = fields.Char(string="Printed Number", required=True, readonly=True)
    path = fields.Char(
        string="Heading", required=True, readonly=True, help="From the top down."
    )
    measure = fields.Char(string="What Is Counted", readonly=True)
    extra_check = fields.Char(string="Further Check", readonly=True)
    note = fields.Char(string="Remarks", readonly=True)
    meaning = fields.Text(string="What the Column Counts", compute="_compute_meaning")

    _once = models.UniqueIndex(
        "(table_id, number)", "This column exists already in the table."
    )

    @api.depends("measure", "printed", "note")
    def _compute_meaning(self):
        for column in self:
            column.meaning = describe(column._definition())

    @api.constrains("number", "printed", "measure", "extra_check")
    def _check_definition(self):
        for column in self:
            what = column._unreadable()
            if what:
                raise ValidationError(
                    self.env._(
                        "Column %(number)s of %(table)s can't be read: “%(what)s”.",
                        number=column.number,
                        table=column.table_id.code,
                        what=what,
                    )
                )

    def _unreadable(self):
        """What of this column can't be read, or False."""
        self.ensure_one()
        try:
            number, _sums = parse_printed(self.printed)
            if number != self.number:
                return self.printed
            if self.measure:
                Measure(self.measure)
            if self.extra_check:
                parse_check(self.extra_check)
        except ValueError as error:
            return str(error)
        return False

    @api.model_create_multi
    def create(self, vals_list):
        self.env["citizen.report.table"]._check_law_door()
        return super().create(vals_list)

    def write(self, vals):
        self.env["citizen.report.table"]._check_law_door()
        return super().write(vals)

    def _definition(self):
        self.ensure_one()
        return {
            "number": self.number,
            "printed": self.printed,
            "path": self.path.split(SEPARATOR),
            "measure": self.measure or "",
            "check": self.extra_check or "",
            "note": self.note or "",
        }
