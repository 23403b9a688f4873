"""A page as it was drawn: its dots, and what was drawn with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kiosk.audit.colours import Dots
from kiosk.tablet import attention, pages
from kiosk.tablet.senses.sight.marks import Box, Mark
from kiosk.tablet.senses.sight.scene import Scene
from kiosk.tablet.senses.sight.screen import Screen
from kiosk.tablet.senses.sight.typesetting import Typesetter
from kiosk.tablet.senses.sight.widgets.thing import Thing

if TYPE_CHECKING:
    from kiosk.tablet.senses.sight.window import Window


class Shot(NamedTuple):
    """dots: height x width x 3, the top row first. bare: the same without focus and scanning frame, where there is one. moves: something moves."""

    page: pages.Page
    place: attention.Place
    dots: Dots
    bare: Dots | None
    marks: tuple[tuple[Thing, tuple[Mark, ...]], ...]
    scene: Scene
    screen: Screen
    typesetter: Typesetter
    moves: bool = False

    def cut(self, box: Box, dots: Dots | None = None) -> Dots:
        """The dots inside a box of the design that lie on the glass."""
        k = self.screen.scale
        top, bottom = max(0, round(box.y * k)), max(0, round(box.bottom * k))
        left, right = max(0, round(box.x * k)), max(0, round(box.right * k))
        return (self.dots if dots is None else dots)[top:bottom, left:right]


def dots_of(window: Window) -> Dots:
    """What the window shows once nothing moves."""
    width, height = window.size
    return np.frombuffer(window.pixels(), dtype=np.uint8).reshape(height, width, 3)


def take(window: Window, page: pages.Page, place: attention.Place) -> Shot:
    """Show a part of a page and take its dots, with what attention is on and without."""
    bare = None
    if place.focus or place.scanned:
        window.show(page, attention.Place(place.page, place.part, place.parts))
        bare = dots_of(window)
    window.show(page, place)
    dots, view = dots_of(window), window.view
    return Shot(
        page, place, dots, bare, view.marks(), view.scene, window.screen, view.typesetter, view.rest() is not None
    )


def alpha_of(typesetter: Typesetter, words: Any, private: bool) -> tuple[Any, int, int]:
    """(alpha of every dot of words, x and y of its upper left corner from the start of the words and their first baseline)."""
    made = typesetter.dots(words, private)
    alpha = np.frombuffer(made.alpha, dtype=np.uint8).reshape(made.height, made.stride)[:, : made.width]
    return alpha, made.x, made.y
