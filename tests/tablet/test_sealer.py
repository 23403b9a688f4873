"""Sealing happens off the window's thread, and a sealed slot is let go of only once."""

from __future__ import annotations

import select
import threading

import pytest

from kiosk import envelope, records
from kiosk.tablet import sealer
from tests import sealing

TRUST = sealing.TrustKeys()


def test_a_check_in_is_sealed_for_statistics_and_a_concern_for_its_readers() -> None:
    check_in = records.CheckIn(id=bytes(16), ward="willow", questions=1, safe="safe")
    concern = records.Concern(id=bytes(16), ward="willow", questions=1, about=("W1",))
    kinds = [
        envelope.open_outer(sealer.seal(record, ("ward",), TRUST.public), TRUST.intake, TRUST.scope).kind
        for record in (check_in, concern)
    ]
    assert kinds == ["statistics", "readers"]


def test_a_job_runs_on_another_thread_and_its_end_on_this_one() -> None:
    worker = sealer.Worker()
    ran_on: list[int] = []

    def ended() -> None:
        ran_on.append(threading.get_ident())

    def job() -> sealer.Ended:
        ran_on.append(threading.get_ident())
        return ended

    worker.do(job)
    assert select.select([worker], [], [], 10)[0]
    worker.collect()
    assert ran_on[0] != threading.get_ident()
    assert ran_on[1] == threading.get_ident()
    assert not select.select([worker], [], [], 0)[0]


def test_jobs_end_in_the_order_in_which_they_were_given() -> None:
    worker = sealer.Worker()
    order: list[int] = []
    for number in range(20):
        worker.do(lambda number=number: lambda: order.append(number))  # type: ignore[misc]
    while len(order) < 20:
        assert select.select([worker], [], [], 10)[0]
        worker.collect()
    assert order == list(range(20))


def test_a_slot_waits_until_it_is_said_to_be_kept_and_saying_so_twice_changes_nothing() -> None:
    waiting = sealer.Waiting()
    waiting.add(b"a" * 16, b"one")
    waiting.add(b"b" * 16, b"two")
    assert waiting.items() == ((b"a" * 16, b"one"), (b"b" * 16, b"two"))
    assert waiting.kept(b"a" * 16)
    assert not waiting.kept(b"a" * 16)
    assert not waiting.kept(b"c" * 16)
    assert waiting
    assert waiting.kept(b"b" * 16)
    assert not waiting


@pytest.mark.parametrize("readers", [(), ("ward",), ("ward", "safeguarding")])
def test_one_reader_outside_the_ward_always_gets_it(readers: tuple[records.ReaderGroup, ...]) -> None:
    concern = records.Concern(id=bytes(16), ward="willow", questions=1, about=("W1",))
    inner = envelope.open_outer(sealer.seal(concern, readers, TRUST.public), TRUST.intake, TRUST.scope).inner
    assert envelope.open_for_reader(inner, "outside", TRUST.private["outside"], TRUST.scope) == concern
