"""Obstacles, the brief, the dossier, the letter to the speaker, and two months of the
office's work from the dispatch to the archive."""

import base64
import io
import zipfile
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import file_open

from ..tools import package
from .common import CitizenCase
from .test_urging import UrgingCase


@tagged("post_install", "-at_install")
class TestObstacle(CitizenCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.task = cls._issued([cls._clause(cls.commune_a)]).task_ids
        cls.obstacle = cls._report()

    @classmethod
    def _report(cls, **vals):
        return (
            cls.env["citizen.obstacle"]
            .with_user(cls.user_commune_a)
            .create(
                {
                    "task_id": cls.task.id,
                    "kind": "money",
                    "content": "Thiếu kinh phí mua rọ đá",
                    "tried": "Đã huy động ngày công",
                    "option_a": "Tạm ứng từ dự phòng",
                    "needs_a": "50 triệu đồng",
                    "option_b": "Lùi sang quý sau",
                    **vals,
                }
            )
        )

    def test_the_leader_is_asked(self):
        self.assertEqual(self.obstacle.decider_id, self.user_leader)
        self.assertIn(self.user_leader, self.obstacle.sudo().activity_ids.user_id)
        self.assertIn("obstacle", self.task.update_ids.mapped("kind"))
        board = self.env["citizen.obstacle"].with_user(self.user_leader)
        self.assertEqual(board.search([("state", "=", "open")]), self.obstacle)

    def test_an_option_is_chosen_with_a_word(self):
        leader = self.obstacle.with_user(self.user_leader)
        action = leader.action_choose_a()
        wizard = (
            self.env["citizen.obstacle.wizard"]
            .with_user(self.user_leader)
            .with_context(**action["context"])
            .create({"note": "Xong trong tuần này"})
        )
        self.assertIn("50 triệu", wizard.option_text)
        wizard.action_apply()
        self.assertEqual(self.obstacle.state, "decided")
        self.assertIn("Xong trong tuần này", self.obstacle.decision_words)
        self.assertFalse(self.obstacle.sudo().activity_ids)
        self.assertIn("decision", self.task.update_ids.mapped("kind"))

    def test_a_later_date_goes_through_an_extension(self):
        due = self._day(70)
        self.obstacle.with_user(self.user_leader)._decide("b", "", "extend", due)
        self.assertEqual(self.task.due_date, due)
        self.assertEqual(self.obstacle.extension_id.state, "approved")
        self.assertEqual(self.obstacle.extension_id.decided_by_id, self.user_leader)

    def test_another_unit_takes_over(self):
        clause = self.task.clause_id
        self.obstacle.with_user(self.user_leader)._decide(
            "other", "Giao xã B", "handover", units=self.commune_b
        )
        self.assertEqual(self.task.state, "cancelled")
        self.assertEqual(self.obstacle.state, "ended")
        other = clause.task_ids - self.task
        self.assertEqual(other.unit_id, self.commune_b)

    def test_a_new_directive_is_begun(self):
        self.obstacle.with_user(self.user_leader)._decide(
            "a", "Tài chính cấp ngay", "directive", self._day(9), self.dept_finance
        )
        directive = self.obstacle.directive_id
        self.assertEqual(directive.state, "draft")
        self.assertEqual(directive.clause_ids.lead_unit_ids, self.dept_finance)

    def test_refused_in_words(self):
        leader = self.obstacle.with_user(self.user_leader)
        cases = (
            lambda: leader._decide("c", ""),
            lambda: leader._decide("other", " "),
            lambda: leader._decide("a", "", "extend"),
            lambda: leader._decide("a", "", "handover"),
            lambda: self._report(kind="law", since=self._day(1)),
            lambda: self._report(kind="law", decide_by=self._day(-1)),
        )
        for case in cases:
            with self.subTest(), self.assertRaises(UserError), self.cr.savepoint():
                case()
        with self.assertRaises(AccessError):
            self.obstacle.with_user(self.user_commune_a)._decide("a", "")
        self.assertEqual(self.obstacle.state, "open")

    def test_a_done_task_has_no_open_obstacle(self):
        self.env["citizen.task.update"].with_user(self.user_commune_a).create(
            {"task_id": self.task.id, "kind": "done", "text": "Xong"}
        )
        self.task.with_user(self.user_secretary).action_verify()
        self.assertEqual(self.obstacle.state, "ended")


@tagged("post_install", "-at_install")
class TestDissemination(CitizenCase):
    def test_rounds_are_counted(self):
        task = self._issued(
            [self._clause(self.commune_a, is_dissemination=True)]
        ).task_ids
        update = self.env["citizen.task.update"].with_user(self.user_commune_a)
        good = {
            "task_id": task.id,
            "kind": "dissemination",
            "event_date": self._day(),
            "audience": "Trưởng bản",
            "people_count": 40,
            "text": "Luật Tiếp công dân",
        }
        update.create([good, {**good, "people_count": 25}])
        self.assertEqual(task.state, "accepted")
        self.assertIn("65", task.dissemination_words)
        for wrong in (
            {"people_count": 0},
            {"event_date": self._day(1)},
            {"audience": False},
        ):
            with self.subTest(wrong), self.assertRaises(UserError):
                update.create({**good, **wrong})
        report = self.env["citizen.report"].with_user(self.user_secretary).create({})
        tables = {table["code"]: table for table in report.figures["tables"]}
        row = tables["dissemination"]["rows"][0]
        self.assertEqual([cell["t"] for cell in row[1:]], [2, 65])
        # each number opens the rounds that it counts
        for cell in row[1:]:
            self.assertEqual(cell["m"], "citizen.task.update")
            self.assertEqual(len(cell["ids"]), 2)


@tagged("post_install", "-at_install")
class TestBrief(UrgingCase):
    def _brief(self, day, **vals):
        with self._on(day):
            return (
                self.env["citizen.report"]
                .with_user(self.user_secretary)
                .create({"date_from": day.replace(day=1), "date_to": day, **vals})
            )

    def test_figures_add_up_and_open_what_they_count(self):
        late = self._late_task(due=date(2026, 9, 9))
        done = self._late_task(unit=self.commune_b, due=date(2026, 9, 20))
        self._late_task(unit=self.commune_b, due=date(2026, 10, 10))
        with self._on(date(2026, 9, 10)):
            self.env["citizen.task.update"].with_user(self.user_commune_b).create(
                {"task_id": done.id, "kind": "done", "text": "Xong"}
            )
            done.with_user(self.user_secretary).action_verify()
        self._nights(date(2026, 9, 10), date(2026, 9, 25))
        brief = self._brief(date(2026, 9, 25), horizon=date(2026, 10, 30))
        with self._on(date(2026, 9, 25)):
            figures = brief.figures
        totals = figures["totals"]
        self.assertEqual(
            totals["total"],
            sum(
                totals[name]
                for name in ("in_time", "late_done", "reported", "running", "overdue")
            ),
        )
        self.assertEqual((totals["in_time"], totals["overdue"]), (1, 1))
        self.assertEqual(totals["soon"], 1)
        tables = {table["code"]: table for table in figures["tables"]}
        overdue = tables["overdue"]["rows"][0]
        self.assertEqual(overdue[1]["ids"], late.ids)
        self.assertEqual(overdue[4]["t"], "1 lần")
        # in the chairman's brief by the ladder
        self.assertIn("chỉ đạo", overdue[5]["t"])
        self.assertEqual(tables["units"]["rows"][0][1]["t"], self.commune_b.name)
        for row in tables["conclusions"]["rows"]:
            for cell in row[1:]:
                self.assertEqual(cell["t"], len(cell["ids"]))

    def test_a_locked_brief_keeps_its_figures(self):
        task = self._late_task()
        brief = self._brief(date(2026, 9, 10))
        with self._on(date(2026, 9, 10)):
            brief.action_lock()
        before = brief.figures
        self.env["citizen.task.update"].with_user(self.user_commune_a).create(
            {"task_id": task.id, "kind": "done", "text": "Xong"}
        )
        task.with_user(self.user_secretary).action_verify()
        brief.invalidate_recordset()
        self.assertEqual(brief.figures, before)
        with self.assertRaises(UserError):
            brief.body_html = "<p>Khác</p>"
        following = self._brief(date(2026, 9, 30))
        self.assertEqual(following.previous_id, brief)
        with self._on(date(2026, 9, 30)):
            codes = {table["code"]: table for table in following.figures["tables"]}
        total = codes["changes"]["rows"][0]
        self.assertEqual((total[1]["t"], total[1]["ids"]), (1, task.ids))
        solved = codes["changes"]["rows"][-1]
        self.assertEqual(solved[2]["ids"], task.ids)

    def test_an_empty_period_says_so(self):
        self.env["citizen.task"].search([])._write_protected({"state": "cancelled"})
        brief = self._brief(date(2026, 9, 7))
        with self.assertRaises(UserError):
            brief.action_lock()
        self.assertEqual(brief.state, "draft")
        with self.assertRaises(UserError):
            self._brief(
                date(2026, 9, 8), date_to=date(2027, 1, 1), horizon="2027-02-01"
            )

    def test_the_report_to_the_chairman(self):
        self._late_task()
        brief = self._brief(date(2026, 9, 10))
        with self._on(date(2026, 9, 10)):
            document = self.env["citizen.document"].browse(
                brief.action_draft_document()["res_id"]
            )
        self.assertEqual(brief.state, "locked")
        self.assertIn("Chủ tịch", document.addressee_text)
        self.assertIn("Nhiệm vụ quá hạn", document.body_html)
        # the office reports to its chairman: not in his own name
        self.assertEqual(document.issuer_unit_id, self.office)
        self.assertEqual(document.signature_mode, "direct")
        again = brief.action_draft_document()
        self.assertEqual(again["res_id"], document.id)

    def test_monthly_by_schedule_once_and_caught_up(self):
        self._late_task(due=date(2026, 10, 20))
        reports = self.env["citizen.report"]
        # one made by hand in between doesn't stand for the month
        self._brief(date(2026, 9, 10))
        before = reports.search([])
        for day in (date(2026, 9, 29), date(2026, 9, 30), date(2026, 10, 1)):
            with self._on(day):
                reports._cron_monthly_brief()
        made = (reports.search([]) - before).filtered(
            lambda r: r.owner_unit_id == self.office
        )
        self.assertEqual(made.mapped("date_to"), [date(2026, 9, 30)])
        self.assertIn(self.user_followup, made.activity_ids.user_id)
        # the night of 30 October was missed (a Friday; the 31st is a Saturday)
        with self._on(date(2026, 11, 2)):
            reports._cron_monthly_brief()
        made = reports.search([("owner_unit_id", "=", self.office.id)]) - before
        self.assertEqual(
            sorted(made.mapped("date_to")), [date(2026, 9, 30), date(2026, 10, 31)]
        )

    def test_queries_do_not_grow_with_the_tasks(self):
        def spent():
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            self.env["citizen.report"].new(
                {
                    "owner_unit_id": self.office.id,
                    "date_from": MONTH[0],
                    "date_to": MONTH[1],
                    "horizon": MONTH[1],
                }
            )._figures()
            return self.cr.sql_log_count - start

        self._late_task()
        self._late_task(unit=self.commune_b)
        few = spent()
        for _index in range(4):
            self._late_task()
            self._late_task(unit=self.commune_b)
        self.assertLessEqual(spent(), few)


MONTH = (date(2026, 9, 1), date(2026, 9, 30))


@tagged("post_install", "-at_install")
class TestDossier(CitizenCase):
    def setUp(self):
        super().setUp()
        self.dialogue = self._held_session()
        self.dossier = self.dialogue.dossier_ids

    def _row(self, code):
        return self.dossier.item_ids.filtered(lambda item: item.code == code)

    def test_opened_with_the_session_and_ticked_by_its_documents(self):
        self.assertRegex(self.dossier.code, r"^\d+\.VP-\d{4}$")
        self.assertTrue(self._row("announce").is_complete)
        self.assertEqual(self._row("announce").document_id.step, "announce")
        self.assertFalse(self._row("minutes").is_complete)
        self.assertIn("Biên bản", self.dialogue.dossier_missing)
        self._issue(self.dialogue.action_draft_minutes(), 0)
        self.assertTrue(self._row("minutes").is_complete)

    def test_sheets_follow_one_another(self):
        rows = self.dossier.item_ids
        rows[0].sheets = 3
        rows[1].sheets = 1
        rows[4].sheets = 21
        self.assertEqual(rows[0].sheet_numbers, "1–3")
        self.assertEqual(rows[4].sheet_numbers, "5–25")
        self.assertEqual(self.dossier.sheet_total, 25)
        html = self.env["ir.qweb"]._render(
            "citizen_dialogue.dossier_papers",
            {
                "dossiers": self.dossier,
                "words": lambda n: {25: "hai mươi lăm"}.get(n, "…"),
                "day": lambda d: "",
                "day_text": lambda d: "",
            },
        )
        self.assertIn("gồm 25 (hai mươi lăm) tờ", str(html))

    def test_nobody_files_a_document_he_may_not_read(self):
        foreign = self._issued([self._clause(self.commune_b)], number=8801)
        document = foreign.document_ids
        row = self._row("plan").with_user(self.user_secretary)
        with self.assertRaises(AccessError):
            row.document_id = document
        with self.assertRaises(AccessError):
            row.create(
                {
                    "dossier_id": self.dossier.id,
                    "name": "Khác",
                    "document_id": document.id,
                }
            )
        self.assertFalse(row.document_id)

    def _fill(self):
        for item in self.dossier.item_ids.filtered("is_required"):
            if not item.is_complete:
                item.with_user(self.user_secretary).sheets = 2

    def test_not_while_the_conclusion_is_still_to_come(self):
        self._fill()
        own = self.dossier.with_user(self.user_secretary)
        for close in (own.action_close, lambda: own._close_incomplete("Vội")):
            with self.assertRaisesRegex(UserError, "isn't issued"):
                close()
        self.assertEqual(self.dossier.state, "open")

    def test_closed_only_complete_or_with_a_reason(self):
        self.dialogue.action_close()
        own = self.dossier.with_user(self.user_secretary)
        with self.assertRaises(UserError) as error:
            own.action_close()
        self.assertIn("Biên bản", str(error.exception))
        self.assertEqual(self.dossier.state, "open")
        own._close_incomplete("Máy ghi âm hỏng, biên bản lập bổ sung sau")
        self.assertEqual(self.dossier.state, "closed")
        with self.assertRaises(UserError):
            own.name = "Khác"
        with self.assertRaises(UserError):
            own.item_ids[0].sheets = 9
        with self.assertRaises(UserError):
            own.action_refresh()
        file = self.env["ir.attachment"].create({"name": "a.pdf", "raw": b"x"})
        for door in (
            lambda: own.item_ids[0].unlink(),
            lambda: own.item_ids[0].write({"attachment_ids": [(4, file.id)]}),
            lambda: own.item_ids.create({"dossier_id": own.id, "name": "Thêm"}),
            lambda: own.write({"item_ids": [(0, 0, {"name": "Thêm"})]}),
            lambda: own.write({"retention_years": 1}),
        ):
            with self.assertRaisesRegex(UserError, "only be read"):
                door()

    def test_not_while_a_conclusion_is_a_draft(self):
        self.dialogue.action_make_conclusion()
        self._fill()
        with self.assertRaises(UserError):
            self.dossier.with_user(self.user_secretary)._close_incomplete("Vội")
        self.assertEqual(self.dossier.state, "open")

    def test_handed_over_with_both_forms(self):
        self.dialogue.action_close()
        self._fill()
        own = self.dossier.with_user(self.user_secretary)
        wizard = (
            self.env["citizen.handover.wizard"]
            .with_user(self.user_secretary)
            .with_context(active_ids=own.ids)
            .create({"receiver": "Tòng Thị Lưu, lưu trữ viên"})
        )
        with self.assertRaises(UserError):
            wizard.action_hand_over()
        own.action_close()
        wizard.action_hand_over()
        self.assertEqual(own.state, "handed_over")
        content = own._render_paper("citizen_dialogue.dossier_handover")
        self.assertEqual(content[:4], b"%PDF")

    def _package(self):
        target = io.BytesIO()
        self.dossier.with_user(self.user_secretary)._export(target)
        return target.getvalue()

    def _verify(self, content, user=None):
        wizard = (
            self.env["citizen.package.wizard"]
            .with_user(user or self.user_inspector)
            .create({"file": base64.b64encode(content)})
        )
        wizard.action_verify()
        return wizard

    def _tampered(self, content, change):
        """The package with ``change(name, data)`` applied to each file."""
        target = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(content)) as old,
            zipfile.ZipFile(target, "w") as new,
        ):
            for name in old.namelist():
                data = change(name, old.read(name))
                if data is not None:
                    new.writestr(name, data)
            if extra := change(None, b""):
                new.writestr("them.txt", extra)
        return target.getvalue()

    def test_package_is_verified_and_every_change_named(self):
        content = self._package()
        whole = self._verify(content)
        self.assertEqual(whole.result, "whole")
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
        self.assertIn("00_muc_luc.xlsx", names)
        changed = self._tampered(
            content,
            lambda name, data: (
                data + b"x" if name and name.endswith(".xlsx") else (data or None)
            ),
        )
        found = self._verify(changed)
        self.assertEqual(found.result, "broken")
        self.assertIn("00_muc_luc.xlsx", found.report)
        missing = self._tampered(
            content, lambda name, data: None if name == "00_muc_luc.xlsx" else data
        )
        self.assertIn("00_muc_luc.xlsx", self._verify(missing).report)
        added = self._tampered(content, lambda name, data: data or b"them")
        self.assertIn("them.txt", self._verify(added).report)

    def test_a_package_broken_inside_names_the_file(self):
        """Bytes changed within the packed data: no message of a machine."""
        content = bytearray(self._package())
        with zipfile.ZipFile(io.BytesIO(bytes(content))) as whole:
            info = whole.getinfo("00_muc_luc.xlsx")
        start = info.header_offset + 60
        for place in range(start, start + info.compress_size // 2):
            content[place] ^= 0xFF
        found = self._verify(bytes(content))
        self.assertEqual(found.result, "broken")
        self.assertIn("00_muc_luc.xlsx", found.report)

    def test_a_second_list_of_sums_is_refused(self):
        content = io.BytesIO(self._package())
        with zipfile.ZipFile(content, "a") as forged:
            forged.writestr("x", b"")
            forged.filelist[-1].filename = package.MANIFEST
        with self.assertRaisesRegex(UserError, "list of sums"):
            self._verify(content.getvalue())

    def test_a_forged_list_of_sums_is_not_ours(self):
        content = self._package()
        target = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(content)) as old:
            package.build(
                target,
                self.dossier.code,
                [(n, b"gia") for n in old.namelist() if n != package.MANIFEST],
            )
        self.assertEqual(self._verify(target.getvalue()).result, "unknown")

    def test_wrong_files_are_refused_in_words(self):
        empty = io.BytesIO()
        zipfile.ZipFile(empty, "w").close()
        for content in (b"no zip", empty.getvalue()):
            with self.subTest(content[:8]), self.assertRaises(UserError):
                self._verify(content)


