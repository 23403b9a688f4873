"""Sealing and opening of records. All cryptography of records is in this file; a search for it elsewhere should find almost nothing.

For: making the fixed-size slots that a tablet stores and sends, and opening them in two steps at the trust; the replies that come back, and the
signatures of what is added with a return code. Not for: transport (TLS, `wire`), signatures of packs (`wardpack`), accounts (`kiosk.trust.keys`), how
a return code becomes keys (`receipt`).

A slot is 16,384 bytes, always:

    slot    version 1 | intake key id 8 | outer HPKE (enc 1120, AEAD) of: kind 1 | inner 15,238
    inner   readers:    version 1 | mode 1 | key-set id 8 | commitment 32 | four places of 1,168 | AEAD of the padded record
            statistics: statistics key id 8 | HPKE (enc 1120, AEAD) of the padded record
            chaff:      random bytes

A reply is 8,144 bytes, and lies in a mailbox place of 8,192 bytes, which looks like random bytes to whoever lacks the mailbox id:

    reply   version 1 | number 4 | HPKE (enc 1120, AEAD) of the padded reply
    place   salt 32 | AEAD under HKDF(mailbox id, salt) of the reply; of chaff: of zeros, to a mailbox that nobody has

HPKE is RFC 9180 with MLKEM768-X25519, HKDF-SHA256 and ChaCha20-Poly1305. Its `info` is all that it binds besides the key:

| sealed thing        | key                        | bound, and where                                                                  |
| outer seal          | intake                     | info: label, version, mode, trust, ward, intake key id                            |
| place i (content key) | reader group i, or a key thrown away | info: label, version, mode, trust, ward, key-set id, i, commitment      |
| record for readers  | HKDF(content key)          | AAD: label, mode, trust, ward, version, key-set id, commitment and all four places |
| record for statistics | statistics               | info: label, version, mode, trust, ward, statistics key id                        |
| reply               | the code's reply key       | info: label, version, mode, trust, ward, mailbox id, number                         |
| place               | HKDF(mailbox id, salt)     | AAD: label, mode, trust, ward                                                      |
| follow-up (signed)  | the code's Ed25519 key     | label, mode, trust, ward, the record without its signature                         |
| commitment          | HKDF(content key), other label | the AEAD does not commit to its key; this does, and the reader compares it    |
| inner seal at the trust | the record's own key   | AAD: label, mode, trust, ward, the record's id (`lock`)                           |
| change of a code, at the trust | HKDF(the code's public signing key: in sealed records alone) | AAD: label, mode, trust, ward, mailbox id |
| entries of a case   | HKDF(content key), other label | AAD: given by `kiosk.trust.casework.journal`; its readers are those of the concern |
| a group's index rows | HKDF(the group key's seed) | AAD: given by `kiosk.trust.casework.inbox`                                        |

The place outside the ward is sealed to the advocate's key or to the Freedom to Speak Up Guardian's, and looks the same either way.
A reader's place that no reader has is a real wrap to a key made for it and thrown away: random bytes could be told from a wrap. A mailbox place is
sealed anew, with a new salt, for each set that a tablet fetches: two sets show nothing of what they share. The mode (demo or live) is in every
binding, so the two refuse each other. Unknown version, key id, length, kind or trailing byte: refused with a SealError, never guessed.
The KEM is still an Internet-Draft, so golden vectors of every version are kept in tests/vectors.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable, Collection, Mapping
from typing import Literal

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import Struct
from msgspec.structs import replace

from kiosk import records, wardpack

VERSION = 1
SLOT_BYTES = 16_384
SEED_BYTES = 96  # an ML-KEM-768 seed (64) and an X25519 private key (32)
PUBLIC_BYTES = 1_216  # an ML-KEM-768 public key (1184) and an X25519 public key (32)
KEY_ID_BYTES = 8
CONTENT_KEY_BYTES = 32
COMMITMENT_BYTES = 32
SEAL_OVERHEAD = 1_120 + 16  # HPKE: encapsulated key and tag
PLACE_BYTES = CONTENT_KEY_BYTES + SEAL_OVERHEAD
PLACES = len(records.READER_GROUPS)
_NONCE_BYTES = 12
OUTER_HEAD = 1 + KEY_ID_BYTES
INNER_BYTES = SLOT_BYTES - OUTER_HEAD - SEAL_OVERHEAD - 1
READERS_HEAD = 2 + KEY_ID_BYTES + COMMITMENT_BYTES
READERS_RECORD_BYTES = INNER_BYTES - READERS_HEAD - PLACES * PLACE_BYTES - 16
STATISTICS_RECORD_BYTES = INNER_BYTES - KEY_ID_BYTES - SEAL_OVERHEAD
PLACE_SALT_BYTES = 32
MAILBOX_PLACE_BYTES = 8_192
REPLY_BYTES = MAILBOX_PLACE_BYTES - PLACE_SALT_BYTES - 16
REPLY_HEAD = 1 + 4
REPLY_RECORD_BYTES = REPLY_BYTES - REPLY_HEAD - SEAL_OVERHEAD

Kind = Literal["chaff", "statistics", "readers"]
_KINDS: tuple[Kind, ...] = ("chaff", "statistics", "readers")
_MODES: tuple[wardpack.Mode, ...] = ("demo", "live")

_suite = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


class SealError(ValueError):
    """Something that was not sealed here, not sealed to this key, or was changed on the way. Never says which byte."""


class UnknownKey(SealError):
    """Sealed to a key that is not held. Kept, not dropped: the key may come back (rotation, recovery)."""


class PrivateKey:
    """A sealing key pair, from 96 secret bytes. `seed` is what is wrapped and stored; nothing else of it is."""

    __slots__ = ("_key", "public", "seed")

    def __init__(self, seed: bytes) -> None:
        if len(seed) != SEED_BYTES:
            raise SealError(f"a sealing key is made from {SEED_BYTES} bytes, not {len(seed)}")
        kem, dh = MLKEM768PrivateKey.from_seed_bytes(seed[:64]), X25519PrivateKey.from_private_bytes(seed[64:])
        self.seed = seed
        self.public = kem.public_key().public_bytes_raw() + dh.public_key().public_bytes_raw()
        self._key = MLKEM768X25519PrivateKey(kem, dh)

    @classmethod
    def generate(cls, random: Callable[[int], bytes] = os.urandom) -> PrivateKey:
        return cls(random(SEED_BYTES))

    def open(self, sealed: bytes, info: bytes) -> bytes:
        """What was sealed to this key under this info. Raises SealError."""
        try:
            return _suite.decrypt(sealed, self._key, info)
        except (InvalidTag, ValueError):
            raise SealError("this was not sealed to this key, or it was changed") from None

    def box(self, purpose: str) -> Box:
        """The box that whoever holds this key can open and fill, for one purpose. It opens in microseconds; HPKE takes a hundred times as long."""
        return Box(HKDF(SHA256(), 32, salt=None, info=b"wardlight box v1 " + purpose.encode()).derive(self.seed))

    def __repr__(self) -> str:
        return f"PrivateKey({key_id(self.public).hex()})"


class Box:
    """A key for many things of one size, held by all who may read them. The nonces are random: no more than 2**32 things a box."""

    __slots__ = ("_aead",)

    def __init__(self, key: bytes) -> None:
        self._aead = ChaCha20Poly1305(key)

    def seal(self, plaintext: bytes, size: int, info: bytes, random: Callable[[int], bytes] = os.urandom) -> bytes:
        """Sealed bytes of exactly this size. `info` must name what is sealed and for what. Raises SealError for what does not fit (`room`)."""
        nonce = random(_NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, _pad(plaintext, size - _NONCE_BYTES - 16), info)

    def open(self, sealed: bytes, info: bytes) -> bytes:
        """What was sealed in this box under this info. Raises SealError."""
        try:
            return _unpad(self._aead.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], info))
        except (InvalidTag, ValueError):
            raise SealError("this was not sealed in this box, or it was changed") from None

    @staticmethod
    def room(size: int) -> int:
        """How many bytes fit into something sealed of this size."""
        return size - _NONCE_BYTES - 16 - 4

    def __repr__(self) -> str:
        return "Box()"


def _public(raw: bytes) -> MLKEM768X25519PublicKey:
    if len(raw) != PUBLIC_BYTES:
        raise SealError(f"a public sealing key has {PUBLIC_BYTES} bytes, not {len(raw)}")
    try:
        return MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(raw[:1184]), X25519PublicKey.from_public_bytes(raw[1184:])
        )
    except ValueError:
        raise SealError("these bytes are not a public sealing key") from None


def key_id(public: bytes) -> bytes:
    """8 bytes that name a public sealing key."""
    return hashlib.sha256(b"wardlight key v1" + public).digest()[:KEY_ID_BYTES]


def key_set_id(ward: bytes, safeguarding: bytes, advocate: bytes, speak_up: bytes, recovery: bytes) -> bytes:
    """8 bytes that name the five reader keys together, so that a place does not say whose it is."""
    ids = b"".join(map(key_id, (ward, safeguarding, advocate, speak_up, recovery)))
    return hashlib.sha256(b"wardlight key set v1" + ids).digest()[:KEY_ID_BYTES]


def seal_to(public: bytes, plaintext: bytes, info: bytes) -> bytes:
    """HPKE to one public key: group keys to members, replies to a reporter. `info` must name what is sealed and for what."""
    return _suite.encrypt(plaintext, _public(public), info)


class Scope(Struct, frozen=True):
    """Where a record belongs. Bound into every seal, never written in clear."""

    mode: wardpack.Mode
    trust: str
    ward: str

    @classmethod
    def of(cls, keys: wardpack.Keys) -> Scope:
        return cls(keys.mode, keys.trust, keys.ward)

    def binding(self, label: str, *parts: bytes) -> bytes:
        """Unambiguous bytes of a label, this scope and the parts: each is preceded by its length (RFC 9180 leaves `info` to us)."""
        pieces = [
            b"wardlight seal",
            bytes([VERSION]),
            label.encode(),
            self.mode.encode(),
            self.trust.encode(),
            self.ward.encode(),
            *parts,
        ]
        return b"".join(len(piece).to_bytes(4, "big") + piece for piece in pieces)


def _derive(content_key: bytes, label: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"wardlight content v1 " + label).derive(content_key)


def _pad(data: bytes, size: int) -> bytes:
    if len(data) > size - 4:
        raise SealError(f"a record of {len(data)} bytes does not fit in a slot (at most {size - 4})")
    return len(data).to_bytes(4, "big") + data + bytes(size - 4 - len(data))


def _unpad(padded: bytes) -> bytes:
    length = int.from_bytes(padded[:4], "big")
    if length > len(padded) - 4 or any(padded[4 + length :]):
        raise SealError("the padding of a record is not what it has to be")
    return padded[4 : 4 + length]


def _outer(kind: Kind, inner: bytes, scope: Scope, intake: bytes) -> bytes:
    name = key_id(intake)
    slot = bytes([VERSION]) + name
    slot += seal_to(intake, bytes([_KINDS.index(kind)]) + inner, scope.binding("slot", name))
    if len(slot) != SLOT_BYTES:
        raise SealError(f"a slot has {SLOT_BYTES} bytes, and this would have {len(slot)}")
    return slot


def seal_chaff(keys: wardpack.Keys, random: Callable[[int], bytes] = os.urandom) -> bytes:
    """A slot with nothing in it. Only the intake key can tell it from any other."""
    return _outer("chaff", random(INNER_BYTES), Scope.of(keys), keys.intake)


def seal_check_in(record: records.CheckIn, keys: wardpack.Keys) -> bytes:
    """A slot that only the statistics key opens. Raises SealError, records.RecordError."""
    scope, name = Scope.of(keys), key_id(keys.statistics)
    padded = _pad(records.encode(record), STATISTICS_RECORD_BYTES)
    inner = name + seal_to(keys.statistics, padded, scope.binding("statistics", name))
    return _outer("statistics", inner, scope, keys.intake)


def seal_for_readers(
    record: records.Concern | records.FollowUp,
    keys: wardpack.Keys,
    readers: Collection[records.ReaderGroup],
    random: Callable[[int], bytes] = os.urandom,
    outside: records.OutsideReader | None = None,
) -> bytes:
    """A slot that these reader groups open. "outside" and "recovery" are always among them: one reader outside the ward gets every concern.

    outside: whose key takes the place outside the ward. Without it a concern says so itself (`records.outside_reader`); whatever is added to one
    goes where its return code says. Nothing outside the seals differs.
    Raises SealError for a group that does not exist, records.RecordError for a record that is too long.
    """
    unknown = set(readers) - set(records.READER_GROUPS)
    if unknown:
        raise SealError(f"no such reader group: {', '.join(sorted(unknown))}")
    chosen = {*readers, "outside", "recovery"}
    scope, group_keys = Scope.of(keys), keys.readers
    content_key = random(CONTENT_KEY_BYTES)
    commitment = _derive(content_key, b"commitment")
    head = bytes([VERSION, _MODES.index(scope.mode)]) + group_keys.id + commitment
    if outside is None:
        outside = records.outside_reader(record) if isinstance(record, records.Concern) else "advocate"
    places = b""
    for index, group in enumerate(records.READER_GROUPS):
        info = scope.binding("place", group_keys.id, bytes([index]), commitment)
        named = getattr(group_keys, outside if group == "outside" else group)
        public = named if group in chosen else PrivateKey.generate(random).public
        places += seal_to(public, content_key if group in chosen else random(CONTENT_KEY_BYTES), info)
    padded = _pad(records.encode(record), READERS_RECORD_BYTES)
    # The key is new for every record, so the nonce may be the same.
    sealed = ChaCha20Poly1305(_derive(content_key, b"record")).encrypt(
        bytes(12), padded, scope.binding("record", head, places)
    )
    return _outer("readers", head + places + sealed, scope, keys.intake)


class Opened(Struct, frozen=True):
    """A slot without its outer seal: its kind, and the inner bytes (still sealed, unless it is chaff)."""

    kind: Kind
    inner: bytes


def slot_key(slot: bytes) -> bytes:
    """The intake key's id that a slot names; whether there is such a key, and whether it is a slot at all, opening it tells."""
    return slot[1:OUTER_HEAD]


