"""The one state machine of a staff call, used by the tablet, by the trust and by the model test.

    pressed -> sending -> received -> shown -> accepted -> attended -> reset
    side: not_sent (10 s without the ward system), not_shown (5 s without a live screen), escalated, cancelled (by the caller)

A state only ever claims what is known: "received" means committed at the trust, "shown" means that a live board or relay confirmed it, "accepted"
means that a person did. Times are seconds on the clock of whoever runs the machine; it reads no clock itself.
"""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct

Progress = Literal["sending", "received", "shown", "accepted", "attended", "reset", "cancelled"]
ORDER: tuple[Progress, ...] = ("sending", "received", "shown", "accepted", "attended", "reset")

NOT_SHOWN_AFTER = 5.0  # seconds from received without a live board: say so
NOT_SENT_AFTER = 10.0  # seconds from the press without the ward system: say so, and what to do instead
NOT_ACCEPTED_AFTER = 60.0  # seconds without a person: say so; trying goes on
CANCELLED_STAYS = 120.0  # seconds that staff still see a call which the caller cancelled


class CallError(ValueError):
    """A step that this call cannot take from where it is."""


Kind = Literal["company", "talk", "other", "tablet"]
"""Someone is with the caller; they want to talk; someone else needs help; help with the tablet."""
KINDS: tuple[Kind, ...] = get_args(Kind)
Who = Literal["", "woman", "man", "either"]


class Added(Struct, frozen=True, forbid_unknown_fields=True):
    """What the caller has added to a call that had gone before: nothing of it is ever asked first.

    who: whether a woman or a man should come; "" where that was not said. quiet: come quietly, and let the tablet be silent about the call.
    """

    kinds: Annotated[tuple[Kind, ...], Meta(max_length=len(KINDS))] = ()
    who: Who = ""
    quiet: bool = False


NOTHING = Added()


class Call(Struct, frozen=True):
    """One call as it is known here.

    id: 16 bytes. progress: how far it is known to have come. pressed, received: seconds, received None until it is. by: the role that accepted.
    escalations: how many times it was passed on. added: what the trust is known to hold of what the caller added, as of the message numbered `told`.
    """

    id: bytes
    pressed: float
    progress: Progress = "sending"
    received: float | None = None
    by: str = ""
    escalations: int = 0
    added: Added = NOTHING
    told: int = 0

    @property
    def open(self) -> bool:
        """Somebody may still be waiting."""
        return self.progress not in ("attended", "reset", "cancelled")


def _with(call: Call, **changes: object) -> Call:
    fields = {name: getattr(call, name) for name in call.__struct_fields__}
    return Call(**(fields | changes))


def press(call_id: bytes, at: float) -> Call:
    """A call that was pressed now."""
    return Call(id=call_id, pressed=at)


def advance(call: Call, to: Progress, at: float, *, by: str = "") -> Call:
    """The call once `to` is known. News that comes late or twice changes nothing; steps that were missed are passed over. What was added to it goes
    with its end.

    Raises CallError where the call has ended and `to` would open it again.
    """
    if to == "cancelled":
        return call if not call.open else _with(call, progress="cancelled", added=NOTHING)
    if call.progress == "cancelled":
        # Staff may accept or attend a call in the two minutes that they still see it; for the caller it stays cancelled.
        if to in ("sending", "received", "shown", "accepted", "attended", "reset"):
            return call
        raise CallError(f"a cancelled call cannot become {to}")
    if ORDER.index(to) <= ORDER.index(call.progress):
        return call
    received = call.received if call.received is not None or to == "sending" else at
    added = call.added if to in ("sending", "received", "shown", "accepted") else NOTHING
    return _with(call, progress=to, received=received, by=by or call.by, added=added)


def escalate(call: Call) -> Call:
    """The call once it was passed on for want of a person."""
    return _with(call, escalations=call.escalations + 1) if call.open else call


def tell(call: Call, added: Added, number: int) -> Call:
    """The call once the trust holds what its caller added by the message of this number. An earlier one that comes late or twice changes nothing,
    and to a call that has ended nothing is added."""
    return _with(call, added=added, told=number) if call.open and number > call.told else call


Warning_ = Literal["", "not_sent", "not_shown", "not_accepted"]


def warning(call: Call, now: float) -> Warning_:
    """What the caller must be told is missing, if anything: the worst first."""
    if not call.open or call.progress == "accepted":
        return ""
    # Compared as `next_warning` adds: with "now - pressed" a rounding could leave the words of a lost call unchanged for good.
    if call.progress == "sending":
        return "not_sent" if now >= call.pressed + NOT_SENT_AFTER else ""
    if call.progress == "received" and call.received is not None and now >= call.received + NOT_SHOWN_AFTER:
        return "not_shown"
    return "not_accepted" if now >= call.pressed + NOT_ACCEPTED_AFTER else ""


def next_warning(call: Call, now: float) -> float | None:
    """When `warning` will next change by itself: a time on the same clock, or None."""
    if not call.open or call.progress == "accepted":
        return None
    if call.progress == "sending":
        moment = call.pressed + NOT_SENT_AFTER
    elif call.progress == "received" and call.received is not None:
        moment = call.received + NOT_SHOWN_AFTER
    else:
        moment = call.pressed + NOT_ACCEPTED_AFTER
    return moment if moment > now else None
