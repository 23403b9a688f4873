"""What lies on the tablet's disk until the trust has it: batches full of sealed chaff, among which a kept record takes a chaff slot's place.

For: keeping, rewriting, freezing and letting go, each in one transaction. Not for: times (`batches`), sending (`exchange`), sealing
(`kiosk.envelope`).

The next eight batches always lie ready. A record goes into one of the next four, in place of a chaff slot chosen at random; a rewrite puts fresh
chaff in such a slot, chosen the same way, and touches the same pages. Which slot is real is known in memory only. A batch whose time has come is
frozen: it never changes again and is deleted only once the trust has named all its slots. After a restart nobody knows what is real, so everything
on disk is frozen, and new batches are begun.

Every visit changes the same number of slots, whether somebody wrote or not: at its end, chaff is rewritten in as many slots as its records left over.
So two looks at the disk, one before a visit and one after it, tell that there was a visit. A slot that changes again was chaff before.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Set
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import DBAPIError

from kiosk import envelope, wardpack, wire
from kiosk.tablet.courier.schema import batches, migrate, open_engine, slots

AHEAD = 8  # batches that always lie ready
A_VISIT = 6  # slots that are written in a visit: of all that somebody adds who comes back with a code, say, and at least one at its end
REACH = 4  # of them, the nearest ones that a record may go into
LEAVE_FREE = 16 * 1024 * 1024  # bytes of the disk, room for log and index many times over
MOST_PAGES = 2**30
_SPOILT = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
DELIVERED_REMEMBERED = 4_096  # slot ids, so that a record that is asked for again after delivery is not sent twice


class DiskRefused(Exception):
    """The disk did not take it: full, read-only or failing. What was there before is unchanged."""


class Spoilt(DiskRefused):
    """The file is no outbox, or no longer a whole one. It must be set aside, not deleted: it may hold records."""


class NoRoom(Exception):
    """Every slot within reach holds a record already. There is room again when the next batch has become due."""


class NotASlot(ValueError):
    """These bytes cannot be a sealed slot of this program's version."""


class Waiting:
    """A frozen batch and the number it lies under. After a restart `sequence` is still the same."""

    __slots__ = ("batch", "sequence")

    def __init__(self, sequence: int, batch: wire.Batch) -> None:
        self.sequence, self.batch = sequence, batch


class _Ready:
    """A batch that is not frozen. tick: how many batches are due before and with it. chaff: positions that hold nothing for sure."""

    __slots__ = ("chaff", "keys", "sequence", "tick")

    def __init__(self, sequence: int, tick: int, keys: wardpack.Keys) -> None:
        self.sequence, self.tick, self.keys = sequence, tick, keys
        self.chaff = set(range(wire.SLOTS))


