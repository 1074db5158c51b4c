"""The first screen after login, at both widths, and the leader's ten minutes on it."""

import io
import re
from datetime import datetime, timedelta

import openpyxl
import pytest
from pypdf import PdfReader
from test_chain import ENGLISH, today

WIDTHS = {
    1280: {"height": 900},
    390: {"height": 844, "is_mobile": True, "has_touch": True},
}
SCREEN = ".o_citizen_overview [data-section='sessions']"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "login",
    [
        "thuky",
        "chanhvp",
        "chutich",
        "vanthu",
        "canbo_xa",
        "tiepdan",
        "thanhtra",
        "vptinh",
    ],
)
def test_overview_is_the_first_screen(page_of, login, width):
    page = page_of(login, width, **WIDTHS[width])
    page.wait_for_selector(SCREEN)
    assert not ENGLISH.findall(page.inner_text(".o_citizen_overview"))
    # the table of units moves sideways in its own frame, the screen never does
    for element in ("document.documentElement", "document.querySelector('.o_action')"):
        assert page.evaluate(f"{element}.scrollWidth - {element}.clientWidth") <= 0


def test_numbers_open_their_lists(page_of):
    page = page_of("tiepdan")
    waiting = page.locator("[data-section='todo'] [data-counter='classify']")
    amount = int(waiting.locator(".o_citizen_overview_number").inner_text())
    waiting.click()
    page.wait_for_selector(".o_list_view .o_data_row")
    assert page.locator(".o_data_row").count() == amount
    # back on the overview it is counted anew
    page.locator(".o_back_button, .breadcrumb-item").first.click()
    page.wait_for_selector(SCREEN)


def test_leader_decides_on_the_phone(page_of, client):
    officer, leader = client("canbo_xa"), client("chutich")
    [task] = officer.call(
        "citizen.task",
        "search",
        [
            ["is_overdue", "=", True],
            ["unit_id.membership_ids.user_id", "=", officer.uid],
        ],
        limit=1,
    )
    values = {
        "task_id": task,
        "kind": "people",
        "content": "Thiếu người đo đạc",
        "option_a": "Cử thêm hai công chức",
        "decider_id": leader.uid,
        "decide_by": str(today()),
    }
    [obstacle] = officer.call("citizen.obstacle", "create", [values])
    page = page_of("chutich", 390, **WIDTHS[390])
    card = page.locator("[data-section='obstacles'] article", has_text="Thiếu người")
    card.locator("button", has_text="Cử thêm hai công chức").click()
    page.locator(".modal [name=note] textarea").fill("Thực hiện ngay")
    page.locator(".modal button.btn-primary:visible").click()
    card.wait_for(state="detached")
    [row] = leader.read("citizen.obstacle", [obstacle], ["state", "choice"])
    assert (row["state"], row["choice"]) == ("decided", "a")


def test_leaders_reception_days_and_units_are_counted(client):
    shown = client("chutich").call("citizen.overview", "figures")["duty"]["rows"]
    duty = client("chutich").call(
        "citizen.reception.duty",
        "search_read",
        [["id", "in", [row["id"] for row in shown]]],
        ["held", "deputised", "required", "empty"],
    )
    held = sum(row["held"] for row in duty)
    # in person, one of them without anybody, and one taken by the deputy
    assert held and sum(row["deputised"] for row in duty) <= 1
    days = client("chutich").call(
        "citizen.dialogue",
        "search_read",
        [["kind", "=", "reception_day"], ["held_on", ">", "2025-07-01"]],
        ["is_deputised", "nobody_came", "state"],
    )
    assert sorted(day["is_deputised"] for day in days) == [False, False, False, True]
    assert sum(day["nobody_came"] for day in days) == 1
    # one still waits for its conclusion
    waiting = [d for d in days if d["state"] == "held" and not d["nobody_came"]]
    assert len(waiting) == 1
    heat = client("vptinh").call("citizen.overview", "figures")["heat"]
    assert [row["name"] for row in heat["rows"]] == ["Xã Quỳnh Nhai"]
    assert heat["late"]


def reception_book(client, login, symbol, first, last):
    """(lines, first page as text) of the reception book of a unit."""
    rpc = client(login)
    unit = rpc.call("citizen.unit", "search", [["symbol", "=", symbol]])[0]
    values = {
        "book": "reception",
        "unit_id": unit,
        "date_from": first,
        "date_to": last,
    }
    [wizard] = rpc.call("citizen.book.wizard", "create", [values])
    url = rpc.call("citizen.book.wizard", "action_sheet", [wizard])["url"]
    _headers, content = rpc.get(url)
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    lines = [
        [cell.value or "" for cell in row]
        for row in page
        if isinstance(row[1].value, datetime)
    ]
    _headers, paper = rpc.get(
        f"/report/pdf/citizen_dialogue.report_citizen_book/{wizard}"
    )
    return lines, PdfReader(io.BytesIO(paper)).pages[0].extract_text()


def test_reception_books_of_both_times(client):
    old, paper = reception_book(client, "chutich", "BTCD", "2022-01-01", "2022-12-31")
    assert {len(line) for line in old} == {12}
    assert "Thông tư 04/2021/TT-TTCP" in paper
    assert [line[0] for line in old] == [1, 2, 3, 4, 5, 6, 7]
    assert old[2][5] == "KN, PA/6"
    assert "UBND xã Mường Giàng" in old[4][8]
    new, paper = reception_book(
        client, "tiepdan", "TTPVHCC", "2026-07-01", str(today())
    )
    assert {len(line) for line in new} == {13}
    assert "Nghị định 154/2026/NĐ-CP" in paper
    # a group, whose representatives are named; a case heard of again; one refused
    assert [line[6] for line in new if line[6] != 1] == [7]
    refused = [line for line in new if line[12].startswith("Từ chối tiếp")]
    assert len(refused) == 1 and "/TB-UBND" in refused[0][11]
    # whoever fetches it, the denouncer has no name in it
    [sealed] = [line for line in new if line[5] == "TC"]
    assert sealed[2].startswith("Người tố cáo số")
    assert sealed[3] == "" and "Xương" not in str(new) + paper


def test_books_are_fetched(client):
    office = client("tiepdan")
    [user] = office.read("res.users", [office.uid], ["citizen_unit_id"])
    unit, since = user["citizen_unit_id"][0], str(today() - timedelta(days=400))
    values = {"book": "petition", "unit_id": unit, "date_from": since}
    [wizard] = office.call("citizen.book.wizard", "create", [values])
    url = office.call("citizen.book.wizard", "action_sheet", [wizard])["url"]
    headers, content = office.get(url)
    assert headers["Content-Type"].startswith("application/vnd.openxmlformats")
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    first = [str(row[0].value) for row in page]
    numbers = [text for text in first if re.fullmatch(r"\d+/\d{4}", text)]
    domain = [["owner_unit_id", "=", unit], ["receipt_date", ">=", since]]
    listed = office.call("citizen.petition", "search_read", domain, ["number"])
    assert numbers
    assert set(numbers) == {row["number"] for row in listed}
    action = office.call("citizen.book.wizard", "action_print", [wizard])
    assert action["type"] == "ir.actions.report"
    _headers, paper = office.get(
        f"/report/pdf/citizen_dialogue.report_citizen_book/{wizard}"
    )
    text = PdfReader(io.BytesIO(paper)).pages[0].extract_text()
    assert "SỔ TIẾP NHẬN, THEO DÕI ĐƠN" in text
