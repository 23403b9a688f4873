"""Made-up months behind a demo's first day: check-ins as they are counted, two notes on the charts, and what the ward did, so that there is something
to see. Only counts and words: no sealed record is made, and nothing here looks like a person.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta

from sqlalchemy import insert, select

from kiosk.trust import setup, you_said
from kiosk.trust.casework.clocks import today
from kiosk.trust.measures import chart_notes, counting
from kiosk.trust.measures.periods import date_of, monday
from kiosk.trust.settings import Settings
from kiosk.trust.store import tables

WEEKS, SINCE_CHANGE = 44, 12  # until the demo's first day
A_WEEK = 30  # answers, of all groups
GROUPS = {"patient": 0.5, "staff": 0.35, "visitor": 0.15}  # of the answers
QUESTIONS = 2  # version of the questions
Shares = Mapping[str, Mapping[str, float]]
BEFORE: Shares = {
    "safe": {"yes": 0.35, "mostly": 0.25, "unsure": 0.2, "not_really": 0.1, "no": 0.1},
    "tell": {"yes": 0.6, "unsure": 0.25, "no": 0.15},
    "change": {"better": 0.15, "same": 0.65, "worse": 0.2},
    "form": {"plain": 0.8, "easy": 0.2},
    **{flag: {"yes": 0.02, "no": 0.98} for flag in counting.FLAGS},
}
SINCE: Shares = {
    **BEFORE,
    "safe": {"yes": 0.5, "mostly": 0.3, "unsure": 0.1, "not_really": 0.05, "no": 0.05},
    "change": {"better": 0.35, "same": 0.55, "worse": 0.1},
}
IDEA = {
    "plan": "Two members of staff are in the corridor from 9 in the evening. We think that more people will feel safe.",
    "do": "Since the first evening, except for three nights.",
}


def write(settings: Settings, ward: str, now: float, chance: random.Random) -> None:
    """Write it, once. now: seconds since 1970. settings: of a trust in demo mode alone; others raise ValueError."""
    if settings.mode != "demo":
        raise ValueError("only a demo has a made-up history")
    first = monday(today(now)) - 7 * WEEKS
    change = first + 7 * (WEEKS - SINCE_CHANGE)
    with setup.opened(settings) as (store, _), store.write() as connection:
        weeks = tables.check_in_weeks
        if connection.execute(select(weeks.c.ward).where(weeks.c.ward == ward).limit(1)).first():
            return
        old, new = range(first, change, 7), range(change, first + 7 * WEEKS, 7)
        connection.execute(insert(weeks), [*_counts(chance, ward, old, BEFORE), *_counts(chance, ward, new, SINCE)])
        days = [{"ward": ward, "day": day} for day in range(first, first + 7 * WEEKS) if chance.random() < 0.9]
        connection.execute(insert(tables.check_in_days), days)
        readers = tables.readers.c
        author = connection.execute(select(readers.id).where(readers.name == "nurse")).scalar_one()
        day, began = today(now), date_of(change)
        chart_notes.add(
            connection, ward, began, "change_idea", "Staff in the corridor at night", author, now, day, steps=IDEA
        )
        moved = began - timedelta(days=70)
        chart_notes.add(connection, ward, moved, "staffing", "Three nurses came from another ward", author, now, day)
        you_said.add(
            connection,
            ward,
            "The corridor is frightening at night.",
            "Two members of staff are there from 9 in the evening.",
            author,
            day,
            chance.randbytes,
        )


def _counts(chance: random.Random, ward: str, weeks: range, questions: Shares) -> Iterator[dict[str, object]]:
    """A ward's counts, as `counting` leaves them. weeks: Mondays, in days since 1970."""
    for week in weeks:
        for who, share in GROUPS.items():
            people = max(counting.BLOCK, round(A_WEEK * share * chance.uniform(0.8, 1.2)))
            for question, codes in questions.items():
                key = {"ward": ward, "monday": week, "who": who, "questions": QUESTIONS, "question": question}
                answers = Counter(chance.choices(list(codes), list(codes.values()), k=people))
                for code, count in {counting.PEOPLE: people, **answers}.items():
                    yield key | {"code": code, "answers": count}
