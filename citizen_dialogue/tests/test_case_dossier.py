"""The file of a case: its rows by law, when it may be closed, and what of a
denunciation never lies in it."""

import io
import zipfile

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..models.citizen_dossier_case import CUSTODY
from .test_access import PIXEL
from .test_petition import PetitionCase


class CaseCase(PetitionCase):
    """Cases made as if their steps had been taken."""

    @classmethod
    def _case(cls, petitions=None, **vals):
        petitions = cls._petition() if petitions is None else petitions
        first = petitions[:1].sudo()
        case = (
            cls.env["citizen.case"]
            .with_user(cls.user_secretary)
            .sudo()
            ._create_protected(
                [
                    {
                        "subject": "việc thu hồi đất làm đường",
                        "kind": first.kind,
                        "owner_unit_id": first.owner_unit_id.id,
                        "petition_id": first.id,
                        "petition_ids": [Command.set(petitions.ids)],
                        "code": f"{first.id}/2026",
                        "state": "accepted",
                        "accepted_on": cls._day(-20),
                        **vals,
                    }
                ]
            )
        )
        return case.with_user(cls.user_secretary).sudo(False)

    @classmethod
    def _set(cls, record, **vals):
        record.sudo()._write_protected(vals)

    @classmethod
    def _paper(cls, case, step, days=-10, **vals):
        """An issued document of the case."""
        form = cls.env["citizen.document.type"]._get("CV_HDT", cls._day())
        document = (
            cls.env["citizen.document"]
            .sudo()
            ._create_protected(
                [
                    {
                        "case_id": case.id,
                        "type_id": form.id,
                        "step": step,
                        "name": "việc giải quyết vụ việc",
                        "owner_unit_id": case.owner_unit_id.id,
                        "issuer_unit_id": cls.district.id,
                        **vals,
                    }
                ]
            )
        )
        document._write_protected(
            {
                "state": "issued",
                "date_issued": cls._day(days),
                "number": f"{document.id}/UBND",
                "number_int": document.id,
                "year": cls._day(days).year,
            }
        )
        document._dossiers()._take_in()
        return document


