"""What a relay tells of a staff call, and the only words that it ever uses. No word here says why somebody called, or who.

A pager lies on a table, and the person who is feared may read it: so the texts are those that any call of any ward could have. Of what a caller adds,
relays hear one thing: that somebody should come quietly, in words that do not even say so. Why, and whether a woman is asked for, is not told.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Literal, get_args

import msgspec
from msgspec import Struct

from kiosk import wardpack

if TYPE_CHECKING:
    from kiosk.trust.store.call_rows import CallRow  # who reads the settings needs no database

State = Literal["call", "passed_on", "accepted", "ended", "test"]
STATES: tuple[State, ...] = get_args(State)
WAITING: frozenset[State] = frozenset({"call", "passed_on", "test"})  # nobody is on the way yet

WORDS: Mapping[State, str] = {
    "call": "please attend",
    "passed_on": "still waiting, please attend",
    "accepted": "somebody is going",
    "ended": "call ended",
    "test": "test call",
}
QUIETLY: Mapping[State, str] = {  # where the caller asked for somebody to come quietly
    "call": "please visit the tablet",
    "passed_on": "please visit the tablet",
    "accepted": "in hand",
    "ended": "done",
    "test": "test call",
}


_QUIET = "-quiet"  # at the end of a key


class Told(Struct, frozen=True):
    """How one call stands, for somebody outside.

    call: its 16 bytes. ward: its code; ward_name, place: as the console shows them. times: the number of the last step of passing on, 0 before the
    first. also_on: other wards that see it since then. test: a test call, in every state. quiet: the caller asked for somebody to come quietly.
    """

    call: bytes
    ward: str
    ward_name: str
    place: str
    state: State
    times: int = 0
    test: bool = False
    quiet: bool = False
    also_on: tuple[str, ...] = ()

    def concerns(self, wards: Collection[str], from_step: int) -> bool:
        """Whether it is for a relay of these wards (empty: of all) that hears of calls once they were passed on so far."""
        of_theirs = not wards or any(wardpack.seen_on(ward, self.ward, self.also_on) for ward in wards)
        return of_theirs and self.times >= from_step

    @property
    def key(self) -> str:
        """The same for the same call in the same state, at every try and after every restart: by it a receiver knows what it has had."""
        times = f"-{self.times}" if self.state == "passed_on" else ""
        return f"{self.call.hex()}-{self.state}{times}{_QUIET if self.quiet else ''}"

    @property
    def text(self) -> str:
        """One line for a pager or a screen."""
        words = (QUIETLY if self.quiet else WORDS)[self.state]
        return f"{'TEST ' if self.test else ''}{self.ward_name}, {self.place}: {words}"

    def as_told(self, key: str) -> Told:
        """The same call, quiet where it was last told so. key: of what was told: what the caller added may be gone, and the words must not change."""
        return msgspec.structs.replace(self, quiet=self.quiet or key.endswith(_QUIET))

    def ended(self) -> Told:
        """The same call once it is over."""
        return msgspec.structs.replace(self, state="ended")


def told_of(call: CallRow, ward_name: str) -> Told:
    """How a call stands.

    A call that its caller took back goes on as it was while boards show it: staff look in all the same, and nobody who stands behind the caller can
    send them away with one touch.
    """
    state: State
    if call.progress in ("attended", "reset"):
        state = "ended"
    elif call.test:
        state = "test"
    elif call.by:
        state = "accepted"
    else:
        state = "passed_on" if call.escalations else "call"
    return Told(
        call.id, call.ward, ward_name, call.place, state, call.escalations, call.test, call.added.quiet, call.also_on
    )


class _Body(Struct, frozen=True):
    type: str
    id: str
    call: str
    ward: str
    ward_name: str
    place: str
    state: State
    passed_on: int
    test: bool
    quiet: bool
    text: str


def body(told: Told) -> bytes:
    """The JSON that a webhook and an MQTT broker get: the same bytes at every try."""
    return msgspec.json.encode(
        _Body(
            "staff_call",
            told.key,
            told.call.hex(),
            told.ward,
            told.ward_name,
            told.place,
            told.state,
            told.times,
            told.test,
            told.quiet,
            told.text,
        )
    )


def plain(text: str, most: int) -> str:
    """A text for a pager: printable ASCII alone, at most so many characters. Accents go; what has no likeness becomes "?"."""
    apart = unicodedata.normalize("NFKD", text)
    letters = (letter for letter in apart if not unicodedata.combining(letter))
    return "".join(letter if " " <= letter <= "~" else "?" for letter in letters)[:most]


def pager_text(told: Told, most: int) -> str:
    """The line for a pager. Where it is too long, the names of ward and place give way, never what is to be done."""
    text = plain(told.text, 1000)
    if len(text) <= most:
        return text
    where, _, words = text.rpartition(": ")
    return f"{where[: max(0, most - len(words) - 2)]}: {words}"[:most]
