"""Editing by grapheme: what a person sees as one letter is one step and one rub."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.tablet import editing
from kiosk.tablet.editing import Entry

TYPED = st.text(alphabet=st.characters(codec="utf-8"), max_size=40) | st.text(
    alphabet="e\u0301क्षिਸ੍ரீশ্মیمو\u200cبّ\u064e👨\u200d👩🇬🇧👍🏽\r\n한글각ᄒ a", max_size=20
)
MOVES = (editing.left, editing.right, editing.word_left, editing.word_right, editing.start, editing.end)
EDITS = st.lists(
    st.one_of(
        TYPED.map(lambda text: lambda entry: editing.insert(entry, text)),
        st.sampled_from((editing.rub, editing.delete, *MOVES, editing.select_all)),
        st.sampled_from(MOVES).map(lambda move: lambda entry: move(entry, True)),
        st.tuples(st.integers(-3, 60), st.booleans()).map(lambda where: lambda entry: editing.put(entry, *where)),
    ),
    max_size=20,
)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("hello", 5),
        ("e\u0301", 1),  # e and a combining accent
        ("👨\u200d👩\u200d👧", 1),  # a family, joined
        ("👍🏽", 1),
        ("🇬🇧🇫🇷", 2),
        ("🇬🇧🇫", 2),
        ("한글", 2),
        ("\u1112\u1161\u11ab", 1),  # the same syllable in three jamo
        ("नमस्ते", 3),  # a conjunct is one letter (UAX 29, GB9c)
        ("ক্ষ", 1),
        ("بُّ", 1),
        ("می\u200cخواهم", 7),
        ("\r\n", 1),
        ("a\n\u0301", 3),
        ("", 0),
    ],
)
def test_graphemes_are_what_people_see_as_one_letter(text: str, count: int) -> None:
    assert len(editing.graphemes(text)) == count


@given(TYPED)
def test_graphemes_put_together_are_the_text(text: str) -> None:
    parts = editing.graphemes(text)
    assert "".join(parts) == text
    assert all(parts)


@given(EDITS)
def test_no_edit_puts_the_caret_outside_or_the_text_beyond_what_a_record_holds(edits: list) -> None:  # type: ignore[type-arg]
    entry = Entry()
    for edit in edits:
        entry = edit(entry)
        assert 0 <= entry.caret <= len(entry.parts)
        first, end = entry.selected or (0, 0)
        assert 0 <= first <= end <= len(entry.parts)
        assert entry.letters_left() >= 0
        entry.value.encode("utf-8")


@given(TYPED, st.integers(0, 20), st.integers(0, 20), st.sampled_from((editing.rub, editing.delete)))
def test_what_is_selected_goes_whole_and_nothing_else_with_it(
    text: str, one: int, other: int, without: Callable[[Entry], Entry]
) -> None:
    entry = editing.put(editing.put(editing.insert(Entry(), text), one), other, selecting=True)
    if entry.selected is None:
        return
    first, end = entry.selected
    before, after = "".join(entry.parts[:first]), "".join(entry.parts[end:])
    assert (without(entry).value, without(entry).selected) == (before + after, None)
    assert editing.insert(entry, "x").value == before + "x" + after


@given(EDITS)
def test_a_letter_rubbed_out_leaves_every_letter_around_it_whole(edits: list) -> None:  # type: ignore[type-arg]
    entry = Entry()
    for edit in edits:
        entry = edit(entry)
    entry = editing.put(entry, entry.caret)
    if entry.caret == 0:
        return
    after = editing.rub(entry)
    kept, rest = "".join(entry.parts[: entry.caret - 1]), "".join(entry.parts[entry.caret :])
    assert after.value.startswith(kept)
    assert after.value.endswith(rest)
    assert len(after.value) < len(entry.value)


@given(TYPED, TYPED)
def test_what_is_typed_stands_before_the_caret(before: str, text: str) -> None:
    entry = editing.insert(editing.insert(Entry(), before), text)
    assert entry.value == editing.clean(before) + editing.clean(text)
    assert entry.before == entry.value


def test_rub_takes_one_letter_as_it_is_seen() -> None:
    assert editing.rub(Entry("ae\u0301", 2)) == Entry("a", 1)
    assert editing.rub(Entry("👨\u200d👩\u200d👧", 1)) == Entry("", 0)
    assert editing.rub(Entry("\u1112\u1161\u11ab", 1)) == Entry("", 0)
    assert editing.rub(Entry("abc", 2)) == Entry("ac", 1)
    assert editing.rub(Entry("abc", 0)) == Entry("abc", 0)


@pytest.mark.parametrize(
    ("typed", "left"), [("कि", "क"), ("क्षि", "क्ष"), ("ক্", "ক"), ("மி", "ம"), ("بّ", "ب"), ("می\u200c", "می"), ("آ", "")]
)
def test_rub_takes_back_the_last_sign_where_the_signs_of_a_letter_are_struck_one_by_one(typed: str, left: str) -> None:
    entry = editing.insert(Entry(), typed)
    assert editing.rub(entry) == Entry(left, len(editing.graphemes(left)))


def test_delete_takes_the_letter_after_the_caret() -> None:
    assert editing.delete(Entry("aनb", 1)) == Entry("ab", 1)
    assert editing.delete(Entry("ab", 2)) == Entry("ab", 2)
    assert editing.delete(Entry("क्षिक", 0)) == Entry("क", 0)


def test_moving_on_while_selecting_selects_and_moving_alone_ends_it() -> None:
    entry = editing.right(editing.right(Entry("abc", 0), selecting=True), selecting=True)
    assert entry.selected == (0, 2)
    assert editing.left(entry) == Entry("abc", 0)
    assert editing.right(entry) == Entry("abc", 2)
    assert editing.left(entry, selecting=True).selected == (0, 1)
    assert editing.left(editing.left(entry, selecting=True), selecting=True).selected is None


def test_word_by_word_the_caret_stands_at_the_edges_of_words() -> None:
    entry = Entry("ab  cd ", 7)
    assert editing.word_left(entry).caret == 4
    assert editing.word_left(editing.word_left(entry)).caret == 0
    assert editing.word_right(Entry("ab  cd ", 0)).caret == 2
    assert editing.word_right(Entry("ab  cd ", 2), selecting=True).selected == (2, 6)


def test_what_is_selected_stays_where_nothing_can_be_put_in_its_place() -> None:
    chosen = Entry("abc", 1, 0)
    assert editing.insert(chosen, "€", most_bytes=4) == chosen
    assert editing.insert(chosen, "\x00") == chosen


def test_letters_left_counts_by_the_bytes_that_a_letter_of_the_language_takes() -> None:
    assert Entry().letters_left() == 2_500
    assert Entry("அ" * 2_000).letters_left(3) == 500  # characters bite first
    assert Entry("அ" * 2_600).letters_left(3) == 0
    assert Entry("🙂" * 1_900).letters_left(3) == 133  # bytes bite first: 7,600 of 8,000 are used
    full = Entry("அ" * 2_400)
    assert len(editing.insert(full, "அ" * full.letters_left(3)).value) == 2_400 + full.letters_left(3)


def test_the_caret_goes_letter_by_letter_and_stays_within_the_text() -> None:
    entry = Entry("e\u0301🇬🇧", 2)
    assert editing.left(entry).caret == 1
    assert editing.left(editing.left(editing.left(entry))).caret == 0
    assert editing.right(entry).caret == 2


def test_letters_go_in_at_the_caret() -> None:
    assert editing.insert(Entry("ac", 1), "b") == Entry("abc", 2)


def test_a_letter_that_joins_its_neighbour_leaves_the_caret_after_both() -> None:
    assert editing.insert(Entry("🇬x", 1), "🇧") == Entry("🇬🇧x", 1)


def test_what_does_not_fit_is_left_out_in_whole_letters() -> None:
    assert editing.insert(Entry(), "abcdef", most_characters=3).value == "abc"
    assert editing.insert(Entry(), "a🇬🇧", most_characters=2).value == "a"
    assert editing.insert(Entry(), "éé", most_bytes=3).value == "é"


def test_marks_that_turn_the_reading_order_round_and_controls_are_not_taken() -> None:
    assert editing.insert(Entry(), "a\u202eb\u2066c\x00\x1b\ud800").value == "abc"
    assert editing.insert(Entry(), "a\u2028b\rc").value == "a\nb\nc"


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("", True),
        ("a", False),
        ("a.", False),
        ("a. ", True),
        ("a?  ", True),
        ("a\n", True),
        ("a, ", False),
        (" ", True),
    ],
)
def test_a_sentence_begins_after_a_full_stop_and_a_space(text: str, begins: bool) -> None:
    assert editing.begins_sentence(editing.insert(Entry(), text)) == begins
