from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class CitizenExtension(models.Model):
    """A request for a later date and what was decided on it."""

    _name = "citizen.extension"
    _description = "Extension of a Deadline"
    _inherit = ["citizen.state.mixin"]
    _order = "id desc"

    _protected_fields = frozenset(
        {"state", "approved_date", "decision_note", "decided_by_id", "decided_on"}
    )
    _create_only_fields = frozenset({"deadline_id", "requested_date", "reason"})
    _transitions = {
        "requested": frozenset({"approved", "refused", "withdrawn"}),
    }

    deadline_id = fields.Many2one(
        comodel_name="citizen.deadline",
        required=True,
        index=True,
        ondelete="cascade",
    )
    task_id = fields.Many2one(
        comodel_name="citizen.task",
        related="deadline_id.task_id",
        store=True,
        index="btree_not_null",
    )
    owner_unit_id = fields.Many2one(
        comodel_name="citizen.unit", related="deadline_id.owner_unit_id", store=True
    )
    state = fields.Selection(
        selection=[
            ("requested", "Requested"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        default="requested",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    due_before = fields.Date(string="Due So Far", readonly=True, copy=False)
    requested_date = fields.Date(string="New Date Asked for", required=True)
    reason = fields.Text(required=True)
    requested_by_id = fields.Many2one(
        comodel_name="res.users", default=lambda self: self.env.user, readonly=True
    )
    approved_date = fields.Date(string="New Date", readonly=True, copy=False)
    decision_note = fields.Text(readonly=True, copy=False)
    decided_by_id = fields.Many2one(comodel_name="res.users", readonly=True, copy=False)
    decided_on = fields.Date(readonly=True, copy=False)
    is_mine = fields.Boolean(related="task_id.is_mine")

    _one_open = models.UniqueIndex(
        "(deadline_id) WHERE state = 'requested'",
        "A request for an extension is already waiting for its decision.",
    )

    @api.depends("task_id", "requested_date")
    def _compute_display_name(self):
        for extension in self:
            extension.display_name = self.env._(
                "Extension: %(name)s", name=extension.deadline_id.name
            )

    @api.constrains("requested_date", "deadline_id")
    def _check_requested_date(self):
        for extension in self:
            due = extension.deadline_id.due_date
            if due and extension.requested_date <= due:
                raise ValidationError(
                    self.env._(
                        "The new date must be later than %(due)s, when it is due now.",
                        due=due.strftime("%d/%m/%Y"),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        extensions = super().create(vals_list)
        # the unit that carries the task out asks, not one that only cooperates
        extensions.task_id._check_mine()
        for extension in extensions:
            deadline = extension.deadline_id
            if deadline.met_on or deadline.ended_on:
                raise UserError(
                    self.env._("Nothing is due any more, so nothing to extend.")
                )
            extension._write_protected({"due_before": deadline.due_date})
            if extension.task_id:
                extension.task_id._on_extension_requested(extension)
        return extensions

    def action_approve(self):
        """Approve with the date asked for; the deadline moves."""
        for extension in self:
            extension._decide("approved", approved_date=extension.requested_date)
        return True

    def _decide(self, state, note=False, approved_date=False):
        self.ensure_one()
        self._check_may_decide()
        self._transition(
            state,
            {
                "approved_date": approved_date,
                "decision_note": note,
                "decided_by_id": self.env.uid,
                "decided_on": self.env["citizen.calendar"]._today(),
            },
        )
        if approved_date:
            self.deadline_id._move(
                approved_date, f"gia hạn ({self.env.user.name}): {self.reason}"
            )
        if self.task_id:
            self.task_id._on_extension_decided(self)

    def _refuse(self, note):
        self._decide("refused", note=note)

    def action_withdraw(self):
        """The unit that asked takes the request back."""
        self.task_id._check_mine()
        self._transition("withdrawn")
        for extension in self.filtered("task_id"):
            extension.task_id._on_extension_decided(extension)
        return True

    def _check_may_decide(self):
        """The unit that answers for the conclusion decides, not the one that asks."""
        self.owner_unit_id._check_decider()
