"""The courier's end of the link to the window: `channel.Channel` on asyncio's loop. A link that breaks is let go; the keeper brings a new one."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

from kiosk.tablet.channel import Channel, ChannelClosed
from kiosk.tablet.courier.messages import FromCourier, FromWindow


class WindowLink:
    """hear: called with each message, in order."""

    def __init__(self, end: socket.socket, hear: Callable[[FromWindow], None]) -> None:
        self._channel: Channel[FromWindow] = Channel(end, FromWindow)
        self._fd = end.fileno()  # kept, as a closed socket no longer knows its own
        self._hear = hear
        self._loop = asyncio.get_running_loop()
        self._open = True
        self._writing = False
        self._loop.add_reader(self._fd, self._readable)

    def say(self, message: FromCourier) -> None:
        """Queue a message. To a window that has gone it is lost: the next one asks for what it needs."""
        if self._open:
            self._guard(lambda: self._channel.send(message))

    def close(self) -> None:
        """Let go of the link. Twice does nothing."""
        if self._open:
            self._open = False
            self._loop.remove_reader(self._fd)
            self._loop.remove_writer(self._fd)
            self._channel.close()

    def _readable(self) -> None:
        def take_in() -> None:
            for message in self._channel.receive():
                self._hear(message)

        self._guard(take_in)

    def _guard(self, work: Callable[[], None]) -> None:
        try:
            work()
        except ChannelClosed:
            self.close()
        if self._open and self._channel.wants_write != self._writing:
            self._writing = self._channel.wants_write
            if self._writing:
                self._loop.add_writer(self._fd, self._guard, self._channel.flush)
            else:
                self._loop.remove_writer(self._fd)
