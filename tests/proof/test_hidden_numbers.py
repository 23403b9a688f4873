"""Two years of what is published of wards with few and with many answers: how much is hidden, and that nobody who has all of it finds it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest

from kiosk.trust.measures.release_lines import TOTAL, Release
from tests.support import two_years
from tests.support.attacker import Attacker
from tests.trust.measures.test_release_lines import read_all

ANSWERS = (6, 12, 25)  # of a group in a week
SAFE = 0.8
HISTORIES = 20
CONCERNS_A_WEEK = (0.25, 1, 3)


def of_line(releases: Iterable[Release], *name: str) -> Counter[str]:
    """How the cells of a line came out, without its total."""
    return Counter(cell.how for release in releases for column, cell in release.line(*name).items() if column != TOTAL)


def hidden(hows: Counter[str]) -> float:
    """Per cent of the numbers that are not shown."""
    return round(100 * (1 - hows["shown"] / hows.total()), 1)


def attacked(releases: Sequence[Release]) -> list[object]:
    attacker = Attacker()
    read_all(attacker, releases)
    return list(attacker.found())


@pytest.mark.prove
def test_how_much_is_hidden_and_that_nobody_finds_it(record_proof: Callable[..., Path]) -> None:
    figures: dict[str, float] = {}
    for a_week in ANSWERS:
        ward, everyone = Counter[str](), Counter[str]()
        for seed in range(HISTORIES):
            chance = random.Random(1_000 * a_week + seed)  # noqa: S311 - a history that can be tried again
            counted = list(two_years.answers(chance, "patient", a_week, SAFE))
            made = two_years.released_check_ins(counted)
            assert attacked(made) == []
            for audience, found in (("ward", ward), ("everyone", everyone)):
                found.update(of_line((each for each in made if each.audience == audience), "safe", "patient", "1"))
        figures[f"four_weeks_{a_week}_answers_a_week"] = hidden(ward)
        figures[f"quarters_{a_week}_answers_a_week"] = hidden(everyone)
    for rate in CONCERNS_A_WEEK:
        by_place, how_many = Counter[str](), Counter[str]()
        for seed in range(HISTORIES // 4):
            chance = random.Random(2_000 + seed)  # noqa: S311 - a history that can be tried again
            wards = ("a", "b", "c")
            told = [each for ward_code in wards for each in two_years.concerns(chance, ward_code, rate)]
            released = two_years.released_concerns(told, wards)
            assert attacked(released) == []
            for release in released:
                if release.audience == "ward":
                    by_place.update(of_line([release], "place_time", release.ward))
                    how_many.update(of_line([release], "concerns"))
        figures[f"place_by_time_{rate}_concerns_a_week"] = hidden(by_place)
        figures[f"how_many_{rate}_concerns_a_week"] = hidden(how_many)
    assert figures["four_weeks_6_answers_a_week"] > figures["four_weeks_25_answers_a_week"]
    record_proof("hidden-numbers", years=2, safe_per_cent=round(100 * SAFE), per_cent_hidden=figures)
