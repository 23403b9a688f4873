"""A finger held for three seconds, anywhere, asks for the voice; anything shorter does not."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.tablet.senses.touch.holding import LONG, Holding


class Clock:
    def __init__(self) -> None:
        self.now = 10.0
        self.timers: list[tuple[float, Callable[[], None]]] = []
        self.held: list[float] = []
        self.holding = Holding(self.call_at, lambda: self.held.append(self.now))

    def call_at(self, moment: float, callback: Callable[[], None]) -> Callable[[], None]:
        timer = (moment, callback)
        self.timers.append(timer)
        return lambda: self.timers.remove(timer) if timer in self.timers else None

    def waits(self, seconds: float) -> None:
        self.now += seconds
        for timer in [timer for timer in self.timers if timer[0] <= self.now]:
            self.timers.remove(timer)
            timer[1]()


def test_three_seconds_ask_once() -> None:
    clock = Clock()
    clock.holding.down(1, clock.now)
    clock.waits(LONG - 0.1)
    assert clock.held == []
    clock.waits(0.2)
    clock.waits(LONG * 3)
    assert len(clock.held) == 1


def test_a_finger_that_is_lifted_before_asks_for_nothing() -> None:
    clock = Clock()
    clock.holding.down(1, clock.now)
    clock.waits(LONG - 0.1)
    clock.holding.up(1)
    clock.waits(LONG)
    assert clock.held == []
    clock.holding.down(1, clock.now)
    clock.waits(LONG)
    assert len(clock.held) == 1


def test_a_hand_that_rests_beside_it_changes_nothing() -> None:
    clock = Clock()
    clock.holding.down(1, clock.now)
    clock.waits(1)
    clock.holding.down(2, clock.now)
    clock.holding.up(2)
    clock.waits(LONG - 1)
    assert len(clock.held) == 1


def test_a_finger_whose_end_was_lost_begins_anew() -> None:
    clock = Clock()
    clock.holding.down(1, clock.now)
    clock.waits(2)
    clock.holding.down(1, clock.now)
    clock.waits(2)
    assert clock.held == []
    clock.waits(1)
    assert len(clock.held) == 1
