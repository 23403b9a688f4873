"""The trust's keys: root, online keys, reader groups and their members, and the keys part that the root signs.

| key                             | private half lies                                       | opens or signs                       |
| root (Ed25519)                  | offline with two holders; the demo's beside its database | the keys part                       |
| content and duty signers        | here, wrapped with the server secret                     | the other two parts                 |
| intake, statistics (per ward)   | here, wrapped; unwrapped by the sorting process alone     | outer seals; check-ins              |
| ward team, safeguarding, outside | here, sealed to each member's own key, nowhere else      | concerns, where their place is used |
| recovery                        | with three holders, any two of whom suffice              | every concern                       |

For: making, wrapping and finding keys. Not for: records (`envelope`), passphrases (`accounts`), the holders' files (`holders`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Literal

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct
from sqlalchemy import Connection, delete, func, insert, select, update

from kiosk import envelope, records, wardpack
from kiosk.refusal import Refusal
from kiosk.trust.secret import ServerSecret, bound
from kiosk.trust.store import tables

Random = Callable[[int], bytes]
OnlinePurpose = Literal["intake", "statistics", "content_signer", "duty_signer"]
SEALING: tuple[OnlinePurpose, ...] = ("intake", "statistics")
SIGNING: tuple[OnlinePurpose, ...] = ("content_signer", "duty_signer")

TRUST_WIDE: tuple[tuple[records.ReaderGroup, str], ...] = (
    ("safeguarding", "Safeguarding"),
    ("outside", "Outside the ward"),
    ("recovery", "Recovery"),
)
KEYS_LAST = 2 * 365 * 86_400  # seconds: a keys part; it holds on after that, with a warning to staff


class KeyFault(Refusal):
    """A key, group or reader that is not there, or may not be used so. The message says which."""


class Trust(Struct, frozen=True):
    """Which trust this database is for. root: its public root key."""

    code: str
    name: str
    mode: wardpack.Mode
    root: bytes

    def scope(self, ward: str) -> envelope.Scope:
        return envelope.Scope(self.mode, self.code, ward)


class GroupKey(Struct, frozen=True):
    """One version of a group's key, opened. group: its id. kind: its place in an envelope. ward: of a ward team, else None."""

    group: str
    kind: records.ReaderGroup
    ward: str | None
    key: envelope.PrivateKey

    @property
    def id(self) -> bytes:
        return envelope.key_id(self.key.public)


class _OnlineKey(Struct, frozen=True):
    key_id: bytes
    public: bytes
    wrapped: bytes


def ward_group(ward: str) -> str:
    """The id of a ward's own team."""
    return f"ward:{ward}"


def read_trust(connection: Connection) -> Trust:
    """Raises KeyFault before `kiosk trust init`."""
    row = connection.execute(select(tables.trust)).one_or_none()
    if row is None:
        raise KeyFault("this database holds no trust yet: run `kiosk trust init`")
    return Trust(row.code, row.name, row.mode, row.root)


# --- online keys -------------------------------------------------------------------------------------------------


def add_online_keys(
    connection: Connection, secret: ServerSecret, trust: Trust, ward: str, random: Random = os.urandom
) -> None:
    """Make a ward's intake and statistics keys and its two signers, and make them the ones in use."""
    connection.execute(update(tables.online_keys).where(tables.online_keys.c.ward == ward).values(current=False))
    for purpose in (*SEALING, *SIGNING):
        if purpose in SEALING:
            key = envelope.PrivateKey.generate(random)
            private, public = key.seed, key.public
        else:
            private = random(32)
            public = Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
        name = envelope.key_id(public)
        connection.execute(
            insert(tables.online_keys).values(
                key_id=name,
                ward=ward,
                purpose=purpose,
                public=public,
                wrapped=secret.wrap("online keys", private, trust.mode, trust.code, ward, purpose, name, random=random),
                current=True,
            )
        )


class SortingKeys(Struct, frozen=True):
    """What one ward's slots are opened with. By key id, every key that was ever in use."""

    ward: str
    intake: dict[bytes, envelope.PrivateKey]
    statistics: dict[bytes, envelope.PrivateKey]


