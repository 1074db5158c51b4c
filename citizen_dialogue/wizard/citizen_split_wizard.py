import base64
import binascii
import io
import zipfile
import zlib

from lxml import etree

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools.pdf import PdfFileReader, PdfReadError, errors

from ..tools import splitting

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# the text of a file larger than this isn't a conclusion
FILE_LIMIT = 20 * 1024 * 1024
# what the readers of Word and PDF files say of a file that is broken or made to harm
BROKEN = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
    etree.XMLSyntaxError,
    PdfReadError,
    errors.DependencyError,
)
GROUPS = {
    "commune": (
        "Ủy ban nhân dân các xã",
        (
            "các xã",
            "UBND các xã",
            "Ủy ban nhân dân các xã",
            "UBND các xã, thị trấn",
            "Ủy ban nhân dân các xã, thị trấn",
            "UBND các xã, phường",
            "UBND các xã, phường, thị trấn",
            "Ủy ban nhân dân các xã, phường, thị trấn",
            "UBND cấp xã",
            "Ủy ban nhân dân cấp xã",
        ),
    ),
    "department": (
        "Các cơ quan, đơn vị",
        (
            "các cơ quan, đơn vị",
            "các phòng, ban",
            "các phòng, ban, ngành",
            "các phòng, ban chuyên môn",
            "các phòng chuyên môn",
            "các cơ quan chuyên môn",
            "các cơ quan, ban, ngành",
            "các ban, ngành",
            "các sở, ban, ngành",
        ),
    ),
}


