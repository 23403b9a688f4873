"""The help organisations of a content folder: the ones that Wardlight knows, and the slots that only the trust can fill.

An entry travels with who checked it, when, and until when that holds, so that the tablet can show a fallback in time
(hazard H7: wrong or dead helpline).
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Protocol

from kiosk import wardpack
from kiosk.charter import authored
from kiosk.charter.authored import ContentError
from kiosk.charter.profiles import Entry, shown_to
from kiosk.wardpack import Profile

NOT_CHECKED = "not checked by a trust"
_TO_MEND = "(check it, and write 'checked_by:' and 'checked_on:')"


class Put(Protocol):
    """Takes a text into the pack."""

    def __call__(self, path: Path, text_id: str, text: str, easy: str = "", what: str = "") -> None: ...


def known_organisations(
    folder: Path, profile: Profile, put: Put, mode: wardpack.Mode
) -> tuple[wardpack.Organisation, ...]:
    """Everybody outside the ward whom this profile shows. Raises ContentError."""
    entries: dict[str, Entry] = {}
    places: dict[str, tuple[Path, authored.Checked | None]] = {}
    for path in sorted(folder.glob("*.yaml")):
        file = authored.read(path, authored.Help)
        in_file: tuple[Entry, ...] = (*file.organisations, *file.slots)
        for entry in in_file:
            if entry.id in entries:
                raise ContentError(f"{path}: {entry.id} is there twice (take one out)")
            entries[entry.id], places[entry.id] = entry, (path, file.defaults)
    found: list[wardpack.Organisation] = []
    for entry in shown_to(folder, profile, entries):
        path, defaults = places[entry.id]
        if isinstance(entry, authored.Organisation):
            found.append(_organisation(path, entry, defaults, put, mode))
        else:
            found += _slot(path, entry, put, mode)
    if not found:
        raise ContentError(f"{folder}: there is nobody outside the ward to ask (add a file with 'organisations:')")
    return tuple(found)


def _organisation(
    path: Path, entry: authored.Organisation, defaults: authored.Checked | None, put: Put, mode: wardpack.Mode
) -> wardpack.Organisation:
    if not entry.number and not entry.web:
        raise ContentError(f"{path}: {entry.id} has neither a number nor a web page (add 'number:' or 'web:')")
    return _made(path, entry, defaults, entry.grade, put, mode)


def _slot(path: Path, slot: authored.Slot, put: Put, mode: wardpack.Mode) -> tuple[wardpack.Organisation, ...]:
    """What a trust put into a slot; nothing where it is empty. Its words are in the pack in any case, so that they can be translated."""
    filled = bool(slot.number or slot.web)
    if filled and slot.left_out:
        raise ContentError(f"{path}: {slot.id} is filled in and left out (take one of the two out)")
    if filled:
        if not slot.checked_by or not slot.source:
            raise ContentError(
                f"{path}: {slot.id} does not say who checked it and where (add 'checked_by:', 'source:')"
            )
        return (_made(path, slot, None, "A", put, mode),)
    if mode == "live" and slot.needed and not slot.left_out.strip():
        raise ContentError(
            f"{path}: {slot.id} is empty (put in the number or web page of {slot.find}, or say under 'left_out:' why there is none)"
        )
    put(path, f"help.{slot.id}.name", slot.name)
    put(path, f"help.{slot.id}.who", slot.who, slot.who_easy)
    return ()


def _made(
    path: Path,
    entry: Entry,
    defaults: authored.Checked | None,
    grade: authored.Grade,
    put: Put,
    mode: wardpack.Mode,
) -> wardpack.Organisation:
    checked_by = entry.checked_by or (defaults.checked_by if defaults else "")
    checked_on = entry.checked_on or (defaults.checked_on if defaults else None)
    expires_on = entry.expires_on or (defaults.expires_on if defaults else None)
    if not checked_by or checked_on is None or expires_on is None:
        raise ContentError(
            f"{path}: {entry.id} does not say who checked it, when, and until when that holds (add 'checked_by:', 'checked_on:', 'expires_on:')"
        )
    if mode == "live" and checked_by == NOT_CHECKED:
        raise ContentError(f"{path}: {entry.id} is {NOT_CHECKED} {_TO_MEND}")
    if expires_on <= checked_on:
        raise ContentError(f"{path}: {entry.id} expires before it was checked (mend 'expires_on:')")
    for name in ("number", "web"):
        if "[" in getattr(entry, name):
            raise ContentError(
                f"{path}: the {name} of {entry.id} still has a part to fill in (replace the square brackets)"
            )
    for age in (entry.least_age, entry.most_age + 1 if entry.most_age is not None else None):
        if age is not None and str(age) not in entry.who:
            raise ContentError(f"{path}: {entry.id} is for an age that its words do not tell (say {age} under 'who:')")
    put(path, f"help.{entry.id}.name", entry.name)
    put(path, f"help.{entry.id}.who", entry.who, entry.who_easy)
    put(path, f"help.{entry.id}.fallback", entry.fallback or (defaults.fallback if defaults else ""))
    return wardpack.Organisation(
        id=entry.id,
        number=entry.number,
        web=entry.web,
        grade=grade,
        checked_on=_seconds(checked_on),
        checked_by=checked_by,
        expires_on=_seconds(expires_on),
        source=entry.source,
        least_age=entry.least_age,
        most_age=entry.most_age,
    )


def _seconds(day: datetime.date) -> int:
    """The start of a day, in seconds since 1970."""
    return int(datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC).timestamp())
