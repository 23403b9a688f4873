"""The ward's huddle: one line of news and one question a day, to be read aloud in a minute, and "we looked". For the ward's own team.

A tablet that nobody on the ward looks at is given up; so there is one short page for a meeting that is held every morning anyway. Who ticks is not
kept: the chart is of the team's habit, never of a person's. It opens no concern and counts none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Response
from msgspec import Struct
from sqlalchemy import Connection

from kiosk.charts.lines import Mark, Picture
from kiosk.trust.casework import clocks
from kiosk.trust.console.access import NotAllowed, SignedIn
from kiosk.trust.console.chart_figures import ChartFigure, pictured
from kiosk.trust.console.duty_page import own_wards
from kiosk.trust.console.rendering import HOME, PAGE_HEADERS, MenuItem, page_response
from kiosk.trust.measures import (
    call_weeks,
    chart_words,
    check_in_lines,
    huddle_news,
    huddle_questions,
    huddles,
    periods,
    releases,
)
from kiosk.trust.measures.chart_words import Names
from kiosk.trust.measures.huddles import HabitWeek
from kiosk.trust.measures.run_charts import run_chart

SECTION = "/huddle"
NEW = timedelta(
    weeks=12
)  # since the first day of a release that is news: the newest is older only where publishing stands still
TITLE = "Days on which we looked, week by week"
OTHER_DAY = "That page was of another day, so nothing was ticked. This is today’s: tick it once you have looked"
DONE = {"looked": "Ticked: we looked today.", "said": "What you will do is changed.", "back": "The tick is taken back."}


class Said(Struct, frozen=True):
    """What the team said on a day that it would do. when: "Yesterday", or as in "On Friday 27 November 2026"."""

    when: str
    line: str


def in_words(day: date) -> str:
    """ "Friday 27 November 2026"."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def said_before(lines: dict[int, str], today: date) -> list[Said]:
    """The lines of the days before today, newest first. lines: by day, counted from 1970, newest first."""
    yesterday = periods.day_number(today) - 1
    return [
        Said("Yesterday" if day == yesterday else f"On {in_words(periods.date_of(day))}", line)
        for day, line in lines.items()
        if day <= yesterday
    ]


def figure(weeks: Sequence[HabitWeek]) -> ChartFigure | None:
    """The chart of the weeks that have ended; None before the first. weeks: in order, the last one still runs."""
    ended = weeks[:-1]
    if not ended:
        return None
    chart = run_chart([float(week.days) for week in ended])
    labels = [f"{week.starts.day} {week.starts:%B %Y}" for week in ended]
    names = Names("weeks", labels, _days)
    median, signals = chart_words.median_of(chart, names), tuple(chart_words.run_signals(chart, names))
    marks = tuple(
        Mark(f"{week.starts.day} {week.starts:%b}", value, centre=chart.median)
        for week, value in zip(ended, chart.values, strict=True)
    )
    picture = Picture(
        "looks",
        TITLE,
        " ".join((median, *signals)),
        marks,
        lambda value: f"{value:g}",
        ticks=tuple(map(float, range(8))),
    )
    return ChartFigure(TITLE, pictured(picture), signals, (median,))


def _days(value: float) -> str:
    return "1 day" if value == 1 else f"{value:g} days"


def _must_be_of(desk: SignedIn, ward: str) -> str:
    """The ward's name. Raises NotAllowed."""
    if ward not in own_wards(desk):
        raise NotAllowed("a huddle is of the ward's own team")
    return desk.ward_names[ward]


def _today(desk: SignedIn) -> date:
    return clocks.today(desk.backend.clock())


def _news(connection: Connection, ward: str, desk: SignedIn) -> str:
    today, last = _today(desk), call_weeks.monday_of(desk.backend.clock()) - 7
    week = next((week for week in call_weeks.weeks(connection, [ward]) if week.monday == last), None)
    published = list(releases.read(connection, check_in_lines.SUBJECT, [ward], today - NEW, "ward"))
    return huddle_news.news(published[-1] if published else None, week, today)


