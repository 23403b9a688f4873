"""A reader signs in with name, passphrase and code together, and a wrong one is never named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pyotp
import pytest
from sqlalchemy import select, update

from kiosk.trust import accounts, keys
from kiosk.trust.accounts import AccountError, NewReader, SignInRefused, Unlocked, sign_in
from kiosk.trust.passphrases import Argon2Cost
from kiosk.trust.secret import ServerSecret
from kiosk.trust.sign_in_queue import Argon2Queue
from kiosk.trust.store import tables
from tests.trust.founded import NOW, FoundedTrust

CHEAP = Argon2Cost(memory_kib=64, passes=1)


def add(founded: FoundedTrust, name: str = "Ada Nurse") -> NewReader:
    with founded.store.write() as connection:
        new = accounts.add_reader(connection, founded.secret, founded.trust, name, "Ward nurse", "ward", cost=CHEAP)
        keys.admit(connection, founded.trust, founded.founding["ward"], new.id)
    return new


def code(new: NewReader, now: float = NOW) -> str:
    held = pyotp.parse_uri(new.totp)
    assert isinstance(held, pyotp.TOTP)
    return held.at(int(now))


def enter(founded: FoundedTrust, name: str, passphrase: str, typed: str, now: float = NOW) -> Unlocked:
    return sign_in(founded.store, founded.secret, name, passphrase, typed, now, cost=CHEAP)


def test_name_passphrase_and_code_together_open_the_readers_key(founded_on_each: FoundedTrust) -> None:
    new = add(founded_on_each)
    unlocked = enter(founded_on_each, " ada  NURSE ", new.passphrase.upper() + " ", code(new))
    assert unlocked.reader.groups == ("ward:willow",)
    with founded_on_each.store.read() as connection:
        held = keys.opened_groups(connection, founded_on_each.trust, new.id, unlocked.key)
    assert [key.group for key in held.values()] == ["ward:willow"]


def test_each_wrong_part_is_refused_with_the_same_words(founded: FoundedTrust) -> None:
    new = add(founded)
    wrong = [
        ("nobody", new.passphrase, code(new)),
        ("ada nurse", "not the passphrase", code(new)),
        ("ada nurse", new.passphrase, "000000" if code(new) != "000000" else "000001"),
        ("ada nurse", new.passphrase, ""),
        ("a" * 1000, new.passphrase, code(new)),
        ("ada nurse", "p" * 1000, code(new)),
    ]
    said = set()
    for name, passphrase, typed in wrong:
        with pytest.raises(SignInRefused) as caught:
            enter(founded, name, passphrase, typed)
        said.add(str(caught.value))
    assert len(said) == 1


class CountingQueue(Argon2Queue):
    def __init__(self) -> None:
        super().__init__()
        self.turns = 0

    @contextmanager
    def turn(self, known: bool = False) -> Iterator[None]:
        self.turns += 1
        with super().turn(known):
            yield


def test_an_unknown_name_costs_as_much_as_a_wrong_passphrase(founded: FoundedTrust) -> None:
    add(founded)
    for name in ("ada nurse", "nobody"):
        queue = CountingQueue()
        with pytest.raises(SignInRefused):
            sign_in(founded.store, founded.secret, name, "x", "123456", NOW, queue=queue, cost=CHEAP)
        assert queue.turns == 1, name


def test_a_code_is_taken_once_and_an_older_one_never_after_it(founded: FoundedTrust) -> None:
    new = add(founded)
    enter(founded, "ada nurse", new.passphrase, code(new))
    for typed in (code(new), code(new, NOW - 30)):
        with pytest.raises(SignInRefused):
            enter(founded, "ada nurse", new.passphrase, typed)
    enter(founded, "ada nurse", new.passphrase, code(new, NOW + 30), NOW + 30)


def test_a_clock_may_be_half_a_minute_off_and_no_more(founded: FoundedTrust) -> None:
    new = add(founded)
    with pytest.raises(SignInRefused):
        enter(founded, "ada nurse", new.passphrase, code(new, NOW - 90))
    enter(founded, "ada nurse", new.passphrase, code(new, NOW - 30))


def test_with_another_server_secret_the_right_passphrase_opens_nothing(founded: FoundedTrust) -> None:
    new = add(founded)
    with pytest.raises(SignInRefused):
        sign_in(founded.store, ServerSecret(bytes(32)), "ada nurse", new.passphrase, code(new), NOW, cost=CHEAP)


def test_a_closed_account_signs_in_no_more_and_its_groups_get_new_keys(founded: FoundedTrust) -> None:
    new = add(founded)
    with founded.store.write() as connection:
        assert [key.group for key in accounts.disable(connection, founded.trust, new.id, NOW)] == ["ward:willow"]
    with pytest.raises(SignInRefused):
        enter(founded, "ada nurse", new.passphrase, code(new))


def test_a_lost_passphrase_means_a_new_key_in_no_group(founded: FoundedTrust) -> None:
    new = add(founded)
    with founded.store.write() as connection:
        again = accounts.replace_key(connection, founded.secret, founded.trust, new.id, cost=CHEAP)
    with pytest.raises(SignInRefused):
        enter(founded, "ada nurse", new.passphrase, code(new))
    unlocked = enter(founded, "ada nurse", again.passphrase, code(again))
    assert unlocked.reader.groups == ()


class Meanwhile(Argon2Queue):
    """Somebody else writes while this one's key is computed."""

    def __init__(self, work: Callable[[], None]) -> None:
        super().__init__()
        self.work = work

    @contextmanager
    def turn(self, known: bool = False) -> Iterator[None]:
        with super().turn(known):
            self.work()
            yield


