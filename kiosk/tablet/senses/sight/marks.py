"""What a page is finally made of: patches, stamps, words and pictures, each at a whole dot of the screen and in a role of the theme.

Marks are plain values, so two drawings of the same thing can be compared, kept, or measured without a window. `sheet` makes them, `painter` puts
them on the screen. Coordinates are dots from the upper left corner of the window.
"""

from __future__ import annotations

from typing import NamedTuple

from kiosk.tablet.senses.sight.typesetting import Words

Mask = tuple[object, ...]  # (name of a function of `masks`, then its arguments in dots)


class Box(NamedTuple):
    """A rectangle, from its upper left corner."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    def grown(self, by: float) -> Box:
        return Box(self.x - by, self.y - by, self.w + 2 * by, self.h + 2 * by)

    def holds(self, x: float, y: float) -> bool:
        return self.x <= x < self.right and self.y <= y < self.bottom

    def around(self, other: Box) -> Box:
        """The smallest box round both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Box(x, y, max(self.right, other.right) - x, max(self.bottom, other.bottom) - y)


class Fill(NamedTuple):
    """A plain rectangle."""

    x: int
    y: int
    w: int
    h: int
    role: str


class Patch(NamedTuple):
    """A rounded box, or its outline of `line` dots (0: filled). radii: upper left, upper right, lower right, lower left."""

    x: int
    y: int
    w: int
    h: int
    radii: tuple[int, int, int, int]
    line: int
    role: str


class Stamp(NamedTuple):
    """A mask in one colour. private: what it shows is kept nowhere (a code that only its owner may see). breathes: its colour may (`motion.halo`)."""

    x: int
    y: int
    w: int
    h: int
    mask: Mask
    role: str
    private: bool = False
    breathes: bool = False


class Ink(NamedTuple):
    """Words. x, baseline: where their start and first baseline stand. limit: where their ink must stay, for proofs."""

    x: int
    baseline: int
    words: Words
    role: str
    private: bool
    limit: Box


class Picture(NamedTuple):
    """A picture from assets. instead: (role, other role) for this place only. flip: mirrored for pages that run from right to left."""

    x: int
    y: int
    w: int
    h: int
    name: str
    instead: tuple[tuple[str, str], ...]
    flip: bool


Mark = Fill | Patch | Stamp | Ink | Picture
