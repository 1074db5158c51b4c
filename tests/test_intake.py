"""Petitions in the browser, as the reception desk of a commune takes them in: the
commonest ways in, both ways of keeping denouncers, a letter that was sent before."""

import base64
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from conftest import RpcError, sh

WHO = "Quàng Văn Nghiệm"


class Keys:
    """Counts what a clerk presses: keys and clicks."""

    def __init__(self, page):
        self.page = page
        self.keys = 0
        self.clicks = 0

    def type(self, text):
        self.keys += len(text)
        self.page.keyboard.type(text)

    def press(self, key, times=1):
        for _time in range(times):
            self.keys += 1
            self.page.keyboard.press(key)

    def click(self, selector):
        self.clicks += 1
        self.page.click(selector)

    @property
    def at(self):
        return self.page.evaluate(
            "document.activeElement.closest('.o_field_widget')?.getAttribute('name')"
        )


def new_petition(page, server):
    page.goto(f"{server.url}/odoo/petitions/new")
    page.wait_for_selector("[name=sender_name] input")


def saved(page):
    page.click(".o_form_button_save")
    page.wait_for_selector(".o_form_saved h2 [name=number]:has-text('/')")
    return page.inner_text("h2 [name=number]")


def fill(page, **values):
    for name, value in values.items():
        field = page.locator(
            f"[name={name}] input, [name={name}] textarea, [name={name}] select"
        ).first
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def petition(client, number, fields=()):
    return client("tiepdan").call(
        "citizen.petition",
        "search_read",
        [["number", "=", number]],
        ["state", "identity", *fields],
    )[0]


def mode(client, **vals):
    """The decision of the head how denouncers are kept."""
    client("chutich").call(
        "citizen.identity.mode",
        "create",
        [
            {
                "decision_number": "15/QĐ-UBND",
                "decision_date": "2026-01-12",
                "decision_scan": base64.b64encode(b"%PDF-1.4").decode(),
                **vals,
            }
        ],
    )


def test_commonest_intake_with_the_keyboard_alone(page_of, server, client):
    """Name, hamlet, subject, kind, save: what is pressed is counted, not timed."""
    page = page_of("tiepdan")
    new_petition(page, server)
    clerk = Keys(page)
    assert clerk.at == "sender_name", "the cursor waits in the name"
    clerk.type(WHO)
    clerk.press("Tab", 4)
    assert clerk.at == "sender_hamlet"
    clerk.type("bản Bon")
    clerk.press("Tab", 3)
    assert clerk.at == "subject"
    clerk.type("đường vào bản hỏng")
    clerk.press("Tab")
    assert clerk.at == "kind"
    clerk.type("K")
    clerk.press("Alt+s")
    page.wait_for_selector(".o_form_saved h2 [name=number]:has-text('/')")
    number = page.inner_text("h2 [name=number]")
    row = petition(client, number, ["people_text", "kind", "due_date"])
    assert row["people_text"] == WHO
    assert row["kind"] in ("kn", "kn_pa")
    typed = len(WHO) + len("bản Bon") + len("đường vào bản hỏng")
    # beside the words themselves: eight Tabs, a letter for the kind, one to save
    assert clerk.keys - typed <= 10
    assert clerk.clicks == 0
    assert WHO not in page.title()


def test_a_post_letter_of_seven_signers(page_of, server, client):
    page = page_of("tiepdan")
    new_petition(page, server)
    fill(
        page,
        sender_name="Lường Thị Phương",
        subject="việc chậm chi trả tiền bồi thường",
        kind="kn_pa",
        source="post",
        signatory_count="7",
    )
    number = saved(page)
    missing = page.inner_text("[name=missing_summary]")
    assert "người đại diện của đoàn (1 đến 2 người)" in missing
    assert petition(client, number, ["is_collective"])["is_collective"]


def test_an_anonymous_letter(page_of, server, client):
    page = page_of("tiepdan")
    new_petition(page, server)
    fill(page, subject="phản ánh xả thải ra suối", kind="kn_pa", source="box")
    page.check("[name=is_anonymous] input")
    number = saved(page)
    row = petition(client, number, ["people_text", "petitioner_ids"])
    assert row["people_text"] == "Không ghi tên"
    assert row["petitioner_ids"] == []


