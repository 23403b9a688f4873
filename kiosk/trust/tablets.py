"""Which tablets there are, and whether a request is one of theirs. That each counts once: `counters`.

When a tablet was last heard is known in memory alone (`pulses`).
"""

from __future__ import annotations

import threading
from collections.abc import Mapping

from msgspec import Struct
from sqlalchemy import Connection, select, update

from kiosk import wardpack, wire
from kiosk.trust.counters import Counters, OwnCounters
from kiosk.trust.store import tables
from kiosk.trust.store.database import Store


class UnknownTablet(ValueError):
    """The request is not signed by a tablet of this trust."""


class Tablet(Struct, frozen=True):
    """A paired tablet. id: 32 hexadecimal digits. place: where it hangs, as staff read it. public: its Ed25519 key."""

    id: str
    ward: str
    place: str
    public: bytes


class Signed(Struct, frozen=True):
    """Who signed a request that counts. next: the counter that their next request on this channel must carry."""

    tablet: Tablet
    next: int


def withdraw(connection: Connection, tablet: str) -> None:
    """Nothing that this tablet signs counts any more; each process has to be told (`Tablets.forget`). Raises UnknownTablet where there is none."""
    done = connection.execute(
        update(tables.tablets).where(tables.tablets.c.id == tablet, ~tables.tablets.c.withdrawn).values(withdrawn=True)
    )
    if done.rowcount != 1:
        raise UnknownTablet("no tablet of this trust")


class Tablets:
    """All tablets as one process knows them. Safe to call from several threads."""

    def __init__(self, store: Store, mode: wardpack.Mode, counters: Counters | None = None) -> None:
        self._store, self._mode = store, mode
        self._counters = counters or OwnCounters(store)
        self._known: dict[str, Tablet] = {}
        self._withdrawn: set[str] = set()  # by this process: one that was just being looked up does not slip through
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
        return tablet in self._known and self._counters.at_hand(tablet, channel)

    def take(self, headers: Mapping[str, str], method: str, path: str, channel: wire.Channel, body: bytes) -> Signed:
        """Who signed this request, once its counter is used up.

        headers: names in lower case. Raises UnknownTablet, and WrongCounter after a good signature alone; DBAPIError or OSError where it cannot be
        said now.
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
        return Signed(tablet, self._counters.use(tablet.id, channel, counter))

    def next_counter(self, tablet: str, channel: wire.Channel) -> int:
        """The counter that the tablet's next request on this channel must carry. Raises DBAPIError or OSError."""
        return self._counters.next(tablet, channel)
