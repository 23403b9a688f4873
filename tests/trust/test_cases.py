"""What a group can open is found by its keys alone, said in rows of one size, and noted before anybody reads it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from kiosk import envelope, records
from kiosk.trust import cases, keys
from kiosk.trust.casework import inbox
from kiosk.trust.store import tables
from tests.trust.casework.ward import NOW, Ward


def test_each_group_lists_what_its_keys_open_and_nothing_else(ward: Ward) -> None:
    everybody = ward.file(("ward", "safeguarding"))
    not_ward = ward.file(("safeguarding",))
    outside_alone = ward.file(())
    assert {row.id for row in ward.listed("ward")} == {everybody}
    assert {row.id for row in ward.listed("safeguarding")} == {everybody, not_ward}
    assert {row.id for row in ward.listed("outside")} == {everybody, not_ward, outside_alone}


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


def test_opening_gives_the_record_and_stands_in_the_log(ward: Ward) -> None:
    record = ward.file(("ward",), words="As I wrote it.")
    opened = ward.open("ward", record)
    assert isinstance(opened.record, records.Concern)
    assert opened.record.words == "As I wrote it."
    assert ward.log() == [(ward.readers["ward"], cases.OPENED, record)]
    assert not opened.listed.opened
    assert ward.listed("ward")[0].opened
    assert [opening.name for opening in ward.open("ward", record).openings] == ["ward", "ward"]
    assert "As I wrote it." not in repr(opened)


def test_the_opening_is_committed_before_the_text_is_read(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    record = ward.file(("ward",), words="Secret.")
    ward.listed("ward")  # the index knows it already
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
    (row,) = ward.listed("ward")
    assert row.state == "unreadable"
    with pytest.raises(cases.Unreadable):
        ward.open("ward", record)


def test_a_changed_index_row_hides_no_record(ward: Ward) -> None:
    record = ward.file(("ward",))
    ward.listed("ward")
    with ward.store.write() as connection:
        connection.execute(update(tables.group_index).values(sealed=bytes(inbox.INDEX_BYTES)))
    assert [(row.id, row.state) for row in ward.listed("ward")] == [(record, "unreadable")]


def test_a_follow_up_is_listed_as_what_it_is(ward: Ward) -> None:
    follow_up = records.FollowUp(id=bytes(16), ward="willow", mailbox=bytes(16), kind="worse", words="It got worse.")
    record = ward.file_inner(ward.inner(follow_up, ("ward",)))
    (row,) = ward.listed("ward")
    assert row.what == "follow_up"
    assert ward.open("ward", record).record == follow_up


def test_a_member_of_two_groups_sees_a_record_once(ward: Ward) -> None:
    record = ward.file(("ward", "safeguarding"))
    ward.held["ward"] |= ward.held["safeguarding"]
    (row,) = ward.listed("ward")
    assert row.id == record
    assert set(row.groups) == {keys.ward_group("willow"), "safeguarding"}


def test_without_any_key_nothing_is_listed(ward: Ward) -> None:
    ward.file(("ward",))
    inbox.index_new(ward.store, ward.trust, {})
    with ward.store.read() as connection:
        assert inbox.load(connection, ward.trust, {}, ward.readers["ward"], NOW).listed == ()


def as_long_as_a_record(some: bytes) -> bytes:
    """These bytes again and again: to draw each of so many would use up what Hypothesis draws from."""
    return (some * (envelope.INNER_BYTES // len(some) + 1))[: envelope.INNER_BYTES]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=64) | st.binary(min_size=256, max_size=256).map(as_long_as_a_record))
def test_whatever_was_filed_lists_without_a_crash(ward: Ward, inner: bytes) -> None:
    record = ward.file_inner(inner)
    assert record in {row.id for row in ward.listed("outside") if row.state == "unreadable"}
