"""Words of the case pages: staff's terms, steps, reasons, and one line for each entry of a case's history. For pages; nothing is decided here."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from kiosk.trust.casework import events
from kiosk.trust.casework.clocks import Clock
from kiosk.trust.casework.events import Event
from kiosk.trust.casework.fold import By
from kiosk.trust.casework.needs import Need
from kiosk.trust.console.rendering import clock, day
from kiosk.trust.store.tables import QUARTER_DAY_SECONDS

# Staff's terms for what reporters choose by plain words. The codes are fixed (content/questions/concern.yaml).
KINDS = {
    "C1": "Sexual words, jokes, questions or gestures",
    "C2": "Staring, following, pressure or unwanted advances",
    "C3": "Nakedness or exposure",
    "C4": "Sexual act in view of others",
    "C5": "Unwanted touch, kiss or hug, not clearly sexual",
    "C6": "Sexual touch without agreement (sexual assault)",
    "C7": "Rape or penetration",
    "C8": "Images, messages or online",
    "C9": "Privacy not respected while washing, dressing or sleeping",
    "C10": "Coercion or exchange for favours",
    "C11": "Staff crossed a boundary",
    "C12": "Sexual contact between patients, agreement not clear",
    "C13": "Because of sex, gender, sexuality, race, faith or disability",
    "C14": "Something else",
}
PEOPLE = {
    "patient": "Patient",
    "staff": "Member of the ward’s staff",
    "bank": "Bank or agency staff, student or contractor",
    "visitor": "Visitor, carer or relative",
    "child": "Child who visits",
    "several": "Several people",
    "unsure": "Not known",
}
INITIATORS = {
    "patient": "Another patient",
    "staff": "Member of the ward’s staff",
    "bank": "Bank or agency staff",
    "visitor": "Visitor or relative",
    "professional": "Professional from outside the ward",
    "online": "Somebody online",
    "several": "More than one person",
    "unsure": "Not known",
}
PLACES = {
    "own_bedroom": "Own bedroom",
    "other_bedroom": "Somebody else’s bedroom",
    "dormitory": "Dormitory bay",
    "washing": "Bathroom, shower or toilet",
    "corridor": "Corridor",
    "lounge": "Lounge or television room",
    "dining": "Dining room",
    "quiet": "Quiet, faith or sensory room",
    "activity": "Activity room or gym",
    "kitchen": "Kitchen or laundry",
    "clinic": "Clinic or medication hatch",
    "office": "Near the nursing office",
    "seclusion": "Seclusion or de-escalation",
    "visitors": "Visitors’ room",
    "garden": "Garden or courtyard",
    "smoking": "Smoking area",
    "entrance": "Entrance or airlock",
    "grounds": "Hospital grounds",
    "leave": "On leave or a trip",
    "transport": "In transport",
    "other_ward": "Another ward",
    "online": "Online or by phone",
    "elsewhere": "Not on the premises",
    "unsure": "Not known",
}
BODY = {
    "none": "No harm",
    "low": "Low: some more observation or minor treatment",
    "moderate": "Moderate: needs more treatment than that",
    "severe": "Severe: lasting harm, or needed help to stay alive",
    "fatal": "Fatal",
}
FEELINGS = {
    "none": "No harm",
    "low": "Low: distress that passes within days",
    "moderate": "Moderate: distress that lasts, or that needs treatment",
    "severe": "Severe: distress for half a year or longer, or likely to be",
}
STEPS = {
    "believe": "I take it as true, as it is told",
    "no_blame": "They know that it is not their fault, and that it was right to tell",
    "options": "They were asked what they want, and were given choices",
    "evidence": "Clothes, bedding and places are kept as they are, if they agree",
    "not_again": "Nobody asks them to tell it again",
}
INVOLVED = {
    "person": "The person it happened to",
    "initiator": "The initiator, if a patient",
    "witnesses": "Witnesses",
    "staff": "Staff",
    "family": "Family or friends",
}
SUPPORT = {
    "offered": "Offered",
    "wanted": "Wanted",
    "given": "Given",
    "declined": "Declined",
    "nobody": "No such person",
}
CONSENTS = {
    "agreed": "They agreed",
    "not_asked": "They could not be asked, as nobody knows who they are",
    "without": "Without their agreement, because somebody may be in danger",
}
VIEWS = {
    "satisfied": "They are satisfied with what was done",
    "partly": "They are satisfied in part",
    "not_satisfied": "They are not satisfied",
    "not_reachable": "They are not reachable",
}
REASONS = {
    "done": "What could be done was done",
    "passed_on": "Somebody else leads now, such as the police or the local authority",
    "not_possible": "No more is possible, and the person was told so honestly",
}
DETRIMENTS = {
    "no": "Nothing got worse",
    "yes": "Something got worse",
    "not_reachable": "They are not reachable",
}
TOGETHERS = {
    "yes": "Yes",
    "no": "No, without them",
    "not_reachable": "They are not reachable",
}
STAGES = {
    "new": ("Not recorded yet", "blue"),
    "open": ("Open", "blue"),
    "proposed": ("Closing waits for a second person", "orange"),
    "closed": ("Closed", "grey"),
}
CLOCKS = {
    "running": ("Less than 12 hours gone", "grey"),
    "12 hours": ("12 hours gone", "orange"),
    "20 hours": ("20 hours gone", "orange"),
    "over": ("24 hours have passed", "orange"),
    "kept": ("Recorded in time", "green"),
    "late": ("Recorded late", "orange"),
}
VIEW_NAMES = {
    "open": "Open",
    "overdue": "Overdue",
    "review": "Needs review",
    "kept": "Kept from the ward",
    "new": "New messages",
    "closed": "Closed",
    "all": "All",
}


def date_words(when: date) -> str:
    """ "3 November 2026"."""
    return day(datetime.combine(when, time(12), UTC).timestamp())


def moment(at: float) -> str:
    """ "3 November 2026, 14:05"."""
    return f"{day(at)}, {clock(at)}"


def received_words(start: int) -> str:
    """A quarter-day in words, by London's clock: "3 November 2026, between 06:00 and 12:00"."""
    return f"{day(start)}, between {clock(start)} and {clock(start + QUARTER_DAY_SECONDS)}"


