"""The statutory report of a province's year against plain SQL and plain xlsxwriter.

Run by bench/run inside Odoo's shell, on a database that is thrown away: 1,000 units,
20,000 petitions with visits, ways and cases (the sample of the tests). Prints times,
queries and memory; figures of different machines can't be compared, the ratios can.
Every cell is compared with the second count of the tests first.
"""

import io
import re
import shutil
import statistics
import subprocess
import tempfile
import time
import tracemalloc
import zipfile
from pathlib import Path

import xlsxwriter
from openpyxl import load_workbook

from odoo.addons.citizen_dialogue.tests.report_oracle import Oracle
from odoo.addons.citizen_dialogue.tests.report_sample import Province
from odoo.addons.citizen_dialogue.tools.report_figures import Figures

UNITS, PETITIONS = 1_000, 20_000
AGAIN = 5
# what a plain statement has to read for the columns of 01/XLD (2024), by unit
PLAIN = """
    SELECT p.owner_unit_id, count(*),
        count(*) FILTER (WHERE p.receipt_date < %(start)s),
        count(*) FILTER (WHERE p.receipt_date >= %(start)s),
        count(*) FILTER (WHERE p.handled_on <= %(end)s),
        count(*) FILTER (WHERE p.handled_on IS NULL OR p.handled_on > %(end)s),
        count(*) FILTER (WHERE p.handled_on <= %(end)s AND p.is_eligible = 'yes'),
        count(*) FILTER (WHERE p.handled_on <= %(end)s AND p.kind = 'kn'),
        count(*) FILTER (WHERE p.handled_on <= %(end)s AND p.kind = 'tc'),
        count(*) FILTER (WHERE p.handled_on <= %(end)s AND p.kind = 'kn_pa'),
        count(*) FILTER (WHERE p.handled_on <= %(end)s AND p.competence = 'own'),
        count(*) FILTER (WHERE p.handled_on <= %(end)s AND p.competence = 'other')
    FROM citizen_petition p
    WHERE p.state != 'void' AND p.receipt_date <= %(end)s
        AND (p.handled_on IS NULL OR p.handled_on >= %(start)s)
    GROUP BY p.owner_unit_id
"""


def timed(call):
    """(median seconds, result) after one run to warm up."""
    call()
    times = []
    for _again in range(AGAIN):
        env.invalidate_all()  # noqa: F821
        start = time.perf_counter()
        result = call()
        times.append(time.perf_counter() - start)
    return statistics.median(times), result


def peak(call):
    """Most memory that Python held during the call, in MB."""
    tracemalloc.start()
    call()
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 2**20


def line(name, seconds, note=""):
    print(f"  {name:58} {seconds * 1000:9.1f} ms  {note}")


