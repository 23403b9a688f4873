"""The check-in's pages as they are drawn, in every language: faces of one size with a word or two, and Send in sight wherever it is offered."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from kiosk.audit.subject import Drawing, Subject, drawing
from kiosk.charter.catalogue import LANGUAGES
from kiosk.resources import resource_folder
from kiosk.tablet import attention, pages, visit
from kiosk.tablet.senses.sight.pictures import Gallery
from kiosk.tablet.senses.sight.screen import Screen
from kiosk.tablet.ward import SOURCE
from tests.support.walks import demo_ward
from tests.tablet.journeys.walking import Person

HEARD = visit.Link(courier=True, calls=True, speech=True)  # with Listen in the foot row there is least room
FORMS: tuple[pages.Form, ...] = ("plain", "easy")
SIZES = (100, 140, 170, 200)


@functools.cache
def drawn() -> Drawing:
    return drawing(Screen(), Gallery(resource_folder("assets") / "pictures"))


def at_the_faces(reading: pages.Reading) -> Person:
    ward = demo_ward()
    person = Person(replace(ward, start=reading), link=HEARD)
    return person.chooses("checkin").chooses("patient").at("checkin.safe")


def after_the_faces(reading: pages.Reading) -> Iterator[Subject]:
    """Every page from the second answer to the one that reads all of it back; of those where several may be chosen, also once one is."""
    person = at_the_faces(reading).chooses("no")
    while person.page.id != "checkin.send":
        yield drawn().subject(person.page.id, person.page)
        block = next(block for block in person.page.blocks if isinstance(block, pages.Choices))
        person.chooses(block.options[0].id)
        if block.multiple:
            yield drawn().subject(person.page.id, person.page)
            person.presses("next")


@pytest.mark.parametrize("language", [SOURCE, *LANGUAGES])
def test_faces_are_of_one_size_and_have_a_word_or_two(language: str) -> None:
    for form in FORMS:
        for size in SIZES:
            page = at_the_faces(pages.Reading(language, form, size)).page
            block = page.block("checkin.safe")
            assert isinstance(block, pages.Choices)
            assert not any(option.chosen for option in block.options)
            long = [option.label.spoken for option in block.options if len(option.label.spoken.split()) > 2]
            assert not long, f"{language}, {form}: {long}"
            (laid,) = drawn().subject(page.id, page).laid
            boxes = [thing.box for thing in laid.scene.targets if thing.id.startswith("checkin.safe/")]
            assert len({(box.w, box.h, box.y) for box in boxes}) == 1
            assert len(boxes) == len(block.options)


@pytest.mark.parametrize("language", [SOURCE, *LANGUAGES])
def test_send_is_in_sight_on_every_part_of_every_page_after_the_faces(language: str) -> None:
    for size in (100, 200):
        for subject in after_the_faces(pages.Reading(language, "plain", size)):
            for laid in subject.laid:
                where = f"{language}, {size} %, {subject.name}, part {laid.number + 1}"
                assert "send" in [thing.id for thing in laid.scene.targets], where
                assert "send" in attention.targets(subject.page, subject.place(laid)), where
