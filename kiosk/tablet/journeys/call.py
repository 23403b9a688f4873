"""Staff call as the caller sees it: only what is known, and what to do while it is not known that somebody comes.

The states are those of `kiosk.callstate`; this page never says more than they do, and never that help is coming.
"""

from __future__ import annotations

from msgspec.structs import replace

from kiosk import callstate
from kiosk.tablet.journeys import telling
from kiosk.tablet.journeys.frame import Outcome, Turn, go, page, paired, pictured, pressed
from kiosk.tablet.pages import Block, Page, Picture, Stage, Status
from kiosk.tablet.visit import AddToCall, Call, CallChanged, CancelCall, Effect, Event, Spot, TouchOff, Visit

NOW = Spot("call", "now")
AGAIN = 3.0  # seconds in which a second touch on Call staff is the same call (a trembling hand)
_STAGES = (("tablet", "tablet"), ("system", "bell"), ("staff", "worker"))
_INSTEAD = (("callpoint", "callpoint"), ("shout", "shout"), ("office", "office"))
_say = telling.words  # every word here is about the call
_REACHED = {"sending": 0, "received": 1, "shown": 1, "accepted": 2, "attended": 2}


def press(visit: Visit) -> Turn:
    """Call staff was pressed, anywhere. One touch is one call; a call that still rings is not placed twice, one that was accepted is called again.

    What somebody has added to a call for which nobody came is added to the next one.
    """
    effects: tuple[Effect, ...] = ()
    staff = visit.staff
    if staff.cleaning_until > visit.now:  # whoever wipes the glass and needs staff can use the whole page again
        effects, staff = (TouchOff(0.0),), replace(staff, cleaning_until=0.0)
    called = go(replace(visit, warned=None, staff=staff), NOW)
    if _rings(visit):
        return called, effects
    again = visit.call is not None and visit.call.open and not visit.added_before
    added = visit.added if again else callstate.NOTHING
    more = () if added == callstate.NOTHING else (AddToCall(added),)
    after = replace(called, call=None, calling=visit.now, added=added, added_before=False)
    return after, (*effects, Call(), *more)


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
        visit = telling.taken_up(go(visit, NOW), event.call)
    calling = visit.calling if event.call is None and visit.call is None else None
    return telling.kept(replace(visit, call=event.call, calling=calling, call_news=visit.now))


def known(visit: Visit) -> callstate.Call | None:
    """The call as it is known here: from the press on, before the rest of the tablet has said anything of it."""
    if visit.call is not None:
        return visit.call
    return None if visit.calling is None else callstate.press(b"", visit.calling)


def call_page(visit: Visit) -> Page:
    """How far the call has come, or what may be added to it."""
    call = known(visit)
    if call is None:
        none = Status("status", _say(visit, "call.none.title"), _say(visit, "call.none.detail"))
        return page(visit, "status", none)
    if visit.spot == telling.TELL:
        return telling.for_eyes(visit, telling.tell_page(visit, call))
    warning = telling.warning(visit, call)
    # Where nothing can be sent now, what to do instead stands there alone.
    more = (telling.button(visit, "tell_more", "message"),) if telling.may_tell(visit) and warning != "lost" else ()
    cancel = (telling.button(visit, "cancel_call", "cross"),) if call.open else ()
    made = page(visit, "status", *_blocks(visit, call, warning), actions=(*more, *cancel))
    return telling.for_eyes(visit, made)


def _blocks(visit: Visit, call: callstate.Call, warning: str) -> tuple[Block, ...]:
    if call.progress == "sending" and not paired(visit):
        return _not_sent(visit, "call.unpaired")
    if warning == "not_sent":
        return _not_sent(visit, "call.not_sent")
    state = f"call.{warning or call.progress}"
    title, detail = _say(visit, f"{state}.title"), _say(visit, f"{state}.detail")
    status = Status("status", title, detail, stages=_stages(visit, call))
    passed_on = call.escalations and call.open and not call.by
    return (status, _say(visit, "call.escalated")) if passed_on else (status,)


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
        for name, picture, words in ((name, picture, _say(visit, f"call.instead.{name}")) for name, picture in _INSTEAD)
    )
    status = Status(
        "status", _say(visit, f"{words}.title"), _say(visit, f"{words}.detail"), tone="not_sent", picture="broken"
    )
    return (status, *cards, _say(visit, "call.emergency"))


def _stages(visit: Visit, call: callstate.Call) -> tuple[Stage, ...]:
    """This tablet, the ward system, staff. Nothing is reached by a call that has ended: the way is not shown for it."""
    at = _REACHED.get(call.progress)
    if at is None:
        return ()
    names = ["screen" if name == "system" and call.progress == "shown" else name for name, _ in _STAGES]
    return tuple(
        Stage(
            name,
            _say(visit, f"call.stage.{label}"),
            picture,
            reached=index <= at and at > 0,
            now=index == at,
        )
        for index, ((name, picture), label) in enumerate(zip(_STAGES, names, strict=True))
    )


def act(visit: Visit, event: Event) -> Outcome:
    """The caller no longer wants it, or wants to say more."""
    call = known(visit)
    if visit.spot == telling.TELL:
        return telling.act(visit, event, NOW)
    if pressed(event) == "tell_more":
        return go(visit, telling.TELL), ()
    if pressed(event) == "cancel_call" and call is not None and call.open:
        cancelled = callstate.advance(call, "cancelled", visit.now)
        return telling.kept(replace(visit, call=cancelled, calling=None)), (CancelCall(),)
    return None


def next_change(visit: Visit) -> float | None:
    """When the page will say something else by itself (`callstate.next_warning`)."""
    call = known(visit)
    return None if call is None else callstate.next_warning(call, visit.now)
