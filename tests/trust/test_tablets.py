"""A request of a tablet counts once, whatever is copied, lost or restarted."""

from __future__ import annotations

import threading

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from kiosk import wire
from kiosk.trust.counters import RANGE, OwnCounters, WrongCounter
from kiosk.trust.store import tables
from kiosk.trust.tablets import Tablets, UnknownTablet, withdraw
from tests.support.waiting import wait_for
from tests.trust.founded import FoundedTrust

BODY = b"body"


def signed(key: Ed25519PrivateKey, tablet: str, counter: int) -> dict[str, str]:
    return wire.sign_request(key, tablet, "POST", wire.BATCH_PATH, counter, "demo", BODY)


def take(tablets: Tablets, headers: dict[str, str], body: bytes = BODY) -> str:
    return tablets.take(headers, "POST", wire.BATCH_PATH, "batches", body).tablet.id


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["ask", "replay", "restart"]), st.integers(0, 1), st.integers(0, 20)), max_size=40
    )
)
def test_no_counter_is_ever_taken_twice_by_any_worker(founded: FoundedTrust, steps: list[tuple[str, int, int]]) -> None:
    tablet, key = founded.pair()
    workers = [Tablets(founded.store, "demo"), Tablets(founded.store, "demo")]
    taken: list[int] = []
    for step, worker, which in steps:
        if step == "restart":
            workers[worker] = Tablets(founded.store, "demo")
        elif step == "replay" and taken:
            with pytest.raises(WrongCounter):
                take(workers[worker], signed(key, tablet, taken[which % len(taken)]))
        else:
            counter = workers[worker].next_counter(tablet, "batches")
            assert take(workers[worker], signed(key, tablet, counter)) == tablet
            assert counter not in taken
            taken.append(counter)


def test_a_wrong_counter_is_told_the_right_one_after_a_good_signature_alone(founded: FoundedTrust) -> None:
    tablet, key = founded.pair()
    tablets = Tablets(founded.store, "demo")
    with pytest.raises(WrongCounter) as caught:
        take(tablets, signed(key, tablet, 77))
    assert caught.value.expected == 0
    with pytest.raises(UnknownTablet):
        take(tablets, signed(Ed25519PrivateKey.generate(), tablet, 0))
    with pytest.raises(UnknownTablet):
        take(tablets, signed(key, "0" * 32, 0))
    with pytest.raises(UnknownTablet):
        take(tablets, signed(key, tablet, 0), b"another body")
    with pytest.raises(UnknownTablet):
        take(tablets, {})


def test_each_channel_has_counters_of_its_own(founded: FoundedTrust) -> None:
    tablet, key = founded.pair()
    tablets = Tablets(founded.store, "demo")
    take(tablets, signed(key, tablet, 0))
    assert [tablets.next_counter(tablet, channel) for channel in ("batches", "calls", "packs", "mailboxes")] == [
        1,
        0,
        0,
        0,
    ]


def test_thousands_of_requests_leave_the_tablets_row_as_it_was(founded: FoundedTrust) -> None:
    """Rows that changed with each batch would lie beside it in the database's journal."""
    tablet, key = founded.pair()
    tablets = Tablets(founded.store, "demo")
    take(tablets, signed(key, tablet, 0))

    def row() -> object:
        with founded.store.read() as connection:
            return connection.execute(select(tables.tablets)).one()

    before = row()
    for counter in range(1, 200):
        take(tablets, signed(key, tablet, counter))
    assert row() == before


def test_a_range_that_is_used_up_goes_on_in_the_next(founded_on_each: FoundedTrust) -> None:
    tablet, key = founded_on_each.pair()
    counters = OwnCounters(founded_on_each.store)
    tablets = Tablets(founded_on_each.store, "demo", counters)
    tablets.next_counter(tablet, "batches")
    counters._counter(tablet, "batches").next = RANGE - 1
    take(tablets, signed(key, tablet, RANGE - 1))
    take(tablets, signed(key, tablet, RANGE))
    assert Tablets(founded_on_each.store, "demo").next_counter(tablet, "batches") == 2 * RANGE


def test_a_withdrawn_tablet_is_unknown_once_it_is_forgotten(founded: FoundedTrust) -> None:
    tablet, key = founded.pair()
    tablets = Tablets(founded.store, "demo")
    take(tablets, signed(key, tablet, 0))
    with founded.store.write() as connection:
        connection.execute(update(tables.tablets).values(withdrawn=True))
    tablets.forget(tablet)
    with pytest.raises(UnknownTablet):
        take(tablets, signed(key, tablet, 1))


def test_a_live_trust_takes_no_request_that_was_signed_for_the_demo(founded: FoundedTrust) -> None:
    tablet, key = founded.pair()
    with pytest.raises(UnknownTablet):
        take(Tablets(founded.store, "live"), signed(key, tablet, 0))


def test_one_tablet_that_waits_for_the_database_keeps_no_other_waiting(founded: FoundedTrust) -> None:
    """Known tablets are answered on the event loop itself: a wait there would hold up every staff call."""
    (known, known_key), (fresh, fresh_key) = founded.pair(), founded.pair("Quiet room")
    counters = OwnCounters(founded.store)
    tablets = Tablets(founded.store, "demo", counters)
    take(tablets, signed(known_key, known, 0))
    started = threading.Event()
    tablets.find(fresh)

    def ask() -> None:
        started.set()
        take(tablets, signed(fresh_key, fresh, 0))

    waiting = threading.Thread(target=ask)
    answered = threading.Thread(target=lambda: take(tablets, signed(known_key, known, 1)))
    with founded.store.write():  # a writer that takes its time
        waiting.start()
        assert started.wait(5)
        wait_for(lambda: any(held.lock.locked() for held in counters._held.values()), what="it waits for a range")
        answered.start()
        answered.join(5)
        assert not answered.is_alive()
    waiting.join(20)
    assert tablets.next_counter(fresh, "batches") == 1


def test_a_tablet_that_was_withdrawn_while_it_was_looked_up_does_not_slip_through(founded: FoundedTrust) -> None:
    tablet, key = founded.pair()
    workers = Tablets(founded.store, "demo")
    with founded.store.write() as connection:
        withdraw(connection, tablet)
        with pytest.raises(UnknownTablet):
            withdraw(connection, tablet)
    # What a look-up that began before the commit would still find:
    with founded.store.write() as connection:
        connection.execute(update(tables.tablets).values(withdrawn=False))
    workers.forget(tablet, withdrawn=True)
    with pytest.raises(UnknownTablet):
        take(workers, signed(key, tablet, 0))
