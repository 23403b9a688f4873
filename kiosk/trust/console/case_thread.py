"""What was said about a concern, as its page shows it: the person's own words with translations beside them, what came later, messages to them.

Nothing of what somebody wrote is changed. For: pages of a case. Not for: what staff wrote for themselves (`case_view`).
"""

from __future__ import annotations

from msgspec import Struct

from kiosk import records
from kiosk.trust.casework.case_file import CaseFile, FollowUp
from kiosk.trust.casework.needs import LOOK_AGAIN, TAKE_BACK
from kiosk.trust.console import wording
from kiosk.trust.console.case_words import by_words, received_words
from kiosk.trust.store.tables import QUARTER_DAY_SECONDS


class Translation(Struct, frozen=True):
    words: str
    by: str
    added: str


class Words(Struct, frozen=True):
    """Somebody's own words, exactly as they were written, and translations beside them."""

    words: str
    language: str
    language_name: str
    direction: str
    foreign: bool
    translations: tuple[Translation, ...]
    translate: str


class Said(Struct, frozen=True):
    """A part of the conversation after the concern. ours: staff wrote it."""

    ours: bool
    heading: str
    when: str
    words: Words | None
    proof: str
    proven: bool
    act: str
    act_text: str


def own_words(file: CaseFile, record: records.Concern | records.FollowUp, id: bytes) -> Words | None:
    """Somebody's own words; None where they wrote none. id: of the record."""
    if not record.words:
        return None
    translations = tuple(
        Translation(event.words, event.by, by_words(by)) for by, event in file.case.translations if event.of == id
    )
    return Words(
        record.words,
        record.language,
        wording.language_name(record.language),
        wording.direction(record.language),
        record.language.split("-")[0] != "en",
        translations,
        f"translate/{id.hex()}",
    )


def _act_for(file: CaseFile, came: FollowUp) -> tuple[str, str]:
    """Where what came is answered, and the words of the link; empty where it needs nothing of its own."""
    if came.seen.kind in TAKE_BACK and came.seen.id not in file.case.followed:
        return f"take-back/{came.seen.id.hex()}", "Follow it up with support"
    if came.seen.kind in LOOK_AGAIN and came.seen.id not in file.case.looked:
        return f"look-again/{came.seen.id.hex()}", "Follow it up"
    return "", ""


def _came_heading(record: records.FollowUp) -> str:
    if record.kind == "answer" and record.to:
        return f"They answer your message {record.to}"
    if record.kind == "read_it" and record.to:
        return f"They have read your messages up to number {record.to}"
    return wording.FOLLOW_UPS.get(record.kind, record.kind)


def _came(file: CaseFile, came: FollowUp) -> Said:
    act, act_text = _act_for(file, came)
    proof, proven = {
        True: ("Proven: it was written with this concern’s code", True),
        False: (
            "Not proven: it does not carry the signature of this concern’s code. Somebody else may have written it",
            False,
        ),
        None: ("The concern has no code, so it cannot be proven who wrote this", False),
    }[came.proven]
    if came.record is None:
        return Said(
            False, "Something that cannot be opened", received_words(came.seen.received), None, proof, False, "", ""
        )
    return Said(
        False,
        _came_heading(came.record),
        received_words(came.seen.received),
        own_words(file, came.record, came.seen.id),
        proof,
        proven,
        act,
        act_text,
    )


def thread(file: CaseFile) -> tuple[Said, ...]:
    """The conversation in the order of coming, as far as it is known: what came is known to a quarter-day."""
    parts = [(each.seen.received + QUARTER_DAY_SECONDS, _came(file, each)) for each in file.follow_ups]
    for by, event in file.case.messages:
        words = Words(
            event.words,
            event.language,
            wording.language_name(event.language),
            wording.direction(event.language),
            False,
            (),
            "",
        )
        heading = f"Message {event.number} to them" + (", with a question" if event.asks else "")
        parts.append((by.at, Said(True, heading, by_words(by), words, "", True, "", "")))
    return tuple(said for _, said in sorted(parts, key=lambda part: part[0]))
