import re
from collections import defaultdict
from datetime import date

from odoo import api, models

from ..tools import identity, register_kinds, registers
from ..tools.registers import CellError
from .citizen_petition import MOST_SIGNATORIES

# headings that only count the lines, so that the same number twice means nothing
COUNTERS = {"stt", "tt", "so tt", "so thu tu"}
# written where nobody gave a name
NAMELESS = re.compile(r"(?:nac danh|mao danh|khong (?:ten|ro|ghi)|giau ten)\b.*")
ORGANISATIONS = re.compile(
    r"(?:cong ty|hop tac xa|htx|doanh nghiep|truong|ban quan ly|hoi|chi hoi)\b.*"
)
SUBJECT = 80
DAY_IN_TEXT = re.compile(r"\b(\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{2,4})\b")


def _outcome_or_none(text):
    try:
        return register_kinds.outcome(text)
    except CellError:
        return None


def _day_within(text, first, today):
    """The day of a letter «123/UBND-BTCD, 20/9/2021», None if it names none that can
    be right."""
    for found in DAY_IN_TEXT.findall(text):
        try:
            day = registers.parse_day(found, today)
        except CellError:
            continue
        if first and first <= day <= today:
            return day
    return None


class Line:
    """One row understood: values to enter, or what is wrong with it."""

    __slots__ = ("number", "vals", "errors", "notes", "keys", "extra")

    def __init__(self, number):
        self.number = number
        self.vals = {}
        self.errors = []
        self.notes = []
        # what makes two rows the same
        self.keys = []
        self.extra = {}


