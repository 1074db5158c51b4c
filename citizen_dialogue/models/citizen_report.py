from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.orm.models import NO_ACCESS

OPEN = ("assigned", "accepted")
# each task is in exactly one of these, so that they add up to the total
CATEGORIES = ("in_time", "late_done", "reported", "running", "overdue")


class CitizenReport(models.Model):
    """The figures of a period. A brief tells the chairman what became of what he
    concluded (paragraph 3 of the dispatch). While it is a draft the figures are those
    of the moment; locked, it keeps figures and the records behind them."""

    _name = "citizen.report"
    _description = "Report"
    _inherit = [
        "citizen.state.mixin",
        "citizen.access.mixin",
        "citizen.revision.mixin",
        "citizen.chatter.mixin",
    ]
    _order = "date_to desc, id desc"

    _revision_fields = ("body_html",)
    _protected_fields = frozenset(
        {
            "state",
            "kind",
            "locked_figures",
            "locked_on",
            "locked_by_id",
            "previous_id",
            "is_text_proposed",
        }
    )
    _create_only_fields = frozenset({"owner_unit_id"})
    _transitions = {
        "draft": frozenset({"locked", "cancelled"}),
    }

    kind = fields.Selection(
        selection=[("brief", "Brief on the Conclusions")],
        required=True,
        readonly=True,
        default="brief",
    )
    name = fields.Char(compute="_compute_name", store=True)
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("locked", "Locked"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: self.env["citizen.calendar"]._today().replace(day=1),
    )
    date_to = fields.Date(
        string="To",
        required=True,
        default=lambda self: self.env["citizen.calendar"]._today(),
    )
    horizon = fields.Date(
        string="Look Ahead to",
        help="What will be late by this day if nobody acts.",
        required=True,
        default=lambda self: fields.Date.add(
            self.env["citizen.calendar"]._today(), days=30
        ),
    )
    previous_id = fields.Many2one(
        comodel_name="citizen.report",
        string="Last Brief",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    figures = fields.Json(compute="_compute_figures")
    # it names records that not everybody may know of: ``figures`` is for who reads
    locked_figures = fields.Json(readonly=True, copy=False, groups=NO_ACCESS)
    locked_on = fields.Datetime(readonly=True, copy=False)
    locked_by_id = fields.Many2one(comodel_name="res.users", readonly=True, copy=False)
    body_html = fields.Html(
        string="Text", sanitize=True, sanitize_attributes=True, sanitize_style=True
    )
    is_text_proposed = fields.Boolean(
        readonly=True, copy=False, help="Nobody has changed the text that was proposed."
    )
    document_ids = fields.One2many(
        comodel_name="citizen.document", inverse_name="report_id"
    )

    _period_sane = models.Constraint(
        "CHECK (date_to >= date_from)", "The period ends before it begins."
    )
    _horizon_sane = models.Constraint(
        "CHECK (horizon >= date_to)", "The day to look ahead to lies after the period."
    )
    _one_draft = models.UniqueIndex(
        "(owner_unit_id, kind, date_from, date_to) WHERE state != 'cancelled'",
        "There is a brief of this period already.",
    )

    # ------------------------------------------------------------------
    # computes
    # ------------------------------------------------------------------
    @api.depends("owner_unit_id")
    def _compute_access_unit_ids(self):
        return super()._compute_access_unit_ids()

    def _get_access_units(self):
        return super()._get_access_units() | self.owner_unit_id.authority_id

    @api.depends("date_from", "date_to")
    def _compute_name(self):
        for report in self:
            if report.date_from and report.date_to:
                report.name = (
                    "Tình hình thực hiện kết luận đối thoại từ "
                    f"{report.date_from:%d/%m/%Y} đến {report.date_to:%d/%m/%Y}"
                )

    @api.depends("state", "date_from", "date_to", "horizon", "owner_unit_id")
    @api.depends_context("uid")
    def _compute_figures(self):
        for report in self:
            if report.state == "locked":
                # sudo: what he is kept away from is taken out below
                figures = report.sudo().locked_figures
            elif report.date_from and report.date_to and report.owner_unit_id:
                figures = report._figures()
            else:
                figures = False
            report.figures = report._without_excluded(figures)

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        reports = super().create(vals_list)
        for report in reports:
            report._check_period()
            report._write_protected({"previous_id": report._find_previous().id})
            if not report.body_html:
                report._propose_text()
        return reports

    def write(self, vals):
        if vals.keys() & {"date_from", "date_to", "horizon", "body_html"}:
            fixed = self.filtered(lambda r: r.state != "draft")
            if fixed:
                raise UserError(
                    self.env._("“%s” is locked: begin a new one.", fixed[:1].name)
                )
        result = super().write(vals)
        if "body_html" in vals:
            self.filtered("is_text_proposed")._write_protected(
                {"is_text_proposed": False}
            )
        if vals.keys() & {"date_from", "date_to"}:
            for report in self:
                report._check_period()
                report._write_protected({"previous_id": report._find_previous().id})
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ever(self):
        raise UserError(self.env._("A report is cancelled, never deleted."))

    def _check_period(self):
        self.ensure_one()
        if self.date_to > self.env["citizen.calendar"]._today():
            raise UserError(self.env._("The period lies in the future."))

    def _find_previous(self):
        self.ensure_one()
        return self.search(
            [
                ("owner_unit_id", "=", self.owner_unit_id.id),
                ("kind", "=", self.kind),
                ("state", "=", "locked"),
                ("date_to", "<", self.date_to),
                ("id", "!=", self.id),
            ],
            order="date_to desc, id desc",
            limit=1,
        )

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_propose_text(self):
        """Write the text anew from the figures; the present text is replaced."""
        for report in self:
            report._propose_text()
        return True

    def _propose_text(self):
        self._write_revised({"body_html": self._proposed_text()})
        self._write_protected({"is_text_proposed": True})

    def _keep_text_true(self):
        """A text that nobody has changed says what the figures are now that are kept;
        one that somebody wrote stays his."""
        if self.state == "draft" and self.is_text_proposed:
            self._propose_text()

    def action_lock(self):
        """Keep figures and the records behind them as they are now.

        :raise UserError: nothing was concluded in the period or before it
        """
        for report in self:
            figures = report._figures()
            if not figures["totals"]["total"]:
                raise UserError(
                    self.env._(
                        "No task belongs to this period: there is nothing to report. "
                        "Check the period and the unit."
                    )
                )
            report._keep_text_true()
            report._transition(
                "locked",
                {"locked_on": fields.Datetime.now(), "locked_by_id": self.env.uid},
            )
            # sudo: nobody writes figures himself
            report.sudo()._write_protected({"locked_figures": figures})
            report._done_with(["citizen_dialogue.mail_activity_type_brief"])
        return True

    def action_draft_document(self):
        """Lock the figures and draft the Báo cáo to the chairman with them."""
        self.ensure_one()
        if self.state == "draft":
            self.action_lock()
        return (
            self.env["citizen.document"]._draft_for(self, "BC_KL", "brief")._open_form()
        )

    def _cancel(self, reason):
        for report in self:
            report._transition("cancelled")
            report.message_post(body=reason)

    def _document_vals(self, code):
        owner = self.owner_unit_id
        head = owner._memberships(roles=("head", "followup")).filtered(
            lambda m: m.position == "head"
        )
        vals = {
            "name": self.name[:1].lower() + self.name[1:],
            "addressee_text": f"Chủ tịch {owner.authority_id.name}",
            "recipient_lines": f"Như trên;\nLưu: VT, {owner.symbol or 'VP'}.",
            # the office reports to its chairman in its own name
            "issuer_unit_id": owner.id,
            "signature_mode": "direct",
        }
        if head:
            vals["signer_membership_id"] = head[:1].id
        return vals

    def _check_document_issue(self, document, day):
        pass

    def _on_document_issued(self, document):
        pass

    # ------------------------------------------------------------------
    # the schedule
    # ------------------------------------------------------------------
    @api.model
    def _cron_monthly_brief(self):
        """On the last working day of a month the brief of each office lies ready; a
        missed night is caught up in the first days of the next month."""
        calendar = self.env["citizen.calendar"]
        today = calendar._today()
        start = today.replace(day=1)
        if today.day <= 5:
            # the night at the end of the last month may have been missed
            start = fields.Date.subtract(start, months=1)
        month_end = fields.Date.subtract(fields.Date.add(start, months=1), days=1)
        last = calendar._work_calendar().previous_working(month_end)
        if today < last:
            return
        end = min(today, month_end)
        # sudo: runs as the system
        model = self.sudo()
        owners = (
            self.env["citizen.unit"]
            .sudo()
            .union(
                *(
                    unit
                    for (unit,) in self.env["citizen.task"]
                    .sudo()
                    ._read_group(
                        [("state", "in", (*OPEN, "reported"))], ["owner_unit_id"]
                    )
                )
            )
            .filtered("is_current")
        )
        existing = model.search(
            [
                ("owner_unit_id", "in", owners.ids),
                ("kind", "=", "brief"),
                ("state", "!=", "cancelled"),
                # what somebody made in between is no brief of the month
                ("date_from", "=", start),
                ("date_to", ">=", last),
                ("date_to", "<=", month_end),
            ]
        ).owner_unit_id
        for owner in owners - existing:
            report = model.create(
                {
                    "owner_unit_id": owner.id,
                    "date_from": start,
                    "date_to": end,
                    "horizon": fields.Date.add(end, days=30),
                }
            )
            report._schedule_for(
                owner._members(roles=("followup", "head")),
                "citizen_dialogue.mail_activity_type_brief",
                self.env._("The brief of the month lies ready"),
            )
            self.env["ir.cron"]._commit_progress(1)

    # ------------------------------------------------------------------
    # figures
    # ------------------------------------------------------------------
    def _tasks(self):
        """Tasks of the conclusions that were not over before the period began."""
        self.ensure_one()
        # sudo: the figures are the same whoever reads them; opening them is not
        tasks = self.env["citizen.task"].sudo()
        authority = self.owner_unit_id.authority_id
        owners = (
            self.env["citizen.unit"]
            .sudo()
            .search([("authority_id", "=", authority.id)])
            or self.owner_unit_id
        )
        scope = (
            Domain("owner_unit_id", "in", owners.ids)
            & self._not_about_readers("conclusion_id.case_id")
            & Domain("state", "!=", "cancelled")
            & Domain("conclusion_id.date_issued", "<=", self.date_to)
            & (
                Domain("period_start", "=", False)
                | Domain("period_start", "<=", self.date_to)
            )
        )
        alive = tasks._read_group(
            scope
            & (
                Domain("verified_on", "=", False)
                | Domain("verified_on", ">=", self.date_from)
            ),
            ["conclusion_id"],
        )
        return tasks.search_fetch(
            scope & Domain("conclusion_id", "in", [row[0].id for row in alive]),
            [
                "name",
                "conclusion_id",
                "unit_id",
                "state",
                "due_date",
                "reported_on",
                "verified_on",
            ],
            order="due_date, id",
        )

    def _not_about_readers(self, *paths):
        """Leave out what is about somebody who reads this brief: its text and its
        paper are the same for everybody, so that he would learn of it there.

        :param paths: to the petition or case a record comes from
        """
        # sudo: whom petitions are about, so that nothing of them is shown
        petitions = self.env["citizen.petition"].sudo()
        about = {
            user
            for (user,) in petitions._read_group(
                [
                    ("excluded_user_ids", "!=", False),
                    (
                        "owner_unit_id.authority_id",
                        "=",
                        self.owner_unit_id.authority_id.id,
                    ),
                ],
                ["excluded_user_ids"],
            )
        }
        units = self._get_access_units()
        readers = [
            user.id
            for user in about
            if user.citizen_reach_all or units & user.citizen_reach_ids
        ]
        if not readers:
            return Domain.TRUE
        return Domain.AND(
            ~Domain(f"{path}.excluded_user_ids", "in", readers) for path in paths
        )

    def _category(self, task):
        day = self.date_to
        if task.verified_on and task.verified_on <= day:
            done = task.reported_on or task.verified_on
            late = task.due_date and done > task.due_date
            return "late_done" if late else "in_time"
        if task.reported_on and task.reported_on <= day:
            return "reported"
        return "overdue" if task.due_date and task.due_date < day else "running"

    def _figures(self):
        """Totals, tables and what is behind each number: a bounded number of queries,
        whatever the number of tasks."""
        self.ensure_one()
        self.env.flush_all()
        tasks = self._tasks()
        groups = {name: tasks.browse() for name in CATEGORIES}
        category = {}
        for task in tasks:
            category[task.id] = self._category(task)
        for name in CATEGORIES:
            groups[name] = tasks.filtered(lambda t, n=name: category[t.id] == n)
        soon = groups["running"].filtered(
            lambda t: t.due_date and t.due_date < self.horizon
        )
        totals = {"total": len(tasks), "soon": len(soon)}
        totals.update({name: len(group) for name, group in groups.items()})
        tables = [
            self._table_conclusions(tasks, category),
            self._table_overdue(groups["overdue"]),
            self._table_units(tasks, category),
            self._table_changes(totals, {**groups, "total": tasks}),
            self._table_soon(soon),
            self._table_obstacles(tasks),
            self._table_dissemination(tasks),
            self._table_backlog(),
        ]
        return {
            "as_of": fields.Date.to_string(self.date_to),
            "totals": totals,
            "ids": {name: group.ids for name, group in groups.items()},
            "tables": [table for table in tables if table["rows"]],
        }

    @staticmethod
    def _cell(records):
        """A number and the records it counts."""
        return {"t": len(records), "ids": records.ids, "m": records._name}

    @staticmethod
    def _text(text, record=None):
        cell = {"t": text or ""}
        if record:
            cell.update(ids=record.ids, m=record._name)
        return cell

    def _split(self, tasks, category):
        return [
            self._cell(tasks.filtered(lambda t, n=name: category[t.id] == n))
            for name in CATEGORIES
        ]

    def _table_conclusions(self, tasks, category):
        rows = []
        for conclusion, group in tasks.grouped("conclusion_id").items():
            rows.append(
                [
                    self._text(conclusion.display_name, conclusion),
                    self._cell(group),
                    *self._split(group, category),
                ]
            )
        if len(rows) > 1:
            rows.append(
                [
                    {"t": "Tổng cộng", "b": 1},
                    self._cell(tasks),
                    *self._split(tasks, category),
                ]
            )
        return {
            "code": "conclusions",
            "title": "Kết quả theo từng kết luận",
            "head": [
                "Kết luận, văn bản",
                "Tổng số",
                "Hoàn thành đúng hạn",
                "Hoàn thành quá hạn",
                "Đã báo cáo, chờ xác nhận",
                "Đang thực hiện, trong hạn",
                "Quá hạn",
            ],
            "rows": rows,
        }

    def _table_overdue(self, overdue):
        # sudo: as in _tasks
        urgings = self.env["citizen.urging"].sudo()
        urged = dict(
            urgings._read_group(
                [("task_id", "in", overdue.ids), ("urged_on", "<=", self.date_to)],
                ["task_id"],
                ["id:recordset"],
            )
        )
        escalated = {
            row[0].id
            for row in urgings._read_group(
                [("task_id", "in", overdue.ids), ("kind", "=", "brief")], ["task_id"]
            )
        }
        obstacles = (
            self.env["citizen.obstacle"]
            .sudo()
            .search([("task_id", "in", overdue.ids), ("state", "!=", "ended")])
            .grouped("task_id")
        )
        rows = [
            [
                self._text(task.unit_id.name),
                self._text(task.name, task),
                self._text(task.due_date.strftime("%d/%m/%Y")),
                self._text(f"{(self.date_to - task.due_date).days} ngày"),
                {
                    **self._cell(urged.get(task, urgings)),
                    "t": f"{len(urged.get(task, urgings))} lần",
                },
                self._text(
                    "; ".join(o.content for o in obstacles.get(task, ()))
                    or ("Đề nghị cho ý kiến chỉ đạo" if task.id in escalated else "")
                ),
            ]
            for task in overdue.sorted(
                lambda t: (t.id not in escalated, t.due_date, t.id)
            )
        ]
        return {
            "code": "overdue",
            "title": "Nhiệm vụ quá hạn",
            "head": [
                "Đơn vị",
                "Nhiệm vụ",
                "Thời hạn",
                "Quá hạn",
                "Đã đôn đốc",
                "Vướng mắc, đề nghị",
            ],
            "rows": rows,
        }

    def _table_units(self, tasks, category):
        """Units by the share that was verified in time of what had to be done by now,
        then by what is overdue; the best first."""
        lines = []
        for unit, group in tasks.grouped("unit_id").items():
            cells = self._split(group, category)
            counts = {n: c["t"] for n, c in zip(CATEGORIES, cells, strict=True)}
            owed = counts["in_time"] + counts["late_done"] + counts["overdue"]
            share = 100 * counts["in_time"] // owed if owed else None
            lines.append(
                (-1 if share is None else share, -counts["overdue"], unit, group, cells)
            )
        lines.sort(key=lambda line: (-line[0], -line[1], line[2].name))
        rows = [
            [
                self._text(str(rank)),
                self._text(unit.name),
                self._cell(group),
                cells[0],
                cells[1],
                cells[2],
                cells[3],
                cells[4],
                self._text("–" if share < 0 else f"{share}%"),
            ]
            for rank, (share, _overdue, unit, group, cells) in enumerate(lines, 1)
        ]
        return {
            "code": "units",
            "title": "Xếp loại đơn vị theo tỷ lệ hoàn thành đúng hạn",
            "head": [
                "Thứ tự",
                "Đơn vị",
                "Được giao",
                "Đúng hạn",
                "Quá hạn, đã xong",
                "Chờ xác nhận",
                "Trong hạn",
                "Quá hạn, chưa xong",
                "Tỷ lệ đúng hạn",
            ],
            "rows": rows,
        }

    def _table_changes(self, totals, groups):
        # sudo: totals of the brief before
        previous = self.previous_id.sudo().locked_figures
        rows = []
        if previous:
            labels = {
                "total": "Tổng số nhiệm vụ",
                "in_time": "Hoàn thành đúng hạn",
                "late_done": "Hoàn thành quá hạn",
                "reported": "Đã báo cáo, chờ xác nhận",
                "running": "Đang thực hiện, trong hạn",
                "overdue": "Quá hạn",
            }
            for name, label in labels.items():
                before, now = previous["totals"].get(name, 0), totals[name]
                rows.append(
                    [
                        self._text(label),
                        {
                            "t": before,
                            "ids": self._ids_of(previous, name),
                            "m": "citizen.task",
                        },
                        self._cell(groups[name]),
                        self._text(f"{now - before:+d}" if now != before else "0"),
                    ]
                )
            before = set(self._ids_of(previous, "overdue"))
            fresh = groups["overdue"].filtered(lambda t: t.id not in before)
            solved = (
                self.env["citizen.task"]
                .sudo()
                .browse(before - set(groups["overdue"].ids))
                .exists()
            )
            for label, records in (
                ("Mới quá hạn", fresh),
                ("Trước quá hạn, nay không còn", solved),
            ):
                rows.append(
                    [
                        self._text(label),
                        self._text(""),
                        self._cell(records),
                        self._text(""),
                    ]
                )
        return {
            "code": "changes",
            "title": "Thay đổi so với báo cáo trước",
            "head": ["Nội dung", "Báo cáo trước", "Báo cáo này", "Tăng, giảm"],
            "rows": rows,
        }

    @staticmethod
    def _ids_of(figures, name):
        """The tasks behind a total of a locked brief."""
        groups = figures.get("ids", {})
        if name == "total":
            return [task for group in groups.values() for task in group]
        return groups.get(name, [])

    def _table_soon(self, soon):
        return {
            "code": "soon",
            "title": f"Sẽ quá hạn đến ngày {self.horizon:%d/%m/%Y} nếu không thực hiện",
            "head": ["Đơn vị", "Nhiệm vụ", "Thời hạn"],
            "rows": [
                [
                    self._text(task.unit_id.name),
                    self._text(task.name, task),
                    self._text(task.due_date.strftime("%d/%m/%Y")),
                ]
                for task in soon
            ],
        }

    def _table_obstacles(self, tasks):
        obstacles = (
            self.env["citizen.obstacle"]
            .sudo()
            .search([("task_id", "in", tasks.ids), ("state", "=", "open")])
        )
        rows = []
        for obstacle in obstacles:
            options = [
                f"{letter.upper()}. {text}" + (f" (cần: {needs})" if needs else "")
                for letter in "abc"
                if (text := obstacle[f"option_{letter}"])
                for needs in [obstacle[f"needs_{letter}"]]
            ]
            rows.append(
                [
                    self._text(obstacle.unit_id.name),
                    self._text(obstacle.content, obstacle),
                    self._text("\n".join(options)),
                    self._text(
                        obstacle.decide_by and obstacle.decide_by.strftime("%d/%m/%Y")
                    ),
                ]
            )
        return {
            "code": "obstacles",
            "title": "Khó khăn, vướng mắc đề nghị quyết định",
            "head": ["Đơn vị", "Vướng mắc", "Phương án", "Quyết định trước ngày"],
            "rows": rows,
        }

    def _table_dissemination(self, tasks):
        rounds = (
            self.env["citizen.task.update"]
            .sudo()
            .search(
                [
                    ("task_id", "in", tasks.ids),
                    ("kind", "=", "dissemination"),
                    ("is_struck", "=", False),
                    ("event_date", ">=", self.date_from),
                    ("event_date", "<=", self.date_to),
                ]
            )
        )
        rows = [
            [
                self._text(unit.name),
                self._cell(group),
                {**self._cell(group), "t": sum(group.mapped("people_count"))},
            ]
            for unit, group in rounds.grouped(lambda u: u.task_id.unit_id).items()
        ]
        return {
            "code": "dissemination",
            "title": "Tuyên truyền, phổ biến pháp luật trong kỳ",
            "head": ["Đơn vị", "Số cuộc", "Số người"],
            "rows": rows,
        }

    # ------------------------------------------------------------------
    # the backlog (paragraph 2 of the dispatch)
    # ------------------------------------------------------------------
    def _backlog_rows(self):
        """(label, entries) of what is left over, complex or prolonged: as it stood on
        the last day of the period, and what came and went in it. One query."""
        self.ensure_one()
        # sudo: as in _tasks
        entries = self.env["citizen.backlog"].sudo()
        authority = self.owner_unit_id.authority_id
        entries = entries.search(
            Domain("owner_unit_id.authority_id", "=", authority.id)
            & self._not_about_readers("case_id", "petition_id")
            & Domain("listed_on", "<=", self.date_to)
            & (
                Domain("closed_on", "=", False)
                | Domain("closed_on", ">=", self.date_from)
            )
        )
        first, last = self.date_from, self.date_to
        left = entries.filtered(lambda e: not e.closed_on or e.closed_on > last)
        gone = entries - left
        return [
            ("Tổng số đang theo dõi", left),
            ("Quá thời hạn giải quyết", left.filtered("is_late")),
            ("Phức tạp", left.filtered("is_complex")),
            ("Kéo dài", left.filtered("is_prolonged")),
            ("Đông người", left.filtered("is_crowd")),
            (
                "Mới đưa vào theo dõi trong kỳ",
                entries.filtered(lambda e: e.listed_on >= first),
            ),
            (
                "Đã giải quyết dứt điểm trong kỳ",
                gone.filtered(lambda e: e.state == "settled"),
            ),
            ("Kết thúc xem xét trong kỳ", gone.filtered(lambda e: e.state == "ended")),
            ("Chưa có kế hoạch giải quyết", left.filtered(lambda e: not e.has_plan)),
            (
                "Quá ngày theo kế hoạch",
                left.filtered(lambda e: e.plan_date and e.plan_date < last),
            ),
        ]

    def _table_backlog(self):
        rows = self._backlog_rows()
        return {
            "code": "backlog",
            "title": "Đơn, vụ việc tồn đọng, phức tạp, kéo dài",
            "head": ["Nội dung", "Số vụ việc"],
            "rows": [
                [self._text(label), self._cell(entries)] for label, entries in rows
            ]
            if any(entries for _label, entries in rows)
            else [],
        }

    @api.model
    def _without_excluded(self, figures):
        """Figures as this reader may have them: without what he is kept away from since
        they were locked."""
        table = next(
            (
                table
                for table in (figures or {}).get("tables", ())
                if table["code"] == "backlog"
            ),
            None,
        )
        if not table or self.env.su:
            return figures
        ids = {i for row in table["rows"] for i in row[1]["ids"]}
        user = self.env.user.id
        # sudo: which of them are about the reader
        hidden = set(
            self.env["citizen.backlog"]
            .sudo()
            .search(
                Domain("id", "in", list(ids))
                & (
                    Domain("case_id.excluded_user_ids", "in", [user])
                    | Domain("petition_id.excluded_user_ids", "in", [user])
                )
            )
            .ids
        )
        if not hidden:
            return figures
        rows = []
        for label, cell in table["rows"]:
            left = [i for i in cell["ids"] if i not in hidden]
            rows.append([label, {**cell, "ids": left, "t": len(left)}])
        tables = [
            {**table, "rows": rows} if each is table else each
            for each in figures["tables"]
        ]
        return {**figures, "tables": tables}

    def _backlog_sentence(self):
        """One sentence for the text; nothing where there is no backlog."""
        counts = {label: len(entries) for label, entries in self._backlog_rows()}
        if not any(counts.values()):
            return ""
        return (
            f"Về đơn, vụ việc tồn đọng, phức tạp, kéo dài: đến ngày "
            f"{self.date_to:%d/%m/%Y} đang theo dõi {counts['Tổng số đang theo dõi']} "
            f"vụ việc; trong kỳ mới đưa vào theo dõi "
            f"{counts['Mới đưa vào theo dõi trong kỳ']}, giải quyết dứt điểm "
            f"{counts['Đã giải quyết dứt điểm trong kỳ']}, kết thúc xem xét "
            f"{counts['Kết thúc xem xét trong kỳ']}; chưa có kế hoạch "
            f"{counts['Chưa có kế hoạch giải quyết']}, quá ngày theo kế hoạch "
            f"{counts['Quá ngày theo kế hoạch']}."
        )

    # ------------------------------------------------------------------
    # text
    # ------------------------------------------------------------------
    def _proposed_text(self):
        """Sentences from the figures; the officer edits them."""
        self.ensure_one()
        figures = self._figures()
        totals = figures["totals"]
        backlog = self._backlog_sentence()
        if not totals["total"]:
            return Markup("<p>Trong kỳ không có nhiệm vụ nào phát sinh.</p>") + (
                Markup("<p>%s</p>") % backlog if backlog else Markup()
            )
        done = totals["in_time"] + totals["late_done"]
        share = 100 * done // totals["total"]
        lines = [
            f"Tính đến ngày {self.date_to:%d/%m/%Y}, có {totals['total']} nhiệm vụ "
            f"được theo dõi; đã hoàn thành và được xác nhận {done} nhiệm vụ "
            f"({share}%), trong đó đúng hạn {totals['in_time']}, quá hạn "
            f"{totals['late_done']}; đã báo cáo hoàn thành, chờ xác nhận "
            f"{totals['reported']}; đang thực hiện trong hạn {totals['running']}; "
            f"quá hạn chưa hoàn thành {totals['overdue']}.",
        ]
        if self.previous_id:
            # sudo: as in _table_changes
            before = self.previous_id.sudo().locked_figures["totals"]
            change = totals["overdue"] - before.get("overdue", 0)
            word = "tăng" if change > 0 else "giảm"
            lines.append(
                f"So với báo cáo trước, số nhiệm vụ quá hạn {word} {abs(change)}."
                if change
                else "So với báo cáo trước, số nhiệm vụ quá hạn không thay đổi."
            )
        if totals["soon"]:
            lines.append(
                f"Nếu không được thực hiện, đến ngày {self.horizon:%d/%m/%Y} sẽ có "
                f"thêm {totals['soon']} nhiệm vụ quá hạn."
            )
        codes = {table["code"]: table for table in figures["tables"]}
        if "obstacles" in codes:
            lines.append(
                f"Có {len(codes['obstacles']['rows'])} khó khăn, vướng mắc đề nghị Chủ "
                "tịch xem xét, quyết định."
            )
        if backlog:
            lines.append(backlog)
        return Markup("").join(Markup("<p>%s</p>") % escape(line) for line in lines)
