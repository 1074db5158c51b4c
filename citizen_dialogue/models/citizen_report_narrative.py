from markupsafe import Markup, escape

from odoo import models

from ..tools.report_measure import DIGITS
from ..tools.vietnamese import format_amount, format_number

# what the text and its comparison with last year are made of
SOURCES = ("visits", "days", "letters", "replies", "cases", "orders")
HANDLED = "letters.letters: done=yes eligible=yes"
# what the tables count: no letter whose contents have to be filed apart
ELIGIBLE = f"{HANDLED} kind=kn|tc|kn_pa"
GROUPS = "group=yes"
DONE = "cases.count: done=yes kind="
VERDICTS = {
    "kn": (
        ("right", "đúng"),
        ("partly", "đúng một phần"),
        ("wrong", "sai"),
        ("upheld", "lần hai công nhận quyết định lần đầu"),
        ("changed", "lần hai hủy, sửa quyết định lần đầu"),
    ),
    "tc": (("right", "đúng"), ("partly", "có đúng, có sai"), ("wrong", "sai")),
}


def number(value):
    """1234 as «1.234»; numbers from 1 to 9 take a leading zero."""
    value = int(value)
    return format_number(value) if 0 < value < 1000 else format_amount(value)


def amount(value):
    """Money or land: «1.234», «0,5», without a leading zero."""
    return format_amount(value, DIGITS)


