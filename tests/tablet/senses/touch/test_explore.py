"""A finger that explores reads and acts on nothing; two taps act on what was read; Call staff is no harder than that."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.tablet.senses.touch.explore import STAYS, Explore, Explored

CALL = "call"
PLACES = {"title": (0.0, 100.0), "yes": (100.0, 200.0), "no": (200.0, 300.0), CALL: (1000.0, 1200.0)}


def find(x: float, y: float) -> str | None:
    return next((name for name, (left, right) in PLACES.items() if left <= x < right), None)


def explore(window: float = 0.5) -> Explore:
    made = Explore(find, lambda: CALL)
    made.window = window
    return made


def tap(e: Explore, x: float, now: float, held: float = 0.08) -> list[Explored]:
    return [*e.down(1, x, 0, now), *e.due(now + held), *e.up(1, x, 0, now + held)]


def waits(e: Explore, until: float) -> list[Explored]:
    moment = e.deadline
    return list(e.due(moment)) if moment is not None and moment <= until else []


def test_a_finger_reads_what_is_under_it_as_it_goes_and_lifting_does_nothing() -> None:
    e = explore()
    e.down(1, 50, 0, 0.0)
    assert e.due(STAYS) == (Explored("attended", "title"),)
    assert e.move(1, 150, 0) == (Explored("attended", "yes"),)
    assert e.move(1, 160, 0) == (), "each thing once"
    assert e.move(1, 250, 0) == (Explored("attended", "no"),)
    assert e.up(1, 250, 0, 2.0) == ()
    assert waits(e, 10.0) == []


def test_two_taps_anywhere_act_on_what_was_read_last() -> None:
    for where in (150.0, 50.0, 800.0):
        e = explore()
        e.down(1, 150, 0, 0.0)
        e.due(STAYS)
        e.up(1, 150, 0, 1.0)
        assert tap(e, where, 2.0) == []
        assert tap(e, where, 2.3) == [Explored("acted", "yes")]


def test_one_tap_reads_once_no_second_one_follows() -> None:
    e = explore()
    assert tap(e, 250, 0.0) == []
    assert waits(e, 0.57) == []
    assert waits(e, 0.59) == [Explored("attended", "no")]
    assert tap(e, 250, 5.0) == []


def test_two_taps_before_anything_was_read_only_read() -> None:
    e = explore()
    tap(e, 150, 0.0)
    assert tap(e, 150, 0.3) == [Explored("attended", "yes")]


@pytest.mark.parametrize("window", [0.25, 0.5, 1.0, 2.0])
def test_the_time_for_two_taps_is_what_the_person_chose(window: float) -> None:
    for after, acts in ((window - 0.01, True), (window + 0.05, False)):
        e = explore(window)
        e.on = "yes"
        tap(e, 800, 0.0)
        waits(e, 0.08 + after)
        assert bool(tap(e, 800, 0.08 + after)) == acts


def test_slow_taps_on_the_thing_that_was_read_act_and_on_another_read_that() -> None:
    e = explore(2.0)
    e.on = "yes"
    tap(e, 150, 0.0, held=0.5)
    assert tap(e, 150, 1.0, held=0.5) == [Explored("acted", "yes")]
    e = explore(2.0)
    e.on = "yes"
    assert tap(e, 250, 0.0, held=0.5) == [Explored("attended", "no")]
    assert tap(e, 250, 1.0, held=0.5) == [], "a first tap"


def test_call_staff_needs_two_taps_on_it_and_nothing_before() -> None:
    e = explore()
    e.on = "yes"
    assert tap(e, 1100, 0.0) == []
    assert tap(e, 1100, 0.9) == [Explored("acted", CALL)], "in twice the time"
    e = explore()
    e.down(1, 900, 0, 0.0)
    assert e.move(1, 1100, 0) == (Explored("attended", CALL),)
    assert e.up(1, 1100, 0, 1.0) == (), "a finger that feels its way calls nobody"
    tap(e, 50, 2.0)
    assert tap(e, 50, 2.3) == [Explored("acted", CALL)], "as easy as the rest"


def test_a_second_finger_changes_nothing() -> None:
    e = explore()
    e.down(1, 150, 0, 0.0)
    e.down(2, 250, 0, 0.1)
    assert e.move(2, 50, 0) == ()
    assert e.due(STAYS) == (Explored("attended", "yes"),)


def test_a_tap_that_was_meant_for_the_page_before_is_none_on_this() -> None:
    e = explore()
    e.on = "yes"
    tap(e, 150, 0.0)
    e.page_changed()
    e.on = "no"
    assert tap(e, 150, 0.3) == []


@given(
    st.lists(st.tuples(st.sampled_from("dmut"), st.sampled_from([50.0, 150.0, 250.0, 800.0, 1100.0]), st.floats(0, 2)))
)
def test_nothing_is_acted_on_that_was_not_read_before_but_call_staff(events: list[tuple[str, float, float]]) -> None:
    e, now, read = explore(), 0.0, {CALL}
    for what, x, after in events:
        now += after
        outcomes = {
            "d": lambda: e.down(1, x, 0, now),  # noqa: B023 - called here
            "m": lambda: e.move(1, x, 0),  # noqa: B023
            "u": lambda: e.up(1, x, 0, now),  # noqa: B023
            "t": lambda: e.due(now),  # noqa: B023
        }[what]()
        for outcome in outcomes:
            if outcome.what == "attended":
                read.add(outcome.target)
            else:
                assert outcome.target in read
