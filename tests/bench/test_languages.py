"""The fullest page is reached and shown in every language, and what is told of it becomes a figure. How fast it was is no matter here."""

from __future__ import annotations

import pytest

from kiosk import tour
from kiosk.bench import language_probe, languages
from kiosk.bench.figures import BenchRefused
from kiosk.tablet import attention, journeys, pages, visit
from kiosk.tablet.acting import event_of
from kiosk.tablet.ward import DEMAND, SOURCE
from tests.support.walks import demo_ward, walked


class Walk:
    """A visit of the demo's ward that goes where the probe wants, without a window."""

    def __init__(self) -> None:
        how = tour.reading(100, "light", "plain")
        first = visit.Visit(ward=demo_ward(), reading=how, link=visit.Link(courier=True, calls=True))
        self._step = journeys.step(first, visit.Started())

    @property
    def page(self) -> pages.Page:
        return self._step.page

    def act(self, target: str) -> None:
        self._step = journeys.step(self._step.visit, event_of(self.page, target, self._step.visit.now))


def test_every_choice_changes_the_language_and_leads_to_the_fullest_page(capsys: pytest.CaptureFixture[str]) -> None:
    walk = Walk()
    steps = language_probe.steps(lambda: walk.page, 2)
    shown: list[tuple[str, str]] = []
    target = next(steps)
    while target:
        before = walk.page
        walk.act(target)
        assert walk.page != before, f"{target} changes nothing, and no frame would come"
        shown.append((walk.page.id, walk.page.reading.language))
        target = next_of(steps)
    told = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [line[:2] for line in told] == [
        [kind, number] for number in "01" for _ in range(languages.LANGUAGES) for kind in ("chosen", "page", "again")
    ]
    assert {line[2] for line in told} == {*DEMAND, SOURCE}
    assert {language for page, language in shown if page == language_probe.FULLEST} == {*DEMAND, SOURCE}
    assert languages.figure(" ".join(line) for line in told).values == [1.0] * languages.LANGUAGES


def next_of(steps: language_probe.Steps) -> str:
    """What is acted on next, after a frame that took a millisecond; "" at the end."""
    try:
        return steps.send(1.0)
    except StopIteration:
        return ""


def test_no_page_for_patients_has_more_on_it_than_the_fullest() -> None:
    found = walked()
    full = {
        page.id: len(attention.targets(page, attention.Place("")))
        for page in found.values()
        if not page.id.startswith(("staff.", "code.", "messages."))  # of a code: few come to them
    }
    assert max(full, key=full.__getitem__) == language_probe.FULLEST


def test_first_visits_are_kept_apart_from_later_ones() -> None:
    lines = [
        *("chosen 0 ur 9.5", "page 0 ur 60", "again 0 ur 20"),
        *("chosen 1 ur 8", "page 1 ur 30", "again 1 ur 22"),
    ]
    figure = languages.figure(lines)
    assert figure.values == [30.0]
    assert figure.floor_values == [20.0, 22.0]
    assert figure.extra == {"cold": [60.0], "chosen": [8.0], "chosen_cold": [9.5]}


def test_a_window_that_told_too_little_gives_no_figure() -> None:
    with pytest.raises(BenchRefused, match="did not come through all languages"):
        languages.figure(["chosen 0 ur 9.5", "page 0 ur 60", "again 0 ur 20"])
