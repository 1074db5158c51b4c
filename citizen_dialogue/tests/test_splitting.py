"""Texts in the style of real conclusions, and what must be proposed from each."""

import base64
import io
import unicodedata
import zipfile
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import BaseCase, tagged
from odoo.tools import file_open
from odoo.tools.pdf import PdfFileReader, PdfWriter

from ..tools import outline, splitting
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
    "stnmt": "Sở Tài nguyên và Môi trường tỉnh Sơn La",
    "sxd": "Sở Xây dựng tỉnh Sơn La",
    "stc": "Sở Tài chính tỉnh Sơn La",
    "skhdt": "Sở Kế hoạch và Đầu tư tỉnh Sơn La",
    "svp": "Văn phòng UBND tỉnh Sơn La",
    "tpsl": "UBND thành phố Sơn La",
}
GROUPS = {
    "các cơ quan, đơn vị": "D",
    "các phòng, ban, ngành": "D",
    "UBND các xã": "C",
    "Ủy ban nhân dân các xã": "C",
    "UBND các xã, thị trấn": "C",
    "các sở, ban, ngành": "D",
    "UBND các huyện, thành phố": "H",
}
NAMES = {
    alias: key
    for key, name in UNITS.items()
    for alias in splitting.aliases(name, ("Quỳnh Nhai", "Sơn La"))
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
        [("", "", "Ban Quản lý dự án đầu tư xây dựng huyện", "20 ngày")],
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


# texts with what must come of them: «→ leads | supports | unknown | due | words»
TEXTS = "citizen_dialogue/tests/data/ket-luan-thu-nghiem.txt"


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

    def test_golden_texts_of_the_file(self):
        with file_open(TEXTS) as file:
            cases = file.read().split("\n=====\n")
        for case in cases:
            lines = case.strip("\n").split("\n")
            text = "\n".join(line for line in lines if not line.startswith("→"))
            wanted = [line[2:].strip() for line in lines if line.startswith("→")]
            for form in ("NFC", "NFD"):
                found = splitting.split(unicodedata.normalize(form, text), NAMES, DAY)
                rows = [
                    " | ".join(
                        (
                            " ".join(f.leads) or "-",
                            " ".join(f.supports) or "-",
                            "; ".join(f.unknown) or "-",
                            str(due(f) or f.due_text or "-"),
                            f.content[:28].strip(),
                        )
                    )
                    for f in found
                ]
                with self.subTest(text=text[:60], form=form):
                    self.assertEqual(rows, wanted)

    def test_words_of_a_clean_text_are_left_alone(self):
        """What mends torn words joins nothing that is a word."""
        for clean in (
            "Giao bản B ở xã A hỗ trợ 5 tr đồng, 3 m đường; ý kiến ấy ủng hộ ông Lò Văn C",
            "Đ/c Lò Thị A, khu K, tổ 3 m ở bản C ít nước ăn uống",
        ):
            self.assertEqual(outline.mend(clean), clean)
        self.assertEqual(
            outline.mend("Gi ao Ph òng T ài nguyên, hu yện Qu ỳnh Nhai gi ải quy ết"),
            "Giao Phòng Tài nguyên, huyện Quỳnh Nhai giải quyết",
        )

    def test_units_of_other_places_are_unknown(self):
        for name in ("Công an tỉnh", "Thanh tra tỉnh", "Phòng TN&MT huyện Mường La"):
            [found] = splitting.split(f"Giao {name} kiểm tra.", NAMES, DAY)
            self.assertEqual((found.leads, found.unknown), ([], [name]))
        [found] = splitting.split(
            "Giao Thanh tra huyện phối hợp với các cơ quan, đơn vị liên quan kiểm tra.",
            NAMES,
            DAY,
        )
        # nobody says which
        self.assertEqual(found.supports, [])
        self.assertEqual(found.unknown, ["các cơ quan, đơn vị liên quan"])

    def test_time_limits(self):
        for words, wanted in (
            ("Thời gian hoàn thành: Quý IV/2023", date(2023, 12, 31)),
            ("xong trước 30/11", date(2022, 11, 30)),
            ("trước 17 giờ 00 phút ngày 20/9/2022", date(2022, 9, 20)),
            ("trước tháng 10/2022", date(2022, 9, 30)),
            ("trong 6 tháng đầu năm 2023", date(2023, 6, 30)),
            ("thời hạn: 20/9/2022", date(2022, 9, 20)),
            ("hoàn thành trong ngày 23/9/2022", date(2022, 9, 23)),
            ("trong vòng 02 tháng kể từ ngày 15/8/2022", date(2022, 10, 15)),
            ("trong thời hạn 02 tuần", "14 ngày"),
            ("trong thời hạn 10 ngày làm việc kể từ ngày nhận đơn", "10 làm việc"),
            ("chậm nhất ngày 25 hằng tháng", "monthly"),
            ("trước ngày 20/12 hằng năm", "yearly"),
            ("định kỳ 6 tháng (trước ngày 15/6)", "half_yearly"),
            ("trước ngày 20 của tháng cuối quý", "quarterly"),
            # what was before is a condition and no limit
            ("các thửa đất sử dụng trước ngày 15/10/1993", None),
            ("số liệu tính đến ngày 30/9/2022", None),
            ("trong 2.5 ha", None),
        ):
            [found] = splitting.split(
                f"Giao Thanh tra huyện rà soát {words}.", NAMES, DAY
            )
            self.assertEqual(due(found), wanted, words)
        # months are no days: the words stand, the secretary sets the day
        [found] = splitting.split(
            "Giao Thanh tra huyện xong trong 3 tháng.", NAMES, DAY
        )
        self.assertEqual((found.due_kind, found.due_text), ("", "3 tháng"))

    def test_the_date_of_the_paper_goes_before_today(self):
        text = "Sơn La, ngày 12 tháng 3 năm 2019\nGiao Thanh tra huyện xong trước 30/4."
        [found] = splitting.split(text, NAMES, DAY)
        self.assertEqual(found.due_date, date(2019, 4, 30))

    def test_a_long_text_without_ends_of_lines(self):
        text = "Giao Thanh tra huyện kiểm tra, " * 6000
        self.assertTrue(splitting.split(text, NAMES, DAY))
        self.assertEqual(splitting.split("x, " * 60_000, NAMES, DAY), [])

    def test_the_dispatch_of_the_seed(self):
        with file_open(
            "citizen_dialogue/tests/data/cong-van-1619-UBND-BTCD.txt"
        ) as seed:
            found = splitting.split(seed.read(), NAMES, DAY)
        self.assertEqual([f.leads for f in found], [["D", "C"], ["D", "C"], ["vp"]])
        self.assertTrue(found[2].content.startswith("Giao Văn phòng HĐND và UBND"))
        self.assertEqual(found[2].product, "hồ sơ; báo cáo; phương án")
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


def _text_pdf(text):
    """The least PDF with a line of text."""
    stream = f"BT /F1 12 Tf 10 50 Td ({text}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 100]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj%sendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        data
        + b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(data)
    )


