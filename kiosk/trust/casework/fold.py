"""The state of a case, as a pure fold over what was written about it.

Total: whatever the entries are, in whatever order, there is a state. An entry that the rules do not allow at its place changes nothing and is counted
as refused, so that nobody who writes rows by hand can close a case alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from kiosk.trust.casework import rules
from kiosk.trust.casework.events import (
    ActionAdded,
    ActionEnded,
    CloseApproved,
    CloseDeclined,
    CloseProposed,
    DetrimentChecked,
    Entry,
    Event,
    Graded,
    Involved,
    KeptOut,
    LetBack,
    LookedAgain,
    Messaged,
    Noted,
    Recorded,
    Reopened,
    Reviewed,
    Shared,
    Step,
    StepsTicked,
    Support,
    Supported,
    TakeBackFollowed,
    Translated,
)

Stage = Literal["new", "open", "proposed", "closed"]


class By(Struct, frozen=True):
    """Who and when. at: seconds since 1970."""

    author: bytes
    name: str
    at: int


class Action(Struct, frozen=True):
    """Something to do. ended: None while it is open."""

    number: int
    what: str
    owner: str
    due: date
    added: By
    ended: By | None = None
    done: bool = False
    note: str = ""


class Case(Struct, frozen=True):
    """How a case stands. Dates are London's.

    recorded_at: of the first classification; it never moves. graded, recorded, supported...: the newest of each, with who and when.
    proposal: while it waits for a second person. refused: how many entries changed nothing. entries: how many there are.
    """

    stage: Stage = "new"
    recorded_at: int | None = None
    recorded: tuple[By, Recorded] | None = None
    graded: tuple[By, Graded] | None = None
    steps: dict[Step, By] = {}
    support: dict[tuple[Involved, Support], By] = {}
    support_note: str = ""
    actions: tuple[Action, ...] = ()
    review: date | None = None
    reviews: tuple[tuple[By, Reviewed], ...] = ()
    kept_out: dict[bytes, tuple[By, KeptOut]] = {}
    shared: tuple[tuple[By, Shared], ...] = ()
    translations: tuple[tuple[By, Translated], ...] = ()
    messages: tuple[tuple[By, Messaged], ...] = ()
    followed: dict[bytes, tuple[By, TakeBackFollowed]] = {}
    looked: dict[bytes, tuple[By, LookedAgain]] = {}
    detriment: tuple[By, DetrimentChecked] | None = None
    proposal: tuple[By, CloseProposed] | None = None
    closing: tuple[By, CloseProposed, By] | None = None
    notes: tuple[tuple[By, Noted], ...] = ()
    refused: int = 0
    entries: int = 0

    @property
    def is_open(self) -> bool:
        return self.stage != "closed"

    @property
    def open_actions(self) -> tuple[Action, ...]:
        return tuple(action for action in self.actions if action.ended is None)

    @property
    def first_due(self) -> date | None:
        """When the first of the open actions is due."""
        return min((action.due for action in self.open_actions), default=None)


def fold(entries: Iterable[Entry]) -> Case:
    """The state after these entries, in their order."""
    case = Case()
    for entry in entries:
        case = after(case, entry)
    return case


def after(case: Case, entry: Entry) -> Case:
    """The state after one more entry."""
    case = replace(case, entries=case.entries + 1)
    if rules.problem(case, entry.author, entry.event) is not None:
        return replace(case, refused=case.refused + 1)
    return _changed(case, entry.number, By(entry.author, entry.name, entry.at), entry.event)


def _changed(case: Case, number: int, by: By, event: Event) -> Case:
    match event:
        case Recorded():
            return replace(
                case,
                stage="open" if case.stage == "new" else case.stage,
                recorded=(by, event),
                recorded_at=by.at if case.recorded_at is None else case.recorded_at,
                review=event.review or case.review,
            )
        case Graded():
            return replace(case, graded=(by, event))
        case StepsTicked():
            return replace(case, steps={step: case.steps.get(step, by) for step in event.done})
        case Supported():
            cells = {cell: case.support.get(cell, by) for cell in event.cells}
            return replace(case, support=cells, support_note=event.note)
        case ActionAdded():
            added = Action(number, event.what, event.owner, event.due, by)
            return replace(case, actions=(*case.actions, added))
        case ActionEnded():
            return replace(
                case,
                actions=tuple(
                    replace(each, ended=by, done=event.done, note=event.note) if each.number == event.action else each
                    for each in case.actions
                ),
            )
        case Reviewed():
            return replace(case, reviews=(*case.reviews, (by, event)), review=event.next)
        case KeptOut():
            return replace(case, kept_out={**case.kept_out, event.reader: (by, event)})
        case LetBack():
            return replace(case, kept_out={who: why for who, why in case.kept_out.items() if who != event.reader})
        case Shared():
            return replace(case, shared=(*case.shared, (by, event)))
        case Translated():
            return replace(case, translations=(*case.translations, (by, event)))
        case Messaged():
            return replace(case, messages=(*case.messages, (by, event)))
        case TakeBackFollowed():
            return replace(case, followed={**case.followed, event.of: (by, event)})
        case LookedAgain():
            return replace(case, looked={**case.looked, event.of: (by, event)})
        case DetrimentChecked():
            return replace(case, detriment=(by, event))
        case CloseProposed():
            return replace(case, stage="proposed", proposal=(by, event))
        case CloseApproved() if case.proposal is not None:  # it never is: the rules ask for it
            proposer, proposal = case.proposal
            return replace(case, stage="closed", proposal=None, closing=(proposer, proposal, by), review=None)
        case CloseDeclined():
            return replace(case, stage="open", proposal=None)
        case Reopened():
            return replace(case, stage="open", closing=None, review=event.review)
        case Noted():
            return replace(case, notes=(*case.notes, (by, event)))
    return case
