"""Staff calls: how soon a press is on every ward screen, how soon the caller hears that somebody accepted, what a connected tablet costs, and how
soon all are back after the backend was killed. One worker and SQLite; with a PostgreSQL database, two workers.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path

import websockets
from msgspec import Struct

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
async def _connected(database: str) -> AsyncIterator[CallWard]:
    with _prepared(database) as prepared:
        folders = pair_tablets(prepared)
        with _backend(prepared):
            async with call_ward(prepared, folders) as ward:
                await ward.until_fresh()
                yield ward


class _Echo(Struct):
    """Connections to a bare WebSocket that echoes. pid: of its process. opened: milliseconds that they took, one after the other."""

    connections: list[websockets.ClientConnection]
    pid: int
    opened: float


@asynccontextmanager
async def _echo(connections: int) -> AsyncIterator[_Echo]:
    command = (sys.executable, "-m", "kiosk.bench.bare_websocket")
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        line = await process.stdout.readline() if process.stdout else b""
        if not line:
            raise BenchRefused("the bare WebSocket did not start")
        address = f"ws://127.0.0.1:{int(line)}"
        began = time.perf_counter()
        made = [await websockets.connect(address, proxy=None, compression=None) for _ in range(connections)]
        yield _Echo(made, process.pid, (time.perf_counter() - began) * 1000)
        for connection in made:
            connection.transport.abort()
    finally:
        process.kill()
        await process.wait()


async def _echoes(runs: int) -> list[float]:
    """Milliseconds of a message's way there and back."""
    found = []
    async with _echo(TABLETS) as echo:
        for run in range(runs):
            connection, began = echo.connections[run % TABLETS], time.perf_counter()
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
    async with _connected(database) as ward:
        for run in range(runs):
            call, pressed = await _on_all_boards(ward, run)
            ours += [(board.seen(call).result() - pressed) * 1000 for board in ward.boards]
            await _end(ward, run, call)
    return Figure("ms", ours, ECHO, await _echoes(runs))


async def _to_tablet(runs: int, database: str) -> Figure:
    ours = []
    async with _connected(database) as ward:
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
    async with _echo(1) as alone:
        bare = proportional_size(alone.pid)
    async with _echo(TABLETS) as echo:
        await asyncio.sleep(SETTLE)
        for _ in range(runs):
            floor.append((proportional_size(echo.pid) - bare) * 1024 / TABLETS)
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
    with _prepared(database) as prepared, ExitStack() as stack:
        folders = pair_tablets(prepared)
        process = stack.enter_context(_backend(prepared))
        async with call_ward(prepared, folders) as ward:
            await ward.until_fresh()
            for _ in range(restarts):
                process.kill()
                await asyncio.to_thread(process.wait)
                await asyncio.sleep(DOWN)
                for tablet in ward.tablets:
                    # Thirty seconds of silence are not over: what counts is the next welcome.
                    tablet.fresh = tablet.calls.fresh = False
                process = await asyncio.to_thread(stack.enter_context, _backend(prepared))
                listens = time.perf_counter()
                await until(lambda: all(tablet.fresh for tablet in ward.tablets), "every tablet to be back")
                back = [tablet.fresh_since - listens for tablet in ward.tablets]
                ours += [seconds * 1000 for seconds in back]
                fullest.append(float(max(Counter(int(seconds) for seconds in back).values())))
    opened = []
    for _ in range(restarts):
        async with _echo(TABLETS) as echo:
            opened.append(echo.opened)
    floor = "so many connections to a bare WebSocket, one after the other"
    return Figure("ms", ours, floor, opened, {"most_in_a_second": fullest})
