"""The page of own words in every language, size and layer of its keys: everything can be hit and nothing is cut off."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from msgspec.structs import replace

from kiosk import tour
from kiosk.tablet import editing, journeys, keyboard_layouts, pages, visit
from kiosk.tablet.senses.sight import theme
from kiosk.tablet.senses.sight.layouts.flow import LEAST_SHARE
from kiosk.tablet.senses.sight.widgets.key import Key, is_worded
from kiosk.tablet.senses.sight.widgets.paragraph import Paragraph
from kiosk.tablet.senses.sight.widgets.text_entry import TextEntry
from kiosk.tablet.ward import Ward
from tests.tablet.journeys.test_keyboards import SAID
from tests.tablet.senses.sight.drawn import SIZES, SMALL, Drawn, all_parts

LEAST = 13 * SMALL.dots_per_mm  # px; 13 mm
LAYERS = ("letters", "more", "signs", "more_signs", "edit")
TRAIL = tuple(visit.Spot(*spot) for spot in (("home", "doors"), ("concern", "review"), ("concern", "words")))


@cache
def ward() -> Ward:
    return tour.demo_ward()


def pages_of(language: str, size: int) -> Iterator[pages.Page]:
    reading = pages.Reading(language=language, size=size, motion=False)
    words = editing.end(editing.Entry(f"{SAID.get(language, '')[:12]} Ali 7"))
    for abc in (False, True):
        for layer in LAYERS:
            for shift in (False, True) if layer in ("letters", "more") else (False,):
                shown = editing.Keyboard(layer=layer, abc=abc, shift=shift)
                link = visit.Link(courier=True, calls=True, speech=True)
                person = visit.Visit(
                    ward=replace(ward(), start=reading),
                    reading=reading,
                    trail=TRAIL,
                    draft=visit.Draft(words=words),
                    keyboard=shown,
                    link=link,
                )
                yield journeys.page(person)


def typing_parts(language: str, size: int) -> Iterator[Drawn]:
    for page in pages_of(language, size):
        drawn = [part for part in all_parts(page) if any(isinstance(thing, Key) for thing in part.scene.things)]
        assert len(drawn) == 1, f"{page.id}: the keys stand on one part"
        yield drawn[0]


@pytest.mark.parametrize("language", keyboard_layouts.languages())
@pytest.mark.parametrize("size", SIZES)
def test_every_key_can_be_hit_and_its_letter_is_whole(language: str, size: int) -> None:
    for drawn in typing_parts(language, size):
        keys = [thing for thing in drawn.scene.things if isinstance(thing, Key)]
        rail = min(thing.box.x for thing in drawn.scene.rail if thing.target)
        for key in keys:
            assert min(key.box.w, key.box.h) >= LEAST - 0.1, f"{key.id} is {key.box.w:.0f} x {key.box.h:.0f}"
            assert key.box.x >= 20
            assert key.box.right <= rail - 35
        for one in keys:
            for other in keys:
                if one is not other and abs(one.box.y - other.box.y) < 1:
                    assert one.box.grown(5.8).right <= other.box.grown(5.8).x + 0.1 or one.box.x > other.box.x
        for written in drawn.written:
            if isinstance(written.thing, Key):
                box, ink, key = written.thing.box, written.ink, written.thing
                assert ink.x >= box.x + 2, f"{drawn}: {key.id} {written.text!r}"
                assert ink.right <= box.right - 2, f"{drawn}: {key.id} {written.text!r}"
                assert ink.y >= box.y + 2, f"{drawn}: {key.id} {written.text!r} {ink.y - box.y:.1f}"
                assert ink.bottom <= box.bottom - 2, f"{drawn}: {key.id} {written.text!r} {ink.bottom - box.bottom:.1f}"
                assert written.unknown == 0, f"{drawn}: {key.id} {written.text!r}"
                assert written.size >= (22 if is_worded(key.block) else 26), f"{drawn}: {key.id} {written.text!r}"


@pytest.mark.parametrize("language", keyboard_layouts.languages())
@pytest.mark.parametrize("size", SIZES)
def test_the_box_keeps_room_for_a_line_between_the_title_and_the_keys(language: str, size: int) -> None:
    for drawn in typing_parts(language, size):
        (box,) = [thing for thing in drawn.scene.things if isinstance(thing, TextEntry)]
        keys = [thing for thing in drawn.scene.things if isinstance(thing, Key)]
        assert box.box.h >= 1.4 * box.size
        assert box.box.bottom <= min(key.box.y for key in keys) - 12
        above = [
            written for written in drawn.written if written.ink.bottom < box.box.y + 20 and written.ink.y < box.box.y
        ]
        for written in above:
            if written.thing.box.x < box.box.right and not any(t.id == written.thing.id for t in drawn.scene.rail):
                assert written.ink.bottom <= box.box.y + 2, (
                    f"{drawn}: {written.text!r} {written.ink.bottom - box.box.y:.1f}"
                )
        (typed,) = [written for written in drawn.written if written.thing is box]
        assert typed.ink.y >= box.box.y - 2, f"{drawn}: {typed.ink.y - box.box.y:.1f}"
        assert typed.ink.bottom <= box.box.bottom + 2, f"{drawn}: {typed.ink.bottom - box.box.bottom:.1f}"


@pytest.mark.parametrize("size", SIZES)
def test_words_beside_the_keys_are_at_most_a_sixth_smaller_than_the_size_that_somebody_chose(size: int) -> None:
    reading = pages.Reading(size=size, motion=False)
    trail = (TRAIL[0], visit.Spot("messages", "code"))
    page = journeys.page(visit.Visit(ward=replace(ward(), start=reading), reading=reading, trail=trail))
    notes = [
        thing
        for part in all_parts(page)
        for thing in part.scene.things
        if isinstance(thing, Paragraph) and thing.id == "messages.code.form"
    ]
    assert notes
    assert all(thing.size >= LEAST_SHARE * theme.SIZES[size].body for thing in notes)
