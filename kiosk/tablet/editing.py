"""Editing text in the order in which it is read aloud (logical order), by grapheme: what a person sees as one letter is one step and one rub.

Pure values: an `Entry` is what was typed and where the caret is, a `Keyboard` which keys are shown. Nothing here knows of a page, a key's place or a
drawing. Not for passwords that must leave memory at once: Python keeps copies of a string (see `visit.Wipe`).
"""

from __future__ import annotations

import unicodedata

from msgspec import Struct

from kiosk.records import WORDS_MOST_BYTES, WORDS_MOST_CHARACTERS

_JOINER = "\u200d"
_BREAKS = "\u2028\u2029\r"
# They turn the reading order of everything after them round, also in what a reader sees at a desk.
_ORDER_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NOT_TEXT = frozenset(("Cc", "Cs", "Co", "Cn"))


def _follows(previous: str, char: str, flags: int) -> bool:
    """Whether `char` belongs to the grapheme that `previous` is the end of (the parts of UAX 29 that a keyboard can reach).

    flags: how many regional indicators the grapheme has so far.
    """
    if previous == "\r" and char == "\n":
        return True
    if unicodedata.category(previous) == "Cc" or unicodedata.category(char) == "Cc":
        return False
    if (
        unicodedata.category(char) in ("Mn", "Me", "Mc")
        or char in (_JOINER, "\u200c")
        or "\U0001f3fb" <= char <= "\U0001f3ff"
    ):
        return True
    if "\U000e0020" <= char <= "\U000e007f":  # tags of a flag
        return True
    if previous == _JOINER and unicodedata.category(char) == "So":
        return True
    if _is_indicator(previous) and _is_indicator(char):
        return flags % 2 == 1
    return _hangul_follows(ord(previous), ord(char))


def _is_indicator(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _hangul_follows(previous: int, char: int) -> bool:
    """Rules 6 to 8 of UAX 29: leading, vowel and trailing jamo join into one syllable."""
    leading, vowel, trailing = 0x1100 <= previous <= 0x115F, 0x1160 <= char <= 0x11A7, 0x11A8 <= char <= 0x11FF
    syllable = 0xAC00 <= previous <= 0xD7A3
    open_syllable = syllable and (previous - 0xAC00) % 28 == 0
    after_vowel = 0x1160 <= previous <= 0x11A7
    if leading:
        return 0x1100 <= char <= 0x11A7 or 0xAC00 <= char <= 0xD7A3
    if open_syllable or after_vowel:
        return vowel or trailing
    return (syllable or 0x11A8 <= previous <= 0x11FF) and trailing


def graphemes(text: str) -> tuple[str, ...]:
    """The text in steps of the caret. Joined together they are the text."""
    if text.isascii() and "\r" not in text:  # the usual case, on every key: 2,500 letters in 0.03 ms instead of 2
        return tuple(text)
    found: list[str] = []
    flags = 0
    for char in text:
        if found and _follows(found[-1][-1], char, flags):
            found[-1] += char
        else:
            found.append(char)
            flags = 0
        flags = flags + 1 if _is_indicator(char) else 0
    return tuple(found)


def clean(text: str) -> str:
    """What may be typed: no control characters but the line end, no marks that turn the reading order round."""
    for line_break in _BREAKS:
        text = text.replace(line_break, "\n")
    return "".join(
        char
        for char in text
        if char == "\n" or (unicodedata.category(char) not in _NOT_TEXT and char not in _ORDER_MARKS)
    )


class Entry(Struct, frozen=True):
    """What was typed. value: in logical order; caret: graphemes before it, 0 to their number."""

    value: str = ""
    caret: int = 0

    @property
    def parts(self) -> tuple[str, ...]:
        return graphemes(self.value)

    @property
    def before(self) -> str:
        """The text before the caret."""
        return "".join(self.parts[: self.caret])

    @property
    def characters_left(self) -> int:
        """Characters that may still be typed into a record: by characters and by bytes, whichever is less. Never below 0."""
        by_bytes = WORDS_MOST_BYTES - len(self.value.encode("utf-8"))
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


def insert(
    entry: Entry, text: str, most_characters: int = WORDS_MOST_CHARACTERS, most_bytes: int = WORDS_MOST_BYTES
) -> Entry:
    """Text put in at the caret, as far as there is room: whole graphemes only, so that no letter is cut in two."""
    parts = entry.parts
    before, after = "".join(parts[: entry.caret]), "".join(parts[entry.caret :])
    for part in graphemes(clean(text)):
        longer = before + part
        if len(longer) + len(after) > most_characters or len((longer + after).encode("utf-8")) > most_bytes:
            break
        before = longer
    return _at(before, after)


def rub(entry: Entry) -> Entry:
    """Without the grapheme before the caret."""
    if entry.caret == 0:
        return entry
    parts = entry.parts
    return _at("".join(parts[: entry.caret - 1]), "".join(parts[entry.caret :]))


def left(entry: Entry) -> Entry:
    """The caret one grapheme towards the beginning."""
    return Entry(entry.value, max(0, entry.caret - 1))


def right(entry: Entry) -> Entry:
    """The caret one grapheme towards the end."""
    return Entry(entry.value, min(len(entry.parts), entry.caret + 1))


class Keyboard(Struct, frozen=True):
    """Which keys are shown. layer: "letters" or "signs"; shift: the next letter is a capital."""

    layer: str = "letters"
    shift: bool = False


def begins_sentence(entry: Entry) -> bool:
    """Whether what is typed next begins a sentence: there shift comes on by itself, and a touch takes it off."""
    before = entry.before.rstrip(" ")
    return not before or before.endswith("\n") or (before[-1] in ".?!" and entry.before.endswith(" "))
