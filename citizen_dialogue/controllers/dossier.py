import tempfile

from werkzeug.utils import send_file

from odoo import http
from odoo.http import request

# kept in memory up to this size, then on disk
SPOOL = 32 * (1 << 20)


class DossierController(http.Controller):
    @http.route(
        "/citizen_dialogue/dossier/<int:dossier_id>/package", type="http", auth="user"
    )
    def package(self, dossier_id):
        """The package of a dossier, for who may read it; 404 for everybody else."""
        dossier = request.env["citizen.dossier"].browse(dossier_id)
        if not dossier.exists() or not dossier.has_access("read"):
            raise request.not_found()
        target = tempfile.SpooledTemporaryFile(max_size=SPOOL)  # noqa: SIM115
        dossier._export(target)
        target.seek(0)
        return send_file(
            target,
            environ=request.httprequest.environ,
            mimetype="application/zip",
            as_attachment=True,
            download_name=f"ho-so-{dossier.code}.zip",
        )
