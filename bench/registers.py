"""Every list of the menus while a province's registers grow to ten years.

Run by bench/run inside Odoo's shell. Rows of the demo database are copied until each
register has its share of the size; then each window action of the menus is opened as
the web client opens it: its default filters, grouping and order, the columns of its
list, 80 lines and a count up to 10,001. Then, at the last size, each filter, grouping
and search box by itself. Printed are the time as a ratio to the smallest size, the
number of queries, and each plan that reads a big table from end to end. Figures of
different machines can't be compared; the ratios can.
"""

import re
import statistics
import time
from datetime import date, datetime, timedelta

from lxml import etree

from odoo.fields import Domain
from odoo.tools.safe_eval import safe_eval

SIZES = (2_000, 200_000)
UNITS = 1_000
AGAIN = 5
# shorter than this a list is not worth a line of its own
NOTICED = 0.05
cr = env.cr  # noqa: F821

# a fifth of everything is the first unit's; the others share the rest
UNIT = "(%(unit)s + CASE WHEN {0} %% 5 = 0 THEN 0 ELSE {0} %% %(units)s END)"
DAY = "(CURRENT_DATE - (({0}::bigint * 7919) %% 3650)::int)"
SOON = "(CURRENT_DATE - 300 + (({0}::bigint * 7919) %% 400)::int)"


def unit(number="g"):
    return UNIT.format(number)


def day(number="g"):
    return DAY.format(number)


def soon(number="g"):
    return SOON.format(number)


def mostly(usual, seldom, every=9):
    return f"CASE WHEN g %% {every} = 0 THEN '{seldom}' ELSE '{usual}' END"


def row(model, number="g"):
    """SQL of the id of a copied row."""
    return f"(%({model})s + {number} - 1)"


