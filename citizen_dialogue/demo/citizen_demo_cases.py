"""The demo's cases: what became of the petitions, each classified through the guided
classification and carried on by those whose step it is. Steps of the past are papers
that were issued outside. All persons and numbers are invented."""

from datetime import date, datetime, time, timedelta

from odoo import models
from odoo.fields import Command

# answers to the guided classification, in the order of its questions
NEW = {"q_resent": "no"}
QUIET = {"q_harm": "no", "q_tense": "no"}
COMPLAINT = {
    **NEW,
    "q_kind": "kn",
    "q_eligible": "yes",
    "q_decided": "none",
    "q_bar": "no",
    **QUIET,
}
DENUNCIATION = {
    **NEW,
    "q_kind": "tc",
    "q_crime": "no",
    "q_known": "yes",
    "q_party": "no",
    "q_eligible": "yes",
    "q_concluded": "none",
    "q_from_complaint": "no",
    "q_conditions": "yes",
    **QUIET,
}
REQUEST = {
    **NEW,
    "q_kind": "kn_pa",
    "q_answered": "no",
    "q_eligible": "yes",
    "q_tense": "no",
}
OURS = {**REQUEST, "matter_of": "own"}


class CitizenDemo(models.AbstractModel):
    _inherit = "citizen.demo"

    # ------------------------------------------------------------------
    # the steps
    # ------------------------------------------------------------------
    def _classify(self, petition, user, answers, unit=None, day=None):
        """Answer the guided classification as the clerk does; on ``day`` in the past.

        :return: the action of the wizard: the drafted paper, or the next dialog
        """
        wizard = (
            self.env["citizen.classify.wizard"]
            .with_user(user)
            .with_context(default_petition_id=petition.id)
            .create({**answers, **({"contested_unit_id": unit.id} if unit else {})})
        )
        action = wizard.action_confirm()
        if day:
            petition.sudo()._write_protected({"classified_on": day})
        return action

    def _outside(self, action, user, day, **vals):
        """Issue the paper that an action drafted, as one from before this product."""
        # sudo: the clerk of the issuer enters it, whoever drafted it
        document = self.env["citizen.document"].sudo().browse(action["res_id"])
        document._write_protected({"is_external": True})
        number = document._series(day)._highest() + 1 if document.numbered else 0
        document = document.with_user(user)
        document.write({"number_proposed": number, "date_proposed": day, **vals})
        document.action_register_external()
        return document

    def _accepted(self, petition, user, days, answers, unit=None, **vals):
        """The case of a petition: proposed and accepted on two days.

        :param days: of the proposal and of the acceptance
        """
        proposal = self._classify(petition, user, answers, unit, days[0])
        self._outside(proposal, user, days[0])
        case = petition.case_ids.with_user(user)
        case.write(vals)
        action = case.action_accept()
        if action is True:
            case.sudo()._write_protected({"accepted_on": days[1]})
        else:
            self._outside(action, user, days[1])
        return case

    def _verified(self, case, unit, days, findings, differs="no", report_by=None):
        """Verified by ``unit``: decision and report on two days."""
        user = case.env.user
        case.write({"verify_unit_id": unit.id, "verify_until": days[1]})
        self._outside(case.action_verify(), user, days[0])
        verifier = case.with_user(report_by or user)
        verifier.write({"findings": findings, "demand_differs": differs})
        self._outside(verifier.action_report_verification(), report_by or user, days[1])

    def _dialogue_of(self, case, day, place, chair, notice_day):
        """The dialogue of a complaint, announced."""
        session = (
            self.env["citizen.dialogue"]
            .browse(case.action_plan_dialogue()["res_id"])
            .with_user(case.env.user)
        )
        # 01:00 UTC is 08:00 in Viet Nam
        start = datetime.combine(day, time(1, 0))
        session.write(
            {
                "date_start": start,
                "date_end": start + timedelta(hours=3),
                "place": place,
                "chair_membership_id": chair.id,
            }
        )
        user = case.env.user
        notice = self.env["citizen.document"].with_user(user)
        notice = notice._draft_for(session, "TB_DT", "announce")
        self._outside({"res_id": notice.id}, user, notice_day)
        return session

    def _decided(self, case, day, **vals):
        case.write(vals)
        return self._outside(case.action_decide(), case.env.user, day)

    # ------------------------------------------------------------------
    # act one
    # ------------------------------------------------------------------
    def _cases_2022(self, units, users, mixed):
        """The complaint filed apart after the guidance of 20/9/2022, from acceptance to
        what was decided being carried out."""
        officer, district = users["vp2022"], units["huyen"]
        line = mixed.line_ids.filtered(lambda row: row.kind == "kn")
        petition = self._petition(
            officer,
            date(2022, 9, 27),
            "bồi thường đất nương khi làm đường",
            "kn",
            "land",
            ("Lường Văn Ín", 1961, "bản Bung", mixed.matter_commune_id.id, "050112345"),
            content="Thửa đất số 112, tờ bản đồ số 8, diện tích 640 m² bị thu hồi làm "
            "đường; chưa được bồi thường cây trồng.",
            demand="Bồi thường đất và cây trồng trên thửa đất số 112.",
            source="post",
            split_line_id=line.id,
            matter_commune_id=mixed.matter_commune_id.id,
            matter_hamlet="bản Bung",
            file_ids=[
                Command.create(
                    {
                        "kind": "letter",
                        "data": self._scan("Đơn khiếu nại (dữ liệu thử)"),
                    }
                )
            ],
        )
        case = self._accepted(
            petition,
            officer,
            (date(2022, 9, 30), date(2022, 10, 5)),
            {
                **COMPLAINT,
                "contested_by": "district_chair",
                "contested_ref": "Quyết định số 1204/QĐ-UBND ngày 15/6/2022 của UBND "
                "huyện Quỳnh Nhai về việc bồi thường, hỗ trợ",
            },
            district,
            resolver_membership_id=users["pct2022"].citizen_membership_ids.id,
        )
        self._verified(
            case,
            units["TNMT"],
            (date(2022, 10, 7), date(2022, 10, 21)),
            "Diện tích thu hồi 640 m² đúng hồ sơ địa chính; bảng kiểm đếm bỏ sót 85 cây "
            "mận và 12 m hàng rào.",
            "yes",
        )
        session = self._dialogue_of(
            case,
            date(2022, 10, 27),
            "Trụ sở tiếp công dân huyện Quỳnh Nhai",
            users["pct2022"].citizen_membership_ids,
            date(2022, 10, 24),
        )
        session.participant_ids.write({"attendance": "present"})
        session.action_hold()
        self._outside(session.action_draft_minutes(), officer, date(2022, 10, 27))
        self._decided(
            case,
            date(2022, 11, 1),
            verdict="partly",
            verdict_text="Công nhận nội dung khiếu nại về cây trồng, hàng rào; không "
            "công nhận nội dung khiếu nại về diện tích đất. Chi trả bổ sung "
            "28.500.000 đồng.",
            due_person_count=1,
            due_person_money=28500000,
        )
        case._register_sent(date(2022, 11, 2), date(2022, 11, 4))
        case._register_published(date(2022, 11, 10), "posting")
        case.action_take_effect()
        conclusion = (
            self.env["citizen.conclusion"]
            .browse(case.action_carry_out()["res_id"])
            .with_user(officer)
        )
        conclusion.clause_ids.write(
            {
                "content": "Lập hồ sơ, chi trả bồi thường bổ sung cho hộ khiếu nại",
                "lead_unit_ids": [Command.set(units["TNMT"].ids)],
                "due_kind": "date",
                "due_date": date(2022, 12, 30),
            }
        )
        self._outside(conclusion.action_register_external(), officer, date(2022, 12, 5))
        task = conclusion.task_ids
        task._write_protected(
            {
                "state": "verified",
                "accepted_on": date(2022, 12, 6),
                "reported_on": date(2022, 12, 22),
                "verified_on": date(2022, 12, 26),
                "verified_by_id": officer.id,
                "progress": 100,
            }
        )
        task.deadline_id._meet(date(2022, 12, 22))
        task._done_with(
            [
                "citizen_dialogue.mail_activity_type_task",
                "citizen_dialogue.mail_activity_type_orphan",
            ]
        )
        conclusion._refresh_done()
        case.write({"done_person_count": 1, "done_person_money": 28500000})
        case.invalidate_recordset()
        case.action_close()
        case.sudo()._write_protected({"closed_on": date(2022, 12, 26)})
        case.dossier_ids.with_user(officer).action_close()

    # ------------------------------------------------------------------
    # act two
    # ------------------------------------------------------------------
    def _cases(self, units, users, today):
        def day(days):
            return today - timedelta(days=days)

        seat = units["Quỳnh Nhai"]

        def place(hamlet):
            return {"matter_hamlet": hamlet, "matter_commune_id": seat.id}

        self._case_with_dialogue(units, users, day)
        complex_case = self._case_complex(units, users, day, place)
        self._case_second(units, users, day, place)
        self._case_denunciation(units, users, day, place)
        self._case_dispute(users, day, place)
        self._case_request(users, day, place)
        self._ways_of_petitions(units, users, day, place)
        self._outcomes(units, users, day, place)
        doubtful = self._competence_in_doubt(units, users, day, place)
        self._backlog(units, users, today, complex_case, doubtful)

    def _case_with_dialogue(self, units, users, day):
        """In verification, found to differ; its compulsory dialogue is announced."""
        petition = self.env["citizen.petition"].search(
            [("subject", "=", "thu hồi đất vườn làm điểm dân cư")], limit=1
        )
        case = self._accepted(
            petition,
            users["tiepdan"],
            (day(20), day(18)),
            {
                **COMPLAINT,
                "contested_by": "commune_chair",
                "contested_ref": "Quyết định số 186/QĐ-UBND của Chủ tịch UBND xã Quỳnh "
                "Nhai về việc thu hồi đất",
            },
            units["Quỳnh Nhai"],
        )
        case.write(
            {
                "verify_unit_id": units["kt"].id,
                "verify_head_id": users["tpkt"].id,
                "verifier_ids": [Command.set(users["canbo_xa"].ids)],
                "verify_until": day(-4),
                "verify_plan": "Kiểm tra hồ sơ thu hồi đất; làm việc với trưởng bản; "
                "đo đạc lại thửa đất.",
            }
        )
        self._outside(case.action_verify(), users["tiepdan"], day(15))
        case.with_user(users["canbo_xa"]).write(
            {
                "findings": "Thửa đất số 45 có trong danh sách thu hồi; chưa tìm thấy "
                "biên bản giao quyết định cho hộ.",
                "demand_differs": "yes",
            }
        )
        self._dialogue_of(
            case,
            day(-5),
            "Phòng tiếp công dân xã Quỳnh Nhai",
            users["chutich"].citizen_membership_ids,
            day(1),
        )

    def _case_complex(self, units, users, day, place):
        """Found complex, given its longest time, and past it."""
        petition = self._petition(
            users["thuky"],
            day(95),
            "bồi thường cây trồng trên đất bán ngập lòng hồ",
            "kn",
            "land",
            ("Điêu Văn Thế", 1955, "bản Púa Xe", units["Quỳnh Nhai"].id, "050087766"),
            content="Diện tích bán ngập canh tác từ năm 2011, kiểm đếm năm 2024 không "
            "tính.",
            demand="Kiểm đếm lại, bồi thường cây trồng.",
            source="post",
            **place("bản Púa Xe"),
        )
        case = self._accepted(
            petition,
            users["thuky"],
            (day(92), day(90)),
            {
                **COMPLAINT,
                "q_tense": "yes",
                "contested_by": "commune_chair",
                "contested_ref": "Phương án bồi thường đợt 2 của UBND xã Quỳnh Nhai",
            },
            units["Quỳnh Nhai"],
        )
        case.write(
            {
                "verify_unit_id": units["kt"].id,
                "verify_head_id": users["tpkt"].id,
                "verify_until": day(50),
            }
        )
        self._outside(case.action_verify(), users["thuky"], day(85))
        grounds = self.env["citizen.refusal.ground"].search(
            [("code", "in", ("CX_KN_A", "CX_KN_B"))]
        )
        self._outside(
            case._find_complex(grounds, "Nhiều hộ, nhiều giai đoạn quản lý đất"),
            users["thuky"],
            day(78),
        )
        # the button asks for today's date to be in time
        self._outside(case._draft("KN_GH", "extend"), users["thuky"], day(65))
        return case

    def _case_second(self, units, users, day, place):
        """Decided by the commune, complained about again, verified by the province."""
        who = (
            "Cà Thị Thương",
            1972,
            "bản Bon",
            units["Quỳnh Nhai"].id,
            "014172004410",
        )
        against = {
            "contested_by": "commune_chair",
            "contested_ref": "Quyết định số 152/QĐ-UBND của UBND xã Quỳnh Nhai về việc "
            "thu hồi đất mở rộng trường mầm non",
        }
        petition = self._petition(
            users["thuky"],
            day(80),
            "thu hồi đất mở rộng trường mầm non bản Bon",
            "kn",
            "land",
            who,
            content="Thửa đất số 21, tờ bản đồ số 5; không đồng ý với giá bồi thường.",
            demand="Bồi thường theo giá đất ở.",
            **place("bản Bon"),
        )
        first = self._accepted(
            petition,
            users["thuky"],
            (day(77), day(75)),
            {**COMPLAINT, **against},
            units["Quỳnh Nhai"],
        )
        self._verified(
            first,
            units["kt"],
            (day(73), day(60)),
            "Thửa đất số 21 là đất trồng cây lâu năm, không có nhà ở; giá bồi thường "
            "đúng bảng giá đất.",
        )
        self._decided(
            first,
            day(52),
            verdict="wrong",
            verdict_text="Giữ nguyên Quyết định số 152/QĐ-UBND.",
        )
        first._register_sent(day(51), day(48))
        first._register_published(day(40), "posting")
        letter = self._petition(
            users["vptinh"],
            day(30),
            "thu hồi đất mở rộng trường mầm non bản Bon",
            "kn",
            "land",
            who,
            content="Không đồng ý với quyết định giải quyết khiếu nại lần đầu của Chủ "
            "tịch UBND xã Quỳnh Nhai.",
            demand="Hủy quyết định giải quyết lần đầu.",
            source="post",
            second_of_id=first.id,
            **place("bản Bon"),
        )
        second = self._accepted(
            letter,
            users["vptinh"],
            (day(27), day(25)),
            {**COMPLAINT, "q_decided": "first", "q_in_time": "yes", **against},
            units["Quỳnh Nhai"],
        )
        second.write({"verify_unit_id": units["snnmt"].id, "verify_until": day(-6)})
        self._outside(second.action_verify(), users["vptinh"], day(20))

    def _case_denunciation(self, units, users, day, place):
        """Sealed; accepted, both notices sent, in verification."""
        user = users["tiepdan"]
        petition = self._petition(
            user,
            day(28),
            "việc lập danh sách hộ được hỗ trợ giống cây",
            "tc",
            "civil_service",
            ("Lò Thị Hặc", 1980, "bản Phiêng Nèn", units["Quỳnh Nhai"].id),
            content="Danh sách hỗ trợ có hộ không thuộc diện, có chứng cứ kèm theo.",
            file_ids=[
                Command.create(
                    {"kind": "letter", "data": self._scan("Đơn tố cáo (dữ liệu thử)")}
                )
            ],
            **place("bản Phiêng Nèn"),
        )
        case = self._accepted(
            petition,
            user,
            (day(24), day(21)),
            {**DENUNCIATION, "contested_by": "commune_officer"},
            units["Quỳnh Nhai"],
        )
        self._outside(case.action_notify_sender(), user, day(20))
        self._outside(case.action_notify_denounced(), user, day(20))
        case.write(
            {
                "verify_unit_id": units["vp"].id,
                "verify_head_id": users["chanhvp"].id,
                "verifier_ids": [Command.set(users["thuky"].ids)],
                "verify_until": day(-2),
            }
        )
        self._outside(case.action_verify(), user, day(17))

    def _case_dispute(self, users, day, place):
        """Two households about a boundary: mediated."""
        user = users["thuky"]
        petition = self._petition(
            user,
            day(26),
            "tranh chấp ranh giới thửa đất, đề nghị hòa giải",
            "kn_pa",
            "land",
            ("Lường Văn Hịa", 1969, "bản Kéo Ca", place("")["matter_commune_id"]),
            content="Ranh giới giữa thửa đất số 17 và số 18, tờ bản đồ số 22.",
            is_dispute=True,
            **place("bản Kéo Ca"),
        )
        case = self._accepted(
            petition, user, (day(25), day(24)), {**OURS, "q_at_once": "no"}
        )
        case.write(
            {
                "verdict": "right",
                "findings": "Hai bên thống nhất lấy hàng cây mốc cũ làm ranh giới; tự "
                "dựng cọc trước sự chứng kiến của trưởng bản.",
            }
        )
        self._outside(case.action_mediate(), user, day(8))

    def _case_request(self, users, day, place):
        """A recommendation that had to be looked into: answered and closed."""
        user = users["thuky"]
        petition = self._petition(
            user,
            day(34),
            "đèn đường trục xã hỏng nhiều tháng",
            "kn_pa",
            "infrastructure",
            ("Tòng Văn Hao", 1984, "bản Phiêng Lanh", place("")["matter_commune_id"]),
            **place("bản Phiêng Lanh"),
        )
        case = self._accepted(
            petition, user, (day(33), day(32)), {**OURS, "q_at_once": "no"}
        )
        self._decided(
            case,
            day(21),
            verdict_text="Đã thay 14 bóng đèn, sửa tủ điều khiển; giao bản Phiêng Lanh "
            "theo dõi.",
        )
        case._register_sent(day(21))
        case.write(
            {
                "needs_enforcement": "no",
                "no_enforcement_reason": "Đã sửa xong trước khi trả lời",
            }
        )
        case.action_close()
        case.sudo()._write_protected({"closed_on": day(21)})

    # ------------------------------------------------------------------
    # from hand to hand
    # ------------------------------------------------------------------
    def _handed_on(self, petition, user, unit, day):
        """Classified as another unit's, and sent there by letter."""
        self._classify(
            petition,
            user,
            {
                **REQUEST,
                "matter_of": "other",
                "competent_unit_id": unit.id,
                "q_sent": "no",
            },
            day=day,
        )
        transfer = petition._transfer_to(unit, False, petition.outcome_basis)
        self._outside({"res_id": transfer.document_id.id}, user, day)
        return transfer

    def _ways_of_petitions(self, units, users, day, place):
        desk, office = users["tiepdan"], users["thuky"]
        seat = units["Quỳnh Nhai"].id
        # waits at the province's office
        waiting = self._petition(
            desk,
            day(9),
            "nâng cấp bến phà Pá Uôn cũ",
            "kn_pa",
            "infrastructure",
            ("Quàng Văn Phương", 1963, "bản Huổi Cuổi", seat),
            **place("bản Huổi Cuổi"),
        )
        self._handed_on(waiting, desk, units["vptinh"], day(6))
        # came back with a reason
        returned = self._petition(
            desk,
            day(7),
            "hỗ trợ sửa nhà dột cho hộ nghèo",
            "kn_pa",
            "policy",
            ("Lò Thị Ại", 1949, "bản Cút", seat),
            **place("bản Cút"),
        )
        transfer = self._handed_on(returned, desk, units["kt"], day(5))
        transfer.with_user(users["tpkt"])._return(
            "Hỗ trợ nhà ở cho hộ nghèo do Phòng Văn hóa - Xã hội tham mưu."
        )
        # would go round in circles: the superior decides
        stopped = self._petition(
            office,
            day(11),
            "quản lý nhà văn hóa và chợ bản Bon",
            "kn_pa",
            "infrastructure",
            ("Là Thị Duyên", 1991, "bản Bon", seat),
            **place("bản Bon"),
        )
        transfer = self._handed_on(stopped, office, units["vhxh"], day(9))
        head = users["tptk"]
        transfer.with_user(head).action_accept()
        stopped = stopped.with_user(head)
        self._classify(
            stopped,
            head,
            {
                **REQUEST,
                "matter_of": "other",
                "competent_unit_id": units["vp"].id,
                "category_id": stopped.category_id.id,
                "q_sent": "no",
            },
        )
        stopped._transfer_to(
            units["vp"], False, "Chợ không do Phòng Văn hóa - Xã hội quản lý."
        )

    # ------------------------------------------------------------------
    # other outcomes
    # ------------------------------------------------------------------
    def _outcomes(self, units, users, day, place):
        desk, office = users["tiepdan"], users["thuky"]
        seat = units["Quỳnh Nhai"].id
        # nameless, and nothing in it can be verified
        anonymous = self._petition(
            office,
            day(14),
            "cán bộ có thái độ không đúng mực",
            "tc",
            "civil_service",
            source="box",
            is_anonymous=True,
        )
        action = self._classify(
            anonymous,
            office,
            {
                **NEW,
                "q_kind": "tc",
                "q_crime": "no",
                "q_known": "no",
                "q_verifiable": "no",
                "q_harm": "no",
            },
            day=day(12),
        )
        self._outside(action, office, day(11))
        # answered without further ado
        answered = self._petition(
            desk,
            day(10),
            "thủ tục cấp lại thẻ bảo hiểm y tế",
            "kn_pa",
            "policy",
            ("Hoàng Thị Kiêm", 1976, "bản Phiêng Lanh", seat),
            **place("bản Phiêng Lanh"),
        )
        action = self._classify(
            answered, desk, {**OURS, "q_at_once": "yes"}, day=day(9)
        )
        self._outside(action, desk, day(8))
        # withdrawn before it was accepted
        withdrawn = self._petition(
            desk,
            day(13),
            "mốc giới đường đi chung bản Cút",
            "kn",
            "land",
            ("Quàng Văn Inh", 1958, "bản Cút", seat),
            **place("bản Cút"),
        )
        self.env["citizen.withdrawal.wizard"].with_user(desk).with_context(
            default_petition_id=withdrawn.id
        ).create(
            {"day": day(9), "how": "letter", "after_explanation": True}
        ).action_record()

    def _competence_in_doubt(self, units, users, day, place):
        """Received while the law left open who resolves what the district had decided:
        the leader decides."""
        user = users["thuky"]
        received = min(date(2026, 6, 18), day(160))
        petition = self._petition(
            user,
            received,
            "quyết định hỗ trợ tái định cư của huyện trước đây",
            "kn",
            "policy",
            ("Lò Văn Un", 1952, "bản Bon", units["Quỳnh Nhai"].id, "050076541"),
            content="Chưa được hỗ trợ theo quyết định của UBND huyện Quỳnh Nhai.",
            source="post",
            **place("bản Bon"),
        )
        self.env["citizen.classify.wizard"].with_user(user).with_context(
            default_petition_id=petition.id
        ).create(
            {
                **NEW,
                "q_kind": "kn",
                "q_eligible": "yes",
                "q_decided": "none",
                "contested_by": "district_chair",
                "contested_unit_id": units["huyen"].id,
                "contested_ref": "Quyết định số 731/QĐ-UBND ngày 12/5/2024 của UBND "
                "huyện Quỳnh Nhai",
            }
        ).action_ask_leader()
        return petition

    def _backlog(self, units, users, today, complex_case, doubtful):
        """Two matters with a plan, one past it; the rest are proposals."""
        self.env.flush_all()
        entries = self.env["citizen.backlog"].with_user(users["thuky"])
        candidates = self.env["citizen.backlog.candidate"].with_user(users["thuky"])
        plans = (
            (
                complex_case,
                "case_id",
                {
                    "plan_unit_id": units["kt"].id,
                    "plan_user_id": users["tpkt"].id,
                    "measure": "Kiểm đếm lại cùng trưởng bản, báo cáo Chủ tịch phương "
                    "án bồi thường bổ sung.",
                    "plan_date": today - timedelta(days=7),
                },
            ),
            (
                doubtful,
                "petition_id",
                {
                    "plan_unit_id": units["vp"].id,
                    "plan_user_id": users["thuky"].id,
                    "measure": "Xin ý kiến Văn phòng UBND tỉnh về thẩm quyền, báo cáo "
                    "Chủ tịch quyết định.",
                    "plan_date": today + timedelta(days=12),
                },
            ),
        )
        for record, field, plan in plans:
            row = candidates.search([(field, "=", record.id)])
            # in one step: a plan whose day has passed is not entered later
            entries._create_protected(
                [
                    {
                        field: record.id,
                        "owner_unit_id": record.owner_unit_id.id,
                        "kind": record.kind,
                        "category_id": record.category_id.id,
                        "listed_on": today - timedelta(days=30),
                        **row._facts(),
                        **plan,
                    }
                ]
            )
