from odoo import api, fields, models
from odoo.exceptions import UserError


class CitizenDialogueParticipant(models.Model):
    """Who was invited to a session, and who came. Citizens are counted, not listed."""

    _name = "citizen.dialogue.participant"
    _description = "Participant of a Session"
    _order = "sequence, id"

    dialogue_id = fields.Many2one(
        comodel_name="citizen.dialogue", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        selection=[
            ("unit", "Unit"),
            ("official", "Official or Guest"),
            ("citizens", "Citizens"),
        ],
        required=True,
        default="unit",
    )
    unit_id = fields.Many2one(
        comodel_name="citizen.unit", index="btree_not_null", ondelete="restrict"
    )
    name = fields.Char(
        string="Who",
        compute="_compute_name",
        store=True,
        readonly=False,
        help="Guests by office; citizens as a group: “Đại diện hộ dân bản Phiêng Nèn”.",
    )
    people = fields.Integer(string="Number", default=1)
    attendance = fields.Selection(
        selection=[
            ("invited", "Invited"),
            ("present", "Present"),
            ("deputised", "Sent a Deputy"),
            ("absent_excused", "Absent with Reason"),
            ("absent", "Absent without Reason"),
        ],
        required=True,
        default="invited",
    )
    note = fields.Char(string="Deputy or Reason")

    _people_sane = models.Constraint(
        "CHECK (people BETWEEN 0 AND 100000)", "Check the number of people."
    )

    @api.depends("unit_id")
    def _compute_name(self):
        for participant in self.filtered("unit_id"):
            participant.name = participant.unit_id.name

    @api.constrains("kind", "unit_id", "name")
    def _check_who(self):
        for participant in self:
            if not (participant.unit_id or participant.name):
                raise UserError(self.env._("Say who takes part: a unit or a name."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        if any(participant.dialogue_id.held_on for participant in self):
            raise UserError(
                self.env._(
                    "The session has been held: mark who was absent instead of "
                    "deleting the line."
                )
            )
