"""Releases of concerns: by the safeguarding group's session alone, of what was not kept from it, and of nothing else than published lines."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kiosk.trust.casework import clocks, events
from kiosk.trust.casework.clocks import london
from kiosk.trust.measures import concern_releases, releases
from kiosk.trust.measures.concern_lines import SUBJECT, Codes
from kiosk.trust.measures.periods import four_weeks, quarter
from kiosk.trust.measures.release_lines import TRUST, WAIT_DAYS, Audience, Release
from tests.trust.casework.ward import NOW, Ward

DAY = 86_400.0
CODES = Codes(("W1", "W3"), ("C1", "C2"), ("bedroom", "shared"), ("night", "morning"), ("talk", "police"))
TODAY = london(NOW).date()
RECORDED = events.Recorded(kinds=("C2",), review=date(2026, 12, 1))


def after(day: date) -> float:
    """A moment on a day."""
    return NOW + (day - TODAY).days * DAY


BLOCK_OUT = after(four_weeks(TODAY).ends + timedelta(days=WAIT_DAYS))
QUARTER_OUT = after(quarter(TODAY).ends + timedelta(days=WAIT_DAYS))


def publish(ward: Ward, group: str, now: float) -> list[Audience]:
    ward.inbox(group, now)
    made = list[Audience]()
    while new := concern_releases.publish(ward.store, ward.trust, ward.held[group], lambda _: CODES, now):
        assert len(new) <= concern_releases.MOST_AT_ONCE, "somebody waits for their page"
        made += [audience for audience, _ in new]
    return made


def published(ward: Ward, where: str) -> list[Release]:
    with ward.store.read() as connection:
        return list(releases.read(connection, SUBJECT, [where]))


@pytest.fixture
def told(ward: Ward) -> Ward:
    """Twelve concerns for all, and nine that were kept from the ward's team."""
    for number in range(12):
        ward.file(
            ("ward", "safeguarding"),
            about=("W3",),
            kinds=("C1",),
            places=("shared",),
            when_time=("night",),
            harm_body=number % 4,
        )
    for _ in range(9):
        ward.file(("safeguarding", "outside"), about=("W1",), support=("talk",))
    return ward


def test_the_safeguarding_group_makes_them_and_no_other(told: Ward) -> None:
    assert publish(told, "ward", BLOCK_OUT) == []
    assert publish(told, "outside", BLOCK_OUT) == []
    assert publish(told, "safeguarding", BLOCK_OUT - DAY) == []
    assert publish(told, "safeguarding", BLOCK_OUT) == ["ward"]
    assert publish(told, "safeguarding", BLOCK_OUT) == [], "once"
    assert "everyone" in publish(told, "safeguarding", QUARTER_OUT)


def test_a_ward_learns_nothing_of_what_was_kept_from_it(told: Ward) -> None:
    publish(told, "safeguarding", BLOCK_OUT)
    (release,) = published(told, "willow")
    assert release.line("concerns")["all"].number == 10, "twelve, and not twenty-one"
    by_place = release.line("place_time", "willow")
    assert by_place["shared night"].number == 10
    assert by_place["bedroom night"].how == "few"


def test_in_a_trust_of_one_ward_what_was_kept_from_it_is_in_no_number(told: Ward) -> None:
    publish(told, "safeguarding", QUARTER_OUT)
    (release,) = [each for each in published(told, TRUST) if each.audience == "everyone"]
    assert release.line("concerns")["all"].number == 10
    assert release.line("about")["W1"].how == "few"
    assert release.line("about")["W3"].number == 10


def test_what_staff_did_is_counted(told: Ward) -> None:
    for listed in told.listed("ward"):
        told.write(
            "ward",
            listed.id,
            RECORDED,
            events.Graded("low", "moderate"),
            events.Supported((("person", "given"),)),
            events.ActionAdded("Lock the door", "Shift lead", date(2026, 12, 1)),
        )
    publish(told, "safeguarding", QUARTER_OUT)
    (release,) = [each for each in published(told, TRUST) if each.audience == "everyone"]
    shown = {
        (line, column): release.line(line)[column].number
        for line, column in (
            ("kinds", "C2"),
            ("grade_body", "low"),
            ("grade_feelings", "moderate"),
            ("support_given", "person"),
            ("actions", "open"),
            ("recorded", "in_time"),
        )
    }
    assert set(shown.values()) == {10}, shown
    assert release.line("kinds")["C1"].number is None, "as staff recorded it, where they did"
    assert release.line("open_for")["quarter"].number == 20, "all that are open, whoever may read them"


def test_open_cases_are_as_old_as_they_are(told: Ward) -> None:
    publish(told, "safeguarding", QUARTER_OUT)
    (release,) = [each for each in published(told, TRUST) if each.audience == "everyone"]
    days = (QUARTER_OUT - NOW) / DAY
    assert 28 < days < 91
    assert release.line("open_for")["longer"].how == "few"


def test_no_row_tells_an_exact_number(told: Ward) -> None:
    publish(told, "safeguarding", QUARTER_OUT)
    for where in ("willow", TRUST):
        for release in published(told, where):
            assert all(cell.number is None or cell.number % 5 == 0 for cell in release.cells)
    assert clocks.today(NOW) == TODAY
