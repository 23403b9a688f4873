"""Words and rows on paper: a number is never torn apart, breaks set by hand are kept where they fit, everything is mirrored once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.charter.manuscript import PaperRefused, Said
from kiosk.charter.paper.blocks import Row, Space, Stack, text
from kiosk.charter.paper.parts import fitting
from kiosk.charter.paper.press import Press
from kiosk.tablet.pages import LINE


@pytest.fixture
def press(tmp_path: Path) -> Iterator[Press]:
    press = Press(tmp_path / "sheet.pdf", rtl=False)
    press.page(400, 400)
    yield press
    press.finish()


def lines(press: Press, said: Said, width: float) -> list[str]:
    words = text(press, said, 12, width).words
    return [words.text[first:end] for first, end in press.setter.lines(words)]


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [("en", "You can phone them on", "today."), ("ar", "اتصل بالرقم", "الآن"), ("hi", "इस नंबर पर फ़ोन करें:", "आज")],
)
def test_a_phone_number_is_never_torn_over_two_lines(press: Press, language: str, before: str, after: str) -> None:
    torn_without = 0
    for width in range(90, 300, 3):
        said = Said((f"{before} 0808 500 2222 {after}",), language)
        found = lines(press, said, width)
        assert sum("0808 500 2222" in line for line in found) == 1, found
        torn_without += any(LINE in line for line in text(press, said, 12, width).words.text)
    assert torn_without > 3  # at some widths it had to be moved


def test_a_break_set_by_hand_is_kept_only_where_every_line_then_fits(press: Press) -> None:
    said = Said((f"You can say no.{LINE}You can say it at any time.",))
    assert text(press, said, 12, 300, by_hand=True).words.text == said.text
    assert LINE not in text(press, said, 12, 100, by_hand=True).words.text
    assert LINE not in text(press, said, 12, 300).words.text


def test_english_on_a_page_of_arabic_keeps_to_the_start_of_the_page(tmp_path: Path) -> None:
    mirrored = Press(tmp_path / "sheet.pdf", rtl=True)
    assert text(mirrored, Said(("Samaritans",)), 12, 200).words.align == "end"
    assert text(mirrored, Said(("مرحبا",), "ar"), 12, 200).words.align == "start"
    mirrored.page(300, 200)
    assert mirrored.box(10, 0, 50, 20) == (240, 0, 290, 20)
    mirrored.finish()


def test_blocks_add_up() -> None:
    assert Stack([Space(10), Space(20)], 5).height == 35
    assert Stack([], 5).height == 0
    assert Row([(0, Space(10)), (50, Space(30))]).height == 30


def test_fitting_takes_the_largest_that_fits_and_refuses_what_cannot() -> None:
    made = fitting("sheet", lambda share: share, lambda share: 0.8 - share, 0.5)
    assert 0.77 < made <= 0.8
    with pytest.raises(PaperRefused, match="sheet: the words do not fit"):
        fitting("sheet", lambda share: share, lambda share: -1.0, 0.5)
