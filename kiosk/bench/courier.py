"""How long the courier takes to keep a sealed slot for good, over its pipe and onto its disk, beside a bare commit of as many bytes."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from select import select

from kiosk import envelope
from kiosk.bench.figures import BenchRefused, Figure
from kiosk.bench.running import LONGEST_WAIT, demo_folder
from kiosk.bench.sealing import made_up_keys
from kiosk.tablet import keeper
from kiosk.tablet.channel import Channel
from kiosk.tablet.courier import messages


def send_durable(runs: int) -> Figure:
    """Milliseconds from handing a sealed slot over to being told that it is kept, in turn with a bare SQLite commit (WAL, synchronous FULL)."""
    slots = [envelope.seal_chaff(made_up_keys()) for _ in range(runs)]
    ours, floor = [], []
    with demo_folder() as prepared, _courier(prepared.tablet) as courier, _bare_database() as bare:
        for slot in slots:
            began = time.perf_counter()
            courier.send(messages.Keep(os.urandom(16), slot))
            _wait_for(courier, messages.Kept)
            kept = time.perf_counter()
            bare.execute("INSERT INTO slots (slot) VALUES (?)", (slot,))
            bare.commit()
            ours.append((kept - began) * 1000)
            floor.append((time.perf_counter() - kept) * 1000)
    return Figure("ms", ours, "a bare SQLite commit of as many bytes", floor)


@contextmanager
def _courier(settings: Path) -> Iterator[Channel[messages.FromCourier]]:
    """The courier process with its link to us, as the keeper would give it."""
    from socket import socketpair

    child = keeper.start_child(keeper.COURIER, settings)
    ours, theirs = socketpair()
    try:
        with theirs:
            child.give(keeper.WINDOW, theirs)
        channel: Channel[messages.FromCourier] = Channel(ours, messages.FromCourier)
        _wait_for(channel, messages.PackNews)
        yield channel
        channel.close()
    finally:
        child.process.kill()
        child.process.wait()
        child.close()


def _wait_for(courier: Channel[messages.FromCourier], kind: type[messages.Message]) -> None:
    end = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < end:
        select([courier], [], [], 1.0)
        heard = courier.receive()
        if any(isinstance(message, messages.NotKept) for message in heard):
            raise BenchRefused("the courier could not keep a slot: run `kiosk doctor`")
        if any(isinstance(message, kind) for message in heard):
            return
    raise BenchRefused("the courier does not answer: run `kiosk doctor`")


@contextmanager
def _bare_database() -> Iterator[sqlite3.Connection]:
    with (
        tempfile.TemporaryDirectory(prefix="wardlight-bench-") as folder,
        closing(sqlite3.connect(Path(folder) / "floor.sqlite3")) as database,
    ):
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        database.execute("CREATE TABLE slots (id INTEGER PRIMARY KEY, slot BLOB)")
        database.commit()
        yield database
