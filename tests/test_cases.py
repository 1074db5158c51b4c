"""Cases in the browser: an oral complaint through both instances to what is carried
out, and the other ways a petition goes; each step by the officer whose step it is."""

import re
from datetime import timedelta

import pytest
from conftest import RpcError, words
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect
from test_chain import ENGLISH, button, dialog, go, today
from test_intake import visit

DECIDED = "Bồi thường bổ sung 12 triệu đồng cho thửa đất số 9"


class Numbers:
    """Numbers from the book, each once."""

    value = 5000

    @classmethod
    def next(cls):
        cls.value += 1
        return cls.value


def pick(scope, name, text):
    """Choose a record by the beginning of its name."""
    scope.locator(f"[name={name}] input").fill(text)
    page = scope.page if hasattr(scope, "page") else scope
    page.locator(f".o-autocomplete--dropdown-item:has-text('{text}')").first.click()


def choose(scope, name, value):
    """Answer a question of the classification, or another choice shown as circles."""
    radio = scope.locator(f"[name={name}] input[data-value='{value}']")
    radio.check()
    expect(radio).to_be_checked()


def select(page, scope, name, text):
    """Choose from a menu; the answer to an earlier question may close it meanwhile."""
    box = scope.locator(f"[name={name}] input")
    for _attempt in range(3):
        box.click()
        item = page.locator(f".o_select_menu_item:has-text('{text}')").first
        try:
            item.click(timeout=10_000)
            expect(box).to_have_value(re.compile(re.escape(text)), timeout=10_000)
        except (AssertionError, PlaywrightTimeout):
            continue
        return
    expect(box).to_have_value(re.compile(re.escape(text)))


def tab(page, name):
    page.locator(f".o_notebook .nav-link[name='{name}']").click()


def save(page):
    page.locator(".o_form_button_save").click()
    page.wait_for_selector(".o_form_saved")


def state(page, value):
    page.wait_for_selector(f".o_arrow_button_current[data-value={value}]")


def document_id(page):
    page.wait_for_selector("[name=body_html]")
    page.wait_for_url(re.compile(r"/\d+$"))
    return int(page.url.rsplit("/", 1)[1])


def issue(client, document, drafter="tiepdan", head="chanhvp", clerk="vanthu"):
    """Signatory, approval and number, by those whose step it is."""
    rpc = client(drafter)
    names = ["signer_membership_id", "numbered", "needs_approval"]
    row = rpc.read("citizen.document", [document], names)[0]
    if not row["needs_approval"]:
        rpc.call("citizen.document", "action_issue", [document])
        return
    if not row["signer_membership_id"]:
        chair = "cttinh" if drafter == "vptinh" else "chutich"
        post = rpc.call(
            "citizen.membership",
            "search",
            [["user_id.login", "=", chair], ["position", "=", "chair"]],
        )[0]
        vals = {"signer_membership_id": post, "signature_mode": "direct"}
        rpc.call("citizen.document", "write", [document], vals)
    rpc.call("citizen.document", "action_submit", [document])
    client(head).call("citizen.document", "action_approve", [document])
    if not row["numbered"]:
        return
    number = {"number_proposed": Numbers.next()}
    client(clerk).call("citizen.document", "write", [document], number)
    client(clerk).call("citizen.document", "action_issue", [document])


def at_province(client, document):
    issue(client, document, "vptinh", "vptinh", "vptinh")


def case_of(client, petition, login="tiepdan"):
    return client(login).read("citizen.petition", [petition], ["case_ids"])[0][
        "case_ids"
    ][0]


def read(client, model, record, names, login="tiepdan"):
    return client(login).read(model, [record], names)[0]


def make(client, login="tiepdan", **vals):
    """A petition in the register, and its number."""
    rpc = client(login)
    field = rpc.call("citizen.category", "search", [["name", "like", "Đất đai"]])[0]
    vals = {"subject": "việc đất đai", "category_id": field, **vals}
    return rpc.call("citizen.petition", "create", [vals])[0]


