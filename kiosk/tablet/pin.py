"""The staff PIN: how it is kept, how it is checked, and how long to wait after a wrong one.

Only a slow hash of it lies in tablet.toml. The number of wrong tries lies in a file, so that switching the tablet off and on does not start them
anew. A wait never touches Call staff: only the PIN pad rests.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from kiosk.refusal import Refusal

LEAST_DIGITS = 6
MOST_DIGITS = 12
_PREFIX = "argon2id-1"
_SALT_BYTES = 16


class PinError(Refusal, ValueError):
    """A PIN or its hash that cannot be used."""


def _derive(pin: str, salt: bytes) -> bytes:
    return Argon2id(salt=salt, length=32, iterations=3, lanes=1, memory_cost=64 * 1024).derive(pin.encode())


def new_hash(pin: str, random: Callable[[int], bytes] = os.urandom) -> str:
    """What to write as `pin` in tablet.toml. Raises PinError for a PIN that is too short, too long or not of digits."""
    if not (pin.isascii() and pin.isdigit() and LEAST_DIGITS <= len(pin) <= MOST_DIGITS):
        raise PinError(f"a staff PIN has {LEAST_DIGITS} to {MOST_DIGITS} digits")
    if len(set(pin)) < 3:
        raise PinError("a staff PIN needs at least three different digits")
    salt = random(_SALT_BYTES)
    return "$".join((_PREFIX, base64.b64encode(salt).decode(), base64.b64encode(_derive(pin, salt)).decode()))


def right(pin: str, kept: str) -> bool:
    """Whether this is the PIN that was hashed; never, where none was set. About 0.2 s: call it off the window's thread. Raises PinError."""
    if not kept:
        return False
    try:
        prefix, salt, digest = kept.split("$")
        wanted, salt_bytes = base64.b64decode(digest, validate=True), base64.b64decode(salt, validate=True)
    except (ValueError, binascii.Error):
        raise PinError("the pin in tablet.toml is damaged: make a new one with `kiosk tablet --new-pin`") from None
    if prefix != _PREFIX:
        raise PinError(f"the pin in tablet.toml is of kind {prefix!r}: make a new one with `kiosk tablet --new-pin`")
    return hmac.compare_digest(_derive(pin, salt_bytes), wanted)


def wait_after(wrong: int) -> float:
    """Seconds to wait after so many wrong tries in a row: none for the first two, then 5 s, doubling, at most an hour."""
    return 0.0 if wrong < 3 else min(3600.0, 5.0 * 2 ** min(wrong - 3, 10))


class Tries:
    """Wrong tries in a row, kept in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def wrong(self) -> int:
        try:
            return int(self._path.read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return 0

    def note(self, was_right: bool) -> float:
        """Count a try. Returns the seconds to wait."""
        wrong = 0 if was_right else self.wrong + 1
        # A tablet that was never paired has no data folder yet, and a PIN is tried on it first of all.
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path.write_text(str(wrong), encoding="ascii")
        return wait_after(wrong)
