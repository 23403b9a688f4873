"""Records under review: which of them a reader's keys open, the clock that runs on each, and opening one.

Nobody but a reader's session can tell whom a record is for. So the first session of a group that meets a record tries it and leaves an index row of
one size, sealed to the group: "ours" and "not ours" look the same to everybody else. Still, a ward reader who also holds the database can count the
records kept from the ward. A record's text exists in the request that opens it and nowhere else; that it was opened is committed before it is read.

For: listing and opening. Not for: keys (`keys`), words for pages (`console.wording`). Actions, messages and closing come with the work on cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Row, and_, select

from kiosk import envelope, records
from kiosk.trust import keys, record_keys
from kiosk.trust.access_log import Action
from kiosk.trust.access_log import note as note
from kiosk.trust.secret import bound
from kiosk.trust.store import tables
from kiosk.trust.store.database import Store, insert_once

CLOCK_SECONDS = 24 * 60 * 60  # Standard 7.1: recorded and acted on within 24 hours
INDEX_BYTES = 256
INDEX_AT_ONCE = 200  # records tried in one transaction
PAGE_ROWS = 100

OPENED: Action = "opened a record"
State = Literal["ours", "not ours", "unreadable"]
What = Literal["concern", "follow_up", ""]
HeldKeys = Mapping[bytes, keys.GroupKey]


class NotForYou(ValueError):
    """There is no such record, or none of the reader's keys opens it. The two look the same."""


class Unreadable(ValueError):
    """The record is for these readers and does not open: it was changed, or a part of it is missing. It is kept."""


class IndexRow(Struct, frozen=True, forbid_unknown_fields=True):
    """What a group knows of a record. mailbox: names the concern that a follow-up belongs to, where there is one."""

    state: State
    what: What = ""
    mailbox: bytes = b""


class Listed(Struct, frozen=True):
    """A record in a list. received: start of the quarter-day it came in; due: end of its 24 hours; both in seconds since 1970.
    groups: ids of the reader's groups that open it. opened: somebody has opened it before."""

    id: bytes
    ward: str
    received: int
    due: int
    state: State
    what: What
    groups: tuple[str, ...]
    opened: bool

    @property
    def reference(self) -> str:
        return reference(self.id)


class Opening(Struct, frozen=True):
    """That somebody opened a record. at: seconds since 1970."""

    reader: bytes
    name: str
    at: int


class OpenedRecord(Struct, frozen=True):
    """A record with its text. For one answer; never stored, logged or kept."""

    listed: Listed
    record: records.Concern | records.FollowUp
    openings: tuple[Opening, ...]

    def __repr__(self) -> str:
        return f"OpenedRecord({self.listed.reference})"


def reference(record: bytes) -> str:
    """A short name for a record, to say on the phone: it tells nothing about it."""
    digits = record[:4].hex().upper()
    return f"{digits[:4]}-{digits[4:]}"


# --- the index ---------------------------------------------------------------------------------------------------


def _index_info(trust: keys.Trust, key: keys.GroupKey, record: bytes) -> bytes:
    return bound("wardlight index row v1", trust.mode, trust.code, key.group, key.id, record)


def _seal_row(trust: keys.Trust, key: keys.GroupKey, record: bytes, row: IndexRow) -> bytes:
    data = msgspec.msgpack.encode(row)
    padded = len(data).to_bytes(2, "big") + data
    return envelope.seal_to(key.key.public, padded.ljust(INDEX_BYTES, b"\0"), _index_info(trust, key, record))


def _open_row(trust: keys.Trust, key: keys.GroupKey, record: bytes, sealed: bytes) -> IndexRow:
    try:
        padded = key.key.open(sealed, _index_info(trust, key, record))
        return msgspec.msgpack.decode(padded[2 : 2 + int.from_bytes(padded[:2], "big")], type=IndexRow)
    except (envelope.SealError, msgspec.DecodeError):
        return IndexRow(
            "unreadable"
        )  # a changed row hides nothing: the record is listed, and opening it says what is wrong


def _concerns(key: keys.GroupKey) -> ColumnElement[bool]:
    """The records that could be for this key: a ward team's are of its ward."""
    return tables.filed_records.c.ward == key.ward if key.ward else tables.filed_records.c.ward.is_not(None)


def _try(connection: Connection, trust: keys.Trust, key: keys.GroupKey, row: Row[Any]) -> IndexRow:
    try:
        inner = record_keys.unlocked(trust, row)
        named = keys.key_set_members(connection, envelope.readers_key_set(inner))
        if named[key.kind] != key.id:
            return IndexRow("not ours")
        record = envelope.open_for_reader(inner, key.kind, key.key, trust.scope(row.ward))
    except envelope.UnknownKey:
        return IndexRow("not ours")
    except (envelope.SealError, records.RecordError, keys.KeyFault):
        return IndexRow("unreadable")
    if isinstance(record, records.FollowUp):
        return IndexRow("ours", "follow_up", record.mailbox)
    return IndexRow("ours", "concern", record.mailbox)