def classify(client, petition, login="tiepdan", **answers):
    """The guided classification over RPC, for what only leads to a screen."""
    rpc = client(login)
    context = {
        "lang": "vi_VN",
        "tz": "Asia/Ho_Chi_Minh",
        "default_petition_id": petition,
    }
    wizard = rpc.call(
        "citizen.classify.wizard",
        "create",
        [{"q_resent": "no", **answers}],
        context=context,
    )
    return rpc.call("citizen.classify.wizard", "action_confirm", wizard)


COMPLAINT = {
    "q_kind": "kn",
    "q_eligible": "yes",
    "q_decided": "none",
    "contested_by": "commune_chair",
    "contested_ref": "Quyết định số 15/QĐ-UBND của UBND xã",
    "q_bar": "no",
    "q_harm": "no",
    "q_tense": "no",
}
REQUEST = {"q_kind": "kn_pa", "q_answered": "no", "q_eligible": "yes", "q_tense": "no"}


def unit(client, name):
    return client("chanhvp").call("citizen.unit", "search", [["name", "=", name]])[0]


def accepted(client, **vals):
    """An accepted complaint."""
    petition = make(client, kind="kn", sender_name="Lò Văn Hanh", **vals)
    action = classify(
        client,
        petition,
        contested_unit_id=unit(client, "UBND xã Quỳnh Nhai"),
        **COMPLAINT,
    )
    issue(client, action["res_id"])
    case = case_of(client, petition)
    action = client("tiepdan").call("citizen.case", "action_accept", [case])
    issue(client, action["res_id"])
    return petition, case


def decided(client, case, *, login="tiepdan", sign=issue, second=False):
    """Verified, discussed and decided today."""
    rpc = client(login)
    action = rpc.call("citizen.case", "action_verify", [case])
    sign(client, action["res_id"])
    vals = {"findings": "Đúng một phần"}
    rpc.call(
        "citizen.case",
        "write",
        [case],
        vals if second else {**vals, "demand_differs": "no"},
    )
    action = rpc.call("citizen.case", "action_report_verification", [case])
    sign(client, action["res_id"])


def hold_dialogue(client, case, login, sign):
    rpc = client(login)
    session = rpc.call("citizen.case", "action_plan_dialogue", [case])["res_id"]
    chair = "cttinh" if login == "vptinh" else "chutich"
    post = rpc.call(
        "citizen.membership",
        "search",
        [["user_id.login", "=", chair], ["position", "=", "chair"]],
    )[0]
    rpc.call(
        "citizen.dialogue",
        "write",
        [session],
        {
            "date_start": f"{today():%Y-%m-%d} 16:30:00",
            "date_end": False,
            "place": "Trụ sở tiếp công dân",
            "chair_membership_id": post,
        },
    )
    action = rpc.call("citizen.dialogue", "action_draft_notice", [session])
    sign(client, action["res_id"])
    return session


def days_pass(server, days, *cases):
    """What was decided lies so many days back."""
    ids = ", ".join(map(str, cases))
    server.psql(
        f"UPDATE citizen_case SET decided_on = decided_on - {days}, "
        f"effective_on = effective_on - {days}, sent_on = sent_on - {days}, "
        f"received_on = received_on - {days}, published_on = published_on - {days}, "
        f"accepted_on = accepted_on - {days}, verified_on = verified_on - {days}, "
        f"verify_started_on = verify_started_on - {days} WHERE id IN ({ids})"
    )


