from datetime import date, datetime, time, timedelta

from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user


class CitizenCase(TransactionCase):
    """A small tree of units with one officer per role.

    ``province`` > ``district`` > ``office`` (follow-up office), ``board`` (reception
    board, drafts dispatches), ``dept_land``, ``dept_finance`` and the communes
    ``commune_a``, ``commune_b``, ``commune_c``; ``old_commune`` ended and was succeeded
    by ``commune_a``.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": False})
        cls.Unit = cls.env["citizen.unit"]
        cls.province = cls._unit("UBND tỉnh Thử", "province", symbol="UBND")
        cls.district = cls._unit(
            "UBND huyện Thử",
            "district",
            cls.province,
            symbol="UBND",
            letterhead_name="ỦY BAN NHÂN DÂN\nHUYỆN THỬ",
            place_name="Thử",
            body_title="ỦY BAN NHÂN DÂN",
            chair_title="CHỦ TỊCH",
            sign_tl=True,
            sign_tuq=True,
        )
        cls.office = cls._unit(
            "Văn phòng HĐND và UBND huyện Thử", "office", cls.district, symbol="VP"
        )
        cls.board = cls._unit(
            "Ban Tiếp công dân huyện Thử", "office", cls.office, symbol="BTCD"
        )
        cls.dept_land = cls._unit(
            "Phòng TNMT Thử", "department", cls.district, symbol="TNMT"
        )
        cls.dept_finance = cls._unit(
            "Phòng TCKH Thử", "department", cls.district, symbol="TCKH"
        )
        cls.commune_a = cls._unit("UBND xã A", "commune", cls.district, symbol="UBND")
        cls.commune_b = cls._unit("UBND xã B", "commune", cls.district, symbol="UBND")
        cls.commune_c = cls._unit("UBND xã C", "commune", cls.district, symbol="UBND")
        cls.old_commune = cls._unit(
            "UBND xã Cũ",
            "commune",
            cls.district,
            symbol="UBND",
            valid_to=date(2020, 6, 30),
        )
        cls.commune_a.predecessor_ids = cls.old_commune

        cls.user_secretary = cls._officer("t_thuky", cls.office)
        cls.user_clerk = cls._officer("t_vanthu", cls.district, "clerk", "clerk")
        cls.user_followup = cls._officer(
            "t_chanhvp",
            cls.office,
            "followup",
            "head",
            position_title="Chánh Văn phòng",
        )
        # the head of the Office follows up below the whole authority
        cls._post(cls.user_followup, cls.district, "followup", "other")
        cls.user_leader = cls._officer(
            "t_chutich", cls.district, "leader", "chair", position_title="Chủ tịch"
        )
        cls.user_vice = cls._officer(
            "t_pct", cls.district, "leader", "vice_chair", position_title="Phó Chủ tịch"
        )
        cls.user_land = cls._officer("t_tnmt", cls.dept_land)
        cls.user_land_head = cls._officer("t_tptnmt", cls.dept_land, "head", "head")
        cls.user_finance = cls._officer("t_tckh", cls.dept_finance)
        cls.user_commune_a = cls._officer("t_xa_a", cls.commune_a)
        cls.user_commune_a_head = cls._officer("t_ct_a", cls.commune_a, "head", "chair")
        cls.user_commune_b = cls._officer("t_xa_b", cls.commune_b)
        cls.user_inspector = cls._officer("t_thanhtra", cls.district, "inspector")
        cls.user_admin = cls._officer("t_quantri", cls.district, "admin")
        cls.user_outsider = cls._account("t_nguoila")

    @classmethod
    def _unit(cls, name, kind, parent=None, **vals):
        return cls.env["citizen.unit"].create(
            {"name": name, "kind": kind, "parent_id": parent and parent.id, **vals}
        )

    @classmethod
    def _officer(cls, login, unit, role="officer", position="officer", **vals):
        user = cls._account(
            login, name=f"Người dùng {login}", email=f"{login}@example.com"
        )
        cls._post(user, unit, role, position, **vals)
        return user

    @classmethod
    def _account(cls, login, **vals):
        return new_test_user(
            cls.env,
            login,
            groups="base.group_user",
            tz="Asia/Ho_Chi_Minh",
            # no letter of invitation: a third of the time that a class takes to begin
            context={"no_reset_password": True},
            **vals,
        ).with_env(cls.env)

    @classmethod
    def _post(cls, user, unit, role="officer", position="officer", **vals):
        return cls.env["citizen.membership"].create(
            {
                "user_id": user.id,
                "unit_id": unit.id,
                "role": role,
                "position": position,
                "date_from": date(2020, 1, 1),
                **vals,
            }
        )

    # ------------------------------------------------------------------
    # the chain, taken step by step by those who take it in the office
    # ------------------------------------------------------------------
    @classmethod
    def _day(cls, days=0):
        return cls.env["citizen.calendar"]._today() + timedelta(days=days)

    @classmethod
    def _session(cls, user=None, days=20, **vals):
        user = user or cls.user_secretary
        chair = cls.user_leader.citizen_membership_ids
        return (
            cls.env["citizen.dialogue"]
            .with_user(user)
            .create(
                {
                    "name": "Đối thoại về đất đai, giao thông",
                    "date_start": datetime.combine(cls._day(days), time(1, 0)),
                    "place": "Hội trường UBND huyện",
                    "chair_membership_id": chair.id,
                    **vals,
                }
            )
        )

    @classmethod
    def _opinion(cls, dialogue, content="Đường vào bản hỏng", user=None, **vals):
        return (
            cls.env["citizen.dialogue.opinion"]
            .with_user(user or cls.user_secretary)
            .create({"dialogue_id": dialogue.id, "content": content, **vals})
        )

    @classmethod
    def _held_session(cls, **vals):
        """A session held today, entered as such by the secretary."""
        dialogue = cls._session(days=0, **vals)
        cls._issue(dialogue.action_draft_notice(), 901 + dialogue.id)
        dialogue.action_hold()
        return dialogue

    @classmethod
    def _issue(cls, action, number, day=None):
        """Take the document an action opened through approval to its number."""
        document = (
            cls.env["citizen.document"]
            .with_user(cls.user_secretary)
            .browse(action["res_id"])
        )
        if not document.signer_membership_id:
            document.signer_membership_id = cls.user_leader.citizen_membership_ids
            document.signature_mode = "direct"
        if not document.needs_approval:
            document.action_issue()
            return document
        document.action_submit()
        document.with_user(cls.user_followup).action_approve()
        if not document.numbered:
            # the head's approval is all it waits for
            return document
        clerk = document.with_user(cls.user_clerk)
        clerk.number_proposed = number
        if day:
            clerk.date_proposed = day
        clerk.action_issue()
        return document

    @classmethod
    def _directive(cls, clauses, user=None, **vals):
        """A directive in draft; ``clauses`` are lists of field values."""
        return (
            cls.env["citizen.conclusion"]
            .with_user(user or cls.user_secretary)
            .create(
                {
                    "name": "Tăng cường công tác đối thoại",
                    "kind": "directive",
                    "clause_ids": [Command.create(clause) for clause in clauses],
                    **vals,
                }
            )
        )

    @classmethod
    def _clause(cls, units, content="Sửa đường vào bản", **vals):
        return {
            "content": content,
            "lead_unit_ids": [Command.set(units.ids)],
            "due_kind": "date",
            "due_date": cls._day(30),
            **vals,
        }

    @classmethod
    def _issued(cls, clauses, number=None, **vals):
        """A directive in force."""
        conclusion = cls._directive(clauses, **vals)
        cls._issue(conclusion.action_submit(), number or 500 + conclusion.id)
        return conclusion
