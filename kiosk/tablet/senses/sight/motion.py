"""What moves, when and how far: a page that gives way to the next one, and the halo of a call. Times and amounts alone, no Kivy.

Nothing slides, blinks or turns. A press shows at once, and so does letting go: what answers a finger may not be waited for. Whoever wants no motion,
chose the calm theme or listens to the page has none of it (WCAG 2.2, 2.2.2 and 2.3.3).
"""

from __future__ import annotations

import math

from kiosk.tablet.attention import Place
from kiosk.tablet.pages import Page, Reading, TextEntry
from kiosk.tablet.senses.sight.theme import Palette, Rgb, linear, luminance, rgb, screened

FADE = 0.160  # seconds in which the old page goes
FADE_FRAME = 1 / 60  # seconds from one frame of it to the next: a rest, in which fingers are heard
BREATH = 2.4  # seconds
BREATH_FRAME = 0.1  # seconds; more frames could not be told apart
SWING = 0.08  # of the halo's luminance that a breath takes or gives; it must stay under 0.1


def allowed(reading: Reading, place: Place) -> bool:
    """Whether anything may move on a page."""
    return reading.motion and reading.theme != "calm" and place.speaking is None


def may_be_copied(page: Page) -> bool:
    """Whether a page is one that says nothing private. What a person typed is copied nowhere, not for a sixth of a second."""
    return not page.private and not any(isinstance(block, TextEntry) for block in page.blocks)


def fades(old: Page, new: Page, place: Place) -> bool:
    """Whether a page fades when a new one, or another part, takes its place. A change of how the person reads is at once."""
    return allowed(new.reading, place) and new.reading == old.reading and may_be_copied(old)


def opacity(seconds: float) -> float:
    """Of the old page above the new one, 1 to 0. It goes quickly at first, so that the new page can soon be read."""
    left = 1 - min(1.0, max(0.0, seconds / FADE))
    return left * left


def breath(seconds: float) -> float:
    """How full the breath is, 0 (at its start and end) to 1."""
    return (1 - math.cos(2 * math.pi * seconds / BREATH)) / 2


def halo(palette: Palette, full: float) -> Rgb:
    """The halo of a call at a breath so full: its rest colour, moved towards the warm of people by at most SWING of its luminance."""
    rest, warm = rgb(palette.warm2), rgb(palette.warm)
    least = luminance(rest)
    share = full * min(1.0, SWING * least / abs(luminance(warm) - least))
    mixed = (a + share * (b - a) for a, b in zip(linear(rest), linear(warm), strict=True))
    r, g, b = (round(255 * c) / 255 for c in screened(tuple(mixed)))
    return r, g, b
