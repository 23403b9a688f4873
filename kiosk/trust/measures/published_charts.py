"""Published numbers over time: the drawing, what is to be seen on it in a sentence, and the table of the same. Pure.

A number that is hidden is a gap; how sure a share is comes from the rounded numbers, so a drawing tells no more than its table. No limits and no
signals: rounded numbers with gaps are no series for a control chart. For: the report's page and PDF, and the sheet of a ward.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from msgspec import Struct

from kiosk.charts import lines
from kiosk.charts.lines import Mark, Picture
from kiosk.charts.sketch import Sketch
from kiosk.trust.measures import call_lines, concern_lines, release_words
from kiosk.trust.measures.chart_words import percent
from kiosk.trust.measures.check_in_lines import SAFE
from kiosk.trust.measures.intervals import wilson
from kiosk.trust.measures.periods import BLOCK_DAYS, Period
from kiosk.trust.measures.release_lines import TOTAL, Release
from kiosk.trust.measures.suppression import Published

LEAST = 2  # periods, before there is something over time
MOST = 13  # periods: a year of four weeks, or three years of quarters
_ROOM = 8  # up to so many periods, a gap has room for words
_NICE_COUNTS = (10.0, 20.0, 50.0)  # the least that an axis of counts ends with


class OverTime(Struct, frozen=True):
    """A chart with its table. heads: of the columns. rows: the newest first. notes: number and words of what is marked."""

    title: str
    sketch: Sketch
    sentence: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[tuple[int, str], ...] = ()


class _Point(NamedTuple):
    period: Period
    words: str
    range: str
    value: float | None
    low: float | None = None
    high: float | None = None
    version: int = 0  # of the questions


def concerns(releases: Iterable[Release]) -> OverTime | None:
    """How many concerns, quarter by quarter. None where there are too few quarters.

    releases: of concerns, in order of time, up to the quarter that is told of.
    """
    name, column = concern_lines.ALL
    points = [_count(each.period, cell) for each in releases for cell in [each.line(name).get(column)] if cell]
    most = max((point.value for point in points if point.value is not None), default=0.0)
    highest = next((nice for nice in _NICE_COUNTS if most <= nice), most)
    return _over_time("concerns", "Concerns, quarter by quarter", points, ("Quarter", "Concerns"), _number, highest)


def calls(releases: Iterable[Release]) -> OverTime | None:
    """How many staff calls were answered in time, quarter by quarter. As `concerns`."""
    points = [_share(each.period, each.line(*call_lines.NAME), call_lines.IN_TIME) for each in releases]
    title = "Staff calls answered within a minute, quarter by quarter"
    return _over_time("calls", title, points, ("Quarter", "Answered within a minute", release_words.COULD_BE), percent)


def safe(releases: Iterable[Release], group: str, notes: Iterable[tuple[date, str]]) -> OverTime | None:
    """How many of a group feel safe, as published. notes: days, and what happened there in words that everybody may read."""
    points = list[_Point]()
    for each in releases:
        version = max((int(shape.name[2]) for shape in each.shapes), default=0)
        points.append(_share(each.period, each.line("safe", group, str(version)), SAFE)._replace(version=version))
    title = f"{release_words.GROUP_NAMES[group]} who feel safe, as published"
    heads = ("Four weeks", "Feel safe", release_words.COULD_BE)
    return _over_time(f"safe-{group}", title, points, heads, percent, notes=notes)


def _count(period: Period, cell: Published) -> _Point:
    words = release_words.number(cell.how, cell.number)
    return _Point(period, words, "", None if cell.number is None else float(cell.number))


def _share(period: Period, line: Mapping[str, Published], column: str) -> _Point:
    part = release_words.part(line, column)
    if not part.range:
        return _Point(period, part.words, "–", None)
    some, whole = line[column].number or 0, line[TOTAL].number or 0
    sure = wilson(min(some, whole), whole)
    return _Point(period, part.words, part.range, sure.share, sure.low, sure.high)


def _over_time(
    name: str,
    title: str,
    points: Sequence[_Point],
    heads: tuple[str, ...],
    scale: Callable[[float], str],
    most: float = 1.0,
    notes: Iterable[tuple[date, str]] = (),
) -> OverTime | None:
    shown = points[-MOST:]
    if len(shown) < LEAST:
        return None
    marked = [
        (at, words)
        for day, words in sorted(notes)
        for at in [next((at for at, point in enumerate(shown) if day in point.period), None)]
        if at is not None
    ]
    boxes: dict[int, list[str]] = {}
    for number, (at, _) in enumerate(marked, 1):
        boxes.setdefault(at, []).append(str(number))
    breaks = {
        at: f"wording {after.version}"
        for at, (before, after) in enumerate(pairwise(shown), 1)
        if before.version != after.version
    }
    newest = shown[-1]
    gaps = any(point.value is None for point in shown)
    sentence = f"Newest, {newest.period.name}: {newest.words}.{' A gap is a number that is not shown.' if gaps else ''}"
    told = [f"Note {number}: {words}" for number, (_, words) in enumerate(marked, 1)]
    new = [f"From {shown[at].period.name} on: {words}." for at, words in breaks.items()]
    picture = Picture(
        name,
        title,
        " ".join((sentence, *new, *told)),
        tuple(_mark(point, len(shown)) for point in shown),
        scale,
        least=0.0,
        most=most,
        boxes={at: ", ".join(numbers) for at, numbers in boxes.items()},
        breaks=breaks,
    )
    rows = tuple((point.period.name, point.words, point.range)[: len(heads)] for point in reversed(shown))
    return OverTime(
        title, lines.drawn(picture), sentence, heads, rows, tuple(enumerate((words for _, words in marked), 1))
    )


def _mark(point: _Point, of: int) -> Mark:
    starts = point.period.starts
    label = f"{starts.day} {starts:%b %y}" if point.period.days == BLOCK_DAYS else f"{starts:%b %Y}"
    gap = release_words.NOT_SHOWN if point.value is None and of <= _ROOM else ""
    return Mark(label, point.value, low=point.low, high=point.high, words=gap)


def _number(value: float) -> str:
    return f"{value:g}"
