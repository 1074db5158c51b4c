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
        when he may not read the record: so he must be allowed to. The account of a
        connected system is nobody who could do it."""
        # sudo: what kind of account it is
        systems = self.sudo().user_id.filtered("citizen_is_system")
        if systems:
            raise UserError(
                self.env._(
                    "“%s” is a connected system: give the work to a person.",
                    systems[:1].name,
                )
            )
        ours = self.env.registry["citizen.chatter.mixin"]
        guarded = self.filtered(
            lambda a: (
                a.res_model
                and a.res_id
                and a.user_id
                and issubclass(self.env.registry.get(a.res_model, object), ours)
            )
        )
        for (name, user), activities in guarded.grouped(
            lambda a: (a.res_model, a.user_id)
        ).items():
            records = self.env[name].browse(activities.mapped("res_id"))
            if not records.with_user(user).has_access("read"):
                raise UserError(
                    self.env._(
                        "%(user)s has no access to this record, so no activity can "
                        "be assigned to this person. Choose somebody of a unit that "
                        "takes part.",
                        user=user.name,
                    )
                )
