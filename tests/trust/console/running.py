"""A real demo trust on loopback, in this process: SQLite in a folder of the test's own, real accounts, real seals, a clock that the test can move."""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pyotp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import insert, select

from kiosk import callstate, envelope, records, wardpack, wire
from kiosk.trust import pairing, serve, setup
from kiosk.trust.backend import Backend
from kiosk.trust.calls import CallRow
from kiosk.trust.relays.settings import Relay
from kiosk.trust.sorting import Sorter
from kiosk.trust.store import tables
from kiosk.trust.tablets import Tablet
from tests.support.waiting import wait_for

Result = TypeVar("Result")
START = 1_795_000_000.0  # a fixed moment, so that dates on pages are the same in every run

TEXTS = {
    "concern.about.title": "What is it about?",
    "concern.about.W3": "Something happened",
    "concern.kinds.title": "What kind of thing?",
    "concern.kinds.C2": "Stared, followed me, kept asking",
    "concern.places.title": "Where?",
    "concern.places.lounge": "Lounge",
    "concern.when_day.title": "Which day?",
    "concern.when_day.today": "Today",
    "concern.harm_feelings.title": "How did it make you feel?",
    "concern.harm_feelings.2": "It upset me a lot",
    "concern.support.title": "What would help?",
    "concern.support.talk": "Talk today",
    "checkin.safe.title": "Today, do you feel safe from sexual harm on this ward?",
    "checkin.safe.yes": "Safe",
    "checkin.safe.unsure": "Not sure",
    "checkin.safe.no": "Not safe",
}


def content(
    _folder: Path, ward: str, _ward_name: str, mode: wardpack.Mode, serial: int, issued: int, expires: int
) -> wardpack.Content:
    """A content part with the words that these tests look for."""
    return wardpack.Content(
        mode=mode,
        ward=ward,
        serial=serial,
        issued=issued,
        expires=expires,
        profile="adult",
        questions_version=1,
        clauses=(),
        questions=(
            wardpack.Question(
                "checkin.safe", tuple(wardpack.Option(code, "face3") for code in ("yes", "unsure", "no"))
            ),
        ),
        organisations=(),
        texts={"en": TEXTS},
    )


