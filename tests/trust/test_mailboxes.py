"""Replies wait in mailboxes; sets of them have one size and look, whoever wrote; every reply has its turn, and goes when its time is over."""

from __future__ import annotations

import secrets
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from kiosk import envelope, records, wire
from kiosk.trust import mailboxes
from kiosk.trust.store import tables
from tests import sealing
from tests.trust.founded import NOW, WARD, FoundedTrust
from tests.trust.serving import served_trust

DAY = 86_400.0
KEY = envelope.PrivateKey(sealing.seed("reply"))


def reply(founded: FoundedTrust, mailbox: bytes, number: int = 1, words: str = "Thank you for telling us.") -> bytes:
    written = records.Reply(id=secrets.token_bytes(16), mailbox=mailbox, number=number, words=words)
    return envelope.seal_reply(written, KEY.public, founded.trust.scope(WARD))


def post(founded: FoundedTrust, mailbox: bytes, number: int = 1, now: float = NOW) -> bytes:
    sealed = reply(founded, mailbox, number)
    with founded.store.write() as connection:
        mailboxes.post(connection, WARD, mailbox, sealed, now)
    return sealed


def fetched(founded: FoundedTrust, now: float = NOW) -> wire.MailboxSet:
    with founded.store.read() as connection:
        return mailboxes.make_set(connection, founded.trust, WARD, now)


def found(founded: FoundedTrust, one: wire.MailboxSet, mailbox: bytes) -> list[bytes]:
    scope = founded.trust.scope(WARD)
    opened = (envelope.open_place(place, mailbox, scope) for place in one.places)
    return [sealed for sealed in opened if sealed is not None]


def numbers(founded: FoundedTrust) -> list[int]:
    with founded.store.read() as connection:
        return sorted(connection.execute(select(tables.mailbox_replies.c.number)).scalars())


def test_a_reply_is_in_every_set_of_its_ward_and_no_two_sets_show_what_they_share(
    founded_on_each: FoundedTrust,
) -> None:
    mailbox = secrets.token_bytes(16)
    empty = fetched(founded_on_each)
    sealed = post(founded_on_each, mailbox)
    one, other = fetched(founded_on_each), fetched(founded_on_each)
    assert found(founded_on_each, one, mailbox) == found(founded_on_each, other, mailbox) == [sealed]
    assert found(founded_on_each, empty, mailbox) == found(founded_on_each, one, bytes(16)) == []
    sizes = {len(wire.encode_set(each)) for each in (empty, one, other)}
    assert sizes == {wire.SET_BYTES}
    assert not set(one.places) & set(other.places)
    assert sealed not in wire.encode_set(one)


def test_the_place_of_a_reply_says_nothing(founded: FoundedTrust) -> None:
    mailbox = secrets.token_bytes(16)
    sealed = post(founded, mailbox)
    places = Counter()  # type: Counter[int]
    with founded.store.read() as connection:
        for number in range(200):
            order = Random(number)  # noqa: S311
            one = mailboxes.make_set(connection, founded.trust, WARD, NOW, order=order)
            scope = founded.trust.scope(WARD)
            places[[envelope.open_place(p, mailbox, scope) for p in one.places].index(sealed)] += 1
    assert len(places) > 50
    assert max(places.values()) < 15


def test_another_ward_never_gets_it(founded: FoundedTrust) -> None:
    mailbox = secrets.token_bytes(16)
    post(founded, mailbox)
    with founded.store.read() as connection:
        elsewhere = mailboxes.make_set(connection, founded.trust, "oak", NOW)
    assert found(founded, elsewhere, mailbox) == []


def test_a_number_is_given_once_and_the_same_bytes_again_change_nothing(founded_on_each: FoundedTrust) -> None:
    founded, mailbox = founded_on_each, secrets.token_bytes(16)
    sealed = post(founded, mailbox)
    with founded.store.write() as connection:
        mailboxes.post(connection, WARD, mailbox, sealed, NOW)
    with pytest.raises(mailboxes.AlreadyPosted, match="number 1"):
        post(founded, mailbox)
    with pytest.raises(envelope.SealError), founded.store.write() as connection:
        mailboxes.post(connection, WARD, mailbox, b"in the clear", NOW)
    assert numbers(founded) == [1]
    assert found(founded, fetched(founded), mailbox) == [sealed]
    with founded.store.read() as connection:
        assert mailboxes.posted(connection, mailbox, 1)
        assert not mailboxes.posted(connection, mailbox, 2)


