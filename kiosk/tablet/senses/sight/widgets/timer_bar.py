"""Time that is left, as a bar. The words beside it say the same; the bar steps once a second."""

from __future__ import annotations

from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.widgets.thing import Thing


class TimerBar(Thing, frozen=True, kw_only=True):
    """share: 0 to 1 that is left."""

    share: float

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        _x, y, w, h = self.box
        sheet.patch(self.box, h / 2, "surface")
        sheet.patch(self.box, h / 2, "line", line=3)
        left = max(h, w * min(1.0, max(0.0, self.share)))
        if self.share > 0:
            sheet.patch(Box(sheet.at_start(self.box, 0, left), y, left, h), h / 2, "spruce")
