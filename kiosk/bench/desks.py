"""A reader who is signed in at a backend that runs, and concerns filed as sorting files them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
from msgspec import Struct
from sqlalchemy import select

from kiosk import demo, envelope, records, wardpack
from kiosk.bench.figures import BenchRefused
from kiosk.bench.running import demo_folder
from kiosk.trust import keys, record_keys, sessions, setup
from kiosk.trust.accounts import sign_in
from kiosk.trust.console.access import SECRET_COOKIE, SESSION_COOKIE
from kiosk.trust.store import tables

DIFFERENT = 200  # texts, each filed again and again under names of its own: sealing is not what is measured
READER = "safeguarding"  # of a trust-wide group: everything is theirs


class Desk(Struct, frozen=True):
    """get: an address of the console -> the page. prepared: the demo that runs."""

    get: Callable[[str], httpx.Response]
    prepared: demo.Demo

    def page(self, path: str) -> None:
        """Read a page. Raises BenchRefused where it is none."""
        answer = self.get(path)
        if answer.status_code != 200:
            raise BenchRefused(f"the console answered {answer.status_code} for {path}")

    def timed(self, path: str) -> float:
        """Milliseconds for a page."""
        return timed(lambda: self.page(path))


def timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


@contextmanager
def desk(fill: Callable[[demo.Demo], object], database: str = "", reader: str = READER) -> Iterator[Desk]:
    """fill: puts into the trust what is there before it runs. database: as in `demo.prepare`."""
    with demo_folder(database) as prepared:
        fill(prepared)
        cookies = _session(prepared, reader)
        held = "; ".join(f"{name}={value}" for name, value in cookies.items())
        with demo.serving(prepared) as backend:
            demo.wait_until_served(prepared, backend)
            with httpx.Client(base_url=prepared.console, headers={"cookie": held}, timeout=600) as client:
                yield Desk(client.get, prepared)


def file_concerns(prepared: demo.Demo, number: int, days: int) -> list[bytes]:
    """File so many concerns, come over so many last days. Returns their ids."""
    with setup.opened(prepared.settings) as (store, _), store.write() as connection:
        trust = keys.read_trust(connection)
        ward, signed = connection.execute(
            select(tables.pack_parts.c.ward, tables.pack_parts.c.signed).where(tables.pack_parts.c.name == "keys")
        ).one()
        pack = wardpack.verify_keys(wardpack.read_signed(signed), trust.root, trust.mode)
        inners = [_sealed(pack, ward) for _ in range(min(number, DIFFERENT))]
        today, filed = tables.quarter_day(time.time()), []
        for at in range(number):
            quarter = today - at * 4 * days // number
            filed.append(
                record_keys.file_record(connection, trust, ward, os.urandom(16), quarter, inners[at % len(inners)])
            )
    return [each for each in filed if each is not None]


def _sealed(pack: wardpack.Keys, ward: str) -> bytes:
    """The inner seal of a concern for all its readers. The intake key of the trust is not at hand, so that one is thrown away."""
    intake = envelope.PrivateKey.generate()
    mine = wardpack.Keys(**{name: getattr(pack, name) for name in pack.__struct_fields__} | {"intake": intake.public})
    concern = records.Concern(
        id=os.urandom(16), ward=ward, questions=1, about=("W3",), kinds=("C2",), ward_reads=True, words="x" * 500
    )
    slot = envelope.seal_for_readers(concern, mine, ("ward", "safeguarding"))
    return envelope.open_outer(slot, {envelope.key_id(intake.public): intake}, envelope.Scope.of(mine)).inner


def _session(prepared: demo.Demo, reader: str) -> dict[str, str]:
    """The cookies of the reader's session, without the way over the sign-in page, which is slow on purpose."""
    account = next(each for each in prepared.accounts if each.name == reader)
    now = time.time()
    with setup.opened(prepared.settings) as (store, secret):
        code = demo.code_now(account.totp, now)
        unlocked = sign_in(store, secret, account.name, account.passphrase, code, now)
        with store.write() as connection:
            cookies = sessions.begin(connection, unlocked.reader.id, unlocked.key.seed, int(now))
    return {SESSION_COOKIE: cookies.session, SECRET_COOKIE: cookies.secret}
