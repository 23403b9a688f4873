"""The check-in: who I am, how safe I feel from sexual harm, whether I could tell somebody (the aim of the Sexual Safety
Collaborative, Standard 2.1).

One touch an answer, each can be left out, and nothing goes before Send. After a low answer: staff, telling us more,
help from outside, or nothing.
"""

from __future__ import annotations

from msgspec.structs import replace

from kiosk import records, wardpack
from kiosk.tablet.journeys import review, sending
from kiosk.tablet.journeys.asking import answered, asking_page, in_easy_form, next_action, question
from kiosk.tablet.journeys.frame import HOME, Outcome, action, chosen, go, heading, on_top, page, pressed, say
from kiosk.tablet.pages import Choice, Choices, Page
from kiosk.tablet.visit import UNNAMED, Event, Pressed, Seal, Spot, Visit

QUESTIONS = ("who", "safe", "tell")
QUICK = 5.0  # seconds: an answer given faster is kept and flagged, never blocked
LOW = {"checkin.safe": ("not_really", "no"), "checkin.tell": ("no",)}
REVIEW = Spot("checkin", "send")
SENT = Spot("checkin", "sent")
AFTER = {
    "call": "staff",
    "tell": "tell",
    "help": "people",
    "nothing": "nothing_now",
}


def checkin_page(visit: Visit) -> Page:
    """Whichever page of the check-in the person is on."""
    name = visit.spot.name
    if name == "send":
        return _review_page(visit)
    if name == "sent":
        return _sent_page(visit)
    asked = _asked(visit)
    if asked is None:
        return _review_page(visit)
    index = QUESTIONS.index(name)
    kicker = say(visit, "asking.number", {"number": index + 1, "total": len(QUESTIONS)})
    rather_not = action(visit, "skip", "skip", label="action.rather_not_say")
    actions = (rather_not, next_action(visit)) if visit.draft.chosen(asked.id) else (rather_not,)
    return asking_page(visit, asked, 0, kicker=kicker, actions=actions)


def _asked(visit: Visit) -> wardpack.Question | None:
    return question(visit, f"checkin.{visit.spot.name}")


def _review_page(visit: Visit) -> Page:
    found = review.rows(visit, tuple(f"checkin.{name}" for name in QUESTIONS))
    if not found:
        return page(visit, "question", heading(visit, "checkin.nothing.title"), say(visit, "checkin.nothing.hint"))
    return page(
        visit,
        "question",
        heading(visit, "checkin.send.title", kicker=say(visit, "review.not_sent"), hint="review.hint"),
        Choices("review", found, look="rows"),
        actions=(action(visit, "send", "sent", main=True),),
        private=True,
    )


def _sent_page(visit: Visit) -> Page:
    finish = action(visit, "finish", "tick", main=True)
    if not visit.low or visit.submission_state == "failed":
        return page(visit, "status", sending.status(visit, "checkin"), actions=(finish,))
    options = tuple(
        Choice(name, say(visit, f"checkin.after.{name}", group="answers"), picture) for name, picture in AFTER.items()
    )
    return page(
        visit,
        "question",
        heading(visit, "checkin.after.title", kicker=sending.line(visit), hint="checkin.after.hint"),
        Choices("after", options, look="tiles"),
        actions=(finish,),
    )


def act(visit: Visit, event: Event) -> Outcome:
    """An answer, a way on, Send, or what to do after it."""
    if visit.spot.name == "sent":
        return _after(visit, event)
    if visit.spot.name == "send":
        return _reviewing(visit, event)
    asked = _asked(visit)
    if asked is None:
        return go(visit, REVIEW), ()
    code = chosen(event, asked.id)
    if code:
        fresh = replace(visit, draft=visit.draft.with_answer(asked.id, ()))
        return _on(answered(fresh, asked, code)), ()
    if pressed(event) == "skip":
        unsaid = (review.UNSAID,) if visit.spot.name == "who" else ()
        return _on(replace(visit, draft=visit.draft.with_answer(asked.id, unsaid))), ()
    if pressed(event) == "next":
        return _on(visit), ()
    return None


def _on(visit: Visit) -> Visit:
    """To the next question that the ward asks; from the review page, back to it."""
    if REVIEW in visit.trail:
        return go(visit, REVIEW)
    for name in QUESTIONS[QUESTIONS.index(visit.spot.name) + 1 :]:
        if question(visit, f"checkin.{name}") is not None:
            return go(visit, Spot("checkin", name))
    return go(visit, REVIEW)


def _reviewing(visit: Visit, event: Event) -> Outcome:
    name = chosen(event, "review")
    if name:
        return on_top(visit, Spot("checkin", name.removeprefix("checkin."))), ()
    content = visit.ward.content
    if pressed(event) == "send" and content is not None:
        record = check_in(visit, content)
        low = any(code in LOW.get(name, ()) for name, codes in visit.draft.answers for code in codes)
        sent = replace(visit, draft=visit.draft.without("checkin"), trail=(HOME, SENT), low=low)
        return sending.begun(sent), (Seal(record=record),)
    return None


def _after(visit: Visit, event: Event) -> Outcome:
    name = chosen(event, "after")
    if name == "call":
        return Pressed(action="call", at=visit.now)
    if name == "tell":
        return replace(go(visit, Spot("concern", "gate")), begun=visit.now), ()
    if name == "help":
        return go(visit, Spot("help", "first")), ()
    if name == "nothing" or pressed(event) == "finish":
        return Pressed(action="leave", at=visit.now)
    return None


def check_in(visit: Visit, content: wardpack.Content) -> records.CheckIn:
    """The record of what was answered. form: that of the scale which was really shown."""

    def one(name: str) -> str | None:
        codes = visit.draft.chosen(f"checkin.{name}")
        return codes[0] if codes else None

    scale = question(visit, "checkin.safe")
    easy = scale is not None and in_easy_form(visit, scale)
    return records.CheckIn(
        id=UNNAMED,
        ward=content.ward,
        questions=content.questions_version,
        who=one("who"),
        safe=one("safe"),
        tell=one("tell"),
        form="easy" if easy else "plain",
        quick=visit.now - visit.begun < QUICK,
    )
