import re
from datetime import date

from markupsafe import Markup

from odoo import fields, models

from ..tools import vietnamese
from ..tools.vietnamese import in_full
from .citizen_document import DOTS
from .citizen_unit import AUTHORITY_KINDS

# Luật 136/2025/QH15, Nghị định 155/2026/NĐ-CP and 156/2026/NĐ-CP
AMENDED = date(2026, 7, 1)
# Luật 72/2025/QH15 takes the place of Luật 77/2015/QH13 (domain/law.md §1.1)
LOCAL_GOVERNMENT = date(2025, 6, 16)
LAW_AMENDING = (
    "Luật sửa đổi, bổ sung một số điều của Luật Tiếp công dân, Luật Khiếu nại, "
    "Luật Tố cáo số 136/2025/QH15"
)
LAWS = {
    "kn": (
        "Luật Khiếu nại ngày 11 tháng 11 năm 2011",
        "Nghị định số 124/2020/NĐ-CP ngày 19 tháng 10 năm 2020 của Chính phủ quy định "
        "chi tiết một số điều và biện pháp thi hành Luật Khiếu nại",
        "155/2026/NĐ-CP",
    ),
    "tc": (
        "Luật Tố cáo ngày 12 tháng 6 năm 2018",
        "Nghị định số 31/2019/NĐ-CP ngày 10 tháng 4 năm 2019 của Chính phủ quy định "
        "chi tiết một số điều và biện pháp tổ chức thi hành Luật Tố cáo",
        "156/2026/NĐ-CP",
    ),
}


class CitizenDocument(models.Model):
    """What the numbered forms of complaints and denunciations print besides the common
    head and foot: grounds in law of the day, boxes of minutes, lists of complainants.
    """

    _inherit = "citizen.document"

    is_skeleton = fields.Boolean(related="type_id.is_skeleton")

    def _layout_values(self):
        values = super()._layout_values()
        team = self.type_id.letterhead_team
        if team:
            # the team writes under the body that set it up
            values["header_parents"] = values["header_lines"]
            values["header_lines"] = team.upper().split("\n")
        if self.type_id.without_issuer:
            # where the citizen writes it
            values["date_line"] = vietnamese.date_line(DOTS, self.date_issued)
        return {**values, "boxes": self._signature_boxes(), "annex": self._annex()}

    def _signature_block(self):
        title = self.type_id.signature_title
        return [title.upper()] if title else super()._signature_block()

    def _signature_boxes(self):
        """Rows of two boxes each: ``{"lines": […], "hint": …, "name": …}``."""
        names = {
            "[chủ trì]": self.signer_name or "",
            "[thư ký]": self.secretary_name or "",
        }
        boxes = []
        for line in (self.type_id.signature_boxes or "").splitlines():
            parts = [part.strip() for part in line.split("|")]
            hints = [part for part in parts if re.match(r"\((Ký|Chữ ký|Từng)", part)]
            boxes.append(
                {
                    "lines": [p for p in parts if p not in names and p not in hints],
                    "hint": " ".join(hints),
                    "name": "".join(names.get(part, "") for part in parts),
                }
            )
        return [boxes[index : index + 2] for index in range(0, len(boxes), 2)]

    def _annex(self):
        """The list that belongs to the document, laid out at print time and frozen
        with it; it may be long and is never edited."""
        # sudo: the clerk who issues the paper need not handle the case
        case = self.sudo().case_id
        if not self.type_id.annex_template or not case:
            return Markup()
        return self.env["ir.qweb"]._render(
            self.type_id.annex_template,
            {"o": case, "doc": self},
            minimal_qcontext=True,
        )

    def _called_vi(self):
        """How its annex names the document it belongs to."""
        number = self.number or f"{DOTS}{self._number_line().strip()}"
        day = self.date_issued and vietnamese.date_in_text(self.date_issued)
        day = day or "ngày … tháng … năm …"
        return f"{self.type_id.name} số {number} {day} của {self._body()}"

    # ------------------------------------------------------------------
    # words of the forms
    # ------------------------------------------------------------------
    def _law_day(self):
        """The day whose law the document names."""
        return (
            self.date_issued
            or self.date_proposed
            or self.env["citizen.calendar"]._today()
        )

    def _grounds(self, kind, law_article="", decree_article=""):
        """«Căn cứ …» of a decision, in the law of its day."""
        law, decree, amending = LAWS[kind]
        amended = self._law_day() >= AMENDED
        lines = [f"{law_article} {law}".strip()]
        if amended:
            lines.append(LAW_AMENDING)
            decree += (
                f" (được sửa đổi, bổ sung bởi Nghị định số {amending} ngày 15 tháng 5 "
                "năm 2026)"
            )
        lines += [f"{decree_article} {decree}".strip(), self._power()]
        return [f"Căn cứ {line};" for line in lines]

    def _power(self):
        """The text that gives the issuer its functions and powers."""
        if self.issuer_unit_id.kind not in AUTHORITY_KINDS:
            return f"{DOTS} quy định chức năng, nhiệm vụ, quyền hạn của {self._body()}"
        number = (
            "72/2025/QH15" if self._law_day() >= LOCAL_GOVERNMENT else "77/2015/QH13"
        )
        return f"Luật Tổ chức chính quyền địa phương số {number}"

    def _laws_in_text(self, kind):
        """The same laws inside a sentence."""
        law, decree, amending = LAWS[kind]
        name, number = law.split(" ngày ")[0], decree.split(" ngày ")[0]
        if self._law_day() < AMENDED:
            return f"{name}, {number}"
        return (
            f"{name} (được sửa đổi, bổ sung bởi Luật số 136/2025/QH15), {number} (được "
            f"sửa đổi, bổ sung bởi Nghị định số {amending})"
        )

    def _body(self):
        return in_full(self.issuer_unit_id.name)

    def _chair(self):
        return self._chair_of(self.issuer_unit_id)

    def _chair_of(self, unit):
        """«Chủ tịch Ủy ban nhân dân huyện Quỳnh Nhai»: head of a body."""
        title = unit.chair_title
        if not title and unit.kind in AUTHORITY_KINDS:
            title = "Chủ tịch"
        if title:
            return f"{title.capitalize()} {in_full(unit.name)}"
        # sudo: the title of a head, printed in papers that bind him
        title = unit._head_post().sudo().position_title or "Thủ trưởng"
        return vietnamese.head_of(title, unit.name or "")
