"""The running product from outside: order of names, bad input, two clerks at once."""

import base64
import io
import os
import shutil
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import Client, RpcError, Server
from pypdf import PdfReader

HALF = "citizen.document"


def draft_letter(client, **vals):
    kinds = client.call(
        "citizen.document.type", "search", [["code", "=", "CV"]], limit=1
    )
    signer = client.call(
        "citizen.membership",
        "search",
        [["position", "=", "chair"], ["is_current", "=", True]],
        limit=1,
    )
    return client.call(
        HALF,
        "create",
        [
            {
                "type_id": kinds[0],
                "name": "thử phát hành đồng thời",
                "body_html": "<p>Nội dung công văn./.</p>",
                "addressee_text": "Phòng Kinh tế",
                "recipient_lines": "Như trên;",
                "signer_membership_id": signer[0],
                "signature_mode": "direct",
                **vals,
            }
        ],
    )[0]


def approved_letter(client):
    document = draft_letter(client("thuky"))
    client("thuky").call(HALF, "action_submit", [document])
    client("chanhvp").call(HALF, "action_approve", [document])
    return document


def test_names_sort_in_vietnamese_order(client):
    admin = client("quantri")
    names = ["Đặng", "Văn", "Ân", "An", "Ất", "Ăn", "Dương", "Em", "Bình"]
    for name in names:
        admin.call(
            "citizen.unit", "create", [{"name": f"Thứ tự {name}", "kind": "other"}]
        )
    rows = client("thuky").call(
        "citizen.unit",
        "web_search_read",
        [["name", "like", "Thứ tự "]],
        {"name": {}},
        order="name",
    )
    order = [row["name"].removeprefix("Thứ tự ") for row in rows["records"]]
    assert order == ["An", "Ăn", "Ân", "Ất", "Bình", "Dương", "Đặng", "Em", "Văn"]


def test_twenty_clerks_draw_numbers_without_gap_or_double(server, client):
    vanthu = client("vanthu")
    unit = vanthu.call(
        "citizen.unit",
        "search",
        [["name", "=", "UBND xã Quỳnh Nhai"], ["is_current", "=", True]],
    )[0]
    documents = [approved_letter(client) for _number in range(20)]
    # the first draft has made the series of the year
    series = vanthu.call(
        "citizen.document.series",
        "search",
        [["unit_id", "=", unit], ["kind", "=", "CV"]],
    )
    if not series:
        series = vanthu.call(
            "citizen.document.series", "create", [{"unit_id": unit, "kind": "CV"}]
        )
    vanthu.call(
        "citizen.document.series",
        "write",
        series,
        {"mode": "drawn", "next_number": 2000},
    )
    clerks = [Client(server, "vanthu") for _document in documents]

    def issue(pair):
        clerk, document = pair
        clerk.call(HALF, "action_issue", [document])

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(issue, zip(clerks, documents, strict=True)))
    rows = vanthu.read(HALF, documents, ["number_int", "pdf_sha256", "number"])
    assert sorted(row["number_int"] for row in rows) == list(range(2000, 2020))
    assert all(row["pdf_sha256"] for row in rows)
    assert rows[0]["number"].endswith("/UBND-VP")
    vanthu.call("citizen.document.series", "write", series, {"mode": "typed"})


def test_two_clerks_issue_the_same_draft_and_one_wins(server, client):
    document = approved_letter(client)
    client("vanthu").call(HALF, "write", [document], {"number_proposed": 801})
    clerks = [Client(server, "vanthu") for _clerk in range(2)]

    def issue(clerk):
        try:
            clerk.call(HALF, "action_issue", [document])
        except RpcError as error:
            return str(error)
        return ""

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(issue, clerks))
    assert answers[0] == ""
    assert "Đã ban hành" in answers[1]


def test_typed_number_used_twice_is_refused_in_vietnamese(client):
    first, second = approved_letter(client), approved_letter(client)
    for document in (first, second):
        client("vanthu").call(HALF, "write", [document], {"number_proposed": 802})
    client("vanthu").call(HALF, "action_issue", [first])
    with pytest.raises(RpcError, match="Số 802 đã dùng"):
        client("vanthu").call(HALF, "action_issue", [second])


def test_document_left_without_pdf_by_a_kill_gets_it_from_the_cron(server, client):
    document = approved_letter(client)
    client("vanthu").call(HALF, "write", [document], {"number_proposed": 803})
    client("vanthu").call(HALF, "action_issue", [document])
    # as a kill between the two transactions leaves it
    server.psql(
        "UPDATE citizen_document SET pdf_attachment_id = NULL, pdf_sha256 = NULL "
        f"WHERE id = {document}"
    )
    server.stop(signal.SIGKILL)
    server.start()
    cron = "env['citizen.document']._cron_store_pdf(); env.cr.commit()"
    from conftest import sh

    sh(f'echo "{cron}" | odoo shell -d {server.database} --no-http')
    fresh = Client(server, "vanthu")
    assert fresh.read(HALF, [document], ["pdf_sha256"])[0]["pdf_sha256"]
    headers, content = fresh.get(
        f"/report/pdf/citizen_dialogue.report_citizen_document/{document}"
    )
    assert headers["Content-Type"] == "application/pdf"
    assert content.startswith(b"%PDF-")


def test_killed_server_keeps_every_committed_record(server, client):
    unit = Client(server, "quantri").call(
        "citizen.unit",
        "create",
        [{"name": "Đơn vị trước khi mất điện", "kind": "other"}],
    )
    server.stop(signal.SIGKILL)
    server.start()
    rows = Client(server, "thuky").read("citizen.unit", unit, ["name"])
    assert rows[0]["name"] == "Đơn vị trước khi mất điện"


