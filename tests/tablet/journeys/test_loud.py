"""Nothing private is said to who stands beside: over every page, with and without headphones, and the question that comes before."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from kiosk.tablet import pages, visit
from kiosk.tablet.journeys import listening, loud
from tests.tablet.journeys.rounds import every_page
from tests.tablet.journeys.walking import Person, ward

OPEN = visit.Link(courier=True, calls=True, speech=True)


def listener(headphones: bool | None) -> Person:
    return Person(ward(), link=replace(OPEN, headphones=headphones)).happens(visit.Commanded(command="voice"))


@pytest.mark.parametrize("headphones", [None, False])
def test_no_page_says_anything_private_without_headphones_or_a_yes(headphones: bool | None) -> None:
    somebody = listener(headphones).visit
    for page in every_page("plain"):
        private = tuple(text for text in pages.texts(page) if text.private)
        _, effects = listening.utter(somebody, page, private)
        assert effects == ()
        _, effects = listening.begin(somebody, page)
        for effect in effects:
            assert isinstance(effect, visit.Say)
            assert not effect.only_headphones
            assert not any(text.private for text in effect.texts)


def test_with_headphones_private_words_are_said_and_marked_as_theirs_alone() -> None:
    somebody = listener(True).visit
    review = next(page for page in every_page("plain") if page.id == "concern.review")
    _, (effect,) = listening.begin(somebody, review)
    assert isinstance(effect, visit.Say)
    assert effect.only_headphones
    assert any(text.private for text in effect.texts)
    chosen = replace(somebody, reading=replace(somebody.reading, loudspeaker=True))
    _, (effect,) = listening.begin(chosen, review)
    assert isinstance(effect, visit.Say)
    assert not effect.only_headphones, "the person wants it although others may hear"


def test_the_question_comes_once_and_its_answer_ends_with_the_visit() -> None:
    person = listener(False).chooses("checkin").at("loud.page").chooses("aloud").at("checkin.who")
    assert person.visit.reading.loudspeaker
    person.chooses("patient").presses("leave")
    assert not person.visit.reading.loudspeaker
    person.happens(visit.Commanded(command="voice")).chooses("checkin").at("loud.page").chooses("silent")
    person.at("checkin.who").chooses("patient").presses("back").at("checkin.who")


def test_the_question_names_nothing_of_the_page_behind_it() -> None:
    person = listener(False).chooses("concern").chooses("no").promised()
    person.at("loud.page")
    assert not any(text.private for text in pages.texts(person.page))
    assert "What is this about?" not in person.reads


def test_call_staff_and_leave_go_past_the_question() -> None:
    person = listener(False).chooses("checkin").at("loud.page").presses("call").at("call.now")
    person.presses("back").at("loud.page").presses("back").at("home.doors")
    person.chooses("checkin").presses("leave").at("home.doors")


def test_whoever_does_not_listen_is_never_asked() -> None:
    person = Person(ward(), link=replace(OPEN, headphones=False)).chooses("checkin")
    person.at("checkin.who")


def test_own_words_answers_and_codes_are_private_and_the_charter_is_not() -> None:
    found: dict[str, bool] = {}
    for page in every_page("plain"):
        found[page.id] = found.get(page.id, False) or loud.is_private(page)
    for name in ("concern.words", "concern.review", "concern.about", "checkin.safe", "checkin.send", "staff.pin"):
        assert found[name], name
    for name in ("home.doors", "charter.intro", "call.now", "concern.gate", "help.first", "still_there.page"):
        assert not found[name], name
