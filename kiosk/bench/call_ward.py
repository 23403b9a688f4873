"""Three hundred tablets and twenty ward screens on loopback, as far as calls go: the courier's own connections, and each screen's stream."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import TypeVar

import httpx
import msgspec
from msgspec import Struct

from kiosk import demo
from kiosk.bench.figures import BenchRefused
from kiosk.tablet import settings as tablet_settings
from kiosk.tablet.courier.calls import Calls
from kiosk.tablet.courier.identity import Identity
from kiosk.tablet.courier.messages import CallNews
from kiosk.tablet.courier.times import SystemClock
from kiosk.tablet.courier.ways import to_trust
from kiosk.tablet.packstore import PackStore
from kiosk.trust import boards, setup
from kiosk.trust.console.access import TOKEN_HEADER
from kiosk.trust.console.board_pages import COOKIE
from kiosk.trust.console.rendering import HOME

TABLETS, BOARDS = 300, 20
WARD, ROLE = "willow", "nurse"
ONE_WORKER = "workers = 1\n"  # in the settings
LONGEST = 60.0  # seconds until something has to be there


Result = TypeVar("Result")


class _Quiet:
    def info(self, event: str, **facts: str | int) -> None: ...

    def error(self, event: str, **facts: str | int) -> None: ...


class CallTablet:
    """A paired tablet's connection for calls. fresh: whether its heartbeat is, and since when (seconds, perf_counter)."""

    def __init__(self, settings: tablet_settings.Settings, folder: Path, number: int) -> None:
        self.fresh, self.fresh_since = False, 0.0
        self._told: dict[tuple[bytes, str], asyncio.Future[float]] = {}
        identity, clock = Identity(PackStore(folder), "demo", _at_once), SystemClock()
        self.calls = Calls(
            identity,
            to_trust(settings, identity, clock),
            clock,
            Random(number),  # noqa: S311 - pauses that can be tried again
            _Quiet(),
            tell=self._tell,
            fresh=self._is_fresh,
        )

    def _is_fresh(self, fresh: bool) -> None:
        self.fresh, self.fresh_since = fresh, time.perf_counter()

    def _tell(self, news: CallNews) -> None:
        self.told(news.call, news.progress, set_now=True)

    def told(self, call: bytes, progress: str, *, set_now: bool = False) -> asyncio.Future[float]:
        """The moment at which the tablet hears that a call has come so far."""
        future = self._told.setdefault((call, progress), asyncio.get_running_loop().create_future())
        if set_now and not future.done():
            future.set_result(time.perf_counter())
        return future

    def press(self, call: bytes) -> float:
        """Returns the moment (seconds, perf_counter)."""
        self.calls.place(call, time.monotonic(), again=False)
        return time.perf_counter()


async def _at_once(work: Callable[[], Result]) -> Result:
    return work()


class _Line(Struct):
    id: str
    wants_shown: bool


class _Snapshot(Struct):
    calls: list[_Line]


class CallBoard:
    """A ward's call screen: it reads its stream, says which calls it shows, and answers with a PIN."""

    def __init__(self, address: str, cookie: str, pin: str) -> None:
        self.live = asyncio.Event()
        self._address, self._pin = address, pin
        headers = {"cookie": f"{COOKIE}={cookie}", TOKEN_HEADER: boards.form_token(cookie), "origin": address}
        self._client = httpx.AsyncClient(
            base_url=address + HOME, headers=headers, timeout=httpx.Timeout(LONGEST, read=None), trust_env=False
        )
        self._seen: dict[str, asyncio.Future[float]] = {}

    def seen(self, call: bytes) -> asyncio.Future[float]:
        """The moment at which a snapshot with this call came."""
        return self._seen.setdefault(call.hex(), asyncio.get_running_loop().create_future())

    async def run(self) -> None:
        """Read the stream, and again where it ends."""
        decoder = msgspec.json.Decoder(_Snapshot)
        while True:
            try:
                async with self._client.stream("GET", "/board/live") as stream:
                    async for line in stream.aiter_lines():
                        if line.startswith("data: {"):
                            await self._takes(decoder.decode(line.removeprefix("data: ")))
            except httpx.HTTPError:
                self.live.clear()
                await asyncio.sleep(1.0)

    async def _takes(self, snapshot: _Snapshot) -> None:
        now = time.perf_counter()
        self.live.set()
        for line in snapshot.calls:
            future = self.seen(bytes.fromhex(line.id))
            if not future.done():
                future.set_result(now)
                if line.wants_shown:
                    await self._client.post(f"/board/calls/{line.id}/shown")

    async def answer(self, call: bytes, step: str) -> float:
        """Answer a call with the PIN. Returns the moment before. Raises BenchRefused."""
        began = time.perf_counter()
        fields = {"pin": self._pin, "reason": "helped"}
        answered = await self._client.post(f"/board/calls/{call.hex()}/{step}", data=fields)
        if answered.status_code != 200:
            raise BenchRefused(f"a ward screen could not {step} a call: {answered.status_code} {answered.text}")
        return began

    async def close(self) -> None:
        await self._client.aclose()


class CallWard(Struct):
    """Everything that is connected."""

    tablets: list[CallTablet]
    boards: list[CallBoard]

    async def until_fresh(self) -> None:
        """Every tablet's heartbeat is fresh."""
        await until(lambda: all(tablet.fresh for tablet in self.tablets), "every tablet's connection")


async def until(condition: Callable[[], bool], what: str) -> None:
    """Raises BenchRefused where it stays false."""
    end = time.monotonic() + LONGEST
    while not condition():
        if time.monotonic() > end:
            raise BenchRefused(f"waited {LONGEST:g} s for {what}")
        await asyncio.sleep(0.02)


def pair_tablets(prepared: demo.Demo, number: int = TABLETS) -> list[Path]:
    """The folders of so many paired tablets."""
    folders = [prepared.folder / "tablets" / str(index) for index in range(number)]
    for index, folder in enumerate(folders):
        demo.pair(prepared.settings, folder, f"Room {index + 1}")
    return folders


def with_two_workers(prepared: demo.Demo) -> None:
    """Its backend will have two, once it is started; that takes a PostgreSQL."""
    words = prepared.trust.read_text(encoding="utf-8")
    if ONE_WORKER not in words:
        raise BenchRefused(f"{prepared.trust} does not say {ONE_WORKER.strip()!r}")
    prepared.trust.write_text(words.replace(ONE_WORKER, "workers = 2\n"), encoding="utf-8")


@asynccontextmanager
async def call_ward(prepared: demo.Demo, folders: list[Path]) -> AsyncIterator[CallWard]:
    """Tablets of these folders, none of them connected yet, and screens whose streams are live; the backend has to run."""
    settings = tablet_settings.read(prepared.tablet)
    tablets = [CallTablet(settings, folder, index) for index, folder in enumerate(folders)]
    with setup.opened(prepared.settings) as (store, secret), store.write() as connection:
        pin = boards.new_pin(connection, secret, WARD, ROLE)
        cookies = []
        for index in range(BOARDS):
            code = boards.new_code(connection, secret, WARD, f"Screen {index + 1}", time.time())
            cookies.append(boards.pair(connection, secret, code, time.time()))
    ward = CallWard(tablets, [CallBoard(prepared.console, cookie, pin) for cookie in cookies])
    tasks = [asyncio.create_task(board.run()) for board in ward.boards]
    try:
        await until(lambda: all(board.live.is_set() for board in ward.boards), "every screen's stream")
        tasks += [asyncio.create_task(tablet.calls.run()) for tablet in tablets]
        yield ward
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for board in ward.boards:
            await board.close()
