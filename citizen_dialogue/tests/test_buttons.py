"""Each state button × each role: who may take the step, found by taking it."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CitizenCase

WHO = (
    "thuky",  # drafts and follows in its own unit
    "chanhvp",  # head of the Office, follow-up
    "chutich",  # leader, signs
    "vanthu",  # clerk of the issuing authority
    "xa_a",  # officer of the unit that carries the task out
    "ct_a",  # its head
    "tnmt",  # cooperates
    "xa_b",  # another unit
    "tinh",  # leader of the superior authority
    "ke_thua",  # successor of the unit that carries the task out
    "thanhtra",  # reads only
    "quantri",  # no post but the administrator's
)
# x may; "-" may not
MATRIX = {
    # thuky chanhvp chutich vanthu xa_a ct_a tnmt xa_b tinh ke_thua thanhtra quantri
    "dialogue.notice": "x x x x - - - - x - - -",
    "dialogue.hold": "x x x - - - - - x - - -",
    "dialogue.nobody": "x x x - - - - - x - - -",
    "dialogue.postpone": "x x x - - - - - x - - -",
    "dialogue.cancel": "x x x - - - - - x - - -",
    "dialogue.minutes": "x x x x - - - - x - - -",
    "dialogue.conclude": "x x x - - - - - x - - -",
    "dialogue.close": "x x x - - - - - x - - -",
    "conclusion.submit": "x x x - - - - - x - - -",
    "conclusion.back": "x x x - - - - - x - - -",
    "conclusion.cancel": "- x x - - - - - x - - -",
    "document.submit": "x x x x - - - - x - - -",
    "document.approve": "- x x - - - - - x - - -",
    "document.return": "- x x - - - - - x - - -",
    "document.cancel": "x x x x - - - - x - - -",
    "document.issue": "- - - x - - - - - - - -",
    "task.accept": "- x x - x x - - x x - -",
    "task.progress": "- x x - x x - - x x - -",
    "task.done": "- x x - x x - - x x - -",
    "task.support": "- x x - - - x - x - - -",
    "task.extension": "- x x - x x - - x x - -",
    "task.verify": "x x x - - - - - x - - -",
    "task.send_back": "x x x - - - - - x - - -",
    "task.cancel": "- x x - - - - - x - - -",
    "task.obstacle": "- x x - x x - - x x - -",
    "task.urge": "x x x - - - - - x - - -",
    "obstacle.decide": "- x x - - - - - x - - -",
    "obstacle.end": "x x x - x x - - x x - -",
    "report.lock": "x x x - - - - - x - - -",
    "report.document": "x x x - - - - - x - - -",
    "report.cancel": "x x x - - - - - x - - -",
    "statutory.submit": "x x x - - - - - x - - -",
    "statutory.approve": "- x x - - - - - x - - -",
    "statutory.return": "- x x - - - - - x - - -",
    "statutory.lock": "x x x - - - - - x - - -",
    "statutory.correct": "x x x - - - - - x - - -",
    "statutory.urge": "x x x - - - - - x - - -",
    "review.decide": "- - x - - - - - x - - -",
    "review.dismiss": "- - x - - - - - x - - -",
    "dossier.refresh": "x x x - - - - - x - - -",
    "dossier.close": "x x x - - - - - x - - -",
    "backlog.keep": "- - x - - - - - x - - -",
    "backlog.end": "- - x - - - - - x - - -",
    "opinion.answer": "x x x x - - - - x - - -",
    "extension.approve": "- x x - - - - - x - - -",
    "extension.refuse": "- x x - - - - - x - - -",
    "extension.withdraw": "- x x - x x - - x x - -",
}


@tagged("post_install", "-at_install")
class TestButtons(CitizenCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._officer("t_tinh", cls.province, "leader", "chair")
        heir = cls._unit("UBND xã Mới", "commune", cls.province)
        heir.predecessor_ids = cls.commune_a
        cls._officer("t_ke_thua", heir)
        cls.users = {
            login: cls.env["res.users"].search([("login", "=", f"t_{login}")])
            for login in WHO
        }
        land = Command.create({"kind": "unit", "unit_id": cls.dept_land.id})
        cls.planned = cls._session(participant_ids=[land])
        cls.today = cls._session(days=0)
        cls._issue(cls.today.action_draft_notice(), 11)
        cls.held = cls._held_session()
        cls._opinion(cls.held, disposition="taken_over", answer="Sửa trong quý")
        cls.answered = cls._held_session()
        cls.over = cls._held_session()
        cls.over.action_close()
        clauses = [cls._clause(cls.commune_a, support_unit_ids=cls.dept_land.ids)]
        cls.directive = cls._directive(clauses)
        cls.submitted = cls._directive(clauses)
        cls.submitted.action_submit()
        cls.conclusion = cls._issued(clauses)
        cls.task = cls.conclusion.task_ids
        cls.reported = cls._issued(clauses).task_ids
        cls._report(cls.reported)
        cls.extension = (
            cls.env["citizen.extension"]
            .with_user(cls.user_commune_a)
            .create(
                {
                    "deadline_id": cls.task.deadline_id.id,
                    "requested_date": cls._day(60),
                    "reason": "Mưa lũ",
                }
            )
        )
        cls.obstacle = (
            cls.env["citizen.obstacle"]
            .with_user(cls.user_commune_a)
            .create(
                {
                    "task_id": cls.task.id,
                    "kind": "money",
                    "content": "Thiếu kinh phí",
                    "option_a": "Tạm ứng",
                }
            )
        )
        cls.brief = cls.env["citizen.report"].with_user(cls.user_secretary).create({})
        # one in each state: draft, submitted, approved, sent
        cls.statutory = [
            cls.brief._open_period(cls.office, cls.district, "quarter", 2024, number)
            for number in (1, 2, 3, 4)
        ]
        for report in cls.statutory[1:]:
            report.action_submit()
        for report in cls.statutory[2:]:
            report.with_user(cls.user_leader).action_approve()
        cls.statutory[3].action_lock()
        cls.review = (
            cls.env["citizen.review"]
            .with_user(cls.user_leader)
            .create(
                {
                    "owner_unit_id": cls.office.id,
                    "subject_unit_id": cls.commune_a.id,
                    "fact": "Chậm",
                    "decision": "Kiểm điểm",
                }
            )
        )
        petition = (
            cls.env["citizen.petition"]
            .with_user(cls.user_secretary)
            .create({"subject": "đường vào bản", "kind": "kn_pa"})
        )
        cls.backlog = (
            cls.env["citizen.backlog"]
            .with_user(cls.user_secretary)
            ._create_protected(
                [
                    {
                        "petition_id": petition.id,
                        "owner_unit_id": cls.office.id,
                        "is_late": True,
                        "plan_unit_id": cls.office.id,
                        "plan_user_id": cls.user_secretary.id,
                        "measure": "Trả lời công dân",
                        "plan_date": cls._day(20),
                    }
                ]
            )
        )
        cls.spoken = cls._opinion(cls.answered, disposition="answered", answer="Xong")
        cls.draft = cls._draft()
        cls.handed_up = cls._draft()
        cls.handed_up.action_submit()
        cls.approved = cls._draft()
        cls.approved.action_submit()
        cls.approved.with_user(cls.user_followup).action_approve()
        cls.approved.with_user(cls.user_clerk).number_proposed = 4711

    @classmethod
    def _draft(cls):
        action = cls._directive([cls._clause(cls.commune_b)]).action_submit()
        document = (
            cls.env["citizen.document"]
            .with_user(cls.user_secretary)
            .browse(action["res_id"])
        )
        document.signer_membership_id = cls.user_leader.citizen_membership_ids
        document.signature_mode = "direct"
        return document

    @classmethod
    def _report(cls, task):
        cls.env["citizen.task.report.wizard"].with_user(cls.user_commune_a).create(
            {"task_id": task.id, "kind": "done", "text": "Đã sửa xong"}
        ).action_send()

    def _report_as(self, kind):
        return lambda task: (
            task.env["citizen.task.report.wizard"]
            .create({"task_id": task.id, "kind": kind, "text": "Đã làm"})
            .action_send()
        )

    def _reason(self, method):
        return lambda record: (
            record.env["citizen.reason.wizard"]
            .with_context(
                active_model=record._name, active_id=record.id, reason_method=method
            )
            .create({"reason": "Lý do thử"})
            .action_apply()
        )

    def _buttons(self):
        return {
            "dialogue.notice": (self.planned, lambda r: r.action_draft_notice()),
            "dialogue.hold": (self.today, lambda r: r.action_hold()),
            "dialogue.nobody": (self.today, lambda r: r.action_nobody_came()),
            "dialogue.postpone": (self.today, self._reason("_postpone")),
            "dialogue.cancel": (self.today, self._reason("_cancel")),
            "dialogue.minutes": (self.held, lambda r: r.action_draft_minutes()),
            "dialogue.conclude": (self.held, lambda r: r.action_make_conclusion()),
            "dialogue.close": (self.answered, lambda r: r.action_close()),
            "conclusion.submit": (self.directive, lambda r: r.action_submit()),
            "conclusion.back": (self.submitted, self._reason("_back_to_draft")),
            "conclusion.cancel": (self.conclusion, self._reason("_cancel")),
            "document.submit": (self.draft, lambda r: r.action_submit()),
            "document.approve": (self.handed_up, lambda r: r.action_approve()),
            "document.return": (self.handed_up, self._reason("_return")),
            "document.cancel": (self.draft, self._reason("_cancel")),
            "document.issue": (self.approved, lambda r: r.action_issue()),
            "task.accept": (self.task, lambda r: r.action_accept()),
            "task.progress": (self.task, self._report_as("progress")),
            "task.done": (self.task, self._report_as("done")),
            "task.support": (self.task, self._report_as("support")),
            "task.extension": (self.task, lambda r: r.action_request_extension()),
            "task.verify": (self.reported, lambda r: r.action_verify()),
            "task.send_back": (self.reported, self._reason("_send_back")),
            "task.cancel": (self.task, self._reason("_cancel")),
            "task.obstacle": (self.task, lambda r: r.action_report_obstacle()),
            "task.urge": (self.task, lambda r: r.action_urge()),
            "obstacle.decide": (self.obstacle, lambda r: r._decide("a", "Làm ngay")),
            "obstacle.end": (self.obstacle, self._reason("_end")),
            "report.lock": (self.brief, lambda r: r.action_lock()),
            "report.document": (self.brief, lambda r: r.action_draft_document()),
            "report.cancel": (self.brief, self._reason("_cancel")),
            "statutory.submit": (self.statutory[0], lambda r: r.action_submit()),
            "statutory.approve": (self.statutory[1], lambda r: r.action_approve()),
            "statutory.return": (self.statutory[1], self._reason("_return_report")),
            "statutory.lock": (self.statutory[2], lambda r: r.action_lock()),
            "statutory.correct": (self.statutory[3], lambda r: r.action_correct()),
            "statutory.urge": (self.statutory[0], lambda r: r.action_urge_missing()),
            "review.decide": (self.review, lambda r: r.action_decide()),
            "review.dismiss": (self.review, self._reason("_dismiss")),
            "dossier.refresh": (
                self.held.dossier_ids,
                lambda r: r.action_refresh(),
            ),
            "dossier.close": (
                self.over.dossier_ids,
                self._reason("_close_incomplete"),
            ),
            "backlog.keep": (self.backlog, lambda r: r.action_keep()),
            "backlog.end": (self.backlog, self._reason("_end")),
            "opinion.answer": (self.spoken, lambda r: r.action_draft_answer()),
            "extension.approve": (self.extension, lambda r: r.action_approve()),
            "extension.refuse": (self.extension, self._reason("_refuse")),
            "extension.withdraw": (self.extension, lambda r: r.action_withdraw()),
        }

    def test_pushes_say_only_that_there_is_work(self):
        message = self.task.sudo().message_post(body="Nguyễn Văn Kín tố cáo Chủ tịch")
        payload = self.task._notify_by_web_push_prepare_payload(message)
        shown = payload["title"] + payload["options"]["body"]
        for secret in ("Kín", "Chủ tịch", self.task.name, self.env.user.name):
            self.assertNotIn(secret, shown)
        self.assertEqual(payload["options"]["data"]["res_id"], self.task.id)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_matrix(self):
        found = {}
        for name, (record, step) in self._buttons().items():
            cells = []
            for login in WHO:
                own = record.with_user(self.users[login]).sudo(False)
                try:
                    with self.cr.savepoint() as savepoint:
                        step(own)
                        cells.append("x")
                        savepoint.rollback()
                except (AccessError, UserError):
                    cells.append("-")
                self.env.invalidate_all()
            found[name] = " ".join(cells)
        self.assertEqual(found, MATRIX)
