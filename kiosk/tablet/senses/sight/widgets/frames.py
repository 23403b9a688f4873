"""Where keys, a screen reader or switches are: a solid frame for focus, four corners for scanning. They differ in shape, not only in colour."""

from __future__ import annotations

from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.widgets.thing import Thing

GAP, BROAD = 5.0, 12.0
SCAN_GAP, SCAN_BROAD = 3.0, 17.0


class FocusFrame(Thing, frozen=True, kw_only=True):
    """One frame, 2 mm broad, outside the thing; inside it where the thing reaches the edge of the glass."""

    inside: bool = False

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        grow = -(GAP + BROAD) if self.inside else 0.0
        box = self.box.grown(grow)
        radius = max(0.0, self.radius + grow)
        sheet.patch(box.grown(GAP), radius + GAP, "halo", line=GAP)
        sheet.patch(box.grown(GAP + BROAD), radius + GAP + BROAD, "frame", line=BROAD)


class ScanFrame(Thing, frozen=True, kw_only=True):
    """Four banded corners outside the thing, or outside a group of things as one."""

    inside: bool = False

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        out = -3.0 if self.inside else SCAN_GAP + SCAN_BROAD
        box = self.box.grown(out)
        radius = max(12.0, self.radius + out)
        reach = (max(58.0, box.w * 0.3), max(58.0, box.h * 0.32))
        k = sheet.dots(1)
        w, h = round(box.w * k), round(box.h * k)
        for grow, role, broad in ((0.0, "frame", SCAN_BROAD), (4.5, "scan", SCAN_BROAD - 9)):
            sheet.shape(box, "corners", w, h, radius * k, broad * k, grow * k, (reach[0] * k, reach[1] * k), role=role)
