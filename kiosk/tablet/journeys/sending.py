"""What became of what somebody sent, in words that are true at that moment: being saved, saved on this tablet, at the trust, or not saved yet."""

from __future__ import annotations

from msgspec.structs import replace

from kiosk.tablet.journeys.frame import Turn, say
from kiosk.tablet.journeys.still_there import at_home
from kiosk.tablet.pages import Status, Text
from kiosk.tablet.visit import Event, NotStored, Sealed, Sent, Stored, SubmissionState, Visit, Wipe

_PICTURES: dict[SubmissionState, str] = {
    "sealing": "outbox",
    "saved": "saved",
    "sent": "sent",
    "not_saved": "unlinked",
    "failed": "unlinked",
}


def begun(visit: Visit) -> Visit:
    """Send was pressed: nothing is known yet. What an earlier Send of this visit still waits for is kept in mind."""
    kept = set_aside(visit)
    return replace(kept, submission_state="sealing", unsealed=kept.unsealed + 1)


def set_aside(visit: Visit) -> Visit:
    """What was sent last is no longer what a page speaks of. Where it is not stored, it is kept in mind."""
    waiting = (*visit.unsaved, visit.submission) if open_here(visit) and visit.submission else visit.unsaved
    return replace(visit, submission=b"", submission_state="none", unsaved=waiting)


def waits(visit: Visit) -> bool:
    """Whether anything that was sent is not known to be stored. Until it is, the process has to live."""
    return bool(visit.unsealed or visit.unsaved) or open_here(visit)


def open_here(visit: Visit) -> bool:
    """Whether what was sent last in this visit is not known to be stored."""
    return visit.submission_state in ("sealing", "not_saved")


def news(visit: Visit, event: Event) -> Turn:
    """What the courier says of a submission. The deep wipe that a leaver's words still owe follows once nothing waits and nobody is here."""
    if isinstance(event, Sealed) and visit.unsealed:
        visit = _named(replace(visit, unsealed=visit.unsealed - 1), event.submission)
    elif isinstance(event, Stored):
        if event.submission == visit.submission and open_here(visit):
            visit = replace(visit, submission_state="saved")
        visit = replace(visit, unsaved=tuple(other for other in visit.unsaved if other != event.submission))
    elif isinstance(event, NotStored):
        if event.submission == visit.submission and open_here(visit):
            visit = replace(visit, submission_state="failed" if event.reason == "seal" else "not_saved")
        if event.reason == "seal":
            visit = replace(visit, unsaved=tuple(other for other in visit.unsaved if other != event.submission))
    elif isinstance(event, Sent) and event.submission == visit.submission and visit.submission:
        visit = replace(visit, submission_state="sent")
    return paid(visit)


def _named(visit: Visit, submission: bytes) -> Visit:
    """Names come in the order of Send: the last one is that of what was sent last, the others belong to what was set aside."""
    if visit.unsealed == 0 and visit.submission_state == "sealing" and not visit.submission:
        return replace(visit, submission=submission)
    return replace(visit, unsaved=(*visit.unsaved, submission))


def paid(visit: Visit) -> Turn:
    """The deep wipe, if one is owed, nothing waits to be stored, and the person here has not begun anything."""
    if visit.wipe_owed and not waits(visit) and at_home(visit):
        return replace(visit, wipe_owed=False, typed=False), (Wipe(deep=True),)
    return visit, ()


def status(visit: Visit, journey: str) -> Status:
    """How it stands, large. journey: whose words for the line under it are used, "checkin" or "concern"."""
    state = visit.submission_state if visit.submission_state != "none" else "sealing"
    return Status(
        "status",
        say(visit, f"sending.{state}.title"),
        say(visit, f"{journey}.{state}.detail"),
        picture=_PICTURES[state],
        live="polite",
    )


def line(visit: Visit) -> Text:
    """How it stands, in the small line over a title."""
    state = visit.submission_state if visit.submission_state != "none" else "sealing"
    return say(visit, f"sending.{state}.line")
