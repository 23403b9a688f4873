"""Notes on a ward's charts, at the console: written, added to and taken off by the ward's own team. What they are: `measures.chart_notes`."""

from __future__ import annotations

from litestar import get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Response

from kiosk.trust import cases
from kiosk.trust.casework import clocks
from kiosk.trust.console import check_in_charts, duty_page
from kiosk.trust.console.access import NotAllowed, SignedIn
from kiosk.trust.console.case_fields import Field, Filled
from kiosk.trust.console.rendering import HOME, PAGE_HEADERS, page_response
from kiosk.trust.measures import chart_notes
from kiosk.trust.measures.chart_notes import Note, NoteError

SECTION = "/check-ins"
STEPS = {
    "plan": "Plan: what you want to try, and what you think will happen",
    "do": "Do: what you did",
    "study": "Study: what you saw",
    "act": "Act: what you do next",
}
KINDS = check_in_charts.KINDS


def _must_be_of(desk: SignedIn, ward: str) -> str:
    """The ward's name. Raises NotAllowed."""
    if ward not in duty_page.own_wards(desk):
        raise NotAllowed("only the ward's own team writes on its charts")
    return desk.ward_names[ward]


def _notes(desk: SignedIn, ward: str) -> tuple[Note, ...]:
    with desk.backend.store.read() as connection:
        return chart_notes.of_ward(connection, ward)


def _note(desk: SignedIn, ward: str, note: str) -> Note:
    """Raises cases.NotForYou."""
    found = next((each for each in _notes(desk, ward) if each.id.hex() == note), None)
    if found is None:
        raise cases.NotForYou("there is no such note")
    return found


def _sentence(error: Exception) -> str:
    return str(error)[:1].upper() + str(error)[1:]


# --- all notes, and a new one ------------------------------------------------------------------------------------


def _fields(filled: Filled) -> list[Field]:
    most = f"{chart_notes.MOST_WORDS} characters at most"
    return [
        filled.day("day", "From which day on?", "For example, 3 11 2026"),
        filled.one_of("kind", "What kind of thing is it?", KINDS),
        filled.words("words", "What happened?", f"About the ward, never about a person. {most}", rows=2),
        filled.any_of(
            "anew",
            "Limits",
            {"yes": "Begin limits anew with the first block from this day on"},
            "Only where everybody knows why answers are at another level since, and it was not what you hoped for. The old limits stay beside it.",
        ),
        filled.words("cause", "The cause, if limits begin anew", most, rows=2),
        *(_step(filled, step, "Only for a change idea. You can add it later") for step in chart_notes.STEPS),
    ]


def _step(filled: Filled, step: str, hint: str) -> Field:
    return filled.words(step, STEPS[step], f"{hint}. {chart_notes.MOST_STEP} characters at most", rows=3)


def _page(desk: SignedIn, ward: str, filled: Filled) -> Response[str]:
    notes = _notes(desk, ward)
    return page_response(
        "chart_notes.jinja",
        desk.page(SECTION),
        filled.errors,
        ward=ward,
        ward_name=desk.ward_names[ward],
        on=[(each, check_in_charts.note_words(each)) for each in notes if not each.ended],
        off=[(each, check_in_charts.note_words(each)) for each in notes if each.ended],
        fields=_fields(filled),
    )


@get("/check-ins/{ward:str}/notes", sync_to_thread=True)
def show_notes(desk: NamedDependency[SignedIn], ward: FromPath[str]) -> Response[str]:
    """All notes of a ward, and the form for a new one."""
    _must_be_of(desk, ward)
    return _page(desk, ward, Filled(FormMultiDict()))


