"""Filed petitions after their time: proposed, decided, erased; the entry stays."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..tools import pdf
from .pdf_linter import lint
from .test_access import PIXEL
from .test_petition import PetitionCase


@tagged("post_install", "-at_install")
class TestDestruction(PetitionCase):
    def _filed(self, **vals):
        petition = self._petition(content="Nội dung riêng", **vals)
        self.env["citizen.vault.file"].with_user(self.user_secretary).create(
            {"petition_id": petition.id, "kind": "letter", "data": PIXEL}
        )
        petition.sudo()._handle("file", self._day())
        return petition.sudo(False)

    def _proposed(self, *petitions):
        records = self.env["citizen.petition"].union(*petitions)
        action = records.with_user(self.user_secretary).action_propose_destruction()
        return (
            self.env["citizen.destruction"]
            .with_user(self.user_secretary)
            .browse(action["res_id"])
        )

    def test_not_before_its_time(self):
        with freeze_time("2026-08-10 03:00:00"):
            petition = self._filed()
        self.assertEqual(str(petition.kept_until), "2027-08-10")
        with freeze_time("2027-08-10 03:00:00"), self.assertRaises(UserError):
            self._proposed(petition)
        with freeze_time("2027-08-11 03:00:00"):
            proposal = self._proposed(petition)
            self.assertEqual(proposal.petition_count, 1)
            with self.assertRaises(UserError):
                self._proposed(petition)

    def test_the_decision_of_the_head_erases(self):
        with freeze_time("2026-08-10 03:00:00"):
            petition, other = self._filed(), self._filed()
        number, kind = petition.number, petition.kind
        person, scan = petition.petitioner_ids, petition.file_ids
        with freeze_time("2027-09-01 03:00:00"):
            proposal = self._proposed(petition, other)
            # one is kept longer
            other._leave_destruction("Còn liên quan vụ việc khác")
            self.assertEqual(proposal.petition_ids, petition)
            action = proposal.action_draft_decision()
            document = self.env["citizen.document"].browse(action["res_id"])
            self.assertIn(number, document.body_html)
            self.assertNotIn("Lò Văn Thử", document.body_html)
            content = pdf.render(document.sudo()._render_html())
            self.assertEqual(lint(content, document.layout), [])
            self._issue(action, 771)
        self.assertEqual(proposal.state, "done")
        self.assertTrue(petition.destroyed_on)
        self.assertFalse(petition.content)
        self.assertFalse(person.name)
        self.assertNotIn("Lò", petition.people_text or "")
        self.env.flush_all()
        self.cr.execute("SELECT blob FROM citizen_vault_file WHERE id = %s", [scan.id])
        self.assertFalse(self.cr.fetchone()[0])
        # what the figures count
        self.assertEqual((petition.number, petition.kind), (number, kind))
        self.assertEqual((petition.state, petition.outcome), ("handled", "file"))
        self.assertTrue(petition.receipt_date and petition.handled_on)
        self.assertFalse(other.destroyed_on)
        self.assertTrue(other.petitioner_ids.name)

    def test_what_else_tells_of_it(self):
        """Drafts that were never issued and what was withdrawn go too; issued papers
        are records of the agency with a time of their own."""
        with freeze_time("2026-08-10 03:00:00"):
            petition = self._petition(content="Nội dung riêng", competence="own")
            documents = self.env["citizen.document"].with_user(self.user_secretary)
            draft = documents._draft_for(petition, "TT05_01", "propose")
            dropped = documents._draft_for(petition, "KN_04", "not_accept")
            dropped._cancel("Thừa")
            issued = documents._draft_for(petition, "CV_TL")
            for paper in (draft, issued):
                paper._write_revised({"body_html": "<p>Ông Lò Văn Thử</p>"})
            self._issue({"res_id": issued.id}, 772)
            self.env["citizen.withdrawal"].sudo()._create_protected(
                [
                    {
                        "petition_id": petition.id,
                        "day": self._day(),
                        "content": "Phần của nhà ông Thử",
                    }
                ]
            )
            petition.sudo()._handle("file", self._day())
        with freeze_time("2027-09-01 03:00:00"):
            action = self._proposed(petition).action_draft_decision()
            self._issue(action, 773)
        self.assertTrue(petition.destroyed_on)
        self.assertEqual((draft.state, dropped.state), ("cancelled", "cancelled"))
        for paper in (draft, dropped):
            self.assertFalse(paper.body_html or paper.addressee_text)
        self.assertFalse(petition.sudo().withdrawal_ids.content)
        self.assertIn("Lò Văn Thử", issued.body_html)
        with self.assertRaises(UserError):
            dropped.sudo(False).body_html = "<p>x</p>"

    def test_nobody_else_destroys(self):
        with freeze_time("2026-08-10 03:00:00"):
            petition = self._filed()
        with freeze_time("2027-09-01 03:00:00"):
            for user in (self.user_secretary, self.user_leader):
                with self.assertRaises(AccessError):
                    petition.with_user(user)._destroy(self._day())
                with self.assertRaises(AccessError):
                    petition.with_user(user).write({"destroyed_on": "2027-09-01"})
            with self.assertRaises(AccessError):
                petition.with_user(self.user_commune_b).action_propose_destruction()
            proposal = self._proposed(petition)
            with self.assertRaises(AccessError):
                proposal.write({"state": "done"})
            proposal._cancel("Chưa đủ căn cứ")
            self.assertFalse(petition.destruction_id)

    def test_not_while_its_matter_goes_on(self):
        with freeze_time("2026-08-10 03:00:00"):
            root = self._petition(competence="own")
            again = self._petition()
            self.env["citizen.petition.link"].with_user(
                self.user_secretary
            ).citizen_join(again.id, root.id, "duplicate", "cùng đơn")
        self.assertEqual(again.outcome, "file")
        with freeze_time("2027-09-01 03:00:00"), self.assertRaises(UserError):
            self._proposed(again)

    def test_not_while_a_letter_that_hangs_on_it_goes_on(self):
        with freeze_time("2026-08-10 03:00:00"):
            root, again = self._filed(), self._petition()
            self.env["citizen.petition.link"].with_user(
                self.user_secretary
            ).citizen_join(again.id, root.id, "matter", "một việc")
        with freeze_time("2027-09-01 03:00:00"):
            with self.assertRaises(UserError):
                self._proposed(root)
            again.sudo()._handle("answer", self._day())
            self.assertEqual(self._proposed(root).petition_ids, root)

    def test_what_is_not_filed_is_not_destroyed(self):
        with freeze_time("2026-08-10 03:00:00"):
            petition = self._petition()
            petition.sudo()._handle("answer", self._day())
        with freeze_time("2028-09-01 03:00:00"), self.assertRaises(UserError):
            self._proposed(petition)
