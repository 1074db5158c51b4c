"""Connected systems: their account, their key, what they may call and what not."""

import base64
from datetime import timedelta

from odoo.exceptions import AccessDenied, AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools import system_calls
from .test_petition import PetitionCase
from .test_reception import PNG


class SystemCase(PetitionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Systems = cls.env["citizen.system"].with_user(cls.user_admin)
        cls.system = cls._system("officer")

    @classmethod
    def _system(cls, role="officer", unit=None, **vals):
        return cls.Systems.create(
            {
                "name": "Cổng dịch vụ công",
                "unit_id": (unit or cls.office).id,
                "role": role,
                **vals,
            }
        )

    def _key(self, system=None):
        action = (system or self.system).action_issue_key()
        return action["context"]["default_key"]

    def _as(self, system=None):
        """The environment of a system's account."""
        env = self.env(user=(system or self.system).sudo().user_id, su=False)
        return env(context=env["citizen.system"]._call_context())


@tagged("post_install", "-at_install")
class TestSystem(SystemCase):
    def test_the_account_has_one_post_and_no_other_rights(self):
        user = self.system.sudo().user_id
        self.assertEqual(user.citizen_membership_ids.unit_id, self.office)
        self.assertEqual(user.citizen_membership_ids.role, "officer")
        self.assertEqual(user.citizen_reach_ids, self.office)
        self.assertFalse(user.has_group("base.group_system"))
        self.assertFalse(user.has_group("citizen_dialogue.citizen_dialogue_group_head"))
        self.assertFalse(user.email)
        with self.assertRaises(ValidationError):
            self._post(user, self.commune_a)
        with self.assertRaises(ValidationError):
            user.citizen_membership_ids.role = "head"

    def test_key_opens_until_its_day_and_after_revoking_nothing(self):
        key = self._key()
        keys = self.env["res.users.apikeys"]
        user = self.system.sudo().user_id
        check = keys._check_credentials
        self.assertEqual(check(scope="rpc", key=key), user.id)
        other = self._key()
        self.assertFalse(check(scope="rpc", key=key), "the former key is gone")
        self.assertEqual(check(scope="rpc", key=other), user.id)
        self.assertEqual(self.system.state, "active")
        self.system.date_to = self._day(10)
        self.assertEqual(self.system.state, "soon")
        self.assertEqual(
            self.system._keys().expiration_date.date(), self._day(10), "17:00 UTC"
        )
        self.assertEqual(user.citizen_membership_ids.date_to, self._day(10))
        self.system.action_revoke()
        self.assertFalse(check(scope="rpc", key=other))
        self.assertFalse(user.active)
        self.assertEqual(self.system.state, "revoked")
        self.assertEqual(self.system.revoked_by_id, self.user_admin)
        with self.assertRaises(UserError):
            self.system.action_issue_key()
        with self.assertRaises(UserError):
            self.system.date_to = self._day(20)

    def test_no_key_for_longer_than_a_year_nor_in_the_past(self):
        with self.assertRaises(ValidationError):
            self._system(date_to=self._day(800))
        with self.assertRaises(UserError):
            self._system(date_to=self._day(-1))
        self.assertEqual(
            self._system().date_to, self._day(365), "proposed: a year from today"
        )

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_only_the_business_administrator_connects_systems(self):
        for user in (self.user_secretary, self.user_leader, self.user_inspector):
            with self.subTest(user=user.login):
                own = self.system.with_user(user)
                with self.assertRaises(AccessError):
                    own.browse().create({"name": "x", "unit_id": self.office.id})
                with self.assertRaises(AccessError):
                    own.action_issue_key()
                with self.assertRaises(AccessError):
                    own.action_revoke()
        with self.assertRaises(AccessError):
            self.system.unit_id = self.district
        with self.assertRaises(AccessError):
            self.system.user_id = self.user_leader
        with self.assertRaises(UserError):
            self.system.unlink()

    def test_nobody_logs_in_as_a_system(self):
        user = self.system.sudo().user_id
        user.password = "mat-khau-rat-dai"
        key = self._key()
        for word in ("mat-khau-rat-dai", key):
            for interactive in (True, False):
                with self.assertRaises(AccessDenied):
                    user.with_user(user)._check_credentials(
                        {"type": "password", "login": user.login, "password": word},
                        {"interactive": interactive},
                    )

    def test_a_system_is_no_person(self):
        user = self.system.sudo().user_id
        found = self.env["res.users"].with_user(self.user_secretary)
        self.assertNotIn(user.id, dict(found.name_search("Cổng dịch vụ công")))
        posts = self.env["citizen.membership"].with_user(self.user_secretary)
        self.assertNotIn(
            user.citizen_membership_ids.id, dict(posts.name_search("Cổng dịch"))
        )
        mentions = self.env["res.partner"].search(
            self.env["res.partner"]._get_mention_suggestions_domain("Cổng dịch")
        )
        self.assertNotIn(user.partner_id, mentions)
        self.assertNotIn(user, self.office._members())
        dialogue = self._session()
        dialogue.message_subscribe(partner_ids=user.partner_id.ids)
        self.assertNotIn(user.partner_id, dialogue.message_partner_ids)
        with self.assertRaises(UserError):
            dialogue.activity_schedule("mail.mail_activity_data_todo", user_id=user.id)
        dialogue._schedule_for(user, "citizen_dialogue.mail_activity_type_approve", "x")
        self.assertFalse(
            self.env["mail.activity"].sudo().search([("user_id", "=", user.id)])
        )

    # ------------------------------------------------------------------
    # what may be called
    # ------------------------------------------------------------------
    def _call(self, model, method, ids=(), **kwargs):
        return self._as()["citizen.system"]._check_call(model, method, ids, kwargs)

    def test_only_documented_calls(self):
        for model, method in (
            ("citizen.petition", "search_read"),
            ("citizen.petition", "create"),
            ("citizen.petition", "action_reveal"),
            ("citizen.petitioner", "search_read"),
            ("citizen.petitioner", "citizen_propose"),
            ("citizen.reveal.wizard", "create"),
            ("res.partner", "search_read"),
            ("res.users", "search_read"),
            ("citizen.case", "read"),
            ("citizen.task", "write"),
        ):
            with self.subTest(call=f"{model}/{method}"):
                with self.assertRaisesRegex(UserError, "not open|không mở"):
                    self._call(model, method)

    def test_a_search_names_open_fields_only(self):
        refused = (
            {"fields": []},
            {"fields": ["people_text"]},
            {"fields": ["id"], "domain": [["petition_ids.subject", "ilike", "x"]]},
            {"fields": ["id"], "domain": [["people_text", "=", "x"]]},
            {"fields": ["id"], "domain": [["id", "any", [["state", "=", "x"]]]]},
            {"fields": ["id"], "domain": ["&", ["id", "=", 1]]},
            {"fields": ["id"], "domain": [["due_date", ">", "hôm qua"]]},
            {"fields": ["id"], "domain": [["id", "in", "1"]]},
            {"fields": ["id"], "domain": [["write_date", ">", 5]]},
            {"fields": ["id"], "domain": "[]"},
            {"fields": ["id"], "limit": 100000},
            {"fields": ["id"], "limit": True},
            {"fields": ["id"], "offset": -1},
            {"fields": ["id"], "order": "people_text"},
            {"fields": ["id"], "order": "id; DROP TABLE x"},
            {"fields": ["id"], "load": "_classic_write"},
        )
        for kwargs in refused:
            with self.subTest(kwargs=kwargs), self.assertRaises(UserError):
                self._call("citizen.case", "search_read", **kwargs)
        _ids, kwargs = self._call(
            "citizen.case",
            "search_read",
            fields=["id", "state"],
            domain=["|", ["state", "=", "closed"], ["due_date", "=", False]],
            order="write_date desc, id",
        )
        self.assertEqual(kwargs["limit"], system_calls.DEFAULT_ROWS)
        self._as()["citizen.case"].search_read(**kwargs)
        _ids, kwargs = self._call(
            "citizen.report",
            "search_read",
            fields=["id"],
            domain=["|", ["state", "=", "draft"], ["state", "=", "locked"]],
        )
        self.assertEqual(
            self.env["citizen.report"]
            .sudo()
            .search(kwargs["domain"])
            .filtered(lambda r: r.state != "locked"),
            self.env["citizen.report"],
        )

    def test_every_open_field_is_searched_and_sorted_by_or_refused_in_words(self):
        refused = set()
        for model, names in system_calls.READS.items():
            for name in names:
                for more in ({"domain": [[name, "=", False]]}, {"order": name}):
                    with self.subTest(model=model, name=name, **more):
                        try:
                            _ids, kwargs = self._call(
                                model, "search_read", fields=["id"], **more
                            )
                        except UserError:
                            refused.add((model, name, *more))
                            continue
                        self._as()[model].search_read(**kwargs)
        self.assertIn(("citizen.report", "locked_tables", "domain"), refused)
        self.assertIn(("citizen.report", "locked_tables", "order"), refused)
        self.assertNotIn(("citizen.report", "version", "domain"), refused)

    def test_open_fields_exist_and_name_no_person(self):
        people = {"citizen.petitioner", "res.users", "res.partner", "mail.message"}
        for model, names in system_calls.READS.items():
            for name in names:
                field = self.env[model]._fields[name]
                self.assertNotIn(field.comodel_name, people, f"{model}.{name}")
                if self.env[model]._fields[name].type == "text":
                    self.assertIn(name, ("reason",), f"{model}.{name}")


@tagged("post_install", "-at_install")
class TestApi(SystemCase):
    def setUp(self):
        super().setUp()
        self.petitions = self._as()["citizen.petition"]

    def _register(self, reference="A-1", persons=None, files=None, **values):
        return self.petitions.citizen_api_register(
            reference,
            {"subject": "thu hồi đất làm đường", "kind": "kn", **values},
            persons
            if persons is not None
            else [{"name": "Lò Văn Máy", "phone": "0912345678"}],
            files,
        )

    def test_register_through_the_vault_once(self):
        told = self._register(
            files=[{"kind": "letter", "data": PNG}], category=self.land.complete_name
        )
        self.assertTrue(told["is_new"])
        row = told["petition"]
        petition = self.petitions.browse(row["id"])
        self.assertEqual(row["number"], petition.number)
        self.assertEqual(petition.petitioner_ids.name, "Lò Văn Máy")
        self.assertEqual(petition.source, "online")
        self.assertEqual(len(petition.file_ids), 1)
        self.assertEqual(petition.category_id, self.land)
        self.assertEqual(petition.owner_unit_id, self.office)
        self.assertIn("KN02", [limit["code"] for limit in row["deadlines"]])
        self.assertNotIn("Lò Văn Máy", str(told))
        again = self._register(subject="khác")
        self.assertFalse(again["is_new"])
        self.assertEqual(again["petition"]["id"], row["id"])
        self.assertNotIn(
            self.system.sudo().user_id.partner_id,
            petition.sudo().message_partner_ids,
        )

    def test_a_denunciation_is_sealed_and_its_key_opens_nothing(self):
        self.env["citizen.identity.mode"].with_user(self.user_leader).create(
            {"mode": "vault", "independent_lan": True}
        )
        told = self._register(kind="tc", subject="cán bộ nhận tiền")
        row = told["petition"]
        self.assertEqual(row["identity"], "sealed")
        self.assertIsNone(row["subject"])
        petition = self.petitions.browse(row["id"])
        person = petition.petitioner_ids
        self.assertFalse(person.name)
        self.assertFalse(petition._may_reveal(), "though it registered it")
        with self.assertRaises(AccessError):
            person._reveal("verify", "xác minh")
        self.assertNotIn("Lò Văn Máy", str(self.petitions.citizen_api_list()))

    def test_identities_kept_on_paper_are_refused(self):
        with self.assertRaises(UserError):
            self._register(kind="tc")
        told = self._register(kind="tc", persons=[], paper_place="Tủ số 2")
        self.assertEqual(told["petition"]["identity"], "sealed")

    def test_impossible_values_are_told(self):
        for values in (
            {"state": "handled"},
            {"owner_unit_id": self.commune_a.id},
            {"number": "1/2020"},
            {"kind": "mixed"},
            {"kind": "xx"},
            {"receipt_date": "31/12/2025"},
            {"receipt_date": "2025-02-30"},
            {"receipt_date": self._day(5).isoformat()},
            {"signatory_count": "3"},
            {"signatory_count": 0},
            {"is_anonymous": 1},
            {"matter_commune_id": 10**7},
            {"matter_commune_id": 10**12},
            {"subject": ["x"]},
            {"subject": "  "},
            {"subject": "a\x00b"},
            {"category": "không có"},
            {"category": 5},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                self._register(**values)
        for persons in (
            "x",
            ["x"],
            [{"name": "A", "is_sealed": False}],
            [{"name": "A", "user_id": self.user_leader.id}],
            [{"name": 5}],
            [{"name": "A", "role": "chair"}],
            [{"name": "A", "paper_number": "12"}],
        ):
            with self.subTest(persons=persons), self.assertRaises(UserError):
                self._register(persons=persons)
        for files in ([{"data": "%%%"}], [{"data": ""}], [{"name": "x"}], ["x"]):
            with self.subTest(files=files), self.assertRaises(UserError):
                self._register(files=files)
        with self.assertRaises(UserError):
            self._register(reference="")
        with self.assertRaises(UserError):
            self.petitions.citizen_api_register("x", "subject")
        self.assertFalse(self.petitions.search([("system_reference", "!=", False)]))

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_who_only_reads_enters_nothing(self):
        reader = self._system("inspector")
        with self.assertRaises(AccessError):
            self._as(reader)["citizen.petition"].citizen_api_register(
                "A", {"subject": "x"}
            )

    def test_pages_of_what_changed(self):
        ids = [self._register(f"A-{n}")["petition"]["id"] for n in range(5)]
        seen, after = [], None
        while True:
            told = self.petitions.citizen_api_list(after=after, limit=2)
            seen += [row["id"] for row in told["records"]]
            after = told["next_after"]
            if not after:
                break
        self.assertEqual([i for i in seen if i in ids], ids)
        self.assertEqual(len(seen), len(set(seen)))
        later = (self.env.cr.now() + timedelta(minutes=1)).isoformat()[:19] + "Z"
        self.assertFalse(self.petitions.citizen_api_list(since=later)["records"])
        earlier = told["next_since"]
        self.assertEqual(
            len(self.petitions.citizen_api_list(since=earlier)["records"]), len(seen)
        )
        for wrong in ({"limit": 0}, {"limit": "5"}, {"since": "x"}, {"after": "1"}):
            with self.subTest(wrong=wrong), self.assertRaises(UserError):
                self.petitions.citizen_api_list(**wrong)
        number = self.petitions.browse(ids[0]).number
        found = self.petitions.citizen_api_list(number=number)["records"]
        self.assertEqual([row["id"] for row in found], ids[:1])
        found = self.petitions.citizen_api_list(reference="A-3")["records"]
        self.assertEqual([row["id"] for row in found], [ids[3]])

    def test_many_petitions_cost_the_same_number_of_queries(self):
        for n in range(3):
            self._register(f"A-{n}")
        self.petitions.citizen_api_list(limit=1)

        def queries(limit):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.petitions.citizen_api_list(limit=limit)
            return self.cr.sql_log_count - before

        few = queries(3)
        for n in range(3, 30):
            self._register(f"A-{n}")
        self.assertLessEqual(queries(30), few + 2)

    def test_another_units_petition_is_not_there(self):
        foreign = (
            self.env["citizen.petition"]
            .with_user(self.user_commune_a)
            .create({"subject": "đơn của xã", "kind": "kn"})
        )
        rows = self.petitions.citizen_api_list(limit=500)["records"]
        self.assertNotIn(foreign.id, [row["id"] for row in rows])

    def test_report_on_a_task_with_evidence(self):
        task = self._issued([self._clause(self.commune_a)]).task_ids
        system = self._system(unit=self.commune_a)
        own = self._as(system)["citizen.task"].browse(task.id)
        told = own.citizen_api_report(progress=40, text="Đã giải phóng mặt bằng")
        self.assertEqual((told["state"], told["progress"]), ("accepted", 40))
        told = own.citizen_api_report(
            "done", files=[{"name": "nghiem-thu.png", "data": PNG}]
        )
        self.assertEqual(told["state"], "reported")
        update = task.update_ids[:1]
        self.assertEqual(update.attachment_ids.sudo().raw, base64.b64decode(PNG))
        self.assertEqual(update.user_id, system.sudo().user_id)
        with self.assertRaises(UserError):
            own.citizen_api_report(progress=50)

    def test_report_refusals(self):
        task = self._issued([self._clause(self.commune_a)]).task_ids
        own = self._as(self._system(unit=self.commune_a))["citizen.task"].browse(
            task.id
        )
        for kwargs in (
            {},
            {"progress": 101},
            {"progress": "5"},
            {"kind": "verified"},
            {"kind": "done"},
            {"progress": 5, "text": 5},
            {"progress": 5, "files": [{"name": "a.png"}]},
            {"progress": 5, "files": [{"name": "a.png", "data": "%"}]},
        ):
            with self.subTest(kwargs=kwargs), self.assertRaises(UserError):
                own.citizen_api_report(**kwargs)
        with self.assertRaises(UserError):
            own.browse().citizen_api_report(progress=5)
        with self.assertRaises(AccessError):
            self._as(self._system(unit=self.commune_b))["citizen.task"].browse(
                task.id
            ).citizen_api_report(progress=5)
        self.assertEqual(task.state, "assigned")

    def test_issued_documents_with_their_files(self):
        document = self._issued([self._clause(self.commune_a)]).document_ids
        document._store_pdf()
        own = self._as()["citizen.document"]
        rows = own.citizen_api_issued(limit=500)["records"]
        row = next(row for row in rows if row["id"] == document.id)
        self.assertEqual(row["number"], document.number)
        self.assertNotIn("data", row)
        told = own.browse(document.id).citizen_api_issued(with_files=True)
        content = base64.b64decode(told["records"][0]["data"])
        self.assertTrue(content.startswith(b"%PDF-"))
        self.assertEqual(told["records"][0]["sha256"], document.pdf_sha256)
        with self.assertRaises(UserError):
            own.citizen_api_issued(with_files=True)
        self.assertEqual(
            len(own.citizen_api_issued(with_files=True, limit=1)["records"]), 1
        )
        draft = self._session().action_draft_notice()["res_id"]
        with self.assertRaises(UserError):
            own.browse(draft).citizen_api_issued()
        other = self._as(self._system(unit=self.commune_b))["citizen.document"]
        with self.assertRaises(AccessError):
            other.browse(document.id).citizen_api_issued()
