"""An old register from Excel in the browser, from the file to the books and back; two
people with the same file at the same moment; work in the background that the page
follows; an upload that breaks off."""

import base64
import io
import json
import re
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest
from conftest import Client, RpcError
from playwright.sync_api import expect
from test_cases import select
from test_nights import shell

UNIT = "UBND xã Quỳnh Nhai"
HEADS = ["Số đến", "Ngày nhận", "Họ và tên", "Địa chỉ", "Nội dung đơn", "Loại đơn"]
# the first batch, or all of them, as the server's own cron would
CRON = """
from unittest.mock import patch
cron = type(env['ir.cron'])
commit = cron._commit_progress
def committed(self, processed=0, **kwargs):
    commit(self, processed, **kwargs)
    return 0 if processed and ONE_BATCH else float('inf')
with patch.object(cron, '_commit_progress', committed):
    env['citizen.import']._cron_run()
env.cr.commit()
print('ANSWER', 1)
"""


def run_cron(server, one_batch=False):
    assert shell(server.database, CRON.replace("ONE_BATCH", str(one_batch)))


def workbook(rows, heads=HEADS):
    book = openpyxl.Workbook()
    page = book.active
    page.append(["SỔ THEO DÕI ĐƠN"])
    page.append(heads)
    for row in rows:
        page.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def row(number, year=2019, day=None, **more):
    return [
        number,
        day or f"05/09/{year}",
        more.get("name", "Lường Văn Sổ Cũ"),
        "Bản Bon",
        more.get("content", f"Việc thứ {number} của sổ {year}"),
        "Khiếu nại",
        *more.get("rest", ()),
    ]


def unit_of(client, login="chanhvp"):
    found = client(login).call(
        "citizen.unit", "search", [["name", "=", UNIT], ["is_current", "=", True]]
    )
    return found[0]


def uploaded(caller, unit, content):
    """A checked import of this file, by this person."""
    data = base64.b64encode(content).decode()
    record = caller.call(
        "citizen.import",
        "create",
        [{"kind": "petitions", "owner_unit_id": unit, "data": data}],
    )
    caller.call("citizen.import", "action_check", record)
    return record


def letters(caller, record):
    return caller.call("citizen.petition", "search_count", [["import_id", "=", record]])


# ------------------------------------------------------------------
# the way of a register
# ------------------------------------------------------------------
class Screen:
    """The form of an import."""

    def __init__(self, page, server):
        self.page = page
        self.url = f"{server.url}/odoo/import-registers"

    def begin(self, name, content, refused=False):
        self.page.goto(f"{self.url}/new")
        self.upload(name, content)
        if refused:
            self.press("action_read")
            return
        # what is begun before the form has loaded anew is lost
        answer = re.compile(r"/citizen\.import/web_read$")
        with self.page.expect_response(answer):
            self.press("action_read")
        dead = self.page.locator(".o_statusbar_buttons button[disabled]")
        expect(dead).to_have_count(0)

    def upload(self, name, content):
        self.page.set_input_files(
            "[name=data] input[type=file]",
            {
                "name": name,
                "mimeType": "application/vnd.ms-excel",
                "buffer": content,
            },
        )
        expect(self.page.locator("[name=data] input[type=text]")).to_have_value(name)

    def press(self, name):
        self.page.click(f".o_statusbar_buttons button[name={name}]")

    def sure(self):
        self.page.click(".modal .btn-primary")

    def state(self, state):
        # on a phone the bar shows its present step only, in another element
        self.page.wait_for_selector(
            f".o_arrow_button_current[data-value={state}]", state="attached"
        )

    def shows(self, tab):
        self.page.click(f".o_notebook a[name={tab}]")

    def opened(self, tab):
        """By itself, without a click."""
        self.page.wait_for_selector(f".o_notebook a[name={tab}].active")

    def fetched(self):
        with self.page.expect_download() as download:
            self.press("action_fetch_bad")
        content = Path(download.value.path()).read_bytes()
        book = openpyxl.load_workbook(io.BytesIO(content))
        return [[cell.value for cell in line] for line in book.active.iter_rows()]


