"""Several processes on one PostgreSQL: a call that arrives at one shows on a screen that is connected to another.

The calls table is the truth. A notice carries the id of a call that changed and nothing else; whoever hears it reads the table. A notice that is
lost, with a connection that the server ended or a network that swallows it, costs two seconds: so often each hub reads what stands. How tablets are
is told the same way, and stands in no table.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import anyio.to_thread
import msgspec
import psycopg
from msgspec import Struct
from psycopg import sql
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from kiosk.trust import log
from kiosk.trust.calls import NOTICES, Beaten, CallHub
from kiosk.trust.repeating import repeating
from kiosk.trust.store.database import Store

PULSES = "wardlight_pulses"
SWEEP_EVERY = 2.0  # seconds
PULSE_EVERY = 5.0  # seconds
LISTENER = "wardlight calls"  # name of the connections that listen
AGAIN_AFTER = 1.0  # seconds until the next try to listen
AT_ONCE = 80  # tablets in one notice: PostgreSQL takes 8,000 bytes


class _Pulses(Struct, frozen=True, array_like=True):
    """sender: a random name of the process, which hears its own notices as well."""

    sender: str
    beaten: tuple[Beaten, ...]


_LISTENERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = :name"
).bindparams(name=LISTENER)
_decoder = msgspec.json.Decoder(_Pulses)


@asynccontextmanager
async def following(store: Store, hub: CallHub, forget: Callable[[str], None]) -> AsyncIterator[None]:
    """The hub follows the other processes until the block is left; an SQLite serves one process, and there is nothing to follow.

    forget: told of each tablet that was withdrawn at another process.
    """
    if store.sqlite:
        yield
        return
    address = store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    sender = secrets.token_hex(8)

    async def sweep() -> None:
        for tablet in await hub.reload():
            forget(tablet)

    listening = asyncio.create_task(_keep_listening(address, sender, hub, sweep), name="call notices")
    async with (
        repeating(sweep, SWEEP_EVERY, "calls_not_read"),
        repeating(lambda: _tell_pulses(store, sender, hub), PULSE_EVERY, "calls_not_read"),
    ):
        try:
            yield
        finally:
            listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await listening


async def _keep_listening(address: str, sender: str, hub: CallHub, sweep: Callable[[], Awaitable[None]]) -> None:
    lost = False
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(
                address, autocommit=True, connect_timeout=10, application_name=LISTENER
            ) as connection:
                for channel in (NOTICES, PULSES):
                    await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
                await sweep()  # what happened while nobody listened
                lost = False
                async for notice in connection.notifies():
                    await _hear(notice, sender, hub)
        except (psycopg.Error, OSError, DBAPIError) as error:
            if not lost:  # once: without the database, once a second would fill the log
                log.tell("calls_not_read", fault=error)
            lost = True
        await asyncio.sleep(AGAIN_AFTER)


async def _hear(notice: psycopg.Notify, sender: str, hub: CallHub) -> None:
    try:
        if notice.channel == NOTICES:
            await hub.refresh([bytes.fromhex(notice.payload)])
            return
        pulses = _decoder.decode(notice.payload)
        if pulses.sender != sender:
            hub.heard_elsewhere(pulses.beaten)
    except (ValueError, msgspec.MsgspecError) as error:  # not from one of ours: the sweep finds what there is
        log.tell("calls_not_read", fault=error)


async def _tell_pulses(store: Store, sender: str, hub: CallHub) -> None:
    """Where one process is alone it tells nobody: a notice passes over the server's disk, and would leave there when which tablet was up."""
    beaten = hub.pulses()
    parts = [beaten[first : first + AT_ONCE] for first in range(0, len(beaten), AT_ONCE)]

    def work() -> None:
        with store.read() as connection:
            if (connection.scalar(_LISTENERS) or 0) < 2:
                return
        with store.write() as connection:
            for part in parts:
                payload = msgspec.json.encode(_Pulses(sender, part)).decode()
                connection.execute(select(func.pg_notify(PULSES, payload)))

    if parts:
        await anyio.to_thread.run_sync(work)
