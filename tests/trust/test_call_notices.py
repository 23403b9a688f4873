"""Processes on one PostgreSQL show the same calls, whatever becomes of a connection or a notice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from sqlalchemy import select, text

from kiosk import callstate, wire
from kiosk.trust import call_notices, notices, tablets
from kiosk.trust.calls import CallHub, NoSuchCall
from kiosk.trust.notices import Notices
from kiosk.trust.store import call_rows, tables
from kiosk.trust.tablets import Tablet
from tests.support.waiting import wait_for_async
from tests.trust.founded import NOW, WARD, FoundedTrust, founded_trust
from tests.trust.test_calls import press

pytestmark = pytest.mark.anyio


@pytest.fixture
def founded(tmp_path: Path, migrated_url: str) -> Iterator[FoundedTrust]:
    with founded_trust(tmp_path, migrated_url) as trust:
        yield trust


@pytest.fixture
def tablet(founded: FoundedTrust) -> Tablet:
    name, key = founded.pair("Day room")
    return Tablet(name, WARD, "Day room", key.public_key().public_bytes_raw())


class Two:
    """Two processes of a trust, as far as calls go. forgotten: tablets that they were told are withdrawn."""

    def __init__(self, one: CallHub, other: CallHub) -> None:
        self.one, self.other = one, other
        self.forgotten: list[str] = []

    async def see(self, call: bytes, progress: callstate.Progress, within: float = 10.0) -> None:
        """Both show the call so."""

        def shown() -> bool:
            return all(
                progress in [each.progress for each in hub.snapshot().calls if each.id == call]
                for hub in (self.one, self.other)
            )

        await wait_for_async(shown, within)


@pytest.fixture
def without_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(call_notices, "SWEEP_EVERY", 3_600.0)


@pytest.fixture
async def two(founded: FoundedTrust, tablet: Tablet) -> AsyncIterator[Two]:
    two = Two(CallHub(founded.store), CallHub(founded.store))
    async with AsyncExitStack() as stack:
        for hub in (two.one, two.other):
            await hub.reload()
            await stack.enter_async_context(call_notices.following(Notices(founded.store), hub, two.forgotten.append))
        await wait_for_async(lambda: listeners(founded) == 2)
        yield two


def listeners(founded: FoundedTrust) -> int:
    with founded.store.read() as connection:
        return int(connection.scalar(notices._LISTENERS) or 0)


@pytest.mark.usefixtures("without_sweep")
async def test_a_call_that_arrives_at_one_shows_at_the_other_and_its_tablet_hears_who_accepted_there(
    two: Two, tablet: Tablet
) -> None:
    with two.one.connect(tablet) as link:
        call = await two.one.press(tablet, press())
        await two.see(call.id, "received")
        await two.other.accept(call.id, "Ward nurse")
        await two.see(call.id, "accepted")
        told = [link.outbox.get_nowait() for _ in range(link.outbox.qsize())]
        assert wire.News(call.id, "accepted", "Ward nurse") in told
        await two.other.reset(call.id, "Ward nurse", "helped")
        await wait_for_async(lambda: two.one.snapshot().calls == ())


async def test_a_press_that_comes_to_both_at_once_is_one_call(two: Two, tablet: Tablet, founded: FoundedTrust) -> None:
    pressed = press()
    with founded.store.write() as connection:
        received = call_rows.receive(connection, pressed.call, tablet.id, WARD, "Day room", NOW, NOW, test=False)
        second = asyncio.create_task(two.other.press(tablet, pressed))  # the tablet has come back before that was done
        await wait_for_async(lambda: waiting(founded) == 1, what="the second waits for the first")
    assert await second == received
    with founded.store.read() as connection:
        steps = connection.execute(select(tables.call_events.c.step)).scalars().all()
    assert steps == ["received"]


def waiting(founded: FoundedTrust) -> int:
    """Transactions that wait for another."""
    with founded.store.read() as connection:
        said = "SELECT count(*) FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted"
        return int(connection.scalar(text(said)) or 0)


async def test_staff_can_act_on_a_call_that_their_process_has_not_heard_of_yet(
    founded: FoundedTrust, tablet: Tablet
) -> None:
    one, other = CallHub(founded.store), CallHub(founded.store)  # no notice comes through
    call = await one.press(tablet, press())
    assert await other.standing(call.id) == call
    assert other.snapshot().calls == (call,)
    gone = await one.press(tablet, press())
    await one.reset(gone.id, "Ward nurse", "helped")
    for nothing in (gone.id, bytes(16)):
        with pytest.raises(NoSuchCall):
            await other.standing(nothing)


async def test_a_tablet_is_told_a_thing_once_however_often_it_is_read(two: Two, tablet: Tablet) -> None:
    with two.one.connect(tablet) as link:
        call = await two.one.press(tablet, press())
        await two.see(call.id, "received")
        for _ in range(3):
            await two.one.reload()
            await two.one.refresh([call.id])
        assert [link.outbox.get_nowait() for _ in range(link.outbox.qsize())] == [wire.News(call.id, "received")]


async def test_a_process_that_begins_knows_at_once_how_tablets_are(
    two: Two, tablet: Tablet, founded: FoundedTrust, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(call_notices, "PULSE_EVERY", 3_600.0)
    with two.one.connect(tablet):
        two.one.heard(tablet.id, wire.Beat(10.0, 0, 40, True))
    third = CallHub(founded.store)
    await third.reload()
    async with call_notices.following(Notices(founded.store), third, two.forgotten.append):
        (pulse,) = await wait_for_async(lambda: [pulse for pulse in third.snapshot().tablets if pulse.live])
        assert (pulse.tablet, pulse.frame_age, pulse.battery, pulse.mains) == (tablet.id, 10.0, 40, True)


async def test_two_who_accept_at_once_agree(two: Two, tablet: Tablet) -> None:
    call = await two.one.press(tablet, press())
    await two.see(call.id, "received")
    first = await two.one.accept(call.id, "Ward nurse")
    second = await two.other.accept(call.id, "Shift lead")
    assert first.by == second.by == "Ward nurse"


async def test_a_listener_whose_connection_the_server_ends_comes_back_and_misses_nothing(
    two: Two, tablet: Tablet, founded: FoundedTrust
) -> None:
    with founded.store.write() as connection:
        ended = connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'wardlight notices' AND datname = current_database()"
            )
        )
        assert len(ended.all()) == 2
    call = await two.one.press(tablet, press())
    await two.see(call.id, "received")
    await wait_for_async(lambda: listeners(founded) == 2)
    await two.other.accept(call.id, "Ward nurse")
    await two.see(call.id, "accepted")


@pytest.mark.usefixtures("without_sweep")
async def test_what_is_added_at_one_shows_at_the_other(two: Two, tablet: Tablet) -> None:
    call = await two.one.press(tablet, press())
    await two.see(call.id, "received")
    added = callstate.Added(("talk",), "woman")
    await two.one.add(tablet, wire.Tell(call.id, 1, added))
    await wait_for_async(lambda: [each.added for each in two.other.snapshot().calls] == [added])


async def test_a_notice_that_is_lost_costs_two_seconds(
    two: Two, tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CallHub, "refresh", lambda *_: wait_for_async(lambda: True))  # nobody hears notices
    call = await two.one.press(tablet, press())
    await two.see(call.id, "received", within=call_notices.SWEEP_EVERY + 5)
    await two.other.reset(call.id, "Ward nurse", "helped")
    await wait_for_async(lambda: two.one.snapshot().calls == ())


async def test_a_tablet_that_beats_at_one_is_live_at_the_other(two: Two, tablet: Tablet) -> None:
    assert not any(pulse.live for pulse in two.other.snapshot().tablets)
    with two.one.connect(tablet):
        two.one.heard(tablet.id, wire.Beat(10.0, 0))
        (pulse,) = await wait_for_async(lambda: [pulse for pulse in two.other.snapshot().tablets if pulse.live])
        assert (pulse.tablet, pulse.frame_age) == (tablet.id, 10.0)


async def test_a_tablet_that_is_withdrawn_at_one_ends_at_the_other(
    two: Two, tablet: Tablet, founded: FoundedTrust
) -> None:
    with two.other.connect(tablet) as link:
        with founded.store.write() as connection:
            tablets.withdraw(connection, tablet.id)
        await wait_for_async(lambda: link.withdrawn)
        assert tablet.id in two.forgotten
    assert two.other.snapshot().tablets == ()


async def test_a_process_that_is_alone_leaves_no_trace_of_tablets_at_the_server(
    founded: FoundedTrust, tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(call_notices, "PULSE_EVERY", 0.05)
    hub = CallHub(founded.store)
    await hub.reload()
    told: list[str] = []
    async with call_notices.following(Notices(founded.store), hub, told.append):
        await wait_for_async(lambda: listeners(founded) == 1)
        before = transactions(founded)
        with hub.connect(tablet):
            hub.heard(tablet.id, wire.Beat(10.0, 0))
            await wait_for_async(lambda: hub.pulses()[0].age > 1.0)
        assert transactions(founded) == before


def transactions(founded: FoundedTrust) -> int:
    """How many transactions have ever written."""
    with founded.store.read() as connection:
        return int(connection.scalar(text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")) or 0)
