"""The lease: what must run once for a trust runs in one of its processes, whichever that is.

PostgreSQL keeps it, as an advisory lock of a connection that is there for nothing else: it is free as soon as that connection is gone. Who does not
have it tries again every two seconds. Who has it speaks to the server every second, and stops what it ran when the connection ends. The server ends
one that was silent for ten seconds, so that neither a process that is frozen nor a machine that is gone holds up the others. Where the network
swallows everything, the holder's own side ends sooner than that. Who gets it waits a moment more: the one before, whose connection the server may
have ended just now, has then noticed, and has stopped.

An SQLite serves one process, and that has it always.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import psycopg

from kiosk.trust import log
from kiosk.trust.store.database import LEASE, Store, lock_number

HOLDER = "wardlight lease"  # name of the connections that have it or try for it
TRY_EVERY = 2.0  # seconds
CHECK_EVERY = 1.0  # seconds
SETTLES = 1.0  # seconds from getting it to beginning
UNANSWERED = 4.0  # seconds after which a connection over a network that swallows everything is ended at this side
SILENT = 10.0  # seconds after which the server ends a connection that says nothing: longer than CHECK_EVERY and UNANSWERED together

Work = Callable[[], AbstractAsyncContextManager[None]]
"""What must run once: it is entered when this process gets the lease, and left when it loses it. It is entered anew each time."""


@asynccontextmanager
async def once_in_a_trust(store: Store, work: Work) -> AsyncIterator[None]:
    """Until the block is left, the work runs in one of the processes that share this database."""
    if store.sqlite:
        async with work():
            yield
        return
    keeping = asyncio.create_task(_keep_trying(store.server_address, work), name="lease")
    try:
        yield
    finally:
        keeping.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await keeping


async def _keep_trying(address: str, work: Work) -> None:
    failing = False
    while True:
        try:
            async with await connected(address) as connection:
                while not await taken(connection):
                    failing = False
                    await asyncio.sleep(TRY_EVERY)
                await _wait(connection, SETTLES)
                log.tell("lease_taken")
                try:
                    async with work():
                        failing = False
                        await _until_lost(connection)
                finally:
                    log.tell("lease_left")
        except Exception as error:  # noqa: BLE001 - of the connection or of the work: without this task nothing would ever run again
            if not failing:  # once: without the database, every two seconds would fill the log
                log.tell("lease_not_held", fault=error)
            failing = True
        await asyncio.sleep(TRY_EVERY)  # who could not go on lets another try first


async def connected(address: str) -> psycopg.AsyncConnection:
    """A connection that ends when whoever has it ends, or is silent. Raises psycopg.Error."""
    connection = await psycopg.AsyncConnection.connect(
        address,
        autocommit=True,
        connect_timeout=10,
        application_name=HOLDER,
        tcp_user_timeout=round(UNANSWERED * 1000),
    )
    await connection.execute(f"SET idle_session_timeout = {round(SILENT * 1000)}")
    return connection


async def taken(connection: psycopg.AsyncConnection) -> bool:
    """Whether this connection has the lease now. Raises psycopg.Error."""
    cursor = await connection.execute("SELECT pg_try_advisory_lock(%s)", [lock_number(LEASE)])
    row = await cursor.fetchone()
    return row is not None and bool(row[0])


async def _until_lost(connection: psycopg.AsyncConnection) -> None:
    """Returns never. Raises psycopg.Error once the connection has ended."""
    while True:
        await connection.execute("SELECT 1")
        await _wait(connection, CHECK_EVERY)


async def _wait(connection: psycopg.AsyncConnection, seconds: float) -> None:
    """Raises psycopg.Error as soon as the connection ends."""
    async for _ in connection.notifies(timeout=seconds):
        pass  # nobody tells it anything
