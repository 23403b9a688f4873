"""Sorting: a process of its own, without a socket, opens the outer seals of what came in, drops chaff and files the rest.

It runs on the quarter-hours, so that what it files carries no hour, and takes what waits in random order, so that the
order says nothing. Check-ins are opened in memory alone: until ten of a group are there they stay sealed, and then only
counts remain (`measures.counting`). Killed at any moment, it loses nothing, files nothing twice and counts nothing twice:
what it files and the emptied batches are one transaction, and so are what it counts and the check-ins that go.

It alone unwraps the intake and statistics keys. Not for: concerns themselves; their inner seals open only in a reader's
session. How it is started and woken: `sorting_process`.
"""

from __future__ import annotations

import secrets
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from itertools import zip_longest
from random import Random
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, insert, select, update

from kiosk import envelope, records, wire
from kiosk.trust import keys, log, mailboxes, record_keys
from kiosk.trust.keys import SortingKeys
from kiosk.trust.measures import counting
from kiosk.trust.placing import Placed, Placer, placing
from kiosk.trust.secret import ServerSecret
from kiosk.trust.store import tables
from kiosk.trust.store.database import CHECK_INS, Store, in_turn, insert_once

TOGETHER = 32  # batches in one transaction: four megabytes
REMEMBERED = 4 * 90  # quarter-days for which a batch's id is known, for tablets that ask again after a lost answer

_system = secrets.SystemRandom()


