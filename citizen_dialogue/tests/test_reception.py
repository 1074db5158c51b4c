"""Reception: the book, groups, refusals, reception days, the duty to receive."""

import base64
from ast import literal_eval
from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .test_petition import PetitionCase

PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestReception(PetitionCase):
    def _visit(self, user=None, **vals):
        return (
            self.env["citizen.reception"]
            .with_user(user or self.user_secretary)
            .create(
                {
                    "sender_name": "Lò Thị Tiếp",
                    "content": "Hỏi về việc thu hồi đất làm đường",
                    "kind": "kn",
                    "category_id": self.land.id,
                    **vals,
                }
            )
        )

    def test_a_visit_becomes_a_petition_with_one_button(self):
        visit = self._visit(result="oral")
        person = visit.petitioner_ids
        action = visit.action_finish()
        petition = self.env["citizen.petition"].browse(action["res_id"])
        self.assertEqual((visit.state, petition.source), ("done", "oral"))
        self.assertEqual(petition.petitioner_ids, person, "moved, not copied")
        self.assertEqual(petition.kind, "kn")
        codes = petition.deadline_ids.rule_id.mapped("code")
        self.assertIn("TD01", codes)
        self.assertEqual(visit.action_open_petition()["res_id"], petition.id)
        petition.with_user(self.user_secretary).action_register_answer()
        td01 = petition.deadline_ids.filtered(lambda d: d.rule_id.code == "TD01")
        self.assertEqual(td01.met_on, self._day())

    def test_what_is_missing_is_said(self):
        visit = self._visit(sender_name=False)
        with self.assertRaisesRegex(UserError, "who came.*how it was handled"):
            visit.action_finish()
        self.assertEqual(visit.state, "open")

    def test_a_group_needs_representatives_and_their_appointment(self):
        visit = self._visit(people_count=6, result="explained")
        with self.assertRaisesRegex(UserError, "representatives"):
            visit.action_finish()
        people = self.env["citizen.petitioner"].with_user(self.user_secretary)
        for number in range(3):
            people.create(
                {
                    "reception_id": visit.id,
                    "role": "representative",
                    "name": f"Đại diện {number}",
                }
            )
        with self.assertRaisesRegex(UserError, "2 at most"):
            visit.action_finish()
        visit.petitioner_ids.filtered(lambda p: p.name == "Đại diện 2").unlink()
        with self.assertRaisesRegex(UserError, "appointment"):
            visit.action_finish()
        self.env["citizen.vault.file"].with_user(self.user_secretary).create(
            {"reception_id": visit.id, "kind": "appointment", "data": PNG}
        )
        visit.action_finish()
        self.assertEqual(visit.state, "done")

    def test_refusal_with_its_ground_and_notice(self):
        oral = self.env.ref("citizen_dialogue.citizen_refusal_ground_tcd9_1")
        written = self.env.ref("citizen_dialogue.citizen_refusal_ground_tcd9_3")
        visit = self._visit(result="refused", refusal_ground_id=oral.id)
        visit.action_finish()
        self.assertFalse(visit.deadline_ids)
        with self.assertRaises(UserError):
            visit.action_draft_refusal()
        visit = self._visit(result="refused", refusal_ground_id=written.id)
        visit.action_finish()
        self.assertEqual(visit.deadline_ids.rule_id.code, "TD06")
        document = self._issue(visit.action_draft_refusal(), 777)
        self.assertIn("Lò Thị Tiếp", document.body_html)
        self.assertNotIn("Lò Thị Tiếp", document.display_name)
        self.assertEqual(visit.deadline_ids.met_on, self._day())

        again = visit.action_draft_refusal()
        self.assertEqual(again["res_id"], document.id, "one notice of a visit")
        self.assertIn("khiếu nại về việc hỏi về", document.body_html)

    def test_grounds_and_online_by_the_law_of_the_day(self):
        new = self.env.ref("citizen_dialogue.citizen_refusal_ground_nd154_4_h")
        with self.assertRaises(ValidationError):
            self._visit(date="2026-06-30", result="refused", refusal_ground_id=new.id)
        self._visit(date="2026-07-01", result="refused", refusal_ground_id=new.id)
        with self.assertRaises(ValidationError):
            self._visit(date="2026-06-30", is_online=True)
        self._visit(date="2026-07-01", is_online=True)

    def test_impossible_entries(self):
        for vals in (
            {"date": self._day(1)},
            {"result": "explained", "refusal_ground_id": 1},
        ):
            with self.subTest(vals=vals), self.assertRaises(ValidationError):
                self._visit(**vals)
        visit = self._visit(result="refused")
        with self.assertRaisesRegex(UserError, "ground of refusal"):
            visit.action_finish()
        with self.assertRaises(AccessError):
            visit.with_user(self.user_commune_b).content = "x"
        with self.assertRaises(AccessError):
            visit.state = "done"

    def test_sealed_visit_shows_nobody(self):
        self._vault_mode()
        visit = self._visit(kind="tc", result="petition")
        self.assertTrue(visit.petitioner_ids.is_sealed)
        petition = self.env["citizen.petition"].browse(visit.action_finish()["res_id"])
        self.assertTrue(petition.petitioner_ids.is_sealed)
        shown = petition.with_user(self.user_secretary).petitioner_ids._reveal(
            "verify", "kiểm tra"
        )
        self.assertIn("Lò Thị Tiếp", str(shown))
        books = self.env["citizen.book"].with_user(self.user_secretary)
        (part,) = books._parts("reception", self.office, visit.date, visit.date)
        (row,) = part.rows()
        self.assertIn(petition.petitioner_ids.pseudonym, row[2])
        self.assertNotIn("Lò Thị Tiếp", str(row))

    def test_duplicates_are_proposed_while_a_visit_is_typed(self):
        first = self._petition()
        form = Form(self.env["citizen.reception"].with_user(self.user_secretary))
        form.sender_paper_number = first.petitioner_ids.paper_number
        self.assertEqual([row["id"] for row in form.duplicates], first.ids)

    def test_what_came_of_a_visit_is_no_earlier_petition(self):
        visit = self._visit(result="petition", sender_paper_number="014070001234")
        made = self.env["citizen.petition"].browse(visit.action_finish()["res_id"])
        self.assertEqual(made.petitioner_ids.paper_number, "014070001234")
        another = self._visit(sender_paper_number="014070001234")
        # as a form opened anew asks
        self.env.invalidate_all()
        self.assertFalse(visit.duplicates)
        self.assertEqual([row["id"] for row in another.duplicates], made.ids)

    # ------------------------------------------------------------------
    # reception days
    # ------------------------------------------------------------------
    def _reception_day(self):
        day = self._session(days=0, kind="reception_day")
        self._issue(day.action_draft_notice(), 801)
        day.action_hold()
        return day

    def test_reception_day_to_clauses_tasks_and_letter(self):
        day = self._reception_day()
        visits = [
            self._visit(
                dialogue_id=day.id,
                reception_kind="periodic",
                content=f"Việc thứ {number}",
                kind="kn_pa",
                sender_name=f"Người {number}",
                result="explained",
            )
            for number in range(3)
        ]
        self.assertEqual(day.visit_count, 3)
        opinions = day.opinion_ids
        self.assertEqual(len(opinions), 3)
        self.assertNotIn("Người", str(opinions.mapped("speaker_label")))
        unconcluded = self.env.ref(
            "citizen_dialogue.citizen_dialogue_action_unconcluded"
        )
        domain = literal_eval(unconcluded.domain)
        self.assertIn(day, self.env["citizen.dialogue"].search(domain))
        opinions[0].write(
            {
                "disposition": "taken_over",
                "assign_unit_ids": [Command.set(self.commune_a.ids)],
                "assign_due_date": self._day(20),
            }
        )
        opinions[1:].disposition = "answered"
        conclusion = self.env["citizen.conclusion"].browse(
            day.action_make_conclusion()["res_id"]
        )
        document = self._issue(conclusion.action_submit(), 802)
        self.assertEqual(document.type_id.code, "TB_KL_TCD")
        self.assertNotIn(day, self.env["citizen.dialogue"].search(domain))
        task = conclusion.task_ids
        task.with_user(self.user_commune_a).action_accept()
        self.assertEqual(task.unit_id, self.commune_a)
        vals = opinions[0]._document_vals("CV_TL")
        self.assertEqual(vals["addressee_text"], "Ông (bà) Người 0")
        self.assertEqual(visits[0].opinion_id, opinions[0])

    def test_a_denunciation_made_of_a_visit_leaves_the_day(self):
        self._vault_mode()
        day = self._reception_day()
        visit = self._visit(
            dialogue_id=day.id, reception_kind="periodic", result="petition"
        )
        line = visit.opinion_id
        self.assertIn("thu hồi đất", line.content)
        visit.action_finish()
        visit.petition_ids.kind = "tc"
        self.assertEqual(line.content, "Nội dung được tiếp riêng.")
        # nor do the words come back when the visit is written once more
        visit._join_session()
        self.assertEqual(line.content, "Nội dung được tiếp riêng.")

    def test_the_desk_of_another_unit_keeps_the_book_of_the_day(self):
        day = self._reception_day()
        desk = self.user_finance
        with self.assertRaises(AccessError):
            # not invited: the day isn't for this unit to see
            self._visit(desk, dialogue_id=day.id, reception_kind="periodic")
        self.env["citizen.dialogue.participant"].with_user(self.user_secretary).create(
            {
                "dialogue_id": day.id,
                "kind": "unit",
                "unit_id": self.dept_finance.id,
            }
        )
        visit = self._visit(
            desk, dialogue_id=day.id, reception_kind="periodic", result="petition"
        )
        line = day.opinion_ids
        self.assertEqual(visit.opinion_id, line)
        self.assertEqual(line.owner_unit_id, self.office, "of who handles the day")
        visit.content = "Hỏi về tiền bồi thường"
        self.assertEqual(line.content, "Hỏi về tiền bồi thường")
        self.assertEqual(line.with_user(desk).content, line.content)
        visit.action_finish()
        self.assertEqual(line.disposition, "petition")
        with self.assertRaises(AccessError):
            line.with_user(desk).disposition = "answered"

    def test_schedule_of_a_leader(self):
        wizard = (
            self.env["citizen.reception.plan.wizard"]
            .with_user(self.user_secretary)
            .create(
                {
                    "chair_membership_id": self.user_leader.citizen_membership_ids.id,
                    "date_from": "2027-03-01",
                    "date_to": "2027-04-30",
                    "month_days": "13, 25",
                    "place": "Trụ sở tiếp công dân",
                }
            )
        )
        wizard.action_plan()
        days = self.env["citizen.dialogue"].search(
            [("kind", "=", "reception_day"), ("owner_unit_id", "=", self.office.id)]
        )
        # 13/3 is a Saturday
        self.assertEqual(
            sorted(day._session_day() for day in days), sorted(wizard._days())
        )
        self.assertIn(date(2027, 3, 15), wizard._days())
        wizard.action_plan()
        self.assertEqual(len(days), 4, "a second click plans nothing twice")

    def test_duty_by_level_and_date(self):
        with freeze_time("2026-08-10 03:00:00"):
            duty = self.env["citizen.reception.duty"].with_user(self.user_inspector)
            rows = duty.search([("unit_id", "=", self.commune_a.id)])
            june = rows.filtered(lambda r: r.period_start == date(2026, 6, 1))
            july = rows.filtered(lambda r: r.period_start == date(2026, 7, 1))
            self.assertEqual((june.required, june.norm_id.per), (1, "week"))
            self.assertEqual((july.required, july.norm_id.per), (2, "month"))
            self.assertEqual((july.held, july.missing), (0, 2))
            district = duty.search([("unit_id", "=", self.district.id)])
            self.assertEqual(set(district.mapped("required")), {2})
            self.assertEqual(max(district.mapped("period_start")), date(2025, 6, 1))
            self.assertFalse(
                duty.with_user(self.user_commune_b).search(
                    [("unit_id", "=", self.commune_a.id)]
                )
            )

    def test_duty_counts_days_held(self):
        with freeze_time("2026-08-10 03:00:00"):
            chair = self.user_commune_a_head.citizen_membership_ids
            for day, deputised in ((6, False), (20, True)):
                session = self._session(
                    self.user_commune_a_head,
                    kind="reception_day",
                    owner_unit_id=self.commune_a.id,
                    chair_membership_id=chair.id,
                    is_deputised=deputised,
                    date_start=datetime(2026, 7, day, 1, 0),
                )
                session.sudo()._write_protected(
                    {"state": "held", "held_on": date(2026, 7, day)}
                )
            self.env.flush_all()
            row = self.env["citizen.reception.duty"].search(
                [
                    ("unit_id", "=", self.commune_a.id),
                    ("period_start", "=", date(2026, 7, 1)),
                ]
            )
            self.assertEqual((row.held, row.deputised, row.missing), (1, 1, 1))
            found = self.env["citizen.dialogue"].search(
                row.action_open_days()["domain"]
            )
            self.assertEqual(len(found), 2)

    def test_scan_that_is_no_picture(self):
        visit = self._visit()
        files = self.env["citizen.vault.file"].with_user(self.user_secretary)
        for data in (base64.b64encode(b"MZ not a picture"), "?"):
            with self.assertRaises(UserError):
                files.create({"reception_id": visit.id, "data": data})
        self.assertFalse(visit.file_ids)