# ----------------------------------------------------------------------
# the main chain
# ----------------------------------------------------------------------
def test_oral_complaint_through_both_instances(server, client, page_of):
    # said at the desk, written down as a complaint
    desk = page_of("tiepdan")
    desk.goto(f"{server.url}/odoo/receptions/new")
    visit(
        desk,
        sender_name="Cà Văn Hom",
        sender_paper_number="014070009871",
        content="Khiếu nại quyết định thu hồi thửa đất số 9, tờ bản đồ số 14",
        kind="kn",
        result="oral",
    )
    desk.wait_for_selector("button[name=action_open_classify]:visible")
    number = desk.inner_text("h2 [name=number]")
    button(desk, "action_open_classify").click()

    # classified with help: one question at a time, each with its article
    form = dialog(desk)
    form.locator("[name=q_resent]").wait_for()
    assert not form.locator("[name=q_eligible]").is_visible()
    choose(form, "q_resent", "no")
    choose(form, "q_kind", "kn")
    pick(form, "category_id", "Đất đai")
    choose(form, "q_eligible", "yes")
    choose(form, "q_decided", "none")
    select(desk, form, "contested_by", "Chủ tịch UBND cấp xã")
    form.locator("[name=contested_ref] input").fill("Quyết định số 15/QĐ-UBND")
    choose(form, "q_bar", "no")
    choose(form, "q_harm", "no")
    choose(form, "q_tense", "no")
    form.locator(".o_citizen_outcome").wait_for()
    proposal = words(form.locator(".o_citizen_outcome").inner_text())
    assert "Thụ lý giải quyết" in proposal
    assert "UBND xã Quỳnh Nhai" in proposal
    basis = form.locator("[name=outcome_basis] textarea").input_value()
    assert "Luật Khiếu nại" in basis
    assert "Điều 27" in basis
    assert f"/{today():%Y}" in proposal or f"/{today().year + 1}" in proposal
    form.locator("button[name=action_confirm]").click()
    issue(client, document_id(desk))
    petition = client("tiepdan").call(
        "citizen.petition", "search", [["number", "=", number]]
    )[0]
    row = read(client, "citizen.petition", petition, ["planned_outcome", "source"])
    assert (row["planned_outcome"], row["source"]) == ("accept", "oral")

    # accepted: drafted at the desk, approved, numbered, each on his own screen
    case = case_of(client, petition)
    go(desk, server, f"cases/{case}")
    state(desk, "draft")
    button(desk, "action_accept").click()
    document = document_id(desk)
    button(desk, "action_submit").click()
    state(desk, "submitted")
    head = page_of("chanhvp")
    go(head, server, f"documents-register/{document}")
    button(head, "action_approve").click()
    state(head, "approved")
    clerk = page_of("vanthu")
    go(clerk, server, f"documents-register/{document}")
    clerk.locator("[name=number_proposed] input").fill(str(Numbers.next()))
    button(clerk, "action_issue").click()
    state(clerk, "issued")
    go(desk, server, f"cases/{case}")
    state(desk, "accepted")

    # verified by the unit that knows the land, on a phone
    tab(desk, "verification")
    pick(desk, "verify_unit_id", "Phòng Kinh tế xã")
    save(desk)
    button(desk, "action_verify").click()
    issue(client, document_id(desk))
    phone = page_of("canbo_xa", 390, 844, is_mobile=True, has_touch=True)
    go(phone, server, f"cases/{case}")
    tab(phone, "verification")
    phone.locator("[name=findings] textarea").fill("Thu hồi đúng, kiểm đếm thiếu")
    choose(phone, "demand_differs", "yes")
    save(phone)
    button(phone, "action_report_verification").click()
    report = document_id(phone)
    issue(client, report, drafter="canbo_xa")

    # no decision before the dialogue that the law asks for
    go(desk, server, f"cases/{case}")
    state(desk, "verified")
    assert "cuộc đối thoại bắt buộc" in words(desk.inner_text("[role=alert]"))
    assert not desk.locator("button[name=action_decide]:visible").count()
    tab(desk, "decision")
    choose(desk, "verdict", "partly")
    desk.locator("[name=verdict_text] textarea").fill(DECIDED)
    save(desk)
    button(desk, "action_plan_dialogue").click()
    desk.wait_for_selector("[name=place] input")
    session = int(desk.url.rsplit("/", 1)[1])
    hold_dialogue(client, case, "tiepdan", issue)
    desk.reload()
    state(desk, "announced")
    button(desk, "action_hold").click()
    state(desk, "held")
    button(desk, "action_draft_minutes").click()
    text = words(desk.locator("[name=body_html]").inner_text())
    assert "đối thoại" in text.lower()
    issue(client, document_id(desk))
    assert session

    # decided, sent, received, published
    go(desk, server, f"cases/{case}")
    button(desk, "action_decide").click()
    assert DECIDED in words(desk.locator("[name=body_html]").inner_text())
    issue(client, document_id(desk))
    go(desk, server, f"cases/{case}")
    state(desk, "decided")
    header = desk.locator(".o_form_statusbar")
    header.get_by_role("button", name="Đã gửi").click()
    dialog(desk).locator("[name=received_on] input").fill(f"{today():%d/%m/%Y}")
    desk.keyboard.press("Tab")
    dialog(desk).locator("button[name=action_apply]:visible").click()
    desk.wait_for_selector(".modal", state="detached")
    header.get_by_role("button", name="Đã công khai").click()
    choose(dialog(desk), "published_how", "posting")
    dialog(desk).locator("button[name=action_apply]:visible").click()
    desk.wait_for_selector(".modal", state="detached")
    row = read(
        client,
        "citizen.case",
        case,
        ["sent_on", "published_on", "effective_on", "decided_in_time"],
    )
    assert row["decided_in_time"]
    assert row["effective_on"] == str(today() + timedelta(days=31))

    # the citizen doesn't agree: second instance at the province
    second = second_instance(server, client, page_of, case)
    go(desk, server, f"cases/{case}")
    assert "Đang được giải quyết tiếp tại UBND tỉnh Sơn La" in words(
        desk.inner_text(".o_form_sheet")
    )
    carried_out(server, client, page_of, case, second)