def plain_workbook(figures):
    """The same values by the plainest loop: no heading, no format, no formula."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    for code, table in figures.tables.items():
        page = book.add_worksheet(code.replace("/", "-"))
        columns = [figures.values(code, number) for number in table.columns]
        for row, unit in enumerate(figures.units):
            page.write_string(row, 0, unit["name"])
            for place, values in enumerate(columns, start=1):
                page.write_number(row, place, values[row])
    book.close()
    return target.getvalue()


# recalculates every formula when a file is opened
RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""
WRONG = -7


def recalculated(content):
    """(number of formulas, cells that differ, errors) of a workbook whose results were
    all made wrong before LibreOffice opened it."""
    source, broken, formulas = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO(), 0
    with zipfile.ZipFile(broken, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                data, number = re.subn(
                    rb"(<f>[^<]*</f>)<v>[^<]*</v>", rb"\1<v>%d</v>" % WRONG, data
                )
                formulas += number
            target.writestr(name, data)
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder, "profile", "user")
        profile.mkdir(parents=True)
        profile.joinpath("registrymodifications.xcu").write_text(RECALCULATE)
        book = Path(folder, "book.xlsx")
        book.write_bytes(broken.getvalue())
        subprocess.run(
            [
                "soffice",
                "--headless",
                f"-env:UserInstallation=file://{profile.parent}",
                "--convert-to",
                "xlsx:Calc MS Excel 2007 XML",
                "--outdir",
                f"{folder}/out",
                str(book),
            ],
            check=True,
            capture_output=True,
            timeout=600,
        )
        found = load_workbook(f"{folder}/out/book.xlsx", data_only=True)
    ours, different, errors = load_workbook(io.BytesIO(content), data_only=True), 0, 0
    for page in ours:
        for row in page.iter_rows():
            for cell in row:
                if isinstance(cell.value, int | float):
                    value = found[page.title][cell.coordinate].value
                    errors += isinstance(value, str)
                    different += value != cell.value and (
                        isinstance(value, str) or abs((value or 0) - cell.value) > 1e-6
                    )
    return formulas, different, errors


def main():
    start = time.perf_counter()
    sample = Province(env, UNITS, PETITIONS, seed=3).build()  # noqa: F821
    size = f"{len(sample.units):,} đơn vị và {PETITIONS:,} đơn".replace(",", ".")
    print(f"\n{size}: {time.perf_counter() - start:.0f} s để tạo")
    top = sample.province
    reports = env["citizen.report"]  # noqa: F821
    report = reports._open_period(top, top, "year", 2024, 1, rows="every")

    rows, row_of, _former = env["citizen.report.facts"]._rows_of(  # noqa: F821
        top, True, report.date_from, report.date_to
    )
    figures = report._content()
    begun = time.perf_counter()
    oracle = Oracle(env.cr, report.date_from, report.date_to, sample.units)  # noqa: F821
    expected = {}
    for (table, column, unit), value in oracle.count("tt01").items():
        key = (table, column, row_of[unit])
        expected[key] = expected.get(key, 0) + value
    second = time.perf_counter() - begun
    wrong = compared = 0
    for code, table in figures.tables.items():
        for number in table.columns:
            for row, value in enumerate(figures.values(code, number)):
                compared += 1
                wrong += abs(value - expected.pop((code, number, row), 0)) > 1e-4
    found = f"  {compared:,} ô so với phép đếm thứ hai".replace(",", ".")
    print(f"{found}: {wrong + len(expected)} ô khác nhau")

    params = {"start": report.date_from, "end": report.date_to}

    def plain():
        env.cr.execute(PLAIN, params)  # noqa: F821
        return env.cr.fetchall()  # noqa: F821

    def counted():
        found = report._live()
        for code, table in found.tables.items():
            for number in table.columns:
                found.values(code, number)
        return found

    base, _rows = timed(plain)
    line("SQL thuần, một biểu, không danh sách đơn", base)
    full, figures = timed(counted)
    cells = sum(len(table.columns) for table in figures.tables.values()) * len(rows)
    before = env.cr.sql_log_count  # noqa: F821
    env.invalidate_all()  # noqa: F821
    counted()
    queries = env.cr.sql_log_count - before  # noqa: F821
    line(
        f"Báo cáo năm, {len(figures.tables)} biểu, có danh sách bản ghi",
        full,
        f"×{full / base:.1f} · {cells:,} ô · {queries} truy vấn".replace(",", "."),
    )
    line("Đếm lại bằng Python (phép đếm thứ hai)", second, f"×{second / full:.1f}")
    print(f"  bộ nhớ Python lớn nhất khi lập: {peak(counted):.0f} MB")

    one, _table = timed(lambda: report.get_statutory_table("01/XLD"))
    line("Mở một biểu trên màn hình", one)
    checks, found = timed(report.get_statutory_checks)
    line("Kiểm tra cân đối", checks, f"{len(found['checks'])} chênh lệch")
    seconds, data = timed(figures.dumps)
    line("Giữ số liệu và danh sách (JSON)", seconds, f"{len(data) / 2**20:.1f} MB")
    seconds, again = timed(lambda: Figures.loads(data))
    line("Đọc lại số liệu đã giữ", seconds)
    assert again.values("01/XLD", 1) == figures.values("01/XLD", 1)
    seconds, _changes = timed(lambda: figures.difference(again))
    line("So hai bản", seconds)

    plain_time, content = timed(lambda: plain_workbook(figures))
    line("xlsxwriter, vòng lặp thuần", plain_time, f"{len(content) / 2**20:.1f} MB")
    full_time, content = timed(report._xlsx)
    line(
        "Tệp Excel đúng biểu (gồm cả lập số liệu)",
        full_time,
        f"×{full_time / plain_time:.1f} · {len(content) / 2**20:.1f} MB",
    )
    print(f"  bộ nhớ Python lớn nhất khi ghi Excel: {peak(report._xlsx):.0f} MB")
    if shutil.which("soffice"):
        formulas, different, errors = recalculated(content)
        print(
            f"  LibreOffice tính lại {formulas} công thức: {different} ô khác, "
            f"{errors} lỗi"
        )
    env.cr.rollback()  # noqa: F821


main()
