"""Several real processes on one PostgreSQL: what comes to one is right at the other, what must run once runs once, and none of them is missed."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from pathlib import Path

import httpx
import msgspec
import pytest
from sqlalchemy import func, select, text
from websockets.asyncio.client import ClientConnection

from kiosk import wire
from kiosk.trust import boards, lease
from kiosk.trust.calls import CallHub
from kiosk.trust.console.board_pages import COOKIE, PATH
from kiosk.trust.counters import CHANNELS, Counters, OwnCounters, WrongCounter
from kiosk.trust.settings import Listen, Settings
from kiosk.trust.store import tables
from kiosk.trust.workers import AskedCounters, answer_counters
from tests.support.postgres import PostgresCluster
from tests.support.waiting import wait_for, wait_for_async
from tests.trust.founded import NOW, WARD, FoundedTrust, founded_trust
from tests.trust.relays.test_relays import Lamp
from tests.trust.serving import PairedTablet, ServedTrust
from tests.trust.test_call_link import greet, line, progress
from tests.trust.test_call_poll import Poller
from tests.trust.test_call_poll import progress as progress_of
from tests.trust.test_calls import press
from tests.trust.test_serve import children, ended, running

pytestmark = pytest.mark.anyio


@pytest.fixture
def shared(tmp_path: Path, migrated_url: str) -> Iterator[FoundedTrust]:
    with founded_trust(tmp_path, migrated_url) as trust:
        yield trust


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory, postgres: PostgresCluster, migrated: str) -> Iterator[Backend]:
    """Two workers that nobody kills."""
    with (
        postgres.database(migrated) as url,
        founded_trust(tmp_path_factory.mktemp("together"), url) as founded,
        two_workers(founded) as backend,
    ):
        yield backend


@pytest.fixture
def lamp(tmp_path: Path) -> Lamp:
    return Lamp(tmp_path)


def of(pid: int, module: str) -> list[int]:
    """The children of a process that run this module."""
    found = []
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it has ended, or one of its threads has
        for child in children(pid):
            words = Path(f"/proc/{child}/cmdline").read_bytes()
            if f"kiosk.trust.{module}".encode() in words and not ended(child):
                found.append(child)
    return found


def stopped(pid: int) -> bool:
    """Whether all threads of a process stand still: a signal is sent before it arrives."""
    states = [(task / "stat").read_text().rsplit(")", 1)[1].split()[0] for task in Path(f"/proc/{pid}/task").iterdir()]
    return set(states) == {"T"}


class Backend:
    """A `serve` with a second worker. process: the first. served: its address, for tablets."""

    def __init__(self, founded: FoundedTrust, process: subprocess.Popen[str], port: int) -> None:
        self.founded, self.process, self.port = founded, process, port
        self.served = ServedTrust(founded, None, port)  # type: ignore[arg-type]

    @property
    def worker(self) -> int:
        """The pid of the second, once it answers."""
        return wait_for(lambda: next(iter(of(self.process.pid, "worker_process")), 0), 20, "a second worker")

    @property
    def pids(self) -> tuple[int, int]:
        return self.process.pid, self.worker

    def holder(self) -> int:
        """Which of the two has the lease, or 0: it runs the sorting."""
        return next((pid for pid in self.pids if of(pid, "sorting_process")), 0)

    @contextmanager
    def only(self, pid: int) -> Iterator[None]:
        """What connects meanwhile comes to this process: the other one stands still."""
        (other,) = set(self.pids) - {pid}
        os.kill(other, signal.SIGSTOP)
        try:
            wait_for(lambda: stopped(other), 20, "it stands still")
            yield
        finally:
            os.kill(other, signal.SIGCONT)

    def send(self, pid: int, tablet: PairedTablet, counter: int | None = None) -> tuple[int, int]:
        """Post a batch to this process. Returns the status and the next counter."""
        body = wire.encode_batch(self.founded.batch())
        status, said = self.post(pid, wire.BATCH_PATH, body, tablet.headers(wire.BATCH_PATH, body, counter))
        answer = wire.decode_answer(said)
        tablet.counter = answer.counter
        return status, answer.counter

    def post(self, pid: int, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """Status and body of the answer that this process gives."""
        fields = {
            **headers,
            "host": "trust",
            "content-length": str(len(body)),
            "expect": "100-continue",
            "connection": "close",
        }
        head = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items()), "", ""]
        with ExitStack() as stack:
            with self.only(pid):
                connection = stack.enter_context(socket.create_connection(("127.0.0.1", self.port), 20))
                connection.sendall("\r\n".join(head).encode())
                assert connection.recv(1024).startswith(b"HTTP/1.1 100")  # from here on it is this process's
            connection.sendall(body)
            response = http.client.HTTPResponse(connection)
            response.begin()
            return response.status, response.read()

    async def tablet_at(self, pid: int, tablet: PairedTablet) -> ClientConnection:
        """A tablet's connection to this process. Only the first can count, so that it has to be there for the greeting."""
        with self.only(pid):
            socket = await line(self.served)
        await greet(socket, tablet)
        return socket

    async def comes_back(self, tablet: PairedTablet) -> ClientConnection:
        """A tablet's new connection, to any."""
        async with asyncio.timeout(20):
            while True:
                try:
                    socket = await line(self.served)
                    await greet(socket, tablet)
                except (OSError, EOFError, TimeoutError):
                    continue
                return socket

    def end_lease(self) -> None:
        """The server ends the connection that has the lease."""
        with self.founded.store.write() as connection:
            ended = connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid)"
                    " WHERE application_name = :name AND locktype = 'advisory' AND datname = current_database()"
                ),
                {"name": lease.HOLDER},
            )
            assert len(ended.all()) == 1