# model: (copies per 1,000 of the size, sample rows, values that differ)
REGISTERS = {
    "citizen.petition": (
        1000,
        "identity = 'open' AND kind IS NOT NULL",
        {
            "number": "g || '/2026'",
            "state": mostly("handled", "registered"),
            "outcome": mostly("guide", "file", 4),
            "receipt_date": day(),
            "petition_date": "NULL",
            "due_date": f"CASE WHEN g %% 9 = 0 THEN {soon()} ELSE {day()} END",
            "kept_until": f"CASE WHEN g %% 4 = 0 THEN {soon()} END",
            "receipt_token": "NULL",
            # a tenth repeat another one
            "matter_root_id": "CASE WHEN g %% 10 = 7 THEN "
            f"{row('citizen.petition', '(g - 1)')} END",
            "text_key": "'thu hoi dat ' || md5(g::text)",
        },
    ),
    "citizen.petitioner": (
        1000,
        "NOT is_sealed AND petition_id IS NOT NULL AND role = 'petitioner'",
        {"petition_id": row("citizen.petition"), "number": "g"},
    ),
    "citizen.case": (
        1000,
        "",
        {
            "code": "'DO' || g",
            "state": mostly("closed", "verifying"),
            "petition_id": row("citizen.petition"),
            "previous_id": "NULL",
            "accepted_on": day(),
            "due_date": f"CASE WHEN g %% 9 = 0 THEN {soon()} END",
            "decided_on": f"CASE WHEN g %% 9 <> 0 THEN {day()} END",
            "verify_unit_id": unit("(g + 1)"),
        },
    ),
    "citizen.transfer": (
        1000,
        "",
        {
            "petition_id": row("citizen.petition"),
            "state": "CASE WHEN g %% 40 = 0 THEN 'sent' WHEN g %% 41 = 0 "
            "THEN 'stopped' ELSE 'accepted' END",
            "from_unit_id": unit("(g + 1)"),
            "to_unit_id": unit(),
            "decider_unit_id": f"CASE WHEN g %% 41 = 0 THEN {unit()} END",
            "sent_on": day(),
            "answer_date": "NULL",
            "document_id": "NULL",
        },
    ),
    "citizen.document": (
        1000,
        "state = 'issued'",
        {
            "petition_id": f"CASE WHEN g %% 2 = 0 THEN {row('citizen.petition')} END",
            "case_id": f"CASE WHEN g %% 2 = 1 THEN {row('citizen.case')} END",
            "dialogue_id": "NULL",
            "conclusion_id": "NULL",
            "opinion_id": "NULL",
            "state": "CASE WHEN g %% 60 = 0 THEN 'submitted' WHEN g %% 61 = 0 THEN "
            "'approved' WHEN g %% 62 = 0 THEN 'draft' ELSE 'issued' END",
            "issuer_unit_id": unit(),
            "number": "g || '/TB-DO'",
            "number_int": "NULL",
            "date_issued": f"CASE WHEN g %% 62 > 0 THEN {day()} END",
            # a tenth has no signed copy yet
            "signed_attachment_id": f"CASE WHEN g %% 10 > 0 THEN {1} END",
            "pdf_attachment_id": "1",
        },
    ),
    "citizen.conclusion": (
        20,
        "",
        {
            "number": "g || '/KL-DO'",
            "case_id": "NULL",
            "dialogue_id": "NULL",
            "date_issued": day(),
        },
    ),
    "citizen.conclusion.clause": (
        20,
        "",
        {"conclusion_id": row("citizen.conclusion")},
    ),
    "citizen.task": (
        1000,
        "",
        {
            "owner_unit_id": unit("(1 + (g - 1) / 50)"),
            "clause_id": row("citizen.conclusion.clause", "(1 + (g - 1) / 50)"),
            "conclusion_id": row("citizen.conclusion", "(1 + (g - 1) / 50)"),
            "dialogue_id": "NULL",
            "unit_id": unit(),
            "round_no": "g",
            "state": "CASE WHEN g %% 11 = 0 THEN 'accepted' WHEN g %% 53 = 0 THEN "
            "'reported' ELSE 'verified' END",
            "due_date": f"CASE WHEN g %% 11 = 0 THEN {soon()} ELSE {day()} END",
            "deadline_id": "NULL",
        },
    ),
    "citizen.task.update": (1000, "", {"task_id": row("citizen.task")}),
    "citizen.reception": (
        1000,
        "",
        {
            "number": "g || '/2026'",
            "state": mostly("done", "open", 50),
            "date": day(),
            "reception_kind": "'regular'",
            "identity": "'open'",
            "people_count": "1",
            "receiver_id": "2",
            "subject": "'Hỏi về bồi thường đất'",
        },
    ),
    "citizen.dialogue": (
        50,
        "case_id IS NULL",
        {
            "code": "'PDO' || g",
            "state": mostly("concluded", "announced"),
            "date_start": day(),
        },
    ),
    "citizen.dialogue.opinion": (
        500,
        "",
        {"dialogue_id": row("citizen.dialogue", "(1 + (g - 1) / 10)")},
    ),
    "citizen.dossier": (
        1000,
        "",
        {
            "case_id": row("citizen.case"),
            "dialogue_id": "NULL",
            "code": "'HS' || g",
            "state": mostly("closed", "open"),
            "opened_on": day(),
        },
    ),
    "citizen.dossier.item": (
        2000,
        "",
        {
            "dossier_id": row("citizen.dossier", "(1 + (g - 1) / 2)"),
            "document_id": "NULL",
        },
    ),
    "citizen.backlog": (
        1000,
        "case_id IS NOT NULL",
        {
            "case_id": row("citizen.case"),
            "state": mostly("settled", "open", 20),
            "since": day(),
            "previous_id": "NULL",
        },
    ),
    "citizen.urging": (
        1000,
        "task_id IS NOT NULL",
        {
            "task_id": row("citizen.task"),
            "unit_id": unit(),
            "kind": "'remind'",
            "date": day(),
            "due_date": day(),
            "document_id": "NULL",
        },
    ),
    "citizen.withdrawal": (
        100,
        "",
        {
            "petition_id": row("citizen.petition"),
            "case_id": "NULL",
            "person_id": "NULL",
            "document_id": "NULL",
            "day": day(),
        },
    ),
    "citizen.obstacle": (
        250,
        "",
        {
            "task_id": row("citizen.task"),
            "unit_id": unit(),
            "state": mostly("decided", "open"),
            "extension_id": "NULL",
            "directive_id": "NULL",
        },
    ),
    "citizen.review": (
        50,
        "",
        {
            "state": mostly("decided", "proposed"),
            "authority_id": unit(),
            "subject_unit_id": unit("(g + 1)"),
            "subject_name": "'Người ' || g",
            "ground": "'task'",
            "fact": "'Chậm'",
            "proposed_on": day(),
        },
    ),
    "citizen.report": (
        50,
        "",
        {
            "state": "'locked'",
            "kind": mostly("brief", "statutory", 2),
            "date_from": f"({day()} - 30)",
            "date_to": day(),
            "horizon": day(),
            "version": "g",
        },
    ),
    "citizen.destruction": (10, "", {"state": "'done'", "destroyed_on": day()}),
    "citizen.national.export": (
        10,
        "",
        {"date_from": f"({day()} - 30)", "date_to": day()},
    ),
    "citizen.import": (
        20,
        "",
        {
            "user_id": "2",
            "size": "1",
            "kind": "'petitions'",
            "state": "'undone'",
            "duplicates": "'skip'",
            "clock_from": "CURRENT_DATE",
        },
    ),
    "citizen.identity.log": (1000, "", {"petition_id": row("citizen.petition")}),
    "citizen.petition.link": (
        100,
        "",
        {
            "petition_id": row("citizen.petition", "(g + 1)"),
            "root_id": row("citizen.petition"),
        },
    ),
}
# the clocks of petitions, cases and tasks
OWNERS = ("citizen.petition", "citizen.case", "citizen.task")
first = {"units": UNITS}


