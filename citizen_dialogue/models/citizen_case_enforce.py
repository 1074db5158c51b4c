from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools import vietnamese
from .citizen_case import ACTIVITIES, BATCH, CITIZENS_CLOCKS, WORKED_ON
from .citizen_petition import OPEN_STATES

# sending a suspension, termination or resumption
STOP_CLOCKS = ("KN15", "KN16", "TC06")
# sending the decision, also to whom has forwarded the letter
SENDING_CLOCKS = ("KN04", "KN08", "KNKL06", "KNKL07", "TC07", "KN17", "TD02")


class CitizenCase(models.Model):
    """After the decision: sent, published, in force, carried out, closed; and the
    mediation of land disputes."""

    _inherit = "citizen.case"

    has_stop_to_send = fields.Boolean(compute="_compute_has_stop_to_send")

    @api.depends(
        "deadline_ids.met_on", "deadline_ids.ended_on", "deadline_ids.rule_id.code"
    )
    def _compute_has_stop_to_send(self):
        for case in self:
            case.has_stop_to_send = bool(case._clocks(*STOP_CLOCKS))

    # ------------------------------------------------------------------
    # sent and published
    # ------------------------------------------------------------------
    def _register_sent(self, day, received=False):
        """Sent to the complainant or denouncer and who else has to have it: the
        decision, before it a suspension, termination or resumption.

        :param received: day on which the complainant received it: his time for a
            second complaint runs from then
        :raise UserError: nothing to be sent, or a day before it was issued
        """
        self.ensure_one()
        self._check_ours()
        stops = self._clocks(*STOP_CLOCKS)
        today = self.env["citizen.calendar"]._today()
        if stops and not self.decided_on:
            issued = max(stops.mapped("date_start"))
            if not issued <= day <= today:
                raise UserError(
                    self.env._(
                        "It was issued on %(day)s: enter a day from then until today.",
                        day=issued.strftime("%d/%m/%Y"),
                    )
                )
            stops._meet(day)
            return
        self._check_after_decision(day)
        sent = self.sent_on or day
        if received and received < sent:
            raise UserError(self.env._("It can't be received before it is sent."))
        if received and received > today:
            raise UserError(self.env._("It can't be received on a day still to come."))
        self._write_protected(
            {"sent_on": sent, "received_on": received or self.received_on}
        )
        (stops | self._clocks(*SENDING_CLOCKS))._meet(sent)
        if received and self.kind == "kn" and self.instance == "first":
            self._clocks(*CITIZENS_CLOCKS)._end(received)
            self._start_clock(
                self._second_window_code(), received, is_remote=self.is_remote
            )

    def _second_window_code(self):
        """Time for a second complaint from the receipt of the first decision (Luật
        Khiếu nại 2011 Điều 33, 48)."""
        if not self.is_disciplinary:
            return "KN05a"
        return "KNKL03" if self.is_dismissal else "KNKL02"

    def _check_after_decision(self, day):
        if not self.decided_on or self.state not in ("decided", "effective"):
            raise UserError(self.env._("This case isn't decided."))
        today = self.env["citizen.calendar"]._today()
        if not self.decided_on <= day <= today:
            raise UserError(
                self.env._(
                    "The decision is of %(day)s: enter a day from then until today.",
                    day=self.decided_on.strftime("%d/%m/%Y"),
                )
            )

    def _register_published(self, day, how):
        """Published (Nghị định 124/2020/NĐ-CP Điều 29 khoản 3; Luật Tố cáo 2018 Điều
        40).

        :raise UserError: not decided, or a day before the decision
        """
        self.ensure_one()
        self._check_ours()
        self._check_after_decision(day)
        self._write_protected({"published_on": day, "published_how": how})
        self._clocks("KN09", "TC10")._meet(day)

    def action_publish(self):
        """Draft the notice that publishes the decision or conclusion.

        :raise UserError: not decided
        """
        self.ensure_one()
        self._check_after_decision(self.env["citizen.calendar"]._today())
        return self._draft("TB_CK", "publish")

    def _check_issue_publish(self, document, day):
        self._check_after_decision(day)

    def _on_issue_publish(self, document):
        self._register_published(document.date_issued, "posting")

    # ------------------------------------------------------------------
    # in force
    # ------------------------------------------------------------------
    def action_take_effect(self):
        """In force since its day, without a second complaint (Luật Khiếu nại 2011 Điều
        44).

        :raise UserError: the day is still to come, or a second complaint was accepted
        """
        self._check_ours()
        today = self.env["citizen.calendar"]._today()
        waiting = self._second_complaints()
        if waiting:
            raise UserError(
                self.env._(
                    "A second complaint has come (%s): the decision takes no effect "
                    "before that is accepted or refused.",
                    ", ".join(waiting.mapped("number")),
                )
            )
        for case in self:
            if not case.effective_on or case.effective_on > today:
                day = case.effective_on
                raise UserError(
                    self.env._(
                        "“%(name)s” takes effect on %(day)s.",
                        name=case.display_name,
                        day=day.strftime("%d/%m/%Y") if day else "…",
                    )
                )
            case._take_effect()
        return True

    @api.model
    def _second_complaints(self):
        """Second complaints against these decisions, of all when none is named, that
        came in time and wait for acceptance (Luật Khiếu nại 2011 Điều 44 khoản 1)."""
        # sudo: the second instance belongs to another unit
        return (
            self.env["citizen.petition"]
            .sudo()
            .search(
                [
                    ("second_of_id", "in", self.ids)
                    if self
                    else ("second_of_id.state", "=", "decided"),
                    ("kind", "=", "kn"),
                    ("is_second", "=", True),
                    ("state", "in", OPEN_STATES),
                ]
            )
            .filtered(
                lambda p: (
                    not p.second_of_id.effective_on
                    or p.receipt_date <= p.second_of_id.effective_on
                )
            )
        )

    def _take_effect(self):
        for case in self:
            case._clocks("KN10", "KN11", *CITIZENS_CLOCKS)._end(case.effective_on)
            case._transition("effective")
            case._start_clock("KN12", case.effective_on)
            if case.needs_enforcement == "no":
                case._clocks("KN12")._meet(case.effective_on)
            # sudo: the first instance belongs to another unit
            former = case.sudo().previous_id
            if former.state == "decided" and case.kind == "kn":
                former._transition("closed", {"closed_on": case.effective_on})
                former.deadline_ids._end(case.effective_on)

    @api.model
    def _open_second_windows(self, today):
        """Where the first resolution is overdue the complainant may go to the second
        instance, for so long (Luật Khiếu nại 2011 Điều 33 khoản 1).

        :return: how many were opened, and how many are left for the next batch
        """
        deadlines = self.env["citizen.deadline"]
        domain = [
            ("rule_id.code", "=", "KN03"),
            ("case_id.state", "in", WORKED_ON),
            ("case_id.deadline_ids", "not any", [("rule_id.code", "=", "KN05b")]),
            ("due_date", "<", today),
            ("met_on", "=", False),
            ("ended_on", "=", False),
        ]
        overdue = deadlines.search(domain, limit=BATCH)
        for main in overdue:
            case = main.case_id
            case._start_clock("KN05b", main.due_date, is_remote=case.is_remote)
        return len(overdue), deadlines.search_count(domain)

    @api.model
    def _cron_take_effect(self):
        """Decisions whose day of legal effect has come, and first resolutions whose
        time is over; what a missed night left is caught up."""
        today = self.env["citizen.calendar"]._today()
        opened, closed = self._open_second_windows(today)
        domain = [
            ("state", "=", "decided"),
            ("effective_on", "<=", today),
            ("id", "not in", self._second_complaints().second_of_id.ids),
        ]
        cases = self.search(domain, limit=BATCH, order="effective_on, id")
        cases._take_effect()
        self.env["ir.cron"]._commit_progress(
            opened + len(cases), remaining=closed + self.search_count(domain)
        )

    # ------------------------------------------------------------------
    # carrying out
    # ------------------------------------------------------------------
    def action_carry_out(self):
        """Open what units have to do now: clauses with unit and date, which become
        tasks like those of a conclusion (Nghị định 124/2020/NĐ-CP Điều 31; Luật Tố cáo
        2018 Điều 36).

        :raise UserError: not decided, or a complaint whose decision isn't in force
        """
        self.ensure_one()
        self._check_ours()
        self._check_may_carry_out()
        conclusion = self.conclusion_ids.filtered(lambda c: c.state != "cancelled")[:1]
        if not conclusion:
            conclusion = self.env["citizen.conclusion"].create(
                {
                    "kind": "case",
                    "case_id": self.id,
                    # printed on the paper that gives the tasks
                    "name": f"Tổ chức thi hành {self._decision_vi()}",
                    # what was decided on a complaint is what is carried out; units that
                    # get a task need not learn what a denunciation found
                    "clause_ids": [Command.create({"content": self.verdict_text})]
                    if self.kind == "kn" and self.verdict_text
                    else [],
                    "owner_unit_id": self.owner_unit_id.id,
                    "issuer_unit_id": (
                        self.owner_unit_id.authority_id or self.owner_unit_id
                    ).id,
                }
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Carrying out"),
            "res_model": "citizen.conclusion",
            "res_id": conclusion.id,
            "view_mode": "form",
        }

    def _check_may_carry_out(self):
        ready = ("effective",) if self.kind == "kn" else ("decided", "effective")
        if self.state not in ready:
            raise UserError(
                self.env._(
                    "A decision on a complaint is carried out when it is in force, a "
                    "conclusion on a denunciation when it is issued."
                )
            )

    def _decision_vi(self):
        document = self.document_ids.filtered(
            lambda d: d.step == "decide" and d.state == "issued"
        )[:1]
        what = (
            "kết luận nội dung tố cáo"
            if self.kind == "tc"
            else "quyết định giải quyết khiếu nại"
        )
        if not document.number:
            return f"{what} của vụ việc số {self.code}"
        day = vietnamese.format_date(document.date_issued)
        return f"{what} số {document.number} ngày {day}"

    def _on_enforcement_given(self, day):
        """Units have their tasks: the resolver has acted."""
        for case in self:
            case._clocks("KN12", "TC08")._meet(day)
            case.needs_enforcement = "yes"

    # ------------------------------------------------------------------
    # closing
    # ------------------------------------------------------------------
    def _missing_for_closing(self):
        items = []
        if not self.sent_on:
            items.append(self.env._("when it was sent"))
        if self.kind in ("kn", "tc") and not self.published_on:
            items.append(self.env._("when and how it was published"))
        if self.kind == "kn" and self.state == "decided":
            items.append(self.env._("its legal effect"))
        if not self.needs_enforcement:
            items.append(self.env._("whether something is to be carried out"))
        elif self.needs_enforcement == "yes":
            if not self.task_count:
                items.append(self.env._("what units have to do"))
            elif self.open_task_count:
                items.append(
                    self.env._("%s task(s) not verified yet", self.open_task_count)
                )
        return items

    def action_close(self):
        """Close a case that is decided, sent, published and carried out.

        :raise UserError: what is missing, as a list
        """
        self._check_ours()
        today = self.env["citizen.calendar"]._today()
        for case in self:
            if "closed" not in case._transitions.get(case.state, ()) or (
                case.state in WORKED_ON
            ):
                raise UserError(case._refused_transition("closed"))
            missing = case._missing_for_closing()
            if missing:
                raise UserError(
                    self.env._(
                        "“%(name)s” can't be closed yet: %(missing)s.",
                        name=case.display_name,
                        missing="; ".join(missing),
                    )
                )
            if case.needs_enforcement == "no":
                case._clocks("KN12", "TC08")._meet(today)
            case._transition("closed", {"closed_on": today})
            case.deadline_ids._end(today)
            case._done_with(ACTIVITIES)
        return True

    # ------------------------------------------------------------------
    # mediation of land disputes
    # ------------------------------------------------------------------
    def action_mediate(self):
        """Draft the minutes of the mediation; its issue ends the case.

        :raise UserError: no land dispute, not accepted, or no result entered
        """
        self.ensure_one()
        self._check_may_mediate(self.env["citizen.calendar"]._today())
        return self._draft("BB_HG", "mediate")

    def _check_may_mediate(self, day):
        if self.kind != "dispute" or self.state != "accepted":
            raise UserError(
                self.env._("Only a land dispute that is accepted is mediated.")
            )
        if not self.verdict or not (self.findings or "").strip():
            raise UserError(
                self.env._("Enter what was said and whether the parties agreed.")
            )
        self._check_not_before_acceptance(day)

    def _check_issue_mediate(self, document, day):
        self._check_may_mediate(day)

    def _on_issue_mediate(self, document):
        day = document.date_issued
        self._clocks("HG01")._meet(day)
        how = "unmediated" if self.verdict == "wrong" else "mediated"
        self._transition(
            "closed", {"closed_on": day, "decided_on": day, "ended_how": how}
        )
        self._done_with(ACTIVITIES)
