"""Fetching the ward's mailboxes: one set of one size on a rhythm of its own, whether or not anyone wrote, reads or is here.

Its pauses come from the wall clock, the duty part and a random source of its own. Nothing a person does moves them, nor what was fetched.
"""

from __future__ import annotations

from random import Random

from kiosk import wardpack, wire
from kiosk.tablet import mailboxes
from kiosk.tablet.courier import times
from kiosk.tablet.courier.disk import InThread
from kiosk.tablet.courier.exchange import Exchange, NotAnswered
from kiosk.tablet.courier.identity import Identity
from kiosk.tablet.courier.logs import Log

RHYTHMS = 4.0  # rhythms of batches between two sets: an hour at fifteen minutes
JITTER = 0.1  # of that time, so that no two tablets keep asking at the same moment
BEGIN_AFTER = 10.0  # seconds after the start at most, where what is held is old: what is fetched then says only that the tablet was off
FIRST_PAUSE, MOST_PAUSE = 10.0, 600.0  # seconds
LEAST, MOST = 0.2, 4 * 3_600.0  # seconds between two sets, whatever a signer's slip says
STANDARD = wardpack.Duty("demo", "", 0, 0, 0)


class Mailboxes:
    """sets: where they lie; used in the disk's thread alone. random: for pauses only."""

    def __init__(
        self,
        identity: Identity,
        exchange: Exchange,
        sets: mailboxes.MailboxSets,
        in_thread: InThread,
        clock: times.Clock,
        random: Random,
        log: Log,
    ) -> None:
        self._identity, self._exchange, self._sets = identity, exchange, sets
        self._in_thread, self._clock, self._random, self._log = in_thread, clock, random, log

    @property
    def every(self) -> float:
        """Seconds between two sets."""
        duty = self._identity.duty or STANDARD
        return min(MOST, max(LEAST, RHYTHMS * duty.rhythm))

    async def run(self) -> None:
        """For ever."""
        await self._identity.paired.wait()
        held = await self._in_thread(self._sets.read)
        fresh = bool(held) and abs(self._clock.wall() - held[0].made) < self.every
        await self._clock.sleep(self._until_due() if fresh else self._random.uniform(0.0, min(BEGIN_AFTER, self.every)))
        failures = 0
        while True:
            if await self._fetch():
                failures = 0
                await self._clock.sleep(self._until_due())
            else:
                failures += 1
                first, most = min(FIRST_PAUSE, self.every / 4), min(MOST_PAUSE, self.every)
                await self._clock.sleep(times.back_off(failures, first, most, self._random))

    def _until_due(self) -> float:
        pairing = self._identity.pairing
        phase = times.phase(f"mailboxes {pairing.tablet if pairing else ''}", self.every)
        return times.until_due(self._clock.wall(), self.every, phase) + self._random.uniform(0.0, JITTER * self.every)

    async def _fetch(self) -> bool:
        """Whether a set was fetched and lies on the disk. A disk that refuses is not asked again at once: the next set comes anyway."""
        try:
            fetched = await self._exchange.mailboxes()
            if fetched.mode != self._identity.mode:
                raise wire.WireError("mailboxes of another mode")
            await self._in_thread(lambda: self._sets.keep(fetched))
        except NotAnswered as error:
            self._log.error("mailboxes_not_fetched", reason=error.reason)
            return False
        except wire.WireError:
            self._log.error("mailboxes_not_fetched", reason="mode")
            return False
        except mailboxes.SetsError:
            self._log.error("mailboxes_not_kept")
            return True
        self._log.info("mailboxes_fetched")
        return True