def people():
    """A small unit with an officer and a clerk, a big one, and the whole province."""
    found = env["citizen.unit"].search([("name", "like", "Xã đo sổ ")])  # noqa: F821
    if not found:
        units = env["citizen.unit"]  # noqa: F821
        parent = units.search([("kind", "=", "province")])
        found = units.create(
            [
                {"name": f"Xã đo sổ {n}", "kind": "commune", "parent_id": parent.id}
                for n in range(UNITS)
            ]
        )
        for login, number, role in (
            ("canbo_xa", 7, "officer"),
            ("vanthu", 8, "clerk"),
            ("luugiu", 9, "custodian"),
            ("thuky", 0, "officer"),
        ):
            user = env["res.users"].search([("login", "=", login)])  # noqa: F821
            env["citizen.membership"].create(  # noqa: F821
                {"user_id": user.id, "unit_id": found[number].id, "role": role}
            )
    env.flush_all()  # noqa: F821
    first["unit"] = min(found.ids)
    assert max(found.ids) - min(found.ids) == UNITS - 1


def grow(model, total, where, values, start):
    """Copy rows until there are ``total`` copies beside those of the demo data."""
    table = env[model]._table  # noqa: F821
    cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s",
        [table],
    )
    columns = {name for (name,) in cr.fetchall()} - {"id"}
    if "owner_unit_id" in columns:
        values = {"owner_unit_id": unit(), **values}
    cr.execute(f"SELECT array_agg(id) FROM {table} WHERE {where or 'true'}")
    samples = first.setdefault(f"samples {model}", cr.fetchone()[0] or [0])
    if model not in first:
        # the id of a copy follows from its number
        cr.execute(f"SELECT last_value + is_called::int FROM {table}_id_seq")
        first[model] = cr.fetchone()[0]
    names = sorted(columns)
    quoted = ", ".join(f'"{name}"' for name in names)
    picked = ", ".join(values.get(name, f's."{name}"') for name in names)
    cr.execute(
        f"""
        WITH added AS (
            INSERT INTO {table} ({quoted}) SELECT {picked}
            FROM generate_series(%(start)s + 1, %(total)s) g LEFT JOIN {table} s
                ON s.id = (%(samples)s::int[])[1 + g %% cardinality(%(samples)s::int[])]
            ORDER BY g RETURNING id
        ) SELECT min(id), max(id), count(*) FROM added
        """,  # pylint: disable=sql-injection
        {**first, "start": start, "total": total, "samples": samples},
    )
    low, high, count = cr.fetchone()
    assert high - low == count - 1 == total - start - 1, (model, low, high, count)
    assert low == first[model] + start, model
    involve(model, low, high)


def involve(model, low, high):
    """The responsible unit, and of each tenth record another one, see it."""
    field = env[model]._fields.get("access_unit_ids")  # noqa: F821
    if not field:
        return
    table = env[model]._table  # noqa: F821
    also = (
        "t.unit_id"
        if model == "citizen.task"
        else f"CASE WHEN t.id %% 10 = 0 THEN {unit('t.id')} ELSE t.owner_unit_id END"
    )
    cr.execute(
        f"""
        INSERT INTO {field.relation} ({field.column1}, {field.column2})
        SELECT t.id, t.owner_unit_id FROM {table} t WHERE t.id BETWEEN %(low)s AND
        %(high)s UNION SELECT t.id, {also} FROM {table} t
        WHERE t.id BETWEEN %(low)s AND %(high)s
        """,  # pylint: disable=sql-injection
        {**first, "low": low, "high": high},
    )


