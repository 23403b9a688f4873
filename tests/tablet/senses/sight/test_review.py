"""The page on which people read through what they will send: whatever they have chosen, nothing lies over anything and nothing leaves the page."""

from __future__ import annotations

import pytest

from kiosk.tablet import journeys, pages, visit
from kiosk.tour import faults
from kiosk.tour.walking import demo_ward
from tests.tablet.journeys.walking import WORKS
from tests.tablet.senses.sight.drawn import SIZES, SMALL, proportions, typesetter

WARD = demo_ward()
QUESTIONS = tuple(question for question in WARD.content.questions if question.multiple) if WARD.content else ()
LONG = 4  # parts of the list that are looked at


def told(answers: int) -> visit.Draft:
    """So many answers to each question that takes more than one, and the ward team chosen where a worker is named."""
    draft = visit.Draft().with_answer("concern.readers", ("with_ward",))
    for question in QUESTIONS:
        draft = draft.with_answer(question.id, tuple(option.code for option in question.options[:answers]))
    return draft


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["en", "ur", "ta", "pl"])
@pytest.mark.parametrize("answers", [3, 18])
def test_however_much_was_chosen_the_rows_hold_it(answers: int, language: str, size: int) -> None:
    reading = pages.Reading(language=language, size=size)
    for part in range(1, LONG + 1):
        trail = (visit.Spot("home", "doors"), visit.Spot("concern", "review", str(part)))
        page = journeys.page(visit.Visit(ward=WARD, reading=reading, link=WORKS, draft=told(answers), trail=trail))
        assert faults.faults_of(page, SMALL, typesetter(SMALL.scale), proportions()) == ()