def open_outer(slot: bytes, intake: Mapping[bytes, PrivateKey], scope: Scope) -> Opened:
    """Take the outer seal off. intake: key id -> key. Raises UnknownKey (keep it), SealError (changed or not a slot)."""
    if len(slot) != SLOT_BYTES:
        raise SealError(f"a slot has {SLOT_BYTES} bytes, not {len(slot)}")
    if slot[0] != VERSION:
        raise SealError(f"a slot of version {slot[0]}: this program knows version {VERSION}")
    name = slot[1:OUTER_HEAD]
    if name not in intake:
        raise UnknownKey(f"a slot for intake key {name.hex()}, which is not held")
    plain = intake[name].open(slot[OUTER_HEAD:], scope.binding("slot", name))
    if plain[0] >= len(_KINDS):
        raise SealError("a slot of unknown kind")
    return Opened(_KINDS[plain[0]], plain[1:])


def open_statistics(inner: bytes, keys: Mapping[bytes, PrivateKey], scope: Scope) -> records.CheckIn:
    """The check-in in an inner seal of kind statistics. Raises UnknownKey, SealError, records.RecordError."""
    _expect_inner(inner)
    name = inner[:KEY_ID_BYTES]
    if name not in keys:
        raise UnknownKey(f"a check-in for statistics key {name.hex()}, which is not held")
    record = records.decode(_unpad(keys[name].open(inner[KEY_ID_BYTES:], scope.binding("statistics", name))))
    if not isinstance(record, records.CheckIn):
        raise SealError("a record for readers was sealed as statistics")
    return record


