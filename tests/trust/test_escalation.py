"""A call that nobody accepts goes on to the next, each step once, whoever looks; and one that somebody accepts goes nowhere."""

from __future__ import annotations

import asyncio

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from kiosk import wardpack, wire
from kiosk.trust import keys
from kiosk.trust.calls import CallHub
from kiosk.trust.escalation import Escalation, due, in_hours, told_by
from kiosk.trust.relays import settings
from kiosk.trust.store import tables
from kiosk.trust.store.call_rows import CallRow
from kiosk.trust.tablets import Tablet
from tests.support.waiting import wait_for_async
from tests.trust.founded import NOW, WARD, FoundedTrust
from tests.trust.test_calls import Clock, press

pytestmark = pytest.mark.anyio

STEPS = (
    wardpack.PassOn(60, "shift lead"),
    wardpack.PassOn(120, "Beech Ward", ("beech",)),
    wardpack.PassOn(180, "the whole site", (wardpack.EVERYWHERE,)),
)
LEAD = settings.Command(name="Shift lead", run=("/bin/true",), from_step=1)
PART = wardpack.Duty("demo", WARD, 1, 0, 2**40, pass_on=STEPS)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tablet(founded_on_each: FoundedTrust) -> Tablet:
    name, key = founded_on_each.pair("Day room")
    return Tablet(name, WARD, "Day room", key.public_key().public_bytes_raw())


@pytest.fixture
async def hub(founded_on_each: FoundedTrust, clock: Clock) -> CallHub:
    hub = CallHub(founded_on_each.store, clock, clock)
    await hub.reload()
    return hub


@pytest.fixture
def escalation(founded_on_each: FoundedTrust, clock: Clock) -> Escalation:
    return looking(founded_on_each, clock)


def looking(founded: FoundedTrust, clock: Clock, *relays: settings.Relay) -> Escalation:
    """Beside the ward there is another, and a relay for the shift lead."""
    with founded.store.write() as connection:
        if "beech" not in connection.execute(select(tables.wards.c.code)).scalars().all():
            keys.add_ward(connection, founded.secret, founded.trust, "beech", "Beech Ward", clock())
    return Escalation(founded.store, founded.trust, relays or (LEAD,), clock)


def anybody(_number: int, _step: wardpack.PassOn) -> bool:
    return True


def publish(founded: FoundedTrust, *steps: wardpack.PassOn, people: tuple[wardpack.OnDuty, ...] = ()) -> None:
    """These are the ward's steps from now on."""
    with founded.store.write() as connection:
        serial = keys.next_serial(connection, WARD, "duty")
        part = wardpack.Duty("demo", WARD, serial, int(NOW), 2**40, people=people, pass_on=steps)
        keys.sign_part(connection, founded.secret, part)


def call(**fields: object) -> CallRow:
    plain = CallRow(bytes(16), "t", WARD, "Day room", NOW, NOW, "received", NOW)
    return msgspec.structs.replace(plain, **fields)


def logged(founded: FoundedTrust) -> list[tuple[str, str]]:
    events = tables.call_events
    with founded.store.read() as connection:
        rows = connection.execute(select(events.c.step, events.c.role).order_by(events.c.number))
        return [(row.step, row.role) for row in rows]


# --- what is due -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "taken", "wanted"),
    [(59.9, 0, None), (60, 0, 1), (60, 1, None), (119, 1, None), (120, 1, 2), (500, 0, 1), (500, 2, 3), (500, 3, None)],
)
def test_steps_are_taken_in_their_order_once_their_time_has_come(after: float, taken: int, wanted: int | None) -> None:
    found = due(call(escalations=taken), PART, NOW + after, anybody)
    assert (found and found[0]) == wanted


@pytest.mark.parametrize(
    "fields", [{"progress": "accepted"}, {"progress": "cancelled"}, {"progress": "reset"}, {"test": True}]
)
def test_who_waits_for_nobody_is_not_passed_on(fields: dict[str, object]) -> None:
    assert due(call(**fields), PART, NOW + 1000, anybody) is None


def test_a_step_outside_its_hours_is_passed_over_until_they_come() -> None:
    nights = msgspec.structs.replace(
        PART, pass_on=(wardpack.PassOn(60, "night manager", hours="20:00-07:00"), wardpack.PassOn(120, "site"))
    )
    noon, evening = 1_795_003_200.0, 1_795_003_200.0 + 8 * 3600  # 12:00 and 20:00 in London
    waits = call(received=noon)
    assert due(waits, nights, noon + 100, anybody) is None
    found = due(waits, nights, noon + 130, anybody)
    assert found
    assert found[1].to == "site"
    late = due(call(received=evening), nights, evening + 70, anybody)
    assert late
    assert late[1].to == "night manager"


