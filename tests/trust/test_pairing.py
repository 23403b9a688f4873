"""A pairing code works once, for a while, and for one tablet; and it binds both ways."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from kiosk import wardpack, wire
from kiosk.trust import keys, pairing
from kiosk.trust.pairing import CODE_SECONDS, TRIES, PairingError
from kiosk.trust.secret import ServerSecret
from kiosk.trust.store import tables
from tests.trust.founded import NOW, WARD, FoundedTrust

KEY, OTHER_KEY = b"k" * 32, b"o" * 32


def new(founded: FoundedTrust, now: float = NOW) -> wire.PairingCode:
    with founded.store.write() as connection:
        return pairing.new_pairing(connection, founded.secret, WARD, "Day room", now)


def pair(
    founded: FoundedTrust, secret: bytes, key: bytes = KEY, mode: wardpack.Mode = "demo", now: float = NOW
) -> wire.PairAnswer:
    with founded.store.write() as connection:
        return pairing.pair(connection, founded.secret, wire.PairRequest(secret, key, mode), now)[0]


def test_the_code_pairs_a_tablet_and_hands_it_the_root_that_it_names(founded_on_each: FoundedTrust) -> None:
    code = new(founded_on_each)
    answer = pair(founded_on_each, code.secret)
    assert (answer.refused, answer.place) == ("", "Day room")
    assert wardpack.fingerprint(answer.root) == code.root
    assert {part.name for part in answer.parts} == {"keys", "content", "duty"}
    assert wire.decode_pair_answer(wire.encode(answer)) == answer


def test_figures_are_no_part_of_a_pairing_as_a_tablet_from_before_them_would_refuse_it(founded: FoundedTrust) -> None:
    part = wardpack.Figures("demo", WARD, 1, int(NOW), int(NOW) + 1)
    with founded.store.write() as connection:
        keys.sign_part(connection, founded.secret, part)
    assert {part.name for part in pair(founded, new(founded).secret).parts} == {"keys", "content", "duty"}


def test_it_works_once_but_the_same_tablet_may_ask_again_when_the_answer_was_lost(founded: FoundedTrust) -> None:
    code = new(founded)
    first = pair(founded, code.secret)
    assert pair(founded, code.secret) == first
    assert pair(founded, code.secret, OTHER_KEY).refused == "code"


def test_it_ends_after_fifteen_minutes(founded: FoundedTrust) -> None:
    code = new(founded)
    assert pair(founded, code.secret, now=NOW + CODE_SECONDS).refused == "expired"
    assert pair(founded, code.secret, now=NOW + CODE_SECONDS - 1).refused == ""


def test_it_ends_after_a_few_wrong_tries(founded_on_each: FoundedTrust) -> None:
    code = new(founded_on_each)
    for number in range(TRIES):
        assert pair(founded_on_each, number.to_bytes(5, "big")).refused == "code"
    assert pair(founded_on_each, code.secret).refused == "expired"


def test_wrong_tries_end_no_tablet_that_is_paired(founded: FoundedTrust) -> None:
    code = new(founded)
    first = pair(founded, code.secret)
    for number in range(TRIES):
        pair(founded, number.to_bytes(5, "big"))
    assert pair(founded, code.secret) == first


def test_demo_and_live_refuse_each_other(founded: FoundedTrust) -> None:
    assert pair(founded, new(founded).secret, mode="live").refused == "mode"


def test_the_secret_cannot_be_tried_out_from_the_database_alone(founded: FoundedTrust) -> None:
    code = new(founded)
    with founded.store.read() as connection:
        held = connection.execute(select(tables.pairing_codes.c.hash)).scalar_one()
    assert held == founded.secret.digest("pairing", code.secret)
    assert held != ServerSecret(bytes(32)).digest("pairing", code.secret)
    assert code.secret not in held


def test_an_old_code_is_swept_away_when_the_next_is_made(founded: FoundedTrust) -> None:
    new(founded)
    new(founded, NOW + 2 * 86_400)
    with founded.store.read() as connection:
        assert len(connection.execute(select(tables.pairing_codes)).all()) == 1


@pytest.mark.parametrize(("ward", "place"), [("oak", "Day room"), (WARD, " "), (WARD, "x" * 81)])
def test_a_code_needs_a_ward_that_is_there_and_a_place_that_staff_can_read(
    founded: FoundedTrust, ward: str, place: str
) -> None:
    with founded.store.write() as connection, pytest.raises(PairingError):
        pairing.new_pairing(connection, founded.secret, ward, place, NOW)
