"""Somebody who wants to find a number that was hidden in published tables, and has all of them: an integer programme, in another solver (CBC, through
PuLP) and by another way than the product looks for it (`kiosk.trust.measures.worlds`).

They know the rules, the borders of the periods and that answers are counted ten at a time, and they know which numbers were hidden for being small.
"""

from __future__ import annotations

import random
from collections.abc import Hashable, Iterable, Iterator, Sequence

import pulp
from msgspec import Struct

from kiosk.trust.measures.suppression import Published

MANY = 500  # more than any true count here
GLANCES = 8  # at all hidden numbers together, before each is attacked for itself


class _Rule(Struct, frozen=True):
    """A sum of unknown counts, some of them taken off, that is at least and at most something. step: or nothing."""

    parts: frozenset[Hashable]
    off: frozenset[Hashable]
    least: int
    most: int
    step: bool = False
    hidden: object = None


class Attacker:
    """What one attacker knows of some unknown counts."""

    def __init__(self) -> None:
        self._rules: list[_Rule] = []

    def reads(self, parts: Iterable[Hashable], seen: Published) -> None:
        """A number on a page: itself and the two beside it on either side, or from 1 to 7, or whatever else it could be."""
        known = frozenset(parts)
        match seen.how:
            case "silent":
                return
            case "none":
                self._rules.append(_Rule(known, frozenset(), 0, 0))
            case "shown":
                assert seen.number is not None
                assert seen.number % 5 == 0
                least, most = (0, 0) if seen.number == 0 else (max(8, seen.number - 2), seen.number + 2)
                self._rules.append(_Rule(known, frozenset(), least, most))
            case _:
                assert seen.number is None
                least, most = {"few": (0, 7), "some": (1, 7), "beside": (8, MANY)}[seen.how]
                self._rules.append(_Rule(known, frozenset(), least, most, hidden=seen.name))

    def knows_steps(self, parts: Iterable[Hashable], step: int) -> None:
        """These counts together are nothing, or at least so many."""
        self._rules.append(_Rule(frozenset(parts), frozenset(), step, MANY, step=True))

    def knows_within(self, part: Iterable[Hashable], whole: Iterable[Hashable]) -> None:
        """The one sum is no more than the other."""
        self._rules.append(_Rule(frozenset(whole), frozenset(part), 0, 100 * MANY))

    def found(self, enough: int = 3) -> list[tuple[object, set[int]]]:
        """The hidden numbers that have fewer than `enough` values left, with these values."""
        return [each for rules in self._apart() for each in _System(rules).found(enough)]

    def _apart(self) -> Iterator[Sequence[_Rule]]:
        """The rules in heaps that share no unknown count."""
        heaps: dict[Hashable, list[_Rule]] = {}
        for rule in self._rules:
            heap = [rule]
            for old in {id(heaps[part]): heaps[part] for part in rule.parts | rule.off if part in heaps}.values():
                heap += old
            for each in heap:
                heaps |= dict.fromkeys(each.parts | each.off, heap)
        yield from {id(heap): heap for heap in heaps.values()}.values()


class _System:
    def __init__(self, rules: Sequence[_Rule]) -> None:
        self._rules = rules
        parts = sorted({part for rule in rules for part in rule.parts | rule.off}, key=repr)
        self._unknown = {
            part: pulp.LpVariable(f"n{index}", 0, MANY, pulp.LpInteger) for index, part in enumerate(parts)
        }
        self._hidden = [rule for rule in rules if rule.hidden is not None]
        self._values: list[set[int]] = [set() for _ in self._hidden]

    def found(self, enough: int) -> Iterator[tuple[object, set[int]]]:
        if len(self._rules) == 1:  # nothing else is known of it
            return
        chance = random.Random(7)  # noqa: S311 - where the attacker looks first
        for _ in range(GLANCES if self._hidden else 0):
            self._ask(pulp.lpSum([chance.choice((-1, 1)) * self._sum(rule.parts) for rule in self._hidden]))
        for rule, values in zip(self._hidden, self._values, strict=True):
            # Value after value: what one world shows of the others is used too.
            while len(values) < enough and self._ask(self._sum(rule.parts), rule, values):
                pass
            if len(values) < enough:
                yield rule.hidden, values

    def _sum(self, parts: Iterable[Hashable]) -> pulp.LpAffineExpression:
        return pulp.lpSum([self._unknown[part] for part in parts])

    def _ask(self, price: pulp.LpAffineExpression, but: _Rule | None = None, values: Iterable[int] = ()) -> bool:
        """Look for the world where the price is least; in it, one hidden number is none of these values."""
        problem = pulp.LpProblem("attack", pulp.LpMinimize)
        problem += price
        for index, rule in enumerate(self._rules):
            some = pulp.LpVariable(f"some{index}", cat=pulp.LpBinary) if rule.step else 1
            total = self._sum(rule.parts) - self._sum(rule.off)
            problem += total >= rule.least * some
            problem += total <= rule.most * len(rule.parts) * some if rule.step else total <= rule.most
        for index, value in enumerate(sorted(values)):
            assert but is not None
            below = pulp.LpVariable(f"below{index}", cat=pulp.LpBinary)
            problem += self._sum(but.parts) <= value - 1 + 2 * MANY * (1 - below)
            problem += self._sum(but.parts) >= value + 1 - 2 * MANY * below
        if problem.solve(pulp.PULP_CBC_CMD(msg=False)) != pulp.LpStatusOptimal:
            return False
        for rule, known in zip(self._hidden, self._values, strict=True):
            known.add(sum(round(pulp.value(self._unknown[part])) for part in rule.parts))
        return True