class Clock:
    """The trust's clock: stands until it is moved."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += seconds


class RunningTrust:
    """The trust that runs, what its readers know, and the tablets' side of it."""

    def __init__(self, demo: setup.DemoAccounts, backend: Backend, address: str, clock: Clock) -> None:
        self.backend, self.address, self.clock = backend, address, clock
        self.accounts = {account.name: account for account in demo.accounts}
        self.ward = demo.ward
        self.loop: asyncio.AbstractEventLoop | None = None

    # --- what a reader knows -------------------------------------------------------------------------------------

    def passphrase(self, name: str) -> str:
        return self.accounts[name].passphrase

    def code(self, name: str) -> str:
        """A code that was not used before: the clock moves on to the next one."""
        self.clock.move(30)
        return self.code_for(self.accounts[name].totp)

    def code_for(self, totp: str) -> str:
        """The code that an authenticator with this otpauth:// address or key shows now."""
        held = pyotp.parse_uri(totp) if totp.startswith("otpauth:") else pyotp.TOTP(totp)
        assert isinstance(held, pyotp.TOTP)
        return held.at(int(self.clock.now))

    # --- what tablets do -----------------------------------------------------------------------------------------

    def keys_part(self) -> wardpack.Keys:
        parts = tables.pack_parts.c
        with self.backend.store.read() as connection:
            signed = connection.execute(
                select(parts.signed).where(parts.ward == self.ward, parts.name == "keys")
            ).scalar_one()
        return wardpack.verify_keys(wardpack.read_signed(signed), self.backend.trust.root, "demo")

    def send(self, *slots: bytes) -> None:
        """A batch with these slots comes in and is sorted."""
        keys = self.keys_part()
        padded = [*slots, *(envelope.seal_chaff(keys) for _ in range(wire.SLOTS - len(slots)))]
        body = wire.encode_batch(wire.Batch(secrets.token_bytes(16), "demo", tuple(padded)))
        with self.backend.store.write() as connection:
            connection.execute(
                insert(tables.batches).values(
                    id=wire.decode_batch(body).id,
                    sha256=bytes(32),
                    body=body,
                    quarter_day=tables.quarter_day(self.clock.now),
                )
            )
        Sorter(self.backend.store, self.backend.secret, self.clock).run()

    def raise_concern(self, readers: tuple[records.ReaderGroup, ...] = ("ward", "safeguarding"), **fields: Any) -> None:
        """A concern with these answers goes its way to these groups."""
        fields.setdefault("ward_reads", "ward" in readers)
        record = records.Concern(id=secrets.token_bytes(16), ward=self.ward, questions=1, **fields)
        self.send(envelope.seal_for_readers(record, self.keys_part(), readers))

    def check_in(self, who: str, *answers: str) -> None:
        """People of one group answer the first question, one after another."""
        keys = self.keys_part()
        for start in range(0, len(answers), wire.SLOTS):
            slots = [
                envelope.seal_check_in(
                    records.CheckIn(id=secrets.token_bytes(16), ward=self.ward, questions=1, who=who, safe=safe), keys
                )
                for safe in answers[start : start + wire.SLOTS]
            ]
            self.send(*slots)

    def pair(self, place: str) -> Tablet:
        """A tablet is paired; it is silent until it is heard."""
        with self.backend.store.write() as connection:
            code = pairing.new_pairing(connection, self.backend.secret, self.ward, place, self.clock.now)
            key = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
            request = wire.PairRequest(code.secret, key, "demo")
            _, tablet = pairing.pair(connection, self.backend.secret, request, self.clock.now)
        assert tablet is not None
        self.backend_does(self._know(tablet))
        return tablet

    async def _know(self, tablet: Tablet) -> None:
        self.backend.calls.know(tablet)

    def hear(self, tablet: Tablet) -> None:
        """The tablet's heartbeat comes."""
        self.backend_does(self._hear(tablet))

    async def _hear(self, tablet: Tablet) -> None:
        self.backend.calls.heard(tablet.id, wire.Beat())

    def press(self, tablet: Tablet, *, test: bool = False) -> CallRow:
        """Somebody touches Call staff."""
        call = wire.Press(call=secrets.token_bytes(16), age=0.0, test=test)
        return self.backend_does(self.backend.calls.press(tablet, call))

    def add(self, tablet: Tablet, call: CallRow, added: callstate.Added) -> CallRow:
        """The caller adds something."""
        tell = wire.Tell(call.id, self.call(call.id).told + 1, added)
        return self.backend_does(self.backend.calls.add(tablet, tell))

    def call(self, call: bytes) -> CallRow:
        """How a call stands."""
        return next(row for row in self.backend.calls.snapshot().calls if row.id == call)

    def backend_does(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run something on the backend's own event loop."""
        assert self.loop is not None
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout=20)


@contextmanager
def running_trust(folder: Path, relays: tuple[Relay, ...] = ()) -> Iterator[RunningTrust]:
    """A demo trust that answers on a free port of 127.0.0.1 until the block is left. relays: other ways in which it tells of calls."""
    demo = setup.init_demo(folder, 0, build=content)
    clock = Clock(START)
    with setup.opened(demo.settings) as (store, secret), serve.listen(demo.settings) as listening:
        settings = msgspec.structs.replace(demo.settings, relay=relays)
        backend = serve.new_backend(settings, store, secret, clock)
        server = serve.new_server(backend)
        trust = RunningTrust(demo, backend, serve.address(demo.settings, listening), clock)

        async def run() -> None:
            trust.loop = asyncio.get_running_loop()
            await server.serve(sockets=[listening])

        thread = threading.Thread(target=asyncio.run, args=(run(),), name="trust")
        thread.start()
        try:
            wait_for(lambda: server.started or not thread.is_alive(), what="the trust listens")
            yield trust
        finally:
            server.should_exit = True
            thread.join(timeout=20)
