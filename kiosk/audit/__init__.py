"""`kiosk audit`: whether everybody can read, hear and use every page, as far as a machine can tell.

Every page is laid out in every language, size and form and looked at as data (`order`, `places`, `wording`, `asking`); a pairwise cover of pages,
languages, sizes, themes, forms and states is drawn and looked at as dots (`pixels`, `states`); journeys are done by one means alone (`walkers`); the
content is read (`content`). `looking` does this in a window, `running` starts one for each core, `report` tells.

A theme moves nothing, so layouts are looked at in one theme alone. It is a tool for developers and testers: no tablet needs it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from msgspec import Struct

from kiosk.audit import content, report, running
from kiosk.audit.findings import Result
from kiosk.audit.running import Asked, AuditRefused
from kiosk.tour.walking import demo_ward

__all__ = ["Asked", "AuditRefused", "Done", "write"]


class Done(Struct, frozen=True):
    """results: every failure, and the nearest measure of what passed. measures: how often anything was looked at. seconds: of it all."""

    results: tuple[Result, ...]
    pages: int
    drawn: int
    missing: int
    measures: int
    seconds: float

    @property
    def failures(self) -> tuple[Result, ...]:
        return tuple(result for result in self.results if not result.passed)

    @property
    def figures(self) -> str:
        """What was done, in a line."""
        return (
            f"{self.pages} pages laid out and {self.drawn} drawn, {self.measures} looks, {len(self.failures)} failures, "
            f"{self.seconds / 60:.1f} minutes"
        )


def _nothing(_: str) -> None:
    return


def write(out: Path, asked: Asked, tell: Callable[[str], None] = _nothing) -> Done:
    """Look at everything and write what was found into `out`. tell: gets a line as each round is done. Raises AuditRefused."""
    if find_spec("numpy") is None:
        raise AuditRefused("kiosk audit looks at dots with numpy, which no tablet has: run `make setup`")
    began = time.monotonic()
    found = running.gather(
        out,
        asked,
        lambda told, done, of: tell(
            f"{done} of {of}: {told.setting}: {told.pages} pages, {len(told.failures)} failures"
        ),
    )
    if not asked.only:
        material = content.material(demo_ward(asked.profile))
        for check in content.CHECKS:
            found.tally.look(check, "content", asked.profile, material)
    results = found.tally.results()
    done = Done(results, found.pages, found.drawn, found.missing, found.tally.measures, time.monotonic() - began)
    report.write(out, results, done.figures)
    return done
