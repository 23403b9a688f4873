"""A relay's queue: the newest state of each call, in no wrong order, once, and to the end, over refusals, lost answers and restarts."""

from __future__ import annotations

import contextlib
import secrets
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from kiosk import callstate
from kiosk.trust.relays.line import NotDelivered
from kiosk.trust.relays.relay import Relay
from kiosk.trust.relays.settings import Command
from kiosk.trust.relays.told import STATES, State, Told, told_of
from kiosk.trust.store import call_rows, tables
from tests.support.waiting import wait_for
from tests.trust.founded import NOW, FoundedTrust, founded_trust
from tests.trust.relays.far_end import FarEnd

NAMES = {"willow": "Willow Ward"}


def new_relay(
    trust: FoundedTrust,
    far: FarEnd,
    *,
    tell: tuple[State, ...] = STATES,
    shown: Callable[[bytes], None] = lambda _: None,
    name: str = "Lamp",
    **fields: object,
) -> Relay:
    held = Command(name=name, run=("/bin/true",), tell=tell, **fields)  # type: ignore[arg-type]
    relay = Relay(held, far, trust.store, shown, lambda: NOW, first_wait=0.001)
    relay.take_up(NAMES)
    return relay


class Ward:
    """Calls as the table has them."""

    def __init__(self, trust: FoundedTrust) -> None:
        self.trust = trust
        self.tablet, _ = trust.pair(f"Room {secrets.token_hex(4)}")

    def press(self, *, test: bool = False) -> bytes:
        call = secrets.token_bytes(16)
        with self.trust.store.write() as connection:
            call_rows.receive(connection, call, self.tablet, "willow", "Day room", NOW, NOW, test=test)
        return call

    def add(self, call: bytes, added: callstate.Added) -> None:
        with self.trust.store.write() as connection:
            call_rows.add(connection, call, 1, added, self.tablet)

    def step(self, call: bytes, to: str, role: str = "") -> None:
        with self.trust.store.write() as connection:
            call_rows.step(connection, call, to, NOW, role=role)  # type: ignore[arg-type]

    def standing(self) -> dict[bytes, Told]:
        with self.trust.store.read() as connection:
            rows = call_rows.standing(connection, NOW)
        return {row.id: told_of(row, "Willow Ward") for row in rows}

    def kept(self) -> dict[bytes, str]:
        with self.trust.store.read() as connection:
            rows = connection.execute(select(tables.relay_tellings.c.call, tables.relay_tellings.c.told))
            return {row.call: row.told for row in rows}


def clear(ward: Ward) -> None:
    """Nothing of this test is left."""
    with ward.trust.store.write() as connection:
        for table in (tables.relay_tellings, tables.call_events, tables.calls):
            connection.execute(table.delete())


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FoundedTrust]:
    with founded_trust(tmp_path_factory.mktemp("trust")) as founded:
        yield founded


@pytest.fixture
def ward(trust: FoundedTrust) -> Iterator[Ward]:
    ward = Ward(trust)
    yield ward
    clear(ward)


@pytest.fixture
def far() -> FarEnd:
    return FarEnd()


def try_all(relay: Relay) -> None:
    with contextlib.suppress(NotDelivered):
        relay.try_all()


# --- what is told ------------------------------------------------------------------------------------------------


def test_a_call_is_told_in_each_of_its_states_once(trust: FoundedTrust, ward: Ward, far: FarEnd) -> None:
    relay = new_relay(trust, far)
    call = ward.press()
    for step in ("received", "shown", "accepted", "attended", "reset"):
        ward.step(call, step, "Ward nurse" if step == "accepted" else "")
        for _ in range(2):
            relay.see(ward.standing())
            try_all(relay)
    assert far.states(call) == ["call", "accepted", "ended"]
    assert ward.kept() == {}


def test_only_the_newest_state_is_told_to_one_who_was_away(trust: FoundedTrust, ward: Ward, far: FarEnd) -> None:
    far.refuses = lambda _: "away"
    relay = new_relay(trust, far)
    call, other = ward.press(), ward.press()
    relay.see(ward.standing())
    try_all(relay)
    ward.step(call, "accepted", "Ward nurse")
    relay.see(ward.standing())
    try_all(relay)
    assert relay.health().waiting == 2
    far.refuses = lambda _: ""
    try_all(relay)
    assert far.states(call) == ["accepted"]
    assert far.states(other) == ["call"]


