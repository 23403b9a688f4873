"""What readers can write about a concern. Each is sealed by itself in a row of one size (`journal`), so that a row does not tell which of these
it is.

Nothing here changes or replaces what the reporter wrote: classification, grades and translations stand beside it. There is no event that says that
a person was believed or not, and none that calls a concern false (Standard 6.2).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta, Struct

from kiosk import records
from kiosk.records import Codes, Id

Step = Literal["believe", "no_blame", "options", "evidence", "not_again"]
STEPS: tuple[Step, ...] = get_args(Step)
# Standards 2.3 and 6.4: support for everyone involved, each offered, wanted, given or declined.
Involved = Literal["person", "initiator", "witnesses", "staff", "family"]
INVOLVED: tuple[Involved, ...] = get_args(Involved)
Support = Literal["offered", "wanted", "given", "declined", "nobody"]
SUPPORT: tuple[Support, ...] = get_args(Support)
# LFPSE's grades, least first. Its numbers run backwards and are given only at export.
PhysicalHarm = Literal["none", "low", "moderate", "severe", "fatal"]
PsychologicalHarm = Literal["none", "low", "moderate", "severe"]
PHYSICAL: tuple[PhysicalHarm, ...] = get_args(PhysicalHarm)
PSYCHOLOGICAL: tuple[PsychologicalHarm, ...] = get_args(PsychologicalHarm)
View = Literal["satisfied", "partly", "not_satisfied", "not_reachable"]
VIEWS: tuple[View, ...] = get_args(View)
ClosingReason = Literal["done", "passed_on", "not_possible"]
CLOSING_REASONS: tuple[ClosingReason, ...] = get_args(ClosingReason)
Consent = Literal["agreed", "not_asked", "without"]
CONSENTS: tuple[Consent, ...] = get_args(Consent)
Detriment = Literal["no", "yes", "not_reachable"]
DETRIMENTS: tuple[Detriment, ...] = get_args(Detriment)
Together = Literal["yes", "no", "not_reachable"]
TOGETHERS: tuple[Together, ...] = get_args(Together)

LINE_MOST = 200
NOTE_MOST = 2_000
LONG_MOST = 4_000
Line = Annotated[str, Meta(max_length=LINE_MOST)]
Note = Annotated[str, Meta(max_length=NOTE_MOST)]
Long = Annotated[str, Meta(max_length=LONG_MOST)]


class Recorded(Struct, frozen=True, forbid_unknown_fields=True, tag_field="did", tag="recorded"):
    """Staff's classification, beside the reporter's answers: with it a concern is recorded (Standard 7.1). happened: seconds since 1970, or None.

    review: the next review date; it has to be given where the case has none yet (Standard 6.5).
    """

    kinds: Codes = ()
    affected: Codes = ()
    initiator: Codes = ()
    places: Codes = ()
    happened: int | None = None
    note: Note = ""
    review: date | None = None


class Graded(Struct, frozen=True, forbid_unknown_fields=True, tag_field="did", tag="graded"):
    """Staff's grade of the harm, beside the reporter's own rating. why: needed where it is lower than theirs."""

    body: PhysicalHarm
    feelings: PsychologicalHarm
    why: Note = ""


class StepsTicked(Struct, frozen=True, forbid_unknown_fields=True, tag_field="did", tag="steps"):
    """Parts of the first response that were done, all that are ticked now (Standard 3.2)."""

    done: tuple[Step, ...]


class Supported(Struct, frozen=True, forbid_unknown_fields=True, tag_field="did", tag="supported"):
    """The whole matrix of support as it is now: who, and what of it."""

    cells: tuple[tuple[Involved, Support], ...]
    note: Note = ""


class ActionAdded(Struct, frozen=True, forbid_unknown_fields=True, tag_field="did", tag="action"):
    """Something to do. Its number is the number of this event."""

    what: Line
    owner: Line
    due: date


class ActionEnded(Struct, frozen=True, forbid_unknown_fields=True, tag_field="did", tag="action_ended"):
    """An action was done, or will not be done. note: what came of it, or why not."""

    action: int
    done: bool
    note: Note


class Reviewed(Struct, frozen=True, forbid_unknown_fields=True, tag_field="did", tag="reviewed"):
    """The open case was looked at. together: with the person. next: the next review date."""

    note: Note
    together: Together
    next: date


class KeptOut(Struct, frozen=True, forbid_unknown_fields=True, tag_field="did", tag="kept_out"):
    """A reader has a conflict of interest and does not see this case from now on. It is a permission and a line in the log, not cryptography."""

    reader: Id
    name: Line
    reason: Note


class LetBack(Struct, frozen=True, forbid_unknown_fields=True, tag_field="did", tag="let_back"):
    """Somebody else says that a reader who was kept out may see the case again."""

    reader: Id
    name: Line
    reason: Note


class Shared(Struct, frozen=True, forbid_unknown_fields=True, tag_field="did", tag="shared"):
    """Something of the case was told to somebody outside its readers (Standard 1.2)."""

    whom: Line
    what: Note
    reason: Note
    consent: Consent


class Translated(Struct, frozen=True, forbid_unknown_fields=True, tag_field="did", tag="translated"):
    """A translation of somebody's words, beside the original. of: id of the record. by: who made it, and what they are."""

    of: Id
    words: Long
    by: Line


