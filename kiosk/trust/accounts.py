"""Readers' accounts: a passphrase and a code from an authenticator open a reader's own key, and nothing else does.

The reader's 96-byte seed is wrapped under Argon2id of a generated passphrase, keyed with the server secret; so neither the database alone nor the
passphrase alone opens it. For: making accounts and signing in. Not for: what a signed-in reader may open (`keys`), nor cookies and sessions
(`sessions`).
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from typing import Any

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from msgspec import Struct
from sqlalchemy import Connection, insert, select, update

from kiosk import envelope
from kiosk.refusal import Refusal
from kiosk.trust import access_log, keys, roles, security_keys, sessions
from kiosk.trust.passphrases import COST, PASSPHRASE_MOST, QUEUE, Argon2Cost, new_passphrase, wrapping_key
from kiosk.trust.secret import ServerSecret, bound
from kiosk.trust.sign_in_queue import Argon2Queue
from kiosk.trust.store import tables
from kiosk.trust.store.database import Store

TOTP_STEP_SECONDS = 30
TOTP_SECRET_BYTES = 20
NAME_MOST = 64
_NONCE_BYTES = 12


class AccountError(Refusal):
    """An account that cannot be made or changed so. The message says why."""


class SignInRefused(ValueError):
    """Name, passphrase and code do not belong together. It never says which of them was wrong."""


class Reader(Struct, frozen=True):
    """Somebody with an account. role: as pages and calls show it. work: which groups and pages they can have. groups: ids of the groups whose
    keys were given to them."""

    id: bytes
    name: str
    role: str
    work: roles.Role
    groups: tuple[str, ...] = ()
    disabled: bool = False

    @property
    def manages(self) -> bool:
        """Whether accounts and tablets are this reader's work."""
        return self.work == "administrator"


class Unlocked(Struct, frozen=True):
    """A reader who has just signed in, with the own key opened. The key's seed is all that a session needs to keep."""

    reader: Reader
    key: envelope.PrivateKey


class SecurityKeyAnswer(Struct, frozen=True):
    """What a security key signed. sent: the browser's answer as JSON."""

    site: security_keys.Site
    sent: str


class NewReader(Struct, frozen=True):
    """What the new reader is told once. totp: otpauth:// address for an authenticator."""

    id: bytes
    name: str
    passphrase: str
    totp: str


def _wrap_binding(trust: keys.Trust, reader: bytes, public: bytes, cost: Argon2Cost) -> bytes:
    costs = f"{cost.memory_kib} {cost.passes} {cost.lanes}"
    return bound("wardlight reader v1", trust.mode, trust.code, reader, envelope.key_id(public), costs)


def _plain_name(name: str) -> str:
    return " ".join(name.lower().split())


class FreshKey(Struct, frozen=True):
    """A key that was just made for a reader, ready to be stored. values: columns of the table. new: what the reader is told once."""

    reader: bytes
    values: dict[str, Any]
    new: NewReader

    def __repr__(self) -> str:
        return f"FreshKey({self.reader.hex()})"


def checked_name(name: str, role: str) -> str:
    """A name as it is stored. Raises AccountError for one that is empty or too long, and where the role is empty."""
    plain = _plain_name(name)
    if not plain or len(plain) > NAME_MOST or not role.strip():
        raise AccountError(f"a reader needs a name of at most {NAME_MOST} characters, and a role")
    return plain


def fresh_key(
    secret: ServerSecret,
    trust: keys.Trust,
    reader: bytes,
    name: str,
    *,
    random: Callable[[int], bytes] = os.urandom,
    cost: Argon2Cost = COST,
    queue: Argon2Queue = QUEUE,
) -> FreshKey:
    """A passphrase, an authenticator's secret and an own key for a reader. Nothing is stored yet. Raises SignInBusy."""
    salt, key = random(16), envelope.PrivateKey.generate(random)
    passphrase, totp = new_passphrase(), random(TOTP_SECRET_BYTES)
    values = {
        "public": key.public,
        "salt": salt,
        "memory_kib": cost.memory_kib,
        "passes": cost.passes,
        "lanes": cost.lanes,
        "wrapped_seed": _wrap_seed(secret, trust, reader, key, passphrase, salt, cost, queue, random),
        "totp": secret.wrap("totp", totp, trust.mode, trust.code, reader, random=random),
        "totp_step": 0,
    }
    return FreshKey(reader, values, NewReader(reader, name, passphrase, totp_address(trust, name, totp)))