class CitizenReport(models.Model):
    """The narrative of a statutory report: the usual outline, with sentences proposed
    from the figures and compared with the same period of last year."""

    _inherit = "citizen.report"

    def _proposed_text(self):
        if self.kind != "statutory":
            return super()._proposed_text()
        now = self._content(SOURCES)
        before = self._last_year(SOURCES)
        parts = []
        for title, lines in self._outline(now.count, before.count):
            parts.append(Markup("<h3>%s</h3>") % escape(title))
            parts += [Markup("<p>%s</p>") % escape(line) for line in lines]
        return Markup("").join(parts)

    def _outline(self, now, before):
        """[(heading, [sentences])]; headings without sentences are the officer's."""
        blank = ["…"]
        return [
            (
                "I. TÌNH HÌNH TIẾP CÔNG DÂN, KHIẾU NẠI, TỐ CÁO",
                [self._trend(now, before)],
            ),
            ("II. KẾT QUẢ", []),
            ("1. Công tác tiếp công dân", self._received(now, before)),
            ("2. Tiếp nhận, phân loại, xử lý đơn", self._letters(now, before)),
            ("3. Giải quyết khiếu nại, tố cáo, kiến nghị, phản ánh", self._solved(now)),
            ("4. Thi hành quyết định, kết luận", self._carried_out(now)),
            ("5. Quản lý nhà nước về tiếp công dân, khiếu nại, tố cáo", blank),
            ("III. ĐÁNH GIÁ", blank),
            ("IV. DỰ BÁO", blank),
            ("V. PHƯƠNG HƯỚNG, NHIỆM VỤ", blank),
            ("VI. KIẾN NGHỊ, ĐỀ XUẤT", blank),
        ]

    @staticmethod
    def _compared(now, before, measure, what):
        """«120 đơn (tăng 20 đơn, 20,0% so với cùng kỳ)»"""
        value, last = now(measure), before(measure)
        text = f"{number(value)} {what}"
        if value == last:
            return f"{text} (bằng cùng kỳ năm trước)"
        word = "tăng" if value > last else "giảm"
        change = f"{word} {number(abs(value - last))} {what}"
        if last:
            share = f"{100 * abs(value - last) / last:.1f}".replace(".", ",")
            change = f"{change}, {share}%"
        return f"{text} ({change} so với cùng kỳ năm trước)"

    def _trend(self, now, before):
        return (
            f"Trong kỳ báo cáo ({self._period_vi()}), các cơ quan, đơn vị tiếp "
            + self._compared(now, before, "visits.times", "lượt")
            + ", tiếp nhận "
            + self._compared(now, before, "letters.letters: flow=received", "đơn")
            + "; trong đó khiếu nại "
            + self._compared(
                now, before, "letters.letters: flow=received kind=kn", "đơn"
            )
            + ", tố cáo "
            + self._compared(
                now, before, "letters.letters: flow=received kind=tc", "đơn"
            )
            + ", kiến nghị, phản ánh "
            + self._compared(
                now, before, "letters.letters: flow=received kind=kn_pa", "đơn"
            )
            + ". Nguyên nhân: …"
        )

    def _received(self, now, before):
        regular, leader, deputy = (
            f"by={value}" for value in ("regular", "head", "delegated")
        )
        return [
            "Tổng số: "
            + self._compared(now, before, "visits.times", "lượt")
            + f" với {number(now('visits.people'))} người; tiếp lần đầu "
            f"{number(now('visits.matters: round=first'))} vụ việc, tiếp nhiều lần "
            f"{number(now('visits.matters: round=repeated'))} vụ việc.",
            f"Tiếp thường xuyên: {number(now(f'visits.times: {regular}'))} lượt, "
            f"{number(now(f'visits.people: {regular}'))} người.",
            f"Tiếp định kỳ và đột xuất của thủ trưởng: "
            f"{number(now(f'days.count: {leader}'))} kỳ, "
            f"{number(now(f'visits.times: {leader}'))} lượt, "
            f"{number(now(f'visits.people: {leader}'))} người; ủy quyền tiếp "
            f"{number(now(f'days.count: {deputy}'))} kỳ, "
            f"{number(now(f'visits.times: {deputy}'))} lượt.",
            f"Đoàn đông người: {number(now(f'visits.times: {GROUPS}'))} đoàn, "
            f"{number(now(f'visits.people: {GROUPS}'))} người.",
        ]

    def _letters(self, now, before):
        own = number(now(f"{ELIGIBLE} competence=own"))
        other = number(now(f"{ELIGIBLE} competence=other"))
        routes = [
            f"{word} {number(now(f'{ELIGIBLE} competence=other route={route}'))}"
            for route, word in (
                ("guide", "hướng dẫn"),
                ("transfer", "chuyển"),
                ("urge", "đôn đốc"),
            )
        ]
        return [
            "Tổng số đơn phải xử lý: "
            + self._compared(now, before, "letters.letters", "đơn")
            + f"; kỳ trước chuyển sang {number(now('letters.letters: flow=carried'))}, "
            f"tiếp nhận trong kỳ {number(now('letters.letters: flow=received'))}.",
            f"Đã xử lý {number(now('letters.letters: done=yes'))} đơn; chưa xử lý, "
            f"chuyển kỳ sau {number(now('letters.letters: done=no'))} đơn.",
            f"Đủ điều kiện xử lý {number(now(ELIGIBLE))} đơn: khiếu nại "
            f"{number(now(f'{HANDLED} kind=kn'))}, tố cáo "
            f"{number(now(f'{HANDLED} kind=tc'))}, kiến nghị, phản ánh "
            f"{number(now(f'{HANDLED} kind=kn_pa'))}.",
            f"Thuộc thẩm quyền {own} đơn; không thuộc thẩm quyền {other} đơn "
            f"({', '.join(routes)}). Nhận {number(now('replies.count'))} văn bản phúc "
            "đáp do chuyển đơn.",
        ]

    def _solved(self, now):
        lines = []
        for kind, word in (
            ("kn", "Khiếu nại"),
            ("tc", "Tố cáo"),
            ("kn_pa", "Kiến nghị, phản ánh"),
        ):
            line = (
                f"{word}: {number(now(f'cases.count: kind={kind}'))} vụ việc đã thụ "
                f"lý, đã giải quyết {number(now(DONE + kind))} vụ việc"
            )
            if kind != "kn_pa":
                base = f"cases.count: kind={kind} how=decided"
                verdicts = [
                    f"{label} {number(now(f'{base} verdict={value}'))}"
                    for value, label in VERDICTS[kind]
                ]
                stopped = now(f"{DONE}{kind} how=withdrawn|explained|terminated")
                verdicts.append(f"rút đơn, đình chỉ {number(stopped)}")
                late = now(f"{DONE}{kind} in_time=no")
                line += f" ({'; '.join(verdicts)}); quá thời hạn {number(late)} vụ việc"
            lines.append(f"{line}.")
        money = now("cases.due_state_money: how=decided")
        land = now("cases.due_state_land: how=decided")
        lines.append(
            f"Qua giải quyết, kiến nghị thu hồi cho Nhà nước {amount(money)} triệu "
            f"đồng, {amount(land)} m² đất; kiến nghị xử lý hành chính "
            f"{number(now('cases.due_admin_persons: how=decided'))} người; chuyển cơ "
            f"quan điều tra {number(now('cases.police_cases: how=decided'))} vụ."
        )
        return lines

    def _carried_out(self, now):
        return [
            f"{word}: phải thực hiện {number(now(f'orders.count: kind={kind}'))}, đã "
            f"thực hiện xong {number(now(f'orders.count: kind={kind} done=yes'))}; đã "
            "thu hồi cho Nhà nước "
            f"{amount(now(f'orders.done_state_money: kind={kind}'))} triệu đồng, "
            f"{amount(now(f'orders.done_state_land: kind={kind}'))} m² đất."
            for kind, word in (
                ("kn", "Quyết định giải quyết khiếu nại"),
                ("tc", "Kết luận nội dung tố cáo"),
            )
        ]
