"""Before the first question: whether somebody is in danger now, and what we promise and cannot promise (hazards H4 and H6, Standard 1.2).

The gate's answer is kept nowhere: "yes" places a staff call, which says nothing of why, and "no" goes on.
"""

from __future__ import annotations

from kiosk.tablet.journeys.concern.way import on
from kiosk.tablet.journeys.frame import Outcome, action, chosen, heading, home, page, pictured, pressed, say
from kiosk.tablet.pages import Choice, Choices, Page, Picture
from kiosk.tablet.visit import Event, Pressed, Visit

PROMISE = (("readers", "readers"), ("cannot", "hide"), ("noname", "noname"))
THEN = (("act", "act"), ("later", "later"), ("next", "reply"))
MORE = (("stop", "pause"), ("trace", "board"), ("seen", "tablet"), ("helped", "people"), ("spare", "lock"))


def gate_page(visit: Visit) -> Page:
    options = (
        Choice("yes", say(visit, "concern.gate.yes", group="answers"), "staff"),
        Choice("no", say(visit, "concern.gate.no", group="answers"), "onward"),
    )
    return page(
        visit,
        "question",
        heading(visit, "concern.gate.title", hint="concern.gate.hint"),
        Choices("gate", options, look="big"),
        actions=(action(visit, "skip", "skip", label="action.rather_not_say"),),
    )


def gate(visit: Visit, event: Event) -> Outcome:
    answer = chosen(event, "gate")
    if answer == "yes":
        return Pressed(action="call", at=visit.now)
    if answer == "no" or pressed(event) == "skip":
        return on(visit), ()
    return None


def promise_page(visit: Visit) -> Page:
    """The first of three pages: who reads it, who cannot, and what we cannot promise about names."""
    return _points_page(visit, PROMISE, "promise.title")


def then_page(visit: Visit) -> Page:
    """The second: when we may have to act, that nobody watches, what happens next and when."""
    return _points_page(visit, THEN, "promise.more.title")


def more_page(visit: Visit) -> Page:
    """The third: you can stop, what our own computer could see, who can see the tablet, writing with help, the keys kept in case others are lost."""
    return _points_page(visit, MORE, "promise.last.title")


def _points_page(visit: Visit, points: tuple[tuple[str, str], ...], title: str) -> Page:
    blocks = tuple(
        Picture(
            f"promise.{name}",
            picture,
            alt=pictured(visit, picture, f"promise.{name}.picture", beside=lead),
            lead=lead,
            caption=say(visit, f"promise.{name}.body"),
            look="point",
        )
        for name, picture, lead in ((name, picture, say(visit, f"promise.{name}.lead")) for name, picture in points)
    )
    actions = (action(visit, "not_now"), action(visit, "carry_on", "onward", main=True))
    return page(visit, "reading", heading(visit, title), *blocks, actions=actions)


def promise(visit: Visit, event: Event) -> Outcome:
    if pressed(event) == "carry_on":
        return on(visit), ()
    if pressed(event) == "not_now":
        return home(visit), ()
    return None
