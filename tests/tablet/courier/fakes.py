"""A clock that tests move, a trust that lives in memory, and a courier between them whose disk work runs where it is called."""

import asyncio
import heapq
import itertools
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

import httpx
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk import envelope, wardpack, wire
from kiosk.tablet.channel import Channel
from kiosk.tablet.courier.battery import Battery
from kiosk.tablet.courier.courier import Courier
from kiosk.tablet.courier.disk import Result
from kiosk.tablet.courier.exchange import Exchange
from kiosk.tablet.courier.identity import Identity
from kiosk.tablet.courier.lines import Connect, ConnectionLost, Line
from kiosk.tablet.courier.messages import FromCourier
from kiosk.tablet.courier.outbox import Outbox
from kiosk.tablet.mailboxes import MailboxSets
from kiosk.tablet.packstore import PackStore, Pairing, verified
from kiosk.tablet.settings import Settings
from tests.sealing import TrustKeys, seed

MORNING = 1_800_000_000.0  # seconds since 1970
RHYTHM = 900.0
TABLET = "tablet-0123456789abcdef"


def seeded(number: int) -> Random:
    """Chance that is the same every time."""
    return Random(number)  # noqa: S311


async def settle() -> None:
    """Let everything run that can run without time passing."""
    ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
    quiet = 0
    while quiet < 3:  # one look could come just before a socket is found to be readable
        await asyncio.sleep(0)
        quiet = 0 if ready else quiet + 1


class FakeClock:
    """Time passes only in `pass_time`, from one sleeper to the next."""

    def __init__(self, wall: float = MORNING) -> None:
        self._offset = wall
        self._now = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = itertools.count()

    def wall(self) -> float:
        return self._offset + self._now

    def monotonic(self) -> float:
        return self._now

    def set_wall(self, wall: float) -> None:
        """Somebody, or the network, set the clock."""
        self._offset = wall - self._now

    async def sleep(self, seconds: float) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now + seconds, next(self._count), future))
        await future

    async def pass_time(self, seconds: float) -> None:
        end = self._now + seconds
        await settle()
        while self._sleepers and self._sleepers[0][0] <= end:
            at, _, future = heapq.heappop(self._sleepers)
            if future.done():
                continue
            self._now = max(self._now, at)
            future.set_result(None)
            await settle()
        self._now = end


class CountedChaff:
    """Chaff that is quick to make and never the same: real enough for whoever does not hold the intake key."""

    def __init__(self, number: int = 0) -> None:
        self._random = seeded(number)

    def __call__(self, keys: wardpack.Keys) -> bytes:
        head = bytes([envelope.VERSION]) + envelope.key_id(keys.intake)
        return head + self._random.randbytes(envelope.SLOT_BYTES - len(head))


