"""Loads the words of the interface from compiled gettext catalogues, and puts values into a text.

A catalogue is `locales/LANGUAGE/LC_MESSAGES/wardlight.mo`, made from the .po beside it at set-up. Its message ids are names ("home.title"), never
English sentences, so that English is a language like the others. In a text, a line is a sentence, "¦" is a line break set by hand, and an empty line
ends a paragraph. "language.name" is the language's own name; "language.review" says who stands behind it: source, draft or approved.

Read here with `struct` (0.7 ms for 260 texts on 2 cores) and not with the gettext module, which alone takes 8 ms to import at the tablet's start and
brings plural rules that no text uses.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path

from kiosk.tablet.pages import LINE, PARAGRAPH
from kiosk.tablet.ward import Words

_MAGIC = 0x950412DE
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


def load(locales: Path) -> Words:
    """The words of every language under `locales`. Raises CatalogueError; FileNotFoundError where there is no English."""
    interface: dict[str, dict[str, str]] = {}
    drafts = set()
    for path in sorted(locales.glob("*/LC_MESSAGES/wardlight.mo")):
        language = path.parent.parent.name.replace("_", "-")
        messages = read_catalogue(path)
        messages.pop("", None)
        # A catalogue that does not say that somebody has signed it off is a draft.
        if messages.pop("language.review", "draft") == "draft":
            drafts.add(language)
        interface[language] = messages
    if "en" not in interface:
        raise FileNotFoundError(f"{locales}/en/LC_MESSAGES/wardlight.mo: no English words: run `make generate`")
    return Words(interface=interface, drafts=frozenset(drafts))


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
