"""The interval is the published one, and it keeps its promises at every count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.trust.measures.intervals import wilson


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [
        # Newcombe RG, Stat Med 1998; 17: 857-872, table I, method 3 (score, without continuity correction).
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_the_published_one(count: int, n: int, low: float, high: float) -> None:
    interval = wilson(count, n)
    assert interval.low == pytest.approx(low, abs=5e-5)
    assert interval.high == pytest.approx(high, abs=5e-5)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_stays_between_none_and_all(counted: tuple[int, int]) -> None:
    count, n = counted
    interval = wilson(count, n)
    assert 0 <= interval.low <= interval.share <= interval.high <= 1
    assert interval.low < interval.high


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_counting_the_others_turns_the_interval_round(counted: tuple[int, int]) -> None:
    count, n = counted
    one, other = wilson(count, n), wilson(n - count, n)
    assert one.low == pytest.approx(1 - other.high)
    assert one.high == pytest.approx(1 - other.low)


@pytest.mark.parametrize(("count", "n"), [(0, 0), (3, 2), (-1, 5)])
def test_what_is_no_proportion_is_refused(count: int, n: int) -> None:
    with pytest.raises(ValueError, match="not a proportion"):
        wilson(count, n)
