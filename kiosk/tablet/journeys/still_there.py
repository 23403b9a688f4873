"""Rest: after a minute without anybody, "are you still there?"; without an answer, the visit is cleared (WCAG 2.2.1).

The warning keeps every answer, can be put off any number of times, and begins anew with each touch on it. While a call
for staff is on its way there is none. At home, with nothing begun, nobody is asked: what is left of the last person is
cleared, and the ward's way of reading comes back.
"""

from __future__ import annotations

from msgspec.structs import replace

from kiosk.tablet.journeys.frame import Outcome, chosen, go, page, pressed, say
from kiosk.tablet.pages import Block, Choice, Choices, Page, Status, Timer
from kiosk.tablet.visit import Event, Pressed, Spot, Visit

READING = Spot("reading", "choices")
CODE = Spot("code", "show")
LARGE = 140  # per cent
WARN_AFTER = 60.0  # seconds without a touch or speech
COPYING = 180.0  # seconds without a touch while a return code is shown: it takes that long to write it down
STAYS = 45.0  # seconds that the warning stays; WCAG 2.2.1 asks for 20
ACCEPTED_LONG = 600.0  # seconds after which an accepted call no longer keeps what somebody had begun on the screen


def rests_from(visit: Visit) -> float | None:
    """Since when nobody is known to be here; None while a call keeps the page."""
    call = visit.call
    if visit.calling is not None:
        return max(visit.touched, visit.calling + ACCEPTED_LONG)
    if call is not None and call.open:
        return max(visit.touched, visit.call_news + ACCEPTED_LONG) if call.progress == "accepted" else None
    return visit.touched


def warns_after(visit: Visit) -> float:
    """Seconds of rest after which the question comes up."""
    return COPYING if visit.spot == CODE and not visit.code.hidden else WARN_AFTER


def at_home(visit: Visit) -> bool:
    """Nothing is begun that a person could lose."""
    begun = visit.draft.answers or visit.draft.words.value or visit.mailbox.words.value
    return len(visit.trail) == 1 and not begun


def untouched(visit: Visit) -> bool:
    """At home, and nothing is left of anybody: neither their way of reading nor what they sent or typed."""
    traces = visit.typed or visit.submission_state != "none" or visit.reading != visit.ward.start
    return at_home(visit) and not traces


def next_moment(visit: Visit) -> float | None:
    """When rest will next change something: the warning, a second of it, its end."""
    since = rests_from(visit)
    if since is None:
        return None
    if visit.warned is not None:
        second = int(visit.now - visit.warned) + 1
        moment = visit.warned + second
        # Seconds are counted from the warning; a moment that rounding puts at now is the one after it.
        return min(visit.warned + STAYS, moment if moment > visit.now else moment + 1.0)
    if untouched(visit):
        return None
    return since + warns_after(visit)


def rested(visit: Visit) -> Visit | Pressed:
    """What the time that has passed comes to: nothing, the warning, the ward's way of reading, or leaving."""
    since = rests_from(visit)
    if since is None:
        return replace(visit, warned=None)
    if visit.warned is not None:
        return Pressed(action="leave", at=visit.now) if visit.now >= visit.warned + STAYS else visit
    if visit.now < since + warns_after(visit):
        return visit
    if at_home(visit):
        return visit if untouched(visit) else Pressed(action="leave", at=visit.now)
    return replace(visit, warned=visit.now)


def warning_page(visit: Visit) -> Page:
    """Are you still there?"""
    warned = visit.warned if visit.warned is not None else visit.now
    left = min(STAYS, max(0.0, STAYS - (visit.now - warned)))
    options = (
        Choice("keep", say(visit, "still_there.keep", group="answers"), "tick"),
        Choice("clear", say(visit, "still_there.clear", group="answers"), "leave"),
    )
    unsent = bool(visit.draft.answers or visit.draft.words.value or visit.mailbox.words.value)
    loss = say(visit, "still_there.unsent" if unsent else "still_there.nothing")
    seconds = say(visit, "still_there.left", {"seconds": round(left)})
    status = Status("status", say(visit, "still_there.title"), seconds, picture="later")
    timer = Timer("rest", loss, total=STAYS, left=left)
    answers = Choices("still_there", options, look="big")
    # Large letters may need a second part: "yes" has to be on the first.
    blocks: tuple[Block, ...] = (status, timer, answers) if visit.reading.size < LARGE else (status, answers, timer)
    return page(visit, "status", *blocks, name="still_there.page")


def act(visit: Visit, event: Event) -> Outcome:
    """Yes or no. Back is yes, and so is wanting to read it in another way."""
    if pressed(event) == "reading":
        return go(replace(visit, warned=None, touched=visit.now), READING), ()
    if chosen(event, "still_there") == "keep" or pressed(event) == "back":
        return replace(visit, warned=None, touched=visit.now), ()
    if chosen(event, "still_there") == "clear":
        return Pressed(action="leave", at=visit.now)
    return None