def test_a_call_that_came_and_went_untold_is_not_told_at_all(trust: FoundedTrust, ward: Ward, far: FarEnd) -> None:
    relay = new_relay(trust, far)
    call = ward.press()
    relay.see(ward.standing())
    ward.step(call, "reset")
    relay.see(ward.standing())
    try_all(relay)
    assert far.had == []


def test_whoever_perhaps_had_a_call_hears_of_its_end(trust: FoundedTrust, ward: Ward, far: FarEnd) -> None:
    far.loses_answers = True
    relay = new_relay(trust, far)
    call = ward.press()
    relay.see(ward.standing())
    try_all(relay)
    far.loses_answers = False
    ward.step(call, "reset")
    relay.see(ward.standing())
    try_all(relay)
    assert far.states(call) == ["call", "ended"]


def test_what_changes_while_it_is_told_is_told_next(trust: FoundedTrust, ward: Ward, far: FarEnd) -> None:
    relay = new_relay(trust, far)
    call = ward.press()

    def accepted_meanwhile(told: Told) -> str:
        if told.state == "call":
            ward.step(call, "accepted", "Ward nurse")
            relay.see(ward.standing())
        return ""

    far.refuses = accepted_meanwhile
    relay.see(ward.standing())
    try_all(relay)
    assert far.states(call) == ["call", "accepted"]


def test_a_pager_hears_of_calls_and_not_of_their_end(trust: FoundedTrust, ward: Ward, far: FarEnd) -> None:
    relay = new_relay(trust, far, tell=("call", "passed_on", "test"))
    call = ward.press()
    relay.see(ward.standing())
    try_all(relay)
    ward.step(call, "accepted", "Ward nurse")
    relay.see(ward.standing())
    try_all(relay)
    ward.step(call, "reset")
    relay.see(ward.standing())
    try_all(relay)
    assert far.states(call) == ["call"]
    assert ward.kept() == {}


def test_a_relay_of_another_ward_hears_nothing(trust: FoundedTrust, ward: Ward, far: FarEnd) -> None:
    relay = new_relay(trust, far, wards=("rowan",))
    ward.press()
    relay.see(ward.standing())
    try_all(relay)
    assert far.had == []


def test_one_call_that_is_refused_holds_up_no_other(trust: FoundedTrust, ward: Ward, far: FarEnd) -> None:
    refused = ward.press()
    far.refuses = lambda told: "a pager that is not there" if told.call == refused else ""
    relay = new_relay(trust, far)
    relay.see(ward.standing())
    try_all(relay)
    call = ward.press()
    relay.see(ward.standing())
    try_all(relay)
    assert far.states(call) == ["call"]
    assert (relay.health().state, relay.health().waiting) == ("failing", 1)


def test_an_end_says_how_many_are_still_open(trust: FoundedTrust, ward: Ward, far: FarEnd) -> None:
    relay = new_relay(trust, far)
    first, second = ward.press(), ward.press()
    for over in (None, first, second):
        if over:
            ward.step(over, "reset")
        relay.see(ward.standing())
        try_all(relay)
    assert far.open == [2, 2, 1, 0]


# --- over a restart ----------------------------------------------------------------------------------------------


def test_after_a_restart_what_was_told_is_not_told_again_and_the_rest_is(
    trust: FoundedTrust, ward: Ward, far: FarEnd
) -> None:
    told, untold = ward.press(), ward.press()
    far.refuses = lambda each: "not now" if each.call == untold else ""
    relay = new_relay(trust, far)
    relay.see(ward.standing())
    try_all(relay)
    far.refuses = lambda _: ""
    again = new_relay(trust, far)
    again.see(ward.standing())
    try_all(again)
    assert far.states(told) == ["call"]
    assert far.states(untold) == ["call"]
    assert len(far.keys) == len(set(far.keys))


