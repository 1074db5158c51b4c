from odoo import api, fields, models
from odoo.exceptions import UserError


class CitizenTransferWizard(models.TransientModel):
    """To whom a petition is transferred, on what ground; proposes what classification
    has found and says beforehand what would be stopped."""

    _name = "citizen.transfer.wizard"
    _description = "Transfer a Petition"
    _inherit = ["citizen.dialog.mixin"]

    petition_id = fields.Many2one(
        comodel_name="citizen.petition", required=True, ondelete="cascade"
    )
    target = fields.Selection(
        selection=[
            ("unit", "A Unit of the Tree"),
            ("outside", "A Body outside the Tree"),
        ],
        string="Transferred to",
        compute="_compute_proposal",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    to_unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        string="Receiving Unit",
        compute="_compute_proposal",
        compute_sudo=False,
        store=True,
        readonly=False,
        domain="[('is_current', '=', True)]",
        ondelete="cascade",
    )
    to_body = fields.Char(
        string="Receiving Body",
        compute="_compute_proposal",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    reason = fields.Text(
        string="Ground of the Transfer",
        compute="_compute_proposal",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    form_name = fields.Char(string="Paper to Draft", compute="_compute_form_name")
    stop = fields.Char(string="Would Be Stopped", compute="_compute_stop")

    @api.depends("petition_id")
    def _compute_proposal(self):
        for wizard in self:
            petition = wizard.petition_id
            unit = petition.competent_unit_id
            if unit and not unit.is_current:
                # whoever came after it, when that is one
                heirs = unit.successor_ids.filtered("is_current")
                unit = heirs if len(heirs) == 1 else heirs.browse()
            outside = petition.competent_body and not unit
            wizard.target = "outside" if outside else "unit"
            wizard.to_unit_id = unit
            wizard.to_body = petition.competent_body
            wizard.reason = petition.outcome_basis

    @api.depends("petition_id")
    def _compute_form_name(self):
        today = self.env["citizen.calendar"]._today()
        for wizard in self:
            form = self.env["citizen.document.type"]._get(
                wizard.petition_id._transfer_form(), today
            )
            wizard.form_name = form.name

    @api.depends("petition_id", "target", "to_unit_id", "to_body")
    @api.depends_context("lang")
    def _compute_stop(self):
        for wizard in self:
            unit, body = wizard._target()
            wizard.stop = (unit or body) and wizard.petition_id._transfer_stop(unit)

    @api.depends("petition_id")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = self.env._("Transfer")

    def _target(self):
        self.ensure_one()
        inside = self.target == "unit"
        unit = self.to_unit_id if inside else self.to_unit_id.browse()
        return unit, False if inside else (self.to_body or "").strip()

    def action_draft(self):
        """Draft the paper; what may not be transferred goes to the superior unit.

        :raise AccessError: another unit handles the petition
        :raise UserError: see ``citizen.petition._transfer_to``
        """
        self.ensure_one()
        transfer = self.petition_id._transfer_to(*self._target(), self.reason)
        if transfer.state == "stopped":
            return transfer._open_form()
        return transfer.document_id._open_form()


class CitizenTransferAnswerWizard(models.TransientModel):
    """The reply of the body a petition was transferred to."""

    _name = "citizen.transfer.answer.wizard"
    _description = "Reply of the Receiving Body"
    _inherit = ["citizen.dialog.mixin"]

    transfer_id = fields.Many2one(
        comodel_name="citizen.transfer", required=True, ondelete="cascade"
    )
    number = fields.Char(string="No. of the Reply", required=True)
    date = fields.Date(
        string="Date of the Reply",
        required=True,
        default=lambda self: self.env["citizen.calendar"]._today(),
    )
    text = fields.Text(string="What the Reply Says")

    def action_apply(self):
        """Enter the reply.

        :raise AccessError: the user doesn't handle the sending unit
        """
        self.ensure_one()
        self.transfer_id._register_answer(self.number, self.date, self.text)
        return {"type": "ir.actions.act_window_close"}


class CitizenTransferDecideWizard(models.TransientModel):
    """The superior says which unit handles a petition nobody keeps."""

    _name = "citizen.transfer.decide.wizard"
    _description = "Decide Who Handles a Petition"
    _inherit = ["citizen.dialog.mixin"]

    transfer_id = fields.Many2one(
        comodel_name="citizen.transfer", required=True, ondelete="cascade"
    )
    stop_reason = fields.Text(
        related="transfer_id.stop_reason",
        related_sudo=False,
        string="Stopped because",
    )
    from_unit_id = fields.Many2one(
        related="transfer_id.from_unit_id", related_sudo=False, string="Had by"
    )
    decider_unit_id = fields.Many2one(
        related="transfer_id.decider_unit_id", related_sudo=False, string="Superior"
    )
    unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        string="Who Handles It",
        required=True,
        domain="[('id', 'child_of', decider_unit_id), ('is_current', '=', True)]",
        ondelete="cascade",
    )
    reason = fields.Text(string="Reason of the Decision", required=True)

    def action_apply(self):
        """Decide.

        :raise AccessError: the user is no leader of the superior unit
        :raise UserError: no reason, or decided meanwhile
        """
        self.ensure_one()
        if not self.unit_id:
            raise UserError(self.env._("Name the unit that handles it."))
        self.transfer_id._decide(self.unit_id, self.reason)
        return {"type": "ir.actions.act_window_close"}
