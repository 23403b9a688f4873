"""All checks that need no window: what a page is, and where its marks lie. They hold for every theme, as a theme moves nothing."""

from __future__ import annotations

from kiosk.audit import asking, order, places, readers, wording
from kiosk.audit.findings import Check, Result, Tally
from kiosk.audit.subject import Subject

CHECKS: tuple[Check[Subject], ...] = (*order.CHECKS, *readers.CHECKS, *places.CHECKS, *wording.CHECKS, *asking.CHECKS)


def look(subject: Subject, setting: str, tally: Tally) -> tuple[Result, ...]:
    """Every check on one page in one setting. Returns what failed."""
    failed: list[Result] = []
    for check in CHECKS:
        failed += tally.look(check, subject.name, setting, subject)
    return tuple(failed)
