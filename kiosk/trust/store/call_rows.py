"""Queries on staff calls. Each step is decided inside its transaction by the one state machine, so the table is the truth for everybody.

What a caller has added stands in the row of the call alone, for as long as the call does: no event tells of it, and with the call's end it goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Row, and_, exists, func, insert, or_, select, update

from kiosk import callstate, wardpack
from kiosk.trust.store import tables
from kiosk.trust.store.database import insert_once

_STANDING: tuple[callstate.Progress, ...] = ("received", "shown", "accepted", "attended")
_OPEN: tuple[callstate.Progress, ...] = ("received", "shown", "accepted")
NOTHING_ADDED: Mapping[str, object] = {"told": 0, "kinds": "", "who": "", "quiet": False}
"""What the columns of what was added hold before the caller adds anything, and once the call has ended."""


class CallRow(Struct, frozen=True):
    """A call as it is committed. pressed, received, progress_at: seconds since 1970, by the trust's clock. by: the role that accepted, or "".

    escalations: the number of the last step of passing on that was taken, 0 before the first. passed_to: whom that step goes to. also_on: codes of
    other wards that see the call since (wardpack.EVERYWHERE: all). added: what the caller has added, told: by the message of this number.
    """

    id: bytes
    tablet: str
    ward: str
    place: str
    pressed: float
    received: float
    progress: callstate.Progress
    progress_at: float
    by: str = ""
    escalations: int = 0
    test: bool = False
    passed_to: str = ""
    also_on: tuple[str, ...] = ()
    added: callstate.Added = callstate.NOTHING
    told: int = 0

    def seen_on(self, ward: str) -> bool:
        """Whether staff of this ward see the call."""
        return wardpack.seen_on(ward, self.ward, self.also_on)


class LastTest(Struct, frozen=True):
    """The latest test call of a tablet. received: seconds since 1970. over: it was ended. shown: a screen on the ward had it."""

    tablet: str
    received: float
    over: bool
    shown: bool


class NoSuchCall(LookupError):
    """There is no call of this id, or it belongs to another tablet."""


def _ms(seconds: float) -> int:
    return round(seconds * 1000)


def _call(row: Row[tuple[object, ...]]) -> CallRow:
    fields = dict(row._mapping)
    for name in ("pressed", "received", "progress_at"):
        fields[name] /= 1000
    fields["also_on"] = tuple(fields["also_on"].split())
    kinds = tuple(fields.pop("kinds").split())
    fields["added"] = callstate.Added(kinds, fields.pop("who"), fields.pop("quiet"))
    return CallRow(**fields)


def _find(connection: Connection, call: bytes) -> CallRow | None:
    row = connection.execute(select(tables.calls).where(tables.calls.c.id == call).with_for_update()).one_or_none()
    return None if row is None else _call(row)


def _held(connection: Connection, call: bytes, tablet: str | None = None) -> CallRow:
    """The call, until the transaction ends nobody else's to change. tablet: only where it is this tablet's. Raises NoSuchCall."""
    held = _find(connection, call)
    if held is None or (tablet is not None and held.tablet != tablet):
        raise NoSuchCall("there is no such call")
    return held


def _note(connection: Connection, call: bytes, now: float, step: str, role: str, reason: str) -> None:
    connection.execute(insert(tables.call_events).values(call=call, at=_ms(now), step=step, role=role, reason=reason))


def receive(
    connection: Connection, call: bytes, tablet: str, ward: str, place: str, pressed: float, now: float, *, test: bool
) -> CallRow:
    """Take a call down as received, once: the same call again changes nothing. Raises NoSuchCall where the id is another tablet's.

    A tablet that comes back may press at one process while its first press is under way at another: one of them waits for the other here.
    """
    taken = connection.execute(
        insert_once(connection, tables.calls)
        .values(
            id=call,
            tablet=tablet,
            ward=ward,
            place=place,
            pressed=_ms(pressed),
            received=_ms(now),
            progress="received",
            progress_at=_ms(now),
            by="",
            escalations=0,
            passed_to="",
            also_on="",
            test=test,
            **NOTHING_ADDED,
        )
        .returning(tables.calls.c.id)
    )
    if taken.one_or_none() is not None:
        _note(connection, call, now, "received", "", "")
    return _held(connection, call, tablet)


def step(
    connection: Connection,
    call: bytes,
    to: callstate.Progress,
    now: float,
    *,
    role: str = "",
    reason: str = "",
    tablet: str | None = None,
) -> CallRow:
    """Bring a call to `to`, if it is not there or further yet, and log who did it. tablet: only where it is this tablet's.

    Returns the call as it then stands. Raises NoSuchCall.
    """
    held = _held(connection, call, tablet)
    state = callstate.Call(
        id=call,
        pressed=held.pressed,
        progress=held.progress,
        received=held.received,
        by=held.by,
        escalations=held.escalations,
    )
    after = callstate.advance(state, to, now, by=role)
    if after.progress == held.progress:
        if held.progress == "cancelled" and to != "cancelled" and role:
            # For the caller it stays cancelled; that somebody went there all the same is worth knowing.
            _note(connection, call, now, to, role, reason)
        return held
    over = NOTHING_ADDED if after.progress == "reset" else {}
    connection.execute(
        update(tables.calls)
        .where(tables.calls.c.id == call)
        .values(progress=after.progress, progress_at=_ms(now), by=after.by, **over)
    )
    _note(connection, call, now, to, role, reason)
    return _held(connection, call)


def add(connection: Connection, call: bytes, number: int, added: callstate.Added, tablet: str) -> CallRow:
    """Take down what the caller adds to a call of this tablet, in the place of what they added before. Raises NoSuchCall.

    Returns the call as it then stands: where it has ended, or was told a later number already, as it was.
    """
    held = _held(connection, call, tablet)
    if held.progress not in _OPEN or held.test or number <= held.told:
        return held
    connection.execute(
        update(tables.calls)
        .where(tables.calls.c.id == call)
        .values(told=number, kinds=" ".join(added.kinds), who=added.who, quiet=added.quiet)
    )
    return msgspec.structs.replace(held, added=added, told=number)


def forget_added(connection: Connection, now: float) -> None:
    """Drop what was added to calls that their callers took back, once staff do not see them any more."""
    calls = tables.calls.c
    over = and_(
        calls.told > 0, calls.progress == "cancelled", calls.progress_at <= _ms(now - callstate.CANCELLED_STAYS)
    )
    connection.execute(update(tables.calls).where(over).values(**NOTHING_ADDED))


def hand_over(connection: Connection, call: bytes, role: str, now: float) -> CallRow:
    """Another role goes to a call that was accepted, and the log says so. Raises NoSuchCall.

    Returns the call as it then stands: where it was not accepted, or has gone on, as it was.
    """
    held = _held(connection, call)
    if held.progress != "accepted" or held.by == role:
        return held
    connection.execute(update(tables.calls).where(tables.calls.c.id == call).values(by=role))
    _note(connection, call, now, "handed_over", role, "")
    return msgspec.structs.replace(held, by=role)


def pass_on(connection: Connection, call: bytes, number: int, to: str, wards: Iterable[str], now: float) -> CallRow:
    """Take the ward's step of this number for a call that nobody has accepted, once, and log it. Raises NoSuchCall.

    Returns the call as it then stands: where it was accepted, ended or passed on so far already, as it was.
    """
    held = _held(connection, call)
    if held.progress not in ("received", "shown") or held.escalations >= number:
        return held
    also_on = tuple(dict.fromkeys((*held.also_on, *wards)))
    connection.execute(
        update(tables.calls)
        .where(tables.calls.c.id == call)
        .values(escalations=number, passed_to=to, also_on=" ".join(also_on))
    )
    _note(connection, call, now, "passed_on", to, "")
    return msgspec.structs.replace(held, escalations=number, passed_to=to, also_on=also_on)


def standing(connection: Connection, now: float) -> list[CallRow]:
    """Calls that staff must see: not reset, and for two minutes those that the caller cancelled. The oldest first."""
    calls = tables.calls.c
    cancelled = and_(calls.progress == "cancelled", calls.progress_at > _ms(now - callstate.CANCELLED_STAYS))
    chosen = select(tables.calls).where(or_(calls.progress.in_(_STANDING), cancelled))
    return [_call(row) for row in connection.execute(chosen.order_by(calls.received, calls.id))]


def of_tablet(connection: Connection, tablet: str, now: float) -> list[CallRow]:
    """Calls of a tablet that it must be told of when it comes back: those that stand, and those that ended in the last two minutes."""
    calls = tables.calls.c
    lately = or_(calls.progress.in_(_STANDING), calls.progress_at > _ms(now - callstate.CANCELLED_STAYS))
    chosen = select(tables.calls).where(calls.tablet == tablet, lately)
    return [_call(row) for row in connection.execute(chosen.order_by(calls.received, calls.id))]


def last_tests(connection: Connection) -> dict[str, LastTest]:
    """The latest test call of each tablet that ever made one."""
    calls, events = tables.calls.c, tables.call_events.c
    latest = (
        select(calls.tablet, func.max(calls.received).label("at")).where(calls.test).group_by(calls.tablet).subquery()
    )
    shown = exists().where(events.call == calls.id, events.step == "shown")
    chosen = select(calls.tablet, calls.received, calls.progress, shown.label("shown")).where(
        calls.test, calls.tablet == latest.c.tablet, calls.received == latest.c.at
    )
    return {
        row.tablet: LastTest(row.tablet, row.received / 1000, row.progress in ("reset", "cancelled"), bool(row.shown))
        for row in connection.execute(chosen)
    }


def by_ids(connection: Connection, calls: Iterable[bytes]) -> list[CallRow]:
    """These calls, however they stand; one that is not there is left out."""
    chosen = select(tables.calls).where(tables.calls.c.id.in_(list(calls)))
    return [_call(row) for row in connection.execute(chosen.order_by(tables.calls.c.received, tables.calls.c.id))]
