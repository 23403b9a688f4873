"""Opening the database. SQLite is set up so that a commit is durable and a deletion leaves nothing behind; PostgreSQL as the trust runs it.

For: connections and migrations. Not for: queries, which are functions that take a connection.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import alembic.command
import alembic.config
from sqlalchemy import Connection, Engine, Table, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, OperationalError

from kiosk.refusal import Refusal

_MIGRATIONS = Path(__file__).resolve().parent / "migrations"
LEAST_POSTGRESQL = 14  # `lease` asks for a time after which a silent connection is ended
_BUSY_SECONDS = 10.0  # how long a writer waits for another one's transaction
_IN_TURN = 7061726164  # PostgreSQL's locks of ours count from here
# Taken in the order RETENTION, LEDGER, FIGURES, ACCESS_LOG, so that nobody waits for who waits; the others alone.
MIGRATING, ACCESS_LOG, LEDGER, RETENTION, COUNTERS, CALL_WEEKS, LEASE, CHECK_INS, RELEASES, FIGURES = range(10)
_SET_UP = (
    "PRAGMA page_size=8192",  # of a new file: a batch takes half as many pages as with SQLite's own choice
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # a call or a batch is acknowledged only once it is on the disk
    "PRAGMA secure_delete=ON",  # what is deleted is overwritten
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",  # nothing sorted or gathered goes to a file of its own
)


class StoreError(Refusal):
    """The database cannot be used. The message says why, and never holds what was to be stored."""


class Store:
    """An opened database. `read` and `write` give a connection for one transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.sqlite = engine.dialect.name == "sqlite"

    @property
    def server_address(self) -> str:
        """PostgreSQL's address with all that is needed to connect, as psycopg takes it: never for a log."""
        return self.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database and changes nothing."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that commits when it is left without an error: on return, the change is on the disk.

        In SQLite it takes the one write lock at once, so that what it read is still so when it writes.
        """
        with self.engine.connect().execution_options(wardlight_write=True) as connection, connection.begin():
            yield connection

    def forget_journal(self) -> bool:
        """Empty SQLite's journal, which holds the latest changes in their order. False where a reader was in the way: ask again later."""
        if not self.sqlite:
            return True
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one()
        return not busy

    def forget_dead_rows(self, names: Iterable[str]) -> None:
        """Let PostgreSQL drop the old versions of rows of these tables; SQLite has overwritten them already."""
        if not self.sqlite:
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                for name in names:
                    connection.exec_driver_sql(f"VACUUM {name}")

    def close(self) -> None:
        self.engine.dispose()


def open_store(url: str) -> Store:
    """The database at this address; an SQLite file is made where there is none, its folder not. Nothing is connected yet."""
    # Parameters of a statement are what people sent: they stand in no message of an error.
    if url.startswith("sqlite"):
        _make_private(url.partition("sqlite:///")[2])
        engine = create_engine(url, hide_parameters=True, connect_args={"timeout": _BUSY_SECONDS})
        event.listen(engine, "connect", _set_up)
        event.listen(engine, "begin", _begin)
    else:
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args={"connect_timeout": 10})
    return Store(engine)


def _make_private(file: str) -> None:
    """SQLite gives its journal the rights of the database's file: only the owner may read either.

    A file that is there is not opened: closing it again would take this process's own locks off it (POSIX), and another process that then believed to
    be the last one would delete the journal under us.
    """
    if file and Path(file).parent.is_dir():
        with contextlib.suppress(FileExistsError):
            os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def _set_up(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # sqlite3 leaves BEGIN to us: its own comes too late for reads
    cursor = connection.cursor()
    for statement in _SET_UP:
        cursor.execute(statement)
    cursor.close()


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("wardlight_write") else "BEGIN")


def migrations(connection: Connection | None = None) -> alembic.config.Config:
    """Alembic's settings for the migrations that travel in the package."""
    config = alembic.config.Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def migrate(store: Store) -> None:
    """Bring the database to the newest tables. Raises StoreError where it cannot be opened or written."""
    try:
        with store.write() as connection:
            version = connection.dialect.server_version_info or (0,)
            if not store.sqlite and version < (LEAST_POSTGRESQL,):
                raise StoreError(f"this PostgreSQL has version {version[0]}: take {LEAST_POSTGRESQL} or a newer one")
            in_turn(connection, MIGRATING)  # two servers that start at once
            alembic.command.upgrade(migrations(connection), "head")
    except OperationalError as error:
        raise StoreError(
            f"the database cannot be opened: {_plain(error)}; check `data` and `database` in trust.toml"
        ) from None


def _plain(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0]


def in_turn(connection: Connection, work: int) -> None:
    """Let one transaction at a time do this kind of work: others wait here until it ends.

    work: MIGRATING or one of those after it.

    In SQLite there is one writer at a time anyway (`Store.write`).
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:work)"), {"work": lock_number(work)})


def lock_number(work: int) -> int:
    """PostgreSQL's number of the lock for this kind of work."""
    return _IN_TURN + work


def insert_once(connection: Connection | Engine, table: Table) -> Any:
    """An INSERT that changes nothing where the key, or another unique value, is there already; it is chained with `values`."""
    return _insert(connection, table).on_conflict_do_nothing()


def insert_adding(connection: Connection | Engine, table: Table, column: str) -> Any:
    """An INSERT that adds to this column where the row is there already; it is chained with `values`, or run with rows."""
    adding = _insert(connection, table)
    total = table.c[column] + adding.excluded[column]
    return adding.on_conflict_do_update(index_elements=list(table.primary_key), set_={column: total})


def _insert(connection: Connection | Engine, table: Table) -> Any:
    return (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)
