"""Two years of made-up answers and concerns on some wards, and everything that the product publishes of them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from kiosk import records
from kiosk.trust.casework.fold import Case
from kiosk.trust.measures import check_in_lines, concern_lines, release_lines
from kiosk.trust.measures.check_in_lines import Counted
from kiosk.trust.measures.concern_lines import Codes, Told
from kiosk.trust.measures.counting import BLOCK
from kiosk.trust.measures.periods import Period, date_of, day_number, four_weeks, monday, quarter
from kiosk.trust.measures.release_lines import Audience, Release
from kiosk.trust.measures.worlds import Known

FIRST, LAST = date(2024, 1, 1), date(2025, 12, 31)
MONDAYS = range(monday(FIRST), monday(LAST) + 1, 7)
ANSWERS = {"safe": ("yes", "mostly", "unsure", "not_really", "no"), "tell": ("yes", "unsure", "no")}
CODES = Codes(
    about=("W1", "W3"),
    kinds=("C1", "C5", "C9"),
    places=("bedroom", "shared"),
    when_time=("morning", "night"),
    support=("talk", "police"),
)


def periods(until: date = LAST) -> list[tuple[Audience, Period]]:
    """All that are published of these two years, in the order of their ends. until: of a part of them."""
    days = [date_of(each) for each in MONDAYS]
    found: set[tuple[Audience, Period]] = {("ward", four_weeks(day)) for day in days}
    found |= {("everyone", quarter(day)) for day in days}
    return sorted(
        (each for each in found if each[1].ends <= until + timedelta(days=1)), key=lambda each: (each[1].ends, each[0])
    )


def answers(chance: random.Random, who: str, a_week: float, safe: float) -> Iterator[Counted]:
    """A group's answers of two years, counted ten at a time. a_week: how many come on average. safe: the share who say that they feel so."""
    for question, codes in ANSWERS.items():
        waiting: list[str] = []
        for week in MONDAYS:
            for _ in range(_how_many(chance, a_week)):
                feels_safe = chance.random() < safe
                waiting.append(chance.choice(codes[: len(codes) // 2] if feels_safe else codes[len(codes) // 2 :]))
            if len(waiting) >= BLOCK:
                for code in set(waiting):
                    yield Counted(who, 1, question, code, week, waiting.count(code))
                waiting = []


def concerns(chance: random.Random, ward: str, a_week: float) -> Iterator[Told]:
    """A ward's concerns of two years. a_week: how many come on average."""
    for week in MONDAYS:
        for _ in range(_how_many(chance, a_week)):
            concern = records.Concern(
                bytes(16),
                ward,
                1,
                about=(chance.choice(CODES.about),),
                kinds=tuple(chance.sample(CODES.kinds, chance.randint(0, 2))),
                places=tuple(chance.sample(CODES.places, chance.randint(0, 2))),
                when_time=tuple(chance.sample(CODES.when_time, chance.randint(0, 2))),
                harm_feelings=chance.choice((0, 1, 2, 3, 9, None)),
                support=tuple(chance.sample(CODES.support, chance.randint(0, 2))),
                ward_reads=chance.random() < 0.9,
            )
            yield Told(ward, week, week * 86_400, concern, Case())


def _how_many(chance: random.Random, mean: float) -> int:
    return sum(chance.random() < mean / 40 for _ in range(40))


def released_check_ins(counted: list[Counted]) -> list[Release]:
    """Everything published of one ward's answers."""
    made, known = list[Release](), list[Known]()
    for audience, period in periods():
        end = day_number(period.ends)
        lines = check_in_lines.lines(each for each in counted if each.monday < end)
        made += release_lines.make(audience, check_in_lines.SUBJECT, period, period.ends, {"w": lines}, known)
        known += release_lines.told(made[-1])
    return made


def released_concerns(told: list[Told], wards: tuple[str, ...], until: date = LAST) -> list[Release]:
    """Everything published of the wards' concerns. until: of a part of the years."""
    made, known = list[Release](), list[Known]()
    for audience, period in periods(until):
        weeks = frozenset(period.mondays)
        came = [each for each in told if each.monday in weeks]
        if audience == "ward":
            lines = {ward: concern_lines.ward_lines(ward, came, CODES) for ward in wards}
        else:
            still_open = [each.received for each in told if each.monday <= max(weeks)]
            now = max(weeks) * 86_400.0 + 1
            lines = {"": concern_lines.trust_lines(wards, came, CODES, still_open, now, min(weeks))}
        new = release_lines.make(audience, concern_lines.SUBJECT, period, period.ends, lines, known)
        known += [each for release in new for each in release_lines.told(release)]
        made += new
    return made
