import json

from werkzeug.exceptions import Forbidden

from odoo import models
from odoo.exceptions import UserError
from odoo.http import request
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

# the only door of connected systems
API = "/json/2/"


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _auth_method_bearer(cls):
        result = super()._auth_method_bearer()
        if (
            request.env.user.citizen_is_system
            and not request.httprequest.path.startswith(API)
        ):
            raise Forbidden()
        return result

    @classmethod
    def _handle_error(cls, exception):
        """Odoo answers a call of the API with the whole trace of the server, in which
        the values of a refused row may stand: callers get name and message. Somebody
        whose record others write all the time reads so, not what the database says."""
        if isinstance(exception, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            exception = UserError(
                request.env._(
                    "Others are writing the same at this moment. Nothing was saved of "
                    "this step: please do it once more."
                )
            )
        response = super()._handle_error(exception)
        is_api = getattr(request.dispatcher, "routing_type", "") == "json2"
        if is_api and getattr(response, "mimetype", "") == "application/json":
            body = json.loads(response.get_data())
            body.pop("debug", None)
            body.pop("context", None)
            if response.status_code >= 500:
                # what went wrong inside stands in the server's log
                body.update(message="Internal Server Error", arguments=[])
            response.set_data(json.dumps(body, ensure_ascii=False))
        return response

    def session_info(self):
        """Give the web client the user's units, for the switch at the top."""
        info = super().session_info()
        user = self.env.user
        if user._is_internal():
            units = user.citizen_membership_ids.filtered("is_current").unit_id
            info["citizen_units"] = {
                "current": user.citizen_unit_id.id,
                "units": [
                    {"id": unit.id, "name": unit.short_name or unit.name}
                    for unit in units
                ],
            }
        return info
