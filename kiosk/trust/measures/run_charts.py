"""Run charts: values about their median, for series with too few answers for limits. Anhøj's two rules; no limits and no other rule.

Source: Anhøj J, Olesen AV, PLoS ONE 2014; 9: e113825; Anhøj J, PLoS ONE 2015; 10: e0121349; as qicharts2 calculates them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby
from statistics import median

from msgspec import Struct

LEAST_USEFUL = 10  # values off the median, from which the two rules can tell a signal from chance


class RunChart(Struct, frozen=True):
    """useful: values that are not on the median; with none, nothing can be a signal.

    longest: values in a row on one side, and the most that is usual; crossings: of the median, and the fewest that are usual.
    """

    values: tuple[float, ...]
    median: float
    useful: int
    longest: int
    longest_usual: int
    crossings: int
    crossings_usual: int

    @property
    def long_run(self) -> bool:
        """Unusually many in a row on one side."""
        return self.longest > self.longest_usual

    @property
    def few_crossings(self) -> bool:
        """The line crosses the median unusually seldom."""
        return self.crossings < self.crossings_usual


def run_chart(values: Sequence[float]) -> RunChart:
    """Raises ValueError without a value."""
    if not values:
        raise ValueError("a run chart has at least one value")
    middle = median(values)
    sides = [value > middle for value in values if value != middle]
    runs = [len(list(group)) for _, group in groupby(sides)]
    useful = len(sides)
    return RunChart(
        tuple(values),
        middle,
        useful,
        longest=max(runs, default=0),
        longest_usual=round(math.log2(useful)) + 3 if useful else 0,
        crossings=max(0, len(runs) - 1),
        crossings_usual=_fewest_usual(useful - 1) if useful else 0,
    )


def _fewest_usual(steps: int) -> int:
    """The 5 % point of the binomial distribution of `steps` even chances: as few heads or fewer come in at least one of twenty."""
    ways, needed = 0, 2**steps  # twenty times the ways, against all of them: whole numbers, so nothing is rounded
    for heads in range(steps + 1):
        ways += math.comb(steps, heads)
        if 20 * ways >= needed:
            return heads
    return steps