def sorting_keys(connection: Connection, secret: ServerSecret) -> list[SortingKeys]:
    """All wards' intake and statistics keys, unwrapped. For the sorting process alone."""
    trust = read_trust(connection)
    wards: dict[str, SortingKeys] = {}
    chosen = select(tables.online_keys).where(tables.online_keys.c.purpose.in_(SEALING))
    for row in connection.execute(chosen):
        keys = wards.setdefault(row.ward, SortingKeys(row.ward, {}, {}))
        seed = secret.unwrap("online keys", row.wrapped, trust.mode, trust.code, row.ward, row.purpose, row.key_id)
        (keys.intake if row.purpose == "intake" else keys.statistics)[row.key_id] = envelope.PrivateKey(seed)
    return list(wards.values())


def _signer(
    connection: Connection, secret: ServerSecret, trust: Trust, ward: str, purpose: OnlinePurpose
) -> Ed25519PrivateKey:
    row = _current(connection, ward, purpose)
    return Ed25519PrivateKey.from_private_bytes(
        secret.unwrap("online keys", row.wrapped, trust.mode, trust.code, ward, purpose, row.key_id)
    )


def _current(connection: Connection, ward: str, purpose: OnlinePurpose) -> _OnlineKey:
    keys = tables.online_keys.c
    chosen = select(keys.key_id, keys.public, keys.wrapped).where(
        keys.ward == ward, keys.purpose == purpose, keys.current
    )
    row = connection.execute(chosen).one_or_none()
    if row is None:
        raise KeyFault(f"ward {ward} has no {purpose} key: add the ward first")
    return _OnlineKey(row.key_id, row.public, row.wrapped)


# --- reader groups -----------------------------------------------------------------------------------------------


def new_group(
    connection: Connection,
    group: str,
    kind: records.ReaderGroup,
    title: str,
    ward: str | None = None,
    random: Random = os.urandom,
) -> GroupKey:
    """Make a group and its first key. Nobody is in it yet: the caller gives the key on (`admit`, or the holders), or it is lost."""
    connection.execute(insert(tables.reader_groups).values(id=group, kind=kind, ward=ward, title=title, stale=False))
    return _new_version(connection, group, kind, ward, random)


def _new_version(
    connection: Connection, group: str, kind: records.ReaderGroup, ward: str | None, random: Random
) -> GroupKey:
    key = envelope.PrivateKey.generate(random)
    last = connection.execute(
        select(func.max(tables.group_keys.c.version)).where(tables.group_keys.c.group_id == group)
    ).scalar()
    connection.execute(
        insert(tables.group_keys).values(
            key_id=envelope.key_id(key.public), group_id=group, version=(last or 0) + 1, public=key.public
        )
    )
    return GroupKey(group, kind, ward, key)


def _membership_info(trust: Trust, group: str, key_id: bytes, reader: bytes) -> bytes:
    return bound("wardlight group key v1", trust.mode, trust.code, group, key_id, reader)


def admit(connection: Connection, trust: Trust, key: GroupKey, reader: bytes) -> None:
    """Seal a group's key to a reader. The caller holds the key: a member's session, or the founding keys.

    Raises KeyFault for a reader who is not there or is disabled, and for the recovery group, which has holders instead of members.
    """
    if key.kind == "recovery":
        raise KeyFault("the recovery key has holders, not members: nobody signs in with it")
    row = connection.execute(
        select(tables.readers.c.public).where(tables.readers.c.id == reader, ~tables.readers.c.disabled)
    ).one_or_none()
    if row is None:
        raise KeyFault("there is no such reader, or the account is closed")
    connection.execute(
        delete(tables.memberships).where(tables.memberships.c.key_id == key.id, tables.memberships.c.reader == reader)
    )
    sealed = envelope.seal_to(row.public, key.key.seed, _membership_info(trust, key.group, key.id, reader))
    connection.execute(insert(tables.memberships).values(key_id=key.id, reader=reader, sealed=sealed))


def remove_member(
    connection: Connection, trust: Trust, group: str, reader: bytes, random: Random = os.urandom
) -> GroupKey:
    """Put a reader out of a group: the group gets a new key, sealed to those who stay.

    Records sealed to the old key arrive until tablets hold a keys part with the new one, which only the root can sign: until
    then the group is marked stale (`sign_keys`). Returns the new key. Raises KeyFault where the reader is not in the group.
    """
    found = connection.execute(select(tables.reader_groups).where(tables.reader_groups.c.id == group)).one_or_none()
    members = group_members(connection, group)
    if found is None or reader not in members:
        raise KeyFault(f"this reader is not in the group {group}")
    versions = select(tables.group_keys.c.key_id).where(tables.group_keys.c.group_id == group)
    connection.execute(
        delete(tables.memberships).where(
            tables.memberships.c.reader == reader, tables.memberships.c.key_id.in_(versions)
        )
    )
    key = _new_version(connection, group, found.kind, found.ward, random)
    for member in members - {reader}:
        admit(connection, trust, key, member)
    connection.execute(update(tables.reader_groups).where(tables.reader_groups.c.id == group).values(stale=True))
    return key


