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


TALK = callstate.Added(("talk", "company"), "woman", True)


async def test_what_is_added_is_committed_told_to_tablet_and_boards_and_the_same_twice_is_once(
    hub: CallHub, tablet: Tablet, founded_on_each: FoundedTrust, clock: Clock
) -> None:
    asked = press()
    await hub.press(tablet, asked)
    with hub.connect(tablet) as link:
        number = hub.snapshot().number
        for _ in range(2):
            await hub.add(tablet, wire.Tell(asked.call, 3, TALK))
            assert link.outbox.get_nowait() == wire.News(asked.call, "received", added=TALK, told=3)
        assert [call.added for call in hub.snapshot().calls] == [TALK]
        assert hub.snapshot().number == number + 1
        late = await hub.add(tablet, wire.Tell(asked.call, 2, callstate.NOTHING))
        with founded_on_each.store.read() as connection:
            (row,) = call_rows.by_ids(connection, [asked.call])
        assert row == late
        assert (row.added, row.told) == (TALK, 3), "an earlier message that comes late changes nothing"
        await hub.add(tablet, wire.Tell(asked.call, 4, callstate.Added(who="either")))
    again = CallHub(founded_on_each.store, clock, clock)
    await again.reload()
    assert [(call.added, call.told) for call in again.snapshot().calls] == [(callstate.Added(who="either"), 4)]


async def test_nothing_is_added_to_another_tablets_call_nor_to_one_that_is_none_has_ended_or_is_a_test(
    hub: CallHub, tablet: Tablet, founded_on_each: FoundedTrust
) -> None:
    asked, test = press(), press(test=True)
    for each in (asked, test):
        await hub.press(tablet, each)
    name, _ = founded_on_each.pair("Garden")
    for other, call in ((Tablet(name, "willow", "Garden", b""), asked.call), (tablet, bytes(16))):
        with pytest.raises(NoSuchCall):
            await hub.add(other, wire.Tell(call, 1, TALK))
    assert (await hub.add(tablet, wire.Tell(test.call, 1, TALK))).added == callstate.NOTHING
    for step in (hub.cancel(tablet, asked.call), hub.reset(test.call, "", "test")):
        await step
    for call in (asked.call, test.call):
        assert (await hub.add(tablet, wire.Tell(call, 1, TALK))).added == callstate.NOTHING


@pytest.mark.parametrize("end", ["reset", "at the tablet"])
async def test_what_was_added_goes_with_the_call_and_is_in_no_event(
    hub: CallHub, tablet: Tablet, founded_on_each: FoundedTrust, end: str
) -> None:
    asked = press()
    await hub.press(tablet, asked)
    await hub.add(tablet, wire.Tell(asked.call, 1, TALK))
    await hub.accept(asked.call, "Ward nurse")
    await hub.attend(asked.call, "Ward nurse")
    assert [call.added for call in hub.snapshot().calls] == [TALK], "whoever is there may still read it"
    ended = await (hub.reset(asked.call, "Ward nurse", "helped") if end == "reset" else hub.end(tablet, asked.call))
    assert (ended.added, ended.told) == (callstate.NOTHING, 0)
    with founded_on_each.store.read() as connection:
        row = connection.execute(select(tables.calls)).one()
        events = connection.execute(select(tables.call_events)).all()
    assert (row.told, row.kinds, row.who, row.quiet) == (0, "", "", False)
    assert not any(word in repr(events) for word in ("talk", "company", "woman"))


async def test_a_quiet_call_stays_quiet_while_staff_see_that_it_was_taken_back_and_is_then_forgotten(
    hub: CallHub, tablet: Tablet, founded_on_each: FoundedTrust, clock: Clock
) -> None:
    asked = press()
    await hub.press(tablet, asked)
    await hub.add(tablet, wire.Tell(asked.call, 1, TALK))
    await hub.cancel(tablet, asked.call)

    def held() -> callstate.Added:
        with founded_on_each.store.write() as connection:
            call_rows.forget_added(connection, clock.now)
            (row,) = call_rows.by_ids(connection, [asked.call])
        return row.added

    clock.now += callstate.CANCELLED_STAYS - 1
    assert held() == TALK
    assert [call.added for call in hub.snapshot().calls] == [TALK]
    clock.now += 2
    assert held() == callstate.NOTHING


async def test_of_two_that_were_added_the_later_is_shown_though_the_earlier_comes_back_from_its_thread_after_it(
    hub: CallHub, tablet: Tablet
) -> None:
    asked = press()
    await hub.press(tablet, asked)
    first = await hub.add(tablet, wire.Tell(asked.call, 1, callstate.Added(("talk",))))
    await hub.add(tablet, wire.Tell(asked.call, 2, TALK))
    hub._publish(first)
    assert [call.added for call in hub.snapshot().calls] == [TALK]


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
        hub.heard(tablet.id, wire.Beat(frame_age=0.5, clock=int(NOW) + 7, battery=40, mains=True))
        (pulse,) = hub.snapshot().tablets
        assert (pulse.live, pulse.frame_age, pulse.clock) == (True, 0.5, 7.0)
        assert (pulse.battery, pulse.mains) == (40, True)
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
