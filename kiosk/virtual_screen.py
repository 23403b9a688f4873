"""A virtual X screen for machines without one: the demo, the tour and the bench run on it where DISPLAY is not set."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from kiosk.refusal import Refusal


class NoScreen(Refusal):
    """There is no X display, and none can be started. The message says the mend."""


@contextmanager
def virtual_screen(width: int, height: int) -> Iterator[str]:
    """Run Xvfb (and openbox, without which no window has the keyboard) and set DISPLAY while the block runs. Yields the display's name.

    Raises NoScreen where Xvfb is not installed or does not start.
    """
    if not shutil.which("Xvfb"):
        raise NoScreen(
            "there is no display, and Xvfb is not installed: `sudo apt install xvfb openbox`, or run `make setup`"
        )
    read, write = os.pipe()
    with open(read, encoding="ascii") as told:  # noqa: PTH123 (a pipe, not a path)
        size = f"{width}x{height}x24"
        server = subprocess.Popen(  # noqa: S603
            ["Xvfb", "-displayfd", str(write), "-screen", "0", size, "-nolisten", "tcp", "-ac", "+extension", "GLX"],  # noqa: S607
            pass_fds=[write],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        number = told.readline().strip()
    if not number:
        server.wait()
        raise NoScreen("Xvfb did not start: run `Xvfb :99` by hand to see why")
    before = os.environ.get("DISPLAY")
    os.environ["DISPLAY"] = f":{number}"
    manager = None
    if shutil.which("openbox"):
        quiet = subprocess.DEVNULL
        manager = subprocess.Popen(["openbox"], stdout=quiet, stderr=quiet)  # noqa: S607
    try:
        yield f":{number}"
    finally:
        for process in (manager, server):
            if process:
                process.terminate()
                process.wait(10)
        if before is None:
            del os.environ["DISPLAY"]
        else:
            os.environ["DISPLAY"] = before
