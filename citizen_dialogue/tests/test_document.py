import base64
import hashlib
import re
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import file_open

from ..tools import pdf
from .common import CitizenCase
from .pdf_linter import lint, read_lines
from .test_case_papers import FORMS


def words(text):
    return re.sub(r"\s+", " ", text).strip()


@tagged("post_install", "-at_install")
class TestDocument(CitizenCase):
    def _letter(self, user=None, **vals):
        return (
            self.env["citizen.document"]
            .with_user(user or self.user_secretary)
            .create(
                {
                    "type_id": self.env.ref(
                        "citizen_dialogue.citizen_document_type_cv"
                    ).id,
                    "name": "báo cáo kết quả",
                    "body_html": "<p>Nội dung công văn./.</p>",
                    "addressee_text": "Phòng Tài nguyên và Môi trường",
                    "recipient_lines": "Như trên;\nLưu: VT, VP.",
                    "signer_membership_id": self.user_leader.citizen_membership_ids.id,
                    **vals,
                }
            )
        )

    def _approved(self, **vals):
        document = self._letter(**vals)
        document.action_submit()
        document.with_user(self.user_followup).action_approve()
        return document.with_user(self.user_clerk)

    def test_from_draft_to_signed_copy(self):
        document = self._approved(number_proposed=7)
        self.assertIn(self.user_clerk, document.sudo().activity_ids.user_id)
        document.action_issue()
        self.assertEqual(document.state, "issued")
        self.assertEqual(document.number, "07/UBND-VP")
        self.assertFalse(document.sudo().activity_ids)
        document._store_pdf()
        content = document.pdf_attachment_id.raw
        self.assertEqual(document.pdf_sha256, hashlib.sha256(content).hexdigest())
        self.assertEqual(document._pdf_content(), content)
        document._store_pdf()
        self.assertEqual(document.pdf_attachment_id.raw, content)
        signed = pdf.render("<p>bản ký</p>")
        document.write(
            {"signed_upload": base64.b64encode(signed), "signed_upload_name": "a.pdf"}
        )
        self.assertEqual(document._pdf_content(), signed)
        self.assertEqual(document.signed_sha256, hashlib.sha256(signed).hexdigest())
        with self.assertRaises(UserError):
            document.write({"signed_upload": base64.b64encode(signed)})
        for file in (document.pdf_attachment_id, document.signed_attachment_id):
            with self.assertRaises(UserError):
                file.sudo().unlink()
            with self.assertRaises(UserError):
                file.sudo().write({"raw": b"x"})

    def test_issued_document_is_never_rendered_again(self):
        document = self._approved(number_proposed=8)
        document.action_issue()
        document._store_pdf()
        with patch.object(pdf, "render", side_effect=AssertionError):
            content, kind = self.env["ir.actions.report"]._render_qweb_pdf(
                "citizen_dialogue.report_citizen_document", document.ids
            )
        self.assertEqual(kind, "pdf")
        self.assertEqual(content, document.pdf_attachment_id.raw)

    def test_text_is_fixed_once_approved(self):
        document = self._approved()
        with self.assertRaises(UserError):
            document.with_user(self.user_secretary).write(
                {"body_html": "<p>khác</p>", "revision": document.revision}
            )
        with self.assertRaises(UserError):
            document.with_user(self.user_secretary).name = "khác"

    def test_returned_with_a_note(self):
        document = self._letter()
        document.action_submit()
        document.with_user(self.user_followup)._return("Thiếu căn cứ")
        self.assertEqual(document.state, "draft")
        self.assertEqual(document.return_note, "Thiếu căn cứ")

    def test_each_step_belongs_to_its_officer(self):
        document = self._letter()
        document.action_submit()
        with self.assertRaises(AccessError):
            document.action_approve()
        document.with_user(self.user_followup).action_approve()
        document.number_proposed = 9
        with self.assertRaises(AccessError):
            document.action_issue()
        with self.assertRaises(AccessError):
            document.with_user(self.user_leader).action_issue()

    def test_incomplete_draft_is_not_submitted(self):
        for gap in (
            {"body_html": "<p> </p>"},
            {"signer_membership_id": False},
            {"name": " "},
        ):
            with self.subTest(gap=gap), self.assertRaises(UserError):
                self._letter(**gap).action_submit()

    def test_typed_number_is_unique_in_series_and_year(self):
        self._approved(number_proposed=15).action_issue()
        twin = self._approved(number_proposed=15)
        with self.assertRaises(UserError) as error:
            twin.action_issue()
        self.assertIn("15", str(error.exception))
        self.assertEqual(twin.state, "approved")
        twin.number_proposed = 0
        with self.assertRaises(UserError):
            twin.action_issue()
        twin.write({"number_proposed": 15, "date_proposed": date(2025, 12, 31)})
        twin.action_issue()
        self.assertEqual((twin.year, twin.number_int), (2025, 15))
        self.assertEqual(self._approved().number_hint, "15")

    def test_drawn_numbers_begin_anew_at_midnight_in_viet_nam(self):
        series = self.env["citizen.document.series"]
        series._get(self.district, 2026, "CV").write(
            {"mode": "drawn", "next_number": 40}
        )
        numbers = []
        for moment in ("2026-12-31 16:59:00", "2026-12-31 17:01:00"):
            with freeze_time(moment):
                document = self._approved()
                document.action_issue()
                numbers.append((document.year, document.number))
        self.assertEqual(numbers, [(2026, "40/UBND-VP"), (2027, "01/UBND-VP")])

    def test_series_does_not_go_back(self):
        self._approved(number_proposed=30).action_issue()
        year = self._day().year
        series = self.env["citizen.document.series"]._get(self.district, year, "CV")
        with self.assertRaises(UserError):
            series.with_user(self.user_clerk).next_number = 12

    def test_impossible_dates(self):
        for day in (self._day(3), date(1900, 1, 1)):
            document = self._approved(number_proposed=33, date_proposed=day)
            with self.subTest(day=day), self.assertRaises(UserError):
                document.action_issue()
            self.assertEqual(document.state, "approved")

    def test_second_click_is_refused_with_what_happened(self):
        document = self._approved(number_proposed=21)
        document.action_issue()
        with self.assertRaises(UserError) as error:
            document.action_issue()
        self.assertIn(self.user_clerk.name, str(error.exception))

    def test_signature_blocks(self):
        """Nghị định 30/2020/NĐ-CP Điều 13."""
        leader = self.user_leader.citizen_membership_ids
        vice = self.user_vice.citizen_membership_ids
        office = self.user_followup.citizen_membership_ids.filtered(
            lambda m: m.position == "head"
        )
        cases = (
            (leader, "direct", ["CHỦ TỊCH"]),
            (leader, "tm", ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]),
            (vice, "kt", ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]),
            (
                vice,
                "tm_kt",
                ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"],
            ),
            (office, "tl", ["TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"]),
        )
        for post, mode, lines in cases:
            document = self._letter(signer_membership_id=post.id, signature_mode=mode)
            self.assertEqual(document._signature_block(), lines)
            document.action_submit()

    def test_impossible_signatures_are_refused(self):
        vice = self.user_vice.citizen_membership_ids
        office = self.user_followup.citizen_membership_ids.filtered(
            lambda m: m.position == "head"
        )
        self.district.sign_tl = False
        for post, mode in ((vice, "direct"), (office, "tl"), (office, "tuq")):
            document = self._letter(signer_membership_id=post.id, signature_mode=mode)
            with self.subTest(mode=mode), self.assertRaises(UserError):
                document.action_submit()
        office.write(
            {"authorisation_ref": "03/GUQ-UBND", "authorisation_until": self._day(10)}
        )
        document = self._letter(signer_membership_id=office.id, signature_mode="tuq")
        document.action_submit()
        self.assertEqual(
            document._signature_block(), ["TUQ. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"]
        )

    def test_external_document_has_the_same_effect(self):
        conclusion = self._directive([self._clause(self.commune_a)])
        action = conclusion.action_register_external()
        document = self.env["citizen.document"].browse(action["res_id"])
        document = document.with_user(self.user_secretary)
        with self.assertRaises(UserError):
            document.action_register_external()
        document.write({"number_proposed": 88, "date_proposed": self._day(-5)})
        document.action_register_external()
        self.assertEqual(conclusion.state, "issued")
        self.assertEqual(conclusion.date_issued, self._day(-5))
        self.assertEqual(len(conclusion.task_ids), 1)
        with self.assertRaises(UserError):
            document._pdf_content()

    def test_my_unit_is_where_one_has_a_post(self):
        written = self._letter(signer_membership_id=False)
        below = self._letter(self.user_commune_a, signer_membership_id=False)
        # the office wrote it, the authority issues it; a commune does both
        for user, document, mine in (
            (self.user_secretary, written, True),
            (self.user_inspector, written, True),
            (self.user_inspector, below, False),
            (self.user_commune_a, below, True),
        ):
            with self.subTest(user=user.login, document=document.issuer_unit_id.name):
                own = document.with_user(user)
                self.assertEqual(own.is_of_my_unit, mine)
                for flag in (True, False):
                    found = own.search([("is_of_my_unit", "=", flag)])
                    self.assertEqual(document.id in found.ids, mine is flag)

    def test_nobody_drafts_in_another_authority_s_name(self):
        with self.assertRaises(Exception) as error:
            self._letter(issuer_unit_id=self.commune_b.id)
        self.assertIn(self.district.name, str(error.exception))


