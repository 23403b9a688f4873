"""Whether a thing's states can be told apart by whoever sees fewer colours, or none: at rest, chosen, with attention, scanned, pressed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import numpy as np

from kiosk.audit.colours import SEEN_BY, Dots, contrast, seen
from kiosk.audit.findings import Check, Finding, at_least
from kiosk.audit.shots import dots_of
from kiosk.tablet import attention, pages
from kiosk.tablet.senses.sight import motion
from kiosk.tablet.senses.touch.fingers import Outcome

if TYPE_CHECKING:
    from kiosk.tablet.senses.sight.window import Window

TOLD = 1.5  # contrast from which a dot counts as another one
LEAST_MM2 = 10.0  # of such dots: an area of 3 x 3 mm
MARGIN = 24.0  # px round a thing in which its frames lie


class States(NamedTuple):
    """One thing in each of its states: the same cut of the glass."""

    target: str
    shots: Mapping[str, Dots]
    per_mm: float


def take(window: Window, page: pages.Page, place: attention.Place, target: str) -> States:
    """Draw a page with this target in every state that it can have."""
    shots: dict[str, Dots] = {}
    window.show(page, place)
    thing = next(one for one in window.view.scene.targets if one.id == target)
    k = window.screen.scale
    box = thing.box.grown(MARGIN)

    def keep(state: str) -> None:
        dots = dots_of(window)
        shots[state] = dots[
            max(0, round(box.y * k)) : round(box.bottom * k), max(0, round(box.x * k)) : round(box.right * k)
        ].copy()

    keep("at rest")
    window.view._carry_out((Outcome("pressed", target),))
    keep("pressed")
    window.view._carry_out((Outcome("released", target),))
    for state, here in (
        ("with attention", msgspec.structs.replace(place, focus=target)),
        ("scanned", msgspec.structs.replace(place, scanned=(target,))),
    ):
        window.show(page, here)
        keep(state)
    other = _chosen(page, target)
    if other is not None:
        window.show(other, place)
        keep("chosen")
    window.show(page, place)
    return States(target, shots, window.screen.dots_per_mm)


def _chosen(page: pages.Page, target: str) -> pages.Page | None:
    """The page with this answer chosen, where it is not and can be."""
    name, _, option = target.partition("/")
    blocks = []
    found = False
    for block in page.blocks:
        if isinstance(block, pages.Choices) and block.id == name and block.look not in ("doors",):
            options = tuple(msgspec.structs.replace(o, chosen=True) if o.id == option else o for o in block.options)
            found = options != block.options
            block = msgspec.structs.replace(block, options=options)
        blocks.append(block)
    return msgspec.structs.replace(page, blocks=tuple(blocks)) if found else None


def told_apart(states: States) -> Iterator[Finding]:
    """Every two states differ in enough dots for everybody."""
    for by in SEEN_BY:
        light = {state: seen(dots, by) for state, dots in states.shots.items()}
        for one, other in combinations(light, 2):
            apart = float((contrast(light[one], light[other]) >= TOLD).sum()) / states.per_mm**2
            yield at_least(apart, LEAST_MM2, " mm2", f"{states.target} {one} or {other}, {by}")


class Breath(NamedTuple):
    """A page that breathes, at moments of a breath."""

    shots: tuple[Dots, ...]


def breathing(window: Window, page: pages.Page, place: attention.Place) -> Breath | None:
    """The page at eight moments of a breath; None where nothing of it moves."""
    window.show(page, place)
    if window.view.rest() is None:
        return None
    window.view.move(1.0)
    shots = []
    for eighth in range(8):
        window.view.move(1.0 + motion.BREATH * eighth / 8)
        shots.append(_as_it_moves(window).copy())
    return Breath(tuple(shots))


def _as_it_moves(window: Window) -> Dots:
    from kiosk.tablet.senses.sight.screenshot import pixels

    window.draw()
    window._kivy.dispatch("on_draw")
    width, height = window.size
    return np.frombuffer(pixels(width, height), dtype=np.uint8).reshape(height, width, 3)


def flashes(breath: Breath) -> Iterator[Finding]:
    """No dot changes its light by a tenth of the whole, let alone more often than three times a second (WCAG 2.3.2)."""
    lights = np.stack([seen(dots, "grey") for dots in breath.shots])
    swing = float((lights.max(axis=0) - lights.min(axis=0)).max())
    yield Finding(swing < 0.1, f"{swing:.3f} of full light in {motion.BREATH:g} s", "under 0.1", 0.1 - swing)
    moved = float((lights.max(axis=0) != lights.min(axis=0)).sum())
    yield Finding(moved > 0, f"{moved:.0f} dots breathe", "some do, or the check sees nothing", 1.0)


CHECKS: tuple[Check[States], ...] = (Check("B07", "states are told apart without colour, as drawn", told_apart),)
BREATH_CHECKS: tuple[Check[Breath], ...] = (Check("B11", "what breathes does not flash, as drawn", flashes),)
