"""What people on a ward said, and what the ward did: written by its team for the community meeting, about the ward and never about one person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from msgspec import Struct
from sqlalchemy import Connection, insert, select, update

from kiosk.trust.measures.periods import Period, date_of, day_number
from kiosk.trust.store import tables

MOST = 300  # characters of either


class YouSaid(Struct, frozen=True):
    """day: on which it was written."""

    id: bytes
    said: str
    did: str
    day: date


def add(
    connection: Connection, ward: str, said: str, did: str, author: bytes, today: date, random: Callable[[int], bytes]
) -> None:
    """Write one down."""
    connection.execute(
        insert(tables.you_said).values(
            id=random(16), ward=ward, day=day_number(today), said=said, did=did, author=author, ended=False
        )
    )


def take_off(connection: Connection, ward: str, which: bytes) -> bool:
    """Show it no longer; who wrote it stays known. Returns whether there was such a one."""
    kept = tables.you_said.c
    changed = update(tables.you_said).where(kept.id == which, kept.ward == ward, ~kept.ended).values(ended=True)
    return bool(connection.execute(changed).rowcount)


def of_ward(connection: Connection, ward: str, since: Period) -> list[YouSaid]:
    """Those that a ward wrote from the beginning of a period on, oldest first."""
    kept = tables.you_said.c
    chosen = (
        select(kept.id, kept.said, kept.did, kept.day)
        .where(kept.ward == ward, kept.day >= day_number(since.starts), ~kept.ended)
        .order_by(kept.day, kept.id)
    )
    return [YouSaid(row.id, row.said, row.did, date_of(row.day)) for row in connection.execute(chosen)]
