from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import pdf, vietnamese

PURPOSES = [
    ("verify", "To Verify the Content"),
    ("contact", "To Contact or Invite the Person"),
    ("reply", "To Send an Answer"),
    ("transfer", "To Hand Over to the Competent Body"),
    ("correct", "To Correct an Entry"),
    ("inspect", "Inspection"),
    ("protect", "To Protect the Person"),
    ("other", "Other"),
]

HANDOUT_FORMS = [
    ("redacted", "Copy without What Tells the Identity"),
    ("copy", "Copy with the Identity"),
    ("original", "The Original Itself"),
]
# what of these has to come back
RETURNED_FORMS = ("copy", "original")
# the minutes are Vietnamese whoever prints them
HANDOUT_VI = {
    "redacted": "bản sao đã lược bỏ họ tên, địa chỉ, bút tích, thông tin cá nhân khác",
    "copy": "bản sao có thông tin người tố cáo",
    "original": "bản gốc",
}
PURPOSES_VI = {
    "verify": "xác minh nội dung",
    "contact": "liên hệ, mời làm việc",
    "reply": "gửi văn bản trả lời",
    "transfer": "chuyển cơ quan có thẩm quyền",
    "correct": "sửa thông tin đã nhập",
    "inspect": "thanh tra, kiểm tra",
    "protect": "bảo vệ người tố cáo",
    "other": "mục đích khác",
}


class CitizenIdentityLog(models.Model):
    """Who opened whose identity, when and what for. Rows are added by the vault alone
    and never change."""

    _name = "citizen.identity.log"
    _description = "Log of Identities"
    _order = "id desc"

    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Who",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    event = fields.Selection(
        selection=[
            ("reveal", "Identity Opened"),
            ("page", "Original Opened"),
            ("handout", "Original Handed Out"),
            ("returned", "Original Came Back"),
            ("change", "Entry Changed"),
            ("seal", "Sealed"),
            ("unseal", "Seal Lifted"),
            ("erase", "Erased"),
            ("readers", "Readers Named"),
            ("mode", "Decision How Denouncers Are Kept"),
        ],
        string="What Happened",
        required=True,
        readonly=True,
        index=True,
    )
    petition_id = fields.Many2one(
        comodel_name="citizen.petition",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    reception_id = fields.Many2one(
        comodel_name="citizen.reception",
        string="Visit",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    subject = fields.Char(readonly=True, help="Pseudonym of the person, or the file.")
    owner_unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        string="Unit",
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    purpose = fields.Selection(selection=PURPOSES, readonly=True)
    reason = fields.Char(readonly=True)
    handout_form = fields.Selection(
        selection=HANDOUT_FORMS, string="Handed Out as", readonly=True
    )
    receiver = fields.Char(
        string="Handed to", readonly=True, help="Name and post of the official."
    )
    handout_id = fields.Many2one(
        comodel_name="citizen.identity.log",
        string="Hand-Out",
        readonly=True,
        ondelete="restrict",
    )
    return_ids = fields.One2many(
        comodel_name="citizen.identity.log", inverse_name="handout_id"
    )
    is_out = fields.Boolean(
        string="Still Out", compute="_compute_is_out", search="_search_is_out"
    )

    _returned_once = models.UniqueIndex(
        "(handout_id) WHERE handout_id IS NOT NULL", "This came back already."
    )

    @api.depends("event", "handout_form", "return_ids")
    def _compute_is_out(self):
        for row in self:
            row.is_out = (
                row.event == "handout"
                and row.handout_form in RETURNED_FORMS
                and not row.return_ids
            )

    def _search_is_out(self, operator, value):
        if operator != "in":
            return NotImplemented
        if True in value and False in value:
            return Domain.TRUE
        out = (
            Domain("event", "=", "handout")
            & Domain("handout_form", "in", RETURNED_FORMS)
            & Domain("return_ids", "=", False)
        )
        return out if True in value else ~out

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise UserError(self.env._("This log is written by the product alone."))
        return super().create(vals_list)

    # pylint: disable=method-required-super
    def write(self, vals):
        raise UserError(self.env._("This log is never changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ever(self):
        raise UserError(self.env._("This log is never changed."))

    @api.model
    def _log(self, event, owner, subject="", purpose=False, reason="", **more):
        """:param owner: the petition or visit"""
        field = "petition_id" if owner._name == "citizen.petition" else "reception_id"
        # sudo: whoever opens an identity leaves his trace; nobody may write here
        return self.sudo().create(
            {
                "user_id": self.env.uid,
                "event": event,
                field: owner.id,
                "owner_unit_id": owner.sudo().owner_unit_id.id,
                "subject": subject,
                "purpose": purpose,
                "reason": reason,
                **more,
            }
        )

    @api.model
    def _log_each(self, event, owners):
        """One line for each of these petitions or visits."""
        field = "petition_id" if owners._name == "citizen.petition" else "reception_id"
        # sudo: as in _log
        return self.sudo().create(
            [
                {
                    "user_id": self.env.uid,
                    "event": event,
                    field: owner.id,
                    "owner_unit_id": owner.owner_unit_id.id,
                    "subject": owner._log_subject(),
                }
                for owner in owners.sudo()
            ]
        )

    @api.model
    def _log_mode(self, modes):
        labels = dict(modes._fields["mode"]._description_selection(self.env))
        # sudo: as in _log
        return self.sudo().create(
            [
                {
                    "user_id": self.env.uid,
                    "event": "mode",
                    "subject": labels[mode.mode],
                    "owner_unit_id": self.env.user.citizen_unit_id.authority_id.id,
                    "reason": mode.decision_number or "",
                }
                for mode in modes
            ]
        )

    # ------------------------------------------------------------------
    # coming back
    # ------------------------------------------------------------------
    def action_register_return(self):
        """What was handed out came back to the custodian today.

        :raise AccessError: anybody but the custodian of identities
        :raise UserError: nothing of this row is out
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: the custodian need not handle the petition; its custody is checked
        petition = self.sudo().petition_id.sudo(False)
        petition._check_custodian()
        if not self.is_out:
            raise UserError(self.env._("Nothing of this is out."))
        self._log(
            "returned",
            petition,
            self.subject,
            self.purpose,
            self.reason,
            handout_form=self.handout_form,
            receiver=self.receiver,
            handout_id=self.id,
        )
        return True

    # ------------------------------------------------------------------
    # the protocol of a hand-out
    # ------------------------------------------------------------------
    def _render_handout(self):
        """PDF of the minutes of handing originals out; nobody's identity is in it."""
        self.check_access("read")
        rows = self.filtered(lambda row: row.event == "handout")
        if not rows:
            raise UserError(self.env._("Only a hand-out has a protocol to print."))
        html = self.env["ir.qweb"]._render(
            "citizen_dialogue.identity_handout",
            {
                "rows": rows,
                "forms": HANDOUT_VI,
                "purposes": PURPOSES_VI,
                "day_text": lambda moment: vietnamese.date_in_text(
                    fields.Datetime.context_timestamp(
                        self.with_context(tz="Asia/Ho_Chi_Minh"), moment
                    ).date()
                ),
            },
            minimal_qcontext=True,
        )
        return pdf.render(str(html))
