"""What every act is made of: what it is given, what it says of itself, and what several of them ask."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta

from msgspec import Struct

from kiosk.trust.casework import clocks
from kiosk.trust.casework.case_file import CaseFile
from kiosk.trust.casework.events import Event
from kiosk.trust.casework.fold import Action
from kiosk.trust.console.case_fields import Field, Filled
from kiosk.trust.roles import Role

REVIEW_MOST_DAYS = 92
REVIEW_USUAL = timedelta(days=7)


class Asked(Struct, frozen=True):
    """What an act is given. file: the case. which: the part of it that the act is about (an action's number, a follow-up's id...), or "".
    readers: id -> name of those who can open the concern. me: this reader's id. now: seconds since 1970. works: id -> role of these readers, and of
    whoever wrote about the case."""

    file: CaseFile
    which: str
    readers: Mapping[bytes, str]
    me: bytes
    now: float
    works: Mapping[bytes, Role] = {}

    @property
    def today(self) -> date:
        return clocks.today(self.now)

    def future(self, days: int) -> str:
        return f"For example, {_example(self.today + timedelta(days=days))}"

    @property
    def alone(self) -> bool:
        """Whether nobody else can read the concern now."""
        out = self.file.case.kept_out
        return not any(reader != self.me and reader not in out for reader in self.readers)

    @property
    def action(self) -> Action | None:
        return next((each for each in self.file.case.open_actions if str(each.number) == self.which), None)

    def came(self, kinds: Collection[str]) -> bytes | None:
        """Id of the follow-up that the act is about, if it is of one of these kinds."""
        found = (each.seen for each in self.file.follow_ups if each.seen.kind in kinds)
        return next((seen.id for seen in found if seen.id.hex() == self.which), None)

    @property
    def translatable(self) -> dict[str, str]:
        """Ids and names of the texts that can be translated."""
        found = {self.file.listed.id.hex(): "The concern"} if self.file.record.words else {}
        for number, each in enumerate(self.file.follow_ups, start=1):
            if each.record is not None and each.record.words:
                found[each.seen.id.hex()] = f"What came later, number {number}"
        return found


def _example(day: date) -> str:
    return f"{day.day} {day.month} {day.year}"


class Act(Struct, frozen=True):
    """A form. slug: its place in the address. when: whether it is offered. done: what is said once it is written."""

    slug: str
    title: str
    button: str
    done: str
    fields: Callable[[Asked, Filled], list[Field]]
    read: Callable[[Asked, Filled], Event | None]
    when: Callable[[Asked], bool] = lambda asked: asked.file.case.is_open
    lead: tuple[str, ...] = ()


def review_field(asked: Asked, filled: Filled, otherwise: date | None) -> Field:
    hint = f"An open case always has one. {asked.future(7)}"
    return filled.day("review", "Next review", hint, otherwise)


def suggested(asked: Asked) -> date:
    return asked.today + REVIEW_USUAL


def nobody_else(asked: Asked, why: str) -> list[Field]:
    """A warning where nobody else can read the concern. why: what is to be done first, and what comes of it."""
    return [Field("", text=f"Nobody else can read this concern now. {why}")] if asked.alone else []


def always(_asked: Asked) -> bool:
    return True
