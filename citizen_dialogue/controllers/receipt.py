from odoo import http
from odoo.http import request

HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("X-Robots-Tag", "noindex, nofollow, noarchive"),
    ("Cache-Control", "no-store, private"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"),
]


class ReceiptController(http.Controller):
    @http.route(
        "/citizen/r/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        sitemap=False,
        save_session=False,
    )
    def receipt(self, token, **_kwargs):
        """What the code on a receipt opens: the petition for who may read it; for
        everybody else that the paper is genuine, of which office and day."""
        petition = request.env["citizen.petition"]._of_receipt(token)
        # asked in either case, so that both answers cost the same
        mine = petition.with_user(request.env.user).sudo(False)
        if mine and request.env.user._is_internal() and mine.has_access("read"):
            response = request.redirect(f"/odoo/petitions/{petition.id}")
            for name, value in HEADERS[1:4]:
                response.headers[name] = value
            return response
        html = request.env["ir.qweb"]._render(
            "citizen_dialogue.receipt_page",
            {
                "office": petition.owner_unit_id.name,
                "day": petition.receipt_date
                and petition.receipt_date.strftime("%d/%m/%Y"),
            },
            minimal_qcontext=True,
        )
        return request.make_response(
            f"<!DOCTYPE html>{html}",
            headers=HEADERS,
            status=200 if petition else 404,
        )
