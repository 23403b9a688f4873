"""A connection for staff calls as `calls` uses it, whatever carries it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from kiosk import wire


class ConnectionLost(ConnectionError):
    """The connection ended, or says what it should not. reason: one word for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BetterWay(ConnectionLost):
    """Nothing is wrong: another kind of connection works again."""

    def __init__(self) -> None:
        super().__init__("better_way")


class Line(Protocol):
    """An open connection. Both raise ConnectionLost."""

    async def send(self, message: wire.FromTablet) -> None: ...

    async def receive(self) -> wire.ToTablet: ...


Connect = Callable[[], AbstractAsyncContextManager[Line]]
