"""How long records are kept: reviews, legal holds, and deletion by two people. Nothing is ever deleted by itself.

A record comes up for review some years after it came in. A reader who can open it then chooses a policy, which says when it comes up again; or puts
it on hold, with a reason from a fixed list; or, once the years of its policy are over, asks to delete it. A second reader who can open it approves.
Deleting destroys the record's key, so that no backup brings it back after 35 days, and is written in the ledger (`ledger`).

For: what may be done with a record, and doing it. That the reader's keys open the record is for the caller to have seen; so is which follow-ups go
with a concern. Not for: pages (`console.retention_page`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime

from msgspec import Struct
from sqlalchemy import Connection, delete, insert, select

from kiosk.refusal import Refusal
from kiosk.trust import access_log, ledger
from kiosk.trust.settings import Retention
from kiosk.trust.store import tables
from kiosk.trust.store.database import RETENTION, in_turn

REASONS: Mapping[str, str] = {
    "inquiry": "A public or independent inquiry",
    "police": "A police investigation",
    "coroner": "A coroner’s inquest",
    "court": "Court proceedings, or a claim",
    "complaint": "A complaint that is still open",
    "access": "A request for access to the record",
    "other": "Another legal reason, written down where the trust keeps such things",
}
DAY_SECONDS = ledger.DAY_SECONDS
_EPOCH = date(1970, 1, 1)


class RetentionError(Refusal):
    """This may not be done with this record now. The message says why, as a sentence for a reader."""


class Standing(Struct, frozen=True):
    """How a record stands. Days are counted from 1970. policy: "" before the first review. review: day on which it comes up.

    hold: code of the reason, or "". held_since: day. asked: reader who asked to delete it, or None; asked_on: day.
    """

    policy: str
    review: int
    hold: str = ""
    held_since: int = 0
    asked: bytes | None = None
    asked_on: int = 0

    def due(self, today: int) -> bool:
        """Whether a reader has to look at it."""
        return today >= self.review and not self.hold


def today(now: float) -> int:
    """The day of a moment, counted from 1970. now: seconds since 1970."""
    return int(now // DAY_SECONDS)


def years_later(received: int, years: int) -> int:
    """The same date some years after a record came in; the 1st of March for the 29th of February. received: seconds since 1970. A day."""
    came = datetime.fromtimestamp(received, UTC).date()
    try:
        return (came.replace(year=came.year + years) - _EPOCH).days
    except ValueError:
        return (date(came.year + years, 3, 1) - _EPOCH).days


def standing(connection: Connection, retention: Retention, received: Mapping[bytes, int]) -> dict[bytes, Standing]:
    """How these records stand. received: record -> start of the quarter-day it came in, seconds since 1970."""
    ids = list(received)
    kept, holds, asked = tables.kept_until.c, tables.legal_holds.c, tables.deletion_requests.c
    policies = {row.record: row for row in connection.execute(select(tables.kept_until).where(kept.record.in_(ids)))}
    held = {row.record: row for row in connection.execute(select(tables.legal_holds).where(holds.record.in_(ids)))}
    asking = {
        row.record: row for row in connection.execute(select(tables.deletion_requests).where(asked.record.in_(ids)))
    }
    found = {}
    for record, came in received.items():
        policy, hold, request = policies.get(record), held.get(record), asking.get(record)
        found[record] = Standing(
            policy.policy if policy else "",
            policy.day if policy else years_later(came, retention.review),
            hold.reason if hold else "",
            hold.day if hold else 0,
            request.reader if request else None,
            request.day if request else 0,
        )
    return found


def _one(connection: Connection, retention: Retention, record: bytes, received: int) -> Standing:
    in_turn(connection, RETENTION)  # a hold and an approval at the same moment: one of them sees the other
    return standing(connection, retention, {record: received})[record]


def keep(
    connection: Connection, retention: Retention, record: bytes, received: int, policy: str, reader: bytes, now: float
) -> int:
    """Decide at a review under which policy a record is kept. Returns the day on which it comes up again.

    Raises RetentionError.
    """
    if policy not in retention.years:
        raise RetentionError("Choose for how long to keep it")
    held = _one(connection, retention, record, received)
    if held.asked is not None:
        raise RetentionError("Somebody has asked to delete it: take that back first")
    day = years_later(received, retention.years[policy])
    connection.execute(delete(tables.kept_until).where(tables.kept_until.c.record == record))
    connection.execute(insert(tables.kept_until).values(record=record, policy=policy, day=day))
    access_log.note(connection, "kept a record on", now, reader, record)
    return day


def hold(connection: Connection, record: bytes, reason: str, reader: bytes, now: float) -> None:
    """Put a record on hold: it is not deleted, whatever its policy says, and an asking to delete it is over. Raises RetentionError."""
    if reason not in REASONS:
        raise RetentionError("Choose the reason for the hold")
    in_turn(connection, RETENTION)
    connection.execute(delete(tables.deletion_requests).where(tables.deletion_requests.c.record == record))
    connection.execute(delete(tables.legal_holds).where(tables.legal_holds.c.record == record))
    connection.execute(insert(tables.legal_holds).values(record=record, reason=reason, reader=reader, day=today(now)))
    access_log.note(connection, "put a record on hold", now, reader, record)


def release(connection: Connection, record: bytes, reader: bytes, now: float) -> None:
    """Take a record off hold. Raises RetentionError."""
    in_turn(connection, RETENTION)
    gone = connection.execute(delete(tables.legal_holds).where(tables.legal_holds.c.record == record))
    if gone.rowcount != 1:
        raise RetentionError("It is not on hold")
    access_log.note(connection, "took a record off hold", now, reader, record)


def ask(connection: Connection, retention: Retention, record: bytes, received: int, reader: bytes, now: float) -> None:
    """Ask to delete a record whose years are over. Raises RetentionError."""
    held = _one(connection, retention, record, received)
    _may_go(held, now)
    if held.asked is not None:
        raise RetentionError("Somebody has asked to delete it already: a second person has to approve")
    values = {"record": record, "policy": held.policy, "reader": reader, "day": today(now)}
    connection.execute(insert(tables.deletion_requests).values(values))
    access_log.note(connection, "asked to delete a record", now, reader, record)


def take_back(connection: Connection, record: bytes, reader: bytes, now: float) -> None:
    """Take an asking to delete back. Any reader of the record may. Raises RetentionError."""
    in_turn(connection, RETENTION)
    gone = connection.execute(delete(tables.deletion_requests).where(tables.deletion_requests.c.record == record))
    if gone.rowcount != 1:
        raise RetentionError("Nobody has asked to delete it")
    access_log.note(connection, "took back the asking", now, reader, record)


def approve(
    connection: Connection,
    retention: Retention,
    record: bytes,
    received: int,
    with_it: Collection[bytes],
    reader: bytes,
    now: float,
) -> None:
    """Delete a record that somebody else asked to delete, and what belongs to it (with_it: ids of follow-ups).

    After the commit comes `record_keys.forget`, and the ledger's file. Raises RetentionError.
    """
    held = _one(connection, retention, record, received)
    if held.asked is None:
        raise RetentionError("Nobody has asked to delete it")
    if held.asked == reader:
        raise RetentionError("You asked for it yourself: a second person has to approve")
    _may_go(held, now)
    gone = [record, *(each for each in with_it if each != record)]
    ledger.delete_records(connection, gone, held.policy, today(now), held.asked, reader)
    access_log.note(connection, "deleted a record", now, reader, record)


def _may_go(held: Standing, now: float) -> None:
    if held.hold:
        raise RetentionError("It is on hold: it may not be deleted")
    if not held.policy:
        raise RetentionError("Nobody has reviewed it yet: choose first for how long it has to be kept")
    if today(now) < held.review:
        raise RetentionError("The years for which it has to be kept are not over")
