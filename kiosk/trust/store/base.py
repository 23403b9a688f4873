"""What all tables stand on: their one MetaData, the kinds of their columns, and quarter-days."""

from __future__ import annotations

import secrets

from sqlalchemy import BigInteger, Integer, LargeBinary, MetaData

QUARTER_DAY_SECONDS = 21_600

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)
Id = LargeBinary(16)
KeyId = LargeBinary(8)
Sequence = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up only an INTEGER key


def new_shelf() -> int:
    return secrets.randbits(62)


def quarter_day(now: float) -> int:
    """The quarter of a day (UTC: from 0, 6, 12, 18 h) that a moment lies in, counted from 1970. now: seconds since 1970."""
    return int(now // QUARTER_DAY_SECONDS)


def quarter_day_start(quarter: int) -> int:
    """Seconds since 1970 at which a quarter-day begins: the 24-hour clock of a record runs from here, never later than it came."""
    return quarter * QUARTER_DAY_SECONDS
