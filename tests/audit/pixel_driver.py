"""Draws pages in a window, paints faults into what it drew, and says what the audit's checks make of it. Run by `test_pixels`."""

from __future__ import annotations

import json
from collections.abc import Iterable

import numpy as np
from msgspec.structs import replace

from kiosk import tour
from kiosk.audit import pixels, states
from kiosk.audit.findings import Check
from kiosk.audit.shots import Shot, take
from kiosk.tablet import attention, settings
from kiosk.tablet.senses.sight.marks import Ink
from kiosk.tablet.senses.sight.screen import DESIGN_DOTS_PER_MM


def found_by(checks: Iterable[Check], subject: object) -> dict[str, list[str]]:  # type: ignore[type-arg]
    return {check.what: [one.measured for one in check.look(subject) if not one.ok] for check in checks}


def painted(shot: Shot, where: tuple[slice, slice], colour: tuple[int, int, int]) -> Shot:
    dots = shot.dots.copy()
    dots[where] = colour
    return shot._replace(dots=dots)


def mixed(shot: Shot, share: float) -> Shot:
    """Everything nearer to the colour of paper."""
    paper = shot.dots[-1, 0].astype(float)
    return shot._replace(dots=(paper + (shot.dots - paper) * share).astype(np.uint8))


def main() -> None:
    from kiosk.tablet.senses.sight.window import Window

    window = Window(settings.Screen(full=False, width=1280, height=800, dots_per_mm=DESIGN_DOTS_PER_MM))
    found = tour.walk(tour.demo_ward(), tour.reading(140, "light", "plain"))
    page = found["checkin.safe"]
    place = attention.Place(page.id, 0, window.view.measure(page, 140))
    target = attention.targets(page, place)[0]
    rest = take(window, page, place)
    focus = take(window, page, replace(place, focus=target))
    scanned = take(window, page, replace(place, scanned=(target,)))
    stark = take(window, replace(page, reading=replace(page.reading, theme="high_contrast")), place)
    told = states.take(window, page, place, target)
    calling = found["call.now"]
    calling = replace(calling, reading=replace(calling.reading, motion=True))
    breath = states.breathing(window, calling, attention.Place(calling.id, 0, window.view.measure(calling, 140)))
    assert breath is not None

    seen = {"": found_by((*pixels.CHECKS,), rest)}
    for shot in (focus, scanned, stark):
        for what, wrong in found_by(pixels.CHECKS, shot).items():
            seen[""][what] += wrong
    seen[""] |= found_by(states.CHECKS, told) | found_by(states.BREATH_CHECKS, breath)

    title = next(mark for _, marks in rest.marks for mark in marks if isinstance(mark, Ink) and mark.words.size >= 50)
    letters = (slice(title.baseline - 40, title.baseline), slice(title.x + 100, title.x + 200))
    seen["pale words"] = found_by(pixels.CHECKS, mixed(rest, 0.4))
    seen["grey words in high contrast"] = found_by(
        pixels.CHECKS, stark._replace(dots=(stark.dots * 0.8).astype(np.uint8))
    )
    seen["words painted over"] = found_by(pixels.CHECKS, painted(rest, letters, (213, 230, 224)))
    thing = next(one for one in rest.scene.targets if one.id == target)
    empty = (slice(int(thing.box.bottom) + 10, int(thing.box.bottom) + 30), slice(300, 500))
    seen["a stain beside its thing"] = found_by(pixels.CHECKS, painted(rest, empty, (90, 20, 20)))
    seen["no outlines"] = found_by(pixels.CHECKS, mixed(rest, 0.1))
    assert focus.bare is not None
    around = thing.box.grown(12)
    outer = np.zeros(focus.dots.shape[:2], dtype=bool)
    outer[:, :] = True
    outer[round(around.y) : round(around.bottom), round(around.x) : round(around.right)] = False
    thin = focus.dots.copy()
    thin[outer] = focus.bare[outer]
    seen["a thin frame"] = found_by(pixels.CHECKS, focus._replace(dots=thin))
    pale = (focus.bare.astype(float) * 0.85 + focus.dots * 0.15).astype(np.uint8)
    seen["a pale frame"] = found_by(pixels.CHECKS, focus._replace(dots=pale))
    assert scanned.bare is not None
    half = scanned.dots.copy()
    middle = round(thing.box.x + thing.box.w / 2)
    half[:, middle:] = scanned.bare[:, middle:]
    seen["half a scanning frame"] = found_by(pixels.CHECKS, scanned._replace(dots=half))
    seen["something that moves"] = found_by(pixels.CHECKS, rest._replace(moves=True))

    at_rest = told.shots["at rest"]
    hue = at_rest.copy()  # another hue of the same light, on half of the thing
    hue[:, : hue.shape[1] // 2] = np.clip(
        hue[:, : hue.shape[1] // 2].astype(int) + np.array((9, -3, 2)), 0, 255
    ).astype(np.uint8)
    seen["a state by hue alone"] = found_by(states.CHECKS, told._replace(shots={**told.shots, "pressed": hue}))
    flash = [dots.copy() for dots in breath.shots]
    flash[3][100:200, 100:200] = 255 - flash[3][100:200, 100:200]
    seen["a flash"] = found_by(states.BREATH_CHECKS, states.Breath(tuple(flash)))
    print(json.dumps(seen))
    window.close()


if __name__ == "__main__":
    main()
