"""What tablet and trust say to each other: batches, acknowledgements, signed requests, pairing, calls.

For: the bytes of each message and the signatures of a tablet. Not for: sealing (`envelope`), sockets (`kiosk.tablet.courier`, `kiosk.trust`).

    POST /tablet/batches      a batch, always 131,090 bytes      -> an Answer, always 1,024 bytes
    POST /tablet/pack/NAME    empty                              -> a signed part of the ward pack (`wardpack.Signed`), or
                                                                    an Answer: "counter" (sign again) or "refused"
    POST /tablet/mailboxes    empty                              -> a MailboxSet, always 524,298 bytes, or an Answer as above
    POST /tablet/pair         PairRequest                        -> PairAnswer
    WS   /tablet/calls        Hello, then Press, Cancel, Tell,   -> Welcome, News, Beat, AskTest
                              Beat
    POST /tablet/calls/poll   Poll, where no WebSocket passes    -> Polled, or an Answer as above

Every request but the pairing carries three headers: who (tablet id), a counter that the trust issued, and an Ed25519 signature over method, path,
counter, mode and the body's SHA-256. A counter is taken once, so a copied request is refused; each channel has its own, so a call never waits for
a batch. Every size on the way is the same whether somebody wrote or not.

The status of an answer mirrors what the Answer says and is no more than that: 200 stored, 409 counter or conflict, 400, 401 or 413 refused, 503 not
stored now. A request for a part is answered with an Answer too, unless its status is 200.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from collections.abc import Callable
from typing import Annotated, Literal, TypeVar

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Meta, Struct

from kiosk import callstate, crockford, envelope, wardpack
from kiosk.records import UNREADABLE
from kiosk.refusal import Refusal

VERSION = 1
SLOTS = 8
PLACES = 64
BATCH_HEAD = 2 + 16
BATCH_BYTES = BATCH_HEAD + SLOTS * envelope.SLOT_BYTES
ANSWER_BYTES = 1_024
PAIR_MOST_BYTES = 4_096
SET_HEAD = 2 + 8
SET_BYTES = SET_HEAD + PLACES * envelope.MAILBOX_PLACE_BYTES

TABLET_HEADER = "wardlight-tablet"
COUNTER_HEADER = "wardlight-counter"
SIGNATURE_HEADER = "wardlight-signature"
KNOWS_HEADER = "wardlight-knows"  # the same in every request of every tablet of this program
KNOWS = "figures"

BATCH_PATH = "/tablet/batches"
PACK_PATH = "/tablet/pack/"
MAILBOX_PATH = "/tablet/mailboxes"
PAIR_PATH = "/tablet/pair"
CALLS_PATH = "/tablet/calls"
POLL_PATH = "/tablet/calls/poll"  # of calls where a proxy passes no WebSocket
CALLS_METHOD = "GET"  # what Hello is signed for: a WebSocket begins as a GET

Channel = Literal["batches", "calls", "packs", "mailboxes"]
Id = Annotated[bytes, Meta(min_length=16, max_length=16)]
_MODES: tuple[wardpack.Mode, ...] = ("demo", "live")
Message = TypeVar("Message")


class WireError(Refusal, ValueError):
    """A message that is not what it has to be. The message says what."""


# --- batches ----------------------------------------------------------------------------------------------------


class Batch(Struct, frozen=True):
    """Eight slots under one id. The id is random and never changes; the slots change until the batch is frozen."""

    id: bytes
    mode: wardpack.Mode
    slots: tuple[bytes, ...]

    @property
    def slot_ids(self) -> tuple[bytes, ...]:
        return tuple(envelope.slot_id(slot) for slot in self.slots)


def encode_batch(batch: Batch) -> bytes:
    """The bytes of a batch, always BATCH_BYTES. Raises WireError."""
    if len(batch.id) != 16 or len(batch.slots) != SLOTS:
        raise WireError(f"a batch has an id of 16 bytes and {SLOTS} slots")
    data = bytes([VERSION, _MODES.index(batch.mode)]) + batch.id + b"".join(batch.slots)
    if len(data) != BATCH_BYTES:
        raise WireError(f"a batch has {BATCH_BYTES} bytes, not {len(data)}")
    return data


def decode_batch(data: bytes) -> Batch:
    """The batch in these bytes. Raises WireError where the size, the version, the mode or a slot's version is another."""
    if len(data) != BATCH_BYTES:
        raise WireError(f"a batch has {BATCH_BYTES} bytes, not {len(data)}")
    if data[0] != VERSION:
        raise WireError(f"a batch of version {data[0]}: this program knows version {VERSION}")
    if data[1] >= len(_MODES):
        raise WireError("a batch of unknown mode")
    slots = tuple(
        data[start : start + envelope.SLOT_BYTES] for start in range(BATCH_HEAD, BATCH_BYTES, envelope.SLOT_BYTES)
    )
    if any(slot[0] != envelope.VERSION for slot in slots):
        raise WireError("a batch holds something that is not sealed")
    return Batch(data[2:BATCH_HEAD], _MODES[data[1]], slots)


