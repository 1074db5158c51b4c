from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

DONE = ("verified", "cancelled")


class CitizenConclusion(models.Model):
    """What the chair of a session concluded, or a superior directed without session.

    Issuing it gives every unit of every clause its task.
    """

    _name = "citizen.conclusion"
    _description = "Conclusion or Directive"
    _inherit = [
        "citizen.state.mixin",
        "citizen.access.mixin",
        "citizen.chatter.mixin",
    ]
    _order = "date_issued desc, id desc"
    _rec_names_search = ["number", "name"]

    _protected_fields = frozenset({"state", "date_issued", "reason"})
    _create_only_fields = frozenset({"owner_unit_id", "dialogue_id", "case_id"})
    _transitions = {
        "draft": frozenset({"submitted", "issued", "cancelled"}),
        "submitted": frozenset({"draft", "issued", "cancelled"}),
        "issued": frozenset({"done", "cancelled"}),
        "done": frozenset({"issued"}),
    }

    name = fields.Char(string="Subject", required=True, tracking=True)
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("issued", "In Force"),
            ("done", "Carried Out"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    kind = fields.Selection(
        selection=[
            ("session", "Conclusion of a Session"),
            ("directive", "Directive"),
            ("case", "Carrying out a Decision"),
        ],
        required=True,
        default="directive",
    )
    case_id = fields.Many2one(
        comodel_name="citizen.case",
        index="btree_not_null",
        ondelete="restrict",
        help="The complaint or denunciation whose decision is carried out.",
    )
    dialogue_id = fields.Many2one(
        comodel_name="citizen.dialogue",
        string="Session",
        index="btree_not_null",
        ondelete="restrict",
    )
    issuer_unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        string="Issuer",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env["citizen.unit"]._current().authority_id,
    )
    chair_name = fields.Char(string="Concluded by")
    intro = fields.Text(string="Introduction")
    number = fields.Char(
        string="Number of the Document",
        compute="_compute_number",
        store=True,
        index="btree_not_null",
    )
    date_issued = fields.Date(readonly=True, copy=False, index=True)
    reason = fields.Text(readonly=True, copy=False)
    clause_ids = fields.One2many(
        comodel_name="citizen.conclusion.clause", inverse_name="conclusion_id"
    )
    task_ids = fields.One2many(
        comodel_name="citizen.task", inverse_name="conclusion_id"
    )
    document_ids = fields.One2many(
        comodel_name="citizen.document", inverse_name="conclusion_id"
    )
    task_count = fields.Integer(string="Tasks", compute="_compute_progress")
    verified_count = fields.Integer(string="Verified", compute="_compute_progress")
    reported_count = fields.Integer(
        string="Reported, to Be Checked", compute="_compute_progress"
    )
    overdue_count = fields.Integer(string="Late", compute="_compute_progress")
    progress = fields.Integer(
        string="Verified (%)",
        compute="_compute_progress",
        help="Verified of all tasks.",
    )
    warning = fields.Text(compute="_compute_warning")

    # ------------------------------------------------------------------
    # computes
    # ------------------------------------------------------------------
    @api.depends("owner_unit_id", "issuer_unit_id", "state", "task_ids.unit_id")
    def _compute_access_unit_ids(self):
        return super()._compute_access_unit_ids()

    def _get_access_units(self):
        units = super()._get_access_units() | self.issuer_unit_id
        # units learn of a conclusion when it is issued, not while it is drafted
        if self.state in ("issued", "done"):
            units |= self.task_ids.unit_id | self.clause_ids.support_unit_ids
        return units

    @api.depends("document_ids.number", "document_ids.step", "document_ids.state")
    def _compute_number(self):
        """The number is given last of all, after the conclusion is in force."""
        for conclusion in self:
            document = conclusion.document_ids.filtered(
                lambda d: d.step == "conclude" and d.state == "issued"
            )
            conclusion.number = document[:1].number

    @api.depends("number", "name")
    def _compute_display_name(self):
        for conclusion in self:
            parts = [conclusion.number, conclusion.name]
            conclusion.display_name = " – ".join(part for part in parts if part)

    def _compute_progress(self):
        counts = {
            (conclusion.id, state): number
            for conclusion, state, number in self.env["citizen.task"]._read_group(
                [("conclusion_id", "in", self.ids), ("state", "!=", "cancelled")],
                ["conclusion_id", "state"],
                ["__count"],
            )
        }
        overdue = dict(
            self.env["citizen.task"]._read_group(
                [("conclusion_id", "in", self.ids), ("is_overdue", "=", True)],
                ["conclusion_id"],
                ["__count"],
            )
        )
        for conclusion in self:
            own = {
                state: number
                for (key, state), number in counts.items()
                if key == conclusion.id
            }
            conclusion.task_count = sum(own.values())
            conclusion.verified_count = own.get("verified", 0)
            conclusion.reported_count = own.get("reported", 0)
            conclusion.overdue_count = overdue.get(conclusion, 0)
            conclusion.progress = (
                100 * conclusion.verified_count // conclusion.task_count
                if conclusion.task_count
                else 0
            )

    @api.depends("clause_ids.lead_unit_ids", "state")
    def _compute_warning(self):
        for conclusion in self:
            units = (
                conclusion.clause_ids.lead_unit_ids
                if conclusion.state in ("draft", "submitted")
                else self.env["citizen.unit"]
            )
            orphans = units - units._memberships().unit_id
            conclusion.warning = (
                self.env._(
                    "Nobody is in charge in: %(units)s. Their tasks will be given to "
                    "the follow-up office to find somebody.",
                    units=", ".join(orphans.mapped("name")),
                )
                if orphans
                else False
            )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        conclusions = super().create(vals_list)
        for conclusion in conclusions.filtered("case_id"):
            conclusion.case_id._check_may_belong(conclusion)
        return conclusions

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ever(self):
        raise UserError(
            self.env._("A conclusion is cancelled with a reason, never deleted.")
        )

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_submit(self):
        """Send the conclusion up; its document is drafted for approval.

        :raise UserError: a clause has no content, no unit, or no date and no rhythm
        """
        self.ensure_one()
        self._check_complete(self.env["citizen.calendar"]._today())
        self._transition("submitted")
        return self.action_draft_document()

    def action_split(self):
        """Open the splitter: clauses proposed from a text."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Split a Text into Clauses"),
            "res_model": "citizen.split.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_conclusion_id": self.id,
                "dialog_size": "extra-large",
            },
        }

    def action_draft_document(self):
        """Draft the document that issues it: Thông báo kết luận, or the dispatch of a
        directive."""
        self.ensure_one()
        self._check_complete()
        return self._draft_document()._open_form()

    def _draft_document(self, vals=None):
        if self.kind == "directive":
            code = "CV"
        elif self.kind == "case":
            code = "CV_TH"
        elif self.dialogue_id.kind == "reception_day":
            code = "TB_KL_TCD"
        else:
            code = "TB_KL"
        return self.env["citizen.document"]._draft_for(self, code, "conclude", vals)

    def action_register_external(self):
        """Enter the number and date of a conclusion issued outside this product."""
        self.ensure_one()
        self._check_complete()
        return self._draft_document({"is_external": True})._open_form()

    def _back_to_draft(self, reason):
        self._transition("draft", {"reason": reason})

    def _cancel(self, reason):
        for conclusion in self:
            if conclusion.state == "issued":
                conclusion.owner_unit_id._check_decider()
            conclusion._transition("cancelled", {"reason": reason})
            conclusion.task_ids.filtered(lambda t: t.state not in DONE)._cancel(reason)
            conclusion.message_post(body=reason)

    def action_open_tasks(self):
        """Tasks of this conclusion."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "citizen_dialogue.citizen_task_action_all"
        )
        action["domain"] = [("conclusion_id", "=", self.id)]
        return action

    # ------------------------------------------------------------------
    # the document
    # ------------------------------------------------------------------
    def _document_vals(self, code):
        units = self.clause_ids.lead_unit_ids | self.clause_ids.support_unit_ids
        vals = {
            "name": self.name,
            "recipient_lines": "\n".join(
                [
                    "Như trên;"
                    if code in ("CV", "CV_TH")
                    else "Các đơn vị được giao nhiệm vụ;"
                ]
                + [f"Lưu: VT, {self.owner_unit_id.symbol or 'VP'}."]
            ),
        }
        if code in ("CV", "CV_TH"):
            labels = [c.lead_group_label for c in self.clause_ids if c.lead_group_label]
            single = self.clause_ids.filtered(lambda c: not c.lead_group_label)
            names = single.lead_unit_ids.mapped("name") + list(dict.fromkeys(labels))
            vals["addressee_text"] = "\n".join(names or units.mapped("name"))
        chair = self.dialogue_id.chair_membership_id
        if chair:
            vals["signer_membership_id"] = chair.id
        return vals

    def _check_document_issue(self, document, day):
        if document.step == "conclude":
            self._check_complete(day)
            # sudo: the clerk of the issuer need not read the case
            case = self.sudo().case_id
            if case:
                case._check_may_carry_out()

    def _on_document_issued(self, document):
        """Issued: the conclusion is in force and its tasks are given."""
        if document.step != "conclude" or self.state not in ("draft", "submitted"):
            return
        # sudo: the clerk of the issuer need not handle the unit of the conclusion
        self.sudo()._enter_into_force(document)

    def _enter_into_force(self, document):
        self._transition("issued", {"date_issued": document.date_issued})
        self.clause_ids._create_tasks()
        self.case_id._on_enforcement_given(document.date_issued)
        self.dialogue_id.filtered(lambda d: d.state == "held")._transition("concluded")
        self.dialogue_id.deadline_ids.filtered(
            lambda d: d.rule_id.code in ("DTP03", "TD08")
        )._meet(document.date_issued)

    # ------------------------------------------------------------------
    # gates
    # ------------------------------------------------------------------
    def _check_complete(self, day=None):
        """Raise with the list of what each clause lacks.

        :param day: date of issue; a deadline before it is impossible. Unknown yet
            while a conclusion issued outside is being entered.
        """
        self.ensure_one()
        if not self.clause_ids:
            raise UserError(self.env._("The conclusion has no clause yet."))
        lines = [
            self.env._(
                "Clause %(number)s: %(what)s", number=c.number, what=", ".join(what)
            )
            for c in self.clause_ids
            if (what := c._missing_items(day))
        ]
        if lines:
            raise UserError(
                self.env._(
                    "The conclusion can't be issued yet:\n%(list)s",
                    list="\n".join(lines),
                )
            )

    def _add_clauses_from(self, opinions):
        """One clause for each opinion taken over that has none yet, with the unit and
        date the chair named in the session."""
        self.ensure_one()
        if self.state != "draft":
            return
        waiting = opinions.filtered(
            lambda o: o.disposition == "taken_over" and not o.clause_ids
        )
        first = len(self.clause_ids)
        self.env["citizen.conclusion.clause"].create(
            [
                {
                    "conclusion_id": self.id,
                    "sequence": 10 * (first + index),
                    "content": opinion.answer or opinion.content,
                    "opinion_ids": [Command.link(opinion.id)],
                    "lead_unit_ids": [Command.set(opinion.assign_unit_ids.ids)],
                    "due_kind": "date",
                    "due_date": opinion.assign_due_date,
                }
                for index, opinion in enumerate(waiting, start=1)
            ]
        )

    def _refresh_done(self):
        """Carried out when every task is verified or cancelled, and back when not."""
        for conclusion in self:
            states = set(conclusion.task_ids.mapped("state"))
            finished = bool(states) and states <= set(DONE) and "verified" in states
            has_rhythm = "rhythm" in conclusion.clause_ids.mapped("due_kind")
            if conclusion.state == "issued" and finished and not has_rhythm:
                conclusion._transition("done")
            elif conclusion.state == "done" and not finished:
                conclusion._transition("issued")

    def _check_may_assign(self):
        """Only the unit that answers for the conclusion gives and cancels tasks."""
        for conclusion in self:
            if (
                not self.env.su
                and conclusion.owner_unit_id
                not in self.env.user.citizen_write_ids.sudo(False)
            ):
                raise AccessError(
                    self.env._(
                        "%(unit)s answers for this conclusion.",
                        unit=conclusion.owner_unit_id.name,
                    )
                )
