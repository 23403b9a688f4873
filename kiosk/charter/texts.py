"""Collects the texts of a ward pack while it is made: each with an id, checked for what no author may leave open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from kiosk.charter.faults import Faults

_LEFT_OPEN = re.compile(r"\[\s*(insert|replace)", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\{([a-z_]*)\}")
_HAND_SET, _LINE = "¦", "\u2028"
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"
FILLED = ("ward", "organisation", "number")  # what an author may write in braces


class Texts:
    """The texts of a pack under the ids that the tablet looks for. drawn: names of pictures. values: what braces stand for, once it is known."""

    def __init__(self, drawn: frozenset[str], faults: Faults) -> None:
        self.drawn, self.faults = drawn, faults
        self.values = dict.fromkeys(FILLED, "")
        self.english: dict[str, str] = {}  # as authors wrote them, placeholders and all
        self.places: dict[str, tuple[Path, str]] = {}  # by the same id: the file, and how a fault names the text

    def put(self, path: Path, text_id: str, text: str, easy: str = "", what: str = "") -> None:
        """A text, and its easy-read form where there is one. what: how a fault names it."""
        name = what or text_id
        if not text.strip():
            self.faults.add(f"{path}: {name} has no text (write one)")
        self.english[text_id] = self._checked(path, name, text)
        self.places[text_id] = (path, name)
        if easy.strip():
            self.english[f"{text_id}.easy"] = self._checked(path, name, easy)
            self.places[f"{text_id}.easy"] = (path, f"the easy form of {name}")

    def _checked(self, path: Path, name: str, text: str) -> str:
        if _LEFT_OPEN.search(text):
            self.faults.add(f"{path}: {name} still has a part to fill in (replace the square brackets)")
        for placeholder in _PLACEHOLDER.finditer(text):
            if placeholder[1] not in self.values:
                known = ", ".join(f"{{{key}}}" for key in sorted(self.values))
                self.faults.add(f"{path}: {name} has {placeholder[0]}, which nothing fills in (use {known})")
        if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
            self.faults.add(f"{path}: {name} has a brace without its other one (write placeholders as {{ward}})")
        return "\n".join(line.strip() for line in text.strip().split("\n"))

    def picture(self, path: Path, what: str, picture: str) -> None:
        """A picture that has to exist."""
        if picture not in self.drawn:
            self.faults.add(
                f"{path}: {what} has the picture {picture!r}, which is not drawn (choose one of assets/pictures)"
            )

    def filled(self, texts: Mapping[str, str]) -> dict[str, str]:
        """Texts in any language with the ward's values in them, isolated so that no name turns the words around it (UAX 9)."""

        def value(match: re.Match[str]) -> str:
            return f"{_ISOLATE}{self.values[match[1]]}{_END_ISOLATE}"

        return {name: _PLACEHOLDER.sub(value, text).replace(_HAND_SET, _LINE) for name, text in texts.items()}
