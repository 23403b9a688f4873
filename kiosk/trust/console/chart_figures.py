"""A chart as pages show it: a picture with what is to be seen on it in words, beside it."""

from __future__ import annotations

from markupsafe import Markup
from msgspec import Struct

from kiosk.charts.lines import Picture, drawn
from kiosk.charts.sketch import Sketch, svg


class ChartFigure(Struct, frozen=True):
    """picture: SVG. sentences: what is to be seen on it. limits: where its lines come from. notes: numbers of the notes on it, and their words."""

    title: str
    picture: Markup
    sentences: tuple[str, ...]
    limits: tuple[str, ...]
    notes: tuple[tuple[int, str], ...] = ()


def in_page(sketch: Sketch) -> Markup:
    """A drawing, ready to stand in HTML."""
    return Markup(svg(sketch))  # noqa: S704 - every word in it was escaped as it was written


def pictured(picture: Picture) -> Markup:
    """A chart over time, ready to stand in HTML."""
    return in_page(drawn(picture))