def settings_of(founded: FoundedTrust, lamp: Lamp | None = None, port: int = 0) -> Settings:
    relays = () if lamp is None else (lamp.settings(),)
    return msgspec.structs.replace(founded.settings, sorting=0.2, listen=Listen(port=port, workers=2), relay=relays)


@contextmanager
def two_workers(founded: FoundedTrust, lamp: Lamp | None = None) -> Iterator[Backend]:
    with running(settings_of(founded, lamp)) as (process, port):
        backend = Backend(founded, process, port)
        assert backend.worker
        wait_for(lambda: listeners(founded) == 2, 30, "both serve")
        wait_for(backend.holder, 20, "one has the lease")
        yield backend


def listeners(founded: FoundedTrust) -> int:
    with founded.store.read() as connection:
        said = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'wardlight notices' AND datname = current_database()"
        return int(connection.scalar(text(said)) or 0)


class Board:
    """A call screen, with its cookie."""

    def __init__(self, backend: Backend) -> None:
        founded = backend.founded
        with founded.store.write() as connection:
            code = boards.new_code(connection, founded.secret, WARD, "Office", NOW)
            self.cookie = boards.pair(connection, founded.secret, code, NOW)
        self.client = httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{backend.port}/console{PATH}",
            headers={
                "cookie": f"{COOKIE}={self.cookie}",
                "x-csrf-token": boards.form_token(self.cookie),
                "origin": f"http://127.0.0.1:{backend.port}",
                "connection": "close",
            },
            timeout=20,
        )

    @asynccontextmanager
    async def live(self, backend: Backend, pid: int) -> AsyncIterator[AsyncIterator[str]]:
        """The states of its calls as this process shows them, snapshot after snapshot."""
        async with AsyncExitStack() as stack:
            with backend.only(pid):
                response = await stack.enter_async_context(self.client.stream("GET", "/live"))
            assert response.status_code == 200
            yield self._states(response)

    async def _states(self, response: httpx.Response) -> AsyncIterator[str]:
        async for said in response.aiter_lines():
            if said.startswith("data:"):
                yield " ".join(call["state"] for call in json.loads(said.removeprefix("data:"))["calls"])


async def until(states: AsyncIterator[str], words: str) -> None:
    """The next snapshot with these words."""
    async with asyncio.timeout(20):
        async for state in states:
            if words in state:
                return
    raise AssertionError(f"the board never said: {words}")


async def test_a_call_that_comes_to_one_worker_shows_on_a_board_at_the_other_and_the_tablet_hears_who_comes(
    together: Backend,
) -> None:
    first, second = together.pids
    tablet, board, call = together.served.tablet(), Board(together), press()
    socket = await together.tablet_at(first, tablet)
    async with board.live(together, second) as states:
        await socket.send(wire.encode(call))
        assert await progress(socket) == "received"
        await until(states, "Please attend")
        with together.founded.store.write() as connection:
            pin = boards.new_pin(connection, together.founded.secret, WARD, "nurse")
        with together.only(second):
            answer = await board.client.post(f"/calls/{call.call.hex()}/accept", data={"pin": pin})
        assert answer.status_code == 200
        assert await after_received(socket) == "accepted"
        await until(states, "On the way: Nurse")
    await socket.close()
    await board.client.aclose()


class PollerAt(Poller):
    """A tablet that asks the process of this pid."""

    def __init__(self, backend: Backend, tablet: PairedTablet, pid: int) -> None:
        super().__init__(backend.served, tablet)
        self.backend, self.pid = backend, pid

    async def post(self, body: bytes, counter: int) -> httpx.Response:
        headers = self.tablet.headers(wire.POLL_PATH, body, counter)
        status, said = await asyncio.to_thread(self.backend.post, self.pid, wire.POLL_PATH, body, headers)
        return httpx.Response(status, content=said)


