"""A visit is one immutable value: answers come and go, and nothing of it can be changed in place."""

import pytest

from kiosk.tablet import editing
from kiosk.tablet.visit import Draft, Spot
from tests.tablet.journeys.walking import Person


def test_a_page_is_named_after_its_spot() -> None:
    assert Spot("charter", "intro").page == "charter.intro"
    assert Spot("charter", "clause", "one_no").page == "charter.clause.one_no"


def test_an_answer_replaces_the_one_before_and_an_empty_one_takes_it_away() -> None:
    draft = Draft().with_answer("concern.about", ("W1",)).with_answer("concern.places", ("bedroom",))
    assert draft.with_answer("concern.about", ("W2",)).chosen("concern.about") == ("W2",)
    assert draft.with_answer("concern.about", ()).answers == (("concern.places", ("bedroom",)),)
    assert draft.chosen("concern.kinds") == ()


def test_sending_one_journey_leaves_the_answers_of_another() -> None:
    draft = (
        Draft(words=editing.Entry("words", 5))
        .with_answer("concern.about", ("W1",))
        .with_answer("checkin.safe", ("yes",))
    )
    assert draft.without("checkin").chosen("concern.about") == ("W1",)
    assert draft.without("checkin").words.value == "words"
    assert draft.without("concern").chosen("checkin.safe") == ("yes",)
    assert draft.without("concern").words == editing.Entry()


def test_a_visit_cannot_be_changed_in_place() -> None:
    with pytest.raises(AttributeError):
        Person().visit.typed = True  # type: ignore[misc]
