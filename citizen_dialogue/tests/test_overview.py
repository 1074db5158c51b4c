"""The first screen: what each role is shown, and that every number opens what it
counts."""

import json
from ast import literal_eval

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..models import citizen_overview
from .test_transfer import TransferCase


@tagged("post_install", "-at_install")
class TestOverview(TransferCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.inspector = cls._officer("t_tttinh", cls.province, "inspector", "other")

    def _figures(self, user):
        self.env.flush_all()
        self.env.invalidate_all()
        figures = self.env["citizen.overview"].with_user(user).figures()
        # as the web client gets it
        return json.loads(json.dumps(figures))

    def _counters(self, figures):
        """Everything that has a number and a domain."""
        yield from figures["todo"]
        for grid in figures["work"]:
            for row in grid["rows"]:
                yield from row["cells"]
        yield from figures["backlog"]
        yield figures["sessions"]["counter"]
        if figures["duty"]["counter"]:
            yield figures["duty"]["counter"]
        for trend in figures["trends"]:
            for month in trend["months"]:
                for cell in month["cells"]:
                    yield {
                        **trend,
                        **cell,
                        "key": f"{trend['key']}: {cell['label']}",
                        "domain": trend["domain"] + cell["domain"],
                    }
        heat = figures["heat"] or {"rows": [], "columns": []}
        for row in heat["rows"]:
            for cell, column in zip(row["cells"], heat["columns"], strict=True):
                yield {
                    **column,
                    **cell,
                    "key": f"{row['name']}: {column['key']}",
                    "domain": [*column["domain"], [column["field"], "in", row["ids"]]],
                }

    def _todo(self, user):
        return {item["key"]: item["count"] for item in self._figures(user)["todo"]}

    def _populate(self):
        """Something of everything, with late, present and coming dates."""
        conclusion = self._issued(
            [
                self._clause(self.commune_a | self.commune_b | self.dept_land),
                self._clause(self.commune_a, content="Rà soát hộ nghèo"),
            ]
        )
        tasks = conclusion.task_ids.sorted("id")
        for task, days in zip(tasks, (-3, 0, 4, 60), strict=True):
            task.deadline_id._write_protected({"due_date": self._day(days)})
        self.env["citizen.obstacle"].with_user(self.user_commune_a).create(
            {
                "task_id": tasks[0].id,
                "kind": "money",
                "content": "Thiếu kinh phí",
                "option_a": "Ứng ngân sách",
                "needs_a": "50 triệu đồng",
                "decider_id": self.user_leader.id,
            }
        )
        self._session(days=5)
        petition = self._petition(kind="kn_pa")
        late = self._petition(kind="kn", receipt_date=self._day(-100))
        accepted = self._petition(kind="kn", competence="own")
        accepted.action_classify()
        accepted._open_case()
        letter = self._letter()
        self._send(letter, self.commune_b)
        return tasks, petition | late

    # ------------------------------------------------------------------
    # numbers are what their lists hold
    # ------------------------------------------------------------------
    def test_every_number_is_what_its_list_holds(self):
        self._populate()
        users = (
            self.user_secretary,
            self.user_followup,
            self.user_leader,
            self.user_clerk,
            self.user_commune_a,
            self.user_commune_b,
            self.user_land_head,
            self.user_inspector,
            self.inspector,
            self.province_leader,
        )
        for user in users:
            figures = self._figures(user)
            for counter in self._counters(figures):
                with self.subTest(user=user.login, counter=counter["key"]):
                    # with the rights of the user, as the list is opened
                    model = self.env[counter["model"]].with_user(user)
                    found = model.search(counter["domain"])
                    self.assertEqual(counter["count"], len(found))
                    # sudo: as /web/action/load does
                    action = self.env.ref(counter["action"])
                    self.assertEqual(action.res_model, counter["model"])

    def test_lists_don_t_hide_what_was_counted(self):
        """A counter replaces the domain of its action: what the action itself would
        leave out must not be counted."""
        self._populate()
        figures = self._figures(self.user_clerk)
        for counter in figures["todo"]:
            own = self.env.ref(counter["action"]).domain
            if own:
                model = self.env[counter["model"]].with_user(self.user_clerk)
                listed = model.search(literal_eval(own))
                self.assertLessEqual(model.search(counter["domain"]), listed)

    def test_more_than_ten_thousand_is_told_as_that(self):
        overview = self.env["citizen.overview"]
        self.assertEqual(overview._text(1250), "1.250")
        self.assertEqual(overview._text(10_000), "10.000")
        self.assertEqual(overview._text(10_001), "10.000+")
        self.patch(citizen_overview, "MOST", 1)
        for _letter in range(3):
            self._petition()
        counter = next(
            item
            for item in self._figures(self.user_secretary)["todo"]
            if item["key"] == "classify"
        )
        self.assertEqual((counter["count"], counter["text"]), (2, "1+"))

    # ------------------------------------------------------------------
    # what each role is shown
    # ------------------------------------------------------------------
    def test_leader(self):
        tasks, _petitions = self._populate()
        figures = self._figures(self.user_leader)
        (obstacle,) = figures["obstacles"]
        self.assertEqual(obstacle["unit"], self.commune_a.name)
        self.assertEqual(
            obstacle["options"],
            [{"key": "a", "text": "Ứng ngân sách", "needs": "50 triệu đồng"}],
        )
        action = (
            self.env["citizen.obstacle"]
            .with_user(self.user_leader)
            .browse(obstacle["id"])
            .action_choose_a()
        )
        self.assertEqual(action["target"], "new")
        self.assertFalse(figures["urgent"], "single tasks are others' work")
        heat = figures["heat"]
        late = next(i for i, c in enumerate(heat["columns"]) if c["key"] == "late")
        rows = {row["id"]: row["cells"][late]["count"] for row in heat["rows"]}
        unit = tasks[0].unit_id.id
        self.assertEqual(rows[unit], 1)
        # the latest first
        self.assertGreaterEqual(
            list(rows.values())[0], max(list(rows.values())[1:], default=0)
        )
        self.assertEqual(len(figures["sessions"]["rows"]), 1)
        self.assertTrue(figures["duty"]["rows"] or figures["duty"]["counter"])

    def test_officer_of_a_commune(self):
        self._populate()
        figures = self._figures(self.user_commune_a)
        self.assertFalse(figures["obstacles"])
        self.assertFalse(figures["heat"], "nothing lies below him")
        self.assertTrue(figures["urgent"])
        first = figures["urgent"][0]
        self.assertTrue(first["is_late"])
        self.assertIn("3", first["words"])
        keys = {item["key"] for item in figures["todo"]}
        self.assertIn("new", keys)
        self.assertFalse({"approve", "number", "obstacle", "review"} & keys)

    def test_receiving_unit_is_told_to_accept(self):
        self._populate()
        self.assertEqual(self._todo(self.user_commune_b).get("accept"), 1)
        self.assertNotIn("accept", self._todo(self.user_land))

    def test_documents_go_from_hand_to_hand(self):
        conclusion = self._directive([self._clause(self.commune_a)])
        document = (
            self.env["citizen.document"]
            .with_user(self.user_secretary)
            .browse(conclusion.action_submit()["res_id"])
        )
        document.signer_membership_id = self.user_leader.citizen_membership_ids
        document.action_submit()
        self.assertEqual(self._todo(self.user_leader).get("approve"), 1)
        self.assertNotIn("number", self._todo(self.user_clerk))
        document.with_user(self.user_leader).action_approve()
        self.assertEqual(self._todo(self.user_clerk).get("number"), 1)
        self.assertNotIn("approve", self._todo(self.user_leader))

    def test_office_checks_what_was_reported(self):
        (task,) = self._issued([self._clause(self.commune_a)]).task_ids
        self.assertNotIn("verify", self._todo(self.user_secretary))
        self.env["citizen.task.update"].with_user(self.user_commune_a).create(
            {"task_id": task.id, "kind": "done", "text": "Đã làm xong"}
        )
        self.assertEqual(self._todo(self.user_secretary).get("verify"), 1)
        self.assertNotIn("verify", self._todo(self.user_commune_a))

    def test_who_only_reads_is_asked_nothing(self):
        self._populate()
        figures = self._figures(self.user_inspector)
        self.assertFalse(figures["todo"])
        self.assertTrue(figures["heat"]["rows"])

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_who_has_no_post_in_a_unit_is_refused(self):
        for user in (self.user_admin, self.user_outsider):
            with self.assertRaises(AccessError):
                self._figures(user)

    def test_units_of_the_past_count_with_their_successor(self):
        (task,) = self._issued([self._clause(self.commune_a)]).task_ids
        # sudo: what a unit that ended had left undone
        task._write_protected({"unit_id": self.old_commune.id})
        task.deadline_id._write_protected({"due_date": self._day(-5)})
        heat = self._figures(self.user_leader)["heat"]
        row = next(row for row in heat["rows"] if row["id"] == self.commune_a.id)
        self.assertIn(self.old_commune.id, row["ids"])
        self.assertEqual(row["cells"][0]["count"], 1)

    def test_trend_in_words(self):
        overview = self.env["citizen.overview"]
        self.assertIn("20", overview._trend_words((12, 10), 11))
        self.assertIn("50", overview._trend_words((5, 10), 11))
        self.assertTrue(overview._trend_words((5, 0), 11))
        self._petition()
        (trend,) = self._figures(self.user_secretary)["trends"]
        # months before the first number tell nothing
        (month,) = trend["months"]
        self.assertEqual(month["month"], self._day().month)
        self.assertEqual(month["cells"][0]["count"], 1)
        self.assertEqual(trend["most"], 1)

    def test_trend_of_visits_and_tasks(self):
        self.env["citizen.reception"].with_user(self.user_secretary).create(
            [
                {
                    "sender_name": "Lò Văn Thử",
                    "content": "Hỏi",
                    "kind": "kn_pa",
                    "result": "explained",
                    "date": day,
                }
                for day in (self._day(), self._day() - relativedelta(years=1))
            ]
        )
        (task,) = self._issued([self._clause(self.commune_a)]).task_ids
        self.env["citizen.task.update"].with_user(self.user_commune_a).create(
            {"task_id": task.id, "kind": "done", "text": "Xong"}
        )
        task.with_user(self.user_secretary).action_verify()

        def last(user):
            return {
                trend["key"]: [c["count"] for c in trend["months"][-1]["cells"]]
                for trend in self._figures(user)["trends"]
            }

        self.assertEqual(last(self.user_secretary), {"reception": [1, 1]})
        self.assertEqual(last(self.user_commune_a), {"task": [1, 0]})
        self.assertEqual(last(self.user_leader), {"reception": [1, 1], "task": [1, 0]})

    # ------------------------------------------------------------------
    # whom it is about
    # ------------------------------------------------------------------
    def test_nothing_counts_for_whom_it_is_about(self):
        self._vault_mode()
        before = self._figures(self.user_followup)
        petition = self._petition(
            kind="tc", receipt_date=self._day(-200), competence="own"
        )
        self.env["citizen.petitioner"].with_user(self.user_secretary).create(
            {
                "petition_id": petition.id,
                "role": "denounced",
                "name": "Người bị nêu tên",
                "user_id": self.user_followup.id,
            }
        )
        self.assertEqual(
            json.dumps(self._figures(self.user_followup)), json.dumps(before)
        )
        self.assertIn("classify", self._todo(self.user_secretary))

    def test_a_sealed_petition_shows_its_number_alone(self):
        self._vault_mode()
        petition = self._petition(
            kind="tc", subject="Ông X nhận tiền", receipt_date=self._day(-200)
        )
        text = json.dumps(self._figures(self.user_secretary), ensure_ascii=False)
        self.assertIn(petition.number, text)
        for secret in ("Ông X", "Lò Văn Thử"):
            self.assertNotIn(secret, text)

    # ------------------------------------------------------------------
    # cost
    # ------------------------------------------------------------------
    @mute_logger("odoo.sql_db")
    def test_queries_do_not_grow(self):
        def queries(user):
            self._figures(user)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["citizen.overview"].with_user(user).figures()
            return self.env.cr.sql_log_count - before

        self._populate()
        users = (self.user_leader, self.user_followup, self.user_commune_a)
        few = {user.login: queries(user) for user in users}
        for number in range(6):
            unit = self._unit(f"UBND xã {number}", "commune", self.district)
            self._issued([self._clause(unit | self.commune_a)])
            self._petition(kind="kn_pa")
        many = {user.login: queries(user) for user in users}
        for login, cost in few.items():
            with self.subTest(login):
                # what is shown of single records is read for all of them at once
                self.assertLessEqual(many[login], cost + 2)


@tagged("post_install", "-at_install")
class TestOverviewTour(TransferCase, HttpCase):
    def test_first_screen(self):
        """Login leads to the overview; a number opens its list."""
        self.env["res.lang"]._activate_lang("vi_VN")
        self.user_secretary.write({"lang": "vi_VN"})
        self._petition()
        self.user_secretary.group_ids = [
            Command.link(self.env.ref("base.group_user").id)
        ]
        self.start_tour("/odoo", "citizen_overview", login=self.user_secretary.login)
