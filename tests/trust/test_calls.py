"""A call is committed before anybody is told of it, is never lost, and never goes backwards."""

from __future__ import annotations

import asyncio
import secrets

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from kiosk import callstate, wire
from kiosk.trust.calls import CallHub, NoSuchCall
from kiosk.trust.pulses import STALE_AFTER
from kiosk.trust.store import call_rows, tables
from kiosk.trust.tablets import Tablet
from tests.trust.founded import NOW, FoundedTrust

pytestmark = pytest.mark.anyio


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tablet(founded_on_each: FoundedTrust) -> Tablet:
    name, key = founded_on_each.pair("Day room")
    return Tablet(name, "willow", "Day room", key.public_key().public_bytes_raw())


@pytest.fixture
async def hub(founded_on_each: FoundedTrust, tablet: Tablet, clock: Clock) -> CallHub:
    hub = CallHub(founded_on_each.store, clock, clock)
    await hub.reload()
    return hub


def press(**fields: object) -> wire.Press:
    return wire.Press(**({"call": secrets.token_bytes(16), "age": 0.0} | fields))  # type: ignore[arg-type]


async def test_a_call_goes_from_the_tablet_to_a_person_and_back(
    hub: CallHub, tablet: Tablet, founded_on_each: FoundedTrust, clock: Clock
) -> None:
    asked = press(age=3.0)
    with hub.connect(tablet) as link:
        call = await hub.press(tablet, asked)
        assert (call.progress, call.place, call.pressed) == ("received", "Day room", NOW - 3.0)
        assert [seen.id for seen in hub.snapshot().calls] == [asked.call]
        await hub.confirm_shown([asked.call, bytes(16)])
        clock.now += 20
        await hub.accept(asked.call, "Ward nurse")
        await hub.attend(asked.call, "Ward nurse")
        await hub.reset(asked.call, "Ward nurse", "spoke together")
        told = [link.outbox.get_nowait() for _ in range(link.outbox.qsize())]
    assert [news.progress for news in told if isinstance(news, wire.News)] == [
        "received",
        "shown",
        "accepted",
        "attended",
        "reset",
    ]
    assert hub.snapshot().calls == ()
    with founded_on_each.store.read() as connection:
        events = connection.execute(select(tables.call_events).order_by(tables.call_events.c.number)).all()
    assert [(row.step, row.role, row.reason) for row in events] == [
        ("received", "", ""),
        ("shown", "", ""),
        ("accepted", "Ward nurse", ""),
        ("attended", "Ward nurse", ""),
        ("reset", "Ward nurse", "spoke together"),
    ]


async def test_a_call_pressed_again_is_one_call_and_the_tablet_is_told_again(hub: CallHub, tablet: Tablet) -> None:
    asked = press()
    await hub.press(tablet, asked)
    with hub.connect(tablet) as link:
        number = hub.snapshot().number
        await hub.press(tablet, asked)
        assert link.outbox.get_nowait() == wire.News(asked.call, "received")
    assert len(hub.snapshot().calls) == 1
    assert hub.snapshot().number == number + 1  # the link's end; the press itself changed nothing for boards


async def test_the_first_who_accepts_stays_the_one(hub: CallHub, tablet: Tablet) -> None:
    asked = press()
    await hub.press(tablet, asked)
    await hub.accept(asked.call, "Ward nurse")
    assert (await hub.accept(asked.call, "Shift lead")).by == "Ward nurse"


async def test_a_cancelled_call_is_seen_for_two_minutes_and_who_went_there_is_logged(
    hub: CallHub, tablet: Tablet, clock: Clock, founded_on_each: FoundedTrust
) -> None:
    asked = press()
    await hub.press(tablet, asked)
    await hub.cancel(tablet, asked.call)
    clock.now += callstate.CANCELLED_STAYS - 1
    assert [call.progress for call in hub.snapshot().calls] == ["cancelled"]
    assert (await hub.accept(asked.call, "Ward nurse")).progress == "cancelled"
    clock.now += 2
    assert hub.snapshot().calls == ()
    with founded_on_each.store.read() as connection:
        steps = connection.execute(select(tables.call_events.c.step).order_by(tables.call_events.c.number)).scalars()
        assert list(steps) == ["received", "cancelled", "accepted"]


async def test_staff_at_the_tablet_end_a_call_and_the_log_says_where(
    hub: CallHub, tablet: Tablet, founded_on_each: FoundedTrust
) -> None:
    asked = press()
    await hub.press(tablet, asked)
    assert (await hub.end(tablet, asked.call)).progress == "reset"
    assert hub.snapshot().calls == ()
    with founded_on_each.store.read() as connection:
        events = connection.execute(select(tables.call_events).order_by(tables.call_events.c.number)).all()
    assert [(row.step, row.reason) for row in events] == [
        ("received", ""),
        ("attended", ""),
        ("reset", "at the tablet"),
    ]
    name, _ = founded_on_each.pair("Garden")
    with pytest.raises(NoSuchCall):
        await hub.end(Tablet(name, "willow", "Garden", b""), asked.call)


