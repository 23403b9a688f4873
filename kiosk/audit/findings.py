"""What an audit finds: one line for each thing that was measured, and how thousands of them are kept apart and told together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Generic, NamedTuple, TypeVar

import msgspec
from msgspec import Struct

MOST_FAILURES = 6  # of one check on one part of the pages in one setting: the rest say the same


class Finding(NamedTuple):
    """One thing, measured. room: how far it is from failing, in whatever it is measured in, so that the nearest of many can be told."""

    ok: bool
    measured: str
    required: str
    room: float = 0.0


def at_least(value: float, least: float, unit: str, what: str, slack: float = 0.0) -> Finding:
    """A length, a ratio or a count that must not be less. slack: what rounding to whole dots may take."""
    return Finding(
        value >= least - slack, f"{value:.2f}{unit} ({what})", f"at least {least:g}{unit}", (value - least) / least
    )


def at_most(value: float, most: float, unit: str, what: str) -> Finding:
    return Finding(
        value <= most, f"{value:.2f}{unit} ({what})", f"at most {most:g}{unit}", (most - value) / max(most, 1e-9)
    )


def all_of(wrong: Iterable[str], count: int, what: str, required: str) -> Iterator[Finding]:
    """Things of which each is right or wrong: one finding for each that is wrong, or one that says how many are right."""
    found = tuple(wrong)
    yield from (Finding(False, one, required) for one in found)
    if not found:
        yield Finding(True, f"{count} {what}", required, -float(count))


class Result(Struct, frozen=True, rename={"passed": "pass"}):
    """A line of audit.json. setting: language, text size, form, theme and state. check, picture: which check found it, and the file that shows it."""

    requirement: str
    page: str
    setting: str
    measured: str
    required: str
    passed: bool
    check: str = ""
    picture: str = ""
    room: float = 0.0


Subject = TypeVar("Subject")


class Check(NamedTuple, Generic[Subject]):
    """Something that is looked at. requirement: its id in the table of requirements (`requirements`)."""

    requirement: str
    what: str
    look: Callable[[Subject], Iterable[Finding]]


class Tally:
    """Keeps every failure, and of what passes the measure that came nearest to failing, for each check and page.

    settings: in how many settings each was looked at.
    """

    def __init__(self) -> None:
        self.failures: list[Result] = []
        self._nearest: dict[tuple[str, str], Result] = {}
        self._looks: dict[tuple[str, str], int] = {}

    def look(self, check: Check[Subject], page: str, setting: str, subject: Subject) -> tuple[Result, ...]:
        """What one check says of one page. Returns its failures."""
        failed: list[Result] = []
        for finding in check.look(subject):
            result = Result(
                check.requirement,
                page,
                setting,
                finding.measured,
                finding.required,
                finding.ok,
                check.what,
                "",
                finding.room,
            )
            if not finding.ok and len(failed) < MOST_FAILURES:
                failed.append(result)
            elif finding.ok:
                self._nearer(result, 0)
        self._nearer(None, 1, (check.what, page))
        self.failures += failed
        return tuple(failed)

    def _nearer(self, result: Result | None, looks: int, key: tuple[str, str] = ("", "")) -> None:
        if result is not None:
            key = (result.check, result.page)
            held = self._nearest.get(key)
            if held is None or result.room < held.room:
                self._nearest[key] = result
        self._looks[key] = self._looks.get(key, 0) + looks

    def add(self, other: Tally) -> None:
        """What another window found."""
        self.failures += other.failures
        for result in other._nearest.values():
            self._nearer(result, 0)
        for key, looks in other._looks.items():
            self._nearer(None, looks, key)

    @property
    def measures(self) -> int:
        """How often anything was looked at."""
        return sum(self._looks.values())

    def results(self) -> tuple[Result, ...]:
        """All failures, then of what passes the nearest to failing."""
        near = sorted(self._nearest.values(), key=lambda r: (r.requirement, r.check, r.page))
        several = (
            msgspec.structs.replace(r, setting=f"{r.setting} (the nearest of {self._looks[r.check, r.page]})")
            for r in near
        )
        return (*self.failures, *several)

    def packed(self) -> tuple[list[Result], list[Result], list[tuple[str, str, int]]]:
        """As one process tells it to another."""
        return self.failures, list(self._nearest.values()), [(*key, looks) for key, looks in self._looks.items()]

    @classmethod
    def unpacked(cls, failures: list[Result], nearest: list[Result], looks: list[tuple[str, str, int]]) -> Tally:
        tally = cls()
        tally.failures = failures
        tally._nearest = {(r.check, r.page): r for r in nearest}
        tally._looks = {(check, page): count for check, page, count in looks}
        return tally
