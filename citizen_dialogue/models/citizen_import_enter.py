from collections import defaultdict
from itertools import islice

import psycopg2

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools import identity, register_kinds
from .citizen_import import BATCH, UNDO
from .citizen_import_doors import Defaults, Finished
from .citizen_task import WORK_ACTIVITIES

TARGET_MODELS = {
    "petitions": "citizen.petition",
    "receptions": "citizen.reception",
    "units": "citizen.unit",
    "people": "citizen.membership",
    "holidays": "citizen.holiday",
    "conclusions": "citizen.conclusion",
}
# kinds whose rows hang together: they are entered in one batch
TOGETHER = ("units", "conclusions")
# rows compared with the register in one go
COMPARED = 1000
# lines that are no row, named by their numbers
MOST_NAMED = 20
_REFUSALS = (UserError, psycopg2.IntegrityError, psycopg2.DataError)


class CitizenImport(models.Model):
    """Checking, entering and taking back the rows."""

    _inherit = "citizen.import"

    def _target_model(self):
        return TARGET_MODELS[self.kind]

    # ------------------------------------------------------------------
    # reading
    # ------------------------------------------------------------------
    def _lines(self):
        """(every row of the file, understood, those like an earlier one marked; the
        numbers of the lines that hold something and are no row)."""
        table, head = self._read_table()
        look = self._lookup()
        seen = {}
        lines = [
            self._convert(number, raw, look)
            for number, raw in self._data_rows(table, head)
        ]
        self._check_together(lines, look)
        for line in lines:
            if line.errors:
                continue
            for key in line.keys:
                first = seen.setdefault(key, line.number)
                if first != line.number:
                    line.extra.setdefault("twice", first)
        taken = {line.number for line in lines}
        left_out = [
            number
            for number, values in table.rows
            if number > head.last and number not in taken and any(values)
        ]
        return lines, left_out

    def _check_together(self, lines, look):
        """What a row can only be asked with the others."""
        if self.kind == "units":
            names = {line.extra.get("key") for line in lines}
            for line in lines:
                parent = line.extra.get("parent")
                if parent and parent not in names:
                    self._one_unit(parent, "parent", line, look, look["today"])
        if self.kind == "conclusions":
            subjects = {}
            for line in lines:
                key = (line.extra["number"], line.extra["day"])
                first = subjects.setdefault(key, line.extra["subject"])
                if identity.fold(first) != identity.fold(line.extra["subject"]):
                    line.errors.append(("subject", "differs"))

    def _check_rows(self):
        """Read all rows, count them and write down those to look at."""
        lines, left_out = self._lines()
        if not lines:
            raise UserError(
                self.env._("Below the headings there is no row with anything in it.")
            )
        rows, errors, doubles = [], 0, 0
        labels = self._column_labels()
        found = self._in_register([line for line in lines if not line.errors])
        for line in lines:
            if line.errors:
                errors += 1
                rows.append((line.number, "error", self._reason(line, labels), None))
            elif line.extra.get("twice") or line.number in found:
                doubles += 1
                rows.append(
                    (line.number, "duplicate", self._double_reason(line, found), None)
                )
            elif line.notes:
                rows.append((line.number, "warning", "; ".join(line.notes), None))
        self._forget_rows()
        self._store_rows(rows)
        self._transition(
            "checked",
            {
                "row_count": len(lines),
                "good_count": len(lines) - errors - doubles,
                "error_count": errors,
                "duplicate_count": doubles,
                "left_out": ", ".join(map(str, left_out[:MOST_NAMED]))
                + ("…" if len(left_out) > MOST_NAMED else ""),
                "processed_count": 0,
                "failure": False,
            },
        )

    def _reason(self, line, labels):
        return "; ".join(
            f"{labels.get(key, key)}: {self._cell_text(code)}"
            for key, code in line.errors
        )

    def _column_labels(self):
        """{key: how the column is called}, in the file if it is there."""
        columns = self.env["citizen.import.column"]
        labels = dict(columns._fields["target"]._description_selection(self.env))
        return labels | {c.target: c.heading for c in self.column_ids if c.target}

    def _double_reason(self, line, found):
        if line.extra.get("twice"):
            return self.env._("the same as row %s of the file", line.extra["twice"])
        return self.env._("in the register already: %s", found[line.number])

    # ------------------------------------------------------------------
    # compared with the register
    # ------------------------------------------------------------------
    def _in_register(self, lines):
        """{row number: what is there already}, as far as the user may read it."""
        compare = getattr(self, f"_known_{self.kind}")
        found, rest = {}, iter(lines)
        while part := list(islice(rest, COMPARED)):
            found.update(compare(part))
        return found

    def _known_petitions(self, lines):
        return self._known_entries(lines, "citizen.petition", "receipt_date")

    def _known_receptions(self, lines):
        return self._known_entries(lines, "citizen.reception", "date")

    def _known_entries(self, lines, model, day_field):
        """The same number and year, or the same day, person and words."""
        entries = self.env[model]
        days = {line.vals[day_field] for line in lines}
        numbers = {key[1] for line in lines for key in line.keys if key[0] == "number"}
        in_unit = [
            ("owner_unit_id", "=", self.owner_unit_id.id),
            ("state", "!=", "void"),
        ]
        same = [(day_field, "in", list(days))]
        if model == "citizen.petition":
            # stored there: of a thousand days only what has the same words is read
            texts = {line.extra["text_key"] for line in lines}
            same.append(("text_key", "in", list(texts)))
        same_day = entries.search([*in_unit, *same])
        by_number = {}
        if numbers:
            # numbers of this product are others than those of the old register
            for entry in entries.search(
                [*in_unit, ("old_number", "in", sorted(numbers))]
            ):
                by_number[entry.old_number, entry[day_field].year] = entry
        by_words = defaultdict(list)
        names = self._names_of(same_day)
        for entry in same_day:
            text = (
                entry.text_key
                if model == "citizen.petition"
                else self._text_key(entry.content, "")
            )
            by_words[entry[day_field], text].append((names.get(entry.id), entry))
        found = {}
        for line in lines:
            entry = self._same_entry(line, day_field, by_number, by_words)
            if entry:
                found[line.number] = entry.number
        return found

    def _same_entry(self, line, day_field, by_number, by_words):
        for key in line.keys:
            if key[0] == "number" and (key[1], key[2]) in by_number:
                return by_number[key[1], key[2]]
        day = line.vals[day_field]
        for names, entry in by_words.get((day, line.extra["text_key"]), ()):
            person = self._person_key(line.vals)
            # of a sealed entry no name is compared: day and words are the same
            if names is None or person in names or (not names and not person):
                return entry
        return None

    def _names_of(self, entries):
        """{entry: folded names of its persons, None when one is sealed}; of entries the
        user may read."""
        inverse = entries._fields["petitioner_ids"].inverse_name
        # sudo: a column nobody has access to; compared here and shown nowhere
        people = self.env["citizen.petitioner"].sudo()
        names = {entry.id: set() for entry in entries}
        for person in people.search_fetch(
            [(inverse, "in", entries.ids)], [inverse, "is_sealed", "name"]
        ):
            owner = person[inverse].id
            if person.is_sealed or names[owner] is None:
                names[owner] = None
            else:
                names[owner].add(identity.fold_name(person.name))
        return names

    def _known_units(self, lines):
        look, today = self._lookup(), self.env["citizen.calendar"]._today()
        found = {}
        for line in lines:
            parent = line.extra["parent"]
            # what has ended before doesn't bar a new one of the same name
            day = line.vals["valid_from"] or today
            for unit in self._units_called(line.extra["key"], look, day):
                above = register_kinds.unit_key(unit.parent_id.name or "")
                if not parent or above == parent:
                    found[line.number] = unit.display_name
        return found

    def _known_people(self, lines):
        posts = {
            (post.user_id.login, post.unit_id.id, post.role): post.unit_id.name
            # sudo: the logins of colleagues, to know their posts again
            for post in self.env["citizen.membership"]
            .sudo()
            .search([("user_id.login", "in", [line.vals["login"] for line in lines])])
            if post.is_current
        }
        return {
            line.number: posts[key]
            for line in lines
            if (key := tuple(line.vals[n] for n in ("login", "unit_id", "role")))
            in posts
        }

    def _known_holidays(self, lines):
        days = {
            row.date: row.name
            for row in self.env["citizen.holiday"].search(
                [("date", "in", [line.vals["date"] for line in lines])]
            )
        }
        return {
            line.number: days[line.vals["date"]]
            for line in lines
            if line.vals["date"] in days
        }

    def _known_conclusions(self, lines):
        documents = self.env["citizen.document"].search(
            [
                ("step", "=", "conclude"),
                ("state", "=", "issued"),
                ("issuer_unit_id", "=", self.owner_unit_id.authority_id.id),
                ("number_int", "in", [line.extra["number"] for line in lines]),
            ]
        )
        known = {(d.number_int, d.date_issued): d.number for d in documents}
        return {
            line.number: known[line.extra["number"], line.extra["day"]]
            for line in lines
            if (line.extra["number"], line.extra["day"]) in known
        }

    # ------------------------------------------------------------------
    # entering
    # ------------------------------------------------------------------
    def _enter_rows(self):
        """Enter what can be, batch by batch, each whole or not at all; yields after
        each how many rows it was. An interrupted import goes on behind ``done_row``."""
        self.ensure_one()
        lines, _left_out = self._lines()
        rest = iter([line for line in lines if line.number > self.done_row])
        size = len(lines) if self.kind in TOGETHER else BATCH
        while part := list(islice(rest, max(size, 1))):
            with self.env.cr.savepoint():
                self._enter_batch(part)
            yield len(part)
        self._transition("done", {"processed_count": len(lines)})
        if not self.row_ids.filtered(lambda row: row.status in ("error", "duplicate")):
            # nothing in it is needed any more
            self._erase_file()

    def _enter_batch(self, lines):
        wanted = [line for line in lines if not line.errors]
        if self.duplicates == "skip":
            found = self._in_register(wanted)
            skipped = {
                line.number
                for line in wanted
                if line.extra.get("twice") or line.number in found
            }
            known = set(self._listed("duplicate", [line.number for line in wanted]))
            # entered by somebody else since the rows were checked
            self._store_rows(
                [
                    (line.number, "duplicate", self._double_reason(line, found), None)
                    for line in wanted
                    if line.number in skipped - known
                ]
            )
            wanted = [line for line in wanted if line.number not in skipped]
        entered, refused = self._enter_together(wanted)
        self._store_rows(
            [(number, "entered", None, res_id) for number, res_id in entered]
            + [(number, "error", reason, None) for number, reason in refused]
        )
        self._write_protected(
            {
                "done_row": lines[-1].number,
                "processed_count": self.processed_count + len(lines),
                "created_count": self.created_count + len(entered),
                "error_count": self.error_count + len(refused),
            }
        )
        # the next batch begins with what the database knows
        self.env.flush_all()

    def _listed(self, status, numbers):
        return (
            self.env["citizen.import.row"]
            .search(
                [
                    ("import_id", "=", self.id),
                    ("status", "=", status),
                    ("number", "in", numbers),
                ]
            )
            .mapped("number")
        )

    def _enter_together(self, lines):
        """([(row, id)], [(row, reason)]): all these rows or none; rows that the product
        refuses are found, named and left out, and the others tried again."""
        if not lines:
            return [], []
        make = getattr(self.with_context(**self._quiet()), f"_make_{self.kind}")
        try:
            with self.env.cr.savepoint():
                return make(lines), []
        except _REFUSALS as error:
            if len(lines) == 1 or self.kind == "conclusions":
                reason = self._refusal(error)
                return [], [(line.number, reason) for line in lines]
        guilty = self._find_guilty(make, lines)
        numbers = {number for number, _reason in guilty}
        rest = [line for line in lines if line.number not in numbers]
        if not guilty:
            # only together they can't be entered
            reason = self.env._("the rows of this batch can't be entered together")
            return [], [(line.number, reason) for line in lines]
        entered, more = self._enter_together(rest)
        return entered, guilty + more

    def _find_guilty(self, make, lines):
        """[(row, reason)] of the rows that are refused, by halving."""
        try:
            with self.env.cr.savepoint() as savepoint:
                make(lines)
                savepoint.rollback()
            return []
        except _REFUSALS as error:
            if len(lines) == 1:
                return [(lines[0].number, self._refusal(error))]
        middle = len(lines) // 2
        return self._find_guilty(make, lines[:middle]) + self._find_guilty(
            make, lines[middle:]
        )

    def _refusal(self, error):
        """Why the product refused; its messages name fields, never persons."""
        if isinstance(error, UserError) and error.args:
            return " ".join(str(error.args[0]).split())
        return self.env._("the register refuses such an entry")

    @api.model
    def _quiet(self):
        """An entry of an old year is no event: nobody follows, no log line for each."""
        return {
            "tracking_disable": True,
            "mail_create_nolog": True,
            "mail_create_nosubscribe": True,
        }

    def _make_petitions(self, lines):
        return self._make_entries("citizen.petition", lines)

    def _make_receptions(self, lines):
        return self._make_entries("citizen.reception", lines)

    def _make_entries(self, model, lines):
        common = {"owner_unit_id": self.owner_unit_id.id, "import_id": self.id}
        wanted = {}
        for line in lines:
            number = line.extra.get("old_number")
            if number:
                # the first that bears it keeps it
                wanted.setdefault(number, line.number)
        free = self.env[model]._old_numbers_free(self.owner_unit_id, wanted)
        kept = {wanted[number]: text for number, text in free.items()}
        records = (
            self.env[model]
            .with_context(citizen_import_defaults=Defaults())
            ._create_protected(
                [
                    {**line.vals, **common, "number": kept.get(line.number, False)}
                    for line in lines
                ]
            )
        )
        return [
            (line.number, record.id)
            for line, record in zip(lines, records, strict=True)
        ]

    def _make_units(self, lines):
        """Superior units first, whatever the order in the file."""
        look, today = self._lookup(), self.env["citizen.calendar"]._today()
        made, waiting, entered = {}, list(lines), []
        while waiting:
            names = {line.extra["key"] for line in waiting}
            ready = [line for line in waiting if line.extra["parent"] not in names]
            if not ready:
                raise UserError(self.env._("A unit can't stand below itself."))
            vals_list = []
            for line in ready:
                parent = line.extra["parent"]
                found = self._units_called(parent, look, today) if parent else []
                unit = made.get(parent) or (found or [False])[0]
                if parent and not unit:
                    raise UserError(
                        self.env._("The superior unit of row %s isn't in.", line.number)
                    )
                vals_list.append({**line.vals, "parent_id": unit and unit.id})
            units = self.env["citizen.unit"].create(vals_list)
            for line, unit in zip(ready, units, strict=True):
                made[line.extra["key"]] = unit
                entered.append((line.number, unit.id))
            done = {line.number for line in ready}
            waiting = [line for line in waiting if line.number not in done]
        return entered

    def _make_people(self, lines):
        """An account where there is none, without password and without any right of its
        own, and the post, with the rights of who imports."""
        # sudo: who has an account is asked of all, whatever the user may read
        accounts = self.env["res.users"].sudo().with_context(active_test=False)
        users = {
            user.login: user
            for user in accounts.search(
                [("login", "in", [line.vals["login"] for line in lines])]
            )
        }
        names = {
            line.vals["login"]: line.vals["name"]
            for line in lines
            if line.vals["login"] not in users
        }
        # sudo: accounts are otherwise made in Odoo's own settings; these can do nothing
        # until a post is granted, which is checked as by hand
        made = (
            self.env["res.users"]
            .sudo()
            .with_context(no_reset_password=True, mail_create_nosubscribe=True)
            .create(
                [
                    {
                        "name": name,
                        "login": login,
                        "email": login if "@" in login else False,
                        "lang": self.env.user.lang,
                        "tz": "Asia/Ho_Chi_Minh",
                        "group_ids": [Command.set(self.env.ref("base.group_user").ids)],
                    }
                    for login, name in names.items()
                ]
            )
        )
        users.update({user.login: user for user in made})
        posts = self.env["citizen.membership"].create(
            [
                {
                    **{
                        key: line.vals[key]
                        for key in (
                            "unit_id",
                            "role",
                            "position",
                            "position_title",
                            "date_from",
                        )
                    },
                    "user_id": users[line.vals["login"]].id,
                }
                for line in lines
            ]
        )
        return [(line.number, post.id) for line, post in zip(lines, posts, strict=True)]

    def _make_holidays(self, lines):
        """Days that wait for the preview of what they move, as any entered by hand."""
        days = self.env["citizen.holiday"].create([line.vals for line in lines])
        return [(line.number, day.id) for line, day in zip(lines, days, strict=True)]

    def _make_conclusions(self, lines):
        """One conclusion for each number and day, in force since that day, with the
        tasks of its units; those said to be done are verified without a word to
        anybody."""
        groups = defaultdict(list)
        for line in lines:
            groups[line.extra["number"], line.extra["day"]].append(line)
        entered = []
        for (number, day), group in groups.items():
            first = group[0]
            conclusion = self.env["citizen.conclusion"].create(
                {
                    "name": first.extra["subject"],
                    "kind": "session",
                    "owner_unit_id": self.owner_unit_id.id,
                    "issuer_unit_id": self.owner_unit_id.authority_id.id,
                    "chair_name": first.extra["chair"],
                }
            )
            clauses = self.env["citizen.conclusion.clause"].create(
                [
                    {
                        **line.vals,
                        "conclusion_id": conclusion.id,
                        "sequence": 10 * place,
                        "lead_unit_ids": [Command.set(line.vals["lead_unit_ids"])],
                        "support_unit_ids": [
                            Command.set(line.vals["support_unit_ids"])
                        ],
                    }
                    for place, line in enumerate(group, start=1)
                ]
            )
            finished = Finished(
                clause.id
                for clause, line in zip(clauses, group, strict=True)
                if line.extra["done"]
            )
            document = self._external_document(conclusion, number, day)
            document.with_context(
                citizen_import_finished=finished
            ).action_register_external()
            self._verify_finished(clauses, group)
            entered += [(line.number, conclusion.id) for line in group]
        return entered

    def _external_document(self, conclusion, number, day):
        """The notice as it was issued outside: number and day, no text."""
        form = self.env["citizen.document.type"]._get("TB_KL", day)
        if not form:
            raise UserError(
                self.env._("There is no form “%(code)s” on this day.", code="TB_KL")
            )
        return self.env["citizen.document"]._create_protected(
            [
                {
                    **conclusion._document_vals("TB_KL"),
                    "conclusion_id": conclusion.id,
                    "type_id": form.id,
                    "step": "conclude",
                    "owner_unit_id": conclusion.owner_unit_id.id,
                    "issuer_unit_id": conclusion.issuer_unit_id.id,
                    "signature_mode": form.default_signature_mode,
                    "is_external": True,
                    "number_proposed": number,
                    "date_proposed": day,
                }
            ]
        )

    def _verify_finished(self, clauses, lines):
        for clause, line in zip(clauses, lines, strict=True):
            if not line.extra["done"]:
                continue
            day = line.extra["done_on"] or line.vals.get("due_date")
            day = min(day or line.extra["day"], self.env["citizen.calendar"]._today())
            # sudo: tasks of other units, done before this product came
            tasks = clause.sudo().task_ids
            tasks._write_protected(
                {
                    "state": "verified",
                    "progress": 100,
                    "reported_on": day,
                    "verified_on": day,
                    "verified_by_id": self.env.uid,
                }
            )
            tasks.deadline_id._meet(day)
            tasks._done_with(WORK_ACTIVITIES)
        # sudo: the state of a conclusion follows from its tasks
        clauses.conclusion_id.sudo()._refresh_done()

    # ------------------------------------------------------------------
    # taking back
    # ------------------------------------------------------------------
    def _entered(self):
        """{id: row} of what this import has entered and is still there."""
        # sudo: the ledger is written by the import alone
        rows = (
            self.env["citizen.import.row"]
            .sudo()
            .search_fetch(
                [("import_id", "=", self.id), ("res_id", "!=", False)],
                ["res_id", "number"],
            )
        )
        return {row.res_id: row.number for row in rows}

    def _built_on(self):
        """Rows whose entries somebody has worked on since."""
        rows = self._entered()
        # sudo: also what others have written and the user can't read
        records = self.env[self._target_model()].sudo().browse(rows).exists()
        touched = records._citizen_touched()
        return {rows[record.id] for record in touched}

    def _check_untouched(self):
        """:raise UserError: somebody has written to it since, or built on it"""
        built = self._built_on()
        if built:
            raise UserError(
                self.env._(
                    "This import can't be undone any more: work has gone on with "
                    "%(count)s of its entries (rows %(rows)s).",
                    count=len(built),
                    rows=", ".join(str(number) for number in sorted(built)[:10]),
                )
            )

    def _remove_records(self):
        """Delete what was entered and not touched; yields after each batch. What the
        log of identities names is marked as entered by mistake instead: that log is
        never changed."""
        rows = self._entered()
        if not self.processed_count:
            self._check_untouched()
        # sudo: as in _built_on; the right to undo was checked
        model = self.env[self._target_model()].sudo()
        left = iter(sorted(model.browse(rows).exists().ids, reverse=True))
        size = len(rows) if self.kind in TOGETHER else BATCH
        while part := list(islice(left, max(size, 1))):
            records = model.browse(part).with_context(
                citizen_import_undo=UNDO, **self._quiet()
            )
            touched = records._citizen_touched()
            if touched:
                raise UserError(
                    self.env._(
                        "Work has gone on with row %s meanwhile: the rest stays.",
                        rows[touched[0].id],
                    )
                )
            with self.env.cr.savepoint():
                records._citizen_take_back(self.undo_reason)
                self._write_protected(
                    {"processed_count": self.processed_count + len(part)}
                )
                self.env.flush_all()
            yield len(part)
        # sudo: as above
        self.env["citizen.import.row"].sudo().search(
            [("import_id", "=", self.id), ("status", "=", "entered")]
        ).unlink()
        self._transition("undone")
        self._erase_file()
