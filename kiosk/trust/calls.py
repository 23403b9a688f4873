"""Staff calls while the backend runs: what stands in the calls table, shown live to boards and told to tablets.

The table is the truth (`store.call_rows`): a step is committed before anybody is told of it. This hub keeps a copy of what stands, numbers its
changes, and wakes whoever watches. It serves one process; where several share a PostgreSQL, `call_notices` keeps their hubs alike. No call is ever
rate-limited.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Iterator
from contextlib import contextmanager

import anyio
import anyio.to_thread
from msgspec import Struct
from sqlalchemy import Connection, select

from kiosk import callstate, wire
from kiosk.trust.notices import notice
from kiosk.trust.pulses import Beaten, Pulse, Pulses
from kiosk.trust.store import call_rows, tables
from kiosk.trust.store.call_rows import CallRow, NoSuchCall
from kiosk.trust.store.database import Store
from kiosk.trust.tablets import Tablet

BEAT_EVERY = 10.0  # seconds
WRITERS = 4  # threads of its own: a call waits for no batch and no page
AT_TABLET = "at the tablet"  # why a call was reset
CHANGED = "wardlight_calls"  # channel of notices that a call changed; with its id alone
OUTBOX = 64  # messages that wait for one slow tablet; more, and its connection is ended, to come back whole


class Snapshot(Struct, frozen=True):
    """Everything a board shows. number: rises with every change, also across restarts. at: seconds since 1970 when it was taken."""

    number: int
    at: float
    calls: tuple[CallRow, ...]
    tablets: tuple[Pulse, ...]


class Link:
    """One tablet's connection as the hub sees it: what is to be told to the tablet."""

    def __init__(self, tablet: Tablet) -> None:
        self.tablet = tablet
        self.outbox: asyncio.Queue[wire.ToTablet] = asyncio.Queue(OUTBOX)
        self.overrun = asyncio.Event()
        self.withdrawn = False

    def withdraw(self) -> None:
        """The tablet is none of ours any more: its connection ends now."""
        self.withdrawn = True
        self.tell(wire.Beat())  # wakes who waits for news

    def tell(self, message: wire.ToTablet) -> None:
        try:
            self.outbox.put_nowait(message)
        except asyncio.QueueFull:
            self.overrun.set()