def readers_key_set(inner: bytes) -> bytes:
    """The key-set id that an inner seal of kind readers names. Raises SealError."""
    _expect_inner(inner)
    if inner[0] != VERSION or inner[1] >= len(_MODES):
        raise SealError("an inner seal of unknown version or mode")
    return inner[2 : 2 + KEY_ID_BYTES]


def _content_key(inner: bytes, group: records.ReaderGroup, key: PrivateKey, scope: Scope) -> bytes:
    key_set = readers_key_set(inner)
    if _MODES[inner[1]] != scope.mode:
        raise SealError(f"a {_MODES[inner[1]]} record, and this is {scope.mode}")
    commitment = inner[2 + KEY_ID_BYTES : READERS_HEAD]
    places = inner[READERS_HEAD : READERS_HEAD + PLACES * PLACE_BYTES]
    index = records.READER_GROUPS.index(group)
    info = scope.binding("place", key_set, bytes([index]), commitment)
    try:
        content_key = key.open(places[index * PLACE_BYTES : (index + 1) * PLACE_BYTES], info)
    except SealError:
        raise UnknownKey(f"this record is not for the {group} group, or not for this key of it") from None
    if not hmac.compare_digest(_derive(content_key, b"commitment"), commitment):
        raise SealError("the content key is not the one that the header commits to")
    return content_key


