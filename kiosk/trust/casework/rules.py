"""What may be written about a case, when, and by whom. The same rules hold when something is written and when the rows are read again (`fold`).

Pure and without a clock: whether a date lies in the past is a question of the form that asks for it (`console.case_forms`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.trust.casework.events import (
    ActionAdded,
    ActionEnded,
    CloseApproved,
    CloseDeclined,
    CloseProposed,
    Event,
    Graded,
    KeptOut,
    LetBack,
    LookedAgain,
    Messaged,
    Recorded,
    Reopened,
    Reviewed,
    StepsTicked,
    Supported,
    TakeBackFollowed,
)

if TYPE_CHECKING:
    from kiosk.trust.casework.fold import Case

# What can still be written once a case is closed: the check after some weeks, messages, sharing, notes and translations go on.
_WHILE_OPEN = (
    Recorded,
    Graded,
    StepsTicked,
    Supported,
    ActionAdded,
    ActionEnded,
    Reviewed,
    CloseProposed,
    CloseApproved,
    CloseDeclined,
)
KEPT_OUT_MOST = 12  # of one case; the row of the inbox has room for no more


def problem(case: Case, author: bytes, event: Event) -> str | None:
    """Why this may not be written now, as a sentence for the person who tries; None where it may."""
    if author in case.kept_out:
        return "You are kept out of this concern"
    if not case.is_open and isinstance(event, _WHILE_OPEN):
        return "This case is closed. Open it again first"
    match event:
        case Recorded() if event.review is None and case.review is None:
            return "Give the date of the next review"
        case Reviewed() if case.recorded_at is None:
            return "Record the concern first"
        case ActionEnded() if event.action not in {action.number for action in case.open_actions}:
            return "This action is not open"
        case Messaged() if event.number != len(case.messages) + 1:
            return "Somebody else sent a message in the meantime. Read it, then send yours"
        case TakeBackFollowed() if event.of in case.followed:
            return "This was followed up already"
        case LookedAgain() if event.of in case.looked:
            return "This was followed up already"
        case KeptOut() if event.reader in case.kept_out:
            return "This reader is kept out already"
        case KeptOut() if len(case.kept_out) >= KEPT_OUT_MOST:
            return f"No more than {KEPT_OUT_MOST} readers can be kept out of one concern"
        case LetBack() if event.reader not in case.kept_out:
            return "This reader is not kept out"
        case CloseProposed():
            return _closing(case)
        case CloseApproved():
            return _approval(case, author, event)
        case CloseDeclined() if case.proposal is None:
            return "Nobody has proposed to close this case"
        case Reopened() if case.is_open:
            return "This case is open"
    return None


def _closing(case: Case) -> str | None:
    if case.proposal is not None:
        return "It is proposed already: another reader decides"
    if case.recorded_at is None:
        return "Record the concern before you propose to close it"
    if case.open_actions:
        return "End the open actions first: each is done, or will not be done for a reason"
    return None


def _approval(case: Case, author: bytes, event: CloseApproved) -> str | None:
    if case.proposal is None:
        return "Nobody has proposed to close this case"
    proposer, proposal = case.proposal
    if proposer.author == author:
        return "Another person has to approve it: you proposed it"
    if event.follow_ups != proposal.follow_ups:
        return "Something came from the person after this was proposed. Decline it, read what came, and propose again"
    if case.open_actions:
        return "An action was added after this was proposed"
    return None
