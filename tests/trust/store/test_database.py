"""The migrations make the tables that the code works with, on both kinds of database, and the database forgets what it deletes."""

from __future__ import annotations

import secrets
import subprocess
import sys
from pathlib import Path

import alembic.command
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import delete, insert, inspect, select

from kiosk.trust.store import database, tables
from kiosk.trust.store.database import StoreError, insert_once, migrate, migrations, open_store


def test_the_migrated_tables_are_those_of_the_code(database_url: str) -> None:
    store = open_store(database_url)
    migrate(store)
    with store.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []
    store.close()


def test_every_migration_runs_after_the_one_before_it_and_a_second_time_changes_nothing(database_url: str) -> None:
    store = open_store(database_url)
    script = ScriptDirectory.from_config(migrations())
    revisions = [revision.revision for revision in script.walk_revisions()]
    for revision in reversed(revisions):
        with store.write() as connection:
            alembic.command.upgrade(migrations(connection), revision)
        with store.read() as connection:
            assert MigrationContext.configure(connection).get_current_revision() == revision
    migrate(store)
    migrate(store)
    with store.read() as connection:
        assert set(inspect(connection).get_table_names()) == {*tables.metadata.tables, "alembic_version"}
    store.close()


def test_a_database_that_cannot_be_opened_is_one_line(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'nowhere' / 'trust.sqlite3'}")
    with pytest.raises(StoreError, match="cannot be opened") as caught:
        migrate(store)
    assert "\n" not in str(caught.value)


def test_a_postgresql_that_is_too_old_is_one_line(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "LEAST_POSTGRESQL", 1_000)
    store = open_store(postgres_url)
    with pytest.raises(StoreError, match="take 1000 or a newer one") as caught:
        migrate(store)
    assert "\n" not in str(caught.value)
    store.close()


def test_only_its_owner_may_read_the_database(tmp_path: Path) -> None:
    file = tmp_path / "trust.sqlite3"
    store = open_store(f"sqlite:///{file}")
    migrate(store)
    for path in tmp_path.iterdir():
        assert path.stat().st_mode & 0o077 == 0, path
    store.close()


def test_opening_a_database_again_takes_no_lock_off_the_one_that_is_open(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'trust.sqlite3'}"
    first = open_store(url)
    migrate(first)
    with first.read() as connection:
        connection.execute(select(tables.wards)).all()
        open_store(url).close()  # another part of this process
        probe = (
            "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], timeout=0); c.execute('PRAGMA locking_mode=EXCLUSIVE');"
            "c.execute('CREATE TABLE taken (x)'); c.commit()"
        )
        command = [sys.executable, "-c", probe, str(tmp_path / "trust.sqlite3")]
        other = subprocess.run(command, capture_output=True, text=True, check=False)
        assert "database is locked" in other.stderr, "another process had the database for itself while we read it"
    first.close()


def test_what_was_deleted_is_nowhere_in_the_files_once_the_journal_is_forgotten(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'trust.sqlite3'}")
    migrate(store)
    body = secrets.token_bytes(50_000)
    with store.write() as connection:
        connection.execute(insert(tables.batches).values(id=bytes(16), sha256=bytes(32), body=body, quarter_day=1))
    assert any(body[1000:1100] in path.read_bytes() for path in tmp_path.iterdir())
    with store.write() as connection:
        connection.execute(delete(tables.batches))
    assert store.forget_journal()
    assert not any(body[1000:1100] in path.read_bytes() for path in tmp_path.iterdir())
    store.close()


def test_an_insert_once_keeps_what_was_there_first(database_url: str) -> None:
    store = open_store(database_url)
    migrate(store)
    with store.write() as connection:
        for digest in (b"a" * 32, b"b" * 32):
            connection.execute(
                insert_once(connection, tables.batches).values(id=bytes(16), sha256=digest, body=None, quarter_day=1)
            )
        assert connection.execute(select(tables.batches.c.sha256)).scalars().all() == [b"a" * 32]
    store.close()


def test_a_transaction_that_fails_leaves_nothing(database_url: str) -> None:
    store = open_store(database_url)
    migrate(store)
    once = insert(tables.batches).values(id=bytes(16), sha256=bytes(32), body=b"x", quarter_day=1)

    def write() -> None:
        with store.write() as connection:
            connection.execute(once)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write()
    with store.read() as connection:
        assert connection.execute(select(tables.batches.c.id)).all() == []
    store.close()
