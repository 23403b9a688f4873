"""Staff calls: how soon a press is on every ward screen, how soon the caller hears that somebody accepted, what a connected tablet costs, and how
soon all are back after the backend was killed. One worker and SQLite; with a PostgreSQL database, two workers.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import websockets

from kiosk import demo
from kiosk.bench.call_ward import BOARDS, LONGEST, TABLETS, CallWard, call_ward, pair_tablets, until, with_two_workers
from kiosk.bench.figures import BenchRefused, Figure
from kiosk.bench.processes import proportional_size
from kiosk.bench.running import demo_folder

ECHO = "a bare WebSocket that echoes, with as many connected"
DOWN = 20.0  # seconds that the backend stays down: longer than a tablet's longest pause between two tries
SETTLE = 3.0  # seconds after the last connection until memory is read


def call_to_board(runs: int, database: str = "") -> Figure:
    """Milliseconds from a press on a tablet to a snapshot with the call on each of BOARDS screens, TABLETS tablets connected."""
    return asyncio.run(_to_board(runs, database))


def accept_to_tablet(runs: int, database: str = "") -> Figure:
    """Milliseconds from the PIN on a ward screen to the tablet's hearing that somebody accepted."""
    return asyncio.run(_to_tablet(runs, database))


def tablet_memory(runs: int, database: str = "") -> Figure:
    """KiB (PSS) that the backend takes for each connected tablet."""
    return asyncio.run(_memory(runs, database))


