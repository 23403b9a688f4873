"""Counts and clocks, for governance alone: how many concerns are open, late and closed, and nothing of what they say."""

from __future__ import annotations

from litestar import get
from litestar.di import NamedDependency
from litestar.response import Response

from kiosk.trust.casework import counters
from kiosk.trust.console.access import SignedIn
from kiosk.trust.console.case_words import received_words
from kiosk.trust.console.rendering import page_response

SECTION = "/counts"


@get("/counts", sync_to_thread=True)
def show_counts(desk: NamedDependency[SignedIn]) -> Response[str]:
    """The numbers that readers' sessions left last."""
    with desk.backend.store.read() as connection:
        counted = counters.read(connection)
    rows = [(words, [each.numbers.get(name, 0) for each in counted]) for name, words in counters.WORDS.items()]
    return page_response(
        "counts.jinja",
        desk.page(SECTION),
        columns=[(each.title, received_words(each.at)) for each in counted],
        rows=rows,
    )
