"""The bench of staff calls, small: its tablets and screens are connected, hear of calls, and come back."""

from __future__ import annotations

import pytest

from kiosk import bench
from kiosk.bench import call_ward, calls
from kiosk.bench.figures import BenchRefused


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (call_ward, calls):
        monkeypatch.setattr(module, "TABLETS", 3)
        monkeypatch.setattr(module, "BOARDS", 2)
    monkeypatch.setattr(calls, "DOWN", 0.0)
    monkeypatch.setattr(calls, "SETTLE", 0.0)
    monkeypatch.setattr(call_ward.pair_tablets, "__defaults__", (3,))


def test_each_press_is_on_each_screen_and_each_acceptance_at_the_tablet() -> None:
    shown, accepted = calls.call_to_board(4), calls.accept_to_tablet(4)
    assert (len(shown.values), len(accepted.values)) == (8, 4)
    assert min(*shown.values, *accepted.values, *shown.floor_values) > 0


def test_all_tablets_come_back_after_the_backend_was_killed() -> None:
    back = calls.reconnect(20)
    assert len(back.values) == 3
    assert min(back.values) > 0
    assert back.extra["most_in_a_second"][0] <= 3


def test_what_a_tablet_takes_is_read_as_often_as_was_asked() -> None:
    assert len(calls.tablet_memory(20).values) == 20


def test_a_measure_that_needs_no_database_is_refused_with_one() -> None:
    with pytest.raises(BenchRefused, match="--database is for call_to_board"):
        bench.measure(["seal"], 20, print, "postgresql+psycopg://nobody@/nowhere")
