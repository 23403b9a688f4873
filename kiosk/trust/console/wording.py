"""From codes to the words of the ward: what a reader sees of a record. Nothing is left out, changed or guessed.

The words are those of the ward's content part, by question and code. Where it does not know a code (another version of the questions), the code
itself is shown. For: pages. Not for: opening records (`kiosk.trust.cases`).
"""

from __future__ import annotations

from collections.abc import Iterable

import babel
import msgspec
from msgspec import Struct
from sqlalchemy import Connection, select

from kiosk import records, wardpack
from kiosk.trust import keys
from kiosk.trust.measures.concern_lines import Codes
from kiosk.trust.store import tables


class AnswerField(Struct, frozen=True):
    """A field of a concern: the question it answers, the words for it where the content has none, and a short name for what it tells."""

    field: str
    question: str
    told: str


FIELDS: tuple[AnswerField, ...] = (
    AnswerField("about", "What it is about", "what it is about"),
    AnswerField("kinds", "What kind of thing it was", "what kind of thing it was"),
    AnswerField("affected", "Who was affected", "who was affected"),
    AnswerField("initiator", "Who did it, by role", "who did it"),
    AnswerField("places", "Where", "where"),
    AnswerField("when_day", "When: the day", "which day"),
    AnswerField("when_time", "When: the time of day", "what time of day"),
    AnswerField("support", "What would help", "what would help"),
)
HARM: tuple[AnswerField, ...] = (
    AnswerField("harm_body", "Harm to the body", "harm to the body"),
    AnswerField("harm_feelings", "Harm to feelings", "harm to feelings"),
)
OWN_WORDS = "what happened (in their own words)"
FOLLOW_UPS = {
    "more": "They add something",
    "answer": "They answer a question",
    "worse": "Things got worse since",
    "second_look": "They ask for a second look",
    "take_back": "They want to take it back. This needs support, not closing",
    "read_it": "They have read a reply",
    "new_code": "They changed their return code. Messages go to the new one",
}


class Answer(Struct, frozen=True):
    """A question and the answers to it, in words."""

    question: str
    words: tuple[str, ...]


class WardWords:
    """The words of one ward, in English, by message id; an id without words gives what it is asked to."""

    def __init__(self, content: wardpack.Content | None) -> None:
        self._texts = content.texts.get("en", {}) if content else {}
        self._orders = (
            {asked.id: tuple(option.code for option in asked.options) for asked in content.questions} if content else {}
        )
        self.version = content.questions_version if content else None

    def of(self, message: str, otherwise: str) -> str:
        """The text as one line: the tablet's line breaks and sentence lines are for the tablet."""
        return " ".join(self._texts[message].split()) if self._texts.get(message) else otherwise

    def _chosen(self, message: str, code: str, easy: bool) -> str:
        plain = self.of(message, code)
        return self.of(f"{message}.easy", plain) if easy else plain

    def order(self, question: str) -> tuple[str, ...]:
        """The codes of a question's answers as the tablet offers them; empty where the content does not ask it."""
        return self._orders.get(question, ())

    def answers(self, record: records.Concern, fields: tuple[AnswerField, ...]) -> tuple[Answer, ...]:
        """Those of the fields that were answered, in order, in the words that the person chose from: plain or easy read."""
        return tuple(
            Answer(
                self.of(f"concern.{field.field}.title", field.question),
                tuple(self._chosen(f"concern.{field.field}.{code}", code, record.form == "easy") for code in codes),
            )
            for field in fields
            if (codes := codes_of(record, field.field))
        )


def codes_of(record: records.Concern, field: str) -> tuple[str, ...]:
    """A field's codes as strings; empty where it was not answered."""
    value = getattr(record, field)
    if value is None or value == "":
        return ()
    return tuple(map(str, value)) if isinstance(value, tuple) else (str(value),)


def told(record: records.Concern) -> tuple[list[str], list[str]]:
    """What a person has told and what they have not, in short words: so that nobody asks again, and nobody reads a gap as a doubt."""
    have = [field.told for field in (*FIELDS, *HARM) if codes_of(record, field.field)]
    have += [OWN_WORDS] if record.words else []
    every = [*(field.told for field in (*FIELDS, *HARM)), OWN_WORDS]
    return have, [each for each in every if each not in have]


def codes_of_trust(connection: Connection, trust: keys.Trust, wards: Iterable[str]) -> Codes:
    """All codes that any ward's questions about a concern have, in the order of the first that has them."""
    words = [ward_words(connection, trust, ward) for ward in sorted(wards)]

    def codes(field: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(code for ward in words for code in ward.order(f"concern.{field}")))

    return Codes(*(codes(field) for field in Codes.__struct_fields__))


def direction(language: str) -> str:
    """ "rtl" or "ltr", for the language that somebody wrote in."""
    try:
        return babel.Locale.parse(language, sep="-").text_direction
    except (babel.UnknownLocaleError, ValueError):
        return "auto"


def language_name(language: str) -> str:
    """The English name of a language, or its tag."""
    try:
        return babel.Locale.parse(language, sep="-").get_display_name("en") or language
    except (babel.UnknownLocaleError, ValueError):
        return language


def ward_words(connection: Connection, trust: keys.Trust, ward: str) -> WardWords:
    """The words of the ward's newest content part, checked like on a tablet. Codes are shown where there is none or it does not verify."""
    parts = tables.pack_parts.c
    held = {
        row.name: row.signed
        for row in connection.execute(
            select(parts.name, parts.signed).where(parts.ward == ward, parts.name.in_(["keys", "content"]))
        )
    }
    if len(held) < 2:
        return WardWords(None)
    try:
        ward_keys = wardpack.verify_keys(wardpack.read_signed(held["keys"]), trust.root, trust.mode)
        return WardWords(wardpack.verify_content(wardpack.read_signed(held["content"]), ward_keys))
    except (wardpack.PackError, msgspec.DecodeError):
        return WardWords(None)
