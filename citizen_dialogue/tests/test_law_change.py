"""Days off, local practice and rows of a new law move running deadlines only after a
preview; what was met or ended stays."""

from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CitizenCase


class ChangeCase(CitizenCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.user_admin
        cls.holidays = cls.env["citizen.holiday"].with_user(cls.admin)
        cls.rules = cls.env["citizen.deadline.rule"].with_user(cls.admin)
        cls.changes = cls.env["citizen.law.change"].with_user(cls.admin)

    @classmethod
    def _task_due(cls, days=10, kind="working_days", unit=None, now="2026-10-01"):
        with freeze_time(f"{now} 03:00:00"):
            conclusion = cls._issued(
                [cls._clause(unit or cls.commune_a, due_kind=kind, due_days=days)]
            )
        return conclusion.task_ids

    def _preview(self, records):
        action = records.action_preview()
        return self.changes.browse(action["res_id"])

    def _off(self, day, **vals):
        return self.holidays.create({"date": day, "name": "Nghỉ bão", **vals})

    def _session_deadlines(self):
        """A held conference with the office's own limit for its conclusion (DTP03)."""
        with freeze_time("2026-10-01 03:00:00"):
            dialogue = self._session(days=0, kind="conference_periodic")
            dialogue._write_protected({"state": "announced"})
            dialogue.action_hold()
        return dialogue.deadline_ids.sudo().filtered(
            lambda d: d.rule_id.code == "DTP03"
        )


@tagged("post_install", "-at_install")
class TestCalendarChange(ChangeCase):
    def test_a_new_day_off_waits_for_its_preview(self):
        task = self._task_due()
        deadline = task.deadline_id.sudo()
        self.assertEqual(task.due_date, date(2026, 10, 15))
        with freeze_time("2026-10-05 03:00:00"):
            day = self._off(date(2026, 10, 12))
            self.assertTrue(day.pending)
            self.assertEqual(task.due_date, date(2026, 10, 15))
            preview = self._preview(day)
            self.assertEqual(preview.state, "draft")
            self.assertEqual(preview.moved_count, 1)
            line = preview.line_ids
            self.assertEqual(line.unit_id, task.owner_unit_id)
            self.assertEqual(
                (line.date_from, line.date_to, line.effect),
                (date(2026, 10, 15), date(2026, 10, 16), "moved"),
            )
            # looking changes nothing
            self.assertEqual(task.due_date, date(2026, 10, 15))
            self.assertTrue(day.pending)
            preview.action_apply()
        self.assertFalse(day.pending)
        self.assertEqual(task.due_date, date(2026, 10, 16))
        self.assertEqual(deadline.due_date, date(2026, 10, 16))
        for part in (
            "Lịch nghỉ thay đổi (thêm ngày nghỉ 12/10/2026 (Nghỉ bão)",
            "áp dụng ngày 05/10/2026",
            "hạn chuyển từ 15/10/2026 sang 16/10/2026",
            "Không tính ngày nghỉ: 12/10/2026 (Nghỉ bão)",
        ):
            self.assertIn(part, deadline.explanation)
        self.assertEqual(preview.state, "applied")
        self.assertEqual(preview.applied_by_id, self.admin)
        with self.assertRaises(UserError):
            preview.action_apply()

    def test_the_activity_of_the_task_shows_the_new_date(self):
        task = self._task_due()
        activity = task.sudo().activity_ids
        self.assertEqual(set(activity.mapped("date_deadline")), {date(2026, 10, 15)})
        with freeze_time("2026-10-05 03:00:00"):
            self._preview(self._off(date(2026, 10, 12))).action_apply()
        self.assertEqual(
            set(task.sudo().activity_ids.mapped("date_deadline")), {date(2026, 10, 16)}
        )

    def test_what_becomes_late_and_what_stops_being_late(self):
        saved = self._task_due(days=10)
        with freeze_time("2026-10-16 03:00:00"):
            self.env.invalidate_all()
            self.assertTrue(saved.sudo().is_overdue)
            preview = self._preview(self._off(date(2026, 10, 12)))
            self.assertEqual(preview.line_ids.effect, "saved")
            self.assertEqual((preview.saved_count, preview.late_count), (1, 0))
            preview.action_apply()
            self.assertFalse(saved.sudo().is_overdue)
            # taken away again, it is late as before
            day = self.holidays.search([("date", "=", "2026-10-12")])
            day.action_take_away()
            self.assertTrue(day.removing)
            self.assertEqual(saved.due_date, date(2026, 10, 16))
            preview = self._preview(day)
            self.assertEqual(preview.line_ids.effect, "late")
            self.assertIn("bỏ ngày nghỉ 12/10/2026", preview.name)
            preview.action_apply()
            self.assertFalse(day.exists())
            self.assertEqual(saved.due_date, date(2026, 10, 15))
            self.assertTrue(saved.sudo().is_overdue)
        self.assertEqual(
            saved.deadline_id.sudo().explanation.count("Lịch nghỉ thay đổi"), 2
        )

    def test_what_was_met_ended_suspended_or_decided_stays(self):
        tasks = [self._task_due() for _number in range(5)]
        met, ended, suspended, moved, running = (
            task.deadline_id.sudo() for task in tasks
        )
        met._meet(date(2026, 10, 14))
        ended._end(date(2026, 10, 2))
        suspended._suspend(date(2026, 10, 6))
        left = suspended.days_left_at_suspension
        moved._move(date(2026, 10, 30), "gia hạn")
        by_date = self._task_due(kind="calendar_days", days=8).deadline_id.sudo()
        with freeze_time("2026-10-07 03:00:00"):
            preview = self._preview(
                self._off(date(2026, 10, 12)) | self._off(date(2026, 10, 5))
            )
            self.assertEqual(preview.line_ids.deadline_id, running)
            preview.action_apply()
        self.assertEqual(met.due_date, date(2026, 10, 15))
        self.assertEqual(ended.due_date, date(2026, 10, 15))
        self.assertEqual(moved.due_date, date(2026, 10, 30))
        self.assertEqual(suspended.days_left_at_suspension, left)
        self.assertEqual(running.due_date, date(2026, 10, 19))
        # calendar days only roll; 9 October works as before
        self.assertEqual(by_date.due_date, date(2026, 10, 9))

    def test_a_swap_on_both_sides_corrects_the_reasons_only(self):
        deadline = self._task_due().deadline_id.sudo()
        with freeze_time("2026-10-02 03:00:00"):
            days = self._off(date(2026, 10, 12), kind="swap_off") | self._off(
                date(2026, 10, 10), kind="swap_work", name="Làm bù"
            )
            preview = self._preview(days)
            self.assertEqual(preview.moved_count, 0)
            preview.action_apply()
        self.assertEqual(deadline.due_date, date(2026, 10, 15))
        self.assertNotIn("Lịch nghỉ thay đổi", deadline.explanation)
        self.assertIn("làm bù): 10/10/2026", deadline.explanation)

    def test_a_stale_preview_is_made_again_instead_of_applied(self):
        self._task_due()
        with freeze_time("2026-10-05 03:00:00"):
            day = self._off(date(2026, 10, 12))
            preview = self._preview(day)
            late = self._task_due(unit=self.commune_b)
            action = preview.action_apply()
            self.assertEqual(action["tag"], "display_notification")
            self.assertTrue(day.pending)
            self.assertEqual(late.due_date, date(2026, 10, 15))
            self.assertEqual(preview.moved_count, 2)
            preview.action_apply()
            self.assertEqual(late.due_date, date(2026, 10, 16))

    def test_nobody_passes_by_the_door(self):
        applied = self.holidays.search([("date", "=", "2026-11-24")])
        for vals in ({"date": date(2026, 11, 25)}, {"kind": "swap_off"}):
            with self.assertRaises(AccessError):
                applied.write(vals)
            with self.assertRaises(AccessError):
                applied.sudo().write(vals)
        with self.assertRaises(UserError):
            applied.unlink()
        for forged in ({"pending": False}, {"removing": True}):
            with self.assertRaises(AccessError):
                self._off(date(2026, 10, 12), **forged)
            with self.assertRaises(AccessError):
                applied.write(forged)
        applied.write({"name": "Ngày Văn hóa", "source_document": "NQ"})
        with self.assertRaises(AccessError):
            self.holidays.with_context(default_pending=False).create(
                {"date": date(2026, 10, 12), "name": "x"}
            )
        day = self._off(date(2026, 10, 12))
        for user in (self.user_secretary, self.user_inspector, self.user_leader):
            with self.assertRaises(AccessError):
                day.with_user(user).action_preview()
            with self.assertRaises(AccessError):
                day.with_user(user).action_take_away()
        day.action_take_away()
        self.assertFalse(day.exists())
        with self.assertRaises(UserError):
            self.changes.action_preview_calendar()

    def test_the_log_is_read_by_admin_and_inspector_and_written_by_nobody(self):
        self._task_due()
        with freeze_time("2026-10-05 03:00:00"):
            preview = self._preview(self._off(date(2026, 10, 12)))
            preview.action_apply()
        for user in (self.admin, self.user_inspector):
            seen = preview.with_user(user)
            self.assertIn("12/10/2026", seen.name)
            self.assertEqual(len(seen.line_ids), 1)
            self.assertTrue(seen.line_ids.name)
            for forged in (
                lambda log=seen: log.write({"name": "x"}),
                lambda log=seen: log.line_ids.write({"date_to": "2030-01-01"}),
                lambda log=seen: log.unlink(),
                lambda log=seen: log.create({"state": "applied"}),
            ):
                with self.assertRaises(AccessError):
                    forged()
        with self.assertRaises(AccessError):
            preview.with_user(self.user_secretary).read(["name"])

    def test_an_old_preview_is_swept_away_and_a_log_stays(self):
        self._task_due()
        preview = self._preview(self._off(date(2026, 10, 12)))
        again = self._preview(self.holidays.search([("date", "=", "2026-10-12")]))
        self.assertFalse(preview.exists())
        again.sudo()._gc_previews()
        self.assertTrue(again.exists())
        self.env.cr.execute(
            "UPDATE citizen_law_change SET create_date = now() - interval '2 days'"
        )
        self.env.invalidate_all()
        again.sudo()._gc_previews()
        self.assertFalse(again.exists())

    def test_queries_do_not_grow_with_the_deadlines(self):
        deadline = self._task_due().deadline_id.sudo()
        counts = []
        for number, day in ((20, date(2026, 10, 12)), (400, date(2026, 10, 13))):
            self.env.cr.execute(
                """INSERT INTO citizen_deadline (name, dialogue_id, owner_unit_id,
                       date_start, due_date, raw_due_date, proof)
                   SELECT 'x', %s, owner_unit_id, date_start, due_date, raw_due_date,
                       proof
                   FROM citizen_deadline, generate_series(1, %s) WHERE id = %s""",
                (self._session().id, number, deadline.id),
            )
            self.env.invalidate_all()
            with freeze_time("2026-10-05 03:00:00"):
                pending = self._off(day)
                self.env.flush_all()
                before = self.env.cr.sql_log_count
                preview = self._preview(pending)
                preview.action_apply()
                self.env.flush_all()
                counts.append(self.env.cr.sql_log_count - before)
            self.assertGreater(preview.moved_count, number)
        # flushing writes a thousand rows with one statement
        self.assertLessEqual(counts[1], counts[0] + 15, counts)


@tagged("post_install", "-at_install")
class TestLawRowsChange(ChangeCase):
    def _local(self, **vals):
        return self.rules.create(
            {
                "code": "DTP03",
                "name": "Thông báo kết luận hội nghị đối thoại",
                "trigger": "Kết thúc hội nghị",
                "article": "Quy chế đối thoại",
                "days": 3,
                "unit_of_days": "working",
                "valid_from": date(2026, 9, 1),
                "override_by": "Chủ tịch",
                "override_document": "15/QĐ-UBND",
                **vals,
            }
        )

    def _new_law(self, **vals):
        """As an upgrade loads it."""
        return (
            self.env["citizen.deadline.rule"]
            .with_context(install_mode=True)
            .create(
                {
                    "code": "DT02",
                    "name": "Thông báo kết quả hội nghị đối thoại",
                    "trigger": "Kết thúc hội nghị",
                    "article": "Luật mới, Điều 1",
                    "days": 20,
                    "unit_of_days": "calendar",
                    "valid_from": date(2026, 9, 15),
                    "is_law": True,
                    **vals,
                }
            )
        )

    def test_local_practice_moves_what_runs_from_its_first_day_on(self):
        deadline = self._session_deadlines()
        self.assertEqual(deadline.due_date, date(2026, 10, 8))
        practice = self._local()
        with freeze_time("2026-10-07 03:00:00"):
            preview = self._preview(practice)
            self.assertEqual(preview.line_ids.effect, "late")
            self.assertEqual(preview.line_ids.date_to, date(2026, 10, 6))
            preview.action_apply()
        self.assertEqual(deadline.due_date, date(2026, 10, 6))
        self.assertEqual(deadline.rule_id, practice)
        for part in (
            "Quy định thay đổi (DTP03: 3 ngày làm việc từ ngày 01/09/2026, 15/QĐ-UBND",
            "hạn chuyển từ 08/10/2026 sang 06/10/2026",
            "Theo quy định của cơ quan: 15/QĐ-UBND (Chủ tịch)",
        ):
            self.assertIn(part, deadline.explanation)

    def test_a_row_of_a_new_law_comes_pending_and_closes_the_old_one(self):
        rules = self.env["citizen.deadline.rule"]
        old = rules._applicable("DT02", event=date(2026, 10, 1))
        new = self._new_law()
        self.assertTrue(new.pending)
        self.assertTrue(new.is_law)
        self.assertEqual(rules._applicable("DT02", event=date(2026, 10, 1)), old)
        with freeze_time("2026-10-05 03:00:00"):
            preview = self.changes.browse(self.changes.action_preview_rules()["res_id"])
            self.assertIn("DT02: 20 ngày từ ngày 15/09/2026", preview.name)
            preview.action_apply()
        self.assertEqual(old.valid_to, date(2026, 9, 14))
        self.assertEqual(rules._applicable("DT02", event=date(2026, 9, 14)), old)
        self.assertEqual(rules._applicable("DT02", event=date(2026, 9, 15)), new)
        with self.assertRaises(AccessError):
            new.with_user(self.admin).days = 30

    def test_a_new_law_moves_only_what_its_date_chooses(self):
        rule = self.env["citizen.deadline.rule"]._applicable(
            "KN03", acceptance=date(2026, 9, 1)
        )
        session = self._session()
        old, new, suspended, resumed = (
            self.env["citizen.deadline"]._open(
                [
                    {
                        "dialogue_id": session.id,
                        "owner_unit_id": self.office.id,
                        "name": rule.name,
                        "rule_id": rule.id,
                        "date_start": start,
                    }
                    for start in (
                        date(2026, 9, 10),
                        date(2026, 9, 16),
                        date(2026, 9, 16),
                        date(2026, 9, 16),
                    )
                ]
            )
        ).sudo()
        suspended._suspend(date(2026, 9, 26))
        resumed._suspend(date(2026, 9, 26))
        resumed._resume(date(2026, 10, 6))
        self.assertEqual(new.raw_due_date, date(2026, 10, 16))
        self.assertEqual(resumed.raw_due_date, date(2026, 10, 26))
        law = self._new_law(
            code="KN03",
            name=rule.name,
            keyed_by="acceptance",
            pause_code="KN15",
            days=40,
        )
        with freeze_time("2026-10-07 03:00:00"):
            preview = self._preview(law.with_user(self.admin))
            self.assertEqual(preview.line_ids.deadline_id, new | resumed)
            preview.action_apply()
        self.assertEqual(old.rule_id, rule)
        self.assertEqual(old.raw_due_date, date(2026, 10, 10))
        self.assertEqual(new.rule_id, law)
        self.assertEqual(new.raw_due_date, date(2026, 10, 26))
        self.assertEqual(resumed.raw_due_date, date(2026, 11, 5))
        self.assertEqual(suspended.days_left_at_suspension, 20)

    def test_an_upgrade_changes_no_row_in_force_and_repeats_itself(self):
        rules = self.env["citizen.deadline.rule"].with_context(install_mode=True)
        old = rules._applicable("DT02", event=date(2026, 10, 1))
        new = self._new_law()
        new.write({"days": 25})
        self.assertEqual(new.days, 25)
        old.write({"days": 99, "valid_to": date(2026, 9, 14), "note": "Đã rà soát"})
        self.assertEqual((old.days, old.valid_to), (10, False))
        self.assertEqual(old.note, "Đã rà soát")
        holiday = self.env["citizen.holiday"].search([("date", "=", "2026-11-24")])
        holiday.with_context(install_mode=True).write({"date": date(2026, 11, 25)})
        self.assertEqual(holiday.date, date(2026, 11, 24))
        day = (
            self.env["citizen.holiday"]
            .with_context(install_mode=True)
            .create({"date": date(2026, 10, 12), "name": "Theo bản nâng cấp"})
        )
        self.assertTrue(day.pending)
        year = (
            self.env["citizen.holiday.year"]
            .with_context(install_mode=True)
            .create({"year": 2030, "state": "confirmed"})
        )
        self.assertEqual(year.state, "proposed")


@tagged("post_install", "-at_install")
class TestLonger(ChangeCase):
    """Complex and remote matters, extensions, suspensions of a stored clock."""

    def _open(self, code, start, **vals):
        rule = self.env["citizen.deadline.rule"]._applicable(code, acceptance=start)
        return (
            self.env["citizen.deadline"]
            ._open(
                [
                    {
                        "dialogue_id": self._session().id,
                        "owner_unit_id": self.office.id,
                        "name": rule.name,
                        "rule_id": rule.id,
                        "date_start": start,
                        **vals,
                    }
                ]
            )
            .sudo()
        )

    def test_each_extension_counts_from_acceptance(self):
        deadline = self._open("TC05", date(2026, 7, 10))
        self.assertEqual(deadline.due_date, date(2026, 8, 10))
        deadline._lengthen(extensions=1, reason="Quyết định 5/QĐ-UBND")
        self.assertEqual(deadline.due_date, date(2026, 9, 8))
        deadline._lengthen(extensions=2, reason="Quyết định 9/QĐ-UBND")
        self.assertEqual(deadline.due_date, date(2026, 10, 8))
        with self.assertRaises(UserError):
            deadline._lengthen(extensions=3)
        for part in (
            "Kéo dài, gia hạn (Quyết định 5/QĐ-UBND): hạn chuyển từ 10/08/2026 sang "
            "08/09/2026",
            "Gia hạn 2 lần, mỗi lần 30 ngày: 30 + 60 = 90 ngày",
        ):
            self.assertIn(part, deadline.explanation)

    def test_a_complex_matter_in_a_remote_commune(self):
        deadline = self._open("KN03", date(2026, 7, 3), is_complex=True, is_remote=True)
        self.assertEqual(deadline.due_date, date(2026, 9, 3))
        self.assertIn(
            "Vụ việc phức tạp, vùng sâu, vùng xa đi lại khó khăn: thời hạn 60 ngày",
            deadline.explanation,
        )
        later = self._open("KN03", date(2022, 8, 4))
        self.assertEqual(later.due_date, date(2022, 9, 5))
        later._lengthen(is_complex=True, reason="Văn bản 3")
        self.assertEqual(later.due_date, date(2022, 9, 19))
        with self.assertRaises(UserError):
            later._lengthen(is_complex=True)
        with self.assertRaises(UserError):
            later._lengthen(extensions=1)

    def test_a_suspended_clock_keeps_its_days_and_grows_by_the_extension(self):
        deadline = self._open("KN03", date(2026, 6, 20))
        with self.assertRaises(UserError):
            deadline._suspend(date(2026, 6, 30))
        deadline._suspend(date(2026, 7, 10))
        self.assertIn("chuyển tiếp: Nghị định 155/2026", deadline.explanation)
        self.assertEqual(deadline.days_left_at_suspension, 10)
        deadline._lengthen(is_complex=True, reason="Văn bản 3")
        self.assertEqual(deadline.days_left_at_suspension, 25)
        deadline._resume(date(2026, 7, 20))
        self.assertEqual(deadline.raw_due_date, date(2026, 8, 14))
        # 45 days and ten of pause
        self.assertEqual(
            deadline.raw_due_date, date(2026, 6, 20) + timedelta(days=45 + 10)
        )

    def test_a_date_moved_by_a_decision_is_what_a_suspension_stops(self):
        deadline = self._task_due(days=30, kind="calendar_days").deadline_id.sudo()
        deadline._move(date(2026, 11, 20), "gia hạn")
        deadline._suspend(date(2026, 11, 10))
        self.assertEqual(deadline.days_left_at_suspension, 10)
        deadline._resume(date(2026, 11, 15))
        self.assertEqual(deadline.raw_due_date, date(2026, 11, 25))

    def test_date_of_effect_never_rolls(self):
        rule = self.env["citizen.deadline.rule"]._applicable(
            "KN10", event=date(2026, 9, 10)
        )
        # a Sunday
        self.assertEqual(rule._count_from(date(2026, 9, 10)).due, date(2026, 10, 11))

    def test_the_sheet_of_a_stored_deadline_prints(self):
        deadline = self._open("TC05", date(2026, 7, 10))
        deadline._lengthen(extensions=1, reason="Quyết định 5/QĐ-UBND")
        self.assertEqual(deadline._render_sheet()[:4], b"%PDF")
        action = deadline.action_print()
        self.assertEqual(
            action["report_name"], "citizen_dialogue.report_citizen_deadline"
        )
        values = deadline._sheet_values()
        self.assertIn("Căn cứ: Luật Tố cáo", "\n".join(values["lines"]))