class Sorter:
    """Sorts what waits in one database. random: for ids. order: for the order of things."""

    def __init__(
        self,
        store: Store,
        secret: ServerSecret,
        clock: Callable[[], float],
        random: Callable[[int], bytes] = secrets.token_bytes,
        order: Random = _system,
    ) -> None:
        self._store, self._secret, self._clock = store, secret, clock
        self._random, self._order = random, order

    def run(self) -> None:
        """Everything that is due. Raises sqlalchemy's errors and secret.SecretError; what was not done is done next time."""
        with self._store.read() as connection:
            trust = keys.read_trust(connection)
            wards = keys.sorting_keys(connection, self._secret)
            waiting = list(
                connection.execute(select(tables.batches.c.id).where(tables.batches.c.body.is_not(None))).scalars()
            )
        self._order.shuffle(waiting)
        self._sort(trust, Placer(trust, wards), waiting)
        self._count(trust, wards)
        self._settle()
        self._store.forget_journal()

    # --- slots ---------------------------------------------------------------------------------------------------

    def _sort(self, trust: keys.Trust, placer: Placer, waiting: list[bytes]) -> None:
        """All opening is done before the write lock is taken: a call never waits for it. While some are filed, the next are being opened."""
        groups = [waiting[start : start + TOGETHER] for start in range(0, len(waiting), TOGETHER)]
        with placing(placer, len(waiting) * wire.SLOTS) as begin:
            ahead = deque(begin(self._slots(ids)) for ids in groups[:1])
            for ids, after in zip_longest(groups, groups[1:]):
                if after:
                    ahead.append(begin(self._slots(after)))
                self._file_all(trust, ids, ahead.popleft()())

    def _slots(self, ids: list[bytes]) -> list[bytes]:
        with self._store.read() as connection:
            batches = tables.batches.c
            bodies = connection.execute(select(batches.body).where(batches.id.in_(ids))).scalars().all()
        slots = [slot for body in bodies if body is not None for slot in wire.decode_batch(body).slots]
        self._order.shuffle(slots)
        return slots

    def _file_all(self, trust: keys.Trust, ids: list[bytes], placed: list[Placed]) -> None:
        batches = tables.batches.c
        with self._store.write() as connection:
            emptied = connection.execute(
                update(tables.batches).where(batches.id.in_(ids), batches.body.is_not(None)).values(body=None)
            )
            if emptied.rowcount != len(ids):
                # Another sorting process was here. It filed these, so this one files nothing.
                connection.rollback()
                return
            quarter = tables.quarter_day(self._clock())
            for one in placed:
                self._file(connection, trust, one, quarter)
            counting.note_day(connection, (one.ward for one in placed if one.table == "pending"), self._clock())

    def _file(self, connection: Connection, trust: keys.Trust, one: Placed, quarter: int) -> None:
        if one.table == "filed":
            # Keyed: the slot itself lay on a tablet's disk, and whoever has that disk and this one must not find it here.
            slot_id = self._secret.digest("slots", one.slot_id)[:16]
            record_keys.file_record(connection, trust, one.ward, slot_id, quarter, one.sealed, self._random)
        elif one.table == "pending":
            connection.execute(
                insert(tables.pending_check_ins).values(id=self._random(16), ward=one.ward, inner=one.sealed)
            )
        else:
            connection.execute(
                insert_once(connection, tables.unplaced_slots).values(
                    slot_id=one.slot_id, quarter_day=quarter, reason=one.reason, slot=one.sealed
                )
            )

    # --- check-ins -----------------------------------------------------------------------------------------------

    def _count(self, trust: keys.Trust, wards: Sequence[SortingKeys]) -> None:
        """Turn ten or more waiting check-ins of one group into counts, and forget them."""
        for ward in wards:
            try:
                with self._store.write() as connection:
                    self._count_ward(connection, trust, ward)
            except counting.Damaged as fault:
                log.tell("sorting_failed", fault=fault)  # its check-ins stay sealed; those of other wards are counted

    def _count_ward(self, connection: Connection, trust: keys.Trust, ward: SortingKeys) -> None:
        in_turn(connection, CHECK_INS)
        pending = tables.pending_check_ins
        groups: dict[tuple[str, int], list[tuple[bytes, records.CheckIn]]] = defaultdict(list)
        for row in connection.execute(select(pending).where(pending.c.ward == ward.ward)):
            try:
                check_in = envelope.open_statistics(row.inner, ward.statistics, trust.scope(ward.ward))
            except (envelope.SealError, records.RecordError):
                continue  # it opened when it was placed: the row was changed since. It stays, and holds up no other
            groups[check_in.who or counting.UNSAID, check_in.questions].append((row.id, check_in))
        blocks = {group: held for group, held in groups.items() if len(held) >= counting.BLOCK}
        counted = [counting.counts(*group, (each for _, each in held)) for group, held in blocks.items()]
        counting.add(connection, self._secret, ward.ward, counted, self._clock())
        for held in blocks.values():
            connection.execute(delete(pending).where(pending.c.id.in_([answer for answer, _ in held])))

    # --- what the disk tells -------------------------------------------------------------------------------------

    def _settle(self) -> None:
        """Once a quarter-day is over, write its records anew in random order.

        Where rows lie in the file (and PostgreSQL's transaction numbers) would tell in which order, and beside which call, they came.
        """
        quarter = tables.quarter_day(self._clock())
        with self._store.write() as connection:
            settled = connection.execute(select(tables.trust.c.settled)).scalar_one()
            if settled >= quarter:
                return
            for table in (tables.filed_records, tables.unplaced_slots):
                lately = (table.c.quarter_day >= settled) & (table.c.quarter_day < quarter)
                rows = [dict(row._mapping) for row in connection.execute(select(table).where(lately))]
                self._lay_anew(connection, table, rows, lately)
                if table is tables.filed_records:
                    ids = tables.record_keys.c.record.in_([row["id"] for row in rows])
                    kept = connection.execute(select(tables.record_keys).where(ids))
                    self._lay_anew(connection, tables.record_keys, [dict(row._mapping) for row in kept], ids)
            forgotten = tables.batches.c.quarter_day < quarter - REMEMBERED
            connection.execute(delete(tables.batches).where(forgotten, tables.batches.c.body.is_(None)))
            mailboxes.expire(connection, self._clock())
            connection.execute(update(tables.trust).values(settled=quarter))
        settled_tables = (tables.filed_records, tables.record_keys, tables.unplaced_slots)
        self._store.forget_dead_rows([table.name for table in settled_tables])

    def _lay_anew(
        self, connection: Connection, table: Table, rows: list[dict[str, Any]], chosen: ColumnElement[bool]
    ) -> None:
        self._order.shuffle(rows)
        connection.execute(delete(table).where(chosen))
        if rows:
            connection.execute(insert(table), rows)


def next_run(now: float, period: float) -> float:
    """When sorting is due next: on the whole periods since midnight UTC. Seconds since 1970, both."""
    due = (now // period + 1) * period
    return due if due > now else due + period  # fractions of a second do not divide evenly
