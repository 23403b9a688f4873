"""The colours: enough contrast in every theme, and warm for people alone."""

from __future__ import annotations

from itertools import pairwise

import msgspec
import pytest

from kiosk.tablet.senses.sight.svg import ROLES
from kiosk.tablet.senses.sight.theme import LIGHT, PAIRS, PALETTES, SIZES, contrast, rgb, script


@pytest.mark.parametrize("name", PALETTES)
def test_every_pair_that_pages_use_has_enough_contrast(name: str) -> None:
    palette = PALETTES[name]
    for mark, ground, in_light, elsewhere in PAIRS:
        least = in_light if palette is LIGHT else elsewhere
        found = contrast(rgb(palette.colour(mark)), rgb(palette.colour(ground)))
        assert found >= least, f"{name}: {mark} on {ground} is {found:.2f}"


def test_contrast_is_that_of_wcag() -> None:
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
    assert contrast(rgb("#767676"), rgb("#FFFFFF")) == pytest.approx(4.54, abs=0.01)
    assert contrast(rgb("#5C8380"), rgb("#5C8380")) == 1


@pytest.mark.parametrize("name", PALETTES)
def test_a_theme_has_every_role_that_pictures_use(name: str) -> None:
    palette = PALETTES[name]
    assert set(msgspec.structs.asdict(palette)) >= ROLES


def test_a_colour_that_is_written_out_stays_and_a_wrong_role_is_refused() -> None:
    assert LIGHT.colour("#123456") == "#123456"
    with pytest.raises(AttributeError):
        LIGHT.colour("ink_of_squid")


def test_larger_text_is_larger_everywhere() -> None:
    rows = [msgspec.structs.astuple(SIZES[size]) for size in sorted(SIZES)]
    for smaller, larger in pairwise(rows):
        assert all(a < b for a, b in zip(smaller, larger, strict=True))


def test_a_language_without_an_entry_is_set_as_latin_and_a_region_does_not_matter() -> None:
    assert script("so").latin
    assert script("ar-SY") == script("ar")
    assert not script("ur").latin
