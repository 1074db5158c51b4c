import re

from odoo import models
from odoo.exceptions import UserError

from ..tools import vietnamese
from ..tools.vietnamese import in_full, inside
from .citizen_document import DOTS
from .citizen_petition_outcome_papers import INSPECTORATE
from .citizen_petitioner import TARGET_ROLES

# of the decisions that the resolver signs himself
BY_RESOLVER = frozenset(
    "KN_03 KN_04 KN_05 KN_11 KN_12 KN_14A KN_14B KN_15 KN_16 KN_GH KN_PT KN_DC "
    "TC_01 TC_04 TC_05 TC_06 TC_07 TC_12 TC_TDC TC_TT TC_DC TB_CK TB_KTL".split()
)
# written by who verifies, to the resolver
BY_VERIFIER = frozenset({"KN_13", "TC_11"})
# of the unit that handles the case, to the resolver
BY_UNIT = frozenset({"BC_DT"})
BY_TEAM = frozenset({"KN_06", "KN_08", "TC_08", "TC_10"})
TO_COMPLAINANT = frozenset({"KN_03", "KN_04", "KN_DC", "TC_05", "TB_KTL", "CV_TL"})
TO_RESOLVER = frozenset({"KN_13", "TC_02", "TC_10", "TC_11", "BC_DT"})
SUBJECTS = {
    "CV_TL": "trả lời kiến nghị, phản ánh",
    "KN_03": "Về việc thụ lý giải quyết khiếu nại",
    "KN_04": "Về việc không thụ lý giải quyết khiếu nại",
    "KN_05": "Về việc xác minh nội dung khiếu nại",
    "KN_06": "Về xác minh nội dung khiếu nại",
    "KN_07": "đề nghị cung cấp thông tin, tài liệu, bằng chứng liên quan đến nội dung "
    "khiếu nại",
    "KN_08": "Về việc tiếp nhận thông tin, tài liệu, bằng chứng liên quan đến nội dung "
    "khiếu nại",
    "KN_11": "Về việc tạm đình chỉ việc thi hành quyết định hành chính bị khiếu nại",
    "KN_12": "Về việc hủy bỏ quyết định tạm đình chỉ việc thi hành quyết định hành "
    "chính bị khiếu nại",
    "KN_13": "Kết quả xác minh nội dung khiếu nại",
    "KN_14A": "Về việc tạm đình chỉ giải quyết khiếu nại",
    "KN_14B": "Về việc tiếp tục giải quyết khiếu nại",
    "KN_15": "Về việc giải quyết khiếu nại (lần đầu)",
    "KN_16": "Về việc giải quyết khiếu nại (lần hai)",
    "KN_GH": "Về việc kéo dài thời hạn giải quyết khiếu nại",
    "KN_PT": "Về việc xác định vụ việc phức tạp",
    "KN_DC": "Về việc đình chỉ giải quyết khiếu nại",
    "TC_01": "Gia hạn giải quyết tố cáo",
    "TC_02": "Đơn rút tố cáo",
    "TC_03": "Ghi nhận việc rút tố cáo",
    "TC_04": "Thụ lý tố cáo",
    "TC_05": "Việc thụ lý tố cáo",
    "TC_06": "Về nội dung tố cáo",
    "TC_07": "Thành lập Tổ xác minh nội dung tố cáo",
    "TC_08": "Làm việc về nội dung tố cáo",
    "TC_10": "Kết quả xác minh nội dung tố cáo",
    "TC_11": "Kết quả xác minh nội dung tố cáo",
    "TC_12": "Kết luận nội dung tố cáo",
    "TC_TDC": "Tạm đình chỉ giải quyết tố cáo",
    "TC_TT": "Tiếp tục giải quyết tố cáo",
    "TC_DC": "Đình chỉ giải quyết tố cáo",
    "TB_KTL": "Về việc không thụ lý tố cáo",
    "BB_HG": "Hòa giải tranh chấp đất đai",
    "TB_CK": "Về việc công khai kết quả giải quyết",
    "BC_DT": "Kết quả đối thoại giải quyết khiếu nại",
}
STEP_SUBJECTS = {("KN_14A", "terminate"): "Về việc đình chỉ giải quyết khiếu nại"}
KEEP = "Lưu: VT, hồ sơ."
# the article of the paper itself that names who carries it out
AS_ARTICLE = "Như Điều {};"
VERDICTS = {
    "right": "đúng toàn bộ",
    "partly": "đúng một phần",
    "wrong": "sai toàn bộ",
}
DENUNCIATION_VERDICTS = {
    "right": "tố cáo đúng",
    "partly": "tố cáo đúng một phần",
    "wrong": "tố cáo sai",
}
PUBLISHED = {
    "meeting": "công bố tại cuộc họp",
    "posting": "niêm yết tại trụ sở làm việc hoặc nơi tiếp công dân",
    "portal": "đăng tải trên cổng thông tin điện tử, báo điện tử",
    "media": "thông báo trên phương tiện thông tin đại chúng",
}
# figures of the decision, in the order the forms name them
RESTORE = (
    ("due_state_money", "due_state_land", "Thu hồi về cho Nhà nước"),
    ("due_org_money", "due_org_land", "Trả lại cho tổ chức"),
    ("due_person_money", "due_person_land", "Trả lại cho cá nhân"),
)


