"""Published numbers over time: chart, sentence and table say the same, and a hidden number is a gap everywhere."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.charts.sketch import Dot, Words
from kiosk.trust.measures import published_charts
from kiosk.trust.measures.periods import Period, four_weeks, quarter
from kiosk.trust.measures.published_charts import MOST, OverTime
from kiosk.trust.measures.release_lines import TRUST, Release, Shape
from kiosk.trust.measures.suppression import How, Published

Cell = tuple[int | None, How]


def four(numbers: list[tuple[Cell, Cell]], versions: list[int] | None = None) -> list[Release]:
    """Releases of four weeks each, one after the other. numbers: those who feel safe, and all."""
    found, period = [], four_weeks(date(2026, 1, 12))
    for (some, whole), version in zip(numbers, versions or [2] * len(numbers), strict=True):
        name = ("safe", "patient", str(version))
        cells = tuple(Published((*name, column), *cell) for column, cell in (("safe", some), ("", whole)))
        found.append(Release("ward", "a", "check_ins", period, period.ends, (Shape(name, ("safe", "not")),), cells))
        period = four_weeks(period.ends)
    return found


def quarters(*numbers: Cell) -> list[Release]:
    found, period = [], quarter(date(2025, 1, 1))
    for cell in numbers:
        cells = (Published(("concerns", "all"), *cell),)
        found.append(Release("everyone", TRUST, "concerns", period, period.ends, (), cells))
        period = quarter(period.ends)
    return found


def dots(chart: OverTime | None) -> list[float]:
    assert chart is not None
    return [part.y for part in chart.sketch.parts if isinstance(part, Dot)]


def words(chart: OverTime | None) -> list[str]:
    assert chart is not None
    return [part.text for part in chart.sketch.parts if isinstance(part, Words)]


SHOWN: tuple[Cell, Cell] = ((20, "shown"), (25, "shown"))
FEW: tuple[Cell, Cell] = ((None, "few"), (None, "beside"))


def test_a_share_is_a_point_with_a_range_and_a_hidden_one_a_gap() -> None:
    chart = published_charts.safe(four([SHOWN, FEW, ((15, "shown"), (25, "shown"))]), "patient", ())
    first, second = dots(chart)
    assert first < second, "20 of 25 stand higher than 15 of 25"
    assert chart is not None
    assert [row[1] for row in chart.rows] == ["about 15 of about 25", "not shown", "about 20 of about 25"]
    assert [row[2] for row in chart.rows] == ["41% to 77%", "–", "61% to 91%"]
    assert "about 15 of about 25" in chart.sketch.description
    assert "not shown" in words(chart)


def test_one_period_is_nothing_over_time() -> None:
    assert published_charts.safe(four([SHOWN]), "patient", ()) is None
    assert published_charts.concerns(quarters((10, "shown"))) is None
    assert published_charts.calls(()) is None


def test_a_year_is_shown_at_most() -> None:
    chart = published_charts.safe(four([SHOWN] * (MOST + 4)), "patient", ())
    assert chart is not None
    assert len(chart.rows) == len(dots(chart)) == MOST


def test_notes_and_new_wordings_stand_where_they_belong() -> None:
    releases = four([SHOWN] * 4, [1, 1, 2, 2])
    day = releases[1].period.starts
    notes = [(day, "The charter changed."), (date(2020, 1, 1), "Long ago.")]
    chart = published_charts.safe(releases, "patient", notes)
    assert chart is not None
    assert chart.notes == ((1, "The charter changed."),)
    assert {"1", "wording 2"} <= set(words(chart))
    assert "The charter changed." in chart.sketch.description
    assert f"From {releases[2].period.name} on: wording 2." in chart.sketch.description


@pytest.mark.parametrize(
    ("cell", "said", "points"),
    [((10, "shown"), "about 10", 2), ((None, "few"), "not shown", 1), ((0, "shown"), "none", 2)],
)
def test_concerns_are_counts(cell: Cell, said: str, points: int) -> None:
    chart = published_charts.concerns(quarters((15, "shown"), cell))
    assert chart is not None
    assert chart.rows[0][1] == said
    assert len(dots(chart)) == points
    assert "20" in words(chart), "the axis ends with a round number"


def test_the_periods_of_a_chart_are_named_by_when_they_start() -> None:
    assert {"Jan 2025", "Apr 2025"} <= set(words(published_charts.concerns(quarters((15, "shown"), (10, "shown")))))
    weeks = four([SHOWN, SHOWN])
    period: Period = weeks[0].period
    assert f"{period.starts.day} {period.starts:%b %y}" in words(published_charts.safe(weeks, "patient", ()))
