"""Loads the words of the interface from compiled gettext catalogues, and puts values into a text.

A catalogue is `locales/LANGUAGE/LC_MESSAGES/wardlight.mo`, made from the .po beside it at set-up. Its message ids are names ("home.title"), never
English sentences, so that English is a language like the others. In a text, a line is a sentence, "¦" is a line break set by hand, and an empty line
ends a paragraph. "language.name" is the language's own name; "language.approved" lists the ids that somebody has signed off, one a line
(`kiosk.charter.catalogue` says how).

A catalogue is read when somebody first wants its language: twenty of them at the start would cost as much as a tenth of it. Read here with `struct`
(0.7 ms for 260 texts on 2 cores) and not with the gettext module, which alone takes 8 ms to import and brings plural rules that no text uses.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from pathlib import Path

from kiosk.tablet.pages import LINE, PARAGRAPH
from kiosk.tablet.ward import SOURCE, Words

_MAGIC = 0x950412DE
_APPROVED = "language.approved"
_HAND_SET = "¦"
_ISOLATE, _END_ISOLATE = (
    "\u2068",
    "\u2069",
)  # so that a Latin name or a number does not turn the words around it (UAX 9)


class CatalogueError(ValueError):
    """A compiled catalogue that cannot be read. The message names the file and the mend."""


def read_catalogue(path: Path) -> dict[str, str]:
    """The messages of one .mo file by id; the header is under "". Raises CatalogueError."""
    data = path.read_bytes()
    try:
        order = "<" if struct.unpack_from("<I", data)[0] == _MAGIC else ">"
        magic, revision, count, ids, texts = struct.unpack_from(f"{order}5I", data)
        if magic != _MAGIC or revision >> 16 > 1:
            raise CatalogueError(f"{path}: not a compiled catalogue: run `make generate`")
        found = {}
        for index in range(count):
            length, start = struct.unpack_from(f"{order}2I", data, ids + 8 * index)
            name = _piece(data, start, length)
            length, start = struct.unpack_from(f"{order}2I", data, texts + 8 * index)
            found[name] = _piece(data, start, length).replace(_HAND_SET, LINE)
    except (struct.error, UnicodeDecodeError, IndexError):
        raise CatalogueError(f"{path}: damaged or cut short: run `make generate`") from None
    return found


def _piece(data: bytes, start: int, length: int) -> str:
    if start + length > len(data):
        raise IndexError
    return data[start : start + length].decode("utf-8")


class _Catalogues(Mapping[str, dict[str, str]]):
    """The texts of every language that is installed, each read when it is first asked for."""

    def __init__(self, paths: Mapping[str, Path]) -> None:
        self._paths = paths
        self._texts: dict[str, dict[str, str]] = {}
        self._approved: dict[str, frozenset[str]] = {}

    def __getitem__(self, language: str) -> dict[str, str]:
        if language not in self._texts:
            messages = read_catalogue(self._paths[language])
            messages.pop("", None)
            self._approved[language] = frozenset(messages.pop(_APPROVED, "").split())
            self._texts[language] = messages
        return self._texts[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def approved(self, language: str) -> frozenset[str]:
        """Ids of what is signed off in a language."""
        return self._approved[language] if self.get(language) is not None else frozenset()


class _Approved(Mapping[str, frozenset[str]]):
    """What is signed off, by language."""

    def __init__(self, catalogues: _Catalogues) -> None:
        self._catalogues = catalogues

    def __getitem__(self, language: str) -> frozenset[str]:
        self._catalogues[language]
        return self._catalogues.approved(language)

    def __iter__(self) -> Iterator[str]:
        return iter(self._catalogues)

    def __len__(self) -> int:
        return len(self._catalogues)


def load(locales: Path) -> Words:
    """The words of every language under `locales`. Raises CatalogueError; FileNotFoundError where there is no English.

    A catalogue that is spoilt raises CatalogueError once its language is asked for.
    """
    paths = {
        path.parent.parent.name.replace("_", "-"): path for path in sorted(locales.glob("*/LC_MESSAGES/wardlight.mo"))
    }
    if SOURCE not in paths:
        raise FileNotFoundError(f"{locales}/en/LC_MESSAGES/wardlight.mo: no English words: run `make generate`")
    catalogues = _Catalogues(paths)
    catalogues[SOURCE]
    return Words(interface=catalogues, approved=_Approved(catalogues))


def sentences(text: str, values: Mapping[str, str | int]) -> tuple[str, ...]:
    """The sentences of a text, `{name}` replaced by the value of that name. An empty line ends the paragraph before it.

    Plain replacement, so that a brace in a ward's own words is a brace and never a fault.
    """
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", f"{_ISOLATE}{value}{_END_ISOLATE}")
    found: list[str] = []
    for line in text.split("\n"):
        if line.strip():
            found.append(line.strip())
        elif found and not found[-1].endswith(PARAGRAPH):
            found[-1] += PARAGRAPH
    return tuple(found)
