"""The demo: one story in two acts, told with the product's own methods.

Act one, 2022: UBND huyện Quỳnh Nhai issues dispatch 1619/UBND-BTCD; its tasks are done,
the district ends on 2025-06-30 and has successors. Act two, today: xã Quỳnh Nhai under
tỉnh Sơn La, with dates relative to the installation. All persons are invented.
"""

import base64
import csv
from datetime import date, datetime, time, timedelta

from odoo import api, models
from odoo.fields import Command
from odoo.tools import file_open

from ..tools import pdf

DISTRICT_END = date(2025, 6, 30)
NEW_START = date(2025, 7, 1)
COMMUNES_2022 = (
    "Cà Nàng",
    "Chiềng Bằng",
    "Chiềng Khay",
    "Chiềng Khoang",
    "Chiềng Ơn",
    "Mường Chiên",
    "Mường Giàng",
    "Mường Giôn",
    "Mường Sại",
    "Nặm Ét",
    "Pá Ma Pha Khinh",
)
# Nghị quyết 1681/NQ-UBTVQH15
SUCCESSORS = {
    "Quỳnh Nhai": ("Mường Giàng", "Chiềng Bằng", "Chiềng Khoang", "Chiềng Ơn"),
    "Mường Chiên": ("Chiềng Khay", "Cà Nàng", "Mường Chiên"),
    "Mường Giôn": ("Pá Ma Pha Khinh", "Mường Giôn"),
    "Mường Sại": ("Nặm Ét", "Mường Sại"),
}
DEPARTMENTS_2022 = (
    ("Phòng Nội vụ", "NV"),
    ("Phòng Tư pháp", "TP"),
    ("Phòng Tài chính - Kế hoạch", "TCKH"),
    ("Phòng Tài nguyên và Môi trường", "TNMT"),
    ("Phòng Lao động - Thương binh và Xã hội", "LĐTBXH"),
    ("Phòng Văn hóa và Thông tin", "VHTT"),
    ("Phòng Giáo dục và Đào tạo", "GDĐT"),
    ("Phòng Y tế", "YT"),
    ("Thanh tra huyện", "TTr"),
    ("Phòng Nông nghiệp và Phát triển nông thôn", "NNPTNT"),
    ("Phòng Kinh tế và Hạ tầng", "KTHT"),
    ("Phòng Dân tộc", "DT"),
)


