"""How relays are, where they do not run: a trust's relays run in one of its processes (`lease`), and that one tells the others, for their pages.

A page says what it was told as long as that is fresh, and afterwards that it does not know. Nothing here says anything of a call.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

import msgspec

from kiosk.trust.notices import Notices
from kiosk.trust.relays.relay import Health
from kiosk.trust.relays.settings import Relay
from kiosk.trust.repeating import repeating

CHANNEL = "wardlight_relays"
LOOK_EVERY = 1.0  # seconds
TELL_EVERY = 5.0  # seconds, also when nothing has changed
STALE_AFTER = 15.0  # seconds

_decoder = msgspec.json.Decoder(Health)


class HeardRelays:
    """What was heard of the relays of the settings. clock: seconds since 1970."""

    def __init__(self, relays: Iterable[Relay], clock: Callable[[], float]) -> None:
        self._relays, self._clock = tuple(relays), clock
        self._began = clock()
        self._heard: dict[str, tuple[float, Health]] = {}

    async def hear(self, said: str) -> None:
        """Another process says how one is. Raises msgspec's errors."""
        health = _decoder.decode(said)
        self._heard[health.name] = self._clock(), health

    def health(self) -> tuple[Health, ...]:
        """How each is, as far as that is known, in the order of the settings."""
        return tuple(map(self._of, self._relays))

    def _of(self, relay: Relay) -> Health:
        now = self._clock()
        at, heard = self._heard.get(relay.name, (self._began, None))
        fresh = 0 <= now - at < STALE_AFTER
        if heard is not None and fresh:
            return msgspec.structs.replace(heard, wards=relay.wards)
        return Health(
            name=relay.name,
            kind=relay.kind,
            wards=relay.wards,
            state="unheard",
            since=None if fresh else at,
            last=None,
            fault="",
            waiting=0,
        )


@asynccontextmanager
async def telling(notices: Notices, health: Callable[[], tuple[Health, ...]]) -> AsyncIterator[None]:
    """Tell the others how each relay is, every few seconds and when it changes, until the block is left."""
    told: tuple[Health, ...] = ()
    rest = 0

    async def tell() -> None:
        nonlocal told, rest
        now, rest = health(), rest - 1
        if now == told and rest > 0:
            return
        # Their wards stand in everybody's settings, and might be more than fits in a notice.
        await notices.try_to_tell(
            CHANNEL, [msgspec.json.encode(msgspec.structs.replace(one, wards=())).decode() for one in now]
        )
        told, rest = now, round(TELL_EVERY / LOOK_EVERY)

    if notices.alone:
        yield
        return
    async with repeating(tell, LOOK_EVERY, "fault"):
        yield
