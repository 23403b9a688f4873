"""How safe people feel, at the console: the figures of `measures.check_ins` with the words around them that keep them honest."""

from __future__ import annotations

from litestar import get
from litestar.di import NamedDependency
from litestar.response import Response
from msgspec import Struct

from kiosk.trust.console import wording
from kiosk.trust.console.access import SignedIn
from kiosk.trust.console.rendering import day, page_response
from kiosk.trust.console.wording import WardWords
from kiosk.trust.measures import check_ins
from kiosk.trust.measures.check_ins import Figure, GroupFigures, Share
from kiosk.trust.measures.intervals import wilson

SECTION = "/check-ins"
GROUP_NAMES = {"patient": "Patients", "visitor": "Visitors", "staff": "Staff", "unsaid": "People who did not say"}
QUESTIONS = {
    "safe": "Do you feel safe?",
    "tell": "Could you tell someone here?",
    "change": "Is it better, the same or worse?",
}
CAPTION = (
    "More reports do not mean a worse ward. They can mean that people trust it enough to tell. "
    "These answers are not a target, and not for comparing wards."
)


class AnswerShare(Struct, frozen=True):
    """One answer's line: how many, which share, and the range it could be in."""

    words: str
    count: int
    share: str
    range: str


class FigureTable(Struct, frozen=True):
    """One question's table."""

    question: str
    version: int
    n: int
    period: str
    answers: tuple[AnswerShare, ...]


class GroupSection(Struct, frozen=True):
    """One group's part of the page. since: the day after which fewer than ten have answered; empty before the first ten."""

    code: str
    name: str
    ward: str
    since: str
    figures: tuple[FigureTable, ...]


def _percent(share: float) -> str:
    return f"{round(share * 100)}%"


def _table(figure: Figure, words: WardWords) -> FigureTable:
    first, last = day(figure.first), day(figure.last)
    return FigureTable(
        words.of(f"checkin.{figure.question}.title", QUESTIONS[figure.question]),
        figure.version,
        figure.answered,
        f"until {last}" if first == last else f"{first} to {last}",
        tuple(
            AnswerShare(
                words.of(f"checkin.{figure.question}.{share.code}", share.code),
                share.count,
                _percent(share.interval.share),
                f"{_percent(share.interval.low)} to {_percent(share.interval.high)}",
            )
            for share in _in_order(figure, words)
        ),
    )


def _in_order(figure: Figure, words: WardWords) -> list[Share]:
    """The shares as the tablet offers the answers. One that nobody chose is shown as that, where the content is of the same version."""
    order = words.order(f"checkin.{figure.question}") if words.version == figure.version else ()
    given = {share.code: share for share in figure.shares}
    offered = [given.pop(code, Share(code, 0, wilson(0, figure.answered))) for code in order]
    return offered + list(given.values())


def _section(group: GroupFigures, words: WardWords, ward: str, code: str) -> GroupSection:
    since = "" if group.last is None else day(group.last)
    tables = tuple(_table(figure, words) for figure in group.figures)
    return GroupSection(f"{code}-{group.who}", GROUP_NAMES[group.who], ward, since, tables)


@get("/check-ins", sync_to_thread=True)
def show_check_ins(desk: NamedDependency[SignedIn]) -> Response[str]:
    """The figures of this reader's wards."""
    backend, sections = desk.backend, []
    with backend.store.read() as connection:
        for code, name in desk.wards.items():
            words = wording.ward_words(connection, backend.trust, code)
            figures = check_ins.ward_figures(connection, code, backend.clock())
            sections += [_section(group, words, name if len(desk.wards) > 1 else "", code) for group in figures]
    return page_response("check_ins.jinja", desk.page(SECTION), caption=CAPTION, groups=sections)