class CitizenDemo(models.AbstractModel):
    _name = "citizen.demo"
    _description = "Demo Story"

    @api.model
    def _tell(self):
        # demo data come before the module's translations: the logs of the story say
        # states and outcomes in the words of the office
        self.env["ir.module.module"]._load_module_terms(["citizen_dialogue"], ["vi_VN"])
        self = self.with_context(lang="vi_VN", tz="Asia/Ho_Chi_Minh")
        units = self._units()
        users = self._people(units)
        self.env.flush_all()
        self._act_one(units, users)
        self._act_two(units, users)
        self.env.flush_all()

    # ------------------------------------------------------------------
    # who
    # ------------------------------------------------------------------
    def _unit(self, name, kind, parent=None, **vals):
        return self.env["citizen.unit"].create(
            {"name": name, "kind": kind, "parent_id": parent and parent.id, **vals}
        )

    def _committee(self, level, name, kind, parent, **vals):
        return self._unit(
            f"UBND {level} {name}",
            kind,
            parent,
            short_name=f"{level.capitalize()} {name}",
            symbol="UBND",
            letterhead_name=f"ỦY BAN NHÂN DÂN\n{level} {name}".upper(),
            place_name=name,
            body_title="ỦY BAN NHÂN DÂN",
            chair_title="CHỦ TỊCH",
            sign_tl=True,
            **vals,
        )

    def _units(self):
        units = {"tinh": self._committee("tỉnh", "Sơn La", "province", None)}
        units["vptinh"] = self._unit(
            "Văn phòng UBND tỉnh Sơn La", "office", units["tinh"], symbol="VP"
        )
        units["snnmt"] = self._unit(
            "Sở Nông nghiệp và Môi trường tỉnh Sơn La",
            "department",
            units["tinh"],
            symbol="SNNMT",
        )
        old = {"valid_to": DISTRICT_END}
        district = self._committee(
            "huyện", "Quỳnh Nhai", "district", units["tinh"], **old
        )
        units["huyen"] = district
        units["vphuyen"] = self._unit(
            "Văn phòng HĐND và UBND huyện Quỳnh Nhai",
            "office",
            district,
            symbol="VP",
            **old,
        )
        units["btcd"] = self._unit(
            "Ban Tiếp công dân huyện Quỳnh Nhai",
            "office",
            units["vphuyen"],
            symbol="BTCD",
            **old,
        )
        for name, symbol in DEPARTMENTS_2022:
            units[symbol] = self._unit(
                f"{name} huyện Quỳnh Nhai".replace("huyện huyện", "huyện"),
                "department",
                district,
                short_name=name,
                symbol=symbol,
                **old,
            )
        communes = {
            name: self._committee("xã", name, "commune", district, **old)
            for name in COMMUNES_2022
        }
        units["xa2022"] = self.env["citizen.unit"].union(*communes.values())
        for name, former in SUCCESSORS.items():
            units[name] = self._committee(
                "xã",
                name,
                "commune",
                units["tinh"],
                valid_from=NEW_START,
                predecessor_ids=[Command.set([communes[old].id for old in former])],
            )
        seat = units["Quỳnh Nhai"]
        seat.predecessor_ids = [Command.link(district.id)]
        for key, name, kind, symbol in (
            ("vp", "Văn phòng HĐND và UBND xã Quỳnh Nhai", "office", "VP"),
            ("kt", "Phòng Kinh tế xã Quỳnh Nhai", "department", "KT"),
            ("vhxh", "Phòng Văn hóa - Xã hội xã Quỳnh Nhai", "department", "VHXH"),
            (
                "hcc",
                "Trung tâm Phục vụ hành chính công xã Quỳnh Nhai",
                "office",
                "TTPVHCC",
            ),
        ):
            units[key] = self._unit(
                name, kind, seat, symbol=symbol, valid_from=NEW_START
            )
        return units

    def _people(self, units):
        with file_open("citizen_dialogue/demo/logins.csv") as file:
            rows = list(csv.DictReader(file))
        posts = {
            "thuky": [("vp", "officer", "officer", "Chuyên viên")],
            "chanhvp": [
                ("vp", "followup", "head", "Chánh Văn phòng"),
                ("Quỳnh Nhai", "followup", "other", "Theo dõi, đôn đốc"),
            ],
            "chutich": [("Quỳnh Nhai", "leader", "chair", "Chủ tịch")],
            "vanthu": [("Quỳnh Nhai", "clerk", "clerk", "Văn thư")],
            "canbo_xa": [("kt", "officer", "officer", "Công chức địa chính")],
            "tiepdan": [("hcc", "officer", "officer", "Cán bộ tiếp công dân")],
            "thanhtra": [("tinh", "inspector", "other", "Thanh tra viên")],
            "vptinh": [
                ("vptinh", "followup", "head", "Chánh Văn phòng"),
                ("tinh", "followup", "other", "Theo dõi, đôn đốc"),
                ("tinh", "clerk", "clerk", "Văn thư"),
            ],
            "quantri": [("Quỳnh Nhai", "admin", "other", "Quản trị")],
            # appointed below, by the leader
            "luugiu": [],
        }
        group = self.env.ref("base.group_user")
        users = {}
        for row in rows:
            users[row["login"]] = (
                self.env["res.users"]
                .with_context(no_reset_password=True)
                .create(
                    {
                        "login": row["login"],
                        "password": row["login"],
                        "name": row["họ tên"],
                        "email": f"{row['login']}@example.com",
                        "lang": "vi_VN",
                        "tz": "Asia/Ho_Chi_Minh",
                        "group_ids": [Command.set(group.ids)],
                    }
                )
            )
        extra = {
            "tptk": ("Là Thị Hoa", [("vhxh", "head", "head", "Trưởng phòng")]),
            "cttinh": (
                "Cầm Văn Chính",
                [("tinh", "leader", "chair", "Chủ tịch")],
            ),
            "tpkt": ("Lò Văn Ngoan", [("kt", "head", "head", "Trưởng phòng")]),
            "pctxa": (
                "Lường Thị Thỏa",
                [("Quỳnh Nhai", "leader", "vice_chair", "Phó Chủ tịch")],
            ),
            "pct2022": (
                "Lò Văn Thanh",
                [("huyen", "leader", "vice_chair", "Phó Chủ tịch")],
            ),
            "vp2022": (
                "Hoàng Thị Xuân",
                [
                    ("btcd", "officer", "officer", "Chuyên viên"),
                    ("huyen", "clerk", "clerk", "Văn thư"),
                    ("huyen", "followup", "other", "Theo dõi"),
                ],
            ),
        }
        for login, (name, own) in extra.items():
            users[login] = (
                self.env["res.users"]
                .with_context(no_reset_password=True)
                .create(
                    {
                        "login": login,
                        "name": name,
                        "lang": "vi_VN",
                        "tz": "Asia/Ho_Chi_Minh",
                        "group_ids": [Command.set(group.ids)],
                    }
                )
            )
            posts[login] = own
        self.env["citizen.membership"].create(
            [
                {
                    "user_id": users[login].id,
                    "unit_id": units[unit].id,
                    "role": role,
                    "position": position,
                    "position_title": title,
                    "date_from": date(2022, 1, 1) if "2022" in login else NEW_START,
                }
                for login, own in posts.items()
                for unit, role, position, title in own
            ]
        )
        self.env["citizen.membership"].with_user(users["chutich"]).create(
            {
                "user_id": users["luugiu"].id,
                "unit_id": units["Quỳnh Nhai"].id,
                "role": "custodian",
                "position": "other",
                "position_title": "Người giữ danh tính",
                "date_from": NEW_START,
            }
        )
        return users

    # ------------------------------------------------------------------
    # act one
    # ------------------------------------------------------------------
    def _act_one(self, units, users):
        officer = users["vp2022"]
        everybody = units["xa2022"] | self.env["citizen.unit"].union(
            *(units[symbol] for _name, symbol in DEPARTMENTS_2022)
        )
        clauses = (
            (
                "Tiếp tục quán triệt và thực hiện nghiêm túc Luật Tiếp công dân, Luật "
                "Khiếu nại, Luật Tố cáo; tập trung chỉ đạo, theo dõi đôn đốc giải quyết "
                "các nhiệm vụ đã được kết luận tại các Hội nghị đối thoại.",
                everybody,
                "Các cơ quan, đơn vị; Ủy ban nhân dân các xã",
            ),
            (
                "Tiếp tục làm tốt công tác nắm tình hình, tăng cường công tác đối thoại, "
                "hòa giải trong giải quyết đơn, thư; giải quyết dứt điểm các đơn, thư còn "
                "tồn đọng, phức tạp kéo dài.",
                everybody,
                "Các cơ quan, đơn vị; Ủy ban nhân dân các xã",
            ),
            (
                "Lập hồ sơ lưu trữ các cuộc đối thoại của Chủ tịch UBND huyện; theo dõi, "
                "đôn đốc triển khai kết luận; tổng hợp báo cáo tiến độ và đề xuất phương "
                "án giải quyết khó khăn, vướng mắc.",
                units["vphuyen"],
                False,
            ),
        )
        officer.citizen_unit_id = units["btcd"]
        conclusion = (
            self.env["citizen.conclusion"]
            .with_user(officer)
            .create(
                {
                    "name": "tăng cường hiệu quả công tác đối thoại của người đứng đầu, "
                    "giải quyết đơn thư, kiến nghị, phản ánh của công dân",
                    "kind": "directive",
                    "owner_unit_id": units["btcd"].id,
                    "issuer_unit_id": units["huyen"].id,
                    "chair_name": "Phó Chủ tịch UBND huyện",
                    "clause_ids": [
                        Command.create(
                            {
                                "content": content,
                                "lead_unit_ids": [Command.set(leads.ids)],
                                "lead_group_label": label,
                                "due_kind": "date",
                                "due_date": date(2022, 12, 31),
                                "sequence": 10 * number,
                            }
                        )
                        for number, (content, leads, label) in enumerate(clauses, 1)
                    ],
                }
            )
        )
        action = conclusion.action_register_external()
        document = self.env["citizen.document"].browse(action["res_id"])
        document.with_user(officer).write(
            {
                "number_proposed": 1619,
                "date_proposed": date(2022, 8, 4),
                "addressee_text": "Các cơ quan, đơn vị;\nỦy ban nhân dân các xã.",
                "signer_name": "Lò Văn Thanh",
                "signature_mode": "kt",
            }
        )
        document.with_user(officer).action_register_external()
        for number, task in enumerate(conclusion.task_ids):
            reported = date(2022, 11, 10) + timedelta(days=number % 40)
            task._write_protected(
                {
                    "state": "verified",
                    "accepted_on": date(2022, 8, 8),
                    "reported_on": reported,
                    "verified_on": reported + timedelta(days=4),
                    "verified_by_id": officer.id,
                    "progress": 100,
                }
            )
        for task in conclusion.task_ids:
            task.deadline_id._meet(task.reported_on)
            task._done_with(
                [
                    "citizen_dialogue.mail_activity_type_task",
                    "citizen_dialogue.mail_activity_type_orphan",
                ]
            )
        conclusion._refresh_done()
        mixed = self._petitions_2022(units, officer)
        self._cases_2022(units, users, mixed)
        self._visits_2022(units, users)
        # the district's people left with the district
        posts = (
            users["vp2022"].citizen_membership_ids
            | users["pct2022"].citizen_membership_ids
        )
        posts.write({"date_to": DISTRICT_END})

    # ------------------------------------------------------------------
    # act two
    # ------------------------------------------------------------------
    def _act_two(self, units, users):
        today = self.env["citizen.calendar"]._today()
        self._running_conclusion(units, users, today)
        self._province_directive(units, users, today)
        self._coming_sessions(units, users, today)
        self._identity_mode(users, today)
        self._petitions(units, users, today)
        self._cases(units, users, today)
        self._visits(units, users, today)
        # the nights that a running office has had
        calendar = self.env["citizen.calendar"]._work_calendar()
        for _amount in self.env["citizen.urging"]._climb(
            calendar.previous_working(today)
        ):
            pass
        self.env["citizen.report"].with_user(users["thuky"]).create(
            {"date_from": today - timedelta(days=30), "date_to": today}
        )

    def _session(self, users, name, day, **vals):
        chair = users["chutich"].citizen_membership_ids
        # 01:00 UTC is 08:00 in Viet Nam
        start = datetime.combine(day, time(1, 0))
        return (
            self.env["citizen.dialogue"]
            .with_user(users["thuky"])
            .create(
                {
                    "name": name,
                    "date_start": start,
                    "date_end": start + timedelta(hours=3, minutes=30),
                    "place": "Hội trường UBND xã Quỳnh Nhai",
                    "chair_membership_id": chair.id,
                    **vals,
                }
            )
        )

    def _external(self, action, users, number, day):
        """Enter the issued document an action opened, dated in the past."""
        document = (
            self.env["citizen.document"]
            .browse(action["res_id"])
            .with_user(users["thuky"])
        )
        document.write({"number_proposed": number, "date_proposed": day})
        document.action_register_external()
        return document

    def _announce(self, dialogue, users, number, day):
        document = (
            self.env["citizen.document"]
            .with_user(users["thuky"])
            ._draft_for(
                dialogue,
                "TB_DT",
                "announce",
                {
                    "name": "Tổ chức hội nghị đối thoại với Nhân dân",
                    "is_external": True,
                    "number_proposed": number,
                    "date_proposed": day,
                },
            )
        )
        document.action_register_external()

    def _running_conclusion(self, units, users, today):
        held = today - timedelta(days=40)
        dialogue = self._session(
            users,
            "Đối thoại với Nhân dân các bản vùng ven hồ về đất đai, đường giao thông",
            held,
            participant_ids=[
                Command.create(
                    {"kind": "unit", "unit_id": units[key].id, "attendance": "present"}
                )
                for key in ("vp", "kt", "vhxh")
            ]
            + [
                Command.create(
                    {
                        "kind": "citizens",
                        "name": "Nhân dân các bản Phiêng Nèn, Bon, Púa Xe",
                        "people": 64,
                        "attendance": "present",
                    }
                )
            ],
        )
        self._announce(dialogue, users, 41, held - timedelta(days=12))
        opinions = self.env["citizen.dialogue.opinion"].with_user(users["thuky"])
        category = {
            key: self.env.ref(f"citizen_dialogue.citizen_category_{key}").id
            for key in ("land", "infrastructure", "policy", "environment")
        }
        rows = (
            (
                "Đại diện bản Phiêng Nèn",
                "Mương thủy lợi bị sạt từ tháng 7, ba chục hộ không có nước cấy vụ mùa.",
                "infrastructure",
                "taken_over",
                "Sửa chữa đoạn mương bị sạt tại bản Phiêng Nèn, bảo đảm nước cho vụ tới",
                "kt",
                -6,
            ),
            (
                "Một số hộ bản Bon",
                "Chưa được cấp giấy chứng nhận cho đất ở tại điểm tái định cư.",
                "land",
                "taken_over",
                "Rà soát hồ sơ, lập danh sách các hộ tái định cư bản Bon chưa được cấp "
                "giấy chứng nhận, báo cáo phương án",
                "kt",
                18,
            ),
            (
                "Đại diện bản Púa Xe",
                "Đề nghị công khai danh sách hộ nghèo được hỗ trợ nhà ở.",
                "policy",
                "taken_over",
                "Niêm yết công khai danh sách hộ được hỗ trợ nhà ở tại nhà văn hóa các bản",
                "vhxh",
                -2,
            ),
            (
                "Một công dân bản Bon",
                "Hỏi về thời gian họp xét hỗ trợ giống lúa.",
                "policy",
                "answered",
                "Đã trả lời tại hội nghị: họp ngày mùng 5 hằng tháng.",
                None,
                0,
            ),
            (
                "Nhóm hộ nuôi cá lồng",
                "Kiến nghị về mực nước hồ thủy điện ảnh hưởng lồng cá.",
                "environment",
                "referred",
                "Chuyển cơ quan vận hành hồ xem xét.",
                None,
                0,
            ),
        )
        dialogue.with_user(users["thuky"]).action_hold()
        opinions.create(
            [
                {
                    "dialogue_id": dialogue.id,
                    "sequence": 10 * number,
                    "speaker_label": speaker,
                    "content": content,
                    "category_id": category[field],
                    "source": "live",
                    "disposition": disposition,
                    "answer": answer,
                    "assign_unit_ids": [Command.set(units[unit].ids)]
                    if unit
                    else False,
                    "assign_due_date": unit and today + timedelta(days=due),
                    "referred_to": disposition == "referred"
                    and "Đơn vị vận hành hồ thủy điện",
                }
                for number, (
                    speaker,
                    content,
                    field,
                    disposition,
                    answer,
                    unit,
                    due,
                ) in enumerate(rows, 1)
            ]
        )
        action = dialogue.action_make_conclusion()
        conclusion = (
            self.env["citizen.conclusion"]
            .browse(action["res_id"])
            .with_user(users["thuky"])
        )
        self.env["citizen.conclusion.clause"].with_user(users["thuky"]).create(
            {
                "conclusion_id": conclusion.id,
                "sequence": 90,
                "content": "Theo dõi, đôn đốc thực hiện kết luận; tổng hợp báo cáo Chủ "
                "tịch UBND xã",
                "lead_unit_ids": [Command.set(units["vp"].ids)],
                "due_kind": "rhythm",
                "rhythm": "monthly",
            }
        )
        self.env["citizen.conclusion.clause"].with_user(users["thuky"]).create(
            {
                "conclusion_id": conclusion.id,
                "sequence": 80,
                "content": "Tuyên truyền, phổ biến Luật Đất đai, Luật Tiếp công dân tại "
                "các bản",
                "lead_unit_ids": [Command.set(units["vhxh"].ids)],
                "due_kind": "rhythm",
                "rhythm": "quarterly",
                "is_dissemination": True,
            }
        )
        self._external(
            conclusion.action_register_external(), users, 45, held + timedelta(days=4)
        )
        for _batch in self.env["citizen.task"]._next_rounds():
            pass
        spread = conclusion.task_ids.filtered(
            lambda t: t.is_dissemination and t.state in ("assigned", "accepted")
        )
        self.env["citizen.task.update"].with_user(users["tptk"]).create(
            [
                {
                    "task_id": spread[-1:].id,
                    "kind": "dissemination",
                    "event_date": today - timedelta(days=days),
                    "audience": audience,
                    "people_count": people,
                    "text": text,
                }
                for days, audience, people, text in (
                    (9, "Trưởng bản, người có uy tín", 37, "Luật Đất đai 2024"),
                    (3, "Nhân dân bản Bon", 82, "Luật Tiếp công dân"),
                )
            ]
        )
        listed = conclusion.task_ids.filtered(
            lambda t: t.unit_id == units["vhxh"] and "Niêm yết" in t.name
        ).with_user(users["tptk"])
        self.env["citizen.task.update"].with_user(users["tptk"]).create(
            {
                "task_id": listed.id,
                "kind": "done",
                "progress": 100,
                "text": "Đã niêm yết danh sách tại 3 nhà văn hóa bản, có biên bản kèm ảnh.",
            }
        )
        ditch = conclusion.task_ids.filtered(
            lambda t: t.unit_id == units["kt"] and "mương" in t.name
        )
        self.env["citizen.task.update"].with_user(users["canbo_xa"]).create(
            {
                "task_id": ditch.id,
                "kind": "progress",
                "progress": 60,
                "text": "Đã kè xong 40 m, còn 25 m phía đầu nguồn.",
            }
        )
        self.env["citizen.obstacle"].with_user(users["canbo_xa"]).create(
            {
                "task_id": ditch.id,
                "kind": "money",
                "since": today - timedelta(days=12),
                "content": "Chưa có kinh phí mua rọ đá; đường vào bản lầy, xe không vào "
                "được.",
                "tried": "Đã huy động 120 ngày công của bản, vận chuyển đá bằng máy cày.",
                "option_a": "Tạm ứng dự phòng ngân sách xã để mua rọ đá",
                "needs_a": "48 triệu đồng, quyết định của Chủ tịch",
                "option_b": "Gia cố tạm bằng cọc tre, làm rọ đá vào mùa khô",
                "needs_b": "Lùi thời hạn 60 ngày",
                "option_c": "Đề nghị tỉnh hỗ trợ từ nguồn khắc phục thiên tai",
                "needs_c": "Tờ trình trước ngày 10 tháng sau",
                "decide_by": today + timedelta(days=3),
            }
        )
        self.env["citizen.extension"].with_user(users["canbo_xa"]).create(
            {
                "deadline_id": ditch.deadline_id.id,
                "requested_date": today + timedelta(days=15),
                "reason": "Mưa kéo dài, chưa vận chuyển được rọ đá.",
            }
        )

    def _province_directive(self, units, users, today):
        communes = self.env["citizen.unit"].union(*(units[name] for name in SUCCESSORS))
        officer = users["vptinh"]
        issued = today - timedelta(days=10)
        conclusion = (
            self.env["citizen.conclusion"]
            .with_user(officer)
            .create(
                {
                    "name": "rà soát việc thực hiện kết luận sau đối thoại với Nhân dân",
                    "kind": "directive",
                    "owner_unit_id": units["vptinh"].id,
                    "issuer_unit_id": units["tinh"].id,
                    "chair_name": "Chủ tịch UBND tỉnh",
                    "clause_ids": [
                        Command.create(
                            {
                                "content": "Rà soát, báo cáo kết quả thực hiện các kết "
                                "luận đối thoại trong năm",
                                "lead_unit_ids": [Command.set(communes.ids)],
                                "lead_group_label": "Ủy ban nhân dân các xã",
                                "due_kind": "working_days",
                                "due_days": 15,
                                "product": "Báo cáo",
                            }
                        )
                    ],
                }
            )
        )
        document = self.env["citizen.document"].browse(
            conclusion.action_register_external()["res_id"]
        )
        document.with_user(officer).write(
            {"number_proposed": 2892, "date_proposed": issued}
        )
        document.with_user(officer).action_register_external()

    def _coming_sessions(self, units, users, today):
        calendar = self.env["citizen.calendar"]._work_calendar()
        self._session(
            users,
            "Ngày tiếp công dân định kỳ của Chủ tịch UBND xã",
            calendar.next_working(today + timedelta(days=2)),
            kind="reception_day",
            place="Trụ sở tiếp công dân xã Quỳnh Nhai",
            date_end=False,
            participant_ids=[
                Command.create({"kind": "unit", "unit_id": units[key].id})
                for key in ("hcc", "kt", "vhxh")
            ],
        )
        conference = self._session(
            users,
            "Hội nghị đối thoại định kỳ về chế độ, chính sách và môi trường",
            calendar.next_working(today + timedelta(days=16)),
            plan_period="Quý IV",
            participant_ids=[
                Command.create({"kind": "unit", "unit_id": units[key].id})
                for key in ("kt", "vhxh", "hcc")
            ],
        )
        self.env["citizen.dialogue.opinion"].with_user(users["thuky"]).create(
            [
                {
                    "dialogue_id": conference.id,
                    "speaker_label": "Đại diện bản Huổi Cuổi",
                    "content": "Rác thải ven hồ không được thu gom thường xuyên.",
                    "category_id": self.env.ref(
                        "citizen_dialogue.citizen_category_environment"
                    ).id,
                    "prepare_unit_id": units["kt"].id,
                },
                {
                    "dialogue_id": conference.id,
                    "speaker_label": "Nhóm phụ nữ bản Bon",
                    "is_group": True,
                    "group_size": 12,
                    "content": "Đề nghị làm rõ mức hỗ trợ bảo hiểm y tế năm tới.",
                    "category_id": self.env.ref(
                        "citizen_dialogue.citizen_category_policy"
                    ).id,
                },
                {
                    "dialogue_id": conference.id,
                    "is_anonymous": True,
                    "content": "Điện sinh hoạt bản Púa Xe hay mất vào buổi tối.",
                    "category_id": self.env.ref(
                        "citizen_dialogue.citizen_category_infrastructure"
                    ).id,
                },
            ]
        )

    # ------------------------------------------------------------------
    # petitions
    # ------------------------------------------------------------------
    def _scan(self, *lines):
        """A page that stands for a scan."""
        text = "".join(f"<p>{line}</p>" for line in lines)
        return base64.b64encode(pdf.render(f"<html><body>{text}</body></html>"))

    def _identity_mode(self, users, today):
        """The invented decision by which the demo keeps denouncers in the vault."""
        day = today - timedelta(days=60)
        self.env["citizen.identity.mode"].with_user(users["chutich"]).create(
            {
                "mode": "vault",
                "decision_number": "137/QĐ-UBND",
                "decision_date": day,
                "decision_scan": self._scan(
                    "ỦY BAN NHÂN DÂN XÃ QUỲNH NHAI",
                    "QUYẾT ĐỊNH (dữ liệu thử)",
                    "Về việc lưu giữ danh tính người tố cáo trong kho mã hóa",
                ),
                "decision_scan_name": "quyet-dinh-137.pdf",
            }
        )

    def _petition(self, user, day, subject, kind, field, who=None, **vals):
        """Registered by an officer. ``who`` is name, year of birth, hamlet, commune,
        paper, telephone: as far as the letter says."""
        keys = ("name", "birth_year", "hamlet", "commune_id", "paper_number", "phone")
        sender = {
            f"sender_{key}": value
            for key, value in zip(keys, who or (), strict=False)
            if value
        }
        return (
            self.env["citizen.petition"]
            .with_user(user)
            .create(
                {
                    "subject": subject,
                    "kind": kind,
                    "category_id": self.env.ref(
                        f"citizen_dialogue.citizen_category_{field}"
                    ).id,
                    "receipt_date": day,
                    "petition_date": day - timedelta(days=2),
                    **sender,
                    **vals,
                }
            )
        )

    def _petitions_2022(self, units, officer):
        """A letter of that year with two contents, guided to be filed apart."""
        commune = units["xa2022"].filtered(lambda u: u.name == "UBND xã Chiềng Bằng")
        day = date(2022, 9, 14)
        petition = self._petition(
            officer,
            day,
            "bồi thường đất nương và thái độ của cán bộ địa chính",
            "mixed",
            "land",
            ("Lường Văn Ín", 1961, "bản Bung", commune.id, "050112345"),
            content="Thửa đất số 112, tờ bản đồ số 8; chưa nhận được tiền bồi thường.",
            source="post",
            matter_commune_id=commune.id,
            matter_hamlet="bản Bung",
            competence="own",
            line_ids=[
                Command.create(
                    {
                        "kind": "kn",
                        "content": "Quyết định bồi thường đất nương khi làm đường",
                        "competence": "own",
                    }
                ),
                Command.create(
                    {
                        "kind": "kn_pa",
                        "content": "Thái độ của cán bộ địa chính khi đo đất",
                        "competent_body": "UBND xã Chiềng Bằng",
                        "competence": "other",
                    }
                ),
            ],
        )
        document = (
            self.env["citizen.document"]
            .with_user(officer)
            ._draft_for(
                petition,
                "CV_HDT",
                "guide",
                {
                    "name": "hướng dẫn gửi đơn có nhiều nội dung",
                    "is_external": True,
                    "number_proposed": 214,
                    "date_proposed": date(2022, 9, 20),
                    "signer_name": "Lò Văn Thanh",
                },
            )
        )
        document.action_register_external()
        return petition

    def _petitions(self, units, users, today):
        desk, office = users["tiepdan"], users["thuky"]
        here = units["Quỳnh Nhai"].id
        former = units["xa2022"].filtered(lambda u: u.name == "UBND xã Mường Giàng")

        def day(days):
            return today - timedelta(days=days)

        def place(hamlet):
            return {"matter_hamlet": hamlet, "matter_commune_id": here}

        first = self._petition(
            desk,
            day(24),
            "thu hồi đất vườn làm điểm dân cư",
            "kn",
            "land",
            ("Lò Văn Pâng", 1970, "bản Phiêng Nèn", here, "014070001234", "0912345601"),
            content="Thửa đất số 45, tờ bản đồ số 12 bị thu hồi, không nhận được quyết "
            "định.",
            demand="Xem xét lại quyết định thu hồi đất.",
            has_originals=True,
            receipt_items="Giấy chứng nhận quyền sử dụng đất, bản sao, 02 tờ",
            file_ids=[
                Command.create(
                    {
                        "kind": "letter",
                        "data": self._scan("Đơn khiếu nại (dữ liệu thử)"),
                    }
                )
            ],
            **place("bản Phiêng Nèn"),
        )
        again = self._petition(
            desk,
            day(6),
            "thu hoi dat vuon lam diem dan cu",
            "kn",
            "land",
            ("Lo Van Pang", 1970, "ban Phieng Nen", former.id, "014070001234"),
            content="Thửa 45 tờ bản đồ 12, gửi lại đơn.",
            source="post",
            **place("Phiêng Nèn"),
        )
        self.env["citizen.petition.link"].with_user(desk)._join(
            again, first, "duplicate", "Cùng người, cùng thửa đất"
        )
        rows = (
            (
                (desk, day(4), "mương bản Bon không có nước", "kn_pa"),
                "infrastructure",
                ("Quàng Thị Mến", 1982, "bản Bon", here, "014182004521"),
                place("bản Bon"),
            ),
            (
                (desk, day(2), "cống qua đường bản Bon bị tắc", "kn_pa"),
                "infrastructure",
                ("Lường Văn Thoan", 1965, "bản Bon", here),
                place("bản Bon"),
            ),
            (
                (desk, day(1), "đường nội bản Bon sạt sau mưa", "kn_pa"),
                "infrastructure",
                ("Là Văn Chung", 1990, "ban Bon", former.id, None, "0972345602"),
                {**place("Bản Bon"), "matter_commune_id": former.id},
            ),
            (
                (office, day(8), "mức hỗ trợ tái định cư", "kn"),
                "policy",
                ("Cầm Thị Yêu", 1958, "bản Púa Xe", here, "050223411"),
                {
                    "source": "elected",
                    "source_body": "Đoàn đại biểu Quốc hội tỉnh",
                    "source_reference": "215/ĐĐBQH",
                    "competence": "own",
                    **place("bản Púa Xe"),
                },
            ),
            (
                (office, day(12), "khai thác cát ban đêm trên lòng hồ", "kn_pa"),
                "environment",
                None,
                {"source": "box", "is_anonymous": True, **place("bản Huổi Cuổi")},
            ),
            (
                (desk, day(3), "không được xác nhận đơn xin tách thửa", "kn"),
                "land",
                ("Hoàng Văn Dơn", 1977, "bản Kéo Ca", here, "014077003358"),
                {
                    "source": "oral",
                    "content": "Trình bày trực tiếp; thửa đất số 7, tờ bản đồ số 31.",
                    **place("bản Kéo Ca"),
                },
            ),
            (
                (desk, day(5), "tiền điện tăng bất thường", "kn_pa"),
                "infrastructure",
                ("Điêu Thị Nga", 1995, "bản Phiêng Lanh", here, "014195002210"),
                place("bản Phiêng Lanh"),
            ),
            (
                (office, day(15), "chậm chi trả trợ cấp người cao tuổi", "kn_pa"),
                "policy",
                ("Bạc Cầm Ún", 1943, "bản Phiêng Nèn", here, "050098712"),
                {"source": "post", "competence": "own", **place("bản Phiêng Nèn")},
            ),
            (
                (office, day(7), "rác thải chợ trung tâm", "kn_pa"),
                "environment",
                ("Tòng Thị Phương", 1988, "bản Phiêng Lanh", here),
                {"source": "online", **place("bản Phiêng Lanh")},
            ),
        )
        made = [
            self._petition(*head, field, who, **vals) for head, field, who, vals in rows
        ]
        made[7].action_classify()
        self._petition(
            office,
            day(9),
            "giao đất rừng cho nhóm hộ bản Cút",
            "kn",
            "land",
            source="post",
            signatory_count=7,
            petitioner_ids=[
                Command.create(
                    {
                        "role": "representative",
                        "name": name,
                        "birth_year": year,
                        "paper_number": paper,
                        "hamlet": "bản Cút",
                        "commune_id": here,
                    }
                )
                for name, year, paper in (
                    ("Quàng Văn Lả", 1968, "014068005127"),
                    ("Lò Thị Ọi", 1979, "014179001903"),
                )
            ],
            file_ids=[
                Command.create(
                    {
                        "kind": "appointment",
                        "data": self._scan("Văn bản cử người đại diện (dữ liệu thử)"),
                    }
                )
            ],
            **place("bản Cút"),
        )
        self._petition(
            desk,
            day(2),
            "lấn chiếm đường đi chung và việc chi tiền hỗ trợ",
            "mixed",
            "land",
            ("Lò Văn Sương", 1973, "bản Púa Xe", here, "014073006641"),
            line_ids=[
                Command.create(
                    {
                        "kind": "kn",
                        "content": "Quyết định giải quyết tranh chấp đường đi chung",
                        "competence": "own",
                    }
                ),
                Command.create(
                    {
                        "kind": "kn_pa",
                        "content": "Công khai danh sách hỗ trợ giống cây",
                        "competent_unit_id": units["vhxh"].id,
                        "competence": "other",
                    }
                ),
            ],
            **place("bản Púa Xe"),
        )
        self._petition(
            desk,
            day(3),
            "việc quản lý tiền đóng góp làm đường",
            "tc",
            "civil_service",
            ("Lường Thị Ban", 1985, "bản Kéo Ca", here, "014185007734", "0983345603"),
            competence="own",
            file_ids=[
                Command.create(
                    {"kind": "letter", "data": self._scan("Đơn tố cáo (dữ liệu thử)")}
                )
            ],
        )