def populate(total, before):
    people()
    for model, (share, where, values) in REGISTERS.items():
        grow(model, total * share // 1000, where, values, before * share // 1000)
    for number, owner in enumerate(OWNERS):
        field = owner.removeprefix("citizen.") + "_id"
        start = 3 * before + number * (total - before)
        # the clocks of a size follow those of the smaller one, owner by owner
        held = row(owner, f"(g - {start - before})")
        table = env[owner]._table  # noqa: F821
        values = dict.fromkeys(
            ("dialogue_id", "task_id", "petition_id", "reception_id", "case_id"), "NULL"
        )
        values |= {
            field: held,
            "owner_unit_id": f"(SELECT owner_unit_id FROM {table} WHERE id = {held})",
            "due_date": f"CASE WHEN g %% 9 = 0 THEN {soon()} ELSE {day()} END",
            "met_on": f"CASE WHEN g %% 9 <> 0 THEN {day()} END",
            "suspended_on": "NULL",
            "ended_on": "NULL",
        }
        grow("citizen.deadline", start + total - before, "", values, start)
    cr.execute(
        """UPDATE citizen_task t SET deadline_id = d.id FROM citizen_deadline d
           WHERE d.task_id = t.id AND t.deadline_id IS NULL"""
    )
    cr.execute(
        """INSERT INTO citizen_case_petition_rel (case_id, petition_id)
           SELECT id, petition_id FROM citizen_case WHERE petition_id IS NOT NULL
           ON CONFLICT DO NOTHING"""
    )
    cr.execute("COMMIT")
    cr.execute("ANALYZE")


def big_tables():
    cr.execute(
        """SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > 3000
           AND relname LIKE 'citizen%'"""
    )
    return {name for (name,) in cr.fetchall()}


NAMES = {
    "context_today": date.today,
    "datetime": datetime,
    "timedelta": timedelta,
    "uid": 0,
    "True": True,
    "False": False,
}


def menus(login):
    """(name, action) of the menus a user has."""
    user = env["res.users"].search([("login", "=", login)])  # noqa: F821
    own = env(user=user.id, context={"lang": "vi_VN", "tz": "Asia/Ho_Chi_Minh"})  # noqa: F821
    for menu in own["ir.ui.menu"].load_menus(False).values():
        if menu.get("action_model") != "ir.actions.act_window":
            continue
        action = own["ir.actions.act_window"].browse(menu["action_id"]).sudo()
        if action.res_model.startswith("citizen.") and action.target != "new":
            yield own, menu["name"], action


def search_parts(arch):
    """({name: (group, domain)}, {name: group by}, [search boxes])"""
    filters, groups, boxes, number = {}, {}, [], 0
    for node in arch.iter("field", "filter", "separator"):
        if node.tag == "separator":
            number += 1
        elif node.tag == "field":
            boxes.append((node.get("name"), node.get("filter_domain")))
        elif node.get("date"):
            spot = node.get("date")
            start = date.today().replace(month=1, day=1)
            filters[node.get("name")] = (number, f"[('{spot}', '>=', '{start}')]")
        elif "group_by" in node.get("context", ""):
            by = safe_eval(node.get("context"), dict(NAMES))["group_by"]
            groups[node.get("name")] = by
        else:
            filters[node.get("name")] = (number, node.get("domain") or "[]")
    return filters, groups, boxes


def specification(model, arch):
    columns = {}
    for node in arch.iter("field"):
        field = model._fields[node.get("name")]
        related = field.type in ("many2one", "many2many")
        columns[field.name] = {"fields": {"display_name": {}}} if related else {}
    return columns


def lists(login, each):
    """(name, call) of every menu's list; with ``each`` also what its search offers."""
    for own, name, action in menus(login):
        model = own[action.res_model]
        names = {**NAMES, "uid": own.uid}
        views = {kind: view for view, kind in action.views}
        views = model.get_views(
            [(views.get("list", False), "list"), (action.search_view_id.id, "search")]
        )["views"]
        arch = etree.fromstring(views["list"]["arch"])
        filters, groups, boxes = search_parts(etree.fromstring(views["search"]["arch"]))
        context = safe_eval(action.context or "{}", dict(names))
        base = Domain(safe_eval(action.domain or "[]", dict(names)))
        columns = specification(model, arch)
        order = arch.get("default_order") or model._order
        sums = [f"{n.get('name')}:sum" for n in arch.iter("field") if n.get("sum")]

        def page(domain, model=model, columns=columns, order=order):
            return lambda: model.web_search_read(
                list(domain), columns, limit=80, order=order, count_limit=10001
            )

        def grouped(domain, by, model=model, sums=sums):
            return lambda: model.web_read_group(
                list(domain), [by], [*sums, "__count"], limit=80
            )

        chosen, by = {}, None
        for key in context:
            wanted = key.removeprefix("search_default_")
            if wanted in filters and wanted != key:
                number, text = filters[wanted]
                chosen.setdefault(number, []).append(
                    Domain(safe_eval(text, dict(names)))
                )
            elif wanted in groups and wanted != key:
                by = groups[wanted]
        domain = base & Domain.AND(Domain.OR(some) for some in chosen.values())
        yield name, grouped(domain, by) if by else page(domain)
        if not each:
            continue
        for key, (_number, text) in filters.items():
            yield (
                f"{name} [{key}]",
                page(base & Domain(safe_eval(text, dict(names)))),
            )
        for key, by in groups.items():
            if ":" not in by and model._fields[by].type in ("date", "datetime"):
                by += ":month"
            yield f"{name} <{key}>", grouped(base, by)
        for key, text in boxes:
            said = safe_eval(text, {**names, "self": "thu hồi"}) if text else None
            yield (
                f"{name} ?{key}",
                page(base & Domain(said or [(key, "ilike", "thu hồi")])),
            )


def measure(call, again=AGAIN):
    """(median seconds, queries) of opening the list."""
    env.invalidate_all()  # noqa: F821
    call()
    times = []
    for _again in range(again):
        env.invalidate_all()  # noqa: F821
        queries = cr.sql_log_count
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
        queries = cr.sql_log_count - queries
        if times[0] > 2:
            break
    return statistics.median(times), queries


def plans(call, big):
    """The big tables that a call reads from end to end."""
    scans = []
    execute = type(cr).execute

    def explain(cursor, query, params=None, log_exceptions=True):
        from odoo.tools import SQL

        if not isinstance(query, SQL):
            query = SQL(query, *(params or ()))
        if query.code.lstrip().startswith(("SELECT", "WITH")):
            execute(cursor, SQL("EXPLAIN %s", query))
            text = "\n".join(row[0] for row in cursor.fetchall())
            scans.extend(
                table
                for table in re.findall(r"Seq Scan on (\w+)", text)
                if table in big
            )
        return execute(cursor, query)

    env.invalidate_all()  # noqa: F821
    type(cr).execute = explain
    try:
        call()
    finally:
        type(cr).execute = execute
    return sorted(set(scans))


def show(name, login, seconds, queries, ratio, call, big):
    scans = plans(call, big)
    print(
        f"  {name[:48]:48} {login:9} {seconds * 1000:8.1f} ms  "
        f"{f'×{ratio:5.1f}' if ratio else '      '}  {queries:3} truy vấn  "
        f"{'đọc hết bảng: ' + ', '.join(scans) if scans else ''}"
    )


def main():
    smallest, before = {}, 0
    for size in SIZES:
        populate(size, before)
        before, big = size, big_tables()
        print(f"\n{size:,} dòng mỗi sổ".replace(",", "."))
        for login in ("canbo_xa", "vanthu", "luugiu", "thuky", "thanhtra"):
            for name, call in lists(login, False):
                seconds, queries = measure(call)
                base = smallest.setdefault((name, login), seconds)
                if size == SIZES[-1] and seconds > NOTICED:
                    show(name, login, seconds, queries, seconds / base, call, big)
    print("\nTừng bộ lọc, cách nhóm, ô tìm (lâu hơn 50 ms)")
    for login in ("canbo_xa", "vanthu", "luugiu", "thuky", "thanhtra"):
        for name, call in lists(login, True):
            seconds, queries = measure(call, 1)
            if seconds > NOTICED:
                show(name, login, seconds, queries, 0, call, big)


if not globals().get("POPULATE_ONLY"):
    main()
