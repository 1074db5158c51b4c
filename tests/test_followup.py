"""The follow-up in the browser: split, decide, urge, brief, archive."""

import base64
import io
import re
import zipfile

import pytest
from conftest import RpcError, words
from pypdf import PdfWriter

TEXT = """Chủ tịch UBND xã kết luận:
1. Giao Phòng Kinh tế chủ trì, phối hợp với Phòng Văn hóa - Xã hội kiểm tra chợ phiên, \
hoàn thành trước ngày 15/12/2099; báo cáo kết quả.
2. Giao Ban Quản lý chợ dọn vệ sinh trong 10 ngày làm việc."""
PHONE = {"width": 390, "height": 844, "is_mobile": True, "has_touch": True}
RECORD = ".o_data_row:visible, .o_kanban_record:visible:not(.o_kanban_ghost)"


def test_a_text_becomes_clauses(page_of, client):
    page = page_of("thuky")
    page.goto(f"{page.url.split('/odoo')[0]}/odoo/conclusions/new")
    page.fill("[name=name] textarea, [name=name] input", "kiểm tra chợ phiên")
    page.locator(".o_form_button_save:visible").first.click()
    page.locator("button[name=action_split]:visible").click()
    page.fill(".modal [name=text] textarea", TEXT)
    page.locator(".modal button[name=action_split]:visible").click()
    page.wait_for_selector(".modal button[name=action_take_over]:visible")
    shown = words(page.locator(".modal").inner_text())
    # an unknown unit is shown as such, never guessed
    assert "Ban Quản lý chợ" in shown
    page.locator(".modal button[name=action_take_over]:visible").click()
    page.wait_for_selector(".modal", state="detached")
    [directive] = client("thuky").call(
        "citizen.conclusion",
        "search_read",
        [("name", "=", "kiểm tra chợ phiên")],
        ["clause_ids"],
    )
    first, second = client("thuky").read(
        "citizen.conclusion.clause",
        directive["clause_ids"],
        ["lead_unit_ids", "support_unit_ids", "due_kind", "due_date", "due_days"],
    )
    assert len(first["lead_unit_ids"]) == len(first["support_unit_ids"]) == 1
    assert (first["due_kind"], first["due_date"]) == ("date", "2099-12-15")
    assert second["lead_unit_ids"] == []
    assert (second["due_kind"], second["due_days"]) == ("working_days", 10)


def test_the_chairman_taps_an_option_on_his_phone(page_of, client):
    page = page_of("chutich", **PHONE)
    page.goto(f"{page.url.split('/odoo')[0]}/odoo/obstacles")
    page.locator("button[name=action_choose_a]:visible").first.tap()
    page.fill(".modal [name=note] textarea", "Tạm ứng trong tuần này")
    page.locator(".modal button[name=action_apply]:visible").tap()
    page.wait_for_selector(".modal", state="detached")
    # decided, so it leaves the board of what waits
    page.wait_for_selector(".o_nocontent_help")
    rows = client("canbo_xa").call(
        "citizen.obstacle", "search_read", [], ["state", "decision_words", "task_id"]
    )
    assert rows[0]["state"] == "decided"
    assert "Tạm ứng trong tuần này" in rows[0]["decision_words"]
    unit = page_of("canbo_xa", **PHONE)
    unit.goto(f"{unit.url.split('/odoo')[0]}/odoo/tasks/{rows[0]['task_id'][0]}")
    unit.get_by_role("tab", name="Khó khăn, vướng mắc").tap()
    unit.get_by_text("Tạm ứng trong tuần này").first.wait_for()


def test_a_letter_of_urging_is_approved_numbered_and_counts(page_of, client):
    page = page_of("chanhvp")
    page.goto(f"{page.url.split('/odoo')[0]}/odoo/urging-letters")
    page.locator(".o_data_row").first.locator("td").nth(2).click()
    page.locator("button[name=action_approve]:visible").click()
    page.locator("button[name=action_approve]").wait_for(state="hidden")
    [letter] = client("chanhvp").call(
        "citizen.document",
        "search_read",
        [("step", "=", "urge"), ("state", "=", "approved")],
        ["id", "urging_ids"],
    )
    clerk = client("vanthu")
    clerk.call("citizen.document", "write", [letter["id"]], {"number_proposed": 977})
    clerk.call("citizen.document", "action_issue", [letter["id"]])
    urgings = client("chanhvp").read(
        "citizen.urging", letter["urging_ids"], ["task_id"]
    )
    task = urgings[0]["task_id"][0]
    [row] = client("canbo_xa").read("citizen.task", [task], ["urge_words"])
    assert row["urge_words"].startswith("Đã đôn đốc 2 lần"), row
    # the unit urged reads the letter and finds the task in it
    headers, content = client("canbo_xa").get(
        f"/report/pdf/citizen_dialogue.report_citizen_document/{letter['id']}"
    )
    assert headers["Content-Type"] == "application/pdf"
    assert content.startswith(b"%PDF-")


