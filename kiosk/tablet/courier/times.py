"""The courier's clock, its rhythm and its pauses. Everything that waits takes a Clock, so that tests own the time.

The rhythm hangs on the wall clock alone: neither a start, nor a visit, nor what somebody sent can move it.
"""

from __future__ import annotations

import asyncio
import hashlib
import math
import time
from collections.abc import Coroutine
from random import Random
from typing import Any, Protocol


class Clock(Protocol):
    """wall: seconds since 1970. monotonic: seconds, shared by all processes of the tablet."""

    def wall(self) -> float: ...

    def monotonic(self) -> float: ...

    async def sleep(self, seconds: float) -> None: ...


class SystemClock:
    """The machine's own."""

    def wall(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


def phase(tablet: str, rhythm: float) -> float:
    """Seconds after each whole rhythm at which this tablet sends: spread over the tablets, so that they do not all speak at once."""
    part = int.from_bytes(hashlib.sha256(b"wardlight rhythm v1" + tablet.encode()).digest()[:8], "big") / 2**64
    return part * rhythm


def until_due(wall: float, rhythm: float, offset: float) -> float:
    """Seconds until the next batch is due: between a half and one and a half rhythms.

    Never less than half of one, so that a wake-up a moment early does not send twice, and a clock that was set sends at most one batch soon.
    """
    wait = rhythm - math.fmod(wall - offset, rhythm)
    if wait > rhythm:  # a clock before 1970, or before the offset
        wait -= rhythm
    return wait if wait >= rhythm / 2 else wait + rhythm


def until_rewrite(mean: float, random: Random) -> float:
    """Seconds until the next chaff slot is rewritten: as likely at any moment as at any other, at most eight times the mean.

    Only a wait without memory hides one more write among the regular ones: with even pauses, a short one would tell of a Send.
    """
    return min(8.0 * mean, random.expovariate(1.0 / mean))


def back_off(attempt: int, first: float, most: float, random: Random) -> float:
    """Seconds to wait after failed attempt n (from 1): anything up to a limit that doubles each time, up to `most` (full jitter)."""
    return random.uniform(0.0, min(most, first * 2.0 ** min(attempt - 1, 30)))


async def first_of(*works: Coroutine[Any, Any, object]) -> None:
    """Run them side by side until the first ends, then end the others. Raises what that first one raised."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
