"""How safe people feel, at the console: the figures of one ward by group, with the words around them that keep them honest.

For readers and governance, the measures team that is named: figures are exact, and that somebody saw them is in the access log. Groups are never one
figure. Nothing here is a target, compares wards, or says that anything became better or worse.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Response
from msgspec import Struct

from kiosk.trust import access_log, cases
from kiosk.trust.casework import clocks
from kiosk.trust.console import check_in_charts, duty_page, wording
from kiosk.trust.console.access import Connection, SignedIn, asked_for
from kiosk.trust.console.check_in_charts import SafeCharts, day_words
from kiosk.trust.console.rendering import HOME, MenuItem, page_response
from kiosk.trust.console.wording import WardWords
from kiosk.trust.measures import beds, chart_notes, chart_words, check_ins
from kiosk.trust.measures.chart_notes import Note
from kiosk.trust.measures.chart_words import percent
from kiosk.trust.measures.check_ins import Figure, GroupFigures, Share, Span
from kiosk.trust.measures.control_charts import MAKING_DATA_COUNT
from kiosk.trust.measures.counting import BLOCK, SEVERAL
from kiosk.trust.measures.intervals import wilson
from kiosk.trust.measures.periods import Period, shown_from

SECTION = "/check-ins"
GROUP_NAMES = {"patient": "Patients", "visitor": "Visitors", "staff": "Staff", "unsaid": "People who did not say"}
QUESTIONS = {
    "safe": "Do you feel safe?",
    "tell": "Could you tell someone here?",
    "change": "Is it better, the same or worse?",
    "reasons": "What are the reasons?",
    "places": "Where?",
}
FLAGS = {
    "quick": "answered in under five seconds",
    "burst": "at least the fourth with the same answer on one tablet within half a minute",
}
CAPTION = (
    "More reports do not mean a worse ward. They can mean that people trust it enough to tell. "
    "These answers are not a target, and not for comparing wards."
)
FEW_DAYS = 8  # days with an answer: from fewer, somebody who was seen at the tablet could be told to have sent none


class Answers(Struct, frozen=True):
    """How many gave an answer in a span, the share of those who answered, and the range it could be in. In words."""

    people: str
    share: str
    range: str


class AnswerRow(Struct, frozen=True):
    """One answer's line. spans: as the table's columns are."""

    words: str
    spans: tuple[Answers, ...]


class FigureTable(Struct, frozen=True):
    """One question's table. columns: what its spans are; totals: who answered and who did not, of each."""

    question: str
    several: bool
    columns: tuple[str, ...]
    totals: tuple[str, ...]
    rows: tuple[AnswerRow, ...]


class GroupSection(Struct, frozen=True):
    """One group's part of the page. added: Monday of the week in which answers were added last; empty before the first ten.

    about: of the check-ins themselves. rates: answers are set against occupied beds.
    """

    code: str
    name: str
    added: str
    version: int | None
    about: tuple[str, ...]
    figures: tuple[FigureTable, ...]
    charts: SafeCharts | None
    rates: bool


class QuietDays(Struct, frozen=True):
    """On how many days of a block nobody answered, in words."""

    block: str
    days: str
    of: int


@get("/check-ins", sync_to_thread=True)
def show_check_ins(request: Connection, desk: NamedDependency[SignedIn]) -> Response[str]:
    """The ward's page; where the reader has several wards, the choice of one."""
    if len(desk.measured_wards) == 1:
        return _page(request, desk, next(iter(desk.measured_wards)))
    links = [MenuItem(name, f"{HOME}{SECTION}/{code}") for code, name in desk.measured_wards.items()]
    return page_response("check_ins.jinja", desk.page(SECTION), links=links)


@get("/check-ins/{ward:str}", sync_to_thread=True)
def show_ward(request: Connection, desk: NamedDependency[SignedIn], ward: FromPath[str]) -> Response[str]:
    """The figures of one ward."""
    return _page(request, desk, ward)


