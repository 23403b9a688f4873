"""A far end that a test holds in its hand: it takes what it is told, refuses it, or hangs."""

from __future__ import annotations

import threading
from collections.abc import Callable

from kiosk.trust.relays.line import NotDelivered
from kiosk.trust.relays.told import Told


class FarEnd:
    """A `line.Line`. had: all that came through, in order. refuses: asked at each try; what it says is why it is refused, "" is a yes."""

    every: float | None = None

    def __init__(self) -> None:
        self.had: list[Told] = []
        self.twice: list[Told] = []  # had again although it had been said that it was had
        self._certain: set[str] = set()
        self.open: list[int] = []
        self.tries = 0
        self.refuses: Callable[[Told], str] = lambda _: ""
        self.loses_answers = False  # it takes what comes, and the yes is lost
        self.goes_on = threading.Event()
        self.goes_on.set()
        self.ended = False

    def deliver(self, told: Told, open_calls: int) -> bool:
        self.tries += 1
        self.goes_on.wait(60)
        if why := self.refuses(told):
            raise NotDelivered(why)
        if told.key in self._certain:
            self.twice.append(told)
        self.had.append(told)
        self.open.append(open_calls)
        if self.loses_answers:
            raise NotDelivered("no answer")
        self._certain.add(told.key)
        return True

    def rest(self) -> None:
        if why := self.refuses(Told(b"", "", "", "", "test")):
            raise NotDelivered(why)

    def close(self) -> None:
        self.ended = True

    @property
    def keys(self) -> list[str]:
        return [told.key for told in self.had]

    def states(self, call: bytes) -> list[str]:
        return [told.state for told in self.had if told.call == call]