def test_an_account_that_got_another_key_meanwhile_is_neither_signed_in_nor_changed(founded: FoundedTrust) -> None:
    new = add(founded)
    unlocked = enter(founded, "ada nurse", new.passphrase, code(new))
    agains: list[NewReader] = []

    def renew() -> None:
        with founded.store.write() as connection:
            agains.append(accounts.replace_key(connection, founded.secret, founded.trust, new.id, cost=CHEAP))

    later, busy = NOW + 30, Meanwhile(renew)
    with pytest.raises(SignInRefused):
        sign_in(
            founded.store, founded.secret, "ada nurse", new.passphrase, code(new, later), later, cost=CHEAP, queue=busy
        )
    with pytest.raises(SignInRefused):
        accounts.change_passphrase(founded.store, founded.secret, founded.trust, unlocked, NOW, cost=CHEAP, queue=busy)
    assert len(agains) == 2
    enter(founded, "ada nurse", agains[-1].passphrase, code(agains[-1]))


def test_a_new_passphrase_keeps_no_call_waiting_and_opens_the_same_key(founded: FoundedTrust) -> None:
    new = add(founded)
    unlocked = enter(founded, "ada nurse", new.passphrase, code(new))
    written: list[int] = []

    def write() -> None:
        with founded.store.write() as connection:
            written.append(connection.execute(update(tables.trust).values(settled=1)).rowcount)

    changed = accounts.change_passphrase(
        founded.store, founded.secret, founded.trust, unlocked, NOW, cost=CHEAP, queue=Meanwhile(write)
    )
    assert written == [1]
    log = tables.access_log.c
    with founded.store.read() as connection:
        newest = connection.execute(select(log.reader, log.action).order_by(log.number.desc())).first()
    assert tuple(newest or ()) == (new.id, "changed a passphrase")
    later = NOW + 30
    with pytest.raises(SignInRefused):
        enter(founded, "ada nurse", new.passphrase, code(new, later), later)
    assert enter(founded, "ada nurse", changed, code(new, later), later).key.seed == unlocked.key.seed


def test_a_name_is_given_once_and_is_never_empty(founded: FoundedTrust) -> None:
    add(founded)
    for name, role in (("ADA nurse", "x"), ("  ", "x"), ("n" * 65, "x"), ("someone", " ")):
        with founded.store.write() as connection, pytest.raises(AccountError):
            accounts.add_reader(connection, founded.secret, founded.trust, name, role, "ward", cost=CHEAP)


def test_neither_passphrase_nor_authenticator_lies_in_the_database(founded: FoundedTrust) -> None:
    new = add(founded)
    with founded.store.read() as connection:
        row = connection.execute(select(tables.readers)).one()
    held = pyotp.parse_uri(new.totp)
    assert isinstance(held, pyotp.TOTP)
    everything = repr(tuple(row)).encode() + bytes(row.totp) + bytes(row.wrapped_seed)
    assert held.byte_secret() not in everything
    assert new.passphrase.encode() not in everything
