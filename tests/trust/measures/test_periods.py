"""Every day lies in one block of four weeks and in one quarter, and every week belongs to one of each."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.trust.measures import periods
from kiosk.trust.measures.periods import Period, date_of, day_number, four_weeks, monday, quarter

days = st.dates(date(1990, 1, 1), date(2190, 12, 31))
kinds = st.sampled_from([four_weeks, quarter])


@given(days, kinds)
def test_a_day_lies_in_one_period_and_the_next_begins_where_it_ends(day: date, kind: periods.Kind) -> None:
    period = kind(day)
    assert day in period
    assert period.starts not in kind(period.starts - timedelta(days=1))
    assert period.ends not in period
    assert kind(period.ends).starts == period.ends
    assert {kind(each) for each in (period.starts, period.last)} == {period}
    assert kind(period.starts - timedelta(days=1)) < period < kind(period.ends)


@given(days)
def test_a_block_has_four_whole_weeks_counted_from_the_first_of_2024(day: date) -> None:
    block = four_weeks(day)
    assert (block.days, block.starts.weekday()) == (28, 0)
    assert (block.starts - date(2024, 1, 1)).days % 28 == 0
    assert len(block.mondays) == 4


@given(days)
def test_a_quarter_has_three_calendar_months(day: date) -> None:
    period = quarter(day)
    months = {(day.year, day.month) for day in (period.starts + timedelta(days=n) for n in range(period.days))}
    assert len(months) == 3
    assert (period.starts.month % 3, period.starts.day) == (1, 1)


@given(days, kinds)
def test_a_week_belongs_to_the_period_of_its_monday_and_to_no_other(day: date, kind: periods.Kind) -> None:
    week = monday(day)
    assert week <= day_number(day) < week + 7
    assert date_of(week).weekday() == 0
    period = kind(date_of(week))
    assert week in period.mondays
    assert week not in kind(period.ends).mondays
    assert week not in kind(period.starts - timedelta(days=1)).mondays


@given(days, st.integers(0, 800))
def test_blocks_follow_one_another_from_the_first_day_to_the_last(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    found = list(periods.blocks(first, last))
    assert found[0] == four_weeks(first)
    assert found[-1] == four_weeks(last)
    assert all(before.ends == after.starts for before, after in itertools.pairwise(found))


@given(days, days, kinds)
def test_a_name_is_that_of_one_period(one: date, other: date, kind: periods.Kind) -> None:
    assert (kind(one).name == kind(other).name) == (kind(one) == kind(other))


@pytest.mark.parametrize(
    ("period", "name"),
    [
        (four_weeks(date(2026, 10, 25)), "5 October to 1 November 2026"),
        (four_weeks(date(2024, 12, 31)), "30 December 2024 to 26 January 2025"),
        (four_weeks(date(2023, 12, 31)), "4 December to 31 December 2023"),
        (Period(date(2027, 2, 1), date(2027, 3, 1)), "1 February to 28 February 2027"),
        (quarter(date(2026, 3, 31)), "January to March 2026"),
        (quarter(date(2026, 12, 1)), "October to December 2026"),
    ],
)
def test_periods_are_named_for_people(period: Period, name: str) -> None:
    assert period.name == name


def test_a_period_is_over_from_the_day_after_its_last() -> None:
    block = four_weeks(date(2024, 1, 1))
    assert not block.ended(date(2024, 1, 28))
    assert block.ended(date(2024, 1, 29))
