"""Messages between the tablet's processes: length-prefixed msgpack over a socket pair, bounded both ways, without threads or asyncio.

The window polls these from its own loop, the courier from asyncio; both use `Channel` for the bytes. A peer that sends more than MOST_BYTES, or that
does not read while MOST_QUEUED bytes wait for it, is taken for broken and the channel is closed: the keeper then starts that process again.
"""

from __future__ import annotations

import contextlib
import socket
from types import UnionType
from typing import Generic, TypeVar

import msgspec

from kiosk.records import UNREADABLE

MOST_BYTES = 8 * 1024 * 1024
MOST_QUEUED = 32 * 1024 * 1024
_HEAD = 4

Incoming = TypeVar("Incoming")


class ChannelClosed(ConnectionError):
    """The other process has gone, or says what it should not."""


class Channel(Generic[Incoming]):
    """One end. `incoming`: the union of messages that may arrive here."""

    def __init__(self, end: socket.socket, incoming: type[Incoming] | UnionType) -> None:
        end.setblocking(False)
        self._end = end
        self._decoder: msgspec.msgpack.Decoder[Incoming] = msgspec.msgpack.Decoder(incoming)
        self._encoder = msgspec.msgpack.Encoder()
        self._inbox = bytearray()
        self._outbox = bytearray()
        self.closed = False

    def fileno(self) -> int:
        return self._end.fileno()

    @property
    def wants_write(self) -> bool:
        """Bytes wait for the other side: call `flush` when it can take them."""
        return bool(self._outbox)

    def send(self, message: object) -> None:
        """Queue a message and write what can be written at once. Raises ChannelClosed."""
        data = self._encoder.encode(message)
        if len(data) > MOST_BYTES or len(self._outbox) + len(data) > MOST_QUEUED:
            self.close()
            raise ChannelClosed("the other process does not read what it is sent")
        self._outbox += len(data).to_bytes(_HEAD, "big") + data
        self.flush()

    def flush(self) -> None:
        """Write what waits, as far as the other side takes it. Raises ChannelClosed."""
        while self._outbox:
            try:
                written = self._end.send(self._outbox)
            except (BlockingIOError, InterruptedError):
                return
            except OSError:
                self.close()
                raise ChannelClosed("the other process has gone") from None
            del self._outbox[:written]

    def receive(self) -> list[Incoming]:
        """All whole messages that have arrived; never waits. Raises ChannelClosed once everything before the end was handed out."""
        if self.closed:
            raise ChannelClosed("the other process has gone")
        ended = False
        while True:
            try:
                data = self._end.recv(1 << 18)
            except (BlockingIOError, InterruptedError):
                break
            except OSError:
                data = b""
            if not data:
                ended = True
                break
            self._inbox += data
        messages = self._whole()
        if ended:
            self.close()
            if not messages:
                raise ChannelClosed("the other process has gone")
        return messages

    def _whole(self) -> list[Incoming]:
        messages: list[Incoming] = []
        while len(self._inbox) >= _HEAD:
            length = int.from_bytes(self._inbox[:_HEAD], "big")
            if length > MOST_BYTES:
                self.close()
                raise ChannelClosed("the other process sent a message that is too long")
            if len(self._inbox) < _HEAD + length:
                break
            body = bytes(self._inbox[_HEAD : _HEAD + length])
            del self._inbox[: _HEAD + length]
            try:
                messages.append(self._decoder.decode(body))
            except UNREADABLE:
                self.close()
                raise ChannelClosed("the other process sent something that is no message") from None
        return messages

    def close(self) -> None:
        """Let go of the socket. Twice does nothing."""
        self.closed = True
        self._outbox.clear()
        with contextlib.suppress(OSError):
            self._end.close()