def index_new(store: Store, trust: keys.Trust, held: HeldKeys) -> None:
    """Try every record that came since a session of these groups last looked, and leave a row for each, whatever the outcome."""
    filed, index = tables.filed_records.c, tables.group_index.c
    for key in held.values():
        missing = (
            record_keys.filed()
            .outerjoin(tables.group_index, and_(index.record == filed.id, index.key_id == key.id))
            .where(index.record.is_(None), _concerns(key))
            .limit(INDEX_AT_ONCE)
        )
        while True:
            with store.read() as connection:
                rows = connection.execute(missing).all()
                sealed = [(row.id, _seal_row(trust, key, row.id, _try(connection, trust, key, row))) for row in rows]
            if not sealed:
                break
            with store.write() as connection:
                for record, row_bytes in sealed:
                    # Another session of the group may have been first.
                    once = insert_once(connection, tables.group_index)
                    connection.execute(once.values(record=record, key_id=key.id, sealed=row_bytes))


# --- listing and opening -----------------------------------------------------------------------------------------


class Listing(Struct, frozen=True):
    """rows: newest first. older: the quarter-day to go on from (`list_records(before=...)`), or None at the end."""

    rows: tuple[Listed, ...]
    older: int | None = None


def list_records(
    connection: Connection, trust: keys.Trust, held: HeldKeys, *, before: int | None = None, most: int = PAGE_ROWS
) -> Listing:
    """What these keys open, by whole quarter-days, newest first. before: only quarter-days before this one.

    `index_new` comes first: what has no row yet is not listed.
    """
    if not held:
        return Listing(())
    filed, index = tables.filed_records.c, tables.group_index.c
    chosen = (
        select(filed.id, filed.ward, filed.quarter_day, index.key_id, index.sealed)
        .join(tables.group_index, index.record == filed.id)
        .join(tables.record_keys, tables.record_keys.c.record == filed.id)  # without its key nothing opens it any more
        .where(index.key_id.in_(list(held)))
        .order_by(filed.quarter_day.desc(), filed.id)
    )
    if before is not None:
        chosen = chosen.where(filed.quarter_day < before)
    found: dict[bytes, Listed] = {}
    older = None
    for row in connection.execute(chosen):
        if len(found) >= most and row.id not in found:
            last = next(reversed(found.values()))
            if tables.quarter_day_start(row.quarter_day) != last.received:  # a quarter-day is never cut in two
                older = row.quarter_day + 1
                break
        key = held[row.key_id]
        entry = _open_row(trust, key, row.id, row.sealed)
        if entry.state == "not ours":
            continue
        received = tables.quarter_day_start(row.quarter_day)
        groups = (*(found[row.id].groups if row.id in found else ()), key.group)
        if row.id in found and found[row.id].state == "ours":
            entry = IndexRow("ours", found[row.id].what)
        found[row.id] = Listed(
            row.id,
            row.ward,
            received,
            received + CLOCK_SECONDS,
            entry.state,
            entry.what,
            tuple(dict.fromkeys(groups)),
            False,
        )
    opened = _opened_before(connection, found)
    rows = (msgspec.structs.replace(listed, opened=listed.id in opened) for listed in found.values())
    return Listing(tuple(rows), older)


def _opened_before(connection: Connection, found: Iterable[bytes]) -> set[bytes]:
    log = tables.access_log.c
    chosen = select(log.record).where(log.action == OPENED, log.record.in_(list(found))).distinct()
    return {record for record in connection.execute(chosen).scalars() if record is not None}


def open_record(
    store: Store, trust: keys.Trust, held: HeldKeys, reader: bytes, record: bytes, now: float
) -> OpenedRecord:
    """A record with its text, for a reader whose keys are held. now: seconds since 1970.

    The opening stands in the log, committed, before the record is decrypted for reading. Raises NotForYou, Unreadable.
    """
    filed = tables.filed_records.c
    with store.read() as connection:
        row = connection.execute(record_keys.filed().where(filed.id == record)).one_or_none()
        if row is None:
            raise NotForYou("there is no such record for you")
        openers = [key for key in held.values() if _try(connection, trust, key, row).state != "not ours"]
        opened_before = bool(_opened_before(connection, [record]))
    if not openers:
        raise NotForYou("there is no such record for you")
    with store.write() as connection:
        note(connection, OPENED, now, reader, record)
    with store.read() as connection:
        try:
            inner = record_keys.unlocked(trust, row)
            named = keys.key_set_members(connection, envelope.readers_key_set(inner))
            text = keys.open_record(inner, trust.scope(row.ward), named, held)
        except (envelope.SealError, records.RecordError, keys.KeyFault) as error:
            raise Unreadable(str(error)) from None
        openings = _openings(connection, record)
    received = tables.quarter_day_start(row.quarter_day)
    listed = Listed(
        record,
        row.ward,
        received,
        received + CLOCK_SECONDS,
        "ours",
        "follow_up" if isinstance(text, records.FollowUp) else "concern",
        tuple(dict.fromkeys(key.group for key in openers)),
        opened_before,
    )
    return OpenedRecord(listed, text, openings)


def _openings(connection: Connection, record: bytes) -> tuple[Opening, ...]:
    log = tables.access_log.c
    chosen = (
        select(log.reader, tables.readers.c.name, log.at)
        .join(tables.readers, tables.readers.c.id == log.reader)
        .where(log.record == record, log.action == OPENED)
        .order_by(log.number.desc())
    )
    return tuple(Opening(row.reader, row.name, row.at) for row in connection.execute(chosen))
