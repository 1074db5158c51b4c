from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

TO_ACCEPT = "citizen_dialogue.mail_activity_type_transfer_accept"
RETURNED = "citizen_dialogue.mail_activity_type_transfer_returned"
TO_DECIDE = "citizen_dialogue.mail_activity_type_transfer_decide"
DECIDED = "citizen_dialogue.mail_activity_type_transfer_decided"
# the petition has gone on: it was sent and didn't come back
GONE_ON = ("sent", "accepted", "answered")
# the receiving unit has been, or is, the one that handles it
HANDED_OVER = ("accepted", "answered", "decided")


class CitizenTransfer(models.Model):
    """Forwarding of a petition to another unit or body; accepted or returned. The only
    code that changes the unit that handles a petition.

    A row tells who had the petition, from when until when, which paper sent it on and
    what came of it: together they are the way the petition went.
    """

    _name = "citizen.transfer"
    _description = "Transfer"
    _inherit = ["citizen.state.mixin"]
    _order = "id desc"

    _transitions = {
        "draft": frozenset({"sent", "cancelled"}),
        "sent": frozenset({"accepted", "returned", "answered"}),
        "accepted": frozenset({"answered"}),
        "stopped": frozenset({"decided", "cancelled"}),
    }

    petition_id = fields.Many2one(
        comodel_name="citizen.petition",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    kind = fields.Selection(
        selection=[
            ("unit", "To Another Unit"),
            ("outside", "To a Body outside the Tree"),
            ("decided", "Decided by the Superior"),
        ],
        string="Way of Transfer",
        required=True,
        readonly=True,
        default="unit",
    )
    state = fields.Selection(
        selection=[
            ("draft", "Paper Drafted"),
            ("sent", "Sent, Not Accepted Yet"),
            ("accepted", "Taken Over"),
            ("returned", "Returned (Wrong Body)"),
            ("answered", "Answered with the Result"),
            ("stopped", "Stopped, for the Superior to Decide"),
            ("decided", "Decided by the Superior"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
        index=True,
    )
    from_unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        string="Had by",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    to_unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        string="Receiving Unit",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    to_body = fields.Char(string="Receiving Body", readonly=True)
    to_name = fields.Char(string="Transferred to", compute="_compute_to_name")
    former_number = fields.Char(string="No. There", readonly=True)
    held_from = fields.Date(string="From", readonly=True)
    held_until = fields.Date(
        string="Had until",
        compute="_compute_held_until",
        help="Sent on, or decided on.",
    )
    document_id = fields.Many2one(
        comodel_name="citizen.document",
        string="Letter of Transfer",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    reason = fields.Text(string="Ground of the Transfer", readonly=True)
    sent_on = fields.Date(readonly=True)
    accepted_on = fields.Date(readonly=True)
    accepted_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, ondelete="restrict"
    )
    returned_on = fields.Date(readonly=True)
    return_reason = fields.Text(string="Returned because", readonly=True)
    answer_number = fields.Char(string="No. of the Reply", readonly=True)
    answer_date = fields.Date(string="Date of the Reply", readonly=True)
    answer_text = fields.Text(string="What the Reply Says", readonly=True)
    stop_reason = fields.Text(string="Stopped because", readonly=True)
    decider_unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        string="Superior That Decides",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    decided_unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        string="Who Handles It",
        readonly=True,
        ondelete="restrict",
    )
    decided_on = fields.Date(readonly=True)
    decided_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, ondelete="restrict"
    )
    decision = fields.Text(string="Reason of the Decision", readonly=True)
    result = fields.Char(string="What Came of It", compute="_compute_result")
    is_to_accept = fields.Boolean(
        string="To Be Accepted by Us",
        compute="_compute_rights",
        search="_search_is_to_accept",
    )
    is_unanswered = fields.Boolean(
        string="Ours, without Answer",
        compute="_compute_rights",
        search="_search_is_unanswered",
    )
    is_to_decide = fields.Boolean(
        string="To Be Decided by Us",
        compute="_compute_rights",
        search="_search_is_to_decide",
    )
    may_return = fields.Boolean(compute="_compute_rights")
    days_waiting = fields.Integer(compute="_compute_days_waiting")

    _one_running = models.UniqueIndex(
        "(petition_id) WHERE state IN ('draft', 'sent', 'stopped')",
        "This petition is being transferred already.",
    )
    _to_accept = models.Index("(to_unit_id, sent_on) WHERE state = 'sent'")
    _unanswered = models.Index(
        "(from_unit_id, sent_on) "
        "WHERE state IN ('sent', 'accepted') AND answer_date IS NULL"
    )
    _to_decide = models.Index("(decider_unit_id) WHERE state = 'stopped'")

    # ------------------------------------------------------------------
    # computes
    # ------------------------------------------------------------------
    @api.depends("petition_id.number")
    def _compute_display_name(self):
        for transfer in self:
            transfer.display_name = self.env._(
                "Transfer of petition %s",
                transfer.former_number or transfer.petition_id.number or "…",
            )

    @api.depends("to_unit_id", "to_body", "decided_unit_id")
    def _compute_to_name(self):
        for transfer in self:
            transfer.to_name = (
                transfer.decided_unit_id.name
                or transfer.to_unit_id.name
                or transfer.to_body
            )

    @api.depends("sent_on", "decided_on", "state")
    def _compute_held_until(self):
        for transfer in self:
            gone = transfer.state in (*GONE_ON, "decided")
            transfer.held_until = gone and (transfer.sent_on or transfer.decided_on)

    @api.depends("state", "return_reason", "answer_number", "answer_date", "decision")
    @api.depends_context("lang")
    def _compute_result(self):
        for transfer in self:
            reply = " ".join(
                part
                for part in (
                    transfer.answer_number,
                    transfer.answer_date and transfer.answer_date.strftime("%d/%m/%Y"),
                )
                if part
            )
            detail = {
                "returned": transfer.return_reason,
                "answered": reply,
                "stopped": transfer.stop_reason,
                "decided": transfer.decision,
            }.get(transfer.state)
            label = transfer._state_label(transfer.state)
            transfer.result = f"{label}: {detail}" if detail else label

    @api.depends("state", "to_unit_id", "from_unit_id", "decider_unit_id")
    @api.depends_context("uid")
    def _compute_rights(self):
        handled = self.env.user.citizen_write_ids
        led = self._led_units()
        for transfer in self:
            sent = transfer.state == "sent"
            ours = transfer.from_unit_id in handled
            transfer.is_to_accept = sent and transfer.to_unit_id in handled
            transfer.is_unanswered = transfer.state in ("sent", "accepted") and ours
            transfer.is_to_decide = (
                transfer.state == "stopped" and transfer.decider_unit_id in led
            )
            # an outside body sends it back by letter: the sender enters that
            transfer.may_return = transfer.is_to_accept or (
                sent and ours and not transfer.to_unit_id
            )

    @api.depends("sent_on", "state")
    def _compute_days_waiting(self):
        today = self.env["citizen.calendar"]._today()
        for transfer in self:
            waits = transfer.state in ("sent", "accepted") and transfer.sent_on
            transfer.days_waiting = (today - transfer.sent_on).days if waits else 0

    @api.model
    def _led_units(self):
        """Units whose leader the user is today."""
        # sudo: his own posts
        posts = self.env.user.sudo().citizen_membership_ids
        return posts.filtered(lambda p: p.is_current and p.role == "leader").unit_id

    def _flag_domain(self, operator, value, domain):
        if operator != "in":
            return NotImplemented
        if True in value and False in value:
            return Domain.TRUE
        return domain if True in value else ~domain

    def _search_is_to_accept(self, operator, value):
        handled = self.env.user.citizen_write_ids.ids
        return self._flag_domain(
            operator,
            value,
            Domain("state", "=", "sent") & Domain("to_unit_id", "in", handled),
        )

    def _search_is_unanswered(self, operator, value):
        handled = self.env.user.citizen_write_ids.ids
        return self._flag_domain(
            operator,
            value,
            Domain("state", "in", ("sent", "accepted"))
            & Domain("from_unit_id", "in", handled),
        )

    def _search_is_to_decide(self, operator, value):
        return self._flag_domain(
            operator,
            value,
            Domain("state", "=", "stopped")
            & Domain("decider_unit_id", "in", self._led_units().ids),
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ever(self):
        raise UserError(self.env._("The way a petition went is never deleted."))

    # ------------------------------------------------------------------
    # buttons
    # ------------------------------------------------------------------
    def action_accept(self):
        """Take the petition over: it gets its number in the register of the receiving
        unit and its limits run from today.

        :raise AccessError: the user doesn't handle the receiving unit
        :raise UserError: accepted or returned meanwhile
        """
        today = self.env["citizen.calendar"]._today()
        for transfer in self:
            transfer._check_receiver()
            transfer._transition(
                "accepted", {"accepted_on": today, "accepted_by_id": self.env.uid}
            )
            # sudo: the petition still belongs to the sender; checked above
            transfer.sudo().petition_id._take_over(transfer.to_unit_id, today, transfer)
        return True

    def _return(self, reason):
        """Back to the sender, who decides anew; what was due there runs on from its own
        dates.

        :raise AccessError: the user doesn't handle the receiving unit (of an outside
            body: the sending one)
        """
        today = self.env["citizen.calendar"]._today()
        for transfer in self:
            if transfer.to_unit_id:
                transfer._check_receiver()
            else:
                transfer._check_sender()
            transfer._transition(
                "returned", {"returned_on": today, "return_reason": reason}
            )
            # sudo: the petition belongs to the sender; checked above
            row = transfer.sudo()
            row.petition_id._come_back(row)

    def action_register_answer(self):
        """Open the dialog for the reply of the receiving body."""
        return self._open_wizard(
            "citizen.transfer.answer.wizard", self.env._("Reply of the Receiving Body")
        )

    def action_decide(self):
        """Open the dialog in which the superior says who handles the petition.

        :raise AccessError: the user is no leader of the superior unit
        """
        self._check_decider()
        return self._open_wizard(
            "citizen.transfer.decide.wizard", self.env._("Decide Who Handles It")
        )

    def action_open_petition(self):
        """Open the petition."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "citizen.petition",
            "res_id": self.petition_id.id,
            "view_mode": "form",
        }

    def _open_wizard(self, model, name):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_transfer_id": self.id},
        }

    def _open_form(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Transfer"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

    # ------------------------------------------------------------------
    # steps
    # ------------------------------------------------------------------
    @api.model
    def _new(self, vals):
        """A row of the way; the only place that makes one. Rights are checked by the
        petition."""
        # what ended just now must have left the index of the running ones
        self.flush_model(["state"])
        # sudo: nobody creates rows by hand
        return self.sudo()._create_protected([vals]).sudo(self.env.su)

    def _send(self, day):
        """The paper is issued: the receiving unit is told."""
        self.ensure_one()
        petition = self.petition_id
        self._transition(
            "sent",
            {
                "sent_on": day,
                "former_number": petition.number,
                "held_from": petition._held_from(),
            },
        )
        if self.to_unit_id:
            self._tell(
                self.to_unit_id, TO_ACCEPT, self.env._("A petition was transferred")
            )

    def _tell(self, unit, type_xmlid, summary):
        """Whoever does the work of ``unit`` and its heads get an activity; where none
        of them may read the petition, the others of the unit do."""
        self.ensure_one()
        petition = self.petition_id
        wanted = unit._person_in_charge() | unit._heads()
        # flushed: who reads it has just changed
        petition.flush_recordset(["access_unit_ids"])
        people = petition._readers_among(wanted.partner_id).user_ids & wanted
        if not people:
            people = unit._members(roles=("officer", "clerk", "followup"))
        petition._schedule_for(people, type_xmlid, summary)

    def _register_answer(self, number, day, text):
        """The receiving body has told what became of the petition.

        :raise AccessError: the user doesn't handle the sending unit
        :raise ValidationError: the day can't be
        """
        today = self.env["citizen.calendar"]._today()
        for transfer in self:
            transfer._check_sender()
            if not (number or "").strip() or not day:
                raise UserError(self.env._("Enter number and date of the reply."))
            if day > today or (transfer.sent_on and day < transfer.sent_on):
                raise ValidationError(
                    self.env._(
                        "The reply was written between %(sent)s, when the petition was "
                        "sent, and today.",
                        sent=(transfer.sent_on or today).strftime("%d/%m/%Y"),
                    )
                )
            transfer._transition(
                "answered",
                {
                    "answer_number": number.strip(),
                    "answer_date": day,
                    "answer_text": (text or "").strip() or False,
                },
            )

    def _decide(self, unit, reason):
        """The superior decides who handles the petition; logged on it.

        :raise AccessError: the user is no leader of the superior unit
        :raise UserError: no reason, decided meanwhile, or a unit that can't handle it
        """
        self.ensure_one()
        self._check_decider()
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason in a sentence."))
        today = self.env["citizen.calendar"]._today()
        unit._check_receives(today)
        if self.decider_unit_id not in unit._superiors():
            raise UserError(
                self.env._(
                    "%(unit)s doesn't stand below %(superior)s: choose a unit that "
                    "does.",
                    unit=unit.name,
                    superior=self.decider_unit_id.name,
                )
            )
        self.petition_id._check_not_headed_by_target(unit)
        # sudo: units of both sides; the right to decide was checked above
        transfer = self.sudo()
        petition = transfer.petition_id
        transfer._transition(
            "decided",
            {
                "kind": "decided",
                "former_number": petition.number,
                "held_from": petition._held_from(),
                "decided_unit_id": unit.id,
                "decided_on": today,
                "decided_by_id": self.env.uid,
                "decision": reason.strip(),
            },
        )
        petition._done_with([TO_DECIDE])
        petition._message_log(
            body=self.env._(
                "%(superior)s decided: %(unit)s handles it. %(reason)s",
                superior=transfer.decider_unit_id.name,
                unit=unit.name,
                reason=reason.strip(),
            )
        )
        if unit != petition.owner_unit_id:
            petition._take_over(unit, today, transfer)
        transfer._tell(
            unit, DECIDED, self.env._("The superior decided: this unit handles it")
        )

    # ------------------------------------------------------------------
    # who may
    # ------------------------------------------------------------------
    def _check_receiver(self):
        self.ensure_one()
        if self.env.su:
            return
        if not self.to_unit_id or self.to_unit_id - self.env.user.citizen_write_ids:
            raise AccessError(
                self.env._("%s accepts or returns this petition.", self.to_name)
            )

    def _check_sender(self):
        self.ensure_one()
        if not self.env.su and self.from_unit_id - self.env.user.citizen_write_ids:
            raise AccessError(
                self.env._("%s sent this petition.", self.from_unit_id.name)
            )

    def _check_decider(self):
        self.ensure_one()
        # whom the petition is about decides nothing on it
        self.petition_id.check_access("read")
        if not self.env.su and self.env.user not in self.decider_unit_id._members(
            roles=("leader",)
        ):
            raise AccessError(
                self.env._(
                    "A leader of %s decides who handles this petition.",
                    self.decider_unit_id.name,
                )
            )


class CitizenDocument(models.Model):
    _inherit = "citizen.document"

    transfer_ids = fields.One2many(
        comodel_name="citizen.transfer", inverse_name="document_id"
    )

    @api.depends("transfer_ids.state", "transfer_ids.to_unit_id")
    def _compute_access_unit_ids(self):
        return super()._compute_access_unit_ids()

    def _get_access_units(self):
        # the unit a petition was sent to reads the paper that sent it
        return (
            super()._get_access_units()
            | self.transfer_ids.filtered(lambda t: t.state in GONE_ON).to_unit_id
        )

    def _cancel(self, reason):
        result = super()._cancel(reason)
        # sudo: the paper alone kept the transfer waiting
        drafts = self.sudo().transfer_ids.filtered(lambda t: t.state == "draft")
        drafts._transition("cancelled")
        return result
