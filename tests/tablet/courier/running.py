"""The real courier process with a keeper's end of its control socket and a window's end of its link, and a fake trust on a real socket beside it."""

import asyncio
import contextlib
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from kiosk.tablet.channel import Channel, ChannelClosed
from kiosk.tablet.courier.messages import FromCourier, FromWindow
from kiosk.tablet.keeper import WINDOW
from tests.support.processes import REPOSITORY, end
from tests.support.waiting import wait_for
from tests.tablet.courier.fakes import FakeTrust
from tests.tablet.courier.test_exchange import HttpTrust

Found = TypeVar("Found", bound=FromCourier)


def write_settings(folder: Path, trust: str) -> Path:
    file = folder / "tablet.toml"
    file.write_text(f'mode = "demo"\ntrust = "{trust}"\ndata = "{folder / "data"}"\n', encoding="utf-8")
    (folder / "data").mkdir(exist_ok=True)
    return file


class CourierProcess:
    """Started as the keeper starts it. heard: everything that came over its links."""

    def __init__(self, settings: Path, log: Path) -> None:
        self.log = log
        self.control, theirs = socket.socketpair()
        command = [sys.executable, "-m", "kiosk.tablet.courier.process", str(settings), str(theirs.fileno())]
        with theirs, log.open("ab") as lines:
            self.process = subprocess.Popen(
                command, pass_fds=[theirs.fileno()], cwd=REPOSITORY, stdin=subprocess.DEVNULL, stderr=lines
            )
        self.heard: list[FromCourier] = []
        self.channel: Channel[FromCourier] | None = None
        self.link()

    def link(self) -> None:
        """A new window."""
        if self.channel:
            self.channel.close()
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self.control, [WINDOW], [theirs.fileno()])
        self.channel = Channel(ours, FromCourier)

    def say(self, message: FromWindow) -> None:
        assert self.channel is not None
        self.channel.send(message)

    def listen(self) -> None:
        assert self.channel is not None
        with contextlib.suppress(ChannelClosed):
            self.heard += self.channel.receive()

    def waits_for(
        self, wanted: type[Found], like: Callable[[Found], bool] = lambda _: True, timeout: float = 30
    ) -> Found:
        """The first message of this kind that fits, of all that came or come."""

        def found() -> list[Found]:
            self.listen()
            assert self.process.poll() is None or self.heard, self.log.read_text()
            return [message for message in self.heard if isinstance(message, wanted) and like(message)]

        return wait_for(found, timeout, f"{wanted.__name__} from the courier")[0]

    def kill(self) -> None:
        """SIGKILL, at whatever moment this is; what it had said before then is heard."""
        self.process.kill()
        self.process.wait()
        self.listen()
        self.close()

    def close(self) -> None:
        if self.channel:
            self.channel.close()
        self.control.close()


@contextmanager
def courier_process(settings: Path, log: Path) -> Iterator[CourierProcess]:
    running = CourierProcess(settings, log)
    try:
        yield running
    finally:
        end(running.process)
        running.close()


@contextmanager
def serving(trust: FakeTrust) -> Iterator[HttpTrust]:
    """A fake trust on a free port, in a thread of its own."""
    server = HttpTrust(trust)
    ready, done = threading.Event(), threading.Event()
    held: dict[str, Any] = {}

    async def run() -> None:
        held["loop"], held["stop"] = asyncio.get_running_loop(), asyncio.Event()
        async with server.open():
            ready.set()
            await held["stop"].wait()

    def work() -> None:
        asyncio.run(run())
        done.set()

    threading.Thread(target=work, name="fake trust").start()
    ready.wait(10)
    try:
        yield server
    finally:
        held["loop"].call_soon_threadsafe(held["stop"].set)
        done.wait(10)
