from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .citizen_petition import OPEN_STATES, OUTCOMES

# what the matter is directed against, as the law's competence tables name it
CONTESTED = [
    ("commune_chair", "Chairman of the Commune"),
    ("commune_vice", "Vice-Chairman of the Commune"),
    ("commune_dept_head", "Head or Deputy of a Specialised Body of the Commune"),
    ("commune_officer", "Official Managed by the Commune"),
    ("district_chair", "Chairman of the District"),
    ("district_vice", "Vice-Chairman of the District"),
    ("district_dept_head", "Head or Deputy of a District Office"),
    ("district_officer", "Official of a District Office"),
    ("dept_unit_head", "Head or Deputy of a Unit under a Provincial Department"),
    ("dept_unit_officer", "Official of a Unit under a Provincial Department"),
    ("dept_head", "Head or Deputy of a Provincial Department"),
    ("dept_officer", "Official Managed by a Provincial Department"),
    ("province_chair", "Chairman of the Province"),
    ("province_vice", "Vice-Chairman of the Province"),
    ("outside", "Court, Procuracy, Elected, Party or Mass Organisation, Enterprise"),
    ("field", "Nobody in Public Service: the Body That Manages the Field"),
]
# posts that these name in the unit concerned: of a denunciation its holders see nothing
DENOUNCED_POSTS = {
    "chair": ("chair",),
    "vice": ("vice_chair",),
    "head": ("head", "vice_head"),
}
# outcomes that name whose the matter is
NEEDS_BODY = ("transfer", "return", "urge", "police")
# the written result for who forwarded a denunciation (Luật Tố cáo 2018 Điều 26)
TO_FORWARDER = "CV_KQBC"
# outcomes of denunciations whose paper goes to him as well (see ``_document_vals``)
TOLD_BY_COPY = ("transfer", "urge", "inspect", "police", "not_accept")
REFUSED = "TB_TCTCD"
COMPETENCE = "citizen_dialogue.mail_activity_type_competence"
CLASSIFY = "citizen_dialogue.mail_activity_type_classify"
ACCEPT = "citizen_dialogue.mail_activity_type_accept_case"


