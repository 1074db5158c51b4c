"""What a connected system may call, as ``api/openapi.yaml`` describes it. Pure Python.

The rights of the system's post come on top. This list is narrower than the post: no
field and no condition here names a person who turned to the office.
"""

from datetime import date, datetime

MOST_ROWS = 500
DEFAULT_ROWS = 100
_OPERATORS = frozenset({"=", "!=", "<", "<=", ">", ">=", "in", "not in", "ilike"})
_SEARCH_ARGUMENTS = frozenset({"domain", "fields", "offset", "limit", "order"})

# {model: fields that search_read may give, filter and sort by}
READS = {
    "citizen.unit": (
        "id",
        "name",
        "short_name",
        "kind",
        "symbol",
        "parent_id",
        "authority_id",
        "is_remote_area",
        "valid_from",
        "valid_to",
        "is_current",
        "predecessor_ids",
        "successor_ids",
        "write_date",
    ),
    "citizen.case": (
        "id",
        "code",
        "kind",
        "instance",
        "state",
        "identity",
        "owner_unit_id",
        "petition_ids",
        "category_id",
        "complexity",
        "extended_times",
        "accepted_on",
        "verify_unit_id",
        "verify_until",
        "verified_on",
        "verdict",
        "second_verdict",
        "decided_on",
        "decided_in_time",
        "effective_on",
        "suspended_on",
        "closed_on",
        "ended_how",
        "due_date",
        "is_overdue",
        "write_date",
    ),
    "citizen.dialogue": (
        "id",
        "code",
        "name",
        "kind",
        "state",
        "owner_unit_id",
        "case_id",
        "plan_year",
        "date_start",
        "date_end",
        "place",
        "is_online",
        "chair_name",
        "notice_date",
        "held_on",
        "nobody_came",
        "opinion_count",
        "conclusion_count",
        "task_count",
        "write_date",
    ),
    "citizen.conclusion": (
        "id",
        "number",
        "name",
        "kind",
        "state",
        "date_issued",
        "chair_name",
        "owner_unit_id",
        "issuer_unit_id",
        "dialogue_id",
        "case_id",
        "task_count",
        "reported_count",
        "verified_count",
        "overdue_count",
        "progress",
        "write_date",
    ),
    "citizen.task": (
        "id",
        "name",
        "state",
        "unit_id",
        "support_unit_ids",
        "owner_unit_id",
        "conclusion_id",
        "conclusion_number",
        "conclusion_date",
        "dialogue_id",
        "product",
        "round_no",
        "period_start",
        "period_end",
        "due_date",
        "is_overdue",
        "progress",
        "accepted_on",
        "reported_on",
        "verified_on",
        "reason",
        "urge_count",
        "write_date",
    ),
    "citizen.report": (
        "id",
        "name",
        "kind",
        "state",
        "owner_unit_id",
        "report_unit_id",
        "date_from",
        "date_to",
        "period_kind",
        "period_year",
        "period_number",
        "version",
        "corrects_id",
        "superseded_on",
        "submitted_on",
        "approved_on",
        "locked_on",
        "figures",
        "locked_tables",
        "frozen_sha256",
        "write_date",
    ),
}
# what is added to the conditions of the caller
ALWAYS = {"citizen.report": [["state", "=", "locked"]]}
# {model: {method: whether it works on records named by ids}}
METHODS = {
    "citizen.petition": {"citizen_api_register": False, "citizen_api_list": False},
    "citizen.task": {"citizen_api_report": True},
    "citizen.document": {"citizen_api_issued": True},
}


class BadCall(ValueError):
    """``args``: what is wrong, and the word it is wrong in."""


def check(model, method, ids, kwargs):
    """:return: (ids, keyword arguments) of a call that a system may make
    :raise BadCall: any other
    """
    if method in METHODS.get(model, ()):
        if ids and not METHODS[model][method]:
            raise BadCall("argument", "ids")
        if not _are_ids(ids):
            raise BadCall("argument", "ids")
        return ids, kwargs
    if method != "search_read" or model not in READS:
        raise BadCall("call", f"{model}/{method}")
    if ids:
        raise BadCall("argument", "ids")
    return (), _checked_search(model, kwargs)


def _are_ids(ids):
    return isinstance(ids, (list, tuple)) and all(
        type(one) is int and 0 < one < 1 << 31 for one in ids
    )


def _checked_search(model, kwargs):
    for name in kwargs.keys() - _SEARCH_ARGUMENTS:
        raise BadCall("argument", name)
    allowed = READS[model]
    wanted = kwargs.get("fields")
    if not isinstance(wanted, list) or not wanted:
        raise BadCall("fields", "")
    for name in wanted:
        _check_field(name, allowed)
    return {
        "domain": _checked_domain(kwargs.get("domain") or [], allowed),
        "fields": wanted,
        "offset": _number(kwargs.get("offset", 0), 0, 1_000_000, "offset"),
        "limit": _number(kwargs.get("limit", DEFAULT_ROWS), 1, MOST_ROWS, "limit"),
        "order": _checked_order(kwargs.get("order") or "id", allowed),
    }


def _check_field(name, allowed):
    if name not in allowed:
        raise BadCall("field", str(name)[:60])


def _checked_domain(domain, allowed):
    """Conditions on the model's own fields alone: none looks into what hangs on it."""
    if not isinstance(domain, list):
        raise BadCall("domain", str(domain)[:60])
    for item in domain:
        if item in ("&", "|", "!"):
            continue
        if not isinstance(item, list) or len(item) != 3:
            raise BadCall("domain", str(item)[:60])
        name, operator, _value = item
        _check_field(name, allowed)
        if operator not in _OPERATORS:
            raise BadCall("domain", str(item)[:60])
    return domain


def is_value(kind, value):
    """Whether ``value``, as JSON brings it, is one of a field of this kind."""
    if kind == "boolean":
        return isinstance(value, bool)
    if value is None or value is False:
        return True
    if kind in ("integer", "many2one", "many2many", "one2many"):
        return type(value) is int and abs(value) < 1 << 31
    if kind in ("float", "monetary"):
        return type(value) in (int, float)
    if not isinstance(value, str) or "\x00" in value:
        return False
    if kind == "date":
        return _is_moment(date.fromisoformat, value) and len(value) == 10
    if kind == "datetime":
        return _is_moment(datetime.fromisoformat, value)
    return True


def _is_moment(parse, value):
    try:
        return parse(value).year >= 1900
    except ValueError:
        return False


def _checked_order(order, allowed):
    if not isinstance(order, str):
        raise BadCall("argument", "order")
    for term in order.split(","):
        words = term.split()
        if not 1 <= len(words) <= 2 or words[1:] not in ([], ["asc"], ["desc"]):
            raise BadCall("argument", "order")
        _check_field(words[0], allowed)
    return order


def _number(value, least, most, name):
    if type(value) is not int or not least <= value <= most:
        raise BadCall("limit" if name == "limit" else "argument", name)
    return value
