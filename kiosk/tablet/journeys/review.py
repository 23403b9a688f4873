"""Reading through what one is about to send: every answer with its question, each a way to change it or to take it out."""

from __future__ import annotations

from kiosk.tablet import editing
from kiosk.tablet.journeys.asking import answer_text, question
from kiosk.tablet.journeys.frame import MOST_ANSWERS, quote, say
from kiosk.tablet.pages import Choice, Text
from kiosk.tablet.visit import Visit

UNSAID = "unsaid"  # "I do not want to say": sent along with an answer, never alone
WORDS_SHOWN = 60  # graphemes of own words on their row


def rows(visit: Visit, questions: tuple[str, ...]) -> tuple[Choice, ...]:
    """One row for each question that was answered, in the order of asking. A row's id is the question's."""
    found = []
    for name in questions:
        asked = question(visit, name)
        codes = visit.draft.chosen(name)
        if asked is None or not codes or codes == (UNSAID,):
            continue
        labels = "; ".join(answer_text(visit, asked, code).spoken for code in codes)
        pictures = {option.code: option.picture for option in asked.options}
        found.append(
            Choice(
                id=name,
                label=say(visit, f"{name}.topic", group="answers"),
                picture=pictures.get(codes[0]),
                detail=quote(visit, f"{name}.given", labels, private=True),
            )
        )
    return tuple(found)


def words_row(visit: Visit) -> Choice | None:
    """The row of the own words, with their beginning; None where there are none."""
    if not visit.draft.words.value.strip():
        return None
    return Choice(
        id="concern.words",
        label=say(visit, "concern.words.topic", group="answers"),
        picture="write",
        detail=_beginning(visit),
    )


def _beginning(visit: Visit) -> Text:
    parts = editing.graphemes(" ".join(visit.draft.words.value.split()))
    shown = "".join(parts[:WORDS_SHOWN]) + ("…" if len(parts) > WORDS_SHOWN else "")
    return quote(visit, "concern.words.given", shown, private=True)


def parts(found: tuple[Choice, ...]) -> tuple[tuple[Choice, ...], ...]:
    """The rows, a page at a time; at least one page."""
    return tuple(found[start : start + MOST_ANSWERS] for start in range(0, len(found), MOST_ANSWERS)) or ((),)