def test_a_letter_with_several_contents(page_of, server, client):
    rpc = client("tiepdan")
    page = page_of("tiepdan")
    new_petition(page, server)
    fill(page, sender_name="Cà Văn Inh", subject="nhiều việc", kind="mixed")
    number = saved(page)
    row = petition(client, number, [])
    for kind, content, body in (
        ("kn", "khiếu nại quyết định thu hồi đất", False),
        ("kn_pa", "kiến nghị sửa kênh mương", "Công ty Thủy lợi"),
    ):
        rpc.call(
            "citizen.petition.line",
            "create",
            [
                {
                    "petition_id": row["id"],
                    "kind": kind,
                    "content": content,
                    "competence": "other" if body else "own",
                    "competent_body": body,
                }
            ],
        )
    page.reload()
    page.click("button[name=action_guide_apart]")
    page.wait_for_selector("[name=body_html]:has-text('Công ty Thủy lợi')")
    assert "UBND xã Quỳnh Nhai" in page.inner_text("[name=body_html]")
    assert petition(client, number, ["case_count"])["case_count"] == 0


def test_denunciations_on_paper_and_in_the_vault(page_of, server, client):
    mode(client, mode="paper")
    page = page_of("tiepdan")
    new_petition(page, server)
    fill(page, kind="tc")
    page.wait_for_selector("[name=sender_name]", state="detached")
    fill(page, subject="Tố cáo", paper_place="Tủ số 2, chị Nga giữ")
    on_paper = petition(client, saved(page), ["petitioner_ids"])
    assert on_paper["identity"] == "sealed"
    assert on_paper["petitioner_ids"] == []
    with pytest.raises(RpcError, match="chỉ lưu trên giấy"):
        client("tiepdan").call(
            "citizen.petition",
            "create",
            [{"subject": "tố cáo", "kind": "tc", "sender_name": "Lò Văn Kín"}],
        )

    mode(client, mode="vault")
    new_petition(page, server)
    fill(page, sender_name="Lò Văn Kín", sender_phone="0987001122", kind="tc")
    fill(page, subject="việc chi sai chế độ")
    number = saved(page)
    assert "Lò Văn Kín" not in page.content()
    assert "Người tố cáo số" in page.inner_text("[name=petitioner_ids]")
    page.locator("button[name=action_reveal]:visible").first.click()
    page.locator(".modal [name=purpose] select").select_option("contact")
    page.fill(".modal [name=reason] input", "Mời làm việc ngày mai")
    page.click(".modal button[name=action_reveal]")
    page.wait_for_selector(".o_citizen_reveal:has-text('Lò Văn Kín')")
    assert "0987001122" in page.inner_text(".o_citizen_reveal")
    page.reload()
    page.wait_for_selector("h2 [name=number]")
    assert "Lò Văn Kín" not in page.content()
    row = petition(client, number, [])
    log = client("chutich").call(
        "citizen.identity.log",
        "search_read",
        [["petition_id", "=", row["id"]], ["event", "=", "reveal"]],
        ["user_id", "reason"],
    )
    assert [entry["reason"] for entry in log] == ["Mời làm việc ngày mai"]
    # the leader reads the petition and not who wrote it
    names = client("chutich").call(
        "citizen.petitioner",
        "search_read",
        [["petition_id", "=", row["id"]]],
        ["name", "phone", "label"],
    )
    assert [(n["name"], n["phone"]) for n in names] == [(False, False)]


