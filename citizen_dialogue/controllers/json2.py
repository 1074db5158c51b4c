from odoo import http
from odoo.http import request

from odoo.addons.rpc.controllers import json2


class SystemJson2Controller(json2.WebJson2Controller):
    @http.route()
    def web_json_2_rpc(self, __model__, __method__, ids=(), context=None, **kwargs):
        """A connected system makes the documented calls only, and is answered in the
        language of its account whatever context it sends."""
        user = request.env.user
        if user.citizen_is_system:
            context = request.env["citizen.system"]._call_context()
            ids, kwargs = (
                request.env["citizen.system"]
                .with_context(**context)
                ._check_call(__model__, __method__, ids, kwargs)
            )
        return super().web_json_2_rpc(
            __model__, __method__, ids=ids, context=context or {}, **kwargs
        )
