"""Points over time with intervals, or bars side by side. Time runs from left to right in every language, as the numbers do."""

from __future__ import annotations

import itertools

from kiosk.tablet.pages import Chart as ChartBlock
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.typesetting import Words
from kiosk.tablet.senses.sight.widgets.thing import Thing

BELOW = {"line": 40.0, "bars": 52.0}  # px under the labels: those of bars are words, and in Nastaliq they hang low
BAR = 200.0  # px: the most that a bar is wide
STRIPE = 14.0  # px: of every second bar, so that they differ without colour
FEW = 0.25  # height at which a period without a figure says why


class Chart(Thing, frozen=True, kw_only=True):
    block: ChartBlock
    size: float

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        sheet.panel(self.box)
        x, y, w, h = self.box
        left, right = x + 58 + 2 * self.size, x + w - 40
        top, bottom = y + 44, y + h - BELOW[self.block.look] - self.size
        self._scale(sheet, left, right, top, bottom)
        points = self.block.points
        if not points:
            return
        step = (right - left) / len(points)
        places = [
            (left + step * (i + 0.5), None if p.value is None else bottom - (bottom - top) * p.value)
            for i, p in enumerate(points)
        ]
        self._labels(sheet, places, step, bottom)
        if self.block.look == "bars":
            self._bars(sheet, places, step, bottom)
            return
        for (x0, y0), (x1, y1) in itertools.pairwise(places):
            if y0 is not None and y1 is not None:
                sheet.stroke(((x0, y0), (x1, y1)), 4, "spruce")
        for (cx, _), p in zip(places, points, strict=True):
            if p.low is not None and p.high is not None:
                sheet.stroke(
                    ((cx, bottom - (bottom - top) * min(1, p.high)), (cx, bottom - (bottom - top) * max(0, p.low))),
                    8,
                    "line",
                )
        for cx, cy in places:
            if cy is not None:
                sheet.disc(cx, cy, 14, "surface")
                sheet.disc(cx, cy, 10, "spruce")

    def _bars(self, sheet: Sheet, places: list[tuple[float, float | None]], step: float, bottom: float) -> None:
        width = min(BAR, step / 2)
        for number, (cx, top) in enumerate(places):
            if top is None:
                continue
            left = cx - width / 2
            if number % 2:
                sheet.fill(Box(left, top, width, bottom - top), "t2")
                y = top
                while y < bottom:
                    sheet.fill(Box(left, y, width, min(STRIPE, bottom - y)), "spruce")
                    y += 2 * STRIPE
            else:
                sheet.fill(Box(left, top, width, bottom - top), "spruce")

    def _scale(self, sheet: Sheet, left: float, right: float, top: float, bottom: float) -> None:
        for share in (0, 50, 100):
            y = bottom - (bottom - top) * share / 100
            sheet.fill(Box(left, y - 1, right - left, 2), "line")
            words = Words(((f"{share}%", "regular"),), self.size)
            sheet.text_mid(words, left - 14 - sheet.measure(words).width, y, self.box)

    def _labels(self, sheet: Sheet, places: list[tuple[float, float | None]], step: float, bottom: float) -> None:
        for (cx, _), p in zip(places, self.block.points, strict=True):
            words = sheet.fitted(p.label, sheet.steps(self.size, 22), step - 6, lines=1, weight="regular")._replace(
                width=None
            )
            sheet.text(words, cx - sheet.measure(words).width / 2, bottom + 24, self.box)
            if p.value is None and p.n:
                few = Words(((p.n, "regular"),), self.size, step * 1.6, 1.1, align="center", language=p.label.language)
                sheet.text_mid(few, cx - step * 0.8, bottom - (bottom - self.box.y - 44) * FEW, self.box)
