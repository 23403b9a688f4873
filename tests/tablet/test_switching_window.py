"""Switches alone in a real window: a check-in to the courier's disk by two, by raw codes from the display; then one, and the glass itself."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import sealing
from tests.support.person import Person
from tests.support.processes import REPOSITORY, end
from tests.support.screen import Screen, virtual_screen
from tests.support.switches import MAP
from tests.support.waiting import wait_for
from tests.tablet.test_app import pair

KEYCODES = ("191", "192")  # of X, of the keys that the map names switch 1 and 2
PAUSE = 0.6  # seconds between two presses; a sooner one is a bounce
MOST = 60.0  # seconds that a person waits for the frame
MOST_STEPS = 40


class Tablet:
    """A paired tablet with a switch, its trust away."""

    def __init__(self, folder: Path, screen: Screen) -> None:
        pair(folder, sealing.TrustKeys())
        (folder / "tablet.toml").write_text(
            f'mode = "demo"\ntrust = "http://127.0.0.1:9"\ndata = "{folder}"\n[start]\nscan = 1.0\n[keys]\nmap = "{MAP}"\n'
        )
        self.screen, self.folder = screen, folder
        seen = folder / "seen.json"
        self.output = (folder / "tablet.txt").open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.keeper_with_observer", str(folder / "tablet.toml")],
            cwd=REPOSITORY,
            env={**screen.environment(), "WARDLIGHT_TEST_OBSERVER": str(seen)},
            stdout=self.output,
            stderr=self.output,
        )
        self.person = Person(screen, seen)
        self.pressed = 0.0

    @property
    def frame(self) -> list[str]:
        return list(self.person.look().get("scanned", ()))

    def presses(self, switch: int = 1) -> None:
        wait_for(lambda: time.monotonic() > self.pressed + PAUSE, what="a hand's pause")
        self.screen.xdotool("key", KEYCODES[switch - 1])
        self.pressed = time.monotonic()

    def steps_to(self, target: str, page: str) -> None:
        """By two switches: the first moves the frame, the second chooses."""
        for _ in range(MOST_STEPS):
            before = self.frame
            chooses = target in before
            self.presses(2 if chooses else 1)
            self._waits_until(lambda before=before: self.frame != before or self.person.page.startswith(page))
            if chooses and len(before) == 1:
                break
        self.person.waits_for(page)

    def chooses(self, target: str, page: str) -> None:
        """By one switch: waits for the frame and presses. It may go on just before, as under a slow hand, and comes round again."""
        until = time.monotonic() + MOST
        while time.monotonic() < until and not self.person.page.startswith(page):
            wait_for(lambda: time.monotonic() > self.pressed + PAUSE, what="a hand's pause")
            wait_for(lambda: target in self.frame or self.person.page.startswith(page), MOST, "the frame")
            if target in self.frame:
                self.presses()
        self.person.waits_for(page)

    def _waits_until(self, so: object) -> None:
        assert callable(so)
        wait_for(so, 5.0, "what came of a press")

    def ends(self) -> None:
        end(self.process)
        self.output.close()


@pytest.fixture(scope="module")
def tablet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tablet]:
    folder = tmp_path_factory.mktemp("tablet")
    with virtual_screen() as screen:
        made = Tablet(folder, screen)
        made.person.waits_for("home.doors")
        yield made
        made.ends()


def test_a_check_in_is_done_by_two_switches_in_a_real_window_and_nothing_of_it_is_written_down(tablet: Tablet) -> None:
    person = tablet.person
    tablet.presses(2)
    person.waits_until(lambda seen: bool(seen["scanned"]), what="the frame")
    tablet.steps_to("doors/checkin", "checkin.who")
    tablet.steps_to("checkin.who/patient", "checkin.safe")
    tablet.steps_to("checkin.safe/yes", "checkin.tell")
    tablet.steps_to("checkin.tell/yes", "checkin.change")
    tablet.steps_to("send", "checkin.sent")
    person.waits_for_words("Saved on this tablet")
    began = time.monotonic()
    person.touches("leave")
    person.waits_until(lambda seen: seen["page"] == "home.doors" and not seen["scanned"])
    assert time.monotonic() - began < 5.0
    written = (tablet.folder / "tablet.txt").read_text(errors="replace")
    kept = b"".join(
        path.read_bytes() for path in tablet.folder.rglob("*") if path.is_file() and path.name != "seen.json"
    )
    for trace in ("one_switch", "switch_1", "scan_aloud", "scanned"):
        assert trace not in written
        assert trace.encode() not in kept


@pytest.mark.timeout(300)
def test_a_check_in_is_done_by_one_switch_and_the_glass_is_a_switch_too(tablet: Tablet) -> None:
    person = tablet.person
    tablet.presses()
    person.waits_until(lambda seen: bool(seen["scanned"]), what="the frame")
    tablet.chooses("doors/checkin", "checkin.who")
    tablet.chooses("checkin.who/patient", "checkin.safe")
    tablet.chooses("checkin.safe/yes", "checkin.tell")
    tablet.chooses("checkin.tell/yes", "checkin.change")
    tablet.chooses("send", "checkin.sent")
    person.waits_for_words("Saved on this tablet")
    tablet.chooses("leave", "home.doors")
    tablet.presses()
    person.waits_until(lambda seen: bool(seen["scanned"]), what="the frame")
    wait_for(lambda: time.monotonic() > tablet.pressed + PAUSE)
    before = tablet.frame
    tablet.screen.xdotool("mousemove", "400", "30", "mousedown", "1", "mouseup", "1")
    person.waits_until(lambda seen: seen["scanned"] != before)
    person.touches("call")
    person.waits_for("call.now")
