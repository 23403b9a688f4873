"""Starts the tablet's processes, joins them by socket pairs, and starts again whichever ends or freezes.

For: life and death of window, courier and speech. Not for: anything a person sees or says; no answer and no word passes through here.

Each child has one control socket to the keeper. Over it come file descriptors: one byte that names the peer, and one end of a fresh socket pair
to it. A child that gets a new link to a peer drops the old one. A child whose control socket closes has lost its keeper and ends itself.
The window also writes one byte a second or so; a window that is silent for FROZEN_AFTER is killed, as a frozen page looks like a working one.
"""

from __future__ import annotations

import os
import resource
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

WINDOW, COURIER, SPEECH, READER = b"W", b"C", b"S", b"R"
MODULES = {
    WINDOW: "kiosk.tablet.app",
    COURIER: "kiosk.tablet.courier.process",
    SPEECH: "kiosk.tablet.senses.hearing.process",
    READER: "kiosk.tablet.senses.reader.process",
}
LINKS = ((WINDOW, COURIER), (WINDOW, SPEECH), (WINDOW, READER))

AGAIN = "again"  # last argument of a process that makes its start in silence
FRESH = 10  # exit status of a window that wants to be started again at once: a visit with own words has ended, or staff asked
LEAVE = 11  # exit status of a window that staff told to leave kiosk mode

FROZEN_AFTER = 15.0  # seconds without a sign of life from the window
FIRST_SIGN_WITHIN = 60.0  # seconds that a window may take until its first sign of life
STEADY_AFTER = 5.0  # seconds after which an end is not taken for a fault at the start
LONGEST_PAUSE = 10.0  # seconds between two starts of a process that keeps ending
GRACE = 5.0  # seconds that a process has to end by itself when it is asked to


class Child:
    """One process and its control socket. sign: when it last gave a sign of life (seconds, monotonic)."""

    def __init__(self, name: bytes, process: subprocess.Popen[bytes], control: socket.socket, started: float) -> None:
        self.name, self.process, self.control, self.started = name, process, control, started
        self.sign: float | None = None
        self.pid_fd = os.pidfd_open(process.pid)

    def give(self, peer: bytes, end: socket.socket) -> None:
        """Hand over one end of a link. A child that has just died gets nothing; its successor will."""
        try:
            socket.send_fds(self.control, [peer], [end.fileno()])
        except OSError:
            return

    def close(self) -> None:
        self.control.close()
        os.close(self.pid_fd)


def session_bus_is_named() -> bool:
    """Whether this session has a bus, by which a screen reader could come. Without one there is nothing for the reader process to do."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    return bool(os.environ.get("DBUS_SESSION_BUS_ADDRESS")) or (bool(runtime) and Path(runtime, "bus").exists())


def start_child(name: bytes, settings: Path, again: bool = False, out: IO[bytes] | None = None) -> Child:
    """Start one process with its control socket as its second argument. again: it makes its start in silence (`hushed`).
    out: where its messages go; None: where the keeper's do."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    with theirs:
        command = [
            sys.executable,
            "-m",
            MODULES[name],
            str(settings),
            str(theirs.fileno()),
            *([AGAIN] if again else ()),
        ]
        process = subprocess.Popen(  # noqa: S603 (our own modules)
            command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=out, stderr=out
        )
    ours.setblocking(False)
    return Child(name, process, ours, time.monotonic())


