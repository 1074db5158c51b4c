"""The guided classification: which question comes next, which row of the law follows.

Facts are plain text: what the clerk answered and what is known of the letter already
(``GIVEN``). A condition names for each fact the values that satisfy it, and a fact that
was not asked satisfies none. Questions and rows of the law use the same conditions, so
that both can be tried exhaustively without a database.
"""

from itertools import product
from typing import NamedTuple

YES_NO = ("no", "yes")
# known before anybody asks: how it came, how many signed, what the same matter had
GIVEN = {
    # sent on by a Party, elected or State body or the press
    "forwarded": YES_NO,
    # the citizen came himself, or it was written down from what he said
    "came": YES_NO,
    # it came of a visit in the reception book
    "visit": YES_NO,
    # by so many persons that representatives have to be appointed
    "collective": YES_NO,
    # another petition of the same content was guided or transferred before
    "guided": YES_NO,
}


class Question(NamedTuple):
    """``when`` are conditions of which one has to hold; of ``computed`` ones the answer
    follows from others (whose it is)."""

    key: str
    values: tuple
    when: tuple
    computed: bool = False


OURS = {"own": ("yes",)}
NOT_OURS = {"own": ("no",)}
# not ours and for the first time: a complaint that the citizen sent himself, and a
# denunciation
DIRECT = {**NOT_OURS, "kind": ("kn",), "forwarded": ("no",), "guided": ("no",)}
TOLD = {**NOT_OURS, "kind": ("tc",), "guided": ("no",)}
# what goes on although somebody decided before
COMPLAINT_GOES_ON = ("none", "overdue", "unresolved", "first", "anew")
DENUNCIATION_GOES_ON = ("none", "overdue", "again")

QUESTIONS = (
    # the same letter again
    Question("resent", YES_NO, ({},)),
    # by content and purpose, not by its title
    Question("kind", ("kn", "tc", "kn_pa", "mixed"), ({"resent": ("no",)},)),
    # a denunciation: the most urgent first
    Question("crime", YES_NO, ({"kind": ("tc",)},)),
    Question("known", ("yes", "no"), ({"crime": ("no",)},)),
    Question("verifiable", YES_NO, ({"known": ("no",)},)),
    Question("party", YES_NO, ({"known": ("yes",)},)),
    Question("answered", YES_NO, ({"kind": ("kn_pa",)},)),
    Question(
        "eligible",
        ("yes", "no"),
        ({"kind": ("kn",)}, {"party": ("no",)}, {"answered": ("no",)}),
    ),
    Question(
        "decided",
        (*COMPLAINT_GOES_ON, "settled", "wrong"),
        ({"kind": ("kn",), "eligible": ("yes",)},),
    ),
    Question(
        "concluded",
        (*DENUNCIATION_GOES_ON, "settled"),
        ({"kind": ("tc",), "eligible": ("yes",)},),
    ),
    # whose decision or act; courts, Party and elected bodies have ways of their own
    Question(
        "outside",
        YES_NO,
        (
            {"decided": COMPLAINT_GOES_ON},
            {"concluded": DENUNCIATION_GOES_ON},
            {"kind": ("kn_pa",), "eligible": ("yes",)},
        ),
        computed=True,
    ),
    Question("own", YES_NO, ({"outside": ("no",)},), computed=True),
    # a body below ours (only where it is not ours)
    Question("below", YES_NO, (NOT_OURS,), computed=True),
    # not ours
    Question(
        "sent",
        ("no", "many", "again"),
        (
            {**NOT_OURS, "guided": ("no",), "kind": ("kn_pa",)},
            {**DIRECT, "below": ("no",)},
            {**DIRECT, "decided": ("none", "unresolved", "first", "anew")},
            {**TOLD, "below": ("no",)},
            {**TOLD, "concluded": ("none", "again")},
        ),
    ),
    Question("oral", YES_NO, ({"kind": ("tc",), "sent": ("no",), "came": ("yes",)},)),
    # ours
    Question("in_time", ("yes", "no"), ({**OURS, "decided": ("first",)},)),
    Question(
        "complete",
        ("yes", "no"),
        (
            {
                **OURS,
                "collective": ("yes",),
                "decided": ("none", "overdue", "unresolved", "anew"),
            },
            {"collective": ("yes",), "in_time": ("yes",)},
        ),
    ),
    Question(
        "bar",
        YES_NO,
        (
            {"complete": ("yes",)},
            {"collective": ("no",), "in_time": ("yes",)},
            {
                **OURS,
                "collective": ("no",),
                "decided": ("none", "overdue", "unresolved", "anew"),
            },
        ),
    ),
    Question(
        "from_complaint",
        ("no", "proof", "no_proof"),
        ({**OURS, "kind": ("tc",)},),
    ),
    Question("conditions", ("yes", "no"), ({"from_complaint": ("no", "proof")},)),
    Question("at_once", YES_NO, ({**OURS, "kind": ("kn_pa",)},)),
    # what goes along with the outcome
    Question(
        "harm",
        YES_NO,
        ({"bar": ("no",)}, {"kind": ("tc",), "crime": YES_NO}),
    ),
    Question(
        "tense",
        YES_NO,
        ({"outside": YES_NO}, {"verifiable": ("yes",)}),
    ),
)
BY_KEY = {question.key: question for question in QUESTIONS}


def holds(condition, facts):
    """Whether each fact that ``condition`` names has one of its values."""
    return all(facts.get(key) in values for key, values in condition.items())


class Walk(NamedTuple):
    """``asked``: keys whose turn has come, in order, the last one maybe unanswered.
    ``facts``: what counts; answers to questions that are no longer asked don't.
    ``pending``: key of the question that waits for its answer, or None."""

    asked: tuple
    facts: dict
    pending: str | None


def walk(answers, given):
    """Follow the questions as far as they are answered.

    :param answers: {key: value}, of computed questions too
    :param given: {key of GIVEN: value}
    """
    facts = {key: given.get(key, "no") for key in GIVEN}
    asked = []
    for question in QUESTIONS:
        if not any(holds(condition, facts) for condition in question.when):
            continue
        value = answers.get(question.key)
        asked.append(question.key)
        if value not in question.values:
            return Walk(tuple(asked), facts, question.key)
        facts[question.key] = value
    return Walk(tuple(asked), facts, None)


def choose(rows, facts):
    """The row of the law that follows and what goes along with it.

    :param rows: in their order, each with ``conditions``, of which one has to hold, and
        ``is_side``
    :return: (first row that holds or None, side rows that hold)
    """
    holding = [
        row
        for row in rows
        if any(holds(condition, facts) for condition in row["conditions"])
    ]
    main = next((row for row in holding if not row["is_side"]), None)
    return main, [row for row in holding if row["is_side"]]


def every_walk():
    """Each way through the questions with each combination of what is given; for
    trying that none ends without a row."""
    for combination in product(*GIVEN.values()):
        given = dict(zip(GIVEN, combination, strict=True))
        open_ends = [{}]
        while open_ends:
            answers = open_ends.pop()
            step = walk(answers, given)
            if step.pending is None:
                yield given, answers, step
                continue
            open_ends += [
                {**answers, step.pending: value}
                for value in BY_KEY[step.pending].values
            ]