def test_an_end_that_nobody_was_there_to_tell_is_told_by_the_next_run(
    trust: FoundedTrust, ward: Ward, far: FarEnd
) -> None:
    relay = new_relay(trust, far)
    call = ward.press()
    relay.see(ward.standing())
    try_all(relay)
    ward.step(call, "reset")  # and the backend ends before the relay sees it
    again = new_relay(trust, far)
    again.see(ward.standing())
    try_all(again)
    assert far.states(call) == ["call", "ended"]
    assert far.had[-1].text == "Willow Ward, Day room: call ended"
    assert ward.kept() == {}


def test_a_call_that_becomes_quiet_is_told_so_and_its_end_too_even_by_the_next_run(
    trust: FoundedTrust, ward: Ward, far: FarEnd
) -> None:
    relay = new_relay(trust, far)
    call = ward.press()
    relay.see(ward.standing())
    try_all(relay)
    ward.add(call, callstate.Added(("company",), "woman", True))
    relay.see(ward.standing())
    try_all(relay)
    relay.see(ward.standing())
    try_all(relay)
    ward.step(call, "reset")  # what was added is gone with it
    again = new_relay(trust, far)
    again.see(ward.standing())
    try_all(again)
    where = "Willow Ward, Day room"
    assert [told.text for told in far.had] == [
        f"{where}: please attend",
        f"{where}: please visit the tablet",
        f"{where}: done",
    ]


def test_whoever_perhaps_had_a_call_hears_of_its_end_from_the_next_run(
    trust: FoundedTrust, ward: Ward, far: FarEnd
) -> None:
    far.loses_answers = True
    relay = new_relay(trust, far)
    call = ward.press()
    relay.see(ward.standing())
    try_all(relay)
    far.loses_answers = False
    ward.step(call, "reset")
    again = new_relay(trust, far)
    again.see(ward.standing())
    try_all(again)
    assert far.states(call) == ["call", "ended"]


def test_a_database_that_cannot_be_written_stops_no_call(tmp_path: Path, far: FarEnd) -> None:
    with founded_trust(tmp_path) as own:
        ward = Ward(own)
        call = ward.press()
        standing = ward.standing()
        relay = new_relay(own, far)
        with own.store.write() as connection:
            tables.relay_tellings.drop(connection)
        relay.see(standing)
        try_all(relay)
    assert far.states(call) == ["call"]


# --- in its thread -----------------------------------------------------------------------------------------------


def test_it_tries_again_until_it_is_heard_and_says_how_it_is(trust: FoundedTrust, ward: Ward, far: FarEnd) -> None:
    relay = new_relay(trust, far)
    assert relay.health().state == "untried"
    far.refuses = lambda _: "nothing answers at its address" if far.tries < 4 else ""
    gate = threading.Event()
    far.goes_on = gate
    relay.start()
    call = ward.press()
    relay.see(ward.standing())
    gate.set()
    wait_for(lambda: far.states(call) == ["call"], what="the call gets through")
    wait_for(lambda: relay.health().state == "well", what="it is well again")
    assert far.tries == 4
    assert (relay.health().last, relay.health().fault, relay.health().since) == (NOW, "", None)
    relay.end()
    relay.join(10)
    assert far.ended


def test_what_is_new_is_tried_at_once_though_the_wait_for_the_old_is_long(
    trust: FoundedTrust, ward: Ward, far: FarEnd
) -> None:
    refused = ward.press()
    far.refuses = lambda told: "no such pager" if told.call == refused else ""
    relay = new_relay(trust, far)
    relay._first_wait = 600.0
    relay.start()
    relay.see(ward.standing())
    wait_for(lambda: relay.health().state == "failing", what="the first is refused")
    call = ward.press()
    relay.see(ward.standing())
    wait_for(lambda: far.states(call) == ["call"], what="the second is told")
    assert relay.health().fault == "no such pager"
    relay.end()
    relay.join(10)


