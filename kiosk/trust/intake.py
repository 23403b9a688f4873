"""Taking batches in from tablets, and handing out the parts of the ward pack and the sets of mailboxes.

A batch is stored whole before it is acknowledged, and looked into by nobody here: the keys for that are in the sorting process. Every answer has the
same size, whatever it says. Batches that arrive together are committed together, so that one worker serves many tablets. Not for: what is in a
batch (`sorting`), calls (`call_link`).
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from typing import Any, Literal

import anyio.to_thread
from litestar import Request, Response, asgi, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import ClientException, InternalServerException
from litestar.handlers import ASGIRouteHandler
from litestar.params import FromPath
from litestar.types import HTTPResponseBodyEvent, HTTPResponseStartEvent, Receive, Scope, Send
from msgspec import Struct
from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from kiosk import wardpack, wire
from kiosk.trust import log, mailboxes
from kiosk.trust.backend import Backend
from kiosk.trust.counters import WrongCounter
from kiosk.trust.store import tables
from kiosk.trust.store.database import Store, insert_once
from kiosk.trust.tablets import Signed, UnknownTablet

OCTETS = "application/octet-stream"
SERIALS_HOLD = 1.0  # seconds for which a tablet may not hear of a new part
BODY_WITHIN = 60.0  # seconds for a body to come: whoever stops in the middle must not hold a connection for ever
MOST_TOGETHER = 16  # batches in one transaction: two megabytes
_PARTS: tuple[wardpack.PartName, ...] = ("keys", "content", "duty", "figures")
NOT_OURS = 401, wire.Answer("refused", reason="not signed by a tablet of this trust")
_STATUS = {"stored": 200, "conflict": 409}


class Stored(Struct, frozen=True):
    """What became of a batch. serials: of all wards' parts: (ward, part) -> serial."""

    result: Literal["stored", "conflict"]
    serials: dict[tuple[str, str], int]


class BatchWriter:
    """Commits the batches that wait at the same moment in one transaction, each with its own answer."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store, self._clock = store, clock
        self._waiting: list[tuple[wire.Batch, bytes, asyncio.Future[Stored]]] = []
        self._running: asyncio.Task[None] | None = None
        # Made once: to put a statement together costs as much as to run it.
        self._insert = insert_once(store.engine, tables.batches)
        self._serials: dict[tuple[str, str], int] = {}
        self._serials_read = 0.0

    async def store(self, batch: wire.Batch, body: bytes) -> Stored:
        """Returns once the batch is on the disk, or is known to have been. Raises sqlalchemy's DBAPIError where it is not."""
        done: asyncio.Future[Stored] = asyncio.get_running_loop().create_future()
        self._waiting.append((batch, body, done))
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        return await done

    async def _run(self) -> None:
        try:
            while self._waiting:
                taken, self._waiting = self._waiting[:MOST_TOGETHER], self._waiting[MOST_TOGETHER:]
                try:
                    answers = await anyio.to_thread.run_sync(self._commit, [(batch, body) for batch, body, _ in taken])
                except DBAPIError as error:
                    for _, _, done in taken:
                        if not done.cancelled():
                            done.set_exception(error)
                else:
                    for (_, _, done), answer in zip(taken, answers, strict=True):
                        if not done.cancelled():
                            done.set_result(answer)
        finally:
            self._running = None

    def _commit(self, batches: list[tuple[wire.Batch, bytes]]) -> list[Stored]:
        with self._store.write() as connection:
            now = self._clock()
            if abs(now - self._serials_read) >= SERIALS_HOLD:
                self._serials, self._serials_read = _serials(connection), now
            return [Stored(self._one(connection, batch, body, now), self._serials) for batch, body in batches]

    def _one(self, connection: Connection, batch: wire.Batch, body: bytes, now: float) -> Literal["stored", "conflict"]:
        digest = hashlib.sha256(body).digest()
        row = {"id": batch.id, "sha256": digest, "body": body, "quarter_day": tables.quarter_day(now)}
        added = connection.execute(self._insert, row)
        if added.rowcount == 1:
            return "stored"
        held = connection.execute(select(tables.batches.c.sha256).where(tables.batches.c.id == batch.id)).scalar_one()
        return "stored" if held == digest else "conflict"


def _serials(connection: Connection) -> dict[tuple[str, str], int]:
    parts = tables.pack_parts.c
    return {
        (row.ward, row.name): row.serial for row in connection.execute(select(parts.ward, parts.name, parts.serial))
    }


def answer(status: int, result: wire.Answer) -> Response[bytes]:
    """An Answer as a response of constant size."""
    return Response(wire.encode_answer(result), media_type=OCTETS, status_code=status)


async def read_body(request: Request[Any, Any, State]) -> bytes:
    """The body, which the route's own limit cuts off. Raises ClientException where it is too long, or the client went away."""
    try:
        with anyio.fail_after(BODY_WITHIN):
            return b"".join([chunk async for chunk in request.stream()])
    except (
        InternalServerException,
        TimeoutError,
    ):  # the first is Litestar's word for a client that went away in the middle
        raise ClientException("the request broke off") from None


async def signed_by(
    backend: Backend, headers: Mapping[str, str], path: str, channel: wire.Channel, body: bytes
) -> Signed | tuple[int, wire.Answer]:
    """Who signed this request, or the status and answer that refuse it."""
    try:
        if backend.tablets.at_hand(headers, channel):
            return backend.tablets.take(headers, "POST", path, channel, body)
        return await anyio.to_thread.run_sync(backend.tablets.take, headers, "POST", path, channel, body)
    except UnknownTablet:
        return NOT_OURS
    except WrongCounter as error:
        return 409, wire.Answer("counter", counter=error.expected, clock=int(backend.clock()))
    except (DBAPIError, OSError) as error:
        log.tell("fault", fault=error)
        return 503, wire.Answer("refused", reason="not now")


