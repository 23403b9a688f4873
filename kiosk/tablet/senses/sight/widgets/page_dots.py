"""Where we are among the parts of a page: the full dot. Ears hear the same in words."""

from __future__ import annotations

from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.widgets.thing import Thing


class PageDots(Thing, frozen=True, kw_only=True):
    """of: how many parts; now: which, from 0. dot, gap: px."""

    of: int
    now: int
    dot: float
    gap: float

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        mid = self.box.y + self.box.h / 2
        for number in range(self.of):
            x = sheet.at_start(self.box, number * (2 * self.dot + self.gap), 2 * self.dot) + self.dot
            if number == self.now:
                sheet.disc(x, mid, self.dot + 3, "spruce")
            else:
                sheet.disc(x, mid, self.dot, "surface")
                sheet.disc(x, mid, self.dot, "line", line=4)


def width(of: int, dot: float, gap: float) -> float:
    return of * 2 * dot + (of - 1) * gap
