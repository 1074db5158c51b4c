"""What a column of a statutory table counts, written as data.

«letters.matters: done=yes kind=kn|tc» counts the matters of the petitions that were
handled in the period and are complaints or denunciations. The sources, what can be
counted of each and the conditions stand here; ``models/citizen_report_facts.py`` reads
them from the database.
"""

from collections import namedtuple

FIELDS = (
    "policy",
    "land",
    "civil_service",
    "administrative",
    "corruption",
    "judicial",
    "party",
    "other",
    "none",
)
AMOUNTS = (
    "due_state_money",
    "due_state_land",
    "due_org_count",
    "due_org_money",
    "due_org_land",
    "due_person_count",
    "due_person_money",
    "due_person_land",
    "due_admin_orgs",
    "due_admin_persons",
    "due_admin_officials",
    "police_cases",
    "police_persons",
    "police_officials",
    "done_state_money",
    "done_state_land",
    "done_org_count",
    "done_org_money",
    "done_org_land",
    "done_person_count",
    "done_person_money",
    "done_person_land",
    "done_admin_orgs",
    "done_admin_persons",
    "done_admin_officials",
    "court_cases",
    "court_persons",
    "court_officials",
)
YES_NO = ("yes", "no")
Source = namedtuple("Source", "model quantities dims")

# source → model of the records behind, quantities, {condition: values in the order in
# which the facts give them}
SOURCES = {
    "visits": Source(
        "citizen.reception",
        ("times", "people", "matters"),
        {
            "by": ("regular", "head", "delegated"),
            "round": ("first", "repeated"),
            "group": YES_NO,
        },
    ),
    "days": Source("citizen.dialogue", ("count",), {"by": ("head", "delegated")}),
    "letters": Source(
        "citizen.petition",
        ("letters", "matters"),
        {
            "flow": ("carried", "received"),
            "done": YES_NO,
            "signers": ("many", "one", "other"),
            "kind": ("kn", "tc", "kn_pa", "mixed", "none"),
            "eligible": ("yes", "no", "none"),
            "competence": ("own", "other", "none"),
            "route": ("guide", "transfer", "urge", "none"),
            "field": FIELDS,
            "instance": ("first", "second"),
            "status": (
                "first",
                "second",
                "court",
                "concluded",
                "over",
                "done",
                "running",
                "none",
            ),
            "channel": ("reception", "other"),
        },
    ),
    "replies": Source(
        "citizen.transfer",
        ("count",),
        {
            "kind": ("kn", "tc", "kn_pa", "mixed", "none"),
            "channel": ("reception", "other"),
        },
    ),
    "files": Source(
        "citizen.petition",
        ("letters",),
        {"kind": ("kn", "tc", "kn_pa"), "flow": ("carried", "received")},
    ),
    "cases": Source(
        "citizen.case",
        ("count", *AMOUNTS),
        {
            "kind": ("kn", "tc", "kn_pa"),
            "flow": ("carried", "received"),
            "done": YES_NO,
            "how": ("decided", "withdrawn", "explained", "terminated", "none"),
            "instance": ("first", "second"),
            "verdict": ("right", "partly", "wrong", "upheld", "changed", "none"),
            "in_time": ("yes", "no", "none"),
            "field": FIELDS,
        },
    ),
    "orders": Source(
        "citizen.case",
        ("count", *AMOUNTS),
        {"kind": ("kn", "tc"), "done": YES_NO},
    ),
}
MILLION = 1_000_000
# decimals that are written of money, in million dong, and of land
DIGITS = 3


class Measure:
    """A parsed measure."""

    __slots__ = ("conditions", "quantity", "source", "text")

    def __init__(self, text):
        """:raise ValueError: naming what is unknown"""
        self.text = text
        head, _colon, rest = text.partition(":")
        self.source, _dot, self.quantity = head.strip().partition(".")
        source = SOURCES.get(self.source)
        if not source or self.quantity not in source.quantities:
            raise ValueError(head.strip())
        self.conditions = {}
        for word in rest.split():
            dim, equals, values = word.partition("=")
            allowed = source.dims.get(dim)
            wanted = frozenset(values.split("|"))
            if not equals or not allowed or wanted - set(allowed):
                raise ValueError(word)
            if dim in self.conditions:
                raise ValueError(word)
            self.conditions[dim] = wanted

    @property
    def model(self):
        return SOURCES[self.source].model

    @property
    def is_amount(self):
        """A sum of money or land, which has digits after the comma."""
        return self.quantity.endswith(("_money", "_land"))

    @property
    def is_money(self):
        return self.quantity.endswith("_money")

    def matches(self, attrs):
        """Whether a record with these {condition: value} is counted."""
        return all(attrs[dim] in wanted for dim, wanted in self.conditions.items())
