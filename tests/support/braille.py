"""A Braille display of forty cells that the tests play, behind a real BRLTTY, whose BrlAPI server screen readers write to.

BRLTTY's "vr" driver asks for a display on a socket and tells it what each cell shows, as Braille and as text.
"""

from __future__ import annotations

import re
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.processes import end, free_port, program
from tests.support.waiting import wait_for

CELLS = 40
_FIRST_PORT = 4101  # BrlAPI's server n listens at this and n
_SHOWN = re.compile(r'Visual "(.*)"')


class Display:
    """shown: each text that stood on it, in turn. environment: what a client of BrlAPI needs."""

    def __init__(self, number: int) -> None:
        self.environment = {"BRLAPI_HOST": f"127.0.0.1:{number}", "BRLAPI_AUTH": "none", "WINDOWPATH": "1"}
        self.shown: list[str] = []

    def waits_to_show(self, words: str, after: int = 0, timeout: float = 20.0) -> str:
        """What it shows with these words in it, once it does, looking from the so-many-th text."""

        def found() -> str:
            return next((shown for shown in self.shown[after:] if words in shown), "")

        try:
            return wait_for(found, timeout, f"the Braille display to show {words!r}")
        except TimeoutError as error:
            raise TimeoutError(f"{error}; it showed {self.shown[after:]}") from None

    def read(self, joined: socket.socket) -> None:
        with joined.makefile(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                if shown := _SHOWN.search(line):
                    self.shown.append(shown[1].rstrip())


@contextmanager
def braille_display(folder: Path) -> Iterator[Display]:
    """A display that BRLTTY has found and serves. folder: for what BRLTTY writes."""
    number = free_port() - _FIRST_PORT
    display = Display(number)
    with socket.create_server(("127.0.0.1", 0)) as door:
        words = [program("brltty"), "--no-daemon", "--braille-driver=vr", "--screen-driver=no", "--speech-driver=no"]
        words += [f"--braille-device=client:127.0.0.1:{door.getsockname()[1]}"]
        words += [f"--api-parameters=host=127.0.0.1:{number},auth=none", f"--preferences-file={folder / 'prefs'}"]
        words += [f"--updatable-directory={folder}", f"--writable-directory={folder}", f"--pid-file={folder / 'pid'}"]
        process = subprocess.Popen(
            [*words, "--configuration-file=/dev/null"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            door.settimeout(20)
            joined, _ = door.accept()
            with joined:
                joined.sendall(f"cells {CELLS}\n".encode())
                reader = threading.Thread(target=display.read, args=(joined,), daemon=True)
                reader.start()
                display.waits_to_show("BRLTTY")
                yield display
                end(process)
                reader.join(5)
        finally:
            end(process)
