"""The share of a group who feel safe, block after block: cut into stretches, each of which is a control chart or a run chart by itself.

A stretch ends where a new version of the questions begins, and where limits begin anew for a cause that somebody wrote down; no line leads over
its end. With points enough, of answers enough, it is a p chart (Laney's p' where shares vary more than their numbers explain); else a run chart with
its median, because limits of a few answers mean nothing. The same shares as XmR are what boards know. Not for: counting (`check_ins`), pictures,
words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import pairwise
from statistics import median

from msgspec import Struct

from kiosk.trust.measures import control_charts
from kiosk.trust.measures.check_ins import SafeBlock
from kiosk.trust.measures.control_charts import MAKING_DATA_COUNT, Chart, Point, Rules
from kiosk.trust.measures.run_charts import RunChart, run_chart

ENOUGH = 12  # answers of the point in the middle, from which limits mean something


class Stretch(Struct, frozen=True):
    """Points from `start` up to `end`, of one version. chart: of these points alone."""

    start: int
    end: int
    version: int
    chart: Chart | RunChart

    def point(self, index: int) -> Point:
        """index: counted as `start` is. A point of a run chart has the median for its centre, and no limits."""
        if isinstance(self.chart, RunChart):
            return Point(self.chart.values[index - self.start], centre=self.chart.median)
        return self.chart.points[index - self.start]

    @property
    def trial(self) -> bool:
        """Whether it has limits that will still change."""
        return isinstance(self.chart, Chart) and self.chart.phases[0].trial


def stretches(
    blocks: Sequence[SafeBlock], anew: Collection[date] = (), rules: Rules = MAKING_DATA_COUNT
) -> tuple[Stretch, ...]:
    """blocks: by version, then time; each with an answer. anew: days on which limits begin anew, with the first block from then on."""
    return tuple(_stretch(blocks, start, end, rules) for start, end in pairwise((*_starts(blocks, anew), len(blocks))))


def _starts(blocks: Sequence[SafeBlock], anew: Collection[date]) -> Iterator[int]:
    for index, block in enumerate(blocks):
        before = blocks[index - 1] if index else None
        if (
            before is None
            or before.version != block.version
            or any(before.period.starts < day <= block.period.starts for day in anew)
        ):
            yield index


def _stretch(blocks: Sequence[SafeBlock], start: int, end: int, rules: Rules) -> Stretch:
    here = blocks[start:end]
    ns = [block.answered for block in here]
    if len(here) >= rules.least and median(ns) >= ENOUGH:
        return Stretch(start, end, here[0].version, control_charts.shares([block.safe for block in here], ns, rules))
    return Stretch(start, end, here[0].version, run_chart([share(block) for block in here]))


def board(
    blocks: Sequence[SafeBlock], anew: Collection[date] = (), rules: Rules = MAKING_DATA_COUNT
) -> tuple[Stretch, ...]:
    """The same shares as XmR, with limits in a stretch that has points enough."""
    return tuple(
        Stretch(
            start,
            end,
            blocks[start].version,
            control_charts.xmr([share(block) for block in blocks[start:end]], rules, least=0.0, most=1.0),
        )
        for start, end in pairwise((*_starts(blocks, anew), len(blocks)))
    )


def share(block: SafeBlock) -> float:
    """Of those who answered, who feel safe."""
    return block.safe / block.answered
