"""The access log: who did what with which record and when, never what it said. Each row carries a hash over itself and the row before.

A row that is changed, taken out or put in between breaks the chain at its place. Triggers refuse such changes, but who owns the database can take
those off, and can then compute the whole chain anew. That is why the newest hash (the head) travels outside with the daily mail: a log that was
written anew holds no row with a head that somebody else kept.

For: writing a row, and checking them all. Not for: what a row means to a reader (`cases`, the console's pages).
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Literal

from msgspec import Struct
from sqlalchemy import Connection, insert, select

from kiosk.trust.secret import bound
from kiosk.trust.store import tables
from kiosk.trust.store.database import ACCESS_LOG, in_turn

Action = Literal[
    "opened a record",
    "printed a record",
    "was kept out of a record",
    "wrote about a record",
    "signed in",
    "signed out",
    "invited a reader",
    "ended an invitation",
    "joined",
    "removed a reader",
    "let a reader in",
    "brought a reader back",
    "made a code",
    "withdrew a tablet",
    "ended a call screen",
    "changed the PIN of a role",
    "changed a passphrase",
    "changed a second factor",
    "took new keys",
    "added a ward",
    "said who is on duty",
    "changed the duty list",
    "published content",
    "kept a record on",
    "put a record on hold",
    "took a record off hold",
    "asked to delete a record",
    "took back the asking",
    "deleted a record",
    "exported a record",
    "saw exact figures",
    "said how many beds are occupied",
    "wrote a note on charts",
    "added to a note on charts",
    "ended a note on charts",
    "counted records for a release",
    "signed a report",
    "wrote on the ward's sheet",
    "began a backup",
    "was restored from a backup",
]
HASH_BYTES = 32
BEGINNING = bytes(HASH_BYTES)  # what the first row is chained to


class Broken(Struct, frozen=True):
    """Where a log is not what was written. row: the first that is wrong, or None where no row is. why: for a person, one line."""

    row: int | None
    why: str

    def __str__(self) -> str:
        where = "" if self.row is None else f"row {self.row}: "
        return f"the access log is broken: {where}{self.why}"


class Whole(Struct, frozen=True):
    """A log in order. rows: how many. head: the hash of the newest; BEGINNING where there is none."""

    rows: int
    head: bytes


def row_hash(before: bytes, number: int, at: int, reader: bytes | None, action: str, record: bytes | None) -> bytes:
    """The hash of a row. before: the hash of the row before it."""
    place = (number.to_bytes(8, "big"), at.to_bytes(8, "big"))
    return hashlib.sha256(
        bound("wardlight access log v1", before, *place, reader or b"", action, record or b"")
    ).digest()


def note(connection: Connection, action: Action, at: float, reader: bytes | None, record: bytes | None = None) -> None:
    """Write a line, without content. at: seconds since 1970. reader: None where nobody is signed in (a command on the server).

    Lines are written one after another, by however many processes: until this transaction ends, others that write one wait. So it comes last in its
    transaction, as near to the commit as can be; what locks other rows after it could wait for somebody who waits for it.
    """
    in_turn(connection, ACCESS_LOG)
    number, before = _newest(connection)
    moment = int(at)
    connection.execute(
        insert(tables.access_log).values(
            number=number + 1,
            at=moment,
            reader=reader,
            action=action,
            record=record,
            hash=row_hash(before, number + 1, moment, reader, action, record),
        )
    )


def _newest(connection: Connection) -> tuple[int, bytes]:
    log = tables.access_log.c
    row = connection.execute(select(log.number, log.hash).order_by(log.number.desc()).limit(1)).one_or_none()
    return (0, BEGINNING) if row is None else (row.number, bytes(row.hash))


def head(connection: Connection) -> bytes:
    """The hash of the newest row, for somebody outside to keep; BEGINNING while there is none."""
    return _newest(connection)[1]


def verify(connection: Connection, kept_head: bytes | None = None) -> Whole | Broken:
    """Follow the chain from its first row. kept_head: a head that was kept outside: one of the rows has to have it.

    Without it a log that was cut at its end, or computed anew from some row on, looks whole.
    """
    log = tables.access_log.c
    chosen = select(log.number, log.at, log.reader, log.action, log.record, log.hash).order_by(log.number)
    before, count, found = BEGINNING, 0, kept_head is None or kept_head == BEGINNING
    for row in connection.execution_options(yield_per=1_000).execute(chosen):
        count += 1
        if row.number != count:
            return Broken(count, f"it is missing; the next that is there is row {row.number}")
        expected = row_hash(before, row.number, row.at, row.reader, row.action, row.record)
        if not hmac.compare_digest(expected, bytes(row.hash)):
            return Broken(count, "it, or the row before it, was changed after it was written")
        before = expected
        found = found or before == kept_head
    if not found:
        return Broken(
            None,
            f"none of its {count} rows has the head that was kept: rows at its end are gone, or it was written anew",
        )
    return Whole(count, before)


def read_head(written: str) -> bytes:
    """A head as it stands in a mail: 64 hexadecimal digits, in groups or not. Raises ValueError."""
    raw = bytes.fromhex("".join(written.split()))
    if len(raw) != HASH_BYTES:
        raise ValueError(f"a head has {2 * HASH_BYTES} digits")
    return raw
