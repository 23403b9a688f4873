"""How soon the window shows its first page, and how soon a touch leads to the next one."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.bench.figures import BenchRefused, Figure
from kiosk.bench.running import HEIGHT, WIDTH, bare_kivy, demo_folder, screen

INTO = ("doors/concern", "gate/no", "carry_on")  # as far as a person came before somebody walked in
ROUND = ("doors/charter", "back", "doors/checkin", "back", "doors/concern", "back", "doors/help", "back")


def start(runs: int) -> Figure:
    """Seconds from the start of the window process to its first usable page, paired and with all words and pictures, in turn with bare Kivy."""
    ours, floor = [], []
    with screen(), demo_folder() as prepared:
        _window_start(prepared.tablet)  # once uncounted: files come into the cache of both
        _bare_start()
        for _ in range(runs):
            ours.append(_window_start(prepared.tablet))
            floor.append(_bare_start())
    return Figure("s", ours, "a bare Kivy hello-world", floor)


def _window_start(settings: Path) -> float:
    parent, child = socket.socketpair()
    with parent, child:
        began = time.monotonic()
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "kiosk.tablet.app", str(settings), str(child.fileno())], pass_fds=[child.fileno()]
        )
        try:
            parent.settimeout(60)
            if not parent.recv(1):
                raise BenchRefused("the window ended before its first page: run `kiosk doctor`")
            return time.monotonic() - began
        finally:
            process.kill()
            process.wait()


def _bare_start() -> float:
    read_end, write_end = os.pipe()
    began = time.monotonic()
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "kiosk.bench.bare_kivy", str(write_end)], pass_fds=[write_end], stderr=subprocess.DEVNULL
    )
    os.close(write_end)
    try:
        with os.fdopen(read_end) as told:
            return float(told.readline().split()[1]) - began
    finally:
        process.kill()
        process.wait()


class Pointer:
    """One xdotool that takes its orders on its standard input: starting one for every touch would be measured with it."""

    def __init__(self) -> None:
        program = shutil.which("xdotool")
        if not program:
            raise BenchRefused("touch_to_page needs xdotool: `sudo apt install xdotool`")
        self._process = subprocess.Popen([program, "-"], stdin=subprocess.PIPE, text=True)  # noqa: S603

    def touch(self, x: int, y: int) -> float:
        """Touch these px of the screen. Returns the moment of letting go (seconds, monotonic)."""
        pipe = self._process.stdin
        if pipe is None:
            raise BenchRefused("xdotool takes no orders")
        pipe.write(f"mousemove {x} {y} mousedown 1\n")
        pipe.flush()
        time.sleep(0.15)  # as long as a quick finger rests; the way of the press is not part of the figure
        moment = time.monotonic()
        pipe.write("mouseup 1\n")
        pipe.flush()
        return moment

    def close(self) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait()


@contextmanager
def _probe(settings: Path) -> Iterator[Iterator[str]]:
    parent, child = socket.socketpair()
    with parent, child:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "kiosk.bench.window_probe", str(settings), str(child.fileno())],
            pass_fds=[child.fileno()],
            stdout=subprocess.PIPE,
            text=True,
        )
        if process.stdout is None:
            raise BenchRefused("the window tells nothing")
        try:
            yield iter(process.stdout.readline, "")
        finally:
            process.kill()
            process.wait()
            process.stdout.close()


def touch_to_page(runs: int) -> Figure:
    """Milliseconds from letting go to the next page drawn, over pages of the home, the charter, the check-in, the concern and help."""
    ours: list[float] = []
    with screen(), demo_folder() as prepared, _probe(prepared.tablet) as told:
        pointer = Pointer()
        where = _next_page(told)[1]
        for touch in range(max(runs, 20) + len(ROUND)):
            moment = pointer.touch(*where[ROUND[touch % len(ROUND)]])
            drawn, seen = _next_page(told)
            where = where | seen
            if touch >= len(ROUND):  # the first round fills caches, as the first visit of a day does
                ours.append((drawn - moment) * 1000)
        pointer.close()
    return Figure("ms", ours, "a bare Kivy screen swap", bare_swaps(runs))


def leave(runs: int) -> Figure:
    """Milliseconds from letting go of Leave, in the midst of a concern, to the neutral page drawn (accessibility requirement D04)."""
    ours: list[float] = []
    with screen(), demo_folder() as prepared, _probe(prepared.tablet) as told:
        pointer = Pointer()
        where = _next_page(told)[1]
        for run in range(runs + 2):
            for target in INTO:
                pointer.touch(*where[target])
                where |= _next_page(told)[1]
            moment = pointer.touch(*where["leave"])
            drawn, _ = _next_page(told)
            if run >= 2:  # the first ones fill caches
                ours.append((drawn - moment) * 1000)
        pointer.close()
    return Figure("ms", ours, "a bare Kivy screen swap", bare_swaps(runs))


def bare_swaps(runs: int) -> list[float]:
    """Milliseconds from letting go to another screen of bare Kivy drawn."""
    floor = []
    with bare_kivy("swap") as bare:
        pointer = Pointer()
        for _ in range(runs):
            moment = pointer.touch(WIDTH // 2, HEIGHT // 2)
            line = bare.stdout.readline() if bare.stdout else b""
            floor.append((float(line.split()[1]) - moment) * 1000)
        pointer.close()
    return floor


def _next_page(told: Iterator[str]) -> tuple[float, dict[str, tuple[int, int]]]:
    """The moment at which the next page was drawn, and where its targets lie."""
    where: dict[str, tuple[int, int]] = {}
    for line in told:
        kind, *rest = line.split()
        if kind == "T":
            where[rest[0]] = (int(rest[1]), int(rest[2]))
        elif kind == "D":
            return float(rest[0]), where
    raise BenchRefused("the window ended while it was touched: run `kiosk doctor`")
