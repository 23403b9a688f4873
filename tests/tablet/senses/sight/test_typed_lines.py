"""The caret, a selection and a touch in words that somebody types, in scripts of both directions and in both at once."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.tablet import editing
from kiosk.tablet.senses.sight.typed_lines import TypedLines
from kiosk.tablet.senses.sight.typesetting import Typesetter, Words

ARABIC = "قال لي لا"
MIXED = "جناح Willow آمن"  # in a page that runs from the right: Willow stands in the middle, and runs from the left
LONG = "It was after lunch. I was on my way to the garden when he stopped me, and would not let me go on."


def set_lines(text: str, language: str = "en", width: float = 900, part: tuple[int, int] | None = None) -> TypedLines:
    rtl = language in ("ar", "ur")
    return TypedLines(Typesetter(), Words(((text, "regular"),), 36, width, language=language, rtl=rtl, part=part))


def test_in_arabic_the_caret_goes_left_letter_by_letter() -> None:
    lines = set_lines(ARABIC, "ar")
    places = [lines.caret(at).x for at in range(len(ARABIC) + 1)]
    assert places[0] == pytest.approx(900, abs=1)
    assert all(later < earlier for earlier, later in itertools.pairwise(places))


@pytest.mark.parametrize("language", ["ar", "ur"])
def test_in_mixed_words_the_caret_goes_along_each_word_in_its_own_direction(language: str) -> None:
    lines = set_lines(MIXED, language)
    places = [lines.caret(at).x for at in range(len(MIXED) + 1)]
    willow = places[6:11]  # within Willow, from after its W
    assert willow == sorted(willow), "Latin letters run from the left"
    assert places[1] > places[3] > max(willow), "what comes before stands on the right"
    assert places[-1] < min(willow), "what comes after stands on the left"


def test_a_selection_over_two_directions_is_one_text_and_two_stretches_of_the_line() -> None:
    lines = set_lines(MIXED, "ar")
    whole = lines.ranges(0, 0, len(MIXED))
    assert sum(width for _, width in whole) == pytest.approx(lines.caret(0).x - lines.caret(len(MIXED)).x, abs=1)
    part = lines.ranges(0, 2, 8)  # the end of the first word, and Wil: on either side of "low"
    assert len(part) == 2
    (left, width), (right, _) = part
    assert left + width < right


def test_a_selection_over_two_lines_covers_the_end_of_one_and_the_start_of_the_next() -> None:
    lines = set_lines(LONG, width=500)
    (_, end), (next_first, _) = lines.lines[0], lines.lines[1]
    first = lines.ranges(0, end - 5, next_first + 4)
    second = lines.ranges(1, end - 5, next_first + 4)
    assert first[0][0] > 200
    assert second[0][0] == pytest.approx(0, abs=0.1)
    assert lines.ranges(len(lines) - 1, 0, 5) == ()


@pytest.mark.parametrize(
    ("text", "language"), [(LONG, "en"), (MIXED, "ar"), ("میں نے کہا: Ward 7 نہیں۔", "ur"), ("உதவி வேண்டும்", "ta")]
)
def test_a_touch_where_the_caret_stands_finds_the_place_of_the_caret(text: str, language: str) -> None:
    """Only at the edge of a word of the other direction do two places share a spot."""
    lines = set_lines(text, language, width=500)
    missed = []
    for at in itertools.accumulate(map(len, editing.graphemes(text)), initial=0):
        caret = lines.caret(at)
        found = lines.at(caret.line, caret.x)
        shared = language in ("ar", "ur") and " " in text[max(0, at - 1) : at + 1]
        if not shared and (found, caret.line) != (at, lines.caret(found).line):
            missed.append((at, found))
    assert missed == []


def test_a_touch_takes_the_nearer_edge_of_a_letter_and_the_ends_beyond_the_line() -> None:
    lines = set_lines("wwww")
    wide = lines.caret(1).x
    assert (lines.at(0, 0.4 * wide), lines.at(0, 0.6 * wide)) == (0, 1)
    assert (lines.at(0, -50), lines.at(0, 890), lines.at(7, 890)) == (0, 4, 4)
    arabic = set_lines(ARABIC, "ar")
    assert (arabic.at(0, 899), arabic.at(0, 5)) == (0, len(ARABIC))


def test_an_empty_line_has_a_caret_and_can_be_touched() -> None:
    lines = set_lines("a\n\nb\n")
    assert [lines.caret(at).line for at in range(6)] == [0, 0, 1, 2, 2, 3]
    assert [lines.at(line, 3) for line in range(4)] == [0, 2, 3, 5]


def test_a_part_of_the_lines_is_set_as_it_stands_in_the_whole() -> None:
    setter = Typesetter()
    whole = Words(((LONG, "regular"),), 36, 500)
    part = whole._replace(part=(1, 3))
    assert setter.set(whole).lines > 3
    assert setter.set(part).lines == 2
    assert setter.set(part).last - setter.set(part).first == pytest.approx(54, abs=1)
    all_dots, some = setter.dots(whole), setter.dots(part)
    assert 60 < some.height < all_dots.height
    rows = [some.alpha[y * some.stride : y * some.stride + some.width] for y in range(some.height)]
    assert not any(rows[0])
    assert not any(rows[-1])


@given(st.text(alphabet="abc 12.()\nابپ لاہے कि்லை🙂", max_size=60), st.integers(0, 60), st.floats(-10, 960))
def test_every_place_has_a_line_and_every_touch_a_place(text: str, at: int, x: float) -> None:
    lines = set_lines(text, "ur")
    caret = lines.caret(min(at, len(text)))
    assert 0 <= caret.line < len(lines)
    assert -2 <= caret.x <= 902
    assert 0 <= lines.at(caret.line, x) <= len(text)