def insert_reader(connection: Connection, fresh: FreshKey, role: str, work: roles.Role) -> None:
    """Store a new account. It is in no group yet (`keys.admit`). Raises AccountError for a name that is taken."""
    name = fresh.new.name
    if connection.execute(select(tables.readers.c.id).where(tables.readers.c.name == name)).one_or_none():
        raise AccountError(f"there is an account named {name!r} already: give another name")
    connection.execute(
        insert(tables.readers).values(
            id=fresh.reader, name=name, role=role.strip(), work=work, disabled=False, **fresh.values
        )
    )


def put_key(connection: Connection, fresh: FreshKey) -> None:
    """A new passphrase, authenticator and own key in place of lost ones. Sessions end, and the account is in no group until it is admitted again."""
    sessions.end_all(connection, fresh.reader)
    for table in (tables.memberships, tables.security_keys):
        connection.execute(table.delete().where(table.c.reader == fresh.reader))
    connection.execute(update(tables.readers).where(tables.readers.c.id == fresh.reader).values(**fresh.values))


def add_reader(
    connection: Connection,
    secret: ServerSecret,
    trust: keys.Trust,
    name: str,
    role: str,
    work: roles.Role,
    *,
    random: Callable[[int], bytes] = os.urandom,
    cost: Argon2Cost = COST,
    queue: Argon2Queue = QUEUE,
) -> NewReader:
    """An account that is in no group yet (`keys.admit`), whose passphrase is known here: for the demo and for tests.

    Others are invited (`invitations`). Raises AccountError for a name that is taken, empty or too long.
    """
    fresh = fresh_key(secret, trust, random(16), checked_name(name, role), random=random, cost=cost, queue=queue)
    insert_reader(connection, fresh, role, work)
    return fresh.new


def replace_key(
    connection: Connection,
    secret: ServerSecret,
    trust: keys.Trust,
    reader: bytes,
    *,
    random: Callable[[int], bytes] = os.urandom,
    cost: Argon2Cost = COST,
    queue: Argon2Queue = QUEUE,
) -> NewReader:
    """A new key for an account that is there, whose passphrase is known here: for the demo. Raises AccountError where there is no such account."""
    held = read_reader(connection, reader)
    fresh = fresh_key(secret, trust, reader, held.name, random=random, cost=cost, queue=queue)
    put_key(connection, fresh)
    return fresh.new


def _wrap_seed(
    secret: ServerSecret,
    trust: keys.Trust,
    reader: bytes,
    key: envelope.PrivateKey,
    passphrase: str,
    salt: bytes,
    cost: Argon2Cost,
    queue: Argon2Queue,
    random: Callable[[int], bytes],
) -> bytes:
    nonce = random(_NONCE_BYTES)
    wrapping = ChaCha20Poly1305(wrapping_key(secret, passphrase, salt, cost, queue))
    return nonce + wrapping.encrypt(nonce, key.seed, _wrap_binding(trust, reader, key.public, cost))


def totp_address(trust: keys.Trust, name: str, totp: bytes) -> str:
    """The otpauth:// address that an authenticator reads (Key URI format)."""
    issuer = f"Wardlight {trust.name}" + (" DEMO" if trust.mode == "demo" else "")
    return pyotp.TOTP(base64.b32encode(totp).decode()).provisioning_uri(name=name, issuer_name=issuer)


def sign_in(
    store: Store,
    secret: ServerSecret,
    name: str,
    passphrase: str,
    code: str,
    now: float,
    *,
    known: bool = False,
    security_key: SecurityKeyAnswer | None = None,
    queue: Argon2Queue = QUEUE,
    cost: Argon2Cost = COST,
) -> Unlocked:
    """The reader whose name, passphrase and authenticator code these are. now: seconds since 1970. known: asked from a browser that they signed in
    with before, which waits in places of its own. security_key: in place of the code.

    An unknown name costs as much time as a wrong passphrase. A code, like what a security key signs, is taken once. Raises SignInRefused, SignInBusy.
    """
    refused = SignInRefused("that did not work: check name, passphrase and code, and try again")
    if len(name) > NAME_MOST or len(passphrase) > PASSPHRASE_MOST:
        raise refused
    with store.read() as connection:
        trust = keys.read_trust(connection)
        row = connection.execute(select(tables.readers).where(tables.readers.c.name == _plain_name(name))).one_or_none()
    if row is None or row.disabled:
        wrapping_key(secret, passphrase, bytes(16), cost, queue, known)
        raise refused
    own_cost = Argon2Cost(row.memory_kib, row.passes, row.lanes)
    wrapping = ChaCha20Poly1305(wrapping_key(secret, passphrase, row.salt, own_cost, queue, known))
    try:
        binding = _wrap_binding(trust, row.id, row.public, own_cost)
        seed = wrapping.decrypt(row.wrapped_seed[:_NONCE_BYTES], row.wrapped_seed[_NONCE_BYTES:], binding)
    except InvalidTag:
        raise refused from None
    key = envelope.PrivateKey(seed)
    proof = step = None
    if security_key is not None:
        try:
            with store.read() as connection:
                proof = security_keys.check(connection, secret, security_key.site, row.id, security_key.sent, now)
        except security_keys.SecurityKeyError:
            raise refused from None
    else:
        step = _matching_step(secret.unwrap("totp", row.totp, trust.mode, trust.code, row.id), code, now)
        if step is None:
            raise refused
    with store.write() as connection:
        # Also not one that got another passphrase or key while this one waited for its turn.
        same = (
            (tables.readers.c.id == row.id)
            & ~tables.readers.c.disabled
            & (tables.readers.c.wrapped_seed == row.wrapped_seed)
        )
        if proof is not None:
            taken = security_keys.use(connection, proof)
        else:
            chosen = update(tables.readers).where(same, tables.readers.c.totp_step < step).values(totp_step=step)
            taken = connection.execute(chosen).rowcount == 1
        if not taken or connection.execute(select(tables.readers.c.id).where(same)).one_or_none() is None:
            raise refused
        reader = read_reader(connection, row.id)
    return Unlocked(reader, key)


