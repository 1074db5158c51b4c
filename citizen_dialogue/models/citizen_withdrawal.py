from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .citizen_petition import OPEN_STATES
from .citizen_petitioner import SENDER_ROLES

# Luật 136/2025/QH15: a complaint may be withdrawn by minutes as well, and what was
# withdrawn under pressure is dealt with all the same
REGIME_2026 = date(2026, 7, 1)
# the law of withdrawing by kind; rows of ``citizen.deadline.rule`` without days
RULES = {"kn": "KNRUT", "tc": "TCRUT"}
# forms of Nghị định 31/2019/NĐ-CP: letter and minutes
FORMS = {"letter": "TC_02", "minutes": "TC_03"}
# what a withdrawal ends; a case still to be accepted has no procedure to terminate
RUNNING_CASES = ("accepted", "verifying", "verified", "suspended")
# co-signers who stand by name nowhere
UNNAMED = 0


class CitizenWithdrawal(models.Model):
    """Somebody who complained or denounced takes it back, in whole or in part: the
    letter or the minutes, who, what, on which day, and what follows from it."""

    _name = "citizen.withdrawal"
    _description = "Withdrawal"
    _inherit = ["citizen.state.mixin"]
    _order = "day desc, id desc"

    _transitions = {"recorded": frozenset({"reopened"})}

    petition_id = fields.Many2one(
        comodel_name="citizen.petition",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    petition_kind = fields.Selection(related="petition_id.kind")
    case_id = fields.Many2one(
        comodel_name="citizen.case",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    state = fields.Selection(
        selection=[
            ("recorded", "Recorded"),
            ("reopened", "Void: Withdrawn under Pressure"),
        ],
        required=True,
        default="recorded",
        readonly=True,
    )
    person_id = fields.Many2one(
        comodel_name="citizen.petitioner",
        string="Withdrawn by",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: all who sent it.",
    )
    who = fields.Char(string="By", compute="_compute_who")
    scope = fields.Selection(
        selection=[("whole", "The Whole Content"), ("part", "A Part")],
        required=True,
        default="whole",
        readonly=True,
    )
    line_ids = fields.Many2many(
        comodel_name="citizen.petition.line",
        relation="citizen_withdrawal_line_rel",
        string="Contents Withdrawn",
        readonly=True,
    )
    content = fields.Text(string="What Is Withdrawn", readonly=True)
    day = fields.Date(string="Withdrawn on", required=True, readonly=True)
    how = fields.Selection(
        selection=[("letter", "By Letter"), ("minutes", "By Minutes")],
        string="Way of Withdrawing",
        required=True,
        default="letter",
        readonly=True,
    )
    goes_on_because = fields.Selection(
        selection=[
            ("coerced", "Forced or Threatened"),
            ("bribed", "Bribed"),
            ("violation", "Signs of a Violation of Law"),
            ("slander", "Denunciation Abused to Slander"),
        ],
        string="The Matter Goes on because",
        readonly=True,
        help="Forced, bribed, or with signs of a violation: the law goes on with it.",
    )
    is_coerced = fields.Boolean(
        string="Coerced", compute="_compute_is_coerced", store=True
    )
    facts = fields.Text(string="Facts That Show It", readonly=True)
    after_explanation = fields.Boolean(
        string="After Explanation and Persuasion",
        readonly=True,
        help="Counted apart in the report on settling complaints.",
    )
    file_id = fields.Many2one(
        comodel_name="citizen.vault.file",
        string="Scan",
        readonly=True,
        ondelete="restrict",
    )
    document_id = fields.Many2one(
        comodel_name="citizen.document",
        string="Form",
        readonly=True,
        ondelete="restrict",
    )
    effect = fields.Selection(
        selection=[
            ("ended", "The Petition Is Filed"),
            ("terminate", "The Case Is to Be Terminated"),
            ("rest", "The Rest Goes on"),
            ("goes_on", "The Whole Matter Goes on"),
        ],
        string="What Follows",
        readonly=True,
    )
    article = fields.Char(string="Legal Basis", readonly=True)

    # ------------------------------------------------------------------
    # computes
    # ------------------------------------------------------------------
    @api.depends("petition_id.number")
    def _compute_display_name(self):
        for withdrawal in self:
            withdrawal.display_name = self.env._(
                "Withdrawal, petition %s", withdrawal.petition_id.number
            )

    @api.depends("person_id.label", "scope")
    @api.depends_context("lang")
    def _compute_who(self):
        for withdrawal in self:
            person = withdrawal.person_id
            withdrawal.who = (
                person.label or person.pseudonym
                if person
                else self.env._("All who sent it")
            )

    @api.depends("goes_on_because")
    def _compute_is_coerced(self):
        for withdrawal in self:
            withdrawal.is_coerced = withdrawal.goes_on_because in ("coerced", "bribed")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ever(self):
        raise UserError(self.env._("What was recorded as withdrawn is never deleted."))

    # ------------------------------------------------------------------
    # recording
    # ------------------------------------------------------------------
    @api.model
    def _record(self, petitions, case, vals):
        """Record a withdrawal and let happen what follows from it.

        :param petitions: of one person: his petition; of all: all of the case
        :param case: the case it concerns, or none
        :param vals: ``person_id``, ``scope``, ``line_ids``, ``content``, ``day``,
            ``how``, ``goes_on_because``, ``facts``, ``after_explanation``, ``file_id``
        :raise AccessError: another unit handles it
        :raise UserError: not by who sent it, too late, or not as the law has it
        """
        # letters of others may have been joined to the case
        (case or petitions).check_access("write")
        if case:
            # the verifying unit writes findings, no withdrawals
            case._check_ours()
        petitions.check_access("read")
        for petition in petitions:
            petition._check_may_withdraw(case or petition._running_case(), vals)
        articles = {p: self._article(p.kind, vals["day"]) for p in petitions}
        # sudo: rows made by this method alone; rights were checked above
        withdrawals = self.sudo()._create_protected(
            [
                {
                    **vals,
                    "petition_id": petition.id,
                    "case_id": (case or petition._running_case()).id,
                    "line_ids": [
                        fields.Command.set((vals["line_ids"] & petition.line_ids).ids)
                    ],
                    "article": articles[petition],
                }
                for petition in petitions
            ]
        )
        withdrawals._take_effect()
        return withdrawals.sudo(False)

    @api.model
    def _article(self, kind, day):
        code = RULES.get(kind)
        rule = self.env["citizen.deadline.rule"]
        if code:
            rule = rule._applicable(code, receipt=day, acceptance=day, event=day)
        return rule.article

    def _take_effect(self):
        """The rest goes on, or all of it ends. Called as superuser by ``_record``."""
        # the cache holds the letters that the user reads; others may uphold it
        self.case_id.invalidate_recordset(["petition_ids"], flush=False)
        for withdrawal in self:
            petition, day = withdrawal.petition_id, withdrawal.day
            if withdrawal.goes_on_because:
                withdrawal._conclude("goes_on")
                continue
            petition._mark_withdrawn_lines(day)
            if not petition._is_all_withdrawn():
                withdrawal._conclude("rest")
            elif petition.state in OPEN_STATES:
                petition._write_protected({"outcome_basis": withdrawal.article})
                petition._handle("file", day)
                withdrawal._conclude("ended")
            else:
                # of a case with several petitions the others may uphold it: see below
                withdrawal._conclude("rest")
        for case, group in self.grouped("case_id").items():
            upheld = group.filtered(lambda w: not w.goes_on_because)
            if not case or not upheld or not case.petition_ids._are_all_withdrawn():
                continue
            if case.state == "draft":
                # nobody has been told that it is accepted: nothing to terminate
                case._transition("void")
            elif case.state in RUNNING_CASES:
                upheld._write_protected({"effect": "terminate"})
                case.sudo(False)._propose_termination(upheld[-1:].sudo(False))

    def _conclude(self, effect):
        self.ensure_one()
        self._write_protected({"effect": effect})
        label = dict(self._fields["effect"]._description_selection(self.env))[effect]
        # by number and role, never by name
        self.petition_id._message_log(
            body=self.env._(
                "Withdrawn on %(day)s by %(who)s (%(scope)s). %(effect)s.",
                day=self.day.strftime("%d/%m/%Y"),
                who=self.person_id.pseudonym or self.env._("all who sent it"),
                scope=dict(self._fields["scope"]._description_selection(self.env))[
                    self.scope
                ],
                effect=label,
            )
        )

    def action_draft_form(self):
        """Draft the form of the withdrawal of a denunciation (Nghị định 31/2019/NĐ-CP
        Mẫu số 02, 03).

        :raise UserError: not a denunciation
        """
        self.ensure_one()
        self.petition_id.check_access("write")
        document = self._draft_form()
        return document._open_form()

    def _draft_form(self):
        self.ensure_one()
        if self.petition_id.kind != "tc":
            raise UserError(
                self.env._("The law has a form for withdrawing denunciations only.")
            )
        document = self.env["citizen.document"]._draft_for(
            self.case_id or self.petition_id, FORMS[self.how], "withdrawal"
        )
        # sudo: a row that only these methods write
        self.sudo()._write_protected({"document_id": document.id})
        return document

    def action_open_petition(self):
        """Open the petition."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "citizen.petition",
            "res_id": self.petition_id.id,
            "view_mode": "form",
        }

    # ------------------------------------------------------------------
    # found out later
    # ------------------------------------------------------------------
    def _find_coerced(self, facts):
        """It turns out that the withdrawal was forced: it counts for nothing, and a
        petition that was filed because of it is handled again.

        :raise AccessError: another unit handles it
        :raise UserError: found already, the law has no such rule, or the case has ended
        """
        for withdrawal in self:
            petition = withdrawal.petition_id
            petition.check_access("write")
            petition._check_goes_on("coerced", withdrawal.day)
            if withdrawal.goes_on_because:
                raise UserError(
                    self.env._("The matter went on in spite of this withdrawal.")
                )
            case = withdrawal.case_id
            if case and case.state in ("terminated", "void"):
                raise UserError(
                    self.env._(
                        "The case has ended with this withdrawal. Register the matter "
                        "again, joined with this petition."
                    )
                )
            withdrawal._transition(
                "reopened", {"goes_on_because": "coerced", "facts": facts}
            )
            petition.sudo()._undo_withdrawal(withdrawal)


class CitizenPetition(models.Model):
    _inherit = "citizen.petition"

    withdrawal_ids = fields.One2many(
        comodel_name="citizen.withdrawal",
        inverse_name="petition_id",
        string="Withdrawals",
    )
    can_withdraw = fields.Boolean(compute="_compute_can_withdraw")

    @api.depends("state", "case_ids.state")
    def _compute_can_withdraw(self):
        for petition in self:
            petition.can_withdraw = bool(
                petition.state in OPEN_STATES or petition._running_case()
            )

    def action_withdraw(self):
        """Open the dialog that records a withdrawal.

        :raise AccessError: another unit handles it
        """
        self.ensure_one()
        self._check_ours()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Withdrawal"),
            "res_model": "citizen.withdrawal.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_petition_id": self.id},
        }

    def _running_case(self):
        """The case of this petition that isn't decided yet, or none."""
        self.ensure_one()
        # sudo: whether a case runs, whoever handles it
        cases = self.sudo().case_ids.filtered(
            lambda c: c.state in ("draft", *RUNNING_CASES)
        )
        return cases[:1].sudo(False)

    # ------------------------------------------------------------------
    # may it be withdrawn
    # ------------------------------------------------------------------
    def _check_may_withdraw(self, case, vals):
        """:raise UserError: not by who sent it, too late, or not as the law has it"""
        self.ensure_one()
        today = self.env["citizen.calendar"]._today()
        if self.state not in OPEN_STATES and not case:
            raise UserError(
                self.env._(
                    "“%s” is handled and no case of it is open: after the decision or "
                    "conclusion nothing can be withdrawn any more.",
                    self.display_name,
                )
            )
        if case and case.state not in ("draft", *RUNNING_CASES):
            raise UserError(
                self.env._(
                    "“%(case)s” is “%(state)s”: after the decision or conclusion "
                    "nothing can be withdrawn any more.",
                    case=case.display_name,
                    state=case._state_label(case.state),
                )
            )
        day = vals["day"]
        if day > today or day < self.receipt_date:
            raise UserError(
                self.env._(
                    "It was withdrawn between the day of receipt (%s) and today.",
                    self.receipt_date.strftime("%d/%m/%Y"),
                )
            )
        self._check_who_withdraws(vals.get("person_id"))
        if self.kind == "kn" and day < REGIME_2026 and vals["how"] != "letter":
            raise UserError(
                self.env._("Before 01/7/2026 a complaint was withdrawn by letter only.")
            )
        self._check_goes_on(vals.get("goes_on_because"), day)
        if vals.get("goes_on_because") and not (vals.get("facts") or "").strip():
            raise UserError(self.env._("Say which facts show why the matter goes on."))
        self._check_part(vals)

    def _check_who_withdraws(self, person_id):
        if not person_id:
            return
        person = self.env["citizen.petitioner"].browse(person_id)
        # sudo: whose person it is, whoever may read it
        owner = person.sudo()
        if owner.petition_id != self or owner.role not in SENDER_ROLES:
            raise UserError(
                self.env._(
                    "Only who sent this petition, his representative or whom he "
                    "authorised withdraws it. Enter the person among those of the "
                    "petition first, when he is one of them."
                )
            )
        done = self.sudo().withdrawal_ids.filtered(
            lambda w: (
                w.state == "recorded"
                and not w.goes_on_because
                and w.scope == "whole"
                and (not w.person_id or w.person_id.id == person_id)
            )
        )
        if done:
            raise UserError(
                self.env._("%s has withdrawn all of it already.", person.pseudonym)
            )

    def _check_goes_on(self, because, day):
        if not because:
            return
        if self.kind == "tc":
            return
        if self.kind != "kn" or because != "coerced":
            raise UserError(
                self.env._(
                    "Only for a denunciation, or a complaint that somebody was forced "
                    "to withdraw, the matter goes on in spite of the withdrawal."
                )
            )
        if day < REGIME_2026:
            raise UserError(
                self.env._(
                    "For complaints this rule holds for withdrawals from 01/7/2026 on."
                )
            )

    def _check_part(self, vals):
        lines = vals["line_ids"]
        if vals["scope"] == "whole":
            return
        if lines - self.line_ids:
            raise UserError(
                self.env._("Choose contents of this petition, one or several.")
            )
        if self.line_ids and not lines:
            raise UserError(self.env._("Choose the contents that are withdrawn."))
        if not self.line_ids and not (vals.get("content") or "").strip():
            raise UserError(self.env._("Write which part is withdrawn."))

    # ------------------------------------------------------------------
    # what is withdrawn by whom
    # ------------------------------------------------------------------
    def _withdrawn_by(self):
        """{content: those who withdrew it}, and who there is to withdraw it. A letter
        without list of contents is one content; co-signers who aren't entered withdraw
        by a letter of all only."""
        self.ensure_one()
        people = self.petitioner_ids.filtered(
            lambda p: p.role in ("petitioner", "representative")
        )
        everybody = set(people.ids)
        if not people or self.signatory_count > len(people):
            everybody.add(UNNAMED)
        contents = set(self.line_ids.ids) or {False}
        found = {content: set() for content in contents}
        for withdrawal in self.withdrawal_ids:
            if withdrawal.state != "recorded" or withdrawal.goes_on_because:
                continue
            person = withdrawal.person_id
            # one authorised by the only petitioner speaks for him
            alone = person.role == "authorised" and len(everybody) == 1
            who = everybody if not person or alone else {person.id} & everybody
            whole = withdrawal.scope == "whole"
            for content in contents if whole else withdrawal.line_ids.ids:
                if content in found:
                    found[content] |= who
        return found, everybody

    def _mark_withdrawn_lines(self, day):
        """Contents that nobody upholds any more aren't decided."""
        found, everybody = self._withdrawn_by()
        gone = self.line_ids.filtered(
            lambda line: found[line.id] >= everybody and not line.withdrawn_on
        )
        gone._write_protected({"withdrawn_on": day})

    def _is_all_withdrawn(self):
        found, everybody = self._withdrawn_by()
        return all(who >= everybody for who in found.values())

    def _are_all_withdrawn(self):
        return bool(self) and all(petition._is_all_withdrawn() for petition in self)

    def _undo_withdrawal(self, withdrawal):
        """A withdrawal counts for nothing: what ended by it runs on. Called as
        superuser by the withdrawal alone."""
        self.ensure_one()
        found, everybody = self._withdrawn_by()
        upheld = self.line_ids.filtered(
            lambda line: line.withdrawn_on and not found[line.id] >= everybody
        )
        upheld._write_protected({"withdrawn_on": False})
        if withdrawal.effect == "ended" and self.state == "handled":
            self._transition(
                "classified" if self.classified_on else "registered",
                {"outcome": False, "handled_on": False},
            )
            self.deadline_ids.filtered(
                lambda d: (
                    d.met_on == withdrawal.day and d.owner_unit_id == self.owner_unit_id
                )
            )._write_protected({"met_on": False})
            self._sync_clocks()
            self._sync_identity()
        self._message_log(
            body=self.env._(
                "The withdrawal of %(day)s was forced: the matter goes on. %(facts)s",
                day=withdrawal.day.strftime("%d/%m/%Y"),
                facts=withdrawal.facts,
            )
        )


class CitizenCase(models.Model):
    _inherit = "citizen.case"

    withdrawal_ids = fields.One2many(
        comodel_name="citizen.withdrawal", inverse_name="case_id", string="Withdrawals"
    )

    def action_withdraw(self):
        """Open the dialog that records a withdrawal.

        :raise AccessError: another unit handles the case
        """
        self.ensure_one()
        if not self.env.su and self.owner_unit_id - self.env.user.citizen_write_ids:
            raise AccessError(
                self.env._("%s handles this case.", self.owner_unit_id.name)
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Withdrawal"),
            "res_model": "citizen.withdrawal.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_case_id": self.id},
        }