def _page(
    desk: SignedIn, ward: str, errors: dict[str, str] | None = None, notice: str = "", line: str | None = None
) -> Response[str]:
    name, today = _must_be_of(desk, ward), _today(desk)
    number = periods.day_number(today)
    with desk.backend.store.read() as connection:
        news = _news(connection, ward, desk)
        lines = huddles.said(connection, desk.backend.trust, desk.held_keys(), ward, number)
        days = huddles.days(connection, ward)
    weeks = huddles.weeks(days, today)
    before = said_before(lines, today)
    return page_response(
        "huddle.jinja",
        desk.page(SECTION, notice),
        errors,
        ward=ward,
        ward_name=name,
        several_wards=len(own_wards(desk)) > 1,
        today=in_words(today),
        number=number,
        news=news,
        question=huddle_questions.of_the_day(huddle_questions.read(), ward, today).ask,
        before=before,
        looked=number in days,
        said=lines.get(number, ""),
        line=lines.get(number, "") if line is None else line,
        most=huddles.MOST_LETTERS,
        kept=huddles.LINE_DAYS,
        figure=figure(weeks),
        weeks=weeks[::-1],
    )


@get("/huddle", sync_to_thread=True)
def show_huddle(desk: NamedDependency[SignedIn]) -> Response[str]:
    """The page of the reader's ward; where they are in several teams, the choice of one."""
    wards = own_wards(desk)
    if not wards:
        raise NotAllowed("a huddle is of a ward's own team")
    if len(wards) == 1:
        return _page(desk, next(iter(wards)))
    links = [MenuItem(name, f"{HOME}{SECTION}/{code}") for code, name in wards.items()]
    return page_response("huddle_wards.jinja", desk.page(SECTION), links=links)


@get("/huddle/{ward:str}", sync_to_thread=True)
def show_ward_huddle(desk: NamedDependency[SignedIn], ward: FromPath[str], done: FromQuery[str] = "") -> Response[str]:
    """Today's line and question, and the ward's habit."""
    with desk.backend.store.read() as connection:
        ticked = periods.day_number(_today(desk)) in huddles.days(connection, ward)
    # Loaded again tomorrow, the address still says what was done today.
    return _page(desk, ward, notice=DONE.get(done, "") if ticked == (done != "back") else "")


@post("/huddle/{ward:str}/looked", status_code=200, sync_to_thread=True)
def looked(desk: NamedDependency[SignedIn], ward: FromPath[str]) -> Response[str] | Redirect:
    """The team looked today; with it or later, what they will do. Nobody is noted as having ticked it."""
    _must_be_of(desk, ward)
    day = periods.day_number(_today(desk))
    words, changes = str(desk.form.get("line", "")), "change" in desk.form
    if str(desk.form.get("day", "")) != str(day):
        return _page(desk, ward, {"line": OTHER_DAY}, line=words)
    try:
        line = huddles.checked(words)
    except huddles.LineRefused as error:
        return _page(desk, ward, {"line": str(error)}, line=words)
    held = desk.held_keys()
    with desk.backend.store.write() as connection:
        huddles.look(connection, ward, day)
        if line or changes:  # an empty line of a page that has no tick yet takes away nothing that somebody else wrote
            huddles.say(connection, desk.backend.trust, held, ward, day, line)
    return _to(ward, "said" if changes else "looked")


@post("/huddle/{ward:str}/not-looked", status_code=200, sync_to_thread=True)
def not_looked(desk: NamedDependency[SignedIn], ward: FromPath[str]) -> Redirect:
    """Take today's tick back."""
    _must_be_of(desk, ward)
    with desk.backend.store.write() as connection:
        huddles.take_back(connection, ward, periods.day_number(_today(desk)))
    return _to(ward, "back")


def _to(ward: str, done: str) -> Redirect:
    """Not the page itself: a browser that loads it again tomorrow would tick again."""
    return Redirect(f"{HOME}{SECTION}/{ward}?done={done}", status_code=303, headers=dict(PAGE_HEADERS))