class _TooLong(ValueError):
    """The body has more bytes than a batch."""


class _BrokenOff(ValueError):
    """The client went away before the end of its batch."""


async def _read_batch(scope: Scope, receive: Receive) -> bytes:
    """The body, as long as it is no longer than a batch: what comes after that is never read."""
    chunks, length = [], 0
    announced = dict(scope["headers"]).get(b"content-length", b"")
    if announced.isdigit() and int(announced) > wire.BATCH_BYTES:
        raise _TooLong
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise _BrokenOff
        chunks.append(message["body"])
        length += len(message["body"])
        if length > wire.BATCH_BYTES:
            raise _TooLong
        if not message.get("more_body", False):
            return b"".join(chunks)


async def take_batch(backend: Backend, writer: BatchWriter, scope: Scope, receive: Receive) -> tuple[int, wire.Answer]:
    """Store a batch and say so: status and answer. What is not sealed, not signed or too long is refused."""
    if scope.get("method") != "POST":
        return 405, wire.Answer("refused", reason="a batch is posted")
    try:
        with anyio.fail_after(BODY_WITHIN):
            body = await _read_batch(scope, receive)
    except _TooLong:
        return 413, wire.Answer("refused", reason="too long")
    except (_BrokenOff, TimeoutError):
        return 400, wire.Answer("refused", reason="broken off")
    named = {
        name.decode("latin-1"): value.decode("latin-1")
        for name, value in scope["headers"]
        if name.startswith(b"wardlight-")
    }
    signed = await signed_by(backend, named, wire.BATCH_PATH, "batches", body)
    if not isinstance(signed, Signed):
        return signed
    counter = signed.next
    clock = int(backend.clock())
    try:
        batch = wire.decode_batch(body)
    except wire.WireError:
        return 400, wire.Answer("refused", counter=counter, clock=clock, reason="not a sealed batch")
    if batch.mode != backend.trust.mode:
        return 400, wire.Answer("refused", counter=counter, clock=clock, reason=f"this trust is {backend.trust.mode}")
    try:
        stored = await writer.store(batch, body)
    except DBAPIError as error:
        log.tell("batches_not_stored", fault=error)
        return 503, wire.Answer("refused", counter=counter, clock=clock, reason="not now")
    keys, content, duty, figures = (stored.serials.get((signed.tablet.ward, name), 0) for name in _PARTS)
    return _STATUS[stored.result], wire.Answer(
        stored.result,
        batch=batch.id,
        slots=batch.slot_ids if stored.result == "stored" else (),
        counter=counter,
        serials=(keys, content, duty),
        clock=clock,
        figures=figures if named.get(wire.KNOWS_HEADER) == wire.KNOWS else 0,
    )


def batch_route(backend: Backend) -> ASGIRouteHandler:
    """The route of batches. Plain ASGI: of all requests these are the most, and each is read by hand up to its limit."""
    writer = BatchWriter(backend.store, backend.clock)

    @asgi(wire.BATCH_PATH, copy_scope=False)
    async def batches(scope: Scope, receive: Receive, send: Send) -> None:
        status, said = await take_batch(backend, writer, scope, receive)
        body = wire.encode_answer(said)
        start: HTTPResponseStartEvent = {
            "type": "http.response.start",
            "status": status,
            "headers": [(b"content-type", OCTETS.encode()), (b"content-length", str(len(body)).encode())],
        }
        await send(start)
        end: HTTPResponseBodyEvent = {"type": "http.response.body", "body": body, "more_body": False}
        await send(end)

    return batches


@post(wire.PACK_PATH + "{name:str}", status_code=200, request_max_body_size=1)
async def give_part(
    request: Request[Any, Any, State], backend: NamedDependency[Backend], name: FromPath[str]
) -> Response[bytes]:
    """The newest signed part of this name, for the tablet's ward."""
    try:
        body = await read_body(request)
    except ClientException:
        return answer(400, wire.Answer("refused", reason="a request for a part is empty"))
    asked = await signed_by(backend, request.headers, wire.PACK_PATH + name, "packs", body)
    if not isinstance(asked, Signed):
        return answer(*asked)
    ward = asked.tablet.ward

    def read() -> bytes | None:
        parts = tables.pack_parts.c
        with backend.store.read() as connection:
            return connection.execute(select(parts.signed).where(parts.ward == ward, parts.name == name)).scalar()

    signed = await anyio.to_thread.run_sync(read)
    if signed is None:
        return answer(404, wire.Answer("refused", reason="no such part"))
    return Response(signed, media_type=OCTETS)


@post(wire.MAILBOX_PATH, status_code=200, request_max_body_size=1)
async def give_set(request: Request[Any, Any, State], backend: NamedDependency[Backend]) -> Response[bytes]:
    """A set of the tablet's ward, always of one size."""
    try:
        body = await read_body(request)
    except ClientException:
        return answer(400, wire.Answer("refused", reason="a request for mailboxes is empty"))
    asked = await signed_by(backend, request.headers, wire.MAILBOX_PATH, "mailboxes", body)
    if not isinstance(asked, Signed):
        return answer(*asked)
    ward = asked.tablet.ward

    def make() -> bytes:
        with backend.store.read() as connection:
            return wire.encode_set(mailboxes.make_set(connection, backend.trust, ward, backend.clock()))

    return Response(await anyio.to_thread.run_sync(make), media_type=OCTETS)
