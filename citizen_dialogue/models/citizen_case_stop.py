from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from .citizen_case import ACTIVITIES, WORKED_ON

# grounds of the law for stopping, by kind of the case and step
GROUNDS = {
    ("kn", "suspend"): "kn_suspend",
    ("kn", "terminate"): "kn_terminate",
    ("tc", "suspend"): "tc_suspend",
    ("tc", "terminate"): "tc_terminate",
}
# grounds that stand for the withdrawal of everything
WITHDRAWAL = ("KN10", "KN11A_2A", "TC34_3A")
# from here on complaints are suspended and terminated by decision on Mẫu 14a (Nghị định
# 155/2026/NĐ-CP)
DECREE_155 = fields.Date.to_date("2026-07-01")


class CitizenCase(models.Model):
    """What makes the time of a case longer, or stops it: complexity, extension,
    suspension, termination, and the contested decision suspended meanwhile."""

    _inherit = "citizen.case"

    # ------------------------------------------------------------------
    # complexity and extension
    # ------------------------------------------------------------------
    def _find_complex(self, grounds, reason):
        """Name the criteria; the written finding (complaint) or the extension
        (denunciation) drafted with them makes the time longer.

        :param grounds: criteria of Nghị định 124/2020/NĐ-CP Điều 3a, Nghị định
            31/2019/NĐ-CP Điều 3 khoản 2
        :param reason: before 2026-07-01 complaints had no criteria by law: what makes
            the matter complex, in words
        """
        self.ensure_one()
        self._check_ours()
        if self.state not in WORKED_ON or self.kind not in ("kn", "tc"):
            raise UserError(
                self.env._("Only a case that is being worked on is found complex.")
            )
        if not grounds and not (reason or "").strip():
            raise UserError(self.env._("Name what makes the matter complex."))
        prefix = f"CX_{self.kind.upper()}_"
        if any(not ground.code.startswith(prefix) for ground in grounds):
            raise UserError(
                self.env._("Choose the criteria that the law names for this kind.")
            )
        if any(not ground._is_valid_on(self._law_day()) for ground in grounds):
            raise UserError(
                self.env._(
                    "The law named no criteria when this complaint was accepted "
                    "(%(day)s): say in words what makes the matter complex.",
                    day=self._law_day().strftime("%d/%m/%Y"),
                )
            )
        if not grounds and (self.kind == "tc" or self._law_day() >= DECREE_155):
            raise UserError(
                self.env._("Choose at least one criterion that the law names.")
            )
        self._write_protected({"complex_ground_ids": [Command.set(grounds.ids)]})
        if reason:
            self.message_post(body=reason)
        if self.kind == "tc":
            return self.action_extend()
        return self._draft("KN_PT", "complex")

    def _law_day(self):
        return self.accepted_on or self.env["citizen.calendar"]._today()

    def _check_issue_complex(self, document, day):
        self._check_running(day)

    def _on_issue_complex(self, document):
        self._set_complexity(document.date_issued)

    def _set_complexity(self, day):
        many = len(self.complex_ground_ids) >= 2
        self._write_protected(
            {
                "complexity": "especially" if self.kind == "tc" and many else "complex",
                "complex_on": day,
            }
        )

    def _check_running(self, day):
        """:raise UserError: not worked on, or the time is over already"""
        if self.state not in WORKED_ON:
            raise UserError(
                self.env._(
                    "“%(name)s” is “%(state)s”: its time can't be made longer.",
                    name=self.display_name,
                    state=self._state_label(self.state),
                )
            )
        self._check_not_before_acceptance(day)
        due = self._main_deadline().due_date
        if due and day > due:
            raise UserError(
                self.env._(
                    "The time ended on %(due)s: it is made longer before it ends, not "
                    "on %(day)s.",
                    due=due.strftime("%d/%m/%Y"),
                    day=day.strftime("%d/%m/%Y"),
                )
            )

    def action_extend(self):
        """Draft the extension: of a denunciation by decision (Luật Tố cáo 2018 Điều
        30), of a complex complaint up to its ceiling (Luật Khiếu nại 2011 Điều 28, 37).

        :raise UserError: not found complex, or extended as often as the law allows
        """
        self.ensure_one()
        self._check_may_extend(self.env["citizen.calendar"]._today())
        return self._draft("TC_01" if self.kind == "tc" else "KN_GH", "extend")

    def _check_may_extend(self, day):
        self._check_running(day)
        if self.kind == "tc":
            criteria = len(self.complex_ground_ids)
            most = min(2, criteria)
            if not criteria:
                raise UserError(
                    self.env._(
                        "Name the criteria of complexity first: one allows one "
                        "extension, two or more allow two."
                    )
                )
            if self.extended_times >= most:
                raise UserError(
                    self.env._(
                        "Extended %(times)s time(s): with %(criteria)s criterion(s) "
                        "the law allows no more.",
                        times=self.extended_times,
                        criteria=criteria,
                    )
                )
        elif self.complexity == "normal":
            raise UserError(
                self.env._("Only a complaint found complex is given more time.")
            )
        elif self.extended_times:
            raise UserError(
                self.env._("This complaint has its longest time limit already.")
            )

    def _check_issue_extend(self, document, day):
        self._check_may_extend(day)

    def _on_issue_extend(self, document):
        times = self.extended_times + 1
        main = self._main_deadline()
        # the number of the document is given after this step
        reason = f"{document.type_id.name} ngày {document.date_issued:%d/%m/%Y}"
        if self.kind == "tc":
            if not self.complex_on:
                self._set_complexity(document.date_issued)
            main._lengthen(extensions=times, reason=reason)
        else:
            main._lengthen(is_complex=True, reason=reason)
        self._write_protected({"extended_times": times})

    # ------------------------------------------------------------------
    # suspension, resumption, termination
    # ------------------------------------------------------------------
    def _stop_code(self, step, day):
        """Form of a suspension or termination on ``day``."""
        if self.kind == "tc":
            return {"suspend": "TC_TDC", "terminate": "TC_DC", "resume": "TC_TT"}[step]
        if step == "resume":
            return "KN_14B"
        return "KN_14A" if day >= DECREE_155 else "KN_DC"

    def _draft_stop(self, step, ground, explained=False):
        """Draft the suspension or termination on a ground that the law names.

        :raise UserError: not possible in this state, on this ground or on this day
        """
        self.ensure_one()
        self._check_ours()
        today = self.env["citizen.calendar"]._today()
        self._check_may_stop(step, ground, today)
        if self.stop_ground_id != ground:
            self._check_no_open_stop()
        self._write_protected(
            {
                "stop_ground_id": ground.id,
                "ended_how": "explained" if explained else False,
            }
        )
        return self._draft(self._stop_code(step, today), step)

    def _check_no_open_stop(self):
        """:raise UserError: a paper on another ground is still open: its text would
        tell that one, the case this one"""
        # sudo: whoever drafted it
        papers = self.sudo().document_ids.filtered(
            lambda d: (
                d.step in ("suspend", "terminate")
                and d.state in ("draft", "submitted", "approved")
            )
        )
        if papers:
            raise UserError(
                self.env._(
                    "A paper on another ground is drafted already (“%s”): cancel it "
                    "first.",
                    papers[0].display_name,
                )
            )

    def _check_may_stop(self, step, ground, day):
        allowed = WORKED_ON if step == "suspend" else (*WORKED_ON, "suspended")
        if self.state not in allowed or (self.kind, step) not in GROUNDS:
            to = "suspended" if step == "suspend" else "terminated"
            raise UserError(self._refused_transition(to))
        self._check_not_before_acceptance(day)
        if step == "suspend":
            # refuses a suspension that the law did not know on that day
            self._main_deadline().rule_id._check_may_suspend(day)
        if ground.kind != GROUNDS[self.kind, step] or not ground._is_valid_on(day):
            raise UserError(
                self.env._(
                    "“%(ground)s” is no ground for this step on %(day)s.",
                    ground=ground.name or "…",
                    day=day.strftime("%d/%m/%Y"),
                )
            )

    def _propose_termination(self, withdrawal):
        """All content was withdrawn by all: the termination is drafted, for the
        resolver to issue (Luật Khiếu nại 2011 Điều 10, 11a; Luật Tố cáo 2018 Điều 33,
        34)."""
        self.ensure_one()
        if self.state not in (*WORKED_ON, "suspended"):
            return {}
        if (self.kind, "terminate") not in GROUNDS:
            # the law asks for no decision: it ends with the withdrawal
            how = "explained" if withdrawal.after_explanation else "withdrawn"
            self._terminate(withdrawal.day, how)
            return {}
        ground = self._withdrawal_ground()
        if not ground:
            return {}
        return self._draft_stop("terminate", ground, withdrawal.after_explanation)

    def _withdrawal_ground(self):
        today = self.env["citizen.calendar"]._today()
        grounds = self.env["citizen.refusal.ground"]
        return grounds.search(
            grounds._valid_domain(today)
            & Domain("kind", "=", f"{self.kind}_terminate")
            & Domain("code", "in", WITHDRAWAL),
            limit=1,
        )

    def _check_issue_suspend(self, document, day):
        self._check_may_stop("suspend", self.stop_ground_id, day)

    def _on_issue_suspend(self, document):
        day = document.date_issued
        self._main_deadline()._suspend(day)
        self._transition("suspended", {"resume_state": self.state, "suspended_on": day})
        self._start_clock("TC06" if self.kind == "tc" else "KN15", day)

    def action_resume(self):
        """Draft the decision to go on; the time goes on from its date.

        :raise UserError: not suspended
        """
        self.ensure_one()
        if self.state != "suspended":
            raise UserError(self.env._("This case isn't suspended."))
        today = self.env["citizen.calendar"]._today()
        return self._draft(self._stop_code("resume", today), "resume")

    def _check_issue_resume(self, document, day):
        if self.state != "suspended":
            raise UserError(self.env._("This case isn't suspended."))
        if day < self.suspended_on:
            raise UserError(
                self.env._(
                    "Suspended on %(day)s: it can't go on before.",
                    day=self.suspended_on.strftime("%d/%m/%Y"),
                )
            )

    def _on_issue_resume(self, document):
        day = document.date_issued
        self._transition(
            self.resume_state,
            {"resume_state": False, "suspended_on": False, "stop_ground_id": False},
        )
        self.deadline_ids.filtered("suspended_on")._resume(day)
        if self.kind == "kn":
            self._start_clock("KN16", day)

    def _check_issue_terminate(self, document, day):
        self._check_may_stop("terminate", self.stop_ground_id, day)

    def _on_issue_terminate(self, document):
        day = document.date_issued
        withdrawn = self.stop_ground_id.code in WITHDRAWAL
        how = self.ended_how or ("withdrawn" if withdrawn else "terminated")
        self._terminate(day, how)
        self._start_clock("TC06" if self.kind == "tc" else "KN15", day)

    def _terminate(self, day, how):
        self.deadline_ids._end(day)
        self._transition("terminated", {"closed_on": day, "ended_how": how})
        self._done_with(ACTIVITIES)
        self._cancel_planned_dialogues(self.env._("The case is terminated."))
        self._give_back_first_instance(day)

    # ------------------------------------------------------------------
    # the contested decision, suspended while the complaint is resolved
    # ------------------------------------------------------------------
    def action_hold_decision(self):
        """Draft the suspension of the contested decision, whose carrying out may do
        harm that can't be undone (Luật Khiếu nại 2011 Điều 35).

        :raise UserError: no complaint being worked on, or suspended already
        """
        self.ensure_one()
        self._check_may_hold(self.env["citizen.calendar"]._today())
        return self._draft("KN_11", "hold_decision")

    def _check_may_hold(self, day):
        if self.kind != "kn" or self.state not in WORKED_ON:
            raise UserError(
                self.env._(
                    "The contested decision is suspended while its complaint is being "
                    "resolved."
                )
            )
        self._check_not_before_acceptance(day)
        if self.held_on and not self.hold_lifted_on:
            raise UserError(self.env._("The contested decision is suspended already."))

    def _check_issue_hold_decision(self, document, day):
        self._check_may_hold(day)

    def _on_issue_hold_decision(self, document):
        self._write_protected(
            {
                "held_on": document.date_issued,
                "hold_until": self._main_deadline().due_date,
                "hold_lifted_on": False,
            }
        )

    def action_lift_hold(self):
        """Draft the decision that lifts the suspension of the contested decision.

        :raise UserError: it isn't suspended
        """
        self.ensure_one()
        self._check_held()
        return self._draft("KN_12", "lift_hold")

    def _check_held(self):
        if not self.held_on or self.hold_lifted_on:
            raise UserError(self.env._("The contested decision isn't suspended."))

    def _check_issue_lift_hold(self, document, day):
        self._check_held()
        if day < self.held_on:
            raise UserError(
                self.env._(
                    "The contested decision was suspended on %s: that can't be lifted "
                    "before.",
                    self.held_on.strftime("%d/%m/%Y"),
                )
            )

    def _on_issue_lift_hold(self, document):
        self._write_protected({"hold_lifted_on": document.date_issued})
