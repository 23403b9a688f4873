"""The check-in: who I am, how safe I feel from sexual harm, whether I could tell somebody (the aim of the Sexual Safety
Collaborative, Standard 2.1); then, for whoever likes, whether it is better or worse, reasons and places.

Two touches say how safe I feel, and a third sends: from there on every page has Send. Each question can be left out,
and nothing goes before Send. After a low answer: staff, telling us more, help from outside, or nothing.
"""

from __future__ import annotations

from msgspec.structs import replace

from kiosk import records, wardpack
from kiosk.tablet.journeys import review, sending
from kiosk.tablet.journeys.asking import (
    answered,
    asking_page,
    further,
    in_easy_form,
    kicker,
    leave_out_action,
    next_action,
    part_of,
    question,
)
from kiosk.tablet.journeys.frame import HOME, Outcome, Turn, action, chosen, go, heading, on_top, page, pressed, say
from kiosk.tablet.pages import Action, Choice, Choices, Page
from kiosk.tablet.visit import UNNAMED, Event, Pressed, Seal, Spot, Visit

FIRST = ("who", "safe")
QUESTIONS = (*FIRST, "tell", "change", "reasons", "places")
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
    if name == "sent":
        return _sent_page(visit)
    asked = _asked(visit) if name != "send" else None
    return _review_page(visit) if asked is None else _question_page(visit, asked)


def _asked(visit: Visit) -> wardpack.Question | None:
    """The question of this page: the one that it is named for or, where the ward does not ask that one, the first after it."""
    rest = QUESTIONS[QUESTIONS.index(visit.spot.name) :]
    return next((found for name in rest if (found := question(visit, f"checkin.{name}")) is not None), None)


def _question_page(visit: Visit, asked: wardpack.Question) -> Page:
    here = [name for name in QUESTIONS if question(visit, f"checkin.{name}") is not None]
    number, total = here.index(_name(asked)) + 1, len(here)
    one = say(visit, "asking.number", {"number": number, "total": total})  # the hint says to touch one
    line = kicker(visit, asked, number, total) if asked.multiple else one
    return asking_page(visit, asked, part_of(visit.spot), kicker=line, actions=_actions(visit, asked))


def _name(asked: wardpack.Question) -> str:
    return asked.id.removeprefix("checkin.")


def _actions(visit: Visit, asked: wardpack.Question) -> tuple[Action, ...]:
    """Ways on. Once there is something to send there are two on most pages, each in one place: Skip or Next, and Send, which stays on all parts.
    Neither is the main one: that is what More stands in for."""
    given, changing = bool(visit.draft.chosen(asked.id)), REVIEW in visit.trail
    if _name(asked) in FIRST:
        rather_not = action(visit, "skip", "skip", label="action.rather_not_say")
        return (rather_not, next_action(visit)) if given else (rather_not,)
    leave_out = leave_out_action(visit, given=given and changing)
    if changing or not _rows(visit):
        return (leave_out, next_action(visit)) if given or asked.multiple else (leave_out,)
    onward = (action(visit, "next", "onward"),) if given else ()
    kept = given and asked.multiple  # an answer of several is taken back by a touch
    send = replace(action(visit, "send", "sent"), stays=True)
    return (*(() if kept else (leave_out,)), *onward, send)


def _rows(visit: Visit) -> tuple[Choice, ...]:
    """What would be sent."""
    return review.rows(visit, tuple(f"checkin.{name}" for name in QUESTIONS))


def _review_page(visit: Visit) -> Page:
    shown = review.parts(_rows(visit))
    part = min(part_of(visit.spot), len(shown) - 1)
    if not shown[part]:
        return page(visit, "question", heading(visit, "checkin.nothing.title"), say(visit, "checkin.nothing.hint"))
    last = part == len(shown) - 1
    return page(
        visit,
        "question",
        heading(visit, "checkin.send.title", kicker=say(visit, "review.not_sent"), hint="review.hint"),
        Choices("review", shown[part], look="rows"),
        actions=(action(visit, "send", "sent", main=True) if last else next_action(visit),),
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
    name = visit.spot.name
    if name == "sent":
        return _after(visit, event)
    content = visit.ward.content
    if pressed(event) == "send" and content is not None:
        return _send(visit, content)
    asked = _asked(visit) if name != "send" else None
    return _reviewing(visit, event) if asked is None else _asking(visit, event, asked)


def _asking(visit: Visit, event: Event, asked: wardpack.Question) -> Outcome:
    code, name = chosen(event, asked.id), _name(asked)
    if code and asked.multiple:
        return answered(visit, asked, code), ()
    if code:
        fresh = replace(visit, draft=visit.draft.with_answer(asked.id, ()))
        return _on(answered(fresh, asked, code), name), ()
    if pressed(event) in ("skip", "take_out"):
        unsaid = (review.UNSAID,) if name == "who" else ()
        return _on(replace(visit, draft=visit.draft.with_answer(asked.id, unsaid)), name), ()
    if pressed(event) == "next":
        return further(visit, asked) or _on(visit, name), ()
    return None


def _on(visit: Visit, name: str) -> Visit:
    """To the question after this one that the ward asks; from the review page, back to it."""
    if REVIEW not in visit.trail:
        for later in QUESTIONS[QUESTIONS.index(name) + 1 :]:
            if question(visit, f"checkin.{later}") is not None:
                return go(visit, Spot("checkin", later))
    return go(visit, REVIEW)


def _reviewing(visit: Visit, event: Event) -> Outcome:
    row = chosen(event, "review")
    if row:
        return on_top(visit, Spot("checkin", review.question_of(row).removeprefix("checkin."))), ()
    if pressed(event) == "next":
        return go(visit, replace(REVIEW, item=str(part_of(visit.spot) + 2))), ()
    return None


def _send(visit: Visit, content: wardpack.Content) -> Turn:
    record = check_in(visit, content)
    low = any(code in LOW.get(name, ()) for name, codes in visit.draft.answers for code in codes)
    sent = replace(visit, draft=visit.draft.without("checkin"), trail=(HOME, SENT), low=low)
    return sending.begun(sent), (Seal(record=record),)


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

    def codes(name: str) -> tuple[str, ...]:
        return visit.draft.chosen(f"checkin.{name}")

    def one(name: str) -> str | None:
        return next(iter(codes(name)), None)

    scale = question(visit, "checkin.safe")
    easy = scale is not None and in_easy_form(visit, scale)
    return records.CheckIn(
        id=UNNAMED,
        ward=content.ward,
        questions=content.questions_version,
        who=one("who"),
        safe=one("safe"),
        tell=one("tell"),
        change=one("change"),
        reasons=codes("reasons"),
        places=codes("places"),
        form="easy" if easy else "plain",
        quick=visit.now - visit.begun < QUICK,
    )
