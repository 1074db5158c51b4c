"""What an import adds to the records it makes: where they came from, the number they
had before, and the one door through which an untouched entry is taken back."""

from odoo import api, fields, models
from odoo.tools import SQL

from .citizen_import import UNDO


def _is_taken_back(records):
    """Whether an import is taking its own entries back."""
    return records.env.context.get("citizen_import_undo") is UNDO


class Finished:
    """Clauses whose tasks were done before this product came. A Python object, which no
    context sent over RPC can hold."""

    __slots__ = ("clause_ids",)

    def __init__(self, clause_ids):
        self.clause_ids = frozenset(clause_ids)


class Defaults:
    """Defaults of what one batch makes, asked once for each model. A Python object,
    which no context sent over RPC can hold."""

    __slots__ = ("_known",)

    def __init__(self):
        self._known = {}

    def of(self, model, names, ask):
        if model._name not in self._known:
            shared = model._fields.keys() - model._import_own_defaults
            self._known[model._name] = ask(list(shared))
        known, wanted = self._known[model._name], set(names)
        return {
            **{name: known[name] for name in known.keys() & wanted},
            **ask(list(model._import_own_defaults & wanted)),
        }


class CitizenImportDefaultsMixin(models.AbstractModel):
    """Records that an import makes by the thousand."""

    _name = "citizen.import.defaults.mixin"
    _description = "Defaults of a Batch"

    # fields whose default is another one for each record
    _import_own_defaults = frozenset()

    @api.model
    def default_get(self, fields):
        defaults = self.env.context.get("citizen_import_defaults")
        if isinstance(defaults, Defaults):
            return defaults.of(self, fields, super().default_get)
        return super().default_get(fields)


class CitizenImportedMixin(models.AbstractModel):
    """Records that an import may take back while nobody has touched them."""

    _name = "citizen.imported.mixin"
    _description = "Entered by an Import"

    def _citizen_touched(self):
        """Those of these records that somebody has written to, or built on, since."""
        # an import writes in the transaction that creates
        return self.filtered(lambda r: r.write_date != r.create_date)

    def _citizen_take_back(self, reason):
        self.unlink()


class CitizenEntryMixin(models.AbstractModel):
    """Petitions and visits of an old register."""

    _name = "citizen.imported.entry.mixin"
    _description = "Entry of an Old Register"
    _inherit = ["citizen.import.defaults.mixin", "citizen.imported.mixin"]

    import_id = fields.Many2one(
        comodel_name="citizen.import",
        string="Came in by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    old_number = fields.Char(
        string="No. in the Old Register",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="As it stood there.",
    )

    _series_kind = None
    _day_field = None

    def _draw_numbers(self):
        # what an import has brought with its own number keeps it
        return super(
            CitizenEntryMixin, self.filtered(lambda r: not r.number)
        )._draw_numbers()

    @api.model
    def _old_numbers_free(self, unit, wanted):
        """``{(year, number): "number/year"}`` of the numbers of an old register that
        are free in the one of ``unit``; numbers drawn later come behind them."""
        free = {}
        for year in {year for year, _number in wanted}:
            numbers = {number for y, number in wanted if y == year}
            series = self.env["citizen.document.series"]._get(
                unit, year, self._series_kind, mode="drawn"
            )
            # locked before the numbers are compared: nobody draws one meanwhile
            self.env.execute_query(
                SQL(
                    """UPDATE citizen_document_series
                       SET next_number = GREATEST(next_number, %s)
                       WHERE id = %s RETURNING id""",
                    max(numbers) + 1,
                    series.id,
                )
            )
            series.invalidate_recordset(["next_number"], flush=False)
            texts = {number: f"{number}/{year}" for number in numbers}
            # sudo: a number may be taken by what the user can't read
            taken = set(
                self.sudo()
                .search_fetch(
                    [
                        ("owner_unit_id", "=", unit.id),
                        ("number", "in", list(texts.values())),
                    ],
                    ["number"],
                )
                .mapped("number")
            )
            free.update(
                {(year, n): text for n, text in texts.items() if text not in taken}
            )
        return free

    def _citizen_touched(self):
        touched = super()._citizen_touched()
        inverse = self._fields["petitioner_ids"].inverse_name
        people = self.petitioner_ids
        touched |= people.filtered(lambda p: p.write_date != p.create_date)[inverse]
        touched |= self.filtered(lambda r: r.document_ids or r.file_ids)
        logged = self.env["mail.message"].search_fetch(
            [("model", "=", self._name), ("res_id", "in", self.ids)], ["res_id"]
        )
        asked = self.env["mail.activity"].search_fetch(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)], ["res_id"]
        )
        ids = set(logged.mapped("res_id")) | set(asked.mapped("res_id"))
        opened = self.env["citizen.identity.log"].search(
            [(inverse, "in", self.ids), ("event", "not in", ("seal", "erase"))]
        )
        return touched | self.filtered(lambda r: r.id in ids) | opened[inverse]

    def _citizen_take_back(self, reason):
        inverse = self._fields["petitioner_ids"].inverse_name
        logged = self.env["citizen.identity.log"].search([(inverse, "in", self.ids)])
        kept = self & logged[inverse]
        for record in kept:
            record._erase_persons(record.petitioner_ids)
            # past the table of states: what was never an entry is none, however far
            # the old register says it went
            record._write_protected({"state": "void"})
            record.message_post(body=reason)
        gone = self - kept
        names = gone.petitioner_ids.name_id
        gone.petitioner_ids.unlink()
        gone.unlink()
        self.env["citizen.person.name"]._forget(names.ids)


