"""Occupied beds count from the day that was said until the next, and answers are set against them only where each day is known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from kiosk.trust.measures import beds
from kiosk.trust.measures.beds import BedsError
from kiosk.trust.measures.periods import day_number, four_weeks
from kiosk.trust.store import tables
from kiosk.trust.store.database import Store, migrate, open_store

TODAY = date(2026, 11, 18)
BLOCK = four_weeks(date(2026, 10, 10))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path / 'trust.sqlite3'}")
    migrate(store)
    with store.write() as connection:
        connection.execute(insert(tables.wards).values(code="willow", name="Willow", salt=bytes(16)))
    yield store
    store.close()


def say(store: Store, day: date, count: int) -> None:
    with store.write() as connection:
        beds.say(connection, "willow", day, count, TODAY)


def test_beds_are_occupied_until_something_else_is_said(store: Store) -> None:
    say(store, BLOCK.starts + timedelta(days=14), 10)
    say(store, BLOCK.starts - timedelta(days=300), 20)
    with store.read() as connection:
        said = beds.read(connection, "willow")
    assert beds.bed_days(said, BLOCK) == 14 * 20 + 14 * 10
    assert beds.bed_days(said, four_weeks(BLOCK.ends)) == 28 * 10


def test_the_same_day_again_takes_its_place(store: Store) -> None:
    for count in (18, 16):
        say(store, BLOCK.starts, count)
    with store.read() as connection:
        assert beds.read(connection, "willow") == {day_number(BLOCK.starts): 16}


def test_where_one_day_is_not_known_the_block_is_not() -> None:
    assert beds.bed_days({day_number(BLOCK.starts) + 1: 20}, BLOCK) is None
    assert beds.bed_days({}, BLOCK) is None


@given(st.dictionaries(st.integers(-40, 40), st.integers(0, beds.MOST), max_size=6))
def test_bed_days_are_those_of_each_day(said: dict[int, int]) -> None:
    start = day_number(BLOCK.starts)
    held = {start + day: said[day] for day in sorted(said)}
    known = [max((day for day in held if day <= today), default=None) for today in range(start, start + 28)]
    expected = None if None in known else sum(held[day] for day in known if day is not None)
    assert beds.bed_days(held, BLOCK) == expected


@pytest.mark.parametrize(
    ("day", "count", "text"),
    [
        (TODAY, -1, "from 0 to 200"),
        (TODAY, 201, "from 0 to 200"),
        (TODAY + timedelta(days=1), 18, "until today"),
        (date(2023, 12, 31), 18, "from 1 January 2024"),
    ],
)
def test_beds_that_cannot_be_are_refused_in_words(store: Store, day: date, count: int, text: str) -> None:
    with pytest.raises(BedsError, match=text):
        say(store, day, count)


def test_a_rate_is_of_a_hundred_bed_days_and_none_where_no_bed_was_occupied() -> None:
    assert beds.rate(42, 28 * 18) == pytest.approx(8.333, abs=1e-3)
    assert beds.rate(42, 0) is None
    assert beds.rate(42, None) is None
