from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_datetime


class CitizenStateMixin(models.AbstractModel):
    """A state fixed by law or procedure, with one table of what may follow what.

    The model declares the ``state`` Selection itself and sets ``_transitions``:
    ``{state: frozenset(next states)}``. Nothing else changes the state.
    """

    _name = "citizen.state.mixin"
    _description = "States"
    _inherit = ["citizen.protected.mixin"]

    _transitions = {}

    def _transition(self, to, vals=None):
        """Lock the rows, check each against the table, move all to ``to``.

        :param vals: further protected or ordinary fields written with the state
        :raise UserError: a record has moved on meanwhile; the message tells its
            state, who changed it and when
        """
        if not self:
            return
        self.check_access("write")
        self._lock_rows()
        for record in self:
            if to not in self._transitions.get(record.state, ()):
                raise UserError(record._refused_transition(to))
        self._write_protected({**(vals or {}), "state": to})

    def _refused_transition(self, to):
        return self.env._(
            "“%(name)s” is now “%(state)s” (last changed by %(user)s, %(date)s), so "
            "it can't become “%(to)s”. Reload the page to go on from there.",
            name=self.display_name,
            state=self._state_label(self.state),
            # sudo: the name of a colleague of another unit, for the message only
            user=self.sudo().write_uid.name,
            date=format_datetime(self.env, self.write_date, tz="Asia/Ho_Chi_Minh"),
            to=self._state_label(to),
        )

    def _state_label(self, state):
        return dict(self._fields["state"]._description_selection(self.env)).get(
            state, state
        )
