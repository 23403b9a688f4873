"""A ward's pack as a file: the signed parts as tablets are given them, with the root that they begin from.

For: keeping what was published, looking at it elsewhere, and comparing. Not for: tablets, which take parts from their trust alone.
"""

from __future__ import annotations

import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from kiosk import wardpack
from kiosk.charter import files
from kiosk.charter.faults import ContentError, Faults
from kiosk.records import UNREADABLE

ENDING = ".pack"
MOST_BYTES = 8 * 1024 * 1024


class PackFile(Struct, frozen=True, forbid_unknown_fields=True, tag="wardlight pack v1"):
    """root: the public root key that tablets of this trust have pinned. parts: keys, content, duty."""

    root: wardpack.PublicKey
    parts: tuple[wardpack.Signed, ...]


class Verified(Struct, frozen=True):
    """The parts of a pack whose signatures hold, under its own root."""

    root: bytes
    keys: wardpack.Keys
    content: wardpack.Content | None = None
    duty: wardpack.Duty | None = None


def write(path: Path, pack: PackFile) -> None:
    """Raises OSError."""
    path.write_bytes(msgspec.msgpack.encode(pack))


def read(path: Path) -> PackFile:
    """Raises ContentError."""
    data = files.read_bytes(path, MOST_BYTES)
    try:
        return msgspec.msgpack.decode(data, type=PackFile)
    except UNREADABLE as error:
        raise ContentError(f"{path}: is no ward pack ({error}; write one with `kiosk charter show --out`)") from None


def verified(path: Path, faults: Faults, held: Verified | None = None) -> Verified | None:
    """The parts that a tablet would take, if it held `held` before. None where not even the keys are to be trusted."""
    pack = read(path)
    offered: dict[str, wardpack.Signed] = {}
    for part in pack.parts:
        if part.name in offered:
            faults.add(f"{path}: has the {part.name} part twice (publish it again)")
        offered[part.name] = part
    if held is not None and pack.root != held.root:
        faults.add(
            f"{path}: is of another trust: its root is {fingerprint(pack.root)}, and {fingerprint(held.root)} is held"
        )
        return None
    if "keys" not in offered:
        faults.add(f"{path}: has no keys part, so that nothing in it can be verified (publish it again)")
        return None
    mode = offered["keys"].mode
    try:
        keys = wardpack.verify_keys(
            offered["keys"], pack.root, held.keys.mode if held else mode, held.keys if held else None
        )
    except wardpack.PackError as error:
        faults.add(f"{path}: {error}")
        return None
    content: wardpack.Content | None = None
    duty: wardpack.Duty | None = None
    if "content" not in offered:
        faults.add(f"{path}: has no content part (publish it with `kiosk charter publish`)")
    else:
        try:
            content = wardpack.verify_content(offered["content"], keys, held.content if held else None)
        except wardpack.PackError as error:
            faults.add(f"{path}: {error}")
    if "duty" in offered:
        try:
            duty = wardpack.verify_duty(offered["duty"], keys, held.duty if held else None)
        except wardpack.PackError as error:
            faults.add(f"{path}: {error}")
    return Verified(pack.root, keys, content, duty)


def check(path: Path, now: float, before: Path | None = None) -> tuple[str, ...]:
    """What is wrong with a pack file, a line each. before: a pack that tablets hold already. now: seconds since 1970. Raises ContentError."""
    faults = Faults(all_of_them=True)
    held = verified(before, Faults()) if before else None
    with faults:
        found = verified(path, faults, held)
        for part in (found.keys, found.content, found.duty) if found else ():
            # A duty part ends at every handover: that is no fault of the pack.
            if part is not None and not isinstance(part, wardpack.Duty) and wardpack.expired(part, now):
                faults.add(
                    f"{path}: the {type(part).__name__.lower()} part ended on {day(part.expires)} (publish it again)"
                )
    return tuple(faults.lines)


def fingerprint(root: bytes) -> str:
    """A root key in ten digits that people can compare."""
    return wardpack.fingerprint(root).hex()


def day(moment: int) -> str:
    """2026-11-25. moment: seconds since 1970."""
    return datetime.datetime.fromtimestamp(moment, datetime.UTC).date().isoformat()