def second_instance(server, client, page_of, first):
    province = page_of("vptinh")
    petition = make(
        client,
        "vptinh",
        kind="kn",
        sender_name="Cà Văn Hom",
        subject="không đồng ý với quyết định giải quyết lần đầu",
        second_of_id=first,
        source="post",
        # its head approves what is drafted there
        owner_unit_id=unit(client, "Văn phòng UBND tỉnh Sơn La"),
    )
    action = classify(
        client,
        petition,
        "vptinh",
        **{**COMPLAINT, "q_decided": "first"},
        q_in_time="yes",
        contested_unit_id=unit(client, "UBND xã Quỳnh Nhai"),
    )
    at_province(client, action["res_id"])
    case = case_of(client, petition, "vptinh")
    go(province, server, f"cases/{case}")
    state(province, "draft")
    assert "Lần hai" in words(province.inner_text("[name=instance]"))
    button(province, "action_accept").click()
    at_province(client, document_id(province))
    go(province, server, f"cases/{case}")
    tab(province, "verification")
    pick(province, "verify_unit_id", "Sở Nông nghiệp")
    save(province)
    decided(client, case, login="vptinh", sign=at_province, second=True)
    session = hold_dialogue(client, case, "vptinh", at_province)
    client("vptinh").call("citizen.dialogue", "action_hold", [session])
    go(province, server, f"cases/{case}")
    state(province, "verified")
    tab(province, "decision")
    choose(province, "second_verdict", "upheld")
    choose(province, "verdict", "wrong")
    province.locator("[name=verdict_text] textarea").fill(DECIDED)
    save(province)
    button(province, "action_decide").click()
    at_province(client, document_id(province))
    go(province, server, f"cases/{case}")
    state(province, "decided")
    return case


