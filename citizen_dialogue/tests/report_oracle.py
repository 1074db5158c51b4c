"""The statutory tables counted a second time, by reading every record and asking one
question after the other: nothing of the product's measures, statements or arithmetic is
used. Written from domain/law.md §6 and its annexes."""

from collections import defaultdict

from odoo.tools import SQL

CLASS_COLUMNS = {
    # table: {class of the field: column}
    "tt02 02/XLD": {
        "policy": 12,
        "land": 13,
        "civil_service": 14,
        "administrative": 14,
        "judicial": 15,
        "party": 16,
        "corruption": 17,
        "other": 17,
    },
    "tt02 03/XLD": {
        "policy": 14,
        "land": 15,
        "civil_service": 16,
        "administrative": 17,
        "corruption": 18,
        "judicial": 19,
        "party": 20,
        "other": 21,
    },
    "tt02 04/XLD": {"policy": 13, "land": 14, "judicial": 15, None: 16},
    "tt01 02/XLD": {
        "policy": 10,
        "land": 11,
        "civil_service": 12,
        "administrative": 12,
        "judicial": 13,
        "party": 14,
        "corruption": 15,
        "other": 15,
    },
    "tt01 03/XLD": {
        "policy": 10,
        "land": 11,
        "civil_service": 12,
        "administrative": 13,
        "corruption": 14,
        "judicial": 15,
        "party": 16,
        "other": 17,
    },
    "tt01 04/XLD": {"policy": 9, "land": 10, "judicial": 11, None: 12},
}
KINDS = ("kn", "tc", "kn_pa")
XLD = {"kn": "02/XLD", "tc": "03/XLD", "kn_pa": "04/XLD"}


