from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..tools import identity
from .citizen_petitioner import SENDER_ROLES, TARGET_ROLES

KINDS = [
    ("kn", "Complaint"),
    ("tc", "Denunciation"),
    ("kn_pa", "Recommendation, Reflection"),
    ("mixed", "Several Contents of Different Kinds"),
]
# what may become of a petition (domain/law.md §2.4)
OUTCOMES = [
    ("accept", "To Be Resolved"),
    ("not_accept", "Not Accepted"),
    ("guide", "Guided"),
    ("transfer", "Transferred"),
    ("return", "Returned to the Forwarding Body"),
    ("file", "Filed"),
    ("urge", "Subordinate Body Urged"),
    ("inspect", "To Inspection"),
    ("answer", "Answer to the Citizen"),
    ("police", "To the Investigating Body"),
    ("inform", "Reported to the Head"),
    ("refuse", "Reception Refused"),
]
# forwarded by somebody who is told the result (Luật Tố cáo 2018 Điều 26)
FORWARDED = ("party", "elected", "front", "press", "agency")
# limits that run from the receipt of a petition, by its kind
CLOCKS = {"kn": ["KN02"], "tc": ["TC01"], "kn_pa": [], "mixed": []}
ALARM = "XLD45"
URGING_ACTIVITIES = [
    "citizen_dialogue.mail_activity_type_due_soon",
    "citizen_dialogue.mail_activity_type_late",
    "citizen_dialogue.mail_activity_type_orphan_petition",
    "citizen_dialogue.mail_activity_type_alarm",
]
OPEN_STATES = ("registered", "classified")
# as in the constraint of the table
MOST_SIGNATORIES = 100_000
OLDEST = timedelta(days=365 * 30)


