"""Each record's own key: a record is filed under it, opened with it, and gone for good when it is destroyed.

The keys are random and lie in the table `record_keys` alone. Backups hold that table apart from all others, and only for 35 days (`backups`): so a
record that was deleted is unreadable 35 days later in every backup, however old and wherever it lies.

For: filing a record, taking its lock off, destroying its key. Not for: who may delete and why (`retention`); the seals to readers are under this lock
and are `envelope`'s.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, insert, select

from kiosk import envelope
from kiosk.trust.keys import Trust
from kiosk.trust.store import tables
from kiosk.trust.store.database import Store, insert_once

Random = Callable[[int], bytes]


def _info(trust: Trust, ward: str, record: bytes) -> bytes:
    return trust.scope(ward).binding("record key", record)


def file_record(
    connection: Connection,
    trust: Trust,
    ward: str,
    slot_id: bytes,
    quarter_day: int,
    inner: bytes,
    random: Random = os.urandom,
) -> bytes | None:
    """File an inner seal under a new key. Returns the record's id, or None where this slot is filed already."""
    record, key = random(16), random(envelope.RECORD_KEY_BYTES)
    once = insert_once(connection, tables.filed_records).values(
        id=record,
        slot_id=slot_id,
        ward=ward,
        quarter_day=quarter_day,
        inner=envelope.lock(inner, key, _info(trust, ward, record), random),
    )
    if connection.execute(once.returning(tables.filed_records.c.id)).scalar_one_or_none() is None:
        return None
    connection.execute(insert(tables.record_keys).values(record=record, key=key))
    return record


def filed() -> Select[Any]:
    """A query of the records that can still be opened: id, ward, quarter_day, inner (locked), key. A record whose key is destroyed is not there."""
    table, held = tables.filed_records, tables.record_keys
    columns = (table.c.id, table.c.ward, table.c.quarter_day, table.c.inner, held.c.key)
    return select(*columns).join(held, held.c.record == table.c.id)


def unlocked(trust: Trust, row: Row[Any]) -> bytes:
    """The inner seal of a row of `filed`, still sealed to its readers. Raises envelope.SealError where it was changed."""
    return envelope.unlock(row.inner, row.key, _info(trust, row.ward, row.id))


# Where a record is named, its key first. The access log and the ledger of deletions outlive it.
_NAMED = (
    tables.record_keys.c.record,
    tables.filed_records.c.id,
    tables.group_index.c.record,
    tables.case_entries.c.record,
    tables.cases.c.record,
    tables.kept_until.c.record,
    tables.legal_holds.c.record,
    tables.deletion_requests.c.record,
)
_AT_ONCE = 500  # ids in one statement


def destroy(connection: Connection, records: Collection[bytes]) -> None:
    """Destroy the keys of these records and take out all that is filed under them. `forget` comes after the commit."""
    ids = list(records)
    for start in range(0, len(ids), _AT_ONCE):
        for column in _NAMED:
            connection.execute(delete(column.table).where(column.in_(ids[start : start + _AT_ONCE])))


def forget(store: Store) -> None:
    """Leave nothing of destroyed keys and records in the files of the database: SQLite's journal, PostgreSQL's dead rows."""
    store.forget_journal()
    store.forget_dead_rows([column.table.name for column in _NAMED])
