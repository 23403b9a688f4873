"""What was typed, as screen readers read it: by line, by letter and by word, with the caret. Lines are those that the person made.

A letter is a grapheme, as for the caret of `editing`; its length is counted in bytes of UTF-8 and has to fit into one byte, as AccessKit wants it.
"""

from __future__ import annotations

from itertools import groupby

from msgspec import Struct

from kiosk.tablet import editing

MOST = 255  # bytes of a letter, letters of a word


class Run(Struct, frozen=True):
    """One line. letters: bytes of each; words: letters of each, the spaces after it with it."""

    value: str
    letters: tuple[int, ...]
    words: tuple[int, ...]


class Runs(Struct, frozen=True):
    """caret, anchor: (run, letters before it); anchor is the other end of what is selected, the caret itself where nothing is."""

    lines: tuple[Run, ...]
    caret: tuple[int, int]
    anchor: tuple[int, int]


def runs_of(value: str, caret: int, selected: tuple[int, int] | None) -> Runs:
    """caret, selected: in graphemes of the whole value."""
    lines = value.split("\n")
    ended = [line + "\n" for line in lines[:-1]] + [lines[-1]]
    runs = tuple(_run(line) for line in ended)
    first, end = selected or (caret, caret)
    anchor = first if caret == end else end
    return Runs(runs, _position(runs, value, caret), _position(runs, value, anchor))


def _run(line: str) -> Run:
    letters = tuple(_pieces(line))
    return Run(line, tuple(len(letter.encode()) for letter in letters), tuple(_words(letters)))


def _pieces(line: str) -> list[str]:
    """Letters; one that is too long for a byte (a heap of signs on one base) sign by sign."""
    found: list[str] = []
    for letter in editing.graphemes(line):
        found += [letter] if len(letter.encode()) <= MOST else list(letter)
    return found


def _words(letters: tuple[str, ...]) -> list[int]:
    found: list[int] = []
    gap = True
    for space, group in groupby(letters, str.isspace):
        count = len(list(group))
        if space and found and not gap:
            found[-1] += count
        else:
            found.append(count)
        gap = space
    return [part for count in found for part in [MOST] * (count // MOST) + [count % MOST] * bool(count % MOST)]


def _position(runs: tuple[Run, ...], value: str, place: int) -> tuple[int, int]:
    """From graphemes of the whole to a line and its letters, by way of bytes, which both count alike."""
    left = len("".join(editing.graphemes(value)[:place]).encode())
    for number, run in enumerate(runs):
        whole = sum(run.letters)
        if left < whole or number == len(runs) - 1:
            at = 0
            while left > 0 and at < len(run.letters):
                left -= run.letters[at]
                at += 1
            return number, at
        left -= whole
    return 0, 0
