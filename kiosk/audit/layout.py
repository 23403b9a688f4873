"""All checks that need no window: what a page is, and where its marks lie. They hold for every theme, as a theme moves nothing."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.audit import asking, order, places, readers, wording
from kiosk.audit.findings import Check, Finding, Result, Tally
from kiosk.audit.subject import Subject

CHECKS: tuple[Check[Subject], ...] = (*order.CHECKS, *readers.CHECKS, *places.CHECKS, *wording.CHECKS, *asking.CHECKS)


def _whole_with_room(subject: Subject) -> Iterator[Finding]:
    yield from places.whole(subject)
    yield from order.nothing_lost(subject)


SPACED: Check[Subject] = Check("B10", "wider letters, words and lines lose nothing", _whole_with_room)
"""Looked at on the page as it stands with more space."""


def look(subject: Subject, setting: str, tally: Tally) -> tuple[Result, ...]:
    """Every check on one page in one setting. Returns what failed."""
    failed: list[Result] = []
    for check in CHECKS:
        failed += tally.look(check, subject.name, setting, subject)
    return tuple(failed)
