"""The queue before Argon2id: one at a time, few waiting, and strangers never keep a known browser out."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from functools import partial

import pytest

from kiosk.trust.sign_in_queue import Argon2Queue, SignInBusy
from tests.support.waiting import wait_for


class Waiter:
    """Somebody who asks for a turn in a thread of their own, and notes that they had it."""

    def __init__(self, queue: Argon2Queue, known: bool, had: list[str], name: str) -> None:
        def run() -> None:
            with queue.turn(known):
                had.append(name)

        self.thread = threading.Thread(target=run)
        self.thread.start()


def waiting(queue: Argon2Queue, known: bool) -> int:
    return len(queue._waiting[known])


@pytest.fixture
def taken() -> tuple[Argon2Queue, ExitStack]:
    queue, held = Argon2Queue(strangers=2, known=2), ExitStack()
    held.enter_context(queue.turn())
    return queue, held


def _waits(queue: Argon2Queue, known: bool, number: int) -> bool:
    return waiting(queue, known) == number


def fill(queue: Argon2Queue, known: bool, had: list[str], names: str) -> list[Waiter]:
    found = []
    for number, name in enumerate(names, waiting(queue, known) + 1):
        found.append(Waiter(queue, known, had, name))
        wait_for(partial(_waits, queue, known, number), what="they wait")
    return found


def test_strangers_who_fill_their_places_leave_those_of_known_browsers(taken: tuple[Argon2Queue, ExitStack]) -> None:
    queue, held = taken
    had: list[str] = []
    waiters = fill(queue, False, had, "ab")
    with pytest.raises(SignInBusy), queue.turn(known=False):
        pass
    waiters += fill(queue, True, had, "k")
    held.close()
    for each in waiters:
        each.thread.join(timeout=20)
    assert had == ["k", "a", "b"]  # known first, and each kind in its order


def test_known_browsers_have_an_end_of_their_queue_too(taken: tuple[Argon2Queue, ExitStack]) -> None:
    queue, held = taken
    had: list[str] = []
    waiters = fill(queue, True, had, "kl")
    with pytest.raises(SignInBusy), queue.turn(known=True):
        pass
    held.close()
    for each in waiters:
        each.thread.join(timeout=20)
    assert sorted(had) == ["k", "l"]


def test_one_at_a_time_however_many_ask_and_a_failure_passes_the_turn_on() -> None:
    queue = Argon2Queue(strangers=50, known=50)
    inside, most = [], []
    lock = threading.Lock()

    def work(known: bool) -> Callable[[], None]:
        def run() -> None:
            with suppress(ZeroDivisionError), queue.turn(known):
                with lock:
                    inside.append(1)
                    most.append(len(inside))
                with lock:
                    inside.pop()
                raise ZeroDivisionError

        return run

    threads = [threading.Thread(target=work(number % 2 == 0)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert most == [1] * 40
    with queue.turn():
        pass
