"""A chart of something over time, by periods.

A signal is a diamond, a plain point a dot; limits are dashed, trial limits dotted; the centre is a line; how sure a share can be is a bar. A
figure that is hidden or missing is a gap, with words where there are any. What somebody noted is a number in a box, with a dotted line down; where
something begins that cannot be compared with what was before stands a strong line with its name. The picture carries its title and description; the
table and the sentences beside it say the same, and are the caller's. Not for: numbers (`control_charts`), what they mean (`chart_words`).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from kiosk.charts.sketch import Anchor, Area, Colour, Corners, Dot, Part, Sketch, Stroke, Words

WIDTH, HEIGHT = 760, 340  # of the drawing's own units; a page shows it at any size
LEFT, RIGHT, TOP, BOTTOM = 76, 24, 22, 64
LETTER = 17  # height of the words
ROW = LETTER + 10  # height of a row of boxes and names above the plot
MOST_LABELS = 7
TRIAL, SETTLED = (2.0, 5.0), (9.0, 5.0)  # dashes of limits
_NICE = (1, 2, 2.5, 5, 10)


class Mark(Struct, frozen=True):
    """One period. value: None for a gap; words: that stand in a gap. lower, centre, upper: limits. low, high: how sure the value is."""

    label: str
    value: float | None
    lower: float | None = None
    centre: float | None = None
    upper: float | None = None
    low: float | None = None
    high: float | None = None
    signal: bool = False
    words: str = ""


class Picture(Struct, frozen=True):
    """name: of its kind alone on a page, for the ids within. scale: writes a number of the axis. starts: marks with which limits begin anew, beside
    0. trial: for each phase, whether its limits are trial ones. least, most: ends of the axis, where it has natural ones. ticks: all
    numbers of the axis, in order, where round ones would not do.

    boxes: position of a mark -> numbers of notes at it. breaks: position of a mark -> name of what begins with it.
    """

    name: str
    title: str
    description: str
    marks: tuple[Mark, ...]
    scale: Callable[[float], str]
    starts: tuple[int, ...] = ()
    trial: tuple[bool, ...] = (False,)
    least: float | None = None
    most: float | None = None
    boxes: Mapping[int, str] = {}
    breaks: Mapping[int, str] = {}
    ticks: tuple[float, ...] = ()


def drawn(picture: Picture) -> Sketch:
    """The picture as shapes and words."""
    parts = tuple(_Drawing(picture).draw())
    return Sketch(picture.name, picture.title, picture.description, WIDTH, HEIGHT, LETTER, parts)


def ticks(least: float, most: float, about: int = 4) -> list[float]:
    """Round numbers from at most `least` to at least `most`, some `about` steps apart."""
    rough = max(most - least, 1e-9) / about
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * nice for nice in _NICE if size * nice >= rough * (1 - 1e-9))
    first, last = math.floor(least / step + 1e-9), math.ceil(most / step - 1e-9)
    return [number * step for number in range(first, max(last, first + 1) + 1)]


class _Drawing:
    def __init__(self, picture: Picture) -> None:
        self._picture, self._marks = picture, picture.marks
        self._parts: list[Part] = []
        numbers = [
            number
            for mark in self._marks
            for number in (mark.value, mark.lower, mark.centre, mark.upper, mark.low, mark.high)
            if number is not None
        ]
        least = min(numbers, default=0.0) if picture.least is None else picture.least
        most = max(numbers, default=1.0) if picture.most is None else picture.most
        self._ticks = list(picture.ticks) or ticks(least, most)
        self._least, self._most = self._ticks[0], self._ticks[-1]
        self._heads = self._rows()
        self._top = TOP + ROW * (1 + max((row for row, *_ in self._heads), default=-1))

    def draw(self) -> list[Part]:
        self._axes()
        for row, at, width, words, is_box in self._heads:
            self._head(row, at, width, words, is_box)
        phases = [*sorted({0, *self._picture.starts}), len(self._marks)]
        for index, (start, end) in enumerate(itertools.pairwise(phases)):
            dashes = TRIAL if self._picture.trial[min(index, len(self._picture.trial) - 1)] else SETTLED
            self._limits(start, end, dashes)
        self._way()
        for index, mark in enumerate(self._marks):
            self._mark(index, mark)
        return self._parts

    def _x(self, index: float) -> float:
        return LEFT + (index + 0.5) * (WIDTH - LEFT - RIGHT) / max(1, len(self._marks))

    def _y(self, value: float) -> float:
        inside = min(self._most, max(self._least, value))
        return self._top + (self._most - inside) / (self._most - self._least) * (HEIGHT - self._top - BOTTOM)

    def _line(
        self, x1: float, y1: float, x2: float, y2: float, colour: Colour, width: float, dashes: tuple[float, ...] = ()
    ) -> None:
        self._parts.append(Stroke(x1, y1, x2, y2, colour, width, dashes))

    def _text(self, x: float, y: float, words: str, anchor: Anchor) -> None:
        self._parts.append(Words(x, y, words, anchor))

    def _rows(self) -> list[tuple[int, float, float, str, bool]]:
        """What stands above the plot: row, where its line is, width, words, whether it is a box. Each in the first row with room for it."""
        breaks = [(self._x(index - 0.5), words, False) for index, words in self._picture.breaks.items()]
        boxes = [(self._x(index), words, True) for index, words in self._picture.boxes.items()]
        ends, found = list[float](), list[tuple[int, float, float, str, bool]]()
        for at, words, is_box in sorted(breaks + boxes):
            width = len(words) * LETTER * 0.6 + 10
            left = self._left(at, width, is_box)
            row = next((row for row, end in enumerate(ends) if end < left), len(ends))
            ends[row : row + 1] = [left + width]
            found.append((row, at, width, words, is_box))
        return found

    def _left(self, at: float, width: float, is_box: bool) -> float:
        """Where words begin: a box is about its line, a name after it, and neither leaves the picture."""
        return max(0.0, min(at - width / 2 if is_box else at, WIDTH - width))

    def _head(self, row: int, at: float, width: float, words: str, is_box: bool) -> None:
        left, top = self._left(at, width, is_box), 2 + row * ROW
        if is_box:
            self._parts.append(Area(left, top, width, LETTER + 6, "paper", "ink", 1.5))
        self._text(left + width / 2, top + LETTER, words, "middle")
        self._line(at, top + LETTER + 6, at, HEIGHT - BOTTOM, "ink", 1 if is_box else 2.5, (1, 5) if is_box else ())

    def _axes(self) -> None:
        for tick in self._ticks:
            self._line(LEFT, self._y(tick), WIDTH - RIGHT, self._y(tick), "pale", 0.75)
            self._text(LEFT - 10, self._y(tick) + LETTER / 3, self._picture.scale(tick), "end")
        every = max(1, math.ceil(len(self._marks) / MOST_LABELS))
        for index in range(0, len(self._marks), every):
            x, foot = self._x(index), HEIGHT - BOTTOM
            self._line(x, foot, x, foot + 7, "line", 1.5)
            self._text(x, foot + 12 + LETTER, self._marks[index].label, "middle")

    def _limits(self, start: int, end: int, dashes: tuple[float, ...]) -> None:
        here = range(start, end)
        lines: tuple[tuple[str, Colour, float, tuple[float, ...]], ...] = (
            ("centre", "ink", 1.5, ()),
            ("lower", "line", 2.0, dashes),
            ("upper", "line", 2.0, dashes),
        )
        for name, colour, width, pattern in lines:
            steps = [(index, getattr(self._marks[index], name)) for index in here]
            for first, last, level in _levels(steps):
                self._line(
                    self._x(first - 0.5), self._y(level), self._x(last + 0.5), self._y(level), colour, width, pattern
                )

    def _way(self) -> None:
        """The line from point to point: not over a gap, nor from one phase to the next."""
        for index in range(1, len(self._marks)):
            before, after = self._marks[index - 1].value, self._marks[index].value
            if before is not None and after is not None and index not in self._picture.starts:
                self._line(self._x(index - 1), self._y(before), self._x(index), self._y(after), "line", 1.5)

    def _mark(self, index: int, mark: Mark) -> None:
        x = self._x(index)
        if mark.value is None:
            if mark.words:
                self._text(x, (self._top + HEIGHT - BOTTOM) / 2, mark.words, "middle")
            return
        if mark.low is not None and mark.high is not None:
            self._line(x, self._y(mark.low), x, self._y(mark.high), "pale", 4)
        y = self._y(mark.value)
        if mark.signal:
            corners = ((x, y - 9), (x + 9, y), (x, y + 9), (x - 9, y))
            self._parts.append(Corners(corners, "paper", "ink", 3))
        else:
            self._parts.append(Dot(x, y, 5, "ink"))


def _levels(steps: Sequence[tuple[int, float | None]]) -> Iterator[tuple[int, int, float]]:
    """Runs of an equal level: the first and last position, and the level; positions without one are left out."""
    first: int | None = None
    level: float | None = None
    for index, here in [*steps, (steps[-1][0] + 1 if steps else 0, None)]:
        if here != level:
            if level is not None and first is not None:
                yield first, index - 1, level
            first, level = index, here
