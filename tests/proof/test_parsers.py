"""A million inputs to each parser that stands open to strangers: what it cannot read it refuses by its own type, and nothing else comes out."""

from __future__ import annotations

import secrets
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk import envelope, receipt, records, wire
from tests import sealing

EACH = 1_000_000
TRUST = sealing.TrustKeys()
KEY = envelope.PrivateKey(sealing.seed("reply"))
MAILBOX = sealing.seed("mailbox", 16)
CONCERN = records.Concern(id=bytes(16), ward="willow", questions=1, about=("W3",), words="It was after lunch.")
LETTERS = "0123456789 -.,\n\tabcdefghijklmnopqrstuvwxyz\u0661\u09ec\u00b2\u1369\ufdfa\ud800\u202e\u0301\U0001f642"

Try = Callable[[Random], object]


def spoilt(data: bytes, random: Random) -> bytes:
    """Bytes that are nearly right: changed, cut, lengthened, swapped, or of another origin altogether."""
    piece = bytearray(data)
    for _ in range(random.randint(1, 4)):
        way, place = random.randrange(6), random.randrange(len(piece) or 1)
        if way == 0 and piece:
            piece[place] ^= 1 << random.randrange(8)
        elif way == 1:
            del piece[place : place + random.randint(1, 40)]
        elif way == 2:
            piece[place:place] = random.randbytes(random.randint(1, 40))
        elif way == 3:
            piece += random.randbytes(random.randint(1, 9))
        elif way == 4:
            piece[place : place + 8] = random.choice((bytes(8), b"\xff" * 8, b"\xdf\xff\xff\xff\xff", b"\x91" * 8))
        elif not random.randrange(50):
            piece = bytearray(random.randbytes(random.randrange(300)))
    return bytes(piece)


def typed(random: Random) -> None:
    way = random.randrange(3)
    if way == 0:
        text = "".join(random.choice(LETTERS) for _ in range(random.randrange(90)))
    elif way == 1:
        text = " ".join(random.choice(receipt.words()) for _ in range(random.randint(5, 9)))
    else:
        text = str(receipt.new_code(random.randbytes)).replace(
            str(random.randrange(10)), random.choice((" ", "-", "o", "7", "\u0667", "\u00bd"))
        )
    code = receipt.read_code(text)
    assert receipt.read_code(str(code)) == code


def makers() -> dict[str, tuple[Try, tuple[type[Exception], ...]]]:
    """Parser -> one try of it, and the only errors that it may raise."""
    slot = envelope.seal_for_readers(CONCERN, TRUST.public, ())
    inner = envelope.open_outer(slot, TRUST.intake, TRUST.scope).inner
    reply = envelope.seal_reply(
        records.Reply(id=bytes(16), mailbox=MAILBOX, number=1, words="Thank you."), KEY.public, TRUST.scope
    )
    place = envelope.seal_place(reply, MAILBOX, TRUST.scope)
    record = records.encode(CONCERN)
    follow_up = records.FollowUp(id=bytes(16), ward="willow", mailbox=MAILBOX, kind="more", words="Again.")
    signed = records.encode(
        envelope.sign_follow_up(follow_up, Ed25519PrivateKey.from_private_bytes(bytes(32)), TRUST.scope)
    )
    answer = wire.encode_answer(wire.Answer("stored", bytes(16), (bytes(16),) * 8, 3, (1, 1, 1), 4))
    batch = wire.encode_batch(wire.Batch(bytes(16), "demo", (slot,) * wire.SLOTS))
    mailboxes = wire.encode_set(wire.MailboxSet("demo", 9, (place,) * wire.PLACES))
    hello = wire.encode(wire.Hello({"wardlight-tablet": "x"}))
    sealed = (envelope.SealError, records.RecordError)

    def open_place(random: Random) -> None:
        found = envelope.open_place(spoilt(place, random), MAILBOX, TRUST.scope)
        if found is not None:
            envelope.open_reply(found, KEY, MAILBOX, TRUST.scope)

    def big(decode: Callable[[bytes], object], whole: bytes) -> Try:
        # Changed near its head, where there is something to parse, so that a million of them need no day.
        def run(random: Random) -> None:
            decode(spoilt(whole[:64], random) + whole[64:])

        return run

    return {
        "return code": (typed, (receipt.CodeError,)),
        "record": (lambda random: records.decode(spoilt(record, random)), (records.RecordError,)),
        "follow-up": (lambda random: records.decode(spoilt(signed, random)), (records.RecordError,)),
        "outer seal": (
            lambda random: envelope.open_outer(spoilt(slot[:80], random) + slot[80:], TRUST.intake, TRUST.scope),
            sealed,
        ),
        "inner seal": (
            lambda random: envelope.open_for_reader(
                spoilt(inner[:90], random) + inner[90:], "outside", TRUST.private["outside"], TRUST.scope
            ),
            sealed,
        ),
        "reply": (
            lambda random: envelope.open_reply(spoilt(reply[:90], random) + reply[90:], KEY, MAILBOX, TRUST.scope),
            sealed,
        ),
        "mailbox place": (open_place, sealed),
        "batch": (big(wire.decode_batch, batch), (wire.WireError,)),
        "mailbox set": (big(wire.decode_set, mailboxes), (wire.WireError,)),
        "answer": (big(wire.decode_answer, answer), (wire.WireError,)),
        "call": (lambda random: wire.decode_from_tablet(spoilt(hello, random)), (wire.WireError,)),
    }


@pytest.mark.prove
@pytest.mark.parametrize("parser", sorted(makers()))
def test_a_million_inputs_are_read_or_refused_by_type(parser: str, record_proof: Callable[..., Path]) -> None:
    run, refusals = makers()[parser]
    seed, counts, began = secrets.randbits(64), Counter[str](), time.monotonic()
    random = Random(seed)  # noqa: S311 (the seed goes into the result, so that a failure can be made again)
    for number in range(EACH):
        try:
            run(random)
        except refusals as error:
            counts[type(error).__name__] += 1
        except Exception as error:
            raise AssertionError(f"{parser}: input {number} of seed {seed} raised {type(error).__name__}") from error
        else:
            counts["read"] += 1
    assert sum(counts.values()) == EACH
    record_proof(
        f"parser-{parser.replace(' ', '-')}",
        inputs=EACH,
        seed=str(seed),
        seconds=round(time.monotonic() - began, 1),
        outcomes=dict(counts),
    )