def by_words(by: By) -> str:
    """Who did something, and when."""
    return f"{by.name}, {moment(by.at)}"


def clock_words(clocked: Clock) -> str:
    """What a clock says: until when, and how far it is."""
    return f"by {moment(clocked.due)}"


def need_words(need: Need, *, mine: bool = False) -> str:
    """A need as something to do. mine: this reader proposed to close the case."""
    on = day(need.by)
    match need.what:
        case "record":
            return f"Record it and act by {moment(need.by)}"
        case "message":
            return "Read what came from the person"
        case "take_back":
            return "They want to take it back: follow up with support"
        case "look_again":
            return "They ask for a second look, or things got worse: follow it up"
        case "approve":
            return "You proposed to close it. Another person decides" if mine else "Decide whether it can be closed"
        case "review":
            return f"The review was due on {on}" if need.late else f"Review it by {on}"
        case "action":
            return f"An action was due on {on}" if need.late else f"An action is due on {on}"
        case "detriment":
            return f"Ask whether anything got worse for them since they told, by {on}"


def _list(codes: tuple[str, ...], names: dict[str, str]) -> str:
    return "; ".join(names.get(code, code) for code in codes)


def history_line(event: Event) -> tuple[str, tuple[str, ...]]:
    """An entry of the history: what was done, and its details in lines."""
    match event:
        case events.Recorded():
            lines = [
                f"{label}: {_list(codes, names)}"
                for label, codes, names in (
                    ("Kind", event.kinds, KINDS),
                    ("Affected", event.affected, PEOPLE),
                    ("Initiator", event.initiator, INITIATORS),
                    ("Place", event.places, PLACES),
                )
                if codes
            ]
            lines += [f"Happened: {moment(event.happened)}"] if event.happened is not None else []
            lines += [event.note] if event.note else []
            lines += [f"Next review: {date_words(event.review)}"] if event.review else []
            return "Put it on record", tuple(lines)
        case events.Graded():
            grades = f"Body: {BODY[event.body]}. Feelings: {FEELINGS[event.feelings]}"
            return "Graded the harm", (grades, event.why) if event.why else (grades,)
        case events.StepsTicked():
            return "First response", tuple(STEPS[step] for step in event.done) or ("Nothing is ticked",)
        case events.Supported():
            who = dict.fromkeys(who for who, _ in event.cells)
            rows = tuple(
                f"{INVOLVED[each]}: {', '.join(SUPPORT[what].lower() for one, what in event.cells if one == each)}"
                for each in who
            )
            return "Support", (*rows, event.note) if event.note else rows
        case events.ActionAdded():
            return "Added an action", (event.what, f"{event.owner}, by {date_words(event.due)}")
        case events.ActionEnded():
            return ("An action is done" if event.done else "An action will not be done"), (event.note,)
        case events.Reviewed():
            together = f"With the person: {TOGETHERS[event.together].lower()}"
            return "Reviewed", (event.note, together, f"Next review: {date_words(event.next)}")
        case events.KeptOut():
            return f"{event.name} is kept out", (event.reason,)
        case events.LetBack():
            return f"{event.name} may see it again", (event.reason,)
        case events.Shared():
            return f"Shared with {event.whom}", (event.what, f"Reason: {event.reason}", CONSENTS[event.consent])
        case events.Translated():
            return "Added a translation", (f"Made by {event.by}",)
        case events.Messaged():
            return "Sent a message to the person", (event.words,)
        case events.TakeBackFollowed():
            return "Followed up that they want to take it back", (event.note,)
        case events.LookedAgain():
            return "Followed up that they ask for a second look, or that things got worse", (event.note,)
        case events.DetrimentChecked():
            return "Asked whether anything got worse", (DETRIMENTS[event.found], event.note)
        case events.CloseProposed():
            return "Proposed to close", (f"Their view: {VIEWS[event.view]}", REASONS[event.reason], event.words)
        case events.CloseApproved():
            return "Agreed: closed", ()
        case events.CloseDeclined():
            return "Did not agree to close", (event.reason,)
        case events.Reopened():
            return "Opened again", (event.reason, f"Next review: {date_words(event.review)}")
        case events.Noted():
            return "Note", (event.words,)


def gap_words(self_rated: int | None, grades: tuple[str, ...], grade: str) -> tuple[str, int]:
    """How staff's grade stands to the person's own rating, and by how many steps it is lower (negative: higher, 0: as theirs or not to be said).

    The two scales are not the same thing: the gap is a reason to look again, not a sum.
    """
    if self_rated is None:
        return "They gave no rating", 0
    if self_rated == 9:
        return "They did not know yet", 0
    lower = self_rated - min(grades.index(grade), 3)
    steps = "1 step" if abs(lower) == 1 else f"{abs(lower)} steps"
    if lower > 0:
        return f"Staff grade is {steps} lower than their own", lower
    return (f"Staff grade is {steps} higher than their own" if lower else "As they rate it themselves"), lower
