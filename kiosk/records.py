"""What a person can send. Each record is sealed whole in `envelope` and opened only by the readers it is for.

Codes are those of the ward's questions (see `content/`), not words: the words are in the ward pack, under the version that each record names.
Nothing here asks for a name, a diagnosis or a legal label, and every answer may be missing: an empty tuple or None means "not answered".
Records are forward-only: an unknown field, a wrong type or an unknown version is refused by `decode`, never guessed.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

ReaderGroup = Literal["ward", "safeguarding", "outside", "recovery"]
READER_GROUPS: tuple[ReaderGroup, ...] = ("ward", "safeguarding", "outside", "recovery")
"""The places of an envelope. Two groups take turns at "outside" (`outside_reader`)."""
OutsideReader = Literal["advocate", "speak_up"]
OUTSIDE_READERS: tuple[OutsideReader, ...] = ("advocate", "speak_up")
STAFF_AFFECTED = frozenset({"staff", "bank"})  # codes of the question who was affected

VERSION = 1
WORDS_MOST_CHARACTERS = 2_500
WORDS_MOST_BYTES = 8_000
REPLY_MOST_CHARACTERS = 2_000
REPLY_MOST_BYTES = 6_500

Code = Annotated[str, Meta(pattern=r"^[a-zA-Z0-9_]{1,24}\Z")]
Codes = Annotated[tuple[Code, ...], Meta(max_length=32)]
Words = Annotated[str, Meta(max_length=WORDS_MOST_CHARACTERS)]
ReplyWords = Annotated[str, Meta(max_length=REPLY_MOST_CHARACTERS)]
Id = Annotated[bytes, Meta(min_length=16, max_length=16)]
ReplyNumber = Annotated[int, Meta(ge=0, le=2**31)]
PackVersion = Annotated[int, Meta(ge=0, le=2**31)]
Language = Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z]{2,8})*\Z", max_length=24)]


# What msgspec raises for bytes from outside: bad UTF-8 and deep nesting are not among its own errors.
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class RecordError(ValueError):
    """A record that cannot be read: wrong type, unknown field, unknown version, or longer than it may be."""


class CheckIn(Struct, frozen=True, forbid_unknown_fields=True, tag="check_in", tag_field="what"):
    """How safe somebody feels (the aim of the Sexual Safety Collaborative, Standard 2.1).

    who: "patient", "visitor", "staff", "unsaid" or None. questions: version of the questions that were answered.
    change: since a week ago. reasons, places: several, or none. quick: answered in under five seconds; burst: more than the third within half a
    minute on one tablet with the same `who` and `safe`, which are what figures are made of. Both are kept and flagged, never blocked.
    burst is left out of the bytes where it is UNSET: records that tablets sealed before they counted bursts have none, and are still read.
    """

    id: Id
    ward: Code
    questions: PackVersion
    who: Code | None = None
    safe: Code | None = None
    tell: Code | None = None
    change: Code | None = None
    reasons: Codes = ()
    places: Codes = ()
    form: Literal["plain", "easy"] = "plain"
    quick: bool = False
    burst: bool | UnsetType = UNSET
    version: Literal[1] = 1


class Concern(Struct, frozen=True, forbid_unknown_fields=True, tag="concern", tag_field="what"):
    """Something that happened, nearly happened, or is feared (Standards 6.1 and 7.1).

    about W1-W7, kinds C1-C14 and the other codes: content/questions. harm_body, harm_feelings: 0 to 3, 9 for "I do not know yet"; the person's
    own rating, kept for ever beside any staff grade. when_time: buckets of the day, never an hour.
    words: at most 2,500 characters and 8,000 bytes in UTF-8. helped: somebody is helping this person to write.
    ward_reads: the ward's own team has a place in the seal; readers elsewhere cannot see it there, and must not talk on the ward of what was
    kept from it.
    reply_key, signing_key, mailbox: public halves from the return code; absent where the person did not want one.
    """

    id: Id
    ward: Code
    questions: PackVersion
    about: Codes = ()
    kinds: Codes = ()
    affected: Codes = ()
    initiator: Codes = ()
    places: Codes = ()
    when_day: Code | None = None
    when_time: Codes = ()
    harm_body: Literal[0, 1, 2, 3, 9] | None = None
    harm_feelings: Literal[0, 1, 2, 3, 9] | None = None
    support: Codes = ()
    words: Words = ""
    language: Language = "en"
    form: Literal["plain", "easy"] = "plain"
    may_ask: bool | None = None
    helped: bool = False
    ward_reads: bool = False
    reply_key: bytes = b""
    signing_key: bytes = b""
    mailbox: bytes = b""
    version: Literal[1] = 1


FollowUpKind = Literal["more", "answer", "worse", "second_look", "take_back", "read_it", "new_code"]


class FollowUp(Struct, frozen=True, forbid_unknown_fields=True, tag="follow_up", tag_field="what"):
    """Something added with a return code (Standard 6.5: the person can review and add). Nothing of it deletes anything.

    kind: "take_back" asks for support, not for deletion; "read_it" is the person's own button, the only way in which the trust learns of reading;
    "new_code" says that the code was changed, with the public halves of the new one: what is written from now on goes to its mailbox.
    mailbox: of the code that signs. to: number of the reply that is answered, or up to which replies were read; 0 for none.
    signature: Ed25519 by the code's key over everything else (`envelope.sign_follow_up`).
    """

    id: Id
    ward: Code
    mailbox: bytes
    kind: FollowUpKind
    words: Words = ""
    language: Language = "en"
    to: ReplyNumber = 0
    reply_key: bytes = b""
    signing_key: bytes = b""
    new_mailbox: bytes = b""
    signature: bytes = b""
    version: Literal[1] = 1


class Reply(Struct, frozen=True, forbid_unknown_fields=True, tag="reply", tag_field="what"):
    """What readers write to the person who holds a return code. It is sealed to that code's key and lies in a place of its mailbox.

    mailbox: of the code. number: counts a case's messages from 1, so that none is missed or shown twice; a notice that comes by itself has 0.
    asks: a question that wants an answer. kind "code_opened": this code was used and changed; `at` says when the trust learned of it, the start of a
    quarter-day in seconds since 1970 (0 for a message: no message carries a time). words: at most 2,000 characters and 6,500 bytes in UTF-8.
    ward_reads: the ward team reads this concern. A tablet cannot know it, and sends what is added to the same readers.
    """

    id: Id
    mailbox: Id
    number: ReplyNumber
    words: ReplyWords = ""
    language: Language = "en"
    asks: bool = False
    kind: Literal["message", "code_opened"] = "message"
    at: Annotated[int, Meta(ge=0, le=2**40)] = 0
    ward_reads: bool = False
    version: Literal[1] = 1


def outside_reader(concern: Concern) -> OutsideReader:
    """Which reader outside the ward a concern goes to: the Freedom to Speak Up Guardian where staff alone were affected, else the advocate.

    Where nobody said who was affected it is the advocate, whom patients and visitors have and staff may speak to as well.
    """
    return "speak_up" if concern.affected and STAFF_AFFECTED.issuperset(concern.affected) else "advocate"


class StaffCall(Struct, frozen=True, forbid_unknown_fields=True, tag="staff_call", tag_field="what"):
    """A call for staff. It is not sealed, says nothing of why, and is never kept with a concern."""

    id: Id
    place: Annotated[str, Meta(max_length=80)] = ""
    kind: Code | None = None
    quiet: bool = False
    test: bool = False
    version: Literal[1] = 1


Record = CheckIn | Concern | FollowUp

_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Record] = msgspec.msgpack.Decoder(Record, strict=True)
_reply_decoder: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(Reply, strict=True)
Kind = TypeVar("Kind", bound=Record | Reply)


def encode(record: Record) -> bytes:
    """The bytes of a record, once it has been checked like one that came from outside.

    Raises RecordError where a field is too long or out of its set.
    """
    return _encode(record, _decoder, WORDS_MOST_BYTES)


def decode(data: bytes) -> Record:
    """The record in these bytes. Raises RecordError for anything that `encode` could not have made."""
    return _decode(data, _decoder)


def encode_reply(reply: Reply) -> bytes:
    """The bytes of a reply. Raises RecordError where a field is too long or out of its set."""
    return _encode(reply, _reply_decoder, REPLY_MOST_BYTES)


def decode_reply(data: bytes) -> Reply:
    """The reply in these bytes. Raises RecordError for anything that `encode_reply` could not have made."""
    return _decode(data, _reply_decoder)


def _encode(record: Record | Reply, decoder: msgspec.msgpack.Decoder[Kind], most: int) -> bytes:
    try:
        length = len(getattr(record, "words", "").encode("utf-8"))
        data = _encoder.encode(record)
    except UnicodeEncodeError:
        raise RecordError("own words hold half a letter (a lone surrogate)") from None
    if length > most:
        raise RecordError(f"own words are longer than {most} bytes: shorten them")
    _decode(data, decoder)
    return data


def _decode(data: bytes, decoder: msgspec.msgpack.Decoder[Kind]) -> Kind:
    try:
        record = decoder.decode(data)
    except UNREADABLE as error:
        raise RecordError(f"not a record of version {VERSION}: {error}") from None
    if _encoder.encode(record) != data:
        raise RecordError("not a record in its one canonical form")
    return record
