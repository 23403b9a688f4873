"""Shares side by side as bars, of what is no time: nothing between them, and each with a pattern of its own.

Every second bar is striped, so that they differ without colour. A share that is hidden has no bar but words. The same geometry serves a page, a PDF
and the tablet, each with a field of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from kiosk.charts.sketch import Area, Part, Sketch, Words

SCALE = (0, 50, 100)  # per cent: lines across
WORDS_AT = 0.25  # height at which a hidden share says so


class Field(Struct, frozen=True):
    """Where bars are drawn, in the drawing's units. left, top, right, bottom: of the plot. letter: height of words. bar: the most that one is wide.

    stripe: height of a stripe. line: of a line across.
    """

    left: float
    top: float
    right: float
    bottom: float
    letter: float
    bar: float
    stripe: float
    line: float = 1.0

    def middles(self, count: int) -> list[float]:
        """Where the middle of each of `count` bars is."""
        return [self.left + self.room(count) * (number + 0.5) for number in range(count)]

    def room(self, count: int) -> float:
        """How wide the words of a bar may be."""
        return (self.right - self.left) / max(1, count)

    def height(self, share: float) -> float:
        """Where a share (0 to 1) ends, counted from the top of the drawing."""
        return self.bottom - (self.bottom - self.top) * min(1.0, max(0.0, share))


PAGE_SIZE = 760.0, 250.0
PAGE = Field(76.0, 18.0, 736.0, 200.0, 17.0, 150.0, 9.0)


class Bar(Struct, frozen=True):
    """share: 0 to 1, or None where it is hidden; then `words` stand there."""

    label: str
    share: float | None
    words: str = ""


def areas(shares: Sequence[float | None], field: Field) -> list[Area]:
    """The lines across and the bars on them, from back to front."""
    across = [
        Area(field.left, field.height(per_cent / 100) - field.line / 2, field.right - field.left, field.line, "pale")
        for per_cent in SCALE
    ]
    width = min(field.bar, field.room(len(shares)) / 2)
    bars = [
        area
        for number, (middle, share) in enumerate(zip(field.middles(len(shares)), shares, strict=True))
        if share is not None
        for area in _bar(middle - width / 2, field.height(share), width, field, striped=bool(number % 2))
    ]
    return [*across, *bars]


def _bar(left: float, top: float, width: float, field: Field, striped: bool) -> list[Area]:
    high = field.bottom - top
    if not striped:
        return [Area(left, top, width, high, "bar")]
    found, y = [Area(left, top, width, high, "bar_pale")], top
    while y < field.bottom:
        found.append(Area(left, y, width, min(field.stripe, field.bottom - y), "bar"))
        y += 2 * field.stripe
    return found


def drawn(name: str, title: str, description: str, bars: Sequence[Bar]) -> Sketch:
    """The bars with their words, for a page or paper."""
    parts: list[Part] = [*areas([bar.share for bar in bars], PAGE)]
    third = PAGE.letter / 3  # from the middle of letters to their baseline
    parts += [Words(PAGE.left - 10, PAGE.height(part / 100) + third, f"{part}%", "end") for part in SCALE]
    for middle, bar in zip(PAGE.middles(len(bars)), bars, strict=True):
        parts.append(Words(middle, PAGE.bottom + 12 + PAGE.letter, bar.label, "middle"))
        if bar.share is None:
            parts.append(Words(middle, PAGE.height(WORDS_AT), bar.words, "middle"))
    return Sketch(name, title, description, *PAGE_SIZE, PAGE.letter, tuple(parts))