@tagged("post_install", "-at_install")
class TestLayout(CitizenCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dialogue = cls._held_session()
        cls._opinion(cls.dialogue, "Mương bị sạt " * 30, source="live")
        cls._opinion(cls.dialogue, "Điện yếu", disposition="taken_over", source="live")

    def _documents(self):
        dialogue = self.dialogue
        yield dialogue.document_ids
        for action in (
            dialogue.action_draft_opinion_sheet(),
            dialogue.action_draft_minutes(),
            dialogue.action_draft_results(),
            self._session().action_draft_invitation(),
            self.env["citizen.plan.wizard"]
            .with_user(self.user_secretary)
            .create({})
            .action_draft_plan(),
            self._directive(
                [self._clause(self.commune_a | self.dept_land)]
            ).action_submit(),
        ):
            yield self.env["citizen.document"].browse(action["res_id"])
        conclusion = self.env["citizen.conclusion"].create(
            {
                "name": "Kết luận",
                "dialogue_id": dialogue.id,
                "kind": "session",
                "owner_unit_id": self.office.id,
                "issuer_unit_id": self.district.id,
            }
        )
        opinion = self._opinion(dialogue, "Nước đục", source="live")
        report = self.env["citizen.report"].with_user(self.user_secretary).create({})
        late = self._issued([self._clause(self.commune_a, due_date=self._day(1))])
        day = self._day(9)
        late.task_ids.invalidate_recordset()
        with patch.object(
            self.env.registry["citizen.calendar"], "_today", lambda own: day
        ):
            letters = late.task_ids.with_user(self.user_secretary).action_draft_urging()
            yield self.env["citizen.document"].search(letters["domain"])
        for record, code in ((opinion, "CV_TL"), (report, "BC_KL")):
            yield self.env["citizen.document"]._draft_for(record, code)
        petition = (
            self.env["citizen.petition"]
            .with_user(self.user_secretary)
            .create(
                {
                    "subject": "nhiều nội dung",
                    "sender_name": "Lò Văn Thử",
                    "line_ids": [
                        Command.create(
                            {
                                "kind": kind,
                                "content": f"Nội dung {kind}",
                                "competent_body": "Cơ quan khác",
                            }
                        )
                        for kind in ("kn", "kn_pa")
                    ],
                    "kind": "mixed",
                }
            )
        )
        visit = (
            self.env["citizen.reception"]
            .with_user(self.user_secretary)
            .create(
                {
                    "sender_name": "Lò Văn Thử",
                    "content": "Hỏi lại việc đã giải quyết",
                    "result": "refused",
                    "refusal_ground_id": self.env.ref(
                        "citizen_dialogue.citizen_refusal_ground_tcd9_3"
                    ).id,
                }
            )
        )
        visit.action_finish()
        for action in (petition.action_guide_apart(), visit.action_draft_refusal()):
            yield self.env["citizen.document"].browse(action["res_id"])
        for code in ("TB_KL", "TB_KL_TCD"):
            yield self.env["citizen.document"]._draft_for(conclusion, code)

    def test_every_form_keeps_the_decree(self):
        seen = set()
        for document in self._documents():
            document = document.sudo()
            with self.subTest(form=document.type_id.code):
                content = pdf.render(document._render_html())
                self.assertEqual(lint(content, document.layout), [])
            seen.add(document.type_id.code)
        self.assertEqual(
            seen,
            # those of outcomes and cases, of reports and of destruction have their own
            # tests
            set(self.env["citizen.document.type"].search([]).mapped("code"))
            - (FORMS.keys() - {"CV_TL"})
            - {"BC_TCD", "QD_HUY"},
        )

    def test_long_document_numbers_its_pages(self):
        document = self.dialogue.document_ids.sudo()
        html = document._render_html().replace(
            '<div class="body">',
            '<div class="body">' + "<p>Một đoạn văn bản dài nhiều dòng. </p>" * 90,
        )
        content = pdf.render(html)
        self.assertGreater(len(read_lines(content)), 2)
        self.assertEqual(lint(content, document.layout), [])

    def test_linter_finds_one_wrong_thing(self):
        """A linter that never fails proves nothing."""
        document = self.dialogue.document_ids.sudo()
        html = document._render_html()
        faults = {
            ".motto { font-size: 13pt": ".motto { font-size: 15pt",
            ".number { font-size: 13pt": ".number { font-size: 11pt",
            "margin: 20mm 15mm 20mm 30mm": "margin: 20mm 15mm 20mm 18mm",
            ".date { font-size: 13pt; font-style: italic": ".date { font-size: 13pt",
            ".copies .line { font-size: 11pt": ".copies .line { font-size: 13pt",
            'html { font-family: "Times New Roman", "Liberation Serif", serif': (
                'html { font-family: "DejaVu Sans", "Liberation Sans", sans-serif'
            ),
            "@page :first { @top-center { content: none; } }": "",
        }
        for right, wrong in faults.items():
            with self.subTest(wrong=wrong):
                self.assertIn(right, html)
                broken = html.replace(right, wrong)
                self.assertTrue(lint(pdf.render(broken), document.layout))

    def test_linter_finds_a_file_that_is_no_archive_file(self):
        from weasyprint import HTML

        html = self.dialogue.document_ids.sudo()._render_html()
        problems = lint(HTML(string=html).write_pdf(), "named")
        self.assertIn("no PDF/A-3 metadata", problems)
        self.assertIn("no output intent", problems)

    def test_drafts_say_so_and_issued_documents_do_not(self):
        issued = self.dialogue.document_ids.sudo()
        self.assertNotIn("DỰ THẢO", issued._render_html())
        draft = self.env["citizen.document"].browse(
            self.dialogue.action_draft_results()["res_id"]
        )
        self.assertIn("DỰ THẢO", draft.sudo()._render_html())

    def test_nothing_is_fetched(self):
        for reference in ("file:///etc/passwd", "http://127.0.0.1/x.png"):
            with self.assertLogs("weasyprint") as logs:
                pdf.render(f'<p>a<img src="{reference}"></p>')
            self.assertIn("Failed to load", "".join(logs.output))


@tagged("post_install", "-at_install")
class TestSeed(CitizenCase):
    """Dispatch 1619/UBND-BTCD of 04/8/2022: the same words in the same blocks."""

    def test_the_dispatch_prints_as_the_original(self):
        with file_open(
            "citizen_dialogue/tests/data/cong-van-1619-UBND-BTCD.txt"
        ) as file:
            seed = file.read().replace("**", "")
        begin = seed.index("Thực hiện Công văn số 2892")
        end = seed.index("Nơi nhận:")
        paragraphs = [part for part in seed[begin:end].split("\n") if part.strip()]
        self.district.write(
            {
                "letterhead_name": "ỦY BAN NHÂN DÂN\nHUYỆN QUỲNH NHAI",
                "place_name": "Quỳnh Nhai",
            }
        )
        officer = self._officer("t_btcd", self.board)
        subject = words(seed[seed.index("V/v") + 4 : seed.index("Kính gửi")])
        document = (
            self.env["citizen.document"]
            .with_user(officer)
            .create(
                {
                    "type_id": self.env.ref(
                        "citizen_dialogue.citizen_document_type_cv"
                    ).id,
                    "name": subject,
                    "addressee_text": "Các cơ quan, đơn vị;\nỦy ban nhân dân các xã.",
                    "recipient_lines": "Chủ tịch, các PCT UBND huyện;\nNhư trên;\n"
                    "Lưu: VT.",
                    "body_html": "".join(f"<p>{text}</p>" for text in paragraphs),
                    "signer_membership_id": self.user_vice.citizen_membership_ids.id,
                    "signature_mode": "kt",
                }
            )
        )
        document.signer_name = "Lò Thanh Thủy"
        document.action_submit()
        document.with_user(self.user_followup).action_approve()
        clerk = document.with_user(self.user_clerk)
        clerk.write({"number_proposed": 1619, "date_proposed": date(2022, 8, 4)})
        clerk.action_issue()
        self.assertEqual(clerk.number, "1619/UBND-BTCD")
        clerk._store_pdf()
        content = clerk.sudo().pdf_attachment_id.raw
        self.assertEqual(lint(content, "letter"), [])
        pages = read_lines(content)
        printed = " ".join(line.text for _w, _h, lines in pages for line in lines)
        blocks = (
            "ỦY BAN NHÂN DÂN",
            "HUYỆN QUỲNH NHAI",
            "Số: 1619/UBND-BTCD",
            "Quỳnh Nhai, ngày 04 tháng 8 năm 2022",
            "Kính gửi:",
            "- Các cơ quan, đơn vị;",
            "- Ủy ban nhân dân các xã.",
            "- Chủ tịch, các PCT UBND huyện;",
            "- Như trên;",
            "- Lưu: VT.",
            "KT. CHỦ TỊCH",
            "PHÓ CHỦ TỊCH",
            "Lò Thanh Thủy",
        )
        for block in blocks:
            self.assertIn(words(block), words(printed))
        body = re.sub(r"[\s\d]+", "", printed)
        for text in paragraphs:
            self.assertIn(re.sub(r"[\s\d]+", "", text), body)
