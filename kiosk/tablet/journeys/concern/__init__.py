"""Raising a concern (Standards 6.1 and 7.1): gate, promise, questions that can each be left out, own words, Send."""

from __future__ import annotations

from kiosk.tablet.journeys.concern import ending, opening, questions
from kiosk.tablet.journeys.frame import Outcome
from kiosk.tablet.pages import Page
from kiosk.tablet.visit import Event, Visit

_PAGES = {
    "gate": (opening.gate_page, opening.gate),
    "promise": (opening.promise_page, opening.promise),
    "then": (opening.then_page, opening.promise),
    "more": (opening.more_page, opening.promise),
    "name": (questions.name_page, questions.name),
    "others": (ending.others_page, ending.others),
    "pause": (questions.pause_page, questions.pause),
    "pause_again": (questions.pause_page, questions.pause),
    "care": (questions.care_page, questions.care),
    "words": (ending.words_page, ending.words),
    "review": (ending.review_page, ending.reviewing),
    "sent": (ending.sent_page, ending.sent),
}


def concern_page(visit: Visit) -> Page:
    """Whichever page of the concern the person is on."""
    show, _ = _PAGES.get(visit.spot.name, (questions.question_page, questions.asking))
    return show(visit)


def act(visit: Visit, event: Event) -> Outcome:
    """What a touch on that page comes to."""
    _, do = _PAGES.get(visit.spot.name, (questions.question_page, questions.asking))
    return do(visit, event)
