"""Control charts: XmR for any figure, p and Laney's p' for shares. Their limits, and the signals of NHS "Making Data Count".

A signal says that points lie as they seldom do by chance alone: it is worth a conversation, and never says by itself that something became better or
worse. How often charts signal where nothing changed is measured (`make prove`) and stands beside them. Not for: which figures may be shown to whom,
words, pictures.

Sources: NHS England, Making Data Count, as NHSRplotthedots calculates it; Wheeler DJ, Understanding Variation, 1993 (XmR); Laney DB, Quality
Engineering 2002; 14: 531-537 (p'); Nelson LS, Journal of Quality Technology 1982; 14: 172-173 (screened moving ranges).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterator, Sequence
from statistics import fmean
from typing import Literal

from msgspec import Struct

Kind = Literal["xmr", "p", "p_prime"]
Signal = Literal["outside", "run", "trend", "near"]

XMR_REACH = 2.66  # average moving ranges from the mean to a limit: 3 / 1.128, as it is published
SCREEN = 3.267  # average moving ranges: a longer one is no usual step
D2 = 1.128  # expected range of two values, in standard deviations
SPREAD_WIDE = 1.2  # Laney's sigma z from which shares vary more than their numbers explain
SPREAD_POINTS = 20  # points before that can be told


class Rules(Struct, frozen=True):
    """What a chart goes by; it is printed beside each.

    least: points of a phase before there are limits. locked: points that limits are calculated from; with fewer they are trial limits, calculated
    anew with each point, then they stay. run, trend: points in a row that are a signal. screened: moving ranges beyond SCREEN averages are left out.
    """

    least: int = 12
    locked: int = 20
    run: int = 7
    trend: int = 7
    screened: bool = True


MAKING_DATA_COUNT = Rules()


class Point(Struct, frozen=True):
    """One period. lower, centre, upper: None where its phase has no limits. signals: that it is a part of."""

    value: float
    lower: float | None = None
    centre: float | None = None
    upper: float | None = None
    signals: tuple[Signal, ...] = ()


class Phase(Struct, frozen=True):
    """Points with limits of their own, from `start` to the next phase. baseline: points that the limits come from, 0 where there are too few.

    spread: Laney's sigma z, where shares were charted and it is known.
    """

    start: int
    kind: Kind
    baseline: int
    trial: bool
    spread: float | None = None


class Chart(Struct, frozen=True):
    """Points in the order of time, and their phases."""

    points: tuple[Point, ...]
    phases: tuple[Phase, ...]

    @property
    def signals(self) -> frozenset[Signal]:
        """Every kind of signal on the chart."""
        return frozenset(signal for point in self.points for signal in point.signals)


class _Limits(Struct, frozen=True):
    """sigma: a third of the way from the centre to a limit."""

    centre: float
    sigma: float
    least: float = -math.inf
    most: float = math.inf

    def point(self, value: float, signals: tuple[Signal, ...]) -> Point:
        lower, upper = self.centre - 3 * self.sigma, self.centre + 3 * self.sigma
        return Point(value, max(self.least, lower), self.centre, min(self.most, upper), signals)


def xmr(
    values: Sequence[float],
    rules: Rules = MAKING_DATA_COUNT,
    rebased: Collection[int] = (),
    least: float = -math.inf,
    most: float = math.inf,
) -> Chart:
    """A chart of single values. rebased: positions from which limits begin anew, for a reason that is known and written beside the chart.

    least, most: what values can be; limits are not beyond.
    """
    points, phases = list[Point](), list[Phase]()
    for start, end in _spans(len(values), rebased):
        here = values[start:end]
        baseline = _baseline(len(here), rules)
        limits = None
        if baseline:
            sigma = _moving_range(here[:baseline], rules.screened) * XMR_REACH / 3
            limits = [_Limits(fmean(here[:baseline]), sigma, least, most)] * len(here)
        points += _signalled(here, limits, rules)
        phases.append(Phase(start, "xmr", baseline, 0 < baseline < rules.locked))
    return Chart(tuple(points), tuple(phases))


def shares(
    counts: Sequence[int], ns: Sequence[int], rules: Rules = MAKING_DATA_COUNT, rebased: Collection[int] = ()
) -> Chart:
    """A chart of shares: counts[i] of ns[i]. p, or p' where the baseline shows that they vary more than their numbers explain.

    Where all of a baseline, or nothing, was counted, nobody can say what is usual: there are no limits.

    Raises ValueError where a period has nobody to count, or more counted than there were: a period without answers is no point.
    """
    if len(counts) != len(ns) or not all(0 <= count <= n and n > 0 for count, n in zip(counts, ns, strict=True)):
        raise ValueError("each period has one count, of one or more")
    points, phases = list[Point](), list[Phase]()
    for start, end in _spans(len(ns), rebased):
        phase, limits = _share_limits(start, counts[start:end], ns[start:end], rules)
        values = [count / n for count, n in zip(counts[start:end], ns[start:end], strict=True)]
        points += _signalled(values, limits, rules)
        phases.append(phase)
    return Chart(tuple(points), tuple(phases))


def _share_limits(
    start: int, counts: Sequence[int], ns: Sequence[int], rules: Rules
) -> tuple[Phase, list[_Limits] | None]:
    baseline = _baseline(len(ns), rules)
    if not baseline:
        return Phase(start, "p", 0, False), None
    centre = sum(counts[:baseline]) / sum(ns[:baseline])
    if not 0 < centre < 1:
        return Phase(start, "p", baseline, baseline < rules.locked), None
    sigmas = [math.sqrt(centre * (1 - centre) / n) for n in ns]
    within = zip(counts[:baseline], ns, sigmas, strict=False)
    spread = _moving_range([(count / n - centre) / sigma for count, n, sigma in within], rules.screened) / D2
    wide = spread > SPREAD_WIDE and baseline >= SPREAD_POINTS
    widened = spread if wide else 1.0
    phase = Phase(start, "p_prime" if wide else "p", baseline, baseline < rules.locked, spread)
    return phase, [_Limits(centre, sigma * widened, 0.0, 1.0) for sigma in sigmas]


def _spans(length: int, rebased: Collection[int]) -> Iterator[tuple[int, int]]:
    starts = sorted({0, *(start for start in rebased if 0 < start < length)})
    return itertools.pairwise([*starts, length])


def _baseline(length: int, rules: Rules) -> int:
    return 0 if length < max(2, rules.least) else min(length, rules.locked)


def _moving_range(values: Sequence[float], screened: bool) -> float:
    """The average step from one value to the next."""
    ranges = [abs(after - before) for before, after in itertools.pairwise(values)]
    average = fmean(ranges)
    if not screened or not average:
        return average
    return fmean([step for step in ranges if step < SCREEN * average])


# --- signals -----------------------------------------------------------------------------------------------------


def _signalled(values: Sequence[float], limits: Sequence[_Limits] | None, rules: Rules) -> list[Point]:
    """Each value with its limits and what it is a part of."""
    if limits is None:
        return [Point(value) for value in values]
    beyond = [_side(value, each, 3) for value, each in zip(values, limits, strict=True)]
    near = [0 if out else _side(value, each, 2) for value, each, out in zip(values, limits, beyond, strict=True)]
    sides = [_side(value, each, 0) for value, each in zip(values, limits, strict=True)]
    found: dict[Signal, list[bool]] = {
        "outside": [bool(side) for side in beyond],
        "run": _in_a_row(sides, rules.run),
        "trend": _in_a_trend(values, rules.trend),
        "near": _two_of_three(near, sides),
    }
    return [
        each.point(value, tuple(signal for signal, parts in found.items() if parts[index]))
        for index, (value, each) in enumerate(zip(values, limits, strict=True))
    ]


def _side(value: float, limits: _Limits, sigmas: int) -> int:
    """1 above so many sigmas from the centre, -1 below so many, else 0. What only rounding parts is equal."""
    reach = sigmas * limits.sigma
    distance = value - limits.centre
    if math.isclose(abs(distance), reach, rel_tol=1e-9, abs_tol=1e-9 * max(1e-3, abs(value))):
        return 0
    return (distance > reach) - (distance < -reach)


def _marked(length: int, windows: Iterator[tuple[int, int]]) -> list[bool]:
    parts = [False] * length
    for start, end in windows:
        parts[start:end] = [True] * (end - start)
    return parts


def _in_a_row(sides: Sequence[int], least: int) -> list[bool]:
    """Whether a point is one of `least` or more in a row on one side; one on the centre is on neither."""
    starts = range(len(sides) - least + 1)
    return _marked(
        len(sides),
        ((start, start + least) for start in starts if abs(sum(sides[start : start + least])) == least),
    )


def _in_a_trend(values: Sequence[float], least: int) -> list[bool]:
    """Whether a point is one of `least` or more that all rise or all fall; two equal ones end it."""
    steps = [(after > before) - (after < before) for before, after in itertools.pairwise(values)]
    starts = range(len(values) - least + 1)
    return _marked(
        len(values),
        ((start, start + least) for start in starts if abs(sum(steps[start : start + least - 1])) == least - 1),
    )


def _two_of_three(near: Sequence[int], sides: Sequence[int]) -> list[bool]:
    """Whether a point is one of two near the same limit, among three in a row that are all on its side of the centre."""
    parts = [False] * len(near)
    for start in range(len(near) - 2):
        window = range(start, start + 3)
        if abs(sum(sides[index] for index in window)) == 3 and sum(bool(near[index]) for index in window) >= 2:
            for index in window:
                parts[index] = parts[index] or bool(near[index])
    return parts
