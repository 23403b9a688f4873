"""Releases of concerns, made by the first session of the safeguarding group after they are due. Nobody else can count them, and this session keeps
nothing but the published lines.

What was kept from the safeguarding group is in no number, and the pages say so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Connection, func, select

from kiosk import records
from kiosk.trust import cases, keys
from kiosk.trust.cases import HeldKeys
from kiosk.trust.casework import inbox, journal
from kiosk.trust.casework.clocks import london, today
from kiosk.trust.casework.fold import fold
from kiosk.trust.casework.inbox import Inbox
from kiosk.trust.measures import concern_lines, release_lines, releases
from kiosk.trust.measures.concern_lines import SUBJECT, Codes, Told
from kiosk.trust.measures.periods import Period, monday
from kiosk.trust.measures.release_lines import TRUST, Audience, Line
from kiosk.trust.store import tables
from kiosk.trust.store.database import RELEASES, Store, in_turn

GROUP = "safeguarding"
AT_ONCE = 200  # records read in one go
MOST_AT_ONCE = 2  # periods


def publish(
    store: Store, trust: keys.Trust, held: HeldKeys, codes: Callable[[Connection], Codes], now: float
) -> list[tuple[Audience, Period]]:
    """Make the next releases of concerns that are due, where the group's keys are held. now: seconds since 1970. Returns what was made.

    Somebody waits for their page meanwhile, so what is left is made when somebody next looks.

    Raises worlds.Contradiction.
    """
    own = {key.id: key for key in held.values() if key.group == GROUP}
    if not own:
        return []
    with store.read() as connection:
        first = connection.execute(select(func.min(tables.filed_records.c.quarter_day))).scalar()
        if first is None:
            return []
        begun = max(london(tables.quarter_day_start(first)).date(), today(now) - releases.REMEMBERED)
        wanted = releases.due(connection, SUBJECT, TRUST, begun, today(now))
    return [each for each in wanted[:MOST_AT_ONCE] if _publish(store, trust, own, codes, each, now)]


def _publish(
    store: Store,
    trust: keys.Trust,
    own: HeldKeys,
    codes: Callable[[Connection], Codes],
    wanted: tuple[Audience, Period],
    now: float,
) -> bool:
    audience, period = wanted
    with store.read() as connection:
        wards = sorted(connection.execute(select(tables.wards.c.code)).scalars())
        found = inbox.load(connection, trust, own, inbox.NOBODY, now)
        told = _told(connection, trust, own, found, period)
        known = releases.told(connection, SUBJECT, [*wards, TRUST], period)
        asked = codes(connection)
    lines: Mapping[str, list[Line]]
    if audience == "ward":
        # The trust's own line is empty: that it is there says that the period was published.
        lines = {ward: concern_lines.ward_lines(ward, told, asked) for ward in wards} | {TRUST: []}
    else:
        still_open = [each.received for each in found.listed if each.what == "concern" and each.row.stage != "closed"]
        lines = {TRUST: concern_lines.trust_lines(wards, told, asked, still_open, now, period.mondays[0])}
    made = release_lines.make(audience, SUBJECT, period, today(now), lines, known)
    with store.write() as connection:
        in_turn(connection, RELEASES)
        if wanted not in releases.due(connection, SUBJECT, TRUST, period.starts, today(now)):
            return False  # another session was first
        releases.keep(connection, made)
    return True


def _told(connection: Connection, trust: keys.Trust, own: HeldKeys, found: Inbox, period: Period) -> list[Told]:
    """The concerns of a period, opened for this count alone."""
    weeks = frozenset(period.mondays)

    def week(received: int) -> int:
        return monday(london(received).date())

    chosen = [each.id for each in found.listed if each.what == "concern" and week(each.received) in weeks]
    told = []
    for start in range(0, len(chosen), AT_ONCE):
        for filed in cases.filed(connection, trust, chosen[start : start + AT_ONCE]):
            box = cases.unlock(connection, trust, own, filed).box
            try:
                text = cases.read_text(connection, trust, own, filed)
            except cases.Unreadable:
                continue  # it is listed as that, and cannot be counted as anything
            if isinstance(text, records.Concern) and box is not None:
                case = fold(journal.read(connection, trust, box, filed.ward, filed.id).entries)
                told.append(Told(filed.ward, week(filed.received), filed.received, text, case))
    return told