def test_from_the_file_to_the_books_and_back(page_of, server, client):
    screen = Screen(page_of("chanhvp"), server)
    page = screen.page
    content = workbook(
        [
            row(901, rest=["đã lưu"]),
            row(902, day="hôm kia"),
            row(903, day="6/9/19"),
            row(901, rest=["đã lưu"]),
        ],
        [*HEADS, "Ý kiến khác"],
    )
    screen.begin("so-2019.xlsx", content)
    screen.state("draft")
    # a heading that isn't known is told what it is, and nothing else is asked for
    column = page.locator(".o_data_row", has_text="Ý kiến khác")
    assert "Ghi chú" not in column.inner_text()
    column.locator("td[name=target]").click()
    select(page, page.locator(".o_selected_row"), "target", "Ghi chú")
    screen.shows("preview")
    page.wait_for_selector("[name=preview] td:has-text('Lường Văn Sổ Cũ')")
    screen.press("action_check")
    screen.state("checked")
    screen.opened("rows")
    reasons = page.inner_text("[name=row_ids]")
    assert "Ngày nhận: không có ngày này" in reasons
    assert "trùng với dòng 3" in reasons
    lines = screen.fetched()
    assert [line[1] for line in lines[1:]] == ["902", "901"]
    assert "hôm kia" in lines[1]
    assert lines[1][0].startswith("Dòng 4:")
    screen.press("action_import")
    screen.sure()
    screen.state("done")
    record = int(re.search(r"/(\d+)$", page.url)[1])
    assert letters(client("chanhvp"), record) == 2
    screen.press("action_open_records")
    page.wait_for_selector(".o_list_view .o_data_row:has-text('903/2019')")
    page.go_back()
    # the same file goes in once
    screen.begin("so-2019-lan-hai.xlsx", content)
    screen.state("draft")
    screen.press("action_check")
    screen.state("checked")
    page.wait_for_selector("[name=row_ids] .o_data_row:has-text('trong sổ')")
    screen.press("action_import")
    screen.sure()
    page.wait_for_selector(".modal :text('Không dòng nào nhập được')")
    # what was wrong is corrected in the fetched sheet, which is a register itself
    screen.begin(
        "sua.xlsx",
        workbook([["07/9/2019" if v == "hôm kia" else v for v in lines[1]]], lines[0]),
    )
    screen.press("action_check")
    screen.state("checked")
    screen.press("action_import")
    screen.sure()
    screen.state("done")
    # taken back
    page.goto(f"{screen.url}/{record}")
    screen.state("done")
    page.click(".o_statusbar_buttons button[type=action]")
    screen.sure()
    page.fill(".modal [name=reason] textarea", "nhập nhầm đơn vị")
    page.click(".modal button[name=action_apply]")
    screen.state("undone")
    assert letters(client("chanhvp"), record) == 0


def test_lists_of_the_administrator_on_a_phone(page_of, server):
    page = page_of("quantri", width=390, height=844)
    page.goto(f"{server.url}/odoo/import-lists/new")
    with page.expect_download() as download:
        page.click("a[href$='/template/units']")
    # leaving the page for the file would have asked for what isn't filled in yet
    assert page.locator(".o_notification").count() == 0
    screen = Screen(page, server)
    screen.press("action_read")
    page.wait_for_selector(".o_notification:has-text('bắt buộc')")
    content = Path(download.value.path()).read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.active
    heads = [cell.value for cell in sheet[1]]
    for name in ("UBND xã Nhập Mới", ""):
        values = {
            "Tên đơn vị": name,
            "Loại đơn vị": "UBND cấp xã",
            "Đơn vị cấp trên": "UBND tỉnh Sơn La",
        }
        sheet.append([values.get(head) for head in heads])
    target = io.BytesIO()
    # the example stays where it is
    book.save(target)
    screen.upload("don-vi.xlsx", target.getvalue())
    screen.press("action_read")
    screen.state("draft")
    screen.press("action_check")
    screen.state("checked")
    screen.opened("rows")
    row = page.locator("[name=row_ids] .o_kanban_record").first
    expect(row).to_contain_text("Tên đơn vị: còn trống")
    screen.press("action_import")
    screen.sure()
    screen.state("done")
    screen.press("action_open_records")
    # the board of units counts tasks, which he doesn't read
    page.click(".o_kanban_record:has-text('UBND xã Nhập Mới')")
    page.wait_for_selector(".o_form_view [name=letterhead]")
    page.go_back()
    page.go_back()
    screen.state("done")
    page.click(".o_form_statusbar .dropdown-toggle")
    page.click(".o-dropdown--menu button[type=action]")
    screen.sure()
    page.fill(".modal [name=reason] textarea", "nhập thử")
    page.click(".modal button[name=action_apply]")
    screen.state("undone")


