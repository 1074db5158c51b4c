from collections import defaultdict
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .citizen_dossier import DEFAULT_RETENTION

# proposed where the row of TT 01/2025 was not seen (domain/law.md §5.4): an
# installation sets its own by citizen_dialogue.dossier_retention_years_kn and …_tc
CASE_RETENTION = {"kn": 20, "tc": 20}
CUSTODY = "bản gốc do người giữ danh tính quản lý"
# rows whose paper tells who denounced (Luật Tố cáo 2018 Điều 8 khoản 3, Điều 56)
SEALED_ROWS = frozenset(
    {
        "petition",
        "renewed",
        "authorisation",
        "appointment",
        "identity_check",
        "sender_work",
        "notify_sender",
        "notify_result",
        "withdrawal",
    }
)
# rows that are filled by originals in the vault, and their kinds there
VAULT_ROWS = {
    "petition": ("letter",),
    "authorisation": ("authorisation",),
    "appointment": ("appointment",),
    "evidence": ("evidence", "other"),
}


class Row(NamedTuple):
    """What belongs into the file of a case. ``required`` is asked of the case."""

    group: str
    code: str
    name: str
    required: object = False
    steps: tuple = ()

    def is_required(self, case):
        return self.required(case) if callable(self.required) else self.required


def _decided(case):
    return case.state != "terminated"


def _terminated(case):
    return case.state == "terminated"


def _verified(case):
    return bool(case.verify_started_on) and case.state != "terminated"


def _withdrawn(case):
    return case.ended_how in ("withdrawn", "explained")


def _extended(case):
    return case.extended_times > 0


def _found_complex(case):
    # the finding stands in writing where the law lists its criteria (NĐ 124/2020 Điều
    # 3a khoản 2); before, it was the leader's judgement
    return case.complexity != "normal" and bool(case.complex_ground_ids)


def _held_dialogue(case):
    return "held" in case.dialogue_ids.mapped("state") or case.dialogue_need in (
        "required",
        "held",
    )


def _in_group(case):
    return any(case.petition_ids.mapped("is_collective"))


def _found_right(case):
    return case.state != "terminated" and case.verdict in ("right", "partly")


