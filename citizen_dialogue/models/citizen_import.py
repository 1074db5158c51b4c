import base64
import io
import secrets
from datetime import timedelta
from itertools import islice

import psycopg2
import psycopg2.errors
import xlsxwriter
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.orm.models import NO_ACCESS
from odoo.tools import SQL

from ..tools import register_kinds, registers
from ..tools.identity import fold

# rows that go in together, or not at all
BATCH = 500
# with more rows than this the work is done in the background
AT_ONCE = 1000
# lines shown before anything is entered
PREVIEW = 10
# days after which the file of an import that came to its end is erased, and an import
# that was never begun with it
KEEP_DAYS = 30
KEEP_DRAFT_DAYS = 7
# units, people and days off are the business administrator's
ADMIN_KINDS = ("units", "people", "holidays")
# by which menu the entered records are reached otherwise
OPENED_BY = {
    "petitions": "citizen_dialogue.citizen_petition_action",
    "receptions": "citizen_dialogue.citizen_reception_action",
    "conclusions": "citizen_dialogue.citizen_conclusion_action",
    "units": "citizen_dialogue.citizen_unit_action",
    "people": "citizen_dialogue.citizen_membership_action",
    "holidays": "citizen_dialogue.citizen_holiday_action",
}
# who brings old registers into his own unit
IMPORT_ROLES = ("head", "followup", "clerk")
BEGUN = ("queued", "running", "done")
WAITING = ("checking", "queued", "running", "undoing")

# a Python object, which no context sent over RPC can hold: opens the doors of deletion
# for what an import has made and nobody has touched since
UNDO = object()


