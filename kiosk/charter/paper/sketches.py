"""A chart on paper: the drawing that a page of the console shows, with its words as real letters. It is read out by its title and description."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.charter.manuscript import Said
from kiosk.charter.paper.blocks import text
from kiosk.charter.paper.press import Press
from kiosk.charts.sketch import COLOURS, Area, Corners, Dot, Part, Sketch, Stroke, Words


@dataclass(frozen=True)
class Drawn:
    """width: on the page, in points; the drawing keeps its shape. language: of its words, which are read from left to right."""

    sketch: Sketch
    width: float
    language: str

    @property
    def height(self) -> float:
        return self.sketch.height * self._scale

    @property
    def _scale(self) -> float:
        return self.width / self.sketch.width

    def draw(self, press: Press, x: float, y: float) -> None:
        with press.mark("Figure", alternative=f"{self.sketch.title}. {self.sketch.description}") as node:
            node.box = press.box(x, y, self.width, self.height)
            for part in self.sketch.parts:
                self._part(press, part, x, y)

    def _part(self, press: Press, part: Part, x: float, y: float) -> None:
        k = self._scale
        match part:
            case Stroke():
                ends = (x + part.x1 * k, y + part.y1 * k), (x + part.x2 * k, y + part.y2 * k)
                press.path(ends, pen=COLOURS[part.colour], line=part.width * k, dashes=[d * k for d in part.dashes])
            case Area():
                corners = (
                    (part.x, part.y),
                    (part.x + part.width, part.y),
                    (part.x + part.width, part.y + part.height),
                    (part.x, part.y + part.height),
                )
                points = tuple((x + across * k, y + down * k) for across, down in corners)
                pen = COLOURS[part.pen] if part.pen else None
                press.path(points, fill=COLOURS[part.fill], pen=pen, line=part.line * k)
            case Corners():
                points = tuple((x + across * k, y + down * k) for across, down in part.points)
                press.path(points, fill=COLOURS[part.fill], pen=COLOURS[part.pen], line=part.line * k)
            case Dot():
                side = 2 * part.radius * k
                left, top = x + part.x * k - side / 2, y + part.y * k - side / 2
                press.panel(left, top, side, side, COLOURS[part.colour], side / 2)
            case Words():
                self._words(press, part, x, y)

    def _words(self, press: Press, part: Words, x: float, y: float) -> None:
        size = self.sketch.letter * self._scale
        said = text(press, Said((part.text,), self.language), size, self.width, role=None)
        left = {"start": 0.0, "middle": said.setting.width / 2, "end": said.setting.width}[part.anchor]
        said.draw(press, x + part.x * self._scale - left, y + part.y * self._scale - said.setting.first)
