"""The queue before Argon2id: one at a time in each process, few waiting, and places kept for browsers that have signed in before.

Each run takes 64 MiB and a third of a second, so runs side by side would take the machine's memory, and a queue without an end its time. Anybody
can ask to sign in, under any number of names; so whoever is a stranger here waits in places of their own, and a known browser
(`console.waits.known_mark`) neither waits behind them nor is turned away because of them.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

STRANGERS = 4  # waiting, beside the one who has the turn
KNOWN = 16  # so many people of one trust sign in within six seconds at most


class SignInBusy(RuntimeError):
    """Too many people are signing in at this moment: try again in a few seconds."""


class Argon2Queue:
    """Gives turns, known browsers first. strangers, known: how many of each may wait."""

    def __init__(self, strangers: int = STRANGERS, known: int = KNOWN) -> None:
        self._most = {False: strangers, True: known}
        self._waiting: dict[bool, deque[threading.Event]] = {False: deque(), True: deque()}
        self._taken = False
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, known: bool = False) -> Iterator[None]:
        """Wait for a turn and have it. Raises SignInBusy where too many of one's kind wait already."""
        mine = threading.Event()
        with self._lock:
            if self._taken:
                waiting = self._waiting[known]
                if len(waiting) >= self._most[known]:
                    raise SignInBusy("too many people are signing in at this moment: try again in a few seconds")
                waiting.append(mine)
            else:
                self._taken = True
                mine.set()
        mine.wait()
        try:
            yield
        finally:
            self._pass_on()

    def _pass_on(self) -> None:
        with self._lock:
            for kind in (True, False):
                if self._waiting[kind]:
                    self._waiting[kind].popleft().set()  # the turn stays taken: it is theirs now
                    return
            self._taken = False
