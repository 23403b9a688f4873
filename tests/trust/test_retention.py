"""Records are reviewed, held and deleted by two people, never by themselves; and what was deleted is in the ledger and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from kiosk.trust import access_log, ledger, record_keys, retention
from kiosk.trust.ledger import LedgerError
from kiosk.trust.retention import RetentionError
from kiosk.trust.settings import Retention
from kiosk.trust.store import tables
from tests.trust.casework.ward import NOW, QUARTER, Ward

POLICY = Retention()
CAME = int(NOW // QUARTER) * QUARTER
YEAR = 366 * 86_400


def standing(ward: Ward, record: bytes) -> retention.Standing:
    with ward.store.read() as connection:
        return retention.standing(connection, POLICY, {record: CAME})[record]


class Readers:
    """What two readers do with one record."""

    def __init__(self, ward: Ward, record: bytes, now: float) -> None:
        self.ward, self.record, self.now = ward, record, now
        self.first, self.second = ward.readers["ward"], ward.readers["safeguarding"]

    def keep(self, policy: str = "incident") -> int:
        with self.ward.store.write() as connection:
            return retention.keep(connection, POLICY, self.record, CAME, policy, self.first, self.now)

    def hold(self, reason: str = "inquiry") -> None:
        with self.ward.store.write() as connection:
            retention.hold(connection, self.record, reason, self.first, self.now)

    def release(self) -> None:
        with self.ward.store.write() as connection:
            retention.release(connection, self.record, self.first, self.now)

    def ask(self) -> None:
        with self.ward.store.write() as connection:
            retention.ask(connection, POLICY, self.record, CAME, self.first, self.now)

    def take_back(self) -> None:
        with self.ward.store.write() as connection:
            retention.take_back(connection, self.record, self.second, self.now)

    def approve(self, reader: bytes | None = None, with_it: tuple[bytes, ...] = ()) -> None:
        with self.ward.store.write() as connection:
            who = reader or self.second
            retention.approve(connection, POLICY, self.record, CAME, with_it, who, self.now)


@pytest.fixture
def readers(ward: Ward) -> Readers:
    """Eleven years after a concern came in."""
    return Readers(ward, ward.file(("ward", "safeguarding"), words="Long ago."), NOW + 11 * YEAR)


def test_a_record_comes_up_ten_years_after_it_came_and_not_before(ward: Ward) -> None:
    record = ward.file(("ward",))
    held = standing(ward, record)
    came = datetime.fromtimestamp(CAME, UTC)
    assert datetime.fromtimestamp(held.review * 86_400, UTC).date() == came.date().replace(year=came.year + 10)
    assert not held.due(held.review - 1)
    assert held.due(held.review)


def test_a_policy_says_when_it_comes_up_again(readers: Readers) -> None:
    day = readers.keep("serious_incident")
    held = standing(readers.ward, readers.record)
    assert (held.policy, held.review) == ("serious_incident", day)
    assert day == retention.years_later(CAME, 20)
    assert not held.due(retention.today(readers.now))


def test_a_hold_keeps_it_whatever_its_policy_and_ends_an_asking(readers: Readers) -> None:
    readers.keep()
    readers.ask()
    readers.hold("police")
    held = standing(readers.ward, readers.record)
    assert (held.hold, held.asked) == ("police", None)
    assert not held.due(retention.today(readers.now))
    for act in (readers.ask, readers.approve):
        with pytest.raises(RetentionError):
            act()
    readers.release()
    readers.ask()
    readers.approve()


def test_two_people_delete_and_nobody_alone(readers: Readers) -> None:
    readers.keep()
    with pytest.raises(RetentionError, match="Nobody has asked"):
        readers.approve()
    readers.ask()
    with pytest.raises(RetentionError, match="second person"):
        readers.approve(readers.first)
    assert len(readers.ward.listed("ward")) == 1
    readers.approve()
    assert readers.ward.listed("ward") == ()


def test_an_asking_can_be_taken_back(readers: Readers) -> None:
    readers.keep()
    readers.ask()
    readers.take_back()
    with pytest.raises(RetentionError, match="Nobody has asked"):
        readers.approve()


@pytest.mark.parametrize(
    ("before", "why"), [(None, "reviewed"), ("serious_incident", "not over")], ids=["unreviewed", "years left"]
)
def test_nothing_is_asked_for_before_its_time(readers: Readers, before: str | None, why: str) -> None:
    if before:
        readers.keep(before)
    with pytest.raises(RetentionError, match=why):
        readers.ask()


def test_words_that_are_no_policy_or_reason_are_refused(readers: Readers) -> None:
    with pytest.raises(RetentionError):
        readers.keep("for ever")
    with pytest.raises(RetentionError):
        readers.hold("because Sam said so")
    with pytest.raises(RetentionError):
        readers.release()


def test_what_was_deleted_is_in_no_table_but_the_log_and_the_ledger(readers: Readers) -> None:
    later, other = readers.ward.file(("ward",)), readers.ward.file(("ward",), words="Another.")
    readers.ward.listed("ward")
    readers.keep()
    readers.ask()
    readers.approve(with_it=(later,))
    gone, named = {readers.record, later}, set()
    with readers.ward.store.read() as connection:
        for table in tables.metadata.sorted_tables:
            for row in connection.execute(select(table)):
                if gone & {bytes(value) for value in row if isinstance(value, bytes)}:
                    named.add(table.name)
        rows = ledger.read_rows(connection)
        kept = connection.execute(select(tables.record_keys.c.record)).scalars().all()
    assert named == {"access_log", "deletions"}
    assert [row.record for row in rows] == [readers.record, later]
    assert {(row.policy, row.day, row.asked, row.approved) for row in rows} == {
        ("incident", retention.today(readers.now), readers.first, readers.second)
    }
    assert kept == [other]


def test_every_step_stands_in_the_access_log(readers: Readers) -> None:
    readers.hold()
    readers.release()
    readers.keep()
    readers.ask()
    readers.take_back()
    readers.ask()
    readers.approve()
    assert [(reader, action) for reader, action, _ in readers.ward.log()] == [
        (readers.first, "put a record on hold"),
        (readers.first, "took a record off hold"),
        (readers.first, "kept a record on"),
        (readers.first, "asked to delete a record"),
        (readers.second, "took back the asking"),
        (readers.first, "asked to delete a record"),
        (readers.second, "deleted a record"),
    ]
    with readers.ward.store.read() as connection:
        assert isinstance(access_log.verify(connection), access_log.Whole)


def test_the_key_of_a_deleted_record_is_nowhere_in_sqlites_files(tmp_path: Path) -> None:
    from kiosk.trust.store.database import migrate, open_store

    store = open_store(f"sqlite:///{tmp_path / 'trust.sqlite3'}")
    migrate(store)
    readers = Readers(inside := Ward(store), inside.file(("ward",), words="Long ago."), NOW + 11 * YEAR)
    with store.read() as connection:
        (row,) = connection.execute(record_keys.filed()).all()
    pieces = (bytes(row.key), bytes(row.inner)[1_000:1_032])
    assert all(any(piece in path.read_bytes() for path in tmp_path.iterdir()) for piece in pieces)
    readers.keep()
    readers.ask()
    readers.approve()
    record_keys.forget(store)
    assert not any(piece in path.read_bytes() for path in tmp_path.iterdir() for piece in pieces)
    store.close()


@given(st.integers(0, 4_000_000_000), st.integers(1, 100))
def test_years_later_is_the_same_date(received: int, years: int) -> None:
    came = datetime.fromtimestamp(received, UTC).date()
    then = datetime.fromtimestamp(retention.years_later(received, years) * 86_400, UTC).date()
    assert then.year == came.year + years
    assert (then.month, then.day) == (came.month, came.day) or ((came.month, came.day) == (2, 29) and then.month == 3)


# --- the ledger's file -------------------------------------------------------------------------------------------


@pytest.fixture
def file(readers: Readers, tmp_path: Path) -> Path:
    """A ledger with two rows."""
    readers.keep()
    readers.ask()
    readers.approve(with_it=(readers.ward.file(("ward",)),))
    path = tmp_path / "deletions.ledger"
    with readers.ward.store.read() as connection:
        ledger.write_file(path, readers.ward.trust, ledger.read_rows(connection))
    return path


def test_the_file_holds_what_the_database_holds(readers: Readers, file: Path) -> None:
    with readers.ward.store.read() as connection:
        assert ledger.read_file(file, readers.ward.trust) == ledger.read_rows(connection)
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines[:1] + lines[2:],
        lambda lines: [*lines[:1], lines[1].replace(b"incident", b"accident"), *lines[2:]],
        lambda lines: [lines[0], lines[2], lines[1]],
        lambda lines: [lines[0].replace(b"north", b"south"), *lines[1:]],
        lambda lines: lines[1:],
        lambda lines: [],
    ],
)
def test_a_ledger_that_lacks_or_changed_a_row_is_refused(
    readers: Readers, file: Path, change: Callable[[list[bytes]], list[bytes]]
) -> None:
    file.write_bytes(b"\n".join(change(file.read_bytes().splitlines())))
    with pytest.raises(LedgerError):
        ledger.read_file(file, readers.ward.trust)


def test_the_database_refuses_to_change_the_ledger(readers: Readers, file: Path) -> None:
    with pytest.raises(DBAPIError, match="never changed"), readers.ward.store.write() as connection:
        connection.execute(text("DELETE FROM deletions"))


def test_a_ledger_older_than_the_backup_is_refused(readers: Readers, file: Path) -> None:
    rows = ledger.read_file(file, readers.ward.trust)
    with readers.ward.store.write() as connection, pytest.raises(LedgerError, match="not the newest"):
        ledger.replay(connection, readers.ward.trust, rows[:1])
