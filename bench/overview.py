"""The overview and the longest book while petitions grow to a province's ten years.

Run by bench/run inside Odoo's shell. The overview of a leader of the province, of an
officer of a large unit and of a small one: time at each size as a ratio to the
smallest, number of queries, and beside them the bare SQL of its table by unit and its
trend, without rights. The petition register of 20,000 lines: time and memory, beside a
plain loop of xlsxwriter over the same cells. Ratios can be compared, seconds can't.
"""

import io
import statistics
import time
import tracemalloc

import xlsxwriter

from odoo.addons.citizen_dialogue.models.citizen_book import PETITION

SIZES = (2_000, 20_000, 200_000)
LINES = 20_000
BIG = (
    "citizen_petition",
    "citizen_petitioner",
    "citizen_petition_citizen_unit_rel",
    "citizen_task",
    "citizen_task_citizen_unit_rel",
)
cr = env.cr  # noqa: F821


def units():
    cr.execute("SELECT array_agg(id) FROM citizen_unit WHERE name LIKE 'Xã đo %'")
    found = cr.fetchone()[0]
    if found:
        return found
    units = env["citizen.unit"]  # noqa: F821
    parent = units.search([("kind", "=", "province")])
    found = units.create(
        [
            {"name": f"Xã đo {n}", "kind": "commune", "parent_id": parent.id}
            for n in range(400)
        ]
    ).ids
    for login, unit, role in (
        ("canbo_xa", found[7], "officer"),
        ("thuky", found[0], "officer"),
        ("chutich", parent.id, "leader"),
    ):
        user = env["res.users"].search([("login", "=", login)])  # noqa: F821
        env["citizen.membership"].create(  # noqa: F821
            {"user_id": user.id, "unit_id": unit, "role": role}
        )
    env.flush_all()  # noqa: F821
    return found


def populate(total):
    """Petitions of 400 units, a fifth of them of one; half as many tasks."""
    values = {"total": total, "places": units()}
    cr.execute("SELECT count(*) FROM citizen_petition")
    values["start"] = cr.fetchone()[0]
    place = """LATERAL (SELECT (%(places)s::int[])[
        CASE WHEN g %% 5 = 0 THEN 1 ELSE 1 + g %% 400 END] AS u) unit"""
    cr.execute(
        f"""
        WITH added AS (
            INSERT INTO citizen_petition (owner_unit_id, number, state, source,
                receipt_date, kind, identity, subject, signatory_count, is_collective,
                is_anonymous, case_count, due_date, received_by_id, create_date)
            SELECT u, g || '/2026',
                CASE WHEN g %% 9 = 0 THEN 'registered' ELSE 'handled' END, 'desk',
                CURRENT_DATE - ((%(total)s - g) / 60), 'kn', 'open',
                'thu hồi đất làm đường liên xã số ' || g, 1, false, false, 1,
                CURRENT_DATE - 200 + (g * 7919) %% 300, 2, now()
            FROM generate_series(%(start)s + 1, %(total)s) g, {place}
            RETURNING id, owner_unit_id
        ), people AS (
            INSERT INTO citizen_petitioner (petition_id, owner_unit_id, role, sequence,
                number, is_sealed, name)
            SELECT id, owner_unit_id, 'petitioner', 1, id, false, 'Lò Văn ' || id
            FROM added
        )
        INSERT INTO citizen_petition_citizen_unit_rel
            (citizen_petition_id, citizen_unit_id)
        SELECT id, owner_unit_id FROM added
        """,  # pylint: disable=sql-injection
        values,
    )
    cr.execute(
        f"""
        WITH sample AS (
            SELECT clause_id, conclusion_id, name FROM citizen_task ORDER BY id LIMIT 1
        ), added AS (
            INSERT INTO citizen_task (owner_unit_id, clause_id, conclusion_id, unit_id,
                round_no, name, state, due_date, verified_on, progress, create_date)
            SELECT u, s.clause_id, s.conclusion_id, u, 1000 + g, s.name,
                CASE WHEN g %% 10 = 0 THEN 'accepted' ELSE 'verified' END,
                CURRENT_DATE - 300 + (g * 7919) %% 400, CURRENT_DATE - (g / 60), 0,
                now()
            FROM sample s, generate_series(%(start)s + 1, %(total)s, 2) g, {place}
            RETURNING id, unit_id
        )
        INSERT INTO citizen_task_citizen_unit_rel (citizen_task_id, citizen_unit_id)
        SELECT id, unit_id FROM added
        """,  # pylint: disable=sql-injection
        values,
    )
    for table in BIG:
        cr.execute(f"ANALYZE {table}")  # pylint: disable=sql-injection


