from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..models.citizen_petition import ALARM, FORWARDED, KINDS, OUTCOMES
from ..models.citizen_petition_outcome import CONTESTED, NEEDS_BODY
from ..tools import classification
from ..tools.vietnamese import format_date

YES_NO = [("yes", "Yes"), ("no", "No")]
# how a letter comes that the citizen brought himself or that was written down
CAME = ("desk", "oral", "dialogue")
# the answer to a question is one field; those that follow from others have none
ANSWERS = {
    question.key: f"q_{question.key}"
    for question in classification.QUESTIONS
    if not question.computed
}
# fields beside the answers that are shown again when the wizard is reopened
KEPT = (
    "category_id",
    "is_disciplinary",
    "ground_id",
    "contested_by",
    "contested_unit_id",
    "contested_ref",
    "matter_of",
    "competent_unit_id",
    "competent_body",
    "duplicate_of_id",
    "is_direct",
    "direct_rule_id",
    "deviation_reason",
)
# kind of the ground that an answer has to name
GROUNDS = {
    "eligible": ("no", "ineligible"),
    "bar": ("yes", "kn_bar"),
    "conditions": ("no", "tc_condition"),
}
# outcomes for which it doesn't matter whose it is
WHOSEVER_IT_IS = ("file", "inspect", "inform", "police", "refuse")
# grounds that follow from a row of the matrix by themselves
ROW_GROUNDS = {28: "KN11_6", 29: "ND154_4_H"}


