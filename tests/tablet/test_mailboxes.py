"""The sets on the tablet's disk: the newest four, whole or not at all, and read without a trace."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk import envelope, receipt, records, wire
from kiosk.tablet.mailboxes import KEPT, MailboxSets, SetsError, open_replies
from tests import sealing
from tests.tablet.courier.fakes import seeded

TRUST = sealing.TrustKeys()
KEYS = receipt.Keys(
    sealing.seed("mailbox", 16),
    envelope.PrivateKey(sealing.seed("reply")),
    Ed25519PrivateKey.from_private_bytes(sealing.seed("signing", 32)),
)


def chaff(number: int) -> list[bytes]:
    return [seeded(number).randbytes(envelope.MAILBOX_PLACE_BYTES)] * wire.PLACES


def a_set(made: int, *sealed: bytes) -> wire.MailboxSet:
    places = [envelope.seal_place(one, KEYS.mailbox, TRUST.scope) for one in sealed]
    return wire.MailboxSet("demo", made, tuple([*places, *chaff(made)][: wire.PLACES]))


def reply(number: int, words: str = "") -> bytes:
    written = records.Reply(id=bytes(16), mailbox=KEYS.mailbox, number=number, words=words)
    return envelope.seal_reply(written, KEYS.reply.public, TRUST.scope)


def test_the_newest_four_are_kept_the_newest_first(tmp_path: Path) -> None:
    sets = MailboxSets(tmp_path, "demo")
    assert sets.read() == ()
    for made in (5, 3, 9, 7, 8, 6):
        sets.keep(a_set(made))
    assert [held.made for held in sets.read()] == [9, 8, 7, 6]
    files = sorted(path.name for path in (tmp_path / "mailboxes-demo").iterdir())
    assert files == [str(number) for number in range(KEPT)]
    assert {path.stat().st_size for path in (tmp_path / "mailboxes-demo").iterdir()} == {wire.SET_BYTES}
    assert MailboxSets(tmp_path, "live").read() == ()


def test_a_spoilt_or_cut_file_is_passed_over_and_replaced_first(tmp_path: Path) -> None:
    sets = MailboxSets(tmp_path, "demo")
    for made in (1, 2, 3, 4):
        sets.keep(a_set(made))
    for spoil in (b"", b"\x01" * 100, bytes(wire.SET_BYTES), b"\x01" * (wire.SET_BYTES + 1)):
        (tmp_path / "mailboxes-demo" / "3").write_bytes(spoil)
        assert [held.made for held in sets.read()] == [3, 2, 1]
    sets.keep(a_set(5))
    assert [held.made for held in sets.read()] == [5, 3, 2, 1]


def test_a_set_of_the_other_mode_is_not_held(tmp_path: Path) -> None:
    sets = MailboxSets(tmp_path, "demo")
    sets.keep(wire.MailboxSet("live", 9, tuple(chaff(1))))
    assert sets.read() == ()


def test_a_disk_that_refuses_leaves_what_was_there(tmp_path: Path) -> None:
    sets = MailboxSets(tmp_path, "demo")
    sets.keep(a_set(1))
    for number in range(1, KEPT):
        (tmp_path / "mailboxes-demo" / str(number)).mkdir()
    with pytest.raises(SetsError, match="cannot be written"):
        sets.keep(a_set(2))
    assert [held.made for held in sets.read()] == [1]


def test_reading_leaves_no_trace_of_its_time(tmp_path: Path) -> None:
    sets = MailboxSets(tmp_path, "demo")
    sets.keep(a_set(1))
    file = tmp_path / "mailboxes-demo" / "0"
    os.utime(file, (1_000, 2_000))  # last read before it was last written: the case in which Linux notes a reading
    sets.read()
    assert file.stat().st_atime == 1_000


def test_replies_are_found_once_in_their_order_in_whichever_sets_they_lie() -> None:
    first, second, third = (reply(number, f"Message {number}.") for number in (1, 2, 3))
    sets = (a_set(9, third, first), a_set(8, first, second), a_set(7))
    found = open_replies(sets, KEYS, TRUST.scope)
    assert [(one.number, one.words) for one in found] == [(1, "Message 1."), (2, "Message 2."), (3, "Message 3.")]
    other = receipt.Keys(bytes(16), KEYS.reply, KEYS.signing)
    assert open_replies(sets, other, TRUST.scope) == ()


def test_whoever_knows_the_mailbox_alone_can_put_nothing_into_it() -> None:
    stranger = envelope.PrivateKey(sealing.seed("stranger"))
    written = records.Reply(id=bytes(16), mailbox=KEYS.mailbox, number=2, words="Stop telling.")
    forged = envelope.seal_reply(written, stranger.public, TRUST.scope)
    noise = b"\x01" + bytes(envelope.REPLY_BYTES - 1)
    found = open_replies((a_set(9, forged, noise, reply(1, "Thank you.")),), KEYS, TRUST.scope)
    assert [one.words for one in found] == ["Thank you."]
