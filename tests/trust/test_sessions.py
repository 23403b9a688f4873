"""A session opens nothing without both cookies, and ends when it has to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from kiosk import envelope
from kiosk.trust import sessions
from kiosk.trust.sessions import MOST_SECONDS, REST_SECONDS, Cookies
from kiosk.trust.store import tables
from kiosk.trust.store.database import Store, migrate, open_store

NOW = 1_800_000_000
READER = bytes(range(16))
SEED = bytes(range(96))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path / 'trust.sqlite3'}")
    migrate(store)
    with store.write() as connection:
        for reader, name in ((READER, "one"), (bytes(16), "other")):
            connection.execute(
                insert(tables.readers).values(
                    id=reader,
                    name=name,
                    role="ward",
                    public=envelope.PrivateKey(SEED).public,
                    salt=bytes(16),
                    memory_kib=1,
                    passes=1,
                    lanes=1,
                    wrapped_seed=b"",
                    totp=b"",
                    totp_step=0,
                    disabled=False,
                )
            )
    yield store
    store.close()


@pytest.fixture
def cookies(store: Store) -> Cookies:
    with store.write() as connection:
        return sessions.begin(connection, READER, SEED, NOW)


def found(store: Store, cookies: Cookies, now: int) -> sessions.Session | None:
    with store.read() as connection:
        return sessions.find(connection, cookies, now)


def use(store: Store, cookies: Cookies, now: int) -> None:
    with store.write() as connection:
        sessions.note_use(connection, cookies, now)


def test_both_cookies_together_give_the_keys_back(store: Store, cookies: Cookies) -> None:
    session = found(store, cookies, NOW + 1)
    assert session is not None
    assert (session.reader, session.seed) == (READER, SEED)
    assert SEED.hex() not in repr(session)


def test_neither_cookie_is_worth_anything_with_another_sessions_other(store: Store, cookies: Cookies) -> None:
    with store.write() as connection:
        second = sessions.begin(connection, bytes(16), bytes(96), NOW)
    assert found(store, Cookies(cookies.session, second.secret), NOW) is None
    assert found(store, Cookies(second.session, cookies.secret), NOW) is None


@pytest.mark.parametrize("wrong", ["", "00", "zz" * 32, " " + "0" * 63, "A" * 64, "0" * 66])
def test_what_never_was_a_cookie_finds_nothing(store: Store, cookies: Cookies, wrong: str) -> None:
    assert found(store, Cookies(wrong, cookies.secret), NOW) is None
    assert found(store, Cookies(cookies.session, wrong), NOW) is None


def test_the_stored_row_holds_neither_cookie_nor_key(store: Store, cookies: Cookies, tmp_path: Path) -> None:
    store.forget_journal()
    disk = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    for secret in (cookies.session, cookies.secret):
        assert bytes.fromhex(secret) not in disk
        assert secret.encode() not in disk
    assert SEED not in disk


def test_fifteen_minutes_of_rest_end_it(store: Store, cookies: Cookies) -> None:
    assert found(store, cookies, NOW + REST_SECONDS - 1) is not None
    assert found(store, cookies, NOW + REST_SECONDS) is None


def test_use_keeps_it_awake_but_looking_does_not(store: Store, cookies: Cookies) -> None:
    use(store, cookies, NOW + REST_SECONDS - 1)
    assert found(store, cookies, NOW + REST_SECONDS + 5) is not None
    assert found(store, cookies, NOW + 2 * REST_SECONDS) is None


def test_eight_hours_end_it_however_busy_it_is(store: Store, cookies: Cookies) -> None:
    for now in range(NOW, NOW + MOST_SECONDS, REST_SECONDS - 1):
        use(store, cookies, now)
    assert found(store, cookies, NOW + MOST_SECONDS - 1) is not None
    assert found(store, cookies, NOW + MOST_SECONDS) is None


def test_use_is_noted_only_now_and_then(store: Store, cookies: Cookies) -> None:
    session = found(store, cookies, NOW + 5)
    assert session is not None
    assert not sessions.wants_noting(session, NOW + 5)
    assert sessions.wants_noting(session, NOW + 15)


def test_signing_out_deletes_the_row(store: Store, cookies: Cookies) -> None:
    with store.write() as connection:
        sessions.end(connection, cookies)
    assert found(store, cookies, NOW + 1) is None
    with store.read() as connection:
        assert connection.execute(select(tables.sessions)).all() == []


def test_a_removed_reader_is_signed_out_everywhere(store: Store, cookies: Cookies) -> None:
    with store.write() as connection:
        second = sessions.begin(connection, READER, SEED, NOW)
        other = sessions.begin(connection, bytes(16), bytes(96), NOW)
        sessions.end_all(connection, READER)
    assert found(store, cookies, NOW) is None
    assert found(store, second, NOW) is None
    assert found(store, other, NOW) is not None


def test_a_new_session_sweeps_those_that_have_ended(store: Store, cookies: Cookies) -> None:
    with store.write() as connection:
        sessions.begin(connection, READER, SEED, NOW + REST_SECONDS)
    with store.read() as connection:
        assert len(connection.execute(select(tables.sessions)).all()) == 1


def test_every_session_has_forms_of_its_own(store: Store, cookies: Cookies) -> None:
    with store.write() as connection:
        second = sessions.begin(connection, READER, SEED, NOW)
    one, other = found(store, cookies, NOW), found(store, second, NOW)
    assert one is not None
    assert other is not None
    assert one.csrf != other.csrf
    assert one.csrf not in (cookies.session, cookies.secret)
