"""Points over time with intervals, or bars side by side. Time runs from left to right in every language, as the numbers do.

Bars are those of the console and of paper (`charts.bars`); only their words are set here, in the person's letters and size.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from kiosk.charts import bars
from kiosk.charts.sketch import Colour
from kiosk.tablet.pages import Chart as ChartBlock
from kiosk.tablet.senses.sight.marks import Box
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.typesetting import Words
from kiosk.tablet.senses.sight.widgets.thing import Thing

BELOW = {"line": 40.0, "bars": 52.0}  # px under the labels: those of bars are words, and in Nastaliq they hang low
BAR, STRIPE, ACROSS = 200.0, 14.0, 2.0  # px: the most that a bar is wide, a stripe of it, a line across
APART = 12.0  # px on both sides of words that stand where a bar would
ROLES: Mapping[Colour, str] = {"bar": "spruce", "bar_pale": "t2", "pale": "line"}


class Chart(Thing, frozen=True, kw_only=True):
    block: ChartBlock
    size: float

    def draw(self, sheet: Sheet, pressed: bool) -> None:
        sheet.panel(self.box)
        x, y, w, h = self.box
        below = BELOW[self.block.look] + self.size
        field = bars.Field(x + 58 + 2 * self.size, y + 44, x + w - 40, y + h - below, self.size, BAR, STRIPE, ACROSS)
        shares = [point.value for point in self.block.points]
        drawn = bars.areas(shares if self.block.look == "bars" else (), field)
        for area in drawn:
            sheet.fill(Box(area.x, area.y, area.width, area.height), ROLES[area.fill])
        self._scale(sheet, field)
        self._labels(sheet, field)
        if self.block.look == "line":
            self._line(sheet, field)

    def _line(self, sheet: Sheet, field: bars.Field) -> None:
        points = self.block.points
        places = [
            (middle, None if point.value is None else field.height(point.value))
            for middle, point in zip(field.middles(len(points)), points, strict=True)
        ]
        for (x0, y0), (x1, y1) in itertools.pairwise(places):
            if y0 is not None and y1 is not None:
                sheet.stroke(((x0, y0), (x1, y1)), 4, "spruce")
        for (cx, _), point in zip(places, points, strict=True):
            if point.low is not None and point.high is not None:
                sheet.stroke(((cx, field.height(point.high)), (cx, field.height(point.low))), 8, "line")
        for cx, cy in places:
            if cy is not None:
                sheet.disc(cx, cy, 14, "surface")
                sheet.disc(cx, cy, 10, "spruce")

    def _scale(self, sheet: Sheet, field: bars.Field) -> None:
        for share in bars.SCALE:
            words = Words(((f"{share}%", "regular"),), self.size)
            left = field.left - 14 - sheet.measure(words).width
            sheet.text_mid(words, left, field.height(share / 100), self.box)

    def _labels(self, sheet: Sheet, field: bars.Field) -> None:
        points = self.block.points
        room = field.room(len(points))
        labels = [
            sheet.fitted(point.label, sheet.steps(self.size, 22), room - 6, lines=1, weight="regular")
            for point in points
        ]
        size = min((words.size for words in labels), default=self.size)  # of all: none is more than the others
        for middle, words, point in zip(field.middles(len(points)), labels, points, strict=True):
            one = words._replace(width=None, size=size)
            sheet.text(one, middle - sheet.measure(one).width / 2, field.bottom + 24, self.box)
            if point.value is None and point.n:
                self._hidden(sheet, point.n, middle, field, room)

    def _hidden(self, sheet: Sheet, words: str, middle: float, field: bars.Field, room: float) -> None:
        wide = room * 1.6 if self.block.look == "line" else room - 2 * APART
        set_ = sheet.fitted(((words, "regular"),), sheet.steps(self.size, 22), wide, leading=1.1)
        set_ = set_._replace(align="center")
        setting, mid = sheet.measure(set_), field.height(bars.WORDS_AT)
        x, y, w, h = setting.ink
        top = mid - (setting.top + setting.bottom) / 2
        # A line across must not run through letters.
        sheet.fill(Box(middle - wide / 2 + x - 4, top + y - 2, w + 8, h + 4), "t1")
        sheet.text_mid(set_, middle - wide / 2, mid, self.box)
