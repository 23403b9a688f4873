"""Records under review: which of a reader's keys open one, its text, and who has opened it before.

A record's text exists in the request that opens it and nowhere else; that it was opened is committed before it is read. For: opening one record.
Not for: the list (`casework.inbox`), what readers write about it (`casework`), keys (`keys`), words for pages (`console.wording`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct
from sqlalchemy import Connection, select

from kiosk import envelope, records
from kiosk.trust import access_log, keys, record_keys
from kiosk.trust.access_log import Action
from kiosk.trust.store import tables
from kiosk.trust.store.database import insert_once

OPENED: Action = "opened a record"
HeldKeys = Mapping[bytes, keys.GroupKey]


class NotForYou(ValueError):
    """There is no such record, or none of the reader's keys opens it. The two look the same."""


class Unreadable(ValueError):
    """The record is for these readers and does not open: it was changed, or a part of it is missing. It is kept."""


class Opening(Struct, frozen=True):
    """That somebody opened a record. at: seconds since 1970."""

    reader: bytes
    name: str
    at: int


class Filed(Struct, frozen=True):
    """A record as it was filed. quarter: the quarter-day in which it came. inner: sealed to its readers; empty where it was changed."""

    id: bytes
    ward: str
    quarter: int
    inner: bytes

    @property
    def received(self) -> int:
        """Start of that quarter-day, seconds since 1970."""
        return tables.quarter_day_start(self.quarter)


class Unlocked(Struct, frozen=True):
    """What some keys are to a record. openers: those for which it was sealed. box: of its case; None where the record was changed."""

    openers: tuple[keys.GroupKey, ...]
    box: envelope.Box | None


def reference(record: bytes) -> str:
    """A short name for a record, to say on the phone: it tells nothing about it."""
    digits = record[:4].hex().upper()
    return f"{digits[:4]}-{digits[4:]}"


def filed(connection: Connection, trust: keys.Trust, ids: Iterable[bytes]) -> list[Filed]:
    """These records, their own lock taken off; one that is not there, or whose key was destroyed, is left out."""
    chosen = record_keys.filed().where(tables.filed_records.c.id.in_(list(ids)))
    found = []
    for row in connection.execute(chosen):
        try:
            inner = record_keys.unlocked(trust, row)
        except envelope.SealError:
            inner = b""  # it was changed: it is listed, and opening it says so
        found.append(Filed(row.id, row.ward, row.quarter_day, inner))
    return found


def unlock(connection: Connection, trust: keys.Trust, held: HeldKeys, record: Filed) -> Unlocked:
    """Which of these keys a record was sealed for. Its text is not opened. A record that was changed is for whoever it may be for, so that it is
    not lost.
    """
    may_be = [key for key in held.values() if key.ward in (None, record.ward)]
    try:
        named = keys.key_set_members(connection, envelope.readers_key_set(record.inner))
    except (envelope.SealError, keys.KeyFault):
        return Unlocked(tuple(may_be), None)
    openers, box = [], None
    for key in may_be:
        if named.get(key.id) != key.kind:
            continue
        try:
            box = envelope.case_box(record.inner, key.kind, key.key, trust.scope(record.ward))
        except envelope.UnknownKey:
            continue
        except envelope.SealError:
            pass  # for this key, and changed
        openers.append(key)
    return Unlocked(tuple(openers), box)


def read_text(
    connection: Connection, trust: keys.Trust, held: HeldKeys, record: Filed
) -> records.Concern | records.FollowUp:
    """The text of a record, for the request that asks for it. Whoever calls has noted that it is opened (`mark_opened`). Raises Unreadable."""
    try:
        named = keys.key_set_members(connection, envelope.readers_key_set(record.inner))
        return keys.open_record(record.inner, trust.scope(record.ward), named, held)
    except (envelope.SealError, records.RecordError, keys.KeyFault) as error:
        raise Unreadable(str(error)) from None


def mark_opened(connection: Connection, ids: Iterable[bytes], reader: bytes, now: float) -> None:
    """Note that a reader opens these records: in the log, and once for each in the table that the inbox looks at."""
    opening = list(ids)
    for record in sorted(
        opening
    ):  # in one order, and all before the log: two who open the same at once do not wait for each other
        connection.execute(insert_once(connection, tables.cases).values(record=record, entries=0))
    for record in opening:
        access_log.note(connection, OPENED, now, reader, record)


def openings(connection: Connection, record: bytes) -> tuple[Opening, ...]:
    """Who opened a record, newest first."""
    log = tables.access_log.c
    chosen = (
        select(log.reader, tables.readers.c.name, log.at)
        .join(tables.readers, tables.readers.c.id == log.reader)
        .where(log.record == record, log.action == OPENED)
        .order_by(log.number.desc())
    )
    return tuple(Opening(row.reader, row.name, row.at) for row in connection.execute(chosen))
