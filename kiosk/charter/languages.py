"""How far each language is, and signing strings off: `kiosk charter languages` and `kiosk charter sign-off`.

Two sets of strings stand side by side: the interface's (`locales/`), which comes with Wardlight, and the content's (`content/locales/`), which is the
ward's own. Nothing here translates: people do.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from kiosk.charter import catalogue
from kiosk.charter.build import ENGLISH, english_texts
from kiosk.charter.catalogue import LANGUAGES, Catalogue, CatalogueError, Standing
from kiosk.charter.faults import ContentError
from kiosk.wardpack import Profile

COLUMNS = ("language", "strings", "missing", "stale", "draft", "reviewed", "approved", "live")


class Set(NamedTuple):
    """One catalogue of a language, and the English it is held against."""

    name: str
    catalogue: Catalogue
    english: Mapping[str, str]


def sets(locales: Path, content: Path, language: str, profile: Profile = "adult") -> tuple[Set, ...]:
    """What there is of a language: interface, content, and what only a profile's charter says. Raises ContentError."""
    try:
        interface = catalogue.english_of(locales / ENGLISH / "LC_MESSAGES" / "wardlight.po")
        texts = english_texts(content, profile)
        found = [
            Set("interface", _read(locales / language / "LC_MESSAGES" / "wardlight.po", language, interface), interface)
        ]
        common = _read(content / "locales" / f"{language}.po", language, texts)
        if profile != "adult":
            # What the two charters share stands in the common catalogue; the rest is this profile's own.
            own = {name: text for name, text in texts.items() if name not in common.usable()}
            found.append(Set(profile, _read(content / "locales" / f"{language}.{profile}.po", language, own), own))
            texts = {name: text for name, text in texts.items() if name not in own}
            common = common._replace(strings={name: common.strings[name] for name in texts})
        found.append(Set("content", common, texts))
    except CatalogueError as error:
        raise ContentError(str(error)) from None
    return tuple(found)


def _read(path: Path, language: str, english: Mapping[str, str]) -> Catalogue:
    return catalogue.read(path, language, english)


def known(language: str) -> str:
    """The language, if Wardlight is translated into it. Raises ContentError."""
    if language not in LANGUAGES:
        raise ContentError(f"{language!r} is no language of Wardlight's (choose from {', '.join(LANGUAGES)})")
    return language


def table(locales: Path, content: Path, profile: Profile = "adult") -> Iterator[str]:
    """Lines of the table: counts of strings, and whether a live tablet offers the language. Raises ContentError."""
    yield "  ".join(f"{name:>9}" for name in COLUMNS)
    for language in LANGUAGES:
        found = sets(locales, content, language, profile)
        counts = [catalogue.standing(one.catalogue, one.english) for one in found]
        sums = (sum(getattr(count, name) for count in counts) for name in Standing._fields[1:])
        yield "  ".join(f"{cell:>9}" for cell in (language, *sums, "offered" if _offered(found) else "no"))
    yield "A draft has not been checked by anybody. Live shows approved strings alone, and English for the rest."


def _offered(found: tuple[Set, ...]) -> bool:
    """As `kiosk.tablet.ward.Words.languages` decides."""
    return {"language.name", "notice.english"} <= set(found[0].catalogue.approved())


def faults(locales: Path, content: Path, language: str, profile: Profile = "adult") -> Iterator[str]:
    """A line for each thing that is wrong or missing in a language: file, string, what. Raises ContentError."""
    for one in sets(locales, content, language, profile):
        for fault in catalogue.faults(one.catalogue, one.english):
            yield f"{one.catalogue.path}: {fault.id} {fault.what}"


def sign_off(
    locales: Path,
    content: Path,
    language: str,
    state: Literal["reviewed", "approved"],
    role: str,
    on: datetime.date,
    only: str = "",
    profile: Profile = "adult",
) -> int:
    """Sign off the strings of a language whose ids begin with `only`, in every catalogue. Returns how many now are in that state.

    role: of the person, never a name. Raises ContentError: for a string that cannot be approved, and then nothing is written.
    """
    if not role.strip() or any(mark in role for mark in "[]\n"):
        raise ContentError("--role: say in a few words who signs off, such as 'second linguist'")
    try:
        signed = [
            one._replace(catalogue=catalogue.signed_off(one.catalogue, state, role.strip(), on, only))
            for one in sets(locales, content, known(language), profile)
        ]
        for one in signed:
            if one.catalogue.path.exists():
                catalogue.write(one.catalogue, one.english)
    except CatalogueError as error:
        raise ContentError(str(error)) from None
    return sum(
        string.state == state
        for one in signed
        for name, string in one.catalogue.strings.items()
        if name.startswith(only)
    )
