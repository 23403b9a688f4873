"""Reading through what one is about to send: every answer with its question, each a way to change it or to take it out."""

from __future__ import annotations

from kiosk.tablet import editing
from kiosk.tablet.journeys.asking import answer_text, question
from kiosk.tablet.journeys.frame import MOST_ANSWERS, quote, say
from kiosk.tablet.pages import Choice, Text
from kiosk.tablet.visit import Visit

UNSAID = "unsaid"  # "I do not want to say": sent along with an answer, never alone
WORDS_SHOWN = 60  # graphemes of own words on their row
A_ROW, LARGE_ROW = 6, 2  # answers on one row, so that it fits a page: in usual letters, in large ones
LARGE = 170  # per cent


def rows(visit: Visit, questions: tuple[str, ...]) -> tuple[Choice, ...]:
    """A row for each question that was answered, in the order of asking; where many answers were chosen, more than one. A row's id is the question's,
    and behind a dot the number of a further row (`question_of`)."""
    found = []
    most = A_ROW if visit.reading.size < LARGE else LARGE_ROW
    for name in questions:
        asked = question(visit, name)
        codes = visit.draft.chosen(name)
        if asked is None or not codes or codes == (UNSAID,):
            continue
        pictures = {option.code: option.picture for option in asked.options}
        for number, first in enumerate(range(0, len(codes), most), 1):
            some = codes[first : first + most]
            labels = "; ".join(answer_text(visit, asked, code).spoken for code in some)
            row = name if number == 1 else f"{name}.{number}"
            found.append(
                Choice(
                    id=row,
                    label=say(visit, f"{name}.topic", key=f"{row}.topic", group="answers"),
                    picture=pictures.get(some[0]),
                    detail=quote(visit, f"{row}.given", labels, private=True),
                )
            )
    return tuple(found)


def question_of(row: str) -> str:
    """The question that a row is about."""
    return ".".join(row.split(".")[:2])


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