def carried_out(server, client, page_of, first, second):
    """In force: what was decided becomes a task, and the case ends with it."""
    province = page_of("vptinh")
    rpc = client("vptinh")
    context = {"active_id": second, "lang": "vi_VN", "tz": "Asia/Ho_Chi_Minh"}
    for step, vals in (("sent", {}), ("published", {"published_how": "portal"})):
        wizard = rpc.call(
            "citizen.case.wizard",
            "create",
            [vals],
            context={**context, "citizen_step": step},
        )
        rpc.call("citizen.case.wizard", "action_apply", wizard)
    days_pass(server, 40, second)
    go(province, server, f"cases/{second}")
    button(province, "action_take_effect").click()
    province.wait_for_selector("button[name=action_carry_out]:visible")
    assert server.psql(f"SELECT state FROM citizen_case WHERE id = {first}") == "closed"
    button(province, "action_carry_out").click()
    province.wait_for_selector("[name=clause_ids]")
    # what was decided is there already: only who does it and until when is missing
    province.locator("[name=clause_ids] .o_data_row").first.click()
    form = dialog(province)
    assert form.locator("[name=content] textarea").input_value()
    form.locator("[name=content] textarea").fill("Chi trả bồi thường bổ sung")
    pick(form, "lead_unit_ids", "Phòng Kinh tế xã")
    form.locator("[name=due_date] input, [name=due_date] button").first.click()
    province.keyboard.press("Control+A")
    province.keyboard.type(f"{today() + timedelta(days=20):%d/%m/%Y}")
    province.keyboard.press("Tab")
    form.locator(".o_form_button_save").click()
    province.wait_for_selector(".modal", state="detached")
    button(province, "action_submit").click()
    at_province(client, document_id(province))
    tasks = client("canbo_xa").call(
        "citizen.task", "search", [["conclusion_id.case_id", "=", second]]
    )
    assert len(tasks) == 1
    with pytest.raises(RpcError, match="chưa"):
        rpc.call("citizen.case", "action_close", [second])
    client("canbo_xa").call(
        "citizen.task.update",
        "create",
        [{"task_id": tasks[0], "kind": "done", "text": "Đã chi trả", "progress": 100}],
    )
    rpc.call("citizen.task", "action_verify", tasks)
    go(province, server, f"cases/{second}")
    button(province, "action_close").click()
    state(province, "closed")


# ----------------------------------------------------------------------
# the other ways
# ----------------------------------------------------------------------
def open_classification(page, server, petition):
    go(page, server, f"petitions/{petition}")
    button(page, "action_open_classify").click()
    form = dialog(page)
    choose(form, "q_resent", "no")
    return form


def test_a_denunciation_is_transferred(server, client, page_of):
    petition = make(
        client,
        kind="tc",
        subject="việc của công chức sở",
        sender_name="Lường Văn Kín Đáo",
        source="post",
    )
    page = page_of("tiepdan")
    form = open_classification(page, server, petition)
    for name, value in (
        ("q_kind", "tc"),
        ("q_crime", "no"),
        ("q_known", "yes"),
        ("q_party", "no"),
        ("q_eligible", "yes"),
        ("q_concluded", "none"),
    ):
        choose(form, name, value)
    select(page, form, "contested_by", "Cán bộ, công chức do sở")
    pick(form, "contested_unit_id", "Sở Nông nghiệp")
    choose(form, "q_sent", "no")
    choose(form, "q_harm", "no")
    choose(form, "q_tense", "no")
    proposal = words(form.locator(".o_citizen_outcome").inner_text())
    assert "Chuyển đơn" in proposal
    assert "Sở Nông nghiệp và Môi trường tỉnh Sơn La" in proposal
    form.locator("button[name=action_confirm]").click()
    page.locator(".modal button[name=action_draft]").click()
    document = document_id(page)
    assert "Kín Đáo" not in page.content()
    issue(client, document)
    go(page, server, f"petitions/{petition}")
    state(page, "handled")
    tab(page, "transfers")
    way = words(page.inner_text("[name=transfer_ids]"))
    assert "Sở Nông nghiệp và Môi trường tỉnh Sơn La" in way
    assert "chờ tiếp nhận" in way
    row = read(client, "citizen.petition", petition, ["outcome"])
    assert row["outcome"] == "transfer"


def test_an_anonymous_letter_is_filed(server, client, page_of):
    petition = make(client, kind="tc", subject="việc chung", is_anonymous=True)
    page = page_of("tiepdan")
    form = open_classification(page, server, petition)
    for name, value in (
        ("q_kind", "tc"),
        ("q_crime", "no"),
        ("q_known", "no"),
        ("q_verifiable", "no"),
        ("q_harm", "no"),
    ):
        choose(form, name, value)
    assert "Lưu đơn" in words(form.locator(".o_citizen_outcome").inner_text())
    form.locator("button[name=action_confirm]").click()
    issue(client, document_id(page))
    row = read(client, "citizen.petition", petition, ["state", "outcome", "kept_until"])
    assert (row["state"], row["outcome"]) == ("handled", "file")
    assert row["kept_until"] == str(today().replace(year=today().year + 1))


