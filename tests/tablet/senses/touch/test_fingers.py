"""What fingers mean: release inside acts, leaving cancels, one finger counts, an echo does not, and Call staff is never blocked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.tablet.senses.touch.fingers import AGAIN, FAR, Fingers, Options, Outcome

CALL = "rail.call"
PLACES = {"yes": (0.0, 100.0), "no": (200.0, 300.0), "key": (400.0, 480.0), CALL: (1000.0, 1200.0)}


def find(x: float, y: float) -> str | None:
    return next((name for name, (left, right) in PLACES.items() if left <= x < right), None)


def still_on(target: str, x: float, y: float) -> bool:
    left, right = PLACES[target]
    return left - 12 <= x < right + 12


def fingers() -> Fingers:
    return Fingers(find, still_on, lambda: CALL, lambda target: target == "key")


def acted(outcomes: tuple[Outcome, ...]) -> list[str]:
    return [o.target for o in outcomes if o.what == "acted"]


def touch(f: Fingers, x: float, now: float, finger: int = 1) -> list[str]:
    f.down(finger, x, 0, now)
    return acted(f.up(finger, x, 0, now + 0.05))


def test_letting_go_inside_acts() -> None:
    f = fingers()
    assert f.down(1, 50, 0, 0.0) == (Outcome("pressed", "yes"),)
    assert f.up(1, 50, 0, 0.1) == (Outcome("released", "yes"), Outcome("acted", "yes"))


def test_a_finger_that_leaves_has_changed_its_mind_even_if_it_comes_back() -> None:
    f = fingers()
    f.down(1, 50, 0, 0.0)
    assert f.move(1, 150, 0) == (Outcome("released", "yes"),)
    assert f.move(1, 50, 0) == ()
    assert f.up(1, 50, 0, 0.3) == ()


def test_a_shaking_finger_may_stray_a_little() -> None:
    f = fingers()
    f.down(1, 99, 0, 0.0)
    assert f.move(1, 110, 0) == ()
    assert acted(f.up(1, 110, 0, 0.1)) == ["yes"]


def test_a_second_finger_changes_nothing() -> None:
    f = fingers()
    f.down(1, 50, 0, 0.0)
    assert f.down(2, 250, 0, 0.1) == ()
    assert f.up(2, 250, 0, 0.2) == ()
    assert acted(f.up(1, 50, 0, 0.3)) == ["yes"]


def test_a_palm_that_rests_beside_the_buttons_blocks_nobody() -> None:
    f = fingers()
    assert f.down(1, 350, 0, 0.0) == ()
    assert touch(f, 50, 0.1, finger=2) == ["yes"]


def test_a_finger_whose_end_was_lost_does_not_block_the_screen() -> None:
    f = fingers()
    f.down(1, 50, 0, 0.0)
    assert f.down(1, 250, 0, 1.0) == (Outcome("released", "yes"), Outcome("pressed", "no")), "it was lifted unseen"
    assert touch(f, 50, 5.0, finger=2) == []
    assert touch(f, 50, 10.0, finger=2) == ["yes"]


def test_call_staff_hears_a_second_finger() -> None:
    f = fingers()
    f.down(1, 50, 0, 0.0)
    assert touch(f, 1100, 0.1, finger=2) == [CALL]
    assert acted(f.up(1, 50, 0, 0.3)) == ["yes"]


def test_a_touch_that_arrives_twice_acts_once() -> None:
    f = fingers()
    assert touch(f, 50, 1.0) == ["yes"]
    assert touch(f, 50, 1.1) == []
    assert touch(f, 50, 1.0 + AGAIN + 0.1) == ["yes"]


def test_another_thing_may_be_touched_at_once() -> None:
    f = fingers()
    assert touch(f, 50, 1.0) == ["yes"]
    assert touch(f, 250, 1.1) == ["no"]


def test_a_letter_may_be_written_twice_quickly() -> None:
    f = fingers()
    assert touch(f, 450, 1.0) == ["key"]
    assert touch(f, 450, 1.12) == ["key"]


def test_call_staff_is_never_taken_for_an_echo() -> None:
    f = fingers()
    assert [touch(f, 1100, 1.0 + n / 10) for n in range(5)] == [[CALL]] * 5


def test_the_echo_of_a_touch_that_turned_the_page_does_not_act_on_the_next_one() -> None:
    f = fingers()
    touch(f, 95, 1.0)
    f.page_changed()
    assert f.down(1, 98, 0, 1.1) == ()
    assert touch(f, 250, 1.12) == ["no"], "another place is meant"
    assert touch(f, 98, 1.6) == ["yes"]


def test_a_page_that_changes_under_a_finger_lets_go_of_it() -> None:
    f = fingers()
    f.down(1, 50, 0, 0.0)
    assert f.page_changed() == (Outcome("released", "yes"),)
    assert f.up(1, 50, 0, 0.1) == ()


def test_a_page_that_changes_does_not_let_go_of_call_staff() -> None:
    f = fingers()
    f.down(1, 1100, 0, 0.0)
    assert f.page_changed() == ()
    assert acted(f.up(1, 1100, 0, 0.2)) == [CALL]


def test_while_the_glass_is_wiped_only_call_staff_answers() -> None:
    f = fingers()
    f.off_until(30.0)
    assert touch(f, 50, 10.0) == []
    assert touch(f, 1100, 11.0) == [CALL]
    assert touch(f, 50, 30.1) == ["yes"]


Moves = st.lists(
    st.tuples(
        st.sampled_from(["down", "move", "up", "turn"]),
        st.integers(0, 3),
        st.sampled_from([50.0, 150.0, 250.0, 450.0, 1100.0]),
        st.floats(0.0, 0.4),
    ),
    max_size=60,
)


@given(Moves)
def test_whatever_hands_do_no_thing_stays_pressed_and_call_staff_always_answers(
    moves: list[tuple[str, int, float, float]],
) -> None:
    f, now = fingers(), 0.0
    pressed: set[str] = set()

    def take(outcomes: tuple[Outcome, ...]) -> None:
        for outcome in outcomes:
            if outcome.what == "pressed":
                assert outcome.target not in pressed, "it was let go before"
                pressed.add(outcome.target)
            elif outcome.what == "released":
                pressed.remove(outcome.target)
            else:
                assert outcome.target not in pressed, "it acts once it is let go"

    for what, finger, x, step in moves:
        now += step
        if what == "down":
            take(f.down(finger, x, 0, now))
        elif what == "move":
            take(f.move(finger, x, 0))
        elif what == "up":
            take(f.up(finger, x, 0, now))
        else:
            take(f.page_changed())
    for finger in range(4):
        take(f.up(finger, 700.0, 0, now + 1))
    assert not pressed
    assert touch(f, 1100, now + 2, finger=9) == [CALL]


# --- hands that shake ---------------------------------------------------------------------------------------------


def helped(**options: object) -> Fingers:
    f = fingers()
    f.options = Options(**options)  # type: ignore[arg-type]
    return f


@pytest.mark.parametrize("hold", [0.5, 1.0, 2.0, 3.0])
def test_a_thing_acts_once_it_was_held_for_as_long_as_the_person_wants(hold: float) -> None:
    f = helped(hold=hold)
    assert f.down(1, 50, 0, 0.0) == ()
    assert acted(f.up(1, 50, 0, hold - 0.01)) == []
    f.down(1, 50, 0, 10.0)
    assert f.deadline == 10.0 + hold
    assert f.due(10.0 + hold) == (Outcome("pressed", "yes"),), "it can be seen that it was long enough"
    assert acted(f.up(1, 50, 0, 10.0 + hold)) == ["yes"]


@pytest.mark.parametrize("ignore", [0.5, 1.0, 2.0])
def test_for_as_long_as_the_person_wants_no_second_touch_acts_wherever_it_lands(ignore: float) -> None:
    f = helped(ignore=ignore)
    assert touch(f, 50, 0.0) == ["yes"]
    assert touch(f, 50, 0.05 + ignore - 0.1) == []
    assert touch(f, 250, 0.05 + ignore - 0.05) == []
    assert touch(f, 250, 0.06 + ignore) == ["no"]


def test_the_first_place_of_a_touch_may_count_until_the_finger_is_far_away() -> None:
    f = helped(aim="first")
    f.down(1, 50, 0, 0.0)
    assert f.move(1, 250, 0, 0.1) == ()
    assert acted(f.up(1, 250, 0, 0.2)) == ["yes"]
    f.down(1, 50, 0, 5.0)
    assert f.move(1, 50 + FAR + 1, 0, 5.1) == (Outcome("released", "yes"),)
    assert acted(f.up(1, 50, 0, 5.2)) == []


def test_the_last_place_of_a_touch_may_count_and_what_the_finger_is_on_looks_pressed() -> None:
    f = helped(aim="last")
    assert f.down(1, 150, 0, 0.0) == ()
    assert f.move(1, 50, 0, 0.1) == (Outcome("pressed", "yes"),)
    assert f.move(1, 250, 0, 0.2) == (Outcome("released", "yes"), Outcome("pressed", "no"))
    assert acted(f.up(1, 250, 0, 0.3)) == ["no"]
    f.down(1, 50, 0, 5.0)
    assert acted(f.up(1, 150, 0, 5.2)) == [], "nothing is there"


def test_the_middle_of_a_touch_may_count_each_place_for_as_long_as_the_finger_was_there() -> None:
    f = helped(aim="middle")
    f.down(1, 250, 0, 0.0)
    f.move(1, 50, 0, 0.1)
    assert acted(f.up(1, 60, 0, 1.0)) == ["yes"]


@given(
    st.sampled_from(["both", "first", "last", "middle"]),
    st.sampled_from([0.0, 0.5, 3.0]),
    st.sampled_from([0.25, 2.0]),
    st.booleans(),
)
def test_none_of_it_delays_call_staff(aim: str, hold: float, ignore: float, cleaning: bool) -> None:
    f = helped(aim=aim, hold=hold, ignore=ignore)
    touch(f, 50, 0.0, finger=3)
    f.down(2, 50, 0, 0.1)
    if cleaning:
        f.off_until(99.0)
    f.down(1, 1100, 0, 0.15)
    assert acted(f.up(1, 1100, 0, 0.2)) == [CALL]
