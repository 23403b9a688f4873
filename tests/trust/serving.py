"""A trust that really listens on loopback, in a thread of the test's process, and a tablet of it that sends by hand."""

from __future__ import annotations

import asyncio
import http.client
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk import wire
from kiosk.trust import serve
from kiosk.trust.backend import Backend
from kiosk.trust.relays.settings import Relay
from kiosk.trust.settings import Listen
from tests.support.waiting import wait_for
from tests.trust.founded import FoundedTrust, founded_trust

Result = TypeVar("Result")


class ServedTrust:
    """founded: its database. backend: what runs. port: of 127.0.0.1."""

    def __init__(self, founded: FoundedTrust, backend: Backend, port: int) -> None:
        self.founded, self.backend, self.port = founded, backend, port
        self.loop: asyncio.AbstractEventLoop | None = None

    def ask(
        self, path: str, body: bytes = b"", headers: dict[str, str] | None = None, method: str = "POST"
    ) -> tuple[int, bytes, dict[str, str]]:
        """Status, body and headers of one request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return response.status, response.read(), found
        finally:
            connection.close()

    async def does(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Something that the backend does, in the loop that it runs in."""
        assert self.loop is not None
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self.loop))

    def soon(self, work: Callable[[], object]) -> None:
        """The same, for what needs no waiting."""
        assert self.loop is not None
        self.loop.call_soon_threadsafe(work)

    def tablet(self, place: str = "Day room") -> PairedTablet:
        return PairedTablet(self, *self.founded.pair(place))


class PairedTablet:
    """A tablet's id and key, and the counter that it was told."""

    def __init__(self, served: ServedTrust, name: str, key: Ed25519PrivateKey) -> None:
        self.served, self.id, self.key, self.counter = served, name, key, 0

    def headers(self, path: str, body: bytes, counter: int | None = None, method: str = "POST") -> dict[str, str]:
        number = self.counter if counter is None else counter
        return wire.sign_request(self.key, self.id, method, path, number, "demo", body)

    def send(self, body: bytes, counter: int | None = None) -> tuple[int, wire.Answer]:
        """Post a body as a batch: status and answer. Remembers the next counter."""
        status, said, headers = self.served.ask(wire.BATCH_PATH, body, self.headers(wire.BATCH_PATH, body, counter))
        assert headers["content-type"] == "application/octet-stream"
        answer = wire.decode_answer(said)
        if answer.result != "refused" or answer.counter:
            self.counter = answer.counter
        return status, answer


@contextmanager
def served_trust(folder: Path, database: str = "", relays: tuple[Relay, ...] = ()) -> Iterator[ServedTrust]:
    """A demo trust that answers until the block is left. Nothing is sorted. relays: other ways in which it tells of calls."""
    with founded_trust(folder, database) as founded:
        settings = msgspec.structs.replace(founded.settings, listen=Listen(port=0), relay=relays)
        with serve.listen(settings) as listening:
            backend = serve.new_backend(settings, founded.store, founded.secret)
            server = serve.new_server(backend)
            served = ServedTrust(founded, backend, listening.getsockname()[1])

            async def run() -> None:
                served.loop = asyncio.get_running_loop()
                await server.serve(sockets=[listening])

            thread = threading.Thread(target=asyncio.run, args=(run(),), name="trust")
            thread.start()
            try:
                wait_for(lambda: server.started or not thread.is_alive(), what="the trust listens")
                yield served
            finally:
                server.should_exit = True
                thread.join(timeout=20)
