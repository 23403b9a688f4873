"""A window that is started because somebody has left says nothing while it starts: a line with a time would tell that they had written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.tablet import hushed, keeper

DRIVER = "a driver that is missing"
WINDOW = f"""
import os, sys
from kiosk.tablet import app, links

class Screen:
    def on_first_frame(self, callback): self.callback = callback

class Tablet:
    def run(self):
        {{ends}}
        screen.callback()
        print("said once it runs", file=sys.stderr)
        return 0
    def asked_to_end(self): pass

screen = Screen()
def open_tablet(file, control):
    os.write(2, b"{DRIVER}")
    print("{DRIVER}")
    return Tablet(), screen

app.open_tablet = open_tablet
links.control_from = lambda _: None
app.main()
"""


def says(*arguments: str, ends: str = "pass") -> str:
    """What a window says that starts with these arguments."""
    program = [sys.executable, "-c", WINDOW.replace("{ends}", ends), "none", "0", *arguments]
    ended = subprocess.run(program, capture_output=True, text=True, check=False, timeout=60)
    return ended.stdout + ended.stderr


def test_the_first_start_is_heard_and_one_after_a_visit_is_not() -> None:
    assert DRIVER in says()
    assert DRIVER not in says(keeper.AGAIN)


def test_what_is_said_once_it_runs_is_heard_and_a_fault_while_it_starts_too() -> None:
    assert says(keeper.AGAIN) == "said once it runs\n"
    assert "the window ended: RuntimeError" in says(keeper.AGAIN, ends="raise RuntimeError('what somebody typed')")


def test_twice_heard_again_does_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    start = hushed.Hushed(quiet=True)
    os.write(2, b"not heard")
    start.end()
    start.end()
    os.write(2, b"heard")
    assert capfd.readouterr().err == "heard"
    assert len(list(Path("/proc/self/fd").iterdir())) == before
