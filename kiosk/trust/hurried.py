"""HTTP that does not wait for ever: a connection whose request headers have not ended in time is closed.

uvicorn times the rest between two requests, and our routes time bodies; headers that trickle in, or stop in their midst, would hold a connection (and
a file of the process) for as long as somebody likes. Time counts from the connection, or from the first byte of a further request on it.
"""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEADERS_WITHIN = 20.0  # seconds; the slowest honest network needs one


class HurriedProtocol(H11Protocol):
    """uvicorn's own protocol with a time for headers."""

    headers_within = HEADERS_WITHIN
    _headers_due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait_for_headers()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is h11.IDLE and not self.transport.is_closing():
            self._wait_for_headers()  # the beginning of a further request; a clock that runs already runs on
        else:
            self._wait_no_more()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        self._wait_no_more()
        super().handle_websocket_upgrade(event)

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_more()
        super().connection_lost(exc)

    def _wait_for_headers(self) -> None:
        if self._headers_due is None:
            self._headers_due = self.loop.call_later(self.headers_within, self._too_late)

    def _wait_no_more(self) -> None:
        if self._headers_due is not None:
            self._headers_due.cancel()
            self._headers_due = None

    def _too_late(self) -> None:
        self._headers_due = None
        if not self.transport.is_closing():
            self.transport.close()
