"""The demo's visits: the reception book of the district in 2022 and of the commune today,
with the reception days of their leaders. All persons are invented."""

from datetime import date, datetime, time, timedelta

from odoo import models
from odoo.fields import Command

from .citizen_demo_cases import COMPLAINT, OURS


class CitizenDemo(models.AbstractModel):
    _inherit = "citizen.demo"

    # ------------------------------------------------------------------
    # the steps
    # ------------------------------------------------------------------
    def _visit(self, user, day, content, result, kind="kn_pa", who=None, **vals):
        """A visit as the desk writes it down; finished but for one without result.
        ``who`` as in ``_petition``."""
        keys = ("name", "birth_year", "hamlet", "commune_id", "paper_number", "phone")
        sender = {
            f"sender_{key}": value
            for key, value in zip(keys, who or (), strict=False)
            if value
        }
        field = vals.pop("field", None)
        visit = (
            self.env["citizen.reception"]
            .with_user(user)
            .create(
                {
                    "date": day,
                    "content": content,
                    "kind": kind,
                    "result": result,
                    "category_id": field
                    and self.env.ref(f"citizen_dialogue.citizen_category_{field}").id,
                    **sender,
                    **vals,
                }
            )
        )
        if result:
            visit.action_finish()
        return visit

    def _group(self, size, hamlet, commune, *people):
        """Values of a group with its representatives and their appointment.

        :param people: name, year of birth, paper
        """
        return {
            "people_count": size,
            "petitioner_ids": [
                Command.create(
                    {
                        "role": "representative",
                        "name": name,
                        "birth_year": year,
                        "paper_number": paper,
                        "hamlet": hamlet,
                        "commune_id": commune.id,
                    }
                )
                for name, year, paper in people
            ],
            "file_ids": [
                Command.create(
                    {
                        "kind": "appointment",
                        "data": self._scan("Văn bản cử người đại diện (dữ liệu thử)"),
                    }
                )
            ],
        }

    def _reception_day(self, user, chair, day, place, units, **vals):
        """A leader's reception day, posted beforehand and held."""
        session = (
            self.env["citizen.dialogue"]
            .with_user(user)
            .create(
                {
                    # as the wizard for schedules names them
                    "name": f"Tiếp công dân của {chair.position_title} ngày "
                    f"{day.strftime('%d/%m/%Y')}",
                    "kind": "reception_day",
                    # 01:00 UTC is 08:00 in Viet Nam
                    "date_start": datetime.combine(day, time(1, 0)),
                    "date_end": datetime.combine(day, time(4, 30)),
                    "place": place,
                    "plan_year": day.year,
                    "chair_membership_id": chair.id,
                    "participant_ids": [
                        Command.create(
                            {
                                "kind": "unit",
                                "unit_id": unit.id,
                                "attendance": "present",
                            }
                        )
                        for unit in units
                    ],
                    **vals,
                }
            )
        )
        notice = (
            self.env["citizen.document"]
            .with_user(user)
            ._draft_for(session, "TB_DT", "announce")
        )
        calendar = self.env["citizen.calendar"]._work_calendar()
        self._outside(
            {"res_id": notice.id},
            user,
            calendar.previous_working(day - timedelta(days=12)),
        )
        return session

    def _answer(self, opinion, disposition, answer, **vals):
        """What the leader said to one line of his reception day."""
        opinion._write_revised({"disposition": disposition, "answer": answer, **vals})

    # ------------------------------------------------------------------
    # act one
    # ------------------------------------------------------------------
    def _visits_2022(self, units, users):
        """The book of 2022; its leader's days were taken by the deputy."""
        desk, chair = users["vp2022"], users["pct2022"].citizen_membership_ids
        commune = {unit.name.removeprefix("UBND xã "): unit for unit in units["xa2022"]}
        place = "Trụ sở tiếp công dân huyện Quỳnh Nhai"

        self._visit(
            desk,
            date(2022, 8, 9),
            "Hỏi việc chậm thi hành bản án dân sự về trả nợ",
            "guided",
            who=("Lò Văn Xôm", 1966, "bản Xe", commune["Chiềng Ơn"].id, "050118820"),
            referred_to="Chi cục Thi hành án dân sự huyện Quỳnh Nhai",
        )
        oral = self._visit(
            desk,
            date(2022, 8, 16),
            "Cầu treo dân sinh bản Lọng Mức hỏng ván mặt cầu, học sinh đi lại nguy hiểm",
            "oral",
            who=("Hoàng Thị Lả", 1979, "bản Lọng Mức", commune["Mường Giôn"].id),
            field="infrastructure",
            demand="Sửa mặt cầu trước năm học mới.",
        )
        action = self._classify(
            oral.petition_ids,
            desk,
            {**OURS, "q_at_once": "yes"},
            day=date(2022, 8, 17),
        )
        self._outside(action, desk, date(2022, 8, 19))

        day = self._reception_day(
            desk,
            chair,
            date(2022, 8, 25),
            place,
            units["TNMT"] | units["KTHT"],
            is_deputised=True,
        )
        day.action_hold()
        self._visit(
            desk,
            date(2022, 8, 25),
            "Sáu hộ bản Huổi Pao đề nghị mở đường vào khu sản xuất",
            "explained",
            field="infrastructure",
            reception_kind="periodic",
            dialogue_id=day.id,
            **self._group(
                6,
                "bản Huổi Pao",
                commune["Pá Ma Pha Khinh"],
                ("Cà Văn Nọi", 1971, "050133407"),
            ),
        )
        self._visit(
            desk,
            date(2022, 8, 25),
            "Hỏi danh sách hộ tái định cư được hỗ trợ gạo đợt 2",
            "explained",
            who=("Bạc Thị Un", 1953, "bản Hát Củ", commune["Chiềng Bằng"].id),
            field="policy",
            reception_kind="periodic",
            dialogue_id=day.id,
        )
        for opinion, answer in zip(
            day.opinion_ids,
            (
                "Phòng Kinh tế và Hạ tầng khảo sát, đưa vào kế hoạch đường giao thông "
                "nông thôn năm 2023.",
                "Danh sách đã niêm yết tại nhà văn hóa bản; hộ có tên trong danh sách.",
            ),
            strict=True,
        ):
            self._answer(opinion, "answered", answer)
        day.action_close()

        letter = self._visit(
            desk,
            date(2022, 9, 13),
            "Không đồng ý Quyết định số 57/QĐ-UBND của Chủ tịch UBND xã Mường Giàng về "
            "xử phạt vi phạm hành chính về đất đai",
            "petition",
            "kn",
            who=("Lường Thị Đôi", 1984, "bản Phiêng Nèn", commune["Mường Giàng"].id),
            field="land",
        )
        action = self._classify(
            letter.petition_ids,
            desk,
            {
                **COMPLAINT,
                "q_sent": "no",
                "contested_by": "commune_chair",
                "contested_ref": "Quyết định số 57/QĐ-UBND ngày 29/8/2022",
            },
            commune["Mường Giàng"],
            date(2022, 9, 14),
        )
        self._outside(action, desk, date(2022, 9, 16))
        self._reception_day(
            desk,
            chair,
            date(2022, 10, 10),
            place,
            units["TNMT"],
            is_deputised=True,
        ).action_nobody_came()
        self._visit(
            desk,
            date(2022, 10, 11),
            "Hỏi việc giải quyết khiếu nại bồi thường đất nương khi làm đường, thửa đất "
            "số 112, tờ bản đồ số 8",
            "explained",
            "kn",
            who=(
                "Lường Văn Ín",
                1961,
                "bản Bung",
                commune["Chiềng Bằng"].id,
                "050112345",
            ),
            field="land",
            is_repeated=True,
            note="Đã thụ lý ngày 05/10/2022, đang xác minh",
        )
        self._visit(
            desk,
            date(2022, 11, 8),
            "Say rượu, to tiếng tại nơi tiếp công dân",
            "refused",
            None,
            who=("Quàng Văn Tỉnh", 1988, "bản Phiêng Lanh", commune["Mường Giàng"].id),
            refusal_ground_id=self._ground("TCD9_1").id,
        )

    def _ground(self, code):
        return self.env["citizen.refusal.ground"].search([("code", "=", code)], limit=1)

    # ------------------------------------------------------------------
    # act two
    # ------------------------------------------------------------------
    def _visits(self, units, users, today):
        """The book of today, in the order of its days: nobody is received on a day
        off."""
        calendar = self.env["citizen.calendar"]._work_calendar()

        def day(days):
            return calendar.previous_working(today - timedelta(days=days))

        desk, office = users["tiepdan"], users["thuky"]
        seat = units["Quỳnh Nhai"]
        place = "Trụ sở tiếp công dân xã Quỳnh Nhai"
        chair = users["chutich"].citizen_membership_ids
        invited = units["hcc"] | units["kt"] | units["vhxh"]

        self._reception_day(office, chair, day(47), place, invited).action_nobody_came()
        self._concluded_day(units, users, day(33), place, invited)
        self._visit(
            desk,
            day(24),
            "Hỏi việc đòi tiền bán trâu theo giấy viết tay, bên mua không trả",
            "guided",
            who=("Hoàng Văn Pản", 1974, "bản Kéo Ca", seat.id, "014074002918"),
            referred_to="Tòa án nhân dân khu vực",
        )
        answered = self._visit(
            desk,
            day(19),
            "Đơn đề nghị điều chỉnh tên trong sổ hộ nghèo năm nay",
            "petition",
            who=("Lò Thị Phiên", 1981, "bản Bon", seat.id, "014181003316"),
            field="policy",
        )
        action = self._classify(
            answered.petition_ids, desk, {**OURS, "q_at_once": "yes"}, day=day(18)
        )
        self._outside(action, desk, day(17))
        self._deputised_day(units, users, day(17), place, invited)
        self._visit(
            users["canbo_xa"],
            day(11),
            "Hỏi hồ sơ cấp lại giấy chứng nhận quyền sử dụng đất bị cháy",
            "explained",
            who=("Tòng Thị Lún", 1969, "bản Púa Xe", seat.id, "014169004402"),
            field="land",
        )
        self._visit(
            desk,
            day(6),
            "Người có tên trong đơn lập khống danh sách ngày công làm đường",
            "petition",
            "tc",
            who=("Là Văn Xương", 1976, "bản Huổi Cuổi", seat.id, "014076005523"),
            field="civil_service",
        )
        self._open_day(units, users, day(4), place, invited)
        self._refused(users, seat, day(2))
        self._visit(
            desk,
            day(1),
            "Nước sinh hoạt bản Phiêng Nèn có mùi, đục sau mưa; bể lọc chưa được thau rửa",
            "oral",
            who=("Quàng Thị Óng", 1992, "bản Phiêng Nèn", seat.id, "014192001877"),
            field="environment",
            demand="Kiểm tra nguồn nước, thau rửa bể lọc.",
        )
        # sits at the desk now
        self._visit(
            desk,
            today,
            "Hỏi thủ tục xác nhận hộ có thu nhập thấp để vay vốn làm nhà",
            False,
            who=("Cà Thị Pâng", 1987, "bản Bon", seat.id, "014187006630"),
        )

    def _concluded_day(self, units, users, day, place, invited):
        """In person: a group with representatives; what was decided became a task."""
        office, desk, seat = users["thuky"], users["tiepdan"], units["Quỳnh Nhai"]
        session = self._reception_day(
            office, users["chutich"].citizen_membership_ids, day, place, invited
        )
        session.action_hold()
        common = {"reception_kind": "periodic", "dialogue_id": session.id}
        self._visit(
            desk,
            day,
            "Bảy hộ bản Kéo Ca đề nghị bố trí điểm tập kết rác và xe thu gom hằng tuần",
            "explained",
            field="environment",
            **common,
            **self._group(
                7,
                "bản Kéo Ca",
                seat,
                ("Lường Văn Pháng", 1967, "014067003345"),
                ("Hoàng Thị Én", 1985, "014185006109"),
            ),
        )
        self._visit(
            desk,
            day,
            "Hỏi thời gian chi trả tiền bảo vệ rừng năm nay",
            "explained",
            who=("Quàng Văn Điện", 1960, "bản Cút", seat.id, "014060001256"),
            field="policy",
            **common,
        )
        first, second = session.with_user(office).opinion_ids
        today = self.env["citizen.calendar"]._today()
        self._answer(
            first,
            "taken_over",
            "Bố trí điểm tập kết rác tại bản Kéo Ca, thống nhất lịch thu gom với nhân dân",
            assign_unit_ids=[Command.set(units["vhxh"].ids)],
            assign_due_date=today + timedelta(days=14),
        )
        self._answer(
            second,
            "answered",
            "Chi trả trong tháng, thông báo tại nhà văn hóa bản.",
        )
        conclusion = (
            self.env["citizen.conclusion"]
            .browse(session.action_make_conclusion()["res_id"])
            .with_user(office)
        )
        calendar = self.env["citizen.calendar"]._work_calendar()
        self._outside(
            conclusion.action_register_external(),
            office,
            calendar.next_working(day + timedelta(days=2)),
        )
        conclusion.task_ids.with_user(users["tptk"]).action_accept()

    def _deputised_day(self, units, users, day, place, invited):
        """The chairman away, his deputy received: a letter that another body answers."""
        office, desk, seat = users["thuky"], users["tiepdan"], units["Quỳnh Nhai"]
        session = self._reception_day(
            office,
            users["pctxa"].citizen_membership_ids,
            day,
            place,
            invited,
            is_deputised=True,
        )
        session.action_hold()
        visit = self._visit(
            desk,
            day,
            "Khiếu nại quyết định xử phạt của đoàn kiểm tra thuộc Sở Nông nghiệp và Môi "
            "trường về nuôi cá lồng",
            "petition",
            "kn",
            who=("Điêu Văn Pâng", 1978, "bản Bon", seat.id, "014078002204"),
            field="environment",
            reception_kind="periodic",
            dialogue_id=session.id,
        )
        calendar = self.env["citizen.calendar"]._work_calendar()
        action = self._classify(
            visit.petition_ids,
            desk,
            {
                **COMPLAINT,
                "q_sent": "no",
                "contested_by": "dept_head",
                "contested_ref": "Quyết định xử phạt vi phạm hành chính số 41/QĐ-XPHC",
            },
            units["snnmt"],
            calendar.next_working(day + timedelta(days=1)),
        )
        self._outside(action, desk, calendar.next_working(day + timedelta(days=2)))
        self._answer(
            session.with_user(office).opinion_ids,
            "petition",
            "Nhận đơn; hướng dẫn bằng văn bản.",
        )
        session.action_close()

    def _open_day(self, units, users, day, place, invited):
        """In person, some days ago: its conclusion isn't written yet."""
        office, desk, seat = users["thuky"], users["tiepdan"], units["Quỳnh Nhai"]
        session = self._reception_day(
            office, users["chutich"].citizen_membership_ids, day, place, invited
        )
        session.action_hold()
        common = {
            "reception_kind": "periodic",
            "dialogue_id": session.id,
            "field": "land",
        }
        self._visit(
            desk,
            day,
            "Hỏi việc giải quyết khiếu nại thu hồi đất vườn làm điểm dân cư, thửa đất số "
            "45, tờ bản đồ số 12",
            "explained",
            "kn",
            who=("Lò Văn Pâng", 1970, "bản Phiêng Nèn", seat.id, "014070001234"),
            is_repeated=True,
            note="Đã thụ lý, đang xác minh",
            **common,
        )
        self._visit(
            desk,
            day,
            "Đề nghị đo lại đường ranh giới nghĩa địa bản Púa Xe",
            "explained",
            who=("Lò Văn Sương", 1973, "bản Púa Xe", seat.id, "014073006641"),
            **common,
        )
        self._answer(
            session.with_user(office).opinion_ids[:1],
            "answered",
            "Chủ tịch đối thoại với hộ trong tuần tới theo thông báo đã gửi.",
        )

    def _refused(self, users, seat, day):
        """Answered in writing before, and nothing new: refused, with its notice."""
        desk, clerk = users["tiepdan"], users["vanthu"]
        visit = self._visit(
            desk,
            day,
            "Đèn đường trục xã hỏng nhiều tháng, đề nghị thay đèn",
            "refused",
            who=("Tòng Văn Hao", 1984, "bản Phiêng Lanh", seat.id, "014084003561"),
            field="infrastructure",
            is_repeated=True,
            prior_bodies="UBND xã Quỳnh Nhai đã trả lời bằng văn bản",
            refusal_ground_id=self._ground("ND154_4_H").id,
        )
        notice = self.env["citizen.document"].browse(
            visit.action_draft_refusal()["res_id"]
        )
        notice.with_user(desk).action_submit()
        notice.with_user(users["chutich"]).action_approve()
        today = self.env["citizen.calendar"]._today()
        notice.with_user(clerk).number_proposed = (
            notice.sudo()._series(today)._highest() + 1
        )
        notice.with_user(clerk).action_issue()
