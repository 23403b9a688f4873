"""Somebody who wants to find a number that was hidden in published tables, and has all of them: an integer programme, in another solver (CBC, through
PuLP) and by another way than the product looks for it (`kiosk.trust.measures.worlds`).

They know the rules, the borders of the periods and that answers are counted ten at a time, and they know which numbers were hidden for being small.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

import pulp

from kiosk.trust.measures.suppression import Published

MANY = 500  # more than any true count here


class Attacker:
    """What one attacker knows of some unknown counts."""

    def __init__(self) -> None:
        self._unknown: dict[Hashable, pulp.LpVariable] = {}
        self._rules: list[pulp.LpConstraint] = []
        self._hidden: list[tuple[object, pulp.LpAffineExpression]] = []

    def sum(self, parts: Iterable[Hashable]) -> pulp.LpAffineExpression:
        """The sum of some unknown counts."""
        return pulp.lpSum([self._count(part) for part in parts])

    def _count(self, part: Hashable) -> pulp.LpVariable:
        if part not in self._unknown:
            self._unknown[part] = pulp.LpVariable(f"n{len(self._unknown)}", 0, MANY, pulp.LpInteger)
        return self._unknown[part]

    def reads(self, parts: Iterable[Hashable], seen: Published, *, zero_hidden: bool = True) -> None:
        """A number on a page: itself and the two beside it on either side, or from 1 to 7, or whatever else it could be."""
        total = self.sum(parts)
        if seen.how == "silent":
            return
        if seen.how == "shown":
            assert seen.number is not None
            assert seen.number % 5 == 0
            least, most = (0, 0) if seen.number == 0 else (max(8, seen.number - 2), seen.number + 2)
        else:
            assert seen.number is None
            least, most = (0 if zero_hidden else 1, 7) if seen.how == "few" else (8, MANY)
            self._hidden.append((seen.name, total))
        self._rules += [total >= least, total <= most]

    def knows_steps(self, parts: Sequence[Hashable], step: int) -> None:
        """These counts together are nothing, or at least so many."""
        some = pulp.LpVariable(f"some{len(self._rules)}", cat=pulp.LpBinary)
        self._rules += [self.sum(parts) >= step * some, self.sum(parts) <= MANY * len(parts) * some]

    def knows_within(self, part: Iterable[Hashable], whole: Iterable[Hashable]) -> None:
        """The one sum is no more than the other."""
        self._rules.append(self.sum(part) <= self.sum(whole))

    def found(self, enough: int = 3) -> list[tuple[object, set[int]]]:
        """The hidden numbers that have fewer than `enough` values left, with these values."""
        known: dict[int, set[int]] = {number: set() for number in range(len(self._hidden))}
        for number, (_, total) in enumerate(self._hidden):
            # Ask for value after value: what one world shows of the others is used too.
            while len(known[number]) < enough and self._ask(total, known[number], known):
                pass
        return [(self._hidden[number][0], values) for number, values in known.items() if len(values) < enough]

    def _ask(self, total: pulp.LpAffineExpression, but: set[int], known: dict[int, set[int]]) -> bool:
        """Look for a world in which this sum is none of those already known."""
        problem = pulp.LpProblem("attack", pulp.LpMinimize)
        problem += total
        for rule in self._rules:
            problem += rule
        for index, value in enumerate(sorted(but)):
            below = pulp.LpVariable(f"below{index}", cat=pulp.LpBinary)
            bound = MANY * len(self._unknown)
            problem += total <= value - 1 + bound * (1 - below)
            problem += total >= value + 1 - bound * below
        if problem.solve(pulp.PULP_CBC_CMD(msg=False)) != pulp.LpStatusOptimal:
            return False
        for number, (_, each) in enumerate(self._hidden):
            known[number].add(round(pulp.value(each)))
        return True
