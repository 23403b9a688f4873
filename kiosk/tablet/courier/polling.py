"""Staff calls over plain requests, for where a proxy passes no WebSocket: one request waits at the trust for news, and gives way when there is
something to say. To `calls` it is a line like the other.

What was said in a request whose answer never came is said again in the next: all that a tablet says about calls may be said twice.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from kiosk import wire
from kiosk.tablet.courier import times
from kiosk.tablet.courier.exchange import HEADERS, NotAnswered, client, post
from kiosk.tablet.courier.identity import Identity
from kiosk.tablet.courier.lines import BetterWay, ConnectionLost
from kiosk.tablet.packstore import PackStoreError
from kiosk.tablet.settings import Settings

COUNTER_TRIES = 3
WITHIN = wire.POLL_HOLD + 7.0  # seconds for an answer
HELLO_WITHIN = 5.0  # seconds for the first one


class PollingLine:
    """Requests, one after the other."""

    def __init__(self, http: httpx.AsyncClient, base: str, identity: Identity) -> None:
        self._http, self._base, self._identity = http, base, identity
        self._said: list[wire.FromTablet] = []
        self._come: deque[wire.ToTablet] = deque()
        self._urgent = asyncio.Event()
        self._known = b""
        self._leaves = False

    def leave(self) -> None:
        """There is a better way: the line ends as soon as nothing is left to say on it."""
        self._leaves = True
        self._urgent.set()

    async def send(self, message: wire.FromTablet) -> None:
        """It goes with the next request: of a heartbeat nobody has to hear at once, and a hello is every request's signature."""
        if isinstance(message, wire.Hello):
            await self._ask(hold=False, within=HELLO_WITHIN)
            self._come.appendleft(wire.Welcome(True, self._identity.counters["calls"]))
            return
        self._said.append(message)
        if not isinstance(message, wire.Beat):
            self._urgent.set()

    async def receive(self) -> wire.ToTablet:
        """The next message; asks until there is one."""
        while not self._come:
            if self._leaves and not self._said:
                raise BetterWay
            self._urgent.clear()
            await times.first_of(self._ask(hold=not self._said), self._urgent.wait())
        return self._come.popleft()

    async def _ask(self, *, hold: bool, within: float = WITHIN) -> None:
        said = tuple(self._said[: wire.POLL_MOST_MESSAGES])
        body = wire.encode(wire.Poll(said, self._known, hold))
        for _ in range(COUNTER_TRIES):
            try:
                headers = self._identity.sign("calls", "POST", wire.POLL_PATH, body)
                # Taken for used as soon as it is sent: a request that was given up has come there as well.
                self._identity.counters["calls"] += 1
                status, data = await post(
                    self._http, self._base + wire.POLL_PATH, body, headers, wire.POLLED_MOST_BYTES, within
                )
            except NotAnswered as error:
                raise ConnectionLost(error.reason) from None
            except PackStoreError:
                raise ConnectionLost("unpaired") from None
            if status == 200:
                self._takes(said, data)
                return
            if status != 409:
                raise ConnectionLost("not_welcome")
            with contextlib.suppress(wire.WireError):
                self._identity.counters["calls"] = wire.decode_answer(data).counter
        raise ConnectionLost("not_welcome")

    def _takes(self, said: tuple[wire.FromTablet, ...], data: bytes) -> None:
        try:
            polled = wire.decode_polled(data)
        except wire.WireError:
            raise ConnectionLost("not_understood") from None
        del self._said[: len(said)]
        self._known = polled.known
        self._identity.counters["calls"] = polled.counter
        self._come.extend(polled.messages)


@asynccontextmanager
async def polling(settings: Settings, identity: Identity) -> AsyncIterator[PollingLine]:
    """A line of requests to the trust of these settings."""
    async with client(settings, HEADERS | {"connection": "keep-alive"}) as http:
        yield PollingLine(http, settings.trust.rstrip("/"), identity)
