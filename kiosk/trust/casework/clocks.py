"""The clocks of a concern. Pure; all times in seconds since 1970, days by London's calendar.

| clock     | runs from                                                                       | until                     |
| receipt   | the start of the quarter-day in which it came: never later than it came         | staff's first record      |
| event     | when it happened: as staff know it, else from "today" or "last night"           | the same                  |
| detriment | receipt: asked for after two weeks, overdue after four (Standard 4.3.14)        | the check                 |
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct

HOUR = 3600
RECORD_SECONDS = 24 * HOUR  # Standard 7.1
FIRST_WARNING, SECOND_WARNING = 12 * HOUR, 20 * HOUR
DETRIMENT_FROM, DETRIMENT_UNTIL = timedelta(weeks=2), timedelta(weeks=4)
LONDON = ZoneInfo("Europe/London")
LAST_NIGHT = time(18)  # the earliest that "last night" can mean

ClockState = Literal["running", "12 hours", "20 hours", "over", "kept", "late"]
WARNINGS: tuple[ClockState, ...] = ("12 hours", "20 hours", "over")


class Clock(Struct, frozen=True):
    """A clock of 24 hours. kept, late: it was stopped in time, or after."""

    start: int
    due: int
    state: ClockState

    @property
    def runs(self) -> bool:
        return self.state not in ("kept", "late")


def clock(start: int, stopped: int | None, now: float) -> Clock:
    """A clock from a start. stopped: when the concern was recorded, or None."""
    due = start + RECORD_SECONDS
    if stopped is not None:
        return Clock(start, due, "kept" if stopped <= due else "late")
    gone = now - start
    for least, state in ((RECORD_SECONDS, "over"), (SECOND_WARNING, "20 hours"), (FIRST_WARNING, "12 hours")):
        if gone >= least:
            return Clock(start, due, state)  # type: ignore[arg-type]
    return Clock(start, due, "running")


def london(moment: float) -> datetime:
    """The moment by London's clock."""
    return datetime.fromtimestamp(moment, UTC).astimezone(LONDON)


@lru_cache(maxsize=64)
def today(now: float) -> date:
    """London's date."""
    return london(now).date()


def seconds_at(day: date, at: time) -> int:
    """Seconds since 1970 of a time of day in London."""
    return int(datetime.combine(day, at, LONDON).timestamp())


def event_start(when_day: str | None, received: int) -> int | None:
    """When it happened at the earliest, from the person's own answer; None where that tells no moment. received: start of the quarter-day.

    A tablet without a network keeps a concern for days, so "today" may be an earlier day than this: the clock of receipt runs beside it.
    """
    day = london(received).date()
    if when_day == "today":
        return seconds_at(day, time())
    if when_day == "last_night":
        return seconds_at(day - timedelta(days=1), LAST_NIGHT)
    return None


@lru_cache(maxsize=4_096)
def detriment_days(received: int) -> tuple[date, date]:
    """From which day, and until which, to ask whether anything got worse."""
    day = london(received).date()
    return day + DETRIMENT_FROM, day + DETRIMENT_UNTIL