class Pieces(httpx.AsyncByteStream):
    """A body as it comes from a network: in pieces."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self._data), 700):
            yield self._data[start : start + 700]


class FakeTrust:
    """Answers as the trust does. `mishap`: may replace what comes back, or raise httpx.ConnectError; called after the work was done."""

    def __init__(self, mode: wardpack.Mode = "demo", rhythm: float = RHYTHM, salt: str = "", clock: Any = None) -> None:
        self.mode: wardpack.Mode = mode
        self.clock = clock
        self.root = Ed25519PrivateKey.from_private_bytes(seed("root" + salt, 32))
        self.signer = Ed25519PrivateKey.from_private_bytes(seed("signer" + salt, 32))
        self.sealing = TrustKeys(mode, salt=salt)
        public = self.signer.public_key().public_bytes_raw()
        self.keys = msgspec.structs.replace(self.sealing.public, content_signer=public, duty_signer=public)
        self.content = wardpack.Content(
            mode=mode,
            ward=self.keys.ward,
            serial=1,
            issued=int(MORNING),
            expires=2**40,
            profile="adult",
            questions_version=1,
            clauses=(),
            questions=(),
            organisations=(),
            texts={"en": {"title": "Welcome"}},
        )
        self.duty = wardpack.Duty(mode, self.keys.ward, 1, int(MORNING), 2**40, rhythm=rhythm, rewrite=rhythm / 7.5)
        self.figures: wardpack.Figures | None = None
        self.knows_figures = True  # False: a trust from before there was such a part
        self.batches: dict[bytes, bytes] = {}
        self.counters: dict[str, int] = {"batches": 1, "calls": 1, "packs": 1, "mailboxes": 1}
        self.places = tuple(seeded(5).randbytes(envelope.MAILBOX_PLACE_BYTES) for _ in range(wire.PLACES))
        self.public = b""
        self.code = wire.new_pairing_code(self.root_public, lambda size: seed("code", size))
        self.requests: list[tuple[float, str, str, int, int]] = []  # when, path, tablet headers, bytes in, bytes out
        self.mishap: Callable[[str, int, bytes], tuple[int, bytes]] = lambda path, status, data: (status, data)

    @property
    def root_public(self) -> bytes:
        return self.root.public_key().public_bytes_raw()

    @property
    def pairing(self) -> Pairing:
        return Pairing(self.mode, TABLET, "Corridor", self.root_public)

    def parts(self) -> dict[str, wardpack.Signed]:
        needed = {
            "keys": wardpack.sign(self.keys, self.root),
            "content": wardpack.sign(self.content, self.signer),
            "duty": wardpack.sign(self.duty, self.signer),
        }
        return needed if self.figures is None else needed | {"figures": wardpack.sign(self.figures, self.signer)}

    @property
    def slots(self) -> list[bytes]:
        """All slots that ever came, batch by batch. Safe to ask while it serves from another thread."""
        return [slot for body in list(self.batches.values()) for slot in wire.decode_batch(body).slots]

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        status, data = self._answer(path, headers, body)
        now = self.clock.wall() if self.clock else 0.0
        size = len(body) + sum(len(name) + len(value) for name, value in headers.items())
        self.requests.append((now, path, headers.get(wire.COUNTER_HEADER, ""), size, len(data)))
        return self.mishap(path, status, data)

    def _answer(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        if path == wire.PAIR_PATH:
            return 200, wire.encode(self._pair(wire.decode_pair_request(body)))
        channel = {wire.BATCH_PATH: "batches", wire.MAILBOX_PATH: "mailboxes"}.get(path, "packs")
        try:
            counter = wire.check_request(
                self.public,
                "POST",
                path,
                headers[wire.COUNTER_HEADER],
                headers[wire.SIGNATURE_HEADER],
                self.mode,
                body,
            )
        except (wire.WireError, KeyError):
            return 401, wire.encode_answer(wire.Answer("refused"))
        if counter != self.counters[channel]:
            return 409, wire.encode_answer(wire.Answer("counter", counter=self.counters[channel]))
        self.counters[channel] += 1
        now = int(self.clock.wall()) if self.clock else 0
        if channel == "mailboxes":
            return 200, wire.encode_set(wire.MailboxSet(self.mode, now, self.places))
        if channel == "packs":
            part = self.parts().get(path.removeprefix(wire.PACK_PATH))
            if part is None:
                return 404, wire.encode_answer(wire.Answer("refused", reason="no such part"))
            return 200, wire.encode(part)
        batch = wire.decode_batch(body)
        held = self.batches.setdefault(batch.id, body)
        serials = (self.keys.serial, self.content.serial, self.duty.serial)
        if held != body:
            return 409, wire.encode_answer(wire.Answer("conflict", batch.id, (), self.counters[channel], serials, now))
        known = self.knows_figures and headers.get(wire.KNOWS_HEADER) == wire.KNOWS
        figures = self.figures.serial if self.figures is not None and known else 0
        return 200, wire.encode_answer(
            wire.Answer("stored", batch.id, batch.slot_ids, self.counters[channel], serials, now, figures=figures)
        )

    def _pair(self, request: wire.PairRequest) -> wire.PairAnswer:
        if request.secret != self.code.secret:
            return wire.PairAnswer(refused="code")
        if request.mode != self.mode:
            return wire.PairAnswer(refused="mode")
        self.public = request.key
        batches, calls, packs, mailboxes = self.counters.values()
        counters = (batches, calls, packs, mailboxes)
        parts = tuple(part for name, part in self.parts().items() if name != "figures")
        return wire.PairAnswer("", TABLET, "Corridor", self.root_public, parts, counters)

    def transport(self) -> httpx.MockTransport:
        def handle(request: httpx.Request) -> httpx.Response:
            status, data = self.answer(request.url.path, dict(request.headers), request.content)
            return httpx.Response(status, stream=Pieces(data))

        return httpx.MockTransport(handle)


def some_figures(serial: int = 1, **changes: Any) -> wardpack.Figures:
    """What a ward's tablets show of a quarter."""
    groups = (wardpack.GroupFigures("patient", 20, 25, 15, 20),)
    part = wardpack.Figures("demo", "willow", serial, int(MORNING), 2**40, "2026-07-01", "2026-10-01", groups)
    return msgspec.structs.replace(part, **changes)


def paired_store(folder: Path, trust: FakeTrust) -> PackStore:
    """The data folder of a tablet that this trust has paired."""
    store = PackStore(folder)
    key = Ed25519PrivateKey.from_private_bytes(seed("tablet", 32))
    trust.public = key.public_key().public_bytes_raw()
    store.pair(trust.pairing, verified(trust.pairing, tuple(trust.parts().values())), key)
    return store


def settings(folder: Path, mode: wardpack.Mode = "demo", trust: str = "http://127.0.0.1:57500") -> Settings:
    return Settings(mode=mode, trust=trust, data=str(folder))


