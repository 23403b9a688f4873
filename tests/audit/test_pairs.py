"""The pairwise cover has every pair, in few cases."""

from __future__ import annotations

import pytest

from kiosk.audit import pairs


@pytest.mark.parametrize("counts", [(5, 3, 4, 2), (9, 7, 4, 4, 2, 4), (1, 1), (2, 2, 2, 2, 2), (3, 1, 6)])
def test_every_value_meets_every_other(counts: tuple[int, ...]) -> None:
    cases = pairs.cover(counts)
    assert pairs.uncovered(cases, counts) == 0
    assert all(
        len(case) == len(counts) and all(0 <= v < n for v, n in zip(case, counts, strict=True)) for case in cases
    )


def test_it_takes_hardly_more_cases_than_the_two_largest_factors_need() -> None:
    counts = (98, 21, 4, 4, 2, 4)
    cases = pairs.cover(counts)
    assert pairs.uncovered(cases, counts) == 0
    assert len(cases) <= 1.02 * 98 * 21


def test_a_pair_that_no_case_has_is_counted() -> None:
    assert pairs.uncovered(((0, 0), (1, 1)), (2, 2)) == 2
    assert pairs.cover((3,)) == ((0,), (1,), (2,))