def reconnect(runs: int, database: str = "") -> Figure:
    """Milliseconds from the moment at which a backend that was killed listens again to a fresh heartbeat, for each tablet.

    One restart for each twenty runs. most_in_a_second: of the tablets, how many were welcomed in the fullest second.
    """
    return asyncio.run(_reconnect(max(1, runs // 20), database))


# --- what they share -----------------------------------------------------------------------------------------------


@contextmanager
def _prepared(database: str) -> Iterator[demo.Demo]:
    with demo_folder(database) as prepared:
        if database:
            with_two_workers(prepared)
        yield prepared


@contextmanager
def _backend(prepared: demo.Demo) -> Iterator[subprocess.Popen[bytes]]:
    with demo.serving(prepared) as process:
        demo.wait_until_served(prepared, process)
        yield process


@asynccontextmanager
async def _connected(database: str) -> AsyncIterator[tuple[CallWard, subprocess.Popen[bytes]]]:
    with _prepared(database) as prepared:
        folders = pair_tablets(prepared)
        with _backend(prepared) as process:
            async with call_ward(prepared, folders) as ward:
                await ward.until_fresh()
                yield ward, process


@asynccontextmanager
async def _echo(connections: int) -> AsyncIterator[tuple[list[websockets.ClientConnection], int]]:
    """Connections to a bare WebSocket that echoes, in a process of its own, and that process's id."""
    command = (sys.executable, "-m", "kiosk.bench.bare_websocket")
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        line = await process.stdout.readline() if process.stdout else b""
        if not line:
            raise BenchRefused("the bare WebSocket did not start")
        address = f"ws://127.0.0.1:{int(line)}"
        made = [await websockets.connect(address, proxy=None, compression=None) for _ in range(connections)]
        yield made, process.pid
        for connection in made:
            connection.transport.abort()
    finally:
        process.kill()
        await process.wait()


async def _echoes(runs: int) -> list[float]:
    """Milliseconds of a message's way there and back."""
    found = []
    async with _echo(TABLETS) as (connections, _):
        for run in range(runs):
            connection, began = connections[run % TABLETS], time.perf_counter()
            await connection.send(bytes(60))
            await connection.recv()
            found.append((time.perf_counter() - began) * 1000)
    return found


async def _on_all_boards(ward: CallWard, run: int) -> tuple[bytes, float]:
    """Press on a tablet, and wait until every screen has the call. Returns the call and the moment of the press."""
    call = os.urandom(16)
    pressed = ward.tablets[run % TABLETS].press(call)
    async with asyncio.timeout(LONGEST):
        await asyncio.gather(*(board.seen(call) for board in ward.boards))
    return call, pressed


async def _end(ward: CallWard, run: int, call: bytes) -> None:
    await ward.boards[run % BOARDS].answer(call, "reset")
    async with asyncio.timeout(LONGEST):
        await ward.tablets[run % TABLETS].told(call, "reset")


# --- the figures ---------------------------------------------------------------------------------------------------


async def _to_board(runs: int, database: str) -> Figure:
    ours = []
    async with _connected(database) as (ward, _):
        for run in range(runs):
            call, pressed = await _on_all_boards(ward, run)
            ours += [(board.seen(call).result() - pressed) * 1000 for board in ward.boards]
            await _end(ward, run, call)
    return Figure("ms", ours, ECHO, await _echoes(runs))


async def _to_tablet(runs: int, database: str) -> Figure:
    ours = []
    async with _connected(database) as (ward, _):
        for run in range(runs):
            call, _ = await _on_all_boards(ward, run)
            began = await ward.boards[(run + 7) % BOARDS].answer(call, "accept")
            async with asyncio.timeout(LONGEST):
                told = await ward.tablets[run % TABLETS].told(call, "accepted")
            ours.append((told - began) * 1000)
            await _end(ward, run, call)
    return Figure("ms", ours, ECHO, await _echoes(runs))


async def _memory(runs: int, database: str) -> Figure:
    ours, floor = [], []
    with _prepared(database) as prepared:
        folders = pair_tablets(prepared)
        with _backend(prepared) as process:
            async with call_ward(prepared, []):
                await asyncio.sleep(SETTLE)
                before = _whole_size(process.pid)
            async with call_ward(prepared, folders) as ward:
                await ward.until_fresh()
                await asyncio.sleep(SETTLE)
                for _ in range(runs):
                    ours.append((_whole_size(process.pid) - before) * 1024 / TABLETS)
                    await asyncio.sleep(0.1)
    async with _echo(1) as (_, alone):
        bare = proportional_size(alone)
    async with _echo(TABLETS) as (_, pid):
        await asyncio.sleep(SETTLE)
        for _ in range(runs):
            floor.append((proportional_size(pid) - bare) * 1024 / TABLETS)
            await asyncio.sleep(0.1)
    return Figure("KiB", ours, "a bare WebSocket that echoes, for each connection", floor)


def _whole_size(pid: int) -> float:
    """MiB (PSS) of a process and of all below it."""
    found = proportional_size(pid)
    for thread in Path(f"/proc/{pid}/task").iterdir():
        found += sum(_whole_size(int(child)) for child in (thread / "children").read_text(encoding="ascii").split())
    return found


async def _reconnect(restarts: int, database: str) -> Figure:
    ours: list[float] = []
    fullest: list[float] = []
    with _prepared(database) as prepared:
        folders = pair_tablets(prepared)
        process = _start(prepared)
        try:
            async with call_ward(prepared, folders) as ward:
                await ward.until_fresh()
                for _ in range(restarts):
                    _kill(process)
                    await asyncio.sleep(DOWN)
                    for tablet in ward.tablets:
                        tablet.fresh = False  # thirty seconds of silence are not over: what counts is the next welcome
                        tablet.calls.fresh = False
                    process = await asyncio.to_thread(_start, prepared)
                    listens = time.perf_counter()
                    await until(lambda: all(tablet.fresh for tablet in ward.tablets), "every tablet to be back")
                    back = [tablet.fresh_since - listens for tablet in ward.tablets]
                    ours += [seconds * 1000 for seconds in back]
                    fullest.append(float(max(Counter(int(seconds) for seconds in back).values())))
        finally:
            _kill(process)
    opened = []
    for _ in range(restarts):
        async with _echo(0):
            pass
        began = time.perf_counter()
        async with _echo(TABLETS):
            opened.append((time.perf_counter() - began) * 1000)
    return Figure(
        "ms",
        ours,
        "so many connections to a bare WebSocket, one after the other",
        opened,
        {"most_in_a_second": fullest},
    )


def _start(prepared: demo.Demo) -> subprocess.Popen[bytes]:
    with prepared.log("trust") as log:
        command = [sys.executable, "-m", "kiosk.cli", "trust", "serve", str(prepared.trust)]
        process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603 (our own)
    demo.wait_until_served(prepared, process)
    return process


def _kill(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGKILL)
    process.wait()
