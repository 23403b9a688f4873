"""How often a chart signals in a year in which nothing changed: the pages quote these figures, so that nobody takes a signal for a verdict.

A ward where 80 % feel safe all year, fifty-two weeks, with 6, 12 and 25 answers a week; the same for two years in blocks of four weeks, as the page
of check-ins has them; and calls whose answers take as long all year.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import pytest

from kiosk.trust.measures.control_charts import MAKING_DATA_COUNT, Rules, shares, xmr
from kiosk.trust.measures.run_charts import run_chart

WEEKS, YEARS = 52, 4_000
BLOCKS = 26  # of four weeks: two years
ANSWERS_A_BLOCK = (15, 40)
SAFE = 0.8
ANSWERS = (6, 12, 25)
HALF, SPREAD = 40.0, 0.6  # of the time to an answer: its middle in seconds, and how far it scatters (log-normal)


def share_of_years(signals: Callable[[random.Random], bool], seed: int) -> float:
    """Per cent of the years with a signal or more."""
    chance = random.Random(seed)  # noqa: S311 - years that can be tried again
    return round(100 * sum(signals(chance) for _ in range(YEARS)) / YEARS, 1)


def counted(chance: random.Random, answers: int, points: int = WEEKS) -> list[int]:
    return [sum(chance.random() < SAFE for _ in range(answers)) for _ in range(points)]


def signals_on_xmr(values: Sequence[float], rules: Rules) -> bool:
    return bool(xmr(values, rules).signals)


def signals_on_a_run_chart(values: Sequence[float]) -> bool:
    chart = run_chart(values)
    return chart.long_run or chart.few_crossings


def by_blocks(answers: int) -> dict[str, float]:
    """Per cent of wards with a signal in two years, on each kind of chart of the page of check-ins."""

    def rate(chance: random.Random) -> list[float]:
        return [count / answers for count in counted(chance, answers, BLOCKS)]

    charts: dict[str, Callable[[random.Random], bool]] = {
        "p": lambda chance: bool(shares(counted(chance, answers, BLOCKS), [answers] * BLOCKS).signals),
        "xmr": lambda chance: signals_on_xmr(rate(chance), MAKING_DATA_COUNT),
        "run_chart": lambda chance: signals_on_a_run_chart(rate(chance)),
    }
    return {f"{name}_{answers}_answers_a_block": share_of_years(signals, answers) for name, signals in charts.items()}


@pytest.mark.prove
def test_how_often_charts_signal_where_nothing_changed(record_proof: Callable[..., Path]) -> None:
    eight = Rules(run=8)
    figures: dict[str, float] = {}
    for answers in ANSWERS:
        ns = [answers] * WEEKS

        def rate(chance: random.Random, answers: int = answers) -> list[float]:
            return [count / answers for count in counted(chance, answers)]

        charts: dict[str, Callable[[random.Random], bool]] = {
            "xmr": lambda chance, rate=rate: signals_on_xmr(rate(chance), MAKING_DATA_COUNT),  # type: ignore[misc]
            "xmr_8_in_a_row": lambda chance, rate=rate: signals_on_xmr(rate(chance), eight),  # type: ignore[misc]
            "p": lambda chance, ns=ns, answers=answers: bool(shares(counted(chance, answers), ns).signals),  # type: ignore[misc]
            "p_8_in_a_row": lambda chance, ns=ns, answers=answers: bool(  # type: ignore[misc]
                shares(counted(chance, answers), ns, eight).signals
            ),
            "run_chart": lambda chance, rate=rate: signals_on_a_run_chart(rate(chance)),  # type: ignore[misc]
        }
        for name, signals in charts.items():
            figures[f"{name}_{answers}_answers_a_week"] = share_of_years(signals, answers)
    for answers in ANSWERS_A_BLOCK:
        figures |= by_blocks(answers)
    for calls in (5, 20):
        figures[f"half_of_answers_xmr_{calls}_calls_a_week"] = share_of_years(
            lambda chance, calls=calls: signals_on_xmr(  # type: ignore[misc]
                [median(chance.lognormvariate(0, SPREAD) * HALF for _ in range(calls)) for _ in range(WEEKS)],
                MAKING_DATA_COUNT,
            ),
            calls,
        )
    assert all(2 < share < 90 for share in figures.values()), figures
    for answers in ANSWERS:  # a longer run is asked for: fewer years have one
        assert figures[f"xmr_8_in_a_row_{answers}_answers_a_week"] < figures[f"xmr_{answers}_answers_a_week"]
    record_proof(
        "signals-by-chance",
        weeks=WEEKS,
        years=YEARS,
        blocks_of_four_weeks=BLOCKS,
        safe_per_cent=80,
        per_cent_of_years_with_a_signal=figures,
    )