def test_a_letter_with_complaint_and_denunciation_is_guided(server, client, page_of):
    petition = make(
        client,
        kind="mixed",
        subject="hai việc trong một đơn",
        sender_name="Tòng Thị Hai",
        line_ids=[
            [0, 0, {"kind": "kn", "content": "thu hồi đất", "competence": "own"}],
            [
                0,
                0,
                {
                    "kind": "tc",
                    "content": "việc của công chức sở",
                    "competence": "other",
                    "competent_body": "Sở Nông nghiệp và Môi trường tỉnh Sơn La",
                },
            ],
        ],
    )
    page = page_of("tiepdan")
    form = open_classification(page, server, petition)
    choose(form, "q_kind", "mixed")
    assert "Hướng dẫn" in words(form.locator(".o_citizen_outcome").inner_text())
    form.locator("button[name=action_confirm]").click()
    document = document_id(page)
    text = words(page.inner_text("[name=body_html]"))
    assert "UBND xã Quỳnh Nhai" in text
    assert "Sở Nông nghiệp và Môi trường" in text
    issue(client, document)
    row = read(client, "citizen.petition", petition, ["state", "outcome", "case_ids"])
    assert (row["state"], row["outcome"]) == ("handled", "guide")
    assert row["case_ids"] == []


def test_a_land_dispute_is_mediated(server, client, page_of):
    petition = make(
        client,
        kind="kn_pa",
        is_dispute=True,
        subject="tranh chấp ranh giới đất",
        sender_name="Quàng Văn Ranh",
    )
    action = classify(client, petition, matter_of="own", q_at_once="no", **REQUEST)
    issue(client, action["res_id"])
    case = case_of(client, petition)
    page = page_of("tiepdan")
    go(page, server, f"cases/{case}")
    button(page, "action_accept").click()
    state(page, "accepted")
    tab(page, "verification")
    page.locator("[name=findings] textarea").fill("Hai bên thống nhất mốc giới cũ")
    choose(page, "verdict", "right")
    save(page)
    button(page, "action_mediate").click()
    document = document_id(page)
    assert "hòa giải" in words(page.inner_text("[name=body_html]")).lower()
    issue(client, document)
    go(page, server, f"cases/{case}")
    state(page, "closed")
    assert "Hòa giải thành" in words(page.inner_text(".o_form_sheet"))


def test_a_petition_that_goes_round_is_stopped(server, client, page_of):
    petition = make(
        client,
        "thuky",
        kind="kn_pa",
        subject="chợ tạm ven đường",
        sender_name="Lò Thị Vòng",
    )
    other = unit(client, "Phòng Kinh tế xã Quỳnh Nhai")
    classify(
        client,
        petition,
        "thuky",
        matter_of="other",
        competent_unit_id=other,
        q_sent="no",
        **REQUEST,
    )
    page = page_of("thuky")
    go(page, server, f"petitions/{petition}")
    button(page, "action_draft_outcome").click()
    page.locator(".modal button[name=action_draft]").click()
    issue(client, document_id(page), "thuky")

    # taken over by the other unit, under a number of its own
    officer = page_of("canbo_xa")
    go(officer, server, "transfers-to-accept")
    officer.locator(".o_data_row", has_text="chợ tạm ven đường").first.click()
    button(officer, "action_accept").click()
    officer.locator("button[name=action_accept]").wait_for(state="hidden")
    row = read(
        client, "citizen.petition", petition, ["state", "owner_unit_id"], "canbo_xa"
    )
    assert (row["state"], row["owner_unit_id"][0]) == ("registered", other)

    # and sent back to where it came from: that is stopped
    back = unit(client, "Văn phòng HĐND và UBND xã Quỳnh Nhai")
    field = client("canbo_xa").call(
        "citizen.category", "search", [["name", "like", "Đất đai"]]
    )[0]
    classify(
        client,
        petition,
        "canbo_xa",
        matter_of="other",
        competent_unit_id=back,
        category_id=field,
        q_sent="no",
        **REQUEST,
    )
    go(officer, server, f"petitions/{petition}")
    button(officer, "action_draft_outcome").click()
    form = dialog(officer)
    assert "đi vòng tròn" in words(form.inner_text())
    form.locator("button[name=action_draft]").click()
    officer.wait_for_selector(".alert-danger:has-text('vòng tròn')")

    # the chairman decides, on his phone
    chair = page_of("chutich", 390, 844, is_mobile=True, has_touch=True)
    go(chair, server, "transfers-stopped")
    chair.locator(".o_kanban_record", has_text="chợ tạm ven đường").first.click()
    button(chair, "action_decide").click()
    form = dialog(chair)
    # on a phone the units are a page of their own
    form.locator("[name=unit_id] input").click()
    chair.locator(
        ".modal:visible .o_kanban_record, .modal:visible .o_data_row",
        has_text="Phòng Kinh tế xã Quỳnh Nhai",
    ).first.click()
    form.locator("[name=reason] textarea").fill("Phòng Kinh tế quản lý chợ")
    form.locator("button[name=action_apply]:visible").click()
    chair.wait_for_selector(".modal", state="detached")
    row = read(client, "citizen.petition", petition, ["owner_unit_id"], "canbo_xa")
    assert row["owner_unit_id"][0] == other


