"""A page as it stands in one setting: what is known of it as data, and where everything on it lies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from kiosk.tablet import attention, pages
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.pictures import Gallery
from kiosk.tablet.senses.sight.screen import Screen
from kiosk.tablet.senses.sight.typesetting import Typesetter
from kiosk.tablet.senses.sight.widgets.thing import Thing
from kiosk.tour.faults import Laid, Written, laid_out

RAIL = ("call", "back", "leave")


class Subject(NamedTuple):
    """name: of the page in the tour. laid: its parts. turns: whether a picture is turned round in a page from right to left."""

    name: str
    page: pages.Page
    laid: tuple[Laid, ...]
    screen: Screen
    typesetter: Typesetter
    turns: Callable[[str], bool]

    @property
    def rtl(self) -> bool:
        return self.page.direction == "rtl"

    def place(self, laid: Laid) -> attention.Place:
        return attention.Place(self.page.id, laid.number, self.laid[0].scene.parts)

    def written(self) -> Iterator[Written]:
        for laid in self.laid:
            yield from laid.written

    def targets(self) -> Iterator[tuple[Laid, Thing]]:
        for laid in self.laid:
            yield from ((laid, thing) for thing in laid.scene.targets)


class Drawing(NamedTuple):
    """What pages are laid out with."""

    screen: Screen
    typesetter: Typesetter
    proportions: Mapping[str, float]
    turns: Callable[[str], bool]

    def subject(self, name: str, page: pages.Page) -> Subject:
        laid = tuple(laid_out(page, self.screen, self.typesetter, self.proportions))
        return Subject(name, page, laid, self.screen, self.typesetter, self.turns)


def drawing(screen: Screen, gallery: Gallery) -> Drawing:
    proportions = {name: w / h for name in gallery.names for w, h in (gallery.field(name),)}
    return Drawing(screen, Typesetter(screen.scale), proportions, gallery.is_turned)


def between(one: Box, other: Box) -> float:
    """px from one box to another across or up and down, whichever is more; less than 0 where they overlap."""
    across = max(one.x - other.right, other.x - one.right)
    down = max(one.y - other.bottom, other.y - one.bottom)
    return float(max(across, down))


def named(laid: Laid, id: str) -> str:
    """How a finding names a thing: by its id, and its part where there are several."""
    return id if len(laid.scene.parts) < 2 else f"{id}, part {laid.number + 1}"
