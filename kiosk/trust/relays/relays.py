"""All relays of a backend: they follow the hub's live calls, each in its own thread.

What stands is read from the hub's snapshot, at every change and every few seconds: whoever changed a call, and in whatever process, a relay hears of
it. Nothing here waits for a relay.

One process of a trust runs them, whichever has the lease (`lease`), and tells the others how they are (`heard`). So all servers of a trust have the
same tables [[relay]] in their settings. What was told stands in the database: whoever takes over goes on from there, and while no process can reach
the database nothing is told.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

import anyio.to_thread
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from kiosk.trust import log
from kiosk.trust.calls import CallHub
from kiosk.trust.notices import Notices
from kiosk.trust.relays import heard, settings
from kiosk.trust.relays.heard import HeardRelays
from kiosk.trust.relays.line import Line
from kiosk.trust.relays.relay import FIRST_WAIT, Health, Relay
from kiosk.trust.relays.told import told_of
from kiosk.trust.store import relay_rows, tables
from kiosk.trust.store.call_rows import CallRow
from kiosk.trust.store.database import Store

END_WITHIN = 3.0  # seconds for tries that are under way at the end; one that hangs is the last of its thread
LOOK_EVERY = 2.0  # seconds; a call that its caller took back ends without a change


def open_line(relay: settings.Relay, clock: Callable[[], float]) -> Line:
    """The way to one far end; nothing is connected yet. Raises SettingsError where a file does not hold what it should."""
    # Each kind is loaded only where a trust has it: most have one, and none needs all the libraries.
    match relay:
        case settings.Webhook():
            from kiosk.trust.relays.webhook import WebhookLine

            return WebhookLine(relay, clock)
        case settings.Mqtt():
            from kiosk.trust.relays.mqtt import MqttLine

            return MqttLine(relay, clock)
        case settings.Espa():
            from kiosk.trust.relays.espa import EspaLine

            return EspaLine(relay)
        case settings.Tap():
            from kiosk.trust.relays.tap import TapLine

            return TapLine(relay)
        case settings.Command():
            from kiosk.trust.relays.command import CommandLine

            return CommandLine(relay)


class Relays:
    """Those of the settings. clock: seconds since 1970. first_wait: seconds before the second try. Raises SettingsError."""

    def __init__(
        self,
        relays: Iterable[settings.Relay],
        store: Store,
        notices: Notices,
        clock: Callable[[], float],
        first_wait: float = FIRST_WAIT,
    ) -> None:
        self._settings = tuple(relays)
        self._store, self._notices, self._clock, self._first_wait = store, notices, clock, first_wait
        self._names: dict[str, str] = {}
        self._confirm: Callable[[bytes], None] = lambda _: None
        self._relays: tuple[Relay, ...] = ()  # while they run here
        for each in self._settings:
            open_line(each, clock).close()  # what is wrong with a file is said at the start
        self._elsewhere = HeardRelays(self._settings, clock)
        notices.hear(heard.CHANNEL, self._elsewhere.hear)

    def health(self) -> tuple[Health, ...]:
        """How each is, in the order of the settings: as it is here, or as the process says in which they run."""
        return tuple(relay.health() for relay in self._relays) or self._elsewhere.health()

    @asynccontextmanager
    async def running(self, hub: CallHub) -> AsyncIterator[None]:
        """They tell what happens to the hub's calls until the block is left; and again, when it is entered again."""
        if not self._settings:
            yield
            return
        loop = asyncio.get_running_loop()

        async def confirm(call: bytes) -> None:
            try:
                await hub.confirm_shown([call])
            except DBAPIError as error:
                log.tell("call_not_stored", fault=error)

        def confirm_from_thread(call: bytes) -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
                asyncio.run_coroutine_threadsafe(confirm(call), loop)

        self._confirm = confirm_from_thread
        await anyio.to_thread.run_sync(self._start)
        try:
            # After what was told was read: a call that another process has just told of, and this hub had not heard of yet, would seem to be over.
            await hub.reload_calls()
            async with self._following(hub), heard.telling(self._notices, self.health):
                yield
        finally:
            await anyio.to_thread.run_sync(self._end)

    @asynccontextmanager
    async def _following(self, hub: CallHub) -> AsyncIterator[None]:
        following = asyncio.create_task(self._follow(hub), name="relays")
        try:
            yield
        finally:
            following.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await following

    def _start(self) -> None:
        with self._store.write() as connection:
            relay_rows.forget_others(connection, [each.name for each in self._settings])
        self._read_names()
        relays = tuple(
            Relay(
                each,
                open_line(each, self._clock),
                self._store,
                lambda call: self._confirm(call),
                self._clock,
                self._first_wait,
            )
            for each in self._settings
        )
        for relay in relays:
            relay.take_up(self._names)
        self._relays = relays
        for relay in relays:
            relay.start()

    def _end(self) -> None:
        relays, self._relays = self._relays, ()
        for relay in relays:
            relay.end()
        until = time.monotonic() + END_WITHIN
        for relay in relays:
            relay.join(max(0.0, until - time.monotonic()))

    async def _follow(self, hub: CallHub) -> None:
        with hub.subscribe() as watch:
            while True:
                try:
                    calls = hub.snapshot().calls
                    if any(call.ward not in self._names for call in calls):
                        await anyio.to_thread.run_sync(self._read_names)
                    self._show(calls)
                except Exception as error:  # noqa: BLE001 - without this task no relay would hear of any call
                    log.tell("fault", fault=error)
                await watch.wait(LOOK_EVERY)

    def _show(self, calls: Iterable[CallRow]) -> None:
        standing = {call.id: told_of(call, self._names.get(call.ward, call.ward)) for call in calls}
        for relay in self._relays:
            relay.see(standing)

    def _read_names(self) -> None:
        wards = tables.wards.c
        try:
            with self._store.read() as connection:
                self._names = {row.code: row.name for row in connection.execute(select(wards.code, wards.name))}
        except DBAPIError as error:  # the code of a ward says where to go as well
            log.tell("fault", fault=error)
