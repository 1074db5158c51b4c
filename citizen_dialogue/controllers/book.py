import io

from werkzeug.utils import send_file

from odoo import fields, http
from odoo.exceptions import UserError
from odoo.http import request

from ..models.citizen_book import STEMS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class BookController(http.Controller):
    @http.route(
        "/citizen_dialogue/book/<string:book>/<int:unit_id>"
        "/<string:first>/<string:last>",
        type="http",
        auth="user",
        readonly=True,
    )
    def sheet(self, book, unit_id, first, last):
        """A book of a unit and period as a sheet, for who may read its records; 404
        where there is nothing to read."""
        books = request.env["citizen.book"]
        unit = request.env["citizen.unit"].browse(unit_id)
        try:
            asked = (unit, fields.Date.to_date(first), fields.Date.to_date(last))
            if book not in STEMS or not unit.exists():
                raise request.not_found()
            content = books._xlsx(book, *asked)
            name = f"{books._stem(book, *asked)}.xlsx"
        except (UserError, ValueError, TypeError):
            raise request.not_found() from None
        response = send_file(
            io.BytesIO(content),
            environ=request.httprequest.environ,
            mimetype=XLSX,
            as_attachment=True,
            download_name=name,
        )
        response.headers["Cache-Control"] = "no-store, private"
        return response
