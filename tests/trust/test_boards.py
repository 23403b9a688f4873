"""Call screens as devices: a code makes one, once; its cookie is it; a PIN is a role. The database alone tells none of them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from kiosk.trust import boards
from kiosk.trust.store import tables
from tests.trust.founded import NOW, WARD, FoundedTrust


def new_code(founded: FoundedTrust, name: str = "Ward office", now: float = NOW) -> str:
    with founded.store.write() as connection:
        return boards.new_code(connection, founded.secret, WARD, name, now)


def pair(founded: FoundedTrust, typed: str, now: float = NOW) -> str:
    with founded.store.write() as connection:
        return boards.pair(connection, founded.secret, typed, now)


def find(founded: FoundedTrust, cookie: str) -> boards.Board | None:
    with founded.store.read() as connection:
        return boards.find(connection, cookie)


def test_a_code_makes_one_screen_that_stays_until_it_is_ended(founded_on_each: FoundedTrust) -> None:
    code = new_code(founded_on_each, "  Ward   office ")
    cookie = pair(founded_on_each, f" {code.lower().replace('-', ' ')} ")
    board = find(founded_on_each, cookie)
    assert board
    assert (board.ward, board.name) == (WARD, "Ward office")
    with pytest.raises(boards.NoCode):
        pair(founded_on_each, code)
    with founded_on_each.store.write() as connection:
        assert boards.of_wards(connection, [WARD]) == [board]
        assert boards.end(connection, board.id, ["oak"]) is None  # another ward's team cannot
        assert boards.end(connection, board.id, [WARD]) == board
    assert find(founded_on_each, cookie) is None


def test_a_code_ends_after_a_quarter_of_an_hour(founded_on_each: FoundedTrust) -> None:
    code = new_code(founded_on_each)
    with pytest.raises(boards.NoCode, match="ask for a new one"):
        pair(founded_on_each, code, NOW + boards.CODE_SECONDS)
    new_code(founded_on_each, now=NOW + boards.CODE_SECONDS)
    with founded_on_each.store.read() as connection:
        assert len(connection.execute(select(tables.board_codes)).all()) == 1  # the old one was swept away


@pytest.mark.parametrize("name", ["", "   ", "n" * 61])
def test_a_screen_needs_a_place(founded: FoundedTrust, name: str) -> None:
    with pytest.raises(boards.BoardError, match="where the screen is"):
        new_code(founded, name)


@pytest.mark.parametrize("cookie", ["", "0" * 64, "é" * 64, "0" * 63])
def test_another_cookie_is_no_screen(founded: FoundedTrust, cookie: str) -> None:
    pair(founded, new_code(founded))
    assert find(founded, cookie) is None


def test_a_pin_is_one_role_of_one_ward(founded_on_each: FoundedTrust) -> None:
    with founded_on_each.store.write() as connection:
        secret = founded_on_each.secret
        nurse = boards.new_pin(connection, secret, WARD, "nurse")
        doctor = boards.new_pin(connection, secret, WARD, "doctor", lambda _: 8365 if nurse != "8365" else 8366)
        assert len(nurse) == boards.PIN_DIGITS
        assert boards.roles_with_pin(connection, WARD) == ["nurse", "doctor"]
        assert boards.role_of(connection, secret, WARD, f" {nurse} ") == "Nurse"
        assert boards.role_of(connection, secret, WARD, doctor) == "Doctor"
        with pytest.raises(boards.WrongPin):
            boards.role_of(connection, secret, "oak", nurse)
        other = 4721 if nurse != "4721" else 4722
        again = boards.new_pin(connection, secret, WARD, "nurse", lambda _: other)
        with pytest.raises(boards.WrongPin):
            boards.role_of(connection, secret, WARD, nurse)
        assert boards.role_of(connection, secret, WARD, again) == "Nurse"
        boards.end_pin(connection, WARD, "nurse")
        with pytest.raises(boards.WrongPin):
            boards.role_of(connection, secret, WARD, again)


def test_a_new_pin_is_neither_another_roles_nor_one_that_anybody_tries_first(founded: FoundedTrust) -> None:
    chosen = iter([1234, 1234, 7777, 42])
    with founded.store.write() as connection:
        boards.new_pin(connection, founded.secret, WARD, "nurse", lambda _: next(chosen))
        assert boards.new_pin(connection, founded.secret, WARD, "doctor", lambda _: next(chosen)) == "0042"
        with pytest.raises(boards.BoardError, match="'king' is no role"):
            boards.new_pin(connection, founded.secret, WARD, "king")


def test_the_database_alone_tells_no_code_cookie_or_pin(founded: FoundedTrust) -> None:
    code = new_code(founded)
    cookie = pair(founded, new_code(founded))
    with founded.store.write() as connection:
        pin = boards.new_pin(connection, founded.secret, WARD, "nurse")
        held = [
            bytes(value) if isinstance(value, bytes) else str(value).encode()
            for table in (tables.boards, tables.board_codes, tables.call_pins)
            for row in connection.execute(select(table))
            for value in row
        ]
    for secret in (code, code.replace("-", ""), cookie, bytes.fromhex(cookie)):
        assert not any((secret if isinstance(secret, bytes) else secret.encode()) in value for value in held)
    assert pin.encode() not in held
