"""What a case needs from its readers, and by when: from the row of the inbox alone, so that a list knows it without opening a record. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from kiosk.trust.casework import clocks
from kiosk.trust.casework.clocks import Clock
from kiosk.trust.casework.rows import IndexRow
from kiosk.trust.store.tables import quarter_day_start

What = Literal["record", "message", "take_back", "look_again", "approve", "review", "action", "detriment"]
TAKE_BACK, LOOK_AGAIN = ("take_back",), ("second_look", "worse")
"""Kinds of follow-ups that wait, read or not, until a reader has written what was done about them."""


class Need(Struct, frozen=True):
    """Something that somebody has to do. by: seconds since 1970. late: that moment has passed."""

    what: What
    by: int
    late: bool


class FollowUpSeen(Struct, frozen=True):
    """A follow-up as the inbox knows it. received: start of its quarter-day. opened: somebody has opened it."""

    id: bytes
    kind: str
    received: int
    opened: bool

    @property
    def waits(self) -> bool:
        """Whether somebody has to read it. Also that a person has read a message: they pressed a button so that it is known, and the daily mail,
        which knows no kinds, counts it until somebody has."""
        return not self.opened


def clocks_of(row: IndexRow, now: float) -> tuple[Clock, Clock | None]:
    """The clock of receipt, and that of the event where its time is known."""
    stopped = row.recorded or None
    received = clocks.clock(quarter_day_start(row.quarter), stopped, now)
    return received, clocks.clock(row.event, stopped, now) if row.event else None


def pressing(row: IndexRow, now: float) -> Clock | None:
    """The clock that is furthest of a concern that is not on record, once it warns: after 12 hours. row: of a concern."""
    if row.stage != "new":
        return None
    warning = [each for each in clocks_of(row, now) if each is not None and each.state in clocks.WARNINGS]
    return max(warning, key=lambda each: clocks.WARNINGS.index(each.state), default=None)


@lru_cache(maxsize=4_096)  # a list asks for the same few days ten thousand times
def _end_of(day: date) -> int:
    return clocks.seconds_at(day, time(23, 59, 59))


def needs(row: IndexRow, follow_ups: Iterable[FollowUpSeen], now: float) -> tuple[Need, ...]:
    """What this case needs, the most pressing first. row: of a concern."""
    found: list[Need] = []
    came = list(follow_ups)

    def need(what: What, by: int) -> None:
        found.append(Need(what, by, now > by))

    if row.stage == "new":
        receipt, event = clocks_of(row, now)
        # An event of long ago was over its 24 hours before anybody was told: the clock that can still be kept comes first.
        still = [clock.due for clock in (receipt, event) if clock is not None and clock.due > now]
        need("record", min(still, default=receipt.due))
    unopened = [each for each in came if each.waits]
    if unopened:
        need("message", min(each.received for each in unopened) + clocks.RECORD_SECONDS)
    asking: tuple[tuple[What, tuple[str, ...], int], ...] = (
        ("take_back", TAKE_BACK, row.followed),
        ("look_again", LOOK_AGAIN, row.looked),
    )
    for what, kinds, done in asking:
        asked = sorted(each.received for each in came if each.kind in kinds)
        if len(asked) > done:
            need(what, asked[done] + clocks.RECORD_SECONDS)
    if row.stage == "proposed" and row.review:
        need("approve", _end_of(date.fromordinal(row.review)))
    elif row.stage == "open" and row.review:
        need("review", _end_of(date.fromordinal(row.review)))
    if row.stage != "closed" and row.due:
        need("action", _end_of(date.fromordinal(row.due)))
    if not row.checked:
        first, last = clocks.detriment_days(quarter_day_start(row.quarter))
        if clocks.today(now) >= first:
            need("detriment", _end_of(last))
    return tuple(sorted(found, key=lambda each: (not each.late, each.by)))
