"""Looks at a whole content folder and says everything that keeps it from being published: `kiosk charter check`.

A fault has to be mended. A note is worth a look. What a live pack needs besides is told apart. All of it is a tripwire: what passes
has been looked at by a machine, and by nobody else.

For: authors. Not for: making the pack (`build`), which holds its own rules again when it is published.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from kiosk import wardpack
from kiosk.charter import authored, build, catalogue, files, glossary, readability, tree, wordings
from kiosk.charter.catalogue import Catalogue, CatalogueError
from kiosk.charter.faults import ContentError, Faults
from kiosk.charter.texts import Texts
from kiosk.wardpack import Profile

PROFILES: tuple[Profile, ...] = ("adult", "young", "learning_disability")
MOST_GAPS = 5  # lines about untranslated texts of one file; the rest is counted
MOST_TRANSLATED_WORDS = 25  # of one sentence in a language that parts its words: longer ones are hard to hear
_UNPARTED = ("zh-Hans",)
BY_PEOPLE = "A machine has looked at it. People with learning disabilities have to test the easy read, and the people of the ward all of it."


class Report(NamedTuple):
    """faults: why it cannot be published. words: English that is hard to read. gaps: translations that are missing or stale.

    All three have to be mended. notes: worth a look. later: what a live pack needs besides, where it was not asked for.
    Each is one line: file: where: what (mend).
    """

    faults: tuple[str, ...]
    words: tuple[str, ...]
    gaps: tuple[str, ...]
    notes: tuple[str, ...] = ()
    later: tuple[str, ...] = ()

    @property
    def to_mend(self) -> tuple[str, ...]:
        return (*self.faults, *self.words, *self.gaps)


def check(folder: Path, today: datetime.date, live: bool = False) -> Report:
    """Everything that is wrong with a content folder. live: also what only a live pack has to have. Raises ContentError where there is no folder."""
    if folder.is_symlink() or not folder.is_dir():
        raise ContentError(f"{folder}: there is no such folder (make one with `kiosk charter new {folder}`)")
    faults, hard, gaps, later = (Faults(all_of_them=True) for _ in range(4))
    notes: list[str] = []
    tree.look(folder, faults)
    words = glossary.Glossary(())
    with faults:
        words = glossary.read(folder)
        _glossary(folder, words, hard)
    written = [profile for profile in PROFILES if (folder / "charter" / f"{profile}.yaml").exists()]
    if not written:
        faults.add(
            f"{folder / 'charter'}: there is no charter (write one of {', '.join(f'{name}.yaml' for name in PROFILES)})"
        )
    english: dict[Profile, dict[str, str]] = {}
    for profile in written:
        texts = _texts(folder, profile, "live" if live else "demo", today, faults)
        english[profile] = {name: text for name, text in texts.english.items() if name != build.WARD_NAME}
        _dates(folder, profile, today, faults)
        for told in wordings.look(texts, words.forms, _numbers(folder, texts)):
            if told.fault:
                hard.add(told.line)
            elif told.line not in notes:
                notes.append(told.line)
        if not live:
            _texts(folder, profile, "live", today, later)
    notes += _translations(folder, english, faults, gaps)
    before_live = (line for line in later.lines if line not in faults.lines)
    return Report(*map(tuple, (faults.lines, hard.lines, gaps.lines, notes, before_live)))


def _texts(folder: Path, profile: Profile, mode: wardpack.Mode, today: datetime.date, faults: Faults) -> Texts:
    texts = Texts(build.drawn(folder), faults)
    with faults:
        build.collect(folder, profile, "Ward", mode, _seconds(today), texts)
    return texts


def _seconds(day: datetime.date) -> int:
    return int(datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC).timestamp())


def _glossary(folder: Path, held: glossary.Glossary, faults: Faults) -> None:
    path, seen = folder / glossary.FILE, set()
    for entry in held.words:
        if entry.word in seen:
            faults.add(f"{path}: {entry.word!r} is there twice (take one out)")
        seen.add(entry.word)
        if not entry.means.strip():
            faults.add(f"{path}: {entry.word!r} is not explained (write 'means:')")
        for found in readability.findings(entry.means, "easy", held.forms):
            if found.fault:
                faults.add(f"{path}: the explanation of {entry.word!r} {found.what}")


def _dates(folder: Path, profile: Profile, today: datetime.date, faults: Faults) -> None:
    """What is past its date, or says that it was done on a day that has not come."""
    path = folder / "charter" / f"{profile}.yaml"
    with faults:
        charter = files.read(path, authored.Charter)
        if charter.review_due < today:
            faults.add(
                f"{path}: the review was due on {charter.review_due} (look at it again with the ward, and raise 'review_due:')"
            )
        if charter.approved_on > today:
            faults.add(f"{path}: was approved on {charter.approved_on}, which has not come (mend 'approved_on:')")
        if not charter.approved_by.strip():
            faults.add(f"{path}: nobody is named who approved it (write a role under 'approved_by:')")
    for path in sorted((folder / "help").glob("*.yaml")):
        with faults:
            file = files.read(path, authored.Help)
            entries: tuple[authored.Organisation | authored.Slot, ...] = (*file.organisations, *file.slots)
            for entry in entries:
                expires = entry.expires_on or (file.defaults.expires_on if file.defaults else None)
                checked = entry.checked_on or (file.defaults.checked_on if file.defaults else None)
                if not (entry.number or entry.web):
                    continue
                if expires is not None and expires <= today:
                    faults.add(
                        f"{path}: {entry.id} is past its date, {expires} (check it again, and raise 'checked_on:' and 'expires_on:')"
                    )
                if checked is not None and checked > today:
                    faults.add(f"{path}: {entry.id} was checked on {checked}, which has not come (mend 'checked_on:')")


def _numbers(folder: Path, texts: Texts) -> frozenset[str]:
    """Phone numbers that stand in the folder's fields, as digits: a text may say them too."""
    numbers = {texts.values["number"]}
    for path in sorted((folder / "help").glob("*.yaml")):
        gathered = Faults(all_of_them=True)
        with gathered:  # told already
            file = files.read(path, authored.Help)
            numbers |= {entry.number for entry in file.organisations} | {slot.number for slot in file.slots}
    return frozenset("".join(number.split()) for number in numbers)


