"""The charts' numbers are those that another hand calculated in another language, and each rule fires where it should and nowhere else."""

from __future__ import annotations

import csv
import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.trust.measures.control_charts import Chart, Rules, Signal, shares, xmr

SERIES = (
    Path(__file__).parent / "series"
)  # what they are and where each was published: series.csv; how they were calculated: calculate.R
SIGNALS: tuple[Signal, ...] = ("outside", "run", "trend", "near")
DIGITS = 1e-6  # relative


def rows(file: str) -> list[dict[str, str]]:
    with (SERIES / file).open(newline="") as opened:
        return list(csv.DictReader(opened))


POINTS = {name: list(points) for name, points in itertools.groupby(rows("points.csv"), lambda row: row["name"])}
ALL = rows("series.csv")


def charted(series: dict[str, str]) -> Chart:
    points = POINTS[series["name"]]
    rules = Rules(screened=series["screened"] == "1")
    if series["kind"] == "xmr":
        return xmr([float(point["values"]) for point in points], rules)
    return shares([int(point["counts"]) for point in points], [int(point["ns"]) for point in points], rules)


@pytest.mark.parametrize("series", ALL, ids=lambda series: series["name"])
def test_a_chart_is_what_another_hand_calculated(series: dict[str, str]) -> None:
    chart, points = charted(series), POINTS[series["name"]]
    [phase] = chart.phases
    assert (phase.kind, phase.baseline) == (series["kind"], int(series["baseline"]))
    assert phase.trial == (phase.baseline < 20)
    if series["spread"]:
        assert phase.spread == pytest.approx(float(series["spread"]), rel=DIGITS)
    assert len(chart.points) == len(points)
    for point, expected in zip(chart.points, points, strict=True):
        assert point.value == pytest.approx(float(expected["values"]), rel=DIGITS)
        for name in ("lower", "centre", "upper"):
            assert getattr(point, name) == pytest.approx(float(expected[name]), rel=DIGITS, abs=1e-12)
        assert set(point.signals) == {signal for signal in SIGNALS if expected[signal] == "1"}


def test_the_series_are_many_and_fire_each_rule() -> None:
    assert len(ALL) >= 30
    assert {series["kind"] for series in ALL} == {"xmr", "p", "p_prime"}
    for signal in SIGNALS:
        fired = [any(point[signal] == "1" for point in points) for points in POINTS.values()]
        assert sum(fired) >= 5
        assert fired.count(False) >= 5


def test_limits_are_those_that_textbooks_print() -> None:
    """Montgomery, Introduction to Statistical Quality Control, 6th ed., examples 6.5 and 7.1; he multiplies by 3 / 1.128, not by 2.66."""
    cost = next(series for series in ALL if series["name"] == "cost")
    first = charted(cost).points[0]
    assert (first.lower, first.centre, first.upper) == pytest.approx((279.78, 300.5, 321.22), abs=0.01)
    juice = [int(point["counts"]) for point in POINTS["juice"]]
    first = shares(juice, [50] * 30, Rules(locked=30)).points[0]
    spread = shares(juice, [50] * 30, Rules(locked=30)).phases[0].spread
    assert first.centre == pytest.approx(0.2313, abs=5e-5)
    assert spread is not None
    assert first.upper is not None
    assert first.centre is not None
    assert (first.upper - first.centre) / spread == pytest.approx(0.4102 - 0.2313, abs=1e-4)


# --- the rules, by hand ------------------------------------------------------------------------------------------

# Twelve points whose mean is 10 and whose average moving range is 2: limits 4.68 and 15.32, the near ones at 6.453 and 13.547.
STEADY = (9, 11) * 6
BY_HAND = Rules(least=12, locked=12, run=7, trend=7)


def fired(*after: float) -> list[set[Signal]]:
    """The signals of the points after twelve steady ones."""
    chart = xmr([*STEADY, *after], BY_HAND)
    assert (chart.points[0].lower, chart.points[0].centre, chart.points[0].upper) == pytest.approx((4.68, 10, 15.32))
    assert not any(point.signals for point in chart.points[:12])
    return [set(point.signals) for point in chart.points[12:]]


def test_a_point_outside_the_limits() -> None:
    assert fired(15.3, 4.7) == [set(), set()]
    assert fired(15.33, 4.67) == [{"outside"}, {"outside"}]


def test_seven_in_a_row_on_one_side() -> None:
    assert fired(9, *(10.5, 11.5) * 3, 9) == [set()] * 8
    assert fired(9, *(10.5, 11.5) * 3, 10.5, 9) == [set(), *[{"run"}] * 7, set()]
    assert fired(9, *(10.5, 11.5) * 3, 10, 10.5) == [set()] * 9  # on the centre is on neither side
    assert fired(11, *(9.5, 8.5) * 4, 11) == [set(), *[{"run"}] * 8, set()]


