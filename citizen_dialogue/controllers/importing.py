import io

from werkzeug.utils import send_file

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..tools import register_kinds
from ..tools.identity import fold
from .book import XLSX


def _sheet(content, name):
    response = send_file(
        io.BytesIO(content),
        environ=request.httprequest.environ,
        mimetype=XLSX,
        as_attachment=True,
        download_name=name,
    )
    response.headers["Cache-Control"] = "no-store, private"
    return response


class ImportController(http.Controller):
    @http.route(
        "/citizen_dialogue/import/template/<string:kind>",
        type="http",
        auth="user",
        readonly=True,
    )
    def template(self, kind):
        """An empty register of this kind: headings, an example, notes."""
        imports = request.env["citizen.import"]
        if kind not in register_kinds.KINDS or not imports.has_access("create"):
            raise request.not_found()
        name = fold(register_kinds.TITLES[kind]).replace(" ", "-")
        return _sheet(imports._template_xlsx(kind), f"mau-{name}.xlsx")

    @http.route(
        "/citizen_dialogue/import/<int:import_id>/rows",
        type="http",
        auth="user",
        readonly=True,
    )
    def rows(self, import_id):
        """The rows of an import that don't go in, with their reasons, for who brought
        the file; 404 for everybody else."""
        record = request.env["citizen.import"].browse(import_id)
        try:
            if not record.exists() or not record.has_access("read"):
                raise request.not_found()
            content = record._bad_rows_xlsx()
        except UserError:
            raise request.not_found() from None
        return _sheet(content, f"dong-can-sua-{record.id}.xlsx")