def plain():
    """The same numbers without rights: one statement for each column, and the trend."""
    for query in (
        """SELECT unit_id, count(*) FROM citizen_task WHERE due_date < CURRENT_DATE
           AND state IN ('assigned', 'accepted') GROUP BY 1""",
        """SELECT unit_id, count(*) FROM citizen_task WHERE state = 'accepted'
           AND due_date BETWEEN CURRENT_DATE AND CURRENT_DATE + 7 GROUP BY 1""",
        """SELECT unit_id, count(*) FROM citizen_task WHERE state = 'reported'
           GROUP BY 1""",
        """SELECT unit_id, count(*) FROM citizen_task WHERE state = 'verified'
           AND verified_on >= date_trunc('year', CURRENT_DATE) GROUP BY 1""",
        """SELECT owner_unit_id, count(*) FROM citizen_petition
           WHERE due_date < CURRENT_DATE AND state IN ('registered', 'classified')
           GROUP BY 1""",
        """SELECT date_trunc('month', receipt_date), count(*) FROM citizen_petition
           WHERE state <> 'void' AND receipt_date >=
               date_trunc('year', CURRENT_DATE) - interval '1 year' GROUP BY 1""",
    ):
        cr.execute(query)
        cr.fetchall()


def measure(call, times=5):
    call()
    taken, queries = [], 0
    for _again in range(times):
        env.invalidate_all()  # noqa: F821
        before, start = cr.sql_log_count, time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
        queries = cr.sql_log_count - before
    return statistics.median(taken), queries


def overview(login):
    user = env["res.users"].search([("login", "=", login)])  # noqa: F821
    return lambda: env["citizen.overview"].with_user(user).figures()  # noqa: F821


def in_memory(call):
    """Most megabytes of Python objects at once; tracing takes its time."""
    tracemalloc.start()
    call()
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 2**20


def register():
    user = env["res.users"].search([("login", "=", "thuky")])  # noqa: F821
    books = env["citizen.book"].with_user(user)  # noqa: F821
    unit = books.env["citizen.unit"].browse(units()[0])
    today = books.env["citizen.calendar"]._today()
    cr.execute(
        """SELECT min(receipt_date) FROM (SELECT receipt_date FROM citizen_petition
           WHERE owner_unit_id = %s ORDER BY receipt_date DESC LIMIT %s) p""",
        [unit.id, LINES],
    )
    asked = ("petition", unit, cr.fetchone()[0], today)
    lines = books._count(*asked)
    taken, queries = measure(lambda: books._xlsx(*asked), times=1)
    peak = in_memory(lambda: books._xlsx(*asked))
    print(f"Sổ đơn {lines} dòng: {taken:.1f} s, đỉnh {peak:.0f} MB, {queries} truy vấn")
    rows = [row for part in books._parts(*asked) for row in part.rows()]

    def loop():
        target = io.BytesIO()
        book = xlsxwriter.Workbook(target)
        page = book.add_worksheet()
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        page.write_row(0, 0, [column.head for column in PETITION])
        for line, row in enumerate(rows, 1):
            for index, value in enumerate(row):
                if hasattr(value, "strftime"):
                    page.write_datetime(line, index, value, day)
                else:
                    page.write(line, index, value)
        book.close()

    taken, _queries = measure(loop, times=1)
    peak = in_memory(loop)
    print(f"xlsxwriter thuần, cùng các ô: {taken:.1f} s, đỉnh {peak:.0f} MB")


first = {}
for size in SIZES:
    populate(size)
    print(f"--- {size} đơn")
    for name, call in (
        ("Tổng quan: lãnh đạo tỉnh", overview("chutich")),
        ("Tổng quan: đơn vị lớn", overview("thuky")),
        ("Tổng quan: đơn vị nhỏ", overview("canbo_xa")),
        ("SQL trần (bảng đơn vị, so năm trước)", plain),
    ):
        seconds, queries = measure(call)
        first.setdefault(name, seconds)
        print(
            f"{name}: {seconds * 1000:.0f} ms, ×{seconds / first[name]:.1f}, "
            f"{queries} truy vấn"
        )
register()
