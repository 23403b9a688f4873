"""A test call of each tablet each day: the trust asks for it, the tablet presses it, screens show it as a test, and it ends by itself.

It goes the whole way of a call that somebody presses, so that a way that is broken is known before somebody needs it (hazard H1). When the last one
came, and whether a screen showed it, stands in the calls table and at the console.

Each process asks the tablets that are connected to it: when one was tested last, all of them read in the table. A test that is over is ended by all,
and once (`call_rows.step`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import anyio.to_thread

from kiosk.trust.calls import CallHub, NoSuchCall
from kiosk.trust.repeating import repeating
from kiosk.trust.store import call_rows
from kiosk.trust.store.call_rows import CallRow, LastTest
from kiosk.trust.store.database import Store

EVERY = 86_400.0  # seconds from one test to the next
LATE = 1.25 * EVERY  # seconds: since longer than this a tablet that is in touch has made none, and something is wrong
SETTLED = 60.0  # seconds that a tablet is in touch before it is asked
ASK_AGAIN = 600.0  # seconds until a tablet that was asked and did not press is asked again
AT_ONCE = 2  # tablets that a process asks at one look: after a restart, a screen must not fill with tests
STANDS = 10.0  # seconds that a test stays on the screens that show it
UNSHOWN = 60.0  # seconds after which a test that no screen has shown is over
LOOK_EVERY = 5.0  # seconds
REASON = "test"


def due(last: LastTest | None, now: float) -> bool:
    """Whether it is time for the next test. A clock that was put back makes one come too early, and never none."""
    return last is None or not 0 <= now - last.received < EVERY


def over(call: CallRow, now: float) -> bool:
    """Whether a test has stood long enough."""
    if not call.test or call.progress in ("reset", "cancelled"):
        return False
    stands = UNSHOWN if call.progress == "received" else STANDS
    return not 0 <= now - call.progress_at < stands


class CallTests:
    """Asks each tablet that is connected here once a day, and ends the tests that have been seen. clock: seconds since 1970."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store, self._clock = store, clock
        self._ask_from: dict[str, float] = {}

    def running(self, hub: CallHub) -> AbstractAsyncContextManager[None]:
        """Tablets of the hub are asked until the block is left."""
        return repeating(lambda: self.look(hub), LOOK_EVERY, "call_not_tested")

    async def look(self, hub: CallHub) -> None:
        """End the tests that are over, and ask for those that are due."""
        now = self._clock()
        for call in hub.snapshot().calls:
            if over(call, now):
                with contextlib.suppress(NoSuchCall):
                    await hub.reset(call.id, "", REASON)
        linked = hub.linked()
        # One that asks over plain requests comes to this process now and to another then: it is in touch all the same.
        in_touch = linked | {pulse.tablet for pulse in hub.snapshot().tablets if pulse.live}
        self._ask_from = {tablet: self._ask_from.get(tablet, now + SETTLED) for tablet in in_touch}
        ready = [tablet for tablet in linked if not now < self._ask_from[tablet] <= now + ASK_AGAIN]
        if not ready:
            return
        last = await anyio.to_thread.run_sync(self._last)
        wanting = [tablet for tablet in ready if due(last.get(tablet), now)]
        for tablet in set(ready) - set(wanting[AT_ONCE:]):  # the others come at the next look
            self._ask_from[tablet] = now + ASK_AGAIN
        for tablet in wanting[:AT_ONCE]:
            hub.ask_test(tablet)

    def _last(self) -> dict[str, LastTest]:
        with self._store.read() as connection:
            return call_rows.last_tests(connection)
