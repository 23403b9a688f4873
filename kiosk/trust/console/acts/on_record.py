"""Putting a concern on record: staff's classification, the grade of the harm, the first response."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from kiosk.trust.casework import clocks, events
from kiosk.trust.casework.events import NOTE_MOST, Event
from kiosk.trust.console import case_words
from kiosk.trust.console.acts.act import REVIEW_MOST_DAYS, Act, Asked, review_field, suggested
from kiosk.trust.console.case_fields import Field, Filled


def _record_fields(asked: Asked, filled: Filled) -> list[Field]:
    case = asked.file.case
    last = case.recorded[1] if case.recorded else events.Recorded()
    concern = asked.file.concern
    happened = last.happened
    at = clocks.london(happened) if happened is not None else None
    fields = [
        filled.any_of("kinds", "What kind of thing it was", case_words.KINDS, otherwise=last.kinds or concern.kinds),
        filled.any_of(
            "affected", "Who was affected", case_words.PEOPLE, otherwise=last.affected or _known(concern.affected)
        ),
        filled.any_of(
            "initiator",
            "The initiator, by role",
            case_words.INITIATORS,
            hint="Initiator is a neutral word: nothing is decided by it",
            otherwise=last.initiator or concern.initiator,
        ),
        filled.any_of("places", "Where", case_words.PLACES, otherwise=last.places),
        filled.day(
            "happened",
            "The day it happened, if you know it",
            "Leave it empty if you do not. Do not ask the person for it",
            at.date() if at else None,
        ),
        filled.line(
            "at",
            "The time, if you know it",
            "In 24 hours, for example 14:05",
            at.strftime("%H:%M") if at and (at.hour or at.minute) else "",
        ),
        filled.words(
            "note", "Note (optional)", "What else matters. Facts, no judgement of the person", otherwise=last.note
        ),
    ]
    return [*fields, review_field(asked, filled, case.review or suggested(asked))]


def _known(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(code for code in codes if code in case_words.PEOPLE)


def _record(asked: Asked, filled: Filled) -> Event:
    kinds = filled.read_any("kinds", case_words.KINDS)
    if not kinds:
        filled.wrong("kinds", "Choose at least one kind. There is “Something else”")
    return events.Recorded(
        kinds,
        filled.read_any("affected", case_words.PEOPLE),
        filled.read_any("initiator", case_words.INITIATORS),
        filled.read_any("places", case_words.PLACES),
        filled.read_moment("happened", "at", asked.now),
        filled.read_words("note", "", NOTE_MOST),
        filled.read_future_day("review", "Enter the date of the next review", asked.today, REVIEW_MOST_DAYS),
    )


def _rating(code: int | None) -> str:
    return "no answer" if code is None else "not known yet" if code == 9 else f"{code} of 3"


def _grade_fields(asked: Asked, filled: Filled) -> list[Field]:
    concern = asked.file.concern
    last = asked.file.case.graded
    rated = f"They rate the harm to the body as {_rating(concern.harm_body)}, and to feelings as {_rating(concern.harm_feelings)}."
    return [
        Field("", text=rated + " Their rating stays as it is. Yours stands beside it."),
        filled.one_of("body", "Harm to the body", case_words.BODY, otherwise=last[1].body if last else ""),
        filled.one_of(
            "feelings",
            "Harm to feelings",
            case_words.FEELINGS,
            hint="A near miss can do harm too",
            otherwise=last[1].feelings if last else "",
        ),
        filled.words("why", "Why you grade it so", "Needed where your grade is lower than their own rating"),
    ]


def _grade(asked: Asked, filled: Filled) -> Event:
    concern = asked.file.concern
    body = filled.read_one("body", case_words.BODY, "Choose a grade for the body")
    feelings = filled.read_one("feelings", case_words.FEELINGS, "Choose a grade for feelings")
    lower = any(
        grade in grades and case_words.gap_words(rated, grades, grade)[1] > 0
        for rated, grades, grade in (
            (concern.harm_body, events.PHYSICAL, body),
            (concern.harm_feelings, events.PSYCHOLOGICAL, feelings),
        )
    )
    why = filled.read_words("why", "Say why your grade is lower than their own rating" if lower else "", NOTE_MOST)
    return events.Graded(cast(events.PhysicalHarm, body), cast(events.PsychologicalHarm, feelings), why)


def _steps_fields(asked: Asked, filled: Filled) -> list[Field]:
    return [
        filled.any_of(
            "steps", "Tick what was done", case_words.STEPS, otherwise=[str(step) for step in asked.file.case.steps]
        )
    ]


def _steps(_asked: Asked, filled: Filled) -> Event:
    done = filled.read_any("steps", case_words.STEPS)
    return events.StepsTicked(cast(tuple[events.Step, ...], done))


ACTS = (
    Act(
        "record",
        "Put it on record",
        "Save",
        "It is on record.",
        _record_fields,
        _record,
        lead=(
            "This is how staff class it. It stands beside what the person chose, and changes nothing of it.",
            "Choose what fits. What they chose is ticked to begin with.",
        ),
    ),
    Act(
        "grade",
        "Grade the harm",
        "Save the grades",
        "Your grades stand beside their own rating.",
        _grade_fields,
        _grade,
    ),
    Act(
        "steps",
        "First response",
        "Save what was done",
        "What is ticked is saved.",
        _steps_fields,
        _steps,
        lead=("Many who tell are met with doubt. What happens first decides whether they tell again.",),
    ),
)
