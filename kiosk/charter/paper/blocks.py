"""What sheets are put together from: words, pictures, codes and panels that know their height, stacked or set side by side.

A block is measured when it is made and drawn later, so that a sheet can try smaller sizes until everything fits. Sizes are points, x counts from the
start of the page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from kiosk.charter.manuscript import PaperRefused, Said
from kiosk.charter.paper.press import Press, Role
from kiosk.tablet.pages import LINE
from kiosk.tablet.senses.sight.theme import script
from kiosk.tablet.senses.sight.typesetting import Setting, Weight, Words

BODY, TITLE, TIGHT = 1.42, 1.2, 1.3
"""Leadings: shares of the size."""

_NUMBER = re.compile(r"\d[\d ]*\d")


class Block(Protocol):
    """Something with a height that can be drawn."""

    @property
    def height(self) -> float: ...

    def draw(self, press: Press, x: float, y: float) -> None: ...


@dataclass(frozen=True)
class Text:
    """Words that are set. link: where they lead (a tel: or web address)."""

    said: Said
    words: Words
    setting: Setting
    role: Role | None
    colour: str = "ink"
    link: str = ""
    above: float = 0.0  # room for marks over the first line's letters, points
    below: float = 0.0  # room under the last baseline

    @property
    def height(self) -> float:
        return float(self.setting.last) + self.above + self.below

    def draw(self, press: Press, x: float, y: float) -> None:
        marked = press.mark(self.role, said=self.said, link=self.link) if self.role else nullcontext()
        with marked as node:
            press.words(self.words, x, y + self.above, self.colour)
            if node is not None and self.link:
                node.alternative = self.said.plain
                node.box = press.box(x, y, self.setting.width, self.height)


def text(
    press: Press,
    said: Said,
    size: float,
    width: float,
    role: Role | None = "P",
    weight: Weight = "regular",
    leading: float = BODY,
    colour: str = "ink",
    link: str = "",
    by_hand: bool = False,
) -> Text:
    """Set words. Raises PaperRefused where no font has one of their letters.

    role: None for what is decoration or said elsewhere. by_hand: keep line breaks that were set by hand, if every line then fits.
    """

    def set_in(one: str) -> tuple[Words, Setting]:
        words = Words(
            ((one, weight),),
            size,
            width=width,
            leading=leading,
            align="start" if said.rtl == press.rtl else "end",
            language=said.language,
            rtl=said.rtl,
        )
        return words, press.setter.set(words)

    words, setting = set_in(said.text)
    if not by_hand or setting.lines > said.text.count(LINE) + 1:
        words, setting = set_in(said.text.replace(LINE, " "))
    while (torn := _torn_number(words.text, press.setter.lines(words))) is not None:
        words, setting = set_in(words.text[:torn].rstrip() + LINE + words.text[torn:])
    if setting.unknown:
        raise PaperRefused(
            f"{said.plain!r}: no font has a letter of it (write it in other letters, or install the fonts: kiosk doctor)"
        )
    above, below = _around(said.language)
    return Text(said, words, setting, role, colour, link, above * size, below * size)


def _around(language: str) -> tuple[float, float]:
    """Room above the plain letters and below the baseline, shares of the size, so that gaps look as wide as between lines of Latin.

    The same for every text of a script, whatever its letters are: rows keep their rhythm.
    """
    kind = script(language)
    if kind.latin:
        return 0.0, 0.0
    if "Nastaliq" in kind.families:
        return 0.0, 0.1
    return (0.0, 0.1) if "Arabic" in kind.families else (0.06, 0.08)


def _torn_number(text: str, lines: Sequence[tuple[int, int]]) -> int | None:
    """Where a number begins that goes on over the end of a line and could stand on the next; None where there is none."""
    for number in _NUMBER.finditer(text):
        for first, end in lines:
            if first < number.start() < end < number.end():
                return number.start()
    return None


@dataclass(frozen=True)
class Picture:
    """A picture. alternative: empty makes it decoration."""

    name: str
    width: float
    height: float
    alternative: str = ""

    def draw(self, press: Press, x: float, y: float) -> None:
        with press.mark("Figure", alternative=self.alternative) if self.alternative else nullcontext() as node:
            if node is not None:
                node.box = press.box(x, y, self.width, self.height)
            press.picture(self.name, x, y, self.width, self.height)


@dataclass(frozen=True)
class Framed:
    """A picture in the middle of a still ground, so that wide and square pictures stand in one column."""

    picture: Picture
    width: float
    height: float
    ground: str

    def draw(self, press: Press, x: float, y: float) -> None:
        press.panel(x, y, self.width, self.height, self.ground, min(self.width, self.height) * 0.2)
        across, down = self.width * 0.88, self.height * 0.8
        share = min(across / self.picture.width, down / self.picture.height)
        inside = replace(self.picture, width=self.picture.width * share, height=self.picture.height * share)
        inside.draw(press, x + (self.width - inside.width) / 2, y + (self.height - inside.height) / 2)


@dataclass(frozen=True)
class Code:
    """A QR code on white, which is also a link for whoever reads the file."""

    data: str
    height: float
    alternative: str

    def draw(self, press: Press, x: float, y: float) -> None:
        with press.mark("Figure", alternative=self.alternative) as node:
            node.box = press.box(x, y, self.height, self.height)
            press.code(self.data, x, y, self.height)


@dataclass(frozen=True)
class Space:
    """Nothing, of a height."""

    height: float

    def draw(self, press: Press, x: float, y: float) -> None:
        return


@dataclass(frozen=True)
class Stack:
    """Blocks one under the other. gap: between all of them."""

    blocks: Sequence[Block]
    gap: float = 0.0

    @property
    def height(self) -> float:
        return sum(block.height for block in self.blocks) + self.gap * max(0, len(self.blocks) - 1)

    def draw(self, press: Press, x: float, y: float) -> None:
        for block in self.blocks:
            block.draw(press, x, y)
            y += block.height + self.gap


@dataclass(frozen=True)
class Row:
    """Blocks beside each other from the start, each at its own x. align: how they stand to each other."""

    places: Sequence[tuple[float, Block]]
    align: Literal["top", "middle"] = "middle"

    @property
    def height(self) -> float:
        return max(block.height for _, block in self.places)

    def draw(self, press: Press, x: float, y: float) -> None:
        for at, block in self.places:
            down = (self.height - block.height) / 2 if self.align == "middle" else 0.0
            block.draw(press, x + at, y + down)


@dataclass(frozen=True)
class Panel:
    """A block on a still area."""

    block: Block
    width: float
    padding: float
    colour: str
    radius: float
    least: float = 0.0  # height

    @property
    def height(self) -> float:
        return max(self.least, self.block.height + 2 * self.padding)

    def draw(self, press: Press, x: float, y: float) -> None:
        press.panel(x, y, self.width, self.height, self.colour, self.radius)
        self.block.draw(press, x + self.padding, y + (self.height - self.block.height) / 2)


@dataclass(frozen=True)
class Part:
    """A block that is a part of the structure: a section, a list, an entry."""

    role: Role
    block: Block

    @property
    def height(self) -> float:
        return self.block.height

    def draw(self, press: Press, x: float, y: float) -> None:
        with press.mark(self.role):
            self.block.draw(press, x, y)