class CitizenImportLinesMixin(models.AbstractModel):
    """Understanding the rows of an import: words, days and names of units become
    values."""

    _name = "citizen.import.lines.mixin"
    _description = "Rows of Registers"

    # ------------------------------------------------------------------
    # what rows are compared with
    # ------------------------------------------------------------------
    def _lookup(self):
        """Everything rows are looked up in, read once for all of them."""
        self.ensure_one()
        look = {
            "today": self.env["citizen.calendar"]._today(),
            "headings": {c.target: c.heading for c in self.column_ids if c.target},
            # what the words of a column mean, for the many rows with the same
            "words": {},
            "on_paper": self.env["citizen.identity.mode"]._current() == "paper",
            "counter": any(
                column.target == "number" and identity.fold(column.heading) in COUNTERS
                for column in self.column_ids
            ),
        }
        if self.kind in ("petitions", "receptions"):
            look["categories"], look["likely"] = {}, {}
            categories = self.env["citizen.category"]
            for category in categories.search_fetch(
                [], ["name", "complete_name", "code", "report_class"]
            ):
                for name in (category.complete_name, category.name, category.code):
                    look["categories"].setdefault(identity.fold(name), category)
        units = self.env["citizen.unit"].search_fetch(
            [],
            ["name", "short_name", "kind", "authority_id", "valid_from", "valid_to"],
        )
        look["units"] = defaultdict(list)
        # at home nobody adds the name of his own commune to that of a department
        look["own_units"] = defaultdict(list)
        look["communes"] = defaultdict(list)
        home = self.owner_unit_id.authority_id
        tail = f" {register_kinds.unit_key(home.name)}" if home else None
        for unit in units:
            names = {register_kinds.unit_key(unit.name)}
            if unit.short_name:
                names.add(register_kinds.unit_key(unit.short_name))
            for name in names:
                look["units"][name].append(unit)
                if tail and unit.authority_id == home and name.endswith(tail):
                    look["own_units"][name.removesuffix(tail)].append(unit)
                if unit.kind == "commune":
                    bare = re.sub(r"^(xa|phuong|thi tran|dac khu) ", "", name)
                    for key in {name, bare}:
                        look["communes"][key].append(unit)
        return look

    # ------------------------------------------------------------------
    # one row
    # ------------------------------------------------------------------
    @api.model
    def _convert(self, number, raw, look):
        """The row as values. What a cell can't mean is noted, the rest goes on, so that
        all errors of a row are told at once."""
        line = Line(number)
        getattr(self, f"_convert_{self.kind}")(_Cells(raw, line, look), line, look)
        return line

    def _convert_petitions(self, cells, line, look):
        vals = line.vals
        day = cells.day("receipt_date", need=True)
        vals["receipt_date"] = day
        vals["petition_date"] = self._written_on(cells, line, day)
        vals["kind"] = cells.word("kind", register_kinds.petition_kind)
        vals["source"], vals["source_body"] = cells.word(
            "source", register_kinds.source
        ) or ("desk", None)
        self._convert_person(cells, line, look, day)
        people = cells.number("signatories", 1, MOST_SIGNATORIES)
        vals["signatory_count"] = people or 1
        category = self._category(cells, line, look)
        vals["category_id"] = category.id if category else False
        vals["competence"] = cells.word("competence", register_kinds.competence)
        self._convert_outcome(cells, line, day)
        content = cells.text("content", need=True)
        name = vals.get("sender_name")
        text = registers.without_name(" ".join(content.split()), name)
        vals["subject"] = text[:SUBJECT] + ("…" if len(text) > SUBJECT else "")
        vals["content"] = content
        vals["demand"] = cells.text("demand") or False
        self._keep_number(cells, line, look, day)
        vals["old_note"] = self._old_note(
            cells, ("outcome_ref", "competent_body", "result", "note")
        )
        corruption = category and category.report_class == "corruption"
        if look["on_paper"] and (vals["kind"] == "tc" or corruption):
            self._leave_on_paper(line, category)
        key = self._text_key(vals["subject"], vals["content"])
        line.extra["text_key"] = key
        # what is computed and stored of a new letter: told at once, the row isn't
        # written a second time when computing finds the same
        vals.update(
            text_key=key, case_count=int(vals["kind"] != "mixed"), is_collective=False
        )
        if day:
            line.keys.append(("same", day, self._person_key(vals), key))

    def _written_on(self, cells, line, day):
        written = cells.day("petition_date")
        if written and day and written > day:
            line.errors.append(("petition_date", "after"))
            return False
        return written

    def _convert_outcome(self, cells, line, day):
        """What became of it, where the register says so; else it is open."""
        vals = line.vals
        found = cells.word("outcome", register_kinds.outcome)
        for key, value in (
            ("outcome_accept", "accept"),
            ("outcome_guide", "guide"),
            ("outcome_transfer", "transfer"),
            ("outcome_file", "file"),
        ):
            if not found and cells.crossed(key):
                found = value
        if not found and cells.filled("result"):
            # words about the result that name no outcome are kept as a remark
            found = cells.word("result", _outcome_or_none)
        handled = cells.day("handled_on")
        if not handled and found:
            handled = _day_within(cells.text("outcome_ref"), day, cells.look["today"])
        if handled and day and handled < day:
            line.errors.append(("handled_on", "before"))
        if handled and not found and cells.filled("handled_on"):
            line.errors.append(("outcome", "unknown_outcome"))
        if found:
            # a day that the register doesn't tell isn't made up
            vals.update(state="handled", outcome=found, handled_on=handled or False)
            if found == "accept" and not vals["competence"]:
                vals["competence"] = "own"
        else:
            vals["state"] = "registered"

    def _convert_receptions(self, cells, line, look):
        vals = line.vals
        day = cells.day("date", need=True)
        vals["date"] = day
        kind, people = cells.text("kind"), None
        both = cells.text("kind_people")
        if both:
            kind, _mark, count = both.rpartition("/") if "/" in both else (both, "", "")
            if re.fullmatch(r"\s*\d+.*", count):
                people = re.match(r"\s*(\d+)", count)[1]
            else:
                kind = both
        try:
            vals["kind"] = register_kinds.petition_kind(kind) if kind else False
        except CellError as error:
            line.errors.append(("kind", error.code))
            vals["kind"] = False
        if vals["kind"] == "mixed":
            # a visit has one kind; its contents stand in the text
            vals["kind"] = False
        vals["people_count"] = (
            cells.number("people", 1, MOST_SIGNATORIES) or int(people or 1) or 1
        )
        self._convert_person(cells, line, look, day)
        vals["content"] = cells.text("content", need=True)
        vals["demand"] = cells.text("demand") or False
        vals["prior_bodies"] = cells.text("prior_bodies") or False
        vals["state"] = "done"
        guided, moved = cells.text("guided"), cells.text("transferred")
        result = register_kinds.visit_result(cells.text("outcome"))
        if not result:
            result = (
                "guided"
                if guided
                else "transferred"
                if moved
                else "explained"
                if cells.crossed("own")
                else False
            )
        vals["result"] = result
        if result in ("guided", "transferred"):
            vals["referred_to"] = " ".join((guided or moved).split()) or False
        vals["note"] = " ".join(
            (self._old_note(cells, ("result", "note")) or "").split()
        )
        self._keep_number(cells, line, look, day)
        if look["on_paper"] and vals["kind"] == "tc":
            self._leave_on_paper(line, None)
        line.extra["text_key"] = self._text_key(vals["content"] or "", "")
        if day:
            line.keys.append(
                ("same", day, self._person_key(vals), line.extra["text_key"])
            )

    def _convert_person(self, cells, line, look, day):
        """The first person; those of a sealed row go through the vault as any other."""
        vals = line.vals
        name, address = cells.text("person"), cells.text("address")
        both = cells.text("person_address")
        if both and not name:
            name, more = registers.split_person(both)
            address = address or more
        name = " ".join(name.split())
        folded = identity.fold(name)
        if not name or NAMELESS.fullmatch(folded):
            if "receipt_date" in vals:
                vals["is_anonymous"] = True
            return
        vals["sender_name"] = name
        vals["sender_address"] = " ".join(address.split()) or False
        if ORGANISATIONS.fullmatch(folded):
            vals["sender_is_organisation"] = True
        vals["sender_birth_year"] = cells.year("birth_year") or False
        commune = cells.text("commune")
        if commune:
            unit = self._commune(commune, look, day)
            if unit:
                vals["sender_commune_id"] = unit.id
            else:
                vals["sender_address"] = ", ".join(
                    part for part in (vals["sender_address"], commune) if part
                )
        paper = cells.text("paper_number")
        if paper:
            found = re.search(r"[A-Z]{0,2}\d[\d .]{6,}", paper.upper())
            number = identity.clean_paper(found[0] if found else paper)
            if identity.paper_kind_of(number):
                vals["sender_paper_number"] = number
            else:
                line.errors.append(("paper_number", "paper"))
        phone = cells.text("phone")
        if phone:
            digits = identity.clean_phone(phone)
            if len(digits) == 9 and not digits.startswith("0"):
                # Excel drops the first zero of a number
                digits = f"0{digits}"
            if identity.phone_is_valid(digits):
                vals["sender_phone"] = digits
            else:
                line.errors.append(("phone", "phone"))

    def _leave_on_paper(self, line, category):
        """By decision of the head neither person nor content of a denunciation is kept
        here: its entry, day and number are."""
        vals = line.vals
        for key in [name for name in vals if name.startswith("sender_")]:
            del vals[key]
        vals.pop("is_anonymous", None)
        vals["content"] = vals["demand"] = False
        vals["paper_place"] = self.env._("With the old register")
        if "subject" in vals:
            parts = [self.env._("Denunciation"), category and category.name]
            vals["subject"] = ": ".join(part for part in parts if part)
            vals["old_note"] = vals["source_body"] = False
        else:
            vals["prior_bodies"] = vals["note"] = vals["referred_to"] = False
        line.notes.append(self.env._("denunciation: person and content stay on paper"))

    def _category(self, cells, line, look):
        text = cells.text("category")
        if not text:
            return None
        folded = identity.fold(text)
        found = look["categories"].get(folded)
        if not found:
            if folded not in look["likely"]:
                likely = {
                    category
                    for name, category in look["categories"].items()
                    if name and (name.startswith(folded) or folded.startswith(name))
                }
                look["likely"][folded] = likely.pop() if len(likely) == 1 else None
            found = look["likely"][folded]
        if not found:
            line.notes.append(self.env._("“Field” isn't known here and stays empty"))
        return found

    def _commune(self, text, look, day):
        found = look["communes"].get(register_kinds.unit_key(text), [])
        on_day = [unit for unit in found if day and unit._exists_on(day)]
        found = on_day or found
        return found[0] if len(found) == 1 else None

    def _keep_number(self, cells, line, look, day):
        number = " ".join(cells.text("number").split())
        line.vals["old_number"] = number or False
        digits = number.split("/")[0].strip().lstrip("0")
        if day and digits.isdecimal() and len(digits) < 7:
            line.extra["old_number"] = (day.year, int(digits))
        if number and day and not look["counter"]:
            line.keys.append(("number", number, day.year))

    def _old_note(self, cells, keys):
        """What the register says besides, under its own headings."""
        found = {key: cells.text(key) for key in keys}
        headings = cells.look["headings"]
        lines = [
            f"{headings.get(key, key)}: {text}" for key, text in found.items() if text
        ]
        return "\n".join(lines) or False

    @api.model
    def _text_key(self, subject, content):
        # as citizen.petition._compute_keys
        return identity.fold(f"{subject or ''} {(content or '')[:300]}")[:300]

    @api.model
    def _person_key(self, vals):
        return identity.fold_name(vals.get("sender_name"))

    # ------------------------------------------------------------------
    # lists of the administrator
    # ------------------------------------------------------------------
    def _convert_units(self, cells, line, look):
        vals = line.vals
        vals["name"] = cells.text("name", need=True)
        if cells.text("kind", need=True):
            vals["kind"] = cells.word("kind", register_kinds.unit_kind)
        for key in ("symbol", "short_name", "place_name", "address", "phone", "email"):
            if cells.text(key):
                vals[key] = cells.text(key)
        vals["valid_from"] = cells.day("valid_from", may_come=True)
        vals["valid_to"] = cells.day("valid_to", may_come=True)
        if vals["valid_from"] and vals["valid_to"]:
            if vals["valid_to"] < vals["valid_from"]:
                line.errors.append(("valid_to", "before_start"))
        parent = cells.text("parent")
        line.extra["parent"] = register_kinds.unit_key(parent) if parent else None
        if vals["name"]:
            own = register_kinds.unit_key(vals["name"])
            line.extra["key"] = own
            line.keys.append(("unit", own, line.extra["parent"]))

    def _convert_people(self, cells, line, look):
        vals = line.vals
        vals["name"] = cells.text("person", need=True)
        login = cells.text("login", need=True).lower()
        vals["login"] = login
        vals["role"] = cells.word("role", register_kinds.role) or "officer"
        if vals["role"] == "custodian":
            line.errors.append(("role", "custodian"))
        title = cells.text("position_title")
        vals["position_title"] = title or False
        vals["position"] = register_kinds.position(title)
        vals["date_from"] = cells.day("date_from", may_come=True) or look["today"]
        unit = self._unit_named(cells, "unit", line, look, look["today"], need=True)
        vals["unit_id"] = unit.id if unit else False
        line.keys.append(("post", login, vals["unit_id"], vals["role"]))

    def _convert_holidays(self, cells, line, look):
        vals = line.vals
        vals["date"] = cells.day("date", need=True, may_come=True)
        vals["name"] = cells.text("name", need=True)
        if cells.text("kind", need=True):
            vals["kind"] = cells.word("kind", register_kinds.holiday_kind)
        vals["source_document"] = cells.text("source") or False
        line.keys.append(("day", vals["date"]))

    # ------------------------------------------------------------------
    # conclusions
    # ------------------------------------------------------------------
    def _convert_conclusions(self, cells, line, look):
        vals, extra = line.vals, line.extra
        day = cells.day("date", need=True)
        number = cells.text("number", need=True)
        digits = re.match(r"\D*(\d{1,6})", number)
        if number and not digits:
            line.errors.append(("number", "not_number"))
        extra.update(
            day=day,
            number=int(digits[1]) if digits else 0,
            subject=" ".join(cells.text("subject", need=True).split()),
            chair=cells.text("chair") or False,
            done=False,
        )
        vals["content"] = cells.text("content", need=True)
        vals["product"] = cells.text("product") or False
        vals["lead_unit_ids"] = self._units_named(
            cells, "lead", line, look, day, need=True
        )
        vals["support_unit_ids"] = self._units_named(cells, "support", line, look, day)
        self._convert_due(cells, line, day)
        try:
            extra["done"] = register_kinds.is_done(cells.text("status"))
        except CellError as error:
            line.errors.append(("status", error.code))
        extra["done_on"] = cells.day("done_on")
        line.keys.append(
            ("clause", extra["number"], day, identity.fold(vals["content"]))
        )

    def _convert_due(self, cells, line, day):
        vals = line.vals
        text = cells.text("due")
        rhythm = register_kinds.rhythm(text)
        if rhythm:
            vals.update(due_kind="rhythm", rhythm=rhythm)
            return
        if not re.search(r"\d", text):
            # empty, or words that name no day
            line.errors.append(("due", "unknown_due"))
            return
        due = cells.day("due", may_come=True)
        vals.update(due_kind="date", due_date=due)
        if due and day and due < day:
            line.errors.append(("due", "due_before"))

    def _units_named(self, cells, key, line, look, day, need=False):
        ids = []
        names = register_kinds.split_units(cells.text(key, need=need))
        for name in names:
            unit = self._one_unit(name, key, line, look, day)
            if unit:
                ids.append(unit.id)
        return ids

    def _unit_named(self, cells, key, line, look, day, need=False):
        name = cells.text(key, need=need)
        return self._one_unit(name, key, line, look, day) if name else None

    def _one_unit(self, name, key, line, look, day):
        found = self._units_called(name, look, day)
        if len(found) == 1:
            return found[0]
        code = "many_units" if found else "unknown_unit"
        if not found and self._units_called(name, look, None):
            code = "ended_unit"
        line.errors.append((key, code))
        return None

    def _units_called(self, name, look, day):
        """Units of this name, on a day those which are there or still to come."""
        key = register_kinds.unit_key(name)
        found = look["units"].get(key) or look["own_units"].get(key, [])
        if not day:
            return found
        on_day = [unit for unit in found if unit._exists_on(day)]
        return on_day or [
            unit for unit in found if not unit.valid_to or unit.valid_to >= day
        ]


