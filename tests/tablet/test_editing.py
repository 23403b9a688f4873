"""Editing by grapheme: what a person sees as one letter is one step and one rub."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.tablet import editing
from kiosk.tablet.editing import Entry

TYPED = st.text(alphabet=st.characters(codec="utf-8"), max_size=40) | st.text(
    alphabet="e\u0301क्षि👨\u200d👩🇬🇧👍🏽\r\n한글각ᄒ", max_size=20
)
EDITS = st.lists(
    st.one_of(
        TYPED.map(lambda text: lambda entry: editing.insert(entry, text)),
        st.sampled_from((editing.rub, editing.left, editing.right)),
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
        ("नमस्ते", 4),
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
        assert entry.characters_left >= 0
        entry.value.encode("utf-8")


@given(TYPED, TYPED)
def test_what_is_typed_stands_before_the_caret(before: str, text: str) -> None:
    entry = editing.insert(editing.insert(Entry(), before), text)
    assert entry.value == editing.clean(before) + editing.clean(text)
    assert entry.before == entry.value


def test_rub_takes_one_letter_as_it_is_seen() -> None:
    assert editing.rub(Entry("ae\u0301", 2)) == Entry("a", 1)
    assert editing.rub(Entry("👨\u200d👩\u200d👧", 1)) == Entry("", 0)
    assert editing.rub(Entry("abc", 2)) == Entry("ac", 1)
    assert editing.rub(Entry("abc", 0)) == Entry("abc", 0)


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
