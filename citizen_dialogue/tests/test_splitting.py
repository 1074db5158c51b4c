"""Texts in the style of real conclusions, and what must be proposed from each."""

import base64
import io
import unicodedata
import zipfile
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import BaseCase, tagged
from odoo.tools import file_open

from ..tools import splitting
from .common import CitizenCase

UNITS = {
    "tnmt": "Phòng Tài nguyên và Môi trường huyện Quỳnh Nhai",
    "tckh": "Phòng Tài chính - Kế hoạch huyện Quỳnh Nhai",
    "nn": "Phòng Nông nghiệp và Phát triển nông thôn huyện Quỳnh Nhai",
    "kt": "Phòng Kinh tế và Hạ tầng huyện Quỳnh Nhai",
    "ld": "Phòng Lao động - Thương binh và Xã hội huyện Quỳnh Nhai",
    "vp": "Văn phòng HĐND và UBND huyện Quỳnh Nhai",
    "tt": "Thanh tra huyện Quỳnh Nhai",
    "ca": "Công an huyện Quỳnh Nhai",
    "gd": "Phòng Giáo dục và Đào tạo huyện Quỳnh Nhai",
    "yt": "Phòng Y tế huyện Quỳnh Nhai",
    "vh": "Phòng Văn hóa và Thông tin huyện Quỳnh Nhai",
    "nv": "Phòng Nội vụ huyện Quỳnh Nhai",
    "tp": "Phòng Tư pháp huyện Quỳnh Nhai",
    "btcd": "Ban Tiếp công dân huyện Quỳnh Nhai",
    "cb": "UBND xã Chiềng Bằng",
    "mg": "UBND xã Mường Giàng",
}
GROUPS = {
    "các cơ quan, đơn vị": "D",
    "các phòng, ban, ngành": "D",
    "UBND các xã": "C",
    "Ủy ban nhân dân các xã": "C",
    "UBND các xã, thị trấn": "C",
}
NAMES = {
    alias: key
    for key, name in UNITS.items()
    for alias in splitting.aliases(name, ("Quỳnh Nhai",))
} | GROUPS
DAY = date(2022, 8, 4)

