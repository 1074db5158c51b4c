"""The urging ladder over simulated nights, the ledger and the mail queue."""

import smtplib
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from unittest.mock import patch

from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CitizenCase

MONDAY = date(2026, 9, 7)


class UrgingCase(CitizenCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enterClassContext(cls._on(MONDAY))
        # a test has one transaction; batches are committed in tests/ with a server
        cls.enterClassContext(
            patch.object(
                cls.env.registry["ir.cron"],
                "_commit_progress",
                lambda self, *args, **kwargs: float("inf"),
            )
        )

    @classmethod
    @contextmanager
    def _on(cls, day):
        """The day that rules, crons and screens take for today."""
        model = cls.env.registry["citizen.calendar"]
        with patch.object(model, "_today", lambda self: day):
            yield

    def _night(self, day):
        with self._on(day):
            self.env["citizen.urging"]._cron_climb()

    def _nights(self, first, last, skipped=()):
        day = first
        while day <= last:
            if day not in skipped:
                self._night(day)
            day += timedelta(days=1)

    def _late_task(self, unit=None, due=MONDAY, **vals):
        """A task in force long ago, due on ``due``."""
        with self._on(due - timedelta(days=20)):
            conclusion = self._issued(
                [self._clause(unit or self.commune_a, due_date=due, **vals)]
            )
        return conclusion.task_ids.sudo(False)

    def _send(self, letter, number, day):
        with self._on(day):
            letter.with_user(self.user_followup).action_approve()
            clerk = letter.with_user(self.user_clerk)
            clerk.write({"number_proposed": number, "date_proposed": day})
            clerk.action_issue()

    def _kinds(self, task):
        return sorted((u.kind, u.number, u.date) for u in task.sudo().urging_ids)


@tagged("post_install", "-at_install")
class TestLadder(UrgingCase):
    def test_every_rung_fires_once_on_its_working_day(self):
        task = self._late_task(due=date(2026, 9, 9))
        self._nights(date(2026, 9, 3), date(2026, 9, 14))
        self._send(task.sudo().urging_ids.document_id, 7000, date(2026, 9, 14))
        self._nights(date(2026, 9, 15), date(2026, 10, 14))
        # 9 September is a Wednesday: 3 working days before it is Friday the 4th
        self.assertEqual(
            self._kinds(task),
            [
                ("before", 1, date(2026, 9, 4)),
                ("brief", 1, date(2026, 9, 23)),
                ("head", 1, date(2026, 9, 10)),
                ("letter", 1, date(2026, 9, 14)),
                ("letter", 2, date(2026, 9, 21)),
                ("review", 1, date(2026, 10, 7)),
            ],
        )

    def test_a_repeated_night_adds_nothing(self):
        task = self._late_task()
        self._night(date(2026, 9, 14))
        before = self.env["citizen.urging"].search_count([])
        mails = self.env["mail.mail"].search_count([])
        self._night(date(2026, 9, 14))
        self.assertEqual(self.env["citizen.urging"].search_count([]), before)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertTrue(task.sudo().urging_ids)

    def test_missed_nights_catch_up_and_sundays_rest(self):
        task = self._late_task()
        self._night(date(2026, 9, 12))  # Saturday
        self._night(date(2026, 9, 13))  # Sunday
        self.assertFalse(task.sudo().urging_ids)
        self._night(date(2026, 9, 14))
        self.assertEqual(
            [(kind, number) for kind, number, _day in self._kinds(task)],
            [("head", 1), ("letter", 1)],
        )

    def test_reminder_goes_to_the_person_in_charge(self):
        task = self._late_task(due=date(2026, 9, 9))
        self._night(MONDAY)
        activities = task.sudo().activity_ids.filtered(
            lambda a: (
                a.activity_type_id
                == self.env.ref("citizen_dialogue.mail_activity_type_due_soon")
            )
        )
        self.assertEqual(activities.user_id, self.user_commune_a)
        mail = self._mails_to(self.user_commune_a).filtered(
            lambda m: m.subject == "Soon due"
        )
        self.assertEqual(len(mail), 1)
        self.assertIn("Sửa đường vào bản", mail.body_html)
        self.assertIn(f"res_id={task.id}", mail.body_html)

    def _mails_to(self, user):
        return self.env["mail.mail"].search(
            [
                ("recipient_ids", "in", user.partner_id.ids),
                ("create_date", ">=", self.start),
            ]
        )

    def setUp(self):
        super().setUp()
        self.env["mail.mail"].search([("is_citizen", "=", True)]).unlink()
        self.start = fields.Datetime.now() - timedelta(minutes=5)

    def test_badge_mail_or_digest(self):
        head = self.user_commune_a_head
        self._late_task()
        self._late_task(content="Nạo vét mương")
        self.env["mail.mail"].search([("is_citizen", "=", True)]).unlink()
        head.citizen_notify = "digest"
        self.user_commune_a.citizen_notify = "badge"
        self._night(date(2026, 9, 8))
        self.assertFalse(self._mails_to(head) | self._mails_to(self.user_commune_a))
        with self._on(date(2026, 9, 8)):
            self.env["res.users"]._cron_citizen_digest()
            self.env["res.users"]._cron_citizen_digest()
        mail = self._mails_to(head)
        self.assertEqual(len(mail), 1)
        self.assertIn("Nạo vét mương", mail.body_html)
        self.assertIn("Sửa đường vào bản", mail.body_html)
        self.assertFalse(self._mails_to(self.user_commune_a))

    def test_a_digest_of_many_costs_no_more_queries(self):
        head = self.user_commune_a_head
        head.citizen_notify = "digest"

        def spent(day):
            self._night(day)
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            with self._on(day):
                self.env["res.users"]._cron_citizen_digest()
            return self.cr.sql_log_count - start

        self._late_task(content="Việc đầu tiên")
        spent(date(2026, 9, 8))
        few = spent(date(2026, 9, 9))
        for number in range(8):
            self._late_task(content=f"Việc thứ {number}")
        self.assertLessEqual(spent(date(2026, 9, 10)), few + 2)
        self.assertIn("Việc thứ 7", self._mails_to(head)[0].body_html)

    def test_the_head_gets_one_mail_for_all(self):
        for text in ("Một", "Hai", "Ba"):
            self._late_task(content=text)
        self.env["mail.mail"].search([("is_citizen", "=", True)]).unlink()
        self._night(date(2026, 9, 8))
        mail = self._mails_to(self.user_commune_a_head)
        self.assertEqual(len(mail), 1)
        for text in ("Một", "Hai", "Ba"):
            self.assertIn(text, mail.body_html)

    def test_mails_leave_in_working_hours(self):
        calendar = self.env["citizen.calendar"]
        cases = {
            # UTC now → UTC when the mail may go; Viet Nam is seven hours ahead
            datetime(2026, 9, 7, 3, 0): datetime(2026, 9, 7, 3, 0),
            datetime(2026, 9, 7, 17, 20): datetime(2026, 9, 8, 0, 30),
            datetime(2026, 9, 11, 12, 0): datetime(2026, 9, 14, 0, 30),
            datetime(2026, 9, 12, 3, 0): datetime(2026, 9, 14, 0, 30),
        }
        for now, expected in cases.items():
            with (
                self.subTest(now=now),
                patch.object(fields.Datetime, "now", lambda now=now: now),
            ):
                self.assertEqual(calendar._office_moment(), expected)

    def test_an_extension_resets_and_a_report_ends_the_ladder(self):
        task = self._late_task()
        self._night(date(2026, 9, 8))
        extension = (
            self.env["citizen.extension"]
            .with_user(self.user_commune_a)
            .create(
                {
                    "deadline_id": task.deadline_id.id,
                    "requested_date": date(2026, 9, 18),
                    "reason": "Mưa lũ",
                }
            )
        )
        extension.with_user(self.user_followup).action_approve()
        self._nights(date(2026, 9, 9), date(2026, 9, 14))
        self.assertEqual(
            [kind for kind, _n, _d in self._kinds(task)], ["head"], "no letter yet"
        )
        self._nights(date(2026, 9, 15), date(2026, 9, 21))
        self.assertEqual(
            [(kind, day) for kind, _n, day in self._kinds(task)],
            [
                ("before", date(2026, 9, 15)),
                ("head", date(2026, 9, 8)),
                ("head", date(2026, 9, 21)),
            ],
        )
        self.env["citizen.task.update"].with_user(self.user_commune_a).create(
            {"task_id": task.id, "kind": "done", "text": "Đã xong"}
        )
        count = len(task.sudo().urging_ids)
        self._nights(date(2026, 9, 22), date(2026, 10, 20))
        self.assertEqual(len(task.sudo().urging_ids), count)
        types = task.sudo().activity_ids.activity_type_id
        self.assertNotIn(
            self.env.ref("citizen_dialogue.mail_activity_type_late"), types
        )

    def test_a_moved_officer_is_replaced_by_whom_the_unit_has(self):
        task = self._late_task(due=date(2026, 9, 9))
        self.assertEqual(task.person_in_charge_id, self.user_commune_a)
        self.user_commune_a.citizen_membership_ids.date_to = date(2026, 8, 1)
        self._night(MONDAY)
        told = task.sudo().urging_ids.told_ids
        self.assertEqual(told, self.user_commune_a_head)
        self.assertEqual(task.sudo().person_in_charge_id, self.user_commune_a_head)

    def test_a_unit_with_nobody_is_reported_to_the_office(self):
        task = self._late_task(unit=self.commune_c, due=date(2026, 9, 9))
        orphan = self.env.ref("citizen_dialogue.mail_activity_type_orphan")
        task.sudo().activity_ids.unlink()
        self._night(MONDAY)
        found = task.sudo().activity_ids.filtered(
            lambda a: a.activity_type_id == orphan
        )
        self.assertIn(self.user_followup, found.user_id)
        self.assertEqual(self._kinds(task), [("before", 1, MONDAY)])

    def test_answers_to_prepare_are_urged_alike(self):
        dialogue = self._session(days=60)
        opinion = self._opinion(
            dialogue, prepare_unit_id=self.dept_land.id, prepare_by=date(2026, 9, 9)
        )
        self._nights(MONDAY, date(2026, 9, 16))
        urgings = self.env["citizen.urging"].search([("opinion_id", "=", opinion.id)])
        self.assertEqual(sorted(urgings.mapped("kind")), ["before", "head", "letter"])
        self.assertTrue(urgings.document_id)
        own = opinion.with_user(self.user_land)
        own.write({"prepared_answer": "Đã kiểm tra.", "revision": own.revision})
        self._nights(date(2026, 9, 17), date(2026, 10, 30))
        self.assertEqual(
            len(self.env["citizen.urging"].search([("opinion_id", "=", opinion.id)])), 3
        )

    def test_recurring_tasks_have_one_round_per_period(self):
        with self._on(date(2026, 8, 3)):
            conclusion = self._issued(
                [
                    {
                        "content": "Tuyên truyền pháp luật",
                        "lead_unit_ids": [Command.set(self.commune_a.ids)],
                        "due_kind": "rhythm",
                        "rhythm": "monthly",
                    }
                ]
            )
        for day in (date(2026, 9, 1), date(2026, 9, 2), date(2026, 9, 3)):
            with self._on(day):
                self.env["citizen.task"]._cron_next_rounds()
            self._night(day)
        first, second = conclusion.task_ids.sorted("round_no")
        self.assertEqual([k for k, _n, _d in self._kinds(first)], ["head"])
        self.assertFalse(second.sudo().urging_ids)


@tagged("post_install", "-at_install")
class TestLetters(UrgingCase):
    def _letters(self, unit=None):
        return self.env["citizen.document"].search(
            [("urge_unit_id", "=", (unit or self.commune_a).id)], order="id"
        )

    def test_one_letter_per_unit_with_all_its_late_tasks(self):
        early = self._late_task(content="Việc thứ nhất")
        later = self._late_task(due=date(2026, 9, 9), content="Việc thứ hai")
        self._late_task(unit=self.commune_b, content="Việc của B")
        self._nights(date(2026, 9, 8), date(2026, 9, 16))
        letter = self._letters()
        self.assertEqual(len(letter), 1)
        self.assertEqual(letter.urging_ids.task_id, early | later)
        self.assertEqual(letter.state, "submitted")
        self.assertIn("lần 1", letter.name)
        self.assertEqual(letter.signer_membership_id.user_id, self.user_followup)
        with self._on(date(2026, 9, 16)):
            html = letter._render_html()
        self.assertIn("Việc thứ nhất", html)
        self.assertIn("Việc thứ hai", html)
        self.assertNotIn("Việc của B", html)
        self.assertEqual(len(self._letters(self.commune_b)), 1)

    def test_a_sent_letter_counts_and_the_next_is_the_second(self):
        task = self._late_task()
        self._nights(date(2026, 9, 8), date(2026, 9, 10))
        first = self._letters()
        self.assertEqual(task.sudo().urge_count, 1, "the head only: not sent yet")
        self._send(first, 7001, date(2026, 9, 10))
        task.invalidate_recordset()
        self.assertEqual(task.sudo().urge_count, 2)
        self.assertIn("10/09/2026", task.sudo().urge_words)
        self._nights(date(2026, 9, 11), date(2026, 9, 17))
        first, second = self._letters()
        self.assertIn("lần 2", second.name)
        # the unit urged reads its letter, and only once it is sent
        commune = self.user_commune_a
        self.assertTrue(first.with_user(commune).has_access("read"))
        self.assertFalse(second.with_user(commune).has_access("read"))

    def test_no_second_letter_before_the_first_was_sent(self):
        self._late_task()
        self._nights(date(2026, 9, 8), date(2026, 9, 30))
        first = self._letters()
        self.assertIn("lần 1", first.name)
        self._send(first, 7010, date(2026, 9, 30))
        self._nights(date(2026, 10, 1), date(2026, 10, 6))
        self.assertEqual(len(self._letters()), 1)
        self._nights(date(2026, 10, 7), date(2026, 10, 7))
        self.assertEqual(len(self._letters()), 2)

    def test_an_office_writes_no_letter_to_itself(self):
        self._late_task(unit=self.office)
        self._nights(date(2026, 9, 8), date(2026, 9, 30))
        self.assertFalse(self._letters(self.office))

    def test_what_was_reported_meanwhile_is_not_urged(self):
        done = self._late_task(content="Đã xong rồi")
        self._late_task(content="Còn chậm")
        self._nights(date(2026, 9, 8), date(2026, 9, 10))
        letter = self._letters()
        self.env["citizen.task.update"].with_user(self.user_commune_a).create(
            {"task_id": done.id, "kind": "done", "text": "Xong"}
        )
        with self._on(date(2026, 9, 11)):
            html = letter._render_html()
        self.assertNotIn("Đã xong rồi", html)
        self.assertIn("Còn chậm", html)
        self._send(letter, 7002, date(2026, 9, 11))
        self.assertFalse(
            done.sudo().urging_ids.filtered(lambda u: u.kind == "letter" and u.urged_on)
        )

    def test_a_letter_about_nothing_is_not_sent(self):
        task = self._late_task()
        self._nights(date(2026, 9, 8), date(2026, 9, 10))
        self.env["citizen.task.update"].with_user(self.user_commune_a).create(
            {"task_id": task.id, "kind": "done", "text": "Xong"}
        )
        with self.assertRaises(UserError):
            self._send(self._letters(), 7003, date(2026, 9, 10))

    def test_by_hand(self):
        task = self._late_task()
        with self._on(date(2026, 9, 8)):
            task.with_user(self.user_secretary).action_urge()
            with self.assertRaises(UserError):
                task.with_user(self.user_secretary).action_urge()
            action = task.with_user(self.user_secretary).action_draft_urging()
        self.assertEqual(task.sudo().urge_count, 1)
        self.assertEqual(
            self.env["citizen.document"].search(action["domain"]), self._letters()
        )
        with self.assertRaises(AccessError):
            task.with_user(self.user_commune_a).action_urge()

    def test_the_number_of_queries_does_not_grow_with_the_letters(self):
        def spent(units):
            for unit in units:
                self._late_task(unit=unit)
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            self._night(date(2026, 9, 14))
            return self.cr.sql_log_count - start

        def units(number, prefix):
            found = self.env["citizen.unit"]
            for index in range(number):
                found |= self._unit(
                    f"UBND xã {prefix}{index}", "commune", self.district
                )
            return found

        spent(units(2, "N"))
        few = spent(units(3, "P"))
        many = spent(units(12, "Q"))
        self.assertLessEqual(many, few + 12, "a fixed number, and one row lock each")


@tagged("post_install", "-at_install")
class TestRungs(UrgingCase):
    def test_days_are_positive_and_rise(self):
        rungs = self.env["citizen.urging.rung"].with_user(self.user_admin)
        for days in (0, -3):
            with (
                self.subTest(days=days),
                self.assertRaises(CheckViolation),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                rungs.create({"kind": "head", "unit_id": self.office.id, "days": days})
        rungs.create({"kind": "letter", "unit_id": self.office.id, "days": 5})
        with self.assertRaises(ValidationError):
            rungs.create({"kind": "review", "unit_id": self.office.id, "days": 4})

    def test_an_office_sets_its_own_ladder(self):
        rungs = self.env["citizen.urging.rung"].with_user(self.user_followup)
        rungs.create({"kind": "head", "unit_id": self.office.id, "days": 5})
        with self.assertRaises(AccessError):
            # neither the common rungs nor those of another authority
            rungs.search([("unit_id", "=", False)])[0].days = 9
        with self.assertRaises(AccessError):
            rungs.create({"kind": "head", "unit_id": self.province.id, "days": 9})
        own = self._late_task()
        self._nights(date(2026, 9, 8), date(2026, 9, 30))
        self.assertEqual(self._kinds(own), [("head", 1, date(2026, 9, 14))])


@tagged("post_install", "-at_install")
class TestReview(UrgingCase):
    def _review(self):
        task = self._late_task()
        self._nights(date(2026, 9, 8), date(2026, 10, 6))
        return task, self.env["citizen.review"].search([])

    def test_the_ladder_proposes_and_the_leader_decides(self):
        task, review = self._review()
        self.assertEqual(review.subject_unit_id, self.commune_a)
        self.assertEqual(review.task_ids, task)
        leader = review.with_user(self.user_leader)
        with self.assertRaises(UserError):
            leader.action_decide()
        leader.decision = "Kiểm điểm, rút kinh nghiệm"
        leader.action_decide()
        self.assertEqual(review.state, "decided")
        self.assertEqual(review.decided_by_id, self.user_leader)

    def test_only_leaders_inspectors_and_the_named_see_it(self):
        _task, review = self._review()
        seen = {
            user.login
            for user in self.env["res.users"].search([("login", "like", "t_%")])
            if review.with_user(user).has_access("read")
        }
        self.assertEqual(seen, {"t_chutich", "t_pct", "t_thanhtra"})
        review.with_user(self.user_leader).reader_ids = self.user_secretary
        self.assertTrue(review.with_user(self.user_secretary).has_access("read"))
        self.assertFalse(review.with_user(self.user_secretary).has_access("write"))

    def test_whom_it_concerns_never_sees_it(self):
        review = (
            self.env["citizen.review"]
            .with_user(self.user_leader)
            .create(
                {
                    "owner_unit_id": self.district.id,
                    "subject_unit_id": self.district.id,
                    "subject_user_id": self.user_vice.id,
                    "fact": "Chậm xử lý",
                    "reader_ids": [Command.set(self.user_vice.ids)],
                }
            )
        )
        self.assertFalse(review.with_user(self.user_vice).has_access("read"))
        self.assertTrue(review.with_user(self.user_leader).has_access("read"))


@tagged("post_install", "-at_install")
class TestMailQueue(UrgingCase):
    def _mail(self):
        return self.env["mail.mail"].create(
            {
                "subject": "Sắp đến hạn",
                "body_html": "<p>x</p>",
                "recipient_ids": [Command.link(self.user_commune_a.partner_id.id)],
                "is_citizen": True,
                "auto_delete": True,
            }
        )

    def test_a_failed_connection_goes_back_to_the_queue(self):
        mail = self._mail()
        server = self.env.registry["ir.mail_server"]

        def refuse(self, *args, **kwargs):
            raise ConnectionRefusedError("no server")

        for attempt in (1, 2, 3):
            with patch.object(server, "_connect__", refuse):
                mail.send()
            self.assertEqual(mail.state, "outgoing")
            self.assertEqual(mail.citizen_attempts, attempt)
            self.assertGreater(mail.scheduled_date, fields.Datetime.now())
        activity = self.env["mail.activity"].search(
            [
                ("user_id", "=", self.user_admin.id),
                (
                    "activity_type_id",
                    "=",
                    self.env.ref("citizen_dialogue.mail_activity_type_mail").id,
                ),
            ]
        )
        self.assertEqual(len(activity), 1)

    def test_a_mail_caught_in_a_crash_is_listed_and_repeated_by_hand(self):
        mail = self._mail()
        mail.citizen_sending_since = fields.Datetime.now()
        self.env["mail.mail"]._citizen_set_aside()
        self.assertEqual((mail.state, mail.citizen_trouble), ("exception", "maybe"))
        own = mail.with_user(self.user_admin)
        self.assertEqual(
            self.env["mail.mail"].with_user(self.user_admin).search([]), own
        )
        own.action_citizen_repeat()
        self.assertEqual(mail.state, "outgoing")
        self.assertFalse(mail.citizen_trouble)
        with self.assertRaises(AccessError):
            mail.with_user(self.user_secretary).action_citizen_repeat()

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_a_refused_address_becomes_an_activity(self):
        task = self._late_task()
        mail = self._mail()
        mail.write({"model": "citizen.task", "res_id": task.id})
        reason = str(
            smtplib.SMTPRecipientsRefused({"x@example.com": (550, b"no such user")})
        )
        mail.write({"state": "exception"})
        mail._postprocess_sent_message(
            [], [], f"SMTPRecipientsRefused: {reason}", "unknown"
        )
        self.assertEqual((mail.state, mail.citizen_trouble), ("exception", "refused"))
        found = task.sudo().activity_ids.filtered(
            lambda a: (
                a.activity_type_id
                == self.env.ref("citizen_dialogue.mail_activity_type_mail")
            )
        )
        self.assertIn(self.user_followup, found.user_id)

    def test_a_temporary_refusal_waits(self):
        mail = self._mail()
        mail.state = "exception"
        mail._postprocess_sent_message(
            [], [], "SMTPRecipientsRefused: {'x': (450, b'greylisted')}", "unknown"
        )
        self.assertEqual((mail.state, mail.citizen_trouble), ("outgoing", "waiting"))