class Outbox:
    """One file. Every call is short and blocks on the disk; run all of them in one thread.

    random: chooses places. random_bytes: names batches. seal: makes chaff. free: bytes that the disk still has for us.

    Near a full disk no batches are begun that would make the file grow, so that what is left is never needed: records still go in place of chaff, and
    what the trust has is still deleted. A write that fits in the log but not in the file would block both for good.
    """

    def __init__(
        self,
        path: Path,
        mode: wardpack.Mode,
        random: Random,
        random_bytes: Callable[[int], bytes],
        seal: Callable[[wardpack.Keys], bytes] = envelope.seal_chaff,
        free: Callable[[], int] | None = None,
    ) -> None:
        self._mode: wardpack.Mode = mode
        self._free = free or (lambda: shutil.disk_usage(path.parent).free)
        self._random, self._random_bytes, self._seal = random, random_bytes, seal
        self._engine = open_engine(path)
        with _disk():
            self._connection: Connection = self._engine.connect()
            migrate(self._connection)
            with self._connection.begin():
                self._frozen = list(self._connection.scalars(select(batches.c.sequence).order_by(batches.c.sequence)))
                self._ids: set[bytes] = set(self._connection.scalars(select(slots.c.id)))
        self._ready: list[_Ready] = []
        self._tick = 0
        self._last = self._frozen[-1] if self._frozen else 0
        self._submissions: dict[bytes, bytes] = {}  # slot id -> submission
        self._delivered: OrderedDict[bytes, None] = OrderedDict()
        self._visited: set[tuple[int, int]] = set()  # (sequence, position) of the records that this visit has kept

    # --- batches ahead ------------------------------------------------------------------------------------------

    def begin(self, keys: wardpack.Keys) -> None:
        """See to it that the next eight batches lie ready for these keys. Raises DiskRefused; what lies ready stays.

        Batches begun for other keys stay beside them until they are due: a slot among slots for another intake key would stand out.
        """
        there = {ready.tick for ready in self._ready if ready.keys.intake == keys.intake}
        missing = [tick for tick in range(self._tick, self._tick + AHEAD) if tick not in there]
        if not missing:
            return
        may_grow = self._free() >= LEAVE_FREE
        self._may_grow(may_grow)
        # Where the file must not grow, as many as fit into what was deleted.
        for ticks in [missing] if may_grow else [[tick] for tick in missing]:
            self._begin([_Ready(self._last + count, tick, keys) for count, tick in enumerate(ticks, 1)])
        self._checkpoint()  # so that the file has its new size while the disk still gives it

    def _begin(self, new: list[_Ready]) -> None:
        sealed = {
            ready.sequence * wire.SLOTS + position: self._seal(ready.keys)
            for ready in new
            for position in range(wire.SLOTS)
        }
        ids = {place: envelope.slot_id(slot) for place, slot in sealed.items()}
        names = [{"sequence": ready.sequence, "id": self._random_bytes(16)} for ready in new]
        rows = [{"place": place, "id": ids[place], "sealed": slot} for place, slot in sealed.items()]

        def write(connection: Connection) -> None:
            connection.execute(insert(batches), names)
            connection.execute(insert(slots), rows)

        self._write(write)
        self._ids.update(ids.values())
        self._last = new[-1].sequence
        self._ready.extend(new)

    def due(self, keys: wardpack.Keys | None) -> None:
        """The time of the nearest batch has come: it is frozen, and another one is begun behind the last. Raises DiskRefused.

        The freezing happens whatever the disk does, as it is written nowhere.
        """
        self._frozen.extend(ready.sequence for ready in self._ready if ready.tick == self._tick)
        self._frozen.sort()
        self._tick += 1
        self._ready = [ready for ready in self._ready if ready.tick >= self._tick]
        try:
            if keys is not None:
                self.begin(keys)
        finally:
            self._checkpoint()

    # --- records and chaff ---------------------------------------------------------------------------------------

    def keep(self, submission: bytes, slot: bytes, keys: wardpack.Keys) -> bool:
        """Keep this sealed slot until the trust has it. On return it is on disk for good; asked again, nothing changes.

        Returns whether the trust has it already. Raises NotASlot, NoRoom, and DiskRefused.
        """
        if len(slot) != envelope.SLOT_BYTES or slot[0] != envelope.VERSION:
            raise NotASlot("these bytes are not a sealed slot")
        slot_id = envelope.slot_id(slot)
        if slot_id in self._delivered:
            return True
        if slot_id in self._ids:
            self._submissions[slot_id] = submission
            return False
        refused: DiskRefused | None = None
        try:
            self.begin(keys)
        except DiskRefused as error:
            refused = error
        places = self._places(REACH, slot) or self._places(AHEAD, slot)
        # The window may have sealed to keys that were renewed during this visit. Standing out is less bad than being lost.
        places = places or self._places(AHEAD)
        if not places:
            raise refused or NoRoom("every slot within reach holds a record")
        ready, position = self._random.choice(places)
        self._overwrite(ready, position, slot)
        ready.chaff.discard(position)
        self._submissions[slot_id] = submission
        self._visited.add((ready.sequence, position))
        return False

    def rewrite(self) -> None:
        """Put fresh chaff in place of chaff, by the clock. Raises DiskRefused."""
        self._rewrite_one(frozenset())

    def visit_ended(self) -> None:
        """Somebody left: what their records left of the writes of a visit is written as chaff, each in a slot of its own. Raises DiskRefused."""
        written, self._visited = self._visited, set()
        for _ in range(max(1, A_VISIT - len(written))):
            written |= self._rewrite_one(written)

    def _rewrite_one(self, apart_from: Set[tuple[int, int]]) -> set[tuple[int, int]]:
        """(sequence, position) of the slot that was rewritten; nothing where no chaff is within reach."""
        places = self._places(REACH)
        places = [(ready, at) for ready, at in places if (ready.sequence, at) not in apart_from] or places
        if not places:
            return set()
        ready, position = self._random.choice(places)
        self._overwrite(ready, position, self._seal(ready.keys))
        return {(ready.sequence, position)}

    def has_room(self) -> bool:
        """A record could be given a place, as far as is known; before the first batches are begun there is no reason to doubt it."""
        return not self._ready or bool(self._places(AHEAD))

    def _places(self, reach: int, like: bytes | None = None) -> list[tuple[_Ready, int]]:
        intake = like[1 : envelope.OUTER_HEAD] if like is not None else None
        return [
            (ready, position)
            for ready in self._ready
            if ready.tick < self._tick + reach and intake in (None, envelope.key_id(ready.keys.intake))
            for position in sorted(ready.chaff)
        ]

    def _overwrite(self, ready: _Ready, position: int, slot: bytes) -> None:
        place, slot_id = ready.sequence * wire.SLOTS + position, envelope.slot_id(slot)
        with self._transaction() as connection:
            old = connection.execute(select(slots.c.id).where(slots.c.place == place)).scalar_one()
        change = update(slots).where(slots.c.place == place).values(id=slot_id, sealed=slot)
        self._write(lambda connection: connection.execute(change))
        self._ids.discard(old)
        self._ids.add(slot_id)

    # --- sending -------------------------------------------------------------------------------------------------

    def oldest(self, apart_from: Collection[int] = ()) -> Waiting | None:
        """The frozen batch that has waited longest, apart from those set aside. Raises DiskRefused where it cannot be read."""
        sequence = next((number for number in self._frozen if number not in apart_from), None)
        if sequence is None:
            return None
        first = sequence * wire.SLOTS
        with self._transaction() as connection:
            batch_id = connection.execute(select(batches.c.id).where(batches.c.sequence == sequence)).scalar_one()
            sealed = connection.scalars(
                select(slots.c.sealed)
                .where(slots.c.place.between(first, first + wire.SLOTS - 1))
                .order_by(slots.c.place)
            )
            return Waiting(sequence, wire.Batch(batch_id, self._mode, tuple(sealed)))

    def let_go(self, waiting: Waiting) -> tuple[bytes, ...]:
        """The trust has this batch: delete it. Returns the submissions in it that this process knows of. Raises DiskRefused."""
        first = waiting.sequence * wire.SLOTS

        def write(connection: Connection) -> None:
            connection.execute(delete(slots).where(slots.c.place.between(first, first + wire.SLOTS - 1)))
            connection.execute(delete(batches).where(batches.c.sequence == waiting.sequence))

        self._write(write)
        self._frozen.remove(waiting.sequence)
        slot_ids = waiting.batch.slot_ids
        self._ids.difference_update(slot_ids)
        self._delivered.update(dict.fromkeys(slot_ids))
        while len(self._delivered) > DELIVERED_REMEMBERED:
            self._delivered.popitem(last=False)
        return tuple(self._submissions.pop(slot_id) for slot_id in slot_ids if slot_id in self._submissions)

    def close(self) -> None:
        with suppress(DBAPIError):
            self._connection.close()
        self._engine.dispose()

    def _write(self, work: Callable[[Connection], object]) -> None:
        """Do it in one transaction. Where the disk refused, once more with the log at its start: on a full disk it must not grow."""
        try:
            with self._transaction() as connection:
                work(connection)
        except Spoilt:
            raise
        except DiskRefused:
            self._checkpoint()
            with self._transaction() as connection:
                work(connection)

    def _may_grow(self, may: bool) -> None:
        with _disk():
            cursor = self._connection.connection.cursor()
            cursor.execute(f"PRAGMA max_page_count = {MOST_PAGES if may else 1}")  # 1: as many as there are now
            cursor.close()

    def _checkpoint(self) -> None:
        """Let the log be written from its start again: it stops growing, so that a full disk still takes a record in place of chaff."""
        with _disk():
            cursor = self._connection.connection.cursor()
            cursor.execute("PRAGMA wal_checkpoint(RESTART)")
            cursor.close()

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with _disk(), self._connection.begin():
            yield self._connection


@contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        # Not the statement: it would carry the bytes of a slot into a log.
        cause = error.orig if isinstance(error, DBAPIError) else error
        kind = Spoilt if getattr(cause, "sqlite_errorcode", 0) & 0xFF in _SPOILT else DiskRefused
        raise kind(f"the outbox cannot be written or read: {cause}") from None
