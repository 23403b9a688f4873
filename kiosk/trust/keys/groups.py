"""Reader groups: their keys, sealed to each member's own key, and who is in them.

For: making groups and their keys, letting people in, putting them out, opening what their keys open. Not for: accounts (`kiosk.trust.accounts`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Literal

from sqlalchemy import Connection, delete, func, insert, select

from kiosk import envelope, records
from kiosk.trust import roles
from kiosk.trust.keys import recovery
from kiosk.trust.keys.kinds import KEY_SET, GroupKey, KeyFault, Random, Trust, ward_group
from kiosk.trust.secret import bound
from kiosk.trust.store import tables

Why = Literal["set up", "a member left"]


def new_group(
    connection: Connection,
    trust: Trust,
    group: str,
    kind: records.ReaderGroup,
    title: str,
    now: float,
    ward: str | None = None,
    random: Random = os.urandom,
) -> GroupKey:
    """Make a group and its first key. Nobody is in it yet: the caller gives the key on (`admit`, or the holders).

    now: seconds since 1970. Raises KeyFault where there is no recovery group yet: it has a copy of every other group's key.
    """
    connection.execute(insert(tables.reader_groups).values(id=group, kind=kind, ward=ward, title=title))
    return _new_version(
        connection, trust, GroupKey(group, kind, ward, envelope.PrivateKey.generate(random)), "set up", now
    )


def _new_version(connection: Connection, trust: Trust, key: GroupKey, why: Why, now: float) -> GroupKey:
    last = connection.execute(
        select(func.max(tables.group_keys.c.version)).where(tables.group_keys.c.group_id == key.group)
    ).scalar()
    connection.execute(
        insert(tables.group_keys).values(
            key_id=key.id, group_id=key.group, version=(last or 0) + 1, public=key.key.public, made=int(now), why=why
        )
    )
    if key.kind != "recovery":
        recovery.copy_key(connection, trust, key)
    return key


def _membership_info(trust: Trust, group: str, key_id: bytes, reader: bytes) -> bytes:
    return bound("wardlight group key v1", trust.mode, trust.code, group, key_id, reader)


def admit(connection: Connection, trust: Trust, key: GroupKey, reader: bytes) -> None:
    """Seal a group's key to a reader. The caller holds the key: a member's session, or the founding keys.

    Raises KeyFault for a reader who is not there or is disabled, for one whose role cannot be in this kind of group (`roles.GROUPS`), and for the
    recovery group, which has holders instead of members.
    """
    if key.kind == "recovery":
        raise KeyFault("the recovery key has holders, not members: nobody signs in with it")
    row = connection.execute(
        select(tables.readers.c.public, tables.readers.c.name, tables.readers.c.work).where(
            tables.readers.c.id == reader, ~tables.readers.c.disabled
        )
    ).one_or_none()
    if row is None:
        raise KeyFault("there is no such reader, or the account is closed")
    if key.kind not in roles.GROUPS[row.work]:
        raise KeyFault(
            f"{row.name} is {roles.NAMES[row.work].lower()} and cannot be in {key.group}:"
            " what is kept from one group must not come to the same person by another"
        )
    connection.execute(
        delete(tables.memberships).where(tables.memberships.c.key_id == key.id, tables.memberships.c.reader == reader)
    )
    sealed = envelope.seal_to(row.public, key.key.seed, _membership_info(trust, key.group, key.id, reader))
    connection.execute(insert(tables.memberships).values(key_id=key.id, reader=reader, sealed=sealed))


def remove_member(
    connection: Connection, trust: Trust, group: str, reader: bytes, now: float, random: Random = os.urandom
) -> GroupKey:
    """Put a reader out of a group: the group gets a new key, sealed to those who stay. Invitations that carry the old one end.

    Records sealed to the old key arrive until tablets hold a keys part with the new one, which only the root can sign: until
    then the group is stale (`stale_groups`). Returns the new key. now: seconds since 1970. Raises KeyFault where the reader is not in the group.
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
    fresh = GroupKey(group, found.kind, found.ward, envelope.PrivateKey.generate(random))
    key = _new_version(connection, trust, fresh, "a member left", now)
    for member in members - {reader}:
        admit(connection, trust, key, member)
    _end_invitations(connection, group)
    return key


