"""Lists, counters and searches of an officer while the tasks of *other* units grow.

Run by bench/run inside Odoo's shell. Prints, for each list, the time at each size as a
ratio to the smallest, the number of queries, and each plan that reads a big table from
end to end. Figures of different machines can't be compared; the ratios can.
"""

import re
import statistics
import time

SIZES = (2_000, 20_000, 200_000)
BIG = ("citizen_task", "citizen_deadline", "citizen_task_citizen_unit_rel")
cr = env.cr  # noqa: F821


def populate(total):
    """Add tasks of invented units until there are ``total``, as a province would have
    them: 400 units, nine of ten verified."""
    cr.execute("SELECT array_agg(id) FROM citizen_unit WHERE name LIKE 'Đơn vị đo %'")
    units = cr.fetchone()[0]
    if not units:
        parent = env["citizen.unit"].search([("kind", "=", "province")])  # noqa: F821
        units = (
            env["citizen.unit"]  # noqa: F821
            .create(
                [
                    {"name": f"Đơn vị đo {n}", "kind": "other", "parent_id": parent.id}
                    for n in range(400)
                ]
            )
            .ids
        )
    env.flush_all()  # noqa: F821
    cr.execute("SELECT count(*) FROM citizen_task")
    missing = total - cr.fetchone()[0]
    cr.execute(
        """
        WITH sample AS (
            SELECT clause_id, conclusion_id, name FROM citizen_task ORDER BY id LIMIT 1
        ), added AS (
            INSERT INTO citizen_task (owner_unit_id, clause_id, conclusion_id, unit_id,
                round_no, name, state, due_date, progress, create_date)
            SELECT u, s.clause_id, s.conclusion_id, u, 1000 + %s + g, s.name,
                CASE WHEN g %% 10 = 0 THEN 'accepted' ELSE 'verified' END,
                CURRENT_DATE - 300 + (g * 7919) %% 400, 0, now()
            FROM sample s, generate_series(1, %s) g,
                LATERAL (SELECT (%s::int[])[1 + g %% 400] AS u) unit
            RETURNING id, unit_id
        )
        INSERT INTO citizen_task_citizen_unit_rel (citizen_task_id, citizen_unit_id)
        SELECT id, unit_id FROM added
        """,
        [total, missing, units],
    )
    cr.execute(
        """
        INSERT INTO citizen_deadline
            (owner_unit_id, name, task_id, date_start, due_date)
        SELECT t.owner_unit_id, 'đo', t.id, t.due_date - 30, t.due_date
        FROM citizen_task t WHERE t.deadline_id IS NULL
        """
    )
    cr.execute(
        """
        UPDATE citizen_task t SET deadline_id = d.id FROM citizen_deadline d
        WHERE d.task_id = t.id AND t.deadline_id IS NULL
        """
    )
    for table in BIG:
        cr.execute(f"ANALYZE {table}")


def lists():
    """(name, login, call) for what officers open."""
    columns = {
        "due_date": {},
        "late_words": {},
        "name": {},
        "unit_id": {"fields": {"display_name": {}}},
        "state": {},
        "is_overdue": {},
    }

    def task(login):
        user = env["res.users"].search([("login", "=", login)])  # noqa: F821
        return env["citizen.task"].with_user(user)  # noqa: F821

    def page(login, domain):
        return lambda: task(login).web_search_read(
            domain, columns, limit=80, order="due_date", count_limit=10001
        )

    under_way = [("state", "in", ("assigned", "accepted"))]
    late = [("is_overdue", "=", True)]
    reported = [("state", "=", "reported")]
    followed = [("is_followed", "=", True)]
    mine = [
        (
            "unit_id.membership_ids",
            "any",
            [("user_id.login", "=", "canbo_xa"), ("is_current", "=", True)],
        )
    ]
    return [
        ("Việc của tôi", "canbo_xa", page("canbo_xa", mine + under_way)),
        ("Tất cả tôi được xem", "canbo_xa", page("canbo_xa", [])),
        ("Theo dõi: quá hạn", "chanhvp", page("chanhvp", followed + late)),
        ("Theo dõi: chờ kiểm tra", "thuky", page("thuky", followed + reported)),
        ("Tìm chữ", "thuky", page("thuky", [("name", "ilike", "mương")])),
        (
            "Bảng đơn vị",
            "chanhvp",
            lambda: (
                task("chanhvp")
                .env["citizen.unit"]
                .web_search_read(
                    [("has_tasks", "=", True)],
                    {
                        "name": {},
                        "task_open_count": {},
                        "task_late_count": {},
                        "task_reported_count": {},
                    },
                    limit=80,
                )
            ),
        ),
        ("Tỉnh: quá hạn", "thanhtra", page("thanhtra", late)),
        (
            "Tỉnh: theo đơn vị",
            "thanhtra",
            lambda: task("thanhtra").formatted_read_group(
                late, ["unit_id"], ["__count"]
            ),
        ),
    ]


def measure(call):
    """(median seconds of 7, queries, sequential scans of big tables)."""
    env.invalidate_all()  # noqa: F821
    call()
    times = []
    for _again in range(7):
        env.invalidate_all()  # noqa: F821
        queries = cr.sql_log_count
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
        queries = cr.sql_log_count - queries
    return statistics.median(times), queries, plans(call)


def plans(call):
    scans = []
    execute = type(cr).execute

    def explain(cursor, query, params=None, log_exceptions=True):
        from odoo.tools import SQL

        if not isinstance(query, SQL):
            query = SQL(query, *(params or ()))
        if query.code.lstrip().startswith("SELECT"):
            execute(cursor, SQL("EXPLAIN %s", query))
            text = "\n".join(row[0] for row in cursor.fetchall())
            scans.extend(
                f"{table}"
                for table in re.findall(r"Seq Scan on (\w+)", text)
                if table in BIG
            )
        return execute(cursor, query)

    env.invalidate_all()  # noqa: F821
    type(cr).execute = explain
    try:
        call()
    finally:
        type(cr).execute = execute
    return sorted(set(scans))


def main():
    first = {}
    for size in SIZES:
        populate(size)
        print(f"\n{size:,} nhiệm vụ".replace(",", "."))
        for name, login, call in lists():
            seconds, queries, scans = measure(call)
            base = first.setdefault(name, seconds)
            print(
                f"  {name:26} {login:9} {seconds * 1000:8.1f} ms  "
                f"×{seconds / base:5.1f}  {queries:3} truy vấn  "
                f"{'đọc hết bảng: ' + ', '.join(scans) if scans else ''}"
            )


main()
