"""Online keys: a ward's intake and statistics keys and its two signers, wrapped with the server secret.

For: making them, and unwrapping them where they are used. Not for: what the signers sign (`pack`).
"""

from __future__ import annotations

import os
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct
from sqlalchemy import Connection, insert, select, update

from kiosk import envelope
from kiosk.trust.keys.kinds import KeyFault, Random, Trust, read_trust
from kiosk.trust.secret import ServerSecret
from kiosk.trust.store import tables

OnlinePurpose = Literal["intake", "statistics", "content_signer", "duty_signer"]
SEALING: tuple[OnlinePurpose, ...] = ("intake", "statistics")
SIGNING: tuple[OnlinePurpose, ...] = ("content_signer", "duty_signer")


class OnlineKey(Struct, frozen=True):
    """An online key as the table holds it."""

    key_id: bytes
    public: bytes
    wrapped: bytes


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


def signer(
    connection: Connection, secret: ServerSecret, trust: Trust, ward: str, purpose: OnlinePurpose
) -> Ed25519PrivateKey:
    """The ward's signer in use. Raises KeyFault."""
    row = current_key(connection, ward, purpose)
    return Ed25519PrivateKey.from_private_bytes(
        secret.unwrap("online keys", row.wrapped, trust.mode, trust.code, ward, purpose, row.key_id)
    )


def current_key(connection: Connection, ward: str, purpose: OnlinePurpose) -> OnlineKey:
    """The ward\'s key in use for a purpose. Raises KeyFault."""
    keys = tables.online_keys.c
    chosen = select(keys.key_id, keys.public, keys.wrapped).where(
        keys.ward == ward, keys.purpose == purpose, keys.current
    )
    row = connection.execute(chosen).one_or_none()
    if row is None:
        raise KeyFault(f"ward {ward} has no {purpose} key: add the ward first")
    return OnlineKey(row.key_id, row.public, row.wrapped)
