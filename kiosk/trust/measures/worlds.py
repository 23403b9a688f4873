"""Which counts can lie behind published numbers: all worlds that agree with everything that is known, searched by an integer programme (HiGHS).

The unknowns are atoms: the smallest counts that any published number is a sum of, such as the patients who felt safe in the weeks that no period's
border divides. Whoever reads the tables of two years has one system of sums of atoms. A hidden number is safe while these sums leave it at least
three values. Exact: no bound is estimated and none is rounded. Not for: deciding what to hide (`suppression`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from random import Random

import highspy
from msgspec import Struct

Atom = Hashable
VALUES = 3  # that a hidden number keeps
LOOKS = 8  # at worlds for all hidden numbers together, before any is looked at alone
_MOST = 10_000  # of an atom: more than any ward's answers in a quarter
_INTEGER = highspy.HighsVarType.kInteger
_FEASIBLE = highspy.HighsModelStatus.kOptimal
_NONE = highspy.HighsModelStatus.kInfeasible


class Fact(Struct, frozen=True):
    """The sum of these atoms is at least `least` and at most `most`, if there is a most. hidden: it is a number that must not be found."""

    atoms: frozenset[Atom]
    least: int
    most: int | None = None
    hidden: bool = False


class Step(Struct, frozen=True):
    """The sum of these atoms is nothing or at least `least`: answers are counted ten at a time."""

    atoms: frozenset[Atom]
    least: int


class Within(Struct, frozen=True):
    """The first sum is no more than the second: who was asked about harm is among those who told."""

    part: frozenset[Atom]
    whole: frozenset[Atom]


Known = Fact | Step | Within


class Contradiction(ValueError):
    """No world agrees with what is known: something that was said is not true."""


def atoms_of(known: Known) -> frozenset[Atom]:
    """All atoms that a piece of knowledge speaks of."""
    return known.part | known.whole if isinstance(known, Within) else known.atoms


def linked(everything: Iterable[Known], start: Collection[Atom]) -> list[Known]:
    """What bears on these atoms, directly or through others, in its order."""
    everything = list(everything)
    about: dict[Atom, list[int]] = defaultdict(list)
    for number, known in enumerate(everything):
        for atom in atoms_of(known):
            about[atom].append(number)
    found, reached, waiting = set[int](), set(start), list(start)
    while waiting:
        for number in about[waiting.pop()]:
            if number not in found:
                found.add(number)
                new = atoms_of(everything[number]) - reached
                reached |= new
                waiting += new
    return [everything[number] for number in sorted(found)]


def _bound(most: int | None, less: int = 0) -> float:
    return float(highspy.kHighsInf) if most is None else most + less


class Worlds:
    """All worlds that agree with some knowledge."""

    def __init__(self, known: Sequence[Known]) -> None:
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self._solver.setOptionValue("output_flag", False)
        self._solver.setOptionValue("threads", 1)
        self._columns: dict[Atom, int] = {}
        self._rows: dict[int, Fact] = {}  # of the hidden numbers
        self._seen: dict[frozenset[Atom], set[int]] = {}
        self._priced: dict[int, float] = {}
        for atom in dict.fromkeys(atom for each in known for atom in sorted(atoms_of(each), key=repr)):
            self._columns[atom] = self._column(_MOST)
        for each in known:
            self._add(each)

    def exposed(self) -> frozenset[Atom] | None:
        """A hidden number that has fewer than three values; None where there is none. Raises Contradiction."""
        self._look_about()
        return next((atoms for atoms in self._seen if not self._keeps(atoms)), None)

    def _look_about(self) -> None:
        """Worlds in which hidden numbers are as small as can be, as great, and neither, in many mixtures: mostly that is three values of each."""
        chance = Random(1)  # noqa: S311 - which worlds are looked at first, and nothing else
        for _ in range(LOOKS):
            unsure = {atoms: chance.choice((1.0, -1.0)) for atoms, seen in self._seen.items() if len(seen) < VALUES}
            if not unsure:
                return
            if not self._search(unsure):
                raise Contradiction("no counts agree with everything that was published")
            for row, fact in self._rows.items():
                self._solver.changeRowBounds(row, fact.least + 1, _bound(fact.most, -1))
            self._search(unsure)
            for row, fact in self._rows.items():
                self._solver.changeRowBounds(row, fact.least, _bound(fact.most))

    def _keeps(self, atoms: frozenset[Atom]) -> bool:
        """Worlds found for one number are worlds for all: mostly another search has already shown three values."""
        seen = self._seen[atoms]
        if len(seen) < VALUES:
            self._search({atoms: 1.0})
            self._search({atoms: -1.0})
        if len(seen) < VALUES and max(seen) - min(seen) >= VALUES - 1:
            self._between(atoms, min(seen) + 1, max(seen) - 1)
        return len(seen) >= VALUES

    def _between(self, atoms: frozenset[Atom], least: int, most: int) -> None:
        row = self._row(least, most, dict.fromkeys(atoms, 1.0))
        self._search({atoms: 1.0})
        self._solver.deleteRows(1, [row])

    def _search(self, prices: Mapping[frozenset[Atom], float]) -> bool:
        """Look for the world in which these sums cost least, and remember what each hidden number is in it."""
        for column in self._priced:
            self._solver.changeColCost(column, 0.0)
        self._priced = dict[int, float]()
        for atoms, price in prices.items():
            for atom in atoms:
                self._priced[self._columns[atom]] = self._priced.get(self._columns[atom], 0.0) + price
        for column, cost in self._priced.items():
            self._solver.changeColCost(column, cost)
        self._solver.run()
        status = self._solver.getModelStatus()
        if status == _NONE:
            return False
        if status != _FEASIBLE:
            raise Contradiction(f"the solver ended with {self._solver.modelStatusToString(status)}")
        values = self._solver.getSolution().col_value
        for hidden, seen in self._seen.items():
            seen.add(sum(round(values[self._columns[atom]]) for atom in hidden))
        return True

    # --- the programme -------------------------------------------------------------------------------------------

    def _column(self, most: float) -> int:
        column: int = self._solver.getNumCol()
        self._solver.addCol(0.0, 0.0, most, 0, [], [])
        self._solver.changeColIntegrality(column, _INTEGER)
        return column

    def _row(self, least: float, most: float, weights: dict[Atom, float], extra: dict[int, float] | None = None) -> int:
        row: int = self._solver.getNumRow()
        columns = {self._columns[atom]: weight for atom, weight in weights.items()} | (extra or {})
        self._solver.addRow(least, most, len(columns), list(columns), list(columns.values()))
        return row

    def _add(self, known: Known) -> None:
        match known:
            case Fact():
                row = self._row(known.least, _bound(known.most), dict.fromkeys(known.atoms, 1.0))
                if known.hidden:
                    self._rows[row] = known
                    self._seen[known.atoms] = set()
            case Within():
                weights = dict.fromkeys(known.whole, 1.0)
                for atom in known.part:
                    weights[atom] = weights.get(atom, 0.0) - 1.0
                self._row(0, highspy.kHighsInf, weights)
            case Step():
                some = self._column(1)
                ones = dict.fromkeys(known.atoms, 1.0)
                self._row(0, highspy.kHighsInf, ones, {some: -known.least})
                self._row(-highspy.kHighsInf, 0, ones, {some: -_MOST * len(known.atoms)})
