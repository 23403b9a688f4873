"""What may be said of small counts: 1 to 7 hidden, the rest rounded, and an attacker with another solver finds no hidden number."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.trust.measures import suppression, worlds
from kiosk.trust.measures.suppression import Cell, Published, suppress
from kiosk.trust.measures.worlds import Atom, Fact, Known, Step, Within
from tests.support.attacker import Attacker


def cell(name: str, count: int, *atoms: Atom, zero_tells: bool = True, total: bool = False) -> Cell:
    return Cell((name,), frozenset(atoms or (name,)), count, zero_tells, total)


def seen(*cells: Cell, known: Sequence[Known] = ()) -> dict[str, int | str]:
    """name -> the number, or how it is hidden."""
    published = suppress(cells, known)
    assert [each.name for each in published] == [each.name for each in cells]
    return {each.name[0]: each.how if each.number is None else each.number for each in published}


@pytest.mark.parametrize(("count", "number"), [(8, 10), (12, 10), (13, 15), (17, 15), (18, 20), (102, 100), (103, 105)])
def test_what_is_not_small_is_rounded_to_the_nearest_five(count: int, number: int) -> None:
    assert seen(cell("a", count)) == {"a": number}


@pytest.mark.parametrize("count", range(1, 8))
def test_one_to_seven_are_hidden(count: int) -> None:
    assert seen(cell("a", count)) == {"a": "few"}


def test_nobody_is_hidden_where_that_tells_about_people_and_shown_elsewhere() -> None:
    assert seen(cell("who told", 0)) == {"who told": "few"}
    assert seen(cell("test calls", 0, zero_tells=False)) == {"test calls": 0}
    assert seen(cell("test calls", 1, zero_tells=False)) == {"test calls": "some"}


def test_a_total_that_would_tell_a_hidden_number_is_hidden_first() -> None:
    parts = (cell("a", 8), cell("b", 7))  # the total, 13 to 17, less 8 to 12: b could be 1 to 7
    assert seen(*parts, cell("all", 15, "a", "b", total=True)) == {"a": 10, "b": "few", "all": 15}
    parts = (cell("a", 11), cell("b", 7))  # 18 to 22 less 8 to 12: b is 6 or 7
    assert seen(*parts, cell("all", 18, "a", "b", total=True)) == {"a": 10, "b": "few", "all": "beside"}


def test_the_smallest_other_number_is_hidden_where_the_total_is_known_already() -> None:
    told = Fact(frozenset("abc"), 40, 42)  # less 8 to 12 and 18 to 22: c would be 6 or 7
    numbers = seen(cell("a", 12), cell("b", 22), cell("c", 7), known=[told])
    assert numbers == {"a": "beside", "b": 20, "c": "few"}


def test_nothing_is_said_where_hiding_everything_is_not_enough() -> None:
    told = Fact(frozenset("a"), 6, 9)  # "1 to 7" would leave 6 and 7
    assert seen(cell("a", 7), cell("b", 30), known=[told]) == {"a": "silent", "b": 30}


def test_what_came_out_before_is_not_called_safe() -> None:
    with pytest.raises(worlds.Contradiction):
        seen(
            cell("a", 9, "a"), known=[Fact(frozenset("ab"), 0, 1, hidden=True), Within(frozenset("a"), frozenset("c"))]
        )


def test_numbers_of_two_periods_do_not_give_away_a_third() -> None:
    quarter = suppression.facts(frozenset({"w1", "w2", "w3"}), Published(("q",), 20, "shown"))
    first = suppression.facts(frozenset({"w1"}), Published(("b1",), 10, "shown"))
    alone = seen(cell("b2", 9, "w2"), known=[*quarter, *first])
    assert alone == {"b2": 10}
    assert seen(cell("b3", 1, "w3"), known=[*quarter, *first]) == {"b3": "few"}
    second = suppression.facts(frozenset({"w2"}), Published(("b2",), 10, "shown"))
    assert seen(cell("b3", 1, "w3"), known=[*quarter, *first, *second]) == {"b3": "few"}
    small = suppression.facts(frozenset({"w1", "w2", "w3"}), Published(("q",), 15, "shown"))
    assert seen(cell("b3", 1, "w3"), known=[*small, *first, *second]) == {"b3": "silent"}


def test_what_was_changed_after_it_was_published_is_refused() -> None:
    told = [Fact(frozenset("a"), 8, 12), Fact(frozenset("a"), 18, 22)]
    with pytest.raises(worlds.Contradiction):
        seen(cell("a", 5), known=told)


def test_counts_that_come_ten_at_a_time_are_taken_into_account() -> None:
    told: list[Known] = [Fact(frozenset("a"), 1, 3), Step(frozenset("ab"), 10)]
    assert seen(cell("b", 7), known=told) == {"b": "silent"}, "b is 7 or more, and the rule would say 7 or less"
    assert seen(cell("b", 7), known=told[:1]) == {"b": "few"}


def test_parts_are_no_more_than_their_whole() -> None:
    told: list[Known] = [Within(frozenset("ab"), frozenset({"all"})), Fact(frozenset({"all"}), 18, 22)]
    assert seen(cell("a", 18), cell("b", 1), known=told) == {"a": 20, "b": "few"}
    tight: list[Known] = [Within(frozenset("ab"), frozenset({"all"})), Fact(frozenset({"all"}), 18, 19)]
    assert seen(cell("a", 18), cell("b", 1), known=tight) == {"a": "beside", "b": "few"}


counts = st.integers(0, 14)


@settings(max_examples=25)
@given(st.lists(st.tuples(counts, counts), min_size=4, max_size=6), st.data())
def test_an_attacker_finds_no_hidden_number_in_tables_that_overlap(
    truth: list[tuple[int, int]], data: st.DataObject
) -> None:
    """Two columns over some weeks, published as any stretches of weeks in any order, each with its total."""
    stretches = list(itertools.combinations(range(len(truth) + 1), 2))
    chosen = data.draw(st.lists(st.sampled_from(stretches), min_size=1, max_size=4, unique=True))
    known, attacker = list[Known](), Attacker()
    for start, end in chosen:
        weeks = range(start, end)
        cells = [
            cell(side, sum(truth[week][column] for week in weeks), *((side, week) for week in weeks))
            for column, side in enumerate(("yes", "no"))
        ]
        every = frozenset().union(*(each.atoms for each in cells))
        cells.append(Cell(("all",), every, sum(each.count for each in cells), total=True))
        for each, published in zip(cells, suppress(cells, known), strict=True):
            known += suppression.facts(each.atoms, published)
            attacker.reads(each.atoms, published)
    assert not attacker.found()


def test_this_attacker_finds_a_number_that_only_rounding_protects() -> None:
    attacker = Attacker()
    attacker.reads(["a"], Published(("a",), 10, "shown"))
    attacker.reads(["b"], Published(("b",), None, "few"))
    attacker.reads(["a", "b"], Published(("all",), 20, "shown"))
    assert attacker.found() == [(("b",), {6, 7})]
