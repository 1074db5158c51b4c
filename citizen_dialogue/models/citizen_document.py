import hashlib
import logging

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import html2plaintext
from odoo.tools.pdf import merge_pdf

from ..tools import pdf, vietnamese

_logger = logging.getLogger(__name__)

# largest signed copy accepted, in MB, unless the parameter says otherwise
DEFAULT_MAX_FILE_MB = 50

# steps of the records a document serves that its issue makes happen
STEPS = [
    ("plan", "Plan"),
    ("announce", "Announcement"),
    ("opinions", "Summary of Opinions"),
    ("minutes", "Minutes"),
    ("conclude", "Conclusion"),
    ("results", "Announcement of Results"),
    ("urge", "Urging"),
    ("answer", "Answer to the Speaker"),
    ("brief", "Brief on the Conclusions"),
    ("report", "Statutory Report"),
    ("refuse", "Refusal of Reception"),
    # the outcome of a petition
    ("propose", "Proposal to Accept"),
    ("not_accept", "Not Accepted"),
    ("guide", "Guidance"),
    ("transfer", "Transfer"),
    ("return", "Returned to the Forwarding Body"),
    ("file", "Proposal to File"),
    ("urge_lower", "Urging of the Subordinate Body"),
    ("inspect", "Inspection"),
    ("police", "Handed to the Investigating Body"),
    ("inform", "Report to the Head"),
    # the steps of a case
    ("accept", "Acceptance"),
    ("notify_sender", "Notice of Acceptance"),
    ("notify_denounced", "Notice to the Denounced"),
    ("complex", "Finding of Complexity"),
    ("verify", "Decision on Verification"),
    ("work", "Minutes of Work"),
    ("request", "Request for Information"),
    ("receipt", "Receipt of Papers"),
    ("expert", "Expert Examination"),
    ("expert_result", "Request for the Expert Result"),
    ("team_report", "Report of the Team"),
    ("verify_report", "Report on the Verification"),
    ("dialogue_report", "Report on the Dialogue"),
    ("hold_decision", "Contested Decision Suspended"),
    ("lift_hold", "Suspension of the Contested Decision Lifted"),
    ("extend", "Extension"),
    ("suspend", "Suspension"),
    ("resume", "Resumption"),
    ("terminate", "Termination"),
    ("withdrawal", "Withdrawal"),
    ("mediate", "Mediation"),
    ("decide", "Decision, Conclusion"),
    ("publish", "Publication"),
    ("destroy", "Destruction"),
    ("free", "Other"),
]

# printed where the record doesn't know what the form asks for
DOTS = "……"
# where the table of a letter of urging stands in its text
TABLE_MARKER = "[Bảng nhiệm vụ]"
# the records a document can serve
OWNER_FIELDS = {
    "citizen.dialogue": "dialogue_id",
    "citizen.conclusion": "conclusion_id",
    "citizen.dialogue.opinion": "opinion_id",
    "citizen.report": "report_id",
    "citizen.petition": "petition_id",
    "citizen.reception": "reception_id",
    "citizen.case": "case_id",
    "citizen.destruction": "destruction_id",
}


