"""Releases as they are kept: made once, fourteen days after their period, and never changed; whatever comes later is in no release.

Those of check-ins and calls come from counts that are in the clear anyway, so the sorting process makes them. Those of concerns only a reader's
session can make (`concern_releases`). Exact numbers are in no row here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, timedelta

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, func, insert, select

from kiosk.trust import log
from kiosk.trust.measures import call_lines, call_weeks, check_in_lines, release_lines
from kiosk.trust.measures.check_in_lines import Counted
from kiosk.trust.measures.periods import Period, date_of, day_number
from kiosk.trust.measures.release_lines import Audience, Line, Release
from kiosk.trust.measures.worlds import Contradiction, Known
from kiosk.trust.store import tables
from kiosk.trust.store.database import RELEASES, Store, in_turn

FOR_WARDS: tuple[Audience, ...] = ("ward",)
FOR_EVERYONE: tuple[Audience, ...] = ("everyone",)
REMEMBERED = timedelta(days=2 * 366)  # how far back a new release is searched together with the old ones

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Release, strict=True)


def keep(connection: Connection, releases: Iterable[Release]) -> None:
    """Keep new releases. Raises sqlalchemy's IntegrityError where one of their period is there already: nothing is published twice."""
    connection.execute(
        insert(tables.releases),
        [
            {
                "audience": each.audience,
                "ward": each.ward,
                "subject": each.subject,
                "starts": day_number(each.period.starts),
                "body": _encoder.encode(each),
            }
            for each in releases
        ],
    )


def read(
    connection: Connection,
    subject: str,
    wards: Collection[str],
    since: date = date.min,
    audience: Audience | None = None,
) -> Iterator[Release]:
    """The releases of these wards (or of release_lines.TRUST) whose period starts on a day or later, in the order of their periods."""
    kept = tables.releases.c
    chosen = (
        select(kept.body)
        .where(kept.subject == subject, kept.ward.in_(list(wards)), kept.starts >= day_number(since))
        .order_by(kept.starts, kept.audience, kept.ward)
    )
    if audience is not None:
        chosen = chosen.where(kept.audience == audience)
    for body in connection.execute(chosen).scalars():
        yield _decoder.decode(body)


def due(
    connection: Connection,
    subject: str,
    ward: str,
    first: date,
    today: date,
    audiences: Collection[Audience] = (*FOR_WARDS, *FOR_EVERYONE),
) -> list[tuple[Audience, Period]]:
    """What is to be published of a ward now, in the order of their ends. first: the day from which on there are figures."""
    kept = tables.releases.c
    chosen = select(kept.audience, kept.starts).where(kept.subject == subject, kept.ward == ward)
    have: dict[str, list[date]] = defaultdict(list)
    for row in connection.execute(chosen):
        have[row.audience].append(date_of(row.starts))
    found = [
        (audience, period)
        for audience in audiences
        for period in release_lines.due(audience, first, today, have[audience])
    ]
    return sorted(found, key=lambda each: (each[1].ends, each[0]))


def told(connection: Connection, subject: str, wards: Collection[str], period: Period) -> list[Known]:
    """What the releases of the two years before a period told, and those of periods that overlap it."""
    releases = read(connection, subject, wards, period.starts - REMEMBERED)
    return [known for release in releases for known in release_lines.told(release)]


def publish(store: Store, today: date) -> None:
    """Make every release of check-ins and of calls that is due. today: the date in London. What cannot be published safely is logged, and tried again
    the next time.
    """
    weeks = tables.check_in_weeks.c
    with store.read() as connection:
        begun = connection.execute(select(weeks.ward, func.min(weeks.monday)).group_by(weeks.ward)).all()
        wards = tuple(sorted(connection.execute(select(tables.wards.c.code)).scalars()))
    for ward, first in begun:
        _publish(store, check_in_lines.SUBJECT, ward, date_of(first), today, (*FOR_WARDS, *FOR_EVERYONE), _check_ins)
    with store.read() as connection:
        called = call_weeks.first_week(connection)
    if called is not None:
        for ward in wards:
            _publish(store, call_lines.SUBJECT, ward, date_of(called), today, FOR_WARDS, _calls_of(ward))
        _publish(
            store, call_lines.SUBJECT, release_lines.TRUST, date_of(called), today, FOR_EVERYONE, _calls_of(*wards)
        )


_Lines = Callable[[Connection, str, Period], tuple[list[Line], dict[str, int]]]
"""Of a ward and a period: lines, and what counts nobody."""


def _publish(
    store: Store, subject: str, ward: str, first: date, today: date, audiences: Collection[Audience], lines: _Lines
) -> None:
    with store.read() as connection:
        wanted = due(connection, subject, ward, first, today, audiences)
    for audience, period in wanted:
        with store.read() as connection:
            counted, given = lines(connection, ward, period)
            known = told(connection, subject, [ward], period)
        try:
            made = release_lines.make(audience, subject, period, today, {ward: counted}, known)
            made = [replace(release, given=given) for release in made]
        except Contradiction as error:
            log.tell("not_published", fault=error)
            return  # what comes later would have to stand beside it
        with store.write() as connection:
            in_turn(connection, RELEASES)
            if (audience, period) in due(connection, subject, ward, period.starts, today, audiences):
                keep(connection, made)


def _check_ins(connection: Connection, ward: str, period: Period) -> tuple[list[Line], dict[str, int]]:
    weeks = tables.check_in_weeks.c
    chosen = select(weeks.who, weeks.questions, weeks.question, weeks.code, weeks.monday, weeks.answers).where(
        weeks.ward == ward,
        weeks.monday < day_number(period.ends),
        weeks.monday >= day_number(period.starts - REMEMBERED),
    )
    return check_in_lines.lines(Counted(*row) for row in connection.execute(chosen)), {}


def _calls_of(*wards: str) -> _Lines:
    def lines(connection: Connection, _ward: str, period: Period) -> tuple[list[Line], dict[str, int]]:
        weeks = [week for week in call_weeks.weeks(connection, wards) if week.monday in period.mondays]
        return call_lines.lines(weeks, wards), call_lines.seconds(weeks)

    return lines
