"""Debian's Orca, read along with: what it says and what it would put on a Braille display.

Orca writes both into its debug file as it hands them on. That file is a terminal here, as Orca writes to one at once and keeps a file's last lines to
itself. It has no speech server, because it waits for one that has no sound device.
"""

from __future__ import annotations

import os
import re
import subprocess
import threading
import tty
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.at_spi import SYSTEM_PYTHON, Session
from tests.support.processes import end, program
from tests.support.screen import Screen
from tests.support.waiting import wait_for

_SAID = re.compile(r"SPEECH OUTPUT: '(.*)'\s*(?:voice=\w+)?\s*\{")
_LINE = re.compile(r"VISIBLE:\s+'(.*)', cursor=")


class Orca:
    """said: each thing that was spoken, in turn. braille: each line that the display shows, in turn."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.braille: list[str] = []
        self.log: list[str] = []

    def waits_to_say(self, words: str, after: int = 0, timeout: float = 20.0) -> str:
        """What Orca says with these words in it, once it does, looking from the so-many-th thing said."""

        def found() -> str:
            return next((said for said in self.said[after:] if words in said), "")

        try:
            return wait_for(found, timeout, f"Orca to say {words!r}")
        except TimeoutError as error:
            raise TimeoutError(f"{error}; it said {self.said[after:]}") from None

    def listen(self, terminal: int) -> None:
        rest = ""
        while True:
            try:
                data = os.read(terminal, 1 << 16)
            except OSError:
                return
            *lines, rest = (rest + data.decode(errors="replace")).split("\n")
            for line in lines:
                self.log.append(line)
                if said := _SAID.search(line):
                    self.said.append(said[1])
                elif shown := _LINE.search(line):
                    self.braille.append(shown[1])


@contextmanager
def running_orca(session: Session, screen: Screen, *, braille: dict[str, str] | None = None) -> Iterator[Orca]:
    """Orca in this session and on this screen, from its first word to its end. braille: the environment of a Braille server; None: without."""
    silent = session.folder / "silent"
    silent.mkdir(exist_ok=True)
    (silent / "speechd.py").write_text('raise ImportError("what is said is read from the log")\n')
    terminal, end_of_orca = os.openpty()
    tty.setraw(end_of_orca)
    words = [SYSTEM_PYTHON, program("orca"), f"--debug-file={os.ttyname(end_of_orca)}", "--enable=speech"]
    words += ["--enable=braille"] if braille else ["--disable=braille"]
    orca = Orca()
    listener = threading.Thread(target=orca.listen, args=(terminal,), daemon=True)
    listener.start()
    process = subprocess.Popen(
        words,
        env=screen.environment(session.environment()) | {"PYTHONPATH": str(silent)} | (braille or {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        orca.waits_to_say("Screen reader on", timeout=60)
        yield orca
    finally:
        end(process)
        os.close(end_of_orca)
        listener.join(5)
        os.close(terminal)
