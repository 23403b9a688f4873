"""A trust that was just set up, in a folder or a PostgreSQL database of the test's own, with the tablets' side of it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import insert, select

from kiosk import envelope, records, wardpack, wire
from kiosk.trust import holders, keys, pairing, setup
from kiosk.trust.keys import GroupKey
from kiosk.trust.secret import ServerSecret
from kiosk.trust.settings import Settings
from kiosk.trust.sorting import Sorter
from kiosk.trust.store import tables
from kiosk.trust.store.database import Store

NOW = 1_795_000_000.0
WARD = "willow"


def content(
    _folder: Path, ward: str, _name: str, mode: wardpack.Mode, serial: int, issued: int, expires: int
) -> wardpack.Content:
    """The smallest content part."""
    return wardpack.Content(mode, ward, serial, issued, expires, "adult", 1, (), (), (), {"en": {}})


class FoundedTrust:
    """A trust's database, opened, and what a tablet of it knows."""

    def __init__(self, settings: Settings, store: Store, secret: ServerSecret, shares: Path) -> None:
        self.settings, self.store, self.secret, self.shares = settings, store, secret, shares
        with store.read() as connection:
            self.trust = keys.read_trust(connection)

    def part(self, name: wardpack.PartName) -> wardpack.Signed:
        parts = tables.pack_parts.c
        with self.store.read() as connection:
            held = connection.execute(select(parts.signed).where(parts.ward == WARD, parts.name == name)).scalar_one()
        return wardpack.read_signed(held)

    @property
    def keys(self) -> wardpack.Keys:
        return wardpack.verify_keys(self.part("keys"), self.trust.root, self.trust.mode)

    @property
    def founding(self) -> dict[str, GroupKey]:
        """Group -> key, from the file that `init` left; the ward's own team is "ward"."""
        return {
            "ward" if key.kind == "ward" else key.group: key
            for key in holders.read_founding(setup.founding_file(self.settings))
        }

    def batch(self, *slots: bytes) -> wire.Batch:
        """A batch with these slots, filled up with chaff."""
        chaff = (envelope.seal_chaff(self.keys) for _ in range(wire.SLOTS - len(slots)))
        return wire.Batch(secrets.token_bytes(16), self.trust.mode, (*slots, *chaff))

    def put(self, *slots: bytes, now: float = NOW) -> wire.Batch:
        """A batch waits to be sorted."""
        batch = self.batch(*slots)
        with self.store.write() as connection:
            connection.execute(
                insert(tables.batches).values(
                    id=batch.id,
                    sha256=bytes(32),
                    body=wire.encode_batch(batch),
                    quarter_day=tables.quarter_day(now),
                )
            )
        return batch

    def sorter(self, now: float = NOW) -> Sorter:
        return Sorter(self.store, self.secret, lambda: now)

    def concern(
        self, words: str = "", readers: tuple[records.ReaderGroup, ...] = ("ward",), affected: tuple[str, ...] = ()
    ) -> bytes:
        """A sealed slot."""
        record = records.Concern(id=secrets.token_bytes(16), ward=WARD, questions=1, words=words, affected=affected)
        return envelope.seal_for_readers(record, self.keys, readers)

    def check_in(self, who: str = "patient", safe: str = "yes") -> bytes:
        """A sealed slot."""
        record = records.CheckIn(id=secrets.token_bytes(16), ward=WARD, questions=1, who=who, safe=safe)
        return envelope.seal_check_in(record, self.keys)

    def pair(self, place: str = "Day room") -> tuple[str, Ed25519PrivateKey]:
        """A paired tablet: its id and key."""
        key = Ed25519PrivateKey.generate()
        with self.store.write() as connection:
            code = pairing.new_pairing(connection, self.secret, WARD, place, NOW)
            request = wire.PairRequest(code.secret, key.public_key().public_bytes_raw(), self.trust.mode)
            answer, _ = pairing.pair(connection, self.secret, request, NOW)
        assert answer.refused == ""
        return answer.tablet, key


@contextmanager
def founded_trust(folder: Path, database: str = "", mode: wardpack.Mode = "demo") -> Iterator[FoundedTrust]:
    """A trust set up in a folder. database: of PostgreSQL; empty: SQLite in the folder."""
    shares = folder / "shares"
    shares.mkdir(parents=True)
    settings = Settings(
        mode=mode,
        code="north",
        name="Northfield",
        data=str(folder / "data"),
        secret=str(folder / "keys" / "secret"),
        database=database,
    )
    setup.init_trust(settings, WARD, "Willow Ward", folder, shares, now=NOW, build=content)
    with setup.opened(settings) as (store, secret):
        yield FoundedTrust(settings, store, secret, shares)
