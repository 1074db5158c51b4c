from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import identity
from .citizen_dialogue_opinion import RECEIVED_APART
from .citizen_petition import KINDS
from .citizen_petitioner import SENDER_ROLES

# results that make a petition of the visit
PETITION_RESULTS = {"petition": "desk", "oral": "oral"}


class CitizenReception(models.Model):
    """A visit: one line of the reception book (Luật Tiếp công dân 2013 Điều 25).

    On a leader's reception day it is also one line among the opinions of the session,
    so that what the leader decides becomes clauses, tasks and a letter as anywhere.
    """

    _name = "citizen.reception"
    _description = "Visit"
    _inherit = [
        "citizen.state.mixin",
        "citizen.person.owner.mixin",
        "citizen.chatter.mixin",
    ]
    _order = "date desc, id desc"
    _rec_names_search = ["number"]

    _protected_fields = frozenset({"state", "number", "identity", "opinion_id"})
    _create_only_fields = frozenset({"owner_unit_id", "dialogue_id"})
    _transitions = {
        "open": frozenset({"done", "void"}),
        "done": frozenset({"open", "void"}),
    }

    number = fields.Char(
        string="No. in the Book", readonly=True, copy=False, index="btree_not_null"
    )
    state = fields.Selection(
        selection=[
            ("open", "Being Received"),
            ("done", "Finished"),
            ("void", "Entered by Mistake"),
        ],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    date = fields.Date(
        string="Day of the Visit",
        required=True,
        default=lambda self: self.env["citizen.calendar"]._today(),
    )
    reception_kind = fields.Selection(
        selection=[
            ("regular", "Regular"),
            ("periodic", "Periodic, by the Leader"),
            ("adhoc", "Ad Hoc, by the Leader"),
        ],
        string="Kind of Reception",
        required=True,
        default="regular",
    )
    dialogue_id = fields.Many2one(
        comodel_name="citizen.dialogue",
        string="Reception Day",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('kind', '=', 'reception_day')]",
    )
    opinion_id = fields.Many2one(
        comodel_name="citizen.dialogue.opinion",
        string="Line of the Session",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    receiver_id = fields.Many2one(
        comodel_name="res.users",
        string="Received by",
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    is_online = fields.Boolean(string="Online")
    recording_ref = fields.Char(
        string="Recording",
        help="Where sound and picture of an online reception are kept.",
    )
    is_repeated = fields.Boolean(
        string="Received Before", help="The same matter was received earlier."
    )
    people_count = fields.Integer(string="Number of People", default=1)
    content = fields.Text()
    demand = fields.Text(string="What Is Asked for")
    prior_bodies = fields.Char(
        string="Bodies That Resolved It", help="With the decision, if there is one."
    )
    kind = fields.Selection(selection=KINDS[:3], string="Kind by Content")
    category_id = fields.Many2one(
        comodel_name="citizen.category", string="Field", ondelete="restrict"
    )
    result = fields.Selection(
        selection=[
            ("petition", "Petition Taken In"),
            ("oral", "Oral Statement Recorded"),
            ("explained", "Explained, Answered"),
            ("guided", "Guided to the Competent Body"),
            ("transferred", "Transferred"),
            ("refused", "Reception Refused"),
        ],
    )
    referred_to = fields.Char(string="Competent Body")
    refusal_ground_id = fields.Many2one(
        comodel_name="citizen.refusal.ground", ondelete="restrict"
    )
    refusal_text = fields.Text(related="refusal_ground_id.text")
    refusal_needs_notice = fields.Boolean(related="refusal_ground_id.needs_notice")
    note = fields.Char(string="Remarks")
    petitioner_ids = fields.One2many(
        comodel_name="citizen.petitioner",
        inverse_name="reception_id",
        string="Persons",
    )
    file_ids = fields.One2many(
        comodel_name="citizen.vault.file",
        inverse_name="reception_id",
        string="Originals",
    )
    petition_ids = fields.One2many(
        comodel_name="citizen.petition", inverse_name="reception_id"
    )
    deadline_ids = fields.One2many(
        comodel_name="citizen.deadline", inverse_name="reception_id"
    )
    document_ids = fields.One2many(
        comodel_name="citizen.document", inverse_name="reception_id"
    )
    people_text = fields.Char(string="Who Came", compute="_compute_people_text")
    missing_summary = fields.Char(
        string="Still Missing", compute="_compute_missing_summary"
    )
    duplicates = fields.Json(compute="_compute_duplicates")

    _people_sane = models.Constraint(
        "CHECK (people_count BETWEEN 1 AND 100000)", "Check the number of people."
    )
    _newest = models.Index("(owner_unit_id, date DESC, id DESC)")

    # ------------------------------------------------------------------
    # computes
    # ------------------------------------------------------------------
    @api.depends("owner_unit_id", "dialogue_id.owner_unit_id")
    def _compute_access_unit_ids(self):
        return super()._compute_access_unit_ids()

    def _get_access_units(self):
        return super()._get_access_units() | self.dialogue_id.owner_unit_id

    @api.depends("number")
    def _compute_display_name(self):
        for visit in self:
            visit.display_name = self.env._("Visit %s", visit.number or "…")

    @api.depends("petitioner_ids.label", "people_count")
    def _compute_people_text(self):
        for visit in self:
            senders = visit.petitioner_ids.filtered(lambda p: p.role in SENDER_ROLES)
            first = senders[:1].label or False
            others = visit.people_count - 1
            visit.people_text = (
                self.env._("%(first)s and %(count)s more", first=first, count=others)
                if first and others > 0
                else first
            )

    @api.depends(
        "people_count", "petitioner_ids.role", "file_ids.kind", "result", "content"
    )
    @api.depends_context("lang")
    def _compute_missing_summary(self):
        for visit in self:
            items = visit._missing_items() if visit.id else []
            visit.missing_summary = "; ".join(items) or False

    def _missing_items(self):
        self.ensure_one()
        if self.state != "open":
            return []
        items = []
        if not self.petitioner_ids and not self.is_on_paper:
            items.append(self.env._("who came"))
        if not (self.content or "").strip() and not self.is_on_paper:
            items.append(self.env._("what it is about"))
        if not self.result:
            items.append(self.env._("how it was handled"))
        if self.result in ("guided", "transferred") and not self.referred_to:
            items.append(self.env._("the competent body"))
        if self.result == "refused":
            if not self.refusal_ground_id:
                items.append(self.env._("the ground of refusal"))
        elif not self.is_on_paper:
            items += self._missing_representatives(self.people_count, self.date)
        return items

    @api.depends(
        "sender_name",
        "sender_birth_year",
        "sender_paper_number",
        "sender_phone",
        "sender_commune_id",
        "content",
    )
    @api.depends_context("uid", "lang")
    def _compute_duplicates(self):
        for visit in self:
            visit.duplicates = self.env["citizen.petition.link"]._propose(visit)

    # ------------------------------------------------------------------
    # checks
    # ------------------------------------------------------------------
    @api.constrains("date", "is_online")
    def _check_date(self):
        today = self.env["citizen.calendar"]._today()
        for visit in self:
            if visit.date > today:
                raise ValidationError(
                    self.env._(
                        "“Day of the Visit” %(day)s is still to come: check the date.",
                        day=visit.date.strftime("%d/%m/%Y"),
                    )
                )
            if visit.is_online and not self.env["citizen.norm"]._on(
                "ONLINE", visit.date
            ):
                raise ValidationError(
                    self.env._(
                        "On %(day)s the law didn't provide for online reception yet.",
                        day=visit.date.strftime("%d/%m/%Y"),
                    )
                )

    @api.constrains("refusal_ground_id", "date", "result")
    def _check_refusal_ground(self):
        for visit in self:
            ground = visit.refusal_ground_id
            if ground and visit.result != "refused":
                raise ValidationError(
                    self.env._("A ground of refusal belongs to a refused reception.")
                )
            if ground and (
                ground.kind != "reception" or not ground._is_valid_on(visit.date)
            ):
                raise ValidationError(
                    self.env._(
                        "“%(ground)s” was no ground of refusal on %(day)s.",
                        ground=ground.name,
                        day=visit.date.strftime("%d/%m/%Y"),
                    )
                )

    @api.constrains("reception_kind", "dialogue_id", "date")
    def _check_dialogue_id(self):
        for visit in self:
            if visit.dialogue_id and visit.dialogue_id.kind != "reception_day":
                raise ValidationError(
                    self.env._("Visits belong to a leader's reception day.")
                )

    @api.onchange("dialogue_id")
    def _onchange_dialogue_id(self):
        if self.dialogue_id and self.reception_kind == "regular":
            self.reception_kind = "periodic"

    @api.onchange("result")
    def _onchange_result(self):
        if self.result != "refused":
            self.refusal_ground_id = False

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        vals_list, senders, nested = self._split_people(vals_list)
        visits = super().create(vals_list)
        visits._draw_numbers()
        visits._sync_identity()
        visits._store_people(senders, nested)
        visits._join_session()
        return visits

    def write(self, vals):
        result = super().write(vals)
        if {"kind", "category_id", "wants_secrecy"} & vals.keys():
            self._sync_identity()
        if "content" in vals:
            self._join_session()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ever(self):
        raise UserError(
            self.env._("A visit stays in the book: mark it as entered by mistake.")
        )

    def _draw_numbers(self):
        """Numbers of the book: one statement for each unit and year."""
        for (unit, year), group in self.grouped(
            lambda v: (v.owner_unit_id, v.date.year)
        ).items():
            first = self.env["citizen.document.series"]._draw_many(
                unit, "TCD", year, len(group)
            )
            for index, visit in enumerate(group):
                visit._write_protected({"number": f"{first + index}/{year}"})

    # ------------------------------------------------------------------
    # identity
    # ------------------------------------------------------------------
    def _must_be_sealed(self):
        return (
            self.kind == "tc"
            or self.category_id.report_class == "corruption"
            or self.wants_secrecy
        )

    @api.depends("wants_secrecy", "kind", "category_id")
    def _compute_is_on_paper(self):
        return super()._compute_is_on_paper()

    def _registrar(self):
        # as long as the visit is being written down
        return self.create_uid if self.state == "open" else self.env["res.users"]

    def _may_remove_persons(self):
        return self.state == "open"

    def _log_subject(self):
        return self.number or ""

    def _duplicate_values(self):
        people = self._typed_people()
        # what is stored decides: a form may send any identity and registrar
        stored = self._origin
        if stored and (stored.identity == "open" or stored._may_reveal()):
            people += [
                person._values()
                for person in stored.petitioner_ids[:3]
                if person.role in SENDER_ROLES
            ]
        return {
            "people": people,
            "text": self.content or "",
            "commune_id": self.sender_commune_id.id,
            "hamlet": identity.fold(self.sender_hamlet),
        }

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_finish(self):
        """The visit is over; a petition taken in is registered and opened.

        :raise UserError: the message says what is missing, for a group its
            representatives and their appointment (Luật Tiếp công dân 2013 Điều 29)
        """
        self.ensure_one()
        missing = self._missing_items()
        if missing:
            raise UserError(
                self.env._(
                    "Before the visit is finished, enter: %s.", "; ".join(missing)
                )
            )
        self._transition("done")
        if self.result == "refused":
            self._open_refusal()
        if self.result in PETITION_RESULTS:
            return self._register_petition()
        return True

    def _register_petition(self):
        petition = self.petition_ids[:1]
        if not petition:
            text = " ".join((self.content or "").split())
            petition = self.env["citizen.petition"].create(
                {
                    "reception_id": self.id,
                    "source": PETITION_RESULTS[self.result],
                    "receipt_date": self.date,
                    "owner_unit_id": self.owner_unit_id.id,
                    "subject": text[:80] + ("…" if len(text) > 80 else "")
                    if not self.is_on_paper
                    else self.env._("Denunciation"),
                    "content": False if self.is_on_paper else self.content,
                    "demand": False if self.is_on_paper else self.demand,
                    "kind": self.kind,
                    "category_id": self.category_id.id,
                    "signatory_count": self.people_count,
                    "wants_secrecy": self.wants_secrecy,
                    "paper_place": self.paper_place,
                    "opinion_id": self.opinion_id.id,
                }
            )
            # the persons and originals of the visit are those of the petition: not
            # copied; sudo: columns without a door of their own
            self.petitioner_ids._move_to(petition)
            self.file_ids._move_to(petition)
        return {
            "type": "ir.actions.act_window",
            "res_model": "citizen.petition",
            "res_id": petition.id,
            "view_mode": "form",
        }

    def _open_refusal(self):
        """The written notice of some grounds has its limit (Nghị định 154/2026/NĐ-CP
        Điều 4 khoản 3)."""
        if not self.refusal_ground_id.needs_notice:
            return
        rule = self.env["citizen.deadline.rule"]._applicable("TD06", event=self.date)
        if rule.days:
            self.env["citizen.deadline"]._open(
                [
                    {
                        "reception_id": self.id,
                        "owner_unit_id": self.owner_unit_id.id,
                        "rule_id": rule.id,
                        "name": rule.name,
                        "date_start": self.date,
                    }
                ]
            )

    def action_draft_refusal(self):
        """Draft the notice of refusal (01/TCD), or open the one there is; issuing it
        meets its limit.

        :raise UserError: the ground is explained orally, without a notice
        """
        self.ensure_one()
        if not self.refusal_ground_id.needs_notice:
            raise UserError(
                self.env._("This ground is explained to the citizen; no notice is due.")
            )
        issued = self.document_ids.filtered(
            lambda d: d.step == "refuse" and d.state == "issued"
        )
        if issued:
            return issued[:1]._open_form()
        return (
            self.env["citizen.document"]
            ._draft_for(self, "TB_TCTCD", "refuse")
            ._open_form()
        )

    def action_open_petition(self):
        """The petition that came of the visit."""
        self.ensure_one()
        return self._register_petition()

    def _reopen(self, reason):
        """Write on in a visit that was finished too early."""
        for visit in self:
            if visit.petition_ids or visit.document_ids:
                raise UserError(
                    self.env._("A petition or notice came of this visit already.")
                )
            visit._transition("open")
            visit.deadline_ids._end(self.env["citizen.calendar"]._today())
            visit.message_post(body=reason)

    def _void(self, reason):
        """Entered by mistake: number and line stay."""
        for visit in self:
            if visit.petition_ids:
                raise UserError(
                    self.env._("A petition or notice came of this visit already.")
                )
            visit._transition("void")
            visit.deadline_ids._end(self.env["citizen.calendar"]._today())
            visit.message_post(body=reason)

    # ------------------------------------------------------------------
    # the leader's reception day
    # ------------------------------------------------------------------
    def _join_session(self):
        """A visit on a reception day is a line among its opinions, by its number."""
        for visit in self.filtered(lambda v: v.dialogue_id and not v.is_on_paper):
            text = (visit.content or "").strip()
            if not text:
                continue
            # sudo: a petition made of it that became a denunciation is sealed as well
            petitions = visit.sudo().petition_ids
            if "sealed" in (visit.identity, *petitions.mapped("identity")):
                text = RECEIVED_APART
            # sudo: the desk that keeps the book need not handle the session, which it
            # reads: what is said there is its line of the book
            visit.dialogue_id.check_access("read")
            line = visit.opinion_id.sudo()
            if line:
                if not line.clause_ids:
                    line.content = text
                continue
            opinion = (
                self.env["citizen.dialogue.opinion"]
                .sudo()
                .create(
                    {
                        "dialogue_id": visit.dialogue_id.id,
                        # who it is stays with the visit, where persons are protected
                        "speaker_label": f"Lượt tiếp số {visit.number}",
                        "content": text,
                        "category_id": visit.category_id.id,
                        "source": "live",
                        "is_group": visit.people_count > 1,
                        "group_size": visit.people_count,
                    }
                )
            )
            visit._write_protected({"opinion_id": opinion.id})

    # ------------------------------------------------------------------
    # contract of the owner of a document
    # ------------------------------------------------------------------
    def _document_vals(self, code):
        return {
            "name": "Về việc từ chối tiếp công dân",
            "addressee_text": self._addressee(),
            "recipient_lines": "Như trên;\n"
            f"Lưu: VT, {self.owner_unit_id.symbol or 'VP'}.",
        }

    def _check_document_issue(self, document, day):
        pass

    def _on_document_issued(self, document):
        if document.step == "refuse":
            # sudo: the clerk of the issuer need not handle the unit of the visit
            self.sudo().deadline_ids._meet(document.date_issued)

    def _kind_vi(self):
        return {
            "kn": "khiếu nại",
            "tc": "tố cáo",
            "kn_pa": "kiến nghị, phản ánh",
        }.get(self.kind, "khiếu nại, kiến nghị, phản ánh")

    def _mail_line(self):
        self.ensure_one()
        return self.display_name
