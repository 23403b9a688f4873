"""What the tablet's processes cost when nobody touches them, beside bare Kivy doing the same."""

from __future__ import annotations

import time
from pathlib import Path

from kiosk.bench.figures import Figure
from kiosk.bench.running import bare_kivy, running_tablet
from kiosk.tablet import keeper

INTERVAL = 1.0  # seconds of one reading of processor time
SETTLE = 5.0  # seconds after the first page until readings begin


def processor_time(pid: int) -> float:
    """Seconds of processor time that a process has had, its threads with it. From /proc: schedstat counts nanoseconds."""
    total = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        total += int((task / "schedstat").read_text(encoding="ascii").split()[0])
    return total / 1e9


def proportional_size(pid: int) -> float:
    """MiB of memory that a process would free, shared pages counted by share (PSS)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1024


NAMES = {keeper.WINDOW: "window", keeper.COURIER: "courier", keeper.SPEECH: "speech", keeper.READER: "reader"}


def idle_cpu(runs: int) -> Figure:
    """Per cent of one core over intervals of INTERVAL seconds, the home page shown and nobody there."""
    with running_tablet() as tablet, bare_kivy() as floor:
        pids = {NAMES[name]: pid for name, pid in tablet.pids().items()} | {"floor": floor.pid}
        time.sleep(SETTLE)
        readings: dict[str, list[float]] = {name: [] for name in pids}
        for _ in range(runs):
            before, start = {name: processor_time(pid) for name, pid in pids.items()}, time.monotonic()
            time.sleep(INTERVAL)
            spent = time.monotonic() - start
            for name, pid in pids.items():
                readings[name].append((processor_time(pid) - before[name]) * 100 / spent)
    window, bare = readings.pop("window"), readings.pop("floor")
    return Figure("% of a core", window, "a bare Kivy window at its 60 frames a second", bare, readings)


def memory(runs: int) -> Figure:
    """MiB (PSS) of the window after its first page, and of the processes beside it."""
    with running_tablet() as tablet, bare_kivy() as floor:
        pids = {NAMES[name]: pid for name, pid in tablet.pids().items()} | {"floor": floor.pid}
        time.sleep(SETTLE)
        readings: dict[str, list[float]] = {name: [] for name in pids}
        for _ in range(runs):
            for name, pid in pids.items():
                readings[name].append(proportional_size(pid))
            time.sleep(0.1)
    window, bare = readings.pop("window"), readings.pop("floor")
    readings["all_three"] = [sum(values) + own for *values, own in zip(*readings.values(), window, strict=True)]
    return Figure("MiB", window, "a bare Kivy window", bare, readings)
