"""Cases: from acceptance to what was decided being carried out."""

import re
from datetime import date, datetime, time
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import html2plaintext, mute_logger

from .test_access import PIXEL
from .test_petition import PetitionCase


class CaseCase(PetitionCase):
    """Cases are taken step by step by those who take the steps in the office."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.numbers = iter(range(3000, 9000))

    @classmethod
    def _case(cls, user=None, **vals):
        """A case in draft, of a petition classified as ours."""
        petition = cls._petition(
            user=user,
            **{
                "content": "Thu hồi đất không bồi thường",
                "demand": "Bồi thường theo giá thị trường",
                "competence": "own",
                **vals,
            },
        )
        case = petition._open_case()
        if case.kind == "kn":
            case.contested_ref = "Quyết định số 15/QĐ-UBND ngày 02/3/2022"
        return case

    @classmethod
    def _paper(cls, action, day=None):
        """Issue the paper an action drafted."""
        return cls._issue(action, next(cls.numbers), day)

    @classmethod
    def _accepted(cls, **vals):
        case = cls._case(**vals)
        action = case.action_accept()
        if action is not True:
            cls._paper(action)
        return case

    @classmethod
    def _verified(cls, findings="Đúng một phần", differs="yes", **vals):
        case = cls._accepted(**vals)
        case.write({"verify_unit_id": cls.dept_land.id})
        cls._paper(case.action_verify())
        case.findings = findings
        if case.kind == "kn" and case.instance == "first":
            case.demand_differs = differs
        cls._paper(case.action_report_verification())
        return case

    @classmethod
    def _invited(cls, case, days=0):
        """A dialogue in so many days whose notice goes out today."""
        dialogue = cls.env["citizen.dialogue"].browse(
            case.action_plan_dialogue()["res_id"]
        )
        dialogue = dialogue.with_user(cls.user_secretary)
        dialogue.write(
            {
                "date_start": datetime.combine(cls._day(days), time(1, 0)),
                "place": "Phòng họp",
                "chair_membership_id": cls.user_leader.citizen_membership_ids.id,
            }
        )
        cls._paper(dialogue.action_draft_invitation())
        return dialogue

    @classmethod
    def _hold_dialogue(cls, case):
        dialogue = cls._invited(case)
        dialogue.action_hold()
        return dialogue

    @classmethod
    def _missed(cls, case, days):
        """A dialogue to which nobody came; its day."""
        dialogue, day = cls._invited(case, days), cls._day(days)
        with freeze_time(datetime.combine(day, time(3, 0))):
            dialogue.action_nobody_came()
        return day

    @classmethod
    def _decided(cls, **vals):
        case = cls._verified(differs="no", **vals)
        if case.dialogue_need == "required":
            cls._hold_dialogue(case)
        if case.instance == "second":
            case.second_verdict = "upheld"
        case.verdict = "partly"
        case.verdict_text = "Bồi thường bổ sung 12 triệu đồng"
        cls._paper(case.action_decide())
        return case

    @classmethod
    def _wizard(cls, case, step, user=None, **vals):
        wizard = (
            cls.env["citizen.case.wizard"]
            .with_user(user or cls.user_secretary)
            .with_context(active_id=case.id, citizen_step=step)
        )
        return wizard.create(vals).action_apply()

    @classmethod
    def _ground(cls, code):
        return cls.env["citizen.refusal.ground"].search([("code", "=", code)])[:1]


@tagged("post_install", "-at_install")
class TestCase(CaseCase):
    # ------------------------------------------------------------------
    # complaints
    # ------------------------------------------------------------------
    def test_complaint_from_acceptance_to_close(self):
        case = self._case()
        petition = case.petition_id
        self.assertEqual(case.state, "draft")
        self.assertFalse(case.code)
        self._paper(case.action_accept())
        self.assertEqual(case.state, "accepted")
        self.assertRegex(case.code, r"^\d+/\d{4}$")
        self.assertEqual((petition.state, petition.outcome), ("handled", "accept"))
        self.assertEqual(case.deadline_ids.rule_id.mapped("code"), ["KN03"])
        self.assertFalse(petition.deadline_ids._running())
        case.verify_unit_id = self.old_commune
        with self.assertRaisesRegex(UserError, self.commune_a.name):
            self._paper(case.action_verify())
        case.document_ids.filtered(lambda d: d.step == "verify")._cancel("đơn vị cũ")
        case.verify_unit_id = self.dept_land
        self._paper(case.action_verify())
        self.assertEqual(case.state, "verifying")
        self.assertTrue(case.with_user(self.user_land).has_access("read"))
        # the verifying unit writes what it found, and reports
        verifier = case.with_user(self.user_land)
        verifier.write({"findings": "Đất bị thu hồi 120 m²", "demand_differs": "yes"})
        report = self.env["citizen.document"].browse(
            verifier.action_report_verification()["res_id"]
        )
        self.assertEqual(report.owner_unit_id, self.dept_land)
        self.assertEqual(report.issuer_unit_id, self.dept_land)
        report = report.with_user(self.user_land)
        report.action_submit()
        report.with_user(self.user_land_head).action_approve()
        clerk = report.with_user(self.user_clerk)
        clerk.number_proposed = next(self.numbers)
        clerk.action_issue()
        self.assertEqual(case.state, "verified")
        self.assertEqual(case.dialogue_need, "required")
        dialogue = self._hold_dialogue(case)
        self.assertEqual(dialogue.kind, "case")
        self.assertFalse(dialogue.dossier_ids)
        self.assertEqual(case.dialogue_need, "held")
        case.write({"verdict": "partly", "verdict_text": "Bồi thường bổ sung"})
        self._paper(case.action_decide())
        self.assertEqual((case.state, case.decided_in_time), ("decided", True))
        codes = case.deadline_ids._running().rule_id.mapped("code")
        self.assertEqual(sorted(codes), ["KN04", "KN09", "KN10"])
        self._wizard(case, "sent", received_on=self._day())
        self._wizard(case, "published", published_how="posting")
        running = case.deadline_ids._running().rule_id.mapped("code")
        self.assertEqual(sorted(running), ["KN05a", "KN10"])
        # the day of effect doesn't make anything late
        self.assertFalse(case.due_date and case.due_date == case.effective_on)
        with self.assertRaises(UserError):
            case.action_take_effect()
        with freeze_time(datetime.combine(case.effective_on, time(3, 0))):
            with patch.object(self.env.registry["ir.cron"], "_commit_progress"):
                self.env["citizen.case"]._cron_take_effect()
            self.assertEqual(case.state, "effective")
            self.assertIn("KN12", case.deadline_ids._running().rule_id.mapped("code"))
            conclusion = self.env["citizen.conclusion"].browse(
                case.action_carry_out()["res_id"]
            )
            conclusion = conclusion.with_user(self.user_secretary)
            self.assertEqual(conclusion.clause_ids.content, case.verdict_text)
            conclusion.clause_ids.write(self._clause(self.dept_finance))
            self._paper(conclusion.action_submit())
            self.assertEqual(case.task_count, 1)
            self.assertNotIn(
                "KN12", case.deadline_ids._running().rule_id.mapped("code")
            )
            with self.assertRaisesRegex(UserError, "1"):
                case.action_close()
            task = conclusion.task_ids
            task.sudo()._write_protected({"state": "verified"})
            case.invalidate_recordset()
            case.action_close()
        self.assertEqual(case.state, "closed")
        self.assertFalse(case.deadline_ids._running())

    def test_no_decision_without_compulsory_dialogue(self):
        case = self._verified(differs="yes")
        case.write({"verdict": "wrong", "verdict_text": "Giữ nguyên"})
        with self.assertRaisesRegex(UserError, "dialogue|đối thoại"):
            case.action_decide()
        # waived with a ground, by who decides
        with self.assertRaises(AccessError):
            case._waive_dialogue("Đã mời, vắng mặt không có lý do")
        resolver = case.with_user(self.user_leader)
        with self.assertRaisesRegex(UserError, "nobody came"):
            resolver._waive_dialogue("Đã mời, vắng mặt")
        # told on the same day: who stays away has good reason
        self._missed(case, 0)
        with self.assertRaisesRegex(UserError, "had to go out by"):
            resolver._waive_dialogue("Đã mời, vắng mặt")
        day = self._missed(case, 6)
        with freeze_time(datetime.combine(day, time(3, 0))):
            resolver._waive_dialogue("Đã mời, vắng mặt")
            self.assertEqual(case.dialogue_need, "waived")
            self._paper(case.action_decide())
        self.assertEqual(case.state, "decided")

    def test_who_has_to_hold_the_dialogue_is_told(self):
        case = self._verified(differs="yes")
        dialogue = self._invited(case)
        self.assertFalse(dialogue.chair_warning)
        dialogue.chair_membership_id = self.user_vice.citizen_membership_ids
        self.assertIn("Chủ tịch", dialogue.chair_warning)
        self.assertRegex(dialogue.chair_warning, "in person|trực tiếp")
        # somebody without an account, too
        dialogue.write({"chair_membership_id": False, "chair_name": "Lò Văn Thay"})
        self.assertRegex(dialogue.chair_warning, "in person|trực tiếp")
        # the chairman of a province may assign it, not when many people complain
        chair = self._officer("t_ctt", self.province, "leader", "chair")
        first = self._decided()
        second = self._case(is_second=True, second_of_id=first.id)
        self._paper(second.action_accept())
        second.sudo()._write_protected(
            {"resolver_membership_id": chair.citizen_membership_ids.id}
        )
        dialogue = self._invited(second)
        self.assertRegex(dialogue.chair_warning, "reports to|báo cáo")
        second.petition_ids.sudo().write({"signatory_count": 7})
        dialogue.invalidate_recordset(["chair_warning"])
        self.assertRegex(dialogue.chair_warning, "in person|trực tiếp")

    def test_the_notice_of_a_dialogue_tells_who_takes_part(self):
        case = self._verified(sender_name="Lò Văn Hanh")
        dialogue = self.env["citizen.dialogue"].browse(
            case.action_plan_dialogue()["res_id"]
        )
        dialogue.write(
            {
                "date_start": datetime.combine(self._day(3), time(1, 0)),
                "place": "Trụ sở UBND",
                "chair_membership_id": self.user_leader.citizen_membership_ids.id,
            }
        )
        notice = self.env["citizen.document"].browse(
            dialogue.action_draft_notice()["res_id"]
        )
        self.assertIn("Ông (bà) Lò Văn Hanh", notice.addressee_text)
        text = html2plaintext(notice.body_html)
        self.assertIn(case.content, text)
        self.assertIn("người bị khiếu nại", text)
        # the sentence for conferences
        self.assertNotIn("Công dân có ý kiến", text)

    def test_whether_dialogue_is_compulsory(self):
        first = self._accepted()
        self.assertEqual(first.dialogue_need, "unknown")
        first.demand_differs = "no"
        self.assertEqual(first.dialogue_need, "none")
        discipline = self._accepted(is_disciplinary=True)
        self.assertEqual(discipline.dialogue_need, "required")
        self.assertEqual(
            discipline._main_deadline().rule_id.code, "KNKL05", "own time limit"
        )
        self.assertEqual(self._accepted(kind="kn_pa").dialogue_need, "none")

    def test_a_dialogue_to_which_nobody_came_is_none(self):
        case = self._verified(differs="yes")
        self._missed(case, 0)
        self.assertEqual(case.dialogue_need, "required")

    def test_second_instance_keeps_the_thread(self):
        first = self._decided()
        self._wizard(first, "sent", received_on=self._day())
        effect = first.effective_on
        self.assertTrue(effect)
        second = self._case(is_second=True, second_of_id=first.id)
        self.assertEqual(second.previous_id, first)
        self.assertEqual(second.instance, "second")
        self._paper(second.action_accept())
        self.assertEqual(second._main_deadline().rule_id.code, "KN07")
        # a first decision that is complained about takes no effect by itself
        self.assertFalse(first.effective_on)
        self.assertEqual(first.next_ids, second)
        self.assertIn(second.code, first.next_text)
        self.assertFalse(first.missing_summary)
        self.assertEqual(second.dialogue_need, "required")
        second.verify_unit_id = self.dept_land
        self._paper(second.action_verify())
        second.findings = "Đúng"
        self._paper(second.action_report_verification())
        self._hold_dialogue(second)
        second.verdict_text = "Công nhận quyết định lần đầu"
        with self.assertRaises(UserError):
            second.action_decide()
        second.second_verdict = "upheld"
        # the second decision, too, says whether the complaint is right (Luật Khiếu nại
        # 2011 Điều 40 khoản 2 điểm h)
        with self.assertRaisesRegex(UserError, "right, partly right or wrong"):
            second.action_decide()
        second.verdict = "wrong"
        self._paper(second.action_decide())
        codes = second.deadline_ids._running().rule_id.mapped("code")
        self.assertEqual(sorted(codes), ["KN08", "KN09", "KN11"])
        with freeze_time(datetime.combine(second.effective_on, time(3, 0))):
            second.action_take_effect()
        self.assertEqual(second.state, "effective")
        self.assertEqual(first.state, "closed")

    def test_second_instance_of_one_not_decided_in_time(self):
        first = self._accepted()
        second = self._case(is_second=True, second_of_id=first.id)
        self._paper(second.action_accept())
        self.assertEqual(first.state, "terminated")
        self.assertFalse(first.deadline_ids._running())

    def test_second_instance_needs_its_first_decision(self):
        case = self._case(is_second=True)
        with self.assertRaises(UserError):
            case.action_accept()
        case.first_decision_ref = "Quyết định số 12/QĐ-UBND ngày 05/8/2022"
        self._paper(case.action_accept())
        self.assertEqual(case.state, "accepted")
        with self.assertRaises(UserError):
            case.first_decision_ref = "khác"

    def test_letters_of_one_matter_make_one_case(self):
        case = self._accepted()
        other = self._petition(competence="own")
        self.env["citizen.petition.link"].with_user(self.user_secretary).citizen_join(
            other.id, case.petition_id.id, "matter", "một việc"
        )
        self.assertEqual(other._open_case(), case)
        self.assertEqual(len(case.petition_ids), 2)
        self.assertEqual((other.state, other.outcome), ("handled", "accept"))
        self.assertEqual(other.case_count, 0)
        self.assertEqual(case.petition_id.case_count, 1)

    def test_decision_of_what_was_complained_about_is_suspended(self):
        case = self._accepted()
        self._paper(case.action_hold_decision())
        self.assertEqual(case.hold_until, case._main_deadline().due_date)
        with self.assertRaises(UserError):
            case.action_hold_decision()
        self._paper(case.action_lift_hold())
        self.assertTrue(case.hold_lifted_on)
        with self.assertRaises(UserError):
            case.action_lift_hold()

    # ------------------------------------------------------------------
    # time
    # ------------------------------------------------------------------
    @freeze_time("2022-08-04 03:00:00")
    def test_time_of_a_complaint(self):
        case = self._accepted()
        self.assertEqual(case.due_date, date(2022, 9, 5))
        # before 2026-07-01 no criteria by law: the leader's judgement, in words
        with self.assertRaises(UserError):
            self._wizard(case, "complex")
        self._paper(self._wizard(case, "complex", reason="Nhiều thửa đất"))
        self.assertEqual(case.complexity, "complex")
        self.assertEqual(case.due_date, date(2022, 9, 5))
        self._paper(case.action_extend())
        self.assertEqual(case.due_date, date(2022, 9, 19))
        with self.assertRaises(UserError):
            case.action_extend()

    @freeze_time("2026-07-03 03:00:00")
    def test_time_of_a_complex_complaint_in_a_remote_area(self):
        self.district.is_remote_area = True
        case = self._accepted()
        self.assertTrue(case.is_remote)
        with self.assertRaises(UserError):
            self._wizard(case, "complex", reason="Nhiều thửa đất")
        with self.assertRaises(UserError):
            self._wizard(case, "complex", criterion_ids=self._ground("CX_TC_A").ids)
        action = self._wizard(
            case, "complex", criterion_ids=self._ground("CX_KN_A").ids
        )
        self._paper(action)
        self._paper(case.action_extend())
        self.assertEqual(case.due_date, date(2026, 9, 3))

    @freeze_time("2026-07-10 03:00:00")
    def test_a_denunciation_is_extended_by_its_criteria(self):
        self._vault_mode()
        case = self._accepted(kind="tc")
        main = case._main_deadline()
        self.assertEqual(main.due_date, date(2026, 8, 10))
        with self.assertRaises(UserError):
            case.action_extend()
        self._paper(
            self._wizard(case, "complex", criterion_ids=self._ground("CX_TC_A").ids)
        )
        self.assertEqual(case.complexity, "complex")
        self.assertEqual(main.due_date, date(2026, 9, 8))
        with self.assertRaises(UserError):
            case.action_extend()

    @freeze_time("2026-07-10 03:00:00")
    def test_two_criteria_allow_two_extensions(self):
        self._vault_mode()
        case = self._accepted(kind="tc")
        criteria = self._ground("CX_TC_A") | self._ground("CX_TC_B")
        self._paper(self._wizard(case, "complex", criterion_ids=criteria.ids))
        self.assertEqual(case.complexity, "especially")
        self._paper(case.action_extend())
        self.assertEqual(case._main_deadline().due_date, date(2026, 10, 8))
        with self.assertRaises(UserError):
            case.action_extend()

    def test_no_extension_after_the_time_is_over(self):
        with freeze_time("2026-07-03 03:00:00"):
            case = self._accepted()
        with freeze_time("2026-11-20 03:00:00"), self.assertRaises(UserError):
            self._paper(
                self._wizard(case, "complex", criterion_ids=self._ground("CX_KN_A").ids)
            )

    def test_suspension_of_a_complaint(self):
        with freeze_time("2026-07-06 03:00:00"):
            case = self._accepted()
        with freeze_time("2026-07-16 03:00:00"):
            self._paper(
                self._wizard(case, "suspend", ground_id=self._ground("KN11A_1A").id)
            )
            self.assertEqual(case.state, "suspended")
            self.assertFalse(case._main_deadline().due_date)
            case.write({"verdict": "right", "verdict_text": "Đúng"})
            with self.assertRaises(UserError):
                case.action_decide()
            with self.assertRaises(UserError):
                self._wizard(case, "suspend", ground_id=self._ground("KN11A_1A").id)
        with freeze_time("2026-08-10 03:00:00"):
            self._paper(case.action_resume())
            self.assertEqual(case.state, "accepted")
            # vector of domain/law.md §3.5
            self.assertEqual(case._main_deadline().due_date, date(2026, 9, 3))
            codes = case.deadline_ids._running().rule_id.mapped("code")
            self.assertIn("KN16", codes)

    @freeze_time("2026-06-20 03:00:00")
    def test_no_suspension_of_a_complaint_before_the_law_knew_it(self):
        case = self._accepted()
        with self.assertRaises(UserError):
            self._wizard(case, "suspend", ground_id=self._ground("KN11A_1A").id)
        self._paper(self._wizard(case, "terminate", ground_id=self._ground("KN10").id))
        self.assertEqual((case.state, case.ended_how), ("terminated", "withdrawn"))

    def test_termination_after_explanation_is_told_apart(self):
        with freeze_time("2026-08-10 03:00:00"):
            case = self._accepted()
            ground = self._ground("KN11A_2A")
            self._paper(
                self._wizard(
                    case, "terminate", ground_id=ground.id, after_explanation=True
                )
            )
            self.assertEqual((case.state, case.ended_how), ("terminated", "explained"))
            self.assertEqual(
                case.deadline_ids._running().rule_id.mapped("code"), ["KN15"]
            )
            with self.assertRaises(UserError):
                case.action_resume()

    def test_ground_of_another_kind_is_refused(self):
        case = self._accepted()
        with self.assertRaises(UserError):
            self._wizard(case, "terminate", ground_id=self._ground("TC34_3A").id)

    # ------------------------------------------------------------------
    # denunciations
    # ------------------------------------------------------------------
    def test_denunciation_from_acceptance_to_close(self):
        self._vault_mode()
        case = self._accepted(kind="tc", subject="việc quản lý quỹ")
        self.assertEqual(case.identity, "sealed")
        self.assertNotIn("quỹ", case.display_name)
        codes = case.deadline_ids._running().rule_id.mapped("code")
        self.assertEqual(sorted(codes), ["TC04", "TC05"])
        self._paper(case.action_notify_sender())
        self.assertIn("TC04", case.deadline_ids._running().rule_id.mapped("code"))
        self._paper(case.action_notify_denounced())
        self.assertNotIn("TC04", case.deadline_ids._running().rule_id.mapped("code"))
        with self.assertRaises(UserError):
            case.action_decide()
        case.verify_unit_id = self.dept_finance
        self._paper(case.action_verify())
        self._paper(case.action_draft_team_report())
        case.findings = "Đúng như tố cáo"
        self._paper(case.action_report_verification())
        case.write(
            {
                "verdict": "right",
                "verdict_text": "Tố cáo đúng",
                "due_state_money": 12_000_000,
                "due_admin_persons": 2,
            }
        )
        self._paper(case.action_decide())
        codes = case.deadline_ids._running().rule_id.mapped("code")
        self.assertEqual(sorted(codes), ["TC07", "TC08", "TC10"])
        self._wizard(case, "sent")
        self._wizard(case, "published", published_how="meeting")
        conclusion = self.env["citizen.conclusion"].browse(
            case.action_carry_out()["res_id"]
        )
        conclusion = conclusion.with_user(self.user_secretary)
        self.assertFalse(conclusion.clause_ids)
        conclusion.clause_ids = [Command.create(self._clause(self.dept_finance))]
        self._paper(conclusion.action_submit())
        self.assertFalse(case.deadline_ids._running())
        conclusion.task_ids.sudo()._write_protected({"state": "verified"})
        case.invalidate_recordset()
        case.action_close()
        self.assertEqual(case.state, "closed")

    def test_denunciation_of_a_head_opens_at_the_superior(self):
        self._vault_mode()
        case = self._case(kind="tc")
        self.env["citizen.petitioner"].with_user(self.user_secretary).create(
            {
                "petition_id": case.petition_id.id,
                "role": "denounced",
                "name": "Người đứng đầu",
                "user_id": self.user_leader.id,
            }
        )
        with self.assertRaises(UserError):
            case.action_accept()
        # and he sees nothing of it
        self.assertFalse(
            self.env["citizen.case"]
            .with_user(self.user_leader)
            .search([("id", "=", case.id)])
        )

    # ------------------------------------------------------------------
    # the others
    # ------------------------------------------------------------------
    def test_recommendation_is_accepted_and_answered(self):
        case = self._accepted(kind="kn_pa")
        self.assertEqual(case.state, "accepted")
        self.assertFalse(case.deadline_ids)
        case.verdict_text = "Đã sửa đường"
        self._paper(case.action_decide())
        self.assertEqual(case.state, "decided")
        self._wizard(case, "sent")
        case.write({"needs_enforcement": "no", "no_enforcement_reason": "Đã xong"})
        case.action_close()
        self.assertEqual(case.state, "closed")

    @freeze_time("2026-07-03 03:00:00")
    def test_land_dispute_is_mediated(self):
        case = self._accepted(kind="kn_pa", is_dispute=True)
        self.assertEqual(case.kind, "dispute")
        self.assertEqual(case._main_deadline().rule_id.code, "HG01")
        self.assertEqual(
            case._main_deadline().date_start, case.petition_id.receipt_date
        )
        with self.assertRaises(UserError):
            case.action_mediate()
        case.write({"findings": "Hai bên thống nhất ranh giới", "verdict": "right"})
        self._paper(case.action_mediate())
        self.assertEqual((case.state, case.ended_how), ("closed", "mediated"))
        with self.assertRaises(UserError):
            case.action_decide()

    # ------------------------------------------------------------------
    # what is refused
    # ------------------------------------------------------------------
    def test_dates_that_cannot_be(self):
        with freeze_time("2026-08-10 03:00:00"):
            case = self._case()
            action = case.action_accept()
            with self.assertRaises(UserError):
                self._paper(action, date(2026, 8, 3))
        with freeze_time("2026-08-12 03:00:00"):
            other = self._accepted()
            other.write({"verify_unit_id": self.dept_land.id})
            with self.assertRaises(UserError):
                self._paper(other.action_verify(), date(2026, 8, 11))

    def test_second_acceptance_is_refused(self):
        case = self._accepted()
        with self.assertRaises(UserError):
            case.action_accept()
        draft = self._case()
        action = draft.action_accept()
        self._paper(action)
        with self.assertRaises(UserError):
            self._paper(action)

    def test_not_competent_is_refused(self):
        case = self._case()
        case.petition_id.sudo()._write_protected(
            {"competent_unit_id": self.commune_a.id}
        )
        with self.assertRaisesRegex(UserError, "UBND xã A"):
            case.action_accept()

    def test_a_group_needs_representatives(self):
        case = self._case(signatory_count=12)
        with self.assertRaises(UserError):
            case.action_accept()

    def test_forged_calls_are_refused(self):
        case = self._accepted()
        for vals in (
            {"state": "decided"},
            {"decided_on": "2026-01-01"},
            {"accepted_on": "2020-01-01"},
            {"petition_ids": [Command.clear()]},
            {"complexity": "complex"},
            {"dialogue_waiver": "x"},
            {"code": "1/2020"},
            {"owner_unit_id": self.commune_a.id},
        ):
            with self.assertRaises(AccessError), mute_logger("odoo.http"):
                case.write(vals)
        with self.assertRaises(AccessError):
            case.with_context(citizen_token=1).write({"state": "decided"})
        with self.assertRaises(UserError):
            case.unlink()
        other = self.env["citizen.case"].with_user(self.user_commune_b)
        with self.assertRaises(AccessError):
            other.create(
                {"subject": "x", "kind": "kn", "petition_id": case.petition_id.id}
            )
        with self.assertRaises(AccessError):
            other.browse(case.id).action_accept()

    def test_verifying_unit_takes_no_step_of_the_resolver(self):
        case = self._accepted()
        case.verify_unit_id = self.dept_land
        self.assertFalse(case.with_user(self.user_land).has_access("read"))
        self._paper(case.action_verify())
        verifier = case.with_user(self.user_land)
        # it lists its cases without reading the letters they came from
        self.assertFalse(case.petition_id.with_user(self.user_land).has_access("read"))
        row = verifier.search([("id", "=", case.id)]).read(
            ["people_text", "signatory_count"]
        )[0]
        self.assertEqual((row["people_text"], row["signatory_count"]), (False, 1))
        verifier.findings = "Đã xác minh"
        with self.assertRaises(AccessError):
            verifier.subject = "khác"
        for method in ("action_decide", "action_carry_out", "action_hold_decision"):
            with self.assertRaises(UserError):
                getattr(verifier, method)()
        with self.assertRaises(AccessError):
            self._wizard(case, "complex", user=self.user_land, reason="x")
        # nor with a paper of its own that would decide
        vals = {
            "case_id": case.id,
            "type_id": self.env.ref("citizen_dialogue.citizen_document_type_kn_15").id,
            "step": "decide",
            "name": "x",
            "owner_unit_id": self.dept_land.id,
            "issuer_unit_id": self.dept_land.id,
        }
        documents = self.env["citizen.document"].with_user(self.user_land)
        with self.assertRaises(AccessError):
            documents.create(vals)
        forged = documents._create_protected([vals])
        with self.assertRaises(UserError):
            case._check_document_issue(forged, self._day())

    def test_what_is_decided_stays(self):
        case = self._decided()
        for vals in (
            {"verdict": "wrong"},
            {"findings": "khác"},
            {"verdict_text": "khác"},
            {"subject": "khác"},
        ):
            with self.assertRaises(UserError):
                case.write(vals)
        # figures of carrying out follow later
        case.done_state_money = 5_000_000

    def test_nothing_to_be_done_needs_a_reason(self):
        case = self._decided()
        with self.assertRaises(ValidationError):
            case.needs_enforcement = "no"
            case.flush_recordset()

    # ------------------------------------------------------------------
    # urging, access
    # ------------------------------------------------------------------
    def test_late_case_is_urged_once(self):
        with freeze_time("2026-07-03 03:00:00"):
            case = self._accepted()
        with freeze_time("2026-09-15 03:00:00"):
            urgings = self.env["citizen.urging"]
            for _night in range(2):
                for _batch in urgings._climb():
                    pass
            fired = urgings.search([("case_id", "=", case.id)])
            self.assertEqual(fired.mapped("kind"), ["head"])
            self.assertTrue(case.is_overdue)
            self.assertIn(
                case, self.env["citizen.case"].search([("is_overdue", "=", True)])
            )

    def test_who_reads_a_case(self):
        case = self._accepted()
        readers = {
            "secretary": True,
            "followup": True,
            "leader": True,
            "inspector": True,
            "land": False,
            "commune_a": False,
            "commune_b": False,
        }
        for name, may in readers.items():
            user = getattr(self, f"user_{name}")
            self.assertEqual(case.with_user(user).has_access("read"), may, name)


# what may be done in which state; everything else is refused, over RPC too
WORKED = {"accepted", "verifying", "verified"}
ALLOWED = {
    "action_accept": {"draft"},
    "action_verify": {"accepted", "verified"},
    "action_report_verification": {"verifying"},
    "action_plan_dialogue": WORKED,
    "action_decide": {"accepted", "verified"},
    "action_extend": WORKED,
    "action_hold_decision": WORKED,
    "action_resume": {"suspended"},
    "action_take_effect": {"decided"},
    "action_carry_out": {"effective"},
    "action_close": {"effective"},
    "action_publish": {"decided", "effective"},
    "action_draft_work": WORKED,
    "action_draft_request": WORKED,
    "action_draft_receipt": WORKED,
    "action_draft_dialogue_report": WORKED,
    "action_lift_hold": set(),
    "action_mediate": set(),
    "action_notify_sender": set(),
    "action_notify_denounced": set(),
    "sent": {"decided", "effective"},
    "published": {"decided", "effective"},
    "complex": WORKED,
    "suspend": WORKED,
    "terminate": {*WORKED, "suspended"},
}
STATES = (
    "draft",
    "accepted",
    "verifying",
    "verified",
    "suspended",
    "decided",
    "effective",
    "closed",
    "terminated",
    "void",
)


@tagged("post_install", "-at_install")
class TestCaseButtons(CaseCase):
    """Each button of a complaint × each state, found by pressing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-08-10 03:00:00"))

    def _in_state(self, state):
        case = self._accepted() if state != "draft" else self._case()
        case.write(
            {
                "verify_unit_id": self.dept_land.id,
                "findings": "Đã xác minh",
                "demand_differs": "no",
                "verdict": "partly",
                "verdict_text": "Bồi thường",
                "needs_enforcement": "no",
                "no_enforcement_reason": "Đã thực hiện",
            }
        )
        vals = {"state": state}
        if state in ("verifying", "verified"):
            vals["verify_started_on"] = self._day()
        if state == "suspended":
            vals |= {"resume_state": "accepted", "suspended_on": self._day()}
        if state in WORKED:
            vals["complexity"] = "complex"
        if state in ("decided", "effective"):
            vals |= {
                "decided_on": self._day(),
                "effective_on": self._day(),
                "sent_on": self._day(),
                "published_on": self._day(),
            }
        case.sudo()._write_protected(vals)
        return case

    def _press(self, case, name):
        if name == "sent":
            return self._wizard(case, name)
        if name == "published":
            return self._wizard(case, name, published_how="portal")
        if name == "complex":
            ground = self._ground("CX_KN_A")
            return self._wizard(case, name, criterion_ids=ground.ids)
        if name in ("suspend", "terminate"):
            ground = self._ground("KN11A_1A" if name == "suspend" else "KN11A_2C")
            return self._wizard(case, name, ground_id=ground.id)
        return getattr(case, name)()

    def _is_refused(self, case, name):
        """Press and take back what it did."""

        class TakeBack(Exception):
            pass

        try:
            with self.env.cr.savepoint():
                self._press(case, name)
                raise TakeBack
        except UserError:
            return True
        except TakeBack:
            return False

    def test_every_button_in_every_state(self):
        for state in STATES:
            case = self._in_state(state)
            for name, states in ALLOWED.items():
                with self.subTest(state=state, button=name):
                    refused = self._is_refused(case, name)
                    self.assertEqual(refused, state not in states)

    def test_a_stale_paper_is_refused_when_it_is_issued(self):
        """The paper was drafted in time, the case has moved on meanwhile."""
        drafts = {
            "action_verify": "decided",
            "action_decide": "suspended",
            "action_hold_decision": "decided",
        }
        for name, later in drafts.items():
            with self.subTest(button=name):
                case = self._in_state("accepted")
                action = getattr(case, name)()
                case.sudo()._write_protected({"state": later})
                with self.assertRaises(UserError):
                    self._paper(action)


