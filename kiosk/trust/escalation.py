"""Passing on a staff call that nobody has accepted: to the shift lead, to a neighbouring ward, to the whole site (Standard 3.1, hazard H3).

The steps are data of the ward's signed duty part (`wardpack.PassOn`). Each is taken once, whoever takes it: what was taken stands in the calls
table, so several processes may look, and one that was down takes what came due meanwhile. Test calls are not passed on.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection
from contextlib import AbstractAsyncContextManager

import anyio.to_thread
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from kiosk import wardpack
from kiosk.trust import keys, log, packs
from kiosk.trust.calls import CallHub, NoSuchCall
from kiosk.trust.duty import LONDON
from kiosk.trust.relays.settings import Relay
from kiosk.trust.repeating import repeating
from kiosk.trust.store import tables
from kiosk.trust.store.call_rows import CallRow
from kiosk.trust.store.database import Store

LOOK_EVERY = 1.0  # seconds
_WAITING = ("received", "shown")


def in_hours(hours: str, now: float) -> bool:
    """Whether London's clock stands in these hours; a night's end on the next day. "" is always. now: seconds since 1970."""
    if not hours:
        return True
    begin, end = (datetime.time.fromisoformat(each) for each in hours.split("-"))
    time = datetime.datetime.fromtimestamp(now, LONDON).time()
    return begin <= time < end if begin < end else time >= begin or time < end


Reaches = Callable[[int, wardpack.PassOn], bool]


def due(call: CallRow, duty: wardpack.Duty, now: float, reaches: Reaches) -> tuple[int, wardpack.PassOn] | None:
    """The next step to take, and its number among the ward's steps from 1; None where none is due. reaches: whether anybody would hear of a step.

    A step outside its hours, for a role that nobody is named in, or that reaches nobody is passed over until that changes or a later one is taken:
    the caller and the log are told that a call was passed on, so it must be so.
    """
    if call.progress not in _WAITING or call.test:
        return None
    named = set() if wardpack.expired(duty, now) else {person.role for person in duty.people}
    for number, step in enumerate(duty.pass_on, 1):
        if number <= call.escalations or now < call.received + step.after:
            continue
        if in_hours(step.hours, now) and (not step.role or step.role in named) and reaches(number, step):
            return number, step
    return None


def told_by(relay: Relay, number: int, step: wardpack.PassOn, ward: str) -> bool:
    """Whether a relay is there for this step of a ward."""
    of_theirs = not relay.wards or any(wardpack.seen_on(each, ward, step.wards) for each in relay.wards)
    return relay.from_step == number and "passed_on" in relay.tell and of_theirs


class Escalation:
    """Looks each second at the calls that wait, and passes on those whose time has come. clock: seconds since 1970."""

    def __init__(self, store: Store, trust: keys.Trust, relays: Collection[Relay], clock: Callable[[], float]) -> None:
        self._store, self._trust, self._relays, self._clock = store, trust, relays, clock
        self._duties: dict[str, wardpack.Duty] = {}
        self._wards: frozenset[str] = frozenset()

    def running(self, hub: CallHub) -> AbstractAsyncContextManager[None]:
        """Calls of the hub are passed on until the block is left."""
        return repeating(lambda: self.look(hub), LOOK_EVERY, "call_not_passed_on")

    async def look(self, hub: CallHub) -> None:
        """Take every step that is due now."""
        waiting = [call for call in hub.snapshot().calls if call.progress in _WAITING and not call.test]
        if not waiting:
            return
        await anyio.to_thread.run_sync(self._read, {call.ward for call in waiting})
        for call in waiting:
            try:
                await self._take_steps(hub, call)
            except (SQLAlchemyError, NoSuchCall) as error:  # the others do not wait for it
                log.tell("call_not_passed_on", fault=error)

    async def _take_steps(self, hub: CallHub, call: CallRow) -> None:
        duty = self._duties.get(call.ward) or _without_part(call.ward)

        def reaches(number: int, step: wardpack.PassOn) -> bool:
            others = self._wards - {call.ward}
            screens = any(wardpack.seen_on(other, call.ward, step.wards) for other in others)
            return screens or any(told_by(relay, number, step, call.ward) for relay in self._relays)

        found = due(call, duty, self._clock(), reaches)
        while found is not None:
            number, step = found
            call = await hub.pass_on(call.id, number, step.to, step.wards)
            if call.escalations < number:  # somebody accepted meanwhile
                return
            found = due(call, duty, self._clock(), reaches)

    def _read(self, wards: Collection[str]) -> None:
        """The trust's wards, and the duty parts of these; where one cannot be had, the one known before goes on counting."""
        for ward in wards:
            try:
                with self._store.read() as connection:
                    self._wards = frozenset(connection.execute(select(tables.wards.c.code)).scalars())
                    self._duties[ward] = packs.published(connection, self._trust, ward).duty
            except (SQLAlchemyError, keys.KeyFault, wardpack.PackError) as error:
                log.tell("fault", fault=error)


def _without_part(ward: str) -> wardpack.Duty:
    """The usual steps, for a ward whose part cannot be read: a call is passed on all the same."""
    return wardpack.Duty("demo", ward, 0, 0, 0)
