"""A tablet, a trust and bare Kivy to measure, on a screen of their own or the one that is there."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from kiosk import demo
from kiosk.bench.figures import BenchRefused
from kiosk.tablet import keeper
from kiosk.trust import setup
from kiosk.virtual_screen import virtual_screen

WIDTH, HEIGHT = 1280, 800
LONGEST_WAIT = 60.0  # seconds until something that was started has to be there


@contextmanager
def screen() -> Iterator[None]:
    """A virtual screen where there is none, so that figures from a server and from a desk are of the same kind."""
    with ExitStack() as stack:
        if not os.environ.get("DISPLAY"):
            stack.enter_context(virtual_screen(WIDTH, HEIGHT))
        yield


@contextmanager
def demo_folder(database: str = "", rhythm: float = setup.DEMO_RHYTHM) -> Iterator[demo.Demo]:
    """A prepared demo in a folder that goes at the end; nothing of it runs yet. database, rhythm: as in `demo.prepare`."""
    with tempfile.TemporaryDirectory(prefix="wardlight-bench-") as folder:
        yield demo.prepare(Path(folder), port=0, size=(WIDTH, HEIGHT), rhythm=rhythm, database=database)


@contextmanager
def running_tablet(rhythm: float = setup.DEMO_RHYTHM) -> Iterator[keeper.Keeper]:
    """All three processes of a tablet with a trust that answers, the window on its home page. rhythm: seconds between its batches."""
    with ExitStack() as stack:
        stack.enter_context(screen())
        prepared = stack.enter_context(demo_folder(rhythm=rhythm))
        stack.enter_context(demo.serving(prepared))
        tablet = keeper.Keeper(prepared.tablet)
        thread = threading.Thread(target=tablet.run, args=((),))
        thread.start()
        stack.callback(thread.join)
        stack.callback(tablet.stop)
        wait_until(lambda: tablet.well(), "the tablet's window")
        yield tablet


@contextmanager
def bare_kivy(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A bare Kivy window that has drawn its first frame. What it tells can be read from its standard output."""
    with screen():
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "kiosk.bench.bare_kivy", "1", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        try:
            if process.stdout is None or not process.stdout.readline():
                raise BenchRefused("bare Kivy did not draw: run `kiosk doctor`")
            yield process
        finally:
            process.kill()
            process.wait()
            if process.stdout:
                process.stdout.close()


def wait_until(condition: object, what: str) -> None:
    """Wait for something that was started. Raises BenchRefused."""
    end = time.monotonic() + LONGEST_WAIT
    while not condition():  # type: ignore[operator]
        if time.monotonic() > end:
            raise BenchRefused(f"waited {LONGEST_WAIT:g} s for {what}: run `kiosk doctor`")
        time.sleep(0.02)
