from odoo import models

from ..tools.vietnamese import cite, in_full, inside
from .citizen_document import DOTS
from .citizen_petitioner import SENDER_ROLES, TARGET_ROLES

INSPECTORATE = "Cơ quan thanh tra nhà nước cùng cấp;"
# forms of the receiving office itself, written to the head of its authority
TO_THE_HEAD = {
    "TT05_01": "Về việc đề xuất thụ lý đơn",
    "PDX_LD": "Về việc đề xuất lưu đơn",
    "BC_XXL": "Về việc xem xét lại quyết định giải quyết khiếu nại đã có hiệu lực "
    "pháp luật có dấu hiệu vi phạm pháp luật",
    "BC_NGAY": "Về vụ việc có nguy cơ gây thiệt hại, cần áp dụng biện pháp kịp thời",
    "BC_PT": "Về vụ việc phức tạp, đông người",
}
# to the citizen
TO_THE_CITIZEN = {
    "TT05_02": "Về việc hướng dẫn gửi đơn khiếu nại",
    "KN_04": "Về việc không thụ lý giải quyết khiếu nại",
    "TB_KTL": "Về việc không thụ lý tố cáo",
    "CV_TL": "trả lời kiến nghị, phản ánh",
    "CV_BS": "đề nghị bổ sung thông tin, tài liệu kèm theo đơn",
}
# to whom forwarded the petition
TO_THE_SOURCE = {
    "CV_TRA": "trả lại đơn không thuộc thẩm quyền giải quyết",
    "CV_KQBC": "kết quả xử lý tố cáo do cơ quan, tổ chức chuyển đến",
}
# to the body that has to act
TO_THE_BODY = {
    "TT05_03": "Chuyển đơn tố cáo",
    "TT05_04": "Chuyển đơn kiến nghị, phản ánh",
    "CV_CD": "chuyển đơn đến cơ quan có thẩm quyền",
    "CV_DDCD": "đôn đốc giải quyết {kind}",
    "CV_TTR": "thanh tra, kiểm tra nội dung thông tin có dấu hiệu vi phạm pháp luật",
    "CV_CQDT": "chuyển hồ sơ vụ việc có dấu hiệu tội phạm",
}
KIND_VI = {
    "kn": "khiếu nại",
    "tc": "tố cáo",
    "kn_pa": "kiến nghị, phản ánh",
    "mixed": "có nhiều nội dung",
}
OUTCOMES_VI = {
    "accept": "thụ lý giải quyết",
    "not_accept": "không thụ lý",
    "guide": "hướng dẫn công dân gửi đơn đến cơ quan có thẩm quyền",
    "transfer": "chuyển đến cơ quan có thẩm quyền giải quyết",
    "return": "trả lại đơn",
    "file": "lưu đơn theo quy định",
    "urge": "yêu cầu cơ quan cấp dưới giải quyết",
    "inspect": "tiến hành thanh tra, kiểm tra",
    "answer": "trả lời công dân",
    "police": "chuyển cơ quan điều tra",
    "inform": "báo cáo người đứng đầu xem xét",
}


