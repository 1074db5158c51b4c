from odoo import api, models
from odoo.tools import SQL

from ..tools.report_measure import AMOUNTS, MILLION, SOURCES
from .citizen_case import MAIN_CLOCKS

# models whose pending values the statements below read
FLUSHED = (
    "citizen.reception",
    "citizen.dialogue",
    "citizen.petition",
    "citizen.transfer",
    "citizen.case",
    "citizen.deadline",
    "citizen.category",
    "citizen.norm",
)
MONEY = tuple(name for name in AMOUNTS if name.endswith("_money"))

# one row for each visit
VISITS = """
    SELECT v.id AS record, v.owner_unit_id AS unit,
        CASE WHEN v.reception_kind = 'regular' AND v.dialogue_id IS NULL THEN 'regular'
            WHEN d.is_deputised THEN 'delegated' ELSE 'head' END AS "by",
        CASE WHEN v.is_repeated THEN 'repeated' ELSE 'first' END AS "round",
        CASE WHEN v.people_count >= (
            SELECT n.number FROM citizen_norm n WHERE n.code = 'GROUP'
            AND n.valid_from <= v.date AND (n.valid_to IS NULL OR n.valid_to >= v.date)
            LIMIT 1
        ) THEN 'yes' ELSE 'no' END AS "group",
        1 AS times, v.people_count AS people, 1 AS matters
    FROM citizen_reception v LEFT JOIN citizen_dialogue d ON d.id = v.dialogue_id
    WHERE v.date BETWEEN %(start)s AND %(end)s AND v.state != 'void'
        AND (v.result IS NULL OR v.result != 'refused')
        AND v.owner_unit_id = ANY(%(units)s)
"""
# one row for each reception day that took place
DAYS = """
    SELECT d.id AS record, d.owner_unit_id AS unit,
        CASE WHEN d.is_deputised THEN 'delegated' ELSE 'head' END AS "by", 1 AS "count"
    FROM citizen_dialogue d
    WHERE d.kind = 'reception_day' AND d.held_on BETWEEN %(start)s AND %(end)s
        AND d.owner_unit_id = ANY(%(units)s)
"""
# one row for each unit that had a petition in its hands in the period: from the day it
# came to the day on which it was handled or had gone on. Each has one first day and at
# most one last day: what was in hand and what came in is what was handled and what
# stays, for every period.
LETTERS = """
    WITH held AS (
        SELECT t.petition_id, t.from_unit_id AS unit, t.held_from AS came,
            COALESCE(t.sent_on, t.decided_on) AS went, TRUE AS gone_on
        FROM citizen_transfer t
        WHERE (t.accepted_on IS NOT NULL AND t.state IN ('accepted', 'answered'))
            OR (t.state = 'decided' AND t.decided_unit_id != t.from_unit_id)
        UNION ALL
        SELECT p.id, p.owner_unit_id, COALESCE(p.held_since, p.receipt_date),
            CASE WHEN p.state = 'handled' THEN p.handled_on END, FALSE
        FROM citizen_petition p
    ), letter AS (
        SELECT h.*, p.*,
            h.went IS NOT NULL AND h.went <= %(end)s AS is_done,
            CASE WHEN h.gone_on THEN 'other' ELSE COALESCE(p.competence, CASE
                WHEN p.outcome IN ('accept', 'not_accept', 'answer') THEN 'own'
                WHEN p.outcome IN ('guide', 'transfer', 'return', 'urge') THEN 'other'
            END) END AS whose
        FROM held h JOIN citizen_petition p ON p.id = h.petition_id
        WHERE h.unit = ANY(%(units)s) AND h.came <= %(end)s
            AND (h.went IS NULL OR h.went >= %(start)s) AND p.state != 'void'
    ), matter AS MATERIALIZED (
        SELECT r.petition_id, TRUE AS accepted,
            bool_and(COALESCE(COALESCE(m.decided_on, m.closed_on) <= %(end)s, FALSE))
                AS ended,
            bool_or(m.instance = 'second'
                AND COALESCE(m.decided_on, m.closed_on) <= %(end)s) AS second_ended
        FROM citizen_case_petition_rel r JOIN citizen_case m ON m.id = r.case_id
        WHERE m.accepted_on <= %(end)s AND m.state != 'void'
        GROUP BY r.petition_id
    )
    SELECT l.petition_id AS record, l.unit,
        CASE WHEN l.came < %(start)s THEN 'carried' ELSE 'received' END AS flow,
        CASE WHEN l.is_done THEN 'yes' ELSE 'no' END AS done,
        CASE WHEN l.is_anonymous THEN 'other' WHEN l.is_collective THEN 'many'
            ELSE 'one' END AS signers,
        COALESCE(l.kind, 'none') AS kind,
        CASE WHEN NOT l.is_done THEN 'none' WHEN l.gone_on THEN 'yes'
            ELSE COALESCE(l.is_eligible,
                CASE WHEN l.outcome IN ('file', 'refuse') THEN 'no' ELSE 'yes' END)
        END AS eligible,
        COALESCE(l.whose, 'none') AS competence,
        CASE WHEN NOT l.is_done OR l.whose IS DISTINCT FROM 'other' THEN 'none'
            WHEN l.gone_on THEN 'transfer'
            WHEN l.outcome = 'urge' THEN 'urge'
            WHEN l.outcome IN ('transfer', 'inspect', 'police') THEN 'transfer'
            WHEN l.outcome = 'accept' THEN 'none' ELSE 'guide' END AS route,
        COALESCE(c.report_class, 'none') AS field,
        CASE WHEN (l.kind = 'kn' AND l.is_second)
            OR (l.kind = 'tc' AND l.second_of_id IS NOT NULL) THEN 'second'
            ELSE 'first' END AS instance,
        CASE WHEN NOT l.is_done OR l.gone_on THEN 'none'
            WHEN l.kind = 'kn' THEN CASE
                WHEN g.code = 'KN11_9' THEN 'court'
                WHEN g.code = 'KN11_7' OR k.second_ended THEN 'second'
                WHEN k.accepted AND NOT k.ended THEN 'running'
                WHEN k.ended OR l.is_second THEN 'first'
                ELSE 'none' END
            WHEN l.kind = 'tc' THEN CASE
                WHEN f.decided_on <= %(end)s THEN 'concluded'
                WHEN l.second_of_id IS NOT NULL THEN 'over'
                WHEN k.accepted THEN 'running'
                ELSE 'none' END
            WHEN k.ended OR l.outcome = 'answer' THEN 'done'
            WHEN k.accepted THEN 'running'
            ELSE 'none' END AS status,
        CASE WHEN l.came = l.receipt_date
            AND (l.reception_id IS NOT NULL OR l.source IN ('desk', 'oral'))
            THEN 'reception' ELSE 'other' END AS channel,
        1 AS letters, l.case_count AS matters
    FROM letter l
    LEFT JOIN citizen_category c ON c.id = l.category_id
    LEFT JOIN citizen_refusal_ground g ON g.id = l.ground_id
    LEFT JOIN citizen_case f ON f.id = l.second_of_id
    LEFT JOIN matter k ON k.petition_id = l.petition_id
        AND l.is_done AND NOT l.gone_on
"""
# one row for each reply to a transfer
REPLIES = """
    SELECT t.id AS record, t.from_unit_id AS unit, COALESCE(p.kind, 'none') AS kind,
        CASE WHEN t.held_from = p.receipt_date
            AND (p.reception_id IS NOT NULL OR p.source IN ('desk', 'oral'))
            THEN 'reception' ELSE 'other' END AS channel,
        1 AS "count"
    FROM citizen_transfer t JOIN citizen_petition p ON p.id = t.petition_id
    WHERE t.state = 'answered' AND t.answer_date BETWEEN %(start)s AND %(end)s
        AND p.state != 'void' AND t.from_unit_id = ANY(%(units)s)
"""
# accepted cases that had not ended before the period
RUNNING = """
    SELECT k.*, COALESCE(k.decided_on,
        CASE WHEN k.state = 'terminated' THEN k.closed_on END) AS ended_on
    FROM citizen_case k
    WHERE k.kind IN ('kn', 'tc', 'kn_pa') AND k.state NOT IN ('draft', 'void')
        AND k.accepted_on <= %(end)s AND k.owner_unit_id = ANY(%(units)s)
"""
STILL = "(k.ended_on IS NULL OR k.ended_on >= %(start)s)"
FILES = f"""
    WITH running AS ({RUNNING})
    SELECT p.id AS record, k.owner_unit_id AS unit, k.kind,
        CASE WHEN GREATEST(k.accepted_on, COALESCE(p.held_since, p.receipt_date))
            < %(start)s THEN 'carried' ELSE 'received' END AS flow,
        1 AS letters
    FROM running k
    JOIN citizen_case_petition_rel r ON r.case_id = k.id
    JOIN citizen_petition p ON p.id = r.petition_id
    WHERE {STILL} AND p.state != 'void'
        AND COALESCE(p.held_since, p.receipt_date) <= %(end)s
"""
CASES = f"""
    WITH running AS ({RUNNING})
    SELECT k.id AS record, k.owner_unit_id AS unit, k.kind,
        CASE WHEN k.accepted_on < %(start)s THEN 'carried' ELSE 'received' END AS flow,
        CASE WHEN k.ended_on <= %(end)s THEN 'yes' ELSE 'no' END AS done,
        CASE WHEN k.ended_on IS NULL OR k.ended_on > %(end)s THEN 'none'
            WHEN k.decided_on IS NOT NULL THEN 'decided'
            WHEN k.ended_how IN ('withdrawn', 'explained') THEN k.ended_how
            ELSE 'terminated' END AS how,
        CASE WHEN k.instance = 'second' OR k.is_renewed THEN 'second' ELSE 'first' END
            AS instance,
        CASE WHEN k.decided_on IS NULL OR k.decided_on > %(end)s THEN 'none'
            WHEN k.kind = 'kn' AND k.instance = 'second'
            THEN COALESCE(k.second_verdict, 'none')
            ELSE COALESCE(k.verdict, 'none') END AS verdict,
        CASE WHEN k.ended_on IS NULL OR k.ended_on > %(end)s THEN 'none'
            WHEN k.decided_on IS NOT NULL
            THEN CASE WHEN k.decided_in_time THEN 'yes' ELSE 'no' END
            WHEN k.ended_on > limits.due THEN 'no' ELSE 'yes' END AS in_time,
        COALESCE(c.report_class, 'none') AS field,
        1 AS "count", %(amounts)s
    FROM running k
    LEFT JOIN citizen_category c ON c.id = k.category_id
    LEFT JOIN LATERAL (
        SELECT max(d.due_date) AS due FROM citizen_deadline d
        JOIN citizen_deadline_rule u ON u.id = d.rule_id
        WHERE d.case_id = k.id AND u.code = ANY(%(clocks)s)
    ) limits ON k.decided_on IS NULL AND k.ended_on IS NOT NULL
    WHERE {STILL}
"""
# decisions in force and conclusions that were to be carried out
ORDERS = """
    SELECT k.id AS record, k.owner_unit_id AS unit, k.kind,
        CASE WHEN k.closed_on <= %(end)s THEN 'yes' ELSE 'no' END AS done,
        1 AS "count", %(amounts)s
    FROM citizen_case k
    WHERE k.kind IN ('kn', 'tc') AND k.needs_enforcement = 'yes'
        AND k.state IN ('decided', 'effective', 'closed')
        AND CASE k.kind WHEN 'kn' THEN k.effective_on ELSE k.decided_on END
            <= %(end)s
        AND (k.closed_on IS NULL OR k.closed_on >= %(start)s)
        AND k.owner_unit_id = ANY(%(units)s)
"""
STATEMENTS = {
    "visits": VISITS,
    "days": DAYS,
    "letters": LETTERS,
    "replies": REPLIES,
    "files": FILES,
    "cases": CASES,
    "orders": ORDERS,
}


