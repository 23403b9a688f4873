"""The way through a concern: which page follows which. Nothing on it has to be answered, and Send is never more than a page or two away.

    gate -> promise -> then -> more -> about -> kinds -> pause -> affected -> initiator -> (name) -> places -> when_day -> when_time -> pause
         -> harm_feelings -> harm_body -> (care) -> support -> words -> may_ask -> helped -> readers -> review -> sent

The gate's answer is kept nowhere. At a pause the person chooses: tell us more, write in own words, or on to Send.
Whoever tells us that something went well is asked where, and for words. From the review page every question can be
reached, answered or not, in any order, and leads back to it.
"""

from __future__ import annotations

from msgspec.structs import replace

from kiosk.tablet.journeys.asking import further, question
from kiosk.tablet.journeys.frame import go, on_top
from kiosk.tablet.visit import Spot, Visit

ASKED = (
    "about",
    "kinds",
    "affected",
    "initiator",
    "places",
    "when_day",
    "when_time",
    "harm_feelings",
    "harm_body",
    "support",
    "may_ask",
    "helped",
    "readers",
)
STEPS = (
    "gate",
    "promise",
    "then",
    "more",
    "about",
    "kinds",
    "pause",
    "affected",
    "initiator",
    "name",
    "places",
    "when_day",
    "when_time",
    "pause_again",
    "harm_feelings",
    "harm_body",
    "care",
    "support",
    "words",
    "may_ask",
    "helped",
    "readers",
    "review",
)
LAST = ("may_ask", "helped", "readers")  # asked after own words: of what becomes of it, not of what happened
NUMBERED = (*ASKED[: -len(LAST)], "words", *LAST)
WENT_WELL = ("about", "places", "words", "helped", "readers")  # all that is asked of somebody who has good news
BEFORE_SEND = ("helped", "readers")  # asked also of whoever goes straight to Send: who knows of it, and who will
GOOD = "W7"
NAME = "name"  # of concern.initiator: there is a name that the person wants to tell somebody, in private
# What follows an answer also where it is given from the review page.
FOLLOWED_BY = {"initiator": NAME, "harm_feelings": "care", "harm_body": "care"}
REVIEW = Spot("concern", "review")
SENT = Spot("concern", "sent")


def good_news(visit: Visit) -> bool:
    """Whether all that the person says is that something went well."""
    return visit.draft.chosen("concern.about") == (GOOD,)


def needs_care(visit: Visit) -> bool:
    """Whether the person rates the harm so that somebody may be wanted now (hazard H4): feelings 2 or 3, body 3."""
    feelings, body = visit.draft.chosen("concern.harm_feelings"), visit.draft.chosen("concern.harm_body")
    return bool({"2", "3"} & set(feelings)) or "3" in body


def asked_here(visit: Visit, name: str) -> bool:
    """Whether this page is on this person's way."""
    if name in ASKED and question(visit, f"concern.{name}") is None:
        return False
    if name == "care":
        return needs_care(visit)
    if name == "name":
        return NAME in visit.draft.chosen("concern.initiator")
    if good_news(visit) and (name in ASKED or name in ("pause", "pause_again")):
        return name in WENT_WELL
    return True


def number(visit: Visit, name: str) -> tuple[int, int]:
    """(which question this is, how many there are on this way)."""
    here = [step for step in NUMBERED if asked_here(visit, step)]
    return (here.index(name) + 1 if name in here else 1), len(here)


def on(visit: Visit, name: str = "") -> Visit:
    """To the page after this one: the next part of the same question, then the next step; from the review page, back to it.

    name: the step to go on from, where it is not the person's own.
    """
    asked = question(visit, f"concern.{visit.spot.name}") if not name else None
    same = further(visit, asked) if asked is not None else None
    return same or to_next_step(visit, name or visit.spot.name)


def to_next_step(visit: Visit, name: str) -> Visit:
    """Past what is left of this step."""
    if REVIEW in visit.trail:
        then = FOLLOWED_BY.get(name)
        return on_top(visit, Spot("concern", then)) if then and asked_here(visit, then) else go(visit, REVIEW)
    after = STEPS[STEPS.index(name) + 1 :] if name in STEPS else ("review",)
    for step in after:
        if asked_here(visit, step):
            return go(visit, Spot("concern", step))
    return go(visit, REVIEW)


def to_send(visit: Visit) -> Visit:
    """To the last things that are asked before Send: whether somebody helps, and who may read it."""
    first = next((name for name in BEFORE_SEND if asked_here(visit, name)), "")
    return go(visit, Spot("concern", first) if first else REVIEW)


def from_review(visit: Visit) -> bool:
    """Whether the person came to this page to change something."""
    return REVIEW in visit.trail and visit.spot != REVIEW


def forget_trail(visit: Visit) -> Visit:
    """The way back once it is sent: nothing that was sent can be changed here."""
    return replace(visit, trail=(visit.trail[0], SENT))
