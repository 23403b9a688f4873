"""The paragraph that is measured is long and in its own script, the floor draws the same, and the figure names each script."""

from __future__ import annotations

import pytest

from kiosk.bench import paragraph, paragraph_probe
from kiosk.tablet.senses.sight.typesetting import Typesetter, Words

FONTS = {"en": "Noto Sans", "ar": "Noto Sans Arabic", "ur": "Noto Nastaliq Urdu", "bn": "Noto Sans Bengali"}


@pytest.mark.parametrize("language", paragraph.LANGUAGES.values())
def test_the_paragraph_is_long_and_in_the_font_of_its_script(language: str) -> None:
    text = paragraph_probe.paragraph(language)
    assert len(text) >= paragraph_probe.LETTERS
    fonts = Typesetter().fonts(Words(((text, "regular"),), 36, 1004, language=language))
    assert any(font.startswith(FONTS[language]) for font in fonts)


@pytest.mark.parametrize("language", paragraph.LANGUAGES.values())
def test_ours_and_the_floor_draw_about_as_many_dots(language: str) -> None:
    text = paragraph_probe.paragraph(language)
    ours = sum(paragraph_probe.ours(text, language).alpha)
    assert sum(paragraph_probe.bare(text, language)) == pytest.approx(ours, rel=0.1)


def test_a_figure_has_every_script_warm_and_cold_with_its_floor() -> None:
    figure = paragraph.paragraph(1)
    wanted = {
        f"{script}{kind}{floor}" for script in paragraph.LANGUAGES for kind in ("", "_cold") for floor in ("", "_floor")
    }
    assert set(figure.extra) == wanted
    assert len(figure.values) == len(figure.floor_values) == paragraph.WARM * len(paragraph.LANGUAGES)
    assert all(len(figure.extra[f"{script}_cold"]) == 1 for script in paragraph.LANGUAGES)
    assert min(took for values in figure.extra.values() for took in values) > 0
