"""What nobody may do to a case by a side door, and what its steps leave behind."""

from datetime import date, datetime, time, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_case import CaseCase


@tagged("post_install", "-at_install")
class TestCaseDoors(CaseCase):
    """By RPC, without any button."""

    def _forge(self, user, context=None, **vals):
        form = self.env["citizen.document.type"]._get("KN_06", self._day())
        return (
            self.env["citizen.document"]
            .with_user(user)
            .with_context(**(context or {}))
            .create({"type_id": form.id, "name": "x", **vals})
        )

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_nobody_chooses_the_step_of_a_paper(self):
        case = self._accepted()
        # minutes carry no number: neither leader nor clerk would see them
        with self.assertRaises(AccessError):
            self._forge(self.user_secretary, case_id=case.id, step="complex")
        with self.assertRaises(AccessError):
            self._forge(
                self.user_secretary, {"default_step": "complex"}, case_id=case.id
            )
        paper = self._forge(self.user_secretary, case_id=case.id)
        with self.assertRaises(AccessError):
            paper.step = "complex"
        paper._write_revised({"body_html": "<p>x</p>"})
        paper.action_issue()
        self.assertEqual(case.complexity, "normal")

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_papers_belong_to_who_handles_the_record(self):
        """Another office of the same authority, whose issuer is the same."""
        case = self._accepted()
        dialogue = self._session()
        for owner in (
            {"case_id": case.id},
            {"petition_id": case.petition_id.id},
            {"dialogue_id": dialogue.id},
        ):
            with self.assertRaises(AccessError):
                self._forge(
                    self.user_finance,
                    owner_unit_id=self.dept_finance.id,
                    issuer_unit_id=self.district.id,
                    **owner,
                )

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_nobody_holds_the_compulsory_dialogue_of_another_unit(self):
        case = self._verified(differs="yes")
        with self.assertRaises(AccessError):
            self._session(self.user_finance, days=0, kind="case", case_id=case.id)
        # nor the verifying unit, which may write findings
        with self.assertRaises(AccessError):
            self._session(self.user_land, days=0, kind="case", case_id=case.id)
        own = self._session(self.user_finance, days=0)
        with self.assertRaises(AccessError):
            own.case_id = case
        self.assertEqual(case.dialogue_need, "required")

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_nobody_has_the_case_of_another_unit_carried_out(self):
        case = self._accepted(kind="kn_pa")
        case.verdict_text = "Đã sửa đường"
        self._paper(case.action_decide())
        conclusions = self.env["citizen.conclusion"]
        vals = {"kind": "case", "case_id": case.id, "name": "x"}
        with self.assertRaises(AccessError):
            conclusions.with_user(self.user_finance).create(vals)
        early = self._directive(
            [self._clause(self.dept_land)], kind="case", case_id=self._accepted().id
        )
        with self.assertRaisesRegex(UserError, "in force"):
            self._paper(early.action_submit())

    def test_a_case_begins_with_a_petition(self):
        with self.assertRaises(UserError):
            self.env["citizen.case"].with_user(self.user_secretary).create(
                {"subject": "x", "kind": "kn"}
            )

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_dialogs_tell_nothing_of_cases_one_may_not_read(self):
        case = self._accepted()
        with self.assertRaises(AccessError):
            self.env["citizen.case.wizard"].with_user(self.user_commune_b).with_context(
                active_id=case.id, citizen_step="sent"
            ).create({})
        wizard = self.env["citizen.competence.wizard"].with_user(self.user_commune_b)
        with self.assertRaises(AccessError):
            wizard.create({"petition_id": case.petition_id.id})
        # whoever may open the classification of his own letter, not of others
        own = self._petition(self.user_commune_b, owner_unit_id=self.commune_b.id)
        wizard = self.env["citizen.classify.wizard"].with_user(self.user_commune_b)
        wizard = wizard.with_context(default_petition_id=own.id)
        self.assertTrue(wizard.create({}))
        with self.assertRaises(AccessError):
            wizard.create({"petition_id": case.petition_id.id})

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_comparing_tells_nothing_of_letters_one_may_not_read(self):
        """The dialog that puts two petitions side by side shows all of them."""
        foreign = self._petition(content="Chuyện riêng của nhà ông Thử")
        own = self._petition(self.user_commune_b, owner_unit_id=self.commune_b.id)
        wizards = self.env["citizen.join.wizard"].with_user(self.user_commune_b)
        with self.assertRaises(AccessError):
            wizards.create({"petition_id": own.id, "other_id": foreign.id})
        wizard = wizards.create({"petition_id": own.id, "other_id": own.id})
        with self.assertRaises(AccessError):
            wizard.other_id = foreign.id
        spec = {"other_content": {}, "other_id": {"fields": {"display_name": {}}}}
        with self.assertRaises(AccessError):
            wizards.onchange({"other_id": foreign.id}, ["other_id"], spec)
        with self.assertRaises(AccessError):
            wizards.with_context(default_other_id=foreign.id).onchange({}, [], spec)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_nobody_links_to_what_he_may_not_read(self):
        """Odoo tells the name of a linked record, whoever asks: of a content that is
        its first words."""
        self._vault_mode()
        secret = self._petition(kind="tc")
        line = self.env["citizen.petition.line"].with_user(self.user_secretary)
        line = line.create(
            {"petition_id": secret.id, "kind": "tc", "content": "Nhận tiền của dân"}
        )
        case = self._accepted()
        own = self._petition(self.user_commune_b, owner_unit_id=self.commune_b.id)
        petitions = own.env["citizen.petition"]
        for name, record in (("split_line_id", line), ("second_of_id", case)):
            with self.subTest(field=name):
                with self.assertRaises(AccessError):
                    own[name] = record.id
                with self.assertRaises(AccessError):
                    self._petition(
                        self.user_commune_b,
                        owner_unit_id=self.commune_b.id,
                        **{name: record.id},
                    )
                spec = {name: {"fields": {"display_name": {}}}}
                with self.assertRaises(AccessError):
                    petitions.with_context(**{f"default_{name}": record.id}).onchange(
                        {}, [], spec
                    )
                # who reads both may
                mine = self._petition()
                mine[name] = record.id
                self.assertEqual(mine[name].id, record.id)

    def test_the_second_instance_stands_above_the_first(self):
        first = self._decided()
        petition = self._petition(
            self.user_commune_b,
            owner_unit_id=self.commune_b.id,
            is_second=True,
            competence="own",
        )
        # he doesn't read it and can't choose it: as if he had
        petition.sudo().second_of_id = first
        case = petition.with_user(self.user_commune_b)._open_case()
        case.contested_ref = "Quyết định số 15/QĐ-UBND"
        with self.assertRaisesRegex(UserError, "UBND xã B"):
            case.action_accept()
        self.assertTrue(first.effective_on)

    def test_one_second_instance_only(self):
        first = self._decided()
        second = self._case(is_second=True, second_of_id=first.id)
        self._paper(second.action_accept())
        other = self._case(is_second=True, second_of_id=first.id)
        with self.assertRaisesRegex(UserError, second.code):
            other.action_accept()

    def test_what_was_reported_stays(self):
        """The verifying unit neither rewrites its report nor spares the resolver the
        compulsory dialogue."""
        case = self._verified(differs="yes")
        for name, value in (("findings", "Khác"), ("demand_differs", "no")):
            with self.subTest(field=name), self.assertRaises(UserError):
                case.with_user(self.user_land)[name] = value
        self.assertEqual(case.dialogue_need, "required")
        # sent back, it goes on, at the unit that the decision names
        self._paper(case.action_verify())
        with self.assertRaises(UserError):
            case.verify_unit_id = self.dept_finance
        case.with_user(self.user_land).findings = "Xác minh bổ sung"

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_letters_one_does_not_read_uphold_the_case(self):
        case = self._accepted()
        theirs = self._petition(
            self.user_land, owner_unit_id=self.dept_land.id, competence="own"
        )
        theirs.sudo()._handle("accept", self._day())
        case.sudo()._write_protected({"petition_ids": [Command.link(theirs.id)]})
        self.assertFalse(theirs.with_user(self.user_secretary).has_access("read"))
        self.env.invalidate_all()
        wizards = self.env["citizen.withdrawal.wizard"].with_user(self.user_secretary)
        wizards.create({"case_id": case.id, "who": "all"}).action_record()
        self.assertEqual(case.petition_id.withdrawal_ids.effect, "rest")
        self.assertFalse(case.document_ids.filtered(lambda d: d.step == "terminate"))

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_letters_of_others_come_along(self):
        root, middle = self._petition(), self._petition()
        theirs = self._petition(self.user_land, owner_unit_id=self.dept_land.id)
        links = self.env["citizen.petition.link"]
        links.sudo()._join(theirs.sudo(), middle.sudo(), "matter", "một việc")
        self.assertFalse(theirs.with_user(self.user_secretary).has_access("read"))
        self.env.invalidate_all()
        links.with_user(self.user_secretary).citizen_join(
            middle.id, root.id, "matter", "một việc"
        )
        self.assertEqual(theirs.sudo().matter_root_id, root.sudo())

    def test_two_proposals_at_once_open_one_case(self):
        """The other one waits for the row of the matter, and runs again."""
        one, two = self._petition(competence="own"), self._petition(competence="own")
        self.env["citizen.petition.link"].with_user(self.user_secretary).citizen_join(
            two.id, one.id, "matter", "một việc"
        )
        self.env.flush_all()
        self.cr.execute("SELECT xmin FROM citizen_petition WHERE id = %s", [one.id])
        before = self.cr.fetchone()
        with self.cr.savepoint():
            # a transaction of its own for PostgreSQL
            case = two._open_case()
            self.cr.execute("SELECT xmin FROM citizen_petition WHERE id = %s", [one.id])
            self.assertNotEqual(self.cr.fetchone(), before)
        self.assertEqual(one._open_case(), case)

    def test_no_effect_while_a_second_complaint_waits(self):
        """Luật Khiếu nại 2011 Điều 44 khoản 1."""
        first = self._decided()
        day = first.effective_on
        again = self._petition(is_second=True, second_of_id=first.id, competence="own")
        crons = self.env.registry["ir.cron"]
        with (
            freeze_time(datetime.combine(day, time(3, 0))),
            patch.object(crons, "_commit_progress"),
        ):
            self.env["citizen.case"]._cron_take_effect()
            self.assertEqual(first.state, "decided")
            with self.assertRaisesRegex(UserError, again.number):
                first.action_take_effect()
            again.sudo()._handle("not_accept", day)
            self.env["citizen.case"]._cron_take_effect()
            self.assertEqual(first.state, "effective")

    def test_the_first_decision_stands_when_the_second_complaint_is_withdrawn(self):
        first = self._decided()
        effect = first.effective_on
        second = self._case(is_second=True, second_of_id=first.id)
        self._paper(second.action_accept())
        self.assertFalse(first.effective_on)
        ground = self._ground("KN11A_2A")
        self._paper(self._wizard(second, "terminate", ground_id=ground.id))
        self.assertEqual(second.state, "terminated")
        self.assertEqual(first.effective_on, effect)
        with freeze_time(datetime.combine(effect, time(3, 0))):
            first.action_take_effect()
        self.assertEqual(first.state, "effective")

    def test_criteria_of_complexity_of_its_time(self):
        """Before 01/7/2026 complaints had none; the transition names withdrawal,
        suspension, termination and dialogue (Nghị định 155/2026/NĐ-CP Điều 22)."""
        with freeze_time("2026-06-20 03:00:00"):
            case = self._accepted()
        with freeze_time("2026-07-06 03:00:00"):
            criterion = self._ground("CX_KN_A")
            with self.assertRaisesRegex(UserError, "20/06/2026"):
                self._wizard(case, "complex", criterion_ids=criterion.ids)
            self._paper(self._wizard(case, "complex", reason="Nhiều cơ quan liên quan"))
            self.assertEqual(case.complexity, "complex")


