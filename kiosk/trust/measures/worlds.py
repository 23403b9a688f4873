"""Which counts can lie behind published numbers: all worlds that agree with everything that is known, searched by an integer programme (HiGHS).

The unknowns are atoms: the smallest counts that any published number is a sum of, such as the patients who felt safe in the weeks that no period's
border divides. Whoever reads the tables of two years has one system of sums of atoms. A hidden number is safe while these sums leave it at least
three values. Exact: no bound is estimated and none is rounded. Not for: deciding what to hide (`suppression`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence

import highspy
from msgspec import Struct

Atom = Hashable
VALUES = 3  # that a hidden number keeps
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


def _bound(most: int | None) -> float:
    return float(highspy.kHighsInf) if most is None else most


class Worlds:
    """All worlds that agree with some knowledge."""

    def __init__(self, known: Sequence[Known]) -> None:
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self._solver.setOptionValue("output_flag", False)
        self._solver.setOptionValue("threads", 1)
        self._solver.setOptionValue("mip_heuristic_run_feasibility_jump", False)  # costs more than it finds here
        self._columns: dict[Atom, int] = {}
        self._rows: dict[frozenset[Atom], tuple[int, Fact]] = {}  # of the hidden numbers
        self._seen: dict[frozenset[Atom], set[int]] = {}
        self._priced: dict[int, float] = {}
        self._sums: dict[frozenset[Atom], int] = {}  # the columns of sums
        for atom in dict.fromkeys(atom for each in known for atom in sorted(atoms_of(each), key=repr)):
            self._columns[atom] = self._column(_MOST)
        for each in known:
            self._add(each)

    def exposed(self) -> frozenset[Atom] | None:
        """A hidden number that has fewer than three values; None where there is none. Raises Contradiction."""
        self._look_about()
        return next((atoms for atoms in self._seen if not self._keeps(atoms)), None)

    def _look_about(self) -> None:
        """Worlds that show values of many hidden numbers at once: first all as small as can be, then as many as can be one above that, and two.

        Where a sum leaves room for a few only, others have their turn in the next world, as long as a world shows anything new.
        """
        if not self._seen:
            return
        if not self._search(dict.fromkeys(self._seen, 1.0)):
            raise Contradiction("no counts agree with everything that was published")
        smallest = {atoms: min(seen) for atoms, seen in self._seen.items()}
        for above in range(1, VALUES):
            wanted = self._unsure(smallest, above)
            while wanted:
                before = sum(map(len, self._seen.values()))
                for atoms in wanted:
                    row, fact = self._rows[atoms]
                    self._solver.changeRowBounds(row, fact.least, min(_bound(fact.most), smallest[atoms] + above))
                self._search(dict.fromkeys(wanted, -1.0))
                for atoms in wanted:
                    row, fact = self._rows[atoms]
                    self._solver.changeRowBounds(row, fact.least, _bound(fact.most))
                found = sum(map(len, self._seen.values())) > before
                wanted = self._unsure(smallest, above) if found else []

    def _unsure(self, smallest: Mapping[frozenset[Atom], int], above: int) -> list[frozenset[Atom]]:
        """Hidden numbers that have not shown three values, nor this one."""
        return [
            atoms for atoms, seen in self._seen.items() if len(seen) < VALUES and smallest[atoms] + above not in seen
        ]

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
        row = self._row(least, most, self._ones(atoms))
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

    def _column(self, most: float, *, whole: bool = True) -> int:
        """whole: it has to be said that it is a whole number, which a sum of such is anyway."""
        column: int = self._solver.getNumCol()
        self._solver.addCol(0.0, 0.0, most, 0, [], [])
        if whole:
            self._solver.changeColIntegrality(column, _INTEGER)
        return column

    def _row(self, least: float, most: float, weights: Mapping[int, float]) -> int:
        row: int = self._solver.getNumRow()
        self._solver.addRow(least, most, len(weights), list(weights), list(weights.values()))
        return row

    def _ones(self, atoms: frozenset[Atom]) -> dict[int, float]:
        return {self._columns[atom]: 1.0 for atom in atoms}

    def _sum(self, atoms: frozenset[Atom]) -> dict[int, float]:
        """A column that is their sum: what many rows speak of stands in each of them once, and not with all its atoms."""
        if atoms not in self._sums:
            column = self._column(_MOST * len(atoms), whole=False)
            self._row(0, 0, self._ones(atoms) | {column: -1.0})
            self._sums[atoms] = column
        return {self._sums[atoms]: 1.0}

    def _add(self, known: Known) -> None:
        match known:
            case Fact():
                row = self._row(known.least, _bound(known.most), self._ones(known.atoms))
                if known.hidden:
                    self._rows[known.atoms] = row, known
                    self._seen[known.atoms] = set()
            case Within():
                weights = self._sum(known.whole)
                for atom in known.part:
                    column = self._columns[atom]
                    weights[column] = weights.get(column, 0.0) - 1.0
                self._row(0, highspy.kHighsInf, weights)
            case Step():
                some = self._column(1)
                ones = self._ones(known.atoms)
                self._row(0, highspy.kHighsInf, ones | {some: -known.least})
                self._row(-highspy.kHighsInf, 0, ones | {some: -_MOST * len(known.atoms)})
