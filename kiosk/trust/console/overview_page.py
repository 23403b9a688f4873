"""The wards of the trust beside each other, in the order of their names: no ranking, no sum, no colour. What everybody may know of a quarter."""

from __future__ import annotations

from datetime import date, timedelta

from litestar import get
from litestar.di import NamedDependency
from litestar.response import Response
from msgspec import Struct

from kiosk.trust.casework.clocks import today
from kiosk.trust.console.access import SignedIn
from kiosk.trust.console.rendering import page_response
from kiosk.trust.measures import check_in_lines, release_words, releases
from kiosk.trust.measures.periods import quarter
from kiosk.trust.measures.release_lines import WAIT_DAYS, Release
from kiosk.trust.measures.release_words import GroupLine

SECTION = "/overview"


class WardRow(Struct, frozen=True):
    """A ward's part of the page. period: of its newest release, or "" where there is none. earlier: it is not of the newest quarter."""

    name: str
    period: str
    earlier: bool
    groups: tuple[GroupLine, ...]


def rows(wards: dict[str, str], found: dict[str, Release], newest: date) -> list[WardRow]:
    """wards: code and name. found: each ward's newest release. newest: on which day the newest quarter begins that can be published."""
    made = []
    for code, name in sorted(wards.items(), key=lambda each: each[1].casefold()):
        release = found.get(code)
        groups = tuple(release_words.group_lines(release)) if release else ()
        period = release.period.name if release else ""
        made.append(WardRow(name, period, release is not None and release.period.starts < newest, groups))
    return made


@get("/overview", sync_to_thread=True)
def show_overview(desk: NamedDependency[SignedIn]) -> Response[str]:
    """All wards that this person sees."""
    newest = quarter(quarter(today(desk.backend.clock()) - timedelta(days=WAIT_DAYS)).starts - timedelta(days=1))
    since = quarter(newest.starts - timedelta(days=1)).starts
    found: dict[str, Release] = {}
    with desk.backend.store.read() as connection:
        for release in releases.read(connection, check_in_lines.SUBJECT, desk.ward_names, since, "everyone"):
            found[release.ward] = release  # in order of time: the last is the newest
    return page_response(
        "overview.jinja",
        desk.page(SECTION),
        rows=rows(desk.ward_names, found, newest.starts),
        period=newest.name,
        wait=WAIT_DAYS,
        how_to_read=release_words.HOW_TO_READ,
        answers_hidden=release_words.answers_hidden(),
    )
