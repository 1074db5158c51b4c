"""Lists, searches and proposals of petitions while they grow to a province's ten years.

Run by bench/run inside Odoo's shell. Prints, for each call, the time at each size as a
ratio to the smallest, the number of queries, and each plan that reads a big table from
end to end. Figures of different machines can't be compared; the ratios can.
"""

import re
import statistics
import time

SIZES = (2_000, 20_000, 200_000)
BIG = (
    "citizen_petition",
    "citizen_petitioner",
    "citizen_petition_plot",
    "citizen_petition_citizen_unit_rel",
    "citizen_person_name",
)
cr = env.cr  # noqa: F821
SUBJECTS = (
    "thu hồi đất làm đường liên xã, bồi thường chưa thỏa đáng",
    "cấp giấy chứng nhận quyền sử dụng đất chậm",
    "tranh chấp đất nương giữa hai hộ trong bản",
    "hỗ trợ nhà ở cho hộ nghèo chưa đến tay người dân",
    "đường vào bản hư hỏng, mùa mưa không đi được",
    "chi trả dịch vụ môi trường rừng không đúng diện tích",
    "nước sinh hoạt tập trung không hoạt động",
    "mức bồi thường cây cối khi làm hồ thủy điện",
    "chế độ người có công chưa được giải quyết",
    "trường mầm non thu tiền ngoài quy định",
)


def units():
    """400 units, one of them with a fifth of everything."""
    cr.execute("SELECT array_agg(id) FROM citizen_unit WHERE name LIKE 'Xã đo %'")
    found = cr.fetchone()[0]
    if not found:
        parent = env["citizen.unit"].search([("kind", "=", "province")])  # noqa: F821
        found = (
            env["citizen.unit"]  # noqa: F821
            .create(
                [
                    {"name": f"Xã đo {n}", "kind": "commune", "parent_id": parent.id}
                    for n in range(400)
                ]
            )
            .ids
        )
        user = env["res.users"].search([("login", "=", "canbo_xa")])  # noqa: F821
        big = env["res.users"].search([("login", "=", "thuky")])  # noqa: F821
        for who, unit in ((user, found[7]), (big, found[0])):
            env["citizen.membership"].create(  # noqa: F821
                {"user_id": who.id, "unit_id": unit, "role": "officer"}
            )
    env.flush_all()  # noqa: F821
    return found


def populate(total):
    """Add petitions with one person each. Names are skewed as in the north-west: the
    commonest is borne by one person in fifty, the rarest by one."""
    places = units()
    cr.execute("SELECT count(*) FROM citizen_petition")
    start = cr.fetchone()[0]
    cr.execute(
        """
        WITH added AS (
            INSERT INTO citizen_petition (owner_unit_id, number, state, source,
                receipt_date, kind, identity, subject, text_key, signatory_count,
                is_collective, is_anonymous, matter_commune_id, case_count, due_date,
                received_by_id, create_date, write_date)
            SELECT u, g || '/2026',
                   CASE WHEN g %% 9 = 0 THEN 'registered' ELSE 'handled'
                END, 'desk', CURRENT_DATE - ((%(total)s - g) / 60), 'kn', 'open',
                s || ' số ' || g,
                lower(unaccent(s)) || ' so ' || g || ' ban ' || md5((g / 3)::text),
                1, false, false, u, 1, CURRENT_DATE - (g %% 400), 2, now(), now()
            FROM generate_series(%(start)s + 1, %(total)s) g,
                LATERAL (SELECT CASE WHEN g %% 5 = 0 THEN (%(places)s::int[])[1]
                    ELSE (%(places)s::int[])[1 + g %% 400] END AS u) unit,
                LATERAL (SELECT (%(subjects)s::text[])[1 + g %% 10] AS s) words
            RETURNING id, owner_unit_id
        )
        INSERT INTO citizen_petition_citizen_unit_rel
            (citizen_petition_id, citizen_unit_id)
        SELECT id, owner_unit_id FROM added
        """,
        {
            "start": start,
            "total": total,
            "places": places,
            "subjects": list(SUBJECTS),
        },
    )
    cr.execute(
        """
        CREATE TEMP TABLE IF NOT EXISTS bench_name AS
        SELECT row_number() OVER () AS n, f || ' ' || m || ' ' || g AS name
        FROM unnest(ARRAY['Lò','Quàng','Cầm','Lường','Tòng','Hoàng','Nguyễn','Vàng',
                'Giàng','Sùng','Mùa','Điêu','Bạc','Hà','Lèo','Cà']) f,
            unnest(ARRAY['Văn','Thị','A','Xuân','Đức','Minh']) m,
            unnest(ARRAY['Hùng','Mai','Bình','Thanh','Dũng','Hoa','Lan','Én','Ơn','Pó',
                'Chung','Sơn','Tâm','Phương','Đôi','Hặc','Biên','Kiên','Loan','Thu',
                'Sáng','Phượng','Yên','Quyết','Toàn','Ánh','Dua','Dế','Lử','Vừ']) g
        """
    )
    cr.execute(
        """INSERT INTO citizen_person_name (folded)
           SELECT DISTINCT lower(unaccent(name)) FROM bench_name
           ON CONFLICT DO NOTHING"""
    )
    cr.execute(
        """
        INSERT INTO citizen_person_name (folded)
        SELECT 'hang a ' || md5(id::text) FROM citizen_petition p
        WHERE id % 20 = 0 ON CONFLICT DO NOTHING
        """
    )
    cr.execute(
        """
        WITH person AS MATERIALIZED (
            -- which name is computed, not drawn: the same at every run and plan
            SELECT p.id, p.owner_unit_id,
                1 + floor(2880 * power((p.id::bigint * 7919 % 10007) / 10007.0, 3))::int
                    AS pick
            FROM citizen_petition p WHERE NOT EXISTS (
                SELECT 1 FROM citizen_petitioner q WHERE q.petition_id = p.id)
        ), named AS (
            SELECT p.*, CASE WHEN p.id % 20 = 0 THEN 'Hàng A ' || md5(p.id::text)
                WHEN p.id % 50 = 1 THEN 'Lò Văn Hùng' ELSE n.name END AS name
            FROM person p JOIN bench_name n ON n.n = p.pick
        )
        INSERT INTO citizen_petitioner (petition_id, owner_unit_id, role, sequence,
            number, is_sealed, name, name_id, birth_year, paper_number, paper_hash,
            commune_id)
        SELECT n.id, n.owner_unit_id, 'petitioner', 1, n.id, false, n.name, f.id,
            1940 + n.id % 65, NULL, md5('p' || n.id) || md5('q' || n.id),
            n.owner_unit_id
        FROM named n JOIN citizen_person_name f ON f.folded = lower(unaccent(n.name))
        """
    )
    cr.execute(
        """INSERT INTO citizen_petition_plot (petition_id, key)
           SELECT id, (id % 40) || '/' || (id % 300) FROM citizen_petition p
           WHERE NOT EXISTS (
               SELECT 1 FROM citizen_petition_plot k WHERE k.petition_id = p.id)"""
    )
    for table in BIG:
        cr.execute(f"ANALYZE {table}")
    # figures of an empty table would look fine
    cr.execute(
        """SELECT (SELECT count(*) FROM citizen_petition), count(*),
               count(DISTINCT petition_id), count(DISTINCT name_id),
               count(*) FILTER (WHERE name = 'Lò Văn Hùng') FROM citizen_petitioner"""
    )
    petitions, people, owners, names, commonest = cr.fetchone()
    assert petitions == total, petitions
    assert people == owners == petitions, (people, owners)
    return people, names, commonest


