"""How many of a ward's beds are occupied, from a day on, as somebody of the ward or an administrator said: for answers per occupied bed-day.

Answers of patients alone are set against it. An occupied bed is a patient who was there; it says nothing of how many visitors came or staff worked,
and who did not say what they are may be either. So a quiet tablet can be told from an empty ward, and nothing else should be read from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, delete, insert, select

from kiosk.refusal import Refusal
from kiosk.trust.measures.periods import FIRST_BLOCK, Period, day_number
from kiosk.trust.store import tables

MOST = 200  # beds
GROUP = "patient"
PER = 100  # bed-days that a rate is of


class BedsError(Refusal):
    """Beds that cannot be. The message says why, and how to mend it."""


def read(connection: Connection, ward: str) -> dict[int, int]:
    """Day, counted from 1970 -> beds occupied from then on; the earliest first."""
    held = tables.ward_beds.c
    chosen = select(held.day, held.beds).where(held.ward == ward).order_by(held.day)
    return {row.day: row.beds for row in connection.execute(chosen)}


def say(connection: Connection, ward: str, day: date, beds: int, today: date) -> None:
    """So many are occupied from this day on, until the next day of which something was said. The same day again takes its place. Raises BedsError."""
    if not 0 <= beds <= MOST:
        raise BedsError(f"enter a number of beds from 0 to {MOST}")
    if not FIRST_BLOCK <= day <= today:
        raise BedsError(f"enter a day from 1 January {FIRST_BLOCK.year} until today")
    held = tables.ward_beds
    connection.execute(delete(held).where(held.c.ward == ward, held.c.day == day_number(day)))
    connection.execute(insert(held).values(ward=ward, day=day_number(day), beds=beds))


def bed_days(said: Mapping[int, int], period: Period) -> int | None:
    """Occupied bed-days of a period; None where the beds of one of its days are not known. said: as `read` has it."""
    total = 0
    for day in range(day_number(period.starts), day_number(period.ends)):
        from_then_on = [beds for since, beds in said.items() if since <= day]
        if not from_then_on:
            return None
        total += from_then_on[-1]
    return total


def rate(answers: int, days: int | None) -> float | None:
    """Answers per 100 occupied bed-days; None where those are not known, or none was occupied."""
    return PER * answers / days if days else None