class Messaged(Struct, frozen=True, forbid_unknown_fields=True, tag_field="did", tag="messaged"):
    """A message to the reporter, as it was sealed to their code's key. number: counted from 1 in this case. asks: it asks something."""

    number: int
    words: Annotated[str, Meta(max_length=records.WORDS_MOST_CHARACTERS)]
    asks: bool
    language: records.Language = "en"


class TakeBackFollowed(Struct, frozen=True, forbid_unknown_fields=True, tag_field="did", tag="take_back"):
    """A request to take the concern back was followed up with support (Standard 6.5). of: id of the follow-up."""

    of: Id
    note: Note


class LookedAgain(Struct, frozen=True, forbid_unknown_fields=True, tag_field="did", tag="looked_again"):
    """A request for a second look, or word that things got worse since, was followed up (Standards 6.4 and 6.5). of: id of the follow-up.
    note: what was looked at, and what is done now."""

    of: Id
    note: Note


class DetrimentChecked(Struct, frozen=True, forbid_unknown_fields=True, tag_field="did", tag="detriment"):
    """Whether anything got worse for the person since they told, asked 2 to 4 weeks after."""

    found: Detriment
    note: Note


class CloseProposed(Struct, frozen=True, forbid_unknown_fields=True, tag_field="did", tag="close_proposed"):
    """A reader proposes to close. view: the person's. follow_ups: how many the case had, so that nothing new is closed unread."""

    view: View
    reason: ClosingReason
    words: Note
    follow_ups: int


class CloseApproved(Struct, frozen=True, forbid_unknown_fields=True, tag_field="did", tag="close_approved"):
    """Another reader agrees: the case is closed. follow_ups: as they saw the case."""

    follow_ups: int


class CloseDeclined(Struct, frozen=True, forbid_unknown_fields=True, tag_field="did", tag="close_declined"):
    """The case stays open. reason: what is missing."""

    reason: Note


class Reopened(Struct, frozen=True, forbid_unknown_fields=True, tag_field="did", tag="reopened"):
    """A closed case is open again."""

    reason: Note
    review: date


class Noted(Struct, frozen=True, forbid_unknown_fields=True, tag_field="did", tag="noted"):
    """Anything else worth keeping."""

    words: Note


Event = (
    Recorded
    | Graded
    | StepsTicked
    | Supported
    | ActionAdded
    | ActionEnded
    | Reviewed
    | KeptOut
    | LetBack
    | Shared
    | Translated
    | Messaged
    | TakeBackFollowed
    | LookedAgain
    | DetrimentChecked
    | CloseProposed
    | CloseApproved
    | CloseDeclined
    | Reopened
    | Noted
)


class Entry(Struct, frozen=True, forbid_unknown_fields=True):
    """An event with who wrote it and when. number: counted from 1 in this case. at: seconds since 1970. before: SHA-256 of the sealed row before
    it, or zeros.
    """

    number: int
    at: int
    author: Id
    name: str
    before: Annotated[bytes, Meta(min_length=32, max_length=32)]
    event: Event


class Unwritable(ValueError):
    """An event that does not fit what it may be. The message says what, for a person."""


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Entry, strict=True)


def encode(entry: Entry) -> bytes:
    """The bytes of an entry, checked like one that was read. Raises Unwritable."""
    data = _encoder.encode(entry)
    try:
        _decoder.decode(data)
    except msgspec.ValidationError as error:
        raise Unwritable(f"this cannot be kept: {error}") from None
    return data


def decode(data: bytes) -> Entry:
    """Raises Unwritable for anything that `encode` could not have made."""
    try:
        return _decoder.decode(data)
    except records.UNREADABLE as error:
        raise Unwritable(f"not an entry of a case: {error}") from None