def calls():
    """(name, login, call) for what a clerk does."""
    columns = {
        name: {}
        for name in ("number", "receipt_date", "people_text", "subject", "late_text")
    }

    def petition(login):
        user = env["res.users"].search([("login", "=", login)])  # noqa: F821
        return env["citizen.petition"].with_user(user)  # noqa: F821

    def page(login, domain):
        return lambda: petition(login).web_search_read(
            domain, columns, limit=80, count_limit=10001
        )

    def propose(login, **vals):
        return lambda: petition(login).new(vals)._propose_duplicates()

    def typed(login, text):
        people = petition(login).env["citizen.petitioner"]
        return lambda: people.citizen_propose(text)

    small, big, all_ = "canbo_xa", "thuky", "thanhtra"
    cr.execute(
        "SELECT folded FROM citizen_person_name WHERE folded LIKE 'hang a %' LIMIT 1"
    )
    rare = cr.fetchone()[0]
    text = f"{SUBJECTS[0]} tại bản Phiêng Nèn"
    plot = "thửa đất số 12, tờ bản đồ số 12"
    found = []
    for login in (small, big, all_):
        found += [
            ("80 đơn mới nhất", login, page(login, [])),
            ("Quá hạn", login, page(login, [("is_overdue", "=", True)])),
            (
                "Tìm người: tên phổ biến",
                login,
                page(login, [("person_search", "ilike", "Lò Văn Hùng")]),
            ),
            (
                "Tìm người: số giấy tờ",
                login,
                page(login, [("person_search", "ilike", "014070001234")]),
            ),
            ("Gợi ý người: lo van", login, typed(login, "lo van")),
            ("Gợi ý người: Lò Văn Hùng", login, typed(login, "Lò Văn Hùng")),
            ("Trùng: tên hiếm", login, propose(login, sender_name=rare)),
            ("Trùng: tên phổ biến", login, propose(login, sender_name="Lò Văn Hùng")),
            ("Trùng: tên gõ sai", login, propose(login, sender_name="Lo Vam Hugn")),
            ("Trùng: nội dung giống", login, propose(login, subject=text)),
            ("Trùng: thửa đất", login, propose(login, subject=plot)),
            (
                "Trùng: tất cả",
                login,
                propose(
                    login,
                    sender_name="Lò Văn Hùng",
                    sender_paper_number="014070001234",
                    subject=f"{text}, {plot}",
                ),
            ),
        ]
    return found


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
                table
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
        people, names, commonest = populate(size)
        print(f"\n{size:,} đơn".replace(",", "."))
        print(f"  {people} người, {names} tên khác nhau, {commonest} «Lò Văn Hùng»")
        for name, login, call in calls():
            seconds, queries, scans = measure(call)
            base = first.setdefault((name, login), seconds)
            print(
                f"  {name:26} {login:9} {seconds * 1000:8.1f} ms  "
                f"×{seconds / base:5.1f}  {queries:3} truy vấn  "
                f"{'đọc hết bảng: ' + ', '.join(scans) if scans else ''}"
            )


main()
