"""The loop of the window process: it sleeps until there is something to do, and polls nothing.

It wakes for the display's socket, for what the app registered (pipes to other processes), for its timers and Kivy's clock, and for `call_soon` from
other threads. A tablet at rest therefore costs nothing, and a touch is answered at once rather than at the next frame.
"""

from __future__ import annotations

import heapq
import itertools
import os
import select
import time
from collections.abc import Callable
from typing import Any, Protocol

LONGEST_SLEEP = 5.0  # seconds; nothing needs it, but a wake-up that was missed may not last


class Source(Protocol):
    """A display: its socket, and whether events lie read but not handled."""

    @property
    def connection(self) -> int: ...

    def pending(self) -> bool: ...


class Loop:
    """turn(): take in what the display has, and draw what changed. busy(): whether there is something to draw already.

    All methods belong to the thread that runs it, but `call_soon`.
    """

    def __init__(self, display: Source, turn: Callable[[], None], busy: Callable[[], bool], clock: Any) -> None:
        self._display, self._turn, self._busy, self._clock = display, turn, busy, clock
        self._readers: dict[int, Callable[[], None]] = {}
        self._timers: list[tuple[float, int, Callable[[], None] | None]] = []
        self._order = itertools.count()
        self._cancelled: set[int] = set()
        self._soon: list[Callable[[], None]] = []
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        os.set_blocking(self._wake_write, False)
        self._poll = select.poll()
        for fd in (display.connection, self._wake_read):
            self._poll.register(fd, select.POLLIN)
        self._running = False
        self._turned = time.monotonic()
        self.wakeups = 0  # for proofs that it sleeps

    def add_reader(self, fd: int, callback: Callable[[], None]) -> None:
        """Call back whenever there is something to read, or the other end is gone."""
        self._readers[fd] = callback
        self._poll.register(fd, select.POLLIN)

    def remove_reader(self, fd: int) -> None:
        if self._readers.pop(fd, None) is not None:
            self._poll.unregister(fd)

    def call_soon(self, callback: Callable[[], None]) -> None:
        """Run it in the loop; from any thread."""
        self._soon.append(callback)
        self._wake()

    def call_at(self, moment: float, callback: Callable[[], None]) -> Callable[[], None]:
        """Run it once, at this moment of time.monotonic(). Returns what cancels it."""
        number = next(self._order)
        heapq.heappush(self._timers, (moment, number, callback))
        return lambda: self._cancelled.add(number)

    def age(self) -> float:
        """Seconds since the loop last came round with everything drawn that had to be."""
        return time.monotonic() - self._turned

    def run(self) -> None:
        """Until `stop`."""
        self._running = True
        while self._running:
            self.step()

    def stop(self) -> None:
        self._running = False
        self._wake()

    def step(self, longest: float = LONGEST_SLEEP) -> None:
        """Sleep until something happens, at most so many seconds; do it; draw."""
        ready = self._poll.poll(1000 * self._timeout(longest))
        self.wakeups += 1
        for fd, _ in ready:
            if fd == self._wake_read:
                os.read(fd, 4096)
            elif fd in self._readers:
                self._readers[fd]()
        waiting, self._soon = self._soon, []
        for callback in waiting:
            callback()
        self._run_timers()
        self._turn()
        self._turned = time.monotonic()

    def close(self) -> None:
        for fd in (self._wake_read, self._wake_write):
            os.close(fd)

    def _wake(self) -> None:
        try:
            os.write(self._wake_write, b"\0")
        except BlockingIOError:
            return  # it is full of wake-ups already

    def _timeout(self, longest: float) -> float:
        if self._soon or self._busy() or self._display.pending():
            return 0.0
        soonest = min(longest, LONGEST_SLEEP)
        if self._timers:
            soonest = min(soonest, self._timers[0][0] - time.monotonic())
        if self._clock.get_before_frame_events():
            return 0.0
        now = self._clock.time()
        for event in self._clock.get_events():
            soonest = min(soonest, event._last_dt + event.timeout - now)
        return max(0.0, soonest) + (0.0005 if soonest > 0 else 0.0)  # poll rounds down to whole milliseconds

    def _run_timers(self) -> None:
        now = time.monotonic()
        while self._timers and self._timers[0][0] <= now:
            _, number, callback = heapq.heappop(self._timers)
            if number in self._cancelled:
                self._cancelled.discard(number)
            elif callback is not None:
                callback()