class Keeper:
    """Runs until the window leaves kiosk mode or `stop` is called."""

    def __init__(self, settings: Path, start: Callable[[bytes, Path, bool], Child] = start_child) -> None:
        self._settings, self._start = settings, start
        self._children: dict[bytes, Child] = {}
        self._names = tuple(name for name in MODULES if name != READER or session_bus_is_named())
        self._due: dict[bytes, float] = dict.fromkeys(self._names, 0.0)
        self._pause: dict[bytes, float] = dict.fromkeys(self._names, 0.0)
        self._again: set[bytes] = set()  # those that start because somebody has left, and tell nobody so
        self._selector = selectors.DefaultSelector()
        self._stopping = False
        self._wake, self._woken = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._selector.register(self._wake, selectors.EVENT_READ)

    def stop(self, *_: object) -> None:
        """End all of them, from a signal handler too."""
        self._stopping = True
        os.write(self._woken, b".")

    def run(self, signals: tuple[signal.Signals, ...] = (signal.SIGTERM, signal.SIGINT)) -> int:
        """0 when the window left kiosk mode or the keeper was stopped. signals: those that stop it; none off the main thread."""
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold what somebody is typing
        for number in signals:
            signal.signal(number, self.stop)
        try:
            while not self._stopping:
                self._start_due()
                self._wait()
                self._kill_frozen()
        finally:
            self._end_all()
        return 0

    def pids(self) -> dict[bytes, int]:
        """Process ids by name, for the tests and the bench."""
        return {name: child.process.pid for name, child in self._children.items()}

    def well(self) -> bool:
        """All run, and the window has shown its first page."""
        window = self._children.get(WINDOW)
        return len(self._children) == len(self._names) and window is not None and window.sign is not None

    # --- starting -------------------------------------------------------------------------------------------------

    def _start_due(self) -> None:
        now = time.monotonic()
        started = [name for name, due in self._due.items() if due <= now]
        for name in started:
            del self._due[name]
            child = self._children[name] = self._start(name, self._settings, name in self._again)
            self._selector.register(child.control, selectors.EVENT_READ, child)
            self._selector.register(child.pid_fd, selectors.EVENT_READ, child)
        for one, other in LINKS:
            if (one in started or other in started) and one in self._children and other in self._children:
                first, second = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
                with first, second:
                    self._children[one].give(other, first)
                    self._children[other].give(one, second)

    # --- watching -------------------------------------------------------------------------------------------------

    def _wait(self) -> None:
        now = time.monotonic()
        moments = [*self._due.values()]
        window = self._children.get(WINDOW)
        if window:
            moments.append(self._frozen_at(window))
        timeout = max(0.0, min(moments) - now) if moments else None
        for key, _ in self._selector.select(timeout):
            if key.data is None:
                os.read(self._wake, 64)
            elif key.fd == key.data.pid_fd:
                self._ended(key.data)
            else:
                self._heard(key.data)

    def _heard(self, child: Child) -> None:
        try:
            said = child.control.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            said = b""
        if said:
            child.sign = time.monotonic()
        elif child.control.fileno() >= 0:  # it closed its control socket: its end will follow
            self._selector.unregister(child.control)

    def _ended(self, child: Child) -> None:
        status = child.process.wait()
        for thing in (child.control, child.pid_fd):
            if thing in self._selector.get_map():
                self._selector.unregister(thing)
        child.close()
        if self._children.get(child.name) is child:
            del self._children[child.name]
        now = time.monotonic()
        if child.name == WINDOW and status == LEAVE:
            self._stopping = True
            return
        if child.name == WINDOW:
            (self._again.add if status == FRESH else self._again.discard)(WINDOW)
            self._again.add(READER)  # it ends with the window that it has read out
        steady = now - child.started >= STEADY_AFTER or (child.name == WINDOW and status == FRESH)
        self._pause[child.name] = 0.0 if steady else min(LONGEST_PAUSE, self._pause[child.name] * 2 or 0.25)
        self._due[child.name] = now + self._pause[child.name]

    def _frozen_at(self, window: Child) -> float:
        return window.started + FIRST_SIGN_WITHIN if window.sign is None else window.sign + FROZEN_AFTER

    def _kill_frozen(self) -> None:
        window = self._children.get(WINDOW)
        if window and time.monotonic() >= self._frozen_at(window):
            window.process.kill()
            window.sign = time.monotonic()  # its end arrives as an event; do not kill twice

    def _end_all(self) -> None:
        # The window first: what it has just sealed can only be kept while there is a courier.
        window = [child for child in self._children.values() if child.name == WINDOW]
        _end_these(window)
        _end_these([child for child in self._children.values() if child.name != WINDOW])
        self._children.clear()
        # The wake pipe stays open until the process ends: a late `stop` must not write to a number that is something else by then.
        self._selector.close()


def _end_these(children: list[Child]) -> None:
    """Ask them to end, wait, and end by force what has not ended in GRACE."""
    for child in children:
        child.process.terminate()
    for child in children:
        try:
            child.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()
        child.close()
