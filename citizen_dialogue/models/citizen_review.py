from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

# articles that a review may rest on (domain/law.md §4.8), in the words of the law
GROUNDS = [
    ("task", "Kết luận, văn bản chỉ đạo đã giao nhiệm vụ và thời hạn"),
    (
        "nd154_32_1",
        "NĐ 154/2026/NĐ-CP Điều 32 khoản 1: đã được yêu cầu nhưng vụ việc chậm được "
        "giải quyết hoặc không được giải quyết",
    ),
    (
        "nd154_41_3b",
        "NĐ 154/2026/NĐ-CP Điều 41 khoản 3 điểm b: không xử lý đơn sau 45 ngày mà "
        "không có lý do chính đáng",
    ),
    (
        "nd154_41_1",
        "NĐ 154/2026/NĐ-CP Điều 41 khoản 1: phiền hà, từ chối tiếp trái pháp luật, "
        "không ghi chép, không tham mưu thông báo kết quả",
    ),
    (
        "nd154_42",
        "NĐ 154/2026/NĐ-CP Điều 42: trách nhiệm của người đứng đầu trong tiếp công dân",
    ),
    (
        "tc_38_4",
        "Luật Tố cáo 2018 Điều 38 khoản 4: tố cáo quá thời hạn mà không được giải "
        "quyết",
    ),
    (
        "nd124_4_3",
        "NĐ 124/2020/NĐ-CP Điều 4 khoản 3: xem xét trách nhiệm người giải quyết lần "
        "đầu",
    ),
    ("nd124_40", "NĐ 124/2020/NĐ-CP Điều 40: người được giao xác minh khiếu nại"),
    ("nd124_41", "NĐ 124/2020/NĐ-CP Điều 41: người có thẩm quyền giải quyết khiếu nại"),
    (
        "nd31_22_2a",
        "NĐ 31/2019/NĐ-CP Điều 22 khoản 2 điểm a: làm lộ danh tính người tố cáo",
    ),
    ("other", "Căn cứ khác"),
]