# text, [(leads, supports, unknown, due)]; due is a date, "N làm việc", "N ngày", a rhythm
# or None
GOLDEN = [
    (
        "1. Giao Phòng TN&MT chủ trì, phối hợp với Phòng TC-KH, UBND xã Chiềng Bằng "
        "đo đạc lại đất, hoàn thành\ntrước ngày 15/9; báo cáo kết quả.",
        [("tnmt", "tckh cb", "", date(2022, 9, 15))],
    ),
    (
        "Chủ tịch UBND huyện kết luận:\n1. Phòng NN&PTNT:\na) Kiểm tra đập trong tháng "
        "11/2023.\nb) Trả lời công dân trong thời hạn 10 ngày làm việc.",
        [("nn", "", "", date(2023, 11, 30)), ("nn", "", "", "10 làm việc")],
    ),
    (
        "2. Đề nghị Hạt Kiểm lâm huyện phối hợp với UBND các xã tuần tra rừng, định kỳ "
        "hằng quý báo cáo. Giao Công an huyện xác minh trong 15 ngày kể từ ngày "
        "10/8/2022.",
        [
            ("", "C", "Hạt Kiểm lâm huyện", "quarterly"),
            ("ca", "", "", date(2022, 8, 25)),
        ],
    ),
    (
        "Yêu cầu các đồng chí Trưởng phòng Lao động - Thương binh và Xã hội, Chánh Thanh "
        "tra huyện rà soát hồ sơ, xong trong quý III/2023.",
        [("ld tt", "", "", date(2023, 9, 30))],
    ),
    (
        "* Giao Chủ tịch UBND xã Mường Giàng thường xuyên tuyên truyền đến các bản.",
        [("mg", "", "", "thường xuyên")],
    ),
    (
        "I. ĐÁNH GIÁ\n1. Công tác tiếp công dân đã có chuyển biến.\n2. Còn một số tồn "
        "tại.\nII. NHIỆM VỤ\n1. Văn phòng HĐND và UBND huyện theo dõi, đôn đốc các cơ "
        "quan, đơn vị; hằng tháng báo cáo Chủ tịch UBND huyện.",
        [("vp", "", "", "monthly")],
    ),
    (
        "Giao Phòng Kinh tế và Hạ tầng kiểm tra tuyến đường, chậm nhất ngày 30 tháng 8 "
        "năm 2022 trả lời người dân.",
        [("kt", "", "", date(2022, 8, 30))],
    ),
    (
        "- Phòng TNMT chủ trì cấp giấy chứng nhận.\n- UBND các xã, thị trấn phối hợp với "
        "Phòng TNMT rà soát trước ngày 10/3.",
        [("tnmt", "", "", None), ("C", "tnmt", "", date(2023, 3, 10))],
    ),
    (
        "Yêu cầu Thủ trưởng các cơ quan, đơn vị, Ủy ban nhân dân các xã thực hiện:\n"
        "1. Niêm yết công khai lịch tiếp công dân.\n2. Báo cáo trong năm 2022.",
        [("D C", "", "", None), ("D C", "", "", date(2022, 12, 31))],
    ),
    (
        "3. V ăn phòng HĐND và UBND huyện lập hồ sơ lưu trữ; giao thông nông thôn giữ "
        "nguyên hiện trạng. Giao Phòng TC – KH bố trí kinh phí.",
        [("vp", "", "", None), ("tckh", "", "", None)],
    ),
    (
        "Thứ nhất, giao Ban Quản lý dự án đầu tư xây dựng huyện sửa mương trong thời hạn "
        "20 ngày.",
        [("", "", "Ban Quản lý dự án đầu tư", "20 ngày")],
    ),
    (
        "Phân công: Công an huyện, Thanh tra huyện xác minh nội dung phản ánh; định kỳ 6 "
        "tháng báo cáo.",
        [("ca tt", "", "", "half_yearly")],
    ),
    (
        "Kính gửi:\n- Các cơ quan, đơn vị;\n- UBND các xã.\nThực hiện Công văn số 12/UBND "
        "ngày 01/7/2022, Chủ tịch UBND huyện yêu cầu Thanh tra huyện báo cáo trước ngày "
        "20/12/2022.\nNơi nhận:\n- Như trên.",
        [("tt", "", "", date(2022, 12, 20))],
    ),
    (
        "THÔNG BÁO\nKết luận của Chủ tịch UBND huyện tại Hội nghị đối thoại với nông dân\n"
        "Ngày 10/5/2023, Chủ tịch UBND huyện đã chủ trì Hội nghị.\nSau khi nghe ý kiến, "
        "Chủ tịch UBND huyện kết luận:\nI. ĐÁNH GIÁ CHUNG\nHội nghị đã diễn ra thành "
        "công, có 15 lượt ý kiến.\nII. NHIỆM VỤ TRONG THỜI GIAN TỚI\n1. Phòng Nông "
        "nghiệp và PTNT\n- Chủ trì, phối hợp với Trạm Khuyến nông và UBND các xã hướng "
        "dẫn tái đàn; thời gian hoàn thành trước 30/6/2023.\n- Tham mưu UBND huyện văn "
        "bản kiến nghị về chính sách giống, trình trong tháng 5/2023.\n2. Phòng Tài "
        "nguyên - Môi trường chủ trì, cùng với UBND xã Mường Giàng giải quyết kiến nghị "
        "của ông Lò Văn B, xong trước ngày 20 tháng 6 năm 2023.\nTrên đây là kết luận.",
        [
            ("nn", "C", "Trạm Khuyến nông", date(2023, 6, 30)),
            ("nn", "", "", date(2023, 5, 31)),
            ("tnmt", "mg", "", date(2023, 6, 20)),
        ],
    ),
    (
        "1. Đối với kiến nghị về đường liên bản: Giao Phòng Kinh tế và Hạ tầng khảo sát, "
        "chậm nhất 15/7/2023.\n2. Giao Chủ tịch UBND xã Chiềng Bằng trực tiếp đối thoại, "
        "báo cáo kết quả (qua Văn phòng HĐND - UBND huyện) trước ngày 05/6/2023.\n3. Văn "
        "phòng HĐND&UBND huyện đôn đốc, định kỳ báo cáo vào ngày 25 hằng tháng.\nNhận "
        "được Thông báo này, đề nghị các cơ quan, đơn vị triển khai thực hiện.",
        [
            ("kt", "", "", date(2023, 7, 15)),
            ("cb", "", "", date(2023, 6, 5)),
            ("vp", "", "", "monthly"),
        ],
    ),
    (
        "1. Phòng Lao động - TB&XH: rà soát đối tượng, hoàn thành trong quý II/2023.\n"
        "2. Phòng GD&ĐT, Phòng Y tế: kiểm tra bếp ăn; thời hạn 07 ngày làm việc kể từ "
        "ngày ban hành.\n3. Chi nhánh Văn phòng đăng ký đất đai huyện khẩn trương trích đo "
        "trước 10/6/2023.",
        [
            ("ld", "", "", date(2023, 6, 30)),
            ("gd yt", "", "", "7 làm việc"),
            ("", "", "Chi nhánh Văn phòng đăng ký đất đai huyện", date(2023, 6, 10)),
        ],
    ),
    (
        "a) Về lĩnh vực đất đai: UBND huyện giao phòng Tài nguyên và Môi trường huyện "
        "kiểm tra và trả lời bằng văn bản cho công dân trong vòng 20 ngày, kể từ ngày hội "
        "nghị.\nb) Về lĩnh vực văn hóa: Phòng Văn hoá và Thông tin phối hợp Phòng Giáo dục "
        "& Đào tạo tổ chức lại điểm bưu điện trong năm 2023.\nc) Các ý kiến còn lại đã "
        "được giải đáp tại hội nghị.",
        [("tnmt", "", "", "20 ngày"), ("vh", "gd", "", date(2023, 12, 31))],
    ),
    (
        "1. Về công tác quản lý đất đai\n1.1. UBND xã Mường Giàng chịu trách nhiệm rà "
        "soát các trường hợp lấn chiếm đất ven hồ; lập biên\nbản. Thời gian hoàn thành: "
        "trước ngày 31/8/2023.\n2. Về môi trường\nĐề nghị Ủy ban MTTQ Việt Nam huyện tăng "
        "cường tuyên truyền.\n3. Công tác tiếp công dân\n(1) Thủ trưởng các cơ quan, đơn "
        "vị, Chủ tịch UBND các xã duy trì lịch tiếp công dân; mỗi tháng báo cáo một lần.\n"
        "(2) Trưởng Ban Tiếp công dân huyện chủ trì tham mưu, phối hợp với Văn phòng HĐND "
        "và UBND huyện, Thanh tra huyện tổng hợp danh sách trong vòng 05 ngày.\n4. Đối với "
        "hộ ông Lò Văn D: UBND huyện ghi nhận, giao Phòng Tư pháp nghiên cứu, trả lời công "
        "dân trước ngày 20/7/2023.",
        [
            ("mg", "", "", date(2023, 8, 31)),
            ("", "", "Ủy ban MTTQ Việt Nam huyện", None),
            ("D C", "", "", "monthly"),
            ("btcd", "vp tt", "", "5 ngày"),
            ("tp", "", "", date(2023, 7, 20)),
        ],
    ),
    (
        "Chủ tịch UBND huyện yêu cầu:\n- Các phòng, ban, ngành và UBND các xã giải quyết "
        "dứt điểm đơn thư, hoàn thành trong quý III năm 2023.\n- Trạm Y tế xã Chiềng Bằng, "
        "Trường PTDTBT Tiểu học Chiềng Bằng phối hợp với Phòng Y tế khám sức khỏe.\n- "
        "Phòng Kinh tế và Hạ tầng; Phòng Tài chính – Kế hoạch thẩm định dự toán, trình "
        "UBND huyện trước ngày 25/6/2023.",
        [
            ("D C", "", "", date(2023, 9, 30)),
            (
                "",
                "yt",
                "Trạm Y tế xã Chiềng Bằng; Trường PTDTBT Tiểu học Chiềng Bằng",
                None,
            ),
            ("kt tckh", "", "", date(2023, 6, 25)),
        ],
    ),
]


