"""A generated province for the statutory reports: units, visits, petitions on their
ways, cases with every kind of end. Written straight into the tables, as a restored
backup would be; the same seed gives the same province."""

import random
from datetime import date, timedelta

from odoo.tools import SQL

from odoo.addons.citizen_dialogue.models.citizen_case import MAIN_CLOCKS
from odoo.addons.citizen_dialogue.tools.report_measure import AMOUNTS

FIRST, LAST = date(2023, 7, 1), date(2025, 3, 31)
OUTCOMES = {
    "own": ("accept", "accept", "accept", "answer", "not_accept", "file", "inform"),
    "other": (
        "guide",
        "guide",
        "transfer",
        "return",
        "urge",
        "police",
        "inspect",
        "file",
    ),
}


class Province:
    def __init__(self, env, units, petitions, visits=None, seed=1):
        self.env, self.cr = env, env.cr
        self.random = random.Random(seed)
        self.petition_number = petitions
        self.visit_number = visits or petitions
        self.unit_number = units

    # ------------------------------------------------------------------
    # helpers
    # ------------------------------------------------------------------
    def _insert(self, table, rows):
        """Ids of the rows, in their order."""
        ids = []
        names = sorted({name for row in rows for name in row})
        for start in range(0, len(rows), 2000):
            part = rows[start : start + 2000]
            self.cr.execute(
                SQL(
                    "INSERT INTO %s (%s) VALUES %s RETURNING id",
                    SQL.identifier(table),
                    SQL(", ").join(map(SQL.identifier, names)),
                    SQL(", ").join(
                        tuple(row.get(name) for name in names) for row in part
                    ),
                )
            )
            ids += [row[0] for row in self.cr.fetchall()]
        return ids

    def _day(self, first=FIRST, last=LAST):
        return first + timedelta(days=self.random.randrange((last - first).days + 1))

    def _after(self, day, most, least=0):
        return day + timedelta(days=self.random.randint(least, most))

    def _chance(self, share):
        return self.random.random() < share

    # ------------------------------------------------------------------
    # the province
    # ------------------------------------------------------------------
    def build(self):
        self._units()
        self._days_and_visits()
        self._petitions()
        self._cases()
        for table in (
            "citizen_reception",
            "citizen_dialogue",
            "citizen_petition",
            "citizen_case",
        ):
            self._let_units_read(table)
        for name in (
            "citizen.unit",
            "citizen.reception",
            "citizen.dialogue",
            "citizen.petition",
            "citizen.transfer",
            "citizen.case",
            "citizen.deadline",
        ):
            self.env[name].invalidate_model()
        for table in ("citizen_petition", "citizen_case", "citizen_transfer"):
            self.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
        return self

    def _let_units_read(self, table):
        """Each unit reads what it handles."""
        self.cr.execute(
            SQL(
                "INSERT INTO %(rel)s (%(record)s, citizen_unit_id) "
                "SELECT id, owner_unit_id FROM %(table)s "
                "WHERE owner_unit_id = ANY(%(u)s)",
                rel=SQL.identifier(f"{table}_citizen_unit_rel"),
                record=SQL.identifier(f"{table}_id"),
                table=SQL.identifier(table),
                u=self.units,
            )
        )

    def _units(self):
        units = self.env["citizen.unit"]
        self.province = units.create(
            {
                "name": "UBND tỉnh Mẫu",
                "kind": "province",
                "letterhead_name": "ỦY BAN NHÂN DÂN\nTỈNH MẪU",
                "place_name": "Mẫu",
                "symbol": "UBND",
            }
        )
        units.flush_model()
        top = self.province
        ids = self._insert(
            "citizen_unit",
            [self._unit_row("Văn phòng UBND tỉnh Mẫu", "office", top.id)]
            + [
                self._unit_row(f"Sở Mẫu {n}", "department", top.id)
                for n in range(max(2, self.unit_number // 40))
            ]
            + [
                self._unit_row(f"UBND xã Mẫu {n}", "commune", top.id)
                for n in range(max(2, self.unit_number // 4))
            ],
        )
        office, parents = ids[0], ids[1:]
        below = [self._unit_row("Ban Tiếp công dân tỉnh Mẫu", "office", office)]
        while len(ids) + len(below) + 1 < self.unit_number:
            n = len(below)
            kind = "office" if n % 3 == 0 else "department"
            below.append(
                self._unit_row(f"Đơn vị Mẫu {n}", kind, parents[n % len(parents)])
            )
        ids += self._insert("citizen_unit", below)
        self.cr.execute(
            """
            WITH RECURSIVE tree AS (
                SELECT id, parent_path FROM citizen_unit WHERE id = %s
                UNION ALL SELECT u.id, t.parent_path || u.id || '/'
                FROM citizen_unit u JOIN tree t ON u.parent_id = t.id
            )
            UPDATE citizen_unit u SET parent_path = t.parent_path
            FROM tree t WHERE t.id = u.id
            """,
            [top.id],
        )
        units.invalidate_model()
        self.units = [top.id, *ids]
        self.env.add_to_compute(units._fields["authority_id"], units.browse(ids))
        self.env.add_to_compute(units._fields["kind_rank"], units.browse(ids))
        units.flush_model()

    @staticmethod
    def _unit_row(name, kind, parent):
        return {"name": name, "kind": kind, "parent_id": parent}

    def _days_and_visits(self):
        days = [
            {
                "owner_unit_id": self.random.choice(self.units),
                "name": "Ngày tiếp công dân",
                "kind": "reception_day",
                "state": "held",
                "held_on": self._day(),
                "is_deputised": self._chance(0.3),
            }
            for _n in range(self.visit_number // 10)
        ]
        day_ids = self._insert("citizen_dialogue", days)
        rows = []
        for _n in range(self.visit_number):
            row = {
                "owner_unit_id": self.random.choice(self.units),
                "date": self._day(),
                "identity": "open",
                "state": self.random.choice(("done", "done", "done", "open", "void")),
                "reception_kind": "regular",
                "is_repeated": self._chance(0.3),
                "people_count": self.random.choice((1, 1, 1, 2, 3, 5, 8, 40)),
                "result": self.random.choice(
                    ("petition", "oral", "explained", "guided", "refused", None)
                ),
            }
            if self._chance(0.3):
                index = self.random.randrange(len(days))
                row["dialogue_id"] = day_ids[index]
                row["owner_unit_id"] = days[index]["owner_unit_id"]
                row["date"] = days[index]["held_on"]
                row["reception_kind"] = self.random.choice(("periodic", "regular"))
            elif self._chance(0.1):
                row["reception_kind"] = "adhoc"
            rows.append(row)
        self.visits = list(
            zip(self._insert("citizen_reception", rows), rows, strict=True)
        )

    def _petitions(self):
        model = self.env["citizen.category"]
        if not model.search_count([("report_class", "=", "corruption")]):
            model.create({"name": "Tham nhũng", "report_class": "corruption"})
        categories = model.search([]).ids
        grounds = self.env["citizen.refusal.ground"].search(
            [("code", "in", ("KN11_7", "KN11_9", "KN11_2"))]
        )
        rows, ways = [], []
        for _n in range(self.petition_number):
            row, way = self._petition(categories, grounds.ids)
            rows.append(row)
            ways.append(way)
        ids = self._insert("citizen_petition", rows)
        self.petitions = list(zip(ids, rows, strict=True))
        joined = [
            (ids[n], ids[self.random.randrange(n)])
            for n in range(1, len(ids))
            if self._chance(0.04)
        ]
        for letter, root in joined:
            self.cr.execute(
                "UPDATE citizen_petition SET matter_root_id = %s, case_count = 0 "
                "WHERE id = %s",
                [root, letter],
            )
        self._insert(
            "citizen_transfer",
            [
                {"petition_id": letter, **transfer}
                for letter, way in zip(ids, ways, strict=True)
                for transfer in way
            ],
        )

    def _petition(self, categories, grounds):
        kind = self.random.choices(
            ("kn", "tc", "kn_pa", "mixed", None), (40, 20, 30, 4, 6)
        )[0]
        signers = self.random.choice((1, 1, 1, 1, 3, 5, 12))
        received = self._day()
        row = {
            "subject": "về việc mẫu",
            "owner_unit_id": self.random.choice(self.units),
            "identity": "sealed" if kind == "tc" else "open",
            "state": self.random.choices(
                ("registered", "handled", "void"), (15, 83, 2)
            )[0],
            "source": self.random.choice(("desk", "post", "oral", "agency", "online")),
            "receipt_date": received,
            "kind": kind,
            "category_id": self.random.choice(categories)
            if self._chance(0.97)
            else None,
            "signatory_count": signers,
            "is_collective": signers >= 5,
            "is_anonymous": self._chance(0.06),
            "is_second": kind == "kn" and self._chance(0.15),
            "case_count": 0
            if kind == "mixed"
            else self.random.choice((1, 1, 1, 1, 1, 2)),
        }
        if self._chance(0.2):
            visit_id, visit = self.random.choice(self.visits)
            row.update(reception_id=visit_id, owner_unit_id=visit["owner_unit_id"])
        way = self._way(row)
        held = row.get("held_since") or received
        if row["state"] == "handled":
            row["competence"] = self.random.choices(
                ("own", "other", None), (60, 37, 3)
            )[0]
            row["outcome"] = self.random.choice(
                OUTCOMES[row["competence"] or self.random.choice(("own", "other"))]
                if self._chance(0.98)
                else ("accept",)
            )
            row["handled_on"] = self._after(held, 90)
            row["is_eligible"] = self.random.choices(("yes", "no", None), (70, 15, 15))[
                0
            ]
            if kind == "kn" and self._chance(0.05):
                row["ground_id"] = self.random.choice(grounds)
            if row["outcome"] == "transfer":
                way.append(self._sent(row, held))
        return row, way

    def _way(self, row):
        """Transfers by which the petition came to where it is."""
        way, came, unit = [], row["receipt_date"], row["owner_unit_id"]
        while self._chance(0.14) and row["state"] != "void":
            sent = self._after(came, 40)
            target = self.random.choice([u for u in self.units if u != unit])
            transfer = {"from_unit_id": unit, "held_from": came}
            if self._chance(0.1):
                transfer.update(
                    kind="decided",
                    state="decided",
                    decided_on=sent,
                    decided_unit_id=target,
                )
                came = sent
            else:
                accepted = self._after(sent, 10)
                transfer.update(
                    kind="unit",
                    state=self.random.choice(("accepted", "answered")),
                    to_unit_id=target,
                    sent_on=sent,
                    accepted_on=accepted,
                )
                if transfer["state"] == "answered":
                    transfer["answer_date"] = self._after(accepted, 60)
                came = accepted
            way.append(transfer)
            unit = target
            row.update(owner_unit_id=unit, held_since=came)
        if self._chance(0.02):
            # stopped, and the superior left it where it was
            way.append(
                {
                    "from_unit_id": unit,
                    "held_from": came,
                    "kind": "decided",
                    "state": "decided",
                    "decided_on": self._after(came, 10),
                    "decided_unit_id": unit,
                }
            )
        return way

    def _sent(self, row, held):
        """The last transfer, not accepted by a unit of the tree."""
        state = self.random.choice(("sent", "answered", "answered"))
        transfer = {
            "from_unit_id": row["owner_unit_id"],
            "held_from": held,
            "kind": "outside",
            "state": state,
            "to_body": "Tòa án",
            "sent_on": row["handled_on"],
        }
        if state == "answered":
            transfer["answer_date"] = self._after(row["handled_on"], 90)
        return transfer

    def _cases(self):
        rows, letters = [], []
        for letter, row in self.petitions:
            if row["kind"] in ("kn", "tc", "kn_pa") and row.get("outcome") == "accept":
                rows.append(self._case(letter, row))
                letters.append(letter)
        ids = self._insert("citizen_case", rows)
        pairs = set(zip(letters, ids, strict=True))
        same = {}
        for letter, row in self.petitions:
            same.setdefault(row["kind"], []).append(letter)
        for case, row in zip(ids, rows, strict=True):
            if self._chance(0.1):
                pairs.add((self.random.choice(same[row["kind"]]), case))
        self.cr.execute(
            SQL(
                "INSERT INTO citizen_case_petition_rel (petition_id, case_id) "
                "VALUES %s",
                SQL(", ").join(sorted(pairs)),
            )
        )
        rules = self.env["citizen.deadline.rule"].search([("code", "in", MAIN_CLOCKS)])
        self._insert(
            "citizen_deadline",
            [
                {
                    "owner_unit_id": row["owner_unit_id"],
                    "name": "giải quyết",
                    "case_id": case,
                    "rule_id": self.random.choice(rules.ids),
                    "date_start": row["accepted_on"],
                    "due_date": self._after(row["accepted_on"], 60, 30),
                }
                for case, row in zip(ids, rows, strict=True)
                if self._chance(0.9)
            ],
        )
        denounced = [
            (case, row)
            for case, row in zip(ids, rows, strict=True)
            if row["kind"] == "tc"
        ]
        for letter, row in self.petitions:
            if row["kind"] == "tc" and denounced and self._chance(0.15):
                former, _row = self.random.choice(denounced)
                self.cr.execute(
                    "UPDATE citizen_petition SET second_of_id = %s WHERE id = %s",
                    [former, letter],
                )

    def _case(self, letter, petition):
        kind = petition["kind"]
        accepted = petition["handled_on"]
        second = kind == "kn" and petition["is_second"]
        row = {
            "subject": "về việc mẫu",
            "owner_unit_id": petition["owner_unit_id"],
            "petition_id": letter,
            "kind": kind,
            "instance": "second" if second else "first",
            "is_renewed": kind == "tc" and self._chance(0.4),
            "complexity": "normal",
            "identity": petition["identity"],
            "category_id": petition["category_id"],
            "accepted_on": accepted,
            "state": "verifying",
        }
        end = self.random.choices(("none", "decided", "stopped"), (25, 60, 15))[0]
        if end == "stopped":
            row.update(
                state="terminated",
                closed_on=self._after(accepted, 120),
                ended_how=self.random.choice(("withdrawn", "explained", "terminated")),
            )
        elif end == "decided":
            decided = self._after(accepted, 120)
            row.update(
                state="decided",
                decided_on=decided,
                ended_how="decided",
                decided_in_time=self._chance(0.7),
                effective_on=self._after(decided, 30, 30) if kind == "kn" else None,
                needs_enforcement=self.random.choice(("yes", "yes", "no", None)),
            )
            if second:
                row["second_verdict"] = self.random.choice(("upheld", "changed"))
            elif self._chance(0.98):
                row["verdict"] = self.random.choice(("right", "partly", "wrong"))
            if row["needs_enforcement"] == "yes":
                for name in AMOUNTS:
                    if self._chance(0.3):
                        row[name] = (
                            self.random.randint(1, 9_000_000_000)
                            if name.endswith("_money")
                            else self.random.randint(1, 9)
                        )
            if self._chance(0.5):
                row.update(state="closed", closed_on=self._after(decided, 200, 30))
            elif kind == "kn" and self._chance(0.5):
                row["state"] = "effective"
        return row