class CitizenReview(models.Model):
    """Responsibility review (xem xét trách nhiệm) of a unit or a person: proposed by
    the urging ladder or opened by a leader. Only leaders, inspectors and whom the
    leader names see it; whom it concerns never does."""

    _name = "citizen.review"
    _description = "Responsibility Review"
    _inherit = [
        "citizen.state.mixin",
        "citizen.access.mixin",
        "citizen.chatter.mixin",
    ]
    _order = "proposed_on desc, id desc"

    _protected_fields = frozenset(
        {"state", "proposed_on", "decided_on", "decided_by_id", "authority_id"}
    )
    _transitions = {
        "proposed": frozenset({"decided", "dismissed"}),
        "decided": frozenset({"proposed"}),
        "dismissed": frozenset({"proposed"}),
    }

    authority_id = fields.Many2one(
        comodel_name="citizen.unit",
        related="owner_unit_id.authority_id",
        store=True,
        index=True,
    )
    subject_unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        string="Unit Concerned",
        required=True,
        index=True,
        ondelete="restrict",
    )
    subject_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Officer Concerned",
        index="btree_not_null",
        ondelete="restrict",
        help="An officer with an account; he never sees the review.",
    )
    subject_name = fields.Char(
        string="Somebody without an Account", help="Name and post."
    )
    state = fields.Selection(
        selection=[
            ("proposed", "Proposed"),
            ("decided", "Decided"),
            ("dismissed", "Dismissed"),
        ],
        default="proposed",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    task_ids = fields.Many2many(
        comodel_name="citizen.task",
        relation="citizen_review_task_rel",
        string="Tasks",
    )
    petition_ids = fields.Many2many(
        comodel_name="citizen.petition",
        relation="citizen_review_petition_rel",
        string="Petitions",
    )
    case_ids = fields.Many2many(
        comodel_name="citizen.case",
        relation="citizen_review_case_rel",
        string="Cases",
    )
    task_lines = fields.Text(string="What Is Late", compute="_compute_task_lines")
    fact = fields.Text(required=True)
    ground = fields.Selection(
        selection=GROUNDS, string="Legal Ground", required=True, default="task"
    )
    ground_note = fields.Char(string="Article, Document")
    proposal = fields.Text()
    decision = fields.Text(string="Decision of the Leader")
    proposed_on = fields.Date(
        readonly=True, default=lambda self: self.env["citizen.calendar"]._today()
    )
    decided_on = fields.Date(readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, string="Decided by"
    )
    reader_ids = fields.Many2many(
        comodel_name="res.users",
        relation="citizen_review_reader_rel",
        string="Shown to",
        help="Besides leaders and inspectors.",
    )

    _one_open = models.UniqueIndex(
        "(owner_unit_id, subject_unit_id) "
        "WHERE state = 'proposed' AND subject_user_id IS NULL "
        "AND subject_name IS NULL",
        "A review of this unit is already proposed: add to it.",
    )

    @api.depends("owner_unit_id")
    def _compute_access_unit_ids(self):
        return super()._compute_access_unit_ids()

    @api.depends("subject_unit_id.name", "proposed_on")
    def _compute_display_name(self):
        for review in self:
            day = review.proposed_on and review.proposed_on.strftime("%d/%m/%Y")
            review.display_name = self.env._(
                "Review of %(unit)s, %(day)s",
                unit=review.subject_unit_id.name or "",
                day=day or "",
            )

    @api.depends("task_ids", "petition_ids", "case_ids")
    def _compute_task_lines(self):
        for review in self:
            lines = [
                (task.name, task.late_words, task.urge_words)
                for task in review.task_ids
            ]
            # number and delay, no content
            lines += [
                (record._mail_line(), record.late_text)
                for records in (review.petition_ids, review.case_ids)
                for record in records
            ]
            review.task_lines = (
                "\n".join("; ".join(part for part in line if part) for line in lines)
                or False
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ever(self):
        raise UserError(self.env._("A review is dismissed with a reason, not deleted."))

    @api.model_create_multi
    def create(self, vals_list):
        reviews = super().create(vals_list)
        for review in reviews:
            review._check_may_decide()
        return reviews

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"fact", "ground", "proposal", "decision", "reader_ids"}:
            for review in self:
                review._check_may_decide()
        return result

    def action_decide(self):
        """Record the decision.

        :raise UserError: the decision isn't written down yet
        """
        for review in self:
            review._check_may_decide()
            if not (review.decision or "").strip():
                raise UserError(self.env._("Write the decision down first."))
            review._close("decided")
        return True

    def _dismiss(self, reason):
        for review in self:
            review._check_may_decide()
            review.decision = reason
            review._close("dismissed")

    def _close(self, state):
        self._transition(
            state,
            {
                "decided_on": self.env["citizen.calendar"]._today(),
                "decided_by_id": self.env.uid,
            },
        )
        self._done_with(["citizen_dialogue.mail_activity_type_review"])

    def _check_may_decide(self):
        """A leader of the authority (or of one above it)."""
        leaders = self.authority_id._superiors()._members(roles=("leader",))
        if not self.env.su and self.env.user not in leaders:
            raise UserError(
                self.env._(
                    "A leader of %(unit)s decides this.", unit=self.authority_id.name
                )
            )

    # ------------------------------------------------------------------
    # the ladder
    # ------------------------------------------------------------------
    @api.model
    def _propose_for(self, urgings):
        """One proposal for each office and late unit; an open one takes the new tasks
        in. The leaders are told."""
        by_unit = urgings.filtered(
            lambda u: u.task_id or u.petition_id or u.case_id
        ).grouped(lambda u: (u.owner_unit_id, u.unit_id))
        waiting = self.search(
            [
                ("state", "=", "proposed"),
                ("owner_unit_id", "in", urgings.owner_unit_id.ids),
                ("subject_unit_id", "in", urgings.unit_id.ids),
                ("subject_user_id", "=", False),
                ("subject_name", "=", False),
            ]
        ).grouped(lambda r: (r.owner_unit_id, r.subject_unit_id))
        for pair, review in waiting.items():
            if pair in by_unit:
                group = by_unit[pair]
                review.write(
                    {
                        "task_ids": [Command.link(i) for i in group.task_id.ids],
                        "petition_ids": [
                            Command.link(i) for i in group.petition_id.ids
                        ],
                        "case_ids": [Command.link(i) for i in group.case_id.ids],
                    }
                )
        reviews = self.create(
            [
                self._proposal_vals(owner, unit, group)
                for (owner, unit), group in by_unit.items()
                if (owner, unit) not in waiting
            ]
        )
        leaders = {
            authority: authority._members(roles=("leader",))
            for authority in reviews.authority_id
        }
        self._schedule(
            [
                (review, user, None)
                for review in reviews
                for user in leaders[review.authority_id]
            ],
            "citizen_dialogue.mail_activity_type_review",
            self.env._("Consider a responsibility review"),
        )
        return reviews

    def _proposal_vals(self, owner, unit, group):
        facts = []
        if group.task_id:
            facts.append(
                self.env._(
                    "Late in spite of the urging: %(number)s task(s).",
                    number=len(group.task_id),
                )
            )
        if group.petition_id:
            facts.append(
                self.env._(
                    "Not handled in time: %(number)s petition(s).",
                    number=len(group.petition_id),
                )
            )
        if group.case_id:
            facts.append(
                self.env._(
                    "A step by law is late in %(number)s case(s).",
                    number=len(group.case_id),
                )
            )
        alarm = "alarm" in group.mapped("kind")
        return {
            "owner_unit_id": owner.id,
            "subject_unit_id": unit.id,
            "task_ids": [Command.set(group.task_id.ids)],
            "petition_ids": [Command.set(group.petition_id.ids)],
            "case_ids": [Command.set(group.case_id.ids)],
            "ground": "nd154_41_3b" if alarm else "task",
            "fact": "\n".join(facts),
            "proposal": self.env._(
                "Ask the head of the unit for an explanation and consider the "
                "responsibility."
            ),
        }
