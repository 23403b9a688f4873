"""Where keys, a screen reader or switches are: a solid frame for focus, four corners for scanning. They differ in shape, not only in colour."""

from __future__ import annotations

from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.widgets.thing import Thing

GAP, BROAD = 5.0, 12.0
SCAN_GAP, SCAN_BROAD = 3.0, 17.0


class FocusFrame(Thing, frozen=True, kw_only=True):
    """One frame, 2 mm broad, outside the thing; inside it where the thing reaches the edge of the glass.

    room: px that the frame has round it. warm: it lies on the warm of Call staff, where the frame's own colour may not be told.
    """

    inside: bool = False
    room: float = GAP + BROAD
    warm: bool = False

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        grow = -(GAP + BROAD) if self.inside else 0.0
        box = self.box.grown(grow)
        radius = max(0.0, self.radius + grow)
        gap = GAP if self.inside else max(0.0, min(GAP, self.room - BROAD))
        halo, frame = ("warm", "on_warm") if self.warm else ("halo", "frame")
        if gap:
            sheet.patch(box.grown(gap), radius + gap, halo, line=gap)
        sheet.patch(box.grown(gap + BROAD), radius + gap + BROAD, frame, line=BROAD)


class ScanFrame(Thing, frozen=True, kw_only=True):
    """Four banded corners outside the thing, or outside a group of things as one; `glass` is where they have to stay. warm: as for focus."""

    glass: Box
    warm: bool = False

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        out, glass = self.box.grown(SCAN_GAP + SCAN_BROAD), self.glass.grown(-SCAN_GAP)
        x, y = max(out.x, glass.x), max(out.y, glass.y)
        box = Box(x, y, min(out.right, glass.right) - x, min(out.bottom, glass.bottom) - y)
        radius = max(12.0, self.radius + SCAN_GAP + SCAN_BROAD)
        reach = (max(58.0, box.w * 0.3), max(58.0, box.h * 0.32))
        k = sheet.dots(1)
        w, h = round(box.w * k), round(box.h * k)
        edges = "on_warm" if self.warm else "frame"
        for grow, role, broad in ((0.0, edges, SCAN_BROAD), (4.5, "scan", SCAN_BROAD - 9)):
            sheet.shape(box, "corners", w, h, radius * k, broad * k, grow * k, (reach[0] * k, reach[1] * k), role=role)