def test_every_number_of_the_brief_opens_what_it_counts(page_of):
    page = page_of("chanhvp")
    page.goto(f"{page.url.split('/odoo')[0]}/odoo/briefs")
    page.locator(RECORD).first.locator("td").nth(3).click()
    row = page.locator("[data-table=conclusions] tbody tr").first
    row.wait_for()
    number = row.locator("button").nth(1)
    expected = number.inner_text()
    number.click()
    page.wait_for_selector(".o_list_view .o_pager_limit, .o_list_view .o_pager_counter")
    shown = page.locator(".o_list_view .o_data_row")
    assert shown.count() == int(expected)
    page.go_back()
    page.locator("[data-table=conclusions]").wait_for()
    page.locator("button[name=action_lock]:visible").click()
    page.locator("button[name=action_lock]").wait_for(state="hidden")
    assert page.locator("[data-table=conclusions]").count() == 1


def test_a_dossier_is_closed_exported_tampered_with_and_caught(
    page_of, client, tmp_path
):
    dossiers = client("thuky").call(
        "citizen.dossier",
        "search_read",
        [("dialogue_id.state", "=", "concluded")],
        ["id", "code"],
    )
    dossier = dossiers[0]
    page = page_of("thuky")
    base = page.url.split("/odoo")[0]
    page.goto(f"{base}/odoo/dossiers/{dossier['id']}")
    page.locator("button[name=action_close]:visible").click()
    refusal = page.locator(".modal .modal-body, .o_notification_content").first
    refusal.wait_for()
    assert "Biên bản" in refusal.inner_text()
    page.keyboard.press("Escape")
    page.locator(".modal").wait_for(state="detached")
    page.get_by_role("button", name="Kết thúc khi còn thiếu").click()
    page.fill(".modal [name=reason] textarea", "Biên bản gốc đang ở hội đồng")
    page.locator(".modal button[name=action_apply]:visible").click()
    page.locator("button[name=action_close]").wait_for(state="hidden")
    with page.expect_download() as download:
        page.get_by_role("button", name="Xuất gói hồ sơ").click()
    whole = download.value.path().read_bytes()
    names = zipfile.ZipFile(io.BytesIO(whole)).namelist()
    assert "00_muc_luc.xlsx" in names
    assert not any("Bon" in name or "Mai" in name for name in names)

    broken = tmp_path / "ho-so.zip"
    with (
        zipfile.ZipFile(io.BytesIO(whole)) as old,
        zipfile.ZipFile(broken, "w") as new,
    ):
        for name in old.namelist():
            extra = b"x" if name == "00_muc_luc.xlsx" else b""
            new.writestr(name, old.read(name) + extra)
    intact = tmp_path / "nguyen.zip"
    intact.write_bytes(whole)
    inspector = page_of("thanhtra")
    inspector.goto(f"{base}/odoo")
    inspector.get_by_role("button", name="Lưu trữ").click()
    for file, verdict in ((intact, "nguyên vẹn"), (broken, "đã bị thay đổi")):
        if not inspector.locator(".o-dropdown--menu:visible").count():
            inspector.get_by_role("button", name="Lưu trữ").click()
        inspector.get_by_role("menuitem", name="Kiểm tra gói hồ sơ").click()
        inspector.set_input_files(".modal input[type=file]", str(file))
        # the browser reads the file in its own time
        inspector.locator(".modal .o_clear_file_button").wait_for(state="attached")
        inspector.locator(".modal button[name=action_verify]").click()
        alert = inspector.locator(".modal .alert:visible")
        alert.wait_for()
        assert verdict in alert.inner_text()
        if file == broken:
            assert "00_muc_luc.xlsx" in inspector.locator(".modal").inner_text()
        inspector.locator(".modal .btn-close").click()
        inspector.locator(".modal").wait_for(state="detached")


