"""Backup and restore of everything: each a set of two sealed files and the ledger of deletions.

    wardlight-TRUST-DAY-TIME.main          all tables but those; keep them as long as you like
    wardlight-TRUST-DAY-TIME.record-keys   the keys of records, and batches, whose records have no key yet; removed after 35 days, here and wherever
                                           they were copied to
    wardlight-TRUST.deletions              the ledger of deletions, always the newest

Both are sealed to the recovery key, which two of its three holders make together; so a stolen backup opens nothing, and a restore needs two people.
The files are the same for SQLite and PostgreSQL, and a backup of one can be restored into the other. The server secret is in neither: without it a
restored database opens nothing.

Not in a backup: sessions (whoever was signed in signs in again); what a caller added to a call, which goes with the call; and the groups' indexes,
which the next session of each group makes anew: they tell something of a record without its key. A record that was deleted stays in older main files,
locked with a key that is nowhere once 35 days are over.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import alembic.command
import msgspec
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from msgspec import Struct
from sqlalchemy import Connection, MetaData, Table, insert, literal, select, text
from sqlalchemy.exc import DBAPIError

from kiosk import envelope
from kiosk.records import UNREADABLE
from kiosk.refusal import Refusal
from kiosk.trust import access_log, holders, keys, ledger, setup
from kiosk.trust.keys import Trust
from kiosk.trust.measures import huddles
from kiosk.trust.record_keys import forget
from kiosk.trust.sealed_file import SealedWriter, opened, read_head
from kiosk.trust.secret import read_secret
from kiosk.trust.settings import Settings
from kiosk.trust.store import call_rows, tables
from kiosk.trust.store.database import Store, migrations, open_store

KEYS_LAST_DAYS = 35
MAIN, RECORD_KEYS = "everything but record keys", "record keys"
LEFT_OUT = {"sessions", "group_index", "board_codes"}
EMPTIED: Mapping[str, Mapping[str, object]] = {"calls": call_rows.NOTHING_ADDED, "huddle_looks": huddles.NO_LINE}
"""Columns of a table that are backed up as if they held nothing."""
APART = (tables.record_keys, tables.batches)
_ROWS_AT_ONCE = 200
_encoder = msgspec.msgpack.Encoder()


class BackupError(Refusal):
    """A backup cannot be made, or cannot be restored so. The message says why, and how to mend it."""


class _Begin(Struct, frozen=True, tag="begin", forbid_unknown_fields=True):
    """First of a file. backup: random, the same in both files of a set. revision: of the migrations that made the tables."""

    backup: bytes
    revision: str


class _Rows(Struct, frozen=True, tag="rows", forbid_unknown_fields=True):
    """Rows of one table: of numbers, truths, text, bytes and nothing."""

    table: str
    columns: tuple[str, ...]
    rows: list[list[Any]]


class _End(Struct, frozen=True, tag="end", forbid_unknown_fields=True):
    """Last of a file. rows: how many there were in all."""

    rows: int


_decoder = msgspec.msgpack.Decoder(_Begin | _Rows | _End)


class Made(Struct, frozen=True):
    """What a backup wrote, and which files of record keys were too old and were removed."""

    main: Path
    record_keys: Path
    ledger: Path
    removed: tuple[Path, ...]


# --- making one --------------------------------------------------------------------------------------------------


def make(settings: Settings, out: Path, now: float, keys_out: Path | None = None) -> Made:
    """Write a set into a folder, and remove files of record keys that are older than 35 days from where they lie.

    keys_out: another folder for the record keys, if they are to lie apart. now: seconds since 1970. Raises Refusal, OSError.
    """
    for folder in (out, keys_out or out):
        if not folder.is_dir():
            raise BackupError(f"{folder}: there is no such folder: name one on another disk than the database's")
    moment = datetime.fromtimestamp(now, UTC)
    name = f"wardlight-{settings.code}-{moment:%Y%m%d-%H%M%S}"
    main, apart = out / f"{name}.main", (keys_out or out) / f"{name}.record-keys"
    with setup.opened(settings) as (store, _):
        backup = os.urandom(16)
        with store.write() as connection:
            ledger.check_replayed(connection)  # its ledger would take the place of the newest one
            # Before it is made, so that the log in it is whole up to here: with two holders, all that the trust has can be read in it.
            access_log.note(connection, "began a backup", now, None)
        with _one_state(store) as connection:
            trust = keys.read_trust(connection)
            public = _recovery_public(connection)
            revision = MigrationContext.configure(connection).get_current_revision() or ""
            day = int(now // ledger.DAY_SECONDS)
            every = [table for table in tables.metadata.sorted_tables if table.name not in LEFT_OUT]
            others = [table for table in every if table not in APART]
            for path, label, chosen in ((main, MAIN, others), (apart, RECORD_KEYS, APART)):
                with _whole_file(path) as stream:
                    writer = SealedWriter(stream, public, label, trust.code, trust.mode, day)
                    _write(connection, writer, _Begin(backup, revision), chosen)
                    writer.close()
        held = out / f"wardlight-{settings.code}.deletions"
        for path in (held, ledger.ledger_file(settings)):
            ledger.keep_file(store, trust, settings, path)
    return Made(main, apart, held, remove_old_keys(keys_out or out, trust, day))


def remove_old_keys(folder: Path, trust: Trust, today: int) -> tuple[Path, ...]:
    """Remove this trust's files of record keys that were made 35 days ago or earlier. today: counted from 1970."""
    removed = []
    for path in sorted(folder.glob(f"wardlight-{trust.code}-*.record-keys")):
        head = read_head(path)
        if (head.trust, head.mode, head.label) == (
            trust.code,
            trust.mode,
            RECORD_KEYS,
        ) and today - head.made >= KEYS_LAST_DAYS:
            path.unlink()
            removed.append(path)
    return tuple(removed)


