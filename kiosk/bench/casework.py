"""What a reader waits for at the console: a page of an inbox of ten thousand sealed cases, and one case opened.

Both are whole answers over loopback from a backend of its own, as a browser asks for them: session, keys, access log, page. Beside them stands the
least that the machine needs for the same secrets: every index row read and opened by itself, one seal of the same size opened by HPKE.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from msgspec import Struct
from sqlalchemy import select

from kiosk import demo, envelope, records, wardpack
from kiosk.bench.figures import BenchRefused, Figure
from kiosk.bench.running import demo_folder
from kiosk.trust import keys, record_keys, sessions, setup
from kiosk.trust.accounts import sign_in
from kiosk.trust.casework.inbox import INDEX_BYTES
from kiosk.trust.console.access import SECRET_COOKIE, SESSION_COOKIE
from kiosk.trust.store import tables

CASES = 10_000
DIFFERENT = 200  # texts, each filed again and again under names of its own: sealing is not what is measured
DAYS = 90  # over which they came
READER = "safeguarding"  # of a trust-wide group: everything is theirs
INFO = b"wardlight bench"


class Desk(Struct, frozen=True):
    """A signed-in reader of a backend that runs. get: an address of the console -> the page. cases: ids of what they can open."""

    get: Callable[[str], httpx.Response]
    cases: list[bytes]


def inbox(runs: int) -> Figure:
    """Milliseconds for the first page of the inbox. `first`: the first look at all of them, once for a group and not for each reader."""
    key, rows = ChaCha20Poly1305(os.urandom(32)), [os.urandom(12) for _ in range(CASES)]
    sealed = [(nonce, key.encrypt(nonce, os.urandom(INDEX_BYTES - 28), INFO)) for nonce in rows]
    ours, floor = [], []
    with _desk(CASES) as desk:
        first = _timed(lambda: _page(desk, "/console/concerns"))
        for _ in range(runs):
            ours.append(_timed(lambda: _page(desk, "/console/concerns")))
            floor.append(_timed(lambda: [key.decrypt(nonce, row, INFO) for nonce, row in sealed]))
    return Figure("ms", ours, f"{CASES} rows of that size opened by a bare cipher", floor, {"first": [first]})


def open_case(runs: int) -> Figure:
    """Milliseconds until a case that nobody opened before is on its page, its opening in the log first. Each run opens another one."""
    key = envelope.PrivateKey.generate()
    sealed = envelope.seal_to(key.public, os.urandom(envelope.INNER_BYTES), INFO)
    ours, floor = [], []
    with _desk(max(CASES // 10, runs)) as desk:
        _page(desk, "/console/concerns")
        for case in desk.cases[:runs]:
            ours.append(_timed(lambda case=case: _page(desk, f"/console/concerns/{case.hex()}")))  # type: ignore[misc]
            floor.append(_timed(lambda: key.open(sealed, INFO)))
    return Figure("ms", ours, "one HPKE seal of as many bytes opened", floor)


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _page(desk: Desk, path: str) -> None:
    answer = desk.get(path)
    if answer.status_code != 200:
        raise BenchRefused(f"the console answered {answer.status_code} for {path}")


@contextmanager
def _desk(cases: int) -> Iterator[Desk]:
    with demo_folder() as prepared:
        ids = _file(prepared, cases)
        cookies = _session(prepared)
        held = "; ".join(f"{name}={value}" for name, value in cookies.items())
        with demo.serving(prepared) as backend:
            demo.wait_until_served(prepared, backend)
            with httpx.Client(base_url=prepared.console, headers={"cookie": held}, timeout=600) as client:
                yield Desk(client.get, ids)


def _file(prepared: demo.Demo, number: int) -> list[bytes]:
    """File so many concerns as sorting files them, come over the last months. Returns their ids."""
    with setup.opened(prepared.settings) as (store, _), store.write() as connection:
        trust = keys.read_trust(connection)
        ward, signed = connection.execute(
            select(tables.pack_parts.c.ward, tables.pack_parts.c.signed).where(tables.pack_parts.c.name == "keys")
        ).one()
        pack = wardpack.verify_keys(wardpack.read_signed(signed), trust.root, trust.mode)
        inners = [_sealed(pack, ward) for _ in range(min(number, DIFFERENT))]
        today, filed = tables.quarter_day(time.time()), []
        for at in range(number):
            quarter = today - at % (4 * DAYS)
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


def _session(prepared: demo.Demo) -> dict[str, str]:
    """The cookies of the reader's session, without the way over the sign-in page, which is slow on purpose."""
    account = next(each for each in prepared.accounts if each.name == READER)
    now = time.time()
    with setup.opened(prepared.settings) as (store, secret):
        code = demo.code_now(account.totp, now)
        unlocked = sign_in(store, secret, account.name, account.passphrase, code, now)
        with store.write() as connection:
            cookies = sessions.begin(connection, unlocked.reader.id, unlocked.key.seed, int(now))
    return {SESSION_COOKIE: cookies.session, SECRET_COOKIE: cookies.secret}
