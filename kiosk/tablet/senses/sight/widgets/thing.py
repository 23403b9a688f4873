"""The base of everything on a page."""

from __future__ import annotations

from msgspec import Struct

from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import Sheet


class Thing(Struct, frozen=True, kw_only=True):
    """One thing on a page.

    id: of the target or the block that it shows; unique on the page. box: where it is drawn, px of the design. target: it can be acted on.
    touch: where fingers find it (its box where None). radius: of the frame round it. Equal things look equal, so a view redraws only what changed.
    """

    id: str
    box: Box
    target: bool = False
    touch: Box | None = None
    radius: float = 20

    @property
    def reach(self) -> Box:
        """Where a finger acts on it."""
        return self.touch or self.box

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        """Draw it on the sheet. pressed: a finger or a switch holds it."""
        raise NotImplementedError
