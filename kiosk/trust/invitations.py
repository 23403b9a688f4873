"""Invitations: a code that is used once, with which somebody makes their own account and key. Nobody else ever sees their passphrase.

An invitation may carry keys of groups, sealed with its code and the server secret: that is how the first readers are let in (with the founding keys),
and how somebody whose passphrase is lost comes back (with the recovery key). Whoever has the code before it is used could be let in by it, as with a
letter; so it lasts three days, one use ends it, and so does a new key of a group that it carries. An administrator's carries none: a member of the
group lets the newcomer in, once they have made their account.

For: making, listing, ending and using invitations. Not for: passphrases and their wrapping (`accounts`).
"""

from __future__ import annotations

import base64
import os
import time
from collections.abc import Callable, Collection, Sequence

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, delete, insert, select

from kiosk import envelope, records
from kiosk.trust import access_log, accounts, keys, roles
from kiosk.trust.passphrases import COST, Argon2Cost
from kiosk.trust.secret import ServerSecret
from kiosk.trust.store import tables
from kiosk.trust.store.database import Store, insert_once

LASTS = 3 * 86_400  # seconds
CODE_BYTES = 10  # 80 bits: too many to guess at, also with the database, as the server secret is mixed in
_GROUP_LETTERS = 4


class NoInvitation(accounts.AccountError):
    """There is no open invitation with this code. It never says whether there was one."""


