"""Petitions: intake, identity, clocks, contents, duplicates."""

from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import CitizenCase

WHO = {
    "name": "Lò Văn Thử",
    "birth_year": 1970,
    "paper_number": "014070001234",
    "phone": "0912345678",
    "hamlet": "bản Phiêng Nèn",
}


class PetitionCase(CitizenCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.land = cls.env.ref("citizen_dialogue.citizen_category_land")
        cls.custodian = cls._officer("t_luugiu", cls.district, "custodian", "other")

    @classmethod
    def _vault_mode(cls, user=None):
        return (
            cls.env["citizen.identity.mode"]
            .with_user(user or cls.user_leader)
            .create(
                {
                    "mode": "vault",
                    "decision_number": "12/QĐ-UBND",
                    "decision_date": "2026-01-05",
                    "decision_scan": "UERG",
                }
            )
        )

    @classmethod
    def _petition(cls, user=None, who=None, **vals):
        who = WHO if who is None else who
        return (
            cls.env["citizen.petition"]
            .with_user(user or cls.user_secretary)
            .create(
                {
                    "subject": "việc thu hồi đất làm đường",
                    "kind": "kn",
                    "category_id": cls.land.id,
                    **{f"sender_{name}": value for name, value in who.items()},
                    **vals,
                }
            )
        )


@tagged("post_install", "-at_install")
class TestPetition(PetitionCase):
    def test_intake_of_one_letter(self):
        petition = self._petition(sender_commune_id=self.commune_a.id)
        self.assertRegex(petition.number, r"^\d+/\d{4}$")
        person = petition.petitioner_ids
        self.assertEqual(person.name, "Lò Văn Thử")
        self.assertEqual(person.paper_kind, "cccd")
        self.assertEqual(person.commune_id, self.commune_a)
        self.assertFalse(person.is_sealed)
        self.assertEqual(petition.people_text, "Lò Văn Thử")
        self.assertNotIn("Lò", petition.display_name)
        self.assertNotIn("Lò", person.display_name)
        codes = petition.deadline_ids.rule_id.mapped("code")
        self.assertEqual(sorted(codes), ["KN02", "XLD45"])
        self.assertEqual(
            petition.due_date, min(petition.deadline_ids.mapped("due_date"))
        )

    def test_form_takes_what_the_clerk_types(self):
        with Form(self.env["citizen.petition"].with_user(self.user_secretary)) as form:
            form.sender_name = "Quàng Thị Mới"
            form.sender_hamlet = "bản Bon"
            form.subject = "đường vào bản"
            form.kind = "kn_pa"
        petition = form.save()
        self.assertEqual(petition.petitioner_ids.name, "Quàng Thị Mới")
        self.assertEqual(petition.petitioner_ids.hamlet, "bản Bon")

    def test_sealed_in_the_vault(self):
        self._vault_mode()
        petition = self._petition(kind="tc")
        person = petition.petitioner_ids
        self.assertEqual(petition.identity, "sealed")
        self.assertTrue(person.is_sealed)
        self.assertFalse(person.name)
        self.assertFalse(person.sudo().name_id)
        self.assertNotIn("Lò", str(person.sudo().read()))
        shown = person._reveal("verify", "xác minh")
        self.assertIn(["0912345678"], [row[1:] for row in shown[0]["rows"]])
        log = self.env["citizen.identity.log"].search(
            [("petition_id", "=", petition.id)]
        )
        self.assertEqual(
            log.filtered(lambda row: row.event == "reveal").user_id, self.user_secretary
        )
        with self.assertRaises(AccessError):
            person.with_user(self.user_leader)._reveal("verify", "xem")
        self.assertTrue(person.with_user(self.custodian)._reveal("verify", "xem"))
        petition.competence = "own"
        petition.action_classify()
        with self.assertRaises(AccessError):
            person._reveal("verify", "xác minh")

    def test_sealed_and_opened_again(self):
        self._vault_mode()
        petition = self._petition(kind="kn", wants_secrecy=True, competence="own")
        self.assertTrue(petition.petitioner_ids.is_sealed)
        petition.action_classify()
        self.assertFalse(petition.petitioner_ids.is_sealed)
        self.assertEqual(petition.petitioner_ids.name, "Lò Văn Thử")
        petition.kind = "tc"
        self.assertTrue(petition.petitioner_ids.is_sealed)
        self.assertFalse(
            self.env["citizen.person.name"]
            .sudo()
            .search([("folded", "=", "lo van thu")])
        )

    def test_the_leader_names_who_may_open_it(self):
        self._vault_mode()
        petition = self._petition(kind="tc")
        action = petition.with_user(self.user_leader).action_name_readers()
        wizards = self.env["citizen.readers.wizard"].with_context(**action["context"])
        wizards.with_user(self.user_leader).create(
            {"user_ids": self.user_vice.ids, "reason": "xác minh"}
        ).action_apply()
        person = petition.petitioner_ids.with_user(self.user_vice)
        self.assertTrue(person._reveal("verify", "xác minh"))
        # whom a petition elsewhere names is not told to who may not read it
        other = self._officer("t_lanhdao_b", self.commune_b, "leader", "chair")
        with self.assertRaises(AccessError):
            wizards.with_user(other).default_get(["user_ids"])

    def test_paper_mode_stores_nobody(self):
        with self.assertRaises(UserError):
            self._petition(kind="tc")
        petition = self._petition(kind="tc", who={}, paper_place="Tủ 2")
        self.assertFalse(petition.petitioner_ids)
        other = self._petition()
        other.kind = "tc"
        self.assertFalse(other.petitioner_ids.name)
        self.assertFalse(other.petitioner_ids.sudo().paper_hash)

    def test_duplicate_with_other_accents_and_old_commune(self):
        first = self._petition(sender_commune_id=self.old_commune.id)
        form = Form(self.env["citizen.petition"].with_user(self.user_secretary))
        form.sender_name = "ong Lo van thu"
        form.sender_commune_id = self.commune_a
        self.assertEqual([row["id"] for row in form.duplicates], first.ids)

    def test_contents_of_different_kinds_are_guided_and_filed_apart(self):
        letter = self._petition(
            kind="mixed",
            line_ids=[
                (0, 0, {"kind": "kn", "content": "Thu hồi đất", "competence": "own"}),
                (0, 0, {"kind": "kn_pa", "content": "Sửa kênh"}),
            ],
        )
        with self.assertRaisesRegex(UserError, "Sửa kênh"):
            letter.action_guide_apart()
        letter.line_ids[1].competent_body = "Công ty Thủy lợi"
        document = self._issue(letter.action_guide_apart(), 640)
        self.assertIn("Công ty Thủy lợi", document.body_html)
        self.assertEqual(
            (letter.state, letter.outcome, letter.case_count), ("handled", "guide", 0)
        )
        self.assertFalse(letter.deadline_ids._running())
        apart = self._petition(split_line_id=letter.line_ids[0].id)
        self.assertEqual(letter.line_ids[0].filed_ids, apart)
        self.assertEqual(apart.case_count, 1)

    def test_several_contents_of_one_kind_are_one_letter(self):
        letter = self._petition(
            line_ids=[
                (0, 0, {"kind": "kn", "content": "Thửa 1", "case_number": 1}),
                (0, 0, {"kind": "kn", "content": "Thửa 2", "case_number": 2}),
                (0, 0, {"kind": "kn", "content": "Thửa 2, cây", "case_number": 2}),
            ],
        )
        self.assertEqual((letter.kind, letter.case_count), ("kn", 2))

    def test_join_and_take_apart(self):
        first = self._petition()
        second = self._petition()
        links = self.env["citizen.petition.link"].with_user(self.user_secretary)
        links.citizen_join(second.id, first.id, "duplicate", "cùng một đơn")
        self.assertEqual(
            (second.state, second.outcome, second.case_count), ("handled", "file", 0)
        )
        second.link_ids._separate("khác nội dung")
        self.assertEqual((second.state, second.case_count), ("registered", 1))
        self.assertEqual(len(second.deadline_ids._running()), 2)

    def test_an_open_letter_says_nothing_of_a_denunciation_joined_with_it(self):
        self._vault_mode()
        complaint = self._petition()
        denunciation = self._petition(kind="tc")
        links = self.env["citizen.petition.link"].with_user(self.user_secretary)
        links.citizen_join(denunciation.id, complaint.id, "matter", "cùng người")
        said = " ".join(complaint.sudo().message_ids.mapped("body"))
        self.assertNotIn("cùng người", said)
        self.assertNotIn(denunciation.number, said)
        self.assertIn(
            "cùng người", " ".join(denunciation.sudo().message_ids.mapped("body"))
        )
        denunciation.link_ids._separate("nhầm người")
        said = " ".join(complaint.sudo().message_ids.mapped("body"))
        self.assertNotIn("nhầm người", said)

    def test_an_opinion_becomes_a_petition(self):
        opinion = self._opinion(self._held_session())
        context = opinion.action_register_petition()["context"]
        form = Form(
            self.env["citizen.petition"]
            .with_user(self.user_secretary)
            .with_context(**context)
        )
        form.sender_name = "Lò Văn Thử"
        form.subject = "đường vào bản"
        form.kind = "kn"
        petition = form.save()
        self.assertEqual(petition.source, "dialogue")
        self.assertEqual(opinion.disposition, "petition")
        self.assertEqual(opinion.petition_ids, petition)

    def test_ladder_urges_petitions_and_sounds_the_alarm(self):
        self._post(self.user_land, self.office, "head", "head")
        with freeze_time("2026-07-06 03:00:00"):
            petition = self._petition()
        urgings = self.env["citizen.urging"]
        kinds = []
        day = date(2026, 7, 7)
        while day < date(2026, 9, 10):
            with freeze_time(f"{day} 20:00:00"):
                for _amount in urgings._climb():
                    pass
            day += timedelta(days=1)
        rows = urgings.search([("petition_id", "=", petition.id)])
        kinds = rows.sorted("id").mapped(lambda u: (u.kind, str(u.due_date)))
        self.assertEqual(len(kinds), len(set(kinds)))
        first, second = sorted(petition.deadline_ids.mapped("due_date"))
        self.assertIn(("before", str(first)), kinds)
        self.assertIn(("head", str(first)), kinds)
        self.assertIn(("alarm", str(second)), kinds)
        self.assertNotIn("letter", rows.mapped("kind"))
        review = self.env["citizen.review"].search(
            [("petition_ids", "in", petition.ids)]
        )
        self.assertEqual(len(review), 1)
        self.assertIn(self.user_land, petition.sudo().activity_ids.user_id)
        self.assertNotIn(
            "Lò Văn Thử", str(petition.sudo().activity_ids.mapped("summary"))
        )

    def test_impossible_entries(self):
        """By RPC as in the form: told in words, before the database is asked."""
        before = self.env["citizen.petition"].search_count([])
        for vals, why in (
            ({"receipt_date": self._day(1)}, "still to come"),
            ({"receipt_date": "2026-02-31"}, "no such day"),
            ({"petition_date": "31/02/2026"}, "no such day"),
            ({"receipt_date": "1950-01-01"}, "too far back"),
            ({"signatory_count": 10**6}, "number of signatories"),
            ({"signatory_count": 10**12}, "number of signatories"),
            ({"signatory_count": 0}, "number of signatories"),
            ({"signatory_count": "nhiều"}, "number of signatories"),
            (
                {"petition_date": self._day(0), "receipt_date": self._day(-3)},
                "before it was written",
            ),
            ({"sender_paper_number": "12345"}, "isn't right"),
            ({"sender_paper_number": "999999999999"}, "isn't right"),
            ({"sender_phone": "12"}, "telephone number"),
            ({"sender_birth_year": 1800}, "1900"),
            ({"sender_birth_year": "một"}, "isn't right"),
        ):
            with (
                self.subTest(vals=vals),
                self.assertRaisesRegex(ValidationError, why),
                self.cr.savepoint(),
            ):
                self._petition(**vals)
        self.assertEqual(self.env["citizen.petition"].search_count([]), before)
        petition = self._petition()
        for vals in (
            {"petition_date": self._day(0), "receipt_date": self._day(-3)},
            {"signatory_count": 10**6},
            {"receipt_date": "2026-02-31"},
        ):
            with self.subTest(vals=vals), self.assertRaises(ValidationError):
                petition.write(vals)

    def test_a_group_without_representatives_is_said_and_stored(self):
        petition = self._petition(signatory_count=6)
        self.assertTrue(petition.is_collective)
        self.assertIn("representatives of the group", petition.missing_summary)

    # ------------------------------------------------------------------
    # cost
    # ------------------------------------------------------------------
    def _many(self, amount):
        return (
            self.env["citizen.petition"]
            .with_user(self.user_secretary)
            .create(
                [
                    {
                        "subject": f"thu hồi đất thửa số {n % 90 + 1}, tờ bản đồ số 5",
                        "kind": ("kn", "kn_pa", "tc")[n % 3],
                        "category_id": self.land.id,
                        "sender_name": f"Lò Văn Thử {n % 50}",
                        "sender_birth_year": 1950 + n % 50,
                        "sender_phone": f"09{n:08d}",
                    }
                    for n in range(amount)
                ]
            )
        )

    def _queries(self, call):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        call()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def _list(self):
        columns = {
            name: {}
            for name in (
                *("number", "receipt_date", "people_text", "subject", "kind"),
                *("due_date", "late_text", "source", "signatory_count", "identity"),
                *("state", "is_overdue"),
            )
        }
        columns["category_id"] = columns["owner_unit_id"] = {
            "fields": {"display_name": {}}
        }
        return (
            self.env["citizen.petition"]
            .with_user(self.user_secretary)
            .web_search_read([], columns, limit=80, count_limit=10001)
        )

    def _typed(self):
        petition = (
            self.env["citizen.petition"]
            .with_user(self.user_secretary)
            .new(
                {
                    "subject": "việc thu hồi đất thửa số 7, tờ bản đồ số 5",
                    "sender_name": "Lò Văn Thử 7",
                    "sender_phone": "0900000007",
                }
            )
        )
        return self._queries(petition._propose_duplicates)

    def test_queries_do_not_grow(self):
        self._vault_mode()
        self._many(40)
        batch = self._queries(lambda: self._many(1000))
        # once for the caches of Odoo
        self._list()
        figures = self._queries(self._list), self._typed()
        self._many(3000)
        later = self._queries(self._list), self._typed()
        self.assertLessEqual(later, figures)
        self.assertLess(figures[0], 20)
        self.assertLess(figures[1], 15)
        self.assertLess(batch, 250)
        self.assertLessEqual(self._queries(lambda: self._many(1000)), batch)