class CitizenPetition(models.Model):
    """The papers by which a petition is handled, and the words they take from it."""

    _inherit = "citizen.petition"

    def _document_vals(self, code):
        vals = super()._document_vals(code)
        keep = f"Lưu: VT, {self.owner_unit_id.symbol or 'VP'}."
        if code in TO_THE_HEAD:
            unit, authority = self.owner_unit_id, self.owner_unit_id.authority_id
            vals.update(
                name=TO_THE_HEAD[code],
                issuer_unit_id=unit.id,
                signer_membership_id=unit._head_post().id,
                addressee_text=f"Chủ tịch {in_full(authority.name)}",
            )
        elif code in TO_THE_CITIZEN:
            vals.update(name=TO_THE_CITIZEN[code])
            if code in ("KN_04", "TB_KTL"):
                keep = "Lưu: VT, hồ sơ."
        elif code in TO_THE_SOURCE:
            vals.update(
                name=TO_THE_SOURCE[code],
                addressee_text=self._forwarder_vi(),
            )
        elif code in TO_THE_BODY:
            vals.update(
                name=TO_THE_BODY[code].format(kind=self._kind_vi()),
                addressee_text=self._competent_vi(),
            )
        else:
            return vals
        copies = ["Như trên;"]
        if self.source_body and (
            code in TO_THE_BODY or code in ("TT05_02", "KN_04", "TB_KTL")
        ):
            copies.append(f"{self.source_body} (để biết);")
        if code == "KN_04":
            # Luật Khiếu nại 2011 Điều 27
            copies.append(INSPECTORATE)
        if code in ("TT05_03", "TT05_04", "CV_CD"):
            # who a denouncer is stands on no copy (Luật Tố cáo 2018 Điều 56)
            copies.append(
                "Người tố cáo (để biết);"
                if self.kind == "tc"
                else "Người gửi đơn (để biết);"
            )
        vals["recipient_lines"] = "\n".join([*copies, keep])
        return vals

    def _unname_drafts(self):
        result = super()._unname_drafts()
        # sudo: also those that another unit issues
        petitions = self.sudo()
        cases = petitions.case_ids
        minutes = cases.dialogue_ids.document_ids.filtered(
            lambda d: d.type_id.code == "KN_14"
        )
        drafts = (petitions.document_ids | cases.document_ids | minutes).filtered(
            lambda d: d.state in ("draft", "submitted", "approved")
        )
        for draft in drafts:
            draft._fill_body(draft._owner_record())
        for draft in (cases.document_ids & drafts).filtered("addressee_text"):
            vals = draft.case_id._document_vals(draft.type_id.code)
            draft._write_protected({"addressee_text": vals.get("addressee_text")})
        return result

    # ------------------------------------------------------------------
    # words of the forms
    # ------------------------------------------------------------------
    def _kind_vi(self):
        return KIND_VI.get(self.kind, "khiếu nại, kiến nghị, phản ánh")

    def _content_vi(self):
        return (self.content or self.subject or DOTS).strip().rstrip(".")

    def _matter_vi(self):
        """The same behind «về việc»."""
        return inside(self._content_vi())

    def _resolver_vi(self):
        """Before there is a case: the head of the authority."""
        authority = self.owner_unit_id.authority_id or self.owner_unit_id
        return f"Chủ tịch {in_full(authority.name)}"

    def _competent_vi(self):
        return in_full(self.competent_unit_id.name or self.competent_body) or DOTS

    def _forwarder_vi(self):
        """Who forwarded it to the unit that handles it now."""
        sender = in_full(self._forwarding_authority().name)
        return sender or self.source_body or DOTS

    def _basis_vi(self):
        """The ground of what was decided, as the officer or else the law states it."""
        basis = self.outcome_basis or self.ground_id.article
        basis = basis or self.outcome_rule_id.article or DOTS
        return cite(basis.strip().rstrip("."))

    def _outcome_vi(self):
        return OUTCOMES_VI.get(self.outcome or self.planned_outcome, DOTS)

    def _reason_vi(self):
        return (self.ground_id.text or DOTS).strip().rstrip(".")

    def _people(self, roles):
        """Persons of these roles that may be named: nobody who is sealed."""
        # sudo: parties to a matter are named in its papers by law, and who drafts them
        # need not handle the petition; nothing that is sealed is read
        return self.sudo().petitioner_ids.filtered(
            lambda p: p.role in roles and not p.is_sealed and p.name
        )

    def _sender(self):
        """The person letters go to; empty when he is not to be named."""
        people = self._people(SENDER_ROLES) if self.identity == "open" else None
        if not people or self.kind == "tc":
            return self.env["citizen.petitioner"]
        return people.sorted(lambda p: p.role != "representative")[:1]

    def _sender_parts(self):
        """Who sent it, each part with dots where it is not known."""
        person = self._sender()
        return {
            "name": person.name or DOTS,
            "address": (person and person._address_vi()) or DOTS,
            "paper": person.paper_number or DOTS,
            "paper_date": person.paper_date,
            "paper_place": person.paper_place or DOTS,
        }

    def _targets_vi(self):
        """Whom it is about, with the address where it is known; else the unit."""
        named = [
            f"ông (bà) {person.name}" + (address and f", địa chỉ: {address}")
            for person in self._people(TARGET_ROLES)
            for address in (person._address_vi(),)
        ]
        return "; ".join(named) or in_full(self.contested_unit_id.name) or DOTS