# ----------------------------------------------------------------------
# what is refused, and what stays
# ----------------------------------------------------------------------
def refused(client, login, model, method, *args, match, **kwargs):
    with pytest.raises(RpcError, match=match) as raised:
        client(login).call(model, method, *args, **kwargs)
    assert not re.search(r"\b(the|is|can't|isn't|Traceback)\b", str(raised.value))


def test_steps_of_a_case_that_are_refused(server, client):
    petition, case = accepted(client)

    def press(method, match, record=case, login="tiepdan"):
        before = server.psql(f"SELECT state FROM citizen_case WHERE id = {record}")
        refused(client, login, "citizen.case", method, [record], match=match)
        after = server.psql(f"SELECT state FROM citizen_case WHERE id = {record}")
        assert before == after

    press("action_accept", "Đã thụ lý")
    # before it is accepted
    letter = make(client, kind="kn", sender_name="Lò Văn Sớm")
    action = classify(
        client,
        letter,
        contested_unit_id=unit(client, "UBND xã Quỳnh Nhai"),
        **COMPLAINT,
    )
    issue(client, action["res_id"])
    draft = case_of(client, letter)
    press("action_decide", "Chờ thụ lý", draft)
    # without the compulsory dialogue
    kt = unit(client, "Phòng Kinh tế xã Quỳnh Nhai")
    desk = client("tiepdan")
    desk.call("citizen.case", "write", [case], {"verify_unit_id": kt})
    decided(client, case)
    desk.call(
        "citizen.case",
        "write",
        [case],
        {"demand_differs": "yes", "verdict": "partly", "verdict_text": DECIDED},
    )
    press("action_decide", "đối thoại")
    # by somebody whose case it isn't, and by the unit that verifies
    press("action_decide", ".", login="thuky")
    press("action_decide", ".", login="canbo_xa")
    # on a suspended case
    ground = desk.call("citizen.refusal.ground", "search", [["code", "=", "KN11A_1A"]])[
        0
    ]
    context = {"lang": "vi_VN", "active_id": case, "citizen_step": "suspend"}
    wizard = desk.call(
        "citizen.case.wizard", "create", [{"ground_id": ground}], context=context
    )
    action = desk.call("citizen.case.wizard", "action_apply", wizard)
    issue(client, action["res_id"])
    press("action_decide", "Tạm đình chỉ")
    # dated before its ground
    action = desk.call("citizen.case", "action_accept", [draft])
    desk.call(
        "citizen.document",
        "write",
        [action["res_id"]],
        {"date_proposed": str(today() - timedelta(days=3))},
    )
    with pytest.raises(RpcError, match="nhận đơn|tiếp nhận"):
        issue(client, action["res_id"])
    row = read(client, "citizen.case", draft, ["state", "accepted_on"])
    assert (row["state"], row["accepted_on"]) == ("draft", False)


