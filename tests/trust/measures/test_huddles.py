"""The habit of looking: a tick a day that says nothing of whose it was, and a line that the team alone can read, for 28 days."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from kiosk.trust import keys
from kiosk.trust.cases import HeldKeys
from kiosk.trust.measures import huddles
from kiosk.trust.measures.huddles import LINE_BYTES, LINE_DAYS, MOST_LETTERS, WEEKS, HabitWeek, HuddleLines, LineRefused
from kiosk.trust.measures.periods import day_number, monday
from kiosk.trust.store import tables
from kiosk.trust.store.database import Store
from tests.trust.founded import NOW, WARD, FoundedTrust

TODAY = date(2026, 11, 18)  # in London at NOW
DAY = day_number(TODAY)
LINE = "Move the chair away from the corner"


def team(founded: FoundedTrust, group: str = "ward") -> HeldKeys:
    key = founded.founding[group]
    return {key.id: key}


def says(founded: FoundedTrust, line: str, day: int = DAY) -> None:
    with founded.store.write() as connection:
        huddles.look(connection, WARD, day)
        huddles.say(connection, founded.trust, team(founded), WARD, day, line)


def said(founded: FoundedTrust, day: int = DAY, group: str = "ward") -> dict[int, str]:
    with founded.store.read() as connection:
        return huddles.said(connection, founded.trust, team(founded, group), WARD, day)


def days(store: Store) -> list[int]:
    with store.read() as connection:
        return huddles.days(connection, WARD)


# --- ticks ---------------------------------------------------------------------------------------------------------


def test_a_day_is_ticked_once_and_the_tick_can_be_taken_back(founded_on_each: FoundedTrust) -> None:
    store = founded_on_each.store
    says(founded_on_each, LINE)
    for day in (DAY - 1, DAY):
        with store.write() as connection:
            huddles.look(connection, WARD, day)
    assert days(store) == [DAY - 1, DAY]
    assert said(founded_on_each) == {DAY: LINE}, "a second tick takes nothing away"
    with store.write() as connection:
        huddles.take_back(connection, WARD, DAY)
    assert days(store) == [DAY - 1]
    assert said(founded_on_each) == {}


def test_a_row_says_the_ward_and_the_day_and_of_nobody_whose_tick_it_was() -> None:
    assert set(tables.huddle_looks.c.keys()) == {"ward", "day", "key_id", "line"}


def test_weeks_begin_with_the_first_look_and_end_with_the_one_that_runs() -> None:
    this = monday(TODAY)
    looks = [this - 14 + 3, this - 14 + 4, this + 2]
    assert huddles.weeks(looks, TODAY) == (HabitWeek(this - 14, 2), HabitWeek(this - 7, 0), HabitWeek(this, 1))
    assert huddles.weeks([], TODAY) == ()


@given(st.sets(st.integers(DAY - 400, DAY), min_size=1))
def test_no_week_has_more_than_seven_days_and_half_a_year_is_shown(looks: set[int]) -> None:
    weeks = huddles.weeks(looks, TODAY)
    assert 1 <= len(weeks) <= WEEKS + 1
    assert weeks[-1].monday == monday(TODAY)
    assert all(0 <= week.days <= 7 and week.starts.weekday() == 0 for week in weeks)
    assert sum(week.days for week in weeks) == sum(look >= weeks[0].monday for look in looks)


# --- what they will do ---------------------------------------------------------------------------------------------


def test_what_they_will_do_is_read_by_the_ward_team_alone_and_its_length_is_not_seen(
    founded_on_each: FoundedTrust,
) -> None:
    says(founded_on_each, LINE, DAY - 1)
    says(founded_on_each, "ඇ" * MOST_LETTERS)
    assert said(founded_on_each) == {DAY: "ඇ" * MOST_LETTERS, DAY - 1: LINE}
    assert said(founded_on_each, group="safeguarding") == {}
    with founded_on_each.store.read() as connection:
        held = connection.execute(select(tables.huddle_looks.c.line)).scalars().all()
    assert [len(line) for line in held] == [LINE_BYTES, LINE_BYTES]
    assert not any(b"chair" in line for line in held)


def test_nobody_else_writes_it(founded: FoundedTrust) -> None:
    with founded.store.write() as connection, pytest.raises(keys.KeyFault, match="not in the team"):
        huddles.say(connection, founded.trust, team(founded, "safeguarding"), WARD, DAY, LINE)


def test_a_line_that_was_moved_to_another_day_was_said_by_nobody(founded: FoundedTrust) -> None:
    says(founded, LINE)
    with founded.store.write() as connection:
        connection.execute(update(tables.huddle_looks).values(day=DAY - 1))
    assert said(founded) == {}


def test_a_line_can_be_changed_and_emptied(founded: FoundedTrust) -> None:
    for line, left in ((LINE, {DAY: LINE}), ("Ask the visitors", {DAY: "Ask the visitors"}), ("", {})):
        says(founded, line)
        assert said(founded) == left
    assert days(founded.store) == [DAY]


def test_a_line_is_gone_after_28_days_and_its_tick_stays(founded_on_each: FoundedTrust) -> None:
    old, kept = DAY - LINE_DAYS, DAY - LINE_DAYS + 1
    for day in (old, kept):
        says(founded_on_each, LINE, day)
    with founded_on_each.store.write() as connection:
        assert huddles.forget(connection, TODAY) == 1
        assert huddles.forget(connection, TODAY) == 0
    assert said(founded_on_each) == {kept: LINE}
    assert days(founded_on_each.store) == [old, kept]
    with founded_on_each.store.read() as connection:
        rows = connection.execute(select(tables.huddle_looks).order_by("day")).all()
    assert (rows[0].key_id, rows[0].line) == (None, None)


@pytest.mark.anyio
async def test_lines_go_by_themselves(founded_on_each: FoundedTrust) -> None:
    says(founded_on_each, LINE, DAY - LINE_DAYS)
    await HuddleLines(founded_on_each.store, lambda: NOW)._look()
    with founded_on_each.store.read() as connection:
        assert connection.execute(select(tables.huddle_looks.c.line)).scalars().all() == [None]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("a" * (MOST_LETTERS + 1), "has 201 letters: use 200 or fewer"),
        ("Move\x00it", "signs that cannot be shown"),
        ("Move\ud800it", "signs that cannot be shown"),
        ("Move\u202eit", "signs that cannot be shown"),
    ],
)
def test_what_cannot_be_shown_on_one_line_is_refused(words: str, says: str) -> None:
    with pytest.raises(LineRefused, match=says):
        huddles.checked(words)


def test_a_line_is_one_line() -> None:
    assert huddles.checked("  Move\nthe \t chair ") == "Move the chair"
    assert huddles.checked(" \n ") == ""