def _end_invitations(connection: Connection, group: str) -> None:
    """Delete invitations that carry a group's key: who left may have one, or may have made it."""
    carrying = select(tables.invited_groups.c.hash).where(
        tables.invited_groups.c.group_id == group, tables.invited_groups.c.carried
    )
    hashes = list(connection.execute(carrying).scalars())
    connection.execute(delete(tables.invited_groups).where(tables.invited_groups.c.hash.in_(hashes)))
    connection.execute(delete(tables.invitations).where(tables.invitations.c.hash.in_(hashes)))


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


def key_set_members(connection: Connection, key_set: bytes) -> dict[bytes, records.ReaderGroup]:
    """Key id -> its place, for the key-set id that a record's header names (`envelope.readers_key_set`). Two keys take turns at "outside".

    Raises KeyFault where no such set was ever signed.
    """
    row = connection.execute(select(tables.key_sets).where(tables.key_sets.c.id == key_set)).one_or_none()
    if row is None:
        raise KeyFault(f"key set {key_set.hex()} was never signed here")
    return {getattr(row, name): place for name, place in KEY_SET.items()}


def open_record(
    inner: bytes, scope: envelope.Scope, key_set: Mapping[bytes, records.ReaderGroup], held: Mapping[bytes, GroupKey]
) -> records.Concern | records.FollowUp:
    """A record, by whichever of the held group keys has a place in it.

    key_set: from `key_set_members`. Raises envelope.UnknownKey where no held key opens it (it was kept from these groups),
    envelope.SealError where it was changed.
    """
    for key_id, kind in key_set.items():
        if key_id in held:
            try:
                return envelope.open_for_reader(inner, kind, held[key_id].key, scope)
            except envelope.UnknownKey:
                continue
    raise envelope.UnknownKey("this record is not for these readers")


def newest_key_id(connection: Connection, group: str) -> bytes:
    """The id of a group's key in use. Raises KeyFault."""
    return envelope.key_id(newest_group_key(connection, group))


def newest_group_key(connection: Connection, group: str) -> bytes:
    """The public half of a group's key in use. Raises KeyFault."""
    chosen = select(tables.group_keys.c.public).where(tables.group_keys.c.group_id == group)
    public = connection.execute(chosen.order_by(tables.group_keys.c.version.desc()).limit(1)).scalar()
    if public is None:
        raise KeyFault(f"the group {group} has no key: was the trust set up to its end?")
    return bytes(public)


def stale_groups(connection: Connection) -> list[str]:
    """Groups whose newest key some ward's tablets do not seal to yet: the root has to sign a new keys part for them.

    Of a ward that has no keys part at all it is the team.
    """
    newest = {row.group_id: row.key_id for row in connection.execute(select(tables.group_keys).order_by("version"))}
    signed = {row.ward_code: row for row in connection.execute(select(tables.key_sets).order_by("serial"))}
    found = {
        group
        for ward, row in signed.items()
        for name in KEY_SET
        if getattr(row, name) != newest[group := ward_group(ward) if name == "ward" else name]
    }
    wards = connection.execute(select(tables.wards.c.code)).scalars()
    return sorted(found | {ward_group(ward) for ward in wards if ward not in signed})


def titles(connection: Connection, groups: Iterable[str]) -> dict[str, str]:
    """Group id -> the words for it."""
    chosen = select(tables.reader_groups.c.id, tables.reader_groups.c.title).where(
        tables.reader_groups.c.id.in_(list(groups))
    )
    return {row.id: row.title for row in connection.execute(chosen)}