class CitizenPetition(models.Model):
    """What classification finds out and what becomes of a petition.

    Proposed by the rows of the law, decided by the officer; a deviation is recorded.
    """

    _inherit = "citizen.petition"

    is_eligible = fields.Selection(
        selection=[("yes", "Eligible"), ("no", "Not Eligible")],
        string="Condition of Processing",
        readonly=True,
        copy=False,
    )
    ground_id = fields.Many2one(
        comodel_name="citizen.refusal.ground",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    contested_by = fields.Selection(
        selection=CONTESTED, string="Directed against", readonly=True, copy=False
    )
    contested_unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        string="Unit Concerned",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    contested_ref = fields.Char(
        string="Contested Decision",
        readonly=True,
        copy=False,
        help="Number, date and issuer of the decision, or the act.",
    )
    competent_unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    competent_body = fields.Char(readonly=True, copy=False, help="Outside the tree.")
    competence_doubt = fields.Text(
        string="Doubt about the Competence", readonly=True, copy=False
    )
    competence_rule_id = fields.Many2one(
        comodel_name="citizen.competence.rule",
        string="Competence by Law",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    competence_article = fields.Char(
        related="competence_rule_id.article", string="Article on the Competence"
    )
    competence_decided_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Competence Decided by",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    competence_decided_on = fields.Date(readonly=True, copy=False)
    competent_name = fields.Char(
        string="Whose It Is", compute="_compute_competent_name"
    )
    outcome_rule_id = fields.Many2one(
        comodel_name="citizen.outcome.rule",
        string="Outcome by Law",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    outcome_form = fields.Char(related="outcome_rule_id.form_code")
    side_rule_ids = fields.Many2many(
        comodel_name="citizen.outcome.rule",
        relation="citizen_petition_side_rule_rel",
        string="To Be Done besides",
        readonly=True,
        copy=False,
    )
    planned_outcome = fields.Selection(
        selection=OUTCOMES, string="What to Do", readonly=True, copy=False, index=True
    )
    outcome_basis = fields.Text(string="Legal Ground", copy=False)
    deviation_reason = fields.Text(
        string="Decided Otherwise because", readonly=True, copy=False
    )
    classification = fields.Json(
        readonly=True, copy=False, help="The answers as given, for later."
    )
    case_ids = fields.Many2many(
        comodel_name="citizen.case",
        relation="citizen_case_petition_rel",
        column1="petition_id",
        column2="case_id",
        string="Cases",
        readonly=True,
        copy=False,
    )
    transfer_ids = fields.One2many(
        comodel_name="citizen.transfer", inverse_name="petition_id"
    )
    kept_until = fields.Date(
        string="Kept until",
        compute="_compute_kept_until",
        store=True,
        index="btree_not_null",
        help="A filed petition is kept so long; then the head decides on its "
        "destruction.",
    )

    # ------------------------------------------------------------------
    # computes
    # ------------------------------------------------------------------
    @api.depends("competent_unit_id", "competent_body")
    def _compute_competent_name(self):
        for petition in self:
            # sudo: the name of a unit
            unit = petition.competent_unit_id.sudo()
            petition.competent_name = unit.name or petition.competent_body

    @api.depends("outcome", "handled_on")
    def _compute_kept_until(self):
        filed = self.filtered(lambda p: p.outcome == "file" and p.handled_on)
        (self - filed).kept_until = False
        norms = self.env["citizen.norm"]
        for day, petitions in filed.grouped("handled_on").items():
            years = norms._number("FILED", day)
            petitions.kept_until = years and day + relativedelta(years=years)

    @api.depends(
        "kind",
        "category_id",
        "line_ids.kind",
        "contested_by",
        "contested_unit_id",
        "receipt_date",
    )
    def _compute_excluded_user_ids(self):
        result = super()._compute_excluded_user_ids()
        for petition in self:
            holders = petition._denounced_holders()
            if holders:
                petition.excluded_user_ids |= holders
        return result

    def _denounced_holders(self):
        """Who held the post that a denunciation is directed against when it came, also
        when nobody has entered him as a person of the petition. Who leaves the post
        stays kept away, and so does who has no account for the time being."""
        self.ensure_one()
        post = (self.contested_by or "").rpartition("_")[2]
        unit = self.contested_unit_id
        if post not in DENOUNCED_POSTS or not unit or not self._is_denunciation():
            return self.env["res.users"]
        if post != "head":
            unit = unit.authority_id or unit
        posts = self.env["citizen.membership"]
        return posts.search(
            posts._valid_domain(self.receipt_date)
            & Domain("unit_id", "=", unit.id)
            & Domain("position", "in", DENOUNCED_POSTS[post])
        ).user_id

    # ------------------------------------------------------------------
    # classifying
    # ------------------------------------------------------------------
    def action_open_classify(self):
        """Open the guided classification, with the answers given before.

        :raise UserError: the petition is handled or void
        :raise AccessError: another unit handles it
        """
        self.ensure_one()
        self._check_may_be_classified()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Classification"),
            "res_model": "citizen.classify.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_petition_id": self.id, "dialog_size": "extra-large"},
        }

    def _check_may_be_classified(self):
        self.ensure_one()
        self.check_access("write")
        self._check_ours()
        if self.state not in OPEN_STATES:
            raise UserError(self._refused_transition("classified"))

    def _classify_as(self, vals):
        """Write what classification found out and decided, and take the step.

        :param vals: kind, field, competence, contested decision, outcome …
        """
        self.ensure_one()
        self._check_may_be_classified()
        ordinary = {
            name: vals.pop(name)
            for name in (
                "kind",
                "category_id",
                "competence",
                "is_second",
                "is_disciplinary",
            )
            if name in vals
        }
        self.write(ordinary)
        self._write_protected(vals)
        if self.state == "registered":
            self.action_classify()
        self._done_with([COMPETENCE, CLASSIFY])
        self._sync_clocks()

    def _guided_before(self):
        """Whether a petition of the same content was guided to another body, or as a
        denunciation transferred, before: that is done once."""
        self.ensure_one()
        # sudo: whichever unit handled the other letters of the matter
        matter = self.sudo()._same_matter() - self.sudo()
        return bool(
            matter.filtered(
                lambda p: (
                    p.state == "handled"
                    and p.kind != "mixed"
                    and (
                        p.outcome == "guide"
                        or (p.kind == "tc" and p.outcome == "transfer")
                    )
                )
            )
        )

    # ------------------------------------------------------------------
    # competence in doubt
    # ------------------------------------------------------------------
    def _competence_deciders(self):
        """Leaders of the authority, except those the petition is about."""
        self.ensure_one()
        authority = self.owner_unit_id.authority_id or self.owner_unit_id
        leaders = authority._members(roles=("leader", "head"))
        # sudo: whom it is about may not even be read
        return leaders - self.sudo().excluded_user_ids

    def _ask_competence(self, vals):
        """The law is in doubt: keep what was found and hand it to the leaders."""
        self.ensure_one()
        self._check_may_be_classified()
        self._write_protected(
            {
                **vals,
                "competence_decided_by_id": False,
                "competence_decided_on": False,
                "competent_unit_id": False,
                "competent_body": False,
            }
        )
        leaders = self._competence_deciders()
        if not leaders:
            raise UserError(
                self.env._(
                    "The authority has no leader here who could decide the "
                    "competence: enter who leads it under Settings, People."
                )
            )
        self._schedule_for(leaders, COMPETENCE, self.env._("Competence in doubt"))
        self._message_log(
            body=self.env._(
                "The competence is in doubt, the leader decides: %s",
                vals["competence_doubt"],
            )
        )

    def action_decide_competence(self):
        """Open the dialog in which the leader decides whose the matter is.

        :raise AccessError: the user doesn't lead the authority
        :raise UserError: nothing is in doubt, or it is handled
        """
        self.ensure_one()
        self._check_decides_competence()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decide the Competence"),
            "res_model": "citizen.competence.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_petition_id": self.id},
        }

    def _check_decides_competence(self):
        self.check_access("read")
        if not self.env.su and self.env.user not in self._competence_deciders():
            raise AccessError(
                self.env._("The leader of the authority decides the competence.")
            )
        if self.state not in OPEN_STATES:
            raise UserError(self._refused_transition("classified"))
        if not self.competence_doubt:
            raise UserError(self.env._("The competence isn't in doubt."))

    def citizen_decide_competence(self, unit_id=False, body=False, reason=False):
        """The leader decides a competence that the law leaves in doubt.

        :raise AccessError: the user doesn't lead the authority
        :raise UserError: nothing is in doubt, nobody is named, or no reason is given
        """
        self.ensure_one()
        self._check_decides_competence()
        unit = self.env["citizen.unit"].browse(unit_id or [])
        body, reason = (body or "").strip(), (reason or "").strip()
        if bool(unit.exists()) == bool(body):
            raise UserError(
                self.env._("Name whose the matter is: one unit or one other body.")
            )
        if not reason:
            raise UserError(self.env._("Give the reason in a sentence."))
        if unit:
            unit._check_receives(self.env["citizen.calendar"]._today())
        # sudo: protected fields; the right to decide was checked above
        petition = self.sudo()
        petition._write_protected(
            {
                "competent_unit_id": unit.id,
                "competent_body": body or False,
                "competence_decided_by_id": self.env.uid,
                "competence_decided_on": self.env["citizen.calendar"]._today(),
            }
        )
        petition._done_with([COMPETENCE])
        petition._message_log(
            body=self.env._(
                "The leader decided the competence: %(name)s. %(reason)s",
                name=petition.competent_name,
                reason=reason,
            ),
            author_id=self.env.user.partner_id.id,
        )
        officer = self._urged_persons()[self.id] - petition.excluded_user_ids
        petition._schedule_for(
            officer, CLASSIFY, self.env._("Competence decided: classify")
        )
        return True

    # ------------------------------------------------------------------
    # the paper of the outcome
    # ------------------------------------------------------------------
    def action_draft_outcome(self):
        """Draft the paper of what was found to be done; without one, it happens now.

        :raise UserError: not classified yet, or already handled
        """
        self.ensure_one()
        rule = self.outcome_rule_id
        self._check_outcome_may_happen(rule)
        if rule.form_code == "CV_HDT":
            return self.action_guide_apart()
        if rule.step == "transfer":
            return self.action_transfer()
        if rule.form_code:
            return (
                self.env["citizen.document"]
                ._draft_for(self, rule.form_code, rule.step)
                ._open_form()
            )
        self._handle(rule.outcome, self.env["citizen.calendar"]._today())
        return True

    def action_draft_sides(self):
        """Draft the papers of what is done besides: report to the head, answer to who
        forwarded it.

        :raise UserError: there is nothing
        """
        self.ensure_one()
        self.check_access("write")
        if not self.side_rule_ids:
            raise UserError(self.env._("Nothing has to be done besides."))
        documents = self.env["citizen.document"]
        for rule in self.side_rule_ids:
            documents |= documents._draft_for(self, rule.form_code, rule.step)
        if len(documents) == 1:
            return documents._open_form()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "citizen_dialogue.citizen_document_action"
        )
        action.update(domain=[("id", "in", documents.ids)], context={})
        return action

    def _check_outcome_may_happen(self, rule):
        self.check_access("write")
        if self.state not in OPEN_STATES:
            raise UserError(self._refused_transition("handled"))
        if self.state != "classified" or not rule:
            raise UserError(
                self.env._("Classify the petition first: what is to be done follows.")
            )
        if rule._guides_once() and self._guided_before():
            raise UserError(
                self.env._(
                    "A letter of the same content was guided before, and that is done "
                    "once: classify this one again, it is filed."
                )
            )

    # ------------------------------------------------------------------
    # what issuing a paper makes happen
    # ------------------------------------------------------------------
    def _check_planned(self, document):
        """Only the paper of the outcome that was decided, with its ground, ends a
        petition."""
        self.ensure_one()
        rule = self.outcome_rule_id
        self._check_outcome_may_happen(rule)
        if not self._is_main(document):
            raise UserError(
                self.env._(
                    "“%(paper)s” isn't the paper of what was decided (%(outcome)s): "
                    "classify the petition again first.",
                    paper=document.type_id.name,
                    outcome=rule.display_name,
                )
            )
        if not (self.outcome_basis or "").strip():
            raise UserError(
                self.env._("Enter the legal ground on the page of classification.")
            )

    def _check_issue_propose(self, document, day):
        self._check_planned(document)

    def _on_issue_propose(self, document):
        # the head agrees: the matter begins, and its acceptance ends this phase
        case = self._open_case()
        officer = self._urged_persons()[self.id] - self.excluded_user_ids
        if case.state == "draft" and officer != self.env.user:
            case._schedule_for(officer, ACCEPT, self.env._("Agreed: accept the case"))

    def _check_issue_not_accept(self, document, day):
        self._check_planned(document)

    def _on_issue_not_accept(self, document):
        self._handle("not_accept", document.date_issued)

    def _check_issue_guide(self, document, day):
        if document.type_id.code == "CV_HDT":
            return super()._check_issue_guide(document, day)
        return self._check_planned(document)

    def _on_issue_guide(self, document):
        if document.type_id.code == "CV_BS":
            # asked to complete it: the petition waits, its limit runs on
            self._message_log(
                body=self.env._(
                    "Asked to complete the letter. When the papers have come, classify "
                    "it again."
                )
            )
            return
        super()._on_issue_guide(document)

    def _check_issue_return(self, document, day):
        self._check_planned(document)

    def _on_issue_return(self, document):
        self._handle("return", document.date_issued)

    def _check_issue_file(self, document, day):
        self._check_planned(document)

    def _on_issue_file(self, document):
        day = document.date_issued
        original = (self.classification or {}).get("duplicate_of_id")
        if original and not self.matter_root_id:
            self.env["citizen.petition.link"]._join(
                self,
                self.browse(original),
                "duplicate",
                self.env._("The same letter again: filed."),
            )
            self._write_protected({"handled_on": day})
        else:
            self._handle("file", day)

    def _check_issue_urge_lower(self, document, day):
        self._check_planned(document)

    def _on_issue_urge_lower(self, document):
        self._handle("urge", document.date_issued)

    def _check_issue_inspect(self, document, day):
        self._check_planned(document)

    def _on_issue_inspect(self, document):
        self._handle("inspect", document.date_issued)

    def _check_issue_police(self, document, day):
        self._check_planned(document)

    def _on_issue_police(self, document):
        self._handle("police", document.date_issued)

    def _check_issue_refuse(self, document, day):
        self._check_planned(document)

    def _on_issue_refuse(self, document):
        self._handle("refuse", document.date_issued)

    def _check_issue_answer(self, document, day):
        if document.type_id.code != TO_FORWARDER:
            self._check_planned(document)

    def _on_issue_answer(self, document):
        if document.type_id.code == TO_FORWARDER:
            self._meet_clocks(["TC03"], document.date_issued)
        else:
            self._handle("answer", document.date_issued)

    def _is_main(self, document):
        """Whether it is the paper of what was decided: other outcomes have papers of
        the same step."""
        rule = self.outcome_rule_id
        return (rule.form_code, rule.step) == (document.type_id.code, document.step)

    def _check_issue_inform(self, document, day):
        if self._is_main(document):
            self._check_planned(document)

    def _on_issue_inform(self, document):
        if self._is_main(document):
            self._handle("inform", document.date_issued)

    def _handle(self, outcome, day):
        result = super()._handle(outcome, day)
        self._done_with([COMPETENCE, CLASSIFY])
        return result

    def _clocks_met_by(self, outcome):
        """Who forwarded a denunciation is told the result in writing: by a letter of
        its own, or by a copy of the paper of the outcome."""
        clocks = super()._clocks_met_by(outcome)
        if self.source_body and outcome in TOLD_BY_COPY:
            return clocks
        return clocks.filtered(lambda d: d.rule_id.code != "TC03")

    # ------------------------------------------------------------------
    # clocks
    # ------------------------------------------------------------------
    def _wanted_clocks(self):
        codes = super()._wanted_clocks()
        if codes and self.planned_outcome == "refuse":
            # the notice of refusal (Nghị định 154/2026/NĐ-CP Điều 4 khoản 3)
            codes.append("TD06")
        return codes

    def _document_vals(self, code):
        vals = super()._document_vals(code)
        if code == REFUSED:
            vals["name"] = "Về việc từ chối tiếp công dân"
        return vals


class CitizenMembership(models.Model):
    _inherit = "citizen.membership"

    @api.model_create_multi
    def create(self, vals_list):
        memberships = super().create(vals_list)
        memberships.unit_id._keep_denounced_away()
        return memberships

    def write(self, vals):
        units = self.unit_id
        result = super().write(vals)
        if vals.keys() & {"user_id", "unit_id", "position", "date_from", "date_to"}:
            (units | self.unit_id)._keep_denounced_away()
        return result


class CitizenUnit(models.Model):
    _inherit = "citizen.unit"

    def _keep_denounced_away(self):
        """Who holds which post here was entered anew: the denunciations of these posts
        find out whom they are about."""
        # sudo: whoever enters the post learns nothing of them
        petitions = (
            self.env["citizen.petition"]
            .sudo()
            .search(
                (
                    Domain("contested_unit_id", "in", self.ids)
                    | Domain("contested_unit_id.authority_id", "in", self.ids)
                )
                & Domain("contested_by", "!=", False)
            )
        )
        petitions.modified(["contested_unit_id"])