@tagged("post_install", "-at_install")
class TestCaseExclusion(CaseCase):
    """Whom a case is about."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._vault_mode()

    def _denounce(self, petition, user):
        self.env["citizen.petitioner"].with_user(petition.env.user).create(
            {
                "petition_id": petition.id,
                "role": "denounced",
                "name": "Người bị tố cáo",
                "user_id": user.id,
            }
        )

    def test_the_denounced_sees_nothing_that_hangs_on_it(self):
        case = self._case(kind="tc", subject="việc quản lý quỹ")
        # he follows up below the authority, so that he would read everything else
        denounced = self._officer("t_bitc", self.district, "inspector", "other")
        self._denounce(case.petition_id, denounced)
        self._paper(case.action_accept())
        case.verify_unit_id = self.dept_finance
        self._paper(case.action_verify())
        case.findings = "Đúng"
        self._paper(case.action_report_verification())
        case.write({"verdict": "right", "verdict_text": "Tố cáo đúng"})
        self._paper(case.action_decide())
        conclusion = self.env["citizen.conclusion"].browse(
            case.action_carry_out()["res_id"]
        )
        conclusion = conclusion.with_user(self.user_secretary)
        conclusion.clause_ids = [Command.create(self._clause(self.dept_finance))]
        self._paper(conclusion.action_submit())
        task = conclusion.task_ids
        with freeze_time(datetime.combine(self._day(60), time(3, 0))):
            for _batch in self.env["citizen.urging"]._climb():
                pass
        records = [
            case,
            case.petition_id,
            conclusion,
            conclusion.clause_ids,
            task,
            case.dossier_ids,
            case.dossier_ids.item_ids,
            case.document_ids,
            conclusion.document_ids,
            case.deadline_ids,
            self.env["citizen.urging"].search(
                ["|", ("case_id", "=", case.id), ("task_id", "=", task.id)]
            ),
        ]
        for record in records:
            self.assertTrue(record, record._name)
            seen = self.env[record._name].with_user(denounced)
            self.assertFalse(
                seen.search([("id", "in", record.ids)]), f"{record._name} is shown"
            )
            inspected = seen.with_user(self.user_inspector)
            self.assertTrue(inspected.search([("id", "in", record.ids)]), record._name)

    def test_what_his_own_unit_has_to_do_reaches_him(self):
        case = self._case()
        self._denounce(case.petition_id, self.user_land_head)
        self._paper(case.action_accept())
        case.write({"verify_unit_id": self.dept_finance.id})
        self._paper(case.action_verify())
        case.write({"findings": "Đúng", "demand_differs": "no"})
        self._paper(case.action_report_verification())
        case.write({"verdict": "right", "verdict_text": "Khiếu nại đúng"})
        self._paper(case.action_decide())
        with freeze_time(datetime.combine(case.effective_on, time(3, 0))):
            case.action_take_effect()
            conclusion = self.env["citizen.conclusion"].browse(
                case.action_carry_out()["res_id"]
            )
            conclusion = conclusion.with_user(self.user_secretary)
            conclusion.clause_ids = [
                Command.clear(),
                Command.create(self._clause(self.dept_land)),
                Command.create(self._clause(self.dept_finance)),
            ]
            self.assertFalse(
                conclusion.with_user(self.user_land_head).has_access("read")
            )
            self._paper(conclusion.action_submit())
            self.assertTrue(
                conclusion.with_user(self.user_land_head).has_access("read")
            )
            seen = self.env["citizen.task"].with_user(self.user_land_head)
            self.assertEqual(
                seen.search([("conclusion_id", "=", conclusion.id)]).unit_id,
                self.dept_land,
            )

    def test_he_does_not_resolve_it_himself(self):
        case = self._case(kind="tc")
        vice = self.user_vice.citizen_membership_ids
        case.resolver_membership_id = vice
        self._denounce(case.petition_id, self.user_vice)
        with self.assertRaisesRegex(UserError, "superior"):
            case.action_accept()

    def test_he_does_not_verify_himself(self):
        case = self._case()
        self._denounce(case.petition_id, self.user_land_head)
        self._paper(case.action_accept())
        case.verify_unit_id = self.dept_land
        with self.assertRaises(UserError):
            case.action_verify()
        case.write(
            {
                "verify_unit_id": self.dept_finance.id,
                "verifier_ids": [Command.link(self.user_land_head.id)],
            }
        )
        with self.assertRaises(UserError):
            case.action_verify()
        case.verifier_ids = False
        paper = case.action_verify()
        case.verify_unit_id = self.dept_land
        with self.assertRaises(UserError):
            self._paper(paper)

    def test_who_holds_the_denounced_post_is_kept_away(self):
        """Nobody has to enter the chairman as a person of the petition."""
        denounced, complained = (
            self._petition(
                self.user_commune_a, kind=kind, owner_unit_id=self.commune_a.id
            )
            for kind in ("tc", "kn")
        )
        head = self.user_commune_a_head
        for petition in (denounced, complained):
            self.assertTrue(petition.with_user(head).has_access("read"))
            petition._write_protected(
                {
                    "contested_by": "commune_chair",
                    "contested_unit_id": self.commune_a.id,
                }
            )
        # a complaint is resolved by who made the decision
        self.assertTrue(complained.with_user(head).has_access("read"))
        self.assertFalse(denounced.with_user(head).has_access("read"))
        self.assertTrue(denounced.with_user(self.user_commune_a).has_access("read"))
        denounced.competence = "other"
        row = denounced.env["citizen.transfer"]._new(
            {
                "petition_id": denounced.id,
                "from_unit_id": self.commune_a.id,
                "to_unit_id": self.office.id,
            }
        )
        denounced.sudo()._handle("transfer", self._day())
        row.sudo()._send(self._day())
        row.with_user(self.user_secretary).action_accept()
        self.assertIn(head, denounced.sudo().excluded_user_ids)
        self.assertFalse(denounced.with_user(self.user_commune_a).has_access("read"))

    def test_who_held_the_post_when_it_came(self):
        """His account may come later, and he may have left the post since."""
        petition = self._petition(
            self.user_commune_b, kind="tc", owner_unit_id=self.commune_b.id
        )
        petition._write_protected(
            {"contested_by": "commune_chair", "contested_unit_id": self.commune_b.id}
        )
        case = petition.sudo()._make_case()
        chair = self._officer("t_ct_moi", self.commune_b, "head", "chair")
        after = self._officer(
            "t_ct_sau", self.commune_b, "head", "chair", date_from=self._day(5)
        )
        for record in (petition, case):
            self.assertFalse(record.sudo(False).with_user(chair).has_access("read"))
        chair.citizen_membership_ids.date_to = self._day(4)
        with freeze_time(datetime.combine(self._day(6), time(3, 0))):
            # something is entered anew: it is found out once more
            petition.sudo().category_id = self.env.ref(
                "citizen_dialogue.citizen_category_policy"
            )
            self.assertEqual(petition.sudo().excluded_user_ids, chair)
            self.assertNotIn(after, petition.sudo().excluded_user_ids)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_the_visit_that_told_of_him(self):
        """What was said at the desk of his own unit stands in its book as well."""
        head = self.user_commune_a_head
        visit = (
            self.env["citizen.reception"]
            .with_user(self.user_commune_a)
            .create(
                {
                    "sender_name": "Lò Thị Tiếp",
                    "content": "Chủ tịch xã nhận tiền của dân",
                    "kind": "tc",
                    "owner_unit_id": self.commune_a.id,
                }
            )
        )
        self.assertTrue(visit.with_user(head).has_access("read"))
        petition = self._petition(
            self.user_commune_a,
            kind="tc",
            owner_unit_id=self.commune_a.id,
            reception_id=visit.id,
        )
        petition._write_protected(
            {"contested_by": "commune_chair", "contested_unit_id": self.commune_a.id}
        )
        theirs = visit.with_user(head)
        self.assertFalse(theirs.has_access("read"))
        self.assertFalse(theirs.search([("id", "=", visit.id)]))
        people = visit.petitioner_ids | petition.petitioner_ids
        self.assertFalse(people.with_user(head)._filtered_access("read"))
        rows = self.env["citizen.deadline"].with_user(head)
        self.assertFalse(rows.search([("petition_id", "=", petition.id)]))
        self.assertFalse(rows.search([("reception_id", "=", visit.id)]))
        self.assertTrue(visit.with_user(self.user_commune_a).has_access("read"))

    def test_his_unit_reads_nothing_once_it_has_gone_on(self):
        """A denunciation of the head of a commune, received there and transferred."""
        letter = self._petition(
            self.user_commune_a, kind="tc", owner_unit_id=self.commune_a.id
        )
        self._denounce(letter, self.user_commune_a_head)
        other = self._petition(
            self.user_commune_a, kind="tc", owner_unit_id=self.commune_a.id
        )
        transfers = self.env["citizen.transfer"].sudo()
        for petition in (letter, other):
            row = transfers._new(
                {
                    "petition_id": petition.id,
                    "from_unit_id": self.commune_a.id,
                    "to_unit_id": self.office.id,
                }
            )
            petition.sudo()._handle("transfer", self._day())
            row.sudo()._send(self._day())
            row.with_user(self.user_secretary).action_accept()
        self.assertTrue(other.with_user(self.user_commune_a).has_access("read"))
        self.assertFalse(letter.with_user(self.user_commune_a).has_access("read"))
        self.assertFalse(
            self.env["citizen.transfer"]
            .with_user(self.user_commune_a)
            .search([("petition_id", "=", letter.id)])
        )
        self.assertTrue(letter.with_user(self.user_secretary).has_access("read"))


@tagged("post_install", "-at_install")
class TestCaseSteps(CaseCase):
    # ------------------------------------------------------------------
    # petition and case
    # ------------------------------------------------------------------
    def test_a_petition_that_ended_otherwise_is_not_accepted(self):
        case = self._case()
        action = case.action_accept()
        case.petition_id.sudo()._handle("guide", self._day())
        self.assertEqual(case.state, "void")
        with self.assertRaises(UserError):
            self._paper(action)
        entered = self._case()
        entered.petition_id._void("nhập nhầm")
        self.assertEqual(entered.state, "void")

    def test_the_other_letters_keep_their_case(self):
        case = self._case()
        other = self._petition(competence="own")
        self.env["citizen.petition.link"].with_user(self.user_secretary).citizen_join(
            other.id, case.petition_id.id, "matter", "một việc"
        )
        self.assertEqual(other._open_case(), case)
        case.petition_id.sudo()._handle("guide", self._day())
        self.assertEqual((case.state, case.petition_ids), ("draft", other))
        self.assertEqual(case.petition_id, other)
        self._paper(case.action_accept())
        self.assertEqual(other.outcome, "accept")

    def test_a_superior_who_takes_it_over_leaves_no_case_behind(self):
        case = self._case()
        petition = case.petition_id
        row = petition.env["citizen.transfer"]._new(
            {
                "petition_id": petition.id,
                "from_unit_id": self.office.id,
                "to_unit_id": self.commune_b.id,
                "state": "stopped",
                "decider_unit_id": self.district.id,
            }
        )
        row.with_user(self.user_leader)._decide(self.commune_b, "đúng địa bàn")
        self.assertEqual(petition.sudo().owner_unit_id, self.commune_b)
        self.assertEqual(case.state, "void")

    def test_one_complains_and_another_denounces(self):
        self._vault_mode()
        case = self._accepted()
        other = self._petition(kind="tc", competence="own")
        self.env["citizen.petition.link"].with_user(self.user_secretary).citizen_join(
            other.id, case.petition_id.id, "matter", "một việc"
        )
        own = other._open_case()
        self.assertNotEqual(own, case)
        self.assertEqual((own.kind, case.identity), ("tc", "open"))

    # ------------------------------------------------------------------
    # order of papers
    # ------------------------------------------------------------------
    def test_no_paper_is_dated_before_the_one_before_it(self):
        with freeze_time("2026-07-06 03:00:00"):
            case = self._accepted()
        with freeze_time("2026-07-16 03:00:00"):
            ground = self._ground("KN11A_1A")
            self._paper(self._wizard(case, "suspend", ground_id=ground.id))
            with self.assertRaises(UserError):
                # nobody suspends what is suspended
                self._wizard(case, "suspend", ground_id=ground.id)
        with freeze_time("2026-08-10 03:00:00"):
            self._paper(case.action_resume())
            with self.assertRaises(UserError):
                case.action_resume()
            case.write(
                {
                    "demand_differs": "no",
                    "verdict": "wrong",
                    "verdict_text": "Giữ nguyên",
                }
            )
            decision = case.action_decide()
            with self.assertRaisesRegex(UserError, "10/08/2026"):
                self._paper(decision, date(2026, 7, 20))
            self.assertEqual(case.state, "accepted")

    def test_one_ground_for_one_paper(self):
        with freeze_time("2026-07-16 03:00:00"):
            case = self._accepted()
            first, second = self.env["citizen.refusal.ground"].search(
                [("kind", "=", "kn_suspend")], limit=2
            )
            action = self._wizard(case, "suspend", ground_id=first.id)
            self.assertEqual(
                self._wizard(case, "suspend", ground_id=first.id)["res_id"],
                action["res_id"],
            )
            with self.assertRaises(UserError):
                self._wizard(case, "suspend", ground_id=second.id)
            self.env["citizen.document"].browse(action["res_id"])._cancel("nhầm")
            self._wizard(case, "suspend", ground_id=second.id)
            self.assertEqual(case.stop_ground_id, second)

    def _classified(self, number):
        """A petition with row ``number`` of the matrix as its outcome."""
        petition = self._petition(competence="own")
        petition.action_classify()
        rule = self.env["citizen.outcome.rule"].search(
            [("number", "=", number)], limit=1
        )
        petition.sudo()._write_protected(
            {"outcome_rule_id": rule.id, "outcome_basis": rule.article}
        )
        return petition, rule

    def test_a_proposal_takes_effect_when_the_head_agrees(self):
        for number, code in ((1, "TT05_01"), (14, "PDX_LD")):
            with self.subTest(code=code):
                petition, rule = self._classified(number)
                self.assertEqual(rule.form_code, code)
                proposal = (
                    self.env["citizen.document"]
                    .with_user(self.user_secretary)
                    .browse(petition.action_draft_outcome()["res_id"])
                )
                self.assertFalse(proposal.numbered)
                with self.assertRaises(UserError):
                    proposal.action_issue()
                proposal.signer_membership_id = self.user_leader.citizen_membership_ids
                proposal.action_submit()
                with self.assertRaises(UserError):
                    proposal.action_issue()
                with self.assertRaises(AccessError):
                    proposal.action_approve()
                self.assertEqual(petition.state, "classified")
                self.assertFalse(petition.case_ids)
                proposal.with_user(self.user_followup).action_approve()
                self.assertEqual(proposal.state, "issued")
                self.assertEqual(proposal.approved_by_id, self.user_followup)
                if code == "PDX_LD":
                    self.assertEqual(petition.outcome, "file")
                    continue
                case = petition.case_ids
                self.assertEqual(case.state, "draft")
                # who asked is told that the notice of acceptance is next
                self.assertEqual(case.activity_ids.user_id, self.user_secretary)
                case.contested_ref = "Quyết định số 15/QĐ-UBND"
                self._paper(case.action_accept())
                self.assertFalse(case.sudo().activity_ids)

    def test_a_paper_from_outside_takes_its_step(self):
        case = self._case()
        notice = (
            self.env["citizen.document"]
            .with_user(self.user_secretary)
            .browse(case.action_accept()["res_id"])
        )
        with self.assertRaises(UserError):
            notice.action_register_external()
        with self.assertRaises(AccessError):
            notice.write({"is_external": True})
        with self.assertRaises(AccessError):
            notice.with_user(self.user_commune_a).action_mark_external()
        notice.action_mark_external()
        # the heads learn of it: nobody approved it here
        told = notice.message_ids.sudo().notified_partner_ids
        self.assertIn(self.user_followup.partner_id, told)
        with self.assertRaises(UserError):
            notice.action_register_external()
        notice.number_proposed = next(self.numbers)
        notice.action_register_external()
        self.assertEqual((case.state, notice.state), ("accepted", "issued"))
        with self.assertRaises(UserError):
            notice.action_mark_external()

    def test_no_paper_is_older_than_what_it_answers(self):
        with freeze_time("2026-08-10 03:00:00"):
            petition = self._petition(competence="own")
            petition.action_classify()
            rule = self.env["citizen.outcome.rule"].search(
                [("number", "=", 3)], limit=1
            )
            petition.sudo()._write_protected(
                {
                    "outcome_rule_id": rule.id,
                    "outcome_basis": rule.article,
                    "competent_body": "UBND huyện khác",
                }
            )
            action = petition.action_draft_outcome()
            with self.assertRaisesRegex(UserError, "10/08/2026"):
                self._paper(action, date(2026, 8, 7))
            self._vault_mode()
            case = self._accepted(kind="tc")
            with self.assertRaises(UserError):
                self._paper(case.action_notify_sender(), date(2026, 8, 7))
            held = self._accepted()
            self._paper(held.action_hold_decision())
            with self.assertRaises(UserError):
                self._paper(held.action_lift_hold(), date(2026, 8, 7))

    # ------------------------------------------------------------------
    # withdrawal
    # ------------------------------------------------------------------
    def _withdraw(self, case, user=None):
        petition = case.petition_id.with_user(user or self.user_secretary)
        return (
            self.env["citizen.withdrawal"]
            .with_user(petition.env.user)
            ._record(
                petition,
                case.with_user(petition.env.user),
                {
                    "person_id": False,
                    "scope": "whole",
                    "line_ids": petition.line_ids.browse(),
                    "day": self._day(),
                    "how": "letter",
                    "goes_on_because": False,
                    "facts": False,
                    "after_explanation": False,
                },
            )
        )

    def test_a_dispute_ends_with_its_withdrawal(self):
        case = self._accepted(kind="kn_pa", is_dispute=True)
        self._withdraw(case)
        self.assertEqual((case.state, case.ended_how), ("terminated", "withdrawn"))
        self.assertFalse(case.deadline_ids._running())

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_the_verifying_unit_records_no_withdrawal(self):
        case = self._accepted()
        case.verify_unit_id = self.dept_land
        self._paper(case.action_verify())
        # who reads below the whole district reads the petition as well
        reader = self._officer("t_docdon", self.district, "inspector", "other")
        self._post(reader, self.dept_land)
        self.assertTrue(case.with_user(reader).has_access("write"))
        with self.assertRaises(AccessError):
            self._withdraw(case, reader)

    # ------------------------------------------------------------------
    # dialogues of a case that has stopped
    # ------------------------------------------------------------------
    def test_planned_dialogue_ends_with_its_case(self):
        with freeze_time("2026-07-16 03:00:00"):
            case = self._verified(differs="yes")
            dialogue = self.env["citizen.dialogue"].browse(
                case.action_plan_dialogue()["res_id"]
            )
            dialogue = dialogue.with_user(self.user_secretary)
            dialogue.write(
                {
                    "date_start": datetime(2026, 7, 16, 1, 0),
                    "place": "Phòng họp",
                    "chair_membership_id": self.user_leader.citizen_membership_ids.id,
                }
            )
            self._paper(dialogue.action_draft_invitation())
            ground = self._ground("KN11A_1A")
            self._paper(self._wizard(case, "suspend", ground_id=ground.id))
            with self.assertRaises(UserError):
                dialogue.action_hold()
            ground = self._ground("KN11A_2A")
            self._paper(self._wizard(case, "terminate", ground_id=ground.id))
            self.assertEqual(case.state, "terminated")
            self.assertEqual(dialogue.state, "cancelled")

    # ------------------------------------------------------------------
    # clocks
    # ------------------------------------------------------------------
    def _codes(self, case):
        return sorted(case.deadline_ids._running().rule_id.mapped("code"))

    def test_a_suspension_is_sent(self):
        with freeze_time("2026-07-16 03:00:00"):
            case = self._accepted()
            ground = self._ground("KN11A_1A")
            self._paper(self._wizard(case, "suspend", ground_id=ground.id))
            self.assertIn("KN15", self._codes(case))
            self.assertTrue(case.has_stop_to_send)
            with self.assertRaises(UserError):
                self._wizard(case, "sent", day=date(2026, 7, 15))
            self._wizard(case, "sent")
            self.assertNotIn("KN15", self._codes(case))
            self.assertFalse(case.has_stop_to_send)
            self.assertFalse(case.sent_on)
            self._paper(case.action_resume())
            self.assertIn("KN16", self._codes(case))
            self._wizard(case, "sent")
            ground = self._ground("KN11A_2A")
            self._paper(self._wizard(case, "terminate", ground_id=ground.id))
            self.assertEqual(self._codes(case), ["KN15"])
            self._wizard(case, "sent")
            self.assertFalse(case.due_date)

    def test_receipt_is_entered_days_after_sending(self):
        with freeze_time("2026-08-10 03:00:00"):
            case = self._decided()
            self._wizard(case, "sent")
        with freeze_time("2026-08-14 03:00:00"):
            with self.assertRaises(UserError):
                self._wizard(case, "sent", received_on=date(2026, 8, 15))
            self._wizard(case, "sent", received_on=date(2026, 8, 12))
            self.assertEqual(case.sent_on, date(2026, 8, 10))
            window = case._clocks("KN05a")
            self.assertEqual(window.date_start, date(2026, 8, 12))
            # pressed once more nothing is lost
            self._wizard(case, "sent")
            self.assertEqual(case.received_on, date(2026, 8, 12))
            # the time is the complainant's: nobody is late with it
            self._wizard(case, "published", published_how="posting")
            self.assertFalse(case.due_date)

    def test_disciplinary_complaint(self):
        case = self._decided(is_disciplinary=True)
        case.is_dismissal = True
        self._wizard(case, "sent", received_on=self._day())
        self.assertEqual(case._clocks("KNKL03").date_start, self._day())
        second = self._case(is_disciplinary=True, is_second=True, second_of_id=case.id)
        self.assertEqual(second.instance, "second")
        self._paper(second.action_accept())
        self.assertFalse(case._clocks("KNKL03"))

    def test_the_window_when_the_first_instance_is_late(self):
        with freeze_time("2026-07-06 03:00:00"):
            case = self._accepted()
            due = case._main_deadline().due_date
        crons = self.env.registry["ir.cron"]
        for _night in range(2):
            with (
                freeze_time(datetime.combine(due + timedelta(days=1), time(3, 0))),
                patch.object(crons, "_commit_progress"),
            ):
                self.env["citizen.case"]._cron_take_effect()
        window = case._clocks("KN05b")
        self.assertEqual(window.mapped("date_start"), [due])
        self.assertEqual(case.due_date, due)
        with freeze_time(datetime.combine(due + timedelta(days=9), time(3, 0))):
            row = self.env["citizen.backlog.candidate"].search(
                [("case_id", "=", case.id)]
            )
            self.assertTrue(row.is_late)
            case.write(
                {"demand_differs": "no", "verdict": "wrong", "verdict_text": "Sai"}
            )
            self._paper(case.action_decide())
        self.assertFalse(case.decided_in_time)
        self.assertFalse(case._clocks("KN05b"))

    def test_who_forwarded_it_is_told(self):
        case = self._decided(source="front", source_body="Ủy ban MTTQ huyện Thử")
        self.assertIn("KN17", self._codes(case))
        self._wizard(case, "sent")
        self.assertNotIn("KN17", self._codes(case))
        elected = self._decided(source="elected", source_body="Đoàn ĐBQH tỉnh")
        self.assertIn("TD02", self._codes(elected))
        self.assertNotIn("KN17", self._codes(elected))
        self._wizard(elected, "sent")
        self.assertNotIn("TD02", self._codes(elected))


class TestRefusal(CaseCase):
    @mute_logger("odoo.addons.citizen_dialogue.models.ir_rule")
    def test_a_refusal_names_no_record(self):
        """Odoo's own names the record to anybody who turns on the developer mode."""
        case = self._case(subject="việc riêng của ông Khoa")
        stranger = case.with_user(self.user_commune_b)
        with patch.object(
            self.env.registry["res.users"], "has_group", lambda *args: True
        ):
            with self.assertRaises(AccessError) as refused:
                stranger.read(["subject"])
        self.assertNotIn("Khoa", str(refused.exception))
        self.assertIn("isn't yours to see", str(refused.exception))
        with self.assertRaisesRegex(AccessError, "isn't yours to change"):
            stranger.check_access("write")
