"""Which lines of check-ins are published: by group and by version of the questions, never one figure for all.

Small counts are why faces are taken together: "yes" and "mostly" are those who feel safe, the other three those who do not, or are not sure.
Not for: the named measures team, who see every answer (`check_ins`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kiosk.trust.measures.counting import BLOCK, PEOPLE, SEVERAL, UNANSWERED
from kiosk.trust.measures.release_lines import Line, Shape

SUBJECT = "check_ins"
GROUPS: tuple[str, ...] = ("patient", "visitor", "staff", "unsaid")
SAFE, NOT_SURE_OR_NOT = "safe", "not"
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "safe": {
        "yes": SAFE,
        "mostly": SAFE,
        "unsure": NOT_SURE_OR_NOT,
        "not_really": NOT_SURE_OR_NOT,
        "no": NOT_SURE_OR_NOT,
    },
    "tell": {"yes": "yes", "unsure": "no", "no": "no"},
    "change": {"better": "better", "same": "same", "worse": "worse"},
}
"""Question with one answer -> answer -> the column that it is counted in."""


class Counted(NamedTuple):
    """How many people of a group gave an answer in a week. version: of the questions. monday: days since 1970."""

    who: str
    version: int
    question: str
    code: str
    monday: int
    answers: int


def lines(counted: Iterable[Counted]) -> list[Line]:
    """The lines of one ward's counts. Every group is there for every version that any group answered: one that is left out would tell that it is
    empty."""
    counts: dict[tuple[str, str, int], dict[tuple[str, int], int]] = defaultdict(lambda: defaultdict(int))
    versions, codes = set[int](), defaultdict[str, set[str]](set)
    for each in counted:
        versions.add(each.version)
        column = COLUMNS[each.question].get(each.code, "") if each.question in COLUMNS else each.code
        if column not in (UNANSWERED, PEOPLE) and (each.question in COLUMNS or each.question in SEVERAL):
            codes[each.question].add(column)
            counts[each.question, each.who, each.version][column, each.monday] += each.answers
    found = []
    for version in sorted(versions):
        for who in GROUPS:
            for question, columns in COLUMNS.items():
                shape = Shape((question, who, str(version)), tuple(dict.fromkeys(columns.values())), step=BLOCK)
                found.append(Line(shape, counts[question, who, version], total=True))
            for question in SEVERAL:
                shape = Shape((question, who, str(version)), tuple(sorted(codes[question])))
                found.append(Line(shape, counts[question, who, version]))
    return found