class CitizenSplitWizard(models.TransientModel):
    """The text of a conclusion becomes proposed clauses, line by line beside the
    sentence each came from; nothing is taken over that the secretary hasn't seen."""

    _name = "citizen.split.wizard"
    _description = "Split a Text into Clauses"
    _inherit = ["citizen.dialog.mixin"]

    conclusion_id = fields.Many2one(
        comodel_name="citizen.conclusion", required=True, ondelete="cascade"
    )
    text = fields.Text()
    file = fields.Binary(string="Or a File (.docx, .pdf)", attachment=False)
    file_name = fields.Char()
    line_ids = fields.One2many(
        comodel_name="citizen.split.wizard.line", inverse_name="wizard_id"
    )
    notice = fields.Char(readonly=True)
    unknown_count = fields.Integer(compute="_compute_unknown_count")

    @api.depends("line_ids.unknown", "line_ids.use")
    def _compute_unknown_count(self):
        for wizard in self:
            wizard.unknown_count = len(
                wizard.line_ids.filtered(lambda line: line.use and line.unknown)
            )

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_split(self):
        """Propose clauses from the text or the file.

        :raise UserError: nothing to read, nothing recognised, or far too long
        """
        self.ensure_one()
        text, notice = self._file_text() if self.file else (self.text or "", False)
        try:
            proposals = splitting.split(text, self._names(), self._reference())
        except splitting.SplitError as error:
            if error.code == "empty" and self.file:
                # the stamp of a digital signature on a scan is no text
                raise UserError(self._scan_message()) from error
            raise UserError(
                {
                    "empty": self.env._("There is no text: paste it or choose a file."),
                    "long": self.env._(
                        "The text is longer than 200,000 letters: paste only the "
                        "conclusion."
                    ),
                }[error.code]
            ) from error
        if not proposals:
            raise UserError(
                self.env._(
                    "No assignment was found in this text: a clause begins with a "
                    "number or a dash, or says “giao”, “yêu cầu”, “đề nghị” and a unit."
                )
            )
        self.write(
            {
                "text": text,
                "notice": notice,
                "file": False,
                "file_name": False,
                "line_ids": [
                    Command.clear(),
                    *(Command.create(self._line_vals(found)) for found in proposals),
                ],
            }
        )
        return self._reopen()

    def action_take_over(self):
        """Make clauses of the lines that are ticked."""
        self.ensure_one()
        lines = self.line_ids.filtered("use")
        if not lines:
            raise UserError(self.env._("Tick the lines to take over."))
        first = len(self.conclusion_id.clause_ids)
        self.env["citizen.conclusion.clause"].create(
            [
                line._clause_vals(10 * (first + number))
                for number, line in enumerate(lines, start=1)
            ]
        )
        return {"type": "ir.actions.act_window_close"}

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Split a Text into Clauses"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    # ------------------------------------------------------------------
    # what the splitter needs
    # ------------------------------------------------------------------
    def _reference(self):
        conclusion = self.conclusion_id
        return conclusion.date_issued or self.env["citizen.calendar"]._today()

    def _authority(self):
        return self.conclusion_id.issuer_unit_id or self.conclusion_id.owner_unit_id

    def _group_units(self, kind):
        """As “UBND các xã” of the dialog that adds units."""
        return (
            self.env["citizen.clause.units.wizard"]
            .new({"below_unit_id": self._authority().id, "kind": kind})
            .unit_ids._origin
        )

    def _names(self):
        """{way of writing: key} of the units of this authority and of its groups."""
        authority = self._authority()
        units = self.env["citizen.unit"].search(
            [("id", "child_of", authority.id), ("is_current", "=", True)]
        )
        places = {unit.place_name for unit in units | authority if unit.place_name}
        names = {}
        # nearer units first: «Phòng Kinh tế» is the authority's own
        for unit in units.sorted(lambda u: (u.parent_path or "").count("/")):
            for name in filter(None, (unit.name, unit.short_name)):
                for alias in splitting.aliases(name, places):
                    names.setdefault(alias, unit.id)
        for kind, (_label, aliases) in GROUPS.items():
            for alias in aliases:
                names.setdefault(alias, kind)
        return names

    def _line_vals(self, found):
        leads, labels = self._resolve(found.leads)
        supports, _labels = self._resolve(found.supports)
        kind, day = found.due_kind or "date", found.due_date
        if kind == "working_days" and found.due_from:
            # counted from the day that is named, not from the day of issue
            kind, day = "date", self._working_days_after(found)
        return {
            "content": found.content,
            "source": found.source,
            "lead_unit_ids": [Command.set(leads.ids)],
            "lead_group_label": "; ".join(labels) or False,
            "support_unit_ids": [Command.set((supports - leads).ids)],
            "unknown": "; ".join(dict.fromkeys(found.unknown)) or False,
            "due_kind": kind,
            "due_date": day,
            "due_days": found.due_days if "days" in kind else 0,
            "rhythm": found.rhythm or False,
            "due_text": found.due_text or False,
            "product": found.product or False,
        }

    def _working_days_after(self, found):
        calendar = self.env["citizen.calendar"]
        return calendar._count(found.due_from, found.due_days, "working").due

    def _resolve(self, keys):
        units, labels = self.env["citizen.unit"], []
        for key in keys:
            if key in GROUPS:
                units |= self._group_units(key)
                labels.append(GROUPS[key][0])
            else:
                units |= units.browse(key)
        return units, labels

    # ------------------------------------------------------------------
    # files
    # ------------------------------------------------------------------
    def _file_text(self):
        """(text, notice) of the file."""
        try:
            data = base64.b64decode(self.with_context(bin_size=False).file)
        except binascii.Error:
            data = b""
        if len(data) > FILE_LIMIT:
            raise UserError(self.env._("The file is larger than 20 MB."))
        notice = False
        try:
            if data[:4] == b"PK\x03\x04":
                text = self._docx_text(data)
            elif b"%PDF-" in data[:1024]:
                text, notice = self._pdf_text(data)
            elif data[:4] == b"\xd0\xcf\x11\xe0":
                raise UserError(
                    self.env._(
                        "The file is an old Word file (.doc) or protected by a "
                        "password: save it as .docx without a password first."
                    )
                )
            else:
                raise UserError(
                    self.env._("Choose a .docx or a .pdf file with text in it.")
                )
        except BROKEN as error:
            raise UserError(
                self.env._("The file can't be read; it may be damaged.")
            ) from error
        if not text.strip():
            raise UserError(self._scan_message())
        return text, notice

    def _scan_message(self):
        return self.env._(
            "The file holds pictures only, no text (a scan). Paste the text from the "
            "electronic original."
        )

    def _password_message(self):
        return self.env._("The file is protected by a password: remove it first.")

    def _pdf_text(self, data):
        reader = PdfFileReader(io.BytesIO(data), strict=False)
        try:
            closed = reader.is_encrypted and not reader.decrypt("")
        except (errors.DependencyError, NotImplementedError):
            closed = True
        if closed:
            raise UserError(self._password_message())
        texts, length, empty = [], 0, []
        for number, page in enumerate(reader.pages, start=1):
            text = page.extract_text() or ""
            texts.append(text)
            length += len(text)
            if not text.strip():
                empty.append(str(number))
            if length > splitting.LIMIT:
                # told so, before a whole book has been read
                break
        if not empty or len(empty) == len(texts):
            return "\n".join(texts), False
        return "\n".join(texts), self.env._(
            "Page %(pages)s holds a picture only: compare with the paper, clauses may "
            "be missing.",
            pages=", ".join(empty),
        )

    def _docx_text(self, data):
        """The paragraphs of a Word file; the cells of a table row parted by tabs."""
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            info = archive.getinfo("word/document.xml")
            if info.flag_bits & 1:
                raise UserError(self._password_message())
            if info.file_size > FILE_LIMIT:
                raise ValueError("too large")
            # a file from outside: nothing it names is fetched or expanded
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            root = etree.fromstring(archive.read(info), parser)
        return "\n\n".join(_word_blocks(root))


