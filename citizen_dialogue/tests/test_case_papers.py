"""Printed forms of outcomes and cases: each in the version of its date, from a full
record and from the least possible one."""

import re
from datetime import date, datetime

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import html2plaintext

from ..tools import pdf, vietnamese
from .pdf_linter import lint, read_lines
from .test_petition import PetitionCase

BEFORE, AFTER = "2026-06-15", "2026-08-14"
BOTH = (BEFORE, AFTER)
# code: record, step, days of drafting, words the form carries
FORMS = {
    "TT05_01": ("kn", "propose", BOTH, ["Phiếu đề xuất thụ lý đơn", "đề xuất"]),
    "TT05_02": (
        "kn",
        "guide",
        BOTH,
        [
            "Thông tư số 05/2021/TT-TTCP, thì khiếu nại của ông (bà) thuộc thẩm quyền "
            "giải quyết của",
            "để được giải quyết theo thẩm quyền",
        ],
    ),
    "TT05_03": ("tc", "transfer", BOTH, ["nhận được đơn tố cáo", "của công dân về"]),
    "TT05_04": ("kn_pa", "transfer", BOTH, ["thông báo kết quả giải quyết đến"]),
    "CV_TRA": ("kn", "return", BOTH, ["trả lại đơn"]),
    "CV_DDCD": ("kn", "urge_lower", BOTH, ["V/v đôn đốc giải quyết khiếu nại"]),
    "BC_XXL": ("kn", "inform", BOTH, ["có dấu hiệu vi phạm pháp luật"]),
    "TB_KTL": ("tc", "not_accept", BOTH, ["không thụ lý tố cáo", "Lý do:"]),
    "CV_TTR": ("tc", "inspect", BOTH, ["thanh tra, kiểm tra"]),
    "CV_KQBC": ("tc", "answer", BOTH, ["thông báo kết quả xử lý"]),
    "CV_CQDT": ("tc", "police", BOTH, ["dấu hiệu tội phạm"]),
    "BC_NGAY": ("tc", "inform", BOTH, ["ngăn chặn, khắc phục"]),
    "BC_PT": ("kn", "inform", BOTH, ["Số người ký đơn: 1 (một) người"]),
    "CV_TL": ("kn_pa", "answer", BOTH, ["trả lời như sau"]),
    "CV_CD": ("kn", "transfer", BOTH, ["chuyển đơn"]),
    "CV_BS": ("kn", "guide", BOTH, ["đề nghị ông (bà) bổ sung"]),
    "PDX_LD": ("kn", "file", BOTH, ["Phiếu đề xuất lưu đơn", "Lý do lưu đơn"]),
    "KN_03": (
        "case_kn",
        "accept",
        BOTH,
        [
            "Về việc thụ lý giải quyết khiếu nại lần đầu",
            "Khiếu nại về việc:",
            "căn cứ quy định của pháp luật về khiếu nại,",
            "đủ điều kiện thụ lý.",
            "được biết./.",
        ],
    ),
    "KN_04": (
        "kn",
        "not_accept",
        BOTH,
        [
            "Về việc không thụ lý giải quyết khiếu nại",
            "không đủ điều kiện để thụ lý giải quyết vì",
        ],
    ),
    "KN_05": (
        "case_kn",
        "verify",
        BOTH,
        [
            "Điều 1. Tiến hành xác minh nội dung khiếu nại của",
            "Thời gian xác minh là",
            "Điều 2. Thành lập",
            "những người có tên tại Điều 2",
        ],
    ),
    "KN_06": (
        "case_kn",
        "work",
        BOTH,
        ["Biên bản làm việc", "NGƯỜI XÁC MINH", "mỗi bên giữ 01 bản./."],
    ),
    "KN_07": ("case_kn", "request", BOTH, ["cung cấp cho", "Địa chỉ (hoặc tên người)"]),
    "KN_08": ("case_kn", "receipt", BOTH, ["Biên bản giao nhận", "BÊN GIAO"]),
    "KN_11": (
        "case_kn",
        "hold_decision",
        BOTH,
        [
            "Điều 1. Tạm đình chỉ việc thi hành quyết định",
            "đến khi có quyết định hủy bỏ Quyết định này.",
        ],
    ),
    "KN_12": (
        "case_kn",
        "lift_hold",
        BOTH,
        ["Điều 1. Hủy bỏ Quyết định", "Lý do của việc hủy bỏ:"],
    ),
    "KN_13": (
        "case_kn",
        "verify_report",
        BOTH,
        ["4. Kiến nghị về việc giải quyết khiếu nại:", "kính trình"],
    ),
    "KN_14": (
        "session",
        "minutes",
        BOTH,
        [
            "Biên bản đối thoại với người khiếu nại",
            "I. THÀNH PHẦN THAM GIA ĐỐI THOẠI",
            "II. NỘI DUNG ĐỐI THOẠI",
            "III. KẾT QUẢ ĐỐI THOẠI",
            "NGƯỜI BỊ KHIẾU NẠI",
            "ĐẠI DIỆN CƠ QUAN, TỔ CHỨC, CÁ NHÂN CÓ LIÊN QUAN",
            "NGƯỜI CÓ QUYỀN VÀ NGHĨA VỤ LIÊN QUAN",
            "NGƯỜI GHI BIÊN BẢN",
        ],
    ),
    "KN_14A": (
        "case_kn",
        "suspend",
        (AFTER,),
        ["Điều 1. Tạm đình chỉ giải quyết khiếu nại", "kể từ ngày ký."],
    ),
    "KN_14B": (
        "case_kn",
        "resume",
        (AFTER,),
        ["Điều 1. Tiếp tục giải quyết khiếu nại", "Như Điều 3;"],
    ),
    "KN_15": (
        "case_kn",
        "decide",
        BOTH,
        [
            "(lần đầu)",
            "I. Nội dung khiếu nại:",
            "II. Kết quả xác minh nội dung khiếu nại:",
            "III. Kết quả đối thoại (nếu có):",
            "IV. Kết luận:",
            "Từ những nhận định và căn cứ trên, QUYẾT ĐỊNH:",
            "Trong thời hạn 30 ngày, kể từ ngày nhận được Quyết định này",
            "hoặc khởi kiện",
            "Như Điều 4;",
        ],
    ),
    "KN_16": (
        "case_second",
        "decide",
        BOTH,
        [
            "(lần hai)",
            "II. Kết quả giải quyết khiếu nại của người đã giải quyết",
            "IV. Kết quả đối thoại:",
            "V. Kết luận:",
            "có quyền khởi kiện",
        ],
    ),
    "KN_GH": ("case_kn", "extend", BOTH, ["kéo dài thời hạn giải quyết khiếu nại"]),
    "KN_PT": ("case_kn", "complex", BOTH, ["xác định vụ việc phức tạp", "tiêu chí"]),
    "KN_DC": ("case_kn", "terminate", (BEFORE,), ["Căn cứ Điều 10 Luật Khiếu nại"]),
    "BC_DT": ("case_kn", "dialogue_report", BOTH, ["Những nội dung đã thống nhất"]),
    "TC_01": (
        "case_tc",
        "extend",
        BOTH,
        [
            "Căn cứ Điều 30 của Luật Tố cáo ngày 12 tháng 6 năm 2018",
            "Thời gian gia hạn",
        ],
    ),
    "TC_02": ("case_tc", "withdrawal", BOTH, ["Đơn rút tố cáo", "NGƯỜI RÚT TỐ CÁO"]),
    "TC_03": (
        "case_tc",
        "withdrawal",
        BOTH,
        ["Ghi nhận việc rút tố cáo", "NGƯỜI LẬP BIÊN BẢN"],
    ),
    "TC_04": (
        "case_tc",
        "accept",
        BOTH,
        [
            "Căn cứ Điều 29 Luật Tố cáo ngày 12 tháng 6 năm 2018",
            "Điều 1. Thụ lý tố cáo đối với:",
            "Thời hạn giải quyết tố cáo là 30 ngày",
        ],
    ),
    "TC_05": (
        "case_tc",
        "notify_sender",
        BOTH,
        ["quyền, nghĩa vụ của người tố cáo theo quy định của pháp luật./."],
    ),
    "TC_06": (
        "case_tc",
        "notify_denounced",
        BOTH,
        ["quyền, nghĩa vụ của người bị tố cáo theo quy định của pháp luật./."],
    ),
    "TC_07": (
        "case_tc",
        "verify",
        BOTH,
        ["kiểm tra, xác minh nội dung tố cáo", "khoản 2 Điều 11 của Luật Tố cáo"],
    ),
    "TC_08": (
        "case_tc",
        "work",
        BOTH,
        ["TỔ XÁC MINH NỘI DUNG TỐ CÁO", "NHỮNG NGƯỜI"],
    ),
    "TC_10": ("case_tc", "team_report", BOTH, ["TỔ TRƯỞNG TỔ XÁC MINH"]),
    "TC_11": ("case_tc", "verify_report", BOTH, ["xem xét, kết luận./."]),
    "TC_12": (
        "case_tc",
        "decide",
        BOTH,
        [
            "Kết luận nội dung tố cáo",
            "2. Căn cứ pháp luật để xác định có hay không có hành vi vi phạm",
            "4. Các biện pháp xử lý theo thẩm quyền cần thực hiện và kiến nghị:",
            "Cơ quan thanh tra nhà nước cấp trên;",
        ],
    ),
    "TC_TDC": ("case_tc", "suspend", BOTH, ["Điều 1. Tạm đình chỉ giải quyết tố cáo"]),
    "TC_TT": ("case_tc", "resume", BOTH, ["Điều 1. Tiếp tục giải quyết tố cáo"]),
    "TC_DC": ("case_tc", "terminate", BOTH, ["Điều 1. Đình chỉ giải quyết tố cáo"]),
    "BB_HG": ("case_dispute", "mediate", BOTH, ["CHỦ TỊCH HỘI ĐỒNG HÒA GIẢI"]),
    "TB_CK": ("case_kn", "publish", BOTH, ["Hình thức công khai:"]),
    "CV_TH": ("conclusion", "conclude", BOTH, ["Thực hiện Quyết định giải quyết"]),
}
# what the amended version says and the old one doesn't, and the other way round
VERSIONS = {
    "KN_03": ("Số CMND/Hộ chiếu", "Số căn cước/định danh cá nhân"),
    "KN_04": ("Điều 11 của Luật Khiếu nại ngày 11", "Điều 11 của Luật Khiếu nại, "),
    "KN_14": ("mỗi người được nhận 01 bản", "mỗi người nhận 01 bản./."),
    "TC_02": ("cho tôi rút nội dung tố cáo", "Cách thức liên hệ:"),
    "TC_03": ("làm việc trực tiếp với", "cách thức liên hệ:"),
}
# a sample of each layout and head; the others differ in their text alone
PRINTED = (
    "TT05_01",
    "TT05_03",
    "KN_03",
    "KN_07",
    "KN_14",
    "KN_15",
    "TC_02",
    "TC_08",
    "TC_10",
    "TC_12",
    "BB_HG",
)
ENGLISH = re.compile(
    r"\b(None|False|True|the|of|and|to be|Complaint|Denunciation|Session|Case)\b"
)
# what the best clerk would never type
BLUNDERS = re.compile(
    r"quyết định Quyết định|ông \(bà\):? ông \(bà\)|\.\.(?!\.)|[.;],|,,| [,;]"
    r"|[ ,](?:Xã|Phường|Thị trấn) [A-ZĐ]| vì [A-ZĐÂĂÊÔƠƯ][^ ]|V/v [A-ZĐ][^A-ZĐ]"
    r"|\bCác ông \(bà\):[^.]*, ông \(bà\)|; (?:Tổ xác minh|Văn bản này|II\.)"
    r"|\d{2}/0[3-9]/\d{4}|“[^”]*\.”\.",
)
# no number, no recipients, no date in the head
NOT_ON_UNNUMBERED = ("number:", "copies:", "copy:", "date:", "to:")


