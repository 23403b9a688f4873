"""Conflicts of interest: stepping out of a concern, keeping a reader out of it, letting them back.

Everybody may step out themselves. Whom a concern is about may be among its readers, and must not be able to hide it from the others: so nobody keeps
out, or lets back against, somebody who stands further from the ward (`_DISTANCE`), and a concern never disappears from all who read outside it.
"""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.trust.casework import events
from kiosk.trust.casework.events import NOTE_MOST, Event
from kiosk.trust.console.acts.act import Act, Asked, always, nobody_else
from kiosk.trust.console.case_fields import Field, Filled
from kiosk.trust.roles import Role

ALONE = (
    "Ask an administrator to invite another reader of your group, and let them in before you step out:"
    " otherwise nobody answers it, and nobody can let you back."
)


def _step_out_fields(asked: Asked, filled: Filled) -> list[Field]:
    return [
        *nobody_else(asked, ALONE),
        filled.words("reason", "Why (in general words)", "For example: I know somebody this is about"),
    ]


def _step_out(asked: Asked, filled: Filled) -> Event:
    reason = filled.read_words("reason", "Say why, in general words", NOTE_MOST)
    return events.KeptOut(asked.me, asked.readers.get(asked.me, ""), reason)


_DISTANCE: Mapping[Role, int] = {"ward": 0, "safeguarding": 1, "outside": 2}


def _distance(asked: Asked, reader: bytes) -> int:
    """How far somebody stands from the ward; of whom nothing is known, as far as can be."""
    return _DISTANCE.get(asked.works.get(reader, "outside"), 2)


def _others(asked: Asked) -> dict[str, str]:
    mine, out = _distance(asked, asked.me), asked.file.case.kept_out
    return {
        reader.hex(): name
        for reader, name in asked.readers.items()
        if reader != asked.me and reader not in out and _distance(asked, reader) <= mine
    }


def _keep_out_fields(asked: Asked, filled: Filled) -> list[Field]:
    return [filled.one_of("reader", "Who", _others(asked)), filled.words("reason", "Why")]


def _keep_out(asked: Asked, filled: Filled) -> Event | None:
    reader = filled.read_one("reader", _others(asked), "Choose a reader")
    reason = filled.read_words("reason", "Say why", NOTE_MOST)
    return None if filled.errors else events.KeptOut(bytes.fromhex(reader), _others(asked)[reader], reason)


def _out(asked: Asked) -> dict[str, str]:
    mine = _distance(asked, asked.me)
    return {
        reader.hex(): event.name
        for reader, (by, event) in asked.file.case.kept_out.items()
        if by.author == reader or _distance(asked, by.author) <= mine
    }


def _let_back_fields(asked: Asked, filled: Filled) -> list[Field]:
    return [filled.one_of("reader", "Who", _out(asked)), filled.words("reason", "Why there is no conflict any more")]


def _let_back(asked: Asked, filled: Filled) -> Event | None:
    reader = filled.read_one("reader", _out(asked), "Choose a reader")
    reason = filled.read_words("reason", "Say why there is no conflict any more", NOTE_MOST)
    return None if filled.errors else events.LetBack(bytes.fromhex(reader), _out(asked)[reader], reason)


ACTS = (
    Act(
        "step-out",
        "Step out of this concern",
        "Step out",
        "",
        _step_out_fields,
        _step_out,
        when=always,
        lead=(
            "If you know somebody this is about, or it may be about you, step out. Nobody thinks worse of you for it.",
            "From then on Wardlight does not show you this concern, and writes down if you ask for it. You cannot undo it. Another reader can.",
            "This is a rule and a record, not cryptography: your keys could still open it.",
        ),
    ),
    Act(
        "keep-out",
        "Keep a reader out",
        "Keep them out",
        "They do not see this concern from now on.",
        _keep_out_fields,
        _keep_out,
        when=lambda asked: bool(_others(asked)),
        lead=(
            "For a reader this may be about, or who is close to somebody it is about. They are not told.",
            "The ward team can keep out only its own, and only a reader outside the ward one of those: so nobody can hide what is about them.",
            "This is a rule and a record, not cryptography: their keys could still open it.",
        ),
    ),
    Act(
        "let-back",
        "Let a reader see it again",
        "Let them see it",
        "They can see this concern again.",
        _let_back_fields,
        _let_back,
        when=lambda asked: bool(_out(asked)),
    ),
)
