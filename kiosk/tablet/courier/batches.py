"""The rhythm of the outbox: when batches are due, when chaff is rewritten, when waiting batches are sent, and again.

Three loops, none of which knows whether somebody wrote. Their pauses come from the wall clock, the duty part and a random source of their own; the
only thing that a record changes is which bytes lie in one slot.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from random import Random

from kiosk import wardpack, wire
from kiosk.tablet.courier import packs, times
from kiosk.tablet.courier.disk import InThread, Result
from kiosk.tablet.courier.exchange import Exchange, NotAnswered
from kiosk.tablet.courier.identity import Identity
from kiosk.tablet.courier.logs import Log
from kiosk.tablet.courier.outbox import DiskRefused, NoRoom, NotASlot, Outbox, Spoilt, Waiting

BEGIN_AFTER = 5.0  # seconds to new batches, unless a visit needs them sooner: a courier that keeps ending fills no disk
SET_ASIDE_RHYTHMS = 4.0  # rhythms until a batch that the trust does not take is tried again
CATCH_UP = 60.0  # waiting batches sent in one rhythm, when many wait: two weeks offline are sent in six hours
FIRST_PAUSE, MOST_PAUSE = 2.0, 300.0  # seconds; less where the rhythm itself is short
LEAST_RHYTHM, MOST_RHYTHM = 0.05, 3_600.0  # seconds; live mode refuses less than five minutes when the part is verified
STANDARD = wardpack.Duty("demo", "", 0, 0, 0)  # its rhythm and rewriting, where no duty part is held


class Batches:
    """open_outbox: may raise DiskRefused, and is then asked again. random: for pauses only.

    tell: called when the trust was reached or not, when a submission was delivered, and when a new pack is in force.
    """

    def __init__(
        self,
        identity: Identity,
        exchange: Exchange,
        open_outbox: Callable[[], Outbox],
        in_thread: InThread,
        clock: times.Clock,
        random: Random,
        log: Log,
        *,
        delivered: Callable[[bytes], None],
        reached: Callable[[bool], None],
        renewed: Callable[[], None],
    ) -> None:
        self._identity, self._exchange, self._clock, self._random, self._log = identity, exchange, clock, random, log
        self._open_outbox, self._in_thread = open_outbox, in_thread
        self._delivered, self._reached, self._renewed = delivered, reached, renewed
        self._outbox: Outbox | None = None
        self._writable = self._said_writable = True
        self._frozen = asyncio.Event()  # something may wait to be sent
        self._aside: dict[int, float] = {}  # sequence -> when it is tried again, monotonic seconds
        self.ahead: float | None = None  # seconds that this tablet's clock is ahead of the trust's

    @property
    def can_keep(self) -> bool:
        """A record could be kept now, as far as is known without writing."""
        if self._identity.keys is None or not self._writable:
            return False
        return self._outbox is None or self._outbox.has_room()

    async def run(self) -> None:
        """The loops, for ever."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._begin())
            tasks.create_task(self._rhythm())
            tasks.create_task(self._rewrite())
            tasks.create_task(self._send())

    async def close(self) -> None:
        if self._outbox is not None:
            await self._in_thread(self._outbox.close)
            self._outbox = None

    # --- what the window asks for ---------------------------------------------------------------------------------

    async def keep(self, submission: bytes, slot: bytes) -> str:
        """Empty once the slot is on disk for good; else why not, as `messages.NotKept` says it."""
        keys = self._identity.keys
        if keys is None:
            return "unpaired"
        try:
            if await self._on_disk(lambda outbox: outbox.keep(submission, slot, keys)):
                self._delivered(submission)
        except NotASlot:
            return "slot"
        except NoRoom:
            return "full"
        except Spoilt:
            raise
        except DiskRefused:
            return "disk"
        return ""

    async def visit_ended(self) -> None:
        """Somebody left: as many slots are written as if they had written something (see `Outbox.visit_ended`)."""
        await self._with_chaff(Outbox.visit_ended)

    async def begin(self) -> None:
        """See to it that the next batches lie ready: after a pairing, and whenever the keys were renewed."""
        keys = self._identity.keys
        if keys is not None:
            await self._try(lambda outbox: outbox.begin(keys))

    # --- the loops ------------------------------------------------------------------------------------------------

    async def _begin(self) -> None:
        self._frozen.set()  # what lay on disk at the start waits to be sent
        await self._clock.sleep(BEGIN_AFTER)
        await self.begin()

    async def _rhythm(self) -> None:
        while True:
            await self._identity.paired.wait()
            await self._clock.sleep(self._until_due())
            await self._due()
            self._frozen.set()

    async def _due(self) -> None:
        keys = self._identity.keys
        begun = await self._try(lambda outbox: outbox.due(keys))
        # Said here only, and only when it changes: a line for each refused write would count the writes.
        if begun != self._said_writable:
            self._said_writable = begun
            if begun:
                self._log.info("outbox_writable_again")
            else:
                self._log.error("outbox_not_writable")

    def _until_due(self) -> float:
        rhythm, _ = self._every
        pairing = self._identity.pairing
        tablet = pairing.tablet if pairing else ""
        return times.until_due(self._clock.wall(), rhythm, times.phase(tablet, rhythm))

    async def _rewrite(self) -> None:
        while True:
            _, rewrite = self._every
            await self._clock.sleep(times.until_rewrite(rewrite, self._random))
            await self._with_chaff(Outbox.rewrite)

    async def _with_chaff(self, write: Callable[[Outbox], None]) -> None:
        keys = self._identity.keys
        if keys is None:
            return

        def work(outbox: Outbox) -> None:
            with suppress(DiskRefused):
                outbox.begin(keys)
            write(outbox)  # in place: a full disk takes it

        await self._try(work)

    async def _send(self) -> None:
        failures = 0
        while True:
            await self._identity.paired.wait()
            waiting = await self._oldest()
            if waiting is None:
                await self._until_something_waits()
                continue
            sent = await self._send_one(waiting)
            rhythm, _ = self._every
            if sent:
                failures = 0
                await self._clock.sleep(rhythm / CATCH_UP)
            else:
                failures += 1
                first, most = min(FIRST_PAUSE, rhythm / CATCH_UP), min(MOST_PAUSE, rhythm / 3)
                await self._clock.sleep(times.back_off(failures, first, most, self._random))

    async def _until_something_waits(self) -> None:
        """Until a batch is frozen. One that was set aside is looked at then, too: the rhythm is never far away."""
        await self._frozen.wait()
        self._frozen.clear()

    async def _oldest(self) -> Waiting | None:
        now = self._clock.monotonic()
        self._aside = {sequence: at for sequence, at in self._aside.items() if at > now}
        aside = tuple(self._aside)
        try:
            return await self._on_disk(lambda outbox: outbox.oldest(aside))
        except DiskRefused:
            return None

    async def _send_one(self, waiting: Waiting) -> bool:
        """Whether the trust has this batch and it is deleted here."""
        try:
            answer = await self._exchange.send(waiting.batch)
        except NotAnswered as error:
            self._log.error("batch_not_sent", reason=error.reason)
            self._reached(False)
            return False
        if not wire.acknowledges(answer, waiting.batch):
            # Answered, but not stored as it is: kept here, and tried again later, behind the others.
            self._log.error("batch_not_taken", result=answer.result)
            self._aside[waiting.sequence] = self._clock.monotonic() + SET_ASIDE_RHYTHMS * self._every[0]
            self._reached(False)
            return False
        self.ahead = self._clock.wall() - answer.clock
        if not await self._let_go(waiting):
            return False
        self._log.info("batch_sent")
        self._reached(True)
        if await packs.refresh(self._identity, self._exchange, answer, self._log):
            await self.begin()
            self._renewed()
        return True

    async def _let_go(self, waiting: Waiting) -> bool:
        # A disk that refuses leaves the batch where it is; it is then sent again, which the trust takes for the same.
        try:
            delivered = await self._on_disk(lambda outbox: outbox.let_go(waiting))
        except DiskRefused:
            return False
        for submission in delivered:
            self._delivered(submission)
        return True

    # --- the disk -------------------------------------------------------------------------------------------------

    @property
    def _every(self) -> tuple[float, float]:
        """Seconds between two batches, and between two rewrites on average. Kept within bounds, as a signer's slip must not stop the sending."""
        duty = self._identity.duty or STANDARD
        return min(MOST_RHYTHM, max(LEAST_RHYTHM, duty.rhythm)), min(MOST_RHYTHM, max(LEAST_RHYTHM, duty.rewrite))

    async def _try(self, work: Callable[[Outbox], None]) -> bool:
        """Whether it was done. What was not is tried again with every later write."""
        try:
            await self._on_disk(work)
        except Spoilt:
            raise
        except DiskRefused:
            return False
        return True

    async def _on_disk(self, work: Callable[[Outbox], Result]) -> Result:
        def opened() -> Result:
            if self._outbox is None:
                self._outbox = self._open_outbox()
            return work(self._outbox)

        try:
            result = await self._in_thread(opened)
        except DiskRefused:
            self._writable = False
            raise
        self._writable = True
        return result
