"""The clock from outside: what the business administrator may type wrong, the door of a
day off, the calculator and the proposal of a year on both screens."""

import io

import pytest
from conftest import RpcError, words
from pypdf import PdfReader
from test_chain import go

HOLIDAY, RULE = "citizen.holiday", "citizen.deadline.rule"
PRACTICE = {
    "code": "TD01",
    "name": "Trả lời người đến tiếp công dân",
    "trigger": "Tiếp nhận",
    "article": "Quy chế tiếp công dân",
    "keyed_by": "receipt",
    "days": 7,
    "unit_of_days": "working",
    "valid_from": "2026-01-01",
    "override_by": "Chủ tịch UBND",
    "override_document": "12/QĐ-UBND",
}


@pytest.mark.parametrize(
    ("model", "values", "part"),
    [
        (RULE, {**PRACTICE, "valid_from": False}, "ngày bắt đầu hiệu lực"),
        (RULE, {**PRACTICE, "valid_from": "2026-02-31"}, "không có ngày này"),
        (RULE, {**PRACTICE, "days": -3}, "từ 0 đến 3.660 ngày"),
        (RULE, {**PRACTICE, "days": 10**6}, "từ 0 đến 3.660 ngày"),
        (RULE, {**PRACTICE, "valid_to": "2025-01-01"}, "hết hiệu lực"),
        (RULE, {**PRACTICE, "override_document": False}, "văn bản"),
        (RULE, {**PRACTICE, "keyed_by": "event"}, "Ngày"),
        (HOLIDAY, {"date": "2026-09-02", "name": "Quốc khánh"}, "đã có trong lịch"),
        (HOLIDAY, {"date": "2026-02-31", "name": "Nghỉ"}, "không có ngày này"),
        (
            HOLIDAY,
            {"date": "2026-12-01", "name": "Bù", "kind": "swap_work"},
            "01/12/2026",
        ),
        (HOLIDAY, {"date": "2026-12-02", "name": "Bù", "pending": False}, "nút"),
    ],
)
def test_bad_input_is_told_in_vietnamese(client, model, values, part):
    admin = client("quantri")
    before = admin.call(model, "search_count", [])
    with pytest.raises(RpcError) as error:
        admin.call(model, "create", [values])
    assert part in str(error.value), error.value
    assert "Traceback" not in str(error.value)
    assert admin.call(model, "search_count", []) == before


def test_overlapping_rows_are_refused(client):
    admin = client("quantri")
    practice = admin.call(RULE, "create", [PRACTICE])
    with pytest.raises(RpcError, match="trùng thời gian"):
        admin.call(RULE, "create", [{**PRACTICE, "valid_from": "2026-05-01"}])
    admin.call(RULE, "unlink", practice)


def test_an_import_with_one_bad_line_brings_in_nothing(client):
    admin = client("quantri")
    before = admin.call(HOLIDAY, "search_count", [])
    rows = [["2029-01-01", "Tết Dương lịch"], ["2029-04-30", "Ngày Chiến thắng"]]
    for bad, part in (
        (["2029-02-31", "Nghỉ"], "2029-02-31"),
        (["2029-01-01", "Hai lần"], "đã có trong lịch"),
        (["2026-09-02", "Quốc khánh"], "đã có trong lịch"),
    ):
        answer = admin.call(HOLIDAY, "load", ["date", "name"], [*rows, bad])
        assert not answer["ids"]
        assert part in str(answer["messages"]), answer["messages"]
    header = ["code", "name", "trigger", "article", "keyed_by", "days"]
    line = ["TD01", "Trả lời", "Tiếp nhận", "Quy chế", "receipt", "7"]
    answer = admin.call(RULE, "load", header, [line])
    assert not answer["ids"]
    assert "ngày bắt đầu hiệu lực" in str(answer["messages"])
    assert admin.call(HOLIDAY, "search_count", []) == before
    # without the bad line all come in, and wait
    ids = admin.call(HOLIDAY, "load", ["date", "name"], rows)["ids"]
    assert all(day["pending"] for day in admin.read(HOLIDAY, ids, ["pending"]))
    admin.call(HOLIDAY, "action_take_away", ids)
    assert admin.call(HOLIDAY, "search_count", []) == before


