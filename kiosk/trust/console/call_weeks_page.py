"""How staff calls were answered, week by week: a chart of half of the answers, one of how many came in time, and the numbers.

For whoever sees a ward's calls, and for governance. Nothing here tells who called or who answered (Standard 9).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from litestar import get
from litestar.di import NamedDependency
from litestar.response import Response
from msgspec import Struct

from kiosk.charts.lines import Mark, Picture
from kiosk.trust.console.access import SignedIn
from kiosk.trust.console.chart_figures import ChartFigure, pictured
from kiosk.trust.console.rendering import page_response
from kiosk.trust.measures import call_weeks, chart_words, control_charts
from kiosk.trust.measures.call_weeks import Week
from kiosk.trust.measures.chart_words import Names, percent
from kiosk.trust.measures.control_charts import MAKING_DATA_COUNT, Chart, Point

SECTION = "/calls"
WEEKS = 52  # that are shown


class WardWeeks(Struct, frozen=True):
    """A ward's part of the page: its charts, and its weeks, the newest first. running: the newest has not ended; it is on no chart."""

    code: str
    name: str
    charts: tuple[ChartFigure, ...]
    weeks: tuple[Week, ...]
    running: bool


@get("/calls/weeks", sync_to_thread=True)
def show_weeks(desk: NamedDependency[SignedIn]) -> Response[str]:
    """The charts and numbers of each ward that this person sees."""
    with desk.backend.store.read() as connection:
        weeks = call_weeks.weeks(connection, desk.wards)
    now = desk.backend.clock()
    parts = [ward_weeks(code, name, weeks, now) for code, name in desk.wards.items()]
    return page_response(
        "call_weeks.jinja",
        desk.page(SECTION if desk.may("GET", SECTION) else "/counts"),
        parts=[part for part in parts if part.weeks],
        target=round(call_weeks.TARGET),
        kept=desk.backend.settings.retention.calls,
        calls=desk.may("GET", SECTION),
        rules=chart_words.rules_of(MAKING_DATA_COUNT, Names("weeks", (), _seconds)),
        by_chance=chart_words.calls_by_chance(),
        not_a_verdict=chart_words.NOT_A_VERDICT,
    )


def ward_weeks(code: str, name: str, weeks: Iterable[Week], now: float) -> WardWeeks:
    """The part of one ward. weeks: of any wards, the newest first. now: seconds since 1970.

    Limits are calculated from all weeks that were ever counted, so that they stay where they are as the oldest leave the page.
    """
    own = tuple(week for week in weeks if week.ward == code)
    since = own[0].monday - 7 * (WEEKS - 1) if own else 0
    ended = [week for week in own[::-1] if call_weeks.week_ends(week.monday) <= now]
    answered = [week for week in ended if week.median is not None]
    needed = [week for week in ended if week.needed]
    half = control_charts.xmr([week.median for week in answered if week.median is not None])
    in_time = control_charts.shares([week.in_time for week in needed], [week.needed for week in needed])
    within = f"Share of calls answered within {round(call_weeks.TARGET)} seconds"
    charts = (
        _figure(f"half-{code}", "Seconds until half of the answers had come", answered, half, since, _seconds),
        _figure(f"share-{code}", within, needed, in_time, since, percent, most=1.0),
    )
    shown = tuple(week for week in own if week.monday >= since)
    return WardWeeks(code, name, tuple(chart for chart in charts if chart), shown, len(ended) < len(own))


def _seconds(value: float) -> str:
    return f"{round(value)} s"


def _mark(label: str, point: Point | None, usual: Point | None) -> Mark:
    """usual: whose limits stand there."""
    lower, centre, upper = (usual.lower, usual.centre, usual.upper) if usual else (None, None, None)
    value, signal = (None, False) if point is None else (point.value, bool(point.signals))
    return Mark(label, value, lower, centre, upper, signal=signal)


def _figure(
    name: str,
    title: str,
    weeks: Sequence[Week],
    chart: Chart,
    since: int,
    number: Callable[[float], str],
    most: float | None = None,
) -> ChartFigure | None:
    """weeks: those that the points of the chart are of; weeks between them are gaps. since: the Monday from which on it is shown.

    None where nothing is to be shown.
    """
    first = next((index for index, week in enumerate(weeks) if week.monday >= since), None)
    if first is None:
        return None
    labels = [f"{week.starts.day} {week.starts:%B %Y}" for week in weeks]
    names = Names("weeks", labels, number)
    points = dict(zip((week.monday for week in weeks), chart.points, strict=True))
    marks, usual = list[Mark](), None
    for monday in range(weeks[first].monday, weeks[-1].monday + 1, 7):
        point = points.get(monday)
        if (
            point or chart.phases[0].kind != "xmr"
        ):  # limits go on over a gap, but not those that hang on how many there were
            usual = point
        marks.append(_mark(f"{call_weeks.date_of(monday):%-d %b}", point, usual))
    sentences = tuple(chart_words.signals(chart, names, first))
    latest = f"In the latest week, from {labels[-1]}: {number(chart.points[-1].value)}."
    picture = Picture(
        name,
        title,
        " ".join((f"{len(weeks) - first} weeks, from {labels[first]}.", latest, *sentences)),
        tuple(marks),
        number,
        trial=tuple(phase.trial for phase in chart.phases),
        least=0.0,
        most=most,
    )
    limits = tuple(chart_words.limits(phase, chart.points, names) for phase in chart.phases)
    return ChartFigure(title, pictured(picture), (latest, *sentences), limits)
