"""Checks on what was drawn: the contrast of words and edges, frames of attention, and nothing painted where nothing should be.

Nothing here knows the colours of a theme: what is measured is the light of dots, inside the letters and beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from kiosk.audit.colours import Dots, Light, contrast, luminance
from kiosk.audit.findings import Check, Finding, all_of, at_least
from kiosk.audit.shots import Shot, alpha_of
from kiosk.tablet.senses.sight.marks import Box, Ink, Patch
from kiosk.tablet.senses.sight.widgets.frames import SCAN_BROAD, SCAN_GAP
from kiosk.tablet.senses.sight.widgets.strip import Demo, Notice
from kiosk.tablet.senses.sight.widgets.thing import Thing

WORDS = {"light": 10.0}  # least contrast of words; 7 in the other themes (WCAG 1.4.6)
INK_ON_PAPER = 20.0  # high contrast
EDGES = 3.0  # WCAG 1.4.11
OUTLINE = 8  # px from the edge of a thing inwards within which its outline is looked for
RING_MM = 2.0
REFERENCE_PX = 25.4 / 96  # mm
CORE = 250  # of 255: dots that a letter covers whole
WORST = 2.0  # per cent of the ground that may be left out: a swash of a neighbour
COVERED, COVERED_BY_FRAME = (
    0.03,
    0.1,
)  # share of a text's own dots that may be of another light: a frame touches tails of the line above


def words_stand_out(shot: Shot) -> Iterator[Finding]:
    """Letters against the ground beside them."""
    least = WORDS.get(shot.page.reading.theme, 7.0)
    for thing, mark, ratio, _ in _contrasts(shot):
        yield at_least(ratio, least, ":1", _short(thing, mark))


def ink_on_paper(shot: Shot) -> Iterator[Finding]:
    """In the theme of high contrast, ink on the page itself is as black and white as can be."""
    if shot.page.reading.theme != "high_contrast":
        return
    paper = float(luminance(shot.dots[-1:, :1])[0, 0])
    for thing, mark, ratio, ground in _contrasts(shot):
        if mark.role == "ink" and abs(ground - paper) < 0.002:
            yield at_least(ratio, INK_ON_PAPER, ":1", _short(thing, mark))


def _contrasts(shot: Shot) -> Iterator[tuple[Thing, Ink, float, float]]:
    """Words, how they stand out, and the light of their ground, without any frame of attention."""
    for thing, marks in shot.marks:
        for number, mark in enumerate(marks):
            if isinstance(mark, Ink):
                over = tuple(later for later in marks[number + 1 :] if isinstance(later, Patch))  # a caret is no ground
                letters, ground = _letters(shot, mark, shot.bare, over)
                if letters.size >= 3 and ground.size >= 3:
                    ratio = np.percentile(contrast(float(np.median(letters)), ground), WORST)
                    yield thing, mark, float(ratio), float(np.median(ground))


def words_are_whole(shot: Shot) -> Iterator[Finding]:
    """No letter is painted over, or lies off the glass."""
    wrong, count = [], 0
    for thing, marks in shot.marks:
        for mark in marks:
            if not isinstance(mark, Ink):
                continue
            letters, _ = _letters(shot, mark, None)
            bare, _ = _letters(shot, mark, shot.bare)
            if letters.size < 3 or (shot.bare is not None and isinstance(thing, Demo | Notice)):
                continue  # the strip gives way to the frame of what stands over it: whoever moves a frame can go to the strip and hear it
            count += 1
            hidden = float(np.mean(contrast(letters, float(np.median(bare))) > 1.2))
            if hidden > (COVERED if shot.bare is None else COVERED_BY_FRAME):
                wrong.append(f"{hidden:.0%} of {_short(thing, mark)} is covered")
    yield from all_of(wrong, count, "texts are whole on the glass", "nothing painted over words")


def _letters(shot: Shot, mark: Ink, dots: Dots | None, over: Sequence[Patch] = ()) -> tuple[Light, Light]:
    """Light of the dots inside the letters, and of the ground between and around them. dots: of the shot itself where None.

    over: what is painted after the words, and is not their ground.
    """
    dots = shot.dots if dots is None else dots
    alpha, dx, dy = alpha_of(shot.typesetter, mark.words, mark.private)
    x, y = mark.x + dx, mark.baseline + dy
    if min(alpha.shape) > 8:  # without the empty edge round the ink: what stands next to words is not their ground
        alpha, x, y = alpha[2:-2, 2:-2], x + 2, y + 2
    height, width = shot.dots.shape[:2]
    top, left = max(0, -y), max(0, -x)
    bottom, right = min(alpha.shape[0], height - y), min(alpha.shape[1], width - x)
    if bottom <= top or right <= left:
        return np.empty(0), np.empty(0)
    part = alpha[top:bottom, left:right]
    light = luminance(dots[y + top : y + bottom, x + left : x + right])
    core = part >= CORE
    if core.sum() < 3:
        core = part >= max(128, int(part.max()) - 10)
    ground = part == 0
    for patch in over:
        low, high = (max(0, edge) for edge in (patch.y - y - top, patch.y + patch.h - y - top))
        first, end = (max(0, edge) for edge in (patch.x - x - left, patch.x + patch.w - x - left))
        ground[low:high, first:end] = False
    return light[core], light[ground]


def _short(thing: Thing, mark: Ink) -> str:
    return thing.id if mark.private else f"{thing.id}: {' '.join(mark.words.text.split())[:24]}"


def edges_stand_out(shot: Shot) -> Iterator[Finding]:
    """The outline of everything that can be touched against what lies around it."""
    if shot.place.focus or shot.place.scanned:
        return
    for thing in shot.scene.targets:
        if not _has_body(shot, thing):
            continue
        for side, inner, outer in _bands(thing.box):
            around = shot.cut(outer)
            within = [cut for cut in map(shot.cut, inner) if cut.size]
            if not within or around.size == 0:
                continue  # it reaches the edge of the glass
            beside = float(np.median(luminance(around)))
            ratio = max(float(contrast(float(np.median(luminance(cut))), beside)) for cut in within)
            yield at_least(ratio, EDGES, ":1", f"{side} of {thing.id}")


def _has_body(shot: Shot, thing: Thing) -> bool:
    marks = next((marks for owner, marks in shot.marks if owner == thing), ())
    return any(isinstance(mark, Patch) for mark in marks)


def _bands(box: Box) -> Iterator[tuple[str, list[Box], Box]]:
    """(side, lines of its outline from the edge inwards, a line beside it), all from the middle half of the side."""
    x, y, w, h = box.x + box.w / 4, box.y + box.h / 4, box.w / 2, box.h / 2
    yield "top", [Box(x, box.y + n, w, 1) for n in range(OUTLINE)], Box(x, box.y - 3, w, 1)
    yield "bottom", [Box(x, box.bottom - 1 - n, w, 1) for n in range(OUTLINE)], Box(x, box.bottom + 2, w, 1)
    yield "left side", [Box(box.x + n, y, 1, h) for n in range(OUTLINE)], Box(box.x - 3, y, 1, h)
    yield "right side", [Box(box.right - 1 - n, y, 1, h) for n in range(OUTLINE)], Box(box.right + 2, y, 1, h)


def ring(shot: Shot) -> Iterator[Finding]:
    """The frame of focus: broad enough on every side, large enough, and another light than what it covers."""
    if not shot.place.focus or shot.bare is None:
        return
    thing = next((one for one in shot.scene.targets if one.id == shot.place.focus), None)
    if thing is None:
        return
    light = luminance(shot.dots)
    changed = contrast(light, luminance(shot.bare)) >= EDGES
    per_mm = shot.screen.dots_per_mm
    box, k = thing.box, shot.screen.scale
    x, y, right, bottom = (round(v * k) for v in (box.x, box.y, box.right, box.bottom))
    across = slice(x + (right - x) // 4, right - (right - x) // 4)
    down = slice(y + (bottom - y) // 4, bottom - (bottom - y) // 4)
    # The ring has the light of most dots that are new; what lies under it may by chance have the same.
    new = (shot.dots != shot.bare).any(axis=2)
    ring_light = float(np.median(light[new])) if new.any() else 0.0
    of_ring = np.abs(light - ring_light) < 0.004
    reach = round(26 * k)
    sides = {
        "above": of_ring[max(0, y - reach) : y, across].sum(axis=0),
        "below": of_ring[bottom : bottom + reach, across].sum(axis=0),
        "left": of_ring[down, max(0, x - reach) : x].sum(axis=1),
        "right": of_ring[down, right : right + reach].sum(axis=1),
    }
    if shot.page.rail.call.id == thing.id:
        sides = {
            "below": of_ring[bottom - reach : bottom, across].sum(axis=0),
            "left": of_ring[down, x : x + reach].sum(axis=1),
        }
    for side, counts in sides.items():
        yield at_least(float(np.median(counts)) / per_mm, RING_MM, " mm", f"frame {side} of {thing.id}", 0.5 / per_mm)
    perimeter = 2 * (right - x + bottom - y)
    least = perimeter * 2 * REFERENCE_PX * per_mm
    yield at_least(float(changed.sum()) / least, 1.0, " of the area wanted", f"frame of {thing.id}")


def scanning_frame(shot: Shot) -> Iterator[Finding]:
    """The frame of scanning: around all that it holds, and another light than what it covers."""
    if not shot.place.scanned or shot.bare is None:
        return
    things = [one for one in shot.scene.targets if one.id in shot.place.scanned]
    if not things:
        return
    box = things[0].box
    for one in things[1:]:
        box = box.around(one.box)
    changed = contrast(luminance(shot.dots), luminance(shot.bare)) >= EDGES
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    name = shot.place.scanned[0] + (" and its group" if len(shot.place.scanned) > 1 else "")
    if rows.size == 0:
        yield Finding(False, f"no frame is seen round {name}", "a frame of contrast 3:1")
        return
    k, slack = shot.screen.scale, 4
    high, wide = shot.dots.shape[:2]
    edge = (SCAN_GAP + SCAN_BROAD) * k  # at the edge of the glass the frame lies inside what it is round
    holds = (
        rows[0] <= max(box.y * k, edge) + slack
        and rows[-1] >= min(box.bottom * k, high - edge) - slack
        and columns[0] <= max(box.x * k, edge) + slack
        and columns[-1] >= min(box.right * k, wide - edge) - slack
    )
    yield Finding(
        bool(holds), f"from {columns[0]}, {rows[0]} to {columns[-1]}, {rows[-1]} ({name})", "around all that it holds"
    )
    # Four corners, each of two arms of at least 8 mm, 1 mm of each seen beside its core.
    yield at_least(float(changed.sum()) / shot.screen.dots_per_mm**2, 8 * 8 * 0.7, " mm2", f"frame of {name}")


def clean(shot: Shot) -> Iterator[Finding]:
    """Between things there is paper, and nothing else."""
    painted = np.zeros(shot.dots.shape[:2], dtype=bool)
    k = shot.screen.scale
    for thing, marks in shot.marks:
        box = thing.box.grown(26.0 if shot.bare is not None else 4.0)
        painted[
            max(0, int(box.y * k)) : max(0, int(box.bottom * k) + 1),
            max(0, int(box.x * k)) : max(0, int(box.right * k) + 1),
        ] = True
        for mark in marks:
            if isinstance(mark, Ink):
                setting = shot.typesetter.set(mark.words, mark.private)
                x, top = mark.x + setting.ink[0] * k, mark.baseline + (setting.ink[1] - setting.first) * k
                right, bottom = x + setting.ink[2] * k, top + setting.ink[3] * k
                painted[
                    max(0, int(top) - 20) : max(0, int(bottom) + 20), max(0, int(x) - 20) : max(0, int(right) + 20)
                ] = True
            else:
                painted[
                    max(0, mark.y - 2) : max(0, mark.y + mark.h + 2), max(0, mark.x - 2) : max(0, mark.x + mark.w + 2)
                ] = True
    paper = shot.dots[-1, 0]
    stray = int(((shot.dots != paper).any(axis=2) & ~painted).sum())
    yield Finding(stray == 0, f"{stray} dots outside their things", "0", -float(stray))


def at_rest(shot: Shot) -> Iterator[Finding]:
    """Nothing moves where nobody wanted it to."""
    reading = shot.page.reading
    if not reading.motion or reading.theme == "calm":
        yield Finding(not shot.moves, "something moves" if shot.moves else "0 frames that differ", "0 frames")


CHECKS: tuple[Check[Shot], ...] = (
    Check("B03", "words against their ground, as drawn", words_stand_out),
    Check("B06", "ink on paper in the high-contrast theme, as drawn", ink_on_paper),
    Check("B04", "outlines against what lies around them, as drawn", edges_stand_out),
    Check("B05", "the focus frame, as drawn", ring),
    Check("B04", "the scanning frame, as drawn", scanning_frame),
    Check("B02", "no word is painted over", words_are_whole),
    Check("B02", "nothing is painted outside its place", clean),
    Check("B12", "the window is at rest", at_rest),
)