def due(found):
    if found.due_kind == "date":
        return found.due_date
    if found.due_kind == "rhythm":
        return found.rhythm or found.due_text
    if found.due_kind:
        unit = "làm việc" if found.due_kind == "working_days" else "ngày"
        return f"{found.due_days} {unit}"
    return None


class TestSplitting(BaseCase):
    def test_golden_texts(self):
        for text, wanted in GOLDEN:
            # composed and decomposed letters read alike
            for form in ("NFC", "NFD"):
                found = splitting.split(unicodedata.normalize(form, text), NAMES, DAY)
                rows = [
                    (
                        " ".join(f.leads),
                        " ".join(f.supports),
                        "; ".join(f.unknown),
                        due(f),
                    )
                    for f in found
                ]
                with self.subTest(text=text[:40], form=form):
                    self.assertEqual(rows, wanted)

    def test_the_dispatch_of_the_seed(self):
        with file_open(
            "citizen_dialogue/tests/data/cong-van-1619-UBND-BTCD.txt"
        ) as seed:
            found = splitting.split(seed.read(), NAMES, DAY)
        self.assertEqual([f.leads for f in found], [["D", "C"], ["D", "C"], ["vp"]])
        self.assertTrue(found[2].content.startswith("Giao Văn phòng HĐND và UBND"))
        self.assertEqual(found[2].product, "báo cáo")
        # dates of the documents it names are no deadlines
        self.assertEqual([f.due_kind for f in found], ["", "", ""])

    def test_nothing_and_too_much(self):
        for text, code in (("", "empty"), (" \n ", "empty"), ("a" * 200_001, "long")):
            with self.assertRaises(splitting.SplitError) as error:
                splitting.split(text, NAMES, DAY)
            self.assertEqual(error.exception.code, code)
        self.assertEqual(splitting.split("Trời mưa.", NAMES, DAY), [])

    def test_impossible_dates_are_none(self):
        for text in ("trước ngày 31/2", "trong tháng 13", "trước ngày 45/1/2023"):
            found = splitting.split(f"Giao Thanh tra huyện báo cáo {text}.", NAMES, DAY)
            self.assertEqual(found[0].due_kind, "", text)


