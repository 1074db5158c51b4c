"""The whole chain in the browser: each officer logs in and does his part."""

import io
import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from conftest import words
from pypdf import PdfReader


def today():
    """Today in Viet Nam, wherever the tests run."""
    return datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()


def dialog(page):
    return page.locator(".modal:visible .modal-content").last


def button(page, name):
    """A button of the form by its deed; on a phone it may be in the action menu."""
    found = page.locator(f".o_form_statusbar button[name='{name}']:visible")
    more = page.locator(".o_statusbar_buttons .dropdown-toggle:visible")
    # a form that still takes in the last step shows neither
    found.or_(more).first.wait_for()
    if not found.count():
        more.click()
        found = page.locator(f"button[name='{name}']:visible")
    return found.first


def go(page, server, path):
    page.goto(f"{server.url}/odoo/{path}")
    page.wait_for_selector(".o_control_panel")


def test_directive_from_clause_to_verified_task(server, client, page_of):
    # the secretary enters a directive with one clause
    page = page_of("thuky")
    go(page, server, "conclusions/new")
    page.fill("[name=name] textarea, [name=name] input", "dọn vệ sinh ven hồ")
    page.locator("[name=clause_ids] .o_field_x2many_list_row_add a").click()
    form = dialog(page)
    form.locator("[name=content] textarea").fill("Thu gom rác ven hồ bản Huổi Cuổi")
    form.locator("[name=lead_unit_ids] input").fill("Phòng Kinh tế xã")
    page.locator(
        ".o-autocomplete--dropdown-item:has-text('Phòng Kinh tế')"
    ).first.click()
    form.locator("[name=due_date] input, [name=due_date] button").first.click()
    page.keyboard.press("Control+A")
    due = today() + timedelta(days=30)
    page.keyboard.type(due.strftime("%d/%m/%Y"))
    page.keyboard.press("Tab")
    form.locator(".o_form_button_save").click()
    page.wait_for_selector(".modal", state="detached")
    button(page, "action_submit").click()
    # its document opens, is completed and handed up
    page.wait_for_selector("[name=body_html]")
    page.locator("[name=signer_membership_id] input").fill("Hoàng Văn Bình")
    page.locator(".o-autocomplete--dropdown-item:has-text('Hoàng Văn Bình')").click()
    button(page, "action_submit").click()
    page.wait_for_selector(".o_arrow_button_current[data-value=submitted]")
    document_url = page.url

    # the head of the Office approves
    head = page_of("chanhvp")
    head.goto(document_url)
    button(head, "action_approve").click()
    head.wait_for_selector(".o_arrow_button_current[data-value=approved]")

    # the clerk numbers, issues and prints
    clerk = page_of("vanthu")
    clerk.goto(document_url)
    clerk.locator("[name=number_proposed] input").fill("1234")
    button(clerk, "action_issue").click()
    clerk.wait_for_selector(".o_arrow_button_current[data-value=issued]")
    with clerk.expect_download() as download:
        button(clerk, "action_print").click()
    content = Path(download.value.path()).read_bytes()
    pages = PdfReader(io.BytesIO(content)).pages
    text = words(" ".join(sheet.extract_text() for sheet in pages))
    assert "1234/UBND-VP" in text
    assert "Thu gom rác ven hồ bản Huổi Cuổi" in text
    assert "DỰ THẢO" not in text

    # the officer of the unit reports on the phone
    phone = page_of("canbo_xa", 390, 844, is_mobile=True, has_touch=True)
    go(phone, server, "tasks")
    phone.wait_for_selector(".o_kanban_record:has-text('Thu gom rác')")
    phone.locator(".o_kanban_record:has-text('Thu gom rác')").first.click()
    button(phone, "action_report_done").click()
    report = dialog(phone)
    report.locator("[name=text] textarea").fill("Đã thu gom 2 xe rác")
    with phone.expect_file_chooser() as chooser:
        report.locator(".o_citizen_evidence label").click()
    chooser.value.set_files(
        {"name": "anh.png", "mimeType": "image/png", "buffer": PIXEL}
    )
    report.locator(".o_attachment:has-text('anh'), .o_attachment").first.wait_for()
    report.locator("button[name=action_send]:visible").click()
    phone.wait_for_selector(".modal", state="detached")
    phone.wait_for_selector("text=Đã thu gom 2 xe rác")

    # the Office checks and verifies
    task = client("chanhvp").call(
        "citizen.task", "search", [["name", "like", "Thu gom rác ven hồ"]]
    )[0]
    head.goto(f"{server.url}/odoo/tasks/{task}")
    button(head, "action_verify").click()
    head.wait_for_selector(".o_arrow_button_current[data-value=verified]")
    row = client("chanhvp").read("citizen.task", [task], ["state", "verified_by_id"])[0]
    assert row["state"] == "verified"
    state = client("chanhvp").call(
        "citizen.conclusion",
        "search_read",
        [["name", "=", "dọn vệ sinh ven hồ"]],
        ["state"],
    )
    assert state[0]["state"] == "done"


