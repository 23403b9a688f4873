"""A chart as pages show it: a picture with what is to be seen on it in words, beside it."""

from __future__ import annotations

from markupsafe import Markup
from msgspec import Struct


class ChartFigure(Struct, frozen=True):
    """picture: SVG. sentences: what is to be seen on it. limits: where its lines come from. notes: numbers of the notes on it, and their words."""

    title: str
    picture: Markup
    sentences: tuple[str, ...]
    limits: tuple[str, ...]
    notes: tuple[tuple[int, str], ...] = ()


def percent(value: float) -> str:
    """A share in whole per cent."""
    return f"{round(100 * value)}%"
