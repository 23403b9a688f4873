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
from kiosk.trust.store.database import insert_once

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


def destroy(connection: Connection, records: Collection[bytes]) -> None:
    """Destroy the keys of these records and take out what was filed under them."""
    ids = list(records)
    connection.execute(delete(tables.record_keys).where(tables.record_keys.c.record.in_(ids)))
    connection.execute(delete(tables.filed_records).where(tables.filed_records.c.id.in_(ids)))
    for table in (tables.group_index, tables.case_entries, tables.cases):
        connection.execute(delete(table).where(table.c.record.in_(ids)))
