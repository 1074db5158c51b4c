import base64
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import CitizenCase


@tagged("post_install", "-at_install")
class TestConclusion(CitizenCase):
    def test_issuing_gives_each_unit_its_task(self):
        conclusion = self._issued(
            [
                self._clause(self.commune_a | self.commune_b),
                self._clause(self.dept_land, support_unit_ids=self.dept_finance.ids),
            ],
            number=1619,
        )
        self.assertEqual(conclusion.state, "issued")
        self.assertEqual(conclusion.number, "1619/UBND-VP")
        self.assertEqual(
            conclusion.task_ids.unit_id,
            self.commune_a | self.commune_b | self.dept_land,
        )
        task = conclusion.task_ids.filtered(lambda t: t.unit_id == self.commune_a)
        self.assertEqual(task.due_date, self._day(30))
        self.assertEqual(task.activity_ids.user_id, self.user_commune_a)
        self.assertIn("ấn định", task.explanation)

    def test_units_learn_of_a_conclusion_only_when_it_is_issued(self):
        conclusion = self._directive([self._clause(self.commune_a)])
        seen = conclusion.with_user(self.user_commune_a)
        self.assertFalse(seen.has_access("read"))
        self._issue(conclusion.action_submit(), 77)
        seen.invalidate_recordset()
        self.assertTrue(seen.has_access("read"))
        self.assertFalse(conclusion.with_user(self.user_commune_b).has_access("read"))

    def test_incomplete_clauses_stop_the_conclusion(self):
        gaps = (
            {"content": " "},
            {"lead_unit_ids": False},
            {"due_date": False},
            {"due_kind": "rhythm"},
            {"due_kind": "working_days", "due_days": 0},
            {"due_date": self._day(-1)},
            {"lead_unit_ids": [Command.set(self.old_commune.ids)]},
        )
        for gap in gaps:
            conclusion = self._directive([{**self._clause(self.commune_a), **gap}])
            with self.subTest(gap=gap), self.assertRaises(UserError):
                conclusion.action_submit()
            self.assertEqual(conclusion.state, "draft")
            self.assertFalse(conclusion.document_ids)

    def test_deadline_before_the_date_of_issue_stops_the_clerk(self):
        conclusion = self._directive([self._clause(self.commune_a)])
        action = conclusion.action_submit()
        conclusion.clause_ids.with_context().sudo().flush_recordset()
        self.env.cr.execute(
            "UPDATE citizen_conclusion_clause SET due_date = %s WHERE id = %s",
            (self._day(-5), conclusion.clause_ids.id),
        )
        conclusion.clause_ids.invalidate_recordset()
        with self.assertRaises(UserError):
            self._issue(action, 5)
        self.assertFalse(conclusion.task_ids)

    def test_working_days_count_from_the_conclusion(self):
        with freeze_time("2022-08-25 03:00:00"):
            conclusion = self._issued(
                [self._clause(self.commune_a, due_kind="working_days", due_days=10)]
            )
        # 1 and 2 September are off
        self.assertEqual(conclusion.task_ids.due_date, date(2022, 9, 12))
        self.assertIn("Quốc khánh", conclusion.task_ids.explanation)

    def test_unit_without_anybody_is_named_and_given_to_the_office(self):
        conclusion = self._directive([self._clause(self.commune_c)])
        self.assertIn(self.commune_c.name, conclusion.warning)
        self._issue(conclusion.action_submit(), 78)
        task = conclusion.task_ids
        self.assertFalse(task.person_in_charge_id)
        self.assertIn(self.user_followup, task.activity_ids.user_id)

    def test_group_stays_a_group_and_takes_latecomers(self):
        conclusion = self._directive([self._clause(self.commune_a)])
        wizard = (
            self.env["citizen.clause.units.wizard"]
            .with_user(self.user_secretary)
            .create({"clause_id": conclusion.clause_ids.id, "kind": "commune"})
        )
        self.assertEqual(
            wizard.unit_ids, self.commune_a | self.commune_b | self.commune_c
        )
        wizard.action_add()
        clause = conclusion.clause_ids
        self.assertEqual(clause.lead_group_label, "Ủy ban nhân dân các xã")
        self._issue(conclusion.action_submit(), 79)
        self.assertEqual(len(clause.task_ids), 3)
        clause._add_units(self.dept_land)
        self.assertEqual(len(clause.task_ids), 4)
        clause._add_units(self.dept_land)
        self.assertEqual(len(clause.task_ids), 4)
        self.assertEqual(len(clause.matrix), 4)

    def test_clause_in_force_is_fixed(self):
        conclusion = self._issued([self._clause(self.commune_a)])
        with self.assertRaises(UserError):
            conclusion.clause_ids.content = "Khác"
        with self.assertRaises(UserError):
            conclusion.clause_ids.unlink()

    def test_issuing_to_thirty_units_costs_no_more_queries_than_to_ten(self):
        units = [
            self._unit(f"UBND xã {number}", "commune", self.district, symbol="UBND")
            for number in range(30)
        ]
        for number, unit in enumerate(units):
            self._officer(f"t_can_bo_{number}", unit)
        counts = []
        # the first time fills the caches of the users' groups and rules
        for number in (30, 10, 30):
            chosen = self.Unit.union(*units[:number])
            conclusion = self._directive([self._clause(chosen)])
            action = conclusion.action_submit()
            document = self.env["citizen.document"].browse(action["res_id"])
            document.signer_membership_id = self.user_leader.citizen_membership_ids
            document.action_submit()
            document.with_user(self.user_followup).action_approve()
            clerk = document.with_user(self.user_clerk)
            clerk.number_proposed = 300 + len(counts)
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            clerk.action_issue()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
            self.assertEqual(len(conclusion.task_ids.activity_ids), number)
        self.assertLessEqual(counts[2], counts[1] + 3, counts)

    def test_matrix_of_thirty_units_costs_the_same_as_of_three(self):
        units = [
            self._unit(f"UBND xã {number}", "commune", self.district, symbol="UBND")
            for number in range(30)
        ]
        counts = []
        fields = {
            "content": {},
            "matrix": {},
            "roll_up": {},
            "task_count": {},
            "verified_count": {},
        }
        for number in (3, 3, 30):
            chosen = self.Unit.union(*units[:number])
            conclusion = self._issued([self._clause(chosen)] * number)
            model = self.env["citizen.conclusion.clause"]
            clauses = model.with_user(self.user_followup).browse(
                conclusion.clause_ids.ids
            )
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            rows = clauses.web_read(fields)
            counts.append(self.env.cr.sql_log_count - start)
            self.assertEqual(len(rows), number)
            self.assertEqual({len(row["matrix"]) for row in rows}, {number})
        self.assertLessEqual(counts[2], counts[1], counts)


