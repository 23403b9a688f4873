"""A hand that trembles: 3 Hz with a standard deviation of 8 mm, as accessibility.md C06 has it, and a touch that bounces when it is lifted.

A sine on each axis (a rest tremor is one) whose strength and speed vary from touch to touch; a panel reports it a hundred times a second.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import pi, sin, sqrt
from random import Random
from typing import NamedTuple

HERTZ = 3.0
DEVIATION = 8.0  # mm
PANEL = 0.01  # seconds between two reports
BOUNCES = 0.3  # share of touches


class Report(NamedTuple):
    """What a panel reports: "down", "move" or "up", at mm from the place that was meant, and when."""

    what: str
    x: float
    y: float
    at: float


def touch(random: Random, began: float, held: float) -> Iterator[Report]:
    """One touch of a place that lasts so many seconds, and perhaps its bounce."""
    waves = [
        (sqrt(2) * DEVIATION * random.uniform(0.85, 1.15), HERTZ * random.uniform(0.9, 1.1), random.uniform(0, 2 * pi))
        for _ in range(2)
    ]

    def place(after: float) -> tuple[float, float]:
        x, y = (strength * sin(2 * pi * speed * after + phase) for strength, speed, phase in waves)
        return x, y

    for what, first, last in (("", 0.0, held), ("bounce", held + 0.08, held + 0.16)):
        if what and random.random() > BOUNCES:
            return
        yield Report("down", *place(first), began + first)
        at = first + PANEL
        while at < last:
            yield Report("move", *place(at), began + at)
            at += PANEL
        yield Report("up", *place(last), began + last)
