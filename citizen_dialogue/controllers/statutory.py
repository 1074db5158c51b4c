import io

from werkzeug.utils import send_file

from odoo import http
from odoo.http import request

from .book import XLSX


class StatutoryController(http.Controller):
    @http.route(
        "/citizen_dialogue/statutory/<int:report_id>",
        type="http",
        auth="user",
        readonly=True,
    )
    def workbook(self, report_id):
        """The tables of a statutory report as a workbook, for who may read it; 404 for
        everybody else."""
        report = request.env["citizen.report"].browse(report_id)
        if (
            not report.exists()
            or not report.has_access("read")
            or report.kind != "statutory"
        ):
            raise request.not_found()
        response = send_file(
            io.BytesIO(report._xlsx()),
            environ=request.httprequest.environ,
            mimetype=XLSX,
            as_attachment=True,
            download_name=f"{report._file_stem()}.xlsx",
        )
        response.headers["Cache-Control"] = "no-store, private"
        return response
