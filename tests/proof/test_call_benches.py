"""Staff calls with three hundred tablets and twenty ward screens, on SQLite with one worker and on PostgreSQL with two; the figures are kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk import bench
from kiosk.bench.figures import Figure
from tests.support.postgres import postgres_cluster

MEASURES = ["call_to_board", "accept_to_tablet", "tablet_memory", "reconnect"]
RUNS = 40
AIM_TO_BOARD, AIM_BACK = 300.0, 15_000.0  # ms: the 99th of a hundred; all


def plain(figures: dict[str, Figure]) -> dict[str, dict[str, float | str]]:
    """As the proof's result has them."""
    found: dict[str, dict[str, float | str]] = {}
    for name, figure in figures.items():
        values = figure.as_json()
        floor = values.pop("floor")
        assert isinstance(floor, dict)
        extra = {
            f"{key}_{part}": each
            for key, value in values.items()
            if isinstance(value, dict)
            for part, each in value.items()
        }
        kept = {key: value for key, value in values.items() if isinstance(value, float | int | str)}
        found[name] = (
            kept | extra | {"most": max(figure.values), "floor": floor["what"], "floor_median": floor["median"]}
        )
    return found


@pytest.mark.prove
def test_calls_of_a_whole_trust_on_one_worker(record_proof: Callable[..., Path]) -> None:
    figures = bench.measure(MEASURES, RUNS, print)
    record_proof("calls-sqlite", **plain(figures))
    meet_the_aims(figures)


@pytest.mark.prove
def test_calls_of_a_whole_trust_on_two_workers_with_postgresql(record_proof: Callable[..., Path]) -> None:
    with postgres_cluster() as cluster:
        figures: dict[str, Figure] = {}
        for name in MEASURES:
            with cluster.database() as database:
                figures |= bench.measure([name], RUNS, print, database)
    record_proof("calls-postgresql", **plain(figures))
    meet_the_aims(figures)


def meet_the_aims(figures: dict[str, Figure]) -> None:
    to_board = figures["call_to_board"].as_json()["p99"]
    assert isinstance(to_board, float)
    assert to_board < AIM_TO_BOARD
    assert max(figures["reconnect"].values) < AIM_BACK