def test_a_step_for_a_role_counts_while_somebody_is_named_in_it() -> None:
    champion = wardpack.PassOn(60, "the champion on duty", role="champion")
    nobody = msgspec.structs.replace(PART, pass_on=(champion,))
    named = msgspec.structs.replace(nobody, people=(wardpack.OnDuty("champion", "Sam Example", ""),))
    over = msgspec.structs.replace(named, expires=int(NOW))
    assert due(call(), nobody, NOW + 70, anybody) is None
    assert due(call(), named, NOW + 70, anybody) == (1, champion)
    assert due(call(), over, NOW + 70, anybody) is None


@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, 23), st.integers(0, 59), st.floats(0, 86_399))
def test_hours_and_their_opposite_share_no_moment(
    hour: int, minute: int, end_hour: int, end_minute: int, when: float
) -> None:
    begin, end = f"{hour:02}:{minute:02}", f"{end_hour:02}:{end_minute:02}"
    if begin != end:
        assert in_hours(f"{begin}-{end}", NOW + when) != in_hours(f"{end}-{begin}", NOW + when)


# --- with a real database ----------------------------------------------------------------------------------------


async def test_a_call_goes_to_the_shift_lead_then_to_the_neighbours_then_to_all(
    founded_on_each: FoundedTrust, hub: CallHub, tablet: Tablet, escalation: Escalation, clock: Clock
) -> None:
    publish(founded_on_each, *STEPS)
    asked = press()
    with hub.connect(tablet) as link:
        await hub.press(tablet, asked)
        seen = []
        for after in (59, 1, 30, 30, 60, 300):
            clock.now += after
            await escalation.look(hub)
            (standing,) = hub.snapshot().calls
            seen.append((standing.passed_to, standing.seen_on("beech"), standing.seen_on("oak")))
        told = [link.outbox.get_nowait() for _ in range(link.outbox.qsize())]
    assert seen == [
        ("", False, False),
        ("shift lead", False, False),
        ("shift lead", False, False),
        ("Beech Ward", True, False),
        ("the whole site", True, True),
        ("the whole site", True, True),
    ]
    assert [news.escalations for news in told if isinstance(news, wire.News)] == [0, 1, 2, 3]
    assert logged(founded_on_each) == [
        ("received", ""),
        ("passed_on", "shift lead"),
        ("passed_on", "Beech Ward"),
        ("passed_on", "the whole site"),
    ]


async def test_two_that_look_at_once_take_each_step_once_between_them(
    founded_on_each: FoundedTrust, hub: CallHub, tablet: Tablet, escalation: Escalation, clock: Clock
) -> None:
    publish(founded_on_each, *STEPS)
    await hub.press(tablet, press())
    other = CallHub(founded_on_each.store, clock, clock)
    await other.reload()
    clock.now += 130
    await asyncio.gather(escalation.look(hub), looking(founded_on_each, clock).look(other))
    assert logged(founded_on_each)[1:] == [("passed_on", "shift lead"), ("passed_on", "Beech Ward")]


async def test_what_came_due_while_nobody_looked_is_taken_afterwards(
    founded_on_each: FoundedTrust, hub: CallHub, tablet: Tablet, clock: Clock
) -> None:
    publish(founded_on_each, *STEPS)
    await hub.press(tablet, press())
    clock.now += 1000
    again = CallHub(founded_on_each.store, clock, clock)
    await again.reload()
    await looking(founded_on_each, clock).look(again)
    assert [to for step, to in logged(founded_on_each) if step == "passed_on"] == [step.to for step in STEPS]


async def test_a_call_that_is_accepted_meanwhile_goes_nowhere(
    founded_on_each: FoundedTrust, hub: CallHub, tablet: Tablet, escalation: Escalation, clock: Clock
) -> None:
    publish(founded_on_each, *STEPS)
    asked = press()
    await hub.press(tablet, asked)
    other = CallHub(founded_on_each.store, clock, clock)
    await other.reload()
    await other.accept(asked.call, "Nurse")
    clock.now += 500
    await escalation.look(hub)  # this hub has not heard of it
    assert logged(founded_on_each) == [("received", ""), ("accepted", "Nurse")]
    assert hub.snapshot().calls[0].progress == "accepted"


