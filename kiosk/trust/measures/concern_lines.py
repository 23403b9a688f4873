"""Which lines of concerns are published. A ward: how many there were, and place by time of day. Everyone: the trust, as Standard 7.2 asks.

Counted by whoever opens them: a session of the safeguarding group, from the concerns that were not kept from it. Nobody else can, and nothing but
the published lines is kept. Never more than two dimensions, and never who did it by place or time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product

from msgspec import Struct

from kiosk import records
from kiosk.trust.casework import clocks
from kiosk.trust.casework.events import INVOLVED, PHYSICAL, PSYCHOLOGICAL
from kiosk.trust.casework.fold import Case
from kiosk.trust.measures.release_lines import Line, Shape

SUBJECT = "concerns"
ALL = ("concerns", "all")
RATINGS = ("0", "1", "2", "3", "9")  # the person's own, of harm
AGES: Mapping[str, int] = {"week": 7, "month": 28, "quarter": 91, "half_year": 182, "longer": 100_000}
"""Age of an open case -> days that it is younger than."""
NOT_RECORDED, IN_TIME, LATE = "not_recorded", "in_time", "late"
DAY_SECONDS = 86_400
KEPT = "kept"  # stands beside the wards for what was kept from them
ENOUGH_WARDS = 3  # in a smaller trust a ward could take what it knows from the trust's numbers, and find that something was kept from it


class Told(Struct, frozen=True):
    """A concern, and what was done about it. monday: of the week in which it came, in days since 1970. received: seconds since 1970."""

    ward: str
    monday: int
    received: int
    concern: records.Concern
    case: Case


class Codes(Struct, frozen=True):
    """The codes of the answers that the trust's questions have, so that a line has a column for what nobody answered, too."""

    about: tuple[str, ...]
    kinds: tuple[str, ...]
    places: tuple[str, ...]
    when_time: tuple[str, ...]
    support: tuple[str, ...]


def ward_lines(ward: str, told: Iterable[Told], codes: Codes) -> list[Line]:
    """A ward's lines: how many concerns there were, and place by time of day. What was kept from the ward's team is in neither: they know the
    others."""
    own = [each for each in told if each.ward == ward and each.concern.ward_reads]
    both = tuple(f"{place} {time}" for place in codes.places for time in codes.when_time)
    by_place = _counted(own, both, lambda each: map(" ".join, product(each.concern.places, each.concern.when_time)))
    # How many there were bounds each of these from above alone, which leaves a number that may be 0 its three values.
    return [_how_many((ward,), own), Line(Shape(("place_time", ward), both, alone=True), by_place)]


def trust_lines(
    wards: Sequence[str], told: Sequence[Told], codes: Codes, still_open: Iterable[int], now: float, week: int
) -> list[Line]:
    """The trust's lines. wards: all of them. told: what came in the period. still_open: when each case that is open now came, of whatever period.

    week: the first of the period, by its Monday. In a trust of one or two wards, what was kept from a ward is not counted.
    """
    counted = (*wards, KEPT)
    if len(wards) < ENOUGH_WARDS:
        counted, told = tuple(wards), [each for each in told if each.concern.ward_reads]

    def line(name: str, columns: Sequence[str], of: Callable[[Told], Iterable[str]], *, one_each: bool = False) -> Line:
        shape = Shape((name,), tuple(columns), within=ALL, one_each=one_each)
        return Line(shape, _counted(told, columns, of))

    def rating(field: str) -> Callable[[Told], Iterable[str]]:
        return lambda each: () if (rated := getattr(each.concern, field)) is None else (str(rated),)

    return [
        _how_many(counted, told),
        line("about", codes.about, lambda each: each.concern.about),
        line("kinds", codes.kinds, _kinds),
        line("places", codes.places, lambda each: each.concern.places),
        line("harm_body", RATINGS, rating("harm_body"), one_each=True),
        line("harm_feelings", RATINGS, rating("harm_feelings"), one_each=True),
        line(
            "grade_body", PHYSICAL, lambda each: (each.case.graded[1].body,) if each.case.graded else (), one_each=True
        ),
        line(
            "grade_feelings",
            PSYCHOLOGICAL,
            lambda each: (each.case.graded[1].feelings,) if each.case.graded else (),
            one_each=True,
        ),
        line("support_wanted", codes.support, lambda each: each.concern.support),
        line("support_given", INVOLVED, lambda each: (who for who, what in each.case.support if what == "given")),
        line("recorded", (IN_TIME, LATE, NOT_RECORDED), lambda each: (_recorded(each),), one_each=True),
        line("reviewed", ("yes", "no"), lambda each: ("yes" if each.case.reviews else "no",), one_each=True),
        line("actions", ("done", "open", "not_done"), _actions),
        _open_for(still_open, now, week),
    ]


def _how_many(wards: tuple[str, ...], told: Iterable[Told]) -> Line:
    return Line(Shape(ALL[:1], ALL[1:], wards), Counter((ALL[1], each.monday) for each in told))


def _counted(
    told: Iterable[Told], columns: Iterable[str], of: Callable[[Told], Iterable[str]]
) -> Mapping[tuple[str, int], int]:
    """In how many concerns there is each of the columns; what is none of them is not counted."""
    known = frozenset(columns)
    return Counter((column, each.monday) for each in told for column in known.intersection(of(each)))


def _kinds(each: Told) -> Iterable[str]:
    """As staff recorded them; before that, as the person told."""
    return each.case.recorded[1].kinds if each.case.recorded else each.concern.kinds


def _recorded(each: Told) -> str:
    if each.case.recorded_at is None:
        return NOT_RECORDED
    return IN_TIME if each.case.recorded_at <= each.received + clocks.RECORD_SECONDS else LATE


def _actions(each: Told) -> Iterable[str]:
    for action in each.case.actions:
        yield "open" if action.ended is None else "done" if action.done else "not_done"


def _open_for(still_open: Iterable[int], now: float, week: int) -> Line:
    """Open cases by age: how many there are once, not in each week, so they stand in one."""
    ages = ((now - received) / DAY_SECONDS for received in still_open)
    counts = Counter((next(name for name, most in AGES.items() if days < most), week) for days in ages)
    return Line(Shape(("open_for",), tuple(AGES)), counts)
