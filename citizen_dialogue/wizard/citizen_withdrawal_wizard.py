from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.citizen_petitioner import SENDER_ROLES


class CitizenWithdrawalWizard(models.TransientModel):
    """Who takes back what, on which day, by letter or by minutes."""

    _name = "citizen.withdrawal.wizard"
    _description = "Record a Withdrawal"
    _inherit = ["citizen.dialog.mixin"]

    petition_id = fields.Many2one(
        comodel_name="citizen.petition",
        compute="_compute_petition_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        ondelete="cascade",
    )
    case_id = fields.Many2one(comodel_name="citizen.case", ondelete="cascade")
    petition_ids = fields.Many2many(
        comodel_name="citizen.petition",
        string="Petitions",
        compute="_compute_petition_ids",
    )
    petition_kind = fields.Selection(related="petition_id.kind", related_sudo=False)
    who = fields.Selection(
        selection=[("one", "One Person"), ("all", "All Who Sent It")],
        string="Withdrawn by",
        compute="_compute_person_id",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    person_id = fields.Many2one(
        comodel_name="citizen.petitioner",
        string="Who Withdraws",
        compute="_compute_person_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        domain="[('petition_id', 'in', petition_ids), "
        f"('role', 'in', {list(SENDER_ROLES)})]",
        ondelete="cascade",
    )
    scope = fields.Selection(
        selection=[("whole", "The Whole Content"), ("part", "A Part")],
        required=True,
        default="whole",
    )
    line_ids = fields.Many2many(
        comodel_name="citizen.petition.line",
        relation="citizen_withdrawal_wizard_line_rel",
        string="Contents Withdrawn",
        domain="[('petition_id', '=', petition_id)]",
    )
    has_lines = fields.Boolean(compute="_compute_has_lines")
    content = fields.Text(string="What Is Withdrawn")
    day = fields.Date(
        string="Withdrawn on",
        required=True,
        default=lambda self: self.env["citizen.calendar"]._today(),
    )
    how = fields.Selection(
        selection=[("letter", "By Letter"), ("minutes", "By Minutes")],
        string="Way of Withdrawing",
        required=True,
        default="letter",
    )
    goes_on_because = fields.Selection(
        selection=lambda self: (
            self.env["citizen.withdrawal"]
            ._fields["goes_on_because"]
            ._description_selection(self.env)
        ),
        string="The Matter Goes on because",
    )
    facts = fields.Text(string="Facts That Show It")
    after_explanation = fields.Boolean(string="After Explanation and Persuasion")
    data = fields.Binary(string="Scan", store=False, attachment=False)
    data_name = fields.Char(store=False)
    file_id = fields.Many2one(
        comodel_name="citizen.vault.file",
        string="Scan among the Originals",
        domain="[('petition_id', 'in', petition_ids), ('is_struck', '=', False)]",
        ondelete="cascade",
    )

    @api.depends("case_id")
    def _compute_petition_id(self):
        for wizard in self:
            wizard.petition_id = (
                wizard.petition_id or wizard.case_id.petition_ids.sorted("id")[:1]
            )

    @api.depends("petition_id", "case_id")
    def _compute_petition_ids(self):
        for wizard in self:
            wizard.petition_ids = wizard.case_id.petition_ids or wizard.petition_id

    @api.depends("petition_ids")
    def _compute_person_id(self):
        for wizard in self:
            people = wizard.petition_ids.petitioner_ids.filtered(
                lambda p: p.role in SENDER_ROLES
            )
            wizard.person_id = people if len(people) == 1 else False
            wizard.who = "one" if people else "all"

    @api.depends("petition_id")
    def _compute_has_lines(self):
        for wizard in self:
            wizard.has_lines = bool(wizard.petition_id.line_ids)

    @api.depends("petition_id")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = self.env._("Withdrawal")

    @api.onchange("person_id")
    def _onchange_person_id(self):
        if self.person_id.petition_id in self.petition_ids:
            self.petition_id = self.person_id.petition_id

    @api.model_create_multi
    def create(self, vals_list):
        scans = [vals.pop("data", False) for vals in vals_list]
        wizards = super().create(vals_list)
        for wizard, scan in zip(wizards, scans, strict=True):
            wizard._store_scan(scan)
        return wizards

    def write(self, vals):
        scan = vals.get("data")
        result = super().write({k: v for k, v in vals.items() if k != "data"})
        self._store_scan(scan)
        return result

    def _store_scan(self, scan):
        """The letter bears the name: it goes to the originals of the petition at once
        and never stands in this dialog."""
        if scan:
            self.file_id = self.env["citizen.vault.file"].create(
                {"petition_id": self.petition_id.id, "kind": "other", "data": scan}
            )

    def action_record(self):
        """Record the withdrawal; of a denunciation its form is drafted as well.

        :raise AccessError: another unit handles it
        :raise UserError: see ``citizen.petition._check_may_withdraw``
        """
        self.ensure_one()
        one = self.who == "one"
        if one and not self.person_id:
            raise UserError(self.env._("Choose who withdraws it."))
        # sudo: which petition the person belongs to; checked against it below
        petitions = (
            self.person_id.sudo().petition_id.sudo(False) if one else self.petition_ids
        )
        if self.case_id:
            petitions &= self.case_id.petition_ids
        elif one:
            petitions = self.petition_id
        if not petitions:
            raise UserError(
                self.env._(
                    "Only who sent a petition of this case, his representative or whom "
                    "he authorised withdraws it."
                )
            )
        withdrawals = self.env["citizen.withdrawal"]._record(
            petitions, self.case_id, self._vals()
        )
        first = withdrawals[:1]
        if first.petition_id.kind == "tc":
            return first._draft_form()._open_form()
        return {"type": "ir.actions.act_window_close"}

    def _vals(self):
        part, goes_on = self.scope == "part", self.goes_on_because
        return {
            "person_id": self.person_id.id if self.who == "one" else False,
            "scope": self.scope,
            "line_ids": self.line_ids if part else self.line_ids.browse(),
            "content": self.content if part else False,
            "day": self.day,
            "how": self.how,
            "goes_on_because": goes_on,
            "facts": self.facts if goes_on else False,
            "after_explanation": self.after_explanation,
            "file_id": self.file_id.id,
        }
