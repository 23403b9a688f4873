"""From opened check-ins to the counts of a week: what waits, what is shown from now on, and what is forgotten.

Sorting opens check-ins once ten of a group are there, and hands them over here. Each question is then on its own: others may have skipped it,
and ten check-ins can hold one answer to it. So its answers wait until ten people have answered it, in however many blocks, and only then are they
added to the counts that pages show (`check_in_weeks`). Every step from one showing to the next is ten people's answers or more, and who watched a
tablet cannot read one of them. Nothing pools at reading time: what is shown is the table itself.

What somebody learns who takes the disk: counts that grew in such steps, on which days a check-in of a ward came, and nothing of what waits, which is
wrapped with the server secret and filled up to whole pages. With the secret (it lies elsewhere) they learn sums of at most nine answers to each
question by a group, and can open the check-ins that wait sealed, as ever. Old pages of PostgreSQL hold older counts: those grew in the same steps.

For: the sorting process, in its one transaction. Not for: reading figures (`check_ins`), or saying what others may see of them (`suppression`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import Connection, delete, insert, select

from kiosk import records
from kiosk.refusal import Refusal
from kiosk.trust.casework import clocks
from kiosk.trust.measures.periods import BLOCK_DAYS, day_number, monday, shown_from
from kiosk.trust.secret import SecretError, ServerSecret
from kiosk.trust.store import tables
from kiosk.trust.store.database import insert_adding, insert_once

BLOCK = 10  # people who answered, before any of their answers is shown
SINGLE = ("safe", "tell", "change")  # one answer
SEVERAL = ("reasons", "places")  # any number of answers
FLAGS = ("quick", "burst")  # what a check-in is marked with, "yes" or "no"
UNSAID = "unsaid"
UNANSWERED = ""  # code for whoever gave no answer
PEOPLE = "*"  # code for how many people answered; where several answers may be given, they add up to more

KEPT_LONGER = 2 * BLOCK_DAYS  # days for which it is known on which a check-in came, beyond the blocks that are shown

Question = tuple[str, int, str]
"""Group, version of the questions, question."""
Counts = dict[Question, Counter[str]]
"""How often each code was given."""
# UNSET: sealed before tablets looked at it.
_FLAGGED: dict[bool | UnsetType, tuple[str, ...]] = {True: ("yes",), False: ("no",), UNSET: ()}
_OPEN, _WRAPPED = b"\0", b"\1"  # _OPEN: as migration 0011 left it, until the next sorting
_PAGE = 4_096  # what waits is filled up to a multiple, so that its size says little
_decoder = msgspec.json.Decoder(list[tuple[str, int, str, str, int]])


class Damaged(Refusal):
    """What waits of a ward does not open: its row was changed, or the server secret was."""


def counts(who: str, questions: int, answers: Iterable[records.CheckIn]) -> Counts:
    """What these people of one group answered, each code once for each of them. questions: version."""
    found: Counts = defaultdict(Counter)
    for answer in answers:
        for question, codes in _codes(answer).items():
            found[who, questions, question].update(dict.fromkeys(codes, 1) or {UNANSWERED: 1})
            found[who, questions, question][PEOPLE] += bool(codes)
    return dict(found)


def _codes(answer: records.CheckIn) -> dict[str, tuple[str, ...]]:
    """Question -> codes."""
    several = {question: getattr(answer, question) for question in SEVERAL}
    single = {question: (code,) if (code := getattr(answer, question)) else () for question in SINGLE}
    flags = {flag: _FLAGGED[getattr(answer, flag)] for flag in FLAGS}
    return {**single, **several, "form": (answer.form,), **flags}


def pooled(waiting: Counts, new: Counts) -> tuple[Counts, Counts]:
    """What may be shown now, and what waits from now on. new: of a block."""
    together = {question: waiting.get(question, Counter()) + new.get(question, Counter()) for question in waiting | new}
    shown = {question: held for question, held in together.items() if held[PEOPLE] >= BLOCK}
    return shown, {question: held for question, held in together.items() if question not in shown}


# --- in sorting's transaction ------------------------------------------------------------------------------------


def add(connection: Connection, secret: ServerSecret, ward: str, blocks: Sequence[Counts], now: float) -> None:
    """Count blocks of a ward, one after another. now: seconds since 1970. Raises Damaged.

    Two who do this at once for a ward would lose what the other has waiting: whoever calls keeps others out (`database.in_turn`).
    """
    held = connection.execute(
        select(tables.check_in_waiting.c.held).where(tables.check_in_waiting.c.ward == ward)
    ).scalar_one_or_none()
    if not blocks and (held is None or held[:1] != _OPEN):
        return
    waiting = _opened(secret, ward, held)
    for block in blocks:
        shown, waiting = pooled(waiting, block)
        _show(connection, ward, shown, monday(clocks.today(now)))
    connection.execute(delete(tables.check_in_waiting).where(tables.check_in_waiting.c.ward == ward))
    connection.execute(insert(tables.check_in_waiting).values(ward=ward, held=_wrapped(secret, ward, waiting)))


def _show(connection: Connection, ward: str, shown: Counts, week: int) -> None:
    rows = [
        {"question": question, "monday": week, "who": who, "questions": version, "code": code, "answers": answers}
        for (who, version, question), held in sorted(shown.items())
        for code, answers in sorted(held.items())
    ]
    if rows:
        adding = insert_adding(connection, tables.check_in_weeks, "answers")
        connection.execute(adding, [{"ward": ward} | row for row in rows])


def _opened(secret: ServerSecret, ward: str, held: bytes | None) -> Counts:
    """Raises Damaged."""
    if held is None:
        return {}
    try:
        plain = held[1:] if held[:1] == _OPEN else secret.unwrap("waiting answers", held[1:], ward)
        rows = _decoder.decode(plain)
    except (SecretError, *records.UNREADABLE) as error:
        raise Damaged(f"the answers of {ward} that wait to be counted do not open: {error}") from None
    found: Counts = defaultdict(Counter)
    for who, version, question, code, answers in rows:
        found[who, version, question][code] = answers
    return dict(found)


def _wrapped(secret: ServerSecret, ward: str, waiting: Counts) -> bytes:
    rows = [(*question, code, answers) for question, held in waiting.items() for code, answers in held.items()]
    plain = msgspec.json.encode(rows)
    whole = plain.ljust(-(-len(plain) // _PAGE) * _PAGE)
    return _WRAPPED + secret.wrap("waiting answers", whole, ward)


def note_day(connection: Connection, wards: Iterable[str], now: float) -> None:
    """A check-in of each of these wards came today, by London's date: no more than that is noted, and it goes once its block is shown no more."""
    today, days = clocks.today(now), tables.check_in_days
    forgotten = day_number(shown_from(today).starts) - KEPT_LONGER
    for ward in sorted(set(wards)):
        connection.execute(insert_once(connection, days).values(ward=ward, day=day_number(today)))
        connection.execute(delete(days).where(days.c.ward == ward, days.c.day < forgotten))
