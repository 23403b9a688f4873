"""The questions of a concern, the pauses between them, and the offer of somebody now to whom the harm is great."""

from __future__ import annotations

from msgspec.structs import replace

from kiosk.tablet.journeys.asking import (
    answered,
    asking_page,
    kicker,
    leave_out_action,
    next_action,
    part_of,
    question,
    skip_action,
)
from kiosk.tablet.journeys.concern import way
from kiosk.tablet.journeys.frame import Outcome, chosen, go, heading, page, pressed, say
from kiosk.tablet.pages import Choice, Choices, Page
from kiosk.tablet.visit import Event, Pressed, Spot, Visit

TALK = "talk"  # of concern.support: a talk in private
BY_STAFF = frozenset(("staff", "bank"))  # initiators with whom the ward team may be too close to read it


def suggests_not_ward(visit: Visit) -> bool:
    """Whether a worker is said to be involved: then we suggest that the ward team does not read it (hazard H5). Never chosen for the person."""
    return bool(BY_STAFF & set(visit.draft.chosen("concern.initiator"))) or "C11" in visit.draft.chosen("concern.kinds")


def question_page(visit: Visit) -> Page:
    """The page of the question that the person is at."""
    name = visit.spot.name
    asked = question(visit, f"concern.{name}")
    if asked is None:
        return pause_page(visit)
    advice = "concern.readers.suggest" if name == "readers" and suggests_not_ward(visit) else ""
    given = way.from_review(visit) and bool(visit.draft.chosen(asked.id))
    return asking_page(
        visit,
        asked,
        part_of(visit.spot),
        kicker=kicker(visit, asked, *way.number(visit, name)),
        advice=advice,
        actions=(leave_out_action(visit, given=given), next_action(visit)),
    )


def asking(visit: Visit, event: Event) -> Outcome:
    asked = question(visit, f"concern.{visit.spot.name}")
    if asked is None:
        return go(visit, way.REVIEW), ()
    code = chosen(event, asked.id)
    if code:
        return _with_talk(visit, answered(visit, asked, code)), ()
    if pressed(event) == "take_out":
        return go(replace(visit, draft=visit.draft.with_answer(asked.id, ())), way.REVIEW), ()
    if pressed(event) == "skip":
        return way.to_next_step(visit, visit.spot.name), ()
    if pressed(event) == "next":
        return way.on(visit), ()
    return None


def _with_talk(before: Visit, after: Visit) -> Visit:
    """Whoever has a name to tell is asked nowhere for it (it would be a record about somebody else): they want a private talk, which they can take
    out again."""
    names = way.NAME in after.draft.chosen("concern.initiator")
    wanted = question(after, "concern.support")
    if not names or way.NAME in before.draft.chosen("concern.initiator") or wanted is None:
        return after
    return after if TALK in after.draft.chosen(wanted.id) else answered(after, wanted, TALK)


def name_page(visit: Visit) -> Page:
    """A name is told to a person, not written here."""
    actions = (next_action(visit),)
    return page(
        visit, "reading", heading(visit, "concern.name.title"), say(visit, "concern.name.body"), actions=actions
    )


def name(visit: Visit, event: Event) -> Outcome:
    return (way.on(visit), ()) if pressed(event) == "next" else None


def pause_page(visit: Visit) -> Page:
    """Enough, or more? Nobody has to walk through every question to reach Send."""
    options = (
        Choice("more", say(visit, "concern.pause.more", group="answers"), "onward"),
        Choice("words", say(visit, "concern.pause.words", group="answers"), "write"),
        Choice("send", say(visit, "concern.pause.send", group="answers"), "sent"),
    )
    return page(
        visit,
        "question",
        heading(visit, "concern.pause.title", hint="concern.pause.hint"),
        Choices("pause", options, look="rows"),
        actions=(skip_action(visit),),
    )


def pause(visit: Visit, event: Event) -> Outcome:
    choice = chosen(event, "pause")
    if choice == "more" or pressed(event) == "skip":
        return way.on(visit), ()
    if choice == "words":
        return go(visit, Spot("concern", "words")), ()
    if choice == "send":
        return way.to_send(visit), ()
    return None


def care_page(visit: Visit) -> Page:
    """Somebody now? Asked once, of those who say that the harm is great (domain: self-rated harm)."""
    options = (
        Choice("yes", say(visit, "concern.care.yes", group="answers"), "with_me"),
        Choice("no", say(visit, "concern.care.no", group="answers"), "onward"),
    )
    return page(
        visit,
        "question",
        heading(visit, "concern.care.title", hint="concern.care.hint"),
        Choices("care", options, look="big"),
        actions=(skip_action(visit),),
    )


def care(visit: Visit, event: Event) -> Outcome:
    if chosen(event, "care") == "yes":
        return Pressed(action="call", at=visit.now)
    if chosen(event, "care") == "no" or pressed(event) == "skip":
        return way.on(visit), ()
    return None
