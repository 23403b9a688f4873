"""Check-in figures of a ward for the people who read its concerns: by group, per version of the questions, from full blocks alone.

A block holds at least ten answers of one group (`store.tables.check_in_blocks`); what waits for a full block cannot be counted here, because it
is still sealed. Groups are never added up: a mixture changes when only its parts' sizes do. Versions of the questions are never added up either,
so that a changed question does not silently continue a series. Not for anybody outside these readers: that needs suppression on top.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from msgspec import Struct
from sqlalchemy import Connection, select

from kiosk.trust.measures.intervals import Interval, wilson
from kiosk.trust.store import tables

GROUPS: tuple[str, ...] = ("patient", "visitor", "staff", "unsaid")
SINGLE_ANSWER: tuple[str, ...] = ("safe", "tell", "change")  # questions with one answer: a share of all who answered
LEAST_BLOCK = 10
NOT_ANSWERED = ""
DAY_SECONDS = 86_400


class Share(Struct, frozen=True):
    """How many gave one answer. code: of the answer. interval: of its share among those who answered this question."""

    code: str
    count: int
    interval: Interval


class Figure(Struct, frozen=True):
    """One question's answers by one group under one version. answered: who answered it. skipped: who answered something else in the check-in.
    first, last: days on which the first and the last block filled, in seconds since 1970."""

    question: str
    version: int
    answered: int
    skipped: int
    shares: tuple[Share, ...]
    first: int
    last: int


class Tally(Struct, frozen=True):
    """One block's answers to one question, by code. day: on which the block filled, counted from 1970."""

    day: int
    counts: Counter[str]

    @property
    def answered(self) -> int:
        return self.counts.total() - self.counts[NOT_ANSWERED]


class GroupFigures(Struct, frozen=True):
    """What one group said. last: the day on which the last block filled, or None before the first one."""

    who: str
    figures: tuple[Figure, ...]
    last: int | None


def ward_figures(connection: Connection, ward: str, now: float) -> tuple[GroupFigures, ...]:
    """Every group's figures on a ward, newest version of the questions first. now: seconds since 1970."""
    blocks, counts = tables.check_in_blocks, tables.check_in_counts
    chosen = (
        select(blocks, counts.c.question, counts.c.code, counts.c.answers.label("given"))
        .join(counts, counts.c.block == blocks.c.id)
        .where(blocks.c.ward == ward, blocks.c.answers >= LEAST_BLOCK, counts.c.question.in_(SINGLE_ANSWER))
        .order_by(blocks.c.day, blocks.c.id)
    )
    series: dict[tuple[str, int, str], dict[bytes, Tally]] = defaultdict(dict)
    last: dict[str, int] = {}
    for row in connection.execute(chosen):
        tally = series[row.who, row.questions, row.question].setdefault(row.id, Tally(row.day, Counter()))
        tally.counts[row.code] += row.given
        last[row.who] = row.day
    today = int(now // DAY_SECONDS)
    return tuple(
        GroupFigures(
            who,
            tuple(
                figure
                for version in sorted({version for group, version, _ in series if group == who}, reverse=True)
                for question in SINGLE_ANSWER
                if (figure := _figure(question, version, released(series[who, version, question].values(), today)))
            ),
            last[who] * DAY_SECONDS if who in last else None,
        )
        for who in GROUPS
    )


def released(tallies: Iterable[Tally], today: int) -> list[Tally]:
    """Those blocks of one question that may be shown. tallies: by day, then by id. today: days since 1970.

    A block in which ten people answered this question stands by itself. One in which fewer did, because others skipped it, waits until it
    makes ten with others like it, in an order that can no longer change: that of past days. So every step from one showing to the next is
    ten answers or more.
    """
    shown, waiting = [], list[Tally]()
    for tally in tallies:
        if tally.answered >= LEAST_BLOCK:
            shown.append(tally)
        elif tally.day < today:
            waiting.append(tally)
            if sum(held.answered for held in waiting) >= LEAST_BLOCK:
                shown += waiting
                waiting = []
    return shown


def _figure(question: str, version: int, shown: list[Tally]) -> Figure | None:
    answers = sum((tally.counts for tally in shown), Counter[str]())
    skipped = answers.pop(NOT_ANSWERED, 0)
    answered = answers.total()
    if not answered:
        return None
    shares = tuple(Share(code, count, wilson(count, answered)) for code, count in sorted(answers.items()))
    days = [tally.day * DAY_SECONDS for tally in shown]
    return Figure(question, version, answered, skipped, shares, min(days), max(days))
