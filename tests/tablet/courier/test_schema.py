"""The outbox's database: how it is opened, and how each version comes from the one before."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, text

from kiosk.tablet.courier.schema import VERSIONS, TooNew, metadata, migrate, open_engine


def test_an_empty_file_is_brought_to_the_tables_that_the_program_uses(tmp_path: Path) -> None:
    with open_engine(tmp_path / "outbox.sqlite").connect() as connection:
        assert migrate(connection) == 0
        connection.rollback()
        there = inspect(connection)
        assert set(there.get_table_names()) == set(metadata.tables)
        for name, table in metadata.tables.items():
            assert [column["name"] for column in there.get_columns(name)] == list(table.columns.keys())


def test_a_migrated_file_is_left_as_it_is(tmp_path: Path) -> None:
    with open_engine(tmp_path / "outbox.sqlite").connect() as connection:
        migrate(connection)
        with connection.begin():
            connection.execute(text("INSERT INTO batch VALUES (1, x'00')"))
        assert migrate(connection) == len(VERSIONS)
        assert connection.execute(text("SELECT count(*) FROM batch")).scalar_one() == 1


def test_a_step_that_fails_leaves_the_version_before_it_whole(tmp_path: Path) -> None:
    def breaks(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE half (a)"))
        raise RuntimeError("power cut")

    with open_engine(tmp_path / "outbox.sqlite").connect() as connection:
        with pytest.raises(RuntimeError):
            migrate(connection, (*VERSIONS, breaks))
        assert migrate(connection) == len(VERSIONS)
        connection.rollback()
        assert set(inspect(connection).get_table_names()) == set(metadata.tables)


def test_a_later_version_is_refused_and_left_untouched(tmp_path: Path) -> None:
    with open_engine(tmp_path / "outbox.sqlite").connect() as connection:
        migrate(connection, (*VERSIONS, lambda connection: None))
        with pytest.raises(TooNew):
            migrate(connection)


def test_every_commit_reaches_the_disk_and_what_is_deleted_is_overwritten(tmp_path: Path) -> None:
    with open_engine(tmp_path / "outbox.sqlite").connect() as connection:
        answers = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "secure_delete")
        }
    assert answers == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}
