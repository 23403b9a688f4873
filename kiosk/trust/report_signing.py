"""Signatures under a quarter's report: the named executive has seen it, and says what is done (Standard 7.2).

What was signed stands; whoever has more to say signs again, and all versions stay.
"""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import Connection, func, insert, select

from kiosk.trust.measures.periods import Period, day_number
from kiosk.trust.store import tables
from kiosk.trust.store.database import RELEASES, in_turn

MOST = 4_000  # characters of what is said
NAME_MOST = 100


class Signature(Struct, frozen=True):
    """version: counted from 1. post: what the executive is. words: what they say of the actions. at: seconds since 1970."""

    version: int
    name: str
    post: str
    words: str
    at: int


def sign(connection: Connection, quarter: Period, name: str, post: str, words: str, reader: bytes, now: float) -> int:
    """Sign a quarter's report, and return the version."""
    in_turn(connection, RELEASES)  # two at once would take one version
    kept = tables.report_signatures.c
    of_quarter = kept.starts == day_number(quarter.starts)
    last = connection.execute(select(func.max(kept.version)).where(of_quarter)).scalar() or 0
    connection.execute(
        insert(tables.report_signatures).values(
            starts=day_number(quarter.starts),
            version=last + 1,
            name=name,
            post=post,
            words=words,
            reader=reader,
            at=int(now),
        )
    )
    return last + 1


def signatures(connection: Connection, quarter: Period) -> list[Signature]:
    """All of a quarter, the newest first."""
    kept = tables.report_signatures.c
    chosen = (
        select(kept.version, kept.name, kept.post, kept.words, kept.at)
        .where(kept.starts == day_number(quarter.starts))
        .order_by(kept.version.desc())
    )
    return [Signature(*row) for row in connection.execute(chosen)]
