"""What published numbers are called, so that nobody takes a rounded one for exact or a hidden one for none. English; for console pages and papers."""

from __future__ import annotations

from collections.abc import Mapping

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


def number(how: How, value: int | None) -> str:
    """A published number in words: "about 20", "none", "fewer than 10 answers" or "not shown"."""
    if how == "none":
        return FEWER_THAN_TEN
    if value is None:
        return NOT_SHOWN
    return f"about {value}" if value else "none"


def part(line: Mapping[str, Published], column: str) -> Part:
    """How many of those who answered are in a column. The range is worked out from the rounded numbers, so it tells nothing new."""
    some, whole = line.get(column), line.get(TOTAL)
    if some is None or some.how == "none":
        return Part(FEWER_THAN_TEN)
    if some.number is None or whole is None or whole.number is None:
        return Part(number(some.how, some.number))
    likely = wilson(min(some.number, whole.number), whole.number)
    words = f"about {some.number} of about {whole.number}"
    return Part(words, f"{round(100 * likely.low)}% to {round(100 * likely.high)}%")


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
