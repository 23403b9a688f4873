"""A staff call under everything that can go wrong between a touch and a ward screen, against what really happened.

The page, the window's caller, the courier's connection and the trust's table are the real ones. Between them is a network that loses, doubles,
delays and reorders what it likes, a courier and a trust that start again, and staff who do things at any moment. Whatever the sequence: the page says
nothing that did not happen, it says in time what is missing, no call that the trust has acknowledged is lost, and the trust comes to hold what a
caller has added last, and holds nothing of it once the call has ended.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import StaticPool

from kiosk import callstate, wire
from kiosk.tablet import attention, caller, visit
from kiosk.tablet.courier import messages
from kiosk.tablet.courier.calls import Calls
from kiosk.tablet.courier.identity import Identity
from kiosk.tablet.courier.lines import Connect, ConnectionLost
from kiosk.tablet.journeys import telling
from kiosk.tablet.packstore import PackStore
from kiosk.trust.store import call_rows, tables
from tests.tablet.courier.fakes import TABLET, FakeClock, FakeTrust, Lines, at_once, paired_store, seeded, settle
from tests.tablet.journeys.walking import Person

# What each title of the page claims; one that is not here fails the test.
CLAIMS: dict[str, callstate.Progress | None] = {
    "Calling…": None,
    "Your call was not sent": None,
    "The ward system has your call": "received",
    "The ward system has your call, but no screen is showing it": "received",
    "The ward system has your call, but there is no connection now": "received",
    "A ward screen shows your call": "shown",
    "Nobody has accepted your call yet": "received",
    "A member of staff has accepted": "accepted",
    "Staff say they are with you": "attended",
    "This call has ended": "reset",
    "You cancelled your call": "cancelled",
}
STAFF: tuple[callstate.Progress, ...] = ("shown", "accepted", "attended", "reset")
MOST_IN_FLIGHT = 12


class Network:
    """One connection: what is on its way up and down. The machine decides what becomes of it."""

    def __init__(self) -> None:
        self.up: list[wire.FromTablet] = []
        self.down: list[wire.ToTablet] = []
        self.open = True
        self._inbox: asyncio.Queue[wire.ToTablet | None] = asyncio.Queue()

    async def send(self, message: wire.FromTablet) -> None:
        if not self.open:
            raise ConnectionLost("no_connection")
        if isinstance(message, wire.Hello):
            self.arrive(wire.Welcome(True, 7))
        else:
            self.up.append(message)

    async def receive(self) -> wire.ToTablet:
        message = await self._inbox.get()
        if message is None:
            raise ConnectionLost("no_connection")
        return message

    def arrive(self, message: wire.ToTablet | None) -> None:
        self._inbox.put_nowait(message)

    def cut(self) -> None:
        self.open = False
        self.arrive(None)


class CallMachine(RuleBasedStateMachine):
    """truth: for every call, the steps that really happened to it at the trust."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp(prefix="wardlight-calls-"))
        paired_store(self.folder, FakeTrust())
        self.table: Engine = create_engine("sqlite://", poolclass=StaticPool)
        tables.metadata.create_all(self.table, tables=[tables.calls, tables.call_events])
        self.clock, self.person = FakeClock(), Person()
        self.truth: dict[bytes, set[callstate.Progress]] = {}
        self.pressed: dict[bytes, float] = {}
        self.cancelled: set[bytes] = set()
        self.ended_here: set[bytes] = set()  # of these: by staff at the tablet
        # Cancelled, and the window that knew it is gone: with the courier it is forgotten.
        self.with_courier: set[bytes] = set()
        self.forgotten: set[bytes] = set()
        self.late: list[wire.FromTablet] = []  # sent on a connection that has ended since, and not lost
        self.lines: list[Network] = []
        self.reachable = True
        self.held: dict[bytes, set[callstate.Added]] = {}  # of what was added, all that the trust has held of it
        self.said: dict[bytes, int] = {}  # how far the page has said that a call has come
        self._names = 0
        self._told: list[messages.CallNews] = []
        self._start_window()
        self._play(self.clock.pass_time(self.person.clock))
        self._start_courier()

    # --- the tablet ----------------------------------------------------------------------------------------------

    def _name(self, size: int) -> bytes:
        self._names += 1
        return self._names.to_bytes(size, "big")

    def _changed(self, call: callstate.Call) -> None:
        self.pressed.setdefault(call.id, call.pressed)
        self.person.happens(visit.CallChanged(call=call), after=0.0)

    def _to_courier(self, message: messages.FromWindow) -> bool:
        if isinstance(message, messages.PlaceCall):
            self.courier.place(message.call, message.pressed, message.again)
        elif isinstance(message, messages.WithdrawCall):
            self.courier.withdraw(message.call, message.attended)
        elif isinstance(message, messages.AddToCall):
            self.courier.add(message.call, message.added)
        return True

    def _start_window(self) -> None:
        self.caller = caller.Caller(self._to_courier, self._changed, lambda: self.person.clock, self._name)

    def _heard_anew(self, fresh: bool) -> None:
        self.person.happens(visit.LinkChanged(link=visit.Link(courier=True, calls=fresh)), after=0.0)

    def _start_courier(self) -> None:
        async def made() -> Calls:
            identity = Identity(PackStore(self.folder), "demo", at_once)
            told = self._told.append
            return Calls(identity, self._connect(), self.clock, seeded(1), Lines(), tell=told, fresh=self._heard_anew)

        self.courier = self.loop.run_until_complete(made())
        self._running = self.loop.create_task(self.courier.run())
        self._play(settle())

    def _connect(self) -> Connect:
        @asynccontextmanager
        async def opened() -> AsyncIterator[Network]:
            if not self.reachable:
                raise ConnectionLost("no_connection")
            line = Network()
            self.lines.append(line)
            with self.table.begin() as connection:  # as the trust greets a tablet that comes back
                line.down += [self._news(row) for row in call_rows.of_tablet(connection, TABLET, self.person.clock)]
            try:
                yield line
            finally:
                line.open = False

        return opened

    def _play(self, what: Coroutine[Any, Any, None]) -> None:
        """Let the courier run, and the window hear what it says."""
        self.loop.run_until_complete(what)
        while self._told:
            self.caller.heard(self._told.pop(0))

    def _pass(self, seconds: float) -> None:
        while seconds > 0:
            step = min(seconds, 0.5)
            self._play(self.clock.pass_time(step))
            self.person.waits(step)
            seconds -= step

    def _carry_out(self) -> None:
        for effect in self.person.took(visit.Call):
            assert isinstance(effect, visit.Call)
            self.caller.place()
        for _ in self.person.took(visit.CancelCall):
            self.caller.withdraw()
        for effect in self.person.took(visit.AddToCall):
            assert isinstance(effect, visit.AddToCall)
            self.caller.add(effect.added)
        self._play(self.clock.pass_time(0.1))

    # --- the trust -----------------------------------------------------------------------------------------------

    @staticmethod
    def _news(row: call_rows.CallRow) -> wire.News:
        return wire.News(row.id, row.progress, row.by, row.escalations, row.added, row.told)

    @property
    def line(self) -> Network | None:
        return self.lines[-1] if self.lines and self.lines[-1].open else None

    def _publish(self, row: call_rows.CallRow) -> None:
        if self.line:
            self.line.down.append(self._news(row))

    def _take(self, message: wire.FromTablet) -> None:
        now = self.person.clock
        if isinstance(message, wire.Beat) and self.line:
            self.line.down.append(wire.Beat())
        with self.table.begin() as connection:
            if isinstance(message, wire.Press):
                row = call_rows.receive(
                    connection, message.call, TABLET, "willow", "Corridor", now - message.age, now, test=message.test
                )
                self.truth.setdefault(message.call, set()).add("received")
            elif isinstance(message, wire.Cancel) and message.call in self.truth:
                to: callstate.Progress = "reset" if message.attended else "cancelled"
                row = call_rows.step(connection, message.call, to, now, tablet=TABLET)
                self.truth[message.call].add(to)
            elif isinstance(message, wire.Tell) and message.call in self.truth:
                row = call_rows.add(connection, message.call, message.number, message.added, TABLET)
                self.held.setdefault(message.call, set()).add(row.added)
            else:
                return
        self._publish(row)

    # --- what can happen -----------------------------------------------------------------------------------------

    @rule()
    def somebody_presses_call_staff(self) -> None:
        self.person.presses("call")
        self._carry_out()

    @precondition(lambda self: self._offers("cancel_call"))
    @rule()
    def the_caller_cancels(self) -> None:
        call = self.person.visit.call
        self.person.presses("cancel_call")
        if call is not None:
            self.cancelled.add(call.id)
        self._carry_out()

    @precondition(lambda self: self._offers("tell_more"))
    @rule(option=st.sampled_from(("company", "quietly", "woman", "either")))
    def the_caller_adds_something_or_takes_it_back(self, option: str) -> None:
        self.person.happens(visit.Pressed(action="tell_more"), after=0.0)
        block = telling.WHO if option in ("woman", "either") else telling.WHAT
        self.person.happens(visit.Chose(block=block, option=option), after=0.0)
        self.person.presses("done")
        self._carry_out()

    @precondition(lambda self: self.person.visit.call is not None and self.person.visit.call.open)
    @rule()
    def staff_end_it_at_the_tablet(self) -> None:
        call = self.person.visit.call
        assert call is not None
        self.cancelled.add(call.id)
        self.ended_here.add(call.id)
        self.caller.withdraw(attended=True)
        self._play(settle())

    def _offers(self, name: str) -> bool:
        return name in [each.id for each in (*attention.tools(self.person.page), *self.person.page.actions)]

    @precondition(lambda self: bool(self.line and self.line.up))
    @rule(at=st.integers(0, MOST_IN_FLIGHT), fate=st.sampled_from(("deliver", "double", "lose", "lose")))
    def something_comes_up(self, at: int, fate: str) -> None:
        assert self.line is not None
        at %= len(self.line.up)
        message = self.line.up[at] if fate == "double" else self.line.up.pop(at)
        if fate != "lose":
            self._take(message)
        self._play(settle())

    @precondition(lambda self: bool(self.line and self.line.down))
    @rule(at=st.integers(0, MOST_IN_FLIGHT), fate=st.sampled_from(("deliver", "deliver", "double", "lose")))
    def something_comes_down(self, at: int, fate: str) -> None:
        assert self.line is not None
        at %= len(self.line.down)
        message = self.line.down[at] if fate == "double" else self.line.down.pop(at)
        if fate != "lose":
            self.line.arrive(message)
        self._play(settle())

    @precondition(lambda self: bool(self.late))
    @rule(at=st.integers(0, MOST_IN_FLIGHT))
    def something_of_an_old_connection_arrives(self, at: int) -> None:
        self._take(self.late.pop(at % len(self.late)))

    @rule(arrives_later=st.booleans(), back=st.booleans())
    def the_connection_ends(self, arrives_later: bool, back: bool) -> None:
        self.reachable = back
        if self.line:
            if arrives_later:
                self.late = (self.late + self.line.up)[-MOST_IN_FLIGHT:]
            self.line.cut()
        self._play(settle())

    @rule()
    def the_network_is_back(self) -> None:
        self.reachable = True

    @rule()
    def the_courier_is_killed_and_another_starts(self) -> None:
        self._stop_courier()
        self.forgotten |= self.with_courier
        self._start_courier()
        self.caller.name_again()
        self._play(settle())

    @rule()
    def the_window_is_killed_and_another_starts(self) -> None:
        self.with_courier |= self.cancelled
        clock = self.person.clock
        self.person = Person()
        self.person.clock = clock
        self._start_window()
        for call in self.courier.standing():
            self.caller.take_up(call)
        self._play(settle())

    def _stop_courier(self) -> None:
        self._running.cancel()
        self.loop.run_until_complete(asyncio.gather(self._running, return_exceptions=True))
        self._told.clear()

    @precondition(lambda self: bool(self.truth))
    @rule(at=st.integers(0, 3), to=st.sampled_from(STAFF))
    def staff_do_something(self, at: int, to: callstate.Progress) -> None:
        call = list(self.truth)[at % len(self.truth)]
        with self.table.begin() as connection:
            row = call_rows.step(connection, call, to, self.person.clock, role="Nurse in charge")
        self.truth[call].add(to)
        self._publish(row)
        self._play(settle())

    @rule(seconds=st.sampled_from((0.5, 1.0, 3.0, 5.5, 11.0, 31.0, 61.0)))
    def time_passes(self, seconds: float) -> None:
        self._pass(seconds)

    # --- what has to be true -------------------------------------------------------------------------------------

    @invariant()
    def the_page_says_nothing_that_did_not_happen(self) -> None:
        if self.person.page.id != "call.now" or self.person.visit.call is None:
            return
        call, title = self.person.visit.call, self.person.title
        claim = CLAIMS[title]
        if claim == "cancelled":
            assert call.id in self.cancelled
        elif call.id in self.ended_here:
            assert claim == "reset"
        elif claim is not None:
            assert claim in self.truth.get(call.id, set()), f"{title!r} is not true"
            so_far = callstate.ORDER.index(call.progress)
            assert so_far >= self.said.get(call.id, 0), f"{title!r} takes back what was said before"
            self.said[call.id] = so_far
        assert "is coming" not in self.person.reads

    @invariant()
    def what_is_known_to_be_added_was_held_by_the_trust_and_goes_with_the_call(self) -> None:
        call = self.person.visit.call
        known = callstate.NOTHING if call is None or not call.told else call.added
        assert known == callstate.NOTHING or (call is not None and known in self.held[call.id])
        if not self.held:
            return
        with self.table.begin() as connection:
            call_rows.forget_added(connection, self.person.clock)
            rows = call_rows.by_ids(connection, self.held)
        for row in rows:
            over = row.progress == "cancelled" and self.person.clock - row.progress_at > callstate.CANCELLED_STAYS
            if row.progress == "reset" or over:
                assert (row.added, row.told) == (callstate.NOTHING, 0)

    @invariant()
    def the_page_says_in_time_what_is_missing(self) -> None:
        call = self.person.visit.call
        if self.person.page.id != "call.now" or call is None or not call.open:
            return
        waited = self.person.clock - call.pressed
        if call.progress == "sending":
            late = waited >= callstate.NOT_SENT_AFTER
            assert (self.person.title == "Your call was not sent") == late
        elif call.progress in ("received", "shown") and not self.person.visit.link.calls:
            assert self.person.title == "The ward system has your call, but there is no connection now"
        elif call.progress in ("received", "shown") and waited >= callstate.NOT_ACCEPTED_AFTER:
            assert self.person.title not in ("The ward system has your call", "A ward screen shows your call")

    @invariant()
    def no_call_that_was_acknowledged_is_lost(self) -> None:
        with self.table.begin() as connection:
            for call, happened in self.truth.items():
                row = call_rows._find(connection, call)
                assert row is not None
                if not {"cancelled", "reset", "attended"} & happened:
                    assert row in call_rows.standing(connection, self.person.clock)

    def teardown(self) -> None:
        """The network gets well: every call that was not taken back arrives, and the page says how it stands."""
        self.reachable = True
        for _ in range(80):
            for message in self.late:
                self._take(message)
            self.late = []
            if self.line:
                for up in self.line.up:
                    self._take(up)
                self.line.up = []
                for down in self.line.down:
                    self.line.arrive(down)
                self.line.down = []
            self._pass(0.5)
        self.the_page_says_nothing_that_did_not_happen()
        for call in self.pressed:
            assert call in self.truth or call in self.cancelled, "a call never arrived"
        with self.table.begin() as connection:
            for call in self.cancelled & set(self.truth) - self.forgotten:
                row = call_rows._find(connection, call)
                assert row is not None
                assert row.progress in ("cancelled", "attended", "reset"), "staff never heard that it was taken back"
        call_now = self.person.visit.call
        if call_now is not None and call_now.id in self.truth and call_now.id not in self.cancelled:
            with self.table.begin() as connection:
                row = call_rows._find(connection, call_now.id)
            assert row is not None
            assert call_now.progress == row.progress
            if call_now.open and not self.person.visit.added_before:
                assert row.added == self.person.visit.added == call_now.added, "what was added last never arrived"
        self._stop_courier()
        self.loop.close()
        self.table.dispose()
        shutil.rmtree(self.folder)


TestStaffCalls = CallMachine.TestCase
TestStaffCalls.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)


@pytest.mark.prove
class TestManyStaffCalls(CallMachine.TestCase):  # type: ignore[misc,valid-type]
    settings = settings(max_examples=2_000, stateful_step_count=60, deadline=None)