# Luật Khiếu nại 2011 Điều 34, 43; TT 06/2024/TT-TTCP Điều 11
COMPLAINT = [
    Row("1", "petition", "Đơn khiếu nại hoặc bản ghi lời khiếu nại", True),
    Row("1", "authorisation", "Giấy ủy quyền khiếu nại (nếu có)"),
    Row("1", "appointment", "Văn bản cử người đại diện khiếu nại", _in_group),
    Row("1", "accept", "Thông báo thụ lý giải quyết khiếu nại", True, ("accept",)),
    Row(
        "1", "recheck", "Báo cáo kết quả kiểm tra lại quyết định, hành vi bị khiếu nại"
    ),
    Row(
        "1",
        "complex",
        "Văn bản xác định vụ việc phức tạp",
        _found_complex,
        ("complex",),
    ),
    Row(
        "1",
        "verify",
        "Quyết định giao xác minh nội dung khiếu nại",
        _verified,
        ("verify",),
    ),
    Row("1", "extend", "Văn bản gia hạn giải quyết khiếu nại", _extended, ("extend",)),
    Row("1", "withdrawal", "Đơn rút khiếu nại", _withdrawn, ("withdrawal",)),
    Row(
        "1",
        "terminate",
        "Văn bản đình chỉ việc giải quyết khiếu nại",
        _terminated,
        ("terminate",),
    ),
    Row(
        "1",
        "verify_report",
        "Báo cáo kết quả xác minh nội dung khiếu nại",
        _verified,
        ("verify_report",),
    ),
    Row("1", "decide", "Quyết định giải quyết khiếu nại", _decided, ("decide",)),
    Row("1", "publish", "Văn bản công khai quyết định giải quyết", False, ("publish",)),
    Row(
        "2",
        "request",
        "Văn bản yêu cầu cung cấp thông tin, tài liệu",
        False,
        ("request",),
    ),
    Row(
        "2",
        "receipt",
        "Giấy biên nhận thông tin, tài liệu, chứng cứ",
        False,
        ("receipt",),
    ),
    Row("2", "work", "Biên bản làm việc, kiểm tra, xác minh", False, ("work",)),
    Row(
        "2",
        "expert",
        "Trưng cầu giám định và kết quả giám định",
        False,
        ("expert", "expert_result"),
    ),
    Row(
        "2",
        "hold",
        "Quyết định tạm đình chỉ thi hành, hủy bỏ tạm đình chỉ thi hành quyết định bị "
        "khiếu nại",
        False,
        ("hold_decision", "lift_hold"),
    ),
    Row(
        "2",
        "suspend",
        "Quyết định tạm đình chỉ, tiếp tục giải quyết khiếu nại",
        False,
        ("suspend", "resume"),
    ),
    Row("2", "announce", "Thông báo về việc đối thoại", _held_dialogue, ("announce",)),
    Row("2", "minutes", "Biên bản đối thoại", _held_dialogue, ("minutes",)),
    Row(
        "2", "dialogue_report", "Báo cáo kết quả đối thoại", False, ("dialogue_report",)
    ),
    Row(
        "2",
        "enforce",
        "Văn bản tổ chức thi hành quyết định",
        False,
        ("conclude", "urge"),
    ),
    Row("2", "produced", "Văn bản khác hình thành trong quá trình giải quyết"),
    Row("3", "evidence", "Thông tin, tài liệu, chứng cứ do các bên cung cấp, thu thập"),
    Row("3", "other", "Tài liệu khác có liên quan"),
]
# Luật Khiếu nại 2011 Điều 33 khoản 1, Điều 36 khoản 2, Điều 43
SECOND_COMPLAINT = [
    Row("2", "council", "Ý kiến bằng văn bản của Hội đồng tư vấn (nếu có)"),
    Row(
        "3",
        "first_decision",
        "Quyết định giải quyết khiếu nại lần đầu, tài liệu kèm theo",
    ),
]
# Luật Tố cáo 2018 Điều 39 khoản 1; TT 06/2024/TT-TTCP Điều 14, 15
DENUNCIATION = [
    Row("1", "petition", "Đơn tố cáo hoặc văn bản ghi nội dung tố cáo", True),
    Row("1", "accept", "Quyết định thụ lý tố cáo", True, ("accept",)),
    Row("1", "complex", "Văn bản xác định vụ việc phức tạp", False, ("complex",)),
    Row("1", "verify", "Văn bản giao xác minh nội dung tố cáo", _verified, ("verify",)),
    Row("1", "extend", "Quyết định gia hạn giải quyết tố cáo", _extended, ("extend",)),
    Row("1", "withdrawal", "Văn bản, biên bản rút tố cáo", _withdrawn, ("withdrawal",)),
    Row(
        "1",
        "suspend",
        "Quyết định tạm đình chỉ, tiếp tục giải quyết tố cáo",
        False,
        ("suspend", "resume"),
    ),
    Row(
        "1",
        "verify_report",
        "Báo cáo kết quả xác minh nội dung tố cáo",
        _verified,
        ("verify_report",),
    ),
    Row("1", "decide", "Kết luận nội dung tố cáo", _decided, ("decide",)),
    Row(
        "1",
        "terminate",
        "Quyết định đình chỉ việc giải quyết tố cáo",
        _terminated,
        ("terminate",),
    ),
    Row(
        "1",
        "handling",
        "Quyết định xử lý, văn bản kiến nghị áp dụng biện pháp xử lý",
        _found_right,
    ),
    Row(
        "1",
        "publish",
        "Văn bản công khai kết luận nội dung tố cáo",
        _decided,
        ("publish",),
    ),
    Row("1", "publish_handling", "Văn bản công khai quyết định xử lý", _found_right),
    Row(
        "2",
        "identity_check",
        "Biên bản, báo cáo kiểm tra, xác minh thông tin người tố cáo",
    ),
    Row("2", "sender_work", "Biên bản làm việc trực tiếp với người tố cáo"),
    Row(
        "2",
        "notify_sender",
        "Thông báo việc thụ lý tố cáo gửi người tố cáo",
        True,
        ("notify_sender",),
    ),
    Row(
        "2",
        "notify_denounced",
        "Thông báo nội dung tố cáo gửi người bị tố cáo",
        True,
        ("notify_denounced",),
    ),
    Row(
        "2",
        "request",
        "Văn bản yêu cầu cung cấp thông tin, tài liệu",
        False,
        ("request",),
    ),
    Row(
        "2",
        "receipt",
        "Giấy biên nhận thông tin, tài liệu, chứng cứ",
        False,
        ("receipt",),
    ),
    Row("2", "work", "Biên bản xác minh, biên bản làm việc", False, ("work",)),
    Row("2", "explanation", "Văn bản giải trình của người bị tố cáo"),
    Row(
        "2",
        "expert",
        "Trưng cầu giám định và kết quả giám định",
        False,
        ("expert", "expert_result"),
    ),
    Row("2", "team_report", "Báo cáo của Tổ xác minh", False, ("team_report",)),
    Row(
        "2",
        "notify_result",
        "Thông báo kết luận nội dung tố cáo gửi người tố cáo",
        _decided,
    ),
    Row(
        "2",
        "enforce",
        "Văn bản tổ chức thực hiện kết luận",
        False,
        ("conclude", "urge"),
    ),
    Row("2", "produced", "Văn bản khác hình thành trong quá trình giải quyết"),
    Row("3", "evidence", "Thông tin, tài liệu, chứng cứ thu thập được"),
    Row("3", "other", "Tài liệu khác có liên quan"),
]
# Luật Tố cáo 2018 Điều 39 khoản 2
RENEWED_DENUNCIATION = [
    Row("1", "renewed", "Đơn tố cáo tiếp hoặc văn bản ghi nội dung tố cáo tiếp", True),
    Row("1", "reopen", "Văn bản yêu cầu, kiến nghị giải quyết lại vụ việc tố cáo"),
]
OTHER_CASE = [
    Row("1", "petition", "Đơn hoặc bản ghi nội dung", True),
    Row("1", "accept", "Văn bản thụ lý, tiếp nhận", False, ("accept",)),
    Row("1", "verify", "Văn bản giao xem xét, xác minh", False, ("verify",)),
    Row(
        "1",
        "verify_report",
        "Báo cáo kết quả xem xét, xác minh",
        False,
        ("verify_report",),
    ),
    Row("1", "extend", "Văn bản gia hạn", _extended, ("extend",)),
    Row("1", "terminate", "Văn bản kết thúc, đình chỉ", False, ("terminate",)),
    Row(
        "1",
        "decide",
        "Văn bản trả lời kết quả giải quyết",
        _decided,
        ("decide", "answer"),
    ),
    Row("2", "work", "Biên bản làm việc", False, ("work",)),
    Row(
        "2",
        "request",
        "Văn bản yêu cầu cung cấp thông tin, tài liệu",
        False,
        ("request",),
    ),
    Row("2", "minutes", "Biên bản đối thoại", False, ("minutes",)),
    Row("2", "produced", "Văn bản khác hình thành trong quá trình giải quyết"),
    Row("3", "evidence", "Thông tin, tài liệu thu thập được"),
    Row("3", "other", "Tài liệu khác có liên quan"),
]
# Luật Đất đai 2024 Điều 235
DISPUTE = [
    Row("1", "petition", "Đơn yêu cầu hòa giải", True),
    Row("1", "accept", "Thông báo thụ lý đơn yêu cầu hòa giải", False, ("accept",)),
    Row("1", "council", "Quyết định thành lập Hội đồng hòa giải"),
    Row("1", "mediate", "Biên bản hòa giải tranh chấp đất đai", _decided, ("mediate",)),
    Row("1", "terminate", "Văn bản kết thúc, đình chỉ", False, ("terminate",)),
    Row("2", "verify_report", "Báo cáo xác minh nguồn gốc đất, quá trình sử dụng đất"),
    Row("2", "work", "Biên bản làm việc", False, ("work",)),
    Row("2", "produced", "Văn bản khác hình thành trong quá trình giải quyết"),
    Row("3", "evidence", "Giấy tờ, tài liệu do các bên cung cấp"),
    Row("3", "other", "Tài liệu khác có liên quan"),
]


