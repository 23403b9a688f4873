"""The window's side of another process: one channel at a time, watched by the window's loop, replaced when the keeper sends a new one.

A neighbour may be gone at any moment; telling it something then simply says that nobody was told.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from types import UnionType
from typing import Generic, Protocol, TypeVar

from kiosk.tablet.channel import Channel, ChannelClosed

Incoming = TypeVar("Incoming")


class Watcher(Protocol):
    """The part of the window's loop that is needed here."""

    def add_reader(self, fd: int, callback: Callable[[], None]) -> None: ...

    def remove_reader(self, fd: int) -> None: ...


class Neighbour(Generic[Incoming]):
    """heard: called with each message; gone: called once when the process has gone, not when it is replaced."""

    def __init__(
        self,
        loop: Watcher,
        incoming: type[Incoming] | UnionType,
        heard: Callable[[Incoming], None],
        gone: Callable[[], None],
    ) -> None:
        self._loop, self._incoming, self._heard, self._gone = loop, incoming, heard, gone
        self._channel: Channel[Incoming] | None = None
        self._fd = -1

    def join(self, end: socket.socket) -> None:
        """Take this link in the place of the one before."""
        self._drop()
        channel: Channel[Incoming] = Channel(end, self._incoming)
        self._channel, self._fd = channel, end.fileno()
        self._loop.add_reader(self._fd, self._hear)

    def leave(self) -> None:
        """Have nothing more to do with the process; `gone` is not called."""
        self._drop()

    def tell(self, message: object) -> bool:
        """Send a message. False where nobody is there to be told."""
        if self._channel is None:
            return False
        try:
            self._channel.send(message)
        except ChannelClosed:
            self._lose()
            return False
        return True

    def _hear(self) -> None:
        channel = self._channel
        if channel is None:
            return
        try:
            heard = channel.receive()
            channel.flush()
        except ChannelClosed:
            self._lose()
            return
        for message in heard:
            self._heard(message)
        if channel.closed and channel is self._channel:
            self._lose()

    def _lose(self) -> None:
        self._drop()
        self._gone()

    def _drop(self) -> None:
        if self._channel:
            self._loop.remove_reader(self._fd)
            self._channel.close()
            self._channel, self._fd = None, -1
