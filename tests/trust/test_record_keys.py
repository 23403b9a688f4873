"""Each record lies under a key of its own: whoever has all but that key, the readers' keys included, has nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select, update

from kiosk import envelope
from kiosk.trust import cases, record_keys
from kiosk.trust.store import tables
from kiosk.trust.store.database import migrate, migrations, open_store
from tests.trust.casework.ward import Ward
from tests.trust.founded import WARD, FoundedTrust


def test_what_is_filed_is_not_the_seal_that_came_but_opens_to_it(ward: Ward) -> None:
    inner = b"sealed to its readers " * 700
    record = ward.file_inner(inner)
    with ward.store.read() as connection:
        (row,) = connection.execute(record_keys.filed()).all()
        assert inner[:64] not in row.inner
        assert record_keys.unlocked(ward.trust, row) == inner
        assert connection.execute(select(tables.record_keys.c.record)).scalars().all() == [record]


def test_a_lock_holds_to_its_record_and_its_ward(ward: Ward) -> None:
    first, second = (ward.file_inner(b"x" * envelope.INNER_BYTES) for _ in range(2))
    filed = tables.filed_records.c
    with ward.store.write() as connection:
        key = connection.execute(
            select(tables.record_keys.c.key).where(tables.record_keys.c.record == first)
        ).scalar_one()
        inner = connection.execute(select(filed.inner).where(filed.id == first)).scalar_one()
        connection.execute(update(tables.record_keys).where(tables.record_keys.c.record == second).values(key=key))
        connection.execute(update(tables.filed_records).where(filed.id == second).values(inner=inner))
        moved = connection.execute(record_keys.filed().where(filed.id == second)).one()
        with pytest.raises(envelope.SealError):
            record_keys.unlocked(ward.trust, moved)


def test_a_record_whose_key_was_destroyed_is_gone_for_its_own_readers(ward: Ward) -> None:
    gone, kept = ward.file(("ward",), words="Gone."), ward.file(("ward",), words="Kept.")
    ward.listed("ward")
    with ward.store.write() as connection:
        record_keys.destroy(connection, [gone])
    assert [row.id for row in ward.listed("ward")] == [kept]
    with pytest.raises(cases.NotForYou):
        ward.open("ward", gone)
    with ward.store.read() as connection:
        assert connection.execute(select(tables.group_index.c.record)).scalars().all() == [kept]


def test_a_record_that_came_back_without_its_key_is_neither_listed_nor_opened(ward: Ward) -> None:
    record = ward.file(("ward",))
    ward.listed("ward")
    with ward.store.write() as connection:
        connection.execute(tables.record_keys.delete())
    assert ward.listed("ward") == ()
    with pytest.raises(cases.NotForYou):
        ward.open("ward", record)


def test_records_from_before_are_given_keys_when_the_tables_grow(database_url: str, founded: FoundedTrust) -> None:
    import alembic.command

    inner = b"sealed to its readers " * 700
    store = open_store(database_url)
    with store.write() as connection:
        alembic.command.upgrade(migrations(connection), "0002")
        with founded.store.read() as other:
            for table in (tables.trust, tables.wards):
                connection.execute(insert(table), [dict(row._mapping) for row in other.execute(select(table))])
        filed = {"id": bytes(16), "slot_id": bytes(16), "ward": WARD, "quarter_day": 1, "inner": inner}
        connection.execute(insert(tables.filed_records).values(filed))
    migrate(store)
    with store.read() as connection:
        (row,) = connection.execute(record_keys.filed()).all()
        assert record_keys.unlocked(founded.trust, row) == inner
        assert row.inner != inner
    store.close()
