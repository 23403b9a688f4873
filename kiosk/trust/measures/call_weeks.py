"""How staff calls were answered, week by week and ward by ward, and the short life of a single call.

A week's figures are counted from its calls while they are kept, and stored before they are deleted. No figure says who called, from where, at what
hour, or who answered: it is about the ward's answers, never about a person (Standard 9). Test calls are left out.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from contextlib import AbstractAsyncContextManager
from statistics import median

import anyio.to_thread
from msgspec import Struct
from sqlalchemy import Connection, and_, delete, func, select

from kiosk import callstate
from kiosk.trust.duty import LONDON
from kiosk.trust.repeating import repeating
from kiosk.trust.store import call_rows, tables
from kiosk.trust.store.database import CALL_WEEKS, Store, in_turn, insert_once

TARGET = callstate.NOT_ACCEPTED_AFTER  # seconds from the press within which somebody should have answered
LOOK_EVERY = 3_600.0  # seconds
ANSWERS = ("accepted", "attended")
MISTAKE = "mistake"  # the reason of a reset
_EPOCH = datetime.date(1970, 1, 1)
_ENDED = ("reset", "cancelled")


class Week(Struct, frozen=True):
    """A ward's calls of one week. monday: its first day, counted from 1970. median: seconds from the press to the answer, None without an answer.

    shown: a screen of the ward had them. unneeded: taken back before anybody answered, or pressed by mistake. answered: of the others, somebody said
    that they go, or were there; in_time: within TARGET.
    """

    ward: str
    monday: int
    calls: int
    shown: int
    answered: int
    in_time: int
    passed_on: int
    unneeded: int
    median: float | None

    @property
    def starts(self) -> datetime.date:
        return date_of(self.monday)

    @property
    def needed(self) -> int:
        """Calls that somebody should have answered."""
        return self.calls - self.unneeded


class _Call(Struct):
    """steps: seconds from the press to the first of each kind."""

    ward: str
    received: float
    pressed: float
    ended: bool
    taken_back: bool
    passed_on: bool
    steps: dict[str, float]
    reason: str = ""


def monday_of(moment: float) -> int:
    """The Monday of a moment's week in London, counted in days from 1970. moment: seconds since 1970."""
    date = datetime.datetime.fromtimestamp(moment, LONDON).date()
    return (date - _EPOCH).days - date.weekday()


def date_of(day: int) -> datetime.date:
    """day: counted from 1970."""
    return _EPOCH + datetime.timedelta(days=day)


def week_ends(monday: int) -> float:
    """The first moment of the next week, seconds since 1970."""
    return datetime.datetime.combine(date_of(monday + 7), datetime.time(), LONDON).timestamp()


def weeks(connection: Connection, wards: Collection[str]) -> tuple[Week, ...]:
    """Every week of these wards in which somebody called, the newest first."""
    kept = tables.call_weeks
    stored = [
        Week(**(dict(row._mapping) | {"median": None if row.median is None else row.median / 1000}))
        for row in connection.execute(select(kept).where(kept.c.ward.in_(list(wards))))
    ]
    counted = [_counted(*key, calls) for key, calls in _by_week(connection, wards).items()]
    return tuple(sorted((*stored, *counted), key=lambda week: (-week.monday, week.ward)))


def first_week(connection: Connection) -> int | None:
    """The Monday of the first week in which anybody called, in days since 1970; None before the first call."""
    stored = connection.execute(select(func.min(tables.call_weeks.c.monday))).scalar()
    received = connection.execute(select(func.min(tables.calls.c.received)).where(~tables.calls.c.test)).scalar()
    kept = None if received is None else monday_of(received / 1000)
    return min((monday for monday in (stored, kept) if monday is not None), default=None)


