"""The access log is a chain: what was written stands, in its order, however many processes write; and what was done to it is found and named."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DBAPIError

from kiosk import cli
from kiosk.trust import access_log
from kiosk.trust.access_log import BEGINNING, Broken, Whole
from kiosk.trust.store import tables
from kiosk.trust.store.database import Store, migrate, open_store
from tests.support.processes import REPOSITORY
from tests.trust.founded import NOW, FoundedTrust

RECORD = bytes(range(16))


def write(store: Store, rows: int) -> bytes:
    """Rows of three kinds. Returns the head."""
    for number in range(rows):
        with store.write() as connection:
            access_log.note(connection, "opened a record", NOW + number, None, RECORD if number % 3 else None)
    with store.read() as connection:
        return access_log.head(connection)


def without_triggers(store: Store, change: str) -> None:
    """What somebody does who owns the database."""
    with store.write() as connection:
        if store.sqlite:
            for name in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS access_log_no_{name}"))
        else:
            connection.execute(text("DROP TRIGGER IF EXISTS access_log_only_added_to ON access_log"))
        connection.execute(text(change))


def verified(store: Store, head: bytes | None = None) -> Whole | Broken:
    with store.read() as connection:
        return access_log.verify(connection, head)


def test_a_log_that_nobody_touched_is_whole_up_to_every_head_that_was_kept(founded_on_each: FoundedTrust) -> None:
    store = founded_on_each.store
    heads = [BEGINNING, *(write(store, 1) for _ in range(5))]
    assert len(set(heads)) == 6
    for head in heads:
        assert verified(store, head) == Whole(5, heads[-1])


@pytest.mark.parametrize("change", ["UPDATE access_log SET at = 1", "DELETE FROM access_log WHERE number = 2"])
def test_the_database_itself_refuses_to_change_or_take_out_a_row(founded_on_each: FoundedTrust, change: str) -> None:
    write(founded_on_each.store, 3)
    with pytest.raises(DBAPIError, match="never changed"), founded_on_each.store.write() as connection:
        connection.execute(text(change))
    assert isinstance(verified(founded_on_each.store), Whole)


def test_postgresql_refuses_to_empty_the_log(postgres_url: str) -> None:
    store = open_store(postgres_url)
    migrate(store)
    with pytest.raises(DBAPIError, match="never changed"), store.write() as connection:
        connection.execute(text("TRUNCATE access_log"))
    store.close()


@pytest.mark.parametrize(
    ("change", "row", "why"),
    [
        ("UPDATE access_log SET at = at + 1 WHERE number = 3", 3, "changed"),
        ("UPDATE access_log SET record = NULL WHERE number = 2", 2, "changed"),
        ("UPDATE access_log SET action = 'signed in' WHERE number = 5", 5, "changed"),
        ("DELETE FROM access_log WHERE number = 4", 4, "missing"),
        ("DELETE FROM access_log WHERE number = 1", 1, "missing"),
        ("UPDATE access_log SET number = 9 WHERE number = 3", 3, "missing"),
    ],
)
def test_the_first_row_that_is_wrong_is_named(founded_on_each: FoundedTrust, change: str, row: int, why: str) -> None:
    write(founded_on_each.store, 6)
    without_triggers(founded_on_each.store, change)
    found = verified(founded_on_each.store)
    assert isinstance(found, Broken)
    assert found.row == row
    assert why in str(found)
    assert "\n" not in str(found)


def test_a_log_cut_at_its_end_is_found_by_a_head_that_was_kept_outside(founded: FoundedTrust) -> None:
    head = write(founded.store, 6)
    without_triggers(founded.store, "DELETE FROM access_log WHERE number > 4")
    assert isinstance(verified(founded.store), Whole)
    found = verified(founded.store, head)
    assert isinstance(found, Broken)
    assert "gone" in str(found)


def _written_anew(connection: Connection) -> None:
    rows = connection.execute(select(tables.access_log).order_by(tables.access_log.c.number)).all()
    connection.execute(tables.access_log.delete())
    for row in rows:
        access_log.note(connection, row.action, row.at + 60, row.reader, row.record)


def test_a_log_computed_anew_is_found_by_a_head_that_was_kept_outside(founded: FoundedTrust) -> None:
    head = write(founded.store, 4)
    without_triggers(founded.store, "SELECT 1")
    with founded.store.write() as connection:
        _written_anew(connection)
    assert isinstance(verified(founded.store), Whole)
    assert isinstance(verified(founded.store, head), Broken)


def test_a_transaction_that_fails_leaves_no_gap(founded_on_each: FoundedTrust) -> None:
    write(founded_on_each.store, 2)
    with suppress(RuntimeError), founded_on_each.store.write() as connection:
        access_log.note(connection, "signed in", NOW, None)
        raise RuntimeError
    write(founded_on_each.store, 1)
    found = verified(founded_on_each.store)
    assert isinstance(found, Whole)
    assert found.rows == 3


WRITER = """
import sys
from kiosk.trust import access_log
from kiosk.trust.store.database import open_store
store = open_store(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(sys.argv[2])):
    with store.write() as connection:
        access_log.note(connection, "opened a record", 1_795_000_000 + number, None, bytes([int(sys.argv[3])]) * 16)
