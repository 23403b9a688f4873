"""What comes after: a concern that its person wants to take back, whether anything got worse, closing by two readers, opening again."""

from __future__ import annotations

from typing import cast

from kiosk.trust.casework import clocks, events
from kiosk.trust.casework.events import NOTE_MOST, Event
from kiosk.trust.casework.needs import LOOK_AGAIN, TAKE_BACK
from kiosk.trust.console import case_words
from kiosk.trust.console.acts.act import REVIEW_MOST_DAYS, Act, Asked, always, nobody_else, review_field, suggested
from kiosk.trust.console.case_fields import Field, Filled

UNREAD = "Something new came from the person, and nobody has read it. Open the concern in another tab and read it, then send this"


def _take_back_fields(_asked: Asked, filled: Filled) -> list[Field]:
    return [
        filled.words(
            "note",
            "What was done for them",
            "Which support was offered. Fear, shame and self-blame are common reasons to take something back",
        )
    ]


def _take_back(asked: Asked, filled: Filled) -> Event | None:
    note = filled.read_words("note", "Enter what was done for them", NOTE_MOST)
    of = asked.came(TAKE_BACK)
    return events.TakeBackFollowed(of, note) if of else None


def _look_again_fields(_asked: Asked, filled: Filled) -> list[Field]:
    return [filled.words("note", "What was looked at again, and what is done now")]


def _look_again(asked: Asked, filled: Filled) -> Event | None:
    note = filled.read_words("note", "Enter what was looked at again, and what is done now", NOTE_MOST)
    of = asked.came(LOOK_AGAIN)
    return events.LookedAgain(of, note) if of else None


def _detriment_fields(asked: Asked, filled: Filled) -> list[Field]:
    first, last = clocks.detriment_days(asked.file.listed.received)
    due = f"Due between {case_words.date_words(first)} and {case_words.date_words(last)}."
    early = " What is saved before then is kept, and it is asked for again." if asked.today < first else ""
    return [
        Field("", text=due + early),
        filled.one_of("found", "What did they say?", case_words.DETRIMENTS),
        filled.words("note", "What they said, and what is done about it"),
    ]


def _detriment(_asked: Asked, filled: Filled) -> Event:
    found = filled.read_one("found", case_words.DETRIMENTS, "Choose what they said")
    note = filled.read_words("note", "Enter what they said, or how you tried to reach them", NOTE_MOST)
    return events.DetrimentChecked(cast(events.Detriment, found), note)


ALONE = "Ask an administrator to invite another reader of your group, and let them in: until then nobody can agree."


def _propose_fields(asked: Asked, filled: Filled) -> list[Field]:
    return [
        *nobody_else(asked, ALONE),
        filled.one_of("view", "How does the person see it?", case_words.VIEWS),
        filled.one_of("reason", "Why it can be closed", case_words.REASONS),
        filled.words("words", "What was done, in a few sentences"),
    ]


def _propose(asked: Asked, filled: Filled) -> Event:
    view = filled.read_one("view", case_words.VIEWS, "Choose how the person sees it. There is “not reachable”")
    reason = filled.read_one("reason", case_words.REASONS, "Choose why it can be closed")
    words = filled.read_words("words", "Enter what was done", NOTE_MOST)
    if any(need.what == "take_back" for need in asked.file.listed.needs):
        filled.wrong("view", "They want to take it back: follow that up with support first. It is no reason to close")
    if any(each.seen.waits for each in asked.file.follow_ups):
        filled.wrong("view", UNREAD)
    if any(need.what == "look_again" for need in asked.file.listed.needs):
        filled.wrong("view", "They ask for a second look, or things got worse: follow that up first")
    return events.CloseProposed(
        cast(events.View, view), cast(events.ClosingReason, reason), words, len(asked.file.follow_ups)
    )


def _decide_fields(asked: Asked, filled: Filled) -> list[Field]:
    proposed = []
    if asked.file.case.proposal is not None:
        by, event = asked.file.case.proposal
        told = f"{by.name} proposed it on {case_words.moment(by.at)}. {case_words.VIEWS[event.view]}. {case_words.REASONS[event.reason]}."
        proposed = [Field("", text=told), Field("", text=event.words)]
    return [
        *proposed,
        filled.one_of(
            "decision", "Your decision", {"agree": "I agree: close it", "decline": "I do not agree: it stays open"}
        ),
        filled.words("reason", "What is missing, if you do not agree"),
    ]


def _decide(asked: Asked, filled: Filled) -> Event:
    decision = filled.read_one("decision", ("agree", "decline"), "Choose whether you agree")
    if decision == "agree":
        return events.CloseApproved(len(asked.file.follow_ups))
    return events.CloseDeclined(
        filled.read_words("reason", "Say what is missing" if decision == "decline" else "", NOTE_MOST)
    )


def _reopen_fields(asked: Asked, filled: Filled) -> list[Field]:
    return [filled.words("reason", "Why it is opened again"), review_field(asked, filled, suggested(asked))]


def _reopen(asked: Asked, filled: Filled) -> Event | None:
    reason = filled.read_words("reason", "Say why it is opened again", NOTE_MOST)
    review = filled.read_future_day("review", "Enter the date of the next review", asked.today, REVIEW_MOST_DAYS)
    return events.Reopened(reason, review) if review else None


ACTS = (
    Act(
        "take-back",
        "They want to take it back",
        "Save",
        "The follow-up is saved.",
        _take_back_fields,
        _take_back,
        when=lambda asked: asked.came(TAKE_BACK) is not None and asked.came(TAKE_BACK) not in asked.file.case.followed,
        lead=(
            "Taking back is no sign that it did not happen. The concern stays, and nothing is deleted.",
            "Offer support. Ask nothing more about what happened.",
        ),
    ),
    Act(
        "look-again",
        "They ask for a second look, or things got worse",
        "Save",
        "The follow-up is saved.",
        _look_again_fields,
        _look_again,
        when=lambda asked: asked.came(LOOK_AGAIN) is not None and asked.came(LOOK_AGAIN) not in asked.file.case.looked,
        lead=(
            "Whoever asks again was not helped enough. Let somebody look who has not decided about it before.",
            "If things got worse for them because they told, tell somebody above the ward. A closed case can be opened again.",
            "Write to them what you will do: they wait for it.",
        ),
    ),
    Act(
        "detriment",
        "Did anything get worse?",
        "Save the answer",
        "The answer is saved.",
        _detriment_fields,
        _detriment,
        when=always,
        lead=(
            "Two to four weeks after somebody told, ask whether anything got worse for them because of it.",
            "If it did: add an action, and tell somebody above the ward.",
        ),
    ),
    Act(
        "propose",
        "Propose to close",
        "Propose to close",
        "Another reader decides now.",
        _propose_fields,
        _propose,
        when=lambda asked: asked.file.case.is_open and asked.file.case.proposal is None,
        lead=("Another reader has to agree. Nothing is deleted, and the case can be opened again.",),
    ),
    Act(
        "decide",
        "Decide whether it can be closed",
        "Save your decision",
        "Your decision is saved.",
        _decide_fields,
        _decide,
        when=lambda asked: asked.file.case.proposal is not None,
    ),
    Act(
        "reopen",
        "Open the case again",
        "Open it again",
        "The case is open again.",
        _reopen_fields,
        _reopen,
        when=lambda asked: not asked.file.case.is_open,
    ),
)