def test_seven_that_all_rise_or_all_fall() -> None:
    assert fired(9, 7.5, 8.5, 9.5, 10.5, 11.5, 12.5, 9) == [set()] * 8
    assert fired(9, 7, 7.5, 8.5, 9.5, 10.5, 11.5, 12.5, 9) == [set(), *[{"trend"}] * 7, set()]
    assert fired(9, 7, 7.5, 8.5, 8.5, 10.5, 11.5, 12.5, 9) == [set()] * 9  # two equal ones end it
    assert fired(9, 13, 12, 11, 10, 9, 8, 7, 9) == [set(), *[{"trend"}] * 7, set()]


def test_two_of_three_near_one_limit() -> None:
    assert fired(13.6, 9, 13.6) == [set()] * 3  # not all on one side
    assert fired(13.5, 11, 13.5) == [set()] * 3  # not near
    assert fired(13.6, 11, 13.6) == [{"near"}, set(), {"near"}]
    assert fired(9, 6.4, 6.4, 11) == [set(), {"near"}, {"near"}, set()]
    assert fired(13.6, 11, 6.4) == [set()] * 3
    assert fired(13.6, 11, 15.4) == [set(), set(), {"outside"}]  # what is outside is not near


def test_eight_in_a_row_can_be_asked_for() -> None:
    values = [*STEADY, 9, *(10.5, 11.5) * 3, 10.5, 9]
    assert not xmr(values, Rules(least=12, locked=12, run=8)).signals


# --- baselines ---------------------------------------------------------------------------------------------------


def test_there_are_no_limits_before_twelve_points_and_trial_ones_before_twenty() -> None:
    few, trial = xmr([9, 11] * 5 + [9]), xmr([9, 11] * 6)
    assert few.points[0].upper is None
    assert few.phases[0].baseline == 0
    assert not few.phases[0].trial
    assert trial.phases[0].trial
    assert trial.points[0].upper is not None


def test_limits_stay_once_they_are_locked() -> None:
    before, after = xmr([9, 11] * 10), xmr([9, 11] * 10 + [40, 41, 42])
    assert not after.phases[0].trial
    assert before.points == after.points[:20]
    assert all("outside" in point.signals for point in after.points[20:])


def test_a_new_phase_has_limits_of_its_own_and_no_signal_goes_over_its_start() -> None:
    values = [9, 11] * 8 + [11.5] * 4 + [30, 32] * 6
    chart = xmr(values, rebased=(20,))
    assert [(phase.start, phase.baseline, phase.trial) for phase in chart.phases] == [(0, 20, False), (20, 12, True)]
    assert chart.points[20].centre == pytest.approx(31)
    assert not any("outside" in point.signals for point in chart.points)
    assert "outside" in xmr(values).signals


def test_a_moving_range_that_is_no_usual_step_is_left_out() -> None:
    values = [9, 11] * 5 + [60] + [9, 11] * 5
    screened, whole = xmr(values), xmr(values, Rules(screened=False))
    assert "outside" in screened.points[10].signals
    assert screened.points[0].upper is not None
    assert whole.points[0].upper is not None
    assert screened.points[0].upper < whole.points[0].upper


@given(st.lists(st.integers(-50, 50), min_size=12, max_size=60), st.integers(-1000, 1000), st.sampled_from((0.1, 1, 7)))
def test_a_figure_in_other_units_signals_the_same(values: list[int], shift: int, scale: float) -> None:
    plain, other = xmr([float(value) for value in values]), xmr([scale * (value + shift) for value in values])
    assert [point.signals for point in plain.points] == [point.signals for point in other.points]


@given(st.floats(0.001, 1000), st.integers(12, 60))
def test_what_never_changes_never_signals(value: float, length: int) -> None:
    assert not xmr([value] * length).signals


@given(
    st.lists(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=12, max_size=50)
)
def test_counting_the_others_turns_a_chart_of_shares_round(counted: list[tuple[int, int]]) -> None:
    ns = [n for _, n in counted]
    one, other = shares([count for count, _ in counted], ns), shares([n - count for count, n in counted], ns)
    for here, there in zip(one.points, other.points, strict=True):
        assert here.signals == there.signals
        assert (here.lower is None) == (there.upper is None)
        if here.lower is not None and there.upper is not None:
            assert here.lower == pytest.approx(1 - there.upper, abs=1e-9)


def test_where_all_or_nothing_was_counted_nobody_can_say_what_is_usual() -> None:
    for count in (0, 10):
        chart = shares([count] * 20 + [5], [10] * 21)
        assert chart.phases[0].baseline == 20
        assert chart.points[0].centre is None
        assert not chart.signals


@pytest.mark.parametrize(("counts", "ns"), [([1], [0]), ([3], [2]), ([-1], [5]), ([1, 2], [5])])
def test_what_is_no_share_is_refused(counts: list[int], ns: list[int]) -> None:
    with pytest.raises(ValueError, match="each period"):
        shares(counts, ns)