async def test_a_tablet_that_polls_may_ask_another_worker_each_time(together: Backend) -> None:
    first, second = together.pids
    call, board = press(), Board(together)
    poller = PollerAt(together, together.served.tablet(), first)
    assert progress_of(await poller.ask(call)) == ["received"]
    poller.pid = second
    assert progress_of(await poller.ask()) == []  # it knows, and the other process knows that it does
    held = asyncio.create_task(poller.ask(hold=True))
    with together.founded.store.write() as connection:
        pin = boards.new_pin(connection, together.founded.secret, WARD, "nurse")
    assert (await board.client.post(f"/calls/{call.call.hex()}/accept", data={"pin": pin})).status_code == 200
    assert progress_of(await asyncio.wait_for(held, wire.POLL_HOLD - 2)) == ["accepted"]
    poller.pid = first
    assert progress_of(await poller.ask(wire.Cancel(call.call))) == ["cancelled"]
    await board.client.aclose()


async def test_guesses_at_a_pin_are_counted_together_whichever_worker_they_come_to(together: Backend) -> None:
    (first, second), board, call, hub = together.pids, Board(together), press(), CallHub(together.founded.store)
    socket = await together.comes_back(together.served.tablet())

    async def guess(pid: int) -> int:
        with together.only(pid):
            return (await board.client.post(f"/calls/{call.call.hex()}/accept", data={"pin": "0000"})).status_code

    async with board.live(together, second) as states:
        await socket.send(wire.encode(call))
        assert await progress(socket) == "received"
        assert [await guess(first) for _ in range(3)] == [403, 403, 403]
        await hub.accept(call.call, "Ward nurse")
        await until(states, "On the way")  # who heard that has heard of the guesses as well
        assert await guess(second) == 429
    await socket.close()
    await board.client.aclose()


def test_each_request_of_a_tablet_counts_once_whichever_worker_it_comes_to(together: Backend) -> None:
    tablet = together.served.tablet()
    for turn in range(6):
        assert together.send(together.pids[turn % 2], tablet) == (200, turn + 1)
    for pid in together.pids:
        assert together.send(pid, tablet, counter=5) == (409, 6)


async def test_a_worker_that_is_killed_in_the_middle_of_a_call_is_missed_by_nobody(
    shared: FoundedTrust, lamp: Lamp
) -> None:
    with two_workers(shared, lamp) as backend:
        first, second = backend.pids
        tablet, call, hub = backend.served.tablet(), press(), CallHub(shared.store)
        await move_lease(backend, second)
        socket = await backend.tablet_at(second, tablet)
        await socket.send(wire.encode(call))
        assert await progress(socket) == "received"
        await told(lamp, "call 1")
        await noted(shared)
        os.kill(second, signal.SIGKILL)
        socket = await backend.comes_back(tablet)
        assert await progress(socket) == "received"
        await wait_for_async(lambda: of(first, "sorting_process"), 20, what="the first has the lease")
        await hub.accept(call.call, "Ward nurse")
        assert await after_received(socket) == "accepted"
        await told(lamp, "call 1", "accepted 1")
        await hub.reset(call.call, "Ward nurse", "helped")
        await told(lamp, "call 1", "accepted 1", "ended 0")
        wait_for(lambda: [pid for pid in of(first, "worker_process") if pid != second], 20, "another in its place")
        assert [word for word in events(backend) if word == "worker_ended"] == ["worker_ended"]
        await socket.close()


async def move_lease(backend: Backend, to: int) -> None:
    """The lease goes to the other, if it is not there: whoever lost it waits longer than the other does."""
    if backend.holder() != to:
        backend.end_lease()
        await wait_for_async(lambda: of(to, "sorting_process"), 20, what="the lease moves")


async def after_received(socket: ClientConnection) -> str:
    """The next news that says more: what two processes have to tell of one call, a tablet may hear twice."""
    while (found := await progress(socket)) == "received":
        pass
    return found


async def told(lamp: Lamp, *states: str) -> None:
    await wait_for_async(lambda: lamp.told == list(states), 20, what=f"{states}")


async def noted(shared: FoundedTrust) -> None:
    """What the relay was told stands in the database: who dies before that leaves the next one to tell it once more."""

    def found() -> bool:
        with shared.store.read() as connection:
            return connection.scalar(select(func.count()).where(tables.relay_tellings.c.told != "")) == 1

    await wait_for_async(found, 20, what="the relay's word is noted")


def events(backend: Backend) -> list[str]:
    """What the processes logged, once all have ended."""
    backend.process.terminate()
    _, err = backend.process.communicate(timeout=30)
    return [json.loads(line)["event"] for line in err.splitlines()]


