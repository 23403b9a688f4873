"""Slots are placed the same in one process and in two, and what ends in between files nothing."""

from __future__ import annotations

import multiprocessing
import os
import signal
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
from sqlalchemy import func, select

from kiosk import envelope, wire
from kiosk.trust import keys
from kiosk.trust.placing import CHUNK, MANY, Placer, placing
from kiosk.trust.store import tables
from tests.support.waiting import wait_for
from tests.trust.founded import FoundedTrust


@pytest.fixture
def placer(founded: FoundedTrust) -> Placer:
    with founded.store.read() as connection:
        return Placer(keys.read_trust(connection), keys.sorting_keys(connection, founded.secret))


def slots(founded: FoundedTrust) -> list[bytes]:
    """Of each kind, more than one process takes at a time."""
    changed = bytearray(founded.check_in())
    changed[-1] ^= 1
    other_key = bytearray(founded.check_in())
    other_key[2] ^= 1
    kinds = (founded.check_in(), founded.concern(), bytes(changed), bytes(other_key), bytes(envelope.SLOT_BYTES))
    return [*kinds, *(envelope.seal_chaff(founded.keys) for _ in range(3 * CHUNK)), *kinds]


def test_two_processes_say_the_same_in_the_same_order(founded: FoundedTrust, placer: Placer) -> None:
    some = slots(founded)
    with placing(placer, MANY) as begin:
        first, second = begin(some), begin(some[::-1])
        assert second() == placer.place_all(some[::-1])
        assert first() == placer.place_all(some)
    assert [placed.table for placed in placer.place_all(some[:5])] == ["pending", "filed", *["unplaced"] * 3]
    assert [placed.reason for placed in placer.place_all(some[:5])] == ["", "", "seal", "key", "key"]


def test_a_process_that_ends_is_told_of_and_nothing_is_lost(
    founded: FoundedTrust, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(MANY // wire.SLOTS):
        founded.put(founded.check_in())
    sorter, mine = founded.sorter(), os.getpid()

    def ends(placer: Placer, some: list[bytes]) -> None:
        assert os.getpid() != mine, "in a process of its own"
        os.kill(os.getpid(), signal.SIGKILL)

    with monkeypatch.context() as patched:
        patched.setattr(Placer, "place_all", ends)
        with pytest.raises(BrokenProcessPool):
            sorter.run()
    sorter.run()
    with founded.store.read() as connection:
        people = tables.check_in_weeks.c
        counted = select(func.sum(people.answers)).where(people.question == "safe", people.code == "*")
        assert connection.execute(counted).scalar() == MANY // wire.SLOTS


def test_few_slots_start_no_process(founded: FoundedTrust, placer: Placer) -> None:
    with placing(placer, MANY - 1) as begin:
        opened = begin([founded.check_in()])
        assert not multiprocessing.active_children()
        assert len(opened()) == 1


def test_a_sorting_process_that_is_killed_takes_the_others_with_it(founded: FoundedTrust, placer: Placer) -> None:
    mine, theirs = multiprocessing.Pipe()

    def sort() -> None:
        with placing(placer, MANY) as begin:
            begin([founded.check_in()])()
            theirs.send([child.pid for child in multiprocessing.active_children()])
            signal.pause()

    process = multiprocessing.get_context("fork").Process(target=sort)
    process.start()
    pids = mine.recv()
    assert len(pids) == 2
    process.kill()
    process.join()
    wait_for(lambda: not any(Path(f"/proc/{pid}/task").exists() for pid in pids))
