"""Tablets as far as a backend can tell: paired, signing, sending batches over bare sockets; and the bare handler that the same bytes go to."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk import demo, envelope, wire
from kiosk.bench.running import wait_until
from kiosk.bench.sealing import made_up_keys
from kiosk.trust import pairing, setup

DIFFERENT = 8  # batches' worth of chaff: sealing is not what is measured


class Sender:
    """One paired tablet. counter: of its next request."""

    def __init__(self, tablet: str, key: Ed25519PrivateKey, slots: Sequence[tuple[bytes, ...]]) -> None:
        self.id, self.counter = tablet, 0
        self._key, self._slots = key, slots

    def batch(self) -> bytes:
        """The next request, signed: a batch with a name of its own."""
        body = wire.encode_batch(wire.Batch(os.urandom(16), "demo", self._slots[self.counter % len(self._slots)]))
        headers = wire.sign_request(self._key, self.id, "POST", wire.BATCH_PATH, self.counter, "demo", body)
        self.counter += 1
        return _request(wire.BATCH_PATH, headers, body)

    def meet(self, port: int) -> None:
        """Learn which counter the trust wants: it tells whoever signs with another."""
        with socket.create_connection(("127.0.0.1", port)) as connection:
            _, answer = _exchange(connection, connection.makefile("rb"), self.batch())
        self.counter = wire.decode_answer(answer).counter


def senders(prepared: demo.Demo, number: int) -> list[Sender]:
    """So many tablets of a trust that runs."""
    keys = made_up_keys()
    slots = [tuple(envelope.seal_chaff(keys) for _ in range(wire.SLOTS)) for _ in range(DIFFERENT)]
    made = []
    for _ in range(number):
        key = Ed25519PrivateKey.generate()
        code = setup.new_pairing(prepared.settings, "Bench")
        request = wire.PairRequest(code.secret, key.public_key().public_bytes_raw(), "demo")
        with setup.opened(prepared.settings) as (store, secret), store.write() as connection:
            answer, _ = pairing.pair(connection, secret, request, time.time())
        made.append(Sender(answer.tablet, key, slots))
    for tablet in made:
        tablet.meet(prepared.settings.listen.port)
    return made


def bare_request() -> bytes:
    """As many bytes for the bare handler."""
    return _request("/", {}, os.urandom(wire.BATCH_BYTES))


def sent(port: int, requests: Sequence[bytes], *, check: bool) -> bool:
    """Send these over one connection. Whether each was answered well. check: and its batch stored."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        answers = connection.makefile("rb")
        for request in requests:
            status, body = _exchange(connection, answers, request)
            if " 200 " not in status or (check and wire.decode_answer(body).result != "stored"):
                return False
    return True


def _request(path: str, headers: dict[str, str], body: bytes) -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += ["Content-Type: application/octet-stream", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


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
def bare_handler(folder: Path) -> Iterator[int]:
    """The port of the bare handler, which runs while the block does."""
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
