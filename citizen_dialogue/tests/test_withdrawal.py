"""Who complained or denounced takes it back: all, a part, alone, under pressure."""

from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .test_access import PIXEL
from .test_transfer import TransferCase


@tagged("post_install", "-at_install")
class TestWithdrawal(TransferCase):
    def setUp(self):
        super().setUp()
        self.proposed = []
        # what follows in the case is the business of the case
        self.startPatcher(
            patch.object(
                self.registry["citizen.case"],
                "_propose_termination",
                lambda case, withdrawal: self.proposed.append((case, withdrawal)),
                create=True,
            )
        )

    def _withdraw(self, owner, user=None, **vals):
        field = "case_id" if owner._name == "citizen.case" else "petition_id"
        wizards = self.env["citizen.withdrawal.wizard"].with_user(
            user or self.user_commune_a
        )
        wizard = wizards.create({field: owner.id, **vals})
        action = wizard.action_record()
        petition = wizard.petition_id.sudo()
        self.action = action
        return petition.withdrawal_ids.sorted("id")[-1:].with_user(wizards.env.user)

    def _case(self, petition, state="accepted", **vals):
        petition = petition.sudo()
        if petition.state != "handled":
            petition._handle("accept", self._day())
        case = petition.env["citizen.case"]._create_protected(
            [
                {
                    "subject": petition.subject,
                    "kind": petition.kind,
                    "owner_unit_id": petition.owner_unit_id.id,
                    "petition_ids": [Command.set(petition.ids)],
                    "petition_id": petition.id,
                    "state": state,
                    "accepted_on": self._day(),
                    **vals,
                }
            ]
        )
        return case.with_user(self.user_commune_a).sudo(False)

    # ------------------------------------------------------------------
    # petitions
    # ------------------------------------------------------------------
    def test_all_of_it_before_acceptance(self):
        petition = self._letter(kind="kn")
        action = petition.action_withdraw()
        self.assertEqual(action["context"], {"default_petition_id": petition.id})
        withdrawal = self._withdraw(petition, after_explanation=True, data=PIXEL)
        self.assertEqual(
            (petition.state, petition.outcome, petition.handled_on),
            ("handled", "file", self._day()),
        )
        self.assertFalse(petition.deadline_ids._running())
        self.assertEqual(withdrawal.effect, "ended")
        self.assertIn("Luật Khiếu nại 02/2011/QH13, Điều 10", petition.outcome_basis)
        self.assertTrue(withdrawal.after_explanation)
        self.assertEqual(withdrawal.file_id.petition_id, petition)
        self.assertEqual(withdrawal.person_id, petition.petitioner_ids)
        texts = str(petition.sudo().message_ids.mapped("body"))
        self.assertNotIn("Lò", texts + withdrawal.display_name)
        with self.assertRaisesRegex(UserError, "nothing can be withdrawn"):
            self._withdraw(petition)

    def test_one_of_several(self):
        petition = self._letter(
            kind="kn",
            signatory_count=2,
            petitioner_ids=[Command.create({"name": "Quàng Thị Hai"})],
        )
        first, second = petition.petitioner_ids
        withdrawal = self._withdraw(petition, who="one", person_id=first.id)
        self.assertEqual((withdrawal.effect, petition.state), ("rest", "classified"))
        with self.assertRaisesRegex(UserError, "already"), self.cr.savepoint():
            self._withdraw(petition, who="one", person_id=first.id)
        self._withdraw(petition, who="one", person_id=second.id)
        self.assertEqual((petition.state, petition.outcome), ("handled", "file"))

    def test_co_signers_without_entry_withdraw_together_only(self):
        petition = self._letter(kind="kn", signatory_count=7)
        self._withdraw(petition, who="one", person_id=petition.petitioner_ids.id)
        self.assertEqual(petition.state, "classified")
        self._withdraw(petition, who="all", person_id=False)
        self.assertEqual(petition.state, "handled")

    def test_a_part(self):
        petition = self._letter(
            kind="kn",
            line_ids=[
                Command.create({"kind": "kn", "content": "Thửa 1"}),
                Command.create({"kind": "kn", "content": "Thửa 2"}),
            ],
        )
        first, second = petition.line_ids
        with self.assertRaisesRegex(UserError, "Choose the contents"):
            self._withdraw(petition, scope="part")
        withdrawal = self._withdraw(
            petition, scope="part", line_ids=[Command.set(first.ids)]
        )
        self.assertEqual(withdrawal.effect, "rest")
        self.assertEqual(first.withdrawn_on, self._day())
        self.assertFalse(second.withdrawn_on)
        self.assertEqual(petition.state, "classified")
        with self.assertRaises(AccessError):
            second.with_user(self.user_commune_a).withdrawn_on = self._day()
        self._withdraw(petition, scope="part", line_ids=[Command.set(second.ids)])
        self.assertEqual(petition.state, "handled")
        other = self._letter(kind="kn_pa")
        with self.assertRaisesRegex(UserError, "Write which part"):
            self._withdraw(other, scope="part")
        part = self._withdraw(other, scope="part", content="phần về cây")
        self.assertEqual((part.effect, other.state), ("rest", "classified"))

    def test_a_part_is_upheld_by_another(self):
        petition = self._letter(
            kind="kn",
            signatory_count=2,
            petitioner_ids=[Command.create({"name": "Quàng Thị Hai"})],
            line_ids=[
                Command.create({"kind": "kn", "content": "Thửa 1"}),
                Command.create({"kind": "kn", "content": "Thửa 2"}),
            ],
        )
        one, two = petition.petitioner_ids
        line = petition.line_ids[0]
        part = {"who": "one", "scope": "part", "line_ids": [Command.set(line.ids)]}
        self._withdraw(petition, person_id=one.id, **part)
        self.assertFalse(line.withdrawn_on)
        self._withdraw(petition, person_id=two.id, **part)
        self.assertTrue(line.withdrawn_on)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_who_may(self):
        petition = self._letter(
            kind="kn",
            petitioner_ids=[
                Command.create({"name": "Lò Văn Ủy", "role": "authorised"}),
                Command.create({"name": "Ông Kia", "role": "respondent"}),
            ],
        )
        stranger = self._letter(kind="kn").petitioner_ids
        target = petition.petitioner_ids.filtered(lambda p: p.role == "respondent")
        for person in (stranger, target):
            with self.assertRaisesRegex(UserError, "Only who sent"):
                self._withdraw(petition, who="one", person_id=person.id)
        with self.assertRaisesRegex(UserError, "Choose who"):
            self._withdraw(petition, who="one", person_id=False)
        with self.assertRaises(AccessError):
            self._withdraw(petition, user=self.user_commune_b)
        with self.assertRaises(AccessError):
            petition.with_user(self.user_commune_b).action_withdraw()
        withdrawals = self.env["citizen.withdrawal"].with_user(self.user_commune_a)
        for call in (
            lambda: withdrawals.create({"petition_id": petition.id}),
            lambda: petition.write({"withdrawal_ids": [Command.create({})]}),
        ):
            with self.assertRaises(AccessError):
                call()
        authorised = petition.petitioner_ids.filtered(lambda p: p.role == "authorised")
        withdrawal = self._withdraw(petition, who="one", person_id=authorised.id)
        self.assertEqual(petition.state, "handled")
        with self.assertRaises(AccessError):
            withdrawal.write({"effect": "rest"})
        with self.assertRaises(UserError):
            withdrawal.sudo().unlink()

    def test_the_dialog_proposes_the_only_person(self):
        petition = self._letter(kind="kn")
        context = petition.action_withdraw()["context"]
        wizards = self.env["citizen.withdrawal.wizard"].with_user(self.user_commune_a)
        form = Form(wizards.with_context(**context))
        self.assertEqual((form.who, form.person_id), ("one", petition.petitioner_ids))
        form.data = PIXEL
        wizard = form.save()
        self.assertFalse(wizard.data)
        self.assertEqual(wizard.file_id.petition_id, petition)
        wizard.action_record()
        self.assertEqual(petition.withdrawal_ids.file_id, wizard.file_id)
        case = self._case(self._letter(kind="kn"))
        context = case.action_withdraw()["context"]
        form = Form(wizards.with_context(**context))
        self.assertEqual(form.person_id, case.petition_id.petitioner_ids)
        form.save().action_record()
        self.assertEqual(len(self.proposed), 1)

    def test_days(self):
        petition = self._letter(kind="kn")
        for day in (self._day(1), self._day(-1)):
            with self.assertRaisesRegex(UserError, "day of receipt"):
                self._withdraw(petition, day=day)

    # ------------------------------------------------------------------
    # under pressure
    # ------------------------------------------------------------------
    def test_a_complaint_withdrawn_under_pressure(self):
        petition = self._letter(kind="kn")
        pressed = {"goes_on_because": "coerced"}
        with self.assertRaisesRegex(UserError, "facts"):
            self._withdraw(petition, **pressed)
        with self.assertRaisesRegex(UserError, "Only for a denunciation"):
            self._withdraw(petition, goes_on_because="slander", facts="x")
        withdrawal = self._withdraw(petition, facts="Bị trưởng bản dọa", **pressed)
        self.assertTrue(withdrawal.is_coerced)
        self.assertEqual((withdrawal.effect, petition.state), ("goes_on", "classified"))

    def test_the_law_of_the_day(self):
        with freeze_time("2026-06-15 03:00:00"):
            petition = self._letter(kind="kn")
            with self.assertRaisesRegex(UserError, "01/7/2026"):
                self._withdraw(petition, goes_on_because="coerced", facts="x")
            with self.assertRaisesRegex(UserError, "by letter only"):
                self._withdraw(petition, how="minutes")
        with freeze_time("2026-07-02 03:00:00"):
            withdrawal = self._withdraw(petition, how="minutes", day=date(2026, 7, 2))
            self.assertIn("136/2025/QH15", withdrawal.article)

    def test_found_out_later(self):
        petition = self._letter(kind="kn")
        running = sorted(petition.deadline_ids._running().rule_id.mapped("code"))
        withdrawal = self._withdraw(petition)
        wizard = (
            self.env["citizen.reason.wizard"]
            .with_user(self.user_commune_a)
            .with_context(
                active_model="citizen.withdrawal",
                active_id=withdrawal.id,
                reason_method="_find_coerced",
            )
        )
        wizard.create({"reason": "Bị dọa, có biên bản công an"}).action_apply()
        self.assertEqual(
            (petition.state, petition.outcome, withdrawal.state),
            ("classified", False, "reopened"),
        )
        self.assertEqual(
            sorted(petition.deadline_ids._running().rule_id.mapped("code")), running
        )
        # withdrawn freely afterwards it ends
        self._withdraw(petition)
        self.assertEqual(petition.state, "handled")

    def test_denunciations(self):
        self._vault_mode()
        for because in ("coerced", "bribed", "violation", "slander"):
            petition = self._letter(kind="tc")
            withdrawal = self._withdraw(
                petition, goes_on_because=because, facts="Tài liệu kèm theo"
            )
            self.assertEqual(
                (withdrawal.effect, petition.state), ("goes_on", "classified")
            )
            self.assertEqual(withdrawal.is_coerced, because in ("coerced", "bribed"))
        for how, code in (("letter", "TC_02"), ("minutes", "TC_03")):
            petition = self._letter(kind="tc")
            withdrawal = self._withdraw(petition, how=how)
            self.assertEqual(petition.state, "handled")
            self.assertIn("Luật Tố cáo 25/2018/QH14, Điều 33", petition.outcome_basis)
            document = withdrawal.document_id
            self.assertEqual(self.action["res_id"], document.id)
            self.assertEqual(
                (document.type_id.code, document.step), (code, "withdrawal")
            )
            # sealed: by pseudonym
            self.assertRegex(withdrawal.who, r"^Người tố cáo số \d+$")
            self.assertNotIn("Lò", document.addressee_text or "")

    # ------------------------------------------------------------------
    # cases
    # ------------------------------------------------------------------
    def test_an_accepted_case_is_proposed_for_termination(self):
        petition = self._letter(kind="kn")
        case = self._case(petition)
        self.assertTrue(petition.can_withdraw)
        withdrawal = self._withdraw(case, after_explanation=True)
        self.assertEqual(self.proposed, [(case, withdrawal)])
        self.assertEqual((withdrawal.case_id, withdrawal.effect), (case, "terminate"))
        self.assertEqual(petition.outcome, "accept")

    def test_from_the_petition_it_concerns_its_case(self):
        petition = self._letter(kind="kn")
        case = self._case(petition, "verifying")
        withdrawal = self._withdraw(petition)
        self.assertEqual(self.proposed, [(case, withdrawal)])

    def test_a_case_of_two_letters_goes_on_for_the_other(self):
        one, two = self._letter(kind="kn"), self._letter(kind="kn")
        two._handle("accept", self._day())
        case = self._case(one)
        case.sudo()._write_protected({"petition_ids": [Command.link(two.id)]})
        self._withdraw(case, who="one", person_id=one.petitioner_ids.id)
        self.assertFalse(self.proposed)
        self._withdraw(case, who="one", person_id=two.petitioner_ids.id)
        self.assertEqual(len(self.proposed), 1)

    def test_all_of_a_case(self):
        one, two = self._letter(kind="kn"), self._letter(kind="kn")
        two._handle("accept", self._day())
        case = self._case(one)
        case.sudo()._write_protected({"petition_ids": [Command.link(two.id)]})
        self._withdraw(case, who="all", person_id=False)
        self.assertEqual(len(case.withdrawal_ids), 2)
        self.assertEqual(len(self.proposed), 1)

    def test_not_after_the_decision(self):
        for state in ("decided", "effective", "closed", "terminated"):
            case = self._case(self._letter(kind="kn"), state)
            with self.assertRaisesRegex(UserError, "any more"):
                self._withdraw(case)
            with self.assertRaisesRegex(UserError, "any more"):
                self._withdraw(case.petition_id)

    def test_a_draft_case_is_dropped(self):
        petition = self._letter(kind="kn")
        case = self._case(petition, "draft", accepted_on=False)
        self._withdraw(case)
        self.assertEqual(case.state, "void")
        self.assertFalse(self.proposed)

    def test_withdrawn_under_pressure_in_a_case(self):
        case = self._case(self._letter(kind="kn"))
        withdrawal = self._withdraw(case, goes_on_because="coerced", facts="Bị dọa")
        self.assertFalse(self.proposed)
        self.assertEqual(withdrawal.effect, "goes_on")