@post("/check-ins/{ward:str}/notes", status_code=200, sync_to_thread=True)
def write_note(desk: NamedDependency[SignedIn], ward: FromPath[str]) -> Response[str]:
    """Write a note on the ward's charts."""
    _must_be_of(desk, ward)
    filled, backend, now = Filled(desk.form), desk.backend, desk.backend.clock()
    day = filled.read_day("day", "Enter the day")
    kind = filled.read_one("kind", KINDS, "Choose what kind of thing it is")
    words = filled.read_words("words", "Write in a few words what happened", chart_notes.MOST_WORDS)
    cause = filled.read_words("cause", "", chart_notes.MOST_WORDS)
    steps = {step: filled.read_words(step, "", chart_notes.MOST_STEP) for step in chart_notes.STEPS}
    anew = bool(filled.read_any("anew", ("yes",)))
    if cause and not anew:
        filled.wrong("anew", "Tick that limits begin anew, or leave the cause empty")
    if filled.errors or day is None:
        return _page(desk, ward, filled)
    try:
        with backend.store.write() as connection:
            chart_notes.add(
                connection,
                ward,
                day,
                kind,
                words,
                desk.reader.id,
                now,
                clocks.today(now),
                cause=cause if anew else None,
                steps=steps,
            )
    except NoteError as error:
        filled.wrong(error.field, _sentence(error))
        return _page(desk, ward, filled)
    return Redirect(f"{HOME}{SECTION}/{ward}#ward-notes", status_code=303, headers=dict(PAGE_HEADERS))


# --- one note ----------------------------------------------------------------------------------------------------


def _note_page(desk: SignedIn, ward: str, note: Note, filled: Filled) -> Response[str]:
    return page_response(
        "chart_note.jinja",
        desk.page(SECTION),
        filled.errors,
        ward=ward,
        note=note,
        words=check_in_charts.note_words(note),
        steps=[(STEPS[step], words) for step, words in note.steps.items() if words],
        fields=[] if note.ended else [_step(filled, step, "Once written it stays") for step in note.open_steps],
    )


@get("/check-ins/{ward:str}/notes/{note:str}", sync_to_thread=True)
def show_note(desk: NamedDependency[SignedIn], ward: FromPath[str], note: FromPath[str]) -> Response[str]:
    """One note: what is added to a change idea, and the way off the charts."""
    _must_be_of(desk, ward)
    return _note_page(desk, ward, _note(desk, ward, note), Filled(FormMultiDict()))


@post("/check-ins/{ward:str}/notes/{note:str}", status_code=200, sync_to_thread=True)
def add_steps(desk: NamedDependency[SignedIn], ward: FromPath[str], note: FromPath[str]) -> Response[str]:
    """Write steps of a change idea that were open."""
    _must_be_of(desk, ward)
    held, filled, backend = _note(desk, ward, note), Filled(desk.form), desk.backend
    steps = {step: filled.read_words(step, "", chart_notes.MOST_STEP) for step in held.open_steps}
    try:
        with backend.store.write() as connection:
            chart_notes.add_steps(connection, ward, held.id, steps, desk.reader.id, backend.clock())
    except NoteError as error:
        filled.wrong(
            error.field if error.field in held.open_steps else next(iter(steps), "maincontent"), _sentence(error)
        )
        return _note_page(desk, ward, _note(desk, ward, note), filled)
    return Redirect(f"{HOME}{SECTION}/{ward}#ward-notes", status_code=303, headers=dict(PAGE_HEADERS))


@post("/check-ins/{ward:str}/notes/{note:str}/end", status_code=200, sync_to_thread=True)
def end_note(desk: NamedDependency[SignedIn], ward: FromPath[str], note: FromPath[str]) -> Response[str]:
    """Take a note off the charts."""
    _must_be_of(desk, ward)
    held, filled, backend = _note(desk, ward, note), Filled(FormMultiDict()), desk.backend
    try:
        with backend.store.write() as connection:
            chart_notes.end(connection, ward, held.id, desk.reader.id, backend.clock())
    except NoteError as error:
        filled.wrong(error.field, _sentence(error))
        return _note_page(desk, ward, held, filled)
    return Redirect(f"{HOME}{SECTION}/{ward}/notes", status_code=303, headers=dict(PAGE_HEADERS))