@tagged("post_install", "-at_install")
class TestSplitWizard(CitizenCase):
    def _wizard(self, conclusion=None, **vals):
        conclusion = conclusion or self._directive([])
        return (
            self.env["citizen.split.wizard"]
            .with_user(self.user_secretary)
            .create({"conclusion_id": conclusion.id, **vals})
        )

    def test_from_text_to_clauses(self):
        wizard = self._wizard(
            text="1. Giao Phòng TNMT Thử chủ trì, phối hợp với UBND xã A rà soát đất "
            "trong 15 ngày làm việc.\n2. Ủy ban nhân dân các xã báo cáo hằng quý.\n"
            "3. Giao Ban Quản lý chợ dọn vệ sinh."
        )
        wizard.action_split()
        self.assertEqual(wizard.unknown_count, 1)
        self.assertEqual(wizard.conclusion_id.warning, False)
        wizard.line_ids[2].use = False
        wizard.action_take_over()
        first, second = wizard.conclusion_id.clause_ids
        self.assertEqual(first.lead_unit_ids, self.dept_land)
        self.assertEqual(first.support_unit_ids, self.commune_a)
        self.assertEqual((first.due_kind, first.due_days), ("working_days", 15))
        self.assertEqual(
            second.lead_unit_ids, self.commune_a | self.commune_b | self.commune_c
        )
        self.assertEqual(second.lead_group_label, "Ủy ban nhân dân các xã")
        self.assertEqual(
            (second.rhythm, second.rhythm_by_enterer), ("quarterly", False)
        )

    def test_word_file(self):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr(
                "word/document.xml",
                '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessing'
                'ml/2006/main"><w:body><w:p><w:r><w:t>Giao Phòng TNMT Thử kiểm tra.'
                "</w:t></w:r></w:p></w:body></w:document>",
            )
        wizard = self._wizard(file=base64.b64encode(buffer.getvalue()))
        wizard.action_split()
        self.assertEqual(wizard.line_ids.lead_unit_ids, self.dept_land)

    def test_bad_input_is_told(self):
        encrypted, scan = io.BytesIO(), io.BytesIO()
        from pypdf import PdfWriter

        for buffer, password in ((encrypted, "x"), (scan, None)):
            writer = PdfWriter()
            writer.add_blank_page(100, 100)
            if password:
                writer.encrypt(password)
            writer.write(buffer)
        for vals, words in (
            ({"text": ""}, "no text"),
            ({"text": "Trời mưa to."}, "No assignment"),
            ({"text": "a" * 200_001}, "longer"),
            ({"file": base64.b64encode(b"hello")}, "docx"),
            ({"file": base64.b64encode(b"PK\x03\x04 broken")}, "damaged"),
            ({"file": base64.b64encode(b"%PDF-1.4 broken")}, "damaged"),
            ({"file": base64.b64encode(encrypted.getvalue())}, "password"),
            ({"file": base64.b64encode(scan.getvalue())}, "pictures only"),
        ):
            wizard = self._wizard(**vals)
            with self.subTest(words=words), self.assertRaisesRegex(UserError, words):
                wizard.action_split()
            self.assertFalse(wizard.line_ids)
