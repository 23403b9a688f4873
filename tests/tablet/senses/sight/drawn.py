"""A page laid out and drawn as marks, without a window: what the tests of layouts measure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kiosk.resources import resource_folder
from kiosk.tablet import attention
from kiosk.tablet.pages import Page
from kiosk.tablet.senses.sight.layouts.page import lay_out
from kiosk.tablet.senses.sight.marks import Box, Ink
from kiosk.tablet.senses.sight.pictures import Gallery
from kiosk.tablet.senses.sight.scene import Scene
from kiosk.tablet.senses.sight.screen import Screen
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.typesetting import Typesetter
from kiosk.tablet.senses.sight.widgets.thing import Thing

SIZES = (100, 140, 170, 200)
SMALL, LARGE = Screen(1280, 800, 5.87), Screen(1920, 1200, 8.81)


@cache
def gallery() -> Gallery:
    return Gallery(resource_folder("assets") / "pictures")


@cache
def typesetter(scale: float) -> Typesetter:
    return Typesetter(scale)


@cache
def proportions() -> dict[str, float]:
    return {name: w / h for name in gallery().names for w, h in (gallery().field(name),)}


@dataclass(frozen=True)
class Written:
    """Words on the page: where their marks lie and must stay, px of the design."""

    text: str
    size: float
    ink: Box
    limit: Box
    unknown: int
    thing: Thing


@dataclass(frozen=True)
class Drawn:
    page: Page
    screen: Screen
    part: int
    scene: Scene
    written: tuple[Written, ...]

    def __str__(self) -> str:
        return f"{self.page.id} at {self.page.reading.size} %, part {self.part + 1}, {self.screen.width} dots wide"


def sheet_for(page: Page, screen: Screen = SMALL) -> Sheet:
    return Sheet(screen, typesetter(screen.scale), page.reading, page.direction == "rtl", proportions())


def draw(page: Page, screen: Screen = SMALL, part: int = 0, parts: attention.Parts = ()) -> Drawn:
    """One part of a page."""
    sheet = sheet_for(page, screen)
    scene = lay_out(page, attention.Place(page.id, part, parts), sheet)
    written: list[Written] = []
    for thing in (*scene.things, *scene.rail):
        thing.draw(sheet, pressed=False)
        for mark in sheet.take():
            if isinstance(mark, Ink):
                setting = sheet.measure(mark.words, mark.private)
                x, top = mark.x / screen.scale, mark.baseline / screen.scale - setting.first
                ix, iy, iw, ih = setting.ink
                ink = Box(x + ix, top + iy, iw, ih)
                written.append(Written(mark.words.text, mark.words.size, ink, mark.limit, setting.unknown, thing))
    return Drawn(page, screen, part, scene, tuple(written))


def all_parts(page: Page, screen: Screen = SMALL) -> Iterator[Drawn]:
    """Every part of a page."""
    first = draw(page, screen)
    yield first
    for part in range(1, len(first.scene.parts)):
        yield draw(page, screen, part, first.scene.parts)