class Group:
    """Records of one unit with the same conditions.

    ``sums`` and ``ids`` by quantity; ``ids`` are the records that contribute to it.
    """

    __slots__ = ("attrs", "ids", "sums", "unit")

    def __init__(self, unit, attrs, sums, ids):
        self.unit = unit
        self.attrs = attrs
        self.sums = sums
        self.ids = ids


class CitizenReportFacts(models.AbstractModel):
    """What the statutory tables count, read from the database: one statement for each
    source, whatever the number of units, columns and records."""

    _name = "citizen.report.facts"
    _description = "Figures Counted"

    @api.model
    def _read(self, sources, unit_ids, date_from, date_to):
        """{source: [Group]} of the units and period.

        Records are counted whoever asks; what he may open is decided when he does.
        """
        for name in FLUSHED:
            self.env[name].flush_model()
        return {
            source: self._read_source(source, unit_ids, date_from, date_to)
            for source in sources
        }

    def _read_source(self, source, unit_ids, date_from, date_to):
        shape = SOURCES[source]
        dims, quantities = tuple(shape.dims), shape.quantities
        rows = self.env.execute_query(
            SQL(
                "SELECT unit, %s, %s, array_agg(record) FROM (%s) facts "
                "GROUP BY unit, %s",
                SQL(", ").join(SQL.identifier(dim) for dim in dims),
                SQL(", ").join(
                    SQL(
                        "sum(%(q)s), count(*) FILTER (WHERE %(q)s != 0), "
                        "array_agg(record) FILTER (WHERE %(q)s != 0)",
                        q=SQL.identifier(name),
                    )
                    if self._has_zeros(name)
                    else SQL("sum(%(q)s), count(*), NULL", q=SQL.identifier(name))
                    for name in quantities
                ),
                self._statement(source, unit_ids, date_from, date_to),
                SQL(", ").join(SQL.identifier(dim) for dim in dims),
            )
        )
        return [self._group(dims, quantities, row) for row in rows]

    @staticmethod
    def _has_zeros(quantity):
        """Some records add nothing to these, and aren't opened by them."""
        return quantity in AMOUNTS or quantity == "matters"

    @staticmethod
    def _group(dims, quantities, row):
        unit, *rest = row
        attrs = dict(zip(dims, rest, strict=False))
        everything = rest[-1]
        sums, ids = {}, {}
        for index, name in enumerate(quantities):
            total, number, some = rest[
                len(dims) + 3 * index : len(dims) + 3 * index + 3
            ]
            if not total:
                continue
            if name in MONEY:
                # in million dong, and whole dong stay exact
                sums[name] = round(float(total) / MILLION, 6)
            elif name in AMOUNTS and not isinstance(total, int):
                sums[name] = round(float(total), 1)
            else:
                sums[name] = int(total)
            ids[name] = everything if number == len(everything) else some
        return Group(unit, attrs, sums, ids)

    def _statement(self, source, unit_ids, date_from, date_to):
        return SQL(
            STATEMENTS[source],
            start=date_from,
            end=date_to,
            units=list(unit_ids),
            clocks=list(MAIN_CLOCKS),
            amounts=SQL(", ").join(
                SQL(
                    "COALESCE(%s, 0) AS %s",
                    SQL.identifier("k", name),
                    SQL.identifier(name),
                )
                for name in AMOUNTS
            ),
        )

    @api.model
    def _rows_of(self, unit, every, date_from, date_to):
        """([(unit id, name)], {unit id: index of its row}, {ids of former units}) of a
        report of ``unit``: its own body with its offices, then each unit below it with
        what lies below that (``every``: each unit by itself). Units that did not exist
        in the period come after the others and show only with figures."""
        units = self.env["citizen.unit"]
        # sudo: the tree is the same whoever reports
        below = units.sudo().search_fetch(
            [("parent_path", "=like", f"{unit.parent_path}%"), ("id", "!=", unit.id)],
            ["name", "kind", "parent_id", "parent_path", "valid_from", "valid_to"],
        )
        kinds = {u.id: u.kind for u in below}
        offices = {
            u.id
            for u in below
            if all(
                kinds.get(int(part)) == "office"
                for part in u.parent_path[len(unit.parent_path) :].split("/")
                if part
            )
        }
        listed = [
            u
            for u in below
            if (u.id not in offices)
            and (every or u.parent_id == unit or u.parent_id.id in offices)
        ]
        current, former = [], []
        for u in listed:
            existed = self._existed(u, date_from, date_to)
            (current if existed else former).append(u)
        rows = [(unit.id, unit.name)] + [(u.id, u.name) for u in current + former]
        index = {row[0]: position for position, row in enumerate(rows)}
        of_unit = {}
        for u in below:
            found = 0
            for part in reversed(u.parent_path.strip("/").split("/")):
                if int(part) in index:
                    found = index[int(part)]
                    break
            of_unit[u.id] = found
        of_unit[unit.id] = 0
        return rows, of_unit, {u.id for u in former}

    @staticmethod
    def _existed(unit, date_from, date_to):
        return (not unit.valid_from or unit.valid_from <= date_to) and (
            not unit.valid_to or unit.valid_to >= date_from
        )
