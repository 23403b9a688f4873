"""Releases of check-ins and calls: made once, two weeks after their period, and never changed by what comes later."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from kiosk.trust.measures import release_words, releases
from kiosk.trust.measures.periods import BLOCK_DAYS, day_number, four_weeks, monday, quarter
from kiosk.trust.measures.release_lines import TOTAL, TRUST, WAIT_DAYS, Release
from kiosk.trust.store import tables
from tests.trust.founded import WARD, FoundedTrust

FIRST = date(2026, 2, 2)  # its four weeks lie in one quarter
BLOCK = four_weeks(FIRST)
OUT = BLOCK.ends + timedelta(days=WAIT_DAYS)


def answered(founded: FoundedTrust, day: date, **counts: int) -> None:
    """Patients answered in the week of a day: whether they feel safe, by code."""
    with founded.store.write() as connection:
        for code, answers in counts.items():
            values = {"ward": WARD, "question": "safe", "monday": monday(day), "who": "patient", "questions": 2}
            connection.execute(insert(tables.check_in_weeks).values(**values, code=code, answers=answers))


def called(founded: FoundedTrust, day: date, calls: int, in_time: int, ward: str = WARD) -> None:
    with founded.store.write() as connection:
        connection.execute(
            insert(tables.call_weeks).values(
                ward=ward,
                monday=monday(day),
                calls=calls,
                shown=calls,
                answered=in_time,
                in_time=in_time,
                passed_on=0,
                unneeded=0,
                median=20_000,
            )
        )


def published(founded: FoundedTrust, subject: str = "check_ins", ward: str = WARD) -> list[Release]:
    with founded.store.read() as connection:
        return list(releases.read(connection, subject, [ward]))


def test_four_weeks_come_out_two_weeks_after_their_end_and_a_quarter_after_its_own(
    founded_on_each: FoundedTrust,
) -> None:
    answered(founded_on_each, FIRST, yes=20, no=10)
    releases.publish(founded_on_each.store, OUT - timedelta(days=1))
    assert published(founded_on_each) == []
    releases.publish(founded_on_each.store, OUT)
    (ward,) = published(founded_on_each)
    assert (ward.audience, ward.period, ward.made) == ("ward", BLOCK, OUT)
    patients = ward.line("safe", "patient", "2")
    assert {column: cell.number for column, cell in patients.items()} == {"safe": 20, "not": 10, TOTAL: 30}
    releases.publish(founded_on_each.store, quarter(FIRST).ends + timedelta(days=WAIT_DAYS))
    everyone = [each for each in published(founded_on_each) if each.audience == "everyone"]
    assert [each.period for each in everyone] == [quarter(FIRST)]


def test_what_comes_later_changes_no_release(founded_on_each: FoundedTrust) -> None:
    answered(founded_on_each, FIRST, yes=20, no=10)
    releases.publish(founded_on_each.store, OUT)
    before = published(founded_on_each)
    answered(founded_on_each, FIRST + timedelta(days=7), yes=40, no=30)
    releases.publish(founded_on_each.store, OUT)
    assert published(founded_on_each) == before


def test_a_backend_that_was_off_makes_what_it_missed_in_order(founded_on_each: FoundedTrust) -> None:
    answered(founded_on_each, FIRST, yes=20, no=10)
    releases.publish(founded_on_each.store, OUT + timedelta(days=2 * BLOCK_DAYS))
    blocks = [each.period for each in published(founded_on_each) if each.audience == "ward"]
    assert blocks == [BLOCK, four_weeks(BLOCK.ends), four_weeks(BLOCK.ends + timedelta(days=BLOCK_DAYS))]


def test_nothing_is_published_twice(founded_on_each: FoundedTrust) -> None:
    answered(founded_on_each, FIRST, yes=20, no=10)
    releases.publish(founded_on_each.store, OUT)
    with pytest.raises(IntegrityError), founded_on_each.store.write() as connection:
        releases.keep(connection, published(founded_on_each))


def test_four_weeks_that_agree_with_no_counts_are_not_published(founded_on_each: FoundedTrust) -> None:
    answered(founded_on_each, FIRST, yes=20, no=4)
    ends = quarter(FIRST).ends + timedelta(days=WAIT_DAYS)
    releases.publish(founded_on_each.store, ends - timedelta(days=1))
    (body,) = _bodies(founded_on_each, BLOCK.starts)
    with founded_on_each.store.write() as connection:
        changed = update(tables.releases).where(tables.releases.c.starts == day_number(BLOCK.starts))
        # Whoever changes a release by hand makes it say that 90 felt safe, where the quarter has some 20 in all.
        connection.execute(changed.values(body=body.replace(b"\xa6number\x14", b"\xa6number\x5a")))
    releases.publish(founded_on_each.store, ends)
    assert all(each.audience == "ward" for each in published(founded_on_each))


def _bodies(founded: FoundedTrust, starts: date) -> list[bytes]:
    kept = tables.releases.c
    with founded.store.read() as connection:
        return list(connection.execute(select(kept.body).where(kept.starts == day_number(starts))).scalars())


def test_calls_come_out_for_the_ward_and_for_the_trust(founded_on_each: FoundedTrust) -> None:
    called(founded_on_each, FIRST, calls=30, in_time=21)
    called(founded_on_each, FIRST + timedelta(days=7), calls=3, in_time=3)
    releases.publish(founded_on_each.store, quarter(FIRST).ends + timedelta(days=WAIT_DAYS))
    ward = published(founded_on_each, "calls")
    assert {each.audience for each in ward} == {"ward"}
    assert release_words.answered_in_time(ward[0]).words == "about 25 of about 35"
    assert ward[0].given == {"half_within": 20}
    (trust,) = published(founded_on_each, "calls", TRUST)
    assert trust.audience == "everyone"
    answers = trust.line("answers")
    assert (answers["later"].number, answers["not_answered"].number) == (0, 10)