@tagged("post_install", "-at_install")
class TestTask(CitizenCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.conclusion = cls._issued(
            [
                cls._clause(
                    cls.commune_a | cls.commune_b,
                    support_unit_ids=cls.dept_land.ids,
                )
            ]
        )
        cls.task = cls.conclusion.task_ids.filtered(
            lambda t: t.unit_id == cls.commune_a
        ).with_user(cls.user_commune_a)

    def _report(self, task, kind="done", text="Đã sửa xong", **vals):
        return (
            self.env["citizen.task.report.wizard"]
            .with_user(task.env.user)
            .create({"task_id": task.id, "kind": kind, "text": text, **vals})
            .action_send()
        )

    def test_from_given_to_verified(self):
        task = self.task
        task.action_accept()
        self.assertEqual(task.state, "accepted")
        self._report(task, "progress", "Đang làm", progress=40)
        self.assertEqual(task.progress, 40)
        self._report(task)
        self.assertEqual((task.state, task.progress), ("reported", 100))
        self.assertEqual(task.reported_on, self._day())
        office = task.with_user(self.user_followup)
        self.assertIn(self.user_followup, office.activity_ids.user_id)
        office.action_verify()
        self.assertEqual(task.state, "verified")
        self.assertEqual(task.deadline_id.met_on, task.reported_on)
        self.assertFalse(task.activity_ids)
        self.assertEqual(self.conclusion.verified_count, 1)
        self.assertEqual(self.conclusion.state, "issued")

    def test_conclusion_is_carried_out_when_all_is_verified(self):
        for task, user in (
            (self.task, self.user_commune_a),
            (self.conclusion.task_ids - self.task, self.user_commune_b),
        ):
            self._report(task.with_user(user))
            task.with_user(self.user_followup).action_verify()
        self.assertEqual(self.conclusion.state, "done")
        self.assertEqual(self.conclusion.clause_ids.roll_up, "done")
        self.assertEqual(self.conclusion.progress, 100)

    def test_sent_back_with_a_sentence(self):
        self._report(self.task)
        wizard = (
            self.env["citizen.reason.wizard"]
            .with_user(self.user_followup)
            .with_context(
                active_model="citizen.task",
                active_id=self.task.id,
                reason_method="_send_back",
            )
            .create({"reason": "Ảnh chụp không thấy mương"})
        )
        wizard.action_apply()
        self.assertEqual(self.task.state, "accepted")
        self.assertFalse(self.task.reported_on)
        self.assertEqual(self.task.activity_ids.user_id, self.user_commune_a)
        self.assertIn("mương", self.task.update_ids[0].text)

    def test_second_click_is_told_what_happened(self):
        self._report(self.task)
        office = self.task.with_user(self.user_followup)
        office.action_verify()
        with self.assertRaises(UserError) as error:
            office.action_verify()
        self.assertIn(self.user_followup.name, str(error.exception))

    def test_unit_does_not_verify_itself(self):
        self._report(self.task)
        with self.assertRaises(AccessError):
            self.task.action_verify()

    def test_other_units_neither_see_nor_report(self):
        other = self.task.with_user(self.user_commune_b)
        self.assertFalse(other.has_access("read"))
        with self.assertRaises(AccessError):
            self._report(other)

    def test_cooperating_unit_reports_to_the_lead(self):
        support = self.task.with_user(self.user_land)
        self.assertTrue(support.has_access("read"))
        self._report(support, "support", "Đã cử cán bộ đo đạc")
        self.assertEqual(self.task.state, "assigned")
        self.assertEqual(self.task.update_ids[0].unit_id, self.dept_land)
        with self.assertRaises(AccessError):
            self._report(support)

    def test_done_needs_words_or_evidence(self):
        with self.assertRaises(UserError):
            self._report(self.task, text=" ")
        photo = (
            self.env["ir.attachment"]
            .with_user(self.user_commune_a)
            .create({"name": "muong.jpg", "raw": b"\xff\xd8\xff\xe0 photo"})
        )
        self._report(self.task, text=False, attachment_ids=[Command.set(photo.ids)])
        self.assertEqual(self.task.state, "reported")
        with self.assertRaises(UserError):
            photo.unlink()
        with self.assertRaises(UserError):
            photo.datas = base64.b64encode(b"other")

    def test_a_file_too_big_is_refused_and_nothing_is_sent(self):
        self.env["ir.config_parameter"].sudo().set_param(
            "citizen_dialogue.max_file_mb", "1"
        )
        big = (
            self.env["ir.attachment"]
            .with_user(self.user_commune_a)
            .create({"name": "phim.mp4", "raw": b"0" * (1024 * 1024 + 1)})
        )
        with self.assertRaises(UserError) as error, self.cr.savepoint():
            self._report(self.task, attachment_ids=[Command.set(big.ids)])
        self.assertIn("phim.mp4", str(error.exception))
        self.assertEqual(self.task.state, "assigned")

    def test_nobody_takes_a_foreign_file_as_evidence(self):
        foreign = self.env["ir.attachment"].create(
            {
                "name": "x",
                "raw": b"x",
                "res_model": "res.partner",
                "res_id": self.user_land.partner_id.id,
            }
        )
        with self.assertRaises(AccessError):
            self._report(self.task, attachment_ids=[Command.set(foreign.ids)])

    def test_strike_out_keeps_the_report(self):
        self._report(self.task, "progress", "Nhầm", progress=10)
        update = self.task.update_ids[0]
        update._strike("Ghi nhầm thôn")
        self.assertTrue(update.is_struck)
        with self.assertRaises(UserError):
            update.unlink()

    def test_extension_asked_and_approved_moves_the_date(self):
        extension = (
            self.env["citizen.extension"]
            .with_user(self.user_commune_a)
            .create(
                {
                    "deadline_id": self.task.deadline_id.id,
                    "requested_date": self._day(45),
                    "reason": "Mưa lũ",
                }
            )
        )
        self.assertIn(self.user_followup, self.task.sudo().activity_ids.user_id)
        with self.assertRaises(AccessError):
            extension.action_approve()
        extension.with_user(self.user_followup).action_approve()
        self.assertEqual(self.task.due_date, self._day(45))
        self.assertIn("Mưa lũ", self.task.explanation)
        with self.assertRaises(UserError):
            extension.with_user(self.user_followup).action_approve()

    def test_extension_must_be_later(self):
        with self.assertRaises(ValidationError):
            self.env["citizen.extension"].with_user(self.user_commune_a).create(
                {
                    "deadline_id": self.task.deadline_id.id,
                    "requested_date": self._day(10),
                    "reason": "x",
                }
            )

    def test_cancelling_is_the_issuers_right(self):
        with self.assertRaises(AccessError):
            self.task._cancel("Không làm")
        self.task.with_user(self.user_followup)._cancel("Trùng với kết luận khác")
        self.assertEqual(self.task.state, "cancelled")
        self.assertTrue(self.task.deadline_id.ended_on)

    def test_late_in_words_and_in_the_search(self):
        self.assertIn("30", self.task.late_words)
        tasks = self.env["citizen.task"]
        self.assertNotIn(self.task, tasks.search([("is_overdue", "=", True)]))
        self.task.deadline_id.sudo()._move(self._day(-3), "thử")
        self.assertTrue(self.task.is_overdue)
        self.assertIn("3", self.task.late_words)
        self.assertIn(self.task, tasks.search([("is_overdue", "=", True)]))
        self.assertNotIn(self.task, tasks.search([("is_overdue", "=", False)]))
        self.assertEqual(self.conclusion.overdue_count, 1)
        self.assertEqual(self.conclusion.clause_ids.roll_up, "late")

    def test_person_in_charge_sits_in_the_unit(self):
        with self.assertRaises(UserError):
            self.task.person_in_charge_id = self.user_commune_b
        self.task.person_in_charge_id = self.user_commune_a_head
        self.assertEqual(self.task.activity_ids.user_id, self.user_commune_a_head)

    def test_rounds_catch_up_after_missed_nights(self):
        with freeze_time("2026-01-20 03:00:00"):
            conclusion = self._issued(
                [self._clause(self.commune_a, due_kind="rhythm", rhythm="monthly")]
            )
        with (
            freeze_time("2026-04-10 03:00:00"),
            patch.object(self.env.registry["ir.cron"], "_commit_progress"),
        ):
            self.env["citizen.task"]._cron_next_rounds()
            self.env["citizen.task"]._cron_next_rounds()
        tasks = conclusion.task_ids.sorted("round_no")
        self.assertEqual(tasks.mapped("round_no"), [1, 2, 3, 4])
        self.assertEqual(
            tasks.mapped("due_date"),
            [
                date(2026, 1, 31),
                date(2026, 2, 28),
                date(2026, 3, 31),
                date(2026, 4, 30),
            ],
        )

    def test_rounds_begin_batch_by_batch(self):
        with freeze_time("2026-01-20 03:00:00"):
            conclusion = self._issued(
                [
                    self._clause(self.commune_a, due_kind="rhythm", rhythm="monthly")
                    for _clause in range(3)
                ]
            )
        tasks = self.env["citizen.task"]
        with (
            freeze_time("2026-02-10 03:00:00"),
            patch("odoo.addons.citizen_dialogue.models.citizen_task.BATCH", 2),
            # the time of the run is over after the first batch
            patch.object(
                self.env.registry["ir.cron"], "_commit_progress", return_value=0
            ) as committed,
        ):
            tasks._cron_next_rounds()
            committed.assert_called_once_with(2, remaining=1)
            self.assertEqual(len(conclusion.task_ids), 5)
            committed.return_value = 1
            tasks._cron_next_rounds()
        self.assertEqual(
            sorted(conclusion.task_ids.mapped("round_no")), [1, 1, 1, 2, 2, 2]
        )

    def test_list_of_eighty_costs_the_same_as_of_ten(self):
        units = [
            self._unit(f"UBND xã {number}", "commune", self.district, symbol="UBND")
            for number in range(80)
        ]
        self._issued([self._clause(self.Unit.union(*units))])
        counts = []
        fields = {
            "name": {},
            "unit_id": {"fields": {"display_name": {}}},
            "state": {},
            "due_date": {},
            "late_words": {},
            "is_overdue": {},
            "extension_state": {},
            "conclusion_number": {},
        }
        tasks = self.env["citizen.task"].with_user(self.user_followup)
        tasks.web_search_read([], fields, limit=1)
        for limit in (10, 80):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            tasks.web_search_read([], fields, limit=limit)
            counts.append(self.env.cr.sql_log_count - start)
        self.assertEqual(counts[0], counts[1])

    def test_units_that_ended_stay_in_their_clauses(self):
        """A domain on the field itself would hide them from everything printed."""
        conclusion = self._issued([self._clause(self.commune_b)])
        self.commune_b.sudo().valid_to = self._day(-1)
        conclusion.invalidate_recordset()
        self.assertEqual(conclusion.clause_ids.lead_unit_ids, self.commune_b)
        self.assertIn(self.commune_b.name, conclusion.clause_ids._leads_vi())