class Answer(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What the trust answers to a batch, always ANSWER_BYTES long.

    result: stored (committed, now or before), conflict (this id came before with other bytes), counter (sign again with `counter`), refused.
    slots: ids of all slots that are stored; only these may be let go. counter: the next one to use. serials: of keys, content and duty parts that
    the trust has. clock: seconds since 1970 at the trust. figures: serial of the figures part, 0 where there is none. It is said only to tablets that
    say they know it (KNOWS_HEADER): one from before there was such a part refuses an answer with a field that it does not know.
    """

    result: Literal["stored", "conflict", "counter", "refused"]
    batch: bytes = b""
    slots: tuple[bytes, ...] = ()
    counter: int = 0
    serials: tuple[int, int, int] = (0, 0, 0)
    clock: int = 0
    reason: str = ""
    figures: int = 0


def encode_answer(answer: Answer) -> bytes:
    """ANSWER_BYTES bytes. Raises WireError where the answer does not fit."""
    data = msgspec.msgpack.encode(answer)
    if len(data) > ANSWER_BYTES - 4:
        raise WireError(f"an answer of {len(data)} bytes does not fit in {ANSWER_BYTES}")
    return len(data).to_bytes(4, "big") + data + bytes(ANSWER_BYTES - 4 - len(data))


def decode_answer(data: bytes) -> Answer:
    """The answer in these bytes. A page of a captive portal, an empty answer or a cut one raises WireError."""
    if len(data) != ANSWER_BYTES:
        raise WireError(
            f"an answer has {ANSWER_BYTES} bytes, not {len(data)}: something stands between tablet and trust"
        )
    length = int.from_bytes(data[:4], "big")
    if length > ANSWER_BYTES - 4 or any(data[4 + length :]):
        raise WireError("an answer with trailing bytes")
    try:
        return msgspec.msgpack.decode(data[4 : 4 + length], type=Answer)
    except UNREADABLE as error:
        raise WireError(f"not an answer: {error}") from None


def acknowledges(answer: Answer, batch: Batch) -> bool:
    """Whether this answer lets the tablet let go of the batch: it names the batch and every one of its slots."""
    return answer.result == "stored" and answer.batch == batch.id and set(answer.slots) == set(batch.slot_ids)


# --- mailboxes --------------------------------------------------------------------------------------------------


class MailboxSet(Struct, frozen=True):
    """All of a ward's mailboxes at one moment, in places of one size and in random order; where there is no reply there is chaff. The same size and
    look whoever wrote or reads. made: seconds since 1970 at the trust."""

    mode: wardpack.Mode
    made: int
    places: tuple[bytes, ...]


def encode_set(mailboxes: MailboxSet) -> bytes:
    """The bytes of a set, always SET_BYTES. Raises WireError."""
    if len(mailboxes.places) != PLACES or any(len(place) != envelope.MAILBOX_PLACE_BYTES for place in mailboxes.places):
        raise WireError(f"a set of mailboxes has {PLACES} places of {envelope.MAILBOX_PLACE_BYTES} bytes")
    if not 0 <= mailboxes.made < 2**40:
        raise WireError("a set of mailboxes of no known time")
    head = bytes([VERSION, _MODES.index(mailboxes.mode)]) + mailboxes.made.to_bytes(8, "big")
    return head + b"".join(mailboxes.places)


def decode_set(data: bytes) -> MailboxSet:
    """The set in these bytes. A cut one, one of another version and anything else raises WireError."""
    if len(data) != SET_BYTES:
        raise WireError(f"a set of mailboxes has {SET_BYTES} bytes, not {len(data)}")
    if data[0] != VERSION:
        raise WireError(f"a set of mailboxes of version {data[0]}: this program knows version {VERSION}")
    if data[1] >= len(_MODES):
        raise WireError("a set of mailboxes of unknown mode")
    made = int.from_bytes(data[2:SET_HEAD], "big")
    if made >= 2**40:
        raise WireError("a set of mailboxes of no known time")
    starts = range(SET_HEAD, SET_BYTES, envelope.MAILBOX_PLACE_BYTES)
    places = tuple(data[start : start + envelope.MAILBOX_PLACE_BYTES] for start in starts)
    return MailboxSet(_MODES[data[1]], made, places)


# --- signed requests --------------------------------------------------------------------------------------------


def _signed_bytes(method: str, path: str, counter: int, mode: str, body: bytes) -> bytes:
    head = f"wardlight request v1\0{method}\0{path}\0{counter}\0{mode}\0".encode()
    return head + hashlib.sha256(body).digest()


def sign_request(
    key: Ed25519PrivateKey, tablet: str, method: str, path: str, counter: int, mode: wardpack.Mode, body: bytes
) -> dict[str, str]:
    """The three headers of a request, each of constant length."""
    signature = key.sign(_signed_bytes(method, path, counter, mode, body))
    return {
        TABLET_HEADER: tablet,
        COUNTER_HEADER: f"{counter:016d}",
        SIGNATURE_HEADER: base64.b64encode(signature).decode(),
    }


def check_request(
    public: bytes, method: str, path: str, counter: str, signature: str, mode: wardpack.Mode, body: bytes
) -> int:
    """The counter of a request that this tablet signed. Whether it is the next one is the caller's to decide. Raises WireError."""
    try:
        if len(counter) != 16 or not counter.isascii() or not counter.isdigit():
            raise WireError("the counter of a request has sixteen digits")
        raw = base64.b64decode(signature, validate=True)
        Ed25519PublicKey.from_public_bytes(public).verify(raw, _signed_bytes(method, path, int(counter), mode, body))
    except (InvalidSignature, binascii.Error, ValueError) as error:
        if isinstance(error, WireError):
            raise
        raise WireError("the request is not signed by this tablet") from None
    return int(counter)


# --- pairing ----------------------------------------------------------------------------------------------------

CODE_LETTERS = 16
CODE_SECRET_BYTES = 5
PairingRefused = Literal["code", "expired", "root", "mode", "link", "pack"]


class PairingCode(Struct, frozen=True):
    """What staff read from the console and type on the tablet once: 40 bits of the root's fingerprint and 40 secret bits."""

    root: bytes
    secret: bytes

    def __str__(self) -> str:
        number = int.from_bytes(self.root + self.secret, "big")
        letters = crockford.write(number, CODE_LETTERS)
        return "-".join(letters[start : start + 4] for start in range(0, CODE_LETTERS, 4))


def new_pairing_code(root: bytes, random: Callable[[int], bytes] = secrets.token_bytes) -> PairingCode:
    """A fresh code for the trust with this root key (32 bytes)."""
    return PairingCode(wardpack.fingerprint(root), random(CODE_SECRET_BYTES))


def read_pairing_code(typed: str) -> PairingCode:
    """The code in what was typed; spaces, dashes, case and the letters I, L and O are forgiven. Raises WireError."""
    number = crockford.read(typed, CODE_LETTERS)
    if number is None:
        raise WireError("a pairing code has sixteen letters and digits: type it again as the console shows it")
    data = number.to_bytes(10, "big")
    return PairingCode(data[:5], data[5:])


class PairRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """secret: the code's secret half. key: the tablet's Ed25519 public key. mode: what the tablet was set up for."""

    secret: Annotated[bytes, Meta(min_length=5, max_length=5)]
    key: Annotated[bytes, Meta(min_length=32, max_length=32)]
    mode: wardpack.Mode


class PairAnswer(Struct, frozen=True, forbid_unknown_fields=True):
    """refused: empty, or why. root: the trust's root public key; the tablet compares its fingerprint with the code before it pins it."""

    refused: Literal["", "code", "expired", "mode"] = ""
    tablet: str = ""
    place: str = ""
    root: bytes = b""
    parts: tuple[wardpack.Signed, ...] = ()
    counters: tuple[int, int, int, int] = (0, 0, 0, 0)  # in the order of Channel


# --- calls ------------------------------------------------------------------------------------------------------


class Hello(Struct, frozen=True, forbid_unknown_fields=True, tag="hello"):
    """The first message of a tablet: the headers of `sign_request` for CALLS_METHOD and CALLS_PATH with an empty body."""

    headers: dict[str, str]


class Welcome(Struct, frozen=True, forbid_unknown_fields=True, tag="welcome"):
    """counter: the next one for this channel. accepted False: the counter was another; say hello again with this one."""

    accepted: bool
    counter: int


class Press(Struct, frozen=True, forbid_unknown_fields=True, tag="press"):
    """A call. age: seconds since it was pressed. Sent again under the same id until it is known to be received."""

    call: Id
    age: Annotated[float, Meta(ge=0)]
    test: bool = False


class Cancel(Struct, frozen=True, forbid_unknown_fields=True, tag="cancel"):
    """The caller takes a call back; attended: staff, who are there and gave the staff code, end it."""

    call: Id
    attended: bool = False


class Tell(Struct, frozen=True, forbid_unknown_fields=True, tag="tell"):
    """What the caller adds to a call of this tablet that is open, whole each time. Of several the one with the highest number holds.

    Sent once the call is known to be received, and again until News says that the trust holds this.
    """

    call: Id
    number: Annotated[int, Meta(ge=1, le=2**31)]
    added: callstate.Added


class Beat(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag="beat"):
    """Heartbeat, both ways. frame_age: seconds since the window last drew or was known to be well, from the tablet; -1 where unknown.

    battery: the tablet's, in per cent; -1 where it has none. mains: whether it is charged.
    """

    frame_age: Annotated[float, Meta(ge=-1, le=1e9)] = -1.0
    clock: Annotated[int, Meta(ge=0, le=2**40)] = 0
    battery: Annotated[int, Meta(ge=-1, le=100)] = -1
    mains: bool = False


class AskTest(Struct, frozen=True, forbid_unknown_fields=True, tag="ask_test"):
    """The trust asks for a test call: the tablet presses one that says so, and nobody at the tablet sees anything of it."""


class News(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag="news"):
    """How far a call is known to have come at the trust. by: the role that accepted. added: what the trust holds of what the caller added. told: the
    number of the Tell that said so, 0 before the first.

    What is as usual is left out, so that a tablet from before there was Tell takes this too.
    """

    call: Id
    progress: callstate.Progress
    by: Annotated[str, Meta(max_length=120)] = ""
    escalations: Annotated[int, Meta(ge=0, le=99)] = 0
    added: callstate.Added = callstate.NOTHING
    told: Annotated[int, Meta(ge=0, le=2**31)] = 0


FromTablet = Hello | Press | Cancel | Tell | Beat
ToTablet = Welcome | News | Beat | AskTest
CALL_MOST_BYTES = 4_096
POLL_HOLD = 8.0  # seconds for which the trust keeps a request that it has no news for
POLL_MOST_MESSAGES = 16
POLL_MOST_BYTES = 8_192  # of a request
POLLED_MOST_BYTES = 32_768  # of an answer


class Poll(Struct, frozen=True, forbid_unknown_fields=True):
    """A request for calls, signed as a batch is. messages: what the tablet has to say. known: of the last answer. hold: whether the trust may wait
    for news, if it has none that the tablet does not know."""

    messages: Annotated[tuple[FromTablet, ...], Meta(max_length=POLL_MOST_MESSAGES)] = ()
    known: Annotated[bytes, Meta(max_length=32)] = b""
    hold: bool = True


class Polled(Struct, frozen=True, forbid_unknown_fields=True):
    """The trust's answer. messages: a heartbeat, and how the calls stand, where the tablet may not know. known: a digest of that.

    counter: the next one for the channel of calls.
    """

    messages: tuple[ToTablet, ...]
    known: Annotated[bytes, Meta(max_length=32)]
    counter: int


_from_tablet: msgspec.msgpack.Decoder[FromTablet] = msgspec.msgpack.Decoder(FromTablet)
_to_tablet: msgspec.msgpack.Decoder[ToTablet] = msgspec.msgpack.Decoder(ToTablet)


def encode(message: FromTablet | ToTablet | Poll | Polled | PairRequest | PairAnswer | wardpack.Signed) -> bytes:
    """The bytes of any message that is not of constant size."""
    return msgspec.msgpack.encode(message)


def decode_from_tablet(data: bytes) -> FromTablet:
    """Raises WireError."""
    if len(data) > CALL_MOST_BYTES:
        raise WireError("a message of a call is too long")
    try:
        return _from_tablet.decode(data)
    except UNREADABLE as error:
        raise WireError(f"not a message of a tablet: {error}") from None


def decode_to_tablet(data: bytes) -> ToTablet:
    """Raises WireError."""
    if len(data) > CALL_MOST_BYTES:
        raise WireError("a message of a call is too long")
    try:
        return _to_tablet.decode(data)
    except UNREADABLE as error:
        raise WireError(f"not a message of the trust: {error}") from None


def decode_poll(data: bytes) -> Poll:
    """Raises WireError."""
    return _decode(data, Poll, "a request for calls")


def decode_polled(data: bytes) -> Polled:
    """Raises WireError."""
    return _decode(data, Polled, "an answer to a request for calls")


def decode_pair_request(data: bytes) -> PairRequest:
    """Raises WireError."""
    return _decode(data, PairRequest, "a request to pair")


def decode_pair_answer(data: bytes) -> PairAnswer:
    """Raises WireError."""
    return _decode(data, PairAnswer, "an answer to a pairing")


def _decode(data: bytes, kind: type[Message], what: str) -> Message:
    try:
        return msgspec.msgpack.decode(data, type=kind)
    except UNREADABLE as error:
        raise WireError(f"not {what}: {error}") from None