@tagged("post_install", "-at_install")
class TestAnswer(CitizenCase):
    def test_the_promise_is_kept_to_the_end(self):
        dialogue = self._held_session()
        opinion = self._opinion(
            dialogue,
            "Cầu tràn hỏng",
            source="live",
            speaker_label="Ông Lò Văn Thử",
            disposition="taken_over",
            assign_unit_ids=[Command.set(self.commune_a.ids)],
            assign_due_date=self._day(20),
        )
        conclusion = self.env["citizen.conclusion"].browse(
            dialogue.action_make_conclusion()["res_id"]
        )
        self.env["citizen.conclusion.clause"].with_user(self.user_secretary).create(
            {"conclusion_id": conclusion.id, **self._clause(self.dept_land)}
        )
        self._issue(conclusion.action_submit(), 4501)
        task = opinion.clause_ids.task_ids
        self.assertEqual(opinion.answer_state, "waiting")
        with self.assertRaises(UserError):
            opinion.with_user(self.user_secretary).action_draft_answer()
        self.env["citizen.task.update"].with_user(self.user_commune_a).create(
            {"task_id": task.id, "kind": "done", "text": "Đã xây lại cầu tràn"}
        )
        task.with_user(self.user_secretary).action_verify()
        opinion.invalidate_recordset()
        self.assertEqual(opinion.answer_state, "ready")
        self.assertIn("Đã xây lại cầu tràn", opinion.outcome)
        # one clause of several, read on its own, writes nothing to the others
        self.env.invalidate_all()
        opinion.with_user(self.user_secretary).web_read(
            {"clause_ids": {"fields": {"display_name": {}, "number": {}}}}
        )
        self.env.flush_all()
        self.assertIn(
            opinion,
            self.env["citizen.dialogue.opinion"].search(
                [("answer_state", "=", "ready")]
            ),
        )
        action = opinion.with_user(self.user_secretary).action_draft_answer()
        letter = self._issue(action, 4502)
        html = letter.sudo().snapshot_html
        for words in ("Ông Lò Văn Thử", "Cầu tràn hỏng", "Đã xây lại cầu tràn"):
            self.assertIn(words, html)
        # lists show number and session, never who spoke
        self.assertNotIn("Lò Văn Thử", letter.display_name)
        opinion.invalidate_recordset()
        self.assertEqual(opinion.answer_state, "sent")


