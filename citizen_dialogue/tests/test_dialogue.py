from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged, users

from .common import CitizenCase


@tagged("post_install", "-at_install")
class TestDialogue(CitizenCase):
    """From preparation to closing, each step by the officer whose step it is."""

    def test_notice_announces_the_session_on_its_date(self):
        dialogue = self._session()
        document = self._issue(dialogue.action_draft_notice(), 12)
        self.assertEqual(dialogue.state, "announced")
        self.assertEqual(dialogue.notice_date, document.date_issued)
        self.assertEqual(document.number, "12/TB-UBND")

    def test_second_draft_of_the_same_step_is_the_first(self):
        dialogue = self._session()
        first = dialogue.action_draft_notice()["res_id"]
        self.assertEqual(dialogue.action_draft_notice()["res_id"], first)

    def test_session_in_the_past_is_not_announced(self):
        dialogue = self._session(days=-3)
        with self.assertRaises(UserError):
            dialogue.action_draft_notice()

    def test_incomplete_session_is_not_announced(self):
        dialogue = self._session(place=False)
        with self.assertRaises(UserError):
            dialogue.action_draft_invitation()

    def test_late_notice_is_a_warning_not_a_block(self):
        self.assertFalse(self._session(days=40).notice_warning)
        late = self._session(days=3)
        self.assertIn("DTP01", late.notice_warning)
        self._issue(late.action_draft_notice(), 13)
        self.assertEqual(late.state, "announced")

    def test_commune_conference_follows_the_law(self):
        head = self.user_commune_a_head
        dialogue = self._session(user=head, days=3, kind="conference_adhoc")
        self.assertEqual(dialogue.owner_unit_id, self.commune_a)
        self.assertIn("DT01", dialogue.notice_warning)

    def test_reception_day_is_posted_five_working_days_before(self):
        dialogue = self._session(days=2, kind="reception_day")
        self.assertIn("TD04", dialogue.notice_warning)

    def test_session_of_tomorrow_has_not_been_held(self):
        dialogue = self._session(days=1)
        self._issue(dialogue.action_draft_notice(), 14)
        with self.assertRaises(UserError):
            dialogue.action_hold()

    def test_results_clock_runs_for_a_commune_and_is_met(self):
        self._post(self.user_commune_a_head, self.commune_a, "clerk", "clerk")
        dialogue = self._session(user=self.user_commune_a_head, days=0)
        documents = self.env["citizen.document"].with_user(self.user_commune_a_head)
        documents._draft_for(
            dialogue, "TB_DT", "announce", {"is_external": True, "number_proposed": 3}
        ).action_register_external()
        dialogue.action_hold()
        deadline = dialogue.deadline_ids.filtered(lambda d: d.rule_id.code == "DT02")
        self.assertEqual(deadline.raw_due_date, dialogue.held_on + timedelta(days=10))
        documents._draft_for(
            dialogue, "TB_KQ", "results", {"is_external": True, "number_proposed": 4}
        ).action_register_external()
        self.assertEqual(deadline.met_on, self._day())

    def test_opinion_is_prepared_by_another_unit(self):
        dialogue = self._session()
        opinion = self._opinion(dialogue, prepare_unit_id=self.dept_land.id)
        self.assertTrue(opinion.prepare_by)
        self.assertIn("1", dialogue.missing_summary)
        mine = opinion.with_user(self.user_land)
        self.assertTrue(mine.activity_ids.filtered(lambda a: a.user_id))
        mine.write({"prepared_answer": "Đã đo đạc lại", "revision": mine.revision})
        self.assertEqual(opinion.prepared_on, self._day())
        self.assertFalse(opinion.activity_ids)
        with self.assertRaises(AccessError):
            opinion.with_user(self.user_commune_b).read(["content"])

    def test_two_clerks_do_not_overwrite_each_other(self):
        dialogue = self._held_session()
        opinion = self._opinion(dialogue, source="live")
        seen = opinion.revision
        opinion.write({"answer": "Giao xã", "revision": seen})
        with self.assertRaises(UserError) as error:
            opinion.with_user(self.user_followup).write(
                {"answer": "Giao Phòng TNMT", "revision": seen}
            )
        self.assertIn("Giao xã", str(error.exception))
        self.assertIn("Giao Phòng TNMT", str(error.exception))
        self.assertEqual(opinion.answer, "Giao xã")

    def test_closing_lists_the_opinions_without_disposition(self):
        dialogue = self._held_session()
        self._opinion(dialogue, "Đất tái định cư", source="live")
        done = self._opinion(dialogue, "Điện", source="live", disposition="answered")
        with self.assertRaises(UserError) as error:
            dialogue.action_close()
        self.assertIn("Đất tái định cư", str(error.exception))
        self.assertNotIn(done.content, str(error.exception))
        (dialogue.opinion_ids - done).disposition = "outside"
        dialogue.action_close()
        self.assertEqual(dialogue.state, "closed")
        with self.assertRaises(UserError):
            done.disposition = "referred"

    def test_nothing_typed_twice_from_opinion_to_clause(self):
        dialogue = self._held_session()
        self._opinion(
            dialogue,
            "Mương bị sạt",
            source="live",
            disposition="taken_over",
            answer="Sửa mương Phiêng Nèn",
            assign_unit_ids=self.commune_a.ids,
            assign_due_date=self._day(20),
        )
        action = dialogue.action_make_conclusion()
        conclusion = self.env["citizen.conclusion"].browse(action["res_id"])
        clause = conclusion.clause_ids
        self.assertEqual(clause.content, "Sửa mương Phiêng Nèn")
        self.assertEqual(clause.lead_unit_ids, self.commune_a)
        self.assertEqual(clause.due_date, self._day(20))
        dialogue.action_make_conclusion()
        self.assertEqual(len(dialogue.conclusion_ids.clause_ids), 1)

    def test_reason_is_needed_to_postpone(self):
        dialogue = self._session()
        wizard = (
            self.env["citizen.reason.wizard"]
            .with_user(self.user_secretary)
            .with_context(
                active_model="citizen.dialogue",
                active_id=dialogue.id,
                reason_method="_postpone",
            )
        )
        with self.assertRaises(UserError):
            wizard.create({"reason": "  "}).action_apply()
        wizard.create({"reason": "Mưa lũ, đường tắc"}).action_apply()
        self.assertEqual(dialogue.state, "postponed")
        self._issue(dialogue.action_draft_notice(), 15)
        self.assertEqual(dialogue.state, "announced")

    @users("t_thuky")
    def test_reason_dialog_calls_nothing_else(self):
        dialogue = self._session()
        wizard = self.env["citizen.reason.wizard"].with_context(
            active_model="citizen.dialogue",
            active_id=dialogue.id,
            reason_method="unlink",
        )
        with self.assertRaises(UserError):
            wizard.create({"reason": "x"}).action_apply()

    def test_minutes_and_sheet_need_no_number(self):
        dialogue = self._held_session()
        self._opinion(dialogue, source="live")
        sheet = self._issue(dialogue.action_draft_opinion_sheet(), 0)
        minutes = self._issue(dialogue.action_draft_minutes(), 0)
        self.assertEqual((sheet.state, minutes.state), ("issued", "issued"))
        self.assertFalse(minutes.number)

    def test_yearly_plan_lists_the_sessions(self):
        dialogue = self._session()
        wizard = Form(
            self.env["citizen.plan.wizard"].with_user(self.user_secretary)
        ).save()
        action = wizard.action_draft_plan()
        plan = self.env["citizen.document"].browse(action["res_id"])
        self.assertIn(dialogue.name, plan.body_html)
        wizard.year = 2099
        with self.assertRaises(UserError):
            wizard.action_draft_plan()

    def test_sessions_and_opinions_are_not_deleted(self):
        dialogue = self._held_session()
        opinion = self._opinion(dialogue, source="live")
        with self.assertRaises(UserError):
            opinion.unlink()
        with self.assertRaises(UserError):
            dialogue.unlink()
