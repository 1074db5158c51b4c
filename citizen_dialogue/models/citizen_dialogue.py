from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import vietnamese
from .citizen_dialogue_opinion import PREPARE_ACTIVITIES
from .citizen_document import DOTS

CONFERENCES = ("conference_periodic", "conference_adhoc")


class CitizenDialogue(models.Model):
    """A session between a leader and citizens: conference or reception day."""

    _name = "citizen.dialogue"
    _description = "Dialogue Session"
    _inherit = [
        "citizen.state.mixin",
        "citizen.access.mixin",
        "citizen.revision.mixin",
        "citizen.chatter.mixin",
    ]
    _order = "date_start desc, id desc"
    _rec_names_search = ["name", "code"]

    _revision_fields = ("minutes_text",)
    _protected_fields = frozenset(
        {"state", "code", "held_on", "notice_date", "reason", "nobody_came"}
    )
    _create_only_fields = frozenset({"owner_unit_id", "case_id"})
    _transitions = {
        "draft": frozenset({"announced", "cancelled", "postponed"}),
        "announced": frozenset({"held", "postponed", "cancelled"}),
        "postponed": frozenset({"announced", "cancelled"}),
        "held": frozenset({"concluded", "closed"}),
        "concluded": frozenset({"closed"}),
    }

    name = fields.Char(string="Title", required=True, tracking=True)
    code = fields.Char(readonly=True, copy=False, index="btree_not_null")
    kind = fields.Selection(
        selection=[
            ("conference_periodic", "Periodic Dialogue Conference"),
            ("conference_adhoc", "Ad Hoc Dialogue Conference"),
            ("reception_day", "Leader's Reception Day"),
            ("case", "Dialogue in a Case"),
        ],
        required=True,
        default="conference_periodic",
        tracking=True,
    )
    state = fields.Selection(
        selection=[
            ("draft", "In Preparation"),
            ("announced", "Announced"),
            ("held", "Held"),
            ("concluded", "Concluded"),
            ("closed", "Closed"),
            ("postponed", "Postponed"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    case_id = fields.Many2one(
        comodel_name="citizen.case",
        index="btree_not_null",
        ondelete="restrict",
        help="The complaint this dialogue is compulsory for.",
    )
    plan_year = fields.Integer(
        string="Year of the Plan",
        aggregator=None,
        index=True,
        default=lambda self: self.env["citizen.calendar"]._today().year,
    )
    plan_period = fields.Char(
        string="Period of the Plan", help="As in the yearly plan: Quý III."
    )
    date_start = fields.Datetime(string="Begins", index=True, tracking=True)
    date_end = fields.Datetime(string="Ends")
    place = fields.Char()
    is_online = fields.Boolean(string="Online")
    online_note = fields.Char(string="Online Sites")
    chair_membership_id = fields.Many2one(
        comodel_name="citizen.membership",
        string="Chair",
        domain="[('position', 'in', ('chair', 'vice_chair', 'head', 'vice_head')),"
        " ('is_current', '=', True)]",
        ondelete="restrict",
    )
    chair_name = fields.Char(
        string="Chair (Name, Title)",
        compute="_compute_chair_name",
        store=True,
        readonly=False,
    )
    is_deputised = fields.Boolean(string="Chaired by a Deputy")
    secretary_id = fields.Many2one(
        comodel_name="res.users",
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    agenda = fields.Text()
    notice_date = fields.Date(readonly=True, copy=False)
    held_on = fields.Date(readonly=True, copy=False)
    nobody_came = fields.Boolean(readonly=True, copy=False)
    minutes_text = fields.Html(string="Course of the Session")
    reason = fields.Text(
        string="Reason (Cancelled, Postponed)", readonly=True, copy=False
    )
    participant_ids = fields.One2many(
        comodel_name="citizen.dialogue.participant", inverse_name="dialogue_id"
    )
    opinion_ids = fields.One2many(
        comodel_name="citizen.dialogue.opinion", inverse_name="dialogue_id"
    )
    conclusion_ids = fields.One2many(
        comodel_name="citizen.conclusion", inverse_name="dialogue_id"
    )
    document_ids = fields.One2many(
        comodel_name="citizen.document", inverse_name="dialogue_id"
    )
    deadline_ids = fields.One2many(
        comodel_name="citizen.deadline", inverse_name="dialogue_id"
    )
    dossier_ids = fields.One2many(
        comodel_name="citizen.dossier", inverse_name="dialogue_id"
    )
    dossier_missing = fields.Text(
        string="Missing in the Dossier", related="dossier_ids.missing"
    )
    visit_ids = fields.One2many(
        comodel_name="citizen.reception", inverse_name="dialogue_id", string="Visits"
    )
    visit_count = fields.Integer(compute="_compute_counts")
    opinion_count = fields.Integer(compute="_compute_counts")
    conclusion_count = fields.Integer(compute="_compute_counts")
    task_count = fields.Integer(compute="_compute_counts")
    document_count = fields.Integer(compute="_compute_counts")
    notice_warning = fields.Char(compute="_compute_notice_warning")
    chair_warning = fields.Char(compute="_compute_chair_warning")
    missing_summary = fields.Char(
        string="Still Missing", compute="_compute_missing_summary"
    )

    # ------------------------------------------------------------------
    # computes
    # ------------------------------------------------------------------
    @api.depends("owner_unit_id", "participant_ids.unit_id")
    def _compute_access_unit_ids(self):
        return super()._compute_access_unit_ids()

    def _get_access_units(self):
        return (
            super()._get_access_units()
            | self.owner_unit_id.authority_id
            | self.participant_ids.unit_id
        )

    @api.depends("chair_membership_id")
    def _compute_chair_name(self):
        for dialogue in self.filtered("chair_membership_id"):
            # sudo: name and title of the chair, printed on every paper of the session
            post = dialogue.chair_membership_id.sudo()
            parts = [post.user_id.name, post.position_title]
            dialogue.chair_name = ", ".join(part for part in parts if part)

    @api.depends("code", "name")
    def _compute_display_name(self):
        for dialogue in self:
            dialogue.display_name = dialogue.name or dialogue.code or ""

    def _compute_counts(self):
        def counted(model):
            return dict(
                self.env[model]._read_group(
                    [("dialogue_id", "in", self.ids)], ["dialogue_id"], ["__count"]
                )
            )

        opinions = counted("citizen.dialogue.opinion")
        conclusions = counted("citizen.conclusion")
        tasks = counted("citizen.task")
        documents = counted("citizen.document")
        visits = counted("citizen.reception")
        for dialogue in self:
            dialogue.opinion_count = opinions.get(dialogue, 0)
            dialogue.conclusion_count = conclusions.get(dialogue, 0)
            dialogue.task_count = tasks.get(dialogue, 0)
            dialogue.document_count = documents.get(dialogue, 0)
            dialogue.visit_count = visits.get(dialogue, 0)

    @api.depends("date_start", "kind", "owner_unit_id", "state", "notice_date")
    def _compute_notice_warning(self):
        today = self.env["citizen.calendar"]._today()
        for dialogue in self:
            dialogue.notice_warning = False
            limit = dialogue._notice_limit()
            if not limit or dialogue.state not in ("draft", "postponed", "announced"):
                continue
            rule, last_day = limit
            sent = dialogue.notice_date or today
            if sent > last_day:
                dialogue.notice_warning = self.env._(
                    "The notice had to go out by %(day)s (%(rule)s, %(article)s).",
                    day=last_day.strftime("%d/%m/%Y"),
                    rule=rule.code,
                    article=rule.article,
                )

    @api.depends("case_id", "chair_membership_id", "chair_name", "state")
    def _compute_chair_warning(self):
        """Who holds the dialogue on a complaint: its resolver in person; the chairman
        of a province may assign it where nothing speaks for his presence (Luật Khiếu
        nại 2011 Điều 30, 39; Nghị định 124/2020/NĐ-CP Điều 28)."""
        for dialogue in self:
            dialogue.chair_warning = False
            # sudo: who takes part in the session may not read the case
            case = dialogue.case_id.sudo()
            resolver = case.resolver_membership_id
            chair = dialogue.chair_membership_id.sudo()
            if (
                not (resolver and (chair or dialogue.chair_name))
                or chair.user_id == resolver.user_id
                or dialogue.state in ("closed", "cancelled")
            ):
                continue
            title = resolver.position_title or resolver.unit_id.name
            by_province = (
                case.instance == "second"
                and not case.is_disciplinary
                and resolver.position == "chair"
                and resolver.unit_id.kind == "province"
            )
            if not by_province or case.signatory_count > 1:
                dialogue.chair_warning = self.env._(
                    "%s resolves this complaint and has to hold the dialogue in "
                    "person.",
                    title,
                )
            else:
                dialogue.chair_warning = self.env._(
                    "%s may assign this dialogue only where the authorities agree, "
                    "the complainant is calm, the public isn't concerned and security "
                    "isn't affected. Who is assigned reports to the resolver "
                    "afterwards.",
                    title,
                )

    @api.depends(
        "state",
        "date_start",
        "place",
        "chair_name",
        "participant_ids",
        "opinion_ids.prepare_unit_id",
        "opinion_ids.prepared_on",
        "opinion_ids.disposition",
    )
    def _compute_missing_summary(self):
        for dialogue in self:
            dialogue.missing_summary = "; ".join(dialogue._missing_items()) or False

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        dialogues = super().create(vals_list)
        for dialogue in dialogues:
            dialogue._check_dates()
            if dialogue.case_id:
                dialogue.case_id._check_may_belong(dialogue)
        # papers of a dialogue in a case belong into the dossier of the case
        own = dialogues.filtered(lambda d: d.kind != "case")
        self.env["citizen.dossier"]._open_for(own)
        return dialogues

    def write(self, vals):
        result = super().write(vals)
        if {"date_start", "date_end"} & vals.keys():
            for dialogue in self:
                dialogue._check_dates()
                if dialogue.state not in ("draft", "announced", "postponed"):
                    raise UserError(
                        self.env._("The session has been held; its date is fixed.")
                    )
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ever(self):
        raise UserError(
            self.env._("A session is cancelled with a reason, never deleted.")
        )

    def _check_dates(self):
        self.ensure_one()
        if self.date_start and self.date_end and self.date_end < self.date_start:
            raise UserError(self.env._("The session ends before it begins."))

    # ------------------------------------------------------------------
    # actions: papers
    # ------------------------------------------------------------------
    def action_draft_notice(self):
        """Draft the notice of the session; issuing it announces the session.

        :raise UserError: date, place or chair is missing, or the date is past
        """
        return self._draft("TB_DT", "announce")

    def action_draft_invitation(self):
        """Draft the invitation; issuing it announces the session."""
        return self._draft("GM", "announce")

    def action_draft_opinion_sheet(self):
        """Draft the summary of opinions for the chair (phiếu tổng hợp ý kiến)."""
        self.ensure_one()
        if not self.opinion_ids:
            raise UserError(self.env._("No opinion has been registered yet."))
        return self._draft("PTH_YK", "opinions")

    def action_draft_minutes(self):
        """Draft the minutes of the session: Biên bản hội nghị đối thoại, for a dialogue
        in a case Mẫu số 14 of Nghị định 124/2020/NĐ-CP."""
        self.ensure_one()
        if not self.held_on:
            raise UserError(self.env._("Minutes are written of a session held."))
        return self._draft("KN_14" if self.kind == "case" else "BB_DT", "minutes")

    def action_draft_results(self):
        """Draft the announcement of results; issuing it meets DT02 (Luật 72/2025/QH15
        Điều 43)."""
        self.ensure_one()
        if not self.held_on:
            raise UserError(self.env._("The session has not been held yet."))
        return self._draft("TB_KQ", "results")

    def _draft(self, code, step):
        self.ensure_one()
        if step == "announce":
            self._check_may_announce(self.env["citizen.calendar"]._today())
        document = self.env["citizen.document"]._draft_for(self, code, step)
        return document._open_form()

    def _document_vals(self, code):
        """Fields of a document drafted for the session; the form gives its text."""
        self.ensure_one()
        subject = {
            "TB_DT": f"Tổ chức {self._kind_vi()}",
            "GM": f"Dự {self._kind_vi()}",
            "PTH_YK": f"Tổng hợp ý kiến tại {self._kind_vi()}",
            "BB_DT": self._kind_vi().capitalize(),
            "TB_KQ": f"Kết quả {self._kind_vi()}",
            "KN_14": "Biên bản đối thoại với người khiếu nại",
        }
        units = self.participant_ids.unit_id
        vals = {
            "name": subject.get(code, self.name),
            "recipient_lines": "\n".join(
                ["Như trên;" if code == "GM" else "Các đơn vị có liên quan;"]
                + [f"Lưu: VT, {self.owner_unit_id.symbol or 'VP'}."]
            ),
        }
        if code == "GM":
            vals["addressee_text"] = "\n".join(units.mapped("name"))
        case = self._dialogue_case()
        if code == "TB_DT" and case:
            name = case._complainant_vi()
            vals["addressee_text"] = "\n".join(
                [name[:1].upper() + name[1:], *units.mapped("name")]
            )
            vals["recipient_lines"] = vals["recipient_lines"].replace(
                "Các đơn vị có liên quan;", "Như trên;"
            )
        if code in ("BB_DT", "KN_14"):
            vals["secretary_name"] = self.secretary_id.name
            vals["signer_name"] = (self.chair_name or "").split(",")[0]
        if code == "PTH_YK":
            # who collected the opinions signs the sheet, not who chairs
            vals["signer_name"] = self.secretary_id.name
        elif self.chair_membership_id:
            vals["signer_membership_id"] = self.chair_membership_id.id
            # sudo: the post of the chair decides the block
            post = self.chair_membership_id.sudo().position
            if code not in ("BB_DT", "KN_14"):
                vals["signature_mode"] = "kt" if post == "vice_chair" else "direct"
        return vals

    def _dialogue_case(self):
        # sudo: the parties are named in the minutes of their dialogue by law
        return self.sudo().case_id

    def _chair_part(self, index):
        """Name (0) or title (1) of who chairs."""
        parts = (self.chair_name or "").split(",", 1)
        return (parts[index].strip() if len(parts) > index else "") or DOTS

    def _recorder(self):
        """Name and title of who keeps the minutes."""
        # sudo: his post, printed on the minutes he signs
        user = self.secretary_id.sudo()
        post = user.citizen_membership_ids.filtered("is_current")[:1]
        return user.name or DOTS, post.position_title or DOTS

    def _absent_citizens(self):
        """How the minutes say that the complainant didn't come; empty when he did."""
        citizens = self.participant_ids.filtered(lambda p: p.kind == "citizens")
        if not citizens or citizens.filtered(
            lambda p: p.attendance in ("invited", "present", "deputised")
        ):
            return ""
        excused = citizens.filtered(lambda p: p.attendance == "absent_excused")[:1]
        if not excused:
            return "không có lý do"
        return f"có lý do: {excused.note}" if excused.note else "có lý do"

    def _kind_vi(self):
        return {
            "conference_periodic": "hội nghị đối thoại định kỳ",
            "conference_adhoc": "hội nghị đối thoại đột xuất",
            "reception_day": "buổi tiếp công dân của người đứng đầu",
            "case": "buổi đối thoại giải quyết khiếu nại",
        }[self.kind]

    def _check_document_issue(self, document, day):
        """Called before a document of this session is issued on ``day``."""
        if document.step == "announce" and self.state in ("draft", "postponed"):
            self._check_may_announce(day)
        if document.step in ("minutes", "results") and not self.held_on:
            raise UserError(self.env._("The session has not been held yet."))

    def _on_document_issued(self, document):
        """The step that the document stands for happens on its date."""
        # sudo: the dossier of the case takes it in whoever issues it
        self.sudo().case_id._take_into_dossier()
        # sudo: the clerk of the issuer need not handle the unit of the session
        dialogue = self.sudo()
        if document.step == "announce" and dialogue.state in ("draft", "postponed"):
            dialogue._transition("announced", {"notice_date": document.date_issued})
        elif document.step == "results":
            dialogue.deadline_ids.filtered(lambda d: d.rule_id.code == "DT02")._meet(
                document.date_issued
            )

    # ------------------------------------------------------------------
    # actions: steps
    # ------------------------------------------------------------------
    def action_hold(self):
        """The session takes place: opinions are taken live from here on.

        :raise UserError: not announced, or its date is still to come
        """
        return self._hold(nobody_came=False)

    def action_nobody_came(self):
        """The session was held and no citizen came.

        :raise UserError: somebody was received on that day
        """
        if self.visit_ids.filtered(lambda v: v.state != "void"):
            raise UserError(
                self.env._("Visits of this day are in the book: somebody came.")
            )
        return self._hold(nobody_came=True)

    def _hold(self, nobody_came):
        today = self.env["citizen.calendar"]._today()
        for dialogue in self:
            day = dialogue._session_day()
            if not day or day > today:
                raise UserError(
                    self.env._(
                        "“%(name)s” is planned for %(day)s: it can't have been held "
                        "yet. Change its date first if it was held earlier.",
                        name=dialogue.display_name,
                        day=day and day.strftime("%d/%m/%Y") or "…",
                    )
                )
            if dialogue.case_id:
                dialogue.case_id._check_may_talk()
            vals = {"held_on": day, "nobody_came": nobody_came}
            if not dialogue.code:
                vals["code"] = self.env["citizen.document.series"]._draw_code(
                    dialogue.owner_unit_id.authority_id, "DT", day
                )
            dialogue._transition("held", vals)
            dialogue._open_deadlines()
        return True

    def _open_deadlines(self):
        """Results of a conference (DT02) and the office's own limit for the notice of
        the conclusion (DTP03, TD08 when the office has set a number)."""
        self.ensure_one()
        rules = self.env["citizen.deadline.rule"]
        # a dialogue in a case ends in its decision, not in a conclusion of its own
        codes = [] if self.kind == "case" else ["TD08"]
        if self.kind in CONFERENCES:
            codes = ["DTP03"]
            if self.owner_unit_id.authority_id.kind == "commune":
                codes.append("DT02")
        rows = []
        for code in codes:
            rule = rules._applicable(code, event=self.held_on)
            if rule._is_countable():
                rows.append(
                    {
                        "dialogue_id": self.id,
                        "owner_unit_id": self.owner_unit_id.id,
                        "rule_id": rule.id,
                        "name": rule.name,
                        "date_start": self.held_on,
                    }
                )
        self.env["citizen.deadline"]._open(rows)

    def action_make_conclusion(self):
        """Open the conclusion, its clauses filled from the opinions taken over."""
        self.ensure_one()
        if self.state not in ("held", "concluded"):
            raise UserError(self.env._("The session has not been held yet."))
        conclusion = self.conclusion_ids.filtered(lambda c: c.state != "cancelled")[:1]
        if not conclusion:
            conclusion = self.env["citizen.conclusion"].create(
                {
                    "dialogue_id": self.id,
                    "kind": "session",
                    "name": f"Kết luận tại {self._kind_vi()}",
                    "owner_unit_id": self.owner_unit_id.id,
                    "issuer_unit_id": self.owner_unit_id.authority_id.id,
                    "chair_name": self.chair_name,
                }
            )
        conclusion._add_clauses_from(self.opinion_ids)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Conclusion"),
            "res_model": "citizen.conclusion",
            "res_id": conclusion.id,
            "view_mode": "form",
        }

    def action_close(self):
        """Close the session.

        :raise UserError: an opinion has no disposition; the message lists them
        """
        for dialogue in self:
            dialogue._check_all_disposed()
            open_conclusions = dialogue.conclusion_ids.filtered(
                lambda c: c.state in ("draft", "submitted")
            )
            if open_conclusions:
                raise UserError(
                    self.env._(
                        "The conclusion isn't issued yet: issue or cancel it first."
                    )
                )
            taken_over = dialogue.opinion_ids.filtered(
                lambda o: o.disposition == "taken_over" and not o.clause_ids
            )
            if taken_over:
                raise UserError(
                    self.env._(
                        "These opinions were taken over, but no clause of a conclusion "
                        "answers them:\n%(list)s",
                        list=taken_over._as_list(),
                    )
                )
            dialogue._transition("closed")
        return True

    def _check_all_disposed(self):
        undisposed = self.opinion_ids.filtered(lambda o: not o.disposition)
        if undisposed:
            raise UserError(
                self.env._(
                    "%(number)s opinion(s) have no disposition yet:\n%(list)s\n"
                    "Choose in the list of opinions: answered, taken over, referred or "
                    "outside competence.",
                    number=len(undisposed),
                    list=undisposed._as_list(),
                )
            )

    def _postpone(self, reason):
        for dialogue in self:
            dialogue._transition("postponed", {"reason": reason})
            dialogue.message_post(body=reason)

    def _cancel(self, reason):
        for dialogue in self:
            dialogue._transition("cancelled", {"reason": reason})
            dialogue.deadline_ids._end(self.env["citizen.calendar"]._today())
            dialogue.opinion_ids._done_with(PREPARE_ACTIVITIES)
            dialogue.message_post(body=reason)

    def action_open_opinions(self):
        """The big list of the hall: one line per citizen and matter."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "citizen_dialogue.citizen_dialogue_opinion_action_hall"
        )
        action["domain"] = [("dialogue_id", "=", self.id)]
        action["context"] = {
            "default_dialogue_id": self.id,
            "default_source": "live" if self.held_on else "before",
        }
        action["display_name"] = self.display_name
        return action

    def action_open_visits(self):
        """The visits of a leader's reception day."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "citizen_dialogue.citizen_reception_action"
        )
        action["domain"] = [("dialogue_id", "=", self.id)]
        action["context"] = {
            "default_dialogue_id": self.id,
            "default_reception_kind": "periodic",
        }
        action["display_name"] = self.display_name
        return action

    def action_open_tasks(self):
        """Tasks that came from this session."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "citizen_dialogue.citizen_task_action_all"
        )
        action["domain"] = [("dialogue_id", "=", self.id)]
        return action

    def action_open_case(self):
        """The complaint this dialogue belongs to."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "citizen.case",
            "res_id": self.case_id.id,
            "view_mode": "form",
        }

    def action_open_dossier(self):
        """The archive file of this session; one from before there were dossiers gets
        its own now. A dialogue in a case has that of the case."""
        self.ensure_one()
        if self.kind == "case":
            return self.case_id.action_open_dossier()
        if not self.dossier_ids:
            self.check_access("write")
            self.env["citizen.dossier"]._open_for(self)._take_in()
        return {
            "type": "ir.actions.act_window",
            "res_model": "citizen.dossier",
            "res_id": self.dossier_ids[:1].id,
            "view_mode": "form",
        }

    def action_open_documents(self):
        """Documents of this session."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "citizen_dialogue.citizen_document_action"
        )
        action["domain"] = [("dialogue_id", "=", self.id)]
        action["context"] = {}
        return action

    # ------------------------------------------------------------------
    # helpers
    # ------------------------------------------------------------------
    def _session_day(self):
        self.ensure_one()
        return self.date_start and self._local(self.date_start).date()

    def _local(self, moment):
        return fields.Datetime.context_timestamp(
            self.with_context(tz="Asia/Ho_Chi_Minh"), moment
        )

    def _check_may_announce(self, day):
        self.ensure_one()
        missing = []
        if not self.date_start:
            missing.append(self.env._("date and time"))
        if not (self.place or (self.is_online and self.online_note)):
            missing.append(self.env._("place"))
        if not self.chair_name:
            missing.append(self.env._("chair"))
        if missing:
            raise UserError(
                self.env._(
                    "Before the session is announced, fill in: %(what)s.",
                    what=", ".join(missing),
                )
            )
        if self._session_day() < day:
            raise UserError(
                self.env._(
                    "The session is dated %(day)s: a session in the past can't be "
                    "announced. Correct its date.",
                    day=self._session_day().strftime("%d/%m/%Y"),
                )
            )

    def _notice_limit(self):
        """The rule of the notice and the last day on which it is in time, or None."""
        self.ensure_one()
        day = self._session_day()
        if not day:
            return None
        if self.kind == "case":
            code = "KN14"
        elif self.kind == "reception_day":
            code = "TD04"
        elif self.owner_unit_id.authority_id.kind == "commune":
            code = "DT01"
        else:
            code = "DTP01"
        rule = self.env["citizen.deadline.rule"]._applicable(code, event=day)
        if not rule._is_countable():
            return None
        return rule, rule._count_from(day).due

    def _is_notified_in_time(self):
        """Whether the notice went out as early as the law asks for."""
        self.ensure_one()
        limit = self._notice_limit()
        return bool(self.notice_date) and not (limit and self.notice_date > limit[1])

    def _missing_items(self):
        """What keeps the next step waiting, in the words shown in red."""
        self.ensure_one()
        items = []
        if self.state in ("draft", "postponed", "announced"):
            checks = (
                (not self.date_start, self.env._("no date")),
                (not self.place and not self.is_online, self.env._("no place")),
                (not self.chair_name, self.env._("no chair")),
                (not self.participant_ids, self.env._("nobody invited")),
            )
            items += [text for missing, text in checks if missing]
            without = self.opinion_ids.filtered(lambda o: not o.prepare_unit_id)
            if without:
                items.append(
                    self.env._(
                        "%(number)s opinion(s) without a unit to prepare the answer",
                        number=len(without),
                    )
                )
            waiting = self.opinion_ids.filtered(
                lambda o: o.prepare_unit_id and not o.prepared_on
            )
            if waiting:
                items.append(
                    self.env._(
                        "%(number)s answer(s) not prepared yet", number=len(waiting)
                    )
                )
        if self.state in ("held", "concluded"):
            undisposed = self.opinion_ids.filtered(lambda o: not o.disposition)
            if undisposed:
                items.append(
                    self.env._(
                        "%(number)s opinion(s) without a disposition",
                        number=len(undisposed),
                    )
                )
        return items

    def _opinion_lines(self):
        """Rows of the printed summary and minutes, numbered."""
        self.ensure_one()
        return list(enumerate(self.opinion_ids, start=1))

    def _time_vi(self):
        """«08 giờ 00 phút, ngày 05 tháng 9 năm 2026»."""
        self.ensure_one()
        if not self.date_start:
            return "… giờ …, ngày … tháng … năm …"
        moment = self._local(self.date_start)
        day = vietnamese.date_in_text(moment.date())
        return f"{moment:%H} giờ {moment:%M} phút, {day}"

    @api.model
    def _opinions_due(self, day):
        """Proposed date until which answers are prepared for a session on ``day``."""
        rule = self.env["citizen.deadline.rule"]._applicable("DTP02", event=day)
        return rule._count_from(day).reminder if rule.days else day - timedelta(days=1)
