"""Own words in a real window: what a keyboard that is plugged in types, where the caret is drawn, and which letter a finger means."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from kiosk.tablet import editing
from kiosk.tablet.senses.touch import fingers
from tests.support.processes import program
from tests.support.screen import Screen
from tests.support.waiting import wait_for
from tests.tablet.senses.sight.test_window import Shown

MIXED = "آن Ward 7 میں"


@pytest.fixture(scope="module")
def window(screen: Screen) -> Iterator[Shown]:
    shown = Shown(screen, "typing_driver")
    yield shown
    shown.close()


def begin(window: Shown, language: str, text: str = "", size: int = 100) -> None:
    window.boxes = window("write", language=language, text=text, size=size)


def until(window: Shown, **wanted: Any) -> dict[str, Any]:
    """The entry once it is as wanted."""
    seen: dict[str, Any] = {}

    def as_wanted() -> bool:
        seen.update(window("entry"))
        return all(seen[name] == value for name, value in wanted.items())

    try:
        wait_for(as_wanted, timeout=10, what=str(wanted))
    except TimeoutError:
        shown = {name: seen[name] for name in ("value", "caret", "selected", "page", "layer")}
        raise AssertionError(f"wanted {wanted}, is {shown}") from None
    return seen


def strikes(window: Shown, *keys: str) -> None:
    window.screen.xdotool("key", *keys)


def touches(window: Shown, x: float, y: float) -> None:
    """As a hand does: not so soon after the last touch that the glass takes it for an echo."""
    since = time.monotonic()
    wait_for(lambda: time.monotonic() > since + 1.5 * fingers.KEY_AGAIN, what="a hand's pause")
    window.pointer((x, y), "down", "up")


@contextmanager
def plugged_in(window: Shown, *layout: str) -> Iterator[None]:
    """A keyboard of this layout, as X knows it."""
    _set_layout(window, *layout)
    try:
        yield
    finally:
        _set_layout(window, "us")


def _set_layout(window: Shown, *layout: str) -> None:
    subprocess.run([program("setxkbmap"), *layout], env=window.screen.environment(), check=True, timeout=10)


# --- a keyboard that is plugged in --------------------------------------------------------------------------------


def test_a_real_keyboard_types_moves_selects_and_rubs(window: Shown) -> None:
    begin(window, "en")
    window.screen.xdotool("type", "No, I said.")
    until(window, value="No, I said.", caret=11)
    strikes(window, "BackSpace", "Left", "Left", "shift+Left", "shift+Left")
    until(window, value="No, I said", caret=6, selected=[6, 8])
    window.screen.xdotool("type", "pl")
    until(window, value="No, I plid", selected=None)
    strikes(window, "Home", "Delete", "End", "Return", "ctrl+Left", "ctrl+Left", "shift+End")
    until(window, value="o, I plid\n", caret=9, selected=[3, 9])
    strikes(window, "ctrl+a", "BackSpace")
    until(window, value="", caret=0)


@pytest.mark.parametrize(
    ("layout", "words"),
    [
        ("pl", "Zażółć gęślą"),
        ("ara", "قال لي نعم"),
        ("in -variant ben_inscript", "আমি না"),
        ("ua", "Ні, їсти!"),
        ("fr", "çà, né"),
    ],
)
def test_a_keyboard_of_any_language_types_its_language_whatever_the_page_is_read_in(
    window: Shown, layout: str, words: str
) -> None:
    begin(window, "en")
    with plugged_in(window, *layout.split()):
        window.screen.xdotool("type", words)
        until(window, value=words, caret=len(editing.graphemes(words)))


def test_a_dead_key_makes_one_letter_with_the_next(window: Shown) -> None:
    begin(window, "fr")
    with plugged_in(window, "us", "-variant", "intl"):
        strikes(window, "dead_acute", "e", "dead_circumflex", "o", "dead_diaeresis", "I")
        until(window, value="éôÏ", caret=3)


def test_no_shortcut_leaves_the_page_or_brings_anything_in(window: Shown) -> None:
    begin(window, "en", "private words")
    strikes(window, "ctrl+a", "ctrl+c", "ctrl+x", "End", "ctrl+v", "shift+Insert", "alt+F4", "ctrl+q", "Escape", "F1")
    strikes(window, "alt+Tab", "Super_L", "ctrl+alt+Delete", "Tab", "ctrl+z", "ctrl+w", "F11")
    window.screen.xdotool("type", "!")
    until(window, value="private words!", page="concern.words")


def test_lines_are_gone_through_up_and_down_as_they_are_drawn(window: Shown) -> None:
    begin(window, "en", "first line\nsecond line\nthird")
    strikes(window, "Up")
    until(window, caret=15)  # over "third" stands "seco"
    strikes(window, "Up", "Up")
    until(window, caret=0)
    strikes(window, "Down", "shift+Down")
    found = until(window, caret=23, selected=[11, 23])
    assert len(found["drawn_selection"]) == 1  # of the two lines, one is selected to its end
    strikes(window, "Down", "Down")
    until(window, caret=28)


# --- the caret and the finger -------------------------------------------------------------------------------------


def places(window: Shown, text: str) -> list[list[int]]:
    """Where the caret is drawn before each letter and after the last: x, y, width, height in dots."""
    return [window("put", place=place)["drawn_caret"] for place in range(len(editing.graphemes(text)) + 1)]


def test_in_arabic_the_caret_begins_on_the_right_and_goes_left(window: Shown) -> None:
    begin(window, "ar")
    with plugged_in(window, "ara"):
        strikes(window, "Arabic_lam", "Arabic_alef")
        until(window, value="لا", caret=2)
    found = [place[0] for place in places(window, "لا")]
    box = window("entry")["drawn_box"]
    assert box[0] + box[2] - found[0] < 60
    assert found[0] > found[1] > found[2]
    strikes(window, "Right")  # the way to the beginning
    until(window, caret=1)


@pytest.mark.parametrize(
    ("language", "text"), [("ur", MIXED), ("ar", "قال Ali لا"), ("en", "I said no"), ("hi", "मैंने ना कहा")]
)
@pytest.mark.parametrize("size", [100, 200])
def test_a_touch_puts_the_caret_before_the_letter_that_was_touched(
    window: Shown, language: str, text: str, size: int
) -> None:
    begin(window, language, text, size)
    carets = places(window, text)
    for place, (x, y, width, height) in enumerate(carets):
        neighbours = carets[max(0, place - 1) : place] + carets[place + 1 : place + 2]
        if " " in editing.graphemes(text)[max(0, place - 1) : place + 1]:
            continue  # at the edge of a word of the other direction two places share a spot
        window("put", place=0 if place > len(carets) / 2 else len(carets) - 1)
        assert neighbours
        touches(window, x + width / 2, y + height / 2)
        until(window, caret=place, selected=None)


def test_the_caret_stays_in_sight_in_long_words_and_a_touch_finds_it_there(window: Shown) -> None:
    long = "میں نے کہا نہیں۔ " * 40
    begin(window, "ur", long)
    for place in (0, 300, 640, len(editing.graphemes(long))):
        seen = window("put", place=place)
        x, y, w, h = seen["drawn_box"]
        caret = seen["drawn_caret"]
        assert x < caret[0] < x + w
        assert y <= caret[1] + 4
        assert caret[1] + caret[3] <= y + h + 4


def test_selecting_by_touch_draws_what_is_selected_on_both_sides_of_a_word_of_the_other_direction(
    window: Shown,
) -> None:
    begin(window, "ur", MIXED)
    seen = window("put", place=1)
    assert seen["drawn_selection"] == []
    for key in ("signs", "edit", "select"):
        touches(window, *window.middle(f"keys/{key}"))
        until(window, layer="edit" if key == "select" else key)
        window.boxes = window("entry")["boxes"]
    middle = window("entry")["drawn_box"]
    begin_x = seen["drawn_caret"][0]
    touches(window, begin_x - 90, middle[1] + middle[3] / 4)
    wait_for(lambda: window("entry")["selected"] is not None, what="a selection")
    found = window("entry")
    assert found["selected"][0] == 1
    assert found["drawn_selection"]


def test_words_typed_on_the_urdu_keys_are_taken_up(window: Shown) -> None:
    begin(window, "ur")
    for letter in "نہیں":
        touches(window, *window.middle(f"keys/{letter}"))
    until(window, value="نہیں")
    touches(window, *window.middle("keys/stop"))
    until(window, value="نہیں۔", caret=5)
