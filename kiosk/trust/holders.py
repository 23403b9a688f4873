"""The files of those who hold a key offline: the root's two holders, recovery's three, and the founding keys until the first readers are there.

A key with holders is split by XOR for each pair of them, so that any two together have it and each alone has random bytes: with two holders both are
needed, with three any two. For: splitting, joining, and the files. Not for: anything that the running backend reads.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable, Mapping
from itertools import combinations
from pathlib import Path
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct

from kiosk import envelope, records, wardpack
from kiosk.refusal import Refusal
from kiosk.trust.keys import GroupKey

What = Literal["root", "recovery"]
_WHAT: dict[str, What] = {"root": "root", "recovery": "recovery"}
_KINDS: dict[str, records.ReaderGroup] = {kind: kind for kind in records.READER_GROUPS if kind != "recovery"}
_HEAD = "Wardlight key share, version 1"
_FOUNDING_HEAD = "Wardlight founding keys, version 1"
_ROOT_HEAD = "Wardlight demo root, version 1"


class ShareError(Refusal):
    """A share that does not fit, or a file of keys that is not one. The message says which and why."""


class Share(Struct, frozen=True):
    """What one holder has. key: names the whole key. holder: 1, 2 or 3. parts: pair of holders -> random-looking bytes."""

    what: What
    trust: str
    key: str
    holder: int
    parts: Mapping[tuple[int, int], bytes]


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))


def split(
    what: What, trust: str, secret: bytes, holders: int, random: Callable[[int], bytes] = secrets.token_bytes
) -> list[Share]:
    """Shares of which any two give the secret back."""
    parts: dict[int, dict[tuple[int, int], bytes]] = {holder: {} for holder in range(1, holders + 1)}
    for pair in combinations(parts, 2):
        mask = random(len(secret))
        parts[pair[0]][pair] = mask
        parts[pair[1]][pair] = _xor(secret, mask)
    name = key_name(what, secret)
    return [Share(what, trust, name, holder, own) for holder, own in parts.items()]


def join(first: Share, second: Share) -> bytes:
    """The secret of which these are two shares. Raises ShareError."""
    if (first.what, first.trust, first.key) != (second.what, second.trust, second.key):
        raise ShareError("these two shares are not of the same key")
    common = set(first.parts) & set(second.parts)
    if first.holder == second.holder or not common:
        raise ShareError("these two shares are the same holder's: two different holders are needed")
    pair = common.pop()
    if len(first.parts[pair]) != len(second.parts[pair]):
        raise ShareError("one of these shares is cut short")
    secret = _xor(first.parts[pair], second.parts[pair])
    if key_name(first.what, secret) != first.key:
        raise ShareError("these two shares do not make the key that they name: one of them was changed")
    return secret


def key_name(what: What, secret: bytes) -> str:
    """What a share calls its key: the root's fingerprint, or the id of a sealing key."""
    try:
        if what == "root":
            public = Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
            return wardpack.fingerprint(public).hex()
        return envelope.key_id(envelope.PrivateKey(secret).public).hex()
    except ValueError as error:
        raise ShareError(f"this is no {what} key: {error}") from None


def write_share(share: Share, folder: Path) -> Path:
    """The share as a file for its holder, readable by its owner alone. Raises OSError; a file that is there is never replaced."""
    lines = [_HEAD, f"what: {share.what}", f"trust: {share.trust}", f"key: {share.key}", f"holder: {share.holder}"]
    lines += [f"part {first}-{second}: {part.hex()}" for (first, second), part in sorted(share.parts.items())]
    path = folder / f"wardlight-{share.what}-holder-{share.holder}.txt"
    write_private(path, "\n".join(lines) + "\n")
    return path


def read_share(path: Path) -> Share:
    """Raises ShareError, OSError."""
    lines = _lines(path)
    try:
        if lines[0] != _HEAD:
            raise ValueError(lines[0])
        fields = dict(line.split(": ", 1) for line in lines[1:])
        parts = {}
        for name in [name for name in fields if name.startswith("part ")]:
            first, second = name.removeprefix("part ").split("-")
            parts[int(first), int(second)] = bytes.fromhex(fields.pop(name))
        share = Share(
            _WHAT[fields.pop("what")], fields.pop("trust"), fields.pop("key"), int(fields.pop("holder")), parts
        )
        if fields or not parts:
            raise ValueError(str(fields))
    except (ValueError, KeyError, IndexError):
        raise ShareError(f"{path}: this is not a key share of version 1") from None
    return share


def write_founding(path: Path, keys: Iterable[GroupKey]) -> None:
    """The group keys with which the first readers are admitted. Whoever has this file reads every concern: it leaves the server with its holders."""
    lines = [_FOUNDING_HEAD, *(f"{key.kind} {key.ward or '-'} {key.group} {key.key.seed.hex()}" for key in keys)]
    write_private(path, "\n".join(lines) + "\n", replace=True)


def read_founding(path: Path) -> list[GroupKey]:
    """Raises ShareError, FileNotFoundError."""
    lines = _lines(path)
    try:
        if lines[0] != _FOUNDING_HEAD:
            raise ValueError(lines[0])
        found = []
        for line in lines[1:]:
            kind, ward, group, seed = line.split(" ")
            found.append(
                GroupKey(group, _KINDS[kind], None if ward == "-" else ward, envelope.PrivateKey(bytes.fromhex(seed)))
            )
    except (ValueError, KeyError, IndexError):
        raise ShareError(f"{path}: these are not founding keys of version 1") from None
    return found


def write_demo_root(path: Path, root: Ed25519PrivateKey) -> None:
    """The demo's own root, which has no holders: nothing in a demo is real."""
    write_private(path, f"{_ROOT_HEAD}\n{root.private_bytes_raw().hex()}\n")


def read_demo_root(path: Path) -> Ed25519PrivateKey:
    """Raises ShareError, FileNotFoundError."""
    lines = _lines(path)
    try:
        if lines[0] != _ROOT_HEAD:
            raise ValueError(lines[0])
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(lines[1]))
    except (ValueError, IndexError):
        raise ShareError(f"{path}: this is not the root key of a demo") from None


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        raise ShareError(f"{path}: this is not a file of keys") from None


def write_private(path: Path, text: str, *, replace: bool = False) -> None:
    """A file that only its owner reads, on the disk before this returns. Raises OSError."""
    flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if replace else os.O_EXCL)
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
