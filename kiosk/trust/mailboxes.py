"""What readers wrote to people with a return code, on its way back: sealed replies, and the sets in which tablets fetch them.

Every tablet of a ward fetches one set an hour: 64 places of one size in random order, chaff where there is no reply. Each set is made anew, every
place with other bytes, so that no two sets show what they share, and nobody on the network, at a tablet's disk or in a log learns whether anyone
wrote or reads. That a reply was read is told by the person's own button alone (`mark_read`). Replies wait for 180 days where nobody says so.

For: keeping replies and making sets. Not for: writing replies (the console), whose they are (`follow_ups`), handing sets out (`intake`). Nothing here
can open a reply.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Sequence
from random import Random

from sqlalchemy import Connection, delete, or_, select, update

from kiosk import envelope, wire
from kiosk.refusal import Refusal
from kiosk.trust import keys
from kiosk.trust.store import tables
from kiosk.trust.store.database import insert_once

DAY_QUARTERS = 4
UNREAD_QUARTERS = 180 * DAY_QUARTERS  # a reply that nobody said they have read
READ_QUARTERS = 30 * DAY_QUARTERS  # one that somebody has: they may want to read it again
TURN_SECONDS = 3_600.0  # where more replies wait than there are places, others have their turn every hour

_system = secrets.SystemRandom()


class AlreadyPosted(Refusal):
    """There is another reply with this number in this mailbox. Nothing was changed."""


def post(
    connection: Connection,
    ward: str,
    mailbox: bytes,
    sealed: bytes,
    now: float,
    random: Callable[[int], bytes] = os.urandom,
) -> None:
    """Let a sealed reply (`envelope.seal_reply`) lie in this mailbox from the next set on. now: seconds since 1970.

    Raises AlreadyPosted for other bytes under the same number, envelope.SealError for what is no sealed reply. The same bytes again change nothing.
    """
    number = envelope.reply_number(sealed)
    row = {"id": random(16), "ward": ward, "mailbox": mailbox, "number": number, "sealed": sealed}
    once = insert_once(connection, tables.mailbox_replies)
    connection.execute(once.values(quarter_day=tables.quarter_day(now), read_quarter_day=None, **row))
    held = tables.mailbox_replies.c
    kept = connection.execute(select(held.sealed).where(held.mailbox == mailbox, held.number == number)).scalar_one()
    if kept != sealed:
        raise AlreadyPosted(f"this mailbox has a reply with the number {number} already: give it the next one")


def posted(connection: Connection, mailbox: bytes, number: int) -> bool:
    """Whether a reply with this number lies in this mailbox."""
    held = tables.mailbox_replies.c
    chosen = select(held.id).where(held.mailbox == mailbox, held.number == number)
    return connection.execute(chosen).scalar() is not None


def mark_read(connection: Connection, mailbox: bytes, to: int, now: float) -> None:
    """The person has said that they read everything up to this number. now: seconds since 1970."""
    held = tables.mailbox_replies.c
    read = (held.mailbox == mailbox) & (held.number <= to) & held.read_quarter_day.is_(None)
    changed = update(tables.mailbox_replies).where(read).values(read_quarter_day=tables.quarter_day(now))
    connection.execute(changed)


def forget(connection: Connection, mailbox: bytes) -> None:
    """Take out all that lies in this mailbox: its case is deleted."""
    connection.execute(delete(tables.mailbox_replies).where(tables.mailbox_replies.c.mailbox == mailbox))


def expire(connection: Connection, now: float) -> None:
    """Take out what has lain long enough. now: seconds since 1970."""
    held, quarter = tables.mailbox_replies.c, tables.quarter_day(now)
    done = or_(held.quarter_day < quarter - UNREAD_QUARTERS, held.read_quarter_day < quarter - READ_QUARTERS)
    connection.execute(delete(tables.mailbox_replies).where(done))


# --- sets --------------------------------------------------------------------------------------------------------


def turn(waiting: Sequence[bytes], now: float, places: int = wire.PLACES) -> list[bytes]:
    """Which of the waiting replies (by id) have a place in the sets of this hour: all, or the next ones in a circle, so that none waits more than
    one round longer than another. now: seconds since 1970."""
    ring = sorted(waiting)
    if len(ring) <= places:
        return ring
    start = int(now // TURN_SECONDS) * places % len(ring)
    return (ring + ring)[start : start + places]


def make_set(
    connection: Connection,
    trust: keys.Trust,
    ward: str,
    now: float,
    random: Callable[[int], bytes] = os.urandom,
    order: Random = _system,
) -> wire.MailboxSet:
    """A set for a tablet of this ward. order: of the places."""
    held, scope = tables.mailbox_replies.c, trust.scope(ward)
    waiting = connection.execute(select(held.id).where(held.ward == ward)).scalars().all()
    chosen = select(held.mailbox, held.sealed).where(held.id.in_(turn(waiting, now)))
    places = [envelope.seal_place(row.sealed, row.mailbox, scope, random) for row in connection.execute(chosen).all()]
    places += [envelope.chaff_place(scope, random) for _ in range(wire.PLACES - len(places))]
    order.shuffle(places)
    return wire.MailboxSet(trust.mode, int(now), tuple(places))
