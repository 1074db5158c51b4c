"""The interface for other systems, as ``api/openapi.yaml`` describes it, against the
running server: each call's question and answer fit its schema, and what is refused is
refused with the answer described."""

import base64
import io
import json
import subprocess
import sys
import urllib.error
import urllib.request
import zipfile
from datetime import date, timedelta
from pathlib import Path

import jsonschema
import pytest
import referencing
import yaml
from conftest import ROOT, RpcError
from openapi_spec_validator import OpenAPIV31SpecValidator
from test_system import approved_letter

SPEC = yaml.safe_load((ROOT / "api" / "openapi.yaml").read_text(encoding="utf-8"))
REGISTRY = referencing.Registry().with_resource(
    "api:",
    referencing.Resource.from_contents(
        SPEC, default_specification=referencing.jsonschema.DRAFT202012
    ),
)
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)
OPERATIONS = {
    operation["operationId"]: (path, operation)
    for path, methods in SPEC["paths"].items()
    for operation in methods.values()
}


def pointer(*parts):
    return "/".join(part.replace("~", "~0").replace("/", "~1") for part in parts)


def fits(value, *where):
    jsonschema.Draft202012Validator(
        {"$ref": f"api:#/{pointer(*where)}"}, registry=REGISTRY
    ).validate(value)


def where_of(operation_id, *rest):
    return ("paths", OPERATIONS[operation_id][0], "post", *rest)


def schema_of(operation_id, status):
    path, operation = OPERATIONS[operation_id]
    told = operation["responses"][str(status)]
    media = ("content", "application/json", "schema")
    if "$ref" in told:
        return ("components", "responses", told["$ref"].rsplit("/", 1)[1], *media)
    return where_of(operation_id, "responses", str(status), *media)


class Api:
    """Calls with a key; every answer is checked against what is described."""

    def __init__(self, server, key):
        self.server, self.key, self.called = server, key, set()

    def post(self, path, body, **headers):
        request = urllib.request.Request(
            self.server.url + path,
            body if isinstance(body, bytes) else json.dumps(body).encode(),
            {"Content-Type": "application/json; charset=utf-8", **headers},
        )
        if self.key:
            request.add_header("Authorization", f"bearer {self.key}")
        try:
            with urllib.request.urlopen(request, timeout=120) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def call(self, operation_id, expect=200, /, **body):
        status, answer = self.post(OPERATIONS[operation_id][0], body)
        assert status == expect, answer
        if expect == 200:
            fits(
                body,
                *where_of(
                    operation_id,
                    *("requestBody", "content", "application/json", "schema"),
                ),
            )
        fits(answer, *schema_of(operation_id, status))
        self.called.add(operation_id)
        return answer


def connect(client, unit, role="officer", name="Một cửa điện tử"):
    """A system of the unit with this name, and its key."""
    admin = client("quantri")
    unit_id = admin.call(
        "citizen.unit", "search", [["name", "=", unit], ["is_current", "=", True]]
    )[0]
    system = admin.call(
        "citizen.system", "create", [{"name": name, "unit_id": unit_id, "role": role}]
    )[0]
    action = admin.call("citizen.system", "action_issue_key", [system])
    return system, action["context"]["default_key"]


@pytest.fixture(scope="module")
def office(server, client):
    return Api(server, connect(client, "Văn phòng HĐND và UBND xã Quỳnh Nhai")[1])


@pytest.fixture(scope="module")
def department(server, client):
    return Api(server, connect(client, "Phòng Kinh tế xã Quỳnh Nhai")[1])


def everything(operation_id):
    """A search with every field that is open."""
    path, _operation = OPERATIONS[operation_id]
    name = OPERATIONS[operation_id][1]["requestBody"]["content"]["application/json"]
    search = SPEC["components"]["schemas"][name["schema"]["$ref"].rsplit("/", 1)[1]]
    return {"fields": search["properties"]["fields"]["items"]["enum"], "limit": 500}


# ------------------------------------------------------------------
# the description itself
# ------------------------------------------------------------------
def test_the_description_is_valid_and_has_ten_calls():
    OpenAPIV31SpecValidator(SPEC).validate()
    assert len(OPERATIONS) == 10


