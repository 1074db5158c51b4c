import tempfile

from werkzeug.utils import send_file

from odoo import http
from odoo.http import request

# kept in memory up to this size, then on disk
SPOOL = 32 * (1 << 20)


class NationalExportController(http.Controller):
    @http.route(
        "/citizen_dialogue/national-export/<int:export_id>",
        type="http",
        auth="user",
        methods=["GET", "POST"],
    )
    def take(self, export_id):
        """The file of an export, for who handles its unit; 404 for everybody else."""
        export = request.env["citizen.national.export"].browse(export_id)
        if not export.exists() or not export.has_access("write"):
            raise request.not_found()
        target = tempfile.SpooledTemporaryFile(max_size=SPOOL)  # noqa: SIM115
        export._write_file(target)
        target.seek(0)
        response = send_file(
            target,
            environ=request.httprequest.environ,
            mimetype="application/zip",
            as_attachment=True,
            download_name=export._file_name(),
        )
        response.headers["Cache-Control"] = "no-store, private"
        return response
