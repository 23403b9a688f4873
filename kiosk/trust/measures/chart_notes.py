"""What readers write beside their ward's charts: what changed on the ward and when, ideas that are tried, and why limits begin anew.

A note can be taken off the charts and is never deleted or rewritten, so that nobody makes a chart say afterwards what suits them; of a change idea,
steps of plan, do, study, act can be added once each, as they come. Who did it and when is in the access log, under the note's id. Notes are about the
ward and never about a person: they are not sealed, because governance reads them and holds no keys.

Limits begin anew for a cause that is known (Making Data Count), never because of a change that was hoped for: it would hide whether it came. Nor
because other people are on the ward, which is a reason for a note.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import date
from typing import Literal, get_args

from msgspec import Struct
from sqlalchemy import Connection, insert, select, update

from kiosk.refusal import Refusal
from kiosk.trust import access_log
from kiosk.trust.measures.periods import FIRST_BLOCK, date_of, day_number
from kiosk.trust.store import tables

Kind = Literal["charter_changed", "ward_moved", "staffing", "admissions", "change_idea", "other"]
KINDS: tuple[Kind, ...] = get_args(Kind)
NEVER_RE_BASE: tuple[Kind, ...] = ("admissions", "change_idea")
STEPS = ("plan", "do", "study", "act")
MOST_WORDS, MOST_STEP = 200, 500  # characters


class NoteError(Refusal):
    """A note that cannot be written so. field: where to mend it. The message says how."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class Note(Struct, frozen=True):
    """words: what happened. cause: why limits begin anew with the first block from this day on, or "". steps: of a change idea, step -> words.

    author: the reader's name. ended: it was taken off the charts.
    """

    id: bytes
    day: date
    kind: Kind
    words: str
    cause: str
    steps: Mapping[str, str]
    author: str
    ended: bool

    @property
    def open_steps(self) -> tuple[str, ...]:
        """Those of which nothing is written yet."""
        return tuple(step for step in STEPS if self.kind == "change_idea" and not self.steps[step])


def of_ward(connection: Connection, ward: str) -> tuple[Note, ...]:
    """All notes of a ward by day, also those that were taken off."""
    notes, readers = tables.chart_notes, tables.readers
    chosen = select(notes, readers.c.name.label("by")).join(readers, readers.c.id == notes.c.author)
    return tuple(
        Note(
            bytes(row.id),
            date_of(row.day),
            row.kind,
            row.words,
            row.cause,
            {step: getattr(row, step) for step in STEPS},
            row.by,
            row.ended,
        )
        for row in connection.execute(chosen.where(notes.c.ward == ward).order_by(notes.c.day, notes.c.id))
    )


def add(
    connection: Connection,
    ward: str,
    day: date,
    kind: str,
    words: str,
    author: bytes,
    now: float,
    today: date,
    *,
    cause: str | None = None,
    steps: Mapping[str, str] | None = None,
    random: Callable[[int], bytes] = secrets.token_bytes,
) -> bytes:
    """Write a note, and that it was written into the access log. Returns its id.

    cause: why limits begin anew; None: they do not. now: seconds since 1970; today: the date in London. Raises NoteError.
    """
    if kind not in KINDS:
        raise NoteError("kind", "choose what kind of thing it is")
    if not FIRST_BLOCK <= day <= today:
        raise NoteError("day-day", f"enter a day from 1 January {FIRST_BLOCK.year} until today")
    texts = {"words": words, "cause": cause or "", **{step: (steps or {}).get(step, "") for step in STEPS}}
    for field, text in texts.items():
        _check_length(field, text)
    if not words:
        raise NoteError("words", "write in a few words what happened")
    if cause is not None:
        if kind in NEVER_RE_BASE:
            raise NoteError(
                "anew", "limits stay as they are for a change that was hoped for, or for other people on the ward"
            )
        if not cause:
            raise NoteError("cause", "write the cause for which limits begin anew")
    if kind != "change_idea" and any(texts[step] for step in STEPS):
        raise NoteError("kind", "plan, do, study and act belong to a change idea")
    id = random(16)
    values = {"id": id, "ward": ward, "day": day_number(day), "kind": kind, "author": author, "ended": False}
    connection.execute(insert(tables.chart_notes).values(values | texts))
    access_log.note(connection, "wrote a note on charts", now, author, id)
    return id


def add_steps(
    connection: Connection, ward: str, id: bytes, steps: Mapping[str, str], author: bytes, now: float
) -> None:
    """Write steps of a change idea that were open. Raises NoteError, also where nothing is written or somebody was faster."""
    wanted = {step: words for step, words in steps.items() if words}
    for step, words in wanted.items():
        _check_length(step, words)
    if not wanted:
        raise NoteError("steps", "write at least one of the steps")
    notes = tables.chart_notes.c
    still_open = [notes[step] == "" for step in wanted]
    here = (notes.id == id, notes.ward == ward, notes.kind == "change_idea", ~notes.ended)
    changed = connection.execute(update(tables.chart_notes).where(*here, *still_open).values(wanted))
    if not changed.rowcount:
        raise NoteError(
            next(iter(wanted)), "somebody has written this step in the meantime, or ended the note: look at it"
        )
    access_log.note(connection, "added to a note on charts", now, author, id)


def end(connection: Connection, ward: str, id: bytes, author: bytes, now: float) -> None:
    """Take a note off the charts. It stays in the list. Raises NoteError where it is off them already."""
    notes = tables.chart_notes.c
    here = (notes.id == id, notes.ward == ward, ~notes.ended)
    if not connection.execute(update(tables.chart_notes).where(*here).values(ended=True)).rowcount:
        raise NoteError("maincontent", "this note is off the charts already")
    access_log.note(connection, "ended a note on charts", now, author, id)


def _check_length(field: str, text: str) -> None:
    most = MOST_STEP if field in STEPS else MOST_WORDS
    if len(text) > most:
        raise NoteError(field, f"shorten this to {most} characters. It has {len(text)}")
