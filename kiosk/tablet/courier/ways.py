"""Which way calls go to the trust: a WebSocket, and where something in between passes none, requests.

With every new connection the WebSocket is tried first, so that a proxy that was mended is found; one that opens and then carries nothing is not tried
again at once.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from kiosk import wire
from kiosk.tablet.courier import times
from kiosk.tablet.courier.identity import Identity
from kiosk.tablet.courier.lines import Connect, ConnectionLost, Line
from kiosk.tablet.courier.polling import polling
from kiosk.tablet.courier.websocket_line import NoWebSocket, websocket
from kiosk.tablet.settings import Settings


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
    mute = False  # the last WebSocket opened, and carried nothing

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
                mute = heard is not None and not heard.anything
                raise
        mute = False
        async with polling(settings, identity, clock) as line:
            yield line

    return connect
