"""How many batches a second one worker takes in, over loopback, beside a bare Litestar handler doing one SQLite insert of the same bytes.

Requests are made and signed beforehand and go over bare sockets, four tablets at once, so that the sender does not become the figure.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk import demo, envelope, wire
from kiosk.bench.figures import BenchRefused, Figure
from kiosk.bench.running import demo_folder, wait_until
from kiosk.bench.sealing import made_up_keys
from kiosk.trust import pairing, setup

TABLETS = 4
EACH = 8  # batches a tablet sends in one run

Requests = list[list[bytes]]  # one list a tablet


def intake(runs: int) -> Figure:
    """Batches a second: TABLETS tablets send EACH batches in every run, to the backend and to the floor in turn."""
    with demo_folder() as prepared, tempfile.TemporaryDirectory(prefix="wardlight-bench-") as folder:
        port = prepared.settings.listen.port
        keys = [_paired(prepared) for _ in range(TABLETS)]
        with demo.serving(prepared) as backend, _bare(Path(folder)) as bare_port:
            demo.wait_until_served(prepared, backend)
            tablets = [(tablet, key, _next_counter(port, tablet, key)) for tablet, key in keys]
            ours, floor = [], []
            for run in range(runs):
                ours.append(_rate(port, [_batches(*one, run) for one in tablets], check=True))
                floor.append(_rate(bare_port, [[_bare_request() for _ in range(EACH)] for _ in range(TABLETS)]))
    return Figure("batches/s", ours, "a bare Litestar handler with one SQLite insert", floor)


def _paired(prepared: demo.Demo) -> tuple[str, Ed25519PrivateKey]:
    """A tablet of the trust: its id and its key."""
    key = Ed25519PrivateKey.generate()
    code = setup.new_pairing(prepared.settings, "Bench")
    request = wire.PairRequest(code.secret, key.public_key().public_bytes_raw(), "demo")
    with setup.opened(prepared.settings) as (store, secret), store.write() as connection:
        answer, _ = pairing.pair(connection, secret, request, time.time())
    return answer.tablet, key


def _next_counter(port: int, tablet: str, key: Ed25519PrivateKey) -> int:
    """What the trust wants next: it tells whoever signs with another counter."""
    slots = tuple(envelope.seal_chaff(made_up_keys()) for _ in range(wire.SLOTS))
    body = wire.encode_batch(wire.Batch(os.urandom(16), "demo", slots))
    headers = wire.sign_request(key, tablet, "POST", wire.BATCH_PATH, 0, "demo", body)
    with socket.create_connection(("127.0.0.1", port)) as connection:
        _, answer = _exchange(connection, connection.makefile("rb"), _request(wire.BATCH_PATH, headers, body))
    return wire.decode_answer(answer).counter


def _batches(tablet: str, key: Ed25519PrivateKey, first: int, run: int) -> list[bytes]:
    slots = tuple(envelope.seal_chaff(made_up_keys()) for _ in range(wire.SLOTS))
    made = []
    for number in range(EACH):
        body = wire.encode_batch(wire.Batch(os.urandom(16), "demo", slots))
        counter = first + run * EACH + number
        headers = wire.sign_request(key, tablet, "POST", wire.BATCH_PATH, counter, "demo", body)
        made.append(_request(wire.BATCH_PATH, headers, body))
    return made


def _bare_request() -> bytes:
    return _request("/", {}, os.urandom(wire.BATCH_BYTES))


def _request(path: str, headers: dict[str, str], body: bytes) -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += ["Content-Type: application/octet-stream", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _rate(port: int, requests: Requests, *, check: bool = False) -> float:
    """Batches a second, all tablets sending at once. check: each answer has to say that the batch is stored."""
    failed: list[str] = []
    threads = [threading.Thread(target=_send, args=(port, mine, check, failed)) for mine in requests]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - began
    if failed:
        raise BenchRefused(f"the intake bench got another answer than it has to: {failed[0]}")
    return sum(map(len, requests)) / spent


def _send(port: int, requests: Sequence[bytes], check: bool, failed: list[str]) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        answers = connection.makefile("rb")
        for request in requests:
            status, body = _exchange(connection, answers, request)
            if " 200 " not in status or (check and wire.decode_answer(body).result != "stored"):
                failed.append(status.strip())
                return


def _exchange(connection: socket.socket, answers: BinaryIO, request: bytes) -> tuple[str, bytes]:
    """The status line and the body of the answer to a request."""
    connection.sendall(request)
    status = answers.readline().decode()
    length = 0
    while line := answers.readline().strip():
        name, _, value = line.decode().partition(":")
        if name.lower() == "content-length":
            length = int(value)
    return status, answers.read(length)


@contextmanager
def _bare(folder: Path) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "kiosk.bench.bare_litestar", str(port), str(folder / "floor.sqlite3")]
    process = subprocess.Popen(command)  # noqa: S603
    try:
        wait_until(lambda: _answers(port), "the bare Litestar handler")
        yield port
    finally:
        process.terminate()
        process.wait()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