# --- translations -----------------------------------------------------------------------------------------------


def _translations(
    folder: Path, english: Mapping[Profile, Mapping[str, str]], faults: Faults, gaps: Faults
) -> list[str]:
    """What a machine sees of translations. Gaps and stale strings are faults too: a tablet would show English in their place."""
    notes: list[str] = []
    everything = {name for texts in english.values() for name in texts}
    english_still: dict[Profile, dict[str, int]] = {}
    base = next(iter(english), "adult")
    for profile, texts in english.items():
        for language in catalogue.LANGUAGES:
            names = dict.fromkeys((f"{language}.po", f"{language}.{profile}.po"))
            found: list[Catalogue] = []
            for name in names:
                path = folder / "locales" / name
                if path.is_file() and not path.is_symlink():
                    try:
                        found.append(catalogue.read(path, language, texts))
                    except CatalogueError as error:
                        faults.add(str(error))
            if not found:
                continue
            if profile != base:  # the common file is held to the English of `base`; here counts what says the same
                found = [one if f".{profile}." in one.path.name else _current(one) for one in found]
            for one in found:
                for fault in catalogue.faults(one, texts):
                    if fault.stops:
                        faults.add(f"{one.path}: {fault.id} {fault.what}")
                    elif fault.id in one.strings and (fault.id in texts or fault.id not in everything):
                        gaps.add(f"{one.path}: {fault.id} {fault.what}")
                notes += [line for line in _long(one, texts) if line not in notes]
            if profile == base:
                _gaps(found, texts, gaps)
            elif missing := len(set(texts) - {name for one in found for name in one.strings}):
                english_still.setdefault(profile, {})[language] = missing
    return [*notes, *_english_still(folder, english_still)]


def _current(one: Catalogue) -> Catalogue:
    return one._replace(strings={name: one.strings[name] for name in one.usable()})


def _english_still(folder: Path, found: Mapping[Profile, Mapping[str, int]]) -> Iterator[str]:
    """Only the first charter of a folder has to be there in every language; of the others it is said how much stays English.

    found: number of texts by profile and language.
    """
    for profile, missing in found.items():
        for count in sorted(set(missing.values())):
            languages = [language for language, texts in missing.items() if texts == count]
            yield (
                f"{folder / 'locales'}: {count} texts of {profile} stay English in {', '.join(languages)}"
                f" (put them into LANGUAGE.{profile}.po)"
            )


def _gaps(found: list[Catalogue], texts: Mapping[str, str], faults: Faults) -> None:
    held = {name for one in found for name in one.strings}
    missing = [name for name in texts if name not in held]
    path = found[-1].path
    for name in missing[:MOST_GAPS]:
        faults.add(f"{path}: {name} is not translated (`kiosk charter languages` tells how far each language is)")
    if len(missing) > MOST_GAPS:
        faults.add(f"{path}: {len(missing) - MOST_GAPS} more texts are not translated")


def _long(one: Catalogue, texts: Mapping[str, str]) -> Iterator[str]:
    if one.language in _UNPARTED:
        return
    for name, string in one.strings.items():
        if name in texts:
            for sentence in string.text.split("\n"):
                count = len(sentence.split())
                if count > MOST_TRANSLATED_WORDS:
                    yield f"{one.path}: {name} has a sentence of {count} words (over {MOST_TRANSLATED_WORDS}: can it be two?)"
