"""How calls were answered: the charts and the table say the same, and no more than a ward's own people should see."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from kiosk.trust.console.call_weeks_page import WEEKS, ward_weeks
from kiosk.trust.measures.call_weeks import Week, week_ends
from tests.trust.console.pages import follow
from tests.trust.console.running import RunningTrust
from tests.trust.console.standing import Standing

LATER = 1e9  # seconds since 1970: all weeks of these tests have ended


@pytest.fixture(scope="module")
def standing(trust: RunningTrust) -> Standing:
    return Standing(trust)


def week(monday: int, median: float | None = 30.0, ward: str = "oak") -> Week:
    answered = 0 if median is None else 7
    return Week(ward, monday, 8, 8, answered, answered, 1, 1, median)


def test_the_page_says_what_stands_out_and_shows_its_numbers(
    standing: Standing, page: Page, sign_in: Callable[[str], Page]
) -> None:
    sign_in("nurse")
    standing.goes(page, "/calls/weeks")
    half, share = page.get_by_role("img").all()
    expect(half).to_have_accessible_name("Seconds until half of the answers had come")
    expect(share).to_have_accessible_name("Share of calls answered within 60 seconds")
    expect(half.locator("polygon")).to_have_count(1)
    expect(page.get_by_text("19 October 2026: outside the limits (90 s).", exact=True)).to_be_visible()
    table = page.get_by_role("table", name="The numbers, week by week")
    expect(table.get_by_role("row").filter(has_text="90 seconds")).to_have_count(1)
    expect(table.get_by_role("row").filter(has_text="so far")).to_have_count(1)
    page.get_by_text("Earlier weeks", exact=True).click()
    earlier = page.get_by_role("table", name="The numbers of earlier weeks")
    expect(earlier.get_by_role("row").filter(has_text="no answer")).to_have_count(1)


def test_governance_comes_to_it_from_the_counts(standing: Standing, page: Page, sign_in: Callable[[str], Page]) -> None:
    sign_in("governance")
    standing.goes(page, "/counts")
    follow(page, page.get_by_role("link", name="How staff calls were answered"))
    expect(page.get_by_role("heading", level=1)).to_have_text("How calls were answered")
    follow(page, page.get_by_role("link", name="Counts", exact=True).first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Counts and clocks")


def test_a_year_is_shown_and_another_ward_is_not_in_it() -> None:
    newest_first = [week(7 * number) for number in range(80, 0, -1)]
    part = ward_weeks("oak", "Oak", [*newest_first, week(7, ward="elm")], LATER)
    assert len(part.weeks) == WEEKS
    assert {each.ward for each in part.weeks} == {"oak"}


def test_a_week_without_an_answer_is_a_gap_in_one_chart_and_none_in_time_in_the_other() -> None:
    part = ward_weeks(
        "oak", "Oak", [week(7 * number, None if number == 5 else 30.0) for number in range(9, 0, -1)], LATER
    )
    half, share = part.charts
    assert half.picture.count("<circle") == 8
    assert share.picture.count("<circle") == 9


def test_a_ward_where_nobody_called_has_no_chart() -> None:
    assert ward_weeks("oak", "Oak", [], LATER).charts == ()
    unneeded = Week("oak", 7, 2, 2, 0, 0, 0, 2, None)
    assert ward_weeks("oak", "Oak", [unneeded], LATER).charts == ()


def test_a_week_that_has_not_ended_is_on_no_chart() -> None:
    weeks = [week(7 * number) for number in range(9, 0, -1)]
    ended, running = (ward_weeks("oak", "Oak", weeks, week_ends(63) - before) for before in (0, 1))
    assert (ended.running, running.running) == (False, True)
    assert len(running.weeks) == 9
    assert [part.charts[0].picture.count("<circle") for part in (ended, running)] == [9, 8]


def test_limits_stay_where_they_are_as_the_oldest_weeks_leave_the_page() -> None:
    weeks = [week(7 * number, 30.0 + number % 2 + number // 40) for number in range(90, 0, -1)]
    before, after = (ward_weeks("oak", "Oak", weeks[newest:], LATER) for newest in (38, 0))
    assert len(before.weeks) == len(after.weeks) == WEEKS
    assert before.charts[0].limits == after.charts[0].limits
    assert "8 January 1970 to 21 May 1970" in after.charts[0].limits[0]


def test_a_signal_of_weeks_that_have_left_the_page_is_not_told() -> None:
    weeks = [week(7 * number, 90.0 if number in (21, 85) else 30.0 + number % 2) for number in range(90, 0, -1)]
    (half, _) = ward_weeks("oak", "Oak", weeks, LATER).charts
    told = [sentence for sentence in half.sentences if "outside" in sentence]
    assert told == ["19 August 1971: outside the limits (90 s)."]
