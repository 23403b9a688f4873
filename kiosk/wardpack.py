"""What a ward runs on, in three signed parts: keys, content, duty and settings; and figures, which it can do without. Reading and verifying; nothing
here makes words or keys.

| part    | says                                             | signed by                                   | changes   |
| keys    | groups, intake, statistics, salt, online signers | the offline root, pinned at pairing         | rarely    |
| content | charter, questions, promises, help               | the content signer that the keys part names | sometimes |
| duty    | who is on, escalation, rhythm                    | the duty signer that the keys part names    | daily     |
| figures | what everybody may know of check-ins             | the duty signer that the keys part names    | quarterly |

A tablet takes keys from nowhere else. A signature covers the part's name, its mode (demo or live) and its bytes, so that no part can stand in for
another and demo and live refuse each other. A part whose serial is lower than the one held is refused (roll-back). Expired parts still verify: what
an expired part may still do is the caller's to decide (`expired`), as a call or a sealing never stops for a date.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Collection
from typing import Annotated, Literal, TypeVar

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Meta, Struct

from kiosk.records import UNREADABLE
from kiosk.refusal import Refusal
from kiosk.wardfigures import Figures as Figures
from kiosk.wardfigures import GroupFigures as GroupFigures
from kiosk.wardfigures import Mode as Mode
from kiosk.wardfigures import YouSaid as YouSaid

Profile = Literal["adult", "young", "learning_disability"]
PartName = Literal["keys", "content", "duty", "figures"]
FINGERPRINT_BYTES = 5  # 40 bits of the root's fingerprint travel in a pairing code
MOST_BYTES = 4 * 1024 * 1024

PublicKey = Annotated[bytes, Meta(min_length=32, max_length=32)]
SealingKey = Annotated[bytes, Meta(min_length=1216, max_length=1216)]


class PackError(Refusal, ValueError):
    """A part that this tablet must not use. The message says which and why."""


class KeySet(Struct, frozen=True, forbid_unknown_fields=True):
    """Public sealing keys of the reader groups. id: 8 bytes, named in every slot that is sealed to them.

    advocate, speak_up: the two groups outside the ward. A record is sealed to one of them, in the place that both have (`records.outside_reader`).
    """

    id: Annotated[bytes, Meta(min_length=8, max_length=8)]
    ward: SealingKey
    safeguarding: SealingKey
    advocate: SealingKey
    speak_up: SealingKey
    recovery: SealingKey


class Keys(Struct, frozen=True, forbid_unknown_fields=True, tag="keys"):
    """What a tablet may seal to, and whose word it takes. issued, expires: seconds since 1970."""

    mode: Mode
    trust: str
    ward: str
    serial: int
    issued: int
    expires: int
    intake: SealingKey
    statistics: SealingKey
    readers: KeySet
    salt: Annotated[bytes, Meta(min_length=16, max_length=16)]
    content_signer: PublicKey
    duty_signer: PublicKey


class EasyPoint(Struct, frozen=True, forbid_unknown_fields=True):
    """One idea of an easy-read page: its text's id and the picture that goes with it."""

    text: str
    picture: str


class Edition(Struct, frozen=True, forbid_unknown_fields=True):
    """Which charter this is. Dates: "YYYY-MM-DD". review_due: the last day before the ward has to look at it again."""

    version: int
    approved_on: str
    review_due: str


class Clause(Struct, frozen=True, forbid_unknown_fields=True):
    """One clause of the charter. Texts: "charter.ID.title", "charter.ID.body" and, if `point`, "charter.ID.point"."""

    id: str
    standard: str
    picture: str
    easy: tuple[EasyPoint, ...]
    point: bool = False


class Option(Struct, frozen=True, forbid_unknown_fields=True):
    """An answer: its code in the record and its picture. Text: "QUESTION.CODE"."""

    code: str
    picture: str


class Question(Struct, frozen=True, forbid_unknown_fields=True):
    """A question of a journey. Texts: "ID.title", "ID.hint" (optional). easy: codes offered in easy read, in order; empty: all."""

    id: str
    options: tuple[Option, ...]
    multiple: bool = False
    look: Literal["faces", "tiles", "rows"] = "tiles"
    easy: tuple[str, ...] = ()


