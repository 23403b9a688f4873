"""A check-in from the first key to the courier's disk, by a keypad and the voice: a real window, a real speech process, raw codes from the display.

The screen is not looked at to find the way; it is looked at to see that eye and ear are on the same thing.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from select import select
from typing import Any

import pytest

from kiosk.tablet.senses.touch import keymap
from kiosk.tablet.senses.touch.holding import LONG
from tests import sealing
from tests.support.keypad import MOST, PAD
from tests.support.person import Person
from tests.support.processes import REPOSITORY, end
from tests.support.screen import Screen, virtual_screen
from tests.support.sound import SoundCard
from tests.support.waiting import wait_for
from tests.tablet.senses.hearing.test_jack import Socket
from tests.tablet.test_app import pair

F13_KEYCODE = 191  # of X, of the key whose scancode is 104
CODES = {command: code for code, command in keymap.read(PAD).items()}
BEGINS = 0.500  # seconds, of row A11
SOON = 0.150  # seconds, of rows A03 and A06


class Tablet:
    """A paired tablet with a pad and a sound card, its trust away."""

    def __init__(self, folder: Path, screen: Screen, card: SoundCard) -> None:
        pair(folder, sealing.TrustKeys())
        (folder / "tablet.toml").write_text(
            f'mode = "demo"\ntrust = "http://127.0.0.1:9"\ndata = "{folder}"\n[voice]\njack = "{folder / "event7"}"\n'
            f'[keys]\nmap = "{PAD}"\n'
        )
        self.screen, self.card, self.seen = screen, card, folder / "seen.json"
        self.socket = Socket(folder)
        environment = {**screen.environment(), **card.environment, "WARDLIGHT_TEST_OBSERVER": str(self.seen)}
        self.output = (folder / "tablet.txt").open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.keeper_with_observer", str(folder / "tablet.toml")],
            cwd=REPOSITORY,
            env=environment,
            stdout=self.output,
            stderr=self.output,
        )
        self.person = Person(screen, self.seen)
        self.pressed = 0.0

    def presses(self, command: str) -> None:
        code = F13_KEYCODE + CODES[command] - keymap.NAMES["F13"]
        wait_for(lambda: time.monotonic() > self.pressed + 0.3, what="a hand's pause")  # no trembling hand
        self.card.forget()
        self.pressed = time.monotonic()
        self.screen.xdotool("key", str(code))

    def hears_something(self) -> None:
        wait_for(lambda: self.card.last_heard() > self.pressed, what="a sound")

    def goes_to(self, target: str) -> None:
        """Key by key, each heard and seen, until attention is on the target."""
        for _ in range(MOST):
            seen = self._moves_on()
            self.hears_something()
            if seen["focus"] == target:
                return
        raise AssertionError(f"{target} is not come to on {self.person.page}")

    def _moves_on(self) -> dict[str, Any]:
        """Press the key, and wait until attention has moved: the next frame may be one that was on its way already."""
        before = self.person.look()["focus"]
        self.presses("next")
        return self.person.waits_until(lambda seen: bool(seen["focus"] != before), what="the next thing")

    def chooses(self, target: str, page: str) -> None:
        self.goes_to(target)
        self.presses("act")
        self.person.waits_for(page)
        self.hears_something()

    def ends(self) -> None:
        end(self.process)
        self.output.close()
        self.socket.close()


@pytest.fixture(scope="module")
def tablet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tablet]:
    folder = tmp_path_factory.mktemp("tablet")
    with virtual_screen() as screen, SoundCard(folder) as card:
        made = Tablet(folder, screen, card)
        made.person.waits_until(lambda seen: "listen" in seen["targets"], what="a page that can be heard")
        yield made
        made.ends()


def test_a_finger_held_anywhere_begins_the_voice_and_lifting_it_opens_nothing(tablet: Tablet) -> None:
    x, y, width, height = tablet.person.look()["targets"]["doors/charter"]
    tablet.screen.xdotool("mousemove", str(round(x + width / 2)), str(round(y + height / 2)), "mousedown", "1")
    tablet.pressed = time.monotonic()
    tablet.hears_something()
    assert time.monotonic() - tablet.pressed >= LONG
    tablet.screen.xdotool("mouseup", "1")
    tablet.presses("next")
    assert tablet.person.waits_until(lambda seen: bool(seen["focus"]))["page"] == "home.doors"
    tablet.person.touches("leave")
    tablet.person.waits_until(lambda seen: "reading" in seen["targets"] and not seen["focus"])
    wait_for(lambda: tablet.card.last_heard() < time.monotonic() - 0.3)
    tablet.card.forget()


def test_a_check_in_is_done_by_keypad_and_voice_in_a_real_window(tablet: Tablet) -> None:
    person, card = tablet.person, tablet.card
    assert card.seconds == 0, "nothing is heard that nobody asked for"
    tablet.presses("voice")
    tablet.hears_something()
    tablet.chooses("doors/checkin", "loud.page")
    tablet.chooses("loud/aloud", "checkin.who")
    tablet.chooses("checkin.who/patient", "checkin.safe")
    tablet.chooses("checkin.safe/yes", "checkin.tell")
    tablet.chooses("checkin.tell/yes", "checkin.change")
    tablet.chooses("send", "checkin.sent")
    person.waits_for_words("Saved on this tablet")
    tablet.presses("back")
    tablet.presses("call")
    person.waits_for("call.now")


def test_the_keys_that_sdl_drops_come_through_and_any_key_brings_silence(tablet: Tablet) -> None:
    person = tablet.person
    tablet.presses("help")  # F23
    person.waits_for("keys.help")
    tablet.presses("pause")  # F24
    person.waits_for_words("Pause, or go on")
    tablet.presses("help")
    person.waits_until(lambda seen: seen["page"] != "keys.help")
    tablet.card.wait_for_sound(0.5)
    tablet.screen.xdotool("key", "F6")
    asked = time.monotonic()
    wait_for(lambda: tablet.card.last_heard() < time.monotonic() - 0.4)
    assert tablet.card.last_heard() - asked < SOON


def test_a_held_key_acts_once_although_the_display_repeats_it(tablet: Tablet) -> None:
    tablet.presses("next")
    tablet.hears_something()
    wait_for(lambda: tablet.card.last_heard() < time.monotonic() - 0.5, what="the last frame of this key")
    before = tablet.person.look()["focus"]
    tablet.screen.xdotool("keydown", str(F13_KEYCODE + 1))
    tablet.person.waits_until(lambda seen: seen["focus"] != before)
    focus = tablet.person.look()["focus"]
    repeated = time.monotonic() + 1.5  # X repeats a key after 0.66 s, 25 times a second
    wait_for(lambda: time.monotonic() > repeated, what="some repeats")
    assert tablet.person.look()["focus"] == focus
    tablet.screen.xdotool("keyup", str(F13_KEYCODE + 1))


def test_headphones_begin_the_voice_at_once_and_taking_them_out_ends_it_at_once(tablet: Tablet) -> None:
    person, card = tablet.person, tablet.card
    person.touches("leave")
    person.waits_until(lambda seen: seen["page"] == "home.doors" and "reading" in seen["targets"])
    tablet.socket.plug(False)
    wait_for(lambda: card.last_heard() < time.monotonic() - 0.3)
    plugged = time.monotonic()
    tablet.socket.plug(True)
    wait_for(lambda: card.last_heard() > plugged, what="a sound")
    assert time.monotonic() - plugged < BEGINS
    pulled = time.monotonic()
    tablet.socket.plug(False)
    person.waits_for_words("The headphones are out.")
    wait_for(lambda: card.last_heard() < time.monotonic() - 0.4)
    assert card.last_heard() - pulled < SOON


def test_what_a_pad_sends_is_shown_with_what_the_map_makes_of_it(tmp_path: Path) -> None:
    with virtual_screen() as screen:
        keys = subprocess.Popen(
            [sys.executable, "-m", "kiosk.cli", "tablet", "keys", str(PAD)],
            cwd=REPOSITORY,
            env=screen.environment(),
            stdout=subprocess.PIPE,
        )
        try:
            assert keys.stdout is not None
            output = keys.stdout
            told = iter(output.readline, b"")
            assert b"Press the keys" in next(told)

            def answered() -> bool:
                """The window has the keyboard only once it is on the display."""
                screen.xdotool("key", str(F13_KEYCODE))
                return bool(select([output], [], [], 0.2)[0])

            wait_for(answered, what="an answer to a key")
            names = {code: command for command, code in CODES.items()}
            assert next(told).decode() == f"104 (F13): {names[104]}\n"
            for number in range(1, 12):
                screen.xdotool("key", str(F13_KEYCODE + number))
                line = next(line for line in told if not line.startswith(b"104 "))  # F13 may have been answered twice
                assert line.decode() == f"{104 + number} (F{13 + number}): {names[104 + number]}\n"
        finally:
            end(keys)
