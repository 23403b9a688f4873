"""Guesses at sign-in: each name has a few tries, then a growing wait. Nobody is locked out for good, and an unknown name looks like a known one.

A browser that has signed in before carries a mark (`known_mark`), and its tries are counted by themselves: somebody who guesses at a name from
elsewhere slows only themselves. Waits are counted in memory, and the processes of a trust tell each other of each try, under a keyed hash of the
name. Tries that come to several processes in the same moment are all let through; what guards the accounts is that passphrases are made by a machine.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Awaitable, Callable

from msgspec import Struct

from kiosk.trust.secret import ServerSecret

FREE_TRIES = 3
LONGEST_SECONDS = 60
FORGOTTEN_AFTER = 15 * 60  # seconds without a try
MOST_HELD = 10_000
CHANNEL = "wardlight_tries"
_MARK_BYTES = 16
_TRIED, _PASSED = "+", "-"  # before the key in what processes tell each other


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


async def _nobody(_said: str) -> None:
    """There is no other process."""


class SignInWaits:
    """Tries of names. Safe to call from several threads. now: seconds on any steady clock.

    tell: given each try and each success, to be told to the other processes of the trust, and `heard` there.
    """

    def __init__(self, secret: ServerSecret, tell: Callable[[str], Awaitable[None]] = _nobody) -> None:
        self._secret, self._tell = secret, tell
        self._tries: dict[bytes, _Tries] = {}
        self._lock = threading.Lock()

    def _key(self, name: str, mark: str) -> bytes:
        return self._secret.digest("tries", plain_name(name), mark if _holds(self._secret, name, mark) else "")

    def knows(self, name: str, mark: str) -> bool:
        """Whether somebody of this name has signed in with this browser before."""
        return _holds(self._secret, name, mark)

    async def try_now(self, name: str, mark: str, now: float) -> float:
        """Count a try that is made now, before its outcome is known, so that tries side by side count as well; when it returns, others were told.

        Returns 0, or the seconds to wait: then nothing was tried, and the wait does not grow.
        """
        key = self._key(name, mark)
        with self._lock:
            held = self._tries.get(key)
            if held is not None and now - held.last < FORGOTTEN_AFTER and now < held.not_before:
                return held.not_before - now
            self._count(key, now)
        await self._tell(_TRIED + key.hex())
        return 0.0

    async def passed(self, name: str, mark: str) -> None:
        """The try was right: its wait is forgotten."""
        key = self._key(name, mark)
        with self._lock:
            self._tries.pop(key, None)
        await self._tell(_PASSED + key.hex())

    def heard(self, said: str, now: float) -> None:
        """What another process tells. Raises ValueError where it is not that."""
        key = bytes.fromhex(said[1:])
        with self._lock:
            if said[:1] == _PASSED:
                self._tries.pop(key, None)
            elif said[:1] == _TRIED:
                self._count(key, now)

    def _count(self, key: bytes, now: float) -> None:
        """The caller holds the lock."""
        held = self._tries.pop(key, None)
        if held is None or now - held.last >= FORGOTTEN_AFTER:
            held = _Tries(0, now, now)
        held.count += 1
        held.last = now
        over = held.count - FREE_TRIES
        held.not_before = now + min(2.0 ** min(over, 10), LONGEST_SECONDS) if over >= 0 else now
        self._tries[key] = held  # at the end: the first to go when there are too many is who tried least lately
        while len(self._tries) > MOST_HELD:
            self._tries.pop(next(iter(self._tries)))
