"""What moves in the real window: frame by frame as they are handed to the display."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from kiosk.tablet.senses.sight import motion
from kiosk.tablet.senses.sight.theme import luminance
from tests.support.screen import Screen
from tests.support.waiting import wait_for
from tests.tablet.senses.sight.test_window import Shown


@pytest.fixture(scope="module")
def window(screen: Screen) -> Iterator[Shown]:
    shown = Shown(screen)
    yield shown
    shown.close()


def press(window: Shown, name: str, target: str, then: str, to_copy: bool, **how: Any) -> None:
    """Show a page and press a target that leads to another; the press is on the display when this returns."""
    window("lead_to", name=then, **how)
    window.show(name, **how)
    window.picture()
    window("watch")
    x, y = window.middle(target)

    def pressed() -> bool:  # not at the first go where it would be taken for an echo of the last touch
        window("finger", what="down", number=1, x=x, y=y)
        return bool(window("seen")["frames"])

    wait_for(pressed, what="the press")
    assert window("copied") == [to_copy, False]


def let_go(window: Shown, target: str) -> list[dict[str, Any]]:
    """Let go, and return all frames that follow until nothing moves."""
    window("heard")
    window("watch")
    x, y = window.middle(target)
    window("finger", what="up", number=1, x=x, y=y)
    wait_for(lambda: bool(window("seen")["frames"]) and not window("seen")["moving"], what="rest")
    assert window("heard")["acted"] == [target]
    window("lead_to", name="")
    return list(window("seen")["frames"])


def a_second_of_rest(window: Shown) -> tuple[int, float, int]:
    """(wake-ups, seconds of processor time, frames) of the window in a second in which nobody asks it anything."""
    window("watch")
    before = window("rest")
    looks: list[int] = []

    def went_by() -> bool:
        looks.append(0)
        return len(looks) > 50

    wait_for(went_by)
    after = window("rest")
    return after[0] - before[0], after[1] - before[1], len(window("seen")["frames"])


def test_a_page_that_was_left_fades_for_a_sixth_of_a_second_and_then_nothing_is_drawn(window: Shown) -> None:
    press(window, "c_clause", "next", "b_checkin", to_copy=True)
    frames = let_go(window, "next")
    assert len(frames) >= 3
    lasted = frames[-1]["at"] - frames[0]["at"]
    assert motion.FADE - 2 * motion.FADE_FRAME <= lasted < 1.0, f"{lasted:.3f} s"
    assert len({frame["column"] for frame in frames}) >= len(frames) - 1, (
        "every frame is a step, but the last may be too small to see"
    )
    assert len({frame["rail"] for frame in frames}) == 1, "the rail stands still"
    assert window("copied") == [False, False]
    wakeups, seconds, drawn = a_second_of_rest(window)
    assert drawn == 0
    assert wakeups <= 8
    assert seconds < 0.05


def test_the_first_frame_of_a_fade_shows_the_new_page_and_says_so(window: Shown) -> None:
    press(window, "c_clause", "next", "b_checkin", to_copy=True)
    frames = let_go(window, "next")
    assert frames[0]["told"] == []
    assert all(frame["told"] == ["checkin.safe"] for frame in frames[1:])


def test_what_is_left_after_a_fade_is_the_page_as_it_is_without_one(window: Shown) -> None:
    press(window, "c_clause", "next", "b_checkin", to_copy=True)
    faded = let_go(window, "next")[-1]
    press(window, "c_clause", "next", "b_checkin", to_copy=False, motion=False)
    (at_once,) = let_go(window, "next")
    assert (faded["column"], faded["rail"]) == (at_once["column"], at_once["rail"])


@pytest.mark.parametrize("how", [{"motion": False}, {"theme": "calm"}, {"speaking": "t1"}])
def test_without_motion_the_next_page_is_one_frame(window: Shown, how: dict[str, Any]) -> None:
    press(window, "c_clause", "next", "b_checkin", to_copy=False, **how)
    assert len(let_go(window, "next")) == 1


@pytest.mark.parametrize("name", ["g_free_text", "h_return_code"])
def test_a_page_with_typed_words_or_a_code_is_gone_at_once(window: Shown, name: str) -> None:
    press(window, name, "rail.back", "c_clause", to_copy=False)
    assert len(let_go(window, "rail.back")) == 1


def test_a_page_that_comes_by_itself_is_one_frame(window: Shown) -> None:
    window.show("c_clause")
    window.picture()
    window("watch")
    window.show("b_checkin")
    wait_for(lambda: bool(window("seen")["frames"]), what="the page")
    assert not window("seen")["moving"]
    assert len(window("seen")["frames"]) == 1


def test_a_press_that_leads_nowhere_leaves_no_copy(window: Shown) -> None:
    press(window, "f_places", "place/bed", "", to_copy=True)
    assert len(let_go(window, "place/bed")) == 1
    assert window("copied") == [False, False]


def test_a_press_of_call_staff_waits_for_no_copy(window: Shown) -> None:
    press(window, "c_clause", "rail.call", "i1_calling", to_copy=False, motion=True)
    window("lead_to", name="")
    x, y = window.middle("rail.call")
    window("finger", what="up", number=1, x=x, y=y)
    assert window("heard")["acted"] == ["rail.call"]


def test_call_staff_acts_in_the_midst_of_a_fade(window: Shown) -> None:
    window("fade_for", seconds=5.0)  # so that it is still going on, however slow the machine
    press(window, "c_clause", "next", "b_checkin", to_copy=True)
    x, y = window.middle("next")
    window("finger", what="up", number=1, x=x, y=y)
    wait_for(lambda: window("copied")[1], what="the fade")
    window("heard")
    window("lead_to", name="i1_calling")
    x, y = window.middle("rail.call")
    window("finger", what="down", number=2, x=x, y=y)
    assert window("copied")[1], "still fading when the finger comes down"
    window("finger", what="up", number=2, x=x, y=y)
    assert window("heard")["acted"] == ["rail.call"]
    wait_for(lambda: "call.now" in window("heard")["drawn"] or not window("copied")[1], what="the page of the call")
    assert window("copied")[1] is False, "the page of a call fades with nothing"
    window("fade_for", seconds=motion.FADE)
    window("lead_to", name="")


def test_the_halo_of_a_call_breathes_slowly_and_a_little_and_nothing_else_moves(window: Shown) -> None:
    window.show("i2_ward_system")
    window.picture()
    window("watch")
    wait_for(lambda: len(window("seen")["frames"]) >= 8, what="a third of a breath")
    frames = window("seen")["frames"]
    light = [luminance(tuple(c / 255 for c in frame["halo"])) for frame in frames]
    assert len(set(light)) >= 4, "it breathes"
    assert max(light) - min(light) < 0.1 * max(light)
    assert len({frame["rail"] for frame in frames}) == 1
    apart = [later["at"] - frame["at"] for frame, later in pairwise(frames)]
    assert min(apart) > 0.08, "ten frames a second are enough"


@pytest.mark.parametrize("how", [{"motion": False}, {"theme": "calm"}])
def test_the_halo_stands_still_without_motion(window: Shown, how: dict[str, Any]) -> None:
    window.show("i2_ward_system")
    wait_for(lambda: window("seen")["moving"], what="the breath")
    window.show("i2_ward_system", **how)
    window.picture()
    assert not window("seen")["moving"]
    assert a_second_of_rest(window)[2] == 0
