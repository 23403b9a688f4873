"""The ward pack at the trust: wards with their keys, the keys part that the root signs, and the parts that online signers sign."""

from __future__ import annotations

import os

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, delete, insert, select

from kiosk import envelope, wardpack
from kiosk.trust.keys.groups import new_group, newest_group_key
from kiosk.trust.keys.kinds import KEY_SET, GroupKey, KeyFault, Random, Trust, read_trust, ward_group
from kiosk.trust.keys.online import SEALING, SIGNING, OnlinePurpose, add_online_keys, current_key, signer
from kiosk.trust.secret import ServerSecret
from kiosk.trust.store import tables

_SIGNED_ONLINE: dict[type, tuple[wardpack.PartName, OnlinePurpose]] = {
    wardpack.Content: ("content", "content_signer"),
    wardpack.Duty: ("duty", "duty_signer"),
    wardpack.Figures: ("figures", "duty_signer"),
}
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


def keys_to_sign(connection: Connection, ward: str, now: float) -> wardpack.Keys:
    """A keys part with the keys in use now, for the root to sign. now: seconds since 1970. Raises KeyFault."""
    trust = read_trust(connection)
    names = {name: ward_group(ward) if name == "ward" else name for name in KEY_SET}
    public = {name: newest_group_key(connection, group) for name, group in names.items()}
    salt = connection.execute(select(tables.wards.c.salt).where(tables.wards.c.code == ward)).scalar()
    if salt is None:
        raise KeyFault(f"there is no ward {ward}")
    return wardpack.Keys(
        mode=trust.mode,
        trust=trust.code,
        ward=ward,
        serial=next_serial(connection, ward, "keys"),
        issued=int(now),
        expires=int(now) + KEYS_LAST,
        readers=wardpack.KeySet(id=envelope.key_set_id(**public), **public),
        salt=salt,
        **{purpose: current_key(connection, ward, purpose).public for purpose in (*SEALING, *SIGNING)},
    )


def take_keys(connection: Connection, signed: wardpack.Signed) -> wardpack.Keys:
    """Store a keys part that the root signed: tablets get it from now on.

    Raises wardpack.PackError, and KeyFault for one of another trust, one that is not newer, and one that names keys that were not made here.
    """
    trust = read_trust(connection)
    keys = wardpack.verify_keys(signed, trust.root, trust.mode)
    if keys.trust != trust.code:
        raise KeyFault(f"this keys part is of the trust {keys.trust!r}, and this is {trust.code!r}")
    if keys.serial < next_serial(connection, keys.ward, "keys"):
        raise KeyFault(
            f"the keys part of ward {keys.ward} has serial {keys.serial}, which was given already: ask for it anew"
        )
    ids = {name: envelope.key_id(getattr(keys.readers, name)) for name in KEY_SET}
    groups = {name: ward_group(keys.ward) if name == "ward" else name for name in KEY_SET}
    for name, key_id in ids.items():
        known = select(tables.group_keys.c.key_id).where(
            tables.group_keys.c.key_id == key_id, tables.group_keys.c.group_id == groups[name]
        )
        if connection.execute(known).one_or_none() is None:
            raise KeyFault(f"the keys part of ward {keys.ward} names a key of {groups[name]} that was not made here")
    known = select(tables.key_sets.c.id).where(tables.key_sets.c.id == keys.readers.id)
    if connection.execute(known).one_or_none() is None:
        connection.execute(
            insert(tables.key_sets).values(
                id=keys.readers.id, ward_code=keys.ward, serial=keys.serial, signed=keys.issued, **ids
            )
        )
    store_part(connection, keys.ward, signed, keys.serial)
    return keys


def sign_keys(connection: Connection, root: Ed25519PrivateKey, ward: str, now: float) -> wardpack.Keys:
    """Both at once, where the root is at hand: when a trust is founded, and in a demo. Raises KeyFault for another root."""
    if root.public_key().public_bytes_raw() != read_trust(connection).root:
        raise KeyFault("this is not the root key that this trust's tablets have pinned")
    return take_keys(connection, wardpack.sign(keys_to_sign(connection, ward, now), root))


def sign_part(
    connection: Connection, secret: ServerSecret, part: wardpack.Content | wardpack.Duty | wardpack.Figures
) -> None:
    """Sign a part with its online signer and store it. Its serial must be the next one. Raises KeyFault."""
    trust = read_trust(connection)
    name, purpose = _SIGNED_ONLINE[type(part)]
    if part.mode != trust.mode:
        raise KeyFault(f"the {name} part is for {part.mode}, and this trust is {trust.mode}")
    if part.serial < next_serial(connection, part.ward, name):
        raise KeyFault(f"the {name} part has serial {part.serial}, which was given already")
    by = signer(connection, secret, trust, part.ward, purpose)
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