def let_go(connection: Connection, keep_days: int, now: float) -> int:
    """Store the figures of the weeks that ended so many days ago, and delete their calls. Returns how many calls went.

    A call that still stands keeps its week: nobody who waits is ever forgotten.
    """
    in_turn(connection, CALL_WEEKS)
    gone = 0
    for (ward, monday), calls in _by_week(connection).items():
        if now - week_ends(monday) < keep_days * 86_400 or not all(call.ended for call in calls.values()):
            continue
        week = _counted(ward, monday, calls)
        milliseconds = None if week.median is None else round(week.median * 1000)
        values = {name: getattr(week, name) for name in week.__struct_fields__} | {"median": milliseconds}
        # A clock that was wrong for a while may have counted this week already: what was counted first stays.
        connection.execute(insert_once(connection, tables.call_weeks).values(values))
        gone += _delete(connection, calls)
    tests = [
        row.id
        for row in connection.execute(select(tables.calls).where(tables.calls.c.test))
        if row.progress in _ENDED and now - row.received / 1000 >= keep_days * 86_400
    ]
    return gone + _delete(connection, tests)


def _delete(connection: Connection, calls: Iterable[bytes]) -> int:
    ids = list(calls)
    if ids:
        for table, column in (
            (tables.relay_tellings, tables.relay_tellings.c.call),
            (tables.call_events, tables.call_events.c.call),
            (tables.calls, tables.calls.c.id),
        ):
            connection.execute(delete(table).where(column.in_(ids)))
    return len(ids)


def _by_week(connection: Connection, wards: Collection[str] | None = None) -> dict[tuple[str, int], dict[bytes, _Call]]:
    """(ward, monday) -> id -> call, of all calls that are kept and are no tests. wards: of these alone."""
    kept, events = tables.calls, tables.call_events
    wanted = ~kept.c.test if wards is None else and_(~kept.c.test, kept.c.ward.in_(list(wards)))
    found: dict[bytes, _Call] = {}
    for row in connection.execute(select(kept).where(wanted)):
        found[row.id] = _Call(
            row.ward,
            row.received / 1000,
            row.pressed / 1000,
            row.progress in _ENDED,
            row.progress == "cancelled",
            row.escalations > 0,
            {},
        )
    of_these = select(events).join(kept, kept.c.id == events.c.call).where(wanted).order_by(events.c.number)
    for event in connection.execute(of_these):
        call = found[event.call]
        call.steps.setdefault(event.step, event.at / 1000 - call.pressed)
        call.reason = event.reason or call.reason
    weeks: dict[tuple[str, int], dict[bytes, _Call]] = defaultdict(dict)
    for id, call in found.items():
        weeks[call.ward, monday_of(call.received)][id] = call
    return weeks


def _counted(ward: str, monday: int, calls: dict[bytes, _Call]) -> Week:
    needed = [call for call in calls.values() if not _unneeded(call)]
    times = [time for call in needed if (time := _answered(call)) is not None]
    return Week(
        ward,
        monday,
        len(calls),
        sum("shown" in call.steps for call in calls.values()),
        len(times),
        sum(time <= TARGET for time in times),
        sum(call.passed_on for call in calls.values()),
        len(calls) - len(needed),
        median(times) if times else None,
    )


def _answered(call: _Call) -> float | None:
    """Seconds to the first answer, or None."""
    return min((max(0.0, call.steps[step]) for step in ANSWERS if step in call.steps), default=None)


def _unneeded(call: _Call) -> bool:
    return call.reason == MISTAKE or (call.taken_back and _answered(call) is None)


class CallWeeks:
    """Lets calls go that were kept long enough, and before that what was added to them. clock: seconds since 1970."""

    def __init__(self, store: Store, keep_days: int, clock: Callable[[], float]) -> None:
        self._store, self._keep_days, self._clock = store, keep_days, clock

    def running(self) -> AbstractAsyncContextManager[None]:
        """Each hour until the block is left."""
        return repeating(self._look, LOOK_EVERY, "calls_not_counted")

    async def _look(self) -> None:
        def work() -> None:
            with self._store.write() as connection:
                call_rows.forget_added(connection, self._clock())
            with self._store.write() as connection:
                let_go(connection, self._keep_days, self._clock())
            # Also where none went: what was added to a call that has ended meanwhile is in old versions of its row.
            self._store.forget_dead_rows(("calls", "call_events"))

        await anyio.to_thread.run_sync(work)
