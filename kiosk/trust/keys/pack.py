"""The ward pack at the trust: wards with their keys, the keys part that the root signs, and the parts that online signers sign."""

from __future__ import annotations

import os
from typing import Literal

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, delete, insert, select

from kiosk import envelope, wardpack
from kiosk.trust.keys.groups import new_group, newest_group_key
from kiosk.trust.keys.kinds import KEY_SET, GroupKey, KeyFault, Random, Trust, read_trust, ward_group
from kiosk.trust.keys.online import SEALING, SIGNING, add_online_keys, current_key, signer
from kiosk.trust.secret import ServerSecret
from kiosk.trust.store import tables

KEYS_LAST = 2 * 365 * 86_400  # seconds: a keys part; it holds on after that, with a warning to staff


def add_ward(
    connection: Connection,
    secret: ServerSecret,
    trust: Trust,
    ward: str,
    name: str,
    now: float,
    random: Random = os.urandom,
) -> GroupKey:
    """A ward with its online keys and the group of its own team, whose key is returned (see `new_group`)."""
    connection.execute(insert(tables.wards).values(code=ward, name=name, salt=random(16)))
    add_online_keys(connection, secret, trust, ward, random)
    return new_group(connection, trust, ward_group(ward), "ward", f"{name} team", now, ward, random)


def sign_keys(connection: Connection, root: Ed25519PrivateKey, ward: str, now: float) -> wardpack.Keys:
    """A new keys part with the keys in use now, signed by the root and stored. now: seconds since 1970. Raises KeyFault for another root."""
    trust = read_trust(connection)
    if root.public_key().public_bytes_raw() != trust.root:
        raise KeyFault("this is not the root key that this trust's tablets have pinned")
    names = {name: ward_group(ward) if name == "ward" else name for name in KEY_SET}
    public = {name: newest_group_key(connection, group) for name, group in names.items()}
    readers = wardpack.KeySet(id=envelope.key_set_id(**public), **public)
    salt = connection.execute(select(tables.wards.c.salt).where(tables.wards.c.code == ward)).scalar_one()
    online = {purpose: current_key(connection, ward, purpose).public for purpose in (*SEALING, *SIGNING)}
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
        ids = {name: envelope.key_id(key) for name, key in public.items()}
        once = insert(tables.key_sets).values(
            id=readers.id, ward_code=ward, serial=keys.serial, signed=keys.issued, **ids
        )
        connection.execute(once)
    store_part(connection, ward, wardpack.sign(keys, root), keys.serial)
    return keys


def sign_part(connection: Connection, secret: ServerSecret, part: wardpack.Content | wardpack.Duty) -> None:
    """Sign a content or duty part with its online signer and store it. Its serial must be the next one. Raises KeyFault."""
    trust = read_trust(connection)
    name: Literal["content", "duty"] = "content" if isinstance(part, wardpack.Content) else "duty"
    if part.mode != trust.mode:
        raise KeyFault(f"the {name} part is for {part.mode}, and this trust is {trust.mode}")
    if part.serial < next_serial(connection, part.ward, name):
        raise KeyFault(f"the {name} part has serial {part.serial}, which was given already")
    by = signer(connection, secret, trust, part.ward, "content_signer" if name == "content" else "duty_signer")
    store_part(connection, part.ward, wardpack.sign(part, by), part.serial)


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
