"""Words that a ward uses although they are hard, each with a plain explanation: `glossary.yaml` of a content folder."""

from __future__ import annotations

from pathlib import Path

from kiosk.charter import files
from kiosk.charter.authored import Strict

FILE = "glossary.yaml"


class Explained(Strict, frozen=True):
    """word: in small letters. means: its explanation in easy words. also: its other forms."""

    word: str
    means: str
    also: tuple[str, ...] = ()


class Glossary(Strict, frozen=True):
    words: tuple[Explained, ...]

    @property
    def forms(self) -> frozenset[str]:
        """Every form of every word, in small letters."""
        return frozenset(form.lower() for entry in self.words for form in (entry.word, *entry.also))


def read(folder: Path) -> Glossary:
    """The glossary of a content folder; without a file there is none. Raises ContentError."""
    path = folder / FILE
    return files.read(path, Glossary) if path.exists() else Glossary(())