def _recovery_public(connection: Connection) -> bytes:
    groups = tables.group_keys.c
    chosen = select(groups.public).where(groups.group_id == "recovery").order_by(groups.version.desc()).limit(1)
    return bytes(connection.execute(chosen).scalar_one())


@contextmanager
def _one_state(store: Store) -> Iterator[Connection]:
    """A connection that sees one state of the database from its first query to its last."""
    with store.engine.connect() as connection:
        if not store.sqlite:
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


@contextmanager
def _whole_file(path: Path) -> Iterator[BinaryIO]:
    """A new file, readable by its owner alone, that has its name only once all of it is on the disk."""
    if path.exists():
        raise BackupError(f"{path}: this file is there already")
    part = path.with_name(f"{path.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)


def _write(connection: Connection, writer: SealedWriter, begin: _Begin, chosen: Sequence[Table]) -> None:
    def put(frame: _Begin | _Rows | _End) -> None:
        data = _encoder.encode(frame)
        writer.write(len(data).to_bytes(4, "big") + data)

    put(begin)
    count = 0
    for table in chosen:
        columns = tuple(str(column.name) for column in table.columns)
        # In the order of their keys, which are random where order could tell anything.
        emptied = EMPTIED.get(str(table.name), {})
        shown = [literal(emptied[name]).label(name) if name in emptied else table.c[name] for name in columns]
        query = select(*shown).order_by(*table.primary_key.columns)
        for part in connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(query).partitions(_ROWS_AT_ONCE):
            put(_Rows(str(table.name), columns, [list(row) for row in part]))
            count += len(part)
    put(_End(count))


# --- restoring one -----------------------------------------------------------------------------------------------


def restore(settings: Settings, main: Path, record_keys: Path, first: Path, second: Path) -> int:
    """Bring a backup back into a database that holds nothing yet. first, second: files of two recovery holders. Returns how many rows.

    The database is not served until `replay`. It is brought to this program's tables. Raises Refusal, OSError; then nothing was restored.
    """
    secret = read_secret(Path(settings.secret))
    key = envelope.PrivateKey(holders.join(holders.read_share(first), holders.read_share(second)))
    for path in (main, record_keys):
        head = read_head(path)
        if (head.trust, head.mode) != (settings.code, settings.mode):
            raise BackupError(
                f"{path}: a backup of the {head.mode} trust {head.trust!r}, and the settings say {settings.mode} {settings.code!r}"
            )
    Path(settings.data).mkdir(parents=True, exist_ok=True, mode=0o700)
    file = None if settings.database else Path(settings.database_url.removeprefix("sqlite:///"))
    if file is not None and file.exists():
        raise BackupError(f"{file}: there is a database already; a restore never replaces one: move it away")
    with ExitStack() as undone:
        if file is not None:
            undone.callback(_remove, file)
        with closing(open_store(settings.database_url)) as store:
            try:
                with store.write() as connection:
                    count = _restore(connection, key, main, record_keys)
                    if not store.sqlite:
                        _go_on_counting(connection)
                    setup.expect(connection, settings, secret)
                    ledger.must_replay(connection)
            except DBAPIError as error:
                raise BackupError(
                    f"the backup cannot be restored into this database: {type(error.orig).__name__}"
                ) from error
        undone.pop_all()
    return count


def _remove(file: Path) -> None:
    """Take an SQLite database that holds nothing away: left there, it would stop the next try."""
    for path in (file, Path(f"{file}-wal"), Path(f"{file}-shm")):
        path.unlink(missing_ok=True)


def _restore(connection: Connection, key: envelope.PrivateKey, main: Path, record_keys: Path) -> int:
    if MigrationContext.configure(connection).get_current_revision() is not None:
        raise BackupError("this database is in use already; a restore never replaces one: give it an empty database")
    first, second = _frames(main, key, MAIN), _frames(record_keys, key, RECORD_KEYS)
    begin = _begin(next(first), main)
    if _begin(next(second), record_keys) != begin:
        raise BackupError(f"{record_keys}: not of the same backup as {main}: name the two files of one set")
    known = {revision.revision for revision in ScriptDirectory.from_config(migrations()).walk_revisions()}
    if begin.revision not in known:
        raise BackupError(
            f"{main}: made by a newer Wardlight than this one: restore it with that, or update this first"
        )
    try:
        alembic.command.upgrade(migrations(connection), begin.revision)
    except CommandError as error:
        raise BackupError(f"{main}: its tables cannot be made here: {error}") from None
    there = MetaData()
    there.reflect(connection)
    count = _insert(connection, there, first, main) + _insert(connection, there, second, record_keys)
    alembic.command.upgrade(migrations(connection), "head")
    return count


def _begin(frame: _Begin | _Rows | _End, path: Path) -> _Begin:
    if not isinstance(frame, _Begin):
        raise BackupError(f"{path}: this is not a backup")
    return frame


def _insert(connection: Connection, there: MetaData, frames: Iterator[_Begin | _Rows | _End], path: Path) -> int:
    count = 0
    for frame in frames:
        if isinstance(frame, _Rows):
            try:
                table = there.tables[frame.table]
                rows = [dict(zip(frame.columns, row, strict=True)) for row in frame.rows]
            except (KeyError, ValueError):
                raise BackupError(f"{path}: this is not a backup") from None
            connection.execute(insert(table), rows)
            count += len(frame.rows)
        elif isinstance(frame, _End) and frame.rows == count:
            return count
    raise BackupError(f"{path}: the backup does not hold all of its rows: take another copy")


def _frames(path: Path, key: envelope.PrivateKey, label: str) -> Iterator[_Begin | _Rows | _End]:
    held = bytearray()
    for piece in opened(path, key, label):
        held += piece
        while len(held) >= 4 and len(held) >= 4 + (length := int.from_bytes(held[:4], "big")):
            try:
                frame = _decoder.decode(bytes(held[4 : 4 + length]))
            except UNREADABLE:
                raise BackupError(f"{path}: this is not a backup") from None
            yield frame
            del held[: 4 + length]


def _go_on_counting(connection: Connection) -> None:
    """PostgreSQL counts up apart from the rows: what it gives next has to come after those that were brought back."""
    for table in tables.metadata.sorted_tables:
        for column in table.primary_key.columns:
            name = connection.execute(
                text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": column.name}
            ).scalar()
            if name is not None:
                newest = connection.execute(select(column).order_by(column.desc()).limit(1)).scalar()
                if newest is not None:
                    connection.execute(text("SELECT setval(:name, :newest)"), {"name": name, "newest": newest})


def replay(settings: Settings, path: Path, now: float | None = None) -> int:
    """Go through the newest ledger in a restored database, and let it be served. now: seconds since 1970. Returns how many deletions it did not
    know of.

    Raises Refusal, OSError.
    """
    moment = time.time() if now is None else now
    with setup.opened(settings) as (store, _):
        with store.write() as connection:
            trust = keys.read_trust(connection)
            restored = connection.execute(select(tables.restored.c.id)).one_or_none() is not None
            fresh = ledger.replay(connection, trust, ledger.read_file(path, trust))
            if restored:  # so that whoever misses lines of the log, or the row with a mailed head, finds why
                access_log.note(connection, "was restored from a backup", moment, None)
        ledger.keep_file(store, trust, settings)
        forget(store)
    return fresh
