"""The one line of news of a ward's huddle, in words that can be read aloud. Pure.

There is one sentence for each group of people in the newest release of check-ins, never one for all of them, and one for the staff calls of the week
that ended last. Releases come every four weeks, so the sentences take turns, one a day: a line that stays the same for a month is not read. No
sentence says that anything became better or worse, names a target or compares wards.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kiosk.trust.measures import call_weeks, release_words
from kiosk.trust.measures.call_weeks import Week
from kiosk.trust.measures.check_in_lines import NOT_SURE_OR_NOT, SAFE
from kiosk.trust.measures.release_lines import TOTAL, Release
from kiosk.trust.measures.release_words import GROUP_NAMES
from kiosk.trust.measures.suppression import Published

QUESTION = "safe"
NOTHING = (
    "There are no new figures. Those of check-ins come two weeks after each four weeks, and those of staff calls after each week in which somebody "
    "called."
)
_COLUMNS = (SAFE, NOT_SURE_OR_NOT, TOTAL)


def news(release: Release | None, week: Week | None, day: date) -> str:
    """A day's line. release: the ward's newest of check-ins. week: the last one that ended, where somebody called in it. day: today in London."""
    found = [*(_check_ins(release) if release else ()), *([_calls(week)] if week else ())]
    return found[day.toordinal() % len(found)] if found else NOTHING


def _check_ins(release: Release) -> list[str]:
    """A sentence for each group of which a number is shown; where there is none, one that says so."""
    said = [_said(who, lines[0], release) for who in GROUP_NAMES if (lines := _shown(release, who))]
    return said or [f"How safe people felt, {release.period.name}: no number of any group is shown."]


def _shown(release: Release, who: str) -> list[Mapping[str, Published]]:
    """A group's lines in which any number is shown, that of the newest questions first."""
    names = [shape.name for shape in release.shapes if shape.name[:2] == (QUESTION, who)]
    lines = [release.line(*name) for name in sorted(names, key=lambda name: -int(name[2]))]
    return [line for line in lines if any(cell.number is not None for cell in line.values())]


def _said(who: str, line: Mapping[str, Published], release: Release) -> str:
    safe, others, whole = (release_words.number(line[column].how, line[column].number) for column in _COLUMNS)
    return (
        f"{GROUP_NAMES[who]} who answered, {release.period.name}. Safe or mostly safe: {safe}. Not safe, or not sure: {others}. "
        f"All who answered: {whole}."
    )


def _calls(week: Week) -> str:
    """In exact numbers, as whoever sees a ward's calls has them anyway."""
    since = f"In the week from {week.starts.day} {week.starts:%B}"
    if not week.needed:
        return f"{since} no staff call needed an answer."
    calls = "1 staff call needed an answer" if week.needed == 1 else f"{week.needed} staff calls needed an answer"
    return f"{since} {calls}; {week.in_time} had one within {round(call_weeks.TARGET)} seconds."