def test_examples_fit_their_schemas():
    tried = 0
    for operation_id, (_path, operation) in OPERATIONS.items():
        media = [(operation["requestBody"], ("requestBody",))]
        media += [
            (told, ("responses", status))
            for status, told in operation["responses"].items()
            if "content" in told
        ]
        for told, rest in media:
            content = told["content"]["application/json"]
            examples = [one["value"] for one in content.get("examples", {}).values()]
            examples += [content["example"]] if "example" in content else []
            for example in examples:
                tried += 1
                fits(
                    example,
                    *where_of(
                        operation_id, *rest, "content", "application/json", "schema"
                    ),
                )
    for name, told in SPEC["components"]["responses"].items():
        fits(
            told["content"]["application/json"]["example"],
            *("components", "responses", name, "content", "application/json"),
            "schema",
        )
        tried += 1
    assert tried > 15


def test_open_fields_are_those_of_the_product():
    """The list in the code and the list in the description are one."""
    namespace = {}
    source = Path(ROOT, "citizen_dialogue/tools/system_calls.py")
    exec(compile(source.read_text(encoding="utf-8"), source, "exec"), namespace)
    for model, fields in namespace["READS"].items():
        operation_id = next(
            name
            for name, (path, _op) in OPERATIONS.items()
            if path == f"/json/2/{model}/search_read"
        )
        assert everything(operation_id)["fields"] == list(fields)


# ------------------------------------------------------------------
# each call
# ------------------------------------------------------------------
def test_a_letter_is_registered_once_and_its_state_is_told(office, client):
    letter = {
        "reference": "MC-2026-1",
        "values": {
            "subject": "việc thu hồi đất làm đường liên bản",
            "kind": "kn",
            "content": "Đề nghị xem lại phương án bồi thường.",
        },
        "persons": [{"name": "Lường Văn Kết Nối", "phone": "0987654321"}],
        "files": [{"kind": "letter", "data": PIXEL}],
    }
    first = office.call("registerPetition", **letter)
    assert first["is_new"] is True
    again = office.call("registerPetition", **letter)
    assert again["is_new"] is False
    assert again["petition"]["id"] == first["petition"]["id"]
    number = first["petition"]["number"]
    found = office.call("listPetitions", number=number)["records"]
    assert [row["id"] for row in found] == [first["petition"]["id"]]
    assert found[0]["deadlines"][0]["due"]
    assert "Kết Nối" not in json.dumps(found, ensure_ascii=False)
    # an officer of the unit sees it as any other letter
    rows = client("thuky").read(
        "citizen.petition", [found[0]["id"]], ["people_text", "received_by_id"]
    )
    assert rows[0]["people_text"] == "Lường Văn Kết Nối"
    assert rows[0]["received_by_id"][1] == "Một cửa điện tử"


def test_what_changed_page_by_page(office):
    first = office.call("listPetitions", limit=1)
    seen = [row["id"] for row in first["records"]]
    page = first
    while page["next_after"]:
        page = office.call("listPetitions", limit=1, after=page["next_after"])
        seen += [row["id"] for row in page["records"]]
    assert seen == sorted(set(seen))
    assert seen == [row["id"] for row in office.call("listPetitions")["records"]]
    office.call(
        "registerPetition", reference="MC-2026-2", values={"subject": "xin đất ở"}
    )
    changed = office.call("listPetitions", since=first["next_since"])["records"]
    assert any(row["reference"] == "MC-2026-2" for row in changed)


@pytest.mark.parametrize(
    "operation_id",
    [
        "searchCases",
        "searchSessions",
        "searchConclusions",
        "searchTasks",
        "searchUnits",
        "searchReports",
    ],
)
def test_searches_answer_as_described(office, operation_id):
    rows = office.call(operation_id, **everything(operation_id))
    if operation_id not in ("searchCases", "searchReports"):
        assert rows, "the demo has some"
    some = office.call(
        operation_id,
        fields=["id", "write_date"],
        domain=[["write_date", ">=", "2000-01-01 00:00:00"], ["id", "!=", 0]],
        order="write_date desc, id",
        limit=1,
        offset=0,
    )
    assert len(some) == min(1, len(rows))


def test_a_locked_report_gives_its_figures(office, client):
    follow = client("chanhvp")
    drafts = follow.call("citizen.report", "search", [["state", "=", "draft"]])
    if not drafts:
        drafts = follow.call("citizen.report", "create", [{}])
    before = office.call("searchReports", fields=["id"])
    assert drafts[0] not in [row["id"] for row in before]
    follow.call("citizen.report", "action_lock", drafts[:1])
    client("chanhvp")
    rows = office.call("searchReports", **everything("searchReports"))
    assert drafts[0] in [row["id"] for row in rows]
    assert rows[0]["figures"]


