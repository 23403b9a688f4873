"""Keyboard layouts as data: which letters and signs stand where in each language, one TOML file a language beside this module.

A file is read when somebody first types in its language, and then kept: like code, it never changes while the tablet runs. Nothing here knows of
pages or words; `journeys.keyboards` makes keys of a layout. To change or add one:

- `letters`: the three upper rows, from the left as they stand on the glass, also in languages that run from the right. Keys are parted by
  spaces; a key is what it types, or one of SHIFT, MORE, MORE_SIGNS, RUB, ZWNJ (the half space of Persian); GAP is no key. `*1.5` behind it is
  its width in letter keys. A row has at most eleven (a key is 13 mm wide at the least). A shorter row stands in the middle.
- `more`: the second layer of letters, and `signs`, `more_signs`: digits and signs. `signs` are those of English where they are missing.
- `left`, `right`: letters beside the space key. `comma`, `stop`: the comma and the full stop of the language.
- `alphabet`: every letter in the order of the alphabet, for who wants the keys in that order.
- `[upper]`: capitals where Unicode's rule is not the language's. `[names]`: what a key is called for ears, where the letter alone would not be
  understood: signs that stand on another letter, letters that sound alike.
- `names_approved`: true once somebody who speaks the language has signed the names off.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

SOURCE = "en"
MOST_KEYS = 11  # of a row
GAP = "GAP"
COMMANDS = frozenset(("SHIFT", "MORE", "MORE_SIGNS", "RUB", "ZWNJ", GAP))
_FOLDER = Path(__file__).parent


class KeyPlace(Struct, frozen=True):
    """One key. types: what it types, or one of COMMANDS. width: in letter keys."""

    types: str
    width: float = 1.0

    @property
    def is_letter(self) -> bool:
        return self.types not in COMMANDS


Rows = tuple[tuple[KeyPlace, ...], ...]


class Layout(Struct, frozen=True):
    """A keyboard of one language. Rows from the top, without the lowest, which has the space key."""

    language: str
    letters: Rows
    more: Rows
    signs: Rows
    more_signs: Rows
    left: tuple[KeyPlace, ...]
    right: tuple[KeyPlace, ...]
    comma: str
    stop: str
    alphabet: tuple[str, ...]
    upper: dict[str, str]
    names: dict[str, str]
    names_approved: bool

    @property
    def columns(self) -> float:
        """Width of the widest row, in letter keys: the same for every layer, so that no key changes its size."""
        rows = (*self.letters, *self.more, *self.signs, *self.more_signs)
        return max(10.0, *(sum(place.width for place in row) for row in rows))

    @property
    def typed(self) -> frozenset[str]:
        """Everything that some key types, in small letters."""
        rows = (*self.letters, *self.more, *self.signs, *self.more_signs, self.left, self.right)
        return frozenset(place.types for row in rows for place in row if place.is_letter) | {self.comma, self.stop, " "}

    @property
    def bytes_a_letter(self) -> int:
        """Bytes in UTF-8 of the longest character of the language, for counting what still fits."""
        return max((len(char.encode()) for letter in self.alphabet for char in letter), default=1)

    def capital(self, letter: str) -> str:
        return self.upper.get(letter, letter.upper())

    def by_alphabet(self, from_right: bool = False) -> Layout:
        """The same keys on the same layers, each layer in the order of the alphabet. from_right: as the language is read."""
        order = {letter: number for number, letter in enumerate(self.alphabet)}
        *letters, left, right = _sorted((*self.letters, self.left, self.right), order, from_right)
        more = _sorted(self.more, order, from_right)
        return replace(self, letters=tuple(letters), more=more, left=left, right=right)


def _sorted(rows: Rows, order: dict[str, int], from_right: bool) -> Rows:
    """The same rows, their letters in this order. What has no place in it stays where it is."""
    known = iter(sorted((p.types for row in rows for p in row if p.types in order), key=order.__getitem__))
    step = -1 if from_right else 1
    return tuple(
        tuple(KeyPlace(next(known), p.width) if p.types in order else p for p in row[::step])[::step] for row in rows
    )


class LayoutError(ValueError):
    """A layout that cannot be used. The message names the file and what is wrong."""


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    letters: list[str]
    more: list[str] = []
    signs: list[str] = []
    more_signs: list[str] = []
    left: str = ""
    right: str = ""
    comma: str = ","
    stop: str = "."
    alphabet: str = ""
    upper: dict[str, str] = {}
    names: dict[str, str] = {}
    names_approved: bool = False


def _row(text: str) -> tuple[KeyPlace, ...]:
    places = []
    for key in text.split():
        types, star, width = key.rpartition("*")
        places.append(KeyPlace(types, float(width)) if star and types else KeyPlace(key))
    return tuple(places)


def read(path: Path) -> Layout:
    """One file. Raises LayoutError."""
    try:
        found = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File)
        rows = {
            name: tuple(_row(row) for row in getattr(found, name))
            for name in ("letters", "more", "signs", "more_signs")
        }
    except (ValueError, msgspec.ValidationError) as error:
        raise LayoutError(f"{path}: {error}") from None
    if not rows["signs"] and path.stem != SOURCE:
        rows["signs"] = layout(SOURCE).signs
    return Layout(
        language=path.stem,
        left=_row(found.left),
        right=_row(found.right),
        comma=found.comma,
        stop=found.stop,
        alphabet=tuple(found.alphabet.split()),
        upper=found.upper,
        names=found.names,
        names_approved=found.names_approved,
        **rows,
    )


@cache
def layout(language: str) -> Layout:
    """The keyboard of a language (BCP 47); that of English where there is none. `can_type` tells the difference."""
    path = _FOLDER / f"{language}.toml"
    found = read(path) if path.is_file() else None
    return found if found is not None and found.letters else layout(SOURCE)


@cache
def can_type(language: str) -> bool:
    """Whether there is a keyboard for a language."""
    return layout(language).language == language


def is_latin(layout: Layout) -> bool:
    """Whether English words can be typed on it as well."""
    return set("abcdefghijklmnoprstuvwxyz") <= layout.typed


def languages() -> tuple[str, ...]:
    """Every language that has a file."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))
