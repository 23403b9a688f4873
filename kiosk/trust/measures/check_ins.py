"""Check-in figures of a ward for the people who read its concerns: by group, per version of the questions, from full blocks alone.

A block holds at least ten answers of one group (`store.tables.check_in_blocks`); what waits for a full block cannot be counted here, because it
is still sealed. Groups are never added up: a mixture changes when only its parts' sizes do. Versions of the questions are never added up either,
so that a changed question does not silently continue a series. Not for anybody outside these readers: that needs suppression on top.
"""

from __future__ import annotations

from collections import defaultdict

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


class GroupFigures(Struct, frozen=True):
    """What one group said. last: the day on which the last block filled, or None before the first one."""

    who: str
    figures: tuple[Figure, ...]
    last: int | None


def ward_figures(connection: Connection, ward: str) -> tuple[GroupFigures, ...]:
    """Every group's figures on a ward, newest version of the questions first."""
    blocks = tables.check_in_blocks
    counts = tables.check_in_counts
    chosen = (
        select(blocks.c.who, blocks.c.questions, blocks.c.day, counts.c.question, counts.c.code, counts.c.answers)
        .join(counts, counts.c.block == blocks.c.id)
        .where(blocks.c.ward == ward, blocks.c.answers >= LEAST_BLOCK, counts.c.question.in_(SINGLE_ANSWER))
    )
    tally: dict[tuple[str, int, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    days: dict[tuple[str, int], set[int]] = defaultdict(set)
    for row in connection.execute(chosen):
        tally[row.who, row.questions, row.question][row.code] += row.answers
        days[row.who, row.questions].add(row.day)
    return tuple(
        GroupFigures(
            who,
            tuple(
                _figure(question, version, tally[who, version, question], days[who, version])
                for version in sorted({version for group, version in days if group == who}, reverse=True)
                for question in SINGLE_ANSWER
                if (who, version, question) in tally
            ),
            max((max(held) * DAY_SECONDS for (group, _), held in days.items() if group == who), default=None),
        )
        for who in GROUPS
    )


def _figure(question: str, version: int, answers: dict[str, int], days: set[int]) -> Figure:
    skipped = answers.get(NOT_ANSWERED, 0)
    given = {code: count for code, count in answers.items() if code != NOT_ANSWERED}
    answered = sum(given.values())
    shares = tuple(Share(code, count, wilson(count, answered)) for code, count in sorted(given.items()) if answered)
    return Figure(question, version, answered, skipped, shares, min(days) * DAY_SECONDS, max(days) * DAY_SECONDS)
