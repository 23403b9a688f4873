"""The audit can fail: for each kind of check a page with that fault is built, and the check catches it; without the fault it does not."""

from __future__ import annotations

from types import ModuleType

import msgspec
import pytest
from msgspec.structs import replace

from kiosk.audit import layout
from kiosk.audit.findings import Check, Finding
from kiosk.audit.subject import Subject
from kiosk.tablet import attention, pages
from kiosk.tablet.senses.sight.theme import SIZES, TextSizes

CHECKS: dict[str, Check[Subject]] = {check.what: check for check in layout.CHECKS}
ELSEWHERE = {
    "attention goes in a circle",
    "capitals of running text from 500 mm",
    "the halo of a call changes little",
    "nothing moves where motion is off",
}
"""Checks whose faults are not in a page: seeded below."""


def failures(what: str, subject: Subject) -> list[Finding]:
    return [finding for finding in CHECKS[what].look(subject) if not finding.ok]


@pytest.fixture(scope="module")
def seeds() -> ModuleType:
    from tests.audit import seeds

    return seeds


@pytest.mark.parametrize("what", [what for what in CHECKS if what not in ELSEWHERE])
def test_a_page_with_the_fault_is_caught_and_the_same_page_without_it_is_not(what: str, seeds: ModuleType) -> None:
    well, faulty = seeds.SEEDED[what]
    assert failures(what, well) == []
    assert failures(what, faulty) != []


def test_every_seed_is_for_a_check_of_layouts(seeds: ModuleType) -> None:
    assert set(seeds.SEEDED) | ELSEWHERE == set(CHECKS)


def test_words_that_leave_their_place_once_they_are_set_wider_are_caught(seeds: ModuleType) -> None:
    wide = seeds.subject(replace(seeds.SAFE, reading=replace(seeds.SAFE.reading, spacing=True)))
    assert [one for one in layout.SPACED.look(wide) if not one.ok] == []
    pushed = seeds.moved(seeds.NEXT, lambda b: b._replace(x=b.x - 60))(wide)
    assert [one for one in layout.SPACED.look(pushed) if not one.ok] != []


def test_a_trap_of_attention_is_caught(monkeypatch: pytest.MonkeyPatch, seeds: ModuleType) -> None:
    assert failures("attention goes in a circle", seeds.subject(seeds.SAFE)) == []
    real = attention.moved

    def trapped(page: pages.Page, place: attention.Place, by: int, *, acting: bool = True) -> attention.Place:
        return place if place.focus == "leave" else real(page, place, by, acting=acting)

    monkeypatch.setattr(attention, "moved", trapped)
    assert failures("attention goes in a circle", seeds.subject(seeds.SAFE)) != []


def test_body_text_that_is_too_low_for_half_a_metre_is_caught(
    monkeypatch: pytest.MonkeyPatch, seeds: ModuleType
) -> None:
    what = "capitals of running text from 500 mm"
    assert failures(what, seeds.subject(seeds.SAFE)) == []
    monkeypatch.setitem(SIZES, 140, msgspec.structs.replace(SIZES[140], body=46))
    assert isinstance(SIZES[140], TextSizes)
    assert failures(what, seeds.subject(seeds.SAFE)) != []


def test_a_halo_that_flares_and_a_page_that_moves_unasked_are_caught(
    monkeypatch: pytest.MonkeyPatch, seeds: ModuleType
) -> None:
    page = replace(seeds.SAFE, reading=replace(seeds.SAFE.reading, motion=False))
    assert failures("the halo of a call changes little", seeds.subject(page)) == []
    assert failures("nothing moves where motion is off", seeds.subject(page)) == []
    monkeypatch.setattr("kiosk.audit.asking.SWING", 0.3)
    monkeypatch.setattr("kiosk.audit.asking.allowed", lambda reading, place: True)
    assert failures("the halo of a call changes little", seeds.subject(page)) != []
    assert failures("nothing moves where motion is off", seeds.subject(page)) != []
