"""Taking batches in from tablets, and handing out the parts of the ward pack.

A batch is stored whole before it is acknowledged, and looked into by nobody here: the keys for that are in the sorting process. Every answer has the
same size, whatever it says. Batches that arrive together are committed together, so that one worker serves many tablets. Not for: what is in a
batch (`sorting`), calls (`call_link`).
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from typing import Any, Literal

import anyio.to_thread
from litestar import Request, Response, post
from litestar.datastructures import State
from litestar.exceptions import ClientException, InternalServerException
from litestar.status_codes import HTTP_413_REQUEST_ENTITY_TOO_LARGE
from msgspec import Struct
from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from kiosk import wardpack, wire
from kiosk.trust import log
from kiosk.trust.backend import Backend
from kiosk.trust.store import tables
from kiosk.trust.store.database import Store, insert_once
from kiosk.trust.tablets import Tablet, UnknownTablet, WrongCounter

OCTETS = "application/octet-stream"
MOST_TOGETHER = 16  # batches in one transaction: two megabytes
_PARTS: tuple[wardpack.PartName, ...] = ("keys", "content", "duty")
_STATUS: dict[str, int] = {"stored": 200, "conflict": 409, "counter": 409, "refused": 400}


class Stored(Struct, frozen=True):
    """What became of a batch. serials: of all wards' parts, read in the same transaction: (ward, part) -> serial."""

    result: Literal["stored", "conflict"]
    serials: dict[tuple[str, str], int]


class BatchWriter:
    """Commits the batches that wait at the same moment in one transaction, each with its own answer."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store, self._clock = store, clock
        self._waiting: list[tuple[wire.Batch, bytes, asyncio.Future[Stored]]] = []
        self._running: asyncio.Task[None] | None = None

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
            serials = _serials(connection)
            return [Stored(self._one(connection, batch, body), serials) for batch, body in batches]

    def _one(self, connection: Connection, batch: wire.Batch, body: bytes) -> Literal["stored", "conflict"]:
        digest = hashlib.sha256(body).digest()
        added = connection.execute(
            insert_once(connection, tables.batches).values(
                id=batch.id, sha256=digest, body=body, quarter_day=tables.quarter_day(self._clock())
            )
        )
        if added.rowcount == 1:
            return "stored"
        held = connection.execute(select(tables.batches.c.sha256).where(tables.batches.c.id == batch.id)).scalar_one()
        return "stored" if held == digest else "conflict"


def _serials(connection: Connection) -> dict[tuple[str, str], int]:
    parts = tables.pack_parts.c
    return {
        (row.ward, row.name): row.serial for row in connection.execute(select(parts.ward, parts.name, parts.serial))
    }


def answer(result: wire.Answer, status: int | None = None) -> Response[bytes]:
    """An Answer as a response of constant size."""
    return Response(wire.encode_answer(result), media_type=OCTETS, status_code=status or _STATUS[result.result])


async def read_body(request: Request[Any, Any, State]) -> bytes:
    """The body, which the route's own limit cuts off. Raises ClientException where it is too long, or the client went away."""
    try:
        return b"".join([chunk async for chunk in request.stream()])
    except InternalServerException:  # Litestar's word for a client that went away in the middle
        raise ClientException("the request broke off") from None


async def signed_by(
    backend: Backend, request: Request[Any, Any, State], path: str, channel: wire.Channel, body: bytes
) -> Tablet | Response[bytes]:
    """The tablet that signed this request, or the answer that refuses it."""
    headers = {
        name: request.headers.get(name, "") for name in (wire.TABLET_HEADER, wire.COUNTER_HEADER, wire.SIGNATURE_HEADER)
    }
    try:
        return await anyio.to_thread.run_sync(backend.tablets.take, headers, "POST", path, channel, body)
    except UnknownTablet:
        return answer(wire.Answer("refused", reason="not signed by a tablet of this trust"), 401)
    except WrongCounter as error:
        return answer(wire.Answer("counter", counter=error.expected, clock=int(backend.clock())))
    except DBAPIError as error:
        log.tell("fault", fault=error)
        return answer(wire.Answer("refused", reason="not now"), 503)


@post(wire.BATCH_PATH, status_code=200, request_max_body_size=wire.BATCH_BYTES, include_in_schema=False)
async def take_batch(request: Request[Any, Any, State], backend: Backend, writer: BatchWriter) -> Response[bytes]:
    """Store a batch and say so. What is not sealed, not signed or too long is refused."""
    try:
        body = await read_body(request)
    except ClientException as error:
        status = error.status_code if error.status_code == HTTP_413_REQUEST_ENTITY_TOO_LARGE else 400
        return answer(wire.Answer("refused", reason="too long" if status == 413 else "broken off"), status)
    tablet = await signed_by(backend, request, wire.BATCH_PATH, "batches", body)
    if isinstance(tablet, Response):
        return tablet
    counter = backend.tablets.next_counter(tablet.id, "batches")
    clock = int(backend.clock())
    try:
        batch = wire.decode_batch(body)
    except wire.WireError:
        return answer(wire.Answer("refused", counter=counter, clock=clock, reason="not a sealed batch"))
    if batch.mode != backend.trust.mode:
        return answer(
            wire.Answer("refused", counter=counter, clock=clock, reason=f"this trust is {backend.trust.mode}")
        )
    try:
        stored = await writer.store(batch, body)
    except DBAPIError as error:
        log.tell("batches_not_stored", fault=error)
        return answer(wire.Answer("refused", counter=counter, clock=clock, reason="not now"), 503)
    keys, content, duty = (stored.serials.get((tablet.ward, name), 0) for name in _PARTS)
    return answer(
        wire.Answer(
            stored.result,
            batch=batch.id,
            slots=batch.slot_ids if stored.result == "stored" else (),
            counter=counter,
            serials=(keys, content, duty),
            clock=clock,
        )
    )


@post(wire.PACK_PATH + "{name:str}", status_code=200, request_max_body_size=1, include_in_schema=False)
async def give_part(request: Request[Any, Any, State], backend: Backend, name: str) -> Response[bytes]:
    """The newest signed part of this name, for the tablet's ward."""
    try:
        body = await read_body(request)
    except ClientException:
        return answer(wire.Answer("refused", reason="a request for a part is empty"))
    tablet = await signed_by(backend, request, wire.PACK_PATH + name, "packs", body)
    if isinstance(tablet, Response):
        return tablet

    def read() -> bytes | None:
        parts = tables.pack_parts.c
        with backend.store.read() as connection:
            return connection.execute(
                select(parts.signed).where(parts.ward == tablet.ward, parts.name == name)
            ).scalar()

    signed = await anyio.to_thread.run_sync(read)
    if signed is None:
        return answer(wire.Answer("refused", reason="no such part"), 404)
    return Response(signed, media_type=OCTETS)