def test_a_statutory_report_gives_its_tables_as_sent(server, client):
    # the system of the body that reports
    reader = Api(server, connect(client, "UBND xã Quỳnh Nhai", "inspector")[1])
    sender = client("chanhvp")
    unit = sender.call(
        "citizen.unit",
        "search",
        [["name", "=", "UBND xã Quỳnh Nhai"], ["is_current", "=", True]],
    )[0]
    period = {"period_kind": "quarter", "year": 2025, "quarter": "3"}
    wizard = sender.call(
        "citizen.statutory.wizard", "create", [{"report_unit_id": unit, **period}]
    )
    report = sender.call("citizen.statutory.wizard", "action_open", wizard)["res_id"]
    told = {"fields": ["id", "locked_tables"], "domain": [["id", "=", report]]}
    sender.call("citizen.report", "action_submit", [report])
    assert reader.call("searchReports", **told) == [], "not yet sent"
    client("chutich").call("citizen.report", "action_approve", [report])
    sender.call("citizen.report", "action_lock", [report])
    (row,) = reader.call(
        "searchReports", **{**everything("searchReports"), "domain": told["domain"]}
    )
    assert (row["kind"], row["version"], row["superseded_on"]) == (
        "statutory",
        1,
        False,
    )
    assert row["report_unit_id"][0] == unit
    assert row["figures"] is False
    tables = {table["code"]: table for table in row["locked_tables"]}
    for code, table in tables.items():
        shown = sender.call("citizen.report", "get_statutory_table", [report], code)
        assert table["total"] == shown["total"]
        assert [line["cells"] for line in table["rows"]] == [
            line["cells"] for line in shown["rows"]
        ]
    assert {"01/TCD", "01/XLD", "01/KQGQ"} <= tables.keys()


def test_a_unit_reports_on_its_task_with_evidence(department):
    rows = department.call(
        "searchTasks",
        fields=["id", "unit_id", "state"],
        domain=[["state", "in", ["assigned", "accepted"]]],
    )
    own = next(r for r in rows if r["unit_id"][1] == "Phòng Kinh tế xã Quỳnh Nhai")
    told = department.call(
        "reportOnTask", ids=[own["id"]], progress=55, text="Đã làm được hơn nửa."
    )
    assert (told["state"], told["progress"]) == ("accepted", 55)
    told = department.call(
        "reportOnTask",
        ids=[own["id"]],
        kind="done",
        files=[{"name": "anh.png", "data": PIXEL}],
    )
    assert told["state"] == "reported"
    refused = department.call("reportOnTask", 422, ids=[own["id"]], progress=60)
    assert "tiến độ" in refused["message"].lower()


def test_issued_documents_with_their_files(office, client):
    letter = approved_letter(client)
    client("vanthu").call(
        "citizen.document", "write", [letter], {"number_proposed": 871}
    )
    client("vanthu").call("citizen.document", "action_issue", [letter])
    page = office.call("listDocuments", limit=500)
    with_file = [row for row in page["records"] if row["file"]]
    assert letter in [row["id"] for row in with_file]
    told = office.call("listDocuments", ids=[with_file[0]["id"]], with_files=True)
    content = base64.b64decode(told["records"][0]["data"])
    assert content[:4] == b"%PDF"
    refused = office.call("listDocuments", 422, with_files=True, limit=100)
    assert "10" in refused["message"]


# ------------------------------------------------------------------
# refusals
# ------------------------------------------------------------------
UNITS = "/json/2/citizen.unit/search_read"


def test_wrong_missing_and_revoked_keys(server, client):
    system, key = connect(client, "Phòng Kinh tế xã Quỳnh Nhai", name="Để thu hồi")
    api = Api(server, key)
    api.call("searchUnits", fields=["id"], limit=1)
    second = client("quantri").call("citizen.system", "action_issue_key", [system])
    api.call("searchUnits", 401, fields=["id"])
    api.key = second["context"]["default_key"]
    api.call("searchUnits", fields=["id"], limit=1)
    client("quantri").call("citizen.system", "action_revoke", [system])
    for wrong in (api.key, "sai", "", None):
        told = Api(server, wrong).call("searchUnits", 401, fields=["id"])
        assert "Traceback" not in json.dumps(told)


