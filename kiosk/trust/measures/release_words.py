"""What published numbers are called, so that nobody takes a rounded one for exact or a hidden one for none. English; for console pages and papers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from kiosk.trust.measures import call_lines
from kiosk.trust.measures.check_in_lines import GROUPS, SAFE
from kiosk.trust.measures.intervals import wilson
from kiosk.trust.measures.release_lines import TOTAL, Release
from kiosk.trust.measures.suppression import How, Published

NOT_SHOWN = "not shown"
FEWER_THAN_TEN = "fewer than 10 answers"
COULD_BE = "Could be, 19 times in 20"
GROUP_NAMES: Mapping[str, str] = {
    "patient": "Patients",
    "visitor": "Visitors",
    "staff": "Staff",
    "unsaid": "People who did not say",
}
HOW_TO_READ = (
    "Numbers are rounded to the nearest 5. A number from 0 to 7 is not shown, and now and then a larger one beside it, so that nobody can be "
    "found in these tables. More reports do not mean a worse ward: they can mean that people trust it enough to tell. These numbers are no target, "
    "and not for comparing wards."
)

HIDDEN = {
    "four_weeks_6_answers_a_week": 45,
    "four_weeks_12_answers_a_week": 13,
    "four_weeks_25_answers_a_week": 0,
    "quarters_6_answers_a_week": 1,
    "quarters_12_answers_a_week": 0,
    "quarters_25_answers_a_week": 0,
    "how_many_0.25_concerns_a_week": 100,
    "how_many_1_concerns_a_week": 98,
    "how_many_3_concerns_a_week": 17,
    "place_by_time_0.25_concerns_a_week": 100,
    "place_by_time_1_concerns_a_week": 100,
    "place_by_time_3_concerns_a_week": 99,
}
"""Per cent of published numbers that are hidden in made-up histories of two years, from the proofs' newest result (hidden-numbers)."""
_TRIED = "Tried with made-up wards of two years"


class Part(Struct, frozen=True):
    """How many of a group gave an answer. words: "about 20 of about 25". range: the share that it could be, 19 times in 20; "" where it is hidden."""

    words: str
    range: str = ""


class GroupLine(Struct, frozen=True):
    """What one group said under one version of the questions."""

    group: str
    version: int
    safe: Part
    tell: Part


def answers_hidden() -> str:
    """How many of the numbers of check-ins a reader has to do without."""
    four, three = (
        _listed(HIDDEN[f"{period}_{answers}_answers_a_week"] for answers in (6, 12, 25))
        for period in ("four_weeks", "quarters")
    )
    return (
        f"{_TRIED}, where four in five of a group feel safe: with 6, 12 and 25 of the group answering each week, {four} of 100 of its numbers are "
        f"not shown for four weeks, and {three} for a quarter."
    )


def concerns_hidden() -> str:
    """The same of concerns."""
    every, places = (
        _listed(HIDDEN[f"{line}_{rate}_concerns_a_week"] for rate in ("0.25", "1", "3"))
        for line in ("how_many", "place_by_time")
    )
    return (
        f"{_TRIED}: with one concern in four weeks, one each week and three each week, {every} of 100 numbers of concerns are not shown, and "
        f"{places} of those by place and time."
    )


def _listed(shares: Iterable[int]) -> str:
    *most, last = (str(share) if share else "none" for share in shares)
    return f"{', '.join(most)} and {last}"


def number(how: How, value: int | None) -> str:
    """A published number in words: "about 20", "none", "fewer than 10 answers" or "not shown"."""
    if how == "none":
        return FEWER_THAN_TEN
    if value is None:
        return NOT_SHOWN
    return f"about {value}" if value else "none"


def about(some: int, whole: int) -> str:
    """Rounded numbers of those who gave an answer, and of all who answered."""
    return f"about {some} of about {whole}"


def part(line: Mapping[str, Published], column: str) -> Part:
    """How many of those who answered are in a column. The range is worked out from the rounded numbers, so it tells nothing new."""
    some, whole = line.get(column), line.get(TOTAL)
    if some is None or some.how == "none":
        return Part(FEWER_THAN_TEN)
    if some.number is None or whole is None or whole.number is None:
        return Part(number(some.how, some.number))
    likely = wilson(min(some.number, whole.number), whole.number)
    return Part(about(some.number, whole.number), f"{round(100 * likely.low)}% to {round(100 * likely.high)}%")


def group_lines(release: Release) -> list[GroupLine]:
    """What each group said in a release of check-ins: the newest version first, and older ones where ten of the group answered them."""
    versions = sorted({int(shape.name[2]) for shape in release.shapes}, reverse=True)
    found = []
    for version in versions:
        for group in GROUPS:
            safe = part(release.line("safe", group, str(version)), SAFE)
            tell = part(release.line("tell", group, str(version)), "yes")
            if version == versions[0] or safe.words != FEWER_THAN_TEN:
                found.append(GroupLine(GROUP_NAMES[group], version, safe, tell))
    return found


def answered_in_time(release: Release) -> Part:
    """How many staff calls somebody answered in time, in a release of calls."""
    return part(release.line(*call_lines.NAME), call_lines.IN_TIME)