def _page(request: Connection, desk: SignedIn, ward: str) -> Response[str]:
    if ward not in desk.measured_wards:
        raise cases.NotForYou("there is no such ward for you")
    if not asked_for(request):
        return Response("", status_code=503)
    backend, now = desk.backend, desk.backend.clock()
    with backend.store.write() as connection:
        access_log.note(connection, "saw exact figures", now, desk.reader.id)
    today = clocks.today(now)
    with backend.store.read() as connection:
        words = wording.ward_words(connection, backend.trust, ward)
        groups = check_ins.ward_figures(connection, ward, today)
        notes = tuple(enumerate((each for each in chart_notes.of_ward(connection, ward) if not each.ended), start=1))
        quiet = check_ins.days_without(connection, ward, today)
        occupied = beds.read(connection, ward)
    sections = [_section(group, words, notes, occupied, today) for group in groups]
    return page_response(
        "check_ins_ward.jinja",
        desk.page(SECTION),
        caption=CAPTION,
        least=BLOCK,
        ward=ward,
        ward_name=desk.measured_wards[ward],
        several_wards=len(desk.measured_wards) > 1,
        groups=sections,
        charts=any(section.charts for section in sections),
        quiet=[_quiet(block, days) for block, days in sorted(quiet.items(), reverse=True)],
        beds_known=bool(occupied),
        says_beds=desk.may("GET", "/beds"),
        notes=[(number, check_in_charts.note_words(note), note) for number, note in notes],
        writes_notes=desk.may("GET", "/check-ins/{ward}/notes") and ward in duty_page.own_wards(desk),
        not_a_verdict=chart_words.NOT_A_VERDICT,
        rules=chart_words.rules_of(MAKING_DATA_COUNT, check_in_charts.names()),
        run_rules=chart_words.run_rules(check_in_charts.names()),
        by_chance=chart_words.shares_by_chance(),
    )


def _quiet(block: Period, days: int) -> QuietDays:
    most = block.days - FEW_DAYS
    return QuietDays(block.name, f"more than {most}" if days > most else str(days), block.days)


# --- a group's part ----------------------------------------------------------------------------------------------


def _section(
    group: GroupFigures, words: WardWords, notes: tuple[tuple[int, Note], ...], occupied: Mapping[int, int], today: date
) -> GroupSection:
    name, rates = GROUP_NAMES[group.who], group.who == beds.GROUP and bool(occupied)
    bed_days = {block.period: beds.bed_days(occupied, block.period) for block in group.blocks} if rates else {}
    earliest = shown_from(today)
    return GroupSection(
        group.who,
        name,
        "" if group.added is None else day_words(group.added),
        group.version,
        *_tables(group, words, today),
        check_in_charts.safe_charts(group.who, name, group.blocks, notes, bed_days, earliest, today),
        rates,
    )


def _tables(group: GroupFigures, words: WardWords, today: date) -> tuple[tuple[str, ...], tuple[FigureTable, ...]]:
    """What is said of the check-ins themselves, and a table for each question."""
    if group.newest is None or group.whole is None or group.version is None:
        return (), ()
    spans = [group.newest] if group.newest.first == group.whole.first else [group.newest, group.whole]
    names = [_span_words(span, today) for span in spans]
    questions = dict.fromkeys(figure.question for span in spans for figure in span.figures)
    return (
        tuple(f"{name}: {_about(span)}" for name, span in zip(names, spans, strict=True)),
        tuple(_table(question, group.version, names, spans, words) for question in questions),
    )


def _span_words(span: Span, today: date) -> str:
    if span.first == span.last:
        return span.first.name if span.first.ended(today) else f"{span.first.name}, so far"
    return f"Since {day_words(span.first.starts)}"


def _about(span: Span) -> str:
    flagged = "".join(
        f" {count} {'was' if count == 1 else 'were'} {FLAGS[flag]}." for flag, count in span.flagged.items()
    )
    kept = " They are among the others." if any(span.flagged.values()) else ""
    return f"{span.check_ins} check-ins, {span.easy} of them in easy read.{flagged}{kept}"


def _table(question: str, version: int, names: list[str], spans: list[Span], words: WardWords) -> FigureTable:
    found = [next((each for each in span.figures if each.question == question), None) for span in spans]
    held = [(name, figure) for name, figure in zip(names, found, strict=True) if figure is not None]
    codes = dict.fromkeys(_offered(question, version, words))
    codes |= dict.fromkeys(share.code for _, figure in held for share in figure.shares)
    return FigureTable(
        words.of(f"checkin.{question}.title", QUESTIONS[question]),
        question in SEVERAL,
        tuple(name for name, _ in held),
        tuple(f"{name}: {figure.answered} answered, {figure.skipped} did not" for name, figure in held),
        tuple(
            AnswerRow(words.of(f"checkin.{question}.{code}", code), tuple(_answers(figure, code) for _, figure in held))
            for code in codes
        ),
    )


def _offered(question: str, version: int, words: WardWords) -> tuple[str, ...]:
    """Answers as the tablet offers them, so that one that nobody chose is shown as that; none where the content is of another version."""
    return words.order(f"checkin.{question}") if words.version == version else ()


def _answers(figure: Figure, code: str) -> Answers:
    nobody = Share(code, 0, wilson(0, figure.answered))
    share = next((each for each in figure.shares if each.code == code), nobody)
    sure = share.interval
    return Answers(str(share.count), percent(sure.share), f"{percent(sure.low)} to {percent(sure.high)}")