def test_nothing_of_a_denouncer_lies_outside_the_vault(page_of, server, client):
    """The whole database as a dump, the file store and the server's log."""
    mode(client, mode="vault")
    page = page_of("tiepdan")
    new_petition(page, server)
    fill(
        page,
        sender_name="Zyx Marker Wvu",
        sender_phone="0977665544",
        sender_paper_number="014099887766",
        sender_address="Nha so 7 Qwertz",
        kind="tc",
        subject="việc thu chi",
    )
    number = saved(page)
    row = petition(client, number, ["petitioner_ids"])
    scan = base64.b64encode(b"%PDF-1.4 Zyx Marker in a scan").decode()
    with pytest.raises(RpcError):
        # a damaged scan is refused, and its words go nowhere
        client("tiepdan").call(
            "citizen.vault.file", "create", [{"petition_id": row["id"], "data": scan}]
        )
    page.locator("button[name=action_reveal]:visible").first.click()
    page.locator(".modal [name=purpose] select").select_option("contact")
    page.fill(".modal [name=reason] input", "Mời làm việc")
    page.click(".modal button[name=action_reveal]")
    page.wait_for_selector(".o_citizen_reveal:has-text('Zyx Marker Wvu')")
    kept = page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"
    )
    assert "Marker" not in kept
    marks = ("Zyx Marker", "zyx marker", "0977665544", "014099887766", "Qwertz")
    dump = sh(
        f"as_server $(PGBIN)/pg_dump -h $PGSOCKET -U dba {server.database} --inserts"
    )
    assert f"'{number}'" in dump
    assert [mark for mark in marks if mark in dump] == []
    state = Path(os.environ["CITIZEN_STATE"])
    log = (state / "log" / f"{server.database}.log").read_text()
    files = [
        path
        for path in (state / "data" / "filestore" / server.database).rglob("*")
        if path.is_file()
    ]
    assert files
    for mark in marks:
        assert mark not in log
        assert not [path for path in files if mark.encode() in path.read_bytes()]
    # the key is no part of what a backup of the database holds
    key = sh("cat $STATE/home/vault.key").split()[-1]
    assert key not in dump


def test_a_duplicate_with_other_accents_and_an_old_commune(page_of, server, client):
    rpc = client("tiepdan")
    old = rpc.call(
        "citizen.unit", "search_read", [["name", "=", "UBND xã Chiềng Bằng"]], ["id"]
    )[0]["id"]
    first = rpc.call(
        "citizen.petition",
        "create",
        [
            {
                "subject": "tranh chấp bờ ruộng",
                "kind": "kn_pa",
                "sender_name": "Điêu Thị Thoản",
                "sender_commune_id": old,
            }
        ],
    )[0]
    page = page_of("tiepdan")
    new_petition(page, server)
    page.locator("[name=sender_name] input").press_sequentially("dieu thi thoan")
    page.wait_for_selector(".o-autocomplete--dropdown-menu:has-text('Điêu Thị Thoản')")
    page.keyboard.press("Escape")
    fill(
        page, sender_name="Dieu Thi Thoan", subject="tranh chap bo ruong", kind="kn_pa"
    )
    page.locator("[name=subject] input").press("Tab")
    page.wait_for_selector(".o_citizen_duplicates:has-text('cùng họ tên, cùng xã')")
    number = saved(page)
    page.locator(".o_citizen_duplicates button").first.click()
    page.fill(".modal [name=reason] input", "Cùng một đơn gửi lại")
    page.click(".modal button[name=action_join]")
    page.wait_for_selector(".modal", state="detached")
    row = petition(client, number, ["matter_root_id", "outcome", "case_count"])
    assert row["matter_root_id"][0] == first
    assert (row["state"], row["outcome"], row["case_count"]) == ("handled", "file", 0)


def visit(page, **values):
    page.wait_for_selector("[name=sender_name] input")
    fill(page, **values)
    page.click(".o_form_button_save")
    page.wait_for_selector(".o_form_saved h2 [name=number]:has-text('/')")
    page.click("button[name=action_finish]")


def test_a_visit_with_an_oral_complaint_about_land(page_of, server, client):
    page = page_of("tiepdan")
    page.goto(f"{server.url}/odoo/receptions/new")
    visit(
        page,
        sender_name="Tòng Văn Ký",
        sender_paper_number="014071002345",
        content="Khiếu nại quyết định thu hồi thửa đất số 8, tờ bản đồ số 3",
        kind="kn",
        result="oral",
    )
    page.wait_for_selector("button[name=action_open_classify]")
    number = page.inner_text("h2 [name=number]")
    row = petition(client, number, ["source", "people_text", "plot_ids", "due_date"])
    assert (row["source"], row["people_text"]) == ("oral", "Tòng Văn Ký")
    assert len(row["plot_ids"]) == 1
    codes = client("tiepdan").call(
        "citizen.deadline",
        "search_read",
        [["petition_id", "=", row["id"]]],
        ["name", "due_date"],
    )
    assert len(codes) == 3
    # leaving a form that was only opened enters nothing into the book
    before = client("tiepdan").call("citizen.reception", "search_count", [])
    page.goto(f"{server.url}/odoo/receptions/new")
    page.wait_for_selector("[name=sender_name] input")
    page.goto(f"{server.url}/odoo/receptions")
    page.wait_for_selector(".o_list_view")
    assert client("tiepdan").call("citizen.reception", "search_count", []) == before


