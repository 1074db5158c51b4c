"""A petition goes from unit to unit: accepted, returned, stopped, decided."""

from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .test_petition import PetitionCase


class TransferCase(PetitionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_commune_c = cls._officer("t_xa_c", cls.commune_c)
        cls.user_commune_b_head = cls._officer("t_ct_b", cls.commune_b, "head", "chair")
        cls.user_commune_b_other = cls._officer("t_xa_b2", cls.commune_b)
        cls.province_leader = cls._officer("t_tinh", cls.province, "leader", "chair")
        cls.clerks = {
            unit: cls._officer(f"t_vt_{unit.id}", unit, "clerk", "clerk")
            for unit in (cls.commune_a, cls.commune_b, cls.commune_c)
        }
        cls.heads = {
            unit: cls._officer(
                f"t_cht_{unit.id}", unit, "leader", "chair", position_title="Chủ tịch"
            )
            for unit in (cls.commune_a, cls.commune_b, cls.commune_c)
        }
        cls.people = {
            cls.commune_a: cls.user_commune_a,
            cls.commune_b: cls.user_commune_b,
            cls.commune_c: cls.user_commune_c,
        }
        types = cls.env["citizen.document.type"]
        for code in ("TT05_03", "TT05_04", "CV_CD", "TC_02", "TC_03"):
            if not types._get(code, cls._day()):
                types.create({"code": code, "name": f"Phiếu {code}"})

    @classmethod
    def _letter(cls, unit=None, kind="kn_pa", **vals):
        """A classified petition of a commune."""
        unit = unit or cls.commune_a
        petition = cls._petition(
            cls.people[unit], kind=kind, owner_unit_id=unit.id, **vals
        )
        petition.competence = "other"
        petition.action_classify()
        return petition

    @classmethod
    def _wizard(cls, petition, target, user=None):
        unit = target if not isinstance(target, str) else cls.Unit
        return (
            cls.env["citizen.transfer.wizard"]
            .with_user(user or cls.people[petition.sudo().owner_unit_id])
            .create(
                {
                    "petition_id": petition.id,
                    "target": "unit" if unit else "outside",
                    "to_unit_id": unit.id,
                    "to_body": target if not unit else False,
                    "reason": "Thuộc thẩm quyền của nơi nhận",
                }
            )
        )

    @classmethod
    def _draft(cls, petition, target):
        cls._wizard(petition, target).action_draft()
        return cls._last(petition)

    @classmethod
    def _last(cls, petition):
        return petition.sudo().transfer_ids.sorted("id")[-1].sudo(False)

    @classmethod
    def _issue_paper(cls, document, number=None, day=None):
        unit = document.sudo().owner_unit_id
        own = document.with_user(cls.people[unit]).sudo(False)
        own.signer_membership_id = cls.heads[unit].citizen_membership_ids
        own.signature_mode = "direct"
        if not own.body_html:
            own._write_revised({"body_html": "<p>Kính chuyển để giải quyết.</p>"})
        own.action_submit()
        own.with_user(cls.heads[unit]).action_approve()
        clerk = own.with_user(cls.clerks[unit])
        clerk.number_proposed = number or 700 + document.id
        clerk.date_proposed = day or cls._day()
        clerk.action_issue()

    @classmethod
    def _send(cls, petition, target):
        transfer = cls._draft(petition, target)
        cls._issue_paper(transfer.sudo().document_id)
        return transfer.with_user(cls.people[transfer.sudo().from_unit_id])

    @classmethod
    def _hand_over(cls, petition, unit):
        transfer = cls._send(petition, unit)
        transfer.with_user(cls.people[unit]).action_accept()
        return transfer

    def _decide(self, transfer, unit, user=None, reason="Đúng thẩm quyền"):
        user = user or self.user_leader
        transfer.with_user(user).action_decide()
        self.env["citizen.transfer.decide.wizard"].with_user(user).create(
            {"transfer_id": transfer.id, "unit_id": unit.id, "reason": reason}
        ).action_apply()


@tagged("post_install", "-at_install")
class TestTransfer(TransferCase):
    def _reads(self, petition, user):
        return petition.with_user(user).sudo(False).has_access("read")

    def _writes(self, petition, user):
        return petition.with_user(user).sudo(False).has_access("write")

    # ------------------------------------------------------------------
    # the way
    # ------------------------------------------------------------------
    def test_sent_and_accepted(self):
        petition = self._letter(content="Kênh hỏng", source="post")
        number = petition.number
        self.assertFalse(self._reads(petition, self.user_commune_b))
        transfer = self._draft(petition, self.commune_b)
        self.assertEqual((transfer.state, petition.state), ("draft", "classified"))
        self.assertFalse(self._reads(petition, self.user_commune_b))
        document = transfer.sudo().document_id
        self.assertEqual(document.type_id.code, "TT05_04")
        self.assertEqual(document.addressee_text, "UBND xã B")
        self._issue_paper(document)
        self.assertEqual(
            (petition.state, petition.outcome, transfer.state),
            ("handled", "transfer", "sent"),
        )
        self.assertFalse(petition.deadline_ids._running())
        # the receiver reads it and its paper, and writes nothing yet
        own = petition.with_user(self.user_commune_b)
        self.assertTrue(self._reads(petition, self.user_commune_b))
        self.assertTrue(self._reads(document, self.user_commune_b))
        self.assertFalse(self._writes(petition, self.user_commune_b))
        self.assertFalse(self._reads(petition, self.user_commune_c))
        activities = petition.sudo().activity_ids
        self.assertIn(self.commune_b._person_in_charge(), activities.user_id)
        self.assertIn(self.user_commune_b_head, activities.user_id)
        self.assertNotIn("Lò", str(activities.mapped("summary")))
        self.assertTrue(own.can_accept)
        own.action_accept_transfer()
        self.assertEqual(
            (petition.state, petition.outcome, petition.handled_on),
            ("registered", False, False),
        )
        self.assertEqual(petition.sudo().owner_unit_id, self.commune_b)
        self.assertEqual(own.held_since, self._day())
        self.assertIn(number, own.former_numbers)
        self.assertIn("UBND xã A", own.former_numbers)
        self.assertEqual(own.number, f"1/{self._day().year}")
        self.assertEqual(own.search([("former_numbers", "ilike", number)]), petition)
        self.assertFalse(own.competence or own.competent_unit_id)
        self.assertEqual((own.kind, own.category_id), ("kn_pa", self.land))
        self.assertEqual(own.content, "Kênh hỏng")
        self.assertFalse(petition.sudo().activity_ids)
        # the sender keeps reading and no longer writes
        self.assertTrue(self._reads(petition, self.user_commune_a))
        self.assertFalse(self._writes(petition, self.user_commune_a))
        self.assertTrue(self._writes(petition, self.user_commune_b))
        self.assertFalse(self._reads(petition, self.user_commune_c))
        self.assertEqual(own.petitioner_ids.name, "Lò Văn Thử")
        self.env.flush_all()
        self.assertIn(
            petition,
            own.search([("person_search", "ilike", "Lò Văn Thử")]),
        )
        own.subject = "sửa kênh"
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            petition.with_user(self.user_commune_a).subject = "x"

    def test_clocks_start_anew_with_the_new_holder(self):
        self._vault_mode()
        with freeze_time("2026-08-03 03:00:00"):
            petition = self._letter(kind="tc")
            codes = petition.deadline_ids._running().rule_id.mapped("code")
            self.assertIn("TC02", codes)
            transfer = self._draft(petition, self.commune_b)
            self._issue_paper(transfer.sudo().document_id, day=date(2026, 8, 3))
            met = petition.deadline_ids.filtered(lambda d: d.rule_id.code == "TC02")
            self.assertEqual(met.met_on, date(2026, 8, 3))
        with freeze_time("2026-08-10 03:00:00"):
            transfer.with_user(self.user_commune_b).action_accept()
            running = petition.sudo().deadline_ids._running()
            self.assertEqual(
                sorted(running.rule_id.mapped("code")), ["TC01", "TC03", "XLD45"]
            )
            self.assertEqual(set(running.mapped("date_start")), {date(2026, 8, 10)})
            self.assertEqual(running.owner_unit_id, self.commune_b)
            self.assertEqual(petition.receipt_date, date(2026, 8, 3))

    def test_returned_with_a_reason(self):
        petition = self._letter(kind="tc", who={}, paper_place="Tủ 1")
        clocks = petition.deadline_ids._running().rule_id.mapped("code")
        transfer = self._send(petition, self.commune_b)
        own = transfer.with_user(self.user_commune_b)
        wizard = self.env["citizen.reason.wizard"].with_user(self.user_commune_b)
        wizard = wizard.with_context(
            active_model="citizen.transfer",
            active_id=own.id,
            reason_method="_return",
        )
        wizard.create({"reason": "Không thuộc thẩm quyền của xã B"}).action_apply()
        self.assertEqual(
            (transfer.state, petition.state, petition.outcome),
            ("returned", "classified", False),
        )
        self.assertEqual(petition.owner_unit_id, self.commune_a)
        self.assertEqual(
            sorted(petition.deadline_ids._running().rule_id.mapped("code")),
            sorted(clocks),
        )
        self.assertIn(
            self.commune_a._person_in_charge(), petition.sudo().activity_ids.user_id
        )
        self.assertFalse(self._reads(petition, self.user_commune_b))
        self.assertIn("Không thuộc thẩm quyền", transfer.result)
        # its own row it still reads
        self.assertEqual(own.read(["state"])[0]["state"], "returned")
        # what came back was not transferred: it may go elsewhere
        self._hand_over(petition, self.commune_c)
        self.assertEqual(petition.sudo().owner_unit_id, self.commune_c)

    def test_outside_body_answers_or_sends_it_back(self):
        petition = self._letter()
        transfer = self._send(petition, "Tòa án nhân dân khu vực 1")
        self.assertEqual((transfer.kind, transfer.state), ("outside", "sent"))
        unanswered = [("is_unanswered", "=", True)]
        self.assertIn(transfer, transfer.search(unanswered))
        answers = self.env["citizen.transfer.answer.wizard"]
        vals = {"transfer_id": transfer.id, "number": "12/TA-VP"}
        with self.assertRaises(AccessError):
            answers.with_user(self.user_commune_b).create(vals).action_apply()
        for day in (self._day(1), self._day(-1)):
            with self.assertRaises(ValidationError):
                answers.with_user(self.user_commune_a).create(
                    {**vals, "date": day}
                ).action_apply()
        answers.with_user(self.user_commune_a).create(
            {**vals, "text": "Đã thụ lý"}
        ).action_apply()
        self.assertEqual((transfer.state, petition.state), ("answered", "handled"))
        self.assertIn("12/TA-VP", transfer.result)
        self.assertNotIn(transfer, transfer.search(unanswered))
        other = self._send(self._letter(), "Công ty Thủy lợi")
        self.assertTrue(other.may_return)
        other._return("Công ty trả lại")
        self.assertEqual(other.petition_id.state, "classified")

    def test_two_accept_at_once(self):
        transfer = self._send(self._letter(), self.commune_b)
        first = transfer.with_user(self.user_commune_b)
        second = transfer.with_user(self.user_commune_b_other)
        self.assertTrue(first.is_to_accept and second.is_to_accept)
        first.action_accept()
        number = transfer.petition_id.number
        with self.assertRaisesRegex(UserError, "t_xa_b"), self.cr.savepoint():
            second.action_accept()
        with self.assertRaises(UserError), self.cr.savepoint():
            second._return("trễ")
        with self.assertRaises(UserError), self.cr.savepoint():
            transfer.petition_id.with_user(
                self.user_commune_b_other
            ).action_accept_transfer()
        self.assertEqual(transfer.petition_id.number, number)
        self.assertEqual(transfer.accepted_by_id, self.user_commune_b)

    def test_cancelled_draft_frees_the_petition(self):
        petition = self._letter()
        transfer = self._draft(petition, self.commune_b)
        with self.assertRaisesRegex(UserError, "already"):
            self._draft(petition, self.commune_c)
        transfer.sudo().document_id.with_user(self.user_commune_a)._cancel("nhầm")
        self.assertEqual(transfer.state, "cancelled")
        self.assertEqual(self._draft(petition, self.commune_c).state, "draft")

    def test_a_paper_drafted_with_the_outcome_takes_the_same_way(self):
        petition = self._letter()
        petition._write_protected({"competent_unit_id": self.commune_b.id})
        document = (
            self.env["citizen.document"]
            .with_user(self.user_commune_a)
            ._draft_for(petition, "TT05_04", "transfer")
        )
        self._issue_paper(document)
        transfer = self._last(petition)
        self.assertEqual(
            (transfer.state, transfer.to_unit_id), ("sent", self.commune_b)
        )
        # and is stopped by the same guards
        transfer.with_user(self.user_commune_b).action_accept()
        own = petition.with_user(self.user_commune_b)
        own._write_protected({"competent_unit_id": self.commune_a.id})
        document = own.env["citizen.document"]._draft_for(own, "TT05_04", "transfer")
        with self.assertRaisesRegex(UserError, "circles"):
            self._issue_paper(document)

    def test_drafts_of_the_former_holder_decide_nothing(self):
        petition = self._letter()
        guide = (
            self.env["citizen.document"]
            .with_user(self.user_commune_a)
            ._draft_for(petition, "CV_HDT", "guide")
        )
        self._hand_over(petition, self.commune_b)
        with self.assertRaisesRegex(UserError, "gone on"):
            self._issue_paper(guide)

    def test_what_ends_otherwise_is_transferred_no_more(self):
        drafted = self._letter()
        draft = self._draft(drafted, self.commune_b)
        drafted._handle("answer", self._day())
        self.assertEqual(draft.state, "cancelled")
        with self.assertRaises(UserError), self.cr.savepoint():
            self._issue_paper(draft.sudo().document_id)
        petition = self._letter()
        self._hand_over(petition, self.commune_b)
        own = petition.with_user(self.user_commune_b)
        stopped = self._draft(own, self.commune_a)
        own._void("nhập trùng")
        self.assertEqual(stopped.state, "cancelled")
        self.assertFalse(own.sudo().activity_ids)
        with self.assertRaises(UserError):
            stopped.with_user(self.user_leader)._decide(self.commune_b, "x")

    def test_the_dialog_proposes_what_classification_found(self):
        heir = self._unit("UBND xã Sau", "commune", self.district)
        ended = self._unit(
            "UBND xã Hết",
            "commune",
            self.district,
            valid_to=date(2025, 6, 30),
            successor_ids=[Command.set(heir.ids)],
        )
        petition = self._letter(outcome_basis="Luật Tiếp công dân Điều 26")
        petition._write_protected({"competent_unit_id": ended.id})
        context = petition.action_transfer()["context"]
        wizards = self.env["citizen.transfer.wizard"].with_user(self.user_commune_a)
        form = Form(wizards.with_context(**context))
        self.assertEqual((form.target, form.to_unit_id), ("unit", heir))
        self.assertEqual(form.reason, "Luật Tiếp công dân Điều 26")
        self.assertFalse(form.stop)
        form.to_unit_id = self.commune_c
        form.save().action_draft()
        self.assertEqual(self._last(petition).to_unit_id, self.commune_c)
        # the paper and later steps speak of whom it was sent to
        self.assertEqual(petition.competent_unit_id, self.commune_c)
        other = self._letter()
        other._write_protected({"competent_body": "Tòa án nhân dân"})
        form = Form(wizards.with_context(default_petition_id=other.id))
        self.assertEqual((form.target, form.to_body), ("outside", "Tòa án nhân dân"))

    def test_no_earlier_day_at_the_next_holder(self):
        with freeze_time("2026-09-01 03:00:00"):
            petition = self._letter(is_dispute=True)
        with freeze_time("2026-09-10 03:00:00"):
            self._hand_over(petition, self.commune_b)
            own = petition.with_user(self.user_commune_b)
            own.competence = "own"
            case = own._open_case()
            with self.assertRaisesRegex(UserError, "10/09/2026"):
                case._check_may_accept(date(2026, 9, 9))
            case.action_accept()
        clock = case._clocks("HG01")
        self.assertEqual(clock.date_start, date(2026, 9, 10))

    def test_who_transferred_a_denunciation_is_told(self):
        self._vault_mode()
        petition = self._letter(kind="tc")
        self._hand_over(petition, self.commune_b)
        own = petition.with_user(self.user_commune_b)
        wizard = self.env["citizen.classify.wizard"].with_user(self.user_commune_b)
        wizard = wizard.with_context(default_petition_id=own.id).new({"q_kind": "tc"})
        self.assertEqual(wizard._given()["forwarded"], "yes")
        paper = own._document_vals("CV_KQBC")
        self.assertIn("xã A", paper["addressee_text"])

    def test_not_before_it_was_received(self):
        transfer = self._draft(self._letter(), self.commune_b)
        with self.assertRaisesRegex(UserError, "before it was received"):
            self._issue_paper(transfer.sudo().document_id, day=self._day(-3))

    # ------------------------------------------------------------------
    # refused and stopped
    # ------------------------------------------------------------------
    def test_refused_whatever_the_superior_says(self):
        petition = self._letter()
        heir = self._unit("UBND xã Sau", "commune", self.district)
        ended = self._unit(
            "UBND xã Hết",
            "commune",
            self.district,
            valid_to=date(2025, 6, 30),
            successor_ids=[Command.set(heir.ids)],
        )
        future = self._unit(
            "UBND xã Tới", "commune", self.district, valid_from=self._day(30)
        )
        for target, why in (
            (self.commune_a, "already"),
            (ended, "UBND xã Sau"),
            (future, "exists only from"),
            ("  ", "Name the unit"),
        ):
            with (
                self.subTest(target=target),
                self.assertRaisesRegex(UserError, why),
                self.cr.savepoint(),
            ):
                self._draft(petition, target)
        self.assertFalse(petition.transfer_ids)
        own = self._letter(kind="kn")
        for target in (self.commune_b, "Sở Nội vụ"):
            with self.assertRaisesRegex(UserError, "guide"), self.cr.savepoint():
                self._draft(own, target)
        forwarded = self._letter(kind="kn", source="press")
        self.assertEqual(
            self._draft(forwarded, self.commune_b).document_id.type_id.code, "CV_CD"
        )
        court = self._letter(kind="kn")
        court._write_protected({"contested_by": "outside"})
        self.assertEqual(self._draft(court, "Tòa án").state, "draft")
        handled = self._letter()
        handled._handle("answer", self._day())
        with self.assertRaises(UserError):
            self._draft(handled, self.commune_b)
        unknown = self._petition(
            self.user_commune_a, kind=False, owner_unit_id=self.commune_a.id
        )
        with self.assertRaisesRegex(UserError, "kind by content"):
            self._draft(unknown, self.commune_b)

    def test_back_to_a_former_holder(self):
        petition = self._letter()
        self._hand_over(petition, self.commune_b)
        own = petition.with_user(self.user_commune_b)
        wizard = self._wizard(own, self.commune_a)
        self.assertIn("circles", wizard.stop)
        action = wizard.action_draft()
        self.assertEqual(action["res_model"], "citizen.transfer")
        stopped = self._last(own)
        self.assertEqual(
            (stopped.state, stopped.decider_unit_id), ("stopped", self.district)
        )
        self.assertEqual(own.state, "registered")
        self.assertIn(self.user_leader, own.sudo().activity_ids.user_id)
        with self.assertRaisesRegex(UserError, "already"):
            self._draft(own, self.commune_c)
        # also to what the former holder came from or became
        other = self._letter()
        self._hand_over(other, self.commune_b)
        merged = self._unit("UBND xã Hợp", "commune", self.district)
        merged.predecessor_ids = self.commune_a
        stopped = self._draft(other.with_user(self.user_commune_b), merged)
        self.assertEqual(stopped.state, "stopped")
        self.assertIn("UBND xã A", stopped.stop_reason)

    def test_round_of_three(self):
        petition = self._letter()
        self._hand_over(petition, self.commune_b)
        stopped = self._draft(petition.with_user(self.user_commune_b), self.commune_c)
        self.assertIn("same content", stopped.stop_reason)
        self._decide(stopped, self.commune_c)
        self.assertEqual(petition.sudo().owner_unit_id, self.commune_c)
        self.assertTrue(self._reads(petition, self.user_commune_a))
        self.assertTrue(self._reads(petition, self.user_commune_b))
        stopped = self._draft(petition.with_user(self.user_commune_c), self.commune_a)
        self.assertIn("circles", stopped.stop_reason)
        way = petition.sudo().transfer_ids.sorted("id")
        self.assertEqual(
            way.from_unit_id, self.commune_a | self.commune_b | self.commune_c
        )
        self.assertEqual(way.mapped("state"), ["accepted", "decided", "stopped"])

    def test_a_denunciation_is_transferred_once(self):
        self._vault_mode()
        petition = self._letter(kind="tc")
        self._hand_over(petition, self.commune_b)
        stopped = self._draft(petition.with_user(self.user_commune_b), "Sở Nội vụ")
        self.assertEqual(stopped.state, "stopped")
        self.assertIn("once only", stopped.stop_reason)

    def test_same_content_in_a_joined_letter(self):
        first, second = self._letter(), self._letter()
        first.env["citizen.petition.link"].citizen_join(
            second.id, first.id, "matter", "cùng việc"
        )
        draft = self._draft(second, self.commune_c)
        self._send(first, self.commune_b)
        # meanwhile the other letter has gone: the paper isn't issued any more
        with self.assertRaisesRegex(UserError, "superior"), self.cr.savepoint():
            self._issue_paper(draft.sudo().document_id)
        draft.sudo().document_id.with_user(self.user_commune_a)._cancel("dừng")
        self.assertEqual(self._draft(second, self.commune_c).state, "stopped")

    def test_only_the_leader_of_the_superior_decides(self):
        petition = self._letter()
        self._hand_over(petition, self.commune_b)
        stopped = self._draft(petition.with_user(self.user_commune_b), self.commune_a)
        number = petition.number
        for user in (
            self.user_commune_b,
            self.user_commune_b_head,
            self.heads[self.commune_b],
            self.user_followup,
            self.user_inspector,
            self.province_leader,
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                stopped.with_user(user)._decide(self.commune_b, "tự quyết")
        self.assertTrue(stopped.with_user(self.user_leader).is_to_decide)
        for unit, reason, why in (
            (self.commune_b, " ", "reason"),
            (self.old_commune, "x", "ended"),
            (self.province, "x", "below"),
        ):
            with self.assertRaisesRegex(UserError, why), self.cr.savepoint():
                stopped.with_user(self.user_leader)._decide(unit, reason)
        self._decide(stopped, self.commune_b, reason="Xã B quản lý kênh")
        self.assertEqual(
            (stopped.state, stopped.kind, petition.sudo().owner_unit_id),
            ("decided", "decided", self.commune_b),
        )
        self.assertEqual(petition.number, number)
        self.assertIn(
            "Xã B quản lý kênh", str(petition.sudo().message_ids.mapped("body"))
        )
        with self.assertRaises(UserError):
            stopped.with_user(self.user_leader)._decide(self.commune_a, "lại")

    def test_who_decides(self):
        units = self.commune_a | self.commune_b
        self.assertEqual(units._common_superior(), self.district)
        self.assertEqual(
            (self.dept_land | self.commune_b)._common_superior(), self.district
        )
        # a party of the dispute doesn't decide it
        self.assertEqual(
            (self.district | self.commune_b)._common_superior(), self.province
        )
        self.assertEqual(
            (self.province | self.commune_b)._common_superior(), self.province
        )
        other = self._unit("UBND tỉnh Khác", "province")
        self.assertEqual((self.commune_a | other)._common_superior(), self.province)

    # ------------------------------------------------------------------
    # doors
    # ------------------------------------------------------------------
    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_forged_calls(self):
        petition = self._letter()
        transfer = self._send(petition, self.commune_b)
        own = petition.with_user(self.user_commune_a)
        taken = petition.with_user(self.user_commune_b)
        for call in (
            lambda: own.write({"owner_unit_id": self.commune_c.id}),
            lambda: own.write({"held_since": self._day()}),
            lambda: own.write({"former_numbers": "1"}),
            lambda: taken.write({"owner_unit_id": self.commune_b.id}),
            lambda: transfer.with_user(self.user_commune_b).write(
                {"state": "accepted"}
            ),
            lambda: own.write(
                {"transfer_ids": [Command.create({"to_unit_id": self.commune_b.id})]}
            ),
            lambda: transfer.browse().create({"petition_id": petition.id}),
            lambda: transfer.browse().create({}),
            lambda: transfer.with_user(self.user_commune_c).action_accept(),
            lambda: transfer.with_user(self.user_commune_a).action_accept(),
            lambda: transfer.with_user(self.user_commune_a)._return("x"),
            lambda: transfer.with_user(self.user_inspector).action_accept(),
            lambda: transfer.with_user(self.user_outsider).action_accept(),
            lambda: (
                transfer.with_user(self.user_commune_c).action_open_petition()
                and transfer.with_user(self.user_commune_c).read(["reason"])
            ),
            lambda: self._wizard(
                petition, self.commune_c, self.user_commune_b
            ).action_draft(),
            lambda: self._wizard(
                petition, self.commune_c, self.user_commune_c
            ).action_draft(),
            lambda: transfer.unlink(),
        ):
            with self.assertRaises(Exception) as error, self.cr.savepoint():
                call()
            self.assertIsInstance(error.exception, (AccessError, UserError))
        self.assertEqual(
            (transfer.state, petition.owner_unit_id), ("sent", self.commune_a)
        )

    def test_identity_stays_sealed_on_the_way(self):
        self._vault_mode()
        custodian_b = self._officer("t_luu_b", self.commune_b, "custodian", "other")
        petition = self._letter(kind="tc")
        person = petition.petitioner_ids
        self.assertTrue(person.with_user(self.custodian)._owner()._may_reveal)
        before = self._petition(
            self.user_commune_a, kind="tc", owner_unit_id=self.commune_a.id
        )
        self.assertTrue(before._may_reveal())
        for letter in (petition, before):
            self._hand_over(letter, self.commune_b)
            person = letter.sudo().petitioner_ids.sudo(False)
            self.assertEqual(letter.identity, "sealed")
            self.assertTrue(person.is_sealed)
            self.assertFalse(person.name)
            # neither who registered it there nor who accepted it here
            for user in (
                self.user_commune_a,
                self.user_commune_b,
                self.heads[self.commune_b],
            ):
                self.assertFalse(letter.with_user(user)._may_reveal(), user.login)
                with self.assertRaises(AccessError):
                    person.with_user(user)._reveal("verify", "xem")
            self.assertTrue(person.with_user(custodian_b)._reveal("verify", "xác minh"))
            texts = str(letter.sudo().message_ids.mapped("body"))
            self.assertNotIn("Lò", texts + str(letter.sudo().transfer_ids.read()))

    def test_whom_it_is_about_sees_nothing_of_it(self):
        self._vault_mode()

        def about(user):
            return self._letter(
                kind="tc",
                petitioner_ids=[
                    Command.create({"role": "denounced", "user_id": user.id})
                ],
            )

        petition = about(self.user_commune_b)
        transfer = self._send(petition, self.commune_b)
        users = petition.sudo().activity_ids.user_id
        self.assertIn(self.user_commune_b_head, users)
        self.assertNotIn(self.user_commune_b, users)
        own = transfer.with_user(self.user_commune_b)
        self.assertFalse(own.search([("is_to_accept", "=", True)]))
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            own.action_accept()
        # that of a head goes to the superior, never into his own unit
        with self.assertRaisesRegex(UserError, "superior body"):
            self._draft(about(self.user_commune_b_head), self.commune_b)

    def test_a_former_holders_date_of_receipt_stays(self):
        petition = self._letter()
        self._hand_over(petition, self.commune_b)
        with self.assertRaisesRegex(UserError, "date of receipt stays"):
            petition.with_user(self.user_commune_b).receipt_date = self._day(-2)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_dialogs_tell_nothing_to_strangers(self):
        petition = self._letter()
        transfer = self._send(petition, self.commune_b)
        for model, vals in (
            ("citizen.transfer.wizard", {"petition_id": petition.id}),
            (
                "citizen.transfer.answer.wizard",
                {"transfer_id": transfer.id, "number": "1"},
            ),
            ("citizen.withdrawal.wizard", {"petition_id": petition.id}),
        ):
            self.env.invalidate_all()
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(self.user_commune_c).create(vals)

    # ------------------------------------------------------------------
    # lists
    # ------------------------------------------------------------------
    def _list(self, flag):
        columns = {name: {} for name in ("sent_on", "to_name", "result", "state")}
        columns["petition_id"] = {"fields": {"display_name": {}}}
        columns["from_unit_id"] = columns["petition_id"]
        columns["document_id"] = columns["petition_id"]
        columns["days_waiting"] = {}
        return (
            self.env["citizen.transfer"]
            .with_user(self.user_commune_b)
            .web_search_read([(flag, "=", True)], columns, limit=80)
        )

    def _cost(self, call):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        result = call()
        return self.cr.sql_log_count - before, result["length"]

    def test_lists_cost_the_same_for_many(self):
        for _n in range(2):
            self._send(self._letter(), self.commune_b)
        self._list("is_to_accept")
        few, length = self._cost(lambda: self._list("is_to_accept"))
        self.assertEqual(length, 2)
        for _n in range(8):
            self._send(self._letter(), self.commune_b)
        many, length = self._cost(lambda: self._list("is_to_accept"))
        self.assertEqual(length, 10)
        self.assertLessEqual(many, few)
        self.assertLess(many, 20)
        self.assertEqual(self._list("is_unanswered")["length"], 0)
