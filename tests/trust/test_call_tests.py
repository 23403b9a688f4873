"""Each tablet makes a test call each day, all the way to a screen; it calls nobody, and ends by itself."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from kiosk import wire
from kiosk.trust import call_tests
from kiosk.trust.call_tests import CallTests
from kiosk.trust.calls import CallHub, Link
from kiosk.trust.console.ward_tablets import last_test_words
from kiosk.trust.pulses import Beaten
from kiosk.trust.store import call_rows, tables
from kiosk.trust.store.call_rows import LastTest
from kiosk.trust.tablets import Tablet
from tests.trust.founded import NOW, WARD, FoundedTrust
from tests.trust.test_calls import Clock, press

pytestmark = pytest.mark.anyio


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def hub(founded_on_each: FoundedTrust, clock: Clock) -> CallHub:
    hub = CallHub(founded_on_each.store, clock, clock)
    await hub.reload()
    return hub


@pytest.fixture
def tests(founded_on_each: FoundedTrust, clock: Clock) -> CallTests:
    return CallTests(founded_on_each.store, clock)


def new_tablet(founded: FoundedTrust, place: str) -> Tablet:
    name, key = founded.pair(place)
    return Tablet(name, WARD, place, key.public_key().public_bytes_raw())


def asked(link: Link) -> int:
    told = [link.outbox.get_nowait() for _ in range(link.outbox.qsize())]
    return sum(isinstance(message, wire.AskTest) for message in told)


async def test_a_tablet_in_touch_is_asked_once_a_day(
    founded_on_each: FoundedTrust, hub: CallHub, tests: CallTests, clock: Clock
) -> None:
    tablet = new_tablet(founded_on_each, "Day room")
    with hub.connect(tablet) as link:
        await tests.look(hub)
        assert asked(link) == 0  # it has only just come
        clock.now += call_tests.SETTLED
        await tests.look(hub)
        await tests.look(hub)
        assert asked(link) == 1
        clock.now += call_tests.ASK_AGAIN
        await tests.look(hub)
        assert asked(link) == 1  # it did not press
        await hub.press(tablet, press(test=True))
        for _ in range(3):
            clock.now += call_tests.ASK_AGAIN
            await tests.look(hub)
        assert asked(link) == 0
        clock.now += call_tests.EVERY
        await tests.look(hub)
        assert asked(link) == 1


async def test_a_tablet_whose_requests_come_to_several_processes_in_turn_is_asked_as_well(
    founded_on_each: FoundedTrust, hub: CallHub, tests: CallTests, clock: Clock
) -> None:
    tablet = new_tablet(founded_on_each, "Day room")
    hub.know(tablet)
    for _ in range(6):
        await tests.look(hub)
        hub.heard_elsewhere([Beaten(tablet.id, 1.0, 0.0, None)])
        clock.now += call_tests.SETTLED / 5
    with hub.connect(tablet) as link:
        await tests.look(hub)
        assert asked(link) == 1


async def test_after_a_restart_not_all_tablets_are_asked_at_once(
    founded_on_each: FoundedTrust, hub: CallHub, tests: CallTests, clock: Clock
) -> None:
    with (
        hub.connect(new_tablet(founded_on_each, "Day room")) as one,
        hub.connect(new_tablet(founded_on_each, "Garden")) as two,
        hub.connect(new_tablet(founded_on_each, "Hall")) as three,
    ):
        await tests.look(hub)
        clock.now += call_tests.SETTLED
        await tests.look(hub)
        assert sum(asked(link) for link in (one, two, three)) == call_tests.AT_ONCE
        await tests.look(hub)
        assert sum(asked(link) for link in (one, two, three)) == 1


@pytest.mark.parametrize(("shown", "stands"), [(True, call_tests.STANDS), (False, call_tests.UNSHOWN)])
async def test_a_test_ends_by_itself_and_it_is_known_whether_a_screen_showed_it(
    founded_on_each: FoundedTrust, hub: CallHub, tests: CallTests, clock: Clock, shown: bool, stands: float
) -> None:
    tablet = new_tablet(founded_on_each, "Day room")
    test = await hub.press(tablet, press(test=True))
    call = await hub.press(tablet, press())
    if shown:
        await hub.confirm_shown([test.id])
    clock.now += stands - 1
    await tests.look(hub)
    assert {held.id for held in hub.snapshot().calls} == {test.id, call.id}
    clock.now += 1
    await tests.look(hub)
    assert [held.id for held in hub.snapshot().calls] == [call.id]  # whoever waits, waits on
    with founded_on_each.store.read() as connection:
        assert call_rows.last_tests(connection) == {tablet.id: LastTest(tablet.id, NOW, over=True, shown=shown)}
        last = connection.execute(select(tables.call_events).order_by(tables.call_events.c.number.desc())).first()
    assert last is not None
    assert (last.call, last.step, last.role, last.reason) == (test.id, "reset", "", "test")


async def test_a_clock_that_was_put_back_stops_no_test(tests: CallTests) -> None:
    ahead = LastTest("a", NOW + 1000 * call_tests.EVERY, over=True, shown=True)
    assert call_tests.due(ahead, NOW)


@pytest.mark.parametrize(
    ("last", "words", "passed"),
    [
        (None, "No test call yet", True),
        (LastTest("a", NOW - 60, over=False, shown=False), "It arrived", True),
        (LastTest("a", NOW - 60, over=True, shown=True), "A screen showed it", True),
        (LastTest("a", NOW - 60, over=True, shown=False), "No screen showed it", False),
        (LastTest("a", NOW - 2 * call_tests.EVERY, over=True, shown=True), "There should be one each day", False),
    ],
)
async def test_the_console_says_how_the_last_test_went(last: LastTest | None, words: str, passed: bool) -> None:
    said, well = last_test_words(last, NOW)
    assert words in said
    assert well is passed