def open_for_reader(
    inner: bytes, group: records.ReaderGroup, key: PrivateKey, scope: Scope
) -> records.Concern | records.FollowUp:
    """The record in an inner seal of kind readers, by one group's key.

    Raises UnknownKey where this group was left out (its place holds a wrap to nobody), SealError where anything was changed, records.RecordError.
    """
    content_key = _content_key(inner, group, key, scope)
    places = inner[READERS_HEAD : READERS_HEAD + PLACES * PLACE_BYTES]
    try:
        padded = ChaCha20Poly1305(_derive(content_key, b"record")).decrypt(
            bytes(12),
            inner[READERS_HEAD + PLACES * PLACE_BYTES :],
            scope.binding("record", inner[:READERS_HEAD], places),
        )
    except InvalidTag:
        raise SealError("the record was changed after it was sealed") from None
    record = records.decode(_unpad(padded))
    if isinstance(record, records.CheckIn):
        raise SealError("a check-in was sealed for readers")
    return record


# --- at rest at the trust ----------------------------------------------------------------------------------------
# What readers may open for years is kept under one more lock, whose key lies in a table of its own: destroying that key destroys the record in
# every copy of the database that was ever made without that table (kiosk.trust.record_keys).

RECORD_KEY_BYTES = 32


def lock(plain: bytes, key: bytes, info: bytes, random: Callable[[int], bytes] = os.urandom) -> bytes:
    """Put bytes under a record's key: nonce 12 | AEAD. info must name what they are and whose."""
    nonce = random(_NONCE_BYTES)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, plain, info)


