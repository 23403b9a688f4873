"""How each group's key came to be what it is: every version, why it was made, since when tablets seal to it, and who holds it."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import Connection, select

from kiosk.trust.keys.kinds import KEY_SET
from kiosk.trust.store import tables


class Signing(Struct, frozen=True):
    """That the root signed a key for a ward's tablets. serial: of the keys part. at: seconds since 1970."""

    ward: str
    serial: int
    at: int


class Version(Struct, frozen=True):
    """One version of a group's key. made: seconds since 1970. why: groups.Why. signed: oldest first; empty: tablets do not use it yet.
    holders: names of readers whose own key opens it; of recovery nobody's."""

    key_id: bytes
    number: int
    made: int
    why: str
    signed: tuple[Signing, ...]
    holders: tuple[str, ...]


class GroupHistory(Struct, frozen=True):
    """A group and its key's versions, newest first."""

    group: str
    title: str
    versions: tuple[Version, ...]


def key_history(connection: Connection) -> tuple[GroupHistory, ...]:
    """Of every group. Nothing of it is secret: no private key is read."""
    signed: dict[bytes, list[Signing]] = {}
    for row in connection.execute(select(tables.key_sets).order_by(tables.key_sets.c.serial)):
        for name in KEY_SET:
            signed.setdefault(getattr(row, name), []).append(Signing(row.ward_code, row.serial, row.signed))
    holders: dict[bytes, list[str]] = {}
    held = (
        select(tables.memberships.c.key_id, tables.readers.c.name)
        .join(tables.readers, tables.readers.c.id == tables.memberships.c.reader)
        .where(~tables.readers.c.disabled)
        .order_by(tables.readers.c.name)
    )
    for row in connection.execute(held):
        holders.setdefault(row.key_id, []).append(row.name)
    versions: dict[str, list[Version]] = {}
    newest_first = select(tables.group_keys).order_by(tables.group_keys.c.version.desc())
    for row in connection.execute(newest_first):
        versions.setdefault(row.group_id, []).append(
            Version(
                row.key_id,
                row.version,
                row.made,
                row.why,
                tuple(signed.get(row.key_id, ())),
                tuple(holders.get(row.key_id, ())),
            )
        )
    groups = connection.execute(select(tables.reader_groups).order_by(tables.reader_groups.c.id))
    return tuple(GroupHistory(row.id, row.title, tuple(versions.get(row.id, ()))) for row in groups)