async def test_another_tablets_call_can_neither_be_taken_nor_cancelled(
    hub: CallHub, tablet: Tablet, founded_on_each: FoundedTrust
) -> None:
    asked = press()
    await hub.press(tablet, asked)
    name, _ = founded_on_each.pair("Garden")
    other = Tablet(name, "willow", "Garden", b"")
    with pytest.raises(NoSuchCall):
        await hub.cancel(other, asked.call)
    with pytest.raises(NoSuchCall):
        await hub.press(other, asked)


async def test_calls_stand_again_after_a_restart_and_numbers_never_go_back(
    hub: CallHub, tablet: Tablet, founded_on_each: FoundedTrust, clock: Clock
) -> None:
    first, second = press(), press(test=True)
    await hub.press(tablet, first)
    clock.now += 1
    await hub.press(tablet, second)
    await hub.accept(first.call, "Ward nurse")
    before = hub.snapshot()
    clock.now += 5
    again = CallHub(founded_on_each.store, clock, clock)
    await again.reload()
    after = again.snapshot()
    assert after.calls == before.calls
    assert [call.test for call in after.calls] == [False, True]
    assert after.number > before.number
    assert [news.progress for news in await again.news_for(tablet)] == ["accepted", "received"]


async def test_nothing_is_said_of_a_call_that_could_not_be_stored(
    hub: CallHub, tablet: Tablet, founded_on_each: FoundedTrust
) -> None:
    with founded_on_each.store.write() as connection:
        connection.execute(text("ALTER TABLE call_events RENAME TO away"))
    asked = press()
    with hub.connect(tablet) as link:
        with pytest.raises(Exception, match="call_events"):
            await hub.press(tablet, asked)
        assert link.outbox.empty()
        assert hub.snapshot().calls == ()
        with founded_on_each.store.write() as connection:
            connection.execute(text("ALTER TABLE away RENAME TO call_events"))
        await hub.press(tablet, asked)
        assert link.outbox.get_nowait() == wire.News(asked.call, "received")


async def test_a_watcher_wakes_at_a_change_and_gets_a_snapshot_when_nothing_changes(
    hub: CallHub, tablet: Tablet
) -> None:
    snapshots = hub.snapshots(every=0.05)
    first = await anext(snapshots)
    same = await anext(snapshots)  # time passed, nothing changed
    assert (same.number, same.calls) == (first.number, ())
    waiting = asyncio.ensure_future(anext(snapshots))
    await hub.press(tablet, press())
    seen = await waiting
    while not seen.calls:
        seen = await anext(snapshots)
    assert seen.number > first.number


async def test_a_tablet_is_live_while_it_is_heard_and_silent_after_half_a_minute(
    hub: CallHub, tablet: Tablet, clock: Clock
) -> None:
    (pulse,) = hub.snapshot().tablets
    assert (pulse.live, pulse.heard) == (False, None)
    with hub.connect(tablet):
        hub.heard(tablet.id, wire.Beat(frame_age=0.5, clock=int(NOW) + 7))
        (pulse,) = hub.snapshot().tablets
        assert (pulse.live, pulse.frame_age, pulse.clock) == (True, 0.5, 7.0)
        clock.now += STALE_AFTER
        (pulse,) = hub.snapshot().tablets
        assert (pulse.live, pulse.heard) == (False, STALE_AFTER)


async def test_when_a_tablet_was_heard_is_never_written_down(
    hub: CallHub, tablet: Tablet, founded_on_each: FoundedTrust
) -> None:
    def row() -> object:
        with founded_on_each.store.read() as connection:
            return connection.execute(select(tables.tablets)).one()

    before = row()
    with hub.connect(tablet):
        hub.heard(tablet.id, wire.Beat())
    assert row() == before


steps = st.lists(
    st.sampled_from(["press", "shown", "accepted", "attended", "reset", "cancelled", "restart"]), max_size=14
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
async def test_no_order_of_steps_leads_where_the_state_machine_does_not(
    founded: FoundedTrust, steps: list[callstate.Progress]
) -> None:
    name, _ = founded.pair()
    tablet = Tablet(name, "willow", "Day room", b"")
    clock = Clock()
    hub = CallHub(founded.store, clock, clock)
    asked = press()
    model: callstate.Call | None = None
    for step in steps:
        if step == "restart":  # type: ignore[comparison-overlap]
            hub = CallHub(founded.store, clock, clock)
            await hub.reload()
        elif step == "press":  # type: ignore[comparison-overlap]
            await hub.press(tablet, asked)
            if model is None:
                model = callstate.advance(callstate.press(asked.call, NOW), "received", NOW)
        elif model is not None:
            with founded.store.write() as connection:
                call_rows.step(connection, asked.call, step, NOW, role="nurse" if step != "cancelled" else "")
            await hub.reload()
            model = callstate.advance(model, step, NOW, by="nurse" if step != "cancelled" else "")
    if model is not None:
        with founded.store.read() as connection:
            row = connection.execute(select(tables.calls).where(tables.calls.c.id == asked.call)).one()
        assert (row.progress, row.by) == (model.progress, model.by)
        shown = [call.progress for call in hub.snapshot().calls if call.id == asked.call]
        assert shown == ([] if model.progress == "reset" else [model.progress])