def unlock(locked: bytes, key: bytes, info: bytes) -> bytes:
    """Undo `lock`. Raises SealError for another key, another info, or changed bytes."""
    try:
        return ChaCha20Poly1305(key).decrypt(locked[:_NONCE_BYTES], locked[_NONCE_BYTES:], info)
    except (InvalidTag, ValueError):
        raise SealError("this was not locked with this key, or it was changed") from None


# --- return codes: what is added, what comes back ---------------------------------------------------------------


def sign_follow_up(follow_up: records.FollowUp, key: Ed25519PrivateKey, scope: Scope) -> records.FollowUp:
    """The follow-up with its signature by the code's key. Raises records.RecordError for one that could not be sealed."""
    return replace(follow_up, signature=key.sign(_signed_part(follow_up, scope)))


def check_follow_up(follow_up: records.FollowUp, signing_key: bytes, scope: Scope) -> bool:
    """Whether the holder of the code with this public half (32 bytes) signed it, all of it, for this ward."""
    try:
        Ed25519PublicKey.from_public_bytes(signing_key).verify(follow_up.signature, _signed_part(follow_up, scope))
    except (InvalidSignature, ValueError):
        return False
    return True


def _signed_part(follow_up: records.FollowUp, scope: Scope) -> bytes:
    return scope.binding("follow-up", records.encode(replace(follow_up, signature=b"")))


