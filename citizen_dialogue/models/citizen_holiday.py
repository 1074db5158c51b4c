from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .citizen_protected_mixin import OneTimeToken


class CitizenHoliday(models.Model):
    """One date on which the calendar differs from Monday to Friday
    (Bộ luật Lao động 2019 Điều 111–112 and the Prime Minister's decisions).

    A new day is pending and a day taken away is marked, until the preview of both has
    been applied.
    """

    _name = "citizen.holiday"
    _description = "Holiday or Make-up Day"
    _inherit = ["citizen.pending.mixin"]
    _order = "date desc"
    _rec_name = "name"

    _protected_fields = frozenset({"pending", "removing"})
    _meaning_fields = frozenset({"date", "kind"})

    date = fields.Date(required=True, index=True)
    year = fields.Integer(compute="_compute_year", store=True, aggregator=None)
    name = fields.Char(required=True)
    kind = fields.Selection(
        selection=[
            ("holiday", "Public Holiday"),
            ("compensatory", "Compensatory Day Off"),
            ("swap_off", "Swapped Day Off"),
            ("swap_work", "Swapped Working Day"),
        ],
        required=True,
        default="holiday",
    )
    source_document = fields.Char(string="Source")
    removing = fields.Boolean(
        string="To Be Taken Away",
        readonly=True,
        copy=False,
        help="Still counts until the preview has been applied.",
    )

    waits = fields.Selection(
        selection=[
            ("adding", "Waits to Be Added"),
            ("removing", "Waits to Be Removed"),
        ],
        string="Not Applied Yet",
        compute="_compute_waits",
    )

    _date_once = models.UniqueIndex(
        "(date) WHERE removing IS NOT TRUE", "This date is already in the calendar."
    )
    _waiting = models.Index("(id) WHERE pending OR removing")

    @api.depends("date")
    def _compute_year(self):
        for holiday in self:
            holiday.year = holiday.date.year if holiday.date else 0

    @api.depends("pending", "removing")
    def _compute_waits(self):
        for holiday in self:
            holiday.waits = (
                "adding"
                if holiday.pending
                else "removing"
                if holiday.removing
                else False
            )

    @api.constrains("date", "kind")
    def _check_kind(self):
        for holiday in self:
            weekend = holiday.date.weekday() >= 5
            if holiday.kind == "swap_work" and not weekend:
                raise ValidationError(
                    self.env._(
                        "%(date)s is a working day anyway: only a Saturday or Sunday "
                        "can be made a working day.",
                        date=holiday.date.strftime("%d/%m/%Y"),
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_if_pending(self):
        if any(not day.pending for day in self) and not self._is_own_step():
            raise UserError(
                self.env._(
                    "This day already counts. Use “Take Away”, look at the preview and "
                    "apply it."
                )
            )

    def action_preview(self):
        """Preview of all days and years that wait, whichever rows are ticked."""
        return self.env["citizen.law.change"].action_preview_calendar()

    def action_take_away(self):
        """Mark days for removal; a day that doesn't count yet is deleted at once."""
        self.check_access("unlink")
        self.filtered("pending").unlink()
        self.exists()._write_protected({"removing": True})
        return True

    def action_keep(self):
        """Undo ``action_take_away``."""
        self.check_access("unlink")
        self._write_protected({"removing": False})
        return True

    def _take_away(self):
        """The preview has been applied: the marked days are gone."""
        self.with_context(citizen_token=OneTimeToken(self._name, {"removing"})).unlink()

    def _frozen_message(self):
        return self.env._(
            "%(date)s already counts and isn't edited: take the day away, enter the "
            "right one, look at the preview and apply both.",
            date=self.date.strftime("%d/%m/%Y"),
        )

    def _words_vi(self):
        """The change that this row stands for. Vietnamese, as it goes into proofs."""
        self.ensure_one()
        what = "ngày làm bù" if self.kind == "swap_work" else "ngày nghỉ"
        verb = "bỏ" if self.removing else "thêm"
        return f"{verb} {what} {self.date.strftime('%d/%m/%Y')} ({self.name})"
