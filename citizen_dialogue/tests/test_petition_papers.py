"""Papers handed to citizens, what the code on a receipt says to whom, hot spots."""

from datetime import datetime, time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .pdf_linter import lint, read_lines
from .test_petition import PetitionCase

# no number, no recipients: papers of the desk are no documents of the register
NOT_ON_DESK_PAPERS = ("number:", "copies:", "copy:", "date:")


def text_of(content):
    pages = read_lines(content)
    return len(pages), " ".join(line.text for page in pages for line in page[2])


@tagged("post_install", "-at_install")
class TestPetitionPapers(PetitionCase):
    def _paper(self, report, petition):
        reports = self.env["ir.actions.report"].with_user(petition.env.user)
        content, _kind = reports._render_qweb_pdf(
            f"citizen_dialogue.citizen_petition_report_{report}", petition.ids
        )
        problems = [
            problem
            for problem in lint(content)
            if not problem.startswith(NOT_ON_DESK_PAPERS)
        ]
        self.assertFalse(problems)
        return text_of(content)

    def test_receipt(self):
        petition = self._petition(receipt_items="Giấy chứng nhận, bản sao, 2 tờ")
        self.assertEqual(
            petition.action_print_receipt()["report_name"],
            "citizen_dialogue.report_citizen_receipt",
        )
        pages, text = self._paper("receipt", petition)
        self.assertEqual(pages, 1)
        for part in (
            "GIẤY BIÊN NHẬN",
            "Lò Văn Thử",
            "014070001234",
            "1. Giấy chứng nhận, bản sao, 2 tờ",
            petition.number,
            petition._receipt_due().strftime("%d/%m/%Y"),
            "/citizen/r/",
        ):
            self.assertIn(part, text)

    def test_receipt_of_a_sealed_petition_names_nobody(self):
        self._vault_mode()
        petition = self._petition(kind="tc")
        _pages, text = self._paper("receipt", petition)
        self.assertNotIn("Lò Văn", text)
        self.assertNotIn("014070001234", text)
        self.assertNotIn("Người tố cáo", text)
        self.assertNotIn(petition.subject, text)

    def test_paper_mode_stores_no_list(self):
        with self.assertRaises(ValidationError):
            self._petition(kind="tc", who={}, receipt_items="đơn có tên")

    def test_nothing_is_printed_of_a_mistake_or_for_a_stranger(self):
        petition = self._petition()
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
            petition.with_user(self.user_commune_b).action_print_receipt()
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
            self._paper("receipt", petition.with_user(self.user_commune_b))
        petition._void("nhầm")
        with self.assertRaises(UserError):
            petition.action_print_receipt()

    def test_tokens(self):
        petitions = self.env["citizen.petition"].with_user(self.user_secretary)
        petitions = petitions.create([{"subject": f"việc {n}"} for n in range(3)])
        tokens = set(petitions.sudo().mapped("receipt_token"))
        self.assertEqual(len(tokens), 3)
        self.assertGreater(min(map(len, tokens)), 20)
        with self.assertRaises(AccessError):
            petitions.read(["receipt_token"])
        with self.assertRaises(AccessError):
            petitions[0].write({"receipt_token": "x" * 24})
        with self.assertRaises(AccessError):
            petitions.search([("receipt_token", "like", "a")])

    def test_appointment(self):
        petition = self._petition()
        with self.assertRaises(UserError):
            petition.action_print_appointment()
        day = self._session(
            kind="reception_day",
            days=4,
            name="Ngày tiếp công dân",
            place="Trụ sở tiếp công dân",
        )
        wizards = self.env["citizen.appointment.wizard"].with_user(self.user_secretary)
        wizard = wizards.create({"petition_id": petition.id, "dialogue_id": day.id})
        self.assertEqual(wizard.moment, day.date_start)
        wizard.action_print()
        wizard.action_print()
        self.assertEqual(petition.appointment_place, "Trụ sở tiếp công dân")
        activity = petition.activity_ids
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.user_secretary)
        self.assertEqual(activity.date_deadline, self._day(4))
        pages, text = self._paper("appointment", petition)
        self.assertEqual(pages, 1)
        self.assertIn("08 giờ 00", text)
        self.assertIn("Trụ sở tiếp công dân", text)
        past = wizards.create(
            {
                "petition_id": petition.id,
                "moment": datetime.combine(self._day(-1), time(1)),
                "place": "Phòng 1",
            }
        )
        with self.assertRaises(UserError):
            past.action_print()

    def test_representatives(self):
        petition = self._petition(
            signatory_count=60,
            petitioner_ids=[
                Command.create({"role": "representative", "name": "Quàng Văn Ún"})
            ],
        )
        pages, text = self._paper("representatives", petition)
        self.assertGreater(pages, 1)
        self.assertIn("Quàng Văn Ún", text)
        self.assertIn("60 người", text)

    # ------------------------------------------------------------------
    # hot spots
    # ------------------------------------------------------------------
    def _spots(self, user=None):
        return (
            self.env["citizen.petition.hotspot"]
            .with_user(user or self.user_secretary)
            .search([("hamlet_key", "=", "ban thu nghiem")])
        )

    def _from_hamlet(self, days=0, commune=None, hamlet="bản Thử Nghiệm", **vals):
        return self._petition(
            who={},
            matter_commune_id=(commune or self.commune_a).id,
            matter_hamlet=hamlet,
            receipt_date=self._day(-days),
            **vals,
        )

    def test_hot_spot(self):
        self._vault_mode()
        counted = (
            self._from_hamlet()
            | self._from_hamlet(3, self.old_commune)
            | self._from_hamlet(29, hamlet="Ban thu nghiem")
        )
        before = self._from_hamlet(30)
        self._from_hamlet(60)
        self._from_hamlet(1, kind="tc")
        self._from_hamlet(1)._void("nhầm")
        spot = self._spots()
        self.assertEqual(len(spot), 1)
        self.assertEqual((spot.recent_count, spot.previous_count), (3, 1))
        self.assertTrue(spot.is_rising)
        self.assertEqual(spot.commune_id, self.commune_a)
        petitions = self.env["citizen.petition"].with_user(self.user_secretary)
        self.assertEqual(
            petitions.search(spot.action_open_recent()["domain"]), counted.sorted()
        )
        self.assertEqual(
            petitions.search(spot.action_open_previous()["domain"]), before
        )
        unit = self.office.with_user(self.user_secretary)
        self.assertEqual(unit.hotspot_count, 1)
        self.assertEqual(
            self.env["citizen.petition.hotspot"]
            .with_user(self.user_secretary)
            .search(unit.action_open_hotspots()["domain"]),
            spot,
        )
        self.assertEqual(
            petitions.search_count(unit.action_open_petitions()["domain"]),
            unit.petition_open_count,
        )
        self.assertEqual(
            petitions.search_count(unit.action_open_petitions_late()["domain"]),
            unit.petition_late_count,
        )
        self.assertFalse(self._spots(self.user_commune_b))

    def test_hot_spot_settings(self):
        for days in (0, 2, 5):
            self._from_hamlet(days)
        parameters = self.env["ir.config_parameter"].sudo()
        self.assertTrue(self._spots().is_rising)
        parameters.set_param("citizen_dialogue.hotspot_least", "4")
        self.env.invalidate_all()
        self.assertFalse(self._spots().is_rising)
        parameters.set_param("citizen_dialogue.hotspot_days", "3")
        parameters.set_param("citizen_dialogue.hotspot_least", "không phải số")
        self.env.invalidate_all()
        spot = self._spots()
        self.assertEqual((spot.recent_count, spot.previous_count), (2, 1))