def test_a_reply_waits_half_a_year_and_a_month_once_the_person_said_that_they_read_it(
    founded_on_each: FoundedTrust,
) -> None:
    founded, mailbox = founded_on_each, secrets.token_bytes(16)
    for number in (1, 2, 3):
        post(founded, mailbox, number)
    with founded.store.write() as connection:
        mailboxes.mark_read(connection, mailbox, 2, NOW)
        mailboxes.mark_read(connection, mailbox, 2, NOW + 20 * DAY)  # said again: the first time counts
    for days, left in ((29, [1, 2, 3]), (31, [3]), (179, [3]), (181, [])):
        founded.sorter(NOW + days * DAY).run()
        assert numbers(founded) == left, days


def test_what_a_deleted_case_was_written_goes_with_it(founded: FoundedTrust) -> None:
    mine, others = secrets.token_bytes(16), secrets.token_bytes(16)
    post(founded, mine)
    kept = post(founded, others)
    with founded.store.write() as connection:
        mailboxes.forget(connection, mine)
    assert found(founded, fetched(founded), mine) == []
    assert found(founded, fetched(founded), others) == [kept]


@given(st.integers(1, 400), st.integers(0, 2**20))
def test_where_more_wait_than_there_are_places_each_has_its_turn(waiting: int, hour: int) -> None:
    ids = [number.to_bytes(16, "big") for number in range(waiting)]
    rounds = -(-waiting // wire.PLACES)
    turns = [mailboxes.turn(ids, (hour + n) * mailboxes.TURN_SECONDS) for n in range(2 * rounds)]
    assert all(len(turn) == len(set(turn)) == min(waiting, wire.PLACES) for turn in turns)
    seen = {one for turn in turns for one in turn}
    assert seen == set(ids)


# --- over HTTP --------------------------------------------------------------------------------------------------


def test_a_set_is_given_to_a_tablet_that_signs_and_to_nobody_else(tmp_path: Path) -> None:
    with served_trust(tmp_path) as served:
        tablet, mailbox = served.tablet(), secrets.token_bytes(16)
        sizes = set()
        for counter in (0, 1):
            status, data, headers = served.ask(wire.MAILBOX_PATH, b"", tablet.headers(wire.MAILBOX_PATH, b"", counter))
            assert (status, headers["content-type"]) == (200, "application/octet-stream")
            sizes.add((len(data), *sorted(headers.items() - {("date", headers["date"])})))
            mailboxes_now = wire.decode_set(data)
            assert len(found(served.founded, mailboxes_now, mailbox)) == counter
            if counter == 0:
                post(served.founded, mailbox)
        assert len(sizes) == 1, "a set with a reply looks other than one without"
        again = tablet.headers(wire.MAILBOX_PATH, b"", 1)  # a copied request
        status, data, _ = served.ask(wire.MAILBOX_PATH, b"", again)
        assert (status, wire.decode_answer(data).counter) == (409, 2)
        status, data, _ = served.ask(wire.MAILBOX_PATH, b"")
        assert (status, wire.decode_answer(data).result) == (401, "refused")
        status, _, _ = served.ask(wire.MAILBOX_PATH, b"xx", tablet.headers(wire.MAILBOX_PATH, b"xx", 2))
        assert status in (400, 413)


@given(st.binary(max_size=300) | st.integers(-20, 20).map(lambda more: bytes([1, 0]) + bytes(wire.SET_BYTES + more)))
def test_what_is_no_set_is_refused(data: bytes) -> None:
    if len(data) == wire.SET_BYTES + 2:
        data = data[: wire.SET_BYTES]
    try:
        assert wire.encode_set(wire.decode_set(data)) == data
    except wire.WireError:
        assert len(data) != wire.SET_BYTES or data[:2] != b"\x01\x00"