class Watch:
    """Wakes one watcher. Changes that come while it is busy are one change: it takes the newest snapshot."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()

    def wake(self) -> None:
        self._changed.set()

    async def wait(self, most: float) -> bool:
        """Until something changed, or `most` seconds. Whether something did."""
        with anyio.move_on_after(most):
            await self._changed.wait()
        changed = self._changed.is_set()
        self._changed.clear()
        return changed


class CallHub:
    """Live calls of one process. Its methods are for the event loop; each that changes a call returns once the change is committed."""

    def __init__(
        self, store: Store, clock: Callable[[], float] = time.time, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._store, self._clock = store, clock
        self._calls: dict[bytes, CallRow] = {}
        self._tablets: dict[str, Tablet] = {}
        self._pulses = Pulses(clock, monotonic)
        self._withdrawn: set[str] = set()
        self._links: dict[str, set[Link]] = {}
        self._watches: set[Watch] = set()
        self._number = int(clock() * 1000)
        self._writers = anyio.CapacityLimiter(WRITERS)

    # --- for the console -----------------------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """What stands now. Cheap: nothing is asked of the database."""
        now = self._clock()
        shown = [call for call in self._calls.values() if not _shown_no_more(call, now)]
        shown.sort(key=lambda call: (call.received, call.id))
        pulses = sorted(
            map(self._pulses.of, tuple(self._tablets.values())),  # a page is made in a thread of its own
            key=lambda pulse: (pulse.ward, pulse.place),
        )
        return Snapshot(self._number, now, tuple(shown), tuple(pulses))

    @contextmanager
    def subscribe(self) -> Iterator[Watch]:
        """A watch that wakes at every change, for as long as it is held."""
        watch = Watch()
        self._watches.add(watch)
        try:
            yield watch
        finally:
            self._watches.discard(watch)

    async def snapshots(self, every: float = 5.0) -> AsyncIterator[Snapshot]:
        """A snapshot now, at every change, and at least every so many seconds, so that a board can show how old its last one is."""
        with self.subscribe() as watch:
            while True:
                yield self.snapshot()
                await watch.wait(every)

    async def confirm_shown(self, calls: Iterable[bytes]) -> None:
        """A live board has these on its screen. Unknown or ended calls are passed over: a board may be a moment behind."""
        for call in calls:
            held = self._calls.get(call)
            if held is not None and held.progress == "received":
                await self._step(call, "shown")

    async def accept(self, call: bytes, by_role: str) -> CallRow:
        """Somebody is on the way. The first who accepts stays the one. Raises NoSuchCall."""
        return await self._step(call, "accepted", role=by_role)

    async def hand_over(self, call: bytes, to_role: str) -> CallRow:
        """Somebody in another role goes, in place of who accepted. Raises NoSuchCall."""
        return await self._commit(lambda connection: call_rows.hand_over(connection, call, to_role, self._clock()))

    async def attend(self, call: bytes, by_role: str) -> CallRow:
        """Somebody is at the tablet. Raises NoSuchCall."""
        return await self._step(call, "attended", role=by_role)

    async def reset(self, call: bytes, by_role: str, reason: str) -> CallRow:
        """The call is over, and leaves the boards. reason: for the log. Raises NoSuchCall."""
        return await self._step(call, "reset", role=by_role, reason=reason)

    async def pass_on(self, call: bytes, number: int, to: str, wards: Collection[str]) -> CallRow:
        """Take the ward's step of this number for a call that waits (`call_rows.pass_on`). Raises NoSuchCall."""
        return await self._commit(
            lambda connection: call_rows.pass_on(connection, call, number, to, wards, self._clock())
        )

    # --- for tablets ---------------------------------------------------------------------------------------------

    def know(self, tablet: Tablet) -> None:
        """A tablet was paired: boards show it, silent until it is heard."""
        self._tablets[tablet.id] = tablet
        self._changed()

    def withdraw(self, tablet: str) -> None:
        """A tablet was withdrawn: boards show it no more, and its connections end. Calls from it that stand stay until somebody ends them."""
        self._withdrawn.add(tablet)
        self._tablets.pop(tablet, None)
        self._pulses.forget(tablet)
        for link in self._links.get(tablet, set()):
            link.withdraw()
        self._changed()

    @contextmanager
    def connect(self, tablet: Tablet, *, polls: bool = False) -> Iterator[Link]:
        """The tablet's connection, for as long as it is held. A tablet that comes back while an old connection hangs has both.

        polls: it is one request of many, so that its end is nothing to show.
        """
        link = Link(tablet)
        if tablet.id in self._withdrawn:  # between its hello and now
            link.withdraw()
            yield link
            return
        self._tablets[tablet.id] = tablet
        self._links.setdefault(tablet.id, set()).add(link)
        self.heard(tablet.id)
        try:
            yield link
        finally:
            self._links[tablet.id].discard(link)
            if not polls:
                self._changed()

    def heard(self, tablet: str, beat: wire.Beat | None = None) -> None:
        """A message came from the tablet."""
        if self._pulses.hear(tablet, beat):
            self._changed()

    def linked(self) -> frozenset[str]:
        """Ids of the tablets that hold a connection."""
        return frozenset(tablet for tablet, links in self._links.items() if links)

    def ask_test(self, tablet: str) -> None:
        """Ask a tablet for a test call, over each of its connections."""
        for link in self._links.get(tablet, set()):
            link.tell(wire.AskTest())

    async def press(self, tablet: Tablet, press: wire.Press) -> CallRow:
        """Take a call down. Returns once it is committed. Raises NoSuchCall where the id is another tablet's."""
        now = self._clock()
        age = min(press.age, now)

        def write(connection: Connection) -> CallRow:
            return call_rows.receive(
                connection, press.call, tablet.id, tablet.ward, tablet.place, now - age, now, test=press.test
            )

        return await self._commit(write)

    async def cancel(self, tablet: Tablet, call: bytes) -> CallRow:
        """The caller takes the call back; staff see it for two minutes more. Raises NoSuchCall."""
        return await self._step(call, "cancelled", tablet=tablet.id)

    async def add(self, tablet: Tablet, tell: wire.Tell) -> CallRow:
        """The caller adds something to a call that is open. Raises NoSuchCall where there is none of this tablet."""
        return await self._commit(
            lambda connection: call_rows.add(connection, tell.call, tell.number, tell.added, tablet.id)
        )

    async def end(self, tablet: Tablet, call: bytes) -> CallRow:
        """Staff are at the tablet, gave its staff code, and end the call. Raises NoSuchCall where it is another tablet's."""

        def write(connection: Connection) -> CallRow:
            call_rows.step(connection, call, "attended", self._clock(), tablet=tablet.id)
            return call_rows.step(connection, call, "reset", self._clock(), reason=AT_TABLET, tablet=tablet.id)

        return await self._commit(write)

    async def news_for(self, tablet: Tablet) -> list[wire.News]:
        """What a tablet that comes back must know."""

        def read() -> list[CallRow]:
            with self._store.read() as connection:
                return call_rows.of_tablet(connection, tablet.id, self._clock())

        return [_news(call) for call in await anyio.to_thread.run_sync(read, limiter=self._writers)]

    # --- inside --------------------------------------------------------------------------------------------------

    async def reload(self) -> frozenset[str]:
        """Read what stands and which tablets there are from the tables: at the start, and for what another process has changed.

        Returns the tablets that were withdrawn there.
        """
        await self.reload_calls()
        before = dict(self._tablets)

        def read() -> list[Tablet]:
            with self._store.read() as connection:
                rows = connection.execute(select(tables.tablets).where(~tables.tablets.c.withdrawn))
                return [Tablet(row.id, row.ward, row.place, row.public) for row in rows]

        tablets = await anyio.to_thread.run_sync(read, limiter=self._writers)
        found = {tablet.id: tablet for tablet in tablets}
        withdrawn = frozenset(before) - frozenset(found)
        for gone in withdrawn:
            self.withdraw(gone)
        meanwhile = {
            id: tablet for id, tablet in self._tablets.items() if id not in before
        }  # paired while this was read
        if found | meanwhile != self._tablets:
            self._tablets = found | meanwhile
            self._changed()
        return withdrawn

    async def reload_calls(self) -> None:
        """Read what stands from the table, and what became of the calls that stood here."""
        held = list(self._calls)

        def read() -> list[CallRow]:
            with self._store.read() as connection:
                standing = {call.id: call for call in call_rows.standing(connection, self._clock())}
                return [
                    *standing.values(),
                    *call_rows.by_ids(connection, [call for call in held if call not in standing]),
                ]

        self._take_over(await anyio.to_thread.run_sync(read, limiter=self._writers))

    async def standing(self, call: bytes) -> CallRow:
        """The call, if staff see it now: from the table where another process took it down a moment ago. Raises NoSuchCall."""
        held = self._calls.get(call) or next(iter(await self._read([call])), None)
        if held is None or _shown_no_more(held, self._clock()):
            raise NoSuchCall("there is no such call")
        self._take_over([held])
        return held

    async def refresh(self, calls: Collection[bytes]) -> None:
        """Read these calls: another process has changed them."""
        self._take_over(await self._read(calls))

    def _take_over(self, calls: Iterable[CallRow]) -> None:
        """What is news here; a tablet that was told a thing is not told it again every two seconds."""
        for call in calls:
            if self._calls.get(call.id) != call:
                self._publish(call)

    async def _read(self, calls: Collection[bytes]) -> list[CallRow]:
        def read() -> list[CallRow]:
            with self._store.read() as connection:
                return call_rows.by_ids(connection, calls)

        return await anyio.to_thread.run_sync(read, limiter=self._writers)

    # --- for other processes on the same database ----------------------------------------------------------------

    def pulses(self, of_all: bool = False) -> tuple[Beaten, ...]:
        """How the tablets are that are connected here; of_all: all that were ever heard of."""
        return self._pulses.told(None if of_all else self.linked())

    def heard_elsewhere(self, beaten: Iterable[Beaten]) -> None:
        """How tablets are that are connected to another process."""
        were_silent = [self._pulses.hear_of(each) for each in beaten if each.tablet in self._tablets]
        if any(were_silent):
            self._changed()

    async def _step(
        self, call: bytes, to: callstate.Progress, *, role: str = "", reason: str = "", tablet: str | None = None
    ) -> CallRow:
        def write(connection: Connection) -> CallRow:
            return call_rows.step(connection, call, to, self._clock(), role=role, reason=reason, tablet=tablet)

        return await self._commit(write)

    async def _commit(self, work: Callable[[Connection], CallRow]) -> CallRow:
        """Change a call in a transaction, and tell of it once it is committed."""

        def run() -> CallRow:
            with self._store.write() as connection:
                call = work(connection)
                if not self._store.sqlite:  # other processes hear of it once it is committed, and read it themselves
                    connection.execute(notice(CHANGED, call.id.hex()))
                return call

        # anyio shields this wait: a step that has begun is finished and published, even if who asked for it is gone.
        return self._publish(await anyio.to_thread.run_sync(run, limiter=self._writers))

    def _publish(self, call: CallRow) -> CallRow:
        held = self._calls.get(call.id)
        if held is not None and _behind(call, held):
            return held  # two steps were committed, and the later one came back from its thread first
        for link in self._links.get(call.tablet, set()):
            link.tell(_news(call))
        if held == call:
            return call  # the tablet asked again, because it had missed the answer
        now = self._clock()
        self._calls = {key: row for key, row in (self._calls | {call.id: call}).items() if not _over(row, now)}
        self._changed()
        return call

    def _changed(self) -> None:
        self._number += 1
        for watch in self._watches:
            watch.wake()


def _over(call: CallRow, now: float) -> bool:
    """Whether it ended so long ago that no late step of it can come any more."""
    return call.progress in ("reset", "cancelled") and now - call.progress_at >= callstate.CANCELLED_STAYS


def _shown_no_more(call: CallRow, now: float) -> bool:
    return call.progress == "reset" or _over(call, now)


def _behind(call: CallRow, held: CallRow) -> bool:
    if held.progress == "cancelled":
        return call.progress != "cancelled"
    if call.progress == "cancelled":
        return False
    return _steps(call) < _steps(held)


def _steps(call: CallRow) -> tuple[int, int, int]:
    return callstate.ORDER.index(call.progress), call.escalations, call.told


def _news(call: CallRow) -> wire.News:
    added = call.added if call.told else callstate.NOTHING  # the very one that is left out of the message
    return wire.News(call.id, call.progress, call.by, call.escalations, added, call.told)


__all__ = ["CallHub", "CallRow", "Link", "NoSuchCall", "Snapshot", "Watch"]