class CitizenPetition(models.Model):
    _name = "citizen.petition"
    _inherit = ["citizen.imported.entry.mixin", "citizen.petition"]

    _import_own_defaults = frozenset({"receipt_token"})
    _series_kind = "ĐƠN"
    _day_field = "receipt_date"

    old_note = fields.Text(
        string="In the Old Register",
        readonly=True,
        copy=False,
        help="What became of it, in the words of the old register.",
    )

    def _wanted_clocks(self):
        # of years that are over nothing is due: neither urged nor alarming
        if self.import_id and self.receipt_date < self.import_id.sudo().clock_from:
            return []
        return super()._wanted_clocks()

    def _citizen_touched(self):
        touched = super()._citizen_touched()
        touched |= self.filtered(
            lambda p: (
                p.link_ids
                or p.case_ids
                or p.transfer_ids
                or p.joined_ids
                or p.line_ids
                or p.matter_root_id
            )
        )
        linked = self.env["citizen.petition.link"].search([("root_id", "in", self.ids)])
        urged = self.env["citizen.urging"].search([("petition_id", "in", self.ids)])
        return touched | linked.root_id | urged.petition_id

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ever(self):
        return _is_taken_back(self) or super()._unlink_except_ever()


class CitizenReception(models.Model):
    _name = "citizen.reception"
    _inherit = ["citizen.imported.entry.mixin", "citizen.reception"]

    _series_kind = "TCD"
    _day_field = "date"

    def _citizen_touched(self):
        touched = super()._citizen_touched()
        return touched | self.filtered(lambda v: v.petition_ids or v.deadline_ids)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ever(self):
        return _is_taken_back(self) or super()._unlink_except_ever()


class CitizenPetitioner(models.Model):
    _name = "citizen.petitioner"
    _inherit = ["citizen.import.defaults.mixin", "citizen.petitioner"]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_registered(self):
        return _is_taken_back(self) or super()._unlink_except_registered()


class CitizenUnit(models.Model):
    _name = "citizen.unit"
    _inherit = ["citizen.imported.mixin", "citizen.unit"]

    def _citizen_touched(self):
        touched = super()._citizen_touched()
        touched |= self.filtered(
            lambda unit: (
                unit.membership_ids
                or unit.child_ids - self
                or unit.predecessor_ids
                or unit.successor_ids
            )
        )
        return touched

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        return _is_taken_back(self) or super()._unlink_except_used()


class CitizenMembership(models.Model):
    _name = "citizen.membership"
    _inherit = ["citizen.imported.mixin", "citizen.membership"]

    def _citizen_take_back(self, reason):
        """Posts go; the accounts stay, without any right, and are closed when nobody
        has ever signed in with them and no other post holds them."""
        users = self.user_id
        result = super()._citizen_take_back(reason)
        users._citizen_refresh_reach()
        users.filtered(
            lambda user: not user.citizen_membership_ids and not user.login_date
        ).active = False
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        return _is_taken_back(self) or super()._unlink_except_used()


class CitizenHoliday(models.Model):
    _name = "citizen.holiday"
    _inherit = ["citizen.imported.mixin", "citizen.holiday"]

    def _citizen_touched(self):
        # applied: deadlines have been counted with it
        return super()._citizen_touched() | self.filtered(lambda day: not day.pending)


class CitizenConclusion(models.Model):
    _name = "citizen.conclusion"
    _inherit = ["citizen.imported.mixin", "citizen.conclusion"]

    def _citizen_touched(self):
        touched = super()._citizen_touched()
        tasks = self.task_ids
        worked = tasks.filtered(
            lambda t: (
                t.write_date != t.create_date
                or t.update_ids
                or t.extension_ids
                or t.obstacle_ids
                or t.urging_ids
            )
        )
        reports = self.filtered(lambda c: len(c.document_ids) > 1)
        return touched | worked.conclusion_id | reports

    def _citizen_take_back(self, reason):
        self.task_ids.unlink()
        self.document_ids.unlink()
        self.unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ever(self):
        return _is_taken_back(self) or super()._unlink_except_ever()


class CitizenConclusionClause(models.Model):
    _inherit = "citizen.conclusion.clause"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        return _is_taken_back(self) or super()._unlink_except_issued()


class CitizenDocument(models.Model):
    _inherit = "citizen.document"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ever(self):
        return _is_taken_back(self) or super()._unlink_except_ever()


class CitizenTask(models.Model):
    _inherit = "citizen.task"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ever(self):
        return _is_taken_back(self) or super()._unlink_except_ever()

    def _ask_persons_in_charge(self):
        finished = self.env.context.get("citizen_import_finished")
        if isinstance(finished, Finished):
            self = self.filtered(lambda t: t.clause_id.id not in finished.clause_ids)
        return super()._ask_persons_in_charge()