class CitizenClassifyWizard(models.TransientModel):
    """The guided classification: one screen, each question when its turn comes; at the
    end what is to be done, whose it is and until when. Who knows better decides
    directly and says on what ground."""

    _name = "citizen.classify.wizard"
    _description = "Classification"
    _inherit = ["citizen.dialog.mixin"]

    petition_id = fields.Many2one(
        comodel_name="citizen.petition", required=True, readonly=True
    )
    petition_content = fields.Text(
        related="petition_id.content", related_sudo=False, string="Summary"
    )
    q_resent = fields.Selection(
        selection=YES_NO, string="Is it the same letter as one received before?"
    )
    duplicate_of_id = fields.Many2one(
        comodel_name="citizen.petition", string="Letter Received First"
    )
    q_kind = fields.Selection(
        selection=KINDS, string="What is it, by its content and purpose?"
    )
    category_id = fields.Many2one(comodel_name="citizen.category", string="Field")
    q_crime = fields.Selection(
        selection=YES_NO, string="Does the denounced act show signs of a crime?"
    )
    q_known = fields.Selection(
        selection=YES_NO,
        string="Is it clear who denounces, and in a form of the law?",
        help="No: without name or address, under another's name, the denouncer can't "
        "be found, or neither a letter nor an oral statement.",
    )
    q_verifiable = fields.Selection(
        selection=YES_NO,
        string="Does it clearly name who violated the law, with concrete evidence that "
        "can be verified?",
    )
    q_party = fields.Selection(
        selection=YES_NO,
        string="Is it about a Party member, for discipline by the Party?",
    )
    q_answered = fields.Selection(
        selection=YES_NO,
        string="Was the same matter answered in writing already, and nothing is new?",
    )
    q_eligible = fields.Selection(
        selection=YES_NO, string="Does it meet the conditions of being processed?"
    )
    q_decided = fields.Selection(
        selection=[
            ("none", "Not resolved by anybody yet"),
            ("overdue", "Being resolved by its body, past the time limit"),
            (
                "unresolved",
                "Not resolved in time: complains to the second instance",
            ),
            ("first", "Has a first decision and doesn't agree with it"),
            ("anew", "Has a decision in force; there are new facts"),
            ("wrong", "Has a decision in force that shows a violation of law"),
            ("settled", "Has a decision in force, and nothing is new"),
        ],
        string="How far has the complaint been resolved?",
    )
    q_concluded = fields.Selection(
        selection=[
            ("none", "Not resolved by anybody yet"),
            ("overdue", "Being resolved by its body, past the time limit"),
            ("again", "Has a conclusion; there are grounds to resolve it again"),
            ("settled", "Has a conclusion or decision in force, and nothing is new"),
        ],
        string="How far has the denunciation been resolved?",
    )
    contested_by = fields.Selection(
        selection=CONTESTED, string="Whose decision or act is it directed against?"
    )
    is_disciplinary = fields.Boolean(string="About a Disciplinary Decision")
    contested_unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        string="Unit Concerned",
        help="Leave it empty when it isn't among the units here.",
    )
    contested_ref = fields.Char(string="Contested Decision")
    matter_of = fields.Selection(
        selection=[
            ("own", "Our body"),
            ("other", "Another body"),
            (
                "outside",
                "Court, procuracy, elected, Party or mass organisation, enterprise",
            ),
        ],
        string="Who is responsible for the matter?",
    )
    competence_rule_id = fields.Many2one(
        comodel_name="citizen.competence.rule", compute="_compute_competence"
    )
    competence_article = fields.Char(
        string="Article on the Competence", related="competence_rule_id.article"
    )
    competence_doubt = fields.Text(
        string="Doubt about the Competence", compute="_compute_competence"
    )
    found_unit_id = fields.Many2one(
        comodel_name="citizen.unit", compute="_compute_competence"
    )
    found_body = fields.Char(compute="_compute_competence")
    whose = fields.Char(string="Whose It Is", compute="_compute_competence")
    is_doubtful = fields.Boolean(compute="_compute_competence")
    names_body = fields.Boolean(compute="_compute_competence")
    competent_unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        domain="[('is_current', '=', True)]",
    )
    competent_body = fields.Char(help="When it isn't among the units here.")
    q_sent = fields.Selection(
        selection=[
            ("no", "No, for the first time and to us alone"),
            ("many", "Sent to several bodies, the competent one among them"),
            ("again", "Guided or transferred before, and sent again"),
        ],
        string="Was it sent elsewhere or guided before?",
    )
    q_oral = fields.Selection(
        selection=YES_NO,
        string="Did the denouncer come in person and leave no letter with us?",
    )
    q_in_time = fields.Selection(
        selection=YES_NO, string="Is the second complaint within its time limit?"
    )
    q_complete = fields.Selection(
        selection=YES_NO,
        string="Have all signed, and appointed representatives in writing?",
    )
    q_bar = fields.Selection(
        selection=YES_NO,
        string="Is there a case in which complaints are not accepted?",
    )
    q_from_complaint = fields.Selection(
        selection=[
            ("no", "No"),
            ("proof", "Yes, with information or evidence of a violation"),
            ("no_proof", "Yes, without such information or evidence"),
        ],
        string="Does it denounce who resolved a complaint correctly, because the "
        "complainant doesn't agree?",
    )
    q_conditions = fields.Selection(
        selection=YES_NO, string="Are all conditions of accepting it met?"
    )
    q_at_once = fields.Selection(
        selection=YES_NO, string="Can it be answered without further verification?"
    )
    q_harm = fields.Selection(
        selection=YES_NO,
        string="Is there serious or imminent damage, or damage that is hard to repair?",
    )
    q_tense = fields.Selection(
        selection=YES_NO,
        string="Is it complex, of many people, or about ethnic or religious policy?",
    )
    ground_id = fields.Many2one(
        comodel_name="citizen.refusal.ground", string="Which One"
    )
    ground_text = fields.Text(related="ground_id.text")
    ground_article = fields.Char(related="ground_id.article")
    ground_domain = fields.Json(compute="_compute_steps")
    asked = fields.Char(compute="_compute_steps")
    pending = fields.Char(compute="_compute_steps")
    proposed_rule_id = fields.Many2one(
        comodel_name="citizen.outcome.rule",
        string="Situation",
        compute="_compute_steps",
    )
    side_rule_ids = fields.Many2many(
        comodel_name="citizen.outcome.rule",
        string="To Be Done besides",
        compute="_compute_steps",
    )
    is_direct = fields.Boolean(string="Decide Directly")
    direct_domain = fields.Json(compute="_compute_direct_domain")
    direct_rule_id = fields.Many2one(
        comodel_name="citizen.outcome.rule", string="What to Do"
    )
    deviation_reason = fields.Text(string="Decided Otherwise because")
    rule_id = fields.Many2one(
        comodel_name="citizen.outcome.rule", compute="_compute_rule_id"
    )
    outcome = fields.Selection(
        selection=OUTCOMES, string="Outcome by Law", compute="_compute_rule_id"
    )
    form_name = fields.Char(string="Paper to Draft", compute="_compute_rule_id")
    due_text = fields.Char(string="Until", compute="_compute_due_text")
    outcome_basis = fields.Text(
        string="Legal Ground",
        compute="_compute_outcome_basis",
        store=True,
        readonly=False,
    )

    # ------------------------------------------------------------------
    # defaults
    # ------------------------------------------------------------------
    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        petition = self.env["citizen.petition"].browse(
            self.env.context.get("default_petition_id")
            or self.env.context.get("active_id")
        )
        if not petition.exists():
            raise UserError(self.env._("Open the classification from a petition."))
        petition._check_may_be_classified()
        values["petition_id"] = petition.id
        stored = petition.classification or {}
        if stored:
            values |= {
                ANSWERS[key]: value
                for key, value in stored.get("answers", {}).items()
                if key in ANSWERS
            }
            values |= {
                name: value
                for name, value in stored.get("fields", {}).items()
                if name in KEPT
            }
            values["outcome_basis"] = petition.outcome_basis
        else:
            values |= self._known(petition)
        return {k: v for k, v in values.items() if k in fields or k == "petition_id"}

    @api.model
    def _known(self, petition):
        """What the register says already."""
        joined = petition.matter_root_id
        return {
            "q_kind": petition.kind,
            "category_id": petition.category_id.id,
            "is_disciplinary": petition.is_disciplinary,
            "q_known": "no" if petition.is_anonymous else False,
            "q_decided": "first" if petition.is_second else False,
            "contested_ref": petition.contested_ref,
            "duplicate_of_id": joined.id,
        }

    # ------------------------------------------------------------------
    # computes
    # ------------------------------------------------------------------
    @api.depends("petition_id")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = wizard.petition_id.number or self.env._("New")

    def _instance(self):
        goes_on = (
            self.q_kind == "kn" and self.q_decided in ("first", "unresolved")
        ) or (self.q_kind == "tc" and self.q_concluded == "again")
        return "second" if goes_on else "first"

    @api.depends(
        "petition_id",
        "q_kind",
        "q_decided",
        "q_concluded",
        "q_crime",
        "q_party",
        "matter_of",
        "contested_by",
        "contested_unit_id",
        "is_disciplinary",
        "competent_unit_id",
        "competent_body",
    )
    def _compute_competence(self):
        rules = self.env["citizen.competence.rule"]
        for wizard in self:
            petition = wizard.petition_id
            rule = rules
            disciplinary = wizard.q_kind == "kn" and wizard.is_disciplinary
            if wizard.q_kind in ("kn", "tc") and (wizard.contested_by or disciplinary):
                against = wizard.contested_by
                if disciplinary and wizard.contested_unit_id.kind == "province":
                    # whose decision it was follows from the unit
                    against = "province_chair"
                rule = rules._find(
                    wizard.q_kind,
                    against,
                    wizard._instance(),
                    petition.receipt_date,
                    disciplinary,
                )
            concerned = wizard.contested_unit_id
            if wizard.q_kind == "tc" and rule.instance == "second":
                # counted from who resolved it first; where that is in doubt, the
                # leader decides
                former = rules._find(
                    "tc", wizard.contested_by, "first", petition.receipt_date
                )
                if former.confidence == "uncertain":
                    rule = former
                elif former:
                    concerned = former._competent_unit(concerned, petition.receipt_date)
            unit = (
                rule._competent_unit(concerned, petition.receipt_date)
                if rule
                else self.env["citizen.unit"]
            )
            body = False
            if rule and not unit:
                if rule.locate == "body":
                    body = rule.body
                elif wizard.contested_unit_id and rule.locate in (
                    "province",
                    "above",
                    "above_authority",
                ):
                    # above what this installation knows
                    body = rule.post
            wizard.is_doubtful = rule.confidence == "uncertain" and not (
                petition.competence_decided_on
                and petition.contested_by == wizard.contested_by
                and petition.contested_unit_id == wizard.contested_unit_id
            )
            if rule.confidence == "uncertain" and not wizard.is_doubtful:
                unit, body = petition.competent_unit_id, petition.competent_body
            wizard.competence_rule_id = rule
            wizard.competence_doubt = rule.doubt
            wizard.found_unit_id = unit
            wizard.found_body = body
            if wizard.matter_of == "own" and wizard.q_kind == "kn_pa":
                wizard.found_unit_id = petition.owner_unit_id.authority_id
            # what nobody found by law is named by hand
            wizard.names_body = not (wizard.found_unit_id or body) and (
                wizard.q_kind == "kn_pa"
                and wizard.matter_of in ("other", "outside")
                or wizard.q_kind in ("kn", "tc")
                and bool(wizard.contested_by or disciplinary)
                or wizard.q_kind == "tc"
                and "yes" in (wizard.q_crime, wizard.q_party)
            )
            # sudo: the name of a unit
            name = wizard._competent()[0].sudo().name or wizard._competent()[1]
            post = rule.post if rule.locate not in ("hand", "body") else False
            wizard.whose = " – ".join(part for part in (post, name) if part) or False

    def _competent(self):
        """(unit, other body): found by law or decided by the leader, else named by
        hand."""
        if self.found_unit_id or self.found_body:
            return self.found_unit_id, self.found_body
        return self.competent_unit_id, (self.competent_body or "").strip() or False

    def _given(self):
        """What is known of the letter, as the questions ask for it."""
        petition = self.petition_id
        known = {
            "forwarded": petition.source in FORWARDED
            or (self.q_kind == "tc" and bool(petition._forwarding_authority())),
            "came": petition.source in CAME or bool(petition.reception_id),
            "visit": bool(petition.reception_id),
            "collective": petition.is_collective,
            "guided": petition._guided_before(),
        }
        return {key: "yes" if value else "no" for key, value in known.items()}

    def _answers(self):
        """Answers given, and those that follow from whose decision it is."""
        answers = {key: self[name] for key, name in ANSWERS.items() if self[name]}
        petition = self.petition_id
        own = petition.owner_unit_id | petition.owner_unit_id.authority_id
        unit, body = self._competent()
        if self.q_kind == "kn_pa":
            outside = self.matter_of and (self.matter_of == "outside")
        else:
            outside = (self.contested_by or self.is_disciplinary) and (
                self.contested_by == "outside"
            )
        if outside is not False and outside is not True:
            return answers
        answers["outside"] = "yes" if outside else "no"
        if self.is_doubtful or not (unit or body):
            return answers
        ours = bool(unit) and unit in own
        answers["own"] = "yes" if ours else "no"
        # sudo: the tree of units
        below = bool(unit) and bool(unit.sudo()._superiors() & own) and not ours
        answers["below"] = "yes" if below else "no"
        return answers

    @api.depends(
        *ANSWERS.values(),
        "found_unit_id",
        "found_body",
        "is_doubtful",
        "matter_of",
        "contested_by",
        "is_disciplinary",
        "competent_unit_id",
        "competent_body",
    )
    def _compute_steps(self):
        rules = self.env["citizen.outcome.rule"]
        grounds = self.env["citizen.refusal.ground"]
        for wizard in self:
            day = wizard.petition_id.receipt_date
            step = classification.walk(wizard._answers(), wizard._given())
            wizard.asked = f",{','.join(step.asked)},"
            wizard.pending = step.pending
            main, sides = rules, rules
            if not step.pending:
                main, sides = rules._choose(step.facts, day)
            wizard.proposed_rule_id = main
            wizard.side_rule_ids = sides
            kind = wizard._ground_kind(step.facts)
            wizard.ground_domain = [
                ("id", "in", grounds._in_force(day, [("kind", "=", kind)]).ids)
            ]

    @staticmethod
    def _ground_kind(facts):
        """Kind of the ground that the answers have to name, or None."""
        for key, (value, kind) in GROUNDS.items():
            if facts.get(key) == value:
                return kind
        return None

    @api.depends("petition_id")
    def _compute_direct_domain(self):
        rules = self.env["citizen.outcome.rule"]
        for wizard in self:
            rows = rules._in_force(
                wizard.petition_id.receipt_date, choice=[("is_side", "=", False)]
            )
            wizard.direct_domain = [("id", "in", rows.ids)]

    @api.depends("proposed_rule_id", "is_direct", "direct_rule_id")
    def _compute_rule_id(self):
        today = self.env["citizen.calendar"]._today()
        for wizard in self:
            rule = (
                wizard.direct_rule_id if wizard.is_direct else wizard.proposed_rule_id
            )
            wizard.rule_id = rule
            wizard.outcome = rule.outcome
            form = self.env["citizen.document.type"]
            if rule.form_code:
                form = form._get(rule.form_code, today)
            wizard.form_name = form.name or rule.form_code

    @api.depends("rule_id", "q_kind", "q_decided", "is_disciplinary")
    def _compute_due_text(self):
        deadlines = self.env["citizen.deadline.rule"]
        for wizard in self:
            petition = wizard.petition_id
            if not wizard.rule_id:
                wizard.due_text = False
                continue
            after = petition.new(wizard._ordinary(), origin=petition)
            after.planned_outcome = wizard.rule_id.outcome
            day, found = petition.receipt_date, []
            calendar = self.env["citizen.calendar"]._work_calendar()
            for code in after._wanted_clocks():
                rule = deadlines._applicable(code, receipt=day, event=day)
                if code != ALARM and rule and rule._is_countable():
                    due = rule._count_from(day, calendar=calendar).due
                    found.append((due, rule.name, rule.article))
            wizard.due_text = (
                self.env._(
                    "%(day)s (%(name)s; %(article)s)",
                    day=format_date(min(found)[0]),
                    name=min(found)[1],
                    article=min(found)[2],
                )
                if found
                else self.env._("the law sets no limit")
            )

    @api.depends("rule_id", "ground_id")
    def _compute_outcome_basis(self):
        for wizard in self:
            parts = [wizard.rule_id.article]
            ground = wizard._ground()
            if ground:
                parts.append(f"{ground.article}: {ground.name}")
            wizard.outcome_basis = "; ".join(part for part in parts if part)

    def _ground(self):
        """The ground named, or the one that is part of the row."""
        code = ROW_GROUNDS.get(self.rule_id.number)
        if code:
            return self.env["citizen.refusal.ground"]._in_force(
                self.petition_id.receipt_date, choice=[("code", "=", code)]
            )[:1]
        step = classification.walk(self._answers(), self._given())
        needed = self._ground_kind(step.facts)
        return self.ground_id.filtered(lambda g: g.kind == needed)

    # ------------------------------------------------------------------
    # onchange
    # ------------------------------------------------------------------
    @api.onchange("contested_by")
    def _onchange_contested_by(self):
        own = self.petition_id.owner_unit_id.authority_id
        level = (self.contested_by or "").split("_")[0]
        if not self.contested_unit_id and level == own.kind:
            self.contested_unit_id = own

    @api.onchange("q_eligible", "q_bar", "q_conditions")
    def _onchange_ground(self):
        step = classification.walk(self._answers(), self._given())
        if self.ground_id.kind != self._ground_kind(step.facts):
            self.ground_id = False

    # ------------------------------------------------------------------
    # deciding
    # ------------------------------------------------------------------
    def action_confirm(self):
        """Classify the petition and draft the paper of its outcome.

        :raise UserError: a question is open, or something is not named
        :raise AccessError: another unit handles the petition
        """
        self.ensure_one()
        petition = self.petition_id
        petition._check_may_be_classified()
        self._check_may_confirm()
        petition._classify_as(self._values())
        petition._message_log(body=self._words())
        return petition.action_draft_outcome()

    def action_ask_leader(self):
        """The law leaves the competence in doubt: hand it to the leader.

        :raise UserError: nothing is in doubt
        """
        self.ensure_one()
        if not self.is_doubtful:
            raise UserError(self.env._("The competence isn't in doubt."))
        self.petition_id._ask_competence(
            {
                "contested_by": self.contested_by,
                "contested_unit_id": self.contested_unit_id.id,
                "contested_ref": self.contested_ref,
                "competence_rule_id": self.competence_rule_id.id,
                "competence_doubt": self.competence_doubt,
                "classification": self._stored(),
            }
        )
        return {"type": "ir.actions.act_window_close"}

    def _check_may_confirm(self):
        if self.is_doubtful and not (
            self.is_direct and self.rule_id.outcome in WHOSEVER_IT_IS
        ):
            raise UserError(
                self.env._(
                    "The law leaves the competence in doubt: hand it to the leader, "
                    "who decides it."
                )
            )
        missing = []
        if not self.is_direct and self.pending:
            missing.append(self._question(self.pending))
        if self.is_direct and not self.direct_rule_id:
            missing.append(self.env._("what to do"))
        if not self.category_id and self.q_resent != "yes":
            missing.append(self.env._("field"))
        if self.is_direct and not self.q_kind:
            missing.append(self.env._("kind by content"))
        if not (self.outcome_basis or "").strip():
            missing.append(self.env._("legal ground"))
        if missing:
            raise UserError(
                self.env._(
                    "Before it is classified, answer or enter: %s", "; ".join(missing)
                )
            )
        self._check_ground()
        self._check_whose()
        self._check_direct()
        self._check_duplicate()

    def _question(self, key):
        names = {
            "outside": "matter_of" if self.q_kind == "kn_pa" else "contested_by",
            "own": "competent_unit_id",
            "below": "competent_unit_id",
        }
        field = self._fields[ANSWERS.get(key) or names[key]]
        return field._description_string(self.env)

    def _check_ground(self):
        step = classification.walk(self._answers(), self._given())
        if self.is_direct or not self._ground_kind(step.facts):
            return
        ground = self._ground()
        if not ground:
            raise UserError(self.env._("Say which ground of the law it is."))
        if ground not in ground._in_force(
            self.petition_id.receipt_date, [("kind", "=", ground.kind)]
        ):
            raise ValidationError(
                self.env._(
                    "“%(ground)s” was no ground on %(day)s.",
                    ground=ground.name,
                    day=format_date(self.petition_id.receipt_date),
                )
            )

    def _needs_body(self):
        rule = self.rule_id
        return rule.outcome in NEEDS_BODY or rule._guides_once()

    def _check_whose(self):
        """It never ends with “not ours” without saying whose."""
        unit, body = self._competent()
        if self._needs_body() and not (unit or body):
            raise UserError(
                self.env._(
                    "Name whose it is: the competent unit, or the competent body when "
                    "it isn't among the units here."
                )
            )

    def _check_direct(self):
        if not self.is_direct:
            return
        rule, proposed = self.direct_rule_id, self.proposed_rule_id
        allowed = rule._in_force(
            self.petition_id.receipt_date, choice=[("is_side", "=", False)]
        )
        if rule not in allowed:
            raise ValidationError(
                self.env._("This outcome doesn't belong to the law of that date.")
            )
        if proposed and rule != proposed and not (self.deviation_reason or "").strip():
            raise UserError(
                self.env._(
                    "You decide otherwise than proposed (%s): say why.",
                    proposed.display_name,
                )
            )
        if rule._guides_once() and self.petition_id._guided_before():
            raise UserError(
                self.env._(
                    "A letter of the same content was guided before, and that is done "
                    "once: this one is filed."
                )
            )

    def _check_duplicate(self):
        if self.rule_id.number != 27:
            return
        original = self.duplicate_of_id
        if not original or original == self.petition_id:
            raise UserError(self.env._("Choose the letter that was received first."))
        original.check_access("read")

    # ------------------------------------------------------------------
    # what is stored
    # ------------------------------------------------------------------
    def _ordinary(self):
        """Fields of the register that the answers settle."""
        petition, answers = self.petition_id, self._answers()
        facts = classification.walk(answers, self._given()).facts
        original = self.duplicate_of_id if facts.get("resent") == "yes" else petition
        own = facts.get("own") or answers.get("own")
        if facts.get("outside") == "yes" or facts.get("party") == "yes":
            own = "no"
        elif not own and self._needs_body():
            own = "no"
        kind = self.q_kind or petition.kind or original.kind
        return {
            "kind": kind,
            "category_id": (
                self.category_id or petition.category_id or original.category_id
            ).id,
            "competence": "other" if own == "no" else "own",
            "is_second": kind == "kn" and self._instance() == "second",
            "is_disciplinary": kind == "kn" and self.is_disciplinary,
        }

    def _values(self):
        step = classification.walk(self._answers(), self._given())
        facts = step.facts
        unit, body = self._competent()
        against = facts.get("outside") is not None or self.is_direct
        ordinary = self._ordinary()
        if ordinary["competence"] == "own":
            body = False
        by_law = self.proposed_rule_id == self.rule_id
        return {
            **ordinary,
            "is_eligible": facts.get("eligible", False),
            "ground_id": self._ground().id,
            "contested_by": self.contested_by if against else False,
            "contested_unit_id": self.contested_unit_id.id if against else False,
            "contested_ref": self.contested_ref,
            "competent_unit_id": unit.id,
            "competent_body": body,
            "competence_rule_id": self.competence_rule_id.id,
            "competence_doubt": self.competence_doubt,
            "outcome_rule_id": self.rule_id.id,
            "planned_outcome": self.rule_id.outcome,
            "outcome_basis": self.outcome_basis,
            "deviation_reason": False if by_law else self.deviation_reason,
            "side_rule_ids": [fields.Command.set(self.side_rule_ids.ids)],
            "classification": self._stored(),
        }

    def _stored(self):
        """The answers as given, for reopening; no person is among them."""
        step = classification.walk(self._answers(), self._given())
        kept = {}
        for name in KEPT:
            value = self[name]
            kept[name] = value.id if isinstance(value, models.BaseModel) else value
        resent = step.facts.get("resent") == "yes"
        return {
            "answers": {k: v for k, v in step.facts.items() if k in ANSWERS},
            "facts": step.facts,
            "fields": kept,
            "proposed": self.proposed_rule_id.number or False,
            "duplicate_of_id": resent and self.duplicate_of_id.id,
        }

    def _words(self):
        """What the log says: outcome and ground, and why otherwise than proposed."""
        words = self.env._(
            "Classified: %(outcome)s. Ground: %(basis)s.",
            outcome=self.rule_id.display_name,
            basis=self.outcome_basis,
        )
        if self.is_direct and self.proposed_rule_id not in (
            self.rule_id,
            self.rule_id.browse(),
        ):
            words += " " + self.env._(
                "Proposed was: %(proposed)s. Decided otherwise because: %(reason)s",
                proposed=self.proposed_rule_id.display_name,
                reason=self.deviation_reason,
            )
        return words


