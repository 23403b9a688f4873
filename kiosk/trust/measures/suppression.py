"""What may be said of counts outside the named measures team: the one way out for every number that a ward, a board or the public sees.

Rules, as NHS England's hospital episode and sexual and reproductive health statistics have them (1 to 7 hidden, the rest to the nearest 5):

1. A count from 1 to 7 is hidden; 0 as well, where nobody having said something tells about everybody.
2. Any other count is rounded to the nearest 5.
3. A total is a number like the others, and the first to be hidden where it would tell something of a hidden one.
4. Everything that was ever published is one system of sums. Every number hidden in it keeps at least three values (`worlds`); where a new number
   would take that away, it is hidden too, the smallest first, and looks like one of 1 to 7. Where even that is not enough, nothing at all is said.
5. What is published is never changed (`releases`).

Whoever reads is taken to know these rules, the borders of all periods, that answers are counted ten at a time, and which numbers were hidden for
rule 1 and which for rule 4, though no page tells them. Shares come from the rounded counts alone, so that they tell nothing new.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct

from kiosk.trust.measures import worlds
from kiosk.trust.measures.worlds import Atom, Contradiction, Fact, Known, Worlds

FEW = 7  # 1 to 7 are hidden
STEP = 5  # others are rounded to the nearest of these
AROUND = STEP // 2

How = Literal["shown", "few", "some", "beside", "none", "silent"]
"""shown: rounded. few: 0 to 7. some: 1 to 7, where 0 is shown. beside: hidden for the sake of another. none: not even the least that is counted.
silent: nothing is said."""


class Cell(Struct, frozen=True):
    """A count that is to be published. atoms: what it is the sum of. total: of other cells here.

    zero_tells: that nobody was counted says something about people, and is hidden. none: nothing of its line was counted, as ten did not answer.
    """

    name: tuple[str, ...]
    atoms: frozenset[Atom]
    count: int
    zero_tells: bool = True
    total: bool = False
    none: bool = False


class Published(Struct, frozen=True):
    """A cell as everybody may see it. number: rounded, or None where it is hidden."""

    name: tuple[str, ...]
    number: int | None
    how: How


def rounded(count: int) -> int:
    """The nearest multiple of 5."""
    return STEP * round(count / STEP)


def facts(atoms: frozenset[Atom], published: Published) -> tuple[Fact, ...]:
    """What a published cell tells to whoever knows all rules."""
    match published.how:
        case "none":
            return (Fact(atoms, 0, 0),)
        case "shown" if published.number == 0:
            return (Fact(atoms, 0, 0),)
        case "shown" if published.number is not None:
            return (Fact(atoms, max(FEW + 1, published.number - AROUND), published.number + AROUND),)
        case "few" | "some":
            return (Fact(atoms, 0 if published.how == "few" else 1, FEW, hidden=True),)
        case "beside":
            return (Fact(atoms, FEW + 1, None, hidden=True),)
    return ()


def suppress(cells: Sequence[Cell], known: Iterable[Known] = ()) -> tuple[Published, ...]:
    """The cells as they may be published, in their order. known: what everything published before tells, and what everybody knows anyway.

    Raises worlds.Contradiction where that cannot be true of any counts, such as when a release was changed.
    """
    found = {cell.name: by_size(cell) for cell in cells}
    known = list(known)
    while True:
        told = [*known, *(fact for cell in cells for fact in facts(cell.atoms, found[cell.name]))]
        exposed = Worlds(worlds.linked(told, frozenset().union(*(cell.atoms for cell in cells)))).exposed()
        if exposed is None:
            return tuple(found.values())
        reached = frozenset().union(*(worlds.atoms_of(each) for each in worlds.linked(told, exposed)))
        near = [cell for cell in cells if cell.atoms & reached and found[cell.name].how != "silent"]
        shown = [cell for cell in near if found[cell.name].how == "shown"]
        if shown:
            first = min(shown, key=lambda cell: (not cell.total, cell.count, cell.name))
            found[first.name] = Published(first.name, None, "beside")
        elif near:
            found |= {cell.name: Published(cell.name, None, "silent") for cell in near}
        else:
            raise Contradiction("a number that was hidden before has too few values, whatever is published now")


def by_size(cell: Cell) -> Published:
    """Rules 1 and 2 alone: for a count that is part of no other published number, and for the beginning of a search."""
    if cell.none:
        return Published(cell.name, None, "none")
    if cell.count <= FEW and (cell.count > 0 or cell.zero_tells):
        return Published(cell.name, None, "few" if cell.zero_tells else "some")
    return Published(cell.name, rounded(cell.count), "shown")
