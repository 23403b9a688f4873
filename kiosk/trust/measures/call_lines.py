"""Which lines of staff calls are published: how many were answered, and how many in time. Of the trust each quarter, of a ward every four weeks.

A call is no report, so that nobody called may be shown. Nothing tells who called or who answered (Standard 9).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from statistics import median

from kiosk.trust.measures import suppression
from kiosk.trust.measures.call_weeks import Week
from kiosk.trust.measures.release_lines import Line, Shape

SUBJECT = "calls"
IN_TIME, LATER, NOT_ANSWERED = "in_time", "later", "not_answered"
NAME = ("answers",)
HALF = "half_within"
LEAST = 8  # answers, before a time is told


def lines(weeks: Iterable[Week], wards: tuple[str, ...]) -> list[Line]:
    """The line of the calls that these wards should have answered. weeks: of these wards alone."""
    counts: Counter[tuple[str, int]] = Counter()
    for week in weeks:
        counts[IN_TIME, week.monday] += week.in_time
        counts[LATER, week.monday] += week.answered - week.in_time
        counts[NOT_ANSWERED, week.monday] += week.needed - week.answered
    shape = Shape(NAME, (IN_TIME, LATER, NOT_ANSWERED), wards)
    return [Line(shape, counts, total=True, zero_tells=False)]


def seconds(weeks: Iterable[Week]) -> dict[str, int]:
    """HALF: in half of the weeks (each ward's for itself) half of the answers had come within so many seconds, to the nearest 5; nothing where there
    were too few answers.
    """
    weeks = list(weeks)
    halves = [week.median for week in weeks if week.median is not None]
    if sum(week.answered for week in weeks) < LEAST or not halves:
        return {}
    return {HALF: max(suppression.STEP, suppression.rounded(round(median(halves))))}