class CitizenDocument(models.Model):
    """An official document of this product: drafted, approved, numbered, issued.

    Issuing makes the legal step it stands for happen on its date. It has two
    transactions: a short one that numbers it, freezes its text and takes the step, and
    after its commit the rendering of the PDF, repeated by a cron when it was cut off.
    """

    _name = "citizen.document"
    _description = "Document"
    _inherit = [
        "citizen.state.mixin",
        "citizen.access.mixin",
        "citizen.revision.mixin",
        "citizen.chatter.mixin",
    ]
    _order = "date_issued desc, id desc"
    _rec_names_search = ["number", "name"]

    _revision_fields = ("body_html",)
    _protected_fields = frozenset(
        {
            "state",
            "number",
            "number_int",
            "year",
            "series_kind",
            "is_secret",
            "date_issued",
            "issued_by_id",
            "snapshot_html",
            "pdf_attachment_id",
            "pdf_sha256",
            "signed_attachment_id",
            "signed_sha256",
            "return_note",
            "approved_by_id",
            # what its issue makes happen follows from who drafted it for what, never
            # from who creates a document with a step of his choice
            "step",
        }
    )
    _create_only_fields = frozenset(
        {
            "owner_unit_id",
            "issuer_unit_id",
            "type_id",
            "dialogue_id",
            "conclusion_id",
            "opinion_id",
            "report_id",
            "petition_id",
            "reception_id",
            "case_id",
            "destruction_id",
            "urge_unit_id",
            "is_external",
        }
    )
    _transitions = {
        "draft": frozenset({"submitted", "issued", "cancelled"}),
        "submitted": frozenset({"approved", "draft", "cancelled"}),
        "approved": frozenset({"issued", "draft", "cancelled"}),
    }

    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("approved", "Approved, to Be Numbered"),
            ("issued", "Issued"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    type_id = fields.Many2one(
        comodel_name="citizen.document.type",
        string="Kind",
        required=True,
        ondelete="restrict",
        index=True,
    )
    layout = fields.Selection(related="type_id.layout")
    numbered = fields.Boolean(related="type_id.numbered")
    needs_approval = fields.Boolean(compute="_compute_needs_approval")
    name = fields.Char(string="Subject", required=True)
    issuer_unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        string="Issuer",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env["citizen.unit"]._current().authority_id,
    )
    dialogue_id = fields.Many2one(
        comodel_name="citizen.dialogue",
        string="Session",
        index="btree_not_null",
        ondelete="restrict",
    )
    conclusion_id = fields.Many2one(
        comodel_name="citizen.conclusion",
        index="btree_not_null",
        ondelete="restrict",
    )
    opinion_id = fields.Many2one(
        comodel_name="citizen.dialogue.opinion",
        index="btree_not_null",
        ondelete="restrict",
    )
    report_id = fields.Many2one(
        comodel_name="citizen.report", index="btree_not_null", ondelete="restrict"
    )
    petition_id = fields.Many2one(
        comodel_name="citizen.petition", index="btree_not_null", ondelete="restrict"
    )
    reception_id = fields.Many2one(
        comodel_name="citizen.reception",
        string="Visit",
        index="btree_not_null",
        ondelete="restrict",
    )
    case_id = fields.Many2one(
        comodel_name="citizen.case",
        index="btree_not_null",
        ondelete="restrict",
    )
    urge_unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        string="Unit Urged",
        index="btree_not_null",
        ondelete="restrict",
    )
    urging_ids = fields.One2many(
        comodel_name="citizen.urging", inverse_name="document_id", string="Urged"
    )
    urging_count = fields.Integer(string="Tasks", compute="_compute_urging_count")
    step = fields.Selection(
        selection=STEPS,
        string="Step Taken",
        required=True,
        readonly=True,
        default="free",
    )
    is_external = fields.Boolean(
        string="Issued Outside",
        help="Written and issued without this product: number, date, signatory and "
        "scan are entered, and the step happens all the same.",
    )
    is_secret = fields.Boolean(
        string="Secret Series", readonly=True, copy=False, default=False
    )
    urgency = fields.Selection(
        selection=[
            ("khan", "KHẨN"),
            ("thuong_khan", "THƯỢNG KHẨN"),
            ("hoa_toc", "HỎA TỐC"),
        ]
    )
    number_proposed = fields.Integer(
        string="Number from the Book",
        copy=False,
        help="As given in the agency's own book.",
    )
    date_proposed = fields.Date(
        string="Date of Issue",
        copy=False,
        default=lambda self: self.env["citizen.calendar"]._today(),
    )
    number_mode = fields.Selection(
        selection=[("typed", "Typed"), ("drawn", "Drawn")],
        compute="_compute_number_hint",
    )
    number_hint = fields.Char(string="Highest Used", compute="_compute_number_hint")
    number_int = fields.Integer(readonly=True, copy=False, aggregator=None)
    year = fields.Integer(readonly=True, copy=False, aggregator=None)
    series_kind = fields.Char(readonly=True, copy=False)
    number = fields.Char(readonly=True, copy=False, index="btree_not_null")
    date_issued = fields.Date(readonly=True, copy=False, tracking=True)
    issued_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, string="Issued by"
    )
    addressee_text = fields.Text(string="To (Kính gửi)", help="One addressee a line.")
    recipient_lines = fields.Text(
        string="Recipients (Nơi nhận)", help="One a line, without hyphens."
    )
    body_html = fields.Html(
        string="Text", sanitize=True, sanitize_attributes=True, sanitize_style=True
    )
    signer_membership_id = fields.Many2one(
        comodel_name="citizen.membership", string="Signatory", ondelete="restrict"
    )
    signature_mode = fields.Selection(
        selection=lambda self: self.env["citizen.document.type"]._signature_modes(),
        required=True,
        default="direct",
    )
    signer_name = fields.Char(
        compute="_compute_signer_name", store=True, readonly=False
    )
    signature_lines = fields.Text(compute="_compute_signature_lines")
    secretary_name = fields.Char(help="Second signature of minutes.")
    approved_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False
    )
    return_note = fields.Text(string="Returned with", readonly=True, copy=False)
    snapshot_html = fields.Text(
        readonly=True, copy=False, prefetch=False, string="Text as Issued"
    )
    pdf_attachment_id = fields.Many2one(
        comodel_name="ir.attachment", readonly=True, copy=False, ondelete="restrict"
    )
    pdf_sha256 = fields.Char(readonly=True, copy=False, string="SHA-256 of the PDF")
    signed_attachment_id = fields.Many2one(
        comodel_name="ir.attachment",
        string="Signed Copy",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    signed_sha256 = fields.Char(readonly=True, copy=False)
    signed_upload = fields.Binary(
        string="Drop the signed copy here", store=False, attachment=False
    )
    signed_upload_name = fields.Char(store=False)
    is_of_my_unit = fields.Boolean(
        compute="_compute_is_of_my_unit",
        search="_search_is_of_my_unit",
        help="A unit in which the user has a post wrote or issues it.",
    )

    _number_once = models.UniqueIndex(
        "(issuer_unit_id, year, series_kind, is_secret, number_int) "
        "WHERE number_int > 0",
        "This number is already used in the series of this year.",
    )
    _urging_letters = models.Index("(state, id) WHERE step = 'urge'")
    _to_number = models.Index("(issuer_unit_id) WHERE state = 'approved'")
    _without_pdf = models.Index(
        "(id) WHERE state = 'issued' AND pdf_attachment_id IS NULL "
        "AND is_external IS NOT TRUE"
    )
    _without_signed = models.Index(
        "(owner_unit_id) WHERE state = 'issued' AND signed_attachment_id IS NULL"
    )

    # ------------------------------------------------------------------
    # computes
    # ------------------------------------------------------------------
    @api.model
    def _my_units(self):
        # sudo: the user's own posts
        posts = self.env.user.sudo().citizen_membership_ids
        return posts.filtered("is_current").unit_id

    @api.depends("owner_unit_id", "issuer_unit_id")
    @api.depends_context("uid")
    def _compute_is_of_my_unit(self):
        mine = self._my_units()
        for document in self:
            document.is_of_my_unit = bool(
                mine & (document.owner_unit_id | document.issuer_unit_id)
            )

    def _search_is_of_my_unit(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        # ids, not a subselect: under an OR only these are found by index
        mine = self._my_units().ids
        return Domain("owner_unit_id", "in", mine) | Domain(
            "issuer_unit_id", "in", mine
        )

    @api.depends("owner_unit_id", "issuer_unit_id", "urge_unit_id", "state")
    def _compute_access_unit_ids(self):
        return super()._compute_access_unit_ids()

    def _get_access_units(self):
        units = super()._get_access_units() | self.issuer_unit_id
        # the unit urged reads its letter once it is sent
        if self.state == "issued":
            units |= self.urge_unit_id
        return units

    @api.depends("number", "name", "type_id.name")
    def _compute_display_name(self):
        for document in self:
            head = document.number or document.type_id.name or ""
            document.display_name = f"{head} – {document.name or ''}"

    @api.depends("type_id", "is_external")
    def _compute_needs_approval(self):
        for document in self:
            form = document.type_id
            document.needs_approval = not document.is_external and (
                form.numbered or form.to_approve
            )

    def _compute_urging_count(self):
        counts = dict(
            self.env["citizen.urging"]._read_group(
                [("document_id", "in", self.ids)], ["document_id"], ["__count"]
            )
        )
        for document in self:
            document.urging_count = counts.get(document, 0)

    @api.depends("issuer_unit_id", "type_id", "date_proposed", "state")
    def _compute_number_hint(self):
        for document in self:
            if not (document.issuer_unit_id and document.type_id):
                document.number_mode, document.number_hint = False, False
                continue
            series = document._series(document.date_proposed)
            document.number_mode = series.mode
            document.number_hint = vietnamese.format_number(series._highest())

    @api.depends("signer_membership_id")
    def _compute_signer_name(self):
        for document in self:
            if document.signer_membership_id:
                # sudo: the name of the signatory, printed on the document
                document.signer_name = document.signer_membership_id.sudo().user_id.name

    @api.depends("signature_mode", "signer_membership_id", "issuer_unit_id")
    def _compute_signature_lines(self):
        for document in self:
            document.signature_lines = "\n".join(document._signature_block())

    # ------------------------------------------------------------------
    # checks
    # ------------------------------------------------------------------
    @api.constrains(*OWNER_FIELDS.values())
    def _check_one_owner(self):
        for document in self:
            owners = [name for name in OWNER_FIELDS.values() if document[name]]
            if len(owners) > 1:
                raise ValidationError(
                    self.env._("A document serves one session or one conclusion.")
                )

    @api.onchange("type_id")
    def _onchange_type_id(self):
        if self.type_id:
            self.signature_mode = self.type_id.default_signature_mode

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        for document in documents:
            document._check_unit_may_draft()
            document._check_owner_is_ours()
        return documents

    def write(self, vals):
        upload = vals.pop("signed_upload", None) if "signed_upload" in vals else None
        name = vals.pop("signed_upload_name", None)
        frozen = vals.keys() & {
            "name",
            "body_html",
            "addressee_text",
            "recipient_lines",
            "signature_mode",
            "signer_membership_id",
            "signer_name",
            "secretary_name",
            "urgency",
        }
        if frozen:
            self._check_text_open()
        result = super().write(vals) if vals else True
        if upload:
            for document in self:
                document._attach_signed(upload, name)
        return result

    def _check_text_open(self):
        """:raise UserError: the text is approved, issued or cancelled"""
        for document in self:
            if document.state in ("issued", "cancelled") or (
                document.state == "approved" and not self.env.su
            ):
                raise UserError(
                    self.env._(
                        "“%(name)s” is “%(state)s”: its text is fixed. Return it to "
                        "the drafter first.",
                        name=document.display_name,
                        state=document._state_label(document.state),
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ever(self):
        raise UserError(
            self.env._("A document is cancelled, never deleted: use “Cancel”.")
        )

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_submit(self):
        """Hand the draft up for approval.

        :raise UserError: subject, text or a possible signatory is missing
        """
        for document in self:
            document._check_complete()
            document._transition("submitted", {"return_note": False})
            approvers = (document.owner_unit_id | document.issuer_unit_id)._heads()
            document._schedule_for(
                approvers,
                "citizen_dialogue.mail_activity_type_approve",
                document.type_id.name,
            )
        return True

    def action_approve(self):
        """Approve; the clerk of the issuer numbers it next. A sheet without number is
        done with it, and its step happens."""
        for document in self:
            document._check_may_approve()
            document._transition("approved", {"approved_by_id": self.env.uid})
            document._done_with(["citizen_dialogue.mail_activity_type_approve"])
            if document.numbered:
                document._schedule_for(
                    document._numbering_clerks(),
                    "citizen_dialogue.mail_activity_type_number",
                    document.type_id.name,
                )
            else:
                document._issue()
        return True

    def _return(self, note):
        """Back to the drafter with what has to change."""
        for document in self:
            if document.state == "submitted":
                document._check_may_approve()
            document._transition("draft", {"return_note": note})
            document._done_with(
                [
                    "citizen_dialogue.mail_activity_type_approve",
                    "citizen_dialogue.mail_activity_type_number",
                ]
            )
            document.message_post(body=note)

    def _cancel(self, reason):
        for document in self:
            document._transition("cancelled", {"return_note": reason})
            document._done_with(
                [
                    "citizen_dialogue.mail_activity_type_approve",
                    "citizen_dialogue.mail_activity_type_number",
                ]
            )
            document.message_post(body=reason)

    def action_issue(self):
        """Number, freeze and issue approved documents; the steps they stand for happen
        on their date. The PDF follows after the commit.

        :raise UserError: not approved, number missing or used, impossible date
        """
        for document in self:
            document._check_may_issue()
            document._issue()
        return True

    def action_mark_external(self):
        """Say of a draft that its paper was written and issued outside: number, date
        and scan are entered instead of being approved and numbered here. The heads are
        told.

        :raise UserError: it is no draft any more
        """
        for document in self:
            document.check_access("write")
            document._lock_rows()
            if document.state != "draft":
                raise UserError(
                    self.env._(
                        "“%(name)s” is “%(state)s”: return it to the drafter first.",
                        name=document.display_name,
                        state=document._state_label(document.state),
                    )
                )
            if document.is_external:
                continue
            document._write_protected({"is_external": True})
            unit = document.owner_unit_id
            heads = unit._members(roles=("head", "followup")) or unit._heads()
            document.message_post(
                body=self.env._("Entered as a paper that was issued outside."),
                partner_ids=heads.partner_id.ids,
            )
        return True

    def action_register_external(self):
        """Enter a document that was issued outside: same effect, nothing rendered."""
        for document in self:
            if not document.is_external:
                raise UserError(self.env._("This document is issued by this product."))
            if document.numbered and not document.number_proposed:
                raise UserError(self.env._("Enter the number the document carries."))
            document._issue()
        return True

    def action_print(self):
        """Print: the stored file of an issued document, else the draft."""
        return self.env.ref("citizen_dialogue.citizen_document_report").report_action(
            self
        )

    # ------------------------------------------------------------------
    # issuing
    # ------------------------------------------------------------------
    def _issue(self):
        self.ensure_one()
        self._lock_rows()
        if self.state == "issued":
            raise UserError(
                self.env._(
                    "Already issued: %(user)s gave it the number %(number)s.",
                    user=self.issued_by_id.name,
                    number=self.number or "–",
                )
            )
        day = self.date_proposed or self.env["citizen.calendar"]._today()
        self._check_date(day)
        owner = self._owner_record()
        if owner:
            owner._check_document_issue(self, day)
        vals = {"date_issued": day, "issued_by_id": self.env.uid, "year": day.year}
        if self.state == "draft" and self.needs_approval:
            raise UserError(self._refused_transition("issued"))
        # checked before a number is drawn; _transition checks it again with the lock
        if "issued" not in self._transitions.get(self.state, ()):
            raise UserError(self._refused_transition("issued"))
        self._transition("issued", vals)
        self._done_with(["citizen_dialogue.mail_activity_type_number"])
        if owner:
            owner._on_document_issued(self)
        self._dossiers()._take_in()
        # last, so that the row of the series is locked as shortly as possible
        if self.numbered:
            self._take_number(day)
        if not self.is_external:
            self._write_protected({"snapshot_html": self._render_html()})
            self._render_after_commit()

    def _take_number(self, day):
        series = self._series(day)
        if series.mode == "typed" or self.is_external:
            number = self.number_proposed
            if number <= 0:
                raise UserError(
                    self.env._(
                        "Enter the number from the agency's book (highest used here: "
                        "%(highest)s).",
                        highest=series._highest(),
                    )
                )
            self._check_number_free(series, number)
        else:
            number = series._draw()
        self._write_protected(
            {
                "number_int": number,
                "series_kind": series.kind,
                "number": vietnamese.document_number(
                    number,
                    self.type_id.type_code,
                    self.issuer_unit_id.symbol or "",
                    self.owner_unit_id.symbol or "",
                ),
            }
        )
        self.flush_recordset()

    def _check_number_free(self, series, number):
        # sudo: a number may be used by a document the clerk can't see
        taken = self.sudo().search(
            [
                ("issuer_unit_id", "=", series.unit_id.id),
                ("year", "=", series.year),
                ("series_kind", "=", series.kind),
                ("is_secret", "=", series.secret),
                ("number_int", "=", number),
                ("id", "!=", self.id),
            ],
            limit=1,
        )
        if taken:
            raise UserError(
                self.env._(
                    "Number %(number)s is already used by %(document)s of %(date)s. "
                    "The highest number used is %(highest)s.",
                    number=number,
                    document=taken.number,
                    date=taken.date_issued.strftime("%d/%m/%Y"),
                    highest=series._highest(),
                )
            )

    def _check_date(self, day):
        today = self.env["citizen.calendar"]._today()
        if day > today:
            raise UserError(
                self.env._("A document can't be issued on a day that is still to come.")
            )
        if day.year < 1990:
            raise UserError(self.env._("Check the date of issue."))

    def _series(self, day):
        day = day or self.env["citizen.calendar"]._today()
        return self.env["citizen.document.series"]._get(
            self.issuer_unit_id,
            day.year,
            self.type_id.type_code or "CV",
            self.is_secret,
        )

    def _render_after_commit(self):
        document_id, registry = self.id, self.env.registry
        uid, context = self.env.uid, dict(self.env.context)

        def render():
            with registry.cursor() as cr:
                env = api.Environment(cr, uid, context)
                env["citizen.document"].browse(document_id)._store_pdf()

        self.env.cr.postcommit.add(render)

    def _store_pdf(self):
        """Render and attach the PDF of issued documents that have none yet."""
        for document in self:
            document._lock_rows()
            if document.state != "issued" or document.pdf_attachment_id:
                continue
            content = pdf.render(document.snapshot_html)
            # sudo: the file belongs to the document, whoever issued it
            attachment = (
                self.env["ir.attachment"]
                .sudo()
                .create(
                    {
                        "name": document._file_name(),
                        "raw": content,
                        "mimetype": "application/pdf",
                        "res_model": self._name,
                        "res_id": document.id,
                    }
                )
            )
            # sudo: as above; the cron that repeats this runs as the system
            document.sudo()._write_protected(
                {
                    "pdf_attachment_id": attachment.id,
                    "pdf_sha256": hashlib.sha256(content).hexdigest(),
                }
            )
            document._dossiers()._take_in()

    @api.model
    def _cron_store_pdf(self, limit=20):
        """Finish what a crash between the two transactions left without its PDF."""
        domain = [
            ("state", "=", "issued"),
            ("pdf_attachment_id", "=", False),
            ("is_external", "=", False),
        ]
        waiting = self.search(domain, limit=limit)
        self.env["ir.cron"]._commit_progress(remaining=self.search_count(domain))
        for document in waiting:
            document._store_pdf()
            self.env["ir.cron"]._commit_progress(1)

    def _attach_signed(self, upload, name):
        """The scan or digitally signed file becomes what is printed from now on.

        :raise UserError: not issued yet, already there, or no PDF or picture
        """
        self.ensure_one()
        if self.state != "issued":
            raise UserError(
                self.env._("The signed copy is attached after the document is issued.")
            )
        if self.signed_attachment_id:
            raise UserError(
                self.env._("The signed copy is already there and can't be replaced.")
            )
        # sudo: the file belongs to the document, whoever attaches it
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": f"{self._file_stem()}-ban-ky"
                    f".{(name or '').rsplit('.', 1)[-1].lower()[:4] or 'pdf'}",
                    "datas": upload,
                    "res_model": self._name,
                    "res_id": self.id,
                }
            )
        )
        if attachment.mimetype not in ("application/pdf", "image/png", "image/jpeg"):
            raise UserError(self.env._("A signed copy is a PDF or a picture of it."))
        self._write_protected(
            {
                "signed_attachment_id": attachment.id,
                "signed_sha256": hashlib.sha256(attachment.raw).hexdigest(),
            }
        )

    def _frozen_attachments(self, attachments):
        """Contract of the guard in ``ir.attachment``: those of ``attachments`` (all of
        this model) that may be neither changed nor deleted."""
        return attachments.filtered(
            lambda a: self.browse(a.res_id).sudo().state == "issued"
        )

    # ------------------------------------------------------------------
    # printing
    # ------------------------------------------------------------------
    def _render_pdf(self):
        """What Print gives for one or several documents."""
        contents = [document._pdf_content() for document in self]
        return contents[0] if len(contents) == 1 else merge_pdf(contents)

    def _pdf_content(self):
        """What Print gives: signed copy, stored PDF, or a rendering of the draft."""
        self.ensure_one()
        self.check_access("read")
        # sudo: read access to the document is access to its file
        document = self.sudo()
        if document.signed_attachment_id.mimetype == "application/pdf":
            return document.signed_attachment_id.raw
        if document.pdf_attachment_id:
            return document.pdf_attachment_id.raw
        if document.state == "issued" and document.is_external:
            raise UserError(
                self.env._("This document was issued outside: attach its scan first.")
            )
        return pdf.render(document.snapshot_html or self._render_html())

    def _render_html(self):
        self.ensure_one()
        return str(
            self.env["ir.qweb"]._render(
                "citizen_dialogue.document_layout",
                self._layout_values(),
                minimal_qcontext=True,
            )
        )

    def _layout_values(self):
        parents, lines = self.issuer_unit_id._letterhead()
        return {
            "doc": self,
            "header_parents": parents,
            "header_lines": lines,
            "subject": self._subject_line(),
            "date_line": vietnamese.date_line(
                self.issuer_unit_id._place(), self.date_issued
            ),
            "number_line": self._number_line(),
            "addressees": self._lines("addressee_text"),
            "recipients": self._lines("recipient_lines"),
            "signature": self._signature_block(),
            "approval": self._approval(),
            "dots": DOTS,
            "body": Markup(vietnamese.keep_together(self._body_with_table())),
        }

    def _approval(self):
        """Who agreed to a sheet and on which day; None before, and for what was issued
        without approval. Called while it is issued, which approving it does."""
        if self.state != "issued" or not self.approved_by_id:
            return None
        # sudo: name and post of who agreed, printed on the sheet
        user = self.approved_by_id.sudo()
        units = (self.owner_unit_id | self.issuer_unit_id)._superiors()
        posts = user.citizen_membership_ids.filtered("is_current")
        post = posts.filtered(lambda p: p.unit_id in units)[:1] or posts[:1]
        office = vietnamese.in_full(post.unit_id.name)
        title = vietnamese.head_of(post.position_title or "", office)
        day = vietnamese.date_in_text(self.env["citizen.calendar"]._today())
        return {
            "who": ", ".join(part for part in (user.name, title) if part),
            "day": day[:1].upper() + day[1:],
        }

    def _title(self):
        """Kind and subject in one: «Quyết định về việc xác minh nội dung khiếu nại»."""
        kind, name = self.type_id.name, self.name or ""
        if name.lower().removeprefix("về việc ") in kind.lower():
            return kind
        if self.layout == "letter":
            kind, name = "Công văn", f"về việc {vietnamese.inside(name)}"
        return f"{kind} {vietnamese.inside(name)}"

    def _subject_line(self):
        """The subject, its last words on one line; behind «V/v» in small letters."""
        name = self.name or ""
        if self.layout == "letter":
            name = vietnamese.inside(name)
        else:
            name = name[:1].upper() + name[1:]
        return vietnamese.glue_end(name)

    def _body_with_table(self):
        """The text; in a letter of urging with the table of what is late on this day,
        where the text says so or at its end."""
        body = Markup(self.body_html or "")
        if self.step != "urge":
            return body
        table = self.env["ir.qweb"]._render(
            "citizen_dialogue.body_urge_table",
            {"doc": self, "day": vietnamese.format_date},
            minimal_qcontext=True,
        )
        before, marker, after = body.partition(TABLE_MARKER)
        if not marker:
            return body + table
        # out of the paragraph that holds the marker
        return before + Markup("</p>") + table + Markup("<p>") + after

    def _number_line(self):
        if self.number:
            return self.number
        symbol = vietnamese.document_symbol(
            self.type_id.type_code,
            self.issuer_unit_id.symbol or "",
            self.owner_unit_id.symbol or "",
        )
        return f"      /{symbol}"

    def _lines(self, name):
        return [line.strip() for line in (self[name] or "").split("\n") if line.strip()]

    def _signature_block(self):
        """Lines above the name (Nghị định 30/2020/NĐ-CP Điều 13)."""
        self.ensure_one()
        unit = self.issuer_unit_id
        body = unit.body_title or "ỦY BAN NHÂN DÂN"
        chair = unit.chair_title or "CHỦ TỊCH"
        # sudo: post and title of the signatory, printed on the document
        post = self.signer_membership_id.sudo()
        title = (post.position_title or "").upper()
        acting = f"Q. {chair}" if post.is_acting else chair
        blocks = {
            "direct": [title if post.position == "head" else acting],
            "tm": [f"TM. {body}", acting],
            "kt": [f"KT. {chair}", title],
            "tm_kt": [f"TM. {body}", f"KT. {chair}", title],
            "tl": [f"TL. {chair}", title],
            "tl_kt": [f"TL. {chair}", f"KT. {self._head_title(post)}", title],
            "tuq": [f"TUQ. {chair}", title],
        }
        return [line for line in blocks.get(self.signature_mode, [title]) if line]

    def _head_title(self, post):
        heads = post.unit_id._memberships(roles=("head", "followup"))
        return (
            heads.filtered(lambda m: m.position == "head")[:1].position_title or ""
        ).upper()

    def _mail_line(self):
        self.ensure_one()
        if self.petition_id or self.case_id:
            # kind and number, no content
            parts = (self.type_id.name, self.number)
            return " ".join(part for part in parts if part)
        return super()._mail_line()

    def _stays_inside(self):
        return bool(self.petition_id or self.case_id or self.reception_id)

    def _file_stem(self):
        """File names say number and kind, never a subject or a person."""
        return (self.number or f"{self.type_id.code}-{self.id}").replace("/", "-")

    def _file_name(self):
        return f"{self._file_stem()}.pdf"

    # ------------------------------------------------------------------
    # drafting
    # ------------------------------------------------------------------
    @api.model
    def _draft_for(self, record, code, step="free", vals=None):
        """A draft of form ``code`` for a session or conclusion, its text filled from
        the form's skeleton. An open draft of the same step is returned instead of a
        second one."""
        owner_field = OWNER_FIELDS[record._name]
        today = self.env["citizen.calendar"]._today()
        document_type = self.env["citizen.document.type"]._get(code, today)
        if not document_type:
            raise UserError(
                self.env._("There is no form “%(code)s” on this day.", code=code)
            )
        existing = self.search(
            [
                (owner_field, "=", record.id),
                ("type_id", "=", document_type.id),
                ("step", "=", step),
                ("state", "in", ("draft", "submitted", "approved")),
            ],
            limit=1,
        )
        if existing:
            return existing
        values = {
            owner_field: record.id,
            "type_id": document_type.id,
            "step": step,
            "owner_unit_id": record.owner_unit_id.id,
            "issuer_unit_id": record.owner_unit_id.authority_id.id,
            "signature_mode": document_type.default_signature_mode,
            # one form may serve two steps: suspension and termination
            **record.with_context(document_step=step)._document_vals(code),
            **(vals or {}),
        }
        if document_type.numbered and values["signature_mode"] in ("direct", "tm"):
            # the chairman, whom the drafter replaces when another one signs
            chair = self.env["citizen.unit"].browse(values["issuer_unit_id"])._chair()
            values.setdefault("signer_membership_id", chair.id)
        document = self._create_protected([values])
        document._fill_body(record)
        return document

    def _fill_body(self, record):
        """Write the skeleton of the form, filled from ``record``, as the text."""
        self.ensure_one()
        if not self.type_id.body_template:
            return
        body = self.env["ir.qweb"]._render(
            self.type_id.body_template,
            {
                "o": record,
                "doc": self,
                "words": vietnamese.number_in_words,
                "day": lambda d: d and vietnamese.format_date(d) or "…",
                "day_text": lambda d: (
                    d and vietnamese.date_in_text(d) or "ngày … tháng … năm …"
                ),
                # lines of a list, and what people said, end with a mark
                "stop": lambda last: "." if last else ";",
                "sentence": vietnamese.sentence,
                "inside": vietnamese.inside,
                "cite": vietnamese.cite,
                # where something is filled in by hand
                "dots": DOTS,
                "in_full": vietnamese.in_full,
                "local": lambda dt: fields.Datetime.context_timestamp(
                    self.with_context(tz="Asia/Ho_Chi_Minh"), dt
                ),
            },
            minimal_qcontext=True,
        )
        self._write_revised({"body_html": body})

    def _open_form(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.type_id.name,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

    def _owner_record(self):
        self.ensure_one()
        if self.step == "urge":
            # sudo: the clerk who issues a letter doesn't follow its tasks
            return self.sudo().urging_ids
        for name in OWNER_FIELDS.values():
            if self[name]:
                return self[name]
        return self.browse()

    # ------------------------------------------------------------------
    # letters of urging
    # ------------------------------------------------------------------
    @api.model
    def _draft_urging(self, pairs):
        """Letters of urging for pairs of (office, unit urged), ready for approval by
        the head of the office when he may sign them (TL.), else as drafts."""
        if not pairs:
            return self.browse()
        today = self.env["citizen.calendar"]._today()
        form = self.env["citizen.document.type"]._get("CV_DD", today)
        owners = self.env["citizen.unit"].union(*(owner for owner, _unit in pairs))
        heads = {
            post.unit_id: post
            for post in owners._memberships(roles=("head", "followup"))
            if post.position == "head"
        }
        chairs = {
            post.unit_id: post
            for post in owners.authority_id._memberships(roles=("leader",))
            if post.position == "chair"
        }
        vals_list = []
        for owner, unit in pairs:
            authority = owner.authority_id
            by_order = authority.sign_tl and owner in heads
            signer = heads[owner] if by_order else chairs.get(authority)
            vals_list.append(
                {
                    "type_id": form.id,
                    "step": "urge",
                    "name": self.env._("Urging"),
                    "owner_unit_id": owner.id,
                    "issuer_unit_id": (authority or owner).id,
                    "urge_unit_id": unit.id,
                    "addressee_text": unit.name,
                    "recipient_lines": f"Như trên;\nLưu: VT, {owner.symbol or 'VP'}.",
                    "signature_mode": "tl" if by_order else "direct",
                    "signer_membership_id": signer.id if signer else False,
                    "body_html": self._urging_text(form, owner, unit),
                    "state": "submitted" if signer else "draft",
                }
            )
        letters = self._create_protected(vals_list)
        offices = owners._memberships(roles=("head", "followup"))
        self._schedule(
            [
                (letter, post.user_id, None)
                for letter in letters
                for post in offices
                if post.unit_id == letter.owner_unit_id
            ],
            "citizen_dialogue.mail_activity_type_approve",
            form.name,
        )
        return letters

    def _urging_text(self, form, owner, unit):
        return self.env["ir.qweb"]._render(
            form.body_template,
            {
                "owner": owner,
                "unit": unit,
                "issuer": owner.authority_id or owner,
                "in_full": vietnamese.in_full,
            },
            minimal_qcontext=True,
        )

    def _name_urging(self):
        """Subject and text with the number of this letter: how often the unit has been
        urged by letter about any of these tasks."""
        numbers = dict.fromkeys(self.ids, 1)
        for letter, number in self.env["citizen.urging"]._read_group(
            [("document_id", "in", self.ids)], ["document_id"], ["number:max"]
        ):
            numbers[letter.id] = number
        for letter in self:
            number = numbers[letter.id]
            name = f"đôn đốc thực hiện nhiệm vụ được giao (lần {number})"
            if letter.name == name:
                continue
            letter.name = name

    def _urging_number(self):
        self.ensure_one()
        # sudo: as in _owner_record
        return max(self.sudo().urging_ids.mapped("number"), default=1)

    def _urging_rows(self):
        """Rows of the table of a letter of urging: what is late on this day."""
        self.ensure_one()
        today = self.env["citizen.calendar"]._today()
        return [
            {
                "content": urging.task_id.name or urging.subject,
                "source": urging._source_vi(),
                "due": urging.due_date,
                "days": (today - urging.due_date).days,
                "urged": urging.task_id.urge_count,
            }
            # sudo: as in _owner_record
            for urging in self.sudo().urging_ids._still_late().sorted("due_date")
        ]

    # ------------------------------------------------------------------
    # who may
    # ------------------------------------------------------------------
    def _check_unit_may_draft(self):
        """The issuer is the drafting unit's own authority or the unit itself."""
        self.ensure_one()
        allowed = self.owner_unit_id | self.owner_unit_id.authority_id
        if self.issuer_unit_id not in allowed:
            raise ValidationError(
                self.env._(
                    "%(unit)s drafts in its own name or in that of %(authority)s.",
                    unit=self.owner_unit_id.name,
                    authority=self.owner_unit_id.authority_id.name,
                )
            )

    def _check_owner_is_ours(self):
        """A paper is filed with the record it serves, and forms are looked up there:
        only who handles that record adds one, or who reads it in the issuer itself.

        :raise AccessError: another unit handles it
        """
        if self.env.su:
            return
        own = self.issuer_unit_id in self.env.user.citizen_write_ids
        for name in OWNER_FIELDS.values():
            self[name].check_access("read" if own else "write")

    def _check_complete(self):
        self.ensure_one()
        missing = []
        if not (self.name or "").strip():
            missing.append(self.env._("the subject"))
        if not html2plaintext(self.body_html or "").strip():
            missing.append(self.env._("the text"))
        if self.numbered and not self.signer_membership_id:
            missing.append(self.env._("the signatory"))
        if missing:
            raise UserError(
                self.env._("Still missing: %(what)s.", what=", ".join(missing))
            )
        if self.signer_membership_id:
            self._check_signature()

    def _check_signature(self):
        """Refuse a signature that the post of the signatory doesn't allow."""
        # sudo: the post of the signatory may lie outside the drafter's reach
        post, unit = self.signer_membership_id.sudo(), self.issuer_unit_id
        day = self.date_proposed or self.env["citizen.calendar"]._today()
        chair = post.position == "chair"
        deputy = post.position == "vice_chair"
        refused = {
            # a unit that signs in its own name is signed for by its head
            "direct": not chair and post.unit_id == unit and post.position != "head",
            "tm": not chair,
            "kt": not deputy,
            "tm_kt": not deputy,
            "tl": not unit.sign_tl or post.position != "head",
            "tl_kt": not unit.sign_tl or post.position != "vice_head",
            "tuq": not unit.sign_tuq
            or not post.authorisation_ref
            or not post.authorisation_until
            or post.authorisation_until < day,
        }
        if refused.get(self.signature_mode):
            labels = dict(self.env["citizen.document.type"]._signature_modes())
            raise UserError(
                self.env._(
                    "%(name)s can't sign “%(mode)s”: check the post, the switches "
                    "of %(unit)s and, for TUQ., a written authorisation that is still "
                    "valid.",
                    name=post.user_id.name,
                    mode=labels[self.signature_mode],
                    unit=unit.name,
                )
            )

    def _check_may_approve(self):
        user = self.env.user
        deciders = (self.owner_unit_id | self.issuer_unit_id)._deciders()
        if not self.env.su and user not in deciders:
            raise AccessError(
                self.env._(
                    "A head of %(unit)s or a leader approves this document.",
                    unit=self.owner_unit_id.name,
                )
            )

    def _check_may_issue(self):
        if not self.numbered:
            return
        clerks = self._numbering_clerks()
        if not self.env.su and self.env.user not in clerks:
            raise AccessError(
                self.env._(
                    "The clerk of %(unit)s numbers and issues this document.",
                    unit=self.issuer_unit_id.name,
                )
            )

    def _dossiers(self):
        """The dossiers this document belongs into."""
        self.ensure_one()
        # sudo: who issues a paper need not read the whole file
        document = self.sudo()
        sessions = (
            document.dialogue_id
            | document.conclusion_id.dialogue_id
            | document.opinion_id.dialogue_id
            | document.urging_ids.task_id.dialogue_id
        )
        cases = (
            document.case_id
            | document.petition_id.case_ids
            | sessions.case_id
            | document.conclusion_id.case_id
        )
        return sessions.dossier_ids | cases.dossier_ids

    def _numbering_clerks(self):
        """An office without a clerk of its own is served by its authority's."""
        issuer = self.issuer_unit_id
        return issuer._members(roles=["clerk"]) or issuer.authority_id._members(
            roles=["clerk"]
        )