@pytest.mark.parametrize(
    ("model", "values"),
    [
        ("citizen.task", {"state": "verified"}),
        ("citizen.task", {"due_date": "2030-01-01"}),
        ("citizen.dialogue", {"state": "closed"}),
        ("citizen.dialogue", {"code": "99/2026"}),
        ("citizen.conclusion", {"state": "done"}),
        ("citizen.document", {"number": "1/UBND"}),
        ("citizen.document", {"state": "issued"}),
        ("citizen.deadline", {"due_date": "2030-01-01"}),
        ("citizen.deadline.rule", {"days": 1}),
    ],
)
def test_forged_write_is_refused(server, model, values):
    forger = Client(server, "chanhvp")
    ids = forger.call(model, "search", [], limit=1)
    before = forger.read(model, ids, list(values))
    with pytest.raises(RpcError):
        forger.call(model, "write", ids, values)
    assert forger.read(model, ids, list(values)) == before


def test_file_of_evidence_over_the_limit_is_refused(server):
    officer = Client(server, "canbo_xa")
    task = officer.call(
        "citizen.task", "search", [["state", "in", ["assigned", "accepted"]]], limit=1
    )[0]
    server.psql(
        "INSERT INTO ir_config_parameter (key, value) VALUES "
        "('citizen_dialogue.max_file_mb', '1') ON CONFLICT DO NOTHING"
    )
    server.stop()
    server.start()
    officer = Client(server, "canbo_xa")
    file = officer.call(
        "ir.attachment",
        "create",
        [
            {
                "name": "video.mp4",
                "datas": base64.b64encode(b"0" * (2 * 1024 * 1024)).decode(),
            }
        ],
    )
    before = officer.read("citizen.task", [task], ["state", "progress"])
    with pytest.raises(RpcError, match="tối đa 1 MB"):
        officer.call(
            "citizen.task.update",
            "create",
            [{"task_id": task, "kind": "done", "attachment_ids": [[6, 0, file]]}],
        )
    assert officer.read("citizen.task", [task], ["state", "progress"]) == before


def test_a_stranger_sees_nothing(server):
    admin = Client(server, "quantri")
    for model in ("citizen.dialogue", "citizen.task", "citizen.document"):
        with pytest.raises(RpcError):
            admin.call(model, "search_read", [], ["name"])


def test_second_database_server_serves_the_same_product(server):
    """Nothing assumes one process: a second server on the same database sees what the
    first one wrote."""
    second = Server(server.database)
    second.start()
    try:
        unit = Client(server, "quantri").call(
            "citizen.unit", "create", [{"name": "Từ máy thứ nhất", "kind": "other"}]
        )
        rows = Client(second, "thuky").read("citizen.unit", unit, ["name"])
        assert rows[0]["name"] == "Từ máy thứ nhất"
    finally:
        second.stop()


@pytest.mark.parametrize("installed", [False, True])
def test_prints_with_one_worker_whether_or_not_wkhtmltopdf_is_there(
    server, client, installed
):
    """A page laid out by wkhtmltopdf asks the server back for its styles, so that one
    worker waits for itself; ours asks nobody."""
    place = Path(os.environ["CITIZEN_STATE"]) / "home" / "bin"
    shutil.rmtree(place, ignore_errors=True)
    if installed:
        place.mkdir()
        stub = place / "wkhtmltopdf"
        # good enough for Odoo to believe in it; a page asked of it fails
        stub.write_text(
            "#!/bin/sh\n"
            'test "$1" = --version && echo "wkhtmltopdf 0.12.6.1 (with patched qt)"'
            " && exit\n"
            "exit 1\n"
        )
        stub.chmod(0o755)
        place.chmod(0o755)
    document = draft_letter(client("thuky"))
    one = Server(server.database)
    one.start("--workers=1", path=f"{place}:{os.environ['PATH']}")
    try:
        secretary = Client(one, "thuky")
        found = secretary.rpc("/report/check_wkhtmltopdf", {})
        # Odoo itself would refuse to print with a single worker
        assert found == ("workers" if installed else "install")
        _headers, content = secretary.get(
            f"/report/pdf/citizen_dialogue.report_citizen_document/{document}"
        )
    finally:
        one.stop()
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert "DỰ THẢO" in text
    assert "Nội dung công văn" in text


KEPT = """async () => {
    const answer = (request) => new Promise((done) => {
        request.onsuccess = () => done(request.result);
    });
    const kept = [];
    for (const { name } of await indexedDB.databases()) {
        const base = await answer(indexedDB.open(name));
        for (const store of base.objectStoreNames) {
            const keys = base.transaction(store).objectStore(store).getAllKeys();
            kept.push(...(await answer(keys)).map((key) => `${store} ${key}`));
        }
        base.close();
    }
    return kept;
}"""


@pytest.mark.parametrize("width", [1280, 390])
def test_no_record_stays_in_the_storage_of_the_browser(page_of, server, width):
    page = page_of("thuky", width=width, height=844)
    page.goto(f"{server.url}/odoo/petitions")
    page.locator(".o_data_row, .o_kanban_record:not(.o_kanban_ghost)").first.click()
    page.wait_for_selector(".o_form_view [name=subject]")
    page.go_back()
    page.locator(".o_data_row, .o_kanban_record:not(.o_kanban_ghost)").first.wait_for()
    kept = page.evaluate(KEPT)
    assert any("get_views" in key or "load_menus" in key for key in kept), kept
    records = [key for key in kept if "web_" in key.split()[0] and "citizen." in key]
    assert not records
