"""Replies and follow-ups: what comes back opens for the code it was written to, and what is added is known to be from its holder."""

from __future__ import annotations

import base64
import json
import math
from collections import Counter
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk import envelope, records
from tests import sealing

TRUST = sealing.TrustKeys()
SCOPE = TRUST.scope
KEY = envelope.PrivateKey(sealing.seed("reply"))
OTHER = envelope.PrivateKey(sealing.seed("another reply"))
MAILBOX = sealing.seed("mailbox", 16)
SIGNING = Ed25519PrivateKey.from_private_bytes(sealing.seed("signing", 32))
REPLY = records.Reply(id=bytes(16), mailbox=MAILBOX, number=3, words="We have read it. Thank you for telling us.")
ADDED = records.FollowUp(id=bytes(16), ward="willow", mailbox=MAILBOX, kind="worse", words="It got worse.", to=3)
VECTORS = Path(__file__).parent / "vectors"
replies = st.builds(
    records.Reply,
    id=sealing.ids,
    mailbox=sealing.ids,
    number=st.integers(0, 2**31),
    words=st.text(max_size=1_600),
    asks=st.booleans(),
    kind=st.sampled_from(("message", "code_opened")),
    at=st.integers(0, 2**40),
    ward_reads=st.booleans(),
)


@given(replies)
@settings(max_examples=40)
def test_a_reply_opens_for_its_code_and_its_mailbox_only(reply: records.Reply) -> None:
    sealed = envelope.seal_reply(reply, KEY.public, SCOPE)
    assert len(sealed) == envelope.REPLY_BYTES
    assert envelope.open_reply(sealed, KEY, reply.mailbox, SCOPE) == reply
    for key, mailbox, scope in (
        (OTHER, reply.mailbox, SCOPE),
        (KEY, bytes(15) + b"\x07", SCOPE),
        (KEY, reply.mailbox, replace(SCOPE, ward="oak")),
        (KEY, reply.mailbox, replace(SCOPE, mode="live")),
    ):
        with pytest.raises(envelope.SealError):
            envelope.open_reply(sealed, key, mailbox, scope)


def test_the_longest_reply_fits_and_a_longer_one_is_refused() -> None:
    longest = replace(REPLY, words="\u0985" * 2_000, number=2**31, at=2**40, language="zh-Hans", asks=True)
    assert envelope.open_reply(envelope.seal_reply(longest, KEY.public, SCOPE), KEY, MAILBOX, SCOPE) == longest
    full = replace(longest, words="a" * 496 + "\U0001f642" * 1_501)
    assert len(full.words.encode()) == records.REPLY_MOST_BYTES
    envelope.seal_reply(full, KEY.public, SCOPE)
    for words in ("a" * 2_001, "\U0001f642" * 1_626, "\ud800"):
        with pytest.raises(records.RecordError):
            envelope.seal_reply(replace(REPLY, words=words), KEY.public, SCOPE)


def test_a_reply_cannot_be_given_another_number() -> None:
    sealed = envelope.seal_reply(REPLY, KEY.public, SCOPE)
    with pytest.raises(envelope.SealError):
        envelope.open_reply(sealed[:1] + (4).to_bytes(4, "big") + sealed[5:], KEY, MAILBOX, SCOPE)
    # Also by whoever seals: what is inside has to be what is outside.
    padded = len(records.encode_reply(REPLY)).to_bytes(4, "big") + records.encode_reply(REPLY)
    info = SCOPE.binding("reply", MAILBOX, (4).to_bytes(4, "big"))
    forged = envelope.seal_to(KEY.public, padded.ljust(envelope.REPLY_RECORD_BYTES, b"\0"), info)
    with pytest.raises(envelope.SealError, match="another number"):
        envelope.open_reply(b"\x01" + (4).to_bytes(4, "big") + forged, KEY, MAILBOX, SCOPE)


@given(st.integers(0, envelope.REPLY_BYTES - 1), st.integers(1, 255))
@settings(max_examples=60)
def test_a_changed_reply_is_refused(place: int, change: int) -> None:
    sealed = bytearray(envelope.seal_reply(REPLY, KEY.public, SCOPE))
    sealed[place] ^= change
    with pytest.raises(envelope.SealError):
        envelope.open_reply(bytes(sealed), KEY, MAILBOX, SCOPE)


@given(st.binary(max_size=200) | st.integers(0, 3).map(lambda n: bytes([n]) * envelope.REPLY_BYTES))
def test_what_is_no_reply_is_refused(data: bytes) -> None:
    with pytest.raises((envelope.SealError, records.RecordError)):
        envelope.open_reply(data, KEY, MAILBOX, SCOPE)


# --- places ----------------------------------------------------------------------------------------------------