class CitizenCase(models.Model):
    _inherit = "citizen.case"

    dossier_ids = fields.One2many(
        comodel_name="citizen.dossier", inverse_name="case_id"
    )
    dossier_missing = fields.Text(
        string="Missing in the Dossier", related="dossier_ids.missing"
    )

    # its row among the proposals for the backlog is looked up by that row's number
    _backlog_row = models.Index("((id * 2))")

    def _dossier_rows(self):
        """What the law asks for in the file of this case."""
        self.ensure_one()
        if self.kind == "kn":
            return COMPLAINT + (SECOND_COMPLAINT if self.instance == "second" else [])
        if self.kind == "tc":
            return DENUNCIATION + (RENEWED_DENUNCIATION if self.is_renewed else [])
        return DISPUTE if self.kind == "dispute" else OTHER_CASE

    def _dossier_title(self):
        """Of the matter; that of a sealed one tells its number alone."""
        self.ensure_one()
        title = {
            "kn": "Giải quyết khiếu nại",
            "tc": "Giải quyết tố cáo",
            "kn_pa": "Giải quyết kiến nghị, phản ánh",
            "dispute": "Hòa giải tranh chấp đất đai",
        }[self.kind]
        if self.kind == "kn" and self.instance == "second":
            title = "Giải quyết khiếu nại lần hai"
        title = f"{title}, vụ việc số {self.code or '…'}"
        return f"{title}: {self.subject}" if self.identity == "open" else title


