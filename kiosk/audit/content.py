"""What can be said of the content and its translations without a page: reading level, parity of the forms, names of languages, who signed off."""

from __future__ import annotations

import datetime
import re
import time
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

import babel

from kiosk import resources
from kiosk.audit.findings import Check, Finding, all_of
from kiosk.charter import checks
from kiosk.tablet import attention, journeys, pages, visit
from kiosk.tablet.acting import event_of
from kiosk.tablet.ward import SOURCE, Ward

# How `kiosk.charter.checks` ends its lines, and which requirement each kind breaks.
_KINDS = {
    "E01": re.compile(r"at most 15: make two of it|sentences for one picture"),
    "E02": re.compile(r"hard word|grade"),
    "E03": re.compile(r"short form|in capitals|looks like a passive|more than one thing"),
    "E06": re.compile(r"at most 20: make two of it|reading age"),
}


class Material(NamedTuple):
    """The demo's ward, and what the authors' own check says of its content. texts: how many English texts there are."""

    ward: Ward
    report: checks.Report
    texts: int


def material(ward: Ward) -> Material:
    today = datetime.datetime.fromtimestamp(time.time(), tz=datetime.UTC).date()
    assert ward.content is not None  # noqa: S101 - the demo's ward has content
    report = checks.check(resources.resource_folder("content"), today)
    return Material(ward, report, len(ward.content.texts[SOURCE]))


def _reads(requirement: str) -> Iterator[Check[Material]]:
    what = {
        "E01": "easy read: at most 15 words a sentence",
        "E02": "easy read: common words, low grade",
        "E03": "easy read: no short forms, capitals, passives",
        "E06": "plain text: at most 20 words a sentence, grade",
    }[requirement]

    def look(of: Material) -> Iterator[Finding]:
        wrong = [line for line in of.report.words if _KINDS[requirement].search(line)]
        yield from all_of(wrong, of.texts, "English texts looked at", "none that is hard")

    yield Check(requirement, what, look)


def same_clauses(of: Material) -> Iterator[Finding]:
    """Every clause is whole in plain and easy words, and so for ears, Braille, paper and large print, which are the same pages."""
    content = of.ward.content
    assert content is not None  # noqa: S101
    texts, wrong = content.texts[SOURCE], []
    for clause in content.clauses:
        wrong += [
            f"{clause.id} has no {part}" for part in ("title", "body") if not texts.get(f"charter.{clause.id}.{part}")
        ]
        if not clause.easy:
            wrong.append(f"{clause.id} has no easy points")
        wrong += [f"{clause.id}: {p.text} has no words" for p in clause.easy if not texts.get(p.text)]
        wrong += [f"{clause.id}: {p.text} has no picture" for p in clause.easy if not p.picture]
    yield from all_of(wrong, len(content.clauses), "clauses in every form", "none missing")


def endonyms(of: Material) -> Iterator[Finding]:
    """Every language names itself, in letters of its own, and has no flag."""
    interface, wrong, in_english = of.ward.words.interface, [], babel.Locale(SOURCE).languages
    for tongue in of.ward.words.languages:
        name = interface[tongue].get("language.name", "")
        if not name or (tongue != SOURCE and name == in_english.get(tongue.replace("-", "_"))):
            wrong.append(f"{tongue} does not name itself")
    flags = [
        path.stem for path in (resources.resource_folder("assets") / "pictures").glob("*.svg") if "flag" in path.stem
    ]
    wrong += [f"there is a picture {name}" for name in flags]
    yield from all_of(wrong, len(of.ward.words.languages), "languages name themselves", "their own names, no flags")


def only_signed_live(of: Material) -> Iterator[Finding]:
    """A live ward shows nothing but English and what somebody has signed off."""
    live = of.ward.words.with_ward(of.ward.content, live=True)
    wrong, count = [], 0
    for tongue in live.interface:
        for name in {**live.interface[SOURCE], **live.ward.get(SOURCE, {})}:
            found = live.find(name, tongue)
            count += 1
            if found is not None and found.review == "draft":
                wrong.append(f"{name} in {tongue} is a draft")
    yield from all_of(wrong, count, "texts looked up as a live ward does", "0 drafts")


def nothing_stale(of: Material) -> Iterator[Finding]:
    """No translation is older than its English: such a one is never built into a ward's content."""
    wrong = [line for line in (*of.report.faults, *of.report.gaps) if "older than its English" in line]
    yield from all_of(wrong, of.texts, "texts held against their English", "0 stale")


def promise_comes_first(of: Material) -> Iterator[Finding]:
    """Nobody comes to a question of a concern before the page that says what the questions are about and who may guess who wrote."""
    first = visit.Visit(ward=of.ward, link=visit.Link(courier=True, calls=True, speech=True))
    begun = journeys.step(first, visit.Started())
    ahead = deque([journeys.step(begun.visit, visit.Chose(at=1.0, block="doors", option="concern"))])
    asked = {question.id for question in of.ward.content.questions} if of.ward.content else set()
    seen: set[str] = set()
    early: list[str] = []
    while ahead:
        step = ahead.popleft()
        page = step.page
        if page.id in seen or not page.id.startswith("concern."):
            continue
        seen.add(page.id)
        early += [page.id for block in page.blocks if block.id in asked]
        if page.id == "concern.promise":
            continue
        for target in attention.targets(page, attention.Place("")):
            ahead.append(journeys.step(step.visit, event_of(page, target, 1.0)))
    if "concern.promise" not in seen:
        early.append("concern.promise is not come to")
    yield from all_of(early, len(seen), "pages before the promise, no question among them", "the promise first")


def promise_is_heard(of: Material) -> Iterator[Finding]:
    from kiosk.tablet import aloud

    first = visit.Visit(ward=of.ward, trail=(visit.Spot("home", "doors"), visit.Spot("concern", "promise")))
    page = journeys.page(first)
    spoken = [text.id for text in aloud.spoken(page)]
    points = [block for block in page.blocks if isinstance(block, pages.Picture)]
    yield Finding(
        len(points) >= 3 and len(spoken) > len(points),
        f"{len(points)} points, {len(spoken)} texts spoken",
        "3 or more, all spoken",
    )


CHECKS: tuple[Check[Material], ...] = (
    *(check for requirement in _KINDS for check in _reads(requirement)),
    Check("D08", "the promise comes before the first question", promise_comes_first),
    Check("D08", "the promise is spoken", promise_is_heard),
    Check("E05", "the same clauses in every form", same_clauses),
    Check("F05", "languages name themselves", endonyms),
    Check("F06", "a live ward shows nothing unsigned", only_signed_live),
    Check("F06", "no translation is older than its English", nothing_stale),
)
