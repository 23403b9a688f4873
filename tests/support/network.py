"""A network between a browser or a tablet and the trust that a test can break: silent (half-open, as when a cable is pulled far away), cut, in the
hands of a captive portal or of a proxy that forbids WebSockets, and whole again."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from tests.support.waiting import wait_for

PORTAL = b"HTTP/1.1 302 Found\r\nLocation: http://portal.example/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
SWALLOW = b"swallow"  # a mark of ours: the upgrade goes through, and nothing after it
HANG = b"hang"  # another: the upgrade is never answered
FORBIDDEN = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def _portal(_head: bytes) -> bytes:
    return PORTAL


def _swallowed(head: bytes) -> bytes:
    return SWALLOW if b"upgrade: websocket" in head.lower() else b""


def _hung(head: bytes) -> bytes:
    return HANG if b"upgrade: websocket" in head.lower() else b""


def _no_upgrade(head: bytes) -> bytes:
    return FORBIDDEN if b"upgrade: websocket" in head.lower() else b""


class Network:
    """Passes bytes on to one address. silent: nothing passes, and no connection is told. cut: every connection breaks, and no other one stands.

    tls: what it shows to whoever connects, where they speak TLS; it ends here, as at a trust's proxy.
    """

    def __init__(self, to: str, tls: ssl.SSLContext | None = None) -> None:
        self._to = urlsplit(to)
        self._tls = tls
        self._answers: Callable[[bytes], bytes] | None = (
            None  # from the head of a request to an answer of its own, or nothing
        )
        self.address = ""
        self.swallowed = 0  # WebSockets that came to nothing in silence
        self._passing = asyncio.Event()
        self._passing.set()
        self._is_cut = False
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._end = asyncio.Event()

    def silence(self) -> None:
        self._soon(self._passing.clear)

    def cut(self) -> None:
        self._soon(self._break)

    def into_a_portal(self) -> None:
        """A captive portal answers everything."""
        self._soon(self._break_for(_portal))

    def forbid_websockets(self) -> None:
        """A proxy passes requests on, and no WebSocket."""
        self._soon(self._break_for(_no_upgrade))

    def swallow_websockets(self) -> None:
        """A proxy lets WebSockets open, and passes nothing over them; requests go through."""
        self._soon(self._break_for(_swallowed))

    def hang_websockets(self) -> None:
        """A proxy never answers who wants a WebSocket; requests go through."""
        self._soon(self._break_for(_hung))

    def mend(self) -> None:
        self._soon(self._whole)

    def stop(self) -> None:
        self._soon(self._end.set)

    def _soon(self, do: Callable[[], object]) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(do)

    def _break(self) -> None:
        self._is_cut = True
        for writer in self._writers:
            writer.transport.abort()

    def _break_for(self, answers: Callable[[bytes], bytes]) -> Callable[[], None]:
        def run() -> None:
            self._answers = answers
            for writer in self._writers:
                writer.transport.abort()

        return run

    def _whole(self) -> None:
        self._is_cut = False
        self._answers = None
        self._passing.set()

    async def run(self) -> None:
        self._loop = asyncio.get_running_loop()
        server = await asyncio.start_server(self._connect, "127.0.0.1", 0, ssl=self._tls)
        self.address = f"http{'s' if self._tls else ''}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        await self._end.wait()
        server.close()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = b""
        if self._answers is not None:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                head = await reader.readuntil(b"\r\n\r\n")
            answer = self._answers(head) if self._answers is not None else b""
            if answer == HANG:
                await self._swallow(reader, writer)
                return
            if answer == SWALLOW:
                await self._open_and_swallow(head, reader, writer)
                return
            if answer:
                writer.write(answer)
                writer.close()
                return
        there_reader, there_writer = await asyncio.open_connection(self._to.hostname, self._to.port)
        there_writer.write(head)
        both = {writer, there_writer}
        self._writers |= both
        if self._is_cut:
            self._break()
        with contextlib.suppress(
            OSError, asyncio.CancelledError
        ):  # cancelled: the network ends, and a connection still stands
            await asyncio.gather(self._pass(reader, there_writer), self._pass(there_reader, writer))
        self._writers -= both

    async def _open_and_swallow(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_connection(self._to.hostname, self._to.port)
        there_writer.write(head)
        writer.write(await there_reader.readuntil(b"\r\n\r\n"))
        await self._swallow(reader, writer)
        there_writer.close()

    async def _swallow(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.swallowed += 1
        self._writers.add(writer)
        with contextlib.suppress(OSError):
            while await reader.read(65_536):
                pass
        self._writers.discard(writer)
        writer.close()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            await self._passing.wait()
            writer.write(data)
            await writer.drain()
        writer.close()


@contextmanager
def network(to: str, tls: ssl.SSLContext | None = None) -> Iterator[Network]:
    """A network to this address until the block is left. tls: as in `Network`."""
    running = Network(to, tls)
    thread = threading.Thread(target=asyncio.run, args=(running.run(),), name="network")
    thread.start()
    try:
        wait_for(lambda: running.address, what="the network is up")
        yield running
    finally:
        running.mend()
        running.stop()
        thread.join(timeout=20)