def test_an_expired_key_opens_nothing(server, client):
    system, key = connect(client, "Phòng Kinh tế xã Quỳnh Nhai", name="Hết hạn")
    yesterday = date.today() - timedelta(days=2)
    client("quantri").call(
        "citizen.system", "write", [system], {"date_to": yesterday.isoformat()}
    )
    Api(server, key).call("searchUnits", 401, fields=["id"])


def test_a_key_works_at_no_other_door(server, office):
    for path in ("/json/1/tasks", "/json/1/petitions"):
        request = urllib.request.Request(
            server.url + path, headers={"Authorization": f"bearer {office.key}"}
        )
        with pytest.raises(urllib.error.HTTPError) as error:
            urllib.request.urlopen(request, timeout=60)
        assert error.value.code in (403, 404)
    status, answer = office.post(
        "/web/session/authenticate",
        {
            "jsonrpc": "2.0",
            "method": "call",
            "params": {
                "db": server.database,
                "login": "system-1",
                "password": office.key,
            },
        },
    )
    assert status == 200
    assert answer["error"]["data"]["name"] == "odoo.exceptions.AccessDenied"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("citizen.petitioner/search_read", {"fields": ["name"]}),
        ("citizen.petitioner/citizen_propose", {"typed": "Lò Văn"}),
        ("citizen.petition/search_read", {"fields": ["people_text"]}),
        ("citizen.petition/write", {"ids": [1], "vals": {"subject": "x"}}),
        ("citizen.petition/action_reveal", {"ids": [1]}),
        ("citizen.reveal.wizard/create", {"vals_list": [{}]}),
        ("res.users/search_read", {"fields": ["login"]}),
        ("res.users.apikeys/search_read", {"fields": ["name"]}),
        ("ir.attachment/search_read", {"fields": ["datas"]}),
        ("citizen.system/action_issue_key", {"ids": [1]}),
        ("citizen.case/search_read", {"fields": ["people_text"]}),
        (
            "citizen.case/search_read",
            {"fields": ["id"], "domain": [["petition_ids.subject", "ilike", "a"]]},
        ),
        ("citizen.case/search_read", {}),
        ("citizen.unit/search_read", {"fields": ["id"], "limit": 100000}),
        ("citizen.unit/search_read", {"fields": ["id"], "domain": [["id", "=", "x"]]}),
        ("citizen.unit/search_read", {"fields": ["id"], "khong_co": 1}),
        ("citizen.petition/citizen_api_list", {"khong_co": 1}),
        ("citizen.petition/citizen_api_list", {"ids": [1]}),
    ],
)
def test_what_is_not_open_is_refused_in_words(office, path, body):
    status, answer = office.post(f"/json/2/{path}", body)
    assert status == 422, answer
    fits(answer, "components", "schemas", "Error")


def test_bad_requests(office):
    assert office.post("/json/2/khong.co/search_read", {})[0] in (404, 422)
    assert office.post("/json/2/citizen.unit/_search", {"domain": []})[0] in (403, 422)
    assert office.post(UNITS, b"{khong phai json")[0] == 400
    status, answer = office.post("/json/2/citizen.unit", {})
    assert status == 404
    fits(answer, "components", "schemas", "Error")


def test_forged_protected_fields_are_refused(office):
    for values in ({"state": "handled"}, {"owner_unit_id": 1}, {"number": "1/2020"}):
        told = office.call(
            "registerPetition",
            422,
            reference="gia-mao",
            values={"subject": "giả mạo", **values},
        )
        assert next(iter(values)) in told["message"]
    assert not office.call("listPetitions", reference="gia-mao")["records"]
    # nor by the context of the call
    office.call("registerPetition", 200, reference="ngu-canh", values={"subject": "x"})
    status, answer = office.post(
        OPERATIONS["registerPetition"][0],
        {
            "reference": "ngu-canh-2",
            "values": {"subject": "x"},
            "context": {"default_state": "handled", "lang": "en_US"},
        },
    )
    assert (status, answer["petition"]["state"]) == (200, "registered")


def test_another_units_records_are_not_there(office, department):
    letter = office.call("listPetitions", limit=1)["records"][0]
    found = department.call("listPetitions", number=letter["number"])["records"]
    assert letter["id"] not in [row["id"] for row in found]
    documents = office.call("listDocuments", limit=500)["records"]
    foreign = [row["id"] for row in documents if row["petition_id"]] or [
        documents[0]["id"]
    ]
    own = {row["id"] for row in department.call("listDocuments")["records"]}
    hidden = next(i for i in foreign if i not in own)
    department.call("listDocuments", 403, ids=[hidden], with_files=True)
    department.call("listDocuments", 403, ids=[2_000_000_000])
    tasks = office.call("searchTasks", fields=["id", "unit_id"], limit=500)
    other = [
        row["id"] for row in tasks if row["unit_id"][1] != "Phòng Kinh tế xã Quỳnh Nhai"
    ]
    department.call("reportOnTask", 403, ids=[other[0]], progress=5)
    department.call("reportOnTask", 403, ids=[2_000_000_000], progress=5)


