"""What a release says, line by line, and what that tells whoever has all releases. Pure.

A release is one set of lines for one audience and one period: the ward sees four weeks, everyone a quarter. A line's cells are counted in whole weeks
and named by what they count. The atoms behind a cell are its weeks, taken together as far as no border of a block or a quarter lies between them.
Not for: which lines there are (`check_in_lines`, `concern_lines`), or how they are kept (`releases`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from kiosk.trust.measures import suppression
from kiosk.trust.measures.periods import Period, date_of, day_number, four_weeks, quarter
from kiosk.trust.measures.suppression import Cell, Published
from kiosk.trust.measures.worlds import Atom, Known, Step, Within

Audience = Literal["ward", "everyone"]
Name = tuple[str, ...]
TOTAL = ""  # the column with a line's sum
WAIT_DAYS = 14  # after the end of a period, so that what was sent late is in
TRUST = ""  # stands for the ward where something is counted for the whole trust
PERIODS = {"ward": four_weeks, "everyone": quarter}


class Shape(Struct, frozen=True):
    """What of a line is kept with a release, so that what it told can be worked out later. name: what it counts. columns: beside each other.

    step: in any week their sum is nothing or at least this. wards: what is counted over. within: the line and column whose count this is part of.
    one_each: everybody is in one column at most, so that the whole line is part of it. alone: its counts are part of no other number that is ever
    published, so that nothing is to be searched.
    """

    name: Name
    columns: tuple[str, ...]
    wards: tuple[str, ...] = (TRUST,)
    step: int = 0
    within: Name = ()
    one_each: bool = False
    alone: bool = False


class Line(Struct, frozen=True):
    """Counts that stand side by side: (column, Monday in days since 1970) -> how many. total: their sum is given as well.

    zero_tells: that nobody was counted tells about people.
    """

    shape: Shape
    counts: Mapping[tuple[str, int], int]
    total: bool = False
    zero_tells: bool = True


class Release(Struct, frozen=True):
    """What was published once. ward: TRUST for the whole trust. made: the day in London. cells: named by line and column.

    given: figures that count nobody, such as seconds.
    """

    audience: Audience
    ward: str
    subject: str
    period: Period
    made: date
    shapes: tuple[Shape, ...]
    cells: tuple[Published, ...]
    given: dict[str, int] = {}

    def line(self, *name: str) -> dict[str, Published]:
        """A line's cells by column; empty where there is no such line."""
        return {cell.name[-1]: cell for cell in self.cells if cell.name[:-1] == name}


def due(audience: Audience, first: date, today: date, have: Iterable[date]) -> Iterator[Period]:
    """The periods that have been over for long enough and are not published, in order. first: a day in the first of them. have: on which days
    published ones start."""
    of, published = PERIODS[audience], frozenset(have)
    period = of(first)
    while period.ends + timedelta(days=WAIT_DAYS) <= today:
        if period.starts not in published:
            yield period
        period = of(period.ends)


def pieces(period: Period) -> frozenset[tuple[int, int]]:
    """A period's weeks, taken together as far as they lie in one block and one quarter."""
    days = (date_of(monday) for monday in period.mondays)
    return frozenset((day_number(four_weeks(day).starts), day_number(quarter(day).starts)) for day in days)


def make(
    audience: Audience,
    subject: str,
    period: Period,
    today: date,
    lines: Mapping[str, Sequence[Line]],
    known: Iterable[Known],
) -> list[Release]:
    """The releases of one period. lines: by ward, or of TRUST. known: what every release before told (`told`). Raises worlds.Contradiction."""
    known, groups = list(known), dict[str, list[tuple[str, Line]]]()
    for ward, own in lines.items():
        for line in own:
            if not line.shape.alone:
                # Lines that share nothing are searched apart, those of one name in all wards together.
                groups.setdefault((line.shape.within or line.shape.name)[0], []).append((ward, line))
    found = {
        ward: [suppression.by_size(cell) for line in own if line.shape.alone for cell in _cells(line, period)]
        for ward, own in lines.items()
    }
    for some in groups.values():
        cells = [replace(cell, name=(ward, *cell.name)) for ward, line in some for cell in _cells(line, period)]
        rules = _rules([line.shape for _, line in some], period)
        for cell in suppression.suppress(cells, [*known, *rules]):
            found[cell.name[0]].append(replace(cell, name=cell.name[1:]))
    return [
        Release(audience, ward, subject, period, today, tuple(line.shape for line in own), tuple(found[ward]))
        for ward, own in lines.items()
    ]


def told(release: Release) -> Iterator[Known]:
    """What a release tells to whoever knows all rules."""
    shapes = {shape.name: shape for shape in release.shapes}
    for cell in release.cells:
        shape = shapes[cell.name[:-1]]
        if not shape.alone:
            yield from suppression.facts(_atoms(shape, cell.name[-1], release.period), cell)
    yield from _rules(release.shapes, release.period)


def _cells(line: Line, period: Period) -> Iterator[Cell]:
    shape = line.shape
    counts = {
        column: sum(line.counts.get((column, monday), 0) for monday in period.mondays) for column in shape.columns
    }
    whole = sum(counts.values())
    none = shape.step > 0 and not whole
    for column, count in counts.items():
        yield Cell((*shape.name, column), _atoms(shape, column, period), count, line.zero_tells, none=none)
    if line.total:
        atoms = _atoms(shape, TOTAL, period)
        yield Cell((*shape.name, TOTAL), atoms, whole, line.zero_tells, total=True, none=none)


def _atoms(shape: Shape, column: str, period: Period) -> frozenset[Atom]:
    columns = shape.columns if column == TOTAL else (column,)
    return frozenset(
        (ward, *shape.name, each, *piece) for each in columns for ward in shape.wards for piece in pieces(period)
    )


def _rules(shapes: Sequence[Shape], period: Period) -> Iterator[Known]:
    """What everybody knows of these lines, whatever is published."""
    by_name = {shape.name: shape for shape in shapes}
    for shape in shapes:
        if shape.step:
            for piece in pieces(period):
                atoms = frozenset((ward, *shape.name, each, *piece) for each in shape.columns for ward in shape.wards)
                yield Step(atoms, shape.step)
        if shape.within:
            whole = _atoms(by_name[shape.within[:-1]], shape.within[-1], period)
            for part in (TOTAL,) if shape.one_each else shape.columns:
                yield Within(_atoms(shape, part, period), whole)