class CitizenPetition(models.Model):
    """A letter or recorded visit: the first phase, from receipt to outcome.

    It holds no person: those are in ``citizen.petitioner``. Its number and subject are
    its name, and sealed ones show their number alone.
    """

    _name = "citizen.petition"
    _description = "Petition"
    _inherit = [
        "citizen.state.mixin",
        "citizen.person.owner.mixin",
        "citizen.chatter.mixin",
    ]
    _order = "receipt_date desc, id desc"
    _rec_names_search = ["number", "subject"]

    _protected_fields = frozenset(
        {
            "state",
            "number",
            "identity",
            "outcome",
            "classified_on",
            "handled_on",
            "answered_on",
            "matter_root_id",
            "identity_reader_ids",
        }
    )
    _create_only_fields = frozenset({"owner_unit_id", "reception_id", "opinion_id"})
    _transitions = {
        "registered": frozenset({"classified", "handled", "void"}),
        "classified": frozenset({"registered", "handled", "void"}),
        "handled": frozenset({"registered", "classified"}),
    }

    number = fields.Char(
        string="No. in the Register", readonly=True, copy=False, index="btree_not_null"
    )
    state = fields.Selection(
        selection=[
            ("registered", "Received"),
            ("classified", "Classified"),
            ("handled", "Handled"),
            ("void", "Entered by Mistake"),
        ],
        default="registered",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    source = fields.Selection(
        selection=[
            ("desk", "Brought to the Reception Desk"),
            ("post", "By Post"),
            ("box", "Suggestion Box"),
            ("oral", "Recorded Oral Statement"),
            ("dialogue", "Opinion at a Session"),
            ("party", "Forwarded by Party Bodies or State Leaders"),
            ("elected", "Forwarded by Elected Bodies or Deputies"),
            ("front", "Forwarded by the Fatherland Front or Its Members"),
            ("press", "Forwarded by the Press"),
            ("agency", "Forwarded by Another Agency"),
            ("online", "Electronic"),
        ],
        required=True,
        default="desk",
    )
    source_body = fields.Char(string="Forwarded by")
    source_reference = fields.Char(
        string="Number and Date of the Forwarding Letter",
        help="As on the letter: 123/BDN, 05/9/2026.",
    )
    receipt_date = fields.Date(
        string="Received on",
        required=True,
        default=lambda self: self.env["citizen.calendar"]._today(),
        tracking=True,
    )
    petition_date = fields.Date(string="Date on the Letter")
    title_kind = fields.Selection(
        selection=[
            ("kn", "“Complaint”"),
            ("tc", "“Denunciation”"),
            ("kn_pa", "“Recommendation, Reflection”"),
            ("help", "“Request for Help”, “Urgent Call”"),
            ("other", "Another Title"),
            ("none", "No Title"),
        ],
        string="Title on the Letter",
        help="As written; the kind follows from the content (TT 05/2021/TT-TTCP).",
    )
    kind = fields.Selection(
        selection=KINDS, string="Kind by Content", index=True, tracking=True
    )
    is_disciplinary = fields.Boolean(
        string="About a Disciplinary Decision",
        help="Complaint of an official about a decision that disciplines him.",
    )
    is_second = fields.Boolean(string="Second Complaint")
    subject = fields.Char(
        required=True,
        help="In some words, without the name of a person: about the land recovery …",
    )
    content = fields.Text(string="Summary of the Content")
    demand = fields.Text(string="What the Petitioner Asks for")
    category_id = fields.Many2one(
        comodel_name="citizen.category",
        string="Field",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    competence = fields.Selection(
        selection=[("own", "Ours"), ("other", "Another Body's")], tracking=True
    )
    matter_commune_id = fields.Many2one(
        comodel_name="citizen.unit",
        string="Commune of the Matter",
        domain="[('kind', '=', 'commune')]",
        index="btree_not_null",
        ondelete="restrict",
    )
    matter_hamlet = fields.Char(string="Hamlet of the Matter")
    matter_hamlet_key = fields.Char(
        compute="_compute_keys", store=True, index="btree_not_null"
    )
    text_key = fields.Char(compute="_compute_keys", store=True)
    plot_ids = fields.One2many(
        comodel_name="citizen.petition.plot",
        inverse_name="petition_id",
        string="Land Plots",
        readonly=True,
    )
    signatory_count = fields.Integer(string="Number of Signatories", default=1)
    is_collective = fields.Boolean(compute="_compute_is_collective", store=True)
    is_anonymous = fields.Boolean(
        string="Anonymous", help="No name, or one that is not the writer's."
    )
    has_originals = fields.Boolean(string="With Original Papers")
    other_addressees = fields.Char(
        string="Also Sent to", help="Bodies the same letter was sent to."
    )
    reception_id = fields.Many2one(
        comodel_name="citizen.reception",
        string="Visit",
        index="btree_not_null",
        ondelete="restrict",
    )
    opinion_id = fields.Many2one(
        comodel_name="citizen.dialogue.opinion",
        index="btree_not_null",
        ondelete="restrict",
    )
    received_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Registered by",
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    classified_on = fields.Date(readonly=True, copy=False)
    handled_on = fields.Date(readonly=True, copy=False)
    answered_on = fields.Date(readonly=True, copy=False)
    outcome = fields.Selection(
        selection=OUTCOMES, readonly=True, copy=False, tracking=True
    )
    excluded_user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="citizen_petition_excluded_rel",
        column1="petition_id",
        column2="user_id",
        string="Kept Away from",
        compute="_compute_excluded_user_ids",
        store=True,
        compute_sudo=True,
        help="Officials the petition is about: it shows nowhere with their accounts.",
    )
    petitioner_ids = fields.One2many(
        comodel_name="citizen.petitioner",
        inverse_name="petition_id",
        string="Persons",
    )
    file_ids = fields.One2many(
        comodel_name="citizen.vault.file",
        inverse_name="petition_id",
        string="Originals",
    )
    line_ids = fields.One2many(
        comodel_name="citizen.petition.line",
        inverse_name="petition_id",
        string="Contents",
    )
    split_line_id = fields.Many2one(
        comodel_name="citizen.petition.line",
        string="Filed after Guidance on",
        index="btree_not_null",
        ondelete="restrict",
        help="The content of an earlier letter for which this one was filed apart.",
    )
    matter_root_id = fields.Many2one(
        comodel_name="citizen.petition",
        string="Joined with",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    joined_ids = fields.One2many(
        comodel_name="citizen.petition", inverse_name="matter_root_id"
    )
    link_ids = fields.One2many(
        comodel_name="citizen.petition.link", inverse_name="petition_id"
    )
    deadline_ids = fields.One2many(
        comodel_name="citizen.deadline", inverse_name="petition_id"
    )
    document_ids = fields.One2many(
        comodel_name="citizen.document", inverse_name="petition_id"
    )
    case_count = fields.Integer(
        string="Matters",
        compute="_compute_case_count",
        store=True,
        help="Each letter counts once; its matters by case. What is joined with "
        "another letter adds none.",
    )
    due_date = fields.Date(string="Due", compute="_compute_due_date", store=True)
    is_overdue = fields.Boolean(
        compute="_compute_late", search="_search_is_overdue", string="Late"
    )
    late_text = fields.Char(string="Time Left", compute="_compute_late")
    person_search = fields.Char(
        string="Person, Paper or Phone",
        compute="_compute_person_search",
        search="_search_person_search",
    )
    people_text = fields.Char(string="Sent by", compute="_compute_people_text")
    missing_summary = fields.Char(
        string="Still Missing", compute="_compute_missing_summary"
    )
    duplicates = fields.Json(compute="_compute_duplicates")
    joined_count = fields.Integer(compute="_compute_joined_count")

    _receipt_sane = models.Constraint(
        "CHECK (petition_date IS NULL OR petition_date <= receipt_date)",
        "A letter can't be received before it was written.",
    )
    _signatories_sane = models.Constraint(
        "CHECK (signatory_count BETWEEN 1 AND 100000)",
        "Check the number of signatories: between 1 and 100,000.",
    )
    _newest = models.Index("(owner_unit_id, receipt_date DESC, id DESC)")
    # the register of who reads the whole province
    _newest_open = models.Index(
        "(receipt_date DESC, id DESC) WHERE state IN ('registered', 'classified')"
    )
    _due = models.Index(
        "(owner_unit_id, due_date) WHERE state IN ('registered', 'classified')"
    )
    _place = models.Index(
        "(matter_commune_id, receipt_date DESC) WHERE matter_commune_id IS NOT NULL"
    )

    _hotspot = models.Index(
        "(receipt_date, owner_unit_id) "
        "WHERE identity = 'open' AND matter_hamlet_key IS NOT NULL"
    )

    # ------------------------------------------------------------------
    # computes
    # ------------------------------------------------------------------
    @api.depends("owner_unit_id", "matter_root_id")
    def _compute_access_unit_ids(self):
        return super()._compute_access_unit_ids()

    @api.depends("petitioner_ids.user_id", "petitioner_ids.role")
    def _compute_excluded_user_ids(self):
        # of most letters nobody is: their persons aren't gone through one by one
        people = self.petitioner_ids.filtered(lambda p: p.role in TARGET_ROLES)
        # one INSERT for all, as for the units involved
        self._fields["excluded_user_ids"].write_batch(
            [
                (petition, (people and petition.petitioner_ids & people).user_id)
                for petition in self
            ]
        )

    @api.depends("number", "subject", "identity")
    def _compute_display_name(self):
        for petition in self:
            name = self.env._("Petition %s", petition.number or "…")
            if petition.identity == "open" and petition.subject:
                name = f"{name} – {petition.subject}"
            petition.display_name = name

    @api.depends("subject", "content", "matter_hamlet")
    def _compute_keys(self):
        for petition in self:
            text = f"{petition.subject or ''} {(petition.content or '')[:300]}"
            petition.text_key = identity.fold(text)[:300]
            petition.matter_hamlet_key = identity.fold(petition.matter_hamlet) or False

    @api.depends("signatory_count")
    def _compute_is_collective(self):
        today = self.env["citizen.calendar"]._today()
        norms = self.env["citizen.norm"]
        least_on = {
            day: norms._number("GROUP", day)
            for day in {
                petition.receipt_date or today
                for petition in self
                if petition.signatory_count > 1
            }
        }
        for petition in self:
            # one person is no group; asked for the days of the others only
            least = least_on.get(petition.receipt_date or today)
            petition.is_collective = bool(least) and petition.signatory_count >= max(
                least, 2
            )

    @api.depends(
        "line_ids.case_number",
        "kind",
        "state",
        "matter_root_id",
        "split_line_id",
        "case_ids.petition_id",
    )
    def _compute_case_count(self):
        for petition in self:
            if petition.state == "void" or petition.matter_root_id:
                petition.case_count = 0
            elif petition.kind == "mixed":
                # guided to be filed apart: the letters filed then have the matters
                petition.case_count = 0
            elif petition.case_ids:
                # what joined the case of an earlier letter adds none
                own = petition.case_ids.filtered(
                    lambda c, p=petition: c.petition_id == p
                )
                petition.case_count = len(own)
            else:
                cases = set(petition.line_ids.mapped("case_number"))
                petition.case_count = max(1, len(cases))

    @api.depends(
        "deadline_ids.due_date", "deadline_ids.met_on", "deadline_ids.ended_on"
    )
    def _compute_due_date(self):
        for petition in self:
            running = petition.deadline_ids.filtered(
                lambda d: not (d.met_on or d.ended_on) and d.due_date
            )
            petition.due_date = min(running.mapped("due_date"), default=False)

    @api.depends("due_date", "state")
    @api.depends_context("uid", "lang")
    def _compute_late(self):
        today = self.env["citizen.calendar"]._today()
        for petition in self:
            due = petition.state in OPEN_STATES and petition.due_date
            petition.is_overdue = bool(due and due < today)
            petition.late_text = self._days_text((due - today).days) if due else False

    def _days_text(self, days):
        if days < 0:
            return self.env._("%s day(s) late", -days)
        if days == 0:
            return self.env._("due today")
        return self.env._("%s day(s) left", days)

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        if True in value and False in value:
            return Domain.TRUE
        late = Domain("due_date", "<", self.env["citizen.calendar"]._today()) & Domain(
            "state", "in", OPEN_STATES
        )
        return late if True in value else ~late

    def _compute_person_search(self):
        self.person_search = False

    def _search_person_search(self, operator, value):
        if operator not in ("ilike", "=", "in"):
            return NotImplemented
        typed = [value] if isinstance(value, str) else list(value)
        return Domain.OR(
            self.env["citizen.petitioner"]._petition_domain(text)
            for text in typed
            if text
        )

    @api.depends("petitioner_ids.label", "petitioner_ids.role", "is_anonymous")
    def _compute_people_text(self):
        for petition in self:
            senders = petition.petitioner_ids.filtered(
                lambda p: p.role in ("petitioner", "representative")
            )
            if not senders:
                petition.people_text = (
                    self.env._("Not named") if petition.is_anonymous else False
                )
                continue
            first = senders[0].label
            others = max(len(senders), petition.signatory_count) - 1
            petition.people_text = (
                self.env._("%(first)s and %(count)s more", first=first, count=others)
                if others
                else first
            )

    @api.depends(
        "kind",
        "category_id",
        "petitioner_ids.role",
        "is_anonymous",
        "signatory_count",
        "file_ids.kind",
        "identity",
        "paper_place",
        "line_ids.competent_body",
    )
    @api.depends_context("lang")
    def _compute_missing_summary(self):
        for petition in self:
            items = petition._missing_items() if petition.id else []
            petition.missing_summary = "; ".join(items) or False

    def _missing_items(self):
        """What the next clerk would have to ask for, in the words shown in red."""
        self.ensure_one()
        items = []
        if self.state not in OPEN_STATES:
            return items
        if not self.kind:
            items.append(self.env._("kind by content"))
        if not self.category_id:
            items.append(self.env._("field"))
        senders = self.petitioner_ids.filtered(
            lambda p: p.role in ("petitioner", "representative")
        )
        if not senders and not self.is_anonymous and not self.is_on_paper:
            items.append(self.env._("who sent it"))
        if self.is_on_paper and not self.paper_place:
            items.append(self.env._("where the paper is"))
        if self.is_collective and not self.is_anonymous and not self.is_on_paper:
            items += self._missing_representatives(
                self.signatory_count, self.receipt_date
            )
        if self.kind == "mixed":
            if len(self.line_ids) < 2:
                items.append(self.env._("the contents, one line each"))
            elif not all(line.competent_name for line in self.line_ids):
                items.append(self.env._("the competent body of each content"))
        return items

    @api.depends(
        "sender_name",
        "sender_birth_year",
        "sender_paper_number",
        "sender_phone",
        "sender_commune_id",
        "subject",
        "content",
        "matter_commune_id",
        "matter_hamlet",
    )
    @api.depends_context("uid", "lang")
    def _compute_duplicates(self):
        for petition in self:
            petition.duplicates = petition._propose_duplicates()

    def _compute_joined_count(self):
        counts = dict(
            self._read_group(
                [("matter_root_id", "in", self.ids)], ["matter_root_id"], ["__count"]
            )
        )
        for petition in self:
            petition.joined_count = counts.get(petition, 0)

    # ------------------------------------------------------------------
    # checks
    # ------------------------------------------------------------------
    @api.constrains("receipt_date", "petition_date")
    def _check_dates(self):
        today = self.env["citizen.calendar"]._today()
        for petition in self:
            if petition.receipt_date > today:
                raise ValidationError(
                    self.env._(
                        "“Received on” %(day)s is still to come: check the date.",
                        day=petition.receipt_date.strftime("%d/%m/%Y"),
                    )
                )
            oldest = min(petition.receipt_date, petition.petition_date or today)
            if oldest < today - OLDEST:
                raise ValidationError(
                    self.env._("Check the dates: they lie too far back.")
                )

    @api.constrains("subject", "content", "demand", "identity", "kind", "wants_secrecy")
    def _check_paper_only(self):
        for petition in self:
            if petition.identity != "sealed" or not petition.is_on_paper:
                continue
            if (petition.content or "").strip() or (petition.demand or "").strip():
                raise ValidationError(
                    self.env._(
                        "By decision of the head denunciations are kept on paper only: "
                        "enter date, field and where the paper is, and leave the "
                        "summary out."
                    )
                )

    @api.constrains("kind", "line_ids")
    def _check_kind_of_lines(self):
        for petition in self:
            kinds = set(petition.line_ids.mapped("kind"))
            if len(kinds) > 1 and petition.kind != "mixed":
                raise ValidationError(
                    self.env._(
                        "The contents are of different kinds: choose “%s” as the kind.",
                        dict(self._fields["kind"]._description_selection(self.env))[
                            "mixed"
                        ],
                    )
                )

    @api.constrains("split_line_id")
    def _check_split_line_id(self):
        for petition in self:
            if petition.split_line_id.petition_id == petition:
                raise ValidationError(
                    self.env._("A petition can't be filed after itself.")
                )

    @api.onchange("source")
    def _onchange_source(self):
        if self.source not in FORWARDED:
            self.source_body = self.source_reference = False

    @api.onchange("title_kind")
    def _onchange_title_kind(self):
        # proposed, and the clerk may know better
        if self.title_kind in ("kn", "tc", "kn_pa") and not self.kind:
            self.kind = self.title_kind

    @api.onchange("kind", "category_id", "is_on_paper")
    def _onchange_paper_subject(self):
        """Of a denunciation kept on paper only the field is told."""
        denunciation = self.env._("Denunciation")
        if self.is_on_paper and (self.subject or denunciation).startswith(denunciation):
            parts = [denunciation, self.category_id.name]
            self.subject = ": ".join(part for part in parts if part)

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        vals_list, senders, nested = self._split_people(vals_list)
        for vals in vals_list:
            self._check_reception_of(vals)
            self.browse()._check_entries(vals)
        petitions = super().create(vals_list)
        petitions._draw_numbers()
        # sealed before the first person is stored
        petitions._sync_identity()
        petitions._store_people(senders, nested)
        petitions._sync_plots()
        petitions._sync_clocks()
        petitions.opinion_id._on_petition_registered()
        return petitions

    def write(self, vals):
        before = {p.id: p.matter_root_id for p in self} if "kind" in vals else {}
        if "receipt_date" in vals:
            self._check_receipt_may_change(vals["receipt_date"])
        self._check_entries(vals)
        # sealed before the persons and scans that come with the same form are stored
        nested = {
            name: vals[name] for name in ("petitioner_ids", "file_ids") if name in vals
        }
        result = super().write({k: v for k, v in vals.items() if k not in nested})
        if {"kind", "wants_secrecy", "category_id", "line_ids"} & vals.keys():
            self._sync_identity()
        if nested:
            super().write(nested)
        if {"subject", "content"} & vals.keys():
            self._sync_plots()
        if (
            before
            or {"source", "competence", "receipt_date", "is_second", "second_of_id"}
            & vals.keys()
        ):
            self._sync_clocks()
        elif "is_disciplinary" in vals:
            self._sync_clocks()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ever(self):
        raise UserError(
            self.env._(
                "A registered petition is never deleted: mark it as entered by mistake."
            )
        )

    def _check_reception_of(self, vals):
        """A petition from a visit or an opinion belongs to what the clerk may read."""
        for name in ("reception_id", "opinion_id"):
            if vals.get(name):
                self.env[self._fields[name].comodel_name].browse(
                    vals[name]
                ).check_access("read")

    def _check_entries(self, vals):
        """What the database would refuse in its own words, told before it is asked.

        :raise ValidationError: no such day, a letter received before it was written,
            an impossible number of signatories
        """
        days = {
            name: self._day_of(vals.get(name), name)
            for name in ("receipt_date", "petition_date")
        }
        for petition in self or [self.new()]:
            written = days["petition_date"] or (
                "petition_date" not in vals and petition.petition_date
            )
            received = days["receipt_date"] or petition.receipt_date
            if written and received and written > received:
                raise ValidationError(
                    self.env._("A letter can't be received before it was written.")
                )
        if "signatory_count" in vals:
            try:
                sane = 1 <= int(vals["signatory_count"]) <= MOST_SIGNATORIES
            except (ValueError, TypeError):
                sane = False
            if not sane:
                raise ValidationError(
                    self.env._(
                        "Check the number of signatories: between 1 and 100,000."
                    )
                )

    def _day_of(self, value, name):
        try:
            return fields.Date.to_date(value)
        except (ValueError, TypeError):
            raise ValidationError(
                self.env._(
                    "“%(field)s” isn't right: there is no such day or number.",
                    field=self._fields[name]._description_string(self.env),
                )
            ) from None

    def _check_receipt_may_change(self, day):
        for petition in self:
            if petition.state not in OPEN_STATES and petition.receipt_date != day:
                raise UserError(
                    self.env._(
                        "“%s” is handled: its dates stay.", petition.display_name
                    )
                )

    def _draw_numbers(self):
        """Numbers of the register: one statement for each unit and year."""
        for (unit, year), group in self.grouped(
            lambda p: (p.owner_unit_id, p._held_from().year)
        ).items():
            first = self.env["citizen.document.series"]._draw_many(
                unit, "ĐƠN", year, len(group)
            )
            for index, petition in enumerate(group):
                petition._write_protected({"number": f"{first + index}/{year}"})

    def _sync_plots(self):
        """Land plots that the text names, for finding letters on the same land."""
        plots = self.env["citizen.petition.plot"].sudo()
        wanted = {
            (petition.id, key)
            for petition in self
            for key in identity.land_plots(
                f"{petition.subject or ''}. {petition.content or ''}"
            )
        }
        # sudo: derived from the text, nobody edits them
        existing = plots.search([("petition_id", "in", self.ids)])
        existing.filtered(lambda p: (p.petition_id.id, p.key) not in wanted).unlink()
        known = {(p.petition_id.id, p.key) for p in existing.exists()}
        plots.create(
            [
                {"petition_id": petition_id, "key": key}
                for petition_id, key in sorted(wanted - known)
            ]
        )

    # ------------------------------------------------------------------
    # identity
    # ------------------------------------------------------------------
    def _must_be_sealed(self):
        """Denunciations, reports of corruption, and what the clerk ticked, until it is
        found to be no denunciation (Luật Tố cáo 2018 Điều 56)."""
        if self._is_denunciation():
            return True
        return self.wants_secrecy and not self.classified_on

    def _is_denunciation(self):
        return (
            self.kind == "tc"
            or "tc" in self.line_ids.mapped("kind")
            or self.category_id.report_class == "corruption"
        )

    @api.depends(
        "wants_secrecy", "kind", "category_id", "line_ids.kind", "classified_on"
    )
    def _compute_is_on_paper(self):
        return super()._compute_is_on_paper()

    def _registrar(self):
        # taken back later, a classified petition is not opened to him again
        if self.state != "registered" or self.classified_on:
            return self.env["res.users"]
        return self.received_by_id

    def _excluded_users(self):
        return self.excluded_user_ids

    def _may_remove_persons(self):
        return self.state == "registered"

    def _log_subject(self):
        return self.number or ""

    # ------------------------------------------------------------------
    # clocks
    # ------------------------------------------------------------------
    def _wanted_clocks(self):
        """Codes of the limits that run now."""
        self.ensure_one()
        if self.state not in OPEN_STATES:
            return []
        codes = list(CLOCKS.get(self.kind, []))
        if self.kind == "kn":
            if self.is_disciplinary:
                codes = ["KNKL04"]
            elif self.is_second:
                codes = ["KN06"]
        if self.kind == "tc":
            if self.competence == "other":
                codes.append("TC02")
            if self.source in FORWARDED:
                codes.append("TC03")
        if self.reception_id:
            codes.append("TD01")
        return [*codes, ALARM]

    def _sync_clocks(self):
        """Start what the law asks for by what is known now, and end what no longer
        applies. A running limit that still applies stays as it is."""
        today = self.env["citizen.calendar"]._today()
        rules = self.env["citizen.deadline.rule"]
        rows, ended = [], self.env["citizen.deadline"]
        # what still runs once it is handled ends by its own paper
        for petition in self.filtered(lambda p: p.state != "handled"):
            running = petition.deadline_ids._running()
            wanted = set(petition._wanted_clocks())
            start = petition._held_from()
            stale = running.filtered(
                lambda d, w=wanted, day=start: (
                    d.rule_id.code not in w or d.date_start != day
                )
            )
            ended |= stale
            # what a former holder has met is due again for the next one
            met = petition.deadline_ids.filtered(
                lambda d, p=petition: (
                    d.met_on
                    and d.owner_unit_id == p.owner_unit_id
                    and d.date_start >= (p.held_since or d.date_start)
                )
            ).rule_id.mapped("code")
            have = (running - stale).rule_id.mapped("code")
            for code in sorted(wanted - set(have) - set(met)):
                rule = rules._applicable(code, receipt=start, event=start)
                if rule.days:
                    rows.append(
                        {
                            "petition_id": petition.id,
                            "owner_unit_id": petition.owner_unit_id.id,
                            "rule_id": rule.id,
                            "name": rule.name,
                            "date_start": start,
                        }
                    )
        ended._end(today)
        self.env["citizen.deadline"]._open(rows)

    def _meet_clocks(self, codes, day):
        self.deadline_ids.filtered(lambda d: d.rule_id.code in codes)._meet(day)

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_classify(self):
        """Confirm kind, field and competence; a seal that was only a precaution is
        lifted, and who registered it opens the identity no longer.

        :raise UserError: kind or field is missing
        """
        for petition in self:
            missing = [
                label
                for value, label in (
                    (petition.kind, self.env._("kind by content")),
                    (petition.category_id, self.env._("field")),
                    (petition.competence, self.env._("competence")),
                )
                if not value
            ]
            if missing:
                raise UserError(
                    self.env._(
                        "Before it is classified, enter: %s.", ", ".join(missing)
                    )
                )
            lifts = petition._check_may_classify()
            petition._transition(
                "classified",
                {"classified_on": self.env["citizen.calendar"]._today()},
            )
            # sudo: who classifies opens the identity no longer; checked before
            (petition.sudo() if lifts else petition)._sync_identity()
        return True

    def _check_may_classify(self):
        """Whether classifying lifts a seal that was a precaution.

        :raise AccessError: it does, and the user may not open the identity
        """
        self.ensure_one()
        lifts = self.identity == "sealed" and not self._is_denunciation()
        if lifts and not self._may_reveal():
            raise AccessError(
                self.env._(
                    "Classifying this petition lifts its seal: that is done by who "
                    "registered it, or by those the leader has named to open it."
                )
            )
        return lifts

    def action_guide_apart(self):
        """Draft the letter that guides the petitioner to file each content apart, with
        the competent body of each (Luật Tiếp công dân 2013 Điều 25 khoản 3; Nghị định
        154/2026/NĐ-CP Điều 14 khoản 4).

        :raise UserError: not several kinds, or a content without its competent body
        """
        self.ensure_one()
        if self.kind != "mixed" or len(self.line_ids) < 2:
            raise UserError(
                self.env._(
                    "Only a letter with contents of different kinds is guided to be "
                    "filed apart: enter its contents, one line each."
                )
            )
        without = self.line_ids.filtered(lambda line: not line.competent_name)
        if without:
            raise UserError(
                self.env._(
                    "Name the competent body of each content:\n%s",
                    "\n".join(f"- {line.content}" for line in without),
                )
            )
        document = self.env["citizen.document"]._draft_for(self, "CV_HDT", "guide")
        return document._open_form()

    def action_register_answer(self):
        """The petitioner of a visit has been answered in writing today: accepted, needs
        more time, refused or transferred (Luật Tiếp công dân 2013 Điều 28 khoản 1)."""
        today = self.env["citizen.calendar"]._today()
        for petition in self:
            petition.check_access("write")
            if petition.answered_on:
                raise UserError(
                    self.env._("“%s” was answered already.", petition.display_name)
                )
            petition._write_protected({"answered_on": today})
            petition._meet_clocks(["TD01"], today)
        return True

    def _void(self, reason):
        """Entered by mistake: number and entry stay, nothing is due."""
        for petition in self:
            petition._transition("void")
            petition._done_with(URGING_ACTIVITIES)
            petition.deadline_ids._end(self.env["citizen.calendar"]._today())
            petition.message_post(body=reason)

    def _handle(self, outcome, day):
        """The outcome is reached: clocks of this phase are met."""
        for petition in self:
            petition._transition("handled", {"outcome": outcome, "handled_on": day})
            petition._clocks_met_by(outcome)._meet(day)
            petition._done_with(URGING_ACTIVITIES)
            petition._sync_identity()

    def _clocks_met_by(self, outcome):
        """Limits that are met once the petition is handled so."""
        self.ensure_one()
        return self.deadline_ids

    # ------------------------------------------------------------------
    # the ladder of urging
    # ------------------------------------------------------------------
    def _urged_unit(self):
        return self.owner_unit_id

    def _urged_persons(self):
        """{petition id: who is asked}: whoever registered it while he sits in the unit,
        else the person in charge there."""
        persons = self.owner_unit_id._persons_in_charge()
        sits = {
            (post.unit_id.id, post.user_id.id)
            for post in self.owner_unit_id._memberships()
        }
        return {
            petition.id: petition.received_by_id
            if (petition.owner_unit_id.id, petition.received_by_id.id) in sits
            else persons[petition.owner_unit_id.id]
            for petition in self
        }

    # ------------------------------------------------------------------
    # papers
    # ------------------------------------------------------------------
    def _document_vals(self, code):
        return {
            "name": f"hướng dẫn gửi đơn có nhiều nội dung (đơn số {self.number})",
            "addressee_text": self._addressee(),
            "recipient_lines": "Như trên;\n"
            f"Lưu: VT, {self.owner_unit_id.symbol or 'VP'}.",
        }

    def _check_document_issue(self, document, day):
        # sudo: the clerk of the issuer need not handle the unit of the petition
        petition = self.sudo()
        unit = petition.owner_unit_id
        if document.issuer_unit_id not in unit | unit.authority_id:
            raise UserError(
                self.env._(
                    "This paper is issued by %s, which handles the petition.",
                    (unit.authority_id or unit).name,
                )
            )
        check = getattr(petition, f"_check_issue_{document.step}", None)
        if check:
            check(document, day)

    def _on_document_issued(self, document):
        # sudo: the clerk of the issuer need not handle the unit of the petition
        petition = self.sudo()
        happen = getattr(petition, f"_on_issue_{document.step}", None)
        if happen:
            happen(document)

    def _check_issue_guide(self, document, day):
        if self.state not in OPEN_STATES:
            raise UserError(self._refused_transition("handled"))

    def _on_issue_guide(self, document):
        self._handle("guide", document.date_issued)

    # ------------------------------------------------------------------
    # chatter
    # ------------------------------------------------------------------
    def _mail_line(self):
        # number and link, no content
        self.ensure_one()
        return self.env._("Petition %s", self.number)

    def _stays_inside(self):
        return True

    def _keeps_silent_about(self, other):
        """Whether a word about ``other`` here would tell readers of an open letter who
        sent a sealed one."""
        return self.identity == "open" and other.identity != "open"

    # ------------------------------------------------------------------
    # duplicates
    # ------------------------------------------------------------------
    def _propose_duplicates(self):
        """Petitions that may be the same letter, person or matter; see
        ``citizen.petition.link``."""
        self.ensure_one()
        return self.env["citizen.petition.link"]._propose(self)

    def _duplicate_values(self):
        """What is compared: persons, words, place. While it is typed the persons are
        those of the form; of sealed ones only what the user may open."""
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
            "text": f"{self.subject or ''} {self.content or ''}",
            "commune_id": self.matter_commune_id.id or self.sender_commune_id.id,
            "hamlet": identity.fold(self.matter_hamlet),
        }

    def action_open_joined(self):
        """All letters of the same matter."""
        self.ensure_one()
        root = self.matter_root_id or self
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "citizen_dialogue.citizen_petition_action"
        )
        action["domain"] = ["|", ("id", "=", root.id), ("matter_root_id", "=", root.id)]
        action["context"] = {}
        return action

    def _check_ours(self):
        if not self.env.su and self.owner_unit_id - self.env.user.citizen_write_ids:
            raise AccessError(
                self.env._("%s handles this petition.", self.owner_unit_id[:1].name)
            )
