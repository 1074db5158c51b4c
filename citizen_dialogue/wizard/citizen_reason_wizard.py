from odoo import api, fields, models
from odoo.exceptions import UserError

# what may be done with a reason; nothing else can be called through this dialog
ALLOWED = {
    "citizen.dialogue": {"_postpone", "_cancel"},
    "citizen.conclusion": {"_back_to_draft", "_cancel"},
    "citizen.task": {"_send_back", "_cancel"},
    "citizen.task.update": {"_strike"},
    "citizen.document": {"_return", "_cancel"},
    "citizen.extension": {"_refuse"},
    "citizen.obstacle": {"_end"},
    "citizen.review": {"_dismiss"},
    "citizen.dossier": {"_close_incomplete"},
    "citizen.report": {"_cancel", "_return_report"},
    "citizen.backlog": {"_settle", "_end"},
    "citizen.petition": {"_void", "_leave_destruction"},
    "citizen.destruction": {"_cancel"},
    "citizen.case": {"_waive_dialogue"},
    "citizen.reception": {"_void", "_reopen"},
    "citizen.petition.link": {"_separate"},
    "citizen.vault.file": {"_strike"},
    "citizen.transfer": {"_return"},
    "citizen.withdrawal": {"_find_coerced"},
    "citizen.import": {"_undo"},
}


class CitizenReasonWizard(models.TransientModel):
    """One dialog for every step that needs a reason."""

    _name = "citizen.reason.wizard"
    _description = "Reason"

    reason = fields.Text(required=True)

    @api.model
    def _target(self):
        context = self.env.context
        name, method = context.get("active_model"), context.get("reason_method")
        if method not in ALLOWED.get(name, ()):
            raise UserError(self.env._("This step can't be taken here."))
        ids = context.get("active_ids") or [context.get("active_id")]
        return self.env[name].browse([res_id for res_id in ids if res_id]), method

    def action_apply(self):
        """Take the step with the reason given.

        :raise UserError: the reason is empty, or the step isn't one of those above
        """
        self.ensure_one()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Give the reason in a sentence."))
        records, method = self._target()
        records.check_access("write")
        getattr(records, method)(self.reason.strip())
        return {"type": "ir.actions.act_window_close"}
