"""Staff calls: a connection and a task of their own, which no batch ever delays, and the heartbeat by which both sides know that calls work.

A press is sent the moment it comes, again on every new connection, and until the trust says that it has it; so is that it is taken back, and, once
the press is known, what its caller adds. A connection on which any of these stays unanswered is given up for a new one, as a dead network looks like
a slow one. Calls are kept in memory only: after a restart of this process the window names its open calls again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from random import Random

import msgspec
from msgspec.structs import replace

from kiosk import callstate, wire
from kiosk.tablet.courier import times
from kiosk.tablet.courier.battery import Battery
from kiosk.tablet.courier.identity import Identity
from kiosk.tablet.courier.lines import BetterWay, Connect, ConnectionLost, Line
from kiosk.tablet.courier.logs import Log
from kiosk.tablet.courier.messages import CallNews, CallStands

BEAT_EVERY = 10.0  # seconds
STALE_AFTER = 30.0  # seconds without a word from the trust: calls may not work
FIRST_PAUSE, MOST_PAUSE = 0.5, 10.0  # seconds between two attempts to connect
STEADY_AFTER = 10.0  # seconds that a connection has to hold, so that the next pause starts small again
OPEN_WITHIN = 5.0  # seconds until the connection is open, and until each answer to a Hello
ANSWER_WITHIN = 2.0  # seconds until a press has to be answered; doubled with each connection given up for it
MOST_ANSWER_WITHIN = 15.0
HELLO_TRIES = 3
AGE_STEP = 10.0  # seconds: a window that is replaced after a visit with words in it must not show here


class _Call:
    """A call that somebody may still wait for. news: what is known, None before the first word of the trust.

    pressed_here, cancelled_here: said on the connection of now. asked: when, monotonic seconds. sent: said on any connection, or perhaps by the
    courier before this one. added: what its caller has added, None where they never did; number: by which it was said last; told_here: it was said on
    the connection of now.
    """

    __slots__ = (
        *("added", "asked", "attended", "call", "cancelled", "cancelled_here"),
        *("news", "number", "pressed", "pressed_here", "sent", "test", "told_here"),
    )

    def __init__(self, call: bytes, pressed: float, *, sent: bool, test: bool = False) -> None:
        self.call, self.pressed, self.test, self.sent = call, pressed, test, sent
        self.news: CallNews | None = None
        self.added: callstate.Added | None = None
        self.asked, self.number = 0.0, 0
        self.cancelled = self.attended = self.pressed_here = self.cancelled_here = self.told_here = False

    @property
    def waits(self) -> bool:
        """The trust has not said that it knows all that was said here."""
        return self.news is None or (self.cancelled and not self.ended) or self.adds

    @property
    def adds(self) -> bool:
        """The trust has the call, and does not hold what its caller has added."""
        if self.added is None or self.news is None or self.ended or self.cancelled:
            return False
        return self.news.added != self.added

    @property
    def ended(self) -> bool:
        return self.news is not None and self.news.progress in ("attended", "reset", "cancelled")

    def hear(self, news: CallNews) -> None:
        """Take what the trust says. Of what was added, the newest that it ever said holds; of a call that has ended nothing is kept."""
        if self.news is not None and news.told < self.news.told:
            news = msgspec.structs.replace(news, added=self.news.added, told=self.news.told)
        self.news = news
        if self.ended:
            self.added = None


class Calls:
    """tell: called with every news of a call. fresh: called when the heartbeat becomes fresh or stale. battery: the machine's now."""

    def __init__(
        self,
        identity: Identity,
        connect: Connect,
        clock: times.Clock,
        random: Random,
        log: Log,
        *,
        tell: Callable[[CallNews], None],
        fresh: Callable[[bool], None],
        battery: Callable[[], Battery | None] = lambda: None,
    ) -> None:
        self._identity, self._connect, self._clock, self._random, self._log = identity, connect, clock, random, log
        self._tell, self._say_fresh, self._battery = tell, fresh, battery
        self._calls: dict[bytes, _Call] = {}
        self._changed = asyncio.Event()  # there may be something to say to the trust
        self._repaired = asyncio.Event()
        self._alive = asyncio.Event()  # the trust was heard, and since then not found silent
        self._heard = float("-inf")
        # Calls that stand and of which nothing was heard on this connection yet: their page says that there is none until they are known again.
        self._untold: set[bytes] = set()
        self._drawn: float | None = None  # when the window last drew, monotonic seconds
        self._given_up = 0  # connections given up because a press stayed unanswered
        self.fresh = False

    # --- what the window says ------------------------------------------------------------------------------------

    def place(self, call: bytes, pressed: float, again: bool) -> None:
        """Somebody pressed, or the window names the call again. pressed: monotonic seconds. again: as in messages.PlaceCall."""
        known = self._calls.get(call)
        if known is None:
            self._calls[call] = _Call(call, pressed, sent=again)
            self._changed.set()
        elif known.news is not None:
            self._tell(known.news)

    def withdraw(self, call: bytes, attended: bool = False) -> None:
        """The caller cancelled; attended: staff, who are there, ended it."""
        known = self._calls.get(call)
        if known is None or known.ended:
            return
        known.cancelled, known.attended = True, attended
        if known.sent:
            self._changed.set()
        else:  # the trust never heard of it
            known.news = CallNews(call, "reset" if attended else "cancelled")
            self._tell(known.news)

    def add(self, call: bytes, added: callstate.Added) -> None:
        """The caller adds this, in the place of what they added before."""
        known = self._calls.get(call)
        if known is not None and not known.ended:
            known.added, known.told_here = added, False
            self._changed.set()

    def standing(self) -> list[CallStands]:
        """The calls that somebody may still wait for, as far as they are known; for a test nobody does."""
        return [
            CallStands(one.call, one.pressed, news.progress, news.by, news.escalations, added)
            for one in self._calls.values()
            if not (one.ended or one.cancelled or one.test)
            for news in (one.news or CallNews(one.call, "sending"),)
            for added in (news.added if one.added is None else one.added,)
        ]

    def drew(self, frame_age: float) -> None:
        """The window is well: seconds since its last frame."""
        self._drawn = self._clock.monotonic() - frame_age

    def repaired(self) -> None:
        """The tablet has another pairing: connect anew."""
        self._repaired.set()
        self._changed.set()

    # --- the connection ------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Connect, and again, for ever."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._watch())
            tasks.create_task(self._keep_connected())

    async def _keep_connected(self) -> None:
        failures, reason = 0, ""
        while True:
            await self._identity.paired.wait()
            self._repaired.clear()
            started = self._clock.monotonic()
            try:
                async with self._connect() as line:
                    await self._hello(line)
                    self._log.info("calls_connected")
                    reason = ""
                    await self._talk(line)
            except BetterWay:
                pass
            except ConnectionLost as error:
                # Once for each reason: an attempt every ten seconds for a week would fill the log.
                if error.reason != reason:
                    reason = error.reason
                    self._log.error("calls_not_connected", reason=reason)
            failures = 0 if self._clock.monotonic() - started >= STEADY_AFTER else failures + 1
            limit = min(MOST_PAUSE, FIRST_PAUSE * 2.0 ** min(max(failures - 1, 0), 10))
            # A press that came in the meantime is tried at once.
            await self._changed_within(limit * self._random.uniform(0.5, 1.0))

    async def _changed_within(self, seconds: float) -> None:
        await times.first_of(self._clock.sleep(seconds), self._changed.wait())
        self._changed.clear()

    async def _hello(self, line: Line) -> None:
        for _ in range(HELLO_TRIES):
            await line.send(wire.Hello(self._identity.sign("calls", wire.CALLS_METHOD, wire.CALLS_PATH, b"")))
            try:
                async with asyncio.timeout(OPEN_WITHIN):
                    welcome = await line.receive()
            except TimeoutError:
                raise ConnectionLost("timeout") from None
            if not isinstance(welcome, wire.Welcome):
                raise ConnectionLost("not_understood")
            self._identity.counters["calls"] = welcome.counter
            if welcome.accepted:
                self._untold = {name for name, call in self._calls.items() if call.news is not None and not call.ended}
                self._note_heard()
                return
        raise ConnectionLost("not_welcome")

    async def _talk(self, line: Line) -> None:
        self._calls = {name: call for name, call in self._calls.items() if not call.ended}
        for call in self._calls.values():
            # All open calls are named again, also those that the trust has: its answer is what happened in between.
            call.pressed_here = call.cancelled_here = call.told_here = False
        await times.first_of(
            self._listen(line), self._beat(line), self._speak(line), self._notice_silence(), self._repaired.wait()
        )

    async def _listen(self, line: Line) -> None:
        while True:
            message = await line.receive()
            if isinstance(message, wire.Welcome):
                raise ConnectionLost("not_understood")
            if isinstance(message, wire.AskTest):
                self._test()
            if isinstance(message, wire.News):
                self._given_up = 0
                news = CallNews(
                    message.call, message.progress, message.by, message.escalations, message.added, message.told
                )
                known = self._calls.get(message.call)
                if known is not None:
                    known.hear(news)
                    self._changed.set()
                if known is None or not known.test:
                    self._tell(news)
                self._untold.discard(message.call)
            self._note_heard()

    def _test(self) -> None:
        """Press a test call, the same way as any other. It is none of the window's, and whoever uses it sees nothing of it."""
        call = self._random.randbytes(16)
        self._calls[call] = _Call(call, self._clock.monotonic(), sent=False, test=True)
        self._changed.set()

    def _heartbeat(self) -> wire.Beat:
        beat = wire.Beat(self._frame_age(), int(self._clock.wall()))
        battery = self._battery()
        return beat if battery is None else replace(beat, battery=battery.percent, mains=battery.charging)

    async def _beat(self, line: Line) -> None:
        while True:
            await line.send(self._heartbeat())
            await self._clock.sleep(BEAT_EVERY)
            # Calls that stand are named again: the answer is what is known of them now, should news of it have been lost on the way.
            for call in [call for call in self._calls.values() if not (call.ended or call.waits)]:
                await self._press(line, call)

    async def _speak(self, line: Line) -> None:
        """Say what the trust does not know yet, and give the connection up where a press, or that it is taken back, stays unanswered on it."""
        while True:
            self._changed.clear()
            for call in [call for call in self._calls.values() if not call.ended]:
                await self._say(line, call)
            patience = min(MOST_ANSWER_WITHIN, ANSWER_WITHIN * 2.0 ** min(self._given_up, 10))
            asked = [call.asked for call in self._calls.values() if call.waits]
            left = min(asked) + patience - self._clock.monotonic() if asked else None
            if left is None:
                await self._changed.wait()
            elif left > 0:
                await times.first_of(self._clock.sleep(left), self._changed.wait())
            else:
                self._given_up += 1
                raise ConnectionLost("call_not_answered")

    async def _say(self, line: Line, call: _Call) -> None:
        now = self._clock.monotonic()
        if not call.pressed_here:
            call.pressed_here = call.sent = True
            call.asked = now
            await self._press(line, call)
        if call.cancelled and not call.cancelled_here:
            call.cancelled_here = True
            call.asked = now
            await line.send(wire.Cancel(call.call, call.attended))
        told = 0 if call.news is None else call.news.told
        if call.adds and call.added is not None and (not call.told_here or call.number <= told):
            # After the last number that the trust has taken: what a courier before this one said, and arrives late, is behind it.
            call.told_here, call.number = True, max(call.number, told) + 1
            call.asked = now
            await line.send(wire.Tell(call.call, call.number, call.added))

    async def _press(self, line: Line, call: _Call) -> None:
        await line.send(wire.Press(call.call, max(0.0, self._clock.monotonic() - call.pressed), call.test))

    # --- the heartbeat -------------------------------------------------------------------------------------------

    def _frame_age(self) -> float:
        if self._drawn is None:
            return -1.0
        return max(0.0, self._clock.monotonic() - self._drawn) // AGE_STEP * AGE_STEP

    def _note_heard(self) -> None:
        self._heard = self._clock.monotonic()
        self._alive.set()
        if not self._untold:
            self._set_fresh(True)

    async def _notice_silence(self) -> None:
        while (left := self._heard + STALE_AFTER - self._clock.monotonic()) > 0:
            await self._clock.sleep(left)
        raise ConnectionLost("silent")

    async def _watch(self) -> None:
        """Say that calls may not work once the trust was silent for too long, whether or not a connection is open."""
        while True:
            await self._alive.wait()
            left = self._heard + STALE_AFTER - self._clock.monotonic()
            if left > 0:
                await self._clock.sleep(left)
            else:
                self._alive.clear()
                self._set_fresh(False)

    def _set_fresh(self, fresh: bool) -> None:
        if fresh != self.fresh:
            self.fresh = fresh
            self._say_fresh(fresh)
