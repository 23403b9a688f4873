"""The counters that make each request of a tablet count once.

A counter is issued from memory; the database holds only a ceiling that no issued counter has reached, and moves it once in thousands of requests. So
a request leaves no row that changed with it (a stopped disk would tell which tablet spoke at which commit), and a copied request is refused also
after a crash. Several servers may serve one tablet: each takes counters from a range of its own, and a tablet that comes from another is told the
right one.

The workers of one server count together (`workers`): a tablet opens a new connection for each try, and the counter that one worker told it would be
wrong at the next, again and again.
"""

from __future__ import annotations

import threading
from typing import Protocol

from sqlalchemy import update

from kiosk import wire
from kiosk.trust.store import tables
from kiosk.trust.store.database import Store

RANGE = 4_096  # counters a server takes at a time: six weeks of batches
CHANNELS: tuple[wire.Channel, ...] = ("batches", "calls", "packs", "mailboxes")


class WrongCounter(ValueError):
    """The tablet signed, with another counter than the next one. expected: sign again with it."""

    def __init__(self, expected: int) -> None:
        super().__init__(f"the counter is {expected}")
        self.expected = expected


class Counters(Protocol):
    """Whoever counts. Safe to call from several threads."""

    def at_hand(self, tablet: str, channel: wire.Channel) -> bool:
        """Whether `use` waits for nobody, and so needs no thread."""

    def use(self, tablet: str, channel: wire.Channel, counter: int) -> int:
        """Use this counter up, and return the next one. Raises WrongCounter, and sqlalchemy's DBAPIError or OSError where it cannot be said now."""

    def next(self, tablet: str, channel: wire.Channel) -> int:
        """The counter that the tablet's next request on this channel must carry. Raises DBAPIError or OSError."""


class _Counter:
    """The next counter of one channel of one tablet, and the ceiling up to which this server may count.

    Each has a lock of its own: whoever waits for the database to take a range keeps only this tablet's channel waiting, never the event loop.
    """

    __slots__ = ("ceiling", "lock", "next")

    def __init__(self) -> None:
        self.next = self.ceiling = 0
        self.lock = threading.Lock()


class OwnCounters:
    """Those of one server."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._held: dict[tuple[str, wire.Channel], _Counter] = {}
        self._lock = threading.Lock()

    def at_hand(self, tablet: str, channel: wire.Channel) -> bool:
        """See `Counters`."""
        held = self._held.get((tablet, channel))
        return held is not None and held.next + 1 < held.ceiling

    def use(self, tablet: str, channel: wire.Channel, counter: int) -> int:
        """See `Counters`."""
        held = self._counter(tablet, channel)
        with held.lock:
            self._fill(held, tablet, channel)
            if counter != held.next:
                raise WrongCounter(held.next)
            held.next += 1
            self._fill(held, tablet, channel)  # here, where waiting for the database is allowed
            return held.next

    def next(self, tablet: str, channel: wire.Channel) -> int:
        """See `Counters`."""
        held = self._counter(tablet, channel)
        with held.lock:
            self._fill(held, tablet, channel)
            return held.next

    def _counter(self, tablet: str, channel: wire.Channel) -> _Counter:
        with self._lock:
            return self._held.setdefault((tablet, channel), _Counter())

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
