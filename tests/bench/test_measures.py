"""The bench of figures, small: pages of figures answer, a report is made anew each time, and what waits is sorted."""

from __future__ import annotations

import pytest

from kiosk.bench import measures


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (
        ("WARDS", 2),
        ("YEARS", 1),
        ("CHECK_INS", 40_000),
        ("CONCERNS", 12),
        ("CONCERN_DAYS", 110),
        ("LOOKS", 4),
        ("PART", 3),
    ):
        monkeypatch.setattr(measures, name, value)


def test_pages_are_measured_with_a_tenth_of_the_answers_and_with_all() -> None:
    page = measures.ward_page(3)
    assert (len(page.values), len(page.floor_values), len(page.extra["tenth"])) == (3, 3, 3)
    assert min(*page.values, *page.floor_values, *page.extra["tenth"]) > 0


def test_a_report_is_made_anew_in_each_run() -> None:
    report = measures.quarterly_report(2)
    assert len(report.values) == 2
    assert min(report.values) > min(report.floor_values)


def test_what_waits_is_sorted_in_each_run() -> None:
    day = measures.open_a_day(2)
    assert len(day.values) == len(day.floor_values) == 2
