"""One matter in each of the three periods of law: the same complaint about a decision
of a commune, its second instance, forms, limits, notice of the dialogue, suspension."""

from datetime import date, datetime, time, timedelta

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .test_petition import PetitionCase

ANSWERS = {
    "q_resent": "no",
    "q_kind": "kn",
    "q_eligible": "yes",
    "q_decided": "none",
    "contested_by": "commune_chair",
}
FIRST = {"q_bar": "no", "q_harm": "no", "q_tense": "no"}
AGAIN = {**ANSWERS, "q_decided": "first"}
DECREE_155 = "155/2026"


@tagged("post_install", "-at_install")
class TestCasePeriods(PetitionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.numbers = iter(range(3000, 9000))
        # two tiers since 01/7/2025
        cls.district.valid_to = date(2025, 6, 30)
        cls.officer = cls.user_commune_a
        cls.chair = cls.user_commune_a_head
        cls.clerk = cls._officer("t_vt_a", cls.commune_a, "clerk", "clerk")
        cls.commune_leader = cls._officer("t_pct_a", cls.commune_a, "leader", "chair")

    # ------------------------------------------------------------------
    # steps, taken by the people of the commune
    # ------------------------------------------------------------------
    def _paper(self, action):
        document = (
            self.env["citizen.document"].browse(action["res_id"]).with_user(self.chair)
        )
        document.write(
            {
                "signer_membership_id": self.chair.citizen_membership_ids.id,
                "signature_mode": "direct",
            }
        )
        if document.needs_approval:
            document.action_submit()
            document.action_approve()
        if document.state == "issued":
            return document
        if document.numbered:
            document = document.with_user(self.clerk)
            document.number_proposed = next(self.numbers)
        document.action_issue()
        return document

    def _classifying(self, answers, **vals):
        petition = self._petition(self.officer, kind="kn", **vals)
        action = petition.action_open_classify()
        form = Form(
            self.env["citizen.classify.wizard"]
            .with_user(self.officer)
            .with_context(**action["context"])
        )
        for name, value in answers.items():
            setattr(form, name, value)
            if name == "contested_by":
                form.contested_unit_id = self.commune_a
        return petition, form

    def _accepted(self):
        petition, form = self._classifying(
            {**ANSWERS, **FIRST, "contested_ref": "Quyết định số 15/QĐ-UBND"}
        )
        self.assertEqual(form.rule_id.outcome, "accept")
        self.assertFalse(form.is_doubtful)
        self.assertIn("Điều 17", form.competence_article)
        self._paper(form.save().action_confirm())
        case = petition.case_ids.with_user(self.officer)
        return case, self._paper(case.action_accept())

    def _whose_second(self):
        _petition, form = self._classifying(AGAIN)
        return form.save()

    def _today(self):
        return self.env["citizen.calendar"]._today()

    # ------------------------------------------------------------------
    # the same for all three
    # ------------------------------------------------------------------
    def _check_limits(self, case, letter, decision):
        petition = case.petition_id
        rows = petition.deadline_ids | case.deadline_ids
        due = {row.rule_id.code: row.due_date for row in rows}
        self.assertEqual((due["KN02"], due["KN03"]), (letter, decision))

    def _check_to_the_decision(self, case):
        """Verified, discussed, decided in time; in force after thirty days."""
        case.verify_unit_id = self.commune_a
        self._paper(case.action_verify())
        case.write({"findings": "Đúng một phần", "demand_differs": "yes"})
        self._paper(case.action_report_verification())
        case.write({"verdict": "partly", "verdict_text": "Bồi thường bổ sung"})
        with self.assertRaises(UserError):
            case.action_decide()
        dialogue = self.env["citizen.dialogue"].browse(
            case.action_plan_dialogue()["res_id"]
        )
        dialogue = dialogue.with_user(self.officer)
        dialogue.write(
            {
                "date_start": datetime.combine(self._today(), time(1, 0)),
                "place": "Trụ sở tiếp công dân",
                "chair_membership_id": self.chair.citizen_membership_ids.id,
            }
        )
        limit = dialogue._notice_limit()
        self._paper(dialogue.action_draft_notice())
        dialogue.action_hold()
        minutes = self._paper(dialogue.action_draft_minutes())
        decision = self._paper(case.action_decide())
        self.assertEqual(decision.type_id.code, "KN_15")
        self.assertEqual((case.state, case.decided_in_time), ("decided", True))
        self.assertEqual(case.effective_on, self._today() + timedelta(days=31))
        return limit, minutes

    def _suspend(self, case):
        ground = self.env["citizen.refusal.ground"].search([("code", "=", "KN11A_1A")])
        return case._draft_stop("suspend", ground[:1])

    # ------------------------------------------------------------------
    # the periods
    # ------------------------------------------------------------------
    @freeze_time("2024-03-04 03:00:00")
    def test_three_tiers(self):
        case, notice = self._accepted()
        self._check_limits(case, date(2024, 3, 18), date(2024, 4, 3))
        self.assertNotIn(DECREE_155, notice.type_id.legal_basis)
        with self.assertRaisesRegex(UserError, "no suspension"):
            self._suspend(case)
        limit, minutes = self._check_to_the_decision(case)
        self.assertIsNone(limit, "in writing, without a number of days")
        self.assertNotIn(DECREE_155, minutes.type_id.legal_basis)
        second = self._whose_second()
        self.assertFalse(second.is_doubtful)
        self.assertEqual(second.found_unit_id, self.district)
        self.assertIn("Điều 18 khoản 2", second.competence_article)

    @freeze_time("2025-09-08 03:00:00")
    def test_two_tiers_under_the_old_texts(self):
        case, notice = self._accepted()
        self._check_limits(case, date(2025, 9, 22), date(2025, 10, 8))
        self.assertNotIn(DECREE_155, notice.type_id.legal_basis)
        with self.assertRaisesRegex(UserError, "no suspension"):
            self._suspend(case)
        limit, minutes = self._check_to_the_decision(case)
        self.assertIsNone(limit)
        self.assertNotIn(DECREE_155, minutes.type_id.legal_basis)
        # the law leaves open who resolves in second instance: the leader decides
        petition, form = self._classifying(AGAIN)
        wizard = form.save()
        self.assertTrue(wizard.is_doubtful)
        self.assertEqual(wizard.found_unit_id, self.province)
        self.assertIn("Cấp huyện kết thúc hoạt động", wizard.competence_doubt)
        with self.assertRaises(UserError):
            wizard.action_confirm()
        wizard.action_ask_leader()
        self.assertEqual(petition.state, "registered")
        petition.with_user(self.commune_leader).citizen_decide_competence(
            self.province.id, reason="Theo hướng dẫn của tỉnh"
        )
        again = Form(
            self.env["citizen.classify.wizard"]
            .with_user(self.officer)
            .with_context(**petition.action_open_classify()["context"])
        )
        again.q_sent = "no"
        again.q_tense = "no"
        self.assertFalse(again.is_doubtful)
        again.save().action_confirm()
        self.assertEqual(
            (petition.planned_outcome, petition.competent_unit_id),
            ("guide", self.province),
        )

    @freeze_time("2026-08-03 03:00:00")
    def test_two_tiers_under_the_new_texts(self):
        case, notice = self._accepted()
        self._check_limits(case, date(2026, 8, 12), date(2026, 9, 3))
        self.assertIn(DECREE_155, notice.type_id.legal_basis)
        limit, minutes = self._check_to_the_decision(case)
        self.assertEqual(limit[1], date(2026, 7, 29), "five days before")
        self.assertIn(DECREE_155, minutes.type_id.legal_basis)
        second = self._whose_second()
        self.assertFalse(second.is_doubtful)
        self.assertEqual(second.found_unit_id, self.province)
        self.assertIn("Điều 21 khoản 2", second.competence_article)
        other, _notice = self._accepted()
        self._paper(self._suspend(other))
        self.assertEqual(other.state, "suspended")

    def test_accepted_before_and_suspended_under_the_new_texts(self):
        """Accepted before 01/7/2026 and not decided yet: suspension and dialogue follow
        Nghị định 155/2026/NĐ-CP, the time limit goes on as it was."""
        with freeze_time("2026-06-22 03:00:00"):
            case, _notice = self._accepted()
            due = case.due_date
            with self.assertRaisesRegex(UserError, "no suspension"):
                self._suspend(case)
        with freeze_time("2026-07-06 03:00:00"):
            self.assertEqual(case.due_date, due)
            document = self._paper(self._suspend(case))
            self.assertEqual(document.type_id.code, "KN_14A")
            self.assertEqual(case.state, "suspended")
