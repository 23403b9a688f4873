"""The sorting process: how it is started, woken and ended. `python -m kiosk.trust.sorting_process`, by `serve` alone.

It is given its settings on standard input and runs until that ends, so it never outlives the backend, however that went. With SQLite it has no socket
at all; with PostgreSQL, the one to the database.
"""

from __future__ import annotations

import contextlib
import os
import resource
import select
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import msgspec
from sqlalchemy.exc import DBAPIError

from kiosk.refusal import Refusal
from kiosk.trust import log, setup
from kiosk.trust.secret import read_secret
from kiosk.trust.settings import Settings
from kiosk.trust.sorting import Sorter, next_run
from kiosk.trust.store.database import open_store

RESTART_AFTER = 2.0  # seconds, when it ended by itself
END_WITHIN = 10.0  # seconds


def no_core() -> None:
    """Memory of this process, with keys in it, is never written to a file when it crashes."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class SortingProcess:
    """Keeps one sorting process running beside the backend."""

    def __init__(self, settings: Settings) -> None:
        self._settings = msgspec.json.encode(settings) + b"\n"
        self._ending = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = threading.Thread(target=self._keep, name="sorting", daemon=True)

    @property
    def pid(self) -> int | None:
        """Of the process that runs now."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def start(self) -> None:
        self._keeper.start()

    def end(self) -> None:
        """Let what it is doing finish, then end it."""
        self._ending.set()
        self._keeper.join(END_WITHIN + 1)

    def _keep(self) -> None:
        while not self._ending.is_set():
            process = self._process = subprocess.Popen(
                [sys.executable, "-m", "kiosk.trust.sorting_process"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
            )
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
                process.wait(END_WITHIN if self._ending.is_set() else 0)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if not self._ending.is_set():
                log.tell("sorting_ended")
                self._ending.wait(RESTART_AFTER)


def run(settings: Settings, stdin: int) -> None:
    """Sort at every period until `stdin` ends. Raises Refusal where it cannot begin."""
    no_core()
    for number in (signal.SIGINT, signal.SIGTERM):  # they reach a whole group of processes: this one ends with its pipe
        signal.signal(number, signal.SIG_IGN)
    secret = read_secret(Path(settings.secret))
    store = open_store(settings.database_url)
    sorter = Sorter(store, secret, time.time)
    while True:
        try:
            sorter.run()
            with store.write() as connection:
                setup.renew_duty(connection, secret, time.time())
        except (DBAPIError, Refusal) as error:
            log.tell("sorting_failed", fault=error)
        now = time.time()
        if select.select([stdin], [], [], next_run(now, settings.sorting) - now)[0] and not os.read(stdin, 1):
            break
    store.close()


def main() -> None:
    """Entry of the process."""
    line = b""
    while not line.endswith(b"\n"):
        read = os.read(0, 65_536)
        if not read:
            return
        line += read
    run(msgspec.json.decode(line, type=Settings), 0)


if __name__ == "__main__":
    main()