class Organisation(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody outside the ward who can help. Texts: "help.ID.name", "help.ID.who", and "help.ID.fallback" for when it has expired.

    number: as it is dialled and shown. grade: A read on the body's own page, B in another's. Dates: seconds since 1970.
    least_age, most_age: years, or None.
    """

    id: str
    number: str
    web: str
    grade: Literal["A", "B"]
    checked_on: int
    checked_by: str
    expires_on: int
    source: str
    least_age: int | None = None
    most_age: int | None = None


class Content(Struct, frozen=True, forbid_unknown_fields=True, tag="content"):
    """The words and order of what people read and are asked.

    texts: language -> message id -> text; a sentence a line, hand-set breaks as U+2028. Easy-read forms have ids that end in ".easy".
    drafts: language -> ids of texts that nobody has signed off; a live part has none.
    intro, contact: the easy-read points of the pages before the first clause and after the last.
    questions_version: rises whenever a question or an option changes, so that a series of answers is never continued silently.
    """

    mode: Mode
    ward: str
    serial: int
    issued: int
    expires: int
    profile: Profile
    questions_version: int
    clauses: tuple[Clause, ...]
    questions: tuple[Question, ...]
    organisations: tuple[Organisation, ...]
    texts: dict[str, dict[str, str]]
    drafts: dict[str, tuple[str, ...]] = {}
    intro: tuple[EasyPoint, ...] = ()
    contact: tuple[EasyPoint, ...] = ()
    edition: Edition | None = None


class OnDuty(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who is on today, in a role (champion, safeguarding lead)."""

    role: str
    name: str
    reach: str


LEAST_ON_DUTY = {"champion": 2, "safeguarding": 1}
"""Role -> how many people in it a ward names at each handover. With fewer, staff are warned; nothing is refused for it."""


EVERYWHERE = "*"


def seen_on(ward: str, own: str, also_on: Collection[str]) -> bool:
    """Whether staff of a ward see a call. own: the ward that it came from. also_on: those that it was passed on to."""
    return ward == own or ward in also_on or EVERYWHERE in also_on


class PassOn(Struct, frozen=True, forbid_unknown_fields=True):
    """To whom a staff call is passed on that nobody has accepted. A step that reaches nobody is not taken.

    after: seconds since the trust had the call. to: whom, as staff read it.
    wards: codes of the wards whose boards show the call from then on, beside its own ward's; EVERYWHERE: all of the trust's. hours: of London's
    clock, as "19:30-07:30", in which the step is taken; empty: always. role: of those on duty, without one of whom named the step is passed over.
    """

    after: Annotated[float, Meta(ge=10, le=3600)]
    to: Annotated[str, Meta(min_length=1, max_length=60)]
    wards: tuple[str, ...] = ()
    hours: Annotated[str, Meta(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9])?\Z")] = ""
    role: str = ""


USUAL_STEPS = (
    PassOn(60.0, "shift lead"),
    PassOn(120.0, "neighbouring ward"),
    PassOn(180.0, "the whole site", (EVERYWHERE,)),
)


class Duty(Struct, frozen=True, forbid_unknown_fields=True, tag="duty"):
    """Who is on, how often the tablet talks, and to whom calls are passed on. rhythm: seconds between batches (live mode refuses less than 300)."""

    mode: Mode
    ward: str
    serial: int
    issued: int
    expires: int
    people: tuple[OnDuty, ...] = ()
    rhythm: float = 900.0
    rewrite: float = 120.0
    pass_on: tuple[PassOn, ...] = USUAL_STEPS


Part = Keys | Content | Duty | Figures
AnyPart = TypeVar("AnyPart", Keys, Content, Duty, Figures)
_NAMES: dict[type, PartName] = {Keys: "keys", Content: "content", Duty: "duty", Figures: "figures"}

LEAST_LIVE_RHYTHM = 300.0


class Signed(Struct, frozen=True, forbid_unknown_fields=True):
    """A part as it travels and lies on disk: its name, its bytes, and a signature over both and the mode."""

    name: PartName
    mode: Mode
    body: bytes
    signature: Annotated[bytes, Meta(min_length=64, max_length=64)]


def fingerprint(root: bytes) -> bytes:
    """40 bits that name a root key: the start of the SHA-256 of its 32 bytes."""
    return hashlib.sha256(b"wardlight root v1" + root).digest()[:FINGERPRINT_BYTES]


def _signed_bytes(name: str, mode: str, body: bytes) -> bytes:
    return f"wardlight pack v1\0{name}\0{mode}\0".encode() + body


def sign(part: Part, signer: Ed25519PrivateKey) -> Signed:
    """The part, signed. The caller holds the right key: the root's for keys, the online ones for the others."""
    name = _NAMES[type(part)]
    body = msgspec.msgpack.encode(part)
    return Signed(name, part.mode, body, signer.sign(_signed_bytes(name, part.mode, body)))


def read_signed(data: bytes) -> Signed:
    """A signed part from bytes. Raises PackError."""
    if len(data) > MOST_BYTES:
        raise PackError(f"a ward pack part of {len(data)} bytes is too long (at most {MOST_BYTES})")
    try:
        return msgspec.msgpack.decode(data, type=Signed)
    except UNREADABLE as error:
        raise PackError(f"not a signed ward pack part: {error}") from None


def _verify(signed: Signed, signer: bytes, kind: type[AnyPart], mode: Mode, held: AnyPart | None) -> AnyPart:
    name = kind.__name__.lower()
    if signed.name != name:
        raise PackError(f"this is the {signed.name} part, not the {name} part")
    if signed.mode != mode:
        raise PackError(f"the {name} part is for {signed.mode}, and this is {mode}: pair with the right trust")
    try:
        Ed25519PublicKey.from_public_bytes(signer).verify(
            signed.signature, _signed_bytes(signed.name, signed.mode, signed.body)
        )
    except InvalidSignature:
        raise PackError(f"the {name} part is not signed by the key that it has to be: keeping the one held") from None
    try:
        part = msgspec.msgpack.decode(signed.body, type=kind)
    except UNREADABLE as error:
        raise PackError(f"the {name} part cannot be read: {error}") from None
    if part.mode != mode:
        raise PackError(f"the {name} part says {part.mode} inside and {signed.mode} outside")
    if held is not None and (part.serial < held.serial or (part.serial == held.serial and part != held)):
        raise PackError(f"the {name} part has serial {part.serial}, and {held.serial} is held already")
    if held is not None and part.ward != held.ward:
        raise PackError(f"the {name} part is for ward {part.ward}, and this tablet is on {held.ward}")
    return part


def verify_keys(signed: Signed, root: bytes, mode: Mode, held: Keys | None = None) -> Keys:
    """The keys part, if the pinned root signed it and it is no older than the one held. Raises PackError."""
    return _verify(signed, root, Keys, mode, held)


def verify_content(signed: Signed, keys: Keys, held: Content | None = None) -> Content:
    """The content part, if the content signer of `keys` signed it, for the same ward, mode and profile.

    Raises PackError, also for a live part with drafts.

    A tablet for children stays one (hazard H10): content for adults does not come to it by a slip at publishing.
    """
    content = _verify(signed, keys.content_signer, Content, keys.mode, held)
    if content.mode == "live" and any(content.drafts.values()):
        raise PackError("the content part has words that nobody has signed off: live shows only approved ones")
    if held is not None and content.profile != held.profile:
        raise PackError(
            f"the content is for {content.profile}, and this tablet was set up for {held.profile}: pair it again to change that"
        )
    return _same_ward(content, keys)


def verify_duty(signed: Signed, keys: Keys, held: Duty | None = None) -> Duty:
    """The duty part, if the duty signer of `keys` signed it. A live rhythm under five minutes is refused. Raises PackError."""
    duty = _same_ward(_verify(signed, keys.duty_signer, Duty, keys.mode, held), keys)
    if not (math.isfinite(duty.rhythm) and math.isfinite(duty.rewrite)):
        raise PackError("the duty part has a rhythm that is no number")  # it would pass every comparison
    if duty.mode == "live" and duty.rhythm < LEAST_LIVE_RHYTHM:
        raise PackError(
            f"a rhythm of {duty.rhythm:g} s is only for the demo: live needs {LEAST_LIVE_RHYTHM:g} s or more"
        )
    return duty


def verify_figures(signed: Signed, keys: Keys, held: Figures | None = None) -> Figures:
    """The figures part, if the duty signer of `keys` signed it, for a calendar quarter and with each group once. Raises PackError."""
    figures = _same_ward(_verify(signed, keys.duty_signer, Figures, keys.mode, held), keys)
    if fault := figures.fault:
        raise PackError(f"the figures part {fault}")
    return figures


def _same_ward(part: AnyPart, keys: Keys) -> AnyPart:
    if part.ward != keys.ward:
        raise PackError(f"the part is for ward {part.ward}, and the keys are for {keys.ward}")
    return part


def ward_name(content: Content) -> str:
    """The ward's name as people read it: the text "ward.name", which is a name and so the same in every language."""
    return next((texts["ward.name"] for texts in content.texts.values() if "ward.name" in texts), content.ward)


def link(number: str, web: str) -> str:
    """What a QR code of an organisation holds: "tel:" and digits, or a web address. No tracking, and nobody between (both may be empty: "")."""
    return f"tel:{''.join(number.split())}" if number else f"https://{web}" if web else ""


def expired(part: Part, now: float) -> bool:
    """Whether the part's end date has passed. now: seconds since 1970."""
    return now >= part.expires


def help_ended(content: Content, now: float) -> int:
    """How many help lines are past their date, so that tablets show their fallback. now: seconds since 1970."""
    return sum(now >= line.expires_on for line in content.organisations)


def review_overdue(content: Content, now: float) -> bool:
    """Whether the day has passed by which the ward was to look at its charter again (Standard 4.1). now: seconds since 1970."""
    return content.edition is not None and time.strftime("%Y-%m-%d", time.gmtime(now)) > content.edition.review_due