def issue(client, document, number):
    """Approval and number, by those whose step it is."""
    client("thuky").call("citizen.document", "action_submit", [document])
    client("chanhvp").call("citizen.document", "action_approve", [document])
    clerk = client("vanthu")
    clerk.call("citizen.document", "write", [document], {"number_proposed": number})
    clerk.call("citizen.document", "action_issue", [document])


def test_session_from_plan_to_closed(server, client, page_of):
    page = page_of("thuky")
    go(page, server, "dialogues/new")
    page.fill("[name=name] textarea", "Đối thoại về chợ phiên Pắc Ma")
    page.locator("[name=date_start] input, [name=date_start] button").first.click()
    page.keyboard.press("Control+A")
    page.keyboard.type(f"{today():%d/%m/%Y} 23:30")
    page.keyboard.press("Tab")
    page.fill("[name=place] input", "Nhà văn hóa bản Pắc Ma")
    page.locator("[name=chair_membership_id] input").fill("Hoàng Văn Bình")
    page.locator(".o-autocomplete--dropdown-item:has-text('Hoàng Văn Bình')").click()
    page.locator(".o_form_button_save").click()
    page.wait_for_url(re.compile(r"/dialogues/\d+"))
    url = page.url
    button(page, "action_draft_notice").click()
    page.wait_for_selector("[name=body_html]")
    document = int(page.url.rsplit("/", 1)[1])
    issue(client, document, "4101")

    page.goto(url)
    page.wait_for_selector(".o_arrow_button_current[data-value=announced]")
    button(page, "action_hold").click()
    page.wait_for_selector(".o_arrow_button_current[data-value=held]")

    # in the hall, with the keyboard alone
    button(page, "action_open_opinions").click()
    page.wait_for_selector(".o_citizen_hall")
    page.locator(".o_list_button_add:visible").click()
    row = page.locator(".o_selected_row")
    row.locator("[name=speaker_label] input").fill("Bà con bản Pắc Ma")
    page.keyboard.press("Tab")
    page.keyboard.type("Chợ phiên thiếu nước sạch")
    page.keyboard.press("Tab")
    page.keyboard.type("Ti")
    disposition = row.locator("[name=disposition] select")
    assert disposition.input_value() == "taken_over"
    page.keyboard.press("Tab")
    row.locator("[name=assign_unit_ids] input").fill("Phòng Kinh tế xã")
    page.locator(".o-autocomplete--dropdown-item:has-text('Phòng Kinh tế')").click()
    page.locator(".o_list_button_save:visible").click()
    page.wait_for_selector(".o_selected_row", state="detached")
    assert "Chợ phiên thiếu nước sạch" in page.inner_text(".o_data_row")

    # nothing is typed twice: the opinion is the clause
    page.goto(url)
    button(page, "action_make_conclusion").click()
    page.wait_for_selector("[name=clause_ids] .o_data_row")
    line = page.locator("[name=clause_ids] .o_data_row").first
    assert "Phòng Kinh tế" in line.inner_text()
    line.locator("td").nth(1).click()
    form = dialog(page)
    form.locator("[name=content] textarea").fill("Xây bể nước sạch cho chợ phiên")
    form.locator("[name=due_date] input, [name=due_date] button").first.click()
    page.keyboard.press("Control+A")
    page.keyboard.type(f"{today() + timedelta(days=20):%d/%m/%Y}")
    page.keyboard.press("Tab")
    form.locator(".o_form_button_save").click()
    page.wait_for_selector(".modal", state="detached")
    button(page, "action_submit").click()
    page.wait_for_selector("[name=body_html]")
    assert "Xây bể nước sạch cho chợ phiên" in page.inner_text("[name=body_html]")
    issue(client, int(page.url.rsplit("/", 1)[1]), "4102")

    page.goto(url)
    page.wait_for_selector(".o_arrow_button_current[data-value=concluded]")
    button(page, "action_close").click()
    page.wait_for_selector(".o_arrow_button_current[data-value=closed]")
    tasks = client("canbo_xa").call(
        "citizen.task",
        "search_read",
        [["name", "like", "Xây bể nước sạch"]],
        ["state"],
    )
    assert [task["state"] for task in tasks] == ["assigned"]


