"""Bursts of check-ins: the same answers once more and once more within half a minute, by somebody who plays or who wants figures to tilt.

For: `submissions`, which flags them before they are sealed. Nothing is blocked or held up. Equal are two check-ins with the same `who` and `safe`: of
these the figures are made, and whoever taps through the rest at random still tilts them.

What is remembered outlives the visit, so it is no answer: a digest under a key that this process alone has, in memory alone, for 30 seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b

import msgspec

from kiosk import records

WITHIN = 30.0  # seconds
MOST = 3  # equal check-ins in that time that are no burst
KEY_BYTES = 32


class Bursts:
    """call_at(moment, callback): of the loop; seconds are of `clock`. key: random, of this process."""

    def __init__(
        self, call_at: Callable[[float, Callable[[], None]], object], clock: Callable[[], float], key: bytes
    ) -> None:
        self._call_at, self._clock, self._key = call_at, clock, key
        self._remembered: list[tuple[float, bytes]] = []  # (when it is forgotten, digest)

    def __bool__(self) -> bool:
        """Whether anything is remembered."""
        return bool(self._remembered)

    def noted(self, record: records.CheckIn) -> records.CheckIn:
        """The check-in with its flag: whether it is more than the third of its kind within 30 seconds on this tablet."""
        self._forget()
        answers = msgspec.msgpack.encode((record.who, record.safe))
        digest = blake2b(answers, key=self._key, digest_size=16).digest()
        until = self._clock() + WITHIN
        self._remembered.append((until, digest))
        self._call_at(until, self._forget)
        equal = sum(other == digest for _, other in self._remembered)
        return msgspec.structs.replace(record, burst=equal > MOST)

    def _forget(self) -> None:
        now = self._clock()
        self._remembered = [one for one in self._remembered if one[0] > now]