def test_one_that_hangs_says_so_and_returns_to_whoever_asks_at_once(
    trust: FoundedTrust, ward: Ward, far: FarEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.trust.relays.relay.GRACE", 0.0)
    monkeypatch.setattr("kiosk.trust.relays.relay.HANGING", 0.0)
    relay = new_relay(trust, far)
    far.goes_on.clear()
    relay.start()
    ward.press()
    relay.see(ward.standing())
    wait_for(lambda: far.tries, what="it hangs")
    relay.see(ward.standing())
    assert (relay.health().state, relay.health().fault) == ("failing", "it does not come to an end")
    relay.end()
    far.goes_on.set()
    relay.join(10)


def test_a_fault_of_ours_in_one_try_does_not_end_the_thread(trust: FoundedTrust, ward: Ward, far: FarEnd) -> None:
    first = ward.press()

    def broken(told: Told) -> str:
        if far.tries < 2:
            raise ZeroDivisionError
        return ""

    far.refuses = broken
    relay = new_relay(trust, far)
    relay.start()
    relay.see(ward.standing())
    wait_for(lambda: far.states(first) == ["call"], what="the next try")
    relay.end()
    relay.join(10)


@pytest.mark.parametrize(("confirms", "shown"), [(True, 1), (False, 0)])
def test_only_one_that_confirms_says_that_people_are_shown_the_call(
    trust: FoundedTrust, ward: Ward, far: FarEnd, confirms: bool, shown: int
) -> None:
    said: list[bytes] = []
    relay = new_relay(trust, far, confirms=confirms, shown=said.append)
    call = ward.press()
    relay.see(ward.standing())
    try_all(relay)
    assert said == [call] * shown
    ward.step(call, "accepted", "Ward nurse")
    relay.see(ward.standing())
    try_all(relay)
    assert said == [call] * shown


# --- against a model ---------------------------------------------------------------------------------------------


class AnyOrder(RuleBasedStateMachine):
    """Presses, steps, refusals, lost answers and restarts in any order."""

    trust: ClassVar[FoundedTrust]

    def __init__(self) -> None:
        super().__init__()
        self.ward, self.far = Ward(self.trust), FarEnd()
        self.relay = new_relay(self.trust, self.far)
        self.calls: list[bytes] = []

    def teardown(self) -> None:
        clear(self.ward)

    @rule(test=st.booleans())
    def press(self, test: bool) -> None:
        self.calls.append(self.ward.press(test=test))

    @precondition(lambda self: self.calls)
    @rule(data=st.data(), to=st.sampled_from(["shown", "accepted", "attended", "reset"]))
    def step(self, data: st.DataObject, to: str) -> None:
        self.ward.step(data.draw(st.sampled_from(self.calls)), to, "Ward nurse" if to == "accepted" else "")

    @rule(refuses=st.booleans(), loses=st.booleans())
    def far_end(self, refuses: bool, loses: bool) -> None:
        self.far.refuses = lambda _: "away" if refuses else ""
        self.far.loses_answers = loses

    @rule()
    def look_and_try(self) -> None:
        self.relay.see(self.ward.standing())
        try_all(self.relay)

    @rule()
    def look(self) -> None:
        self.relay.see(self.ward.standing())

    @rule()
    def restart(self) -> None:
        self.relay = new_relay(self.trust, self.far)

    @rule()
    def all_is_well_in_the_end(self) -> None:
        self.far_end(False, False)
        self.look_and_try()
        self.look_and_try()
        standing = self.ward.standing()
        for call in self.calls:
            states = self.far.states(call)
            now = standing[call].state if call in standing else "ended"
            assert states[-1:] == [now] or (now == "ended" and not states), (states, now)
        assert set(self.ward.kept()) == {call for call, told in standing.items() if told.state != "ended"}

    @invariant()
    def nothing_old_comes_after_something_newer(self) -> None:
        order = ("test", "call", "passed_on", "accepted", "ended")
        for call in self.calls:
            places = [order.index(state) for state in self.far.states(call)]
            assert places == sorted(places), self.far.states(call)

    @invariant()
    def nothing_whose_yes_was_heard_is_told_twice(self) -> None:
        assert self.far.twice == []


def test_in_any_order_nothing_is_lost_reversed_or_repeated(trust: FoundedTrust) -> None:
    class OfThisTrust(AnyOrder):
        pass

    OfThisTrust.trust = trust
    run_state_machine_as_test(OfThisTrust, settings=settings(max_examples=25, stateful_step_count=20))
