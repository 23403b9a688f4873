"""What the processes of one trust tell each other: short words over PostgreSQL's NOTIFY, which are heard once or lost.

A notice is never the truth of anything: who misses one is right again by itself, a moment later. It passes over the server's disk, so it holds no
word that a person wrote, and a process that is alone tells nobody. An SQLite serves one process; there nothing is told and nothing is heard.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

import anyio.to_thread
import msgspec
import psycopg
from psycopg import sql
from sqlalchemy import Select, func, select, text
from sqlalchemy.exc import DBAPIError

from kiosk.trust import log
from kiosk.trust.store.database import Store

LISTENER = "wardlight notices"  # name of the connections that listen
AGAIN_AFTER = 1.0  # seconds until the next try to listen

Act = Callable[[str], Awaitable[None]]
"""What is done when something was said. It may raise ValueError or msgspec's errors for what it cannot read."""

_LISTENERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = :name"
).bindparams(name=LISTENER)


def notice(channel: str, said: str, sender: str = "") -> Select[Any]:
    """The statement that tells, for a transaction of PostgreSQL: it is heard once that is committed. sender: hears it not; "": everybody hears it."""
    return select(func.pg_notify(channel, f"{sender} {said}"))


class Notices:
    """Those that one process tells and hears. `hear` comes before `listening`; the rest is for the event loop."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._sender = secrets.token_hex(8)
        self._acts: dict[str, Act] = {}

    @property
    def alone(self) -> bool:
        """Whether there can be no other process."""
        return self._store.sqlite

    def hear(self, channel: str, act: Act) -> None:
        """Do this whenever another process has told something on this channel."""
        self._acts[channel] = act

    async def tell(self, channel: str, said: Iterable[str]) -> None:
        """Tell each of these to the other processes, where there are any. Raises DBAPIError."""
        words = tuple(said)
        if words and not self.alone:
            await anyio.to_thread.run_sync(self._tell, channel, words)

    async def try_to_tell(self, channel: str, said: Iterable[str]) -> None:
        """The same, for who has better things to do where it cannot be told."""
        try:
            await self.tell(channel, said)
        except DBAPIError as error:
            log.tell("notice_not_told", fault=error)

    def _tell(self, channel: str, words: tuple[str, ...]) -> None:
        with self._store.read() as connection:
            if (connection.scalar(_LISTENERS) or 0) < 2:
                return
        with self._store.write() as connection:
            # Nobody misses a notice that dies with the server, and no call waits behind its way to the disk.
            connection.execute(text("SET LOCAL synchronous_commit = off"))
            for said in words:
                connection.execute(notice(channel, said, self._sender))

    @asynccontextmanager
    async def listening(self, begun: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
        """Hear the others until the block is left. begun: done whenever hearing begins, for what was said while nobody listened."""
        if self.alone:
            yield
            return
        listening = asyncio.create_task(self._keep_listening(begun), name="notices")
        try:
            yield
        finally:
            listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await listening

    async def _keep_listening(self, begun: Callable[[], Awaitable[None]]) -> None:
        lost = False
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    self._store.server_address, autocommit=True, connect_timeout=10, application_name=LISTENER
                ) as connection:
                    for channel in self._acts:
                        await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
                    await begun()
                    lost = False
                    async for heard in connection.notifies():
                        await self._hear(heard)
            except (psycopg.Error, OSError, DBAPIError) as error:
                if not lost:  # once: without the database, once a second would fill the log
                    log.tell("notices_not_heard", fault=error)
                lost = True
            await asyncio.sleep(AGAIN_AFTER)

    async def _hear(self, heard: psycopg.Notify) -> None:
        sender, _, said = heard.payload.partition(" ")
        if sender == self._sender:
            return
        try:
            await self._acts[heard.channel](said)
        except (ValueError, msgspec.MsgspecError) as error:  # not from one of ours
            log.tell("notices_not_heard", fault=error)
