"""A page laid out: the things of one part, in the order they are drawn, and what every part of the page holds."""

from __future__ import annotations

from msgspec import Struct

from kiosk.tablet.attention import Parts
from kiosk.tablet.senses.sight.widgets.thing import Thing


class Scene(Struct, frozen=True):
    """things: of the part that is shown, under the rail. rail: above everything. parts: of the whole page.

    over: px by which something finds no room even alone (0 or less: all is well).
    """

    things: tuple[Thing, ...]
    rail: tuple[Thing, ...]
    parts: Parts
    over: float = 0.0

    def thing(self, id: str) -> Thing:
        """The thing with this id, targets first. Raises KeyError."""
        found = [thing for thing in (*self.rail, *self.things) if thing.id == id]
        if not found:
            raise KeyError(id)
        return max(found, key=lambda thing: thing.target)

    @property
    def targets(self) -> tuple[Thing, ...]:
        """Everything that can be acted on; the rail first, as it is first to get a touch."""
        return tuple(thing for thing in (*self.rail, *self.things) if thing.target)