def group_members(connection: Connection, group: str) -> set[bytes]:
    """Ids of the readers who are in a group and whose accounts are open."""
    chosen = (
        select(tables.memberships.c.reader)
        .join(tables.group_keys, tables.group_keys.c.key_id == tables.memberships.c.key_id)
        .join(tables.readers, tables.readers.c.id == tables.memberships.c.reader)
        .where(tables.group_keys.c.group_id == group, ~tables.readers.c.disabled)
    )
    return set(connection.execute(chosen).scalars())


def opened_groups(
    connection: Connection, trust: Trust, reader: bytes, key: envelope.PrivateKey
) -> dict[bytes, GroupKey]:
    """Every version of every group key that was sealed to this reader, opened with the reader's own key. By key id.

    Raises envelope.SealError where a row was changed.
    """
    chosen = (
        select(tables.memberships.c.key_id, tables.memberships.c.sealed, tables.reader_groups)
        .join(tables.group_keys, tables.group_keys.c.key_id == tables.memberships.c.key_id)
        .join(tables.reader_groups, tables.reader_groups.c.id == tables.group_keys.c.group_id)
        .where(tables.memberships.c.reader == reader)
    )
    opened = {}
    for row in connection.execute(chosen):
        seed = key.open(row.sealed, _membership_info(trust, row.id, row.key_id, reader))
        opened[row.key_id] = GroupKey(row.id, row.kind, row.ward, envelope.PrivateKey(seed))
    return opened


def key_set_members(connection: Connection, key_set: bytes) -> dict[records.ReaderGroup, bytes]:
    """Group kind -> key id, for the key-set id that a record's header names (`envelope.readers_key_set`). Raises KeyFault."""
    row = connection.execute(select(tables.key_sets).where(tables.key_sets.c.id == key_set)).one_or_none()
    if row is None:
        raise KeyFault(f"key set {key_set.hex()} was never signed here")
    return {kind: getattr(row, kind) for kind in records.READER_GROUPS}


def open_record(
    inner: bytes, scope: envelope.Scope, key_set: Mapping[records.ReaderGroup, bytes], held: Mapping[bytes, GroupKey]
) -> records.Concern | records.FollowUp:
    """A record, by whichever of the held group keys has a place in it.

    key_set: from `key_set_members`. Raises envelope.UnknownKey where no held key opens it (it was kept from these groups),
    envelope.SealError where it was changed.
    """
    for kind, key_id in key_set.items():
        if key_id in held:
            try:
                return envelope.open_for_reader(inner, kind, held[key_id].key, scope)
            except envelope.UnknownKey:
                continue
    raise envelope.UnknownKey("this record is not for these readers")


# --- the ward pack -----------------------------------------------------------------------------------------------


def add_ward(
    connection: Connection,
    secret: ServerSecret,
    trust: Trust,
    ward: str,
    name: str,
    random: Random = os.urandom,
) -> GroupKey:
    """A ward with its online keys and the group of its own team, whose key is returned (see `new_group`)."""
    connection.execute(insert(tables.wards).values(code=ward, name=name, salt=random(16)))
    add_online_keys(connection, secret, trust, ward, random)
    return new_group(connection, ward_group(ward), "ward", f"{name} team", ward, random)


def newest_key_id(connection: Connection, group: str) -> bytes:
    """The id of a group's key in use. Raises KeyFault."""
    return envelope.key_id(_newest_group_key(connection, group))


def recovery_key(connection: Connection, seed: bytes) -> GroupKey:
    """The recovery group's key from what its holders joined. Raises KeyFault where it is not a key of this trust."""
    key = GroupKey("recovery", "recovery", None, envelope.PrivateKey(seed))
    known = select(tables.group_keys.c.public).where(tables.group_keys.c.group_id == "recovery")
    if key.key.public not in set(connection.execute(known).scalars()):
        raise KeyFault("these shares make a recovery key, but not the one of this trust")
    return key


