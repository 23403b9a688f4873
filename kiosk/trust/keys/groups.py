"""Reader groups: their keys, sealed to each member's own key, and who is in them.

For: making groups and their keys, letting people in, putting them out, opening what their keys open. Not for: accounts (`kiosk.trust.accounts`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, delete, func, insert, select, update

from kiosk import envelope, records
from kiosk.trust.keys.kinds import GroupKey, KeyFault, Random, Trust
from kiosk.trust.secret import bound
from kiosk.trust.store import tables


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


def newest_key_id(connection: Connection, group: str) -> bytes:
    """The id of a group's key in use. Raises KeyFault."""
    return envelope.key_id(newest_group_key(connection, group))


def recovery_key(connection: Connection, seed: bytes) -> GroupKey:
    """The recovery group's key from what its holders joined. Raises KeyFault where it is not a key of this trust."""
    key = GroupKey("recovery", "recovery", None, envelope.PrivateKey(seed))
    known = select(tables.group_keys.c.public).where(tables.group_keys.c.group_id == "recovery")
    if key.key.public not in set(connection.execute(known).scalars()):
        raise KeyFault("these shares make a recovery key, but not the one of this trust")
    return key


def newest_group_key(connection: Connection, group: str) -> bytes:
    """The public half of a group's key in use. Raises KeyFault."""
    chosen = select(tables.group_keys.c.public).where(tables.group_keys.c.group_id == group)
    public = connection.execute(chosen.order_by(tables.group_keys.c.version.desc()).limit(1)).scalar()
    if public is None:
        raise KeyFault(f"the group {group} has no key: was the trust set up to its end?")
    return bytes(public)


def stale_groups(connection: Connection) -> list[str]:
    """Groups that a member left since the root last signed: the console shows that a new keys part is needed."""
    return list(connection.execute(select(tables.reader_groups.c.id).where(tables.reader_groups.c.stale)).scalars())


def titles(connection: Connection, groups: Iterable[str]) -> dict[str, str]:
    """Group id -> the words for it."""
    chosen = select(tables.reader_groups.c.id, tables.reader_groups.c.title).where(
        tables.reader_groups.c.id.in_(list(groups))
    )
    return {row.id: row.title for row in connection.execute(chosen)}