def test_an_export_shows_what_was_taken(page_of, server):
    page = page_of("chanhvp")
    page.goto(f"{server.url}/odoo/national-export/new")
    with page.expect_download() as download:
        page.click("button[name=action_take]")
    assert download.value.suggested_filename.endswith(".zip")
    # without loading the page: what is done next time stands there
    page.click("button[name=action_continue]:visible")
    expect(page.locator("[name=changed_since]")).to_contain_text(re.compile(r"\d"))


def test_another_sheet_is_chosen_from_a_list(page_of, server):
    book = openpyxl.load_workbook(io.BytesIO(workbook([row(911)])))
    book.active.title = "Năm 2019"
    other = book.create_sheet("Năm 2018")
    other.append(HEADS)
    other.append(row(912, 2018))
    target = io.BytesIO()
    book.save(target)
    screen = Screen(page_of("chanhvp", width=390, height=844), server)
    screen.begin("hai-trang.xlsx", target.getvalue())
    choice = screen.page.locator("[name=sheet] select")
    choice.wait_for()
    assert choice.locator("option").all_inner_texts() == ["Năm 2019", "Năm 2018"]
    choice.select_option("Năm 2018")
    screen.shows("preview")
    screen.page.wait_for_selector("[name=preview] td:has-text('của sổ 2018')")


def bad_files():
    wide = openpyxl.Workbook()
    wide.active.append([f"Cột {n}" for n in range(200)])
    target = io.BytesIO()
    wide.save(target)
    return {
        "đứt giữa chừng": (workbook([row(1)])[:3000], "hỏng hoặc thiếu"),
        "200 cột": (target.getvalue(), "200 cột"),
        "khóa": (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + b"\0" * 512
            + "EncryptedPackage".encode("utf-16-le"),
            "mật khẩu",
        ),
        "sai trang": (workbook([], ["Thực đơn", "Giá"]), "tiêu đề"),
    }


@pytest.mark.parametrize("what", bad_files())
def test_a_bad_file_is_refused_in_words(page_of, server, client, what):
    content, words = bad_files()[what]
    before = client("chanhvp").call("citizen.import", "search_count", [])
    screen = Screen(page_of("chanhvp"), server)
    screen.begin("so.xlsx", content, refused=True)
    told = screen.page.inner_text(".modal")
    assert re.search(words, told), told
    assert client("chanhvp").call("citizen.import", "search_count", []) == before


