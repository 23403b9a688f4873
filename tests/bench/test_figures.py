"""A figure says what was measured and beside what, in the shape that the file promises."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import bench, cli
from kiosk.bench import figures

numbers = st.lists(st.floats(0.001, 1e6), min_size=1, max_size=60)


@given(numbers, st.floats(0, 1))
def test_a_percentile_lies_among_the_values_and_grows_with_its_share(values: list[float], share: float) -> None:
    found = figures.percentile(values, share)
    assert min(values) <= found <= max(values)
    assert figures.percentile(values, 0) == min(values)
    assert figures.percentile(values, 1) == max(values)
    assert found <= figures.percentile(values, min(1.0, share + 0.1))


def test_percentiles_of_the_first_hundred_numbers_are_known() -> None:
    values = [float(number) for number in range(1, 101)]
    assert figures.percentile(values, 0.5) == 50.5
    assert figures.percentile(values, 0.95) == pytest.approx(95.05)
    assert figures.percentile(values, 0.99) == pytest.approx(99.01)


def test_the_file_has_the_shape_that_is_promised(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "bench.json"
    bench.write(file, ["seal"], 20)
    written = json.loads(file.read_text())
    assert set(written) == {"seal"}
    assert set(written["seal"]) == {"unit", "n", "median", "p95", "p99", "floor"}
    assert set(written["seal"]["floor"]) == {"what", "median", "p95"}
    assert written["seal"]["n"] == 20
    assert written["seal"]["median"] <= written["seal"]["p95"] <= written["seal"]["p99"]
    assert capsys.readouterr().out.startswith("seal: median")


def test_what_stands_beside_the_window_is_named_too() -> None:
    figure = figures.Figure("MiB", [1.0, 2.0, 3.0], "a floor", [4.0], {"courier": [5.0]})
    assert figure.as_json()["courier"] == {"median": 5.0, "p95": 5.0}
    assert "courier 5" in figure.line()


def test_every_measure_that_is_promised_can_be_asked_for() -> None:
    promised = (
        "start",
        "touch_to_page",
        "call_first_pixel",
        "call_to_board",
        "accept_to_tablet",
        "tablet_memory",
        "reconnect",
        "ward_page",
        "trust_overview",
        "quarterly_report",
        "open_a_day",
        "leave",
        "language_switch",
        "paragraph",
        "idle_cpu",
        "memory",
        "send_durable",
        "intake",
        "first_sound",
        "focus_move",
        "seal",
    )
    assert set(promised) <= set(bench.MEASURES)


def test_the_help_names_every_measure(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["bench", "--help"])
    said = capsys.readouterr().out
    assert [name for name in bench.MEASURES if name not in said] == []
