"""The real window on a screen of its own, touched by xdotool: what fingers do, what stays in the process, and what the finished pixels look like."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from kiosk.tablet.senses.sight.theme import LIGHT, PALETTES, contrast, rgb
from tests.support.processes import REPOSITORY, end
from tests.support.screen import Screen, virtual_screen
from tests.support.waiting import wait_for
from tests.tablet.senses.sight.drawn import draw
from tests.tablet.senses.sight.sample_pages import SAMPLES, at

Rgb = tuple[int, int, int]


class Picture:
    """What the window shows."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self.width, self.height = int(answer["width"]), int(answer["height"])
        self._rgb = zlib.decompress(base64.b64decode(answer["rgb"]))

    def dot(self, x: float, y: float) -> Rgb:
        at = 3 * (int(y) * self.width + int(x))
        return self._rgb[at], self._rgb[at + 1], self._rgb[at + 2]

    def colours(self, x: float, y: float, w: float, h: float) -> Counter[Rgb]:
        """How many dots of each colour lie in a box."""
        left, right = max(0, int(x)), min(self.width, int(x + w))
        found: Counter[Rgb] = Counter()
        for row in range(max(0, int(y)), min(self.height, int(y + h))):
            line = self._rgb[3 * (row * self.width + left) : 3 * (row * self.width + right)]
            found.update(zip(line[0::3], line[1::3], line[2::3], strict=True))
        return found

    def near(self, colour: str, x: float, y: float, w: float, h: float) -> int:
        """How many dots of a box are nearly of a colour."""
        r, g, b = (round(255 * c) for c in rgb(colour))
        return sum(n for (i, j, k), n in self.colours(x, y, w, h).items() if abs(i - r) + abs(j - g) + abs(k - b) < 30)


