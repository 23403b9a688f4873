"""A tablet's connection for calls: hello, then presses, what is added to them and heartbeats in, news and heartbeats out.

Each side sends a heartbeat every ten seconds and counts the other as gone after thirty without a message. Whatever a tablet sends wrongly ends its
connection, never a call: it comes back and is told again how its calls stand.
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import anyio
import anyio.to_thread
from litestar import WebSocket, websocket
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import WebSocketDisconnect
from sqlalchemy.exc import DBAPIError

from kiosk import wire
from kiosk.trust import log
from kiosk.trust.backend import Backend
from kiosk.trust.calls import BEAT_EVERY, Link, NoSuchCall
from kiosk.trust.counters import WrongCounter
from kiosk.trust.pulses import STALE_AFTER
from kiosk.trust.tablets import Tablet, UnknownTablet

HELLO_WITHIN = 10.0  # seconds
HELLO_TRIES = 3  # with the right counter given after the first
UNKNOWN, MISTAKEN, SILENT, OVERRUN = 4401, 4400, 4408, 4413  # why a connection was closed

Socket: TypeAlias = WebSocket[Any, Any, State]


class _Closing(Exception):
    """Not an error: the end of a connection, with the code to close it with."""

    def __init__(self, code: int) -> None:
        self.code = code


@websocket(wire.CALLS_PATH)
async def serve_tablet(socket: Socket, backend: NamedDependency[Backend]) -> None:
    """One tablet, from hello to the end of its connection."""
    await socket.accept()
    try:
        tablet = await _hello(socket, backend)
        with backend.calls.connect(tablet) as link:
            code = await _talk(socket, backend, link)
    except _Closing as closing:
        code = closing.code
    except (WebSocketDisconnect, OSError):
        return
    if code:
        await socket.close(code=code)


async def _receive(socket: Socket, within: float) -> wire.FromTablet:
    try:
        with anyio.fail_after(within):
            data = await socket.receive_bytes()
    except TimeoutError:
        raise _Closing(SILENT) from None
    try:
        return wire.decode_from_tablet(data)
    except wire.WireError:
        raise _Closing(MISTAKEN) from None


async def _send(socket: Socket, message: wire.ToTablet) -> None:
    await socket.send_bytes(wire.encode(message))


async def _hello(socket: Socket, backend: Backend) -> Tablet:
    for _ in range(HELLO_TRIES):
        message = await _receive(socket, HELLO_WITHIN)
        if not isinstance(message, wire.Hello):
            raise _Closing(MISTAKEN)
        try:
            signed = await anyio.to_thread.run_sync(
                backend.tablets.take, message.headers, wire.CALLS_METHOD, wire.CALLS_PATH, "calls", b""
            )
        except UnknownTablet:
            raise _Closing(UNKNOWN) from None
        except WrongCounter as error:
            await _send(socket, wire.Welcome(False, error.expected))
            continue
        await _send(socket, wire.Welcome(True, signed.next))
        return signed.tablet
    raise _Closing(MISTAKEN)


async def _talk(socket: Socket, backend: Backend, link: Link) -> int:
    """Until one side is done. Returns the code to close with, 0 where the tablet is gone already."""
    for news in await backend.calls.news_for(link.tablet):
        link.tell(news)
    ended = 0
    async with anyio.create_task_group() as group:

        async def until_end(work: Callable[[Socket, Backend, Link], Awaitable[None]]) -> None:
            nonlocal ended
            try:
                await work(socket, backend, link)
            except _Closing as closing:
                ended = closing.code
            except (WebSocketDisconnect, OSError):
                ended = 0
            group.cancel_scope.cancel()

        for work in (_listen, _tell):
            group.start_soon(until_end, work)
    return ended


async def _listen(socket: Socket, backend: Backend, link: Link) -> None:
    while True:
        if not await take(backend, link.tablet, await _receive(socket, STALE_AFTER)):
            raise _Closing(MISTAKEN)


async def take(backend: Backend, tablet: Tablet, message: wire.FromTablet) -> bool:
    """Do what a tablet that is known says. Returns False where it makes no sense."""
    calls = backend.calls
    calls.heard(tablet.id, message if isinstance(message, wire.Beat) else None)
    try:
        if isinstance(message, wire.Press):
            await calls.press(tablet, message)
        elif isinstance(message, wire.Cancel):
            with contextlib.suppress(NoSuchCall):  # it was pressed and taken back before it ever arrived
                await (calls.end if message.attended else calls.cancel)(tablet, message.call)
        elif isinstance(message, wire.Tell):
            with contextlib.suppress(NoSuchCall):  # nothing is said, and the tablet adds it again
                await calls.add(tablet, message)
        elif isinstance(message, wire.Hello):
            return False
    except NoSuchCall:
        return False
    except DBAPIError as error:
        # Nothing is said, so the tablet keeps saying that the call has not arrived, and presses again.
        log.tell("call_not_stored", fault=error)
    return True


async def _tell(socket: Socket, backend: Backend, link: Link) -> None:
    while not link.overrun.is_set():
        message: wire.ToTablet = wire.Beat(clock=int(backend.clock()))
        with anyio.move_on_after(BEAT_EVERY):
            message = await link.outbox.get()
        if link.withdrawn:
            raise _Closing(UNKNOWN)
        await _send(socket, message)
    raise _Closing(OVERRUN)
