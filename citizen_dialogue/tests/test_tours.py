"""The web client: tours of the commonest deeds, and every action of every menu."""

import json
from unittest.mock import patch

from odoo.service import model as service_model
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import CitizenCase


@tagged("post_install", "-at_install")
class TestTours(CitizenCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        users = cls.user_secretary | cls.user_commune_a | cls.user_finance
        users |= cls.user_followup | cls.user_leader | cls.user_clerk
        users |= cls.user_inspector | cls.user_admin
        cls.env["res.lang"]._activate_lang("vi_VN")
        users.lang = "vi_VN"

    def _tour(self, path, name, user):
        self.start_tour(f"/odoo/{path}", name, login=user.login)

    def test_opinions_in_the_hall(self):
        dialogue = self._held_session()
        self._tour(f"dialogues/{dialogue.id}", "citizen_hall", self.user_secretary)
        rows = dialogue.opinion_ids.sorted("id")
        self.assertEqual(
            rows.mapped("content"),
            ["Nội dung thứ 1", "Nội dung thứ 2", "Nội dung thứ 3"],
        )
        self.assertEqual(set(rows.mapped("disposition")), {"answered"})
        self.assertEqual(set(rows.mapped("source")), {"live"})

    def test_two_hats_switch(self):
        self._post(self.user_finance, self.dept_land)
        self.user_finance.citizen_unit_id = self.dept_land
        self._tour("tasks", "citizen_switch_unit", self.user_finance)
        self.assertEqual(self.user_finance.citizen_unit_id, self.dept_finance)

    def test_a_unit_reports(self):
        task = self._issued([self._clause(self.commune_a)]).task_ids
        self._tour(f"tasks/{task.id}", "citizen_report", self.user_commune_a)
        self.assertEqual((task.state, task.progress), ("accepted", 50))
        self.assertEqual(task.accepted_on, self._day())

    def test_a_number_of_a_table_opens_what_it_counts(self):
        letter = (
            self.env["citizen.petition"]
            .with_user(self.user_secretary)
            .create({"subject": "về việc thử", "receipt_date": "2024-04-01"})
        )
        letter.sudo()._write_protected(
            {
                "state": "handled",
                "handled_on": "2024-04-02",
                "outcome": "accept",
                "kind": "kn",
                "competence": "own",
            }
        )
        report = (
            self.env["citizen.report"]
            .with_user(self.user_secretary)
            ._open_period(self.office, self.district, "quarter", 2024, 2)
        )
        self._tour(
            f"statutory-reports/{report.id}", "citizen_statutory", self.user_secretary
        )
        self.assertEqual(report.state, "submitted")

    def test_every_action_of_every_menu_opens_for_who_sees_it(self):
        """All views of an action, with what the web client asks for when it opens."""
        self._issued([self._clause(self.commune_a)])
        self._session()
        seen = {}
        for user in (
            self.user_secretary,
            self.user_followup,
            self.user_leader,
            self.user_clerk,
            self.user_commune_a,
            self.user_inspector,
            self.user_admin,
        ):
            env = self.env(user=user)
            menus = env["ir.ui.menu"].load_menus(False)
            ours = [
                menu
                for menu in menus.values()
                if (menu.get("xmlid") or "").startswith("citizen_dialogue.")
                and menu.get("action_id")
            ]
            seen[user.login] = len(ours)
            for menu in ours:
                with self.subTest(user=user.login, menu=menu["xmlid"]):
                    if menu["action_model"] == "ir.actions.client":
                        json.dumps(env["citizen.overview"].figures())
                    else:
                        self._open(env, menu["action_id"])
        self.assertTrue(all(seen.values()), seen)

    def _open(self, env, action_id):
        # sudo: as /web/action/load does
        action = env["ir.actions.act_window"].sudo().browse(action_id)
        values = action._get_action_dict()
        if values["target"] == "new":
            views = [[False, "form"]]
        else:
            self.assertTrue(values.get("path"), "its address can't be read")
            self.assertIn("help", values)
            views = values["views"] + [[False, "search"]]
        model = env[values["res_model"]]
        found = model.get_views([[view, kind] for view, kind in views])
        for kind, view in found["views"].items():
            if kind in ("list", "kanban"):
                names = list(view["arch"] and found["models"][model._name]["fields"])
                spec = {name: {} for name in names if name in model._fields}
                model.web_search_read([], spec, limit=5)
        json.dumps(found, default=str)

    def test_who_comes_too_late_each_time_is_told_in_words(self):
        login = self.user_secretary.login
        self.authenticate(login, login)
        unit = type(self.env["citizen.unit"])

        def too_late(records, *args, **kwargs):
            records.env.cr.execute("DO $$BEGIN RAISE serialization_failure; END$$")

        with (
            patch.object(unit, "search_read", too_late),
            patch.object(service_model, "MAX_TRIES_ON_CONCURRENCY_FAILURE", 1),
            mute_logger("odoo.http", "odoo.sql_db"),
        ):
            answer = self.url_open(
                "/web/dataset/call_kw/citizen.unit/search_read",
                json={
                    "params": {
                        "model": "citizen.unit",
                        "method": "search_read",
                        "args": [[]],
                        "kwargs": {},
                    }
                },
            ).json()
        self.assertEqual(answer["error"]["data"]["name"], "odoo.exceptions.UserError")
        self.assertRegex(answer["error"]["data"]["message"], "once more|thực hiện lại")
