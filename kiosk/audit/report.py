"""What an audit leaves behind: audit.json with every measure, coverage.json, and index.html with pictures of what failed."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import msgspec

from kiosk.audit import content, layout, walkers
from kiosk.audit.findings import Result
from kiosk.audit.requirements import REQUIREMENTS, Requirement

MOST_LISTED = 400  # failures on the page; all are in audit.json


class Row(NamedTuple):
    """A requirement with the names of the checks that hold it."""

    requirement: Requirement
    checks: tuple[str, ...]


class Coverage(NamedTuple):
    """How many requirements are checked by the audit, by tests alone, by people alone; and how many need people besides."""

    rows: tuple[Row, ...]
    by_audit: int
    by_tests: int
    by_people: int
    also_people: int


def coverage() -> Coverage:
    """Every requirement and what holds it. Pixel checks are named here too, whether numpy is there or not."""
    names: dict[str, list[str]] = defaultdict(list)
    held = [(check.requirement, check.what) for check in (*layout.CHECKS, layout.SPACED)]
    held += [(check.requirement, check.what) for check in content.CHECKS]
    held += [(check.requirement, check.what) for check in walkers.checks().values()]
    for requirement, what in (*held, *DRAWN):
        names[requirement].append(what)
    rows = tuple(Row(one, tuple(names[one.id])) for one in REQUIREMENTS)
    by_audit = [row for row in rows if row.checks]
    by_tests = [row for row in rows if not row.checks and row.requirement.tests]
    by_people = [row for row in rows if not row.checks and not row.requirement.tests]
    also = [row for row in rows if row.requirement.people and row not in by_people]
    return Coverage(rows, len(by_audit), len(by_tests), len(by_people), len(also))


DRAWN = (
    ("B02", "no word is painted over"),
    ("B02", "nothing is painted outside its place"),
    ("B03", "words against their ground, as drawn"),
    ("B04", "outlines against what lies around them, as drawn"),
    ("B04", "the scanning frame, as drawn"),
    ("B05", "the focus frame, as drawn"),
    ("B06", "ink on paper in the high-contrast theme, as drawn"),
    ("B07", "states are told apart without colour, as drawn"),
    ("B11", "what breathes does not flash, as drawn"),
    ("B12", "the window is at rest"),
)
"""(requirement, check) of `pixels` and `states`."""


def write(out: Path, results: tuple[Result, ...], figures: str) -> None:
    """audit.json, coverage.json and index.html into `out`."""
    from jinja2 import Environment

    out.mkdir(parents=True, exist_ok=True)
    covered = coverage()
    (out / "audit.json").write_bytes(msgspec.json.format(msgspec.json.encode({"results": results}), indent=1) + b"\n")
    table = [
        {
            "requirement": r.requirement.id,
            "what": r.requirement.what,
            "audit": r.checks,
            "tests": r.requirement.tests,
            "people": r.requirement.people,
        }
        for r in covered.rows
    ]
    (out / "coverage.json").write_bytes(
        msgspec.json.format(msgspec.json.encode({"requirements": table}), indent=1) + b"\n"
    )
    failures = [result for result in results if not result.passed]
    pictures: dict[str, list[Result]] = defaultdict(list)
    for result in failures:
        if result.picture:
            pictures[result.picture].append(result)
    nearest = sorted((r for r in results if r.passed and r.room > -1), key=lambda r: r.room)[:60]
    source = (Path(__file__).parent / "report.html.j2").read_text(encoding="utf-8")
    page = Environment(autoescape=True, trim_blocks=True).from_string(source)
    html = page.render(
        figures=figures,
        failures=failures[:MOST_LISTED],
        more=max(0, len(failures) - MOST_LISTED),
        pictures=tuple(pictures.items()),
        nearest=nearest,
        **covered._asdict(),
    )
    (out / "index.html").write_text(html, encoding="utf-8")
