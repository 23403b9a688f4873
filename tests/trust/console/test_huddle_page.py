"""The huddle: one line and one question that can be read aloud in a minute, a tick that is nobody's, and the chart of the habit."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from kiosk.trust.console.huddle_page import OTHER_DAY, figure, said_before
from kiosk.trust.measures import call_weeks, huddle_news, huddle_questions, huddles, periods, releases
from kiosk.trust.measures.huddles import MOST_LETTERS, WEEKS, HabitWeek
from kiosk.trust.store import tables
from tests.trust.console.browserless import Client
from tests.trust.console.keyboard import Keyboard
from tests.trust.console.pages import HuddlePage, change_reader, follow
from tests.trust.console.paper import A4, printed
from tests.trust.console.running import START, RunningTrust
from tests.trust.console.standing import Standing

TODAY = date(2026, 11, 18)  # at running.START
DAY = periods.day_number(TODAY)
DAY_SECONDS = 86_400.0
WORDS_A_MINUTE = 130  # of somebody who reads aloud to a room
ADDRESS = "/console/huddle/willow"


@pytest.fixture(scope="module")
def standing(trust: RunningTrust) -> Standing:
    return Standing(trust)


@pytest.fixture
def huddle(trust: RunningTrust, standing: Standing, page: Page, sign_in: Callable[[str], Page]) -> HuddlePage:
    """The nurse at the page of Willow Ward, where nobody has looked today."""
    with trust.backend.store.write() as connection:
        huddles.take_back(connection, trust.ward, today(trust))
    sign_in("nurse")
    found = HuddlePage(page, trust.address)
    found.open()
    return found


def today(trust: RunningTrust) -> int:
    return DAY + int((trust.clock() - START) // DAY_SECONDS)


def ticks(trust: RunningTrust, day: int) -> int:
    row = tables.huddle_looks.c
    with trust.backend.store.read() as connection:
        return connection.scalar(select(func.count()).where(row.ward == trust.ward, row.day == day)) or 0


def news(trust: RunningTrust, day: date) -> str:
    """The line of a day, from what is published of the ward and from the week before."""
    with trust.backend.store.read() as connection:
        *_, release = releases.read(connection, "check_ins", [trust.ward], audience="ward")
        (week,) = (
            week
            for week in call_weeks.weeks(connection, [trust.ward])
            if week.monday == periods.monday(day) - periods.WEEK_DAYS
        )
    return huddle_news.news(release, week, day)


# --- what is read aloud --------------------------------------------------------------------------------------------


def test_it_is_read_aloud_in_a_minute(huddle: HuddlePage) -> None:
    expect(huddle.aloud).to_contain_text("Yesterday you said you would: Move the chair away from the corner")
    said = huddle.aloud.inner_text().split()
    longest = max(huddle_questions.read(), key=lambda question: len(question.ask)).ask.split()
    line = ["word"] * (MOST_LETTERS // 5)
    assert len(said) + len(longest) + len(line) < WORDS_A_MINUTE


def test_news_and_question_are_those_of_the_ward_and_the_day(trust: RunningTrust, huddle: HuddlePage) -> None:
    day = periods.date_of(today(trust))
    asked = huddle_questions.of_the_day(huddle_questions.read(), trust.ward, day)
    expect(huddle.aloud).to_contain_text(asked.ask)
    expect(huddle.aloud).to_contain_text(news(trust, day))
    expect(huddle.page.get_by_role("heading", level=1)).to_contain_text("Willow Ward, Wednesday 18 November 2026")


def test_a_reader_of_two_wards_chooses_one(huddle: HuddlePage) -> None:
    follow(huddle.page, huddle.page.get_by_role("navigation", name="Menu").get_by_role("link", name="Huddle"))
    follow(huddle.page, huddle.page.get_by_role("link", name="Birch Ward"))
    expect(huddle.page.get_by_text("Nobody has ticked yet.")).to_be_visible()


def test_it_is_for_the_wards_own_team(trust: RunningTrust, huddle: HuddlePage) -> None:
    change_reader(trust, huddle.page, "safeguarding")
    expect(huddle.page.get_by_role("link", name="Huddle")).to_have_count(0)
    huddle.open()
    assert huddle.heading == "This page is not part of your work"
    huddle.page.goto(f"{trust.address}/console")
    change_reader(trust, huddle.page, "nurse")
    huddle.page.goto(f"{trust.address}/console/huddle/elsewhere")
    assert huddle.heading == "This page is not part of your work"


# --- the tick ------------------------------------------------------------------------------------------------------


def test_one_tick_a_day_that_can_be_taken_back(trust: RunningTrust, huddle: HuddlePage) -> None:
    before = huddle.numbers.get_by_role("row").nth(1).inner_text()
    huddle.look("Look at the garden after lunch")
    expect(huddle.notice).to_contain_text("Ticked: we looked today.")
    expect(huddle.aloud).to_contain_text("We looked today. We will: Look at the garden after lunch")
    assert huddle.numbers.get_by_role("row").nth(1).inner_text() != before
    huddle.look("Ask for a lamp", "Change what we will do")
    expect(huddle.aloud).to_contain_text("We will: Ask for a lamp")
    huddle.look("", "Change what we will do")
    expect(huddle.aloud).not_to_contain_text("We will")
    assert ticks(trust, today(trust)) == 1
    huddle.take_back()
    expect(huddle.notice).to_contain_text("The tick is taken back.")
    assert ticks(trust, today(trust)) == 0
    assert huddle.numbers.get_by_role("row").nth(1).inner_text() == before


def test_a_page_of_yesterday_ticks_nothing_and_one_that_is_loaded_again_says_nothing_was_done(
    trust: RunningTrust, huddle: HuddlePage
) -> None:
    huddle.page.locator('[name="day"]').evaluate("field => { field.value = Number(field.value) - 1 }")
    huddle.look("Look at the garden")
    assert huddle.errors == [OTHER_DAY]
    expect(huddle.page.get_by_label("What we will do")).to_have_value("Look at the garden")
    assert ticks(trust, today(trust)) == 0
    huddle.page.goto(f"{trust.address}{ADDRESS}?done=looked")
    expect(huddle.notice).to_have_count(0)


def test_a_line_that_cannot_be_kept_is_said_at_its_field(huddle: HuddlePage) -> None:
    huddle.look("a" * (MOST_LETTERS + 1))
    assert huddle.errors == ["What you will do has 201 letters: use 200 or fewer"]
    expect(huddle.page.get_by_label("What we will do")).to_have_value("a" * (MOST_LETTERS + 1))


def test_an_empty_line_from_a_page_without_the_tick_takes_nothing_away(trust: RunningTrust, huddle: HuddlePage) -> None:
    other = huddle.page.context.new_page()
    same = HuddlePage(other, trust.address)
    same.open()
    huddle.look("Look at the garden")
    same.look()
    expect(same.aloud).to_contain_text("We will: Look at the garden")


def test_nothing_says_who_ticked(trust: RunningTrust, standing: Standing) -> None:
    client = Client(trust)
    client.sign_in("nurse")
    logged = select(func.count()).select_from(tables.access_log)
    with trust.backend.store.read() as connection:
        before = connection.scalar(logged)
    form = {"csrf": client.token("/console/account"), "day": str(today(trust)), "line": ""}
    assert client.post(f"{ADDRESS}/looked", form).status_code == 303
    with trust.backend.store.read() as connection:
        assert connection.scalar(logged) == before
    assert ticks(trust, today(trust)) == 1
    client.close()


def test_it_is_ticked_by_keyboard_alone(trust: RunningTrust, huddle: HuddlePage) -> None:
    keys = Keyboard(huddle.page)
    keys.writes("line", "By keyboard")
    keys.presses("We looked")
    expect(huddle.aloud).to_contain_text("We will: By keyboard")
    assert ticks(trust, today(trust)) == 1


# --- the habit -----------------------------------------------------------------------------------------------------


def test_the_chart_and_its_numbers_are_of_the_habit(huddle: HuddlePage) -> None:
    page = huddle.page
    expect(page.get_by_text("This is about the habit, not about people.")).to_be_visible()
    chart = page.get_by_role("img")
    expect(chart).to_have_accessible_name("Days on which we looked, week by week")
    expect(chart.locator("circle")).to_have_count(25)
    expect(huddle.numbers.get_by_role("row").filter(has_text="so far")).to_have_count(1)
    page.get_by_text("Earlier weeks", exact=True).click()
    expect(page.get_by_role("table", name="The numbers of earlier weeks").get_by_role("row")).to_have_count(26 - 9 + 1)


def test_it_prints_on_one_sheet(huddle: HuddlePage) -> None:
    assert printed(huddle.page) == [A4]
    huddle.look("w" * MOST_LETTERS)
    assert printed(huddle.page) == [A4]


def weeks(*days: int) -> tuple[HabitWeek, ...]:
    this = periods.monday(TODAY)
    return tuple(HabitWeek(this - 7 * (len(days) - 1 - index), count) for index, count in enumerate(days))


def test_the_chart_has_the_weeks_that_ended_from_nought_to_seven_about_their_median() -> None:
    assert figure(()) is None
    assert figure(weeks(3)) is None
    found = figure(weeks(0, 7, 5, 2))  # the last one still runs
    assert found is not None
    assert found.picture.count("<circle") == 3
    assert found.limits == ("The line is the median of 26 October 2026 to 9 November 2026: 5 days.",)
    assert re.findall(r'text-anchor="end">(\d)<', found.picture) == list("01234567")


def test_an_unusual_habit_is_said_without_a_verdict() -> None:
    found = figure(weeks(*[2] * 13, *[5] * 13, 0))
    assert found is not None
    assert found.picture.count("<circle") == WEEKS
    assert len(found.sentences) == 2
    assert not re.search(r"improv|better|worse|good|bad|target|succe|fail", " ".join(found.sentences), re.IGNORECASE)


def test_what_was_said_has_its_day_and_todays_is_not_among_it() -> None:
    lines = {DAY: "Today", DAY - 1: "Chairs", DAY - 5: "Lamps"}
    found = [(said.when, said.line) for said in said_before(lines, TODAY)]
    assert found == [("Yesterday", "Chairs"), ("On Friday 13 November 2026", "Lamps")]
