"""What is published of two years: which lines, which periods, and that nobody who has all of it finds a hidden number."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from kiosk.trust.measures import check_in_lines, release_lines
from kiosk.trust.measures.check_in_lines import Counted
from kiosk.trust.measures.concern_lines import KEPT
from kiosk.trust.measures.periods import four_weeks, monday
from kiosk.trust.measures.release_lines import TOTAL, Release
from tests.support import two_years
from tests.support.attacker import Attacker


def read_all(attacker: Attacker, releases: Sequence[Release]) -> None:
    """The attacker reads every cell, by ward, line, column and week."""
    steps = set[tuple[str, ...]]()
    for release in releases:
        for shape in release.shapes:
            for column, cell in release.line(*shape.name).items():
                columns = shape.columns if column == TOTAL else (column,)
                own = shape.wards if shape.wards != (release_lines.TRUST,) else (release.ward,)
                parts = [
                    (ward, *shape.name, each, week)
                    for ward in own
                    for each in columns
                    for week in release.period.mondays
                ]
                attacker.reads(parts, cell)
            if shape.step and shape.name not in steps:
                steps.add(shape.name)
                for week in two_years.MONDAYS:
                    attacker.knows_steps(
                        [(release.ward, *shape.name, each, week) for each in shape.columns], shape.step
                    )
            if shape.within and release.ward == release_lines.TRUST:
                whole = next(each for each in release.shapes if each.name == shape.within[:-1])
                every = [(ward, *shape.within, week) for ward in whole.wards for week in release.period.mondays]
                for columns in (shape.columns,) if shape.one_each else ((each,) for each in shape.columns):
                    part = [("", *shape.name, each, week) for each in columns for week in release.period.mondays]
                    attacker.knows_within(part, every)


def hows(releases: Sequence[Release]) -> Counter[str]:
    return Counter(cell.how for release in releases for cell in release.cells)


@pytest.mark.parametrize(("a_week", "seed"), [(3, 1), (6, 2), (12, 3)])
def test_nobody_finds_a_hidden_answer_in_two_years_of_one_group(a_week: float, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a history that can be tried again
    counted = [each for each in two_years.answers(chance, "patient", a_week, 0.8) if each.question == "safe"]
    released = [_only(release, ("safe", "patient", "1")) for release in two_years.released_check_ins(counted)]
    assert hows(released)["few"] > 5
    assert hows(released)["shown"] > 20
    attacker = Attacker()
    read_all(attacker, released)
    assert not attacker.found()


def _only(release: Release, name: tuple[str, ...]) -> Release:
    """The lines of a group share nothing with others': reading one is reading all."""
    shapes = tuple(shape for shape in release.shapes if shape.name == name)
    cells = tuple(cell for cell in release.cells if cell.name[:-1] == name)
    return Release(release.audience, release.ward, release.subject, release.period, release.made, shapes, cells)


def test_nobody_finds_a_hidden_number_of_concerns_of_three_wards() -> None:
    """Nine months; `tests/proof` has the two years."""
    chance = random.Random(4)  # noqa: S311 - a history that can be tried again
    wards = ("a", "b", "c")
    told = [
        each
        for ward, a_week in zip(wards, (0.3, 1, 3), strict=True)
        for each in two_years.concerns(chance, ward, a_week)
    ]
    released = two_years.released_concerns(told, wards, date(2024, 9, 30))
    assert hows(released)["few"] > 100
    assert hows(released)["shown"] > 10
    attacker = Attacker()
    read_all(attacker, released)
    assert not attacker.found()


def test_of_a_group_of_which_ten_did_not_answer_no_more_is_said() -> None:
    counted = [Counted("patient", 3, "safe", "yes", monday(date(2026, 3, 4)), 12)]
    period = four_weeks(date(2026, 3, 4))
    (release,) = release_lines.make("ward", "check_ins", period, period.ends, {"w": check_in_lines.lines(counted)}, ())
    assert {cell.how for cell in release.line("safe", "staff", "3").values()} == {"none"}
    patients = release.line("safe", "patient", "3")
    assert (patients["safe"].number, patients["not"].how) == (10, "few")


def test_a_period_is_due_two_weeks_after_its_end_and_once() -> None:
    first = date(2026, 1, 14)
    block = four_weeks(first)
    end = block.ends + timedelta(days=14)
    assert list(release_lines.due("ward", first, end - timedelta(days=1), [])) == []
    assert list(release_lines.due("ward", first, end, [])) == [block]
    assert list(release_lines.due("ward", first, end + timedelta(days=28), [block.starts])) == [four_weeks(block.ends)]


def test_what_was_kept_from_a_ward_is_in_no_number_of_the_ward_nor_of_a_small_trust() -> None:
    chance = random.Random(5)  # noqa: S311 - a history that can be tried again
    told = list(two_years.concerns(chance, "a", 4))
    kept = sum(not each.concern.ward_reads for each in told if each.monday < monday(date(2024, 12, 31)))
    assert kept > 10
    small = two_years.released_concerns(told, ("a",), date(2024, 12, 31))
    large = two_years.released_concerns(told, ("a", "b", "c"), date(2024, 12, 31))

    def everyone(releases: Sequence[Release]) -> int:
        return sum(each.line("concerns")["all"].number or 0 for each in releases if each.audience == "everyone")

    assert everyone(large) - everyone(small) > kept / 2
    assert all(KEPT not in shape.wards for each in small if each.audience == "ward" for shape in each.shapes)
