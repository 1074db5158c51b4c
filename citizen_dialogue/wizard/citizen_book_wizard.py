from dateutil.relativedelta import relativedelta

from odoo import fields, models

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
        return self.env["citizen.book"]._stem(*self._asked())

    def action_print(self):
        """Print the book of the period.

        :raise UserError: nothing belongs to it, or too much to be printed at once
        """
        self.env["citizen.book"]._check_printable(*self._asked())
        return self.env.ref("citizen_dialogue.citizen_book_report").report_action(self)

    def _render_sheet(self):
        """PDF of the book."""
        self.check_access("read")
        return self.env["citizen.book"]._pdf(*self._asked())

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
