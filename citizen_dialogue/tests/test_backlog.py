"""The backlog: what is proposed, its plan, the leader's review of each quarter, and
that a settled matter doesn't come in as new."""

from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..models.citizen_backlog import quarter_end, quarter_of
from .test_case_dossier import CaseCase

# a day in the middle of a quarter, and one before its end
MIDDLE, LATE = date(2026, 11, 5), date(2026, 12, 22)


class BacklogCase(CaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enterClassContext(cls._on(MIDDLE))
        # a test has one transaction
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
        model = cls.env.registry["citizen.calendar"]
        with patch.object(model, "_today", lambda self: day):
            yield

    def _candidates(self, user=None):
        return (
            self.env["citizen.backlog.candidate"]
            .with_user(user or self.user_secretary)
            .search([("backlog_id", "=", False)])
        )

    def _row(self, record, user=None):
        name = "case_id" if record._name == "citizen.case" else "petition_id"
        self.env.flush_all()
        self.env.invalidate_all()
        return (
            self.env["citizen.backlog.candidate"]
            .with_user(user or self.user_secretary)
            .search([(name, "=", record.id)])
        )

    def _listed(self, record=None):
        record = self._case(complexity="complex") if record is None else record
        row = self._row(record)
        row.action_take_in()
        self.env.invalidate_all()
        return row.backlog_id.with_user(self.user_secretary)

    def _plan(self, entries, days=40, user=None):
        entries.write(
            {
                "plan_unit_id": self.dept_land.id,
                "plan_user_id": (user or self.user_land).id,
                "measure": "Đối thoại, kiểm tra thực địa",
                "plan_date": self._day(days),
            }
        )

    def _reason(self, entries, method, reason="theo Thông báo 12/TB-UBND", user=None):
        return (
            self.env["citizen.reason.wizard"]
            .with_user(user or self.user_leader)
            .with_context(
                active_model="citizen.backlog",
                active_ids=entries.ids,
                reason_method=method,
            )
            .create({"reason": reason})
            .action_apply()
        )


@tagged("post_install", "-at_install")
class TestCandidates(BacklogCase):
    def test_each_reason(self):
        plain = self._case()
        self.assertFalse(self._row(plain))
        complex_case = self._case(complexity="complex")
        self.assertTrue(self._row(complex_case).is_complex)
        late = self._case()
        self.env["citizen.deadline"]._open(
            [
                {
                    "case_id": late.id,
                    "owner_unit_id": late.owner_unit_id.id,
                    "name": name,
                    "date_start": self._day(-60),
                    "due_date": self._day(days),
                }
                for name, days in (("Thụ lý", -50), ("Giải quyết", -5))
            ]
        )
        row = self._row(late)
        self.assertTrue(row.is_late)
        self.assertEqual(row.last_due, self._day(-5))
        # one clock is still running: it isn't past its last
        self.env["citizen.deadline"]._open(
            [
                {
                    "case_id": late.id,
                    "owner_unit_id": late.owner_unit_id.id,
                    "name": "Gia hạn",
                    "date_start": self._day(-60),
                    "due_date": self._day(2),
                }
            ]
        )
        self.assertFalse(self._row(late))
        crowd = self._case(self._petition(signatory_count=12))
        self.assertEqual(self._row(crowd).reason_words, "of many people")
        old = self._case(self._petition(receipt_date=self._day(-800)))
        self.assertTrue(self._row(old).is_prolonged)
        first = self._case(state="decided")
        second = self._case(instance="second", previous_id=first.id)
        self.assertEqual(self._row(second).instance_count, 2)
        self.assertTrue(self._row(second).is_prolonged)
        self.assertFalse(self._row(first))

    def test_letters_of_the_same_matter_count(self):
        letters = self._petition() | self._petition() | self._petition()
        case = self._case(letters[0])
        self.assertFalse(self._row(case))
        for letter in letters[1:]:
            self.env["citizen.petition.link"].with_user(
                self.user_secretary
            ).citizen_join(letter.id, letters[0].id, "matter", "một việc")
        row = self._row(case)
        self.assertEqual(row.letter_count, 3)
        self.assertTrue(row.is_prolonged)

    def test_a_petition_without_a_case(self):
        fresh = self._petition()
        self.assertFalse(self._row(fresh))
        late = self._petition(receipt_date=self._day(-120))
        self.assertTrue(self._row(late).is_late)
        self._set(late, state="handled")
        self.assertFalse(self._row(late))

    def test_the_numbers_are_settings(self):
        case = self._case(self._petition(receipt_date=self._day(-500)))
        self.assertFalse(self._row(case))
        setting = (
            self.env["citizen.backlog.setting"]
            .with_user(self.user_admin)
            .create({"years": 1})
        )
        self.assertEqual(setting.letters, 3)
        setting.action_save()
        self.assertTrue(self._row(case).is_prolonged)
        with self.assertRaises(UserError):
            setting.years = 0
            setting.action_save()
        with self.assertRaises(AccessError):
            self.env["citizen.backlog.setting"].with_user(self.user_leader).create({})

    def test_seen_by_who_reads_the_matter(self):
        self._vault_mode()
        petition = self._petition(kind="tc", signatory_count=6)
        case = self._case(petition)
        self.assertTrue(self._row(case))
        self.assertFalse(self._row(case, self.user_land))
        self.env["citizen.petitioner"].with_user(self.user_secretary).create(
            {
                "petition_id": petition.id,
                "role": "denounced",
                "name": "Chánh Văn phòng",
                "user_id": self.user_followup.id,
            }
        )
        self.assertFalse(self._row(case, self.user_followup))
        entry = self._listed(case)
        self.assertFalse(
            self.env["citizen.backlog"]
            .with_user(self.user_followup)
            .search([("id", "=", entry.id)])
        )
        self.assertNotIn(case.subject, entry.display_name)

    def test_taking_many_in_costs_no_more_queries(self):
        def spent(rows):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            rows.action_take_in()
            self.env.flush_all()
            return self.cr.sql_log_count - start

        one = self._row(self._case(complexity="complex"))
        spent(self._row(self._case(complexity="complex")))
        few = spent(one)
        for _index in range(6):
            self._case(complexity="complex")
        many = self._candidates()
        self.assertEqual(len(many), 6)
        self.assertLessEqual(spent(many), few + 2)
        self.assertFalse(self._candidates())
        with self.assertRaises(UserError):
            many.action_take_in()

    def test_only_who_handles_the_unit_takes_in(self):
        row = self._row(self._case(complexity="complex"))
        with self.assertRaises(AccessError), self.cr.savepoint():
            row.with_user(self.user_inspector).action_take_in()
        # he doesn't even see it: there is nothing to take in
        with self.assertRaises(UserError), self.cr.savepoint():
            row.with_user(self.user_commune_b).action_take_in()
        self.assertTrue(self._row(row.case_id))


@tagged("post_install", "-at_install")
class TestBacklog(BacklogCase):
    def test_one_open_entry_for_each_matter(self):
        case = self._case(complexity="complex")
        entry = self._listed(case)
        self.assertEqual(entry.listed_on, self._day())
        self.assertTrue(entry.is_complex)
        self.assertEqual(self._row(case).backlog_id, entry)
        with self.assertRaises(UserError):
            self._row(case).action_take_in()
        with self.assertRaises(UserError):
            entry.copy()
        with self.assertRaises(AccessError):
            self.env["citizen.backlog"].with_user(self.user_secretary).create(
                {"case_id": case.id, "owner_unit_id": self.office.id}
            )
        with self.assertRaises(UserError):
            entry.sudo().unlink()

    def test_the_plan(self):
        entry = self._listed()
        self.assertFalse(entry.has_plan)
        with self.assertRaises(UserError), self.cr.savepoint():
            entry.plan_date = self._day(-1)
        with self.assertRaises(ValidationError), self.cr.savepoint():
            entry.write(
                {"plan_unit_id": self.dept_land.id, "plan_user_id": self.env.uid}
            )
        self._plan(entry, 3)
        self.assertTrue(entry.has_plan)
        self.assertTrue(entry.with_user(self.user_land).has_access("read"))
        self.assertIn(self.user_land, entry.sudo().activity_ids.user_id)
        self.assertFalse(entry.is_plan_late)
        with self._on(LATE):
            entry.invalidate_recordset()
            self.assertTrue(entry.is_plan_late)
            found = self.env["citizen.backlog"].search([("is_plan_late", "=", True)])
            self.assertIn(entry, found)

    def test_the_leader_keeps_once_a_quarter(self):
        entry = self._listed()
        leader = entry.with_user(self.user_leader)
        with self.assertRaisesRegex(UserError, "needs a plan"):
            leader.action_keep()
        self._plan(entry)
        for user in (self.user_secretary, self.user_followup, self.user_land):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                entry.with_user(user).action_keep()
        self.assertTrue(leader.is_to_review)
        self.assertTrue(leader.may_decide)
        self.assertFalse(entry.may_decide)
        leader.action_keep()
        check = entry.check_ids
        self.assertEqual(check.decided_by_id, self.user_leader)
        self.assertEqual(check.quarter, 20264)
        self.assertEqual(check.quarter_words, "Quarter IV/2026")
        self.assertFalse(leader.is_to_review)
        with self.assertRaises(UserError):
            leader.action_keep()
        with self._on(date(2027, 1, 6)):
            leader.invalidate_recordset()
            self.assertTrue(leader.is_to_review)
            leader.action_keep()
        self.assertEqual(entry.check_ids.mapped("quarter"), [20271, 20264])

    def test_settled_only_when_it_is_over(self):
        case = self._case(complexity="complex")
        entry = self._listed(case)
        self._plan(entry)
        entry.with_user(self.user_leader).action_keep()
        with self.assertRaisesRegex(UserError, "isn't decided yet"):
            self._reason(entry, "_settle")
        with self.assertRaises(AccessError):
            self._reason(entry, "_end", user=self.user_secretary)
        self._set(case, state="decided", decided_on=self._day())
        self._reason(entry, "_settle", "Quyết định giải quyết đã ban hành")
        self.assertEqual(entry.state, "settled")
        # one decision a quarter: the later one stands, the log tells both
        self.assertEqual(entry.check_ids.decision, "settled")
        self.assertTrue(
            [m for m in entry.message_ids.mapped("body") if "same quarter" in m]
        )
        self.assertFalse(entry.sudo().activity_ids)
        with self.assertRaises(UserError):
            entry.plan_date = self._day(9)
        with self.assertRaises(UserError):
            entry.with_user(self.user_leader).action_keep()

    def test_ended_with_a_ground_and_listed_again_with_its_link(self):
        case = self._case(complexity="complex")
        entry = self._listed(case)
        with self.assertRaises(UserError):
            self._reason(entry, "_end", "  ")
        self._reason(entry, "_end")
        self.assertEqual(entry.state, "ended")
        self.assertIn("12/TB-UBND", entry.close_ground)
        again = self._listed(case)
        self.assertEqual(again.previous_id, entry)

    def test_a_commune_reviews_its_own(self):
        petition = self._petition(
            self.user_commune_a, receipt_date=self._day(-120), kind="kn_pa"
        )
        self._row(petition, self.user_commune_a).action_take_in()
        entry = self.env["citizen.backlog"].search([("petition_id", "=", petition.id)])
        with self.assertRaises(AccessError):
            entry.with_user(self.user_commune_a).action_keep()
        head = entry.with_user(self.user_commune_a_head)
        head.write(
            {
                "plan_user_id": self.user_commune_a.id,
                "measure": "Trả lời công dân",
                "plan_date": self._day(9),
            }
        )
        head.action_keep()
        with self.assertRaisesRegex(UserError, "isn't handled yet"):
            self._reason(head, "_settle", user=self.user_commune_a_head)

    def test_leaders_are_reminded_once_before_the_quarter_ends(self):
        first, second = self._listed(), self._listed()
        self._plan(first | second)
        second.with_user(self.user_leader).action_keep()
        model = self.env["citizen.backlog"]
        review = self.env.ref("citizen_dialogue.mail_activity_type_backlog_review")

        def reminded(entry):
            return entry.sudo().activity_ids.filtered(
                lambda a: a.activity_type_id == review
            )

        model._cron_review()
        self.assertFalse(reminded(first))
        with self._on(LATE):
            model._cron_review()
            self.assertEqual(reminded(first).user_id, self.user_leader | self.user_vice)
            self.assertEqual(
                set(reminded(first).mapped("date_deadline")), {date(2026, 12, 31)}
            )
            self.assertFalse(reminded(second))
            reminded(first).unlink()
            model._cron_review()
            self.assertFalse(reminded(first))

    def test_reminding_costs_no_more_queries_for_many(self):
        def spent():
            self.env["citizen.backlog"].search([])._write_protected(
                {"reminded_quarter": 0}
            )
            self.env["mail.activity"].search(
                [("res_model", "=", "citizen.backlog")]
            ).unlink()
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            with self._on(LATE):
                self.env["citizen.backlog"]._cron_review()
            return self.cr.sql_log_count - start

        self._listed(), self._listed()
        few = spent()
        for _index in range(5):
            self._listed()
        self.assertLessEqual(spent(), few + 8)

    def test_reminding_is_committed_in_batches(self):
        entries = self._listed() | self._listed() | self._listed()
        crons = self.env.registry["ir.cron"]
        with (
            self._on(LATE),
            patch("odoo.addons.citizen_dialogue.models.citizen_backlog.BATCH", 2),
            # the time of the run is over after the first batch
            patch.object(crons, "_commit_progress", return_value=0) as committed,
        ):
            self.env["citizen.backlog"]._cron_review()
        committed.assert_called_once_with(2, remaining=1)
        told = entries.sudo().filtered("reminded_quarter")
        self.assertEqual(len(told), 2)
        with self._on(LATE):
            self.env["citizen.backlog"]._cron_review()
        self.assertEqual(entries.sudo().filtered("reminded_quarter"), entries)

    def test_reasons_follow_what_happens(self):
        petition = self._petition()
        case = self._case(petition, complexity="complex")
        entry = self._listed(case)
        self.assertFalse(entry.is_crowd)
        petition.signatory_count = 20
        self.env["citizen.backlog"]._cron_review()
        self.assertTrue(entry.is_crowd)

    def test_quarters(self):
        self.assertEqual(quarter_of(date(2026, 3, 31)), 20261)
        self.assertEqual(quarter_of(date(2026, 4, 1)), 20262)
        self.assertEqual(quarter_end(date(2026, 12, 1)), date(2026, 12, 31))
        self.assertEqual(quarter_end(date(2027, 2, 1)), date(2027, 3, 31))

    # ------------------------------------------------------------------
    # the brief
    # ------------------------------------------------------------------
    def _brief(self):
        return self.env["citizen.report"].with_user(self.user_secretary).create({})

    def _figures(self, brief, user=None):
        brief = brief.with_user(user or self.user_secretary)
        brief.invalidate_recordset()
        tables = {table["code"]: table for table in brief.figures["tables"]}
        return {row[0]["t"]: row[1] for row in tables["backlog"]["rows"]}

    def test_the_brief_counts_and_opens(self):
        planned, bare, gone = self._listed(), self._listed(), self._listed()
        self._plan(planned)
        self._reason(gone, "_end")
        brief = self._brief()
        figures = self._figures(brief)
        for label, entries in (
            ("Phức tạp", planned | bare | gone),
            ("Chưa có kế hoạch giải quyết", bare | gone),
        ):
            # closed on the last day of the period: no longer followed
            left = entries - gone
            self.assertEqual(figures[label]["ids"], left.ids)
            self.assertEqual(figures[label]["t"], len(left))
            self.assertEqual(figures[label]["m"], "citizen.backlog")
        self.assertEqual(figures["Kết thúc xem xét trong kỳ"]["ids"], gone.ids)
        self.assertEqual(figures["Mới đưa vào theo dõi trong kỳ"]["t"], 3)
        self.assertIn("tồn đọng", brief.body_html)
        self.assertIn("đang theo dõi 2 vụ việc", brief.body_html)

    def _denounced(self, petition):
        self.env["citizen.petitioner"].with_user(self.user_secretary).create(
            {
                "petition_id": petition.id,
                "role": "denounced",
                "name": "Chánh Văn phòng",
                "user_id": self.user_followup.id,
            }
        )

    def test_what_is_about_a_reader_stands_in_no_brief_of_his(self):
        """Text and paper are the same for all: so are table and text."""
        self._vault_mode()
        petition = self._petition(kind="tc", signatory_count=6)
        self._denounced(petition)
        self._listed(self._case(petition)), self._listed()
        brief = self._brief()
        label = "Tổng số đang theo dõi"
        for user in (self.user_secretary, self.user_leader, self.user_followup):
            self.assertEqual(self._figures(brief, user)[label]["t"], 1)
        self.assertIn("đang theo dõi 1 vụ việc", brief.body_html)

    def test_a_locked_brief_hides_what_came_to_be_about_its_reader(self):
        self._vault_mode()
        self._issued([self._clause(self.commune_a)])
        petition = self._petition(kind="tc", signatory_count=6)
        self._listed(self._case(petition)), self._listed()
        brief = self._brief()
        brief.action_lock()
        self._denounced(petition)
        label = "Tổng số đang theo dõi"
        self.assertEqual(self._figures(brief)[label]["t"], 2)
        self.assertEqual(self._figures(brief, self.user_followup)[label]["t"], 1)
        with self.assertRaises(AccessError):
            brief.with_user(self.user_followup).read(["locked_figures"])


@tagged("post_install", "-at_install")
class TestSettledMatter(BacklogCase):
    CONTENT = "thu hồi thửa đất số 12, tờ bản đồ số 5 làm đường vào bản Phiêng Nèn"

    def _letter(self, **vals):
        return self._petition(
            **{
                "subject": "việc thu hồi đất làm đường",
                "content": self.CONTENT,
                "competence": "own",
                "receipt_date": self._day(-30),
                **vals,
            }
        )

    def _settled(self):
        first = self._letter(receipt_date=self._day(-700))
        case = self._case(first, complexity="complex")
        entry = self._listed(case)
        self._set(case, state="decided", decided_on=self._day(-3))
        self._reason(entry, "_settle")
        return first

    def test_refused_at_classification(self):
        first = self._settled()
        again = self._letter()
        self.assertIn(first.case_ids.code, again.settled_matter)
        with self.assertRaisesRegex(UserError, "taken off the backlog"):
            again.action_classify()
        self.assertEqual(again.state, "registered")

    def test_joined_it_comes_in(self):
        first = self._settled()
        again = self._letter()
        self.env["citizen.petition.link"].with_user(self.user_secretary).citizen_join(
            again.id, first.id, "matter", "một việc"
        )
        again.action_classify()
        self.assertEqual(again.state, "classified")
        self.assertFalse(again.settled_matter)

    def test_with_a_reason_it_comes_in_and_that_is_recorded(self):
        first = self._settled()
        again = self._letter()
        again.other_matter_reason = "về diện tích còn lại, chưa được giải quyết"
        again.action_classify()
        self.assertEqual(again.state, "classified")
        notes = [m for m in again.message_ids.mapped("body") if "another matter" in m]
        self.assertIn(first.case_ids.code, notes[0])

    def test_another_matter_or_person_is_not_held_up(self):
        self._settled()
        matter = self._letter(subject="xin hỗ trợ giống ngô", content="hạn hán kéo dài")
        matter.action_classify()
        person = self._letter(
            who={"name": "Quàng Văn Khác", "birth_year": 1980, "phone": "0988111222"}
        )
        person.action_classify()
        self.assertEqual(person.state, "classified")

    def test_an_open_entry_holds_nothing_up(self):
        self._listed(self._case(self._letter(), complexity="complex"))
        again = self._letter()
        again.action_classify()
        self.assertEqual(again.state, "classified")