class CitizenImport(models.Model):
    """One Excel register brought in: read, checked, entered in batches, undone.

    Why not Odoo's own import dialog alone: its file lies unencrypted in a table for
    hours, with the names of everybody in the register; it enters everything in one
    request, so that 50,000 rows end in a time-out; it knows neither duplicates nor
    undo; and numbers, states and dates of law are closed to it. Its memory of which
    heading means which column (``base_import.mapping``) is used here.

    The file, and what was read from it, is kept encrypted and only as long as it is
    needed; the ledger of its rows holds nothing that stands in them.
    """

    _name = "citizen.import"
    _description = "Import from Excel"
    _inherit = [
        "citizen.import.lines.mixin",
        "citizen.state.mixin",
        "citizen.access.mixin",
    ]
    _order = "id desc"

    _protected_fields = frozenset({"state"})
    _create_only_fields = frozenset({"owner_unit_id", "kind"})
    _transitions = {
        "draft": frozenset({"checking", "checked"}),
        "checking": frozenset({"checked", "draft"}),
        "checked": frozenset({"draft", "checking", "queued"}),
        "queued": frozenset({"running", "failed", "checked"}),
        "running": frozenset({"done", "failed"}),
        "failed": frozenset({"queued", "undoing", "undone"}),
        "done": frozenset({"undoing", "undone"}),
        "undoing": frozenset({"undone", "done", "failed"}),
    }

    kind = fields.Selection(
        selection=[
            ("petitions", "Register of Petitions"),
            ("receptions", "Reception Book"),
            ("conclusions", "Running Conclusions with Their Tasks"),
            ("units", "Units"),
            ("people", "People and Their Posts"),
            ("holidays", "Holidays and Make-up Days"),
        ],
        string="What It Holds",
        required=True,
        default="petitions",
    )
    allowed_kinds = fields.Json(compute="_compute_allowed_kinds")
    state = fields.Selection(
        selection=[
            ("draft", "File Read"),
            ("checking", "Being Checked"),
            ("checked", "Checked"),
            ("queued", "Waiting"),
            ("running", "Being Entered"),
            ("done", "Entered"),
            ("failed", "Interrupted"),
            ("undoing", "Being Undone"),
            ("undone", "Undone"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Imported by",
        readonly=True,
        copy=False,
        required=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    data = fields.Binary(string="Excel File", store=False, attachment=False)
    data_name = fields.Char(store=False)
    size = fields.Integer(string="Size (Bytes)", readonly=True, aggregator=None)
    digest = fields.Char(readonly=True, groups=NO_ACCESS, prefetch=False)
    blob = fields.Binary(
        readonly=True, attachment=False, groups=NO_ACCESS, prefetch=False
    )
    rows_blob = fields.Binary(
        readonly=True,
        attachment=False,
        groups=NO_ACCESS,
        prefetch=False,
        help="The lines of the chosen sheet as they were read: a workbook of a big "
        "register takes long, and is needed several times.",
    )
    seal_ref = fields.Char(readonly=True, groups=NO_ACCESS, prefetch=False)
    vault_key_id = fields.Many2one(
        comodel_name="citizen.vault.key",
        readonly=True,
        groups=NO_ACCESS,
        prefetch=False,
        ondelete="set null",
    )
    has_file = fields.Boolean(string="File Still Kept", readonly=True, copy=False)
    sheet = fields.Char()
    # none of them holds a slash: Excel doesn't let it
    sheet_names = fields.Char(string="Sheets in the File", readonly=True)
    head_row = fields.Integer(
        string="Last Line of the Headings", readonly=True, aggregator=None
    )
    column_ids = fields.One2many(
        comodel_name="citizen.import.column",
        inverse_name="import_id",
        string="Columns",
    )
    row_ids = fields.One2many(
        comodel_name="citizen.import.row",
        inverse_name="import_id",
        string="Rows to Look at",
        domain=[("status", "!=", "entered")],
        readonly=True,
    )
    duplicates = fields.Selection(
        selection=[("skip", "Leave Them out"), ("take", "Enter Them All the Same")],
        string="Rows That Are There Already",
        required=True,
        default="skip",
    )
    clock_from = fields.Date(
        string="Limits Run for Letters since",
        required=True,
        default=lambda self: (
            self.env["citizen.calendar"]._today().replace(month=1, day=1)
        ),
        help="Of older letters none is urged and none raises an alarm, even when the "
        "register doesn't say what became of them.",
    )
    left_out = fields.Char(string="Lines Not Read", readonly=True)
    note = fields.Text(string="About the File", readonly=True)
    row_count = fields.Integer(string="Rows", readonly=True, aggregator=None)
    good_count = fields.Integer(string="Can Be Entered", readonly=True, aggregator=None)
    error_count = fields.Integer(string="With Errors", readonly=True, aggregator=None)
    duplicate_count = fields.Integer(
        string="Already There", readonly=True, aggregator=None
    )
    created_count = fields.Integer(string="Entered", readonly=True, aggregator=None)
    done_row = fields.Integer(
        readonly=True,
        aggregator=None,
        help="Last row dealt with; where an interrupted import goes on.",
    )
    progress = fields.Integer(
        string="Progress (%)", compute="_compute_progress", aggregator=None
    )
    processed_count = fields.Integer(readonly=True, aggregator=None)
    failure = fields.Text(string="Why It Stopped", readonly=True)
    undo_reason = fields.Text(string="Undone because", readonly=True)
    is_mine = fields.Boolean(compute="_compute_is_mine")
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    # the same file isn't entered twice, by whomever and however nearly at once
    _once = models.UniqueIndex(
        "(digest, kind, owner_unit_id) WHERE state IN ('queued', 'running', 'done')",
        "This file has been imported already: a file goes in once.",
    )
    _waiting = models.Index(
        "(id) WHERE state IN ('checking', 'queued', 'running', 'undoing')"
    )

    # ------------------------------------------------------------------
    # computes
    # ------------------------------------------------------------------
    @api.depends("kind", "create_date")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for record in self:
            day = record.create_date and fields.Datetime.context_timestamp(
                record.with_context(tz="Asia/Ho_Chi_Minh"), record.create_date
            )
            parts = [labels.get(record.kind), day and day.strftime("%d/%m/%Y %H:%M")]
            record.display_name = " – ".join(part for part in parts if part)

    @api.depends("kind")
    def _compute_allowed_kinds(self):
        """Lists of the administrator and registers of an office have a menu each."""
        for record in self:
            lists = record.kind in ADMIN_KINDS
            record.allowed_kinds = [
                kind
                for kind in self._fields["kind"].get_values(self.env)
                if (kind in ADMIN_KINDS) == lists
            ]

    @api.depends("processed_count", "row_count", "state")
    def _compute_progress(self):
        for record in self:
            if record.state in ("checked", "done", "undone"):
                record.progress = 100
            else:
                record.progress = min(
                    99, 100 * record.processed_count // max(record.row_count, 1)
                )

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for record in self:
            record.is_mine = record.user_id == self.env.user

    @api.depends("column_ids.target", "state", "has_file", "sheet")
    @api.depends_context("uid", "lang")
    def _compute_preview(self):
        for record in self:
            shown = (
                record._origin
                and record.is_mine
                and record.has_file
                and record.state in ("draft", "checked")
            )
            try:
                record.preview = record._preview_table() if shown else False
            except UserError as error:
                # the form opens all the same, to choose another sheet
                record.preview = Markup("<p>%s</p>") % error.args[0]

    def _preview_table(self):
        """The first lines as they were understood, for who brought the file. Made anew
        each time and stored nowhere, for it names persons. A column chosen and not yet
        saved counts."""
        table, _saved = self._origin._read_table(most=registers.HEAD_LINES + PREVIEW)
        head = self._head()
        look, rows = self._lookup(), []
        for number, raw in islice(self._data_rows(table, head), PREVIEW):
            line = self._convert(number, raw, look)
            rows.append((number, raw, {key for key, _code in line.errors}))
        # what nobody has filled in only makes the table wide
        keys = [
            c.target
            for c in self.column_ids
            if any(c.target in raw or c.target in wrong for _n, raw, wrong in rows)
        ]
        labels = dict(
            self.column_ids._fields["target"]._description_selection(self.env)
        )
        cells = Markup().join(
            Markup("<th>%s</th>") % labels.get(key, key) for key in keys
        )
        lines = [Markup("<tr><th>%s</th>%s</tr>") % (self.env._("Row"), cells)]
        for number, raw, wrong in rows:
            cells = Markup().join(
                Markup('<td class="%s">%s</td>')
                % ("table-danger" if key in wrong else "", _shown(raw.get(key)))
                for key in keys
            )
            lines.append(Markup("<tr><td>%s</td>%s</tr>") % (number, cells))
        return Markup(
            '<div class="table-responsive o_citizen_first_rows">'
            '<table class="table table-sm table-bordered">%s</table></div>'
        ) % Markup().join(lines)

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        files = []
        for vals in vals_list:
            files.append(vals.pop("data", False))
            vals.pop("data_name", None)
        imports = super().create(vals_list)
        for record, data in zip(imports, files, strict=True):
            record._check_may_import()
            record._take_file(data)
        return imports

    def write(self, vals):
        if vals.get("data"):
            raise UserError(
                self.env._("A file isn't replaced: begin a new import with the other.")
            )
        vals = {k: v for k, v in vals.items() if k not in ("data", "data_name")}
        # as read from the file, not as asked for
        found = "sheet_names" in vals
        asked = {"sheet", "duplicates", "clock_from"} & vals.keys() and not found
        if asked:
            self._check_mine()
        if asked and self.filtered(lambda r: r.state not in ("draft", "checked")):
            raise UserError(self.env._("The rows are being entered already."))
        result = super().write(vals) if vals else True
        if "sheet" in vals and not found:
            for record in self:
                record._read_head()
        if {"duplicates", "clock_from"} & vals.keys():
            self._check_again()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        if self.filtered(lambda record: record.state not in ("draft", "checked")):
            raise UserError(
                self.env._("An import that was entered stays: undo it with a reason.")
            )
        self._erase_file()

    # ------------------------------------------------------------------
    # who may
    # ------------------------------------------------------------------
    def _check_may_import(self):
        """:raise AccessError: not the administrator's list, or not the own unit"""
        self.ensure_one()
        if self.kind in ADMIN_KINDS:
            if not self.env.user.has_group(
                "citizen_dialogue.citizen_dialogue_group_admin"
            ):
                raise AccessError(
                    self.env._(
                        "Units, people and days off are imported by the business "
                        "administrator."
                    )
                )
            return
        # sudo: the own posts of the user decide
        posts = self.env.user.sudo().citizen_membership_ids
        if not posts.filtered(
            lambda post: (
                post.is_current
                and post.unit_id == self.owner_unit_id
                and post.role in IMPORT_ROLES
            )
        ):
            raise AccessError(
                self.env._(
                    "Old registers of %(unit)s are imported by its head, its clerk or "
                    "its follow-up office.",
                    unit=self.owner_unit_id.name,
                )
            )

    def _check_mine(self):
        """Who brought the file sees what stands in it, and nobody else.

        :raise AccessError: another one brought it
        """
        for record in self:
            record._check_may_import()
            if record.user_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "%(user)s brought this file and goes on with it.",
                        # sudo: the name of a colleague
                        user=record.sudo().user_id.name,
                    )
                )

    # ------------------------------------------------------------------
    # the file
    # ------------------------------------------------------------------
    def _take_file(self, data):
        """Keep the uploaded file encrypted and read its headings.

        :raise UserError: it is no register that can be read; nothing is stored
        """
        if not data:
            raise UserError(self.env._("Choose the Excel file."))
        try:
            content = base64.b64decode(data, validate=True)
        except (ValueError, TypeError) as error:
            raise UserError(
                self.env._("The file arrived damaged: add it again.")
            ) from error
        with self._refusals():
            registers.kind_of(content)
        keys = self.env["citizen.vault.key"]
        key, ref = keys._new(), secrets.token_hex(8)
        # sudo: columns nobody has access to; the right to import was checked
        self.sudo()._write_protected(
            {
                "blob": key._seal(content, f"import:{self.id}:{ref}"),
                "seal_ref": ref,
                "vault_key_id": key.id,
                "digest": keys._keys().digest(
                    "import", base64.b64encode(content).decode()
                ),
                "size": len(content),
                "has_file": True,
            }
        )
        self._read_head(content)

    def _content(self):
        return self._unsealed("blob", "import")

    def _unsealed(self, name, what):
        """What stands in a sealed column, None if nothing does."""
        # sudo: columns nobody has access to; inside the server only. The web client
        # asks for the size of files instead of them
        record = self.sudo().with_context(bin_size=False)
        if not record.vault_key_id:
            raise UserError(
                self.env._(
                    "The file of this import has been erased: upload it again as a "
                    "new import."
                )
            )
        blob = record[name]
        text = blob.decode() if isinstance(blob, bytes) else blob
        return text and record.vault_key_id._unseal(
            text, f"{what}:{record.id}:{record.seal_ref}"
        )

    def _keep_table(self, table):
        # sudo: as in _unsealed
        record = self.sudo()
        record._write_protected(
            {
                "rows_blob": record.vault_key_id._seal(
                    table.pack(), f"rows:{record.id}:{record.seal_ref}"
                )
            }
        )

    def _erase_file(self):
        """Nothing of the file remains; who imported what and when does."""
        # sudo: columns nobody has access to
        records = self.sudo().filtered("vault_key_id")
        keys = records.vault_key_id
        if records:
            records._write_protected(
                {
                    "blob": False,
                    "rows_blob": False,
                    "seal_ref": False,
                    "vault_key_id": False,
                    "has_file": False,
                }
            )
        keys.unlink()

    def _refusals(self):
        return _Refusals(self.env)

    def _read_table(self, most=None):
        """(table, head) of the chosen sheet, its columns as mapped here; the first
        ``most`` lines of it, or all."""
        kept = self._unsealed("rows_blob", "rows")
        table = kept and registers.Table.unpack(kept, most)
        if not table or not (table.whole or most):
            with self._refusals():
                book = registers.Book(self._content())
                table = book.read_sheet(self.sheet or book.sheets[0])
                table.decode()
            self._keep_table(table)
        return table, self._head()

    def _data_rows(self, table, head):
        """``(number, {key: value})`` of the lines that hold data of the office."""
        example = register_kinds.example_row(self.kind)
        for number, raw in registers.data_rows(table, head):
            if raw != example:
                yield number, raw

    def _head(self):
        fields_of = {c.position: c.target for c in self.column_ids if c.target}
        return registers.Head(
            [c.heading for c in self.column_ids], self.head_row, fields_of
        )

    def _read_head(self, content=None):
        """Find sheet and headings and propose what each column is.

        :raise UserError: no sheet has the headings of such a register
        """
        self.ensure_one()
        content = content or self._content()
        columns = register_kinds.KINDS[self.kind]
        with self._refusals():
            lines = registers.count_rows(content)
            book = registers.Book(content)
            names = [self.sheet] if self.sheet else book.sheets
            # the headings of a big register don't wait for all its lines
            most = registers.HEAD_LINES + PREVIEW if lines > AT_ONCE else None
            table, head = self._best_sheet(book, names, columns, most)
        self._keep_table(table)
        notes = self._notes_on(book, table)
        self.column_ids.unlink()
        self._write_protected(
            {
                "sheet": table.name,
                "sheet_names": " / ".join(book.sheets),
                "head_row": head.last,
                "row_count": max(lines, len(table.rows)),
                "note": "\n".join(notes) or False,
            }
        )
        self.env["citizen.import.column"].create(
            [
                {
                    "import_id": self.id,
                    "position": position,
                    "heading": heading[:200],
                    "target": head.fields.get(position),
                }
                for position, heading in enumerate(head.names)
                if heading
            ]
        )
        self._check_again()

    def _best_sheet(self, book, names, columns, most):
        remembered = self._remembered()
        best, refused = None, None
        for name in names:
            try:
                table = book.read_sheet(name, most)
                table.decode()
                head = registers.find_head(table, columns, remembered)
            except registers.Refused as error:
                if error.code == "columns":
                    raise
                refused = refused or error
                continue
            if best is None or len(head.fields) > len(best[1].fields):
                best = (table, head)
        if best is None:
            raise refused or registers.Refused("empty_sheet")
        return best

    def _notes_on(self, book, table):
        notes = []
        if book.kind == "xls":
            notes.append(
                self.env._("An Excel 97–2003 workbook (.xls), whatever it is called.")
            )
        if len(book.sheets) > 1:
            notes.append(
                self.env._(
                    "The sheet “%(sheet)s” of %(count)s is read.",
                    sheet=table.name,
                    count=len(book.sheets),
                )
            )
        if table.hidden:
            notes.append(self.env._("Hidden rows of the sheet are read as well."))
        return notes

    # ------------------------------------------------------------------
    # columns
    # ------------------------------------------------------------------
    def _mapping_model(self):
        # a name of our own, so that Odoo's import of the same model isn't offered
        # columns that it doesn't have
        return f"citizen.import/{self.kind}"

    def _remembered(self):
        keys = {column.key for column in register_kinds.KINDS[self.kind]}
        rows = self.env["base_import.mapping"].search_read(
            [("res_model", "=", self._mapping_model())], ["column_name", "field_name"]
        )
        return {
            row["column_name"]: row["field_name"]
            for row in rows
            if row["field_name"] in keys
        }

    def _remember(self):
        """Columns that somebody chose himself are known next time."""
        columns = register_kinds.KINDS[self.kind]
        own = registers.recognise([c.heading for c in self.column_ids], columns)
        mapping = self.env["base_import.mapping"]
        known = {
            row.column_name: row
            for row in mapping.search([("res_model", "=", self._mapping_model())])
        }
        for index, column in enumerate(self.column_ids):
            name = fold(column.heading)
            if not column.target or column.target == own.get(index) or not name:
                continue
            if name in known:
                known[name].field_name = column.target
            else:
                mapping.create(
                    {
                        "res_model": self._mapping_model(),
                        "column_name": name,
                        "field_name": column.target,
                    }
                )

    def _check_columns(self):
        """:raise UserError: a needed column isn't there, or one is named twice"""
        targets = [column.target for column in self.column_ids if column.target]
        twice = {target for target in targets if targets.count(target) > 1}
        labels = dict(
            self.column_ids._fields["target"]._description_selection(self.env)
        )
        if twice:
            raise UserError(
                self.env._(
                    "Two columns are said to be “%s”: leave one of them out.",
                    labels[min(twice)],
                )
            )
        missing = register_kinds.missing_columns(self.kind, targets)
        if missing:
            raise UserError(
                self.env._(
                    "The file lacks what such a register needs: %s. If a column has "
                    "another heading, say below what it is.",
                    ", ".join(f"“{heading}”" for heading in missing),
                )
            )

    def _check_again(self):
        """What was checked is no longer what would be entered."""
        for record in self:
            if record.state == "checked":
                record._forget_rows()
                record._transition("draft")

    def _forget_rows(self):
        # sudo: the rows are written by the import alone
        self.env["citizen.import.row"].sudo().search(
            [("import_id", "in", self.ids)]
        ).unlink()
        self._write_protected(
            {
                "good_count": 0,
                "error_count": 0,
                "duplicate_count": 0,
                "left_out": False,
                "processed_count": 0,
                "done_row": 0,
            }
        )

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_read(self):
        """The button of a new import: saving has read the file."""
        self.ensure_one()
        self._check_mine()
        return True

    def action_check(self):
        """Read every row and list what is wrong or there already; nothing is entered.

        :raise UserError: the file lacks a needed column
        """
        self.ensure_one()
        self._check_mine()
        self._check_columns()
        self._forget_rows()
        if self.row_count > AT_ONCE:
            self._transition("checking")
            self._wake()
        else:
            self._check_rows()
        return True

    def action_import(self):
        """Enter the rows without errors; many of them in the background. An import
        that stopped goes on where it was.

        :raise UserError: nothing can be entered, or the file was imported already
        """
        self.ensure_one()
        self._check_mine()
        self._check_columns()
        takes = self.good_count + (
            self.duplicate_count if self.duplicates == "take" else 0
        )
        if self.state == "checked" and not takes:
            raise UserError(
                self.env._(
                    "Not one row can be entered: see the reasons below, or fetch the "
                    "rows with their reasons, correct them and upload them again."
                )
            )
        self._check_once()
        if self.state == "checked":
            self._write_protected({"processed_count": 0, "done_row": 0})
            self._remember()
        self._transition("queued", {"failure": False})
        # the index of the table decides when two do it at once
        self.flush_recordset()
        if self.row_count > AT_ONCE:
            self._wake()
        else:
            self._transition("running")
            for _amount in self._enter_rows():
                pass
        return True

    def _check_once(self):
        # sudo: also when a colleague imported it
        others = self.sudo().search(
            [
                ("id", "!=", self.id),
                ("digest", "=", self.sudo().digest),
                ("kind", "=", self.kind),
                ("owner_unit_id", "=", self.owner_unit_id.id),
                ("state", "in", BEGUN),
            ],
            limit=1,
        )
        if others:
            raise UserError(
                self.env._(
                    "%(user)s has imported this file already (%(when)s): a file goes "
                    "in once.",
                    user=others.user_id.name,
                    when=others.display_name,
                )
            )

    def action_open_records(self):
        """What this import has entered."""
        self.ensure_one()
        # sudo: the ledger of the import; the records are read with the user's rights
        ids = (
            self.env["citizen.import.row"]
            .sudo()
            .search([("import_id", "=", self.id), ("res_id", "!=", False)])
            .mapped("res_id")
        )
        # with the views of the menu they are reached by otherwise, without its filters
        action = self.env["ir.actions.actions"]._for_xml_id(OPENED_BY[self.kind])
        return {
            **{
                key: action[key]
                for key in ("type", "res_model", "views", "search_view_id")
            },
            "mobile_view_mode": "kanban",
            "domain": [("id", "in", sorted(set(ids)))],
            "name": self.env._("Entered from Excel"),
        }

    def action_fetch_bad(self):
        """Fetch the rows that don't go in, each with its reasons, as a sheet that can
        be corrected and uploaded again.

        :raise UserError: there are none
        """
        self.ensure_one()
        self._check_mine()
        if not self.row_ids.filtered(lambda row: row.status in ("error", "duplicate")):
            raise UserError(self.env._("No row has an error."))
        return {
            "type": "ir.actions.act_url",
            "url": f"/citizen_dialogue/import/{self.id}/rows",
            "target": "self",
        }

    def action_fetch_template(self):
        """Fetch an empty sheet with the headings of such a register."""
        self.ensure_one()
        return self._template_action(self.kind)

    @api.model
    def _template_action(self, kind):
        return {
            "type": "ir.actions.act_url",
            "url": f"/citizen_dialogue/import/template/{kind}",
            "target": "self",
        }

    def action_erase_file(self):
        """Erase the uploaded file; the rows with errors can't be fetched any more."""
        self.ensure_one()
        self._check_mine()
        if self.state in WAITING:
            raise UserError(self.env._("The rows are being entered already."))
        self._erase_file()
        return True

    # ------------------------------------------------------------------
    # sheets to fetch
    # ------------------------------------------------------------------
    def _bad_rows_xlsx(self):
        """Bytes of the rows with errors and duplicates; made for one download."""
        self._check_mine()
        reasons = {
            row.number: row.reason or ""
            for row in self.row_ids
            if row.status in ("error", "duplicate")
        }
        table, head = self._read_table()
        rows, look = dict(table.rows), self._lookup()
        target = io.BytesIO()
        book = xlsxwriter.Workbook(target, {"in_memory": True})
        page = book.add_worksheet("Dòng cần sửa")
        styles = {"text_wrap": True, "valign": "top", "border": 1}
        bold = book.add_format({**styles, "bold": True})
        plain = book.add_format({**styles, "num_format": "@"})
        wrong = book.add_format({**styles, "num_format": "@", "bg_color": "#F8CBAD"})
        why = book.add_format({**styles, "font_color": "#C00000"})
        # the reason first, where it is seen without scrolling
        page.write_string(0, 0, "Lý do không nhập được", bold)
        page.set_column(0, 0, 45)
        page.set_column(1, len(self.column_ids), 22)
        page.set_row(0, _height(22, self.column_ids.mapped("heading")))
        for place, column in enumerate(self.column_ids, start=1):
            page.write_string(0, place, column.heading, bold)
        line = 0
        for number, raw in self._data_rows(table, head):
            if number not in reasons:
                continue
            line += 1
            reason = f"Dòng {number}: {reasons[number]}"
            values = dict(enumerate(map(_shown, rows[number])))
            texts = [values.get(column.position, "") for column in self.column_ids]
            page.set_row(line, max(_height(45, [reason]), _height(22, texts)))
            page.write_string(line, 0, reason, why)
            keys = {key for key, _code in self._convert(number, raw, look).errors}
            for place, column in enumerate(self.column_ids, start=1):
                style = wrong if column.target in keys else plain
                # as text: what stands in the register is never a formula
                page.write_string(line, place, texts[place - 1], style)
        page.freeze_panes(1, 1)
        _print_on_one_page_wide(page)
        book.close()
        return target.getvalue()

    @api.model
    def _template_xlsx(self, kind):
        """Bytes of an empty register: headings, one line as an example, notes."""
        columns = register_kinds.in_template(kind)
        target = io.BytesIO()
        book = xlsxwriter.Workbook(target, {"in_memory": True})
        page = book.add_worksheet(register_kinds.TITLES[kind][:31])
        bold = book.add_format(
            {"bold": True, "text_wrap": True, "border": 1, "bg_color": "#D9E1F2"}
        )
        need = book.add_format(
            {"bold": True, "text_wrap": True, "border": 1, "bg_color": "#F8CBAD"}
        )
        text = book.add_format({"num_format": "@", "text_wrap": True})
        example = book.add_format(
            {
                "num_format": "@",
                "text_wrap": True,
                "italic": True,
                "font_color": "#7F7F7F",
            }
        )
        for place, column in enumerate(columns):
            page.set_column(place, place, 24, text)
            page.write_string(0, place, column.heading, need if column.need else bold)
            page.write_string(1, place, column.example, example)
        page.set_row(0, _height(24, [column.heading for column in columns]))
        page.set_row(1, _height(24, [column.example for column in columns]))
        page.freeze_panes(1, 0)
        _print_on_one_page_wide(page)
        notes = book.add_worksheet("Hướng dẫn")
        notes.set_column(0, 2, 45)
        for place, heading in enumerate(("Cột", "Bắt buộc", "Cách ghi")):
            notes.write_string(0, place, heading, bold)
        for line, column in enumerate(columns, start=1):
            notes.write_string(line, 0, column.heading)
            notes.write_string(line, 1, "x" if column.need else "")
            notes.write_string(line, 2, column.note)
        notes.write_string(
            len(columns) + 2,
            0,
            "Dòng thứ hai của trang đầu (chữ nghiêng) là ví dụ: ghi đè lên, hoặc để "
            "nguyên thì dòng ấy không được nhập.",
        )
        book.close()
        return target.getvalue()

    # ------------------------------------------------------------------
    # in the background
    # ------------------------------------------------------------------
    def _wake(self):
        # sudo: the job belongs to the system
        self.env.ref("citizen_dialogue.ir_cron_import").sudo()._trigger()

    @api.model
    def _cron_run(self):
        """Check, enter and undo what waits, batch by batch, each committed: killed
        midway it goes on behind the last batch."""
        # sudo: runs as the system; each import is then entered as who brought it
        waiting = self.sudo().search([("state", "in", WAITING)], order="id")
        cron = self.env["ir.cron"]
        left = sum(max(1, r.row_count - r.processed_count) for r in waiting)
        cron._commit_progress(remaining=left)
        for record in waiting:
            own = record.with_user(record.user_id).sudo(False)
            try:
                work = own._work()
                while True:
                    # a batch is committed whole, or nothing of it
                    with self.env.cr.savepoint():
                        amount = next(work, None)
                    if amount is None:
                        break
                    left = max(left - amount, 1)
                    if not cron._commit_progress(amount, remaining=left):
                        return
            except psycopg2.errors.SerializationFailure:
                # somebody wrote the same row: the batch is entered again next time
                self._wake()
            except (UserError, psycopg2.Error) as error:
                record._stop(error)
            cron._commit_progress(remaining=left)
        cron._commit_progress(remaining=0)

    def _work(self):
        """Do what waits; yields after each batch how many rows it was."""
        self.ensure_one()
        if not self.user_id.active:
            raise UserError(self.env._("Who began this import has left."))
        self._check_may_import()
        if self.state == "checking":
            self._check_rows()
            yield self.row_count
        elif self.state == "undoing":
            yield from self._remove_records()
        else:
            if self.state == "queued":
                self._transition("running")
            yield from self._enter_rows()

    def _stop(self, error):
        """What was entered stays, can be gone on with or undone."""
        text = (
            str(error.args[0])
            if isinstance(error, UserError) and error.args
            else self.env._("The database refused a batch.")
        )
        if self.state == "checking":
            self._transition("draft", {"failure": text})
        elif self.state == "undoing" and not self.processed_count:
            # refused before anything was taken back
            self._transition("done", {"failure": text})
        elif self.state in ("queued", "running", "undoing"):
            self._transition("failed", {"failure": text})

    @api.autovacuum
    def _gc_files(self):
        """Files are kept as long as they are needed."""
        now = fields.Datetime.now()
        # sudo: runs as the system
        imports = self.sudo()
        imports.search(
            [
                ("has_file", "=", True),
                ("state", "in", ("done", "failed", "undone")),
                ("write_date", "<", now - timedelta(days=KEEP_DAYS)),
            ]
        )._erase_file()
        imports.search(
            [
                ("state", "in", ("draft", "checked")),
                ("write_date", "<", now - timedelta(days=KEEP_DRAFT_DAYS)),
            ]
        ).unlink()

    # ------------------------------------------------------------------
    # undo
    # ------------------------------------------------------------------
    def _undo(self, reason):
        """Take back what this import has entered, while nothing was built on it.

        :raise UserError: somebody has written to it since, or built on it
        """
        self.ensure_one()
        self._check_may_import()
        if self.state not in ("done", "failed"):
            raise UserError(self._refused_transition("undone"))
        self._transition("undoing", {"undo_reason": reason, "processed_count": 0})
        if self.created_count > AT_ONCE:
            self._wake()
        else:
            for _amount in self._remove_records():
                pass

    # ------------------------------------------------------------------
    # rows of the ledger
    # ------------------------------------------------------------------
    def _store_rows(self, rows):
        """Write lines of the ledger at once: ``(number, status, reason, res_id)``."""
        if not rows:
            return
        numbers, statuses, reasons, ids = zip(*rows, strict=True)
        self.env.execute_query(
            SQL(
                """INSERT INTO citizen_import_row
                       (import_id, number, status, reason, res_id,
                        create_uid, write_uid, create_date, write_date)
                   SELECT %s, n, s, r, i, %s, %s,
                          now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                   FROM unnest(%s::int[], %s::text[], %s::text[], %s::int[])
                        AS line(n, s, r, i) RETURNING id""",
                self.id,
                self.env.uid,
                self.env.uid,
                list(numbers),
                list(statuses),
                list(reasons),
                list(ids),
            )
        )
        self.env["citizen.import.row"].invalidate_model()
        self.invalidate_recordset(["row_ids"])

    # ------------------------------------------------------------------
    # words
    # ------------------------------------------------------------------
    @api.model
    def _refused_text(self, code, params):
        texts = {
            "empty_file": self.env._("The file is empty."),
            "size": self.env._(
                "The file is too big: %(limit)s MB is the most. Split it by year.",
                **params,
            )
            if code == "size"
            else "",
            "password": self.env._(
                "The file is locked by a password: open it in Excel, take the password "
                "away, save it and upload it again."
            ),
            "html": self.env._(
                "This is a web page that is only called Excel: open it in Excel, save "
                "it as “Excel Workbook (.xlsx)” and upload it again."
            ),
            "xml_2003": self.env._(
                "This is an XML file: open it in Excel, save it as “Excel Workbook "
                "(.xlsx)” and upload it again."
            ),
            "pdf": self.env._("This is a PDF: upload the Excel file it was made of."),
            "not_excel": self.env._(
                "This is no Excel file. Save the register as “Excel Workbook (.xlsx)” "
                "and upload it again."
            ),
            "bomb": self.env._(
                "The file unpacks to an unusual size and was not opened. Copy the "
                "register into a new workbook and upload that."
            ),
            "xlsb": self.env._(
                "This is a binary workbook (.xlsb): save it as “Excel Workbook "
                "(.xlsx)” and upload it again."
            ),
            "ods": self.env._(
                "This is an OpenDocument file: save it as “Excel Workbook (.xlsx)” and "
                "upload it again."
            ),
            "damaged": self.env._(
                "The file is damaged or incomplete: open it in Excel, save it anew and "
                "upload it again."
            ),
            "empty_sheet": self.env._("There is nothing in this file."),
            "no_sheet": self.env._(
                "The file has no sheet of this name: write it as in Excel."
            ),
            "rows": self.env._(
                "The sheet has more than %(limit)s rows: split it by year.", **params
            )
            if code == "rows"
            else "",
            "columns": self.env._(
                "The sheet has %(count)s columns; a register has %(limit)s at most. "
                "Choose another sheet, or take away what isn't part of the register.",
                **params,
            )
            if code == "columns"
            else "",
            "no_head": self.env._(
                "No line of headings of such a register was found in the first lines. "
                "Choose another sheet or another kind, or use the template."
            ),
        }
        return texts[code]

    @api.model
    def _cell_text(self, code):
        return {
            "formula": self.env._(
                "the formula has no value: open the file in Excel and save it"
            ),
            "excel_error": self.env._("the cell shows an error of Excel"),
            "no_day": self.env._("only a month or a year: enter the day as well"),
            "not_day": self.env._("there is no such day: write day/month/year"),
            "far": self.env._("the day lies too far back or ahead"),
            "future": self.env._("the day is still to come"),
            "before": self.env._("the day lies before the one of receipt"),
            "before_start": self.env._("the last day lies before the first"),
            "after": self.env._("the day lies after the one of receipt"),
            "not_number": self.env._("this is no number"),
            "out_of_range": self.env._("the number can't be right"),
            "not_year": self.env._("this is no year of birth"),
            "missing": self.env._("is empty"),
            "paper": self.env._(
                "12 digits for an identity card, 9 for a former one, or a passport"
            ),
            "phone": self.env._("no telephone number of Viet Nam"),
            "unknown_kind": self.env._("write complaint, denunciation or reflection"),
            "unknown_outcome": self.env._(
                "it isn't clear what became of it: accepted, guided, transferred …"
            ),
            "unknown_unit_kind": self.env._(
                "write People's Committee of a province or commune, office, department "
                "or other"
            ),
            "unknown_unit": self.env._("no unit of this name: write it as in the list"),
            "ended_unit": self.env._("this unit has ended: write its successor"),
            "many_units": self.env._("several units have this name: write it in full"),
            "unknown_role": self.env._(
                "write officer, clerk, head of unit, follow-up, leader, inspector or "
                "administrator"
            ),
            "unknown_holiday_kind": self.env._(
                "write public holiday, day off in lieu, swapped day or make-up day"
            ),
            "unknown_status": self.env._("write done or under way"),
            "unknown_due": self.env._(
                "write a day, or monthly, quarterly, yearly or all the time"
            ),
            "due_before": self.env._("due before the conclusion was issued"),
            "differs": self.env._(
                "another row of the same conclusion has another subject"
            ),
            "custodian": self.env._("the leader appoints the custodian of identities"),
        }[code]


class _Refusals:
    """Turns what the reader refuses into words for who uploaded the file."""

    def __init__(self, env):
        self._env = env

    def __enter__(self):
        return self

    def __exit__(self, _kind, error, _trace):
        if isinstance(error, registers.Refused):
            text = self._env["citizen.import"]._refused_text(error.code, error.params)
            raise UserError(text) from error
        return False


def _height(width, texts):
    """Of a row of wrapped cells, which not every program finds by itself."""
    lines = (
        sum(1 + len(line) // width for line in text.splitlines()) for text in texts
    )
    return 15 * max(1, *lines)


def _print_on_one_page_wide(page):
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)


def _shown(value):
    """A cell as text for who brought the file."""
    if isinstance(value, registers.Broken):
        return "#"
    return registers.parse_text(value)