@tagged("post_install", "-at_install")
class TestCaseScale(CaseCase):
    """Lists and forms cost as many queries however many records there are."""

    FORM = (
        *("code", "subject", "people_text", "signatory_count", "kind", "instance"),
        *("state", "missing_summary", "late_text", "dialogue_need", "is_ours"),
        *("task_count", "open_task_count", "findings", "verdict", "accepted_on"),
    )

    def _queries(self, call):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        call()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def _many(self, amount):
        petitions = (
            self.env["citizen.petition"]
            .with_user(self.user_secretary)
            .create(
                [
                    {
                        "subject": f"việc số {n}",
                        "kind": "kn",
                        "category_id": self.land.id,
                        "sender_name": f"Lò Văn Thử {n}",
                    }
                    for n in range(amount)
                ]
            )
        )
        return (
            self.env["citizen.case"]
            .with_user(self.user_secretary)
            ._create_protected(
                [
                    {
                        "subject": petition.subject,
                        "kind": "kn",
                        "petition_id": petition.id,
                        "petition_ids": [Command.link(petition.id)],
                        "state": "accepted",
                        "accepted_on": self._day(),
                    }
                    for petition in petitions
                ]
            )
        )

    def _list(self):
        columns = {
            name: {}
            for name in (
                *("code", "accepted_on", "people_text", "subject", "kind", "instance"),
                *("due_date", "late_text", "signatory_count", "complexity", "state"),
                "is_overdue",
            )
        }
        columns["category_id"] = columns["owner_unit_id"] = {
            "fields": {"display_name": {}}
        }
        return (
            self.env["citizen.case"]
            .with_user(self.user_secretary)
            .web_search_read([], columns, limit=80, count_limit=10001)
        )

    def test_list_of_80(self):
        self._many(20)
        self._list()
        few = self._queries(self._list)
        self._many(300)
        self.assertLessEqual(self._queries(self._list), few)
        self.assertLess(few, 20)

    def test_list_with_letters_that_are_not_read(self):
        cases = self._many(40)
        self._list()
        known = self._queries(self._list)
        letters = cases[:20].sudo().petition_id
        letters._write_protected({"owner_unit_id": self.commune_b.id})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(letters.with_user(self.user_secretary).has_access("read"))
        self.assertLessEqual(self._queries(self._list), known + 3)
        people = dict(
            (row["id"], row["people_text"]) for row in self._list()["records"]
        )
        self.assertFalse(any(people[case.id] for case in cases[:20]))
        self.assertTrue(all(people[case.id] for case in cases[20:]))

    def test_form_with_2000_who_signed(self):
        def opened(case):
            return self._queries(
                lambda: case.web_read({name: {} for name in self.FORM})
            )

        small = self._accepted()
        large = self._case(signatory_count=2000)
        people = self.env["citizen.petitioner"].with_user(self.user_secretary)
        people.create(
            [
                {
                    "petition_id": large.petition_id.id,
                    "name": f"Lò Văn Ký {n}",
                    "hamlet": "bản Bon",
                    "role": "representative" if n < 3 else "petitioner",
                }
                for n in range(1999)
            ]
        )
        self.env["citizen.vault.file"].with_user(self.user_secretary).create(
            {
                "petition_id": large.petition_id.id,
                "kind": "appointment",
                "data": PIXEL,
            }
        )
        self._paper(large.action_accept())
        self.assertEqual(large.signatory_count, 2000)
        opened(small)
        # persons are read a thousand at a time
        self.assertLessEqual(opened(large), opened(small) + 2)
        # and its decision prints, with the list of all of them
        large.write({"demand_differs": "no", "verdict": "wrong", "findings": "Sai"})
        large.verdict_text = "Giữ nguyên quyết định"
        document = self.env["citizen.document"].browse(large.action_decide()["res_id"])
        html = document.sudo()._render_html()
        # the first one is named in the text as well
        self.assertEqual(len(set(re.findall(r"Lò Văn Ký \d+", html))), 1999)
