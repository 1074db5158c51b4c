from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.mail.controllers.attachment import AttachmentController

from ..models.ir_attachment import WITHOUT_ATTACHMENTS


class PetitionAttachmentController(AttachmentController):
    @http.route()
    def mail_attachment_upload(
        self, ufile, thread_id, thread_model, is_pending=False, **kwargs
    ):
        """The chatter stores a file before its message is sent, under no record: a scan
        of a petition would lie in the file store, whatever becomes of the message."""
        if thread_model in WITHOUT_ATTACHMENTS:
            try:
                request.env["ir.attachment"]._check_no_vault({thread_model})
            except UserError as error:
                return request.make_json_response({"error": str(error)})
        return super().mail_attachment_upload(
            ufile, thread_id, thread_model, is_pending=is_pending, **kwargs
        )