class Oracle:
    def __init__(self, cr, date_from, date_to, units):
        self.cr, self.start, self.end = cr, date_from, date_to
        self.units = set(units)
        self.found = defaultdict(float)
        self.load()

    def rows(self, table):
        self.cr.execute(SQL("SELECT * FROM %s", SQL.identifier(table)))
        names = [column.name for column in self.cr.description]
        return [dict(zip(names, row, strict=True)) for row in self.cr.fetchall()]

    def load(self):
        by_id = {
            table: {row["id"]: row for row in self.rows(f"citizen_{table}")}
            for table in (
                "petition",
                "case",
                "reception",
                "dialogue",
                "category",
                "refusal_ground",
            )
        }
        self.petitions, self.cases = by_id["petition"], by_id["case"]
        self.visits, self.sessions = by_id["reception"], by_id["dialogue"]
        self.classes = {i: c["report_class"] for i, c in by_id["category"].items()}
        self.grounds = {i: g["code"] for i, g in by_id["refusal_ground"].items()}
        self.transfers = self.rows("citizen_transfer")
        self.cr.execute("SELECT petition_id, case_id FROM citizen_case_petition_rel")
        self.pairs = self.cr.fetchall()
        self.cases_of = defaultdict(list)
        for petition, case in self.pairs:
            self.cases_of[petition].append(self.cases[case])
        self.cr.execute(
            "SELECT d.case_id, d.due_date FROM citizen_deadline d "
            "JOIN citizen_deadline_rule r ON r.id = d.rule_id "
            "WHERE r.code IN ('KN03', 'KN07', 'KNKL05', 'TC05', 'HG01')"
        )
        self.dues = dict(self.cr.fetchall())

    def inside(self, day):
        return day is not None and self.start <= day <= self.end

    def add(self, table, column, unit, number=1):
        if unit in self.units and number:
            self.found[table, column, unit] += number

    def count(self, regime):
        """{(table, column, unit): value}."""
        self.found.clear()
        self.count_visits()
        for holding in self.holdings():
            if regime == "tt02":
                self.letter_2021(*holding)
                self.reception_letter(*holding)
            else:
                self.letter_2024(*holding)
        self.count_replies(regime)
        self.count_cases()
        return {key: value for key, value in self.found.items() if value}

    # ------------------------------------------------------------------
    # reception
    # ------------------------------------------------------------------
    def count_visits(self):
        for session in self.sessions.values():
            if session["kind"] == "reception_day" and self.inside(session["held_on"]):
                column = 21 if session["is_deputised"] else 12
                self.add("01/TCD", column, session["owner_unit_id"])
        for visit in self.visits.values():
            if not self.inside(visit["date"]) or visit["state"] == "void":
                continue
            if visit["result"] == "refused":
                continue
            session = self.sessions.get(visit["dialogue_id"])
            first = 13
            if session and session["is_deputised"]:
                first = 22
            elif not session and visit["reception_kind"] == "regular":
                first = 4
            unit, people = visit["owner_unit_id"], visit["people_count"]
            again = 1 if visit["is_repeated"] else 0
            for column, number in (
                (1, 1),
                (2, people),
                (3, 1),
                (first, 1),
                (first + 1, people),
                (first + 2 + again, 1),
            ):
                self.add("01/TCD", column, unit, number)
            if people >= 5:
                self.add("01/TCD", first + 4, unit)
                self.add("01/TCD", first + 5, unit, people)
                self.add("01/TCD", first + 6 + again, unit)

    # ------------------------------------------------------------------
    # petitions, unit by unit
    # ------------------------------------------------------------------
    def holdings(self):
        """(petition, unit, came, went, passed on) of the period."""
        every = []
        for t in self.transfers:
            petition = self.petitions[t["petition_id"]]
            if t["state"] in ("accepted", "answered") and t["accepted_on"]:
                every.append(
                    (petition, t["from_unit_id"], t["held_from"], t["sent_on"], 1)
                )
            elif t["state"] == "decided" and t["decided_unit_id"] != t["from_unit_id"]:
                every.append(
                    (petition, t["from_unit_id"], t["held_from"], t["decided_on"], 1)
                )
        for petition in self.petitions.values():
            came = petition["held_since"] or petition["receipt_date"]
            went = petition["handled_on"] if petition["state"] == "handled" else None
            every.append((petition, petition["owner_unit_id"], came, went, 0))
        for petition, unit, came, went, passed in every:
            if petition["state"] == "void" or came > self.end:
                continue
            if went and went < self.start:
                continue
            yield petition, unit, came, went, passed

    def judged(self, petition, passed):
        """(eligible, own competence or not, what was done)."""
        if passed:
            return True, "other", "transfer"
        outcome = petition["outcome"]
        if petition["is_eligible"]:
            eligible = petition["is_eligible"] == "yes"
        else:
            eligible = outcome not in ("file", "refuse")
        whose = petition["competence"]
        if not whose and outcome in ("accept", "not_accept", "answer"):
            whose = "own"
        elif not whose and outcome in ("guide", "transfer", "return", "urge"):
            whose = "other"
        way = None
        if whose == "other" and outcome != "accept":
            way = "guide"
            if outcome == "urge":
                way = "urge"
            elif outcome in ("transfer", "inspect", "police"):
                way = "transfer"
        return eligible, whose, way

    def ended(self, case):
        day = case["decided_on"] or case["closed_on"]
        return bool(day and day <= self.end)

    def standing(self, petition, passed):
        """What had become of the matter by the end of the period."""
        if passed:
            return "nothing"
        cases = [
            case
            for case in self.cases_of[petition["id"]]
            if case["state"] != "void"
            and case["accepted_on"]
            and case["accepted_on"] <= self.end
        ]
        over = bool(cases) and all(self.ended(case) for case in cases)
        if petition["kind"] == "kn":
            ground = self.grounds.get(petition["ground_id"])
            if ground == "KN11_9":
                return "court"
            if ground == "KN11_7":
                return "twice"
            if any(c["instance"] == "second" and self.ended(c) for c in cases):
                return "twice"
            if cases and not over:
                return "running"
            return "once" if over or petition["is_second"] else "nothing"
        if petition["kind"] == "tc":
            former = self.cases.get(petition["second_of_id"])
            if former:
                decided = former["decided_on"] and former["decided_on"] <= self.end
                return "concluded" if decided else "overdue"
            return "running" if cases else "nothing"
        if over or petition["outcome"] == "answer":
            return "once"
        return "running" if cases else "nothing"

    def is_second(self, petition):
        if petition["kind"] == "kn":
            return bool(petition["is_second"])
        return petition["kind"] == "tc" and bool(petition["second_of_id"])

    def at_desk(self, petition, came):
        return came == petition["receipt_date"] and (
            petition["reception_id"] or petition["source"] in ("desk", "oral")
        )

    def field_column(self, table, petition):
        columns = CLASS_COLUMNS[table]
        name = self.classes.get(petition["category_id"])
        return name and columns.get(name, columns.get(None))

    def reception_letter(self, petition, unit, came, went, passed):
        """02/TCD."""
        kind = petition["kind"]
        if came < self.start or kind == "mixed" or not self.at_desk(petition, came):
            return
        matters = petition["case_count"]
        columns = {"kn": 3, "tc": 5, "kn_pa": 7}
        # letters without a kind are in the measured total and in no kind: the value of
        # column 1 and 2 is what its formula says
        if kind:
            self.add("02/TCD", columns[kind], unit)
            self.add("02/TCD", columns[kind] + 1, unit, matters)
            self.add("02/TCD", 1, unit)
            self.add("02/TCD", 2, unit, matters)
        _eligible, whose, way = self.judged(petition, passed)
        if whose == "own":
            self.add("02/TCD", 9, unit)
            self.add("02/TCD", 10, unit, matters)
        elif whose == "other":
            self.add("02/TCD", 11, unit)
            self.add("02/TCD", 12, unit, matters)
            if way and went and went <= self.end:
                column = {"guide": 13, "transfer": 14, "urge": 15}[way]
                self.add("02/TCD", column, unit, matters)

    def letter_2021(self, petition, unit, came, went, passed):
        kind = petition["kind"]
        carried = came < self.start
        done = bool(went and went <= self.end)
        signers = 0 if petition["is_collective"] else 1
        if petition["is_anonymous"]:
            signers = 2
        self.add("01/XLD", 1, unit)
        self.add("01/XLD", (2 if carried else 5) + signers, unit)
        if done:
            self.add("01/XLD", 8, unit)
        if kind not in KINDS:
            return
        table = XLD[kind]
        self.add(table, 1, unit)
        if kind == "kn":
            self.add(table, (2 if carried else 4) + min(signers, 1), unit)
            handled = 6
        else:
            self.add(table, (2 if carried else 5) + signers, unit)
            handled = 8
        if not done:
            return
        self.add(table, handled, unit)
        self.add(table, handled + (1 if carried else 2), unit)
        eligible, whose, way = self.judged(petition, passed)
        if not eligible:
            return
        standing = self.standing(petition, passed)
        matters = petition["case_count"]
        # 01/XLD: its column 9 is the sum of the kinds
        self.add("01/XLD", 9, unit)
        self.add("01/XLD", 10, unit, matters)
        self.add("01/XLD", {"kn": 11, "tc": 12, "kn_pa": 13}[kind], unit)
        column = {"once": 14, "concluded": 14, "twice": 15, "court": 15, "running": 16}
        self.add("01/XLD", column.get(standing, 17), unit)
        if whose == "own":
            self.add("01/XLD", 18, unit)
            self.add("01/XLD", {"kn": 19, "tc": 20, "kn_pa": 21}[kind], unit)
        elif way:
            self.add("01/XLD", 22, unit)
            self.add("01/XLD", {"guide": 23, "transfer": 24, "urge": 25}[way], unit)
        self.add(table, handled + 3, unit)
        field = self.field_column(f"tt02 {table}", petition)
        if field:
            # columns 10 and 12 are the sum of the fields
            self.add(table, 10 if kind == "kn" else 12, unit, matters)
            self.add(table, field, unit, matters)
        getattr(self, f"{kind}_2021")(petition, unit, field, standing, whose, way)

    def kn_2021(self, petition, unit, field, standing, whose, way):
        matters = petition["case_count"]
        if field and field < 15:
            self.add("02/XLD", 11, unit, matters)
        column = {"once": 18, "twice": 19, "court": 20, "running": 21}
        self.add("02/XLD", column.get(standing, 22), unit, matters)
        ways = {"guide": 27, "transfer": 28, "urge": 29}
        self.competence("02/XLD", 23, ways, petition, unit, whose, way)

    def tc_2021(self, petition, unit, field, standing, whose, way):
        matters = petition["case_count"]
        if field and field < 18:
            self.add("03/XLD", 13, unit, matters)
        column = {"running": 23, "overdue": 24, "concluded": 25}
        self.add("03/XLD", column.get(standing, 22), unit, matters)
        ways = {"guide": 30, "transfer": 31, "urge": 32}
        self.competence("03/XLD", 26, ways, petition, unit, whose, way)

    def kn_pa_2021(self, petition, unit, field, standing, whose, way):
        matters = petition["case_count"]
        column = {"once": 17, "running": 18}
        self.add("04/XLD", column.get(standing, 19), unit, matters)
        if whose == "own":
            self.add("04/XLD", 20, unit, matters)
        elif way:
            self.add("04/XLD", 21, unit, matters)
            self.add("04/XLD", 23 if way == "urge" else 22, unit, matters)

    def competence(self, table, base, ways, petition, unit, whose, way):
        """Own ones in all, first, second; others in all and by what was done."""
        matters = petition["case_count"]
        if whose == "own":
            self.add(table, base, unit, matters)
            second = self.is_second(petition)
            self.add(table, base + (2 if second else 1), unit, matters)
        elif way:
            self.add(table, base + 3, unit, matters)
            self.add(table, ways[way], unit, matters)

    def letter_2024(self, petition, unit, came, went, passed):
        kind = petition["kind"]
        carried = came < self.start
        done = bool(went and went <= self.end)
        self.add("01/XLD", 1, unit)
        self.add("01/XLD", 2 if carried else 3, unit)
        self.add("01/XLD", 4 if done else 5, unit)
        if kind not in KINDS:
            return
        table = XLD[kind]
        self.add(table, 1, unit)
        self.add(table, 2 if carried else 3, unit)
        if not done:
            return
        self.add(table, 4, unit)
        self.add(table, 5 if carried else 6, unit)
        eligible, whose, way = self.judged(petition, passed)
        if not eligible:
            return
        standing = self.standing(petition, passed)
        matters = petition["case_count"]
        self.add("01/XLD", 6, unit)
        self.add("01/XLD", 7, unit, matters)
        self.add("01/XLD", {"kn": 8, "tc": 9, "kn_pa": 10}[kind], unit)
        column = {"once": 11, "concluded": 11, "twice": 12, "court": 12}
        self.add("01/XLD", column.get(standing, 13), unit)
        if whose == "own":
            self.add("01/XLD", 14, unit)
            self.add("01/XLD", {"kn": 15, "tc": 16, "kn_pa": 17}[kind], unit)
        elif way:
            self.add("01/XLD", 18, unit)
            self.add("01/XLD", {"guide": 19, "transfer": 20, "urge": 21}[way], unit)
        self.add(table, 7, unit)
        field = self.field_column(f"tt01 {table}", petition)
        if field:
            self.add(table, 8, unit, matters)
            self.add(table, field, unit, matters)
        getattr(self, f"{kind}_2024")(petition, unit, field, standing, whose, way)

    def kn_2024(self, petition, unit, field, standing, whose, way):
        matters = petition["case_count"]
        if field and field < 13:
            self.add("02/XLD", 9, unit, matters)
        column = {"once": 16, "twice": 17, "court": 18}
        self.add("02/XLD", column.get(standing, 19), unit, matters)
        ways = {"guide": 24, "transfer": 24, "urge": 25}
        self.competence("02/XLD", 20, ways, petition, unit, whose, way)

    def tc_2024(self, petition, unit, field, standing, whose, way):
        matters = petition["case_count"]
        if field and field < 14:
            self.add("03/XLD", 9, unit, matters)
        column = {"overdue": 18, "concluded": 19}
        self.add("03/XLD", column.get(standing, 20), unit, matters)
        ways = {"guide": 25, "transfer": 25, "urge": 26}
        self.competence("03/XLD", 21, ways, petition, unit, whose, way)

    def kn_pa_2024(self, petition, unit, field, standing, whose, way):
        matters = petition["case_count"]
        solved = standing == "once"
        self.add("04/XLD", 13 if solved else 14, unit, matters)
        if whose == "own":
            self.add("04/XLD", 15, unit, matters)
            self.add("04/XLD", 19 if solved else 20, unit, matters)
        elif way:
            self.add("04/XLD", 16, unit, matters)
            self.add("04/XLD", 18 if way == "urge" else 17, unit, matters)

    def count_replies(self, regime):
        last = (
            {"kn": 30, "tc": 33, "kn_pa": 24}
            if regime == "tt02"
            else {
                "kn": 26,
                "tc": 27,
            }
        )
        for t in self.transfers:
            petition = self.petitions[t["petition_id"]]
            if t["state"] != "answered" or not self.inside(t["answer_date"]):
                continue
            if petition["state"] == "void":
                continue
            unit = t["from_unit_id"]
            self.add("01/XLD", 26 if regime == "tt02" else 22, unit)
            if petition["kind"] in last:
                self.add(XLD[petition["kind"]], last[petition["kind"]], unit)
            if regime == "tt02" and self.at_desk(petition, t["held_from"]):
                self.add("02/TCD", 16, unit)

    # ------------------------------------------------------------------
    # cases
    # ------------------------------------------------------------------
    def count_cases(self):
        for case in self.cases.values():
            if case["kind"] not in ("kn", "tc"):
                continue
            if case["state"] in ("draft", "void"):
                continue
            self.order(case)
            if not case["accepted_on"] or case["accepted_on"] > self.end:
                continue
            end = case["decided_on"]
            if not end and case["state"] == "terminated":
                end = case["closed_on"]
            if end and end < self.start:
                continue
            if case["kind"] == "kn":
                self.complaint(case, end)
            else:
                self.denunciation(case, end)
        for petition_id, case_id in self.pairs:
            self.file(self.petitions[petition_id], self.cases[case_id])

    def file(self, petition, case):
        if case["kind"] not in ("kn", "tc") or case["state"] in ("draft", "void"):
            return
        if petition["state"] == "void" or case["accepted_on"] > self.end:
            return
        end = case["decided_on"]
        if not end and case["state"] == "terminated":
            end = case["closed_on"]
        if end and end < self.start:
            return
        came = petition["held_since"] or petition["receipt_date"]
        if came > self.end:
            return
        table = "01/KQGQ" if case["kind"] == "kn" else "03/KQGQ"
        late = max(came, case["accepted_on"])
        self.add(table, 1, case["owner_unit_id"])
        self.add(table, 2 if late < self.start else 3, case["owner_unit_id"])

    def amounts(self, table, first, case, names):
        for column, name in enumerate(names.split(), start=first):
            value = float(case[name] or 0)
            if name.endswith("_money"):
                value /= 1_000_000
            self.add(table, column, case["owner_unit_id"], value)

    def complaint(self, case, end):
        unit, table = case["owner_unit_id"], "01/KQGQ"
        self.add(table, 4, unit)
        if not end or end > self.end:
            return
        if not case["decided_on"]:
            if case["ended_how"] == "explained":
                self.add(table, 6, unit)
            return
        if case["instance"] == "second":
            column = {"upheld": 23, "changed": 24}.get(case["second_verdict"])
        else:
            column = {"right": 20, "wrong": 21, "partly": 22}.get(case["verdict"])
        if column:
            self.add(table, column, unit)
            self.add(table, 5, unit)
        self.add(table, 25 if case["decided_in_time"] else 26, unit)
        self.amounts(
            table,
            7,
            case,
            "due_state_money due_state_land due_org_money due_org_land "
            "due_person_money due_person_land due_org_count due_person_count "
            "due_admin_persons due_admin_officials police_cases police_persons "
            "police_officials",
        )

    def denunciation(self, case, end):
        unit, table = case["owner_unit_id"], "03/KQGQ"
        again = bool(case["is_renewed"])
        self.add(table, 4, unit)
        if again:
            self.add(table, 5, unit)
        if not end or end > self.end:
            return
        if case["decided_on"]:
            late = not case["decided_in_time"]
        else:
            due = self.dues.get(case["id"])
            late = bool(due and end > due)
        self.add(table, 31 if late else 30, unit)
        if not case["decided_on"]:
            self.add(table, 6, unit)
            self.add(table, 10 if case["ended_how"] == "terminated" else 9, unit)
            return
        column = {"right": 24, "wrong": 26, "partly": 28}.get(case["verdict"])
        if column:
            self.add(table, column, unit)
        if not again:
            self.add(table, 7, unit)
            self.add(table, 6, unit)
        elif column:
            # column 8 is the sum of 25, 27 and 29
            self.add(table, column + 1, unit)
            self.add(table, 8, unit)
            self.add(table, 6, unit)
        self.amounts(
            table,
            11,
            case,
            "due_state_money due_state_land due_org_money due_org_land "
            "due_person_money due_person_land due_org_count due_person_count "
            "due_admin_persons due_admin_officials police_cases police_persons "
            "police_officials",
        )

    def order(self, case):
        day = case["effective_on"] if case["kind"] == "kn" else case["decided_on"]
        if case["needs_enforcement"] != "yes" or not day or day > self.end:
            return
        if case["state"] not in ("decided", "effective", "closed"):
            return
        if case["closed_on"] and case["closed_on"] < self.start:
            return
        table = "02/KQGQ" if case["kind"] == "kn" else "04/KQGQ"
        unit = case["owner_unit_id"]
        self.add(table, 1, unit)
        if case["closed_on"] and case["closed_on"] <= self.end:
            self.add(table, 2, unit)
        if case["kind"] == "kn":
            names = (
                "due_state_money due_state_land done_state_money done_state_land "
                "due_org_money due_org_land due_person_money due_person_land "
                "done_org_money done_org_land done_person_money done_person_land "
                "done_admin_persons done_admin_officials court_cases court_persons "
                "court_officials"
            )
        else:
            names = (
                "due_state_money due_state_land done_state_money done_state_land "
                "due_org_count due_person_count due_org_money due_org_land "
                "due_person_money due_person_land done_org_count done_person_count "
                "done_org_money done_org_land done_person_money done_person_land "
                "done_admin_orgs done_admin_persons done_admin_officials court_cases "
                "court_persons court_officials"
            )
        self.amounts(table, 3, case, names)
