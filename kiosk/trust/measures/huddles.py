"""The ward's habit of looking together: on which days its team did, and what they said that they would do next.

A tick is the team's. Neither its row nor the access log says whose hand it was, so that it can never become a measure of somebody. What they will do
is sealed to the ward's team, because somebody may write into it what belongs into a concern; it is deleted after 28 days, and in no backup.

Days are London's, counted from 1970.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import date

import anyio.to_thread
from msgspec import Struct
from sqlalchemy import Connection, delete, select, update

from kiosk import envelope
from kiosk.trust import keys
from kiosk.trust.cases import HeldKeys
from kiosk.trust.casework import clocks
from kiosk.trust.measures import periods
from kiosk.trust.repeating import repeating
from kiosk.trust.secret import bound
from kiosk.trust.store import tables
from kiosk.trust.store.database import Store, insert_once

MOST_LETTERS = 200  # of what they will do
LINE_BYTES = 1_024  # of it, sealed: room for letters of four bytes
LINE_DAYS = 28  # that it is kept
WEEKS = 26  # that ended, on the chart
LOOK_EVERY = 3_600.0  # seconds
PURPOSE = "huddle"
NO_LINE: Mapping[str, None] = {"key_id": None, "line": None}


class LineRefused(ValueError):
    """What they will do cannot be kept so. The message says why, as a sentence."""


class HabitWeek(Struct, frozen=True):
    """monday: its first day. days: how many of its days somebody ticked, 0 to 7."""

    monday: int
    days: int

    @property
    def starts(self) -> date:
        return periods.date_of(self.monday)


def checked(words: str) -> str:
    """The line on one line. Raises LineRefused."""
    line = " ".join(words.split())
    if len(line) > MOST_LETTERS:
        raise LineRefused(f"What you will do has {len(line)} letters: use {MOST_LETTERS} or fewer")
    if not line.isprintable():
        raise LineRefused("What you will do has signs that cannot be shown: write it again")
    return line


def look(connection: Connection, ward: str, day: int) -> None:
    """The team looked. A second tick on a day changes nothing."""
    connection.execute(insert_once(connection, tables.huddle_looks).values(ward=ward, day=day, **NO_LINE))


def take_back(connection: Connection, ward: str, day: int) -> None:
    """They did not; what they will do goes with it."""
    held = tables.huddle_looks.c
    connection.execute(delete(tables.huddle_looks).where(held.ward == ward, held.day == day))


def say(connection: Connection, trust: keys.Trust, held: HeldKeys, ward: str, day: int, line: str) -> None:
    """What they will do, in the place of what stood there; "" for nothing. There is a tick. held: of a member of the ward's team.

    line: from `checked`. Raises keys.KeyFault for somebody who is not in the team.
    """
    values: Mapping[str, bytes | None] = NO_LINE
    if line:
        id = keys.newest_key_id(connection, keys.ward_group(ward))
        if id not in held:
            raise keys.KeyFault(f"this reader is not in the team of {ward}")
        sealed = held[id].key.box(PURPOSE).seal(line.encode(), LINE_BYTES, _info(trust, held[id], ward, day))
        values = {"key_id": id, "line": sealed}
    row = tables.huddle_looks.c
    connection.execute(update(tables.huddle_looks).where(row.ward == ward, row.day == day).values(**values))


def said(connection: Connection, trust: keys.Trust, held: HeldKeys, ward: str, today: int) -> dict[int, str]:
    """Day -> what they said that they would do, of the lines that are kept, newest first. Without what these keys do not open."""
    row = tables.huddle_looks.c
    chosen = (
        select(row.day, row.key_id, row.line)
        .where(row.ward == ward, row.line.is_not(None), row.day <= today, row.day > today - LINE_DAYS)
        .order_by(row.day.desc())
    )
    found = {}
    for day, id, line in connection.execute(chosen):
        if id in held:
            try:
                found[day] = held[id].key.box(PURPOSE).open(line, _info(trust, held[id], ward, day)).decode()
            except envelope.SealError:
                continue  # it was changed in the database: nobody said it
    return found


def _info(trust: keys.Trust, key: keys.GroupKey, ward: str, day: int) -> bytes:
    return bound("wardlight huddle line v1", trust.mode, trust.code, key.group, key.id, ward, day.to_bytes(4, "big"))


def days(connection: Connection, ward: str) -> list[int]:
    """All days on which a ward's team looked, in order."""
    row = tables.huddle_looks.c
    return list(connection.execute(select(row.day).where(row.ward == ward).order_by(row.day)).scalars())


def weeks(days: Iterable[int], today: date) -> tuple[HabitWeek, ...]:
    """The weeks from the first look on, in order: at most the last WEEKS that ended, then the one that today lies in. None before the first look."""
    counted = Counter(periods.monday(periods.date_of(day)) for day in days)
    if not counted:
        return ()
    this = periods.monday(today)
    first = max(min(counted), this - 7 * WEEKS)
    return tuple(HabitWeek(monday, counted[monday]) for monday in range(first, this + 1, 7))


def forget(connection: Connection, today: date) -> int:
    """Delete what was said 28 days ago or earlier; the ticks stay. Returns how many lines went."""
    row = tables.huddle_looks.c
    old = row.line.is_not(None) & (row.day <= periods.day_number(today) - LINE_DAYS)
    return connection.execute(update(tables.huddle_looks).where(old).values(**NO_LINE)).rowcount


class HuddleLines:
    """Lets old lines go. clock: seconds since 1970."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store, self._clock = store, clock

    def running(self) -> AbstractAsyncContextManager[None]:
        """Each hour until the block is left."""
        return repeating(self._look, LOOK_EVERY, "lines_not_forgotten")

    async def _look(self) -> None:
        def work() -> None:
            with self._store.write() as connection:
                gone = forget(connection, clocks.today(self._clock()))
            if gone:
                self._store.forget_dead_rows(("huddle_looks",))

        await anyio.to_thread.run_sync(work)