TEXT_PDF = _text_pdf("Giao Phong TNMT Thu kiem tra.")


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
        wizard = self._wizard(
            file=self._word(
                "<w:p><w:r><w:t>Giao Phòng TNMT Thử kiểm tra.</w:t></w:r></w:p>"
            )
        )
        wizard.action_split()
        self.assertEqual(wizard.line_ids.lead_unit_ids, self.dept_land)

    def test_table_of_a_word_file(self):
        def cells(*texts):
            return "".join(
                f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"
                for text in texts
            )

        rows = (
            cells("TT", "Nội dung", "Đơn vị chủ trì", "Thời hạn"),
            cells("1", "Sửa đập Phai Lông", "Phòng TNMT Thử", "30/9/2099"),
        )
        body = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
        wizard = self._wizard(file=self._word(f"<w:tbl>{body}</w:tbl>"))
        wizard.action_split()
        [line] = wizard.line_ids
        self.assertEqual(line.content, "Sửa đập Phai Lông")
        self.assertEqual(line.lead_unit_ids, self.dept_land)
        self.assertEqual(line.due_date, date(2099, 9, 30))

    def test_working_days_from_a_day_that_is_named(self):
        wizard = self._wizard(
            text="Giao Phòng TNMT Thử trả lời trong 05 ngày làm việc kể từ ngày "
            "04/9/2028."
        )
        wizard.action_split()
        self.assertEqual(wizard.line_ids.due_kind, "date")
        self.assertEqual(wizard.line_ids.due_date, date(2028, 9, 11))

    def test_a_page_without_text_is_told(self):
        buffer = io.BytesIO()
        writer = PdfWriter()
        writer.add_page(PdfFileReader(io.BytesIO(TEXT_PDF)).pages[0])
        writer.add_blank_page(100, 100)
        writer.write(buffer)
        wizard = self._wizard(file=base64.b64encode(buffer.getvalue()))
        wizard.action_split()
        self.assertIn("2", wizard.notice)

    def _word(self, body, encrypted=False):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr(
                "word/document.xml",
                '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessing'
                f'ml/2006/main"><w:body>{body}</w:body></w:document>',
            )
        data = bytearray(buffer.getvalue())
        if encrypted:
            # the flag of a password, in the file and in its contents list
            data[6] |= 1
            data[data.index(b"PK\x01\x02") + 8] |= 1
        return base64.b64encode(bytes(data))

    def test_bad_input_is_told(self):
        encrypted, scan = io.BytesIO(), io.BytesIO()
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
            ({"file": base64.b64encode(b"\xd0\xcf\x11\xe0 old")}, "old Word file"),
            ({"file": self._word("<w:p/>", encrypted=True)}, "password"),
            ({"file": self._word("<w:p/>")}, "pictures only"),
            ({"file": base64.b64encode(b"%PDF-1.4 broken")}, "damaged"),
            ({"file": base64.b64encode(encrypted.getvalue())}, "password"),
            ({"file": base64.b64encode(scan.getvalue())}, "pictures only"),
        ):
            wizard = self._wizard(**vals)
            with self.subTest(words=words), self.assertRaisesRegex(UserError, words):
                wizard.action_split()
            self.assertFalse(wizard.line_ids)