class CitizenCompetenceWizard(models.TransientModel):
    """The leader decides a competence that the law leaves in doubt."""

    _name = "citizen.competence.wizard"
    _description = "Decide the Competence"
    _inherit = ["citizen.dialog.mixin"]

    petition_id = fields.Many2one(
        comodel_name="citizen.petition", required=True, readonly=True
    )
    competence_doubt = fields.Text(
        related="petition_id.competence_doubt", related_sudo=False
    )
    proposed = fields.Char(compute="_compute_proposed")
    unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        string="Competent Unit",
        domain="[('is_current', '=', True)]",
        compute="_compute_unit_id",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    body = fields.Char(
        string="Competent Body", help="When it isn't among the units here."
    )
    reason = fields.Text()

    @api.depends("petition_id")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = wizard.petition_id.number or self.env._("New")

    @api.depends("petition_id")
    def _compute_proposed(self):
        for wizard in self:
            wizard.proposed = wizard.petition_id.competence_rule_id.post

    @api.depends("petition_id")
    def _compute_unit_id(self):
        for wizard in self:
            petition = wizard.petition_id
            rule = petition.competence_rule_id
            wizard.unit_id = rule and rule._competent_unit(
                petition.contested_unit_id, petition.receipt_date
            )

    def action_decide(self):
        """Decide it.

        :raise AccessError: the user doesn't lead the authority
        :raise UserError: nobody is named, or the reason is missing
        """
        self.ensure_one()
        self.petition_id.citizen_decide_competence(
            self.unit_id.id, self.body, self.reason
        )
        return {"type": "ir.actions.act_window_close"}
