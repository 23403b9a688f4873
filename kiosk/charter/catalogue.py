"""Catalogues of translations: what each string says, from which English it was made, and who has signed it off.

A catalogue is a gettext file with names as message ids. Above each message stands, as an extracted comment, the English that it was translated
from ("⏎" ends a sentence), and, as a translator's comment, who signed it off:

    # approved 2026-11-25 by second linguist [3fa9c1d2ab34]
    #. Are you still there?
    msgid "still_there.title"
    msgstr "..."

| state    | means                                                                     | shown live | shown in the demo |
| draft    | translated by a machine or by one person; nobody has reviewed it          | no         | yes, marked       |
| reviewed | a second linguist has read it against the English                         | no         | yes, marked       |
| approved | signed off for people on a ward                                           | yes        | yes               |
| stale    | its English has changed since: what it says may no longer be so           | no         | no                |

The mark in brackets binds a sign-off to the English and to the translation, so that changing either takes it back. A changed English makes a
string stale; a changed translation makes it a draft again. Source of the steps: NHS England's framework for translation (qualified translator,
second linguist). Names of people never stand here, only their roles.

This module stands alone (Babel and the standard library): `deploy.packaging.generate` loads it where `kiosk` is not installed.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po, write_po

State = Literal["draft", "reviewed", "approved", "stale"]
SIGNED = ("reviewed", "approved")  # in their order: what is approved has been reviewed
LANGUAGES = (
    *("ur", "bn", "pl", "ar", "pa", "ro", "tr", "pt", "es", "gu"),
    *("so", "ta", "fa", "ckb", "it", "fr", "hi", "uk", "zh-Hans", "cy"),
)
"""What Wardlight is translated into, most asked for first (e-Referral letters 2024/25); English, the source, is not in it."""

_PLACEHOLDER = re.compile(r"\{[a-z_]*\}")
_DIGITS = re.compile(r"\d+")
_PHONE = re.compile(r"(?<![\d])(?:\d[\d ]{4,}\d)(?![\d])")
_SIGN_OFF = re.compile(
    r"^(?P<state>reviewed|approved) (?P<on>\d{4}-\d\d-\d\d) by (?P<role>[^\[\]]+) \[(?P<mark>[0-9a-f]{12})\]$"
)
_LINE_END = " ⏎ "
_NO_WRAPPING = 1_000_000  # Babel wraps comments at any width that it is given, and at 76 where it is given none
_HEADER = "translations of Wardlight's words; how a string is signed off: kiosk/charter/catalogue.py"


class CatalogueError(ValueError):
    """A catalogue that cannot be used. One line: which file, what is wrong, how to mend it."""


class SignOff(NamedTuple):
    """state: what was signed. role: who did it, never a name. on: the day. mark: binds it to English and translation."""

    state: Literal["reviewed", "approved"]
    on: datetime.date
    role: str
    mark: str


class Translated(NamedTuple):
    """One string. english: what it was made from. now: what the English says today, None where there is no such string any more."""

    id: str
    text: str
    english: str
    now: str | None
    signed: tuple[SignOff, ...] = ()

    @property
    def state(self) -> State:
        if self.now is None or self.english != self.now:
            return "stale"
        held = {off.state for off in self.signed if off.mark == mark(self.english, self.text)}
        return "approved" if "approved" in held else "reviewed" if "reviewed" in held else "draft"


class Catalogue(NamedTuple):
    """The strings of one language that are there, by id."""

    language: str
    path: Path
    strings: dict[str, Translated]

    def usable(self) -> dict[str, str]:
        """What may be shown somewhere: all but the stale."""
        return {name: string.text for name, string in self.strings.items() if string.state != "stale"}

    def approved(self) -> tuple[str, ...]:
        return tuple(name for name, string in self.strings.items() if string.state == "approved")


def mark(english: str, text: str) -> str:
    """12 hex digits that change with the English and with the translation (the start of a SHA-256)."""
    return hashlib.sha256(f"{english}\0{text}".encode()).hexdigest()[:12]


def english_of(path: Path) -> dict[str, str]:
    """The words of an English catalogue by id, as the interface has one. Raises CatalogueError."""
    return {str(message.id): _text(message) for message in _messages(path, "en") if _text(message)}


def read(path: Path, language: str, english: Mapping[str, str]) -> Catalogue:
    """A language's catalogue, held against today's English. A file that is not there is a catalogue without strings. Raises CatalogueError."""
    if not path.exists():
        return Catalogue(language, path, {})
    found: dict[str, Translated] = {}
    for message in _messages(path, language):
        name, text = str(message.id), _text(message)
        if not text or "fuzzy" in message.flags:
            continue
        signed = tuple(_sign_off(path, name, line) for line in message.user_comments if line.split(" ")[0] in SIGNED)
        found[name] = Translated(
            name, text, _LINE_END.join(message.auto_comments).replace(_LINE_END, "\n"), english.get(name), signed
        )
    return Catalogue(language, path, found)


def _messages(path: Path, language: str) -> Iterator[Message]:
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language.replace("-", "_"), abort_invalid=True)
    except PoFileError as fault:
        raise CatalogueError(f"{path}:{fault.lineno}: {fault}; mend this line of the catalogue") from None
    except UnicodeDecodeError:
        raise CatalogueError(f"{path}: not UTF-8; save it as UTF-8") from None
    except OSError as fault:
        raise CatalogueError(f"{path}: cannot be read: {fault.strerror}") from None
    return (message for message in catalogue if message.id)


def _text(message: Message) -> str:
    return message.string if isinstance(message.string, str) else ""


def _sign_off(path: Path, name: str, line: str) -> SignOff:
    found = _SIGN_OFF.match(line.strip())
    if not found:
        raise CatalogueError(
            f"{path}: {name}: {line.strip()!r} is no sign-off (write it with `kiosk charter sign-off`, or take the line out)"
        )
    state: Literal["reviewed", "approved"] = "approved" if found["state"] == "approved" else "reviewed"
    try:
        day = datetime.date.fromisoformat(found["on"])
    except ValueError:
        raise CatalogueError(f"{path}: {name}: {found['on']} is no day (mend the sign-off)") from None
    return SignOff(state, day, found["role"], found["mark"])


def write(catalogue: Catalogue, english: Mapping[str, str]) -> None:
    """Write a catalogue in the order of the English; strings whose English is gone are left out."""
    made = Catalog(locale=catalogue.language.replace("-", "_"), header_comment=f"# {catalogue.language}: {_HEADER}")
    made.revision_date = made.creation_date = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    for name in english:
        string = catalogue.strings.get(name)
        if string is None:
            continue
        signed = [f"{off.state} {off.on.isoformat()} by {off.role} [{off.mark}]" for off in string.signed]
        made.add(name, string.text, auto_comments=[string.english.replace("\n", _LINE_END)], user_comments=signed)
    catalogue.path.parent.mkdir(parents=True, exist_ok=True)
    with catalogue.path.open("wb") as file:
        write_po(file, made, width=_NO_WRAPPING)


def put(catalogue: Catalogue, english: Mapping[str, str], texts: Mapping[str, str]) -> Catalogue:
    """The catalogue with new translations of today's English; they are drafts. Raises CatalogueError for an id that has no English."""
    strings = dict(catalogue.strings)
    for name, text in texts.items():
        if name not in english:
            raise CatalogueError(f"{catalogue.path}: {name} is no string of the English (mend its id)")
        held = strings.get(name)
        signed = held.signed if held is not None else ()
        strings[name] = Translated(name, text, english[name], english[name], signed)
    return catalogue._replace(strings=strings)


