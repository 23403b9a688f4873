"""A chart in sentences: each signal once, as something worth a conversation, and never as a verdict."""

from __future__ import annotations

import json
import re

import pytest

from kiosk.trust.measures import chart_words
from kiosk.trust.measures.chart_words import Names
from kiosk.trust.measures.control_charts import MAKING_DATA_COUNT, Chart, Rules, shares, xmr
from kiosk.trust.measures.run_charts import RunChart, run_chart
from tests.support.proof import RESULTS

STEADY = [9.0, 11.0] * 10


def named(chart: Chart) -> Names:
    return Names(
        "weeks", [f"week {number}" for number in range(1, len(chart.points) + 1)], lambda value: f"{value:g} s"
    )


def said(values: list[float], **changes: object) -> list[str]:
    chart = xmr(values, **changes)  # type: ignore[arg-type]
    return chart_words.signals(chart, named(chart))


def test_each_kind_of_signal_is_one_sentence_with_its_weeks() -> None:
    assert said([*STEADY, 40]) == ["week 21: outside the limits (40 s)."]
    assert said([*STEADY, 9, *[11.0, 11.5] * 4, 9]) == [
        "week 22 to week 29: 8 weeks in a row on one side of the average."
    ]
    rising = [7, 7.5, 8.5, 9.5, 10.5, 11.5, 12.5]
    assert said([*STEADY, 9, *rising, 9]) == ["week 22 to week 28: 7 weeks that follow one another up or down."]
    assert said([*STEADY, 9, 6.4, 6.4, 11]) == ["week 22 to week 23: close to a limit, two of three."]


def test_two_signals_of_one_kind_are_two_sentences() -> None:
    assert len(said([*STEADY, 40, 10, 40])) == 2


def test_a_signal_ends_where_limits_begin_anew() -> None:
    assert len(said([*STEADY, 40, 40, *[90.0, 9.0] * 10], rebased=(21,))) == len(said([*STEADY, 40]))


def test_where_there_is_none_it_says_so_and_before_there_are_limits_nothing() -> None:
    assert said(STEADY) == ["No signal: the weeks differ as they usually do."]
    assert said([9.0, 11.0]) == []


@pytest.mark.parametrize(
    ("chart", "found"),
    [
        (xmr([9.0, 11.0]), "There are no limits before 12 weeks."),
        (xmr([9.0, 11.0] * 6), "trial limits until there are 20 weeks"),
        (xmr(STEADY), "week 1 to week 20: the average and 2.66 average moving ranges"),
        (shares([10] * 20, [10] * 20), "There are no limits: in each of the first 20 weeks it was 1 s."),
        (shares([5, 6] * 10, [10] * 20), "(p chart)"),
        (shares([1, 9] * 10, [10] * 20), "(Laney p' chart)"),
    ],
)
def test_where_the_limits_come_from(chart: Chart, found: str) -> None:
    assert found in chart_words.limits(chart.phases[0], chart.points, named(chart))


def run(values: list[float]) -> tuple[RunChart, Names]:
    chart = run_chart(values)
    return chart, Names(
        "weeks", [f"week {number}" for number in range(1, len(values) + 1)], lambda value: f"{value:g} s"
    )


def test_a_run_chart_says_its_two_signals_its_median_and_where_nothing_can_be_told() -> None:
    two_levels = run([1.0, 2.0] * 4 + [11.0, 12.0] * 4)
    assert chart_words.run_signals(*two_levels) == [
        "8 weeks in a row on one side of the median, where more than 7 are unusual.",
        "The line crosses the median once, where fewer than 4 times is unusual.",
    ]
    assert chart_words.median_of(*two_levels) == "The line is the median of week 1 to week 16: 6.5 s."
    assert chart_words.run_signals(*run([9.0, 11.0, 11.0, 9.0] * 4)) == [
        "No signal: the weeks differ as they usually do."
    ]
    few = ["These weeks are too few to tell a signal from chance."]
    assert chart_words.run_signals(*run([9.0, 11.0] * 4)) == chart_words.run_signals(*run([9.0] * 30)) == few
    assert "Anhøj" in chart_words.run_rules(two_levels[1])


def test_the_rules_are_printed_as_they_are() -> None:
    names = named(xmr(STEADY))
    assert "7 weeks in a row" in chart_words.rules_of(MAKING_DATA_COUNT, names)
    assert "8 weeks in a row" in chart_words.rules_of(Rules(run=8), names)
    assert chart_words.rules_of(Rules(), names) != chart_words.rules_of(Rules(screened=False), names)


def test_how_often_chance_signals_is_what_the_newest_proof_found() -> None:
    newest = max(RESULTS.glob("*-signals-by-chance.json"))
    found = json.loads(newest.read_text())["figures"]["per_cent_of_years_with_a_signal"]
    assert {name: round(found[name]) for name in chart_words.BY_CHANCE} == chart_words.BY_CHANCE
    said = chart_words.calls_by_chance() + chart_words.shares_by_chance()
    assert all(str(share) in said for share in chart_words.BY_CHANCE.values())


def test_no_sentence_is_a_verdict() -> None:
    everything = [*STEADY, 40, 9, *[11.0, 11.5] * 4, 6.4, 6.4, 7, 7.5, 8.5, 9.5, 10.5, 11.5, 12.5]
    chart = xmr([float(value) for value in everything])
    two_levels = run([1.0, 2.0] * 6 + [11.0, 12.0] * 6)
    sentences = [
        *chart_words.signals(chart, named(chart)),
        chart_words.rules_of(MAKING_DATA_COUNT, named(chart)),
        *chart_words.run_signals(*two_levels),
        chart_words.run_rules(named(chart)),
        chart_words.shares_by_chance(),
    ]
    assert not re.search(r"improv|better|worse|good|bad|target|succe|fail", " ".join(sentences), re.IGNORECASE)
