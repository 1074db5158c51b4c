import hmac
from datetime import datetime, timedelta

from odoo import http
from odoo.http import request

# how long an address given by the vault opens its file
OPEN_FOR = timedelta(minutes=5)


class VaultController(http.Controller):
    @http.route(
        "/citizen_dialogue/vault/<int:file_id>",
        type="http",
        auth="user",
        readonly=True,
    )
    def page(self, file_id, t="", **_kwargs):
        """One original, for who was just given this address; 404 for everybody else."""
        file = request.env["citizen.vault.file"].browse(file_id).exists()
        stamp, _dot, digest = t.partition(".")
        try:
            given = datetime.strptime(stamp, "%Y%m%d%H%M")
        except ValueError:
            raise request.not_found() from None
        age = request.env.cr.now() - given
        allowed = (
            file
            and -OPEN_FOR < age < OPEN_FOR
            and hmac.compare_digest(
                digest.encode(), file._ticket_digest(stamp).encode()
            )
            and file.has_access("read")
            and file._may_open()
        )
        if not allowed:
            raise request.not_found()
        return request.make_response(
            file._content(),
            headers=[
                ("Content-Type", file.mimetype),
                # a name that says nothing, and nothing kept by browser or proxy
                ("Content-Disposition", f'inline; filename="ban-chup-{file_id}"'),
                ("Cache-Control", "no-store, private"),
                ("X-Content-Type-Options", "nosniff"),
                ("Content-Security-Policy", "default-src 'none'; img-src 'self'"),
            ],
        )
