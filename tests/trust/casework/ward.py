"""A trust with one reader in each group, their keys as their sessions hold them, and records filed as sorting files them."""

from __future__ import annotations

import secrets
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import insert, select

from kiosk import envelope, records, wardpack
from kiosk.trust import accounts, keys, record_keys, roles
from kiosk.trust.casework import case_file, inbox
from kiosk.trust.casework.case_file import CaseFile
from kiosk.trust.casework.events import Event
from kiosk.trust.casework.inbox import Inbox, Listed
from kiosk.trust.passphrases import Argon2Cost
from kiosk.trust.secret import ServerSecret
from kiosk.trust.store import tables
from kiosk.trust.store.database import Store

QUARTER = tables.QUARTER_DAY_SECONDS
NOW = 83_000 * QUARTER + 1_000.0
CHEAP = Argon2Cost(memory_kib=8, passes=1)


class Ward:
    """A trust with one reader in each group, and their keys as their sessions hold them."""

    def __init__(self, store: Store) -> None:
        self.store = store
        root, secret = Ed25519PrivateKey.generate(), ServerSecret(secrets.token_bytes(32))
        self.secret = secret
        with store.write() as connection:
            connection.execute(
                insert(tables.trust).values(
                    id=1,
                    code="north",
                    name="North",
                    mode="demo",
                    root=root.public_key().public_bytes_raw(),
                    secret_check=bytes(32),
                    settled=0,
                )
            )
            self.trust = keys.read_trust(connection)
            groups = {
                name: keys.new_group(connection, self.trust, name, kind, title, NOW)
                for name, kind, title in keys.TRUST_WIDE
            }
            groups["outside"] = groups["advocate"]
            groups["ward"] = keys.add_ward(connection, secret, self.trust, "willow", "Willow Ward", NOW)
            self.pack = keys.sign_keys(connection, root, "willow", NOW)
            self.held: dict[str, dict[bytes, keys.GroupKey]] = {}
            self.readers: dict[str, bytes] = {}
            works: tuple[roles.Role, ...] = ("ward", "safeguarding", "outside")
            for name in works:
                new = accounts.add_reader(connection, secret, self.trust, name, name, name, cost=CHEAP)
                keys.admit(connection, self.trust, groups[name], new.id)
                self.readers[name] = new.id
                self.held[name] = {groups[name].id: groups[name]}

    def file(self, readers: tuple[records.ReaderGroup, ...], at: float = NOW, **fields: Any) -> bytes:
        """A concern for these groups, as sorting files it. Returns its id."""
        fields.setdefault("ward_reads", "ward" in readers)
        concern = records.Concern(id=secrets.token_bytes(16), ward="willow", questions=1, **fields)
        return self.file_inner(self.inner(concern, readers), at)

    def inner(self, record: records.Concern | records.FollowUp, readers: tuple[records.ReaderGroup, ...]) -> bytes:
        intake = envelope.PrivateKey.generate()
        pack = wardpack.Keys(
            **{name: getattr(self.pack, name) for name in self.pack.__struct_fields__} | {"intake": intake.public}
        )
        slot = envelope.seal_for_readers(record, pack, readers)
        return envelope.open_outer(slot, {envelope.key_id(intake.public): intake}, envelope.Scope.of(pack)).inner

    def file_inner(self, inner: bytes, at: float = NOW) -> bytes:
        slot, quarter = secrets.token_bytes(16), tables.quarter_day(at)
        with self.store.write() as connection:
            record = record_keys.file_record(connection, self.trust, "willow", slot, quarter, inner)
        assert record is not None
        return record

    def inbox(self, group: str, now: float = NOW) -> Inbox:
        """What this group's reader lists."""
        inbox.index_new(self.store, self.trust, self.held[group])
        with self.store.read() as connection:
            return inbox.load(connection, self.trust, self.held[group], self.readers[group], now)

    def listed(self, group: str, now: float = NOW) -> tuple[Listed, ...]:
        return self.inbox(group, now).of("all")

    def open(self, group: str, record: bytes, now: float = NOW) -> CaseFile:
        return case_file.open_case(self.store, self.trust, self.held[group], self.readers[group], record, now)

    def write(self, group: str, record: bytes, *written: Event, now: float = NOW) -> None:
        """This group's reader writes these, one after another."""
        for event in written:
            file = self.open(group, record, now)
            with self.store.write() as connection:
                case_file.write(connection, self.trust, file, self.readers[group], group, now, event)

    def log(self) -> list[tuple[bytes | None, str, bytes | None]]:
        log = tables.access_log.c
        with self.store.read() as connection:
            return [
                tuple(row)
                for row in connection.execute(select(log.reader, log.action, log.record).order_by(log.number))
            ]
