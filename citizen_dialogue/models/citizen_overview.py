from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from .citizen_petition import OPEN_STATES
from .citizen_unit import AUTHORITY_KINDS
from .res_users import SUBTREE_ROLES

# no exact count above this: counting on costs more than it tells
MOST = 10_000
# what is due within so many days is soon late if nobody acts
SOON_DAYS = 7
# rows shown of what may be long; all of it is one tap away
MOST_URGENT = 8
MOST_ROWS = 5
MOST_UNITS = 100
OPEN_TASKS = ("assigned", "accepted")
OPEN_CASES = ("draft", "accepted", "verifying", "verified", "suspended", "decided")
# columns of the table by unit that tell of what is late
LATE = ("late", "petition", "case")
COMING = ("draft", "announced", "postponed")


class CitizenOverview(models.AbstractModel):
    """The first screen: what to do, then what is known, by the posts of the user.

    Nothing is stored. Every figure is counted with the rights of the user by the very
    domain that opens the list behind it, in a number of queries that doesn't grow with
    the number of records or units.
    """

    _name = "citizen.overview"
    _description = "Overview"

    @api.model
    @api.readonly
    def figures(self):
        """What the overview shows its user now.

        :raise AccessError: he has no post by which he reads records of a unit
        """
        # days are those of Viet Nam, whatever zone an account has
        self = self.with_context(tz="Asia/Ho_Chi_Minh")
        place = self._place()
        todo = self._todo(place)
        urgent = [] if place["leads"] else self._urgent(place)
        mine = self._work_mine(place)
        unit = self._work_unit(place)
        heat = self._heat(place)
        return {
            "title": self._title(place),
            "headline": self._headline(todo, unit, heat),
            "obstacles": self._obstacles(place),
            "todo": todo,
            "urgent": urgent,
            "work": [grid for grid in (mine, unit) if grid["rows"]],
            "heat": heat,
            "sessions": self._sessions(place),
            "duty": self._duty(place),
            "backlog": self._backlog(place),
            "hotspots": self._hotspots(),
            "trends": self._trends(place),
            "words": self._words(),
        }

    # ------------------------------------------------------------------
    # who asks
    # ------------------------------------------------------------------
    def _place(self):
        """Where the user stands: own units, the topmost ones below which he sees, and
        what he is asked to do."""
        user = self.env.user
        # sudo: his own posts
        posts = user.sudo().citizen_membership_ids.filtered("is_current")
        seen = posts.filtered(lambda p: p.role in SUBTREE_ROLES).unit_id.sudo(False)
        tops = seen.filtered(lambda u: not (u._superiors() - u) & seen)
        roles = set(posts.mapped("role"))
        return {
            "today": self.env["citizen.calendar"]._today(),
            "own": user.citizen_unit_ids.ids,
            "all": user.citizen_reach_all,
            "reach": user.citizen_reach_ids.ids,
            "tops": tops,
            "leads": "leader" in roles,
            "decides": bool(roles & {"head", "followup", "leader"}),
            # who does the daily work, and not only decides or reads
            "works": bool(roles & {"officer", "clerk", "head", "followup"}),
            "numbers": "clerk" in roles,
        }

    def _title(self, place):
        unit = self.env["citizen.unit"]._current()
        return {
            "day": format_date(
                self.env, place["today"], date_format="EEEE, dd/MM/yyyy"
            ),
            "unit": unit.name or "",
        }

    def _headline(self, todo, unit, heat):
        """What is late, due and waiting in one sentence; who sees units below is told
        of these."""
        late = sum(row["cells"][0]["count"] for row in unit["rows"])
        due = sum(row["cells"][1]["count"] for row in unit["rows"])
        waiting = sum(item["count"] for item in todo)
        below = heat["late"] if heat else 0
        parts = [
            self.env._("%s late in the units", self._text(below)) if below else "",
            self.env._("%s late", self._text(late)) if late and not below else "",
            self.env._("%s due today", self._text(due)) if due else "",
            self.env._("%s waiting for you", self._text(waiting)) if waiting else "",
        ]
        words = ", ".join(part for part in parts if part)
        return words or self.env._("Nothing is late and nothing waits for you.")

    def _words(self):
        """Words of the screen itself, in the language of the user."""
        return {
            "obstacles": self.env._("Blocked, Waiting for Your Decision"),
            "other": self.env._("Another Way"),
            "needs": self.env._("Needs"),
            "tried": self.env._("Tried"),
            "todo": self.env._("To Do"),
            "nothing": self.env._("Nothing waits for you."),
            "urgent": self.env._("Most Urgent"),
            "heat": self.env._("By Unit"),
            "unit": self.env._("Unit"),
            "calm": self.env._("Nothing is under way in the units below."),
            "sessions": self.env._("Next Sessions"),
            "no_sessions": self.env._("No session is planned."),
            "duty": self.env._("Reception Days"),
            "backlog": self.env._("Backlog"),
            "hotspots": self.env._("Hot Spots"),
            "trend": self.env._("This Year against Last Year"),
            "this_year": self.env._("This year"),
            "last_year": self.env._("Last year"),
            "month": self.env._("Month"),
            "all": self.env._("Show All"),
            "reload": self.env._("Count Anew"),
        }

    # ------------------------------------------------------------------
    # counting
    # ------------------------------------------------------------------
    @api.model
    def _text(self, number):
        """«1.250», and «10.000+» for whatever is more."""
        if number > MOST:
            return f"{MOST:,}+".replace(",", ".")
        return f"{number:,}".replace(",", ".")

    def _counter(self, key, label, model, domain, action, **more):
        """A number and what opens exactly the records it counts."""
        domain = self._dated(Domain(domain))
        count = self.env[model].search_count(domain, limit=MOST + 1)
        return {
            "key": key,
            "label": label,
            "count": count,
            "text": self._text(count),
            "model": model,
            "domain": domain,
            "action": f"citizen_dialogue.{action}",
            **more,
        }

    @api.model
    def _dated(self, domain):
        """The domain as a list that the web client can be sent and sends back."""
        found = []
        for part in domain:
            if not isinstance(part, str):
                name, operator, value = part
                if hasattr(value, "isoformat"):
                    value = fields.Date.to_string(value)
                part = (name, operator, value)
            found.append(part)
        return found

    def _in_own(self, place, *names):
        return Domain.OR(Domain(name, "in", place["own"]) for name in names)

    # ------------------------------------------------------------------
    # what to do
    # ------------------------------------------------------------------
    def _todo(self, place):
        """What waits for the user, the most pressing first; what there is none of is
        left out."""
        wanted = []
        if place["decides"]:
            wanted += self._todo_decider(place)
        if place["numbers"]:
            wanted += self._todo_clerk(place)
        if place["works"]:
            wanted += self._todo_officer(place)
        found = [self._counter(*item) for item in wanted]
        return [item for item in found if item["count"]]

    def _todo_decider(self, place):
        own = self._in_own(place, "owner_unit_id")
        issued = self._in_own(place, "owner_unit_id", "issuer_unit_id")
        items = []
        if place["leads"]:
            items += [
                (
                    "obstacle",
                    self.env._("Obstacles to decide"),
                    "citizen.obstacle",
                    Domain("state", "=", "open")
                    & Domain("decider_id", "=", self.env.uid),
                    "citizen_obstacle_action",
                ),
                (
                    "stopped",
                    self.env._("Petitions going round in circles: decide who handles"),
                    "citizen.transfer",
                    Domain("is_to_decide", "=", True),
                    "citizen_transfer_action_decide",
                ),
                (
                    "review",
                    self.env._("Backlog matters to review this quarter"),
                    "citizen.backlog",
                    Domain("is_to_review", "=", True)
                    & self._in_own(place, "owner_unit_id.authority_id"),
                    "citizen_backlog_action",
                ),
            ]
        else:
            items.append(
                (
                    "obstacle",
                    self.env._("Obstacles waiting for a decision"),
                    "citizen.obstacle",
                    Domain("state", "=", "open") & own,
                    "citizen_obstacle_action",
                )
            )
        items += [
            (
                "approve",
                self.env._("Documents to approve"),
                "citizen.document",
                Domain("state", "=", "submitted")
                & Domain("step", "!=", "urge")
                & issued,
                "citizen_document_action_approve",
            ),
            (
                "urging",
                self.env._("Letters of urging to approve"),
                "citizen.document",
                Domain("state", "=", "submitted")
                & Domain("step", "=", "urge")
                & issued,
                "citizen_document_action_urging",
            ),
            (
                "extension",
                self.env._("Requests for a later date to decide"),
                "citizen.extension",
                Domain("state", "=", "requested") & own,
                "citizen_extension_action",
            ),
        ]
        return items

    def _todo_clerk(self, place):
        issued = self._in_own(place, "issuer_unit_id")
        return [
            (
                "number",
                self.env._("Documents to number and issue"),
                "citizen.document",
                Domain("state", "=", "approved") & issued,
                "citizen_document_action_number",
            ),
            (
                "unsigned",
                self.env._("Issued documents without their signed copy"),
                "citizen.document",
                Domain("state", "=", "issued")
                & Domain("signed_attachment_id", "=", False)
                & Domain("type_id.numbered", "=", True)
                & issued,
                "citizen_document_action_unsigned",
            ),
        ]

    def _todo_officer(self, place):
        own = self._in_own(place, "owner_unit_id")
        return [
            (
                "new",
                self.env._("Tasks given to your unit, not accepted yet"),
                "citizen.task",
                Domain("state", "=", "assigned") & self._in_own(place, "unit_id"),
                "citizen_task_action_all",
            ),
            (
                "verify",
                self.env._("Tasks reported done, to check"),
                "citizen.task",
                Domain("state", "=", "reported") & own,
                "citizen_task_action_all",
            ),
            (
                "accept",
                self.env._("Petitions transferred to you, to accept"),
                "citizen.transfer",
                Domain("is_to_accept", "=", True) & self._in_own(place, "to_unit_id"),
                "citizen_transfer_action_accept",
            ),
            (
                "classify",
                self.env._("Petitions to classify"),
                "citizen.petition",
                Domain("state", "=", "registered") & own,
                "citizen_petition_action",
            ),
            (
                "handle",
                self.env._("Petitions classified, without their paper"),
                "citizen.petition",
                Domain("state", "=", "classified") & own,
                "citizen_petition_action",
            ),
            (
                "case",
                self.env._("Cases to be accepted"),
                "citizen.case",
                Domain("state", "=", "draft") & own,
                "citizen_case_action",
            ),
            (
                "prepare",
                self.env._("Answers to prepare for a session"),
                "citizen.dialogue.opinion",
                Domain("prepared_on", "=", False)
                & Domain("disposition", "=", False)
                & self._in_own(place, "prepare_unit_id"),
                "citizen_dialogue_opinion_action",
            ),
            (
                "unconcluded",
                self.env._("Reception days without their conclusion"),
                "citizen.dialogue",
                Domain("kind", "=", "reception_day")
                & Domain("state", "=", "held")
                & Domain("nobody_came", "=", False)
                & own,
                "citizen_dialogue_action_unconcluded",
            ),
            (
                "planless",
                self.env._("Backlog matters without a plan"),
                "citizen.backlog",
                Domain("state", "=", "open") & Domain("has_plan", "=", False) & own,
                "citizen_backlog_action",
            ),
        ]

    def _obstacles(self, place):
        """What is blocked and waits for this leader, with the ways out proposed."""
        if not place["leads"]:
            return []
        obstacles = self.env["citizen.obstacle"].search(
            [("state", "=", "open"), ("decider_id", "=", self.env.uid)],
            limit=MOST_ROWS,
        )
        kinds = dict(obstacles._fields["kind"]._description_selection(self.env))
        rows = []
        for obstacle in obstacles:
            options = [
                {
                    "key": letter,
                    "text": obstacle[f"option_{letter}"],
                    "needs": obstacle[f"needs_{letter}"] or "",
                }
                for letter in ("a", "b", "c")
                if obstacle[f"option_{letter}"]
            ]
            days = [self.env._("blocked for %s day(s)", obstacle.days_blocked)]
            if obstacle.decide_by:
                days.append(
                    self.env._("decide by %s", obstacle.decide_by.strftime("%d/%m/%Y"))
                )
            rows.append(
                {
                    "id": obstacle.id,
                    "unit": obstacle.unit_id.name,
                    "kind": kinds[obstacle.kind],
                    "content": obstacle.content,
                    "tried": obstacle.tried or "",
                    "days": ", ".join(days),
                    "late": obstacle.task_late_words or "",
                    "is_late": obstacle.is_waiting_long,
                    "options": options,
                }
            )
        return rows

    # ------------------------------------------------------------------
    # the work of the user and his unit
    # ------------------------------------------------------------------
    def _work_mine(self, place):
        uid = self.env.uid
        return self._grid(
            place,
            "mine",
            self.env._("My Work"),
            Domain("person_in_charge_id", "=", uid),
            Domain("received_by_id", "=", uid) & self._in_own(place, "owner_unit_id"),
            Domain("verify_head_id", "=", uid) | Domain("verifier_ids", "in", [uid]),
        )

    def _work_unit(self, place):
        return self._grid(
            place,
            "unit",
            self.env._("My Unit"),
            *self._of_own_units(place),
        )

    def _of_own_units(self, place):
        """Whose work it is, for each of ``_kinds_of_work``."""
        return (
            self._in_own(place, "unit_id"),
            self._in_own(place, "owner_unit_id"),
            self._in_own(place, "owner_unit_id", "verify_unit_id"),
        )

    def _kinds_of_work(self):
        """(key, label, model, what is under way, list) of what has a date."""
        return [
            (
                "task",
                self.env._("Tasks"),
                "citizen.task",
                Domain("state", "in", OPEN_TASKS),
                "citizen_task_action_all",
            ),
            (
                "petition",
                self.env._("Petitions"),
                "citizen.petition",
                Domain("state", "in", OPEN_STATES),
                "citizen_petition_action",
            ),
            (
                "case",
                self.env._("Cases"),
                "citizen.case",
                Domain("state", "in", OPEN_CASES),
                "citizen_case_action",
            ),
        ]

    def _times(self, place):
        """(key, label, domain) by the date it is due."""
        today = place["today"]
        last = today + timedelta(days=SOON_DAYS)
        return [
            ("late", self.env._("Late"), Domain("is_overdue", "=", True)),
            ("today", self.env._("Due Today"), Domain("due_date", "=", today)),
            (
                "soon",
                self.env._("In %s Days", SOON_DAYS),
                Domain("due_date", ">", today) & Domain("due_date", "<=", last),
            ),
            ("open", self.env._("Under Way"), Domain.TRUE),
        ]

    def _grid(self, place, key, title, *whose):
        times = self._times(place)
        rows = []
        for (kind, label, model, under_way, action), own in zip(
            self._kinds_of_work(), whose, strict=True
        ):
            cells = [
                self._counter(
                    f"{key}_{kind}_{name}",
                    f"{label}: {words}",
                    model,
                    under_way & own & domain,
                    action,
                    time=name,
                )
                for name, words, domain in times
            ]
            # what there is none of needs no row
            if cells[-1]["count"]:
                rows.append({"label": label, "cells": cells})
        return {
            "key": key,
            "title": title,
            "head": [words for _name, words, _domain in times],
            "rows": rows,
        }

    def _urgent(self, place):
        """The first dates of the unit, over all kinds of work."""
        rows = []
        for (_key, _label, model, under_way, _action), own in zip(
            self._kinds_of_work(), self._of_own_units(place), strict=True
        ):
            records = self.env[model].search(
                under_way & own & Domain("due_date", "!=", False),
                order="due_date, id",
                limit=MOST_URGENT,
            )
            is_task = model == "citizen.task"
            rows += [
                {
                    "model": model,
                    "id": record.id,
                    "name": record.name if is_task else record.display_name,
                    "unit": record.unit_id.name if is_task else "",
                    "due": record.due_date.strftime("%d/%m/%Y"),
                    "words": record["late_words" if is_task else "late_text"] or "",
                    "is_late": record.is_overdue,
                    "order": fields.Date.to_string(record.due_date),
                }
                for record in records
            ]
        rows.sort(key=lambda row: (row["order"], row["model"], row["id"]))
        return rows[:MOST_URGENT]

    # ------------------------------------------------------------------
    # units below
    # ------------------------------------------------------------------
    def _heat_columns(self, place):
        """What is counted of each unit: a column is a domain, to which the units of a
        row are added."""
        today = place["today"]
        last = today + timedelta(days=SOON_DAYS)
        year = today.replace(month=1, day=1)
        tasks = ("citizen.task", "unit_id", "citizen_task_action_all")
        petitions = ("citizen.petition", "owner_unit_id", "citizen_petition_action")
        cases = ("citizen.case", "owner_unit_id", "citizen_case_action")
        under_way = Domain("state", "in", OPEN_TASKS)
        late = Domain("is_overdue", "=", True)
        return [
            ("late", self.env._("Tasks Late"), *tasks, late),
            (
                "soon",
                self.env._("Due in %s Days", SOON_DAYS),
                *tasks,
                under_way
                & Domain("due_date", ">=", today)
                & Domain("due_date", "<=", last),
            ),
            (
                "reported",
                self.env._("Reported, to Be Checked"),
                *tasks,
                Domain("state", "=", "reported"),
            ),
            (
                "verified",
                self.env._("Verified This Year"),
                *tasks,
                Domain("state", "=", "verified") & Domain("verified_on", ">=", year),
            ),
            ("petition", self.env._("Petitions Late"), *petitions, late),
            ("case", self.env._("Cases Late"), *cases, late),
        ]

    def _heat(self, place):
        """Units right below, each with what lies below it and what it came from; the
        latest first. One query for each column."""
        tops = place["tops"]
        if not tops:
            return False
        children = self.env["citizen.unit"].search(
            [("parent_id", "in", tops.ids), ("is_current", "=", True)]
        )
        tree = self.env["citizen.unit"]._load_tree()
        rows = [
            # what was given to the authority itself
            {"unit": unit, "ids": sorted(tree.with_predecessors({unit.id}))}
            for unit in tops
        ]
        rows += [
            {"unit": unit, "ids": sorted(tree.with_predecessors(tree.below(unit.id)))}
            for unit in children
        ]
        every = sorted({unit_id for row in rows for unit_id in row["ids"]})
        columns, total = [], 0
        for key, label, model, field, action, domain in self._heat_columns(place):
            scope = domain & Domain(field, "in", every)
            counts = {
                unit.id: number
                for unit, number in self.env[model]._read_group(
                    scope, [field], ["__count"]
                )
            }
            if key in LATE:
                total += sum(counts.values())
            for row in rows:
                number = sum(counts.get(unit_id, 0) for unit_id in row["ids"])
                row.setdefault("cells", []).append(
                    {"count": number, "text": self._text(number)}
                )
            columns.append(
                {
                    "key": key,
                    "label": label,
                    "model": model,
                    "field": field,
                    "domain": self._dated(domain),
                    "action": f"citizen_dialogue.{action}",
                    "is_late": key in LATE,
                }
            )
        shown = [row for row in rows if any(cell["count"] for cell in row["cells"])]
        late = [index for index, column in enumerate(columns) if column["key"] in LATE]
        shown.sort(
            key=lambda row: (
                -sum(row["cells"][index]["count"] for index in late),
                -row["cells"][1]["count"],
                row["unit"].name or "",
            )
        )
        return {
            "columns": columns,
            "rows": [
                {
                    "id": row["unit"].id,
                    "name": row["unit"].short_name or row["unit"].name,
                    "ids": row["ids"],
                    "cells": row["cells"],
                }
                for row in shown[:MOST_UNITS]
            ],
            "late": total,
            "more": max(0, len(shown) - MOST_UNITS),
            "action": "citizen_dialogue.citizen_unit_action_board",
        }

    # ------------------------------------------------------------------
    # sessions and reception days
    # ------------------------------------------------------------------
    def _sessions(self, place):
        calendar = self.env["citizen.calendar"]
        domain = [
            (
                "date_start",
                ">=",
                fields.Datetime.to_string(calendar._day_begins(place["today"])),
            ),
            ("state", "in", COMING),
        ]
        sessions = self.env["citizen.dialogue"].search(
            domain, order="date_start, id", limit=MOST_ROWS
        )
        handled = self.env.user.citizen_write_ids
        rows = []
        for session in sessions:
            moment = fields.Datetime.context_timestamp(session, session.date_start)
            rows.append(
                {
                    "model": session._name,
                    "id": session.id,
                    "name": session.display_name,
                    "when": format_date(
                        self.env, moment.date(), date_format="EEEE, dd/MM/yyyy"
                    )
                    + moment.strftime(" %H:%M"),
                    "where": session.place or "",
                    "chair": session.chair_name or "",
                    # whoever prepares it is told what is missing
                    "missing": session.missing_summary or ""
                    if session.owner_unit_id in handled
                    else "",
                }
            )
        counter = self._counter(
            "sessions",
            self.env._("Next Sessions"),
            "citizen.dialogue",
            domain,
            "citizen_dialogue_action",
        )
        return {"rows": rows, "counter": counter}

    def _duty(self, place):
        """Reception days of the leader of the user's authority, this period and the
        last; for who sees units below, how many of them lack days."""
        duties = self.env["citizen.reception.duty"]
        since = place["today"] + relativedelta(day=1, months=-1)
        first = fields.Date.to_string(since)
        authorities = self.env["citizen.unit"].browse(place["own"]).authority_id
        current = authorities.filtered("is_current")
        rows = duties.search(
            [("unit_id", "in", current.ids), ("period_start", ">=", first)],
            order="period_start desc, unit_id",
            limit=MOST_ROWS,
        )
        found = {
            "rows": [
                {
                    "model": duty._name,
                    "id": duty.id,
                    "name": duty.unit_id.short_name or duty.unit_id.name,
                    "period": f"{duty.period_start:%d/%m/%Y} – "
                    f"{duty.period_end:%d/%m/%Y}",
                    "words": self._duty_words(duty),
                    "is_late": bool(duty.missing and duty.is_over),
                }
                for duty in rows
            ],
            "counter": False,
        }
        below = self.env["citizen.unit"].search_count(
            [
                ("parent_id", "in", place["tops"].ids),
                ("kind", "in", AUTHORITY_KINDS),
                ("is_current", "=", True),
            ],
            limit=1,
        )
        if below:
            found["counter"] = self._counter(
                "duty",
                self.env._("Leaders who lack reception days, since last month"),
                duties._name,
                [
                    ("is_over", "=", True),
                    ("missing", ">", 0),
                    ("period_start", ">=", first),
                ],
                "citizen_reception_duty_action",
            )
        return found

    def _duty_words(self, duty):
        words = self.env._(
            "%(held)s of %(required)s day(s) held in person",
            held=duty.held,
            required=duty.required,
        )
        if duty.deputised:
            words += ", " + self.env._("%s by a deputy", duty.deputised)
        if duty.missing:
            words += ", " + self.env._("%s missing", duty.missing)
        return words

    # ------------------------------------------------------------------
    # what is left over, and where it gathers
    # ------------------------------------------------------------------
    def _backlog(self, place):
        scope = Domain("state", "=", "open")
        if not place["tops"]:
            scope &= self._in_own(place, "owner_unit_id", "plan_unit_id")
        return [
            self._counter(
                f"backlog_{key}",
                label,
                "citizen.backlog",
                scope & domain,
                "citizen_backlog_action",
                late=key in ("late", "plan_late"),
            )
            for key, label, domain in (
                ("open", self.env._("Matters listed"), Domain.TRUE),
                (
                    "late",
                    self.env._("Past their last clock"),
                    Domain("is_late", "=", True),
                ),
                ("complex", self.env._("Complex"), Domain("is_complex", "=", True)),
                (
                    "prolonged",
                    self.env._("Prolonged"),
                    Domain("is_prolonged", "=", True),
                ),
                ("crowd", self.env._("Of many people"), Domain("is_crowd", "=", True)),
                (
                    "plan_late",
                    self.env._("Plan late"),
                    Domain("is_plan_late", "=", True),
                ),
            )
        ]

    def _hotspots(self):
        spots = self.env["citizen.petition.hotspot"].search(
            Domain("is_rising", "=", True), limit=MOST_ROWS
        )
        return [
            {
                "id": spot.id,
                "name": spot.display_name,
                "place": spot.commune_id.short_name or spot.commune_id.name or "",
                "words": self.env._(
                    "%(recent)s lately, %(before)s before",
                    recent=spot.recent_count,
                    before=spot.previous_count,
                ),
            }
            for spot in spots
        ]

    # ------------------------------------------------------------------
    # this year against the last
    # ------------------------------------------------------------------
    def _trends(self, place):
        """What came in and was done by month, this year and the last: one query for
        each series. A series without anything is left out."""
        ids = place["reach"] if place["tops"] else place["own"]
        found = []
        for key, label, model, unit, day, domain, action in (
            (
                "petition",
                self.env._("Petitions Received"),
                "citizen.petition",
                "owner_unit_id",
                "receipt_date",
                Domain("state", "!=", "void"),
                "citizen_petition_action",
            ),
            (
                "reception",
                self.env._("Citizens Received"),
                "citizen.reception",
                "owner_unit_id",
                "date",
                Domain("state", "!=", "void"),
                "citizen_reception_action",
            ),
            (
                "task",
                self.env._("Tasks Verified"),
                "citizen.task",
                "unit_id",
                "verified_on",
                Domain("state", "=", "verified"),
                "citizen_task_action_all",
            ),
        ):
            if not place["all"]:
                domain &= Domain(unit, "in", ids)
            months = self._months(place["today"], model, day, domain)
            if not months:
                continue
            found.append(
                {
                    "key": key,
                    "label": label,
                    "model": model,
                    "action": f"citizen_dialogue.{action}",
                    "domain": self._dated(domain),
                    "months": months,
                    "most": max(c["count"] for row in months for c in row["cells"]),
                    "words": self._trend_words(
                        [
                            sum(row["cells"][index]["count"] for row in months)
                            for index in (0, 1)
                        ],
                        place["today"].month,
                    ),
                }
            )
        return found

    def _months(self, today, model, day, domain):
        """Numbers by month, from the first one of which there are any in either year;
        months still to come have nothing to compare."""
        first = today.replace(month=1, day=1) - relativedelta(years=1)
        last = today + relativedelta(day=31)
        counts = {
            (month.year, month.month): number
            for month, number in self.env[model]._read_group(
                domain & Domain(day, ">=", first) & Domain(day, "<=", last),
                [f"{day}:month"],
                ["__count"],
            )
        }
        months = []
        for month in range(1, today.month + 1):
            cells = []
            for year in (today.year, today.year - 1):
                begin = today.replace(year=year, month=month, day=1)
                number = counts.get((year, month), 0)
                cells.append(
                    {
                        "count": number,
                        "text": self._text(number),
                        "label": f"{month:02d}/{year}",
                        "domain": self._dated(
                            Domain(day, ">=", begin)
                            & Domain(day, "<", begin + relativedelta(months=1))
                        ),
                    }
                )
            if months or any(cell["count"] for cell in cells):
                months.append({"month": month, "cells": cells})
        return months

    def _trend_words(self, totals, until):
        now, before = totals
        counts = {
            "now": self._text(now),
            "before": self._text(before),
            "month": until,
        }
        if not before:
            return self.env._(
                "Months 1 to %(month)s: %(now)s; none last year.", **counts
            )
        change = round(100 * (now - before) / before)
        if change >= 0:
            return self.env._(
                "Months 1 to %(month)s: %(now)s, %(change)s%% more than last year "
                "(%(before)s).",
                change=change,
                **counts,
            )
        return self.env._(
            "Months 1 to %(month)s: %(now)s, %(change)s%% less than last year "
            "(%(before)s).",
            change=-change,
            **counts,
        )