def test_another_unit_does_not_get_the_package(client):
    from urllib.error import HTTPError

    [dossier] = client("thuky").call(
        "citizen.dossier", "search", [("dialogue_id.state", "=", "concluded")], limit=1
    )
    with pytest.raises(HTTPError) as error:
        client("canbo_xa").get(f"/citizen_dialogue/dossier/{dossier}/package")
    assert error.value.code == 404


def refused(call, *words_of_it):
    """The refusal is a sentence in Vietnamese and names what is meant."""
    with pytest.raises(RpcError) as error:
        call()
    message = str(error.value)
    assert re.search("[ạảấầẩẫậắằẵặẹẻẽếềểễệịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđ]", message), message
    assert not re.search(r"\b(?:the|Error|constraint|Traceback)\b", message), message
    for word in words_of_it:
        assert word in message, message


def pdf_without_text(password=None):
    buffer, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(100, 100)
    if password:
        writer.encrypt(password)
    writer.write(buffer)
    return base64.b64encode(buffer.getvalue()).decode()


def test_a_text_that_cannot_be_split_is_refused_in_words(client):
    clerk = client("thuky")
    [directive] = clerk.call("citizen.conclusion", "create", [{"name": "thử từ chối"}])
    for vals, word in (
        ({"text": "  "}, "văn bản"),
        ({"text": "Giao việc. " * 20_000}, "200"),
        ({"text": "Trời hôm nay mưa to."}, "giao"),
        ({"file": pdf_without_text()}, "ảnh"),
        ({"file": pdf_without_text("bí mật")}, "mật khẩu"),
        ({"file": base64.b64encode(b"%PDF-1.7 x").decode()}, "hỏng"),
        ({"file": base64.b64encode(b"PK\x03\x04 x").decode()}, "hỏng"),
        ({"file": base64.b64encode(b"hello").decode()}, ".docx"),
    ):
        [wizard] = clerk.call(
            "citizen.split.wizard", "create", [{"conclusion_id": directive, **vals}]
        )
        refused(
            lambda w=wizard: clerk.call("citizen.split.wizard", "action_split", [w]),
            word,
        )
        row = clerk.read("citizen.split.wizard", [wizard], ["line_ids"])[0]
        assert row["line_ids"] == []
    row = clerk.read("citizen.conclusion", [directive], ["clause_ids"])[0]
    assert row["clause_ids"] == []


def test_a_ladder_a_brief_and_a_dossier_that_cannot_be_are_refused_in_words(client):
    admin, office, clerk = client("quantri"), client("chanhvp"), client("thuky")
    rungs = admin.call("citizen.urging.rung", "search", [])
    for days in (0, -3, 10_000):
        refused(
            lambda d=days: admin.call(
                "citizen.urging.rung", "write", rungs[:1], {"days": d}
            ),
            "1",
            "250",
        )
    assert all(
        1 <= row["days"] <= 250
        for row in admin.read("citizen.urging.rung", rungs, ["days"])
    )
    period = {"date_from": "2019-01-01", "date_to": "2019-01-31"}
    [brief] = office.call(
        "citizen.report", "create", [{**period, "horizon": "2019-02-28"}]
    )
    refused(lambda: office.call("citizen.report", "action_lock", [brief]), "kỳ")
    refused(
        lambda: office.call("citizen.report", "action_draft_document", [brief]), "kỳ"
    )
    row = office.read("citizen.report", [brief], ["state", "body_html"])[0]
    assert row["state"] == "draft"
    assert "không có nhiệm vụ" in row["body_html"]
    [waiting] = clerk.call(
        "citizen.dossier",
        "search",
        [("dialogue_id.state", "in", ("draft", "announced"))],
        limit=1,
    )
    refused(lambda: clerk.call("citizen.dossier", "action_close", [waiting]))
    row = clerk.read("citizen.dossier", [waiting], ["state"])[0]
    assert row["state"] == "open"
    [wizard] = clerk.call("citizen.package.wizard", "create", [{}])
    refused(lambda: clerk.call("citizen.package.wizard", "action_verify", [wizard]))
    [wizard] = clerk.call("citizen.package.wizard", "create", [{"file": "aGVsbG8="}])
    refused(
        lambda: clerk.call("citizen.package.wizard", "action_verify", [wizard]), "ZIP"
    )
