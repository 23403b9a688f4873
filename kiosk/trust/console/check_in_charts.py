"""The chart of how many of a group feel safe, by blocks of four weeks, and the table of the same: picture, sentences, lines of numbers.

Blocks that have not ended are on no chart. Of all blocks that there are, two years are shown; limits may come from earlier ones, and stay where they
are when those leave the page. Nothing here says better or worse, names a target or compares wards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

from msgspec import Struct

from kiosk.charts.lines import Mark, Picture
from kiosk.trust.console.chart_figures import ChartFigure, pictured
from kiosk.trust.measures import beds, chart_words, periods, safe_series
from kiosk.trust.measures.chart_notes import Note
from kiosk.trust.measures.chart_words import Names, percent
from kiosk.trust.measures.check_ins import SafeBlock
from kiosk.trust.measures.control_charts import MAKING_DATA_COUNT, Chart, Point
from kiosk.trust.measures.intervals import wilson
from kiosk.trust.measures.periods import Period
from kiosk.trust.measures.run_charts import RunChart
from kiosk.trust.measures.safe_series import Stretch

MANY = "four-week blocks"


class Line(Struct, frozen=True):
    """A block's line of the table, in words. usual: between which limits, or about which median.

    rate: of the block, under any version: answers per 100 occupied bed-days.
    """

    block: str
    version: int
    answered: int
    safe: int
    share: str
    range: str
    usual: str
    skipped: int
    rate: str


class SafeCharts(Struct, frozen=True):
    """main: control chart or run chart. board: the same as XmR, once it has limits. lines: the newest first."""

    main: ChartFigure
    board: ChartFigure | None
    lines: tuple[Line, ...]


def day_words(day: date) -> str:
    """A date as the NHS writes it: "3 November 2026"."""
    return f"{day.day} {day:%B %Y}"


def names(blocks: Sequence[SafeBlock] = ()) -> Names:
    """How blocks are said: each by its first day."""
    return Names(MANY, [day_words(block.period.starts) for block in blocks], percent)


def safe_charts(
    name: str,
    group: str,
    blocks: Sequence[SafeBlock],
    notes: Sequence[tuple[int, Note]],
    bed_days: Mapping[Period, int | None],
    earliest: Period,
    today: date,
) -> SafeCharts | None:
    """None where no block of those that are shown has ended.

    name: of its kind alone on the page. group: "Patients". notes: with their numbers. bed_days: of the blocks, where answers are set against them.
    earliest: the first block that is shown.
    """
    ended = [block for block in blocks if block.period.ended(today)]
    anew = [note.day for _, note in notes if note.cause]
    main, board = safe_series.stretches(ended, anew), safe_series.board(ended, anew)
    if not any(block.period >= earliest for block in ended):
        return None
    title = f"{group} who feel safe, by blocks of four weeks"
    drawing = _Drawing(ended, notes, earliest)
    limited = any(each.point(each.start).centre is not None for each in board)
    return SafeCharts(
        drawing.figure(name, title, main),
        drawing.figure(f"{name}-board", f"{title}: XmR chart", board) if limited else None,
        tuple(reversed(_lines(ended, main, bed_days, earliest))),
    )


class _Drawing:
    """blocks: all that have ended; of these the ones from `earliest` on are drawn."""

    def __init__(self, blocks: Sequence[SafeBlock], notes: Sequence[tuple[int, Note]], earliest: Period) -> None:
        self._blocks, self._earliest = blocks, earliest
        # What is drawn side by side: a block of which there are answers, or a gap between two of one version.
        self._drawn: list[tuple[Period, int | None]] = []
        for index, block in enumerate(blocks):
            if block.period >= earliest:
                before = blocks[index - 1] if self._drawn else None
                if before is not None and before.version == block.version:
                    between = list(periods.blocks(before.period.starts, block.period.starts))[1:-1]
                    self._drawn += [(period, None) for period in between]
                self._drawn.append((block.period, index))
        self._notes = {
            number: (place, note)
            for number, note in notes
            for place in [next((at for at, (period, _) in enumerate(self._drawn) if note.day in period), None)]
            if place is not None
        }

    def figure(self, name: str, title: str, stretches: Sequence[Stretch]) -> ChartFigure:
        place = {index: at for at, (_, index) in enumerate(self._drawn) if index is not None}
        shown = [each for each in stretches if each.end - 1 in place]
        marks = [Mark(_label(period), None) for period, _ in self._drawn]
        for each in shown:
            for index in range(each.start, each.end):
                if index in place:
                    marks[place[index]] = self._mark(each, index)
        begins = [min(place[index] for index in range(each.start, each.end) if index in place) for each in shown]
        boxes: dict[int, list[int]] = {}
        for number, (at, _) in self._notes.items():
            boxes.setdefault(at, []).append(number)
        new_versions = [
            (at, after.version)
            for (before, after), at in zip(pairwise(shown), begins[1:], strict=True)
            if after.version != before.version
        ]
        sentences = (self._latest(), *(line for each in shown for line in self._sentences(each, len(shown) > 1)))
        told = "".join(f" From {_label(self._drawn[at][0])} on: new wording {version}." for at, version in new_versions)
        picture = Picture(
            name,
            title,
            " ".join(sentences) + told + "".join(f" Note {number}: {words}" for number, words in self._note_words()),
            tuple(marks),
            percent,
            starts=tuple(begins[1:]),
            trial=tuple(each.trial for each in shown),
            least=0.0,
            most=1.0,
            boxes={at: ", ".join(map(str, numbers)) for at, numbers in boxes.items()},
            breaks={at: f"wording {version}" for at, version in new_versions},
        )
        limits = tuple(self._limits(each) for each in shown)
        return ChartFigure(title, pictured(picture), sentences, limits, tuple(self._note_words()))

    def _mark(self, stretch: Stretch, index: int) -> Mark:
        block = self._blocks[index]
        sure = wilson(block.safe, block.answered)
        point = stretch.point(index)
        lines = (point.lower, point.centre, point.upper)
        return Mark(_label(block.period), sure.share, *lines, sure.low, sure.high, bool(point.signals))

    def _latest(self) -> str:
        block = max(self._blocks, key=lambda block: (block.period, block.version))
        return f"In the latest block, {block.period.name}: {percent(safe_series.share(block))} of {block.answered} who answered feel safe."

    def _sentences(self, stretch: Stretch, several: bool) -> list[str]:
        """several: more stretches than one are shown, so that it has to be said which is meant."""
        here = self._blocks[stretch.start : stretch.end]
        since = next(at for at, block in enumerate(here) if block.period >= self._earliest)
        if isinstance(stretch.chart, RunChart):
            found = chart_words.run_signals(stretch.chart, names(here))
        else:
            found = chart_words.signals(stretch.chart, names(here), since)
        return [f"{_span(here, stretch.version)}: {line}" for line in found] if several else found

    def _limits(self, stretch: Stretch) -> str:
        here = self._blocks[stretch.start : stretch.end]
        if isinstance(stretch.chart, Chart):
            return chart_words.limits(stretch.chart.phases[0], stretch.chart.points, names(here))
        return (
            f"{chart_words.median_of(stretch.chart, names(here))} There are no limits: they need {MAKING_DATA_COUNT.least} {MANY}, "
            f"and {safe_series.ENOUGH} answers or more in half of them."
        )

    def _note_words(self) -> list[tuple[int, str]]:
        return [(number, note_words(note)) for number, (_, note) in sorted(self._notes.items())]


KINDS: Mapping[str, str] = {
    "charter_changed": "The charter changed",
    "ward_moved": "The ward moved, or was rebuilt",
    "staffing": "Staffing changed",
    "admissions": "Other people came to the ward than before",
    "change_idea": "A change idea began",
    "other": "Something else",
}
"""Words of chart_notes.Kind."""


def note_words(note: Note) -> str:
    """A note in a line or two."""
    anew = f". Limits begin anew: {note.cause.removesuffix('.')}" if note.cause else ""
    return f"{day_words(note.day)}: {KINDS[note.kind]}. {note.words.removesuffix('.')}{anew}."


def _span(blocks: Sequence[SafeBlock], version: int) -> str:
    first, last = (day_words(block.period.starts) for block in (blocks[0], blocks[-1]))
    return f"Wording {version}, {first}" if len(blocks) == 1 else f"Wording {version}, {first} to {last}"


def _label(period: Period) -> str:
    return f"{period.starts.day} {period.starts:%b %y}"


def _lines(
    blocks: Sequence[SafeBlock], stretches: Sequence[Stretch], bed_days: Mapping[Period, int | None], earliest: Period
) -> list[Line]:
    """By version, then time."""
    answered = Counter[Period]()  # under any version: they came from the same beds
    for block in blocks:
        answered[block.period] += block.answered
    return [
        _line(block, stretch.point(index), beds.rate(answered[block.period], bed_days.get(block.period)))
        for stretch in stretches
        for index in range(stretch.start, stretch.end)
        for block in [blocks[index]]
        if block.period >= earliest
    ]


def _line(block: SafeBlock, point: Point, rate: float | None) -> Line:
    sure = wilson(block.safe, block.answered)
    usual = "" if point.centre is None else f"median {percent(point.centre)}"
    if point.lower is not None and point.upper is not None:
        usual = f"{percent(point.lower)} to {percent(point.upper)}"
    return Line(
        block.period.name,
        block.version,
        block.answered,
        block.safe,
        percent(sure.share),
        f"{percent(sure.low)} to {percent(sure.high)}",
        usual or "none",
        block.skipped,
        "not known" if rate is None else f"{rate:.1f}",
    )
