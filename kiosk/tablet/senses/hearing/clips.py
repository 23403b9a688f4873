"""Recorded clips: which there are, and which one says a sentence.

A clip is found by its language and by a hash of the sentence that it says, so a sentence that was changed has no clip until it is recorded again:

    FOLDER/LANGUAGE/HASH.wav   (or .ogg)
    FOLDER/LANGUAGE/clips.toml  what the language is called; and, where it is spoken and not written, the language whose words its pages show

A ward's own folder comes before the one that Wardlight ships. `assets/clips/README.md` tells speakers and wards the same.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
import unicodedata
from pathlib import Path

import msgspec
from msgspec import Struct

from kiosk.tablet.senses.hearing.messages import Spoken

SUFFIXES = (".wav", ".ogg")
SLOT = "clips.toml"
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_SILENT = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad]")  # marks of direction: nobody hears them


def normal(sentence: str) -> str:
    """A sentence as it is hashed and spoken: composed, without marks that nobody hears, breaks and runs of spaces as one space."""
    return " ".join(_SILENT.sub("", unicodedata.normalize("NFC", sentence)).split())


def name(sentence: str) -> str:
    """The name of the clip that says a sentence, without its suffix: 20 hex digits."""
    return hashlib.sha256(normal(sentence).encode()).hexdigest()[:20]


class Slot(Struct, frozen=True, forbid_unknown_fields=True):
    """clips.toml. name: the language's own name; words: the written language that its clips say, where it is not written itself."""

    name: str = ""
    words: str = ""


class Clips:
    """folders: in the order in which they are looked through."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self._folders = folders

    def find(self, sentence: str, language: str) -> Path | None:
        """The clip that says this sentence, or None."""
        if not LANGUAGE.fullmatch(language):
            return None
        stem = name(sentence)
        for folder in self._folders:
            for suffix in SUFFIXES:
                path = folder / language / (stem + suffix)
                if path.is_file():
                    return path
        return None

    def languages(self) -> frozenset[str]:
        """Languages that have any clip."""
        return frozenset(folder.name for folder in self._languages() if self._any(folder))

    def spoken(self) -> tuple[Spoken, ...]:
        """Languages that are spoken and not written, and have clips. A slot that cannot be read is none."""
        found: dict[str, Spoken] = {}
        for folder in self._languages():
            slot = read_slot(folder / SLOT)
            if slot and slot.words and slot.name and self._any(folder) and folder.name not in found:
                found[folder.name] = Spoken(folder.name, slot.words, slot.name)
        return tuple(found[code] for code in sorted(found))

    def _languages(self) -> list[Path]:
        return [
            folder
            for root in self._folders
            if root.is_dir()
            for folder in sorted(root.iterdir())
            if folder.is_dir() and LANGUAGE.fullmatch(folder.name)
        ]

    @staticmethod
    def _any(folder: Path) -> bool:
        return any(path.suffix in SUFFIXES for path in folder.iterdir())


def read_slot(path: Path) -> Slot | None:
    """What clips.toml says, or None where there is none that can be read."""
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Slot)
    except (OSError, ValueError):
        return None
