"""A drawing of a chart: shapes in its own units, words with a place, a title and a description. `svg` makes a picture of it for a page.

Colours are names, so that paper and a tablet's themes can have their own; nothing needs its colour to be understood. Words say where they stand and
are set by whoever shows them: a page's browser, or what sets the letters of twenty languages on paper and on the tablet.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal
from xml.etree import ElementTree as Tree

from msgspec import Struct

Colour = Literal["ink", "line", "pale", "paper", "bar", "bar_pale"]
Anchor = Literal["start", "middle", "end"]
COLOURS: Mapping[Colour, str] = {
    "ink": "#1d2a30",
    "line": "#4c6272",
    "pale": "#7d8f9b",
    "paper": "#ffffff",
    "bar": "#0b4244",
    "bar_pale": "#d5e6e0",
}
"""Of a page, and of paper."""


class Stroke(Struct, frozen=True, tag=True):
    """A straight line. dashes: drawn and left out in turn, or none."""

    x1: float
    y1: float
    x2: float
    y2: float
    colour: Colour
    width: float
    dashes: tuple[float, ...] = ()


class Area(Struct, frozen=True, tag=True):
    """A rectangle. pen: its outline's colour; width: of the outline."""

    x: float
    y: float
    width: float
    height: float
    fill: Colour
    pen: Colour | None = None
    line: float = 0.0


class Dot(Struct, frozen=True, tag=True):
    x: float
    y: float
    radius: float
    colour: Colour


class Corners(Struct, frozen=True, tag=True):
    """A closed shape with an outline."""

    points: tuple[tuple[float, float], ...]
    fill: Colour
    pen: Colour
    line: float


class Words(Struct, frozen=True, tag=True):
    """anchor: which part of the words is at x; y: their baseline."""

    x: float
    y: float
    text: str
    anchor: Anchor


Part = Stroke | Area | Dot | Corners | Words


class Sketch(Struct, frozen=True):
    """name: of its kind alone on a page, for the ids within. letter: height of its words, in its own units. parts: from back to front."""

    name: str
    title: str
    description: str
    width: float
    height: float
    letter: float
    parts: tuple[Part, ...]


def svg(sketch: Sketch) -> str:
    """The picture, ready to stand in HTML: it needs no style sheet and no script, and every word in it is escaped."""
    root = Tree.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {sketch.width:g} {sketch.height:g}",
            "role": "img",
            "aria-labelledby": f"{sketch.name}-title",
            "aria-describedby": f"{sketch.name}-words",
            "font-family": "inherit",
            "font-size": f"{sketch.letter:g}",
            "fill": COLOURS["ink"],
        },
    )
    Tree.SubElement(root, "title", {"id": f"{sketch.name}-title"}).text = sketch.title
    Tree.SubElement(root, "desc", {"id": f"{sketch.name}-words"}).text = sketch.description
    for part in sketch.parts:
        _add(root, part)
    return Tree.tostring(root, encoding="unicode")


def _add(root: Tree.Element, part: Part) -> None:
    match part:
        case Stroke():
            shape = _numbers(x1=part.x1, y1=part.y1, x2=part.x2, y2=part.y2) | _outline(part.colour, part.width)
            dashes = {"stroke-dasharray": " ".join(f"{dash:g}" for dash in part.dashes)} if part.dashes else {}
            Tree.SubElement(root, "line", shape | dashes)
        case Area():
            shape = _numbers(x=part.x, y=part.y, width=part.width, height=part.height)
            Tree.SubElement(root, "rect", shape | {"fill": COLOURS[part.fill]} | _outline(part.pen, part.line))
        case Dot():
            shape = _numbers(cx=part.x, cy=part.y) | {"r": f"{part.radius:g}", "fill": COLOURS[part.colour]}
            Tree.SubElement(root, "circle", shape)
        case Corners():
            points = " ".join(f"{x:.1f},{y:.1f}" for x, y in part.points)
            shape = {"points": points, "fill": COLOURS[part.fill]} | _outline(part.pen, part.line)
            Tree.SubElement(root, "polygon", shape)
        case Words():
            place = _numbers(x=part.x, y=part.y) | {"text-anchor": part.anchor}
            Tree.SubElement(root, "text", place).text = part.text


def _numbers(**places: float) -> dict[str, str]:
    return {name: f"{at:.1f}" for name, at in places.items()}


def _outline(pen: Colour | None, width: float) -> dict[str, str]:
    return {} if pen is None else {"stroke": COLOURS[pen], "stroke-width": f"{width:g}"}
