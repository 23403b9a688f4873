"""Counts and clocks for governance, who open no concern: numbers of the whole trust that readers' sessions leave behind.

Whether a case is open or late is sealed to its readers, so nobody else can count it. Each time a reader of a trust-wide group looks at the inbox
(once a quarter-day) or writes something, their session counts what the group's keys list and leaves the numbers in the clear: whoever has the disk
learns them too. They are of the whole trust: no ward, no record, no kind. A group that nobody signs in for keeps its old numbers, and the page says
how old.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from msgspec import Struct
from sqlalchemy import Connection, delete, insert, select

from kiosk.trust import keys
from kiosk.trust.cases import HeldKeys
from kiosk.trust.casework import inbox
from kiosk.trust.casework.inbox import Inbox
from kiosk.trust.casework.needs import clocks_of
from kiosk.trust.store import tables
from kiosk.trust.store.database import COUNTERS, Store, in_turn

Name = Literal[
    "open",
    "not_recorded",
    "past_24_hours",
    "recorded_in_time",
    "recorded_late",
    "review_late",
    "action_late",
    "answer_late",
    "second_person",
    "unread",
    "closed",
    "oldest_days",
]
NAMES: tuple[Name, ...] = get_args(Name)
DAY = 86_400


class Counted(Struct, frozen=True):
    """What a group's session left. at: start of the quarter-day in which it did, seconds since 1970."""

    group: str
    title: str
    at: int
    numbers: dict[str, int]


def count(found: Inbox, now: float) -> dict[Name, int]:
    """The numbers of an inbox. past_24_hours: of those not recorded, by the clock of receipt. oldest_days: of the open ones."""
    numbers: dict[Name, int] = dict.fromkeys(NAMES, 0)
    for each in found.listed:
        if each.what != "concern":
            continue
        is_open = each.row.stage != "closed"
        receipt, _ = clocks_of(each.row, now)
        late = {need.what for need in each.needs if need.late}
        for name, counted in (
            ("open", is_open),
            ("closed", not is_open),
            ("not_recorded", each.row.stage == "new"),
            ("past_24_hours", receipt.state == "over"),
            ("recorded_in_time", receipt.state == "kept"),
            ("recorded_late", receipt.state == "late"),
            ("review_late", bool(late & {"review", "approve"})),
            ("action_late", "action" in late),
            ("answer_late", bool(late & {"message", "take_back", "look_again", "detriment"})),
            ("second_person", each.row.stage == "proposed"),
            ("unread", each.unread > 0),
        ):
            numbers[name] += counted  # type: ignore[index]
        if is_open:
            numbers["oldest_days"] = max(numbers["oldest_days"], int((now - each.received) // DAY))
    return numbers


def leave(store: Store, trust: keys.Trust, held: HeldKeys, now: float, *, again: bool = False) -> None:
    """Leave the numbers of the trust-wide groups whose keys are held. Once a quarter-day, or again where something was written."""
    groups: dict[str, dict[bytes, keys.GroupKey]] = {}
    for key in held.values():
        if key.ward is None:
            groups.setdefault(key.group, {})[key.id] = key
    kept, quarter = tables.case_counters.c, tables.quarter_day(now)
    for group, own in groups.items():
        with store.read() as connection:
            fresh = select(kept.name).where(kept.group_id == group, kept.quarter_day == quarter).limit(1)
            if not again and connection.execute(fresh).scalar() is not None:
                continue
            # What is counted must not depend on who looks.
            numbers = count(inbox.load(connection, trust, own, inbox.NOBODY, now), now)
        with store.write() as connection:
            in_turn(connection, COUNTERS)  # two sessions that delete at once would both insert
            connection.execute(delete(tables.case_counters).where(kept.group_id == group))
            rows = [
                {"group_id": group, "name": name, "number": number, "quarter_day": quarter}
                for name, number in numbers.items()
            ]
            connection.execute(insert(tables.case_counters), rows)


def read(connection: Connection) -> tuple[Counted, ...]:
    """What the groups' sessions left, by group."""
    kept, groups = tables.case_counters.c, tables.reader_groups.c
    chosen = select(tables.case_counters, groups.title).join(tables.reader_groups, groups.id == kept.group_id)
    found: dict[str, tuple[str, int, dict[str, int]]] = {}
    for row in connection.execute(chosen.order_by(groups.title)):
        _, _, numbers = found.setdefault(row.group_id, (row.title, tables.quarter_day_start(row.quarter_day), {}))
        numbers[row.name] = row.number
    return tuple(Counted(group, title, at, numbers) for group, (title, at, numbers) in found.items())


WORDS: Mapping[Name, str] = {
    "open": "Open",
    "oldest_days": "Days since the oldest open one came",
    "not_recorded": "Not recorded yet",
    "past_24_hours": "Not recorded, and 24 hours have passed",
    "recorded_in_time": "Recorded within 24 hours",
    "recorded_late": "Recorded later than that",
    "review_late": "Review is overdue",
    "action_late": "An action is overdue",
    "answer_late": "The person waits: a message, a second look, or being asked whether anything got worse, is overdue",
    "second_person": "Closing waits for a second person",
    "unread": "A new message is not read yet",
    "closed": "Closed",
}
"""In the order of the page."""
