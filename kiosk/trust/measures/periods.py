"""The fixed periods for which figures are shown: blocks of four weeks, and calendar quarters. By London's dates; nobody chooses others.

Free dates would let somebody take one showing from another and read what lies between. Block k of four weeks starts on Monday 1 January 2024
and 28 k days; k may be below 0.

Counts are kept by week, so a week belongs to the period in which its Monday lies (`Period.mondays`): each week to one block and to one quarter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from msgspec import Struct

FIRST_BLOCK = date(2024, 1, 1)
BLOCK_DAYS = 28
WEEK_DAYS = 7
BLOCKS_SHOWN = 26  # two years, the running block among them
_EPOCH = date(1970, 1, 1)


class Period(Struct, frozen=True, order=True):
    """starts: its first day. ends: the first day after it. In order of time."""

    starts: date
    ends: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.ends - self.starts).days

    @property
    def last(self) -> date:
        """Its last day."""
        return self.ends - timedelta(days=1)

    @property
    def mondays(self) -> range:
        """The weeks that belong to it, by their Mondays in days since 1970."""
        return range(monday(self.starts + timedelta(days=WEEK_DAYS - 1)), day_number(self.ends), WEEK_DAYS)

    @property
    def name(self) -> str:
        """For people: "January to March 2026" for months, else "5 October to 1 November 2026"."""
        first, last = self.starts, self.last
        if first.day == self.ends.day == 1 and first.month != last.month:
            one, other = f"{first:%B}", f"{last:%B}"
        else:
            one, other = f"{first.day} {first:%B}", f"{last.day} {last:%B}"
        year = "" if first.year == last.year else f" {first.year}"
        return f"{one}{year} to {other} {last.year}"

    def ended(self, today: date) -> bool:
        """Whether it is over. today: the date in London."""
        return self.ends <= today

    def __contains__(self, day: date) -> bool:
        return self.starts <= day < self.ends


Kind = Callable[[date], Period]
"""`four_weeks` or `quarter`."""


def four_weeks(day: date) -> Period:
    """The block of four weeks in which a day lies."""
    starts = day - timedelta(days=(day - FIRST_BLOCK).days % BLOCK_DAYS)
    return Period(starts, starts + timedelta(days=BLOCK_DAYS))


def quarter(day: date) -> Period:
    """The calendar quarter in which a day lies."""
    month = (day.month - 1) // 3 * 3 + 1
    ends = date(day.year + 1, 1, 1) if month > 9 else date(day.year, month + 3, 1)
    return Period(date(day.year, month, 1), ends)


def blocks(first: date, last: date) -> Iterator[Period]:
    """The blocks of four weeks from the one in which `first` lies to the one in which `last` does, in order of time."""
    block = four_weeks(first)
    while block.starts <= last:
        yield block
        block = four_weeks(block.ends)


def shown_from(today: date) -> Period:
    """The earliest block that pages show. today: the date in London."""
    return four_weeks(four_weeks(today).starts - timedelta(days=(BLOCKS_SHOWN - 1) * BLOCK_DAYS))


def day_number(day: date) -> int:
    """A date as tables have it: days since 1970."""
    return (day - _EPOCH).days


def date_of(number: int) -> date:
    """The date of so many days since 1970."""
    return _EPOCH + timedelta(days=number)


def monday(day: date) -> int:
    """The Monday of a day's week, in days since 1970."""
    return day_number(day) - day.weekday()