class CitizenDossier(models.Model):
    """The file of a case: opened by its acceptance, closed on the day the law names
    (TT 06/2024/TT-TTCP Điều 10, 11, 14, 15)."""

    _inherit = "citizen.dossier"

    main_item_ids = fields.One2many(
        comodel_name="citizen.dossier.item",
        inverse_name="dossier_id",
        domain=[("group", "=", "1")],
        string="Group 1: Main Papers",
    )
    produced_item_ids = fields.One2many(
        comodel_name="citizen.dossier.item",
        inverse_name="dossier_id",
        domain=[("group", "=", "2")],
        string="Group 2: Papers Produced during the Handling",
    )
    collected_item_ids = fields.One2many(
        comodel_name="citizen.dossier.item",
        inverse_name="dossier_id",
        domain=[("group", "=", "3")],
        string="Group 3: Information, Papers and Evidence Collected",
    )
    is_sealed = fields.Boolean(
        compute="_compute_is_sealed",
        help="Holds neither the originals nor the identity of who denounced.",
    )
    may_hand_out = fields.Boolean(compute="_compute_may_hand_out")

    @api.depends("case_id.identity")
    def _compute_is_sealed(self):
        for dossier in self:
            # sudo: whether it is sealed, no more
            dossier.is_sealed = dossier.sudo().case_id.identity == "sealed"

    @api.depends("case_id.petition_ids.identity")
    @api.depends_context("uid")
    def _compute_may_hand_out(self):
        custody = self.env.user.citizen_custody_ids
        for dossier in self:
            # sudo: whose custody it is; the action checks again
            sealed = dossier.sudo()._sealed_petitions()
            dossier.may_hand_out = bool(sealed.owner_unit_id & custody.sudo())

    def _sealed_petitions(self):
        return self.case_id.petition_ids.filtered(lambda p: p.identity == "sealed")

    # ------------------------------------------------------------------
    # opening and filling
    # ------------------------------------------------------------------
    @api.model
    def _open_for_case(self, cases):
        """Open the files of accepted cases, each on the day of its acceptance; a case
        that has one keeps it."""
        # sudo: the file comes with the acceptance, whoever issues it
        cases = cases.sudo()
        dossiers = self.sudo()
        today = self.env["citizen.calendar"]._today()
        created = dossiers._create_protected(
            [
                {
                    "case_id": case.id,
                    "owner_unit_id": case.owner_unit_id.id,
                    "name": case._dossier_title(),
                    "creator_id": self.env.uid,
                    "opened_on": case.accepted_on or today,
                    "retention_years": self._case_retention(case.kind),
                    "item_ids": [
                        (
                            0,
                            0,
                            {
                                "code": row.code,
                                "name": row.name,
                                "group": row.group,
                                "is_required": row.is_required(case),
                                "sequence": 10 * rank,
                            },
                        )
                        for rank, row in enumerate(case._dossier_rows(), 1)
                    ],
                }
                for case in cases
                if not case.dossier_ids
            ]
        )
        created._draw_codes(today)
        created._take_in()
        return created

    @api.model
    def _case_retention(self, kind):
        # sudo: a setting
        return int(
            self.env["ir.config_parameter"]
            .sudo()
            .get_param(
                f"citizen_dialogue.dossier_retention_years_{kind}",
                CASE_RETENTION.get(kind, DEFAULT_RETENTION),
            )
        )

    def _case_rows(self):
        return {row.code: row for row in self.case_id._dossier_rows()}

    def _sync_required(self):
        """What a case needs follows from how it went: an extension asks for its paper,
        a termination for no decision."""
        super()._sync_required()
        if not self.case_id:
            return
        rows = self._case_rows()
        # further papers of one kind stand behind the first, which is the required one
        for code, items in self.item_ids.grouped("code").items():
            if code in rows:
                first = items[:1]
                required = bool(rows[code].is_required(self.case_id))
                if first.is_required != required:
                    first._write_protected({"is_required": required})

    def _step_codes(self):
        if not self.case_id:
            return super()._step_codes()
        codes = {
            step: row.code for row in self.case_id._dossier_rows() for step in row.steps
        }
        # without a row of its own it is one of the papers that the handling produced
        steps = dict(self.env["citizen.document"]._fields["step"].selection)
        return {step: codes.get(step, "produced") for step in steps}

    def _documents(self):
        if not self.case_id:
            return super()._documents()
        case = self.case_id
        dialogues, conclusions = case.dialogue_ids, case.conclusion_ids
        documents = (
            case.document_ids
            | case.petition_ids.document_ids
            | dialogues.document_ids
            | conclusions.document_ids
            | conclusions.task_ids.urging_ids.document_id
        )
        return documents.filtered(lambda d: d.state == "issued").sorted("date_issued")

    # ------------------------------------------------------------------
    # closing
    # ------------------------------------------------------------------
    def _closing_day(self):
        """Complaint: the day its decision is sent or its termination issued;
        denunciation: the last of publication of the conclusion, notice to who
        denounced, and publication of the handling (TT 06/2024/TT-TTCP Điều 10, 15)."""
        self.ensure_one()
        if not self.case_id:
            return super()._closing_day()
        # sudo: the steps of the case, whoever keeps its file
        case = self.sudo().case_id
        day = self._day_it_ended(case)
        if day > self.env["citizen.calendar"]._today():
            raise UserError(
                self.env._(
                    "The dossier is closed on %(day)s, which is still to come.",
                    day=day.strftime("%d/%m/%Y"),
                )
            )
        return max(day, self.opened_on)

    def _day_it_ended(self, case):
        if case.state == "terminated":
            return self._day_terminated(case)
        if case.state not in ("decided", "effective", "closed"):
            missing = (
                self.env._("conclusion on the content of the denunciation")
                if case.kind == "tc"
                else self.env._("decision on the complaint")
                if case.kind == "kn"
                else self.env._("answer or minutes that end the matter")
            )
            raise UserError(
                self.env._(
                    "%(case)s isn't over: the %(missing)s isn't issued yet. The "
                    "dossier stays open.",
                    case=case.display_name,
                    missing=missing,
                )
            )
        if case.kind == "tc":
            return self._day_denunciation_published(case)
        day = case.sent_on
        if case.kind != "kn":
            day = day or case.closed_on or case.decided_on
        if not day:
            raise UserError(
                self.env._(
                    "The decision hasn't been sent yet: enter in %(case)s the day on "
                    "which it was sent. The dossier is closed on that day.",
                    case=case.display_name,
                )
            )
        return day

    def _day_terminated(self, case):
        issued = case.document_ids.filtered(
            lambda d: d.state == "issued" and d.step == "terminate"
        )
        days = [day for day in issued.mapped("date_issued") if day]
        if not days and not case.closed_on:
            raise UserError(
                self.env._(
                    "The termination of %(case)s isn't issued yet: issue it first. The "
                    "dossier stays open.",
                    case=case.display_name,
                )
            )
        return max(days, default=case.closed_on)

    def _day_denunciation_published(self, case):
        """:raise UserError: one of the three is still to come"""
        days = {
            self.env._(
                "publication of the conclusion (enter its day in the case)"
            ): case.published_on,
            self.env._(
                "notice of the conclusion to who denounced (enter in the case when it "
                "was sent)"
            ): case.sent_on,
        }
        handling = self.item_ids.filtered(lambda item: item.code == "publish_handling")
        wanted = handling[:1].is_required and not any(handling.mapped("absence_reason"))
        if wanted:
            days[
                self.env._(
                    "publication of the decision on the handling (enter the date in "
                    "its row, or why there is none)"
                )
            ] = max((day for day in handling.mapped("date") if day), default=False)
        missing = [label for label, day in days.items() if not day]
        if missing:
            raise UserError(
                self.env._(
                    "Still to come in %(case)s:\n%(list)s\nThe dossier stays open "
                    "until the last of them.",
                    case=case.display_name,
                    list="\n".join(f"- {label}" for label in missing),
                )
            )
        return max(days.values())

    # ------------------------------------------------------------------
    # originals
    # ------------------------------------------------------------------
    def action_hand_out(self):
        """The custodian hands an original of this denunciation out, with a protocol.

        :raise AccessError: anybody but the custodian of identities
        :raise UserError: nothing is sealed here
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: the custodian need not handle the petitions; each checks its custody
        petitions = self.sudo()._sealed_petitions()
        if not petitions:
            raise UserError(self.env._("No original is in custody here."))
        return petitions.with_user(self.env.user).sudo(False).action_hand_out()

    def _vault_pages(self):
        """{(dossier id, kind): pages} of the originals of the petitions, struck ones
        left out. One query."""
        # sudo: how many sheets, not what they say
        dossiers = self.sudo().filtered("case_id")
        pages = dict(
            (
                ((petition.id, kind), number)
                for petition, kind, number in self.env["citizen.vault.file"]
                .sudo()
                ._read_group(
                    [
                        ("petition_id", "in", dossiers.case_id.petition_ids.ids),
                        ("is_struck", "=", False),
                    ],
                    ["petition_id", "kind"],
                    ["pages:sum"],
                )
            )
        )
        found = defaultdict(int)
        for dossier in dossiers:
            petitions = set(dossier.case_id.petition_ids.ids)
            for (petition_id, kind), number in pages.items():
                if petition_id in petitions:
                    found[dossier.id, kind] += number
        return found


class CitizenDossierItem(models.Model):
    _inherit = "citizen.dossier.item"

    custody_words = fields.Char(
        string="Where the Paper Is", compute="_compute_custody_words"
    )

    @api.depends("code", "dossier_id.case_id.identity")
    def _compute_is_sealed(self):
        for item in self:
            item.is_sealed = item.dossier_id.is_sealed and item.code in SEALED_ROWS

    @api.depends(
        "code",
        "is_sealed",
        "document_id",
        "dossier_id.case_id.petition_ids.file_ids.is_struck",
    )
    @api.depends_context("lang")
    def _compute_custody_words(self):
        pages = self.dossier_id._vault_pages()
        for item in self:
            number = sum(
                pages[item.dossier_id.id, kind]
                for kind in VAULT_ROWS.get(item.code, ())
            )
            words = []
            if number and not item.document_id:
                words.append(self.env._("in the vault: %s sheet(s)", number))
            if item.is_sealed:
                words.append(
                    self.env._("the original is kept by the custodian of identities")
                )
            item.custody_words = "; ".join(words) or False

    @api.depends("code", "dossier_id.case_id.petition_ids.file_ids.is_struck")
    def _compute_is_complete(self):
        return super()._compute_is_complete()

    def _custody_note(self):
        return CUSTODY if self.is_sealed else super()._custody_note()

    def _is_known(self):
        if not self.dossier_id.case_id:
            return super()._is_known()
        # sudo: whether it is there, not what it says
        case = self.sudo().dossier_id.case_id
        if self.code == "notify_result":
            return bool(case.sent_on)
        if self.code == "publish":
            return bool(case.published_on)
        if self.document_id or self.code not in VAULT_ROWS:
            return False
        kinds = VAULT_ROWS[self.code]
        files = case.petition_ids.file_ids
        return bool(
            files.filtered(lambda f: f.kind in kinds and not f.is_struck)
        ) or bool(
            self.code == "petition" and any(case.petition_ids.mapped("paper_place"))
        )

    def _own_files(self):
        if any(item.is_sealed and item.attachment_ids for item in self):
            raise UserError(
                self.env._(
                    "This paper tells who denounced: its original stays with the "
                    "custodian of identities and isn't filed here. Add it to the "
                    "petition, where it is sealed."
                )
            )
        return super()._own_files()

    def _count_sheets(self):
        """Originals in the vault lie in the file of paper as well."""
        pages = None
        for item in self.filtered(lambda i: not i.sheets and i.code in VAULT_ROWS):
            if not item.dossier_id.case_id or item.document_id or item.attachment_ids:
                continue
            if pages is None:
                pages = self.dossier_id._vault_pages()
            number = sum(
                pages[item.dossier_id.id, kind] for kind in VAULT_ROWS[item.code]
            )
            if number:
                item.sheets = number
        return super()._count_sheets()

    def _names_sender(self):
        """Whether the signed copy of its document may bear the name of who denounced:
        letters to him, and those of the petition."""
        return self.dossier_id.is_sealed and (
            self.code in SEALED_ROWS or bool(self.document_id.petition_id)
        )

    def _stored(self):
        """Of a sealed case neither originals nor what names who denounced."""
        if not self._names_sender():
            yield from super()._stored()
            return
        attachment = self.document_id.pdf_attachment_id
        if attachment:
            yield attachment.name, attachment.raw

    def _files(self):
        yield from super()._files()
        if self.code not in VAULT_ROWS or not self.dossier_id.case_id:
            return
        petitions = self.dossier_id.case_id.petition_ids.filtered(
            lambda p: p.identity == "open"
        )
        kinds = VAULT_ROWS[self.code]
        files = petitions.file_ids.filtered(
            lambda f: f.kind in kinds and not f.is_struck and f.mimetype
        )
        # as far as who exports may open them on the petition itself
        for file in files.sudo(False)._filtered_access("read"):
            extension = file.mimetype.rpartition("/")[2].replace("jpeg", "jpg")
            yield f"ban_goc_{file.id}.{extension}", file._content()


class CitizenPetition(models.Model):
    _inherit = "citizen.petition"

    def action_hand_out(self):
        """Ask to whom and what for an original of these sealed petitions is handed out.

        :raise AccessError: anybody but the custodian of identities
        """
        self._check_custodian()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand an Original Out"),
            "res_model": "citizen.handout.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_petition_id": self[:1].id,
                "citizen_petition_ids": self.ids,
            },
        }

    def _check_custodian(self):
        """:raise AccessError: one of them isn't in the custody of the user"""
        user = self.env.user
        # sudo: in whose custody they are; those excluded are refused like everybody
        petitions = self.sudo()
        custody = user.sudo().citizen_custody_ids
        for petition in petitions:
            if (
                petition.owner_unit_id not in custody
                or user in petition.excluded_user_ids
            ):
                raise AccessError(
                    self.env._(
                        "Originals of sealed petitions leave only through the "
                        "custodian of identities."
                    )
                )

    def _hand_out(self, form, receiver, purpose, reason):
        """Record that an original was handed out.

        :param form: ``redacted``, ``copy`` or ``original``
        :return: the line of the log, which is the protocol
        :raise UserError: it isn't sealed, or something isn't said
        """
        self.ensure_one()
        self._check_custodian()
        receiver, reason = (receiver or "").strip(), (reason or "").strip()
        if len(receiver) < 3 or len(reason) < 3 or not purpose or not form:
            raise UserError(
                self.env._("Say to whom it is handed, in which form and what for.")
            )
        if self.identity != "sealed":
            raise UserError(
                self.env._(
                    "This petition isn't sealed: its originals aren't in custody."
                )
            )
        return self.env["citizen.identity.log"]._log(
            "handout",
            self,
            self._log_subject(),
            purpose,
            reason,
            handout_form=form,
            receiver=receiver,
        )
