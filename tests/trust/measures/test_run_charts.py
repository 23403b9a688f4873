"""Run charts: the numbers of Anhøj's rules are those that R calculated, and those that are printed for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.trust.measures.run_charts import run_chart
from tests.trust.measures.test_control_charts import POINTS, rows

EXPECTED = rows("runs.csv")


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda expected: expected["name"])
def test_a_run_chart_is_what_another_hand_calculated(expected: dict[str, str]) -> None:
    chart = run_chart([float(point["values"]) for point in POINTS[expected["name"]]])
    assert chart.median == pytest.approx(float(expected["median"]), rel=1e-6)
    for name in ("useful", "longest", "longest_usual", "crossings", "crossings_usual"):
        assert getattr(chart, name) == int(expected[name])


# R 4.2: round(log2(n)) + 3 and qbinom(0.05, n - 1, 0.5).
@pytest.mark.parametrize(
    ("useful", "longest", "crossings"),
    [(10, 6, 2), (12, 7, 3), (16, 7, 4), (20, 7, 6), (24, 8, 8), (30, 8, 10), (40, 8, 14), (60, 9, 23), (100, 10, 41)],
)
def test_what_is_usual_is_the_quantile(useful: int, longest: int, crossings: int) -> None:
    chart = run_chart([1.0, 2.0] * (useful // 2))
    assert (chart.useful, chart.longest_usual, chart.crossings_usual) == (useful, longest, crossings)


def test_a_long_run_is_a_signal_and_one_shorter_is_not() -> None:
    # Twenty useful values, of which seven in a row are usual.
    assert not run_chart([1] * 7 + [3] * 2 + [1, 3] * 2 + [1] + [3] * 6).long_run
    assert run_chart([1] * 8 + [3] * 2 + [1, 3] * 2 + [3] * 6).long_run


def test_a_line_that_seldom_crosses_is_a_signal() -> None:
    # Eighteen useful values, of which five crossings are usual.
    five = run_chart([1] * 4 + [3] * 4 + [1] * 4 + [3] * 4 + [1] + [3])
    assert (five.crossings, five.crossings_usual) == (5, 5)
    assert not five.few_crossings
    four = run_chart([1] * 4 + [3] * 5 + [1] * 4 + [3] * 4 + [1])
    assert (four.crossings, four.crossings_usual) == (4, 5)
    assert four.few_crossings


def test_what_lies_on_the_median_counts_for_nothing() -> None:
    chart = run_chart([1, 2, 2, 2, 3])
    assert (chart.useful, chart.longest, chart.crossings) == (2, 1, 1)


def test_values_that_are_all_equal_are_no_signal() -> None:
    chart = run_chart([4.0] * 30)
    assert (chart.useful, chart.long_run, chart.few_crossings) == (0, False, False)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=80))
def test_runs_and_crossings_agree(values: list[int]) -> None:
    chart = run_chart([float(value) for value in values])
    assert chart.longest + chart.crossings <= chart.useful or chart.useful == 0
    assert chart == run_chart([float(value) for value in values])
    turned = run_chart([-float(value) for value in values])
    assert (chart.longest, chart.crossings) == (turned.longest, turned.crossings)


def test_a_chart_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        run_chart([])
