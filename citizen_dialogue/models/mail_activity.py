from odoo import api, models
from odoo.exceptions import UserError


class MailActivity(models.Model):
    _inherit = "mail.activity"

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        activities._check_assignee_may_read()
        return activities

    def write(self, vals):
        result = super().write(vals)
        if {"user_id", "res_id", "res_model_id"} & vals.keys():
            self._check_assignee_may_read()
        return result

    def _check_assignee_may_read(self):
        """An activity shows its summary and the record's name to its assignee, also
        when he may not read the record: so he must be allowed to."""
        for activity in self:
            if not activity.res_model or not activity.user_id or not activity.res_id:
                continue
            model = self.env.registry.get(activity.res_model)
            if model is None or not issubclass(
                model, self.env.registry["citizen.chatter.mixin"]
            ):
                continue
            record = self.env[activity.res_model].browse(activity.res_id)
            if not record.with_user(activity.user_id).has_access("read"):
                raise UserError(
                    self.env._(
                        "%(user)s has no access to this record, so no activity can "
                        "be assigned to this person. Choose somebody of a unit that "
                        "takes part.",
                        user=activity.user_id.name,
                    )
                )