# ------------------------------------------------------------------
# in the background
# ------------------------------------------------------------------
def test_the_page_follows_the_work_by_itself(page_of, server, client):
    screen = Screen(page_of("chanhvp"), server)
    page = screen.page
    rows = [row(n, 2017, content=f"Việc của dòng {n}") for n in range(1, 1102)]
    rows.append(row(1102, day="hôm kia"))
    screen.begin("so-lon.xlsx", workbook(rows))
    screen.state("draft")
    loads = []
    page.on("request", lambda r: loads.append(r) if r.is_navigation_request() else None)
    screen.press("action_check")
    page.wait_for_selector(".o_citizen_import_progress:has-text('1.10')")
    run_cron(server)
    screen.state("checked")
    screen.opened("rows")
    page.wait_for_selector("[name=row_ids] .o_data_row:has-text('không có ngày này')")
    screen.press("action_import")
    screen.sure()
    page.wait_for_selector(".o_citizen_import_progress")
    run_cron(server, one_batch=True)
    page.wait_for_selector(".o_citizen_import_progress [aria-valuenow='45']")
    page.wait_for_selector(".o_citizen_import_progress:has-text('500')")
    run_cron(server)
    screen.state("done")
    page.wait_for_selector("[name=created_count]:has-text('1.101')")
    assert not loads, "nobody loaded the page anew"
    # what asks is gone with it
    assert page.locator(".o_citizen_import_progress").count() == 0


# ------------------------------------------------------------------
# two at once, and lines that break
# ------------------------------------------------------------------
def both_enter(server, contents):
    """Two people check these files, then press the button at the same moment.

    :return: [(caller, import, what they were told)]
    """
    callers = [Client(server, login) for login in ("chanhvp", "vanthu")]
    unit = unit_of(lambda login: callers[0])
    records = [
        uploaded(caller, unit, content)
        for caller, content in zip(callers, contents, strict=True)
    ]
    ready = threading.Barrier(2)

    def enter(caller, record):
        ready.wait(60)
        try:
            caller.call("citizen.import", "action_import", record)
        except RpcError as error:
            return caller, record[0], str(error)
        return caller, record[0], ""

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(enter, callers, records))


def test_two_people_with_the_same_file_and_one_enters(server):
    content = workbook([row(n, 2016) for n in range(1, 41)])
    answers = both_enter(server, [content, content])
    told = sorted(text for _caller, _record, text in answers)
    assert told[0] == ""
    assert re.search("một lần", told[1]), told
    entered = [letters(caller, record) for caller, record, _text in answers]
    assert sorted(entered) == [0, 40]
    states = [
        caller.read("citizen.import", [record], ["state"])[0]["state"]
        for caller, record, _text in answers
    ]
    assert sorted(states) == ["checked", "done"]


def test_two_files_with_the_same_rows_and_each_row_enters_once(server):
    rows = [row(n, 2015) for n in range(1, 41)]
    contents = [workbook(rows), workbook(rows, [*HEADS, "Ghi chú"])]
    answers = both_enter(server, contents)
    assert [text for _caller, _record, text in answers] == ["", ""]
    entered = [letters(caller, record) for caller, record, _text in answers]
    assert sorted(entered) == [0, 40]


def test_an_upload_that_breaks_off_leaves_nothing(server, client):
    caller = client("chanhvp")
    before = caller.call("citizen.import", "search_count", [])
    session = next(
        cookie.value
        for handler in caller.opener.handlers
        if hasattr(handler, "cookiejar")
        for cookie in handler.cookiejar
        if cookie.name == "session_id"
    )
    data = base64.b64encode(workbook([row(n, 2014) for n in range(1, 500)])).decode()
    params = {
        "model": "citizen.import",
        "method": "create",
        "args": [
            [{"kind": "petitions", "owner_unit_id": unit_of(client), "data": data}]
        ],
        "kwargs": {},
    }
    body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}).encode()
    with socket.create_connection(("127.0.0.1", server.port), 60) as line:
        line.sendall(
            b"POST /web/dataset/call_kw/citizen.import/create HTTP/1.1\r\n"
            b"Host: 127.0.0.1\r\nContent-Type: application/json\r\n"
            + f"Cookie: session_id={session}\r\n".encode()
            + f"Content-Length: {len(body)}\r\n\r\n".encode()
            + body[: len(body) // 2]
        )
        line.shutdown(socket.SHUT_WR)
        # the server has seen the end of it
        with suppress(ConnectionError):
            line.recv(1000)
    assert caller.call("citizen.import", "search_count", []) == before
