from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

DEFAULT_MAX_FILE_MB = 50


class CitizenTaskUpdate(models.Model):
    """One line of a task's history: a report with its evidence, or a step.

    What was submitted stays: a wrong report is struck out with a reason.
    """

    _name = "citizen.task.update"
    _description = "Report on a Task"
    _inherit = ["citizen.protected.mixin"]
    _order = "id desc"
    _rec_name = "kind"

    _protected_fields = frozenset(
        {"is_submitted", "is_struck", "strike_reason", "user_id", "date"}
    )
    _create_only_fields = frozenset(
        {
            "task_id",
            "unit_id",
            "kind",
            "progress",
            "text",
            "attachment_ids",
            "event_date",
            "audience",
            "people_count",
        }
    )

    task_id = fields.Many2one(
        comodel_name="citizen.task", required=True, index=True, ondelete="restrict"
    )
    unit_id = fields.Many2one(
        comodel_name="citizen.unit",
        ondelete="restrict",
        default=lambda self: self.env["citizen.unit"]._current(),
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="By",
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    date = fields.Datetime(readonly=True, default=fields.Datetime.now)
    kind = fields.Selection(
        selection=[
            ("progress", "Progress"),
            ("done", "Reported Done"),
            ("support", "From a Cooperating Unit"),
            ("sent_back", "Sent Back"),
            ("verified", "Verified"),
            ("extension", "Extension"),
            ("dissemination", "Law Disseminated"),
            ("obstacle", "Obstacle"),
            ("decision", "Decision about the Obstacle"),
            ("urged", "Urged"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="progress",
    )
    progress = fields.Integer(string="Progress (%)", aggregator=None)
    text = fields.Text()
    event_date = fields.Date(string="Held on")
    audience = fields.Char()
    people_count = fields.Integer(string="Number of People", aggregator="sum")
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="citizen_task_update_attachment_rel",
        string="Evidence",
    )
    is_submitted = fields.Boolean(readonly=True, copy=False)
    is_struck = fields.Boolean(string="Struck Out", readonly=True, copy=False)
    strike_reason = fields.Char(readonly=True, copy=False)

    _progress_sane = models.Constraint(
        "CHECK (progress BETWEEN 0 AND 100)", "Progress is between 0 and 100 %."
    )

    _people_sane = models.Constraint(
        "CHECK (people_count BETWEEN 0 AND 1000000)", "Check the number of people."
    )
    _dissemination = models.Index("(event_date) WHERE kind = 'dissemination'")

    @api.model_create_multi
    def create(self, vals_list):
        updates = super().create(vals_list)
        for update in updates.filtered(lambda u: not u.is_submitted):
            update._submit()
        return updates

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ever(self):
        raise UserError(
            self.env._("A report is struck out with a reason, never deleted.")
        )

    def _submit(self):
        """Check and send the report; its files become evidence."""
        self.ensure_one()
        if self.kind not in ("progress", "done", "support", "dissemination"):
            raise AccessError(self.env._("This step has its own button."))
        self._check_may_report()
        if self.kind == "done" and not (
            self.attachment_ids or (self.text or "").strip()
        ):
            raise UserError(
                self.env._("Say in a sentence what was done, or add a photo or file.")
            )
        if self.kind == "dissemination":
            self._check_dissemination()
        self._check_files()
        # sudo: files are uploaded loose; the record that shows them owns them now
        self.attachment_ids.sudo().write({"res_model": self._name, "res_id": self.id})
        self._write_protected({"is_submitted": True})
        self.task_id._on_reported(self)

    def _check_dissemination(self):
        if not self.task_id.is_dissemination:
            raise UserError(
                self.env._("This task is not one of disseminating the law.")
            )
        if not (self.event_date and self.audience and self.text):
            raise UserError(
                self.env._("Enter the day, the audience and the content of the round.")
            )
        if self.event_date > self.env["citizen.calendar"]._today():
            raise UserError(self.env._("This day is still to come."))
        if self.people_count <= 0:
            raise UserError(self.env._("Enter how many people took part."))

    def _check_may_report(self):
        handled = self.env.user.citizen_write_ids
        task = self.task_id
        units = task.support_unit_ids if self.kind == "support" else task.unit_id
        if not self.env.su and not units & handled:
            raise AccessError(
                self.env._(
                    "%(units)s report(s) on this task.",
                    units=", ".join(units.mapped("name")) or task.unit_id.name,
                )
            )

    def _check_files(self):
        # sudo: the limit is a setting
        limit = int(
            self.env["ir.config_parameter"]
            .sudo()
            .get_param("citizen_dialogue.max_file_mb", DEFAULT_MAX_FILE_MB)
        )
        for attachment in self.attachment_ids:
            if attachment.file_size > limit * 1024 * 1024:
                raise UserError(
                    self.env._(
                        "“%(name)s” has %(size)s MB; %(limit)s MB is the most. Take a "
                        "smaller photo or split the file.",
                        name=attachment.name,
                        size=attachment.file_size // (1024 * 1024),
                        limit=limit,
                    )
                )
            foreign = attachment.res_model and (
                attachment.res_model not in (self._name, "citizen.task.report.wizard")
                or attachment.res_id not in (False, 0, self.id)
            )
            if foreign:
                raise AccessError(self.env._("This file belongs to another record."))

    def _strike(self, reason):
        """Strike a wrong report out: it stays readable, and doesn't count."""
        for update in self:
            update._check_may_report()
            if (
                update.task_id.state in ("reported", "verified")
                and update.kind == "done"
            ):
                raise UserError(
                    self.env._(
                        "The task is reported done by this report: the office sends "
                        "it back first."
                    )
                )
            update._write_protected({"is_struck": True, "strike_reason": reason})

    def _frozen_attachments(self, attachments):
        """Contract of the guard in ``ir.attachment``: evidence once submitted."""
        return attachments.filtered(
            # sudo: whether it is submitted decides, not who asks
            lambda a: a.res_id and self.browse(a.res_id).sudo().is_submitted
        )
