"""Processes that the backend runs beside itself: how one is started, kept and ended.

It is given its settings as a line on standard input and runs until that ends, so it never outlives the process that started it, however that went.
For: the sorting process and the workers of `serve`. Not for: programs of the trust's own (`relays.command`).
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable

import msgspec

from kiosk.trust import log
from kiosk.trust.settings import Settings

RESTART_AFTER = 2.0  # seconds, when it ended by itself


def no_core() -> None:
    """Memory of this process, with keys in it, is never written to a file when it crashes."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class ChildProcess:
    """Keeps one process of a module running beside this one.

    ended: said in the log each time that it ended by itself. end_within: seconds that it has to end when it is told to.
    """

    def __init__(self, module: str, settings: Settings, ended: log.Event, end_within: float) -> None:
        self._module, self._ended, self._end_within = module, ended, end_within
        self._settings = msgspec.json.encode(settings) + b"\n"
        self._ending = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = threading.Thread(target=self._keep, name=module, daemon=True)

    @property
    def pid(self) -> int | None:
        """Of the process that runs now."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def start(self) -> None:
        self._keeper.start()

    def tell_to_end(self) -> None:
        """Let it end what it is doing. Returns at once."""
        self._ending.set()

    def end(self) -> None:
        """Let what it is doing finish, then end it."""
        self.tell_to_end()
        self._keeper.join(self._end_within + 1)

    def _launch(self) -> subprocess.Popen[bytes]:
        return self._popen()

    def _popen(self, *arguments: str, files: Iterable[int] = ()) -> subprocess.Popen[bytes]:
        """files: descriptors that it has as well, under the same numbers."""
        return subprocess.Popen(  # noqa: S603 (our own modules)
            [sys.executable, "-m", self._module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            pass_fds=tuple(files),
        )

    def _keep(self) -> None:
        while not self._ending.is_set():
            try:
                process = self._process = self._launch()
            except OSError as error:  # no memory or no process left just now
                log.tell("fault", fault=error)
                self._ending.wait(RESTART_AFTER)
                continue
            if process.stdin is None:
                raise RuntimeError("a process without the pipe that was asked for")
            # A broken pipe: it has ended already, and is started again like any that did.
            with contextlib.suppress(BrokenPipeError):
                process.stdin.write(self._settings)
                process.stdin.flush()
            while process.poll() is None and not self._ending.wait(0.2):
                pass
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()  # the sign to end
            try:
                process.wait(self._end_within if self._ending.is_set() else 0)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if not self._ending.is_set():
                log.tell(self._ended)
                self._ending.wait(RESTART_AFTER)


def begin_child() -> Settings | None:
    """What a child process does first. Returns its settings; None where whoever started it has ended already."""
    no_core()
    for number in (signal.SIGINT, signal.SIGTERM):  # they reach a whole group of processes: a child ends with its pipe
        signal.signal(number, signal.SIG_IGN)
    line = b""
    while not line.endswith(b"\n"):
        read = os.read(0, 65_536)
        if not read:
            return None
        line += read
    return msgspec.json.decode(line, type=Settings)