store.close()
"""


def test_four_processes_that_write_at_once_make_one_chain_with_every_row_in_it(founded_on_each: FoundedTrust) -> None:
    url, each = founded_on_each.settings.database_url, 25
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, url, str(each), str(name)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=REPOSITORY,
        )
        for name in range(1, 5)
    ]
    for writer in writers:  # all are there before the first begins
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    assert [writer.wait(60) for writer in writers] == [0] * 4
    for writer in writers:
        writer.communicate()
    assert isinstance(found := verified(founded_on_each.store), Whole)
    assert found.rows == 4 * each
    log = tables.access_log.c
    with founded_on_each.store.read() as connection:
        counts = connection.execute(select(func.count(log.number)).group_by(log.record)).scalars().all()
    assert counts == [each] * 4


@given(st.binary(min_size=32, max_size=32))
def test_a_head_is_read_as_a_mail_shows_it(head: bytes) -> None:
    digits = head.hex()
    assert access_log.read_head(" ".join(digits[at : at + 8] for at in range(0, 64, 8))) == head


def test_rows_from_before_the_chain_are_chained_in_their_order(database_url: str) -> None:
    import alembic.command

    from kiosk.trust.store.database import migrations

    store = open_store(database_url)
    with store.write() as connection:
        alembic.command.upgrade(migrations(connection), "0002")
        for number in (1, 2, 5):  # PostgreSQL leaves out the numbers of transactions that failed
            connection.execute(
                text("INSERT INTO access_log (number, at, action) VALUES (:number, 7, 'signed in')"), {"number": number}
            )
    migrate(store)
    assert isinstance(found := verified(store), Whole)
    assert found.rows == 3
    write(store, 1)
    assert isinstance(verified(store), Whole)
    store.close()


# --- the command -------------------------------------------------------------------------------------------------


@pytest.fixture
def settings_file(founded: FoundedTrust, tmp_path: Path) -> Path:
    held = founded.settings
    path = tmp_path / "trust.toml"
    path.write_text(
        f'mode = "{held.mode}"\ncode = "{held.code}"\nname = "{held.name}"\ndata = "{held.data}"\nsecret = "{held.secret}"\n',
        encoding="utf-8",
    )
    return path


Said = Callable[..., tuple[int, str]]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    def run(*arguments: str) -> tuple[int, str]:
        code = 0
        try:
            cli.main(list(arguments))
        except SystemExit as end:
            code = int(end.code or 0)
        out = capsys.readouterr()
        return code, out.out + out.err

    return run


def test_the_command_says_the_head_of_a_whole_log_and_takes_it_back(
    founded: FoundedTrust, settings_file: Path, said: Said
) -> None:
    head = write(founded.store, 3).hex()
    code, line = said("trust", "log", "verify", str(settings_file))
    assert (code, line) == (0, f"the access log is whole: 3 rows, head {head}\n")
    assert said("trust", "log", "verify", str(settings_file), "--head", head)[0] == 0


def test_the_command_says_the_first_broken_row_in_one_line(
    founded: FoundedTrust, settings_file: Path, said: Said
) -> None:
    write(founded.store, 3)
    without_triggers(founded.store, "UPDATE access_log SET at = 1 WHERE number = 2")
    code, line = said("trust", "log", "verify", str(settings_file))
    assert code == 1
    assert line.startswith("the access log is broken: row 2: ")
    assert line.count("\n") == 1
    assert said("trust", "log", "verify", str(settings_file), "--head", "12")[0] == 2
