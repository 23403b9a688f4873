"""Clocks of 24 hours from receipt and from the event, and what a case needs by when."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk import records
from kiosk.trust.casework import clocks, events
from kiosk.trust.casework.clocks import HOUR, clock, event_start
from kiosk.trust.casework.fold import fold
from kiosk.trust.casework.needs import FollowUpSeen, needs
from kiosk.trust.casework.rows import IndexRow, row_of
from kiosk.trust.store.tables import QUARTER_DAY_SECONDS, quarter_day

START = clocks.seconds_at(date(2026, 11, 20), time(6))  # a quarter-day's start: London has no summer time then
ROW = IndexRow("ours", "concern", "willow", quarter_day(START), bytes(16))


def row(**changed: Any) -> IndexRow:
    return replace(ROW, **changed)


@pytest.mark.parametrize(
    ("hours", "state"),
    [
        (0, "running"),
        (11.9, "running"),
        (12, "12 hours"),
        (19.9, "12 hours"),
        (20, "20 hours"),
        (23.9, "20 hours"),
        (24, "over"),
    ],
)
def test_a_clock_warns_at_12_and_20_hours(hours: float, state: str) -> None:
    assert clock(START, None, START + hours * HOUR).state == state


@given(st.integers(0, 100 * HOUR), st.integers(0, 1000 * HOUR))
def test_a_stopped_clock_says_the_same_for_ever(stopped: int, later: int) -> None:
    said = clock(START, START + stopped, START + stopped + later)
    assert said.state == ("kept" if stopped <= 24 * HOUR else "late")
    assert not said.runs


def test_the_clock_of_receipt_runs_from_the_quarter_days_start() -> None:
    (record,) = needs(ROW, (), START + 1)
    assert (record.what, record.by, record.late) == ("record", START + 24 * HOUR, False)


def test_today_and_last_night_start_a_clock_of_the_event_and_longer_ago_does_not() -> None:
    assert event_start("today", START) == START - 6 * HOUR
    assert event_start("last_night", START) == START - 12 * HOUR
    assert [event_start(day, START) for day in ("this_week", "longer", "unsure", None)] == [None] * 4


def test_summer_time_moves_midnight_not_the_clock() -> None:
    received = clocks.seconds_at(date(2026, 7, 1), time(7))
    start = event_start("today", received)
    assert start == clocks.seconds_at(date(2026, 7, 1), time())
    assert received - start == 7 * HOUR


def test_the_clock_that_can_still_be_kept_comes_first() -> None:
    now = START + HOUR
    (record,) = needs(row(event=START - 6 * HOUR), (), now)
    assert record.by == START - 6 * HOUR + 24 * HOUR
    (record,) = needs(row(event=START - 90 * HOUR), (), now)
    assert (record.by, record.late) == (START + 24 * HOUR, False)


def test_a_message_a_take_back_and_a_review_are_needs_of_an_open_case() -> None:
    concern = row(stage="open", recorded=START + HOUR, review=date(2026, 11, 27).toordinal())
    came = (
        FollowUpSeen(b"1" * 16, "take_back", START + QUARTER_DAY_SECONDS, False),
        FollowUpSeen(b"2" * 16, "more", START, True),
    )
    found = {need.what: need for need in needs(concern, came, START + 2 * HOUR)}
    assert set(found) == {"message", "take_back", "review"}
    assert found["review"].by == clocks.seconds_at(date(2026, 11, 27), time(23, 59, 59))
    followed = row(stage="open", recorded=1, review=800_000, followed=1)
    assert "take_back" not in {need.what for need in needs(followed, came, START)}


@pytest.mark.parametrize(
    ("days", "asked", "late"), [(13, False, False), (14, True, False), (28, True, False), (29, True, True)]
)
def test_whether_anything_got_worse_is_asked_after_two_weeks_and_late_after_four(
    days: int, asked: bool, late: bool
) -> None:
    concern = row(stage="closed", recorded=START)
    found = [need for need in needs(concern, (), START + days * 24 * HOUR) if need.what == "detriment"]
    assert [need.late for need in found] == ([late] if asked else [])
    checked = row(stage="closed", recorded=START, checked=True)
    assert needs(checked, (), START + days * 24 * HOUR) == ()


@pytest.mark.parametrize(("days", "counts"), [(0, False), (13, False), (14, True)])
def test_an_answer_from_before_it_was_time_does_not_end_the_asking(days: int, counts: bool) -> None:
    asked = events.DetrimentChecked("no", "All is well.")
    case = fold([events.Entry(1, START + days * 24 * HOUR, b"A" * 16, "nurse", bytes(32), asked)])
    concern = records.Concern(id=bytes(16), ward="willow", questions=1)
    row = row_of(concern, "willow", quarter_day(START), case)
    due = [need.what for need in needs(row, (), START + 20 * 24 * HOUR)]
    assert ("detriment" not in due) == counts


def test_a_closed_case_needs_no_review_and_no_action() -> None:
    concern = row(stage="closed", recorded=START, review=1, due=1)
    assert needs(concern, (), START) == ()


def test_what_is_late_comes_before_what_is_near() -> None:
    concern = row(
        stage="open", recorded=START, review=date(2026, 11, 21).toordinal(), due=date(2026, 11, 19).toordinal()
    )
    assert [need.what for need in needs(concern, (), START)] == ["action", "review"]
