"""The lamp: the sign of Wardlight. A shade on a cord, and the light it gives; on the home page alone."""

from __future__ import annotations

from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.widgets.thing import Thing

SLOPE = 0.6


class Lamp(Thing, frozen=True, kw_only=True):
    """box: from the top of the page to where its light ends; the cord hangs in the middle."""

    drop: float = 30

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        x, top = self.box.x + self.box.w / 2, self.box.y
        w, y = 78.0, top + self.drop + 78
        floor = self.box.bottom
        spread = w * 0.9 + (floor - y) * SLOPE
        light = Box(x - spread, y, 2 * spread, floor - y)
        a, b = spread - w * 0.9, spread + w * 0.9
        sheet.shape(light, "polygon", sheet.scaled((a, 0, b, 0, 2 * spread, floor - y, 0, floor - y)), role="glow")
        sheet.fill(Box(x - 2, top, 4, self.drop + 6), "ink")
        half = Box(x - 25, y - 2, 50, 25)
        sheet.shape(half, "path", tuple(sheet.scaled(step) for step in _HALF), role="warm")
        shade = Box(x - w, top + self.drop, 2 * w, 78)
        sheet.shape(shade, "path", tuple(sheet.scaled(step) for step in _SHADE), role="spruce")


_HALF = ((0, 0), (50, 0), (50.0, 13.8, 38.8, 25.0, 25.0, 25.0), (11.2, 25.0, 0, 13.8, 0, 0))
_SHADE = (
    (0, 78),
    (0.0, 34.0, 39.0, 13.0, 63.0, 11.0),
    (63.0, 0.0),
    (93.0, 0.0),
    (93.0, 11.0),
    (117.0, 13.0, 156.0, 34.0, 156.0, 78.0),
)
