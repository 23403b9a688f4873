"""The courier as a whole: what the window asks goes to the outbox, the calls or the pairing, and what is known comes back.

For: joining the parts. Not for: process and keeper (`process`), or any rule about batches, calls or packs, which are in their own files.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Coroutine
from random import Random
from typing import Any

from kiosk import wardpack
from kiosk.tablet.courier import messages, pairing, times
from kiosk.tablet.courier.batches import Batches
from kiosk.tablet.courier.battery import Battery
from kiosk.tablet.courier.calls import Calls
from kiosk.tablet.courier.disk import InThread
from kiosk.tablet.courier.exchange import Exchange
from kiosk.tablet.courier.identity import Identity
from kiosk.tablet.courier.lines import Connect
from kiosk.tablet.courier.logs import Log
from kiosk.tablet.courier.mailboxes import Mailboxes
from kiosk.tablet.courier.outbox import Outbox
from kiosk.tablet.courier.window import WindowLink
from kiosk.tablet.mailboxes import MailboxSets


class Courier:
    """random: for pauses of batches and calls; places in the outbox are chosen by the outbox's own."""

    def __init__(
        self,
        identity: Identity,
        exchange: Exchange,
        open_outbox: Callable[[], Outbox],
        sets: MailboxSets,
        in_thread: InThread,
        connect: Connect,
        clock: times.Clock,
        random: Random,
        log: Log,
        battery: Callable[[], Battery | None] = lambda: None,
    ) -> None:
        self._identity, self._exchange, self._clock, self._log = identity, exchange, clock, log
        self._batches = Batches(
            identity,
            exchange,
            open_outbox,
            in_thread,
            clock,
            Random(random.random()),  # noqa: S311 (pauses, not secrets): each part has its own, so that no part's use moves another's
            log,
            delivered=lambda submission: self._say(messages.Delivered(submission)),
            reached=self._reached,
            renewed=self._say_pack,
        )
        self._calls = Calls(
            identity,
            connect,
            clock,
            Random(random.random()),  # noqa: S311
            log,
            tell=self._say,
            fresh=lambda _: self._say_link(),
            battery=battery,
        )
        self._mailboxes = Mailboxes(
            identity,
            exchange,
            sets,
            in_thread,
            clock,
            Random(random.random()),  # noqa: S311
            log,
        )
        self._trust_reached = True  # or no batch was due yet
        self._window: WindowLink | None = None
        self._work: asyncio.Queue[messages.Keep | messages.VisitEnded | messages.PairWith] = asyncio.Queue()

    def link(self, end: socket.socket) -> None:
        """A new link to the window replaces the old one."""
        if self._window is not None:
            self._window.close()
        self._window = WindowLink(end, self._hear)
        self._say_pack()
        self._say_link()
        for call in self._calls.standing():
            self._say(call)

    async def run(self) -> None:
        """Until cancelled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                for work in self._loops():
                    tasks.create_task(work)
        finally:
            if self._window is not None:
                self._window.close()
            await self._batches.close()
            await self._exchange.close()

    def _loops(self) -> tuple[Coroutine[Any, Any, None], ...]:
        return self._batches.run(), self._calls.run(), self._mailboxes.run(), self._serve()

    # --- from the window -----------------------------------------------------------------------------------------

    def _hear(self, message: messages.FromWindow) -> None:
        match message:
            case messages.PlaceCall(call, pressed, again):
                self._calls.place(call, pressed, again)
            case messages.WithdrawCall(call, attended):
                self._calls.withdraw(call, attended)
            case messages.AddToCall(call, added):
                self._calls.add(call, added)
            case messages.Drew(frame_age):
                self._calls.drew(frame_age)
            case messages.TellHealth():
                self._say(self._health())
            case messages.Keep() | messages.VisitEnded() | messages.PairWith():
                self._work.put_nowait(message)

    async def _serve(self) -> None:
        """What touches the disk, in the order in which it was asked; calls never wait behind it."""
        while True:
            match await self._work.get():
                case messages.Keep(submission, slot):
                    reason = await self._batches.keep(submission, slot)
                    self._say(messages.NotKept(submission, reason) if reason else messages.Kept(submission))
                case messages.VisitEnded():
                    await self._batches.visit_ended()
                case messages.PairWith(code):
                    await self._pair(code)

    async def _pair(self, code: str) -> None:
        refused = await pairing.pair(code, self._identity, self._exchange)
        if refused is None:
            self._log.info("paired")
            await self._batches.begin()
            self._calls.repaired()
            self._say_pack()
        else:
            self._log.error("pairing_refused", reason=refused)
        self._say(messages.PairingEnded(refused or ""))

    # --- to the window -------------------------------------------------------------------------------------------

    def _say(self, message: messages.FromCourier) -> None:
        if self._window is not None:
            self._window.say(message)

    def _say_pack(self) -> None:
        news = self._identity.news
        if news is not None:
            self._say(news)

    def _say_link(self) -> None:
        self._say(messages.LinkNews(self._calls.fresh, self._trust_reached))

    def _reached(self, reached: bool) -> None:
        if reached != self._trust_reached:
            self._trust_reached = reached
            self._say_link()

    def _health(self) -> messages.HealthTold:
        held = self._identity.held
        now = self._clock.wall()

        def age(part: wardpack.Part | None) -> float | None:
            return None if part is None else now - part.issued

        return messages.HealthTold(
            link=self._calls.fresh and self._trust_reached,
            outbox=self._batches.can_keep,
            clock=self._batches.ahead,
            keys_age=age(held.keys),
            content_age=age(held.content),
            duty_age=age(held.duty),
            paired=self._identity.pairing is not None,
        )
