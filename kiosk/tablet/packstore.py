"""Where a tablet's pairing lies on disk: the pinned root, the verified parts of the ward pack, and the tablet's own key.

For: the courier, which writes and reads all of it, and the window, which reads the pack. Not for: fetching (`courier.packs`), pairing
(`courier.pairing`), records (`courier.outbox`). Nothing here was ever written by a person on the ward.

    DATA/pack-MODE/current            the name of the pairing in force; replaced in one step
    DATA/pack-MODE/NAME/pairing       a Pairing: tablet id, place, root
    DATA/pack-MODE/NAME/key           the tablet's Ed25519 private key, 32 bytes, mode 0600; the window never opens it
    DATA/pack-MODE/NAME/parts         the three signed parts, replaced in one step, so that keys and content always fit each other
    DATA/pack-MODE/NAME/figures       the figures part, where there is one; apart, so that a program from before there was one reads the others

Demo and live lie in different folders, and each file says which it is. Everything read is verified again: a part that does not verify counts as not
held, and the courier fetches it anew. Reading the pack leaves no trace of when it was.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct

from kiosk import wardpack
from kiosk.records import UNREADABLE
from kiosk.whole_file import flush_folder, read_untraced, write_whole

# All together have to pass through one message of the tablet's channel (8 MiB).
MOST_BYTES: Mapping[wardpack.PartName, int] = {
    "keys": 64 * 1024,
    "content": wardpack.MOST_BYTES,
    "duty": 256 * 1024,
    "figures": 32 * 1024,
}
FILES = ("parts", "figures")
KEY_BYTES = 32

Kind = TypeVar("Kind")


class PackStoreError(Exception):
    """Something could not be written, or the key of a pairing is missing. The message says which file."""


class Pairing(Struct, frozen=True, forbid_unknown_fields=True):
    """tablet: its id at the trust. place: where it hangs, as the trust calls it. root: the pinned public key, 32 bytes."""

    mode: wardpack.Mode
    tablet: str
    place: str
    root: wardpack.PublicKey


class Held(Struct, frozen=True):
    """The parts that verify under the pinned root. A part that is missing or spoilt is None. place: "" where the tablet is not paired."""

    place: str = ""
    parts: tuple[wardpack.Signed, ...] = ()
    keys: wardpack.Keys | None = None
    content: wardpack.Content | None = None
    duty: wardpack.Duty | None = None
    figures: wardpack.Figures | None = None

    @property
    def serials(self) -> tuple[int, int, int]:
        """Of keys, content and duty, in the order of `wire.Answer.serials`; -1 where none is held, so that any is newer."""
        parts = (self.keys, self.content, self.duty)
        keys, content, duty = (-1 if part is None else part.serial for part in parts)
        return keys, content, duty


def verified(pairing: Pairing, offered: tuple[wardpack.Signed, ...], held: Held | None = None) -> Held:
    """What is held once these parts were taken in: all of them, or PackError for the first that must not be used.

    held: what they must not be older than. Its parts that are not replaced have to verify under the new keys; those that do not are left out, and
    the caller fetches them before it lets go of anything.
    """
    new = {signed.name: signed for signed in offered}
    old = {signed.name: signed for signed in held.parts} if held else {}
    for signed in new.values():
        if len(signed.body) > MOST_BYTES[signed.name]:
            raise wardpack.PackError(f"the {signed.name} part has {len(signed.body)} bytes, which is too long")
    signed_keys = new.get("keys", old.get("keys"))
    if signed_keys is None:
        if new:
            raise wardpack.PackError("there is no keys part, so that the others cannot be verified")
        return Held(pairing.place)
    keys = wardpack.verify_keys(signed_keys, pairing.root, pairing.mode, held.keys if held else None)
    content: wardpack.Content | None = None
    duty: wardpack.Duty | None = None
    figures: wardpack.Figures | None = None
    parts = [signed_keys]
    for name in ("content", "duty", "figures"):
        part = new.get(name, old.get(name))
        if part is None:
            continue
        try:
            if name == "content":
                content = wardpack.verify_content(part, keys, held.content if held else None)
            elif name == "duty":
                duty = wardpack.verify_duty(part, keys, held.duty if held else None)
            else:
                figures = wardpack.verify_figures(part, keys, held.figures if held else None)
        except wardpack.PackError:
            if name in new:
                raise
            continue
        parts.append(part)
    return Held(pairing.place, tuple(parts), keys, content, duty, figures)


class PackStore:
    """What lies in a tablet's data folder. Reading never raises for what is spoilt; writing raises PackStoreError and leaves what was there."""

    def __init__(self, data: Path, random_name: Callable[[], str] = lambda: secrets.token_hex(8)) -> None:
        self._data = data
        self._random_name = random_name

    def pairing(self, mode: wardpack.Mode) -> Pairing | None:
        """The pairing in force, or None where the tablet is not paired in this mode."""
        folder = self._current(mode)
        pairing = _read(folder / "pairing", Pairing) if folder else None
        return pairing if pairing is not None and pairing.mode == mode else None

    def read(self, mode: wardpack.Mode) -> Held:
        """The verified parts; an empty Held where the tablet is not paired in this mode."""
        folder, pairing = self._current(mode), self.pairing(mode)
        if folder is None or pairing is None:
            return Held()
        held = Held(pairing.place)
        # One by one: a spoilt duty part must not take the keys with it.
        for signed in (part for name in FILES for part in _read(folder / name, tuple[wardpack.Signed, ...]) or ()):
            with contextlib.suppress(wardpack.PackError):
                held = verified(pairing, (signed,), held)
        return held

    def private_key(self, mode: wardpack.Mode) -> Ed25519PrivateKey:
        """The tablet's own key. Raises PackStoreError where there is none: the tablet has to be paired again."""
        folder = self._current(mode)
        try:
            seed = (folder / "key").read_bytes() if folder else b""
        except OSError:
            seed = b""
        if len(seed) != KEY_BYTES:
            raise PackStoreError(f"{self._folder(mode)}: the key of this tablet is missing: pair the tablet again")
        return Ed25519PrivateKey.from_private_bytes(seed)

    def pair(self, pairing: Pairing, held: Held, key: Ed25519PrivateKey) -> None:
        """Put a new pairing in force, in one step. Raises PackStoreError; the pairing before then stays in force."""
        name = self._random_name()
        above = self._folder(pairing.mode)
        folder = above / name
        try:
            above.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.mkdir(mode=0o700)
            write_whole(folder / "key", key.private_bytes_raw())
            write_whole(folder / "pairing", msgspec.msgpack.encode(pairing))
            _write_parts(folder, held)
            flush_folder(above)
            write_whole(above / "current", name.encode())
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise PackStoreError(f"{above}: the pairing cannot be written: {error.strerror}") from None
        for other in above.iterdir():
            if other.is_dir() and other.name != name:
                shutil.rmtree(other, ignore_errors=True)

    def replace_parts(self, mode: wardpack.Mode, held: Held) -> None:
        """Put these parts in force, the three in one step. Raises PackStoreError; the parts before then stay in force."""
        folder = self._current(mode)
        if folder is None:
            raise PackStoreError(f"{self._folder(mode)}: there is no pairing that these parts could belong to")
        try:
            _write_parts(folder, held)
        except OSError as error:
            raise PackStoreError(f"{folder}: the parts cannot be written: {error.strerror}") from None

    def _folder(self, mode: wardpack.Mode) -> Path:
        return self._data / f"pack-{mode}"

    def _current(self, mode: wardpack.Mode) -> Path | None:
        try:
            name = read_untraced(self._folder(mode) / "current").decode("ascii")
        except (OSError, UnicodeDecodeError):
            return None
        return self._folder(mode) / name if name.isalnum() else None


def _write_parts(folder: Path, held: Held) -> None:
    needed = tuple(signed for signed in held.parts if signed.name != "figures")
    write_whole(folder / "parts", msgspec.msgpack.encode(needed))
    if others := tuple(signed for signed in held.parts if signed.name == "figures"):
        write_whole(folder / "figures", msgspec.msgpack.encode(others))


def _read(path: Path, kind: type[Kind]) -> Kind | None:
    try:
        return msgspec.msgpack.decode(read_untraced(path), type=kind)
    except (OSError, *UNREADABLE):
        return None
