"""A case as its page shows it: everything in words, in reading order. Built anew for each answer, and never kept.

The reporter's own words and answers come first and stand apart from everything that staff add. Their code's keys and their mailbox are on no page.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from kiosk import records
from kiosk.trust.cases import Opening
from kiosk.trust.casework import clocks, events
from kiosk.trust.casework.case_file import CaseFile
from kiosk.trust.casework.needs import Need, clocks_of
from kiosk.trust.console import case_words, wording
from kiosk.trust.console.case_thread import Said, Words, own_words, thread
from kiosk.trust.console.case_words import by_words, received_words
from kiosk.trust.console.rendering import clock, day
from kiosk.trust.console.wording import Answer, WardWords

OPENINGS_SHOWN = 10


class Tag(Struct, frozen=True):
    text: str
    colour: str


class Todo(Struct, frozen=True):
    """Something to do now. act: where it is done; "": on this page, or by somebody else."""

    text: str
    late: bool
    act: str


class HarmRow(Struct, frozen=True):
    what: str
    own: str
    staff: str
    gap: str
    lower: bool


class ActionRow(Struct, frozen=True):
    number: int
    what: str
    owner: str
    due: str
    late: bool
    ended: str


class Line(Struct, frozen=True):
    """Who did something, when, and its details."""

    title: str
    by: str
    details: tuple[str, ...]


class SupportRow(Struct, frozen=True):
    who: str
    cells: tuple[str, ...]


class CaseView(Struct, frozen=True):
    id: str
    reference: str
    what: str
    received: str
    tags: tuple[Tag, ...]
    todos: tuple[Todo, ...]
    clocks: tuple[tuple[str, str, Tag], ...]
    review: str
    words: Words | None
    helped: bool
    answers: tuple[Answer, ...]
    other_version: bool
    told: tuple[str, ...]
    untold: tuple[str, ...]
    may_ask: bool | None
    is_concern: bool
    wish: str
    can_reply: bool
    contested: bool
    kept_from_ward: bool
    harm: tuple[HarmRow, ...]
    grade_why: str
    graded: str
    recorded: Line | None
    steps: tuple[tuple[str, str], ...]
    thread: tuple[Said, ...]
    support: tuple[SupportRow, ...]
    support_note: str
    actions: tuple[ActionRow, ...]
    history: tuple[Line, ...]
    kept_out: tuple[str, ...]
    readers: tuple[str, ...]
    log: tuple[str, ...]
    whole: bool
    is_open: bool
    proposed: bool
    mine: bool


def openings_words(openings: Iterable[Opening], me: bytes) -> tuple[str, ...]:
    """Who opened it: a person's openings of one day are one line, with the latest time; the older ones are one line, with everybody's name."""
    days: dict[tuple[str, str], list[Opening]] = {}
    for each in openings:
        days.setdefault(("You" if each.reader == me else each.name, day(each.at)), []).append(each)
    lines, each_day = [], list(days.items())
    for (who, when), found in each_day[:OPENINGS_SHOWN]:
        more = f", {len(found)} times" if len(found) > 1 else ""
        lines.append(
            f"{who}, {when}{more}, last at {clock(found[0].at)}" if more else f"{who}, {when} at {clock(found[0].at)}"
        )
    before = dict.fromkeys(who for (who, _), _ in each_day[OPENINGS_SHOWN:])
    return (*lines, f"Before that: {', '.join(before)}") if before else tuple(lines)


def _harm(file: CaseFile, words: WardWords) -> tuple[HarmRow, ...]:
    concern, graded = file.concern, file.case.graded
    rows = []
    for field, label, grades, names in (
        ("harm_body", "To the body", events.PHYSICAL, case_words.BODY),
        ("harm_feelings", "To feelings", events.PSYCHOLOGICAL, case_words.FEELINGS),
    ):
        own = words.answers(concern, tuple(each for each in wording.HARM if each.field == field))
        rated = getattr(concern, field)
        grade = "" if graded is None else graded[1].body if field == "harm_body" else graded[1].feelings
        gap, lower = case_words.gap_words(rated, grades, grade) if grade else ("", 0)
        own_words = ", ".join(own[0].words) if own else "They did not say"
        scale = f" ({rated} of 3)" if rated not in (None, 9) else ""
        rows.append(HarmRow(label, own_words + scale, names.get(grade, "Not graded yet"), gap, lower > 0))
    return tuple(rows)


ACTS_OF_NEEDS = {
    "record": "record",
    "message": "",
    "take_back": "",
    "look_again": "",
    "approve": "decide",
    "review": "review",
    "action": "",
    "detriment": "detriment",
}


def _todos(needs: tuple[Need, ...], mine: bool) -> tuple[Todo, ...]:
    # What came is on this very page: it is read by now.
    return tuple(
        Todo(
            case_words.need_words(need, mine=mine),
            need.late,
            "" if need.what == "approve" and mine else ACTS_OF_NEEDS[need.what],
        )
        for need in needs
        if need.what != "message"
    )


def _clocks(file: CaseFile, now: float) -> tuple[tuple[str, str, Tag], ...]:
    receipt, event = clocks_of(file.listed.row, now)
    found = [("From receipt", receipt)] + ([("From the event", event)] if event else [])
    return tuple((label, case_words.clock_words(each), Tag(*case_words.CLOCKS[each.state])) for label, each in found)


def _tags(file: CaseFile) -> tuple[Tag, ...]:
    tags = [Tag(*case_words.STAGES[file.case.stage])]
    if file.listed.row.kept_from_ward:
        tags.append(Tag("Kept from the ward team", "orange"))
    if file.record.language.split("-")[0] != "en":
        tags.append(Tag(f"Written in {wording.language_name(file.record.language)}", "blue"))
    return tuple(tags)


def _support(file: CaseFile) -> tuple[SupportRow, ...]:
    held = file.case.support
    return tuple(
        SupportRow(
            case_words.INVOLVED[who],
            tuple(
                f"Yes, {day(held[who, what].at)}, {held[who, what].name}" if (who, what) in held else ""
                for what in events.SUPPORT
            ),
        )
        for who in events.INVOLVED
    )


def _actions(file: CaseFile, now: float) -> tuple[ActionRow, ...]:
    today = clocks.today(now)
    rows = [
        ActionRow(
            each.number,
            each.what,
            each.owner,
            case_words.date_words(each.due),
            each.ended is None and each.due < today,
            ""
            if each.ended is None
            else f"{'Done' if each.done else 'Will not be done'}. {each.note} ({by_words(each.ended)})",
        )
        for each in file.case.actions
    ]
    return tuple(sorted(rows, key=lambda row: bool(row.ended)))


def _history(file: CaseFile) -> tuple[Line, ...]:
    lines = []
    for entry in file.entries:
        title, details = case_words.history_line(entry.event)
        lines.append(
            Line(title, f"{entry.name}, {case_words.moment(entry.at)}", tuple(each for each in details if each))
        )
    return tuple(reversed(lines))


_WARD = "The ward’s own team"
_OTHERS = {
    "safeguarding": "Safeguarding",
    "advocate": "The advocate, outside the ward",
    "speak_up": "The Freedom to Speak Up Guardian, outside the ward",
}


def _readers(file: CaseFile, titles: dict[str, str]) -> tuple[str, ...]:
    lines = [
        f"{titles.get(group, group)} (your group)" if group in file.listed.groups else _OTHERS.get(group, _WARD)
        for group in file.reader_groups
    ]
    return (*lines, "The recovery holders, two of three together")


def view(file: CaseFile, words: WardWords, titles: dict[str, str], me: bytes, now: float) -> CaseView:
    """The page of a case. titles: of reader groups. me: the reader's id. now: seconds since 1970."""
    listed, record, case = file.listed, file.record, file.case
    concern = record if isinstance(record, records.Concern) else None
    have, gaps = wording.told(concern) if concern else ([], [])
    mine = case.proposal is not None and case.proposal[0].author == me
    recorded = None
    if case.recorded:
        by, event = case.recorded
        recorded = Line("", by_words(by), case_words.history_line(event)[1])
    return CaseView(
        id=listed.id.hex(),
        reference=listed.reference,
        what="Concern" if concern else "Something added to a concern that your groups cannot open",
        received=received_words(listed.received),
        tags=_tags(file),
        todos=_todos(listed.needs, mine),
        clocks=_clocks(file, now) if concern else (),
        review=case_words.date_words(case.review) if case.review else "",
        words=own_words(file, record, listed.id),
        helped=concern.helped if concern else False,
        answers=words.answers(concern, wording.FIELDS) if concern else (),
        other_version=bool(concern and words.version is not None and words.version != concern.questions),
        told=tuple(have),
        untold=tuple(gaps),
        may_ask=concern.may_ask if concern else None,
        is_concern=concern is not None,
        wish=wording.FOLLOW_UPS.get(record.kind, record.kind) if isinstance(record, records.FollowUp) else "",
        can_reply=bool(file.reach.now),
        contested=file.reach.contested,
        kept_from_ward=listed.row.kept_from_ward,
        harm=_harm(file, words) if concern else (),
        grade_why=case.graded[1].why if case.graded else "",
        graded=by_words(case.graded[0]) if case.graded else "",
        recorded=recorded,
        steps=tuple(
            (case_words.STEPS[step], by_words(case.steps[step]) if step in case.steps else "") for step in events.STEPS
        ),
        thread=thread(file),
        support=_support(file),
        support_note=case.support_note,
        actions=_actions(file, now),
        history=_history(file),
        kept_out=tuple(
            f"{event.name}: {'stepped out' if by.author == event.reader else f'kept out by {by.name}'} on {day(by.at)}"
            for by, event in case.kept_out.values()
        ),
        readers=_readers(file, titles),
        log=openings_words(file.openings, me),
        whole=file.whole,
        is_open=case.is_open,
        proposed=case.proposal is not None,
        mine=mine,
    )
