"""Check-in figures of a ward for the people who read its concerns, and for governance: by group, version of the questions and block of four weeks.

Everything here reads counts that grow in steps of ten people's answers (`counting`); nobody's single answer is among them. Groups are never added
up: a mixture changes when only its parts' sizes do. Versions of the questions are never added up either, so that a changed question does not
silently continue a series. Not for anybody outside the measures team: that needs suppression on top.

A page reads two years of weeks, summed in the database, and of how safe people feel all blocks: the limits of its chart may come from earlier ones.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Integer, Select, func, literal_column, or_, select

from kiosk.trust.measures import periods
from kiosk.trust.measures.counting import FLAGS, PEOPLE, SEVERAL, SINGLE, UNANSWERED
from kiosk.trust.measures.intervals import Interval, wilson
from kiosk.trust.measures.periods import BLOCK_DAYS, Period, date_of, day_number, shown_from
from kiosk.trust.store import tables

GROUPS: tuple[str, ...] = ("patient", "visitor", "staff", "unsaid")
QUESTIONS: tuple[str, ...] = (*SINGLE, *SEVERAL)
FEEL_SAFE = frozenset({"yes", "mostly"})  # answers to "safe"; the easy form offers "yes" alone of them
_ABOUT = ("form", *FLAGS)  # of the check-in itself, and of everybody
_ORIGIN = day_number(periods.FIRST_BLOCK) % BLOCK_DAYS


class Share(Struct, frozen=True):
    """How many gave one answer. code: of the answer. interval: of its share among those who answered this question."""

    code: str
    count: int
    interval: Interval


class Figure(Struct, frozen=True):
    """One question's answers. answered: people who did; where several answers may be given, they add up to more. skipped: who answered others."""

    question: str
    answered: int
    skipped: int
    shares: tuple[Share, ...]


class Span(Struct, frozen=True):
    """What a group said in some time. first, last: the blocks at its ends. check_ins: how many came; easy: of them in easy read.

    flagged: flag -> how many have it, of the flags that their records know. They are among the others.
    """

    first: Period
    last: Period
    figures: tuple[Figure, ...]
    check_ins: int
    easy: int
    flagged: Mapping[str, int]


class SafeBlock(Struct, frozen=True):
    """How many of those who answered the question feel safe, in a block of four weeks, under one version of it."""

    period: Period
    version: int
    answered: int
    safe: int
    skipped: int


class GroupFigures(Struct, frozen=True):
    """What one group said. version: the newest of its questions; newest, whole: its newest block, and all of it in two years. None before ten came.

    blocks: of all versions and all time, by version, then time. added: Monday of the week in which answers were added last, or None.
    """

    who: str
    version: int | None
    newest: Span | None
    whole: Span | None
    blocks: tuple[SafeBlock, ...]
    added: date | None


Blocks = dict[Period, Counter[str]]


def ward_figures(connection: Connection, ward: str, today: date) -> tuple[GroupFigures, ...]:
    """Every group's figures on a ward. today: the date in London."""
    found: dict[str, dict[int, dict[str, Blocks]]] = {who: defaultdict(lambda: defaultdict(dict)) for who in GROUPS}
    added: dict[str, int] = {}
    for row in connection.execute(_summed(ward, shown_from(today))):
        if row.who in found:
            starts = date_of(row.block * BLOCK_DAYS + _ORIGIN)
            counts = found[row.who][row.questions][row.question].setdefault(periods.four_weeks(starts), Counter())
            counts[row.code] += row.given
            added[row.who] = max(row.latest, added.get(row.who, 0))
    return tuple(_group(who, found[who], shown_from(today), added.get(who)) for who in GROUPS)


def _summed(ward: str, earliest: Period) -> Select[Any]:
    weeks = tables.check_in_weeks.c
    # Written out: PostgreSQL takes two parameters with one value for two expressions, and groups by neither.
    origin, days = literal_column(str(_ORIGIN), Integer), literal_column(str(BLOCK_DAYS), Integer)
    block = (weeks.monday - origin) // days
    parts = (weeks.who, weeks.questions, weeks.question, weeks.code)
    return (
        select(
            *parts, block.label("block"), func.sum(weeks.answers).label("given"), func.max(weeks.monday).label("latest")
        )
        .where(weeks.ward == ward, weeks.question.in_((*QUESTIONS, *_ABOUT)))
        .where(or_(weeks.monday >= day_number(earliest.starts), weeks.question == "safe"))
        .group_by(*parts, block)
    )


def _group(who: str, versions: Mapping[int, Mapping[str, Blocks]], earliest: Period, added: int | None) -> GroupFigures:
    blocks = tuple(
        SafeBlock(
            period,
            version,
            counts[PEOPLE],
            sum(counts[code] for code in FEEL_SAFE),
            counts[UNANSWERED],
        )
        for version in sorted(versions)
        for period, counts in sorted(versions[version].get("safe", {}).items())
    )
    since = None if added is None else date_of(added)
    lately = {version for version, asked in versions.items() if any(earliest <= each for each in asked.get("form", {}))}
    if not lately:
        return GroupFigures(who, None, None, None, blocks, since)
    version = max(lately)
    asked = {
        question: {period: counts for period, counts in held.items() if period >= earliest}
        for question, held in versions[version].items()
    }
    last = max(asked["form"])
    newest = {question: {last: held[last]} for question, held in asked.items() if last in held}
    return GroupFigures(who, version, _span(newest), _span(asked), blocks, since)


def _span(asked: Mapping[str, Blocks]) -> Span:
    together = {question: sum(held.values(), Counter[str]()) for question, held in asked.items()}
    about = {name: together[name] for name in _ABOUT if together.get(name)}
    return Span(
        min(asked["form"]),
        max(asked["form"]),
        tuple(_figure(question, together[question]) for question in QUESTIONS if question in together),
        about["form"][PEOPLE],
        about["form"]["easy"],
        {flag: about[flag]["yes"] for flag in FLAGS if flag in about},
    )


def _figure(question: str, counts: Counter[str]) -> Figure:
    answered = counts[PEOPLE]
    codes = sorted(counts.keys() - {PEOPLE, UNANSWERED})
    shares = tuple(Share(code, counts[code], wilson(counts[code], answered)) for code in codes)
    return Figure(question, answered, counts[UNANSWERED], shares)


# --- days on which nobody answered -------------------------------------------------------------------------------


def days_without(connection: Connection, ward: str, today: date) -> dict[Period, int]:
    """On how many days of each block that has ended no check-in of the ward came. Blocks in which days were not noted yet are left out."""
    noted = tables.check_in_days.c
    of_ward = select(noted.day).where(noted.ward == ward)
    first = connection.execute(of_ward.order_by(noted.day).limit(1)).scalar_one_or_none()
    if first is None:
        return {}
    earliest = max(shown_from(today), periods.four_weeks(date_of(first + BLOCK_DAYS - 1)))
    days = connection.execute(of_ward.where(noted.day >= day_number(earliest.starts))).scalars()
    with_one = Counter(periods.four_weeks(date_of(day)) for day in days)
    every = [block for block in periods.blocks(earliest.starts, today) if block.ended(today)]
    return {block: block.days - with_one[block] for block in every}
