"""Passing on a staff call that nobody has accepted: to the shift lead, to a neighbouring ward, to the whole site (Standard 3.1, hazard H3).

The steps are data of the ward's signed duty part (`wardpack.PassOn`). Each is taken once, whoever takes it: what was taken stands in the calls
table, so several processes may look, and one that was down takes what came due meanwhile. Test calls are not passed on.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager

import anyio.to_thread
from sqlalchemy.exc import SQLAlchemyError

from kiosk import wardpack
from kiosk.trust import keys, log, packs
from kiosk.trust.calls import CallHub
from kiosk.trust.duty import LONDON
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


def due(call: CallRow, duty: wardpack.Duty, now: float) -> tuple[int, wardpack.PassOn] | None:
    """The next step to take, and its number among the ward's steps from 1; None where none is due.

    A step outside its hours, or for a role that nobody is named in, is passed over until that changes or a later one is taken.
    """
    if call.progress not in _WAITING or call.test:
        return None
    named = set() if wardpack.expired(duty, now) else {person.role for person in duty.people}
    for number, step in enumerate(duty.pass_on, 1):
        if number <= call.escalations or now < call.received + step.after:
            continue
        if in_hours(step.hours, now) and (not step.role or step.role in named):
            return number, step
    return None


class Escalation:
    """Looks each second at the calls that wait, and passes on those whose time has come. clock: seconds since 1970."""

    def __init__(self, store: Store, trust: keys.Trust, clock: Callable[[], float]) -> None:
        self._store, self._trust, self._clock = store, trust, clock
        self._duties: dict[str, wardpack.Duty] = {}

    @asynccontextmanager
    async def running(self, hub: CallHub) -> AsyncIterator[None]:
        """Calls of the hub are passed on until the block is left."""
        looking = asyncio.create_task(self._keep_looking(hub), name="escalation")
        try:
            yield
        finally:
            looking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await looking

    async def look(self, hub: CallHub) -> None:
        """Take every step that is due now."""
        waiting = [call for call in hub.snapshot().calls if call.progress in _WAITING and not call.test]
        if not waiting:
            return
        await anyio.to_thread.run_sync(self._read, {call.ward for call in waiting})
        for call in waiting:
            duty = self._duties.get(call.ward) or _without_part(call.ward)
            found = due(call, duty, self._clock())
            while found is not None:
                number, step = found
                after = await hub.pass_on(call.id, number, step.to, step.wards)
                if after.escalations < number:  # somebody accepted meanwhile
                    break
                found = due(after, duty, self._clock())

    async def _keep_looking(self, hub: CallHub) -> None:
        while True:
            try:
                await self.look(hub)
            except Exception as error:  # noqa: BLE001 - without this task no call would ever be passed on
                log.tell("call_not_passed_on", fault=error)
            await asyncio.sleep(LOOK_EVERY)

    def _read(self, wards: Collection[str]) -> None:
        """The duty parts of these wards as they stand; where one cannot be had, the one known before goes on counting."""
        for ward in wards:
            try:
                with self._store.read() as connection:
                    self._duties[ward] = packs.published(connection, self._trust, ward).duty
            except (SQLAlchemyError, keys.KeyFault, wardpack.PackError) as error:
                log.tell("fault", fault=error)


def _without_part(ward: str) -> wardpack.Duty:
    """The usual steps, for a ward whose part cannot be read: a call is passed on all the same."""
    return wardpack.Duty("demo", ward, 0, 0, 0)
