"""What a group can open is found by its keys alone, said in rows of one size, and noted before anybody reads it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, select, update

from kiosk import envelope, records, wardpack
from kiosk.trust import accounts, cases, keys, record_keys
from kiosk.trust.accounts import Argon2Cost
from kiosk.trust.secret import ServerSecret
from kiosk.trust.store import tables
from kiosk.trust.store.database import Store, migrate, open_store

QUARTER = tables.QUARTER_DAY_SECONDS
NOW = 83_000 * QUARTER + 1_000.0
CHEAP = Argon2Cost(memory_kib=8, passes=1)


class Ward:
    """A trust with one reader in each group, and their keys as their sessions hold them."""

    def __init__(self, store: Store) -> None:
        self.store = store
        root, secret = Ed25519PrivateKey.generate(), ServerSecret(secrets.token_bytes(32))
        with store.write() as connection:
            connection.execute(
                insert(tables.trust).values(
                    id=1,
                    code="north",
                    name="North",
                    mode="demo",
                    root=root.public_key().public_bytes_raw(),
                    secret_check=bytes(32),
                    settled=0,
                )
            )
            self.trust = keys.read_trust(connection)
            groups = {kind: keys.new_group(connection, kind, kind, title) for kind, title in keys.TRUST_WIDE}
            groups["ward"] = keys.add_ward(connection, secret, self.trust, "willow", "Willow Ward")
            self.pack = keys.sign_keys(connection, root, "willow", NOW)
            self.held: dict[str, dict[bytes, keys.GroupKey]] = {}
            self.readers: dict[str, bytes] = {}
            for name in ("ward", "safeguarding", "outside"):
                new = accounts.add_reader(connection, secret, self.trust, name, name, cost=CHEAP)
                keys.admit(connection, self.trust, groups[name], new.id)
                self.readers[name] = new.id
                self.held[name] = {groups[name].id: groups[name]}

    def file(self, readers: tuple[records.ReaderGroup, ...], at: float = NOW, **fields: Any) -> bytes:
        """A concern for these groups, as sorting files it. Returns its id."""
        concern = records.Concern(id=secrets.token_bytes(16), ward="willow", questions=1, **fields)
        return self.file_inner(self.inner(concern, readers), at)

    def inner(self, record: records.Concern | records.FollowUp, readers: tuple[records.ReaderGroup, ...]) -> bytes:
        intake = envelope.PrivateKey.generate()
        pack = wardpack.Keys(
            **{name: getattr(self.pack, name) for name in self.pack.__struct_fields__} | {"intake": intake.public}
        )
        slot = envelope.seal_for_readers(record, pack, readers)
        return envelope.open_outer(slot, {envelope.key_id(intake.public): intake}, envelope.Scope.of(pack)).inner

    def file_inner(self, inner: bytes, at: float = NOW) -> bytes:
        slot, quarter = secrets.token_bytes(16), tables.quarter_day(at)
        with self.store.write() as connection:
            record = record_keys.file_record(connection, self.trust, "willow", slot, quarter, inner)
        assert record is not None
        return record

    def listed(self, group: str, **how: Any) -> cases.Listing:
        cases.index_new(self.store, self.trust, self.held[group])
        with self.store.read() as connection:
            return cases.list_records(connection, self.trust, self.held[group], **how)

    def open(self, group: str, record: bytes) -> cases.OpenedRecord:
        return cases.open_record(self.store, self.trust, self.held[group], self.readers[group], record, NOW)

    def log(self) -> list[tuple[bytes | None, str, bytes | None]]:
        log = tables.access_log.c
        with self.store.read() as connection:
            return [
                tuple(row)
                for row in connection.execute(select(log.reader, log.action, log.record).order_by(log.number))
            ]


@pytest.fixture(params=["sqlite", "postgresql"])
def ward(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ward]:
    on_disk = f"sqlite:///{tmp_path / 'trust.sqlite3'}"
    store = open_store(on_disk if request.param == "sqlite" else request.getfixturevalue("postgres_url"))
    migrate(store)
    yield Ward(store)
    store.close()


def test_each_group_lists_what_its_keys_open_and_nothing_else(ward: Ward) -> None:
    everybody = ward.file(("ward", "safeguarding"))
    not_ward = ward.file(("safeguarding",))
    outside_alone = ward.file(())
    assert {row.id for row in ward.listed("ward").rows} == {everybody}
    assert {row.id for row in ward.listed("safeguarding").rows} == {everybody, not_ward}
    assert {row.id for row in ward.listed("outside").rows} == {everybody, not_ward, outside_alone}


def test_index_rows_are_of_one_size_and_number_whoever_a_record_is_for(ward: Ward) -> None:
    ward.file(("ward", "safeguarding"), words="a" * 2000, mailbox=bytes(16))
    ward.file(("safeguarding",))
    for group in ("ward", "safeguarding", "outside"):
        ward.listed(group)
    index = tables.group_index.c
    with ward.store.read() as connection:
        sizes = connection.execute(select(func.length(index.sealed)).distinct()).scalars().all()
        numbers = connection.execute(select(func.count(index.record)).group_by(index.key_id)).scalars().all()
    assert len(sizes) == 1
    assert set(numbers) == {2}


def test_the_clock_runs_24_hours_from_the_start_of_the_quarter_day(ward: Ward) -> None:
    ward.file(("ward",), at=NOW)
    (row,) = ward.listed("ward").rows
    assert row.received == 83_000 * QUARTER
    assert row.due - row.received == 24 * 3600


def test_the_newest_come_first_and_a_quarter_day_is_never_cut_in_two(ward: Ward) -> None:
    for day, count in ((0, 2), (1, 3), (2, 2)):
        for _ in range(count):
            ward.file(("ward",), at=NOW - day * QUARTER)
    first = ward.listed("ward", most=3)
    assert [row.received for row in first.rows] == [83_000 * QUARTER] * 2 + [82_999 * QUARTER] * 3
    assert first.older is not None
    rest = ward.listed("ward", most=3, before=first.older)
    assert [row.received for row in rest.rows] == [82_998 * QUARTER] * 2
    assert rest.older is None


def test_opening_gives_the_record_and_stands_in_the_log(ward: Ward) -> None:
    record = ward.file(("ward",), words="As I wrote it.")
    opened = ward.open("ward", record)
    assert isinstance(opened.record, records.Concern)
    assert opened.record.words == "As I wrote it."
    assert ward.log() == [(ward.readers["ward"], cases.OPENED, record)]
    assert not opened.listed.opened
    assert ward.listed("ward").rows[0].opened
    assert [opening.name for opening in ward.open("ward", record).openings] == ["ward", "ward"]
    assert "As I wrote it." not in repr(opened)


def test_the_opening_is_committed_before_the_text_is_read(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    record = ward.file(("ward",), words="Secret.")
    seen: list[list[tuple[bytes | None, str, bytes | None]]] = []
    opens = keys.open_record

    def watched(*args: Any) -> records.Concern | records.FollowUp:
        seen.append(ward.log())  # on a connection of its own: it sees only what is committed
        return opens(*args)

    monkeypatch.setattr(keys, "open_record", watched)
    ward.open("ward", record)
    assert seen == [[(ward.readers["ward"], cases.OPENED, record)]]


@pytest.mark.parametrize("record", [bytes(16), None])
def test_a_record_kept_from_a_group_looks_like_one_that_is_not_there(ward: Ward, record: bytes | None) -> None:
    kept = ward.file(("safeguarding",)) if record is None else record
    with pytest.raises(cases.NotForYou) as refused:
        ward.open("ward", kept)
    assert str(refused.value) == "there is no such record for you"
    assert ward.log() == []


def test_a_changed_record_is_listed_and_refused_never_guessed(ward: Ward) -> None:
    concern = records.Concern(id=bytes(16), ward="willow", questions=1, words="Whole.")
    inner = ward.inner(concern, ("ward",))
    record = ward.file_inner(inner[:-1] + bytes([inner[-1] ^ 1]))
    (row,) = ward.listed("ward").rows
    assert row.state == "unreadable"
    with pytest.raises(cases.Unreadable):
        ward.open("ward", record)


def test_a_changed_index_row_hides_no_record(ward: Ward) -> None:
    record = ward.file(("ward",))
    ward.listed("ward")
    with ward.store.write() as connection:
        connection.execute(update(tables.group_index).values(sealed=bytes(1_392)))
    assert [(row.id, row.state) for row in ward.listed("ward").rows] == [(record, "unreadable")]


def test_a_follow_up_is_listed_as_what_it_is(ward: Ward) -> None:
    follow_up = records.FollowUp(id=bytes(16), ward="willow", mailbox=bytes(16), kind="worse", words="It got worse.")
    record = ward.file_inner(ward.inner(follow_up, ("ward",)))
    (row,) = ward.listed("ward").rows
    assert row.what == "follow_up"
    assert ward.open("ward", record).record == follow_up


def test_a_member_of_two_groups_sees_a_record_once(ward: Ward) -> None:
    record = ward.file(("ward", "safeguarding"))
    ward.held["ward"] |= ward.held["safeguarding"]
    (row,) = ward.listed("ward").rows
    assert row.id == record
    assert set(row.groups) == {keys.ward_group("willow"), "safeguarding"}


def test_without_any_key_nothing_is_listed(ward: Ward) -> None:
    ward.file(("ward",))
    with ward.store.read() as connection:
        assert cases.list_records(connection, ward.trust, {}).rows == ()


def as_long_as_a_record(some: bytes) -> bytes:
    """These bytes again and again: to draw each of so many would use up what Hypothesis draws from."""
    return (some * (envelope.INNER_BYTES // len(some) + 1))[: envelope.INNER_BYTES]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=64) | st.binary(min_size=256, max_size=256).map(as_long_as_a_record))
def test_whatever_was_filed_lists_without_a_crash(ward: Ward, inner: bytes) -> None:
    record = ward.file_inner(inner)
    assert record in {row.id for row in ward.listed("outside", most=10_000).rows if row.state == "unreadable"}
