"""The figures part of a ward pack: what everybody may know of the ward's newest published quarter, and what its team did.

For: `wardpack`, which signs and verifies it with the others. Its limits are the last thing between a slip at the trust and a tablet: a number that is
not rounded, or so small that it could give somebody away, fits in no field.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

Mode = Literal["demo", "live"]
# Published counts are rounded to 5, and from 0 to 7 they are hidden: the least that can stand here is 10.
Around = Annotated[int, Meta(ge=10, le=100_000, multiple_of=5)]
Line = Annotated[str, Meta(min_length=1, max_length=300)]
Day = Annotated[str, Meta(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?\Z")]


class GroupFigures(Struct, frozen=True, forbid_unknown_fields=True):
    """What one group said in a quarter: of about how many people about how many felt safe, and could tell someone. None: not shown."""

    group: Literal["patient", "visitor", "staff"]
    safe: Around | None = None
    safe_of: Around | None = None
    tell: Around | None = None
    tell_of: Around | None = None


class YouSaid(Struct, frozen=True, forbid_unknown_fields=True):
    """What people said and what the ward did, as its team wrote it in English."""

    said: Line
    did: Line


class Figures(Struct, frozen=True, forbid_unknown_fields=True, tag="figures"):
    """What everybody may know of the ward's newest published quarter. starts: its first day; ends: the first day after it.

    Dates: "YYYY-MM-DD", or both "" where no quarter is published yet, and then there are no groups.
    """

    mode: Mode
    ward: str
    serial: int
    issued: int
    expires: int
    starts: Day = ""
    ends: Day = ""
    groups: Annotated[tuple[GroupFigures, ...], Meta(max_length=3)] = ()
    you_said: Annotated[tuple[YouSaid, ...], Meta(max_length=8)] = ()

    @property
    def months(self) -> tuple[int, ...]:
        """The three months of the quarter, 1 to 12."""
        first = int(self.starts[5:7]) if self.starts else 0
        return (first, first + 1, first + 2) if first else ()

    @property
    def fault(self) -> str:
        """What is wrong with it besides the limits of its fields, or ""."""
        if not _is_quarter(self.starts, self.ends) or (self.groups and not self.starts):
            return "is of no quarter of a year"
        return "has a group twice" if len({each.group for each in self.groups}) < len(self.groups) else ""


def _is_quarter(starts: str, ends: str) -> bool:
    if not starts:
        return not ends
    year, month = int(starts[:4]), int(starts[5:7])
    after = f"{year + 1:04}-01-01" if month == 10 else f"{year:04}-{month + 3:02}-01"
    return month in (1, 4, 7, 10) and starts.endswith("-01") and ends == after