def test_a_day_off_goes_through_its_preview_in_the_browser(server, client, page_of):
    admin = client("quantri")
    page = page_of("quantri")
    go(page, server, "holidays")
    page.click(".o_list_button_add")
    page.fill(".o_selected_row .o_field_widget[name=date] input", "12/02/2029")
    page.keyboard.press("Tab")
    page.fill(".o_selected_row .o_field_widget[name=name] input", "Nghỉ đột xuất")
    page.click(".o_list_button_save")
    page.click("button[name=action_preview]")
    page.wait_for_selector(".o_form_view button[name=action_apply]")
    assert "thêm ngày nghỉ 12/02/2029" in page.inner_text(".o_form_view")
    day = admin.call(HOLIDAY, "search", [["date", "=", "2029-02-12"]])
    assert admin.read(HOLIDAY, day, ["pending"])[0]["pending"]
    page.click("button[name=action_apply]")
    page.click(".modal-footer .btn-primary")
    page.wait_for_selector("button[name=action_apply]", state="detached")
    assert not admin.read(HOLIDAY, day, ["pending"])[0]["pending"]
    # the inspector reads who did it
    log = client("thanhtra").call(
        "citizen.law.change", "search_read", [], ["name", "applied_by_id"], limit=1
    )[0]
    assert "12/02/2029" in log["name"]
    assert log["applied_by_id"][0] == admin.uid
    admin.call(HOLIDAY, "action_take_away", day)
    change = admin.call(HOLIDAY, "action_preview", day)["res_id"]
    admin.call("citizen.law.change", "action_apply", [change])


def test_the_calculator_answers_in_the_browser(server, page_of):
    page = page_of("thuky")
    page.goto(
        f"{server.url}/odoo/action-citizen_dialogue.citizen_deadline_wizard_action"
    )
    page.wait_for_selector(".o_field_widget[name=rule_id] input")
    page.fill(".o_field_widget[name=rule_id] input", "TC05")
    page.click(".o-autocomplete--dropdown-item >> nth=0")
    page.click(".o_field_widget[name=date_start]")
    page.fill(".o_field_widget[name=date_start] input", "10/07/2026")
    page.keyboard.press("Tab")
    page.fill(".o_field_widget[name=extensions] input", "1")
    page.keyboard.press("Tab")
    page.wait_for_selector("text=Gia hạn 1 lần, mỗi lần 30 ngày")
    assert "08/09/2026" in page.inner_text(".modal")
    with page.expect_download() as download:
        page.click("button[name=action_print]")
    assert download.value.path().read_bytes()[:4] == b"%PDF"


def test_the_sheet_and_the_screen_say_the_same_on_a_phone(server, client, page_of):
    clerk = client("thuky")
    rule = clerk.call(RULE, "search", [["code", "=", "KN03"]])[0]
    sheet = clerk.call(
        "citizen.deadline.wizard",
        "create",
        [
            {
                "rule_id": rule,
                "date_start": "2026-06-20",
                "suspended_on": "2026-07-16",
                "resumed_on": "2026-08-10",
            }
        ],
    )[0]
    lines = clerk.read("citizen.deadline.wizard", [sheet], ["explanation"])[0]
    assert "chuyển tiếp: Nghị định 155/2026/NĐ-CP" in lines["explanation"]
    page = page_of("thuky", 390, 844)
    page.goto(f"{server.url}/odoo/citizen.deadline.wizard/{sheet}")
    page.wait_for_selector(".o_field_widget[name=explanation]")
    shown = words(page.inner_text(".o_form_view"))
    _headers, pdf = clerk.get(
        f"/report/pdf/citizen_dialogue.report_citizen_deadline_wizard/{sheet}"
    )
    reader = PdfReader(io.BytesIO(pdf))
    # a PDF breaks lines also after a hyphen
    printed = "".join("".join(p.extract_text() for p in reader.pages).split())
    assert len(reader.pages) == 1
    for line in lines["explanation"].split("\n"):
        assert words(line) in shown
        assert "".join(line.split()) in printed, (line, printed)
    overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert overflow <= 0


def test_a_stored_deadline_prints_its_sheet(client):
    office = client("chanhvp")
    deadline = office.call(
        "citizen.deadline", "search", [["due_date", "!=", False]], limit=1
    )[0]
    action = office.call("citizen.deadline", "action_print", [deadline])
    assert action["type"] == "ir.actions.report"
    _headers, pdf = office.get(
        f"/report/pdf/citizen_dialogue.report_citizen_deadline/{deadline}"
    )
    reader = PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 1
    assert "Vì sao hạn là ngày này?" in words(reader.pages[0].extract_text())
