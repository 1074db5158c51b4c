"""Values, records and balances of statutory tables, from what was counted.

Plain arithmetic over groups of records with the same conditions: a cell is the sum of
the groups its measure matches, and opens exactly their records.
"""

import hashlib
import json
from collections import defaultdict

from . import report_words
from .report_formula import parse_check, parse_printed
from .report_measure import SOURCES, Measure

FORMAT = 1


class Column:
    """A column of a table, ready for counting."""

    __slots__ = (
        "check",
        "measure",
        "note",
        "number",
        "path",
        "printed",
        "sums",
        "text",
    )

    def __init__(self, definition):
        self.number, self.sums = parse_printed(definition["printed"])
        self.printed = definition["printed"]
        self.path = definition["path"]
        self.measure = Measure(definition["measure"]) if definition["measure"] else None
        self.check = parse_check(definition["check"]) if definition["check"] else None
        self.text = definition["check"]
        self.note = definition["note"]

    @property
    def is_blank(self):
        """A column for remarks."""
        return not self.measure and not self.sums


class Table:
    __slots__ = ("code", "columns", "name", "note", "regime")

    def __init__(self, definition):
        self.code = definition["code"]
        self.regime = definition["regime"]
        self.name = definition["name"]
        self.note = definition["note"]
        self.columns = {}
        for column in map(Column, definition["columns"]):
            self.columns[column.number] = column


