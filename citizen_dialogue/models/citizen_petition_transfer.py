from odoo import api, fields, models
from odoo.exceptions import UserError

from .citizen_petition import FORWARDED, OPEN_STATES, URGING_ACTIVITIES
from .citizen_transfer import (
    DECIDED,
    GONE_ON,
    HANDED_OVER,
    RETURNED,
    TO_ACCEPT,
    TO_DECIDE,
)

# papers by kind of the petition (Thông tư 05/2021/TT-TTCP); else a plain letter
FORMS = {"tc": "TT05_03", "kn_pa": "TT05_04"}
OTHER_FORM = "CV_CD"
# papers of the holder alone: a draft of a former one can't decide for the next
HOLDERS_STEPS = frozenset(
    {
        "propose",
        "not_accept",
        "guide",
        "transfer",
        "return",
        "file",
        "urge_lower",
        "inspect",
        "police",
        "inform",
    }
)
# papers that meet its limits on their date; a transfer has a check of its own
ENDING_STEPS = HOLDERS_STEPS - {"transfer"} | {"answer", "refuse"}


class CitizenPetition(models.Model):
    """A petition on its way from one unit to another."""

    _inherit = "citizen.petition"
    _rec_names_search = ["number", "subject", "former_numbers"]

    held_since = fields.Date(
        string="Here since",
        readonly=True,
        copy=False,
        help="Day on which the unit that handles it now took it over; its limits run "
        "from then.",
    )
    transferred_from_id = fields.Many2one(
        comodel_name="citizen.unit",
        string="Transferred by",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    former_numbers = fields.Char(
        readonly=True,
        copy=False,
        help="In the registers of the units that had it before.",
    )
    transfer_count = fields.Integer(
        string="Transfers", compute="_compute_transfer_count"
    )
    can_accept = fields.Boolean(
        string="Transferred to Us", compute="_compute_can_accept"
    )

    # ------------------------------------------------------------------
    # computes
    # ------------------------------------------------------------------
    @api.depends(
        "transfer_ids.state",
        "transfer_ids.from_unit_id",
        "transfer_ids.to_unit_id",
        "transfer_ids.decider_unit_id",
        "excluded_user_ids",
        "kind",
    )
    def _compute_access_unit_ids(self):
        return super()._compute_access_unit_ids()

    def _get_access_units(self):
        """Who has sent it keeps reading it; who is to accept or decide reads it. What
        denounces the head of a unit is read there by nobody once it has gone on."""
        units = super()._get_access_units()
        kept = units
        for transfer in self.transfer_ids:
            if transfer.state in (*GONE_ON, "decided"):
                units |= transfer.from_unit_id
            if transfer.state == "sent":
                units |= transfer.to_unit_id
            elif transfer.state in ("accepted", "answered"):
                # had it, whoever has it now
                units |= transfer.to_unit_id
            elif transfer.state in ("stopped", "decided"):
                units |= transfer.decider_unit_id
        if self.excluded_user_ids and self._is_denunciation():
            others = units - kept
            heads = (others | others.authority_id)._heads_by_unit()
            units -= others.filtered(
                lambda unit: (
                    (heads[unit.id] | heads.get(unit.authority_id.id, heads[unit.id]))
                    & self.excluded_user_ids
                )
            )
        return units

    def _compute_transfer_count(self):
        counts = dict(
            self.env["citizen.transfer"]._read_group(
                [("petition_id", "in", self.ids)], ["petition_id"], ["__count"]
            )
        )
        for petition in self:
            petition.transfer_count = counts.get(petition, 0)

    @api.depends("transfer_ids.state")
    @api.depends_context("uid")
    def _compute_can_accept(self):
        waiting = self.env["citizen.transfer"].search(
            [("petition_id", "in", self.ids), ("is_to_accept", "=", True)]
        )
        for petition in self:
            petition.can_accept = petition in waiting.petition_id

    # ------------------------------------------------------------------
    # buttons
    # ------------------------------------------------------------------
    def action_transfer(self):
        """Open the dialog that drafts the paper by which the petition is transferred.

        :raise AccessError: another unit handles it
        """
        self.ensure_one()
        self._check_ours()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Transfer"),
            "res_model": "citizen.transfer.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_petition_id": self.id},
        }

    def action_accept_transfer(self):
        """Take the petition over that was transferred to a unit of the user.

        :raise UserError: nothing waits to be accepted by him
        """
        self.ensure_one()
        transfer = self._transfer_to_accept()
        return transfer.action_accept()

    def action_open_transfer(self):
        """Open what waits to be accepted, to return it with a reason.

        :raise UserError: nothing waits to be accepted by the user
        """
        self.ensure_one()
        # who returns it reads the petition no longer: no way back to it
        return {**self._transfer_to_accept()._open_form(), "target": "main"}

    def _transfer_to_accept(self):
        transfer = self.env["citizen.transfer"].search(
            [("petition_id", "=", self.id), ("is_to_accept", "=", True)], limit=1
        )
        if not transfer:
            raise UserError(
                self.env._(
                    "Nothing waits to be accepted here: it was accepted or returned "
                    "meanwhile, or another unit accepts it."
                )
            )
        return transfer

    def action_open_transfers(self):
        """The way the petition went."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "citizen_dialogue.citizen_transfer_action"
        )
        action["domain"] = [("petition_id", "=", self.id)]
        action["context"] = {}
        return action

    # ------------------------------------------------------------------
    # transferring
    # ------------------------------------------------------------------
    def _transfer_to(self, unit, body, reason):
        """Draft the paper that transfers the petition to a unit or an outside body.
        What the law allows once only is stopped and given to the superior instead.

        :return: the transfer, in state draft or stopped
        :raise AccessError: another unit handles it
        :raise UserError: it can't be transferred there at all
        """
        self.ensure_one()
        self.check_access("write")
        self._check_ours()
        body = (body or "").strip()
        today = self.env["citizen.calendar"]._today()
        self._check_may_transfer(unit, body, today)
        self._check_not_on_its_way()
        vals = {
            "petition_id": self.id,
            "kind": "unit" if unit else "outside",
            "from_unit_id": self.owner_unit_id.id,
            "to_unit_id": unit.id,
            "to_body": not unit and body,
            "reason": (reason or "").strip() or False,
        }
        stop = self._transfer_stop(unit)
        if stop:
            return self._stop_transfer(vals, stop)
        # whom it is sent to is whom it belongs to: the paper and later steps say so
        self._write_protected(
            {
                "competence": "other",
                "competent_unit_id": unit.id,
                "competent_body": not unit and body,
            }
        )
        document = self.env["citizen.document"]._draft_for(
            self,
            self._transfer_form(),
            "transfer",
            {"addressee_text": unit.name or body},
        )
        if document.state == "draft":
            # a draft that was there already may have named another one
            document.addressee_text = unit.name or body
        return self.env["citizen.transfer"]._new({**vals, "document_id": document.id})

    def _transfer_form(self):
        """Form by what was decided, else by kind."""
        rule = self.outcome_rule_id
        if rule.step == "transfer":
            return rule.form_code
        return FORMS.get(self.kind, OTHER_FORM)

    def _stop_transfer(self, vals, reason):
        holders = self._holders() | self.env["citizen.unit"].browse(vals["to_unit_id"])
        decider = holders._common_superior()
        transfer = self.env["citizen.transfer"]._new(
            {
                **vals,
                "state": "stopped",
                "stop_reason": reason,
                "decider_unit_id": decider.id,
            }
        )
        self._message_log(
            body=self.env._(
                "Transfer stopped: %(reason)s %(superior)s decides who handles it.",
                reason=reason,
                superior=decider.name,
            )
        )
        self._schedule_for(
            decider._members(roles=("leader",)),
            TO_DECIDE,
            self.env._("Decide who handles a petition"),
        )
        return transfer

    def _check_may_transfer(self, unit, body, day):
        """:raise UserError: what no superior could allow either"""
        if self.state not in OPEN_STATES:
            raise UserError(self._refused_transition("handled"))
        if bool(unit) == bool(body):
            raise UserError(
                self.env._("Name the unit or the body the petition is transferred to.")
            )
        if self.kind not in ("kn", "tc", "kn_pa"):
            raise UserError(
                self.env._(
                    "Enter the kind by content first. A letter with contents of "
                    "different kinds isn't transferred: its sender is guided to file "
                    "them apart."
                )
            )
        if (
            self.kind == "kn"
            and self.source not in FORWARDED
            and (unit or self.contested_by != "outside")
        ):
            raise UserError(
                self.env._(
                    "A complaint that the citizen sent himself isn't transferred: "
                    "guide him to the competent body."
                )
            )
        if unit:
            if unit == self.owner_unit_id:
                raise UserError(self.env._("%s has this petition already.", unit.name))
            unit._check_receives(day)
            self._check_not_headed_by_target(unit)

    def _check_not_headed_by_target(self, unit):
        """A denunciation of a head is resolved by the superior, never in his own unit
        (Luật Tố cáo 2018 Điều 12)."""
        # sudo: whom it is about, whoever may see that
        targets = self.sudo().excluded_user_ids
        if self._is_denunciation() and targets & unit._heads().sudo():
            raise UserError(
                self.env._(
                    "The petition is about a head of %s: the superior body is "
                    "competent.",
                    unit.name,
                )
            )

    def _check_not_on_its_way(self):
        # sudo: rows of the way this petition goes, whoever decides on them
        running = self.sudo().transfer_ids.filtered(
            lambda t: t.state in ("draft", "sent", "stopped")
        )
        if running:
            raise UserError(
                self.env._(
                    "This petition is being transferred already: “%s”. Cancel its "
                    "draft first, or wait for what is decided.",
                    running[0]._state_label(running[0].state),
                )
            )

    def _holders(self):
        """Units that have or had this petition."""
        # sudo: the whole way, also what the user may not list
        handed = self.sudo().transfer_ids.filtered(lambda t: t.state in HANDED_OVER)
        return (self.owner_unit_id | handed.from_unit_id).sudo(False)

    def _transfer_stop(self, unit):
        """Why the petition may not be transferred to ``unit`` (none: an outside body),
        in words, or False."""
        # sudo: whether the content was transferred before, wherever that was
        earlier = (
            self.sudo()
            ._same_matter()
            .transfer_ids.filtered(lambda t: t.state in (*GONE_ON, "decided"))
        )
        holders = self._holders() | earlier.filtered(
            lambda t: t.state in HANDED_OVER
        ).from_unit_id.sudo(False)
        if unit:
            places = self.env["citizen.unit"]._same_places(holders.ids)
            for holder in holders:
                if unit.id in places[holder.id]:
                    return self._back_words(unit, holder)
        if not earlier:
            return False
        last = earlier.sorted("id")[-1]
        day = (last.sent_on or last.decided_on).strftime("%d/%m/%Y")
        if self.kind == "tc":
            return self.env._(
                "A denunciation is transferred once only; it was on %(day)s, to "
                "%(body)s.",
                day=day,
                body=last.to_name,
            )
        return self.env._(
            "The same content was transferred already, on %(day)s to %(body)s.",
            day=day,
            body=last.to_name,
        )

    def _back_words(self, unit, holder):
        if unit == holder:
            return self.env._(
                "%s has had this petition before: it would go round in circles.",
                unit.name,
            )
        return self.env._(
            "%(unit)s stands for %(holder)s, which has had this petition: it would go "
            "round in circles.",
            unit=unit.name,
            holder=holder.name,
        )

    # ------------------------------------------------------------------
    # the paper
    # ------------------------------------------------------------------
    def _check_document_issue(self, document, day):
        # sudo: the clerk of the issuer need not handle the unit of the petition
        holder = self.sudo().owner_unit_id
        if document.step in HOLDERS_STEPS and document.owner_unit_id != holder:
            raise UserError(
                self.env._(
                    "The petition has gone on to %s: this draft decides nothing any "
                    "more. Cancel it.",
                    holder.name,
                )
            )
        # sudo: as above
        received = self.sudo()._held_from()
        if document.step in ENDING_STEPS and day < received:
            raise UserError(
                self.env._(
                    "The petition was received on %(received)s: its outcome can't be "
                    "dated %(day)s.",
                    received=received.strftime("%d/%m/%Y"),
                    day=day.strftime("%d/%m/%Y"),
                )
            )
        return super()._check_document_issue(document, day)

    def _check_issue_transfer(self, document, day):
        # sudo: the clerk who issues the paper need not read the petition
        transfer = document.sudo().transfer_ids
        if transfer and transfer.state != "draft":
            raise UserError(transfer._refused_transition("sent"))
        if not transfer:
            self._check_not_on_its_way()
        unit = transfer.to_unit_id if transfer else self.competent_unit_id
        body = transfer.to_body if transfer else self.competent_body
        self._check_may_transfer(unit, not unit and body, day)
        stop = self._transfer_stop(unit)
        if stop:
            raise UserError(
                self.env._(
                    "%s Cancel this draft and use “Transfer”: the superior unit then "
                    "decides.",
                    stop,
                )
            )
        if day < self._held_from():
            raise UserError(
                self.env._(
                    "It can't be transferred before it was received (%s).",
                    self._held_from().strftime("%d/%m/%Y"),
                )
            )

    def _on_issue_transfer(self, document):
        # sudo: as above
        transfer = document.sudo().transfer_ids or self.env["citizen.transfer"]._new(
            {
                "petition_id": self.id,
                "kind": "unit" if self.competent_unit_id else "outside",
                "from_unit_id": self.owner_unit_id.id,
                "to_unit_id": self.competent_unit_id.id,
                "to_body": not self.competent_unit_id and self.competent_body,
                "document_id": document.id,
                "reason": self.outcome_basis,
            }
        )
        self._handle("transfer", document.date_issued)
        transfer._send(document.date_issued)

    # ------------------------------------------------------------------
    # from hand to hand
    # ------------------------------------------------------------------
    def _transition(self, to, vals=None):
        result = super()._transition(to, vals)
        if to != "registered":
            self._done_with([RETURNED, DECIDED])
        if to in ("handled", "void") and (vals or {}).get("outcome") != "transfer":
            # sudo: what was to be transferred has ended here, whoever was to decide
            left = self.sudo().transfer_ids.filtered(
                lambda t: t.state in ("draft", "stopped")
            )
            left._transition("cancelled")
            left.petition_id._done_with([TO_DECIDE])
        return result

    def _held_from(self):
        """Day from which the limits of the present holder run."""
        self.ensure_one()
        return self.held_since or self.receipt_date

    def _take_over(self, unit, day, transfer):
        """``unit`` handles the petition from ``day`` on: a number of its own, limits of
        its own, nothing decided. Called as superuser by the transfer alone."""
        self.ensure_one()
        former = self.owner_unit_id
        self._drop_from_drafts()
        # what the former holder left undone isn't due there any more
        self.deadline_ids._end(day)
        self._done_with([*URGING_ACTIVITIES, TO_ACCEPT, RETURNED, DECIDED])
        known = f"{self.number} ({former.short_name or former.name})"
        self._lock_rows()
        if self.state == "void" or (
            self.state == "handled" and self.outcome != "transfer"
        ):
            raise UserError(self._refused_transition("registered"))
        self._write_protected(
            {
                **self._forgotten_vals(),
                "state": "registered",
                "owner_unit_id": unit.id,
                "held_since": day,
                "transferred_from_id": former.id,
                "former_numbers": "; ".join(
                    text for text in (self.former_numbers, known) if text
                ),
                "outcome": False,
                "handled_on": False,
                "identity_reader_ids": [fields.Command.clear()],
            }
        )
        # the search by person looks into the registers of the user's own units
        self.petitioner_ids._write_columns({"owner_unit_id": unit.id})
        self._draw_numbers()
        self._sync_clocks()
        self._message_log(
            body=self.env._(
                "Taken over by %(unit)s from %(former)s under number %(number)s "
                "(before: %(known)s).",
                unit=unit.name,
                former=former.name,
                number=self.number,
                known=known,
            )
        )

    def _come_back(self, transfer):
        """The receiving body returned it: the sender decides anew. What was due there
        runs on from its own dates. Called as superuser by the transfer alone."""
        self.ensure_one()
        self._transition(
            "classified" if self.classified_on else "registered",
            {"outcome": False, "handled_on": False},
        )
        self.deadline_ids.filtered(
            lambda d: (
                d.met_on == transfer.sent_on and d.owner_unit_id == self.owner_unit_id
            )
        )._write_protected({"met_on": False})
        self._sync_clocks()
        self._sync_identity()
        self._done_with([TO_ACCEPT])
        self._message_log(
            body=self.env._(
                "%(body)s returned it: %(reason)s",
                body=transfer.to_name,
                reason=transfer.return_reason,
            )
        )
        transfer._tell(
            self.owner_unit_id,
            RETURNED,
            self.env._("A transferred petition came back"),
        )

    def _forgotten_vals(self):
        """What the former holder found out binds the next one in nothing; kind, field
        and contents stay, and whom it denounces stays kept away."""
        kept = ("contested_by", "contested_unit_id") if self._is_denunciation() else ()
        return {
            name: False
            for name in (
                "competence",
                "is_eligible",
                "ground_id",
                "contested_by",
                "contested_unit_id",
                "contested_ref",
                "competent_unit_id",
                "competent_body",
                "competence_doubt",
                "competence_rule_id",
                "competence_decided_by_id",
                "competence_decided_on",
                "side_rule_ids",
                "outcome_rule_id",
                "planned_outcome",
                "outcome_basis",
                "deviation_reason",
                "classification",
            )
            if name not in kept
        }

    # ------------------------------------------------------------------
    # identity and clocks
    # ------------------------------------------------------------------
    def _check_receipt_may_change(self, day):
        for petition in self.filtered("held_since"):
            if petition.receipt_date != fields.Date.to_date(day):
                raise UserError(
                    self.env._(
                        "“%s” was received by another unit: its date of receipt stays.",
                        petition.display_name,
                    )
                )
        return super()._check_receipt_may_change(day)

    def _registrar(self):
        # who registered it elsewhere opens the identity no longer
        if self.held_since:
            return self.env["res.users"]
        return super()._registrar()

    def _wanted_clocks(self):
        codes = super()._wanted_clocks()
        if not self.held_since or not codes:
            return codes
        # the visit was elsewhere, and its petitioner was answered there
        codes = [code for code in codes if code != "TD01"]
        if self.kind == "tc" and self._forwarding_authority():
            # which is told the result (Luật Tố cáo 2018 Điều 26)
            codes = [*dict.fromkeys([*codes, "TC03"])]
        return codes

    def _forwarding_authority(self):
        """The other authority that transferred it here, or none."""
        sender = self.transferred_from_id.authority_id
        return sender - self.owner_unit_id.authority_id
