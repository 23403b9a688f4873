"""More space between letters, words, lines and paragraphs, as WCAG 1.4.12 has it, and nothing is lost by it on any page."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from kiosk.tablet import pages
from kiosk.tablet.senses.sight.sheet import Sheet
from kiosk.tablet.senses.sight.widgets import paragraph
from kiosk.tour.faults import faults_of
from tests.support.switches import SCREEN, TYPESETTER
from tests.support.walks import walked

SIZE = 50.0
WIDE = pages.Reading(spacing=True)


def sheet(reading: pages.Reading) -> Sheet:
    return Sheet(SCREEN, TYPESETTER, reading, False, {})


def more_ink(text: str) -> float:
    """px by which a text is wider than without."""
    narrow, wide = (
        float(TYPESETTER.set(sheet(reading).words(text, SIZE)).ink[2]) for reading in (pages.Reading(), WIDE)
    )
    return wide - narrow


def test_letters_and_words_stand_apart_by_the_shares_of_the_standard() -> None:
    assert more_ink("abcde") == pytest.approx(4 * 0.12 * SIZE, abs=1.5)
    assert more_ink("ab cd") == pytest.approx((4 * 0.12 + 0.16) * SIZE, abs=1.5)


def test_arabic_keeps_its_letters_joined_and_its_words_apart() -> None:
    text = pages.Text("t", ("سلام سلام",), language="ar", direction="rtl")
    narrow, wide = (TYPESETTER.set(sheet(reading).words(text, SIZE)).width for reading in (pages.Reading(), WIDE))
    assert wide - narrow == pytest.approx(0.16 * SIZE * 1.08, abs=1.5), "one gap, and nothing between letters"


def test_lines_and_paragraphs_stand_apart_by_the_shares_of_the_standard() -> None:
    assert sheet(WIDE).words("a", SIZE, leading=1.12).leading == 1.5
    assert paragraph.gap(sheet(WIDE), SIZE) >= 2 * SIZE
    assert paragraph.gap(sheet(pages.Reading()), SIZE) < SIZE


@pytest.mark.parametrize(("language", "sizes"), [("en", (100, 140, 200)), ("ar", (140,))])
def test_no_page_loses_anything_by_it(language: str, sizes: tuple[int, ...]) -> None:
    found = walked(language=language)
    faults = []
    for size in sizes:
        for name, page in found.items():
            spaced = replace(page, reading=replace(page.reading, size=size, spacing=True))
            faults += [f"{name} {size}: {fault}" for fault in faults_of(spaced, SCREEN, TYPESETTER, {})]
    assert not faults
