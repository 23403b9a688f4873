"""Where things lie: sizes and gaps in millimetres, the rail's place, nothing clipped or covered, mirrored order, pictures beside words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from kiosk.audit.findings import Check, Finding, all_of, at_least
from kiosk.audit.subject import RAIL, Subject, between, named
from kiosk.tablet import pages
from kiosk.tablet.senses.sight.marks import Box, Patch, Picture
from kiosk.tablet.senses.sight.widgets.key import Key
from kiosk.tablet.senses.sight.widgets.point import Point
from kiosk.tablet.senses.sight.widgets.rail import measures
from kiosk.tablet.senses.sight.widgets.thing import Thing
from kiosk.tour.faults import NO_FONT, Laid, faults_in

LEAST, LEAST_ANSWER, LEAST_KEY = 20.0, 25.0, 13.0  # mm
LEAST_GAP, LEAST_KEY_GAP = 6.0, 2.0  # mm
DOT = 0.5  # dots that rounding to the grid of the glass may take
# What shows a clock, a time of day, a sign of a player, a tick or a code is the same in every language (Material, bidirectionality).
STILL = frozenset(
    ("tick", "later", "morning", "evening", "again", "play", "video", "speed", "contrast", "health", "code")
)
SAME_PLACE = 1.0  # mm


def _least(subject: Subject, thing: Thing) -> float:
    answers = {b.id for b in subject.page.blocks if isinstance(b, pages.Choices) and b.look not in ("doors", "values")}
    if isinstance(thing, Key):
        return LEAST_KEY
    return LEAST_ANSWER if thing.id in RAIL or thing.id.split("/")[0] in answers else LEAST


def sizes(subject: Subject) -> Iterator[Finding]:
    for laid, thing in subject.targets():
        mm = subject.screen.mm(min(thing.reach.w, thing.reach.h))
        yield at_least(mm, _least(subject, thing), " mm", named(laid, thing.id), DOT / subject.screen.dots_per_mm)


def gaps(subject: Subject) -> Iterator[Finding]:
    for laid in subject.laid:
        for one, other in combinations(laid.scene.targets, 2):
            keys = isinstance(one, Key) and isinstance(other, Key)
            apart = between(one.reach, other.reach)
            mm = subject.screen.mm(apart)
            least = LEAST_KEY_GAP if keys else 4.0 if isinstance(one, Key) or isinstance(other, Key) else LEAST_GAP
            yield at_least(mm, least, " mm", f"{one.id} to {named(laid, other.id)}", DOT / subject.screen.dots_per_mm)


def same_place(subject: Subject) -> Iterator[Finding]:
    """Call staff, Back and Leave: in each size in one place, whatever the page, the words and the direction say."""
    size, screen = measures(subject.page.reading.size), subject.screen
    x = screen.wide - (262 if subject.page.reading.size >= 170 else 188)
    low = screen.high - 800
    wanted = {
        "call": Box(x, 0, screen.wide - x, size.staff),
        "back": Box(x, size.back[0] + low / 2, screen.wide - x, size.back[1]),
        "leave": Box(x, size.leave[0] + low, screen.wide - x, size.leave[1]),
    }
    for laid in subject.laid:
        placed = {thing.id: thing.reach for thing in laid.scene.rail}
        for id, box in wanted.items():
            away = max(abs(a - b) for a, b in zip(placed[id], box, strict=True)) if id in placed else 999.0
            mm = screen.mm(away)
            yield Finding(
                mm <= SAME_PLACE, f"{mm:.2f} mm away ({named(laid, id)})", f"within {SAME_PLACE:g} mm", SAME_PLACE - mm
            )


def whole(subject: Subject) -> Iterator[Finding]:
    """Nothing is clipped, covered or off the glass."""
    wrong, count = [], 0
    for laid in subject.laid:
        count += len(laid.written)
        wrong += [str(fault) for fault in faults_in(subject.page, laid, subject.screen) if fault.what != NO_FONT]
        for one, other in combinations(_bodies(laid), 2):
            if between(one.box, other.box) < -1.0:
                wrong.append(f"part {laid.number + 1}: {one.id} lies over {other.id}")
    yield from all_of(
        wrong, count, "words are whole, and nothing is covered", "nothing clipped, covered or overlapping"
    )


def _bodies(laid: Laid) -> tuple[Thing, ...]:
    return tuple(thing for thing in laid.scene.targets)


def mirrored(subject: Subject) -> Iterator[Finding]:
    """In a page from right to left, pictures are turned round; ticks, clocks and the signs of players never are."""
    wrong, count = [], 0
    for laid in subject.laid:
        for thing, mark in laid.marks:
            if not isinstance(mark, Picture):
                continue
            count += 1
            still = mark.name in STILL
            turned = mark.flip and subject.turns(mark.name)
            if turned != (subject.rtl and not still) and not mark.name.startswith(
                "face"
            ):  # a face is the same from both sides
                wrong.append(f"{mark.name} in {named(laid, thing.id)} is {'turned' if turned else 'not turned'}")
    yield from all_of(
        wrong, count, "pictures run the right way", "mirrored where the page is, but ticks, clocks and players"
    )


def easy_pictures(subject: Subject) -> Iterator[Finding]:
    """Easy read: one picture an idea, at the start, at least 30 % of the column, its words at the end."""
    if subject.page.reading.form != "easy":
        return
    for laid in subject.laid:
        for thing in laid.scene.things:
            if not (isinstance(thing, Point) and thing.look == "scene"):
                continue
            words = [one.ink for one in laid.written if one.thing is thing]
            drawn = [mark for owner, mark in laid.marks if owner is thing and isinstance(mark, Picture)]
            scale = subject.screen.scale
            if len(drawn) != 1 or not words:
                yield Finding(
                    False, f"{len(drawn)} pictures, {len(words)} texts ({named(laid, thing.id)})", "one of each"
                )
                continue
            start, end = drawn[0].x / scale, (drawn[0].x + drawn[0].w) / scale
            beside = all(ink.right <= start + 1 if subject.rtl else ink.x >= end - 1 for ink in words)
            yield Finding(
                beside,
                f"picture from {start:.0f} to {end:.0f} px ({named(laid, thing.id)})",
                "at the start, words at the end",
            )
            panel = next(mark.w for owner, mark in laid.marks if owner is thing and isinstance(mark, Patch))
            yield at_least(100 * panel / scale / thing.box.w, 30, " % of the column", named(laid, thing.id))


CHECKS: tuple[Check[Subject], ...] = (
    Check("B02", "nothing is clipped, covered or overlapping", whole),
    Check("C01", "targets are large enough", sizes),
    Check("C02", "targets stand apart", gaps),
    Check("D05", "Call staff, Back and Leave never move", same_place),
    Check("E04", "picture at the start, text at the end", easy_pictures),
    Check("F04", "pictures are mirrored", mirrored),
)