def _matching_step(totp: bytes, code: str, now: float) -> int | None:
    """The 30-second step that this code is for: the present one, or one to either side for a clock that is a little off."""
    clock = pyotp.TOTP(base64.b32encode(totp).decode())
    present = int(now // TOTP_STEP_SECONDS)
    typed = "".join(code.split())
    matching = [
        step
        for step in (present - 1, present, present + 1)
        if pyotp.utils.strings_equal(typed, clock.generate_otp(step))
    ]
    return max(matching) if matching else None


def read_reader(connection: Connection, reader: bytes) -> Reader:
    """Raises AccountError where there is no such account."""
    row = connection.execute(select(tables.readers).where(tables.readers.c.id == reader)).one_or_none()
    if row is None:
        raise AccountError("there is no such account")
    return Reader(row.id, row.name, row.role, row.work, _groups_of(connection, reader), row.disabled)


def all_readers(connection: Connection) -> list[Reader]:
    """Every account, by name."""
    ids = connection.execute(select(tables.readers.c.id).order_by(tables.readers.c.name)).scalars().all()
    return [read_reader(connection, reader) for reader in ids]


def _groups_of(connection: Connection, reader: bytes) -> tuple[str, ...]:
    chosen = (
        select(tables.group_keys.c.group_id)
        .join(tables.memberships, tables.memberships.c.key_id == tables.group_keys.c.key_id)
        .where(tables.memberships.c.reader == reader)
        .distinct()
    )
    return tuple(sorted(connection.execute(chosen).scalars()))


def change_passphrase(
    store: Store,
    secret: ServerSecret,
    trust: keys.Trust,
    unlocked: Unlocked,
    now: float,
    *,
    random: Callable[[int], bytes] = os.urandom,
    cost: Argon2Cost = COST,
    queue: Argon2Queue = QUEUE,
) -> str:
    """A new passphrase for a reader who has just signed in with the one before; it exists in the answer alone. All sessions end. now: seconds
    since 1970.

    The reader's own key stays, so nothing has to be sealed again. Raises SignInBusy, and SignInRefused where the account has another key meanwhile,
    or was closed.
    """
    reader, passphrase, salt = unlocked.reader.id, new_passphrase(), random(16)
    # Before the write, as Argon2id takes a while and a call must never wait for it.
    wrapped = _wrap_seed(secret, trust, reader, unlocked.key, passphrase, salt, cost, queue, random)
    with store.write() as connection:
        done = connection.execute(
            update(tables.readers)
            .where(
                tables.readers.c.id == reader,
                tables.readers.c.public == unlocked.key.public,
                ~tables.readers.c.disabled,
            )
            .values(salt=salt, memory_kib=cost.memory_kib, passes=cost.passes, lanes=cost.lanes, wrapped_seed=wrapped)
        )
        if done.rowcount != 1:
            raise SignInRefused("the account has another key by now, or was closed: nothing was changed")
        sessions.end_all(connection, reader)
        access_log.note(connection, "changed a passphrase", now, reader)
    return passphrase


def disable(connection: Connection, trust: keys.Trust, reader: bytes, now: float) -> list[keys.GroupKey]:
    """Close an account: no more sign-ins, its sessions end, and every group that it was in gets a new key (`keys.remove_member`)."""
    groups = read_reader(connection, reader).groups
    sessions.end_all(connection, reader)
    fresh = [keys.remove_member(connection, trust, group, reader, now) for group in groups]
    connection.execute(update(tables.readers).where(tables.readers.c.id == reader).values(disabled=True))
    return fresh
