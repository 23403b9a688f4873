"""The loop: it sleeps while nothing happens, and wakes for pipes, timers, other threads and the display."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from kiosk.tablet.senses.sight.loop import Loop


class Clock:
    """As Kivy's, with the events that a test puts in."""

    def __init__(self) -> None:
        self.events: list[Any] = []

    def time(self) -> float:
        return time.monotonic()

    def get_events(self) -> list[Any]:
        return self.events

    def get_before_frame_events(self) -> list[Any]:
        return []


class Display:
    def __init__(self) -> None:
        self.connection, self.other = os.pipe()
        self.waiting = False

    def pending(self) -> bool:
        return self.waiting


class Rig:
    def __init__(self) -> None:
        self.display, self.clock = Display(), Clock()
        self.turns, self.dirty = 0, False
        self.loop = Loop(self.display, self._turn, lambda: self.dirty, self.clock)

    def _turn(self) -> None:
        self.turns += 1
        self.dirty = False
        self.display.waiting = False

    def seconds(self, longest: float = 1.0) -> float:
        """How long one step sleeps."""
        began = time.monotonic()
        self.loop.step(longest)
        return time.monotonic() - began


@pytest.fixture
def rig() -> Iterator[Rig]:
    made = Rig()
    yield made
    made.loop.close()
    os.close(made.display.connection)
    os.close(made.display.other)


def test_it_sleeps_while_nothing_happens(rig: Rig) -> None:
    assert rig.seconds(0.2) >= 0.19
    assert rig.loop.wakeups == 1


def test_an_event_of_the_display_wakes_it(rig: Rig) -> None:
    threading.Timer(0.05, os.write, (rig.display.other, b"x")).start()
    assert rig.seconds(5) < 2


def test_it_does_not_sleep_over_events_that_lie_read_but_not_handled(rig: Rig) -> None:
    rig.display.waiting = True
    assert rig.seconds(5) < 1


def test_it_does_not_sleep_while_something_must_be_drawn(rig: Rig) -> None:
    rig.dirty = True
    assert rig.seconds(5) < 1
    assert rig.turns == 1


def test_a_pipe_that_can_be_read_is_read(rig: Rig) -> None:
    read, write = os.pipe()
    heard: list[bytes] = []
    rig.loop.add_reader(read, lambda: heard.append(os.read(read, 100)))
    os.write(write, b"stored")
    rig.loop.step(5)
    assert heard == [b"stored"]
    rig.loop.remove_reader(read)
    os.write(write, b"more")
    rig.loop.step(0.01)
    assert heard == [b"stored"]
    os.close(read)
    os.close(write)


def test_a_pipe_whose_other_end_died_is_told_to_its_reader(rig: Rig) -> None:
    read, write = os.pipe()
    heard: list[bytes] = []
    rig.loop.add_reader(read, lambda: heard.append(os.read(read, 100)))
    os.close(write)
    rig.loop.step(5)
    assert heard == [b""]
    rig.loop.remove_reader(read)
    os.close(read)


def test_a_reader_that_removes_another_in_the_same_turn_is_safe(rig: Rig) -> None:
    pipes = [os.pipe() for _ in range(2)]
    heard: list[int] = []

    def hear(number: int) -> None:
        heard.append(number)
        rig.loop.remove_reader(pipes[1 - number][0])

    for number, (read, write) in enumerate(pipes):
        rig.loop.add_reader(read, lambda number=number: hear(number))
        os.write(write, b"x")
    rig.loop.step(1)
    assert len(heard) == 1
    for read, write in pipes:
        os.close(read)
        os.close(write)


def test_timers_run_in_order_at_their_moment_and_can_be_cancelled(rig: Rig) -> None:
    now, ran = time.monotonic(), []
    rig.loop.call_at(now + 0.06, lambda: ran.append("second"))
    rig.loop.call_at(now + 0.03, lambda: ran.append("first"))
    rig.loop.call_at(now + 0.04, lambda: ran.append("never"))()
    while len(ran) < 2 and time.monotonic() < now + 5:
        rig.loop.step(5)
    assert ran == ["first", "second"]
    assert 0.06 <= time.monotonic() - now < 2


def test_another_thread_can_wake_it(rig: Rig) -> None:
    ran: list[str] = []
    threading.Timer(0.05, rig.loop.call_soon, (lambda: ran.append("done"),)).start()
    assert rig.seconds(5) < 2
    assert ran == ["done"]


def test_what_is_asked_for_while_it_runs_is_run_next_time(rig: Rig) -> None:
    ran: list[int] = []

    def first() -> None:
        ran.append(1)
        rig.loop.call_soon(lambda: ran.append(2))

    rig.loop.call_soon(first)
    rig.loop.step(1)
    assert ran == [1]
    assert rig.seconds(5) < 1
    assert ran == [1, 2]


def test_it_wakes_for_an_event_of_kivys_clock(rig: Rig) -> None:
    class Event:
        _last_dt, timeout = time.monotonic(), 0.05

    rig.clock.events.append(Event())
    assert rig.seconds(5) < 2


def test_stop_ends_it_from_within_and_its_age_grows_once_it_stands_still(rig: Rig) -> None:
    rig.loop.call_at(time.monotonic() + 0.01, rig.loop.stop)
    rig.loop.run()
    young = rig.loop.age()
    assert young < 1
    threading.Event().wait(0.05)
    assert rig.loop.age() > young + 0.04