class Figures:
    """Statutory tables of a period with the units as rows.

    ``facts``: {source: [(row, attrs, sums, ids)]}, sums and ids by quantity.
    """

    def __init__(self, definition, units, facts, **about):
        self.definition = definition
        self.tables = {item["code"]: Table(item) for item in definition}
        self.units = units
        self.facts = facts
        # what the report says of itself: period, circular that is missing
        self.about = about
        self._values = self._measured = None
        self._by_attrs = {}

    # ------------------------------------------------------------------
    # values
    # ------------------------------------------------------------------
    @staticmethod
    def sources_of(definition):
        """Sources that tables with this definition count from."""
        return sorted(
            {
                Measure(column["measure"]).source
                for table in definition
                for column in table["columns"]
                if column["measure"]
            }
        )

    def _count(self):
        wanted = defaultdict(list)
        self._measured = {}
        for table in self.tables.values():
            for column in table.columns.values():
                if column.measure:
                    row = [0] * len(self.units)
                    self._measured[table.code, column.number] = row
                    wanted[column.measure.source].append((column.measure, row))
        for source, measures in wanted.items():
            dims = tuple(SOURCES[source].dims)
            matching = {}
            for index, attrs, sums, _ids in self.facts.get(source, ()):
                key = tuple(attrs[dim] for dim in dims)
                if key not in matching:
                    matching[key] = [
                        (measure.quantity, row)
                        for measure, row in measures
                        if measure.matches(attrs)
                    ]
                for quantity, row in matching[key]:
                    row[index] += sums.get(quantity, 0)
        self._values = {}
        for table in self.tables.values():
            for number in table.columns:
                self._value(table, number)

    def _value(self, table, number):
        key = table.code, number
        if key not in self._values:
            column = table.columns[number]
            if column.sums:
                parts = [self._value(table, part) for part in column.sums[0]]
                values = [sum(cells) for cells in zip(*parts, strict=True)]
            else:
                values = self._measured.get(key) or [0] * len(self.units)
            self._values[key] = [
                round(value, 6) if isinstance(value, float) else value
                for value in values
            ]
        return self._values[key]

    def values(self, code, number):
        """Values of a column, one for each row."""
        if self._values is None:
            self._count()
        return self._values[code, number]

    def total(self, code, number):
        """The last line of a column."""
        total = sum(self.values(code, number))
        return round(total, 6) if isinstance(total, float) else total

    def shown_rows(self, code):
        """Indexes of the rows of a table: the units of the period, and former ones
        where they have figures."""
        numbers = self.tables[code].columns
        return [
            index
            for index, unit in enumerate(self.units)
            if not unit.get("former")
            or any(self.values(code, number)[index] for number in numbers)
        ]

    # ------------------------------------------------------------------
    # records behind a cell
    # ------------------------------------------------------------------
    def _measures(self, code, number):
        """What a column counts: its own measure or, without one, those it is the sum
        of."""
        table = self.tables[code]
        column = table.columns[number]
        if column.sums:
            return [
                measure
                for part in column.sums[0]
                for measure in self._measures(code, part)
            ]
        return [column.measure] if column.measure else []

    def records(self, code, number, row=None):
        """(model, {record id: how often it is counted}) of a cell, or of the total of a
        column without ``row``. (False, {}) where nothing is counted."""
        model, found = False, defaultdict(int)
        for measure in self._measures(code, number):
            model = measure.model
            for index, attrs, _sums, ids in self.facts.get(measure.source, ()):
                if (row is None or index == row) and measure.matches(attrs):
                    for record in ids.get(measure.quantity, ()):
                        found[record] += 1
        return model, dict(found)

    def records_of(self, measure):
        """{record id: how often it is counted} of a measure of no table."""
        found = defaultdict(int)
        for _index, attrs, _sums, ids in self.facts.get(measure.source, ()):
            if measure.matches(attrs):
                for record in ids.get(measure.quantity, ()):
                    found[record] += 1
        return dict(found)

    def count(self, text):
        """The total of a measure of no table, for a sentence."""
        measure = Measure(text)
        total = sum(
            sums.get(measure.quantity, 0)
            for _index, attrs, sums, _ids in self.facts.get(measure.source, ())
            if measure.matches(attrs)
        )
        return round(total, 6) if isinstance(total, float) else total

    # ------------------------------------------------------------------
    # balances
    # ------------------------------------------------------------------
    def _sides(self):
        """(table, text, left measures, right measures) of every balance."""
        for table in self.tables.values():
            for column in table.columns.values():
                own = [column.measure] if column.measure else None
                first = None
                for numbers in column.sums:
                    parts = [
                        measure
                        for number in numbers
                        for measure in self._measures(table.code, number)
                    ]
                    if own is None and first is None:
                        first = parts
                        continue
                    text = f"{column.number}={'+'.join(map(str, numbers))}"
                    yield table, text, own or first, parts
                if column.check and self._known(column.check):
                    left, right = (
                        [
                            measure
                            for code, number in side
                            for measure in self._own(code or table.code, number)
                        ]
                        for side in column.check
                    )
                    yield table, column.text, left, right

    def _own(self, code, number):
        """What a column counts by itself, so that one fault isn't told by every column
        that is a sum of the wrong one."""
        measure = self.tables[code].columns[number].measure
        return [measure] if measure else self._measures(code, number)

    def _known(self, check):
        return all(
            code is None
            or (code in self.tables and number in self.tables[code].columns)
            for side in check
            for code, number in side
        )

    def broken(self):
        """Balances that do not hold: [{table, text, left, right, units, causes}], with
        causes as [{why, model, ids}]."""
        return [
            found for sides in self._sides() if (found := self._broken_balance(*sides))
        ]

    def _kinds_of_group(self, source):
        """[(attrs, groups)] of the facts of a source: balances are judged by the
        conditions, which are few, not by the groups of every unit."""
        if source not in self._by_attrs:
            found = {}
            for group in self.facts.get(source, ()):
                attrs = group[1]
                found.setdefault(tuple(attrs.values()), (attrs, []))[1].append(group)
            self._by_attrs[source] = list(found.values())
        return self._by_attrs[source]

    def _broken_balance(self, table, text, left, right):
        sums = [0, 0]
        rows, causes = set(), {}
        dims = list(
            dict.fromkeys(dim for measure in right + left for dim in measure.conditions)
        )
        for source in {measure.source for measure in left + right}:
            for attrs, groups in self._kinds_of_group(source):
                sides = [
                    sorted(
                        m.quantity
                        for m in side
                        if m.source == source and m.matches(attrs)
                    )
                    for side in (left, right)
                ]
                for index, _attrs, values, ids in groups if any(sides) else ():
                    both = [sum(values.get(name, 0) for name in side) for side in sides]
                    sums[0] += both[0]
                    sums[1] += both[1]
                    if sides[0] == sides[1] or not round(both[0] - both[1], 6):
                        continue
                    rows.add(index)
                    cause = (report_words.why(attrs, dims), SOURCES[source].model)
                    counted = (sides[0] or sides[1])[0]
                    causes.setdefault(cause, set()).update(ids.get(counted, ()))
        if not causes:
            return None
        return {
            "table": table.code,
            "text": text,
            "left": sums[0],
            "right": sums[1],
            "units": [self.units[index]["name"] for index in sorted(rows)],
            "causes": [
                {"why": why, "model": model, "ids": sorted(ids)}
                for (why, model), ids in sorted(causes.items())
            ],
        }

    # ------------------------------------------------------------------
    # what has changed
    # ------------------------------------------------------------------
    def _records_by_cell(self):
        """{(table, column): {row: {record id: times}}} of every measured column, by one
        pass over the facts."""
        wanted, cells = defaultdict(list), {}
        for table in self.tables.values():
            for column in table.columns.values():
                if column.measure:
                    rows = cells[table.code, column.number] = {}
                    wanted[column.measure.source].append((column.measure, rows))
        for source, measures in wanted.items():
            matching = {}
            for index, attrs, _sums, ids in self.facts.get(source, ()):
                key = tuple(attrs.values())
                if key not in matching:
                    matching[key] = [
                        (measure.quantity, rows)
                        for measure, rows in measures
                        if measure.matches(attrs)
                    ]
                for quantity, rows in matching[key]:
                    counted = rows.setdefault(index, defaultdict(int))
                    for record in ids.get(quantity, ()):
                        counted[record] += 1
        return cells

    def difference(self, former):
        """Cells that differ from a former version of the same report: [{table, column,
        title, unit, before, after, added, removed, model}]."""
        rows = {unit["id"]: index for index, unit in enumerate(former.units)}
        cells, old_cells = self._records_by_cell(), former._records_by_cell()
        changes = []
        for code, number in cells.keys() & old_cells.keys():
            after, before = self.values(code, number), former.values(code, number)
            for index, unit in enumerate(self.units):
                old = rows.get(unit["id"])
                value = before[old] if old is not None else 0
                now = cells[code, number].get(index, {})
                then = old_cells[code, number].get(old, {})
                if after[index] == value and now == then:
                    continue
                changes.append(
                    {
                        "table": code,
                        "column": number,
                        "title": ": ".join(self.tables[code].columns[number].path),
                        "unit": unit["name"],
                        "before": value,
                        "after": after[index],
                        "model": self.tables[code].columns[number].measure.model,
                        "added": sorted(set(now) - set(then)),
                        "removed": sorted(set(then) - set(now)),
                    }
                )
        order = list(self.tables)
        return sorted(changes, key=lambda c: (order.index(c["table"]), c["column"]))

    # ------------------------------------------------------------------
    # kept in a file
    # ------------------------------------------------------------------
    def dumps(self):
        """Bytes that hold the figures, the records behind them and the definition they
        were counted by; the same figures give the same bytes."""
        facts = {}
        for source, groups in sorted(self.facts.items()):
            dims = tuple(SOURCES[source].dims)
            facts[source] = sorted(
                [index, [attrs[dim] for dim in dims], sums, self._packed(ids)]
                for index, attrs, sums, ids in groups
            )
        content = {
            "format": FORMAT,
            "about": self.about,
            "definition": self.definition,
            "units": self.units,
            "dims": {source: list(SOURCES[source].dims) for source in facts},
            "facts": facts,
        }
        return json.dumps(
            content, ensure_ascii=False, separators=(",", ":"), sort_keys=True
        ).encode()

    @staticmethod
    def _packed(ids):
        """[[records, quantities they count in]]: most quantities of a group have the
        same ones."""
        packed = defaultdict(list)
        for name, records in sorted(ids.items()):
            packed[tuple(sorted(records))].append(name)
        return [[list(records), names] for records, names in packed.items()]

    @staticmethod
    def _unpacked(packed):
        return {name: records for records, names in packed for name in names}

    @staticmethod
    def merged(groups):
        """Facts of one source with one group for each row and conditions.

        :param groups: (row, attrs, sums, ids)
        """
        found = {}
        for index, attrs, sums, ids in groups:
            key = (index, *attrs.values())
            if key not in found:
                found[key] = (index, attrs, dict(sums), dict(ids))
                continue
            _index, _attrs, total, records = found[key]
            for name, value in sums.items():
                total[name] = total.get(name, 0) + value
                records[name] = [*records.get(name, ()), *ids[name]]
        return list(found.values())

    @classmethod
    def loads(cls, data):
        content = json.loads(data)
        facts = {
            source: [
                (
                    index,
                    dict(zip(content["dims"][source], attrs, strict=True)),
                    sums,
                    cls._unpacked(ids),
                )
                for index, attrs, sums, ids in groups
            ]
            for source, groups in content["facts"].items()
        }
        return cls(content["definition"], content["units"], facts, **content["about"])

    @staticmethod
    def digest(data):
        return hashlib.sha256(data).hexdigest()


def heading(columns):
    """Rows of the heading: [[{text, cols, rows}]], equal headings side by side merged
    and the last one of a path down to the bottom."""
    depth = max(len(column.path) for column in columns)
    rows = [[] for _level in range(depth)]
    for level in range(depth):
        last = None
        for column in columns:
            path = tuple(column.path)
            if level >= len(path):
                last = None
                continue
            is_leaf = level == len(path) - 1
            if not is_leaf and last == path[: level + 1]:
                rows[level][-1]["cols"] += 1
                continue
            rows[level].append(
                {
                    "text": path[level],
                    "cols": 1,
                    "rows": depth - level if is_leaf else 1,
                }
            )
            last = None if is_leaf else path[: level + 1]
    return rows