@tagged("post_install", "-at_install")
class TestCaseDossier(CaseCase):
    def _open(self, case):
        dossier = self.env["citizen.dossier"]._open_for_case(case)
        return dossier.with_user(self.user_secretary).sudo(False)

    def _row(self, dossier, code):
        return dossier.item_ids.filtered(lambda item: item.code == code)

    def _fill(self, dossier):
        for item in dossier.item_ids.filtered("is_required"):
            if not item.is_complete and not item.is_sealed:
                item.sheets = 1

    def test_opened_on_the_day_of_acceptance_once(self):
        case = self._case()
        dossier = self._open(case)
        self.assertEqual(dossier.opened_on, case.accepted_on)
        self.assertRegex(dossier.code, r"^\d+\.VP-\d{4}$")
        self.assertIn(case.code, dossier.name)
        self.assertEqual(dossier.retention_years, 20)
        self.assertFalse(self._open(case))
        self.env["ir.config_parameter"].set_param(
            "citizen_dialogue.dossier_retention_years_kn", "30"
        )
        self.assertEqual(self._open(self._case()).retention_years, 30)

    def test_rows_by_kind_and_instance(self):
        complaint = self._open(self._case())
        self.assertEqual(set(complaint.item_ids.mapped("group")), {"1", "2", "3"})
        self.assertEqual(
            complaint.item_ids,
            complaint.main_item_ids
            | complaint.produced_item_ids
            | complaint.collected_item_ids,
        )
        self.assertFalse(self._row(complaint, "council"))
        second = self._open(self._case(instance="second"))
        self.assertTrue(self._row(second, "council"))
        self.assertFalse(self._row(second, "council").is_required)
        dispute = self._open(self._case(kind="dispute"))
        self.assertTrue(self._row(dispute, "mediate").is_required)
        again = self._open(self._case(kind="tc", is_renewed=True))
        self.assertTrue(self._row(again, "renewed").is_required)

    def test_a_dialogue_of_the_case_has_no_file_of_its_own(self):
        case = self._case()
        dossier = self._open(case)
        session = self._session()
        own = (
            self.env["citizen.dialogue"]
            .sudo()
            .create(
                {
                    "name": "Đối thoại",
                    "kind": "case",
                    "case_id": case.id,
                    "owner_unit_id": self.office.id,
                    "date_start": session.date_start,
                    "place": "Phòng họp",
                    "chair_membership_id": session.chair_membership_id.id,
                }
            )
        )
        self.assertFalse(own.dossier_ids)
        minutes = self._paper(case, "minutes", case_id=False, dialogue_id=own.id)
        self.assertEqual(self._row(dossier, "minutes").document_id, minutes)

    def test_papers_file_themselves_and_rows_become_required(self):
        case = self._case()
        dossier = self._open(case)
        accept = self._paper(case, "accept", -20)
        self.assertEqual(self._row(dossier, "accept").document_id, accept)
        self.assertFalse(self._row(dossier, "extend").is_required)
        self._set(case, extended_times=2)
        first, again = self._paper(case, "extend"), self._paper(case, "extend", -5)
        rows = self._row(dossier, "extend")
        self.assertEqual(rows.document_id, first | again)
        self.assertEqual(rows.mapped("is_required"), [True, False])
        self.assertEqual(set(rows.mapped("group")), {"1"})
        # what has no row of its own is one of the papers that were produced
        free = self._paper(case, "free")
        self.assertEqual(self._row(dossier, "produced").document_id, free)
        self._set(case, state="terminated", closed_on=self._day(-1))
        self._paper(case, "terminate", -1)
        self.assertFalse(self._row(dossier, "decide").is_required)
        self.assertTrue(self._row(dossier, "terminate").is_complete)

    def test_the_letter_lies_in_the_vault_and_is_not_copied(self):
        petition = self._petition(file_ids=[Command.create({"data": PIXEL})])
        dossier = self._open(self._case(petition))
        row = self._row(dossier, "petition")
        self.assertTrue(row.is_complete)
        self.assertFalse(row.attachment_ids)
        self.assertIn("1", row.custody_words)
        self.assertEqual(row.sheets, 1)
        self.assertEqual(row.sheet_numbers, "1")
        attachments = self.env["ir.attachment"].search_count([])
        target = io.BytesIO()
        dossier._export(target)
        names = zipfile.ZipFile(target).namelist()
        self.assertTrue([name for name in names if "ban_goc" in name])
        self.assertEqual(self.env["ir.attachment"].search_count([]), attachments)

    def test_a_complaint_is_closed_on_the_day_its_decision_was_sent(self):
        petition = self._petition(file_ids=[Command.create({"data": PIXEL})])
        case = self._case(petition)
        dossier = self._open(case)
        with self.assertRaisesRegex(UserError, "isn't issued yet"):
            dossier.action_close()
        self._set(case, state="decided", decided_on=self._day(-6))
        for step in ("accept", "decide"):
            self._paper(case, step, -6)
        with self.assertRaisesRegex(UserError, "hasn't been sent"):
            dossier.action_close()
        self._set(case, sent_on=self._day(3))
        with self.assertRaisesRegex(UserError, "still to come"):
            dossier.action_close()
        self._set(case, sent_on=self._day(-4))
        dossier.action_close()
        self.assertEqual(dossier.state, "closed")
        self.assertEqual(dossier.closed_on, self._day(-4))
        with self.assertRaises(UserError):
            self._row(dossier, "other").sheets = 3

    def test_a_terminated_complaint_is_closed_on_the_day_of_its_notice(self):
        case = self._case(self._petition(file_ids=[Command.create({"data": PIXEL})]))
        dossier = self._open(case)
        self._set(case, state="terminated", ended_how="terminated")
        with self.assertRaisesRegex(UserError, "isn't issued yet"):
            dossier.action_close()
        self._paper(case, "accept", -19)
        self._paper(case, "terminate", -7)
        dossier.action_close()
        self.assertEqual(dossier.closed_on, self._day(-7))

    def test_what_is_missing_is_named(self):
        case = self._case()
        dossier = self._open(case)
        self._set(
            case,
            state="decided",
            decided_on=self._day(-6),
            sent_on=self._day(-5),
            verify_started_on=self._day(-15),
        )
        with self.assertRaisesRegex(UserError, "Báo cáo kết quả xác minh"):
            dossier.action_close()
        self.env["citizen.reason.wizard"].with_user(self.user_secretary).with_context(
            active_model="citizen.dossier",
            active_id=dossier.id,
            reason_method="_close_incomplete",
        ).create({"reason": "Bản giấy thất lạc"}).action_apply()
        self.assertEqual(dossier.state, "closed")
        papers = dossier._render_paper("citizen_dialogue.dossier_papers")
        self.assertTrue(papers.startswith(b"%PDF"))