def issue(client, drafter, action, number):
    """Draft, approval and number of a document, each by who does it."""
    document = [action["res_id"]]
    drafter = client(drafter)
    post = drafter.call(
        "citizen.membership",
        "search",
        [["user_id.login", "=", "chutich"], ["position", "=", "chair"]],
    )[0]
    drafter.call(
        "citizen.document",
        "write",
        document,
        {"signer_membership_id": post, "signature_mode": "direct"},
    )
    drafter.call("citizen.document", "action_submit", document)
    client("chanhvp").call("citizen.document", "action_approve", document)
    clerk = client("vanthu")
    clerk.call("citizen.document", "write", document, {"number_proposed": number})
    clerk.call("citizen.document", "action_issue", document)


def test_a_leaders_reception_day_with_three_visits(page_of, server, client):
    office = client("thuky")
    post = office.call(
        "citizen.membership",
        "search",
        [["user_id.login", "=", "chutich"], ["position", "=", "chair"]],
    )[0]
    # today in Viet Nam
    now = datetime.now(UTC) + timedelta(hours=7)
    start = datetime(now.year, now.month, now.day, 8) - timedelta(hours=7)
    day = office.call(
        "citizen.dialogue",
        "create",
        [
            {
                "name": "Tiếp công dân định kỳ",
                "kind": "reception_day",
                "date_start": start.strftime("%Y-%m-%d %H:%M:%S"),
                "place": "Trụ sở UBND xã",
                "chair_membership_id": post,
            }
        ],
    )
    notice = office.call("citizen.dialogue", "action_draft_notice", day)
    issue(client, "thuky", notice, 3101)
    office.call("citizen.dialogue", "action_hold", day)

    page = page_of("thuky")
    for person in ("Lò Thị Một", "Lò Thị Hai", "Lò Thị Ba"):
        page.goto(f"{server.url}/odoo/reception-days/{day[0]}")
        page.click("button[name=action_open_visits]")
        page.click(".o_list_button_add")
        visit(
            page,
            sender_name=person,
            content=f"Kiến nghị của {person[-3:].strip()}",
            kind="kn_pa",
            result="explained",
        )
        page.wait_for_selector(".o_arrow_button_current[data-value=done]")
    lines = office.call(
        "citizen.dialogue.opinion",
        "search_read",
        [["dialogue_id", "=", day[0]]],
        ["speaker_label", "content", "source"],
    )
    assert len(lines) == 3
    assert not [line for line in lines if "Lò Thị" in line["speaker_label"]]
    unit = office.call(
        "citizen.unit", "search", [["name", "ilike", "Phòng Kinh tế xã"]]
    )
    due = (now + timedelta(days=20)).strftime("%Y-%m-%d")
    for line in lines:
        office.call(
            "citizen.dialogue.opinion",
            "write",
            [line["id"]],
            {
                "disposition": "taken_over",
                "assign_unit_ids": [[6, 0, unit[:1]]],
                "assign_due_date": due,
            },
        )
    waiting = ["&", ["kind", "=", "reception_day"], ["state", "=", "held"]]
    assert day[0] in office.call("citizen.dialogue", "search", waiting)
    conclusion = office.call("citizen.dialogue", "action_make_conclusion", day)
    action = office.call("citizen.conclusion", "action_submit", [conclusion["res_id"]])
    issue(client, "thuky", action, 3102)
    assert day[0] not in office.call("citizen.dialogue", "search", waiting)
    tasks = office.call(
        "citizen.task",
        "search_read",
        [["conclusion_id", "=", conclusion["res_id"]]],
        ["unit_id", "due_date"],
    )
    assert [task["due_date"] for task in tasks] == [due] * 3
    page.goto(f"{server.url}/odoo/reception-days/{day[0]}")
    page.wait_for_selector(".o_arrow_button_current[data-value=concluded]")