class Lines:
    """A log that tests read."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str, dict[str, str | int]]] = []

    def info(self, event: str, **facts: str | int) -> None:
        self.lines.append(("info", event, facts))

    def error(self, event: str, **facts: str | int) -> None:
        self.lines.append(("error", event, facts))

    @property
    def events(self) -> list[str]:
        return [event for _, event, _ in self.lines]


class FakeLine:
    """The tablet's end of a connection for calls; the test is the trust. beats: whether its heart answers ours."""

    def __init__(self) -> None:
        self.said: list[wire.FromTablet] = []
        self._inbox: asyncio.Queue[wire.ToTablet | None] = asyncio.Queue()
        self.open = self.beats = True

    async def send(self, message: wire.FromTablet) -> None:
        if not self.open:
            raise ConnectionLost("no_connection")
        self.said.append(message)
        if isinstance(message, wire.Hello):
            self.tell(wire.Welcome(True, 7))
        if isinstance(message, wire.Beat) and self.beats:
            self.tell(wire.Beat())

    async def receive(self) -> wire.ToTablet:
        message = await self._inbox.get()
        if message is None:
            raise ConnectionLost("no_connection")
        return message

    def tell(self, message: wire.ToTablet | None) -> None:
        self._inbox.put_nowait(message)

    def end(self) -> None:
        self.open = False
        self.tell(None)

    def heard(self, kind: type[Any]) -> list[Any]:
        return [message for message in self.said if isinstance(message, kind)]


class FakeCalls:
    """Connections for calls, one after the other. `reachable`: whether the trust answers."""

    def __init__(self) -> None:
        self.lines: list[FakeLine] = []
        self.attempts = 0
        self.reachable = True

    @property
    def line(self) -> FakeLine:
        return self.lines[-1]

    def connect(self) -> Connect:
        @asynccontextmanager
        async def opened() -> Any:
            self.attempts += 1
            if not self.reachable:
                raise ConnectionLost("no_connection")
            line = FakeLine()
            self.lines.append(line)
            typed: Line = line
            yield typed

        return opened


async def at_once(work: Callable[[], Result]) -> Result:
    """Disk work where it is called, so that a test decides when it happens."""
    return work()


class CountingOutbox(Outbox):
    """writes: how many single slots were written in place."""

    writes = 0

    def _overwrite(self, *args: Any) -> None:
        super()._overwrite(*args)
        self.writes += 1


class Scene:
    """A courier with everything around it, inside a running loop."""

    def __init__(
        self,
        folder: Path,
        trust: FakeTrust,
        clock: FakeClock,
        *,
        number: int = 1,
        chaff: Callable[[wardpack.Keys], bytes] | None = None,
    ) -> None:
        self.folder, self.trust, self.clock, self.log, self.calls = folder, trust, clock, Lines(), FakeCalls()
        self.battery: Battery | None = None
        trust.clock = clock
        self.path = folder / "outbox.sqlite"
        self.identity = Identity(PackStore(folder), trust.mode, at_once)
        self.exchange = Exchange(settings(folder, trust.mode), self.identity, trust.transport())
        self.chaff = chaff or CountedChaff(number)
        self.outbox: CountingOutbox | None = None
        self.disk_free = 2**40

        def open_outbox() -> Outbox:
            name = seeded(number + 1).randbytes
            self.outbox = CountingOutbox(
                self.path, trust.mode, seeded(number), name, self.chaff, lambda: self.disk_free
            )
            return self.outbox

        self.courier = Courier(
            self.identity,
            self.exchange,
            open_outbox,
            MailboxSets(folder, trust.mode),
            at_once,
            self.calls.connect(),
            clock,
            seeded(number + 2),
            self.log,
            lambda: self.battery,
        )
        self.heard: list[FromCourier] = []
        self._channel: Channel[FromCourier] | None = None
        self.link()

    def link(self) -> None:
        """A window of its own, new."""
        ours, theirs = socket.socketpair()
        self._channel = Channel(ours, FromCourier)
        self.courier.link(theirs)

    async def say(self, message: object) -> None:
        assert self._channel is not None
        self._channel.send(message)
        await settle()

    async def hear(self) -> list[FromCourier]:
        """What came to the window since last time."""
        assert self._channel is not None
        new: list[FromCourier] = []
        await settle()
        while more := self._channel.receive():
            new += more
            await settle()
        self.heard += new
        return new

    async def hear_only(self, kind: type[Any]) -> list[Any]:
        return [message for message in await self.hear() if isinstance(message, kind)]

    @asynccontextmanager
    async def running(self) -> Any:
        task = asyncio.create_task(self.courier.run())
        await settle()
        try:
            yield self
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            if self._channel is not None:
                self._channel.close()
        if not task.cancelled():
            task.result()


def slots_of(count: int, keys: wardpack.Keys, number: int = 99) -> Iterator[bytes]:
    chaff = CountedChaff(number)
    return (chaff(keys) for _ in range(count))
