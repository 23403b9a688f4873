"""Notes stay as they were written: they are added to once a step, taken off the charts once, and every act is in the access log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select

from kiosk.trust.access_log import verify
from kiosk.trust.measures import chart_notes
from kiosk.trust.measures.chart_notes import MOST_STEP, MOST_WORDS, Note, NoteError
from kiosk.trust.store import tables
from tests.trust.casework.ward import Ward

NOW = 1_795_000_000.0
TODAY = date(2026, 11, 18)
WARD = "willow"


@pytest.fixture
def author(ward: Ward) -> bytes:
    """A reader of the ward."""
    return ward.readers["ward"]


def write(
    ward: Ward,
    author: bytes,
    kind: str = "staffing",
    words: str = "Two nurses more at night",
    day: date = TODAY,
    cause: str | None = None,
    steps: Mapping[str, str] | None = None,
) -> bytes:
    with ward.store.write() as connection:
        return chart_notes.add(connection, WARD, day, kind, words, author, NOW, TODAY, cause=cause, steps=steps)


def notes(ward: Ward) -> tuple[Note, ...]:
    with ward.store.read() as connection:
        return chart_notes.of_ward(connection, WARD)


def acts(ward: Ward, note: bytes) -> list[tuple[str, bytes]]:
    log = tables.access_log.c
    with ward.store.read() as connection:
        assert verify(connection)
        rows = connection.execute(select(log.action, log.reader).where(log.record == note).order_by(log.number))
        return [(row.action, bytes(row.reader)) for row in rows]


def test_a_note_is_what_was_written_and_who_did_it_is_in_the_log(ward: Ward, author: bytes) -> None:
    second = write(ward, author, "ward_moved", "To the ground floor", cause="Rooms of one's own")
    first = write(ward, author, day=TODAY - timedelta(days=30))
    one, two = notes(ward)
    assert (one.id, two.id) == (first, second)
    assert (one.day, one.kind, one.words, one.cause, one.ended) == (
        TODAY - timedelta(days=30),
        "staffing",
        "Two nurses more at night",
        "",
        False,
    )
    assert two.cause == "Rooms of one's own"
    assert one.author
    assert acts(ward, first) == [("wrote a note on charts", author)]


def test_notes_of_another_ward_are_not_among_them(ward: Ward, author: bytes) -> None:
    with ward.store.write() as connection:
        connection.execute(insert(tables.wards).values(code="elsewhere", name="Elsewhere", salt=bytes(16)))
        id = chart_notes.add(connection, "elsewhere", TODAY, "other", "There", author, NOW, TODAY)
        with pytest.raises(NoteError, match="off the charts already"):
            chart_notes.end(connection, WARD, id, author, NOW)
    assert notes(ward) == ()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "league_table"}, "kind"),
        ({"words": ""}, "words"),
        ({"words": "x" * (MOST_WORDS + 1)}, "words"),
        ({"day": TODAY + timedelta(days=1)}, "day-day"),
        ({"day": date(2023, 12, 31)}, "day-day"),
        ({"cause": ""}, "cause"),
        ({"cause": "x" * (MOST_WORDS + 1)}, "cause"),
        ({"kind": "change_idea", "cause": "It should get better"}, "anew"),
        ({"kind": "admissions", "cause": "Others came"}, "anew"),
        ({"steps": {"plan": "Try it"}}, "kind"),
        ({"kind": "change_idea", "steps": {"do": "x" * (MOST_STEP + 1)}}, "do"),
    ],
)
def test_what_cannot_be_a_note_is_refused_where_it_is_to_be_mended(
    ward: Ward, author: bytes, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(NoteError) as caught:
        write(ward, author, **changes)  # type: ignore[arg-type]
    assert caught.value.field == field
    assert notes(ward) == ()


def test_steps_of_a_change_idea_come_one_by_one_and_none_is_written_over(ward: Ward, author: bytes) -> None:
    id = write(ward, author, "change_idea", "A quiet hour", steps={"plan": "After supper"})
    assert notes(ward)[0].open_steps == ("do", "study", "act")
    with ward.store.write() as connection:
        chart_notes.add_steps(connection, WARD, id, {"do": "Two weeks", "study": ""}, author, NOW)
    for steps, field in (({"do": "Other"}, "do"), ({"plan": "Other", "act": "Go on"}, "plan"), ({"act": ""}, "steps")):
        with ward.store.write() as connection, pytest.raises(NoteError) as caught:
            chart_notes.add_steps(connection, WARD, id, steps, author, NOW)
        assert caught.value.field == field
    (note,) = notes(ward)
    assert note.steps == {"plan": "After supper", "do": "Two weeks", "study": "", "act": ""}
    assert acts(ward, id) == [("wrote a note on charts", author), ("added to a note on charts", author)]


def test_steps_belong_to_change_ideas_alone(ward: Ward, author: bytes) -> None:
    id = write(ward, author)
    assert notes(ward)[0].open_steps == ()
    with ward.store.write() as connection, pytest.raises(NoteError):
        chart_notes.add_steps(connection, WARD, id, {"plan": "x"}, author, NOW)


def test_a_note_is_taken_off_once_and_stays_in_the_list(ward: Ward, author: bytes) -> None:
    id = write(ward, author, "change_idea")
    with ward.store.write() as connection:
        chart_notes.end(connection, WARD, id, author, NOW)
    with ward.store.write() as connection, pytest.raises(NoteError, match="off the charts already"):
        chart_notes.end(connection, WARD, id, author, NOW)
    with ward.store.write() as connection, pytest.raises(NoteError):
        chart_notes.add_steps(connection, WARD, id, {"plan": "x"}, author, NOW)
    assert [note.ended for note in notes(ward)] == [True]
    assert [action for action, _ in acts(ward, id)] == ["wrote a note on charts", "ended a note on charts"]
