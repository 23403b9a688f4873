"""A case as text to paste into the local incident system. What staff recorded, and what the person answered; not their own words.

Own words stay in Wardlight, where every opening is logged: a system that many read is no place for them. Whoever needs them there
copies them knowingly.
"""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.trust.console import case_words
from kiosk.trust.console.rendering import day
from kiosk.trust.exports.rows import Opened, Row, tables

_ANSWERS = (
    ("about", "What it is about"),
    ("kinds", "What kind of thing"),
    ("affected", "Who was affected"),
    ("initiator", "Who did it, by role"),
    ("places", "Where"),
    ("when_day", "Which day"),
    ("when_time", "Time of day"),
    ("support", "What would help"),
)


def summary(opened: Opened) -> str:
    """Plain text, lines of at most some 100 characters apart from what staff wrote."""
    return "\n".join(_lines(opened, tables([opened])["cases"][0])) + "\n"


def _lines(opened: Opened, row: Row) -> Iterator[str]:
    file, case = opened.file, opened.file.case
    yield f"Sexual safety concern, Wardlight reference {row['reference']}"
    yield f"Ward: {row['ward']}"
    yield f"Received: {day(file.listed.received)} (to a quarter of a day; reported without a name)"
    yield ""
    yield "As the reporter answered:"
    for field, label in _ANSWERS:
        if row[f"reporter_{field}_words"]:
            yield f"  {label}: {row[f'reporter_{field}_words']}"
    ratings = (("body", row["reporter_harm_body"]), ("feelings", row["reporter_harm_feelings"]))
    rated = [f"{what} {rating}" for what, rating in ratings if rating is not None]
    yield f"  Their own rating of harm, 0 to 3 (9: not known yet): {', '.join(rated) or 'none given'}"
    yield "  Their own words: kept in Wardlight"
    yield ""
    yield "As staff recorded:"
    if case.recorded is None:
        yield "  Not recorded yet"
    else:
        recorded = case.recorded[1]
        for label, codes, names in (
            ("Kind", recorded.kinds, case_words.KINDS),
            ("Affected", recorded.affected, case_words.PEOPLE),
            ("Initiator", recorded.initiator, case_words.INITIATORS),
            ("Place", recorded.places, case_words.PLACES),
        ):
            if codes:
                yield f"  {label}: {'; '.join(names.get(code, code) for code in codes)}"
        if recorded.note:
            yield f"  Note: {' '.join(recorded.note.split())}"
    if case.graded:
        yield f"  Physical harm: {case_words.BODY[case.graded[1].body]}"
        yield f"  Psychological harm: {case_words.FEELINGS[case.graded[1].feelings]}"
    else:
        yield "  Harm: not graded yet"
    for action in case.actions:
        state = "open" if action.ended is None else "done" if action.done else "will not be done"
        yield f"  Action: {action.what} ({action.owner}, by {action.due.isoformat()}, {state})"
    yield f"  Stage: {case_words.STAGES[case.stage][0]}"
