"""Opened cases as rows, and what each column means. The one place where a case is taken apart for other systems.

No row holds anything of the return code: neither keys nor mailbox. For: CSV, JSON, and whatever reads rows. Not for: opening cases
(`casework.case_file`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from msgspec import Struct

from kiosk import records
from kiosk.trust.casework import events
from kiosk.trust.casework.case_file import CaseFile, FollowUp
from kiosk.trust.casework.events import Entry
from kiosk.trust.console import case_words, wording
from kiosk.trust.console.wording import WardWords
from kiosk.trust.store.tables import QUARTER_DAY_SECONDS

Cell = str | int | bool | None
Row = dict[str, Cell]
TableName = Literal["cases", "follow_ups", "entries"]
SEVERAL = "; "  # between several values in one cell


class Column(Struct, frozen=True):
    """A column. means: for the data dictionary. get: from what the row is made of."""

    name: str
    means: str
    get: Callable[[Any], Cell]


class _Case(Struct, frozen=True):
    file: CaseFile
    words: WardWords
    ward: str

    @property
    def concern(self) -> records.Concern | None:
        return self.file.record if isinstance(self.file.record, records.Concern) else None


class _Came(Struct, frozen=True):
    case: _Case
    came: FollowUp


class _Wrote(Struct, frozen=True):
    case: _Case
    entry: Entry


def moment(seconds: float | None) -> str | None:
    """A moment in UTC, as 2026-11-26T07:30:00Z. None stays None."""
    return None if seconds is None else f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _reporter(field: str) -> Callable[[_Case], Cell]:
    def get(case: _Case) -> Cell:
        return SEVERAL.join(wording.codes_of(case.concern, field)) or None if case.concern else None

    return get


def _in_words(field: str) -> Callable[[_Case], Cell]:
    def get(case: _Case) -> Cell:
        if case.concern is None:
            return None
        fields = tuple(each for each in (*wording.FIELDS, *wording.HARM) if each.field == field)
        return (
            SEVERAL.join(word for answer in case.words.answers(case.concern, fields) for word in answer.words) or None
        )

    return get


def _rating(field: str) -> Callable[[_Case], Cell]:
    def get(case: _Case) -> Cell:
        rated = getattr(case.concern, field, None)
        return rated if isinstance(rated, int) else None

    return get


def _staff(field: str) -> Callable[[_Case], Cell]:
    def get(case: _Case) -> Cell:
        if case.file.case.recorded is None:
            return None
        value = getattr(case.file.case.recorded[1], field)
        return SEVERAL.join(value) or None if isinstance(value, tuple) else value or None

    return get


def _grade(field: str) -> Callable[[_Case], Cell]:
    return lambda case: getattr(case.file.case.graded[1], field) or None if case.file.case.graded else None


def _closing(field: str) -> Callable[[_Case], Cell]:
    return lambda case: getattr(case.file.case.closing[1], field) or None if case.file.case.closing else None


def _happened(case: _Case) -> Cell:
    recorded = case.file.case.recorded
    return moment(recorded[1].happened) if recorded else None


def _support(case: _Case) -> Cell:
    cells = (f"{who}: {what}" for who, what in case.file.case.support)
    return SEVERAL.join(cells) or None


def _details(row: _Wrote) -> Iterator[str]:
    event = row.entry.event
    yield from (each for each in case_words.history_line(event)[1] if each)
    if isinstance(event, events.Translated):  # a page shows its words beside the original
        yield event.words


_CASES: tuple[Column, ...] = (
    Column("reference", "Short name of the case, as on its page", lambda case: case.file.listed.reference),
    Column(
        "id", "The case's id, 32 hexadecimal digits; joins the three tables", lambda case: case.file.listed.id.hex()
    ),
    Column(
        "what",
        "concern, or follow_up where the concern itself is not for this reader",
        lambda case: case.file.listed.what,
    ),
    Column("ward", "Name of the ward", lambda case: case.ward),
    Column(
        "received_from",
        "Start of the quarter of a day in which it came, UTC",
        lambda case: moment(case.file.listed.received),
    ),
    Column(
        "received_to",
        "End of that quarter; the exact time is not known to anybody, to protect who told",
        lambda case: moment(case.file.listed.received + QUARTER_DAY_SECONDS),
    ),
    *(
        column
        for field in wording.FIELDS
        for column in (
            Column(
                f"reporter_{field.field}", f"The reporter's answer: {field.question}. Codes", _reporter(field.field)
            ),
            Column(f"reporter_{field.field}_words", "The same in the words of the ward", _in_words(field.field)),
        )
    ),
    Column(
        "reporter_harm_body",
        "The reporter's own rating of harm to the body, 0 to 3; 9: they do not know yet",
        _rating("harm_body"),
    ),
    Column(
        "reporter_harm_feelings",
        "The reporter's own rating of harm to feelings, 0 to 3; 9: they do not know yet. Never averaged with a staff grade",
        _rating("harm_feelings"),
    ),
    Column(
        "reporter_words", "The reporter's own words, exactly as written", lambda case: case.file.record.words or None
    ),
    Column("language", "Language of those words (BCP 47)", lambda case: case.file.record.language),
    Column(
        "form", "plain or easy: the words that the person chose from", lambda case: getattr(case.concern, "form", None)
    ),
    Column(
        "may_ask",
        "Whether the person may be asked more; empty: they did not say",
        lambda case: getattr(case.concern, "may_ask", None),
    ),
    Column("helped", "Somebody was helping the person to write", lambda case: getattr(case.concern, "helped", None)),
    Column(
        "kept_from_ward",
        "The person kept it from the team of their ward",
        lambda case: case.file.listed.row.kept_from_ward,
    ),
    Column("questions", "Version of the ward's questions", lambda case: getattr(case.concern, "questions", None)),
    Column("stage", "new, open, proposed (to be closed) or closed", lambda case: case.file.case.stage),
    Column("recorded_at", "When staff first classified it, UTC", lambda case: moment(case.file.case.recorded_at)),
    Column("happened_at", "When it happened, as far as staff know, UTC", _happened),
    *(
        Column(f"staff_{name}", f"Staff's classification, beside the reporter's: {name}. Codes", _staff(name))
        for name in ("kinds", "affected", "initiator", "places")
    ),
    Column("staff_note", "Staff's note with the classification", _staff("note")),
    Column("staff_harm_body", "Staff's grade of physical harm: none, low, moderate, severe, fatal", _grade("body")),
    Column(
        "staff_harm_feelings", "Staff's grade of psychological harm: none, low, moderate, severe", _grade("feelings")
    ),
    Column("staff_grade_why", "Why staff's grade is lower than the reporter's rating", _grade("why")),
    Column(
        "first_response",
        "Parts of the first response that were done",
        lambda case: SEVERAL.join(case.file.case.steps) or None,
    ),
    Column("support", "Support for everyone involved: who and what", _support),
    Column("actions_open", "Actions that are not ended", lambda case: len(case.file.case.open_actions)),
    Column("actions_all", "All actions", lambda case: len(case.file.case.actions)),
    Column(
        "next_review",
        "Next review date; empty once it is closed",
        lambda case: case.file.case.review.isoformat() if case.file.case.review else None,
    ),
    Column("messages", "Messages written to the reporter", lambda case: len(case.file.case.messages)),
    Column(
        "shared",
        "How often something of it was told to somebody outside its readers",
        lambda case: len(case.file.case.shared),
    ),
    Column(
        "detriment",
        "Whether anything got worse for the person since they told: no, yes, not_reachable; empty: not asked yet",
        lambda case: case.file.case.detriment[1].found if case.file.case.detriment else None,
    ),
    Column("closing_view", "The person's view at closing", _closing("view")),
    Column(
        "closing_reason",
        "Why it was closed: done, passed_on, not_possible. There is no status that says false",
        _closing("reason"),
    ),
    Column("closing_words", "What was done, in the words of who closed it", _closing("words")),
    Column("whole", "Nothing that staff wrote is missing or was changed", lambda case: case.file.whole),
)
_FOLLOW_UPS: tuple[Column, ...] = (
    Column("case", "Id of the case", lambda row: row.case.file.listed.id.hex()),
    Column(
        "received_from",
        "Start of the quarter of a day in which it came, UTC",
        lambda row: moment(row.came.seen.received),
    ),
    Column("id", "Id of what came, 32 hexadecimal digits", lambda row: row.came.seen.id.hex()),
    Column("kind", ", ".join(get_args(records.FollowUpKind)), lambda row: row.came.seen.kind),
    Column("proven", "Signed with the concern's code; empty where the concern has none", lambda row: row.came.proven),
    Column("words", "Exactly as written", lambda row: row.came.record.words or None if row.came.record else None),
    Column(
        "language",
        "Language of those words (BCP 47)",
        lambda row: row.came.record.language if row.came.record else None,
    ),
)
_ENTRIES: tuple[Column, ...] = (
    Column("case", "Id of the case", lambda row: row.case.file.listed.id.hex()),
    Column("number", "Counted from 1 in the case", lambda row: row.entry.number),
    Column("at", "When it was written, UTC", lambda row: moment(row.entry.at)),
    Column("by", "Name of the reader who wrote it", lambda row: row.entry.name),
    Column("what", "What was done", lambda row: case_words.history_line(row.entry.event)[0]),
    Column("details", "Its details; of a translation also its words", lambda row: SEVERAL.join(_details(row)) or None),
    Column(
        "about",
        "Of a translation or a follow-up: the id of the case, or of what came later",
        lambda row: of.hex() if (of := getattr(row.entry.event, "of", None)) else None,
    ),
)
COLUMNS: dict[TableName, tuple[Column, ...]] = {"cases": _CASES, "follow_ups": _FOLLOW_UPS, "entries": _ENTRIES}


class Opened(Struct, frozen=True):
    """A case as the reader's request opened it. words: of its ward. ward: its name."""

    file: CaseFile
    words: WardWords
    ward: str


def tables(opened: Iterable[Opened]) -> dict[TableName, list[Row]]:
    """The rows of these cases."""
    found: dict[TableName, list[Row]] = {"cases": [], "follow_ups": [], "entries": []}
    for each in opened:
        case = _Case(each.file, each.words, each.ward)
        found["cases"].append(_row("cases", case))
        found["follow_ups"] += [_row("follow_ups", _Came(case, came)) for came in each.file.follow_ups]
        found["entries"] += [_row("entries", _Wrote(case, entry)) for entry in each.file.entries]
    return found


def _row(table: TableName, source: Any) -> Row:
    return {column.name: column.get(source) for column in COLUMNS[table]}


def dictionary() -> list[Row]:
    """The data dictionary: what each column of each table means."""
    return [
        {"table": table, "column": column.name, "means": column.means}
        for table, columns in COLUMNS.items()
        for column in columns
    ]
