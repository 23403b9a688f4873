"""What readers write about concerns, on disk: append-only rows of one size, each sealed to whoever can open the concern, and to nobody else.

| in a row        | what it tells whoever has the disk                                          |
| record, number  | that something was written about this record, and how often; the access log tells that too |
| sealed          | nothing: author, time, kind and words are inside, and every row has the same size |

The box comes from the concern's own content key (`envelope.case_box`), so the readers of a case are exactly the readers of its concern, a group that
the concern was kept from included: no list of groups is stored anywhere. What is taken on trust: whoever sealed the concern could know its content
key, so a tablet that was taken over when it was written, together with the backend's disk, would read the case as well as the concern.

Each entry carries the hash of the sealed row before it: a row that is taken out or moved is noticed and said (`History.whole`). A cut at the end is
not seen here; the access log, whose head goes outside, holds a line for every entry.

For: reading and appending; `record_keys.destroy` deletes. Not for: what may be written (`rules`), what it means (`fold`).
"""

from __future__ import annotations

import hashlib

from msgspec import Struct
from sqlalchemy import Connection, insert, select, update

from kiosk import envelope
from kiosk.trust import keys
from kiosk.trust.casework import events
from kiosk.trust.casework.events import Entry, Event
from kiosk.trust.secret import bound
from kiosk.trust.store import tables
from kiosk.trust.store.database import insert_once

ENTRY_BYTES = 8_192
BEGINNING = bytes(32)


class TooLate(RuntimeError):
    """Somebody else wrote about the case since it was read: read it again, then decide."""


class History(Struct, frozen=True):
    """What was written. whole: nothing in it is missing, moved or changed; what does not open is left out. head: hash of the last row. rows: how
    many there are.
    """

    entries: tuple[Entry, ...]
    whole: bool
    head: bytes
    rows: int


def _info(trust: keys.Trust, ward: str, record: bytes, number: int) -> bytes:
    return bound("wardlight case entry v1", trust.mode, trust.code, ward, record, number.to_bytes(8, "big"))


def read(connection: Connection, trust: keys.Trust, box: envelope.Box, ward: str, record: bytes) -> History:
    """Everything written about a record, in its order."""
    held = tables.case_entries.c
    chosen = select(held.number, held.sealed).where(held.record == record).order_by(held.number)
    entries: list[Entry] = []
    whole, head, rows = True, BEGINNING, 0
    for row in connection.execute(chosen):
        rows += 1
        try:
            entry = events.decode(box.open(row.sealed, _info(trust, ward, record, row.number)))
        except (envelope.SealError, events.Unwritable):
            whole, head = False, _hash(row.sealed)
            continue
        whole = whole and entry.number == row.number == rows and entry.before == head
        entries.append(entry)
        head = _hash(row.sealed)
    counted = connection.execute(select(tables.cases.c.entries).where(tables.cases.c.record == record)).scalar() or 0
    return History(tuple(entries), whole and counted == rows, head, counted)


def _hash(sealed: bytes) -> bytes:
    return hashlib.sha256(sealed).digest()


def append(
    connection: Connection,
    trust: keys.Trust,
    box: envelope.Box,
    ward: str,
    record: bytes,
    history: History,
    author: bytes,
    name: str,
    at: float,
    event: Event,
) -> Entry:
    """Write one more entry after the history that was read. at: seconds since 1970.

    Raises TooLate where somebody else wrote in between, events.Unwritable or envelope.SealError for what does not fit.
    """
    number = history.rows + 1
    entry = Entry(number, int(at), author, name, history.head, event)
    data = events.encode(entry)
    if len(data) > envelope.Box.room(ENTRY_BYTES):
        raise events.Unwritable("this is too long: shorten it, or write it in two parts")
    sealed = box.seal(data, ENTRY_BYTES, _info(trust, ward, record, number))
    connection.execute(insert_once(connection, tables.cases).values(record=record, entries=0))
    counted = tables.cases.c
    moved = connection.execute(
        update(tables.cases).where(counted.record == record, counted.entries == history.rows).values(entries=number)
    )
    if moved.rowcount != 1:
        raise TooLate("somebody else wrote about this concern in the meantime")
    connection.execute(insert(tables.case_entries).values(record=record, number=number, sealed=sealed))
    return entry
