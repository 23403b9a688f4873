"""What stays of staff calls is a week's figures; a call that somebody still waits on is never let go."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from kiosk import callstate, wire
from kiosk.trust.calls import CallHub
from kiosk.trust.duty import LONDON
from kiosk.trust.measures import call_weeks
from kiosk.trust.measures.call_weeks import Week, monday_of, week_ends
from kiosk.trust.store import tables
from kiosk.trust.tablets import Tablet
from tests.trust.founded import WARD, FoundedTrust
from tests.trust.test_calls import Clock, press

pytestmark = pytest.mark.anyio

DAY = 86_400.0
TUESDAY = datetime.datetime(2026, 11, 24, 9, tzinfo=LONDON).timestamp()
MONDAY = (datetime.date(2026, 11, 23) - datetime.date(1970, 1, 1)).days
KEEP = 28


@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    clock.now = TUESDAY
    return clock


@pytest.fixture
async def hub(founded_on_each: FoundedTrust, clock: Clock) -> CallHub:
    hub = CallHub(founded_on_each.store, clock, clock)
    await hub.reload()
    return hub


@pytest.fixture
def tablet(founded_on_each: FoundedTrust) -> Tablet:
    name, key = founded_on_each.pair("Day room")
    return Tablet(name, WARD, "Day room", key.public_key().public_bytes_raw())


async def a_week_of_calls(hub: CallHub, tablet: Tablet, clock: Clock) -> None:
    """Answered after 20, 40 and 90 seconds; ended at the tablet after 30; taken back; a mistake; a test; and one that nobody answered."""
    for seconds in (20, 40, 90):
        call = await hub.press(tablet, press())
        await hub.confirm_shown([call.id])
        clock.now += seconds
        await hub.accept(call.id, "Ward nurse")
        clock.now += 60
        await hub.reset(call.id, "Ward nurse", "helped")
    at_tablet = await hub.press(tablet, press())
    clock.now += 30
    await hub.end(tablet, at_tablet.id)
    await hub.cancel(tablet, (await hub.press(tablet, press())).id)
    mistake = await hub.press(tablet, press())
    await hub.accept(mistake.id, "Ward nurse")
    await hub.reset(mistake.id, "Ward nurse", "mistake")
    test = await hub.press(tablet, press(test=True))
    await hub.reset(test.id, "", "test")
    unanswered = await hub.press(tablet, press())
    await hub.pass_on(unanswered.id, 1, "shift lead", ())
    await hub.reset(unanswered.id, "Ward nurse", "nobody")


COUNTED = Week(WARD, MONDAY, calls=7, shown=3, answered=4, in_time=3, passed_on=1, unneeded=2, median=35.0)


def figures(founded: FoundedTrust) -> tuple[Week, ...]:
    with founded.store.read() as connection:
        return call_weeks.weeks(connection, [WARD])


def let_go(founded: FoundedTrust, now: float) -> int:
    with founded.store.write() as connection:
        return call_weeks.let_go(connection, KEEP, now)


def left(founded: FoundedTrust) -> tuple[int, int]:
    with founded.store.read() as connection:
        counts = [
            connection.scalar(select(func.count()).select_from(table)) for table in (tables.calls, tables.call_events)
        ]
    return counts[0] or 0, counts[1] or 0


async def test_a_week_says_how_calls_were_answered_and_says_the_same_once_they_are_gone(
    founded_on_each: FoundedTrust, hub: CallHub, tablet: Tablet, clock: Clock
) -> None:
    await a_week_of_calls(hub, tablet, clock)
    assert figures(founded_on_each) == (COUNTED,)
    end = week_ends(MONDAY)
    assert let_go(founded_on_each, end + KEEP * DAY - 1) == 1  # the test, which has no week
    assert let_go(founded_on_each, end + KEEP * DAY) == 7
    assert left(founded_on_each) == (0, 0)
    assert figures(founded_on_each) == (COUNTED,)
    assert let_go(founded_on_each, end + 2 * KEEP * DAY) == 0


async def test_figures_know_nothing_of_what_was_added_and_it_is_gone_long_before_the_call(
    founded_on_each: FoundedTrust, hub: CallHub, tablet: Tablet, clock: Clock
) -> None:
    taken_back = await hub.press(tablet, press())
    before = figures(founded_on_each)
    await hub.add(tablet, wire.Tell(taken_back.id, 1, callstate.Added(("company",), "woman", True)))
    assert figures(founded_on_each) == before
    await hub.cancel(tablet, taken_back.id)
    clock.now += callstate.CANCELLED_STAYS + 1
    await call_weeks.CallWeeks(founded_on_each.store, KEEP, clock)._look()
    with founded_on_each.store.read() as connection:
        row = connection.execute(select(tables.calls)).one()
        kept = connection.execute(select(tables.call_weeks)).all()
    assert (row.told, row.kinds, row.who, row.quiet) == (0, "", "", False)
    assert kept == []
    assert not {"kinds", "who", "quiet", "told"} & set(tables.call_weeks.c.keys())


async def test_a_call_that_still_stands_keeps_its_week(
    founded_on_each: FoundedTrust, hub: CallHub, tablet: Tablet, clock: Clock
) -> None:
    call = await hub.press(tablet, press())
    await hub.accept(call.id, "Ward nurse")
    late = clock.now + 400 * DAY
    assert let_go(founded_on_each, late) == 0
    await hub.reset(call.id, "Ward nurse", "helped")
    assert let_go(founded_on_each, late) == 1


async def test_other_wards_are_not_counted(founded_on_each: FoundedTrust, hub: CallHub, tablet: Tablet) -> None:
    await hub.press(tablet, press())
    with founded_on_each.store.read() as connection:
        assert call_weeks.weeks(connection, ["beech"]) == ()


@given(st.floats(0, 4e9))
async def test_every_moment_is_in_the_week_that_its_monday_begins(moment: float) -> None:
    monday = monday_of(moment)
    assert (datetime.date(1970, 1, 1) + datetime.timedelta(days=monday)).weekday() == 0
    assert week_ends(monday - 7) <= moment < week_ends(monday)