class Carried(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A group's key as an invitation carries it."""

    group: str
    kind: records.ReaderGroup
    ward: str | None
    seed: bytes


class Invitation(Struct, frozen=True):
    """What is given to one person. code: in groups of four letters and digits; it exists in the answer alone. expires: seconds since 1970."""

    name: str
    code: str
    expires: int

    def told(self, address: str) -> str:
        """In lines, for whoever made it at a command line. address: of the console."""
        until = time.strftime("%d %B %Y, %H:%M UTC", time.gmtime(self.expires))
        return (
            f"Give this to {self.name} in person: {self.code}\nIt works once, until {until}, at {address}/console/join"
        )


class OpenInvitation(Struct, frozen=True):
    """An invitation that nobody has used yet. hash: names it. again: it is for an account that is there already."""

    hash: bytes
    name: str
    role: str
    groups: tuple[str, ...]
    expires: int
    again: bool


def _plain(code: str) -> bytes:
    """The bytes of a code, however it was typed: 0, 1 and 8 are read as the letters that they look like. Raises NoInvitation."""
    letters = "".join(code.upper().split()).replace("-", "").translate(str.maketrans("018", "OIB"))
    try:
        raw = base64.b32decode(letters)
    except ValueError:
        raw = b""
    if len(raw) != CODE_BYTES:
        raise NoInvitation("this is not an invitation code: it has 16 letters and digits")
    return raw


def _hash(secret: ServerSecret, code: bytes) -> bytes:
    return secret.digest("invitations", "code", code)


def invite(
    connection: Connection,
    secret: ServerSecret,
    trust: keys.Trust,
    name: str,
    role: str,
    work: roles.Role,
    now: float,
    *,
    groups: Collection[str] = (),
    carried: Sequence[keys.GroupKey] = (),
    random: Callable[[int], bytes] = os.urandom,
) -> Invitation:
    """Invite somebody. groups: ids of those that they are meant to be in. carried: keys that the invitation itself lets them into.

    now: seconds since 1970. A name that has an account gets a new passphrase, authenticator and key with it; until then the account stays as it is.
    An earlier invitation of the name ends. Raises AccountError for a name or role that an account cannot have, and keys.KeyFault for a group that a
    role cannot be in.
    """
    plain = accounts.checked_name(name, role)
    held = connection.execute(select(tables.readers).where(tables.readers.c.name == plain)).one_or_none()
    if held is not None and held.disabled:
        raise accounts.AccountError(
            f"the account {plain!r} was closed, and its name is not given again: give another name"
        )
    titles = {key.group: key.kind for key in carried} | _kinds(connection, groups)
    for group, kind in titles.items():
        if kind not in roles.GROUPS[work]:
            raise keys.KeyFault(
                f"{plain} would be {roles.NAMES[work].lower()} and cannot be in {group}:"
                " what is kept from one group must not come to the same person by another"
            )
    _sweep(connection, now)
    end(connection, _of_name(connection, plain))
    code = random(CODE_BYTES)
    name_of_it, expires = _hash(secret, code), int(now) + LASTS
    payload = msgspec.msgpack.encode([Carried(key.group, key.kind, key.ward, key.key.seed) for key in carried])
    connection.execute(
        insert(tables.invitations).values(
            hash=name_of_it,
            reader=None if held is None else held.id,
            name=plain,
            role=role.strip(),
            work=work,
            sealed=secret.wrap_under("invitations", code, payload, trust.mode, trust.code, random=random),
            expires=expires,
        )
    )
    by_itself = {key.group for key in carried}
    for group in sorted(titles):
        connection.execute(
            insert(tables.invited_groups).values(hash=name_of_it, group_id=group, carried=group in by_itself)
        )
    letters = base64.b32encode(code).decode()
    parts = (letters[start : start + _GROUP_LETTERS] for start in range(0, len(letters), _GROUP_LETTERS))
    return Invitation(plain, "-".join(parts), expires)


def _kinds(connection: Connection, groups: Collection[str]) -> dict[str, records.ReaderGroup]:
    chosen = select(tables.reader_groups.c.id, tables.reader_groups.c.kind).where(
        tables.reader_groups.c.id.in_(list(groups))
    )
    found: dict[str, records.ReaderGroup] = {row.id: row.kind for row in connection.execute(chosen)}
    missing = sorted(set(groups) - set(found))
    if missing:
        raise keys.KeyFault(f"there is no reader group {', '.join(missing)}")
    return found


def _of_name(connection: Connection, name: str) -> list[bytes]:
    return list(
        connection.execute(select(tables.invitations.c.hash).where(tables.invitations.c.name == name)).scalars()
    )


def end(connection: Connection, hashes: Collection[bytes]) -> int:
    """End open invitations, and say how many there were. Their codes work no more."""
    wanted = list(hashes)
    connection.execute(delete(tables.invited_groups).where(tables.invited_groups.c.hash.in_(wanted)))
    return connection.execute(delete(tables.invitations).where(tables.invitations.c.hash.in_(wanted))).rowcount


def _sweep(connection: Connection, now: float) -> None:
    ended = select(tables.invitations.c.hash).where(tables.invitations.c.expires <= int(now))
    end(connection, list(connection.execute(ended).scalars()))


def open_invitations(connection: Connection, now: float) -> list[OpenInvitation]:
    """Those that still work, by name."""
    chosen = (
        select(tables.invitations).where(tables.invitations.c.expires > int(now)).order_by(tables.invitations.c.name)
    )
    found = []
    for row in connection.execute(chosen):
        groups = select(tables.invited_groups.c.group_id).where(tables.invited_groups.c.hash == row.hash)
        wanted = tuple(sorted(connection.execute(groups).scalars()))
        found.append(OpenInvitation(row.hash, row.name, row.role, wanted, row.expires, row.reader is not None))
    return found


def accept(
    store: Store,
    secret: ServerSecret,
    typed: str,
    now: float,
    *,
    random: Callable[[int], bytes] = os.urandom,
    cost: Argon2Cost = COST,
) -> accounts.NewReader:
    """Use an invitation up: an account with a passphrase that only this answer holds, in the groups whose keys the invitation carried.

    Groups that it did not carry wait for a member (`waiting`). now: seconds since 1970. Raises NoInvitation, accounts.SignInBusy.
    """
    code = _plain(typed)
    refused = NoInvitation(
        "this code is not open: it was used, it has ended, or it was typed wrongly. Ask for a new invitation"
    )
    name_of_it = _hash(secret, code)
    with store.read() as connection:
        trust = keys.read_trust(connection)
        row = connection.execute(
            select(tables.invitations).where(tables.invitations.c.hash == name_of_it)
        ).one_or_none()
    if row is None or row.expires <= now:
        raise refused
    payload = secret.unwrap_under("invitations", code, row.sealed, trust.mode, trust.code)
    carried = msgspec.msgpack.decode(payload, type=list[Carried])
    # Before the write, as Argon2id takes a while and a call must never wait for it.
    fresh = accounts.fresh_key(secret, trust, row.reader or random(16), row.name, random=random, cost=cost)
    with store.write() as connection:
        groups = connection.execute(
            select(tables.invited_groups).where(tables.invited_groups.c.hash == name_of_it)
        ).all()
        if end(connection, [name_of_it]) != 1:
            raise refused  # somebody else used it in this moment
        before: tuple[str, ...] = ()
        if row.reader is None:
            accounts.insert_reader(connection, fresh, row.role, row.work)
        else:
            before = accounts.read_reader(connection, row.reader).groups
            accounts.put_key(connection, fresh)
        for held in carried:
            key = keys.GroupKey(held.group, held.kind, held.ward, envelope.PrivateKey(held.seed))
            keys.admit(connection, trust, key, fresh.reader)
        let_in = {held.group for held in carried}
        for group in sorted({*before, *(row.group_id for row in groups)} - let_in):
            waits = insert_once(connection, tables.waiting_members)
            connection.execute(waits.values(reader=fresh.reader, group_id=group))
        access_log.note(connection, "joined", now, fresh.reader)
    return fresh.new


def waiting(connection: Connection) -> list[tuple[bytes, str, str]]:
    """Reader, name and group of everybody who waits for a member to let them in."""
    chosen = (
        select(tables.waiting_members.c.reader, tables.readers.c.name, tables.waiting_members.c.group_id)
        .join(tables.readers, tables.readers.c.id == tables.waiting_members.c.reader)
        .where(~tables.readers.c.disabled)
        .order_by(tables.readers.c.name, tables.waiting_members.c.group_id)
    )
    return [(row.reader, row.name, row.group_id) for row in connection.execute(chosen)]


def waits_no_more(connection: Connection, reader: bytes, group: str | None = None) -> None:
    """A member let them in, or they left. group: None for all."""
    table = tables.waiting_members
    chosen = delete(table).where(table.c.reader == reader)
    connection.execute(chosen if group is None else chosen.where(table.c.group_id == group))