def code_box(signing_key: bytes) -> Box:
    """The box of what the trust keeps about a code: for whoever has the public half of its signing key, which stands in sealed records alone."""
    return Box(HKDF(SHA256(), 32, salt=None, info=b"wardlight code v1").derive(signing_key))


def seal_reply(reply: records.Reply, reply_key: bytes, scope: Scope) -> bytes:
    """REPLY_BYTES that only the code with this public half opens. Raises SealError, records.RecordError."""
    padded = _pad(records.encode_reply(reply), REPLY_RECORD_BYTES)
    number = reply.number.to_bytes(4, "big")
    return bytes([VERSION]) + number + seal_to(reply_key, padded, scope.binding("reply", reply.mailbox, number))


def open_reply(sealed: bytes, key: PrivateKey, mailbox: bytes, scope: Scope) -> records.Reply:
    """The reply in these bytes, for the mailbox it was written to. Raises SealError, records.RecordError."""
    number = reply_number(sealed)
    reply = records.decode_reply(
        _unpad(key.open(sealed[REPLY_HEAD:], scope.binding("reply", mailbox, number.to_bytes(4, "big"))))
    )
    if reply.number != number or reply.mailbox != mailbox:
        raise SealError("a reply says another number or mailbox than it was sealed for")
    return reply


def reply_number(sealed: bytes) -> int:
    """The number of a sealed reply. Raises SealError where it is not one."""
    if len(sealed) != REPLY_BYTES:
        raise SealError(f"a sealed reply has {REPLY_BYTES} bytes, not {len(sealed)}")
    if sealed[0] != VERSION:
        raise SealError(f"a reply of version {sealed[0]}: this program knows version {VERSION}")
    return int.from_bytes(sealed[1:REPLY_HEAD], "big")


def _place_key(mailbox: bytes, salt: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDF(SHA256(), 32, salt=salt, info=b"wardlight mailbox place v1").derive(mailbox))


def seal_place(sealed: bytes, mailbox: bytes, scope: Scope, random: Callable[[int], bytes] = os.urandom) -> bytes:
    """A place with this sealed reply in it, other bytes every time. Raises SealError."""
    reply_number(sealed)
    salt = random(PLACE_SALT_BYTES)
    # The salt makes the key a new one, so the nonce may be the same.
    return salt + _place_key(mailbox, salt).encrypt(bytes(12), sealed, scope.binding("mailbox place"))


def chaff_place(scope: Scope, random: Callable[[int], bytes] = os.urandom) -> bytes:
    """A place of a mailbox that nobody has: no one can tell it from somebody else's, nor by the time that it takes to make."""
    return seal_place(bytes([VERSION]) + bytes(REPLY_BYTES - 1), random(16), scope, random)


def open_place(place: bytes, mailbox: bytes, scope: Scope) -> bytes | None:
    """The sealed reply in a place of this mailbox; None for any other place. Raises SealError where it has another length."""
    if len(place) != MAILBOX_PLACE_BYTES:
        raise SealError(f"a mailbox place has {MAILBOX_PLACE_BYTES} bytes, not {len(place)}")
    salt = place[:PLACE_SALT_BYTES]
    try:
        return _place_key(mailbox, salt).decrypt(bytes(12), place[PLACE_SALT_BYTES:], scope.binding("mailbox place"))
    except InvalidTag:
        return None


def case_box(inner: bytes, group: records.ReaderGroup, key: PrivateKey, scope: Scope) -> Box:
    """The box of what readers write about this record: those who can open the record have it, and nobody else. The record itself is not opened.

    Raises as `open_for_reader` does.
    """
    return Box(_derive(_content_key(inner, group, key, scope), b"case"))


def slot_id(slot: bytes) -> bytes:
    """16 bytes that name a slot: the same bytes always have the same id, so a slot cannot be sent twice as two."""
    return hashlib.sha256(b"wardlight slot v1" + slot).digest()[:16]


def _expect_inner(inner: bytes) -> None:
    if len(inner) != INNER_BYTES:
        raise SealError(f"an inner seal has {INNER_BYTES} bytes, not {len(inner)}")
