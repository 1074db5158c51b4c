from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ..models.citizen_book import BOOKS


class CitizenBookWizard(models.TransientModel):
    """A book of a unit and period, printed or as a sheet."""

    _name = "citizen.book.wizard"
    _description = "Book of a Period"

    book = fields.Selection(selection=BOOKS, required=True, default="reception")
    unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        required=True,
        default=lambda self: self._default_unit_id(),
        help="Of outgoing documents: the body that issues them.",
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: self.env["citizen.calendar"]._today().replace(day=1),
    )
    date_to = fields.Date(
        string="To",
        required=True,
        default=lambda self: (
            self.env["citizen.calendar"]._today() + relativedelta(day=31)
        ),
    )

    lines = fields.Integer(compute="_compute_lines")
    portions = fields.Integer(
        compute="_compute_lines", help="In how many the book is printed."
    )
    portion = fields.Integer(string="Portion to Print", default=1)
    portion_words = fields.Char(compute="_compute_lines")

    @api.depends("book", "unit_id", "date_from", "date_to")
    def _compute_lines(self):
        books = self.env["citizen.book"]
        for wizard in self:
            asked = wizard._asked()
            is_known = all(asked) and wizard.date_from <= wizard.date_to
            wizard.lines = books._count(*asked) if is_known else 0
            wizard.portions = books._portions(wizard.lines)
            wizard.portion_words = self.env._(
                "%(lines)s lines: printed in %(portions)s portions, one at a time. The "
                "sheet (XLSX) has all of them.",
                lines=wizard.lines,
                portions=wizard.portions,
            )

    def _default_unit_id(self):
        unit = self.env["citizen.unit"]._current()
        # documents go out in the name of the authority
        if self.env.context.get("default_book") == "document":
            return unit.authority_id or unit
        return unit

    def _asked(self):
        self.ensure_one()
        return self.book, self.unit_id, self.date_from, self.date_to

    def _file_stem(self):
        stem = self.env["citizen.book"]._stem(*self._asked())
        return f"{stem}-phan-{self.portion}" if self.portions > 1 else stem

    def action_print(self):
        """Print the book of the period, or the portion chosen of a long one.

        :raise UserError: nothing belongs to it, or there is no such portion
        """
        self.env["citizen.book"]._check_printable(*self._asked(), self.portion)
        return self.env.ref("citizen_dialogue.citizen_book_report").report_action(self)

    def _render_sheet(self):
        """PDF of the book."""
        self.check_access("read")
        return self.env["citizen.book"]._pdf(*self._asked(), self.portion)

    def action_sheet(self):
        """Fetch the book as a sheet (XLSX).

        :raise UserError: nothing belongs to the period
        """
        asked = self._asked()
        self.env["citizen.book"]._parts(*asked)
        return {
            "type": "ir.actions.act_url",
            "url": f"/citizen_dialogue/book/{self.book}/{self.unit_id.id}"
            f"/{self.date_from}/{self.date_to}",
            "target": "self",
        }
