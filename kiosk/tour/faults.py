"""What is wrong with a page as it is laid out: words that leave their place, lie over each other, or are set in letters that no font has.

Measured on the marks that a page is made of, without a window, so that every page of every language can be looked at in seconds. It finds what
a ruler finds: whether a page reads well, only a reader of its language can say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import NamedTuple

from msgspec import Struct

from kiosk.tablet import attention, pages
from kiosk.tablet.senses.sight.layouts.page import lay_out
from kiosk.tablet.senses.sight.marks import Box, Ink, Mark
from kiosk.tablet.senses.sight.scene import Scene
from kiosk.tablet.senses.sight.screen import Screen
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.theme import SMALLEST
from kiosk.tablet.senses.sight.typesetting import Typesetter, Words
from kiosk.tablet.senses.sight.widgets.key import Key
from kiosk.tablet.senses.sight.widgets.strip import Demo, Notice
from kiosk.tablet.senses.sight.widgets.thing import Thing

STRAY = 2.0  # px that ink may leave its place by: a swash, a rounded dot
TOUCHING = 3.0  # px that the boxes of two inks may share: no letter fills its box
HANGING = {
    "ur": 12.0,
    "pa": 5.0,
}  # the same where letters hang far below their line and stand far above it, and rarely where others do
NO_FONT = "no font has some of these letters"
SMALL = 22.0  # px: least size of keys, charts, codes and the strip


class Fault(Struct, frozen=True):
    """part: of the page, from 1. words: that are wrong, or "" for the page as a whole."""

    part: int
    what: str
    words: str = ""

    def __str__(self) -> str:
        return f"part {self.part}: {self.what}" + (f": {self.words}" if self.words else "")


class Written(NamedTuple):
    """Words on the page. ink, limit: where their marks lie and must stay, px of the design."""

    words: Words
    ink: Box
    limit: Box
    unknown: int
    thing: Thing

    @property
    def text(self) -> str:
        return str(self.words.text)

    @property
    def size(self) -> float:
        return float(self.words.size)


class Laid(NamedTuple):
    """One part of a page, measured. number: of the part, from 0. marks: all of it, each with the thing that it belongs to, from below."""

    number: int
    scene: Scene
    written: tuple[Written, ...]
    marks: tuple[tuple[Thing, Mark], ...]


def laid_out(
    page: pages.Page, screen: Screen, typesetter: Typesetter, proportions: Mapping[str, float]
) -> Iterator[Laid]:
    """Every part of a page. proportions: width to height of each picture."""
    sheet = Sheet(screen, typesetter, page.reading, page.direction == "rtl", proportions)
    part, parts = 0, attention.Parts()
    while part < max(1, len(parts)):
        scene = lay_out(page, attention.Place(page.id, part, parts), sheet)
        marks = tuple(_marks(scene, sheet))
        yield Laid(part, scene, tuple(_written(marks, sheet, screen)), marks)
        part, parts = part + 1, scene.parts


def _marks(scene: Scene, sheet: Sheet) -> Iterator[tuple[Thing, Mark]]:
    for thing in (*scene.things, *scene.rail):
        thing.draw(sheet, pressed=False)
        yield from ((thing, mark) for mark in sheet.take())


def _written(marks: tuple[tuple[Thing, Mark], ...], sheet: Sheet, screen: Screen) -> Iterator[Written]:
    for thing, mark in marks:
        if isinstance(mark, Ink):
            setting = sheet.measure(mark.words, mark.private)
            x, top = mark.x / screen.scale, mark.baseline / screen.scale - setting.first
            ix, iy, iw, ih = setting.ink
            yield Written(mark.words, Box(x + ix, top + iy, iw, ih), mark.limit, setting.unknown, thing)


def faults_of(
    page: pages.Page, screen: Screen, typesetter: Typesetter, proportions: Mapping[str, float]
) -> tuple[Fault, ...]:
    """Everything that is wrong with any part of a page."""
    found: list[Fault] = []
    for laid in laid_out(page, screen, typesetter, proportions):
        found += faults_in(page, laid, screen)
    return tuple(found)


def faults_in(page: pages.Page, laid: Laid, screen: Screen) -> tuple[Fault, ...]:
    """Everything that is wrong with one part."""
    return tuple(Fault(laid.number + 1, what, words) for what, words in _faults(page, laid, screen))


def _faults(page: pages.Page, laid: Laid, screen: Screen) -> Iterator[tuple[str, str]]:
    if laid.scene.over > 0.5:
        yield f"something is {laid.scene.over:.0f} px higher than the page has room for", ""
    touching = HANGING.get(page.reading.language, TOUCHING)
    for words in laid.written:
        yield from ((what, words.text) for what in _alone(words, screen))
        for thing in laid.scene.targets:
            if thing is not words.thing and not words.thing.target and _shared(words.ink, thing.box) > touching:
                yield f"words lie over {thing.id}", words.text
    for one, other in combinations(laid.written, 2):
        if _shared(one.ink, other.ink) > touching:
            yield "words lie over other words", f"{one.text} / {other.text}"


def _alone(words: Written, screen: Screen) -> Iterator[str]:
    if words.unknown:
        yield NO_FONT
    room, ink = words.limit.grown(STRAY), words.ink
    out = max(room.x - ink.x, room.y - ink.y, ink.right - room.right, ink.bottom - room.bottom)
    if out > 0:
        yield f"words leave their place by {out + STRAY:.0f} px"
    if ink.x < 0 or ink.y < 0 or ink.right > screen.wide or ink.bottom > screen.high + 0.5:
        yield "words leave the screen"
    low = isinstance(words.thing, Demo | Notice | Key) or words.thing.id in ("chart", "code")
    if words.size < (SMALL if low else SMALLEST):
        yield f"words are set in {words.size:.0f} px"


def _shared(one: Box, other: Box) -> float:
    """px up and down that two boxes share; 0 where they stand side by side."""
    wide = min(one.right, other.right) - max(one.x, other.x)
    return min(one.bottom, other.bottom) - max(one.y, other.y) if wide > STRAY else 0.0
