import io

from werkzeug.utils import send_file

from odoo import fields, http
from odoo.exceptions import UserError
from odoo.http import request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ReceptionBookController(http.Controller):
    @http.route(
        "/citizen_dialogue/reception-book/<int:unit_id>/<string:first>/<string:last>",
        type="http",
        auth="user",
        readonly=True,
    )
    def sheet(self, unit_id, first, last):
        """The reception book of a unit and period as a sheet, for who may read its
        visits; 404 where there is nothing to read."""
        try:
            book = request.env["citizen.reception.book.wizard"].new(
                {
                    "unit_id": unit_id,
                    "date_from": fields.Date.to_date(first),
                    "date_to": fields.Date.to_date(last),
                }
            )
            content = book._xlsx()
        except (UserError, ValueError, TypeError):
            raise request.not_found() from None
        response = send_file(
            io.BytesIO(content),
            environ=request.httprequest.environ,
            mimetype=XLSX,
            as_attachment=True,
            download_name=f"{book._file_stem()}.xlsx",
        )
        response.headers["Cache-Control"] = "no-store, private"
        return response