def words_of(html):
    html = re.sub(r"<(style|title)>.*?</\1>", "", html, flags=re.DOTALL)
    return re.sub(r"[\s*_]+", " ", html2plaintext(html)).strip()


class CasePapersCase(PetitionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._vault_mode()
        cls.district.letterhead_parent = False
        for unit, name in (
            (cls.office, "VĂN PHÒNG\nHĐND VÀ UBND"),
            (cls.province, "ỦY BAN NHÂN DÂN\nTỈNH THỬ"),
        ):
            unit.write({"letterhead_name": name, "place_name": "Thử"})
        cls.user_land_head.citizen_membership_ids.position_title = "Trưởng phòng"
        cls.chair = cls.user_leader.citizen_membership_ids

    @classmethod
    def _ground(cls, kind):
        return cls.env["citizen.refusal.ground"].search([("kind", "=", kind)], limit=1)

    @classmethod
    def _case(cls, petition, **vals):
        """A case as the steps before would have left it."""
        return (
            cls.env["citizen.case"]
            .sudo()
            ._create_protected(
                [
                    {
                        "subject": petition.subject or "việc đất đai",
                        "kind": petition.kind,
                        "owner_unit_id": cls.office.id,
                        "petition_ids": [Command.set(petition.ids)],
                        "petition_id": petition.id,
                        **vals,
                    }
                ]
            )
            .with_user(cls.user_secretary)
        )

    @classmethod
    def _full(cls, kind):
        """A petition with everything that classification finds out."""
        targets = {"tc": "denounced", "kn": "respondent"}
        petition = cls._petition(
            kind=kind,
            receipt_date=date(2026, 6, 1),
            petition_date=date(2026, 5, 28),
            content="Yêu cầu xem xét việc thu hồi 120 m² đất tại bản Bon.",
            demand="Trả lại 120 m² đất.",
            source="agency",
            source_body="Ban Dân nguyện",
            source_reference="123/BDN, 25/5/2026",
            sender_commune_id=cls.commune_a.id,
        )
        if kind in targets:
            cls.env["citizen.petitioner"].with_user(cls.user_secretary).create(
                {
                    "petition_id": petition.id,
                    "role": targets[kind],
                    "name": "Cà Văn Bị",
                    "hamlet": "bản Lót",
                }
            )
        petition.sudo()._write_protected(
            {
                "contested_unit_id": cls.commune_a.id,
                "contested_ref": "Quyết định số 45/QĐ-UBND ngày 02/5/2026",
                "competent_unit_id": cls.province.id,
                "outcome_basis": "Luật Khiếu nại 02/2011/QH13, Điều 17",
                "planned_outcome": "accept",
                "ground_id": cls._ground("reception").id,
            }
        )
        return petition

    @classmethod
    def _full_case(cls, petition, **vals):
        return cls._case(
            petition,
            content=petition.content,
            demand=petition.demand,
            contested_unit_id=cls.commune_a.id,
            contested_ref=petition.contested_ref,
            resolver_membership_id=cls.chair.id,
            verify_unit_id=cls.dept_land.id,
            verify_head_id=cls.user_land_head.id,
            verifier_ids=[Command.set(cls.user_land.ids)],
            verify_until=date(2026, 9, 30),
            accepted_on=date(2026, 6, 8),
            verify_started_on=date(2026, 6, 10),
            verified_on=date(2026, 6, 14),
            findings="Diện tích thu hồi đúng quy định; mức bồi thường tính thiếu.",
            verdict="partly",
            verdict_text="Sửa đổi Quyết định số 45/QĐ-UBND về mức bồi thường.",
            due_person_money=12_500_000,
            due_person_land=120.5,
            published_how="posting",
            stop_ground_id=cls._ground("reception").id,
            complex_ground_ids=[Command.set(cls._ground("reception").ids)],
            state="accepted",
            **vals,
        )

    @classmethod
    def _draft(cls, record, code, step):
        record = record.with_user(cls.user_secretary)
        documents = cls.env["citizen.document"].with_user(cls.user_secretary)
        return documents._draft_for(record, code, step)

    def _full_records(self):
        kn, tc, kn_pa = (self._full(kind) for kind in ("kn", "tc", "kn_pa"))
        case_kn = self._full_case(kn)
        dispute = self._full_case(kn_pa, kind="dispute", ended_how="mediated")
        session = self._session(days=0, kind="case", case_id=case_kn.id)
        session.participant_ids = [
            Command.create({"unit_id": self.dept_land.id, "attendance": "present"}),
            Command.create(
                {
                    "kind": "citizens",
                    "name": "Người khiếu nại",
                    "attendance": "absent_excused",
                    "note": "ốm",
                }
            ),
        ]
        self._opinion(session, "Đề nghị tính lại bồi thường", answer="Tiếp thu")
        conclusion = self._directive(
            [self._clause(self.dept_land)], kind="case", case_id=case_kn.id
        )
        return {
            "kn": kn,
            "tc": tc,
            "kn_pa": kn_pa,
            "case_kn": case_kn,
            "case_second": self._full_case(
                kn, instance="second", previous_id=case_kn.id
            ),
            "case_tc": self._full_case(tc),
            "case_dispute": dispute,
            "session": session,
            "conclusion": conclusion,
        }

    def _bare_records(self):
        # nothing but what the form of registration asks for
        kn, tc, kn_pa = (
            self._petition(who={}, kind=kind) for kind in ("kn", "tc", "kn_pa")
        )
        case_kn = self._case(kn)
        return {
            "kn": kn,
            "tc": tc,
            "kn_pa": kn_pa,
            "case_kn": case_kn,
            "case_second": self._case(kn, instance="second"),
            "case_tc": self._case(tc),
            "case_dispute": self._case(kn_pa, kind="dispute"),
            "session": self._session(
                kind="case",
                case_id=case_kn.id,
                place=False,
                date_start=False,
                chair_membership_id=False,
            ),
            "conclusion": self._directive(
                [self._clause(self.dept_land)], kind="case", case_id=case_kn.id
            ),
        }


@tagged("post_install", "-at_install")
class TestCasePapers(CasePapersCase):
    def _all_documents(self, records, day):
        for code, (owner, step, days, words) in FORMS.items():
            if day in days:
                yield code, words, self._draft(records[owner], code, step)

    def _check_words(self, code, words, text):
        for part in words:
            self.assertIn(part, text)
        self.assertFalse(ENGLISH.findall(text), text)

    def test_every_form_of_its_time(self):
        texts = {}
        for day in BOTH:
            with freeze_time(day):
                records = self._full_records()
                for code, words, document in self._all_documents(records, day):
                    with self.subTest(form=code, day=day):
                        text = words_of(document.sudo()._render_html())
                        self._check_words(code, words, text)
                        self.assertFalse(BLUNDERS.findall(text), text)
                        self.assertNotRegex(document.display_name, "Lò|Cà Văn")
                        texts[code, day] = text
        for code, parts in VERSIONS.items():
            for here, there in ((0, 1), (1, 0)):
                with self.subTest(form=code, day=BOTH[here]):
                    self.assertIn(parts[here], texts[code, BOTH[here]])
                    self.assertNotIn(parts[here], texts[code, BOTH[there]])

    def test_every_form_of_an_empty_record(self):
        for day in BOTH:
            with freeze_time(day):
                records = self._bare_records()
                for code, _words, document in self._all_documents(records, day):
                    with self.subTest(form=code, day=day):
                        text = words_of(document.sudo()._render_html())
                        self.assertFalse(ENGLISH.findall(text), text)
                        self.assertIn("…", text)

    def test_forms_exist_for_their_time_alone(self):
        forms = self.env["citizen.document.type"]
        for code, (_owner, _step, days, _words) in FORMS.items():
            for day in BOTH:
                found = forms._get(code, date.fromisoformat(day))
                self.assertEqual(bool(found), day in days, (code, day))
                if found:
                    self.assertTrue(self.env.ref(found.body_template))

    def test_the_law_of_the_day(self):
        for day, amended in ((BEFORE, False), (AFTER, True)):
            with freeze_time(day):
                records = self._full_records()
                for owner, code, step in (
                    ("case_kn", "KN_15", "decide"),
                    ("case_tc", "TC_07", "verify"),
                ):
                    text = words_of(self._draft(records[owner], code, step).body_html)
                    self.assertEqual("136/2025/QH15" in text, amended)
                    self.assertIn("72/2025/QH15", text)
                decree = words_of(
                    self._draft(records["case_kn"], "KN_05", "verify").body_html
                )
                self.assertIn("124/2020/NĐ-CP ngày 19 tháng 10 năm 2020", decree)
                self.assertEqual("155/2026/NĐ-CP" in decree, amended)

    @freeze_time(AFTER)
    def test_a_decision_says_what_was_decided(self):
        case = self._full_records()["case_kn"]
        document = self._draft(case, "KN_15", "decide")
        text = words_of(document.sudo()._render_html())
        for part in (
            "của ông (bà) Lò Văn Thử (lần đầu)",
            "là đúng một phần",
            "Điều 1. Sửa đổi Quyết định số 45/QĐ-UBND về mức bồi thường.",
            "12.500.000 đồng (mười hai triệu năm trăm nghìn đồng), 120,5 m² đất",
            "khiếu nại đến Chủ tịch Ủy ban nhân dân tỉnh Thử",
            "CHỦ TỊCH ỦY BAN NHÂN DÂN HUYỆN THỬ",
        ):
            self.assertIn(part, text)
        self.assertEqual(document.signer_membership_id, self.chair)
        self.assertNotIn("DANH SÁCH", text)

    @freeze_time(AFTER)
    def test_a_second_decision_names_the_first(self):
        """Luật Khiếu nại 2011 Điều 40 khoản 2; Nghị định 124/2020/NĐ-CP Điều 4 khoản
        2."""
        petition = self._full("kn")
        ref = "Quyết định số 12/QĐ-UBND ngày 05/8/2026 của Chủ tịch UBND xã Khác"
        case = self._full_case(petition, instance="second", first_decision_ref=ref)
        text = words_of(self._draft(case, "KN_16", "decide").body_html)
        self.assertIn(ref, text)
        self.assertIn("là đúng một phần", text)
        late = self._full_case(self._full("kn"))
        case = self._full_case(petition, instance="second", previous_id=late.id)
        text = words_of(self._draft(case, "KN_16", "decide").body_html)
        self.assertIn("khiếu nại lần đầu không được giải quyết", text)

    @freeze_time(AFTER)
    def test_a_denunciation_is_urged_as_one(self):
        document = self._draft(self._full("tc"), "CV_DDCD", "urge_lower")
        self.assertEqual(document.name, "đôn đốc giải quyết tố cáo")
        text = words_of(document.body_html)
        self.assertIn("giải quyết tố cáo theo quy định", text)
        self.assertNotIn("khiếu nại", text)

    @freeze_time(AFTER)
    def test_suspension_and_termination_share_a_form(self):
        case = self._full_records()["case_kn"]
        stop = self._draft(case, "KN_14A", "suspend")
        end = self._draft(case, "KN_14A", "terminate")
        self.assertIn("Tạm đình chỉ giải quyết khiếu nại của", words_of(stop.body_html))
        self.assertIn("Điều 1. Đình chỉ giải quyết", words_of(end.body_html))
        self.assertEqual(end.name, "Về việc đình chỉ giải quyết khiếu nại")

    def test_a_denouncer_is_on_no_paper(self):
        for day in BOTH:
            with freeze_time(day):
                records = self._full_records()
                self.assertEqual(records["case_tc"].identity, "sealed")
                for code, _words, document in self._all_documents(records, day):
                    if FORMS[code][0] not in ("tc", "case_tc"):
                        continue
                    with self.subTest(form=code, day=day):
                        html = document.sudo()._render_html()
                        self.assertNotIn("Lò Văn", html)
                        self.assertNotIn("Phiêng Nèn", html)
                        self.assertNotIn("014070001234", html)

    @freeze_time(AFTER)
    def test_drafts_forget_a_name_that_gets_sealed(self):
        records = self._full_records()
        drafts = self._draft(records["kn"], "CV_TRA", "return")
        drafts |= self._draft(records["case_kn"], "KN_03", "accept")
        drafts |= self._draft(records["session"], "KN_14", "minutes")
        for draft in drafts:
            self.assertIn("Lò Văn Thử", draft.sudo()._render_html())
        records["kn"].kind = "tc"
        for draft in drafts:
            self.assertNotIn("Lò Văn Thử", draft.sudo()._render_html())

    @freeze_time(AFTER)
    def test_many_complainants_get_a_list(self):
        petition = self._petition(kind="kn", signatory_count=2000)
        self.env["citizen.petitioner"].sudo().create(
            [
                {"petition_id": petition.id, "name": f"Lường Thị Số {n}"}
                for n in range(1, 2000)
            ]
        )
        case = self._full_case(petition)
        document = self._draft(case, "KN_15", "decide").sudo()
        # prefetched once for the whole list
        self.env.invalidate_all()
        with self.assertQueryCount(60):
            html = document._render_html()
        text = words_of(html)
        self.assertIn("những người khiếu nại khác (theo danh sách kèm theo)", text)
        self.assertIn("DANH SÁCH NGƯỜI KHIẾU NẠI", text)
        self.assertIn(
            "(Kèm theo Quyết định số ……/QĐ-UBND ngày … tháng … năm … của Ủy ban nhân "
            "dân huyện Thử)",
            text,
        )
        self.assertEqual(html.count("Lường Thị Số"), 1999)
        self.assertNotIn("Lường", words_of(document.body_html))
        content = pdf.render(html)
        self.assertGreater(len(read_lines(content)), 40)
        self.assertEqual(lint(content, "named"), [])

    @freeze_time(AFTER)
    def test_printed(self):
        records = self._full_records()
        for code in PRINTED:
            owner, step, _days, words = FORMS[code]
            document = self._draft(records[owner], code, step).sudo()
            with self.subTest(form=code):
                content = pdf.render(document._render_html())
                problems = [
                    problem
                    for problem in lint(content, document.layout)
                    if document.numbered or not problem.startswith(NOT_ON_UNNUMBERED)
                ]
                self.assertEqual(problems, [])

    @freeze_time(AFTER)
    def test_whoever_verifies_writes_in_his_own_name(self):
        case = self._full_records()["case_kn"]
        case.sudo().verify_unit_id = self.office
        report = self._draft(case, "KN_13", "verify_report")
        self.assertEqual(report.issuer_unit_id, self.office)
        self.assertEqual(report.addressee_text, "Chủ tịch Ủy ban nhân dân huyện Thử")

    @freeze_time(AFTER)
    def test_an_office_writes_under_its_authority(self):
        self.office.write({"letterhead_name": False, "place_name": False})
        petition = self._full_records()["kn"]
        report = self._draft(petition, "BC_PT", "inform").sudo()
        self.assertEqual(
            self.office._letterhead(), (["UBND huyện Thử"], ["VĂN PHÒNG HĐND VÀ UBND"])
        )
        self.assertIn("Thử, ngày … tháng … năm …", words_of(report._render_html()))
        self.district.letterhead_name = False
        self.assertEqual(
            self.district._letterhead(), ([], ["ỦY BAN NHÂN DÂN", "HUYỆN THỬ"])
        )
        content = petition.sudo()._render_paper("citizen_dialogue.petition_receipt")
        printed = [line.text for _w, _h, lines in read_lines(content) for line in lines]
        self.assertIn("VĂN PHÒNG HĐND VÀ UBND", printed)

    @freeze_time(AFTER)
    def test_the_chairman_signs_unless_another_is_chosen(self):
        records = self._full_records()
        for code, owner, step in (
            ("CV_CD", "kn", "transfer"),
            ("TT05_03", "tc", "transfer"),
            ("KN_07", "case_kn", "request"),
        ):
            document = self._draft(records[owner], code, step)
            self.assertEqual(document.signer_membership_id, self.chair, code)
        # minutes are signed by who was there
        minutes = self._draft(records["case_kn"], "KN_08", "receipt")
        self.assertFalse(minutes.signer_membership_id)
        report = self._draft(records["case_kn"], "BC_DT", "dialogue_report")
        self.assertEqual(report.issuer_unit_id, self.office)
        self.assertEqual(report.signer_membership_id, self.office._head_post())

    @freeze_time(AFTER)
    def test_nobody_asks_himself_for_papers(self):
        case = self._full_records()["case_kn"]
        case.sudo().contested_unit_id = self.district
        request = self._draft(case, "KN_07", "request")
        self.assertEqual(request.addressee_text, "……")
        self.assertIn("đề nghị …… cung cấp cho", words_of(request.body_html))

    @freeze_time(AFTER)
    def test_people_and_heads_as_a_decision_names_them(self):
        records = self._full_records()
        decision = words_of(
            self._draft(records["case_kn"], "KN_15", "decide").body_html
        )
        self.assertIn(
            "Điều 4. Các ông (bà): Trưởng phòng TNMT Thử, Chủ tịch Ủy ban nhân dân xã "
            "A, Lò Văn Thử chịu trách nhiệm",
            decision,
        )
        case = records["case_tc"]
        accepted = words_of(self._draft(case, "TC_04", "accept").body_html)
        self.assertIn("đối với: ông (bà) Cà Văn Bị, địa chỉ: bản Lót.", accepted)
        self.assertIn("Điều 2. Ông (bà) Cà Văn Bị và cơ quan", accepted)
        self.env["citizen.petitioner"].sudo().create(
            {
                "petition_id": records["tc"].id,
                "role": "denounced",
                "name": "Lường Thị Ính",
            }
        )
        notice = self._draft(case, "TC_06", "notify_denounced")
        self.assertIn(
            "thông báo để các ông (bà) Cà Văn Bị, Lường Thị Ính biết",
            words_of(notice.body_html),
        )
        bare = self._case(
            self._petition(kind="tc"), contested_unit_id=self.commune_a.id
        )
        self.assertIn(
            "Điều 2. Ủy ban nhân dân xã A và cơ quan",
            words_of(self._draft(bare, "TC_04", "accept").body_html),
        )

    @freeze_time(AFTER)
    def test_a_sheet_says_who_agreed(self):
        petition = self._full_records()["kn"]
        sheet = self._draft(petition, "PDX_LD", "file")
        dots = (
            "Phê duyệt của người có thẩm quyền: …… Ngày … tháng … năm … (Chữ ký, dấu)"
        )
        self.assertIn(dots, words_of(sheet.sudo()._render_html()))
        self.assertNotIn("Phê duyệt", sheet.body_html)
        post = self.user_leader.citizen_membership_ids
        post.position_title = "Chủ tịch"
        self.user_leader.name = "Hoàng Văn Bình"
        # as if its day had been typed: the agreement has its own
        sheet.sudo()._write_protected(
            {
                "state": "issued",
                "date_issued": date(2026, 8, 12),
                "approved_by_id": self.user_leader.id,
            }
        )
        agreed = (
            "Phê duyệt của người có thẩm quyền: đồng ý (Hoàng Văn Bình, Chủ "
            "tịch Ủy ban nhân dân huyện Thử, phê duyệt trên phần mềm). Ngày 14 tháng 8 "
            "năm 2026 (Chữ ký, dấu)"
        )
        self.assertIn(agreed, words_of(sheet.sudo()._render_html()))
        # issued outside: nobody agreed here
        sheet.sudo()._write_protected({"approved_by_id": False})
        self.assertIn(dots, words_of(sheet.sudo()._render_html()))
        # no other paper has that line
        letter = self._draft(petition, "CV_CD", "transfer").sudo()
        self.assertNotIn("Phê duyệt", letter._render_html())

    @freeze_time(AFTER)
    def test_no_line_ends_within_a_symbol(self):
        records = self._full_records()
        for code, owner, step in (
            ("TT05_04", "kn_pa", "transfer"),
            ("KN_GH", "case_kn", "extend"),
            ("TC_TDC", "case_tc", "suspend"),
        ):
            document = self._draft(records[owner], code, step).sudo()
            lines = [
                line.text
                for _w, _h, page in read_lines(pdf.render(document._render_html()))
                for line in page
            ]
            for line in lines:
                self.assertNotRegex(line, r"\d/(?:\d{4}/)?$|ông$|-$|^[.,;]", code)

    def test_skeletons_say_so(self):
        forms = self.env["citizen.document.type"].search(
            [("code", "in", list(FORMS.keys() - {"CV_TL"}))]
        )
        for form in forms:
            official = form.legal_basis and "Mẫu số" in form.legal_basis
            if form.is_skeleton and official:
                # the wording is not at hand
                self.assertRegex(form.legal_basis, "Thông tư 05/2021|Mẫu số 03")
            self.assertTrue(form.is_skeleton or official, form.code)

    def test_words(self):
        for text, inside in (
            ("Yêu cầu bồi thường.", "yêu cầu bồi thường"),
            ("Việc thu hồi đất", "thu hồi đất"),
            ("UBND xã không trả lời", "UBND xã không trả lời"),
        ):
            self.assertEqual(vietnamese.inside(text), inside)
        self.assertEqual(vietnamese.in_full("UBND xã A"), "Ủy ban nhân dân xã A")
        for name in ("UBND xã A", "Xã A", "xã A", "UBND Xã A"):
            self.assertEqual(vietnamese.place(name), "xã A")
        self.assertEqual(vietnamese.place("Sơn La"), "Sơn La")
        for title, unit, head in (
            ("Trưởng phòng", "Phòng Kinh tế xã A", "Trưởng phòng Kinh tế xã A"),
            ("Chánh Văn phòng", "Văn phòng HĐND", "Chánh Văn phòng HĐND"),
            ("Giám đốc", "Sở Nội vụ", "Giám đốc Sở Nội vụ"),
        ):
            self.assertEqual(vietnamese.head_of(title, unit), head)
        self.assertEqual(vietnamese.sentence("Tiếp thu"), "Tiếp thu.")
        self.assertEqual(vietnamese.sentence("Vì sao?"), "Vì sao?")

    def test_citations(self):
        for text, cited in (
            (
                "Luật Tố cáo 25/2018/QH14, Điều 29 khoản 1 điểm a",
                "điểm a khoản 1 Điều 29 Luật Tố cáo số 25/2018/QH14",
            ),
            (
                "Luật Khiếu nại 02/2011/QH13, Điều 17 (sửa đổi bởi Luật 136/2025/QH15, "
                "Điều 2 khoản 7)",
                "Điều 17 Luật Khiếu nại số 02/2011/QH13 (sửa đổi bởi Luật "
                "136/2025/QH15, Điều 2 khoản 7)",
            ),
            (
                "Luật Tố cáo 25/2018/QH14, Điều 30; Nghị định 31/2019/NĐ-CP, Điều 3",
                "Điều 30 Luật Tố cáo số 25/2018/QH14; Điều 3 Nghị định số "
                "31/2019/NĐ-CP",
            ),
            (
                "Thông tư số 05/2021/TT-TTCP, Điều 28 khoản 2",
                "khoản 2 Điều 28 Thông tư số 05/2021/TT-TTCP",
            ),
            # more than one article, or in an officer's own words
            (
                "Nghị định 124/2020/NĐ-CP, Điều 16 khoản 1, Điều 7",
                "Nghị định 124/2020/NĐ-CP, Điều 16 khoản 1, Điều 7",
            ),
            (
                "Quy định 11-QĐi/TW ngày 18/02/2019",
                "Quy định 11-QĐi/TW ngày 18/02/2019",
            ),
        ):
            self.assertEqual(vietnamese.cite(text), cited)

    def test_what_stays_on_one_line(self):
        kept = vietnamese.keep_together(
            '<p title="05/2021/TT-TTCP">ông (bà) A, Thông tư 05/2021/TT-TTCP, '
            "120 m²</p>"
        )
        self.assertEqual(
            kept,
            '<p title="05/2021/TT-TTCP">ông\u00a0(bà) A, Thông tư <span '
            'class="unbroken">05/2021/TT-TTCP,</span> 120\u00a0m²</p>',
        )
        self.assertEqual(vietnamese.glue_end("Thụ lý tố cáo"), "Thụ lý tố cáo")
        self.assertEqual(
            vietnamese.glue_end("Về việc xác minh nội dung khiếu nại"),
            "Về việc xác minh nội dung\u00a0khiếu\u00a0nại",
        )

    def test_amounts(self):
        self.assertEqual(vietnamese.format_amount(12_500_000), "12.500.000")
        self.assertEqual(vietnamese.format_amount(1250.5), "1.250,5")
        self.assertEqual(vietnamese.money_in_text(2_000), "2.000 đồng (hai nghìn đồng)")
        self.assertEqual(vietnamese.money_in_text(10**12), "1.000.000.000.000 đồng")

    @freeze_time(AFTER)
    def test_moments_of_a_session(self):
        session = self._full_records()["session"]
        session.date_start = datetime(2026, 8, 14, 1, 0)
        text = words_of(self._draft(session, "KN_14", "minutes").body_html)
        self.assertIn("08 giờ 00 phút, ngày 14 tháng 8 năm 2026", text)
        self.assertIn("Người khiếu nại vắng mặt có lý do: ốm.", text)
