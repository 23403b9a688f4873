"""More than three equal check-ins within half a minute are kept and flagged, and what they are known by is no answer and is soon forgotten."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import envelope, records
from kiosk.tablet import attention
from kiosk.tablet.bursts import MOST, WITHIN, Bursts
from kiosk.tablet.courier import messages
from tests.tablet.test_app import Ward

KEY = b"k" * 32


class Clock:
    """Time, and what is to be done in it."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.timers: list[tuple[float, Callable[[], None]]] = []

    def call_at(self, moment: float, callback: Callable[[], None]) -> None:
        self.timers.append((moment, callback))

    def passes(self, seconds: float) -> None:
        self.now += seconds
        due = [timer for timer in self.timers if timer[0] <= self.now]
        self.timers = [timer for timer in self.timers if timer not in due]
        for _, callback in due:
            callback()


def check_in(who: str | None = "patient", safe: str | None = "no", **others: object) -> records.CheckIn:
    made = records.CheckIn(id=bytes(16), ward="willow", questions=1, who=who, safe=safe)
    return msgspec.structs.replace(made, **others)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bursts(clock: Clock) -> Bursts:
    return Bursts(clock.call_at, lambda: clock.now, KEY)


def test_the_fourth_of_a_kind_within_half_a_minute_is_one_and_nothing_else_of_it_changes(
    clock: Clock, bursts: Bursts
) -> None:
    flags = []
    for number in range(6):
        sent = check_in(reasons=(f"r{number}",), quick=True)  # whoever taps the rest at random is no less a burst
        noted = bursts.noted(sent)
        flags.append(noted.burst)
        assert msgspec.structs.replace(noted, burst=msgspec.UNSET) == sent
        clock.passes(4)
    assert flags == [False, False, False, True, True, True]


def test_another_answer_or_another_group_is_not_equal(bursts: Bursts) -> None:
    for _ in range(MOST):
        for sent in (check_in(), check_in(safe="yes"), check_in(who="staff"), check_in(who=None)):
            assert bursts.noted(sent).burst is False
    assert bursts.noted(check_in()).burst is True


def test_after_half_a_minute_nothing_is_remembered_though_nobody_comes(clock: Clock, bursts: Bursts) -> None:
    for _ in range(MOST):
        bursts.noted(check_in())
        clock.passes(1)
    clock.passes(WITHIN - MOST)
    assert bursts
    clock.passes(MOST)
    assert not bursts
    assert bursts.noted(check_in()).burst is False


def test_what_is_remembered_is_no_answer_and_is_another_in_every_process(clock: Clock, bursts: Bursts) -> None:
    other = Bursts(clock.call_at, lambda: clock.now, bytes(32))
    for one in (bursts, other):
        one.noted(check_in())
        assert "patient" not in str(vars(one)["_remembered"])
    assert vars(bursts)["_remembered"] != vars(other)["_remembered"]


@given(st.lists(st.tuples(st.sampled_from(("yes", "no")), st.sampled_from((0.0, 5.0, 9.0, 10.0, 30.0))), max_size=20))
def test_a_flag_says_what_a_count_says(way: list[tuple[str, float]]) -> None:
    clock = Clock()
    bursts, sent = Bursts(clock.call_at, lambda: clock.now, KEY), []
    for safe, later in way:
        clock.now += later  # no timer comes: the loop may be late
        sent.append((clock.now, safe))
        equal = sum(other == safe and clock.now - at < WITHIN for at, other in sent)
        assert bursts.noted(check_in(safe=safe)).burst is (equal > MOST)


def test_a_tablet_keeps_all_of_a_burst_at_once_and_seals_the_flag_with_it(tmp_path: Path) -> None:
    ward = Ward(tmp_path)
    flags = []
    for number in range(5):
        ward.now = 100.0 + 7.5 * number
        ward.touches("doors/checkin", "checkin.who/patient", "checkin.safe/no", "send")
        assert "call" in attention.targets(ward.page, attention.Place(""))
        kept = ward.hears(messages.Keep)
        assert isinstance(kept, messages.Keep)
        inner = envelope.open_outer(kept.slot, ward.trust.intake, ward.trust.scope).inner
        flags.append(envelope.open_statistics(inner, ward.trust.statistics, ward.trust.scope).burst)
        ward.touches("leave")
        ward.heard.clear()
    assert flags == [False, False, False, True, True]
