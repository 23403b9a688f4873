"""The pages of figures with ten million check-ins, on SQLite and on PostgreSQL, and a day's batches opened; the figures are kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk import bench
from kiosk.bench.figures import Figure
from kiosk.bench.measures import RUNS_A_DAY
from tests.proof.test_call_benches import plain
from tests.support.postgres import postgres_cluster

MEASURES = ["ward_page", "trust_overview", "quarterly_report", "open_a_day"]
RUNS = 20
PAGE_MOST, REPORT_MOST, DAY_MOST = 300.0, 10_000.0, 60_000.0  # ms
GROWTH_MOST = 1.5  # with ten times as many answers; the machine's own noise is in it


@pytest.mark.prove
def test_figures_of_ten_million_check_ins_on_sqlite(record_proof: Callable[..., Path]) -> None:
    figures = bench.measure(MEASURES, RUNS, print)
    record_proof("figures-sqlite", **plain(figures))
    meet_the_aims(figures)


@pytest.mark.prove
def test_figures_of_ten_million_check_ins_on_postgresql(record_proof: Callable[..., Path]) -> None:
    with postgres_cluster() as cluster:
        figures: dict[str, Figure] = {}
        for name in MEASURES:
            with cluster.database() as database:
                figures |= bench.measure([name], RUNS, print, database)
    record_proof("figures-postgresql", **plain(figures))
    meet_the_aims(figures)


def meet_the_aims(figures: dict[str, Figure]) -> None:
    for name in ("ward_page", "trust_overview"):
        page = figures[name].as_json()
        assert isinstance(page["p95"], float)
        assert page["p95"] < PAGE_MOST, name
        with_a_tenth = page["tenth"]
        assert isinstance(with_a_tenth, dict)
        assert isinstance(page["median"], float)
        assert page["median"] < GROWTH_MOST * with_a_tenth["median"], name
    assert max(figures["quarterly_report"].values) < REPORT_MOST
    day = figures["open_a_day"].as_json()["median"]
    assert isinstance(day, float)
    assert day * RUNS_A_DAY < DAY_MOST
