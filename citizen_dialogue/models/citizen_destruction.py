from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .citizen_case_papers import AS_ARTICLE
from .citizen_petition import OPEN_STATES

# what tells of the matter; number, dates, kind, field and outcome stay for the figures
TEXTS = (
    "content",
    "demand",
    "source_body",
    "source_reference",
    "other_addressees",
    "matter_hamlet",
    "paper_place",
    "receipt_items",
    "outcome_basis",
    "other_matter_reason",
)
PROTECTED_TEXTS = (
    "contested_ref",
    "competent_body",
    "competence_doubt",
    "deviation_reason",
    "classification",
    "appointment_place",
    "appointment_with",
)
# of the way it went
TRANSFER_TEXTS = (
    "reason",
    "return_reason",
    "answer_text",
    "stop_reason",
    "decision",
)
# of papers that were never issued
PAPER_TEXTS = ("body_html", "addressee_text", "recipient_lines")


class CitizenDestruction(models.Model):
    """A proposal to destroy filed petitions whose time is over, and what the head
    decided (Thông tư 05/2021/TT-TTCP Điều 28 khoản 2).

    Issuing the decision erases persons, texts, originals and keys. The entry with its
    number, dates, kind and outcome remains, so that no figure changes.
    """

    _name = "citizen.destruction"
    _description = "Destruction of Filed Petitions"
    _inherit = [
        "citizen.state.mixin",
        "citizen.access.mixin",
        "citizen.chatter.mixin",
    ]
    _order = "id desc"

    _protected_fields = frozenset({"state", "destroyed_on", "destroyed_by_id"})
    _create_only_fields = frozenset({"owner_unit_id"})
    _transitions = {
        "draft": frozenset({"done", "cancelled"}),
    }

    state = fields.Selection(
        selection=[
            ("draft", "Proposed"),
            ("done", "Destroyed"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    note = fields.Text(string="Ground of the Proposal")
    petition_ids = fields.One2many(
        comodel_name="citizen.petition",
        inverse_name="destruction_id",
        string="Petitions",
        readonly=True,
    )
    petition_count = fields.Integer(compute="_compute_petition_count")
    destroyed_on = fields.Date(readonly=True, copy=False)
    destroyed_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, string="Issued by"
    )
    document_ids = fields.One2many(
        comodel_name="citizen.document", inverse_name="destruction_id"
    )

    # ------------------------------------------------------------------
    # computes
    # ------------------------------------------------------------------
    @api.depends("owner_unit_id")
    def _compute_access_unit_ids(self):
        return super()._compute_access_unit_ids()

    def _get_access_units(self):
        return super()._get_access_units() | self.owner_unit_id.authority_id

    def _compute_petition_count(self):
        # sudo: how many, also when one is about the reader
        counts = dict(
            self.env["citizen.petition"]
            .sudo()
            ._read_group(
                [("destruction_id", "in", self.ids)], ["destruction_id"], ["__count"]
            )
        )
        for proposal in self:
            proposal.petition_count = counts.get(proposal.sudo(), 0)

    @api.depends("create_date", "owner_unit_id.name")
    def _compute_display_name(self):
        for proposal in self:
            day = proposal.create_date
            proposal.display_name = self.env._(
                "Destruction of filed petitions, %(unit)s, %(day)s",
                unit=proposal.owner_unit_id.name or "",
                day=day.strftime("%d/%m/%Y") if day else "…",
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ever(self):
        raise UserError(self.env._("A proposal is cancelled, never deleted."))

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_draft_decision(self):
        """Draft the decision of the head with the list of petitions; its issue destroys
        them.

        :raise UserError: decided already, or no petition is left in the proposal
        """
        self.ensure_one()
        self._check_may_destroy(self.env["citizen.calendar"]._today())
        return (
            self.env["citizen.document"]
            ._draft_for(self, "QD_HUY", "destroy")
            ._open_form()
        )

    def _cancel(self, reason):
        for proposal in self:
            proposal._transition("cancelled")
            # sudo: also those that are about the user are free again
            proposal.sudo().petition_ids._write_protected({"destruction_id": False})
            proposal.message_post(body=reason)

    def action_open_petitions(self):
        """The petitions of this proposal."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "citizen_dialogue.citizen_petition_action"
        )
        action["domain"] = [("destruction_id", "=", self.id)]
        action["context"] = {}
        return action

    # ------------------------------------------------------------------
    # contract of the document
    # ------------------------------------------------------------------
    def _document_vals(self, code):
        return {
            "name": "Về việc tiêu hủy đơn lưu đã hết thời hạn",
            "recipient_lines": f"{AS_ARTICLE.format(2)}\n"
            f"Lưu: VT, {self.owner_unit_id.symbol or 'VP'}.",
        }

    def _check_document_issue(self, document, day):
        # sudo: the clerk who issues it need not read the petitions
        proposal = self.sudo()
        unit = proposal.owner_unit_id
        if document.step != "destroy" or document.issuer_unit_id not in (
            unit | unit.authority_id
        ):
            raise UserError(
                self.env._("%s decides on this proposal.", unit.authority_id.name)
            )
        proposal._check_may_destroy(day)

    def _on_document_issued(self, document):
        # sudo: as above; the decision of the head is what erases
        self.sudo()._destroy(document.date_issued)

    def _check_may_destroy(self, day):
        """:raise UserError: decided already, nothing in it, or one that must stay"""
        self.ensure_one()
        if self.state != "draft":
            raise UserError(self._refused_transition("done"))
        # sudo: as in _check_document_issue
        petitions = self.sudo().petition_ids
        if not petitions:
            raise UserError(self.env._("No petition is in this proposal."))
        petitions._check_may_be_destroyed(day)

    def _destroy(self, day):
        self.ensure_one()
        petitions = self.petition_ids
        petitions._destroy(day)
        self._transition("done", {"destroyed_on": day, "destroyed_by_id": self.env.uid})

    def _list_rows(self):
        """Rows of the list behind the decision: nothing that tells of a person."""
        self.ensure_one()
        # sudo: the list is complete whoever drafts it
        return [
            {
                "number": petition.number,
                "received": petition.receipt_date,
                "kind": petition._kind_vi(),
                "filed": petition.handled_on,
                "until": petition.kept_until,
            }
            for petition in self.sudo().petition_ids.sorted("receipt_date")
        ]


class CitizenDocument(models.Model):
    _inherit = "citizen.document"

    destruction_id = fields.Many2one(
        comodel_name="citizen.destruction",
        string="Proposal to Destroy",
        index="btree_not_null",
        ondelete="restrict",
    )

    def _erase_unissued(self):
        """Drafts of destroyed petitions end, and their texts go, those of cancelled
        ones too. Called as superuser by the destruction alone."""
        unissued = self.filtered(lambda d: d.state != "issued")
        unissued.message_ids.filtered("body").write({"body": False})
        unissued.filtered(lambda d: d.state != "cancelled")._cancel(
            self.env._("The petition is destroyed.")
        )
        unissued._write_revised(dict.fromkeys(PAPER_TEXTS, False))

    def _check_text_open(self):
        # what goes with its petition
        gone = self.filtered(
            lambda d: d.env.su and d.state != "issued" and d.petition_id.destroyed_on
        )
        return super(CitizenDocument, self - gone)._check_text_open()


class CitizenPetition(models.Model):
    """Filed petitions leave after their time; their entry stays."""

    _inherit = "citizen.petition"

    destruction_id = fields.Many2one(
        comodel_name="citizen.destruction",
        string="Proposal to Destroy",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    destroyed_on = fields.Date(readonly=True, copy=False)

    def action_propose_destruction(self):
        """Propose the petitions for destruction, one proposal for each unit.

        :raise UserError: not filed, or the time isn't over yet
        """
        self.check_access("write")
        today = self.env["citizen.calendar"]._today()
        self._check_may_be_destroyed(today)
        taken = self.filtered("destruction_id")
        if taken:
            raise UserError(
                self.env._(
                    "Petition %s is in another proposal already.", taken[0].number
                )
            )
        proposals = self.env["citizen.destruction"]
        for unit, petitions in self.grouped("owner_unit_id").items():
            proposal = proposals.create({"owner_unit_id": unit.id})
            petitions._write_protected({"destruction_id": proposal.id})
            proposals |= proposal
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "citizen_dialogue.citizen_destruction_action"
        )
        if len(proposals) == 1:
            action.update(
                res_id=proposals.id, view_mode="form", views=[(False, "form")]
            )
        return action

    def _leave_destruction(self, reason):
        """Taken out of a proposal: kept longer, with the reason."""
        for petition in self:
            petition._check_ours()
            if petition.destruction_id.state != "draft":
                raise UserError(self.env._("This petition is in no open proposal."))
            petition._write_protected({"destruction_id": False})
            petition.message_post(body=reason)

    def _check_may_be_destroyed(self, day):
        running = self._with_open_matter()
        for petition in self:
            if petition.destroyed_on:
                raise UserError(
                    self.env._("Petition %s is destroyed already.", petition.number)
                )
            if petition.outcome != "file" or not petition.kept_until:
                raise UserError(
                    self.env._(
                        "Petition %s isn't filed: it isn't destroyed here.",
                        petition.number,
                    )
                )
            if petition.kept_until >= day:
                raise UserError(
                    self.env._(
                        "Petition %(number)s is kept until %(day)s.",
                        number=petition.number,
                        day=petition.kept_until.strftime("%d/%m/%Y"),
                    )
                )
            if petition in running:
                raise UserError(
                    self.env._(
                        "Petition %s belongs to a matter that isn't over: it is kept "
                        "with it.",
                        petition.number,
                    )
                )

    def _with_open_matter(self):
        """Those joined with a letter or case that is still being handled."""
        # sudo: whether it is over, whoever handles it
        matter = self.sudo()._same_matter()
        running = matter.filtered(
            lambda p: (
                p.state in OPEN_STATES
                or p.case_ids.filtered(
                    lambda c: c.state not in ("closed", "terminated", "void")
                )
            )
        )
        roots = {p.matter_root_id.id or p.id for p in running}
        return self.filtered(lambda p: (p.matter_root_id.id or p.id) in roots)

    def _destroy(self, day):
        """Erase persons, originals, texts and keys; called by the decision alone.

        :raise AccessError: not by the decision of the head
        """
        if not self.env.su:
            raise AccessError(self.env._("The decision of the head destroys."))
        for petition in self:
            petition._erase_persons(petition.petitioner_ids)
            names = [n for n in (*TEXTS, *PROTECTED_TEXTS) if petition[n]]
            petition._write_protected(
                {
                    **dict.fromkeys(names, False),
                    # as on the paper of the decision
                    "subject": f"Đơn {petition._kind_vi()} đã tiêu hủy",
                    "destroyed_on": day,
                }
            )
            petition.line_ids.write({"content": "…", "competent_body": False})
            petition.message_ids.filtered("body").write({"body": False})
            petition.withdrawal_ids._write_protected({"content": False, "facts": False})
            petition.transfer_ids._write_protected(dict.fromkeys(TRANSFER_TEXTS, False))
        # issued papers are records of the agency with a time of their own (exchange
        # dispatches five years, domain/law.md §5.4); what was never issued goes along
        self.document_ids._erase_unissued()
        self._sync_plots()

    def _missing_items(self):
        return [] if self.destroyed_on else super()._missing_items()


class CitizenPetitionLine(models.Model):
    _inherit = "citizen.petition.line"

    def _check_open(self):
        if self.env.su and all(self.petition_id.mapped("destroyed_on")):
            return
        super()._check_open()
