"""The outbox's tables, their versions, and how its database is opened. Only `outbox` uses this.

A batch is a row, and each of its eight slots is a row of one size, found by its place: sequence * 8 + position. A slot is always overwritten in place
(the same five pages of the write-ahead log each time), whatever is written. No column says which slot is real, when a batch is due, or what was sent.

A version is a function that brings the database from the one before. SQLite's own `user_version` says which one a file has.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    StaticPool,
    Table,
    create_engine,
    event,
    text,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

metadata = MetaData()

batches = Table(
    "batch",
    metadata,
    Column("sequence", Integer, primary_key=True),
    Column("id", LargeBinary(16), nullable=False),
)

slots = Table(
    "slot",
    metadata,
    Column("place", Integer, primary_key=True),
    # Before the bytes, so that reading all ids at the start touches one page in five.
    Column("id", LargeBinary(16), nullable=False),
    Column("sealed", LargeBinary(16_384), nullable=False),
)


class TooNew(Exception):
    """A later version of this program wrote the outbox. It is left as it is: install that version again."""


def _first(connection: Connection) -> None:
    connection.execute(text("CREATE TABLE batch (sequence INTEGER PRIMARY KEY, id BLOB NOT NULL) STRICT"))
    connection.execute(
        text("CREATE TABLE slot (place INTEGER PRIMARY KEY, id BLOB NOT NULL, sealed BLOB NOT NULL) STRICT")
    )


VERSIONS: tuple[Callable[[Connection], None], ...] = (_first,)


def open_engine(path: Path) -> Engine:
    """The database in this file, made where there is none. One connection: the outbox lives in one thread."""
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=StaticPool,
        hide_parameters=True,  # an error must not carry a slot into a log
        connect_args={"check_same_thread": False, "isolation_level": None},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON", "temp_store = MEMORY"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # The driver would begin by itself, and only at the first write; then a migration would not be one transaction.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def migrate(connection: Connection, versions: tuple[Callable[[Connection], None], ...] = VERSIONS) -> int:
    """Bring the database to the newest version, each step in one transaction with its number. Returns the version it had. Raises TooNew."""
    with connection.begin():
        before = int(connection.execute(text("PRAGMA user_version")).scalar_one())
    if before > len(versions):
        raise TooNew(f"the outbox has version {before}, and this program knows {len(versions)}")
    for number, version in enumerate(versions[before:], before + 1):
        with connection.begin():
            version(connection)
            connection.execute(text(f"PRAGMA user_version = {number}"))
    return before
