"""The share who feel safe is charted by what its numbers allow, and never goes on in silence over a new wording or a new level."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.trust.measures.check_ins import SafeBlock
from kiosk.trust.measures.control_charts import Chart
from kiosk.trust.measures.periods import four_weeks
from kiosk.trust.measures.run_charts import RunChart
from kiosk.trust.measures.safe_series import board, share, stretches

FIRST = date(2024, 1, 1)


def block(number: int, safe: int = 8, answered: int = 12, version: int = 1) -> SafeBlock:
    """number: of blocks since the first."""
    return SafeBlock(four_weeks(FIRST + timedelta(days=28 * number)), version, answered, safe, 0)


def day(number: int) -> date:
    """The first day of a block."""
    return FIRST + timedelta(days=28 * number)


def test_with_points_and_answers_enough_it_is_a_p_chart() -> None:
    (only,) = stretches([block(number, 8 + number % 2) for number in range(12)])
    assert isinstance(only.chart, Chart)
    assert only.chart.phases[0].kind == "p"
    assert only.trial
    (longer,) = stretches([block(number, 8 + number % 2) for number in range(20)])
    assert not longer.trial


def test_shares_that_vary_more_than_their_numbers_explain_make_laneys_chart() -> None:
    (only,) = stretches([block(number, 95 if number % 2 else 60, 100) for number in range(20)])
    assert isinstance(only.chart, Chart)
    assert only.chart.phases[0].kind == "p_prime"


@pytest.mark.parametrize(
    "blocks",
    [
        [block(number, 8 + number % 2) for number in range(11)],
        [block(number, 8, 10 if number % 2 else 11) for number in range(30)],
    ],
)
def test_with_too_few_points_or_too_few_answers_it_is_a_run_chart(blocks: list[SafeBlock]) -> None:
    (only,) = stretches(blocks)
    assert isinstance(only.chart, RunChart)
    assert not only.trial
    point = only.point(3)
    assert (point.value, point.centre, point.lower, point.upper, point.signals) == (
        share(blocks[3]),
        only.chart.median,
        None,
        None,
        (),
    )


def test_a_new_version_is_a_stretch_of_its_own_also_where_both_are_answered() -> None:
    blocks = [block(number) for number in range(5)] + [block(number, version=2) for number in range(4, 20)]
    first, second = stretches(blocks)
    assert [(each.start, each.end, each.version) for each in (first, second)] == [(0, 5, 1), (5, 21, 2)]
    assert isinstance(first.chart, RunChart)
    assert isinstance(second.chart, Chart)


def test_limits_begin_anew_with_the_first_block_from_that_day_on() -> None:
    blocks = [block(number, 8 + number % 2) for number in range(30)]
    for anew, start in ((day(10), 10), (day(10) + timedelta(days=1), 11), (day(11), 11)):
        assert [each.start for each in stretches(blocks, [anew])] == [0, start]
    assert len(stretches(blocks, [day(0)])) == len(stretches(blocks, [day(40)])) == 1
    gap = [block(number) for number in (0, 1, 5, 6)]
    assert [each.start for each in stretches(gap, [day(3)])] == [0, 2]


def test_limits_of_a_stretch_come_from_its_own_blocks_alone() -> None:
    low = [block(number, 20 + number % 2, 100) for number in range(20)]
    high = [block(number, 80 + number % 2, 100) for number in range(20, 40)]
    _, after = stretches([*low, *high], [day(20)])
    centre = after.point(25).centre
    assert centre is not None
    assert 0.8 < centre < 0.81
    assert stretches(high)[0].point(5) == after.point(25)


def test_locked_limits_stay_where_they_are_whatever_comes_after() -> None:
    blocks = [block(number, 8 + number % 2) for number in range(20)]
    for more in ([], [block(number, 12) for number in range(20, 30)]):
        (only,) = stretches([*blocks, *more])
        assert only.point(3).lower == stretches(blocks)[0].point(3).lower
        (xmr,) = board([*blocks, *more])
        assert xmr.point(3).upper == board(blocks)[0].point(3).upper


def test_boards_see_the_same_shares_cut_at_the_same_places() -> None:
    blocks = [block(number, 8 + number % 2) for number in range(14)] + [
        block(number, version=2) for number in range(14, 18)
    ]
    ours, theirs = stretches(blocks), board(blocks)
    assert [(each.start, each.end) for each in ours] == [(each.start, each.end) for each in theirs]
    assert [theirs[0].point(index).value for index in range(14)] == [share(each) for each in blocks[:14]]
    assert theirs[1].point(15).centre is None


def test_no_limit_is_beyond_what_a_share_can_be() -> None:
    (only,) = board([block(number, 12 if number % 2 else 6) for number in range(14)])
    assert (only.point(0).lower, only.point(0).upper) == (0.0, 1.0)


def test_no_block_makes_no_stretch() -> None:
    assert stretches([]) == board([]) == ()


@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(0, 40)), max_size=40, unique=True),
    st.lists(st.integers(0, 40 * 28), max_size=3),
)
def test_stretches_cover_every_block_once_and_none_has_two_versions(
    drawn: list[tuple[int, int]], anew: list[int]
) -> None:
    blocks = [block(number, number % 12, 12, version) for version, number in sorted(drawn)]
    days = [FIRST + timedelta(days=number) for number in anew]
    found = stretches(blocks, days)
    assert [index for each in found for index in range(each.start, each.end)] == list(range(len(blocks)))
    for each in found:
        here = blocks[each.start : each.end]
        assert {block.version for block in here} == {each.version}
        assert [each.point(index).value for index in range(each.start, each.end)] == [share(block) for block in here]
        assert not any(here[0].period.starts < day <= here[-1].period.starts for day in days)
