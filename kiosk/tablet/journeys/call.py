"""Staff call as the caller sees it: only what is known, and what to do while it is not known that somebody comes.

The states are those of `kiosk.callstate`; this page never says more than they do, and never that help is coming.
"""

from __future__ import annotations

from msgspec.structs import replace

from kiosk import callstate
from kiosk.tablet.journeys.frame import Outcome, Turn, action, go, page, paired, pictured, pressed, say
from kiosk.tablet.pages import Block, Page, Picture, Stage, Status
from kiosk.tablet.visit import Call, CallChanged, CancelCall, Effect, Event, Spot, TouchOff, Visit

NOW = Spot("call", "now")
AGAIN = 3.0  # seconds in which a second touch on Call staff is the same call (a trembling hand)
_STAGES = (("tablet", "tablet"), ("system", "bell"), ("staff", "worker"))
_INSTEAD = (("callpoint", "callpoint"), ("shout", "shout"), ("office", "office"))
_REACHED = {"sending": 0, "received": 1, "shown": 1, "accepted": 2, "attended": 2}


def press(visit: Visit) -> Turn:
    """Call staff was pressed, anywhere. One touch is one call; a call that still rings is not placed twice, one that was accepted is called again."""
    effects: tuple[Effect, ...] = ()
    staff = visit.staff
    if staff.cleaning_until > visit.now:  # whoever wipes the glass and needs staff can use the whole page again
        effects, staff = (TouchOff(0.0),), replace(staff, cleaning_until=0.0)
    called = go(replace(visit, warned=None, staff=staff), NOW)
    if _rings(visit):
        return called, effects
    return replace(called, call=None, calling=visit.now), (*effects, Call())


def _rings(visit: Visit) -> bool:
    """Whether a call is on its way for which nobody has accepted, or was placed a moment ago."""
    if visit.calling is not None and visit.now - visit.calling < AGAIN:
        return True
    call = visit.call
    if call is None or not call.open:
        return False
    return call.progress != "accepted" or visit.now - call.pressed < AGAIN


def news(visit: Visit, event: CallChanged) -> Visit:
    """The call went on, or there is none any more. One that this window did not place was placed in the one before: its page is what is wanted."""
    if visit.call is None and visit.calling is None and event.call is not None and event.call.open:
        visit = go(visit, NOW)
    calling = visit.calling if event.call is None and visit.call is None else None
    return replace(visit, call=event.call, calling=calling, call_news=visit.now)


def known(visit: Visit) -> callstate.Call | None:
    """The call as it is known here: from the press on, before the rest of the tablet has said anything of it."""
    if visit.call is not None:
        return visit.call
    return None if visit.calling is None else callstate.press(b"", visit.calling)


def call_page(visit: Visit) -> Page:
    """How far the call has come."""
    call = known(visit)
    if call is None:
        return page(visit, "status", Status("status", say(visit, "call.none.title"), say(visit, "call.none.detail")))
    cancel = (action(visit, "cancel_call", "cross"),) if call.open else ()
    return page(visit, "status", *_blocks(visit, call), actions=cancel)


def _blocks(visit: Visit, call: callstate.Call) -> tuple[Block, ...]:
    warning = callstate.warning(call, visit.now)
    if call.progress == "sending" and not paired(visit):
        return _not_sent(visit, "call.unpaired")
    if warning == "not_sent":
        return _not_sent(visit, "call.not_sent")
    state = f"call.{'lost' if _lost(visit, call) else warning or call.progress}"
    detail = say(visit, f"{state}.detail")
    status = Status("status", say(visit, f"{state}.title"), detail, stages=_stages(visit, call))
    return (status, say(visit, "call.escalated")) if call.escalations and call.open and not call.by else (status,)


def _lost(visit: Visit, call: callstate.Call) -> bool:
    """Whether the ward system was last heard too long ago to say that nobody has answered: somebody may have, and this page would not change."""
    return call.progress in ("received", "shown") and not visit.link.calls


def _not_sent(visit: Visit, words: str) -> tuple[Block, ...]:
    """What to do instead, as large as the news itself (hazard H1)."""
    cards = tuple(
        Picture(
            f"instead.{name}",
            picture,
            alt=pictured(visit, picture, f"instead.{name}.picture", beside=words),
            caption=words,
            look="card",
        )
        for name, picture, words in ((name, picture, say(visit, f"call.instead.{name}")) for name, picture in _INSTEAD)
    )
    status = Status(
        "status", say(visit, f"{words}.title"), say(visit, f"{words}.detail"), tone="not_sent", picture="broken"
    )
    return (status, *cards, say(visit, "call.emergency"))


def _stages(visit: Visit, call: callstate.Call) -> tuple[Stage, ...]:
    """This tablet, the ward system, staff. Nothing is reached by a call that has ended: the way is not shown for it."""
    at = _REACHED.get(call.progress)
    if at is None:
        return ()
    names = ["screen" if name == "system" and call.progress == "shown" else name for name, _ in _STAGES]
    return tuple(
        Stage(
            name,
            say(visit, f"call.stage.{label}"),
            picture,
            reached=index <= at and at > 0,
            now=index == at,
        )
        for index, ((name, picture), label) in enumerate(zip(_STAGES, names, strict=True))
    )


def act(visit: Visit, event: Event) -> Outcome:
    """The caller no longer wants it."""
    call = known(visit)
    if pressed(event) == "cancel_call" and call is not None and call.open:
        cancelled = callstate.advance(call, "cancelled", visit.now)
        return replace(visit, call=cancelled, calling=None), (CancelCall(),)
    return None


def next_change(visit: Visit) -> float | None:
    """When the page will say something else by itself (`callstate.next_warning`)."""
    call = known(visit)
    return None if call is None else callstate.next_warning(call, visit.now)
