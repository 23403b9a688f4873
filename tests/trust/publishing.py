"""Published figures of a trust that runs: what is due by its clock, and a quarter's concerns as a safeguarding session would have counted them."""

from __future__ import annotations

import random
from datetime import timedelta

from sqlalchemy import select

from kiosk.trust import figures
from kiosk.trust.casework.clocks import today
from kiosk.trust.measures import check_in_lines, concern_lines, release_lines, releases
from kiosk.trust.measures.check_in_lines import Counted
from kiosk.trust.measures.periods import Period, four_weeks, quarter
from kiosk.trust.measures.release_lines import TRUST, WAIT_DAYS, Audience, Line, Release
from kiosk.trust.store import tables
from tests.support import two_years
from tests.trust.console.running import RunningTrust


def publish(trust: RunningTrust) -> Period:
    """Publish the two newest quarters and blocks that can be, of check-ins and concerns, and sign it for tablets; returns the newest quarter."""
    now = today(trust.clock())
    weeks = tables.check_in_weeks.c
    chance = random.Random(8)  # noqa: S311 - concerns that can be tried again
    told = list(two_years.concerns(chance, trust.ward, 30))
    with trust.backend.store.read() as connection:
        wards = sorted(connection.execute(select(tables.wards.c.code)).scalars())
        rows = connection.execute(
            select(weeks.who, weeks.questions, weeks.question, weeks.code, weeks.monday, weeks.answers)
        )
        counted = check_in_lines.lines(Counted(*row) for row in rows)
    newest = now - timedelta(days=WAIT_DAYS)
    last, block = (of(of(newest).starts - timedelta(days=1)) for of in (quarter, four_weeks))
    made = list[Release]()
    for period in (quarter(last.starts - timedelta(days=1)), last):
        of_trust = [_in(each, period, number) for number, each in enumerate(told[:300])]
        lines: dict[str, list[Line]] = {
            TRUST: concern_lines.trust_lines(wards, of_trust, two_years.CODES, [], 0.0, period.mondays[0])
        }
        made += release_lines.make("everyone", concern_lines.SUBJECT, period, now, lines, ())
    of_ward = [_in(each, block, number) for number, each in enumerate(told[:60])]
    ward_lines = {trust.ward: concern_lines.ward_lines(trust.ward, of_ward, two_years.CODES)}
    made += release_lines.make("ward", concern_lines.SUBJECT, block, now, ward_lines, ())
    both: tuple[tuple[Audience, Period], ...] = (
        ("everyone", last),
        ("ward", four_weeks(block.starts - timedelta(days=1))),
        ("ward", block),
    )
    for audience, period in both:
        made += release_lines.make(audience, check_in_lines.SUBJECT, period, now, {trust.ward: counted}, ())
    with trust.backend.store.write() as connection:
        releases.keep(connection, made)
        # Concerns of years ago were published long ago, and no page here has to wait until they are.
        for audience, period in releases.due(connection, concern_lines.SUBJECT, TRUST, now - releases.REMEMBERED, now):
            releases.keep(connection, [Release(audience, TRUST, concern_lines.SUBJECT, period, now, (), ())])
    figures.publish(trust.backend.store, trust.backend.secret, trust.clock())
    return last


def _in(told: concern_lines.Told, period: Period, number: int) -> concern_lines.Told:
    """The same in one of a period's weeks."""
    weeks = period.mondays
    week = weeks[number % len(weeks)]
    return concern_lines.Told(told.ward, week, week * 86_400, told.concern, told.case)
