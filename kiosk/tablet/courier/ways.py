"""Which way calls go to the trust: a WebSocket, and where something in between passes none, requests.

Who answers an attempt without opening a WebSocket is asked in requests at once. After one that comes to nothing in another way (no answer in time, a
break, an open one that carries nothing) the next attempt is made in requests, and the one after that by WebSocket again: some proxies refuse in
silence. While requests carry the calls, a WebSocket is tried beside them now and then, and only one that carries an answer takes over, so that no
press waits for an attempt.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from kiosk import wire
from kiosk.tablet.courier import times
from kiosk.tablet.courier.identity import Identity
from kiosk.tablet.courier.lines import Connect, ConnectionLost, Line
from kiosk.tablet.courier.polling import PollingLine, polling
from kiosk.tablet.courier.websocket_line import NoWebSocket, websocket
from kiosk.tablet.packstore import PackStoreError
from kiosk.tablet.settings import Settings

LOOK_EVERY = 300.0  # seconds between two looks whether WebSockets pass again
ANSWER_WITHIN = 5.0  # seconds for the answer on one


class _Heard:
    """A line that knows whether anything ever came over it."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self.anything = False

    async def send(self, message: wire.FromTablet) -> None:
        await self._line.send(message)

    async def receive(self) -> wire.ToTablet:
        message = await self._line.receive()
        self.anything = True
        return message


def to_trust(settings: Settings, identity: Identity, clock: times.Clock) -> Connect:
    """How to open a connection for calls to the trust of these settings."""
    mute = False  # the last WebSocket carried nothing

    @asynccontextmanager
    async def connect() -> AsyncIterator[Line]:
        nonlocal mute
        if not mute:
            heard: _Heard | None = None
            try:
                async with websocket(settings) as line:
                    heard = _Heard(line)
                    yield heard
                    return
            except NoWebSocket:
                pass
            except ConnectionLost:
                mute = heard is None or not heard.anything
                raise
        mute = False
        async with polling(settings, identity) as polls:
            looking = asyncio.create_task(_look(settings, identity, clock, polls))
            try:
                yield polls
            finally:
                looking.cancel()
                await asyncio.gather(looking, return_exceptions=True)

    return connect


async def _look(settings: Settings, identity: Identity, clock: times.Clock, polls: PollingLine) -> None:
    """End the requests once a WebSocket carries an answer."""
    while True:
        await clock.sleep(LOOK_EVERY)
        # PackStoreError: there is no pairing just now.
        with contextlib.suppress(ConnectionLost, PackStoreError, TimeoutError):
            async with websocket(settings) as line, asyncio.timeout(ANSWER_WITHIN):
                await line.send(wire.Hello(identity.sign("calls", wire.CALLS_METHOD, wire.CALLS_PATH, b"")))
                if isinstance(await line.receive(), wire.Welcome):  # also where the counter is another by now
                    polls.leave()
                    return