def test_a_place_opens_with_its_mailbox_and_looks_new_every_time() -> None:
    sealed = envelope.seal_reply(REPLY, KEY.public, SCOPE)
    one, other = (envelope.seal_place(sealed, MAILBOX, SCOPE) for _ in range(2))
    assert len(one) == len(other) == len(envelope.chaff_place(SCOPE)) == envelope.MAILBOX_PLACE_BYTES
    for place in (one, other):
        assert envelope.open_place(place, MAILBOX, SCOPE) == sealed
        assert envelope.open_place(place, bytes(16), SCOPE) is None
        assert envelope.open_place(place, MAILBOX, replace(SCOPE, ward="oak")) is None
    assert envelope.open_place(envelope.chaff_place(SCOPE), MAILBOX, SCOPE) is None
    # Two sets fetched at different hours: nothing of one place is found in the other.
    blocks = {one[n : n + 16] for n in range(len(one) - 15)}
    assert not blocks & {other[n : n + 16] for n in range(0, len(other), 16)}


def test_bytes_of_places_and_of_chaff_are_spread_alike() -> None:
    sealed = envelope.seal_reply(replace(REPLY, words=""), KEY.public, SCOPE)  # mostly padding
    for places in (
        [envelope.seal_place(sealed, MAILBOX, SCOPE) for _ in range(128)],
        [envelope.chaff_place(SCOPE) for _ in range(128)],
    ):
        counts = Counter(b"".join(places))
        mean = 128 * envelope.MAILBOX_PLACE_BYTES / 256
        chi = sum((counts[byte] - mean) ** 2 / mean for byte in range(256))
        assert abs(chi - 255) < 7 * math.sqrt(2 * 255), "bytes that are not spread evenly"


def test_a_place_of_another_length_is_refused() -> None:
    for data in (b"", bytes(envelope.MAILBOX_PLACE_BYTES - 1), bytes(envelope.MAILBOX_PLACE_BYTES + 1)):
        with pytest.raises(envelope.SealError):
            envelope.open_place(data, MAILBOX, SCOPE)
    with pytest.raises(envelope.SealError):
        envelope.seal_place(b"not a reply", MAILBOX, SCOPE)


# --- follow-ups ------------------------------------------------------------------------------------------------


def test_a_follow_up_is_proved_by_the_code_that_signed_it_and_by_no_other() -> None:
    public = SIGNING.public_key().public_bytes_raw()
    signed = envelope.sign_follow_up(ADDED, SIGNING, SCOPE)
    assert envelope.check_follow_up(signed, public, SCOPE)
    assert envelope.sign_follow_up(signed, SIGNING, SCOPE) == signed
    assert not envelope.check_follow_up(ADDED, public, SCOPE)
    assert not envelope.check_follow_up(signed, Ed25519PrivateKey.generate().public_key().public_bytes_raw(), SCOPE)
    assert not envelope.check_follow_up(signed, b"", SCOPE)
    for elsewhere in (replace(SCOPE, ward="oak"), replace(SCOPE, trust="south"), replace(SCOPE, mode="live")):
        assert not envelope.check_follow_up(signed, public, elsewhere)


@pytest.mark.parametrize("field", [field for field in records.FollowUp.__struct_fields__ if field != "version"])
def test_no_field_of_a_follow_up_can_be_changed_after_it_was_signed(field: str) -> None:
    other: dict[str, object] = {
        "id": bytes(15) + b"\x01", "ward": "oak", "mailbox": b"", "kind": "take_back", "words": "It did not.",
        "language": "cy", "to": 4, "reply_key": b"k", "signing_key": b"k", "new_mailbox": b"m", "signature": bytes(64),
    }  # fmt: skip
    signed = envelope.sign_follow_up(ADDED, SIGNING, SCOPE)
    changed = replace(signed, **{field: other[field]})
    assert not envelope.check_follow_up(changed, SIGNING.public_key().public_bytes_raw(), SCOPE)


def test_a_follow_up_with_new_keys_and_the_longest_words_fits_in_a_slot() -> None:
    longest = replace(
        ADDED,
        kind="new_code",
        words="\U0001f642" * 2_000,
        reply_key=KEY.public,
        signing_key=bytes(32),
        new_mailbox=bytes(16),
    )
    slot = envelope.seal_for_readers(envelope.sign_follow_up(longest, SIGNING, SCOPE), TRUST.public, ())
    assert len(slot) == envelope.SLOT_BYTES


# --- golden vectors --------------------------------------------------------------------------------------------


def test_golden_replies_and_signatures_still_open() -> None:
    vectors = json.loads((VECTORS / "replies.json").read_text())
    assert {vector["version"] for vector in vectors} == set(range(1, envelope.VERSION + 1))
    for vector in vectors:
        place, reply, follow_up = (base64.b64decode(vector[name]) for name in ("place", "reply", "follow_up"))
        sealed = envelope.open_place(place, MAILBOX, SCOPE)
        assert sealed is not None
        assert envelope.open_reply(sealed, KEY, MAILBOX, SCOPE) == records.decode_reply(reply)
        signed = records.decode(follow_up)
        assert isinstance(signed, records.FollowUp)
        assert envelope.check_follow_up(signed, SIGNING.public_key().public_bytes_raw(), SCOPE)