def test_form_open_since_yesterday_overwrites_nothing(server, client, page_of):
    secretary = client("thuky")
    dialogue = secretary.call(
        "citizen.dialogue", "create", [{"name": "Đối thoại về nước sinh hoạt"}]
    )[0]
    opinion = secretary.call(
        "citizen.dialogue.opinion",
        "create",
        [{"dialogue_id": dialogue, "content": "Bản Lốm thiếu nước"}],
    )[0]
    old, new = page_of("chanhvp"), page_of("thuky")
    for page in (old, new):
        go(page, server, f"answers-to-prepare/{opinion}")
        page.wait_for_selector("[name=prepared_answer] textarea")
    new.fill("[name=prepared_answer] textarea", "Đã khảo sát nguồn nước")
    new.locator(".o_form_button_save").click()
    new.wait_for_selector(".o_form_button_save", state="hidden")
    old.fill("[name=prepared_answer] textarea", "Sẽ kéo ống trong tháng tới")
    old.locator(".o_form_button_save").click()
    message = words(dialog(old).inner_text())
    assert "Lò Thị Mai" in message
    assert "Sẽ kéo ống trong tháng tới" in message
    assert "Đã khảo sát nguồn nước" in message
    row = secretary.read("citizen.dialogue.opinion", [opinion], ["prepared_answer"])[0]
    assert row["prepared_answer"] == "Đã khảo sát nguồn nước"


# a PNG of one pixel
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4"
    "890000000d49444154789c6360f8cf500f0003820180318f4d5b000000004945"
    "4e44ae426082"
)

# words of Odoo or of ours that a clerk must not meet
ENGLISH = re.compile(
    r"\b(New|Save|Discard|Search|Filters|Group By|Late|Draft|Tasks|Units|Invalid|"
    r"Documents|Settings|Status|Undefined|Dialogues|Report|Loading)\b"
)
SCREENS = {
    "thuky": [
        "dialogues",
        "conclusions",
        "documents-register",
        "units",
        "dossiers",
        "cases",
        "transfers-to-accept",
        "transfers-unanswered",
        "backlog",
        "backlog-proposals",
        "filed-petitions",
    ],
    "chanhvp": [
        "follow-up",
        "units-board",
        "documents-to-approve",
        "extensions",
        "briefs",
        "urging-letters",
        "urging",
        "mail-trouble",
        "letters-to-speakers",
    ],
    "chutich": [
        "follow-up",
        "conclusions",
        "obstacles",
        "reviews",
        "cases",
        "transfers-stopped",
        "backlog",
    ],
    "vanthu": ["documents-to-number", "documents-unsigned", "number-series"],
    "canbo_xa": ["tasks", "answers-to-prepare", "cases"],
    "thanhtra": [
        "conclusions",
        "all-tasks",
        "time-limits",
        "law-changes",
        "reviews",
        "identity-log",
        "cases",
        "backlog",
    ],
    "tiepdan": [
        "receptions",
        "petitions",
        "reception-days",
        "reception-duty",
        "cases",
        "transfers-unanswered",
    ],
    "vptinh": ["petitions", "cases", "transfers-to-accept"],
    "luugiu": ["petitions"],
    "quantri": [
        "units",
        "posts",
        "holidays",
        "holiday-years",
        "law-changes",
        "time-limits",
        "fields",
        "document-kinds",
        "urging-ladder",
    ],
}


def test_every_screen_opens_in_vietnamese_at_both_widths(server, page_of):
    found = {}
    for login, paths in SCREENS.items():
        for width, height in ((1280, 900), (390, 844)):
            page = page_of(login, width, height)
            for path in paths:
                go(page, server, path)
                page.wait_for_selector(
                    ".o_list_view, .o_kanban_view, .o_view_nocontent, .o_form_view"
                )
                assert not page.locator(".o_error_dialog").count(), (login, path)
                text = page.inner_text("body")
                hits = ENGLISH.findall(text)
                if hits:
                    found[login, path, width] = hits
                # nothing may push the page sideways on a phone
                overflow = page.evaluate(
                    "document.documentElement.scrollWidth - window.innerWidth"
                )
                assert overflow <= 0, (login, path, width)
    assert not found
