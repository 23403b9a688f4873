"""Staff calls over a WebSocket: the usual way to the trust."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import websockets.asyncio.client
from websockets.exceptions import InvalidHandshake, WebSocketException

from kiosk import wire
from kiosk.tablet.courier.exchange import USER_AGENT, tls
from kiosk.tablet.courier.lines import ConnectionLost, Line
from kiosk.tablet.settings import Settings

OPEN_WITHIN = 5.0  # seconds until the connection is open


class NoWebSocket(ConnectionLost):
    """Something answered, and opened no WebSocket: a proxy that forbids them, or a captive portal."""

    def __init__(self) -> None:
        super().__init__("no_connection")


class _Straight(websockets.asyncio.client.connect):
    """A connection that follows no redirect: where calls go is in the settings, and nowhere else."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


class _WebSocketLine:
    def __init__(self, connection: websockets.asyncio.client.ClientConnection) -> None:
        self._connection = connection

    async def send(self, message: wire.FromTablet) -> None:
        try:
            await self._connection.send(wire.encode(message))
        except (OSError, WebSocketException):
            raise ConnectionLost("no_connection") from None

    async def receive(self) -> wire.ToTablet:
        try:
            data = await self._connection.recv()
        except (OSError, WebSocketException):
            raise ConnectionLost("no_connection") from None
        if isinstance(data, str):
            raise ConnectionLost("not_understood")
        try:
            return wire.decode_to_tablet(data)
        except wire.WireError:
            raise ConnectionLost("not_understood") from None


@asynccontextmanager
async def websocket(settings: Settings) -> AsyncIterator[Line]:
    """ws or wss as the trust's address is http or https, checked the same way. Raises ConnectionLost, NoWebSocket."""
    opening = _Straight(
        "ws" + settings.trust.removeprefix("http").rstrip("/") + wire.CALLS_PATH,
        ssl=tls(settings),
        proxy=None,
        compression=None,
        user_agent_header=USER_AGENT,
        open_timeout=OPEN_WITHIN,
        ping_interval=None,  # the heartbeat is ours, as it carries the frame's age
        close_timeout=1.0,
        max_size=wire.CALL_MOST_BYTES,
    )
    try:
        connection = await opening
    except ssl.SSLError:
        raise ConnectionLost("certificate") from None
    except InvalidHandshake:
        raise NoWebSocket from None
    except TimeoutError:
        raise ConnectionLost("timeout") from None
    except (OSError, WebSocketException, ValueError):
        raise ConnectionLost("no_connection") from None
    try:
        yield _WebSocketLine(connection)
    except ConnectionLost:
        connection.transport.abort()  # a dead network would keep the closing, and the next attempt, waiting
        raise
    finally:
        await connection.close()
