"""The way of a call, station by station. A full ring, line and tick: it got here. Dots: not known yet. A halo: here it is now."""

from __future__ import annotations

from kiosk.tablet.pages import Stage
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.widgets.thing import Thing

BETWEEN = 24.0  # px from one name to the next, at least


class CallPath(Thing, frozen=True, kw_only=True):
    """ring: px of the radius. size: of the names, 0 for none."""

    stages: tuple[Stage, ...]
    ring: float
    size: float
    top: float = 40

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        g, r = sheet.grid, self.ring
        sheet.fill(self.box, "t1")
        if sheet.high_contrast:
            sheet.fill(Box(self.box.x, self.box.bottom - 2, self.box.w, 2), "line")
        centres = self._centres(sheet)
        cy = self.top + r
        for one, other, after in zip(centres, centres[1:], self.stages[1:], strict=False):
            self._link(sheet, one, other, cy, after.reached)
        for number, (cx, stage) in enumerate(zip(centres, self.stages, strict=True)):
            if stage.now:
                sheet.disc(cx, cy, r + 14, "warm2", breathes=True)
            self._station(sheet, cx, cy, stage, number)
            if not self.size:
                continue
            words = sheet.fitted(stage.label, sheet.steps(self.size), self._room(sheet), None, 1, "medium", 1.2)
            words = words._replace(width=None)
            wide = sheet.measure(words).width
            x = max(g.left, min(cx - wide / 2, g.right - wide))
            sheet.text(words, x, cy + r + (32 if r > 80 else 24), self.box)

    def _centres(self, sheet: Sheet) -> list[float]:
        g, r, count = sheet.grid, self.ring, len(self.stages)
        if count == 1:
            return [g.left + r]
        step = (g.column - 2 * r) / (count - 1)
        places = [g.left + r + number * step for number in range(count)]
        return places[::-1] if sheet.rtl else places

    def _room(self, sheet: Sheet) -> float:
        """px for a name, clear of the next one. The outer ones begin and end at the edge of the column."""
        step = (sheet.grid.column - 2 * self.ring) / max(1, len(self.stages) - 1)
        return min(step, self.ring + step / 2) - BETWEEN

    def _link(self, sheet: Sheet, one: float, other: float, cy: float, reached: bool) -> None:
        x0, x1 = min(one, other) + self.ring + 18, max(one, other) - self.ring - 18
        if reached:
            sheet.stroke(((x0 + 5, cy), (x1 - 5, cy)), 10, "spruce")
        else:
            dots = max(1, round((x1 - x0 - 12) / 24))
            sheet.stroke(((x0 + 6, cy), (x1, cy)), 10, "line", (0.1, (x1 - x0 - 12) / dots - 0.1))

    def _station(self, sheet: Sheet, cx: float, cy: float, stage: Stage, number: int) -> None:
        r = self.ring
        pic = 1.23 * r
        if stage.reached:
            sheet.disc(cx, cy, r, "surface")
            sheet.disc(cx, cy, r, "spruce", line=9)
        else:
            sheet.disc(cx, cy, r, "line", line=4, dash=(3, 12))
        sheet.picture(stage.picture, Box(cx - pic / 2, cy - pic / 2 - 1, pic, pic))
        started = number > 0 or any(later.reached for later in self.stages[1:])
        if stage.reached and started:
            side = -1 if sheet.rtl else 1
            sheet.tick(cx + side * 0.72 * r, cy - 0.69 * r, 0.3 * r)