@tagged("post_install", "-at_install")
class TestDenunciationDossier(CaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._vault_mode()
        cls.petition = cls._petition(
            kind="tc", file_ids=[Command.create({"data": PIXEL})]
        )
        cls.case = cls._case(cls.petition)
        cls.dossier = (
            cls.env["citizen.dossier"]
            ._open_for_case(cls.case)
            .with_user(cls.user_secretary)
            .sudo(False)
        )

    def _row(self, code):
        return self.dossier.item_ids.filtered(lambda item: item.code == code)

    def test_neither_original_nor_identity_is_in_it(self):
        self.assertEqual(self.case.identity, "sealed")
        self.assertTrue(self.dossier.is_sealed)
        self.assertNotIn(self.case.subject, self.dossier.name)
        row = self._row("petition")
        self.assertTrue(row.is_complete)
        self.assertFalse(row.sheet_numbers)
        self.assertEqual(self.dossier.sheet_total, 0)
        self.assertEqual(self.dossier._contents()[0]["note"], CUSTODY)
        target = io.BytesIO()
        self.dossier._export(target)
        package = zipfile.ZipFile(target)
        self.assertFalse([name for name in package.namelist() if "ban_goc" in name])
        table = zipfile.ZipFile(io.BytesIO(package.read("00_muc_luc.xlsx")))
        self.assertIn(CUSTODY, table.read("xl/sharedStrings.xml").decode())
        for name in package.namelist():
            self.assertNotIn("Lò Văn Thử".encode(), package.read(name))

    def test_the_signed_copy_of_a_letter_to_who_denounced_stays_out(self):
        letter = self._paper(self.case, "notify_sender")
        other = self._paper(self.case, "notify_denounced")
        for document in letter | other:
            scan = self.env["ir.attachment"].create(
                {"name": f"ky_{document.step}.pdf", "raw": b"%PDF-1.4 scan"}
            )
            document._write_protected({"signed_attachment_id": scan.id})
        target = io.BytesIO()
        self.dossier._export(target)
        names = " ".join(zipfile.ZipFile(target).namelist())
        self.assertIn("ky_notify_denounced", names)
        self.assertNotIn("ky_notify_sender", names)

    def test_no_scan_of_a_sealed_paper_is_filed(self):
        file = (
            self.env["ir.attachment"]
            .with_user(self.user_secretary)
            .create({"name": "don.pdf", "raw": b"%PDF"})
        )
        for code in ("petition", "sender_work"):
            with (
                self.subTest(code),
                self.assertRaisesRegex(UserError, "tells who denounced"),
                self.cr.savepoint(),
            ):
                self._row(code).attachment_ids = [Command.set(file.ids)]
        self._row("evidence").attachment_ids = [Command.set(file.ids)]

    def test_closed_on_the_last_of_three_days(self):
        self._set(self.case, state="decided", decided_on=self._day(-9), verdict="right")
        for step in ("accept", "notify_sender", "notify_denounced", "decide"):
            self._paper(self.case, step, -9)
        with self.assertRaisesRegex(UserError, "publication of the conclusion"):
            self.dossier.action_close()
        self._set(self.case, published_on=self._day(-5), sent_on=self._day(-7))
        with self.assertRaisesRegex(UserError, "decision on the handling"):
            self.dossier.action_close()
        self._row("handling").sheets = 2
        row = self._row("publish_handling")
        row.write({"sheets": 1, "date": self._day(-3)})
        self.dossier.action_close()
        self.assertEqual(self.dossier.closed_on, self._day(-3))

    def test_nothing_to_handle_leaves_two_days(self):
        self._set(
            self.case,
            state="decided",
            decided_on=self._day(-9),
            verdict="wrong",
            published_on=self._day(-8),
            sent_on=self._day(-6),
        )
        for step in ("accept", "notify_sender", "notify_denounced", "decide"):
            self._paper(self.case, step, -9)
        self.dossier.action_close()
        self.assertEqual(self.dossier.closed_on, self._day(-6))

    def test_hidden_from_whom_it_is_about(self):
        self.env["citizen.petitioner"].with_user(self.user_secretary).create(
            {
                "petition_id": self.petition.id,
                "role": "denounced",
                "name": "Trưởng phòng",
                "user_id": self.user_followup.id,
            }
        )
        own = self.env["citizen.dossier"].with_user(self.user_followup)
        self.assertFalse(own.search([("case_id", "=", self.case.id)]))
        self.assertFalse(
            own.env["citizen.dossier.item"].search(
                [("dossier_id", "=", self.dossier.id)]
            )
        )
        with self.assertRaises(AccessError):
            self.dossier.with_user(self.user_followup).read(["name"])
        self.assertTrue(self.dossier.with_user(self.user_leader).has_access("read"))

    def test_only_the_custodian_hands_an_original_out(self):
        vals = {
            "petition_id": self.petition.id,
            "form": "redacted",
            "receiver": "Nguyễn Văn Giao, Tổ trưởng Tổ xác minh",
            "purpose": "verify",
            "reason": "xác minh nội dung tố cáo",
        }
        for user in (self.user_secretary, self.user_leader, self.user_admin):
            with self.subTest(user=user.login):
                petition = self.petition.with_user(user)
                with self.assertRaises(AccessError):
                    petition.action_hand_out()
                with self.assertRaises(AccessError):
                    self.dossier.with_user(user).action_hand_out()
                with self.assertRaises(AccessError), self.cr.savepoint():
                    petition.env["citizen.handout.wizard"].create(
                        vals
                    ).action_hand_out()
                with self.assertRaises(AccessError):
                    petition._hand_out("copy", "Ai đó", "verify", "xem")
        own = self.petition.with_user(self.custodian)
        self.assertEqual(own.action_hand_out()["res_model"], "citizen.handout.wizard")
        own.env["citizen.handout.wizard"].create(vals).action_hand_out()
        log = self.env["citizen.identity.log"].search([("event", "=", "handout")])
        self.assertEqual(log.user_id, self.custodian)
        self.assertEqual(log.handout_form, "redacted")
        self.assertIn("Tổ xác minh", log.receiver)
        self.assertNotIn("Lò", log.subject)
        protocol = log.with_user(self.custodian)._render_handout()
        self.assertTrue(protocol.startswith(b"%PDF"))
        with self.assertRaises(UserError):
            own._hand_out("redacted", " ", "verify", "xác minh")

    def test_what_was_handed_out_comes_back(self):
        own = self.petition.with_user(self.custodian)
        copy = own._hand_out("copy", "Tổ trưởng", "verify", "đối chiếu chữ viết")
        redacted = own._hand_out("redacted", "Tổ trưởng", "verify", "xác minh")
        rows = self.env["citizen.identity.log"].with_user(self.custodian)
        out = [("is_out", "=", True)]
        self.assertEqual(rows.search(out), copy.sudo(False))
        with self.assertRaises(AccessError):
            copy.with_user(self.user_leader).sudo(False).action_register_return()
        mine = copy.with_user(self.custodian).sudo(False)
        mine.action_register_return()
        self.assertFalse(rows.search(out))
        back = mine.return_ids
        self.assertEqual((back.event, back.user_id), ("returned", self.custodian))
        self.assertEqual(back.receiver, "Tổ trưởng")
        for row in (mine, redacted.with_user(self.custodian).sudo(False)):
            with self.assertRaises(UserError):
                row.action_register_return()

    def test_a_custodian_it_is_about_hands_nothing_out(self):
        self.env["citizen.petitioner"].with_user(self.user_secretary).create(
            {
                "petition_id": self.petition.id,
                "role": "denounced",
                "name": "Người giữ danh tính",
                "user_id": self.custodian.id,
            }
        )
        with self.assertRaises(AccessError):
            self.petition.with_user(self.custodian).action_hand_out()

    def test_queries_do_not_grow_with_the_rows(self):
        def spent(dossiers):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            dossiers.item_ids.mapped("custody_words")
            return self.cr.sql_log_count - start

        dossiers = self.dossier
        few = spent(dossiers)
        dossiers |= self.env["citizen.dossier"]._open_for_case(
            self._case() | self._case() | self._case()
        )
        self.assertLessEqual(spent(dossiers.with_user(self.user_secretary)), few + 2)