def signed_off(
    catalogue: Catalogue, state: Literal["reviewed", "approved"], role: str, on: datetime.date, only: str = ""
) -> Catalogue:
    """The catalogue with every string whose id begins with `only` signed off; stale ones are passed over.

    Raises CatalogueError where a string is to be approved that nobody has reviewed, or was reviewed by the same role.
    """
    strings = dict(catalogue.strings)
    for name, string in catalogue.strings.items():
        if not name.startswith(only) or string.state == "stale":
            continue
        binding = mark(string.english, string.text)
        others = tuple(off for off in string.signed if off.mark == binding and off.state != state)
        if state == "approved" and not others:
            raise CatalogueError(f"{catalogue.path}: {name} has not been reviewed (review it first, with another role)")
        if state == "approved" and role in {off.role for off in others}:
            raise CatalogueError(f"{catalogue.path}: {name} was reviewed by the {role}, who cannot approve it too")
        strings[name] = string._replace(signed=(*others, SignOff(state, on, role, binding)))
    return catalogue._replace(strings=strings)


class Fault(NamedTuple):
    """What is wrong with a string. stops: it must not be shown; otherwise it is a gap, which falls back to English."""

    id: str
    what: str
    stops: bool


def faults(catalogue: Catalogue, english: Mapping[str, str]) -> Iterator[Fault]:
    """What a machine can see: gaps, stale strings, placeholders, digits, phone numbers and sentences that differ, and words left in English."""
    for name in english:
        if name not in catalogue.strings:
            yield Fault(name, "is not translated", stops=False)
    for name, string in catalogue.strings.items():
        if string.now is None:
            yield Fault(name, "has no English any more (take it out)", stops=False)
        elif string.state == "stale":
            yield Fault(name, "is older than its English (translate it again)", stops=False)
        else:
            yield from (Fault(name, what, stops=True) for what in _differences(string.english, string.text))


def _differences(english: str, text: str) -> Iterator[str]:
    pairs: Iterable[tuple[str, re.Pattern[str]]] = (("the placeholders", _PLACEHOLDER), ("the phone numbers", _PHONE))
    for what, pattern in pairs:
        wanted, found = Counter(pattern.findall(english)), Counter(pattern.findall(text))
        if wanted != found:
            yield f"has {what} {_listed(found)}, and the English has {_listed(wanted)}"
    wanted, found = Counter(_DIGITS.findall(english)), Counter(_DIGITS.findall(text))
    if wanted != found:
        hint = (
            "" if text.isascii() or all(digit.isascii() for run in found for digit in run) else " (write them 0 to 9)"
        )
        yield f"has the digits {_listed(found)}, and the English has {_listed(wanted)}{hint}"
    if text.count("\n") != english.count("\n"):
        yield f"has {text.count(chr(10)) + 1} lines, and the English has {english.count(chr(10)) + 1}: a line is a sentence"
    if any(mark in text for mark in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"):
        yield "has marks that turn the reading order round (take them out: the tablet sets its own)"


def _listed(found: Counter[str]) -> str:
    return ", ".join(sorted(found.elements())) or "none"


class Standing(NamedTuple):
    """How far a language is, in strings."""

    language: str
    total: int
    missing: int
    stale: int
    draft: int
    reviewed: int
    approved: int


def standing(catalogue: Catalogue, english: Mapping[str, str]) -> Standing:
    """How many strings of a language are in each state."""
    states = Counter(catalogue.strings[name].state if name in catalogue.strings else "missing" for name in english)
    return Standing(
        catalogue.language,
        len(english),
        *(states[state] for state in ("missing", "stale", "draft", "reviewed", "approved")),
    )