@tagged("post_install", "-at_install")
class TestReceiptPage(PetitionCase, HttpCase):
    def _headers(self, response):
        return {
            name: value
            for name, value in response.headers.items()
            if name not in ("Date", "Content-Length")
        }

    def _get(self, token):
        return self.url_open(f"/citizen/r/{token}", allow_redirects=False)

    @mute_logger("odoo.http")
    def test_who_sees_what(self):
        self._vault_mode()
        petition = self._petition(kind="tc", signatory_count=7)
        token = petition.sudo().receipt_token
        for user in (self.user_secretary, self.user_commune_b, self.user_outsider):
            user.sudo().password = user.login
        self.env.flush_all()
        outside = self._get(token)
        self.assertEqual(outside.status_code, 200)
        self.assertIn(self.office.name, outside.text)
        self.assertIn("Giấy này là thật", outside.text)
        for hidden in (
            f"số {petition.number}",
            petition.subject,
            "tố cáo",
            "Lò Văn",
            " 7 ",
            f"/{petition.id}",
        ):
            self.assertNotIn(hidden, outside.text)
        self.assertIn("noindex", outside.headers["X-Robots-Tag"])
        self.assertNotIn("Set-Cookie", outside.headers)
        for user in (self.user_commune_b, self.user_outsider):
            self.authenticate(user.login, user.login)
            inside = self._get(token)
            self.assertEqual(inside.text, outside.text)
            self.assertEqual(self._headers(inside), self._headers(outside))
        self.authenticate(self.user_secretary.login, self.user_secretary.login)
        own = self._get(token)
        self.assertEqual(own.status_code, 303)
        self.assertTrue(
            own.headers["Location"].endswith(f"/odoo/petitions/{petition.id}")
        )

    @mute_logger("odoo.http")
    def test_unknown_and_hostile_tokens(self):
        answers = {
            (response.status_code, response.text)
            for response in map(
                self._get,
                (
                    "A" * 24,
                    "A",
                    "A" * 5000,
                    "%00" * 20,
                    "' OR 1=1 --",
                    "%25%25%25%25%25%25%25%25%25%25%25%25%25%25%25%25",
                    "<script>alert(1)</script>".replace("/", "%5C"),
                ),
            )
        }
        self.assertEqual(len(answers), 1)
        status, text = answers.pop()
        self.assertEqual(status, 404)
        self.assertIn("Không có giấy này", text)
