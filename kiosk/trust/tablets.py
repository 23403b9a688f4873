"""Which tablets there are, and the counters that make each of their requests count once.

A counter is issued from memory; the database holds only a ceiling that no issued counter has reached, and moves it once
in thousands of requests. So a request leaves no row that changed with it (a stopped disk would tell which tablet spoke
at which commit), a copied request is refused also after a crash, and several workers may serve one tablet: each takes
counters from a range of its own. When a tablet was last heard is known in memory alone (`calls`).
"""

from __future__ import annotations

import threading
from collections.abc import Mapping

from msgspec import Struct
from sqlalchemy import Connection, select, update

from kiosk import wardpack, wire
from kiosk.trust.store import tables
from kiosk.trust.store.database import Store

RANGE = 4_096  # counters a worker takes at a time: six weeks of batches
CHANNELS: tuple[wire.Channel, ...] = ("batches", "calls", "packs", "mailboxes")


class UnknownTablet(ValueError):
    """The request is not signed by a tablet of this trust."""


class WrongCounter(ValueError):
    """The tablet signed, with another counter than the next one. expected: sign again with it."""

    def __init__(self, expected: int) -> None:
        super().__init__(f"the counter is {expected}")
        self.expected = expected


class Tablet(Struct, frozen=True):
    """A paired tablet. id: 32 hexadecimal digits. place: where it hangs, as staff read it. public: its Ed25519 key."""

    id: str
    ward: str
    place: str
    public: bytes


def withdraw(connection: Connection, tablet: str) -> None:
    """Nothing that this tablet signs counts any more; each process has to be told (`Tablets.forget`). Raises UnknownTablet where there is none."""
    done = connection.execute(
        update(tables.tablets).where(tables.tablets.c.id == tablet, ~tables.tablets.c.withdrawn).values(withdrawn=True)
    )
    if done.rowcount != 1:
        raise UnknownTablet("no tablet of this trust")


class _Counter:
    """The next counter of one channel of one tablet, and the ceiling up to which this worker may count.

    Each has a lock of its own: whoever waits for the database to take a range keeps only this tablet's channel waiting, never the event loop.
    """

    __slots__ = ("ceiling", "lock", "next")

    def __init__(self) -> None:
        self.next = self.ceiling = 0
        self.lock = threading.Lock()


class Tablets:
    """All tablets as one worker knows them. Safe to call from several threads."""

    def __init__(self, store: Store, mode: wardpack.Mode) -> None:
        self._store, self._mode = store, mode
        self._known: dict[str, Tablet] = {}
        self._withdrawn: set[str] = set()  # by this process: one that was just being looked up does not slip through
        self._counters: dict[tuple[str, wire.Channel], _Counter] = {}
        self._lock = threading.Lock()

    def find(self, tablet: str) -> Tablet:
        """Raises UnknownTablet where there is none, or it was withdrawn."""
        known = self._known.get(tablet)
        if known is None:
            with self._store.read() as connection:
                row = connection.execute(
                    select(tables.tablets).where(tables.tablets.c.id == tablet, ~tables.tablets.c.withdrawn)
                ).one_or_none()
            if row is None:
                raise UnknownTablet("no tablet of this trust")
            known = Tablet(row.id, row.ward, row.place, row.public)
            with self._lock:
                if tablet in self._withdrawn:
                    raise UnknownTablet("no tablet of this trust")
                self._known[tablet] = known
        return known

    def forget(self, tablet: str, withdrawn: bool = False) -> None:
        """Ask the database again at the next request: the tablet was moved.

        withdrawn: it stays unknown, also to a request that is just being looked up.
        """
        with self._lock:
            if withdrawn:
                self._withdrawn.add(tablet)
            self._known.pop(tablet, None)

    def at_hand(self, headers: Mapping[str, str], channel: wire.Channel) -> bool:
        """Whether `take` needs no database for this request, and so no thread."""
        tablet = headers.get(wire.TABLET_HEADER, "")
        held = self._counters.get((tablet, channel))
        return tablet in self._known and held is not None and held.next + 1 < held.ceiling

    def take(self, headers: Mapping[str, str], method: str, path: str, channel: wire.Channel, body: bytes) -> Tablet:
        """The tablet that signed this request, once its counter is used up.

        headers: names in lower case. Raises UnknownTablet, and WrongCounter after a good signature alone.
        """
        tablet = self.find(headers.get(wire.TABLET_HEADER, ""))
        try:
            counter = wire.check_request(
                tablet.public,
                method,
                path,
                headers.get(wire.COUNTER_HEADER, ""),
                headers.get(wire.SIGNATURE_HEADER, ""),
                self._mode,
                body,
            )
        except wire.WireError:
            raise UnknownTablet("not signed by this tablet") from None
        held = self._counter(tablet.id, channel)
        with held.lock:
            self._fill(held, tablet.id, channel)
            if counter != held.next:
                raise WrongCounter(held.next)
            held.next += 1
            self._fill(held, tablet.id, channel)  # here, where waiting for the database is allowed
        return tablet

    def next_counter(self, tablet: str, channel: wire.Channel) -> int:
        """The counter that the tablet's next request on this channel must carry."""
        held = self._counter(tablet, channel)
        with held.lock:
            self._fill(held, tablet, channel)
            return held.next

    def _counter(self, tablet: str, channel: wire.Channel) -> _Counter:
        with self._lock:
            return self._counters.setdefault((tablet, channel), _Counter())

    def _fill(self, held: _Counter, tablet: str, channel: wire.Channel) -> None:
        """Take the next range of counters, if this one is used up. The caller holds its lock."""
        if held.next == held.ceiling:
            column = tables.tablets.c[f"{channel}_ceiling"]
            with self._store.write() as connection:
                taken = connection.execute(
                    update(tables.tablets)
                    .where(tables.tablets.c.id == tablet)
                    .values({column: column + RANGE})
                    .returning(column)
                ).scalar_one()
            held.ceiling, held.next = taken, taken - RANGE
