"""Guesses at sign-in: each name has a few tries, then a growing wait. Nobody is locked out for good, and an unknown name looks like a known one.

A browser that has signed in before carries a mark (`known_mark`), and its tries are counted by themselves: somebody who guesses at a name from
elsewhere slows only themselves. Waits are counted in this process's memory; what guards the accounts is that passphrases are made by a machine.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Callable

from msgspec import Struct

from kiosk.trust.secret import ServerSecret

FREE_TRIES = 3
LONGEST_SECONDS = 60
FORGOTTEN_AFTER = 15 * 60  # seconds without a try
MOST_HELD = 10_000
_MARK_BYTES = 16


class _Tries(Struct):
    count: int
    last: float
    not_before: float


def known_mark(secret: ServerSecret, name: str, random: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """What a browser keeps after a sign-in: proves that somebody of this name signed in there, and tells the name to nobody."""
    nonce = random(_MARK_BYTES)
    return nonce.hex() + secret.digest("browsers", nonce, plain_name(name)).hex()


def plain_name(name: str) -> str:
    """A name as tries are counted under: without case and spaces, which sign-in forgives."""
    return " ".join(name.lower().split())


def _holds(secret: ServerSecret, name: str, mark: str) -> bool:
    try:
        raw = bytes.fromhex(mark)
    except ValueError:
        return False
    if raw.hex() != mark:
        return False  # tries are counted by the mark as it is written: in another spelling it would begin anew
    return hmac.compare_digest(raw[_MARK_BYTES:], secret.digest("browsers", raw[:_MARK_BYTES], plain_name(name)))


class SignInWaits:
    """Tries of names in one process. Safe to call from several threads. now: seconds on any steady clock."""

    def __init__(self, secret: ServerSecret) -> None:
        self._secret = secret
        self._tries: dict[tuple[str, str], _Tries] = {}
        self._lock = threading.Lock()

    def _key(self, name: str, mark: str) -> tuple[str, str]:
        return plain_name(name), mark if _holds(self._secret, name, mark) else ""

    def knows(self, name: str, mark: str) -> bool:
        """Whether somebody of this name has signed in with this browser before."""
        return _holds(self._secret, name, mark)

    def try_now(self, name: str, mark: str, now: float) -> float:
        """Count a try that is made now, before its outcome is known, so that tries side by side count as well.

        Returns 0, or the seconds to wait: then nothing was tried, and the wait does not grow.
        """
        key = self._key(name, mark)
        with self._lock:
            held = self._tries.pop(key, None)
            if held is None or now - held.last >= FORGOTTEN_AFTER:
                held = _Tries(0, now, now)
            if now < held.not_before:
                self._tries[key] = held
                return held.not_before - now
            held.count += 1
            held.last = now
            over = held.count - FREE_TRIES
            held.not_before = now + min(2.0 ** min(over, 10), LONGEST_SECONDS) if over >= 0 else now
            self._tries[key] = held  # at the end: the first to go when there are too many is who tried least lately
            while len(self._tries) > MOST_HELD:
                self._tries.pop(next(iter(self._tries)))
            return 0.0

    def passed(self, name: str, mark: str) -> None:
        """The try was right: its wait is forgotten."""
        with self._lock:
            self._tries.pop(self._key(name, mark), None)
