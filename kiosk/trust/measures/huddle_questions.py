"""The question of the day for a ward's huddle: read from a file that travels in the package, the same for everybody on a ward on one day.

Not for: whether the ward looked at it (`huddles`), or figures (`huddle_news`).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from msgspec import Struct

from kiosk.charter import files
from kiosk.charter.faults import ContentError

FILE = Path(__file__).with_name("huddle_questions.yaml")
LEAST = 56  # eight weeks until a question comes again
MOST_LETTERS = 170  # so that it is said in a breath or two
_PARTS = (6, 3, 4, 2, 3, 5, 3)  # standards in each of the seven domains
SOURCES = frozenset(
    {"CQC 2018"} | {f"Standard {i}.{k}" for i, most in enumerate(_PARTS, 1) for k in range(1, most + 1)}
)
_ONE_QUESTION = re.compile(r"[A-Z][^?\n]*\?")


class Question(Struct, frozen=True, forbid_unknown_fields=True):
    """ask: the words. source: one of SOURCES."""

    ask: str
    source: str


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    questions: tuple[Question, ...]


@cache
def read(path: Path = FILE) -> tuple[Question, ...]:
    """The questions of a file, in their order. Raises ContentError, one line that says what is wrong and how to mend it."""
    found = files.read(path, _File).questions
    asked = [question.ask.casefold() for question in found]
    for index, question in enumerate(found):
        wrong = "is there twice (take one out)" if asked[index] in asked[:index] else _wrong(question)
        if wrong:
            raise ContentError(f"{path}: question {index + 1} {wrong}")
    if len(found) < LEAST:
        raise ContentError(f"{path}: has {len(found)} questions (write at least {LEAST})")
    if len(found) % 7 == 0:
        raise ContentError(
            f"{path}: with {len(found)} questions, each always comes on the same day of the week (add one)"
        )
    return found


def _wrong(question: Question) -> str:
    if not _ONE_QUESTION.fullmatch(question.ask):
        return "is not one question (begin with a capital letter, and end with the only question mark)"
    if len(question.ask) > MOST_LETTERS:
        return f"has {len(question.ask)} letters (at most {MOST_LETTERS}: it is read aloud)"
    if question.source not in SOURCES:
        return f"has the source {question.source!r} (name a standard, as in 'Standard 1.6', or 'CQC 2018')"
    return ""


def of_the_day(questions: Sequence[Question], ward: str, day: date) -> Question:
    """A ward's question. Each comes once before any comes again. ward: its code; it says where in the order the ward begins."""
    return questions[(day.toordinal() + zlib.crc32(ward.encode())) % len(questions)]