class CitizenCase(models.Model):
    """What the papers of a case print: subjects, addressees, copies, and the words of
    the forms of complaints and denunciations."""

    _inherit = "citizen.case"

    def _document_vals(self, code):
        """Fields of a paper drafted for the case. Subjects, addressees and copies name
        no person whom the law keeps secret."""
        self.ensure_one()
        step = self.env.context.get("document_step")
        vals = {
            "name": STEP_SUBJECTS.get((code, step)) or SUBJECTS.get(code, self.subject),
            "addressee_text": self._addressees(code),
            "recipient_lines": "\n".join(self._copies(code)),
        }
        if code == "KN_03" and self.instance == "second":
            vals["name"] += " lần hai"
        elif code == "KN_03":
            vals["name"] += " lần đầu"
        if code in BY_RESOLVER and self.resolver_membership_id:
            vals["signer_membership_id"] = self.resolver_membership_id.id
            # sudo: the post of the resolver decides the block
            deputy = self.resolver_membership_id.sudo().position == "vice_chair"
            vals["signature_mode"] = "kt" if deputy else "direct"
        if code in BY_VERIFIER:
            # who verifies writes in its own name, when it is his own unit
            unit = self.verify_unit_id & self.env.user.citizen_write_ids
            unit = unit or self.owner_unit_id
            vals.update(
                owner_unit_id=unit.id,
                issuer_unit_id=unit.id,
                signer_membership_id=unit._head_post().id,
            )
        if code in BY_UNIT:
            unit = self.owner_unit_id
            vals.update(
                issuer_unit_id=unit.id, signer_membership_id=unit._head_post().id
            )
        if code in BY_TEAM:
            # sudo: the name of an officer, printed on the paper he signs
            vals["signer_name"] = self.verify_head_id.sudo().name
        return vals

    def _addressees(self, code):
        if code in TO_COMPLAINANT:
            # sudo: who handles the case need not handle the petition
            return self.sudo().petition_id._addressee()
        if code in TO_RESOLVER:
            return self._resolver_vi()
        return self._informant_vi() if code == "KN_07" else False

    def _copies(self, code):
        forwarded = [f"{body} (để biết);" for body in self._forwarded_by()]
        if code in ("KN_03", "KN_04", "TB_KTL"):
            copies = ["Như trên;", *forwarded]
            if code != "TB_KTL":
                copies.append(INSPECTORATE)
        elif code in ("KN_15", "KN_16"):
            copies = [AS_ARTICLE.format(4)]
            if code == "KN_15":
                copies.append(f"{self._superior_vi()};")
            copies += ["Người có quyền và nghĩa vụ liên quan;", *forwarded]
            copies.append(INSPECTORATE)
        elif code == "TC_05":
            copies = ["Người tố cáo;"]
        elif code == "TC_06":
            copies = ["Người bị tố cáo;"]
        elif code == "TC_12":
            copies = [
                "Cơ quan thanh tra nhà nước cấp trên;",
                INSPECTORATE,
                "Người bị tố cáo;",
                "Cơ quan, tổ chức quản lý người bị tố cáo;",
            ]
        elif code in ("TC_TDC", "TC_TT", "TC_DC"):
            copies = [AS_ARTICLE.format(3), "Người tố cáo;", "Người bị tố cáo;"]
        elif code in ("KN_05", "KN_12", "KN_14A", "KN_14B", "TC_07"):
            copies = [AS_ARTICLE.format(3)]
        elif code in ("KN_11", "TC_01", "TC_04"):
            copies = [AS_ARTICLE.format(2)]
        elif code in ("KN_GH", "TB_CK", "KN_PT"):
            copies = ["Cơ quan, tổ chức, cá nhân có liên quan;"]
        else:
            copies = ["Như trên;"]
        short = code in ("TC_05", "TC_06", "KN_14A", "KN_14B")
        return [*copies, "Lưu: VT." if short else KEEP]

    def _forwarded_by(self):
        bodies = self._letters().mapped("source_body")
        return list(dict.fromkeys(body for body in bodies if body))

    # ------------------------------------------------------------------
    # who and what
    # ------------------------------------------------------------------
    def _letters(self):
        # sudo: who handles the case need not handle the petitions it came from
        return self.sudo().petition_ids.sorted("receipt_date")

    def _letter(self):
        # sudo: as above
        return self.sudo().petition_id or self._letters()[:1]

    def _complainant_rows(self):
        """Name and address of everybody who complained, once each; nobody of a sealed
        petition or denunciation."""
        self.ensure_one()
        if self.kind == "tc" or self.identity != "open":
            return []
        people = self._letters()._people(("petitioner", "representative"))
        return list(
            dict.fromkeys((person.name, person._address_vi()) for person in people)
        )

    def _is_mass(self):
        letters = self._letters()
        return (
            len(letters) > 1 or any(letter.signatory_count > 1 for letter in letters)
        ) and len(self._complainant_rows()) > 1

    def _complainant_name(self):
        """«Lò Văn A»; of many, one and the list."""
        name = self._letter()._sender_parts()["name"]
        if self._is_mass():
            name += " và những người khiếu nại khác (theo danh sách kèm theo)"
        return name

    def _complainant_vi(self):
        return f"ông (bà) {self._complainant_name()}"

    def _content_vi(self):
        text = self.content or self.subject or DOTS
        return text.strip().rstrip(".")

    def _matter_vi(self):
        """The same behind «về việc»."""
        return inside(self._content_vi())

    def _ref_vi(self):
        """The contested decision or act."""
        return (self.contested_ref or DOTS).strip().rstrip(".")

    def _ref_behind_vi(self):
        """The same behind the word «quyết định»."""
        return re.sub(r"^quyết định (?=\S)", "", self._ref_vi(), flags=re.IGNORECASE)

    def _informant_vi(self):
        """Who is asked for information: the unit concerned, unless it asks itself."""
        if self.contested_unit_id == self.owner_unit_id.authority_id:
            return DOTS
        return self._respondent_vi()

    def _respondent_vi(self):
        return in_full(self.contested_unit_id.name) or self._targets_vi()

    def _respondent_head(self, document):
        """Who answers for the unit concerned."""
        unit = self.contested_unit_id
        return document._chair_of(unit) if unit else self._targets_vi()

    def _bound_vi(self, document):
        """Who carries the decision out, each once, behind «Các ông (bà):»."""
        heads = (document._chair_of(self._adviser()), self._respondent_head(document))
        return ", ".join(dict.fromkeys((*heads, self._complainant_name())))

    def _target_names(self):
        """Whom it is about by name, else the unit, else dots."""
        people = self._letters()._people(TARGET_ROLES)
        names = list(dict.fromkeys(people.mapped("name")))
        return ", ".join(names) or in_full(self.contested_unit_id.name) or DOTS

    def _target_names_vi(self, start=False):
        """The same with the word of address for persons; ``start`` of a sentence."""
        count = len(set(self._letters()._people(TARGET_ROLES).mapped("name")))
        address = ("", "ông (bà) ", "các ông (bà) ")[min(count, 2)]
        return f"{address.capitalize() if start else address}{self._target_names()}"

    def _targets_vi(self):
        """Whom it is about: «ông (bà) name, address», else the unit, else dots."""
        named = [
            letter._targets_vi()
            for letter in self._letters()
            if letter._people(TARGET_ROLES)
        ]
        unit = in_full(self.contested_unit_id.name)
        return "; ".join(dict.fromkeys(named)) or unit or DOTS

    def _resolver_vi(self):
        """Title of the resolver: «Chủ tịch Ủy ban nhân dân xã A»."""
        # sudo: the post of the resolver may lie outside the drafter's reach
        post = self.resolver_membership_id.sudo()
        if post and post.position not in ("chair", "vice_chair"):
            parts = (post.position_title, in_full(post.unit_id.name))
            return " ".join(part for part in parts if part)
        unit = post.unit_id or self.owner_unit_id.authority_id
        return f"Chủ tịch {in_full(unit.name)}"

    def _superior_vi(self):
        """Head of the body above the resolver's."""
        # sudo: the name of the authority above
        authority = self.owner_unit_id.authority_id.sudo()
        above = authority.parent_id.authority_id
        return f"Chủ tịch {in_full(above.name)}" if above else DOTS

    def _adviser(self):
        """The unit told to verify and propose."""
        return self.verify_unit_id or self.owner_unit_id

    def _adviser_vi(self):
        return in_full(self._adviser().name)

    def _team_rows(self):
        """Name, office and function of those who verify."""
        # sudo: names and posts of officers, printed in the decision that names them
        head, team = self.verify_head_id.sudo(), self.verifier_ids.sudo()
        posts = self._posts(head | team)
        rows = [(head.name or DOTS, posts.get(head) or DOTS, "Tổ trưởng")]
        rows += [
            (user.name, posts.get(user) or DOTS, "Thành viên") for user in team - head
        ]
        return rows if len(rows) > 1 else [*rows, (DOTS, DOTS, "Thành viên")]

    def _posts(self, users):
        posts = users.citizen_membership_ids.filtered("is_current")
        return {
            user: posts.filtered(lambda p, u=user: p.user_id == u)[:1].position_title
            for user in users
        }

    # ------------------------------------------------------------------
    # days, papers, results
    # ------------------------------------------------------------------
    def _days(self, code, **dates):
        """Days of a limit by law in figures; dots when the date that chooses the row
        isn't known yet."""
        today = self.env["citizen.calendar"]._today()
        accepted = self.accepted_on or today
        letter = self._letter()
        known = {
            "acceptance": accepted,
            "receipt": letter.receipt_date or accepted,
            "event": today,
            "period_end": today,
            **dates,
        }
        try:
            rule = self.env["citizen.deadline.rule"]._applicable(code, **known)
        except UserError:
            return DOTS
        if not rule:
            return DOTS
        amount = rule._amount(self.complexity != "normal", self.is_remote)
        return vietnamese.format_number(amount)

    def _resolution_code(self):
        """The limit of the resolution itself."""
        if self.kind == "tc":
            return "TC05"
        if self.is_disciplinary:
            return "KNKL05"
        return "KN07" if self.instance == "second" else "KN03"

    def _clock(self):
        code = self._resolution_code()
        return self.deadline_ids.filtered(lambda d: d.rule_id.code == code)[-1:]

    def _first_due(self):
        return self._clock().due_date

    def _extension_days(self):
        """Days one extension adds by law (Luật Tố cáo 2018 Điều 30)."""
        rule = self._clock().rule_id
        return vietnamese.format_number(rule.extension_days) if rule else DOTS

    def _verify_days(self, doc):
        if not self.verify_until or self.verify_until <= doc._law_day():
            return DOTS
        return vietnamese.format_number((self.verify_until - doc._law_day()).days)

    def _paper_ref(self, *codes):
        """«số 12/QĐ-UBND ngày 05/9/2026» of an issued paper of the case."""
        self.ensure_one()
        # sudo: papers of the case that another unit issued
        papers = self.sudo().document_ids.filtered(
            lambda d: d.state == "issued" and d.type_id.code in codes
        )
        paper = papers.sorted("date_issued")[-1:]
        if not paper:
            return f"số {DOTS} ngày {DOTS}"
        day = vietnamese.format_date(paper.date_issued)
        return f"số {paper.number} ngày {day}" if paper.number else f"ngày {day}"

    def _paper_number(self, code):
        """The same without its day."""
        return self._paper_ref(code).partition(" ngày ")[0]

    def _first_decision_vi(self):
        return f"Quyết định {self.previous_id._paper_ref('KN_15')}"

    def _verdict_vi(self):
        verdicts = DENUNCIATION_VERDICTS if self.kind == "tc" else VERDICTS
        return verdicts.get(self.verdict, DOTS)

    def _mediated_vi(self):
        return {"mediated": "thành", "unmediated": "không thành"}.get(
            self.ended_how, "thành/không thành"
        )

    def _verdict_text(self):
        return (self.verdict_text or DOTS).strip().rstrip(".")

    def _published_vi(self):
        return PUBLISHED.get(self.published_how, DOTS)

    def _stop_vi(self):
        """Ground of a suspension or termination, with its article."""
        ground = self.stop_ground_id
        if not ground:
            return DOTS
        return f"{ground.text.strip().rstrip('.')} ({vietnamese.cite(ground.article)})"

    def _criteria_vi(self):
        return [
            f"{ground.text.strip().rstrip('.')} ({vietnamese.cite(ground.article)})"
            for ground in self.complex_ground_ids
        ]

    def _held_dialogue(self):
        # sudo: the minutes are the case's, whoever held the session
        return self.sudo().dialogue_ids.filtered("held_on").sorted("held_on")[-1:]

    def _dialogue_vi(self):
        """What the decision says of the dialogue."""
        session = self._held_dialogue()
        if session:
            day = vietnamese.format_date(session.held_on)
            chair = session.chair_name or DOTS
            return f"Ngày {day}, {chair} chủ trì đối thoại với người khiếu nại. {DOTS}"
        if self.dialogue_waiver:
            return f"Không tổ chức đối thoại: {self.dialogue_waiver}"
        return DOTS

    def _orders(self):
        """What the decision orders, in words: money also written out."""
        lines = []
        for money, land, verb in RESTORE:
            parts = []
            if self[money]:
                parts.append(vietnamese.money_in_text(self[money]))
            if self[land]:
                area = vietnamese.format_amount(self[land])
                parts.append(f"{area} m² đất")
            if parts:
                lines.append(f"{verb}: {', '.join(parts)}.")
        return lines
