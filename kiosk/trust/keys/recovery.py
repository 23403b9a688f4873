"""What recovery has: a copy of every group's key, sealed to a key that two of three holders have together.

So a forgotten passphrase loses nothing, also where it was the last of its group: two holders open the group's key and give it to the reader again.
They could open every concern without it, as recovery has a place in each; a copy adds what is sealed to a group besides. Nobody signs in with it.
"""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from kiosk import envelope
from kiosk.trust.keys.kinds import GroupKey, KeyFault, Trust
from kiosk.trust.secret import bound
from kiosk.trust.store import tables


def _info(trust: Trust, group: str, key_id: bytes, recovery: bytes) -> bytes:
    return bound("wardlight recovery copy v1", trust.mode, trust.code, group, key_id, recovery)


def copy_key(connection: Connection, trust: Trust, key: GroupKey) -> None:
    """Seal a group's key to recovery's newest. Raises KeyFault where there is no recovery group yet."""
    keys = tables.group_keys.c
    newest = select(keys.key_id, keys.public).where(keys.group_id == "recovery").order_by(keys.version.desc()).limit(1)
    row = connection.execute(newest).one_or_none()
    if row is None:
        raise KeyFault("there is no recovery key yet, which every other group's key is sealed to: it is made first")
    sealed = envelope.seal_to(row.public, key.key.seed, _info(trust, key.group, key.id, row.key_id))
    connection.execute(insert(tables.recovery_copies).values(key_id=key.id, recovery=row.key_id, sealed=sealed))


def recovery_key(connection: Connection, seed: bytes) -> GroupKey:
    """The recovery group's key from what its holders joined. Raises KeyFault where it is not a key of this trust."""
    key = GroupKey("recovery", "recovery", None, envelope.PrivateKey(seed))
    known = select(tables.group_keys.c.public).where(tables.group_keys.c.group_id == "recovery")
    if key.key.public not in set(connection.execute(known).scalars()):
        raise KeyFault("these shares make a recovery key, but not the one of this trust")
    return key


def recovered_groups(connection: Connection, trust: Trust, recovery: GroupKey) -> list[GroupKey]:
    """Every version of every group's key, opened with the recovery key, oldest first. Raises envelope.SealError where a row was changed."""
    chosen = (
        select(tables.recovery_copies.c.key_id, tables.recovery_copies.c.sealed, tables.reader_groups)
        .join(tables.group_keys, tables.group_keys.c.key_id == tables.recovery_copies.c.key_id)
        .join(tables.reader_groups, tables.reader_groups.c.id == tables.group_keys.c.group_id)
        .where(tables.recovery_copies.c.recovery == recovery.id)
        .order_by(tables.group_keys.c.group_id, tables.group_keys.c.version)
    )
    found = []
    for row in connection.execute(chosen):
        seed = recovery.key.open(row.sealed, _info(trust, row.id, row.key_id, recovery.id))
        found.append(GroupKey(row.id, row.kind, row.ward, envelope.PrivateKey(seed)))
    return found
