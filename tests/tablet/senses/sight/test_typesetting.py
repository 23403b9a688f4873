"""Words: digits keep their order, fonts are not left to chance, lines stand where they should, and what was typed is kept nowhere."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.tablet.senses.sight.theme import script
from kiosk.tablet.senses.sight.typed_lines import TypedLines
from kiosk.tablet.senses.sight.typesetting import Typesetter, Words

ARABIC = "السرير 12 في الغرفة 3"
URDU = "کمرہ 45 میں بستر 12"
LONG = "Nobody on this ward may push, trick or bargain another person into anything sexual. To ask again is pressure."


def words(text: str, size: float = 36, width: float | None = None, language: str = "en", rtl: bool = False) -> Words:
    return Words(((text, "regular"),), size, width, language=language, rtl=rtl)


@pytest.fixture
def setter() -> Typesetter:
    return Typesetter()


@pytest.mark.parametrize(("text", "language"), [(ARABIC, "ar"), (URDU, "ur")])
def test_digits_stand_in_their_order_in_words_that_run_from_right_to_left(
    setter: Typesetter, text: str, language: str
) -> None:
    from_left = [text[at] for at, _ in setter.glyphs(words(text, language=language, rtl=True))]
    digits = [letter for letter in from_left if letter.isdigit()]
    wanted = ["3", "1", "2"] if language == "ar" else ["1", "2", "4", "5"]
    assert digits == wanted, "the later number stands on the left, and 12 stays 12"


def test_the_language_sets_the_direction_not_the_first_letter(setter: Typesetter) -> None:
    text = "Willow جناح"
    arabic = setter.glyphs(words(text, language="ar", rtl=True))
    english = setter.glyphs(words(text))
    assert arabic[-1][0] < 6, "the line begins on the right, with Willow"
    assert english[0][0] == 0


@pytest.mark.parametrize(
    ("language", "text", "family"),
    [
        ("en", "One no is enough", "Noto Sans"),
        ("ar", "ميثاق الجناح", "Noto Sans Arabic"),
        ("ur", "ایک نہیں کافی ہے", "Noto Nastaliq Urdu"),
        ("bn", "নিরাপদ", "Noto Sans Bengali"),
        ("ta", "பாதுகாப்பு", "Noto Sans Tamil"),
    ],
)
def test_each_language_has_its_own_fonts_and_no_letter_is_missing(
    setter: Typesetter, language: str, text: str, family: str
) -> None:
    asked = words(text, language=language, rtl=language in ("ar", "ur"))
    fonts = setter.fonts(asked)
    assert all(font.startswith(family) for font in fonts), fonts
    assert setter.set(asked).unknown == 0


def test_a_medium_and_a_semibold_face_are_there(setter: Typesetter) -> None:
    """Without them a heavier weight would be drawn by smearing the regular one."""
    for weight, name in (("medium", "Medium"), ("bold", "Semi-Bold")):
        (font,) = setter.fonts(Words((("Ward", weight),), 36))
        assert name in font


def test_latin_counts_from_cap_top_to_last_baseline(setter: Typesetter) -> None:
    one = setter.set(words("Hgp", 100))
    assert one.top == 0
    assert one.bottom == pytest.approx(71.4, abs=0.5)
    assert one.ink[1] + one.ink[3] > one.bottom, "tails hang below the baseline"


def test_leading_is_a_share_of_the_size(setter: Typesetter) -> None:
    asked = Words(((LONG, "regular"),), 36, 500, 1.5)
    setting = setter.set(asked)
    assert setting.last == pytest.approx(0.714 * 36 + (setting.lines - 1) * 54, abs=1)


def test_a_line_set_by_hand_is_kept(setter: Typesetter) -> None:
    assert setter.set(words("No one may make you\ndo sexual things.", width=980)).lines == 2


def test_bold_and_regular_share_a_line(setter: Typesetter) -> None:
    mixed = Words((("Who reads it. ", "bold"), ("Safeguarding staff.", "regular")), 36)
    assert len(setter.fonts(mixed)) == 2
    assert setter.set(mixed).lines == 1


def test_a_larger_screen_breaks_lines_in_the_same_places() -> None:
    asked = words(LONG, 36, 700)
    assert Typesetter(1.0).lines(asked) == Typesetter(1.5).lines(asked)


def test_what_is_drawn_fits_its_dots(setter: Typesetter) -> None:
    for text in (LONG, "fj"):
        dots = setter.dots(words(text, 36, 700))
        rows = [dots.alpha[y * dots.stride : y * dots.stride + dots.width] for y in range(dots.height)]
        assert any(rows[2]) or any(rows[3])
        assert not any(rows[0]), "nothing is cut off above"
        assert not any(rows[-1]), "nothing is cut off below"
        assert not any(row[0] for row in rows), "nothing is cut off before"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "لكل شخص في القسم الحق في الأمان Willow Ward NHS England من الأذى الجنسي وفي الشعور بهذا الأمان كل يوم"),
        ("bn", "আপনি কী করতে চান? Willow Ward NHS England নিজেকে কতটা নিরাপদ মনে হয়? এখানকার সবার জন্য। নাম দিতে হবে না।"),
        ("en", LONG),
    ],
)
def test_lines_are_evenly_apart_where_two_fonts_share_a_line_and_where_one_has_it(
    setter: Typesetter, language: str, text: str
) -> None:
    asked = Words(((text, "regular"),), 36, 420, 1.5, language=language, rtl=language == "ar")
    lines = setter._set(asked, private=True).lines
    assert len(lines) > 3
    steps = {(b.baseline - a.baseline) / 1024 for a, b in pairwise(lines)}
    wanted = 1.5 * 36 * script(language).size * script(language).leading
    assert all(step == pytest.approx(wanted, abs=1) and step == int(step) for step in steps), steps


def test_a_texture_is_never_higher_than_small_tablets_allow(setter: Typesetter) -> None:
    assert setter.dots(words("word " * 4000, 36, 300), private=True).height <= 4096


def test_what_a_person_typed_is_kept_nowhere(setter: Typesetter) -> None:
    secret = words("It was the man in the blue shirt", 36, 900)
    setter.set(secret, private=True)
    setter.dots(secret, private=True)
    TypedLines(setter, secret).caret(5)
    setter.lines(secret, private=True)
    with setter.sharing():
        setter.set(secret, private=True)
    assert not setter._kept
    assert not setter._shared
    setter.set(words("Next"))
    assert list(setter._kept) == [words("Next")]


def test_words_that_are_set_once_for_a_painting_are_the_same_each_time(setter: Typesetter) -> None:
    asked = words("میں نے کہا نہیں۔ " * 20, 36, 500, "ur", rtl=True)
    part = asked._replace(part=(1, 3))
    alone = setter.set(part, private=True), setter.dots(part, private=True), TypedLines(setter, asked).ranges(0, 2, 9)
    with setter.sharing():
        lines = TypedLines(setter, asked)
        for _ in range(2):
            together = setter.set(part, private=True), setter.dots(part, private=True), lines.ranges(0, 2, 9)
            assert together == alone


def test_what_is_kept_is_bounded(setter: Typesetter) -> None:
    for number in range(700):
        setter.set(words(f"Question {number}"))
    assert len(setter._kept) == 600
    setter.forget()
    assert not setter._kept


def test_the_caret_stands_after_what_was_typed_and_on_its_line(setter: Typesetter) -> None:
    text = "It was after lunch.\nI was on my way to"
    asked = words(text, 36, 952)
    lines = TypedLines(setter, asked)
    start, end = lines.caret(0), lines.caret(len(text))
    assert (start.x, start.line) == (0, 0)
    assert end.line == 1
    assert end.x == pytest.approx(setter.set(words("I was on my way to")).width, abs=1)


def test_the_caret_stands_on_the_left_of_arabic_words(setter: Typesetter) -> None:
    asked = words("بيت", 36, 400, "ar", rtl=True)
    assert TypedLines(setter, asked).caret(0).x == pytest.approx(400, abs=1)
    assert TypedLines(setter, asked).caret(3).x < 390


@given(st.text(max_size=80), st.integers(0, 80))
def test_whatever_is_typed_can_be_set_and_has_a_caret(text: str, at: int) -> None:
    setter = Typesetter()
    clean = text.replace("\0", "").encode("utf-8", "ignore").decode()
    asked = words(clean, 36, 952)
    setting = setter.set(asked, private=True)
    caret = TypedLines(setter, asked).caret(min(at, len(clean)))
    assert 0 <= caret.line < max(1, setting.lines)
    assert setter.lines(asked, private=True)[-1][1] <= len(clean)