class CitizenSplitWizardLine(models.TransientModel):
    _name = "citizen.split.wizard.line"
    _description = "Proposed Clause"

    wizard_id = fields.Many2one(
        comodel_name="citizen.split.wizard", required=True, ondelete="cascade"
    )
    use = fields.Boolean(string="Take Over", default=True)
    content = fields.Text(required=True)
    source = fields.Text(string="From the Sentence", readonly=True)
    lead_unit_ids = fields.Many2many(
        comodel_name="citizen.unit",
        relation="citizen_split_lead_rel",
        string="Lead Units",
        domain="[('is_current', '=', True)]",
    )
    lead_group_label = fields.Char(string="As a Group")
    support_unit_ids = fields.Many2many(
        comodel_name="citizen.unit",
        relation="citizen_split_support_rel",
        string="Cooperating Units",
        domain="[('is_current', '=', True)]",
    )
    unknown = fields.Char(string="Unknown Units", readonly=True)
    due_kind = fields.Selection(
        selection=lambda self: self._clause_selection("due_kind"),
        string="Due",
        default="date",
    )
    due_date = fields.Date(string="By")
    due_days = fields.Integer(string="Days")
    rhythm = fields.Selection(selection=lambda self: self._clause_selection("rhythm"))
    due_text = fields.Char(string="Words of the Time Limit", readonly=True)
    product = fields.Char(string="Result Expected")

    def _clause_selection(self, name):
        field = self.env["citizen.conclusion.clause"]._fields[name]
        return field._description_selection(self.env)

    def _clause_vals(self, sequence):
        self.ensure_one()
        return {
            "conclusion_id": self.wizard_id.conclusion_id.id,
            "sequence": sequence,
            "content": self.content,
            "lead_unit_ids": [Command.set(self.lead_unit_ids.ids)],
            "lead_group_label": self.lead_group_label,
            "support_unit_ids": [Command.set(self.support_unit_ids.ids)],
            "due_kind": self.due_kind,
            "due_date": self.due_kind == "date" and self.due_date,
            "due_days": self.due_days if "days" in self.due_kind else 0,
            "rhythm": self.due_kind == "rhythm" and self.rhythm,
            "rhythm_by_enterer": not (self.due_text and self.rhythm),
            "product": self.product,
        }


def _word_blocks(root):
    """Paragraphs and rows of tables in the order of the document."""
    body = root.find(f"{WORD}body")
    for node in root if body is None else body:
        if node.tag != f"{WORD}tbl":
            yield from map(_word_text, node.iter(f"{WORD}p"))
            continue
        rows = [
            [
                " ".join(map(_word_text, cell.iter(f"{WORD}p")))
                for cell in row.findall(f"{WORD}tc")
            ]
            for row in node.findall(f"{WORD}tr")
        ]
        if max(map(len, rows), default=0) < 3:
            # a letterhead or a signature, laid out as a table
            yield from map(_word_text, node.iter(f"{WORD}p"))
        else:
            yield from ("\t".join(cells) for cells in rows)


def _word_text(paragraph):
    """Its text without what has been struck out, with its tabs and line ends."""
    marks = {f"{WORD}br": "\n", f"{WORD}cr": "\n", f"{WORD}tab": " "}
    return "".join(
        marks.get(node.tag, node.text or "")
        for node in paragraph.iter(f"{WORD}t", *marks)
    )