class _Cells:
    """The cells of one row, asked for by key; what is wrong is noted on the line."""

    def __init__(self, raw, line, look):
        self._raw = raw
        self._line = line
        self.look = look
        self._today = look["today"]
        self._told = set()

    def _try(self, key, parse, *args):
        value = self._raw.get(key)
        if value is None:
            return None
        try:
            return parse(value, *args)
        except CellError as error:
            if key not in self._told:
                self._told.add(key)
                self._line.errors.append((key, error.code))
            return None

    def _miss(self, key):
        if key not in self._told:
            self._told.add(key)
            self._line.errors.append((key, "missing"))

    def filled(self, key):
        return self._raw.get(key) not in (None, "")

    def text(self, key, need=False):
        text = self._try(key, registers.parse_text) or ""
        if need and not text:
            self._miss(key)
        return text

    def word(self, key, parse):
        """What ``parse`` makes of the words of a cell."""
        return self._try(key, self._meaning, parse)

    def _meaning(self, value, parse):
        text = registers.parse_text(value)
        known = self.look["words"]
        if (parse, text) not in known:
            try:
                known[parse, text] = parse(text)
            except CellError as error:
                known[parse, text] = error
        if isinstance(known[parse, text], CellError):
            raise CellError(known[parse, text].code)
        return known[parse, text]

    def day(self, key, need=False, may_come=False):
        day = self._try(key, registers.parse_day, self._today)
        if need and day is None:
            self._miss(key)
        if isinstance(day, date) and day > self._today and not may_come:
            if key not in self._told:
                self._told.add(key)
                self._line.errors.append((key, "future"))
            return None
        return day

    def number(self, key, least=None, most=None):
        return self._try(key, registers.parse_number, least, most)

    def year(self, key):
        return self._try(key, registers.parse_year, self._today)

    def crossed(self, key):
        return bool(self._try(key, registers.is_cross))