async def test_a_lease_whose_connection_the_server_ends_moves_and_a_relay_is_told_everything_once(
    shared: FoundedTrust, lamp: Lamp
) -> None:
    with two_workers(shared, lamp) as backend:
        tablet, call, hub = backend.served.tablet(), press(), CallHub(shared.store)
        before = backend.holder()
        (after,) = set(backend.pids) - {before}
        socket = await backend.tablet_at(before, tablet)
        await socket.send(wire.encode(call))
        assert await progress(socket) == "received"
        await told(lamp, "call 1")
        await noted(shared)
        backend.end_lease()
        await wait_for_async(lambda: of(after, "sorting_process"), 20, what="the lease moves")
        await wait_for_async(lambda: not of(before, "sorting_process"), 20, what="who lost it stops")
        await hub.accept(call.call, "Ward nurse")
        assert await after_received(socket) == "accepted"  # its connection was another
        await told(lamp, "call 1", "accepted 1")
        await hub.reset(call.call, "Ward nurse", "helped")
        await told(lamp, "call 1", "accepted 1", "ended 0")
        await socket.close()


def test_two_servers_share_a_database_and_one_that_is_killed_is_followed_by_the_other(
    shared: FoundedTrust, lamp: Lamp
) -> None:
    with two_workers(shared, lamp) as one:
        before = one.holder()
        with running(settings_of(shared, lamp)) as (other, port):
            wait_for(lambda: listeners(shared) == 4, 30, "all four serve")
            assert of(before, "sorting_process")
            for pid in (*one.pids[1:], one.process.pid):
                os.kill(pid, signal.SIGKILL)
            wait_for(
                lambda: any(of(pid, "sorting_process") for pid in (other.pid, *of(other.pid, "worker_process"))),
                20,
                "the other server has the lease",
            )
            tablet = ServedTrust(shared, None, port).tablet()  # type: ignore[arg-type]
            assert tablet.send(wire.encode_batch(shared.batch()))[0] in (200, 409)
            assert tablet.send(wire.encode_batch(shared.batch()))[0] == 200


def test_a_signal_to_the_first_ends_all_in_peace(shared: FoundedTrust) -> None:
    with two_workers(shared) as backend:
        second = backend.worker
        said = events(backend)
        assert backend.process.returncode == 0
        assert ended(second)
        assert (said[0], said[-1]) == ("started", "stopped")
        assert set(said) == {"started", "stopped", "lease_taken", "lease_left"}


def test_no_worker_outlives_the_first_that_was_killed(shared: FoundedTrust) -> None:
    with two_workers(shared) as backend:
        left = [backend.worker, *(child for pid in backend.pids for child in of(pid, "sorting_process"))]
        backend.process.kill()
        backend.process.wait()
        for pid in left:
            wait_for(lambda pid=pid: ended(pid), 20, "its end")  # type: ignore[misc]
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", backend.port), 5)


# --- counters of workers -----------------------------------------------------------------------------------------


@pytest.fixture
def asked(founded: FoundedTrust) -> Iterator[tuple[OwnCounters, Sequence[Counters]]]:
    """A server's counters, and two workers that ask for them."""
    counters, workers, sockets, threads = OwnCounters(founded.store), [], [], []
    for _ in range(2):
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        thread = threading.Thread(target=answer_counters, args=(ours, counters))
        thread.start()
        workers.append(AskedCounters(theirs))
        sockets.append(theirs)
        threads.append(thread)
    yield counters, workers
    for each in sockets:
        each.close()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()


def test_workers_use_one_row_of_counters_with_their_server(
    asked: tuple[OwnCounters, Sequence[Counters]], founded: FoundedTrust
) -> None:
    own, (one, other) = asked
    tablet, _ = founded.pair()
    assert [each.next(tablet, channel) for each in (own, one, other) for channel in CHANNELS] == [0] * 12
    assert own.use(tablet, "batches", 0) == 1
    assert one.use(tablet, "batches", 1) == 2
    assert other.use(tablet, "batches", 2) == 3
    for counter in range(3):
        with pytest.raises(WrongCounter) as caught:
            one.use(tablet, "batches", counter)
        assert caught.value.expected == 3
    assert not one.at_hand(tablet, "batches")


def test_a_worker_says_not_now_where_its_server_cannot_count(
    asked: tuple[OwnCounters, Sequence[Counters]], founded: FoundedTrust
) -> None:
    _, (one, other) = asked
    tablet, _ = founded.pair()
    with founded.store.write() as connection:
        connection.exec_driver_sql("ALTER TABLE tablets RENAME TO gone")
    with pytest.raises(OSError, match="now"):
        one.use(tablet, "batches", 0)
    with founded.store.write() as connection:
        connection.exec_driver_sql("ALTER TABLE gone RENAME TO tablets")
    assert [one.use(tablet, "batches", 0), other.use(tablet, "batches", 1)] == [1, 2]
