"""The ledger of deletions: which record was deleted, under which policy, on which day, who asked and who approved. Never what it said.

A backup that is older than a deletion still holds the record, and for 35 days a backup of its key is there too. So the ledger is also a file, apart
from the database and its backups, and a restored database is served only once every deletion of the ledger was done in it again (`replay`). Its rows
are chained like those of the access log: a ledger that lacks a row, or that is older than the one in the backup, is refused.

For: writing, reading and replaying the ledger. Not for: who may delete (`retention`).
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, delete, insert, select

from kiosk import wardpack
from kiosk.refusal import Refusal
from kiosk.trust import record_keys
from kiosk.trust.keys import Trust
from kiosk.trust.secret import bound
from kiosk.trust.settings import Settings
from kiosk.trust.store import tables
from kiosk.trust.store.database import LEDGER, Store, in_turn
from kiosk.whole_file import write_whole

BEGINNING = bytes(32)
DAY_SECONDS = 86_400
_encoder = msgspec.json.Encoder()


class LedgerError(Refusal):
    """A ledger that cannot be used, or that has to be gone through before anything else. The message says why."""


class Deletion(Struct, frozen=True):
    """One row. day: counted from 1970. asked, approved: ids of readers. hash: over this row and the one before."""

    number: int
    record: bytes
    policy: str
    day: int
    asked: bytes
    approved: bytes
    hash: bytes


class _Head(Struct, frozen=True, forbid_unknown_fields=True):
    """The first line of the file."""

    wardlight: Literal["deletions 1"]
    trust: str
    mode: wardpack.Mode


class _Line(Struct, frozen=True, forbid_unknown_fields=True):
    """Any other line, for a person to read as well. Bytes are hexadecimal."""

    number: int
    record: str
    policy: str
    day: date
    asked: str
    approved: str
    hash: str


def row_hash(before: bytes, row: Deletion) -> bytes:
    """The hash of a row. before: the hash of the row before it."""
    counted = (row.number.to_bytes(8, "big"), row.day.to_bytes(8, "big"))
    parts = (before, *counted, row.record, row.policy, row.asked, row.approved)
    return hashlib.sha256(bound("wardlight deletions v1", *parts)).digest()


def ledger_file(settings: Settings) -> Path:
    """Where the ledger lies besides the database."""
    return Path(settings.ledger) if settings.ledger else Path(settings.data) / "deletions.ledger"


def read_rows(connection: Connection) -> list[Deletion]:
    """The ledger of this database."""
    chosen = select(tables.deletions).order_by(tables.deletions.c.number)
    return [Deletion(**row._mapping) for row in connection.execute(chosen)]


def delete_records(
    connection: Connection, records: Sequence[bytes], policy: str, day: int, asked: bytes, approved: bytes
) -> None:
    """Destroy these records and write so in the ledger, in one transaction. day: counted from 1970.

    The file is written after the commit (`keep_file`); where that was missed, the next one holds all.
    """
    in_turn(connection, LEDGER)
    rows = read_rows(connection)
    before = rows[-1].hash if rows else BEGINNING
    for number, record in enumerate(records, start=len(rows) + 1):
        row = Deletion(number, record, policy, day, asked, approved, b"")
        row = msgspec.structs.replace(row, hash=row_hash(before, row))
        connection.execute(insert(tables.deletions).values(msgspec.structs.asdict(row)))
        before = row.hash
    record_keys.destroy(connection, records)


# --- the file ----------------------------------------------------------------------------------------------------


def write_file(path: Path, trust: Trust, rows: Sequence[Deletion]) -> None:
    """Write the whole ledger, replacing the file at once: there is never half of one. Raises OSError."""
    lines = [_encoder.encode(_Head("deletions 1", trust.code, trust.mode))]
    for row in rows:
        day = datetime.fromtimestamp(row.day * DAY_SECONDS, UTC).date()
        names = (row.asked.hex(), row.approved.hex(), row.hash.hex())
        lines.append(_encoder.encode(_Line(row.number, row.record.hex(), row.policy, day, *names)))
    write_whole(path, b"\n".join(lines) + b"\n")


def keep_file(store: Store, trust: Trust, settings: Settings, path: Path | None = None) -> None:
    """Write the ledger of this database where it lies besides, or to another path. Raises OSError.

    Rows are read and written by one at a time, of all processes: a backup and two who delete never leave an older ledger in place of a newer.
    """
    folder = os.open(settings.data, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        with store.read() as connection:
            rows = read_rows(connection)
        write_file(path or ledger_file(settings), trust, rows)
    finally:
        os.close(folder)


def read_file(path: Path, trust: Trust) -> list[Deletion]:
    """The ledger in a file, every row of it checked. Raises LedgerError, OSError."""
    lines = path.read_bytes().splitlines()
    try:
        head = msgspec.json.decode(lines[0], type=_Head)
        rows = [_row(msgspec.json.decode(line, type=_Line)) for line in lines[1:]]
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError, IndexError):
        raise LedgerError(f"{path}: this is not a ledger of deletions of version 1") from None
    if (head.trust, head.mode) != (trust.code, trust.mode):
        raise LedgerError(f"{path}: the ledger of the {head.mode} trust {head.trust!r}, and this is {trust.code!r}")
    before = BEGINNING
    for place, row in enumerate(rows, start=1):
        if row.number != place or row.hash != row_hash(before, row):
            raise LedgerError(f"{path}: row {place} of the ledger is missing or was changed: bring a whole copy of it")
        before = row.hash
    return rows


def _row(line: _Line) -> Deletion:
    day = (line.day - date(1970, 1, 1)).days
    if day < 0 or line.number < 1:
        raise ValueError(line.number)
    record, asked, approved, digest = map(bytes.fromhex, (line.record, line.asked, line.approved, line.hash))
    return Deletion(line.number, record, line.policy, day, asked, approved, digest)


# --- after a restore ---------------------------------------------------------------------------------------------


def must_replay(connection: Connection) -> None:
    """Mark a database that was just restored: it is not served until `replay`."""
    connection.execute(insert(tables.restored).values(id=1))


def check_replayed(connection: Connection) -> None:
    """Raises LedgerError for a restored database in which the ledger was not gone through yet."""
    if connection.execute(select(tables.restored.c.id)).one_or_none() is not None:
        raise LedgerError(
            "this database was restored, and records that were deleted since the backup may be in it again:"
            " run `kiosk trust replay` with the newest ledger"
        )


def replay(connection: Connection, trust: Trust, rows: Sequence[Deletion]) -> int:
    """Do every deletion of a checked ledger again. Returns how many of its rows this database did not have yet.

    Raises LedgerError where this database knows of a deletion that the ledger lacks: it is older than the backup, or another one.
    """
    held = read_rows(connection)
    if list(rows[: len(held)]) != held:
        raise LedgerError(
            f"this ledger is not the newest: it lacks deletions that the backup knows of ({len(rows)} rows, and the backup"
            f" has {len(held)}): look for a newer copy"
        )
    fresh = rows[len(held) :]
    for row in fresh:
        connection.execute(insert(tables.deletions).values(msgspec.structs.asdict(row)))
    record_keys.destroy(connection, [row.record for row in rows])
    connection.execute(delete(tables.restored))
    return len(fresh)