def _newest_group_key(connection: Connection, group: str) -> bytes:
    chosen = select(tables.group_keys.c.public).where(tables.group_keys.c.group_id == group)
    public = connection.execute(chosen.order_by(tables.group_keys.c.version.desc()).limit(1)).scalar()
    if public is None:
        raise KeyFault(f"the group {group} has no key: was the trust set up to its end?")
    return bytes(public)


def sign_keys(connection: Connection, root: Ed25519PrivateKey, ward: str, now: float) -> wardpack.Keys:
    """A new keys part with the keys in use now, signed by the root and stored. now: seconds since 1970. Raises KeyFault for another root."""
    trust = read_trust(connection)
    if root.public_key().public_bytes_raw() != trust.root:
        raise KeyFault("this is not the root key that this trust's tablets have pinned")
    names = {"ward": ward_group(ward), **{kind: kind for kind, _ in TRUST_WIDE}}
    public = {kind: _newest_group_key(connection, names[kind]) for kind in records.READER_GROUPS}
    readers = wardpack.KeySet(id=envelope.key_set_id(**public), **public)
    salt = connection.execute(select(tables.wards.c.salt).where(tables.wards.c.code == ward)).scalar_one()
    online = {purpose: _current(connection, ward, purpose).public for purpose in (*SEALING, *SIGNING)}
    keys = wardpack.Keys(
        mode=trust.mode,
        trust=trust.code,
        ward=ward,
        serial=next_serial(connection, ward, "keys"),
        issued=int(now),
        expires=int(now) + KEYS_LAST,
        readers=readers,
        salt=salt,
        **online,
    )
    known = connection.execute(select(tables.key_sets.c.id).where(tables.key_sets.c.id == readers.id)).one_or_none()
    if known is None:
        ids = {kind: envelope.key_id(key) for kind, key in public.items()}
        connection.execute(insert(tables.key_sets).values(id=readers.id, ward_code=ward, **ids))
    store_part(connection, ward, wardpack.sign(keys, root), keys.serial)
    connection.execute(
        update(tables.reader_groups).where(tables.reader_groups.c.id.in_(names.values())).values(stale=False)
    )
    return keys


def sign_part(connection: Connection, secret: ServerSecret, part: wardpack.Content | wardpack.Duty) -> None:
    """Sign a content or duty part with its online signer and store it. Its serial must be the next one. Raises KeyFault."""
    trust = read_trust(connection)
    name: Literal["content", "duty"] = "content" if isinstance(part, wardpack.Content) else "duty"
    if part.mode != trust.mode:
        raise KeyFault(f"the {name} part is for {part.mode}, and this trust is {trust.mode}")
    if part.serial < next_serial(connection, part.ward, name):
        raise KeyFault(f"the {name} part has serial {part.serial}, which was given already")
    signer = _signer(connection, secret, trust, part.ward, "content_signer" if name == "content" else "duty_signer")
    store_part(connection, part.ward, wardpack.sign(part, signer), part.serial)


def next_serial(connection: Connection, ward: str, name: wardpack.PartName) -> int:
    """The serial of the next part of this name: tablets refuse a lower one."""
    held = tables.pack_parts.c
    last = connection.execute(select(held.serial).where(held.ward == ward, held.name == name)).scalar()
    return (last or 0) + 1


def store_part(connection: Connection, ward: str, signed: wardpack.Signed, serial: int) -> None:
    held = tables.pack_parts.c
    connection.execute(delete(tables.pack_parts).where(held.ward == ward, held.name == signed.name))
    connection.execute(
        insert(tables.pack_parts).values(
            ward=ward, name=signed.name, serial=serial, signed=msgspec.msgpack.encode(signed)
        )
    )


def stale_groups(connection: Connection) -> list[str]:
    """Groups that a member left since the root last signed: the console shows that a new keys part is needed."""
    return list(connection.execute(select(tables.reader_groups.c.id).where(tables.reader_groups.c.stale)).scalars())


def titles(connection: Connection, groups: Iterable[str]) -> dict[str, str]:
    """Group id -> the words for it."""
    chosen = select(tables.reader_groups.c.id, tables.reader_groups.c.title).where(
        tables.reader_groups.c.id.in_(list(groups))
    )
    return {row.id: row.title for row in connection.execute(chosen)}
