"""How many batches a second one worker takes in, over loopback, beside a bare Litestar handler doing one SQLite insert of the same bytes; and how a
worker fares with three hundred tablets that send on their rhythm.

Requests are made and signed beforehand and go over bare sockets, so that the sender does not become the figure.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kiosk import demo
from kiosk.bench.figures import BenchRefused, Figure
from kiosk.bench.processes import proportional_size
from kiosk.bench.running import demo_folder
from kiosk.bench.senders import Sender, bare_handler, bare_request, senders, sent
from kiosk.tablet.courier.times import phase

TABLETS = 4
EACH = 8  # batches a tablet sends in one run
MANY = 300
RHYTHM = (
    10.0  # seconds; the shortest that live mode allows has 300, so that the worker gets thirty times what it can meet
)
SENDERS = 32  # threads: a tablet whose moment has come never waits for another

Requests = list[list[bytes]]  # one list a tablet


def intake(runs: int) -> Figure:
    """Batches a second: TABLETS tablets send EACH batches in every run, to the backend and to the floor in turn."""
    with demo_folder() as prepared, tempfile.TemporaryDirectory(prefix="wardlight-bench-") as folder:
        port = prepared.settings.listen.port
        with demo.serving(prepared) as backend, bare_handler(Path(folder)) as bare_port:
            demo.wait_until_served(prepared, backend)
            tablets = senders(prepared, TABLETS)
            ours, floor = [], []
            for _ in range(runs):
                ours.append(_rate(port, [[tablet.batch() for _ in range(EACH)] for tablet in tablets], check=True))
                floor.append(_rate(bare_port, [[bare_request() for _ in range(EACH)] for _ in range(TABLETS)]))
    return Figure("batches/s", ours, "a bare Litestar handler with one SQLite insert", floor)


def batches_300(runs: int) -> Figure:
    """Milliseconds from a tablet's moment to the answer that its batch is stored, of MANY tablets that each send once in every RHYTHM.

    memory: MiB (PSS) of the worker after each rhythm. Each run is one rhythm, to the backend and to the floor in turn.
    """
    ours, floor, memory = [], [], []
    with demo_folder() as prepared, tempfile.TemporaryDirectory(prefix="wardlight-bench-") as folder:
        port = prepared.settings.listen.port
        with demo.serving(prepared) as backend, bare_handler(Path(folder)) as bare_port:
            demo.wait_until_served(prepared, backend)
            tablets = senders(prepared, MANY)
            for _ in range(runs):
                ours += _one_rhythm(port, tablets, [tablet.batch() for tablet in tablets], check=True)
                memory.append(proportional_size(backend.pid))
                floor += _one_rhythm(bare_port, tablets, [bare_request() for _ in tablets])
    return Figure("ms", ours, "a bare Litestar handler with one SQLite insert", floor, {"memory": memory})


def _one_rhythm(port: int, tablets: Sequence[Sender], requests: Sequence[bytes], *, check: bool = False) -> list[float]:
    """Every tablet sends at its own moment. What comes late for want of a free thread counts as well: the moment is what is counted from."""
    began = time.perf_counter()

    def send(at: float, request: bytes) -> float:
        due = began + at
        time.sleep(max(0.0, due - time.perf_counter()))
        if not sent(port, [request], check=check):
            raise BenchRefused("a batch was not stored")
        return (time.perf_counter() - due) * 1000

    moments = sorted(
        ((phase(tablet.id, RHYTHM), request) for tablet, request in zip(tablets, requests, strict=True)),
        key=lambda each: each[0],
    )
    with ThreadPoolExecutor(SENDERS) as pool:
        return list(pool.map(lambda each: send(*each), moments))


def _rate(port: int, requests: Requests, *, check: bool = False) -> float:
    """Batches a second, all tablets sending at once. check: each answer has to say that the batch is stored."""
    failed: list[bool] = []
    threads = [
        threading.Thread(target=lambda mine=mine: failed.append(not sent(port, mine, check=check))) for mine in requests
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - began
    if any(failed) or len(failed) < len(requests):
        raise BenchRefused("the intake bench got another answer than it has to: the backend's log says why")
    return sum(map(len, requests)) / spent