class Shown:
    """A running window, driven by lines (see driver.py) and touched where people would touch it."""

    def __init__(self, screen: Screen, driver: str = "driver") -> None:
        self.screen = screen
        self._process = subprocess.Popen(
            [sys.executable, "-m", f"tests.tablet.senses.sight.{driver}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=screen.environment(),
            cwd=REPOSITORY,
            text=True,
        )
        assert self._answer() == "ready"
        self.boxes: dict[str, list[float]] = {}

    def __call__(self, command: str, **arguments: Any) -> Any:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([command, arguments]) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the window process ended"
        return json.loads(line)

    def show(self, name: str, **how: Any) -> Any:
        answer = self("show", name=name, **how)
        self.boxes = answer["boxes"]
        self("heard")
        return answer

    def picture(self) -> Picture:
        return Picture(self("pixels"))

    def middle(self, target: str) -> tuple[float, float]:
        x, y, w, h = self.boxes[target]
        return x + w / 2, y + h / 2

    def pointer(self, *steps: str | tuple[float, float]) -> None:
        """Move the pointer to places, and press ("down") or let go ("up")."""
        words: list[str] = []
        for step in steps:
            if isinstance(step, str):
                words += [f"mouse{step}", "1"]
            else:
                words += ["mousemove", str(round(step[0])), str(round(step[1]))]
        self.screen.xdotool(*words)

    def acted(self, expected: int = 1) -> list[str]:
        """What acted, once so many things have."""
        found: list[str] = []

        def enough() -> bool:
            found.extend(self("heard")["acted"])
            return len(found) >= expected

        wait_for(enough, what=f"{expected} acts, seen {found}")
        return found

    def close(self) -> None:
        self._process.stdin.close() if self._process.stdin else None
        end(self._process)


@pytest.fixture(scope="module")
def window(screen: Screen) -> Iterator[Shown]:
    shown = Shown(screen)
    yield shown
    shown.close()


# --- fingers ----------------------------------------------------------------------------------------------------------


def test_a_touch_acts_when_the_finger_is_lifted_inside(window: Shown) -> None:
    window.show("f_places")
    window.pointer(window.middle("place/bed"), "down")
    wait_for(lambda: window("heard")["touches"] == 1, what="the touch")
    assert window.picture().near(LIGHT.t2, *window.boxes["place/bed"]) > 20_000, "it looks pressed at once"
    window.pointer("up")
    assert window.acted() == ["place/bed"]
    assert window.picture().near(LIGHT.t2, *window.boxes["place/bed"]) < 6_000, "it looks as before"


def test_a_finger_that_is_dragged_off_does_nothing(window: Shown) -> None:
    window.show("f_places")
    window.pointer(
        window.middle("place/bed"), "down", window.middle("place/trip"), "up", window.middle("skip"), "down", "up"
    )
    assert window.acted() == ["skip"]


def test_real_fingers_act_and_the_mouse_that_a_panel_sends_with_them_does_not(window: Shown) -> None:
    window.show("f_places")
    x, y = window.middle("place/bath")
    window("finger", what="down", number=3, x=x, y=y)
    window("finger", what="up", number=3, x=x, y=y)
    window.pointer(window.middle("place/trip"), "down", "up")
    window("finger", what="down", number=4, x=5, y=795)  # taken in after the mouse, so the mouse has been seen
    assert window.acted() == ["place/bath"]


def test_a_second_finger_is_ignored_but_not_on_call_staff(window: Shown) -> None:
    window.show("f_places")
    one, two, call = (window.middle(t) for t in ("place/bed", "next", "rail.call"))
    window("finger", what="down", number=1, x=one[0], y=one[1])
    for number, (x, y) in ((2, two), (3, call)):
        window("finger", what="down", number=number, x=x, y=y)
        window("finger", what="up", number=number, x=x, y=y)
    window("finger", what="up", number=1, x=one[0], y=one[1])
    assert window.acted(2) == ["rail.call", "place/bed"]


def test_while_the_glass_is_wiped_only_call_staff_answers(window: Shown) -> None:
    window.show("c_clause")
    window("touch_off", seconds=60)
    for number, target in enumerate(("next", "rail.leave", "rail.call")):
        x, y = window.middle(target)
        window("finger", what="down", number=number, x=x, y=y)
        window("finger", what="up", number=number, x=x, y=y)
    assert window.acted() == ["rail.call"]
    window("touch_off", seconds=-1)


def test_the_corner_of_the_glass_calls_staff(window: Shown) -> None:
    window.show("b_checkin")
    window("finger", what="down", number=1, x=1279, y=0)
    window("finger", what="up", number=1, x=1279, y=0)
    assert window.acted() == ["rail.call"]


def test_no_key_leaves_the_window_and_all_reach_the_app(window: Shown) -> None:
    window.show("c_clause")
    window.screen.xdotool("mousemove", "640", "30")
    keys: list[int] = []

    def pressed() -> bool:
        keys.extend(key for what, key, _ in window("heard")["keys"] if what == "down")
        return len(keys) >= 5

    for key in ("Escape", "F1", "F11", "F12", "ctrl+e"):
        window.screen.xdotool("key", key)
    wait_for(pressed, what="the keys")
    assert 27 in keys
    assert window("heard") is not None, "the window still answers"


# --- the process ------------------------------------------------------------------------------------------------------


def test_the_process_holds_nothing_that_could_draw_words_or_send_them(window: Shown) -> None:
    window.show("a_home")
    modules = set(window("modules"))
    unwanted = {
        "asyncio",
        "ssl",
        "http.client",
        "socket",
        "sqlalchemy",
        "httpx",
        "PIL",
        "cffi",
        "pycparser",
    }
    assert sorted(modules & unwanted) == []
    words = [
        m
        for m in modules
        if m.startswith(("kivy.uix.label", "kivy.uix.button", "kivy.uix.textinput", "kivy.core.text"))
    ]
    assert not words
    assert not [m for m in modules if m.startswith(("kivy.modules.", "kivy.app"))]
    assert window("providers") == [], "Kivy reads no device itself"


def test_a_tablet_at_rest_sleeps(window: Shown) -> None:
    window.show("f_places")
    window.picture()
    before = window("rest")
    wait_for(lambda: window("rest")[2] >= 0, what="an answer")
    seen: list[float] = []

    def a_second_went_by() -> bool:
        seen.append(0)
        return len(seen) > 50  # looks of 20 ms each, none of which the window hears of

    wait_for(a_second_went_by)
    after = window("rest")
    assert after[0] - before[0] <= 8, f"{after[0] - before[0]} wake-ups in a second"
    assert after[1] - before[1] < 0.05, f"{after[1] - before[1]:.3f} s of processor time in a second"


def test_a_page_is_said_to_be_drawn_once_it_was_handed_to_the_display(window: Shown) -> None:
    window("show", name="q_chart")
    window("heard")
    window("show", name="e_promise")
    drawn: list[str] = []

    def one() -> bool:
        drawn.extend(window("heard")["drawn"])
        return bool(drawn)

    wait_for(one, what="the page")
    assert drawn == ["concern.promise"]


def test_how_a_page_falls_into_parts_is_told(window: Shown) -> None:
    window("heard")
    window("show", name="f_places", size=170)
    ((page, parts),) = window("heard")["measured"]
    assert page == "concern.place"
    assert [len(part) for part in parts] == [2, 2, 2, 2]


def test_what_was_typed_outlives_its_page_nowhere(window: Shown) -> None:
    window.show("g_free_text")
    window.picture()
    assert any("after lunch" in words for words in window("drawn_words"))
    assert not any("after lunch" in words for words in window("kept"))
    window.show("h_return_code")
    window.picture()
    assert not any("407" in words or "garden" in words for words in window("kept"))
    assert any("Your return code" in words for words in window("kept"))
    assert not any("after lunch" in words for words in window("drawn_words"))


# --- the finished pixels ----------------------------------------------------------------------------------------------


def contrast_of_words(picture: Picture, x: float, y: float, w: float, h: float) -> float:
    """Contrast of the strongest common letter colour with the commonest colour around it."""
    counts = picture.colours(x - 2, y - 2, w + 5, h + 5).most_common()
    ground = counts[0][0]
    least = max(6.0, 0.004 * (w + 5) * (h + 5))
    return max(float(contrast(unit(ground), unit(colour))) for colour, n in counts if n >= least)


def unit(colour: Rgb) -> tuple[float, float, float]:
    return colour[0] / 255, colour[1] / 255, colour[2] / 255


IN_LIGHT = ("a_home", "f_places", "g_free_text", "i2_ward_system", "i4_not_sent", "o_help", "e_promise")
IN_ALL = ("f_places", "i4_not_sent", "r_thanks")  # between them they have every pair of colours


@pytest.mark.parametrize(
    ("name", "theme"),
    [*((name, "light") for name in IN_LIGHT), *((name, theme) for name in IN_ALL for theme in PALETTES)],
)
def test_all_words_have_enough_contrast_in_the_finished_pixels(window: Shown, name: str, theme: str) -> None:
    window.show(name, theme=theme)
    picture = window.picture()
    need = 10 if theme == "light" else 7
    for words in draw(at(SAMPLES[name](), 100, theme)).written:  # type: ignore[arg-type]
        found = contrast_of_words(picture, *words.ink)
        assert found >= need - 0.2, f"{theme}: {words.text!r} has {found:.1f}"


@pytest.mark.parametrize("theme", ["light", "dark", "calm"])
@pytest.mark.parametrize("name", ["a_home", "d_clause_easy", "e_promise", "i3_accepted", "i4_not_sent", "f_places"])
def test_no_page_outshines_call_staff(window: Shown, name: str, theme: str) -> None:
    window.show(name, theme=theme)
    palette = PALETTES[theme]
    warm = window.picture().near(palette.warm, 0, 0, 1092, 800)
    share = warm / (188 * 300)
    limit = 0.35 if palette.ember != palette.warm else 1.0
    assert share <= limit, f"warm covers {share:.0%} of the Call staff corner"


def test_the_rail_is_the_same_dots_on_every_page(window: Shown) -> None:
    seen = set()
    for name in ("b_checkin", "c_clause", "f_places", "i4_not_sent", "q_chart"):
        window.show(name)
        picture = window.picture()
        seen.add(tuple(sorted(picture.colours(1092, 0, 188, 800).items())))
    assert len(seen) == 1


def test_focus_and_scanning_look_different_and_neither_covers_the_rail(window: Shown) -> None:
    window.show("f_places")
    plain = window.picture()
    window.show("f_places", focus="place/phone")
    focus = window.picture()
    window.show("f_places", scanned=["place/phone"])
    scanned = window.picture()
    x, y, w, _ = window.boxes["place/phone"]
    middle = (x + w / 2, y - 11)  # in the middle of the frame's upper edge
    paper, frame = tuple(round(255 * c) for c in rgb(LIGHT.paper)), tuple(round(255 * c) for c in rgb(LIGHT.frame))
    assert focus.dot(*middle) == frame
    assert scanned.dot(*middle) == paper, "scanning has corners alone"
    assert scanned.near(LIGHT.scan, x - 20, y - 20, 60, 60) > 200
    for picture in (focus, scanned):
        assert picture.colours(1092, 0, 188, 800) == plain.colours(1092, 0, 188, 800)


def test_a_focus_frame_on_call_staff_stays_on_the_glass(window: Shown) -> None:
    window.show("f_places", focus="rail.call")
    picture = window.picture()
    assert picture.near(LIGHT.frame, 1092, 0, 188, 12) > 1_000


def test_call_staff_shows_that_a_call_is_on_and_that_it_may_not_work(window: Shown) -> None:
    looks = {}
    for call in ("rest", "on", "stale"):
        window.show("c_clause", call=call)
        looks[call] = window.picture().near(LIGHT.warm, 1092, 0, 188, 300)
    assert looks["rest"] > looks["on"] > 30_000, "a tick stands on it"
    assert looks["stale"] < 1_000, "nothing warm promises a person"
    assert "rail.call" in window.boxes


def test_themes_change_what_is_shown_and_come_back_exactly(window: Shown) -> None:
    window.show("f_places")
    light = window.picture()
    window.show("f_places", theme="dark")
    assert window.picture().dot(20, 780) == tuple(round(255 * c) for c in rgb(PALETTES["dark"].paper))
    window.show("f_places")
    assert window.picture().colours(0, 0, 1280, 800) == light.colours(0, 0, 1280, 800)


def test_a_larger_screen_shows_the_same_page_with_more_dots() -> None:
    with virtual_screen(1920, 1200, 224) as large:
        window = Shown(large)
        try:
            window.show("f_places")
            picture = window.picture()
            assert (picture.width, picture.height) == (1920, 1200)
            x, y, w, h = window.boxes["place/lounge"]
            assert (x, w) == pytest.approx((568 * 1.5, 224 * 1.5))
            assert picture.near(LIGHT.spruce, x, y, w, h) > 6_000, "the chosen answer has its border"
            window.pointer(window.middle("place/bed"), "down", "up")
            assert window.acted() == ["place/bed"]
        finally:
            window.close()
