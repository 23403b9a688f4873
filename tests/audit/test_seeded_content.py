"""What is said of the content, and the walkers, can fail: each is given a ward, or a tablet, with the fault that it is there to catch."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from msgspec.structs import replace

from kiosk import tour
from kiosk.audit import content, tremor, walkers
from kiosk.audit.content import Material
from kiosk.audit.findings import Finding
from kiosk.audit.subject import drawing
from kiosk.resources import resource_folder
from kiosk.tablet import attention, journeys, pages
from kiosk.tablet.senses.sight.pictures import Gallery
from kiosk.tablet.senses.sight.screen import Screen
from kiosk.tablet.ward import Words
from tests.support.walks import demo_ward


@functools.cache
def well() -> Material:
    return content.material(demo_ward())


def failures(what: str, material: Material) -> list[Finding]:
    check = next(check for check in content.CHECKS if check.what == what)
    return [finding for finding in check.look(material) if not finding.ok]


def with_line(line: str, where: str = "words") -> Material:
    """The authors' check has found this too."""
    found = (*getattr(well().report, where), f"charter/adult.yaml: clause one_no: {line}")
    return well()._replace(report=well().report._replace(**{where: found}))


def with_content(**changes: Any) -> Material:
    ward = well().ward
    assert ward.content is not None
    return well()._replace(ward=replace(ward, content=replace(ward.content, **changes)))


def without_easy() -> Material:
    content = well().ward.content
    assert content is not None
    first, *others = content.clauses
    return with_content(clauses=(replace(first, easy=()), *others))


def with_english_name() -> Material:
    words = well().ward.words
    polish = {**words.interface["pl"], "language.name": "Polish"}
    return well()._replace(
        ward=replace(well().ward, words=replace(words, interface={**dict(words.interface), "pl": polish}))
    )


@dataclass
class ShowsDrafts:
    """Words of a live ward that show what nobody has signed off."""

    words: Words

    def __getattr__(self, name: str) -> Any:
        return getattr(self.words, name)

    def with_ward(self, own: Any, live: bool) -> Words:
        return self.words.with_ward(own, live=False)


SEEDED: dict[str, Callable[[], Material]] = {
    "easy read: at most 15 words a sentence": lambda: with_line("17 words, at most 15: make two of it"),
    "easy read: common words, low grade": lambda: with_line("hard word 'utilise' (say use)"),
    "easy read: no short forms, capitals, passives": lambda: with_line('short form "don\'t"'),
    "plain text: at most 20 words a sentence, grade": lambda: with_line("24 words, at most 20: make two of it"),
    "the same clauses in every form": without_easy,
    "languages name themselves": with_english_name,
    "a live ward shows nothing unsigned": lambda: well()._replace(
        ward=replace(well().ward, words=ShowsDrafts(well().ward.words))
    ),
    "no translation is older than its English": lambda: with_line("pl is older than its English", "gaps"),
}
IN_JOURNEYS = {"the promise comes before the first question", "the promise is spoken"}


@pytest.mark.parametrize("what", list(SEEDED))
def test_content_with_the_fault_is_caught_and_the_same_without_it_is_not(what: str) -> None:
    assert failures(what, well()) == []
    assert failures(what, SEEDED[what]()) != []


def test_every_check_of_content_has_its_fault() -> None:
    assert set(SEEDED) | IN_JOURNEYS == {check.what for check in content.CHECKS}


def test_a_question_before_the_promise_and_a_promise_that_is_not_spoken_are_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, spoken = "the promise comes before the first question", "the promise is spoken"
    assert failures(first, well()) == failures(spoken, well()) == []
    real = journeys.step

    def asks_at_once(visit: Any, event: Any) -> Any:
        step = real(visit, event)
        if step.page.id != "concern.gate":
            return step
        block = pages.Choices("concern.about", ())
        return replace(step, page=replace(step.page, blocks=(*step.page.blocks, block)))

    monkeypatch.setattr(journeys, "step", asks_at_once)
    assert failures(first, well()) != []
    monkeypatch.setattr("kiosk.tablet.aloud.spoken", lambda page: ())
    assert failures(spoken, well()) != []


# --- journeys by one means alone --------------------------------------------------------------------------------

DRAWING = drawing(Screen(), Gallery(resource_folder("assets") / "pictures"))
CHECK_IN = next(journey for journey in walkers.JOURNEYS if journey.end == "checkin.sent")


def stuck(name: str) -> str:
    means = walkers.MEANS[name]
    how = replace(tour.reading(140, "light", "plain"), **means.choices)
    return walkers.walk(CHECK_IN, name, means.walker(walkers.Tablet(well().ward, how, DRAWING))).stuck


def test_keys_that_cannot_come_to_the_last_button_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    assert stuck("keys alone") == ""
    real = attention.moved

    def passes_over(page: pages.Page, place: attention.Place, by: int, *, acting: bool = True) -> attention.Place:
        there = real(page, place, by, acting=acting)
        return real(page, there, by, acting=acting) if there.focus == "send" else there

    monkeypatch.setattr(attention, "moved", passes_over)
    assert "cannot come to send" in stuck("keys alone")


@pytest.mark.parametrize("name", ["one switch alone", "two switches alone"])
def test_a_scan_that_leaves_the_last_button_out_is_caught(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert stuck(name) == ""
    real = attention.groups

    def without(page: pages.Page, place: attention.Place) -> tuple[attention.Group, ...]:
        found = (replace(group, targets=tuple(t for t in group.targets if t != "send")) for group in real(page, place))
        return tuple(group for group in found if group.targets)

    monkeypatch.setattr(attention, "groups", without)
    assert "cannot come to send" in stuck(name)


def test_a_hand_that_shakes_more_than_pages_allow_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    assert stuck("hands that shake") == ""
    monkeypatch.setattr(tremor, "DEVIATION", 90.0)
    assert "cannot come to" in stuck("hands that shake")


def test_every_means_has_its_fault() -> None:
    assert set(walkers.MEANS) == {"keys alone", "one switch alone", "two switches alone", "hands that shake"}