@tagged("post_install", "-at_install")
class TestTwoMonths(UrgingCase):
    """The dispatch, its tasks and what the nights make of them."""

    def test_story(self):
        self.office.name = "Văn phòng HĐND và UBND huyện Thử"
        with self._on(date(2026, 8, 4)):
            dialogue = self._held_session()
            conclusion = self._split_dispatch(dialogue)
            self._issue(conclusion.action_submit(), 1619)
        tasks = conclusion.task_ids
        self.assertGreater(len(tasks), 10)
        # everything of the dispatch is due on 31 August
        empty = tasks.filtered(lambda t: t.unit_id == self.commune_c)
        kept = tasks.filtered(lambda t: t.unit_id == self.dept_land)
        moved = tasks.filtered(lambda t: t.unit_id == self.commune_b)[:1]
        extended = tasks.filtered(lambda t: t.unit_id == self.commune_a)[:1]
        for task in kept:
            with self._on(date(2026, 8, 20)):
                self.env["citizen.task.update"].with_user(self.user_land).create(
                    {"task_id": task.id, "kind": "done", "text": "Đã quán triệt"}
                )
                task.with_user(self.user_secretary).action_verify()
        skipped = {date(2026, 8, 26), date(2026, 9, 3), date(2026, 9, 4)}
        self._nights(date(2026, 8, 5), date(2026, 8, 27), skipped)
        # nobody in charge: reported to the office, not skipped
        orphan = self.env.ref("citizen_dialogue.mail_activity_type_orphan")
        found = empty.sudo().activity_ids.filtered(
            lambda a: a.activity_type_id == orphan
        )
        self.assertIn(self.user_followup, found.user_id)
        with self._on(date(2026, 8, 28)):
            extension = (
                self.env["citizen.extension"]
                .with_user(self.user_commune_a)
                .create(
                    {
                        "deadline_id": extended.deadline_id.id,
                        "requested_date": date(2026, 9, 25),
                        "reason": "Mưa lũ",
                    }
                )
            )
            extension.with_user(self.user_followup).action_approve()
        newcomer = self._officer("t_xa_b_moi", self.commune_b)
        self.user_commune_b.citizen_membership_ids.date_to = date(2026, 8, 28)
        self._nights(date(2026, 8, 28), date(2026, 10, 5), skipped)
        self.assertIn(newcomer, moved.sudo().urging_ids.told_ids)
        first = min(
            u.date for u in extended.sudo().urging_ids if u.kind in ("head", "letter")
        )
        self.assertGreater(first, date(2026, 9, 25))
        self.assertFalse(kept.sudo().urging_ids.filtered(lambda u: u.kind == "head"))
        # nothing twice
        keys = [
            (u.task_id.id, u.kind, u.number, u.due_date)
            for u in self.env["citizen.urging"].search([("task_id", "in", tasks.ids)])
        ]
        self.assertEqual(len(keys), len(set(keys)))
        letters = self.env["citizen.document"].search([("step", "=", "urge")])
        self.assertIn(self.commune_c, letters.urge_unit_id)
        reviews = self.env["citizen.review"].search([])
        self.assertIn(self.commune_c, reviews.subject_unit_id)
        self.assertNotIn(self.dept_land, reviews.subject_unit_id)
        with self._on(date(2026, 10, 5)):
            brief = (
                self.env["citizen.report"]
                .with_user(self.user_secretary)
                .create({"date_from": date(2026, 8, 1), "date_to": date(2026, 10, 5)})
            )
            self.assertGreater(brief.figures["totals"]["overdue"], 0)
            self.assertEqual(brief.figures["totals"]["total"], len(tasks))
        with self._on(date(2026, 10, 6)):
            self._carry_out(tasks)
            self.assertEqual(conclusion.state, "done")
            self._archive(dialogue, letters)

    def _carry_out(self, tasks):
        for task in tasks.filtered(lambda t: t.state in ("assigned", "accepted")):
            self.env["citizen.task.update"].with_user(self.user_leader).create(
                {"task_id": task.id, "kind": "done", "text": "Đã thực hiện xong"}
            )
            task.with_user(self.user_secretary).action_verify()

    def _archive(self, dialogue, letters):
        """Complete, closed, exported, tampered with and caught."""
        dossier = dialogue.dossier_ids.with_user(self.user_secretary)
        result = dossier.item_ids.filtered(lambda item: item.code == "result")
        self.assertTrue(result.is_complete)
        for letter in letters[:1]:
            # nothing is late any more, so the letter is cancelled, not sent
            with self.assertRaises(UserError):
                letter.with_user(self.user_followup).action_approve()
                clerk = letter.with_user(self.user_clerk)
                clerk.number_proposed = 7777
                clerk.action_issue()
        self._issue(dialogue.action_draft_minutes(), 0)
        attendance = dossier.item_ids.filtered(lambda item: item.code == "attendance")
        attendance.sheets = 2
        dossier.action_close()
        target = io.BytesIO()
        dossier._export(target)
        verdict = package.verify(target)
        self.assertTrue(verdict.is_whole)
        tampered = io.BytesIO()
        with zipfile.ZipFile(target) as old, zipfile.ZipFile(tampered, "w") as new:
            for name in old.namelist():
                extra = b" " if name == "00_chung_tu_ket_thuc.pdf" else b""
                new.writestr(name, old.read(name) + extra)
            new.writestr("them.pdf", b"them")
        caught = package.verify(tampered)
        self.assertEqual(caught.added, ["them.pdf"])
        self.assertEqual(caught.changed, ["00_chung_tu_ket_thuc.pdf"])

    def _split_dispatch(self, dialogue):
        """The dispatch of 2022 through the splitter, as the secretary accepts it."""
        with file_open(
            "citizen_dialogue/tests/data/cong-van-1619-UBND-BTCD.txt"
        ) as file:
            text = file.read()
        conclusion = self._directive([], kind="session", dialogue_id=dialogue.id)
        wizard = (
            self.env["citizen.split.wizard"]
            .with_user(self.user_secretary)
            .create({"conclusion_id": conclusion.id, "text": text})
        )
        wizard.action_split()
        for line in wizard.line_ids:
            if not line.lead_unit_ids:
                line.lead_unit_ids = self.office
            line.due_kind = "date"
            line.due_date = date(2026, 8, 31)
        wizard.action_take_over()
        return conclusion
