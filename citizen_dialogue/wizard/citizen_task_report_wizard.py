from odoo import fields, models
from odoo.fields import Command


class CitizenTaskReportWizard(models.TransientModel):
    """A report on a task: a line, a photo, done. Made for a phone."""

    _name = "citizen.task.report.wizard"
    _description = "Report on a Task"
    _inherit = ["citizen.dialog.mixin"]

    task_id = fields.Many2one(
        comodel_name="citizen.task", required=True, ondelete="cascade"
    )
    kind = fields.Selection(
        selection=[
            ("progress", "Progress"),
            ("done", "Reported Done"),
            ("support", "From a Cooperating Unit"),
            ("dissemination", "Law Disseminated"),
        ],
        required=True,
        default="progress",
    )
    progress = fields.Integer(string="Progress (%)")
    text = fields.Text(string="What Was Done")
    event_date = fields.Date(
        string="Held on", default=lambda self: self.env["citizen.calendar"]._today()
    )
    audience = fields.Char()
    people_count = fields.Integer(string="Number of People")
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="citizen_task_report_attachment_rel",
        string="Photos, Files",
    )

    def action_send(self):
        """Send the report; its files become evidence that nobody can change.

        :raise UserError: nothing was written and nothing added, or a file is too big
        """
        self.ensure_one()
        unit = self.task_id.unit_id
        if self.kind == "support":
            handled = self.env.user.citizen_write_ids.sudo(False)
            unit = (self.task_id.support_unit_ids & handled)[:1]
        event = {}
        if self.kind == "dissemination":
            event = {
                "event_date": self.event_date,
                "audience": self.audience,
                "people_count": self.people_count,
            }
        self.env["citizen.task.update"].create(
            {
                **event,
                "task_id": self.task_id.id,
                "unit_id": unit.id,
                "kind": self.kind,
                "progress": 100 if self.kind == "done" else self.progress,
                "text": self.text,
                "attachment_ids": [Command.set(self.attachment_ids.ids)],
            }
        )
        return {"type": "ir.actions.act_window_close"}