def test_an_inspectors_key_only_reads(server, client):
    reader = Api(server, connect(client, "UBND xã Quỳnh Nhai", "inspector")[1])
    assert reader.call("listPetitions")["records"]
    reader.call("registerPetition", 403, reference="x", values={"subject": "x"})


def test_a_sealed_person_never_comes_out(office, client, server):
    # the demo keeps denouncers in the vault
    told = office.call(
        "registerPetition",
        reference="TC-1",
        values={"subject": "cán bộ nhận tiền của dân", "kind": "tc"},
        persons=[{"name": "Quàng Thị Kín", "phone": "0911222333"}],
    )
    row = told["petition"]
    assert (row["identity"], row["subject"]) == ("sealed", None)
    answers = [
        told,
        office.call("listPetitions", reference="TC-1"),
        office.call("searchCases", **everything("searchCases")),
    ]
    assert "Quàng Thị Kín" not in json.dumps(answers, ensure_ascii=False)
    assert "0911222333" not in json.dumps(answers)
    # by the screen its registrar opens it until it is classified: a system has none
    ids = client("thuky").call(
        "citizen.petition", "search", [["system_reference", "=", "TC-1"]]
    )
    assert ids == [row["id"]]
    rows = client("thuky").read("citizen.petition", ids, ["may_reveal", "people_text"])
    assert rows[0]["may_reveal"] is False
    assert "Kín" not in (rows[0]["people_text"] or "")


def test_who_is_no_administrator_connects_nothing(client):
    for login in ("thuky", "canbo_xa", "thanhtra"):
        with pytest.raises(RpcError):
            client(login).call(
                "citizen.system", "create", [{"name": "x", "unit_id": 1}]
            )


# ------------------------------------------------------------------
# the file for the national database
# ------------------------------------------------------------------
def test_national_export_follows_its_schema(client):
    schema = json.loads(
        (ROOT / "api" / "national-export-v1.schema.json").read_text(encoding="utf-8")
    )
    jsonschema.Draft202012Validator.check_schema(schema)
    client("thuky").call(
        "citizen.reception",
        "create",
        [{"sender_name": "Lò Thị Tiếp", "content": "hỏi về đất", "kind": "kn"}],
    )
    leader = client("chutich")
    unit = leader.call(
        "citizen.unit",
        "search",
        [["name", "=", "UBND xã Quỳnh Nhai"], ["is_current", "=", True]],
    )[0]
    export = leader.call(
        "citizen.national.export",
        "create",
        [{"owner_unit_id": unit, "date_from": "2020-01-01", "with_persons": True}],
    )[0]
    action = leader.call("citizen.national.export", "action_take", [export])
    url = action["params"]["url"]
    headers, content = leader.get(url)
    assert headers["Content-Type"] == "application/zip"
    assert "no-store" in headers["Cache-Control"]
    counts = {}
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in ("receptions", "petitions", "outcomes", "cases", "decisions"):
            validator = jsonschema.Draft202012Validator(
                {"$ref": f"#/$defs/{name}", "$defs": schema["$defs"]}
            )
            lines = package.read(f"{name}.jsonl").decode().splitlines()
            for line in lines:
                validator.validate(json.loads(line))
            counts[f"{name}.jsonl"] = len(lines)
        manifest = json.loads(package.read("manifest.json"))
    jsonschema.Draft202012Validator(schema).validate(manifest)
    assert {f["name"]: f["records"] for f in manifest["files"]} == counts
    assert counts["petitions.jsonl"] and counts["receptions.jsonl"]
    # whoever gets the file checks it with Python alone
    checked = subprocess.run(
        [sys.executable, ROOT / "citizen_dialogue/tools/national_export.py", "-"],
        capture_output=True,
    )
    assert checked.returncode == 1
    assert client("thanhtra").read("citizen.national.export", [export], ["counts"])
    for stranger in ("canbo_xa", "thanhtra", "quantri"):
        with pytest.raises(urllib.error.HTTPError):
            client(stranger).get(url)
