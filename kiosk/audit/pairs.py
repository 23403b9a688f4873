"""A pairwise cover: few enough cases that all can be drawn, and every value of every factor meets every value of every other one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

Case = tuple[int, ...]


def cover(counts: Sequence[int]) -> tuple[Case, ...]:
    """Cases of factors that have so many values each, as indexes. Grown factor by factor, the largest first (IPO, Lei and Tai 1998)."""
    order = sorted(range(len(counts)), key=lambda factor: -counts[factor])
    if len(order) < 2:
        return tuple((value,) for value in range(counts[0])) if counts else ()
    rows = [list(row) for row in product(*(range(counts[factor]) for factor in order[:2]))]
    for at in range(2, len(order)):
        rows = _grown(rows, [counts[factor] for factor in order[: at + 1]])
    back = [order.index(factor) for factor in range(len(counts))]
    return tuple(tuple(row[place] for place in back) for row in rows)


def _grown(rows: list[list[int]], counts: list[int]) -> list[list[int]]:
    """The rows with one factor more: each takes the value that meets most partners anew, and rows are added for what is left."""
    values, last = counts[-1], len(counts) - 1
    open_pairs = {
        (factor, one, value) for factor in range(last) for one in range(counts[factor]) for value in range(values)
    }
    used = [0] * values
    grown: list[list[int]] = []

    def take(row: list[int], value: int) -> None:
        grown.append([*row, value])
        used[value] += 1
        open_pairs.difference_update((factor, row[factor], value) for factor in range(last))

    for row in rows:
        fresh = [sum((factor, row[factor], value) in open_pairs for factor in range(last)) for value in range(values)]
        take(row, max(range(values), key=lambda value: (fresh[value], -used[value])))
    while open_pairs:
        factor, one, value = min(open_pairs)
        row = [0] * last
        row[factor] = one
        for other in range(last):
            if other != factor:
                wanted = sorted(v for f, v, w in open_pairs if f == other and w == value)
                row[other] = wanted[0] if wanted else 0
        take(row, value)
    return grown


def uncovered(cases: Sequence[Case], counts: Sequence[int]) -> int:
    """How many pairs of values no case has."""
    found = 0
    for one in range(len(counts)):
        for other in range(one):
            found += counts[one] * counts[other] - len({(case[one], case[other]) for case in cases})
    return found