def test_a_matter_of_another_body_is_not_accepted(client):
    letter = make(client, kind="kn", sender_name="Lò Văn Tỉnh")
    action = classify(
        client,
        letter,
        **{**COMPLAINT, "contested_by": "dept_head"},
        contested_unit_id=unit(client, "Sở Nông nghiệp và Môi trường tỉnh Sơn La"),
        q_sent="no",
    )
    row = read(client, "citizen.petition", letter, ["planned_outcome"])
    assert row["planned_outcome"] == "guide"
    # a paper of another outcome is not issued instead
    kinds = client("tiepdan").call(
        "citizen.document.type", "search", [["code", "=", "TT05_01"]]
    )
    with pytest.raises(RpcError, match="Không sửa tay được"):
        client("tiepdan").call(
            "citizen.document",
            "create",
            [
                {
                    "petition_id": letter,
                    "type_id": kinds[-1],
                    "step": "propose",
                    "name": "Đề xuất thụ lý",
                    "body_html": "<p>Đề xuất</p>",
                }
            ],
        )
    assert not read(client, "citizen.petition", letter, ["case_ids"])["case_ids"]
    assert action["res_id"]


def test_transfers_and_withdrawals_that_are_refused(server, client):
    petition = make(client, kind="kn_pa", sender_name="Lò Văn Chuyển")
    own = unit(client, "Trung tâm Phục vụ hành chính công xã Quỳnh Nhai")
    ended = unit(client, "Phòng Tài nguyên và Môi trường huyện Quỳnh Nhai")
    desk = client("tiepdan")
    for target, match in ((own, "đang do"), (ended, "đã kết thúc|chấm dứt")):
        wizard = desk.call(
            "citizen.transfer.wizard",
            "create",
            [{"petition_id": petition, "target": "unit", "to_unit_id": target}],
        )
        refused(
            client,
            "tiepdan",
            "citizen.transfer.wizard",
            "action_draft",
            wizard,
            match=match,
        )
    stranger = desk.call(
        "citizen.petitioner",
        "search",
        [["petition_id", "!=", petition], ["role", "=", "petitioner"]],
        limit=1,
    )[0]
    wizard = desk.call(
        "citizen.withdrawal.wizard",
        "create",
        [{"petition_id": petition, "who": "one", "person_id": stranger}],
    )
    refused(
        client,
        "tiepdan",
        "citizen.withdrawal.wizard",
        "action_record",
        wizard,
        match="người",
    )
    row = read(
        client,
        "citizen.petition",
        petition,
        ["state", "transfer_ids", "withdrawal_ids", "document_ids"],
    )
    assert row["state"] == "registered"
    assert not row["transfer_ids"] + row["withdrawal_ids"] + row["document_ids"]


def test_forms_are_in_vietnamese_at_both_widths(server, client, page_of):
    found = {}

    def look(page, what):
        assert not page.locator(".o_error_dialog").count(), what
        hits = ENGLISH.findall(page.inner_text("body"))
        if hits or "citizen." in page.inner_text("body"):
            found[what] = hits
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - window.innerWidth"
        )
        assert overflow <= 0, what

    def each_page(page, what):
        tabs = page.locator(".o_notebook .nav-link[name]")
        for number in range(tabs.count()):
            tabs.nth(number).click()
            look(page, (*what, tabs.nth(number).get_attribute("name")))

    for width, height in ((1280, 900), (390, 844)):
        for login in ("tiepdan", "thuky"):
            page = page_of(login, width, height)
            for model, path, limit in (
                ("citizen.case", "cases", 2),
                ("citizen.petition", "petitions", 1),
                ("citizen.transfer", "transfers-unanswered", 1),
                ("citizen.backlog", "backlog", 1),
            ):
                domain = [["transfer_ids", "!=", False]] if path == "petitions" else []
                ids = client(login).call(
                    model, "search", domain, limit=limit, order="id"
                )
                for record in ids:
                    go(page, server, f"{path}/{record}")
                    page.wait_for_selector(".o_form_view")
                    look(page, (login, path, record, width))
                    each_page(page, (login, path, record, width))
    assert not found
