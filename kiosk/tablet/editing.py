"""Editing text in the order in which it is read aloud (logical order), by grapheme: what a person sees as one letter is one step.

Pure values: an `Entry` is what was typed, where the caret is and what is selected; a `Keyboard` says which keys are shown. Nothing here knows of a
page, a key's place or a drawing. Steps are logical, also in mixed text: "on" is on in what a reader hears, and what is selected is one piece of it.
Not for passwords that must leave memory at once: Python keeps copies of a string (see `visit.Wipe`).
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any, Literal

from msgspec import Struct

from kiosk.records import WORDS_MOST_BYTES, WORDS_MOST_CHARACTERS

_BREAKS = "\u2028\u2029\r"
# They turn the reading order of everything after them round, also in what a reader sees at a desk.
_ORDER_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NOT_TEXT = frozenset(("Cc", "Cs", "Co", "Cn"))
# Scripts in which the signs of a letter are struck one by one, so that one rub takes the last of them: Hebrew to Mongolian,
# which holds Arabic, the Indic scripts, Thai, Tibetan, Burmese, Ethiopic and Khmer; without Hangul, whose syllables are struck whole.
_BY_SIGNS = (("\u0590", "\u10ff"), ("\u1200", "\u18af"), ("\u200c", "\u200d"), ("\ua8e0", "\ua8ff"))


@cache
def _clusters() -> Any:
    """Extended grapheme clusters (UAX 29). The module takes 10 ms to load, so it waits for the first letter beyond ASCII."""
    import regex

    return regex.compile(r"\X")


def graphemes(text: str) -> tuple[str, ...]:
    """The text in steps of the caret. Joined together they are the text."""
    if text.isascii() and "\r" not in text:  # the usual case, on every key
        return tuple(text)
    return tuple(_clusters().findall(text))


def clean(text: str) -> str:
    """What may be typed: no control characters but the line end, no marks that turn the reading order round."""
    for line_break in _BREAKS:
        text = text.replace(line_break, "\n")
    return "".join(
        char
        for char in text
        if char == "\n" or (unicodedata.category(char) not in _NOT_TEXT and char not in _ORDER_MARKS)
    )


LineStep = Literal[
    "up", "down", "line_start", "line_end"
]  # steps for which one has to see how the words fall into lines


class Entry(Struct, frozen=True):
    """What was typed. value: in logical order; caret: graphemes before it, 0 to their number.

    anchor: the other end of what is selected, in graphemes; None where nothing is.
    """

    value: str = ""
    caret: int = 0
    anchor: int | None = None

    @property
    def parts(self) -> tuple[str, ...]:
        return graphemes(self.value)

    @property
    def before(self) -> str:
        """The text before the caret."""
        return "".join(self.parts[: self.caret])

    @property
    def selected(self) -> tuple[int, int] | None:
        """(first, end) of what is selected, in graphemes; None where nothing is."""
        if self.anchor is None or self.anchor == self.caret:
            return None
        return min(self.anchor, self.caret), max(self.anchor, self.caret)

    def letters_left(self, bytes_a_letter: int = 1) -> int:
        """How many more letters of so many bytes fit into a record: by characters and by bytes, whichever is less. Never below 0."""
        by_bytes = (WORDS_MOST_BYTES - len(self.value.encode("utf-8"))) // bytes_a_letter
        return max(0, min(WORDS_MOST_CHARACTERS - len(self.value), by_bytes))


def _at(before: str, after: str) -> Entry:
    """An entry with the caret between two texts; in a grapheme that they form together, after it."""
    value = before + after
    length, count = 0, 0
    for part in graphemes(value):
        if length >= len(before):
            break
        length += len(part)
        count += 1
    return Entry(value, count)


def _around(entry: Entry) -> tuple[str, str]:
    """The text before and after the caret, or before and after what is selected."""
    first, end = entry.selected or (entry.caret, entry.caret)
    parts = entry.parts
    return "".join(parts[:first]), "".join(parts[end:])


def insert(
    entry: Entry, text: str, most_characters: int = WORDS_MOST_CHARACTERS, most_bytes: int = WORDS_MOST_BYTES
) -> Entry:
    """Text put in at the caret or in the place of what is selected, as far as there is room; whole graphemes only, so that none is cut in two."""
    added = graphemes(clean(text))
    if not added:
        return entry
    before, after = _around(entry)
    fits = False
    for part in added:
        longer = before + part
        if len(longer) + len(after) > most_characters or len((longer + after).encode("utf-8")) > most_bytes:
            break
        before, fits = longer, True
    return _at(before, after) if fits else entry


def rub(entry: Entry) -> Entry:
    """Without what is selected, or without what was struck last before the caret: a letter, or the last sign of a letter that has several."""
    before, after = _around(entry)
    if entry.selected or not before:
        return _at(before, after)
    last = entry.parts[entry.caret - 1]
    struck = 1 if any(low <= last[-1] <= high for low, high in _BY_SIGNS) else len(last)
    return _at(before[:-struck], after)


def delete(entry: Entry) -> Entry:
    """Without what is selected, or without the grapheme after the caret."""
    if entry.selected:
        return rub(entry)
    parts = entry.parts
    return _at("".join(parts[: entry.caret]), "".join(parts[entry.caret + 1 :]))


# --- moving -----------------------------------------------------------------------------------------------------


def put(entry: Entry, place: int, selecting: bool = False) -> Entry:
    """The caret at a place, in graphemes. selecting: everything from where it was is selected."""
    place = min(max(0, place), len(entry.parts))
    if not selecting:
        return Entry(entry.value, place)
    return Entry(entry.value, place, entry.caret if entry.anchor is None else entry.anchor)


def left(entry: Entry, selecting: bool = False) -> Entry:
    """The caret one grapheme towards the beginning; from a selection to its beginning."""
    if entry.selected and not selecting:
        return put(entry, entry.selected[0])
    return put(entry, entry.caret - 1, selecting)


def right(entry: Entry, selecting: bool = False) -> Entry:
    """The caret one grapheme towards the end; from a selection to its end."""
    if entry.selected and not selecting:
        return put(entry, entry.selected[1])
    return put(entry, entry.caret + 1, selecting)


def word_left(entry: Entry, selecting: bool = False) -> Entry:
    """The caret before the word that it is in or after."""
    parts, place = entry.parts, entry.caret
    while place > 0 and parts[place - 1].isspace():
        place -= 1
    while place > 0 and not parts[place - 1].isspace():
        place -= 1
    return put(entry, place, selecting)


def word_right(entry: Entry, selecting: bool = False) -> Entry:
    """The caret after the word that it is in or before."""
    parts, place = entry.parts, entry.caret
    while place < len(parts) and parts[place].isspace():
        place += 1
    while place < len(parts) and not parts[place].isspace():
        place += 1
    return put(entry, place, selecting)


def start(entry: Entry, selecting: bool = False) -> Entry:
    return put(entry, 0, selecting)


def end(entry: Entry, selecting: bool = False) -> Entry:
    return put(entry, len(entry.parts), selecting)


def select_all(entry: Entry) -> Entry:
    """Everything selected, the caret at its end."""
    return Entry(entry.value, len(entry.parts), 0)


# --- the keyboard -----------------------------------------------------------------------------------------------


class Keyboard(Struct, frozen=True):
    """Which keys are shown.

    layer: "letters", "more" (letters that are used less), "signs", "more_signs" or "edit". shift: the next letter is a capital. selecting: what
    the caret moves over is selected. latin: English letters instead of those of the language. abc: in the order of the alphabet.
    """

    layer: str = "letters"
    shift: bool = False
    selecting: bool = False
    latin: bool = False
    abc: bool = False


_ENDS = ".?!।۔؟॥"


def begins_sentence(entry: Entry) -> bool:
    """Whether what is typed next begins a sentence: there shift comes on by itself, and a touch takes it off."""
    before = entry.before.rstrip(" ")
    return not before or before.endswith("\n") or (before[-1] in _ENDS and entry.before.endswith(" "))