async def test_a_ward_whose_part_cannot_be_read_has_the_usual_steps(
    founded_on_each: FoundedTrust, hub: CallHub, tablet: Tablet, escalation: Escalation, clock: Clock
) -> None:
    with founded_on_each.store.write() as connection:
        connection.execute(text("UPDATE pack_parts SET signed = :signed WHERE name = 'duty'"), {"signed": b"torn"})
    await hub.press(tablet, press())
    clock.now += 60
    await escalation.look(hub)
    assert hub.snapshot().calls[0].passed_to == wardpack.USUAL_STEPS[0].to


async def test_it_looks_by_itself_and_a_fault_does_not_end_it(
    founded_on_each: FoundedTrust, tablet: Tablet, escalation: Escalation, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = CallHub(founded_on_each.store, clock, clock)
    await hub.reload()
    monkeypatch.setattr("kiosk.trust.escalation.LOOK_EVERY", 0.02)
    faults = iter([RuntimeError("a fault of ours")])
    snapshot = hub.snapshot

    def failing() -> object:
        for fault in faults:
            raise fault
        return snapshot()

    monkeypatch.setattr(hub, "snapshot", failing)
    await hub.press(tablet, press())
    clock.now += 61
    async with escalation.running(hub):
        await wait_for_async(lambda: snapshot().calls[0].escalations == 1, what="the call is passed on")


# --- handing over ------------------------------------------------------------------------------------------------


async def test_a_call_that_was_accepted_can_be_handed_over_and_no_other(
    founded_on_each: FoundedTrust, hub: CallHub, tablet: Tablet
) -> None:
    asked = press()
    await hub.press(tablet, asked)
    assert (await hub.hand_over(asked.call, "Doctor")).by == ""
    await hub.accept(asked.call, "Nurse")
    assert (await hub.hand_over(asked.call, "Doctor")).by == "Doctor"
    assert hub.snapshot().calls[0].by == "Doctor"
    await hub.hand_over(asked.call, "Doctor")
    await hub.attend(asked.call, "Doctor")
    assert (await hub.hand_over(asked.call, "Nurse")).by == "Doctor"
    assert logged(founded_on_each) == [
        ("received", ""),
        ("accepted", "Nurse"),
        ("handed_over", "Doctor"),
        ("attended", "Doctor"),
    ]


# --- what reaches somebody ---------------------------------------------------------------------------------------


async def test_a_step_that_reaches_nobody_is_not_taken_so_nobody_is_told_that_a_call_was_passed_on(
    founded_on_each: FoundedTrust, hub: CallHub, tablet: Tablet, clock: Clock
) -> None:
    publish(founded_on_each, wardpack.PassOn(60, "shift lead"), wardpack.PassOn(120, "Oak Ward", ("oak",)))
    asked = press()
    with hub.connect(tablet) as link:
        await hub.press(tablet, asked)
        clock.now += 1000
        await looking(founded_on_each, clock, settings.Command(name="All", run=("/bin/true",))).look(hub)
        told = [link.outbox.get_nowait() for _ in range(link.outbox.qsize())]
    assert [news.escalations for news in told if isinstance(news, wire.News)] == [0]
    assert logged(founded_on_each) == [("received", "")]


async def test_a_trust_of_one_ward_has_no_other_to_pass_a_call_on_to(
    founded_on_each: FoundedTrust, hub: CallHub, tablet: Tablet, clock: Clock
) -> None:
    publish(founded_on_each, wardpack.PassOn(60, "the whole site", (wardpack.EVERYWHERE,)))
    await hub.press(tablet, press())
    clock.now += 1000
    await Escalation(founded_on_each.store, founded_on_each.trust, (), clock).look(hub)
    assert hub.snapshot().calls[0].escalations == 0


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"from_step": 1}, True),
        ({"from_step": 1, "wards": (WARD,)}, True),
        ({"from_step": 1, "wards": ("oak",)}, True),  # the step's own ward
        ({"from_step": 1, "wards": ("ash",)}, False),
        ({"from_step": 2}, False),
        ({"from_step": 0}, False),
        ({"from_step": 1, "tell": ("call", "ended")}, False),
    ],
)
def test_a_relay_is_there_for_its_own_step_and_wards(fields: dict[str, object], told: bool) -> None:
    relay = settings.Command(name="Lead", run=("/bin/true",), **fields)  # type: ignore[arg-type]
    assert told_by(relay, 1, wardpack.PassOn(60, "Oak Ward", ("oak",)), WARD) is told
