"""Scanning by the clock: where the frame goes, when, and that nothing acts but a press that was meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.tablet.attention import Group
from kiosk.tablet.senses.touch.switches import CHOOSE, DEBOUNCE, FIRST, ROUNDS, STEP, STUCK, Named, Options, Scan

GROUPS = (Group("answers", ("a", "b")), Group("foot", ("next",)), Group("rail", ("call", "back", "leave")))
SOME_GROUPS = st.lists(st.integers(1, 6), min_size=1, max_size=5).map(
    lambda sizes: tuple(
        Group(f"g{number}", tuple(f"{number}.{thing}" for thing in range(size))) for number, size in enumerate(sizes)
    )
)


def scan(options: Options = Options(), groups: tuple[Group, ...] = GROUPS) -> Scan:  # noqa: B008 - a value
    made = Scan()
    made.options = options
    made.shown("page", groups, 0.0)
    return made


def frame(one: Scan) -> tuple[str, ...]:
    return one.frame


def runs(one: Scan, until: float) -> None:
    while (moment := one.deadline) is not None and moment <= until:
        one.due(moment)


def press(one: Scan, now: float, switch: int = 1, held: float = 0.1) -> str:
    one.down(switch, now)
    return one.up(switch, now + held)


def test_the_frame_goes_from_group_to_group_and_stays_longer_on_the_first() -> None:
    one = scan(Options(step=2.0))
    assert frame(one) == ("a", "b")
    one.due(2.0 + FIRST - 0.01)
    assert frame(one) == ("a", "b")
    one.due(2.0 + FIRST)
    assert frame(one) == ("next",)
    assert one.deadline == 2.0 + FIRST + 2.0


def test_a_press_goes_in_and_then_acts_and_the_last_of_a_group_is_the_way_out() -> None:
    one = scan()
    assert press(one, 1.0) == ""
    assert frame(one) == ("a",)
    runs(one, 1.1 + 2.0 + FIRST)
    assert frame(one) == ("b",)
    assert press(one, 4.5) == "b"
    assert press(one, 6.0) == ""
    runs(one, 6.1 + 3 + 2)
    assert one.named == Named("out", "answers")
    assert frame(one) == ("a", "b")
    assert press(one, 12.0) == "", "out of the group, and nothing else"
    assert one.named == Named("group", "answers")


def test_a_group_of_one_thing_is_that_thing() -> None:
    one = scan()
    runs(one, 3.0)
    assert one.named == Named("thing", "next")
    assert press(one, 3.5) == "next"


def test_after_three_rounds_it_rests_and_the_press_that_wakes_it_does_nothing_else() -> None:
    one = scan(Options(step=1.0))
    whole = ROUNDS * (3 * 1.0 + FIRST)
    runs(one, whole - 0.01)
    assert frame(one)
    runs(one, whole)
    assert (frame(one), one.deadline, one.named) == ((), None, Named("rest"))
    assert press(one, whole + 100) == ""
    assert frame(one) == ("a", "b")


def test_three_rounds_in_a_group_lead_out_of_it() -> None:
    one = scan(Options(step=1.0))
    press(one, 0.5)
    runs(one, 0.6 + ROUNDS * (3 * 1.0 + FIRST))
    assert one.named == Named("group", "answers")


def test_a_switch_that_bounces_is_pressed_once() -> None:
    one = scan()
    press(one, 1.0)
    assert press(one, 1.1 + DEBOUNCE - 0.05) == ""
    assert frame(one) == ("a",)
    assert press(one, 1.1 + DEBOUNCE + 0.01) == "a"


def test_a_press_shorter_than_the_hold_is_none_and_the_frame_waits_while_a_switch_is_down() -> None:
    one = scan(Options(hold=1.0))
    assert press(one, 2.9, held=0.9) == ""
    assert frame(one) == ("a", "b")
    one.down(1, 6.0)
    one.due(6.9)
    assert frame(one) == ("a", "b"), "what they meant is what they get"
    one.up(1, 7.0)
    assert frame(one) == ("a",)


def test_a_switch_that_is_stuck_does_not_stop_the_frame_for_ever_and_chooses_nothing() -> None:
    one = scan()
    one.down(1, 1.0)
    runs(one, 1.0 + STUCK + 3.0)
    assert frame(one) == ("next",)
    assert one.up(1, 60.0) == ""


def test_two_switches_step_and_choose_and_nothing_goes_by_itself() -> None:
    one = scan(Options(automatic=False))
    assert one.deadline is None
    at = 0.0
    for wanted in (("next",), ("call", "back", "leave"), ("a", "b"), ("next",)):
        at += 1
        assert press(one, at, STEP) == ""
        assert frame(one) == wanted
    assert press(one, at + 1, CHOOSE) == "next"


def test_another_page_begins_anew_and_the_same_keeps_its_group() -> None:
    one = scan()
    runs(one, 3.0)
    one.shown("page", (GROUPS[0], Group("foot", ("skip", "next")), GROUPS[2]), 3.5)
    assert frame(one) == ("skip", "next")
    one.shown("other", GROUPS, 4.0)
    assert frame(one) == ("a", "b")


def test_a_page_that_comes_while_a_switch_is_down_is_not_chosen_from() -> None:
    one = scan()
    one.down(1, 1.0)
    one.shown("other", GROUPS, 1.1)
    assert one.up(1, 1.2) == ""
    assert frame(one) == ("a", "b")


@given(groups=SOME_GROUPS, step=st.floats(0.5, 10.0))
def test_one_switch_reaches_everything(groups: tuple[Group, ...], step: float) -> None:
    for group in groups:
        for target in group.targets:
            one = scan(Options(step=step), groups)
            now = 0.0
            if len(group.targets) > 1:
                while frame(one) != group.targets:
                    now = one.deadline or now
                    one.due(now)
                assert press(one, now + 0.01) == ""
            while frame(one) != (target,):
                now = one.deadline or now
                one.due(now)
            assert press(one, max(now, now + DEBOUNCE + 0.2)) == target


@given(
    groups=SOME_GROUPS,
    automatic=st.booleans(),
    events=st.lists(st.tuples(st.sampled_from("12ud"), st.floats(0.0, 20.0)), max_size=60),
)
def test_whatever_happens_the_frame_is_on_things_of_the_page_and_only_presses_act(
    groups: tuple[Group, ...], automatic: bool, events: list[tuple[str, float]]
) -> None:
    one = scan(Options(automatic), groups)
    all_of = {target for group in groups for target in group.targets}
    now, downs = 0.0, 0
    for what, after in events:
        now += after
        acted = ""
        if what in "12":
            downs += one.down(int(what), now)
        elif what == "u":
            acted = one.up(1, now) or one.up(2, now)
        else:
            one.due(now)
        assert set(frame(one)) <= all_of
        if acted:
            assert acted in all_of
            downs -= 1
        assert downs >= 0


@pytest.mark.parametrize("step", [0.5, 10.0])
def test_the_speed_is_what_the_person_chose(step: float) -> None:
    one = scan(Options(step=step))
    assert one.deadline == step + FIRST


def test_the_numbers_are_those_that_are_asked_for() -> None:
    """accessibility.md, C10."""
    assert (FIRST, ROUNDS, DEBOUNCE) == (1.0, 3, 0.5)
    assert Options().step == 2.0
