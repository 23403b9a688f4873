"""Sessions of readers in a browser: two cookies, one row, and nothing in it that opens anything by itself.

| where            | what                                                     | what it is worth alone                            |
| session cookie   | 32 random bytes                                          | nothing: the keys stay sealed                     |
| secret cookie    | 32 random bytes, never stored                            | nothing: it names no session                      |
| row in `sessions` | SHA-256 of the session cookie; the reader's seed, sealed under the secret cookie | a stolen database opens no record |

For: beginning, finding and ending a session. Not for: passphrases and codes (`kiosk.trust.keys`), cookies' attributes and forms (`console.access`).

A session ends after 15 minutes of rest, after 8 hours whatever happens, at sign-out, and when its reader is removed. It is always made new at
sign-in, so a cookie that somebody planted before is worth nothing (session fixation). The token of forms (CSRF) is derived from the secret cookie
and the session, so that it is in no table and ends with them.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import Struct
from sqlalchemy import Connection, delete, insert, select, update

from kiosk.trust.secret import bound
from kiosk.trust.store import tables

REST_SECONDS = 15 * 60
MOST_SECONDS = 8 * 60 * 60
NOTED_EVERY_SECONDS = 15  # use is noted no oftener, so that reading a page is seldom a write
COOKIE_BYTES = 32
_NONCE = bytes(12)  # the key is new for every session


class Cookies(Struct, frozen=True):
    """What the browser holds: the session's name and the secret of its keys, each 64 hexadecimal digits."""

    session: str
    secret: str


class Session(Struct, frozen=True):
    """A session that is going on. reader: id. seed: the reader's 96 key bytes; for this request only. csrf: what its forms must carry.
    started, rests_at, expires: seconds since 1970."""

    reader: bytes
    seed: bytes
    csrf: str
    started: int
    rests_at: int
    expires: int

    def __repr__(self) -> str:
        return f"Session(reader={self.reader.hex()})"  # never the seed: this may stand in a log


def _hash(cookie: str) -> bytes | None:
    """What the table holds for a session cookie; None for what was never one."""
    raw = _raw(cookie)
    return None if raw is None else hashlib.sha256(b"wardlight session v1" + raw).digest()


def _raw(cookie: str) -> bytes | None:
    try:
        raw = bytes.fromhex(cookie)
    except ValueError:
        return None
    return raw if len(raw) == COOKIE_BYTES and raw.hex() == cookie else None


def _derive(secret: bytes, label: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"wardlight session v1 " + label).derive(secret)


def begin(
    connection: Connection, reader: bytes, seed: bytes, now: int, random: Callable[[int], bytes] = secrets.token_bytes
) -> Cookies:
    """A new session of a reader who has just proved who they are. Sessions that have ended are swept away with it."""
    sweep(connection, now)
    session, secret = random(COOKIE_BYTES), random(COOKIE_BYTES)
    name = _hash(session.hex())
    sealed = ChaCha20Poly1305(_derive(secret, b"keys")).encrypt(_NONCE, seed, bound(b"session", name or b"", reader))
    connection.execute(
        insert(tables.sessions).values(
            cookie_hash=name, reader=reader, sealed_keys=sealed, started=now, last_used=now, expires=now + MOST_SECONDS
        )
    )
    return Cookies(session.hex(), secret.hex())


def find(connection: Connection, cookies: Cookies, now: int) -> Session | None:
    """The session that both cookies belong to, if it is still going on. It is not kept awake by this: see `note_use`."""
    name, secret = _hash(cookies.session), _raw(cookies.secret)
    if name is None or secret is None:
        return None
    row = connection.execute(select(tables.sessions).where(tables.sessions.c.cookie_hash == name)).one_or_none()
    if row is None or now >= row.expires or now >= row.last_used + REST_SECONDS:
        return None
    try:
        seed = ChaCha20Poly1305(_derive(secret, b"keys")).decrypt(
            _NONCE, row.sealed_keys, bound(b"session", name, row.reader)
        )
    except InvalidTag:
        return None  # another session's secret
    csrf = hmac.new(_derive(secret, b"forms"), name, hashlib.sha256).hexdigest()
    return Session(row.reader, seed, csrf, row.started, min(row.last_used + REST_SECONDS, row.expires), row.expires)


def wants_noting(session: Session, now: int) -> bool:
    """Whether the session's use was noted so long ago that it is worth a write."""
    return session.rests_at < session.expires and now >= session.rests_at - REST_SECONDS + NOTED_EVERY_SECONDS


def note_use(connection: Connection, cookies: Cookies, now: int) -> None:
    """A person did something just now: rest counts from here."""
    connection.execute(
        update(tables.sessions)
        .where(tables.sessions.c.cookie_hash == _hash(cookies.session), tables.sessions.c.last_used < now)
        .values(last_used=now)
    )


def end(connection: Connection, cookies: Cookies) -> None:
    """Sign out: the row is deleted, and with it the only copy of the sealed keys."""
    connection.execute(delete(tables.sessions).where(tables.sessions.c.cookie_hash == _hash(cookies.session)))


def end_all(connection: Connection, reader: bytes) -> None:
    """End every session of a reader: they were removed, or their passphrase is another now."""
    connection.execute(delete(tables.sessions).where(tables.sessions.c.reader == reader))


def sweep(connection: Connection, now: int) -> None:
    """Delete sessions that have ended."""
    table = tables.sessions
    connection.execute(delete(table).where((table.c.expires <= now) | (table.c.last_used <= now - REST_SECONDS)))
